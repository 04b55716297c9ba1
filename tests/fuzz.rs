//! What the fuzzer found once is looked at in every test run: inputs that broke something, and a few that reach far.
//! `fuzz/README.md` says how they were found.

use crate::formats::{cabinet, compound, manifest, pe, signature};
use crate::invariants;
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

/// The files of the samples: cabinets, programs, installers, each with a signature in it.
fn files() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples/good-2509-new-wording/UpdatePacks");
    let entries = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().flatten();
    let files =
        entries.filter(|entry| entry.file_type().is_file()).map(|entry| fs::read(entry.path()).expect("a file"));
    files.filter(|file| !file.is_empty()).collect()
}

#[test]
fn formats_of_files_that_were_changed_at_random() {
    let files = files();
    assert!(files.len() > 8, "only {} files", files.len());
    let mut random = 20_261_122_u64;
    let mut next = |below: usize| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(random >> 33).expect("31 bits") % below.max(1)
    };
    for round in 0..60 {
        for file in &files {
            let mut file = file.clone();
            for _ in 0..round % 7 {
                let at = next(file.len());
                match next(4) {
                    0 => file.truncate(at.max(1)),
                    1 => file[at] ^= 1 << next(8),
                    2 => file[at] = [0, 0xFF, 0x7F, 0x80][next(4)],
                    _ => {
                        let (from, length) = (next(file.len()), next(64));
                        let piece: Vec<u8> = file.iter().skip(from).take(length).copied().collect();
                        file.splice(at..at, piece);
                    }
                }
            }
            cabinet::cabinet(&file);
            pe::pe(&file);
            compound::compound(&file);
            manifest::manifest(&file);
            // The block at the end of a cabinet or a program, where there is one.
            let block = file.windows(2).rposition(|pair| pair == [0x30, 0x82]).unwrap_or(0);
            signature::signature(&file[block..]);
            signature::signature(&file);
        }
    }
}
