//! What the files of a download show by themselves, collected from many readers.

use super::checks::Check;
use super::facts::{Fact, FirstByPath, PathProblem};
use super::inspect::{Inspection, Signed, has_structure, inspect};
use super::listed::{Answer, Claim, Lists, manifest_of};
use super::place::{Part, Place, is_junk, is_package_file};
use super::proof::{FileProof, Grade, ProofsByUpdate};
use super::survey::{SharedState, State};
use super::walk::{Seen, Tree, logged_grade, lower_name, redist_folder, size_of};
use crate::formats::signature::Signature;
use crate::guid::Guid;
use crate::request::Depth;
use crate::work::pool::Crew;
use crate::work::{Io, Work};
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

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

/// A file that was read to its end, for a seal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inventoried {
    /// The path below the folder.
    pub relative: PathBuf,
    /// Bytes that were read.
    pub size: u64,
    /// Their SHA-256.
    pub sha256: [u8; 32],
    /// The strongest evidence.
    pub grade: Grade,
}

/// A file to be looked at.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) path: PathBuf,
    /// How far below the download folder.
    pub(super) depth: usize,
    /// Where it is known already.
    pub(super) size: Option<u64>,
    /// The list that it belongs to, and what that has to say of it.
    pub(super) claim: Option<(usize, Claim)>,
}

/// How much of a file is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// Its size.
    Sizes,
    /// Its size, and the beginning of one whose name promises something.
    Beginnings,
    /// All of it. Its size was noted before.
    Everything,
}

/// Looks at files from several threads, and collects what they show.
pub(super) struct Readers {
    tree: Arc<Tree>,
    state: SharedState,
    look: Look,
    /// Which list a Redist folder has.
    folders: BTreeMap<PathBuf, usize>,
    /// Every file is hashed, listed or not.
    hash_all: bool,
}

impl Readers {
    pub(super) fn new(tree: Arc<Tree>, state: SharedState, look: Look, folders: BTreeMap<PathBuf, usize>) -> Self {
        let hash_all = state.lock().survey.inventory.is_some();
        Self { tree, state, look, folders, hash_all }
    }

    /// What Microsoft's lists claim of a file.
    pub(super) fn claim(&self, relative: &Path) -> Option<(usize, Claim)> {
        if self.folders.is_empty() {
            return None;
        }
        let framed = self.tree.framed(relative);
        let below = Place::of(&framed).below_redist?;
        let list = *self.folders.get(redist_folder(relative, below).0)?;
        let claim = self.state.lock().lists.get_mut(list)?.claim(below);
        Some((list, claim))
    }

    /// What nobody could read is unseen, whatever was in it.
    fn unread(&self, job: &Job, problem: PathProblem) {
        let relative = self.tree.relative(&job.path);
        let framed = self.tree.framed(relative);
        let place = Place::of(&framed);
        let file = File { relative, place: &place, name: &lower_name(relative), size: job.size.unwrap_or(0) };
        let mut state = self.state.lock();
        state.survey.note(Check::Readable, relative, Some(Fact::of(place.guid, problem)));
        state.note_unread(job);
        state.prove(&file, Grade::Present, None);
    }

    fn count_done(&self, job: &Job, read: u64, work: &Work) {
        if self.look == Look::Everything {
            // One that turned out shorter, or could not be read, is done all the same.
            work.bytes_read(job.size.unwrap_or(0).saturating_sub(read));
        }
        // What is only listed will be read later: nobody sees less done then.
        if self.look != Look::Sizes {
            work.file_done();
        }
    }
}

/// What came of a look: the size where that was asked for, and what the content shows.
pub(super) struct Looked {
    size: io::Result<u64>,
    shown: Option<io::Result<Inspection>>,
    work: Work,
}

impl Crew for Readers {
    type Job = Job;
    type Seen = Looked;

    fn look(&self, job: &Job, io: &Io, buffer: &mut Vec<u8>) -> Looked {
        let depth = if self.look == Look::Everything { Depth::Full } else { Depth::Quick };
        let is_opened = match self.look {
            Look::Sizes => false,
            Look::Beginnings => has_structure(&lower_name(&job.path)),
            Look::Everything => true,
        };
        let wants_hash = self.hash_all || job.claim.as_ref().is_some_and(|(_, claim)| claim.wants_hash());
        let shown = is_opened.then(|| inspect(&job.path, depth, wants_hash, buffer, io));
        // Opened, it told its size: asking once more would take as long as all else in quick depth.
        let size = match (job.size, &shown) {
            (Some(size), _) => Ok(size),
            (None, Some(Ok(shown))) => Ok(shown.size),
            (None, _) => size_of(&job.path, io),
        };
        Looked { size, shown, work: io.work().clone() }
    }

