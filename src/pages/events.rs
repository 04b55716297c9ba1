//! A page of lines.

use super::cursor::Cursor;
use super::kind::kind_of;
use super::{LogPage, MOST_JSON};
use crate::judge::line::Meaning;
use crate::language::Language;
use crate::logs::LogProblem;
use crate::logs::lines::{Line, Lines};
use crate::logs::record::Record;
use crate::logs::setup::{self, RunCounter, begins_within_a_run};
use crate::logs::source::{failed, open};
use crate::logs::tool;
use crate::report::LogKind;
use crate::request::{RequestError, required};
use crate::rules::Severity;
use crate::text;
use crate::work::{Io, Opened, Work};
use serde::{Deserialize, Serialize, Serializer};
use std::path::Path;

/// The name and version of a page's shape.
pub const SCHEMA: &str = "cmverify.logEvents.v1";

/// Which lines of a log are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct EventsRequest {
    /// The log.
    pub path: Option<String>,
    /// Which of the two it is; none: told by what is in it, else by its name.
    pub kind: Option<LogKind>,
    /// Only lines that matter so much.
    pub severities: Option<Vec<Severity>>,
    /// Only lines of these runs, counted from 1.
    pub runs: Option<Vec<u64>>,
    /// Only lines of the newest run, and of runs that begin later.
    pub last_run: bool,
    /// Only lines that are evidence for these rules.
    pub rules: Option<Vec<String>>,
    /// Only so many of the last lines that fit; asked with the first page.
    pub tail: Option<u64>,
    /// A writer is still at it: a last line without an end is not given yet.
    pub follow: bool,
    /// Each event as a list of its values, in the order of its members: an interpreter reads that several times faster.
    pub compact: bool,
    /// How many events a page has at most.
    pub limit: Option<usize>,
    /// Where the last page ended; none: from the start.
    pub cursor: Option<Cursor>,
    /// The language of messages.
    pub language: Language,
}

/// How many events a page has where nobody says.
const USUAL_LIMIT: usize = 1_000;
/// How many events a page can have.
const MOST_EVENTS: usize = 10_000;
/// How much of a log is looked at for one page, in bytes: a caller that filters wants to be asked whether to go on.
const MOST_BYTES: u64 = 256 * 1024 * 1024;

/// Some lines of a log.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EventsPage<E = EventText> {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// The log.
    pub log: LogPage,
    /// The lines that fit, in their order.
    pub events: Vec<E>,
    /// Where the page ends.
    pub cursor: Cursor,
    /// The end of the file was reached.
    pub at_end: bool,
    /// The file is another than the one that the cursor is of, or shorter: it was read from its start.
    pub restarted: bool,
}

/// A page as a caller wants it.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum EventsAnswer {
    /// Its events with the names of their members.
    Whole(EventsPage),
    /// Its events as lists of their values.
    Compact(EventsPage<CompactEvent>),
}

/// An event as a list of its values, in the order of its members.
#[derive(Clone, Debug)]
pub struct CompactEvent(EventText);

impl Serialize for CompactEvent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let e = &self.0;
        (
            &e.line,
            &e.lines,
            &e.offset,
            &e.length,
            &e.encoding,
            &e.time,
            &e.utc,
            &e.bias,
            &e.severity,
            &e.level,
            &e.component,
            &e.thread,
            &e.run,
            &e.rule,
            &e.shape,
            &e.text,
        )
            .serialize(serializer)
    }
}

/// One line of a log, or a record of several.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EventText {
    /// Its first line, counted from 1.
    pub line: u64,
    /// How many lines it takes.
    pub lines: u64,
    /// Where it begins, in bytes from the start of the file.
    pub offset: u64,
    /// How many bytes it takes, with its line end.
    pub length: u64,
    /// Its encoding.
    pub encoding: &'static str,
    /// When it was written, local, as logged.
    pub time: Option<String>,
    /// The same in UTC, where the line states its bias.
    pub utc: Option<String>,
    /// Minutes to add to the local time to get UTC.
    pub bias: Option<i16>,
    /// What the line means: by its rule, else by its level.
    pub severity: Severity,
    /// The level as written.
    pub level: Option<String>,
    /// The program or part of it that wrote it.
    pub component: Option<String>,
    /// The thread that wrote it.
    pub thread: Option<u64>,
    /// The run that it is of; none outside of every run.
    pub run: Option<u64>,
    /// The rule that such a line is evidence for.
    pub rule: Option<&'static str>,
    /// How it is framed.
    pub shape: &'static str,
    /// The text without stamp and level.
    pub text: String,
}

/// What a line is, before anybody wants its texts.
struct Seen {
    meaning: Meaning,
    run: Option<u64>,
}

/// Goes through a log and tells of each line its run and what it means.
struct Reader {
    kind: Option<LogKind>,
    runs: RunCounter,
}

