//! One page without external parts: no script, no picture, no font from elsewhere; its policy forbids them.

use super::input::{FindingText, Given, UpdateText};
use super::{Source, words};
use crate::language::{Language, Text};
use crate::report::Verdict;
use crate::text::size;
use maud::{DOCTYPE, Markup, PreEscaped, html};

const STYLE: &str = include_str!("style.css");

/// Nothing is loaded, nothing is run, nothing is sent: also where something slipped through.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// What one page is written with.
struct Page<'a> {
    source: &'a Source<'a>,
    language: Language,
}

const fn class(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Usable => "usable",
        Verdict::Inconclusive => "inconclusive",
        Verdict::NotUsable => "not-usable",
    }
}

/// As the attribute `lang` and the reports write it.
const fn code(language: Language) -> &'static str {
    match language {
        Language::En => "en",
        Language::Ja => "ja",
    }
}

/// A sign that differs in its form, for whoever does not see its colour.
fn sign(verdict: Verdict) -> Markup {
    let path = match verdict {
        Verdict::Usable => "M5 12.5l4.5 4.5L19 7.5",
        Verdict::Inconclusive => "M9 9.2a3 3 0 1 1 4.3 2.7c-.9.5-1.3 1-1.3 2.1M12 17.2v.3",
        Verdict::NotUsable => "M7 7l10 10M17 7L7 17",
    };
    html! {
        svg viewBox="0 0 24 24" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="2.6"
            stroke-linecap="round" stroke-linejoin="round" {
            circle cx="12" cy="12" r="10.5" stroke-width="1.8" {}
            path d=(path) {}
        }
    }
}

/// A path that breaks where its folders end, and elsewhere only where one of them is too long for a line.
fn path(text: &str) -> Markup {
    html! { @for part in text.split_inclusive(['\\', '/']) { span.part { (part) } } }
}

/// From when to when; the day once where it is one day.
fn times(first: Option<&str>, last: Option<&str>) -> String {
    match (first, last) {
        (Some(first), Some(last)) => match (first.split_once(' '), last.split_once(' ')) {
            (Some((day, _)), Some((same, time))) if day == same => format!("{first} – {time}"),
            _ => format!("{first} – {last}"),
        },
        (one, other) => one.or(other).unwrap_or("-").to_owned(),
    }
}

/// Fractions of a thousand, as a style has them.
fn share(part: u64, whole: u64) -> String {
    let thousandths = u128::from(part) * 1000 / u128::from(whole.max(1));
    format!("{}.{}%", thousandths / 10, thousandths % 10)
}

fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

pub(super) fn write(source: &Source<'_>) -> String {
    let page = Page { source, language: source.language };
    page.whole().into_string()
}

