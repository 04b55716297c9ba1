//! Reports as documents: for people, for tickets, for spreadsheets and for CI.
//!
//! | file | idea |
//! |---|---|
//! | `input` | a report as anybody may hand it over, back in the form that the library gives |
//! | `redact` | names of users, hosts and domains out of a document |
//! | `words` | the words of a document in both languages |
//! | `json`, `csv`, `junit`, `markdown`, `html` | one format each |
//!
//! What goes in may come from anywhere: from another machine, out of a file, through PowerShell. So nothing here
//! believes a verdict that its own findings contradict, and every text is escaped by whoever writes the format.

mod csv;
mod html;
mod input;
mod json;
mod junit;
mod markdown;
pub mod redact;
mod words;

pub use input::ReportError;

use crate::language::Language;
use crate::report::Verdict;
use crate::text::start;
use input::Given;
use redact::Names;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fmt;

/// The name and version of a document's shape.
pub const SCHEMA: &str = "cmverify.document.v1";

/// The longest request for a document, in bytes: thousands of reports.
pub const LONGEST_REQUEST: usize = 256 << 20;

/// What kind of document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// One page without external parts.
    Html,
    /// The reports themselves, as a list.
    Json,
    /// `JUnit` XML, which CI servers show as tests.
    JUnit,
    /// For tickets and wikis.
    Markdown,
    /// One row for each finding.
    Csv,
}

impl Format {
    /// What its file is called at the end.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Html => ".html",
            Self::Json => ".json",
            Self::JUnit => ".xml",
            Self::Markdown => ".md",
            Self::Csv => ".csv",
        }
    }
}

/// A request for a document.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DocumentRequest {
    /// The kind.
    pub format: Format,
    /// The reports, in their order.
    pub reports: Vec<Value>,
    /// The language of the document's own words; the messages in the reports stay as they are.
    #[serde(default)]
    pub language: Language,
    /// The heading; none: a usual one.
    #[serde(default)]
    pub title: Option<String>,
    /// When the document is made, as it shall be shown; none: it is not said.
    #[serde(default)]
    pub created: Option<String>,
    /// Takes names out, these among them; none: everything stays.
    #[serde(default)]
    pub redact: Option<Names>,
    /// Gives the document from this byte on.
    #[serde(default)]
    pub from: usize,
    /// Gives at most so many bytes of it at once; none: all.
    #[serde(default)]
    pub most: Option<usize>,
}

/// A document, or a part of one.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Document {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// The kind.
    pub format: Format,
    /// What its file is called at the end.
    pub extension: &'static str,
    /// The worst of the reports.
    pub verdict: Verdict,
    /// How many reports are in it.
    pub reports: u64,
    /// The text.
    pub content: String,
    /// Where to ask on; none: this was all.
    pub next: Option<usize>,
}

/// Why there is no document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoDocument {
    /// No report was given: an empty document would look as if all were good.
    Nothing,
    /// One of them is none: its number, from 1, and why.
    Report(usize, ReportError),
    /// It could not be put together; what the writer says.
    Failed(String),
    /// There is nothing at that place.
    Place(usize),
}

impl fmt::Display for NoDocument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => write!(f, "there is no report to make a document of"),
            Self::Report(number, why) => write!(f, "report {number} cannot be used: {why}"),
            Self::Failed(why) => write!(f, "the document could not be made: {why}"),
            Self::Place(from) => write!(f, "the document has no place {from} to go on from"),
        }
    }
}

/// What all formats are made of.
struct Source<'a> {
    reports: Vec<Given>,
    language: Language,
    title: &'a str,
    created: Option<&'a str>,
    is_redacted: bool,
}

impl Source<'_> {
    fn verdict(&self) -> Verdict {
        self.reports.iter().map(|report| report.verdict).max().unwrap_or(Verdict::Inconclusive)
    }
}

/// Makes a document.
///
/// # Errors
/// See [`NoDocument`].
pub fn document(request: &DocumentRequest) -> Result<Document, NoDocument> {
    if request.reports.is_empty() {
        return Err(NoDocument::Nothing);
    }
    let mut values = Vec::with_capacity(request.reports.len());
    for (at, value) in request.reports.iter().enumerate() {
        values.push(input::normal(value).map_err(|why| NoDocument::Report(at + 1, why))?);
    }
    let mut title = request.title.clone().unwrap_or_default();
    let mut created = request.created.clone();
    if let Some(names) = &request.redact {
        let mut texts = vec![&mut title];
        texts.extend(created.as_mut());
        redact::redact(names, &mut values, &mut texts).map_err(NoDocument::Failed)?;
    }
    let title = if title.trim().is_empty() {
        words::TITLE.get(request.language).to_owned()
    } else {
        crate::text::shown(title.trim())
    };
    let mut reports = Vec::with_capacity(values.len());
    for (at, value) in values.into_iter().enumerate() {
        reports.push(Given::read(value).map_err(|why| NoDocument::Report(at + 1, why))?);
    }
    let created = created.as_deref().map(crate::text::shown);
    let source = Source {
        reports,
        language: request.language,
        title: &title,
        created: created.as_deref(),
        is_redacted: request.redact.is_some(),
    };
    let content = match request.format {
        Format::Html => Ok(html::write(&source)),
        Format::Json => json::write(&source),
        Format::JUnit => junit::write(&source),
        Format::Markdown => Ok(markdown::write(&source)),
        Format::Csv => csv::write(&source),
    };
    let content = content.map_err(NoDocument::Failed)?;
    let (content, next) = part(&content, request.from, request.most).ok_or(NoDocument::Place(request.from))?;
    Ok(Document {
        schema: SCHEMA,
        format: request.format,
        extension: request.format.extension(),
        verdict: source.verdict(),
        reports: source.reports.len() as u64,
        content: content.to_owned(),
        next,
    })
}

/// The part of a text from a byte on, and where the next one begins. Never the half of a character.
fn part(content: &str, from: usize, most: Option<usize>) -> Option<(&str, Option<usize>)> {
    let rest = content.get(from..)?;
    let Some(most) = most.filter(|most| *most < rest.len()) else { return Some((rest, None)) };
    // At least one character, or nobody would come to the end.
    let part = start(rest, most.max(4));
    Some((part, (part.len() < rest.len()).then_some(from + part.len())))
}

#[cfg(test)]
mod tests {
    use super::part;

    #[test]
    fn parts_put_together_are_the_whole() {
        let whole = "aé更𠮷\r\nb".repeat(7);
        for most in [0, 1, 2, 3, 5, 8, 1000] {
            let (mut from, mut text) = (Some(0), String::new());
            while let Some(at) = from {
                let (piece, next) = part(&whole, at, Some(most)).unwrap();
                text.push_str(piece);
                from = next;
            }
            assert_eq!(text, whole, "{most}");
        }
        assert_eq!(part("é", 1, None), None, "the middle of a character is no place");
        assert_eq!(part("é", 3, None), None);
    }
}
