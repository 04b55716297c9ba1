//! The C ABI: the only room with `unsafe`, and the only one that never decides anything.
//!
//! Every function sits in one boundary (`answer`): a NULL, a bad request and a panic become a status with a JSON
//! text. The comments on the functions are the text of `include/cmverify.h`, and the promises that make them safe to
//! call stand at its top, once for all of them.
#![allow(clippy::missing_safety_doc)]

pub mod document;
pub mod jobs;
mod pin;
#[cfg(feature = "test-panic")]
pub mod provoked;
pub mod trust;

use crate::judge::seal::no_seal;
use crate::language::Language;
use crate::pages::{self, events::EventsRequest, runs::RunsRequest};
use crate::request::{self, Request, RequestError};
use crate::rules::{catalogue, errors};
use crate::verify::{self, Operation, Stopped};
use crate::work::jobs::JobError;
use pin::stay_loaded;
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

/// The version of the C ABI: functions, status numbers and the meaning of their arguments.
pub const CMV_ABI_VERSION: u32 = 1;

/// The call was carried out; `*report` holds the answer. A download that must not be imported is such an answer too.
pub const CMV_OK: i32 = 0;
/// `request` is NULL while `request_len` is not 0, or `report` or `report_len` is NULL.
pub const CMV_ERROR_NULL: i32 = 1;
/// The request is not UTF-8.
pub const CMV_ERROR_NOT_UTF8: i32 = 2;
/// The request is not JSON.
pub const CMV_ERROR_NOT_JSON: i32 = 3;
/// The request is JSON of another shape: an unknown member, a wrong type, a missing member, a value that does not
/// exist.
pub const CMV_ERROR_REQUEST: i32 = 4;
/// The request is longer than 1 MiB; for cmv_render_report, than 256 MiB.
pub const CMV_ERROR_TOO_LONG: i32 = 5;
/// A text in the request holds a NUL character.
pub const CMV_ERROR_INTERIOR_NUL: i32 = 6;
/// The library failed inside (a panic). Nothing is known of the download. The next call works.
pub const CMV_ERROR_INTERNAL: i32 = 7;
/// There is no job of this number: it was never started, or is closed.
pub const CMV_ERROR_JOB: i32 = 8;
/// The job has not ended, so there is no result yet.
pub const CMV_ERROR_JOB_RUNNING: i32 = 9;
/// The job was cancelled. Nothing is known of the download.
pub const CMV_ERROR_CANCELLED: i32 = 10;
/// Too many jobs are open.
pub const CMV_ERROR_JOB_LIMIT: i32 = 11;
/// The seal could not be made; nothing was written.
pub const CMV_ERROR_SEAL: i32 = 12;
/// What was handed over to make a document of is no report.
pub const CMV_ERROR_REPORT: i32 = 13;

/// Why a call was not carried out.
struct Refusal {
    status: i32,
    code: &'static str,
    message: String,
    remedy: &'static str,
}

impl Refusal {
    fn of(stopped: Stopped, language: Language) -> Self {
        match stopped {
            Stopped::Request(error) => error.into(),
            Stopped::Cancelled => jobs::refusal(JobError::Cancelled, 0),
            Stopped::Seal(failure) => {
                let (code, message, remedy) = no_seal(&failure, language);
                Self { status: CMV_ERROR_SEAL, code, message, remedy }
            }
        }
    }
}

impl From<RequestError> for Refusal {
    fn from(error: RequestError) -> Self {
        let (status, code, remedy) = match &error {
            RequestError::TooLong(..) => {
                (CMV_ERROR_TOO_LONG, "requestTooLong", "Send one request for one download, with paths only.")
            }
            RequestError::NotUtf8(_) => {
                (CMV_ERROR_NOT_UTF8, "requestNotUtf8", "Encode the request as UTF-8 without a terminating NUL.")
            }
            RequestError::NotJson(_) => {
                (CMV_ERROR_NOT_JSON, "requestNotJson", "Send one JSON object; a backslash in a path is written \\\\.")
            }
            RequestError::Unfit(_) => {
                (CMV_ERROR_REQUEST, "requestUnfit", "Use the members and values that the header lists, spelt as there.")
            }
            RequestError::Missing(_) => {
                (CMV_ERROR_REQUEST, "requestMemberMissing", "Add the member that the message names.")
            }
            RequestError::Foreign(_) => {
                (CMV_ERROR_REQUEST, "requestUnfit", "Leave out the member that the message names.")
            }
            RequestError::InteriorNul(_) => {
                (CMV_ERROR_INTERIOR_NUL, "requestInteriorNul", "Remove the NUL character from the text.")
            }
        };
        // The JSON reader quotes what it does not know.
        Self { status, code, message: crate::text::shown_all(&error.to_string()), remedy }
    }
}

