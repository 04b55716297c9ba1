//! What `ConfigMgrSetup.log` says, run by run (section 2 of the dossier).
//!
//! The file is appended to: it holds every setupdl run of that PC, and on a site server those of Setup.exe too. This
//! reader only tells the runs apart; which of them belong to a download is for the judge to say.

use super::lines::{Line, Lines, Position};
use super::record::{Part, Record};
use super::source::open;
use super::time::{LocalTime, Stamp};
use super::tool::is_harmless;
use super::words::{blanks, eat, eat_word, ends_word, find};
use super::{FirstFew, LogSource, Mark};
use crate::guid::Guid;
use crate::text;
use memchr::{memchr, memrchr, memrchr2};
use std::borrow::Cow;
use std::collections::{HashMap, VecDeque};
use std::io::{Seek, SeekFrom};
use std::path::Path;

/// What went wrong in a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FailureKind {
    /// `Download() failed`
    Download,
    /// `File hash check failed`
    HashCheck,
    /// A signature that could not be verified.
    SignatureCheck,
    /// `Manifest verification failed`
    ManifestVerification,
    /// Any other line that says `ERROR:`.
    Other,
}

/// One failure in a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Its kind.
    pub kind: FailureKind,
    /// The line.
    pub mark: Mark,
    /// The text after the level.
    pub text: String,
    /// The file it is about: from the line itself, else the file that the run was working on.
    pub file: Option<String>,
    /// The place of that file among the run's files, for its story.
    pub story: Option<usize>,
    /// Where that try came from: a later one may have another address.
    pub url: Option<String>,
    /// When it was written.
    pub time: Option<Stamp>,
}

/// A file that a run names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunFile {
    /// The path below the Redist folder, or the bare name, in lower case and with `/` between its parts.
    pub name: String,
    /// The name as written.
    pub shown: String,
    /// The line that names it first.
    pub mark: Mark,
    /// Its download failed.
    pub failed: bool,
    /// What the run did with it, line by line.
    pub story: Story,
}

/// What a run did with one file: `Downloading X`, an answer, its hash, its signature; or how far it came. Of a step that
/// was repeated the last counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Story {
    /// Where it was downloaded from.
    pub url: Option<String>,
    /// The line that starts its download.
    pub download: Option<u64>,
    /// What the server answered: its words, the HTTP status, the line.
    pub answer: Option<(Cow<'static, str>, u16, u64)>,
    /// The line that says its hash is verified, or was.
    pub hash: Option<u64>,
    /// The line that says its signature is verified.
    pub signature: Option<u64>,
    /// The line that says it failed, and how.
    pub failure: Option<(FailureKind, u64)>,
    /// It is told under another name: the run downloads `x.cab` and verifies it as `LanguagePack\x.cab`.
    pub is_elsewhere: bool,
}

/// Where a run downloads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The folder as written.
    pub path: String,
    /// The update's GUID in it.
    pub guid: Option<Guid>,
}

/// One run of setupdl.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Run {
    /// Counted from 1 in the order of the file.
    pub number: u64,
    /// The line that starts it; none where the log was cut before that line.
    pub start: Option<Mark>,
    /// The first line that was read of it.
    pub first: Option<Mark>,
    /// The first time stamp in it.
    pub time: Option<LocalTime>,
    /// The last time stamp in it.
    pub end_time: Option<LocalTime>,
    /// The line that ends it.
    pub end: Option<Mark>,
    /// The last line that was read of it.
    pub last: Option<Mark>,
    /// Another program's start stands where the end should.
    pub replaced: bool,
    /// Where it downloads to.
    pub target: Option<Target>,
    /// What went wrong.
    pub failures: FirstFew<Failure>,
    /// The files that it downloaded or verified.
    pub files: Vec<RunFile>,
    /// Not all of its files are kept: it has more than any real run, or it is one of very many.
    pub lacks_files: bool,
    /// Lines that Microsoft documents as harmless.
    pub harmless: FirstFew<Mark>,
    /// The file that it was working on when it broke off, by its place.
    pub stopped_at: Option<usize>,
}

impl Run {
    /// The update that it downloads for.
    #[must_use]
    pub fn guid(&self) -> Option<Guid> {
        self.target.as_ref().and_then(|target| target.guid)
    }

    /// It has no end, or something in it went wrong.
    #[must_use]
    pub fn has_failed(&self) -> bool {
        self.end.is_none() || self.failures.total > 0
    }

    /// The same run with its files, read from the place where it begins.
    fn read_again(&self, source: &LogSource) -> Option<Self> {
        let (first, last) = (self.first.as_ref()?, self.last.as_ref()?);
        let mut file = open(Path::new(source.path.as_deref()?)).ok()?;
        file.seek(SeekFrom::Start(first.offset)).ok()?;
        let position = Position { offset: first.offset, lines: first.line - 1, units: source.units? };
        let mut lines = Lines::resume(file, position);
        let mut reader =
            Reader { state: if self.start.is_some() { State::Outside } else { State::Running }, ..Reader::full() };
        while let Some(line) = lines.next().ok()? {
            reader.line(&line, &Record::of_line(&line));
            if line.number >= last.line || !reader.log.runs.is_empty() {
                break;
            }
        }
        reader.finish().runs.pop_front().filter(|again| again.first == self.first && again.last == self.last)
    }

    /// It has no end, and its last line names the ODBC driver, whose absence is known to hang setupdl (S14, S20).
    #[must_use]
    pub fn hangs_on_odbc_driver(&self) -> bool {
        self.end.is_none() && self.last.as_ref().is_some_and(|l| l.text.to_ascii_uppercase().contains("MSODBCSQL"))
    }
}

/// Evidence from ConfigMgrSetup.log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SetupLog {
    /// The file.
    pub source: LogSource,
    /// The newest runs, oldest first.
    pub runs: VecDeque<Run>,
    /// Runs in all.
    pub run_count: u64,
    /// The first failed run of those that are no longer kept one by one, and how many there were.
    pub forgotten_failures: FirstFew<Run>,
}

