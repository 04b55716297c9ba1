//! The product's two readers.

use crate::shapes::Shape;
use cmverify::logs::Events;
use cmverify::logs::setup::SetupLog;
use cmverify::logs::tool::ToolLog;
use cmverify::work::Work;
use std::hint::black_box;

/// Every field of every record, from bytes of an encoding that is not told.
pub fn parse(bytes: &[u8]) -> u64 {
    let mut events = Events::new(bytes);
    let mut records = 0;
    while let Ok(Some(event)) = events.next() {
        let (line, record) = (event.line, event.record);
        black_box((line.number, line.lines, line.offset, line.length, line.encoding));
        black_box((record.shape, record.time, record.component, record.thread));
        for part in record.parts() {
            black_box((part.level, part.text));
        }
        records += 1;
    }
    records
}

/// The records that came out with every field that the shape states: a reader that reads nothing is fast.
pub fn complete(shape: Shape, bytes: &[u8]) -> u64 {
    let mut events = Events::new(bytes);
    let mut records = 0;
    while let Ok(Some(event)) = events.next() {
        let record = event.record;
        let has_time = record.time.is_some() || shape == Shape::Plain;
        let has_frame = record.component.is_some() && record.thread.is_some();
        records += u64::from(has_time && (has_frame || matches!(shape, Shape::Tool | Shape::Plain)));
    }
    records
}

/// The evidence of a log that a verdict needs. Gives its lines; none where it was not read to its end.
pub fn verify(shape: Shape, path: &str) -> u64 {
    let source = if shape == Shape::Tool {
        black_box(ToolLog::read(Some(path), &Work::new())).source
    } else {
        let log = SetupLog::read(Some(path), &Work::new());
        let newest: Vec<usize> = log.runs.len().checked_sub(1).into_iter().collect();
        let log = log.with_files(&newest, &Work::new());
        black_box(log).source
    };
    if source.problem.is_none() { source.lines } else { 0 }
}