#[derive(Serialize)]
struct Failure<'a> {
    error: FailureText<'a>,
}

#[derive(Serialize)]
struct FailureText<'a> {
    code: &'a str,
    status: i32,
    message: &'a str,
    remedy: &'a str,
}

thread_local! {
    /// What the last panic on this thread said, and where; none outside the boundary.
    static LAST_PANIC: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// A status, and the JSON text that goes with it.
type Answer = (i32, Vec<u8>);

/// Lets panics inside the boundary be told in the answer instead of on the host's standard error. All other panics of
/// the process stay with the hook that was there.
fn keep_panics_quiet() {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            let is_inside = LAST_PANIC.with(|last| match last.try_borrow_mut() {
                Ok(mut last) => last.as_mut().map(|text| *text = info.to_string()).is_some(),
                Err(_) => false,
            });
            // A thread of ours hands its panic to whoever waits for it; that one tells.
            if !is_inside && !crate::work::is_own_thread() {
                before(info);
            }
        }));
    });
}

/// Runs `work` and turns whatever comes of it into a status and a JSON text.
fn answer<T: Serialize>(work: impl FnOnce() -> Result<T, Refusal>) -> Answer {
    keep_panics_quiet();
    LAST_PANIC.set(Some(String::new()));
    let done = catch_unwind(AssertUnwindSafe(|| {
        #[cfg(feature = "test-panic")]
        provoked::panic_if_asked();
        work().and_then(|value| {
            serde_json::to_vec(&value).map_err(|e| Refusal {
                status: CMV_ERROR_INTERNAL,
                code: "internal",
                message: format!("the answer could not be written as JSON: {e}"),
                remedy: REPORT_IT,
            })
        })
    }));
    let panic = LAST_PANIC.take().unwrap_or_default();
    match done {
        Ok(Ok(json)) => (CMV_OK, json),
        Ok(Err(refusal)) => (refusal.status, failure(&refusal)),
        Err(payload) => {
            // One that was handed on from another thread passes no hook here.
            let text = payload.downcast_ref::<String>().map(String::as_str);
            let text = text.or_else(|| payload.downcast_ref::<&str>().copied()).unwrap_or_default();
            let panic = if panic.is_empty() { text } else { &panic };
            let refusal = Refusal {
                status: CMV_ERROR_INTERNAL,
                code: "internal",
                message: format!("the library failed inside: {panic}"),
                remedy: REPORT_IT,
            };
            (CMV_ERROR_INTERNAL, failure(&refusal))
        }
    }
}

const REPORT_IT: &str =
    "Do not import on the strength of this answer. Report the message with the version of cmverify.";

fn failure(refusal: &Refusal) -> Vec<u8> {
    let text =
        FailureText { code: refusal.code, status: refusal.status, message: &refusal.message, remedy: refusal.remedy };
    // Four plain members: this cannot fail, and an empty text is still better than a second way to panic.
    serde_json::to_vec(&Failure { error: text }).unwrap_or_default()
}

/// The one way in and out: reads the caller's bytes, runs `work` inside the boundary, hands the answer over.
///
/// # Safety
/// As the header says: `request` is readable for `request_len` bytes, `report` and `report_len` are writable.
unsafe fn call<T: Serialize>(
    request: *const u8,
    request_len: usize,
    report: *mut *mut u8,
    report_len: *mut usize,
    work: impl FnOnce(&[u8]) -> Result<T, Refusal>,
) -> i32 {
    // SAFETY: the caller's promises are this function's own.
    unsafe { call_up_to(request::LONGEST_REQUEST, request, request_len, report, report_len, work) }
}

/// [`call`] with a request that may have so many bytes.
///
/// # Safety
/// As with [`call`].
unsafe fn call_up_to<T: Serialize>(
    longest: usize,
    request: *const u8,
    request_len: usize,
    report: *mut *mut u8,
    report_len: *mut usize,
    work: impl FnOnce(&[u8]) -> Result<T, Refusal>,
) -> i32 {
    if report.is_null() || report_len.is_null() {
        return CMV_ERROR_NULL;
    }
    let answer = answer(|| {
        if request_len == 0 {
            return work(&[]);
        }
        if request.is_null() {
            return Err(Refusal {
                status: CMV_ERROR_NULL,
                code: "requestNull",
                message: format!("the request is NULL, but its length is {request_len}"),
                remedy: "Pass a pointer to the request's bytes.",
            });
        }
        if request_len > longest {
            return Err(RequestError::TooLong(request_len, longest).into());
        }
        // SAFETY: not NULL, and the caller promises `request_len` readable bytes that nobody writes during the call.
        work(unsafe { std::slice::from_raw_parts(request, request_len) })
    });
    // SAFETY: both are not NULL, and the caller promises that they are writable.
    unsafe { give(answer, report, report_len) }
}

