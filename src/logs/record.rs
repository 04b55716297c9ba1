//! The shapes of a line (sections 1.4 and 2.2 of the dossier): stamp, level, component, thread, text.
//!
//! Severity comes from the grammar alone: a word with a colon at the start of the text. A line that has "error" in a
//! file name or in "0 errors" is not an error.

use super::lines::{CLOSING, Line, OPENING, Signs};
use super::time::Stamp;
use super::words::{eat, find_exact};
use memchr::{memchr, memchr_iter, memchr2, memchr3, memrchr};

/// The level that a line has been written with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// `INFO:`.
    Information,
    /// `WARNING:`.
    Warning,
    /// `ERROR:`, or what the runtime prints when a program dies of an exception.
    Error,
}

/// How a line is framed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// `2024-11-19 11:53:40 INFO:text`, as the tool writes.
    Tool,
    /// `text  $$<component><08-22-2016 04:15:01.917+420><thread=2868 (0xB34)>`, as setupdl writes.
    Simple,
    /// `<![LOG[text]LOG]!><time="…" date="…" component="…" type="1" thread="…">`.
    CmTrace,
    /// Columns copied out of CMTrace: text, component, date and time, thread, in whatever order.
    Columns,
    /// A stamp of another shape before a level.
    Stamped,
    /// Nothing but text.
    Plain,
}

impl Shape {
    /// Its name for callers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Tool => "tool",
            Self::Simple => "simple",
            Self::CmTrace => "cmtrace",
            Self::Columns => "columns",
            Self::Stamped => "stamped",
            Self::Plain => "plain",
        }
    }
}

/// One line, taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record<'a> {
    /// How it is framed.
    pub shape: Shape,
    /// When it was written.
    pub time: Option<Stamp>,
    /// The program or part of it that wrote the line.
    pub component: Option<&'a str>,
    /// The number of the thread that wrote it.
    pub thread: Option<u64>,
    /// The text with its level: one part, or several where `~` or a line break parts them.
    pub body: &'a str,
    /// The level that the line's frame states, for a text that states none.
    frame_level: Option<Level>,
    /// The text is one part for sure.
    is_whole: bool,
}

/// A part of a line: what stands between two line breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part<'a> {
    /// Its level.
    pub level: Option<Level>,
    /// The level as written: `INFO`, `Error`.
    pub written: Option<&'a str>,
    /// The text after the level.
    pub text: &'a str,
    /// The text with its level.
    pub whole: &'a str,
}

impl<'a> Record<'a> {
    const fn of(shape: Shape, body: &'a str) -> Self {
        Self { shape, time: None, component: None, thread: None, body, frame_level: None, is_whole: false }
    }

    /// Takes a text apart. Every text has a reading: what has no known frame is text.
    #[must_use]
    pub fn parse(text: &'a str) -> Self {
        Self::of_text(text, Signs::ANY)
    }

    /// Takes a line apart.
    #[must_use]
    #[inline]
    pub fn of_line(line: &Line<'a>) -> Self {
        Self::of_text(line.text, line.signs)
    }

    #[inline]
    fn of_text(text: &'a str, signs: Signs) -> Self {
        let line = trimmed(text);
        if let Some(record) = Self::usual(line, signs) {
            return record;
        }
        if line.as_bytes().first() == Some(&b'<') && line.as_bytes().starts_with(OPENING) {
            return Self::cmtrace(line);
        }
        if signs.dollar {
            // Where the first such sign of a line begins a frame that ends it, there is no other.
            let first = memchr(b'$', line.as_bytes()).filter(|at| line.as_bytes()[*at..].starts_with(b"$$<"));
            if let Some((at, frame)) = first.and_then(|at| Some((at, usual_frame(line, at)?))) {
                return Self::simple(line, at, &frame, !signs.tilde_or_tab);
            }
            if let Some((at, frame)) = last_frame(line) {
                return Self::simple(line, at, &frame, false);
            }
        }
        Self::plain(line)
    }

    /// A line of the tool as nearly all are: its stamp, and nothing in the text that could be anything else.
    #[inline]
    fn usual(line: &'a str, signs: Signs) -> Option<Self> {
        let stamp = Stamp::of_tool(line)?;
        let text = line[Stamp::LENGTH..].strip_prefix(' ')?;
        let may_differ = signs.tilde_or_tab || signs.dollar;
        if may_differ && memchr3(b'$', b'~', b'\t', text.as_bytes()).is_some() {
            return None;
        }
        Some(Self { time: Some(stamp), is_whole: true, ..Self::of(Shape::Tool, trim_start(text)) })
    }