    fn note(&self, done: &mut dyn Iterator<Item = (&Job, Looked)>) {
        let state = &mut *self.state.lock();
        for (job, looked) in done {
            self.note_one(state, job, looked);
        }
    }

    fn lose(&self, job: &Job, work: &Work) {
        let problem = PathProblem::NoAnswer(work.limit().as_secs());
        if self.look == Look::Everything {
            self.unread(job, problem);
        } else {
            self.state.lock().unseen(&self.tree, &job.path, problem);
        }
        self.count_done(job, 0, work);
    }
}

impl Readers {
    fn note_one(&self, state: &mut State, job: &Job, Looked { size, shown, work }: Looked) {
        let relative = self.tree.relative(&job.path);
        let framed = self.tree.framed(relative);
        let place = Place::of(&framed);
        let name = &*lower_name(relative);
        let size = match size {
            Ok(size) => size,
            Err(error) => return state.unseen(&self.tree, &job.path, PathProblem::of(&error)),
        };
        let seen = Seen { relative, depth: job.depth, place: &place, name, size };
        if self.look != Look::Everything {
            state.note_file(&job.path, seen);
        }
        self.count_done(job, shown.as_ref().map_or(0, |shown| shown.as_ref().map_or(0, |shown| shown.read)), &work);
        if self.look == Look::Sizes {
            return;
        }
        let logged = logged_grade(&state.survey.wanted, seen);
        let file = File { relative, place: &place, name, size };
        match shown {
            None => state.prove(&file, logged, None),
            Some(Ok(shown)) => state.note_content(&file, job.claim.as_ref(), logged, shown, self.look),
            Some(Err(error)) => {
                let problem = PathProblem::of(&error);
                state.survey.note(Check::Readable, relative, Some(Fact::of(place.guid, problem)));
                state.note_unread(job);
                state.prove(&file, Grade::Present, None);
            }
        }
    }
}

