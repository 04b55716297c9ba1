//! The sum that a data block carries: its 32-bit words, each XORed with the next.

/// A sum that is being made of so many bytes, which may come in pieces of any size.
#[derive(Clone, Debug)]
pub(super) struct Checksum {
    sum: u32,
    /// Bytes that were taken in.
    taken: usize,
    /// Bytes that there are.
    length: usize,
}

impl Checksum {
    pub(super) fn new(length: usize) -> Self {
        Self { sum: 0, taken: 0, length }
    }

    /// The sum of bytes that are all there.
    pub(super) fn of(bytes: &[u8]) -> u32 {
        let mut sum = Self::new(bytes.len());
        sum.add(bytes);
        sum.sum
    }

    /// Takes in the next bytes; those beyond the length do not count.
    pub(super) fn add(&mut self, bytes: &[u8]) {
        let odd = self.length % 4;
        let words = (self.length - odd).saturating_sub(self.taken).min(bytes.len());
        let (words, rest) = bytes.split_at(words);
        // A piece that begins inside a word: its bytes belong that much higher.
        let phase = u32::try_from(self.taken % 4).unwrap_or(0);
        self.sum ^= fold(words).rotate_left(8 * phase);
        self.taken = self.taken.saturating_add(words.len());
        // Of what is no whole word, the first byte is the highest: the other way round than in a word.
        for byte in rest.iter().take(self.length.saturating_sub(self.taken)) {
            self.taken = self.taken.saturating_add(1);
            let behind = u32::try_from(self.length.saturating_sub(self.taken)).unwrap_or(0).min(3);
            self.sum ^= u32::from(*byte) << (8 * behind);
        }
    }

    /// How many bytes were taken in.
    pub(super) fn taken(&self) -> usize {
        self.taken
    }

    pub(super) fn value(&self) -> u32 {
        self.sum
    }
}

/// The words of `bytes` (little-endian) XORed; what is left at the end counts as a word with zeros behind.
fn fold(bytes: &[u8]) -> u32 {
    // Eight lanes side by side: the compiler makes vector instructions of them.
    let mut lanes = [0u64; 8];
    let wide = bytes.chunks_exact(64);
    let rest = wide.remainder();
    for piece in wide {
        for (lane, word) in lanes.iter_mut().zip(piece.chunks_exact(8)) {
            *lane ^= word.first_chunk().map_or(0, |word| u64::from_le_bytes(*word));
        }
    }
    let all = lanes.iter().fold(0, |sum, lane| sum ^ lane);
    let [low, high] = [all & 0xFFFF_FFFF, all >> 32].map(|half| u32::try_from(half).unwrap_or(0));
    rest.chunks(4).fold(low ^ high, |sum, word| {
        let mut whole = [0; 4];
        for (to, from) in whole.iter_mut().zip(word) {
            *to = *from;
        }
        sum ^ u32::from_le_bytes(whole)
    })
}

#[cfg(test)]
mod tests {
    use super::Checksum;

    /// As the format's description has it, byte by byte.
    fn plain(bytes: &[u8]) -> u32 {
        let words = bytes.chunks_exact(4);
        let odd = words.remainder();
        let sum = words.fold(0, |sum, word| sum ^ u32::from_le_bytes(word.try_into().unwrap()));
        sum ^ odd.iter().fold(0, |word, byte| word << 8 | u32::from(*byte))
    }

    #[test]
    fn the_sum_does_not_depend_on_how_the_bytes_come() {
        let bytes: Vec<u8> = (0..1000u32).map(|n| ((n * n / 7 + n) % 251).to_le_bytes()[0]).collect();
        for length in [0, 1, 2, 3, 4, 5, 63, 64, 65, 127, 128, 131, 997, 998, 999, 1000] {
            let bytes = &bytes[..length];
            let expected = plain(bytes);
            assert_eq!(Checksum::of(bytes), expected, "{length} bytes");
            for step in [1, 2, 3, 5, 7, 64, 65, 67, 130] {
                let mut sum = Checksum::new(length);
                bytes.chunks(step).for_each(|piece| sum.add(piece));
                assert_eq!(sum.value(), expected, "{length} bytes in steps of {step}");
            }
        }
        assert_eq!(plain(&[1, 2, 3, 4, 5, 6]), 0x0403_0201 ^ 0x0506);
    }
}