    /// `text  $$<component><MM-DD-YYYY HH:MM:SS.mmm±bias><thread=N (0xHEX)>`, cut off anywhere.
    #[inline]
    fn simple(line: &'a str, at: usize, frame: &Frame<'a>, is_whole: bool) -> Self {
        // What stands behind a frame has lost its line end before it: the frame parts the two.
        let text = if frame.end == line.len() { &line[..at] } else { line };
        let (pasted, text) = unthreaded(text);
        let inner = Self::inner(trim(text));
        Self {
            is_whole,
            shape: Shape::Simple,
            time: frame.time.or(inner.time),
            component: frame.component,
            thread: frame.thread.or(pasted),
            ..inner
        }
    }

    /// A text that may keep a stamp of its own, as when one log was pasted into another's frame.
    #[inline]
    fn inner(text: &'a str) -> Self {
        if text.as_bytes().first().is_some_and(|b| b.is_ascii_digit() || matches!(b, b'[' | b'(')) {
            return Self::stamped(text).unwrap_or(Self::of(Shape::Plain, text));
        }
        Self::of(Shape::Plain, text)
    }

    /// `<![LOG[text]LOG]!><time="HH:MM:SS.mmm+bias" date="MM-DD-YYYY" component="" type="3" …>`, or several in one line.
    fn cmtrace(line: &'a str) -> Self {
        let rest = &line[OPENING.len()..];
        let bytes = rest.as_bytes();
        let Some(end) = memchr_iter(b']', bytes).rfind(|at| bytes[*at..].starts_with(CLOSING)) else {
            return Self { shape: Shape::CmTrace, ..Self::inner(rest.trim()) };
        };
        let mut record = Self { shape: Shape::CmTrace, ..Self::inner(trim(&rest[..end])) };
        let (mut date, mut time) = (None, None);
        let mut frame = &rest[end + CLOSING.len()..];
        // name="value" by name="value": one in a text before it, or in another's value, is none.
        while let Some(quote) = memchr(b'"', frame.as_bytes()) {
            let name = frame[..quote].trim_start_matches(['<', ' ', '\t']);
            let after = &frame[quote + 1..];
            let Some(end) = memchr(b'"', after.as_bytes()) else {
                break;
            };
            let value = &after[..end];
            match name {
                "time=" => time = Some(value),
                "date=" => date = Some(value),
                "component=" => record.component = Some(value).filter(|value| !value.is_empty()),
                "thread=" => record.thread = value.parse().ok(),
                "type=" => record.frame_level = record.frame_level.max(level_of_type(value)),
                _ => {}
            }
            frame = &after[end + 1..];
        }
        record.time = date.zip(time).and_then(|(date, time)| Stamp::attributes(date, time)).or(record.time);
        // The frames of records before the last in this line.
        let body = record.body.as_bytes();
        for at in memchr_iter(b']', body).filter(|at| body[*at..].starts_with(CLOSING)) {
            let frame = &record.body[at + CLOSING.len()..];
            let attributes = &frame[..memchr(b'>', frame.as_bytes()).unwrap_or(frame.len())];
            if let Some((_, value)) = attributes.split_once("type=\"") {
                record.frame_level = record.frame_level.max(level_of_type(value.split('"').next().unwrap_or_default()));
            }
        }
        record
    }

    /// The tool's own `YYYY-MM-DD HH:MM:SS LEVEL:text`, columns pasted from `CMTrace`, or nothing but text.
    fn plain(line: &'a str) -> Self {
        let (thread, line) = unthreaded(&line[leading(line)..]);
        // A tool's line keeps its own stamp where CMTrace shows it as text; a tab alone does not make columns of it.
        let has_columns = || line.split('\t').skip(1).any(|cell| is_time(cell.trim()));
        if let Some(record) = Self::stamped(line).filter(|_| !has_columns()) {
            return Self { thread, ..record };
        }
        if let Some(at) = opening(line) {
            // A record whose line has something before it: both are read.
            let record = Self::cmtrace(&line[at..]);
            return Self { body: line, thread: record.thread.or(thread), ..record };
        }
        if let Some(columns) = Columns::of(line) {
            let inner = Self::inner(unthreaded(&columns.text[leading(columns.text)..]).1);
            return Self {
                shape: Shape::Columns,
                time: inner.time.or(columns.time),
                component: columns.component,
                thread: columns.thread.or(thread),
                ..inner
            };
        }
        Self { thread, ..Self::of(Shape::Plain, trim(line)) }
    }

