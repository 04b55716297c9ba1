//! From bytes to lines, in constant memory.

use super::decode::{Encoding, Units, decode};
use memchr::{memchr, memchr_iter, memchr2};
use std::io::{ErrorKind, Read, Result};

/// How much is read at once, in bytes.
const CHUNK: usize = 256 * 1024;

/// The longest line that is looked at, in bytes. The programs write lines of a few hundred.
pub(super) const LONGEST_LINE: usize = 64 * 1024;

/// One line without its end, or a record of CMTrace that takes several.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    /// Counted from 1; of several the first.
    pub number: u64,
    /// How many lines it takes.
    pub lines: u64,
    /// Where it begins, in bytes from the start of the file.
    pub offset: u64,
    /// How many bytes it takes, with its end.
    pub length: u64,
    /// Its encoding.
    pub encoding: Encoding,
    /// Its text; of a line that is too long the beginning.
    pub text: &'a str,
}

/// Where a reader stands between two lines: enough to go on from there with the file opened anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Position {
    /// In bytes from the start of the file.
    pub(crate) offset: u64,
    /// Lines before it.
    pub(crate) lines: u64,
    pub(crate) units: Units,
}

/// Reads lines that end with CR, LF or CRLF, in whatever encoding they are.
pub(crate) struct Lines<R> {
    reader: R,
    buffer: Vec<u8>,
    /// The part of `buffer` that was read and not yet given out.
    start: usize,
    end: usize,
    /// The offset of `start` in the file.
    offset: u64,
    at_end: bool,
    units: Option<Units>,
    mark: bool,
    code_page: Option<Encoding>,
    /// A writer is still at it: what has no end yet is not given.
    follow: bool,
    /// The text of a line that is not in `buffer` as it is.
    scratch: String,
    /// The beginning of a line that was too long.
    held: Vec<u8>,
    pub(super) lines: u64,
    pub(crate) has_nul: bool,
    pub(crate) has_long_line: bool,
}

/// One line in the buffer: its length without and with its end, and whether it has one.
#[derive(Clone, Copy)]
struct Span {
    text: usize,
    whole: usize,
    ended: bool,
}

/// Where a record of CMTrace begins and where its text ends; lines between are one record.
pub(super) const OPENING: &[u8] = b"<![LOG[";
pub(super) const CLOSING: &[u8] = b"]LOG]!>";

impl<R: Read> Lines<R> {
    pub(crate) fn new(reader: R) -> Self {
        Self {
            reader,
            buffer: vec![0; CHUNK],
            start: 0,
            end: 0,
            offset: 0,
            at_end: false,
            units: None,
            mark: false,
            code_page: None,
            follow: false,
            scratch: String::new(),
            held: Vec::new(),
            lines: 0,
            has_nul: false,
            has_long_line: false,
        }
    }

    /// Goes on at a place that an earlier reader gave; `reader` stands there already.
    pub(crate) fn resume(reader: R, position: Position) -> Self {
        let Position { offset, lines, units } = position;
        Self { offset, lines, units: Some(units), ..Self::new(reader) }
    }

    /// Does not give what has no end yet: a writer is still at it.
    pub(crate) fn follow(self, follow: bool) -> Self {
        Self { follow, ..self }
    }

    /// Where the next line begins; none before the first bytes told the encoding.
    pub(crate) fn position(&self) -> Option<Position> {
        Some(Position { offset: self.offset, lines: self.lines, units: self.units? })
    }

    /// Bytes of the file that were read.
    pub(crate) fn bytes(&self) -> u64 {
        self.offset + (self.end - self.start) as u64
    }

