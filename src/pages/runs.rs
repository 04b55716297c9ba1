//! A page of runs.

use super::cursor::Cursor;
use super::kind::kind_of;
use super::{LogPage, MOST_JSON, json_length};
use crate::judge::line::rule_of;
use crate::judge::update_phrase;
use crate::language::{Language, Text};
use crate::logs::lines::Lines;
use crate::logs::record::Record;
use crate::logs::setup::{self, FailureKind};
use crate::logs::source::{failed, open};
use crate::logs::tool::{ErrorLine, LoggedUpdate, Step, ToolLog};
use crate::logs::{LogProblem, Mark};
use crate::report::LogKind;
use crate::request::{RequestError, required};
use crate::rules::errors::{self, ErrorText};
use crate::rules::run::{self as says, step};
use crate::rules::{Rule, catalogue as rule, known};
use crate::work::{Io, Work};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// The name and version of a page's shape.
pub const SCHEMA: &str = "cmverify.logRuns.v1";

/// Which runs of a log are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct RunsRequest {
    /// The log.
    pub path: Option<String>,
    /// Which of the two it is; none: told by what is in it, else by its name.
    pub kind: Option<LogKind>,
    /// Only these, counted from 1.
    pub runs: Option<Vec<u64>>,
    /// Only the newest.
    pub last_run: bool,
    /// Where the last page ended; none: from the start.
    pub cursor: Option<Cursor>,
    /// The language of messages.
    pub language: Language,
}

/// How many files of one run are listed. A redist list has under 200.
const MOST_FILES: usize = 1_000;

/// Some runs of a log.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RunsPage {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// The log.
    pub log: LogPage,
    /// The runs, in their order.
    pub runs: Vec<RunText>,
    /// Where the page ends.
    pub cursor: Cursor,
    /// The end of the file was reached.
    pub at_end: bool,
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum RunResult {
    /// It ended, and nothing in it went wrong.
    Succeeded,
    /// Something in it went wrong.
    Failed,
    /// It has no end.
    Unfinished,
    /// It downloaded nothing: the tool ran for something else than `-connect`.
    NoDownload,
    /// The log could not be read to its end, or holds what is no text.
    Unknown,
}

/// One run of a program.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RunText {
    /// Counted from 1 in the order of the file.
    pub number: u64,
    /// `setupdl` or `ServiceConnectionTool`.
    pub program: &'static str,
    /// How it ended.
    pub result: RunResult,
    /// Its first time stamp, local.
    pub start_time: Option<String>,
    /// Its last time stamp, local.
    pub end_time: Option<String>,
    /// The line that starts it; null where the log was cut before it.
    pub start_line: Option<u64>,
    /// The line that ends it; null where none does.
    pub end_line: Option<u64>,
    /// The first line of it that was read.
    pub first_line: Option<u64>,
    /// The last one.
    pub last_line: Option<u64>,
    /// The text of the last one.
    pub last_text: Option<String>,
    /// The folder that it downloads to.
    pub target: Option<String>,
    /// The update that it downloads for.
    pub guid: Option<String>,
    /// The update's name, where Microsoft has published it.
    pub name: Option<&'static str>,
    /// The files, in the order in which the log names them.
    pub files: Vec<FileText>,
    /// How many more there are.
    pub files_omitted: u64,
    /// What went wrong.
    pub failures: Vec<FailureText>,
    /// How many more failures there are.
    pub failures_omitted: u64,
    /// The run in one sentence.
    pub summary: String,
    /// What to do now.
    pub next_action: String,
}

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum FileKind {
    /// A file.
    File,
    /// The payload of an update, by its GUID.
    Payload,
    /// The redists of an update, by its GUID.
    Redist,
}

/// How a file's story ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum FileResult {
    /// Downloaded or found, and verified; nothing went wrong.
    Verified,
    /// Downloaded; the log does not say that it was verified.
    Downloaded,
    /// Its download was started; the log does not say how it ended.
    Started,
    /// The run broke off while it was at it.
    Stopped,
    /// It failed.
    Failed,
}

/// A step of a file's story.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum FileStep {
    /// It was asked for.
    Download,
    /// The server answered.
    Answer,
    /// Its hash was verified.
    Hash,
    /// Its signature was verified.
    Signature,
}

