//! The seal as a file: a list for `sha256sum --check`, with the rest in lines that it takes for comments.
//!
//! ```text
//! # cmverify seal 1
//! # … how to check it by hand …
//! #! {"schema":"cmverify.seal.v1", …}            what it says of the download, as JSON in one line
//! #: 1 241172480 signature                       the number of the file, its size, its evidence …
//! <64 hexadecimal digits>  <path>                … and its hash, as sha256sum writes it
//! #= 1 241172480 <64 hexadecimal digits>         files, bytes, and the SHA-256 of all that stands above
//! ```
//!
//! The numbers are there so that a lost line is noticed at its place, and the last line so that nothing else is lost.

use super::name::{escape, is_safe, unescape};
use super::{About, MOST_FILES, Read, SCHEMA, Seal, SealedFile};
use crate::files::proof::Grade;
use crate::files::survey::MOST_UPDATES;
use crate::formats::digest::{Algorithm, Hasher};
use crate::guid::Guid;
use crate::report::Verdict;
use std::collections::HashSet;
use std::io::{self, BufRead, Read as _, Write};

/// What a seal begins with, before its version.
pub(super) const MAGIC: &str = "# cmverify seal ";
const VERSION: &str = "1";
const ABOUT: &str = "#! ";
const FILE: &str = "#: ";
const END: &str = "#= ";

/// The longest line, in bytes: a path of 32,767 characters, each of them escaped, or what it says of the download.
const LONGEST_LINE: u64 = 1 << 20;
/// The longest seal, in bytes.
const LONGEST: u64 = 64 << 20;

/// Why a seal was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The line, counted from 1.
    pub line: u64,
    /// What is wrong with it.
    pub why: Why,
}

/// What is wrong with a line of a seal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// It does not begin as a seal does.
    NoSeal,
    /// A version that this library does not know.
    Version(String),
    /// Not the line that must stand here.
    Unexpected,
    /// What it says of the download cannot be read.
    About(String),
    /// A path that could lead out of the folder.
    Path(String),
    /// The same path twice.
    Twice(String),
    /// The hash of the lines, or the number of files or bytes, is another one: something was changed.
    Changed,
    /// It ends before its last line.
    Cut,
    /// Something stands behind the last line.
    Behind,
    /// Longer than any seal.
    TooLong,
    /// Not UTF-8.
    NotText,
    /// Its line ends were changed on the way.
    LineEnds,
}

impl Seal {
    /// Writes the seal; `name` is what its file is called. Gives the SHA-256 of all of it, in hex.
    pub(super) fn write(&self, name: &str, out: &mut dyn Write) -> io::Result<String> {
        let mut out = Hashing { out, hasher: Algorithm::Sha256.hasher() };
        writeln!(out, "{MAGIC}{VERSION}")?;
        // Names are shown, not read back: a line break in one would begin a line of its own.
        let (folder, name) = (crate::text::shown_name(&self.about.folder), crate::text::shown_name(name));
        writeln!(out, "# What was in the folder {folder}, verified at {} UTC.", self.about.created)?;
        writeln!(out, "# Without cmverify: go into the folder and run  sha256sum --check --strict ../{name}")?;
        writeln!(out, "# That finds what is missing or changed; cmverify also finds what was added.")?;
        writeln!(out, "# It protects from accidents. Whoever can change the download can change this list too.")?;
        writeln!(out, "{ABOUT}{}", serde_json::to_string(&self.about)?)?;
        for (number, file) in self.files.iter().enumerate() {
            let grade = file.grade.name();
            writeln!(out, "{FILE}{} {} {grade}", number + 1, file.size)?;
            match escape(&file.path) {
                Some(escaped) => writeln!(out, "\\{}  {escaped}", lower_hex(&file.sha256))?,
                None => writeln!(out, "{}  {}", lower_hex(&file.sha256), file.path)?,
            }
        }
        let above = lower_hex(&out.hasher.clone().finish());
        writeln!(out, "{END}{} {} {above}", self.about.files, self.about.bytes)?;
        out.flush()?;
        Ok(lower_hex(&out.hasher.finish()))
    }
}

struct Hashing<'a> {
    out: &'a mut dyn Write,
    hasher: Hasher,
}

