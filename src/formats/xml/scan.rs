//! Goes through XML sign by sign, and keeps no more than where it stands and what is open.

use memchr::{memchr, memchr3};

/// Elements within elements that are followed. Deeper ones are odd.
const DEEPEST: usize = 4096;

/// Begins another character set in the encodings of e-mail: from there a `<` may be half a character.
const ESCAPE: u16 = 0x1B;

/// What was met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Seen {
    /// XML, so far.
    Fine,
    /// Something that is not XML as this scan knows it. Nothing can be said about the file.
    Odd,
    /// NUL, where only text or markup can be.
    Nul,
}

/// Where the scan stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    /// Before the first `<`.
    Begin,
    /// Outside all markup.
    Text,
    /// After `<`.
    Open,
    /// After `<!` and so many signs of what follows it: which word it is shows by and by.
    Declaration(&'static [u8], usize),
    /// In `<!--`, with so many dashes last seen.
    Comment(u8),
    /// In `<![CDATA[`, with so many brackets last seen.
    CData(u8),
    /// In `<?`, after a question mark or not.
    Instruction(bool),
    /// In `<!DOCTYPE`; in quotes of this kind.
    Doctype(Option<u16>),
    /// In the name of an element.
    Name,
    /// In a tag, after the name, and the last sign that was no blank.
    Tag(u16),
    /// In the value of an attribute, in quotes of this kind.
    Value(u16),
    /// In the name after `</`.
    EndName,
    /// After that name.
    EndTag,
}

/// A scan that has come so far.
#[derive(Debug)]
pub(super) struct Scan {
    at: At,
    /// The name that is being read: its hash.
    name: u64,
    /// The names of the elements that are open, as hashes: an end tag must fit. A name that has another's hash on
    /// purpose only hides what is odd.
    open: Vec<u64>,
}

/// No name.
const NO_NAME: u64 = 0xCBF2_9CE4_8422_2325;

impl Default for Scan {
    fn default() -> Self {
        Self { at: At::Begin, name: NO_NAME, open: Vec::new() }
    }
}

impl Scan {
    /// True where the file cannot end.
    pub(super) fn is_cut(&self) -> bool {
        match self.at {
            At::Begin => false,
            At::Text => !self.open.is_empty(),
            _ => true,
        }
    }

    /// Goes on with text whose signs are single bytes.
    pub(super) fn bytes(&mut self, bytes: &[u8]) -> Seen {
        let mut rest = bytes;
        loop {
            // Most of a file is nothing but text: only what ends it is looked for.
            let next = match self.at {
                At::Text if self.open.is_empty() => memchr(b'<', rest),
                At::Text => memchr3(b'<', 0, 0x1B, rest),
                At::Comment(0) => memchr3(b'-', 0, 0x1B, rest),
                At::CData(0) => memchr3(b']', 0, 0x1B, rest),
                _ => Some(0),
            };
            let Some((byte, after)) = next.and_then(|next| rest.get(next..)).and_then(<[u8]>::split_first) else {
                return Seen::Fine;
            };
            let seen = self.step(u16::from(*byte));
            if seen != Seen::Fine {
                return seen;
            }
            rest = after;
        }
    }

    /// Goes on with text in UTF-16. Half a unit at the end of the file is none.
    pub(super) fn units(&mut self, bytes: &[u8], unit: impl Fn([u8; 2]) -> u16) -> Seen {
        for pair in bytes.chunks_exact(2) {
            if let [a, b] = *pair {
                let seen = self.step(unit([a, b]));
                if seen != Seen::Fine {
                    return seen;
                }
            }
        }
        Seen::Fine
    }

