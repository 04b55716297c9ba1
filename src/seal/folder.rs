//! A folder as a seal sees it: names and sizes in one walk, then the hashes of some of its files.

use crate::files::facts::{Fact, FirstByPath, PathProblem};
use crate::files::place::Place;
use crate::files::{FolderProblem, look_at};
use crate::formats::digest::Algorithm;
use crate::formats::read_on;
use crate::work::pool::{self, Crew};
use crate::work::{Io, Lost, Phase, Unlisted, Work, guarded};
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How much is read at once, in bytes.
const CHUNK: usize = 1024 * 1024;
/// The least that is asked for: a file that grew is read in a few pieces, too.
const SMALLEST: usize = 4096;

/// More files than any folder that a seal could fit.
const MOST_FOUND: usize = 4 * super::MOST_FILES;

/// A file that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// Below the folder.
    pub(super) relative: PathBuf,
    pub(super) size: u64,
}

/// What is there, before anything of it is read.
#[derive(Clone, Debug, Default)]
pub(super) struct Listing {
    pub(super) files: Vec<Found>,
    /// What could not be listed. Nothing below it can be called missing.
    pub(super) unreadable: FirstByPath,
    pub(super) links: FirstByPath,
    /// The folders and links behind which nothing was seen.
    pub(super) unseen: Vec<PathBuf>,
}

/// A fact about a path of the folder.
pub(super) fn fact(relative: &Path, problem: Option<PathProblem>) -> Fact {
    Fact { guid: Place::of(relative).guid, problem }
}

/// Lists the folder; the seal itself and what goes with it, `without`, are no part of it.
pub(super) fn list(root: &Path, without: Vec<PathBuf>, work: &Work) -> Result<Result<Listing, FolderProblem>, Lost> {
    work.enter(Phase::Listing);
    let root = root.to_owned();
    let listed = guarded(work, move |io| match look_at(&root, io) {
        Some(problem) => Err(problem),
        None => walk(&root, &without, io),
    });
    match listed {
        Err(Lost::TimedOut) => Ok(Err(FolderProblem::NoAnswer(work.limit().as_secs()))),
        Err(lost) => Err(lost),
        Ok(listed) => Ok(listed),
    }
}

fn walk(root: &Path, without: &[PathBuf], io: &Io) -> Result<Listing, FolderProblem> {
    let mut listing = Listing::default();
    let mut walk = io.walk(root, false);
    while let Some(entry) = walk.next_known() {
        let (entry, metadata) = match entry {
            Ok(entry) => entry,
            Err(Unlisted { path, error }) => {
                let relative = path.strip_prefix(root).unwrap_or(&path);
                listing.unreadable.add(relative, fact(relative, Some(PathProblem::of(&error))));
                listing.unseen.push(relative.to_owned());
                continue;
            }
        };
        let relative = entry.path().strip_prefix(root).unwrap_or(entry.path());
        if metadata.is_file() {
            if is_one_of(entry.path(), without) {
                continue;
            }
            if listing.files.len() == MOST_FOUND {
                return Err(FolderProblem::TooMany);
            }
            io.work().file_found();
            listing.files.push(Found { relative: relative.to_owned(), size: metadata.len() });
        } else if metadata.is_symlink() {
            listing.links.add(relative, fact(relative, None));
            listing.unseen.push(relative.to_owned());
        } else if !metadata.is_dir() {
            listing.unreadable.add(relative, fact(relative, Some(PathProblem::Special)));
        }
    }
    listing.files.sort_by(|a, b| a.relative.cmp(&b.relative));
    Ok(listing)
}

/// True for one of these files, which are given by absolute paths.
pub(super) fn is_one_of(path: &Path, files: &[PathBuf]) -> bool {
    // Nearly every file has another name: no need to find out where it is.
    let mut named = files.iter().filter(|file| file.file_name() == path.file_name()).peekable();
    named.peek().is_some() && std::path::absolute(path).is_ok_and(|path| named.any(|file| *file == path))
}

