//! `JUnit` XML as CI servers read it: a suite for each download, a case for the download itself and one for each update.
//!
//! Not usable is a failure, inconclusive an error: the case was not decided. Findings without an effect on the verdict
//! stand in `system-out`.

use super::input::{FindingText, Given};
use super::{Source, words};
use crate::language::Language;
use crate::report::Verdict;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use std::fmt::Write as _;
use std::io;

/// One test case.
struct Case<'a> {
    class: &'static str,
    name: String,
    verdict: Verdict,
    message: String,
    findings: Vec<&'a FindingText>,
}

/// What no XML may hold; control characters have been made visible before.
fn clean(text: &str) -> String {
    text.replace(['\u{FFFE}', '\u{FFFF}'], "\u{FFFD}")
}

fn verdict_of(effect: &str) -> Verdict {
    match effect {
        "none" => Verdict::Usable,
        "inconclusive" => Verdict::Inconclusive,
        _ => Verdict::NotUsable,
    }
}

fn cases(report: &Given) -> Vec<Case<'_>> {
    let text = &report.text;
    let own: Vec<_> = text.findings.iter().filter(|finding| finding.guid.is_none()).collect();
    let mut cases = vec![Case {
        class: "CMVerify.Download",
        name: report.path().to_owned(),
        verdict: own.iter().map(|finding| verdict_of(&finding.effect)).max().unwrap_or(Verdict::Usable),
        message: text.summary.clone(),
        findings: own,
    }];
    for update in &text.updates {
        let findings: Vec<_> =
            text.findings.iter().filter(|finding| finding.guid.as_ref() == Some(&update.guid)).collect();
        let first = findings.iter().find(|finding| finding.effect != "none");
        cases.push(Case {
            class: "CMVerify.Update",
            name: update.title(),
            verdict: update.verdict,
            message: first.map_or_else(|| text.summary.clone(), |finding| finding.message.clone()),
            findings,
        });
    }
    // Whatever the parts say, a suite is never greener than its report.
    if cases.iter().map(|case| case.verdict).max() < Some(report.verdict) {
        cases[0].verdict = report.verdict;
    }
    cases
}

/// A finding in plain lines.
fn describe(out: &mut String, finding: &FindingText, language: Language) {
    let _ = writeln!(out, "{} {}: {}", finding.rule, finding.name, finding.message);
    if let Some(place) = finding.place() {
        let _ = writeln!(out, "  {}: {place}", words::EVIDENCE.get(language));
    }
    for (number, text, is_it) in finding.evidence.iter().flat_map(|evidence| evidence.lines()) {
        let _ = writeln!(out, "  {} {number}: {text}", if is_it { ">" } else { " " });
    }
    if let Some(error) = &finding.error {
        let _ = writeln!(out, "  {}: {} {}", words::ERROR.get(language), error.title(), error.meaning);
    }
    if !finding.remedy.is_empty() {
        let _ = writeln!(out, "  {}: {}", words::REMEDY.get(language), finding.remedy);
    }
    if let Some(page) = finding.page() {
        let _ = writeln!(out, "  {page}");
    }
}

fn seconds(milliseconds: u64) -> String {
    format!("{}.{:03}", milliseconds / 1000, milliseconds % 1000)
}

pub(super) fn write(source: &Source<'_>) -> Result<String, String> {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    put(&mut writer, source).map_err(|why| why.to_string())?;
    let mut text = String::from_utf8(writer.into_inner()).map_err(|why| why.to_string())?;
    text.push('\n');
    Ok(text)
}

