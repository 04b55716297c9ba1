//! Any bytes, taken for a program: its layout, its signature, and what the signature covers.
#![no_main]

#[path = "../../tests/common/formats/pe.rs"]
mod pe;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| pe::pe(bytes));
