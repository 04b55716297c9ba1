//! Rules `CMV06xx`: a download held against its seal, and the verdict that comes of it.

use super::conclude::next_action;
use super::contents::each;
use super::explain::explain;
use super::findings::{Draft, Findings, file, no_answer};
use super::folder::folder_problem;
use crate::files::Survey;
use crate::files::place::{Part, Place};
use crate::guid::Guid;
use crate::language::Language;
use crate::report::{Evidence, EvidenceGrades, Files, Report, SCHEMA, Update, Verdict};
use crate::request::{Depth, Request};
use crate::rules::catalogue::{self as rule, bring, detail, verdict as say};
use crate::rules::{Effect, known};
use crate::seal::check::{Checked, Problem};
use crate::seal::make::NoSeal;
use crate::seal::{Seal, SealedUpdate, Why};
use crate::text;
use crate::text::size;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

/// Judges, and makes the report.
#[must_use]
pub fn conclude(request: &Request, checked: &Checked, took: Duration) -> Report {
    let mut findings = Findings::new(request.language);
    judge(&mut findings, checked);
    findings.sort();
    let seal = checked.seal();
    let own = findings.verdict();
    // Sizes alone prove nothing, and what was not read for whatever reason is not proved.
    let is_proved = checked.is_hashed && checked.unproved == 0;
    let of_files = if is_proved || own != Verdict::Usable { own } else { Verdict::Inconclusive };
    let verdict = seal.map_or(of_files.max(Verdict::Inconclusive), |seal| of_files.max(seal.about.verdict));
    let updates = seal.map(|seal| updates(seal, &findings, of_files)).unwrap_or_default();
    let language = request.language;
    let summary = summary(verdict, of_files, &findings, seal);
    let next_action = match seal {
        Some(seal) if of_files == Verdict::Usable && seal.about.verdict != Verdict::Usable => {
            say::NEXT_SEALED_ANYWAY.get(language).to_owned()
        }
        _ if of_files == Verdict::NotUsable => say::NEXT_SEAL_BROKEN.get(language).to_owned(),
        _ if of_files == Verdict::Inconclusive && own == Verdict::Usable && request.depth == Depth::Quick => {
            say::NEXT_INCONCLUSIVE.fill(language, &[("detail", bring::BRING_SEAL_DEPTH.get(language))])
        }
        _ => next_action(verdict, super::Scope::Download, findings.list(), &[], language),
    };
    let text = checked.seal.as_ref().ok().map(|read| read.seal.shown(&checked.path, read.sha256.clone()));
    let files = files(&checked.survey, seal);
    let judged = request.explain.then(|| explain(&[], Some(&checked.survey)));
    let (findings, omitted) = findings.into_parts();
    Report {
        schema: SCHEMA,
        verdict,
        summary,
        next_action,
        inputs: request.shown(),
        updates,
        findings,
        omitted,
        logs: Vec::new(),
        files,
        seal: text,
        judged,
        elapsed_ms: u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
    }
}

fn judge(findings: &mut Findings, checked: &Checked) {
    let language = findings.language();
    let survey = &checked.survey;
    if let Err(problem) = &checked.seal {
        let path = text::shown_path(&checked.path);
        let line = match problem {
            Problem::Refused(refused) => Some(refused.line),
            _ => None,
        };
        findings.add(Draft {
            file: Some(path.clone()),
            evidence: Some(Evidence { path, line, offset: None, text: None, before: Vec::new(), after: Vec::new() }),
            detail: tell(problem, language),
            ..Draft::new(&rule::SEAL_UNREADABLE)
        });
        return;
    }
    if let Some(problem) = checked.folder_problem() {
        let detail = folder_problem(problem, language);
        let path = text::shown_path(&survey.root);
        findings.add(Draft { evidence: Some(file(path)), detail, ..Draft::new(&rule::DOWNLOAD_FOLDER_UNAVAILABLE) });
    }
    each(findings, survey, &rule::UNREADABLE_PATH, &survey.unreadable);
    each(findings, survey, &rule::LINK_IN_DOWNLOAD, &survey.links);
    each(findings, survey, &rule::SEAL_FILE_MISSING, &checked.missing);
    each(findings, survey, &rule::SEAL_FILE_CHANGED, &checked.changed);
    each(findings, survey, &rule::SEAL_FILE_ADDED, &checked.added);
}

fn updates(seal: &Seal, findings: &Findings, of_files: Verdict) -> Vec<Update> {
    let mut sizes: BTreeMap<Guid, [u64; 4]> = BTreeMap::new();
    for file in &seal.files {
        let place = Place::of(Path::new(&file.path));
        let Some(guid) = place.guid else { continue };
        let [files, bytes, redist_files, redist_bytes] = sizes.entry(guid).or_default();
        *files += 1;
        *bytes = bytes.saturating_add(file.size);
        if place.part == Part::Redist {
            *redist_files += 1;
            *redist_bytes = redist_bytes.saturating_add(file.size);
        }
    }
    let updates = seal.about.updates.iter();
    updates
        .map(|sealed| {
            let guid = Guid::parse(&sealed.guid);
            let sizes = guid.and_then(|guid| sizes.get(&guid)).copied().unwrap_or_default();
            of(sealed, guid, sizes, findings, of_files)
        })
        .collect()
}

