//! Markdown that reads well in a ticket or a wiki: GitHub's, GitLab's, Azure DevOps'.

use super::input::{FindingText, Given, GradesText};
use super::{Source, words};
use crate::language::{Language, Text};
use crate::report::Verdict;
use crate::text::size;
use std::fmt::Write as _;

/// Text that stays text: no markup, no link, no mention, no cell of a table.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for (at, c) in text.char_indices() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '|' | '~' | '$' => {
                out.push('\\');
                out.push(c);
            }
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            // Neither a mention nor an address that becomes a link.
            '@' => out.push_str("&#64;"),
            ':' if text[at..].starts_with("://") => out.push_str("&#58;"),
            '.' if text[..at].to_ascii_lowercase().ends_with("www") => out.push_str("&#46;"),
            // What makes a list or a heading of a line that it begins.
            '-' | '+' | '=' if at == 0 => {
                out.push('\\');
                out.push(c);
            }
            '.' | ')' if at > 0 && text[..at].bytes().all(|byte| byte.is_ascii_digit()) => {
                out.push('\\');
                out.push(c);
            }
            '\n' | '\t' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// A text as code within a line, also where it holds backticks; in a table a bar must be escaped even there.
fn code(text: &str) -> String {
    let text = text.replace(['\n', '\t'], " ");
    if text.is_empty() {
        return "-".to_owned();
    }
    if text.contains('|') {
        // No form of code holds a bar in every reader's tables.
        return plain(&text);
    }
    let longest = longest_run(&text);
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

/// Lines as they are, behind a fence that none of them can close.
fn block(out: &mut String, lines: &str) {
    let fence = "`".repeat(longest_run(lines).max(2) + 1);
    let _ = writeln!(out, "{fence}text\n{}\n{fence}\n", lines.trim_end_matches('\n'));
}

const fn sign(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Usable => "✅",
        Verdict::Inconclusive => "❔",
        Verdict::NotUsable => "❌",
    }
}

fn head(verdict: Verdict, language: Language) -> String {
    format!("{} **{}**", sign(verdict), words::verdict(verdict).get(language))
}

/// How many files are proved how, the strongest first.
pub(super) fn grades(evidence: &GradesText, language: Language) -> String {
    let counts = evidence.counts();
    let some = words::GRADES.iter().zip(counts).filter(|(_, count)| *count > 0);
    let parts: Vec<_> = some.map(|((_, text), count)| format!("{} {count}", text.get(language))).collect();
    if parts.is_empty() { "-".to_owned() } else { parts.join(", ") }
}

fn count(report: &Given, severity: &str) -> usize {
    report.text.findings.iter().filter(|finding| finding.severity == severity).count()
}

pub(super) fn write(source: &Source<'_>) -> String {
    let language = source.language;
    let say = |text: Text| text.get(language);
    let mut out = format!("# {}\n\n", plain(source.title));
    if source.reports.len() > 1 {
        let _ = writeln!(out, "{}\n", head(source.verdict(), language));
        let _ = writeln!(out, "## {}\n", say(words::OVERVIEW));
        let titles = [words::VERDICT, words::COMPUTER, words::DOWNLOAD, words::ERRORS, words::WARNINGS].map(say);
        let _ = writeln!(out, "| {} |\n|---|---|---|--:|--:|", titles.join(" | "));
        for report in &source.reports {
            let computer = report.text.computer.as_deref().map_or_else(|| "-".to_owned(), plain);
            let (errors, warnings) = (count(report, "error"), count(report, "warning"));
            let verdict = head(report.verdict, language);
            let _ = writeln!(out, "| {verdict} | {computer} | {} | {errors} | {warnings} |", code(report.path()));
        }
        out.push('\n');
    }
    for report in &source.reports {
        one(&mut out, report, source);
    }
    if source.is_redacted {
        let _ = writeln!(out, "{}\n", say(words::REDACTED));
    }
    let created = source.created.map(|created| format!(" · {}: {}", say(words::CREATED), plain(created)));
    let version = concat!("cmverify ", env!("CARGO_PKG_VERSION"));
    let _ = writeln!(out, "---\n{}: {version}{}", say(words::MADE_BY), created.unwrap_or_default());
    out
}

