//! Rules `CMV01xx`: what the tool's log says of the download.

use super::Evidence;
use super::findings::{Draft, Findings, at, log_problem};
use crate::guid::Guid;
use crate::logs::tool::{ErrorLine, Step, ToolLog};
use crate::logs::{FirstFew, LogProblem};
use crate::rules::{Rule, catalogue as rule, errors};
use std::collections::BTreeSet;

/// What the lines of the log are judged by.
const OF_LINES: [&Rule; 6] = [
    &rule::REDIST_DOWNLOAD_FAILED,
    &rule::REDIST_DOWNLOAD_UNFINISHED,
    &rule::PAYLOAD_UNFINISHED,
    &rule::TOOL_ERROR,
    &rule::ADMIN_UI_CONTENT_FAILED,
    &rule::KNOWN_HARMLESS_ERROR,
];

pub(super) fn judge(findings: &mut Findings, evidence: &Evidence<'_>, tool: &ToolLog) {
    if !evidence.is_excused(&tool.source) {
        findings.judge_log(&tool.source, &[&rule::TOOL_LOG_UNAVAILABLE]);
    }
    if let Some(problem) = &tool.source.problem {
        if !evidence.is_excused(&tool.source) {
            let detail = log_problem(problem, findings.language());
            let path = tool.source.path.clone().map(super::findings::file);
            findings.add(Draft { evidence: path, detail, ..Draft::new(&rule::TOOL_LOG_UNAVAILABLE) });
        }
    }
    let was_read = !matches!(tool.source.problem, Some(LogProblem::NotGiven)) && tool.source.encoding.is_some();
    let is_empty = tool.source.problem.is_none() && tool.source.bytes == 0;
    if !was_read && !is_empty {
        return;
    }
    if tool.source.problem.is_none() {
        findings.judge_log(&tool.source, &[&rule::NOT_A_CONNECT_LOG]);
    }
    findings.judge_log(&tool.source, &OF_LINES);
    if !tool.has_downloads && tool.source.problem.is_none() {
        let path = tool.source.path.clone().map(super::findings::file);
        findings.add(Draft { evidence: path, ..Draft::new(&rule::NOT_A_CONNECT_LOG) });
    }
    let unnamed = unnamed_update(evidence, tool);
    downloads(findings, tool, unnamed);
    let mut lines = |rule: &'static Rule, lines: &FirstFew<ErrorLine>| {
        for line in &lines.kept {
            findings.add(Draft {
                evidence: Some(at(&tool.source, &line.mark)),
                error: errors::find_in_text(&line.text, findings.language()),
                detail: line.text.clone(),
                ..Draft::new(rule)
            });
        }
        findings.omit(rule, None, lines.left_out());
    };
    lines(&rule::TOOL_ERROR, &tool.errors);
    lines(&rule::ADMIN_UI_CONTENT_FAILED, &tool.admin_ui_errors);
    lines(&rule::KNOWN_HARMLESS_ERROR, &tool.harmless_errors);
}

/// Redists and payloads that failed or did not end.
fn downloads(findings: &mut Findings, tool: &ToolLog, unnamed: Option<Guid>) {
    let source = &tool.source;
    for failure in &tool.redist_failures.kept {
        findings.add(Draft {
            guid: failure.guid.or(unnamed),
            evidence: Some(at(source, &failure.mark)),
            error: errors::find_in_text(&failure.mark.text, findings.language()),
            ..Draft::new(&rule::REDIST_DOWNLOAD_FAILED)
        });
    }
    findings.omit(&rule::REDIST_DOWNLOAD_FAILED, None, tool.redist_failures.left_out());
    for mark in &tool.open_redists {
        let evidence = Some(at(source, mark));
        findings.add(Draft { guid: unnamed, evidence, ..Draft::new(&rule::REDIST_DOWNLOAD_UNFINISHED) });
    }
    for mark in &tool.open_payloads {
        findings.add(Draft { evidence: Some(at(source, mark)), ..Draft::new(&rule::PAYLOAD_UNFINISHED) });
    }
    for (guid, update) in &tool.updates {
        let steps = [(&update.redist, &rule::REDIST_DOWNLOAD_UNFINISHED), (&update.payload, &rule::PAYLOAD_UNFINISHED)];
        for (step, rule) in steps {
            if let Step::Started(mark) = step {
                findings.add(Draft { guid: Some(*guid), evidence: Some(at(source, mark)), ..Draft::new(rule) });
            }
        }
    }
}

/// The old wording starts a redist download without naming the update. Where the folder holds just one with a Redist
/// folder that the log does not name, that is the one.
fn unnamed_update(evidence: &Evidence<'_>, tool: &ToolLog) -> Option<Guid> {
    let mut unnamed = updates_not_in_log(evidence, tool).into_iter();
    unnamed.next().filter(|_| unnamed.next().is_none())
}

/// Updates with a Redist folder for which the log shows no redist download.
pub(super) fn updates_not_in_log(evidence: &Evidence<'_>, tool: &ToolLog) -> BTreeSet<Guid> {
    let Some(survey) = evidence.survey else {
        return BTreeSet::new();
    };
    let is_silent = |guid: &Guid| tool.updates.get(guid).is_none_or(|logged| logged.redist == Step::Unnamed);
    let updates = survey.updates.iter();
    updates.filter(|(guid, update)| update.has_redist_folder && is_silent(guid)).map(|(guid, _)| *guid).collect()
}