/// The story of one file.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FileText {
    /// As the log names it.
    pub name: String,
    /// What the name stands for.
    pub kind: FileKind,
    /// Where it was downloaded from.
    pub url: Option<String>,
    /// Its size in bytes, as logged.
    pub size: Option<u64>,
    /// The HTTP status that the server answered.
    pub http_status: Option<u16>,
    /// How the story ends.
    pub result: FileResult,
    /// Where it ends, if not well.
    pub stopped_at: Option<FileStep>,
    /// The line that starts the download.
    pub download_line: Option<u64>,
    /// The line with the answer.
    pub status_line: Option<u64>,
    /// The line about the hash.
    pub hash_line: Option<u64>,
    /// The line about the signature.
    pub signature_line: Option<u64>,
    /// The line that says it failed.
    pub failure_line: Option<u64>,
    /// The story in one line.
    pub story: String,
}

/// Something that went wrong in a run.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FailureText {
    /// The rule that it is evidence for.
    pub rule: &'static str,
    /// The rule's name.
    pub name: &'static str,
    /// The line.
    pub line: u64,
    /// Where it begins, in bytes from the start of the file.
    pub offset: u64,
    /// The line itself, shortened when very long, control characters made visible.
    pub text: String,
    /// When it was written, local.
    pub time: Option<String>,
    /// The file that it is about.
    pub file: Option<String>,
    /// Where that file was being downloaded from.
    pub url: Option<String>,
    /// The error code in it, explained.
    pub error: Option<ErrorText>,
    /// What to do now.
    pub remedy: &'static str,
}

/// Reads a page.
///
/// # Errors
/// The request names no path.
pub fn page(request: &RunsRequest) -> Result<RunsPage, RequestError> {
    page_by(request, &Io::new(&Work::new()))
}

pub(crate) fn page_by(request: &RunsRequest, io: &Io) -> Result<RunsPage, RequestError> {
    let path = required("path", request.path.as_deref())?;
    let mut cursor = request.cursor.clone().unwrap_or_default();
    cursor.check()?;
    let mut runs = Vec::new();
    let (at_end, problem) = match read(request, path, &mut cursor, &mut runs, io) {
        Ok((at_end, problem)) => (at_end, problem),
        Err(problem) => (true, Some(problem)),
    };
    let log = LogPage::of(path, &cursor, problem.as_ref(), request.language);
    Ok(RunsPage { schema: SCHEMA, log, runs, cursor, at_end })
}

fn read(
    request: &RunsRequest,
    path: &str,
    cursor: &mut Cursor,
    runs: &mut Vec<RunText>,
    io: &Io,
) -> Result<(bool, Option<LogProblem>), LogProblem> {
    let (mut lines, _) = cursor.open(path, false, io)?;
    let is_start = cursor.is_start();
    if is_start {
        cursor.kind = match request.kind {
            Some(kind) => Some(kind),
            None => kind_of(Lines::new(open(Path::new(path), io)?), path)?,
        };
    }
    if cursor.kind == Some(LogKind::ServiceConnection) {
        let log = ToolLog::read(Some(path), io.work());
        cursor.encoding = log.source.encoding.map(str::to_owned);
        let problem = log.source.problem.clone();
        let is_read = log.source.lines > 0;
        if is_start && is_read && request.runs.as_ref().is_none_or(|runs| runs.contains(&1)) {
            runs.push(of_tool(&log, request.language));
        }
        return Ok((true, problem));
    }
    let is_wanted = |number: u64| request.runs.as_ref().is_none_or(|runs| runs.contains(&number));
    let mut reader = if is_start { setup::Reader::full() } else { setup::Reader::after(cursor.runs().number()) };
    let (mut length, mut newest) = (0, None);
    let problem = loop {
        let before = lines.position();
        match lines.next() {
            Ok(Some(line)) => {
                reader.line(&line, &Record::of_line(&line));
                let ended = reader.take_runs();
                if ended.is_empty() {
                    continue;
                }
                for run in ended {
                    cursor.set_runs(setup::RunCounter::at(false, run.number));
                    if !is_wanted(run.number) {
                        continue;
                    }
                    if request.last_run {
                        newest = Some(run);
                    } else {
                        let run = RunText::of(&run, request.language);
                        length += json_length(&run);
                        runs.push(run);
                    }
                }
                if length >= MOST_JSON {
                    // The line that begins the next run is of the next page.
                    cursor.note(&lines);
                    if reader.is_within() {
                        cursor.go_to(before);
                    }
                    break None;
                }
            }
            Ok(None) => break Some(None),
            Err(error) => break Some(Some(failed(&error))),
        }
    };
    let at_end = problem.is_some();
    if at_end {
        cursor.note(&lines);
        let last = reader.finish().runs.pop_back().filter(|run| is_wanted(run.number));
        if let Some(run) = last.or(newest) {
            runs.push(RunText::of(&run, request.language));
        }
    }
    let problem = problem.flatten().or_else(|| lines.problem());
    Ok((at_end, problem))
}

