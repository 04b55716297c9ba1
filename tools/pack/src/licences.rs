//! The licences of all that is linked into the libraries, in one text: every crate with its licence, and every licence
//! text once, as its authors ship it.

use crate::Result;
use crate::crates::{Crate, Library};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

/// Crates whose packages lack the licence files that their repositories have. Each may be taken under the Apache License
/// 2.0, whose text is the same everywhere, and has no NOTICE. Any other crate without a text stops the packing.
const TAKEN_UNDER_APACHE: [&str; 1] = ["maud"];

/// A part that is no crate, such as the C runtime of a linker.
pub struct Notice {
    /// The libraries that it is in.
    pub rids: Vec<String>,
    pub name: String,
    pub version: String,
    /// An SPDX expression.
    pub licence: String,
    /// A package URL, where there is one.
    pub address: Option<String>,
    pub text: String,
}

impl Notice {
    /// `RIDS;NAME;VERSION;LICENCE;FILE`, the rids with commas between.
    pub fn parse(text: &str) -> Result<Self> {
        let [rids, name, version, licence, file] = text.split(';').collect::<Vec<_>>()[..] else {
            return Err(format!("{text} is not RIDS;NAME;VERSION;LICENCE;FILE").into());
        };
        Ok(Self {
            rids: rids.split(',').map(str::to_owned).collect(),
            name: name.to_owned(),
            version: version.to_owned(),
            licence: licence.to_owned(),
            address: None,
            text: fs::read_to_string(file).map_err(|e| format!("{file}: {e}"))?,
        })
    }

    pub fn id(&self) -> String {
        self.address.clone().unwrap_or_else(|| format!("{}@{}", self.name.replace(' ', "-"), self.version))
    }
}

/// Every part once, with the libraries that it is in.
pub fn merged(libraries: &[Library]) -> BTreeMap<String, (Crate, Vec<&str>)> {
    let mut all: BTreeMap<String, (Crate, Vec<&str>)> = BTreeMap::new();
    for library in libraries {
        for part in &library.crates {
            all.entry(part.id()).or_insert_with(|| (part.clone(), Vec::new())).1.push(&library.rid);
        }
    }
    all
}

pub fn text(libraries: &[Library], notices: &[Notice], apache: &str) -> Result<String> {
    let mut list = String::new();
    let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (part, rids) in merged(libraries).values() {
        let name = format!("{} {}", part.name, part.version);
        writeln!(list, "{name}: {} ({})", part.licence, rids.join(", "))?;
        let mut found = own_texts(part)?;
        if found.is_empty() && TAKEN_UNDER_APACHE.contains(&part.name.as_str()) && part.licence.contains("Apache-2.0") {
            found.push(("taken under the Apache License 2.0".to_owned(), tidy(apache)));
        }
        if found.is_empty() {
            return Err(format!("{name} comes without a licence text").into());
        }
        for (file, text) in found {
            texts.entry(text).or_default().push(format!("{name}, {file}"));
        }
    }
    for notice in notices {
        let name = format!("{} {}", notice.name, notice.version);
        writeln!(list, "{name}: {} ({})", notice.licence, notice.rids.join(", "))?;
        if notice.text.trim().is_empty() {
            return Err(format!("{name} comes without a licence text").into());
        }
        texts.entry(tidy(&notice.text)).or_default().push(name);
    }
    let mut all = format!(
        "The native libraries of this module contain what is listed here. CMVerify itself is licensed as LICENSE-MIT and\n\
         LICENSE-APACHE say.\n\n{list}"
    );
    // By the first that uses a text: the order of the list.
    let mut texts: Vec<(Vec<String>, String)> = texts.into_iter().map(|(text, users)| (users, text)).collect();
    texts.sort();
    for (users, text) in texts {
        write!(all, "\n{}\n{}\n{0}\n\n{text}", "-".repeat(100), users.join("\n"))?;
    }
    Ok(all)
}

/// The licence files of a crate, as they lie beside its manifest.
fn own_texts(part: &Crate) -> Result<Vec<(String, String)>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(&part.folder).map_err(|e| format!("{}: {e}", part.folder.display()))? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let upper = name.to_ascii_uppercase();
        let starts = ["LICENSE", "LICENCE", "COPYING", "COPYRIGHT", "NOTICE", "UNLICENSE"];
        if starts.iter().any(|start| upper.starts_with(start)) && entry.file_type()?.is_file() {
            let text = String::from_utf8(fs::read(entry.path())?).map_err(|e| format!("{} {name}: {e}", part.name))?;
            found.push((name, tidy(&text)));
        }
    }
    found.sort();
    Ok(found)
}

/// The same text is the same whatever its line ends are, and how many empty lines a page left between its own.
fn tidy(text: &str) -> String {
    let mut tidy = String::new();
    let mut empty = 0;
    for line in text.trim_start_matches('\u{feff}').lines().map(str::trim_end) {
        empty = if line.is_empty() { empty + 1 } else { 0 };
        if empty < 3 && !(line.is_empty() && tidy.is_empty()) {
            tidy.push_str(line);
            tidy.push('\n');
        }
    }
    tidy.truncate(tidy.trim_end().len());
    tidy.push('\n');
    tidy
}
