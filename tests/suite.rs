//! The tests that can share a process, in one program: it is compiled and linked once, and its tests keep all cores busy.
//! `cargo test --test suite verdicts::` runs those of one file.
//!
//! A program of its own has what measures its process (`boundary`, `bounds`, `hangs`), what is built otherwise
//! (`panics`), and the corpus.

#[path = "common/boundary.rs"]
mod boundary;
mod common;
#[path = "common/formats/mod.rs"]
mod formats;
#[path = "common/invariants.rs"]
mod invariants;

mod abi;
mod cabinet;
mod contents;
mod explain;
mod fuzz;
mod make;
mod pages;
mod render;
mod samples;
mod samples_made;
mod seal;
mod signature;
mod verdicts;

// Not again on Windows: these look at the checkout, or read lines in memory, which is no matter of the system.
#[cfg(not(windows))]
mod header;
#[cfg(not(windows))]
mod hostile;
#[cfg(not(windows))]
mod lines;
#[cfg(not(windows))]
mod promises;
#[cfg(not(windows))]
mod properties;
#[cfg(not(windows))]
mod repository;
#[cfg(target_os = "linux")]
mod rights;
#[cfg(not(windows))]
mod rule_pages;
#[cfg(not(windows))]
mod schema;
#[cfg(not(windows))]
mod seam;
#[cfg(not(windows))]
mod told;
