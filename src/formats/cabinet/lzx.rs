//! LZX as cabinets have it: one stream through all data blocks of a folder, each of which begins with a whole word.
//!
//! Written here: the crate for it subtracts offsets of the stream unchecked, which panics in a debug build, and makes
//! tables of up to 65,536 entries for every part of the stream, be it a single byte.

use super::huffman::{Bits, Codes};

/// Symbols of the main code that are bytes.
const BYTES: usize = 256;
/// Symbols of the code for the rest of a length.
const LENGTHS: usize = 249;
/// Symbols of the code for the last bits of an offset.
const ALIGNED: usize = 8;
/// Symbols of the code that the lengths of the other codes are written in.
const PRE: usize = 20;
/// Calls are only undone in the first GiB of the data: in so many blocks.
const BLOCKS_WITH_CALLS: u32 = 32_768;

/// How a part of the stream is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Verbatim,
    Aligned,
    Uncompressed,
}

pub(super) struct Lzx {
    window: Vec<u8>,
    /// Bytes that came out.
    produced: usize,
    main_lengths: Vec<u8>,
    length_lengths: [u8; LENGTHS],
    main: Codes,
    length: Codes,
    aligned: Codes,
    pre: Codes,
    /// The last three offsets.
    recent: [u32; 3],
    kind: Kind,
    /// Bytes that the part has yet to give.
    remaining: usize,
    /// A byte that fills the last word of uncompressed data was not met yet.
    is_odd: bool,
    /// What calls are counted from, if they were changed at all; none before the first block.
    calls: Option<u32>,
    blocks: u32,
    out: Vec<u8>,
}

impl Lzx {
    /// A stream with a window of two to this power: 15 to 21.
    pub(super) fn new(window: u8) -> Self {
        let window = window.clamp(15, 21);
        // Two slots for each power of two, until those that have 17 bits of an offset.
        let slots = match window {
            21 => 50,
            20 => 42,
            other => 2 * usize::from(other),
        };
        Self {
            window: vec![0; 1 << window],
            produced: 0,
            main_lengths: vec![0; BYTES + 8 * slots],
            length_lengths: [0; LENGTHS],
            main: Codes::new(),
            length: Codes::new(),
            aligned: Codes::new(),
            pre: Codes::new(),
            recent: [1; 3],
            kind: Kind::Verbatim,
            remaining: 0,
            is_odd: false,
            calls: None,
            blocks: 0,
            out: Vec::new(),
        }
    }

    /// The uncompressed data of the next block.
    pub(super) fn block(&mut self, data: &[u8], uncompressed: usize) -> Result<&[u8], &'static str> {
        let mut bits = Bits::new(data);
        let begin = self.produced;
        self.decode(&mut bits, uncompressed).ok_or("LZX data")?;
        let mask = self.window.len() - 1;
        let from = begin & mask;
        self.out.clear();
        let first = self.window.get(from..).unwrap_or_default();
        let first = first.get(..uncompressed).unwrap_or(first);
        self.out.extend_from_slice(first);
        let rest = uncompressed.saturating_sub(first.len());
        self.out.extend_from_slice(self.window.get(..rest).unwrap_or_default());
        if self.blocks < BLOCKS_WITH_CALLS {
            undo_calls(&mut self.out, begin, self.calls.unwrap_or(0));
        }
        self.blocks = self.blocks.saturating_add(1);
        Ok(&self.out)
    }

    /// Puts so many bytes into the window.
    fn decode(&mut self, bits: &mut Bits<'_>, mut wanted: usize) -> Option<()> {
        if self.calls.is_none() {
            let calls = if bits.take(1)? == 1 { bits.take(32)? } else { 0 };
            self.calls = Some(calls);
        }
        while wanted > 0 {
            if self.remaining == 0 {
                self.begin_part(bits)?;
            }
            let most = wanted.min(self.remaining);
            let given = match self.kind {
                Kind::Uncompressed => self.copy(bits, most)?,
                Kind::Verbatim | Kind::Aligned => self.element(bits, most)?,
            };
            wanted = wanted.checked_sub(given)?;
            self.remaining = self.remaining.checked_sub(given)?;
        }
        // The byte that fills the word may be here, or the first of the next block.
        if self.is_odd && self.remaining == 0 && !bits.bytes(1).is_empty() {
            self.is_odd = false;
        }
        Some(())
    }

    /// Reads the head of the stream's next part, and its codes.
    fn begin_part(&mut self, bits: &mut Bits<'_>) -> Option<()> {
        if std::mem::take(&mut self.is_odd) {
            bits.bytes(1);
        }
        let kind = bits.take(3)?;
        let size = usize::try_from(bits.take(24)?).ok()?;
        if size == 0 {
            return None;
        }
        self.remaining = size;
        self.kind = match kind {
            1 => Kind::Verbatim,
            2 => Kind::Aligned,
            3 => Kind::Uncompressed,
            _ => return None,
        };
        if self.kind == Kind::Uncompressed {
            bits.align()?;
            for offset in &mut self.recent {
                *offset = u32::from_le_bytes(*bits.bytes(4).first_chunk()?);
            }
            self.is_odd = size % 2 == 1;
            return Some(());
        }
        if self.kind == Kind::Aligned {
            let mut lengths = [0; ALIGNED];
            for length in &mut lengths {
                *length = u8::try_from(bits.take(3)?).ok()?;
            }
            self.aligned.set(&lengths)?;
        }
        let (bytes, matches) = self.main_lengths.split_at_mut_checked(BYTES)?;
        read_lengths(bits, &mut self.pre, bytes)?;
        read_lengths(bits, &mut self.pre, matches)?;
        self.main.set(&self.main_lengths)?;
        read_lengths(bits, &mut self.pre, &mut self.length_lengths)?;
        self.length.set(&self.length_lengths)
    }

    /// Uncompressed bytes, as many as there are.
    fn copy(&mut self, bits: &mut Bits<'_>, most: usize) -> Option<usize> {
        let bytes = bits.bytes(most);
        for byte in bytes {
            self.put(*byte)?;
        }
        Some(bytes.len()).filter(|given| *given > 0)
    }

    /// A byte or a match; gives how many bytes came out.
    fn element(&mut self, bits: &mut Bits<'_>, most: usize) -> Option<usize> {
        let symbol = self.main.symbol(bits)?;
        if let Ok(byte) = u8::try_from(symbol) {
            self.put(byte)?;
            return Some(1);
        }
        let symbol = symbol.checked_sub(256)?;
        let mut length = usize::from(symbol % 8);
        if length == 7 {
            length += usize::from(self.length.symbol(bits)?);
        }
        length += 2;
        let offset = usize::try_from(self.offset(bits, u32::from(symbol / 8))?).ok()?;
        // Neither over the end of the part or the block, nor to before the beginning.
        if length > most || offset == 0 || offset > self.produced.min(self.window.len()) {
            return None;
        }
        let mask = self.window.len() - 1;
        for _ in 0..length {
            let byte = *self.window.get(self.produced.wrapping_sub(offset) & mask)?;
            self.put(byte)?;
        }
        Some(length)
    }

    /// The offset of a match, by its slot.
    fn offset(&mut self, bits: &mut Bits<'_>, slot: u32) -> Option<u32> {
        match slot {
            0 => {}
            1 => self.recent.swap(0, 1),
            2 => self.recent.swap(0, 2),
            _ => {
                let (base, extra) = slot_of(slot);
                let bits_of_offset = if self.kind == Kind::Aligned && extra >= 3 {
                    let high = bits.take(extra - 3)? << 3;
                    high + u32::from(self.aligned.symbol(bits)?)
                } else {
                    bits.take(extra)?
                };
                let offset = (base + bits_of_offset).checked_sub(2)?;
                self.recent = [offset, self.recent[0], self.recent[1]];
            }
        }
        Some(self.recent[0])
    }

    fn put(&mut self, byte: u8) -> Option<()> {
        let mask = self.window.len() - 1;
        *self.window.get_mut(self.produced & mask)? = byte;
        self.produced = self.produced.checked_add(1)?;
        Some(())
    }
}

