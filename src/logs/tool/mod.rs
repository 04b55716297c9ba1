//! What `ServiceConnectionTool.log` says (section 1 of the dossier).
//!
//! The tool replaces this file at every run: it holds one run of `-prepare`, `-connect`, `-import` or `-export`. Two
//! generations of wording are read, before 2509 and since; a spelling that neither has shown is not taken for success.

mod fact;

pub use fact::Fact;
pub(super) use fact::is_harmless;

use super::lines::Line;
use super::record::Part;
use super::setup;
use super::source;
use super::{FirstFew, LogProblem, LogSource, Mark};
use crate::guid::Guid;
use crate::work::{Io, Work, guarded};
use fact::{downloaded_file, is_about_a_download, payload_size};
use std::collections::{BTreeMap, VecDeque};

/// How far one download of an update came, as the log's last word on it has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Step {
    /// The log does not name it.
    #[default]
    Unnamed,
    /// It was started; no end follows.
    Started(Mark),
    /// It succeeded.
    Succeeded(Mark),
    /// It failed.
    Failed(Mark),
}

impl Step {
    /// The line, where there is one.
    #[must_use]
    pub fn mark(&self) -> Option<&Mark> {
        match self {
            Self::Unnamed => None,
            Self::Started(mark) | Self::Succeeded(mark) | Self::Failed(mark) => Some(mark),
        }
    }
}

/// A file that the tool downloaded by its own name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoggedFile {
    /// Its name.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// The line.
    pub mark: Mark,
}

/// What the log says of one update.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LoggedUpdate {
    /// Its payload.
    pub payload: Step,
    /// The payload's size in bytes, where the log states it.
    pub payload_size: Option<u64>,
    /// The line that starts the payload's download.
    pub payload_start: Option<u64>,
    /// The line that starts the redists' download.
    pub redist_start: Option<u64>,
    /// Its redists.
    pub redist: Step,
}

/// A redist download that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RedistFailure {
    /// The update, where the line names it.
    pub guid: Option<Guid>,
    /// The line.
    pub mark: Mark,
}

/// An error line, and its text without stamp and level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorLine {
    /// The line.
    pub mark: Mark,
    /// The text after the level.
    pub text: String,
}

/// Evidence from the tool's log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ToolLog {
    /// The file.
    pub source: LogSource,
    /// Each update that the log names, with its last word.
    pub updates: BTreeMap<Guid, LoggedUpdate>,
    /// Files that the tool downloaded by name.
    pub files: FirstFew<LoggedFile>,
    /// Redist downloads that failed.
    pub redist_failures: FirstFew<RedistFailure>,
    /// Redist downloads of the old wording, whose start names no update, without an end.
    pub open_redists: VecDeque<Mark>,
    /// Payload downloads whose start names no whole GUID, as in a line that was cut.
    pub open_payloads: Vec<Mark>,
    /// Redist downloads that were started.
    pub redist_starts: u64,
    /// Errors of the admin console's content.
    pub admin_ui_errors: FirstFew<ErrorLine>,
    /// Errors that Microsoft documents as harmless.
    pub harmless_errors: FirstFew<ErrorLine>,
    /// All other errors.
    pub errors: FirstFew<ErrorLine>,
    /// The log shows that something was downloaded, or tried to be.
    pub has_downloads: bool,
    /// The log is of the generation that names payloads (2509 and later).
    pub names_payloads: bool,
    /// The last line of it.
    pub last: Option<Mark>,
    /// The update whose payload the last line ends without saying its size.
    pub(crate) unsized_end: Option<Guid>,
}

/// More different updates than any catalogue of Configuration Manager ever had at once.
const MOST_UPDATES: usize = 10_000;

impl ToolLog {
    /// Reads the log.
    #[must_use]
    pub fn read(path: Option<&str>, work: &Work) -> Self {
        let own = path.map(str::to_owned);
        guarded(work, move |io| Self::read_by(own.as_deref(), io))
            .unwrap_or_else(|lost| Self { source: source::lost(path, lost, work), ..Self::default() })
    }