impl Reader {
    fn see(&mut self, record: &Record<'_>) -> Seen {
        let is_setup = self.kind == Some(LogKind::Setup);
        // A line without a text is of the run that it stands in.
        let run = (is_setup && self.runs.is_open()).then(|| self.runs.number());
        let mut seen = Seen { meaning: Meaning::of_level(None), run };
        let mut is_first = true;
        for part in record.parts() {
            let meaning = match self.kind {
                Some(LogKind::Setup) => {
                    let fact = setup::Fact::of(part);
                    let run = self.runs.turn(fact);
                    seen.run = if is_first { run } else { run.or(seen.run) };
                    Meaning::of_setup(part, fact, run.is_some())
                }
                Some(LogKind::ServiceConnection) => Meaning::of_tool(part, tool::Fact::of(part)),
                None => Meaning::of_level(part.level),
            };
            seen.meaning = if is_first { meaning } else { seen.meaning.and(meaning) };
            is_first = false;
        }
        if self.kind == Some(LogKind::ServiceConnection) {
            // The tool replaces its log at every run: it holds one.
            seen.run = Some(1);
        }
        seen
    }
}

impl EventsRequest {
    fn wants(&self, seen: &Seen, from_run: Option<u64>) -> bool {
        let is_severe = |severities: &Vec<Severity>| severities.contains(&seen.meaning.severity);
        let is_of_run = |runs: &Vec<u64>| seen.run.is_some_and(|run| runs.contains(&run));
        let is_of_rule = |rules: &Vec<String>| {
            seen.meaning.rule.is_some_and(|rule| rules.iter().any(|id| id.eq_ignore_ascii_case(rule.id)))
        };
        self.severities.as_ref().is_none_or(is_severe)
            && self.runs.as_ref().is_none_or(is_of_run)
            && self.rules.as_ref().is_none_or(is_of_rule)
            && from_run.is_none_or(|from| seen.run.is_some_and(|run| run >= from))
    }
}

/// Reads a page.
///
/// # Errors
/// The request names no path, or more events than a page can have.
pub fn page(request: &EventsRequest) -> Result<EventsPage, RequestError> {
    page_by(request, &Io::new(&Work::new()))
}

pub(crate) fn page_by(request: &EventsRequest, io: &Io) -> Result<EventsPage, RequestError> {
    let path = required("path", request.path.as_deref())?;
    let limit = request.limit.unwrap_or(USUAL_LIMIT);
    if !(1..=MOST_EVENTS).contains(&limit) {
        return Err(RequestError::Unfit(format!("limit is {limit}, not 1 to {MOST_EVENTS}")));
    }
    let mut cursor = request.cursor.clone().unwrap_or_default();
    cursor.check()?;
    let mut events = Vec::new();
    let (at_end, restarted, problem) = match read(request, path, &mut cursor, &mut events, limit, io) {
        Ok((at_end, restarted, problem)) => (at_end, restarted, problem),
        Err(problem) => (true, false, Some(problem)),
    };
    let log = LogPage::of(path, &cursor, problem.as_ref(), request.language);
    Ok(EventsPage { schema: SCHEMA, log, events, cursor, at_end, restarted })
}

/// Reads a page and gives it in the shape that the request asks for.
///
/// # Errors
/// As with [`page`].
pub fn answer(request: &EventsRequest) -> Result<EventsAnswer, RequestError> {
    let page = page(request)?;
    if !request.compact {
        return Ok(EventsAnswer::Whole(page));
    }
    let EventsPage { schema, log, events, cursor, at_end, restarted } = page;
    let events = events.into_iter().map(CompactEvent).collect();
    Ok(EventsAnswer::Compact(EventsPage { schema, log, events, cursor, at_end, restarted }))
}

fn read(
    request: &EventsRequest,
    path: &str,
    cursor: &mut Cursor,
    events: &mut Vec<EventText>,
    limit: usize,
    io: &Io,
) -> Result<(bool, bool, Option<LogProblem>), LogProblem> {
    let (mut lines, restarted) = cursor.open(path, request.follow, io)?;
    if cursor.is_start() {
        begin(request, path, cursor, io)?;
        if !cursor.is_start() {
            // The last ones are wanted, and where they begin is known now.
            lines = cursor.open(path, request.follow, io)?.0;
        }
    } else if cursor.kind.is_none() && request.follow {
        // The first lines of a log that is being written need not tell which one it is.
        cursor.kind = kind_of(Lines::new(open(Path::new(path), io)?), path)?;
    }
    let mut reader = Reader { kind: cursor.kind, runs: cursor.runs() };
    let (mut length, begun) = (0, lines.bytes());
    let problem = loop {
        if events.len() >= limit || length >= MOST_JSON || lines.bytes() - begun >= MOST_BYTES {
            break None;
        }
        match lines.next() {
            Ok(Some(line)) => {
                let record = Record::of_line(&line);
                let seen = reader.see(&record);
                if request.wants(&seen, cursor.from_run) {
                    if cursor.skip > 0 {
                        cursor.skip -= 1;
                        continue;
                    }
                    let event = EventText::of(&line, &record, &seen);
                    // As much as JSON makes of it at most: a sign may need an escape.
                    length += 400 + 2 * (event.text.len() + event.component.as_ref().map_or(0, String::len));
                    events.push(event);
                }
            }
            Ok(None) => break Some(None),
            Err(error) => break Some(Some(failed(&error))),
        }
    };
    cursor.note(&lines);
    cursor.set_runs(reader.runs);
    let at_end = problem.is_some();
    let problem = problem.flatten().or_else(|| lines.problem());
    Ok((at_end, restarted, problem))
}

