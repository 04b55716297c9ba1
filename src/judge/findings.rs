//! The list of findings: in order, bounded, in the caller's language.

use crate::guid::Guid;
use crate::language::{Language, Text};
use crate::logs::{LogProblem, LogSource, Mark};
use crate::report::{Evidence, Finding, JudgedFile, Omitted, Verdict};
use crate::rules::catalogue::{UNKNOWN_FILE, UNNAMED_UPDATE, detail, find};
use crate::rules::errors::ErrorText;
use crate::rules::{Effect, Rule, Severity, known};
use crate::text;
use std::collections::{BTreeMap, BTreeSet};

/// How many findings of one rule are listed one by one.
const MOST_OF_A_RULE: usize = 100;

/// How much text all findings may have, in bytes; the first of each rule is listed in any case. A report stays below the
/// 2 million characters that the JSON reader of .NET Framework takes by default.
const MOST_TEXT: usize = 1_000_000;

/// Findings, as they are collected.
#[derive(Clone, Debug)]
pub struct Findings {
    language: Language,
    list: Vec<Finding>,
    omitted: BTreeMap<&'static str, u64>,
    tallies: BTreeMap<Option<Guid>, Tally>,
    logs: Vec<JudgedLog>,
}

/// A log, and the rules that it was judged by.
#[derive(Clone, Debug)]
pub(super) struct JudgedLog {
    path: String,
    rules: BTreeSet<&'static str>,
    found: BTreeSet<&'static str>,
}

impl JudgedLog {
    fn note(&mut self, rule: &'static Rule) {
        if self.rules.contains(rule.id) {
            self.found.insert(rule.id);
        }
    }

    /// As it is reported.
    pub(super) fn told(&self) -> JudgedFile {
        JudgedFile {
            file: text::shown(&self.path),
            rules: self.rules.iter().copied().collect(),
            found: self.found.iter().copied().collect(),
            grade: None,
        }
    }
}

/// What all findings of one update come to, listed or not.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tally {
    pub(super) verdict: Verdict,
    pub(super) errors: u64,
    pub(super) warnings: u64,
}

/// One finding, before its sentence is made.
pub(super) struct Draft<'a> {
    pub(super) rule: &'static Rule,
    pub(super) guid: Option<Guid>,
    pub(super) file: Option<String>,
    pub(super) evidence: Option<Evidence>,
    pub(super) error: Option<ErrorText>,
    /// What stands for `{detail}`.
    pub(super) detail: String,
    /// What stands for `{file}` where that is not `file` itself.
    pub(super) shown_file: Option<&'a str>,
    /// What stands for `{count}`.
    pub(super) count: u64,
    /// Another sentence and weight than the rule's own, for evidence that is normal.
    pub(super) normal: Option<Text>,
    /// Another sentence of the rule's own weight.
    pub(super) instead: Option<Text>,
    pub(super) expected: Option<String>,
    pub(super) actual: Option<String>,
}

impl Draft<'_> {
    pub(super) const fn new(rule: &'static Rule) -> Self {
        Self {
            rule,
            guid: None,
            file: None,
            evidence: None,
            error: None,
            detail: String::new(),
            shown_file: None,
            count: 0,
            normal: None,
            instead: None,
            expected: None,
            actual: None,
        }
    }
}

impl Findings {
    pub(super) const fn new(language: Language) -> Self {
        Self { language, list: Vec::new(), omitted: BTreeMap::new(), tallies: BTreeMap::new(), logs: Vec::new() }
    }

    /// The language of the sentences.
    #[must_use]
    pub const fn language(&self) -> Language {
        self.language
    }

    /// The findings, in their order.
    #[must_use]
    pub fn list(&self) -> &[Finding] {
        &self.list
    }

    /// The logs that were judged.
    pub(super) fn logs(&self) -> &[JudgedLog] {
        &self.logs
    }

