//! The shapes of a line (sections 1.4 and 2.2 of the dossier): stamp, level, component, thread, text.
//!
//! Severity comes from the grammar alone: a word with a colon at the start of the text. A line that has "error" in a
//! file name or in "0 errors" is not an error.

use super::time::{LocalTime, clock};
use regex::Regex;
use std::sync::LazyLock;

/// The level that a line has been written with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// `INFO:`.
    Information,
    /// `WARNING:`.
    Warning,
    /// `ERROR:`, or what the runtime prints when a program dies of an exception.
    Error,
}

/// One line, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record<'a> {
    /// When it was written.
    pub time: Option<LocalTime>,
    /// Its parts: one, or several where `~` stands for a line break.
    pub body: &'a str,
    /// The level that the line's frame states, for a text that states none.
    frame_level: Option<Level>,
}

/// A part of a line: what stands between two line breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part<'a> {
    /// The level as written.
    pub level: Option<Level>,
    /// The text after the level.
    pub text: &'a str,
}

impl<'a> Record<'a> {
    /// Takes a line apart. Every line has a reading: what has no known frame is text.
    #[must_use]
    pub fn parse(line: &'a str) -> Self {
        let line = line.trim_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}');
        if let Some(rest) = line.strip_prefix("<![LOG[") {
            return Self::cmtrace(rest);
        }
        if let Some(at) = line.rfind("$$<") {
            return Self::simple(&line[..at], &line[at + 3..]);
        }
        Self::plain(line)
    }

    /// `text  $$<component><MM-DD-YYYY HH:MM:SS.mmm±bias><thread=N (0xHEX)>`, cut off anywhere.
    fn simple(text: &'a str, frame: &'a str) -> Self {
        let time = frame.split('<').nth(1).and_then(LocalTime::month_first).map(|(time, _)| time);
        Self { time, body: unthreaded(text).trim(), frame_level: None }
    }

    /// `<![LOG[text]LOG]!><time="HH:MM:SS.mmm+bias" date="MM-DD-YYYY" component="" type="3" …>`
    fn cmtrace(rest: &'a str) -> Self {
        let Some((text, frame)) = rest.split_once("]LOG]!>") else {
            return Self { time: None, body: rest.trim(), frame_level: None };
        };
        let attribute = |name: &str| {
            let value = frame.split_once(name)?.1.strip_prefix("=\"")?;
            value.split_once('"').map(|(value, _)| value)
        };
        let time = attribute("date").zip(attribute("time")).and_then(|(date, time)| {
            let (time, _) = clock(time)?;
            let mut parts = date.split('-').map(|part| part.parse().ok());
            let (month, day, year) = (parts.next()??, parts.next()??, parts.next()??);
            LocalTime::new((year, month, day), time)
        });
        let frame_level = match attribute("type") {
            Some("3") => Some(Level::Error),
            Some("2") => Some(Level::Warning),
            _ => None,
        };
        Self { time, body: text.trim(), frame_level }
    }

    /// The tool's own `YYYY-MM-DD HH:MM:SS LEVEL:text`, columns pasted from `CMTrace`, or nothing but text.
    fn plain(line: &'a str) -> Self {
        let line = unthreaded(line.trim_start_matches(['~', ' ', '\t']));
        let bare = line.strip_prefix('[').unwrap_or(line);
        if let Some((time, rest)) = LocalTime::year_first(bare) {
            let rest = rest.strip_prefix(']').unwrap_or(rest);
            return Self { time: Some(time), body: rest.trim(), frame_level: None };
        }
        if let Some((text, time)) = other_stamp(line) {
            return Self { time, body: text, frame_level: None };
        }
        if let Some((text, time)) = columns(line) {
            // A tool's line keeps its own stamp when CMTrace shows it as text.
            let inner = Self::plain(text);
            return Self { time: inner.time.or(time), ..inner };
        }
        Self { time: None, body: line.trim(), frame_level: None }
    }

    /// The parts of the text. `~` stands for a line break where it leads, trails, is doubled or stands before a level;
    /// elsewhere it is a letter, as in `C:\Users\ADMINI~1`.
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
}

impl<'a> Part<'a> {
    fn of(text: &'a str, frame_level: Option<Level>) -> Self {
        match level(text) {
            Some((level, rest)) => Self { level: Some(level), text: rest },
            None => Self { level: frame_level, text },
        }
    }

    /// True for a line that says of itself that it is an error.
    #[must_use]
    pub fn is_error(self) -> bool {
        self.level == Some(Level::Error)
    }
}

/// Where the next line break written as `~` begins and ends.
fn line_break(text: &str) -> Option<(usize, usize)> {
    let mut from = 0;
    while let Some(at) = text[from..].find('~').map(|at| at + from) {
        let after = at + text[at..].bytes().take_while(|b| *b == b'~').count();
        if after - at > 1 || level(text[after..].trim_start()).is_some() {
            return Some((at, after));
        }
        from = after;
    }
    None
}

