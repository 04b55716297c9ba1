//! Members of a cabinet, taken out in memory: for the few small files that are lists of others.

use super::Stop;
use super::blocks::{BlockHeader, BlockKind, LARGEST_BLOCK};
use super::checksum::Checksum;
use super::layout::{Compression, FileEntry, Layout, each_file, read};
use super::lzx::Lzx;
use super::mszip::MsZip;
use super::table::Table;
use crate::formats::{Fault, Source};
use std::io;

/// Why nothing was taken out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExtractFault {
    /// The cabinet is not whole.
    Structure(Fault),
    /// More than what was asked for at most.
    TooLarge,
    /// A part of the format that is not read here: which.
    NotUnderstood(&'static str),
}

/// A file that is wanted, as far as it came out.
struct Wanted {
    name: String,
    folder: usize,
    /// Where it is in its folder's uncompressed data.
    start: u64,
    end: u64,
    content: Vec<u8>,
}

/// Takes the files out whose names are wanted, in the order of the cabinet's list.
///
/// `most` bounds what is uncompressed, in bytes, and with it the work and the memory: a folder is uncompressed from its
/// start to the end of the last file that is wanted, and what nobody wants there counts too. The checksums of the
/// blocks that are read must fit.
///
/// Names are as the cabinet has them, with `\` between folders: they are for being compared, not for being written to.
///
/// # Errors
/// What the operating system says.
pub fn extract(
    source: &mut dyn Source,
    size: u64,
    wanted: &dyn Fn(&str) -> bool,
    most: u64,
) -> io::Result<Result<Vec<(String, Vec<u8>)>, ExtractFault>> {
    match take_out(source, size, wanted, most) {
        Ok(files) => Ok(Ok(files)),
        Err(Stop::Io(error)) => Err(error),
        Err(Stop::Fault(fault)) => Ok(Err(ExtractFault::Structure(fault))),
        Err(Stop::TooLarge) => Ok(Err(ExtractFault::TooLarge)),
        Err(Stop::NotUnderstood(what)) => Ok(Err(ExtractFault::NotUnderstood(what))),
    }
}

fn take_out(
    source: &mut dyn Source,
    size: u64,
    wanted: &dyn Fn(&str) -> bool,
    most: u64,
) -> Result<Vec<(String, Vec<u8>)>, Stop> {
    let layout = read(source, size)?;
    let mut files = list(source, &layout, wanted, most)?;
    // An empty file needs no data, and no folder that could be read.
    let mut by_place: Vec<&mut Wanted> = files.iter_mut().filter(|file| file.end > file.start).collect();
    by_place.sort_by_key(|file| (file.folder, file.start));
    let mut left = most;
    for of_folder in by_place.chunk_by_mut(|one, other| one.folder == other.folder) {
        let end = of_folder.iter().map(|file| file.end).max().unwrap_or(0);
        left = left.checked_sub(end).ok_or(Stop::TooLarge)?;
        let index = of_folder.first().map_or(0, |file| file.folder);
        take_of_folder(source, &layout, index, end, of_folder)?;
    }
    Ok(files.into_iter().map(|file| (file.name, file.content)).collect())
}

