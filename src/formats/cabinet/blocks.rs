//! The data blocks of a cabinet, checked in one pass over the file: nothing is kept of them but a sum.

use super::checksum::Checksum;
use super::layout::{Compression, Folder, Layout};
use super::{u16_at, u32_at};
use crate::formats::Fault;

/// The most uncompressed data that a block holds, in bytes.
pub(super) const LARGEST_BLOCK: u16 = 32_768;

const BEYOND: &str = "beyond the end of the cabinet";

/// What a block says of itself.
#[derive(Clone, Debug)]
pub(super) struct BlockHeader {
    /// The sum that it states; zero: none.
    stated: u32,
    /// The sum of its header with what it reserves, and without.
    own: [u32; 2],
    /// Bytes of data in it.
    pub(super) length: u16,
    /// Bytes that they are when uncompressed.
    pub(super) uncompressed: u16,
}

impl BlockHeader {
    /// Bytes of a header, for a cabinet whose blocks reserve so many.
    pub(super) fn size(reserve: u8) -> usize {
        8 + usize::from(reserve)
    }

    /// Reads the header; what it says must fit a block of this kind.
    pub(super) fn read(bytes: &[u8], kind: BlockKind) -> Result<Self, String> {
        let (length, uncompressed) = (u16_at(bytes, 4), u16_at(bytes, 6));
        if uncompressed > LARGEST_BLOCK {
            return Err(format!("cbUncomp is {uncompressed}"));
        }
        // Zero says that the rest of the block is in the next cabinet.
        if uncompressed == 0 && length != 0 && !kind.may_go_on {
            return Err("cbUncomp is 0".to_owned());
        }
        // Nothing cannot become something; that much holds for every method.
        if length == 0 && uncompressed != 0 && !kind.began_before {
            return Err("cbData is 0".to_owned());
        }
        let is_part = kind.began_before || (kind.may_go_on && uncompressed == 0);
        if kind.compression == Compression::Stored && !is_part && length != uncompressed {
            return Err(format!("cbData is {length} and cbUncomp {uncompressed} in data that is not compressed"));
        }
        let own = [bytes.get(4..), bytes.get(4..8)].map(|part| Checksum::of(part.unwrap_or_default()));
        Ok(Self { stated: u32_at(bytes, 0), own, length, uncompressed })
    }

    /// The data's sum fits. The format's description has the reserved bytes in the sum, and several programs leave them
    /// out: either will do.
    pub(super) fn fits(&self, data: u32) -> bool {
        self.stated == 0 || self.own.iter().any(|own| own ^ data == self.stated)
    }
}

/// What is known of a block before it is read.
#[derive(Clone, Copy, Debug)]
pub(super) struct BlockKind {
    pub(super) compression: Compression,
    /// The first part of its data is in the cabinet before.
    pub(super) began_before: bool,
    /// The last part of its data may be in the next cabinet.
    pub(super) may_go_on: bool,
}

impl BlockKind {
    /// The kind of a folder's block.
    pub(super) fn of(layout: &Layout, index: usize, folder: &Folder, block: u16) -> Self {
        let is_last = index.saturating_add(1) == layout.folders.len() && block.saturating_add(1) == folder.blocks;
        Self {
            compression: folder.compression,
            began_before: layout.has_previous && index == 0 && block == 0,
            may_go_on: layout.has_next && is_last,
        }
    }
}

/// Checks every data block of a cabinet while its file is read from the start to the end.
///
/// A block without a checksum is as good as its header: then nothing here proves the data.
#[derive(Clone, Debug)]
pub struct Blocks {
    layout: Layout,
    /// The folders' numbers, in the order of the file.
    order: Vec<usize>,
    /// Which of them is read, and the block in it.
    turn: usize,
    block: u16,
    /// Uncompressed bytes of the folder so far.
    uncompressed: u64,
    /// Bytes of the file that were fed.
    fed: u64,
    /// Where the block that is read begins, or its data.
    next: u64,
    /// The beginning of a block's header that lies across two chunks.
    held: Vec<u8>,
    /// The block whose data is read.
    current: Option<(BlockHeader, Checksum)>,
    fault: Option<Fault>,
}

impl Blocks {
    /// For the cabinet with this layout.
    #[must_use]
    pub fn new(layout: &Layout) -> Self {
        let mut order: Vec<_> = (0..layout.folders.len()).collect();
        // A folder without a block may point anywhere.
        order.sort_by_key(|n| layout.folders.get(*n).filter(|folder| folder.blocks > 0).map(|folder| folder.at));
        let mut blocks = Self {
            layout: layout.clone(),
            order,
            turn: 0,
            block: 0,
            uncompressed: 0,
            fed: 0,
            next: 0,
            held: Vec::new(),
            current: None,
            fault: None,
        };
        blocks.begin_folder();
        blocks
    }

