//! MSZIP: RFC 1951's "deflate" in blocks of 32 KB, here with the fixed codes and a plain search for repeats.

use std::collections::HashMap;
use std::ops::Range;

/// The farthest that a repeat may look back, and the longest that it may be.
const WINDOW: usize = 0x8000;
const LONGEST: usize = 258;

/// Where the window of a block begins: some readers keep the last block only, however short it was.
const fn window(start: usize, block: usize) -> usize {
    start.saturating_sub(if block < WINDOW { block } else { WINDOW })
}

/// Packed blocks, each with its unpacked size.
pub fn blocks(content: &[u8], block: usize) -> Vec<(Vec<u8>, usize)> {
    let mut seen = HashMap::new();
    let starts = (0..content.len()).step_by(block);
    starts
        .map(|start| {
            let size = block.min(content.len() - start);
            (pack(content, start..start + size, window(start, block), &mut seen), size)
        })
        .collect()
}

fn pack(content: &[u8], block: Range<usize>, first: usize, seen: &mut HashMap<[u8; 3], usize>) -> Vec<u8> {
    let Range { start: mut at, end } = block;
    let mut bits = Bits { bytes: b"CK".to_vec(), used: 0 };
    // The last block of its stream, with the fixed codes.
    bits.low_first(1, 1);
    bits.low_first(1, 2);
    while at < end {
        let known = three(content, at, end)
            .and_then(|key| seen.get(&key).copied())
            .filter(|from| *from >= first && at - from <= WINDOW);
        let length = known.map_or(0, |from| {
            let most = LONGEST.min(end - at);
            (0..most).take_while(|n| content[from + n] == content[at + n]).count()
        });
        match known {
            Some(from) if length >= 3 => bits.repeat(length, at - from),
            _ => bits.symbol(usize::from(content[at])),
        }
        for place in at..at + length.max(1) {
            if let Some(key) = three(content, place, end) {
                seen.insert(key, place);
            }
        }
        at += length.max(1);
    }
    bits.symbol(256);
    bits.bytes
}

fn three(content: &[u8], at: usize, end: usize) -> Option<[u8; 3]> {
    content[at..end].first_chunk().copied()
}

struct Bits {
    bytes: Vec<u8>,
    /// Bits of the last byte that are taken; 0: none is begun.
    used: usize,
}

impl Bits {
    fn bit(&mut self, bit: usize) {
        if self.used == 0 {
            self.bytes.push(0);
        }
        let last = self.bytes.len() - 1;
        self.bytes[last] |= u8::from(bit != 0) << self.used;
        self.used = (self.used + 1) % 8;
    }

    fn low_first(&mut self, number: usize, bits: usize) {
        for n in 0..bits {
            self.bit(number >> n & 1);
        }
    }

    fn high_first(&mut self, number: usize, bits: usize) {
        for n in (0..bits).rev() {
            self.bit(number >> n & 1);
        }
    }

    /// A byte, the end of the block (256), or a length (257 and above), in RFC 1951's fixed code.
    fn symbol(&mut self, symbol: usize) {
        match symbol {
            0..=143 => self.high_first(0x30 + symbol, 8),
            144..=255 => self.high_first(0x190 + symbol - 144, 9),
            256..=279 => self.high_first(symbol - 256, 7),
            _ => self.high_first(0xC0 + symbol - 280, 8),
        }
    }

    fn repeat(&mut self, length: usize, distance: usize) {
        // Lengths from 3 in groups of four codes, each group with one more bit behind the code; 258 has one of its own.
        let (code, extra) = match length {
            258 => (285, 0),
            _ => step(length - 3, 4, 257),
        };
        self.symbol(code);
        self.low_first(length - 3, extra);
        let (code, extra) = step(distance - 1, 2, 0);
        self.high_first(code, 5);
        self.low_first(distance - 1, extra);
    }
}

/// The code and the number of low bits that follow it, where each power of two has `codes` of them.
fn step(number: usize, codes: usize, first: usize) -> (usize, usize) {
    let log = codes.trailing_zeros() as usize;
    let extra = (usize::BITS as usize - number.leading_zeros() as usize).saturating_sub(log + 1);
    (first + codes * extra + (number >> extra), extra)
}