    /// A line that begins with a stamp.
    fn stamped(line: &'a str) -> Option<Self> {
        let bare = eat(line, "[").unwrap_or(line);
        if bare.as_bytes().first().is_some_and(u8::is_ascii_digit) {
            if let Some((stamp, rest)) = Stamp::year_first(bare) {
                let rest = eat(rest, "]").unwrap_or(rest);
                return Some(Self { time: Some(stamp), ..Self::of(Shape::Tool, trim(rest)) });
            }
        }
        let (text, time) = other_stamp(line)?;
        Some(Self { time, ..Self::of(Shape::Stamped, text) })
    }

    /// The parts of the text. `~` stands for a line break where it leads, trails, is doubled or stands before a level;
    /// elsewhere it is a letter, as in `C:\Users\ADMINI~1`. Line breaks themselves part it too, and the frame of another
    /// record in the same line. What is empty is no part, unless its frame states that it is an error.
    #[must_use]
    #[inline]
    pub fn parts(&self) -> Parts<'a> {
        let body = self.body.as_bytes();
        let is_single = self.is_whole
            || memchr2(b'~', b'$', body).is_none()
                && (self.shape != Shape::CmTrace || memchr3(b'\n', b'\r', b']', body).is_none());
        Parts { rest: Some(self.body), frame_level: self.frame_level, is_single, is_first: true }
    }

    /// The part that a reader of the line must not miss: the first of the highest level.
    #[must_use]
    #[inline]
    pub fn head(&self) -> Option<Part<'a>> {
        let mut parts = self.parts();
        if parts.is_single && !self.body.is_empty() {
            return Some(Part::of(self.body, self.frame_level));
        }
        let mut head = parts.next()?;
        for part in parts {
            if part.level > head.level {
                head = part;
            }
        }
        Some(head)
    }
}

/// The parts of a line, in their order.
#[derive(Clone, Debug)]
pub struct Parts<'a> {
    rest: Option<&'a str>,
    frame_level: Option<Level>,
    /// Nothing in it can part it: no `~` and no frame, and line breaks only a record of CMTrace has.
    is_single: bool,
    is_first: bool,
}

impl<'a> Iterator for Parts<'a> {
    type Item = Part<'a>;

    #[inline]
    fn next(&mut self) -> Option<Part<'a>> {
        loop {
            let Some(rest) = self.rest.take() else {
                // A frame says that something failed, and there is no text that says what.
                let is_mute = std::mem::take(&mut self.is_first) && self.frame_level > Some(Level::Information);
                return is_mute.then(|| Part::of("", self.frame_level));
            };
            if self.is_single && !rest.is_empty() {
                self.is_first = false;
                return Some(Part::of(rest, self.frame_level));
            }
            let rest = &rest[leading(rest)..];
            let text = match line_break(rest) {
                Some((at, after)) => {
                    self.rest = Some(&rest[after..]);
                    &rest[..at]
                }
                None => rest,
            };
            let text = trim(text);
            // Only at the end of a text may a `~` be left: elsewhere it is a line break or a letter.
            let text =
                if text.ends_with('~') { text.trim_end_matches(|c: char| c == '~' || c.is_whitespace()) } else { text };
            if !text.is_empty() {
                self.is_first = false;
                return Some(Part::of(text, self.frame_level));
            }
        }
    }
}

impl<'a> Part<'a> {
    #[inline]
    fn of(whole: &'a str, frame_level: Option<Level>) -> Self {
        match level(whole) {
            Some((level, written, text)) => Self { level: Some(level), written, text, whole },
            None => Self { level: frame_level, written: None, text: whole, whole },
        }
    }

    /// True for a line that says of itself that it is an error.
    #[must_use]
    pub fn is_error(self) -> bool {
        self.level == Some(Level::Error)
    }
}

/// Both ends of `text` are signs that are seen, as with most texts.
#[inline]
fn is_trim(text: &str) -> bool {
    let is_seen = |byte: Option<&u8>| byte.is_some_and(|b| (0x21..0x7F).contains(b));
    is_seen(text.as_bytes().first()) && is_seen(text.as_bytes().last())
}

/// `line` without blanks and byte order marks around it.
#[inline]
fn trimmed(line: &str) -> &str {
    if is_trim(line) { line } else { line.trim_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}') }
}

/// `text` without blanks around it.
#[inline]
fn trim(text: &str) -> &str {
    // Two blanks stand before the frame of a line.
    let inner = text.strip_suffix("  ").unwrap_or(text);
    if is_trim(inner) { inner } else { text.trim() }
}

/// `text` without the blanks at its start.
#[inline]
fn trim_start(text: &str) -> &str {
    let inner = text.strip_prefix(' ').unwrap_or(text);
    if inner.as_bytes().first().is_some_and(|b| (0x21..0x7F).contains(b)) { inner } else { text.trim_start() }
}