impl RunText {
    /// A run of setupdl.
    fn of(run: &setup::Run, language: Language) -> Self {
        let (failures, failures_omitted) =
            within(MOST_JSON / 3, run.failures.kept.iter().map(|failure| FailureText::of(failure, run, language)));
        let told = run.files.iter().enumerate().filter(|(_, file)| !file.story.is_elsewhere);
        let count = told.clone().count();
        let files = told.map(|(at, file)| FileText::of(file, run.stopped_at == Some(at), language));
        let (files, _) = within(MOST_JSON / 2, files.take(MOST_FILES));
        let last_line = run.last.as_ref().map(|mark| mark.line);
        let first_failure = failures.first().map(|failure| failure.line);
        let (result, summary, remedy) = if run.failures.total > 0 {
            (RunResult::Failed, says::FAILED, failures.first().map_or("", |failure| failure.remedy))
        } else if run.hangs_on_odbc_driver() {
            (RunResult::Unfinished, says::UNFINISHED, rule::ODBC_DRIVER_HANG.remedy.get(language))
        } else if run.end.is_none() {
            (RunResult::Unfinished, says::UNFINISHED, rule::SETUP_RUN_UNFINISHED.remedy.get(language))
        } else {
            (RunResult::Succeeded, says::SUCCEEDED, says::NEXT.get(language))
        };
        let values = [
            ("number", run.number.to_string()),
            ("files", count.to_string()),
            ("failures", run.failures.total.to_string()),
            ("line", first_failure.or(last_line).unwrap_or_default().to_string()),
        ];
        let guid = run.guid().map(|guid| guid.to_string());
        Self {
            number: run.number,
            program: "setupdl",
            result,
            start_time: run.time.map(|time| time.to_string()),
            end_time: run.end_time.map(|time| time.to_string()),
            start_line: run.start.as_ref().map(|mark| mark.line),
            end_line: run.end.as_ref().map(|mark| mark.line),
            first_line: run.first.as_ref().map(|mark| mark.line),
            last_line,
            last_text: run.last.as_ref().map(text_of),
            target: run.target.as_ref().map(|target| target.path.clone()),
            name: guid.as_deref().and_then(known::update_name),
            guid,
            files_omitted: (count - files.len()) as u64,
            files,
            failures,
            failures_omitted: failures_omitted + run.failures.left_out(),
            summary: fill(summary, language, &values),
            next_action: remedy.to_owned(),
        }
    }
}

/// The first ones, within so much JSON, and how many there are besides.
fn within<T: Serialize>(most: usize, all: impl Iterator<Item = T>) -> (Vec<T>, u64) {
    let (mut kept, mut length, mut omitted) = (Vec::new(), 0, 0);
    for one in all {
        length += json_length(&one);
        if length <= most || kept.is_empty() {
            kept.push(one);
        } else {
            omitted += 1;
        }
    }
    (kept, omitted)
}

fn fill(text: Text, language: Language, values: &[(&str, String)]) -> String {
    let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    text.fill(language, &values)
}

/// What a line says, without its frame.
fn text_of(mark: &Mark) -> String {
    Record::parse(&mark.text).parts().map(|part| part.whole).collect::<Vec<_>>().join(" ")
}

impl FailureText {
    fn of(failure: &setup::Failure, run: &setup::Run, language: Language) -> Self {
        let rule = rule_of(failure.kind);
        let file = failure.story.and_then(|at| run.files.get(at));
        let by_status = || {
            let (_, status, _) = file?.story.answer.as_ref()?;
            let is_refused = *status >= 400 && failure.kind == FailureKind::Download;
            is_refused.then(|| errors::resolve(&status.to_string(), language))?
        };
        Self {
            rule: rule.id,
            name: rule.name,
            line: failure.mark.line,
            offset: failure.mark.offset,
            text: failure.mark.text.clone(),
            time: failure.time.map(|time| time.to_string()),
            file: file.map(|file| file.shown.clone()).or_else(|| failure.file.clone()),
            url: failure.url.clone(),
            error: errors::find_in_text(&failure.text, language).or_else(by_status),
            remedy: rule.remedy.get(language),
        }
    }
}

