//! Any bytes as the PKCS#7 block of a signature.
#![no_main]

#[path = "../../tests/common/formats/signature.rs"]
mod signature;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| signature::signature(bytes));
