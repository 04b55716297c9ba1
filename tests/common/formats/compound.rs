//! What holds of any bytes whatever, taken for a compound file.

use cmverify::formats::compound::{Layout, digest, layout, metadata};
use cmverify::formats::{Fault, Source};
use std::io::Cursor;

/// The layout, or what is wrong. Bytes in memory can always be read, and none of these sizes is too much.
fn read(bytes: &[u8]) -> Option<Result<Layout, Fault>> {
    match layout(&mut Cursor::new(bytes), bytes.len() as u64) {
        Ok(result) => Some(result),
        // Small files reach the limits of the directory and of the mini stream only by their claims.
        Err(error) => {
            assert_eq!(error.kind(), std::io::ErrorKind::Unsupported, "{error}");
            None
        }
    }
}

fn hashed(source: &mut dyn Source, layout: &Layout) -> Vec<u8> {
    let mut all = Vec::new();
    digest(source, layout, &mut |piece| all.extend_from_slice(piece)).expect("in memory").expect("a whole file");
    all
}

/// A layout that holds together is one whose every byte can be read, and no byte of which can be missed.
pub fn compound(bytes: &[u8]) {
    let whole = match read(bytes) {
        None => return,
        Some(Err(Fault::Truncated { least, size })) => {
            assert_eq!(size, bytes.len() as u64);
            assert!(least.is_some_and(|least| least > size), "{least:?} for {size}");
            return;
        }
        Some(Err(Fault::Damaged(what))) => {
            assert!(what.len() < 200, "{what}");
            return;
        }
        Some(Ok(whole)) => whole,
    };
    assert!(whole.size <= bytes.len() as u64);
    let all = hashed(&mut Cursor::new(bytes), &whole);
    // No sector is in two streams; each storage has a class of 16 bytes in an entry of 128.
    let extended = whole.signed.as_ref().and_then(|signed| signed.extended.as_ref()).map_or(0, Vec::len);
    assert!(all.len() <= bytes.len() + extended, "{} of {}", all.len(), bytes.len());
    let mut names = 0;
    metadata(&whole, &mut |piece| names += piece.len());
    assert!(names <= bytes.len());
    // What is behind the end that the layout tells means nothing, and nothing before it can be spared.
    let size = usize::try_from(whole.size).expect("a size in memory");
    let exact = &bytes[..size];
    let shorter = read(exact).expect("no limit").unwrap_or_else(|fault| panic!("{fault:?} at {size}"));
    assert_eq!(shorter.size, whole.size);
    assert!(hashed(&mut Cursor::new(exact), &shorter) == all);
    let cut = read(&bytes[..size - 1]).expect("no limit");
    assert!(cut.is_err(), "{} bytes of {size} suffice", size - 1);
    let result = digest(&mut Cursor::new(&bytes[..size / 2]), &whole, &mut |_| {}).expect("in memory");
    assert!(result.is_ok() || matches!(result, Err(Fault::Truncated { .. })), "{result:?}");
}
