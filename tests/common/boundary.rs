//! Any bytes, handed to any function of the C ABI: there is an answer, it is what the header says, and it never says
//! "usable" of a download that is not.
#![allow(dead_code, reason = "the fuzzer and the tests use their own parts")]

use cmverify::ffi::document::cmv_render_report;
use cmverify::ffi::jobs::{cmv_job_cancel, cmv_job_close, cmv_job_result, cmv_job_start, cmv_job_wait};
use cmverify::ffi::{
    CMV_ERROR_CANCELLED, CMV_ERROR_INTERNAL, CMV_ERROR_JOB, CMV_ERROR_JOB_LIMIT, CMV_ERROR_JOB_RUNNING,
    CMV_ERROR_REPORT, CMV_OK, cmv_free, cmv_list_rules, cmv_make_seal, cmv_read_log_events, cmv_read_log_runs,
    cmv_resolve_error, cmv_verify_download, cmv_verify_redist, cmv_verify_seal, cmv_verify_service_connection_log,
    cmv_verify_setup_log,
};
use serde_json::{Value, json};
use std::path::Path;
use std::ptr;

pub type Function = unsafe extern "C" fn(*const u8, usize, *mut *mut u8, *mut usize) -> i32;

/// Every function that takes a request, and whether its verdict is about the files of a download.
pub const FUNCTIONS: [(&str, Function, bool); 11] = [
    ("cmv_verify_download", cmv_verify_download, true),
    ("cmv_verify_redist", cmv_verify_redist, true),
    ("cmv_verify_seal", cmv_verify_seal, true),
    ("cmv_make_seal", cmv_make_seal, true),
    ("cmv_verify_service_connection_log", cmv_verify_service_connection_log, false),
    ("cmv_verify_setup_log", cmv_verify_setup_log, false),
    ("cmv_list_rules", cmv_list_rules, false),
    ("cmv_resolve_error", cmv_resolve_error, false),
    ("cmv_read_log_events", cmv_read_log_events, false),
    ("cmv_read_log_runs", cmv_read_log_runs, false),
    ("cmv_render_report", cmv_render_report, false),
];

/// What one call came to: its status and its answer.
pub type Outcome = (i32, Vec<u8>);

fn take(status: i32, report: *mut u8, report_len: usize) -> Outcome {
    assert!(!report.is_null(), "status {status} without an answer");
    // SAFETY: the call wrote both, and the answer lives until `cmv_free` below.
    let answer = unsafe { std::slice::from_raw_parts(report, report_len) }.to_vec();
    // SAFETY: the pair of one call, handed back once.
    unsafe { cmv_free(report, report_len) };
    (status, answer)
}

pub fn call(function: Function, request: &[u8]) -> Outcome {
    let (mut report, mut report_len) = (ptr::null_mut(), 0);
    // SAFETY: a slice and two places of this frame.
    let status = unsafe { function(request.as_ptr(), request.len(), &raw mut report, &raw mut report_len) };
    take(status, report, report_len)
}

pub fn start(request: &[u8]) -> (Outcome, u64) {
    let (mut report, mut report_len, mut job) = (ptr::null_mut(), 0, 7);
    // SAFETY: a slice and three places of this frame.
    let status =
        unsafe { cmv_job_start(request.as_ptr(), request.len(), &raw mut job, &raw mut report, &raw mut report_len) };
    (take(status, report, report_len), job)
}

pub fn wait(job: u64, milliseconds: u32) -> Outcome {
    let (mut report, mut report_len) = (ptr::null_mut(), 0);
    // SAFETY: two places of this frame.
    let status = unsafe { cmv_job_wait(job, milliseconds, &raw mut report, &raw mut report_len) };
    take(status, report, report_len)
}

pub fn result(job: u64) -> Outcome {
    let (mut report, mut report_len) = (ptr::null_mut(), 0);
    // SAFETY: two places of this frame.
    let status = unsafe { cmv_job_result(job, &raw mut report, &raw mut report_len) };
    take(status, report, report_len)
}

/// Cancels or closes; both give a status alone.
pub fn end(job: u64, is_close: bool) {
    let status = if is_close { cmv_job_close(job) } else { cmv_job_cancel(job) };
    assert!(status == CMV_OK || status == CMV_ERROR_JOB, "{status}");
}

/// Fails where an answer is not what the header says. Of a verdict on files, `must_not_be_usable` tells what it may not be.
pub fn assert_held(name: &str, request: &[u8], (status, answer): &Outcome, must_not_be_usable: bool) -> Value {
    let shown = || format!("{name}({:?}): {status}, {:?}", text(request), text(answer));
    assert!((CMV_OK..=CMV_ERROR_REPORT).contains(status) && *status != CMV_ERROR_INTERNAL, "{}", shown());
    let answer: Value = serde_json::from_slice(answer).unwrap_or_else(|error| panic!("{error}: {}", shown()));
    if *status == CMV_OK {
        assert!(answer["error"].get("status").is_none(), "{}", shown());
        assert!(!must_not_be_usable || answer["verdict"] != "usable", "{}", shown());
    } else {
        let error = &answer["error"];
        assert_eq!(error["status"], *status, "{}", shown());
        for member in ["code", "message", "remedy"] {
            assert!(error[member].as_str().is_some_and(|text| !text.is_empty()), "{member}: {}", shown());
        }
    }
    answer
}

/// What a job may say that is not known, has not ended or was cancelled.
pub fn assert_job_held(outcome: &Outcome, must_not_be_usable: bool) {
    let refused = [CMV_ERROR_JOB, CMV_ERROR_JOB_RUNNING, CMV_ERROR_CANCELLED, CMV_ERROR_JOB_LIMIT];
    assert_held("a job", b"", outcome, must_not_be_usable);
    assert!(outcome.0 == CMV_OK || refused.contains(&outcome.0) || outcome.0 < CMV_ERROR_INTERNAL, "{}", outcome.0);
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(&bytes[..bytes.len().min(2_000)]).into_owned()
}

/// A request that each function understands, about this download with its logs beside it; in the order of [`FUNCTIONS`].
pub fn requests(home: &Path) -> Vec<Value> {
    let root = home.join("UpdatePacks");
    let redist = root.join("5B8886C7-F967-4F8A-92AA-009E28368853").join("Redist");
    let (tool, setup) = (home.join("ServiceConnectionTool.log"), home.join("ConfigMgrSetup.log"));
    let seal = home.join("UpdatePacks.seal.sha256");
    let download = json!({
        "downloadPath": root, "serviceConnectionLog": tool, "setupLog": setup, "depth": "full", "language": "ja",
        "allRuns": true,
    });
    let with = |member: &str, value: Value| {
        let mut all = download.clone();
        all[member] = value;
        all
    };
    let report = json!({
        "schema": "cmverify.report.v1", "verdict": "notUsable", "summary": "<b>&]]>", "nextAction": "-", "findings": [],
    });
    vec![
        with("explain", json!(true)),
        json!({"downloadPath": redist, "depth": "quick"}),
        json!({"downloadPath": root, "seal": seal}),
        with("seal", json!(seal)),
        json!({"serviceConnectionLog": tool}),
        json!({"setupLog": setup, "serviceConnectionLog": tool}),
        json!({"language": "en"}),
        json!({"code": "0x80072EE2", "language": "ja"}),
        json!({"path": tool, "limit": 3}),
        json!({"path": setup, "kind": "setup"}),
        json!({"format": "html", "reports": [report], "redact": {}}),
    ]
}