/// How many runs are kept one by one. A PC that downloads twice a year does not reach it.
const MOST_RUNS: usize = 1_000;
/// How many files are kept for one run. A redist list has under 200.
const MOST_FILES: usize = 5_000;
/// How many files are kept for all runs together.
const MOST_FILES_IN_ALL: usize = 10_000;

impl SetupLog {
    /// Reads the log: its runs, without their files. Most runs of a log are history, of which nobody asks for files;
    /// [`SetupLog::read_files`] reads those of the others.
    #[must_use]
    pub fn read(path: Option<&str>) -> Self {
        let mut reader = Reader::default();
        let source = LogSource::read(path, |line, record| {
            reader.line(line, record);
            Ok(())
        });
        SetupLog { source, ..reader.finish() }
    }

    /// Reads the files of some runs, by their places in the list. Where the file is another by now, or cannot be read any
    /// more, the run says that it lacks files.
    pub fn read_files(&mut self, runs: &[usize]) {
        let mut in_all = 0;
        // Those that belong to a download are the newest.
        for at in runs.iter().rev() {
            let run = &mut self.runs[*at];
            let again = (in_all < MOST_FILES_IN_ALL).then(|| run.read_again(&self.source)).flatten();
            match again {
                Some(again) => {
                    in_all += again.files.len();
                    run.lacks_files = again.lacks_files;
                    run.files = again.files;
                }
                None => run.lacks_files = true,
            }
        }
    }
}

/// Where a reader stands between two lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum State {
    /// Before the first start line: all of it is one run whose start was cut off, if anything in it is setupdl's.
    #[default]
    Head,
    /// The same, and something in it is setupdl's.
    HeadOfRun,
    /// Inside a run.
    Running,
    /// Between two runs, or in Setup.exe's lines.
    Outside,
}

/// What a fact does to the run that is open, and to the next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Turn {
    /// What was read until here is over: a run without an end, or no run at all.
    breaks: bool,
    /// The line is part of a run.
    is_inside: bool,
    /// The line ends it.
    ends: bool,
}

impl State {
    /// Goes on by one fact.
    fn turn(&mut self, fact: Fact<'_>) -> Turn {
        match fact {
            Fact::Started => {
                *self = Self::Running;
                return Turn { breaks: true, is_inside: true, ends: false };
            }
            Fact::SetupBanner => {
                *self = Self::Outside;
                return Turn { breaks: true, ..Turn::default() };
            }
            _ => {}
        }
        match *self {
            Self::Outside if fact.opens_a_run() => *self = Self::Running,
            Self::Outside => return Turn::default(),
            Self::Head if fact.is_of_setupdl() => *self = Self::HeadOfRun,
            Self::Head | Self::HeadOfRun | Self::Running => {}
        }
        let ends = matches!(fact, Fact::Finished);
        if ends {
            *self = Self::Outside;
        }
        Turn { breaks: false, is_inside: true, ends }
    }

    /// What is open is a run.
    const fn is_run(self) -> bool {
        matches!(self, Self::HeadOfRun | Self::Running)
    }
}

/// Tells which run each line is of, without keeping any.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RunCounter {
    is_open: bool,
    /// The number of the run that is open, or was last.
    number: u64,
}

impl RunCounter {
    /// Before the first line. `is_cut`: the log begins within a run ([`begins_within_a_run`]).
    pub(crate) const fn new(is_cut: bool) -> Self {
        Self::at(is_cut, if is_cut { 1 } else { 0 })
    }

    /// Where an earlier one stood.
    pub(crate) const fn at(is_open: bool, number: u64) -> Self {
        Self { is_open, number }
    }

    /// A run is open.
    pub(crate) const fn is_open(self) -> bool {
        self.is_open
    }

    /// Goes on by one fact: the run that it is of, where it is of one.
    pub(crate) fn turn(&mut self, fact: Fact<'_>) -> Option<u64> {
        let was_open = self.is_open;
        let mut state = if was_open { State::Running } else { State::Outside };
        let turn = state.turn(fact);
        self.is_open = state.is_run();
        if !turn.is_inside {
            return None;
        }
        self.number += u64::from(turn.breaks || !was_open);
        Some(self.number)
    }

    /// The run that is open, or was last; 0 before the first.
    pub(crate) const fn number(self) -> u64 {
        self.number
    }
}

/// Whether the log's first lines are of a run whose start was cut off; none as long as the lines so far do not tell.
pub(crate) fn begins_within_a_run(record: &Record<'_>) -> Option<bool> {
    record.parts().map(Fact::of).find_map(|fact| match fact {
        Fact::Started | Fact::SetupBanner => Some(false),
        fact if fact.is_of_setupdl() => Some(true),
        _ => None,
    })
}

/// The file that the run works on.
#[derive(Default)]
struct WorkingOn {
    /// As written; the place is used again for the next one.
    written: String,
    /// Its place among those that must be on disk.
    place: Option<usize>,
    /// The place of the file that its story is told of.
    story: Option<usize>,
}

impl WorkingOn {
    fn set(&mut self, written: &str, place: Option<usize>, story: Option<usize>) {
        self.written.clear();
        self.written.push_str(text::head(written));
        (self.place, self.story) = (place, story);
    }
}

/// What stands behind the last separator of a path.
fn last_part(path: &str) -> &str {
    memrchr2(b'\\', b'/', path.as_bytes()).map_or(path, |at| &path[at + 1..])
}

/// Collects the runs, line by line.
#[derive(Default)]
pub(crate) struct Reader {
    log: SetupLog,
    state: State,
    run: Run,
    /// The files of a run are wanted, each with its story.
    keeps_files: bool,
    /// Nothing as long as the run named none.
    file: WorkingOn,
    /// The run's files by name, with their places.
    names: HashMap<String, usize>,
    /// The last line of the run. Kept as it is and shown only when the run ends: every line of a run is its last once.
    last: (u64, u64, String),
}

