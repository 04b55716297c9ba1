//! Pages as MAML, the XML that Get-Help reads.

use crate::languages::{Language, facts};
use crate::markdown::{Block, Text};
use crate::page::{CODE_COLUMNS, Facts, Page, Parameter, Typed};
use crate::syntax;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use std::io::{Error, Result};
use unicode_width::UnicodeWidthStr;

struct Maml {
    xml: Writer<Vec<u8>>,
}

/// Each page comes with that of the first language, which holds the facts.
pub fn make(language: &Language, repository: &str, pages: &[(&Page, &Page)]) -> Result<String> {
    let mut maml = Maml { xml: Writer::new_with_indent(Vec::new(), b' ', 2) };
    maml.xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    maml.element("helpItems", &[("schema", "maml"), ("xmlns", "http://msh")], |maml| {
        for (page, first) in pages {
            maml.page(language, repository, page, first)?;
        }
        Ok(())
    })?;
    let mut text = String::from_utf8(maml.xml.into_inner()).map_err(Error::other)?;
    text.push('\n');
    Ok(text)
}

impl Maml {
    fn element(
        &mut self,
        name: &str,
        attributes: &[(&str, &str)],
        content: impl FnOnce(&mut Self) -> Result<()>,
    ) -> Result<()> {
        let start = BytesStart::new(name).with_attributes(attributes.iter().copied());
        self.xml.write_event(Event::Start(start))?;
        content(self)?;
        self.xml.write_event(Event::End(BytesEnd::new(name)))
    }

    fn value(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) -> Result<()> {
        self.element(name, attributes, |maml| maml.xml.write_event(Event::Text(BytesText::new(text))))
    }

    fn paragraph(&mut self, text: &str) -> Result<()> {
        self.value("maml:para", &[], text)
    }

    fn blocks(&mut self, blocks: &[Block]) -> Result<()> {
        for block in blocks {
            match block {
                Block::Text(Text { plain, .. }) | Block::Code(_, plain) => self.paragraph(plain)?,
                // Get-Help shows nothing of MAML's own lists.
                Block::List(numbered, items) => {
                    let items = items.iter().enumerate().map(|(at, item)| {
                        if *numbered { format!("{}. {}", at + 1, item.plain) } else { format!("- {}", item.plain) }
                    });
                    self.paragraph(&items.collect::<Vec<_>>().join("\n"))?;
                }
            }
        }
        Ok(())
    }

    fn described(&mut self, blocks: &[Block]) -> Result<()> {
        self.element("maml:description", &[], |maml| maml.blocks(blocks))
    }

    fn page(&mut self, language: &Language, repository: &str, page: &Page, first: &Page) -> Result<()> {
        let facts = facts(first, page).map_err(|why| Error::other(why.to_string()))?;
        let spaces = [
            ("xmlns:maml", "http://schemas.microsoft.com/maml/2004/10"),
            ("xmlns:command", "http://schemas.microsoft.com/maml/dev/command/2004/10"),
            ("xmlns:dev", "http://schemas.microsoft.com/maml/dev/2004/10"),
        ];
        self.element("command:command", &spaces, |maml| {
            maml.element("command:details", &[], |maml| {
                let (verb, noun) = page.name.split_once('-').unwrap_or((&page.name, ""));
                maml.value("command:name", &[], &page.name)?;
                maml.value("command:verb", &[], verb)?;
                maml.value("command:noun", &[], noun)?;
                maml.element("maml:description", &[], |maml| maml.paragraph(&page.synopsis))
            })?;
            maml.described(&page.description)?;
            maml.element("command:syntax", &[], |maml| {
                for set in &page.syntax {
                    maml.element("command:syntaxItem", &[], |maml| {
                        maml.value("maml:name", &[], &page.name)?;
                        for (parameter, facts) in syntax::parameters(&facts, set.name.as_deref()) {
                            maml.parameter(parameter, facts, true)?;
                        }
                        Ok(())
                    })?;
                }
                Ok(())
            })?;
            maml.element("command:parameters", &[], |maml| {
                for (parameter, facts) in &facts {
                    maml.parameter(parameter, facts, false)?;
                }
                Ok(())
            })?;
            maml.types("command:inputTypes", "command:inputType", &page.inputs)?;
            maml.types("command:returnValues", "command:returnValue", &page.outputs)?;
            maml.element("maml:alertSet", &[], |maml| {
                maml.element("maml:alert", &[], |maml| maml.blocks(&page.notes))
            })?;
            maml.examples(language, page)?;
            maml.links(language, repository, page)
        })
    }

