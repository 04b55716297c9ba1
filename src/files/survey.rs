//! What lies in the download folder: names and sizes first, then what the files themselves show.
//!
//! In full depth the folder is walked twice. The first walk is cheap and tells how much there is and where Microsoft's
//! lists lie; the second reads every file once. Memory does not grow with the tree: facts are counted, and of each kind
//! the first few by path are kept.

use super::checks::{Check, CheckedPaths};
use super::contents::{Contents, Inventoried, Look, Readers};
use super::facts::{Fact, FirstByPath, PathProblem};
use super::listed::{Lists, Manifests, Notes};
use super::place::{guid_of_name, is_redist_folder};
use super::walk::{Tree, find_all, find_names};
use super::wanted::Wanted;
use crate::guid::Guid;
use crate::request::Depth;
use crate::work::{Io, Lost, Phase, Work, guarded, pool};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Why the folder could not be looked at as a download.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FolderProblem {
    /// There is nothing of that name.
    Missing,
    /// It is a file.
    IsFile,
    /// The operating system refuses it; what it says.
    Refused(String),
    /// The file system did not answer within so many seconds.
    NoAnswer(u64),
    /// There is no folder or cabinet named after a package GUID in it. Perhaps there is one in this subfolder.
    NoUpdate(Option<PathBuf>),
    /// There is no Redist folder with a file in it.
    NoRedist,
    /// The path is the folder of one update; its parent is the download.
    IsUpdate(PathBuf),
    /// The path is a Redist folder; the download is this one.
    IsRedist(PathBuf),
    /// More updates than any catalogue has.
    TooMany,
}

/// What the folder holds of one update.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FolderUpdate {
    /// It has a Redist folder.
    pub has_redist_folder: bool,
    /// Files below the Redist folder.
    pub redist_files: u64,
    /// Their size in bytes.
    pub redist_bytes: u64,
    /// Files that can be its payload: in its folder outside Redist, or a cabinet named after it.
    pub payload_files: u64,
    /// All its files.
    pub files: u64,
    /// Their size in bytes.
    pub bytes: u64,
    /// Empty placeholders under SMSSETUP.
    pub placeholders: u64,
    /// The first of them by path.
    pub first_placeholder: Option<PathBuf>,
    /// A part of it was not seen: it could not be read, or is a link. Nothing can be called missing then.
    pub is_partly_unseen: bool,
}

/// Evidence from the folder.
#[derive(Clone, Debug, Default)]
pub struct Survey {
    /// The path as it was given.
    pub root: PathBuf,
    /// Why it is no download, where it is none.
    pub problem: Option<FolderProblem>,
    /// The updates in it.
    pub updates: BTreeMap<Guid, FolderUpdate>,
    /// There is a manifest of updates.
    pub has_update_manifest: bool,
    /// Files at the top or in folders of other names. The place of a payload is not documented, so each may be one.
    pub loose_files: u64,
    /// A part of the top was not seen. Nothing can be called missing then.
    pub is_partly_unseen: bool,
    /// Files below any Redist folder.
    pub redist_files: u64,
    /// Files in all.
    pub files: u64,
    /// Their size in bytes.
    pub bytes: u64,
    /// Empty files in all.
    pub empty: u64,
    /// Bytes that were read.
    pub read_bytes: u64,
    /// Empty files below a Redist folder.
    pub empty_redist: FirstByPath,
    /// Empty files of a package elsewhere.
    pub empty_package: FirstByPath,
    /// What could not be read.
    pub unreadable: FirstByPath,
    /// Links, which are not followed.
    pub links: FirstByPath,
    /// Left-overs of a transfer.
    pub partial: FirstByPath,
    /// Files whose size is not the one that the tool's log states.
    pub sizes: FirstByPath,
    /// Every file with its hash, where somebody wants a seal.
    pub inventory: Option<Vec<Inventoried>>,
    /// What each file was asked, where somebody wants to be told.
    pub checked: Option<CheckedPaths>,
    /// What the files themselves show.
    pub contents: Contents,
    /// Files that a log wants to be there.
    pub wanted: Wanted,
}

/// More updates than any catalogue of Configuration Manager ever had at once.
pub(crate) const MOST_UPDATES: usize = 1_000;

