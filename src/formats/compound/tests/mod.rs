//! Files that the tests write themselves, whole and damaged.

mod damage;
mod digest;
mod structure;
mod writer;

use super::super::digest::{Algorithm, hex};
use super::{Fault, Layout};
use std::io::Cursor;
use writer::{Built, Node, Shape, V3, V4, build, content, storage, stream};

/// The layout of these bytes.
fn layout(bytes: &[u8]) -> Result<Layout, Fault> {
    super::layout(&mut Cursor::new(bytes), bytes.len() as u64).expect("bytes in memory can be read")
}

/// All that the digest is made over.
fn hashed(bytes: &[u8]) -> Result<Vec<u8>, Fault> {
    let layout = layout(bytes)?;
    let mut all = Vec::new();
    super::digest(&mut Cursor::new(bytes), &layout, &mut |piece| all.extend_from_slice(piece)).expect("in memory")?;
    Ok(all)
}

/// What is damaged about these bytes.
fn damage(bytes: &[u8]) -> String {
    match layout(bytes) {
        Err(Fault::Damaged(what)) => what,
        other => panic!("{other:?}"),
    }
}

/// The least size that is asked for and the size that is there.
fn cut(bytes: &[u8]) -> (u64, u64) {
    match layout(bytes) {
        Err(Fault::Truncated { least: Some(least), size }) => (least, size),
        other => panic!("{other:?}"),
    }
}

/// A package with all that a signed one has: streams of both kinds, one without content, storages in storages.
/// Entries: 1 to 6 in the root storage, 7 and 8 in the first storage, 9 in the one inside.
fn package() -> Vec<Node> {
    let inner = storage("Inner", 3, vec![stream("deep", content(70, 7))]);
    vec![
        stream("table", content(500, 1)),
        stream("\u{5}DigitalSignature", content(300, 2)),
        stream("cabinet", content(5000, 3)),
        storage("Transform", 2, vec![stream("table", content(4500, 4)), inner]),
        stream("nothing", []),
        stream("icon", content(9000, 5)),
    ]
}

/// What of [`package`] is hashed, in its order: by the bytes of the names, of which capitals come first.
fn hashed_of_package(class: u8) -> Vec<u8> {
    let mut all = Vec::new();
    // "Transform": "Inner" with "deep", then "table".
    all.extend(content(70, 7));
    all.extend([3; 16]);
    all.extend(content(4500, 4));
    all.extend([2; 16]);
    // "cabinet", "icon", "nothing", "table".
    all.extend(content(5000, 3));
    all.extend(content(9000, 5));
    all.extend(content(500, 1));
    all.extend([class; 16]);
    all
}

/// Every shape of the same package.
fn packages() -> [Built; 4] {
    let shapes = [V3, V4, Shape { fat_last: true, ..V3 }, Shape { fat_last: true, ..V4 }];
    shapes.map(|shape| build(shape, 9, &package()))
}
