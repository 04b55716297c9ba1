//! What a caller gets: the report, as it is turned into JSON.

use crate::files::proof::Grade;
use crate::request::Request;
use crate::rules::errors::ErrorText;
use crate::rules::{Effect, Severity};
use serde::{Deserialize, Serialize};

/// The name and version of the report's shape.
pub const SCHEMA: &str = "cmverify.report.v1";

/// The answer, best first: the worst of several is their maximum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Verdict {
    /// Every required piece of evidence was seen, and all of it is good.
    Usable,
    /// Something needed could not be looked at or understood.
    Inconclusive,
    /// At least one thing is wrong.
    NotUsable,
}

impl From<Effect> for Verdict {
    fn from(effect: Effect) -> Self {
        match effect {
            Effect::NotUsable => Self::NotUsable,
            Effect::Inconclusive => Self::Inconclusive,
            Effect::None => Self::Usable,
        }
    }
}

/// The whole answer to one request.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// The verdict: the worst of the updates' and of the download's own findings.
    pub verdict: Verdict,
    /// The verdict in one sentence.
    pub summary: String,
    /// What to do now.
    pub next_action: String,
    /// What was asked.
    pub inputs: Request,
    /// One entry for each package GUID in the folder or in the tool's log.
    pub updates: Vec<Update>,
    /// What was found: by effect, then rule, then path and line.
    pub findings: Vec<Finding>,
    /// How many further findings of a rule are not listed.
    pub omitted: Vec<Omitted>,
    /// What was read of each log.
    pub logs: Vec<Log>,
    /// What was seen of the files.
    pub files: Files,
    /// The seal that was checked or made; null where there was none, or none that could be read.
    pub seal: Option<SealText>,
    /// Which file was judged by which rules; null where nobody asked.
    pub judged: Option<Judged>,
    /// How long it took, in milliseconds.
    pub elapsed_ms: u64,
}

/// Which file was judged by which rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Judged {
    /// The logs, then what lies in the folder, by path.
    pub files: Vec<JudgedFile>,
    /// How many further files were judged.
    pub omitted: u64,
}

/// One file, and what it was judged by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct JudgedFile {
    /// A log's path as it was given; else the path relative to the download folder, of a file, a link, or a folder that
    /// could not be read.
    pub file: String,
    /// The ids of the rules that looked at it. What judges an update or the folder as a whole is not among them.
    pub rules: Vec<&'static str>,
    /// Those of them that found something, if only to mention it.
    pub found: Vec<&'static str>,
    /// The strongest evidence for it; null: a log, or nothing that was looked at as a file.
    pub grade: Option<Grade>,
}

/// A seal that was checked or made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SealText {
    /// Its file, as it was given.
    pub path: String,
    /// When it was made: `YYYY-MM-DD HH:MM:SS`, UTC.
    pub created: String,
    /// What made it: name and version.
    pub tool: String,
    /// The name that the download folder had then.
    pub folder: String,
    /// The verdict that is sealed.
    pub verdict: Verdict,
    /// The verdict in one sentence, as it was then.
    pub summary: String,
    /// It was made although the verdict was another than usable.
    pub is_forced: bool,
    /// Files in it.
    pub files: u64,
    /// Their size in bytes.
    pub bytes: u64,
    /// The logs that the sealed verdict rests on.
    pub logs: Vec<SealedLog>,
    /// The SHA-256 of the seal's file, in hex.
    pub sha256: String,
}

/// One log that a verdict rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SealedLog {
    /// Which of the two.
    pub kind: LogKind,
    /// The name of the file.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// The SHA-256 of its content, in hex.
    pub sha256: String,
    /// A copy of it lies beside the seal.
    pub is_included: bool,
}

/// One update of a download.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Update {
    /// The package GUID in upper case, without braces.
    pub guid: String,
    /// The name, for GUIDs that Microsoft has published.
    pub name: Option<&'static str>,
    /// The worst of this update's findings and of those that concern every update.
    pub verdict: Verdict,
    /// Files of this update, the redists among them.
    pub files: u64,
    /// Their size in bytes.
    pub bytes: u64,
    /// Files below its Redist folder.
    pub redist_files: u64,
    /// Their size in bytes.
    pub redist_bytes: u64,
    /// Findings of this update with severity `error`.
    pub errors: u64,
    /// Findings of this update with severity `warning`.
    pub warnings: u64,
    /// The weakest evidence for one of the files that are imported; null where there is no such file.
    pub grade: Option<Grade>,
    /// How many of its files are proved how strongly.
    pub evidence: EvidenceGrades,
    /// The evidence for some of its files one by one: the weakest first, then by path.
    pub file_evidence: Vec<FileEvidence>,
    /// What is not proved when the logs are lost: the first few files.
    pub unproved: Vec<String>,
}