/// How many `~` and blanks lead `text`.
#[inline]
fn leading(text: &str) -> usize {
    text.bytes().take_while(|b| matches!(b, b'~' | b' ' | b'\t')).count()
}

/// The frame of the SMS format.
#[derive(Clone, Copy)]
struct Frame<'a> {
    component: Option<&'a str>,
    time: Option<Stamp>,
    thread: Option<u64>,
    /// Where it ends.
    end: usize,
}

/// The last frame of a line, and where it begins.
#[inline]
fn last_frame(line: &str) -> Option<(usize, Frame<'_>)> {
    let bytes = line.as_bytes();
    let mut end = bytes.len();
    while let Some(at) = memrchr(b'$', &bytes[..end]) {
        if at > 0 && bytes[at - 1] == b'$' && bytes.get(at + 1) == Some(&b'<') {
            if let Some(frame) = frame_at(line, at - 1) {
                return Some((at - 1, frame));
            }
        }
        end = at;
    }
    None
}

/// The frame that begins at `at`: behind the component comes a time, or the end of the line. Anything else is a text that
/// has such signs in it.
#[inline]
fn frame_at(line: &str, at: usize) -> Option<Frame<'_>> {
    usual_frame(line, at).or_else(|| any_frame(line, at))
}

/// A frame as nearly all are: whole, and the end of its line.
#[inline]
fn usual_frame(line: &str, at: usize) -> Option<Frame<'_>> {
    // What setupdl and Setup.exe call themselves there.
    const USUAL: &str = "Configuration Manager Setup";
    let from = at + 3;
    let length = match line[from..].strip_prefix(USUAL) {
        Some(rest) if rest.starts_with('>') => USUAL.len(),
        _ => memchr(b'>', within(line, from))?,
    };
    let component = &line[from..from + length];
    let stamp = line[from + length + 1..].strip_prefix('<')?;
    let (time, rest) = Stamp::month_first(stamp)?;
    let thread = rest.strip_prefix("><thread=")?;
    let (number, hex) = leading_number(thread)?;
    // `(0xFFFFFFFF)>` is the longest of them.
    let is_end = hex.starts_with(" (0x") && hex.ends_with(")>") && hex.len() <= 14;
    let component = Some(component).filter(|component| is_trim(component))?;
    is_end.then_some(Frame { component: Some(component), time: Some(time), thread: Some(number), end: line.len() })
}

/// How long a part of a frame can be, in bytes. What is longer is none, and is not looked at again for every sign that
/// might begin one.
const LONGEST_FRAME: usize = 300;

/// As much of `line` from `from` on as a part of a frame can be.
#[inline]
fn within(line: &str, from: usize) -> &[u8] {
    &line.as_bytes()[from..line.len().min(from + LONGEST_FRAME)]
}

fn any_frame(line: &str, at: usize) -> Option<Frame<'_>> {
    let from = at + 3;
    let mut frame = Frame { component: None, time: None, thread: None, end: line.len() };
    let Some(length) = memchr(b'>', within(line, from)) else {
        return (line.len() - from < LONGEST_FRAME).then_some(frame);
    };
    frame.component = Some(trim(&line[from..from + length])).filter(|component| !component.is_empty());
    let mut next = from + length + 1;
    if next == line.len() {
        return Some(frame);
    }
    let rest = line[next..].strip_prefix('<')?;
    if let Some((stamp, behind)) = Stamp::month_first(rest) {
        frame.time = Some(stamp);
        frame.thread = thread_of(behind);
    } else if let Some(end) = memchr(b'>', within(rest, 0)) {
        // 02-30-2016 is no time, and has the shape of one all the same.
        let is_stamp = rest[..end].bytes().all(|b| b.is_ascii_digit() || b"-/:.+ ".contains(&b)) && end >= 10;
        frame.thread = thread_of(if is_stamp { &rest[end..] } else { &line[next..] });
        if !is_stamp {
            frame.thread?;
        }
    }
    while line.as_bytes().get(next) == Some(&b'<') {
        let Some(length) = memchr(b'>', within(line, next)) else {
            return Some(frame);
        };
        next += length + 1;
    }
    frame.end = next;
    Some(frame)
}

/// The level that `type` of a CMTrace record states.
fn level_of_type(value: &str) -> Option<Level> {
    match value {
        "3" => Some(Level::Error),
        "2" => Some(Level::Warning),
        _ => None,
    }
}

/// Where a record of CMTrace begins in a line that has something before it.
fn opening(line: &str) -> Option<usize> {
    let at = find_exact(line, "<![LOG[")?;
    find_exact(&line[at..], "]LOG]!>").map(|_| at)
}