/// Hands an answer over.
///
/// # Safety
/// `report` and `report_len` are writable.
unsafe fn give((status, text): Answer, report: *mut *mut u8, report_len: *mut usize) -> i32 {
    let text = Box::leak(text.into_boxed_slice());
    // SAFETY: the caller promises that both are writable.
    unsafe {
        report_len.write(text.len());
        report.write(text.as_mut_ptr());
    }
    status
}

/// What the verify functions have in common.
///
/// # Safety
/// As with [`call`].
unsafe fn verified(
    request: *const u8,
    request_len: usize,
    report: *mut *mut u8,
    report_len: *mut usize,
    operation: Operation,
) -> i32 {
    // SAFETY: the caller's promises are this function's own.
    unsafe {
        call(request, request_len, report, report_len, |bytes| {
            let request = request::read::<Request>(bytes)?;
            stay_loaded();
            verify::verify_unwatched(operation, &request).map_err(|stopped| Refusal::of(stopped, request.language))
        })
    }
}

/// The version of this ABI: 1.
///
/// Compare it with `CMV_ABI_VERSION` of the header that the caller was built with before any other call.
#[unsafe(no_mangle)]
pub extern "C" fn cmv_abi_version() -> u32 {
    CMV_ABI_VERSION
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Version {
    name: &'static str,
    version: &'static str,
    abi_version: u32,
    report_schema: &'static str,
    target: String,
}

/// Tells what this library is: `{"name","version","abiVersion","reportSchema","target"}`.
///
/// Takes no request.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cmv_version(report: *mut *mut u8, report_len: *mut usize) -> i32 {
    // SAFETY: the caller's promises are this function's own.
    unsafe {
        call(std::ptr::null(), 0, report, report_len, |_| {
            Ok(Version {
                name: env!("CARGO_PKG_NAME"),
                version: env!("CARGO_PKG_VERSION"),
                abi_version: CMV_ABI_VERSION,
                report_schema: crate::report::SCHEMA,
                target: format!("{}-{}", std::env::consts::OS, std::env::consts::ARCH),
            })
        })
    }
}

/// Frees an answer.
///
/// `report` and `report_len` are those that one call gave, unchanged, and are passed here once. NULL is allowed and
/// does nothing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cmv_free(report: *mut u8, report_len: usize) {
    if report.is_null() {
        return;
    }
    // SAFETY: `call` leaked a boxed slice of just this address and length, and the caller hands it back once.
    drop(unsafe { Box::from_raw(std::ptr::slice_from_raw_parts_mut(report, report_len)) });
}

/// Verifies a whole download: both logs and the folder.
///
/// Request: `downloadPath` (needed), `serviceConnectionLog`, `setupLog`, `depth`, `allRuns`, `withoutLogs`,
/// `language`.
/// Answer: a report.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cmv_verify_download(
    request: *const u8,
    request_len: usize,
    report: *mut *mut u8,
    report_len: *mut usize,
) -> i32 {
    // SAFETY: the caller's promises are this function's own.
    unsafe { verified(request, request_len, report, report_len, Operation::VerifyDownload) }
}

/// Verifies the tool's log alone: did every download that it started end well?
///
/// Request: `serviceConnectionLog` (needed), `language`; with `downloadPath` nothing more is looked at.
/// Answer: a report.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cmv_verify_service_connection_log(
    request: *const u8,
    request_len: usize,
    report: *mut *mut u8,
    report_len: *mut usize,
) -> i32 {
    // SAFETY: the caller's promises are this function's own.
    unsafe { verified(request, request_len, report, report_len, Operation::VerifyServiceConnectionLog) }
}

/// Verifies ConfigMgrSetup.log alone: its newest setupdl run, or every run with `allRuns`.
///
/// With `serviceConnectionLog` the runs that belong to that log's download are judged instead.
///
/// Request: `setupLog` (needed), `serviceConnectionLog`, `allRuns`, `language`.
/// Answer: a report.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cmv_verify_setup_log(
    request: *const u8,
    request_len: usize,
    report: *mut *mut u8,
    report_len: *mut usize,
) -> i32 {
    // SAFETY: the caller's promises are this function's own.
    unsafe { verified(request, request_len, report, report_len, Operation::VerifySetupLog) }
}