impl Write for Hashing<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.hasher.update(bytes.get(..written).unwrap_or_default());
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Reads a seal.
///
/// # Errors
/// What the operating system says; inside, why the seal was refused, and at which line.
pub fn read(from: &mut dyn BufRead) -> io::Result<Result<Read, Refused>> {
    let mut lines = Lines { from, number: 0, length: 0, bytes: Vec::new(), hasher: Algorithm::Sha256.hasher() };
    let read = lines.seal();
    let line = lines.number.max(1);
    Ok(match read {
        // By now all of it went into the hash.
        Ok(seal) => Ok(Read { seal, sha256: lower_hex(&lines.hasher.finish()) }),
        Err(Stop::Refused(why)) => Err(Refused { line, why }),
        Err(Stop::System(error)) => return Err(error),
    })
}

enum Stop {
    Refused(Why),
    System(io::Error),
}

impl From<Why> for Stop {
    fn from(why: Why) -> Self {
        Self::Refused(why)
    }
}

struct Lines<'a> {
    from: &'a mut dyn BufRead,
    number: u64,
    length: u64,
    bytes: Vec<u8>,
    /// Over all lines before this one.
    hasher: Hasher,
}

impl Lines<'_> {
    /// The next line without its end; none after the last.
    fn next(&mut self) -> Result<Option<&str>, Stop> {
        self.hasher.update(&self.bytes);
        self.bytes.clear();
        self.number += 1;
        (&mut *self.from).take(LONGEST_LINE).read_until(b'\n', &mut self.bytes).map_err(Stop::System)?;
        self.length += self.bytes.len() as u64;
        let Some((last, line)) = self.bytes.split_last() else { return Ok(None) };
        if self.number == 1 && !self.bytes.starts_with(MAGIC.as_bytes()) {
            return Err(Why::NoSeal.into());
        }
        if self.length > LONGEST {
            return Err(Why::TooLong.into());
        }
        if *last != b'\n' {
            // The end of the file, or a line that no seal has.
            return Err(if self.bytes.len() as u64 == LONGEST_LINE { Why::TooLong } else { Why::Cut }.into());
        }
        match std::str::from_utf8(line) {
            Ok(line) => Ok(Some(line)),
            Err(_) => Err(Why::NotText.into()),
        }
    }

    fn seal(&mut self) -> Result<Seal, Stop> {
        match self.next() {
            Ok(Some(line)) => match line.strip_prefix(MAGIC) {
                None => return Err(Why::NoSeal.into()),
                Some(VERSION) => {}
                Some(version) if version.strip_suffix('\r') == Some(VERSION) => return Err(Why::LineEnds.into()),
                Some(version) => return Err(Why::Version(crate::text::shown_name(version)).into()),
            },
            Ok(None) => return Err(Why::NoSeal.into()),
            Err(stop) => return Err(stop),
        }
        let about = self.about()?;
        let mut files: Vec<SealedFile> = Vec::new();
        let mut paths = HashSet::new();
        let mut bytes: u64 = 0;
        loop {
            let Some(line) = self.next()? else { return Err(Why::Cut.into()) };
            if let Some(end) = line.strip_prefix(END) {
                let is_end_of = format!("{} {bytes} ", files.len());
                let digest = end.strip_prefix(&is_end_of).map(str::to_owned);
                let counts = (about.files, about.bytes) == (files.len() as u64, bytes);
                let own = lower_hex(&self.hasher.clone().finish());
                if !counts || digest.as_deref() != Some(own.as_str()) {
                    return Err(Why::Changed.into());
                }
                if self.next()?.is_some() {
                    return Err(Why::Behind.into());
                }
                return Ok(Seal { about, files });
            }
            let Some((size, grade)) = line.strip_prefix(FILE).and_then(|rest| entry(rest, files.len() + 1)) else {
                return Err(Why::Unexpected.into());
            };
            if files.len() == MOST_FILES {
                return Err(Why::TooLong.into());
            }
            bytes = bytes.checked_add(size).ok_or(Why::Unexpected)?;
            let Some(line) = self.next()? else { return Err(Why::Cut.into()) };
            let (sha256, path) = checksum(line).ok_or(Why::Unexpected)?;
            if !is_safe(&path) {
                return Err(Why::Path(crate::text::shown(&path)).into());
            }
            if !paths.insert(path.clone()) {
                return Err(Why::Twice(crate::text::shown(&path)).into());
            }
            files.push(SealedFile { path, size, sha256, grade });
        }
    }

    /// What it says of the download, after lines for people.
    fn about(&mut self) -> Result<About, Stop> {
        loop {
            let Some(line) = self.next()? else { return Err(Why::Cut.into()) };
            let Some(json) = line.strip_prefix(ABOUT) else {
                if line.starts_with("# ") {
                    continue;
                }
                return Err(Why::Unexpected.into());
            };
            let about: About = serde_json::from_str(json).map_err(|error| Why::About(error.to_string()))?;
            if about.schema != SCHEMA {
                return Err(Why::Version(crate::text::shown_name(&about.schema)).into());
            }
            if let Some(what) = impossible(&about) {
                return Err(Why::About(what.to_owned()).into());
            }
            // They are looked for beside the seal, by name.
            if let Some(log) = about.logs.iter().find(|log| !is_safe(&log.name) || log.name.contains(['/', '\\'])) {
                return Err(Why::Path(crate::text::shown(&log.name)).into());
            }
            return Ok(about);
        }
    }
}

