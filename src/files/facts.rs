//! What was noticed of files: the first few by path, and how many there were.

use crate::formats::Fault;
use crate::formats::digest::Algorithm;
use crate::formats::kind::Content;
use crate::guid::Guid;
use crate::work::Unstable;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

/// The first few by path, and how many there were. The same tree gives the same few, in whatever order it is walked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FirstByPath {
    kept: BTreeMap<PathBuf, Fact>,
    left_out: BTreeMap<Option<Guid>, u64>,
}

/// One file or folder of interest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fact {
    /// The update it belongs to.
    pub guid: Option<Guid>,
    /// What is wrong with it, where that is the fact.
    pub problem: Option<PathProblem>,
}

/// What is wrong with a file or folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathProblem {
    /// It could not be opened or read: what the operating system says.
    Refused(String),
    /// The file system did not answer within so many seconds.
    NoAnswer(u64),
    /// A device, a pipe or a socket.
    Special,
    /// Its size when it was listed, and when it was read.
    Changed(u64, u64),
    /// Somebody wrote to it, or took it away, while it was read.
    Rewritten,
    /// Files came or went while the folder was being read.
    TreeChanged,
    /// A cabinet that is one part of a set: what is in the others was not looked at.
    Spanned,
    /// Its structure is not whole.
    Structure(Fault),
    /// Its content is of another kind than its name.
    Content(Content),
    /// So many bytes at its end are NUL, and nothing says that they should be.
    EndsInNuls(u64),
    /// A log states another size: that one, and the file's own.
    Size(u64, u64),
    /// Microsoft's manifest lists another SHA-256.
    Hash {
        /// The name of the manifest's XML file.
        manifest: &'static str,
        /// The listed hash, in hex.
        expected: String,
        /// The file's own.
        actual: String,
    },
    /// Microsoft's manifest lists it, and it is not there; the name of the manifest's XML file.
    Missing(&'static str),
    /// The manifest could not be used.
    Manifest(ManifestProblem),
    /// The digest in its own signature is another one.
    Digest {
        /// The hash function.
        algorithm: Algorithm,
        /// Who signed.
        signer: String,
        /// The signed digest, in hex.
        expected: String,
        /// The file's own.
        actual: String,
    },
    /// The signature itself is damaged: what in it does not fit.
    SignatureBroken(String),
    /// Windows does not trust the signature: who signed, and the HRESULT.
    NotTrusted(String, u32),
    /// It is not as it was sealed.
    Sealed(Sealed),
}

/// How a file differs from its seal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sealed {
    /// Sealed, and not there; a file with its content is now at this path.
    Gone(Option<String>),
    /// The sealed size and the file's own.
    Size(u64, u64),
    /// Another content.
    Hash {
        /// The sealed SHA-256, in hex.
        expected: String,
        /// The file's own.
        actual: String,
        /// The content is that which is sealed for this path.
        other: Option<String>,
    },
    /// There, and not sealed; its content is sealed for this path, where nothing is now.
    New(Option<String>),
}

/// Why a manifest of redistributable files could not be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ManifestProblem {
    /// There is none in the Redist folder.
    Absent,
    /// Its cabinet is damaged: what in it.
    Cabinet(String),
    /// Its cabinet is one part of a set.
    Spanned,
    /// Its cabinet is compressed in a way that is not understood.
    Method(String),
    /// There is no XML file of this name in it.
    NoXml(&'static str),
    /// The XML could not be read: why.
    Xml(String),
    /// It lists no file with a hash.
    NoFiles,
    /// It is larger than any real one.
    TooLarge,
    /// So many of its entries could not be used, of which this is the first.
    Parts(u64, String),
}

impl PathProblem {
    /// Why something could not be read.
    pub(crate) fn of(error: &io::Error) -> Self {
        match Unstable::of(error) {
            Some(Unstable::Size(was, now)) => Self::Changed(was, now),
            Some(Unstable::Content) => Self::Rewritten,
            None => Self::Refused(error.to_string()),
        }
    }

    /// The file ends before its own header or content says.
    #[must_use]
    pub const fn is_cut(&self) -> bool {
        matches!(self, Self::Structure(Fault::Truncated { .. }))
    }
}

impl Fact {
    /// A fact about a file of `guid`.
    #[must_use]
    pub const fn of(guid: Option<Guid>, problem: PathProblem) -> Self {
        Self { guid, problem: Some(problem) }
    }
}

impl FirstByPath {
    pub(crate) fn add(&mut self, path: &Path, fact: Fact) {
        self.kept.insert(path.to_owned(), fact);
        if self.kept.len() > crate::logs::FEW {
            if let Some((_, fact)) = self.kept.pop_last() {
                *self.left_out.entry(fact.guid).or_default() += 1;
            }
        }
    }

    /// True where one more is kept, and is new.
    pub(crate) fn has_room_for(&self, path: &Path) -> bool {
        self.kept.len() < crate::logs::FEW && !self.kept.contains_key(path)
    }

    /// Adds all of another list.
    pub(crate) fn append(&mut self, other: &Self) {
        for (path, fact) in &other.kept {
            self.add(path, fact.clone());
        }
        for (guid, count) in &other.left_out {
            *self.left_out.entry(*guid).or_default() += count;
        }
    }

    /// Those that are kept, by path relative to the download folder.
    pub fn iter(&self) -> impl Iterator<Item = (&Path, &Fact)> {
        self.kept.iter().map(|(path, fact)| (path.as_path(), fact))
    }

    /// How many of each update were counted and not kept.
    pub fn left_out(&self) -> impl Iterator<Item = (Option<Guid>, u64)> {
        self.left_out.iter().map(|(guid, count)| (*guid, *count))
    }

    /// How many there are of one update, kept or not.
    #[must_use]
    pub fn count_of(&self, guid: Option<Guid>) -> u64 {
        let kept = self.kept.values().filter(|fact| fact.guid == guid).count() as u64;
        kept + self.left_out.get(&guid).copied().unwrap_or(0)
    }

    /// The first of one update by path.
    #[must_use]
    pub fn first_of(&self, guid: Option<Guid>) -> Option<&Path> {
        self.iter().find(|(_, fact)| fact.guid == guid).map(|(path, _)| path)
    }
}
