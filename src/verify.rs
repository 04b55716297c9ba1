//! The way through: request, evidence, findings, report.

use crate::files::checks::CheckedPaths;
use crate::files::facts::PathProblem;
use crate::files::{Named, Survey, Wanted, survey, updates_in};
use crate::judge::belongs::{Download, select};
use crate::judge::{self, Evidence, Scope, conclude, judge};
use crate::logs::LogSource;
use crate::logs::around::{Place, around};
use crate::logs::setup::SetupLog;
use crate::logs::tool::{Step, ToolLog};
use crate::report::{self, Report};
pub use crate::request::Operation;
use crate::request::{Depth, Request, RequestError, optional, required};
use crate::seal::check::check as check_seal;
use crate::seal::make::{NoSeal, make};
use crate::text;
use crate::work::{Phase, Work, guarded};
use std::path::Path;
use std::time::Instant;

/// Why there is no report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// The request lacks what the operation needs, or a path in it cannot be one.
    Request(RequestError),
    /// Nobody wanted it any more.
    Cancelled,
    /// The seal could not be made.
    Seal(NoSeal),
}

impl From<RequestError> for Stopped {
    fn from(error: RequestError) -> Self {
        Self::Request(error)
    }
}

/// Verifies, for somebody who may watch `work` and stop it.
///
/// # Errors
/// See [`Stopped`]. Whatever is wrong with the download itself is a finding.
pub fn verify(operation: Operation, request: &Request, work: &Work) -> Result<Report, Stopped> {
    let begun = Instant::now();
    check(operation, request)?;
    let mut seen = match operation {
        Operation::VerifyDownload | Operation::MakeSeal => see_download(operation, request, work)?,
        Operation::VerifyServiceConnectionLog => see_tool_log(request, work)?,
        Operation::VerifySetupLog => see_setup_log(request, work)?,
        Operation::VerifyRedist => see_redist(request, work)?,
        Operation::VerifySeal => return against_seal(request, work, begun),
    };
    let inventory = seen.survey.as_mut().and_then(|survey| survey.inventory.take());
    // What was read of a part must never be judged as if it were all.
    if work.is_cancelled() {
        return Err(Stopped::Cancelled);
    }
    work.enter(Phase::Judging);
    let Seen { tool, setup, runs, survey } = &seen;
    let evidence = Evidence { request, tool: tool.as_ref(), setup: setup.as_ref(), runs, survey: survey.as_ref() };
    let is_whole = matches!(operation, Operation::VerifyDownload | Operation::MakeSeal);
    let scope = if is_whole { Scope::Download } else { Scope::Part };
    let mut report = conclude(&evidence, judge(&evidence), scope, begun.elapsed());
    for log in [tool.as_ref().map(|log| &log.source), setup.as_ref().map(|log| &log.source)].into_iter().flatten() {
        show_around(&mut report, log, work);
    }
    if work.is_cancelled() {
        return Err(Stopped::Cancelled);
    }
    if operation == Operation::MakeSeal {
        let path = Path::new(required("seal", request.seal.as_deref())?);
        report.seal = make(&report, inventory.unwrap_or_default(), request, path, work)?;
    }
    fit(&mut report);
    Ok(report)
}

impl From<NoSeal> for Stopped {
    fn from(failure: NoSeal) -> Self {
        if failure == NoSeal::Cancelled { Self::Cancelled } else { Self::Seal(failure) }
    }
}

/// How much of a report the lines around its findings may take, in bytes.
const MOST_AROUND: usize = 200_000;

/// Adds to the findings the lines that stand around theirs in `log`.
fn show_around(report: &mut Report, log: &LogSource, work: &Work) {
    let path = text::shown(log.path.as_deref().unwrap_or_default());
    let shown = report.findings.iter_mut().filter_map(|finding| finding.evidence.as_mut());
    let mut shown: Vec<_> = shown.filter(|evidence| evidence.path == path && evidence.offset.is_some()).collect();
    let place = |evidence: &&mut report::Evidence| Place {
        offset: evidence.offset.unwrap_or_default(),
        text: evidence.text.clone().unwrap_or_default(),
    };
    let found = around(log, shown.iter().map(place).collect(), work);
    let mut room = MOST_AROUND;
    for (evidence, found) in shown.iter_mut().zip(found) {
        let length: usize = found.before.iter().chain(&found.after).map(String::len).sum();
        // The first findings are those that matter.
        let Some(left) = room.checked_sub(length) else { break };
        room = left;
        (evidence.before, evidence.after) = (found.before, found.after);
    }
}

