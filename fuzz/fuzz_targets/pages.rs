//! Four bytes of a request, then any bytes: page by page is as at once, whatever is asked.
#![no_main]

#[path = "../../tests/common/invariants.rs"]
mod invariants;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let (wish, log) = invariants::Wish::of(bytes);
    invariants::pages(log, &wish);
});