/// The number in `…<thread=2868 (0xB34)>`.
#[inline]
fn thread_of(frame: &str) -> Option<u64> {
    let digits = match frame.strip_prefix("><thread=") {
        Some(digits) => digits,
        None => eat(&frame[memchr(b'<', frame.as_bytes())?..], "<thread=")?,
    };
    leading_number(digits).filter(|(_, rest)| !rest.is_empty()).map(|(number, _)| number)
}

/// The number at the start of `text`, and what follows it.
#[inline]
fn leading_number(text: &str) -> Option<(u64, &str)> {
    let mut number: u64 = 0;
    let mut end = 0;
    while let Some(digit) = text.as_bytes().get(end).filter(|b| b.is_ascii_digit()) {
        number = number.checked_mul(10)?.checked_add(u64::from(digit - b'0'))?;
        end += 1;
    }
    (end > 0).then(|| (number, &text[end..]))
}

/// Where the next line break begins and ends.
fn line_break(text: &str) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'\n' | b'\r' => return Some((at, at + 1)),
            b'~' => {
                let after = at + bytes[at..].iter().take_while(|b| **b == b'~').count();
                if after - at > 1 || level(text[after..].trim_start()).is_some() {
                    return Some((at, after));
                }
                at = after;
            }
            b'$' if bytes[at..].starts_with(b"$$<") => {
                // A frame that the end of the text cuts off parts nothing.
                if let Some(frame) = frame_at(text, at).filter(|frame| frame.thread.is_some() || frame.time.is_some()) {
                    return Some((at, frame.end));
                }
                at += 3;
            }
            b'<' if bytes[at..].starts_with(OPENING) => return Some((at, at + OPENING.len())),
            b']' if bytes[at..].starts_with(CLOSING) => {
                let frame = at + CLOSING.len();
                let is_frame = bytes.get(frame) == Some(&b'<') && !bytes[frame..].starts_with(OPENING);
                let end = memchr(b'>', &bytes[frame..]).filter(|_| is_frame).map_or(frame, |end| frame + end + 1);
                return Some((at, end));
            }
            _ => at += 1,
        }
    }
    None
}

/// The level that `text` begins with, as written, and the text after it.
///
/// A word and a colon; the runtime's own words for a program that died count as an error in English and in Japanese.
#[inline]
fn level(text: &str) -> Option<(Level, Option<&str>, &str)> {
    // What nearly every line begins with.
    if let Some(rest) = text.strip_prefix("INFO:") {
        return Some((Level::Information, Some(&text[..4]), trim_start(rest)));
    }
    // The first letter decides most others.
    match text.as_bytes().first()? {
        b'I' | b'i' | b'E' | b'e' | b'W' | b'w' | b'F' | b'f' | b'U' | b'u' | 0xE3 => any_level(text),
        _ => None,
    }
}

fn any_level(text: &str) -> Option<(Level, Option<&str>, &str)> {
    const DIED: [&str; 2] = ["unhandled exception:", "ハンドルされていない例外:"];
    const LEVELS: [(&str, Level); 7] = [
        ("INFO", Level::Information),
        ("INFORMATION", Level::Information),
        ("WARNING", Level::Warning),
        ("WARN", Level::Warning),
        ("ERROR", Level::Error),
        ("FATAL ERROR", Level::Error),
        ("FATAL", Level::Error),
    ];
    for (word, level) in LEVELS {
        let Some(rest) = eat(text, word) else {
            continue;
        };
        // Blanks may stand before the colon, as far as such a line was ever seen.
        if let Some(rest) = rest.trim_start().strip_prefix(':') {
            return Some((level, Some(&text[..word.len()]), rest.trim_start()));
        }
    }
    DIED.iter().any(|died| eat(text, died).is_some()).then_some((Level::Error, None, text))
}

/// The thread column that `CMTrace` pastes before a text, and the text: `4580 (0x11e4)    INFO: …`.
#[inline]
fn unthreaded(text: &str) -> (Option<u64>, &str) {
    let bare = text.trim_ascii_start();
    let digits = bare.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 || bare.as_bytes().get(digits) != Some(&b' ') {
        return (None, text);
    }
    match leading_thread(bare) {
        Some((thread, rest)) if rest.starts_with(char::is_whitespace) => (thread, rest.trim_start()),
        _ => (None, text),
    }
}

/// `2868 (0xB34)` at the start of `text`, and what follows it. The number is none where it is no thread's.
fn leading_thread(text: &str) -> Option<(Option<u64>, &str)> {
    let digits = text.bytes().position(|b| !b.is_ascii_digit()).filter(|digits| *digits > 0)?;
    let hex = eat(&text[digits..], " (0x")?;
    let end = hex.bytes().position(|b| !b.is_ascii_hexdigit()).filter(|end| *end > 0)?;
    Some((text[..digits].parse().ok(), hex[end..].strip_prefix(')')?))
}

