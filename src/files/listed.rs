//! What Microsoft's own manifests list of a Redist folder, held against the files that are there.
//!
//! `ConfigMgr.Manifest.cab` and `ConfigMgr.LN.Manifest.cab` lie in the Redist folder itself and hold an XML of the same
//! name (S6, S16). A listed name is compared with the names that the walk comes across; nothing is opened by it.

use super::checks::Check;
use super::facts::{Fact, ManifestProblem, PathProblem};
use crate::formats::cabinet::{self, ExtractFault};
use crate::formats::digest::hex;
use crate::formats::manifest::{self, ManifestFault};
use crate::formats::safe_path::key;
use crate::formats::{Fault, Source};
use crate::guid::Guid;
use crate::text;
use crate::work::Io;
use std::collections::{BTreeSet, HashMap};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// The cabinets that are manifests, in lower case, and the XML in each.
const MANIFESTS: [(&str, &str); 2] =
    [("configmgr.manifest.cab", "ConfigMgr.Manifest.xml"), ("configmgr.ln.manifest.cab", "ConfigMgr.LN.Manifest.xml")];

/// A real list takes some 100 KB. A cabinet that was made to be slow takes a second for so much.
const MOST_XML: u64 = 2 * 1024 * 1024;
/// How many entries are kept for one download.
const MOST_ENTRIES: usize = 200_000;
/// How many files of a listed name, but in another place, are remembered for one entry.
const MOST_ELSEWHERE: usize = 4;

/// The XML in a manifest cabinet, by the cabinet's name.
pub(super) fn manifest_of(name: &str) -> Option<&'static str> {
    MANIFESTS.iter().find(|(cabinet, _)| name.eq_ignore_ascii_case(cabinet)).map(|(_, xml)| *xml)
}

/// Where the manifests of one Redist folder lie, from the first walk.
#[derive(Clone, Debug, Default)]
pub(super) struct Manifests {
    /// Each with its path relative to the download folder.
    pub(super) cabinets: Vec<(&'static str, PathBuf)>,
    pub(super) guid: Option<Guid>,
}

/// What was noticed while the manifests of all Redist folders were read.
#[derive(Debug, Default)]
pub(super) struct Notes {
    /// Each of them, with what is wrong with it. One that could not be read may be readable again, but nobody knows what
    /// it listed.
    pub(super) looked_at: Vec<(Check, PathBuf, Option<Fact>)>,
    /// How many entries were kept.
    entries: usize,
    /// The one that is being read, or was read last.
    pub(super) current: PathBuf,
}

/// The lists of one Redist folder.
#[derive(Clone, Debug, Default)]
pub(super) struct Lists {
    guid: Option<Guid>,
    folder: PathBuf,
    entries: Vec<Entry>,
    by_key: HashMap<String, Vec<usize>>,
    groups: Vec<Group>,
    /// The list of the files that every download has was understood.
    has_main_list: bool,
    has_language_list: bool,
    has_language_packs: bool,
    /// Some entries could not be used: what they list may be missing.
    has_unused_entries: bool,
}

#[derive(Clone, Debug)]
struct Entry {
    shown: String,
    is_bare: bool,
    sha256: Option<[u8; 32]>,
    group: usize,
    xml: &'static str,
    is_seen: bool,
    /// Files of its name in other places, with their hashes.
    elsewhere: Vec<(PathBuf, [u8; 32])>,
}

#[derive(Clone, Debug)]
struct Group {
    name: String,
    xml: &'static str,
    was_downloaded: bool,
}

/// What the lists have to say of one file, before it is read.
#[derive(Clone, Debug, Default)]
pub(super) struct Claim {
    /// Entries of exactly its place.
    here: Vec<usize>,
    /// Entries that name it without a place, while it lies in a subfolder.
    elsewhere: Vec<usize>,
    /// Another file answered to the same entry already: two names that Windows takes for one.
    is_second: bool,
}

impl Claim {
    /// Its SHA-256 is needed.
    pub(super) fn wants_hash(&self) -> bool {
        !self.here.is_empty() || !self.elsewhere.is_empty()
    }
}

/// What the lists say of one file that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// It is the listed file.
    Proved,
    /// It is listed, without a hash that could prove it.
    Listed,
    /// It has not the listed hash.
    Differs(PathProblem),
    /// A list names a file of its name, without a place, and it is not that one, or that one was changed: which of the
    /// two shows when all files were seen.
    Elsewhere,
    /// It is in no list.
    Extra,
}

