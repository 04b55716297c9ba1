//! Cabinets (`MSCF`): where their parts are, whether their data is what was written, and members taken out in memory.
//!
//! | file | idea |
//! |---|---|
//! | `layout` | the header and the tables, held against the size of the file |
//! | `table` | the tables' bytes, one piece after the other |
//! | `blocks` | the checksums of all data blocks, in one pass |
//! | `checksum` | the sum that a data block carries |
//! | `extract` | members, in memory |
//! | `mszip` | the one method of compression |
//! | `lzx` | the other one |
//! | `huffman` | the codes that LZX is written in |
//!
//! The format is Microsoft's "Cabinet Format" (MS-CAB). What it does not state, how a signed cabinet is hashed, was
//! tried on one that Microsoft signed.

mod blocks;
mod checksum;
mod extract;
mod huffman;
mod layout;
mod lzx;
mod mszip;
mod table;

pub use blocks::Blocks;
pub use extract::{ExtractFault, extract};
pub use layout::{Compression, Folder, Layout, layout};

use super::Fault;
use std::io;

/// Why a reader here cannot go on.
#[derive(Debug)]
enum Stop {
    /// What the operating system says.
    Io(io::Error),
    /// What is wrong with the content.
    Fault(Fault),
    /// More would come out than was asked for at most.
    TooLarge,
    /// A part of the format that is not read here.
    NotUnderstood(&'static str),
}

impl Stop {
    fn damaged(what: impl Into<String>) -> Self {
        Self::Fault(Fault::Damaged(what.into()))
    }
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// The number at `at`; zero where the bytes end before it. Whoever calls has asked for as many bytes before.
fn u16_at(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..).and_then(|rest| rest.first_chunk()).map_or(0, |number| u16::from_le_bytes(*number))
}

/// The number at `at`; zero where the bytes end before it. Whoever calls has asked for as many bytes before.
fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..).and_then(|rest| rest.first_chunk()).map_or(0, |number| u32::from_le_bytes(*number))
}
