//! Which of the two logs a file is.

use crate::logs::LogProblem;
use crate::logs::lines::Lines;
use crate::logs::record::{Record, Shape};
use crate::logs::source::failed;
use crate::logs::{setup, tool};
use crate::report::LogKind;
use std::io::Read;

/// How many lines are asked before the name of the file is.
const MOST_LINES: u64 = 2_000;

/// Which log this is: by the first line that only one of the programs writes, else by the name of the file.
pub(super) fn kind_of<R: Read>(mut lines: Lines<R>, path: &str) -> Result<Option<LogKind>, LogProblem> {
    while let Some(line) = lines.next().map_err(|e| failed(&e))? {
        if let Some(kind) = of_line(&Record::of_line(&line)) {
            return Ok(Some(kind));
        }
        if line.number >= MOST_LINES {
            break;
        }
    }
    let name = path.rsplit(['\\', '/']).next().unwrap_or_default().to_ascii_lowercase();
    Ok(if name.contains("serviceconnectiontool") {
        Some(LogKind::ServiceConnection)
    } else if name.contains("configmgrsetup") {
        Some(LogKind::Setup)
    } else {
        None
    })
}

fn of_line(record: &Record<'_>) -> Option<LogKind> {
    for part in record.parts() {
        let is_setup = !matches!(
            setup::Fact::of(part),
            setup::Fact::Other | setup::Fact::Harmless | setup::Fact::Failed(setup::FailureKind::Other, _)
        );
        if is_setup {
            return Some(LogKind::Setup);
        }
        let is_tool = !matches!(
            tool::Fact::of(part),
            tool::Fact::Other | tool::Fact::Harmless | tool::Fact::Error | tool::Fact::SomeDownload
        );
        if is_tool {
            return Some(LogKind::ServiceConnection);
        }
    }
    // What Setup.exe writes has the frame of setupdl's lines; nothing that the tool writes has.
    (record.shape == Shape::Simple).then_some(LogKind::Setup)
}