/// What names alone tell of a download folder.
#[derive(Clone, Debug, Default)]
pub(crate) struct Named {
    /// Its updates.
    pub updates: BTreeSet<Guid>,
    /// How many of them have a Redist folder, or may have one; none: nobody asked.
    pub redists: Option<u64>,
    /// Folders of updates that could not be looked into, relative to the download folder.
    pub unread: Vec<(PathBuf, PathProblem)>,
}

/// The updates in a folder by their names alone, without a walk; and how many Redist folders they have, for who wants
/// to know.
pub(crate) fn updates_in(root: &Path, with_redists: bool, io: &Io) -> io::Result<Named> {
    let mut named = Named::default();
    let mut folders = Vec::new();
    io.names(root, |name, kind| {
        let guid = guid_of_name(name, !kind.is_file());
        if with_redists && guid.is_some() && kind.is_dir() {
            folders.push(PathBuf::from(name));
        }
        named.updates.extend(guid);
        named.updates.len() < MOST_UPDATES && folders.len() < MOST_UPDATES
    })?;
    if with_redists {
        named.redists = Some(count_redists(root, folders, &mut named.unread, io));
    }
    Ok(named)
}

/// How many of these folders have a Redist folder. One that cannot be looked into may have one.
fn count_redists(root: &Path, folders: Vec<PathBuf>, unread: &mut Vec<(PathBuf, PathProblem)>, io: &Io) -> u64 {
    let mut count = 0;
    for folder in folders {
        let mut has_one = false;
        let looked = io.names(&root.join(&folder), |name, kind| {
            has_one |= kind.is_dir() && is_redist_folder(name);
            !has_one
        });
        count += u64::from(has_one || looked.is_err());
        if let Err(error) = looked {
            unread.push((folder, PathProblem::of(&error)));
        }
    }
    count
}

/// What is known while several threads find it out.
#[derive(Default)]
pub(super) struct State {
    pub(super) survey: Survey,
    /// A subfolder that holds updates.
    pub(super) hint: Option<PathBuf>,
    /// The Redist folders, by path relative to the folder that is walked, and the lists in each.
    pub(super) manifests: BTreeMap<PathBuf, Manifests>,
    /// What Microsoft lists for each of them.
    pub(super) lists: Vec<Lists>,
}

/// Threads that hang may keep their copy of it: what they still add is nobody's.
#[derive(Clone, Default)]
pub(super) struct SharedState(Arc<Mutex<State>>);

impl SharedState {
    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self) -> State {
        std::mem::take(&mut *self.lock())
    }
}

/// Walks over the folder of a survey that nothing was seen of yet.
///
/// With `redist_only` the folder may also be that of one update, or a Redist folder.
#[must_use]
pub fn survey(mut survey: Survey, depth: Depth, redist_only: bool, work: &Work) -> Survey {
    work.enter(Phase::Listing);
    let root = &*survey.root.clone();
    let path = root.to_owned();
    let looked = guarded(work, move |io| match look_at(&path, io) {
        None => frame(&path, redist_only, io).map_err(|error| FolderProblem::of(&error)),
        Some(problem) => Err(problem),
    });
    let frame = match looked {
        Ok(Ok(frame)) => frame,
        Ok(Err(problem)) => return Survey { problem: Some(problem), ..survey },
        Err(Lost::Cancelled) => return survey,
        Err(Lost::TimedOut) => {
            survey.problem = Some(FolderProblem::NoAnswer(work.limit().as_secs()));
            return survey;
        }
    };
    let tree = Arc::new(Tree::new(root.to_owned(), frame));
    let state = SharedState(Arc::new(Mutex::new(State { survey, ..State::default() })));
    list(&tree, &state, depth, work);
    if depth == Depth::Full && state.lock().survey.problem.is_none() && !work.is_cancelled() {
        read_all(&tree, &state, work);
    }
    let mut state = state.take();
    super::contents::finish(&mut state);
    let State { mut survey, hint, .. } = state;
    if survey.problem.is_some() || work.is_cancelled() {
        return survey;
    }
    if redist_only {
        survey.problem = (survey.redist_files == 0 && !survey.is_partly_unseen).then_some(FolderProblem::NoRedist);
    } else {
        survey.problem = off_by_a_level(root, &survey, hint);
    }
    survey
}

impl FolderProblem {
    fn of(error: &io::Error) -> Self {
        match error.kind() {
            ErrorKind::NotFound | ErrorKind::NotADirectory => Self::Missing,
            _ => Self::Refused(error.to_string()),
        }
    }
}