fn of(
    sealed: &SealedUpdate,
    guid: Option<Guid>,
    [files, bytes, redist_files, redist_bytes]: [u64; 4],
    findings: &Findings,
    of_files: Verdict,
) -> Update {
    let (errors, warnings, own) = guid.map_or((0, 0, Verdict::Inconclusive), |guid| {
        let tally = findings.of_update(guid);
        (tally.errors, tally.warnings, tally.verdict)
    });
    // A difference in another update leaves this one as it is; that nothing was read does not.
    let verdict = own.max(sealed.verdict).max(if of_files == Verdict::Inconclusive { of_files } else { own });
    let guid = guid.map_or_else(|| text::shown_name(&sealed.guid), |guid| guid.to_string());
    Update {
        name: known::update_name(&guid),
        guid,
        verdict,
        files,
        bytes,
        redist_files,
        redist_bytes,
        errors,
        warnings,
        grade: sealed.grade,
        evidence: sealed.evidence,
        file_evidence: Vec::new(),
        unproved: Vec::new(),
    }
}

fn files(survey: &Survey, seal: Option<&Seal>) -> Files {
    let mut evidence = EvidenceGrades::default();
    for file in seal.into_iter().flat_map(|seal| &seal.files) {
        use crate::files::proof::Grade;
        *match file.grade {
            Grade::Signature => &mut evidence.signature,
            Grade::ManifestHash => &mut evidence.manifest_hash,
            Grade::LoggedHash => &mut evidence.logged_hash,
            Grade::LoggedSize => &mut evidence.logged_size,
            Grade::Present => &mut evidence.present,
        } += 1;
    }
    Files {
        count: survey.files,
        bytes: survey.bytes,
        empty: survey.empty,
        read_bytes: survey.read_bytes,
        hashed_bytes: survey.contents.hashed_bytes,
        evidence,
    }
}

fn summary(verdict: Verdict, of_files: Verdict, findings: &Findings, seal: Option<&Seal>) -> String {
    let language = findings.language();
    let count = |effect| findings.count(effect).to_string();
    let first = |effect| {
        let first = findings.list().iter().find(|finding| finding.effect == effect);
        first.map(|finding| finding.message.clone()).unwrap_or_default()
    };
    match (of_files, seal) {
        (Verdict::NotUsable, _) => say::SUMMARY_SEAL_BROKEN
            .fill(language, &[("errors", &count(Effect::NotUsable)), ("first", &first(Effect::NotUsable))]),
        (Verdict::Usable, Some(seal)) => {
            let about = &seal.about;
            let (created, summary) = (text::shown_name(&about.created), text::shown(&about.summary));
            if verdict == Verdict::Usable {
                let (files, size) = (about.files.to_string(), size(about.bytes));
                say::SUMMARY_SEALED.fill(language, &[("created", &created), ("files", &files), ("size", &size)])
            } else {
                say::SUMMARY_SEALED_ANYWAY.fill(language, &[("created", &created), ("first", &summary)])
            }
        }
        _ if findings.count(Effect::Inconclusive) > 0 => say::SUMMARY_INCONCLUSIVE
            .fill(language, &[("count", &count(Effect::Inconclusive)), ("first", &first(Effect::Inconclusive))]),
        _ => say::SUMMARY_SEAL_SIZES.get(language).to_owned(),
    }
}

fn tell(problem: &Problem, language: Language) -> String {
    let refused = match problem {
        Problem::Missing => return detail::SEAL_MISSING.get(language).to_owned(),
        Problem::Unreadable(os) => return detail::OPEN_FAILED.fill(language, &[("os", os)]),
        Problem::NoAnswer(seconds) => return no_answer(*seconds, language),
        Problem::Refused(refused) => refused,
    };
    let line = refused.line.to_string();
    let with = |text: crate::language::Text, what: &str| text.fill(language, &[("line", &line), ("what", what)]);
    let what = match &refused.why {
        Why::NoSeal => return detail::SEAL_IS_NONE.get(language).to_owned(),
        Why::Version(version) => return detail::SEAL_VERSION.fill(language, &[("what", version)]),
        Why::About(error) => return with(detail::SEAL_ABOUT, error),
        Why::Path(path) => return with(detail::SEAL_PATH, path),
        Why::Twice(path) => return with(detail::SEAL_TWICE, path),
        Why::Unexpected => detail::SEAL_UNEXPECTED,
        Why::Changed => detail::SEAL_CHANGED,
        Why::Cut => detail::SEAL_CUT,
        Why::Behind => detail::SEAL_BEHIND,
        Why::TooLong => detail::SEAL_TOO_LONG,
        Why::NotText => detail::SEAL_NOT_TEXT,
        Why::LineEnds => detail::SEAL_LINE_ENDS,
    };
    what.fill(language, &[("line", &line)])
}