/// The text and time of a line that begins with a stamp of another shape, as after a copy through other tools. A level
/// must follow: without it, figures at the start of a line are text.
fn other_stamp(line: &str) -> Option<(&str, Option<Stamp>)> {
    let figures = line.bytes().take_while(|b| b.is_ascii_digit() || b" \t/-.:,+[]()".contains(b)).count();
    if figures == 0 {
        return None;
    }
    let half = line[figures..].strip_prefix(['A', 'P', 'a', 'p']).and_then(|rest| rest.strip_prefix(['M', 'm']));
    let text = half.unwrap_or(&line[figures..]).trim_start_matches([' ', '\t', ']', ')', '-']);
    level(text)?;
    let stamp = line[..line.len() - text.len()].trim_matches(|c: char| !c.is_alphanumeric());
    Some((text, Stamp::column(stamp)))
}

/// A line that was copied out of `CMTrace` with its columns: component, date and time, thread.
#[derive(Debug, PartialEq, Eq)]
struct Columns<'a> {
    text: &'a str,
    component: Option<&'a str>,
    time: Option<Stamp>,
    thread: Option<u64>,
}

impl<'a> Columns<'a> {
    fn of(line: &'a str) -> Option<Self> {
        if memchr(b'\t', line.as_bytes()).is_some() { Self::tabbed(line) } else { Self::spaced(line) }
    }

    /// Columns with tabs between them, in whatever order. The text is the cell with a level; without one it stands behind
    /// the columns of the frame, else before them. The component is the first of the others.
    fn tabbed(line: &'a str) -> Option<Self> {
        let (mut first, mut second, mut last) = (None, None, None);
        let (mut leveled, mut time, mut thread, mut is_framed) = (None, None, None, false);
        for cell in cells(line) {
            last = None;
            let is_figure = cell.as_bytes()[0].is_ascii_digit();
            if is_figure && is_thread(cell) {
                is_framed = true;
                thread = thread.or_else(|| leading_number(cell).map(|(number, _)| number));
            } else if is_figure && is_time(cell) {
                is_framed = true;
                time = time.or_else(|| Stamp::column(cell));
            } else {
                last = Some(cell);
                leveled = leveled.or(last.filter(|cell| level(cell).is_some()));
                if first.is_none() {
                    first = last;
                } else {
                    second = second.or(last);
                }
            }
        }
        let text = leveled.or(last).or(first).filter(|_| is_framed)?;
        let component = [first, second].into_iter().flatten().find(|cell| !std::ptr::eq(*cell, text));
        Some(Self { text, component, time, thread })
    }

    /// Columns whose tabs became blanks: read from the end, where their shape is fixed.
    fn spaced(line: &'a str) -> Option<Self> {
        // The columns end with a thread, a second or a half of the day.
        if !line.ends_with(|c: char| c == ')' || c.is_ascii_digit() || matches!(c, 'M' | 'm')) {
            return None;
        }
        let (thread, before) = match last_word(line) {
            (before, hex) if hex.starts_with("(0") => {
                // One blank, no more, as between the two numbers of a thread.
                let number = before.strip_suffix(' ').filter(|rest| !rest.ends_with(' '))?;
                let (rest, number) = last_word(number);
                leading_thread(&line[rest.len()..]).filter(|(_, after)| after.is_empty())?;
                (number.parse().ok(), rest)
            }
            (before, number) if number.bytes().all(|b| b.is_ascii_digit()) => (number.parse::<u64>().ok(), before),
            _ => (None, line),
        };
        let (before, stamp) = last_stamp(before.trim_end_matches(' '))?;
        let (text, component) = last_component(before)?;
        // "The time is 8/2/2016 2:20:24 PM" is a sentence.
        if component.is_none() && thread.is_none() {
            return None;
        }
        Some(Self { text, component, time: Stamp::column(stamp), thread })
    }
}

/// The cells of a line with tabs that hold something.
fn cells(line: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(line);
    let cells = std::iter::from_fn(move || {
        let line = rest.take()?;
        let Some(tab) = memchr(b'\t', line.as_bytes()) else {
            return Some(trim(line));
        };
        rest = Some(&line[tab + 1..]);
        Some(trim(&line[..tab]))
    });
    cells.filter(|cell| !cell.is_empty())
}

/// The last word of a line, with what stands before it, its blanks among that.
fn last_word(text: &str) -> (&str, &str) {
    text.split_at(memrchr(b' ', text.as_bytes()).map_or(0, |at| at + 1))
}

