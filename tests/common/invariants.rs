//! What holds of any bytes whatever, taken for a log. The properties, the replayed findings and the fuzz targets call
//! the same functions, so that each of them looks for the same faults.
#![allow(dead_code, reason = "each program uses its own part")]

use cmverify::language::Language;
use cmverify::logs::record::{Level, Part, Record};
use cmverify::logs::setup::{FailureKind, SetupLog};
use cmverify::logs::tool::ToolLog;
use cmverify::logs::{Events, LogProblem, setup, tool};
use cmverify::pages::events::{EventText, EventsPage, EventsRequest};
use cmverify::pages::runs::{RunText, RunsRequest};
use cmverify::pages::{Cursor, events, runs};
use cmverify::report::LogKind;
use cmverify::rules::Severity;
use cmverify::work::Work;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

/// The longest beginning of a line that is looked at.
const LONGEST_LINE: usize = 64 * 1024;
/// More events than any log here has.
pub const ALL: usize = 10_000;

/// A log on disk, removed in the end. Its name tells nothing of its kind.
pub struct File(pub PathBuf);

impl File {
    pub fn new(bytes: &[u8]) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("cmverify-{}-{}.log", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let file = Self(std::env::temp_dir().join(name));
        file.write(bytes);
        file
    }

    pub fn write(&self, bytes: &[u8]) {
        fs::write(&self.0, bytes).expect("a log");
    }

    pub fn append(&self, bytes: &[u8]) {
        OpenOptions::new().append(true).open(&self.0).and_then(|mut file| file.write_all(bytes)).expect("a longer log");
    }

    pub fn path(&self) -> String {
        self.0.to_string_lossy().into_owned()
    }

    pub fn asks(&self, kind: Option<LogKind>) -> EventsRequest {
        EventsRequest { path: Some(self.path()), kind, limit: Some(ALL), ..EventsRequest::default() }
    }

    /// The events of all pages.
    pub fn events(&self, kind: Option<LogKind>) -> Vec<EventText> {
        all_events(&self.asks(kind))
    }

