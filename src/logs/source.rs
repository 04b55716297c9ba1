//! Opening a log, reading it line by line, and saying why that could not be done.

use super::decode::Units;
use super::lines::{Line, Lines};
use super::record::Record;
use super::time::LocalTime;
use crate::work::{Io, Lost, Opened, Unstable, Work};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom};
use std::path::Path;

/// Why a log could not be read, or not be believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogProblem {
    /// No path was given.
    NotGiven,
    /// There is no file of that name.
    Missing,
    /// It is a folder.
    IsFolder,
    /// It is neither a file nor a folder.
    Special,
    /// The account has no right to read it.
    AccessDenied,
    /// Reading failed; what the operating system says.
    ReadFailed(String),
    /// It holds NUL bytes: another kind of file, or damaged.
    NotText,
    /// It holds a line longer than any that the programs write.
    LineTooLong,
    /// It names more different updates or files than a download can have.
    TooMuch,
    /// It is the other of the two logs.
    OtherLog,
    /// It became another file while it was read.
    Changed,
    /// The file system did not answer within so many seconds.
    NoAnswer(u64),
}

/// What is known of a log as a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogSource {
    /// The path as it was given; none where none was given.
    pub path: Option<String>,
    /// The name of its encoding.
    pub encoding: Option<&'static str>,
    /// How its characters are stored.
    pub(crate) units: Option<Units>,
    /// Bytes read.
    pub bytes: u64,
    /// Lines read.
    pub lines: u64,
    /// The first time stamp in it.
    pub first_time: Option<LocalTime>,
    /// The last time stamp in it.
    pub last_time: Option<LocalTime>,
    /// Why it could not be read, or not be believed. What was read until then stays evidence.
    pub problem: Option<LogProblem>,
}

impl LogSource {
    /// Reads the log at `path` and hands each line over.
    ///
    /// `each` may refuse to go on with a problem of its own.
    pub(super) fn read(
        path: Option<&str>,
        io: &Io,
        mut each: impl FnMut(&Line<'_>, &Record<'_>) -> Result<(), LogProblem>,
    ) -> Self {
        let Some(path) = path else {
            return Self { problem: Some(LogProblem::NotGiven), ..Self::default() };
        };
        let mut source = Self { path: Some(path.to_owned()), ..Self::default() };
        let file = match open_by(Path::new(path), io) {
            Ok(file) => file,
            Err(problem) => {
                source.problem = Some(problem);
                return source;
            }
        };
        let mut lines = Lines::new(file);
        let problem = loop {
            match lines.next() {
                Ok(Some(line)) => {
                    let record = Record::of_line(&line);
                    if let Some(stamp) = record.time {
                        source.first_time = source.first_time.or(Some(stamp.local));
                        source.last_time = Some(stamp.local);
                    }
                    if let Err(problem) = each(&line, &record) {
                        break Some(problem);
                    }
                }
                Ok(None) => break None,
                Err(error) => break Some(failed(&error)),
            }
        };
        source.bytes = lines.bytes();
        source.lines = lines.lines();
        source.encoding = lines.encoding();
        source.units = lines.position().map(|position| position.units);
        // Where somebody is still writing, the end is not its end.
        let problem = problem.or_else(|| lines.problem());
        source.problem = problem.or_else(|| lines.into_inner().still().err());
        source
    }
}

/// What one piece of work knows of a log, when the file system gave no answer.
pub(super) fn lost(path: Option<&str>, lost: Lost, work: &Work) -> LogSource {
    let problem = match lost {
        Lost::TimedOut => LogProblem::NoAnswer(work.limit().as_secs()),
        // Nobody will see it.
        Lost::Cancelled => LogProblem::NotGiven,
    };
    LogSource { path: path.map(str::to_owned), problem: Some(problem), ..LogSource::default() }
}

/// A log that is read for a piece of work.
pub(super) struct LogFile<'a>(Opened<'a>);

impl LogFile<'_> {
    /// How large it was when it was opened.
    pub(super) fn size(&self) -> Option<u64> {
        self.0.known_size()
    }
}

impl LogFile<'_> {
    /// Nobody has written to it since it was opened.
    pub(super) fn still(&self) -> Result<(), LogProblem> {
        self.0.still().map_err(|e| failed(&e))
    }
}

impl Read for LogFile<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.0.read(buffer)?;
        self.0.work().log_read(read as u64);
        Ok(read)
    }
}

impl Seek for LogFile<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.0.seek(to)
    }
}

/// Opens a log for a piece of work.
pub(super) fn open_by<'a>(path: &Path, io: &'a Io) -> Result<LogFile<'a>, LogProblem> {
    let file = open(path, io)?;
    io.work().expect_logs(file.known_size().unwrap_or(0));
    Ok(LogFile(file))
}

/// Opens a log for reading. If it ends before the size that it has now, that is an error.
pub(crate) fn open<'a>(path: &Path, io: &'a Io) -> Result<Opened<'a>, LogProblem> {
    // Asked first, because opening a pipe would wait for a writer that never comes.
    let metadata = io.metadata(path).map_err(|e| refused(&e))?;
    if metadata.is_dir() {
        return Err(LogProblem::IsFolder);
    }
    if !metadata.is_file() {
        return Err(LogProblem::Special);
    }
    let mut file = io.open(path).map_err(|e| refused(&e))?;
    file.size().map_err(|e| failed(&e))?;
    Ok(file)
}

/// Why a log cannot be opened.
fn refused(error: &io::Error) -> LogProblem {
    match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => LogProblem::Missing,
        _ => failed(error),
    }
}

/// Why a log that was opened cannot be read. It is there, whatever is said now: a log may be excused if it is not.
pub(crate) fn failed(error: &io::Error) -> LogProblem {
    match error.kind() {
        _ if Unstable::of(error).is_some() => LogProblem::Changed,
        ErrorKind::PermissionDenied => LogProblem::AccessDenied,
        _ => LogProblem::ReadFailed(error.to_string()),
    }
}
