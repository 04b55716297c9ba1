//! A topic, `about_*.help.txt`: plain text for a terminal of 80 columns.

use crate::Problem;
use crate::languages::Language;
use crate::markdown::{Block, Document, Kind};
use crate::rules;
use std::fmt::Write;
use std::path::Path;
use textwrap::core::Word;
use textwrap::{Options, WordSeparator, WordSplitter};
use unicode_width::UnicodeWidthStr;

/// No line is wider.
const COLUMNS: usize = 76;
const INDENT: &str = "    ";
const SUBHEADING: &str = "  ";

/// The text of a topic. Windows PowerShell reads it as UTF-8 only with a byte order mark.
pub fn make(checkout: &Path, document: &Document, name: &str, language: &Language) -> Result<String, Problem> {
    let mut topic = Topic {
        checkout,
        document,
        language,
        name,
        headings: Vec::new(),
        rules: Vec::new(),
        text: String::from('\u{feff}'),
    };
    if let Some((line, ..)) = document.matter.first() {
        return Err(document.problem(*line, "a topic has no head"));
    }
    for (at, node) in document.nodes.iter().enumerate() {
        match &node.kind {
            Kind::Heading(1, title) if at == 0 => topic.title(node.line, title)?,
            _ if at == 0 => return Err(document.problem(node.line, format!("the title '# {name}' comes first"))),
            Kind::Heading(2, title) => topic.heading(node.line, title)?,
            Kind::Heading(3, title) if topic.headings.len() > 1 => {
                topic.blank_line();
                topic.text.push_str(&wrapped(title, SUBHEADING, SUBHEADING));
            }
            Kind::Heading(_, title) => {
                return Err(document.problem(node.line, format!("heading '{title}' is not known here")));
            }
            Kind::Block(block) if topic.headings.len() == 1 => topic.short_description(node.line, block)?,
            Kind::Block(block) => topic.block(node.line, block)?,
            Kind::Comment(asked) => topic.rules(node.line, asked)?,
        }
    }
    let [.., see_also] = language.topic;
    if topic.headings.len() < 3 || topic.headings.last().is_none_or(|last| last != see_also) {
        return Err(document.problem(document.lines, format!("a topic ends with '## {see_also}'")));
    }
    all_rules(checkout, document, language, &topic.rules)?;
    Ok(topic.text)
}

/// A topic while it is written.
struct Topic<'a> {
    checkout: &'a Path,
    document: &'a Document,
    language: &'a Language,
    name: &'a str,
    headings: Vec<String>,
    /// The ids of those that are shown.
    rules: Vec<String>,
    text: String,
}

impl Topic<'_> {
    /// Get-Help takes the fifth line for the synopsis: this is the shape that puts it there.
    fn title(&mut self, line: usize, title: &str) -> Result<(), Problem> {
        if title != self.name {
            let what = format!("the title must be '{}', as the file is called", self.name);
            return Err(self.document.problem(line, what));
        }
        let _ = write!(self.text, "{}\n{INDENT}{}\n", self.language.topic[0], self.name);
        Ok(())
    }

    fn heading(&mut self, line: usize, title: &str) -> Result<(), Problem> {
        let [_, short, long, _] = self.language.topic;
        if let Some(expected) = [short, long].get(self.headings.len()).filter(|expected| title != **expected) {
            return Err(self.document.problem(line, format!("'{title}' stands where '{expected}' belongs")));
        }
        self.headings.push(title.to_owned());
        let _ = write!(self.text, "\n{title}\n");
        Ok(())
    }

    fn short_description(&mut self, line: usize, block: &Block) -> Result<(), Problem> {
        match block {
            Block::Text(text) if self.text.lines().count() == 4 && text.plain.width() + INDENT.width() <= COLUMNS => {
                let _ = writeln!(self.text, "{INDENT}{}", text.plain);
                Ok(())
            }
            _ => {
                let room = COLUMNS - INDENT.width();
                let what = format!("Get-Help shows one line of this: one paragraph of {room} columns at most");
                Err(self.document.problem(line, what))
            }
        }
    }

    fn block(&mut self, line: usize, block: &Block) -> Result<(), Problem> {
        self.blank_line();
        match block {
            Block::Text(paragraph) => self.text.push_str(&wrapped(&paragraph.plain, INDENT, INDENT)),
            Block::List(numbered, items) => {
                for (at, item) in items.iter().enumerate() {
                    let mark = if *numbered { format!("{}. ", at + 1) } else { "- ".to_owned() };
                    let hanging = format!("{INDENT}{}", " ".repeat(mark.width()));
                    self.text.push_str(&wrapped(&item.plain, &format!("{INDENT}{mark}"), &hanging));
                }
            }
            Block::Code(_, code) => {
                for (at, code) in code.lines().enumerate() {
                    let code = format!("{INDENT}{INDENT}{code}");
                    if code.width() > COLUMNS {
                        let what = format!("this line would take more than {COLUMNS} columns");
                        return Err(self.document.problem(line + 1 + at, what));
                    }
                    let _ = writeln!(self.text, "{}", code.trim_end());
                }
            }
        }
        Ok(())
    }

    /// `asked` is a comment: `rules CMV01` stands for all rules whose ids begin so.
    fn rules(&mut self, line: usize, asked: &str) -> Result<(), Problem> {
        let Some(prefix) = asked.strip_prefix("rules ") else {
            let what = "a comment asks for rules, such as 'rules CMV01', or has no place here";
            return Err(self.document.problem(line, what));
        };
        let words = &self.language.rule;
        let found = rules::read(self.checkout, prefix, words)?;
        if found.is_empty() {
            return Err(self.document.problem(line, format!("there is no rule '{prefix}'")));
        }
        let below = INDENT.repeat(2);
        for rule in found {
            self.blank_line();
            let _ = writeln!(self.text, "{INDENT}{} {}", rule.id, rule.name);
            let effect = format!("{}: {}", words.effect, rule.effect);
            let remedy = format!("{}: {}", words.remedy, rule.remedy);
            for line in [rule.title, effect, remedy] {
                self.text.push_str(&wrapped(&line, &below, &below));
            }
            self.rules.push(rule.id);
        }
        Ok(())
    }

    fn blank_line(&mut self) {
        // Below a heading none is wanted.
        if self.text.lines().next_back().is_some_and(|last| last.starts_with(' ')) {
            self.text.push('\n');
        }
    }
}

