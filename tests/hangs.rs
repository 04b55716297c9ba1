//! A share that does not answer: what it kept back is told as not read, the rest is read, and nobody waits for ever.
//!
//! The share is made of a library that is preloaded and holds up reads (`tests/c/slow.c`), so each case runs in a
//! process of its own: this test program again, with one test that is told what to do by its environment.
#![cfg(target_os = "linux")]

mod common;

use cmverify::request::Request;
use cmverify::verify::{self, Operation, Stopped};
use cmverify::work::Work;
use cmverify::work::jobs::{JobState, Jobs};
use common::{Download, G};
use serde_json::Value;
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// Builds the library that is preloaded, once.
fn slow_library() -> &'static PathBuf {
    static LIBRARY: OnceLock<PathBuf> = OnceLock::new();
    LIBRARY.get_or_init(|| {
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/c/slow.c");
        let library = std::env::temp_dir().join(format!("cmverify-slow-{}.so", std::process::id()));
        // Rust itself links with it.
        let mut cc = Command::new("cc");
        cc.args(["-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror", source, "-o"]).arg(&library).arg("-ldl");
        assert!(cc.status().expect("a C compiler").success(), "tests/c/slow.c does not compile");
        library
    })
}

/// Runs one of the tests below that wait to be asked, on a share on which files of this name never end; gives what it
/// said.
fn on_a_share(test: &str, request: &Request, hangs: &str) -> Value {
    let mut child = Command::new(std::env::current_exe().expect("this program"));
    child.args([test, "--exact", "--ignored", "--nocapture"]);
    child.env("LD_PRELOAD", slow_library()).env("SLOW_FILES", "/").env("SLOW_HANG", hangs);
    child.env("CMVERIFY_READ_TIMEOUT", "1").env("REQUEST", serde_json::to_string(request).expect("JSON"));
    let output = child.output().expect("this program runs");
    let said = String::from_utf8_lossy(&output.stdout);
    let line = said.lines().find_map(|line| line.strip_prefix("SAID ")).unwrap_or_else(|| panic!("{output:?}"));
    serde_json::from_str(line).expect("JSON")
}

fn request() -> Request {
    serde_json::from_str(&std::env::var("REQUEST").expect("only asked by other tests")).expect("a request")
}

fn rules(report: &Value) -> Vec<(&str, &str)> {
    let findings = report["findings"].as_array().expect("findings");
    findings.iter().map(|f| (f["rule"].as_str().unwrap(), f["file"].as_str().unwrap_or_default())).collect()
}

#[test]
#[ignore = "asked by the tests below"]
fn verifies() {
    let begun = Instant::now();
    let mut report = serde_json::to_value(verify::download(&request()).expect("a report")).expect("JSON");
    report["seconds"] = begun.elapsed().as_secs_f64().into();
    println!("SAID {report}");
    // The threads that hang are this process's own affair.
    std::process::exit(0);
}

#[test]
#[ignore = "asked by the tests below"]
fn is_cancelled() {
    let jobs = Jobs::new();
    let request = request();
    let job = jobs
        .start(move |work| verify::verify(Operation::VerifyDownload, &request, work).map(|_| ()).map_err(drop))
        .unwrap();
    std::thread::sleep(Duration::from_millis(300));
    let waited = Instant::now();
    let before = jobs.wait(job, Duration::from_millis(100)).unwrap();
    let waited = waited.elapsed().as_millis();
    let begun = Instant::now();
    jobs.cancel(job).unwrap();
    let state = jobs.wait(job, Duration::from_secs(60)).unwrap().state;
    let is_cancelled = before.state == JobState::Running && state == JobState::Cancelled;
    println!("SAID {{\"cancelled\":{is_cancelled},\"waited\":{waited},\"ms\":{}}}", begun.elapsed().as_millis());
    std::process::exit(0);
}

#[test]
fn a_file_that_never_ends_is_told_and_the_rest_is_read() {
    let mut download = Download::good();
    download.file(&format!("{G}/Redist/MicrosoftEdgeWebView2.exe"), b"");
    let report = on_a_share("verifies", &download.prepare(), "SQLSysClrTypes");
    let found = rules(&report);
    assert!(found.iter().any(|(rule, file)| *rule == "CMV0307" && file.contains("SQLSysClrTypes")), "{found:?}");
    // It is there, so nothing calls it missing; and what is wrong elsewhere is found.
    assert!(!found.iter().any(|(rule, _)| *rule == "CMV0402"), "{found:?}");
    assert!(found.iter().any(|(rule, _)| *rule == "CMV0301"), "{found:?}");
    assert_eq!(report["verdict"], "notUsable");
    let seconds = report["seconds"].as_f64().unwrap();
    assert!((1.0..20.0).contains(&seconds), "{seconds}");
    let text = report["findings"].to_string();
    assert!(text.contains("did not answer within 1 seconds"), "{text}");
}

#[test]
fn whatever_hangs_nothing_is_usable_and_it_ends() {
    let each = [
        "SQLSysClrTypes",
        "ConfigMgr.Manifest",
        "ServiceConnectionTool.log",
        "ConfigMgrSetup.log",
        ".cab",
        "/UpdatePacks/",
    ];
    std::thread::scope(|scope| {
        for hangs in each {
            scope.spawn(move || {
                let mut download = Download::good();
                let report = on_a_share("verifies", &download.prepare(), hangs);
                assert_eq!(report["verdict"], "inconclusive", "{hangs}: {report}");
                let seconds = report["seconds"].as_f64().unwrap();
                assert!(seconds < 30.0, "{hangs}: {seconds}");
            });
        }
    });
}

#[test]
fn a_cancellation_is_felt_at_once_while_a_read_hangs() {
    for hangs in ["SQLSysClrTypes", "ServiceConnectionTool.log"] {
        let mut download = Download::good();
        let said = on_a_share("is_cancelled", &download.prepare(), hangs);
        assert_eq!(said["cancelled"], true, "{hangs}");
        assert!(said["ms"].as_u64().unwrap() <= 100, "{hangs}: {said}");
        assert!((90..400).contains(&said["waited"].as_u64().unwrap()), "{hangs}: {said}");
    }
}

#[test]
fn a_cancelled_work_gives_no_report() {
    let mut download = Download::good();
    let work = Work::new();
    work.cancel();
    let outcome = verify::verify(Operation::VerifyDownload, &download.prepare(), &work);
    assert_eq!(outcome.unwrap_err(), Stopped::Cancelled);
}
