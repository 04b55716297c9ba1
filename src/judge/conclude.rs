//! From findings to a verdict, its sentence, and what to do now.

use super::explain::explain;
use super::unproved::{self, Doubt};
use super::{Evidence, Findings};
use crate::files::proof::{Grade, Proofs};
use crate::guid::Guid;
use crate::language::Language;
use crate::logs::setup::SetupLog;
use crate::logs::tool::ToolLog;
use crate::logs::{LogProblem, LogSource};
use crate::report::{EvidenceGrades, FileEvidence, Files, Finding, Log, LogKind, Report, SCHEMA, Update, Verdict};
use crate::rules::catalogue::{bring, verdict as say};
use crate::rules::{Effect, known};
use crate::text::{self, size};
use std::collections::BTreeSet;
use std::time::Duration;

/// How many files the report names one by one with their evidence, over all updates: the reader of Windows PowerShell
/// takes 2 million characters.
const MOST_FILES_LISTED: usize = 500;

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
    let is_without_logs = scope == Scope::Download && evidence.lacks_an_excused_log();
    let doubts = if is_without_logs { unproved::doubts(evidence) } else { Vec::new() };
    let updates = updates(evidence, &findings, &doubts);
    let own = findings.verdict();
    let verdict = if doubts.is_empty() { own } else { own.max(Verdict::Inconclusive) };
    let files = files(evidence);
    let is_excused = is_without_logs && verdict == Verdict::Usable;
    let summary = summary(verdict, scope, is_excused, &findings, &updates, &files, &doubts);
    let judged = evidence.request.explain.then(|| explain(findings.logs(), evidence.survey));
    let (findings, omitted) = findings.into_parts();
    Report {
        schema: SCHEMA,
        verdict,
        summary,
        next_action: next_action(verdict, scope, &findings, &doubts, language),
        inputs: evidence.request.shown(),
        updates,
        findings,
        omitted,
        logs: logs(evidence),
        files,
        seal: None,
        judged,
        elapsed_ms: u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
    }
}

fn updates(evidence: &Evidence<'_>, findings: &Findings, doubts: &[(Option<Guid>, Doubt)]) -> Vec<Update> {
    let logged = evidence.tool.into_iter().flat_map(|tool| tool.updates.keys().copied());
    let there = evidence.survey.into_iter().flat_map(|survey| survey.updates.keys().copied());
    // In a folder lies what was downloaded; without one, the runs say it.
    let is_without_folder = evidence.survey.is_none();
    let runs = evidence.setup.into_iter().flat_map(|setup| {
        evidence.runs.iter().filter(move |_| is_without_folder).filter_map(|at| setup.runs[*at].guid())
    });
    let guids: BTreeSet<Guid> = logged.chain(there).chain(runs).collect();
    let mut room = MOST_FILES_LISTED;
    guids
        .into_iter()
        .map(|guid| {
            // What concerns no update by name concerns all of them.
            let is_unproved = doubts.iter().any(|(of, _)| of.is_none_or(|of| of == guid));
            update(evidence, findings, is_unproved, guid, &mut room)
        })
        .collect()
}

fn update(evidence: &Evidence<'_>, findings: &Findings, is_unproved: bool, guid: Guid, room: &mut usize) -> Update {
    let found = evidence.survey.and_then(|survey| survey.updates.get(&guid)).cloned().unwrap_or_default();
    let tally = findings.of_update(guid);
    let proofs = evidence.survey.and_then(|survey| survey.contents.proofs.of(Some(guid)));
    let unproved = proofs.into_iter().flat_map(Proofs::first_unproved).filter(|_| is_unproved);
    let file_evidence: Vec<FileEvidence> = proofs.into_iter().flat_map(file_evidence).take(*room).collect();
    *room -= file_evidence.len();
    let guid = guid.to_string();
    Update {
        name: known::update_name(&guid),
        verdict: if is_unproved { tally.verdict.max(Verdict::Inconclusive) } else { tally.verdict },
        files: found.files,
        bytes: found.bytes,
        redist_files: found.redist_files,
        redist_bytes: found.redist_bytes,
        errors: tally.errors,
        warnings: tally.warnings,
        grade: proofs.and_then(Proofs::weakest),
        evidence: proofs.map_or_else(EvidenceGrades::default, grades),
        file_evidence,
        unproved: unproved.map(text::shown_path).collect(),
        guid,
    }
}

