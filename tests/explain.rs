//! Which file was judged by which rules: neither more nor fewer than really looked at it.

use crate::common::{Download, G, H, content_of, run};
use cmverify::report::{Judged, JudgedFile, Report};
use cmverify::request::{Depth, Request};
use cmverify::rules::catalogue::find;
use cmverify::verify::{Operation, verify_unwatched};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Rules about one path. The others judge a log, an update, or the folder as a whole.
const OF_PATHS: [&str; 18] = [
    "CMV0110", "CMV0301", "CMV0304", "CMV0305", "CMV0306", "CMV0307", "CMV0308", "CMV0309", "CMV0401", "CMV0402",
    "CMV0403", "CMV0404", "CMV0501", "CMV0502", "CMV0503", "CMV0601", "CMV0602", "CMV0603",
];

fn explained(operation: Operation, request: &Request) -> Report {
    verify_unwatched(operation, &Request { explain: true, ..request.clone() }).expect("a good request")
}

fn judged(report: &Report) -> &Judged {
    report.judged.as_ref().expect("who asks is told")
}

fn of(download: &mut Download) -> Report {
    explained(Operation::VerifyDownload, &download.prepare())
}

fn entry<'a>(report: &'a Report, file: &str) -> Option<&'a JudgedFile> {
    judged(report).files.iter().find(|entry| entry.file == file)
}

/// The path of a finding as the list has it.
fn relative(report: &Report, path: &str) -> String {
    let root = report.inputs.download_path.as_deref().unwrap_or_default();
    let below = Path::new(path).strip_prefix(root).unwrap_or(Path::new(path));
    below.to_string_lossy().into_owned()
}

/// What holds of every report: the list and the findings tell the same.
fn agrees(report: &Report, what: &str) {
    let judged = judged(report);
    let mut seen = BTreeSet::new();
    let mut told: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    let is_log = |path: &str| report.logs.iter().any(|log| log.path == path);
    for finding in &report.findings {
        let evidence = finding.evidence.as_ref().map(|evidence| evidence.path.as_str());
        if let Some(log) = evidence.filter(|path| is_log(path)) {
            told.entry(log.to_owned()).or_default().insert(finding.rule);
        }
        if let Some(file) = finding.file.as_deref().filter(|_| OF_PATHS.contains(&finding.rule)) {
            let path = relative(report, file);
            // The folder itself, a seal that is none, and what is not there: no file was looked at.
            let is_nothing = path.is_empty() || finding.rule == "CMV0402";
            let is_absent = finding.rule == "CMV0403" && !Path::new(file).exists();
            if !is_nothing && !is_absent {
                assert!(entry(report, &path).is_some() || judged.omitted > 0, "{what}: {path}, {}", finding.rule);
                told.entry(path).or_default().insert(finding.rule);
            }
        }
    }
    for entry in &judged.files {
        assert!(seen.insert(&entry.file), "{what}: {} twice", entry.file);
        assert!(entry.rules.is_sorted() && entry.found.is_sorted(), "{what}: {entry:?}");
        assert!(entry.rules.iter().all(|id| find(id).is_some()), "{what}: {entry:?}");
        assert!(entry.found.iter().all(|id| entry.rules.contains(id)), "{what}: {entry:?}");
        let told = told.remove(&entry.file).unwrap_or_default();
        for id in &told {
            assert!(entry.found.contains(id), "{what}: {id} found something in {entry:?}");
        }
        for id in &entry.found {
            let is_counted = report.omitted.iter().any(|omitted| omitted.rule == *id);
            // Of an update's placeholders one is named for all.
            let is_placeholder = *id == "CMV0304" && entry.file.to_ascii_uppercase().contains("SMSSETUP");
            assert!(told.contains(id) || is_counted || is_placeholder, "{what}: nobody told of {id} in {entry:?}");
        }
    }
    assert!(told.is_empty(), "{what}: {told:?}");
}

/// The same report, but for what was asked for.
fn is_the_same(explained: &Report, plain: &Report, what: &str) {
    let mut explained = explained.clone();
    explained.judged = None;
    explained.inputs.explain = false;
    explained.elapsed_ms = plain.elapsed_ms;
    let json = |report: &Report| serde_json::to_string(report).expect("JSON");
    assert_eq!(json(&explained), json(plain), "{what}");
}

