//! Any bytes as a compound file: a layout that holds together is one whose every byte can be read.
#![no_main]

#[path = "../../tests/common/formats/compound.rs"]
mod compound;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| compound::compound(bytes));