/// How long a report becomes by telling which file was judged by which rules, in bytes. The JSON reader of .NET Framework
/// takes 2 million characters.
const LONGEST_REPORT: usize = 2_000_000;

/// Leaves out those files that a report has no room for, the last first.
fn fit(report: &mut Report) {
    fn length(of: &impl serde::Serialize) -> usize {
        serde_json::to_vec(of).map_or(LONGEST_REPORT, |json| json.len())
    }
    let Some(mut judged) = report.judged.take() else { return };
    // The same report has the same room, however long it took.
    let took = std::mem::take(&mut report.elapsed_ms);
    let mut room = LONGEST_REPORT.saturating_sub(length(report));
    report.elapsed_ms = took;
    let all = judged.files.len();
    let fits = judged.files.iter().take_while(|file| {
        let length = length(file) + 1;
        let has_room = length <= room;
        room = room.saturating_sub(length);
        has_room
    });
    let fits = fits.count();
    judged.files.truncate(fits);
    judged.omitted += (all - fits) as u64;
    report.judged = Some(judged);
}

/// Holds a download against its seal.
fn against_seal(request: &Request, work: &Work, begun: Instant) -> Result<Report, Stopped> {
    let root = Path::new(required("downloadPath", request.download_path.as_deref())?);
    let seal = Path::new(required("seal", request.seal.as_deref())?);
    // Whoever is lost has cancelled it: a file system that does not answer is a finding.
    let checked = check_seal(unseen(root, request), seal, request.depth, work).map_err(|_| Stopped::Cancelled)?;
    if work.is_cancelled() {
        return Err(Stopped::Cancelled);
    }
    work.enter(Phase::Judging);
    let mut report = judge::seal::conclude(request, &checked, begun.elapsed());
    fit(&mut report);
    Ok(report)
}

/// Holds a request against what an operation needs, before anything is done.
///
/// # Errors
/// The request lacks what the operation needs, or a path in it cannot be one.
pub fn check(operation: Operation, request: &Request) -> Result<(), RequestError> {
    let paths = [
        ("downloadPath", &request.download_path),
        ("serviceConnectionLog", &request.service_connection_log),
        ("setupLog", &request.setup_log),
    ];
    let (needed, knows_seal) = match operation {
        Operation::VerifyDownload | Operation::VerifyRedist => (0, false),
        Operation::VerifyServiceConnectionLog => (1, false),
        Operation::VerifySetupLog => (2, false),
        Operation::VerifySeal | Operation::MakeSeal => (0, true),
    };
    for (at, (member, path)) in paths.iter().enumerate() {
        let path = optional(member, path.as_deref())?;
        if at == needed && path.is_none() {
            return Err(RequestError::Missing(member));
        }
    }
    if optional("seal", request.seal.as_deref())?.is_some() != knows_seal {
        return Err(if knows_seal { RequestError::Missing("seal") } else { RequestError::Foreign("seal") });
    }
    if operation != Operation::MakeSeal && (request.force || request.include_logs) {
        return Err(RequestError::Foreign(if request.force { "force" } else { "includeLogs" }));
    }
    if operation == Operation::MakeSeal && request.depth != Depth::Full {
        return Err(RequestError::Foreign("depth"));
    }
    Ok(())
}

/// Verifies, and waits for the end. Nobody can stop it.
///
/// # Errors
/// See [`Stopped`].
pub fn verify_unwatched(operation: Operation, request: &Request) -> Result<Report, Stopped> {
    let work = Work::new();
    loop {
        match verify(operation, request, &work) {
            // Nobody else has this work, so nobody stopped it.
            Err(Stopped::Cancelled) => {}
            done => return done,
        }
    }
}

/// The same, for what makes no seal.
///
/// # Errors
/// The request lacks what the operation needs, or a path in it cannot be one.
fn report(operation: Operation, request: &Request) -> Result<Report, RequestError> {
    match verify_unwatched(operation, request) {
        Ok(report) => Ok(report),
        Err(Stopped::Request(error)) => Err(error),
        // Neither happens: nobody stops it, and none of these operations makes a seal.
        Err(Stopped::Cancelled | Stopped::Seal(_)) => Err(RequestError::Missing("operation")),
    }
}