    fn read_by(path: Option<&str>, io: &Io) -> Self {
        let mut log = Self::default();
        let mut last = (0, 0, String::new());
        log.source = LogSource::read(path, io, |line, record| {
            (last.0, last.1) = (line.number, line.offset);
            last.2.clear();
            last.2.push_str(crate::text::head(line.text));
            for part in record.parts() {
                // Its lines tell of other things: an old failure of setupdl's would be taken for one of the tool's.
                if setup::Fact::of(part) == setup::Fact::Started {
                    return Err(LogProblem::OtherLog);
                }
                log.note(line, part);
            }
            let held = log.updates.len() + log.open_redists.len() + log.open_payloads.len();
            if held > MOST_UPDATES { Err(LogProblem::TooMuch) } else { Ok(()) }
        });
        if log.source.problem == Some(LogProblem::OtherLog) {
            return Self { source: log.source, ..Self::default() };
        }
        log.reopen_what_was_cut();
        log.last = (last.0 > 0).then(|| Mark { line: last.0, offset: last.1, text: crate::text::shown(&last.2) });
        log
    }

    /// True where the log shows that redists were downloaded, or tried to be.
    #[must_use]
    pub fn has_redists(&self) -> bool {
        self.redist_starts > 0
            || self.redist_failures.total > 0
            || self.updates.values().any(|update| update.redist != Step::Unnamed)
    }

    /// A last line that ends a payload's download and does not come to its size is not whole: the log was cut there,
    /// and nobody knows what followed.
    fn reopen_what_was_cut(&mut self) {
        if let Some(update) = self.unsized_end.and_then(|guid| self.updates.get_mut(&guid)) {
            if let Some(mark) = update.payload.mark().cloned() {
                update.payload = Step::Started(mark);
            }
        }
    }

    fn note(&mut self, line: &Line<'_>, part: Part<'_>) {
        let fact = Fact::of(part);
        self.unsized_end = None;
        self.has_downloads |= match fact {
            Fact::Other | Fact::Harmless | Fact::AdminUi => false,
            Fact::Error => is_about_a_download(part.text),
            _ => true,
        };
        match fact {
            Fact::RedistStarted(guid) => {
                self.redist_starts += 1;
                let mark = Mark::of(line);
                match guid {
                    Some(guid) => {
                        let update = self.update(guid);
                        update.redist_start = Some(mark.line);
                        update.redist = Step::Started(mark);
                    }
                    None => self.open_redists.push_back(mark),
                }
            }
            Fact::RedistSucceeded(guid) => {
                let start = self.close_redist(guid);
                let update = self.update(guid);
                update.redist_start = update.redist_start.or(start);
                update.redist = Step::Succeeded(Mark::of(line));
            }
            Fact::RedistFailed(guid) => {
                let mark = Mark::of(line);
                match guid {
                    Some(guid) => {
                        let start = self.close_redist(guid);
                        let update = self.update(guid);
                        update.redist_start = update.redist_start.or(start);
                        update.redist = Step::Failed(mark.clone());
                    }
                    None => drop(self.open_redists.pop_back()),
                }
                self.redist_failures.push_with(|| RedistFailure { guid, mark });
            }
            Fact::PayloadStarted(guid) => {
                self.names_payloads = true;
                let mark = Mark::of(line);
                match guid {
                    Some(guid) => {
                        let update = self.update(guid);
                        update.payload_start = Some(mark.line);
                        update.payload = Step::Started(mark);
                    }
                    None => self.open_payloads.push(mark),
                }
            }
            Fact::PayloadSucceeded(guid) => {
                self.names_payloads = true;
                let update = self.update(guid);
                update.payload_size = payload_size(part.text);
                update.payload = Step::Succeeded(Mark::of(line));
                self.unsized_end = update.payload_size.is_none().then_some(guid);
            }
            Fact::FileDownloaded => {
                self.names_payloads = true;
                if let Some((name, size)) = downloaded_file(part.text) {
                    let name = || crate::text::shown(name);
                    self.files.push_with(|| LoggedFile { name: name(), size, mark: Mark::of(line) });
                }
            }
            Fact::Error => self.errors.push_with(|| ErrorLine::of(line, part)),
            Fact::Harmless => self.harmless_errors.push_with(|| ErrorLine::of(line, part)),
            Fact::AdminUi => self.admin_ui_errors.push_with(|| ErrorLine::of(line, part)),
            Fact::SomeDownload | Fact::Other => {}
        }
    }

