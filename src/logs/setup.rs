//! What `ConfigMgrSetup.log` says, run by run (section 2 of the dossier).
//!
//! The file is appended to: it holds every setupdl run of that PC, and on a site server those of Setup.exe too. This
//! reader only tells the runs apart; which of them belong to a download is for the judge to say.

use super::lines::Line;
use super::record::{Part, Record};
use super::time::LocalTime;
use super::tool::is_harmless;
use super::{FirstFew, LogSource, Mark};
use crate::guid::Guid;
use crate::text;
use regex::Regex;
use std::collections::{HashSet, VecDeque};
use std::sync::LazyLock;

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
    /// Reads the log.
    #[must_use]
    pub fn read(path: Option<&str>) -> Self {
        let mut reader = Reader::default();
        let source = LogSource::read(path, |line, record| {
            reader.line(line, record);
            Ok(())
        });
        SetupLog { source, ..reader.finish() }
    }
}

/// Where the reader stands between two lines.
#[derive(Default)]
enum State {
    /// Before the first start line: all of it is one run whose start was cut off, if anything in it is setupdl's.
    #[default]
    Head,
    /// Inside a run.
    Running,
    /// Between two runs, or in Setup.exe's lines.
    Outside,
}

#[derive(Default)]
struct Reader {
    log: SetupLog,
    state: State,
    run: Run,
    /// Something in the head is setupdl's.
    confirmed: bool,
    /// The file that the run works on, and its place among those that must be on disk.
    file: Option<(String, Option<usize>)>,
    /// The names of the run's files.
    names: HashSet<String>,
    /// The last line of the run. Kept as it is and shown only when the run ends: every line of a run is its last once.
    last: (u64, u64, String),
    files_in_all: usize,
    /// The place of the oldest run that still has its files.
    with_files: usize,
}

impl Reader {
    fn line(&mut self, line: &Line<'_>, record: &Record<'_>) {
        for part in record.parts() {
            let fact = Fact::of(part);
            if matches!(fact, Fact::Started) {
                self.close(true);
                self.state = State::Running;
                self.run.start = Some(Mark::of(line));
            } else if matches!(fact, Fact::SetupBanner) {
                self.close(true);
                self.state = State::Outside;
                continue;
            }
            match self.state {
                State::Outside if fact.opens_a_run() => self.state = State::Running,
                State::Outside => continue,
                State::Head => self.confirmed |= fact.is_of_setupdl(),
                State::Running => {}
            }
            self.note(line, record.time, part, fact);
            if matches!(fact, Fact::Finished) {
                self.run.end = Some(Mark::of(line));
                self.close(false);
                self.state = State::Outside;
            }
        }
    }

    fn note(&mut self, line: &Line<'_>, time: Option<LocalTime>, part: Part<'_>, fact: Fact<'_>) {
        let run = &mut self.run;
        run.time = run.time.or(time);
        if run.first.is_none() {
            run.first = Some(Mark::of(line));
        }
        match fact {
            Fact::Target(path) => {
                run.target = Some(Target { path: text::shown(path), guid: Guid::in_path(path).map(|(guid, _)| guid) });
            }
            Fact::Downloading(name) => self.file = Some((text::shown(name), self.name_file(name, line))),
            Fact::Verifying(path) => {
                let place = self.name_below_redist(path).and_then(|name| self.name_file(name, line));
                self.file = Some((text::shown(path), place));
            }
            Fact::Harmless => run.harmless.push_with(|| Mark::of(line)),
            Fact::Failed(kind, file) => {
                let working_on = self.file.as_ref();
                let file = match kind {
                    FailureKind::ManifestVerification => None,
                    _ => file.map(text::shown).or_else(|| working_on.map(|(name, _)| name.clone())),
                };
                let place = working_on.and_then(|(_, place)| *place);
                if let (FailureKind::Download, Some(named)) = (kind, place.and_then(|at| run.files.get_mut(at))) {
                    named.failed = true;
                }
                run.failures.push_with(|| Failure { kind, mark: Mark::of(line), text: text::shown(part.text), file });
            }
            Fact::Started | Fact::Finished | Fact::SetupBanner | Fact::Other => {}
        }
        let (number, offset, text) = &mut self.last;
        (*number, *offset) = (line.number, line.offset);
        text.clear();
        text.push_str(text::head(&line.text));
    }

