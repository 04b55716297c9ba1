//! Rules `CMV03xx`: what lies in the folder, and what the logs say should.

use super::contents::each;
use super::findings::{Draft, Findings, file, log_problem, no_answer, update_phrase};
use super::tool_log::updates_not_in_log;
use super::{Evidence, findings};
use crate::files::facts::PathProblem;
use crate::files::{FolderProblem, Survey};
use crate::guid::Guid;
use crate::language::Language;
use crate::logs::LogProblem;
use crate::logs::tool::{LoggedUpdate, Step, ToolLog};
use crate::rules::catalogue::{self as rule, detail};
use crate::rules::known;
use crate::text;

pub(super) fn judge(findings: &mut Findings, evidence: &Evidence<'_>, survey: &Survey) {
    if let Some(problem) = &survey.problem {
        let path = text::shown(&survey.root.to_string_lossy());
        let detail = folder_problem(problem, findings.language());
        findings.add(Draft { evidence: Some(file(path)), detail, ..Draft::new(&rule::DOWNLOAD_FOLDER_UNAVAILABLE) });
    }
    files(findings, survey);
    if !could_be_seen(survey) {
        return;
    }
    if survey.problem.is_none() && !survey.is_partly_unseen && !survey.has_update_manifest && evidence.setup.is_some() {
        let path = text::shown(&survey.root.to_string_lossy());
        findings.add(Draft { evidence: Some(file(path)), ..Draft::new(&rule::UPDATE_MANIFEST_MISSING) });
    }
    if let Some(tool) = evidence.tool {
        if tool.source.encoding.is_some() {
            let rules = [&rule::LOGGED_UPDATE_MISSING, &rule::REDIST_MISSING, &rule::LOGGED_SIZE_MISMATCH];
            findings.judge_log(&tool.source, &rules);
        }
        against_tool_log(findings, survey, tool);
        sizes(findings, survey, tool);
    }
    if let Some(tool) = evidence.connect_log() {
        findings.judge_log(&tool.source, &[&rule::UPDATE_NOT_IN_LOG]);
        not_in_log(findings, evidence, survey, tool);
    }
    if evidence.connect_log().is_some() || evidence.tool.is_some_and(|tool| evidence.is_excused(&tool.source)) {
        releases_without_redists(findings, survey, evidence.connect_log());
    }
    against_runs(findings, evidence, survey);
    for (guid, update) in &survey.updates {
        let is_logged = evidence.tool.is_some_and(|tool| tool.updates.contains_key(guid));
        if update.files == 0 && !is_logged && !survey.may_hide(*guid) {
            let language = findings.language();
            let update = update_phrase(Some(*guid), language);
            let detail = detail::UPDATE_EMPTY.fill(language, &[("update", &update)]);
            findings.add(Draft { guid: Some(*guid), detail, ..Draft::new(&rule::DOWNLOAD_FOLDER_UNAVAILABLE) });
        }
    }
}

/// True where the folder is one that a log can be held against.
pub(super) const fn could_be_seen(survey: &Survey) -> bool {
    matches!(survey.problem, None | Some(FolderProblem::NoUpdate(_)))
}

/// What can be said of the files without a log.
fn files(findings: &mut Findings, survey: &Survey) {
    each(findings, survey, &rule::EMPTY_REDIST_FILE, &survey.empty_redist);
    each(findings, survey, &rule::EMPTY_PACKAGE_FILE, &survey.empty_package);
    each(findings, survey, &rule::UNREADABLE_PATH, &survey.unreadable);
    each(findings, survey, &rule::LINK_IN_DOWNLOAD, &survey.links);
    each(findings, survey, &rule::PARTIAL_FILE, &survey.partial);
    for (guid, update) in &survey.updates {
        if let Some(first) = &update.first_placeholder {
            let full = survey.full(first);
            findings.add(Draft {
                guid: Some(*guid),
                shown_file: Some(&text::shown(&first.to_string_lossy())),
                evidence: Some(file(full.clone())),
                file: Some(full),
                count: update.placeholders,
                normal: Some(rule::PLACEHOLDERS),
                ..Draft::new(&rule::EMPTY_PACKAGE_FILE)
            });
        }
    }
}

