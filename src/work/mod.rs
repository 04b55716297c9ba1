//! A piece of work that others may watch and stop: how far it is, whether it is still wanted, and the one way to the
//! file system.
//!
//! | file | idea |
//! |---|---|
//! | `mod` | progress and cancellation |
//! | `io` | every touch of the file system: noticed while it lasts, so that one that never ends can be given up |
//! | `walk` | everything below a folder, by way of `io` |
//! | `faults` | faults to order, for tests |
//! | `guarded` | a thread that may be left behind |
//! | `pool` | several readers at work, replaced where one hangs |
//! | `jobs` | work that goes on while its caller does something else |
//! | `seats` | how many files are read at once in the whole process |
//!
//! An operating system does not let go of a thread that waits for a share. So nothing here waits for such a thread: what
//! it was at is told as not read, and whenever it comes back, nobody takes its answer.

#[cfg(test)]
pub(crate) mod faults;
mod guarded;
mod io;
pub mod jobs;
pub(crate) mod pool;
mod seats;
mod walk;

pub(crate) use guarded::{Lost, guarded};
#[cfg(test)]
pub(crate) use io::Touch;
pub(crate) use io::{Io, Opened, Unstable, Written};
pub(crate) use walk::Unlisted;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// True on the threads that work is done on.
pub(crate) fn is_own_thread() -> bool {
    std::thread::current().name() == Some(guarded::THREAD_NAME)
}

/// How long one touch of the file system may take where nobody says otherwise. A disk that has to spin up answers within
/// 10 seconds or so.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);

/// A different number of whole seconds, for shares that are known to be slow; from the environment, because the request
/// is about a download and not about the machine.
const ANSWER_WITHIN_VARIABLE: &str = "CMVERIFY_READ_TIMEOUT";

/// What the work is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Phase {
    /// Nothing was read yet.
    Starting,
    /// Reading the logs.
    Logs,
    /// Finding out what is in the folder; in quick depth also looking at the beginnings of files.
    Listing,
    /// Reading every file.
    Files,
    /// Judging what was read.
    Judging,
    /// All is done.
    Finished,
}

/// How far work is.
#[derive(Clone, Debug, PartialEq)]
pub struct Progress {
    /// What it is at.
    pub phase: Phase,
    /// 0 to 100; never less than before.
    pub percent: f64,
    /// Files that were looked at, and how many there are, where that is known.
    pub files: (u64, Option<u64>),
    /// Bytes of files that were read, and how many there are to read, where that is known: nothing is read through in
    /// quick depth.
    pub bytes: (u64, Option<u64>),
    /// The file that was begun last.
    pub current: Option<PathBuf>,
}

/// A piece of work. All clones are the same one.
#[derive(Clone, Debug)]
pub struct Work(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    begun: Instant,
    answer_within: Duration,
    is_cancelled: AtomicBool,
    phase: AtomicU8,
    logs: Counter,
    files: Counter,
    bytes: Counter,
    /// In thousandths, so that no one ever sees less than before.
    permille: AtomicU64,
    current: Mutex<Option<PathBuf>>,
    /// When `current` was set, in milliseconds.
    named_at: AtomicU64,
    #[cfg(test)]
    faults: Option<faults::Faults>,
}

impl Shared {
    fn new(limit: Duration) -> Self {
        Self {
            begun: Instant::now(),
            answer_within: limit,
            is_cancelled: AtomicBool::new(false),
            phase: AtomicU8::new(Phase::Starting as u8),
            logs: Counter::default(),
            files: Counter::default(),
            bytes: Counter::default(),
            permille: AtomicU64::new(0),
            current: Mutex::new(None),
            named_at: AtomicU64::new(0),
            #[cfg(test)]
            faults: None,
        }
    }
}

#[derive(Debug, Default)]
struct Counter {
    done: AtomicU64,
    total: AtomicU64,
}

impl Counter {
    fn get(&self) -> (u64, u64) {
        (self.done.load(Relaxed), self.total.load(Relaxed))
    }
}

impl Default for Work {
    fn default() -> Self {
        Self::new()
    }
}

