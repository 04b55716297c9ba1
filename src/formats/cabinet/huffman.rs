//! The codes that LZX is written in: words of 16 bits, read from their highest bit on, and codes of 1 to 16 bits.

/// The longest code, in bits.
const LONGEST: u8 = 16;
/// Codes as long as this are found at once, longer ones by search. Small enough that a stream which does nothing but
/// change its codes costs little.
const DIRECT: u8 = 10;

/// Reads the bits of one data block.
pub(super) struct Bits<'a> {
    bytes: &'a [u8],
    /// The next byte that is not in `ahead`; always in steps of a word, so it may be one beyond the end.
    next: usize,
    /// Bits that were read ahead, the next one highest.
    ahead: u64,
    count: u32,
}

impl<'a> Bits<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, next: 0, ahead: 0, count: 0 }
    }

    fn fill(&mut self) {
        while self.count <= 48 {
            let Some([low, rest @ ..]) = self.bytes.get(self.next..) else {
                return;
            };
            let word = u64::from(u16::from_le_bytes([*low, rest.first().copied().unwrap_or(0)]));
            self.ahead |= word << (48 - self.count);
            self.count += 16;
            self.next = self.next.saturating_add(2);
        }
    }

    /// The next bits without taking them, at most 32; zeros behind the end.
    fn peek(&mut self, bits: u8) -> u32 {
        if self.count < u32::from(bits) {
            self.fill();
        }
        u32::try_from(self.ahead.checked_shr(64 - u32::from(bits)).unwrap_or(0)).unwrap_or(0)
    }

    fn drop(&mut self, bits: u8) -> Option<()> {
        self.count = self.count.checked_sub(u32::from(bits))?;
        self.ahead <<= bits;
        Some(())
    }

    /// Takes the next bits, at most 32.
    pub(super) fn take(&mut self, bits: u8) -> Option<u32> {
        let value = self.peek(bits);
        self.drop(bits)?;
        Some(value)
    }

    /// Goes to the next word, and leaves out a whole one where it stands between two; from there on bytes can be taken.
    pub(super) fn align(&mut self) -> Option<()> {
        let odd = u8::try_from(self.count % 16).ok()?;
        if odd == 0 {
            self.take(16)?;
        } else {
            self.drop(odd)?;
        }
        // What was read ahead is given back.
        let words = usize::try_from(self.count / 16).ok()?;
        self.next = self.next.checked_sub(2 * words)?;
        (self.ahead, self.count) = (0, 0);
        Some(())
    }

    /// Takes up to `count` bytes; only where no bits are read ahead.
    pub(super) fn bytes(&mut self, count: usize) -> &'a [u8] {
        let rest = self.bytes.get(self.next..).unwrap_or_default();
        let taken = rest.get(..count).unwrap_or(rest);
        self.next = self.next.saturating_add(taken.len());
        taken
    }
}

/// A set of codes.
pub(super) struct Codes {
    /// For every beginning of `DIRECT` bits: the symbol and its length; a length of zero: longer, or none.
    direct: Vec<(u16, u8)>,
    /// The symbols in the order of their codes.
    sorted: Vec<u16>,
    /// For every length the first code, where its symbols begin in `sorted`, and how many there are.
    lengths: [(u32, u32, u32); LONGEST as usize + 1],
}

impl Codes {
    pub(super) fn new() -> Self {
        Self { direct: vec![(0, 0); 1 << DIRECT], sorted: Vec::new(), lengths: [(0, 0, 0); LONGEST as usize + 1] }
    }

