//! What the files of a download show by themselves, collected from many readers.

use super::facts::{Fact, FirstByPath, PathProblem};
use super::inspect::{Inspection, Signed, has_structure, inspect};
use super::listed::{Answer, Claim, Lists, manifest_of};
use super::place::{Part, Place, is_junk, is_package_file};
use super::proof::{FileProof, Grade, Proofs, ProofsByUpdate};
use super::survey::{Seen, Survey, framed, lower_name};
use super::wanted::Wanted;
use crate::formats::signature::Signature;
use crate::guid::Guid;
use crate::request::Depth;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What the files show.
#[derive(Clone, Debug, Default)]
pub struct Contents {
    /// Shorter than their own headers say.
    pub truncated: FirstByPath,
    /// Of another kind than their names, or damaged.
    pub wrong: FirstByPath,
    /// With another SHA-256 than Microsoft's manifest lists.
    pub mismatched: FirstByPath,
    /// Listed by Microsoft's manifest, and not there.
    pub missing: FirstByPath,
    /// Manifests that could not be used.
    pub not_understood: FirstByPath,
    /// In no list.
    pub extra: FirstByPath,
    /// Not what their own signatures cover.
    pub forged: FirstByPath,
    /// Signed by somebody whom Windows does not trust.
    pub untrusted: FirstByPath,
    /// Of a kind that Microsoft signs, and not signed.
    pub unsigned: FirstByPath,
    /// Bytes that went into a hash.
    pub hashed_bytes: u64,
    /// How strongly the files are proved.
    pub proofs: ProofsByUpdate,
    /// What the lists say of each update's redists as a whole.
    pub lists: BTreeMap<Option<Guid>, ListState>,
}

/// What the lists say of one update's redists as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListState {
    /// Every list that the folder must have was understood.
    pub is_complete: bool,
    /// A group of the list of which no file is there.
    pub absent_group: Option<String>,
}

/// A file to be looked at.
#[derive(Debug)]
pub(super) struct Job {
    path: PathBuf,
    size: u64,
    /// What the logs say for it.
    logged: Grade,
    /// The list that it belongs to, and what that has to say of it.
    claim: Option<(usize, Claim)>,
}

/// Looks at files from several threads, and collects what they show.
pub(super) struct Reader<'a> {
    root: &'a Path,
    frame: &'a Path,
    depth: Depth,
    /// Which list a Redist folder has.
    folders: BTreeMap<PathBuf, usize>,
    state: Mutex<State>,
}

struct State {
    contents: Contents,
    unreadable: FirstByPath,
    read_bytes: u64,
    lists: Vec<Lists>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(root: &'a Path, frame: &'a Path, depth: Depth, lists: Vec<(PathBuf, Lists)>) -> Self {
        let folders = lists.iter().enumerate().map(|(at, (folder, _))| (folder.clone(), at)).collect();
        let lists = lists.into_iter().map(|(_, lists)| lists).collect();
        let contents = Contents::default();
        let state = Mutex::new(State { contents, unreadable: FirstByPath::default(), read_bytes: 0, lists });
        Self { root, frame, depth, folders, state }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The work for one file of the second walk.
    pub(super) fn job(&self, seen: Seen<'_>, logged: Grade) -> Job {
        let claim = seen.place.below_redist.and_then(|below| {
            let folder = seen.relative.ancestors().nth(below.components().count()).unwrap_or(Path::new(""));
            let list = *self.folders.get(folder)?;
            let claim = self.state().lists.get_mut(list)?.claim(below);
            Some((list, claim))
        });
        Job { path: seen.path.to_owned(), size: seen.size, logged, claim }
    }

    /// The work for one file where only beginnings are looked at; none for one whose name promises nothing.
    pub(super) fn quick_job(&self, seen: Seen<'_>, logged: Grade) -> Option<Job> {
        if has_structure(seen.name) {
            return Some(Job { path: seen.path.to_owned(), size: seen.size, logged, claim: None });
        }
        let file = File { relative: seen.relative, place: seen.place, name: seen.name, size: seen.size };
        self.state().prove(&file, logged, None);
        None
    }

    /// Looks at one file.
    pub(super) fn read(&self, job: &Job, buffer: &mut Vec<u8>) {
        let relative = job.path.strip_prefix(self.root).unwrap_or(&job.path);
        let framed = framed(self.frame, relative);
        let place = Place::of(&framed);
        let wants_hash = job.claim.as_ref().is_some_and(|(_, claim)| claim.wants_hash());
        let seen = inspect(&job.path, self.depth, wants_hash, buffer);
        let file = File { relative, place: &place, name: &lower_name(relative), size: job.size };
        let mut state = self.state();
        match seen {
            Ok(seen) => state.note(&file, job, seen, self.depth),
            Err(error) => {
                let problem = PathProblem::Refused(error.to_string());
                state.unreadable.add(relative, Fact::of(place.guid, problem));
                state.prove(&file, Grade::Present, None);
            }
        }
    }

    /// Hands over what was collected.
    pub(super) fn finish(self, survey: &mut Survey) {
        let State { mut contents, unreadable, read_bytes, mut lists } =
            self.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        let wanted: &Wanted = &survey.wanted;
        for list in &mut lists {
            let guid = list.guid();
            let is_seen = !survey.is_partly_unseen && !guid.is_some_and(|guid| survey.may_hide(guid));
            let missing = is_seen.then_some(&mut contents.missing);
            list.finish(&mut contents.mismatched, missing, &mut contents.extra, &|name| wanted.names(guid, name));
            let state =
                contents.lists.entry(guid).or_insert_with(|| ListState { is_complete: true, absent_group: None });
            state.is_complete &= list.is_complete();
            if state.absent_group.is_none() {
                state.absent_group = list.absent_group().map(str::to_owned);
            }
        }
        for (path, fact) in unreadable.iter() {
            survey.unreadable.add(path, fact.clone());
        }
        survey.unreadable.add_left_out(&unreadable);
        survey.read_bytes = read_bytes;
        survey.contents = contents;
    }
}

/// One file, while it is being judged what it shows.
struct File<'a> {
    relative: &'a Path,
    place: &'a Place<'a>,
    /// In lower case.
    name: &'a str,
    size: u64,
}