/// What the tool's log reports and the folder lacks, and the other way round.
fn against_tool_log(findings: &mut Findings, survey: &Survey, tool: &ToolLog) {
    let language = findings.language();
    for (guid, logged) in &tool.updates {
        if survey.may_hide(*guid) {
            continue;
        }
        let found = survey.updates.get(guid);
        let has_payload = found.is_some_and(|update| update.payload_files > 0) || survey.loose_files > 0;
        let missing = match (reports(logged), found) {
            (Some(mark), None) => Some((mark, detail::GUID_ABSENT)),
            // A payload whose download did not end is the subject of another rule.
            (Some(mark), Some(_)) if !has_payload && !matches!(logged.payload, Step::Started(_)) => {
                Some((mark, detail::PAYLOAD_ABSENT))
            }
            _ => None,
        };
        if let Some((mark, why)) = missing {
            findings.add(Draft {
                guid: Some(*guid),
                evidence: Some(findings::at(&tool.source, mark)),
                detail: why.get(language).to_owned(),
                ..Draft::new(&rule::LOGGED_UPDATE_MISSING)
            });
        }
        if let (Step::Succeeded(mark), Some(update)) = (&logged.redist, found) {
            if update.redist_files == 0 {
                let why = if update.has_redist_folder { detail::FOLDER_EMPTY } else { detail::FOLDER_ABSENT };
                findings.add(Draft {
                    guid: Some(*guid),
                    evidence: Some(findings::at(&tool.source, mark)),
                    detail: why.get(language).to_owned(),
                    ..Draft::new(&rule::REDIST_MISSING)
                });
            }
        }
    }
}

/// Files that have another size than the log states.
fn sizes(findings: &mut Findings, survey: &Survey, tool: &ToolLog) {
    for (path, fact) in survey.sizes.iter() {
        let Some(PathProblem::Size(logged, own)) = fact.problem else { continue };
        let of_update = fact.guid.and_then(|guid| tool.updates.get(&guid)).and_then(|update| update.payload.mark());
        let of_file = || tool.files.kept.iter().rev().find(|file| file.size == logged).map(|file| &file.mark);
        let mark = of_update.or_else(of_file);
        findings.add(Draft {
            guid: fact.guid,
            shown_file: Some(&text::shown_path(path)),
            file: Some(survey.full(path)),
            evidence: mark.map(|mark| findings::at(&tool.source, mark)),
            expected: Some(logged.to_string()),
            actual: Some(own.to_string()),
            ..Draft::new(&rule::LOGGED_SIZE_MISMATCH)
        });
    }
    for (guid, count) in survey.sizes.left_out() {
        findings.omit(&rule::LOGGED_SIZE_MISMATCH, guid, count);
    }
}

/// The line by which the log reports that a download of this update was completed.
fn reports(update: &LoggedUpdate) -> Option<&crate::logs::Mark> {
    [&update.payload, &update.redist].into_iter().find_map(|step| match step {
        Step::Succeeded(mark) => Some(mark),
        _ => None,
    })
}

/// Updates that the log should name and does not: it is the log of another run.
fn not_in_log(findings: &mut Findings, evidence: &Evidence<'_>, survey: &Survey, tool: &ToolLog) {
    let silent = updates_not_in_log(evidence, tool);
    // The old wording starts without a name: an unfinished or failed start accounts for one of them.
    let unnamed_failures = tool.redist_failures.kept.iter().filter(|failure| failure.guid.is_none()).count();
    let is_accounted_for = silent.len() <= tool.open_redists.len() + unnamed_failures;
    for (guid, update) in &survey.updates {
        let is_empty = update.files == 0 && !update.has_redist_folder;
        let is_unnamed = tool.names_payloads && !tool.updates.contains_key(guid) && !is_empty;
        if silent.contains(guid) && !is_accounted_for || is_unnamed {
            let path = tool.source.path.clone().map(file);
            findings.add(Draft { guid: Some(*guid), evidence: path, ..Draft::new(&rule::UPDATE_NOT_IN_LOG) });
        }
    }
}

