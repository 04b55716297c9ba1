//! The rules, from their pages in `docs/rules`. Those are made from the catalogue, and a test of the library holds them
//! to it: so the offline help has the same words without building the library.

use crate::Problem;
use crate::languages::load;
use crate::markdown::{Block, Document, Kind};
use std::path::Path;

/// What the pages call things in one language.
pub struct Words {
    /// The heading that the language begins with; None for that at the top.
    pub begin: Option<&'static str>,
    pub effect: &'static str,
    pub remedy: &'static str,
}

pub const ENGLISH: Words = Words { begin: None, effect: "Effect on the verdict", remedy: "What to do" };
pub const JAPANESE: Words = Words { begin: Some("日本語"), effect: "判定への影響", remedy: "対処方法" };

pub struct Rule {
    pub id: String,
    pub name: String,
    pub title: String,
    pub effect: String,
    pub remedy: String,
}

/// The rules whose ids begin so, in order. `from` is the place that asks for them.
pub fn read(checkout: &Path, prefix: &str, words: &Words) -> Result<Vec<Rule>, Problem> {
    let fault = |why: &std::io::Error| Problem { file: FOLDER.to_owned(), line: 1, what: why.to_string() };
    let mut names = Vec::new();
    for entry in std::fs::read_dir(checkout.join(FOLDER)).map_err(|why| fault(&why))? {
        names.push(entry.map_err(|why| fault(&why))?.file_name().to_string_lossy().into_owned());
    }
    names.retain(|name| name.starts_with(prefix));
    names.sort();
    names.iter().map(|name| rule(checkout, &format!("{FOLDER}/{name}"), words)).collect()
}

fn rule(checkout: &Path, file: &str, words: &Words) -> Result<Rule, Problem> {
    let source = load(checkout, file)?;
    let missing = |what: &str| Problem { file: file.to_owned(), line: 1, what: format!("the page has no {what}") };
    let heading = source.lines().find_map(|line| line.strip_prefix("# ")).and_then(|line| line.split_once(' '));
    let (id, name) = heading.ok_or_else(|| missing("title"))?;
    let begins = |line: &&str| words.begin.is_none_or(|begin| line.strip_prefix("## ") == Some(begin));
    let mut lines = source.lines().skip_while(|line| !begins(line));
    let title = lines.find(|line| line.starts_with("**")).ok_or_else(|| missing("short title"))?;
    let row = format!("| {} | ", words.effect);
    let effect = lines.find_map(|line| line.strip_prefix(row.as_str())?.strip_suffix(" |"));
    let effect = effect.ok_or_else(|| missing(words.effect))?;
    let mut rest =
        lines.skip_while(|line| line.trim_start_matches('#').trim() != words.remedy || !line.starts_with('#'));
    rest.next().ok_or_else(|| missing(words.remedy))?;
    let remedy: Vec<&str> = rest.take_while(|line| !line.starts_with('#')).collect();
    let plain = |text: &str| -> Result<String, Problem> {
        let document = Document::read(file, text)?;
        match document.nodes.as_slice() {
            [one] => match &one.kind {
                Kind::Block(Block::Text(text)) => Ok(text.plain.clone()),
                _ => Err(missing("plain text where one belongs")),
            },
            _ => Err(missing("single paragraph where one belongs")),
        }
    };
    Ok(Rule {
        id: id.to_owned(),
        name: name.to_owned(),
        title: plain(title)?.trim_end_matches(['.', '。']).to_owned(),
        // What it means stands at the head of the topic.
        effect: plain(effect.split_once(": ").map_or(effect, |(word, _)| word))?,
        remedy: plain(&remedy.join("\n"))?,
    })
}

/// Where the pages lie in the checkout.
pub const FOLDER: &str = "docs/rules";
