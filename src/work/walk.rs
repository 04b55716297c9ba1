//! A walk over a folder and all that is below it.

use super::Io;
use super::io::Touch;
use std::fs::Metadata;
use std::io;
use std::path::{Path, PathBuf};
use walkdir::{DirEntry, IntoIter, WalkDir};

/// A path that could not be listed: a folder, or something in one.
#[derive(Debug)]
pub(crate) struct Unlisted {
    pub(crate) path: PathBuf,
    pub(crate) error: io::Error,
}

/// Everything below a folder, the folder itself left out. It ends early where nobody wants the rest any more.
pub(crate) struct Walk<'a> {
    io: &'a Io,
    root: PathBuf,
    entries: IntoIter,
    is_begun: bool,
    /// What came last, and how far below the root: it lies in the folder that is being read, or is that folder.
    last: (PathBuf, usize),
    /// To be told next.
    pending: Option<Unlisted>,
}

impl Io {
    /// Walks over a folder, each folder before what is in it; `in_order`: by name.
    pub(crate) fn walk(&self, root: &Path, in_order: bool) -> Walk<'_> {
        let walk = WalkDir::new(root).min_depth(1);
        let entries = if in_order { walk.sort_by_file_name() } else { walk }.into_iter();
        let root = root.to_owned();
        Walk { io: self, last: (root.clone(), 0), root, entries, is_begun: false, pending: None }
    }
}

impl Walk<'_> {
    /// The next entry, or the next path that could not be listed.
    pub(crate) fn next(&mut self) -> Option<Result<DirEntry, Unlisted>> {
        if let Some(unlisted) = self.pending.take() {
            return Some(Err(unlisted));
        }
        let io = self.io;
        io.call(|| Ok(self.ask())).ok().flatten()
    }

    /// The next entry with what the system knows of it; links are not followed.
    pub(crate) fn next_known(&mut self) -> Option<Result<(DirEntry, Metadata), Unlisted>> {
        Some(self.next()?.and_then(|entry| match self.known(&entry) {
            Ok(metadata) => Ok((entry, metadata)),
            Err(error) => Err(Unlisted { path: entry.into_path(), error }),
        }))
    }

    /// What the system knows of an entry.
    pub(crate) fn known(&self, entry: &DirEntry) -> io::Result<Metadata> {
        if cfg!(windows) {
            // The listing told that already: nothing is touched.
            return entry.metadata().map_err(io_error);
        }
        self.io.touch(Touch::Metadata, entry.path(), |_| entry.metadata().map_err(io_error))
    }

    fn ask(&mut self) -> Option<Result<DirEntry, Unlisted>> {
        let work = self.io.work();
        if !std::mem::replace(&mut self.is_begun, true) {
            if let Err(error) = work.allowance(Touch::List, &self.root) {
                self.entries.by_ref().for_each(drop);
                return Some(Err(Unlisted { path: self.root.clone(), error }));
            }
        }
        let entry = match self.entries.next()? {
            Ok(entry) => entry,
            Err(error) => {
                // A folder that cannot be read to its end is told without its path.
                let above = self.last.1.saturating_sub(error.depth().saturating_sub(1));
                let folder = || self.last.0.ancestors().nth(above).unwrap_or(&self.root);
                let path = error.path().unwrap_or_else(folder).to_owned();
                return Some(Err(Unlisted { path, error: io_error(error) }));
            }
        };
        self.last.0.clear();
        self.last.0.push(entry.path());
        self.last.1 = entry.depth();
        if let Err(error) = work.allowance(Touch::Next, entry.path()) {
            // What is not listed has no name: it is the folder that cannot be read on.
            self.entries.skip_current_dir();
            let path = entry.path().parent().unwrap_or(&self.root).to_owned();
            return Some(Err(Unlisted { path, error }));
        }
        if entry.file_type().is_dir() {
            if let Err(error) = work.allowance(Touch::List, entry.path()) {
                self.entries.skip_current_dir();
                self.pending = Some(Unlisted { path: entry.path().to_owned(), error });
            }
        }
        Some(Ok(entry))
    }
}

/// What the operating system said, without the path, which is told beside it.
fn io_error(error: walkdir::Error) -> io::Error {
    let text = error.to_string();
    error.into_io_error().unwrap_or_else(|| io::Error::other(text))
}
