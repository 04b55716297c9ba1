//! The repository around the code: what the pages link to exists, the versions agree, the workflows are sound.

use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::process::Command;
use walkdir::WalkDir;
use yaml_rust2::{Yaml, YamlLoader};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// Files of the checkout with one of these extensions, relative to it; not what was built.
fn files(extensions: &[&str]) -> Vec<PathBuf> {
    let is_ours = |name: &str| !matches!(name, "target" | "out" | ".git" | "corpus" | "artifacts");
    let entries = WalkDir::new(root()).sort_by_file_name().into_iter();
    entries
        .filter_entry(|e| e.file_name().to_str().is_some_and(is_ours))
        .map(|entry| entry.expect("a readable checkout").into_path())
        .filter(|path| path.extension().is_some_and(|e| extensions.iter().any(|one| e == *one)))
        .map(|path| path.strip_prefix(root()).expect("below the root").to_owned())
        .collect()
}

/// A page without what stands in it as code, where brackets are no links.
fn prose(page: &str) -> String {
    let mut fence = false;
    let mut prose = String::new();
    for line in page.lines() {
        if line.trim_start().starts_with("```") {
            fence = !fence;
        } else if !fence {
            prose.extend(line.split('`').step_by(2));
        }
        prose.push('\n');
    }
    prose
}

/// The anchors that GitHub gives the headings of a page.
fn anchors(page: &str) -> BTreeSet<String> {
    let link = Regex::new(r"\[([^\]]*)\]\([^)]*\)").unwrap();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut fence = false;
    let mut anchors = BTreeSet::new();
    for line in page.lines() {
        fence ^= line.starts_with("```");
        let Some(heading) = line.strip_prefix('#').filter(|_| !fence) else { continue };
        let heading = link.replace_all(heading.trim_start_matches('#'), "$1");
        let kept = heading.trim().to_lowercase();
        let kept = kept.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
        let slug: String = kept.map(|c| if c == ' ' { '-' } else { c }).collect();
        let times = seen.entry(slug.clone()).or_default();
        anchors.insert(if *times == 0 { slug } else { format!("{slug}-{times}") });
        *times += 1;
    }
    anchors
}

/// `docs/../README.md` as `README.md`.
fn tidy(path: &Path) -> PathBuf {
    let mut tidy = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => assert!(tidy.pop(), "{} leaves the checkout", path.display()),
            Component::CurDir => {}
            part => tidy.push(part),
        }
    }
    tidy
}

