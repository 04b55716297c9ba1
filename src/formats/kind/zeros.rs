//! The zeros at the end of a file: what a transfer leaves that made room and never filled it.

/// Counts the zeros at the end of a file whose chunks are fed in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ZeroTail {
    length: u64,
}

impl ZeroTail {
    /// A count before the first chunk.
    #[must_use]
    pub const fn new() -> Self {
        Self { length: 0 }
    }

    /// Takes in the next chunk of the file. Only its end is looked at, up to the last byte that is not zero.
    pub fn feed(&mut self, chunk: &[u8]) {
        let zeros = zeros_at_end(chunk);
        let before = if zeros == chunk.len() { self.length } else { 0 };
        self.length = before.saturating_add(zeros as u64);
    }

    /// How many bytes at the end of what was fed are zero.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "no collection")]
    pub const fn len(&self) -> u64 {
        self.length
    }
}

fn zeros_at_end(bytes: &[u8]) -> usize {
    // Many at once, and without a way out inside a block: the compiler makes wide instructions of it.
    const BLOCK: usize = 256;
    let is_zero = |block: &&[u8]| block.iter().fold(0, |all, byte| all | byte) == 0;
    let blocks = bytes.rchunks_exact(BLOCK).take_while(is_zero).count() * BLOCK;
    let rest = bytes.get(..bytes.len() - blocks).unwrap_or_default();
    blocks + rest.iter().rev().take_while(|byte| **byte == 0).count()
}