/// Where the offsets of a slot begin, and how many bits say which of them it is.
fn slot_of(slot: u32) -> (u32, u8) {
    match slot {
        0..=3 => (slot, 0),
        4..=35 => {
            let extra = slot / 2 - 1;
            ((2 + slot % 2) << extra, u8::try_from(extra).unwrap_or(0))
        }
        _ => (slot.saturating_sub(34) << 17, 17),
    }
}

/// Reads the lengths of a code, which are written as what changed since the last time.
fn read_lengths(bits: &mut Bits<'_>, pre: &mut Codes, lengths: &mut [u8]) -> Option<()> {
    let mut of_pre = [0; PRE];
    for length in &mut of_pre {
        *length = u8::try_from(bits.take(4)?).ok()?;
    }
    pre.set(&of_pre)?;
    let mut rest = lengths.iter_mut();
    while rest.len() > 0 {
        let (times, symbol) = match pre.symbol(bits)? {
            17 => (bits.take(4)? + 4, None),
            18 => (bits.take(5)? + 20, None),
            19 => (bits.take(1)? + 4, Some(pre.symbol(bits)?)),
            other => (1, Some(other)),
        };
        let mut value = 0;
        for nth in 0..times {
            // A run that goes over the end: programs cut it.
            let Some(length) = rest.next() else {
                break;
            };
            if let (0, Some(symbol)) = (nth, symbol) {
                value = (*length + 17).checked_sub(u8::try_from(symbol).ok().filter(|less| *less <= 16)?)? % 17;
            }
            *length = value;
        }
    }
    Some(())
}

/// Programs for x86 call by distance; the writer made places of them, and here they become distances again.
fn undo_calls(data: &mut [u8], begin: usize, size: u32) {
    let (Ok(begin), Ok(size)) = (i32::try_from(begin), i32::try_from(size)) else {
        return;
    };
    let end = data.len().saturating_sub(10);
    let mut at = 0;
    while size > 0 && at < end {
        let Some(found) = data.get(at..end).and_then(|rest| memchr::memchr(0xE8, rest)) else {
            return;
        };
        at += found;
        let Some(operand) = data.get_mut(at + 1..).and_then(|rest| rest.first_chunk_mut::<4>()) else {
            return;
        };
        let Some(here) = i32::try_from(at).ok().and_then(|at| begin.checked_add(at)) else {
            return;
        };
        let place = i32::from_le_bytes(*operand);
        if place >= -here && place < size {
            let distance = if place >= 0 { place.wrapping_sub(here) } else { place.wrapping_add(size) };
            *operand = distance.to_le_bytes();
        }
        at += 5;
    }
}