/// The hashes of some files, by their place in the list.
#[derive(Debug, Default)]
pub(super) struct Hashes {
    pub(super) of: BTreeMap<usize, [u8; 32]>,
    pub(super) unreadable: FirstByPath,
    pub(super) bytes: u64,
}

/// Hashes those files of a list that are `wanted`.
pub(super) fn hash(root: &Path, files: &[Found], wanted: &[usize], work: &Work) -> Result<Hashes, Lost> {
    let jobs: Vec<Job> = wanted
        .iter()
        .filter_map(|at| {
            files.get(*at).map(|found| Job { at: *at, relative: found.relative.clone(), size: found.size })
        })
        .collect();
    work.expect_files(jobs.len() as u64, jobs.iter().map(|job| job.size).sum());
    work.enter(Phase::Files);
    let crew = Arc::new(Hashers { root: root.to_owned(), hashes: Mutex::default() });
    let ended = pool::run(work, &crew, move |_, give| {
        for job in jobs {
            let size = job.size;
            give(job, size);
        }
    });
    if work.is_cancelled() {
        return Err(Lost::Cancelled);
    }
    let mut hashes = std::mem::take(&mut *crew.hashes());
    if ended != pool::Ended::default() {
        let root = Path::new("");
        hashes.unreadable.add(root, fact(root, Some(PathProblem::NoAnswer(work.limit().as_secs()))));
    }
    Ok(hashes)
}

struct Job {
    at: usize,
    relative: PathBuf,
    size: u64,
}

struct Hashers {
    root: PathBuf,
    hashes: Mutex<Hashes>,
}

impl Hashers {
    fn hashes(&self) -> MutexGuard<'_, Hashes> {
        self.hashes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Crew for Hashers {
    type Job = Job;
    type Seen = (io::Result<(u64, Vec<u8>)>, Work);

    fn look(&self, job: &Job, io: &Io, buffer: &mut Vec<u8>) -> Self::Seen {
        (hash_file(&self.root.join(&job.relative), buffer, io), io.work().clone())
    }

    fn note(&self, done: &mut dyn Iterator<Item = (&Job, Self::Seen)>) {
        let mut hashes = self.hashes();
        for (job, (seen, work)) in done {
            let read = seen.as_ref().map_or(0, |(read, _)| *read);
            work.bytes_read(job.size.saturating_sub(read));
            work.file_done();
            hashes.bytes += read;
            let problem = match seen {
                Err(error) => PathProblem::of(&error),
                Ok((read, _)) if read != job.size => PathProblem::Changed(job.size, read),
                Ok((_, hash)) => match <[u8; 32]>::try_from(hash) {
                    Ok(hash) => {
                        hashes.of.insert(job.at, hash);
                        continue;
                    }
                    Err(_) => continue,
                },
            };
            hashes.unreadable.add(&job.relative, fact(&job.relative, Some(problem)));
        }
    }

    fn lose(&self, job: &Job, work: &Work) {
        work.bytes_read(job.size);
        work.file_done();
        let problem = PathProblem::NoAnswer(work.limit().as_secs());
        self.hashes().unreadable.add(&job.relative, fact(&job.relative, Some(problem)));
    }
}

/// The size and the SHA-256 of a file, read to its end.
pub(super) fn hash_file(path: &Path, buffer: &mut Vec<u8>, io: &Io) -> io::Result<(u64, Vec<u8>)> {
    let mut file = io.open(path)?;
    let known = usize::try_from(file.size()?).unwrap_or(CHUNK);
    // One byte more than there should be: a buffer that is not filled has met the end.
    buffer.resize(known.saturating_add(1).clamp(SMALLEST, CHUNK), 0);
    let (mut hasher, mut at) = (Algorithm::Sha256.hasher(), 0);
    loop {
        let length = read_on(&mut file, buffer)?;
        hasher.update(buffer.get(..length).unwrap_or_default());
        at += length as u64;
        file.advance(length as u64);
        if length < buffer.len() {
            file.still()?;
            return Ok((at, hasher.finish()));
        }
        if io.work().is_cancelled() {
            return Err(io::ErrorKind::Interrupted.into());
        }
    }
}
