//! The page of one cmdlet, in the layout of PlatyPS (schema 2.0.0): `docs/building.md` says what stands in it.

use crate::Problem;
use crate::markdown::{Block, Document, Kind, Node, Text, pairs};
use unicode_width::UnicodeWidthStr;

/// What Get-Help leaves of 80 columns.
pub const CODE_COLUMNS: usize = 75;

pub struct Page {
    pub file: String,
    pub name: String,
    pub synopsis: String,
    pub syntax: Vec<Syntax>,
    pub description: Vec<Block>,
    pub examples: Vec<Example>,
    pub parameters: Vec<Parameter>,
    pub inputs: Vec<Typed>,
    pub outputs: Vec<Typed>,
    pub notes: Vec<Block>,
    pub links: Vec<Link>,
    /// The address of the page on the web.
    pub online: String,
    /// Every link in it, for those who look whether it leads anywhere.
    pub all_links: Vec<(usize, String)>,
}

/// One parameter set.
pub struct Syntax {
    pub line: usize,
    /// None where there is but one.
    pub name: Option<String>,
    pub text: String,
}

pub struct Example {
    pub line: usize,
    pub title: String,
    pub code: String,
    /// What it writes, where the page shows that.
    pub output: Option<String>,
    pub remarks: Vec<Block>,
}

pub struct Parameter {
    pub line: usize,
    pub name: String,
    pub description: Vec<Block>,
    /// What stands in its block of YAML; in the English page alone, since it is the same in every language.
    pub facts: Option<Facts>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Facts {
    pub kind: String,
    /// None for all.
    pub sets: Option<Vec<String>>,
    pub aliases: Vec<String>,
    pub accepted: Vec<String>,
    pub required: bool,
    /// None for one that is named.
    pub position: Option<u32>,
    pub default: String,
    /// As Get-Help shows it.
    pub pipeline: String,
    pub wildcards: bool,
}

/// What goes in or comes out.
pub struct Typed {
    pub line: usize,
    pub name: String,
    pub description: Vec<Block>,
}

pub struct Link {
    pub line: usize,
    pub text: String,
    pub address: String,
}

const SECTIONS: [&str; 9] =
    ["SYNOPSIS", "SYNTAX", "DESCRIPTION", "EXAMPLES", "PARAMETERS", "INPUTS", "OUTPUTS", "NOTES", "RELATED LINKS"];

/// A heading and what stands below it.
struct Section<'a> {
    line: usize,
    title: &'a str,
    nodes: &'a [Node],
}

impl Page {
    /// `online` is the address that the page must name as its own.
    pub fn read(document: &Document, name: &str, online: &str) -> Result<Self, Problem> {
        let matter = [
            ("external help file", "CMVerify-help.xml"),
            ("Module Name", "CMVerify"),
            ("online version", online),
            ("schema", "2.0.0"),
        ];
        for (at, (key, value)) in matter.iter().enumerate() {
            match document.matter.get(at) {
                Some((_, found, has)) if found == key && has == value => {}
                Some((line, ..)) => return Err(document.problem(*line, format!("here must stand '{key}: {value}'"))),
                None => return Err(document.problem(1, format!("the head must hold '{key}: {value}'"))),
            }
        }
        if let Some((line, key, _)) = document.matter.get(matter.len()) {
            return Err(document.problem(*line, format!("'{key}' is not known in the head")));
        }
        let sections = sections(document, &document.nodes, 1)?;
        let [title] = sections.as_slice() else {
            return Err(document.problem(document.lines, "a page has one title"));
        };
        if title.title != name {
            return Err(document.problem(title.line, format!("the title must be '{name}', as the file is called")));
        }
        let parts = sections_of(document, title, 2)?;
        for (at, expected) in SECTIONS.iter().enumerate() {
            match parts.get(at) {
                Some(part) if part.title == *expected => {}
                Some(part) if SECTIONS.contains(&part.title) => {
                    let what = format!("'{}' stands where '{expected}' belongs", part.title);
                    return Err(document.problem(part.line, what));
                }
                Some(part) => return Err(document.problem(part.line, format!("section '{}' is not known", part.title))),
                None => return Err(document.problem(document.lines, format!("section '{expected}' is missing"))),
            }
        }
        if let Some(part) = parts.get(SECTIONS.len()) {
            return Err(document.problem(part.line, format!("section '{}' is one too many", part.title)));
        }
        let page = Self {
            file: document.file.clone(),
            name: name.to_owned(),
            synopsis: synopsis(document, &parts[0])?,
            syntax: syntax(document, &parts[1])?,
            description: blocks(document, &parts[2])?,
            examples: sections_of(document, &parts[3], 3)?
                .iter()
                .enumerate()
                .map(|(at, part)| example(document, at + 1, part))
                .collect::<Result<_, _>>()?,
            parameters: sections_of(document, &parts[4], 3)?
                .iter()
                .filter(|part| part.title != "CommonParameters")
                .map(|part| parameter(document, part))
                .collect::<Result<_, _>>()?,
            inputs: typed(document, &parts[5])?,
            outputs: typed(document, &parts[6])?,
            notes: blocks(document, &parts[7])?,
            links: links(document, &parts[8])?,
            online: online.to_owned(),
            all_links: all_links(document),
        };
        if page.examples.is_empty() {
            return Err(document.problem(parts[3].line, "there is no example"));
        }
        if let Some(again) = page.parameters.iter().enumerate().find_map(|(at, one)| {
            page.parameters[..at].iter().any(|other| other.name.eq_ignore_ascii_case(&one.name)).then_some(one)
        }) {
            return Err(document.problem(again.line, format!("-{} stands here a second time", again.name)));
        }
        Ok(page)
    }
}

