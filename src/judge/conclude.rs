//! From findings to a verdict, its sentence, and what to do now.

use super::{Evidence, Findings};
use crate::guid::Guid;
use crate::language::Language;
use crate::logs::setup::SetupLog;
use crate::logs::tool::ToolLog;
use crate::logs::{LogProblem, LogSource};
use crate::report::{EvidenceGrades, Files, Finding, Log, LogKind, Report, SCHEMA, Update, Verdict};
use crate::rules::catalogue::{bring, verdict as say};
use crate::rules::{Effect, known};
use crate::text;
use std::collections::BTreeSet;
use std::time::Duration;

/// Whether the whole download was looked at, or one part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Both logs and the folder: the verdict is on the import.
    Download,
    /// One log or the Redist folders: the verdict is on that part.
    Part,
}

/// Makes the report.
#[must_use]
pub fn conclude(evidence: &Evidence<'_>, findings: Findings, scope: Scope, took: Duration) -> Report {
    let language = findings.language();
    let is_unproved = scope == Scope::Download && evidence.lacks_an_excused_log();
    let updates = updates(evidence, &findings, is_unproved);
    let own = findings.verdict();
    let verdict = if is_unproved { own.max(Verdict::Inconclusive) } else { own };
    let files = files(evidence);
    let summary = summary(verdict, scope, &findings, &updates, &files);
    let (findings, omitted) = findings.into_parts();
    Report {
        schema: SCHEMA,
        verdict,
        summary,
        next_action: next_action(verdict, scope, &findings, is_unproved, language),
        inputs: evidence.request.clone(),
        updates,
        findings,
        omitted,
        logs: logs(evidence),
        files,
        elapsed_ms: u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
    }
}

fn updates(evidence: &Evidence<'_>, findings: &Findings, is_unproved: bool) -> Vec<Update> {
    let logged = evidence.tool.into_iter().flat_map(|tool| tool.updates.keys().copied());
    let there = evidence.survey.into_iter().flat_map(|survey| survey.updates.keys().copied());
    let runs = evidence.setup.into_iter().flat_map(|setup| {
        let is_alone = evidence.tool.is_none() && evidence.survey.is_none();
        evidence.runs.iter().filter(move |_| is_alone).filter_map(|at| setup.runs[*at].guid())
    });
    let guids: BTreeSet<Guid> = logged.chain(there).chain(runs).collect();
    guids.into_iter().map(|guid| update(evidence, findings, is_unproved, guid)).collect()
}

fn update(evidence: &Evidence<'_>, findings: &Findings, is_unproved: bool, guid: Guid) -> Update {
    let found = evidence.survey.and_then(|survey| survey.updates.get(&guid)).cloned().unwrap_or_default();
    let tally = findings.of_update(guid);
    let guid = guid.to_string();
    let unproved = found.first_files.iter().filter(|_| is_unproved);
    Update {
        name: known::update_name(&guid),
        verdict: if is_unproved { tally.verdict.max(Verdict::Inconclusive) } else { tally.verdict },
        files: found.files,
        bytes: found.bytes,
        redist_files: found.redist_files,
        redist_bytes: found.redist_bytes,
        errors: tally.errors,
        warnings: tally.warnings,
        evidence: EvidenceGrades { present: found.files },
        unproved: unproved.map(|path| text::shown(&path.to_string_lossy())).collect(),
        guid,
    }
}

fn files(evidence: &Evidence<'_>) -> Files {
    evidence.survey.map_or_else(Files::default, |survey| Files {
        count: survey.files,
        bytes: survey.bytes,
        empty: survey.empty,
        read_bytes: survey.read_bytes,
        hashed_bytes: 0,
    })
}

fn logs(evidence: &Evidence<'_>) -> Vec<Log> {
    let tool = evidence.tool.and_then(tool_log);
    let setup = evidence.setup.and_then(|setup| setup_log(setup, evidence.runs.len() as u64));
    tool.into_iter().chain(setup).collect()
}

fn tool_log(tool: &ToolLog) -> Option<Log> {
    let runs = u64::from(tool.has_downloads);
    log(&tool.source, LogKind::ServiceConnection, runs, runs)
}

fn setup_log(setup: &SetupLog, judged: u64) -> Option<Log> {
    log(&setup.source, LogKind::Setup, setup.run_count, judged)
}