impl Reader {
    /// A reader that keeps the files of each run.
    pub(crate) fn full() -> Self {
        Self { keeps_files: true, ..Self::default() }
    }

    /// The same, which begins behind `runs` runs that another has read, outside of any.
    pub(crate) fn after(runs: u64) -> Self {
        let log = SetupLog { run_count: runs, ..SetupLog::default() };
        Self { log, state: if runs > 0 { State::Outside } else { State::Head }, ..Self::full() }
    }

    /// Takes the runs that have ended; what is open stays.
    pub(crate) fn take_runs(&mut self) -> VecDeque<Run> {
        std::mem::take(&mut self.log.runs)
    }

    /// A run is open, or may be.
    pub(crate) fn is_within(&self) -> bool {
        self.state != State::Outside
    }

    pub(crate) fn line(&mut self, line: &Line<'_>, record: &Record<'_>) {
        for part in record.parts() {
            let fact = Fact::of(part);
            let was_run = self.state.is_run();
            let turn = self.state.turn(fact);
            if turn.breaks {
                self.close(was_run, true);
            }
            if !turn.is_inside {
                continue;
            }
            if matches!(fact, Fact::Started) {
                self.run.start = Some(Mark::of(line));
            }
            self.note(line, record.time, part, fact);
            if turn.ends {
                self.run.end = Some(Mark::of(line));
                self.close(true, false);
            }
        }
    }

    fn note(&mut self, line: &Line<'_>, time: Option<Stamp>, part: Part<'_>, fact: Fact<'_>) {
        // The first words of the next run, written before the line that starts it (S6).
        let is_next = eat(part.text, "Attempting to load resource DLL").is_some() && self.run.start.is_some();
        if is_next {
            return;
        }
        let run = &mut self.run;
        if let Some(time) = time {
            run.time = run.time.or(Some(time.local));
            run.end_time = Some(time.local);
        }
        if run.first.is_none() {
            run.first = Some(Mark::of(line));
        }
        match fact {
            Fact::Target(path) => {
                run.target = Some(Target { path: text::shown(path), guid: Guid::in_path(path).map(|(guid, _)| guid) });
            }
            Fact::Downloading(_, name) if !self.keeps_files => self.file.set(name, None, None),
            Fact::Downloading(url, name) => {
                let place = self.name_file(name, line);
                self.file.set(name, place, place);
                self.tell(|story| {
                    *story = Story { url: Some(text::shown(url)), download: Some(line.number), ..Story::default() };
                });
            }
            Fact::Answered(words, status) => {
                let words = if words == "OK" { Cow::Borrowed("OK") } else { Cow::Owned(text::shown(words)) };
                self.tell(|story| story.answer = Some((words, status, line.number)));
            }
            Fact::Verifying(_, path) if !self.keeps_files => {
                if self.run.target.is_none() {
                    self.name_below_redist(path);
                }
                self.file.set(path, None, None);
            }
            Fact::Verifying(check, path) => {
                // The signature after the hash: what it works on is known.
                if self.file.written != path {
                    let place = self.name_below_redist(path).and_then(|name| self.name_file(name, line));
                    let story = self.same_file(path).or(place);
                    if let (Some(place), true) = (place, place != story) {
                        self.run.files[place].story.is_elsewhere = true;
                    }
                    self.file.set(path, place, story);
                }
                self.tell(|story| match check {
                    Check::Hash => story.hash = Some(line.number),
                    Check::Signature => story.signature = Some(line.number),
                });
            }
            Fact::HashFits(path) => {
                if let Some(place) = self.same_file(path) {
                    self.run.files[place].story.hash = Some(line.number);
                }
            }
            Fact::Harmless => run.harmless.push_with(|| Mark::of(line)),
            Fact::Failed(kind, file) => self.fail(line, time, part, kind, file),
            Fact::Started | Fact::Finished | Fact::SetupBanner | Fact::Other => {}
        }
        let (number, offset, text) = &mut self.last;
        (*number, *offset) = (line.number, line.offset);
        text.clear();
        text.push_str(text::head(line.text));
    }

    fn fail(&mut self, line: &Line<'_>, time: Option<Stamp>, part: Part<'_>, kind: FailureKind, file: Option<&str>) {
        let story = match (kind, file) {
            (FailureKind::ManifestVerification, _) => None,
            (_, Some(file)) => self.same_file(file).or_else(|| self.place_of(file)),
            (_, None) => self.file.story,
        };
        let file = match kind {
            FailureKind::ManifestVerification => None,
            _ => file.or_else(|| Some(self.file.written.as_str()).filter(|name| !name.is_empty())).map(text::shown),
        };
        let run = &mut self.run;
        let place = self.file.place;
        if let (FailureKind::Download, Some(named)) = (kind, place.and_then(|at| run.files.get_mut(at))) {
            named.failed = true;
        }
        let mut url = None;
        if let Some(file) = story.and_then(|at| run.files.get_mut(at)) {
            url.clone_from(&file.story.url);
            // The first words on a failure tell the cause; "VerifyExternalFile failed" comes after.
            file.story.failure = file.story.failure.or(Some((kind, line.number)));
            if let Some(Fact::Answered(words, status)) = answered(part.text) {
                file.story.answer = Some((Cow::Owned(text::shown(words)), status, line.number));
            }
        }
        let text = || text::shown(part.text);
        run.failures.push_with(|| Failure { kind, mark: Mark::of(line), text: text(), file, story, url, time });
    }

    /// Adds to the story of the file that the run works on.
    fn tell(&mut self, add: impl FnOnce(&mut Story)) {
        if let Some(file) = self.file.story.and_then(|at| self.run.files.get_mut(at)) {
            add(&mut file.story);
        }
    }

