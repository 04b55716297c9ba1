//! One row for each finding, and one for a download that has none, so that nothing vanishes.

use super::words;
use super::{Source, input};

const COLUMNS: [&str; 20] = [
    "Computer",
    "Path",
    "DownloadVerdict",
    "UpdateName",
    "UpdateGuid",
    "UpdateVerdict",
    "Rule",
    "Name",
    "Severity",
    "Effect",
    "Message",
    "File",
    "EvidencePath",
    "EvidenceLine",
    "EvidenceText",
    "ErrorCode",
    "Expected",
    "Actual",
    "Remedy",
    "Link",
];

/// A spreadsheet takes a cell that begins so for a formula, which a log line may be made to be.
fn cell(text: &str) -> String {
    match text.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠') => format!("'{text}"),
        _ => text.to_owned(),
    }
}

fn capital(word: &str) -> String {
    let mut rest = word.chars();
    rest.next().map_or_else(String::new, |first| first.to_uppercase().chain(rest).collect())
}

pub(super) fn write(source: &Source<'_>) -> Result<String, String> {
    let mut out = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    out.write_record(COLUMNS).map_err(|why| why.to_string())?;
    for report in &source.reports {
        let text = &report.text;
        let head = [
            text.computer.clone().unwrap_or_default(),
            report.path().to_owned(),
            words::word(report.verdict).to_owned(),
        ];
        let mut row = |rest: [String; 17]| {
            let cells = head.iter().chain(&rest).map(|text| cell(text));
            out.write_record(cells).map_err(|why| why.to_string())
        };
        if text.findings.is_empty() {
            let mut rest: [String; 17] = Default::default();
            rest[7].clone_from(&text.summary);
            row(rest)?;
        }
        for finding in &text.findings {
            let update = text.updates.iter().find(|update| Some(&update.guid) == finding.guid.as_ref());
            let evidence = finding.evidence.as_ref();
            row([
                update.and_then(|update| update.name.clone()).unwrap_or_default(),
                finding.guid.clone().unwrap_or_default(),
                update.map(|update| words::word(update.verdict).to_owned()).unwrap_or_default(),
                finding.rule.clone(),
                finding.name.clone(),
                capital(&finding.severity),
                capital(&finding.effect),
                finding.message.clone(),
                finding.file.clone().unwrap_or_default(),
                evidence.map(|evidence| evidence.path.clone()).unwrap_or_default(),
                evidence.and_then(|evidence| evidence.line).map(|line| line.to_string()).unwrap_or_default(),
                evidence.and_then(|evidence| evidence.text.clone()).unwrap_or_default(),
                finding.error.as_ref().map(input::ErrorText::title).unwrap_or_default(),
                finding.expected.clone().unwrap_or_default(),
                finding.actual.clone().unwrap_or_default(),
                finding.remedy.clone(),
                finding.link.clone().unwrap_or_default(),
            ])?;
        }
        for omitted in &text.omitted {
            let mut rest: [String; 17] = Default::default();
            rest[3].clone_from(&omitted.rule);
            rest[7] = format!("{}: {}", words::MORE.get(source.language), omitted.count);
            row(rest)?;
        }
    }
    let bytes = out.into_inner().map_err(|why| why.to_string())?;
    String::from_utf8(bytes).map_err(|why| why.to_string())
}
