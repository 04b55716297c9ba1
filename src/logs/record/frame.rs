//! The frame of the SMS format: `text  $$<component><08-22-2016 04:15:01.917+420><thread=2868 (0xB34)>`.

use super::{is_trim, trim};
use crate::logs::time::Stamp;
use crate::logs::words::eat;
use memchr::{memchr, memrchr};

/// The frame of the SMS format.
#[derive(Clone, Copy)]
pub(super) struct Frame<'a> {
    pub(super) component: Option<&'a str>,
    pub(super) time: Option<Stamp>,
    pub(super) thread: Option<u64>,
    /// Where it ends.
    pub(super) end: usize,
}

/// The last frame of a line, and where it begins.
#[inline]
pub(super) fn last_frame(line: &str) -> Option<(usize, Frame<'_>)> {
    let bytes = line.as_bytes();
    let mut end = bytes.len();
    while let Some(at) = memrchr(b'$', &bytes[..end]) {
        if at > 0 && bytes[at - 1] == b'$' && bytes.get(at + 1) == Some(&b'<') {
            if let Some(frame) = frame_at(line, at - 1) {
                return Some((at - 1, frame));
            }
        }
        end = at;
    }
    None
}

/// The frame that begins at `at`: behind the component comes a time, or the end of the line. Anything else is a text that
/// has such signs in it.
#[inline]
pub(super) fn frame_at(line: &str, at: usize) -> Option<Frame<'_>> {
    usual_frame(line, at).or_else(|| any_frame(line, at))
}

/// What setupdl and Setup.exe call themselves as a component.
pub(super) const USUAL: &str = "Configuration Manager Setup";

/// A frame as nearly all are: whole, and the end of its line.
#[inline]
pub(super) fn usual_frame(line: &str, at: usize) -> Option<Frame<'_>> {
    let from = at + 3;
    let length = match line[from..].strip_prefix(USUAL) {
        Some(rest) if rest.starts_with('>') => USUAL.len(),
        _ => memchr(b'>', within(line, from))?,
    };
    let component = &line[from..from + length];
    let stamp = line[from + length + 1..].strip_prefix('<')?;
    let (time, rest) = Stamp::month_first(stamp)?;
    let thread = rest.strip_prefix("><thread=")?;
    let (number, hex) = leading_number(thread)?;
    // `(0xFFFFFFFF)>` is the longest of them.
    let is_end = hex.starts_with(" (0x") && hex.ends_with(")>") && hex.len() <= 14;
    let component = Some(component).filter(|component| is_trim(component))?;
    is_end.then_some(Frame { component: Some(component), time: Some(time), thread: Some(number), end: line.len() })
}

/// How long a part of a frame can be, in bytes. What is longer is none, and is not looked at again for every sign that
/// might begin one.
const LONGEST_FRAME: usize = 300;

/// As much of `line` from `from` on as a part of a frame can be.
#[inline]
fn within(line: &str, from: usize) -> &[u8] {
    &line.as_bytes()[from..line.len().min(from + LONGEST_FRAME)]
}

fn any_frame(line: &str, at: usize) -> Option<Frame<'_>> {
    let from = at + 3;
    let mut frame = Frame { component: None, time: None, thread: None, end: line.len() };
    let Some(length) = memchr(b'>', within(line, from)) else {
        return (line.len() - from < LONGEST_FRAME).then_some(frame);
    };
    frame.component = Some(trim(&line[from..from + length])).filter(|component| !component.is_empty());
    let mut next = from + length + 1;
    if next == line.len() {
        return Some(frame);
    }
    let rest = line[next..].strip_prefix('<')?;
    if let Some((stamp, behind)) = Stamp::month_first(rest) {
        frame.time = Some(stamp);
        frame.thread = thread_of(behind);
    } else if let Some(end) = memchr(b'>', within(rest, 0)) {
        // 02-30-2016 is no time, and has the shape of one all the same.
        let is_stamp = rest[..end].bytes().all(|b| b.is_ascii_digit() || b"-/:.+ ".contains(&b)) && end >= 10;
        frame.thread = thread_of(if is_stamp { &rest[end..] } else { &line[next..] });
        if !is_stamp {
            frame.thread?;
        }
    }
    while line.as_bytes().get(next) == Some(&b'<') {
        let Some(length) = memchr(b'>', within(line, next)) else {
            return Some(frame);
        };
        next += length + 1;
    }
    frame.end = next;
    Some(frame)
}

/// The number in `…<thread=2868 (0xB34)>`.
#[inline]
fn thread_of(frame: &str) -> Option<u64> {
    let digits = match frame.strip_prefix("><thread=") {
        Some(digits) => digits,
        None => eat(&frame[memchr(b'<', frame.as_bytes())?..], "<thread=")?,
    };
    leading_number(digits).filter(|(_, rest)| !rest.is_empty()).map(|(number, _)| number)
}

/// The number at the start of `text`, and what follows it.
#[inline]
pub(super) fn leading_number(text: &str) -> Option<(u64, &str)> {
    let mut number: u64 = 0;
    let mut end = 0;
    while let Some(digit) = text.as_bytes().get(end).filter(|b| b.is_ascii_digit()) {
        number = number.checked_mul(10)?.checked_add(u64::from(digit - b'0'))?;
        end += 1;
    }
    (end > 0).then(|| (number, &text[end..]))
}