/// A release that must bring redists and has none, though the log does not speak of them: the tool was stopped before it
/// came to them.
fn releases_without_redists(findings: &mut Findings, survey: &Survey, tool: Option<&ToolLog>) {
    // An unfinished start without a name is said by another rule, and may be this one's.
    if tool.is_some_and(|tool| !tool.open_redists.is_empty()) {
        return;
    }
    for (guid, update) in &survey.updates {
        let logged = tool.and_then(|tool| tool.updates.get(guid));
        let is_said_already = match logged {
            Some(logged) => logged.redist != Step::Unnamed,
            // The log is of another run, which is said too.
            None => tool.is_some_and(|tool| tool.names_payloads),
        };
        let is_release = known::has_redists(&guid.to_string());
        if is_release && update.files > 0 && update.redist_files == 0 && !is_said_already && !survey.may_hide(*guid) {
            let why = if update.has_redist_folder { detail::FOLDER_EMPTY } else { detail::FOLDER_ABSENT };
            findings.add(Draft {
                guid: Some(*guid),
                detail: why.get(findings.language()).to_owned(),
                instead: Some(rule::RELEASE_WITHOUT_REDISTS),
                ..Draft::new(&rule::REDIST_MISSING)
            });
        }
    }
}

/// Files that a run downloaded or verified and that are not there.
fn against_runs(findings: &mut Findings, evidence: &Evidence<'_>, survey: &Survey) {
    let Some(setup) = evidence.setup else {
        return;
    };
    for run in evidence.runs.iter().map(|at| &setup.runs[*at]) {
        let guid = run.guid();
        if !holds_redists(survey, guid) {
            continue;
        }
        findings.judge_log(&setup.source, &[&rule::LOGGED_FILE_MISSING]);
        for file in run.files.iter().filter(|file| !file.failed && !survey.wanted.was_seen(guid, &file.name)) {
            findings.add(Draft {
                guid,
                file: Some(file.shown.clone()),
                evidence: Some(findings::at(&setup.source, &file.mark)),
                ..Draft::new(&rule::LOGGED_FILE_MISSING)
            });
        }
    }
}

/// True where the folder holds redists of that update, or of any, and all of it was seen. Where a whole Redist folder is
/// missing, that is said once and not for each file.
fn holds_redists(survey: &Survey, guid: Option<Guid>) -> bool {
    let mut updates = survey.updates.iter().filter(|(g, _)| guid.is_none_or(|guid| guid == **g));
    let all_seen = !survey.is_partly_unseen && updates.clone().all(|(_, update)| !update.is_partly_unseen);
    all_seen && updates.any(|(_, update)| update.redist_files > 0)
}

pub(super) fn folder_problem(problem: &FolderProblem, language: Language) -> String {
    let named = |text: crate::language::Text, path: &std::path::Path| {
        text.fill(language, &[("file", &text::shown(&path.to_string_lossy()))])
    };
    match problem {
        FolderProblem::Missing => detail::FOLDER_MISSING.get(language).to_owned(),
        FolderProblem::IsFile => detail::FOLDER_IS_FILE.get(language).to_owned(),
        FolderProblem::Refused(os) => detail::OPEN_FAILED.fill(language, &[("os", os)]),
        FolderProblem::NoAnswer(seconds) => no_answer(*seconds, language),
        FolderProblem::NoUpdate(None) => detail::FOLDER_NO_UPDATE.get(language).to_owned(),
        FolderProblem::NoUpdate(Some(path)) => named(detail::FOLDER_HINT, path),
        FolderProblem::NoRedist => detail::FOLDER_NO_REDIST.get(language).to_owned(),
        FolderProblem::IsUpdate(parent) => named(detail::FOLDER_IS_UPDATE, parent),
        FolderProblem::IsRedist(download) => named(detail::FOLDER_IS_REDIST, download),
        FolderProblem::TooMany => log_problem(&LogProblem::TooMuch, language),
    }
}
