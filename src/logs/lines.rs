//! From bytes to lines, in constant memory.

use super::decode::{Units, decode};
use memchr::{memchr, memchr2};
use std::borrow::Cow;
use std::io::{ErrorKind, Read, Result};

/// How much is read at once, in bytes.
const CHUNK: usize = 256 * 1024;

/// The longest line that is looked at, in bytes. The programs write lines of a few hundred.
pub(super) const LONGEST_LINE: usize = 64 * 1024;

/// One line, without its end.
pub(super) struct Line<'a> {
    /// Counted from 1.
    pub(super) number: u64,
    /// Where it begins, in bytes from the start of the file.
    pub(super) offset: u64,
    /// Its text.
    pub(super) text: Cow<'a, str>,
}

/// Reads lines that end with CR, LF or CRLF, in whatever encoding they are.
pub(super) struct Lines<R> {
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
    code_page: Option<&'static str>,
    /// The rest of a line that was too long is being passed over.
    passing: bool,
    pub(super) lines: u64,
    pub(super) has_nul: bool,
    pub(super) has_long_line: bool,
}

impl<R: Read> Lines<R> {
    pub(super) fn new(reader: R) -> Self {
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
            passing: false,
            lines: 0,
            has_nul: false,
            has_long_line: false,
        }
    }

    /// Bytes of the file that were read.
    pub(super) fn bytes(&self) -> u64 {
        self.offset + (self.end - self.start) as u64
    }

    /// The name of the encoding, as far as the lines so far tell; none for a file without a byte.
    pub(super) fn encoding(&self) -> Option<&'static str> {
        if self.bytes() == 0 {
            return None;
        }
        Some(match (self.units?, self.mark) {
            (Units::Utf16Le, _) => "utf-16le",
            (Units::Utf16Be, _) => "utf-16be",
            (Units::Bytes, mark) => self.code_page.unwrap_or(if mark { "utf-8-bom" } else { "utf-8" }),
        })
    }

    /// The next line; none at the end of the file.
    ///
    /// # Errors
    /// Whatever the operating system says when it cannot read on.
    pub(super) fn next(&mut self) -> Result<Option<Line<'_>>> {
        let units = self.begin()?;
        let width = units.width();
        let mut scanned = 0;
        loop {
            let found = self.find_end(units, scanned);
            let (length, ended, skip) = match found {
                // A CR at the end of what was read: an LF may follow.
                Some((at, true)) if self.start + at + 2 * width > self.end && !self.at_end => {
                    scanned = at;
                    self.fill()?;
                    continue;
                }
                Some((at, is_cr)) => {
                    let crlf = is_cr && self.unit(units, at + width) == Some(u16::from(b'\n'));
                    (at, true, if crlf { 2 * width } else { width })
                }
                None if self.at_end => (self.end - self.start, false, 0),
                None if self.end - self.start >= LONGEST_LINE => {
                    self.has_long_line = true;
                    (LONGEST_LINE, false, 0)
                }
                None => {
                    scanned = (self.end - self.start) / width * width;
                    self.fill()?;
                    continue;
                }
            };
            if length == 0 && !ended {
                return Ok(None);
            }
            let (from, to) = (self.start, self.start + length);
            let offset = self.offset;
            self.start = to + skip;
            self.offset += (length + skip) as u64;
            let passed = self.passing;
            self.passing = !ended && !self.at_end;
            if passed {
                scanned = 0;
                continue;
            }
            self.lines += 1;
            let (text, code_page) = decode(units, &self.buffer[from..to]);
            if self.code_page.is_none() {
                self.code_page = code_page;
            }
            return Ok(Some(Line { number: self.lines, offset, text }));
        }
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

    /// Where the line ends, counted from `start`, and whether that end is a CR.
    fn find_end(&mut self, units: Units, from: usize) -> Option<(usize, bool)> {
        if units == Units::Bytes {
            let at = from + memchr2(b'\n', b'\r', &self.buffer[self.start + from..self.end])?;
            return Some((at, self.buffer[self.start + at] == b'\r'));
        }
        let mut at = from;
        while let Some(unit) = self.unit(units, at) {
            match unit {
                0x0A => return Some((at, false)),
                0x0D => return Some((at, true)),
                0 => self.has_nul = true,
                _ => {}
            }
            at += 2;
        }
        None
    }

    /// The unit at `at`, counted from `start`.
    fn unit(&self, units: Units, at: usize) -> Option<u16> {
        let bytes = &self.buffer[self.start..self.end];
        Some(match units {
            Units::Bytes => u16::from(*bytes.get(at)?),
            Units::Utf16Le => u16::from_le_bytes([*bytes.get(at)?, *bytes.get(at + 1)?]),
            Units::Utf16Be => u16::from_be_bytes([*bytes.get(at)?, *bytes.get(at + 1)?]),
        })
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
            out.push((line.number, line.offset, line.text.into_owned()));
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
        assert_eq!(lines.next().unwrap().unwrap().text.len(), LONGEST_LINE);
        let last = lines.next().unwrap().unwrap();
        assert_eq!((last.number, last.offset, &*last.text), (2, long + 1, "last"));
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
}
