//! DER, as far as signatures need it: values of a tag and a length, one after another.
//!
//! Written here because Microsoft's blocks are no strict DER (sets in any order, a sequence where CMS has an octet
//! string), which the parsers of CMS refuse, and because each byte must be accounted for: a field that is left over is
//! a fault.

use super::{SignatureFault, broken};

pub(super) const BOOLEAN: u8 = 0x01;
pub(super) const INTEGER: u8 = 0x02;
pub(super) const BIT_STRING: u8 = 0x03;
pub(super) const OCTET_STRING: u8 = 0x04;
pub(super) const NULL: u8 = 0x05;
pub(super) const OBJECT: u8 = 0x06;
const ENUMERATED: u8 = 0x0A;
pub(super) const UTC_TIME: u8 = 0x17;
pub(super) const GENERALIZED_TIME: u8 = 0x18;
pub(super) const SEQUENCE: u8 = 0x30;
pub(super) const SET: u8 = 0x31;
/// The constructed field that a structure numbers 0; the next ones follow.
pub(super) const FIELD_0: u8 = 0xA0;
pub(super) const FIELD_1: u8 = 0xA1;
pub(super) const FIELD_2: u8 = 0xA2;
pub(super) const FIELD_3: u8 = 0xA3;
/// The plain field that a structure numbers 0.
pub(super) const PLAIN_0: u8 = 0x80;

/// One value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Value<'a> {
    pub(super) tag: u8,
    pub(super) content: &'a [u8],
    /// With its tag and length.
    pub(super) whole: &'a [u8],
}

impl<'a> Value<'a> {
    /// Reads the values inside it.
    pub(super) const fn inside(&self) -> Reader<'a> {
        Reader { rest: self.content }
    }
}

/// Reads value after value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// What was not read yet.
    pub(super) const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// The next value, whatever it is; `what` is what a fault is told with.
    pub(super) fn any(&mut self, what: &str) -> Result<Value<'a>, SignatureFault> {
        let (value, rest) = split(self.rest).ok_or_else(|| broken(what))?;
        self.rest = rest;
        Ok(value)
    }

    /// The next value, which has to have this tag.
    pub(super) fn one(&mut self, tag: u8, what: &str) -> Result<Value<'a>, SignatureFault> {
        self.any(what)?.of(tag, what)
    }

    /// The next value, if it has this tag.
    pub(super) fn maybe(&mut self, tag: u8, what: &str) -> Result<Option<Value<'a>>, SignatureFault> {
        if self.rest.first() == Some(&tag) { self.any(what).map(Some) } else { Ok(None) }
    }

    /// Nothing may be left.
    pub(super) fn end(&self, what: &str) -> Result<(), SignatureFault> {
        if self.rest.is_empty() { Ok(()) } else { Err(broken(what)) }
    }
}

impl Value<'_> {
    fn of(self, tag: u8, what: &str) -> Result<Self, SignatureFault> {
        if self.tag == tag { Ok(self) } else { Err(broken(what)) }
    }
}

/// The only value that `bytes` are.
pub(super) fn only<'a>(bytes: &'a [u8], tag: u8, what: &str) -> Result<Value<'a>, SignatureFault> {
    let mut reader = Reader::new(bytes);
    let value = reader.one(tag, what)?;
    reader.end(what)?;
    Ok(value)
}

/// More values one in another than any block has.
const DEEPEST: usize = 200;

/// Whether the lengths of all the values inside fit, whatever they mean: what nobody reads, and nothing proves, is
/// looked at here at least.
pub(super) fn is_sound(value: Value<'_>) -> bool {
    let mut open = vec![value.inside()];
    while let Some(reader) = open.last_mut() {
        if reader.is_empty() {
            open.pop();
            continue;
        }
        let Ok(value) = reader.any("") else { return false };
        let fits = match value.tag {
            BOOLEAN => value.content.len() == 1,
            INTEGER | ENUMERATED => !value.content.is_empty(),
            NULL => value.content.is_empty(),
            OBJECT => value.content.last().is_some_and(|last| last & 0x80 == 0),
            BIT_STRING => value.content.first().is_some_and(|&unused| unused < 8),
            SEQUENCE | SET => true,
            // Strings and times are no structures, sequences and sets always are.
            0x10 | 0x11 | 0x20..=0x3F => false,
            // What else the universal tags stand for is in no block.
            0x00 | 0x07..=0x09 | 0x0B | 0x0D..=0x0F | 0x1D => false,
            _ => true,
        };
        if !fits {
            return false;
        }
        if value.tag & 0x20 != 0 {
            if open.len() == DEEPEST {
                return false;
            }
            open.push(value.inside());
        }
    }
    true
}

/// The first value and what follows it. Lengths may have leading zeros, which BER allows: no single bit makes such a
/// length out of a right one.
fn split(bytes: &[u8]) -> Option<(Value<'_>, &[u8])> {
    let (&tag, rest) = bytes.split_first()?;
    // Tags of several bytes are in none of the structures here.
    if tag & 0x1F == 0x1F {
        return None;
    }
    let (&first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        0..=0x7F => (usize::from(first), rest),
        0x81..=0x84 => {
            let (digits, rest) = rest.split_at_checked(usize::from(first & 0x7F))?;
            let length = digits.iter().fold(0_u64, |length, &digit| (length << 8) | u64::from(digit));
            (usize::try_from(length).ok()?, rest)
        }
        _ => return None,
    };
    let (content, rest) = rest.split_at_checked(length)?;
    let whole = bytes.get(..bytes.len().checked_sub(rest.len())?)?;
    Some((Value { tag, content, whole }, rest))
}

#[cfg(test)]
mod tests {
    use super::{INTEGER, Reader, SEQUENCE, is_sound, only};

    #[test]
    fn a_value_has_the_length_that_it_tells() {
        for bytes in [&[4, 2, 7, 8][..], &[4, 0x81, 2, 7, 8], &[4, 0x84, 0, 0, 0, 2, 7, 8]] {
            let value = only(bytes, 4, "").expect("a value");
            assert_eq!((value.content, value.whole), (&[7, 8][..], bytes));
        }
    }

    #[test]
    fn a_length_that_does_not_fit_is_a_fault() {
        let rows: [&[u8]; 7] =
            [&[], &[4], &[4, 3, 7, 8], &[4, 0x80, 0, 0], &[4, 0x82, 1], &[4, 0x84, 255, 255, 255, 255], &[4, 0x85, 0]];
        for bytes in rows {
            assert!(Reader::new(bytes).any("").is_err(), "{bytes:?}");
        }
        assert!(only(&[4, 1, 7, 8], 4, "").is_err());
    }

    fn within(content: &[u8]) -> Vec<u8> {
        let length = u16::try_from(content.len()).expect("short").to_be_bytes();
        [&[SEQUENCE, 0x82], &length[..], content].concat()
    }

    #[test]
    fn values_in_values_are_looked_at_to_a_bound() {
        let mut bytes = vec![INTEGER, 1, 0];
        for depth in 1..300 {
            bytes = within(&bytes);
            let value = only(&bytes, SEQUENCE, "").expect("a value");
            assert_eq!(is_sound(value), depth <= 200, "{depth}");
        }
    }

    #[test]
    fn a_value_that_cannot_be_is_not_sound() {
        let rows: [&[u8]; 6] = [&[2, 0], &[5, 1, 0], &[6, 1, 0x80], &[3, 1, 8], &[0x10, 0], &[0x24, 0]];
        for inner in rows {
            let bytes = within(inner);
            assert!(!is_sound(only(&bytes, SEQUENCE, "").expect("a value")), "{inner:?}");
        }
    }
}
