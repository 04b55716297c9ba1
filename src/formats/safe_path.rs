//! Paths that others wrote, in manifests and logs: data, until nothing in them can lead anywhere else.

use std::borrow::Cow;
use std::fmt;
use unicode_normalization::{UnicodeNormalization, is_nfc_quick};

/// The longest name of a file or folder, in UTF-16 units: what NTFS stores.
const LONGEST_PART: usize = 255;

/// The longest path, in UTF-16 units: what Windows passes on.
const LONGEST_PATH: usize = 32_767;

/// Names that Windows gives to a device in every folder, with any extension.
const DEVICES: [&str; 6] = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"];

/// A relative path of plain names, with `/` between them: safe to be looked up below a folder.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SafePath(String);

impl SafePath {
    /// Takes a path that is safe, in either kind of slashes.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let is_short = text.len() <= LONGEST_PATH || text.encode_utf16().count() <= LONGEST_PATH;
        let parts = || text.split(['/', '\\']);
        (is_short && parts().all(is_plain)).then(|| Self(text.replace('\\', "/")))
    }

    /// The path, as it was written but for the slashes.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last part: the name of the file itself.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }

    /// The form in which it is compared: see [`key`].
    #[must_use]
    pub fn key(&self) -> String {
        key(&self.0)
    }
}

impl fmt::Display for SafePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A path of others, if it is safe, with `/` between its parts.
#[must_use]
pub fn safe_path(text: &str) -> Option<String> {
    SafePath::new(text).map(|path| path.0)
}

/// The form in which paths are compared: composed characters (NFC), each in upper case as Windows maps it, one
/// character to one. A backslash stays: whoever asks about a path of Windows joins its parts by `/` first.
///
/// Windows knows no other length in upper case: `ß` is not `SS`, and a dotless `ı` is no `I`.
#[must_use]
pub fn key(path: &str) -> String {
    if path.is_ascii() {
        return path.to_ascii_uppercase();
    }
    let composed = match is_nfc_quick(path.chars()) {
        unicode_normalization::IsNormalized::Yes => Cow::Borrowed(path),
        _ => Cow::Owned(path.nfc().collect()),
    };
    composed.chars().map(upper).collect()
}

/// One character in upper case, if the way back leads to it again: so are the pairs in the table of a Windows volume.
fn upper(c: char) -> char {
    // Those whose capitals Unicode writes out as two letters in a text, though each has one of its own.
    if let '\u{1F80}'..='\u{1F87}' | '\u{1F90}'..='\u{1F97}' | '\u{1FA0}'..='\u{1FA7}' = c {
        return char::from_u32(u32::from(c) | 8).unwrap_or(c);
    }
    match c {
        '\u{1FB3}' | '\u{1FC3}' | '\u{1FF3}' => return char::from_u32(u32::from(c) + 9).unwrap_or(c),
        // The one that does not lead back: both small sigmas have the same capital.
        'ς' => return 'Σ',
        // The table has 16 bits for a character.
        '\u{10000}'.. => return c,
        _ => {}
    }
    let mut mapped = c.to_uppercase();
    match (mapped.next(), mapped.next()) {
        (Some(upper), None) if upper.to_lowercase().eq([c]) => upper,
        _ => c,
    }
}

/// A name that Windows can store, and that means nothing but itself.
fn is_plain(part: &str) -> bool {
    // A colon begins a stream or ends a drive; the others are wildcards and signs that no name can have.
    let is_sign = |c: char| matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*') || c.is_control();
    // Windows drops dots and blanks at the end of a name, so it would open another one; that covers `.` and `..` too.
    !part.is_empty()
        && !part.ends_with(['.', ' '])
        && !part.contains(is_sign)
        && (part.len() <= LONGEST_PART || part.encode_utf16().count() <= LONGEST_PART)
        && !is_device(part)
}

/// True for `con`, `NUL.txt`, `com1 .log`: Windows opens the device, whatever folder is before it.
fn is_device(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or(part).trim_end_matches(' ');
    if DEVICES.iter().any(|device| stem.eq_ignore_ascii_case(device)) {
        return true;
    }
    let mut characters = stem.chars();
    let number = characters.next_back();
    let is_port = ["COM", "LPT"].iter().any(|port| characters.as_str().eq_ignore_ascii_case(port));
    // The three digits that stand higher are digits to Windows too.
    is_port && matches!(number, Some('1'..='9' | '¹' | '²' | '³'))
}

#[cfg(test)]
mod tests {
    use super::{SafePath, key, safe_path};

