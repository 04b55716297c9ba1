//! What an error code or text in these logs means, and what to do about it.
//!
//! The tables know the codes of the parts that download and verify: `WinHTTP`, TLS, certificates and signatures, files and
//! drives, HTTP and .NET. A code that they do not know is taken apart into severity, facility and number; it is never
//! refused. Sources: section 5 of the dossier (S8, S15, S24, S25, S26), and for the pairs of number and symbol the
//! headers of the Windows SDK.

mod dotnet;
mod http;
mod internet;
mod remedies;
mod text;
mod trust;
mod windows;

pub use text::find_in_text;

use crate::language::{Language, Text};
use serde::Serialize;

/// An error in one language: what it is, what it means, what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ErrorText {
    /// The HRESULT as `0x` and eight upper-case hex digits, also for a number of another kind (`404` is `0x80190194`);
    /// null for a .NET text, which has none.
    pub code: Option<String>,
    /// The symbolic name, as in `ERROR_WINHTTP_TIMEOUT`; for an unknown code its facility and number.
    pub symbol: String,
    /// What happened.
    pub meaning: String,
    /// What to do now.
    pub remedy: String,
    /// `win32`, `http`, `dotnet` or `hresult`: the family of the code, however it was written.
    pub kind: &'static str,
    /// Whether the tables know it. `false`: only taken apart.
    pub known: bool,
    /// `error` or `success`, from the highest bit; null for a .NET text.
    pub severity: Option<&'static str>,
    /// The number of the facility, the part of the system that made the code; null for a .NET text and for a code that
    /// is no HRESULT.
    pub facility: Option<u32>,
    /// The name of the facility, where it is known.
    pub facility_name: Option<&'static str>,
    /// The number inside the facility: `12002` for `WinHTTP`, `404` for HTTP; null where `facility` is.
    pub number: Option<u32>,
}

/// One code of the tables.
struct Entry {
    /// The HRESULT.
    code: u32,
    /// The symbol that is shown.
    symbol: &'static str,
    /// Other symbols for the same code.
    aliases: &'static [&'static str],
    /// What happened.
    meaning: Text,
    /// What to do now.
    remedy: &'static Text,
}

/// An [`Entry`] in the form that the tables are written in.
const fn entry(
    code: u32,
    symbol: &'static str,
    aliases: &'static [&'static str],
    en: &'static str,
    ja: &'static str,
    remedy: &'static Text,
) -> Entry {
    Entry { code, symbol, aliases, meaning: Text { en, ja }, remedy }
}

/// The HRESULT of a Windows error number, as `HRESULT_FROM_WIN32` makes it.
const fn win32(number: u32) -> u32 {
    0x8007_0000 | number
}

/// The HRESULT of an HTTP status.
const fn http(status: u32) -> u32 {
    0x8019_0000 | status
}

/// The tables in the order of their codes.
static TABLES: [&[Entry]; 10] = [
    windows::GENERAL,
    windows::WINDOWS,
    internet::SOCKETS,
    internet::WINHTTP,
    trust::SECURITY,
    trust::TRUST,
    internet::MONIKERS,
    windows::DOTNET,
    http::HTTP,
    windows::BITS,
];

/// Facilities by number (winerror.h).
const FACILITIES: [(u32, &str); 18] = [
    (0, "FACILITY_NULL"),
    (1, "FACILITY_RPC"),
    (2, "FACILITY_DISPATCH"),
    (3, "FACILITY_STORAGE"),
    (4, "FACILITY_ITF"),
    (FACILITY_WIN32, "FACILITY_WIN32"),
    (8, "FACILITY_WINDOWS"),
    (9, "FACILITY_SECURITY"),
    (10, "FACILITY_CONTROL"),
    (11, "FACILITY_CERT"),
    (12, "FACILITY_INTERNET"),
    (15, "FACILITY_SETUPAPI"),
    (16, "FACILITY_SCARD"),
    (17, "FACILITY_COMPLUS"),
    (FACILITY_URT, "FACILITY_URT"),
    (FACILITY_HTTP, "FACILITY_HTTP"),
    (32, "FACILITY_BACKGROUNDCOPY"),
    (36, "FACILITY_WINDOWSUPDATE"),
];
/// Windows error numbers.
const FACILITY_WIN32: u32 = 7;
/// .NET.
const FACILITY_URT: u32 = 19;
/// HTTP statuses.
const FACILITY_HTTP: u32 = 25;

