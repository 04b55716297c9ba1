//! A panic inside any function of the C ABI is a status with a text, and the next call gives the right answer.
//!
//! One test alone in its process: what is provoked counts over all threads.

use cmverify::ffi::document::cmv_render_report;
use cmverify::ffi::jobs::{cmv_job_cancel, cmv_job_close, cmv_job_result, cmv_job_start, cmv_job_wait};
use cmverify::ffi::provoked::cmv_test_panic;
use cmverify::ffi::{
    CMV_ERROR_INTERNAL, CMV_OK, cmv_free, cmv_list_rules, cmv_make_seal, cmv_read_log_events, cmv_read_log_runs,
    cmv_resolve_error, cmv_verify_download, cmv_verify_redist, cmv_verify_seal, cmv_verify_service_connection_log,
    cmv_verify_setup_log, cmv_version,
};
use serde_json::{Value, json};
use std::path::Path;
use std::ptr;

type Function = unsafe extern "C" fn(*const u8, usize, *mut *mut u8, *mut usize) -> i32;

/// What one call came to: its status, and its answer where it gives one.
type Outcome = (i32, Value);

/// One call, by name.
type Call = (&'static str, Box<dyn Fn() -> Outcome>);

fn take(status: i32, report: *mut u8, report_len: usize) -> Outcome {
    assert!(!report.is_null(), "status {status} without a text");
    // SAFETY: the call wrote both, and the answer lives until `cmv_free` below.
    let text = unsafe { std::slice::from_raw_parts(report, report_len) }.to_vec();
    // SAFETY: the pair of one call, handed back once.
    unsafe { cmv_free(report, report_len) };
    let mut answer: Value = serde_json::from_slice(&text).expect("an answer is JSON");
    if let Some(members) = answer.as_object_mut() {
        members.remove("elapsedMs");
    }
    (status, answer)
}

fn ask(function: Function, request: &Value) -> Outcome {
    let request = request.to_string();
    let (mut report, mut report_len) = (ptr::null_mut(), 0);
    // SAFETY: a text's pointer and length, and two places of this frame.
    let status = unsafe { function(request.as_ptr(), request.len(), &raw mut report, &raw mut report_len) };
    take(status, report, report_len)
}

fn start(request: &Value) -> (Outcome, u64) {
    let request = request.to_string();
    let (mut report, mut report_len, mut job) = (ptr::null_mut(), 0, u64::MAX);
    // SAFETY: a text's pointer and length, and three places of this frame.
    let status =
        unsafe { cmv_job_start(request.as_ptr(), request.len(), &raw mut job, &raw mut report, &raw mut report_len) };
    (take(status, report, report_len), job)
}

/// A whole job: the first thing that goes wrong in it, else its result. It is closed in any case.
fn whole_job(request: &Value) -> Outcome {
    let (started, job) = start(request);
    if started.0 != CMV_OK {
        assert_eq!(job, 0, "what was not started has no number");
        return started;
    }
    let outcome = loop {
        let (mut report, mut report_len) = (ptr::null_mut(), 0);
        // SAFETY: two places of this frame.
        let status = unsafe { cmv_job_wait(job, 1000, &raw mut report, &raw mut report_len) };
        let seen = take(status, report, report_len);
        if seen.0 != CMV_OK {
            break seen;
        }
        if seen.1["state"] == "finished" {
            // SAFETY: as above.
            let status = unsafe { cmv_job_result(job, &raw mut report, &raw mut report_len) };
            break take(status, report, report_len);
        }
    };
    // One that panics does nothing; asked again it does.
    let closed = cmv_job_close(job);
    if closed == CMV_ERROR_INTERNAL {
        assert_eq!(cmv_job_close(job), CMV_OK);
        return (closed, json!({"error": {"code": "internal"}}));
    }
    assert_eq!(closed, CMV_OK);
    outcome
}

fn calls() -> Vec<Call> {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples/good-2509-new-wording");
    let log = sample.join("ServiceConnectionTool.log");
    let setup = sample.join("ConfigMgrSetup.log");
    let download = json!({"downloadPath": sample.join("UpdatePacks"), "serviceConnectionLog": log, "setupLog": setup});
    let with = |more: Value| {
        let mut all = download.clone();
        all.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        all
    };
    let minimal = json!({
        "schema": "cmverify.report.v1", "verdict": "usable", "summary": "x", "nextAction": "y", "findings": [],
    });
    let nowhere = std::env::temp_dir().join("cmverify-no-such-folder").join("seal");
    let plain: Vec<(&'static str, Function, Value)> = vec![
        ("cmv_verify_download", cmv_verify_download, download.clone()),
        ("cmv_verify_service_connection_log", cmv_verify_service_connection_log, download.clone()),
        ("cmv_verify_setup_log", cmv_verify_setup_log, download.clone()),
        ("cmv_verify_redist", cmv_verify_redist, download.clone()),
        ("cmv_verify_seal", cmv_verify_seal, with(json!({"seal": nowhere}))),
        ("cmv_make_seal", cmv_make_seal, with(json!({"seal": nowhere}))),
        ("cmv_list_rules", cmv_list_rules, json!({})),
        ("cmv_resolve_error", cmv_resolve_error, json!({"code": "0x80072EE2"})),
        ("cmv_read_log_events", cmv_read_log_events, json!({"path": log})),
        ("cmv_render_report", cmv_render_report, json!({"format": "csv", "reports": [minimal]})),
        ("cmv_read_log_runs", cmv_read_log_runs, json!({"path": setup})),
    ];
    let mut calls: Vec<Call> = vec![(
        "cmv_version",
        Box::new(|| {
            let (mut report, mut report_len) = (ptr::null_mut(), 0);
            // SAFETY: two places of this frame.
            let status = unsafe { cmv_version(&raw mut report, &raw mut report_len) };
            take(status, report, report_len)
        }),
    )];
    for (name, function, request) in plain {
        calls.push((name, Box::new(move || ask(function, &request))));
    }
    let job = with(json!({"operation": "verifyDownload"}));
    calls.push(("a job", Box::new(move || whole_job(&job))));
    calls.push(("cmv_job_cancel", Box::new(|| (cmv_job_cancel(u64::MAX), Value::Null))));
    calls
}

#[test]
fn a_panic_in_any_function_is_a_status_and_the_next_call_works() {
    let mut provoked = 0;
    for (name, call) in calls() {
        let right = call();
        assert_ne!(right.0, CMV_ERROR_INTERNAL, "{name}: {right:?}");
        for entry in 1.. {
            cmv_test_panic(entry);
            let outcome = call();
            let left = cmv_test_panic(0);
            if left > 0 {
                // It takes fewer entries than that, and all of them have been through.
                assert!(entry > 1, "{name} enters no boundary");
                assert_eq!(outcome, right, "{name}");
                break;
            }
            provoked += 1;
            assert_eq!(outcome.0, CMV_ERROR_INTERNAL, "{name}, entry {entry}: {outcome:?}");
            if outcome.1 != Value::Null {
                assert_eq!(outcome.1["error"]["code"], "internal", "{name}, entry {entry}");
                assert_eq!(outcome.1["verdict"], Value::Null, "{name}, entry {entry}");
            }
            assert_eq!(call(), right, "{name}: the call after a panic at entry {entry}");
        }
    }
    // The eleven functions with a request, the version, a cancel, and of a job: start, the work, wait, result, close.
    assert!(provoked >= 18, "{provoked}");
    println!("{provoked} panics");
}
