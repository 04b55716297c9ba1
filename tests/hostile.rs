//! Logs that anybody could have written: whatever is in them, there is an answer, and it is never a reason to import.

use crate::boundary;
use crate::common::{Download, G, H, utf16};
use cmverify::report::Verdict;

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

/// What a console, a browser or a reader could take for something else than text: control characters, and those that turn
/// the text around or are not seen.
fn is_raw(c: char) -> bool {
    let is_hidden = matches!(c, '\u{AD}' | '\u{61C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
        | '\u{FEFF}' | '\u{E0000}'..='\u{E007F}');
    c.is_control() || is_hidden
}

fn assert_no_raw(what: &str, value: &serde_json::Value, may: &[char]) {
    match value {
        serde_json::Value::String(text) => {
            let raw = text.chars().find(|c| is_raw(*c) && !may.contains(c));
            assert!(raw.is_none(), "{what}: {raw:?} in {text:?}");
        }
        serde_json::Value::Array(all) => all.iter().for_each(|value| assert_no_raw(what, value, may)),
        serde_json::Value::Object(all) => all.values().for_each(|value| assert_no_raw(what, value, may)),
        _ => {}
    }
}

#[test]
fn names_and_lines_that_no_console_should_see_are_escaped_in_every_output() {
    use cmverify::ffi::document::cmv_render_report;
    use cmverify::ffi::{cmv_make_seal, cmv_read_log_events, cmv_read_log_runs, cmv_verify_download, cmv_verify_seal};
    use serde_json::{Value, json};

    let bad =
        "\u{1b}[31m\u{7}\r\nERROR \u{202E}gpj\u{2066}\u{200B}\u{85}\u{E0041}<script>alert(1)</script>]]>|`*_\u{AD}";
    let name = bad.replace('/', "\u{2044}");
    let mut download = Download::good();
    download.update(H);
    for path in [
        format!("{G}/Redist/{name}.cab"),
        format!("{G}/Redist/LanguagePack/{name}/{name}.dll"),
        format!("{name}.tmp"),
        format!("{G}/{name}.cab"),
    ] {
        download.file(&path, b"");
    }
    let line = bad.replace(['\r', '\n'], " ");
    let level = |text: String| text.replace("INFO:Successfully", &format!("ERROR:{line}\r\nINFO:Successfully"));
    download.tool_text(level);
    download.setup_text(|text| {
        let said = format!(
            "INFO: Downloading https://example.invalid/{line} as {line}.cab\r\n\
             ERROR: Failed to download https://example.invalid/{line} to {line}.cab with 0x80072EE2\r\nERROR: {line}\r\n"
        );
        let at = text.find("INFO: Download").or_else(|| text.find("INFO: Verifying")).unwrap_or(0);
        format!("{}{said}{}", &text[..at], &text[at..])
    });
    let files = download.prepare();
    let (tool, setup) = (files.service_connection_log, files.setup_log);
    let seal = download.home.join("no such.seal");
    let asked =
        json!({"downloadPath": files.download_path, "serviceConnectionLog": tool, "setupLog": setup, "explain": true});
    let sealed =
        json!({"downloadPath": files.download_path, "serviceConnectionLog": tool, "setupLog": setup, "seal": seal});
    let lost = json!({"downloadPath": format!("{}/{line}", download.home.display()), "seal": format!("{line}/x")});
    let ask = |function, request: &Value| -> Value {
        let (_, answer) = boundary::call(function, request.to_string().as_bytes());
        serde_json::from_slice(&answer).expect("JSON")
    };
    let report = ask(cmv_verify_download, &asked);
    assert!(report["findings"].as_array().is_some_and(|all| all.len() > 5), "{report}");
    let shown = report.to_string();
    assert!(shown.contains("\\\\u{1B}[31m") && shown.contains("\\\\u{202E}"), "they are told: {shown}");
    for (what, answer) in [
        ("the report", report.clone()),
        ("the report of a seal", ask(cmv_make_seal, &sealed)),
        ("a path that leads nowhere", ask(cmv_verify_download, &lost)),
        ("a seal that is not there", ask(cmv_verify_seal, &lost)),
        ("lines of the tool", ask(cmv_read_log_events, &json!({"path": tool}))),
        ("lines of setupdl", ask(cmv_read_log_events, &json!({"path": setup}))),
        ("runs of the tool", ask(cmv_read_log_runs, &json!({"path": tool}))),
        ("runs of setupdl", ask(cmv_read_log_runs, &json!({"path": setup}))),
        ("a request that is none", ask(cmv_verify_download, &json!({line.clone(): line}))),
    ] {
        assert_no_raw(what, &answer, &['\t']);
    }
    for format in ["html", "json", "junit", "markdown", "csv"] {
        let request = json!({"format": format, "reports": [report]});
        let document = ask(cmv_render_report, &request);
        let content = document["content"].as_str().expect("a document");
        // A mark at the beginning tells Excel that it is UTF-8.
        assert_no_raw(format, &json!(content.trim_start_matches('\u{FEFF}')), &['\t', '\r', '\n']);
        let is_markup = format == "html" || format == "junit";
        assert!(!is_markup || !content.contains("<script>alert"), "{format}");
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
