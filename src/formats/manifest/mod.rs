//! Microsoft's lists of redistributable files: ConfigMgr.Manifest.xml and ConfigMgr.LN.Manifest.xml.
//!
//! Nobody has published one. What is known comes from a script of 2013 that worked (S16): `ConfigMgr`, in it `Group`,
//! in it `File`, each with `CopyName`, `Source` and `SHA256`; and its way of asking leaves open whether those three are
//! attributes or elements. So nothing here asks for a place or a case: a file is whatever element has a name to be
//! copied to and a hash, and all else is passed over.
//!
//! | file | idea |
//! |---|---|
//! | `text` | the characters of a file, in whatever encoding |
//! | `member` | the spellings that a member may have, and what its value says |
//! | `element` | one element with its members: a file, or none |
//! | `walk` | through all elements: files, and the groups that they are in |
//! | `found` | what was found: groups put together, and nothing twice |

mod element;
mod found;
mod member;
#[cfg(test)]
mod tests;
mod text;
mod walk;

use crate::formats::safe_path::SafePath;

/// The longest manifest that is read, in bytes. A list of some hundred files takes about 100 KB.
pub const LONGEST: usize = 16 * 1024 * 1024;

/// The most files that a manifest may list.
pub const MOST_FILES: usize = 100_000;

/// What a manifest lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest {
    /// The files in the order of the manifest. The same name twice in one group, with the same hash and directory, is
    /// one file; with another hash both are here.
    pub files: Vec<Listed>,
    /// The names of the groups, fit to be shown; an empty text where nothing names a group.
    pub groups: Vec<String>,
    /// How many entries look like a file and could not be used: a hash that is none, a name that is no safe path.
    pub not_understood: u64,
    /// The name of the first of them, fit to be shown.
    pub first_not_understood: Option<String>,
}

/// A file that a manifest lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The name that the file gets, as it is written: below the Redist folder or, where `directory` says so, deeper.
    pub path: SafePath,
    /// The SHA-256 of the file's content. None: the manifest states none, so the file is listed and not provable.
    pub sha256: Option<[u8; 32]>,
    /// A number that the manifest states as the file's size. Its unit is documented nowhere: for people, not for a
    /// judgement.
    pub size: Option<u64>,
    /// A directory that the file's entry or its group names, if it is a safe path. What it is relative to is
    /// documented nowhere: a hint where to look.
    pub directory: Option<SafePath>,
    /// Its group: an index into [`Manifest::groups`].
    pub group: u32,
}

/// Why a manifest could not be read at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ManifestFault {
    /// It is no XML, or no XML as any program would write it: what is wrong, in the words of XML.
    NotXml(String),
    /// It ends before its last element does.
    Cut,
    /// It is XML and lists no file.
    NoFiles,
    /// It is longer than [`LONGEST`], or lists more than [`MOST_FILES`].
    TooLarge,
}

/// Reads a manifest.
///
/// # Errors
/// What is wrong with it as a whole. An entry that cannot be used is none: it is counted.
pub fn read(bytes: &[u8]) -> Result<Manifest, ManifestFault> {
    let found = {
        let text = text::of(bytes)?;
        walk::walk(&text)?
    };
    let manifest = found.finish();
    if manifest.files.is_empty() && manifest.not_understood == 0 {
        return Err(ManifestFault::NoFiles);
    }
    Ok(manifest)
}