impl FileText {
    fn of(file: &setup::RunFile, has_stopped: bool, language: Language) -> Self {
        let story = &file.story;
        let status = story.answer.as_ref().map(|(_, status, _)| *status);
        let reached = if story.signature.is_some() {
            FileStep::Signature
        } else if story.hash.is_some() {
            FileStep::Hash
        } else if story.answer.is_some() {
            FileStep::Answer
        } else {
            FileStep::Download
        };
        let failed_at = match story.failure {
            Some((FailureKind::HashCheck, _)) => Some(FileStep::Hash),
            Some((FailureKind::SignatureCheck, _)) => Some(FileStep::Signature),
            Some(_) => Some(reached),
            None if reached == FileStep::Answer && status >= Some(400) => Some(reached),
            None => None,
        };
        let (result, stopped_at) = match (failed_at, reached) {
            (Some(step), _) => (FileResult::Failed, Some(step)),
            (None, _) if has_stopped => (FileResult::Stopped, Some(reached)),
            (None, FileStep::Hash | FileStep::Signature) => (FileResult::Verified, None),
            (None, FileStep::Answer) => (FileResult::Downloaded, None),
            (None, FileStep::Download) => (FileResult::Started, None),
        };
        let mut steps = Vec::new();
        if story.download.is_some() {
            steps.push(step::DOWNLOAD.get(language).to_owned());
        }
        if let Some((words, status, _)) = &story.answer {
            steps.push(format!("{status} {words}").trim_end().to_owned());
        }
        if story.hash.is_some() {
            steps.push(step::HASH.get(language).to_owned());
        }
        if story.signature.is_some() {
            steps.push(step::SIGNATURE.get(language).to_owned());
        }
        match result {
            FileResult::Failed => steps.push(step::FAILED.get(language).to_owned()),
            FileResult::Stopped => steps.push(step::STOPPED.get(language).to_owned()),
            _ => {}
        }
        Self {
            name: file.shown.clone(),
            kind: FileKind::File,
            url: story.url.clone(),
            size: None,
            http_status: status,
            result,
            stopped_at,
            download_line: story.download,
            status_line: story.answer.as_ref().map(|(.., line)| *line),
            hash_line: story.hash,
            signature_line: story.signature,
            failure_line: story.failure.map(|(_, line)| line),
            story: steps.join(" > "),
        }
    }

    /// What the tool did with an update's payload or redists.
    fn of_step(name: String, kind: FileKind, at: &Step, start: Option<u64>, language: Language) -> Self {
        let (result, last) = match at {
            Step::Succeeded(_) => (FileResult::Downloaded, step::DONE),
            Step::Failed(_) => (FileResult::Failed, step::FAILED),
            Step::Started(_) | Step::Unnamed => (FileResult::Stopped, step::STOPPED),
        };
        let line = |is: bool| at.mark().map(|mark| mark.line).filter(|_| is);
        Self {
            name,
            kind,
            url: None,
            size: None,
            http_status: None,
            result,
            stopped_at: (result != FileResult::Downloaded).then_some(FileStep::Download),
            download_line: start.or(line(result == FileResult::Stopped)),
            status_line: line(result == FileResult::Downloaded),
            hash_line: None,
            signature_line: None,
            failure_line: line(result == FileResult::Failed),
            story: format!("{} > {}", step::DOWNLOAD.get(language), last.get(language)),
        }
    }
}