#[test]
fn the_list_and_the_findings_of_every_sample_tell_the_same() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples");
    let samples = root.read_dir().expect("samples").flatten().map(|entry| entry.path());
    let samples: Vec<PathBuf> = samples.filter(|path| path.join("expected.json").exists()).collect();
    assert!(samples.len() >= 30);
    // wine takes its time: there one way for each sample, by turns.
    let ways = [(Depth::Full, false, false), (Depth::Quick, true, false), (Depth::Full, false, true)];
    let tried = if cfg!(windows) { 1 } else { ways.len() };
    for (at, sample) in samples.into_iter().enumerate() {
        let text =
            |name: &str| Some(sample.join(name)).filter(|p| p.exists()).map(|p| p.to_string_lossy().into_owned());
        for (depth, without_logs, all_runs) in ways.into_iter().cycle().skip(at).take(tried) {
            let request = Request {
                download_path: text("UpdatePacks"),
                service_connection_log: text("ServiceConnectionTool.log"),
                setup_log: text("ConfigMgrSetup.log"),
                depth,
                without_logs,
                all_runs,
                ..Request::default()
            };
            let what = format!("{} {depth:?}", sample.display());
            let report = explained(Operation::VerifyDownload, &request);
            agrees(&report, &what);
            is_the_same(&report, &verify_unwatched(Operation::VerifyDownload, &request).expect("a report"), &what);
            let again = explained(Operation::VerifyDownload, &request);
            assert_eq!(report.judged, again.judged, "{what}");
            // Every file of the folder, and both logs.
            let files = judged(&report).files.iter().filter(|entry| entry.grade.is_some()).count() as u64;
            assert_eq!((files, judged(&report).omitted), (report.files.count, 0), "{what}");
            let logs = judged(&report).files.iter().filter(|entry| Path::new(&entry.file).has_root()).count();
            assert_eq!(logs, report.logs.len(), "{what}");
        }
    }
}

#[test]
fn each_file_of_a_good_download_names_its_rules() {
    let mut download = Download::good_new();
    download.file("readme.txt", b"hello");
    download.file(&format!("{H}/SMSSETUP/BIN/empty.dll"), b"");
    let report = of(&mut download);
    agrees(&report, "good");
    let (tool, setup) = (download.home.join("ServiceConnectionTool.log"), download.home.join("ConfigMgrSetup.log"));
    let payload = ["CMV0110", "CMV0304", "CMV0305", "CMV0306", "CMV0307", "CMV0309", "CMV0501", "CMV0503"];
    let redist = ["CMV0301", "CMV0305", "CMV0306", "CMV0307", "CMV0309", "CMV0401", "CMV0404", "CMV0501"];
    let manifest = ["CMV0301", "CMV0305", "CMV0306", "CMV0307", "CMV0309", "CMV0403", "CMV0501", "CMV0503"];
    let rows: [(String, &[&str], &str); 9] = [
        (
            tool.to_string_lossy().into_owned(),
            &[
                "CMV0101", "CMV0102", "CMV0103", "CMV0104", "CMV0105", "CMV0106", "CMV0107", "CMV0108", "CMV0109",
                "CMV0110", "CMV0111", "CMV0302",
            ],
            "",
        ),
        (
            setup.to_string_lossy().into_owned(),
            &[
                "CMV0111", "CMV0201", "CMV0202", "CMV0203", "CMV0204", "CMV0205", "CMV0206", "CMV0207", "CMV0208",
                "CMV0209", "CMV0210", "CMV0211",
            ],
            "",
        ),
        ("ConfigMgr.Update.Manifest.cab".to_owned(), &payload, "signature"),
        (format!("{H}/{H}.cab"), &payload, "signature"),
        (format!("{H}/Redist/SQLSysClrTypes.msi"), &redist, "signature"),
        (format!("{H}/Redist/LanguagePack/a.cab"), &redist, "signature"),
        (format!("{H}/Redist/ConfigMgr.Manifest.cab"), &manifest, "signature"),
        (format!("{H}/SMSSETUP/BIN/empty.dll"), &["CMV0304", "CMV0307", "CMV0309"], "present"),
        ("readme.txt".to_owned(), &["CMV0307", "CMV0309"], "present"),
    ];
    for (file, rules, grade) in rows {
        let file = if cfg!(windows) { file.replace('/', "\\") } else { file };
        let entry = entry(&report, &file).unwrap_or_else(|| panic!("{file}: {:#?}", report.judged));
        let rules: Vec<&str> = rules.to_vec();
        // Whom to trust is asked where Windows is at hand.
        let own: Vec<&str> = entry.rules.iter().copied().filter(|id| *id != "CMV0502").collect();
        assert_eq!((own, entry.grade.map_or("", |grade| grade.name())), (rules, grade), "{file}");
        let is_placeholder = file.contains("empty");
        assert_eq!(entry.found, if is_placeholder { vec!["CMV0304"] } else { vec![] }, "{file}");
    }
}

