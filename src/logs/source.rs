//! Opening a log, reading it line by line, and saying why that could not be done.

use super::decode::Units;
use super::lines::{Line, Lines};
use super::record::Record;
use super::time::LocalTime;
use crate::work::{Io, Lost, Opened, Work};
use std::fs::File;
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
        source.problem = problem.or_else(|| lines.problem());
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
    io.work().at_file(path);
    let mut refused = None;
    let file = io.call(|| {
        open(path).map_err(|problem| {
            refused = Some(problem);
            ErrorKind::Other.into()
        })
    });
    let file = file.map_err(|error| refused.unwrap_or_else(|| failed(&error)))?;
    let file = Opened::new(file, path, io);
    io.work().expect_logs(file.metadata().map_or(0, |metadata| metadata.len()));
    Ok(LogFile(file))
}

/// Opens a log for reading. Others may write to it meanwhile: std opens with shared access on Windows.
pub(crate) fn open(path: &Path) -> Result<File, LogProblem> {
    // Asked first, because opening a pipe would wait for a writer that never comes.
    let metadata = path.metadata().map_err(|e| failed(&e))?;
    if metadata.is_dir() {
        return Err(LogProblem::IsFolder);
    }
    if !metadata.is_file() {
        return Err(LogProblem::Special);
    }
    File::open(path).map_err(|e| failed(&e))
}

pub(crate) fn failed(error: &io::Error) -> LogProblem {
    match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => LogProblem::Missing,
        ErrorKind::PermissionDenied => LogProblem::AccessDenied,
        _ => LogProblem::ReadFailed(error.to_string()),
    }
}