/// Counts of files by the strongest evidence for each, strongest first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EvidenceGrades {
    /// The content is what the file's own Authenticode signature covers. Whom the signer's certificate belongs to is
    /// shown, and judged by Windows alone.
    pub signature: u64,
    /// The SHA-256 is the one that Microsoft's manifest in the Redist folder lists.
    pub manifest_hash: u64,
    /// The setupdl run that downloaded the file found its hash right.
    pub logged_hash: u64,
    /// The size is the one that the tool's log states.
    pub logged_size: u64,
    /// The file is there, and no more is known.
    pub present: u64,
}

/// The evidence for one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FileEvidence {
    /// The path relative to the download folder.
    pub file: String,
    /// Its size in bytes.
    pub size: u64,
    /// The strongest evidence.
    pub grade: Grade,
    /// The name in the certificate of whoever signed it; null: not signed, or not read.
    pub signer: Option<String>,
    /// When it was signed, by the time stamp in the signature: `YYYY-MM-DD HH:MM:SS`, UTC.
    pub signed_at: Option<String>,
    /// Who vouches for that time.
    pub time_stamper: Option<String>,
}

/// One rule applied to one piece of evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// The rule's id.
    pub rule: &'static str,
    /// The rule's name.
    pub name: &'static str,
    /// How much it matters to a person.
    pub severity: Severity,
    /// What it does to the verdict.
    pub effect: Effect,
    /// What was found, in one sentence.
    pub message: String,
    /// What to do now.
    pub remedy: &'static str,
    /// The rule's own page: more of all this, for whoever has a network.
    pub link: String,
    /// The update that it concerns, or null: the whole download.
    pub guid: Option<String>,
    /// The file that it concerns.
    pub file: Option<String>,
    /// The log line or file that shows it.
    pub evidence: Option<Evidence>,
    /// The error code in it, explained.
    pub error: Option<ErrorText>,
    /// What should have been there.
    pub expected: Option<String>,
    /// What was there.
    pub actual: Option<String>,
}

/// Where a fact was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Evidence {
    /// The log or file.
    pub path: String,
    /// The line, counted from 1; null for a file that has no lines.
    pub line: Option<u64>,
    /// Where the line begins, in bytes from the start of the file.
    pub offset: Option<u64>,
    /// The line itself, shortened when very long, control characters made visible.
    pub text: Option<String>,
    /// Up to two lines before it, shown like it but shorter; none for a file that has no lines.
    pub before: Vec<String>,
    /// Up to two lines after it, likewise.
    pub after: Vec<String>,
}

/// Findings of one rule that are not listed one by one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Omitted {
    /// The rule's id.
    pub rule: &'static str,
    /// How many.
    pub count: u64,
}

/// Which of the two logs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum LogKind {
    /// `ServiceConnectionTool.log`.
    ServiceConnection,
    /// `ConfigMgrSetup.log`.
    Setup,
}

/// What was read of one log.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Log {
    /// Which of the two.
    pub kind: LogKind,
    /// The path as it was given.
    pub path: String,
    /// `utf-8`, `utf-8-bom`, `utf-16le`, `utf-16be`, `shift_jis` or `windows-1252`; null where nothing could be read.
    pub encoding: Option<&'static str>,
    /// Bytes read.
    pub bytes: u64,
    /// Lines read.
    pub lines: u64,
    /// The first time stamp, local, `YYYY-MM-DD HH:MM:SS`.
    pub first_time: Option<String>,
    /// The last time stamp, likewise.
    pub last_time: Option<String>,
    /// Runs in it: 1 for the tool's log of a `-connect`, the setupdl runs for the other.
    pub runs: u64,
    /// How many of them belong to this download and were judged.
    pub runs_judged: u64,
}

/// What was seen of the files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Files {
    /// Files in the folder.
    pub count: u64,
    /// Their size in bytes.
    pub bytes: u64,
    /// Empty files, wherever they are.
    pub empty: u64,
    /// Bytes that were read to see that they can be read.
    pub read_bytes: u64,
    /// Bytes that went into a hash.
    pub hashed_bytes: u64,
    /// How many files are proved how strongly, those of no update among them.
    pub evidence: EvidenceGrades,
}
