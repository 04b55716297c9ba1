//! What `ServiceConnectionTool.log` says (section 1 of the dossier).
//!
//! The tool replaces this file at every run: it holds one run of `-prepare`, `-connect`, `-import` or `-export`. Two
//! generations of wording are read, before 2509 and since; a spelling that neither has shown is not taken for success.

use super::lines::Line;
use super::record::{Level, Part};
use super::{FirstFew, LogProblem, LogSource, Mark};
use crate::guid::Guid;
use regex::Regex;
use std::collections::BTreeMap;
use std::sync::LazyLock;

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

/// What the log says of one update.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LoggedUpdate {
    /// Its payload.
    pub payload: Step,
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
    /// Redist downloads that failed.
    pub redist_failures: FirstFew<RedistFailure>,
    /// Redist downloads of the old wording, whose start names no update, without an end.
    pub open_redists: Vec<Mark>,
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
}

/// More different updates than any catalogue of Configuration Manager ever had at once.
const MOST_UPDATES: usize = 10_000;

impl ToolLog {
    /// Reads the log.
    #[must_use]
    pub fn read(path: Option<&str>) -> Self {
        let mut log = Self::default();
        log.source = LogSource::read(path, |line, record| {
            for part in record.parts() {
                log.note(line, part);
            }
            let held = log.updates.len() + log.open_redists.len() + log.open_payloads.len();
            if held > MOST_UPDATES { Err(LogProblem::TooMuch) } else { Ok(()) }
        });
        log
    }

    /// True where the log shows that redists were downloaded, or tried to be.
    #[must_use]
    pub fn has_redists(&self) -> bool {
        self.redist_starts > 0
            || self.redist_failures.total > 0
            || self.updates.values().any(|update| update.redist != Step::Unnamed)
    }

    fn note(&mut self, line: &Line<'_>, part: Part<'_>) {
        let fact = Fact::of(part);
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
                    Some(guid) => self.update(guid).redist = Step::Started(mark),
                    None => self.open_redists.push(mark),
                }
            }
            Fact::RedistSucceeded(guid) => {
                self.close_redist(guid);
                self.update(guid).redist = Step::Succeeded(Mark::of(line));
            }
            Fact::RedistFailed(guid) => {
                let mark = Mark::of(line);
                match guid {
                    Some(guid) => {
                        self.close_redist(guid);
                        self.update(guid).redist = Step::Failed(mark.clone());
                    }
                    None => drop(self.open_redists.pop()),
                }
                self.redist_failures.push_with(|| RedistFailure { guid, mark });
            }
            Fact::PayloadStarted(guid) => {
                self.names_payloads = true;
                let mark = Mark::of(line);
                match guid {
                    Some(guid) => self.update(guid).payload = Step::Started(mark),
                    None => self.open_payloads.push(mark),
                }
            }
            Fact::PayloadSucceeded(guid) => {
                self.names_payloads = true;
                self.update(guid).payload = Step::Succeeded(Mark::of(line));
            }
            Fact::FileDownloaded => self.names_payloads = true,
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
    fn close_redist(&mut self, guid: Guid) {
        let named = matches!(self.updates.get(&guid), Some(LoggedUpdate { redist: Step::Started(_), .. }));
        if !named && !self.open_redists.is_empty() {
            self.open_redists.remove(0);
        }
    }
}

impl ErrorLine {
    fn of(line: &Line<'_>, part: Part<'_>) -> Self {
        Self { mark: Mark::of(line), text: crate::text::shown(part.text) }
    }
}

/// What one line says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fact {
    RedistStarted(Option<Guid>),
    RedistSucceeded(Guid),
    RedistFailed(Option<Guid>),
    PayloadStarted(Option<Guid>),
    PayloadSucceeded(Guid),
    /// `NAME (size = N) downloaded successfully`
    FileDownloaded,
    /// A line about a download that is none of the above.
    SomeDownload,
    AdminUi,
    Harmless,
    Error,
    Other,
}

