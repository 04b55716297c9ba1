//! A seal held against a folder: what is missing, changed, added. Sizes first; only what has the right one is hashed.

use super::folder::{self, Found, Hashes, Listing, fact};
use super::text::lower_hex;
use super::{Read, Refused, Seal, name};
use crate::files::checks::Check;
use crate::files::facts::{Fact, FirstByPath, PathProblem, Sealed};
use crate::files::{FolderProblem, Survey};
use crate::formats::safe_path;
use crate::request::Depth;
use crate::work::{Lost, Work, guarded};
use std::collections::HashMap;
use std::io::{BufReader, ErrorKind};
use std::path::{Path, PathBuf};

/// Why a seal cannot be gone by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// There is no file of that name.
    Missing,
    /// The operating system refuses it; what it says.
    Unreadable(String),
    /// The file system did not answer within so many seconds.
    NoAnswer(u64),
    /// It was read and not taken.
    Refused(Refused),
}

/// What came of it.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The seal's file.
    pub path: PathBuf,
    /// The seal.
    pub seal: Result<Read, Problem>,
    /// The folder: files, links, what could not be read.
    pub survey: Survey,
    /// Sealed, and not there.
    pub missing: FirstByPath,
    /// Sealed, and other than it was.
    pub changed: FirstByPath,
    /// There, and not sealed.
    pub added: FirstByPath,
    /// Hashes were compared, not only sizes.
    pub is_hashed: bool,
    /// Files that have the sealed size and were not hashed, though they should have been.
    pub unproved: u64,
}

/// Holds the seal at `path` against the folder of a survey that nothing was seen of yet.
pub(crate) fn check(survey: Survey, path: &Path, depth: Depth, work: &Work) -> Result<Checked, Lost> {
    let root = &*survey.root.clone();
    let mut checked = Checked {
        path: path.to_owned(),
        seal: Err(Problem::Missing),
        survey,
        missing: FirstByPath::default(),
        changed: FirstByPath::default(),
        added: FirstByPath::default(),
        is_hashed: depth == Depth::Full,
        unproved: 0,
    };
    let from = path.to_owned();
    checked.seal = match guarded(work, move |io| read(&from, io)) {
        Ok(seal) => seal,
        Err(Lost::TimedOut) => Err(Problem::NoAnswer(work.limit().as_secs())),
        Err(lost) => return Err(lost),
    };
    let Ok(Read { seal, .. }) = &checked.seal else { return Ok(checked) };
    let listing = match folder::list(root, beside(path), work)? {
        Ok(listing) => listing,
        Err(problem) => {
            checked.survey.problem = Some(problem);
            return Ok(checked);
        }
    };
    let paired = pair(seal, &listing);
    let wanted = if depth == Depth::Full { paired.to_hash(seal, &listing) } else { Vec::new() };
    let hashes = folder::hash(root, &listing.files, &wanted, work)?;
    compare(&mut checked, &paired, &listing, &hashes);
    for at in wanted {
        let Some(found) = listing.files.get(at) else { continue };
        checked.survey.mark(Check::Readable, &found.relative, !hashes.of.contains_key(&at));
    }
    for (check, facts) in [(Check::Readable, &listing.unreadable), (Check::Link, &listing.links)] {
        for (path, _) in facts.iter() {
            checked.survey.enter(path);
            checked.survey.mark(check, path, true);
        }
        if let Some(all) = &mut checked.survey.checked {
            all.leave_out(facts.left_out().map(|(_, count)| count).sum());
        }
    }
    checked.survey.read_bytes = hashes.bytes;
    checked.survey.contents.hashed_bytes = hashes.bytes;
    checked.survey.files = listing.files.len() as u64;
    checked.survey.bytes = listing.files.iter().map(|file| file.size).sum();
    checked.survey.empty = listing.files.iter().filter(|file| file.size == 0).count() as u64;
    checked.survey.unreadable = listing.unreadable;
    checked.survey.unreadable.append(&hashes.unreadable);
    checked.survey.links = listing.links;
    logs(&mut checked, work)?;
    Ok(checked)
}

/// The seal and what goes with it, where they lie in the folder themselves: no part of the download.
pub(super) fn beside(seal: &Path) -> Vec<PathBuf> {
    let seal = std::path::absolute(seal).unwrap_or_else(|_| seal.to_owned());
    let mut signature = seal.clone().into_os_string();
    signature.push(super::SIGNATURE_ENDING);
    vec![seal, signature.into()]
}

fn read(path: &Path, io: &crate::work::Io) -> Result<Read, Problem> {
    let refuse = |error: std::io::Error| match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => Problem::Missing,
        _ => Problem::Unreadable(error.to_string()),
    };
    let is_file = io.metadata(path).map_err(refuse)?.is_file();
    if !is_file {
        // A folder, or something that never ends.
        return Err(Problem::Refused(Refused { line: 1, why: super::Why::NoSeal }));
    }
    let mut file = io.open(path).map_err(refuse)?;
    file.size().map_err(refuse)?;
    super::read(&mut BufReader::with_capacity(1 << 16, file)).map_err(refuse)?.map_err(Problem::Refused)
}

