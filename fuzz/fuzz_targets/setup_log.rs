//! Any bytes, taken for ConfigMgrSetup.log: runs in their order, each with what is in it.
#![no_main]

#[path = "../../tests/common/invariants.rs"]
mod invariants;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| invariants::setup_log(bytes));