/// Verifies Redist folders alone: `downloadPath` is a download, the folder of one update, or a Redist folder.
///
/// Request: `downloadPath` (needed), `depth`, `language`.
/// Answer: a report.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cmv_verify_redist(
    request: *const u8,
    request_len: usize,
    report: *mut *mut u8,
    report_len: *mut usize,
) -> i32 {
    // SAFETY: the caller's promises are this function's own.
    unsafe { verified(request, request_len, report, report_len, Operation::VerifyRedist) }
}

/// Holds a download against its seal.
///
/// Request: `downloadPath` (needed), `seal` (needed: its file), `depth` (`quick` compares names and sizes only, and is
/// never usable), `language`.
/// Answer: a report; `seal` in it tells what was sealed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cmv_verify_seal(
    request: *const u8,
    request_len: usize,
    report: *mut *mut u8,
    report_len: *mut usize,
) -> i32 {
    // SAFETY: the caller's promises are this function's own.
    unsafe { verified(request, request_len, report, report_len, Operation::VerifySeal) }
}

/// Verifies a whole download in full depth and seals it.
///
/// Request: that of cmv_verify_download without `depth`, and `seal` (needed: the file to be written; an older seal there
/// is replaced, anything else is not), `force` (seals whatever the verdict), `includeLogs` (copies the logs beside the
/// seal).
/// Answer: a report; `seal` in it is null where the verdict is not usable and `force` is not given: nothing was written
/// then. `CMV_ERROR_SEAL`: it should have been written and could not be.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cmv_make_seal(
    request: *const u8,
    request_len: usize,
    report: *mut *mut u8,
    report_len: *mut usize,
) -> i32 {
    // SAFETY: the caller's promises are this function's own.
    unsafe { verified(request, request_len, report, report_len, Operation::MakeSeal) }
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
struct RulesRequest {
    language: Language,
}

#[derive(Serialize)]
struct RulesAnswer {
    rules: Vec<crate::rules::RuleText>,
}

/// Lists the rules.
///
/// Request: `language`, or nothing at all (length 0).
/// Answer: `{"rules":[{"id","name","severity","effect","title","why","remedy","example","sources","link"}]}`,
/// by id: `example` shows it as it is met, `link` is the rule's own page.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cmv_list_rules(
    request: *const u8,
    request_len: usize,
    report: *mut *mut u8,
    report_len: *mut usize,
) -> i32 {
    // SAFETY: the caller's promises are this function's own.
    unsafe {
        call(request, request_len, report, report_len, |bytes| {
            let request: RulesRequest = if bytes.is_empty() { RulesRequest::default() } else { request::read(bytes)? };
            Ok(RulesAnswer { rules: catalogue::RULES.iter().map(|rule| rule.text(request.language)).collect() })
        })
    }
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
struct ErrorRequest {
    code: Option<String>,
    language: Language,
}

#[derive(Serialize)]
struct ErrorAnswer {
    /// Null where the text is no error code at all.
    error: Option<errors::ErrorText>,
}

/// Explains an error code: HRESULT, Win32, WinHTTP, HTTP status, or a .NET message.
///
/// Request: `code` (needed, a text: `"0x80072EE2"`, `"-2147012894"`, `"12002"`, `"404"`), `language`.
/// Answer: `{"error":{"code","symbol","meaning","remedy","kind","known","severity","facility","facilityName","number"}}`
/// with status `CMV_OK`. `kind` is `"win32"`, `"http"`, `"dotnet"` or `"hresult"`; `code` is the HRESULT, `"0x"` and
/// eight digits. A code that is not in the table is taken apart, never refused: `known` is false then. A text that is
/// no code at all gives `{"error":null}`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cmv_resolve_error(
    request: *const u8,
    request_len: usize,
    report: *mut *mut u8,
    report_len: *mut usize,
) -> i32 {
    // SAFETY: the caller's promises are this function's own.
    unsafe {
        call(request, request_len, report, report_len, |bytes| {
            let request: ErrorRequest = request::read(bytes)?;
            let code = request::required("code", request.code.as_deref())?;
            Ok(ErrorAnswer { error: errors::resolve(code, request.language) })
        })
    }
}

