//! What a path inside a download is (section 3 of the dossier).

use crate::guid::Guid;
use std::ffi::OsStr;
use std::path::{Component, Path};

/// The part of a download that a file belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Below a Redist folder, at any depth.
    Redist,
    /// Below SMSSETUP of an unpacked payload, where empty placeholders are normal (S6).
    SmsSetup,
    /// Elsewhere in an update's folder, or the update's cabinet beside it.
    Payload,
    /// At the top: the manifest of updates, as a cabinet or as `.enc`.
    UpdateManifest,
    /// At the top: the content of the admin console.
    AdminUiContent,
    /// At the top: a file of another name. The place of a payload is not documented, so it may be one.
    Loose,
    /// At the top: something that surely is no payload.
    Known,
    /// In a folder that is no update's.
    Elsewhere,
}

/// Where a file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place<'a> {
    /// The update whose folder or cabinet it is in.
    pub guid: Option<Guid>,
    /// The part of the download.
    pub part: Part,
    /// For a redist: the path below the Redist folder.
    pub below_redist: Option<&'a Path>,
}

/// True for `Redist`, `redist` and `Redists`: the tool, the online logs and the articles spell it differently.
#[must_use]
pub fn is_redist_folder(name: &OsStr) -> bool {
    name.eq_ignore_ascii_case("redist") || name.eq_ignore_ascii_case("redists")
}

/// The GUID that a folder or a file at the top of a download is named after.
#[must_use]
pub fn guid_of_name(name: &OsStr, is_folder: bool) -> Option<Guid> {
    let name = name.to_str()?;
    if is_folder {
        return Guid::parse(name);
    }
    Guid::parse(name.rsplit_once('.').map_or(name, |(stem, _)| stem))
}

impl<'a> Place<'a> {
    /// Where the file at `path`, relative to the download folder, is.
    #[must_use]
    pub fn of(path: &'a Path) -> Self {
        let mut parts = path.components();
        let Some(Component::Normal(top)) = parts.next() else {
            return Self { guid: None, part: Part::Elsewhere, below_redist: None };
        };
        if parts.next().is_none() {
            return Self::at_top(top);
        }
        let guid = guid_of_name(top, true);
        // The first of the two names on the way down decides: SMSSETUP below a language pack in Redist is redist.
        let mut folders = path.components();
        while let Some(folder) = folders.next() {
            let name = folder.as_os_str();
            let is_redist = is_redist_folder(name);
            if !is_redist && !name.eq_ignore_ascii_case("smssetup") {
                continue;
            }
            let below = folders.as_path();
            if below.as_os_str().is_empty() {
                // It is the file's own name.
                break;
            }
            return if is_redist {
                Self { guid, part: Part::Redist, below_redist: Some(below) }
            } else {
                Self { guid, part: Part::SmsSetup, below_redist: None }
            };
        }
        Self { guid, part: if guid.is_some() { Part::Payload } else { Part::Elsewhere }, below_redist: None }
    }

    fn at_top(name: &OsStr) -> Self {
        if let Some(guid) = guid_of_name(name, false) {
            return Self { guid: Some(guid), part: Part::Payload, below_redist: None };
        }
        let lower = name.to_string_lossy().to_ascii_lowercase();
        let part = if matches!(lower.as_str(), "configmgr.update.manifest.cab" | "configmgr.update.manifest.enc") {
            Part::UpdateManifest
        } else if lower.starts_with("configmgr.adminuicontent.") {
            Part::AdminUiContent
        } else if is_bystander(&lower) {
            Part::Known
        } else {
            Part::Loose
        };
        Self { guid: None, part, below_redist: None }
    }
}

/// Files that people, shells and this tool leave, and that hold no payload; `lower` is a name in lower case.
#[must_use]
pub fn is_bystander(lower: &str) -> bool {
    const ENDINGS: [&str; 12] =
        [".log", ".lo_", ".txt", ".md", ".json", ".html", ".ini", ".ps1", ".sha256", ".csv", ".lnk", ".db"];
    ENDINGS.iter().any(|ending| lower.ends_with(ending)) || lower.starts_with('.') || is_partial(lower)
}

/// A name that marks a left-over of a transfer; `name` is in lower case.
#[must_use]
pub fn is_partial(name: &str) -> bool {
    const ENDINGS: [&str; 8] = [".tmp", ".temp", ".part", ".partial", ".crdownload", ".download", ".filepart", ".!ut"];
    ENDINGS.iter().any(|ending| name.ends_with(ending))
}

/// What shells and broken transfers leave in a folder; `name` is in lower case. It has no part in an import.
#[must_use]
pub fn is_junk(name: &str) -> bool {
    matches!(name, "thumbs.db" | "desktop.ini" | ".ds_store") || is_partial(name)
}

/// A name of a kind whose empty file is a failed download; `name` is in lower case. The payload itself may be named
/// after its GUID alone.
#[must_use]
pub fn is_package_file(name: &str) -> bool {
    const ENDINGS: [&str; 9] = [".cab", ".auc", ".enc", ".msi", ".exe", ".msp", ".dll", ".zip", ".xml"];
    ENDINGS.iter().any(|ending| name.ends_with(ending)) || guid_of_name(OsStr::new(name), false).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    const G: &str = "5b8886c7-f967-4f8a-92aa-009e28368853";

    fn part(path: &str) -> (Part, bool) {
        let path = path.replace('G', G);
        let place = Place::of(Path::new(&path));
        (place.part, place.guid.is_some())
    }

    #[test]
    fn each_place_of_a_download_is_known() {
        let rows = [
            ("ConfigMgr.Update.Manifest.cab", (Part::UpdateManifest, false)),
            ("configmgr.update.manifest.ENC", (Part::UpdateManifest, false)),
            ("ConfigMgr.AdminUIContent.auc", (Part::AdminUiContent, false)),
            ("G.cab", (Part::Payload, true)),
            ("G/G.cab", (Part::Payload, true)),
            ("G/Redist/a.msi", (Part::Redist, true)),
            ("G/redists/a/b/c.cab", (Part::Redist, true)),
            ("G/Redist/LanguagePack/SMSSETUP/BIN/x", (Part::Redist, true)),
            ("G/SMSSETUP/Redist/x", (Part::SmsSetup, true)),
            ("G/smssetup/BIN/X64/x.dll", (Part::SmsSetup, true)),
            ("G/redist", (Part::Payload, true)),
            ("Redist/x", (Part::Redist, false)),
            ("other/x", (Part::Elsewhere, false)),
            ("payload.cab", (Part::Loose, false)),
            ("ServiceConnectionTool.log", (Part::Known, false)),
        ];
        for (path, expected) in rows {
            assert_eq!(part(path), expected, "{path}");
        }
    }

    #[test]
    fn the_path_below_the_first_redist_folder_is_given() {
        let path = format!("{G}/Redist/LanguagePack/redist/a.cab");
        assert_eq!(Place::of(Path::new(&path)).below_redist, Some(Path::new("LanguagePack/redist/a.cab")));
    }
}
