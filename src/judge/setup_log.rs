//! Rules `CMV02xx`: what setupdl's runs say of the redists.

use super::Evidence;
use super::findings::{Draft, Findings, at, file, log_problem};
use super::line::rule_of;
use crate::guid::Guid;
use crate::logs::LogProblem;
use crate::logs::setup::{FailureKind, Run, SetupLog};
use crate::logs::tool::Step;
use crate::rules::catalogue::{self as rule, detail};
use crate::rules::{Rule, errors};
use std::collections::BTreeSet;

/// What the runs that belong are judged by.
const OF_RUNS: [&Rule; 8] = [
    &rule::SETUP_DOWNLOAD_FAILED,
    &rule::SETUP_HASH_CHECK_FAILED,
    &rule::SETUP_SIGNATURE_CHECK_FAILED,
    &rule::SETUP_MANIFEST_VERIFICATION_FAILED,
    &rule::SETUP_RUN_UNFINISHED,
    &rule::SETUP_ERROR,
    &rule::ODBC_DRIVER_HANG,
    &rule::KNOWN_HARMLESS_ERROR,
];

pub(super) fn judge(findings: &mut Findings, evidence: &Evidence<'_>, setup: &SetupLog) {
    let source = &setup.source;
    let is_needed = evidence.has_redists();
    // Of runs that a later one repeated, nobody needs every file.
    let is_repeated = |at: usize| setup.runs.range(at + 1..).any(|later| later.guid() == setup.runs[at].guid());
    let is_part = |at: &usize| setup.runs[*at].lacks_files && !(evidence.request.all_runs && is_repeated(*at));
    let too_much = evidence.runs.iter().any(is_part).then_some(&LogProblem::TooMuch);
    let problem = source.problem.as_ref().or(too_much);
    if is_needed && !evidence.is_excused(source) {
        findings.judge_log(source, &[&rule::SETUP_LOG_UNAVAILABLE]);
    }
    if !evidence.runs.is_empty() || evidence.request.all_runs && !setup.forgotten_failures.kept.is_empty() {
        findings.judge_log(source, &OF_RUNS);
    }
    if let Some(problem) = problem.filter(|_| is_needed && !evidence.is_excused(source)) {
        let detail = log_problem(problem, findings.language());
        let path = source.path.clone().map(file);
        findings.add(Draft { evidence: path, detail, ..Draft::new(&rule::SETUP_LOG_UNAVAILABLE) });
    }
    for at in evidence.runs {
        run(findings, setup, &setup.runs[*at]);
    }
    if evidence.request.all_runs {
        for run in &setup.forgotten_failures.kept {
            self::run(findings, setup, run);
        }
        findings.omit(&rule::SETUP_RUN_UNFINISHED, None, setup.forgotten_failures.left_out());
    } else {
        history(findings, evidence, setup);
    }
    if is_needed && source.problem.is_none() {
        without_run(findings, evidence, setup);
    }
}

/// One run that belongs.
fn run(findings: &mut Findings, setup: &SetupLog, run: &Run) {
    let source = &setup.source;
    for failure in &run.failures.kept {
        let error = errors::find_in_text(&failure.text, findings.language());
        let detail = match (failure.kind, &error) {
            (FailureKind::Download, Some(error)) => headline(error),
            (FailureKind::Download, None) => detail::NO_CODE.get(findings.language()).to_owned(),
            _ => failure.text.clone(),
        };
        findings.add(Draft {
            guid: run.guid(),
            file: failure.file.clone(),
            evidence: Some(at(source, &failure.mark)),
            error,
            detail,
            ..Draft::new(rule_of(failure.kind))
        });
    }
    findings.omit(&rule::SETUP_ERROR, run.guid(), run.failures.left_out());
    for mark in &run.harmless.kept {
        let evidence = Some(at(source, mark));
        findings.add(Draft { guid: run.guid(), evidence, ..Draft::new(&rule::KNOWN_HARMLESS_ERROR) });
    }
    if run.end.is_some() {
        return;
    }
    let why = match (&run.start, run.replaced) {
        (_, true) => detail::RUN_REPLACED,
        (Some(_), false) => detail::RUN_OPEN,
        (None, false) => detail::RUN_CUT,
    };
    let last = run.last.as_ref().map(|mark| at(source, mark));
    findings.add(Draft {
        guid: run.guid(),
        evidence: last.clone(),
        detail: why.get(findings.language()).to_owned(),
        ..Draft::new(&rule::SETUP_RUN_UNFINISHED)
    });
    if run.hangs_on_odbc_driver() {
        findings.add(Draft { guid: run.guid(), evidence: last, ..Draft::new(&rule::ODBC_DRIVER_HANG) });
    }
}