impl Lists {
    /// Reads the manifests of one Redist folder. Nobody waits for `notes` while a file is being read.
    pub(super) fn read(root: &Path, folder: &Path, manifests: &Manifests, notes: &Mutex<Notes>, io: &Io) -> Self {
        let mut lists = Self { guid: manifests.guid, folder: folder.to_owned(), ..Self::default() };
        let write = || notes.lock().unwrap_or_else(PoisonError::into_inner);
        let note = |path: &Path, problem: Option<ManifestProblem>| {
            let fact = problem.map(|problem| Fact::of(manifests.guid, PathProblem::Manifest(problem)));
            write().looked_at.push((Check::Manifest, path.to_owned(), fact));
        };
        for (xml, path) in &manifests.cabinets {
            write().current.clone_from(path);
            match read_list(&root.join(path), xml, io) {
                Ok(Ok(list)) if write().entries + list.files.len() <= MOST_ENTRIES => {
                    write().entries += list.files.len();
                    let first = list.first_not_understood.clone();
                    note(path, first.map(|first| ManifestProblem::Parts(list.not_understood, first)));
                    lists.take(xml, list);
                }
                Ok(Ok(_)) => note(path, Some(ManifestProblem::TooLarge)),
                Ok(Err(problem)) => note(path, Some(problem)),
                Err(error) => {
                    let fact = Fact::of(manifests.guid, PathProblem::of(&error));
                    write().looked_at.push((Check::Readable, path.clone(), Some(fact)));
                }
            }
        }
        if !manifests.cabinets.iter().any(|(xml, _)| *xml == MANIFESTS[0].1) {
            // Under the name that it should have, in the folder where it should be.
            note(&folder.join("ConfigMgr.Manifest.cab"), Some(ManifestProblem::Absent));
        }
        lists
    }

    fn take(&mut self, xml: &'static str, list: manifest::Manifest) {
        self.has_unused_entries |= list.not_understood > 0;
        let first_group = self.groups.len();
        let groups = list.groups.iter();
        self.groups.extend(groups.map(|name| Group { name: name.clone(), xml, was_downloaded: false }));
        self.has_main_list |= xml == MANIFESTS[0].1;
        self.has_language_list |= xml == MANIFESTS[1].1;
        for file in list.files {
            let at = self.entries.len();
            let key = file.path.key();
            let is_bare = !key.contains('/');
            // A directory is a hint: nobody documents what it is relative to.
            if let Some(directory) = &file.directory {
                self.by_key.entry(format!("{}/{key}", directory.key())).or_default().push(at);
            }
            self.by_key.entry(key).or_default().push(at);
            self.entries.push(Entry {
                is_bare,
                shown: text::shown_name(file.path.as_str()),
                sha256: file.sha256,
                group: first_group + file.group as usize,
                xml,
                is_seen: false,
                elsewhere: Vec::new(),
            });
        }
    }