pub fn all_links(document: &Document) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for node in &document.nodes {
        let texts: &[Text] = match &node.kind {
            Kind::Block(Block::Text(text)) => std::slice::from_ref(text),
            Kind::Block(Block::List(_, items)) => items,
            _ => &[],
        };
        found.extend(texts.iter().flat_map(|text| &text.links).map(|(_, address)| (node.line, address.clone())));
    }
    found
}

/// The parts of some nodes below headings of a level. Nothing may stand before the first.
fn sections<'a>(document: &Document, nodes: &'a [Node], level: u8) -> Result<Vec<Section<'a>>, Problem> {
    let mut found: Vec<Section> = Vec::new();
    let mut start = 0;
    for (at, node) in nodes.iter().enumerate() {
        match &node.kind {
            Kind::Heading(depth, title) if *depth == level => {
                start = at + 1;
                found.push(Section { line: node.line, title, nodes: &nodes[start..start] });
            }
            _ => match found.last_mut() {
                Some(last) => last.nodes = &nodes[start..=at],
                None => return Err(document.problem(node.line, "this stands below no heading that it could belong to")),
            },
        }
    }
    Ok(found)
}

fn sections_of<'a>(document: &Document, section: &Section<'a>, level: u8) -> Result<Vec<Section<'a>>, Problem> {
    sections(document, section.nodes, level)
}

/// What stands in a section without headings of its own. Never nothing.
fn blocks(document: &Document, section: &Section) -> Result<Vec<Block>, Problem> {
    if section.nodes.is_empty() {
        return Err(document.problem(section.line, format!("'{}' says nothing", section.title)));
    }
    section.nodes.iter().map(|node| block(document, node)).collect()
}

fn block(document: &Document, node: &Node) -> Result<Block, Problem> {
    match &node.kind {
        Kind::Block(Block::Code(..)) => Err(document.problem(node.line, "code belongs into an example")),
        Kind::Block(block) => Ok(block.clone()),
        Kind::Heading(_, title) => Err(document.problem(node.line, format!("heading '{title}' is not known here"))),
        Kind::Comment(_) => Err(document.problem(node.line, "a comment has no place here")),
    }
}

fn synopsis(document: &Document, section: &Section) -> Result<String, Problem> {
    match blocks(document, section)?.as_slice() {
        [Block::Text(text)] => Ok(text.plain.clone()),
        _ => Err(document.problem(section.line, "the synopsis is one paragraph")),
    }
}

fn syntax(document: &Document, section: &Section) -> Result<Vec<Syntax>, Problem> {
    let code = |nodes: &[Node], line: usize| match nodes {
        [Node { kind: Kind::Block(Block::Code(_, text)), .. }] => Ok(text.clone()),
        _ => Err(document.problem(line, "a syntax is one block of code")),
    };
    if let Some(Node { kind: Kind::Heading(..), .. }) = section.nodes.first() {
        return sections_of(document, section, 3)?
            .iter()
            .map(|part| {
                let name = part.title.strip_suffix(" (Default)").unwrap_or(part.title);
                Ok(Syntax { line: part.line, name: Some(name.to_owned()), text: code(part.nodes, part.line)? })
            })
            .collect();
    }
    Ok(vec![Syntax { line: section.line, name: None, text: code(section.nodes, section.line)? }])
}

fn example(document: &Document, number: usize, section: &Section) -> Result<Example, Problem> {
    let title = section
        .title
        .strip_prefix(&format!("Example {number}: "))
        .ok_or_else(|| document.problem(section.line, format!("the title must begin with 'Example {number}: '")))?;
    let Some((Node { kind: Kind::Block(Block::Code(language, code)), .. }, mut rest)) = section.nodes.split_first()
    else {
        return Err(document.problem(section.line, "an example begins with its code"));
    };
    if language != "powershell" {
        return Err(document.problem(section.nodes[0].line, "the code of an example is marked as powershell"));
    }
    fits(document, section.nodes[0].line, code)?;
    let mut output = None;
    if let Some((Node { kind: Kind::Block(Block::Code(language, text)), line }, after)) = rest.split_first() {
        if language != "Output" {
            return Err(document.problem(*line, "what an example writes is marked as Output"));
        }
        fits(document, *line, text)?;
        output = Some(text.clone());
        rest = after;
    }
    if rest.is_empty() {
        return Err(document.problem(section.line, "the example explains nothing"));
    }
    let remarks = rest.iter().map(|node| block(document, node)).collect::<Result<_, _>>()?;
    Ok(Example { line: section.line, title: title.to_owned(), code: code.clone(), output, remarks })
}

