//! The header: the first 512 bytes ([MS-CFB] 2.2).

use super::Stop;
use crate::formats::{Fault, Source, read_at};

/// What every compound file begins with.
pub(super) const MAGIC: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
/// The length of the header, in bytes, whatever the size of a sector.
pub(super) const LENGTH: usize = 512;
/// How many FAT sectors the header itself can list.
pub(super) const LISTED: usize = 109;
/// The size below which a stream lies in the mini stream, in bytes.
pub(super) const CUTOFF: u64 = 4096;

/// What the header says.
pub(super) struct Header {
    /// 512 in version 3, 4096 in version 4.
    pub(super) sector_size: u64,
    /// How many FAT sectors there are.
    pub(super) fat_sectors: u32,
    /// Where the directory begins.
    pub(super) directory: u32,
    /// Where the mini FAT begins.
    pub(super) mini_fat: u32,
    /// The first sector that lists further FAT sectors.
    pub(super) difat: u32,
    /// The first of the list of FAT sectors.
    pub(super) listed: [u32; LISTED],
}

impl Header {
    /// Version 4 alone states sizes of more than 32 bits.
    pub(super) const fn has_long_sizes(&self) -> bool {
        self.sector_size > 512
    }
}

/// A number of 16 bits.
pub(super) fn short(bytes: &[u8], at: usize) -> u16 {
    let field = bytes.get(at..).and_then(|rest| rest.first_chunk());
    field.map_or(0, |field| u16::from_le_bytes(*field))
}

/// A number of 32 bits.
pub(super) fn long(bytes: &[u8], at: usize) -> u32 {
    let field = bytes.get(at..).and_then(|rest| rest.first_chunk());
    field.map_or(0, |field| u32::from_le_bytes(*field))
}

/// Reads the header. Counts that say nothing about where the content is are not looked at: writers disagree about them.
pub(super) fn read(source: &mut dyn Source) -> Result<Header, Stop> {
    let mut bytes = [0; LENGTH];
    let there = read_at(source, 0, &mut bytes)?;
    let magic = there.min(MAGIC.len());
    if bytes[..magic] != MAGIC[..magic] {
        return Err(Stop::damaged("header signature"));
    }
    if there < LENGTH {
        return Err(Stop::Fault(Fault::Truncated { least: Some(LENGTH as u64), size: there as u64 }));
    }
    let (version, byte_order, shift) = (short(&bytes, 26), short(&bytes, 28), short(&bytes, 30));
    if byte_order != 0xFFFE {
        return Err(Stop::damaged(format!("byte order 0x{byte_order:04X}")));
    }
    let sector_size = match (version, shift) {
        (3, 9) => 512,
        (4, 12) => 4096,
        _ => return Err(Stop::damaged(format!("version {version} with sector shift {shift}"))),
    };
    let (mini_shift, cutoff) = (short(&bytes, 32), long(&bytes, 56));
    if mini_shift != 6 || u64::from(cutoff) != CUTOFF {
        return Err(Stop::damaged(format!("mini sector shift {mini_shift} with mini stream cutoff {cutoff}")));
    }
    let mut listed = [0; LISTED];
    for (index, sector) in listed.iter_mut().enumerate() {
        *sector = long(&bytes, 76 + 4 * index);
    }
    Ok(Header {
        sector_size,
        fat_sectors: long(&bytes, 44),
        directory: long(&bytes, 48),
        mini_fat: long(&bytes, 60),
        difat: long(&bytes, 68),
        listed,
    })
}
