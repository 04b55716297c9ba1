//! A report as anybody may hand it over: the library's own JSON, or what became of it in PowerShell, on the way through
//! remoting, a file, another version.

use crate::report::Verdict;
use crate::text;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};
use std::fmt;

/// Why something is no report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReportError {
    /// It is not an object, or has no `schema` that begins like a report's.
    NoReport,
    /// It is a report of a later version; its schema.
    Newer(String),
    /// A member is missing or of another kind; what the reader says.
    Unfit(String),
    /// Nested deeper than any report.
    TooDeep,
}

impl fmt::Display for ReportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoReport => {
                write!(f, "it is no report of Test-CMOfflineDownload, Assert-CMOfflineDownload or a seal")
            }
            Self::Newer(schema) => write!(f, "it is of {schema:?}, which this version does not know"),
            Self::Unfit(why) => write!(f, "it is no whole report: {why}"),
            Self::TooDeep => write!(f, "it is nested deeper than any report"),
        }
    }
}

/// Deeper than the deepest member of a report.
const DEEPEST: usize = 16;

/// What PowerShell adds, and what nobody needs.
const ADDED: [&str; 4] = ["runspaceId", "pSShowComputerName", "psShowComputerName", "path"];

/// Members whose values are words of the contract, which PowerShell writes with a capital.
const WORDS: [&str; 6] = ["verdict", "severity", "effect", "kind", "depth", "grade"];

/// A report in the form that the library gives, whoever had it in hand meanwhile: the same members, the same words.
/// One member may be new: `computer`, where it came from.
pub(super) fn normal(value: &Value) -> Result<Value, ReportError> {
    let Value::Object(members) = value else { return Err(ReportError::NoReport) };
    let Value::Object(mut report) = lowered(&Value::Object(members.clone()), "", 0)? else {
        return Err(ReportError::NoReport);
    };
    let computer = ["pSComputerName", "psComputerName", "computer"].iter().find_map(|name| report.remove(*name));
    for name in ADDED {
        report.remove(name);
    }
    let schema = report.get("schema").and_then(Value::as_str).unwrap_or_default();
    match schema.strip_prefix("cmverify.report.v") {
        Some("1") => {}
        Some(_) => return Err(ReportError::Newer(text::shown_name(schema))),
        None => return Err(ReportError::NoReport),
    }
    if let Some(Value::String(computer)) = computer {
        report.insert("computer".to_owned(), Value::String(computer));
    }
    Ok(Value::Object(report))
}

fn lowered(value: &Value, name: &str, depth: usize) -> Result<Value, ReportError> {
    if depth > DEEPEST {
        return Err(ReportError::TooDeep);
    }
    Ok(match value {
        Value::Object(members) => {
            let mut lower = Map::new();
            for (name, value) in members {
                let name = if name == "ElapsedMilliseconds" { "elapsedMs".to_owned() } else { first_lower(name) };
                // What remoting adds to objects inside.
                if depth > 0 && (name.ends_with("SComputerName") || name == "psComputerName" || name == "runspaceId") {
                    continue;
                }
                let value = lowered(value, &name, depth + 1)?;
                lower.insert(name, value);
            }
            Value::Object(lower)
        }
        Value::Array(items) => {
            Value::Array(items.iter().map(|item| lowered(item, name, depth + 1)).collect::<Result<_, _>>()?)
        }
        Value::String(word) if WORDS.contains(&name) => Value::String(first_lower(word)),
        // Whoever made the report has made such characters visible already; this one may have been made by hand.
        Value::String(text) => Value::String(text::shown_whole(text)),
        other => other.clone(),
    })
}

fn first_lower(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().map_or_else(String::new, |first| first.to_lowercase().chain(rest).collect())
}

/// A report as the formats read it.
pub(super) struct Given {
    /// What it says, or the worse that its own findings say.
    pub verdict: Verdict,
    /// Its verdict was better than its findings.
    pub is_contradicted: bool,
    pub text: ReportText,
    /// The whole of it.
    pub value: Value,
}

