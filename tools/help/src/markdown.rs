//! A page of Markdown as headings and blocks with their lines. Whatever the help has no place for is a problem: text
//! that silently went missing would be missed by nobody but its reader.

use crate::Problem;
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, MetadataBlockKind, Options, Parser, Tag, TagEnd};
use std::ops::Range;
use unicode_width::UnicodeWidthChar;

/// A page: its lines between `---`, and what follows.
pub struct Document {
    pub file: String,
    /// Names and values, each with its line.
    pub matter: Vec<(usize, String, String)>,
    pub nodes: Vec<Node>,
    /// The number of its lines.
    pub lines: usize,
}

#[derive(Debug)]
pub struct Node {
    pub line: usize,
    pub kind: Kind,
}

#[derive(Debug)]
pub enum Kind {
    Heading(u8, String),
    Block(Block),
    /// What an HTML comment asks for.
    Comment(String),
}

/// What stands below a heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    Text(Text),
    /// The word behind the fence, and the text without its last line end.
    Code(String, String),
    /// Whether it is numbered, and the text of each item.
    List(bool, Vec<Text>),
}

/// A paragraph without its marks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Text {
    pub plain: String,
    /// Texts and addresses of its links, as they are written.
    pub links: Vec<(String, String)>,
}

impl Document {
    pub fn problem(&self, line: usize, what: impl Into<String>) -> Problem {
        Problem { file: self.file.clone(), line, what: what.into() }
    }

    pub fn read(file: &str, source: &str) -> Result<Self, Problem> {
        let mut reader = Reader {
            source,
            document: Self {
                file: file.to_owned(),
                matter: Vec::new(),
                nodes: Vec::new(),
                lines: source.lines().count(),
            },
            starts: std::iter::once(0).chain(source.match_indices('\n').map(|(at, _)| at + 1)).collect(),
        };
        let events = Parser::new_ext(source, Options::ENABLE_YAML_STYLE_METADATA_BLOCKS | Options::ENABLE_TABLES);
        let mut events = events.into_offset_iter();
        while let Some((event, place)) = events.next() {
            reader.node(event, place, &mut events)?;
        }
        Ok(reader.document)
    }
}

struct Reader<'s> {
    source: &'s str,
    document: Document,
    /// Where each line begins.
    starts: Vec<usize>,
}

impl Reader<'_> {
    fn line(&self, place: &Range<usize>) -> usize {
        self.starts.partition_point(|start| *start <= place.start)
    }

    fn node<'a>(
        &mut self,
        event: Event<'a>,
        place: Range<usize>,
        events: &mut impl Iterator<Item = (Event<'a>, Range<usize>)>,
    ) -> Result<(), Problem> {
        let line = self.line(&place);
        let kind = match event {
            Event::Start(Tag::MetadataBlock(MetadataBlockKind::YamlStyle)) => {
                let text = self.raw(events);
                for (at, (key, value)) in pairs(&text).enumerate() {
                    let Some(value) = value else {
                        return Err(self.document.problem(line + 1 + at, "neither a name with a value nor an end"));
                    };
                    self.document.matter.push((line + 1 + at, key.to_owned(), value.to_owned()));
                }
                return Ok(());
            }
            Event::Start(Tag::Heading { level, .. }) => {
                let text = self.text(events, |end| matches!(end, TagEnd::Heading(_)))?;
                Kind::Heading(number(level), text.plain)
            }
            Event::Start(Tag::Paragraph) => {
                Kind::Block(Block::Text(self.text(events, |end| matches!(end, TagEnd::Paragraph))?))
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language))) => {
                let text = self.raw(events);
                Kind::Block(Block::Code(language.into_string(), text.trim_end_matches('\n').to_owned()))
            }
            Event::Start(Tag::List(first)) => {
                let mut items = Vec::new();
                while let Some((event, place)) = events.next() {
                    match event {
                        Event::Start(Tag::Item) => items.push(self.text(events, |end| matches!(end, TagEnd::Item))?),
                        Event::End(TagEnd::List(_)) => break,
                        other => return Err(self.surprise(&place, &other)),
                    }
                }
                Kind::Block(Block::List(first.is_some(), items))
            }
            Event::Start(Tag::HtmlBlock) => {
                let text = self.raw(events);
                match text.trim().strip_prefix("<!--").and_then(|text| text.strip_suffix("-->")) {
                    Some(comment) => Kind::Comment(comment.trim().to_owned()),
                    None => return Err(self.document.problem(line, "HTML has no place in the help")),
                }
            }
            other => return Err(self.surprise(&place, &other)),
        };
        self.document.nodes.push(Node { line, kind });
        Ok(())
    }

    /// The text up to the end that is meant, without its marks.
    fn text<'a>(
        &self,
        events: &mut impl Iterator<Item = (Event<'a>, Range<usize>)>,
        is_end: impl Fn(&TagEnd) -> bool,
    ) -> Result<Text, Problem> {
        let mut text = Text::default();
        let mut link: Option<(usize, String)> = None;
        for (event, place) in events {
            match event {
                Event::Text(part) | Event::Code(part) => text.plain.push_str(&part),
                // Joined when the next line is known.
                Event::SoftBreak => {
                    if self.is_between_katakana(&place) {
                        let what = "a line ends between words of katakana, where a space may or may not belong";
                        return Err(self.document.problem(self.line(&place), what));
                    }
                    text.plain.push('\n');
                }
                Event::Start(Tag::Strong | Tag::Emphasis | Tag::Paragraph)
                | Event::End(TagEnd::Strong | TagEnd::Emphasis) => {}
                Event::Start(Tag::Link { dest_url, .. }) => link = Some((text.plain.len(), dest_url.into_string())),
                Event::End(TagEnd::Link) => {
                    if let Some((from, address)) = link.take() {
                        let words = join(&text.plain[from..]);
                        // Where it is not the address itself, a reader of plain text needs it.
                        if address.starts_with("http") && words != address {
                            text.plain.extend([" (", &address, ")"]);
                        }
                        text.links.push((words, address));
                    }
                }
                Event::End(end) if is_end(&end) => {
                    text.plain = join(&text.plain);
                    return Ok(text);
                }
                Event::End(TagEnd::Paragraph) => {}
                other => return Err(self.surprise(&place, &other)),
            }
        }
        Ok(text)
    }

    fn is_between_katakana(&self, end_of_line: &Range<usize>) -> bool {
        let is_katakana = |letter: char| ('ァ'..='ヺ').contains(&letter) || letter == 'ー';
        let before = self.source[..end_of_line.start].chars().next_back();
        let after = self.source[end_of_line.end..].trim_start().chars().next();
        before.is_some_and(is_katakana) && after.is_some_and(is_katakana)
    }

    /// The text of a block in which nothing has a meaning, up to its end.
    #[expect(clippy::unused_self, reason = "reads beside its siblings")]
    fn raw<'a>(&self, events: &mut impl Iterator<Item = (Event<'a>, Range<usize>)>) -> String {
        let mut text = String::new();
        for (event, _) in events {
            match event {
                Event::Text(part) | Event::Html(part) => text.push_str(&part),
                _ => break,
            }
        }
        text
    }

    fn surprise(&self, place: &Range<usize>, event: &Event) -> Problem {
        let what = match event {
            Event::Start(Tag::Table(_)) => "a table",
            Event::Start(Tag::List(_)) => "a list in a list",
            Event::Start(Tag::CodeBlock(_)) => "code that is indented, or in a list",
            Event::Start(Tag::BlockQuote(_)) => "a quotation",
            Event::Start(Tag::Image { .. }) => "a picture",
            Event::Html(_) | Event::InlineHtml(_) | Event::Start(Tag::HtmlBlock) => "HTML",
            Event::HardBreak => "a line break",
            Event::Rule => "a rule across the page",
            _ => "this",
        };
        self.document.problem(self.line(place), format!("{what} has no place in the help"))
    }
}

