//! What holds of any bytes whatever, taken for a manifest or for XML.

use cmverify::formats::digest::hex;
use cmverify::formats::manifest::{MOST_FILES, Manifest, ManifestFault, read};
use cmverify::formats::safe_path::{SafePath, key, safe_path};
use cmverify::formats::{Fault, xml};
use std::collections::HashSet;
use std::io::Cursor;

/// A list is bounded, names only what is safe, and says the same when it is written anew; a part of it is no list of
/// other files.
pub fn manifest(bytes: &[u8]) {
    path(&String::from_utf8_lossy(bytes));
    let size = bytes.len() as u64;
    let whole = xml::look(&mut Cursor::new(bytes), size).expect("no error in memory");
    if let Some(Fault::Truncated { least, size: told }) = &whole {
        assert_eq!((*least, *told), (None, size));
    }
    match read(bytes) {
        Ok(manifest) => {
            // NUL may be in what a list is not asked for; but one end of a file is one.
            assert!(!matches!(whole, Some(Fault::Truncated { .. })), "{whole:?}");
            holds(&manifest);
            same_when_written_anew(&manifest);
        }
        Err(ManifestFault::NotXml(what)) => assert!(what.len() < 60 && what.is_ascii(), "{what}"),
        Err(ManifestFault::Cut | ManifestFault::NoFiles) => {}
        Err(ManifestFault::TooLarge) => assert!(bytes.len() > 1024 * 1024),
    }
}

fn holds(manifest: &Manifest) {
    assert!(manifest.files.len() <= MOST_FILES);
    assert_eq!(manifest.not_understood > 0, manifest.first_not_understood.is_some());
    assert!(manifest.groups.iter().chain(&manifest.first_not_understood).all(|name| name.chars().count() < 1200));
    let mut seen = HashSet::new();
    for file in &manifest.files {
        assert!((file.group as usize) < manifest.groups.len());
        for path in [Some(&file.path), file.directory.as_ref()].into_iter().flatten() {
            assert_eq!(SafePath::new(path.as_str()).as_ref(), Some(path));
            assert!(!path.as_str().contains(char::REPLACEMENT_CHARACTER));
        }
        let directory = file.directory.as_ref().map(SafePath::as_str);
        assert!(seen.insert((file.path.key(), directory, file.group, file.sha256)), "{} twice", file.path);
    }
}

/// The files as the plainest list that there can be: read again they are the same.
fn same_when_written_anew(manifest: &Manifest) {
    let attribute = |name: &str, value: Option<String>| {
        let value = value.map(|value| value.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;"));
        value.map(|value| format!(" {name}=\"{value}\"")).unwrap_or_default()
    };
    let mut text = "<ConfigMgr>".to_owned();
    for group in 0..manifest.groups.len() {
        text += "<Group>";
        for file in manifest.files.iter().filter(|file| file.group as usize == group) {
            text += "<File";
            text += &attribute("CopyName", Some(file.path.to_string()));
            text += &attribute("Directory", file.directory.as_ref().map(ToString::to_string));
            text += &attribute("SHA256", file.sha256.map(|hash| hex(&hash)));
            text += &attribute("Size", file.size.map(|size| size.to_string()));
            text += "/>";
        }
        text += "</Group>";
    }
    text += "</ConfigMgr>";
    if manifest.files.is_empty() {
        return;
    }
    let anew = read(text.as_bytes()).unwrap_or_else(|fault| panic!("{fault:?}: {text}"));
    assert_eq!(anew.not_understood, 0, "{text}");
    assert_eq!(told(&anew), told(manifest), "{text}");
}

fn told(manifest: &Manifest) -> Vec<(&SafePath, &Option<SafePath>, Option<[u8; 32]>)> {
    let mut files: Vec<_> = manifest.files.iter().map(|file| (&file.path, &file.directory, file.sha256)).collect();
    files.sort();
    files
}

/// A path that is safe stays below its folder, and has one key.
fn path(text: &str) {
    let Some(safe) = safe_path(text) else {
        return;
    };
    assert_eq!(safe_path(&safe).as_deref(), Some(safe.as_str()));
    assert!(std::path::Path::new(&safe).components().all(|part| matches!(part, std::path::Component::Normal(_))));
    assert!(!safe.contains([':', '\\', '\0']), "{safe:?}");
    let once = key(&safe);
    assert_eq!(key(&once), once, "{safe:?}");
    assert_eq!(once.matches('/').count(), safe.matches('/').count(), "{safe:?}");
}