    /// Takes down that a log is judged by these rules, before it is.
    pub(super) fn judge_log(&mut self, source: &LogSource, rules: &[&'static Rule]) {
        let Some(path) = &source.path else { return };
        let at = self.logs.iter().position(|log| log.path == *path).unwrap_or_else(|| {
            self.logs.push(JudgedLog { path: path.clone(), rules: BTreeSet::new(), found: BTreeSet::new() });
            self.logs.len() - 1
        });
        if let Some(log) = self.logs.get_mut(at) {
            log.rules.extend(rules.iter().map(|rule| rule.id));
        }
    }

    /// The findings and what was left out.
    #[must_use]
    pub fn into_parts(self) -> (Vec<Finding>, Vec<Omitted>) {
        let omitted = self.omitted.into_iter().map(|(rule, count)| Omitted { rule, count }).collect();
        (self.list, omitted)
    }

    pub(super) fn add(&mut self, draft: Draft<'_>) {
        let rule = draft.rule;
        let language = self.language;
        let update = update_phrase(draft.guid, language);
        let count = draft.count.to_string();
        let file = draft.shown_file.or(draft.file.as_deref()).unwrap_or(UNKNOWN_FILE.get(language));
        let values = [("update", update.as_str()), ("file", file), ("detail", &draft.detail), ("count", &count)];
        let (severity, effect, message) = match draft.normal {
            Some(message) => (Severity::Information, Effect::None, message),
            None => (rule.severity, rule.effect, draft.instead.unwrap_or(rule.message)),
        };
        self.tally(draft.guid, severity, effect, 1);
        if let Some(evidence) = &draft.evidence {
            let is_it = |log: &&mut JudgedLog| evidence.path == log.path || evidence.path == text::shown(&log.path);
            if let Some(log) = self.logs.iter_mut().find(is_it) {
                log.note(rule);
            }
        }
        self.list.push(Finding {
            rule: rule.id,
            name: rule.name,
            severity,
            effect,
            message: message.fill(language, &values),
            remedy: rule.remedy.get(language),
            link: rule.link(),
            guid: draft.guid.map(|guid| guid.to_string()),
            file: draft.file,
            evidence: draft.evidence,
            error: draft.error,
            expected: draft.expected,
            actual: draft.actual,
        });
    }

    /// Counts findings of a rule that were never made, because their evidence was only counted. They weigh the same.
    pub(super) fn omit(&mut self, rule: &'static Rule, guid: Option<Guid>, count: u64) {
        if count > 0 {
            *self.omitted.entry(rule.id).or_default() += count;
            // What was only counted is of the log at hand, where it is of a log.
            if let Some(log) = self.logs.last_mut() {
                log.note(rule);
            }
            self.tally(guid, rule.severity, rule.effect, count);
        }
    }

    fn tally(&mut self, guid: Option<Guid>, severity: Severity, effect: Effect, count: u64) {
        let tally = self.tallies.entry(guid).or_insert(Tally { verdict: Verdict::Usable, errors: 0, warnings: 0 });
        tally.verdict = tally.verdict.max(Verdict::from(effect));
        match severity {
            Severity::Error => tally.errors += count,
            Severity::Warning => tally.warnings += count,
            Severity::Information => {}
        }
    }

    /// What the findings of one update come to; what concerns no update by name concerns all of them.
    pub(super) fn of_update(&self, guid: Guid) -> Tally {
        let whole = self.tallies.get(&None).map_or(Verdict::Usable, |tally| tally.verdict);
        let own = self.tallies.get(&Some(guid));
        Tally {
            verdict: own.map_or(Verdict::Usable, |tally| tally.verdict).max(whole),
            errors: own.map_or(0, |tally| tally.errors),
            warnings: own.map_or(0, |tally| tally.warnings),
        }
    }

    /// What all findings come to.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        self.tallies.values().map(|tally| tally.verdict).max().unwrap_or(Verdict::Usable)
    }