/// The wordings. One table, so that a new generation of the tool is one more look here.
struct Wording {
    redist_failed: Regex,
    redist_succeeded: Regex,
    redist_started: Regex,
    payload_started: Regex,
    payload_succeeded: Regex,
    file_downloaded: Regex,
    some_download: Regex,
    admin_ui: Regex,
}

impl Wording {
    fn new() -> Result<Self, regex::Error> {
        // ASCII classes only: these are English sentences of one program.
        let regex = |pattern: &str| Regex::new(&format!("(?i-u)^{pattern}"));
        Ok(Self {
            redist_failed: regex(
                r"failed to download redists?\b(?:\s+files?)?(?:\s+for\s+(?-u:(?<guid>[{0-9A-F-]+)))?",
            )?,
            redist_succeeded: regex(
                r"success(?:fully)? download(?:ed)? redists?(?:\s+files?)? for\s+(?<guid>[{0-9A-F-]+)",
            )?,
            // With no update, or with one that may be cut off; "downloading redist file x" would be another line.
            redist_started: regex(r"downloading redists?(?:\s+for\b\s*(?<guid>[{0-9A-F-]*)|[\s.]*$)")?,
            payload_started: regex(r"downloading payload\b\s*(?<guid>[{0-9A-F-]*)")?,
            payload_succeeded: regex(r"downloaded payload\s+(?<guid>[{0-9A-F-]+)")?,
            file_downloaded: Regex::new(r"(?i)\(size = [0-9]+\) downloaded successfully")?,
            some_download: regex(r"(?:successfully |failed to |start(?:ing)? )?download")?,
            admin_ui: Regex::new(r"(?i)admin\s?ui\s?content")?,
        })
    }
}

static WORDING: LazyLock<Option<Wording>> = LazyLock::new(|| Wording::new().ok());

impl Fact {
    fn of(part: Part<'_>) -> Self {
        let text = part.text;
        let Some(wording) = WORDING.as_ref() else {
            return Self::Error;
        };
        let named = |regex: &Regex| -> Option<Option<Guid>> {
            let found = regex.captures(text)?;
            Some(found.name("guid").and_then(|guid| Guid::at_start(&text[guid.start()..])))
        };
        if let Some(guid) = named(&wording.redist_failed) {
            return Self::RedistFailed(guid);
        }
        if is_harmless(text) {
            return Self::Harmless;
        }
        let failed = part.is_error() || starts_with(text, "failed to ");
        if failed && wording.admin_ui.is_match(text) {
            return Self::AdminUi;
        }
        if part.is_error() {
            return Self::Error;
        }
        if let Some(guid) = named(&wording.redist_succeeded) {
            return guid.map_or(Self::SomeDownload, Self::RedistSucceeded);
        }
        if let Some(guid) = named(&wording.redist_started) {
            return Self::RedistStarted(guid);
        }
        if let Some(guid) = named(&wording.payload_started) {
            return Self::PayloadStarted(guid);
        }
        if let Some(guid) = named(&wording.payload_succeeded) {
            return guid.map_or(Self::SomeDownload, Self::PayloadSucceeded);
        }
        if wording.file_downloaded.is_match(text) {
            return Self::FileDownloaded;
        }
        if part.level != Some(Level::Warning) && is_about_a_download(text) {
            return Self::SomeDownload;
        }
        Self::Other
    }
}

fn is_about_a_download(text: &str) -> bool {
    WORDING.as_ref().is_some_and(|wording| wording.some_download.is_match(text))
}

