//! What a line of `ServiceConnectionTool.log` says (section 1.2 of the dossier).

use crate::guid::Guid;
use crate::logs::record::{Level, Part};
use crate::logs::words::{blanks, eat, eat_word, ends_word, find, find_exact};
use memchr::memchr_iter;

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
pub(super) fn downloaded_file(text: &str) -> Option<(&str, u64)> {
    memchr_iter(b'(', text.as_bytes()).find_map(|at| {
        let digits = eat(&text[at + 1..], "size = ")?;
        let end = digits.bytes().position(|b| !b.is_ascii_digit())?;
        eat(&digits[end..], ") downloaded successfully")?;
        Some((text[..at].trim(), digits[..end].parse().ok()?))
    })
}

/// The size in `Downloaded Payload GUID size = N`.
pub(super) fn payload_size(text: &str) -> Option<u64> {
    let is_size = |at: &usize| {
        let name = text[..*at].trim_end();
        name.len() >= 4 && name.as_bytes()[name.len() - 4..].eq_ignore_ascii_case(b"size")
    };
    let at = memchr_iter(b'=', text.as_bytes()).find(is_size)?;
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
pub(super) fn is_about_a_download(text: &str) -> bool {
    const LEADS: [&str; 4] = ["successfully ", "failed to ", "starting ", "start "];
    let rest = LEADS.iter().find_map(|lead| eat(text, lead)).unwrap_or(text);
    eat(rest, "download").is_some()
}

/// The one error of this tool that Microsoft says to ignore (S9): no right to a file that the tool unpacked for its own
/// use. The path tells it; the sentence around it comes in the language of the PC.
pub(in crate::logs) fn is_harmless(text: &str) -> bool {
    find_exact(text, "UnauthorizedAccessException").is_some()
        && text.to_ascii_lowercase().contains(r"\extractmanifestcab\")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::logs::record::Record;
    use crate::logs::words::testing::{expression, variations};

    const G: &str = "5B8886C7-F967-4F8A-92AA-009E28368853";

    fn guid(text: &str) -> Guid {
        Guid::parse(text).unwrap()
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
