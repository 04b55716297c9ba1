//! The header and the tables of a cabinet, held against the size of the file.

use super::table::Table;
use super::{Stop, u16_at, u32_at};
use crate::formats::{Fault, SignedRanges, Source, read_at};
use std::io;

/// The header without what is optional, in bytes.
const HEADER: u64 = 36;
/// The header of a signed cabinet: with the sizes of the reserves, and its own of 20 bytes.
const SIGNED_HEADER: usize = 60;
/// What a signed cabinet's reserve begins with: a structure of 16 bytes follows.
const SIGNATURE_MARK: u32 = 0x0010_0000;
/// The largest reserve of a header that the format allows, in bytes.
const LARGEST_RESERVE: u16 = 60_000;

const HAS_PREVIOUS: u16 = 1;
const HAS_NEXT: u16 = 2;
const HAS_RESERVE: u16 = 4;

/// How a folder's data is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compression {
    /// Not at all.
    Stored,
    /// Deflate, block by block.
    MsZip,
    /// Quantum, of the 1990s.
    Quantum,
    /// LZX, with a window of 2 to this power, in bytes: 15 to 21.
    Lzx(u8),
}

/// A part of a cabinet that is compressed as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    /// Where its first data block is, in bytes from the start of the file.
    pub at: u64,
    /// How many data blocks this cabinet has of it.
    pub blocks: u16,
    /// How they are compressed.
    pub compression: Compression,
    /// How far its files reach, in bytes of uncompressed data; none where a part of them is in another cabinet.
    pub reach: Option<u64>,
}

/// Where the parts of a cabinet are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// What the header states as the cabinet's size, in bytes. A signature or anything else may follow.
    pub size: u64,
    /// Its folders, as the header lists them.
    pub folders: Vec<Folder>,
    /// How many files it lists.
    pub files: u32,
    /// Where the list of files begins, in bytes from the start of the file.
    pub files_at: u64,
    /// Bytes that every data block reserves between its header and its data.
    pub data_reserve: u8,
    /// Another cabinet goes before this one.
    pub has_previous: bool,
    /// Another cabinet goes on after this one.
    pub has_next: bool,
    /// It is one of several: files may begin before it or end behind it.
    pub is_spanned: bool,
    /// The signature that it carries.
    pub signed: Option<SignedRanges>,
}

/// A file as the table lists it.
pub(super) struct FileEntry<'a> {
    /// Its size, in bytes.
    pub(super) size: u32,
    /// Where it begins in its folder's uncompressed data.
    pub(super) start: u32,
    /// Its folder's index.
    pub(super) folder: usize,
    /// A part of it is in another cabinet.
    pub(super) is_continued: bool,
    /// Its name is UTF-8.
    pub(super) is_utf8: bool,
    pub(super) name: &'a [u8],
}

/// Reads the layout of a cabinet; `size` is that of the file.
///
/// Reads the header and the tables, not the data: that is for [`Blocks`](super::Blocks).
///
/// # Errors
/// What the operating system says.
pub fn layout(source: &mut dyn Source, size: u64) -> io::Result<Result<Layout, Fault>> {
    match read(source, size) {
        Ok(layout) => Ok(Ok(layout)),
        Err(Stop::Io(error)) => Err(error),
        Err(Stop::Fault(fault)) => Ok(Err(fault)),
        Err(Stop::TooLarge) => Ok(Err(Fault::Damaged("a size".to_owned()))),
        Err(Stop::NotUnderstood(what)) => Ok(Err(Fault::Damaged(what.to_owned()))),
    }
}

