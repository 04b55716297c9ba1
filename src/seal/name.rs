//! Paths in a seal: which of them are safe, and how they are written in a line.

use crate::formats::safe_path;
use std::borrow::Cow;
use std::path::{Component, Path};

/// The path of a file below the download folder, with `/` between its parts; none where it is not text.
pub(super) fn of_path(relative: &Path) -> Option<String> {
    let mut text = String::new();
    for part in relative.components() {
        let Component::Normal(part) = part else { return None };
        if !text.is_empty() {
            text.push('/');
        }
        text.push_str(part.to_str()?);
    }
    Some(text)
}

/// True for a path that names a file below the folder on every system, and nothing else.
///
/// Linux has names with a backslash or a line break in them; there they are names like others, unless a part between
/// two backslashes would lead somewhere. Windows has none, so there such a path is wrong.
pub(super) fn is_safe(path: &str) -> bool {
    let is_odd = |c: char| c.is_control() && c != '\0';
    if cfg!(windows) {
        return !path.contains('\\') && safe_path::safe_path(path).is_some();
    }
    let plain: Cow<'_, str> =
        if path.contains(is_odd) { Cow::Owned(path.replace(is_odd, "_")) } else { Cow::Borrowed(path) };
    safe_path::safe_path(&plain).is_some()
}

/// A name as GNU coreutils write it into a list of checksums; the line begins with a backslash then.
pub(super) fn escape(path: &str) -> Option<String> {
    path.contains(['\\', '\n', '\r']).then(|| path.replace('\\', r"\\").replace('\n', r"\n").replace('\r', r"\r"))
}

/// The way back; none for what [`escape`] does not write.
pub(super) fn unescape(text: &str) -> Option<String> {
    let mut path = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(c) = characters.next() {
        path.push(match c {
            '\\' => match characters.next()? {
                '\\' => '\\',
                'n' => '\n',
                'r' => '\r',
                _ => return None,
            },
            c => c,
        });
    }
    Some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leads_elsewhere_is_not_safe() {
        let rows = [
            "../../etc/passwd",
            "/etc/passwd",
            r"C:\Windows\x",
            "C:/Windows/x",
            "C:x",
            r"\\server\share\x",
            "//server/share/x",
            r"\\?\C:\x",
            r"..\x",
            r"a\..\..\x",
            "NUL",
            "a/con.cab",
            "COM1",
            "a/./b",
            "a//b",
            "a/",
            "",
            "x:stream",
            "a\0b",
            "a.",
            "a ",
        ];
        for path in rows {
            assert!(!is_safe(path), "{path:?}");
        }
    }

    #[test]
    fn names_of_linux_are_names_on_linux() {
        for path in ["a\nb", r"a\b", "a\tb", "x/\u{1}", "\r"] {
            assert_eq!(is_safe(path), !cfg!(windows), "{path:?}");
        }
        for path in ["a", "更新/プログラム.cab", "e\u{301}", "a b (1)/c.cab", " a", "-x", "#a", "*"] {
            assert_eq!(is_safe(path), path != "*", "{path:?}");
        }
    }

    #[test]
    fn what_is_escaped_comes_back() {
        for path in ["a\nb", r"a\b", r"\", "\r\n", r"\n", "更\\新\n"] {
            let text = escape(path).unwrap();
            assert!(!text.contains(['\n', '\r']), "{text:?}");
            assert_eq!(unescape(&text).as_deref(), Some(path));
        }
        assert_eq!(escape("plain"), None);
        assert_eq!(unescape(r"a\tb"), None);
        assert_eq!(unescape("a\\"), None);
    }
}
