//! Any bytes, taken for a cabinet: its layout, its data blocks in pieces of any size, its members.
#![no_main]

#[path = "../../tests/common/formats/cabinet.rs"]
mod cabinet;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| cabinet::cabinet(bytes));
