//! What `ConfigMgrSetup.log` says, run by run (section 2 of the dossier).
//!
//! The file is appended to: it holds every setupdl run of that PC, and on a site server those of Setup.exe too. This
//! reader only tells the runs apart; which of them belong to a download is for the judge to say.
//!
//! | file | idea |
//! |---|---|
//! | `fact` | what one line says |
//! | `runs` | which run a line is of |
//! | `reader` | collecting the runs, their failures and their files |

mod fact;
mod reader;
mod runs;

pub use fact::{Check, Fact};
pub(crate) use reader::Reader;
pub(crate) use runs::{RunCounter, begins_within_a_run};

use super::source;
use super::time::{LocalTime, Stamp};
use super::{FirstFew, LogProblem, LogSource, Mark};
use crate::guid::Guid;
use crate::work::{Io, Work, guarded};
use std::borrow::Cow;
use std::collections::VecDeque;

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
    /// [`SetupLog::with_files`] reads those of the others.
    #[must_use]
    pub fn read(path: Option<&str>, work: &Work) -> Self {
        let own = path.map(str::to_owned);
        let read = move |io: &Io| {
            let mut reader = Reader::default();
            let source = LogSource::read(own.as_deref(), io, |line, record| {
                reader.line(line, record);
                Ok(())
            });
            SetupLog { source, ..reader.finish() }
        };
        guarded(work, read).unwrap_or_else(|lost| Self { source: source::lost(path, lost, work), ..Self::default() })
    }

    /// Reads the files of some runs, by their places in the list. A file that is another by now, or cannot be read any
    /// more, is no evidence: the source says so, whichever runs are judged.
    #[must_use]
    pub fn with_files(self, runs: &[usize], work: &Work) -> Self {
        let path = self.source.path.clone();
        let runs = runs.to_owned();
        let read = move |io: &Io| {
            let mut log = self;
            log.read_files(&runs, io);
            log
        };
        guarded(work, read)
            .unwrap_or_else(|lost| Self { source: source::lost(path.as_deref(), lost, work), ..Self::default() })
    }

    fn read_files(&mut self, runs: &[usize], io: &Io) {
        let mut in_all = 0;
        // Those that belong to a download are the newest.
        for at in runs.iter().rev() {
            let run = &mut self.runs[*at];
            if in_all >= MOST_FILES_IN_ALL {
                run.lacks_files = true;
                continue;
            }
            match reader::read_again(run, &self.source, io) {
                Ok(again) => {
                    in_all += again.files.len();
                    run.lacks_files = again.lacks_files;
                    run.files = again.files;
                }
                Err(problem) => {
                    run.lacks_files = true;
                    // It was there a moment ago: no log that is missing from the start.
                    let problem = if problem == LogProblem::Missing { LogProblem::Changed } else { problem };
                    self.source.problem.get_or_insert(problem);
                }
            }
        }
    }
}
