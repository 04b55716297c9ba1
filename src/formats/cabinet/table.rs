//! The bytes of a cabinet's tables, one piece after the other: a window over the file, never the whole of it.

use super::Stop;
use crate::formats::{Fault, Source, read_at};

/// How much is read at once, in bytes. Longer than any piece that is asked for.
const WINDOW: usize = 64 * 1024;

/// The longest text of a cabinet with its NUL, in bytes: names of files, cabinets and disks.
const LONGEST_TEXT: usize = 256;

/// Reads forward through a part of the cabinet.
pub(super) struct Table<'a> {
    source: &'a mut dyn Source,
    /// Where the window begins in the file.
    window_at: u64,
    window: Vec<u8>,
    /// The next byte, in the window.
    next: usize,
    /// Where the cabinet ends.
    end: u64,
}

impl<'a> Table<'a> {
    pub(super) fn new(source: &'a mut dyn Source, at: u64, end: u64) -> Self {
        Self { source, window_at: at, window: Vec::new(), next: 0, end }
    }

    /// Where the next byte is in the file.
    pub(super) fn at(&self) -> u64 {
        self.window_at.saturating_add(self.next as u64)
    }

    /// The next `count` bytes.
    pub(super) fn take(&mut self, count: usize, of: &str) -> Result<&[u8], Stop> {
        if self.ahead(count)? < count {
            return Err(self.missing(of));
        }
        let from = self.next;
        self.next = from.saturating_add(count);
        Ok(self.window.get(from..self.next).unwrap_or_default())
    }

    /// Leaves bytes out without reading them.
    pub(super) fn skip(&mut self, count: u64, of: &str) -> Result<(), Stop> {
        let to = self.at().saturating_add(count);
        if to > self.end {
            return Err(self.missing(of));
        }
        let next = usize::try_from(count).ok().and_then(|count| self.next.checked_add(count));
        if let Some(next) = next.filter(|next| *next <= self.window.len()) {
            self.next = next;
        } else {
            self.window.clear();
            (self.window_at, self.next) = (to, 0);
        }
        Ok(())
    }

    /// The next text, without its NUL.
    pub(super) fn text(&mut self, of: &str) -> Result<&[u8], Stop> {
        let ahead = self.ahead(LONGEST_TEXT)?;
        let from = self.next;
        let rest = self.window.get(from..from.saturating_add(ahead.min(LONGEST_TEXT))).unwrap_or_default();
        let Some(length) = memchr::memchr(0, rest) else {
            return Err(if ahead < LONGEST_TEXT {
                self.missing(of)
            } else {
                Stop::damaged(format!("{of}: longer than {} bytes", LONGEST_TEXT - 1))
            });
        };
        self.next = from.saturating_add(length).saturating_add(1);
        Ok(self.window.get(from..from.saturating_add(length)).unwrap_or_default())
    }

    /// Sees to it that the window holds `count` bytes more, if the cabinet does; gives how many it holds.
    fn ahead(&mut self, count: usize) -> Result<usize, Stop> {
        let held = self.window.len().saturating_sub(self.next);
        if held >= count {
            return Ok(held);
        }
        let at = self.at();
        let wanted = usize::try_from(self.end.saturating_sub(at)).unwrap_or(usize::MAX).min(WINDOW);
        if wanted > held {
            self.window.resize(wanted, 0);
            let got = read_at(self.source, at, &mut self.window)?;
            self.window.truncate(got);
            (self.window_at, self.next) = (at, 0);
            if got < wanted {
                // Shorter than it was when its size was asked for.
                let size = at.saturating_add(got as u64);
                return Err(Fault::Truncated { least: Some(self.end), size }.into());
            }
        }
        Ok(self.window.len().saturating_sub(self.next))
    }

    fn missing(&self, of: &str) -> Stop {
        Stop::damaged(format!("{of}: beyond the end of the cabinet at {}", self.end))
    }
}
