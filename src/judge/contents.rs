//! Rules CMV0305, CMV0306, `CMV04xx` and `CMV05xx`: what the files show by themselves.

use super::findings::{Draft, Findings, file, no_answer};
use crate::files::Survey;
use crate::files::facts::{FirstByPath, ManifestProblem, PathProblem, Sealed};
use crate::formats::Fault;
use crate::formats::kind::Content;
use crate::language::Language;
use crate::rules::Rule;
use crate::rules::catalogue::{self as rule, detail};
use crate::rules::errors::{self, ErrorText};
use crate::text;

pub(super) fn judge(findings: &mut Findings, survey: &Survey) {
    let contents = &survey.contents;
    let kinds: [(&'static Rule, &FirstByPath); 9] = [
        (&rule::TRUNCATED_FILE, &contents.truncated),
        (&rule::WRONG_CONTENT, &contents.wrong),
        (&rule::MANIFEST_HASH_MISMATCH, &contents.mismatched),
        (&rule::MANIFEST_FILE_MISSING, &contents.missing),
        (&rule::MANIFEST_NOT_UNDERSTOOD, &contents.not_understood),
        (&rule::FILE_NOT_IN_MANIFEST, &contents.extra),
        (&rule::SIGNATURE_DIGEST_MISMATCH, &contents.forged),
        (&rule::SIGNATURE_NOT_TRUSTED, &contents.untrusted),
        (&rule::SIGNATURE_MISSING, &contents.unsigned),
    ];
    for (rule, facts) in kinds {
        each(findings, survey, rule, facts);
    }
}

/// One finding for each path of a kind.
pub(super) fn each(findings: &mut Findings, survey: &Survey, rule: &'static Rule, facts: &FirstByPath) {
    for (path, fact) in facts.iter() {
        let full = survey.full(path);
        // The download folder itself has no path below itself.
        let shown = if path.as_os_str().is_empty() { full.clone() } else { text::shown_path(path) };
        let told = fact.problem.as_ref().map(|problem| tell(problem, findings.language())).unwrap_or_default();
        findings.add(Draft {
            guid: fact.guid,
            shown_file: Some(&shown),
            evidence: Some(file(full.clone())),
            file: Some(full),
            detail: told.detail,
            error: told.error,
            expected: told.expected,
            actual: told.actual,
            ..Draft::new(rule)
        });
    }
    for (guid, count) in facts.left_out() {
        findings.omit(rule, guid, count);
    }
}

/// A problem in words.
#[derive(Default)]
struct Told {
    detail: String,
    error: Option<ErrorText>,
    expected: Option<String>,
    actual: Option<String>,
}

impl Told {
    fn plain(detail: String) -> Self {
        Self { detail, ..Self::default() }
    }

    fn compared<T: ToString + ?Sized>(detail: String, expected: &T, actual: &T) -> Self {
        Self { detail, error: None, expected: Some(expected.to_string()), actual: Some(actual.to_string()) }
    }
}

fn tell(problem: &PathProblem, language: Language) -> Told {
    match problem {
        PathProblem::Refused(os) => Told::plain(detail::OPEN_FAILED.fill(language, &[("os", os)])),
        PathProblem::NoAnswer(seconds) => Told::plain(no_answer(*seconds, language)),
        PathProblem::Special => Told::plain(detail::SPECIAL_FILE.get(language).to_owned()),
        PathProblem::TreeChanged => Told::plain(detail::TREE_CHANGED.get(language).to_owned()),
        PathProblem::Changed(listed, read) => {
            Told::compared(detail::FILE_CHANGED.get(language).to_owned(), listed, read)
        }
        PathProblem::Rewritten => Told::plain(detail::CHANGED.get(language).to_owned()),
        PathProblem::Spanned => Told::plain(detail::MANIFEST_SPANNED.get(language).to_owned()),
        PathProblem::Structure(fault) => structure(fault, language),
        PathProblem::Content(content) => Told::plain(content_phrase(*content, language)),
        PathProblem::EndsInNuls(count) => {
            Told::plain(detail::ENDS_IN_NULS.fill(language, &[("count", &count.to_string())]))
        }
        PathProblem::Size(logged, own) => Told::compared(String::new(), logged, own),
        PathProblem::Hash { manifest, expected, actual } => Told::compared((*manifest).to_owned(), expected, actual),
        PathProblem::Missing(manifest) => Told::plain((*manifest).to_owned()),
        PathProblem::Manifest(problem) => Told::plain(manifest_phrase(problem, language)),
        PathProblem::Digest { algorithm, signer, expected, actual } => {
            let values = [("algorithm", algorithm.name()), ("signer", signer.as_str())];
            Told::compared(detail::DIGEST_DIFFERS.fill(language, &values), expected, actual)
        }
        PathProblem::SignatureBroken(what) => Told::plain(detail::SIGNATURE_BROKEN.fill(language, &[("what", what)])),
        PathProblem::Sealed(sealed) => tell_sealed(sealed, language),
        PathProblem::NotTrusted(signer, code) => {
            Told { error: Some(errors::resolve_hresult(*code, language)), ..Told::plain(signer.clone()) }
        }
    }
}

fn tell_sealed(sealed: &Sealed, language: Language) -> Told {
    let named = |text: crate::language::Text, path: &str| Told::plain(text.fill(language, &[("file", path)]));
    match sealed {
        Sealed::Gone(None) => Told::plain(detail::SEALED_GONE.get(language).to_owned()),
        Sealed::Gone(Some(now)) => named(detail::SEALED_MOVED, now),
        Sealed::Size(was, is) => {
            let values = [("expected", &*was.to_string()), ("actual", &*is.to_string())];
            Told::compared(detail::SEALED_SIZE.fill(language, &values), was, is)
        }
        Sealed::Hash { expected, actual, other } => {
            let plain = other.as_ref().map_or_else(
                || detail::SEALED_HASH.get(language).to_owned(),
                |other| detail::SEALED_SWAPPED.fill(language, &[("file", &text::shown(other))]),
            );
            Told::compared(plain, expected, actual)
        }
        Sealed::New(None) => Told::plain(detail::SEALED_NEW.get(language).to_owned()),
        Sealed::New(Some(was)) => named(detail::SEALED_AS, was),
    }
}

fn structure(fault: &Fault, language: Language) -> Told {
    match fault {
        Fault::Truncated { least: Some(least), size } => {
            let values = [("expected", &*least.to_string()), ("actual", &*size.to_string())];
            Told::compared(detail::CUT_SHORT.fill(language, &values), least, size)
        }
        Fault::Truncated { least: None, .. } => Told::plain(detail::CUT_OPEN.get(language).to_owned()),
        Fault::Damaged(what) => Told::plain(detail::DAMAGED.fill(language, &[("what", what)])),
    }
}

/// What a file is instead.
fn content_phrase(content: Content, language: Language) -> String {
    let kind = match content {
        Content::Html => return detail::IS_HTML.get(language).to_owned(),
        Content::Text => return detail::IS_TEXT.get(language).to_owned(),
        Content::Nuls => return detail::IS_NULS.get(language).to_owned(),
        Content::Cabinet => detail::KIND_CABINET,
        Content::Program => detail::KIND_PROGRAM,
        Content::Compound => detail::KIND_COMPOUND,
        Content::Zip => detail::KIND_ZIP,
        Content::Xml => detail::KIND_XML,
        _ => detail::KIND_UNKNOWN,
    };
    detail::IS_OTHER.fill(language, &[("kind", kind.get(language))])
}

fn manifest_phrase(problem: &ManifestProblem, language: Language) -> String {
    let with = |text: crate::language::Text, what: &str| text.fill(language, &[("what", what)]);
    match problem {
        ManifestProblem::Absent => detail::MANIFEST_ABSENT.get(language).to_owned(),
        ManifestProblem::Cabinet(what) => with(detail::MANIFEST_DAMAGED, what),
        ManifestProblem::Spanned => detail::MANIFEST_SPANNED.get(language).to_owned(),
        ManifestProblem::Method(what) => with(detail::MANIFEST_METHOD, what),
        ManifestProblem::NoXml(name) => detail::MANIFEST_NO_XML.fill(language, &[("name", name)]),
        ManifestProblem::Xml(what) => with(detail::MANIFEST_XML, what),
        ManifestProblem::NoFiles => detail::MANIFEST_NO_FILES.get(language).to_owned(),
        ManifestProblem::TooLarge => detail::MANIFEST_TOO_LARGE.get(language).to_owned(),
        ManifestProblem::Parts(count, first) => {
            detail::MANIFEST_PARTS.fill(language, &[("count", &count.to_string()), ("first", first)])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::facts::Fact;
    use std::path::Path;

    #[test]
    fn a_signer_that_windows_does_not_trust_is_told_with_its_code() {
        let mut survey = Survey::of(Path::new("download"));
        let problem = Some(PathProblem::NotTrusted("CN=Somebody".into(), 0x800B_0109));
        survey.contents.untrusted.add(Path::new("a.exe"), Fact { guid: None, problem });
        let mut findings = Findings::new(Language::En);
        judge(&mut findings, &survey);
        let (findings, _) = findings.into_parts();
        let [finding] = findings.as_slice() else { panic!("{findings:?}") };
        assert_eq!(finding.rule, "CMV0502");
        assert!(finding.message.contains("CN=Somebody"), "{}", finding.message);
        let error = finding.error.as_ref().expect("what the code means");
        assert_eq!(error.symbol, "CERT_E_UNTRUSTEDROOT");
    }
}
