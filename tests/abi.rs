//! The C ABI as a caller meets it: what a caller may get wrong is a status and a text, whatever the function.
//!
//! `tests/c/caller.c` says the same from C; this file says it in every plain `cargo test`, and from several threads.

use cmverify::ffi::document::cmv_render_report;
use cmverify::ffi::{
    CMV_ABI_VERSION, CMV_ERROR_INTERIOR_NUL, CMV_ERROR_NOT_JSON, CMV_ERROR_NOT_UTF8, CMV_ERROR_NULL, CMV_ERROR_REPORT,
    CMV_ERROR_REQUEST, CMV_ERROR_SEAL, CMV_ERROR_TOO_LONG, CMV_OK, cmv_abi_version, cmv_free, cmv_list_rules,
    cmv_make_seal, cmv_read_log_events, cmv_read_log_runs, cmv_resolve_error, cmv_verify_download, cmv_verify_redist,
    cmv_verify_seal, cmv_verify_service_connection_log, cmv_verify_setup_log, cmv_version,
};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::ptr;

type Function = unsafe extern "C" fn(*const u8, usize, *mut *mut u8, *mut usize) -> i32;

/// Every function that takes a request, and the member that it cannot do without.
const FUNCTIONS: [(&str, Function, Option<&str>); 10] = [
    ("cmv_verify_download", cmv_verify_download, Some("downloadPath")),
    ("cmv_verify_service_connection_log", cmv_verify_service_connection_log, Some("serviceConnectionLog")),
    ("cmv_verify_setup_log", cmv_verify_setup_log, Some("setupLog")),
    ("cmv_verify_redist", cmv_verify_redist, Some("downloadPath")),
    ("cmv_verify_seal", cmv_verify_seal, Some("downloadPath")),
    ("cmv_make_seal", cmv_make_seal, Some("downloadPath")),
    ("cmv_list_rules", cmv_list_rules, None),
    ("cmv_resolve_error", cmv_resolve_error, Some("code")),
    ("cmv_read_log_events", cmv_read_log_events, Some("path")),
    ("cmv_read_log_runs", cmv_read_log_runs, Some("path")),
];

/// Those of them that read a log page by page.
const PAGES: [(&str, Function); 2] =
    [("cmv_read_log_events", cmv_read_log_events), ("cmv_read_log_runs", cmv_read_log_runs)];

/// Takes an answer over from the library and gives it back.
fn take(status: i32, report: *mut u8, report_len: usize) -> (i32, Value) {
    assert!(!report.is_null(), "status {status} without a text");
    // SAFETY: the call wrote both, and the answer lives until `cmv_free` below.
    let text = unsafe { std::slice::from_raw_parts(report, report_len) }.to_vec();
    // SAFETY: the pair of one call, handed back once.
    unsafe { cmv_free(report, report_len) };
    let text = String::from_utf8(text).expect("an answer is UTF-8");
    (status, serde_json::from_str(&text).unwrap_or_else(|e| panic!("an answer is JSON: {e}: {text}")))
}

fn call(function: Function, request: &[u8]) -> (i32, Value) {
    let (mut report, mut report_len) = (ptr::null_mut(), usize::MAX);
    // SAFETY: a slice's pointer and length, and two places of this frame.
    let status = unsafe { function(request.as_ptr(), request.len(), &raw mut report, &raw mut report_len) };
    take(status, report, report_len)
}

fn ask(function: Function, request: &Value) -> (i32, Value) {
    call(function, request.to_string().as_bytes())
}

/// Refused with this status, and with a text that a person can act on.
fn refused(what: &str, (status, answer): &(i32, Value), expected: i32, code: &str) {
    assert_eq!(*status, expected, "{what}: {answer}");
    let error = &answer["error"];
    assert_eq!(error["status"], expected, "{what}: {answer}");
    assert_eq!(error["code"], code, "{what}: {answer}");
    for text in ["message", "remedy"] {
        assert!(error[text].as_str().is_some_and(|t| t.len() > 10), "{what}: no {text}: {answer}");
    }
    assert_eq!(answer.as_object().map(serde_json::Map::len), Some(1), "{what}: a failure holds nothing else: {answer}");
}

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join("samples").join(name)
}

fn request_for(folder: &Path) -> Value {
    json!({
        "downloadPath": folder.join("UpdatePacks"),
        "serviceConnectionLog": folder.join("ServiceConnectionTool.log"),
        "setupLog": folder.join("ConfigMgrSetup.log"),
    })
}