#[test]
fn what_the_pages_link_to_exists() {
    let link = Regex::new(r#"\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)|^\[[^\]^]+\]:\s+(\S+)"#).unwrap();
    let pages = files(&["md"]);
    assert!(pages.len() > 50, "{}", pages.len());
    let mut broken = Vec::new();
    let mut links = 0;
    for page in &pages {
        for found in prose(&read(page)).lines().flat_map(|line| link.captures_iter(line).collect::<Vec<_>>()) {
            let target = found.get(1).or(found.get(2)).expect("one of both").as_str();
            if target.contains("://") || target.starts_with("mailto:") {
                continue;
            }
            links += 1;
            let (path, anchor) = target.split_once('#').unwrap_or((target, ""));
            let path = if path.is_empty() { page.clone() } else { tidy(&page.parent().expect("a folder").join(path)) };
            let is_there = root().join(&path).exists();
            if !is_there || !anchor.is_empty() && !anchors(&read(&path)).contains(anchor) {
                broken.push(format!("{} -> {target}", page.display()));
            }
        }
    }
    assert!(links > 100, "{links}");
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn the_versions_agree() {
    let version = env!("CARGO_PKG_VERSION");
    let module = read("powershell/CMVerify/CMVerify.psd1");
    let of_module = Regex::new(r"(?m)^\s*ModuleVersion\s*=\s*'([^']+)'").unwrap().captures(&module).expect("a version");
    assert_eq!(&of_module[1], version, "CMVerify.psd1");

    // Either this version has been released, or what has not been released becomes this version.
    let changes = read("CHANGELOG.md");
    let released = Regex::new(r"(?m)^## \[(\d+\.\d+\.\d+)\] - \d{4}-\d{2}-\d{2}$").unwrap();
    let newest = released.captures(&changes).map(|found| found[1].to_owned());
    let is_next = changes.contains(&format!("This becomes {version}."));
    assert!(newest.as_deref() == Some(version) || is_next, "CHANGELOG.md: {newest:?}");
    assert!(changes.contains("\n## [Unreleased]\n"));
    for each in Regex::new(r"(?m)^## \[([^\]]+)\]").unwrap().captures_iter(&changes) {
        assert!(changes.contains(&format!("\n[{}]: https://", &each[1])), "{} has no link", &each[1]);
    }
}

#[test]
fn every_yaml_file_is_one() {
    let files = files(&["yml", "yaml"]);
    assert!(files.len() > 5);
    for file in files {
        let parsed = YamlLoader::load_from_str(&read(&file)).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        assert_eq!(parsed.len(), 1, "{}", file.display());
    }
}

/// Every `uses` anywhere below.
fn uses(yaml: &Yaml) -> Vec<String> {
    match yaml {
        Yaml::Array(each) => each.iter().flat_map(uses).collect(),
        Yaml::Hash(each) => {
            let own = each.iter().filter(|(key, _)| key.as_str() == Some("uses"));
            let own = own.map(|(_, value)| value.as_str().expect("a text").to_owned());
            own.chain(each.values().flat_map(uses)).collect()
        }
        _ => Vec::new(),
    }
}

#[test]
fn workflows_ask_for_little_end_in_time_and_run_what_was_looked_at() {
    let pinned = Regex::new("^[^@]+@[0-9a-f]{40}$").unwrap();
    for file in files(&["yml"]).into_iter().filter(|file| file.starts_with(".github/workflows")) {
        let file = &file.display().to_string();
        let workflow = &YamlLoader::load_from_str(&read(file)).expect("YAML")[0];
        let permissions = workflow["permissions"].as_hash().unwrap_or_else(|| panic!("{file}: permissions"));
        let read_only = permissions.values().all(|may| may.as_str() == Some("read"));
        assert!(read_only, "{file}: what writes is a job's own: {permissions:?}");
        assert!(!workflow["concurrency"].is_badvalue(), "{file}: concurrency");
        for (name, job) in workflow["jobs"].as_hash().expect("jobs") {
            assert!(job["timeout-minutes"].as_i64().is_some(), "{file}: {name:?} has no timeout-minutes");
        }
        for action in uses(workflow) {
            assert!(pinned.is_match(&action), "{file}: {action} is not pinned by a commit");
        }
    }
}

#[test]
fn samples_keep_their_bytes_in_every_checkout() {
    for folder in ["tests/samples", "tests/fuzz-found", "tests/powershell/download"] {
        let attributes = read(format!("{folder}/.gitattributes"));
        assert!(attributes.lines().any(|line| line == "* -text"), "{folder}");
    }
    assert!(read(".gitattributes").lines().any(|line| line == "* text=auto eol=lf"));
}

#[test]
fn every_dependency_has_its_reason() {
    let section = Regex::new(r"^\[(?:target\.'[^']+'\.)?(?:build-|dev-)?dependencies\]$").unwrap();
    let mut is_inside = false;
    let mut named = BTreeSet::new();
    for line in read("Cargo.toml").lines() {
        if line.starts_with('[') {
            is_inside = section.is_match(line);
        } else if let Some((name, _)) = line.split_once(" = ").filter(|_| is_inside && !line.starts_with('#')) {
            named.insert(name.to_owned());
        }
    }
    assert!(named.len() > 10, "{named:?}");
    let page = read("docs/dependencies.md");
    let row = Regex::new(r"(?m)^\| `([^`]+)` \| \S").unwrap();
    let explained: BTreeSet<String> = row.captures_iter(&page).map(|found| found[1].to_owned()).collect();
    assert_eq!(named, explained);
}

/// Crates that are there in two versions, all of them in tools and tests. One more is looked at twice.
const TWICE: [&str; 4] = ["getrandom", "r-efi", "syn", "winnow"];

/// The words in quotes between two others of a text, first ones first.
fn quoted<'a>(text: &'a str, from: &str, to: &str) -> Vec<&'a str> {
    let (_, rest) = text.split_once(from).unwrap_or_else(|| panic!("no {from}"));
    let (part, _) = rest.split_once(to).unwrap_or_else(|| panic!("no {to} behind {from}"));
    let lines = part.lines().filter(|line| !line.trim_start().starts_with('#'));
    lines.flat_map(|line| line.split('"').skip(1).step_by(2)).collect()
}

