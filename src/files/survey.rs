//! One walk over the download folder.
//!
//! Memory does not grow with the tree: facts are counted, and of each kind the first few by path are kept.

use super::place::{Part, Place, guid_of_name, is_package_file, is_partial, is_redist_folder};
use super::read;
use crate::guid::Guid;
use crate::request::Depth;
use crate::text;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use walkdir::{DirEntry, WalkDir};

/// Why the folder could not be looked at as a download.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FolderProblem {
    /// There is nothing of that name.
    Missing,
    /// It is a file.
    IsFile,
    /// The operating system refuses it; what it says.
    Refused(String),
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
    /// Why it could not be read, where that is the fact.
    pub problem: Option<PathProblem>,
}

/// Why a path could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathProblem {
    /// What the operating system says.
    Refused(String),
    /// A device, a pipe or a socket.
    Special,
    /// Its size when it was listed, and when it was read.
    Changed(u64, u64),
}

impl FirstByPath {
    fn add(&mut self, path: &Path, fact: Fact) {
        self.kept.insert(path.to_owned(), fact);
        if self.kept.len() > crate::logs::FEW {
            if let Some((_, fact)) = self.kept.pop_last() {
                *self.left_out.entry(fact.guid).or_default() += 1;
            }
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
    /// Its files, the first few by path.
    pub first_files: BTreeSet<PathBuf>,
}

/// Files that a log says must be there, to be ticked off during the walk.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    seen: HashMap<(Option<Guid>, String), bool>,
}

impl Wanted {
    /// Adds a path below the Redist folder of `guid` (or of any update), or a bare file name anywhere below it; in lower
    /// case, with `/`.
    pub fn add(&mut self, guid: Option<Guid>, name: &str) {
        self.seen.insert((guid, name.to_owned()), false);
    }

    /// True where the walk came across it.
    #[must_use]
    pub fn was_seen(&self, guid: Option<Guid>, name: &str) -> bool {
        self.seen.get(&(guid, name.to_owned())).copied().unwrap_or(false)
    }