/// The date and time at the end of `text`, with what stands before it.
fn last_stamp(text: &str) -> Option<(&str, &str)> {
    let is_half = |half: &str| matches!(half, "AM" | "PM" | "am" | "pm" | "Am" | "Pm" | "aM" | "pM");
    let mut clock = text;
    if let Some((at, _)) = text.char_indices().nth_back(1) {
        if is_half(&text[at..]) {
            clock = text[..at].strip_suffix(' ').unwrap_or(&text[..at]);
        }
    }
    let (before, clock) = last_word(clock);
    let (before, date) = last_word(before.trim_end_matches(' '));
    let figures = |text: &str, separators: &[u8], widths: [std::ops::RangeInclusive<usize>; 3]| {
        let mut fields = text.split(|c: char| separators.contains(&u8::try_from(c).unwrap_or(0)));
        let fit = widths.iter().all(|width| {
            fields.next().is_some_and(|f| width.contains(&f.len()) && f.bytes().all(|b| b.is_ascii_digit()))
        });
        fit && fields.next().is_none()
    };
    let seconds = match clock.split_once('.') {
        Some((seconds, fraction)) => {
            Some(seconds).filter(|_| !fraction.is_empty() && fraction.bytes().all(|b| b.is_ascii_digit()))
        }
        None => Some(clock),
    }?;
    let is_stamp = figures(seconds, b":", [1..=2, 2..=2, 2..=2]) && figures(date, b"-/.", [1..=4, 1..=2, 1..=4]);
    is_stamp.then(|| (before, &text[before.len()..]))
}

/// The text before the columns and the component, where one can be told: `SMS_…`, or up to four words after a gap.
fn last_component(before: &str) -> Option<(&str, Option<&str>)> {
    // A blank must part the text from its columns.
    let columns = before.trim_end_matches(' ');
    if columns.len() == before.len() {
        return None;
    }
    let mut start = columns.len();
    for words in 1.. {
        let (rest, word) = last_word(&columns[..start]);
        if word.is_empty() || word.chars().any(char::is_whitespace) {
            break;
        }
        start = rest.len();
        if words == 1 && is_sms(word) && rest.ends_with(' ') && !rest.ends_with("  ") {
            return Some((rest.trim_end_matches(' '), Some(word)));
        }
        if rest.ends_with("  ") {
            return Some((rest.trim_end_matches(' '), Some(&columns[start..])));
        }
        if words == 4 || !rest.ends_with(' ') {
            break;
        }
        start -= 1;
    }
    Some((columns, None))
}

/// The name of a component of the site server: `SMS_DMP_DOWNLOADER`.
fn is_sms(word: &str) -> bool {
    word.strip_prefix("SMS_")
        .is_some_and(|rest| !rest.is_empty() && rest.chars().all(|c| c.is_alphanumeric() || c == '_'))
}

fn is_time(cell: &str) -> bool {
    let Some(blank) = memchr(b' ', cell.as_bytes()).or_else(|| memchr(b'\t', cell.as_bytes())) else {
        return false;
    };
    let figures = |text: &str, separators: &[u8]| {
        let bytes = text.as_bytes();
        bytes.first().is_some_and(u8::is_ascii_digit)
            && bytes.iter().any(|b| separators.contains(b))
            && bytes.iter().all(|b| b.is_ascii_digit() || separators.contains(b))
    };
    let (clock, half) = match cell[blank + 1..].trim_start().split_once(' ') {
        Some((clock, half)) => (clock, half.trim()),
        None => (cell[blank + 1..].trim_start(), ""),
    };
    figures(&cell[..blank], b"-/.") && figures(clock, b":.") && matches!(half, "" | "AM" | "PM" | "am" | "pm")
}

