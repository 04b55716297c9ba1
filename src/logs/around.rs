//! The lines around a line: what a person looks at next when a log is shown to have an error.
//!
//! They are read afterwards and by offset, for the few lines that a report names: a reader that kept the neighbours of
//! every line would pay for them with every line. They are for people and weigh nothing: where the log is not what it
//! was, there are none.

use super::lines::{Line, Lines, Position};
use super::source::{LogSource, open};
use crate::text;
use crate::work::{Io, Work, guarded};
use std::collections::VecDeque;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

/// How many lines before and after are given, at most.
pub const NEIGHBOURS: usize = 2;

/// How far back they are looked for, in bytes. The programs write lines of a few hundred.
const BACK: u64 = 8 * 1024;
/// How much is read in all, in bytes: the way back, the longest line, and as much again behind it.
const WINDOW: u64 = BACK + 128 * 1024;

/// A line of a log that was read before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Where it begins, in bytes from the start of the file.
    pub offset: u64,
    /// The line as it was shown then.
    pub text: String,
}

/// What stands around a line, in the order of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Around {
    /// The lines before it.
    pub before: Vec<String>,
    /// The lines after it.
    pub after: Vec<String>,
}

/// The lines around each place, in the order of the places; nothing around those that are not found again.
#[must_use]
pub fn around(source: &LogSource, places: Vec<Place>, work: &Work) -> Vec<Around> {
    let nothing = vec![Around::default(); places.len()];
    if places.is_empty() {
        return nothing;
    }
    let (Some(path), Some(units)) = (source.path.clone(), source.units) else { return nothing };
    let read = guarded(work, move |io: &Io| {
        let mut file = open(Path::new(&path), io).ok()?;
        let width = units.width() as u64;
        Some(
            places
                .iter()
                .map(|place| {
                    let from = place.offset - place.offset.min(BACK / width * width);
                    look(&mut file, Position { offset: from, lines: 0, units }, place).unwrap_or_default()
                })
                .collect(),
        )
    });
    read.ok().flatten().unwrap_or(nothing)
}

fn look(file: &mut (impl Read + Seek), from: Position, place: &Place) -> Option<Around> {
    file.seek(SeekFrom::Start(from.offset)).ok()?;
    let window = file.take(WINDOW);
    // At the start of a file stands its mark; in the middle, what is left of a line.
    let mut lines = if from.offset == 0 { Lines::new(window) } else { Lines::resume(window, from) };
    let mut before = VecDeque::new();
    if from.offset > 0 {
        lines.next().ok()??;
    }
    let after = loop {
        let line = lines.next().ok()??;
        if line.offset > place.offset {
            return None;
        }
        if line.offset == place.offset {
            // Somebody may have written another log under the same name.
            if text::shown(line.text) != place.text {
                return None;
            }
            let mut after = Vec::new();
            while after.len() < NEIGHBOURS {
                match lines.next() {
                    Ok(Some(line)) => after.push(shown(&line)),
                    Ok(None) | Err(_) => break,
                }
            }
            break after;
        }
        if before.len() == NEIGHBOURS {
            before.pop_front();
        }
        before.push_back(shown(&line));
    };
    Some(Around { before: before.into(), after })
}