    /// How many findings have this effect, listed or not.
    #[must_use]
    pub fn count(&self, effect: Effect) -> u64 {
        let listed = self.list.iter().filter(|finding| finding.effect == effect).count() as u64;
        let omitted = self.omitted.iter().filter(|(id, _)| find(id).is_some_and(|rule| rule.effect == effect));
        listed + omitted.map(|(_, count)| count).sum::<u64>()
    }

    /// Brings the list into its order and within its bounds.
    pub(super) fn sort(&mut self) {
        fn place(finding: &Finding) -> (&str, Option<u64>) {
            let evidence = finding.evidence.as_ref();
            let path = evidence.map_or(finding.file.as_deref().unwrap_or_default(), |e| e.path.as_str());
            (path, evidence.and_then(|e| e.line))
        }
        self.list.sort_by(|a, b| {
            (a.effect, a.rule, place(a), &a.guid, &a.message).cmp(&(b.effect, b.rule, place(b), &b.guid, &b.message))
        });
        let mut listed: BTreeMap<(&str, Effect), usize> = BTreeMap::new();
        let mut length = 0;
        let omitted = &mut self.omitted;
        self.list.retain(|finding| {
            let count = listed.entry((finding.rule, finding.effect)).or_default();
            *count += 1;
            length += length_of(finding);
            let has_room = *count <= MOST_OF_A_RULE && (*count == 1 || length <= MOST_TEXT);
            if !has_room {
                *omitted.entry(finding.rule).or_default() += 1;
            }
            has_room
        });
    }
}

/// How much of the report a finding takes, in bytes, roughly.
fn length_of(finding: &Finding) -> usize {
    let evidence = finding.evidence.as_ref();
    let texts = [evidence.map(|e| &e.path), evidence.and_then(|e| e.text.as_ref()), finding.file.as_ref()];
    let explained = finding.error.as_ref().map_or(0, |error| error.meaning.len() + error.remedy.len());
    let texts: usize = texts.into_iter().flatten().map(String::len).sum();
    300 + finding.message.len() + finding.remedy.len() + texts + explained
}

/// The update as a sentence names it.
pub(crate) fn update_phrase(guid: Option<Guid>, language: Language) -> String {
    let Some(guid) = guid.map(|guid| guid.to_string()) else {
        return UNNAMED_UPDATE.get(language).to_owned();
    };
    match known::update_name(&guid) {
        Some(name) => format!("{name} ({guid})"),
        None => guid,
    }
}

/// The place of a line in a log, as evidence.
pub(super) fn at(source: &LogSource, mark: &Mark) -> Evidence {
    Evidence {
        path: text::shown(source.path.as_deref().unwrap_or_default()),
        line: Some(mark.line),
        offset: Some(mark.offset),
        text: Some(mark.text.clone()),
        // Read when it is known which lines are shown.
        before: Vec::new(),
        after: Vec::new(),
    }
}

/// A file or folder, as evidence.
pub(super) fn file(path: String) -> Evidence {
    Evidence { path, line: None, offset: None, text: None, before: Vec::new(), after: Vec::new() }
}

/// That a file or a share kept everybody waiting.
pub(super) fn no_answer(seconds: u64, language: Language) -> String {
    detail::NO_ANSWER.fill(language, &[("seconds", &seconds.to_string())])
}

