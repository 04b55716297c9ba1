//! Finding the error code in a line of text.
//!
//! A log line is full of numbers that are no error codes: thread ids (`4580 (0x11e4)`), sizes, GUIDs, addresses. So a
//! number counts only by its form (an HRESULT in full) or by the words before it.

use super::{Entry, ErrorText, FACILITY_URT, dotnet, find_symbol, http, parse_code, resolve_hresult};
use crate::language::Language;
use regex::Regex;
use std::sync::LazyLock;

/// How much of a text is searched, in bytes: far more than a log line has.
const LIMIT: usize = 16 * 1024;

/// A pattern that is known to be right.
fn pattern(source: &str) -> Regex {
    Regex::new(source).expect("the pattern is a constant, and a test compiles it")
}

/// An address: nothing in it is an error code.
static ADDRESS: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\b[a-z][a-z0-9+.-]*://\S+"));
/// An HRESULT in full that reports an error: eight hex digits, the first 8 or more.
static HEX: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\b(0x[89a-f][0-9a-f]{7})\b"));
/// The same in decimal: `-2147012894`.
static NEGATIVE: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?:^|[^\w-])(-[12][0-9]{9})\b"));
/// A shorter or unsigned number after words that say what it is: `error code: 12002`, `failed with 0x5`, `Error = 2`.
static WORDED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?ix)\b(?:
            error \s* = | error \s+ code \s* [:=]? | (?:win32|system|last) \s+ error \s* [:=]?
            | hresult \s* [:=]? | hr \s* = | failed \s+ with (?:\s+ error)? (?:\s+ code)? \s* [:=]?
        ) \s* (0x[0-9a-f]{1,8}|[0-9]{1,10})\b",
    )
});
/// An HTTP status after words that say so: `returned an error: (403)`, `HTTP 404`, `status code 502`.
static STATUS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?ix)(?:
            \breturned \b [^.]{0,40}? \( | エラーを返しました[^(（]{0,4}[(（]
            | \bHTTP (?:/[0-9](?:\.[0-9])?)? (?:\s+ (?:status|error))? (?:\s+ code)? \s* [:=]? \s* \(?
            | \bstatus (?:\s* code)? \s* [:=]? \s* \(?
        )([45][0-9]{2})\b",
    )
});
/// A word that could be a symbol: `CRYPT_E_HASH_VALUE`.
static SYMBOL: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b"));
/// An HTTP status that is the whole input: `HTTP 404`, `HTTP/1.1 404 Not Found`, `(404)`, `(404) Not Found`.
static WHOLE_STATUS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?ix)^(?:
            HTTP (?:/[0-9](?:\.[0-9])?)? (?:\s+ (?:status|error))? (?:\s+ code)? \s* [:=]? \s* \(?([45][0-9]{2})\)?
            | \(([45][0-9]{2})\)
        )(?:\s.*)?$",
    )
});

/// The HTTP status that `input` is as a whole.
pub(super) fn parse_http_status(input: &str) -> Option<u32> {
    let found = WHOLE_STATUS.captures(input)?;
    found.get(1).or_else(|| found.get(2))?.as_str().parse().ok()
}

/// The error in a log line, explained: a code, a known .NET text or a symbol; `None` where there is none.
///
/// Where a line has both a .NET text and the code of a .NET exception, the text is explained: it says more. Zero is no
/// error, and nothing in an address is one.
#[must_use]
pub fn find_in_text(text: &str, language: Language) -> Option<ErrorText> {
    let text = ADDRESS.replace_all(head(text), " ");
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

/// The first [`LIMIT`] bytes, cut between characters.
fn head(text: &str) -> &str {
    let mut end = text.len().min(LIMIT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// The first code in a text without addresses.
fn find_code_in(text: &str) -> Option<u32> {
    let group = |regex: &Regex| regex.captures(text).and_then(|found| parse_code(&found[1]));
    group(&HEX)
        .or_else(|| group(&NEGATIVE).filter(|code| code >> 31 == 1))
        .or_else(|| group(&WORDED).filter(|code| *code != 0))
        .or_else(|| STATUS.captures(text).and_then(|found| found[1].parse().ok()).map(http))
}

/// The first symbol of the tables in a text.
fn find_symbol_in(text: &str) -> Option<&'static Entry> {
    SYMBOL.find_iter(text).find_map(|word| find_symbol(word.as_str())).filter(|entry| entry.code != 0)
}
