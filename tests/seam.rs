//! One way to the file system: what is not asked by way of `src/work` is not noticed when it hangs, and no test can have
//! it go wrong.

use std::fs;
use std::path::{Path, PathBuf};

/// What asks the file system, as it is written. `File` alone is a handle that somebody has.
const ASKS: [&str; 16] = [
    "std::fs",
    "fs::{",
    "File::open",
    "File::create",
    "OpenOptions",
    "WalkDir",
    "read_dir()",
    "metadata()",
    ".exists()",
    "try_exists()",
    ".is_file()",
    ".is_dir()",
    ".is_symlink()",
    "read_link()",
    "canonicalize",
    "sync_all()",
];

/// The same words where they ask nobody: the file, the words in it, why.
const ASK_NOBODY: [(&str, &str, &str); 10] = [
    ("src/ffi/trust.rs", "_file: &std::fs::File", "a handle that is handed on"),
    ("src/ffi/trust.rs", "use std::fs::File;", "a handle that Windows reads by itself"),
    ("src/files/survey.rs", "kind.is_", "what a listing told"),
    ("src/files/survey.rs", "!metadata.is_dir()", "what was asked before"),
    ("src/files/walk.rs", "entry.file_type().is_file()", "what a listing told"),
    ("src/files/walk.rs", "kind.is_", "what a listing told"),
    ("src/files/walk.rs", "!metadata.is_file()", "what was asked before"),
    ("src/logs/source.rs", "metadata.is_", "what was asked before"),
    ("src/seal/", "metadata.is_", "what was asked before"),
    ("src/seal/check.rs", "io.metadata(path)", "asked by way of it"),
];

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            // Tests make files of their own.
            found.extend(if path.ends_with("tests") { Vec::new() } else { sources(&path) });
        } else if path.extension().is_some_and(|e| e == "rs") && !path.ends_with("tests.rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

#[test]
fn every_touch_of_the_file_system_goes_through_one_room() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut lines, mut past) = (0, Vec::new());
    let mut excuses = [false; ASK_NOBODY.len()];
    for path in sources(&root.join("src")) {
        let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
        if name.starts_with("src/work/") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let (text, _) = text.split_once("#[cfg(test)]\nmod tests {").unwrap_or((&text, ""));
        for line in text.lines().filter(|line| !line.trim_start().starts_with("//")) {
            lines += 1;
            if !ASKS.iter().any(|asks| line.contains(asks)) {
                continue;
            }
            match ASK_NOBODY.iter().position(|(file, words, _)| name.starts_with(file) && line.contains(words)) {
                Some(at) => excuses[at] = true,
                None => past.push(format!("{name}: {}", line.trim())),
            }
        }
    }
    assert!(lines > 10_000, "only {lines} lines were looked at");
    assert!(past.is_empty(), "past the one way to the file system: {past:#?}");
    for ((file, words, _), is_used) in ASK_NOBODY.iter().zip(excuses) {
        assert!(is_used, "{file} has no {words} any more");
    }
}