    fn tick(&mut self, guid: Option<Guid>, below_redist: &Path) {
        if self.seen.is_empty() {
            return;
        }
        let path = below_redist.to_string_lossy().replace('\\', "/").to_lowercase();
        let name = path.rsplit('/').next().unwrap_or_default().to_owned();
        for key in [(guid, path.clone()), (guid, name.clone()), (None, path), (None, name)] {
            if let Some(seen) = self.seen.get_mut(&key) {
                *seen = true;
            }
        }
    }
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
    /// Files that a log wants to be there.
    pub wanted: Wanted,
}

/// More updates than any catalogue of Configuration Manager ever had at once.
const MOST_UPDATES: usize = 10_000;

/// The updates in a folder by their names alone, without a walk.
#[must_use]
pub fn updates_in(root: &Path) -> BTreeSet<Guid> {
    let Ok(entries) = root.read_dir() else {
        return BTreeSet::new();
    };
    let guids = entries.filter_map(|entry| {
        let entry = entry.ok()?;
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        guid_of_name(&entry.file_name(), !is_file)
    });
    guids.take(MOST_UPDATES).collect()
}

/// Walks over the folder at `root`.
///
/// With `redist_only` the folder may also be that of one update, or a Redist folder.
#[must_use]
pub fn survey(root: &Path, depth: Depth, wanted: Wanted, redist_only: bool) -> Survey {
    let mut survey = Survey { root: root.to_owned(), wanted, ..Survey::default() };
    match root.metadata() {
        Err(e) if e.kind() == ErrorKind::NotFound || e.kind() == ErrorKind::NotADirectory => {
            survey.problem = Some(FolderProblem::Missing);
            return survey;
        }
        Err(e) => {
            survey.problem = Some(FolderProblem::Refused(e.to_string()));
            return survey;
        }
        Ok(metadata) if !metadata.is_dir() => {
            survey.problem = Some(FolderProblem::IsFile);
            return survey;
        }
        Ok(_) => {}
    }
    let mut walk = Walk { root, depth, frame: frame(root, redist_only), buffer: Vec::new(), hint: None };
    walk.buffer.resize(if depth == Depth::Full { read::CHUNK } else { 4096 }, 0);
    for entry in WalkDir::new(root).min_depth(1) {
        match entry {
            Ok(entry) => walk.note(&mut survey, &entry),
            Err(error) => {
                let path = error.path().unwrap_or(root).to_owned();
                let text = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
                walk.unseen(&mut survey, &path, PathProblem::Refused(text));
            }
        }
        if survey.updates.len() > MOST_UPDATES {
            survey.problem = Some(FolderProblem::TooMany);
            return survey;
        }
    }
    if redist_only {
        survey.problem = (survey.redist_files == 0 && !survey.is_partly_unseen).then_some(FolderProblem::NoRedist);
    } else {
        survey.problem = off_by_a_level(root, &survey, walk.hint);
    }
    survey
}

/// The path that would lead from the download folder to `root`, where `root` is a part of a download itself.
fn frame(root: &Path, redist_only: bool) -> PathBuf {
    if !redist_only {
        return PathBuf::new();
    }
    let absolute = std::path::absolute(root).unwrap_or_else(|_| root.to_owned());
    let name = absolute.file_name().unwrap_or_default();
    let guid_of = |path: &Path| path.file_name().filter(|name| guid_of_name(name, true).is_some()).map(PathBuf::from);
    if let Some(guid) = guid_of(&absolute) {
        return guid;
    }
    let has_updates = !updates_in(root).is_empty();
    let has_redist = root
        .read_dir()
        .is_ok_and(|mut entries| entries.any(|entry| entry.is_ok_and(|entry| is_redist_folder(&entry.file_name()))));
    if has_updates || has_redist && !is_redist_folder(name) {
        return PathBuf::new();
    }
    // A folder of another name is a copy of a Redist folder if it holds what every Redist folder does (S23).
    if !is_redist_folder(name) && !root.join("ConfigMgr.Manifest.cab").exists() {
        return PathBuf::new();
    }
    let parent = absolute.parent().and_then(guid_of).unwrap_or_default();
    parent.join("Redist")
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

struct Walk<'a> {
    root: &'a Path,
    depth: Depth,
    /// Put before every relative path to find its place.
    frame: PathBuf,
    buffer: Vec<u8>,
    /// A subfolder that holds updates.
    hint: Option<PathBuf>,
}

impl Walk<'_> {
    fn note(&mut self, survey: &mut Survey, entry: &DirEntry) {
        let relative = entry.path().strip_prefix(self.root).unwrap_or(entry.path());
        let framed = self.frame.join(relative);
        let kind = entry.file_type();
        let framed_depth = framed.components().count();
        if kind.is_symlink() {
            survey.links.add(relative, Fact { guid: Place::of(&framed).guid, problem: None });
            Self::mark_unseen(survey, &framed);
            return;
        }
        if kind.is_dir() {
            self.note_folder(survey, entry, &framed, framed_depth);
            return;
        }
        let place = Place::of(&framed);
        if !kind.is_file() {
            let fact = Fact { guid: place.guid, problem: Some(PathProblem::Special) };
            survey.unreadable.add(relative, fact);
            return;
        }
        if framed_depth == 2 && guid_of_name(entry.file_name(), false).is_some() {
            self.hint_at(entry);
        }
        match entry.metadata() {
            Ok(metadata) => self.note_file(survey, relative, &place, metadata.len(), entry.path()),
            Err(error) => {
                let text = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
                self.unseen(survey, entry.path(), PathProblem::Refused(text));
            }
        }
    }

    fn note_folder(&mut self, survey: &mut Survey, entry: &DirEntry, framed: &Path, framed_depth: usize) {
        let guid = framed.components().next().and_then(|top| guid_of_name(top.as_os_str(), true));
        match guid {
            Some(guid) => {
                let update = survey.updates.entry(guid).or_default();
                let second = framed.components().nth(1);
                update.has_redist_folder |= second.is_some_and(|name| is_redist_folder(name.as_os_str()));
            }
            None if framed_depth == 2 && guid_of_name(entry.file_name(), true).is_some() => self.hint_at(entry),
            None => {}
        }
    }

    fn hint_at(&mut self, entry: &DirEntry) {
        let parent = entry.path().parent().map(Path::to_owned);
        if let Some(parent) = parent.filter(|p| guid_of_name(p.file_name().unwrap_or_default(), true).is_none()) {
            // The first by name, in whatever order the folder is listed.
            self.hint = Some(self.hint.take().map_or(parent.clone(), |hint| hint.min(parent)));
        }
    }