fn file_evidence(proofs: &Proofs) -> impl Iterator<Item = FileEvidence> {
    proofs.listed().map(|(grade, path, proof)| {
        let signature = proof.signature.as_ref();
        let time = signature.and_then(|signature| signature.time.as_ref());
        FileEvidence {
            file: text::shown_path(path),
            size: proof.size,
            grade,
            signer: signature.map(|signature| signature.signer.clone()),
            signed_at: time.map(|time| time.at.clone()),
            time_stamper: time.map(|time| time.by.clone()),
        }
    })
}

fn grades(proofs: &Proofs) -> EvidenceGrades {
    EvidenceGrades {
        signature: proofs.count(Grade::Signature),
        manifest_hash: proofs.count(Grade::ManifestHash),
        logged_hash: proofs.count(Grade::LoggedHash),
        logged_size: proofs.count(Grade::LoggedSize),
        present: proofs.count(Grade::Present),
    }
}

fn files(evidence: &Evidence<'_>) -> Files {
    evidence.survey.map_or_else(Files::default, |survey| {
        let mut evidence = EvidenceGrades::default();
        for grades in survey.contents.proofs.values().map(grades) {
            evidence.signature += grades.signature;
            evidence.manifest_hash += grades.manifest_hash;
            evidence.logged_hash += grades.logged_hash;
            evidence.logged_size += grades.logged_size;
            evidence.present += grades.present;
        }
        Files {
            count: survey.files,
            bytes: survey.bytes,
            empty: survey.empty,
            read_bytes: survey.read_bytes,
            hashed_bytes: survey.contents.hashed_bytes,
            evidence,
        }
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

fn summary(
    verdict: Verdict,
    scope: Scope,
    is_without_logs: bool,
    findings: &Findings,
    updates: &[Update],
    files: &Files,
    doubts: &[(Option<Guid>, Doubt)],
) -> String {
    let language = findings.language();
    let first = |effect| {
        let first = findings.list().iter().find(|finding| finding.effect == effect);
        first.map(|finding| finding.message.as_str()).unwrap_or_default()
    };
    let count = |effect| findings.count(effect).to_string();
    match verdict {
        Verdict::Usable if scope == Scope::Part => say::SUMMARY_PART_USABLE.get(language).to_owned(),
        Verdict::Usable => {
            let text = if is_without_logs { say::SUMMARY_USABLE_WITHOUT_LOGS } else { say::SUMMARY_USABLE };
            let (count, files, size) = (updates.len().to_string(), files.count.to_string(), size(files.bytes));
            text.fill(language, &[("count", &count), ("files", &files), ("size", &size)])
        }
        Verdict::NotUsable => say::SUMMARY_NOT_USABLE
            .fill(language, &[("errors", &count(Effect::NotUsable)), ("first", first(Effect::NotUsable))]),
        Verdict::Inconclusive if findings.count(Effect::Inconclusive) > 0 => say::SUMMARY_INCONCLUSIVE
            .fill(language, &[("count", &count(Effect::Inconclusive)), ("first", first(Effect::Inconclusive))]),
        Verdict::Inconclusive => {
            // Enough to know what it is about; the updates name the files.
            let first = doubts.iter().take(3).map(|(guid, doubt)| unproved::tell(*guid, doubt, language));
            say::SUMMARY_UNPROVED.fill(language, &[("detail", &first.collect::<Vec<_>>().join(separator(language)))])
        }
    }
}

pub(super) fn next_action(
    verdict: Verdict,
    scope: Scope,
    findings: &[Finding],
    doubts: &[(Option<Guid>, Doubt)],
    language: Language,
) -> String {
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
        (bring::BRING_SEAL, &["CMV0604"]),
    ];
    let is_found = |rules: &[&str]| {
        findings.iter().any(|finding| finding.effect == Effect::Inconclusive && rules.contains(&finding.rule))
    };
    let mut wanted: Vec<&str> =
        needs.iter().filter(|(_, rules)| is_found(rules)).map(|(text, _)| text.get(language)).collect();
    match doubts {
        [] => {}
        [(_, Doubt::Depth)] => wanted.push(bring::BRING_DEPTH.get(language)),
        _ => wanted.push(bring::BRING_PROOF.get(language)),
    }
    say::NEXT_INCONCLUSIVE.fill(language, &[("detail", &wanted.join(separator(language)))])
}

/// What stands between the parts of a list.
const fn separator(language: Language) -> &'static str {
    match language {
        Language::En => "; ",
        Language::Ja => "、",
    }
}
