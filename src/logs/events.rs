//! A log as a row of events, for whoever wants every line.

use super::lines::{Line, Lines};
use super::record::Record;
use std::io::{Read, Result};

/// One line of a log, or a record of several, with all that it states.
#[derive(Clone, Copy, Debug)]
pub struct Event<'a> {
    /// Where it stands and how it is written.
    pub line: Line<'a>,
    /// What it states.
    pub record: Record<'a>,
}

/// Reads a log event by event, in constant memory.
pub struct Events<R>(Lines<R>);

impl<R: Read> Events<R> {
    /// Reads from the start of a log.
    pub fn new(reader: R) -> Self {
        Self(Lines::new(reader))
    }

    /// The next event; none at the end of the log.
    ///
    /// # Errors
    /// Whatever the operating system says when it cannot read on.
    #[allow(clippy::should_implement_trait)]
    pub fn next(&mut self) -> Result<Option<Event<'_>>> {
        Ok(self.0.next()?.map(|line| Event { line, record: Record::of_line(&line) }))
    }
}