/// Looks at a log before its first page: which one it is, whether it begins within a run, where the last lines begin.
fn begin(request: &EventsRequest, path: &str, cursor: &mut Cursor, io: &Io) -> Result<(), LogProblem> {
    let fresh = || -> Result<Lines<Opened<'_>>, LogProblem> { Ok(Lines::new(open(Path::new(path), io)?)) };
    cursor.kind = match request.kind {
        Some(kind) => Some(kind),
        None => kind_of(fresh()?, path)?,
    };
    let is_cut = match cursor.kind {
        Some(LogKind::Setup) => {
            let (mut lines, mut is_cut) = (fresh()?, None);
            while let (None, Some(line)) = (is_cut, lines.next().map_err(|e| failed(&e))?) {
                is_cut = begins_within_a_run(&Record::of_line(&line));
            }
            is_cut.unwrap_or(false)
        }
        _ => false,
    };
    cursor.set_runs(RunCounter::new(is_cut));
    if request.last_run {
        let mut last = cursor.clone();
        let mut lines = fresh()?.follow(request.follow);
        let mut reader = Reader { kind: cursor.kind, runs: RunCounter::new(is_cut) };
        let mut before = (lines.position(), reader.runs);
        while let Some(line) = lines.next().map_err(|e| failed(&e))? {
            let seen = reader.see(&Record::of_line(&line));
            let run = seen.run.unwrap_or(0);
            if run > last.from_run.unwrap_or(0) {
                last.from_run = Some(run);
                last.go_to(before.0);
                last.set_runs(before.1);
            }
            before = (lines.position(), reader.runs);
        }
        *cursor = last;
        // No run at all: none of its lines, and those of the first that will begin.
        cursor.from_run = cursor.from_run.or(Some(1));
    }
    if let Some(tail) = request.tail {
        let (mut lines, _) = cursor.clone().open(path, request.follow, io)?;
        let mut reader = Reader { kind: cursor.kind, runs: cursor.runs() };
        let mut fitting: u64 = 0;
        while let Some(line) = lines.next().map_err(|e| failed(&e))? {
            let seen = reader.see(&Record::of_line(&line));
            fitting += u64::from(request.wants(&seen, cursor.from_run));
        }
        cursor.skip = fitting.saturating_sub(tail);
    }
    Ok(())
}

impl EventText {
    fn of(line: &Line<'_>, record: &Record<'_>, seen: &Seen) -> Self {
        let mut parts = record.parts();
        let mut body = parts.next().map_or(String::new(), |part| part.text.to_owned());
        for part in parts {
            body.push('\n');
            body.push_str(part.whole);
        }
        let head = record.head();
        Self {
            line: line.number,
            lines: line.lines,
            offset: line.offset,
            length: line.length,
            encoding: line.encoding.name(),
            time: record.time.map(|stamp| stamp.to_string()),
            utc: record.time.and_then(|stamp| stamp.utc()).map(|stamp| stamp.to_string()),
            bias: record.time.and_then(|stamp| stamp.bias),
            severity: seen.meaning.severity,
            level: head.and_then(|part| part.written).map(str::to_owned),
            component: record.component.map(text::shown_name),
            thread: record.thread,
            run: seen.run,
            rule: seen.meaning.rule.map(|rule| rule.id),
            shape: record.shape.name(),
            text: text::shown_whole(&body),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_compact_event_is_its_members_in_their_order() {
        let line = "ERROR: Download() failed with 0x80072EE2  $$<C><08-22-2016 04:15:01.917+420><thread=2868 (0xB34)>";
        let path = std::env::temp_dir().join(format!("cmverify-compact-{}.log", std::process::id()));
        std::fs::write(&path, line).unwrap();
        let ask = |compact| {
            let request = EventsRequest { path: path.to_str().map(Into::into), compact, ..EventsRequest::default() };
            let text = serde_json::to_string(&answer(&request).unwrap()).unwrap();
            let (from, to) = (text.find("\"events\":").unwrap() + 9, text.find(",\"cursor\"").unwrap());
            text[from..to].to_owned()
        };
        let (whole, compact) = (ask(false), ask(true));
        std::fs::remove_file(&path).unwrap();
        // The values of the object, as text, are the list: serde keeps the order of the members.
        let members = whole.trim_start_matches("[{").trim_end_matches("}]");
        let names = [
            "line",
            "lines",
            "offset",
            "length",
            "encoding",
            "time",
            "utc",
            "bias",
            "severity",
            "level",
            "component",
            "thread",
            "run",
            "rule",
            "shape",
            "text",
        ];
        let mut values = members.to_owned();
        for name in names {
            values = values.replacen(&format!("\"{name}\":"), "", 1);
        }
        assert_eq!(compact, format!("[[{values}]]"));
    }
}