/// Reads a log line by line, page by page: either log, in every shape and encoding that they come in.
///
/// Request: `path` (needed), `kind` (`"serviceConnection"`, `"setup"`; null: told by what is in it), `severities` (list
/// of `"error"`, `"warning"`, `"information"`), `runs` (list of numbers from 1), `lastRun`, `rules` (list of ids): null
/// for all; `tail` (only so many of the last lines that fit; with the first page), `follow` (a last line without an end
/// is not given yet), `compact` (each event as a list of its values, in the order below: for callers that read objects
/// slowly), `limit` (events in a page, 1 to 10000, 1000 where null), `cursor` (null for the first page, else
/// that of the last answer, unchanged), `language`.
/// Answer: `{"schema":"cmverify.logEvents.v1","log","events","cursor","atEnd","restarted"}`. `log` is
/// `{"path","kind","encoding","problem"}`; `problem` is null or `{"code","message"}`, `code` being `"missing"`,
/// `"isFolder"`, `"special"`, `"accessDenied"`, `"readFailed"`, `"notText"`, `"lineTooLong"` or `"tooMuch"`. An event is
/// `{"line","lines","offset","length","encoding","time","utc","bias","severity","level","component","thread","run",
/// "rule","shape","text"}`: `offset` and `length` in bytes with the line end, `time` local and as logged, `bias` in
/// minutes to add to get UTC, `level` as written, `run` null outside of every run, `rule` the rule that such a line is
/// evidence for, `shape` `"tool"`, `"simple"`, `"cmtrace"`, `"columns"`, `"stamped"` or `"plain"`. A page may be empty
/// before the end. `restarted`: the file is another or shorter than before and was read from its start.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cmv_read_log_events(
    request: *const u8,
    request_len: usize,
    report: *mut *mut u8,
    report_len: *mut usize,
) -> i32 {
    // SAFETY: the caller's promises are this function's own.
    unsafe {
        call(request, request_len, report, report_len, |bytes| {
            Ok(pages::events::answer(&request::read::<EventsRequest>(bytes)?)?)
        })
    }
}

/// Reads the runs of a log, page by page, each with its files, what became of them, and what went wrong.
///
/// Request: `path` (needed), `kind`, `runs`, `lastRun`, `cursor`, `language`: as with cmv_read_log_events.
/// Answer: `{"schema":"cmverify.logRuns.v1","log","runs","cursor","atEnd"}`. A run is `{"number","program","result",
/// "startTime","endTime","startLine","endLine","firstLine","lastLine","lastText","target","guid","name","files",
/// "filesOmitted","failures","failuresOmitted","summary","nextAction"}`: `program` `"setupdl"` or
/// `"ServiceConnectionTool"`, `result` `"succeeded"`, `"failed"`, `"unfinished"`, `"noDownload"` or `"unknown"`. A file is
/// `{"name","kind","url","size","httpStatus","result","stoppedAt","downloadLine","statusLine","hashLine",
/// "signatureLine","failureLine","story"}`: `kind` `"file"`, or `"payload"` or `"redist"` of the update that `name` is
/// the GUID of; `result` `"verified"`, `"downloaded"`, `"started"`, `"stopped"` or `"failed"`; `stoppedAt` `"download"`,
/// `"answer"`, `"hash"` or `"signature"`. A failure is `{"rule","name","line","offset","text","time","file","url",
/// "error","remedy"}`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cmv_read_log_runs(
    request: *const u8,
    request_len: usize,
    report: *mut *mut u8,
    report_len: *mut usize,
) -> i32 {
    // SAFETY: the caller's promises are this function's own.
    unsafe {
        call(request, request_len, report, report_len, |bytes| {
            Ok(pages::runs::page(&request::read::<RunsRequest>(bytes)?)?)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_a_status_with_its_text_and_the_next_call_works() {
        let (status, text) = answer::<()>(|| panic!("broken at {}", 7));
        let text = String::from_utf8(text).unwrap();
        assert_eq!(status, CMV_ERROR_INTERNAL);
        assert!(text.contains("broken at 7"), "{text}");
        let (status, text) = answer(|| Ok(1));
        assert_eq!((status, text.as_slice()), (CMV_OK, b"1".as_slice()));
    }

    #[test]
    fn null_outputs_are_refused_before_anything_is_done() {
        let mut text = std::ptr::null_mut();
        let mut len = 0;
        // SAFETY: NULL is allowed.
        unsafe {
            assert_eq!(cmv_version(std::ptr::null_mut(), &raw mut len), CMV_ERROR_NULL);
            assert_eq!(cmv_version(&raw mut text, std::ptr::null_mut()), CMV_ERROR_NULL);
            cmv_free(std::ptr::null_mut(), 5);
        }
        assert!(text.is_null());
    }
}