/// The one error of this tool that Microsoft says to ignore (S9): no right to a file that the tool unpacked for its own
/// use. The path tells it; the sentence around it comes in the language of the PC.
pub(super) fn is_harmless(text: &str) -> bool {
    text.contains("UnauthorizedAccessException") && text.to_ascii_lowercase().contains(r"\extractmanifestcab\")
}

fn starts_with(text: &str, start: &str) -> bool {
    text.as_bytes().get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start.as_bytes()))
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
            for part in Record::parse(&line.text).parts() {
                log.note(&line, part);
            }
        }
        log
    }

    /// Frozen table: a line, and what it says.
    #[test]
    fn each_line_of_both_generations_says_one_thing() {
        let g = Some(guid(G));
        let rows = [
            ("INFO:downloading redist", Fact::RedistStarted(None)),
            ("INFO:Downloading Redists for {G}", Fact::RedistStarted(g)),
            ("INFO:Downloading Redists for 248DC1EB-4B98", Fact::RedistStarted(None)),
            ("INFO:Successfully download redist for {G}", Fact::RedistSucceeded(guid(G))),
            ("INFO:Successfully downloaded Redists for {G}", Fact::RedistSucceeded(guid(G))),
            ("INFO:Successfully download redist for 5B8886C7-F967-4F8A-92AA-009E2836885", Fact::SomeDownload),
            ("ERROR:Failed to download redist for {G}", Fact::RedistFailed(g)),
            ("ERROR:Failed to download Redists for {G}", Fact::RedistFailed(g)),
            ("error: failed to download redists for {g}.", Fact::RedistFailed(g)),
            ("Failed to download redist for {G} with command  /RedistUrl http://x", Fact::RedistFailed(g)),
            ("ERROR:Failed to download Redists", Fact::RedistFailed(None)),
            (
                "INFO:Downloading Payload {G} version 5.0.9058.1000. More information: https://x",
                Fact::PayloadStarted(g),
            ),
            ("INFO:Downloaded Payload {G} size = 967280807", Fact::PayloadSucceeded(guid(G))),
            ("INFO:ConfigMgr.Update.Manifest.cab (size = 15741046) downloaded successfully", Fact::FileDownloaded),
            ("INFO:Downloading ConfigMgr.Update.Manifest.cab", Fact::SomeDownload),
            (
                "ERROR:AdminUIContentDownloadDownload:DownloadManifestCab exception: The underlying connection was closed",
                Fact::AdminUi,
            ),
            ("ERROR: Failed to download Admin UI content payload with exception: x", Fact::AdminUi),
            ("INFO:ConfigMgr.AdminUIContent.cab (size = 5) downloaded successfully", Fact::FileDownloaded),
            (
                r"Unhandled Exception: System.UnauthorizedAccessException: Access to the path 'C:\T\extractmanifestcab\9.sql' is denied.",
                Fact::Harmless,
            ),
            (
                r"ERROR:System.UnauthorizedAccessException: パス 'C:\T\extractmanifestcab\9.sql' へのアクセスが拒否されました。",
                Fact::Harmless,
            ),
            (r"ERROR:System.UnauthorizedAccessException: Access to the path 'D:\x.cab' is denied.", Fact::Error),
            ("ERROR:CAB does not contain telemetry data.", Fact::Error),
            ("Unhandled Exception: System.Net.WebException: x", Fact::Error),
            ("INFO:Finished with 0 errors", Fact::Other),
            ("INFO:Exported C:\\Failed to download redist for.txt", Fact::Other),
        ];
        for (line, fact) in rows {
            let line = line.replace("{G}", G).replace("{g}", &G.to_lowercase());
            let record = Record::parse(&line);
            let parts: Vec<_> = record.parts().map(Fact::of).collect();
            assert_eq!(parts, [fact], "{line}");
        }
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
    fn a_log_of_another_mode_shows_no_download() {
        for text in
            ["", "INFO:Preparing usage data", "INFO: Successfully Dropped the state message 4~~\nINFO:Importing"]
        {
            assert!(!read(text).has_downloads, "{text}");
        }
        assert!(read("INFO:downloading redist").has_downloads);
    }
}