/// The meaning of a code that the tables do not have.
static UNKNOWN: Text = Text {
    en: "This code is not in the list of cmverify ({severity}, {facility}, number {number}).",
    ja: "cmverify の一覧にないコードです ({severity}、{facility}、番号 {number})。",
};
/// The meaning of a value that is no HRESULT.
static NO_HRESULT: Text = Text {
    en: "This value is not an HRESULT. It has the form of an NTSTATUS ({severity}, facility {facility}, number {number}), \
        and may be an exit code.",
    ja: "この値は HRESULT の形式ではありません。NTSTATUS の形式 ({severity}、ファシリティ {facility}、番号 {number}) であり、\
        プログラムの終了コードの可能性があります。",
};
/// The severity bit, in words.
static ERROR_WORD: Text = Text { en: "error", ja: "エラー" };
/// The severity bit, in words.
static SUCCESS_WORD: Text = Text { en: "success", ja: "成功" };

/// What an error code or a known text means; `None` only if `input` is neither.
///
/// Taken are an HRESULT in hex (`0x80072EE2`, `80072EE2`) or decimal (`-2147012894`, `2147954402`), a Windows or
/// `WinHTTP` number (`12002`, `0x2EE2`), an HTTP status (`404`, `HTTP 404`, `(404)`), a symbol in any case, a .NET text
/// in English or Japanese, and a whole log line that holds one of these. A number from 400 to 599 is taken as an HTTP
/// status; as a Windows error write it in hex.
#[must_use]
pub fn resolve(input: &str, language: Language) -> Option<ErrorText> {
    let input = input.trim();
    if let Some(code) = parse_code(input) {
        return Some(resolve_hresult(code, language));
    }
    if let Some(known) = find_symbol(input) {
        return Some(known.text(language));
    }
    find_in_text(input, language)
}

/// What a number means. Never refuses: a code that the tables do not have is taken apart.
///
/// A value below 65536 is taken as a Windows error number.
#[must_use]
pub fn resolve_hresult(code: u32, language: Language) -> ErrorText {
    let code = if (1..=0xFFFF).contains(&code) { win32(code) } else { code };
    find_code(code).map_or_else(|| unknown(code, language), |known| known.text(language))
}

/// The entry of a code.
fn find_code(code: u32) -> Option<&'static Entry> {
    entries().find(|known| known.code == code)
}

/// The entry of a symbol, in whatever case.
fn find_symbol(symbol: &str) -> Option<&'static Entry> {
    entries().find(|known| {
        known.symbol.eq_ignore_ascii_case(symbol) || known.aliases.iter().any(|a| a.eq_ignore_ascii_case(symbol))
    })
}

/// Every entry, by code.
fn entries() -> impl Iterator<Item = &'static Entry> {
    TABLES.iter().copied().flatten()
}

impl Entry {
    /// The entry in one language.
    fn text(&self, language: Language) -> ErrorText {
        ErrorText {
            symbol: self.symbol.to_owned(),
            meaning: self.meaning.get(language).to_owned(),
            remedy: self.remedy.get(language).to_owned(),
            known: true,
            ..parts(self.code)
        }
    }
}

