//! From bytes to lines, in constant memory.
//!
//! What is read is worked on in blocks of whole lines. A block that is UTF-8 is checked once and then only cut into
//! lines; UTF-16 is turned into UTF-8 block by block. Only a block that is neither costs a decoding for each line.

use super::LogProblem;
use super::decode::{Encoding, Units, decode, decode_utf16};
use crate::text::start;
use memchr::{memchr, memchr_iter, memchr2, memrchr2};
use std::io::{Error, Read, Result};

/// How much is read at once, in bytes: a block, its text and its lines stay in a processor's own cache.
const CHUNK: usize = 128 * 1024;

/// The longest line that is looked at, in bytes of UTF-8. The programs write lines of a few hundred.
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
    /// What may be in it.
    pub(super) signs: Signs,
}

/// Which of the signs that lead a reader away from the usual line may be in a text. A whole block is asked at once: most
/// have none of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Signs {
    /// `~`, a line break, or a tab, which parts columns.
    pub(super) tilde_or_tab: bool,
    /// `$`, which begins a frame.
    pub(super) dollar: bool,
}

impl Signs {
    /// Nobody has looked.
    pub(super) const ANY: Self = Self { tilde_or_tab: true, dollar: true };
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
    /// Bytes behind the block, from the last line end on.
    carry: Vec<u8>,
    /// The bytes of the block; nothing where `text` is made of them.
    raw: Vec<u8>,
    /// The text of the block, unless it has to be decoded line by line.
    text: String,
    is_text: bool,
    signs: Signs,
    /// Where the next line begins in the block.
    at: usize,
    /// Where it begins in the file.
    offset: u64,
    /// Bytes of the file that were read.
    read: u64,
    at_end: bool,
    /// Why the reader could not read on; told when all that it gave is told.
    error: Option<Error>,
    units: Option<Units>,
    mark: bool,
    code_page: Option<Encoding>,
    /// A writer is still at it: what has no end yet is not given.
    follow: bool,
    /// The text of a line that is not in the block as it is.
    scratch: String,
    /// A line that is longer than a block.
    held: Option<Held>,
    lines: u64,
    has_nul: bool,
    has_long_line: bool,
}

/// One line in the block: its length without and with its end, and whether it has one.
#[derive(Clone, Copy)]
struct Span {
    text: usize,
    whole: usize,
    ended: bool,
}

/// A line that is longer than a block: its beginning, how many bytes it takes, and whether it has an end.
struct Held {
    head: Vec<u8>,
    length: u64,
    ended: bool,
}

/// Where a record of CMTrace begins and where its text ends; lines between are one record.
pub(super) const OPENING: &[u8] = b"<![LOG[";
pub(super) const CLOSING: &[u8] = b"]LOG]!>";

impl<R: Read> Lines<R> {
    pub(crate) fn new(reader: R) -> Self {
        Self {
            reader,
            carry: Vec::new(),
            raw: Vec::new(),
            text: String::new(),
            is_text: true,
            signs: Signs::ANY,
            at: 0,
            offset: 0,
            read: 0,
            at_end: false,
            error: None,
            units: None,
            mark: false,
            code_page: None,
            follow: false,
            scratch: String::new(),
            held: None,
            lines: 0,
            has_nul: false,
            has_long_line: false,
        }
    }

    /// Goes on at a place that an earlier reader gave; `reader` stands there already.
    pub(crate) fn resume(reader: R, position: Position) -> Self {
        let Position { offset, lines, units } = position;
        Self { offset, read: offset, lines, units: Some(units), ..Self::new(reader) }
    }

    /// Does not give what has no end yet: a writer is still at it.
    pub(crate) fn follow(self, follow: bool) -> Self {
        Self { follow, ..self }
    }

    /// Where the next line begins; none before the first bytes told the encoding.
    pub(crate) fn position(&self) -> Option<Position> {
        Some(Position { offset: self.offset, lines: self.lines, units: self.units? })
    }

    /// Lines that were given.
    pub(crate) fn lines(&self) -> u64 {
        self.lines
    }

    /// Why what was read so far cannot be believed.
    pub(crate) fn problem(&self) -> Option<LogProblem> {
        let not_text = self.has_nul.then_some(LogProblem::NotText);
        not_text.or_else(|| self.has_long_line.then_some(LogProblem::LineTooLong))
    }

    /// Bytes of the file that were read.
    pub(crate) fn bytes(&self) -> u64 {
        self.read
    }

    /// What is read from; nothing more of it is given as a line.
    pub(crate) fn into_inner(self) -> R {
        self.reader
    }

    /// Why the reader could not read on, though nobody needed what it would have given.
    pub(crate) fn error(&mut self) -> Option<Error> {
        self.error.take()
    }