    fn note_file(&mut self, survey: &mut Survey, relative: &Path, place: &Place<'_>, size: u64, path: &Path) {
        survey.files += 1;
        survey.bytes += size;
        let name = relative.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        let fact = || Fact { guid: place.guid, problem: None };
        match place.part {
            Part::UpdateManifest => survey.has_update_manifest = true,
            Part::Loose | Part::Elsewhere if size > 0 || is_package_file(&name) => survey.loose_files += 1,
            Part::Redist => {
                survey.redist_files += 1;
                if let Some(below) = place.below_redist {
                    survey.wanted.tick(place.guid, below);
                }
            }
            _ => {}
        }
        if let Some(guid) = place.guid {
            survey.updates.entry(guid).or_default().count(place.part, relative, &name, size);
        }
        if is_partial(&name) {
            survey.partial.add(relative, fact());
        }
        if size == 0 {
            survey.empty += 1;
            match place.part {
                Part::Redist => survey.empty_redist.add(relative, fact()),
                Part::SmsSetup | Part::Known | Part::Elsewhere => {}
                Part::UpdateManifest | Part::AdminUiContent => survey.empty_package.add(relative, fact()),
                Part::Payload | Part::Loose if is_package_file(&name) => survey.empty_package.add(relative, fact()),
                Part::Payload | Part::Loose => {}
            }
        }
        match self.read(path) {
            Ok(Some(length)) => {
                survey.read_bytes += length;
                if self.depth == Depth::Full && length != size {
                    let problem = Some(PathProblem::Changed(size, length));
                    survey.unreadable.add(relative, Fact { guid: place.guid, problem });
                }
            }
            Ok(None) => {}
            Err(error) => {
                let problem = Some(PathProblem::Refused(error.to_string()));
                survey.unreadable.add(relative, Fact { guid: place.guid, problem });
            }
        }
    }

    fn read(&mut self, path: &Path) -> io::Result<Option<u64>> {
        match self.depth {
            Depth::Quick => read::head(path, &mut self.buffer).map(Some),
            Depth::Full => read::to_end(path, &mut self.buffer).map(Some),
        }
    }

    /// A path that could not be listed.
    fn unseen(&self, survey: &mut Survey, path: &Path, problem: PathProblem) {
        let relative = path.strip_prefix(self.root).unwrap_or(path);
        let framed = self.frame.join(relative);
        let guid = framed.components().next().and_then(|top| guid_of_name(top.as_os_str(), true));
        survey.unreadable.add(relative, Fact { guid, problem: Some(problem) });
        Self::mark_unseen(survey, &framed);
    }

    fn mark_unseen(survey: &mut Survey, framed: &Path) {
        match framed.components().next().and_then(|top| {
            let is_top = framed.components().count() == 1;
            guid_of_name(top.as_os_str(), true).or_else(|| guid_of_name(top.as_os_str(), !is_top))
        }) {
            Some(guid) => survey.updates.entry(guid).or_default().is_partly_unseen = true,
            None => survey.is_partly_unseen = true,
        }
    }
}

impl FolderUpdate {
    fn count(&mut self, part: Part, relative: &Path, name: &str, size: u64) {
        self.files += 1;
        self.bytes += size;
        self.first_files.insert(relative.to_owned());
        if self.first_files.len() > crate::logs::FEW {
            self.first_files.pop_last();
        }
        self.has_redist_folder |= part == Part::Redist;
        match part {
            // What shells and broken transfers leave in a folder is neither redist nor payload, nor is a placeholder.
            _ if matches!(name, "thumbs.db" | "desktop.ini" | ".ds_store") || is_partial(name) => {}
            Part::Redist => {
                self.redist_files += 1;
                self.redist_bytes += size;
            }
            Part::Payload if size > 0 || is_package_file(name) => self.payload_files += 1,
            Part::SmsSetup if size > 0 => self.payload_files += 1,
            _ => {}
        }
        if part == Part::SmsSetup && size == 0 {
            self.placeholders += 1;
            let first = self.first_placeholder.take();
            self.first_placeholder = Some(first.map_or_else(|| relative.to_owned(), |f| f.min(relative.to_owned())));
        }
    }
}

impl Survey {
    /// The full path of one relative to the folder, as it may be shown.
    #[must_use]
    pub fn full(&self, relative: &Path) -> String {
        text::shown(&self.root.join(relative).to_string_lossy())
    }

    /// True where something of `guid` may be there and was not seen.
    #[must_use]
    pub fn may_hide(&self, guid: Guid) -> bool {
        self.is_partly_unseen || self.updates.get(&guid).is_some_and(|update| update.is_partly_unseen)
    }
}
