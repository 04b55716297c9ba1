//! What lies in the download folder: names and sizes first, then what the files themselves show.
//!
//! In full depth the folder is walked twice. The first walk is cheap and tells how much there is and where Microsoft's
//! lists lie; the second reads every file once. Memory does not grow with the tree: facts are counted, and of each kind
//! the first few by path are kept.

use super::contents::{Contents, Reader};
use super::facts::{Fact, FirstByPath, PathProblem};
use super::listed::{Lists, Manifests, manifest_of};
use super::place::{Part, Place, guid_of_name, is_junk, is_package_file, is_partial, is_redist_folder};
use super::pool;
use super::proof::Grade;
use super::wanted::Wanted;
use crate::guid::Guid;
use crate::request::Depth;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::io::ErrorKind;
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
    /// What the files themselves show.
    pub contents: Contents,
    /// Files that a log wants to be there.
    pub wanted: Wanted,
}

/// More updates than any catalogue of Configuration Manager ever had at once.
const MOST_UPDATES: usize = 1_000;

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
    let frame = frame(root, redist_only);
    let mut walk = Walk { root, frame: &frame, hint: None, manifests: BTreeMap::new() };
    match depth {
        Depth::Quick => {
            let reader = Reader::new(root, &frame, depth, Vec::new());
            pool::run(
                |job, buffer| reader.read(&job, buffer),
                |give| {
                    walk.all(&mut survey, &mut |seen, wanted| {
                        if let Some(job) = reader.quick_job(seen, logged_grade(wanted, seen)) {
                            give(job, 0);
                        }
                    });
                },
            );
            reader.finish(&mut survey);
        }
        Depth::Full => {
            walk.all(&mut survey, &mut |_, _| {});
            if survey.problem.is_none() {
                read_all(&mut survey, &frame, &walk.manifests);
            }
        }
    }
    if survey.problem.is_some() {
        return survey;
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

/// How many Redist folders are looked at for lists. A download has one for each update.
const MOST_REDIST_FOLDERS: usize = 10_000;

/// The second walk: every file is read, and held against Microsoft's lists.
fn read_all(survey: &mut Survey, frame: &Path, manifests: &BTreeMap<PathBuf, Manifests>) {
    let root = survey.root.clone();
    let mut not_understood = FirstByPath::default();
    let mut left = super::listed::MOST_ENTRIES;
    let lists = manifests.iter().map(|(folder, manifests)| {
        (folder.clone(), Lists::read(&root, folder, manifests, &mut not_understood, &mut left))
    });
    let reader = Reader::new(&root, frame, Depth::Full, lists.collect());
    let (mut files, mut bytes) = (0, 0);
    pool::run(
        |job, buffer| reader.read(&job, buffer),
        |give| {
            // In order, so that of two names for one listed file the same one is always the second.
            for entry in WalkDir::new(&root).min_depth(1).sort_by_file_name() {
                let Ok(entry) = entry else { continue };
                let Some(metadata) = entry.metadata().ok().filter(std::fs::Metadata::is_file) else { continue };
                files += 1;
                bytes += metadata.len();
                let relative = entry.path().strip_prefix(&root).unwrap_or(entry.path());
                let framed = framed(frame, relative);
                let place = Place::of(&framed);
                let (path, name, size) = (entry.path(), &*lower_name(relative), metadata.len());
                let seen = Seen { path, relative, framed: &framed, place: &place, name, size };
                give(reader.job(seen, logged_grade(&survey.wanted, seen)), metadata.len());
            }
        },
    );
    reader.finish(survey);
    survey.contents.not_understood = not_understood;
    if (files, bytes) != (survey.files, survey.bytes) {
        survey.unreadable.add(Path::new(""), Fact::of(None, PathProblem::TreeChanged));
    }
}

/// A file that the walk came across.
#[derive(Clone, Copy)]
pub(super) struct Seen<'a> {
    pub(super) path: &'a Path,
    /// Relative to the folder that is walked.
    pub(super) relative: &'a Path,
    /// Relative to the download folder.
    pub(super) framed: &'a Path,
    pub(super) place: &'a Place<'a>,
    /// The name in lower case.
    pub(super) name: &'a str,
    pub(super) size: u64,
}

/// A file's name in lower case.
pub(super) fn lower_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    // Nearly all names are ASCII, and a walk meets many.
    if name.is_ascii() { name.to_ascii_lowercase() } else { name.to_lowercase() }
}

/// The path of a file relative to the download folder, where only a part of that is walked.
pub(super) fn framed<'a>(frame: &Path, relative: &'a Path) -> Cow<'a, Path> {
    if frame.as_os_str().is_empty() { Cow::Borrowed(relative) } else { Cow::Owned(frame.join(relative)) }
}

/// What the logs alone say for a file.
fn logged_grade(wanted: &Wanted, seen: Seen<'_>) -> Grade {
    if seen.place.below_redist.is_some_and(|below| wanted.is_hash_logged(seen.place.guid, below)) {
        Grade::LoggedHash
    } else if logged_size(wanted, seen) == Some(seen.size) {
        Grade::LoggedSize
    } else {
        Grade::Present
    }
}

/// The size that the tool's log states for a file.
fn logged_size(wanted: &Wanted, seen: Seen<'_>) -> Option<u64> {
    let depth = seen.framed.components().take(3).count();
    if depth > 2 {
        return None;
    }
    match (seen.place.part, seen.place.guid) {
        (Part::Payload, Some(guid)) if is_payload(seen.name, guid) => wanted.payload(guid),
        (Part::UpdateManifest | Part::AdminUiContent | Part::Loose, None) if depth == 1 => wanted.file(seen.name),
        _ => None,
    }
}