/// `0x80072EE2 ERROR_WINHTTP_TIMEOUT`
fn headline(error: &errors::ErrorText) -> String {
    match &error.code {
        Some(code) => format!("{code} {}", error.symbol),
        None => error.symbol.clone(),
    }
}

/// Earlier runs that failed: worth knowing, and no fault of this download.
fn history(findings: &mut Findings, evidence: &Evidence<'_>, setup: &SetupLog) {
    if setup.source.encoding.is_some() {
        findings.judge_log(&setup.source, &[&rule::EARLIER_RUN_FAILED]);
    }
    let newest = evidence.runs.last().copied().unwrap_or(usize::MAX);
    let earlier = setup.runs.iter().enumerate().filter(|(at, _)| *at < newest && !evidence.runs.contains(at));
    let failed: Vec<&Run> =
        setup.forgotten_failures.kept.iter().chain(earlier.map(|(_, run)| run)).filter(|r| r.has_failed()).collect();
    let Some(first) = failed.first() else {
        return;
    };
    let failures_of = |run: &&Run| run.failures.total + u64::from(run.end.is_none());
    let mark = first.failures.kept.first().map(|failure| &failure.mark).or(first.last.as_ref());
    let text = first.failures.kept.first().map(|failure| failure.text.clone());
    findings.add(Draft {
        guid: first.guid(),
        evidence: mark.map(|mark| at(&setup.source, mark)),
        count: failed.iter().map(failures_of).sum::<u64>() + setup.forgotten_failures.left_out(),
        detail: text.unwrap_or_else(|| detail::RUN_OPEN.get(findings.language()).to_owned()),
        ..Draft::new(&rule::EARLIER_RUN_FAILED)
    });
}

/// Redists that no run accounts for.
fn without_run(findings: &mut Findings, evidence: &Evidence<'_>, setup: &SetupLog) {
    // Redists that no log speaks of: that the tool's log does not is said already.
    if evidence.connect_log().is_some_and(|tool| !tool.has_redists()) {
        return;
    }
    findings.judge_log(&setup.source, &[&rule::NO_SETUP_RUN]);
    let runs = || evidence.runs.iter().map(|at| &setup.runs[*at]);
    let named: BTreeSet<Guid> = runs().filter_map(Run::guid).collect();
    let unnamed = runs().filter(|run| run.guid().is_none()).count();
    // Where the tool itself says that the download failed, setupdl may never have been started.
    let failed = |guid: &Guid| {
        let logged = evidence.connect_log().and_then(|tool| tool.updates.get(guid));
        logged.is_some_and(|update| matches!(update.redist, Step::Failed(_)))
    };
    let open: BTreeSet<Guid> =
        evidence.updates_with_redists().into_iter().filter(|g| !named.contains(g) && !failed(g)).collect();
    let path = || setup.source.path.clone().map(file);
    if evidence.runs.is_empty() && open.is_empty() {
        let all_failed = evidence.connect_log().is_some_and(|tool| tool.redist_failures.total > 0);
        if !all_failed {
            findings.add(Draft { evidence: path(), ..Draft::new(&rule::NO_SETUP_RUN) });
        }
    } else if unnamed == 0 {
        for guid in open {
            findings.add(Draft { guid: Some(guid), evidence: path(), ..Draft::new(&rule::NO_SETUP_RUN) });
        }
    } else if open.len() > unnamed {
        findings.add(Draft { evidence: path(), ..Draft::new(&rule::NO_SETUP_RUN) });
    }
}
