//! The two languages that messages come in.

use serde::{Deserialize, Serialize};

/// The language of titles, messages and remedies in a report.
///
/// Paths, log lines, symbols and names of rules are never translated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Japanese.
    Ja,
}

/// One text in both languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Text {
    /// English.
    pub en: &'static str,
    /// Japanese.
    pub ja: &'static str,
}

impl Text {
    /// The text in `language`.
    #[must_use]
    pub const fn get(self, language: Language) -> &'static str {
        match language {
            Language::En => self.en,
            Language::Ja => self.ja,
        }
    }

    /// The text in `language`, each `{name}` replaced by the value of that name.
    ///
    /// A placeholder without a value stays as it is, so that a slip shows in a test and not as a hole in a sentence.
    /// A value is never searched for placeholders: it may come from a log.
    #[must_use]
    pub fn fill(self, language: Language, values: &[(&str, &str)]) -> String {
        let template = self.get(language);
        let mut out = String::with_capacity(template.len() + 64);
        let mut rest = template;
        while let Some(open) = rest.find('{') {
            out.push_str(&rest[..open]);
            let tail = &rest[open..];
            let value = tail.find('}').and_then(|close| {
                let name = &tail[1..close];
                values.iter().find(|(n, _)| *n == name).map(|(_, v)| (close, *v))
            });
            if let Some((close, value)) = value {
                out.push_str(value);
                rest = &tail[close + 1..];
            } else {
                out.push('{');
                rest = &tail[1..];
            }
        }
        out.push_str(rest);
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GREETING: Text = Text { en: "{a} and {b}, {c}", ja: "{b}と{a}" };

    #[test]
    fn fill_puts_each_value_at_its_name() {
        assert_eq!(GREETING.fill(Language::En, &[("a", "x"), ("b", "y"), ("c", "z")]), "x and y, z");
        assert_eq!(GREETING.fill(Language::Ja, &[("a", "x"), ("b", "y")]), "yとx");
    }

    #[test]
    fn fill_leaves_a_name_without_a_value_and_never_looks_inside_a_value() {
        assert_eq!(GREETING.fill(Language::En, &[("a", "{b}"), ("b", "y")]), "{b} and y, {c}");
    }
}