    /// Adds a file that must be on disk afterwards; gives its place among the run's files.
    fn name_file(&mut self, written: &str, line: &Line<'_>) -> Option<usize> {
        let name = written.replace('\\', "/").to_lowercase();
        if self.names.contains(&name) {
            return self.run.files.iter().rposition(|file| file.name == name);
        }
        if self.run.files.len() >= MOST_FILES {
            self.run.lacks_files = true;
            return None;
        }
        self.names.insert(name.clone());
        let file = RunFile { name, shown: text::shown(written), mark: Mark::of(line), failed: false };
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

    /// Ends the run that is open, if one is.
    fn close(&mut self, replaced: bool) {
        let run = std::mem::take(&mut self.run);
        self.names.clear();
        let is_run = match self.state {
            State::Head => self.confirmed,
            State::Running => true,
            State::Outside => false,
        };
        self.confirmed = false;
        self.file = None;
        if !is_run {
            return;
        }
        self.log.run_count += 1;
        self.files_in_all += run.files.len();
        let (number, (line, offset, text)) = (self.log.run_count, &self.last);
        let last = Some(Mark { line: *line, offset: *offset, text: text::shown(text) });
        self.log.runs.push_back(Run { number, last, replaced: replaced && run.end.is_none(), ..run });
        if self.log.runs.len() > MOST_RUNS {
            if let Some(oldest) = self.log.runs.pop_front() {
                self.files_in_all -= oldest.files.len();
                self.with_files = self.with_files.saturating_sub(1);
                if oldest.has_failed() {
                    self.log.forgotten_failures.push_with(|| Run { files: Vec::new(), ..oldest });
                }
            }
        }
        // The files of the oldest runs go first: those that belong to a download are the newest.
        while self.files_in_all > MOST_FILES_IN_ALL && self.with_files + 1 < self.log.runs.len() {
            let run = &mut self.log.runs[self.with_files];
            self.with_files += 1;
            self.files_in_all -= run.files.len();
            run.lacks_files |= !run.files.is_empty();
            run.files = Vec::new();
        }
    }

    fn finish(mut self) -> SetupLog {
        self.close(false);
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

/// What one line says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fact<'a> {
    Started,
    Finished,
    /// A banner of Setup.exe, which writes to the same file.
    SetupBanner,
    /// `Downloading files to PATH`
    Target(&'a str),
    /// `Downloading URL as NAME`
    Downloading(&'a str),
    /// `Verifying hash|signature for file 'PATH'`
    Verifying(&'a str),
    Failed(FailureKind, Option<&'a str>),
    Harmless,
    Other,
}

impl Fact<'_> {
    /// A line that only setupdl writes.
    fn is_of_setupdl(self) -> bool {
        matches!(self, Self::Target(_) | Self::Downloading(_) | Self::Verifying(_) | Self::Finished)
            || matches!(self, Self::Failed(kind, _) if kind != FailureKind::Other)
    }

    /// A line that shows a run even where no start line was seen. Verifying alone is not enough: Setup.exe verifies too.
    fn opens_a_run(self) -> bool {
        matches!(self, Self::Target(_) | Self::Downloading(_) | Self::Failed(FailureKind::Download, _))
    }
}

/// The wordings of both eras.
struct Wording {
    started: Regex,
    finished: Regex,
    banner: Regex,
    target: Regex,
    downloading: Regex,
    verifying: Regex,
    download_failed: Regex,
    hash_failed: Regex,
    signature_failed: Regex,
    manifest_failed: Regex,
}

impl Wording {
    fn new() -> Result<Self, regex::Error> {
        let regex = |pattern: &str| Regex::new(&format!("(?i){pattern}"));
        Ok(Self {
            started: regex(r"^(?:setup downloader )?setupdl(?:\.exe)?\s*:\s*start(?:ed)?\b")?,
            finished: regex(r"^(?:setup downloader )?setupdl(?:\.exe)?\s*:\s*finish(?:ed)?\b")?,
            banner: regex(r"^={5,}.*configuration manager.*={5,}$")?,
            target: regex(r"^downloading files to\s+(?<what>.+)$")?,
            downloading: regex(r"^downloading\s+\S+\s+as\s+(?<what>.+)$")?,
            verifying: regex(r"^verifying (?:hash|signature) for file\s+(?<what>.+)$")?,
            download_failed: regex(r"^download\(\)\s+failed\b")?,
            hash_failed: regex(r"\bhash check failed\b(?:\s+for\s+(?<what>.+?)(?:\s*:\s*0x[0-9a-f]+)?$)?")?,
            signature_failed: regex(
                r"\bfailed to verify\s+(?<what>.+?)\s+authenticode signature|\bsignature check failed\b(?:\s+for\s+(?<file>.+))?",
            )?,
            manifest_failed: regex(r"\bmanifest verification failed\b")?,
        })
    }
}

static WORDING: LazyLock<Option<Wording>> = LazyLock::new(|| Wording::new().ok());

impl<'a> Fact<'a> {
    fn of(part: Part<'a>) -> Self {
        let text = part.text;
        let Some(wording) = WORDING.as_ref() else {
            return Self::Failed(FailureKind::Other, None);
        };
        let what = |regex: &Regex| {
            let found = regex.captures(text)?;
            let name = found.name("what").or_else(|| found.name("file"));
            Some((found.get(0)?.start(), name.map(|name| unquoted(&text[name.range()]))))
        };
        // These three say at the start of their text, or after ERROR:, what failed. Elsewhere the words are a quotation.
        let failure = |regex: &Regex| what(regex).filter(|(at, _)| part.is_error() || *at == 0 || leads(&text[..*at]));
        // Every wording has its first letter, and most lines have another: that is cheaper to see than any pattern.
        let first = text.as_bytes().first().map_or(0, u8::to_ascii_lowercase);
        if first == b'd' && wording.download_failed.is_match(text) {
            return Self::Failed(FailureKind::Download, None);
        }
        if part.is_error() || matches!(first, b'f' | b'h' | b's' | b'm') {
            for (regex, kind) in [
                (&wording.hash_failed, FailureKind::HashCheck),
                (&wording.signature_failed, FailureKind::SignatureCheck),
                (&wording.manifest_failed, FailureKind::ManifestVerification),
            ] {
                if let Some((_, file)) = failure(regex) {
                    return Self::Failed(kind, file);
                }
            }
        }
        if is_harmless(text) {
            return Self::Harmless;
        }
        if part.is_error() {
            return Self::Failed(FailureKind::Other, None);
        }
        match first {
            b's' if wording.started.is_match(text) => Self::Started,
            b's' if wording.finished.is_match(text) => Self::Finished,
            b'=' if wording.banner.is_match(text) => Self::SetupBanner,
            b'd' => match (what(&wording.target), what(&wording.downloading)) {
                (Some((_, Some(path))), _) => Self::Target(path),
                (None, Some((_, Some(name)))) => Self::Downloading(name),
                _ => Self::Other,
            },
            b'v' => match what(&wording.verifying) {
                Some((_, Some(path))) => Self::Verifying(path),
                _ => Self::Other,
            },
            _ => Self::Other,
        }
    }
}

/// The one word that may stand before a failure's own words: "File hash check failed", "file signature check failed".
fn leads(before: &str) -> bool {
    before.trim().eq_ignore_ascii_case("file")
}

/// `'path'.` as `path`; the closing quote may be missing (S18).
fn unquoted(text: &str) -> &str {
    let text = text.trim();
    match text.strip_prefix(['\'', '"']) {
        Some(rest) => rest.split(['\'', '"']).next().unwrap_or(rest).trim(),
        None => text.trim_end_matches(['.', ' ']),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::logs::lines::Lines;

    const G: &str = "5B8886C7-F967-4F8A-92AA-009E28368853";
    const START: &str = "INFO: Setup downloader setupdl.exe: STARTED\n";
    const END: &str = "INFO: Setup downloader setupdl.exe: FINISHED\n";

    fn read(text: &str) -> SetupLog {
        let mut lines = Lines::new(text.as_bytes());
        let mut reader = Reader::default();
        while let Some(line) = lines.next().unwrap() {
            reader.line(&line, &Record::parse(&line.text));
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
                Fact::Downloading("ConfigMgr.LN.Manifest.cab"),
            ),
            ("INFO: WinHttpQueryHeaders() in Download() returned OK (200)".to_owned(), Fact::Other),
            (format!("INFO: Verifying hash for file '{target}'"), Fact::Verifying(&target)),
            ("INFO: File hash check successfully for DeviceClient_WinCE7.0_X86.CAB".to_owned(), Fact::Other),
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
}