    /// Makes the codes whose symbols have these lengths; zero: no code. None where there are more than fit.
    ///
    /// Codes that leave some beginnings unused are taken: what is not there is told when it is met.
    pub(super) fn set(&mut self, lengths: &[u8]) -> Option<()> {
        let mut counts = [0u32; LONGEST as usize + 1];
        for length in lengths.iter().filter(|length| **length > 0) {
            *counts.get_mut(usize::from(*length))? += 1;
        }
        let (mut code, mut from) = (0u32, 0u32);
        for (length, count) in counts.iter().enumerate().skip(1) {
            code <<= 1;
            *self.lengths.get_mut(length)? = (code, from, *count);
            (code, from) = (code + count, from + count);
            if code > 1 << length {
                return None;
            }
        }
        self.sorted.clear();
        self.sorted.resize(usize::try_from(from).ok()?, 0);
        self.direct.fill((0, 0));
        let mut next = self.lengths;
        for (symbol, length) in lengths.iter().enumerate().filter(|(_, length)| **length > 0) {
            let symbol = u16::try_from(symbol).ok()?;
            let (code, place, _) = next.get_mut(usize::from(*length))?;
            *self.sorted.get_mut(usize::try_from(*place).ok()?)? = symbol;
            if *length <= DIRECT {
                let shift = DIRECT - length;
                let first = usize::try_from(*code << shift).ok()?;
                self.direct.get_mut(first..first + (1 << shift))?.fill((symbol, *length));
            }
            (*code, *place) = (*code + 1, *place + 1);
        }
        Some(())
    }

    /// Takes the next symbol; none where no code fits or the bits end.
    pub(super) fn symbol(&self, bits: &mut Bits<'_>) -> Option<u16> {
        let peeked = bits.peek(LONGEST);
        let (symbol, length) = *self.direct.get(usize::try_from(peeked >> (LONGEST - DIRECT)).ok()?)?;
        if length > 0 {
            bits.drop(length)?;
            return Some(symbol);
        }
        for length in DIRECT + 1..=LONGEST {
            let (first, from, count) = *self.lengths.get(usize::from(length))?;
            let Some(nth) = (peeked >> (LONGEST - length)).checked_sub(first) else {
                continue;
            };
            if nth < count {
                bits.drop(length)?;
                return self.sorted.get(usize::try_from(from + nth).ok()?).copied();
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::{Bits, Codes};

    #[test]
    fn bits_come_from_the_top_of_little_endian_words() {
        let mut bits = Bits::new(&[0x34, 0x12, 0x78, 0x56, 0x9A]);
        assert_eq!([bits.take(4), bits.take(8), bits.take(8)], [Some(1), Some(0x23), Some(0x45)]);
        bits.align().unwrap();
        assert_eq!(bits.bytes(9), [0x9A]);
        assert_eq!(bits.take(1), None);
    }

    #[test]
    fn codes_short_and_long_are_found() {
        // One symbol for each length up to 15, and two of 16 bits: 0, 10, 110 …
        let lengths: Vec<u8> = (1..=16).chain([16]).collect();
        let mut codes = Codes::new();
        codes.set(&lengths).unwrap();
        for (symbol, length) in lengths.iter().enumerate() {
            let code = if symbol == 16 { 0xFFFF } else { (0xFFFFu32 << (16 - length + 1)) & 0xFFFF };
            let code = if symbol == 15 { 0xFFFE } else { code };
            let mut bytes = u16::try_from(code).unwrap().to_le_bytes().to_vec();
            bytes.extend([0, 0]);
            let mut bits = Bits::new(&bytes);
            assert_eq!(codes.symbol(&mut bits), Some(u16::try_from(symbol).unwrap()));
            assert_eq!(bits.take(16), Some(0), "after {length} bits");
        }
    }

    #[test]
    fn more_codes_than_fit_are_refused_and_fewer_told_when_met() {
        let mut codes = Codes::new();
        assert_eq!(codes.set(&[1, 1, 1]), None);
        codes.set(&[0, 2, 0]).unwrap();
        assert_eq!(codes.symbol(&mut Bits::new(&[0, 0])), Some(1));
        assert_eq!(codes.symbol(&mut Bits::new(&[0, 0x80])), None);
        assert_eq!(codes.symbol(&mut Bits::new(&[])), None);
    }
}
