//! Which questions each file was asked, and which of them found something: for somebody who wants to be told. Nobody
//! else pays for it.

use super::proof::Grade;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A question to one file. What it means is the judge's to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// Is it empty? Of a file below a Redist folder.
    EmptyRedist,
    /// Is it empty? Of a file of a package elsewhere.
    EmptyPackage,
    /// Does its name mark it as the left-over of a transfer?
    PartialName,
    /// Has it the size that the tool's log states?
    LoggedSize,
    /// Can it be opened, and read as far as this depth reads?
    Readable,
    /// Is it a link?
    Link,
    /// Is it as long as its own header says?
    Whole,
    /// Is it of the kind that its name promises, and undamaged?
    Content,
    /// Has it the SHA-256 that Microsoft's manifest lists?
    ManifestHash,
    /// Does a manifest of Microsoft's list it?
    Listed,
    /// Is something missing that a manifest lists? No question to a file that is there.
    ListedThere,
    /// Can it be used as a manifest of Microsoft's?
    Manifest,
    /// Is its content what its own signature covers?
    SignedDigest,
    /// Does Windows trust whoever signed it?
    Trust,
    /// Does it carry a signature, as others of its kind do?
    Signed,
    /// Is what was sealed there?
    SealedThere,
    /// Is it as it was sealed?
    SealedSame,
    /// Does the seal know it?
    SealedKnown,
}

impl Check {
    /// All of them.
    pub const ALL: [Self; 18] = [
        Self::EmptyRedist,
        Self::EmptyPackage,
        Self::PartialName,
        Self::LoggedSize,
        Self::Readable,
        Self::Link,
        Self::Whole,
        Self::Content,
        Self::ManifestHash,
        Self::Listed,
        Self::ListedThere,
        Self::Manifest,
        Self::SignedDigest,
        Self::Trust,
        Self::Signed,
        Self::SealedThere,
        Self::SealedSame,
        Self::SealedKnown,
    ];
}

/// Some of the questions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Checks(u32);

impl Checks {
    /// True where this one is among them.
    #[must_use]
    pub const fn has(self, check: Check) -> bool {
        self.0 & (1 << check as u32) != 0
    }

    const fn add(&mut self, check: Check) {
        self.0 |= 1 << check as u32;
    }
}

/// What one file was asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// The questions.
    pub asked: Checks,
    /// Those that found something.
    pub found: Checks,
    /// The strongest evidence for it.
    pub grade: Option<Grade>,
}

/// How many paths are kept. Memory must not grow with the tree.
const MOST: usize = 10_000;

/// The first paths, and how many there were. The same tree gives the same ones, in whatever order it is walked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CheckedPaths {
    kept: BTreeMap<PathBuf, Checked>,
    left_out: u64,
}

impl CheckedPaths {
    /// A path that somebody came across, once.
    pub(crate) fn enter(&mut self, path: &Path) {
        let is_full = self.kept.len() >= MOST;
        if is_full && self.kept.last_key_value().is_some_and(|(last, _)| path > last.as_path()) {
            self.left_out += 1;
        } else if self.kept.insert(path.to_owned(), Checked::default()).is_none() && is_full {
            self.kept.pop_last();
            self.left_out += 1;
        }
    }

    /// Paths that were counted, and never told one by one.
    pub(crate) const fn leave_out(&mut self, count: u64) {
        self.left_out += count;
    }

    /// Takes down a question to a path that was entered, and whether it found something.
    pub(crate) fn mark(&mut self, path: &Path, check: Check, is_found: bool) {
        if let Some(checked) = self.kept.get_mut(path) {
            checked.asked.add(check);
            if is_found {
                checked.found.add(check);
            }
        }
    }

    /// Takes down how strongly a file is proved.
    pub(crate) fn grade(&mut self, path: &Path, grade: Grade) {
        if let Some(checked) = self.kept.get_mut(path) {
            checked.grade = Some(grade);
        }
    }

    /// Those that are kept.
    pub fn iter(&self) -> impl Iterator<Item = (&Path, &Checked)> {
        self.kept.iter().map(|(path, checked)| (path.as_path(), checked))
    }

    /// How many were counted and not kept.
    #[must_use]
    pub const fn left_out(&self) -> u64 {
        self.left_out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_paths_are_kept_in_whatever_order_they_come() {
        let paths: Vec<PathBuf> = (0..MOST + 500).map(|n| PathBuf::from(format!("{n:06}"))).collect();
        let of = |paths: &mut dyn Iterator<Item = &PathBuf>| {
            let mut all = CheckedPaths::default();
            paths.for_each(|path| all.enter(path));
            all
        };
        let (up, down) = (of(&mut paths.iter()), of(&mut paths.iter().rev()));
        assert_eq!(up, down);
        assert_eq!((up.kept.len(), up.left_out()), (MOST, 500));
        assert_eq!(up.iter().last().map(|(path, _)| path.to_owned()), paths.get(MOST - 1).cloned());
    }

    #[test]
    fn each_question_is_told_from_every_other() {
        for (at, check) in Check::ALL.into_iter().enumerate() {
            let mut checks = Checks::default();
            checks.add(check);
            assert!(Check::ALL.into_iter().enumerate().all(|(other, check)| checks.has(check) == (other == at)));
        }
    }

    #[test]
    fn what_was_never_come_across_was_asked_nothing() {
        let mut all = CheckedPaths::default();
        all.enter(Path::new("a"));
        all.mark(Path::new("a"), Check::Readable, false);
        all.mark(Path::new("b"), Check::Readable, true);
        let (path, checked) = all.iter().next().unwrap();
        assert_eq!((path, all.iter().count(), checked.grade), (Path::new("a"), 1, None));
        assert!(checked.asked.has(Check::Readable) && !checked.found.has(Check::Readable));
    }
}
