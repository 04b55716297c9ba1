//! Logs that anybody could have written: whatever is in them, there is an answer, and it is never a reason to import.
// Nothing in it depends on the system, and thousands of files are slow to make where wine stands in for Windows.
#![cfg(not(windows))]

mod common;

use cmverify::report::Verdict;
use common::{Download, G, H, utf16};

/// Repeatable chance: the same cases in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % bound as u64).unwrap_or_default()
    }
}

/// Pieces of both grammars, whole and broken. None of them reports a success.
const PIECES: &[&str] = &[
    "INFO:",
    "ERROR:",
    "error :",
    "WARNING:",
    "~",
    "~~",
    "\r\n",
    "\n",
    "\r",
    "\t",
    " ",
    "$$<",
    "<![LOG[",
    "]LOG]!>",
    "2024-11-19 11:53:40 ",
    "<11-19-2024 11:53:40.123-540>",
    "<thread=1 (0x1)>",
    "4580 (0x11e4) ",
    "8/2/2016 2:20:24 PM",
    "downloading redist",
    "Downloading Redists for ",
    "Failed to download redist for ",
    "Downloading Payload ",
    "(size = 99999999999999999999) ",
    "Download() failed with 0x",
    "Setup downloader setupdl.exe: STARTED",
    "Downloading files to ",
    "Verifying hash for file '",
    "File hash check failed",
    "=====",
    "Configuration Manager",
    "MSODBCSQL18",
    "{",
    "}",
    "'",
    "\"",
    "C:\\",
    "\\Redist\\",
    "../",
    "\0",
    "\u{FEFF}",
    "\u{202E}",
    "更新",
    "é",
    "\u{1b}[2J",
    "%s",
    "{update}",
    "99:99:99",
    "date=\"",
    "time=\"",
    "as ",
    "-540",
    "0x80072EE2",
    "Unhandled Exception:",
];

fn log(chance: &mut Chance) -> Vec<u8> {
    let mut log = Vec::new();
    for _ in 0..chance.below(120) {
        match chance.below(20) {
            0 => log.extend((0..chance.below(40)).map(|_| u8::try_from(chance.below(256)).unwrap_or_default())),
            1 => log.extend_from_slice(G.as_bytes()),
            2 => log.extend_from_slice(&H.as_bytes()[..chance.below(36)]),
            _ => log.extend_from_slice(PIECES[chance.below(PIECES.len())].as_bytes()),
        }
    }
    match chance.below(8) {
        0 => utf16(&log),
        1 => utf16(&log)[2..].to_vec(),
        _ => log,
    }
}

#[test]
fn logs_of_broken_pieces_are_never_usable() {
    let mut chance = Chance(0x9E37_79B9_7F4A_7C15);
    let mut download = Download::good();
    for case in 0..1_000 {
        download.tool = Some(log(&mut chance));
        download.setup = Some(log(&mut chance));
        let report = download.verify();
        assert_ne!(report.verdict, Verdict::Usable, "case {case}: {report:#?}");
        let json = serde_json::to_string(&report).expect("JSON");
        let raw = |c: char| c.is_control() || matches!(c, '\u{202E}' | '\u{FEFF}');
        assert!(!json.chars().any(raw), "case {case}: {json}");
        let request = download.prepare();
        let _ = cmverify::verify::service_connection_log(&request).expect("an answer");
        let _ = cmverify::verify::setup_log(&request).expect("an answer");
    }
}

#[test]
fn a_good_log_with_one_broken_line_in_it_is_still_read() {
    let mut chance = Chance(0xD1B5_4A32_D192_ED03);
    let good = Download::good();
    let tool = String::from_utf8(good.tool.clone().expect("a log")).expect("UTF-8");
    for case in 0..200 {
        let mut download = Download::good();
        let junk: Vec<u8> = (0..chance.below(300))
            .map(|_| u8::try_from(1 + chance.below(255)).unwrap_or(1))
            .filter(|byte| !matches!(byte, b'\r' | b'\n'))
            .collect();
        let lines: Vec<&str> = tool.split_inclusive('\n').collect();
        let at = chance.below(lines.len() + 1);
        let text = |lines: &[&str]| lines.concat().into_bytes();
        // Behind a word, so that it cannot be taken for a byte order mark or a level.
        download.tool =
            Some([text(&lines[..at]), b"junk ".to_vec(), junk, b"\r\n".to_vec(), text(&lines[at..])].concat());
        let report = download.verify();
        assert_eq!(report.verdict, Verdict::Usable, "case {case}: {:#?}", report.findings);
    }
}