    /// The file that the run works on, where `path` leads to one of its name.
    fn same_file(&self, path: &str) -> Option<usize> {
        let place = self.file.story?;
        last_part(&self.run.files.get(place)?.shown).eq_ignore_ascii_case(last_part(path)).then_some(place)
    }

    /// The file that the run named as the end of `path`.
    fn place_of(&self, path: &str) -> Option<usize> {
        let target = self.run.target.as_ref().map(|target| target.path.as_str());
        let name = below_redist(path, target).map_or(path, |(_, name)| name);
        let by_name = |name: &str| self.names.get(&text::head(name).replace('\\', "/").to_lowercase()).copied();
        by_name(name).or_else(|| by_name(last_part(path)))
    }

    /// Adds a file that must be on disk afterwards; gives its place among the run's files.
    fn name_file(&mut self, written: &str, line: &Line<'_>) -> Option<usize> {
        // The file that it works on is named again and again.
        let place = self.file.place.filter(|at| self.run.files[*at].shown == written);
        if place.is_some() {
            return place;
        }
        let name = text::head(written).replace('\\', "/").to_lowercase();
        if let Some(place) = self.names.get(&name) {
            return Some(*place);
        }
        if self.run.files.len() >= MOST_FILES {
            self.run.lacks_files = true;
            return None;
        }
        self.names.insert(name.clone(), self.run.files.len());
        let story = Story::default();
        let file = RunFile { name, shown: text::shown(written), mark: Mark::of(line), failed: false, story };
        self.run.files.push(file);
        Some(self.run.files.len() - 1)
    }

    /// The part of a path that must be on disk. A path that leads elsewhere, such as `%windir%\TEMP`, is not one.
    fn name_below_redist<'a>(&mut self, path: &'a str) -> Option<&'a str> {
        let target = self.run.target.as_ref().map(|target| target.path.as_str());
        let (guid, name) = below_redist(path, target)?;
        // A log that was cut before the target still tells it here.
        if self.run.target.is_none() {
            let folder = path[..path.len() - name.len()].trim_end_matches(['\\', '/']);
            self.run.target = Some(Target { path: text::shown(folder), guid });
        }
        Some(name)
    }

    /// Ends what is open: a run, or lines that turned out to be none.
    fn close(&mut self, is_run: bool, replaced: bool) {
        let mut run = std::mem::take(&mut self.run);
        self.names.clear();
        run.stopped_at = self.file.story.filter(|_| run.end.is_none());
        self.file.set("", None, None);
        if !is_run {
            return;
        }
        self.log.run_count += 1;
        let (number, (line, offset, text)) = (self.log.run_count, &self.last);
        let last = Some(Mark { line: *line, offset: *offset, text: text::shown(text) });
        self.log.runs.push_back(Run { number, last, replaced: replaced && run.end.is_none(), ..run });
        if self.log.runs.len() > MOST_RUNS {
            if let Some(oldest) = self.log.runs.pop_front() {
                if oldest.has_failed() {
                    self.log.forgotten_failures.push_with(|| Run { files: Vec::new(), ..oldest });
                }
            }
        }
    }

    /// What was read, the run that is still open among it.
    pub(crate) fn finish(mut self) -> SetupLog {
        self.close(self.state.is_run(), false);
        self.log
    }
}

/// The part of a path below an update's Redist folder, or below the run's own target; and the update's GUID.
fn below_redist<'a>(path: &'a str, target: Option<&str>) -> Option<(Option<Guid>, &'a str)> {
    if let Some((guid, rest)) = Guid::in_path(path) {
        let (folder, name) = rest.split_once(['\\', '/'])?;
        let is_redist = folder.eq_ignore_ascii_case("redist") || folder.eq_ignore_ascii_case("redists");
        return (is_redist && !name.is_empty()).then_some((Some(guid), name));
    }
    let target = target?.trim_end_matches(['\\', '/']);
    let head = path.get(..target.len())?;
    let name = path[target.len()..].strip_prefix(['\\', '/'])?;
    (head.eq_ignore_ascii_case(target) && !name.is_empty()).then_some((None, name))
}

/// What is verified of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// Its hash.
    Hash,
    /// Its signature.
    Signature,
}