/// The level that `text` begins with, and the text after it.
///
/// A word and a colon; the runtime's own words for a program that died count as an error in English and in Japanese.
fn level(text: &str) -> Option<(Level, &str)> {
    const LEVELS: [(&str, Level); 7] = [
        ("INFO", Level::Information),
        ("INFORMATION", Level::Information),
        ("WARNING", Level::Warning),
        ("WARN", Level::Warning),
        ("ERROR", Level::Error),
        ("FATAL ERROR", Level::Error),
        ("FATAL", Level::Error),
    ];
    const DIED: [&str; 2] = ["unhandled exception:", "ハンドルされていない例外:"];
    // The longest of them has 15 characters; most lines are decided by the absence of a colon near their start.
    let head = text.as_bytes();
    if let Some(colon) = head.iter().take(16).position(|b| *b == b':') {
        let word = text[..colon].trim_end();
        if let Some((_, level)) = LEVELS.iter().find(|(name, _)| name.eq_ignore_ascii_case(word)) {
            return Some((*level, text[colon + 1..].trim_start()));
        }
    }
    DIED.iter()
        .any(|died| head.get(..died.len()).is_some_and(|start| start.eq_ignore_ascii_case(died.as_bytes())))
        .then_some((Level::Error, text))
}

/// `text` without the thread column that `CMTrace` pastes before it: `4580 (0x11e4)    INFO: …`.
fn unthreaded(text: &str) -> &str {
    static THREAD: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^\s*[0-9]+ \(0[xX][0-9A-Fa-f]+\)\s+").ok());
    if !text.trim_start().as_bytes().first().is_some_and(u8::is_ascii_digit) {
        return text;
    }
    match THREAD.as_ref().and_then(|thread| thread.find(text)) {
        Some(found) => &text[found.end()..],
        None => text,
    }
}

/// The text and time of a line that begins with a stamp of another shape, as after a copy through other tools. A level
/// must follow: without it, figures at the start of a line are text.
fn other_stamp(line: &str) -> Option<(&str, Option<LocalTime>)> {
    let figures = line.bytes().take_while(|b| b.is_ascii_digit() || b" \t/-.:,+[]()".contains(b)).count();
    if figures == 0 {
        return None;
    }
    let half = line[figures..].strip_prefix(['A', 'P', 'a', 'p']).and_then(|rest| rest.strip_prefix(['M', 'm']));
    let text = half.unwrap_or(&line[figures..]).trim_start_matches([' ', '\t', ']', ')', '-']);
    level(text)?;
    let stamp = line[..line.len() - text.len()].trim_matches(|c: char| !c.is_alphanumeric());
    Some((text, LocalTime::column(stamp)))
}

/// The text and time of a line that was copied out of `CMTrace` with its columns: component, date and time, thread.
fn columns(line: &str) -> Option<(&str, Option<LocalTime>)> {
    if line.contains('\t') { tabbed(line) } else { spaced(line) }
}

/// Columns with tabs between them, in whatever order. The text is the cell with a level, else the first that is
/// neither a time nor a thread.
fn tabbed(line: &str) -> Option<(&str, Option<LocalTime>)> {
    let cells = || line.split('\t').map(str::trim).filter(|cell| !cell.is_empty());
    let is_frame = |cell: &str| is_thread(cell) || is_time(cell);
    if !cells().any(is_frame) {
        return None;
    }
    let texts = || cells().filter(|cell| !is_frame(cell));
    let text = texts().find(|cell| Part::of(cell, None).level.is_some()).or_else(|| texts().next())?;
    Some((text, cells().filter(|cell| is_time(cell)).find_map(LocalTime::column)))
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

/// Columns whose tabs became blanks.
fn spaced(line: &str) -> Option<(&str, Option<LocalTime>)> {
    static COLUMNS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            r"(?x)^ (?<text>.*?) (?: \x20+ SMS_\w+ | \x20{2,} \S+ (?:\x20\S+){0,3} )?
            \x20+ (?<time>[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4} \x20+ [0-9]{1,2}:[0-9]{2}:[0-9]{2} (?:\.[0-9]+)?
              (?: \x20? [AaPp][Mm])?)
            (?: \x20+ [0-9]+ (?:\x20\(0[xX][0-9A-Fa-f]+\))? )? $",
        )
        .ok()
    });
    // The columns end with a thread, a second or a half of the day.
    if !line.ends_with(|c: char| c == ')' || c.is_ascii_digit() || matches!(c, 'M' | 'm')) || !line.contains(':') {
        return None;
    }
    let found = COLUMNS.as_ref()?.captures(line)?;
    Some((found.name("text")?.as_str(), LocalTime::column(found.name("time")?.as_str())))
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
                Some("2016-08-22 04:15:01"),
                I,
                "SQL Connection failed.",
            ),
            (
                "~Setup has encountered fatal errors.  $$<Configuration Manager Setup><09-11-2026 03:06:52.311+240>",
                Some("2026-09-11 03:06:52"),
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
                Some("2016-08-22 04:15:01"),
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