    /// Which entries the file at `below`, a path below the Redist folder, answers to. Asked in the order of the walk.
    pub(super) fn claim(&mut self, below: &Path) -> Claim {
        let path = key(&below.to_string_lossy().replace('\\', "/"));
        let name = path.rsplit('/').next().unwrap_or_default();
        self.has_language_packs |= path.split('/').next().is_some_and(|top| top == key("LanguagePack")) && name != path;
        let here = self.by_key.get(&path).cloned().unwrap_or_default();
        let bare = if name == path { None } else { self.by_key.get(name) };
        let is_bare = |at: &&usize| self.entries.get(**at).is_some_and(|entry| entry.is_bare);
        let elsewhere = bare.into_iter().flatten().filter(is_bare).copied().collect();
        let is_second = here.iter().any(|at| self.entries.get(*at).is_some_and(|entry| entry.is_seen));
        self.mark_seen(&here);
        Claim { here, elsewhere, is_second }
    }

    /// What the lists say of a file that was read.
    pub(super) fn answer(&mut self, claim: &Claim, path: &Path, sha256: Option<[u8; 32]>) -> Answer {
        let hash = |at: &usize| self.entries.get(*at).and_then(|entry| entry.sha256);
        let fits = |at: &&usize| sha256.is_some() && hash(at) == sha256;
        if !claim.here.is_empty() {
            if claim.here.iter().any(|at| fits(&at)) {
                return if claim.is_second { Answer::Extra } else { Answer::Proved };
            }
            let listed = claim.here.iter().find_map(|at| Some((at, hash(at)?)));
            let unlisted = claim.here.iter().any(|at| hash(at).is_none());
            return match (listed, sha256) {
                (Some((at, expected)), Some(actual)) if !unlisted => {
                    let xml = self.entries.get(*at).map_or(MANIFESTS[0].1, |entry| entry.xml);
                    let (expected, actual) = (hex(&expected), hex(&actual));
                    Answer::Differs(PathProblem::Hash { manifest: xml, expected, actual })
                }
                _ => Answer::Listed,
            };
        }
        let found: Vec<usize> = claim.elsewhere.iter().filter(|at| fits(at)).copied().collect();
        if !found.is_empty() {
            self.mark_seen(&found);
            return Answer::Proved;
        }
        let mut answer = Answer::Extra;
        for at in &claim.elsewhere {
            let Some((entry, sha256)) = self.entries.get_mut(*at).zip(sha256) else { continue };
            if entry.elsewhere.len() < MOST_ELSEWHERE {
                entry.elsewhere.push((path.to_owned(), sha256));
                answer = Answer::Elsewhere;
            }
        }
        answer
    }

    fn mark_seen(&mut self, entries: &[usize]) {
        for at in entries {
            if let Some(entry) = self.entries.get_mut(*at) {
                entry.is_seen = true;
            }
        }
    }

    /// A file in another place than the listed one that is empty or could not be read: it is the listed one, and what is
    /// wrong with it is told already.
    pub(super) fn note_told(&mut self, claim: &Claim) {
        self.mark_seen(&claim.elsewhere);
    }

    /// After all files: what is listed and was not found, or was found changed in another place.
    /// `names` tells which of them a run names; nothing is missing where a part of the folder `is_hidden`.
    pub(super) fn finish(
        &mut self,
        is_hidden: bool,
        names: &dyn Fn(&str) -> bool,
        note: &mut dyn FnMut(Check, &Path, Fact),
    ) {
        // A group was downloaded if a file is there that no other group shares, or a run names one.
        for (path, places) in &self.by_key {
            let mut entries = places.iter().filter_map(|at| self.entries.get(*at));
            let Some(group) = entries.clone().next().map(|entry| entry.group) else { continue };
            let is_shared = entries.clone().any(|entry| entry.group != group);
            // The run may name the place of a file that the list names without one.
            let is_named = |entry: &Entry| {
                let mut places = entry.elsewhere.iter().filter_map(|(path, _)| path.strip_prefix(&self.folder).ok());
                places.any(|below| names(&below.to_string_lossy()))
            };
            if !is_shared && (entries.any(|entry| entry.is_seen || is_named(entry)) || names(path)) {
                if let Some(group) = self.groups.get_mut(group) {
                    group.was_downloaded = true;
                }
            }
        }
        let is_missing =
            |entry: &&Entry| !entry.is_seen && self.groups.get(entry.group).is_some_and(|group| group.was_downloaded);
        let mut others: BTreeSet<&Path> =
            self.entries.iter().flat_map(|entry| entry.elsewhere.iter().map(|(path, _)| path.as_path())).collect();
        for entry in self.entries.iter().filter(is_missing) {
            if let ([(path, actual)], Some(expected)) = (entry.elsewhere.as_slice(), entry.sha256) {
                let (expected, actual) = (hex(&expected), hex(actual));
                let problem = PathProblem::Hash { manifest: entry.xml, expected, actual };
                others.remove(path.as_path());
                note(Check::ManifestHash, path, Fact::of(self.guid, problem));
            } else if !is_hidden {
                let problem = PathProblem::Missing(entry.xml);
                note(Check::ListedThere, &self.folder.join(&entry.shown), Fact::of(self.guid, problem));
            }
        }
        if self.has_main_list {
            for path in others {
                note(Check::Listed, path, Fact { guid: self.guid, problem: None });
            }
        }
    }