/// What one line says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fact<'a> {
    /// A run starts.
    Started,
    /// A run ends.
    Finished,
    /// A banner of Setup.exe, which writes to the same file.
    SetupBanner,
    /// `Downloading files to PATH`
    Target(&'a str),
    /// `Downloading URL as NAME`
    Downloading(&'a str, &'a str),
    /// `WinHttpQueryHeaders() in Download() returned OK (200)`: the text and the status.
    Answered(&'a str, u16),
    /// `Verifying hash|signature for file 'PATH'`
    Verifying(Check, &'a str),
    /// `File hash check successfully for NAME`
    HashFits(&'a str),
    /// Something went wrong; the file, where the line names it.
    Failed(FailureKind, Option<&'a str>),
    /// An error that Microsoft documents as harmless.
    Harmless,
    /// Anything else.
    Other,
}

impl Fact<'_> {
    /// A line that only setupdl writes.
    fn is_of_setupdl(self) -> bool {
        matches!(self, Self::Target(_) | Self::Downloading(..) | Self::Verifying(..) | Self::Finished)
            || matches!(self, Self::Failed(kind, _) if kind != FailureKind::Other)
    }

    /// A line that shows a run even where no start line was seen. Verifying alone is not enough: Setup.exe verifies too.
    fn opens_a_run(self) -> bool {
        matches!(self, Self::Target(_) | Self::Downloading(..) | Self::Failed(FailureKind::Download, _))
    }
}

impl<'a> Fact<'a> {
    /// What a part of a line says, in the wordings of both eras. The tests hold the sentences as regular expressions.
    #[must_use]
    pub fn of(part: Part<'a>) -> Self {
        let text = part.text;
        // Every sentence has its first letter, and most lines have another.
        let first = text.as_bytes().first().map_or(0, u8::to_ascii_lowercase);
        if first == b'd' && is_download_failed(text) {
            return Self::Failed(FailureKind::Download, None);
        }
        if part.is_error() || matches!(first, b'f' | b'h' | b's' | b'm') {
            if let Some((kind, file)) = failure(part) {
                return Self::Failed(kind, file);
            }
        }
        if is_harmless(text) {
            return Self::Harmless;
        }
        if part.is_error() {
            return Self::Failed(FailureKind::Other, None);
        }
        let fact = match first {
            b's' => run_line(text),
            b'=' => is_banner(text).then_some(Self::SetupBanner),
            b'd' => downloading(text),
            b'v' => verifying(text),
            b'w' => answered(text),
            b'f' => eat(text, "File hash check success")
                .map(|rest| eat(rest, "fully").unwrap_or(rest))
                .and_then(|rest| eat(blanks(rest)?, "for").and_then(blanks))
                .map(|file| Self::HashFits(unquoted(file))),
            _ => None,
        };
        fact.unwrap_or(Self::Other)
    }
}

/// `Setup downloader setupdl.exe: STARTED`, `setupdl.exe: Start Configuration Manager Setup`, and their ends.
fn run_line(text: &str) -> Option<Fact<'_>> {
    let rest = eat(eat(text, "Setup downloader ").unwrap_or(text), "setupdl")?;
    let rest = eat(rest, ".exe").unwrap_or(rest).trim_start().strip_prefix(':')?.trim_start();
    let word = |word| eat(rest, word).map(|rest| eat(rest, "ed").unwrap_or(rest)).filter(|rest| ends_word(rest));
    word("start").map(|_| Fact::Started).or_else(|| word("finish").map(|_| Fact::Finished))
}

/// `===== Completed Configuration Manager Server Setup =====`
fn is_banner(text: &str) -> bool {
    let bars = |bytes: &mut dyn Iterator<Item = u8>| bytes.take_while(|b| *b == b'=').count() >= 5;
    bars(&mut text.bytes()) && bars(&mut text.bytes().rev()) && find(text, "configuration manager", 0).is_some()
}

fn is_download_failed(text: &str) -> bool {
    eat(text, "Download()").and_then(blanks).and_then(|rest| eat_word(rest, "failed")).is_some()
}

/// `Downloading files to PATH`, `Downloading URL as NAME`.
fn downloading(text: &str) -> Option<Fact<'_>> {
    let rest = blanks(eat(text, "Downloading")?)?;
    if let Some(path) = eat(rest, "files to").and_then(blanks).filter(|path| !path.is_empty()) {
        return Some(Fact::Target(unquoted(path)));
    }
    // A blank of one byte parts nearly all of them.
    let (url, rest) = match memchr(b' ', rest.as_bytes()) {
        Some(at) if rest[at..].starts_with(" as ") && rest.as_bytes()[..at].iter().all(u8::is_ascii_graphic) => {
            rest.split_at(at)
        }
        _ => rest.split_at(rest.find(char::is_whitespace)?),
    };
    let name = blanks(eat(blanks(rest)?, "as")?)?;
    (!name.is_empty()).then(|| Fact::Downloading(url, unquoted(name)))
}

/// `Verifying hash for file 'PATH'`, `Verifying signature for file 'PATH'`.
fn verifying(text: &str) -> Option<Fact<'_>> {
    let rest = eat(text, "Verifying ")?;
    let (check, rest) = match eat(rest, "hash") {
        Some(rest) => (Check::Hash, rest),
        None => (Check::Signature, eat(rest, "signature")?),
    };
    let path = blanks(eat(rest, " for file")?)?;
    (!path.is_empty()).then(|| Fact::Verifying(check, unquoted(path)))
}

/// `WinHttpQueryHeaders() in Download() returned OK (200)`
fn answered(text: &str) -> Option<Fact<'_>> {
    let rest = blanks(eat(text, "WinHttpQueryHeaders() in Download() returned")?)?;
    let (words, number) = rest.rsplit_once('(')?;
    let status = number.trim_end().strip_suffix(['.', ' ']).unwrap_or(number).trim_end().strip_suffix(')')?;
    (status.len() == 3).then_some(())?;
    Some(Fact::Answered(words.trim(), status.parse().ok()?))
}

/// The three failures that say themselves what failed: at the start of their text, or anywhere in a line with a level of
/// its own. Elsewhere the words are a quotation.
fn failure(part: Part<'_>) -> Option<(FailureKind, Named<'_>)> {
    let text = part.text;
    for kind in [FailureKind::HashCheck, FailureKind::SignatureCheck, FailureKind::ManifestVerification] {
        let found = if part.is_error() {
            let mut words = words_at(kind);
            (0..text.len()).filter(|at| begins_word(text, *at)).find_map(|at| words(&text[at..]))
        } else {
            // The one word that may stand before them: "File hash check failed", "file signature check failed".
            let after_file = eat(text, "file").and_then(blanks);
            words_at(kind)(text).or_else(|| words_at(kind)(after_file?))
        };
        if let Some(file) = found {
            return Some((kind, file));
        }
    }
    None
}

/// A word begins at `at`: one of the words that those failures begin with.
fn begins_word(text: &str, at: usize) -> bool {
    matches!(text.as_bytes()[at], b'h' | b'H' | b'f' | b'F' | b's' | b'S' | b'm' | b'M')
        && !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_')
}

/// The file that a sentence names; none where it names none.
type Named<'a> = Option<&'a str>;

