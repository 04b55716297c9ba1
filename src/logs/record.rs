//! The shapes of a line (sections 1.4 and 2.2 of the dossier): stamp, level, component, thread, text.
//!
//! Severity comes from the grammar alone: a word with a colon at the start of the text. A line that has "error" in a
//! file name or in "0 errors" is not an error.

use super::lines::{CLOSING, OPENING};
use super::time::Stamp;
use super::words::eat;
use memchr::{memchr, memchr_iter, memchr3_iter, memrchr};

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
        Self { shape, time: None, component: None, thread: None, body, frame_level: None }
    }

    /// Takes a line apart. Every line has a reading: what has no known frame is text.
    #[must_use]
    pub fn parse(line: &'a str) -> Self {
        let line = trimmed(line);
        if line.as_bytes().starts_with(OPENING) {
            return Self::cmtrace(&line[OPENING.len()..]);
        }
        if let Some(at) = last_frame(line.as_bytes()) {
            return Self::simple(&line[..at], &line[at + 3..]);
        }
        Self::plain(line)
    }

    /// `text  $$<component><MM-DD-YYYY HH:MM:SS.mmm±bias><thread=N (0xHEX)>`, cut off anywhere.
    fn simple(text: &'a str, frame: &'a str) -> Self {
        let (pasted, text) = unthreaded(text);
        let mut record = Self { thread: pasted, ..Self::of(Shape::Simple, text.trim()) };
        let Some(end) = memchr(b'>', frame.as_bytes()) else {
            return record;
        };
        record.component = Some(frame[..end].trim()).filter(|component| !component.is_empty());
        let Some(rest) = frame[end + 1..].strip_prefix('<') else {
            return record;
        };
        let rest = match Stamp::month_first(rest) {
            Some((stamp, rest)) => {
                record.time = Some(stamp);
                rest
            }
            None => rest,
        };
        if let Some(thread) = thread_of(rest) {
            record.thread = Some(thread);
        }
        record
    }

    /// `<![LOG[text]LOG]!><time="HH:MM:SS.mmm+bias" date="MM-DD-YYYY" component="" type="3" …>`
    fn cmtrace(rest: &'a str) -> Self {
        let bytes = rest.as_bytes();
        let Some(end) = memchr_iter(b']', bytes).find(|at| bytes[*at..].starts_with(CLOSING)) else {
            return Self::of(Shape::CmTrace, rest.trim());
        };
        let mut record = Self::of(Shape::CmTrace, rest[..end].trim());
        let (mut date, mut time) = (None, None);
        let mut frame = &rest[end + CLOSING.len()..];
        // name="value" by name="value": one in a text before it, or in another's value, is none.
        while let Some(quote) = memchr(b'"', frame.as_bytes()) {
            let name = frame[..quote].trim_start_matches(|c: char| c == '<' || c.is_whitespace());
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
                "type=" => {
                    record.frame_level = match value {
                        "3" => Some(Level::Error),
                        "2" => Some(Level::Warning),
                        _ => None,
                    }
                }
                _ => {}
            }
            frame = &after[end + 1..];
        }
        record.time = date.zip(time).and_then(|(date, time)| Stamp::attributes(date, time));
        record
    }

    /// The tool's own `YYYY-MM-DD HH:MM:SS LEVEL:text`, columns pasted from `CMTrace`, or nothing but text.
    fn plain(line: &'a str) -> Self {
        let (thread, line) = unthreaded(line.trim_start_matches(['~', ' ', '\t']));
        let bare = line.strip_prefix('[').unwrap_or(line);
        if bare.as_bytes().first().is_some_and(u8::is_ascii_digit) {
            if let Some((stamp, rest)) = Stamp::year_first(bare) {
                let rest = rest.strip_prefix(']').unwrap_or(rest);
                return Self { time: Some(stamp), thread, ..Self::of(Shape::Tool, rest.trim()) };
            }
        }
        if let Some((text, time)) = other_stamp(line) {
            return Self { time, thread, ..Self::of(Shape::Stamped, text) };
        }
        if let Some(columns) = Columns::of(line) {
            // A tool's line keeps its own stamp when CMTrace shows it as text.
            let inner = Self::plain(columns.text);
            return Self {
                shape: Shape::Columns,
                time: inner.time.or(columns.time),
                component: columns.component,
                thread: columns.thread.or(thread),
                ..inner
            };
        }
        Self { thread, ..Self::of(Shape::Plain, line.trim()) }
    }

    /// The parts of the text. `~` stands for a line break where it leads, trails, is doubled or stands before a level;
    /// elsewhere it is a letter, as in `C:\Users\ADMINI~1`. Line breaks themselves part it too.
    /// What is empty is no part.
    pub fn parts(&self) -> impl Iterator<Item = Part<'a>> {
        let frame_level = self.frame_level;
        let mut rest = Some(self.body);
        let parts = std::iter::from_fn(move || {
            let text = rest.take()?.trim_start_matches(['~', ' ', '\t']);
            let (text, next) = match line_break(text) {
                Some((at, after)) => (&text[..at], Some(&text[after..])),
                None => (text, None),
            };
            rest = next;
            Some(text.trim_matches(|c: char| c == '~' || c.is_whitespace()))
        });
        parts.filter(|text| !text.is_empty()).map(move |text| Part::of(text, frame_level))
    }

    /// The part that a reader of the line must not miss: the first of the highest level.
    #[must_use]
    pub fn head(&self) -> Option<Part<'a>> {
        self.parts().reduce(|head, part| if part.level > head.level { part } else { head })
    }
}

