//! A look at one file: its structure, and in full depth its hashes and its signature, in one pass.

use super::facts::PathProblem;
use super::headed::Headed;
use crate::ffi::trust::distrust;
use crate::formats::cabinet::{self, Blocks};
use crate::formats::digest::{Algorithm, Hasher, hex};
use crate::formats::kind::{self, HEAD, Kind, Promise, ZeroTail};
use crate::formats::signature::{self, Signature, SignatureFault};
use crate::formats::{Source, compound, pe, read_at, read_on, xml};
use crate::request::Depth;
use crate::work::{Io, Opened};
use std::io;
use std::ops::Range;
use std::path::Path;

/// How much is read at once, in bytes: large enough for a disk or a USB stick to stream.
const CHUNK: usize = 1024 * 1024;

/// A signature is some 10 KB; with hashes of pages in it, it can be more.
const LONGEST_SIGNATURE: u64 = 4 * 1024 * 1024;

/// From so many NULs at its end on, a file that nothing else proves was broken off while it was copied: its space was
/// set aside, and the rest never came. Padding to a sector or a page is shorter.
const LONG_TAIL: u64 = 64 * 1024;

/// What one file shows.
#[derive(Clone, Debug, Default)]
pub(super) struct Inspection {
    /// Its size when it was opened.
    pub(super) size: u64,
    /// Bytes that were read through.
    pub(super) read: u64,
    /// Bytes that went into a hash.
    pub(super) hashed: u64,
    /// Its name promises what it is, and it was held against that.
    pub(super) is_promised: bool,
    /// Its own header was held against its length.
    pub(super) is_parsed: bool,
    /// What is wrong with its structure or its kind.
    pub(super) fault: Option<PathProblem>,
    /// Its SHA-256, where that was wanted.
    pub(super) sha256: Option<[u8; 32]>,
    /// What its signature says of it.
    pub(super) signed: Signed,
    /// It is one part of a set of cabinets.
    pub(super) is_spanned: bool,
    /// Windows does not trust the signer: its HRESULT.
    pub(super) not_trusted: Option<u32>,
    /// So many NULs are at its end that only a proof of its content can make it good.
    pub(super) long_tail: Option<u64>,
}

/// What a file's embedded signature says of it.
#[derive(Clone, Debug, Default)]
pub(super) enum Signed {
    /// Not looked for: another depth, or no kind of file that is signed.
    #[default]
    NotAsked,
    /// There is none.
    Absent,
    /// It covers this content.
    Fits(Signature),
    /// It covers another content, or is damaged.
    Differs(PathProblem),
    /// There is one that is not understood.
    Unclear,
}

/// True where the beginning of a file of that name tells something.
pub(super) fn has_structure(name: &str) -> bool {
    kind::promised(name) != Promise::Nothing
}

/// Looks at the file at `path`.
pub(super) fn inspect(
    path: &Path,
    depth: Depth,
    wants_hash: bool,
    buffer: &mut Vec<u8>,
    io: &Io,
) -> io::Result<Inspection> {
    let mut file = io.open(path)?;
    let size = file.size()?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    // In full depth the beginning is the first part of the pass, and of most files all of it; it is read until nothing
    // is left, so that a file that grows is noticed. A look at the beginning alone needs no second read to see the end.
    let known = usize::try_from(size).unwrap_or(CHUNK);
    // One byte more than there should be: a buffer that is not filled has met the end. Most files are small, and a large
    // buffer would be cleared again for each of them.
    buffer.resize(if depth == Depth::Full { known.saturating_add(1).clamp(HEAD, CHUNK) } else { HEAD.min(known) }, 0);
    let length = read_on(&mut file, buffer)?;
    let mut seen = Inspection { size, read: length as u64, ..Inspection::default() };
    let head = buffer.get(..length).unwrap_or_default();
    seen.is_promised = size > 0 && has_structure(&name);
    let shape = if seen.is_promised { shape(&mut file, &mut seen, &name, head)? } else { Ok(Shape::Plain) };
    let shape = shape.unwrap_or_else(|problem| {
        seen.fault = Some(problem);
        Shape::Plain
    });
    seen.is_spanned = matches!(&shape, Shape::Cabinet(layout) if layout.is_spanned);
    if depth == Depth::Full {
        let suspect = suspect_tail(&shape, &name);
        let mut plan = Plan::new(&mut file, shape, wants_hash)?;
        plan.suspect_tail = suspect;
        plan.carry_out(&mut file, &mut seen, buffer, length)?;
        file.still()?;
        if let Signed::Fits(_) = seen.signed {
            seen.not_trusted = distrust(path, file.file());
        }
    }
    Ok(seen)
}

