//! The seal: made, read, held against what arrived. Each single fault by name, and what a seal must never be taken for.

use crate::common::Download;
use cmverify::report::{Report, Verdict};
use cmverify::request::{Depth, Request};
use cmverify::seal::make::NoSeal;
use cmverify::seal::{Why, read};
use cmverify::verify::{Operation, Stopped, verify_unwatched};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
#[cfg(unix)]
use std::process::Command;

/// A generator of numbers that are the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % bound as u64).unwrap()
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

/// A folder of its own, with a seal beside it.
struct Tree {
    home: PathBuf,
}

impl Drop for Tree {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.home);
    }
}

impl Tree {
    fn new(name: &str) -> Self {
        let home = std::env::temp_dir().join(format!("cmverify-seal-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&home);
        fs::create_dir_all(home.join("UpdatePacks")).unwrap();
        Self { home }
    }

    fn root(&self) -> PathBuf {
        self.home.join("UpdatePacks")
    }

    fn seal_path(&self) -> PathBuf {
        self.home.join("UpdatePacks.seal.sha256")
    }

    fn file(&self, path: &str, content: &[u8]) {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    fn request(&self) -> Request {
        let text = |path: PathBuf| Some(path.to_str().unwrap().to_owned());
        Request { download_path: text(self.root()), seal: text(self.seal_path()), ..Request::default() }
    }

    fn seal(&self) -> Result<Report, Stopped> {
        verify_unwatched(Operation::MakeSeal, &Request { force: true, ..self.request() })
    }

    fn check(&self) -> Report {
        verify_unwatched(Operation::VerifySeal, &self.request()).unwrap()
    }

    /// Rules and files of the findings, as they come.
    fn found(&self) -> Vec<(String, String)> {
        let report = self.check();
        assert!(report.omitted.is_empty());
        let root = self.root();
        let relative = |path: &str| {
            let path = Path::new(path).strip_prefix(&root).unwrap_or(Path::new(path));
            path.to_str().unwrap().replace('\\', "/")
        };
        report.findings.iter().map(|f| (f.rule.to_owned(), relative(f.file.as_deref().unwrap_or_default()))).collect()
    }

    /// Writes a seal by hand, with a right sum at its end.
    fn forge(&self, lines: &str) {
        let sum = cmverify::formats::digest::Algorithm::Sha256.of(lines.as_bytes());
        let sum = cmverify::formats::digest::hex(&sum).to_ascii_lowercase();
        let (files, bytes) = counted(lines);
        fs::write(self.seal_path(), format!("{lines}#= {files} {bytes} {sum}\n")).unwrap();
    }
}

fn counted(lines: &str) -> (usize, u64) {
    let sizes = lines.lines().filter_map(|line| line.strip_prefix("#: ")?.split(' ').nth(1)?.parse::<u64>().ok());
    (sizes.clone().count(), sizes.sum())
}

fn usable_seal() -> (Download, Request) {
    let mut download = Download::good_new();
    assert_eq!(download.verify().verdict, Verdict::Usable);
    let mut request = download.prepare();
    request.seal = Some(download.home.join("UpdatePacks.seal.sha256").to_str().unwrap().to_owned());
    (download, request)
}

/// On the site server there are no logs.
fn carried(request: &Request) -> Request {
    let (download_path, seal) = (request.download_path.clone(), request.seal.clone());
    Request { download_path, seal, ..Request::default() }
}

#[test]
fn a_usable_download_is_sealed_and_the_seal_carries_the_verdict() {
    let (_download, request) = usable_seal();
    let made = verify_unwatched(Operation::MakeSeal, &request).unwrap();
    let seal = made.seal.expect("a seal");
    assert_eq!((made.verdict, seal.verdict, seal.is_forced), (Verdict::Usable, Verdict::Usable, false));
    assert_eq!(seal.files, made.files.count);
    assert_eq!(seal.logs.len(), 2);
    let report = verify_unwatched(Operation::VerifySeal, &carried(&request)).unwrap();
    assert_eq!(report.verdict, Verdict::Usable, "{}", report.summary);
    assert!(report.findings.is_empty());
    assert_eq!(report.updates.len(), made.updates.len());
    for (one, other) in report.updates.iter().zip(&made.updates) {
        assert_eq!(
            (&one.guid, one.verdict, one.files, one.bytes),
            (&other.guid, other.verdict, other.files, other.bytes)
        );
        assert_eq!((one.evidence, one.grade), (other.evidence, other.grade));
        assert_eq!((one.redist_files, one.redist_bytes), (other.redist_files, other.redist_bytes));
    }
    assert_eq!(report.files.evidence, made.files.evidence);
    assert_eq!(report.seal.unwrap().sha256, seal.sha256);
    let quick = Request { depth: Depth::Quick, ..carried(&request) };
    assert_eq!(verify_unwatched(Operation::VerifySeal, &quick).unwrap().verdict, Verdict::Inconclusive);
}

#[test]
fn what_is_not_usable_is_sealed_by_force_alone_and_stays_what_it_was() {
    let (download, request) = usable_seal();
    fs::remove_file(download.root().join("ConfigMgr.Update.Manifest.cab")).unwrap();
    let made = verify_unwatched(Operation::MakeSeal, &request).unwrap();
    assert_eq!((made.verdict, made.seal), (Verdict::NotUsable, None));
    assert!(!Path::new(request.seal.as_ref().unwrap()).exists());
    let forced = verify_unwatched(Operation::MakeSeal, &Request { force: true, ..request.clone() }).unwrap();
    assert!(forced.seal.is_some_and(|seal| seal.is_forced));
    let report = verify_unwatched(Operation::VerifySeal, &carried(&request)).unwrap();
    assert_eq!(report.verdict, Verdict::NotUsable);
    assert!(report.summary.contains("manifest") || report.summary.contains("Manifest"), "{}", report.summary);
    assert!(report.next_action.contains("-Force"), "{}", report.next_action);
}

#[test]
fn each_single_fault_on_500_trees_is_named_exactly() {
    const FOLDERS: [&str; 4] = ["", "3B7D84FA-ECCC-4EA0-B8AB-ABBDA1E88E0E/Redist/", "a b/c/", "更新/プログラム/"];
    const NAMES: [&str; 8] = ["a.cab", "b.msi", "é.exe", "か\u{3099}", "-x", "#c", " d", "名前 (1).cab"];
    // What is found depends on no system, and wine takes its time.
    let trees = if cfg!(windows) { 40 } else { 500 };
    let mut random = Random(20_261_123);
    for number in 0..trees {
        let tree = Tree::new(&format!("fault-{number}"));
        let mut files: Vec<(String, Vec<u8>)> = Vec::new();
        for _ in 0..2 + random.below(8) {
            let path = format!("{}{}", random.pick(&FOLDERS), random.pick(&NAMES));
            if files.iter().all(|(other, _)| *other != path) {
                // Each content is another one.
                let content = [path.as_bytes(), &vec![7; random.below(3000)]].concat();
                tree.file(&path, &content);
                files.push((path, content));
            }
        }
        if files.len() < 2 {
            continue;
        }
        tree.seal().unwrap();
        assert_eq!(tree.found(), [], "tree {number} as it was sealed");
        let (path, content) = files[random.below(files.len())].clone();
        let at = tree.root().join(&path);
        let other = files.iter().find(|(other, _)| *other != path).unwrap().clone();
        let row = |rule: &str, path: &str| (rule.to_owned(), path.to_owned());
        let (what, expected) = match number % 8 {
            0 => {
                let mut broken = content.clone();
                let place = random.below(broken.len());
                broken[place] ^= 1 << random.below(8);
                fs::write(&at, broken).unwrap();
                ("a flipped bit", vec![row("CMV0602", &path)])
            }
            1 => {
                fs::write(&at, &content[..random.below(content.len())]).unwrap();
                ("a cut", vec![row("CMV0602", &path)])
            }
            2 => {
                fs::remove_file(&at).unwrap();
                ("a lost file", vec![row("CMV0601", &path)])
            }
            3 => {
                tree.file("new/one.cab", b"nobody knows it");
                ("an added file", vec![row("CMV0603", "new/one.cab")])
            }
            4 => {
                let to = format!("{path}.moved");
                fs::rename(&at, tree.root().join(&to)).unwrap();
                let report = tree.check();
                let said = report.findings.iter().map(|finding| finding.message.clone()).collect::<String>();
                assert!(said.matches(".moved").count() >= 2, "{said}");
                ("another name", vec![row("CMV0601", &path), row("CMV0603", &to)])
            }
            5 => {
                fs::write(&at, &other.1).unwrap();
                tree.file(&other.0, &content);
                let mut both = vec![row("CMV0602", &path), row("CMV0602", &other.0)];
                both.sort();
                ("two files swapped", both)
            }
            6 => {
                fs::write(&at, b"").unwrap();
                ("an emptied file", vec![row("CMV0602", &path)])
            }
            _ => {
                // Written again with the same content: another time, nothing else.
                fs::write(&at, &content).unwrap();
                ("a touch", vec![])
            }
        };
        let mut found = tree.found();
        found.sort();
        assert_eq!(found, expected, "tree {number}: {what} of {path}");
    }
}

#[cfg(unix)]
#[test]
fn sha256sum_understands_every_seal() {
    let tree = Tree::new("coreutils");
    for (at, name) in
        ["a.cab", "更新/プログラム.cab", "with\nbreak", "back\\slash", "\r", " blank", "-x", "#y"].iter().enumerate()
    {
        tree.file(name, &vec![u8::try_from(at).unwrap(); 100 * at]);
    }
    tree.seal().unwrap();
    assert_eq!(tree.found(), []);
    let check = || {
        let done = Command::new("sha256sum")
            .args(["--check", "--strict", "../UpdatePacks.seal.sha256"])
            .current_dir(tree.root())
            .output();
        done.expect("sha256sum")
    };
    let done = check();
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(done.status.success(), "{said}{}", String::from_utf8_lossy(&done.stderr));
    assert_eq!(said.lines().filter(|line| line.ends_with(": OK")).count(), 8, "{said}");
    tree.file("with\nbreak", b"other");
    assert!(!check().status.success());
}

#[test]
fn a_change_of_case_or_of_composition_is_the_same_file() {
    let tree = Tree::new("case");
    tree.file("Folder/Ein Glas für é.cab", b"one");
    tree.file("Other.cab", b"two");
    tree.seal().unwrap();
    fs::rename(tree.root().join("Folder"), tree.root().join("FOLDER")).unwrap();
    let composed = tree.root().join("FOLDER/Ein Glas für é.cab");
    fs::rename(composed, tree.root().join("FOLDER/EIN GLAS FU\u{308}R e\u{301}.CAB")).unwrap();
    assert_eq!(tree.found(), []);
    if !cfg!(windows) {
        // Two of one name are there only where case matters; then each is a file of its own.
        tree.file("other.CAB", b"two");
        assert_eq!(tree.found(), [("CMV0603".to_owned(), "other.CAB".to_owned())]);
    }
}

#[test]
fn the_seal_itself_may_lie_in_the_folder() {
    let tree = Tree::new("inside");
    tree.file("a.cab", b"one");
    let inside = tree.root().join("own.seal.sha256").to_str().unwrap().to_owned();
    let request = Request { seal: Some(inside.clone()), force: true, ..tree.request() };
    for _ in 0..2 {
        let made = verify_unwatched(Operation::MakeSeal, &request).unwrap();
        assert_eq!(made.seal.unwrap().files, 1);
    }
    fs::write(format!("{inside}.p7s"), b"a signature over it").unwrap();
    let report = verify_unwatched(Operation::VerifySeal, &Request { force: false, ..request }).unwrap();
    assert!(report.findings.is_empty());
    assert_eq!(fs::read_dir(tree.root()).unwrap().count(), 3, "nothing else is left behind");
}

const HEAD: &str = "# cmverify seal 1\n#! {\"schema\":\"cmverify.seal.v1\",\"created\":\"2026-11-23 05:00:00\",\"tool\":\"cmverify 0.1.0\",\
    \"folder\":\"UpdatePacks\",\"verdict\":\"usable\",\"isForced\":false,\"summary\":\"Usable\",\"files\":@F,\"bytes\":@B,\"updates\":[],\"logs\":[]}\n";

fn head(lines: &str) -> String {
    let (files, bytes) = counted(lines);
    HEAD.replace("@F", &files.to_string()).replace("@B", &bytes.to_string()) + lines
}

fn entry(number: usize, size: u64, path: &str) -> String {
    format!("#: {number} {size} present\n{}  {path}\n", "0".repeat(64))
}

/// A seal is refused before anything is looked at, with the line.
fn assert_refused(tree: &Tree, line: u64, what: &str) {
    let report = tree.check();
    assert_eq!(report.verdict, Verdict::Inconclusive, "{what}");
    let [finding] = &report.findings[..] else { panic!("{what}: {:?}", report.findings) };
    assert_eq!(finding.rule, "CMV0604", "{what}");
    assert_eq!(finding.evidence.as_ref().unwrap().line, Some(line), "{what}: {}", finding.message);
    assert_eq!(report.files.count, 0, "{what}: the folder was looked at");
    assert_eq!(report.files.read_bytes, 0, "{what}: files were read");
}

#[test]
fn a_path_that_leads_elsewhere_is_refused_with_its_line() {
    let tree = Tree::new("paths");
    tree.file("a.cab", b"one");
    tree.forge(&head(&entry(1, 3, "a.cab")));
    assert_eq!(tree.check().findings[0].rule, "CMV0602", "the sum is right, the hash is not");
    for path in [
        "../../etc/passwd",
        "/etc/passwd",
        r"C:\Windows\x",
        r"\\server\share\x",
        "NUL",
        "a/../../b",
        "a.cab:x",
        "a.",
        "com1.cab",
    ] {
        tree.forge(&head(&(entry(1, 3, "a.cab") + &entry(2, 3, path))));
        assert_refused(&tree, 6, path);
        let escaped = format!("#: 1 3 present\n\\{}  {}\n", "0".repeat(64), path.replace('\\', r"\\"));
        tree.forge(&head(&escaped));
        assert_refused(&tree, 4, path);
    }
}

#[test]
fn a_damaged_seal_is_refused_with_its_line() {
    let tree = Tree::new("damage");
    for name in ["a.cab", "b.cab", "c.cab"] {
        tree.file(name, name.as_bytes());
    }
    tree.seal().unwrap();
    let whole = fs::read_to_string(tree.seal_path()).unwrap();
    let lines: Vec<&str> = whole.split_inclusive('\n').collect();
    assert_eq!(tree.check().findings.len(), 0);
    // Each line lost.
    for lost in 0..lines.len() {
        let text: String = lines.iter().enumerate().filter(|(at, _)| *at != lost).map(|(_, line)| *line).collect();
        fs::write(tree.seal_path(), &text).unwrap();
        let report = tree.check();
        assert_eq!((report.verdict, report.findings[0].rule), (Verdict::Inconclusive, "CMV0604"), "line {lost}");
        let line = report.findings[0].evidence.as_ref().unwrap().line.unwrap();
        // A line for people is missed by the sum alone; any other at its place.
        let is_comment = lines[lost].starts_with("# ") && lost > 0;
        let expected = if is_comment { lines.len() as u64 - 1 } else { lost as u64 + 1 };
        assert_eq!(line, expected, "{}", lines[lost]);
    }
    // Each byte cut off, each byte changed.
    let step = if cfg!(windows) { 23 } else { 1 };
    for end in (0..whole.len()).step_by(step) {
        fs::write(tree.seal_path(), &whole.as_bytes()[..end]).unwrap();
        assert_eq!(tree.check().findings[0].rule, "CMV0604", "cut at {end}");
    }
    let mut random = Random(7);
    for at in (0..whole.len()).step_by(step) {
        let mut bytes = whole.clone().into_bytes();
        bytes[at] ^= 1 << random.below(8);
        fs::write(tree.seal_path(), &bytes).unwrap();
        assert_eq!(tree.check().findings[0].rule, "CMV0604", "a bit of byte {at}");
    }
    let refused = |text: &[u8], line: u64, what: &str| {
        fs::write(tree.seal_path(), text).unwrap();
        assert_refused(&tree, line, what);
    };
    refused(whole.replace('\n', "\r\n").as_bytes(), 1, "Windows' line ends");
    refused(format!("\u{FEFF}{whole}").as_bytes(), 1, "a byte order mark");
    refused(whole.replace("seal 1\n", "seal 2\n").as_bytes(), 1, "a version to come");
    refused(b"", 1, "nothing");
    refused(b"\0\0\0", 1, "NULs");
    refused(format!("{whole}\n").as_bytes(), lines.len() as u64 + 1, "a line behind the last");
    let twice = entry(1, 1, "a.cab") + &entry(2, 1, "a.cab");
    tree.forge(&head(&twice));
    assert_refused(&tree, 6, "the same path twice");
    tree.forge(&head(&twice).replace("#: 2 1", "#: 2 99999999999999999999"));
    assert_refused(&tree, 5, "a size beyond numbers");
    let sum = entry(1, u64::MAX, "a.cab") + &entry(2, u64::MAX, "b.cab");
    fs::write(tree.seal_path(), HEAD.replace("@F", "2").replace("@B", "1") + &sum).unwrap();
    assert_refused(&tree, 5, "sizes that add up beyond numbers");
    let zeros = "0".repeat(64);
    let log = format!(r#"{{"kind":"setup","name":"../x","size":1,"sha256":"{zeros}","isIncluded":true}}"#);
    let update = r#"{"guid":"x","verdict":"usable","grade":null,"evidence":{"signature":0,"manifestHash":0,"loggedHash":0,"loggedSize":0,"present":0}}"#;
    for (member, value, what) in [
        ("\"logs\":[]", format!("\"logs\":[{log}]"), "a log elsewhere"),
        ("\"logs\":[]", format!("\"logs\":[{log},{log}]").replace("../", ""), "a log twice"),
        ("\"logs\":[]", format!("\"logs\":[{log}]").replace("../", "").replace('0', "g"), "a hash that is none"),
        ("\"logs\":[]", String::new(), "no logs at all"),
        ("\"updates\":[]", format!("\"updates\":[{update}]"), "an update without GUID"),
        ("2026-11-23 05:00:00", "yesterday".to_owned(), "no time"),
        ("usable", "excellent".to_owned(), "no verdict"),
        ("\"isForced\":false", "\"isForced\":true".to_owned(), "usable, and forced"),
        ("\"usable\"", "\"notUsable\"".to_owned(), "not usable, and not forced"),
        (
            "\"updates\":[]",
            format!("\"updates\":[{update}]")
                .replace("\"x\"", &format!("\"{}\"", crate::common::G))
                .replace("usable", "notUsable"),
            "usable, with an update that is not",
        ),
        (".v1", ".v2".to_owned(), "a schema to come"),
    ] {
        tree.forge(&head("").replace(member, &value));
        assert_refused(&tree, 2, what);
    }
    fs::remove_file(tree.seal_path()).unwrap();
    assert_eq!(tree.found()[0].0, "CMV0604");
    fs::create_dir(tree.seal_path()).unwrap();
    assert_eq!(tree.found()[0].0, "CMV0604");
}

/// Lines without end, made as they are read.
struct Endless {
    line: Vec<u8>,
    at: usize,
    left: u64,
}

impl std::io::Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let length = buffer.len().min(self.line.len() - self.at).min(usize::try_from(self.left).unwrap());
        buffer[..length].copy_from_slice(&self.line[self.at..self.at + length]);
        self.at = (self.at + length) % self.line.len();
        self.left -= length as u64;
        Ok(length)
    }
}

#[test]
fn a_gigabyte_of_lines_is_refused_long_before_its_end() {
    let refused = |head: &str, line: &[u8]| {
        let endless = Endless { line: line.to_vec(), at: 0, left: 1 << 30 };
        let mut from = std::io::BufReader::new(std::io::Read::chain(head.as_bytes(), endless));
        let refused = read(&mut from).unwrap().unwrap_err();
        (refused.why, refused.line)
    };
    assert_eq!(refused("# cmverify seal 1\n", b"# a line for people\n"), (Why::TooLong, 3_355_444));
    assert_eq!(refused("# cmverify seal 1\n", b"x").0, Why::TooLong);
    assert_eq!(refused("", b"x").0, Why::NoSeal);
    let same = refused(&head(""), entry(1, 1, "a").as_bytes());
    assert_eq!(same, (Why::Unexpected, 5));
}

#[test]
fn a_seal_is_written_whole_or_not_at_all() {
    let tree = Tree::new("atomic");
    tree.file("a.cab", b"one");
    fs::write(tree.seal_path(), b"my own notes").unwrap();
    assert!(matches!(tree.seal(), Err(Stopped::Seal(NoSeal::Occupied(_)))));
    assert_eq!(fs::read(tree.seal_path()).unwrap(), b"my own notes");
    fs::remove_file(tree.seal_path()).unwrap();
    tree.seal().unwrap();
    let first = fs::read(tree.seal_path()).unwrap();
    tree.file("b.cab", b"two");
    tree.seal().unwrap();
    assert_ne!(fs::read(tree.seal_path()).unwrap(), first);
    let request = Request { seal: Some("/nowhere/at/all/x".to_owned()), force: true, ..tree.request() };
    assert!(matches!(verify_unwatched(Operation::MakeSeal, &request), Err(Stopped::Seal(NoSeal::Write(..)))));
    let names: BTreeSet<_> = fs::read_dir(&tree.home).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, BTreeSet::from(["UpdatePacks".into(), "UpdatePacks.seal.sha256".into()]), "nothing half is left");
    #[cfg(target_os = "linux")]
    {
        let request = Request { seal: Some("/dev/full".to_owned()), force: true, ..tree.request() };
        assert!(matches!(verify_unwatched(Operation::MakeSeal, &request), Err(Stopped::Seal(_))));
    }
}

#[cfg(unix)]
#[test]
fn a_name_that_windows_cannot_store_is_not_sealed() {
    for name in ["a:b", "nul.cab", "a.", "x ", "q?"] {
        let tree = Tree::new("names");
        tree.file(name, b"one");
        let done = tree.seal();
        assert!(matches!(done, Err(Stopped::Seal(NoSeal::Name(_)))), "{name}: {done:?}");
        assert!(!tree.seal_path().exists());
    }
}

#[test]
fn the_logs_travel_with_the_seal() {
    let (download, request) = usable_seal();
    let stick = download.home.join("stick");
    fs::create_dir(&stick).unwrap();
    let seal = stick.join("x.seal.sha256").to_str().unwrap().to_owned();
    let request = Request { seal: Some(seal), include_logs: true, ..request };
    let made = verify_unwatched(Operation::MakeSeal, &request).unwrap().seal.unwrap();
    assert!(made.logs.iter().all(|log| log.is_included));
    // Again: the copies lie there already, and are the same.
    verify_unwatched(Operation::MakeSeal, &request).unwrap();
    let check = || verify_unwatched(Operation::VerifySeal, &carried(&request)).unwrap();
    assert_eq!(check().verdict, Verdict::Usable);
    let log = stick.join("ConfigMgrSetup.log");
    let whole = fs::read(&log).unwrap();
    fs::write(&log, &whole[..whole.len() - 1]).unwrap();
    assert_eq!(check().findings[0].rule, "CMV0602");
    let made = verify_unwatched(Operation::MakeSeal, &request);
    assert!(matches!(made, Err(Stopped::Seal(NoSeal::LogOccupied(_)))), "what lies there is never overwritten");
    let mut flipped = whole.clone();
    flipped[10] ^= 1;
    fs::write(&log, &flipped).unwrap();
    assert_eq!(check().findings[0].rule, "CMV0602");
    fs::remove_file(&log).unwrap();
    assert_eq!(check().findings[0].rule, "CMV0601");
    assert_eq!(check().verdict, Verdict::NotUsable);
}

#[test]
fn a_long_path_is_sealed_like_any_other() {
    let tree = Tree::new("long");
    let long = format!("{}file.cab", "a folder with a name that is rather long/".repeat(9));
    tree.file(&long, b"one");
    tree.seal().unwrap();
    assert_eq!(tree.found(), []);
    tree.file(&long, b"two");
    assert_eq!(tree.found(), [("CMV0602".to_owned(), long)]);
}

#[cfg(unix)]
#[test]
fn a_link_is_not_followed() {
    let tree = Tree::new("links");
    tree.file("a.cab", b"one");
    tree.file("folder/b.cab", b"two");
    tree.seal().unwrap();
    let elsewhere = tree.home.join("elsewhere");
    fs::rename(tree.root().join("folder"), &elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, tree.root().join("folder")).unwrap();
    let report = tree.check();
    assert_eq!(report.findings.iter().map(|finding| finding.rule).collect::<Vec<_>>(), ["CMV0308"]);
    assert_ne!(report.verdict, Verdict::Usable);
}