/// Why there is no seal, in words: a code, a sentence, and what to do.
#[must_use]
pub fn no_seal(failure: &NoSeal, language: Language) -> (&'static str, String, &'static str) {
    let (code, message, remedy, values): (_, _, _, &[(&str, &str)]) = match failure {
        NoSeal::Unread(read, all) => {
            let values = [("read", &*read.to_string()), ("all", &*all.to_string())];
            let message = say::NO_SEAL_UNREAD.fill(language, &values);
            return ("sealFilesUnread", message, say::NO_SEAL_UNREAD_REMEDY.get(language));
        }
        NoSeal::TooMany(count) => {
            let message = say::NO_SEAL_TOO_MANY.fill(language, &[("all", &count.to_string())]);
            return ("sealTooLarge", message, say::NO_SEAL_FOLDER_REMEDY.get(language));
        }
        NoSeal::NoAnswer(seconds) => {
            let detail = no_answer(*seconds, language);
            let message = say::NO_SEAL_WRITE.fill(language, &[("file", ""), ("os", &detail)]);
            return ("sealNotWritten", message, say::NO_SEAL_WRITE_REMEDY.get(language));
        }
        NoSeal::Name(path) => {
            ("sealNameUnsafe", say::NO_SEAL_NAME, say::NO_SEAL_NAME_REMEDY, &[("file", path.as_str())])
        }
        NoSeal::Occupied(path) => {
            ("sealPathOccupied", say::NO_SEAL_OCCUPIED, say::NO_SEAL_OCCUPIED_REMEDY, &[("file", path.as_str())])
        }
        NoSeal::Log(path, os) => (
            "sealLogUnread",
            say::NO_SEAL_LOG,
            say::NO_SEAL_LOG_REMEDY,
            &[("file", path.as_str()), ("os", os.as_str())],
        ),
        NoSeal::LogChanged(path) => {
            ("sealLogChanged", say::NO_SEAL_LOG_CHANGED, say::NO_SEAL_LOG_REMEDY, &[("file", path.as_str())])
        }
        NoSeal::LogOccupied(path) => {
            ("sealLogOccupied", say::NO_SEAL_LOG_OCCUPIED, say::NO_SEAL_OCCUPIED_REMEDY, &[("file", path.as_str())])
        }
        NoSeal::Write(path, os) => (
            "sealNotWritten",
            say::NO_SEAL_WRITE,
            say::NO_SEAL_WRITE_REMEDY,
            &[("file", path.as_str()), ("os", os.as_str())],
        ),
        NoSeal::Cancelled => ("cancelled", say::NO_SEAL_UNREAD, say::NO_SEAL_UNREAD_REMEDY, &[]),
    };
    (code, message.fill(language, values), remedy.get(language))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn why_there_is_no_seal_is_told_with_all_that_is_known_and_what_to_do() {
        let (path, os) = (String::from("a.cab"), String::from("Access is denied"));
        let cases: [(NoSeal, &str, &[&str]); 10] = [
            (NoSeal::Unread(3, 17), "sealFilesUnread", &["3", "17"]),
            (NoSeal::TooMany(1_000_001), "sealTooLarge", &["1000001"]),
            (NoSeal::NoAnswer(73), "sealNotWritten", &["73"]),
            (NoSeal::Name(path.clone()), "sealNameUnsafe", &["a.cab"]),
            (NoSeal::Occupied(path.clone()), "sealPathOccupied", &["a.cab"]),
            (NoSeal::Log(path.clone(), os.clone()), "sealLogUnread", &["a.cab", "Access is denied"]),
            (NoSeal::LogChanged(path.clone()), "sealLogChanged", &["a.cab"]),
            (NoSeal::LogOccupied(path.clone()), "sealLogOccupied", &["a.cab"]),
            (NoSeal::Write(path, os), "sealNotWritten", &["a.cab", "Access is denied"]),
            (NoSeal::Cancelled, "cancelled", &[]),
        ];
        for (failure, code, facts) in &cases {
            for language in [Language::En, Language::Ja] {
                let (told, message, remedy) = no_seal(failure, language);
                assert_eq!(told, *code);
                assert!(facts.iter().all(|fact| message.contains(fact)), "{failure:?}: {message}");
                assert!(!remedy.is_empty() && (facts.is_empty() || !message.contains('{')), "{failure:?}: {message}");
            }
        }
    }
}
