//! A tree of files in memory: names with `/`, in order, and bytes. No times and no rights.

use crate::Result;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

#[derive(Default)]
pub struct Files(BTreeMap<String, Vec<u8>>);

impl Files {
    pub fn read(folder: &Path) -> Result<Self> {
        let mut files = Self::default();
        files.read_below(folder, "")?;
        if files.0.is_empty() {
            return Err(format!("{} is empty", folder.display()).into());
        }
        Ok(files)
    }

    fn read_below(&mut self, folder: &Path, prefix: &str) -> Result<()> {
        for entry in fs::read_dir(folder).map_err(|e| format!("{}: {e}", folder.display()))? {
            let entry = entry?;
            let name = entry.file_name().into_string().map_err(|name| format!("{}: not UTF-8", name.display()))?;
            let (path, kind) = (entry.path(), entry.file_type()?);
            let full = format!("{prefix}{name}");
            if kind.is_dir() {
                self.read_below(&path, &format!("{full}/"))?;
            } else if kind.is_file() {
                self.add(&full, fs::read(&path)?)?;
            } else {
                return Err(format!("{} is neither a file nor a folder", path.display()).into());
            }
        }
        Ok(())
    }

    /// Refuses what another system could not unpack, or would unpack over another file.
    pub fn add(&mut self, name: &str, content: Vec<u8>) -> Result<()> {
        let allowed = |c: char| c.is_ascii_alphanumeric() || "-_./[]".contains(c);
        if !name.chars().all(allowed) || name.split('/').any(|part| part.is_empty() || part.ends_with('.')) {
            return Err(format!("{name:?} is no name for every system").into());
        }
        if let Some(other) = self.0.keys().find(|other| other.eq_ignore_ascii_case(name)) {
            return Err(format!("{name} and {other} are one file on Windows").into());
        }
        self.0.insert(name.to_owned(), content);
        Ok(())
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    pub fn get(&self, name: &str) -> Result<&[u8]> {
        Ok(self.0.get(name).ok_or_else(|| format!("{name} is missing"))?)
    }

    pub fn write(&self, folder: &Path) -> Result<()> {
        for (name, content) in &self.0 {
            let path = folder.join(name);
            fs::create_dir_all(path.parent().unwrap_or(folder))?;
            fs::write(&path, content).map_err(|e| format!("{}: {e}", path.display()))?;
        }
        Ok(())
    }
}

pub fn clear(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    Ok(fs::create_dir_all(folder)?)
}

pub fn sha256(content: &[u8]) -> String {
    Sha256::digest(content).iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::Files;

    #[test]
    fn names_that_not_every_system_has_are_refused() {
        for name in ["a\\b", "a:b", "a//b", "/a", "a/../b", "a.", "ja-JP/あ.txt", "a b"] {
            assert!(Files::default().add(name, Vec::new()).is_err(), "{name}");
        }
        let mut files = Files::default();
        files.add("en-US/a.xml", Vec::new()).unwrap();
        assert!(files.add("EN-us/A.xml", Vec::new()).is_err());
    }
}