/// Verifies a whole download: both logs and the folder.
///
/// # Errors
/// The request lacks `downloadPath`, or a path in it cannot be one. Whatever is wrong with the download itself is a
/// finding.
pub fn download(request: &Request) -> Result<Report, RequestError> {
    report(Operation::VerifyDownload, request)
}

/// Verifies the tool's log alone.
///
/// # Errors
/// The request lacks `serviceConnectionLog`, or a path in it cannot be one.
pub fn service_connection_log(request: &Request) -> Result<Report, RequestError> {
    report(Operation::VerifyServiceConnectionLog, request)
}

/// Verifies ConfigMgrSetup.log alone: the runs of the download that `serviceConnectionLog` tells of, else the newest.
///
/// # Errors
/// The request lacks `setupLog`, or a path in it cannot be one.
pub fn setup_log(request: &Request) -> Result<Report, RequestError> {
    report(Operation::VerifySetupLog, request)
}

/// Verifies Redist folders alone.
///
/// # Errors
/// The request lacks `downloadPath`, or a path in it cannot be one.
pub fn redist(request: &Request) -> Result<Report, RequestError> {
    report(Operation::VerifyRedist, request)
}

/// What was seen of a download, or of a part of one.
#[derive(Default)]
struct Seen {
    tool: Option<ToolLog>,
    setup: Option<SetupLog>,
    runs: Vec<usize>,
    survey: Option<Survey>,
}

fn see_download(operation: Operation, request: &Request, work: &Work) -> Result<Seen, RequestError> {
    let root = Path::new(required("downloadPath", request.download_path.as_deref())?);
    let tool = optional("serviceConnectionLog", request.service_connection_log.as_deref())?;
    let setup = optional("setupLog", request.setup_log.as_deref())?;
    work.enter(Phase::Logs);
    let (tool, setup) = (ToolLog::read(tool, work), SetupLog::read(setup, work));
    let named = updates(root, !is_of_connect(&tool), work);
    let runs = runs_of_download(request, named.as_ref().ok(), &tool, &setup);
    let setup = setup.with_files(&runs, work);
    let wanted = wanted(&tool, &setup, &runs);
    let inventory = (operation == Operation::MakeSeal).then(Vec::new);
    let mut survey = survey(Survey { inventory, wanted, ..unseen(root, request) }, request.depth, false, work);
    // Which runs belong to the download is not known then, though the folder may be readable again.
    match named {
        Ok(named) => named.unread.into_iter().for_each(|(path, problem)| survey.add_unreadable(&path, problem)),
        Err(problem) => survey.add_unreadable(Path::new(""), problem),
    }
    Ok(Seen { tool: Some(tool), setup: Some(setup), runs, survey: Some(survey) })
}

fn see_tool_log(request: &Request, work: &Work) -> Result<Seen, RequestError> {
    let path = required("serviceConnectionLog", request.service_connection_log.as_deref())?;
    work.enter(Phase::Logs);
    Ok(Seen { tool: Some(ToolLog::read(Some(path), work)), ..Seen::default() })
}

fn see_setup_log(request: &Request, work: &Work) -> Result<Seen, RequestError> {
    let path = required("setupLog", request.setup_log.as_deref())?;
    let tool = optional("serviceConnectionLog", request.service_connection_log.as_deref())?;
    work.enter(Phase::Logs);
    let setup = SetupLog::read(Some(path), work);
    let tool = tool.map(|path| ToolLog::read(Some(path), work));
    let known = tool.as_ref().filter(|tool| tool.source.problem.is_none() && tool.has_downloads);
    let download = known.map_or_else(Download::default, |tool| Download {
        updates: tool.updates.keys().copied().collect(),
        begins: tool.source.first_time,
        redists: Some(tool.redist_starts.max(1)),
        unnamed: None,
    });
    let runs = select(&setup, &download, request.all_runs);
    // It may tell of which download the runs are: what is wrong with it is said, and nothing else of it.
    let unread = tool.filter(|tool| tool.source.problem.is_some());
    let tool = unread.map(|tool| ToolLog { source: tool.source, ..ToolLog::default() });
    Ok(Seen { tool, setup: Some(setup), runs, ..Seen::default() })
}