/// Asks whether a text begins with the words of a failure, and for which file. To be asked of one text from its start
/// to its end: what is not there behind one place is not looked for behind the next.
fn words_at<'a>(kind: FailureKind) -> impl FnMut(&'a str) -> Option<Named<'a>> {
    let named = |rest| eat(blanks(rest)?, "for").and_then(blanks).filter(|name: &&str| !name.is_empty());
    let mut may_be_there = true;
    move |text| match kind {
        FailureKind::HashCheck => {
            let rest = eat_word(text, "hash check failed")?;
            Some(named(rest).map(|name| unquoted(without_code(name))))
        }
        FailureKind::SignatureCheck => {
            if let Some(rest) = eat(text, "failed to verify").and_then(blanks).filter(|_| may_be_there) {
                let mut from = 0;
                while let Some(at) = find(rest, "authenticode signature", from) {
                    let name = rest[..at].trim_end();
                    if !name.is_empty() && name.len() < at {
                        return Some(Some(unquoted(name)));
                    }
                    from = at + 1;
                }
                may_be_there = false;
            }
            Some(named(eat_word(text, "signature check failed")?).map(unquoted))
        }
        FailureKind::ManifestVerification => eat_word(text, "manifest verification failed").map(|_| None),
        FailureKind::Download | FailureKind::Other => None,
    }
}

/// `NAME: 0x80070002` without the code.
fn without_code(name: &str) -> &str {
    let digits = name.bytes().rev().take_while(u8::is_ascii_hexdigit).count();
    let before = &name[..name.len() - digits];
    let before = before.strip_suffix("0x").or_else(|| before.strip_suffix("0X")).filter(|_| digits > 0);
    let before = before.and_then(|before| before.trim_end().strip_suffix(':')).map(str::trim_end);
    before.filter(|before| !before.is_empty()).unwrap_or(name)
}

/// `'path'.` as `path`; the closing quote may be missing (S18).
fn unquoted(text: &str) -> &str {
    let text = text.trim();
    match text.as_bytes().first() {
        Some(quote @ (b'\'' | b'"')) => {
            // The last one closes, and a word ends there: a folder may have the name O'Brien, and S18 quotes a line that
            // does not close at all.
            let rest = &text[1..];
            let end = memrchr(*quote, rest.as_bytes());
            let end = end.filter(|end| !rest[end + 1..].starts_with(|c: char| c.is_alphanumeric()));
            end.map_or(rest, |end| &rest[..end]).trim()
        }
        _ if text.as_bytes().last().is_some_and(u8::is_ascii_alphanumeric) => text,
        _ => text.trim_end_matches(['.', ' ']),
    }
}

#[cfg(test)]
mod tests {
    use super::super::words::testing::{expression, variations};
    use super::*;
    use crate::logs::lines::Lines;

    const G: &str = "5B8886C7-F967-4F8A-92AA-009E28368853";
    const START: &str = "INFO: Setup downloader setupdl.exe: STARTED\n";
    const END: &str = "INFO: Setup downloader setupdl.exe: FINISHED\n";

    fn read(text: &str) -> SetupLog {
        let mut lines = Lines::new(text.as_bytes());
        let mut reader = Reader::full();
        while let Some(line) = lines.next().unwrap() {
            reader.line(&line, &Record::of_line(&line));
        }
        reader.finish()
    }

    /// Frozen table: a line of section 2.4, and what it says.
    #[test]
    fn each_line_of_setupdl_says_one_thing() {
        let target = format!(r"E:\ConfigMgr\EasySetupPayload\{G}\redist");
        let rows = [
            ("INFO: Setup downloader setupdl.exe: STARTED".to_owned(), Fact::Started),
            ("INFO: setupdl.exe: Start Configuration Manager Setup".to_owned(), Fact::Started),
            ("INFO: Setup downloader setupdl.exe: FINISHED".to_owned(), Fact::Finished),
            ("INFO: setupdl.exe: Finish".to_owned(), Fact::Finished),
            ("INFO: Attempting to load resource DLL...".to_owned(), Fact::Other),
            (format!("INFO: Downloading files to {target}"), Fact::Target(&target)),
            ("INFO: Downloading component manifest...".to_owned(), Fact::Other),
            (
                "INFO: Downloading https://go.microsoft.com/fwlink/?LinkId=2298744 as ConfigMgr.LN.Manifest.cab"
                    .to_owned(),
                Fact::Downloading("https://go.microsoft.com/fwlink/?LinkId=2298744", "ConfigMgr.LN.Manifest.cab"),
            ),
            ("INFO: WinHttpQueryHeaders() in Download() returned OK (200)".to_owned(), Fact::Answered("OK", 200)),
            (
                "INFO: WinHttpQueryHeaders() in Download() returned Proxy Authentication Required (407)".to_owned(),
                Fact::Answered("Proxy Authentication Required", 407),
            ),
            (format!("INFO: Verifying hash for file '{target}'"), Fact::Verifying(Check::Hash, &target)),
            (format!("INFO: Verifying signature for file '{target}'"), Fact::Verifying(Check::Signature, &target)),
            (
                "INFO: File hash check successfully for DeviceClient_WinCE7.0_X86.CAB".to_owned(),
                Fact::HashFits("DeviceClient_WinCE7.0_X86.CAB"),
            ),
            ("ERROR: Download() failed with 0x80072EE2".to_owned(), Fact::Failed(FailureKind::Download, None)),
            ("Download() failed".to_owned(), Fact::Failed(FailureKind::Download, None)),
            ("File hash check failed".to_owned(), Fact::Failed(FailureKind::HashCheck, None)),
            ("ERROR: File hash check failed: 0x80070002".to_owned(), Fact::Failed(FailureKind::HashCheck, None)),
            (
                "ERROR: File hash check failed for 'D:\\a b.msi': 0x80070002".to_owned(),
                Fact::Failed(FailureKind::HashCheck, Some("D:\\a b.msi")),
            ),
            (
                "Error: failed to verify 'd:\\x\\sqlncli.msi' authenticode signature.".to_owned(),
                Fact::Failed(FailureKind::SignatureCheck, Some("d:\\x\\sqlncli.msi")),
            ),
            (
                "Error: file signature check failed for 'd:\\x\\sqlncli.msi".to_owned(),
                Fact::Failed(FailureKind::SignatureCheck, Some("d:\\x\\sqlncli.msi")),
            ),
            ("Manifest verification failed".to_owned(), Fact::Failed(FailureKind::ManifestVerification, None)),
            ("ERROR: VerifyExternalFile failed: 0x80070002".to_owned(), Fact::Failed(FailureKind::Other, None)),
            ("WARNING: File hash mismatch for E:\\x.EXE".to_owned(), Fact::Other),
            ("INFO: the last run said that File hash check failed".to_owned(), Fact::Other),
            ("INFO: Finished with 0 errors".to_owned(), Fact::Other),
            (
                "~~===================== Failed Configuration Manager Server Setup =====================".to_owned(),
                Fact::SetupBanner,
            ),
        ];
        for (line, fact) in &rows {
            let record = Record::parse(line);
            let facts: Vec<_> = record.parts().map(Fact::of).collect();
            assert_eq!(facts, [*fact], "{line}");
        }
    }

