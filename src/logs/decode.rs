//! Which encoding a log has.
//!
//! No source states the encoding of either log, so each line is taken for what it can be: UTF-8 where it is valid
//! UTF-8, else the code page of a Japanese or of a western PC. Lines are decided one by one, because a program may
//! write its own texts in one encoding and paths in another.

use encoding_rs::{SHIFT_JIS, UTF_16BE, UTF_16LE, WINDOWS_1252};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// How characters are stored, as far as the first bytes of a file tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Units {
    /// One byte at a time: UTF-8 or a code page.
    Bytes,
    /// Two bytes, the low one first.
    Utf16Le,
    /// Two bytes, the high one first.
    Utf16Be,
}

impl Units {
    /// Looks at the first bytes of a file; gives the length of the byte order mark too.
    ///
    /// Without a mark, UTF-16 shows by the zero in every other byte of its first two characters.
    pub(super) fn detect(head: &[u8]) -> (Self, usize) {
        match head {
            [0xEF, 0xBB, 0xBF, ..] => (Self::Bytes, 3),
            [0xFF, 0xFE, ..] => (Self::Utf16Le, 2),
            [0xFE, 0xFF, ..] => (Self::Utf16Be, 2),
            [a, 0, b, 0, ..] if *a != 0 && *b != 0 => (Self::Utf16Le, 0),
            [0, a, 0, b, ..] if *a != 0 && *b != 0 => (Self::Utf16Be, 0),
            _ => (Self::Bytes, 0),
        }
    }

    /// Bytes of one unit.
    pub(super) const fn width(self) -> usize {
        match self {
            Self::Bytes => 1,
            Self::Utf16Le | Self::Utf16Be => 2,
        }
    }
}

/// In which encoding a line is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, ASCII among it.
    Utf8,
    /// UTF-16, the low byte first.
    Utf16Le,
    /// UTF-16, the high byte first.
    Utf16Be,
    /// Code page 932, of a Japanese PC.
    ShiftJis,
    /// Code page 1252, of a western PC.
    Windows1252,
}

impl Encoding {
    /// Its name in the encoding standard of the web.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf16Le => "utf-16le",
            Self::Utf16Be => "utf-16be",
            Self::ShiftJis => "shift_jis",
            Self::Windows1252 => "windows-1252",
        }
    }
}

/// The text of one line that is stored byte by byte, and its encoding. `scratch` holds the text where it is not in
/// `bytes` as it is.
///
/// `is_cut`: the line goes on behind `bytes`, so that a character at their end may not be whole.
pub(super) fn decode<'a>(bytes: &'a [u8], is_cut: bool, scratch: &'a mut String) -> (&'a str, Encoding) {
    let error = match std::str::from_utf8(bytes) {
        Ok(text) => return (text, Encoding::Utf8),
        Err(error) => error,
    };
    if is_cut && error.error_len().is_none() {
        if let Ok(text) = std::str::from_utf8(&bytes[..error.valid_up_to()]) {
            return (text, Encoding::Utf8);
        }
    }
    let (text, encoding) = code_page(bytes);
    scratch.clear();
    scratch.push_str(&text);
    (scratch, encoding)
}

/// The text of bytes that are UTF-16.
pub(super) fn decode_utf16(units: Units, bytes: &[u8], text: &mut String) {
    let encoding = if units == Units::Utf16Be { UTF_16BE } else { UTF_16LE };
    let mut decoder = encoding.new_decoder_without_bom_handling();
    text.clear();
    text.reserve(decoder.max_utf8_buffer_length(bytes.len()).unwrap_or(0));
    let _ = decoder.decode_to_string(bytes, text, true);
}

fn code_page(bytes: &[u8]) -> (Cow<'_, str>, Encoding) {
    if looks_japanese(bytes) {
        if let Some(text) = SHIFT_JIS.decode_without_bom_handling_and_without_replacement(bytes) {
            return (text, Encoding::ShiftJis);
        }
    }
    (WINDOWS_1252.decode_without_bom_handling(bytes).0, Encoding::Windows1252)
}

/// Tells Japanese from western text by the bytes that each uses most.
///
/// Kana and the common kanji of code page 932 begin with 0x81 to 0x98. Western letters with an accent are 0xC0 and up,
/// where code page 932 has half-width katakana and rare kanji; but three or more such bytes in a row are no western
/// word.
fn looks_japanese(bytes: &[u8]) -> bool {
    let (mut japanese, mut western) = (0usize, 0usize);
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let is_trail = |trail: &u8| matches!(trail, 0x40..=0x7E | 0x80..=0xFC);
        at += match byte {
            0x81..=0x98 if bytes.get(at + 1).is_some_and(is_trail) => {
                japanese += 1;
                2
            }
            0x80..=0x9F => {
                western += 1;
                1
            }
            0xA0..=0xFF => {
                let row = bytes[at..].iter().take_while(|b| **b >= 0xA0).count();
                if row < 3 {
                    western += row;
                } else {
                    japanese += row;
                }
                row
            }
            _ => 1,
        };
    }
    japanese > western
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> (String, Encoding) {
        let mut scratch = String::new();
        let (text, encoding) = decode(bytes, false, &mut scratch);
        (text.to_owned(), encoding)
    }

    #[test]
    fn the_first_bytes_tell_the_units() {
        assert_eq!(Units::detect(b"\xEF\xBB\xBFx"), (Units::Bytes, 3));
        assert_eq!(Units::detect(b"\xFF\xFEx\0"), (Units::Utf16Le, 2));
        assert_eq!(Units::detect(b"\xFE\xFF\0x"), (Units::Utf16Be, 2));
        assert_eq!(Units::detect(b"I\0N\0"), (Units::Utf16Le, 0));
        assert_eq!(Units::detect(b"\0I\0N"), (Units::Utf16Be, 0));
        assert_eq!(Units::detect(b"INFO"), (Units::Bytes, 0));
        assert_eq!(Units::detect(b""), (Units::Bytes, 0));
    }

    #[test]
    fn a_japanese_path_is_code_page_932_and_a_western_one_1252() {
        for text in ["D:\\更新プログラム\\5B", "C:\\ソフト表\\Redist", "ｻｰﾋﾞｽ", "予期しないエラー"]
        {
            let (bytes, ..) = SHIFT_JIS.encode(text);
            assert_eq!(read(&bytes), (text.to_owned(), Encoding::ShiftJis));
        }
        for text in ["C:\\Téléchargé\\Redist", "D:\\Müller\\é\\x", "l’été “ça”", "Ré\\5B8886C7", "Größe"]
        {
            let (bytes, ..) = WINDOWS_1252.encode(text);
            assert_eq!(read(&bytes), (text.to_owned(), Encoding::Windows1252));
        }
    }

    #[test]
    fn any_bytes_have_a_text() {
        let bytes: Vec<u8> = (0..=255).collect();
        assert!(!read(&bytes).0.is_empty());
        for units in [Units::Utf16Le, Units::Utf16Be] {
            let mut text = String::new();
            decode_utf16(units, &bytes, &mut text);
            assert!(!text.is_empty());
        }
    }

    #[test]
    fn a_character_that_was_cut_does_not_change_the_encoding() {
        let bytes = "D:\\更新".as_bytes();
        for cut in 1..3 {
            let bytes = &bytes[..bytes.len() - cut];
            assert_eq!(decode(bytes, true, &mut String::new()), ("D:\\更", Encoding::Utf8));
            assert_ne!(decode(bytes, false, &mut String::new()).1, Encoding::Utf8);
        }
    }
}