    fn update(&mut self, guid: Guid) -> &mut LoggedUpdate {
        self.updates.entry(guid).or_default()
    }

    /// An end closes the start that names the same update, else the oldest one that names none: the tool works on one
    /// update after another.
    /// Gives the line of the start that it closed, where that named no update.
    fn close_redist(&mut self, guid: Guid) -> Option<u64> {
        let named = matches!(self.updates.get(&guid), Some(LoggedUpdate { redist: Step::Started(_), .. }));
        if named { None } else { self.open_redists.pop_front().map(|mark| mark.line) }
    }
}

impl ErrorLine {
    fn of(line: &Line<'_>, part: Part<'_>) -> Self {
        Self { mark: Mark::of(line), text: crate::text::shown(part.text) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::logs::record::Record;

    const G: &str = "5B8886C7-F967-4F8A-92AA-009E28368853";
    const H: &str = "3B7D84FA-ECCC-4EA0-B8AB-ABBDA1E88E0E";

    fn guid(text: &str) -> Guid {
        Guid::parse(text).unwrap()
    }

    fn read(text: &str) -> ToolLog {
        let text = text.replace('G', G).replace('H', H);
        let mut lines = super::super::lines::Lines::new(text.as_bytes());
        let mut log = ToolLog::default();
        while let Some(line) = lines.next().unwrap() {
            for part in Record::of_line(&line).parts() {
                log.note(&line, part);
            }
        }
        log
    }

    #[test]
    fn an_end_closes_the_start_of_its_update_or_the_oldest_unnamed_one() {
        let log = read("INFO:downloading redist\nINFO:Successfully download redist for G\nINFO:downloading redist\n");
        assert_eq!(log.open_redists.iter().map(|m| m.line).collect::<Vec<_>>(), [3]);
        assert!(matches!(log.updates[&guid(G)].redist, Step::Succeeded(_)));
        let log = read(
            "INFO:downloading redist\nINFO:downloading redist\nINFO:Successfully download redist for G\nERROR:Failed to download redist for H",
        );
        assert!(log.open_redists.is_empty());
        assert_eq!((log.redist_starts, log.redist_failures.total), (2, 1));
    }

    #[test]
    fn the_last_word_on_an_update_counts_and_a_failure_is_never_forgotten() {
        let log = read(
            "INFO:Downloading Redists for G\nERROR:Failed to download Redists for G\nINFO:Downloading Redists for G\nINFO:Successfully downloaded Redists for G",
        );
        assert!(matches!(log.updates[&guid(G)].redist, Step::Succeeded(_)));
        assert_eq!(log.redist_failures.total, 1);
        let log = read("INFO:Successfully downloaded Redists for G\nINFO:Downloading Redists for G");
        assert!(matches!(log.updates[&guid(G)].redist, Step::Started(_)));
    }

    #[test]
    fn a_payload_without_its_size_is_whole_only_where_more_follows() {
        let step = |text: &str| {
            let mut log = read(text);
            log.reopen_what_was_cut();
            log.updates[&guid(G)].payload.clone()
        };
        for text in ["INFO:Downloaded Payload G", "INFO:Downloaded Payload G size =", "INFO:Downloaded Payload G si\n"]
        {
            assert!(matches!(step(text), Step::Started(_)), "{text}");
            assert!(
                matches!(step(&format!("{text}\nINFO:Downloaded Payload H size = 1")), Step::Succeeded(_)),
                "{text}"
            );
        }
        for text in ["INFO:Downloaded Payload G size = 9", "INFO:Downloaded Payload G (Size=9)"] {
            assert!(matches!(step(text), Step::Succeeded(_)), "{text}");
        }
    }

    #[test]
    fn a_log_of_another_mode_shows_no_download() {
        for text in
            ["", "INFO:Preparing usage data", "INFO: Successfully Dropped the state message 4~~\nINFO:Importing"]
        {
            assert!(!read(text).has_downloads, "{text}");
        }
        assert!(read("INFO:downloading redist").has_downloads);
    }
}