/// A run of NULs at the end of a file tells of a broken copy if it begins at this place or before it; none: zeros there
/// tell nothing. A cabinet's data have checksums, and what a file of another name holds nobody knows.
fn suspect_tail(shape: &Shape, name: &str) -> Option<u64> {
    match shape {
        // Data may end in zeros; no linker writes a whole section of them.
        Shape::Program(layout) => layout.last_section.as_ref().map(|section| section.start),
        Shape::Compound(_) => Some(u64::MAX),
        Shape::Plain => (kind::promised(name) == Promise::Binary).then_some(u64::MAX),
        Shape::Cabinet(_) => None,
    }
}

/// What a file turned out to be, as far as its digest goes.
enum Shape {
    /// Nothing of it is signed or checked against itself.
    Plain,
    Cabinet(cabinet::Layout),
    Program(pe::Layout),
    Compound(compound::Layout),
}

/// Holds the beginning against the name, and reads the structure of the kinds that have one.
fn shape(
    file: &mut Opened<'_>,
    seen: &mut Inspection,
    name: &str,
    head: &[u8],
) -> io::Result<Result<Shape, PathProblem>> {
    let (file, size): (&mut dyn Source, u64) = (&mut Headed::new(head, file), seen.size);
    let head = head.get(..HEAD).unwrap_or(head);
    let (promise, content) = (kind::promised(name), kind::content(head));
    if !kind::fits(promise, content) {
        return Ok(Err(PathProblem::Content(content)));
    }
    // A name that promises a kind may still be another, tolerated one.
    let Some(kind) = content.kind() else {
        return Ok(Ok(Shape::Plain));
    };
    seen.is_parsed = true;
    let shape = match kind {
        Kind::Cabinet => cabinet::layout(file, size)?.map(Shape::Cabinet),
        Kind::Program => pe::layout(file, size)?.map(|layout| layout.map_or(Shape::Plain, Shape::Program)),
        Kind::Compound => compound::layout(file, size)?.map(Shape::Compound),
        Kind::Xml => xml::look(file, size)?.map_or(Ok(Shape::Plain), Err),
    };
    Ok(shape.map_err(PathProblem::Structure))
}

/// What one pass over the file has to make.
struct Plan {
    sha256: Option<Hasher>,
    blocks: Option<Blocks>,
    signatures: Vec<Signature>,
    signed: Signed,
    /// A digest for each hash function of the signatures, over these parts of the file.
    digests: Vec<(Algorithm, Hasher)>,
    covered: Vec<Range<u64>>,
    /// The next part that is not read through yet.
    next: usize,
    /// An installer database is signed stream by stream, not in the order of the file.
    compound: Option<compound::Layout>,
    /// See [`suspect_tail`].
    suspect_tail: Option<u64>,
}

impl Plan {
    fn new(file: &mut Opened<'_>, shape: Shape, wants_hash: bool) -> io::Result<Self> {
        let mut plan = Self {
            sha256: wants_hash.then(|| Algorithm::Sha256.hasher()),
            blocks: None,
            signatures: Vec::new(),
            signed: Signed::NotAsked,
            digests: Vec::new(),
            covered: Vec::new(),
            next: 0,
            compound: None,
            suspect_tail: None,
        };
        let ranges = match shape {
            Shape::Plain => return Ok(plan),
            Shape::Cabinet(layout) => {
                plan.blocks = Some(Blocks::new(&layout));
                layout.signed
            }
            Shape::Program(layout) => layout.signed,
            Shape::Compound(layout) => {
                plan.claim(layout.signed.as_ref().map(|signed| signed.block.as_slice()));
                plan.hold_metadata(&layout);
                plan.compound = Some(layout);
                return Ok(plan);
            }
        };
        let Some(ranges) = ranges else {
            plan.claim(None);
            return Ok(plan);
        };
        let length = ranges.block.end.saturating_sub(ranges.block.start);
        if length > LONGEST_SIGNATURE {
            plan.signed = Signed::Unclear;
            return Ok(plan);
        }
        let mut block = vec![0; usize::try_from(length).unwrap_or(0)];
        let read = read_at(file, ranges.block.start, &mut block)?;
        block.truncate(read);
        plan.claim(Some(&block));
        plan.covered = ranges.covered;
        Ok(plan)
    }

    /// Reads what the signature claims; which digests are made follows from that.
    fn claim(&mut self, block: Option<&[u8]>) {
        self.signed = match block.map(signature::read) {
            None => Signed::Absent,
            Some(Ok(signatures)) => {
                for signature in &signatures {
                    if !self.digests.iter().any(|(algorithm, _)| *algorithm == signature.algorithm) {
                        self.digests.push((signature.algorithm, signature.algorithm.hasher()));
                    }
                }
                self.signatures = signatures;
                Signed::NotAsked
            }
            Some(Err(SignatureFault::Broken(what))) => Signed::Differs(PathProblem::SignatureBroken(what)),
            Some(Err(SignatureFault::NotUnderstood(_))) => Signed::Unclear,
        };
    }

