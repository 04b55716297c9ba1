//! What a walk found, before it is a manifest.

use super::{Listed, Manifest};
use crate::formats::digest::Algorithm;
use crate::formats::safe_path::SafePath;
use std::collections::HashSet;

/// A group, while the walk is on.
#[derive(Debug, Default)]
pub(super) struct Group {
    pub(super) name: String,
    /// The directory that it names: where it is in the list of them.
    pub(super) directory: Option<u32>,
    /// The group that it turned out to be a part of.
    pub(super) part_of: Option<u32>,
}

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Their groups are those below, before the parts of one group are put together.
    pub(super) files: Vec<Listed>,
    pub(super) groups: Vec<Group>,
    pub(super) directories: Vec<SafePath>,
    pub(super) not_understood: u64,
    pub(super) first_not_understood: Option<String>,
}

/// No list here has more than [`MOST_FILES`].
pub(super) fn index(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

pub(super) fn at<T>(all: &mut [T], index: u32) -> Option<&mut T> {
    all.get_mut(usize::try_from(index).ok()?)
}

impl Found {
    /// Puts the parts of groups together, and leaves out what is listed twice.
    pub(super) fn finish(mut self) -> Manifest {
        let mut numbers = vec![0; self.groups.len()];
        let mut names = Vec::new();
        for (group, number) in self.groups.iter_mut().zip(&mut numbers) {
            if group.part_of.is_none() {
                *number = index(names.len());
                names.push(std::mem::take(&mut group.name));
            }
        }
        for file in &mut self.files {
            let Some(group) = at(&mut self.groups, file.group) else { continue };
            let directory = group.directory.and_then(|directory| at(&mut self.directories, directory));
            if file.directory.is_none() {
                file.directory = directory.cloned();
            }
            let whole = group.part_of.unwrap_or(file.group);
            file.group = at(&mut numbers, whole).copied().unwrap_or_default();
        }
        leave_out_twice(&mut self.files);
        Manifest {
            files: self.files,
            groups: names,
            not_understood: self.not_understood,
            first_not_understood: self.first_not_understood,
        }
    }
}

/// Leaves out a file that is listed twice in its group; once with its hash and once without is twice too.
fn leave_out_twice(files: &mut Vec<Listed>) {
    // Names may be long and many: a digest stands for each.
    let named = |file: &Listed| {
        let mut hasher = Algorithm::Sha256.hasher();
        let directory = file.directory.as_ref().map_or("", SafePath::as_str);
        // No path has NUL.
        hasher.update(format!("{}\0{directory}\0{}\0", file.path.key(), file.group).as_bytes());
        hasher
    };
    let with_hash: HashSet<_> =
        files.iter().filter(|file| file.sha256.is_some()).map(|file| named(file).finish()).collect();
    let mut seen = HashSet::new();
    files.retain(|file| {
        let mut hasher = named(file);
        match &file.sha256 {
            Some(hash) => hasher.update(hash),
            None if with_hash.contains(&hasher.clone().finish()) => return false,
            None => {}
        }
        seen.insert(hasher.finish())
    });
}