    /// Takes in the next part of the file; `at` is where it begins. The parts follow each other from the start of the
    /// file on: what is left out counts as missing.
    pub fn feed(&mut self, at: u64, chunk: &[u8]) {
        // What was fed before is not wanted again, and behind a gap nothing can be checked.
        let Some(chunk) = self.fed.checked_sub(at).and_then(|known| chunk.get(usize::try_from(known).ok()?..)) else {
            return;
        };
        let begin = self.fed;
        self.fed = begin.saturating_add(chunk.len() as u64);
        while self.fault.is_none() && self.turn < self.order.len() {
            let Some(rest) = self.next.checked_sub(begin).and_then(|from| chunk.get(usize::try_from(from).ok()?..))
            else {
                return;
            };
            if rest.is_empty() {
                return;
            }
            if let Err(what) = self.step(rest) {
                let folder = self.order.get(self.turn).copied().unwrap_or(0);
                self.fault = Some(Fault::Damaged(format!("block {} of folder {folder}: {what}", self.block)));
            }
        }
    }

    /// What is wrong with the blocks, when the whole file was fed.
    #[must_use]
    pub fn finish(self) -> Option<Fault> {
        let is_done = self.turn >= self.order.len();
        let missing = Fault::Truncated { least: Some(self.layout.size), size: self.fed };
        self.fault.or_else(|| (!is_done).then_some(missing))
    }

    /// Takes what it can of the bytes from `next` on: a header, or data.
    fn step(&mut self, rest: &[u8]) -> Result<(), String> {
        if let Some((header, sum)) = &mut self.current {
            let (length, taken) = (usize::from(header.length), sum.taken());
            let piece = rest.get(..length.saturating_sub(taken)).unwrap_or(rest);
            sum.add(piece);
            self.next = self.next.saturating_add(piece.len() as u64);
            if sum.taken() == length {
                self.end_block()?;
            }
            return Ok(());
        }
        let size = BlockHeader::size(self.layout.data_reserve);
        let piece = rest.get(..size.saturating_sub(self.held.len())).unwrap_or(rest);
        self.next = self.next.saturating_add(piece.len() as u64);
        let header = if self.held.is_empty() && piece.len() == size {
            self.read_header(piece)?
        } else {
            self.held.extend_from_slice(piece);
            if self.held.len() < size {
                return Ok(());
            }
            let held = std::mem::take(&mut self.held);
            let header = self.read_header(&held);
            self.held = held;
            self.held.clear();
            header?
        };
        let length = usize::from(header.length);
        self.current = Some((header, Checksum::new(length)));
        if length == 0 { self.end_block() } else { Ok(()) }
    }

    /// The folder that is read, with its number.
    fn folder(&self) -> Option<(usize, &Folder)> {
        let index = *self.order.get(self.turn)?;
        Some((index, self.layout.folders.get(index)?))
    }

    fn read_header(&self, bytes: &[u8]) -> Result<BlockHeader, String> {
        let Some((index, folder)) = self.folder() else {
            return Err("no such folder".to_owned());
        };
        let header = BlockHeader::read(bytes, BlockKind::of(&self.layout, index, folder, self.block))?;
        if self.next.saturating_add(u64::from(header.length)) > self.layout.size {
            return Err(BEYOND.to_owned());
        }
        Ok(header)
    }

    fn end_block(&mut self) -> Result<(), String> {
        let Some((header, sum)) = self.current.take() else {
            return Ok(());
        };
        if !header.fits(sum.value()) {
            return Err("data checksum".to_owned());
        }
        self.uncompressed = self.uncompressed.saturating_add(u64::from(header.uncompressed));
        let Some((_, folder)) = self.folder() else {
            return Ok(());
        };
        if self.block.saturating_add(1) < folder.blocks {
            self.block = self.block.saturating_add(1);
            let header = BlockHeader::size(self.layout.data_reserve) as u64;
            if self.next.saturating_add(header) > self.layout.size {
                return Err(BEYOND.to_owned());
            }
            return Ok(());
        }
        if folder.reach.is_some_and(|reach| reach > self.uncompressed) {
            return Err("a file of the folder reaches beyond its data".to_owned());
        }
        self.turn = self.turn.saturating_add(1);
        self.begin_folder();
        Ok(())
    }

    /// Goes to the first block of the next folder that has one.
    fn begin_folder(&mut self) {
        (self.block, self.uncompressed) = (0, 0);
        while let Some((index, folder)) = self.folder() {
            if folder.blocks > 0 {
                // Every program that writes cabinets puts folder behind folder.
                if folder.at < self.next {
                    let what = format!("folder {index} begins inside the data of another");
                    self.fault = Some(Fault::Damaged(what));
                } else {
                    self.next = folder.at;
                }
                return;
            }
            if folder.reach.is_some_and(|reach| reach > 0) {
                self.fault = Some(Fault::Damaged(format!("folder {index} has files and no data")));
                return;
            }
            self.turn = self.turn.saturating_add(1);
        }
    }
}