/// What in it no seal says. It was JSON of the right shape.
fn impossible(about: &About) -> Option<&'static str> {
    let is_time = about.created.len() == 19
        && about.created.bytes().zip(b"0000-00-00 00:00:00").all(|(own, form)| match form {
            b'0' => own.is_ascii_digit(),
            form => own == *form,
        });
    let is_hash = |text: &str| text.len() == 64 && text.bytes().all(|c| matches!(c, b'0'..=b'9' | b'a'..=b'f'));
    let is_one_each = match &about.logs[..] {
        [] | [_] => true,
        [one, other] => one.kind != other.kind,
        _ => false,
    };
    let are_updates = about.updates.len() <= MOST_UPDATES
        && about
            .updates
            .iter()
            .all(|update| Guid::parse(&update.guid).is_some_and(|guid| guid.to_string() == update.guid));
    if about.is_forced != (about.verdict != Verdict::Usable) {
        Some("isForced")
    } else if about.updates.iter().any(|update| update.verdict > about.verdict) {
        // A download is as good as its worst update.
        Some("verdict")
    } else if !is_time {
        Some("created")
    } else if !is_one_each || !about.logs.iter().all(|log| is_hash(&log.sha256)) {
        Some("logs")
    } else if !are_updates {
        Some("updates")
    } else {
        None
    }
}

/// `1 241172480 signature`: size and grade of the file of that number.
fn entry(text: &str, number: usize) -> Option<(u64, Grade)> {
    let mut words = text.split(' ');
    let (own, size, grade) = (words.next()?, words.next()?, words.next()?);
    if own != number.to_string() || words.next().is_some() || size.starts_with('+') {
        return None;
    }
    Some((size.parse().ok()?, Grade::by_name(grade)?))
}

/// A line of `sha256sum`: hash and path.
fn checksum(line: &str) -> Option<([u8; 32], String)> {
    let (is_escaped, line) = line.strip_prefix('\\').map_or((false, line), |rest| (true, rest));
    let (digits, rest) = line.split_at_checked(64)?;
    let path = rest.strip_prefix("  ")?;
    let mut sha256 = [0; 32];
    for (byte, pair) in sha256.iter_mut().zip(digits.as_bytes().chunks(2)) {
        let digit = |at: usize| {
            pair.get(at).and_then(|c| match c {
                b'0'..=b'9' => Some(c - b'0'),
                b'a'..=b'f' => Some(c - b'a' + 10),
                _ => None,
            })
        };
        *byte = digit(0)? << 4 | digit(1)?;
    }
    let path = if is_escaped { unescape(path)? } else { path.to_owned() };
    Some((sha256, path))
}

/// A hash as `sha256sum` writes it.
pub(super) fn lower_hex(bytes: &[u8]) -> String {
    crate::formats::digest::hex(bytes).to_ascii_lowercase()
}
