//! A seal put on disk, with copies of the logs where they are wanted: whole, or not at all.

use super::folder::{hash_file, is_one_of};
use super::text::{MAGIC, lower_hex};
use super::{About, MOST_FILES, SCHEMA, Seal, SealedFile, SealedUpdate, check, name};
use crate::files::contents::Inventoried;
use crate::report::{LogKind, Report, SealText, SealedLog, Verdict};
use crate::request::Request;
use crate::work::{Io, Lost, Work, Written, guarded};
use std::io::{self, BufWriter, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// Why there is no seal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoSeal {
    /// Files could not be read, or came and went: so many of so many were.
    Unread(u64, u64),
    /// A name that not every system has: it could not be checked where it goes.
    Name(String),
    /// More files than a seal lists.
    TooMany(usize),
    /// Something else than a seal has that name already.
    Occupied(String),
    /// A log could not be read: the path, and what the operating system says.
    Log(String, String),
    /// A log grew or was replaced since it was read for the verdict.
    LogChanged(String),
    /// Another file lies where the copy of a log would go.
    LogOccupied(String),
    /// It could not be written: the path, and what the operating system says.
    Write(String, String),
    /// The file system did not answer within so many seconds.
    NoAnswer(u64),
    /// Nobody wanted it any more.
    Cancelled,
}

/// Makes the seal of a download that was verified in full depth; nothing where its verdict does not allow one.
pub(crate) fn make(
    report: &Report,
    inventory: Vec<Inventoried>,
    request: &Request,
    path: &Path,
    work: &Work,
) -> Result<Option<SealText>, NoSeal> {
    if report.verdict != Verdict::Usable && !request.force {
        return Ok(None);
    }
    if inventory.len() as u64 != report.files.count {
        return Err(NoSeal::Unread(inventory.len() as u64, report.files.count));
    }
    let root = PathBuf::from(request.download_path.as_deref().unwrap_or_default());
    let files = sealed_files(inventory, &root, path)?;
    let logs = report.logs.iter().map(|log| {
        let given = match log.kind {
            LogKind::ServiceConnection => &request.service_connection_log,
            LogKind::Setup => &request.setup_log,
        };
        (log.kind, PathBuf::from(given.as_deref().unwrap_or_default()), log.bytes)
    });
    // One that could not be read has no hash; that it was missing is in the verdict.
    let logs: Vec<_> = logs.filter(|(.., bytes)| *bytes > 0).collect();
    let mut about = About {
        schema: SCHEMA.to_owned(),
        created: now(),
        tool: concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION")).to_owned(),
        folder: folder_name(&root),
        verdict: report.verdict,
        is_forced: report.verdict != Verdict::Usable,
        summary: report.summary.clone(),
        files: files.len() as u64,
        bytes: files.iter().map(|file| file.size).sum(),
        updates: report
            .updates
            .iter()
            .map(|update| SealedUpdate {
                guid: update.guid.clone(),
                verdict: update.verdict,
                grade: update.grade,
                evidence: update.evidence,
            })
            .collect(),
        logs: Vec::new(),
    };
    let (to, includes) = (path.to_owned(), request.include_logs);
    let written = guarded(work, move |io| {
        let (logs, copies) = take_logs(&logs, &to, includes, io)?;
        about.logs = logs;
        let seal = Seal { about, files };
        put(&seal, &to, copies, io).map(|sha256| (seal, sha256))
    });
    match written {
        Ok(Ok((seal, sha256))) => Ok(Some(seal.shown(path, sha256))),
        Ok(Err(failure)) => Err(failure),
        Err(Lost::Cancelled) => Err(NoSeal::Cancelled),
        Err(Lost::TimedOut) => Err(NoSeal::NoAnswer(work.limit().as_secs())),
    }
}