/// Takes files of one folder out; they come in the order of their places, and `end` is where the last of them ends.
fn take_of_folder(
    source: &mut dyn Source,
    layout: &Layout,
    index: usize,
    end: u64,
    files: &mut [&mut Wanted],
) -> Result<(), Stop> {
    let Some(folder) = layout.folders.get(index) else {
        return Ok(());
    };
    let mut method = Method::new(folder.compression)?;
    let mut table = Table::new(source, folder.at, layout.size);
    let mut from = 0u64;
    let mut waiting = files.iter_mut();
    let mut next = waiting.next();
    // Those that the data has reached and not yet passed: a file costs as much as its size, however many there are.
    let mut open = Vec::new();
    for block in 0..folder.blocks {
        if from >= end {
            break;
        }
        let told = |what: &str| Stop::damaged(format!("block {block} of folder {index}: {what}"));
        let bytes = table.take(BlockHeader::size(layout.data_reserve), "data block")?;
        let kind = BlockKind::of(layout, index, folder, block);
        let header = BlockHeader::read(bytes, kind).map_err(|what| told(&what))?;
        let data = table.take(usize::from(header.length), "data block")?;
        if !header.fits(Checksum::of(data)) {
            return Err(told("data checksum"));
        }
        if header.uncompressed == 0 {
            continue;
        }
        // LZX counts in whole blocks, and a block of a few bytes could take as long as a whole one.
        let is_last = block.saturating_add(1) == folder.blocks;
        if matches!(method, Method::Lzx(_)) && !is_last && header.uncompressed < LARGEST_BLOCK {
            return Err(told("cbUncomp of LZX data"));
        }
        let out = method.block(data, usize::from(header.uncompressed)).map_err(told)?;
        let to = from.saturating_add(out.len() as u64);
        while let Some(file) = next.take_if(|file| file.start < to) {
            open.push(file);
            next = waiting.next();
        }
        open.retain_mut(|file| {
            file.take(from, out);
            file.end > to
        });
        from = to;
    }
    if from < end {
        return Err(Stop::damaged(format!("a file of folder {index} reaches beyond its data")));
    }
    Ok(())
}

/// The files that are wanted; their sizes alone may be too much.
fn list(
    source: &mut dyn Source,
    layout: &Layout,
    wanted: &dyn Fn(&str) -> bool,
    most: u64,
) -> Result<Vec<Wanted>, Stop> {
    let mut files = Vec::new();
    let mut sum = 0u64;
    each_file(source, layout, &mut |_, file| {
        let name = name_of(file);
        if !wanted(&name) {
            return Ok(());
        }
        // All of the first folder, too: where its data began can only be told with the cabinet before.
        if file.is_continued || (layout.has_previous && file.folder == 0) {
            return Err(Stop::NotUnderstood("a file that goes on in another cabinet"));
        }
        sum = sum.saturating_add(u64::from(file.size));
        if sum > most {
            return Err(Stop::TooLarge);
        }
        let start = u64::from(file.start);
        let end = if file.size == 0 { 0 } else { start.saturating_add(u64::from(file.size)) };
        files.push(Wanted { name, folder: file.folder, start, end, content: Vec::new() });
        Ok(())
    })?;
    Ok(files)
}

impl Wanted {
    /// Takes its own of the folder's data, which begins at `from` there.
    fn take(&mut self, from: u64, data: &[u8]) {
        let place = |at: u64| usize::try_from(at.saturating_sub(from)).unwrap_or(usize::MAX).min(data.len());
        let part = data.get(place(self.start)..place(self.end)).unwrap_or_default();
        self.content.extend_from_slice(part);
    }
}

/// A name that is not UTF-8 is in a code page that the cabinet does not tell: only its ASCII is sure.
fn name_of(file: &FileEntry<'_>) -> String {
    if file.is_utf8 {
        String::from_utf8_lossy(file.name).into_owned()
    } else {
        file.name.iter().map(|byte| char::from(*byte)).collect()
    }
}

/// A method of compression, between two blocks.
enum Method {
    Stored(Vec<u8>),
    MsZip(MsZip),
    Lzx(Box<Lzx>),
}

impl Method {
    fn new(compression: Compression) -> Result<Self, Stop> {
        Ok(match compression {
            Compression::Stored => Self::Stored(Vec::new()),
            Compression::MsZip => Self::MsZip(MsZip::new()),
            Compression::Lzx(window) => Self::Lzx(Box::new(Lzx::new(window))),
            Compression::Quantum => return Err(Stop::NotUnderstood("Quantum compression")),
        })
    }

    fn block(&mut self, data: &[u8], uncompressed: usize) -> Result<&[u8], &'static str> {
        match self {
            Self::Stored(kept) => {
                kept.clear();
                kept.extend_from_slice(data);
                Ok(kept)
            }
            Self::MsZip(state) => state.block(data, uncompressed),
            Self::Lzx(state) => state.block(data, uncompressed),
        }
    }
}
