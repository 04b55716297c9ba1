//! Any bytes: the lines are the whole file, and each has a reading.
#![no_main]

#[path = "../../tests/common/invariants.rs"]
mod invariants;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| invariants::lines(bytes));
