//! What is linked into each library: the crates that cargo chose for its target, and Rust's standard library.

use crate::Result;
use crate::licences::Notice;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// One native library of the module.
pub struct Library {
    /// As .NET calls the machine, such as win-x64.
    pub rid: String,
    target: String,
    rustc: PathBuf,
    /// Its name in the module.
    pub file: String,
    pub version: String,
    pub crates: Vec<Crate>,
    /// Who needs whom, by `Crate::id`.
    pub needs: BTreeMap<String, BTreeSet<String>>,
}

#[derive(Clone)]
pub struct Crate {
    pub name: String,
    pub version: String,
    pub licence: String,
    pub description: String,
    pub repository: Option<String>,
    /// SHA-256 of the package, from the lock file.
    pub checksum: String,
    pub folder: PathBuf,
}

impl Crate {
    /// The address of the package, which is its name in an SBOM too.
    pub fn id(&self) -> String {
        format!("pkg:cargo/{}@{}", self.name, self.version)
    }
}

impl Library {
    /// `RID,TARGET,RUSTC`, the last being the compiler that built it.
    pub fn parse(text: &str) -> Result<Self> {
        let [rid, target, rustc] = text.split(',').collect::<Vec<_>>()[..] else {
            return Err(format!("{text} is not RID,TARGET,RUSTC").into());
        };
        Ok(Self {
            rid: rid.to_owned(),
            target: target.to_owned(),
            rustc: rustc.into(),
            file: String::new(),
            version: String::new(),
            crates: Vec::new(),
            needs: BTreeMap::new(),
        })
    }

    /// Crates that only run while something is built are not in the library: build scripts, macros, tests.
    pub fn read_crates(&mut self, root: &Path) -> Result<()> {
        let tree = cargo(
            root,
            &[
                "tree",
                "--edges",
                "normal,no-proc-macro",
                "--prefix",
                "depth",
                "--no-dedupe",
                "--format",
                " {p}",
                "--target",
                &self.target,
            ],
        )?;
        let known = known_crates(root, &self.target)?;
        let mut above: Vec<String> = Vec::new();
        let mut found = BTreeMap::new();
        for line in tree.lines() {
            let mut words = line.split_whitespace();
            let (Some(depth), Some(name), Some(version)) = (words.next(), words.next(), words.next()) else {
                return Err(format!("cargo tree: {line:?}").into());
            };
            let depth: usize = depth.parse()?;
            let version = version.trim_start_matches('v');
            above.truncate(depth);
            if depth == 0 {
                version.clone_into(&mut self.version);
                above.push(String::new());
                continue;
            }
            let this = known
                .get(&(name.to_owned(), version.to_owned()))
                .ok_or_else(|| format!("{name} {version} is in no lock file"))?;
            let parent = above.last().ok_or("cargo tree has no root")?.clone();
            self.needs.entry(parent).or_default().insert(this.id());
            above.push(this.id());
            found.insert(this.id(), this.clone());
        }
        self.crates = found.into_values().collect();
        if self.crates.is_empty() {
            return Err("cargo tree names no crate".into());
        }
        Ok(())
    }

    /// Rust's standard library is in every library, with the notices of its own parts.
    pub fn standard_library_notice(&self) -> Result<Notice> {
        let version = run(Command::new(&self.rustc).arg("-vV"))?;
        let release =
            version.lines().find_map(|line| line.strip_prefix("release: ")).ok_or("rustc tells no release")?;
        let sysroot = PathBuf::from(run(Command::new(&self.rustc).args(["--print", "sysroot"]))?.trim());
        let documents = sysroot.join("share/doc");
        let places = ["rust/COPYRIGHT-library.html", "libstd-rust-web-dev/copyright", "libstd-rust-dev/copyright"];
        let place = places.iter().map(|place| documents.join(place)).find(|place| place.is_file());
        let place = place
            .ok_or_else(|| format!("the licences of Rust's standard library are not in {}", documents.display()))?;
        let text = fs::read_to_string(&place)?;
        Ok(Notice {
            rids: vec![self.rid.clone()],
            name: "Rust standard library".to_owned(),
            version: release.to_owned(),
            licence: "MIT OR Apache-2.0".to_owned(),
            address: Some(format!("pkg:github/rust-lang/rust@{release}")),
            text: if place.extension().is_some_and(|extension| extension == "html") {
                without_tags(&text)
            } else {
                text
            },
        })
    }
}