/// In a terminal of 80 columns Get-Help would break a longer line of code in the middle of a word.
fn fits(document: &Document, line: usize, code: &str) -> Result<(), Problem> {
    match code.lines().position(|line| line.width() > CODE_COLUMNS) {
        Some(at) => Err(document.problem(line + 1 + at, format!("this line takes more than {CODE_COLUMNS} columns"))),
        None => Ok(()),
    }
}

fn parameter(document: &Document, section: &Section) -> Result<Parameter, Problem> {
    let Some(name) = section.title.strip_prefix('-') else {
        return Err(document.problem(section.line, format!("'{}' is no parameter", section.title)));
    };
    let mut facts = None;
    let mut nodes = section.nodes;
    if let Some((Node { kind: Kind::Block(Block::Code(language, text)), line }, before)) = nodes.split_last() {
        if language != "yaml" {
            return Err(document.problem(*line, "code belongs into an example"));
        }
        facts = Some(read_facts(document, *line, text)?);
        nodes = before;
    }
    if nodes.is_empty() {
        return Err(document.problem(section.line, format!("-{name} has no description")));
    }
    let description = nodes.iter().map(|node| block(document, node)).collect::<Result<_, _>>()?;
    Ok(Parameter { line: section.line, name: name.to_owned(), description, facts })
}

fn read_facts(document: &Document, line: usize, text: &str) -> Result<Facts, Problem> {
    let mut lines = pairs(text).enumerate().filter(|(_, (key, _))| !key.is_empty()).peekable();
    let mut value = |wanted: &str| {
        if let Some((at, (_, Some(value)))) = lines.next_if(|(_, (key, _))| *key == wanted) {
            return Ok((line + 1 + at, value));
        }
        let at = lines.peek().map_or(line, |(at, _)| line + 1 + at);
        Err(document.problem(at, format!("here must stand '{wanted}:'")))
    };
    let list = |text: &str| -> Vec<String> {
        text.split(',').map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned).collect()
    };
    let truth = |(line, word): (usize, &str)| match word {
        "True" => Ok(true),
        "False" => Ok(false),
        _ => Err(document.problem(line, format!("'{word}' is neither True nor False"))),
    };

    let (kind_line, kind) = value("Type")?;
    if kind.is_empty() {
        return Err(document.problem(kind_line, "the parameter has no type"));
    }
    let (_, sets) = value("Parameter Sets")?;
    let (_, aliases) = value("Aliases")?;
    let accepted = value("Accepted values").map(|(_, words)| list(words)).unwrap_or_default();
    let required = truth(value("Required")?)?;
    let (position_line, position) = value("Position")?;
    let position = match position {
        "Named" => None,
        number => Some(
            number
                .parse()
                .map_err(|_| document.problem(position_line, format!("'{number}' is neither Named nor a number")))?,
        ),
    };
    let (default_line, default) = value("Default value")?;
    if default.is_empty() {
        return Err(document.problem(default_line, "a parameter without default value has None"));
    }
    let (pipeline_line, pipeline) = value("Accept pipeline input")?;
    if !["False", "True (ByValue)", "True (ByPropertyName)", "True (ByPropertyName, ByValue)"].contains(&pipeline) {
        return Err(document.problem(pipeline_line, format!("'{pipeline}' says nothing about the pipeline")));
    }
    let wildcards = truth(value("Accept wildcard characters")?)?;
    if let Some((at, (key, _))) = lines.next() {
        return Err(document.problem(line + 1 + at, format!("'{key}' is not known of a parameter")));
    }
    Ok(Facts {
        kind: kind.to_owned(),
        sets: (sets != "(All)").then(|| list(sets)),
        aliases: list(aliases),
        accepted,
        required,
        position,
        default: default.to_owned(),
        pipeline: pipeline.to_owned(),
        wildcards,
    })
}

fn typed(document: &Document, section: &Section) -> Result<Vec<Typed>, Problem> {
    let parts = sections_of(document, section, 3)?;
    if parts.is_empty() {
        return Err(document.problem(section.line, format!("'{}' names no type", section.title)));
    }
    parts
        .iter()
        .map(|part| Ok(Typed { line: part.line, name: part.title.to_owned(), description: blocks(document, part)? }))
        .collect()
}

fn links(document: &Document, section: &Section) -> Result<Vec<Link>, Problem> {
    if section.nodes.is_empty() {
        return Err(document.problem(section.line, "there is no related link"));
    }
    section
        .nodes
        .iter()
        .map(|node| match &node.kind {
            Kind::Block(Block::Text(text)) if text.links.len() == 1 && text.plain.starts_with(&text.links[0].0) => {
                let (words, address) = text.links[0].clone();
                Ok(Link { line: node.line, text: words, address })
            }
            _ => Err(document.problem(node.line, "a related link is a paragraph of its own with nothing but a link")),
        })
        .collect()
}
