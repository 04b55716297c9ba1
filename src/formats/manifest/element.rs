//! One element with its members: does it list a file?

use super::member::{Member, Value, is_sha256, sha256};
use crate::formats::safe_path::SafePath;
use crate::text::shown_name;

/// What the members of an element say.
#[derive(Debug, Default)]
pub(super) struct Members {
    copy_name: Value,
    file_name: Value,
    name: Value,
    label: Value,
    sha256: Value,
    hash: Value,
    algorithm: Value,
    value: Value,
    size: Value,
    directory: Value,
    has_source: bool,
}

/// What an element lists.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Entry {
    /// No file.
    None,
    /// A file.
    File { path: SafePath, sha256: Option<[u8; 32]>, size: Option<u64>, directory: Option<SafePath> },
    /// It looks like a file and cannot be used: its name, fit to be shown.
    NotUnderstood(String),
}

/// The hash that an element states for itself.
enum Stated {
    Nothing,
    Hash([u8; 32]),
    Bad,
}

impl Members {
    pub(super) fn take(&mut self, member: Member, value: Value) {
        let own = match member {
            Member::CopyName => &mut self.copy_name,
            Member::FileName => &mut self.file_name,
            Member::Name => &mut self.name,
            // The first wins: of a number and a title neither contradicts the other.
            Member::Label if self.label.is_there() => return,
            Member::Label => &mut self.label,
            Member::Sha256 => &mut self.sha256,
            Member::Hash => &mut self.hash,
            Member::Algorithm => &mut self.algorithm,
            Member::Value => &mut self.value,
            Member::Size => &mut self.size,
            // More than one that differ: no hint.
            Member::Directory => &mut self.directory,
            Member::Source => {
                self.has_source = true;
                return;
            }
        };
        own.meet(value);
    }

    /// Takes in a hash that has an element of its own, `text` being what stands in it.
    ///
    /// A hash that names another function is none for this purpose; one that names no function may be one of those
    /// that Configuration Manager makes over folders, and is kept for a name that stands beside it.
    pub(super) fn take_hash(&mut self, member: Member, within: Self, text: Value) {
        let mut value = text;
        value.meet(within.value);
        match (member, &within.algorithm) {
            (Member::Sha256, _) => self.sha256.meet(value),
            (_, Value::None) => self.hash.meet(value),
            (_, Value::Text(name)) if is_sha256(name) => self.sha256.meet(value),
            _ => {}
        }
    }

    /// What an element of this name and with these members lists. `has_entries`: there are files below it.
    ///
    /// - A name to be copied to is a file's, whatever the element is called and whether a hash stands beside it: no
    ///   group is copied. The same goes for the name of a file with a hash.
    /// - A plain `Name` may be a group's. It counts in an element that is called a file; elsewhere only with a hash, an
    ///   extension, and no file below.
    /// - Without any hash an element is a file only by the name to be copied to, or if it is called `File`: it is
    ///   listed, but not provable.
    pub(super) fn entry(&self, element: &str, has_entries: bool) -> Entry {
        let stated = self.stated();
        let has_hash = !matches!(stated, Stated::Nothing);
        let is_file = element.eq_ignore_ascii_case("file");
        let is_some_file =
            element.get(element.len().saturating_sub(4)..).is_some_and(|end| end.eq_ignore_ascii_case("file"));
        let may_be_name =
            !has_entries && (is_file || has_hash && (is_some_file || self.name.text().is_some_and(has_extension)));
        let name = if self.copy_name.is_there() {
            &self.copy_name
        } else if self.file_name.is_there() && (has_hash || is_file) {
            &self.file_name
        } else if self.name.is_there() && may_be_name {
            &self.name
        } else {
            // A hash or a source without a name: something is downloaded here, only what?
            let is_lost = !has_entries && (has_hash && (is_some_file || self.has_source) || is_file && self.has_source);
            return if is_lost { Entry::NotUnderstood(shown_name(element)) } else { Entry::None };
        };
        let not_understood = || Entry::NotUnderstood(shown_name(name.text().unwrap_or(element)));
        let Some(path) = name.text().and_then(usable_path) else {
            return not_understood();
        };
        let sha256 = match stated {
            Stated::Nothing => None,
            Stated::Hash(hash) => Some(hash),
            Stated::Bad => return not_understood(),
        };
        let size = self.size.text().and_then(|size| size.parse().ok());
        Entry::File { path, sha256, size, directory: self.directory() }
    }

    /// Names a group, fit to be shown.
    pub(super) fn group_name(&self) -> Option<String> {
        self.name.text().or(self.label.text()).map(shown_name)
    }

    pub(super) fn directory(&self) -> Option<SafePath> {
        // `LanguagePack\` and `.\LanguagePack` are one directory.
        let text = self.directory.text()?.trim_end_matches(['\\', '/']);
        usable_path(text.strip_prefix(".\\").or_else(|| text.strip_prefix("./")).unwrap_or(text))
    }

    fn stated(&self) -> Stated {
        let mut value = self.sha256.clone();
        if self.algorithm.text().is_some_and(is_sha256) {
            value.meet(self.hash.clone());
        }
        match value {
            Value::None => Stated::Nothing,
            Value::Text(text) => sha256(&text).map_or(Stated::Bad, Stated::Hash),
            Value::Unusable => Stated::Bad,
        }
    }
}

/// A character that could not be read would make a name that no file has.
fn usable_path(text: &str) -> Option<SafePath> {
    if text.contains(char::REPLACEMENT_CHARACTER) { None } else { SafePath::new(text) }
}

/// True for `sqlncli.msi`, not for `.NET Framework 4.6.2`.
fn has_extension(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(stem, extension)| {
        !stem.is_empty()
            && (2..=8).contains(&extension.len())
            && extension.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && extension.bytes().any(|byte| byte.is_ascii_alphabetic())
    })
}
