//! Where the bytes of a stream are: in sectors of its own, or in mini sectors inside the mini stream ([MS-CFB] 2.4).

use super::directory::{Entry, Tree};
use super::header::{CUTOFF, long};
use super::sectors::{Sectors, Taken, fill};
use super::{Stop, unsupported};
use crate::formats::Source;

/// The size of a mini sector, in bytes.
const MINI: u64 = 64;
/// The most of a mini stream that is taken on, in bytes: 32,768 streams of the longest kind.
const LONGEST_MINI_STREAM: u64 = 128 * 1024 * 1024;
/// How much is read at once, in bytes.
const CHUNK: u64 = 128 * 1024;
/// The end of a chain of mini sectors.
const END: u32 = 0xFFFF_FFFE;

/// The content of all streams.
pub(super) struct Content {
    /// The end of the last byte that the file must have.
    pub(super) least: u64,
    sector_size: u64,
    fat: Vec<u32>,
    mini_fat: Vec<u32>,
    /// The sectors of the mini stream.
    mini_stream: Vec<u32>,
}

impl Content {
    /// Goes along all chains: each is as long as its stream, and none meets itself or another.
    pub(super) fn read(
        source: &mut dyn Source,
        mut sectors: Sectors,
        mini_fat: u32,
        tree: &Tree,
    ) -> Result<Self, Stop> {
        let streams = || tree.entries.iter().filter(|entry| entry.is_stream() && entry.size > 0);
        for entry in streams().filter(|entry| entry.size >= CUTOFF) {
            check(&mut sectors, entry)?;
        }
        let has_mini = streams().any(|entry| entry.size < CUTOFF);
        let mut mini = Vec::new();
        if has_mini {
            let most = LONGEST_MINI_STREAM / MINI * 4;
            let bytes = sectors.table(source, mini_fat, most, "mini FAT")?;
            mini.reserve_exact(bytes.len() / 4);
            mini.extend(bytes.chunks_exact(4).map(|number| long(number, 0)));
        }
        let mini_stream = match tree.entries.first() {
            Some(root) if has_mini => mini_sectors(&mut sectors, root, &mini, streams())?,
            _ => Vec::new(),
        };
        sectors.stop_if_cut()?;
        let Sectors { sector_size, least, fat, .. } = sectors;
        Ok(Self { least, sector_size, fat, mini_fat: mini, mini_stream })
    }

    /// Hands over the bytes of a stream.
    pub(super) fn stream(
        &self,
        source: &mut dyn Source,
        entry: &Entry,
        see: &mut dyn FnMut(&[u8]),
    ) -> Result<(), Stop> {
        let mut buffer = Vec::new();
        let is_mini = entry.size < CUTOFF;
        let unit = if is_mini { MINI } else { self.sector_size };
        let chain = if is_mini { &self.mini_fat } else { &self.fat };
        let (mut left, mut next) = (entry.size, entry.first);
        // A run of neighbours that is read at once.
        let (mut at, mut length) = (0, 0);
        while left > 0 {
            let place = if is_mini { self.mini_place(next) } else { Some((u64::from(next) + 1) * unit) };
            let place = place.ok_or_else(|| Stop::damaged(format!("mini sector {next}")))?;
            let piece = unit.min(left);
            if length > 0 && (at + length != place || length + piece > CHUNK) {
                hand_over(source, at, length, &mut buffer, see)?;
                length = 0;
            }
            if length == 0 {
                at = place;
            }
            length += piece;
            left -= piece;
            next = usize::try_from(next).ok().and_then(|index| chain.get(index)).copied().unwrap_or(END);
        }
        if length > 0 {
            hand_over(source, at, length, &mut buffer, see)?;
        }
        Ok(())
    }

    /// Where a mini sector begins, in bytes from the start of the file.
    fn mini_place(&self, mini: u32) -> Option<u64> {
        let at = u64::from(mini) * MINI;
        let sector = self.mini_stream.get(usize::try_from(at / self.sector_size).ok()?)?;
        Some((u64::from(*sector) + 1) * self.sector_size + at % self.sector_size)
    }
}

fn hand_over(
    source: &mut dyn Source,
    at: u64,
    length: u64,
    buffer: &mut Vec<u8>,
    see: &mut dyn FnMut(&[u8]),
) -> Result<(), Stop> {
    buffer.resize(usize::try_from(length).unwrap_or(0), 0);
    fill(source, at, buffer)?;
    see(buffer);
    Ok(())
}

/// A stream in sectors of its own.
fn check(sectors: &mut Sectors, entry: &Entry) -> Result<(), Stop> {
    let sector_size = sectors.sector_size;
    let count = entry.size.div_ceil(sector_size);
    let mut left = entry.size;
    let there = sectors.walk(entry.first, count, &|| format!("stream {}", entry.number), |sectors, sector| {
        sectors.need(sector, left.min(sector_size));
        left = left.saturating_sub(sector_size);
        Ok(())
    })?;
    if there < count {
        return Err(Stop::damaged(format!("{there} sectors for the {} bytes of stream {}", entry.size, entry.number)));
    }
    Ok(())
}

/// The sectors of the mini stream, which the root storage's entry tells of. Each mini stream's chain is looked at.
fn mini_sectors<'a>(
    sectors: &mut Sectors,
    root: &Entry,
    mini_fat: &[u32],
    streams: impl Iterator<Item = &'a Entry>,
) -> Result<Vec<u32>, Stop> {
    let sector_size = sectors.sector_size;
    let mut taken = Taken::none_of(mini_fat.len());
    // The end of the last byte of the mini stream that a stream uses: Windows may end the file there.
    let mut used = 0_u64;
    for entry in streams.filter(|entry| entry.size < CUTOFF) {
        let (mut left, mut next) = (entry.size, entry.first);
        while left > 0 {
            let after = usize::try_from(next).ok().and_then(|index| mini_fat.get(index)).copied();
            let Some(after) = after else {
                return Err(Stop::damaged(format!("mini sector 0x{next:08X} in the chain of stream {}", entry.number)));
            };
            if !taken.take(next) {
                return Err(Stop::damaged(format!("mini sector {next} of stream {} used twice", entry.number)));
            }
            let piece = left.min(MINI);
            used = used.max(u64::from(next) * MINI + piece);
            left -= piece;
            next = after;
        }
    }
    let mut chain = Vec::new();
    let most = LONGEST_MINI_STREAM / sector_size;
    if used > LONGEST_MINI_STREAM {
        return Err(unsupported("a mini stream of more than 128 MiB"));
    }
    let mut left = used;
    sectors.walk(root.first, most, &|| "the mini stream".to_owned(), |sectors, sector| {
        sectors.need(sector, left.min(sector_size));
        left = left.saturating_sub(sector_size);
        chain.push(sector);
        Ok(())
    })?;
    let held = chain.len() as u64 * sector_size;
    if used > held || used > root.size || root.size > held && held < LONGEST_MINI_STREAM {
        let (there, size) = (chain.len(), root.size);
        return Err(Stop::damaged(format!("{there} sectors for the {size} bytes of the mini stream, {used} in use")));
    }
    Ok(chain)
}
