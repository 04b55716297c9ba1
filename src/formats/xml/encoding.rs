//! How the characters of an XML file are stored, by its first bytes.

use encoding_rs::Encoding;
use memchr::memmem;

/// How wide a character is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::formats) enum Layout {
    /// One byte at a time: UTF-8 or a code page.
    Bytes,
    /// Two bytes, the low one first.
    Utf16Le,
    /// Two bytes, the high one first.
    Utf16Be,
    /// Four bytes: nobody writes that.
    Other,
}

/// What the first bytes tell; the length of the byte order mark too.
pub(in crate::formats) fn layout(head: &[u8]) -> (Layout, usize) {
    match head {
        [0xEF, 0xBB, 0xBF, ..] => (Layout::Bytes, 3),
        [0xFF, 0xFE, 0, 0, ..] | [0, 0, 0xFE, 0xFF, ..] | [b'<', 0, 0, 0, ..] | [0, 0, 0, b'<', ..] => {
            (Layout::Other, 0)
        }
        [0xFF, 0xFE, ..] => (Layout::Utf16Le, 2),
        [0xFE, 0xFF, ..] => (Layout::Utf16Be, 2),
        // XML begins with a sign below 128.
        [1..=0x7F, 0, ..] => (Layout::Utf16Le, 0),
        [0, 1..=0x7F, ..] => (Layout::Utf16Be, 0),
        _ => (Layout::Bytes, 0),
    }
}

/// What an XML declaration says about single bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::formats) enum Declared {
    /// Nothing.
    Nothing,
    /// A name that the encoding standard of the web does not know.
    Unknown,
    /// An encoding.
    Known(&'static Encoding),
}

/// The encoding that the declaration at the start of `head` names. `head` has no byte order mark.
pub(in crate::formats) fn declared(head: &[u8]) -> Declared {
    label(head).map_or(Declared::Nothing, |label| Encoding::for_label(label).map_or(Declared::Unknown, Declared::Known))
}

fn label(head: &[u8]) -> Option<&[u8]> {
    let head = head.get(..1024).unwrap_or(head).strip_prefix(b"<?xml")?;
    let declaration = head.get(..memmem::find(head, b"?>")?)?;
    let after = declaration.get(memmem::find(declaration, b"encoding")? + b"encoding".len()..)?;
    let value = after.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let (quote, value) = value.split_first()?;
    matches!(quote, b'"' | b'\'').then_some(())?;
    value.split(|byte| byte == quote).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_bytes_tell_the_width() {
        let rows: [(&[u8], Layout, usize); 11] = [
            (b"\xEF\xBB\xBF<", Layout::Bytes, 3),
            (b"\xFF\xFE<\0", Layout::Utf16Le, 2),
            (b"\xFE\xFF\0<", Layout::Utf16Be, 2),
            (b"<\0?\0", Layout::Utf16Le, 0),
            (b"\0<\0?", Layout::Utf16Be, 0),
            (b"\n\0<\0", Layout::Utf16Le, 0),
            (b"<\0\xF4\x66", Layout::Utf16Le, 0),
            (b"<\0\0\0", Layout::Other, 0),
            (b"\0\0\xFE\xFF", Layout::Other, 0),
            (b"<?xml", Layout::Bytes, 0),
            (b"", Layout::Bytes, 0),
        ];
        for (head, width, mark) in rows {
            assert_eq!(layout(head), (width, mark), "{head:?}");
        }
    }

    #[test]
    fn the_declaration_names_the_encoding() {
        let known = |head: &str| match declared(head.as_bytes()) {
            Declared::Known(encoding) => encoding.name().to_owned(),
            other => format!("{other:?}"),
        };
        let rows = [
            ("<?xml version=\"1.0\" encoding=\"shift_jis\"?>", "Shift_JIS"),
            ("<?xml version='1.0' encoding = 'Windows-31J' ?>", "Shift_JIS"),
            ("<?xml version=\"1.0\" encoding=\"utf-16\"?>", "UTF-16LE"),
            ("<?xml version=\"1.0\" encoding=\"ebcdic\"?>", "Unknown"),
            ("<?xml version=\"1.0\"?><a encoding=\"shift_jis\"/>", "Nothing"),
            ("<?xml version=\"1.0\" encoding=shift_jis?>", "Nothing"),
            ("<?xml version=\"1.0\" encoding=\"shi", "Nothing"),
            ("<a/>", "Nothing"),
        ];
        for (head, expected) in rows {
            assert_eq!(known(head), expected, "{head}");
        }
    }
}