/// What the logs take of the whole, in thousandths: they are small beside the files, but not nothing.
const LOGS_SHARE: u64 = 50;
/// A file costs something besides its bytes: as much as so many of them.
const BYTES_PER_FILE: u64 = 64 * 1024;
/// Nobody reads file names faster than that, in milliseconds.
const NAME_EVERY: u64 = 50;
/// After so long a file that was named and not named again is done, in milliseconds.
const STALE_NAME: u64 = 2 * NAME_EVERY;

impl Work {
    /// Work that has not begun.
    #[must_use]
    pub fn new() -> Self {
        let seconds = std::env::var(ANSWER_WITHIN_VARIABLE).ok().and_then(|text| text.trim().parse().ok());
        Self::answered_within(seconds.filter(|n| *n > 0).map_or(ANSWER_WITHIN, Duration::from_secs))
    }

    /// Work that gives up a file of which nothing comes for so long.
    #[must_use]
    pub fn answered_within(limit: Duration) -> Self {
        Self(Arc::new(Shared::new(limit)))
    }

    /// The same work on a file system with faults.
    #[cfg(test)]
    pub(crate) fn with_faults(limit: Duration, faults: faults::Faults) -> Self {
        Self(Arc::new(Shared { faults: Some(faults), ..Shared::new(limit) }))
    }

    /// How many bytes a touch of the file system may move; an error where it is to fail. Only tests have a say in that.
    #[cfg(test)]
    fn allowance(&self, touch: io::Touch, path: &Path) -> std::io::Result<usize> {
        self.0.faults.as_ref().map_or(Ok(usize::MAX), |faults| faults.decide(touch, path))
    }

    #[cfg(not(test))]
    #[expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "tests have a say in it")]
    const fn allowance(&self, _: io::Touch, _: &Path) -> std::io::Result<usize> {
        Ok(usize::MAX)
    }

    /// Nobody wants the result any more. Takes effect within milliseconds, whatever the work is waiting for.
    pub fn cancel(&self) {
        self.0.is_cancelled.store(true, Relaxed);
    }