fn number(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

/// The lines of a block of YAML that says nothing but `name: value`. Lines that do not come without a value.
pub fn pairs(text: &str) -> impl Iterator<Item = (&str, Option<&str>)> {
    text.lines().map(|line| match line.split_once(':') {
        Some((key, value)) => (key.trim(), Some(value.trim())),
        None => (line.trim(), None),
    })
}

/// Lines as one: with a space between words, and none where Japanese has none.
fn join(lines: &str) -> String {
    let mut text = String::with_capacity(lines.len());
    for line in lines.split('\n') {
        if let (Some(before), Some(after)) = (text.chars().next_back(), line.chars().next()) {
            let wide = |letter: char| letter.width() == Some(2);
            let mark = |letter: char| "、。「」『』（）・：；".contains(letter);
            if !(wide(before) && wide(after) || mark(before) || mark(after)) {
                text.push(' ');
            }
        }
        text.push_str(line);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_joined_as_their_language_joins_them() {
        assert_eq!(join("a word\nand another"), "a word and another");
        assert_eq!(join("フォルダー\nを確認"), "フォルダーを確認");
        assert_eq!(join("ログ\nServiceConnectionTool.log"), "ログ ServiceConnectionTool.log");
        assert_eq!(join("確認します。\nUsable は"), "確認します。Usable は");
    }

    #[test]
    fn a_page_is_headings_and_blocks_with_their_lines() {
        let document = Document::read("x.md", "---\na: b\n---\n# One\n\nSome `code`, a [link](https://a.b)\nhere.\n\n- first\n- second\n\n```powershell\nGet-X `\n  y\n```\n").unwrap();
        assert_eq!(document.matter, [(2, "a".to_owned(), "b".to_owned())]);
        let lines: Vec<usize> = document.nodes.iter().map(|node| node.line).collect();
        assert_eq!(lines, [4, 6, 9, 12]);
        let Kind::Block(Block::Text(text)) = &document.nodes[1].kind else { panic!() };
        assert_eq!(text.plain, "Some code, a link (https://a.b) here.");
        let Kind::Block(Block::List(false, items)) = &document.nodes[2].kind else { panic!() };
        assert_eq!(items.len(), 2);
        let Kind::Block(Block::Code(language, code)) = &document.nodes[3].kind else { panic!() };
        assert_eq!((language.as_str(), code.as_str()), ("powershell", "Get-X `\n  y"));
    }

    #[test]
    fn what_the_help_has_no_place_for_is_a_problem_with_its_line() {
        for (what, text) in [
            ("a table", "| a |\n|---|\n| b |"),
            ("a quotation", "> a"),
            ("a picture", "![a](b)"),
            ("HTML", "a <b>c</b>"),
            ("HTML", "<div>\n</div>"),
            ("a list in a list", "- a\n  - b"),
            ("code that is indented, or in a list", "    a"),
            ("a line ends between words of katakana", "サイト\nサーバー"),
        ] {
            let why = Document::read("x.md", &format!("# A\n\n{text}\n")).err().unwrap();
            assert!(why.what.starts_with(what), "{text}: {why}");
            assert!((3..=4).contains(&why.line), "{text}: {why}");
        }
    }
}
