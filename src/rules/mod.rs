//! The rules: what each one means, in one place, and the error codes that they explain.
//!
//! A rule is one named judgement over evidence. This room holds what a rule *says*; [`crate::judge`] holds when it
//! *applies*.

pub mod catalogue;
pub mod errors;
pub mod known;
pub mod run;

use crate::language::{Language, Text};
use serde::{Deserialize, Serialize};

/// How much a finding matters to a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Severity {
    /// Something is wrong.
    Error,
    /// Something needs a look.
    Warning,
    /// Worth knowing.
    Information,
}

/// What a finding does to the verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Effect {
    /// The download must not be imported.
    NotUsable,
    /// Something needed could not be looked at or understood.
    Inconclusive,
    /// None.
    None,
}

/// One rule of the catalogue.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// `CMV` and four digits: never reused, never another meaning.
    pub id: &'static str,
    /// The name in one word, as in `EmptyRedistFile`.
    pub name: &'static str,
    /// How much it matters to a person.
    pub severity: Severity,
    /// What it does to the verdict.
    pub effect: Effect,
    /// One line for a heading.
    pub title: Text,
    /// The sentence of a finding; `{update}`, `{file}`, `{detail}` and `{count}` stand for what was found.
    pub message: Text,
    /// Why the rule exists: what happens to an import when it is passed over.
    pub why: Text,
    /// What to do now.
    pub remedy: Text,
    /// What shows it, as it is met: a line of the log, or a file.
    pub example: &'static str,
    /// Where the knowledge comes from: addresses of public pages.
    pub sources: &'static [&'static str],
}

/// A [`Rule`] in one language, as callers get it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RuleText {
    /// The id, `CMV` and four digits.
    pub id: &'static str,
    /// The name in one word.
    pub name: &'static str,
    /// How much it matters to a person.
    pub severity: Severity,
    /// What it does to the verdict.
    pub effect: Effect,
    /// One line for a heading.
    pub title: &'static str,
    /// Why the rule exists.
    pub why: &'static str,
    /// What to do now.
    pub remedy: &'static str,
    /// What shows it, as it is met: a line of the log, or a file.
    pub example: &'static str,
    /// Addresses of public pages.
    pub sources: &'static [&'static str],
    /// The rule's own page.
    pub link: String,
}

impl Rule {
    /// The rule in one language.
    #[must_use]
    pub fn text(&self, language: Language) -> RuleText {
        RuleText {
            id: self.id,
            name: self.name,
            severity: self.severity,
            effect: self.effect,
            title: self.title.get(language),
            why: self.why.get(language),
            remedy: self.remedy.get(language),
            example: self.example,
            sources: self.sources,
            link: self.link(),
        }
    }

    /// The address of the rule's own page, `docs/rules/` of the repository.
    #[must_use]
    pub fn link(&self) -> String {
        format!("{}/blob/main/docs/rules/{}.md", env!("CARGO_PKG_REPOSITORY"), self.id)
    }
}
