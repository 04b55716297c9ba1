//! Text of many sorts, told apart by its beginning.

use super::Content;

/// The least length of a text in no known encoding: in so many bytes of something else there is a control character.
const LEAST: usize = 64;

/// What the beginning of a file that has no binary mark is.
pub(super) fn content(head: &[u8]) -> Content {
    let Some(text) = decoded(head) else { return Content::Other };
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}');
    if let Some(tagged) = text.strip_prefix('<') {
        return marked_up(tagged);
    }
    if is_http(text) {
        Content::HttpAnswer
    } else if is_json(text) {
        Content::Json
    } else if is_encoded(text) {
        Content::Encoded
    } else {
        Content::Text
    }
}

/// `head` as text; none: it is none.
fn decoded(head: &[u8]) -> Option<String> {
    let text = match head {
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes)?,
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes)?,
        // Without a mark every second byte of a western text is 0.
        [low, 0, ..] if *low != 0 => utf16(head, u16::from_le_bytes)?,
        [0, low, ..] if *low != 0 => utf16(head, u16::from_be_bytes)?,
        _ => narrow(head)?,
    };
    (!text.chars().any(is_control)).then_some(text)
}

/// UTF-8 that may be cut inside a character, or a code page that is taken for Latin: only its ASCII matters.
fn narrow(head: &[u8]) -> Option<String> {
    match std::str::from_utf8(head) {
        Ok(text) => Some(text.to_owned()),
        Err(error) if error.error_len().is_none() => {
            let whole = head.get(..error.valid_up_to())?;
            (!whole.is_empty()).then(|| String::from_utf8_lossy(whole).into_owned())
        }
        // C1 characters are letters in the code pages of Windows.
        Err(_) if head.len() >= LEAST || head.starts_with(b"<") => {
            Some(head.iter().map(|byte| if byte.is_ascii() { char::from(*byte) } else { '\u{FFFD}' }).collect())
        }
        Err(_) => None,
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let mut units: Vec<u16> =
        bytes.chunks_exact(2).filter_map(|pair| pair.first_chunk()).map(|pair| unit(*pair)).collect();
    // The head of a file can end between the halves of a character.
    if units.last().is_some_and(|unit| (0xD800..0xDC00).contains(unit)) {
        units.pop();
    }
    String::from_utf16(&units).ok().filter(|text| !text.is_empty())
}

/// No character of a text: control characters but blanks, form feed, end of file of DOS and escape of ISO-2022-JP.
fn is_control(c: char) -> bool {
    c < ' ' && !matches!(c, '\t' | '\n' | '\r' | '\x0C' | '\x1A' | '\x1B')
        || c == '\x7F'
        || ('\u{FFFE}'..='\u{FFFF}').contains(&c)
}

/// XML or a page: `text` begins behind a `<`.
fn marked_up(mut text: &str) -> Content {
    // What begins with a declaration is written by somebody who means XML; its root decides.
    let is_declared = text.starts_with("?xml");
    // Not more than a head can hold: each turn goes on by two characters at least.
    loop {
        let end = if text.starts_with('?') {
            "?>"
        } else if text.starts_with("!--") {
            "-->"
        } else if let Some(name) = text.strip_prefix("!") {
            let Some(name) = without_case(name, "doctype") else { return Content::Text };
            return if is_word(name.trim_start(), "html") { Content::Html } else { Content::Xml };
        } else {
            break;
        };
        // A comment longer than the head: a page begins with the word, XML seldom without a declaration.
        let Some((_, rest)) = text.split_once(end) else { return Content::Xml };
        let Some((_, rest)) = rest.split_once('<') else { return Content::Xml };
        text = rest;
    }
    // A prefix changes nothing.
    let name = text.split(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).next().unwrap_or_default();
    let name = name.rsplit(':').next().unwrap_or_default();
    if is_word(name, "html") || !is_declared && PAGE.iter().any(|tag| is_word(name, tag)) {
        return Content::Html;
    }
    if name.starts_with(|c: char| c.is_alphabetic() || c == '_') { Content::Xml } else { Content::Text }
}

/// What a careless page begins with that has no `<html>`. Names that an XML file of a program may have as its root,
/// such as `script` or `title`, are not here.
const PAGE: [&str; 6] = ["head", "body", "meta", "center", "h1", "h2"];

/// `text` without `start`, whatever the case of its letters.
fn without_case<'a>(text: &'a str, start: &str) -> Option<&'a str> {
    text.get(..start.len()).filter(|begin| begin.eq_ignore_ascii_case(start))?;
    text.get(start.len()..)
}

fn is_word(text: &str, word: &str) -> bool {
    without_case(text, word).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '-'))
}

/// `HTTP/1.1 200 OK`.
fn is_http(text: &str) -> bool {
    text.strip_prefix("HTTP/").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

fn is_json(text: &str) -> bool {
    let mut signs = text.chars().filter(|c| !c.is_whitespace());
    match (signs.next(), signs.next()) {
        (Some('{'), next) => matches!(next, Some('"' | '}')),
        (Some('['), next) => matches!(next, Some('"' | '{' | '[' | ']')),
        _ => false,
    }
}

/// Base64, alone or between the lines of PEM: no word of a page is that long.
fn is_encoded(text: &str) -> bool {
    if text.starts_with("-----BEGIN ") {
        return true;
    }
    let is_letter = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=');
    text.len() >= LEAST && text.lines().all(|line| line.chars().all(is_letter))
}