fn shown(line: &Line<'_>) -> String {
    text::shown_beside(line.text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::logs::decode::Units;
    use std::fs;
    use std::path::PathBuf;

    /// A log in a file of its own, and its lines as the reader gives them.
    struct Log {
        path: PathBuf,
        source: LogSource,
        lines: Vec<(u64, String)>,
    }

    impl Log {
        fn new(name: &str, bytes: &[u8]) -> Self {
            let path = std::env::temp_dir().join(format!("cmverify-around-{name}-{}", std::process::id()));
            fs::write(&path, bytes).unwrap();
            let mut reader = Lines::new(bytes);
            let mut lines = Vec::new();
            while let Some(line) = reader.next().unwrap() {
                lines.push((line.offset, text::shown(line.text)));
            }
            let units = reader.position().map(|position| position.units);
            let source = LogSource { path: Some(path.to_str().unwrap().to_owned()), units, ..LogSource::default() };
            Self { path, source, lines }
        }

        fn around(&self, at: usize) -> Around {
            let (offset, text) = self.lines[at].clone();
            around(&self.source, vec![Place { offset, text }], &Work::new()).remove(0)
        }

        /// Every line has its true neighbours.
        fn check(&self) {
            let texts: Vec<_> = self.lines.iter().map(|(_, text)| text::shown_beside(text)).collect();
            for at in 0..texts.len() {
                let found = self.around(at);
                assert_eq!(found.before, texts[at.saturating_sub(NEIGHBOURS)..at], "before line {}", at + 1);
                let end = texts.len().min(at + 1 + NEIGHBOURS);
                assert_eq!(found.after, texts[at + 1..end], "after line {}", at + 1);
            }
        }
    }

    impl Drop for Log {
        fn drop(&mut self) {
            let _ = fs::remove_file(&self.path);
        }
    }

    fn utf16(text: &str, is_little: bool) -> Vec<u8> {
        let unit = |unit: u16| if is_little { unit.to_le_bytes() } else { unit.to_be_bytes() };
        std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(unit).collect()
    }

    #[test]
    fn every_line_has_its_neighbours_in_every_encoding() {
        // Longer than the way back, so that most lines are found from the middle of the file.
        let text: String = (1..400).map(|n| format!("line {n} of it, 更新 {}\r\n", "x".repeat(n % 90))).collect();
        Log::new("utf8", text.as_bytes()).check();
        Log::new("bom", format!("\u{FEFF}{text}").as_bytes()).check();
        Log::new("le", &utf16(&text, true)).check();
        Log::new("be", &utf16(&text, false)).check();
        let (cp932, _, _) = encoding_rs::SHIFT_JIS.encode(&text);
        Log::new("cp932", &cp932).check();
        Log::new("lf", text.replace("\r\n", "\n").as_bytes()).check();
        Log::new("cr", text.replace("\r\n", "\r").as_bytes()).check();
        Log::new("open", text.trim_end().as_bytes()).check();
    }

    #[test]
    fn a_line_alone_has_no_neighbours() {
        let log = Log::new("alone", b"only this");
        assert_eq!(log.around(0), Around::default());
        let log = Log::new("empty-neighbours", b"\r\n\r\nhere\r\n\r\n");
        assert_eq!(log.around(2), Around { before: vec![String::new(); 2], after: vec![String::new()] });
    }

    #[test]
    fn a_neighbour_is_shown_safely_and_not_at_length() {
        let log = Log::new("shown", format!("\u{1B}[2J\r\nhere\r\n{}\r\n", "y".repeat(5000)).as_bytes());
        let found = log.around(1);
        assert_eq!(found.before, ["\\u{1B}[2J"]);
        assert!(found.after[0].chars().count() < 400 && found.after[0].ends_with('…'), "{:?}", found.after);
    }

    #[test]
    fn neighbours_too_far_away_are_left_out() {
        let far = format!("first\r\n{}\r\nhere\r\nnext\r\n", "z".repeat(20_000));
        let log = Log::new("far", far.as_bytes());
        let found = log.around(2);
        assert!(found.before.is_empty(), "what begins out of reach is not shown by its end");
        assert_eq!(found.after, ["next"]);
    }

    #[test]
    fn another_log_under_the_same_name_gives_nothing() {
        let log = Log::new("changed", b"a\r\nb\r\nc\r\n");
        for other in [&b"a\r\nB\r\nc\r\n"[..], b"longer\r\nb\r\nc\r\n", b"a\r\n", b""] {
            fs::write(&log.path, other).unwrap();
            assert_eq!(log.around(1), Around::default());
        }
        fs::remove_file(&log.path).unwrap();
        assert_eq!(log.around(1), Around::default());
        fs::create_dir(&log.path).unwrap();
        assert_eq!(log.around(1), Around::default());
        fs::remove_dir(&log.path).unwrap();
        assert_eq!(
            around(&LogSource::default(), vec![Place { offset: 0, text: String::new() }], &Work::new()).len(),
            1
        );
    }

    #[test]
    fn units_are_never_read_from_the_middle_of_one() {
        // An odd place can only come from another file.
        let log = Log::new("odd", &utf16("a\r\nb\r\n", true));
        assert_eq!(log.source.units, Some(Units::Utf16Le));
        let place = Place { offset: 5, text: "b".to_owned() };
        assert_eq!(around(&log.source, vec![place], &Work::new()), [Around::default()]);
    }
}