fn put(writer: &mut Writer<Vec<u8>>, source: &Source<'_>) -> io::Result<()> {
    let suites: Vec<_> = source.reports.iter().map(|report| (report, cases(report))).collect();
    let count = |wanted: Option<Verdict>, of: &[Case<'_>]| {
        of.iter().filter(|case| wanted.is_none_or(|verdict| case.verdict == verdict)).count()
    };
    let all = |wanted: Option<Verdict>| suites.iter().map(|(_, of)| count(wanted, of)).sum::<usize>().to_string();
    let time = seconds(suites.iter().map(|(report, _)| report.text.elapsed_ms).sum());
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    writer
        .create_element("testsuites")
        .with_attributes([
            ("name", clean(source.title).as_str()),
            ("tests", &all(None)),
            ("failures", &all(Some(Verdict::NotUsable))),
            ("errors", &all(Some(Verdict::Inconclusive))),
            ("time", &time),
        ])
        .write_inner_content(|writer| {
            for (report, cases) in &suites {
                let time = seconds(report.text.elapsed_ms);
                writer
                    .create_element("testsuite")
                    .with_attributes([
                        ("name", clean(&report.place()).as_str()),
                        ("tests", &count(None, cases).to_string()),
                        ("failures", &count(Some(Verdict::NotUsable), cases).to_string()),
                        ("errors", &count(Some(Verdict::Inconclusive), cases).to_string()),
                        ("skipped", "0"),
                        ("time", &time),
                        ("hostname", &clean(report.text.computer.as_deref().unwrap_or_default())),
                    ])
                    .write_inner_content(|writer| suite(writer, report, cases, &time, source))?;
            }
            Ok(())
        })?;
    Ok(())
}

fn suite(
    writer: &mut Writer<Vec<u8>>,
    report: &Given,
    cases: &[Case<'_>],
    time: &str,
    source: &Source<'_>,
) -> io::Result<()> {
    let language = source.language;
    let properties = [
        ("verdict", words::word(report.verdict)),
        ("path", report.path()),
        ("summary", &report.text.summary),
        ("nextAction", &report.text.next_action),
    ];
    writer.create_element("properties").write_inner_content(|writer| {
        for (name, value) in properties {
            let value = clean(value);
            writer
                .create_element("property")
                .with_attributes([("name", name), ("value", value.as_str())])
                .write_empty()?;
        }
        Ok(())
    })?;
    let mut quiet = String::new();
    if report.is_contradicted {
        let _ = writeln!(quiet, "{}", words::CONTRADICTED.get(language));
    }
    if source.is_redacted {
        let _ = writeln!(quiet, "{}", words::REDACTED.get(language));
    }
    if let Some(created) = source.created {
        let _ = writeln!(quiet, "{}: {created}", words::CREATED.get(language));
    }
    for (at, case) in cases.iter().enumerate() {
        let name = clean(&case.name);
        // The work was one: its time stands at the first case, so that sums are right.
        let time = if at == 0 { time } else { "0.000" };
        let element = writer.create_element("testcase").with_attributes([
            ("classname", case.class),
            ("name", name.as_str()),
            ("time", time),
        ]);
        let told: Vec<_> = case.findings.iter().filter(|finding| finding.effect != "none").collect();
        for finding in case.findings.iter().filter(|finding| finding.effect == "none") {
            describe(&mut quiet, finding, language);
        }
        let outcome = match case.verdict {
            Verdict::Usable => {
                element.write_empty()?;
                continue;
            }
            Verdict::Inconclusive => "error",
            Verdict::NotUsable => "failure",
        };
        let mut body = String::new();
        for finding in told {
            describe(&mut body, finding, language);
        }
        let _ = writeln!(body, "{}: {}", words::NEXT.get(language), report.text.next_action);
        element.write_inner_content(|writer| {
            writer
                .create_element(outcome)
                .with_attributes([("message", clean(&case.message).as_str()), ("type", words::word(case.verdict))])
                .write_text_content(BytesText::new(&clean(&body)))?;
            Ok(())
        })?;
    }
    for omitted in &report.text.omitted {
        let _ = writeln!(quiet, "{}: {} {}", words::MORE.get(language), omitted.rule, omitted.count);
    }
    if !quiet.is_empty() {
        writer.create_element("system-out").write_text_content(BytesText::new(&clean(&quiet)))?;
    }
    Ok(())
}
