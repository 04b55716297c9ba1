//! Columns copied out of CMTrace.

use super::frame::leading_number;
use super::{leading_thread, level, trim};
use crate::logs::time::Stamp;
use memchr::{memchr, memrchr};

/// A line that was copied out of `CMTrace` with its columns: component, date and time, thread.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Columns<'a> {
    pub(super) text: &'a str,
    pub(super) component: Option<&'a str>,
    pub(super) time: Option<Stamp>,
    pub(super) thread: Option<u64>,
}

impl<'a> Columns<'a> {
    pub(super) fn of(line: &'a str) -> Option<Self> {
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
            } else if let Some(stamp) = if is_figure { Stamp::column(cell) } else { None } {
                is_framed = true;
                time = time.or(Some(stamp));
            } else if is_figure && is_time(cell) {
                // Which of its figures is the month cannot be told.
                is_framed = true;
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
        if !may_end(*line.as_bytes().last()?) {
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

/// Columns end with a thread, a second or a half of the day.
#[inline]
pub(super) const fn may_end(last: u8) -> bool {
    matches!(last, b')' | b'0'..=b'9' | b'M' | b'm')
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

pub(super) fn is_time(cell: &str) -> bool {
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