    /// The name of the encoding, as far as the lines so far tell; none for a file without a byte.
    pub(crate) fn encoding(&self) -> Option<&'static str> {
        if self.bytes() == 0 {
            return None;
        }
        Some(match (self.units?, self.code_page) {
            (Units::Bytes, None) if self.mark => "utf-8-bom",
            (Units::Bytes, code_page) => code_page.unwrap_or(Encoding::Utf8).name(),
            (Units::Utf16Le, _) => Encoding::Utf16Le.name(),
            (Units::Utf16Be, _) => Encoding::Utf16Be.name(),
        })
    }

    /// The next line; none at the end of the file.
    ///
    /// # Errors
    /// Whatever the operating system says when it cannot read on.
    pub(crate) fn next(&mut self) -> Result<Option<Line<'_>>> {
        let units = self.begin()?;
        let Some(mut span) = self.line(units)? else {
            return self.long_line(units);
        };
        let mut lines = 1;
        if self.is_open_record(units, span) {
            (span, lines) = self.record(units, span)?;
        }
        if span.whole == 0 || self.follow && !span.ended {
            return Ok(None);
        }
        let (number, offset, from) = (self.lines + 1, self.offset, self.start);
        self.lines += lines;
        self.offset += span.whole as u64;
        self.start += span.whole;
        let (text, encoding) = decode(units, &self.buffer[from..from + span.text], false, &mut self.scratch);
        if units == Units::Bytes {
            if encoding != Encoding::Utf8 {
                self.code_page = self.code_page.or(Some(encoding));
            }
        } else {
            self.has_nul |= memchr(0, text.as_bytes()).is_some();
        }
        Ok(Some(Line { number, lines, offset, length: span.whole as u64, encoding, text }))
    }

    /// Reads the first bytes and passes the byte order mark.
    fn begin(&mut self) -> Result<Units> {
        if let Some(units) = self.units {
            return Ok(units);
        }
        while self.end < 4 && !self.at_end {
            self.fill()?;
        }
        let (units, mark) = Units::detect(&self.buffer[..self.end]);
        self.units = Some(units);
        self.mark = mark > 0;
        self.start = mark;
        self.offset = mark as u64;
        self.has_nul = units == Units::Bytes && memchr(0, &self.buffer[..self.end]).is_some();
        Ok(units)
    }

    /// The line at `start`, read in as far as need be; none where it is too long.
    fn line(&mut self, units: Units) -> Result<Option<Span>> {
        let mut scanned = 0;
        loop {
            if let Some(span) = self.find_end(units, self.start + scanned) {
                return Ok(Some(span));
            }
            let there = self.end - self.start;
            if self.at_end {
                return Ok(Some(Span { text: there, whole: there, ended: false }));
            }
            if there >= LONGEST_LINE {
                return Ok(None);
            }
            // A CR at the end of what was read is looked at again: an LF may follow.
            scanned = (there / units.width() * units.width()).saturating_sub(units.width());
            self.fill()?;
        }
    }

    /// The first line end at or after `from`, as the end of a line that begins at `start`; none where it is not there, or
    /// not there to its last byte.
    fn find_end(&self, units: Units, from: usize) -> Option<Span> {
        let width = units.width();
        let mut at = from;
        loop {
            at += memchr2(b'\n', b'\r', &self.buffer[at..self.end])?;
            if units == Units::Bytes {
                break;
            }
            // In UTF-16 such a byte may be half of another character.
            at -= (at - self.start) % width;
            match self.unit(units, at)? {
                0x0A | 0x0D => break,
                _ => at += width,
            }
        }
        let text = at - self.start;
        if self.unit(units, at) == Some(u16::from(b'\n')) {
            return Some(Span { text, whole: text + width, ended: true });
        }
        match self.unit(units, at + width) {
            Some(0x0A) => Some(Span { text, whole: text + 2 * width, ended: true }),
            Some(_) => Some(Span { text, whole: text + width, ended: true }),
            // Half a character behind it, or nothing: only the end of the file says that no LF follows. A writer that is
            // still at it may yet write one.
            None if self.at_end && !self.follow => Some(Span { text, whole: text + width, ended: true }),
            None => None,
        }
    }

    /// The unit at `at` in the buffer.
    fn unit(&self, units: Units, at: usize) -> Option<u16> {
        let bytes = &self.buffer[..self.end];
        Some(match units {
            Units::Bytes => u16::from(*bytes.get(at)?),
            Units::Utf16Le => u16::from_le_bytes([*bytes.get(at)?, *bytes.get(at + 1)?]),
            Units::Utf16Be => u16::from_be_bytes([*bytes.get(at)?, *bytes.get(at + 1)?]),
        })
    }

    /// A line that begins a record of CMTrace and does not close it.
    fn is_open_record(&self, units: Units, span: Span) -> bool {
        let to = self.start + span.text;
        self.stands_at(units, OPENING, self.start, to) && !self.stands_between(units, CLOSING, self.start, to)
    }

    /// `what` stands at `at`, before `to`.
    fn stands_at(&self, units: Units, what: &[u8], at: usize, to: usize) -> bool {
        if units == Units::Bytes {
            return self.buffer[at..to].starts_with(what);
        }
        at + what.len() * 2 <= to
            && what.iter().enumerate().all(|(n, byte)| self.unit(units, at + n * 2) == Some(u16::from(*byte)))
    }

    /// `what` stands somewhere between two places of the buffer.
    fn stands_between(&self, units: Units, what: &[u8], from: usize, to: usize) -> bool {
        memchr_iter(what[0], &self.buffer[from..to]).any(|at| {
            let at = from + at;
            let at = at - (at - self.start) % units.width();
            self.stands_at(units, what, at, to)
        })
    }

    /// The record that the line `first` opens, with all lines up to the end of the one that closes it; the line alone
    /// where none does so before another record begins, or within the length that a line may have.
    fn record(&mut self, units: Units, first: Span) -> Result<(Span, u64)> {
        while self.end - self.start < LONGEST_LINE && !self.at_end {
            self.fill()?;
        }
        let limit = self.end.min(self.start + LONGEST_LINE);
        let mut lines = 1;
        let mut next = self.start + first.whole;
        loop {
            // Only the writer's next words tell what this will be.
            let unknown = self.follow && self.at_end && limit == self.end;
            if next >= limit {
                return Ok((Span { ended: first.ended && !unknown, ..first }, 1));
            }
            let span = match self.find_end(units, next) {
                Some(span) if self.start + span.whole <= limit => span,
                _ if self.at_end && limit == self.end => {
                    Span { text: limit - self.start, whole: limit - self.start, ended: false }
                }
                _ => return Ok((first, 1)),
            };
            let to = self.start + span.text;
            if self.stands_at(units, OPENING, next, to) {
                return Ok((first, 1));
            }
            lines += 1;
            if self.stands_between(units, CLOSING, next, to) {
                return Ok((span, lines));
            }
            if !span.ended {
                return Ok((Span { ended: first.ended && !unknown, ..first }, 1));
            }
            next = self.start + span.whole;
        }
    }

    /// A line that is too long: its beginning is kept, the rest is passed over.
    fn long_line(&mut self, units: Units) -> Result<Option<Line<'_>>> {
        self.has_long_line = true;
        self.held.clear();
        self.held.extend_from_slice(&self.buffer[self.start..self.start + LONGEST_LINE]);
        let mut length = 0;
        let span = loop {
            // What was looked at goes, but for a CR at its end, and half a character.
            let passed = (self.end - self.start) / units.width() * units.width() - units.width();
            self.start += passed;
            length += passed as u64;
            self.fill()?;
            if let Some(span) = self.find_end(units, self.start) {
                break span;
            }
            if self.at_end {
                let there = self.end - self.start;
                break Span { text: there, whole: there, ended: false };
            }
        };
        if self.follow && !span.ended {
            // It begins in what is gone from the buffer: whoever follows goes on from the last place that was given.
            self.start = self.end;
            return Ok(None);
        }
        let (number, offset) = (self.lines + 1, self.offset);
        length += span.whole as u64;
        self.start += span.whole;
        self.offset += length;
        self.lines += 1;
        let (text, encoding) = decode(units, &self.held, true, &mut self.scratch);
        Ok(Some(Line { number, lines: 1, offset, length, encoding, text }))
    }

    /// Reads more behind what is there.
    fn fill(&mut self) -> Result<()> {
        if self.start > 0 {
            self.buffer.copy_within(self.start..self.end, 0);
            self.end -= self.start;
            self.start = 0;
        }
        if self.buffer.len() - self.end < CHUNK {
            self.buffer.resize(self.end + CHUNK, 0);
        }
        loop {
            match self.reader.read(&mut self.buffer[self.end..]) {
                Ok(0) => self.at_end = true,
                Ok(n) => {
                    let fresh = &self.buffer[self.end..self.end + n];
                    self.has_nul |= self.units == Some(Units::Bytes) && memchr(0, fresh).is_some();
                    self.end += n;
                }
                Err(e) if e.kind() == ErrorKind::Interrupted => continue,
                Err(e) => return Err(e),
            }
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives `step` bytes at a time, so that every boundary falls everywhere.
    struct Trickle<'a>(&'a [u8], usize);

    impl Read for Trickle<'_> {
        fn read(&mut self, into: &mut [u8]) -> Result<usize> {
            let n = self.1.min(self.0.len()).min(into.len());
            into[..n].copy_from_slice(&self.0[..n]);
            self.0 = &self.0[n..];
            Ok(n)
        }
    }

    fn all(bytes: &[u8], step: usize) -> Vec<(u64, u64, String)> {
        let mut lines = Lines::new(Trickle(bytes, step));
        let mut out = Vec::new();
        while let Some(line) = lines.next().unwrap() {
            out.push((line.number, line.offset, line.text.to_owned()));
        }
        assert_eq!(lines.bytes(), bytes.len() as u64);
        out
    }

    #[test]
    fn every_kind_of_line_end_counts_and_offsets_are_bytes_of_the_file() {
        let expected = [(1, 0, "a"), (2, 3, "b"), (3, 5, ""), (4, 6, "c"), (5, 8, "d")];
        for step in 1..12 {
            let got = all(b"a\r\nb\n\nc\rd", step);
            let got: Vec<_> = got.iter().map(|(n, o, t)| (*n, *o, t.as_str())).collect();
            assert_eq!(got, expected, "step {step}");
        }
    }

    #[test]
    fn the_same_lines_come_out_of_every_encoding() {
        let text = "INFO:更新\r\nb\nc\r\r\n末";
        let expected: Vec<_> = ["INFO:更新", "b", "c", "", "末"].map(String::from).into();
        let le: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let be: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let marked = |mark: &[u8], bytes: &[u8]| [mark, bytes].concat();
        let sjis = encoding_rs::SHIFT_JIS.encode(text).0.into_owned();
        let shapes: [(Vec<u8>, &str); 7] = [
            (text.as_bytes().to_vec(), "utf-8"),
            (marked(b"\xEF\xBB\xBF", text.as_bytes()), "utf-8-bom"),
            (marked(b"\xFF\xFE", &le), "utf-16le"),
            (marked(b"\xFE\xFF", &be), "utf-16be"),
            (le, "utf-16le"),
            (be, "utf-16be"),
            (sjis, "shift_jis"),
        ];
        for (bytes, name) in shapes {
            for step in [1, 2, 3, 5, 1000] {
                let got: Vec<_> = all(&bytes, step).into_iter().map(|(_, _, text)| text).collect();
                assert_eq!(got, expected, "{name}, step {step}");
            }
            let mut lines = Lines::new(bytes.as_slice());
            while lines.next().unwrap().is_some() {}
            assert_eq!(lines.encoding(), Some(name));
            assert!(!lines.has_nul, "{name}");
        }
    }

    #[test]
    fn a_nul_is_noticed_wherever_it_is() {
        for at in [0, 5, CHUNK - 1, CHUNK, CHUNK + 7] {
            let mut bytes = b"a line of text\n".repeat(CHUNK / 10);
            bytes[at] = 0;
            let mut lines = Lines::new(bytes.as_slice());
            while lines.next().unwrap().is_some() {}
            assert!(lines.has_nul, "at {at}");
        }
    }

    #[test]
    fn a_line_without_end_costs_no_more_than_the_longest() {
        let long = 100 * 1024 * 1024u64;
        let mut lines = Lines::new(std::io::repeat(b'x').take(long).chain(&b"\nlast"[..]));
        let first = lines.next().unwrap().unwrap();
        assert_eq!((first.text.len(), first.length), (LONGEST_LINE, long + 1));
        let last = lines.next().unwrap().unwrap();
        assert_eq!((last.number, last.offset, last.text), (2, long + 1, "last"));
        assert!(lines.next().unwrap().is_none());
        assert!(lines.has_long_line);
        assert!(lines.buffer.len() <= LONGEST_LINE + 2 * CHUNK, "{}", lines.buffer.len());
    }

    #[test]
    fn nothing_has_no_line() {
        for bytes in [&b""[..], b"\xEF\xBB\xBF", b"\xFF\xFE"] {
            assert!(all(bytes, 1).is_empty());
        }
    }

    fn spans(bytes: &[u8], step: usize, follow: bool) -> Vec<(u64, u64, String)> {
        let mut lines = Lines::new(Trickle(bytes, step)).follow(follow);
        let (mut out, mut at, mut number) = (Vec::new(), None, 1);
        while let Some(line) = lines.next().unwrap() {
            assert_eq!((line.offset, line.number), (at.unwrap_or(line.offset), number));
            (at, number) = (Some(line.offset + line.length), number + line.lines);
            out.push((line.number, line.lines, line.text.to_owned()));
        }
        out
    }

    #[test]
    fn a_record_of_cmtrace_may_take_several_lines() {
        let text = "<![LOG[one]LOG]!><a>\r\n<![LOG[two\r\nthree\n\nfour]LOG]!><b>\nx\n<![LOG[open\nmore\n<![LOG[five]LOG]!><c>";
        let expected = [
            (1, 1, "<![LOG[one]LOG]!><a>"),
            (2, 4, "<![LOG[two\r\nthree\n\nfour]LOG]!><b>"),
            (6, 1, "x"),
            (7, 1, "<![LOG[open"),
            (8, 1, "more"),
            (9, 1, "<![LOG[five]LOG]!><c>"),
        ];
        let le: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        for bytes in [text.as_bytes(), &le] {
            for step in [1, 2, 7, 1000] {
                let got = spans(bytes, step, false);
                let got: Vec<_> = got.iter().map(|(n, l, t)| (*n, *l, t.as_str())).collect();
                assert_eq!(got, expected, "step {step}");
            }
        }
    }

    #[test]
    fn who_follows_a_log_waits_for_the_end_of_a_line_and_of_a_record() {
        let rows = [
            ("a\nb", 1),
            ("a\nb\n", 2),
            ("a\r\nb\r", 1),
            ("a\n<![LOG[b\nc", 1),
            ("a\n<![LOG[b\nc\n", 1),
            ("a\n<![LOG[b\nc]LOG]!><x>", 1),
            ("a\n<![LOG[b\nc]LOG]!><x>\n", 2),
            ("a\n<![LOG[b\n<![LOG[c", 2),
            ("", 0),
        ];
        for (text, given) in rows {
            for step in [1, 3, 1000] {
                assert_eq!(spans(text.as_bytes(), step, true).len(), given, "{text:?}");
            }
        }
        let open = format!("a\n<![LOG[b\n{}", "c\n".repeat(LONGEST_LINE));
        assert_eq!(spans(open.as_bytes(), 1000, true).len(), LONGEST_LINE + 2, "no record is that long");
    }

    #[test]
    fn a_reader_goes_on_where_another_stood() {
        let text = "\u{FEFF}a\r\n<![LOG[b\nc]LOG]!><x>\nd\re";
        let le: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        for bytes in [text.as_bytes(), &le] {
            let whole = all(bytes, 1000);
            for stop in 1..whole.len() {
                let mut lines = Lines::new(bytes);
                for _ in 0..stop {
                    lines.next().unwrap();
                }
                let position = lines.position().unwrap();
                let mut lines = Lines::resume(&bytes[usize::try_from(position.offset).unwrap()..], position);
                let mut rest = Vec::new();
                while let Some(line) = lines.next().unwrap() {
                    rest.push((line.number, line.offset, line.text.to_owned()));
                }
                assert_eq!(rest, whole[stop..]);
            }
        }
    }
}
