//! Any bytes as a manifest of redistributable files, and as XML.
#![no_main]

#[path = "../../tests/common/formats/manifest.rs"]
mod manifest;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| manifest::manifest(bytes));
