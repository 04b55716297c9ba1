//! What the product is measured against.

use crate::shapes::Shape;
use cmtraceopen_parser::parser::detect::{ResolvedParser, detect_parser};
use cmtraceopen_parser::parser::timestamped::DateOrder;
use cmtraceopen_parser::parser::{ParsedChunk, decode_bytes, detect_encoding, parse_content_with_selection};
use memchr::{memchr, memchr_iter};
use regex::bytes::{CaptureLocations, Regex};
use std::borrow::Cow;
use std::hint::black_box;

/// A byte that no log here has: every byte is looked at, and nothing is done with it.
pub fn limit(bytes: &[u8]) -> u64 {
    u64::from(black_box(memchr(0x01, bytes)).is_some())
}

pub fn line_ends(shape: Shape, bytes: &[u8]) -> u64 {
    let ends = memchr_iter(b'\n', bytes);
    if shape == Shape::Utf16 {
        ends.filter(|at| at % 2 == 0 && bytes.get(at + 1) == Some(&0)).count() as u64
    } else {
        ends.count() as u64
    }
}

/// How an expression is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// As one writes it: right for every text.
    Usual,
    /// So that each byte leaves only one way to go on, which the crate matches about twice as fast. Wrong for texts with
    /// a `$` or `]`, and a word before the first colon may be no level.
    OnePass,
}

/// One expression for the shape, over bytes, with named groups and one set of places for all of them: the way without
/// an allocation per line.
pub struct Expression {
    regex: Regex,
    places: CaptureLocations,
    shape: Shape,
}

impl Expression {
    pub fn new(shape: Shape, style: Style) -> Result<Self, regex::Error> {
        const LEVEL: &str = "^(?:(?<level>INFO|WARNING|ERROR): )?";
        const SMS: &str = r"\$\$<(?<component>[^>]*)><(?<time>\d{2}-\d{2}-\d{4} \d{2}:\d{2}:\d{2}\.\d{3})(?<bias>[+-]\d+)><thread=(?<thread>\d+) \(0x[0-9A-F]+\)>$";
        const CMTRACE: &str = r#"\]LOG\]!><time="(?<time>\d{2}:\d{2}:\d{2}\.\d{3})(?<bias>[+-]\d+)" date="(?<date>\d{2}-\d{2}-\d{4})" component="(?<component>[^"]*)" context="[^"]*" type="(?<level>\d)" thread="(?<thread>\d+)" file="(?<file>[^"]*)">$"#;
        const COLUMNS: &str = r"\t(?<component>[^\t]*)\t(?<time>\d{1,2}/\d{1,2}/\d{4} \d{1,2}:\d{2}:\d{2} [AP]M)\t(?<thread>\d+) \(0x[0-9A-F]+\)$";
        let pattern = match (shape, style) {
            (Shape::Tool, _) => {
                r"^(?<time>\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}) (?<level>[A-Z]+):(?<text>.*)$".to_owned()
            }
            (Shape::Sms | Shape::Utf16, Style::Usual) => format!("{LEVEL}(?<text>.*?)  {SMS}"),
            (Shape::Sms | Shape::Utf16, Style::OnePass) => format!("^(?<level>[^:$]*)(?::(?<text>[^$]*))?{SMS}"),
            (Shape::CmTrace, Style::Usual) => format!(r"^<!\[LOG\[(?<text>.*?){CMTRACE}"),
            (Shape::CmTrace, Style::OnePass) => format!(r"^<!\[LOG\[(?<text>[^\]]*){CMTRACE}"),
            (Shape::Columns, Style::Usual) => format!(r"{LEVEL}(?<text>[^\t]*){COLUMNS}"),
            (Shape::Columns, Style::OnePass) => format!(r"^(?<level>[^:\t]*)(?::(?<text>[^\t]*))?{COLUMNS}"),
            (Shape::Plain, Style::Usual) => format!("{LEVEL}(?<text>.*)$"),
            (Shape::Plain, Style::OnePass) => "^(?<level>[^:]*)(?::(?<text>.*))?$".to_owned(),
        };
        // Without Unicode, a digit is one of ten and a dot is any byte: much the faster.
        let regex = Regex::new(&format!("(?s-u){pattern}"))?;
        let places = regex.capture_locations();
        Ok(Self { regex, places, shape })
    }

    /// Gives the records that matched.
    pub fn run(&mut self, bytes: &[u8]) -> u64 {
        let bytes: Cow<'_, [u8]> = if self.shape == Shape::Utf16 {
            encoding_rs::UTF_16LE.decode(bytes).0.into_owned().into_bytes().into()
        } else {
            bytes.into()
        };
        let (mut matched, mut from) = (0, 0);
        for at in memchr_iter(b'\n', &bytes) {
            let line = &bytes[from..at];
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            // A record goes on behind a line that does not close its frame.
            if self.shape == Shape::CmTrace && !line.ends_with(b">") {
                continue;
            }
            from = at + 1;
            if self.regex.captures_read(&mut self.places, line).is_some() {
                matched += 1;
                for group in 1..self.places.len() {
                    black_box(self.places.get(group));
                }
            }
        }
        matched
    }
}

/// The peer, as its documentation has it: from bytes to text, from text to one list of all records.
pub fn peer(shape: Shape, bytes: &[u8]) -> ParsedChunk {
    let (text, name) = (decode_bytes(bytes, detect_encoding(bytes)).unwrap_or_default(), shape.file_name());
    // It would take the tool's log for one of a web server, and understand no line of it.
    let parser = if shape == Shape::Tool {
        ResolvedParser::generic_timestamped(DateOrder::MonthFirst)
    } else {
        detect_parser(name, &text)
    };
    black_box(parse_content_with_selection(&text, name, &parser))
}