/// Which sealed file is which of those that are there.
#[derive(Debug, Default)]
struct Paired {
    /// Sealed and found, by their places in the lists.
    pairs: Vec<(usize, usize)>,
    missing: Vec<usize>,
    added: Vec<usize>,
}

/// Files are the same by their very names first; then by names that Windows takes for the same, where there is no doubt:
/// a stick may have changed the case, and a Mac the way in which letters with marks are written.
fn pair(seal: &Seal, listing: &Listing) -> Paired {
    let by_name: HashMap<&str, usize> = seal.files.iter().enumerate().map(|(at, file)| (&*file.path, at)).collect();
    let mut paired = Paired::default();
    let mut is_found = vec![false; seal.files.len()];
    let mut rest = Vec::new();
    for (at, found) in listing.files.iter().enumerate() {
        match name::of_path(&found.relative).and_then(|path| by_name.get(&*path).copied()) {
            Some(sealed) => {
                if let Some(is_found) = is_found.get_mut(sealed) {
                    *is_found = true;
                }
                paired.pairs.push((sealed, at));
            }
            None => rest.push(at),
        }
    }
    let left = |at: &usize| !is_found.get(*at).copied().unwrap_or(true);
    let lost: Vec<usize> = (0..seal.files.len()).filter(left).collect();
    let lost_keys = keys(lost.iter().filter_map(|at| Some((seal.files.get(*at)?.path.clone(), *at))));
    let found_keys = keys(rest.iter().filter_map(|at| Some((name::of_path(&listing.files.get(*at)?.relative)?, *at))));
    let mut same = HashMap::new();
    for (key, sealed) in &lost_keys {
        if let (Some(sealed), Some(Some(found))) = (sealed, found_keys.get(key)) {
            same.insert(*sealed, *found);
        }
    }
    let taken: std::collections::HashSet<usize> = same.values().copied().collect();
    paired.missing = lost.into_iter().filter(|at| !same.contains_key(at)).collect();
    paired.added = rest.into_iter().filter(|at| !taken.contains(at)).collect();
    paired.pairs.extend(same);
    paired.pairs.sort_unstable();
    paired
}

/// By the form in which Windows compares names; none where two have the same.
fn keys(names: impl Iterator<Item = (String, usize)>) -> HashMap<String, Option<usize>> {
    let mut keys = HashMap::new();
    for (name, at) in names {
        keys.entry(safe_path::key(&name)).and_modify(|at| *at = None).or_insert(Some(at));
    }
    keys
}

impl Paired {
    /// What has the right size; and what was added and has the size of something that is missing, for it may be that.
    fn to_hash(&self, seal: &Seal, listing: &Listing) -> Vec<usize> {
        let size = |at: usize| listing.files.get(at).map(|found| found.size);
        let same = self.pairs.iter().filter(|(sealed, found)| seal.files.get(*sealed).map(|f| f.size) == size(*found));
        let sizes: std::collections::HashSet<u64> =
            self.missing.iter().filter_map(|at| seal.files.get(*at)).map(|file| file.size).filter(|n| *n > 0).collect();
        let moved = self.added.iter().filter(|at| size(**at).is_some_and(|size| sizes.contains(&size)));
        let mut wanted: Vec<usize> = same.map(|(_, found)| *found).chain(moved.copied()).collect();
        wanted.sort_unstable();
        wanted
    }
}