fn log(source: &LogSource, kind: LogKind, runs: u64, runs_judged: u64) -> Option<Log> {
    if source.problem == Some(LogProblem::NotGiven) {
        return None;
    }
    Some(Log {
        kind,
        path: text::shown(source.path.as_deref()?),
        encoding: source.encoding,
        bytes: source.bytes,
        lines: source.lines,
        first_time: source.first_time.map(|time| time.to_string()),
        last_time: source.last_time.map(|time| time.to_string()),
        runs,
        runs_judged,
    })
}

fn summary(verdict: Verdict, scope: Scope, findings: &Findings, updates: &[Update], files: &Files) -> String {
    let language = findings.language();
    let first = |effect| {
        let first = findings.list().iter().find(|finding| finding.effect == effect);
        first.map(|finding| finding.message.as_str()).unwrap_or_default()
    };
    let count = |effect| findings.count(effect).to_string();
    match verdict {
        Verdict::Usable if scope == Scope::Part => say::SUMMARY_PART_USABLE.get(language).to_owned(),
        Verdict::Usable => say::SUMMARY_USABLE.fill(
            language,
            &[("count", &updates.len().to_string()), ("files", &files.count.to_string()), ("size", &size(files.bytes))],
        ),
        Verdict::NotUsable => say::SUMMARY_NOT_USABLE
            .fill(language, &[("errors", &count(Effect::NotUsable)), ("first", first(Effect::NotUsable))]),
        Verdict::Inconclusive if findings.count(Effect::Inconclusive) > 0 => say::SUMMARY_INCONCLUSIVE
            .fill(language, &[("count", &count(Effect::Inconclusive)), ("first", first(Effect::Inconclusive))]),
        Verdict::Inconclusive => {
            let unproved: u64 = updates.iter().map(|update| update.evidence.present).sum();
            let first = updates.iter().find_map(|update| update.unproved.first());
            say::SUMMARY_UNPROVED
                .fill(language, &[("count", &unproved.to_string()), ("first", first.map_or("", String::as_str))])
        }
    }
}

fn next_action(verdict: Verdict, scope: Scope, findings: &[Finding], is_unproved: bool, language: Language) -> String {
    match verdict {
        Verdict::Usable if scope == Scope::Part => {
            return say::NEXT_PART_USABLE.get(language).to_owned();
        }
        Verdict::Usable => return say::NEXT_USABLE.get(language).to_owned(),
        Verdict::NotUsable => return say::NEXT_NOT_USABLE.get(language).to_owned(),
        Verdict::Inconclusive => {}
    }
    let needs = [
        (bring::BRING_FOLDER, &["CMV0310"][..]),
        (bring::BRING_TOOL_LOG, &["CMV0106", "CMV0107", "CMV0109"]),
        (bring::BRING_SETUP_LOG, &["CMV0206", "CMV0207"]),
        (bring::BRING_RIGHTS, &["CMV0307"]),
        (bring::NO_LINKS, &["CMV0308"]),
    ];
    let is_found = |rules: &[&str]| {
        findings.iter().any(|finding| finding.effect == Effect::Inconclusive && rules.contains(&finding.rule))
    };
    let mut wanted: Vec<&str> =
        needs.iter().filter(|(_, rules)| is_found(rules)).map(|(text, _)| text.get(language)).collect();
    if is_unproved {
        wanted.push(bring::BRING_PROOF.get(language));
    }
    let separator = match language {
        Language::En => "; ",
        Language::Ja => "、",
    };
    say::NEXT_INCONCLUSIVE.fill(language, &[("detail", &wanted.join(separator))])
}

/// A size as Explorer shows it: units of 1,024, one decimal.
fn size(bytes: u64) -> String {
    let units = ["KB", "MB", "GB", "TB"];
    if bytes < 1024 {
        return format!("{bytes} bytes");
    }
    let mut tenths = u128::from(bytes) * 10 / 1024;
    let mut unit = 0;
    while tenths >= 10_240 && unit + 1 < units.len() {
        tenths /= 1024;
        unit += 1;
    }
    format!("{}.{} {}", tenths / 10, tenths % 10, units[unit])
}

#[cfg(test)]
mod tests {
    #[test]
    fn sizes_read_as_in_explorer() {
        let rows =
            [(0, "0 bytes"), (1023, "1023 bytes"), (1024, "1.0 KB"), (967_280_807, "922.4 MB"), (32 << 30, "32.0 GB")];
        for (bytes, shown) in rows {
            assert_eq!(super::size(bytes), shown);
        }
    }
}
