//! What the logs say must lie in the folder: files by name, and sizes.
//!
//! Names from a log are data: they are compared with what the walk comes across, and never opened.

use crate::formats::safe_path::key;
use crate::guid::Guid;
use std::collections::HashMap;
use std::path::Path;

/// What the logs say of files, to be held against those that are there.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    redists: HashMap<(Option<Guid>, String), Redist>,
    payloads: HashMap<Guid, u64>,
    files: HashMap<String, u64>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Redist {
    was_seen: bool,
    is_hash_logged: bool,
}

/// The admin console's content is downloaded as `.cab` and kept as `.auc` (S8).
const ADMIN_UI_CONTENT: [&str; 2] = ["configmgr.adminuicontent.cab", "configmgr.adminuicontent.auc"];

impl Wanted {
    /// A run names a path below the Redist folder of `guid` (or of any update), or a bare file name anywhere below it;
    /// with `/`. `is_hash_logged`: it also says that the hash was right.
    pub fn add(&mut self, guid: Option<Guid>, name: &str, is_hash_logged: bool) {
        let redist = self.redists.entry((guid, key(name))).or_default();
        redist.is_hash_logged |= is_hash_logged;
    }

    /// The tool's log states the size of an update's payload.
    pub fn add_payload(&mut self, guid: Guid, size: u64) {
        self.payloads.insert(guid, size);
    }

    /// The tool's log states the size of a file at the top of the download.
    pub fn add_file(&mut self, name: &str, size: u64) {
        self.files.insert(key(name), size);
    }

    /// True where the walk came across it.
    #[must_use]
    pub fn was_seen(&self, guid: Option<Guid>, name: &str) -> bool {
        self.redists.get(&(guid, key(name))).is_some_and(|redist| redist.was_seen)
    }

    /// True where a run names this path below Redist, or this name in it.
    #[must_use]
    pub fn names(&self, guid: Option<Guid>, below: &str) -> bool {
        self.keys(guid, below).iter().any(|key| self.redists.contains_key(key))
    }

    /// True where a run says that the hash of this redist was right.
    #[must_use]
    pub fn is_hash_logged(&self, guid: Option<Guid>, below: &Path) -> bool {
        let keys = self.keys(guid, &below.to_string_lossy());
        keys.iter().any(|key| self.redists.get(key).is_some_and(|redist| redist.is_hash_logged))
    }

    pub(super) fn tick(&mut self, guid: Option<Guid>, below_redist: &Path) {
        for key in self.keys(guid, &below_redist.to_string_lossy()) {
            if let Some(redist) = self.redists.get_mut(&key) {
                redist.was_seen = true;
            }
        }
    }

    /// The size that the log states for a payload.
    pub(super) fn payload(&self, guid: Guid) -> Option<u64> {
        self.payloads.get(&guid).copied()
    }

    /// The size that the log states for a file at the top.
    pub(super) fn file(&self, name: &str) -> Option<u64> {
        if self.files.is_empty() {
            return None;
        }
        let key = key(name);
        let names = if ADMIN_UI_CONTENT.contains(&key.to_lowercase().as_str()) { &ADMIN_UI_CONTENT[..] } else { &[] };
        let other = || names.iter().find_map(|name| self.files.get(&self::key(name)));
        self.files.get(&key).or_else(other).copied()
    }

    fn keys(&self, guid: Option<Guid>, below_redist: &str) -> Vec<(Option<Guid>, String)> {
        if self.redists.is_empty() {
            return Vec::new();
        }
        let path = key(&below_redist.replace('\\', "/"));
        let name = path.rsplit('/').next().unwrap_or_default().to_owned();
        vec![(guid, path.clone()), (guid, name.clone()), (None, path), (None, name)]
    }
}
