//! Every touch of the file system goes through here: one place to notice what hangs, to try again what was merely
//! interrupted, to see a file become shorter, and, in tests, to have any of it go wrong.

use super::Work;
use std::ffi::OsStr;
use std::fmt;
use std::fs::{self, File, FileType, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

/// What is asked of the file system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Touch {
    /// What a path is, or how large a file is.
    Metadata,
    /// A file is opened for reading.
    Open,
    Read,
    Seek,
    /// A folder is opened.
    List,
    /// The next name in a folder.
    Next,
    /// A file is opened for writing.
    Create,
    Write,
    /// What was written is to be on the disk.
    Sync,
    Rename,
    Remove,
}

/// A signal may interrupt a call, and then it is made again; a file system that says so again and again has a fault.
const MOST_INTERRUPTIONS: u32 = if cfg!(test) { 20 } else { 1000 };

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
    pub(super) fn call<T>(&self, touch: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
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

    /// Asks once more where a signal came in between. The action is told how many bytes it may move.
    fn act<T>(&self, touch: Touch, path: &Path, mut act: impl FnMut(usize) -> io::Result<T>) -> io::Result<T> {
        for _ in 0..MOST_INTERRUPTIONS {
            match self.work.allowance(touch, path).and_then(&mut act) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                done => return done,
            }
        }
        Err(io::Error::other("interrupted again and again"))
    }

    /// The same for what should not take long: it is watched, and refused once the work is cancelled.
    pub(super) fn touch<T>(&self, touch: Touch, path: &Path, act: impl FnMut(usize) -> io::Result<T>) -> io::Result<T> {
        self.call(|| self.act(touch, path, act))
    }

    /// What is at the end of a path, behind all links.
    pub(crate) fn metadata(&self, path: &Path) -> io::Result<Metadata> {
        self.touch(Touch::Metadata, path, |_| path.metadata())
    }

    /// What a path is; a link is a link.
    pub(crate) fn link_metadata(&self, path: &Path) -> io::Result<Metadata> {
        self.touch(Touch::Metadata, path, |_| path.symlink_metadata())
    }

    /// Opens a file for reading. Others may write to it meanwhile: std opens with shared access on Windows.
    pub(crate) fn open(&self, path: &Path) -> io::Result<Opened<'_>> {
        self.work.at_file(path);
        let file = self.touch(Touch::Open, path, |_| File::open(path))?;
        Ok(Opened { file, io: self, path: path.to_owned(), at: 0, was: None })
    }

    /// Opens a file for writing that nobody else writes to: a new one, or what was left under that name.
    ///
    /// A stick may take minutes until it has written what was copied to it before. That is waited for, here and in all
    /// that changes something; and what is taken away again is taken away also where nobody wants the rest any more.
    pub(crate) fn create(&self, path: &Path) -> io::Result<Written<'_>> {
        let new = self.act(Touch::Create, path, |_| OpenOptions::new().write(true).create_new(true).open(path));
        let file = match new {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                self.act(Touch::Create, path, |_| OpenOptions::new().write(true).truncate(true).open(path))
            }
            other => other,
        }?;
        Ok(Written { file, io: self, path: path.to_owned() })
    }

    /// Gives a file its name; what had that name is replaced.
    pub(crate) fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.act(Touch::Rename, to, |_| fs::rename(from, to))
    }

    pub(crate) fn remove(&self, path: &Path) -> io::Result<()> {
        self.act(Touch::Remove, path, |_| fs::remove_file(path))
    }

    /// Hands over the names in a folder, until `each` has heard enough.
    pub(crate) fn names(&self, folder: &Path, mut each: impl FnMut(&OsStr, FileType) -> bool) -> io::Result<()> {
        let mut entries = self.touch(Touch::List, folder, |_| folder.read_dir())?;
        loop {
            // Not asked again: after an error, the rest of the folder seems to be empty.
            let next = self.call(|| {
                self.work.allowance(Touch::Next, folder)?;
                let entry = entries.next().transpose()?;
                entry.map(|entry| entry.file_type().map(|kind| (entry.file_name(), kind))).transpose()
            })?;
            let Some((name, kind)) = next else { return Ok(()) };
            if !each(&name, kind) {
                return Ok(());
            }
        }
    }
}

