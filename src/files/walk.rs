//! The walks over the folder: who is there, and what names and sizes tell.

use super::checks::Check;
use super::contents::{Job, Readers};
use super::facts::{Fact, PathProblem};
use super::listed::{Manifests, manifest_of};
use super::place::{Part, Place, guid_of_name, is_bystander, is_junk, is_package_file, is_partial, is_redist_folder};
use super::proof::Grade;
use super::survey::{FolderProblem, FolderUpdate, MOST_UPDATES, SharedState, State, Survey};
use super::wanted::Wanted;
use crate::guid::Guid;
use crate::work::{Io, Unlisted};
use std::borrow::Cow;
use std::io;
use std::path::{Path, PathBuf};
use walkdir::DirEntry;

/// How many Redist folders are looked at for lists. A download has one for each update.
const MOST_REDIST_FOLDERS: usize = 10_000;

/// The folder that is walked.
#[derive(Debug)]
pub(super) struct Tree {
    pub(super) root: PathBuf,
    /// Put before every relative path to find its place.
    frame: PathBuf,
    frame_depth: usize,
}

/// A file that the walk came across.
#[derive(Clone, Copy)]
pub(super) struct Seen<'a> {
    /// Relative to the folder that is walked.
    pub(super) relative: &'a Path,
    /// How far below the download folder.
    pub(super) depth: usize,
    pub(super) place: &'a Place<'a>,
    /// The name in lower case.
    pub(super) name: &'a str,
    pub(super) size: u64,
}

impl Tree {
    pub(super) fn new(root: PathBuf, frame: PathBuf) -> Self {
        let frame_depth = frame.components().count();
        Self { root, frame, frame_depth }
    }

    pub(super) fn relative<'a>(&self, path: &'a Path) -> &'a Path {
        path.strip_prefix(&self.root).unwrap_or(path)
    }

    /// The path of a file relative to the download folder, where only a part of that is walked.
    pub(super) fn framed<'a>(&self, relative: &'a Path) -> Cow<'a, Path> {
        if self.frame_depth == 0 { Cow::Borrowed(relative) } else { Cow::Owned(self.frame.join(relative)) }
    }
}

/// A file's name in lower case.
pub(super) fn lower_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    // Nearly all names are ASCII, and a walk meets many.
    if name.is_ascii() { name.to_ascii_lowercase() } else { name.to_lowercase() }
}

/// Finds every file by its name, for whoever looks at it; folders and all that is neither are taken down at once.
pub(super) fn find_names(tree: &Tree, state: &SharedState, io: &Io, give: &mut dyn FnMut(Job, u64)) {
    let mut walk = io.walk(&tree.root, false);
    while let Some(entry) = walk.next() {
        match entry {
            Ok(entry) if entry.file_type().is_file() => {
                let depth = entry.depth() + tree.frame_depth;
                // On Windows the listing told the size already; elsewhere it is for the readers to ask.
                let size = if cfg!(windows) { walk.known(&entry).ok().map(|metadata| metadata.len()) } else { None };
                io.work().file_found();
                give(Job { path: entry.into_path(), depth, size, claim: None }, 0);
            }
            Ok(entry) => {
                let relative = tree.relative(entry.path());
                let framed = tree.framed(relative);
                let mut state = state.lock();
                state.note_other(&entry, relative, &framed, entry.depth() + tree.frame_depth);
                if state.survey.updates.len() > MOST_UPDATES || state.manifests.len() > MOST_REDIST_FOLDERS {
                    state.survey.problem = Some(FolderProblem::TooMany);
                    return;
                }
            }
            Err(Unlisted { path, error }) => state.lock().unseen(tree, &path, PathProblem::of(&error)),
        }
    }
}