    /// The result is not wanted any more.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.0.is_cancelled.load(Relaxed)
    }

    /// How long one touch of the file system may take.
    pub(crate) fn limit(&self) -> Duration {
        self.0.answer_within
    }

    fn milliseconds(&self) -> u64 {
        u64::try_from(self.0.begun.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// Goes on to a later phase.
    pub(crate) fn enter(&self, phase: Phase) {
        self.0.phase.fetch_max(phase as u8, Relaxed);
        if phase == Phase::Finished {
            *self.current() = None;
        }
    }

    /// There are so many bytes of logs to read.
    pub(crate) fn expect_logs(&self, bytes: u64) {
        self.0.logs.total.fetch_add(bytes, Relaxed);
    }

    /// So many bytes of logs were read.
    pub(crate) fn log_read(&self, bytes: u64) {
        self.0.logs.done.fetch_add(bytes, Relaxed);
    }

    /// There are so many files with so many bytes to read.
    pub(crate) fn expect_files(&self, files: u64, bytes: u64) {
        self.0.files.total.store(files, Relaxed);
        self.0.bytes.total.store(bytes, Relaxed);
    }

    /// A file is done.
    pub(crate) fn file_done(&self) {
        self.0.files.done.fetch_add(1, Relaxed);
    }

    /// A file was found while nobody knows how many there are.
    pub(crate) fn file_found(&self) {
        self.0.files.total.fetch_add(1, Relaxed);
    }

    /// So many bytes of a file were read.
    pub(crate) fn bytes_read(&self, bytes: u64) {
        self.0.bytes.done.fetch_add(bytes, Relaxed);
    }

    /// A file was begun.
    pub(crate) fn at_file(&self, path: &Path) {
        let now = self.milliseconds() + 1;
        let last = self.0.named_at.load(Relaxed);
        if last == 0 || now >= last + NAME_EVERY {
            self.0.named_at.store(now, Relaxed);
            *self.current() = Some(path.to_owned());
        }
    }

    /// A file that takes a while is still being read: it is named once nothing newer is.
    pub(crate) fn still_at_file(&self, path: &Path) {
        let now = self.milliseconds() + 1;
        let mut current = self.current();
        if current.as_deref() == Some(path) {
            self.0.named_at.store(now, Relaxed);
        } else if now >= self.0.named_at.load(Relaxed) + STALE_NAME {
            self.0.named_at.store(now, Relaxed);
            *current = Some(path.to_owned());
        }
    }

    fn current(&self) -> MutexGuard<'_, Option<PathBuf>> {
        self.0.current.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How far it is.
    #[must_use]
    pub fn progress(&self) -> Progress {
        let phase = match self.0.phase.load(Relaxed) {
            0 => Phase::Starting,
            1 => Phase::Logs,
            2 => Phase::Listing,
            3 => Phase::Files,
            4 => Phase::Judging,
            _ => Phase::Finished,
        };
        let (files, bytes) = (self.0.files.get(), self.0.bytes.get());
        let bytes = (bytes.0.min(bytes.1), bytes.1);
        let files = (files.0.min(files.1), files.1);
        let permille = match phase {
            Phase::Starting => 0,
            Phase::Logs => share(self.0.logs.get(), LOGS_SHARE),
            Phase::Listing => LOGS_SHARE,
            Phase::Files => {
                let weight = |files: u64, bytes: u64| bytes.saturating_add(files.saturating_mul(BYTES_PER_FILE));
                // 100 % is for the end alone.
                LOGS_SHARE + share((weight(files.0, bytes.0), weight(files.1, bytes.1)), 999 - LOGS_SHARE)
            }
            Phase::Judging => 999,
            Phase::Finished => 1000,
        };
        let permille = permille.max(self.0.permille.fetch_max(permille, Relaxed));
        let is_counted = phase >= Phase::Files;
        let files = (files.0, is_counted.then_some(files.1));
        let bytes = (bytes.0, Some(bytes.1).filter(|bytes| is_counted && *bytes > 0));
        let current = self.current().clone();
        // Exact: there are only a thousand.
        #[allow(clippy::cast_precision_loss)]
        let percent = permille as f64 / 10.0;
        Progress { phase, percent, files, bytes, current }
    }
}

/// How much of `whole` is done.
fn share((done, total): (u64, u64), whole: u64) -> u64 {
    let part = u128::from(done.min(total)) * u128::from(whole) / u128::from(total.max(1));
    u64::try_from(part).unwrap_or(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_that_takes_a_while_is_the_one_that_is_named() {
        let work = Work::new();
        let named = || work.progress().current;
        work.at_file(Path::new("big"));
        work.at_file(Path::new("small"));
        assert_eq!(named(), Some(PathBuf::from("big")), "names that change faster than anybody reads are left out");
        std::thread::sleep(Duration::from_millis(NAME_EVERY));
        work.at_file(Path::new("small"));
        work.still_at_file(Path::new("big"));
        assert_eq!(named(), Some(PathBuf::from("small")));
        std::thread::sleep(Duration::from_millis(STALE_NAME));
        work.still_at_file(Path::new("big"));
        work.still_at_file(Path::new("other"));
        assert_eq!(named(), Some(PathBuf::from("big")), "two big ones do not take turns");
    }

    #[test]
    fn progress_never_falls_and_ends_at_a_hundred() {
        let work = Work::new();
        let mut last = 0.0;
        let mut see = |work: &Work| {
            let percent = work.progress().percent;
            assert!(percent >= last, "{percent} after {last}");
            last = percent;
            percent
        };
        assert!(see(&work) < 0.1);
        work.enter(Phase::Logs);
        work.expect_logs(100);
        work.log_read(80);
        assert!((see(&work) - 4.0).abs() < 0.01);
        // A second log shows up: less of the whole is done than it seemed.
        work.expect_logs(1000);
        see(&work);
        work.enter(Phase::Listing);
        see(&work);
        work.enter(Phase::Files);
        work.expect_files(2, 1 << 40);
        work.bytes_read(1 << 39);
        assert!((see(&work) - 52.4).abs() < 0.1);
        // The folder grew while it was read.
        work.bytes_read(1 << 41);
        (0..9).for_each(|_| work.file_done());
        assert!(see(&work) < 100.0);
        work.enter(Phase::Judging);
        work.enter(Phase::Listing);
        assert_eq!(work.progress().phase, Phase::Judging);
        work.enter(Phase::Finished);
        assert!((see(&work) - 100.0).abs() < f64::EPSILON);
    }
}