/// A file that did not stay what it was while it was read: an error of its own.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Unstable {
    /// The size that it had when it was opened, and the one that it turned out to have.
    Size(u64, u64),
    /// Somebody wrote to it, or took it away.
    Content,
}

impl Unstable {
    /// The reason of an error, where it is this.
    pub(crate) fn of(error: &io::Error) -> Option<Self> {
        error.get_ref()?.downcast_ref().copied()
    }
}

impl fmt::Display for Unstable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("it became another file while it was read")
    }
}

impl std::error::Error for Unstable {}

impl From<Unstable> for io::Error {
    fn from(unstable: Unstable) -> Self {
        Self::other(unstable)
    }
}

/// A file that was opened by way of an [`Io`].
#[derive(Debug)]
pub(crate) struct Opened<'a> {
    file: File,
    io: &'a Io,
    path: PathBuf,
    /// Where it stands.
    at: u64,
    /// What the system knew of it when its size was asked.
    was: Option<Metadata>,
}

impl Opened<'_> {
    /// Tells whoever watches that so many bytes more of it are done.
    pub(crate) fn advance(&self, bytes: u64) {
        self.io.work.bytes_read(bytes);
        self.io.work.still_at_file(&self.path);
    }

    /// How large it is. From now on it is an error if it ends before.
    pub(crate) fn size(&mut self) -> io::Result<u64> {
        let was = self.io.touch(Touch::Metadata, &self.path, |_| self.file.metadata())?;
        Ok(self.was.insert(was).len())
    }

    /// How large it was when that was asked.
    pub(crate) fn known_size(&self) -> Option<u64> {
        self.was.as_ref().map(Metadata::len)
    }

    /// An error if it is not as it was when its size was asked: somebody writes to it, has taken it away, or has put
    /// another one into its place. What was read in between may be half of the one and half of the other.
    pub(crate) fn still(&self) -> io::Result<()> {
        let now = self.io.touch(Touch::Metadata, &self.path, |_| self.file.metadata())?;
        // Nothing but its name tells on every system that it is still there. Links are not counted: there are file
        // systems that know of none.
        let there = match self.io.metadata(&self.path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Err(Unstable::Content.into()),
            there => there?,
        };
        // A file system that knows no times has none that change.
        let is_as = |was: &Metadata, now: &Metadata| was.modified().ok() == now.modified().ok();
        match &self.was {
            Some(was) if was.len() != now.len() => Err(Unstable::Size(was.len(), now.len()).into()),
            Some(was) if was.len() != there.len() || !is_as(was, &now) || !is_as(was, &there) => {
                Err(Unstable::Content.into())
            }
            _ => Ok(()),
        }
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
        let mut file = &self.file;
        let length = self.io.touch(Touch::Read, &self.path, |most| match buffer.get_mut(..most) {
            Some(part) => file.read(part),
            None => file.read(buffer),
        })?;
        self.at += length as u64;
        match self.known_size() {
            Some(size) if length == 0 && self.at < size && !buffer.is_empty() => {
                Err(Unstable::Size(size, self.at).into())
            }
            _ => Ok(length),
        }
    }
}

impl Seek for Opened<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        // It only moves a number, on every system; the read after it is what waits.
        let mut file = &self.file;
        self.at = self.io.act(Touch::Seek, &self.path, |_| file.seek(to))?;
        Ok(self.at)
    }
}

/// A file that is written by way of an [`Io`].
#[derive(Debug)]
pub(crate) struct Written<'a> {
    file: File,
    io: &'a Io,
    path: PathBuf,
}

impl Written<'_> {
    /// Waits until it is on the disk, not only on its way there.
    pub(crate) fn sync(&self) -> io::Result<()> {
        self.io.act(Touch::Sync, &self.path, |_| self.file.sync_all())
    }
}

impl Write for Written<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut file = &self.file;
        self.io.act(Touch::Write, &self.path, |most| file.write(bytes.get(..most).unwrap_or(bytes)))
    }

    fn flush(&mut self) -> io::Result<()> {
        // The file has no buffer of its own.
        Ok(())
    }
}
