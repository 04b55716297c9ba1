//! Programs and libraries: the layout of PE32 and PE32+ files, and what of them an Authenticode signature covers.
//!
//! The layout is Microsoft's "PE Format", the digest its "Windows Authenticode Portable Executable Signature Format".
//! Only what says where the file ends and what its signature covers is read. A file without a signature ends where
//! its last section does, as far as its headers say: what an installer appends behind that is in no header.

mod certificates;
mod headers;
#[cfg(test)]
mod tests;

use super::{Fault, SignedRanges, Source, read_at};
use headers::Headers;
use std::io::{self, ErrorKind};
use std::ops::Range;

/// Where the parts of a program are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// The processor, as `Machine` of the COFF header has it: 0x14C x86, 0x8664 x64, 0xAA64 ARM64.
    pub machine: u16,
    /// True for PE32+, false for PE32. A .NET library for any processor is PE32.
    pub is_64: bool,
    /// True for a library.
    pub is_library: bool,
    /// How many sections the section table lists.
    pub sections: u16,
    /// The end of what the headers name: of the headers, of all raw data of sections, of the certificate table; in
    /// bytes from the start, and never behind the end of the file. What is behind it is data that somebody appended.
    pub end: u64,
    /// The raw data of the section that ends last; none where no section has any. In a file whose last section is
    /// rounded up it can end behind the file.
    pub last_section: Option<Range<u64>>,
    /// The certificate table, inside the file.
    pub certificates: Option<Range<u64>>,
    /// The signature: the first certificate that is a PKCS#7 block. Its range is what the certificate's length says,
    /// without the eight bytes before it; up to seven bytes of padding can be in it, and what somebody put there: the
    /// length in the DER of the block decides.
    pub signed: Option<SignedRanges>,
}

/// Why there is no layout.
enum Stop {
    /// There is no PE in the file: nothing to say.
    Other,
    /// The content is at fault.
    Fault(Fault),
    /// The content could not be read.
    Unreadable(io::Error),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Unreadable(error)
    }
}

/// The layout of the program in `source`, which is `size` bytes long.
///
/// None: a file that does not begin as a program, or a program for DOS, 16-bit Windows or OS/2, or the image of a ROM.
/// They name no end that could be relied on.
///
/// # Errors
/// What the operating system says, and `UnexpectedEof` where the source is shorter than `size`.
pub fn layout(source: &mut dyn Source, size: u64) -> io::Result<Result<Option<Layout>, Fault>> {
    let mut file = File { source, size };
    match file.layout() {
        Ok(layout) => Ok(Ok(Some(layout))),
        Err(Stop::Other) => Ok(Ok(None)),
        Err(Stop::Fault(fault)) => Ok(Err(fault)),
        Err(Stop::Unreadable(error)) => Err(error),
    }
}

/// A source whose size is known.
struct File<'a> {
    source: &'a mut dyn Source,
    size: u64,
}

impl File<'_> {
    fn layout(&mut self) -> Result<Layout, Stop> {
        let headers = Headers::read(self)?;
        // Both are known from the headers alone: the one that asks for more says how much is missing.
        let least = headers.certificates.as_ref().map_or(0, |table| table.end).max(headers.least);
        if least > self.size {
            return Err(self.truncated(least));
        }
        let signed = match &headers.certificates {
            Some(table) => self.signed(&headers, table)?,
            None => None,
        };
        let last_end = headers.last_section.as_ref().map_or(0, |section| section.end);
        if signed.is_none() && self.has_lost_certificate(headers.least.max(last_end))? {
            return damaged("a certificate table that the headers do not tell of");
        }
        Ok(Layout {
            machine: headers.machine,
            is_64: headers.is_64,
            is_library: headers.is_library,
            sections: headers.sections,
            end: least.max(last_end).min(self.size),
            last_section: headers.last_section,
            certificates: headers.certificates,
            signed,
        })
    }

    fn truncated(&self, least: u64) -> Stop {
        Stop::Fault(Fault::Truncated { least: Some(least), size: self.size })
    }

    /// Fills `buffer` from `at`; a file that ends before that is truncated.
    fn fill(&mut self, at: u64, buffer: &mut [u8]) -> Result<(), Stop> {
        let end = at.saturating_add(buffer.len() as u64);
        if end > self.size {
            return Err(self.truncated(end));
        }
        if read_at(self.source, at, buffer)? < buffer.len() {
            // It was longer a moment ago: somebody is writing it.
            return Err(Stop::Unreadable(ErrorKind::UnexpectedEof.into()));
        }
        Ok(())
    }
}

fn damaged<T>(what: impl Into<String>) -> Result<T, Stop> {
    Err(Stop::Fault(Fault::Damaged(what.into())))
}

/// The number at a place that is inside `bytes`; what is not there counts as 0.
fn u16_at(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..).and_then(<[u8]>::first_chunk).map_or(0, |number| u16::from_le_bytes(*number))
}

/// The number at a place that is inside `bytes`; what is not there counts as 0.
fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..).and_then(<[u8]>::first_chunk).map_or(0, |number| u32::from_le_bytes(*number))
}
