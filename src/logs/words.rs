//! Reading English words off the front of a line, in any case of their letters.
//!
//! The wordings of both programs are fixed sentences. Compared by hand they cost a few nanoseconds a line, where a
//! regular expression with captures costs hundreds; the tests hold each of them against the expression that it stands
//! for.

use memchr::memchr_iter;

/// `text` without `word` at its start; case does not matter.
#[inline]
pub(super) fn eat<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let head = text.as_bytes().get(..word.len())?;
    // Most texts differ in their first byte, and most that do not are written as the word is.
    let is_near = head.first().zip(word.as_bytes().first()).is_none_or(|(a, b)| a.eq_ignore_ascii_case(b));
    let is_word = is_near && (head == word.as_bytes() || head.eq_ignore_ascii_case(word.as_bytes()));
    is_word.then(|| &text[word.len()..])
}

/// `text` without `word` at its start, where a blank or the end follows.
pub(super) fn eat_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    eat(text, word).filter(|rest| ends_word(rest))
}

/// No letter, digit or underscore follows: a word ends here.
pub(super) fn ends_word(rest: &str) -> bool {
    !rest.as_bytes().first().is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_')
}

/// `text` without the blanks at its start; at least one is there.
#[inline]
pub(super) fn blanks(text: &str) -> Option<&str> {
    // One blank, as nearly everywhere.
    if let [b' ', next, ..] = text.as_bytes() {
        if next.is_ascii_graphic() {
            return Some(&text[1..]);
        }
    }
    let rest = text.trim_ascii_start();
    (rest.len() < text.len()).then_some(rest)
}

/// Where `word`, in lower case and beginning with a letter, stands first in `text`, at or after `from`.
pub(super) fn find(text: &str, word: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let last = bytes.len().checked_sub(word.len())?;
    (from..=last).find(|at| bytes[*at..*at + word.len()].eq_ignore_ascii_case(word.as_bytes()))
}

/// Where `word`, which begins with a sign or a letter that is never written otherwise, stands first in `text`.
pub(super) fn find_exact(text: &str, word: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let first = *word.as_bytes().first()?;
    memchr_iter(first, bytes).find(|at| bytes[*at..].starts_with(word.as_bytes()))
}

/// What the tests of both logs share.
#[cfg(test)]
pub(super) mod testing {
    use regex::Regex;
    use std::cell::RefCell;
    use std::collections::HashMap;

    /// A regular expression, compiled once.
    pub(in crate::logs) fn expression(pattern: &str) -> Regex {
        thread_local!(static COMPILED: RefCell<HashMap<String, Regex>> = RefCell::default());
        COMPILED.with_borrow_mut(|compiled| {
            compiled.entry(pattern.to_owned()).or_insert_with(|| Regex::new(pattern).unwrap()).clone()
        })
    }

    /// The sentences themselves, then each with one word more, less or another, and rows of words; always the same.
    pub(in crate::logs) fn variations(sentences: &[&str], words: &[&str]) -> Vec<String> {
        let mut seed = 7u64;
        let mut random = |below: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(seed >> 33).unwrap() % below
        };
        let mut texts: Vec<String> = sentences.iter().map(ToString::to_string).collect();
        for _ in 0..5000 {
            let mut row: Vec<&str> = if random(3) > 0 {
                sentences[random(sentences.len())].split(' ').collect()
            } else {
                (0..=random(8)).map(|_| words[random(words.len())]).collect()
            };
            let (at, word) = (random(row.len()), words[random(words.len())]);
            match random(3) {
                0 => row[at] = word,
                1 => row.insert(at, word),
                _ => drop(row.remove(at)),
            }
            texts.push(row.join(" "));
        }
        texts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_eaten_in_any_case_and_never_within_a_character() {
        assert_eq!(eat("Download() x", "download()"), Some(" x"));
        assert_eq!(eat("Downloaé", "download"), None);
        assert_eq!(eat("é", "e"), None);
        assert_eq!(eat_word("redists", "redist"), None);
        assert_eq!(eat_word("redist.", "redist"), Some("."));
        assert_eq!(blanks("x"), None);
        assert_eq!(blanks("  x"), Some("x"));
        assert_eq!(find("a File HASH check", "hash", 0), Some(7));
        assert_eq!(find("a", "hash", 0), None);
        assert_eq!(find_exact("a]b]LOG]!>", "]LOG]!>"), Some(3));
    }
}