impl Given {
    pub fn read(mut value: Value) -> Result<Self, ReportError> {
        let text = ReportText::deserialize(&value).map_err(|why| ReportError::Unfit(why.to_string()))?;
        let worst = text.updates.iter().map(|update| update.verdict);
        let worst = worst.chain(text.findings.iter().map(|finding| match finding.effect.as_str() {
            "none" => Verdict::Usable,
            "inconclusive" => Verdict::Inconclusive,
            _ => Verdict::NotUsable,
        }));
        let worst = worst.max().unwrap_or(Verdict::Usable);
        let is_contradicted = worst > text.verdict;
        let verdict = text.verdict.max(worst);
        if is_contradicted {
            // Nobody shall read the better word out of a document of ours.
            value["verdict"] = serde_json::to_value(verdict).unwrap_or(Value::Null);
        }
        Ok(Self { verdict, is_contradicted, text, value })
    }

    /// The folder, as far as it is known.
    pub fn path(&self) -> &str {
        let inputs = &self.text.inputs;
        let paths = [&inputs.download_path, &inputs.service_connection_log, &inputs.setup_log];
        paths.into_iter().flatten().map(String::as_str).find(|path| !path.is_empty()).unwrap_or("-")
    }

    /// The logs that were not at hand, of a report that is held against logs.
    pub fn missing_logs(&self) -> impl Iterator<Item = &'static str> {
        let inputs = &self.text.inputs;
        let logs =
            [("ServiceConnectionTool.log", &inputs.service_connection_log), ("ConfigMgrSetup.log", &inputs.setup_log)];
        let is_whole = inputs.download_path.is_some() && self.text.seal.is_none();
        logs.into_iter().filter(move |(_, log)| is_whole && log.is_none()).map(|(name, _)| name)
    }

    /// The folder, and the computer where one is known.
    pub fn place(&self) -> String {
        match &self.text.computer {
            Some(computer) => format!("{computer}: {}", self.path()),
            None => self.path().to_owned(),
        }
    }
}

/// Null where a list is expected is an empty list, and one thing alone a list of it.
fn list<'de, D: Deserializer<'de>, T: serde::de::DeserializeOwned>(from: D) -> Result<Vec<T>, D::Error> {
    let values = match Value::deserialize(from)? {
        Value::Null => Vec::new(),
        Value::Array(values) => values,
        one => vec![one],
    };
    values.into_iter().map(|value| serde_json::from_value(value).map_err(serde::de::Error::custom)).collect()
}