/// Finds every file again, with its size and what the lists claim of it; gives how many there are, and their bytes.
pub(super) fn find_all(
    tree: &Tree,
    state: &SharedState,
    readers: &Readers,
    io: &Io,
    give: &mut dyn FnMut(Job, u64),
) -> (u64, u64) {
    let (mut files, mut bytes) = (0, 0);
    // In order, so that of two names for one listed file the same one is always the second.
    let mut walk = io.walk(&tree.root, true);
    while let Some(entry) = walk.next_known() {
        let (entry, metadata) = match entry {
            Ok((_, metadata)) if !metadata.is_file() => continue,
            Ok(known) => known,
            Err(Unlisted { path, error }) => {
                let mut state = state.lock();
                // Most were refused the first time too, and are told and counted already.
                if state.survey.unreadable.has_room_for(tree.relative(&path)) {
                    state.unseen(tree, &path, PathProblem::of(&error));
                }
                continue;
            }
        };
        files += 1;
        bytes += metadata.len();
        let depth = entry.depth() + tree.frame_depth;
        let claim = readers.claim(tree.relative(entry.path()));
        give(Job { path: entry.into_path(), depth, size: Some(metadata.len()), claim }, metadata.len());
    }
    (files, bytes)
}

/// The size of a file that nobody opens.
pub(super) fn size_of(path: &Path, io: &Io) -> io::Result<u64> {
    io.link_metadata(path).map(|metadata| metadata.len())
}

impl State {
    /// Takes down a folder, a link, or something that is neither file nor folder.
    fn note_other(&mut self, entry: &DirEntry, relative: &Path, framed: &Path, depth: usize) {
        let kind = entry.file_type();
        if kind.is_dir() {
            return self.note_folder(entry, framed, depth);
        }
        let guid = Place::of(framed).guid;
        self.survey.enter(relative);
        if kind.is_symlink() {
            self.survey.note(Check::Link, relative, Some(Fact { guid, problem: None }));
            self.survey.mark_unseen(framed);
        } else {
            self.survey.note(Check::Readable, relative, Some(Fact::of(guid, PathProblem::Special)));
        }
    }

    fn note_folder(&mut self, entry: &DirEntry, framed: &Path, depth: usize) {
        let guid = framed.components().next().and_then(|top| guid_of_name(top.as_os_str(), true));
        match guid {
            Some(guid) => {
                let update = self.survey.updates.entry(guid).or_default();
                let second = framed.components().nth(1);
                update.has_redist_folder |= second.is_some_and(|name| is_redist_folder(name.as_os_str()));
            }
            None if depth == 2 && guid_of_name(entry.file_name(), true).is_some() => self.hint_at(entry.path()),
            None => {}
        }
    }

    fn hint_at(&mut self, path: &Path) {
        let parent = path.parent().map(Path::to_owned);
        if let Some(parent) = parent.filter(|p| guid_of_name(p.file_name().unwrap_or_default(), true).is_none()) {
            // The first by name, in whatever order the folder is listed.
            self.hint = Some(self.hint.take().map_or(parent.clone(), |hint| hint.min(parent)));
        }
    }