    fn step(&mut self, unit: u16) -> Seen {
        // Signs above 127 are letters; none of them means anything here.
        let sign = u8::try_from(unit).ok().filter(u8::is_ascii).unwrap_or(b'a');
        let is_blank = matches!(sign, b' ' | b'\t' | b'\r' | b'\n');
        if unit == 0 {
            // Some programs write the end of their text with it.
            let is_after_all = self.at == At::Text && self.open.is_empty();
            return match self.at {
                At::Begin => Seen::Odd,
                _ if is_after_all => Seen::Fine,
                _ => Seen::Nul,
            };
        }
        if unit == ESCAPE {
            return Seen::Odd;
        }
        self.at = match self.at {
            At::Begin if is_blank => At::Begin,
            At::Begin if sign == b'<' => At::Open,
            At::Begin => return Seen::Odd,
            At::Text if sign == b'<' => At::Open,
            At::Text => At::Text,
            At::Open => match sign {
                b'!' => At::Declaration(b"", 0),
                b'?' => At::Instruction(false),
                b'/' => self.begin_name(None, At::EndName),
                b'_' | b':' | b'a'..=b'z' | b'A'..=b'Z' => self.begin_name(Some(unit), At::Name),
                _ => return Seen::Odd,
            },
            At::Declaration(word, n) => match declaration(word, n, sign) {
                Some(at) => at,
                None => return Seen::Odd,
            },
            At::Comment(2..) if sign == b'>' => At::Text,
            At::Comment(dashes) => At::Comment(if sign == b'-' { dashes.saturating_add(1) } else { 0 }),
            At::CData(2..) if sign == b'>' => At::Text,
            At::CData(brackets) => At::CData(if sign == b']' { brackets.saturating_add(1) } else { 0 }),
            At::Instruction(true) if sign == b'>' => At::Text,
            At::Instruction(_) => At::Instruction(sign == b'?'),
            At::Doctype(Some(quote)) => At::Doctype((unit != quote).then_some(quote)),
            At::Doctype(None) => match sign {
                b'"' | b'\'' => At::Doctype(Some(unit)),
                b'>' => At::Text,
                // Declarations of its own. They may hold anything, and no file of Microsoft's has them.
                b'[' | b'<' => return Seen::Odd,
                _ => At::Doctype(None),
            },
            At::Name => match sign {
                b'>' | b'/' => return self.tag(unit, sign),
                b'<' | b'"' | b'\'' | b'=' => return Seen::Odd,
                _ if is_blank => At::Tag(0),
                _ => self.begin_name(Some(unit), At::Name),
            },
            At::Tag(last) if is_blank => At::Tag(last),
            At::Tag(last) if last == u16::from(b'=') => match sign {
                b'"' | b'\'' => At::Value(unit),
                _ => return Seen::Odd,
            },
            At::Tag(last) => {
                return if sign == b'>' && last == u16::from(b'/') { self.end_empty() } else { self.tag(unit, sign) };
            }
            At::Value(quote) if unit == quote => At::Tag(0),
            At::Value(_) if sign == b'<' => return Seen::Odd,
            At::Value(quote) => At::Value(quote),
            At::EndName if sign == b'>' => return self.end(),
            At::EndName if is_blank => At::EndTag,
            At::EndName if sign == b'<' => return Seen::Odd,
            At::EndName => self.begin_name(Some(unit), At::EndName),
            At::EndTag if sign == b'>' => return self.end(),
            At::EndTag if is_blank => At::EndTag,
            At::EndTag => return Seen::Odd,
        };
        Seen::Fine
    }

    /// Takes one more unit into the name; none: begins one that has no unit yet.
    fn begin_name(&mut self, unit: Option<u16>, then: At) -> At {
        if matches!(self.at, At::Open) {
            self.name = NO_NAME;
        }
        if let Some(unit) = unit {
            self.name = (self.name ^ u64::from(unit)).wrapping_mul(0x0100_0000_01B3);
        }
        then
    }

    /// A sign in a start tag that is neither blank nor in a value.
    fn tag(&mut self, unit: u16, sign: u8) -> Seen {
        self.at = match sign {
            b'>' if self.open.len() < DEEPEST => {
                self.open.push(self.name);
                At::Text
            }
            b'>' | b'<' | b'"' | b'\'' => return Seen::Odd,
            _ => At::Tag(unit),
        };
        Seen::Fine
    }

    fn end_empty(&mut self) -> Seen {
        self.at = At::Text;
        Seen::Fine
    }

    fn end(&mut self) -> Seen {
        self.at = At::Text;
        if self.open.pop() == Some(self.name) { Seen::Fine } else { Seen::Odd }
    }
}

/// The next sign after `<!`.
fn declaration(word: &'static [u8], n: usize, sign: u8) -> Option<At> {
    let word = match (n, sign) {
        (0, b'-') => b"--".as_slice(),
        (0, b'[') => b"[CDATA[",
        (0, b'D' | b'd') => b"DOCTYPE",
        _ => word,
    };
    if !word.get(n)?.eq_ignore_ascii_case(&sign) {
        return None;
    }
    Some(match (n + 1 == word.len(), word.first()?) {
        (false, _) => At::Declaration(word, n + 1),
        (true, b'-') => At::Comment(0),
        (true, b'[') => At::CData(0),
        (true, _) => At::Doctype(None),
    })
}