pub(super) fn read(source: &mut dyn Source, size: u64) -> Result<Layout, Stop> {
    let mut head = [0; SIGNED_HEADER];
    let got = read_at(source, 0, &mut head)?.min(usize::try_from(size).unwrap_or(usize::MAX));
    let head = head.get(..got).unwrap_or_default();
    if !head.starts_with(b"MSCF".get(..got.min(4)).unwrap_or_default()) {
        return Err(Stop::damaged("signature MSCF"));
    }
    if got < 12 {
        return Err(Fault::Truncated { least: Some(HEADER), size }.into());
    }
    let end = u64::from(u32_at(head, 8));
    if end < HEADER {
        return Err(Stop::damaged(format!("cbCabinet is {end}")));
    }
    if size < end {
        // What a signed cabinet's header says of its signature counts too, as far as it was saved.
        let signature = signature(head, end).ok().flatten();
        let least = signature.map_or(end, |signature| signature.block.end.max(end));
        return Err(Fault::Truncated { least: Some(least), size }.into());
    }
    let (minor, major) = (head.get(24).copied().unwrap_or(0), head.get(25).copied().unwrap_or(0));
    // Windows itself refuses every other version.
    if (major, minor) != (1, 3) {
        return Err(Stop::damaged(format!("version {major}.{minor}")));
    }
    let signed = signature(head, end)?;
    if let Some(signed) = signed.as_ref().filter(|signed| signed.block.end > size) {
        return Err(Fault::Truncated { least: Some(signed.block.end), size }.into());
    }
    let flags = u16_at(head, 30);
    let mut layout = Layout {
        size: end,
        folders: Vec::new(),
        files: u32::from(u16_at(head, 28)),
        files_at: u64::from(u32_at(head, 16)),
        data_reserve: 0,
        has_previous: flags & HAS_PREVIOUS != 0,
        has_next: flags & HAS_NEXT != 0,
        is_spanned: flags & (HAS_PREVIOUS | HAS_NEXT) != 0,
        signed,
    };
    let mut table = Table::new(source, HEADER, end);
    let mut folder_reserve = 0;
    if flags & HAS_RESERVE != 0 {
        let sizes = table.take(4, "sizes of the reserves")?;
        let header_reserve = u16_at(sizes, 0);
        folder_reserve = sizes.get(2).copied().unwrap_or(0);
        layout.data_reserve = sizes.get(3).copied().unwrap_or(0);
        if header_reserve > LARGEST_RESERVE {
            return Err(Stop::damaged(format!("cbCFHeader is {header_reserve}")));
        }
        table.skip(u64::from(header_reserve), "reserve of the header")?;
    }
    // Either may be empty: nobody needs the name of a disk.
    if layout.has_previous {
        table.text("name of the previous cabinet")?;
        table.text("disk of the previous cabinet")?;
    }
    if layout.has_next {
        table.text("name of the next cabinet")?;
        table.text("disk of the next cabinet")?;
    }
    read_folders(&mut table, &mut layout, u16_at(head, 26), folder_reserve)?;
    let reaches = read_files(source, &layout)?;
    for (folder, reach) in layout.folders.iter_mut().zip(reaches) {
        folder.reach = reach;
    }
    Ok(layout)
}

fn read_folders(table: &mut Table<'_>, layout: &mut Layout, count: u16, reserve: u8) -> Result<(), Stop> {
    for n in 0..count {
        let entry = table.take(8 + usize::from(reserve), "table of folders")?;
        let (at, blocks, kind) = (u64::from(u32_at(entry, 0)), u16_at(entry, 4), u16_at(entry, 6));
        let compression = match (kind & 0x0F, u8::try_from(kind >> 8 & 0x1F).unwrap_or(0)) {
            (0, _) => Compression::Stored,
            (1, _) => Compression::MsZip,
            (2, _) => Compression::Quantum,
            (3, window @ 15..=21) => Compression::Lzx(window),
            _ => return Err(Stop::damaged(format!("compression 0x{kind:04X} of folder {n}"))),
        };
        layout.folders.push(Folder { at, blocks, compression, reach: Some(0) });
    }
    let tables_end = table.at();
    if layout.files_at < tables_end || layout.files_at > layout.size {
        return Err(Stop::damaged(format!("coffFiles is {}", layout.files_at)));
    }
    for (n, folder) in layout.folders.iter().enumerate() {
        // A folder without a block (of empty files) has no data to point to.
        let least = u64::from(folder.blocks).saturating_mul(8 + u64::from(layout.data_reserve));
        if folder.blocks > 0 && (folder.at < tables_end || folder.at.saturating_add(least) > layout.size) {
            return Err(Stop::damaged(format!("coffCabStart of folder {n} is {}", folder.at)));
        }
    }
    Ok(())
}