pub(crate) fn look_at(root: &Path, io: &Io) -> Option<FolderProblem> {
    match io.metadata(root) {
        Err(error) => Some(FolderProblem::of(&error)),
        Ok(metadata) if !metadata.is_dir() => Some(FolderProblem::IsFile),
        Ok(_) => None,
    }
}

/// The first walk: names and sizes, in quick depth also the beginnings of files.
fn list(tree: &Arc<Tree>, state: &SharedState, depth: Depth, work: &Work) {
    let look = if depth == Depth::Quick { Look::Beginnings } else { Look::Sizes };
    let readers = Arc::new(Readers::new(Arc::clone(tree), state.clone(), look, BTreeMap::new()));
    let (found, into) = (Arc::clone(tree), state.clone());
    let ended = pool::run(work, &readers, move |io, give| find_names(&found, &into, io, give));
    note_end(state, ended, work);
}

/// The second walk: every file is read, and held against Microsoft's lists.
fn read_all(tree: &Arc<Tree>, state: &SharedState, work: &Work) {
    let (files, bytes, manifests) = {
        let mut state = state.lock();
        (state.survey.files, state.survey.bytes, std::mem::take(&mut state.manifests))
    };
    work.expect_files(files, bytes);
    work.enter(Phase::Files);
    let root = tree.root.clone();
    let notes = Arc::new(Mutex::new(Notes::default()));
    let own = Arc::clone(&notes);
    let read = guarded(work, move |io| {
        let (mut folders, mut lists) = (BTreeMap::new(), Vec::new());
        for (folder, manifests) in manifests {
            folders.insert(folder.clone(), lists.len());
            lists.push(Lists::read(&root, &folder, &manifests, &own, io));
        }
        (folders, lists)
    });
    let notes = std::mem::take(&mut *notes.lock().unwrap_or_else(PoisonError::into_inner));
    let folders = {
        let State { survey, lists, .. } = &mut *state.lock();
        for (check, path, problem) in notes.looked_at {
            survey.note(check, &path, problem);
        }
        let (folders, read) = read.unwrap_or_else(|_| {
            survey.add_unreadable(&notes.current, PathProblem::NoAnswer(work.limit().as_secs()));
            (BTreeMap::new(), Vec::new())
        });
        *lists = read;
        folders
    };
    let readers = Arc::new(Readers::new(Arc::clone(tree), state.clone(), Look::Everything, folders));
    let (found, into, by) = (Arc::clone(tree), state.clone(), Arc::clone(&readers));
    let seen = Arc::new(Mutex::new((0, 0)));
    let counted = Arc::clone(&seen);
    let ended = pool::run(work, &readers, move |io, give| {
        let all = find_all(&found, &into, &by, io, give);
        *counted.lock().unwrap_or_else(PoisonError::into_inner) = all;
    });
    note_end(state, ended, work);
    let seen = *seen.lock().unwrap_or_else(PoisonError::into_inner);
    if ended == pool::Ended::default() && seen != (files, bytes) {
        state.lock().survey.note(Check::Readable, Path::new(""), Some(Fact::of(None, PathProblem::TreeChanged)));
    }
}

/// A walk that did not come to its end left something unseen.
fn note_end(state: &SharedState, ended: pool::Ended, work: &Work) {
    if ended.finder == Some(Lost::TimedOut) || ended.gave_up {
        let survey = &mut state.lock().survey;
        let problem = PathProblem::NoAnswer(work.limit().as_secs());
        survey.note(Check::Readable, Path::new(""), Some(Fact::of(None, problem)));
        survey.is_partly_unseen = true;
    }
}

/// The path that would lead from the download folder to `root`, where `root` is a part of a download itself.
fn frame(root: &Path, redist_only: bool, io: &Io) -> io::Result<PathBuf> {
    if !redist_only {
        return Ok(PathBuf::new());
    }
    let absolute = std::path::absolute(root).unwrap_or_else(|_| root.to_owned());
    let name = absolute.file_name().unwrap_or_default();
    let guid_of = |path: &Path| path.file_name().filter(|name| guid_of_name(name, true).is_some()).map(PathBuf::from);
    if let Some(guid) = guid_of(&absolute) {
        return Ok(guid);
    }
    let (mut has_updates, mut has_redist, mut has_manifest) = (false, false, false);
    io.names(root, |name, kind| {
        has_updates |= guid_of_name(name, !kind.is_file()).is_some();
        has_redist |= is_redist_folder(name);
        // What every Redist folder holds (S23).
        has_manifest |= name.eq_ignore_ascii_case("ConfigMgr.Manifest.cab");
        !has_updates
    })?;
    if has_updates || has_redist && !is_redist_folder(name) {
        return Ok(PathBuf::new());
    }
    // A folder of another name may be a copy of a Redist folder.
    if !is_redist_folder(name) && !has_manifest {
        return Ok(PathBuf::new());
    }
    let parent = absolute.parent().and_then(guid_of).unwrap_or_default();
    Ok(parent.join("Redist"))
}

