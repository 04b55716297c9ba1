//! Any bytes, taken for a function of the C ABI and a request to it: the boundary of the library as its callers meet it.
#![no_main]

#[path = "../../tests/common/boundary.rs"]
mod boundary;

use boundary::{FUNCTIONS, assert_held, assert_job_held, call, end, result, start, wait};
use cmverify::ffi::CMV_OK;

// What the requests of the seeds ask about is a sample with an empty file in Redist.
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((function, request)) = bytes.split_first() else { return };
    let Some((name, function, is_of_files)) = FUNCTIONS.get(usize::from(*function)) else {
        let (outcome, job) = start(request);
        assert_held("cmv_job_start", request, &outcome, false);
        if outcome.0 == CMV_OK {
            if request.len() % 2 == 0 {
                end(job, false);
            }
            assert_job_held(&wait(job, 60_000), false);
            assert_job_held(&result(job), false);
        }
        return end(job, true);
    };
    assert_held(name, request, &call(*function, request), *is_of_files);
});