    /// In a syntax the values are listed that are accepted; Get-Help shows them as a choice.
    fn parameter(&mut self, parameter: &Parameter, facts: &Facts, in_syntax: bool) -> Result<()> {
        let truth = |yes: bool| if yes { "true" } else { "false" };
        let position = facts.position.map_or("named".to_owned(), |number| number.to_string());
        let aliases = if facts.aliases.is_empty() { "none".to_owned() } else { facts.aliases.join(", ") };
        let is_list = facts.kind.ends_with("[]");
        let attributes = [
            ("required", truth(facts.required)),
            ("variableLength", truth(is_list)),
            ("globbing", truth(facts.wildcards)),
            ("pipelineInput", facts.pipeline.as_str()),
            ("position", position.as_str()),
            ("aliases", aliases.as_str()),
        ];
        let is_switch = facts.kind == "SwitchParameter";
        self.element("command:parameter", &attributes, |maml| {
            maml.value("maml:name", &[], &parameter.name)?;
            maml.described(&parameter.description)?;
            if in_syntax && !facts.accepted.is_empty() {
                maml.element("command:parameterValueGroup", &[], |maml| {
                    for word in &facts.accepted {
                        let attributes = [("required", "false"), ("variableLength", "false")];
                        maml.value("command:parameterValue", &attributes, word)?;
                    }
                    Ok(())
                })?;
            }
            if !is_switch {
                let attributes = [("required", "true"), ("variableLength", truth(is_list))];
                maml.value("command:parameterValue", &attributes, &facts.kind)?;
            }
            maml.element("dev:type", &[], |maml| {
                maml.value("maml:name", &[], &facts.kind)?;
                maml.value("maml:uri", &[], "")
            })?;
            maml.value("dev:defaultValue", &[], &facts.default)
        })
    }

    fn types(&mut self, list: &str, one: &str, types: &[Typed]) -> Result<()> {
        self.element(list, &[], |maml| {
            for each in types {
                maml.element(one, &[], |maml| {
                    maml.element("dev:type", &[], |maml| maml.value("maml:name", &[], &each.name))?;
                    maml.described(&each.description)
                })?;
            }
            Ok(())
        })
    }

    fn examples(&mut self, language: &Language, page: &Page) -> Result<()> {
        self.element("command:examples", &[], |maml| {
            for (at, example) in page.examples.iter().enumerate() {
                let title = format!(" {} {}: {} ", language.example, at + 1, example.title);
                let dashes = "-".repeat(CODE_COLUMNS.saturating_sub(title.width()) / 2);
                maml.element("command:example", &[], |maml| {
                    maml.value("maml:title", &[], &format!("{dashes}{title}{dashes}"))?;
                    maml.value("dev:code", &[], &example.code)?;
                    maml.element("dev:remarks", &[], |maml| {
                        if let Some(output) = &example.output {
                            maml.paragraph(output)?;
                        }
                        maml.blocks(&example.remarks)?;
                        // The title of the next example would follow without a space.
                        maml.paragraph("")
                    })
                })?;
            }
            Ok(())
        })
    }

    /// The first address is the one that Get-Help -Online opens.
    fn links(&mut self, language: &Language, repository: &str, page: &Page) -> Result<()> {
        self.element("command:relatedLinks", &[], |maml| {
            maml.link(language.online, &page.online)?;
            for link in &page.links {
                let address = match link.address.as_str() {
                    // Other help is asked for by its name.
                    near if !near.contains('/') => String::new(),
                    near if near.starts_with("../../") => {
                        format!("{repository}/blob/main/docs/{}", near.trim_start_matches("../../"))
                    }
                    far => far.to_owned(),
                };
                let text = if address.is_empty() { link.text.clone() } else { format!("{}:", link.text) };
                maml.link(&text, &address)?;
            }
            Ok(())
        })
    }

    fn link(&mut self, text: &str, address: &str) -> Result<()> {
        self.element("maml:navigationLink", &[], |maml| {
            maml.value("maml:linkText", &[], text)?;
            maml.value("maml:uri", &[], address)
        })
    }
}
