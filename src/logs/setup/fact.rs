//! What a line of `ConfigMgrSetup.log` says (section 2.4 of the dossier).

use super::FailureKind;
use crate::logs::record::Part;
use crate::logs::tool::is_harmless;
use crate::logs::words::{blanks, eat, eat_word, ends_word, find};
use memchr::{memchr, memrchr};

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
    pub(super) fn is_of_setupdl(self) -> bool {
        matches!(self, Self::Target(_) | Self::Downloading(..) | Self::Verifying(..) | Self::Finished)
            || matches!(self, Self::Failed(kind, _) if kind != FailureKind::Other)
    }

    /// A line that shows a run even where no start line was seen. Verifying alone is not enough: Setup.exe verifies too.
    pub(super) fn opens_a_run(self) -> bool {
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
pub(super) fn answered(text: &str) -> Option<Fact<'_>> {
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
    use super::*;
    use crate::logs::record::Record;
    use crate::logs::words::testing::{expression, variations};

    const G: &str = "5B8886C7-F967-4F8A-92AA-009E28368853";

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

    fn named<'a>(found: &regex::Captures<'a>, name: &str) -> Option<&'a str> {
        found.name(name).map(|found| unquoted(found.as_str()))
    }

    /// The sentences as regular expressions: what the hand-made reading must see in every text.
    fn by_expression(part: Part<'_>) -> Fact<'_> {
        let text = part.text;
        let find = |pattern: &str| expression(&format!("(?i){pattern}")).captures(text);
        let is = |pattern: &str| find(pattern).is_some();
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
}
