//! MSZIP: every data block is a deflate stream of its own, which may refer to the data of the blocks before.

use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress};

/// How far back a block may refer, in bytes. Also the most that it holds.
const WINDOW: usize = 32 * 1024;

pub(super) struct MsZip {
    state: Box<DecompressorOxide>,
    /// What came out last, as far as the next block may refer to it, and behind it room for that block.
    buffer: Vec<u8>,
    history: usize,
}

impl MsZip {
    pub(super) fn new() -> Self {
        Self { state: Box::default(), buffer: vec![0; 2 * WINDOW], history: 0 }
    }

    /// The uncompressed data of the next block.
    pub(super) fn block(&mut self, data: &[u8], uncompressed: usize) -> Result<&[u8], &'static str> {
        let Some(stream) = data.strip_prefix(b"CK") else {
            return Err("MSZIP signature");
        };
        let end = self.history.saturating_add(uncompressed.min(WINDOW));
        let Some(room) = self.buffer.get_mut(..end) else {
            return Err("MSZIP block");
        };
        self.state.init();
        let flags = TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
        let (status, _, written) = decompress(&mut self.state, stream, room, self.history, flags);
        if status != TINFLStatus::Done || written != uncompressed {
            return Err("MSZIP data");
        }
        let from = end.saturating_sub(WINDOW);
        self.buffer.copy_within(from..end, 0);
        self.history = end.saturating_sub(from);
        let begin = self.history.saturating_sub(uncompressed);
        Ok(self.buffer.get(begin..self.history).unwrap_or_default())
    }
}
