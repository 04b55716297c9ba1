//! What holds of any bytes whatever, taken for a cabinet. The tests and the fuzz target call the same function.

use cmverify::formats::cabinet::{self, Blocks, ExtractFault, Layout};
use cmverify::formats::{Fault, SignedRanges};
use std::io::Cursor;

/// The most that is taken out, in bytes.
const MOST: u64 = 1 << 20;

/// What the blocks say when the file comes in pieces of this size.
fn blocks(bytes: &[u8], layout: &Layout, step: usize) -> Option<Fault> {
    let mut blocks = Blocks::new(layout);
    for (n, piece) in bytes.chunks(step).enumerate() {
        blocks.feed((n * step) as u64, piece);
    }
    blocks.finish()
}

/// Layout, data blocks and members of any bytes.
///
/// # Panics
/// Where something does not hold.
pub fn cabinet(bytes: &[u8]) {
    let size = bytes.len() as u64;
    let mut source = Cursor::new(bytes);
    let found = cabinet::layout(&mut source, size).expect("a slice can be read");
    let taken = cabinet::extract(&mut source, size, &|_| true, MOST).expect("a slice can be read");
    let layout = match found {
        Ok(layout) => layout,
        Err(fault) => {
            bounded(&fault, size);
            assert_eq!(taken, Err(ExtractFault::Structure(fault)));
            return;
        }
    };
    assert!((36..=size).contains(&layout.size));
    assert_eq!(layout.is_spanned, layout.has_previous || layout.has_next);
    assert!(layout.files_at <= layout.size);
    assert!(layout.folders.iter().all(|folder| folder.blocks == 0 || folder.at < layout.size));
    if let Some(SignedRanges { block, covered }) = &layout.signed {
        assert!(layout.size <= block.start && block.start < block.end && block.end <= size);
        assert!(covered.windows(2).all(|pair| pair[0].end <= pair[1].start));
        assert!(covered.iter().all(|range| range.start < range.end && range.end <= block.start));
    }
    let fault = blocks(bytes, &layout, 1 << 20);
    for step in [1, 7, 4096] {
        assert_eq!(blocks(bytes, &layout, step), fault, "in pieces of {step}");
    }
    // A file that is as long as it says is not cut.
    assert!(!matches!(fault, Some(Fault::Truncated { .. })), "{fault:?}");
    if let Some(fault) = &fault {
        bounded(fault, size);
    }
    match taken {
        Ok(files) => {
            assert_eq!(files.len(), layout.files as usize);
            let sum: usize = files.iter().map(|(_, content)| content.len()).sum();
            assert!(sum as u64 <= MOST, "{sum} bytes");
        }
        Err(ExtractFault::Structure(fault)) => bounded(&fault, size),
        Err(ExtractFault::TooLarge | ExtractFault::NotUnderstood(_)) => {}
    }
}

/// A fault is short, and what is cut lacks something.
fn bounded(fault: &Fault, size: u64) {
    match fault {
        Fault::Truncated { least, size: found } => {
            assert_eq!(*found, size);
            assert!(least.is_some_and(|least| least > size), "{fault:?}");
        }
        Fault::Damaged(what) => assert!(!what.is_empty() && what.len() <= 120, "{what}"),
    }
}
