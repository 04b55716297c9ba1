//! Where a page ended.

use crate::logs::LogProblem;
use crate::logs::decode::Units;
use crate::logs::lines::{Lines, Position};
use crate::logs::setup::RunCounter;
use crate::logs::source::{failed, open};
use crate::report::LogKind;
use crate::request::RequestError;
use crate::work::{Io, Opened};
use serde::{Deserialize, Serialize};
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

/// Where a page ended: handed to the caller and given back with the request for the next page, unchanged.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Cursor {
    /// The next byte of the file.
    offset: u64,
    /// Lines before it.
    lines: u64,
    /// How its characters are stored; none before the first bytes told.
    units: Option<Units>,
    /// The name of its encoding.
    pub(super) encoding: Option<String>,
    /// Which log it is; none before its lines told.
    pub(super) kind: Option<LogKind>,
    /// A run is open.
    in_run: bool,
    /// Its number, or that of the last.
    run: u64,
    /// Lines of earlier runs are passed over.
    pub(super) from_run: Option<u64>,
    /// Lines that would fit are still to be passed over, for the last ones are asked for.
    pub(super) skip: u64,
    /// The first bytes of the file, mixed into one number, and how many they are: another number, another file.
    head: u64,
    head_length: u64,
}

/// How many bytes tell a file from the one that replaced it. Both logs begin with a stamp or a name of their own.
const HEAD: u64 = 1024;

impl Cursor {
    /// Reads on from here, in a file that may have changed meanwhile; true where it is another file than before, and is
    /// read from its start.
    pub(super) fn open<'a>(
        &mut self,
        path: &str,
        follow: bool,
        io: &'a Io,
    ) -> Result<(Lines<Opened<'a>>, bool), LogProblem> {
        let mut file = open(Path::new(path), io)?;
        let length = file.known_size().unwrap_or(0);
        let is_other =
            self.head_length > 0 && (length < self.offset || head(&mut file, self.head_length)? != self.head);
        if is_other {
            *self = Self::default();
        }
        if self.head_length < length.min(HEAD) {
            // Of the file that is read now, and of no more than is there now: a log grows at its end only.
            self.head_length = length.min(HEAD);
            self.head = head(&mut file, self.head_length)?;
        }
        file.seek(SeekFrom::Start(self.offset)).map_err(|e| failed(&e))?;
        let lines = match self.units {
            Some(units) => Lines::resume(file, Position { offset: self.offset, lines: self.lines, units }),
            None => Lines::new(file),
        };
        Ok((lines.follow(follow), is_other))
    }

    /// Remembers where `lines` stands.
    pub(super) fn note(&mut self, lines: &Lines<Opened<'_>>) {
        self.go_to(lines.position());
        self.encoding = self.encoding.take().or_else(|| lines.encoding().map(str::to_owned));
    }

    /// Goes to a place that a reader of the same file has seen.
    pub(super) fn go_to(&mut self, position: Option<Position>) {
        if let Some(position) = position {
            (self.offset, self.lines) = (position.offset, position.lines);
            // A writer may begin with less than what tells the encoding.
            self.units = Some(position.units).filter(|_| position.offset > 0);
        }
    }

    /// Which run is open there.
    pub(super) const fn runs(&self) -> RunCounter {
        RunCounter::at(self.in_run, self.run)
    }

    /// Remembers which run is open.
    pub(super) fn set_runs(&mut self, runs: RunCounter) {
        (self.in_run, self.run) = (runs.is_open(), runs.number());
    }

    /// What a caller gave back is what this library made, as far as numbers tell.
    pub(super) fn check(&self) -> Result<(), RequestError> {
        const MOST: u64 = 1 << 53;
        let numbers = [self.offset, self.lines, self.run, self.skip, self.from_run.unwrap_or(0), self.head];
        if numbers.iter().all(|number| *number <= MOST) && self.head_length <= HEAD {
            return Ok(());
        }
        Err(RequestError::Unfit("the cursor is not one that this library gave".to_owned()))
    }

    /// No line was given yet. A byte order mark alone is none.
    pub(super) const fn is_start(&self) -> bool {
        self.lines == 0
    }
}

/// The first bytes of a file, mixed into one number (FNV-1a).
fn head(file: &mut Opened<'_>, length: u64) -> Result<u64, LogProblem> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(0)).and_then(|_| file.take(length).read_to_end(&mut bytes)).map_err(|e| failed(&e))?;
    // 53 bits: a number that every reader of JSON keeps as it is.
    Ok(bytes
        .iter()
        .fold(0xCBF2_9CE4_8422_2325, |hash: u64, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01B3))
        >> 11)
}