impl Page<'_> {
    fn say(&self, text: Text) -> &'static str {
        text.get(self.language)
    }

    fn whole(&self) -> Markup {
        let source = self.source;
        let verdict = self.say(words::verdict(source.verdict()));
        html! {
            (DOCTYPE)
            html lang=(code(self.language)) {
                head {
                    meta charset="utf-8";
                    meta http-equiv="Content-Security-Policy" content=(POLICY);
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="generator" content=(concat!("cmverify ", env!("CARGO_PKG_VERSION")));
                    meta name="referrer" content="no-referrer";
                    title { (verdict) " – " (source.title) }
                    style { (PreEscaped(STYLE)) }
                }
                body {
                    header { h1 { (source.title) } }
                    main {
                        @if source.reports.len() > 1 { (self.overview()) }
                        @for (at, report) in source.reports.iter().enumerate() { (self.report(at, report)) }
                    }
                    footer { (self.footer()) }
                }
            }
        }
    }

    fn footer(&self) -> Markup {
        html! {
            p { (self.say(words::SMALL_PRINT)) }
            @if self.source.is_redacted { p { (self.say(words::REDACTED)) } }
            p {
                (self.say(words::MADE_BY)) ": "
                a href=(env!("CARGO_PKG_REPOSITORY")) { (concat!("cmverify ", env!("CARGO_PKG_VERSION"))) }
                @if let Some(created) = self.source.created { " · " (self.say(words::CREATED)) ": " (created) }
            }
        }
    }

    fn tag(&self, verdict: Verdict) -> Markup {
        html! { span class={ "tag " (class(verdict)) } { (sign(verdict)) (self.say(words::verdict(verdict))) } }
    }

    /// All downloads at a glance: the worst verdict, how many have which, and where to read on.
    fn overview(&self) -> Markup {
        let reports = &self.source.reports;
        let has_computers = reports.iter().any(|report| report.text.computer.is_some());
        let count = |report: &Given, severity| {
            report.text.findings.iter().filter(|finding| finding.severity == severity).count() as u64
        };
        let worst = self.source.verdict();
        html! {
            section aria-labelledby="overview" {
                h2 #overview { (self.say(words::OVERVIEW)) }
                div class={ "verdict " (class(worst)) } {
                    p.word { (sign(worst)) (self.say(words::verdict(worst))) }
                    ul.counts {
                        @for verdict in [Verdict::NotUsable, Verdict::Inconclusive, Verdict::Usable] {
                            @let number = reports.iter().filter(|report| report.verdict == verdict).count() as u64;
                            @if number > 0 { li { (self.tag(verdict)) ": " (thousands(number)) } }
                        }
                    }
                }
                table.stack {
                    thead { tr {
                        th scope="col" { (self.say(words::DOWNLOAD)) }
                        @if has_computers { th scope="col" { (self.say(words::COMPUTER)) } }
                        th scope="col" { (self.say(words::VERDICT)) }
                        th.number scope="col" { (self.say(words::ERRORS)) }
                        th.number scope="col" { (self.say(words::WARNINGS)) }
                    } }
                    tbody {
                        @for (at, report) in reports.iter().enumerate() {
                            tr {
                                th scope="row" { a href={ "#d" (at + 1) } { (path(report.path())) } }
                                @if has_computers {
                                    td data-label=(self.say(words::COMPUTER)) {
                                        (report.text.computer.as_deref().unwrap_or("-"))
                                    }
                                }
                                td data-label=(self.say(words::VERDICT)) { (self.tag(report.verdict)) }
                                td.number data-label=(self.say(words::ERRORS)) { (thousands(count(report, "error"))) }
                                td.number data-label=(self.say(words::WARNINGS)) {
                                    (thousands(count(report, "warning")))
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    fn report(&self, at: usize, report: &Given) -> Markup {
        let text = &report.text;
        let id = format!("d{}", at + 1);
        let language = self.other_language(report);
        html! {
            section.download id=(id) aria-labelledby={ (id) "-h" } {
                h2 id={ (id) "-h" } {
                    @if let Some(computer) = &text.computer { (computer) ": " }
                    (path(report.path()))
                }
                @if report.is_contradicted { p.warn { (self.say(words::CONTRADICTED)) } }
                div class={ "verdict " (class(report.verdict)) } {
                    p.word { (sign(report.verdict)) (self.say(words::verdict(report.verdict))) }
                    p lang=[language] { (text.summary) }
                    p.next { strong { (self.say(words::NEXT)) ": " } span lang=[language] { (text.next_action) } }
                }
                @if !text.updates.is_empty() { (self.updates(&text.updates)) }
                h3 { (self.say(words::FINDINGS)) }
                @if text.findings.is_empty() { p { (self.say(words::NO_FINDINGS)) } }
                @for finding in &text.findings { (self.finding(finding, report)) }
                @if !text.omitted.is_empty() {
                    p {
                        (self.say(words::MORE)) ": "
                        @for (n, omitted) in text.omitted.iter().enumerate() {
                            @if n > 0 { ", " }
                            (omitted.rule) " × " (thousands(omitted.count))
                        }
                    }
                }
                (self.looked_at(report))
                @if self.source.reports.len() > 1 {
                    p.back { a href="#overview" { (self.say(words::OVERVIEW)) " ↑" } }
                }
            }
        }
    }

    /// The language of a report's messages, where that is another than the page's.
    fn other_language(&self, report: &Given) -> Option<&'static str> {
        let language = report.text.inputs.language.as_deref()?;
        ["en", "ja"].into_iter().find(|known| *known == language && *known != code(self.language))
    }

    fn updates(&self, updates: &[UpdateText]) -> Markup {
        let largest = updates.iter().map(|update| update.bytes).max().unwrap_or(0);
        html! {
            h3 { (self.say(words::UPDATES)) }
            table.stack {
                thead { tr {
                    th scope="col" { (self.say(words::UPDATE)) }
                    th scope="col" { (self.say(words::VERDICT)) }
                    th.number scope="col" { (self.say(words::FILES)) }
                    th.number scope="col" { (self.say(words::SIZE)) }
                    th.number scope="col" { (self.say(words::REDISTS)) }
                    th scope="col" { (self.say(words::WEAKEST)) }
                    th.number scope="col" { (self.say(words::ERRORS)) }
                    th.number scope="col" { (self.say(words::WARNINGS)) }
                } }
                tbody {
                    @for update in updates {
                        tr {
                            th scope="row" {
                                @if let Some(name) = &update.name { (name) br; }
                                span.guid.mono.quiet { (update.guid) }
                            }
                            td data-label=(self.say(words::VERDICT)) { (self.tag(update.verdict)) }
                            td.number data-label=(self.say(words::FILES)) { (thousands(update.files)) }
                            td.number data-label=(self.say(words::SIZE)) { (size(update.bytes)) }
                            td.number data-label=(self.say(words::REDISTS)) {
                                @if update.redist_files == 0 { "-" }
                                @else { (thousands(update.redist_files)) " / " (size(update.redist_bytes)) }
                            }
                            td data-label=(self.say(words::WEAKEST)) {
                                (self.say(words::grade(update.grade.as_deref())))
                            }
                            td.number data-label=(self.say(words::ERRORS)) { (thousands(update.errors)) }
                            td.number data-label=(self.say(words::WARNINGS)) { (thousands(update.warnings)) }
                        }
                    }
                }
            }
            @if updates.iter().any(|update| update.evidence.counts().iter().any(|count| *count > 0)) {
                div.chart {
                    h4 { (self.say(words::EVIDENCE_OF_FILES)) }
                    @for update in updates { (self.grades(update)) }
                }
            }
            @if updates.len() > 1 && largest > 0 {
                div.chart {
                    h4 { (self.say(words::SIZE)) }
                    @for update in updates {
                        div.bars {
                            span { (update.short()) }
                            div.bar aria-hidden="true" {
                                span.s2 style={ "width:" (share(update.bytes, largest)) } {}
                            }
                            span.number { (size(update.bytes)) }
                        }
                    }
                }
            }
            @for update in updates.iter().filter(|update| !update.unproved.is_empty()) {
                p { (self.say(words::UNPROVED)) " (" (update.title()) "): " (update.unproved.join(", ")) }
            }
        }
    }

    /// How the files of an update are proved: a bar, and the same in words.
    fn grades(&self, update: &UpdateText) -> Markup {
        let counts = update.evidence.counts();
        let all: u64 = counts.iter().sum();
        html! {
            @if all > 0 {
                div.bars {
                    span { (update.short()) }
                    div.bar aria-hidden="true" {
                        @for (n, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
                            span class={ "s" (n) } style={ "width:" (share(*count, all)) } {}
                        }
                    }
                    ul.legend {
                        @for (n, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
                            li {
                                b class={ "s" (n) } aria-hidden="true" {}
                                (self.say(words::GRADES[n].1)) ": " (thousands(*count))
                            }
                        }
                    }
                }
            }
        }
    }

    fn finding(&self, finding: &FindingText, report: &Given) -> Markup {
        let look = match finding.effect.as_str() {
            "none" => "quiet-one",
            "inconclusive" => "open",
            _ => "bad",
        };
        let lines = finding.evidence.as_ref().map(|evidence| evidence.lines()).unwrap_or_default();
        let update = report.text.updates.iter().find(|update| Some(&update.guid) == finding.guid.as_ref());
        let language = self.other_language(report);
        let evidence_path = finding.evidence.as_ref().map(|evidence| evidence.path.as_str());
        html! {
            article class={ "finding " (look) } {
                h4 {
                    (self.say(words::severity(&finding.severity))) ": "
                    @if let Some(page) = finding.page() { a href=(page) rel="noreferrer" { (finding.rule) } } @else { (finding.rule) }
                    " " (finding.name)
                }
                p lang=[language] { (finding.message) }
                p.quiet {
                    (self.say(words::effect(&finding.effect)))
                    @if let Some(update) = update { " · " (update.title()) }
                    @else if let Some(guid) = &finding.guid { " · " (guid) }
                }
                @if let Some(place) = finding.place() {
                    p.where { (self.say(words::EVIDENCE)) ": " span.mono { (path(&place)) } }
                }
                @if !lines.is_empty() {
                    pre { @for (number, text, is_it) in lines {
                        @if is_it { mark { i { (number) } span { (text) } } }
                        @else { span.row { i { (number) } span { (text) } } }
                    } }
                }
                dl {
                    @if let Some(file) = finding.file.as_deref().filter(|file| Some(*file) != evidence_path) {
                        dt { (self.say(words::FILE)) } dd.mono { (path(file)) }
                    }
                    @if let Some(expected) = &finding.expected {
                        dt { (self.say(words::EXPECTED)) } dd.mono { (expected) }
                    }
                    @if let Some(actual) = &finding.actual {
                        dt { (self.say(words::ACTUAL)) } dd.mono { (actual) }
                    }
                    @if let Some(error) = &finding.error {
                        dt { (self.say(words::ERROR)) }
                        dd { span.mono { (error.title()) } ": " span lang=[language] { (error.meaning) " " (error.remedy) } }
                    }
                }
                @if !finding.remedy.is_empty() {
                    p.do { strong { (self.say(words::REMEDY)) } span lang=[language] { (finding.remedy) } }
                }
            }
        }
    }

    fn looked_at(&self, report: &Given) -> Markup {
        let text = &report.text;
        let files = &text.files;
        let depth = match text.inputs.depth.as_deref() {
            Some("quick") => Some(self.say(words::QUICK)),
            Some(_) => Some(self.say(words::FULL)),
            None => None,
        };
        let more = [(text.inputs.all_runs, words::ALL_RUNS), (text.inputs.without_logs, words::WITHOUT_LOGS)];
        html! {
            h3 { (self.say(words::LOOKED_AT)) }
            @if !text.logs.is_empty() {
                table.stack {
                    thead { tr {
                        th scope="col" { (self.say(words::LOG)) }
                        th scope="col" { (self.say(words::ENCODING)) }
                        th.number scope="col" { (self.say(words::LINES)) }
                        th scope="col" { (self.say(words::TIME)) }
                        th.number scope="col" { (self.say(words::RUNS)) }
                    } }
                    tbody {
                        @for log in &text.logs {
                            tr {
                                th.mono scope="row" { (path(&log.path)) }
                                td data-label=(self.say(words::ENCODING)) { (log.encoding.as_deref().unwrap_or("-")) }
                                td.number data-label=(self.say(words::LINES)) { (thousands(log.lines)) }
                                td data-label=(self.say(words::TIME)) {
                                    (times(log.first_time.as_deref(), log.last_time.as_deref()))
                                }
                                td.number data-label=(self.say(words::RUNS)) {
                                    (thousands(log.runs_judged)) " " (self.say(words::OF)) " " (thousands(log.runs))
                                }
                            }
                        }
                    }
                }
            }
            dl {
                @for name in report.missing_logs() { dt { (name) } dd { (self.say(words::NOT_AT_HAND)) } }
                dt { (self.say(words::FILES)) } dd { (thousands(files.count)) " (" (size(files.bytes)) ")" }
                dt { (self.say(words::EMPTY)) } dd { (thousands(files.empty)) }
                dt { (self.say(words::HASHED)) } dd { (size(files.hashed_bytes)) }
                @if let Some(depth) = depth {
                    dt { (self.say(words::DEPTH)) }
                    dd {
                        (depth)
                        @for (_, text) in more.iter().filter(|(is_on, _)| *is_on == Some(true)) { "; " (self.say(*text)) }
                    }
                }
                @if let Some(language) = self.other_language(report) {
                    dt { (self.say(words::MESSAGES)) }
                    dd { (if language == "ja" { "日本語" } else { "English" }) }
                }
                @if let Some(seal) = &text.seal {
                    dt { (self.say(words::SEAL)) }
                    dd {
                        span.mono { (path(&seal.path)) } " (" (seal.created) " UTC; " (thousands(seal.files)) ")"
                        @if !seal.sha256.is_empty() { br; "SHA-256: " span.mono { (seal.sha256) } }
                    }
                }
            }
        }
    }
}