    /// Takes down what the name and the size of a file tell.
    pub(super) fn note_file(&mut self, path: &Path, seen: Seen<'_>) {
        let Seen { relative, depth, place, name, size } = seen;
        if depth == 2 && path.file_name().is_some_and(|name| guid_of_name(name, false).is_some()) {
            self.hint_at(path);
        }
        let survey = &mut self.survey;
        survey.enter(relative);
        survey.files += 1;
        survey.bytes += size;
        let mut is_redist = false;
        let fact = || Fact { guid: place.guid, problem: None };
        match place.part {
            Part::UpdateManifest => survey.has_update_manifest = true,
            Part::Loose | Part::Elsewhere if may_be_payload(name, size) => survey.loose_files += 1,
            Part::Redist => {
                survey.redist_files += 1;
                if let Some(below) = place.below_redist {
                    survey.wanted.tick(place.guid, below);
                    is_redist = !is_junk(name);
                }
            }
            _ => {}
        }
        if let Some(guid) = place.guid {
            survey.updates.entry(guid).or_default().count(place.part, relative, name, size);
            if survey.updates.len() > MOST_UPDATES {
                survey.problem = Some(FolderProblem::TooMany);
            }
        }
        survey.note(Check::PartialName, relative, is_partial(name).then(fact));
        survey.empty += u64::from(size == 0);
        let empty = (size == 0).then(fact);
        match place.part {
            Part::Redist => survey.note(Check::EmptyRedist, relative, empty),
            Part::UpdateManifest | Part::AdminUiContent => survey.note(Check::EmptyPackage, relative, empty),
            Part::Payload | Part::Loose if is_package_file(name) => survey.note(Check::EmptyPackage, relative, empty),
            // Placeholders, which are counted with their update.
            Part::SmsSetup if place.guid.is_some() => survey.mark(Check::EmptyPackage, relative, size == 0),
            Part::SmsSetup | Part::Known | Part::Elsewhere | Part::Payload | Part::Loose => {}
        }
        // An empty file is the subject of another rule.
        if let Some(logged) = logged_size(&survey.wanted, seen).filter(|_| size > 0) {
            let differs = (logged != size).then(|| Fact::of(place.guid, PathProblem::Size(logged, size)));
            survey.note(Check::LoggedSize, relative, differs);
        }
        if let Some(below) = place.below_redist.filter(|_| is_redist) {
            self.note_redist(relative, below, place.guid);
        }
    }

    /// Remembers the Redist folder, and a list of Microsoft's in it.
    fn note_redist(&mut self, relative: &Path, below: &Path, guid: Option<Guid>) {
        let (folder, depth) = redist_folder(relative, below);
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
    pub(super) fn unseen(&mut self, tree: &Tree, path: &Path, problem: PathProblem) {
        let relative = tree.relative(path);
        let framed = tree.framed(relative);
        let guid = framed.components().next().and_then(|top| guid_of_name(top.as_os_str(), true));
        self.survey.enter(relative);
        self.survey.note(Check::Readable, relative, Some(Fact { guid, problem: Some(problem) }));
        self.survey.mark_unseen(&framed);
    }
}

impl Survey {
    /// A path that was come across, once.
    pub(crate) fn enter(&mut self, relative: &Path) {
        if let Some(checked) = &mut self.checked {
            checked.enter(relative);
        }
    }

    fn mark_unseen(&mut self, framed: &Path) {
        match framed.components().next().and_then(|top| {
            let is_top = framed.components().count() == 1;
            guid_of_name(top.as_os_str(), true).or_else(|| guid_of_name(top.as_os_str(), !is_top))
        }) {
            Some(guid) => self.updates.entry(guid).or_default().is_partly_unseen = true,
            None => self.is_partly_unseen = true,
        }
    }
}

/// The Redist folder of a file that lies `below` it, and how far below.
pub(super) fn redist_folder<'a>(relative: &'a Path, below: &Path) -> (&'a Path, usize) {
    let depth = below.components().count();
    (relative.ancestors().nth(depth).unwrap_or(Path::new("")), depth)
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
            Part::Payload if may_be_payload(name, size) => self.payload_files += 1,
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

/// The place and the name of a payload are not documented: a file may be one unless its name says that it is not.
fn may_be_payload(name: &str, size: u64) -> bool {
    (size > 0 || is_package_file(name)) && !is_bystander(name)
}

/// What the logs alone say for a file.
pub(super) fn logged_grade(wanted: &Wanted, seen: Seen<'_>) -> Grade {
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
    if seen.depth > 2 {
        return None;
    }
    match (seen.place.part, seen.place.guid) {
        (Part::Payload, Some(guid)) if is_payload(seen.name, guid) => wanted.payload(guid),
        (Part::UpdateManifest | Part::AdminUiContent | Part::Loose, None) if seen.depth == 1 => wanted.file(seen.name),
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
