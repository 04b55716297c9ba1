//! Every touch of the file system goes through here.

use super::Work;
use std::fs::{File, Metadata};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

/// What one thread waits for, seen from others.
#[derive(Debug, Default)]
pub(super) struct Watch {
    /// Since when it waits for the operating system, in microseconds from the start of the work, plus 1; 0: it does not.
    since: AtomicU64,
    /// How long it waited in all, in microseconds.
    waited: AtomicU64,
}

/// The way of one thread to the file system. Each touch is refused once the work is cancelled.
#[derive(Clone, Debug)]
pub(crate) struct Io {
    work: Work,
    watch: Arc<Watch>,
}

impl Io {
    pub(crate) fn new(work: &Work) -> Self {
        Self { work: work.clone(), watch: Arc::default() }
    }

    pub(crate) fn work(&self) -> &Work {
        &self.work
    }

    fn now(&self) -> u64 {
        u64::try_from(self.work.0.begun.elapsed().as_micros()).unwrap_or(u64::MAX - 1)
    }

    /// Does what may wait for a disk or a share.
    pub(crate) fn call<T>(&self, touch: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
        if self.work.is_cancelled() {
            return Err(io::Error::other("cancelled"));
        }
        let since = self.now();
        self.watch.since.store(since + 1, Relaxed);
        let done = touch();
        self.watch.since.store(0, Relaxed);
        self.watch.waited.fetch_add(self.now().saturating_sub(since), Relaxed);
        done
    }

    /// True once the touch that is under way takes longer than any should.
    pub(super) fn hangs(&self) -> bool {
        match self.watch.since.load(Relaxed) {
            0 => false,
            since => Duration::from_micros(self.now().saturating_sub(since - 1)) > self.work.limit(),
        }
    }

    /// How long this thread waited for the operating system in all, and is waiting now.
    pub(super) fn waited(&self) -> Duration {
        let now = match self.watch.since.load(Relaxed) {
            0 => 0,
            since => self.now().saturating_sub(since - 1),
        };
        Duration::from_micros(self.watch.waited.load(Relaxed) + now)
    }

    /// Opens a file for reading.
    pub(crate) fn open(&self, path: &Path) -> io::Result<Opened<'_>> {
        self.work.at_file(path);
        Ok(Opened { file: self.call(|| File::open(path))?, io: self, path: path.to_owned() })
    }
}

/// A file that was opened by way of an [`Io`].
#[derive(Debug)]
pub(crate) struct Opened<'a> {
    file: File,
    io: &'a Io,
    path: PathBuf,
}

impl<'a> Opened<'a> {
    pub(crate) fn new(file: File, path: &Path, io: &'a Io) -> Self {
        Self { file, io, path: path.to_owned() }
    }

    /// Tells whoever watches that so many bytes more of it are done.
    pub(crate) fn advance(&self, bytes: u64) {
        self.io.work.bytes_read(bytes);
        self.io.work.still_at_file(&self.path);
    }

    pub(crate) fn metadata(&self) -> io::Result<Metadata> {
        self.io.call(|| self.file.metadata())
    }

    pub(crate) fn work(&self) -> &Work {
        &self.io.work
    }

    pub(crate) fn file(&self) -> &File {
        &self.file
    }
}

impl Read for Opened<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.io.call(|| self.file.read(buffer))
    }
}

impl Seek for Opened<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        // It only moves a number, on every system; the read after it is what waits.
        self.file.seek(to)
    }
}
