//! Text from outside, made fit to be shown.

use std::path::Path;

/// How much of a line is shown, in characters.
const SHOWN: usize = 1000;

/// `text` as it may be shown: at most 1,000 characters, control and direction characters made visible.
///
/// A log or a file name can be written by anybody. An escape sequence must not reach a console, nor a right-to-left
/// override turn a file name round.
#[must_use]
pub fn shown(text: &str) -> String {
    visible(text, SHOWN, |c| c == '\t')
}

/// A line beside the one that matters: at most 300 characters.
#[must_use]
pub fn shown_beside(text: &str) -> String {
    visible(text, 300, |c| c == '\t')
}

/// A path as people write it and as it may be shown: without the `\\?\` that lets Windows take a long one.
#[must_use]
pub fn shown_path(path: &Path) -> String {
    let text = path.to_string_lossy();
    if let Some(share) = text.strip_prefix(r"\\?\UNC\") {
        return shown(&format!(r"\\{share}"));
    }
    // Only a drive can follow: other names behind the prefix mean something else without it.
    let drive = text.strip_prefix(r"\\?\").filter(|rest| rest.as_bytes().get(1) == Some(&b':'));
    shown(drive.unwrap_or(&text))
}

/// A name as it may be shown: at most 100 characters.
#[must_use]
pub fn shown_name(text: &str) -> String {
    visible(text, 100, |_| false)
}

/// All of `text` as it may be shown; its line breaks and tabs stay.
#[must_use]
pub fn shown_whole(text: &str) -> String {
    visible(text, usize::MAX, |c| matches!(c, '\t' | '\n'))
}

/// All of `text` as it may be shown, in one line.
#[must_use]
pub fn shown_all(text: &str) -> String {
    visible(text, usize::MAX, |_| false)
}

/// At most `most` characters of `text`, those that are not seen written out, unless `stays` says otherwise.
fn visible(text: &str, most: usize, stays: impl Fn(char) -> bool) -> String {
    // Nearly all that the programs write is such a text.
    // Without a way out of the loop: that lets the compiler look at many bytes at once.
    let is_plain = text.bytes().fold(true, |is_plain, byte| is_plain & (0x20..0x7F).contains(&byte));
    if is_plain && text.len() <= most {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len().min(most) + 8);
    for (n, c) in text.chars().enumerate() {
        if n == most {
            out.push('…');
            break;
        }
        if stays(c) {
            out.push(c);
        } else if c.is_control() || is_direction(c) {
            out.extend(format!("\\u{{{:X}}}", c as u32).chars());
        } else {
            out.push(c);
        }
    }
    out
}

/// The part of `text` that [`shown`] needs: as many bytes as its characters can have.
pub fn head(text: &str) -> &str {
    start(text, (SHOWN + 1) * 4)
}

/// The first `most` bytes of `text`, without the half of a character.
pub fn start(text: &str, most: usize) -> &str {
    let end = (0..=most.min(text.len())).rev().find(|at| text.is_char_boundary(*at));
    &text[..end.unwrap_or(0)]
}

/// Characters that change the direction or the look of the text around them and are not seen themselves.
fn is_direction(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{061C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
        | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

/// A size as Explorer shows it: units of 1,024, one decimal.
#[must_use]
pub fn size(bytes: u64) -> String {
    let units = ["KB", "MB", "GB", "TB"];
    if bytes < 1024 {
        return format!("{bytes} bytes");
    }
    let mut tenths = u128::from(bytes) * 10 / 1024;
    let mut unit = 0;
    while tenths >= 10_240 && unit + 1 < units.len() {
        tenths /= 1024;
        unit += 1;
    }
    format!("{}.{} {}", tenths / 10, tenths % 10, units[unit])
}

#[cfg(test)]
mod tests {
    use super::{shown, shown_path, start};
    use std::path::Path;

    #[test]
    fn the_prefix_of_long_paths_is_not_shown() {
        let rows = [
            (r"\\?\C:\temp\a.cab", r"C:\temp\a.cab"),
            (r"\\?\UNC\server\share\a.cab", r"\\server\share\a.cab"),
            (r"\\?\Volume{1}\a.cab", r"\\?\Volume{1}\a.cab"),
            ("/mnt/usb/a.cab", "/mnt/usb/a.cab"),
        ];
        for (path, expected) in rows {
            assert_eq!(shown_path(Path::new(path)), expected);
        }
    }

    #[test]
    fn control_and_direction_characters_become_visible() {
        assert_eq!(shown("a\u{1b}[31mb\u{202E}c\td\r"), "a\\u{1B}[31mb\\u{202E}c\td\\u{D}");
    }

    #[test]
    fn a_very_long_text_is_cut_between_characters() {
        let long = "更".repeat(5000);
        assert_eq!(shown(&long).chars().count(), 1001);
    }

    #[test]
    fn the_start_of_a_text_holds_whole_characters_and_as_many_as_fit() {
        for (most, expected) in [(0, ""), (1, "a"), (2, "a"), (3, "a"), (4, "a更"), (5, "a更b"), (6, "a更b")] {
            assert_eq!(start("a更b", most), expected, "{most}");
        }
    }

    #[test]
    fn sizes_read_as_in_explorer() {
        let rows =
            [(0, "0 bytes"), (1023, "1023 bytes"), (1024, "1.0 KB"), (967_280_807, "922.4 MB"), (32 << 30, "32.0 GB")];
        for (bytes, shown) in rows {
            assert_eq!(super::size(bytes), shown);
        }
    }
}