/// A topic that shows rules shows each of them once.
fn all_rules(checkout: &Path, document: &Document, language: &Language, shown: &[String]) -> Result<(), Problem> {
    if shown.is_empty() {
        return Ok(());
    }
    for rule in rules::read(checkout, "CMV", &language.rule)? {
        let times = shown.iter().filter(|id| **id == rule.id).count();
        if times != 1 {
            return Err(document.problem(1, format!("rule {} stands here {times} times", rule.id)));
        }
    }
    Ok(())
}

fn wrapped(text: &str, first: &str, others: &str) -> String {
    let options = Options::new(COLUMNS)
        .initial_indent(first)
        .subsequent_indent(others)
        .break_words(false)
        .word_separator(WordSeparator::Custom(words))
        .word_splitter(WordSplitter::NoHyphenation);
    let mut wrapped = textwrap::fill(text, options);
    wrapped.push('\n');
    wrapped
}

/// Where Unicode allows a line to end, but never inside a path, an address or the name of a cmdlet.
fn words(line: &str) -> Box<dyn Iterator<Item = Word<'_>> + '_> {
    let mut ends = Vec::new();
    let mut end = 0;
    for word in WordSeparator::UnicodeBreakProperties.find_words(line) {
        end += word.word.len() + word.whitespace.len();
        let inside = word.whitespace.is_empty()
            && line[..end].chars().next_back().is_some_and(|letter| letter.is_ascii())
            && line[end..].chars().next().is_some_and(|letter| letter.is_ascii());
        if !inside {
            ends.push(end);
        }
    }
    let starts = std::iter::once(0).chain(ends.clone());
    Box::new(starts.zip(ends).map(|(start, end)| Word::from(&line[start..end])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_is_too_wide_and_no_name_is_broken() {
        let english = "Test-CMOfflineDownload says it, and https://github.com/cmverify/cmverify/blob/main/docs/rules/README.md, and \
                       C:\\Windows\\CCM\\Logs\\ServiceConnectionTool.log say more than a line can hold";
        let text = wrapped(english, INDENT, INDENT);
        assert!(text.lines().all(|line| line.width() <= COLUMNS), "{text}");
        assert!(text.contains("https://github.com/cmverify/cmverify/blob/main/docs/rules/README.md"), "{text}");
        assert!(text.contains("C:\\Windows\\CCM\\Logs\\ServiceConnectionTool.log"), "{text}");
    }

    #[test]
    fn japanese_is_wrapped_by_its_width_and_no_line_begins_with_a_mark() {
        for shift in 0..8 {
            let text = "あ".repeat(shift)
                + &"更新プログラムを確認し、「使用可」の場合だけ (つまり、問題がない場合に) インポートします。"
                    .repeat(6);
            let text = wrapped(&text, INDENT, INDENT);
            for line in text.lines() {
                assert!(line.width() <= COLUMNS, "{text}");
                assert!(!line.trim_start().starts_with(['、', '。', '」', ')', 'ー']), "{text}");
                assert!(!line.ends_with(['「', '(']), "{text}");
            }
            assert!(text.lines().count() > 3 && text.lines().next().unwrap().width() > 60, "{text}");
        }
    }
}
