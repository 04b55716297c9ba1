//! All pages of all languages, held against each other, and the files that are made of them.

use crate::markdown::Document;
use crate::page::{Facts, Page, all_links};
use crate::{Problem, maml, rules, syntax, topic};
use std::collections::BTreeMap;
use std::path::Path;

/// A culture's name is that of its folder. The first holds the facts about parameters.
pub struct Language {
    pub culture: &'static str,
    /// What stands above the address in the related links.
    pub online: &'static str,
    /// The headings that a topic begins and ends with.
    pub topic: [&'static str; 4],
    /// How the example is called in its title.
    pub example: &'static str,
    /// The headings of a rule.
    pub rule: rules::Words,
}

pub const LANGUAGES: [Language; 2] = [
    Language {
        culture: "en-US",
        online: "Online Version:",
        topic: ["TOPIC", "SHORT DESCRIPTION", "LONG DESCRIPTION", "SEE ALSO"],
        example: "Example",
        rule: rules::ENGLISH,
    },
    Language {
        culture: "ja-JP",
        online: "オンライン バージョン:",
        topic: ["トピック", "概要", "詳細説明", "関連項目"],
        example: "例",
        rule: rules::JAPANESE,
    },
];

/// Where pages of help lie in the checkout.
const FOLDER: &str = "docs/help";

/// A page of one language, read but not yet understood.
type Sources = BTreeMap<String, Document>;

/// The files to write, by their paths below the module's folder.
pub fn make(checkout: &Path) -> Result<Vec<(String, String)>, Vec<Problem>> {
    let repository = repository(checkout).map_err(|why| vec![why])?;
    let mut problems = Vec::new();
    let mut sources: Vec<Sources> = Vec::new();
    for language in &LANGUAGES {
        match read(checkout, language) {
            Ok(found) => sources.push(found),
            Err(why) => return Err(vec![why]),
        }
    }
    for (language, found) in LANGUAGES.iter().zip(&sources) {
        for (other, theirs) in LANGUAGES.iter().zip(&sources) {
            for (name, document) in found.iter().filter(|(name, _)| !theirs.contains_key(*name)) {
                let what = format!("there is no {FOLDER}/{}/{name}.md, which {} has", other.culture, language.culture);
                problems.push(document.problem(1, what));
            }
        }
    }
    let mut files = Vec::new();
    let mut first: Vec<Page> = Vec::new();
    for (language, found) in LANGUAGES.iter().zip(&sources) {
        let mut pages = Vec::new();
        for (name, document) in found {
            let result = if name.starts_with("about_") {
                links(checkout, document, &all_links(document)).and_then(|()| {
                    let text = topic::make(checkout, document, name, language)?;
                    files.push((format!("{}/{name}.help.txt", language.culture), text));
                    Ok(())
                })
            } else {
                let online = format!("{repository}/blob/main/{FOLDER}/{}/{name}.md", language.culture);
                Page::read(document, name, &online).and_then(|page| {
                    links(checkout, document, &page.all_links)?;
                    let whose = if language.culture == LANGUAGES[0].culture {
                        &page
                    } else {
                        let Some(whose) = first.iter().find(|one| one.name == page.name) else {
                            // Told already: it is missing or has a problem of its own.
                            return Ok(());
                        };
                        same(&page, whose)?;
                        whose
                    };
                    check_syntax(&page, &facts(whose, &page)?)?;
                    pages.push(page);
                    Ok(())
                })
            };
            problems.extend(result.err());
        }
        if language.culture == LANGUAGES[0].culture {
            first = pages;
            pages = Vec::new();
            let pairs: Vec<_> = first.iter().map(|page| (page, page)).collect();
            write_maml(&mut files, language, &repository, &pairs, &mut problems);
        } else {
            let pairs: Vec<_> =
                pages.iter().filter_map(|page| Some((page, first.iter().find(|one| one.name == page.name)?))).collect();
            write_maml(&mut files, language, &repository, &pairs, &mut problems);
        }
    }
    if problems.is_empty() { Ok(files) } else { Err(problems) }
}

fn write_maml(
    files: &mut Vec<(String, String)>,
    language: &Language,
    repository: &str,
    pages: &[(&Page, &Page)],
    problems: &mut Vec<Problem>,
) {
    match maml::make(language, repository, pages) {
        Ok(text) => files.push((format!("{}/CMVerify-help.xml", language.culture), text)),
        Err(why) => problems.push(Problem { file: FOLDER.to_owned(), line: 1, what: why.to_string() }),
    }
}

pub fn write(files: &[(String, String)], module: &Path) -> Result<(), Problem> {
    for (name, text) in files {
        let path = module.join(name);
        let done = path.parent().map_or(Ok(()), std::fs::create_dir_all).and_then(|()| std::fs::write(&path, text));
        done.map_err(|why| Problem { file: path.display().to_string(), line: 1, what: why.to_string() })?;
    }
    Ok(())
}

pub fn load(checkout: &Path, file: &str) -> Result<String, Problem> {
    std::fs::read_to_string(checkout.join(file)).map(|text| text.replace("\r\n", "\n")).map_err(|why| Problem {
        file: file.to_owned(),
        line: 1,
        what: why.to_string(),
    })
}

/// The one place that says where the project lives.
fn repository(checkout: &Path) -> Result<String, Problem> {
    load(checkout, "Cargo.toml")?
        .lines()
        .find_map(|line| line.strip_prefix("repository = \"")?.strip_suffix('"').map(str::to_owned))
        .ok_or(Problem { file: "Cargo.toml".to_owned(), line: 1, what: "it names no repository".to_owned() })
}

fn read(checkout: &Path, language: &Language) -> Result<Sources, Problem> {
    let folder = format!("{FOLDER}/{}", language.culture);
    let fault = |why: &std::io::Error| Problem { file: folder.clone(), line: 1, what: why.to_string() };
    let mut found = Sources::new();
    for entry in std::fs::read_dir(checkout.join(&folder)).map_err(|why| fault(&why))? {
        let file = entry.map_err(|why| fault(&why))?.file_name().to_string_lossy().into_owned();
        let path = format!("{folder}/{file}");
        let Some(name) = file.strip_suffix(".md") else {
            return Err(Problem { file: path, line: 1, what: "it is no page of help".to_owned() });
        };
        let document = Document::read(&path, &load(checkout, &path)?)?;
        found.insert(name.to_owned(), document);
    }
    Ok(found)
}

/// Every link into the checkout must lead to something.
fn links(checkout: &Path, document: &Document, all: &[(usize, String)]) -> Result<(), Problem> {
    let here = Path::new(&document.file).parent().unwrap_or(Path::new(""));
    for (line, address) in all.iter().filter(|(_, address)| !address.starts_with("http")) {
        if !checkout.join(here).join(address).is_file() {
            return Err(document.problem(*line, format!("the link to '{address}' leads nowhere")));
        }
    }
    Ok(())
}

fn problem(page: &Page, line: usize, what: impl Into<String>) -> Problem {
    Problem { file: page.file.clone(), line, what: what.into() }
}

/// The parameters of a page with what the first language says of each.
pub fn facts<'a>(first: &'a Page, page: &'a Page) -> Result<Vec<(&'a crate::page::Parameter, &'a Facts)>, Problem> {
    first
        .parameters
        .iter()
        .zip(&page.parameters)
        .map(|(ours, theirs)| match &ours.facts {
            Some(facts) => Ok((theirs, facts)),
            None => Err(problem(first, ours.line, format!("-{} has no block of yaml", ours.name))),
        })
        .collect()
}