fn compare(checked: &mut Checked, paired: &Paired, listing: &Listing, hashes: &Hashes) {
    let Checked { seal, survey, missing, changed, added, is_hashed, unproved, .. } = checked;
    let Ok(Read { seal, .. }) = seal else { return };
    let mut sealed_as: HashMap<[u8; 32], &str> = HashMap::new();
    for file in seal.files.iter().filter(|file| file.size > 0) {
        sealed_as.entry(file.sha256).or_insert(&file.path);
    }
    for (sealed, found) in &paired.pairs {
        let (Some(file), Some(there)) = (seal.files.get(*sealed), listing.files.get(*found)) else { continue };
        survey.enter(&there.relative);
        survey.mark(Check::SealedThere, &there.relative, false);
        survey.mark(Check::SealedKnown, &there.relative, false);
        let problem = if file.size != there.size {
            Sealed::Size(file.size, there.size)
        } else if let Some(own) = hashes.of.get(found).filter(|own| **own != file.sha256) {
            Sealed::Hash {
                expected: lower_hex(&file.sha256),
                actual: lower_hex(own),
                other: sealed_as.get(own).map(|path| (*path).to_owned()),
            }
        } else {
            // Whatever kept it from being read, it is not proved.
            let is_unproved = *is_hashed && !hashes.of.contains_key(found);
            *unproved += u64::from(is_unproved);
            if !is_unproved {
                survey.mark(Check::SealedSame, &there.relative, false);
            }
            if let Some(all) = survey.checked.as_mut().filter(|_| *is_hashed && !is_unproved) {
                all.grade(&there.relative, file.grade);
            }
            continue;
        };
        survey.mark(Check::SealedSame, &there.relative, true);
        changed.add(&there.relative, fact(&there.relative, Some(PathProblem::Sealed(problem))));
    }
    // What was added, by its content.
    let mut now_at: HashMap<[u8; 32], &Found> = HashMap::new();
    for at in &paired.added {
        if let Some((hash, found)) = hashes.of.get(at).copied().zip(listing.files.get(*at)) {
            now_at.entry(hash).or_insert(found);
        }
    }
    let mut gone: HashMap<[u8; 32], &str> = HashMap::new();
    for file in paired.missing.iter().filter_map(|at| seal.files.get(*at)) {
        let relative = PathBuf::from(&file.path);
        if listing.unseen.iter().any(|folder| relative.starts_with(folder)) {
            continue;
        }
        if file.size > 0 {
            gone.entry(file.sha256).or_insert(&file.path);
        }
        let now = now_at.get(&file.sha256).map(|found| crate::text::shown_path(&found.relative));
        survey.enter(&relative);
        survey.mark(Check::SealedThere, &relative, true);
        missing.add(&relative, fact(&relative, Some(PathProblem::Sealed(Sealed::Gone(now)))));
    }
    for at in &paired.added {
        let Some(found) = listing.files.get(*at) else { continue };
        survey.enter(&found.relative);
        survey.mark(Check::SealedKnown, &found.relative, true);
        let was = hashes.of.get(at).and_then(|hash| gone.get(hash)).map(|path| crate::text::shown(path));
        added.add(&found.relative, fact(&found.relative, Some(PathProblem::Sealed(Sealed::New(was)))));
    }
}

/// The copies of the logs that lie beside the seal.
fn logs(checked: &mut Checked, work: &Work) -> Result<(), Lost> {
    let Ok(Read { seal, .. }) = &checked.seal else { return Ok(()) };
    for log in seal.about.logs.iter().filter(|log| log.is_included) {
        let path = checked.path.with_file_name(&log.name);
        let own = path.clone();
        checked.survey.enter(&path);
        let hashed = guarded(work, move |io| {
            let size = io.metadata(&own)?.len();
            let (read, hash) = folder::hash_file(&own, &mut Vec::new(), io)?;
            Ok::<_, std::io::Error>((size.max(read), hash))
        });
        let (check, problem) = match hashed {
            Err(Lost::TimedOut) => (Check::Readable, Some(PathProblem::NoAnswer(work.limit().as_secs()))),
            Err(lost) => return Err(lost),
            Ok(Err(error)) if error.kind() == ErrorKind::NotFound => {
                (Check::SealedThere, Some(PathProblem::Sealed(Sealed::Gone(None))))
            }
            Ok(Err(error)) => (Check::Readable, Some(PathProblem::of(&error))),
            Ok(Ok((size, _))) if size != log.size => {
                (Check::SealedSame, Some(PathProblem::Sealed(Sealed::Size(log.size, size))))
            }
            Ok(Ok((_, hash))) if lower_hex(&hash) != log.sha256 => {
                let problem = Sealed::Hash { expected: log.sha256.clone(), actual: lower_hex(&hash), other: None };
                (Check::SealedSame, Some(PathProblem::Sealed(problem)))
            }
            Ok(Ok(_)) => (Check::SealedSame, None),
        };
        for asked in [Check::SealedThere, Check::Readable, Check::SealedSame] {
            checked.survey.mark(asked, &path, asked == check && problem.is_some());
            // What is not there cannot be read, and what cannot be read is not compared.
            if asked == check {
                break;
            }
        }
        let Some(problem) = problem else { continue };
        let facts = match check {
            Check::SealedThere => &mut checked.missing,
            Check::SealedSame => &mut checked.changed,
            _ => &mut checked.survey.unreadable,
        };
        facts.add(&path, Fact { guid: None, problem: Some(problem) });
    }
    Ok(())
}

impl Checked {
    /// The seal, where it was taken and the folder could be looked at.
    #[must_use]
    pub fn seal(&self) -> Option<&Seal> {
        self.seal.as_ref().ok().map(|read| &read.seal).filter(|_| self.survey.problem.is_none())
    }

    /// Why the folder could not be looked at.
    #[must_use]
    pub fn folder_problem(&self) -> Option<&FolderProblem> {
        self.survey.problem.as_ref()
    }
}
