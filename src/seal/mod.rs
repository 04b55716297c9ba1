//! The seal: what was in a download when it was verified, and what the verdict was, in a file that travels with it.
//!
//! | file | idea |
//! |---|---|
//! | `mod` | what a seal holds |
//! | `name` | paths in a seal: which are safe, and how they are written |
//! | `text` | the file itself, to be written and read |
//! | `folder` | a folder's names, sizes and hashes |
//! | `check` | a seal held against a folder |
//! | `make` | a seal, and the copies of the logs, put on disk whole or not at all |
//!
//! The file is a list that `sha256sum --check` understands; all else is in lines that it takes for comments. A seal protects
//! from accidents, not from somebody who means harm: whoever can write the download can write a seal for it. A
//! signature over the seal, made outside this library, protects from both.
//!
//! No path in a seal is ever opened. The folder is walked, and what is found in it is looked up in the seal.

pub mod check;
pub(crate) mod folder;
pub mod make;
mod name;
mod text;

pub use text::{Refused, Why, read};

use crate::files::proof::Grade;
use crate::report::{EvidenceGrades, SealText, SealedLog, Verdict};
use crate::text as shown_text;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// The name and version of what a seal says of the download.
pub const SCHEMA: &str = "cmverify.seal.v1";

/// The most files that a seal lists. A download has some thousands.
pub const MOST_FILES: usize = 250_000;

/// What a signature over a seal is called: the name of the seal, and this.
pub const SIGNATURE_ENDING: &str = ".p7s";

/// A seal that was read.
#[derive(Clone, Debug)]
pub struct Read {
    /// What it says.
    pub seal: Seal,
    /// The SHA-256 of its file, in hex: what a signature over it covers.
    pub sha256: String,
}

/// A seal as it was read, or as it is to be written.
#[derive(Clone, Debug)]
pub struct Seal {
    /// What it says of the download as a whole.
    pub about: About,
    /// Every file, by path.
    pub files: Vec<SealedFile>,
}

/// One file of a seal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedFile {
    /// The path below the download folder, with `/` between its parts.
    pub path: String,
    /// The size in bytes.
    pub size: u64,
    /// The SHA-256 of its content.
    pub sha256: [u8; 32],
    /// The strongest evidence for it when it was verified.
    pub grade: Grade,
}

/// What a seal says of the download as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct About {
    /// [`SCHEMA`].
    pub schema: String,
    /// When it was made: `YYYY-MM-DD HH:MM:SS`, UTC.
    pub created: String,
    /// What made it: name and version.
    pub tool: String,
    /// The name that the download folder had.
    pub folder: String,
    /// The verdict, in full depth.
    pub verdict: Verdict,
    /// It was made although the verdict was another than usable.
    pub is_forced: bool,
    /// The verdict in one sentence.
    pub summary: String,
    /// Files in it.
    pub files: u64,
    /// Their size in bytes.
    pub bytes: u64,
    /// The updates of the download.
    pub updates: Vec<SealedUpdate>,
    /// The logs that the verdict rests on.
    pub logs: Vec<SealedLog>,
}

/// One update of a sealed download.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SealedUpdate {
    /// The package GUID in upper case, without braces.
    pub guid: String,
    /// Its verdict.
    pub verdict: Verdict,
    /// The weakest evidence for one of the files that are imported.
    pub grade: Option<Grade>,
    /// How many of its files were proved how strongly.
    pub evidence: EvidenceGrades,
}

impl Seal {
    /// What a report tells of it. Whatever a seal says was written by others.
    pub(crate) fn shown(&self, path: &Path, sha256: String) -> SealText {
        let about = &self.about;
        SealText {
            path: shown_text::shown_path(path),
            created: shown_text::shown_name(&about.created),
            tool: shown_text::shown_name(&about.tool),
            folder: shown_text::shown_name(&about.folder),
            verdict: about.verdict,
            summary: shown_text::shown(&about.summary),
            is_forced: about.is_forced,
            files: about.files,
            bytes: about.bytes,
            logs: about.logs.clone(),
            sha256,
        }
    }
}
