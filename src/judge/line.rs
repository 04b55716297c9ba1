//! What one line of a log is evidence for, whichever download it is held against.

use crate::logs::record::{Level, Part};
use crate::logs::setup::{self, FailureKind};
use crate::logs::tool;
use crate::rules::{Rule, Severity, catalogue as rule};

/// What a part of a line means for a person.
#[derive(Clone, Copy, Debug)]
pub struct Meaning {
    /// The rule that it is evidence for.
    pub rule: Option<&'static Rule>,
    /// How much it matters.
    pub severity: Severity,
}

impl Meaning {
    /// A line that no rule knows means what its level says: a word with a colon, not a word in the text.
    #[must_use]
    pub const fn of_level(level: Option<Level>) -> Self {
        let severity = match level {
            Some(Level::Error) => Severity::Error,
            Some(Level::Warning) => Severity::Warning,
            Some(Level::Information) | None => Severity::Information,
        };
        Self { rule: None, severity }
    }

    const fn of_rule(rule: &'static Rule) -> Self {
        Self { rule: Some(rule), severity: rule.severity }
    }

    /// A part of a line of the tool's log.
    #[must_use]
    pub fn of_tool(part: Part<'_>, fact: tool::Fact) -> Self {
        match fact {
            tool::Fact::RedistFailed(_) => Self::of_rule(&rule::REDIST_DOWNLOAD_FAILED),
            tool::Fact::Error => Self::of_rule(&rule::TOOL_ERROR),
            tool::Fact::AdminUi => Self::of_rule(&rule::ADMIN_UI_CONTENT_FAILED),
            tool::Fact::Harmless => Self::of_rule(&rule::KNOWN_HARMLESS_ERROR),
            _ => Self::of_level(part.level),
        }
    }

    /// A part of a line of ConfigMgrSetup.log. What Setup.exe writes there is no evidence for a download.
    #[must_use]
    pub fn of_setup(part: Part<'_>, fact: setup::Fact<'_>, is_in_run: bool) -> Self {
        match fact {
            setup::Fact::Failed(kind, _) if is_in_run => Self::of_rule(rule_of(kind)),
            setup::Fact::Failed(..) => Self { rule: None, severity: Severity::Error },
            setup::Fact::Harmless if is_in_run => Self::of_rule(&rule::KNOWN_HARMLESS_ERROR),
            setup::Fact::Harmless => Self { rule: None, severity: Severity::Information },
            // The server refused; setupdl says so in a line without a level of its own, and then that it failed.
            setup::Fact::Answered(_, status) if status >= 400 => Self { rule: None, severity: Severity::Warning },
            _ => Self::of_level(part.level),
        }
    }

    /// What several parts of a line mean together: what matters most, and of that the first.
    #[must_use]
    pub fn and(self, next: Self) -> Self {
        if (next.severity, next.rule.is_none()) < (self.severity, self.rule.is_none()) { next } else { self }
    }
}

/// The rule for each kind of failure in a setupdl run.
#[must_use]
pub const fn rule_of(kind: FailureKind) -> &'static Rule {
    match kind {
        FailureKind::Download => &rule::SETUP_DOWNLOAD_FAILED,
        FailureKind::HashCheck => &rule::SETUP_HASH_CHECK_FAILED,
        FailureKind::SignatureCheck => &rule::SETUP_SIGNATURE_CHECK_FAILED,
        FailureKind::ManifestVerification => &rule::SETUP_MANIFEST_VERIFICATION_FAILED,
        FailureKind::Other => &rule::SETUP_ERROR,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::logs::record::Record;

    /// The rule and the severity of a line.
    fn of(meaning: Meaning) -> (Option<&'static str>, Severity) {
        (meaning.rule.map(|rule| rule.id), meaning.severity)
    }

    fn meaning(line: &str, of_part: impl Fn(Part<'_>) -> Meaning) -> (Option<&'static str>, Severity) {
        of(Record::parse(line).parts().map(of_part).reduce(Meaning::and).expect("a part"))
    }

    const FAILED: &str = "Download() failed with 0x80072EE2";
    const HARMLESS: &str = r"System.UnauthorizedAccessException: 'C:\t\ExtractManifestCab\a.xml' is denied.";

    #[test]
    fn a_line_of_the_tool_means_its_rule_or_its_level() {
        let tool = |line: &str| meaning(line, |part| Meaning::of_tool(part, tool::Fact::of(part)));
        for (line, id, severity) in [
            ("ERROR:Failed to download Redists", Some("CMV0101"), Severity::Error),
            ("ERROR:The disk is full", Some("CMV0104"), Severity::Error),
            (
                "ERROR: Failed to download Admin UI content payload with exception: x",
                Some("CMV0105"),
                Severity::Warning,
            ),
            (HARMLESS, Some("CMV0111"), Severity::Information),
            ("WARNING:slow", None, Severity::Warning),
            ("INFO:something", None, Severity::Information),
        ] {
            assert_eq!(tool(line), (id, severity), "{line}");
        }
    }

    #[test]
    fn a_line_of_setupdl_means_its_rule_within_a_run_alone() {
        let setup = |line: &str, is_in_run: bool| {
            meaning(line, |part| Meaning::of_setup(part, setup::Fact::of(part), is_in_run))
        };
        assert_eq!(setup(FAILED, true), (Some("CMV0201"), Severity::Error));
        assert_eq!(setup(FAILED, false), (None, Severity::Error));
        assert_eq!(setup(HARMLESS, true), (Some("CMV0111"), Severity::Information));
        // Whatever its level says.
        let harmless = format!("ERROR: {HARMLESS}");
        assert_eq!(setup(&harmless, true), (Some("CMV0111"), Severity::Information));
        assert_eq!(setup(&harmless, false), (None, Severity::Information));
        for (status, severity) in [(200, Severity::Information), (399, Severity::Information), (400, Severity::Warning)]
        {
            let line = format!("INFO: WinHttpQueryHeaders() in Download() returned OK ({status})");
            assert_eq!(setup(&line, true), (None, severity), "{line}");
        }
    }

    #[test]
    fn of_several_parts_the_worst_counts_and_of_these_the_first_with_a_rule() {
        let error = Meaning::of_rule(&rule::TOOL_ERROR);
        let other = Meaning::of_rule(&rule::SETUP_ERROR);
        let level = Meaning::of_level(Some(Level::Error));
        let information = Meaning::of_level(None);
        assert_eq!(of(information.and(error)), of(error));
        assert_eq!(of(error.and(information)), of(error));
        assert_eq!(of(level.and(error)), of(error));
        assert_eq!(of(error.and(level)), of(error));
        assert_eq!(of(error.and(other)), of(error), "the first");
    }
}