/// What is known of the folder before it is looked at.
fn unseen(root: &Path, request: &Request) -> Survey {
    Survey { checked: request.explain.then(CheckedPaths::default), ..Survey::of(root) }
}

fn see_redist(request: &Request, work: &Work) -> Result<Seen, RequestError> {
    let root = Path::new(required("downloadPath", request.download_path.as_deref())?);
    let survey = survey(unseen(root, request), request.depth, true, work);
    Ok(Seen { survey: Some(survey), ..Seen::default() })
}

/// The updates that the folder is named after.
fn updates(root: &Path, with_redists: bool, work: &Work) -> Result<Named, PathProblem> {
    let root = root.to_owned();
    match guarded(work, move |io| updates_in(&root, with_redists, io)) {
        Ok(named) => named.map_err(|error| PathProblem::of(&error)),
        Err(_) => Err(PathProblem::NoAnswer(work.limit().as_secs())),
    }
}

/// The tool's log tells of a download: of its updates, of its time, and of how many redists it has.
const fn is_of_connect(tool: &ToolLog) -> bool {
    tool.source.problem.is_none() && tool.has_downloads
}

/// Which runs in ConfigMgrSetup.log belong to the download in a folder of these names.
fn runs_of_download(request: &Request, named: Option<&Named>, tool: &ToolLog, setup: &SetupLog) -> Vec<usize> {
    let mut updates = named.map(|named| named.updates.clone()).unwrap_or_default();
    let of_names = updates.len() as u64;
    updates.extend(tool.updates.keys().copied());
    let download = if is_of_connect(tool) {
        let redists = Some(tool.redist_starts.max(logged_redists(tool)));
        Download { updates, begins: tool.source.first_time, redists, unnamed: None }
    } else {
        let unnamed = named.and_then(|named| named.redists);
        Download { updates, begins: None, redists: Some(of_names), unnamed }
    };
    select(setup, &download, request.all_runs)
}

/// Updates whose redists the tool's log names, for a log whose start lines were cut off.
fn logged_redists(tool: &ToolLog) -> u64 {
    tool.updates.values().filter(|update| update.redist != Step::Unnamed).count() as u64
}

/// What both logs say must be in the folder: the files of those runs, and sizes.
fn wanted(tool: &ToolLog, setup: &SetupLog, runs: &[usize]) -> Wanted {
    let mut wanted = Wanted::default();
    for run in runs.iter().map(|at| &setup.runs[*at]) {
        for file in &run.files {
            wanted.add(run.guid(), &file.name, file.story.hash.is_some() && !file.failed);
        }
    }
    for (guid, update) in &tool.updates {
        if let (Step::Succeeded(_), Some(size)) = (&update.payload, update.payload_size) {
            wanted.add_payload(*guid, size);
        }
    }
    for file in &tool.files.kept {
        wanted.add_file(&file.name, file.size);
    }
    wanted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Judged, JudgedFile};

    fn long(files: usize, took: u64) -> Report {
        let path = Some("/nowhere".to_owned());
        let mut report = download(&Request { download_path: path, explain: true, ..Request::default() }).unwrap();
        let file = |at| JudgedFile {
            file: format!("{at:06}/{}", "x".repeat(150)),
            rules: vec!["CMV0301", "CMV0306"],
            found: Vec::new(),
            grade: None,
        };
        report.judged = Some(Judged { files: (0..files).map(file).collect(), omitted: 7 });
        report.elapsed_ms = took;
        fit(&mut report);
        report
    }

    #[test]
    fn a_report_that_tells_of_every_file_has_a_bound() {
        let report = long(20_000, 1);
        let judged = report.judged.as_ref().unwrap();
        let length = serde_json::to_string(&report).unwrap().len();
        assert!((LONGEST_REPORT - 300..LONGEST_REPORT + 100).contains(&length), "{length}");
        assert_eq!(judged.files.len() as u64 + judged.omitted, 20_007);
        assert_eq!(long(20_000, u64::MAX).judged, report.judged, "however long it took");
        let short = long(10, 1).judged.unwrap();
        assert_eq!((short.files.len(), short.omitted), (10, 7));
    }
}