fn one(out: &mut String, report: &Given, source: &Source<'_>) {
    let language = source.language;
    let say = |text: Text| text.get(language);
    let text = &report.text;
    if source.reports.len() > 1 {
        let _ = writeln!(out, "## {}\n", plain(&report.place()));
    }
    let _ = writeln!(out, "{}: {}\n", head(report.verdict, language), plain(&text.summary));
    if report.is_contradicted {
        let _ = writeln!(out, "⚠ {}\n", say(words::CONTRADICTED));
    }
    let _ = writeln!(out, "**{}**: {}\n", say(words::NEXT), plain(&text.next_action));
    if source.reports.len() == 1 {
        let _ = writeln!(out, "{}: {}\n", say(words::DOWNLOAD), code(&report.place()));
    }
    if !text.updates.is_empty() {
        let _ = writeln!(out, "### {}\n", say(words::UPDATES));
        let titles = [words::UPDATE, words::VERDICT, words::FILES, words::SIZE, words::EVIDENCE_OF_FILES].map(say);
        let _ = writeln!(out, "| {} |\n|---|---|--:|--:|---|", titles.join(" | "));
        for update in &text.updates {
            let (verdict, proof) = (head(update.verdict, language), grades(&update.evidence, language));
            let (title, size) = (plain(&update.title()), size(update.bytes));
            let _ = writeln!(out, "| {title} | {verdict} | {} | {size} | {proof} |", update.files);
        }
        out.push('\n');
    }
    let _ = writeln!(out, "### {}\n", say(words::FINDINGS));
    if text.findings.is_empty() {
        let _ = writeln!(out, "{}\n", say(words::NO_FINDINGS));
    }
    for finding in &text.findings {
        put_finding(out, finding, language);
    }
    for omitted in &text.omitted {
        let _ = writeln!(out, "{}: {} × {}\n", say(words::MORE), plain(&omitted.rule), omitted.count);
    }
    let _ = writeln!(out, "### {}\n", say(words::LOOKED_AT));
    for log in &text.logs {
        let times = [&log.first_time, &log.last_time].into_iter().flatten().map(|time| plain(time)).collect::<Vec<_>>();
        let encoding = plain(log.encoding.as_deref().unwrap_or("-"));
        let (lines, judged, runs) = (say(words::LINES), say(words::RUNS), say(words::OF));
        let _ = writeln!(
            out,
            "- {} ({encoding}; {lines}: {}; {judged}: {} {runs} {}; {})",
            code(&log.path),
            log.lines,
            log.runs_judged,
            log.runs,
            times.join(" – "),
        );
    }
    for name in report.missing_logs() {
        let _ = writeln!(out, "- {name}: {}", say(words::NOT_AT_HAND));
    }
    let files = &text.files;
    let _ = writeln!(
        out,
        "- {}: {} ({}); {}: {}; {}: {}",
        say(words::FILES),
        files.count,
        size(files.bytes),
        say(words::EMPTY),
        files.empty,
        say(words::HASHED),
        size(files.hashed_bytes),
    );
    if let Some(seal) = &text.seal {
        let _ = writeln!(
            out,
            "- {}: {} ({}; SHA-256 {})",
            say(words::SEAL),
            code(&seal.path),
            plain(&seal.created),
            code(&seal.sha256)
        );
    }
    out.push('\n');
}

fn put_finding(out: &mut String, finding: &FindingText, language: Language) {
    let say = |text: Text| text.get(language);
    let rule = plain(&finding.rule);
    let rule = finding.page().map_or_else(|| rule.clone(), |page| format!("[{rule}]({page})"));
    let severity = words::severity(&finding.severity).get(language);
    let _ = writeln!(out, "#### {severity}: {rule} {}\n", plain(&finding.name));
    let _ = writeln!(out, "{}\n", plain(&finding.message));
    if let Some(place) = finding.place() {
        let _ = writeln!(out, "{}: {}\n", say(words::EVIDENCE), code(&place));
    }
    let lines = finding.evidence.iter().flat_map(|evidence| evidence.lines());
    let lines: String =
        lines.map(|(number, text, is_it)| format!("{} {number}: {text}\n", if is_it { ">" } else { " " })).collect();
    if !lines.is_empty() {
        block(out, &lines);
    }
    for (label, value) in [(words::EXPECTED, &finding.expected), (words::ACTUAL, &finding.actual)] {
        if let Some(value) = value {
            let _ = writeln!(out, "- {}: {}", say(label), code(value));
        }
    }
    if finding.expected.is_some() || finding.actual.is_some() {
        out.push('\n');
    }
    if let Some(error) = &finding.error {
        let _ = writeln!(
            out,
            "{}: {} {} {}\n",
            say(words::ERROR),
            code(&error.title()),
            plain(&error.meaning),
            plain(&error.remedy)
        );
    }
    if !finding.remedy.is_empty() {
        let _ = writeln!(out, "**{}**: {}\n", say(words::REMEDY), plain(&finding.remedy));
    }
}
