//! Compound files ([MS-CFB]): MSI packages, MSP patches, MST transforms. Structure and Authenticode digest.
//!
//! A compound file is a small file system. Every stream is found by way of the header, the FAT and the directory, so
//! where these hold together and every sector in use is in the file, nothing of the content is missing. That it is the
//! right content is for the digest to say.
//!
//! | file | idea |
//! |---|---|
//! | `header` | the first 512 bytes |
//! | `sectors` | DIFAT and FAT: chains, and what of the file they use |
//! | `directory` | storages and streams, in the order of the digest |
//! | `content` | where the bytes of a stream are |
//!
//! Not asked, because valid files differ there: counts in the header; what the FAT says of sectors that nothing uses,
//! also behind the end of the file (packages of real products have such marks); colours and order in the tree of
//! siblings; what a chain has beyond its stream's size; what is behind the last byte of the last stream.

mod content;
mod directory;
mod header;
mod sectors;

#[cfg(test)]
mod tests;

use super::{Fault, Source};
use content::Content;
use directory::{Entry, Tree, Visit};
use std::fmt;
use std::io::{self, Error, ErrorKind};

/// The stream with the signature, in the root storage.
const SIGNATURE: &str = "\u{5}DigitalSignature";
/// The stream with the digest of names, sizes and times, in the root storage.
const SIGNATURE_EX: &str = "\u{5}MsiDigitalSignatureEx";
/// The longest signature that is read, in bytes. Microsoft's have some 10,000.
const LONGEST_SIGNATURE: u64 = 4 * 1024 * 1024;
/// The longest digest of names, sizes and times, in bytes. That of SHA-512 has 64.
const LONGEST_EXTENDED: u64 = 4 * 1024;
/// The most of a directory that is read: 65,536 streams. Patches for many products have some thousands.
const LONGEST_DIRECTORY: u64 = 8 * 1024 * 1024;

/// How a compound file is laid out: its structure holds, and all that it uses is in it.
pub struct Layout {
    /// 512 or 4096 bytes.
    pub sector_size: u32,
    /// How many sectors the file has, the last of them perhaps cut behind its stream's end.
    pub sectors: u64,
    /// The end of the last byte that the structure needs. A valid file may be longer.
    pub size: u64,
    /// How many streams there are in all storages, the signature's too.
    pub streams: u64,
    /// The signature, where there is one.
    pub signed: Option<Signed>,
    content: Content,
    tree: Tree,
}

/// An embedded signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// The content of the stream `\u{5}DigitalSignature`: PKCS#7.
    pub block: Vec<u8>,
    /// The content of the stream `\u{5}MsiDigitalSignatureEx`, which a signature over names, sizes and times has too.
    pub extended: Option<Vec<u8>>,
}

impl fmt::Debug for Layout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { sector_size, sectors, size, streams, signed, content: _, tree: _ } = self;
        f.debug_struct("Layout")
            .field("sector_size", sector_size)
            .field("sectors", sectors)
            .field("size", size)
            .field("streams", streams)
            .field("signed", signed)
            .finish_non_exhaustive()
    }
}

/// Why a reader goes no further.
enum Stop {
    Io(Error),
    Fault(Fault),
}

impl Stop {
    fn damaged(what: impl Into<String>) -> Self {
        Self::Fault(Fault::Damaged(what.into()))
    }
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Io(error)
    }
}

/// More than this reader takes on. That is no fault of the file, so it is not called one.
fn unsupported(what: &str) -> Stop {
    Stop::Io(Error::new(ErrorKind::Unsupported, format!("not supported: {what}")))
}

/// Keeps what the operating system says apart from what the file says.
fn part<T>(result: Result<T, Stop>) -> io::Result<Result<T, Fault>> {
    match result {
        Ok(value) => Ok(Ok(value)),
        Err(Stop::Fault(fault)) => Ok(Err(fault)),
        Err(Stop::Io(error)) => Err(error),
    }
}

/// Reads the structure of a file of `size` bytes: header, DIFAT, FAT, directory, mini FAT, and each stream's chain.
///
/// # Errors
/// What the operating system says; `Unsupported` for a file that is larger than this reader takes on.
pub fn layout(source: &mut dyn Source, size: u64) -> io::Result<Result<Layout, Fault>> {
    part(read(source, size))
}

