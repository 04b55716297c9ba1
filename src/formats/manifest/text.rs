//! The characters of a manifest.

use super::{LONGEST, ManifestFault};
use crate::formats::xml::encoding::{Declared, Layout, declared, layout};
use encoding_rs::{CoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};
use std::borrow::Cow;

/// The longest text, in bytes of UTF-8: a character of two bytes may take three there.
const LONGEST_TEXT: usize = LONGEST / 2 * 3;

/// The text of a manifest, by its byte order mark, its first characters, or its declaration, in this order.
///
/// What has no meaning in its encoding becomes U+FFFD. In UTF-8 and in the code pages of East Asia no such byte is a
/// sign of XML, so that the rest stays what it is; a name with U+FFFD is not used.
pub(super) fn of(bytes: &[u8]) -> Result<Cow<'_, str>, ManifestFault> {
    if bytes.len() > LONGEST {
        return Err(ManifestFault::TooLarge);
    }
    // Cut within the byte order mark.
    if matches!(bytes, [0xEF | 0xFE | 0xFF] | [0xEF, 0xBB]) {
        return Err(ManifestFault::Cut);
    }
    let (layout, mark) = layout(bytes);
    let rest = bytes.get(mark..).unwrap_or_default();
    let whole_units = rest.get(..rest.len() & !1).unwrap_or_default();
    match layout {
        Layout::Bytes => match declared(rest) {
            // UTF-16 by its own words, and yet single bytes: written as text once more by another program.
            Declared::Known(named) if mark == 0 && named != UTF_16LE && named != UTF_16BE => decode(named, rest),
            _ => decode(UTF_8, rest),
        },
        Layout::Utf16Le => decode(UTF_16LE, whole_units),
        Layout::Utf16Be => decode(UTF_16BE, whole_units),
        Layout::Other => Err(ManifestFault::NotXml("characters of four bytes".to_owned())),
    }
}

fn decode<'a>(encoding: &'static Encoding, bytes: &'a [u8]) -> Result<Cow<'a, str>, ManifestFault> {
    if encoding == UTF_8 {
        if let Ok(text) = std::str::from_utf8(bytes) {
            return Ok(Cow::Borrowed(text));
        }
    }
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let room = decoder.max_utf8_buffer_length(bytes.len()).unwrap_or(LONGEST_TEXT).min(LONGEST_TEXT);
    let mut text = String::with_capacity(room);
    match decoder.decode_to_string(bytes, &mut text, true) {
        (CoderResult::InputEmpty, ..) => Ok(Cow::Owned(text)),
        (CoderResult::OutputFull, ..) => Err(ManifestFault::TooLarge),
    }
}
