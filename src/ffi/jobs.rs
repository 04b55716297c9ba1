//! Jobs: the same work as the verify functions, for a caller who shows progress and may stop it.

use super::{Answer, Refusal, answer, call, give, stay_loaded};
use super::{CMV_ERROR_CANCELLED, CMV_ERROR_JOB, CMV_ERROR_JOB_LIMIT, CMV_ERROR_JOB_RUNNING, CMV_ERROR_NULL};
use crate::request::{self, JobRequest};
use crate::text;
use crate::verify;
use crate::work::Phase;
use crate::work::jobs::{JobError, JobProgress, JobState, Jobs};
use serde::Serialize;
use std::time::Duration;

/// A job's result is the answer of the verify function, written already.
static JOBS: Jobs<Answer> = Jobs::new();

pub(super) fn refusal(error: JobError, job: u64) -> Refusal {
    let (status, code, message, remedy) = match error {
        JobError::Unknown => (
            CMV_ERROR_JOB,
            "jobUnknown",
            format!("there is no job {job}: it was never started, or is closed"),
            "Use the number that cmv_job_start gave, until cmv_job_close.",
        ),
        JobError::Running => (
            CMV_ERROR_JOB_RUNNING,
            "jobRunning",
            format!("job {job} has not ended"),
            "Wait with cmv_job_wait until the state is not \"running\".",
        ),
        JobError::Cancelled => (
            CMV_ERROR_CANCELLED,
            "jobCancelled",
            format!("job {job} was cancelled: nothing is known of the download"),
            "Start it again to get a report.",
        ),
        JobError::TooMany => (
            CMV_ERROR_JOB_LIMIT,
            "jobLimit",
            "too many jobs are open".to_owned(),
            "Close jobs with cmv_job_close when their results are fetched.",
        ),
        JobError::NoThread => (
            CMV_ERROR_JOB_LIMIT,
            "jobNoThread",
            "the system gives no thread for another job".to_owned(),
            "Close jobs, or end other programs.",
        ),
    };
    Refusal { status, code, message, remedy }
}

#[derive(Serialize)]
struct Started {
    job: u64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ProgressText {
    schema: &'static str,
    job: u64,
    state: &'static str,
    phase: &'static str,
    percent: f64,
    files: Amount,
    bytes: Amount,
    current_file: Option<String>,
    bytes_per_second: Option<u64>,
    remaining_seconds: Option<u64>,
    elapsed_ms: u64,
}

#[derive(Serialize)]
struct Amount {
    done: u64,
    total: Option<u64>,
}

impl ProgressText {
    fn of(job: u64, seen: JobProgress) -> Self {
        let JobProgress { state, progress, bytes_per_second, remaining, elapsed } = seen;
        Self {
            schema: "cmverify.progress.v1",
            job,
            state: match state {
                JobState::Running => "running",
                JobState::Finished => "finished",
                JobState::Cancelled => "cancelled",
            },
            phase: match progress.phase {
                Phase::Starting => "starting",
                Phase::Logs => "logs",
                Phase::Listing => "listing",
                Phase::Files => "files",
                Phase::Judging => "judging",
                Phase::Finished => "finished",
            },
            percent: progress.percent,
            files: Amount { done: progress.files.0, total: progress.files.1 },
            bytes: Amount { done: progress.bytes.0, total: progress.bytes.1 },
            current_file: progress.current.map(|path| text::shown_path(&path)),
            bytes_per_second,
            remaining_seconds: remaining.map(|left| left.as_secs()),
            elapsed_ms: u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX),
        }
    }
}