    /// The update whose Redist folder this is.
    pub(super) fn guid(&self) -> Option<Guid> {
        self.guid
    }

    /// The list of the files that every download has was understood.
    pub(super) fn has_main_list(&self) -> bool {
        self.has_main_list
    }

    /// The lists that a complete folder must have were understood.
    pub(super) fn is_complete(&self) -> bool {
        self.has_main_list && !self.has_unused_entries && (self.has_language_list || !self.has_language_packs)
    }

    /// The first group of the main list of which nothing is there. Languages are a choice; the rest is not known to be.
    pub(super) fn absent_group(&self) -> Option<&str> {
        let mut groups = self.groups.iter().filter(|group| group.xml == MANIFESTS[0].1);
        groups.find(|group| !group.was_downloaded).map(|group| group.name.as_str())
    }
}

/// Reads one manifest cabinet.
fn read_list(path: &Path, xml: &'static str, io: &Io) -> io::Result<Result<manifest::Manifest, ManifestProblem>> {
    let mut file = io.open(path)?;
    let size = file.size()?;
    from_cabinet(&mut file, size, xml)
}

fn from_cabinet(
    source: &mut dyn Source,
    size: u64,
    xml: &'static str,
) -> io::Result<Result<manifest::Manifest, ManifestProblem>> {
    let is_wanted = |name: &str| {
        let bare = name.rsplit(['/', '\\']).next().unwrap_or(name);
        bare.eq_ignore_ascii_case(xml)
    };
    let members = match cabinet::extract(source, size, &is_wanted, MOST_XML)? {
        Ok(members) => members,
        Err(ExtractFault::TooLarge) => return Ok(Err(ManifestProblem::TooLarge)),
        Err(ExtractFault::NotUnderstood(what)) if what.contains("another cabinet") => {
            return Ok(Err(ManifestProblem::Spanned));
        }
        Err(ExtractFault::NotUnderstood(what)) => return Ok(Err(ManifestProblem::Method(what.to_owned()))),
        Err(ExtractFault::Structure(Fault::Damaged(what))) => return Ok(Err(ManifestProblem::Cabinet(what))),
        Err(ExtractFault::Structure(Fault::Truncated { .. })) => {
            return Ok(Err(ManifestProblem::Cabinet("it is cut short".to_owned())));
        }
    };
    // Of several members of the name the last one is what an extraction would leave.
    let Some((_, bytes)) = members.last() else {
        return Ok(Err(ManifestProblem::NoXml(xml)));
    };
    Ok(manifest::read(bytes).map_err(|fault| match fault {
        ManifestFault::NotXml(what) => ManifestProblem::Xml(what),
        ManifestFault::Cut => ManifestProblem::Xml("it is cut short".to_owned()),
        ManifestFault::NoFiles => ManifestProblem::NoFiles,
        ManifestFault::TooLarge => ManifestProblem::TooLarge,
    }))
}