fn read(source: &mut dyn Source, size: u64) -> Result<Layout, Stop> {
    let header = header::read(source)?;
    let mut sectors = sectors::Sectors::read(source, &header, size)?;
    let directory = sectors.table(source, header.directory, LONGEST_DIRECTORY, "directory")?;
    let tree = Tree::read(&directory, header.has_long_sizes())?;
    drop(directory);
    let content = Content::read(source, sectors, header.mini_fat, &tree)?;
    let streams = tree.entries.iter().filter(|entry| entry.is_stream()).count() as u64;
    let mut layout = Layout {
        sector_size: u32::try_from(header.sector_size).unwrap_or(0),
        sectors: size.saturating_sub(header.sector_size).div_ceil(header.sector_size),
        size: content.least,
        streams,
        signed: None,
        content,
        tree,
    };
    if let Some(block) = whole_stream(source, &layout, SIGNATURE, LONGEST_SIGNATURE)? {
        let extended = whole_stream(source, &layout, SIGNATURE_EX, LONGEST_EXTENDED)?;
        layout.signed = Some(Signed { block, extended });
    }
    Ok(layout)
}

/// The steps through the tree without those that belong to the signature.
fn visits(tree: &Tree) -> impl Iterator<Item = (Visit, &Entry)> {
    let steps = tree.visits.iter().filter_map(|&visit| {
        let (Visit::Enter(index) | Visit::Stream(index) | Visit::Leave(index)) = visit;
        Some((visit, tree.entries.get(index)?))
    });
    steps.filter(|(_, entry)| !entry.is_stream_at_top(SIGNATURE) && !entry.is_stream_at_top(SIGNATURE_EX))
}

/// A stream of the root storage, in memory.
fn whole_stream(source: &mut dyn Source, layout: &Layout, name: &str, most: u64) -> Result<Option<Vec<u8>>, Stop> {
    let Some(entry) = layout.tree.entries.iter().find(|entry| entry.is_stream_at_top(name)) else { return Ok(None) };
    if entry.size > most {
        return Err(Stop::damaged(format!("{} of {} bytes", name.trim_start_matches('\u{5}'), entry.size)));
    }
    let mut bytes = Vec::new();
    layout.content.stream(source, entry, &mut |piece| bytes.extend_from_slice(piece))?;
    Ok(Some(bytes))
}

/// Hands over what the Authenticode digest is made over, piece by piece: the content of `\u{5}MsiDigitalSignatureEx`
/// where there is one, then for each storage its streams and storages by name, and its CLSID at its end. Windows takes
/// the first as it is and does not make it anew; [`metadata`] tells whether it is right.
///
/// # Errors
/// What the operating system says. A [`Fault`] is a file that changed since its layout was read.
pub fn digest(source: &mut dyn Source, layout: &Layout, hash: &mut dyn FnMut(&[u8])) -> io::Result<Result<(), Fault>> {
    if let Some(extended) = layout.signed.as_ref().and_then(|signed| signed.extended.as_ref()) {
        hash(extended);
    }
    for (visit, entry) in visits(&layout.tree) {
        match visit {
            Visit::Enter(_) => {}
            Visit::Stream(_) => {
                if let Err(stop) = layout.content.stream(source, entry, hash) {
                    return part(Err(stop));
                }
            }
            Visit::Leave(_) => hash(&entry.class),
        }
    }
    Ok(Ok(()))
}

/// Hands over what `\u{5}MsiDigitalSignatureEx` is the digest of: names, sizes, CLSIDs, state bits and times. Windows
/// does not compare the two, so a difference alone proves nothing about the content.
pub fn metadata(layout: &Layout, hash: &mut dyn FnMut(&[u8])) {
    for (visit, entry) in visits(&layout.tree) {
        if let Visit::Leave(_) = visit {
            continue;
        }
        if !entry.is_root() {
            hash(entry.name());
        }
        if let Visit::Enter(_) = visit {
            hash(&entry.class);
        } else {
            let [lower @ .., _, _, _, _] = entry.size.to_le_bytes();
            hash(&lower);
        }
        hash(&entry.state);
        // The root storage's times change when it is signed.
        if !entry.is_root() {
            hash(&entry.times);
        }
    }
}