/// Starts a job: what a verify function does, but the call returns at once.
///
/// Request: that of the verify function, and `operation` (needed): `"verifyDownload"`,
/// `"verifyServiceConnectionLog"`, `"verifySetupLog"`, `"verifyRedist"`, `"verifySeal"` or `"makeSeal"`.
/// Answer: `{"job"}`; the number is also written to `job`, and 0 where nothing was started. `job` must not be NULL. A
/// number is never given twice while the process lives. At most 256 jobs are open at once. Each job is closed once,
/// whatever became of it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cmv_job_start(
    request: *const u8,
    request_len: usize,
    job: *mut u64,
    report: *mut *mut u8,
    report_len: *mut usize,
) -> i32 {
    if job.is_null() || report.is_null() || report_len.is_null() {
        return CMV_ERROR_NULL;
    }
    let mut number = 0;
    // SAFETY: the caller's promises are this function's own.
    let status = unsafe {
        call(request, request_len, report, report_len, |bytes| {
            let JobRequest { operation, request } = request::read_job(bytes)?;
            verify::check(operation, &request)?;
            stay_loaded();
            let run = move |work: &crate::work::Work| {
                answer(|| {
                    let done = verify::verify(operation, &request, work);
                    done.map_err(|stopped| Refusal::of(stopped, request.language))
                })
            };
            number = JOBS.start(run).map_err(|error| refusal(error, 0))?;
            Ok(Started { job: number })
        })
    };
    // SAFETY: not NULL, and the caller promises that it is writable.
    unsafe { job.write(number) };
    status
}

/// Waits for a job to end, but no longer than `timeout_ms` milliseconds (0: only asks), and tells how far it is.
///
/// Answer, with status `CMV_OK` whether it has ended or not: `{"schema":"cmverify.progress.v1","job","state","phase",
/// "percent","files","bytes","currentFile","bytesPerSecond","remainingSeconds","elapsedMs"}`. `state` is `"running"`,
/// `"finished"` or `"cancelled"`; `phase` `"starting"`, `"logs"`, `"listing"`, `"files"`, `"judging"` or `"finished"`;
/// `percent` a number from 0 to 100 that never falls and is 100 only when all is done. `files` and `bytes` are
/// `{"done","total"}`, `total` null until it is known. The last four may be null, `elapsedMs` may not. A file or a share
/// that does not answer never makes this call take longer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cmv_job_wait(job: u64, timeout_ms: u32, report: *mut *mut u8, report_len: *mut usize) -> i32 {
    // SAFETY: the caller's promises are this function's own.
    unsafe {
        call(std::ptr::null(), 0, report, report_len, |_| {
            let limit = Duration::from_millis(timeout_ms.into());
            JOBS.wait(job, limit).map(|seen| ProgressText::of(job, seen)).map_err(|error| refusal(error, job))
        })
    }
}

/// Stops a job: its result is not wanted any more.
///
/// Returns at once; cmv_job_wait then says `"cancelled"`, also while a thread of the job still waits for a share that
/// does not answer. A job that has ended stays as it is. It must still be closed. `CMV_OK`, or `CMV_ERROR_JOB` for a
/// number that is no job's.
#[unsafe(no_mangle)]
pub extern "C" fn cmv_job_cancel(job: u64) -> i32 {
    status_of(|| JOBS.cancel(job).map_err(|error| refusal(error, job)))
}

/// Gives the result of a job that has ended: the status and the answer that the verify function would have given.
///
/// May be asked again until the job is closed. `CMV_ERROR_JOB_RUNNING`: it has not ended. `CMV_ERROR_CANCELLED`: it was
/// cancelled, and there is no result. `CMV_ERROR_JOB`: the number is no job's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cmv_job_result(job: u64, report: *mut *mut u8, report_len: *mut usize) -> i32 {
    if report.is_null() || report_len.is_null() {
        return CMV_ERROR_NULL;
    }
    let mut result = None;
    let refused = answer(|| {
        result = Some(JOBS.result(job).map_err(|error| refusal(error, job))?);
        Ok(())
    });
    // SAFETY: both are not NULL, and the caller promises that they are writable.
    unsafe { give(result.unwrap_or(refused), report, report_len) }
}

/// Forgets a job and all that it holds; one that has not ended is cancelled first.
///
/// `CMV_OK`, or `CMV_ERROR_JOB` where the number is no job's: also where it was closed already. Never waits.
#[unsafe(no_mangle)]
pub extern "C" fn cmv_job_close(job: u64) -> i32 {
    status_of(|| JOBS.close(job).map_err(|error| refusal(error, job)))
}

/// A call that answers with its status alone.
fn status_of(work: impl FnOnce() -> Result<(), Refusal>) -> i32 {
    answer(work).0
}