/// The one run that the tool's log holds.
fn of_tool(log: &ToolLog, language: Language) -> RunText {
    let mut files: Vec<(u64, FileText)> = Vec::new();
    for file in &log.files.kept {
        let at = Step::Succeeded(file.mark.clone());
        let text = FileText::of_step(file.name.clone(), FileKind::File, &at, None, language);
        files.push((file.mark.line, FileText { size: Some(file.size), ..text }));
    }
    for (guid, update) in &log.updates {
        let LoggedUpdate { payload, redist, .. } = update;
        for (kind, at, start) in
            [(FileKind::Payload, payload, update.payload_start), (FileKind::Redist, redist, update.redist_start)]
        {
            if let Some(mark) = at.mark() {
                let text = FileText::of_step(guid.to_string(), kind, at, start, language);
                let size = if kind == FileKind::Payload { update.payload_size } else { None };
                files.push((start.unwrap_or(mark.line), FileText { size, ..text }));
            }
        }
    }
    let redists = log.open_redists.iter().map(|mark| (FileKind::Redist, mark));
    for (kind, mark) in redists.chain(log.open_payloads.iter().map(|mark| (FileKind::Payload, mark))) {
        let name = update_phrase(None, language);
        files.push((mark.line, FileText::of_step(name, kind, &Step::Started(mark.clone()), None, language)));
    }
    files.sort_by_key(|(line, _)| *line);
    let open = files.iter().find(|(_, file)| file.result == FileResult::Stopped).map(|(_, file)| file.kind);
    let count = files.len() as u64 + log.files.left_out();
    let (files, _) = within(MOST_JSON / 2, files.into_iter().map(|(_, file)| file).take(MOST_FILES));

    let mut failures = Vec::new();
    for failure in &log.redist_failures.kept {
        let file = failure.guid.map(|guid| guid.to_string());
        failures.push(of_tool_line(&rule::REDIST_DOWNLOAD_FAILED, &failure.mark, file, language));
    }
    let errors = |rule: &'static Rule, lines: &[ErrorLine]| -> Vec<FailureText> {
        lines.iter().map(|line| of_tool_line(rule, &line.mark, None, language)).collect()
    };
    failures.extend(errors(&rule::TOOL_ERROR, &log.errors.kept));
    // The console's content is no part of an update: it does not make the run a failure.
    let has_failed = !failures.is_empty();
    failures.extend(errors(&rule::ADMIN_UI_CONTENT_FAILED, &log.admin_ui_errors.kept));
    failures.sort_by_key(|failure| failure.line);
    let failures_omitted = log.redist_failures.left_out() + log.errors.left_out() + log.admin_ui_errors.left_out();

    let remedy = |rule: &'static Rule| rule.remedy.get(language);
    let (result, summary, next) = if has_failed {
        let first = failures.iter().find(|failure| failure.rule != rule::ADMIN_UI_CONTENT_FAILED.id);
        (RunResult::Failed, says::FAILED, first.map_or("", |failure| failure.remedy))
    } else if let Some(kind) = open {
        let rule =
            if kind == FileKind::Payload { &rule::PAYLOAD_UNFINISHED } else { &rule::REDIST_DOWNLOAD_UNFINISHED };
        (RunResult::Unfinished, says::UNFINISHED, remedy(rule))
    } else if log.source.problem.is_some() {
        (RunResult::Unknown, says::UNKNOWN, remedy(&rule::TOOL_LOG_UNAVAILABLE))
    } else if log.has_downloads {
        (RunResult::Succeeded, says::SUCCEEDED, says::NEXT.get(language))
    } else {
        (RunResult::NoDownload, says::NO_DOWNLOAD, remedy(&rule::NOT_A_CONNECT_LOG))
    };
    let line = failures.first().map_or(log.source.lines, |failure| failure.line);
    let values = [
        ("number", "1".to_owned()),
        ("files", count.to_string()),
        ("failures", (failures.len() as u64 + failures_omitted).to_string()),
        ("line", line.to_string()),
    ];
    let mut guids = log.updates.keys();
    let guid = guids.next().filter(|_| guids.next().is_none()).map(ToString::to_string);
    RunText {
        number: 1,
        program: "ServiceConnectionTool",
        result,
        start_time: log.source.first_time.map(|time| time.to_string()),
        end_time: log.source.last_time.map(|time| time.to_string()),
        start_line: Some(1),
        end_line: Some(log.source.lines).filter(|_| open.is_none()),
        first_line: Some(1),
        last_line: Some(log.source.lines),
        last_text: log.last.as_ref().map(text_of),
        target: None,
        name: guid.as_deref().and_then(known::update_name),
        guid,
        files_omitted: count - files.len() as u64,
        files,
        failures,
        failures_omitted,
        summary: fill(summary, language, &values),
        next_action: next.to_owned(),
    }
}

fn of_tool_line(rule: &'static Rule, mark: &Mark, file: Option<String>, language: Language) -> FailureText {
    let record = Record::parse(&mark.text);
    FailureText {
        rule: rule.id,
        name: rule.name,
        line: mark.line,
        offset: mark.offset,
        text: mark.text.clone(),
        time: record.time.map(|time| time.to_string()),
        file,
        url: None,
        error: errors::find_in_text(&mark.text, language),
        remedy: rule.remedy.get(language),
    }
}
