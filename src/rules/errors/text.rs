//! Finding the error code in a line of text.
//!
//! A log line is full of numbers that are no error codes: thread ids (`4580 (0x11e4)`), sizes, GUIDs, addresses. So a
//! number counts only by its form (an HRESULT in full) or by the words before it.

use super::{Entry, ErrorText, FACILITY_URT, dotnet, find_symbol, http, parse_code, resolve_hresult};
use crate::language::Language;
use crate::text::start;
use regex::Regex;
use std::sync::LazyLock;

/// How much of a text is searched, in bytes: far more than a log line has.
const LIMIT: usize = 16 * 1024;

/// A pattern that is compiled when it is first used. A test holds that every one compiles; nothing here can panic.
type Pattern = LazyLock<Option<Regex>>;

/// What the first of a pattern's groups that takes part holds.
fn first_group<'t>(pattern: &Pattern, text: &'t str) -> Option<&'t str> {
    let found = pattern.as_ref()?.captures(text)?;
    found.iter().skip(1).flatten().next().map(|group| group.as_str())
}

/// An address: nothing in it is an error code.
static ADDRESS: Pattern = LazyLock::new(|| Regex::new(r"(?i)\b[a-z][a-z0-9+.-]*://\S+").ok());
/// An HRESULT in full that reports an error: eight hex digits, the first 8 or more.
static HEX: Pattern = LazyLock::new(|| Regex::new(r"(?i)\b(0x[89a-f][0-9a-f]{7})\b").ok());
/// The same in decimal: `-2147012894`.
static NEGATIVE: Pattern = LazyLock::new(|| Regex::new(r"(?:^|[^\w-])(-[12][0-9]{9})\b").ok());
/// A shorter or unsigned number after words that say what it is: `error code: 12002`, `failed with 0x5`, `Error = 2`.
static WORDED: Pattern = LazyLock::new(|| {
    Regex::new(
        r"(?ix)\b(?:
            error \s* = | error \s+ code \s* [:=]? | (?:win32|system|last) \s+ error \s* [:=]?
            | hresult \s* [:=]? | hr \s* = | failed \s+ with (?:\s+ error)? (?:\s+ code)? \s* [:=]?
        ) \s* (0x[0-9a-f]{1,8}|[0-9]{1,10})\b",
    )
    .ok()
});
/// An HTTP status after words that say so: `returned an error: (403)`, `HTTP 404`, `status code 502`.
static STATUS: Pattern = LazyLock::new(|| {
    Regex::new(
        r"(?ix)(?:
            \breturned \b [^.]{0,40}? \( | エラーを返しました[^(（]{0,4}[(（]
            | \bHTTP (?:/[0-9](?:\.[0-9])?)? (?:\s+ (?:status|error))? (?:\s+ code)? \s* [:=]? \s* \(?
            | \bstatus (?:\s* code)? \s* [:=]? \s* \(?
        )([45][0-9]{2})\b",
    )
    .ok()
});
/// A word that could be a symbol: `CRYPT_E_HASH_VALUE`.
static SYMBOL: Pattern = LazyLock::new(|| Regex::new(r"\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b").ok());
/// An HTTP status that is the whole input: `HTTP 404`, `HTTP/1.1 404 Not Found`, `(404)`, `(404) Not Found`.
static WHOLE_STATUS: Pattern = LazyLock::new(|| {
    Regex::new(
        r"(?ix)^(?:
            HTTP (?:/[0-9](?:\.[0-9])?)? (?:\s+ (?:status|error))? (?:\s+ code)? \s* [:=]? \s* \(?([45][0-9]{2})\)?
            | \(([45][0-9]{2})\)
        )(?:\s.*)?$",
    )
    .ok()
});

/// The HTTP status that `input` is as a whole.
pub(super) fn parse_http_status(input: &str) -> Option<u32> {
    first_group(&WHOLE_STATUS, input)?.parse().ok()
}

/// The error in a log line, explained: a code, a known .NET text or a symbol; `None` where there is none.
///
/// Where a line has both a .NET text and the code of a .NET exception, the text is explained: it says more. Zero is no
/// error, and nothing in an address is one.
#[must_use]
pub fn find_in_text(text: &str, language: Language) -> Option<ErrorText> {
    let text = ADDRESS.as_ref()?.replace_all(start(text, LIMIT), " ");
    let code = find_code_in(&text);
    if let Some(code) = code {
        let found = resolve_hresult(code, language);
        if found.known && found.facility != Some(FACILITY_URT) {
            return Some(found);
        }
    }
    dotnet::find(&text.to_lowercase(), language)
        .or_else(|| code.map(|code| resolve_hresult(code, language)))
        .or_else(|| find_symbol_in(&text).map(|entry| entry.text(language)))
}

/// The first code in a text without addresses.
fn find_code_in(text: &str) -> Option<u32> {
    let code = |pattern: &Pattern| first_group(pattern, text).and_then(parse_code);
    code(&HEX)
        .or_else(|| code(&NEGATIVE).filter(|code| code >> 31 == 1))
        .or_else(|| code(&WORDED).filter(|code| *code != 0))
        .or_else(|| first_group(&STATUS, text)?.parse().ok().map(http))
}

/// The first symbol of the tables in a text.
fn find_symbol_in(text: &str) -> Option<&'static Entry> {
    SYMBOL.as_ref()?.find_iter(text).find_map(|word| find_symbol(word.as_str())).filter(|entry| entry.code != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_compiles() {
        for pattern in [&ADDRESS, &HEX, &NEGATIVE, &WORDED, &STATUS, &SYMBOL, &WHOLE_STATUS] {
            assert!(pattern.is_some());
        }
    }
}