/// Tells a folder that is no download: perhaps the path is one level off.
fn off_by_a_level(root: &Path, survey: &Survey, hint: Option<PathBuf>) -> Option<FolderProblem> {
    let absolute = std::path::absolute(root).unwrap_or_else(|_| root.to_owned());
    let guid_of = |path: &Path| guid_of_name(path.file_name()?, true);
    if let Some((guid, parent)) = guid_of(&absolute).zip(absolute.parent()) {
        // Its cabinet may lie in it, and looks like one beside the folder.
        if survey.updates.keys().all(|found| *found == guid) {
            return Some(FolderProblem::IsUpdate(parent.to_owned()));
        }
    }
    if !survey.updates.is_empty() || survey.is_partly_unseen {
        return None;
    }
    let update = absolute.parent().filter(|_| absolute.file_name().is_some_and(is_redist_folder));
    let download = update.filter(|update| guid_of(update).is_some()).and_then(Path::parent);
    Some(download.map_or(FolderProblem::NoUpdate(hint), |download| FolderProblem::IsRedist(download.to_owned())))
}

impl Survey {
    /// A survey of the folder at `root`, before it is looked at.
    #[must_use]
    pub fn of(root: &Path) -> Self {
        Self { root: root.to_owned(), ..Self::default() }
    }

    /// Takes down a question to one file, and what it found.
    pub(super) fn note(&mut self, check: Check, path: &Path, found: Option<Fact>) {
        self.mark(check, path, found.is_some());
        if let Some((facts, fact)) = self.facts(check).zip(found) {
            facts.add(path, fact);
        }
    }

    /// Takes down a question to one file whose answer is kept elsewhere.
    pub(crate) fn mark(&mut self, check: Check, path: &Path, is_found: bool) {
        if let Some(checked) = &mut self.checked {
            checked.mark(path, check, is_found);
        }
    }

    /// Something in the folder, or the folder itself, could not be read. Of a folder that is no download, that is said.
    pub(crate) fn add_unreadable(&mut self, relative: &Path, problem: PathProblem) {
        if self.problem.is_none() && self.unreadable.has_room_for(relative) {
            self.note(Check::Readable, relative, Some(Fact::of(None, problem)));
        }
    }

    /// What a question found.
    const fn facts(&mut self, check: Check) -> Option<&mut FirstByPath> {
        Some(match check {
            Check::EmptyRedist => &mut self.empty_redist,
            Check::EmptyPackage => &mut self.empty_package,
            Check::PartialName => &mut self.partial,
            Check::LoggedSize => &mut self.sizes,
            Check::Readable => &mut self.unreadable,
            Check::Link => &mut self.links,
            Check::Whole => &mut self.contents.truncated,
            Check::Content => &mut self.contents.wrong,
            Check::ManifestHash => &mut self.contents.mismatched,
            Check::Listed => &mut self.contents.extra,
            Check::ListedThere => &mut self.contents.missing,
            Check::Manifest => &mut self.contents.not_understood,
            Check::SignedDigest => &mut self.contents.forged,
            Check::Trust => &mut self.contents.untrusted,
            Check::Signed => &mut self.contents.unsigned,
            // The questions of a seal, which has lists of its own.
            Check::SealedThere | Check::SealedSame | Check::SealedKnown => return None,
        })
    }

    /// The full path of one relative to the folder, as it may be shown.
    #[must_use]
    pub fn full(&self, relative: &Path) -> String {
        // Without a separator behind the folder itself.
        let is_root = relative.as_os_str().is_empty();
        let joined = self.root.join(relative);
        crate::text::shown_path(if is_root { &self.root } else { &joined })
    }

    /// True where something of `guid` may be there and was not seen.
    #[must_use]
    pub fn may_hide(&self, guid: Guid) -> bool {
        self.is_partly_unseen || self.updates.get(&guid).is_some_and(|update| update.is_partly_unseen)
    }
}