fn is_thread(cell: &str) -> bool {
    match leading_number(cell) {
        Some((_, rest)) => rest.is_empty() || rest.starts_with(" (0"),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> (Option<String>, Vec<(Option<Level>, &str)>) {
        let record = Record::parse(line);
        let parts = record.parts().map(|p| (p.level, p.text)).collect();
        (record.time.map(|t| t.to_string()), parts)
    }

    const I: Option<Level> = Some(Level::Information);
    const E: Option<Level> = Some(Level::Error);

    /// Frozen readings of the shapes that the dossier quotes: line, time, level, text.
    #[test]
    fn each_shape_of_a_line_has_one_reading() {
        let rows = [
            ("2024-11-19 11:53:40 INFO:downloading redist", Some("2024-11-19 11:53:40"), I, "downloading redist"),
            ("INFO:Downloading Redists for G", None, I, "Downloading Redists for G"),
            ("  error : x", None, E, "x"),
            (
                " INFO: SQL Connection failed.  $$<Configuration Manager Setup><08-22-2016 04:15:01.917+420><thread=2868 (0xB34)>",
                Some("2016-08-22 04:15:01.917"),
                I,
                "SQL Connection failed.",
            ),
            (
                "~Setup has encountered fatal errors.  $$<Configuration Manager Setup><09-11-2026 03:06:52.311+240>",
                Some("2026-09-11 03:06:52.311"),
                None,
                "Setup has encountered fatal errors.",
            ),
            ("INFO: x  $$<Configuration Manager Se", None, I, "x"),
            ("4580 (0x11e4)    INFO: Verifying signature for file 'a'", None, I, "Verifying signature for file 'a'"),
            (
                "ERROR: Download() failed with 0x80072EE2\tConfiguration Manager Setup\t8/2/2016 2:20:24 PM\t7568 (0x1D90)",
                Some("2016-08-02 14:20:24"),
                E,
                "Download() failed with 0x80072EE2",
            ),
            (
                "text here SMS_DMP_DOWNLOADER 8/2/2016 2:20:24 PM 7568 (0x1D90)",
                Some("2016-08-02 14:20:24"),
                None,
                "text here",
            ),
            (
                "Configuration Manager Setup\t2016/08/02 14:20:24\t4580 (0x11e4)\tERROR: x",
                Some("2016-08-02 14:20:24"),
                E,
                "x",
            ),
            (
                "INFO: x  Configuration Manager Setup  8/2/2016 2:20:24 PM  7568 (0x1D90)",
                Some("2016-08-02 14:20:24"),
                I,
                "x",
            ),
            ("11/19/2024 11:10:18 AM ERROR:x", Some("2024-11-19 11:10:18"), E, "x"),
            ("[19.11.2024 11:10:18] - ERROR: x", Some("2024-11-19 11:10:18"), E, "x"),
            ("12:  ERROR: x", None, E, "x"),
            ("INFO:downloading redist\t\t2024/11/19 11:53:40\t0", Some("2024-11-19 11:53:40"), I, "downloading redist"),
            (
                "<![LOG[INFO: a]LOG]!><time=\"04:15:01.917+420\" date=\"08-22-2016\" component=\"S\" type=\"1\" thread=\"1\">",
                Some("2016-08-22 04:15:01.917"),
                I,
                "a",
            ),
            ("<![LOG[a]LOG]!><time=\"04:15:01\" date=\"08-22-2016\" type=\"3\">", Some("2016-08-22 04:15:01"), E, "a"),
        ];
        for (line, time, level, text) in rows {
            assert_eq!(read(line), (time.map(String::from), vec![(level, text)]), "{line}");
        }
    }

    /// Frozen readings of lines that a search for words would get wrong.
    #[test]
    fn a_word_in_a_line_is_not_its_level() {
        let rows = [
            "Finished with 0 errors",
            "Errors: 0",
            "INFO:Downloading https://contoso.com/error:fail as Error.txt",
            "INFO: ERROR: is what this line quotes",
            r"INFO: Extracted file C:\Users\ADMINI~1\AppData\Local\Temp\Error.xml",
            "WARNING: File hash mismatch for x",
            "No proxy information is specified. Connect without proxy.",
        ];
        for line in rows {
            let parts = read(line).1;
            assert_eq!(parts.len(), 1, "{line}");
            assert_ne!(parts[0].0, E, "{line}");
        }
    }

    #[test]
    fn a_tilde_is_a_line_break_only_where_it_can_be_one() {
        assert_eq!(read("~~INFO: a~~").1, [(I, "a")]);
        assert_eq!(read("~2024-11-19 11:53:40 INFO:a~"), (Some("2024-11-19 11:53:40".into()), vec![(I, "a")]));
        assert_eq!(read("INFO: a~ERROR: b").1, [(I, "a"), (E, "b")]);
        assert_eq!(read("INFO: a~~b").1, [(I, "a"), (None, "b")]);
        assert_eq!(read(r"INFO: C:\PROGRA~1\x").1, [(I, r"C:\PROGRA~1\x")]);
    }

    #[test]
    fn a_program_that_died_says_so_in_its_own_words() {
        for line in ["Unhandled Exception: System.Exception: x", "ハンドルされていない例外: System.Exception: x"]
        {
            assert_eq!(read(line).1, [(E, line)]);
        }
    }

    #[test]
    fn any_line_has_a_reading() {
        for line in ["", "~", "~~~", "$$<", "$$<><>", "<![LOG[", "<![LOG[]LOG]!>", ":", "更新:", "ERROR", "1 (0x", "é:"]
        {
            let _ = read(line);
        }
    }
}