/// A code that the tables do not have, taken apart.
fn unknown(code: u32, language: Language) -> ErrorText {
    let parts = parts(code);
    let remedy = remedies::LOOK_BEFORE.get(language).to_owned();
    let (facility, number) = (parts.facility.unwrap_or_default(), parts.number.unwrap_or_default());
    let severity = if parts.severity == Some("error") { ERROR_WORD } else { SUCCESS_WORD };
    if is_nt_status(code) {
        let (facility, number) = (facility.to_string(), number.to_string());
        let values = [("severity", severity.get(language)), ("facility", &facility), ("number", &number)];
        let meaning = NO_HRESULT.fill(language, &values);
        return ErrorText { symbol: format!("NTSTATUS {facility} {number}"), meaning, remedy, ..parts };
    }
    let facility = parts.facility_name.map_or_else(|| format!("FACILITY {facility}"), str::to_owned);
    let number = number.to_string();
    let values = [("severity", severity.get(language)), ("facility", facility.as_str()), ("number", number.as_str())];
    let meaning = UNKNOWN.fill(language, &values);
    ErrorText { symbol: format!("{facility} {number}"), meaning, remedy, ..parts }
}

/// What the bits of a code say, without any text.
///
/// An HRESULT has the severity in bit 31, the facility in bits 16 to 26 and the number in bits 0 to 15; an NTSTATUS has
/// a facility of one bit more.
fn parts(code: u32) -> ErrorText {
    let is_nt_status = is_nt_status(code);
    let facility = (code >> 16) & if is_nt_status { 0xFFF } else { 0x7FF };
    let hresult = Some(facility).filter(|_| !is_nt_status);
    ErrorText {
        code: Some(format!("0x{code:08X}")),
        symbol: String::new(),
        meaning: String::new(),
        remedy: String::new(),
        kind: match hresult {
            Some(FACILITY_WIN32) => "win32",
            Some(FACILITY_URT) => "dotnet",
            Some(FACILITY_HTTP) => "http",
            _ => "hresult",
        },
        known: false,
        severity: Some(if code >> 31 == 1 { "error" } else { "success" }),
        facility: Some(facility),
        facility_name: hresult.and_then(|f| FACILITIES.iter().find(|(n, _)| *n == f).map(|(_, name)| *name)),
        number: Some(code & 0xFFFF),
    }
}

/// A set bit 28 or 30 marks an NTSTATUS, as it is or made into an HRESULT.
const fn is_nt_status(code: u32) -> bool {
    code & 0x5000_0000 != 0
}

/// The code that `input` is as a whole, in any of the forms that [`resolve`] takes.
fn parse_code(input: &str) -> Option<u32> {
    if let Some(hex) = input.strip_prefix("0x").or_else(|| input.strip_prefix("0X")) {
        return parse_hex(hex);
    }
    let digits = input.strip_prefix('-').unwrap_or(input);
    let is_decimal = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    // Eight hex digits are an HRESULT, also where they happen to be all decimal (80004005): an HRESULT that reports an
    // error begins with 8 or more.
    let is_bare_hex = input.len() == 8
        && input.bytes().all(|b| b.is_ascii_hexdigit())
        && (!is_decimal || input.as_bytes()[0] >= b'8');
    if is_bare_hex {
        return parse_hex(input);
    }
    if is_decimal {
        return parse_decimal(input);
    }
    text::parse_http_status(input).map(http)
}

/// Up to 16 hex digits: 32 bits, or 32 bits with their sign extended to 64, as 64-bit programs print them.
fn parse_hex(digits: &str) -> Option<u32> {
    if digits.is_empty() || digits.len() > 16 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let value = u64::from_str_radix(digits, 16).ok()?;
    u32::try_from(value).ok().or_else(|| (value >= 0xFFFF_FFFF_8000_0000).then_some((value & 0xFFFF_FFFF) as u32))
}

/// A decimal number with or without a sign: an HRESULT, a Windows error, or from 400 to 599 an HTTP status.
fn parse_decimal(digits: &str) -> Option<u32> {
    if digits.starts_with('-') {
        return digits.parse::<i32>().ok().map(|code| u32::from_ne_bytes(code.to_ne_bytes()));
    }
    let number = digits.parse::<u32>().ok()?;
    Some(if (400..600).contains(&number) { http(number) } else { number })
}

#[cfg(test)]
mod tests;
