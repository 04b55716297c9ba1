//! What an admin would see, without PowerShell: verifies one download over the C ABI and prints the report as text.
//!
//!     cargo run --example verify -- <download folder> [<ServiceConnectionTool.log> [<ConfigMgrSetup.log>]]
//!
//! Exit code: 0 usable, 1 not usable, 2 inconclusive, 3 not asked (a wrong command line or a refused request).

use cmverify::ffi::{CMV_OK, cmv_free, cmv_verify_download};
use serde_json::{Value, json};
use std::process::ExitCode;

/// Asks as any caller of the C ABI does; the answer's bytes are the library's until they are copied.
fn verify(request: &Value) -> (i32, Value) {
    let request = request.to_string();
    let (mut report, mut report_len) = (std::ptr::null_mut(), 0);
    // SAFETY: a string's pointer and length, two places of this frame, and the pair of one call freed once.
    let (status, answer) = unsafe {
        let status = cmv_verify_download(request.as_ptr(), request.len(), &raw mut report, &raw mut report_len);
        let answer = serde_json::from_slice(std::slice::from_raw_parts(report, report_len));
        cmv_free(report, report_len);
        (status, answer)
    };
    (status, answer.unwrap_or(Value::Null))
}

/// The member's text; nothing for null.
fn text<'a>(value: &'a Value, member: &str) -> &'a str {
    value[member].as_str().unwrap_or_default()
}

fn print(report: &Value) {
    println!("Verdict     {}", text(report, "verdict"));
    println!("Summary     {}", text(report, "summary"));
    for update in report["updates"].as_array().into_iter().flatten() {
        println!("Update      {} {}: {}", text(update, "guid"), text(update, "name"), text(update, "verdict"));
    }
    for finding in report["findings"].as_array().into_iter().flatten() {
        println!("Finding     {} {}: {}", text(finding, "rule"), text(finding, "name"), text(finding, "message"));
        let evidence = &finding["evidence"];
        if !evidence.is_null() {
            let line = evidence["line"].as_u64().map(|line| format!(":{line}")).unwrap_or_default();
            println!("  evidence  {}{line}  {}", text(evidence, "path"), text(evidence, "text"));
        }
        println!("  remedy    {}", text(finding, "remedy"));
    }
    println!("Next        {}", text(report, "nextAction"));
}

fn main() -> ExitCode {
    let paths: Vec<String> = std::env::args().skip(1).collect();
    if !(1..=3).contains(&paths.len()) {
        eprintln!("usage: verify <download folder> [<ServiceConnectionTool.log> [<ConfigMgrSetup.log>]]");
        return ExitCode::from(3);
    }
    let (status, report) = verify(&json!({
        "downloadPath": paths[0],
        "serviceConnectionLog": paths.get(1),
        "setupLog": paths.get(2),
    }));
    if status != CMV_OK {
        eprintln!("{}\n{}", text(&report["error"], "message"), text(&report["error"], "remedy"));
        return ExitCode::from(3);
    }
    print(&report);
    match text(&report, "verdict") {
        "usable" => ExitCode::SUCCESS,
        "notUsable" => ExitCode::from(1),
        _ => ExitCode::from(2),
    }
}