#[test]
fn the_library_tells_its_versions() {
    assert_eq!(cmv_abi_version(), CMV_ABI_VERSION);
    let (mut report, mut report_len) = (ptr::null_mut(), 0);
    // SAFETY: two places of this frame.
    let status = unsafe { cmv_version(&raw mut report, &raw mut report_len) };
    let (status, version) = take(status, report, report_len);
    assert_eq!(status, CMV_OK);
    assert_eq!(version["name"], "cmverify");
    assert_eq!(version["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(version["abiVersion"], CMV_ABI_VERSION);
    assert_eq!(version["reportSchema"], "cmverify.report.v1");
}

#[test]
fn a_null_request_with_a_length_is_refused() {
    for (name, function, _) in FUNCTIONS {
        let (mut report, mut report_len) = (ptr::null_mut(), 0);
        // SAFETY: NULL is promised to be refused without being read.
        let status = unsafe { function(ptr::null(), 7, &raw mut report, &raw mut report_len) };
        refused(name, &take(status, report, report_len), CMV_ERROR_NULL, "requestNull");
    }
}

#[test]
fn without_a_place_for_the_answer_nothing_is_written() {
    let request = b"{}";
    for (name, function, _) in FUNCTIONS {
        let (mut report, mut report_len) = (ptr::dangling_mut::<u8>(), 77);
        let before = report;
        // SAFETY: NULL outputs are promised to be refused.
        unsafe {
            assert_eq!(function(request.as_ptr(), 2, ptr::null_mut(), &raw mut report_len), CMV_ERROR_NULL, "{name}");
            assert_eq!(function(request.as_ptr(), 2, &raw mut report, ptr::null_mut()), CMV_ERROR_NULL, "{name}");
            assert_eq!(function(ptr::null(), 0, ptr::null_mut(), ptr::null_mut()), CMV_ERROR_NULL, "{name}");
        }
        assert_eq!((report, report_len), (before, 77), "{name}");
    }
}

#[test]
fn length_0_is_a_request_without_content_whatever_the_pointer() {
    for (name, function, needed) in FUNCTIONS {
        let (mut report, mut report_len) = (ptr::null_mut(), 0);
        // SAFETY: NULL is allowed for length 0.
        let status = unsafe { function(ptr::null(), 0, &raw mut report, &raw mut report_len) };
        for answer in [take(status, report, report_len), call(function, b"")] {
            match needed {
                Some(_) => refused(name, &answer, CMV_ERROR_NOT_JSON, "requestNotJson"),
                None => assert_eq!(answer.0, CMV_OK, "{name}"),
            }
        }
    }
}

#[test]
fn garbage_is_refused_by_kind() {
    for (name, function, _) in FUNCTIONS {
        for bytes in
            [b"\xFF".as_slice(), b"{\"language\":\"\xC0\x80\"}", b"\xFF\xFE{\0}\0", b"{\"language\":\"\xED\xA0\x80\"}"]
        {
            refused(name, &call(function, bytes), CMV_ERROR_NOT_UTF8, "requestNotUtf8");
        }
        let deep = "[".repeat(1 << 19);
        let lone = r#"{"language":"\ud800"}"#;
        for text in ["{", "\0", "{}\0", "nonsense", "{'language':'en'}", "{} {}", "\u{feff}{}", lone, deep.as_str()] {
            let what = format!("{name}: {}", &text[..text.len().min(20)]);
            let (status, answer) = call(function, text.as_bytes());
            assert!([CMV_ERROR_NOT_JSON, CMV_ERROR_REQUEST].contains(&status), "{what}: {answer}");
            refused(&what, &(status, answer.clone()), status, answer["error"]["code"].as_str().unwrap_or(""));
        }
    }
}

#[test]
fn a_request_too_long_is_refused_without_being_read() {
    let garbage = vec![0xFF_u8; 100 << 20];
    for (name, function, _) in FUNCTIONS {
        refused(name, &call(function, &garbage), CMV_ERROR_TOO_LONG, "requestTooLong");
        // One byte more than is read; and just as many as are read, which is then no JSON.
        refused(name, &call(function, &garbage[..=1 << 20]), CMV_ERROR_TOO_LONG, "requestTooLong");
        refused(name, &call(function, &garbage[..1 << 20]), CMV_ERROR_NOT_UTF8, "requestNotUtf8");
    }
}

#[test]
fn json_of_another_shape_is_refused() {
    for (name, function, _) in FUNCTIONS {
        for request in [
            json!({ "noSuchMember": 1 }),
            json!({ "Language": "en" }),
            json!({ "language": 5 }),
            json!({ "language": "fr" }),
            json!({ "language": null }),
            json!([]),
            json!("downloadPath"),
            json!(null),
            json!(7),
        ] {
            // An empty array is no object, though a reader by position might take it for one.
            let what = format!("{name}: {request}");
            refused(&what, &ask(function, &request), CMV_ERROR_REQUEST, "requestUnfit");
        }
        refused(name, &call(function, br#"{"language":"en","language":"ja"}"#), CMV_ERROR_REQUEST, "requestUnfit");
    }
}

#[test]
fn an_unknown_member_is_named() {
    for (name, function, _) in FUNCTIONS {
        let (_, answer) = ask(function, &json!({ "downloadpath": "x" }));
        assert!(answer["error"]["message"].as_str().unwrap().contains("downloadpath"), "{name}: {answer}");
    }
}

#[test]
fn a_missing_member_is_named() {
    for (name, function, needed) in FUNCTIONS {
        let Some(needed) = needed else { continue };
        for request in [json!({}), json!({ needed: "" }), json!({ needed: null })] {
            let answer = ask(function, &request);
            refused(name, &answer, CMV_ERROR_REQUEST, "requestMemberMissing");
            assert!(answer.1["error"]["message"].as_str().unwrap().contains(needed), "{name}: {}", answer.1);
        }
        refused(name, &ask(function, &json!({ needed: ["a"] })), CMV_ERROR_REQUEST, "requestUnfit");
    }
}

#[test]
fn a_nul_inside_a_text_is_refused_before_a_file_is_opened() {
    for (name, function, needed) in FUNCTIONS {
        let Some(needed) = needed else { continue };
        refused(name, &ask(function, &json!({ needed: "a\0b" })), CMV_ERROR_INTERIOR_NUL, "requestInteriorNul");
    }
    for member in ["serviceConnectionLog", "setupLog"] {
        let request = json!({ "downloadPath": ".", member: "a\0" });
        refused(member, &ask(cmv_verify_download, &request), CMV_ERROR_INTERIOR_NUL, "requestInteriorNul");
    }
}

#[test]
fn a_path_that_leads_nowhere_is_an_answer_and_never_usable() {
    let nowhere = sample("no-such-sample");
    let long = "x".repeat(200_000);
    let sources = concat!(env!("CARGO_MANIFEST_DIR"), "/src");
    for path in [nowhere.to_str().unwrap(), sources, file!(), "\\\\?\\", " ", "\u{1F4C1}", &long] {
        for (name, function, needed) in FUNCTIONS {
            let Some(needed @ ("downloadPath" | "serviceConnectionLog" | "setupLog")) = needed else {
                continue;
            };
            let mut request = json!({ needed: path });
            if name.ends_with("_seal") {
                request["seal"] = json!(nowhere);
            }
            let (status, answer) = ask(function, &request);
            let what = format!("{name}: {}", &path[..path.len().min(60)]);
            assert_eq!(status, CMV_OK, "{what}: {answer}");
            assert_ne!(answer["verdict"], "usable", "{what}: {answer}");
            assert!(!answer["findings"].as_array().unwrap().is_empty(), "{what}: {answer}");
        }
    }
}

#[test]
fn a_good_download_is_usable_and_one_with_an_empty_redist_is_not() {
    let (status, report) = ask(cmv_verify_download, &request_for(&sample("good-2403-old-wording")));
    assert_eq!((status, &report["verdict"]), (CMV_OK, &json!("usable")), "{report:#}");
    let (status, report) = ask(cmv_verify_download, &request_for(&sample("bad-empty-redist-file")));
    assert_eq!((status, &report["verdict"]), (CMV_OK, &json!("notUsable")), "{report:#}");
    assert!(report["findings"].as_array().unwrap().iter().any(|f| f["rule"] == "CMV0301"), "{report:#}");
}

#[test]
fn rules_and_errors_come_in_both_languages() {
    for (language, other) in [("en", "ja"), ("ja", "en")] {
        let (status, rules) = ask(cmv_list_rules, &json!({ "language": language }));
        let (_, others) = ask(cmv_list_rules, &json!({ "language": other }));
        assert_eq!(status, CMV_OK);
        assert_eq!(rules["rules"][0]["id"], "CMV0101");
        assert_ne!(rules["rules"][0]["title"], others["rules"][0]["title"]);
        let (status, error) = ask(cmv_resolve_error, &json!({ "code": "0x80072EE2", "language": language }));
        assert_eq!(status, CMV_OK);
        assert!(error["error"]["meaning"].is_string(), "{error}");
    }
    assert_eq!(ask(cmv_resolve_error, &json!({ "code": "no code at all" })), (CMV_OK, json!({ "error": null })));
}

#[test]
fn a_log_is_read_page_by_page() {
    let log = sample("bad-setup-download-failed").join("ConfigMgrSetup.log");
    let (mut cursor, mut lines, mut pages) = (Value::Null, Vec::new(), 0);
    loop {
        let (status, page) = ask(cmv_read_log_events, &json!({ "path": log, "limit": 30, "cursor": cursor }));
        assert_eq!(status, CMV_OK, "{page}");
        assert_eq!(page["schema"], "cmverify.logEvents.v1");
        assert_eq!(page["log"]["kind"], "setup");
        lines.extend(page["events"].as_array().unwrap().iter().map(|event| event["line"].as_u64().unwrap()));
        (cursor, pages) = (page["cursor"].clone(), pages + 1);
        if page["atEnd"] == true {
            break;
        }
    }
    assert_eq!((pages, lines), (3, (1..=76).collect::<Vec<_>>()));
    let wanted = json!({ "path": log, "severities": ["error"], "rules": ["CMV0201"], "runs": [1], "lastRun": true, "tail": 5, "follow": false });
    let (_, page) = ask(cmv_read_log_events, &wanted);
    assert_eq!((page["events"].as_array().map(Vec::len), &page["events"][0]["line"]), (Some(1), &json!(32)), "{page}");
    let (status, page) = ask(cmv_read_log_runs, &json!({ "path": log, "language": "ja" }));
    assert_eq!(
        (status, &page["schema"], &page["runs"][0]["result"]),
        (CMV_OK, &json!("cmverify.logRuns.v1"), &json!("failed"))
    );
}

#[test]
fn a_log_that_leads_nowhere_is_an_answer_with_a_problem() {
    for (name, function) in PAGES {
        for (path, code) in [("no such log", "missing"), (env!("CARGO_MANIFEST_DIR"), "isFolder"), (" ", "missing")] {
            let (status, page) = ask(function, &json!({ "path": path }));
            assert_eq!((status, &page["log"]["problem"]["code"]), (CMV_OK, &json!(code)), "{name}: {page}");
            assert_eq!(page["atEnd"], true, "{name}: {page}");
        }
    }
}

#[test]
fn a_page_of_none_or_of_too_many_is_refused() {
    let log = sample("good-2403-old-wording").join("ConfigMgrSetup.log");
    for limit in [0, 10_001, u64::MAX] {
        let answer = ask(cmv_read_log_events, &json!({ "path": log, "limit": limit }));
        refused("limit", &answer, CMV_ERROR_REQUEST, "requestUnfit");
        assert!(answer.1["error"]["message"].as_str().unwrap().contains(&limit.to_string()), "{}", answer.1);
    }
    for limit in [json!(1), json!(10_000), json!(null)] {
        assert_eq!(ask(cmv_read_log_events, &json!({ "path": log, "limit": limit })).0, CMV_OK, "{limit}");
    }
}

#[test]
fn members_of_a_page_with_a_wrong_type_are_refused() {
    let log = sample("good-2403-old-wording").join("ConfigMgrSetup.log");
    let both = [
        json!({ "kind": "Setup" }),
        json!({ "kind": 1 }),
        json!({ "runs": 1 }),
        json!({ "runs": [-1] }),
        json!({ "runs": ["1"] }),
        json!({ "lastRun": null }),
        json!({ "lastRun": "yes" }),
        json!({ "cursor": 1 }),
        json!({ "cursor": {} }),
        json!({ "cursor": [] }),
        json!({ "noSuchMember": null }),
    ];
    let events = [
        json!({ "limit": -1 }),
        json!({ "limit": 1.5 }),
        json!({ "tail": -1 }),
        json!({ "tail": "5" }),
        json!({ "severities": "error" }),
        json!({ "severities": ["Error"] }),
        json!({ "rules": [7] }),
        json!({ "follow": 1 }),
    ];
    let asks = |function, more: &Value| {
        let mut request = json!({ "path": log });
        request.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        refused(&more.to_string(), &ask(function, &request), CMV_ERROR_REQUEST, "requestUnfit");
    };
    for (_, function) in PAGES {
        for more in &both {
            asks(function, more);
        }
    }
    for more in &events {
        asks(cmv_read_log_events, more);
        // Of runs there is no tail and no limit: to ask for them is a mistake that must not be passed over.
        asks(cmv_read_log_runs, more);
    }
}

#[test]
fn a_cursor_that_nobody_gave_is_refused_or_leads_nowhere_bad() {
    let log = sample("good-2403-old-wording").join("ConfigMgrSetup.log");
    for (name, function) in PAGES {
        let (_, page) = ask(function, &json!({ "path": log }));
        let cursor = page["cursor"].clone();
        for member in cursor.as_object().unwrap().keys() {
            for value in [
                json!(null),
                json!(-1),
                json!(u64::MAX),
                json!(1_u64 << 53),
                json!(7),
                json!("x"),
                json!(true),
                json!([]),
            ] {
                let mut other = cursor.clone();
                other[member] = value;
                let (status, answer) = ask(function, &json!({ "path": log, "cursor": other }));
                assert!([CMV_OK, CMV_ERROR_REQUEST].contains(&status), "{name}: {other}: {answer}");
            }
            let mut less = cursor.clone();
            less.as_object_mut().unwrap().remove(member);
            let (status, answer) = ask(function, &json!({ "path": log, "cursor": less }));
            assert!([CMV_OK, CMV_ERROR_REQUEST].contains(&status), "{name}: {less}: {answer}");
        }
        let mut more = cursor.clone();
        more["more"] = json!(1);
        refused(name, &ask(function, &json!({ "path": log, "cursor": more })), CMV_ERROR_REQUEST, "requestUnfit");
    }
}

/// The text of an answer without the one member that may differ.
fn without_time((status, mut answer): (i32, Value)) -> (i32, Value) {
    if let Some(report) = answer.as_object_mut() {
        report.remove("elapsedMs");
    }
    (status, answer)
}

#[test]
fn many_threads_at_once_get_what_one_gets() {
    let requests: Vec<(Function, Value)> = vec![
        (cmv_verify_download, request_for(&sample("good-2403-old-wording"))),
        (cmv_verify_download, request_for(&sample("bad-setup-download-failed"))),
        (cmv_verify_download, json!({ "downloadPath": sample("no-such-sample") })),
        (cmv_verify_redist, json!({ "downloadPath": sample("bad-empty-redist-file").join("UpdatePacks") })),
        (cmv_list_rules, json!({ "language": "ja" })),
        (cmv_resolve_error, json!({ "code": "404" })),
        (cmv_resolve_error, json!({ "wrong": 1 })),
        (cmv_read_log_events, json!({ "path": sample("good-utf16-logs").join("ConfigMgrSetup.log"), "tail": 3 })),
        (cmv_read_log_runs, json!({ "path": sample("good-after-retry").join("ConfigMgrSetup.log") })),
    ];
    let alone: Vec<_> = requests.iter().map(|(function, request)| without_time(ask(*function, request))).collect();
    std::thread::scope(|scope| {
        for start in 0..8 {
            let (requests, alone) = (&requests, &alone);
            scope.spawn(move || {
                for round in 0..20 {
                    let at = (start + round) % requests.len();
                    let (function, request) = &requests[at];
                    assert_eq!(without_time(ask(*function, request)), alone[at], "{request}");
                }
            });
        }
    });
}

#[test]
fn an_answer_may_be_freed_by_another_thread() {
    let (mut report, mut report_len) = (ptr::null_mut(), 0);
    // SAFETY: NULL with length 0, and two places of this frame.
    let status = unsafe { cmv_list_rules(ptr::null(), 0, &raw mut report, &raw mut report_len) };
    assert_eq!(status, CMV_OK);
    let address = report as usize;
    // SAFETY: the pair of one call, handed back once.
    std::thread::spawn(move || unsafe { cmv_free(address as *mut u8, report_len) }).join().unwrap();
}

/// The names of all members at any depth.
fn members(value: &Value, into: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            for (name, value) in object {
                into.insert(name.clone());
                members(value, into);
            }
        }
        Value::Array(values) => values.iter().for_each(|v| members(v, into)),
        _ => {}
    }
}

#[test]
fn the_header_names_every_member_of_requests_and_reports() {
    let header = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("include").join("cmverify.h")).unwrap();
    let mut names = BTreeSet::new();
    for name in ["bad-redist-download-failed", "bad-setup-download-failed", "bad-empty-redist-file"] {
        members(&ask(cmv_verify_download, &request_for(&sample(name))).1, &mut names);
    }
    let home = std::env::temp_dir().join(format!("cmverify-abi-seal-{}", std::process::id()));
    fs::create_dir_all(&home).unwrap();
    let mut sealing = request_for(&sample("good-2509-new-wording"));
    sealing["seal"] = json!(home.join("x.seal.sha256"));
    let (status, report) = ask(cmv_make_seal, &sealing);
    assert_eq!((status, &report["seal"]["verdict"]), (CMV_OK, &json!("usable")));
    members(&report, &mut names);
    refused("a seal for a download", &ask(cmv_verify_download, &sealing), CMV_ERROR_REQUEST, "requestUnfit");
    let checking = json!({ "downloadPath": sealing["downloadPath"], "seal": sealing["seal"] });
    assert_eq!(ask(cmv_verify_seal, &checking).1["verdict"], "usable");
    sealing["seal"] = json!(home);
    refused("a seal on a folder", &ask(cmv_make_seal, &sealing), CMV_ERROR_SEAL, "sealPathOccupied");
    let _ = fs::remove_dir_all(&home);
    for (_, function) in PAGES {
        let mut page = ask(function, &json!({ "path": sample("bad-hash-check").join("ConfigMgrSetup.log") })).1;
        // What is in a cursor is the library's own affair.
        page["cursor"] = Value::Null;
        members(&page, &mut names);
    }
    members(&ask(cmv_list_rules, &json!({})).1, &mut names);
    members(&ask(cmv_resolve_error, &json!({ "code": "0x80072EE2" })).1, &mut names);
    members(&ask(cmv_verify_download, &json!({})).1, &mut names);
    let unnamed: Vec<_> = names.iter().filter(|name| !header.contains(&format!("\"{name}\""))).collect();
    assert!(unnamed.is_empty(), "include/cmverify.h does not explain {unnamed:?}");
}

#[test]
fn documents_are_made_of_reports_and_of_nothing_else() {
    let (_, good) = ask(cmv_verify_download, &request_for(&sample("good-2509-new-wording")));
    let (_, bad) = ask(cmv_verify_download, &request_for(&sample("bad-empty-redist-file")));
    for format in ["html", "json", "junit", "markdown", "csv"] {
        let request = json!({ "format": format, "reports": [good, bad] });
        let (status, answer) = ask(cmv_render_report, &request);
        assert_eq!((status, answer["schema"].as_str()), (CMV_OK, Some("cmverify.document.v1")), "{format}");
        assert_eq!((answer["verdict"].as_str(), answer["reports"].as_u64()), (Some("notUsable"), Some(2)), "{format}");
        assert!(answer["content"].as_str().unwrap().contains("CMV0301"), "{format}");
    }
    let nothing = json!({ "format": "html", "reports": [] });
    refused("no report", &ask(cmv_render_report, &nothing), CMV_ERROR_REPORT, "reportMissing");
    for value in [json!(null), json!(1), json!({}), json!({ "schema": "cmverify.report.v2" }), json!({ "error": {} })] {
        let what = value.to_string();
        let request = json!({ "format": "html", "reports": [value] });
        refused(&what, &ask(cmv_render_report, &request), CMV_ERROR_REPORT, "reportUnfit");
    }
    for request in [
        json!({}),
        json!({ "format": "pdf", "reports": [] }),
        json!({ "format": "html" }),
        json!({ "format": "html", "reports": {} }),
        json!({ "format": "html", "reports": [good], "path": "x" }),
        json!({ "format": "html", "reports": [good], "from": usize::MAX }),
    ] {
        refused("a wrong request", &ask(cmv_render_report, &request), CMV_ERROR_REQUEST, "requestUnfit");
    }
    // Longer than other requests may be; not so long as to fill the memory.
    let mut long = br#"{"format":"html","reports":["#.to_vec();
    long.resize(8 << 20, b' ');
    refused("blanks", &call(cmv_render_report, &long), CMV_ERROR_NOT_JSON, "requestNotJson");
    let (mut report, mut report_len) = (ptr::null_mut(), 0);
    // SAFETY: a request too long is refused by its length, and its bytes are never looked at.
    let status = unsafe { cmv_render_report(long.as_ptr(), (256 << 20) + 1, &raw mut report, &raw mut report_len) };
    refused("too long", &take(status, report, report_len), CMV_ERROR_TOO_LONG, "requestTooLong");
}