/// All that cargo and the lock file tell of the crates for a target.
fn known_crates(root: &Path, target: &str) -> Result<BTreeMap<(String, String), Crate>> {
    let checksums = checksums(&fs::read_to_string(root.join("Cargo.lock"))?);
    let metadata: Value =
        serde_json::from_str(&cargo(root, &["metadata", "--format-version", "1", "--filter-platform", target])?)?;
    let mut known = BTreeMap::new();
    for package in metadata["packages"].as_array().into_iter().flatten() {
        let text =
            |name: &str| package[name].as_str().map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "));
        let (Some(name), Some(version)) = (text("name"), text("version")) else {
            return Err("cargo metadata: a package without name or version".into());
        };
        let key = (name, version);
        // Ours is the only one without.
        let Some(checksum) = checksums.get(&key) else { continue };
        let manifest = PathBuf::from(package["manifest_path"].as_str().unwrap_or_default());
        known.insert(
            key.clone(),
            Crate {
                licence: text("license")
                    .ok_or_else(|| format!("{} {} names no licence", key.0, key.1))?
                    .replace('/', " OR ")
                    .replace("  ", " "),
                description: text("description").unwrap_or_default(),
                repository: text("repository"),
                checksum: checksum.clone(),
                folder: manifest.parent().unwrap_or(root).to_owned(),
                name: key.0,
                version: key.1,
            },
        );
    }
    Ok(known)
}

/// The lock file is cargo's own and always looks the same.
fn checksums(lock: &str) -> BTreeMap<(String, String), String> {
    let mut found = BTreeMap::new();
    for package in lock.split("[[package]]").skip(1) {
        let field = |name: &str| {
            package
                .lines()
                .find_map(|line| Some(line.strip_prefix(name)?.strip_prefix(" = \"")?.trim_end_matches('"').to_owned()))
        };
        if let (Some(name), Some(version), Some(checksum)) = (field("name"), field("version"), field("checksum")) {
            found.insert((name, version), checksum);
        }
    }
    found
}

fn cargo(root: &Path, arguments: &[&str]) -> Result<String> {
    let cargo = env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    run(Command::new(cargo).arg(arguments[0]).arg("--locked").args(&arguments[1..]).current_dir(root))
}

fn run(command: &mut Command) -> Result<String> {
    let output = command.output().map_err(|e| format!("{command:?}: {e}"))?;
    if !output.status.success() {
        return Err(format!("{command:?}: {}", String::from_utf8_lossy(&output.stderr)).into());
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// The text of a plain page.
fn without_tags(page: &str) -> String {
    let page = page.split_once("<body>").map_or(page, |(_, body)| body);
    let mut text = String::new();
    for piece in page.split('<') {
        text.push_str(piece.split_once('>').map_or(piece, |(_, after)| after));
    }
    for (code, character) in [
        ("&#60;", "<"),
        ("&lt;", "<"),
        ("&#62;", ">"),
        ("&gt;", ">"),
        ("&#34;", "\""),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&#38;", "&"),
        ("&amp;", "&"),
    ] {
        text = text.replace(code, character);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{checksums, without_tags};

    #[test]
    fn checksums_are_those_of_the_lock_file() {
        let found = checksums(
            "version = 4\n\n[[package]]\nname = \"a\"\nversion = \"1.0\"\nchecksum = \"12\"\n\n[[package]]\nname = \"own\"\nversion = \"2.0\"\n",
        );
        assert_eq!(found.len(), 1);
        assert_eq!(found[&("a".to_owned(), "1.0".to_owned())], "12");
    }

    #[test]
    fn a_page_becomes_text() {
        assert_eq!(without_tags("<head>x</head><body><h1>A &#38;lt; b</h1>\n&#60;c&#62;</body>"), "A &lt; b\n<c>");
    }
}