impl File<'_> {
    /// What the file needs to be proved by itself; none for one that has no part in the import.
    fn least_proof(&self) -> Option<Grade> {
        match self.place.part {
            _ if is_junk(self.name) => None,
            Part::Redist => Some(Grade::ManifestHash),
            Part::Payload | Part::SmsSetup => Some(Grade::Signature),
            Part::Loose | Part::Elsewhere if is_package_file(self.name) => Some(Grade::Signature),
            Part::Loose | Part::Elsewhere | Part::UpdateManifest | Part::AdminUiContent | Part::Known => None,
        }
    }
}

impl State {
    fn note(&mut self, file: &File<'_>, job: &Job, seen: Inspection, depth: Depth) {
        let guid = file.place.guid;
        let fact = |problem| Fact::of(guid, problem);
        self.read_bytes += seen.read;
        self.contents.hashed_bytes += seen.hashed;
        if depth == Depth::Full && (seen.read != job.size || seen.size != job.size) {
            self.unreadable.add(file.relative, fact(PathProblem::Changed(job.size, seen.read)));
        }
        let lists = job.claim.as_ref().and_then(|(list, claim)| Some((self.lists.get_mut(*list)?, claim)));
        let answer = lists.and_then(|(lists, claim)| {
            // An empty file is the subject of another rule.
            if job.size == 0 && claim.wants_hash() {
                lists.note_empty(claim);
                return None;
            }
            Some(lists.answer(claim, file.relative, seen.sha256))
        });
        let is_listed = answer == Some(Answer::Proved);
        // What is byte for byte the file that Microsoft lists is good, whatever it looks like to us.
        let fault = seen.fault.filter(|_| !is_listed);
        let is_sound = fault.is_none();
        if seen.is_spanned && !is_listed && file.place.part != Part::SmsSetup {
            self.unreadable.add(file.relative, fact(PathProblem::Spanned));
        }
        match (fault, seen.long_tail) {
            (Some(problem), _) if problem.is_cut() => self.contents.truncated.add(file.relative, fact(problem)),
            (Some(problem), _) => self.contents.wrong.add(file.relative, fact(problem)),
            (None, Some(length)) if !is_listed && !matches!(seen.signed, Signed::Fits(_)) => {
                self.contents.wrong.add(file.relative, fact(PathProblem::EndsInNuls(length)));
            }
            _ => {}
        }
        let mut grade = if is_listed { Grade::ManifestHash } else { job.logged };
        match answer {
            Some(Answer::Differs(problem)) => {
                grade = Grade::Present;
                self.contents.mismatched.add(file.relative, fact(problem));
            }
            Some(Answer::Extra) if !is_junk(file.name) && !is_manifest(file) => {
                let has_lists = job.claim.as_ref().and_then(|(list, _)| self.lists.get(*list));
                if has_lists.is_some_and(Lists::has_main_list) {
                    self.contents.extra.add(file.relative, Fact { guid, problem: None });
                }
            }
            _ => {}
        }
        let mut signature = None;
        match seen.signed {
            Signed::Fits(signed) => {
                match seen.not_trusted {
                    Some(code) => {
                        let problem = PathProblem::NotTrusted(signed.signer.clone(), code);
                        self.contents.untrusted.add(file.relative, fact(problem));
                    }
                    None => grade = Grade::Signature,
                }
                signature = Some(signed);
            }
            Signed::Differs(problem) if !is_listed => {
                grade = Grade::Present;
                self.contents.forged.add(file.relative, fact(problem));
            }
            Signed::Absent if is_sound && !is_listed && file.place.part != Part::SmsSetup && !is_junk(file.name) => {
                self.contents.unsigned.add(file.relative, Fact { guid, problem: None });
            }
            Signed::Absent | Signed::Differs(_) | Signed::Unclear | Signed::NotAsked => {}
        }
        self.prove(file, if is_sound { grade } else { Grade::Present }, signature);
    }

    fn prove(&mut self, file: &File<'_>, grade: Grade, signature: Option<Signature>) {
        let proofs: &mut Proofs = self.contents.proofs.entry(file.place.guid).or_default();
        proofs.add(file.relative, grade, file.least_proof(), FileProof { size: file.size, signature });
    }
}

fn is_manifest(file: &File<'_>) -> bool {
    file.place.below_redist.and_then(Path::to_str).and_then(manifest_of).is_some()
}
