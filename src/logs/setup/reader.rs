//! Collecting the runs of `ConfigMgrSetup.log`, line by line.

use super::fact::answered;
use super::runs::State;
use super::{Check, Fact, Failure, FailureKind, MOST_FILES, MOST_RUNS, Run, RunFile, SetupLog, Story, Target};
use crate::guid::Guid;
use crate::logs::lines::{Line, Lines, Position};
use crate::logs::record::{Part, Record};
use crate::logs::source::{failed, open_by};
use crate::logs::time::Stamp;
use crate::logs::words::eat;
use crate::logs::{LogProblem, LogSource, Mark};
use crate::text;
use crate::work::Io;
use memchr::memrchr2;
use std::borrow::Cow;
use std::collections::{HashMap, VecDeque};
use std::io::{Seek, SeekFrom};
use std::path::Path;

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

/// A run with its files, read again from the place where it begins.
pub(super) fn read_again(run: &Run, source: &LogSource, io: &Io) -> Result<Run, LogProblem> {
    let places = (&run.first, &run.last, &source.path, source.units);
    let (Some(first), Some(last), Some(path), Some(units)) = places else { return Err(LogProblem::Changed) };
    let mut file = open_by(Path::new(path), io)?;
    if file.size() != Some(source.bytes) {
        return Err(LogProblem::Changed);
    }
    file.seek(SeekFrom::Start(first.offset)).map_err(|e| failed(&e))?;
    let position = Position { offset: first.offset, lines: first.line - 1, units };
    let mut lines = Lines::resume(file, position);
    let mut reader =
        Reader { state: if run.start.is_some() { State::Outside } else { State::Running }, ..Reader::full() };
    while let Some(line) = lines.next().map_err(|e| failed(&e))? {
        reader.line(&line, &Record::of_line(&line));
        if line.number >= last.line || !reader.log.runs.is_empty() {
            break;
        }
    }
    if let Some(error) = lines.error() {
        return Err(failed(&error));
    }
    lines.into_inner().still()?;
    let again = reader.finish().runs.pop_front();
    again.filter(|again| again.first == run.first && again.last == run.last).ok_or(LogProblem::Changed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::logs::LogProblem;
    use crate::work::Work;

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
        let work = Work::new();
        let names = |log: &SetupLog| {
            log.runs.iter().map(|run| run.files.iter().map(|f| f.name.clone()).collect()).collect::<Vec<Vec<_>>>()
        };
        let log = SetupLog::read(path.to_str(), &work);
        assert!(names(&log).iter().all(Vec::is_empty));
        let log = log.with_files(&[1, 2], &work);
        assert_eq!(names(&log), [vec![], vec!["b.msi"], vec!["c.msi"]]);
        assert!(!log.runs[1].lacks_files && !log.runs[2].lacks_files);
        // Another file by now: nothing is known of the files of the runs that were read before.
        let log = SetupLog::read(path.to_str(), &work);
        std::fs::write(&path, text.replace("http:", "ftp:")).unwrap();
        let log = log.with_files(&[2], &work);
        assert!(log.runs[2].lacks_files && log.runs[2].files.is_empty());
        assert_eq!(log.source.problem, Some(LogProblem::Changed));
        std::fs::remove_file(&path).unwrap();
        let log = log.with_files(&[1], &work);
        assert!(log.runs[1].lacks_files);
    }
}