/// A change to the bytes of a file.
type Damage = (&'static str, fn(&[u8]) -> Vec<u8>);

/// Changes one byte, so many eighths into the file.
fn changed<const EIGHTHS: usize>(all: &[u8]) -> Vec<u8> {
    let mut all = all.to_vec();
    let at = all.len() * EIGHTHS / 8;
    if let Some(byte) = all.get_mut(at) {
        *byte ^= 0xFF;
    }
    all
}

const DAMAGES: [Damage; 8] = [
    ("emptied", |_| Vec::new()),
    ("cut", |all| all[..all.len() / 2].to_vec()),
    ("changed early", changed::<1>),
    ("changed", changed::<3>),
    ("changed in the middle", changed::<4>),
    ("changed late", changed::<5>),
    ("a page instead", |_| b"<!DOCTYPE html><html><body>Sign in</body></html>".to_vec()),
    ("another file", |_| content_of("other.cab")),
];

/// Whatever a rule finds in a file that was damaged, it had been asked of the file when it was whole; and the rules that
/// a damage of the content can set off are each set off by one.
#[test]
fn a_rule_that_is_named_looks_and_one_that_looks_is_named() {
    let mut good = Download::good_new();
    let whole = of(&mut good);
    let files = judged(&whole).files.iter().filter(|entry| entry.grade.is_some());
    for file in files.map(|entry| entry.file.clone()).collect::<Vec<_>>() {
        let asked: BTreeSet<&str> = entry(&whole, &file).expect("a file").rules.iter().copied().collect();
        let path = good.root().join(&file);
        let content = fs::read(&path).expect("a file");
        let mut found: BTreeSet<&str> = BTreeSet::new();
        for (damage, change) in DAMAGES {
            fs::write(&path, change(&content)).expect("damaged");
            let report = of(&mut good);
            agrees(&report, &format!("{file} {damage}"));
            let damaged = entry(&report, &file).expect("the same file");
            // A signature is missed where Microsoft's list does not prove the file, and this one it proved.
            let is_new = |id: &&&str| **id != "CMV0503" || !asked.contains("CMV0401");
            for id in damaged.found.iter().filter(is_new) {
                assert!(asked.contains(id), "{file}, {damage}: {id} looks at it, and was not named: {asked:?}");
            }
            found.extend(&damaged.found);
        }
        fs::write(&path, content).expect("as it was");
        for id in asked
            .iter()
            .filter(|id| ["CMV0110", "CMV0301", "CMV0304", "CMV0305", "CMV0306", "CMV0401", "CMV0501"].contains(id))
        {
            assert!(found.contains(id), "{file}: {id} is named, and nothing sets it off: {found:?}");
        }
    }
}

#[test]
fn what_was_found_is_told_of_logs_too() {
    let mut download = Download::good();
    download.tool_text(|text| text + "2024-11-19 12:30:00 ERROR:The disk is full\r\n");
    download.setup_text(|text| text + &run(G, "11-19-2024 13:00:00", "ERROR: Download() failed with 0x80072EE2"));
    let report = of(&mut download);
    agrees(&report, "logs");
    let found = |name: &str| {
        let path = download.home.join(name);
        entry(&report, &path.to_string_lossy()).expect("a log").found.clone()
    };
    assert_eq!(found("ServiceConnectionTool.log"), ["CMV0104"]);
    assert_eq!(found("ConfigMgrSetup.log"), ["CMV0201"]);
    // No run belongs to it, so no rule of runs was asked.
    let mut download = Download::good();
    download.setup_text(|text| text.replace(G, H));
    let report = of(&mut download);
    agrees(&report, "another download's log");
    let log = entry(&report, &download.home.join("ConfigMgrSetup.log").to_string_lossy()).expect("a log").clone();
    assert_eq!((log.rules, log.found), (vec!["CMV0206", "CMV0207", "CMV0211"], vec!["CMV0206"]));
}

#[test]
fn a_log_is_judged_by_the_rules_that_it_was_asked_for_alone() {
    const TOOL: &str = "ServiceConnectionTool.log";
    const SETUP: &str = "ConfigMgrSetup.log";
    let rules = |report: &Report, name: &str| {
        let of_log = |entry: &&JudgedFile| entry.grade.is_none() && entry.file.ends_with(name);
        judged(report).files.iter().find(of_log).map(|entry| entry.rules.clone())
    };
    let mut download = Download::good();
    let mut lost = download.prepare();
    for path in [&mut lost.service_connection_log, &mut lost.setup_log] {
        fs::remove_file(path.as_ref().expect("a log")).expect("there until now");
    }
    let report = explained(Operation::VerifyDownload, &lost);
    assert_eq!((rules(&report, TOOL), rules(&report, SETUP)), (Some(vec!["CMV0107"]), Some(vec!["CMV0207"])));
    let report = explained(Operation::VerifyDownload, &Request { without_logs: true, ..lost });
    assert_eq!((rules(&report, TOOL), rules(&report, SETUP)), (None, None));

    let mut download = Download::good();
    download.setup_text(|_| "INFO: nothing\r\n".to_owned());
    for all_runs in [false, true] {
        let request = Request { all_runs, ..download.prepare() };
        let of_setup = rules(&explained(Operation::VerifyDownload, &request), SETUP).expect("a log");
        assert!(
            !of_setup.contains(&"CMV0201") && of_setup.contains(&"CMV0206"),
            "no run, no rule of runs: {of_setup:?}"
        );
    }
}

#[test]
fn quick_depth_names_fewer_rules_and_none_that_reads_to_the_end() {
    let mut download = Download::good_new();
    let full = of(&mut download);
    download.request.depth = Depth::Quick;
    let quick = of(&mut download);
    agrees(&quick, "quick");
    for entry in judged(&quick).files.iter().filter(|entry| entry.grade.is_some()) {
        let more = self::entry(&full, &entry.file).expect("the same files");
        assert!(entry.rules.iter().all(|id| more.rules.contains(id)), "{entry:?}");
        assert!(!entry.rules.iter().any(|id| id.starts_with("CMV04") || id.starts_with("CMV05")), "{entry:?}");
    }
}

#[test]
fn a_seal_s_files_name_the_rules_of_seals() {
    let mut download = Download::good_new();
    let mut request = download.prepare();
    request.seal = Some(download.home.join("x.seal.sha256").to_string_lossy().into_owned());
    request.include_logs = true;
    let made = explained(Operation::MakeSeal, &request);
    agrees(&made, "made");
    assert!(made.seal.is_some());
    request.include_logs = false;
    download.file("new.txt", b"new");
    download.file(&format!("{H}/{H}.cab"), &content_of("other.cab"));
    download.file(&format!("{H}/Redist/LanguagePack/a.cab"), b"short");
    download.remove("ConfigMgr.Update.Manifest.cab");
    let report = explained(Operation::VerifySeal, &request);
    agrees(&report, "checked");
    let rows: [(String, &[&str], &[&str], &str); 5] = [
        ("new.txt".to_owned(), &["CMV0603"], &["CMV0603"], ""),
        ("ConfigMgr.Update.Manifest.cab".to_owned(), &["CMV0601"], &["CMV0601"], ""),
        (format!("{H}/Redist/LanguagePack/a.cab"), &["CMV0601", "CMV0602", "CMV0603"], &["CMV0602"], ""),
        (format!("{H}/Redist/SQLSysClrTypes.msi"), &["CMV0307", "CMV0601", "CMV0602", "CMV0603"], &[], "signature"),
        (
            download.home.join("ConfigMgrSetup.log").to_string_lossy().into_owned(),
            &["CMV0307", "CMV0601", "CMV0602"],
            &[],
            "",
        ),
    ];
    for (file, rules, found, grade) in rows {
        let file = if cfg!(windows) { file.replace('/', "\\") } else { file };
        let entry = entry(&report, &file).unwrap_or_else(|| panic!("{file}: {:#?}", report.judged));
        assert_eq!(
            (&*entry.rules, &*entry.found, entry.grade.map_or("", |grade| grade.name())),
            (rules, found, grade),
            "{file}"
        );
    }
    request.explain = false;
    is_the_same(&report, &verify_unwatched(Operation::VerifySeal, &request).expect("a report"), "a seal");
}

#[test]
fn nobody_is_told_who_did_not_ask() {
    assert_eq!(Download::good().verify().judged, None);
}
