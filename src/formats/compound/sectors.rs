//! Sectors and how they are chained: DIFAT, FAT and what of the file they use ([MS-CFB] 2.3 to 2.5).

use super::header::{Header, long};
use super::{Stop, unsupported};
use crate::formats::{Fault, Source, read_at};

/// The last number that a sector can have; those above are marks.
const LAST: u32 = 0xFFFF_FFFA;
/// The end of a chain.
const END: u32 = 0xFFFF_FFFE;
/// In the FAT: a sector that nothing uses. In the DIFAT: no sector.
const FREE: u32 = 0xFFFF_FFFF;
/// The most FAT entries that are kept: 32 MiB, for 4 GiB in sectors of 512 bytes. Windows Installer itself has a limit
/// of 2 GiB.
const MOST_ENTRIES: u64 = 8 * 1024 * 1024;

/// Which of many are taken.
pub(super) struct Taken(Vec<u64>);

impl Taken {
    pub(super) fn none_of(count: usize) -> Self {
        Self(vec![0; count / 64 + 1])
    }

    /// Takes one; false where it is taken already, or is none of them.
    pub(super) fn take(&mut self, index: u32) -> bool {
        let Some(word) = self.0.get_mut(index as usize / 64) else { return false };
        let bit = 1 << (index % 64);
        let is_free = *word & bit == 0;
        *word |= bit;
        is_free
    }
}

/// The sectors of a file.
pub(super) struct Sectors {
    pub(super) sector_size: u64,
    /// The size of the file.
    size: u64,
    /// The end of the last byte that the file must have for what it says of itself.
    pub(super) least: u64,
    /// For each sector the next of its chain.
    pub(super) fat: Vec<u32>,
    taken: Taken,
}

impl Sectors {
    /// Reads the FAT, by way of all sectors that list its own.
    pub(super) fn read(source: &mut dyn Source, header: &Header, size: u64) -> Result<Self, Stop> {
        let sector_size = header.sector_size;
        // The header takes the room of one sector. The last may be cut: Windows ends a file with its last byte.
        let in_file = size.saturating_sub(sector_size).div_ceil(sector_size);
        if in_file > MOST_ENTRIES {
            return Err(unsupported("a compound file of more than 8,388,608 sectors"));
        }
        let taken = Taken::none_of(usize::try_from(in_file).unwrap_or(0));
        let mut sectors = Self { sector_size, size, least: sector_size, fat: Vec::new(), taken };
        let list = sectors.fat_sectors(source, header, in_file)?;
        sectors.stop_if_cut()?;
        sectors.read_fat(source, &list)?;
        // From here on all counts that the FAT knows: it may tell of sectors that the file has lost.
        let mut taken = Taken::none_of(sectors.fat.len());
        std::mem::swap(&mut taken, &mut sectors.taken);
        for (all, before) in sectors.taken.0.iter_mut().zip(taken.0) {
            *all |= before;
        }
        Ok(sectors)
    }

    /// Where the FAT's own sectors are, in their order; `FREE` for one that is not listed.
    fn fat_sectors(&mut self, source: &mut dyn Source, header: &Header, in_file: u64) -> Result<Vec<u32>, Stop> {
        let per_sector = self.sector_size / 4;
        let said = u64::from(header.fat_sectors);
        // Not fewer than the file needs: some writers count wrongly. A count that is too high ends with the lists.
        let most = said.max(in_file.div_ceil(per_sector)).clamp(1, MOST_ENTRIES / per_sector);
        let most = usize::try_from(most).unwrap_or(0);
        let mut list = Vec::new();
        let mut listed = header.listed.to_vec();
        let mut next = header.difat;
        loop {
            for sector in listed {
                if list.len() == most {
                    return Ok(list);
                }
                // Zeros in place of `FREE` behind the last: a known fault of some writers, which Windows reads over.
                let is_none = sector == FREE || sector == 0 && list.len() as u64 >= said.max(1);
                if !is_none {
                    self.claim(sector, "FAT")?;
                }
                list.push(if is_none { FREE } else { sector });
            }
            // `FREE` is how some writers end this chain; of the sectors of the list that the FAT marks, but that are
            // not in the chain, nothing is needed.
            if next > LAST || list.len() == most {
                return Ok(list);
            }
            self.claim(next, "DIFAT")?;
            self.stop_if_cut()?;
            let bytes = self.sector(source, next)?;
            let mut numbers: Vec<u32> = bytes.chunks_exact(4).map(|number| long(number, 0)).collect();
            next = numbers.pop().unwrap_or(END);
            listed = numbers;
        }
    }

