//! The logs themselves, page by page: every line as an event, every run as an object.
//!
//! | file | idea |
//! |---|---|
//! | `cursor` | where a page ended, so that the next begins there with the file opened anew |
//! | `kind` | which of the two logs a file is |
//! | `events` | a page of lines |
//! | `runs` | a page of runs |
//!
//! A caller asks for page after page and gives the cursor of the last one back. Nothing is kept here between two calls:
//! a caller that stops half-way leaves nothing behind, and the file is never held open while nobody reads it.

mod cursor;
pub mod events;
mod kind;
pub mod runs;

pub use cursor::Cursor;

use crate::judge::log_problem;
use crate::language::Language;
use crate::logs::LogProblem;
use crate::report::LogKind;
use crate::text;
use serde::Serialize;

/// How much JSON a page holds at most, in bytes, before it ends; one event or run more may follow. The JSON reader of
/// .NET Framework takes 2 million characters.
const MOST_JSON: usize = 1_000_000;

/// What a page tells of the log that it is of.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LogPage {
    /// The path as it was given.
    pub path: String,
    /// Which of the two logs it is; null where nothing in it and not its name tells.
    pub kind: Option<LogKind>,
    /// Its encoding, as far as it was read; null for one without a byte.
    pub encoding: Option<String>,
    /// Why it could not be read, or not be believed.
    pub problem: Option<Problem>,
}

/// Why a log could not be read, or not be believed. What was read until then is given all the same.
#[derive(Clone, Debug, Serialize)]
pub struct Problem {
    /// `missing`, `isFolder`, `special`, `accessDenied`, `readFailed`, `notText`, `lineTooLong`, `tooMuch` or `changed`.
    pub code: &'static str,
    /// The same in one sentence.
    pub message: String,
}

impl LogPage {
    fn of(path: &str, cursor: &Cursor, problem: Option<&LogProblem>, language: Language) -> Self {
        Self {
            path: text::shown(path),
            kind: cursor.kind,
            encoding: cursor.encoding.clone(),
            problem: problem.map(|problem| Problem::of(problem, language)),
        }
    }
}

impl Problem {
    fn of(problem: &LogProblem, language: Language) -> Self {
        let code = match problem {
            LogProblem::NotGiven | LogProblem::Missing => "missing",
            LogProblem::IsFolder => "isFolder",
            LogProblem::Special => "special",
            LogProblem::AccessDenied => "accessDenied",
            LogProblem::ReadFailed(_) | LogProblem::NoAnswer(_) => "readFailed",
            LogProblem::NotText => "notText",
            LogProblem::LineTooLong => "lineTooLong",
            LogProblem::TooMuch => "tooMuch",
            LogProblem::OtherLog => "otherLog",
            LogProblem::Changed => "changed",
        };
        Self { code, message: log_problem(problem, language) }
    }
}

/// How much JSON a value takes, in bytes.
fn json_length(value: &impl Serialize) -> usize {
    struct Count(usize);
    impl std::io::Write for Count {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0 += bytes.len();
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let mut count = Count(0);
    // Counting cannot fail; a value that cannot be written ends the page, and fails where it is written.
    match serde_json::to_writer(&mut count, value) {
        Ok(()) => count.0,
        Err(_) => MOST_JSON,
    }
}