/// Why a log could not be read, in words.
pub(crate) fn log_problem(problem: &LogProblem, language: Language) -> String {
    let text = match problem {
        LogProblem::NotGiven => detail::NOT_GIVEN,
        LogProblem::Missing => detail::MISSING,
        LogProblem::IsFolder => detail::IS_FOLDER,
        LogProblem::Special => detail::SPECIAL_FILE,
        LogProblem::AccessDenied => detail::ACCESS_DENIED,
        LogProblem::NoAnswer(seconds) => return no_answer(*seconds, language),
        LogProblem::ReadFailed(os) => return detail::READ_FAILED.fill(language, &[("os", os)]),
        LogProblem::NotText => detail::NOT_TEXT,
        LogProblem::LineTooLong => detail::LINE_TOO_LONG,
        LogProblem::TooMuch => detail::TOO_MUCH,
        LogProblem::OtherLog => detail::OTHER_LOG,
        LogProblem::Changed => detail::CHANGED,
    };
    text.get(language).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{catalogue as rule, errors};

    fn findings(of_rule: &'static Rule, count: u64, text: &str) -> Findings {
        let mut findings = Findings::new(Language::En);
        add(&mut findings, of_rule, count, text);
        findings
    }

    fn add(findings: &mut Findings, of_rule: &'static Rule, count: u64, text: &str) {
        for line in 0..count {
            let mark = Mark { line, offset: 0, text: text.to_owned() };
            findings.add(Draft { evidence: Some(at(&LogSource::default(), &mark)), ..Draft::new(of_rule) });
        }
    }

    fn sorted(mut findings: Findings) -> (Vec<Finding>, Vec<(&'static str, u64)>) {
        findings.sort();
        let (list, omitted) = findings.into_parts();
        (list, omitted.into_iter().map(|omitted| (omitted.rule, omitted.count)).collect())
    }

    #[test]
    fn a_hundred_of_a_rule_are_listed_and_the_others_counted() {
        let (list, omitted) = sorted(findings(&rule::SETUP_ERROR, 103, "x"));
        assert_eq!((list.len(), omitted), (100, vec![(rule::SETUP_ERROR.id, 3)]));
        let lines: Vec<u64> = list.iter().filter_map(|finding| finding.evidence.as_ref()?.line).collect();
        assert_eq!(lines, (0..100).collect::<Vec<u64>>(), "the first of them");
    }

    #[test]
    fn a_report_has_room_for_so_much_text_and_for_the_first_of_each_rule() {
        let mut many = findings(&rule::SETUP_DOWNLOAD_FAILED, 60, &"x".repeat(30_000));
        add(&mut many, &rule::SETUP_ERROR, 2, "y");
        let (list, omitted) = sorted(many);
        let of = |of: &Rule| list.iter().filter(|finding| finding.rule == of.id).count();
        // 33 of them are a little less than a million bytes.
        assert_eq!((of(&rule::SETUP_DOWNLOAD_FAILED), of(&rule::SETUP_ERROR)), (32, 1));
        assert_eq!(omitted, [(rule::SETUP_DOWNLOAD_FAILED.id, 28), (rule::SETUP_ERROR.id, 1)]);
    }

    #[test]
    fn a_finding_is_as_long_as_its_texts() {
        let error = errors::resolve_hresult(0x8009_1007, Language::En);
        let mut finding = findings(&rule::SETUP_ERROR, 1, "a line").into_parts().0.remove(0);
        finding.file = Some("a file".into());
        let texts = finding.message.len() + finding.remedy.len() + "a line".len() + "a file".len();
        assert_eq!(length_of(&finding), 300 + texts);
        finding.error = Some(error);
        let error = finding.error.as_ref().map_or(0, |error| error.meaning.len() + error.remedy.len());
        assert_eq!(length_of(&finding), 300 + texts + error);
        assert!(error > 20);
    }

    #[test]
    fn a_log_whose_name_has_to_be_escaped_is_known_again() {
        let source = LogSource { path: Some("a\u{202E}.log".into()), ..LogSource::default() };
        let mark = Mark { line: 1, offset: 0, text: "x".into() };
        for evidence in [at(&source, &mark), file("a\u{202E}.log".into())] {
            let mut findings = Findings::new(Language::En);
            findings.judge_log(&source, &[&rule::SETUP_ERROR]);
            findings.add(Draft { evidence: Some(evidence), ..Draft::new(&rule::SETUP_ERROR) });
            assert_eq!(findings.logs()[0].told().found, [rule::SETUP_ERROR.id]);
        }
    }

    #[test]
    fn who_did_not_answer_is_told_with_how_long_was_waited() {
        let text = no_answer(73, Language::En);
        assert!(text.contains(" 73 ") && !text.contains('{'), "{text}");
    }
}