    #[test]
    fn runs_are_told_apart_by_their_start_and_end() {
        let log = read(&format!("{START}a\n{END}{START}b\n{START}{END}"));
        let seen: Vec<_> = log.runs.iter().map(|run| (run.number, run.end.is_some(), run.replaced)).collect();
        assert_eq!(seen, [(1, true, false), (2, false, true), (3, true, false)]);
        assert_eq!(log.runs[1].last.as_ref().unwrap().text, "b");
    }

    #[test]
    fn a_log_that_was_cut_before_its_first_start_holds_a_run_with_an_unknown_start() {
        let log = read(&format!("ERROR: x\nINFO: Verifying hash for file 'D:\\{G}\\Redist\\a.msi'\n{END}{START}{END}"));
        assert_eq!(log.run_count, 2);
        assert!(log.runs[0].start.is_none() && log.runs[0].end.is_some());
        assert_eq!(log.runs[0].failures.total, 1);
        assert_eq!(log.runs[0].guid(), Guid::parse(G));
    }

    #[test]
    fn lines_of_setup_exe_are_no_run_and_its_errors_are_not_setupdls() {
        let banner = "~~===================== Completed Configuration Manager Server Setup =====================\n";
        let log = read(&format!("ERROR: SQL Connection failed.\n{banner}{START}{END}ERROR: a\n{banner}ERROR: b\n"));
        assert_eq!(log.run_count, 1);
        assert_eq!(log.runs[0].failures.total, 0);
        let log = read(&format!("{START}{banner}ERROR: of Setup.exe\n"));
        assert!(log.runs[0].replaced);
        assert_eq!(log.runs[0].failures.total, 0);
    }

    #[test]
    fn a_failure_knows_the_file_that_was_being_downloaded() {
        let log = read(&format!(
            "{START}INFO: Downloading http://x as a.msi\nERROR: Download() failed with 0x80072EE2\nINFO: Downloading http://x as b.msi\n{END}"
        ));
        let run = &log.runs[0];
        assert_eq!(run.failures.kept[0].file.as_deref(), Some("a.msi"));
        let files: Vec<_> = run.files.iter().map(|file| (file.name.as_str(), file.failed)).collect();
        assert_eq!(files, [("a.msi", true), ("b.msi", false)]);
    }

    #[test]
    fn only_files_below_the_target_must_be_on_disk() {
        let log = read(&format!(
            "{START}INFO: Downloading files to D:\\x\\{G}\\Redist\n\
             INFO: Verifying hash for file 'C:\\Windows\\TEMP\\ConfigMgr.Manifest.xml'\n\
             INFO: Verifying hash for file 'D:\\x\\{G}\\Redist\\LanguagePack\\A.cab'\n\
             INFO: Verifying signature for file 'D:\\x\\{G}\\REDIST\\languagepack\\a.CAB'\n{END}"
        ));
        let names: Vec<_> = log.runs[0].files.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(names, ["languagepack/a.cab"]);
    }

    #[test]
    fn a_run_parked_on_the_odbc_driver_is_known() {
        let log = read(&format!("{START}INFO: Failed to open SOFTWARE\\ODBC\\ODBCINST.INI\\MSODBCSQL18. Error = 2\n"));
        assert!(log.runs[0].hangs_on_odbc_driver());
        assert!(!read(&format!("{START}MSODBCSQL18\n{END}")).runs[0].hangs_on_odbc_driver());
    }

    #[test]
    fn a_history_of_many_runs_keeps_the_newest() {
        let one = format!("{START}ERROR: x\n{END}");
        let log = read(&one.repeat(MOST_RUNS + 20));
        assert_eq!((log.runs.len(), log.run_count, log.forgotten_failures.total), (MOST_RUNS, 1020, 20));
        assert_eq!(log.runs[0].number, 21);
    }

