//! How strongly each file is proved, and by what.

use crate::formats::signature::Signature;
use crate::guid::Guid;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The strongest evidence for one file, weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Grade {
    /// The file is there, and no more is known.
    Present,
    /// It has the size that the tool's log states.
    LoggedSize,
    /// The setupdl run that downloaded it found its hash right. That it is still the same file is not proved.
    LoggedHash,
    /// Its SHA-256 is the one that Microsoft's manifest lists.
    ManifestHash,
    /// Its content is what its own Authenticode signature covers.
    Signature,
}

/// How many grades there are.
const GRADES: usize = 5;

impl Grade {
    const ALL: [Self; GRADES] =
        [Self::Present, Self::LoggedSize, Self::LoggedHash, Self::ManifestHash, Self::Signature];

    /// The name, as it is in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Present => "present",
            Self::LoggedSize => "loggedSize",
            Self::LoggedHash => "loggedHash",
            Self::ManifestHash => "manifestHash",
            Self::Signature => "signature",
        }
    }

    /// The grade of that name.
    #[must_use]
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|grade| grade.name() == name)
    }
}

/// What proves one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileProof {
    /// The size in bytes.
    pub size: u64,
    /// Who signed it and when, where its signature was read.
    pub signature: Option<Signature>,
}

/// How strongly the files of one update are proved.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proofs {
    counts: [u64; GRADES],
    /// The weakest first, then by path; the first few.
    listed: BTreeMap<(Grade, PathBuf), FileProof>,
    /// Files that must prove themselves where the logs are lost, and do not: how many, and the first few by path.
    unproved: u64,
    first_unproved: BTreeSet<PathBuf>,
    /// The weakest grade of a file that has a part in the import.
    weakest: Option<Grade>,
}

impl Proofs {
    /// Files of a grade.
    #[must_use]
    pub fn count(&self, grade: Grade) -> u64 {
        self.counts[grade as usize]
    }

    /// The weakest grade of those files that are imported.
    #[must_use]
    pub fn weakest(&self) -> Option<Grade> {
        self.weakest
    }

    /// Some files one by one, the weakest first.
    pub fn listed(&self) -> impl Iterator<Item = (Grade, &Path, &FileProof)> {
        self.listed.iter().map(|((grade, path), proof)| (*grade, path.as_path(), proof))
    }

    /// How many files would have to prove themselves without logs, and do not.
    #[must_use]
    pub fn unproved(&self) -> u64 {
        self.unproved
    }

    /// The first of them by path.
    pub fn first_unproved(&self) -> impl Iterator<Item = &Path> {
        self.first_unproved.iter().map(PathBuf::as_path)
    }

    /// Adds a file. No more than `most` are kept one by one.
    fn add(&mut self, path: &Path, grade: Grade, least: Option<Grade>, proof: FileProof, most: usize) {
        self.counts[grade as usize] += 1;
        let is_full = self.listed.len() >= most;
        let weakest_left_out = self.listed.last_key_value().filter(|_| is_full);
        if weakest_left_out
            .is_none_or(|((last_grade, last_path), _)| (grade, path) < (*last_grade, last_path.as_path()))
        {
            self.listed.insert((grade, path.to_owned()), proof);
            if is_full {
                self.listed.pop_last();
            }
        }
        let Some(least) = least else { return };
        self.weakest = Some(self.weakest.map_or(grade, |weakest| weakest.min(grade)));
        if grade < least {
            self.unproved += 1;
            let is_full = self.first_unproved.len() >= most;
            if !is_full || self.first_unproved.last().is_some_and(|last| path < last.as_path()) {
                self.first_unproved.insert(path.to_owned());
                if is_full {
                    self.first_unproved.pop_last();
                }
            }
        }
    }
}

/// The proofs of every update, and of what belongs to none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProofsByUpdate(BTreeMap<Option<Guid>, Proofs>);

/// From so many updates on, fewer files of each are kept one by one: a catalogue offers a dozen, and memory must not
/// grow with what somebody made up.
const MANY_UPDATES: usize = 50;
const FEW_OF_MANY: usize = 10;

impl ProofsByUpdate {
    /// Those of one update, or of what belongs to none.
    #[must_use]
    pub fn of(&self, guid: Option<Guid>) -> Option<&Proofs> {
        self.0.get(&guid)
    }

    /// All of them.
    pub fn values(&self) -> impl Iterator<Item = &Proofs> {
        self.0.values()
    }

    /// Adds a file of `guid`. `least`: what it needs where the logs are lost; none for one that has no part in the
    /// import.
    pub(super) fn add(
        &mut self,
        guid: Option<Guid>,
        path: &Path,
        grade: Grade,
        least: Option<Grade>,
        proof: FileProof,
    ) {
        let most = if self.0.len() > MANY_UPDATES { FEW_OF_MANY } else { crate::logs::FEW };
        self.0.entry(guid).or_default().add(path, grade, least, proof, most);
    }

    /// After all files: the same are kept, whichever update was come across first.
    pub(super) fn finish(&mut self) {
        if self.0.len() > MANY_UPDATES {
            for proofs in self.0.values_mut() {
                while proofs.listed.len() > FEW_OF_MANY {
                    proofs.listed.pop_last();
                }
                while proofs.first_unproved.len() > FEW_OF_MANY {
                    proofs.first_unproved.pop_last();
                }
            }
        }
    }
}
