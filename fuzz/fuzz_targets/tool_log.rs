//! Any bytes, taken for ServiceConnectionTool.log: every line that is evidence is counted.
#![no_main]

#[path = "../../tests/common/invariants.rs"]
mod invariants;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| invariants::tool_log(bytes));