/// A translation has the same parts in the same order, and the same code.
fn same(page: &Page, first: &Page) -> Result<(), Problem> {
    let count = |what: &str, ours: usize, theirs: usize| {
        let text = format!("{ours} {what}, and {} has {theirs}", first.file);
        if ours == theirs { Ok(()) } else { Err(problem(page, 1, text)) }
    };
    for (ours, theirs) in page.parameters.iter().zip(&first.parameters) {
        if ours.name != theirs.name {
            let what = format!("-{} stands where {}:{} has -{}", ours.name, first.file, theirs.line, theirs.name);
            return Err(problem(page, ours.line, what));
        }
        if ours.facts.is_some() {
            let what = format!("the facts about -{} stand once, in {}", ours.name, first.file);
            return Err(problem(page, ours.line, what));
        }
    }
    count("parameters", page.parameters.len(), first.parameters.len())?;
    for (ours, theirs) in page.examples.iter().zip(&first.examples) {
        if ours.code != theirs.code {
            let what = format!("the code is not that of {}:{}", first.file, theirs.line);
            return Err(problem(page, ours.line, what));
        }
        if ours.output.is_some() != theirs.output.is_some() {
            let what = format!("only one of this and {}:{} shows what it writes", first.file, theirs.line);
            return Err(problem(page, ours.line, what));
        }
    }
    count("examples", page.examples.len(), first.examples.len())?;
    for (ours, theirs) in [(&page.inputs, &first.inputs), (&page.outputs, &first.outputs)] {
        for (ours, theirs) in ours.iter().zip(theirs) {
            if ours.name != theirs.name {
                let what = format!("{} stands where {}:{} has {}", ours.name, first.file, theirs.line, theirs.name);
                return Err(problem(page, ours.line, what));
            }
        }
        count("types", ours.len(), theirs.len())?;
    }
    for (ours, theirs) in page.links.iter().zip(&first.links) {
        if !theirs.address.starts_with("http") && ours.address != theirs.address {
            let what = format!("the link is not that of {}:{}", first.file, theirs.line);
            return Err(problem(page, ours.line, what));
        }
    }
    count("related links", page.links.len(), first.links.len())
}

/// What the page shows as its syntax must be what its facts say.
fn check_syntax(page: &Page, facts: &[(&crate::page::Parameter, &Facts)]) -> Result<(), Problem> {
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    for shown in &page.syntax {
        let right = syntax::line(&page.name, &syntax::parameters(facts, shown.name.as_deref()));
        if words(&shown.text) != words(&right) {
            return Err(problem(page, shown.line, format!("the syntax must be: {right}")));
        }
    }
    for (parameter, facts) in facts {
        for set in facts.sets.iter().flatten() {
            if !page.syntax.iter().any(|shown| shown.name.as_ref() == Some(set)) {
                let what = format!("-{} is of the set '{set}', of which there is no syntax", parameter.name);
                return Err(problem(page, parameter.line, what));
            }
        }
    }
    Ok(())
}
