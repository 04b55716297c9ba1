//! What holds of any bytes whatever, taken for a program. The tests and the fuzz target call the same function.

use cmverify::formats::pe::{self, Layout};
use cmverify::formats::{Fault, kind};
use std::io::Cursor;

fn read(bytes: &[u8]) -> Result<Option<Layout>, Fault> {
    pe::layout(&mut Cursor::new(bytes), bytes.len() as u64).expect("a slice can be read")
}

/// Layout and kind of any bytes.
///
/// # Panics
/// Where something does not hold.
pub fn pe(bytes: &[u8]) {
    let size = bytes.len() as u64;
    let content = kind::content(bytes);
    let layout = match read(bytes) {
        Ok(Some(layout)) => layout,
        Ok(None) => return,
        Err(Fault::Truncated { least, size: stated }) => {
            assert_eq!(stated, size);
            assert!(least.expect("programs state a size") > size);
            return;
        }
        Err(Fault::Damaged(what)) => {
            assert!(!what.is_empty() && what.len() < 100);
            return;
        }
    };
    assert_eq!(content, kind::Content::Program, "only what begins as a program has a layout");
    assert!(layout.end <= size);
    let Some(signed) = &layout.signed else { return };
    let table = layout.certificates.clone().expect("a signature is in the table");
    assert!(table.end <= layout.end);
    assert!(signed.block.start >= table.start + 8 && signed.block.start < signed.block.end);
    assert!(signed.block.end <= table.end);

    // What is covered is in order, and what is not is twelve bytes of the headers and the table.
    let mut at = 0;
    let mut left_out = Vec::new();
    for range in &signed.covered {
        assert!(at <= range.start && range.start < range.end && range.end <= size);
        left_out.push(range.start - at);
        at = range.end;
    }
    left_out.push(size - at);
    let covered: u64 = signed.covered.iter().map(|range| range.end - range.start).sum();
    assert_eq!(covered + 12 + (table.end - table.start), size);
    assert!(signed.covered.iter().all(|range| range.end <= table.start || range.start >= table.end));
    assert_eq!(left_out.get(..2), Some(&[0, 4][..]));

    // A file that lost its end is never one with a signature.
    let table_end = usize::try_from(table.end).expect("inside the file");
    for length in [table_end - 1, table_end / 2, table_end - signed.block.end.min(9) as usize] {
        let cut = read(&bytes[..length]);
        assert!(!matches!(&cut, Ok(Some(layout)) if layout.signed.is_some()), "{length}: {cut:?}");
    }
    // Who appends changes what is covered, and nothing else.
    let mut longer = bytes.to_vec();
    longer.push(0xAA);
    let after = read(&longer).expect("nothing is missing").expect("still a program");
    assert_eq!(after.certificates, layout.certificates);
    // A last section that is rounded up past the end of the file ends where the file does.
    let is_rounded = layout.last_section.as_ref().is_some_and(|section| section.end > size);
    assert_eq!(after.end, layout.end + u64::from(is_rounded));
    assert_ne!(after.signed.as_ref().map(|signed| &signed.covered), Some(&signed.covered));
}