    /// The runs of all pages.
    pub fn runs(&self, kind: Option<LogKind>) -> Vec<RunText> {
        all_runs(&RunsRequest { path: Some(self.path()), kind, ..RunsRequest::default() })
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// As a caller hands a cursor back: by way of JSON.
pub fn handed_back(cursor: &Cursor) -> Cursor {
    let text = serde_json::to_string(cursor).expect("JSON");
    let back: Cursor = serde_json::from_str(&text).unwrap_or_else(|e| panic!("a cursor of our own: {e}: {text}"));
    assert_eq!(&back, cursor, "{text}");
    back
}

/// One page; that it is whole JSON and no longer than was asked goes without saying.
pub fn page(request: &EventsRequest) -> EventsPage {
    let page = events::page(request).expect("a good request");
    assert!(page.events.len() <= request.limit.unwrap_or(1_000));
    serde_json::to_string(&page).expect("JSON");
    page
}

/// All pages of a request, one after another, until the end of the file.
pub fn all_events(request: &EventsRequest) -> Vec<EventText> {
    let mut request = request.clone();
    let mut events = Vec::new();
    loop {
        let page = page(&request);
        assert!(page.at_end || !page.events.is_empty(), "a page without an event, and no end");
        assert!(!page.restarted || request.cursor.is_none(), "the file is the same");
        events.extend(page.events);
        request.cursor = Some(handed_back(&page.cursor));
        if page.at_end {
            return events;
        }
    }
}

/// All pages of a request for runs.
pub fn all_runs(request: &RunsRequest) -> Vec<RunText> {
    let mut request = request.clone();
    let mut runs = Vec::new();
    loop {
        let page = runs::page(&request).expect("a good request");
        serde_json::to_string(&page).expect("JSON");
        runs.extend(page.runs);
        request.cursor = Some(handed_back(&page.cursor));
        if page.at_end {
            return runs;
        }
    }
}

/// How many bytes of a byte order mark a file begins with.
pub fn mark_length(bytes: &[u8]) -> usize {
    match bytes {
        [0xEF, 0xBB, 0xBF, ..] => 3,
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => 2,
        _ => 0,
    }
}

/// The spans of the lines are the file, without a gap and without an overlap; their numbers add up.
pub fn lines(bytes: &[u8]) {
    let mut events = Events::new(bytes);
    let (mut at, mut number) = (mark_length(bytes) as u64, 1);
    while let Some(event) = events.next().expect("memory can be read") {
        let line = event.line;
        assert_eq!((line.offset, line.number), (at, number));
        assert!(line.length > 0 && line.lines > 0);
        assert!(line.lines > 1 || !line.text.contains(['\n', '\r']), "a line holds no line break: {:?}", line.text);
        // Of a character that takes one byte in a code page, or two in UTF-16, UTF-8 makes three at most.
        assert!(line.text.len() <= 3 * LONGEST_LINE, "{} bytes", line.text.len());
        at += line.length;
        number += line.lines;
        record(line.text, &event.record);
    }
    assert_eq!(at, bytes.len() as u64, "the lines are the whole file");
    assert!(events.next().expect("memory can be read").is_none(), "the end is the end");
}

/// A record says nothing that the line does not hold.
fn record(line: &str, record: &Record<'_>) {
    let again = Record::parse(line);
    let frame = |record: &Record<'_>| format!("{:?}", (record.shape, record.time, record.component, record.thread));
    assert_eq!((frame(record), record.body), (frame(&again), again.body), "the same line, the same reading");
    assert!(record.parts().eq(again.parts()), "the same line, the same parts: {line:?}");
    assert!(line.contains(record.body), "{line:?}");
    assert!(record.component.is_none_or(|component| !component.is_empty() && line.contains(component)), "{line:?}");
    if let Some(time) = record.time {
        let text = time.to_string();
        assert!([19, 23].contains(&text.len()) && text.is_ascii(), "{text}");
        assert!(time.utc().is_none() || time.bias.is_some(), "{line:?}");
    }
    let parts: Vec<Part<'_>> = record.parts().collect();
    let mut rest = record.body;
    for part in &parts {
        // A frame may state that something failed, and hold no text.
        let is_mute = parts.len() == 1 && part.level > Some(Level::Information) && part.written.is_none();
        assert!((!part.whole.is_empty() || is_mute) && part.whole.ends_with(part.text), "{line:?}");
        assert_eq!(part.written.is_some(), part.written.is_some_and(|word| part.whole.starts_with(word)), "{line:?}");
        let at = rest.find(part.whole).unwrap_or_else(|| panic!("{:?} is not in {line:?}", part.whole));
        rest = &rest[at + part.whole.len()..];
        assert!(part.is_error() == (part.level == Some(Level::Error)));
        let _ = (tool::Fact::of(*part), setup::Fact::of(*part));
    }
    let highest = parts.iter().map(|part| part.level).max();
    assert_eq!(record.head().map(|part| part.level), highest, "{line:?}");
}

/// How many parts of a log say this.
fn count(bytes: &[u8], is: impl Fn(Part<'_>) -> bool) -> u64 {
    let mut events = Events::new(bytes);
    let mut count = 0;
    while let Some(event) = events.next().expect("memory can be read") {
        count += event.record.parts().filter(|part| is(*part)).count() as u64;
    }
    count
}

/// The tool's log as evidence: every line that is evidence is counted, and nothing else.
pub fn tool_log(bytes: &[u8]) {
    let file = File::new(bytes);
    let log = ToolLog::read(Some(&file.path()), &Work::new());
    if log.source.problem == Some(LogProblem::TooMuch) {
        return;
    }
    let is_other = count(bytes, |part| setup::Fact::of(part) == setup::Fact::Started) > 0;
    assert_eq!(log.source.problem == Some(LogProblem::OtherLog), is_other, "where setupdl starts, it is the other log");
    if is_other {
        let mut nothing = ToolLog::default();
        nothing.source = log.source.clone();
        assert_eq!(log, nothing, "and evidence for nothing");
        return;
    }
    assert_eq!(log.source.bytes, bytes.len() as u64);
    let is = |fact: fn(tool::Fact) -> bool| count(bytes, |part| fact(tool::Fact::of(part)));
    assert_eq!(log.errors.total, is(|fact| fact == tool::Fact::Error));
    assert_eq!(log.harmless_errors.total, is(|fact| fact == tool::Fact::Harmless));
    assert_eq!(log.admin_ui_errors.total, is(|fact| fact == tool::Fact::AdminUi));
    assert_eq!(log.redist_failures.total, is(|fact| matches!(fact, tool::Fact::RedistFailed(_))));
    assert_eq!(log.redist_starts, is(|fact| matches!(fact, tool::Fact::RedistStarted(_))));
    let names_redists = |fact| {
        matches!(fact, tool::Fact::RedistStarted(_) | tool::Fact::RedistSucceeded(_) | tool::Fact::RedistFailed(_))
    };
    assert_eq!(log.has_redists(), is(names_redists) > 0);
    for mark in log.errors.kept.iter().map(|line| &line.mark).chain(&log.open_redists).chain(&log.open_payloads) {
        assert!(mark.offset < log.source.bytes && (1..=log.source.lines).contains(&mark.line));
    }
    assert_eq!(log.last.is_some(), log.source.lines > 0);
}

/// ConfigMgrSetup.log as evidence: runs in their order, each with what is in it.
pub fn setup_log(bytes: &[u8]) {
    let file = File::new(bytes);
    let log = SetupLog::read(Some(&file.path()), &Work::new());
    assert_eq!(log.source.bytes, bytes.len() as u64);
    let all: Vec<usize> = (0..log.runs.len()).collect();
    let log = log.with_files(&all, &Work::new());
    let first = log.run_count + 1 - log.runs.len() as u64;
    let (mut before, mut failures) = (0, 0);
    for (number, run) in (first..).zip(&log.runs) {
        let (Some(head), Some(last)) = (&run.first, &run.last) else { panic!("a run has lines: {run:?}") };
        assert_eq!(run.number, number);
        assert!(before <= head.line && head.line <= last.line, "{run:?}");
        assert!(run.start.as_ref().is_none_or(|start| start.line == head.line), "{run:?}");
        assert!(run.end.as_ref().is_none_or(|end| end.line == last.line && !run.replaced), "{run:?}");
        assert!(run.failures.kept.iter().all(|f| (head.line..=last.line).contains(&f.mark.line)), "{run:?}");
        assert!(run.stopped_at.is_none_or(|at| at < run.files.len() && run.end.is_none()), "{run:?}");
        assert_eq!(run.has_failed(), run.end.is_none() || run.failures.total > 0);
        (before, failures) = (last.line, failures + run.failures.total);
    }
    let said = count(bytes, |part| matches!(setup::Fact::of(part), setup::Fact::Failed(..)));
    assert!(failures <= said, "{failures} failures of {said}");
    let starts = count(bytes, |part| setup::Fact::of(part) == setup::Fact::Started);
    assert!(log.run_count >= starts, "{} runs of {starts} starts", log.run_count);
    let downloads = count(bytes, |part| matches!(setup::Fact::of(part), setup::Fact::Failed(FailureKind::Download, _)));
    assert!(downloads == 0 || log.run_count > 0, "a failed download is never outside of every run");
}

/// Which lines are asked for.
#[derive(Clone, Debug, Default)]
pub struct Wish {
    pub kind: Option<LogKind>,
    pub limit: usize,
    pub severities: Option<Vec<Severity>>,
    pub runs: Option<Vec<u64>>,
    pub rules: Option<Vec<String>>,
    pub last_run: bool,
    pub tail: Option<u64>,
}

impl Wish {
    /// A wish out of a few bytes, for whoever has nothing but bytes; and those that are left.
    pub fn of(bytes: &[u8]) -> (Self, &[u8]) {
        const RULES: [&str; 8] =
            ["CMV0101", "cmv0104", "CMV0105", "CMV0111", "CMV0201", "CMV0202", "CMV0209", "no rule"];
        let Some((&[a, b, c, d], rest)) = bytes.split_first_chunk() else {
            return (Self { limit: ALL, ..Self::default() }, bytes);
        };
        let severities = [(1, Severity::Error), (2, Severity::Warning), (4, Severity::Information)];
        let some = |bit: u8| a & bit != 0;
        let wish = Self {
            kind: [None, Some(LogKind::Setup), Some(LogKind::ServiceConnection)][usize::from(b % 3)],
            limit: usize::from(c % 16) + 1,
            severities: some(1)
                .then(|| severities.iter().filter(|(bit, _)| d & bit != 0).map(|(_, severity)| *severity).collect()),
            runs: some(2).then(|| vec![u64::from(d >> 3 & 3), u64::from(c >> 4 & 3)]),
            rules: some(4).then(|| vec![RULES[usize::from(d >> 5)].to_owned()]),
            last_run: some(8),
            tail: some(16).then(|| u64::from(b / 3 % 8)),
        };
        (wish, rest)
    }

    /// The events that such a request must give, said by those that come without a filter.
    fn of_all(&self, all: &[EventText]) -> Vec<EventText> {
        let newest = all.iter().filter_map(|event| event.run).max();
        let fits = |event: &&EventText| {
            let is_rule = |rules: &Vec<String>| {
                event.rule.is_some_and(|rule| rules.iter().any(|wanted| wanted.eq_ignore_ascii_case(rule)))
            };
            self.severities.as_ref().is_none_or(|severities| severities.contains(&event.severity))
                && self.runs.as_ref().is_none_or(|runs| event.run.is_some_and(|run| runs.contains(&run)))
                && self.rules.as_ref().is_none_or(is_rule)
                && (!self.last_run || event.run.is_some() && event.run == newest)
        };
        let mut events: Vec<EventText> = all.iter().filter(fits).cloned().collect();
        if let Some(tail) = self.tail {
            let tail = usize::try_from(tail).unwrap_or(usize::MAX);
            events.drain(..events.len().saturating_sub(tail));
        }
        events
    }
}

/// The pages of a log: page by page is the same as at once, a filter leaves lines out and changes none, a follower gets
/// nothing that he would have to take back, and the runs are those that the lines say.
pub fn pages(bytes: &[u8], wish: &Wish) {
    let file = File::new(bytes);
    let all = file.events(wish.kind);
    let mut at = mark_length(bytes) as u64;
    for event in &all {
        assert_eq!(event.offset, at);
        at += event.length;
    }
    assert_eq!(at, bytes.len() as u64);

    let asks = EventsRequest { limit: Some(wish.limit), ..file.asks(wish.kind) };
    assert_eq!(all_events(&asks), all, "page by page");
    let filtered = EventsRequest {
        severities: wish.severities.clone(),
        runs: wish.runs.clone(),
        rules: wish.rules.clone(),
        last_run: wish.last_run,
        tail: wish.tail,
        ..asks
    };
    assert_eq!(all_events(&filtered), wish.of_all(&all), "{wish:?}");
    let followed = all_events(&EventsRequest { follow: true, ..file.asks(wish.kind) });
    assert_eq!(followed, all[..followed.len()], "who follows gets the same lines, but for the last");

    let runs = file.runs(wish.kind);
    let kind = page(&file.asks(wish.kind)).log.kind;
    if kind == Some(LogKind::Setup) {
        runs_and_events(&runs, &all);
        let log = SetupLog::read(Some(&file.path()), &Work::new());
        assert_eq!(runs.len() as u64, log.run_count);
    } else if kind == Some(LogKind::ServiceConnection) {
        assert_eq!(runs.len(), usize::from(!all.is_empty()));
    }
    let newest = RunsRequest { path: Some(file.path()), kind: wish.kind, last_run: true, ..RunsRequest::default() };
    let newest: Vec<u64> = all_runs(&newest).iter().map(|run| run.number).collect();
    assert_eq!(newest, runs.iter().map(|run| run.number).max().into_iter().collect::<Vec<_>>());
}

/// What is told of the runs, and what is told of the lines, is one story.
fn runs_and_events(runs: &[RunText], events: &[EventText]) {
    let newest = events.iter().filter_map(|event| event.run).max().unwrap_or(0);
    assert!(runs.len() as u64 >= newest, "{} runs, the lines say {newest}", runs.len());
    for (number, run) in (1..).zip(runs) {
        assert_eq!(run.number, number);
        assert_eq!(run.program, "setupdl");
        assert!(!run.summary.is_empty() && !run.next_action.is_empty(), "{run:?}");
        assert_eq!(run.result == runs::RunResult::Failed, !run.failures.is_empty(), "{run:?}");
        for failure in &run.failures {
            let event = events.iter().find(|event| event.line == failure.line);
            let event = event.unwrap_or_else(|| panic!("no event in line {}", failure.line));
            assert_eq!((event.offset, event.severity), (failure.offset, Severity::Error));
            assert!(event.rule.is_some(), "{event:?}");
        }
    }
    for event in events.iter().filter(|event| event.rule.is_some()) {
        let run = event.run.and_then(|run| runs.get(usize::try_from(run).ok()? - 1));
        let run = run.unwrap_or_else(|| panic!("evidence outside of every run: {event:?}"));
        assert!(run.first_line <= Some(event.line) && Some(event.line) <= run.last_line, "{event:?}");
    }
}

/// A log that grows in these steps, read by somebody who follows it, in the end tells the same as the finished one.
pub fn grows(bytes: &[u8], kind: LogKind, steps: &[usize]) -> (Vec<EventText>, Vec<EventText>) {
    let file = File::new(b"");
    let mut request = EventsRequest { follow: true, ..file.asks(Some(kind)) };
    let mut given = Vec::new();
    let mut take = |request: &mut EventsRequest| loop {
        let page = page(request);
        assert!(!page.restarted, "the file only grew");
        given.extend(page.events);
        request.cursor = Some(handed_back(&page.cursor));
        if page.at_end {
            break;
        }
    };
    let (mut rest, mut steps) = (bytes, steps.iter().cycle());
    while !rest.is_empty() {
        let step = steps.next().copied().unwrap_or(1).clamp(1, rest.len());
        file.append(&rest[..step]);
        rest = &rest[step..];
        take(&mut request);
    }
    request.follow = false;
    take(&mut request);
    (given, file.events(Some(kind)))
}

/// Both languages say something of every problem.
pub fn problem_codes(path: &str, kind: Option<LogKind>) -> (Option<&'static str>, Option<&'static str>) {
    let code = |language| {
        let request = EventsRequest { path: Some(path.to_owned()), kind, language, ..EventsRequest::default() };
        page(&request).log.problem.map(|problem| {
            assert!(problem.message.len() > 10, "{}", problem.message);
            problem.code
        })
    };
    let english = code(Language::En);
    assert_eq!(english, code(Language::Ja));
    let request = RunsRequest { path: Some(path.to_owned()), kind, ..RunsRequest::default() };
    let runs = runs::page(&request).expect("a good request").log.problem.map(|problem| problem.code);
    (english, runs)
}