fn sealed_files(inventory: Vec<Inventoried>, root: &Path, seal: &Path) -> Result<Vec<SealedFile>, NoSeal> {
    if inventory.len() > MOST_FILES {
        return Err(NoSeal::TooMany(inventory.len()));
    }
    // An older seal may lie in the folder.
    let without = check::beside(seal);
    let mut files = Vec::with_capacity(inventory.len());
    for file in inventory {
        if is_one_of(&root.join(&file.relative), &without) {
            continue;
        }
        let shown = || crate::text::shown_path(&file.relative);
        let path = name::of_path(&file.relative).filter(|path| name::is_safe(path));
        let path = path.ok_or_else(|| NoSeal::Name(shown()))?;
        files.push(SealedFile { path, size: file.size, sha256: file.sha256, grade: file.grade });
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

/// The logs with their hashes; with copies to lie beside the seal where that is wanted.
fn take_logs<'a>(
    logs: &[(LogKind, PathBuf, u64)],
    seal: &Path,
    includes: bool,
    io: &'a Io,
) -> Result<(Vec<SealedLog>, Vec<Whole<'a>>), NoSeal> {
    let shown = |path: &Path| crate::text::shown_path(path);
    let (mut taken, mut copies) = (Vec::new(), Vec::new());
    let mut buffer = Vec::new();
    for (kind, path, bytes) in logs {
        let refuse = |error: io::Error| NoSeal::Log(shown(path), error.to_string());
        let (size, hash) = hash_file(path, &mut buffer, io).map_err(refuse)?;
        if size != *bytes {
            return Err(NoSeal::LogChanged(shown(path)));
        }
        let file_name = match kind {
            LogKind::ServiceConnection => "ServiceConnectionTool.log",
            LogKind::Setup => "ConfigMgrSetup.log",
        };
        let own_name = path.file_name().and_then(|name| name.to_str()).filter(|name| name::is_safe(name));
        if includes {
            let copy = seal.with_file_name(file_name);
            copies.extend(copy_log(path, &copy, &hash, &mut buffer, io)?);
        }
        let name = if includes { file_name } else { own_name.unwrap_or(file_name) };
        taken.push(SealedLog {
            kind: *kind,
            name: name.to_owned(),
            size,
            sha256: lower_hex(&hash),
            is_included: includes,
        });
    }
    Ok((taken, copies))
}

/// A copy of a log, still under a name of its own; none where it lies there already.
fn copy_log<'a>(
    from: &Path,
    to: &Path,
    hash: &[u8],
    buffer: &mut Vec<u8>,
    io: &'a Io,
) -> Result<Option<Whole<'a>>, NoSeal> {
    let shown = || crate::text::shown_path(to);
    let refuse = |error: io::Error| NoSeal::Write(shown(), error.to_string());
    match hash_file(to, buffer, io) {
        // Mostly because it was found there.
        Ok((_, own)) if own == hash => return Ok(None),
        Ok(_) => return Err(NoSeal::LogOccupied(shown())),
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(refuse(error)),
    }
    let mut whole = Whole::begin(to, io).map_err(refuse)?;
    let mut source = io.open(from).map_err(|error| NoSeal::Log(crate::text::shown_path(from), error.to_string()))?;
    let mut hasher = crate::formats::digest::Algorithm::Sha256.hasher();
    loop {
        let length = match source.read(buffer) {
            Ok(length) => length,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(NoSeal::Log(crate::text::shown_path(from), error.to_string())),
        };
        let bytes = buffer.get(..length).unwrap_or_default();
        if bytes.is_empty() {
            break;
        }
        hasher.update(bytes);
        whole.file.write_all(bytes).map_err(refuse)?;
        if io.work().is_cancelled() {
            return Err(NoSeal::Cancelled);
        }
    }
    if hasher.finish() != hash {
        return Err(NoSeal::LogChanged(crate::text::shown_path(from)));
    }
    whole.file.sync().map_err(refuse)?;
    Ok(Some(whole))
}

/// Writes the seal, and gives the copies of the logs and it their names; gives the SHA-256 of its file. The seal comes
/// last: where it is, all is.
fn put(seal: &Seal, path: &Path, mut copies: Vec<Whole<'_>>, io: &Io) -> Result<String, NoSeal> {
    let refuse = |error: io::Error| NoSeal::Write(crate::text::shown_path(path), error.to_string());
    if !may_replace(path, io).map_err(refuse)? {
        return Err(NoSeal::Occupied(crate::text::shown_path(path)));
    }
    let called = path.file_name().unwrap_or_default().to_string_lossy();
    let mut whole = Whole::begin(path, io).map_err(refuse)?;
    let sha256 = seal.write(&called, &mut BufWriter::new(&mut whole.file)).map_err(refuse)?;
    whole.file.sync().map_err(refuse)?;
    if io.work().is_cancelled() {
        return Err(NoSeal::Cancelled);
    }
    for copy in &mut copies {
        copy.place().map_err(|error| NoSeal::Write(crate::text::shown_path(&copy.to), error.to_string()))?;
    }
    whole.place().map_err(refuse)?;
    copies.into_iter().for_each(Whole::keep);
    whole.keep();
    Ok(sha256)
}

/// True where nothing is, or an older seal.
fn may_replace(path: &Path, io: &Io) -> io::Result<bool> {
    // Asked before it is opened: a folder cannot be opened everywhere, and something that never ends never is.
    match io.metadata(path) {
        Ok(metadata) if !metadata.is_file() => return Ok(false),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(true),
        other => other?,
    };
    let mut file = io.open(path)?;
    let mut begin = [0; MAGIC.len()];
    let length = crate::formats::read_on(&mut file, &mut begin)?;
    Ok(begin.get(..length) == Some(MAGIC.as_bytes()))
}

