//! Through all elements of a manifest.

use super::element::{Entry, Members};
use super::found::{Found, Group, at, index};
use super::member::{Member, Value};
use super::{Listed, MOST_FILES, ManifestFault};
use quick_xml::Reader;
use quick_xml::errors::{Error, IllFormedError};
use quick_xml::escape::{resolve_xml_entity, unescape};
use quick_xml::events::{BytesRef, BytesStart, Event};

/// Elements within elements. A manifest has about four.
const DEEPEST: usize = 100;

/// Attributes of one element. A manifest has about ten.
const MOST_ATTRIBUTES: usize = 256;

/// The longest text of a member, in bytes: more than any path.
const LONGEST_MEMBER: usize = 128 * 1024;

/// The longest directory that a group gives to its files, in bytes.
const LONGEST_DIRECTORY: usize = 120;

/// An element that is open.
#[derive(Debug, Default)]
struct Open<'t> {
    /// Its name, without a prefix.
    name: &'t str,
    /// What it is to the element that it is in.
    member: Option<Member>,
    /// Its text so far, where that matters. None: too long, or something in it that nobody knows.
    text: Option<String>,
    members: Members,
    has_elements: bool,
    has_entries: bool,
    /// The group of the files in it.
    group: Option<u32>,
    /// Groups below that still wait for an element with a name.
    waiting: Vec<u32>,
}

struct Walk<'t> {
    open: Vec<Open<'t>>,
    has_root: bool,
    found: Found,
}

/// Finds all files that `text` lists.
pub(super) fn walk(text: &str) -> Result<Found, ManifestFault> {
    // A second byte order mark: the reader would drop it, and count from behind it.
    let text = text.trim_start_matches('\u{FEFF}');
    let mut reader = Reader::from_str(text);
    // An ampersand that stands alone in a description is nobody's concern.
    reader.config_mut().allow_dangling_amp = true;
    let mut walk = Walk { open: Vec::new(), has_root: false, found: Found::default() };
    loop {
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(error) => return Err(fault(&error, &reader, text)),
        };
        match event {
            Event::Start(start) => {
                let end = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
                walk.start(&start, name_at(text, end.saturating_sub(1), &start))?;
            }
            Event::Empty(start) => {
                let end = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
                walk.start(&start, name_at(text, end.saturating_sub(2), &start))?;
                walk.end()?;
            }
            Event::End(_) => walk.end()?,
            Event::Text(more) => walk.text(&more)?,
            Event::CData(more) => walk.text(&more)?,
            Event::GeneralRef(reference) => walk.reference(&reference)?,
            Event::Eof => break,
            Event::Decl(_) | Event::PI(_) | Event::DocType(_) | Event::Comment(_) => {}
        }
    }
    if walk.open.is_empty() && walk.has_root { Ok(walk.found) } else { Err(ManifestFault::Cut) }
}

/// The name of an element whose tag has its content before `end`.
fn name_at<'t>(text: &'t str, end: usize, start: &BytesStart<'_>) -> &'t str {
    let begin = end.saturating_sub(start.len());
    let name = text.get(begin..begin.saturating_add(start.name().as_ref().len())).unwrap_or_default();
    debug_assert_eq!(name.as_bytes(), start.name().as_ref());
    name.rsplit(':').next().unwrap_or(name)
}

fn fault(error: &Error, reader: &Reader<&[u8]>, text: &str) -> ManifestFault {
    let rest = |at: u64| usize::try_from(at).ok().and_then(|at| text.get(at..)).unwrap_or_default();
    match error {
        // All that was left was taken for the end of this markup.
        Error::Syntax(_) if matches!(rest(reader.buffer_position()), "" | "<" | "<!") => ManifestFault::Cut,
        Error::Syntax(_) if matches!(rest(reader.error_position()), "<" | "<!") => ManifestFault::Cut,
        Error::IllFormed(IllFormedError::MismatchedEndTag { .. } | IllFormedError::UnmatchedEndTag(_)) => {
            not_xml("an end tag without its start tag")
        }
        _ => not_xml("markup"),
    }
}

fn not_xml(what: &str) -> ManifestFault {
    ManifestFault::NotXml(what.to_owned())
}

impl<'t> Walk<'t> {
    fn start(&mut self, start: &BytesStart<'_>, name: &'t str) -> Result<(), ManifestFault> {
        if self.open.len() == DEEPEST {
            return Err(not_xml("too many elements within elements"));
        }
        let mut within_hash = false;
        if let Some(parent) = self.open.last_mut() {
            parent.has_elements = true;
            within_hash = matches!(parent.member, Some(Member::Hash | Member::Sha256));
        } else if self.has_root {
            return Err(not_xml("a second root element"));
        }
        self.has_root = true;
        let member = Member::of(name.as_bytes(), within_hash);
        let mut members = Members::default();
        let is_hash = matches!(member, Some(Member::Hash | Member::Sha256));
        for (n, attribute) in start.attributes().with_checks(false).enumerate() {
            let Ok(attribute) = attribute else {
                return Err(not_xml("attributes"));
            };
            if n == MOST_ATTRIBUTES {
                return Err(not_xml("too many attributes"));
            }
            let (local, prefix) = attribute.key.decompose();
            // Names of namespaces, and what belongs to XML itself, are no members.
            if prefix.is_some_and(|prefix| prefix.as_ref() == b"xmlns" || prefix.as_ref() == b"xml") {
                continue;
            }
            if let Some(member) = Member::of(local.as_ref(), is_hash) {
                members.take(member, value_of(&attribute.value));
            }
        }
        self.open.push(Open { name, member, text: Some(String::new()), members, ..Open::default() });
        Ok(())
    }