    /// Takes a sector of the lists, all of which the file must have.
    fn claim(&mut self, sector: u32, whose: &str) -> Result<(), Stop> {
        if sector > LAST {
            return Err(Stop::damaged(format!("{whose} sector 0x{sector:08X}")));
        }
        self.need(sector, self.sector_size);
        // One behind the end is told as that.
        if self.least <= self.size && !self.taken.take(sector) {
            return Err(Stop::damaged(format!("{whose} sector {sector} used twice")));
        }
        Ok(())
    }

    fn read_fat(&mut self, source: &mut dyn Source, list: &[u32]) -> Result<(), Stop> {
        let per_sector = usize::try_from(self.sector_size / 4).unwrap_or(0);
        let behind = list.iter().rev().take_while(|&&sector| sector == FREE).count();
        let list = list.get(..list.len().saturating_sub(behind)).unwrap_or_default();
        self.fat.reserve_exact(list.len().saturating_mul(per_sector));
        for &sector in list {
            if sector == FREE {
                self.fat.resize(self.fat.len() + per_sector, FREE);
                continue;
            }
            let bytes = self.sector(source, sector)?;
            self.fat.extend(bytes.chunks_exact(4).map(|number| long(number, 0)));
        }
        Ok(())
    }

    /// Where a sector begins, in bytes from the start of the file.
    pub(super) fn place(&self, sector: u32) -> u64 {
        (u64::from(sector) + 1) * self.sector_size
    }

    /// Notes that the file must have the first bytes of a sector.
    pub(super) fn need(&mut self, sector: u32, bytes: u64) {
        self.least = self.least.max(self.place(sector) + bytes);
    }

    /// # Errors
    /// The file ends before something that it must have.
    pub(super) fn stop_if_cut(&self) -> Result<(), Stop> {
        if self.least > self.size {
            return Err(Stop::Fault(Fault::Truncated { least: Some(self.least), size: self.size }));
        }
        Ok(())
    }

    /// A whole sector.
    pub(super) fn sector(&self, source: &mut dyn Source, sector: u32) -> Result<Vec<u8>, Stop> {
        let mut bytes = vec![0; usize::try_from(self.sector_size).unwrap_or(0)];
        fill(source, self.place(sector), &mut bytes)?;
        Ok(bytes)
    }

    /// Goes along a chain from its first sector to its end, or until it has as many sectors as are asked for. What a
    /// chain has beyond its stream's size does no harm: a writer may take more at once than it needs.
    pub(super) fn walk(
        &mut self,
        first: u32,
        most: u64,
        whose: &dyn Fn() -> String,
        mut see: impl FnMut(&mut Self, u32) -> Result<(), Stop>,
    ) -> Result<u64, Stop> {
        let mut sector = first;
        let mut count = 0;
        while count < most && sector != END {
            let next = usize::try_from(sector).ok().and_then(|index| self.fat.get(index)).copied();
            // `FREE` here is a sector that is in a chain and free, or one that the FAT does not tell of.
            let Some(next) = next.filter(|&next| next <= LAST || next == END) else {
                return Err(Stop::damaged(format!("sector 0x{sector:08X} in the chain of {}", whose())));
            };
            if !self.taken.take(sector) {
                return Err(Stop::damaged(format!("sector {sector} of {} used twice", whose())));
            }
            see(self, sector)?;
            count += 1;
            sector = next;
        }
        Ok(count)
    }

    /// The bytes of a chain that has no size of its own and must be there whole.
    pub(super) fn table(
        &mut self,
        source: &mut dyn Source,
        first: u32,
        most: u64,
        whose: &'static str,
    ) -> Result<Vec<u8>, Stop> {
        let mut chain = Vec::new();
        // One more than is allowed tells that there are more.
        let sectors = most / self.sector_size + 1;
        self.walk(first, sectors, &|| whose.to_owned(), |sectors, sector| {
            sectors.need(sector, sectors.sector_size);
            chain.push(sector);
            Ok(())
        })?;
        self.stop_if_cut()?;
        if chain.len() as u64 == sectors {
            return Err(unsupported(&format!("a {whose} of more than {most} bytes")));
        }
        let mut bytes = Vec::new();
        let sector_size = usize::try_from(self.sector_size).unwrap_or(0);
        bytes.try_reserve_exact(chain.len().saturating_mul(sector_size)).map_err(|_| unsupported("memory"))?;
        for sector in chain {
            bytes.extend_from_slice(&self.sector(source, sector)?);
        }
        Ok(bytes)
    }
}

/// Reads what must be there. Less is a file that became shorter since its size was asked.
pub(super) fn fill(source: &mut dyn Source, at: u64, bytes: &mut [u8]) -> Result<(), Stop> {
    let there = read_at(source, at, bytes)?;
    if there < bytes.len() {
        let least = at.saturating_add(bytes.len() as u64);
        let size = at.saturating_add(there as u64);
        return Err(Stop::Fault(Fault::Truncated { least: Some(least), size }));
    }
    Ok(())
}
