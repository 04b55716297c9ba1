//! XML: is a file whole, or cut?
//!
//! No more than that is asked. The files of a download that are XML come from many hands, so only what no XML at all
//! can show counts: a file that ends within a tag or with elements open, and NUL in the place of text. As soon as
//! anything else is odd the file is left alone.

pub(super) mod encoding;
mod scan;
#[cfg(test)]
mod tests;

use super::{Fault, Source, read_at};
use encoding::{Declared, Layout, declared, layout};
use scan::{Scan, Seen};
use std::io;

/// Files that are longer are not looked at, in bytes: no XML of a download comes near.
const LONGEST: u64 = 256 * 1024 * 1024;

/// How much is read at once, in bytes. Even: a character of UTF-16 is never cut.
const CHUNK: usize = 64 * 1024;

/// Looks whether an XML file of `size` bytes is whole. None: nothing that is surely wrong.
///
/// # Errors
/// What the operating system says.
pub fn look(source: &mut dyn Source, size: u64) -> io::Result<Option<Fault>> {
    if size > LONGEST {
        return Ok(None);
    }
    let mut buffer = vec![0; CHUNK];
    let mut at = 0u64;
    let mut filled = read_at(source, at, &mut buffer)?;
    let head = buffer.get(..filled).unwrap_or_default();
    if let [0, 0, 0, 0, ..] = head {
        return Ok(Some(Fault::Damaged("NUL bytes at the start".to_owned())));
    }
    let (layout, mark) = layout(head);
    if layout == Layout::Other || (layout == Layout::Bytes && !is_plain(head.get(mark..).unwrap_or_default())) {
        return Ok(None);
    }
    let mut scan = Scan::default();
    let mut skipped = mark;
    loop {
        let bytes = buffer.get(skipped..filled).unwrap_or_default();
        let seen = match layout {
            Layout::Utf16Le => scan.units(bytes, u16::from_le_bytes),
            Layout::Utf16Be => scan.units(bytes, u16::from_be_bytes),
            _ => scan.bytes(bytes),
        };
        match seen {
            Seen::Fine => {}
            Seen::Odd => return Ok(None),
            Seen::Nul => return Ok(Some(Fault::Damaged("NUL within the text".to_owned()))),
        }
        if filled < CHUNK {
            return Ok(scan.is_cut().then_some(Fault::Truncated { least: None, size }));
        }
        at = at.saturating_add(CHUNK as u64);
        skipped = 0;
        filled = read_at(source, at, &mut buffer)?;
        // A file that grows while it is read has no end yet.
        if at > size {
            return Ok(None);
        }
    }
}

/// Whether a sign of XML is one byte, and that byte nothing else, in the encoding that the file names.
fn is_plain(head: &[u8]) -> bool {
    match declared(head) {
        Declared::Nothing => true,
        Declared::Unknown => false,
        // A text that was written as UTF-16 once, and as single bytes later, still says UTF-16.
        Declared::Known(encoding) => {
            encoding.is_ascii_compatible() || encoding == encoding_rs::UTF_16LE || encoding == encoding_rs::UTF_16BE
        }
    }
}