    /// The name of the encoding, as far as the lines so far tell; none for a file without a byte.
    pub(crate) fn encoding(&self) -> Option<&'static str> {
        if self.read == 0 {
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
    #[inline]
    pub(crate) fn next(&mut self) -> Result<Option<Line<'_>>> {
        // A whole line of a block that is UTF-8, as nearly all are; the rest is for a way of its own.
        let from = self.at;
        if self.is_text && self.units == Some(Units::Bytes) {
            let rest = &self.text.as_bytes()[from..];
            let is_whole = |end: &usize| *end <= LONGEST_LINE && (rest[0] != b'<' || !is_open(&rest[..*end]));
            if let Some(end) = memchr2(b'\n', b'\r', rest).filter(is_whole) {
                let is_crlf = rest[end] == b'\r' && rest.get(end + 1) == Some(&b'\n');
                let whole = end + 1 + usize::from(is_crlf);
                let (offset, length) = (self.offset, whole as u64);
                self.at += whole;
                self.offset += length;
                self.lines += 1;
                return Ok(Some(Line {
                    number: self.lines,
                    lines: 1,
                    offset,
                    length,
                    encoding: Encoding::Utf8,
                    text: &self.text[from..from + end],
                    signs: self.signs,
                }));
            }
        }
        self.any()
    }

