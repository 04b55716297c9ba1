//! The two logs: from bytes to lines, from lines to records, from records to evidence.
//!
//! | file | idea |
//! |---|---|
//! | `source` | opening a log and saying why it could not be read |
//! | `lines` | bytes to lines, in constant memory, each with number and offset |
//! | `decode` | which encoding a line has |
//! | `record` | the shapes of a line: stamp, level, component, thread, text |
//! | `words` | English words off the front of a line, in any case |
//! | `time` | time stamps |
//! | `tool` | what `ServiceConnectionTool.log` says |
//! | `setup` | what `ConfigMgrSetup.log` says, run by run |
//! | `around` | the lines around a line that a report names |
//! | `events` | every line of a log, for whoever wants them all |
//!
//! Nothing here judges. A reader collects what is written, bounded in memory, with where it was read.

pub mod around;
pub mod decode;
pub mod events;
pub mod lines;
pub mod record;
pub mod setup;
pub mod source;
pub mod time;
pub mod tool;
mod words;

pub use events::{Event, Events};
pub use source::{LogProblem, LogSource};

use crate::text;

/// A place in a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The line, counted from 1.
    pub line: u64,
    /// Where the line begins, in bytes from the start of the file.
    pub offset: u64,
    /// The line, shortened when very long, control characters made visible.
    pub text: String,
}

impl Mark {
    fn of(line: &lines::Line<'_>) -> Self {
        Self { line: line.number, offset: line.offset, text: text::shown(line.text) }
    }
}

/// The first few of many, and how many there were.
///
/// A log can repeat a failure a million times; the first ones tell what happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FirstFew<T> {
    /// The first ones.
    pub kept: Vec<T>,
    /// How many there were in all.
    pub total: u64,
}

/// How many of a kind are kept one by one.
pub const FEW: usize = 100;

impl<T> Default for FirstFew<T> {
    fn default() -> Self {
        Self { kept: Vec::new(), total: 0 }
    }
}

impl<T> FirstFew<T> {
    /// Keeps what `make` makes while there is room; counts in any case.
    pub fn push_with(&mut self, make: impl FnOnce() -> T) {
        self.total += 1;
        if self.kept.len() < FEW {
            self.kept.push(make());
        }
    }

    /// How many were counted and not kept.
    #[must_use]
    pub fn left_out(&self) -> u64 {
        self.total - self.kept.len() as u64
    }
}
