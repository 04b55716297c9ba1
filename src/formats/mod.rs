//! What a file is by its own bytes: structure, digests, signatures. Evidence: nothing here judges.
//!
//! Every reader here is for files that anybody may have written: what a field says is held against the size of the
//! file before it is believed, and what is kept of a file is bounded.
//!
//! | file | idea |
//! |---|---|
//! | `kind` | what a name promises and what the first bytes are |
//! | `cabinet` | cabinets: layout, data checksums, members taken out in memory |
//! | `pe` | programs and libraries: PE32 and PE32+ |
//! | `compound` | compound files: MSI, MSP |
//! | `xml` | XML: whole or cut |
//! | `manifest` | Microsoft's own lists of redistributable files |
//! | `safe_path` | paths that others wrote: which may be looked up, and how names are compared |
//! | `signature` | Authenticode: what a signature says, and whether it is whole |
//! | `digest` | the hash functions that these need |

pub mod cabinet;
pub mod compound;
pub mod digest;
pub mod kind;
pub mod manifest;
pub mod pe;
pub mod safe_path;
pub mod signature;
pub mod xml;

use std::io::{self, ErrorKind, Read, Seek, SeekFrom};
use std::ops::Range;

/// Bytes that can be read at any place: a file, or a slice in a test.
pub trait Source: Read + Seek {}

impl<T: Read + Seek + ?Sized> Source for T {}

/// What is wrong with a file's structure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The file ends before the end that its own header states.
    Truncated {
        /// The least size that the header asks for, in bytes; none: a format that states no size.
        least: Option<u64>,
        /// The size that the file has, in bytes.
        size: u64,
    },
    /// Fields that contradict each other, or content that does not fit its checksum: which, in the words of the format.
    Damaged(String),
}

/// Where a file's embedded Authenticode signature is, and what of the file it covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedRanges {
    /// The PKCS#7 block, in bytes from the start of the file.
    pub block: Range<u64>,
    /// What the digest is made over: ranges in the order of the file, none overlapping another.
    pub covered: Vec<Range<u64>>,
}

/// Reads at a place until the buffer is full or the source ends; gives how many bytes there were.
///
/// # Errors
/// What the operating system says.
pub fn read_at(source: &mut dyn Source, at: u64, buffer: &mut [u8]) -> io::Result<usize> {
    source.seek(SeekFrom::Start(at))?;
    read_on(source, buffer)
}

/// Reads from where the source stands until the buffer is full or the source ends; gives how many bytes there were.
///
/// # Errors
/// What the operating system says.
pub fn read_on(source: &mut dyn Source, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match source.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(n) => filled += n,
            Err(e) if e.kind() == ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    Ok(filled)
}
