//! The committed C header is the one that `build.rs` makes, and it tells a C reader the truth.

use std::fs;
use std::path::Path;

/// What the build script of this very build wrote.
const MADE: &str = concat!(env!("OUT_DIR"), "/cmverify.h");
const COMMITTED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/include/cmverify.h");

/// A header as text; a checkout on Windows may have turned its line ends.
fn read(path: &str) -> String {
    fs::read_to_string(path).unwrap_or_else(|e| panic!("{path}: {e}")).replace("\r\n", "\n")
}

#[test]
fn the_committed_header_is_the_one_that_the_sources_make() {
    assert!(Path::new(MADE).exists(), "build.rs made no header; `cargo build` shows its warning");
    let made = read(MADE);
    // `./build.sh header` sets this; nothing else writes into the checkout.
    if std::env::var_os("CMVERIFY_BLESS_HEADER").is_some() {
        fs::write(COMMITTED, made).unwrap();
        return;
    }
    let committed = read(COMMITTED);
    let drift = made.lines().zip(committed.lines()).position(|(made, committed)| made != committed);
    let line = drift.unwrap_or_else(|| made.lines().count().min(committed.lines().count()));
    assert!(
        made == committed,
        "include/cmverify.h is not what src/ffi.rs and cbindgen.toml make now, from line {}:\n  \
         made       {}\n  committed  {}\nTo accept the new header, run: ./build.sh header",
        line + 1,
        made.lines().nth(line).unwrap_or("(end)"),
        committed.lines().nth(line).unwrap_or("(end)"),
    );
}

#[test]
fn the_header_reads_the_same_in_every_code_page() {
    // A compiler on Japanese Windows reads a header without a BOM as CP932, and warns of what it cannot place.
    let header = read(COMMITTED);
    let other = header.lines().enumerate().find(|(_, line)| !line.is_ascii());
    assert_eq!(other, None, "not ASCII");
}

#[test]
fn every_exported_function_and_number_is_explained() {
    let header = read(COMMITTED);
    let lines: Vec<&str> = header.lines().collect();
    let mut seen = 0;
    for (at, line) in lines.iter().enumerate() {
        if line.starts_with("#define CMV_") || line.contains(" cmv_") && line.ends_with(';') && !line.starts_with(" *")
        {
            seen += 1;
            assert_eq!(lines[at - 1], " */", "no text before: {line}");
        }
    }
    assert!(seen >= 17, "only {seen} functions and numbers found: has the header another shape now?");
}