    #[test]
    fn a_path_that_could_lead_elsewhere_is_refused() {
        let rows = [
            ("", "empty"),
            (".", "the folder itself"),
            ("..", "the folder above"),
            (r"..\a.cab", "out of the folder"),
            ("a/../../b.cab", "out of the folder, later"),
            ("a/./b.cab", "a part that is no name"),
            ("a//b.cab", "an empty part"),
            ("a/", "no name at the end"),
            (r"\a.cab", "from the root of the drive"),
            ("/etc/passwd", "from the root"),
            (r"C:\a.cab", "a drive"),
            ("C:a.cab", "a drive's own folder"),
            (r"\\server\share\a.cab", "another computer"),
            ("//server/share/a.cab", "another computer, other slashes"),
            (r"\\?\C:\a.cab", "past the rules of names"),
            (r"\\.\PhysicalDrive0", "a device"),
            (r"\??\C:\a.cab", "the kernel's own form"),
            ("a.cab:hidden", "a stream beside the content"),
            ("a.cab::$DATA", "the content by its stream name"),
            ("CON", "the console"),
            ("con.cab", "the console: an extension does not help"),
            ("Nul.tar.gz", "nor do two"),
            ("aux .txt", "nor does a blank"),
            ("a/prn/b.cab", "a device as folder"),
            ("COM1", "a port"),
            ("lpt9.msi", "a port"),
            ("COM¹.cab", "a port with a high digit"),
            ("lpt³", "a port with a high digit"),
            ("CONIN$", "the console's input"),
            ("conout$.txt", "the console's output"),
            ("a.cab.", "Windows drops the dot"),
            ("a.cab ", "Windows drops the blank"),
            ("a /b.cab", "in a folder too"),
            ("a\tb", "a tab"),
            ("a\0b", "NUL ends the name for the system"),
            ("a\nb", "a line break"),
            ("a\u{7F}", "a control character"),
            ("a<b", "no name has it"),
            ("a>b", "no name has it"),
            ("a\"b", "no name has it"),
            ("a|b", "no name has it"),
            ("a?b", "a wildcard"),
            ("*.cab", "a wildcard"),
        ];
        for (text, why) in rows {
            assert_eq!(safe_path(text), None, "{text:?}: {why}");
        }
    }

    #[test]
    fn a_plain_path_is_taken_as_it_is_written() {
        let rows = [
            ("SQLSysClrTypes.msi", "a name"),
            (r"LanguagePack\x\y.cab", "Windows' slashes"),
            ("LanguagePack/x/y.cab", "the others"),
            ("更新プログラム.cab", "Japanese"),
            ("a b (1).cab", "blanks inside"),
            (" a.cab", "a blank before a name is a part of it"),
            ("...a", "dots before a name too"),
            ("console.msi", "begins like a device"),
            ("COM10.dll", "no such port"),
            ("COM.cab", "a port without number"),
            ("NULL", "one letter more"),
            ("x.con", "a device as extension"),
            ("a'&;$%!~.cab", "signs that names may have"),
        ];
        for (text, why) in rows {
            assert_eq!(safe_path(text), Some(text.replace('\\', "/")), "{text:?}: {why}");
        }
    }

    #[test]
    fn the_longest_names_are_counted_as_windows_counts() {
        assert!(safe_path(&"更".repeat(255)).is_some());
        assert!(safe_path(&"更".repeat(256)).is_none());
        assert!(safe_path(&"𠮷".repeat(127)).is_some());
        assert!(safe_path(&"𠮷".repeat(128)).is_none());
        assert!(safe_path(&"a/".repeat(16_383)).is_none());
        assert!(safe_path(&format!("{}a", "a/".repeat(16_383))).is_some());
        assert!(safe_path(&format!("{}a", "a/".repeat(16_384))).is_none());
    }

    #[test]
    fn the_name_is_the_last_part() {
        assert_eq!(SafePath::new(r"LanguagePack\x\y.cab").map(|path| path.name().to_owned()), Some("y.cab".to_owned()));
        assert_eq!(SafePath::new("y.cab").map(|path| path.name().to_owned()), Some("y.cab".to_owned()));
    }

    #[test]
    fn names_are_the_same_where_windows_says_so() {
        let same = [
            ("SQLSysClrTypes.msi", "sqlsysclrtypes.MSI", "letters"),
            ("é.cab", "É.cab", "letters with marks"),
            ("e\u{301}.cab", "é.cab", "a mark of its own: from a Mac"),
            ("E\u{301}.cab", "é.cab", "both at once"),
            ("か\u{3099}.cab", "が.cab", "a voiced kana in two"),
            ("я", "Я", "Cyrillic"),
            ("ς", "Σ", "the sigma at the end of a word"),
            ("\u{1F80}", "\u{1F88}", "a capital that a text would write as two letters"),
            ("\u{1FB3}", "\u{1FBC}", "the same"),
        ];
        for (one, other, why) in same {
            assert_eq!(key(one), key(other), "{why}");
        }
        let differs = [
            ("ß", "SS", "another length"),
            ("ı", "I", "the dotless i"),
            ("ſ", "S", "the long s"),
            ("µ", "Μ", "micro is not mu"),
            ("カ", "ｶ", "half width"),
            ("ａ", "a", "full width"),
            ("ﬁ", "FI", "one sign for two letters"),
            ("が", "か", "another kana"),
            ("𐐨", "𐐀", "beyond 16 bits"),
        ];
        for (one, other, why) in differs {
            assert_ne!(key(one), key(other), "{why}");
        }
    }

    #[test]
    fn a_key_is_its_own_key() {
        for c in (0..=u32::from(char::MAX)).filter_map(char::from_u32) {
            let once = key(&c.to_string());
            assert_eq!(key(&once), once, "U+{:04X}", u32::from(c));
        }
    }
}