#[test]
fn crates_come_from_one_place_and_are_none_that_was_refused() {
    let refused = read("deny.toml");
    let refused = quoted(&refused, "\ndeny = [", "\n]");
    assert!(refused.len() > 3, "{refused:?}");
    let locks: Vec<PathBuf> = files(&["lock"]).into_iter().filter(|path| path.ends_with("Cargo.lock")).collect();
    assert_eq!(locks.len(), 5, "{locks:?}");
    for lock in locks {
        let text = read(&lock);
        let mut names = BTreeMap::<&str, u32>::new();
        for package in text.split("[[package]]").skip(1) {
            let of = |key: &str| {
                let line = package.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(" = \""));
                line.map(|value| value.trim_end_matches('"'))
            };
            let name = of("name").expect("a name");
            *names.entry(name).or_default() += 1;
            assert!(!refused.contains(&name), "{}: {name}", lock.display());
            if let Some(source) = of("source") {
                let is_held =
                    source == "registry+https://github.com/rust-lang/crates.io-index" && of("checksum").is_some();
                assert!(is_held, "{}: {name} from {source}", lock.display());
            }
        }
        let twice: Vec<&str> = names.iter().filter(|(_, count)| **count > 1).map(|(name, _)| *name).collect();
        if lock == Path::new("Cargo.lock") {
            assert_eq!(twice, TWICE);
        }
    }
}

/// What `cargo deny` holds too, where somebody has it: this needs neither it nor a network.
#[test]
fn every_crate_has_a_licence_that_was_accepted() {
    let run = |program: &str, arguments: &[&str]| {
        let output = Command::new(program).args(arguments).current_dir(root()).output().expect(program);
        assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    // Crates for other systems may not be on this machine.
    let version = run(option_env!("RUSTC").unwrap_or("rustc"), &["-vV"]);
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).expect("a host");
    let asked = ["metadata", "--locked", "--offline", "--format-version", "1", "--filter-platform", host];
    let metadata: serde_json::Value = serde_json::from_str(&run(env!("CARGO"), &asked)).expect("JSON");
    let accepted = read("deny.toml");
    let (allow, exceptions) = (quoted(&accepted, "\nallow = [", "]"), quoted(&accepted, "exceptions = [", "\n]"));
    let packages = metadata["packages"].as_array().expect("packages");
    assert!(packages.len() > 50, "{}", packages.len());
    for package in packages {
        let (name, licence) =
            (package["name"].as_str().expect("a name"), package["license"].as_str().unwrap_or("none"));
        let is_accepted = |one: &str| {
            let one = one.trim_matches(['(', ')', ' ']);
            allow.contains(&one) || exceptions.chunks(2).any(|pair| pair == [name, one])
        };
        let is_good = licence.split(" AND ").all(|part| part.replace('/', " OR ").split(" OR ").any(is_accepted));
        assert!(is_good, "{name}: {licence}");
    }
}

/// How often each file of the boundary says `unsafe` in its code. A number that grows is looked at twice.
const UNSAFE: [(&str, usize); 5] = [
    ("src/ffi/document.rs", 2),
    ("src/ffi/jobs.rs", 7),
    ("src/ffi/pin.rs", 4),
    ("src/ffi/trust.rs", 7),
    ("src/ffi.rs", 34),
];

#[test]
fn unsafe_code_stands_at_the_boundary_alone_and_is_counted() {
    let word = Regex::new(r"\bunsafe\b").unwrap();
    // Attributes are no code, and neither are comments and texts.
    let no_code = Regex::new(r#"//.*|#!?\[[^\]]*\]|"(?:[^"\\]|\\.)*""#).unwrap();
    let mut found = Vec::new();
    for file in files(&["rs"]).into_iter().filter(|file| file.starts_with("src")) {
        let times = read(&file).lines().map(|line| word.find_iter(&no_code.replace_all(line, "")).count()).sum();
        if times > 0 {
            found.push((file.display().to_string(), times));
        }
    }
    let found: Vec<(&str, usize)> = found.iter().map(|(file, times)| (file.as_str(), *times)).collect();
    assert_eq!(found, UNSAFE);
    let root = read("src/lib.rs");
    assert!(root.contains("#![deny(unsafe_code)]"));
    assert_eq!(root.matches("#[allow(unsafe_code)]\n").count(), 1, "one module may");
}
