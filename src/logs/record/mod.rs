//! The shapes of a line (sections 1.4 and 2.2 of the dossier): stamp, level, component, thread, text.
//!
//! Severity comes from the grammar alone: a word with a colon at the start of the text. A line that has "error" in a
//! file name or in "0 errors" is not an error.
//!
//! | file | idea |
//! |---|---|
//! | `frame` | the frame of the SMS format, `$$<component><time><thread>` |
//! | `columns` | columns copied out of CMTrace |

mod columns;
mod frame;

use columns::{Columns, is_time};
use frame::{Frame, frame_at, last_frame, leading_number, usual_frame};

use super::lines::{CLOSING, Line, OPENING, Signs};
use super::time::Stamp;
use super::words::{eat, find_exact};
use memchr::{memchr, memchr_iter, memchr2, memchr3};

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
        if let Some(record) = Self::usual(line, signs).or_else(|| Self::sentence(line, signs)) {
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
        if may_differ && memchr3(b'$', b'~', b'\t', text.as_bytes()).is_some() || glued(text).is_some() {
            return None;
        }
        Some(Self { time: Some(stamp), is_whole: true, ..Self::of(Shape::Tool, trim_start(text)) })
    }

    /// A line that begins with a letter, has nothing that could be a frame and does not end as columns do.
    #[inline]
    fn sentence(line: &'a str, signs: Signs) -> Option<Self> {
        let bytes = line.as_bytes();
        let may_differ = signs.tilde_or_tab
            || signs.dollar
            || !bytes.first()?.is_ascii_alphabetic()
            || columns::may_end(*bytes.last()?)
            || memchr(b'<', bytes).is_some();
        (!may_differ).then(|| Self { is_whole: true, ..Self::of(Shape::Plain, line) })
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
        let mut frame = &rest[end + CLOSING.len()..];
        let has_one = memchr(b']', record.body.as_bytes()).is_none();
        if has_one && record.read_usual_attributes(frame).is_some() {
            return record;
        }
        let (mut date, mut time) = (None, None);
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

    /// Reads the attributes in the order in which they are always written; nothing is changed where that is another.
    #[inline]
    fn read_usual_attributes(&mut self, frame: &'a str) -> Option<()> {
        let value = |text: &'a str, name: &str| -> Option<(&'a str, &'a str)> {
            let text = text.strip_prefix(name)?;
            let end = text.bytes().take(100).position(|b| b == b'"')?;
            Some((&text[..end], &text[end + 1..]))
        };
        let rest = frame.strip_prefix("<time=\"")?;
        // The bias behind the twelve signs of the clock has two to four.
        let (clock, rest) = rest.split_at_checked(12)?;
        let end = rest.bytes().take(8).position(|b| b == b'"')?;
        let (time, rest) = (&frame[7..7 + clock.len() + end], &rest[end + 1..]);
        let (date, rest) = rest.strip_prefix(" date=\"")?.split_at_checked(10)?;
        let rest = rest.strip_prefix("\" component=\"")?;
        let (component, rest) = match rest.strip_prefix(frame::USUAL).and_then(|rest| rest.strip_prefix('"')) {
            Some(behind) => (frame::USUAL, behind),
            None => value(rest, "")?,
        };
        let (_, rest) = value(rest, " context=\"")?;
        let (level, rest) = value(rest, " type=\"")?;
        let (thread, rest) = leading_number(rest.strip_prefix(" thread=\"")?)?;
        let file = rest.strip_prefix("\" file=\"")?.strip_suffix("\">")?;
        if date.contains('"') || clock.contains('"') || memchr(b'"', file.as_bytes()).is_some() {
            return None;
        }
        self.time = Stamp::attributes(date, time).or(self.time);
        self.component = Some(component).filter(|component| !component.is_empty());
        self.thread = Some(thread);
        self.frame_level = level_of_type(level);
        Some(())
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
                && match self.shape {
                    Shape::CmTrace => memchr3(b'\n', b'\r', b']', body).is_none(),
                    Shape::Tool => glued(self.body).is_none(),
                    _ => true,
                };
        Parts {
            rest: Some(self.body),
            frame_level: self.frame_level,
            is_single,
            is_first: true,
            stamp: None,
            is_asked: false,
        }
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
    /// Where the next [`glued`] line begins and its text does, counted from the end; not looked for again before it is
    /// passed.
    stamp: Option<(usize, usize)>,
    is_asked: bool,
}

impl Parts<'_> {
    /// Where `rest` breaks first.
    fn next_break(&mut self, rest: &str) -> Option<(usize, usize)> {
        let length = rest.len();
        if !self.is_asked || self.stamp.is_some_and(|(start, _)| start > length) {
            self.is_asked = true;
            self.stamp = glued(rest).map(|(start, text)| (length - start, length - text));
        }
        let stamp = self.stamp.map(|(start, text)| (length - start, length - text));
        line_break(stamp.map_or(rest, |(start, _)| &rest[..start])).or(stamp)
    }
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
            let text = match self.next_break(rest) {
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

/// Where a line of the tool begins that lost the line end before it, and where its text does: a stamp and a level right
/// behind a letter, a digit or a point. Behind a blank, a quote or a bracket they are quoted.
#[inline]
fn glued(text: &str) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    memchr_iter(b':', bytes).filter(|at| bytes.get(at + 3) == Some(&b':')).find_map(|at| {
        let start = at.checked_sub(13).filter(|start| *start > 0)?;
        let is_glued = bytes[start - 1].is_ascii_alphanumeric() || matches!(bytes[start - 1], b'.' | b')' | 0x80..);
        let text = text.get(start..).filter(|_| is_glued)?;
        Stamp::of_tool(text)?;
        let rest = text[Stamp::LENGTH..].trim_start();
        level(rest).map(|_| (start, bytes.len() - rest.len()))
    })
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
