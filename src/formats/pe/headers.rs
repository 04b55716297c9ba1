//! The headers: from the DOS header to the end of the section table.

use super::{File, Stop, damaged, u16_at, u32_at};
use std::ops::Range;

/// The DOS header.
const DOS: usize = 64;
/// The signature of the PE and the COFF header behind it.
const COFF: usize = 24;
/// One row of the section table.
const SECTION: usize = 40;
/// The optional header of PE32+ with all sixteen data directories: no part behind it is read.
const LONGEST_OPTIONAL: usize = 240;

const LIBRARY: u16 = 0x2000;
/// What a section holds: code, data, room that is filled with zeros.
const CODE: u32 = 0x20;
const DATA: u32 = 0x40;
const ZEROS: u32 = 0x80;

/// What the headers say.
pub(super) struct Headers {
    pub machine: u16,
    pub is_64: bool,
    pub is_library: bool,
    pub sections: u16,
    /// The least size of a file with these headers and sections; the certificate table does not count.
    pub least: u64,
    pub last_section: Option<Range<u64>>,
    /// The certificate table; it can be behind the end of the file.
    pub certificates: Option<Range<u64>>,
    /// Where the checksum of the file is: four bytes.
    pub checksum: u64,
    /// Where the headers name the certificate table: eight bytes.
    pub security: u64,
}

impl Headers {
    pub fn read(file: &mut File) -> Result<Self, Stop> {
        let mut magic = [0; 2];
        if file.size < 2 {
            return Err(Stop::Other);
        }
        file.fill(0, &mut magic)?;
        if magic != *b"MZ" {
            return Err(Stop::Other);
        }
        let (pe, coff) = coff(file)?;
        let sections = u16_at(&coff, 6);
        let optional_size = u16_at(&coff, 20);
        let optional_at = pe + COFF as u64;
        let table_at = optional_at + u64::from(optional_size);
        let table_end = table_at + SECTION as u64 * u64::from(sections);
        if table_end > file.size {
            return Err(file.truncated(table_end));
        }

        let mut optional = [0; LONGEST_OPTIONAL];
        let read = LONGEST_OPTIONAL.min(usize::from(optional_size));
        if let Some(optional) = optional.get_mut(..read) {
            file.fill(optional_at, optional)?;
        }
        let optional = Optional::of(&optional, optional_size)?;

        let mut headers = Self {
            machine: u16_at(&coff, 4),
            is_64: optional.is_64,
            is_library: u16_at(&coff, 22) & LIBRARY != 0,
            sections,
            least: table_end.max(optional.headers),
            last_section: None,
            certificates: None,
            checksum: optional_at + 64,
            security: optional_at + optional.security as u64,
        };
        if let Some((at, length)) = optional.certificates {
            if at < headers.security + 8 {
                return damaged("certificate table inside the headers");
            }
            headers.certificates = Some(at..at + length);
        }
        headers.read_sections(file, table_at, optional.alignment)?;
        Ok(headers)
    }

    fn read_sections(&mut self, file: &mut File, mut at: u64, alignment: u64) -> Result<(), Stop> {
        // The table may be 2.6 MB long by its own word.
        let mut rows = [0; SECTION * 64];
        let mut left = usize::from(self.sections);
        while left > 0 {
            let Some(rows) = rows.get_mut(..SECTION * left.min(64)) else { break };
            file.fill(at, rows)?;
            for row in rows.chunks_exact(SECTION) {
                self.take_section(row, file.size, alignment);
            }
            at += rows.len() as u64;
            left -= left.min(64);
        }
        Ok(())
    }

    fn take_section(&mut self, row: &[u8], size: u64, alignment: u64) {
        let virtual_size = u64::from(u32_at(row, 8));
        let raw_size = u64::from(u32_at(row, 16));
        let at = u64::from(u32_at(row, 20));
        // Some linkers give room that is filled with zeros a size, but no place; others a place where nothing is.
        let is_room = u32_at(row, 36) & (CODE | DATA | ZEROS) == ZEROS;
        if raw_size == 0 || at == 0 || is_room {
            return;
        }
        let end = at + raw_size;
        // A linker may round the size of the last section up to the alignment and not write the zeros: the loader
        // needs the bytes that VirtualSize counts.
        let is_only_rounded = virtual_size > 0 && at + virtual_size <= size && end.saturating_sub(size) < alignment;
        if !is_only_rounded {
            self.least = self.least.max(end);
        }
        if self.last_section.as_ref().is_none_or(|last| last.end < end) {
            self.last_section = Some(at..end);
        }
    }
}