    /// An installer database may be signed with the names and dates of its streams, hashed once more beside them.
    fn hold_metadata(&mut self, layout: &compound::Layout) {
        let extended = layout.signed.as_ref().and_then(|signed| signed.extended.as_ref());
        let Some((extended, signature)) = extended.zip(self.signatures.first()) else { return };
        let mut hasher = signature.algorithm.hasher();
        compound::metadata(layout, &mut |bytes| hasher.update(bytes));
        if hasher.finish() != *extended {
            self.signatures.clear();
            self.digests.clear();
            let what = "MsiDigitalSignatureEx does not fit the directory".to_owned();
            self.signed = Signed::Differs(PathProblem::SignatureBroken(what));
        }
    }

    /// `length` bytes of the beginning are in the buffer already.
    fn carry_out(
        mut self,
        file: &mut Opened<'_>,
        seen: &mut Inspection,
        buffer: &mut [u8],
        mut length: usize,
    ) -> io::Result<()> {
        let mut at = 0;
        let mut tail = ZeroTail::default();
        loop {
            let chunk = &buffer[..length];
            self.feed(at, chunk);
            tail.feed(chunk);
            at += length as u64;
            file.advance(length as u64);
            // A buffer is full but at the end of the file.
            if length < buffer.len() {
                break;
            }
            length = read_at(file, at, buffer)?;
        }
        seen.read = at;
        let is_hashed = self.sha256.is_some() || !self.digests.is_empty();
        seen.hashed = if is_hashed { at } else { 0 };
        if let Some(fault) = self.blocks.take().and_then(Blocks::finish) {
            seen.fault.get_or_insert(PathProblem::Structure(fault));
        }
        if let Some(layout) = self.compound.take().filter(|_| !self.digests.is_empty()) {
            let digests = &mut self.digests;
            let mut hash = |bytes: &[u8]| digests.iter_mut().for_each(|(_, hasher)| hasher.update(bytes));
            if let Err(fault) = compound::digest(file, &layout, &mut hash)? {
                seen.fault.get_or_insert(PathProblem::Structure(fault));
            }
        }
        seen.sha256 = self.sha256.take().and_then(|hasher| hasher.finish().try_into().ok());
        let begins_early = self.suspect_tail.is_some_and(|place| at.saturating_sub(tail.len()) <= place);
        if tail.len() >= LONG_TAIL && begins_early {
            seen.long_tail = Some(tail.len());
        }
        seen.signed = self.compare();
        Ok(())
    }

    /// One pass feeds the hash of the whole file, the digests of what is signed, and the checksums of a cabinet.
    fn feed(&mut self, at: u64, chunk: &[u8]) {
        if let Some(hasher) = &mut self.sha256 {
            hasher.update(chunk);
        }
        if let Some(blocks) = &mut self.blocks {
            blocks.feed(at, chunk);
        }
        if self.digests.is_empty() {
            return;
        }
        let end = at + chunk.len() as u64;
        while let Some(part) = self.covered.get(self.next).filter(|part| part.start < end) {
            let from = usize::try_from(part.start.saturating_sub(at)).unwrap_or(0);
            let to = usize::try_from(part.end.min(end).saturating_sub(at)).unwrap_or(0);
            if let Some(bytes) = chunk.get(from..to) {
                self.digests.iter_mut().for_each(|(_, hasher)| hasher.update(bytes));
            }
            if part.end > end {
                break;
            }
            self.next += 1;
        }
    }

    /// Holds each signature's digest against the file's own.
    fn compare(self) -> Signed {
        let made: Vec<(Algorithm, Vec<u8>)> =
            self.digests.into_iter().map(|(algorithm, hasher)| (algorithm, hasher.finish())).collect();
        for signature in &self.signatures {
            let own = made.iter().find(|(algorithm, _)| *algorithm == signature.algorithm);
            let own = own.map(|(_, digest)| digest.as_slice()).unwrap_or_default();
            if own != signature.digest {
                return Signed::Differs(PathProblem::Digest {
                    algorithm: signature.algorithm,
                    signer: signature.signer.clone(),
                    expected: hex(&signature.digest),
                    actual: hex(own),
                });
            }
        }
        match self.signatures.into_iter().next() {
            Some(first) => Signed::Fits(first),
            None => self.signed,
        }
    }
}