/// A file that is there when it is whole, under a name of its own until then.
struct Whole<'a> {
    file: Written<'a>,
    io: &'a Io,
    own: PathBuf,
    to: PathBuf,
    /// Where it lies, to be taken away unless it is kept.
    lies_at: Option<PathBuf>,
}

impl<'a> Whole<'a> {
    fn begin(to: &Path, io: &'a Io) -> io::Result<Self> {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let name = to.file_name().unwrap_or_default().to_string_lossy();
        // Two that write at once, in one program or in two, have two of them. One of that name was left behind by a
        // program that was killed, whose number this process has now.
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let own = to.with_file_name(format!(".{name}.{}-{number}.new", std::process::id()));
        let file = io.create(&own)?;
        Ok(Self { file, io, lies_at: Some(own.clone()), own, to: to.to_owned() })
    }

    /// Gives it its name. It is still taken away if it is not kept.
    fn place(&mut self) -> io::Result<()> {
        self.io.rename(&self.own, &self.to)?;
        self.lies_at = Some(self.to.clone());
        Ok(())
    }

    fn keep(mut self) {
        self.lies_at = None;
    }
}

impl Drop for Whole<'_> {
    fn drop(&mut self) {
        if let Some(path) = self.lies_at.take() {
            let _ = self.io.remove(&path);
        }
    }
}

fn folder_name(root: &Path) -> String {
    let absolute = std::path::absolute(root).unwrap_or_else(|_| root.to_owned());
    absolute.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn now() -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    at(seconds)
}

/// `YYYY-MM-DD HH:MM:SS` of so many seconds since 1970, UTC.
fn at(seconds: u64) -> String {
    let (mut days, of_day) = (seconds / 86_400, seconds % 86_400);
    let is_leap = |year: u64| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let mut year = 1970;
    while days >= 365 + u64::from(is_leap(year)) {
        days -= 365 + u64::from(is_leap(year));
        year += 1;
    }
    let lengths = [31, 28 + u64::from(is_leap(year)), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let mut month = 1;
    for length in lengths {
        if days < length {
            break;
        }
        days -= length;
        month += 1;
    }
    let (hour, minute, second) = (of_day / 3600, of_day / 60 % 60, of_day % 60);
    format!("{year}-{month:02}-{:02} {hour:02}:{minute:02}:{second:02}", days + 1)
}

#[cfg(test)]
mod tests {
    use super::{Whole, at};
    use crate::work::{Io, Work};
    use std::fs;
    use std::io::Write;

    #[test]
    fn what_is_not_whole_leaves_nothing() {
        let home = std::env::temp_dir().join(format!("cmverify-whole-{}", std::process::id()));
        fs::create_dir_all(&home).unwrap();
        let to = home.join("x.seal.sha256");
        let names = || fs::read_dir(&home).unwrap().count();
        let io = Io::new(&Work::new());
        let mut broken = Whole::begin(&to, &io).unwrap();
        broken.file.write_all(b"half").unwrap();
        let mut whole = Whole::begin(&to, &io).unwrap();
        assert_eq!(names(), 2, "two that write at once do not meet");
        drop(broken);
        assert!(!to.exists());
        whole.file.write_all(b"whole").unwrap();
        whole.place().unwrap();
        whole.keep();
        assert_eq!((names(), fs::read(&to).unwrap()), (1, b"whole".to_vec()));
        let mut again = Whole::begin(&to, &io).unwrap();
        again.file.write_all(b"newer").unwrap();
        assert_eq!(fs::read(&to).unwrap(), b"whole", "the old one stays until the new one is there");
        again.place().unwrap();
        again.keep();
        assert_eq!((names(), fs::read(&to).unwrap()), (1, b"newer".to_vec()));
        fs::remove_dir_all(&home).unwrap();
    }

    #[test]
    fn the_time_is_that_of_the_calendar() {
        let rows = [
            (0, "1970-01-01 00:00:00"),
            (951_782_399, "2000-02-28 23:59:59"),
            (951_782_400, "2000-02-29 00:00:00"),
            (1_709_164_800, "2024-02-29 00:00:00"),
            (1_735_689_599, "2024-12-31 23:59:59"),
            (1_795_413_600, "2026-11-23 06:00:00"),
            (4_107_542_400, "2100-03-01 00:00:00"),
        ];
        for (seconds, text) in rows {
            assert_eq!(at(seconds), text);
        }
    }
}