/// True where a PE header stands in the first KiB, though the DOS header does not tell of it.
fn has_newer_header(file: &mut File) -> Result<bool, Stop> {
    let mut start = [0; 1024];
    let length = usize::try_from(file.size).unwrap_or(usize::MAX).min(start.len());
    let start = start.get_mut(..length).unwrap_or_default();
    file.fill(0, start)?;
    // Signature, and the machines that Windows runs on: x86, x64, ARM, ARM64.
    let machines = [0x014C, 0x8664, 0x01C4, 0xAA64];
    Ok(start.chunks_exact(8).any(|part| part.starts_with(b"PE\0\0") && machines.contains(&u16_at(part, 4))))
}

/// Where the PE begins, and its signature and COFF header.
fn coff(file: &mut File) -> Result<(u64, [u8; COFF]), Stop> {
    let mut dos = [0; DOS];
    // DOS itself asks for less, but nothing that small is downloaded as a program.
    file.fill(0, &mut dos)?;
    let pe = u64::from(u32_at(&dos, 60));
    // The reserved words of the DOS header are 0 in every program that has a newer one behind it; a program that is
    // for DOS alone may have anything there, and a meaningless place of the newer header.
    if pe == 0 && has_newer_header(file)? {
        return damaged("the place of the PE header is lost");
    }
    let is_dos_alone = pe == 0 || dos.get(28..60).is_none_or(|words| words.iter().any(|byte| *byte != 0));
    let mut coff = [0; COFF];
    let signature = match coff.first_chunk_mut::<4>() {
        Some(start) => match file.fill(pe, start) {
            Err(Stop::Fault(_)) if is_dos_alone => return Err(Stop::Other),
            result => result.map(|()| *start)?,
        },
        None => [0; 4],
    };
    match &signature {
        b"PE\0\0" => {}
        // 16-bit Windows, its drivers, OS/2, and two kinds of packed drivers of Windows 9x.
        [b'N', b'E', ..] | [b'L', b'E' | b'X', ..] | [b'W', b'3' | b'4', ..] => return Err(Stop::Other),
        _ if is_dos_alone => return Err(Stop::Other),
        _ => return damaged("no PE signature where the DOS header says"),
    }
    file.fill(pe, &mut coff)?;
    Ok((pe, coff))
}

/// What is needed of the optional header.
struct Optional {
    is_64: bool,
    /// `FileAlignment`.
    alignment: u64,
    /// `SizeOfHeaders`.
    headers: u64,
    /// Where the directory of the certificate table is.
    security: usize,
    /// The certificate table: where, and how long.
    certificates: Option<(u64, u64)>,
}

impl Optional {
    fn of(bytes: &[u8], stated: u16) -> Result<Self, Stop> {
        let (is_64, directories) = match u16_at(bytes, 0) {
            0x10B => (false, 96),
            0x20B => (true, 112),
            0x107 => return Err(Stop::Other),
            _ => return damaged("magic of the optional header"),
        };
        let count = u32_at(bytes, directories - 4).min(16) as usize;
        if usize::from(stated) < directories + 8 * count {
            return damaged("optional header shorter than its data directories");
        }
        let security = directories + 8 * 4;
        let (at, length) = (u32_at(bytes, security), u32_at(bytes, security + 4));
        // Who takes a signature away may leave its place: without a length there is none.
        let certificates = (count > 4 && length > 0).then_some((u64::from(at), u64::from(length)));
        Ok(Self {
            is_64,
            // What the format allows at most; a program that states more gains nothing.
            alignment: u64::from(u32_at(bytes, 36)).min(0x1_0000),
            headers: u64::from(u32_at(bytes, 60)),
            security,
            certificates,
        })
    }
}