    fn any(&mut self) -> Result<Option<Line<'_>>> {
        while self.at == self.block().len() {
            if self.held.is_some() {
                return Ok(self.long_line());
            }
            if !self.next_block()? {
                return Ok(None);
            }
        }
        let mut span = self.span(self.at);
        let mut lines = 1;
        if is_open(&self.block()[self.at..self.at + span.text]) {
            (span, lines) = self.record();
        }
        if self.follow && !span.ended {
            return Ok(None);
        }
        Ok(Some(self.give(span, lines)))
    }

    /// The block, as bytes.
    fn block(&self) -> &[u8] {
        if self.is_text { self.text.as_bytes() } else { &self.raw }
    }

    /// The line that begins at `from`. All lines of a block have their end in it, but for the last of the file.
    fn span(&self, from: usize) -> Span {
        let rest = &self.block()[from..];
        let Some(text) = memchr2(b'\n', b'\r', rest) else {
            return Span { text: rest.len(), whole: rest.len(), ended: false };
        };
        let is_crlf = rest[text] == b'\r' && rest.get(text + 1) == Some(&b'\n');
        Span { text, whole: text + 1 + usize::from(is_crlf), ended: true }
    }

    /// Hands a line over and goes on behind it.
    fn give(&mut self, span: Span, lines: u64) -> Line<'_> {
        let from = self.at;
        let (number, offset) = (self.lines + 1, self.offset);
        self.at += span.whole;
        self.lines += lines;
        let length = self.length(from, span);
        self.offset += length;
        let mut to = from + span.text;
        if span.text > LONGEST_LINE {
            self.has_long_line = true;
            to = if self.is_text { start(&self.text, from + LONGEST_LINE).len() } else { from + LONGEST_LINE };
        }
        let (text, encoding) = if self.is_text {
            (&self.text[from..to], self.text_encoding())
        } else {
            let is_cut = to < from + span.text;
            let (text, encoding) = decode(&self.raw[from..to], is_cut, &mut self.scratch);
            if encoding != Encoding::Utf8 {
                self.code_page = self.code_page.or(Some(encoding));
            }
            (text, encoding)
        };
        let signs = Signs { tilde_or_tab: self.signs.tilde_or_tab || lines > 1, ..self.signs };
        Line { number, lines, offset, length, encoding, text, signs }
    }

    const fn text_encoding(&self) -> Encoding {
        match self.units {
            Some(Units::Utf16Le) => Encoding::Utf16Le,
            Some(Units::Utf16Be) => Encoding::Utf16Be,
            Some(Units::Bytes) | None => Encoding::Utf8,
        }
    }

    /// How many bytes of the file a line in the block takes.
    #[inline]
    fn length(&self, from: usize, span: Span) -> u64 {
        if matches!(self.units, Some(Units::Bytes) | None) {
            return span.whole as u64;
        }
        if !span.ended {
            // The last of the file takes all that is left: half a character at its end shows as a whole one.
            return self.read - self.carry.len() as u64 - self.offset;
        }
        let text = &self.text[from..from + span.whole];
        2 * if text.is_ascii() { text.len() } else { text.encode_utf16().count() } as u64
    }

    /// The record that the line at `at` opens, with all lines up to the end of the one that closes it; the line alone
    /// where none does so before another record begins, or within the length that a line may have.
    fn record(&mut self) -> (Span, u64) {
        // A line that takes up all that is behind the block is no part of a record.
        while self.block().len() - self.at + self.carry.len() < LONGEST_LINE && self.can_read() {
            self.read_behind();
        }
        let first = self.span(self.at);
        let (mut span, mut lines) = (first, 1);
        loop {
            // Who follows waits: only the writer's next words tell what this will be.
            let is_open = self.follow && span.whole < LONGEST_LINE;
            let next = self.at + span.whole;
            if next == self.block().len() || span.whole >= LONGEST_LINE {
                return (Span { ended: first.ended && !is_open, ..first }, 1);
            }
            let line = self.span(next);
            let text = &self.block()[next..next + line.text];
            if text.starts_with(OPENING) {
                return (first, 1);
            }
            let is_closed = closes(text);
            span = Span { text: span.whole + line.text, whole: span.whole + line.whole, ended: line.ended };
            lines += 1;
            if is_closed && span.text <= LONGEST_LINE {
                return (span, lines);
            }
        }
    }

    const fn can_read(&self) -> bool {
        !self.at_end && self.error.is_none()
    }

    /// Reads the next block; false at the end of the file.
    #[inline(never)]
    fn next_block(&mut self) -> Result<bool> {
        self.take_bytes();
        self.raw.clear();
        self.at = 0;
        while self.raw.is_empty() && self.held.is_none() {
            let is_last = !self.can_read();
            self.raw.append(&mut self.carry);
            if !is_last {
                self.fill();
            }
            self.cut();
            if is_last && self.raw.is_empty() {
                self.text.clear();
                return self.error.take().map_or(Ok(false), Err);
            }
        }
        self.decode_block();
        Ok(true)
    }

    /// Reads more behind the block, for a record that goes on there.
    #[cold]
    fn read_behind(&mut self) {
        let behind = self.block().len() - self.at;
        let of_file = match self.units {
            Some(Units::Bytes) | None => behind,
            // Each unit of the text is one of the file.
            Some(_) => 2 * self.text[self.at..].encode_utf16().count(),
        };
        self.take_bytes();
        self.raw.drain(..self.raw.len().saturating_sub(of_file));
        self.at = 0;
        self.raw.append(&mut self.carry);
        self.fill();
        self.cut();
        self.decode_block();
    }

    /// Makes `raw` the bytes of the block, whatever they were made into.
    fn take_bytes(&mut self) {
        if self.is_text && self.units == Some(Units::Bytes) {
            self.raw = std::mem::take(&mut self.text).into_bytes();
        }
    }

    /// Reads more behind `raw`. What goes wrong is kept until all that was read is told.
    fn fill(&mut self) {
        let before = self.raw.len();
        self.raw.reserve(CHUNK);
        let result = self.reader.by_ref().take(CHUNK as u64).read_to_end(&mut self.raw);
        let fresh = self.raw.len() - before;
        self.read += fresh as u64;
        match result {
            Ok(_) => self.at_end = fresh < CHUNK,
            Err(error) => self.error = Some(error),
        }
        if self.units.is_none() {
            self.begin();
        }
        if self.units == Some(Units::Bytes) {
            let fresh = fresh.min(self.raw.len());
            self.has_nul |= memchr(0, &self.raw[self.raw.len() - fresh..]).is_some();
        }
    }

    /// Tells the encoding by the first bytes, and passes the byte order mark.
    fn begin(&mut self) {
        let (units, mark) = Units::detect(&self.raw);
        self.units = Some(units);
        self.mark = mark > 0;
        self.raw.drain(..mark);
        self.offset += mark as u64;
    }

    /// Parts `raw` behind its last line end. At the end of the file all of it is lines.
    fn cut(&mut self) {
        let units = self.units.unwrap_or(Units::Bytes);
        let is_last = !self.can_read();
        let end = match last_end(units, &self.raw) {
            _ if is_last && !(self.follow && ends_with_cr(units, &self.raw)) => self.raw.len(),
            Some(end) => end,
            None if !is_last && self.raw.len() > 4 * LONGEST_LINE => {
                self.pass_over(units);
                0
            }
            None => 0,
        };
        self.carry.extend_from_slice(&self.raw[end..]);
        self.raw.truncate(end);
    }

    /// `raw` is the beginning of one line, longer than any that is looked at: keeps some of it, and reads on to its end.
    #[cold]
    fn pass_over(&mut self, units: Units) {
        let head = self.raw[..2 * LONGEST_LINE].to_vec();
        let mut length = 0;
        let mut end = None;
        while end.is_none() && self.can_read() {
            // A CR at the end is looked at again: an LF may follow.
            let passed = self.raw.len() - units.width();
            self.raw.drain(..passed);
            length += passed as u64;
            self.fill();
            end = first_end(units, &self.raw, self.can_read() || self.follow);
        }
        let rest = end.unwrap_or(self.raw.len());
        self.raw.drain(..rest);
        self.held = Some(Held { head, length: length + rest as u64, ended: end.is_some() });
    }

    /// Hands over what is kept of a line that is longer than a block.
    #[cold]
    fn long_line(&mut self) -> Option<Line<'_>> {
        self.has_long_line = true;
        let Held { head, length, .. } = self.held.take().filter(|held| held.ended || !self.follow)?;
        let (number, offset) = (self.lines + 1, self.offset);
        self.offset += length;
        self.lines += 1;
        let encoding = match self.units {
            Some(Units::Bytes) | None => {
                let (text, encoding) = decode(&head, true, &mut self.scratch);
                if encoding == Encoding::Utf8 {
                    let text = text.to_owned();
                    self.scratch = text;
                }
                encoding
            }
            Some(units) => {
                decode_utf16(units, &head, &mut self.scratch);
                self.text_encoding()
            }
        };
        let text = start(&self.scratch, LONGEST_LINE);
        Some(Line { number, lines: 1, offset, length, encoding, text, signs: Signs::ANY })
    }

    /// Makes the text of the block, where it can be made as a whole.
    fn decode_block(&mut self) {
        match self.units {
            Some(Units::Bytes) | None => match String::from_utf8(std::mem::take(&mut self.raw)) {
                Ok(text) => (self.text, self.is_text) = (text, true),
                Err(error) => (self.raw, self.is_text) = (error.into_bytes(), false),
            },
            Some(units) => {
                decode_utf16(units, &self.raw, &mut self.text);
                self.is_text = true;
                self.has_nul |= memchr(0, self.text.as_bytes()).is_some();
            }
        }
        self.signs = if self.is_text {
            Signs {
                tilde_or_tab: memchr2(b'~', b'\t', self.text.as_bytes()).is_some(),
                dollar: memchr(b'$', self.text.as_bytes()).is_some(),
            }
        } else {
            Signs::ANY
        };
    }
}

