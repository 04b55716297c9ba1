//! What `ServiceConnectionTool.log` says (section 1 of the dossier).
//!
//! The tool replaces this file at every run: it holds one run of `-prepare`, `-connect`, `-import` or `-export`. Two
//! generations of wording are read, before 2509 and since; a spelling that neither has shown is not taken for success.

use super::lines::Line;
use super::record::{Level, Part};
use super::words::{blanks, eat, eat_word, ends_word, find, find_exact};
use super::{FirstFew, LogProblem, LogSource, Mark};
use crate::guid::Guid;
use memchr::memchr_iter;
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
}

/// More different updates than any catalogue of Configuration Manager ever had at once.
const MOST_UPDATES: usize = 10_000;

impl ToolLog {
    /// Reads the log.
    #[must_use]
    pub fn read(path: Option<&str>) -> Self {
        let mut log = Self::default();
        let mut last = (0, 0, String::new());
        log.source = LogSource::read(path, |line, record| {
            (last.0, last.1) = (line.number, line.offset);
            last.2.clear();
            last.2.push_str(crate::text::head(line.text));
            for part in record.parts() {
                log.note(line, part);
            }
            let held = log.updates.len() + log.open_redists.len() + log.open_payloads.len();
            if held > MOST_UPDATES { Err(LogProblem::TooMuch) } else { Ok(()) }
        });
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

/// What one line says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fact {
    /// A redist download starts; before 2509 the line names no update.
    RedistStarted(Option<Guid>),
    /// A redist download succeeded.
    RedistSucceeded(Guid),
    /// A redist download failed.
    RedistFailed(Option<Guid>),
    /// A payload download starts; no update where the line was cut within its GUID.
    PayloadStarted(Option<Guid>),
    /// A payload download succeeded.
    PayloadSucceeded(Guid),
    /// `NAME (size = N) downloaded successfully`
    FileDownloaded,
    /// A line about a download that is none of the above.
    SomeDownload,
    /// The admin console's content failed.
    AdminUi,
    /// An error that Microsoft documents as harmless.
    Harmless,
    /// Any other error.
    Error,
    /// Anything else.
    Other,
}

impl Fact {
    /// What a part of a line says. Both generations of wording, and none that neither has shown: a new generation of the
    /// tool is one more sentence here. The tests hold the sentences as regular expressions.
    #[must_use]
    pub fn of(part: Part<'_>) -> Self {
        let text = part.text;
        let first = text.as_bytes().first().map_or(0, u8::to_ascii_lowercase);
        if first == b'f' {
            if let Some(guid) = redist_failed(text) {
                return Self::RedistFailed(guid);
            }
        }
        if is_harmless(text) {
            return Self::Harmless;
        }
        let failed = part.is_error() || first == b'f' && eat(text, "failed to ").is_some();
        if failed && is_about_admin_ui(text) {
            return Self::AdminUi;
        }
        if part.is_error() {
            return Self::Error;
        }
        match first {
            b's' => {
                if let Some(guid) = redist_succeeded(text) {
                    return guid.map_or(Self::SomeDownload, Self::RedistSucceeded);
                }
            }
            b'd' => {
                if let Some(guid) = redist_started(text) {
                    return Self::RedistStarted(guid);
                }
                if let Some(rest) = eat_word(text, "Downloading Payload") {
                    return Self::PayloadStarted(Guid::at_start(rest));
                }
                if let Some(guid) = eat(text, "Downloaded Payload").and_then(blanks).filter(|rest| begins_guid(rest)) {
                    return Guid::at_start(guid).map_or(Self::SomeDownload, Self::PayloadSucceeded);
                }
            }
            _ => {}
        }
        if downloaded_file(text).is_some() {
            return Self::FileDownloaded;
        }
        if part.level != Some(Level::Warning) && is_about_a_download(text) {
            return Self::SomeDownload;
        }
        Self::Other
    }
}

/// The update that a sentence names; none where it names none, or not a whole one.
type Named = Option<Guid>;

/// `Failed to download redist for GUID`, in either wording, with or without the update.
fn redist_failed(text: &str) -> Option<Named> {
    let rest = redists(eat(text, "Failed to download ")?)?;
    let named = |rest| eat(blanks(rest)?, "for").and_then(blanks).filter(|rest| begins_guid(rest));
    Some(named(files(rest)).or_else(|| named(rest)).and_then(Guid::at_start))
}

/// `Successfully download redist for GUID`, `Successfully downloaded Redists for GUID`.
fn redist_succeeded(text: &str) -> Option<Named> {
    let rest = eat(text, "Success")?;
    let rest = eat(eat(rest, "fully").unwrap_or(rest), " download")?;
    let rest = redists(eat(eat(rest, "ed").unwrap_or(rest), " ")?)?;
    let named = |rest| eat(rest, " for").and_then(blanks).filter(|rest| begins_guid(rest));
    named(files(rest)).or_else(|| named(rest)).map(Guid::at_start)
}

/// `downloading redist` and nothing more, or `Downloading Redists for GUID`, the GUID perhaps cut off; "downloading
/// redist file x" would be another line.
fn redist_started(text: &str) -> Option<Named> {
    let rest = redists(eat(text, "downloading ")?)?;
    if let Some(rest) = blanks(rest).and_then(|rest| eat_word(rest, "for")) {
        return Some(Guid::at_start(rest));
    }
    rest.bytes().all(|b| b.is_ascii_whitespace() || b == b'.').then_some(None)
}

/// What follows `redist` or `redists`.
fn redists(text: &str) -> Option<&str> {
    let rest = eat(text, "redist")?;
    Some(eat(rest, "s").unwrap_or(rest)).filter(|rest| ends_word(rest))
}

/// What follows `file` or `files` where one stands there.
fn files(text: &str) -> &str {
    let rest = blanks(text).and_then(|rest| eat(rest, "file"));
    rest.map_or(text, |rest| eat(rest, "s").unwrap_or(rest))
}

/// A GUID, or a piece of one, begins here.
fn begins_guid(text: &str) -> bool {
    text.as_bytes().first().is_some_and(|b| b.is_ascii_hexdigit() || matches!(b, b'{' | b'-'))
}

/// The name and the size in `NAME (size = N) downloaded successfully`.
#[must_use]
pub fn downloaded_file(text: &str) -> Option<(&str, u64)> {
    memchr_iter(b'(', text.as_bytes()).find_map(|at| {
        let digits = eat(&text[at + 1..], "size = ")?;
        let end = digits.bytes().position(|b| !b.is_ascii_digit())?;
        eat(&digits[end..], ") downloaded successfully")?;
        Some((text[..at].trim(), digits[..end].parse().ok()?))
    })
}

/// The size in `Downloaded Payload GUID size = N`.
#[must_use]
pub fn payload_size(text: &str) -> Option<u64> {
    let at = memchr_iter(b'=', text.as_bytes()).find(|at| text[..*at].ends_with("size "))?;
    let digits = text[at + 1..].trim_start();
    let end = digits.bytes().position(|b| !b.is_ascii_digit()).unwrap_or(digits.len());
    digits[..end].parse().ok()
}

/// `AdminUIContent`, `Admin UI content`.
fn is_about_admin_ui(text: &str) -> bool {
    let blank = |rest| eat(rest, " ").unwrap_or(rest);
    let is_here = |at: usize| {
        let rest = eat(blank(&text[at + 5..]), "ui")?;
        eat(blank(rest), "content")
    };
    let mut from = 0;
    while let Some(at) = find(text, "admin", from) {
        if is_here(at).is_some() {
            return true;
        }
        from = at + 1;
    }
    false
}

/// A line that speaks of a download, whatever it says of it.
fn is_about_a_download(text: &str) -> bool {
    const LEADS: [&str; 4] = ["successfully ", "failed to ", "starting ", "start "];
    let rest = LEADS.iter().find_map(|lead| eat(text, lead)).unwrap_or(text);
    eat(rest, "download").is_some()
}

/// The one error of this tool that Microsoft says to ignore (S9): no right to a file that the tool unpacked for its own
/// use. The path tells it; the sentence around it comes in the language of the PC.
pub(super) fn is_harmless(text: &str) -> bool {
    find_exact(text, "UnauthorizedAccessException").is_some()
        && text.to_ascii_lowercase().contains(r"\extractmanifestcab\")
}

#[cfg(test)]
mod tests {
    use super::super::words::testing::{expression, variations};
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

    /// The sentences as regular expressions: what the hand-made reading must see in every text.
    fn by_expression(part: Part<'_>) -> Fact {
        let text = part.text;
        let find = |pattern: &str| expression(&format!("(?i-u){pattern}")).captures(text);
        let guid =
            |found: &regex::Captures<'_>| found.name("guid").and_then(|guid| Guid::at_start(&text[guid.start()..]));
        if let Some(found) = find(r"^failed to download redists?\b(?:(?:\s+files?)?\s+for\s+(?<guid>[{0-9A-F-]+))?") {
            return Fact::RedistFailed(guid(&found));
        }
        if is_harmless(text) {
            return Fact::Harmless;
        }
        let failed = part.is_error() || find("^failed to ").is_some();
        if failed && find("admin ?ui ?content").is_some() {
            return Fact::AdminUi;
        }
        if part.is_error() {
            return Fact::Error;
        }
        if let Some(found) =
            find(r"^success(?:fully)? download(?:ed)? redists?(?:\s+files?)? for\s+(?<guid>[{0-9A-F-]+)")
        {
            return guid(&found).map_or(Fact::SomeDownload, Fact::RedistSucceeded);
        }
        if let Some(found) = find(r"^downloading redists?(?:\s+for\b\s*(?<guid>[{0-9A-F-]*)|[\s.]*$)") {
            return Fact::RedistStarted(guid(&found));
        }
        if let Some(found) = find(r"^downloading payload\b\s*(?<guid>[{0-9A-F-]*)") {
            return Fact::PayloadStarted(guid(&found));
        }
        if let Some(found) = find(r"^downloaded payload\s+(?<guid>[{0-9A-F-]+)") {
            return guid(&found).map_or(Fact::SomeDownload, Fact::PayloadSucceeded);
        }
        if find(r"\(size = [0-9]+\) downloaded successfully").is_some() {
            return Fact::FileDownloaded;
        }
        let is_some = find("^(?:successfully |failed to |start(?:ing)? )?download").is_some();
        if is_some && part.level != Some(Level::Warning) { Fact::SomeDownload } else { Fact::Other }
    }

    #[test]
    fn the_sentences_are_read_as_their_expressions_say() {
        let words = [
            "INFO:",
            "ERROR:",
            "WARNING:",
            "Failed",
            "to",
            "download",
            "downloading",
            "downloaded",
            "redist",
            "Redists",
            "redists.",
            "redistx",
            "file",
            "files",
            "filesx",
            "for",
            "forx",
            G,
            "{",
            "5B88",
            "Payload",
            "payload-",
            "Successfully",
            "success",
            "successfully",
            "(size",
            "=",
            "7)",
            "12)",
            "x.cab",
            "Admin",
            "UI",
            "content",
            "AdminUIContent",
            "AdminUI",
            "starting",
            "start",
            "  ",
            "é",
            ".",
            "version",
        ];
        let sentences = [
            "ERROR: Failed to download redist for 5B8886C7-F967-4F8A-92AA-009E28368853",
            "Failed to download redists files for {5B8886C7-F967-4F8A-92AA-009E28368853}",
            "Successfully downloaded Redists for 5B8886C7-F967-4F8A-92AA-009E28368853",
            "success download redist file for 5B8886C7-F967-4F8A-92AA-009E28368853.",
            "downloading redist . .",
            "Downloading Redists for 5B8886C7",
            "Downloading Payload 5B8886C7-F967-4F8A-92AA-009E28368853 version 5",
            "Downloaded Payload 5B8886C7-F967-4F8A-92AA-009E28368853 size = 9",
            "x (size = 7) (size = 8) downloaded successfully",
            "failed to get Admin UI content",
            "Starting download",
        ];
        for text in variations(&sentences, &words) {
            let record = Record::parse(&text);
            for part in record.parts() {
                assert_eq!(Fact::of(part), by_expression(part), "{text:?}");
            }
        }
    }
}
