//! Documents of reports, across the boundary.

use super::{CMV_ERROR_REPORT, CMV_ERROR_REQUEST, Refusal, call_up_to};
use crate::render::{self, DocumentRequest, NoDocument};
use crate::request;

impl From<NoDocument> for Refusal {
    fn from(failure: NoDocument) -> Self {
        let (status, code, remedy) = match &failure {
            NoDocument::Nothing => (CMV_ERROR_REPORT, "reportMissing", "Hand over at least one report."),
            NoDocument::Report(..) => {
                (CMV_ERROR_REPORT, "reportUnfit", "Hand over reports as they were given, whole and unchanged.")
            }
            NoDocument::Failed(_) => {
                (CMV_ERROR_REPORT, "documentFailed", "Try another format, and report the message.")
            }
            NoDocument::Place(_) => (CMV_ERROR_REQUEST, "requestUnfit", "Go on where the last answer's next says."),
        };
        Self { status, code, message: failure.to_string(), remedy }
    }
}

/// Makes a document of reports: for people, for tickets, for spreadsheets and for CI.
///
/// Request, of up to 256 MiB: `format` (needed: `"html"`, `"json"`, `"junit"`, `"markdown"` or `"csv"`), `reports`
/// (needed: a list of reports, as the verify functions gave them or as PowerShell wrote them), `language`, `title`,
/// `created` (a text), `redact` (`{"users":[],"computers":[],"domains":[]}`: takes names out, these among them; null:
/// nothing is taken out), `from` and `most` (bytes of the document: for a part of it).
/// Answer: `{"schema":"cmverify.document.v1","format","extension","verdict","reports","content","next"}`. `verdict` is
/// the worst of the reports, and of what their own findings say; `next` is where to ask on, or null.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cmv_render_report(
    request: *const u8,
    request_len: usize,
    report: *mut *mut u8,
    report_len: *mut usize,
) -> i32 {
    let longest = render::LONGEST_REQUEST;
    // SAFETY: the caller's promises are this function's own.
    unsafe {
        call_up_to(longest, request, request_len, report, report_len, |bytes| {
            let request: DocumentRequest = request::read_up_to(bytes, longest)?;
            Ok(render::document(&request)?)
        })
    }
}