/// The line opens a record of CMTrace and does not close it.
fn is_open(line: &[u8]) -> bool {
    line.starts_with(OPENING) && !closes(line)
}

/// The line closes a record of CMTrace.
fn closes(line: &[u8]) -> bool {
    memchr_iter(b']', line).any(|at| line[at..].starts_with(CLOSING))
}

fn unit(units: Units, bytes: &[u8], at: usize) -> Option<u16> {
    Some(match units {
        Units::Bytes => u16::from(*bytes.get(at)?),
        Units::Utf16Le => u16::from_le_bytes([*bytes.get(at)?, *bytes.get(at + 1)?]),
        Units::Utf16Be => u16::from_be_bytes([*bytes.get(at)?, *bytes.get(at + 1)?]),
    })
}

fn ends_with_cr(units: Units, bytes: &[u8]) -> bool {
    let last = bytes.len() / units.width() * units.width();
    last > 0 && unit(units, bytes, last - units.width()) == Some(0x0D)
}

/// Where the last line ends for sure: not with a CR at the very end, which an LF may follow.
fn last_end(units: Units, bytes: &[u8]) -> Option<usize> {
    let width = units.width();
    let mut to = bytes.len() / width * width;
    if ends_with_cr(units, bytes) {
        to -= width;
    }
    while let Some(at) = memrchr2(b'\n', b'\r', &bytes[..to]) {
        // In UTF-16 such a byte may be half of another character.
        let at = at / width * width;
        if matches!(unit(units, bytes, at), Some(0x0A | 0x0D)) {
            return Some(at + width);
        }
        to = at;
    }
    None
}

/// Where the first line ends, with all of its end; `may_grow`: an LF may follow a CR at the very end.
fn first_end(units: Units, bytes: &[u8], may_grow: bool) -> Option<usize> {
    let width = units.width();
    let mut from = 0;
    loop {
        let at = (from + memchr2(b'\n', b'\r', &bytes[from..])?) / width * width;
        match (unit(units, bytes, at)?, unit(units, bytes, at + width)) {
            (0x0D, Some(0x0A)) => return Some(at + 2 * width),
            (0x0D, None) if may_grow => return None,
            (0x0A | 0x0D, _) => return Some(at + width),
            _ => from = at + width,
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
        let memory = lines.raw.capacity() + lines.carry.capacity() + lines.scratch.capacity() + lines.text.capacity();
        assert!(memory <= 2 << 20, "{memory}");
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