fn or_default<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(from: D) -> Result<T, D::Error> {
    Ok(Option::deserialize(from)?.unwrap_or_default())
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ReportText {
    pub verdict: Verdict,
    pub summary: String,
    pub next_action: String,
    #[serde(default, deserialize_with = "or_default")]
    pub inputs: InputsText,
    #[serde(default, deserialize_with = "list")]
    pub updates: Vec<UpdateText>,
    #[serde(deserialize_with = "list")]
    pub findings: Vec<FindingText>,
    #[serde(default, deserialize_with = "list")]
    pub omitted: Vec<OmittedText>,
    #[serde(default, deserialize_with = "list")]
    pub logs: Vec<LogText>,
    #[serde(default, deserialize_with = "or_default")]
    pub files: FilesText,
    pub seal: Option<SealText>,
    #[serde(default, deserialize_with = "or_default")]
    pub elapsed_ms: u64,
    pub computer: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct InputsText {
    pub download_path: Option<String>,
    pub service_connection_log: Option<String>,
    pub setup_log: Option<String>,
    pub depth: Option<String>,
    pub all_runs: Option<bool>,
    pub without_logs: Option<bool>,
    pub language: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct UpdateText {
    pub guid: String,
    pub name: Option<String>,
    pub verdict: Verdict,
    #[serde(default, deserialize_with = "or_default")]
    pub files: u64,
    #[serde(default, deserialize_with = "or_default")]
    pub bytes: u64,
    #[serde(default, deserialize_with = "or_default")]
    pub redist_files: u64,
    #[serde(default, deserialize_with = "or_default")]
    pub redist_bytes: u64,
    #[serde(default, deserialize_with = "or_default")]
    pub errors: u64,
    #[serde(default, deserialize_with = "or_default")]
    pub warnings: u64,
    pub grade: Option<String>,
    #[serde(default, deserialize_with = "or_default")]
    pub evidence: GradesText,
    #[serde(default, deserialize_with = "list")]
    pub unproved: Vec<String>,
}

impl UpdateText {
    /// Its name, or its GUID where none is known.
    pub fn short(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.guid)
    }

    /// What people call it.
    pub fn title(&self) -> String {
        match &self.name {
            Some(name) => format!("{name} ({})", self.guid),
            None => self.guid.clone(),
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct GradesText {
    pub signature: u64,
    pub manifest_hash: u64,
    pub logged_hash: u64,
    pub logged_size: u64,
    pub present: u64,
}

impl GradesText {
    /// The grades, the strongest first.
    pub const fn counts(&self) -> [u64; 5] {
        [self.signature, self.manifest_hash, self.logged_hash, self.logged_size, self.present]
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct FindingText {
    pub rule: String,
    #[serde(default, deserialize_with = "or_default")]
    pub name: String,
    pub severity: String,
    pub effect: String,
    pub message: String,
    #[serde(default, deserialize_with = "or_default")]
    pub remedy: String,
    pub link: Option<String>,
    pub guid: Option<String>,
    pub file: Option<String>,
    pub evidence: Option<EvidenceText>,
    pub error: Option<ErrorText>,
    pub expected: Option<String>,
    pub actual: Option<String>,
}

impl FindingText {
    /// The rule's page; an address that is none of ours is not turned into a link.
    pub fn page(&self) -> Option<&str> {
        self.link.as_deref().filter(|link| link.starts_with(concat!(env!("CARGO_PKG_REPOSITORY"), "/")))
    }

    /// The log and line, or the file.
    pub fn place(&self) -> Option<String> {
        match &self.evidence {
            Some(EvidenceText { path, line: Some(line), .. }) => Some(format!("{path}:{line}")),
            Some(evidence) => Some(evidence.path.clone()),
            None => self.file.clone(),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct EvidenceText {
    pub path: String,
    pub line: Option<u64>,
    pub text: Option<String>,
    #[serde(default, deserialize_with = "list")]
    pub before: Vec<String>,
    #[serde(default, deserialize_with = "list")]
    pub after: Vec<String>,
}

impl EvidenceText {
    /// The line with its neighbours: number, text, and whether it is the line itself.
    pub fn lines(&self) -> Vec<(u64, &str, bool)> {
        let (Some(line), Some(text)) = (self.line, &self.text) else { return Vec::new() };
        let first = line.saturating_sub(self.before.len() as u64);
        let before = (first..).zip(&self.before).map(|(number, text)| (number, text.as_str(), false));
        let after = (line + 1..).zip(&self.after).map(|(number, text)| (number, text.as_str(), false));
        before.chain([(line, text.as_str(), true)]).chain(after).collect()
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ErrorText {
    pub code: Option<String>,
    #[serde(default, deserialize_with = "or_default")]
    pub symbol: String,
    #[serde(default, deserialize_with = "or_default")]
    pub meaning: String,
    #[serde(default, deserialize_with = "or_default")]
    pub remedy: String,
}

impl ErrorText {
    /// Code and symbol.
    pub fn title(&self) -> String {
        let parts = [self.code.as_deref().unwrap_or_default(), &self.symbol];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    }
}

#[derive(Deserialize)]
pub(super) struct OmittedText {
    pub rule: String,
    pub count: u64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct LogText {
    pub path: String,
    pub encoding: Option<String>,
    #[serde(default, deserialize_with = "or_default")]
    pub lines: u64,
    pub first_time: Option<String>,
    pub last_time: Option<String>,
    #[serde(default, deserialize_with = "or_default")]
    pub runs: u64,
    #[serde(default, deserialize_with = "or_default")]
    pub runs_judged: u64,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct FilesText {
    pub count: u64,
    pub bytes: u64,
    pub empty: u64,
    pub hashed_bytes: u64,
    #[serde(deserialize_with = "or_default")]
    pub evidence: GradesText,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SealText {
    pub path: String,
    #[serde(default, deserialize_with = "or_default")]
    pub created: String,
    #[serde(default, deserialize_with = "or_default")]
    pub sha256: String,
    #[serde(default, deserialize_with = "or_default")]
    pub files: u64,
}
