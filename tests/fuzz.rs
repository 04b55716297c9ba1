//! What the fuzzer found once is looked at in every test run: inputs that broke something, and a few that reach far.
//! `fuzz/README.md` says how they were found.

#[path = "common/invariants.rs"]
mod invariants;

use std::fs;
use std::path::Path;

/// The inputs of one target.
fn found(target: &str, look: impl Fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz-found").join(target);
    let mut files: Vec<_> =
        folder.read_dir().expect("the folder").map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    assert!(files.len() > 10, "only {} inputs in {}", files.len(), folder.display());
    for file in files {
        // Told where it fails: the name of the input.
        println!("{}", file.display());
        look(&fs::read(&file).expect("an input"));
    }
}

#[test]
fn lines_that_were_found() {
    found("lines", invariants::lines);
}

#[test]
fn tool_logs_that_were_found() {
    found("tool_log", invariants::tool_log);
}

#[test]
fn setup_logs_that_were_found() {
    found("setup_log", invariants::setup_log);
}

#[test]
fn pages_that_were_found() {
    found("pages", |bytes| {
        let (wish, log) = invariants::Wish::of(bytes);
        invariants::pages(log, &wish);
    });
}