impl<'a> Part<'a> {
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

/// `line` without blanks and byte order marks around it.
fn trimmed(line: &str) -> &str {
    let is_plain = |byte: Option<&u8>| byte.is_some_and(|b| (0x21..0x7F).contains(b));
    if is_plain(line.as_bytes().first()) && is_plain(line.as_bytes().last()) {
        return line;
    }
    line.trim_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}')
}

/// Where the last `$$<` begins.
fn last_frame(line: &[u8]) -> Option<usize> {
    let mut end = line.len();
    while let Some(at) = memrchr(b'$', &line[..end]) {
        if at > 0 && line[at - 1] == b'$' && line.get(at + 1) == Some(&b'<') {
            return Some(at - 1);
        }
        end = at;
    }
    None
}

/// The number in `…<thread=2868 (0xB34)>`.
fn thread_of(frame: &str) -> Option<u64> {
    let at = memchr(b'<', frame.as_bytes())?;
    let digits = eat(&frame[at + 1..], "thread=")?;
    let end = digits.bytes().position(|b| !b.is_ascii_digit())?;
    digits[..end].parse().ok()
}

/// Where the next line break begins and ends.
fn line_break(text: &str) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let mut from = 0;
    for at in memchr3_iter(b'~', b'\n', b'\r', bytes) {
        if at < from {
            continue;
        }
        if bytes[at] != b'~' {
            return Some((at, at + 1));
        }
        let after = at + bytes[at..].iter().take_while(|b| **b == b'~').count();
        if after - at > 1 || level(text[after..].trim_start()).is_some() {
            return Some((at, after));
        }
        from = after;
    }
    None
}

/// The level that `text` begins with, as written, and the text after it.
///
/// A word and a colon; the runtime's own words for a program that died count as an error in English and in Japanese.
fn level(text: &str) -> Option<(Level, Option<&str>, &str)> {
    const DIED: [&str; 2] = ["unhandled exception:", "ハンドルされていない例外:"];
    // The first letter decides most lines, the absence of a colon behind the word the others.
    let words: &[(&str, Level)] = match text.as_bytes().first()? {
        b'I' | b'i' => &[("INFO", Level::Information), ("INFORMATION", Level::Information)],
        b'E' | b'e' => &[("ERROR", Level::Error)],
        b'W' | b'w' => &[("WARNING", Level::Warning), ("WARN", Level::Warning)],
        b'F' | b'f' => &[("FATAL ERROR", Level::Error), ("FATAL", Level::Error)],
        b'U' | b'u' | 0xE3 => {
            return DIED.iter().any(|died| eat(text, died).is_some()).then_some((Level::Error, None, text));
        }
        _ => return None,
    };
    for (word, level) in words {
        let Some(rest) = eat(text, word) else {
            continue;
        };
        // Blanks may stand before the colon, as far as such a line was ever seen.
        if let Some(rest) = rest.trim_start().strip_prefix(':') {
            return Some((*level, Some(&text[..word.len()]), rest.trim_start()));
        }
    }
    None
}

/// The thread column that `CMTrace` pastes before a text, and the text: `4580 (0x11e4)    INFO: …`.
fn unthreaded(text: &str) -> (Option<u64>, &str) {
    let bare = text.trim_start();
    if !bare.as_bytes().first().is_some_and(u8::is_ascii_digit) {
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

    /// Columns with tabs between them, in whatever order. The text is the cell with a level, else the first that is
    /// neither a time nor a thread; the component is the first cell of the others.
    fn tabbed(line: &'a str) -> Option<Self> {
        let cells = || line.split('\t').map(str::trim).filter(|cell| !cell.is_empty());
        let is_frame = |cell: &str| is_thread(cell) || is_time(cell);
        if !cells().any(is_frame) {
            return None;
        }
        let texts = || cells().filter(|cell| !is_frame(cell));
        let text = texts().find(|cell| level(cell).is_some()).or_else(|| texts().next())?;
        Some(Self {
            text,
            component: texts().find(|cell| !std::ptr::eq(*cell, text)),
            time: cells().filter(|cell| is_time(cell)).find_map(Stamp::column),
            thread: cells().filter(|cell| is_thread(cell)).find_map(thread_number),
        })
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
            (before, number) if number.bytes().all(|b| b.is_ascii_digit()) => (number.parse().ok(), before),
            _ => (None, line),
        };
        // A line that is nothing but columns has no text.
        let (before, stamp) = last_stamp(before.trim_end_matches(' '))?;
        let (text, component) = last_component(before)?;
        Some(Self { text, component, time: Stamp::column(stamp), thread })
    }
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
    let mut halves = cell.split_whitespace();
    let date = halves.next().unwrap_or_default();
    let digits_and = |text: &str, separators: &[char]| {
        text.starts_with(|c: char| c.is_ascii_digit())
            && text.contains(separators)
            && text.chars().all(|c| c.is_ascii_digit() || separators.contains(&c))
    };
    digits_and(date, &['-', '/', '.'])
        && halves.next().is_some_and(|time| digits_and(time, &[':', '.']))
        && halves.next().is_none_or(|half| matches!(half, "AM" | "PM" | "am" | "pm"))
        && halves.next().is_none()
}

fn is_thread(cell: &str) -> bool {
    let number = cell.split_once(" (0").map_or(cell, |(number, _)| number);
    !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())
}

fn thread_number(cell: &str) -> Option<u64> {
    cell.split_once(" (0").map_or(cell, |(number, _)| number).parse().ok()
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