/// Looks at every file; gives how far they reach in each folder.
fn read_files(source: &mut dyn Source, layout: &Layout) -> Result<Vec<Option<u64>>, Stop> {
    let mut reaches = vec![Some(0); layout.folders.len()];
    // The first folder's data may begin in the cabinet before, and places are counted from there.
    if let Some(first) = reaches.first_mut().filter(|_| layout.has_previous) {
        *first = None;
    }
    each_file(source, layout, &mut |_, file| {
        if let Some(reach) = reaches.get_mut(file.folder) {
            let end = u64::from(file.start).saturating_add(u64::from(file.size));
            *reach = reach.filter(|_| !file.is_continued).map(|reach: u64| reach.max(end));
        }
        Ok(())
    })?;
    Ok(reaches)
}

/// Tells of every file, with its number.
pub(super) fn each_file(
    source: &mut dyn Source,
    layout: &Layout,
    tell: &mut dyn FnMut(u32, &FileEntry<'_>) -> Result<(), Stop>,
) -> Result<(), Stop> {
    let mut table = Table::new(source, layout.files_at, layout.size);
    let last = layout.folders.len().checked_sub(1);
    for n in 0..layout.files {
        let entry = table.take(16, "table of files")?;
        let (size, start, index) = (u32_at(entry, 0), u32_at(entry, 4), u16_at(entry, 8));
        let is_utf8 = u16_at(entry, 14) & 0x80 != 0;
        let (folder, is_continued) = match index {
            0xFFFD if layout.has_previous => (last.map(|_| 0), true),
            0xFFFE if layout.has_next => (last, true),
            0xFFFF if layout.has_previous && layout.has_next => (last.map(|_| 0), true),
            _ => (Some(usize::from(index)).filter(|index| last.is_some_and(|last| *index <= last)), false),
        };
        let Some(folder) = folder else {
            return Err(Stop::damaged(format!("iFolder of file {n} is {index}")));
        };
        let name = table.text("name of a file")?;
        if name.is_empty() {
            return Err(Stop::damaged(format!("file {n} has no name")));
        }
        tell(n, &FileEntry { size, start, folder, is_continued, is_utf8, name })?;
    }
    Ok(())
}

/// What the header says of a signature; `end` is where the cabinet ends.
///
/// Only the shape that today's programs write is read. Other reserves have other uses (those of the 1990s held a
/// signature too, and nobody says how): such a cabinet counts as not signed. So does one of several: programs that sign
/// do not agree whether the names of its neighbours are hashed.
fn signature(head: &[u8], end: u64) -> Result<Option<SignedRanges>, Stop> {
    let has_room = head.len() == SIGNED_HEADER
        && u16_at(head, 30) & (HAS_RESERVE | HAS_PREVIOUS | HAS_NEXT) == HAS_RESERVE
        && u16_at(head, 36) == 20;
    let is_marked = u32_at(head, 40) == SIGNATURE_MARK;
    let (at, length) = (u64::from(u32_at(head, 44)), u64::from(u32_at(head, 48)));
    // A mark that lost a bit: nothing else would begin just where the cabinet ends.
    if has_room && !is_marked && at == end && length > 0 {
        return Err(Stop::damaged("the mark of the signature in abReserve"));
    }
    // A length that is lost, while the place is still told.
    if has_room && is_marked && at == end && length == 0 {
        return Err(Stop::damaged("the length of the signature in abReserve"));
    }
    // Room for a signature, and none in it.
    if !has_room || !is_marked || length == 0 {
        return Ok(None);
    }
    if at < end {
        return Err(Stop::damaged(format!("the signature begins at {at}, inside the cabinet")));
    }
    // The digest leaves these fields out. Whoever signs leaves them zero, Microsoft as well as others.
    let is_empty_field =
        |at: usize, length: usize| head.get(at..at + length).is_none_or(|field| field.iter().all(|b| *b == 0));
    for (name, at, length) in [("reserved1", 4, 4), ("iCabinet", 34, 2), ("abReserve", 52, 4)] {
        if !is_empty_field(at, length) {
            return Err(Stop::damaged(name));
        }
    }
    // Left out: reserved1, iCabinet, the sizes of the reserves, and of the reserve itself all but its last four bytes.
    // That is what programs do that sign cabinets; Microsoft's own signatures bear it out.
    let covered = vec![0..4, 8..34, 56..at];
    Ok(Some(SignedRanges { block: at..at.saturating_add(length), covered }))
}