    /// The sentences as regular expressions: what the hand-made reading must see in every text.
    fn by_expression(part: Part<'_>) -> Fact<'_> {
        let text = part.text;
        let find = |pattern: &str| expression(&format!("(?i){pattern}")).captures(text);
        let is = |pattern: &str| find(pattern).is_some();
        fn named<'a>(found: &regex::Captures<'a>, name: &str) -> Option<&'a str> {
            found.name(name).map(|found| unquoted(found.as_str()))
        }
        if is(r"^download\(\)\s+failed\b") {
            return Fact::Failed(FailureKind::Download, None);
        }
        for (pattern, kind) in [
            (r"\bhash check failed\b(?:\s+for\s+(?<what>.+?)(?:\s*:\s*0x[0-9a-f]+)?$)?", FailureKind::HashCheck),
            (
                r"\bfailed to verify\s+(?<what>.+?)\s+authenticode signature|\bsignature check failed\b(?:\s+for\s+(?<file>.+))?",
                FailureKind::SignatureCheck,
            ),
            (r"\bmanifest verification failed\b", FailureKind::ManifestVerification),
        ] {
            if let Some(found) = find(pattern) {
                let before = &text[..found.get(0).unwrap().start()];
                if part.is_error() || before.is_empty() || before.trim().eq_ignore_ascii_case("file") {
                    let file = (kind != FailureKind::ManifestVerification)
                        .then(|| named(&found, "what").or_else(|| named(&found, "file")));
                    return Fact::Failed(kind, file.flatten());
                }
            }
        }
        if is_harmless(text) {
            return Fact::Harmless;
        }
        if part.is_error() {
            return Fact::Failed(FailureKind::Other, None);
        }
        if is(r"^(?:setup downloader )?setupdl(?:\.exe)?\s*:\s*start(?:ed)?\b") {
            return Fact::Started;
        }
        if is(r"^(?:setup downloader )?setupdl(?:\.exe)?\s*:\s*finish(?:ed)?\b") {
            return Fact::Finished;
        }
        if is(r"^={5,}.*configuration manager.*={5,}$") {
            return Fact::SetupBanner;
        }
        if let Some(found) = find(r"^downloading files to\s+(?<what>.+)$") {
            return Fact::Target(named(&found, "what").unwrap());
        }
        if let Some(found) = find(r"^downloading\s+(?<url>\S+)\s+as\s+(?<what>.+)$") {
            return Fact::Downloading(found.name("url").unwrap().as_str(), named(&found, "what").unwrap());
        }
        if let Some(found) = find(r"^verifying (?<check>hash|signature) for file\s+(?<what>.+)$") {
            let check = if found["check"].eq_ignore_ascii_case("hash") { Check::Hash } else { Check::Signature };
            return Fact::Verifying(check, named(&found, "what").unwrap());
        }
        if let Some(found) =
            find(r"^winhttpqueryheaders\(\) in download\(\) returned\s+(?<words>.*?)\s*\((?<n>[0-9]{3})\)[. ]*$")
        {
            return Fact::Answered(found.name("words").unwrap().as_str(), found["n"].parse().unwrap());
        }
        if let Some(found) = find(r"^file hash check success(?:fully)?\s+for\s+(?<what>.+)$") {
            return Fact::HashFits(named(&found, "what").unwrap());
        }
        Fact::Other
    }

    #[test]
    fn the_sentences_are_read_as_their_expressions_say() {
        let words = [
            "INFO:",
            "ERROR:",
            "Download()",
            "Downloading",
            "files",
            "to",
            "as",
            "failed",
            "Failed",
            "verify",
            "hash",
            "check",
            "File",
            "signature",
            "authenticode",
            "for",
            "file",
            "'a b'",
            "x.cab:",
            "0x80070002",
            "Manifest",
            "verification",
            "Setup",
            "downloader",
            "setupdl.exe:",
            "setupdl",
            ":",
            "STARTED",
            "Start",
            "FINISHED",
            "=====",
            "Configuration",
            "Manager",
            "Verifying",
            "WinHttpQueryHeaders()",
            "in",
            "returned",
            "OK",
            "(200)",
            "successfully",
            "success",
            "  ",
            "https://x/failed",
            "HASHES",
            "failedx",
        ];
        let sentences = [
            "File hash check failed for a b: 0x80070002",
            "ERROR: x file signature check failed for 'y",
            "ERROR: failed to verify a authenticode signature",
            "ERROR: failed to verify  authenticode signature x authenticode signature",
            "Failed to verify 'x' authenticode signature and more",
            "setupdl : started",
            "Setup downloader setupdl.exe:finished.",
            "WinHttpQueryHeaders() in Download() returned (200).",
            "Verifying hash for file  x",
            "Downloading  u\tas\tn",
            "=====Configuration Manager=====",
            "==========",
            "ERROR: the hash check failed: 0x1, hash check failed for z",
            "ERROR: rehash check failed",
        ];
        for text in variations(&sentences, &words) {
            let record = Record::parse(&text);
            for part in record.parts() {
                assert_eq!(Fact::of(part), by_expression(part), "{text:?}");
            }
        }
    }

    #[test]
    fn the_files_of_a_run_are_read_when_somebody_asks_for_them() {
        let run = |name: &str| {
            format!(
                "{START}INFO: Downloading files to D:\\x\\{G}\\Redist\nINFO: Downloading http://x as {name}\n\
                 INFO: Verifying hash for file 'D:\\x\\{G}\\Redist\\{name}'\n"
            )
        };
        let path = std::env::temp_dir().join(format!("cmverify-files-{}.log", std::process::id()));
        let text = format!("{}{END}{}{}{END}", run("a.msi"), run("b.msi"), run("c.msi"));
        std::fs::write(&path, &text).unwrap();
        let names = |log: &SetupLog| {
            log.runs.iter().map(|run| run.files.iter().map(|f| f.name.clone()).collect()).collect::<Vec<Vec<_>>>()
        };
        let mut log = SetupLog::read(path.to_str());
        assert!(names(&log).iter().all(Vec::is_empty));
        log.read_files(&[1, 2]);
        assert_eq!(names(&log), [vec![], vec!["b.msi"], vec!["c.msi"]]);
        assert!(!log.runs[1].lacks_files && !log.runs[2].lacks_files);
        // Another file by now: nothing is known of the files of the runs that were read before.
        let mut log = SetupLog::read(path.to_str());
        std::fs::write(&path, text.replace("http:", "ftp:")).unwrap();
        log.read_files(&[2]);
        assert!(log.runs[2].lacks_files && log.runs[2].files.is_empty());
        std::fs::remove_file(&path).unwrap();
        log.read_files(&[1]);
        assert!(log.runs[1].lacks_files);
    }
}