    /// Text within an element, or around the root element, where only blanks may be.
    fn text(&mut self, more: &[u8]) -> Result<(), ManifestFault> {
        if let Some(open) = self.open.last_mut() {
            if open.member.is_some() {
                open.add(std::str::from_utf8(more).ok());
            }
            return Ok(());
        }
        // Some programs end their text with NUL.
        let is_blank = more.iter().all(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | 0));
        if is_blank { Ok(()) } else { Err(not_xml("text outside the root element")) }
    }

    /// `&amp;` or `&#38;`: nothing else is resolved.
    fn reference(&mut self, reference: &BytesRef<'_>) -> Result<(), ManifestFault> {
        let Some(open) = self.open.last_mut() else {
            return Err(not_xml("text outside the root element"));
        };
        if open.member.is_some() {
            match reference.resolve_char_ref() {
                Ok(Some(c)) => open.add(Some(c.encode_utf8(&mut [0; 4]))),
                Ok(None) => open.add(std::str::from_utf8(reference).ok().and_then(resolve_xml_entity)),
                Err(_) => open.add(None),
            }
        }
        Ok(())
    }

    fn end(&mut self) -> Result<(), ManifestFault> {
        // The reader holds end tags against start tags, so there is one.
        let Some(mut open) = self.open.pop() else {
            return Err(not_xml("an end tag without its start tag"));
        };
        let is_hash = matches!(open.member, Some(Member::Hash | Member::Sha256));
        if !is_hash {
            match open.members.entry(open.name, open.has_entries) {
                Entry::None => {}
                Entry::File { path, sha256, size, directory } => {
                    if self.found.files.len() == MOST_FILES {
                        return Err(ManifestFault::TooLarge);
                    }
                    let group = self.group();
                    self.found.files.push(Listed { path, sha256, size, directory, group });
                }
                Entry::NotUnderstood(name) => {
                    self.found.not_understood = self.found.not_understood.saturating_add(1);
                    self.found.first_not_understood.get_or_insert(name);
                }
            }
        }
        self.close_groups(&mut open);
        let Some(parent) = self.open.last_mut() else {
            return Ok(());
        };
        parent.waiting.append(&mut open.waiting);
        parent.has_entries |= open.has_entries;
        match open.member {
            Some(member) if is_hash => parent.members.take_hash(member, open.members, value_of_text(open.text)),
            Some(member) if !open.has_elements => parent.members.take(member, value_of_text(open.text)),
            _ => {}
        }
        Ok(())
    }

    /// The group of a file whose element was just closed: the one of the element around it.
    fn group(&mut self) -> u32 {
        let next = index(self.found.groups.len());
        let group = match self.open.last_mut() {
            Some(parent) => {
                parent.has_entries = true;
                *parent.group.get_or_insert(next)
            }
            None => next,
        };
        if group == next {
            self.found.groups.push(Group::default());
        }
        group
    }

    /// Gives the groups within an element its name. One that has none is a part of the next that has; but the root
    /// element's name is that of the list, and would make one group of all.
    fn close_groups(&mut self, open: &mut Open<'_>) {
        open.waiting.extend(open.group);
        let Some(first) = open.waiting.first().copied() else {
            return;
        };
        let is_root = self.open.is_empty();
        let name = open.members.group_name();
        let whole = if is_root { open.group } else { name.as_ref().map(|_| first) };
        // Every file of the group will hold it, so a long one is none.
        let directory = open.members.directory().filter(|directory| directory.as_str().len() <= LONGEST_DIRECTORY);
        let directory = directory.map(|directory| {
            self.found.directories.push(directory);
            index(self.found.directories.len() - 1)
        });
        for number in &open.waiting {
            let Some(group) = at(&mut self.found.groups, *number) else { continue };
            group.directory = group.directory.or(directory);
            if name.is_some() && !is_root {
                group.part_of = whole.filter(|whole| whole != number);
            }
        }
        if let (Some(name), Some(group)) = (name, whole.and_then(|whole| at(&mut self.found.groups, whole))) {
            group.name = name;
            open.waiting.clear();
        }
    }
}

impl Open<'_> {
    fn add(&mut self, more: Option<&str>) {
        match (&mut self.text, more) {
            (Some(text), Some(more)) if text.len().saturating_add(more.len()) <= LONGEST_MEMBER => text.push_str(more),
            (text, _) => *text = None,
        }
    }
}

/// The value of an attribute.
fn value_of(raw: &[u8]) -> Value {
    match std::str::from_utf8(raw) {
        Ok(text) if text.len() <= LONGEST_MEMBER => unescape(text).map_or(Value::Unusable, |text| Value::of(&text)),
        _ => Value::Unusable,
    }
}

fn value_of_text(text: Option<String>) -> Value {
    text.map_or(Value::Unusable, |text| Value::of(&text))
}
