//! The way through: request, evidence, findings, report.

use crate::files::{Survey, Wanted, survey, updates_in};
use crate::judge::belongs::{Download, select};
use crate::judge::{Evidence, Scope, conclude, judge};
use crate::logs::setup::SetupLog;
use crate::logs::tool::{Step, ToolLog};
use crate::report::Report;
use crate::request::{Request, RequestError, optional, required};
use std::path::Path;
use std::time::Instant;

/// Verifies a whole download: both logs and the folder.
///
/// # Errors
/// The request lacks `downloadPath`, or a path in it cannot be one. Whatever is wrong with the download itself is a
/// finding.
pub fn download(request: &Request) -> Result<Report, RequestError> {
    let begun = Instant::now();
    let root = Path::new(required("downloadPath", request.download_path.as_deref())?);
    let tool = ToolLog::read(optional("serviceConnectionLog", request.service_connection_log.as_deref())?);
    let mut setup = SetupLog::read(optional("setupLog", request.setup_log.as_deref())?);
    let runs = runs_of_download(request, root, &tool, &setup);
    setup.read_files(&runs);
    let survey = survey(root, request.depth, wanted(&tool, &setup, &runs), false);
    let evidence = Evidence { request, tool: Some(&tool), setup: Some(&setup), runs: &runs, survey: Some(&survey) };
    Ok(conclude(&evidence, judge(&evidence), Scope::Download, begun.elapsed()))
}

/// Verifies the tool's log alone.
///
/// # Errors
/// The request lacks `serviceConnectionLog`, or a path in it cannot be one.
pub fn service_connection_log(request: &Request) -> Result<Report, RequestError> {
    let begun = Instant::now();
    let tool = ToolLog::read(Some(required("serviceConnectionLog", request.service_connection_log.as_deref())?));
    let evidence = Evidence { request, tool: Some(&tool), setup: None, runs: &[], survey: None };
    Ok(conclude(&evidence, judge(&evidence), Scope::Part, begun.elapsed()))
}

/// Verifies ConfigMgrSetup.log alone: the runs of the download that `serviceConnectionLog` tells of, else the newest.
///
/// # Errors
/// The request lacks `setupLog`, or a path in it cannot be one.
pub fn setup_log(request: &Request) -> Result<Report, RequestError> {
    let begun = Instant::now();
    let setup = SetupLog::read(Some(required("setupLog", request.setup_log.as_deref())?));
    let tool = optional("serviceConnectionLog", request.service_connection_log.as_deref())?;
    let tool = tool.map(|path| ToolLog::read(Some(path)));
    let known = tool.as_ref().filter(|tool| tool.source.problem.is_none() && tool.has_downloads);
    let download = known.map_or_else(Download::default, |tool| Download {
        updates: tool.updates.keys().copied().collect(),
        begins: tool.source.first_time,
        redists: Some(tool.redist_starts.max(1)),
    });
    let runs = select(&setup, &download, request.all_runs);
    let evidence = Evidence { request, tool: None, setup: Some(&setup), runs: &runs, survey: None };
    Ok(conclude(&evidence, judge(&evidence), Scope::Part, begun.elapsed()))
}

/// Verifies Redist folders alone.
///
/// # Errors
/// The request lacks `downloadPath`, or a path in it cannot be one.
pub fn redist(request: &Request) -> Result<Report, RequestError> {
    let begun = Instant::now();
    let root = Path::new(required("downloadPath", request.download_path.as_deref())?);
    let survey: Survey = survey(root, request.depth, Wanted::default(), true);
    let evidence = Evidence { request, tool: None, setup: None, runs: &[], survey: Some(&survey) };
    Ok(conclude(&evidence, judge(&evidence), Scope::Part, begun.elapsed()))
}

/// Which runs in ConfigMgrSetup.log belong to the download in `root`.
fn runs_of_download(request: &Request, root: &Path, tool: &ToolLog, setup: &SetupLog) -> Vec<usize> {
    let is_connect_log = tool.source.problem.is_none() && tool.has_downloads;
    let mut updates = updates_in(root);
    let folders = updates.len() as u64;
    updates.extend(tool.updates.keys().copied());
    let redists = if is_connect_log { tool.redist_starts.max(logged_redists(tool)) } else { folders };
    let begins = tool.source.first_time.filter(|_| is_connect_log);
    select(setup, &Download { updates, begins, redists: Some(redists) }, request.all_runs)
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