/// After all files: what the lists say of those that nobody came across.
pub(super) fn finish(state: &mut State) {
    let State { survey, lists, .. } = state;
    survey.contents.proofs.finish();
    let wanted = std::mem::take(&mut survey.wanted);
    for list in lists {
        let guid = list.guid();
        let update = guid.and_then(|guid| survey.updates.get(&guid));
        let is_hidden = survey.is_partly_unseen || update.is_some_and(|update| update.is_partly_unseen);
        let mut note = |check, path: &Path, fact| survey.note(check, path, Some(fact));
        list.finish(is_hidden, &|name| wanted.names(guid, name), &mut note);
        let contents = &mut survey.contents;
        let state = contents.lists.entry(guid).or_insert_with(|| ListState { is_complete: true, absent_group: None });
        state.is_complete &= list.is_complete();
        if state.absent_group.is_none() {
            state.absent_group = list.absent_group().map(str::to_owned);
        }
    }
    survey.wanted = wanted;
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
    /// A file that nobody could read may be the one that a list names without a place.
    fn note_unread(&mut self, job: &Job) {
        if let Some((list, claim)) = &job.claim {
            if let Some(lists) = self.lists.get_mut(*list) {
                lists.note_told(claim);
            }
        }
    }

    fn note_content(
        &mut self,
        file: &File<'_>,
        claim: Option<&(usize, Claim)>,
        logged: Grade,
        seen: Inspection,
        look: Look,
    ) {
        let guid = file.place.guid;
        let fact = |problem| Fact::of(guid, problem);
        let bare = || Fact { guid, problem: None };
        self.survey.read_bytes += seen.read;
        self.survey.contents.hashed_bytes += seen.hashed;
        let has_changed = look == Look::Everything && (seen.read != file.size || seen.size != file.size);
        let problem = has_changed.then_some(PathProblem::Changed(file.size, seen.read));
        self.survey.note(Check::Readable, file.relative, problem.map(fact));
        let lists = claim.and_then(|(list, claim)| Some((self.lists.get_mut(*list)?, claim)));
        let answer = lists.and_then(|(lists, claim)| {
            // An empty file is the subject of another rule.
            if file.size == 0 && claim.wants_hash() {
                lists.note_told(claim);
                return None;
            }
            Some(lists.answer(claim, file.relative, seen.sha256.filter(|_| claim.wants_hash())))
        });
        let is_listed = answer == Some(Answer::Proved);
        if seen.is_spanned && !is_listed && file.place.part != Part::SmsSetup {
            self.survey.note(Check::Readable, file.relative, Some(fact(PathProblem::Spanned)));
        }
        // What is byte for byte the file that Microsoft lists is good, whatever it looks like to us.
        let is_waived = is_listed && seen.fault.is_some();
        let is_sound = is_waived || seen.fault.is_none();
        let is_proved = is_listed || matches!(seen.signed, Signed::Fits(_));
        let tail = seen.long_tail.filter(|_| !is_proved).map(PathProblem::EndsInNuls);
        let (cut, wrong) = match seen.fault {
            Some(problem) if problem.is_cut() => (Some(problem), None),
            fault => (None, fault.or(tail)),
        };
        if seen.is_parsed && !is_waived {
            self.survey.note(Check::Whole, file.relative, cut.map(fact));
        }
        if seen.is_promised && !is_waived {
            self.survey.note(Check::Content, file.relative, wrong.map(fact));
        }
        let mut grade = if is_listed { Grade::ManifestHash } else { logged };
        let has_main_list = claim.and_then(|(list, _)| self.lists.get(*list)).is_some_and(Lists::has_main_list);
        let is_bystander = is_junk(file.name) || is_manifest(file);
        match answer {
            Some(Answer::Extra) if has_main_list && !is_bystander => {
                self.survey.note(Check::Listed, file.relative, Some(bare()));
            }
            Some(Answer::Proved | Answer::Listed | Answer::Differs(_)) if has_main_list => {
                self.survey.note(Check::Listed, file.relative, None);
            }
            _ => {}
        }
        match answer {
            Some(Answer::Differs(problem)) => {
                grade = Grade::Present;
                self.survey.note(Check::ManifestHash, file.relative, Some(fact(problem)));
            }
            Some(Answer::Proved) => self.survey.note(Check::ManifestHash, file.relative, None),
            // Of one that is listed elsewhere the end of all files decides.
            Some(Answer::Listed | Answer::Elsewhere | Answer::Extra) | None => {}
        }
        // A file of a kind that Microsoft signs should be signed, unless its content is proved another way.
        let is_expected = is_sound && !is_listed && file.place.part != Part::SmsSetup && !is_junk(file.name);
        if is_expected && !matches!(seen.signed, Signed::NotAsked) {
            let is_unsigned = matches!(seen.signed, Signed::Absent);
            self.survey.note(Check::Signed, file.relative, is_unsigned.then(bare));
        }
        let mut signature = None;
        match seen.signed {
            Signed::Fits(signed) => {
                self.survey.note(Check::SignedDigest, file.relative, None);
                let distrust = seen.not_trusted.map(|code| PathProblem::NotTrusted(signed.signer.clone(), code));
                if distrust.is_none() {
                    grade = Grade::Signature;
                }
                // Nobody else knows whom to trust.
                if cfg!(windows) {
                    self.survey.note(Check::Trust, file.relative, distrust.map(fact));
                }
                signature = Some(signed);
            }
            Signed::Differs(problem) if !is_listed => {
                grade = Grade::Present;
                self.survey.note(Check::SignedDigest, file.relative, Some(fact(problem)));
            }
            Signed::Absent | Signed::Differs(_) | Signed::Unclear | Signed::NotAsked => {}
        }
        let grade = if is_sound { grade } else { Grade::Present };
        if let Some((inventory, sha256)) = self.survey.inventory.as_mut().zip(seen.sha256) {
            inventory.push(Inventoried { relative: file.relative.to_owned(), size: seen.read, sha256, grade });
        }
        self.prove(file, grade, signature);
    }

    fn prove(&mut self, file: &File<'_>, grade: Grade, signature: Option<Signature>) {
        if let Some(checked) = &mut self.survey.checked {
            checked.grade(file.relative, grade);
        }
        let proof = FileProof { size: file.size, signature };
        self.survey.contents.proofs.add(file.place.guid, file.relative, grade, file.least_proof(), proof);
    }
}

fn is_manifest(file: &File<'_>) -> bool {
    file.place.below_redist.and_then(Path::to_str).and_then(manifest_of).is_some()
}