/// A file that is an update's payload by its name: where else it may lie, and under what name, is not documented.
fn is_payload(name: &str, guid: Guid) -> bool {
    const ENDINGS: [&str; 6] = ["cab", "enc", "auc", "exe", "zip", "msi"];
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let is_package = ending.is_empty() || ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known));
    is_package && Guid::parse(stem) == Some(guid)
}

struct Walk<'a> {
    root: &'a Path,
    /// Put before every relative path to find its place.
    frame: &'a Path,
    /// A subfolder that holds updates.
    hint: Option<PathBuf>,
    /// The Redist folders, by path relative to the download folder, and the lists in each.
    manifests: BTreeMap<PathBuf, Manifests>,
}

impl Walk<'_> {
    /// Walks over the whole folder; `look` is told of every file.
    fn all(&mut self, survey: &mut Survey, look: &mut dyn FnMut(Seen<'_>, &Wanted)) {
        for entry in WalkDir::new(self.root).min_depth(1) {
            match entry {
                Ok(entry) => self.note(survey, &entry, look),
                Err(error) => {
                    let path = error.path().unwrap_or(self.root).to_owned();
                    let text = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
                    self.unseen(survey, &path, PathProblem::Refused(text));
                }
            }
            if survey.updates.len() > MOST_UPDATES || self.manifests.len() > MOST_REDIST_FOLDERS {
                survey.problem = Some(FolderProblem::TooMany);
                return;
            }
        }
    }

    fn note(&mut self, survey: &mut Survey, entry: &DirEntry, look: &mut dyn FnMut(Seen<'_>, &Wanted)) {
        let relative = entry.path().strip_prefix(self.root).unwrap_or(entry.path());
        let framed = framed(self.frame, relative);
        let kind = entry.file_type();
        let framed_depth = framed.components().take(3).count();
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
            survey.unreadable.add(relative, Fact::of(place.guid, PathProblem::Special));
            return;
        }
        if framed_depth == 2 && guid_of_name(entry.file_name(), false).is_some() {
            self.hint_at(entry);
        }
        match entry.metadata() {
            Ok(metadata) => {
                let (path, name, size) = (entry.path(), &*lower_name(relative), metadata.len());
                let seen = Seen { path, relative, framed: &framed, place: &place, name, size };
                self.note_file(survey, seen);
                look(seen, &survey.wanted);
            }
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

    fn note_file(&mut self, survey: &mut Survey, seen: Seen<'_>) {
        let Seen { relative, place, name, size, .. } = seen;
        survey.files += 1;
        survey.bytes += size;
        let fact = || Fact { guid: place.guid, problem: None };
        match place.part {
            Part::UpdateManifest => survey.has_update_manifest = true,
            Part::Loose | Part::Elsewhere if size > 0 || is_package_file(name) => survey.loose_files += 1,
            Part::Redist => {
                survey.redist_files += 1;
                if let Some(below) = place.below_redist {
                    survey.wanted.tick(place.guid, below);
                    if !is_junk(name) {
                        self.note_redist(relative, below, place.guid);
                    }
                }
            }
            _ => {}
        }
        if let Some(guid) = place.guid {
            survey.updates.entry(guid).or_default().count(place.part, relative, name, size);
        }
        if is_partial(name) {
            survey.partial.add(relative, fact());
        }
        if size == 0 {
            survey.empty += 1;
            match place.part {
                Part::Redist => survey.empty_redist.add(relative, fact()),
                Part::SmsSetup | Part::Known | Part::Elsewhere => {}
                Part::UpdateManifest | Part::AdminUiContent => survey.empty_package.add(relative, fact()),
                Part::Payload | Part::Loose if is_package_file(name) => survey.empty_package.add(relative, fact()),
                Part::Payload | Part::Loose => {}
            }
        }
        // An empty file is the subject of another rule.
        if let Some(logged) = logged_size(&survey.wanted, seen).filter(|logged| *logged != size && size > 0) {
            survey.sizes.add(relative, Fact::of(place.guid, PathProblem::Size(logged, size)));
        }
    }

    /// Remembers the Redist folder, and a list of Microsoft's in it.
    fn note_redist(&mut self, relative: &Path, below: &Path, guid: Option<Guid>) {
        let depth = below.components().count();
        let folder = relative.ancestors().nth(depth).unwrap_or(Path::new(""));
        if !self.manifests.contains_key(folder) {
            self.manifests.insert(folder.to_owned(), Manifests { guid, ..Manifests::default() });
        }
        let xml = below.to_str().filter(|_| depth == 1).and_then(manifest_of);
        if let Some((manifests, xml)) = self.manifests.get_mut(folder).zip(xml) {
            // Two names that differ in case alone: few, or somebody plays.
            if manifests.cabinets.len() < 8 {
                manifests.cabinets.push((xml, relative.to_owned()));
            }
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
        self.has_redist_folder |= part == Part::Redist;
        match part {
            // What shells and broken transfers leave in a folder is neither redist nor payload, nor is a placeholder.
            _ if is_junk(name) => {}
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
        crate::text::shown_path(&self.root.join(relative))
    }

    /// True where something of `guid` may be there and was not seen.
    #[must_use]
    pub fn may_hide(&self, guid: Guid) -> bool {
        self.is_partly_unseen || self.updates.get(&guid).is_some_and(|update| update.is_partly_unseen)
    }
}
