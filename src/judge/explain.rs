//! Which file was judged by which rules, for somebody who wants to be told.

use super::findings::JudgedLog;
use super::folder::could_be_seen;
use crate::files::Survey;
use crate::files::checks::{Check, Checks};
use crate::report::{Judged, JudgedFile};
use crate::rules::{Rule, catalogue as rule};
use crate::text;

/// The logs first, then the files by path.
pub(super) fn explain(logs: &[JudgedLog], survey: Option<&Survey>) -> Judged {
    let mut files: Vec<JudgedFile> = logs.iter().map(JudgedLog::told).collect();
    let Some((survey, checked)) = survey.and_then(|survey| Some((survey, survey.checked.as_ref()?))) else {
        return Judged { files, omitted: 0 };
    };
    files.extend(checked.iter().map(|(path, checked)| JudgedFile {
        file: text::shown_path(path),
        rules: ids(checked.asked, survey),
        found: ids(checked.found, survey),
        grade: checked.grade,
    }));
    Judged { files, omitted: checked.left_out() }
}

/// The rules of some questions, by id.
fn ids(checks: Checks, survey: &Survey) -> Vec<&'static str> {
    let asked = Check::ALL.into_iter().filter(|check| checks.has(*check) && is_judged(*check, survey));
    let mut ids: Vec<&str> = asked.map(|check| rule_of(check).id).collect();
    ids.sort_unstable();
    ids
}

/// What no log can be held against was looked at, and not judged.
fn is_judged(check: Check, survey: &Survey) -> bool {
    check != Check::LoggedSize || could_be_seen(survey)
}

/// The rule that a question is asked for.
const fn rule_of(check: Check) -> &'static Rule {
    match check {
        Check::EmptyRedist => &rule::EMPTY_REDIST_FILE,
        Check::EmptyPackage => &rule::EMPTY_PACKAGE_FILE,
        Check::PartialName => &rule::PARTIAL_FILE,
        Check::LoggedSize => &rule::LOGGED_SIZE_MISMATCH,
        Check::Readable => &rule::UNREADABLE_PATH,
        Check::Link => &rule::LINK_IN_DOWNLOAD,
        Check::Whole => &rule::TRUNCATED_FILE,
        Check::Content => &rule::WRONG_CONTENT,
        Check::ManifestHash => &rule::MANIFEST_HASH_MISMATCH,
        Check::Listed => &rule::FILE_NOT_IN_MANIFEST,
        Check::ListedThere => &rule::MANIFEST_FILE_MISSING,
        Check::Manifest => &rule::MANIFEST_NOT_UNDERSTOOD,
        Check::SignedDigest => &rule::SIGNATURE_DIGEST_MISMATCH,
        Check::Trust => &rule::SIGNATURE_NOT_TRUSTED,
        Check::Signed => &rule::SIGNATURE_MISSING,
        Check::SealedThere => &rule::SEAL_FILE_MISSING,
        Check::SealedSame => &rule::SEAL_FILE_CHANGED,
        Check::SealedKnown => &rule::SEAL_FILE_ADDED,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::FolderProblem;
    use crate::files::checks::CheckedPaths;
    use std::path::Path;

    #[test]
    fn the_size_in_a_log_is_a_rule_for_a_file_unless_the_folder_could_not_be_seen() {
        let path = Path::new("a.cab");
        for (problem, rules) in [
            (None, &["CMV0110", "CMV0307"][..]),
            (Some(FolderProblem::NoUpdate(None)), &["CMV0110", "CMV0307"]),
            (Some(FolderProblem::TooMany), &["CMV0307"]),
        ] {
            let mut checked = CheckedPaths::default();
            checked.enter(path);
            let mut survey = Survey { problem, checked: Some(checked), ..Survey::of(Path::new("download")) };
            survey.mark(Check::LoggedSize, path, false);
            survey.mark(Check::Readable, path, false);
            let judged = explain(&[], Some(&survey));
            assert_eq!(judged.files[0].rules, rules, "{:?}", survey.problem);
        }
    }
}
