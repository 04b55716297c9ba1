//! What the files show by themselves: each fault in content by its rule, whatever the logs say.
#![allow(clippy::too_many_lines, reason = "a table is as long as it has rows")]

use crate::common::make::{self, Form};
use crate::common::{Download, G, X, content_of};
use cmverify::files::proof::Grade;
use cmverify::report::Report;
use cmverify::report::Verdict::{self, Inconclusive, NotUsable, Usable};
use cmverify::request::{Depth, Request};
use std::fs;
use std::path::{Path, PathBuf};

/// A change to a good download, its verdict, and the rules that it must be found by.
type Row = (&'static str, fn(&Download), Verdict, &'static [&'static str]);

fn payload() -> String {
    format!("{G}/{G}.cab")
}

fn redist(name: &str) -> String {
    format!("{G}/Redist/{name}")
}

impl Download {
    fn bytes(&self, path: &str) -> Vec<u8> {
        fs::read(self.root().join(path)).expect("a file")
    }

    fn change(&self, path: &str, change: impl FnOnce(&mut Vec<u8>)) {
        let mut bytes = self.bytes(path);
        change(&mut bytes);
        self.file(path, &bytes);
    }

    /// Replaces a manifest by one with this XML.
    fn manifest(&self, name: &str, xml: &[u8]) {
        self.file(&redist(&format!("{name}.cab")), &make::manifest_cab(name, xml));
    }

    /// A main manifest of entries that are no more than a name and a hash.
    fn entries(&self, entries: &[(&str, &[u8])]) {
        self.manifest("ConfigMgr.Manifest", &make::manifest(&[("All", entries)], Form::Attributes));
    }
}

#[test]
fn each_fault_in_content_is_found_by_its_rule() {
    let rows: &[Row] = &[
        ("nothing", |_| {}, Usable, &[]),
        (
            "a bit of a listed file",
            |d| d.change(&redist("SQLSysClrTypes.msi"), |b| flip_content(b)),
            NotUsable,
            &["CMV0401", "CMV0501"],
        ),
        (
            "a bit of a listed cabinet in a subfolder",
            |d| d.change(&redist("LanguagePack/a.cab"), |b| flip_content(b)),
            NotUsable,
            &["CMV0306", "CMV0401", "CMV0501"],
        ),
        (
            "a bit of the signed payload",
            |d| d.change(&payload(), |b| flip_content(b)),
            NotUsable,
            &["CMV0306", "CMV0501"],
        ),
        ("a cut payload", |d| d.change(&payload(), |b| b.truncate(b.len() - 1)), NotUsable, &["CMV0305"]),
        (
            "a cut installer",
            |d| d.change(&redist("SQLSysClrTypes.msi"), |b| b.truncate(1536)),
            NotUsable,
            &["CMV0305", "CMV0401"],
        ),
        (
            "a page for a cabinet",
            |d| d.file(&payload(), b"<!DOCTYPE html><html><body>Sign in</body></html>"),
            NotUsable,
            &["CMV0306"],
        ),
        (
            "an answer of a proxy",
            |d| d.file(&redist("extra.exe"), b"HTTP/1.1 403 Forbidden\r\n\r\n"),
            NotUsable,
            &["CMV0306", "CMV0404"],
        ),
        ("zeros for a cabinet", |d| d.file(&payload(), &vec![0; 70_000]), NotUsable, &["CMV0306"]),
        (
            "an installer whose end never came",
            |d| {
                let mut bytes = make::compound(&[("big", &vec![0; 300_000])], make::Version::Three);
                bytes.resize(bytes.len().next_multiple_of(512), 0);
                d.file(&redist("extra.msi"), &bytes);
            },
            NotUsable,
            &["CMV0306", "CMV0404", "CMV0503"],
        ),
        (
            "a cabinet under the name of a program",
            |d| d.file(&redist("extra.exe"), &content_of("a.cab")),
            NotUsable,
            &["CMV0306", "CMV0404"],
        ),
        (
            "a listed file is gone",
            |d| {
                d.valid(&redist("b.msi"));
                d.rewrite_manifests();
                d.remove(&redist("b.msi"));
            },
            NotUsable,
            &["CMV0402"],
        ),
        (
            "a group of which nothing is there",
            |d| {
                let own = d.bytes(&redist("SQLSysClrTypes.msi"));
                d.manifest(
                    "ConfigMgr.Manifest",
                    &make::manifest(
                        &[("Here", &[("SQLSysClrTypes.msi", &own)]), ("Never", &[("x.msi", b"x"), ("y.msi", b"y")])],
                        Form::Elements,
                    ),
                );
            },
            Usable,
            &[],
        ),
        ("a manifest that is no XML", |d| d.manifest("ConfigMgr.Manifest", b"not at all"), Usable, &["CMV0403"]),
        ("a manifest without a file", |d| d.manifest("ConfigMgr.Manifest", b"<ConfigMgr/>"), Usable, &["CMV0403"]),
        (
            "a manifest cabinet with another member",
            |d| {
                d.file(&redist("ConfigMgr.Manifest.cab"), &make::manifest_cab("Other", b"<ConfigMgr/>"));
            },
            Usable,
            &["CMV0403"],
        ),
        (
            "one cabinet of a set",
            |d| {
                let set = make::Options { after: Some(("b.cab", "disk")), ..make::Options::default() };
                d.file(&redist("extra.cab"), &make::cabinet(&[("a", b"b")], &set));
            },
            Inconclusive,
            &["CMV0307", "CMV0404", "CMV0503"],
        ),
        ("a file of which no list tells", |d| d.valid(&redist("extra.msi")), Usable, &["CMV0404"]),
        (
            "an unsigned file of which no list tells",
            |d| d.file(&redist("extra.cab"), &make::stored(&[("a", b"b")])),
            Usable,
            &["CMV0404", "CMV0503"],
        ),
        ("an unsigned payload", |d| d.file(&payload(), &make::stored(&[("a", b"b")])), Usable, &["CMV0503"]),
        (
            "zeros under a name that promises nothing",
            |d| {
                d.file(&format!("{G}/SMSSETUP/empty.bin"), &vec![0; 100_000]);
                d.file(&format!("{G}/SMSSETUP/small.dat"), &[0; 16]);
            },
            Usable,
            &[],
        ),
        (
            "a program with long zeros in its last section",
            |d| {
                let mut data = vec![0; 200_000];
                data[0] = 1;
                d.file(&format!("{G}/SMSSETUP/a.dll"), &make::library(64, &data));
            },
            Usable,
            &[],
        ),
        (
            "a program whose last section never came",
            |d| {
                let mut bytes = make::library(64, &vec![1; 200_000]);
                let at = bytes.len() - 200_704;
                bytes[at..].fill(0);
                d.file(&format!("{G}/SMSSETUP/a.dll"), &bytes);
            },
            NotUsable,
            &["CMV0306"],
        ),
        ("text under a name that promises nothing", |d| d.file(&format!("{G}/readme.txt"), b"<html>"), Usable, &[]),
    ];
    let mut wrong = Vec::new();
    #[cfg(not(windows))]
    let mut told = crate::told::Told::default();
    for (what, change, verdict, rules) in rows {
        let mut download = Download::good();
        change(&download);
        let report = download.verify();
        #[cfg(not(windows))]
        told.row(what, &download.home, &report);
        let found = crate::common::outcome(&report);
        if found != (*verdict, rules.to_vec()) {
            let messages: Vec<&str> = report.findings.iter().map(|finding| finding.message.as_str()).collect();
            wrong.push(format!("{what}: {found:?}, expected {:?}\n    {}", (verdict, rules), messages.join("\n    ")));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    #[cfg(not(windows))]
    told.assert("faults in content");
}

#[test]
fn a_size_that_the_log_states_is_held_against_the_file() {
    let mut download = Download::good_new();
    assert_eq!(download.verdict(), (Usable, vec![]));
    download.tool_text(|text| text.replace("Manifest.cab (size = ", "Manifest.cab (size = 9"));
    let report = download.verify();
    assert_eq!(crate::common::outcome(&report), (NotUsable, vec!["CMV0110"]));
    let finding = &report.findings[0];
    assert!(finding.expected.as_ref().is_some_and(|size| size.starts_with('9')));
    let name = "ConfigMgr.Update.Manifest.cab";
    assert_eq!(finding.actual, Some(content_of(name).len().to_string()));
    assert_eq!(finding.file.as_deref(), download.root().join(name).to_str());
    assert!(finding.message.contains(name) && !finding.message.contains("UpdatePacks"), "{}", finding.message);
    assert_eq!(finding.evidence.as_ref().and_then(|evidence| evidence.line), Some(1), "the line that states it");

    let mut download = Download::good_new();
    let signed = content_of(&format!("{X}.cab"));
    download.file(&format!("{X}.cab"), &[&signed[..], b"\0"].concat());
    let report = download.verify();
    assert!(report.findings.iter().any(|f| f.rule == "CMV0110" && f.guid.as_deref() == Some(X)), "{report:?}");
}

/// Changes a bit of what is in the file, not of its structure.
fn flip_content(bytes: &mut [u8]) {
    let words = b"as it should be";
    let at = bytes.windows(words.len()).position(|part| part == words).expect("the maker's words");
    bytes[at] ^= 1;
}

fn flip(bytes: &mut [u8], bit: usize) {
    bytes[bit / 8] ^= 1 << (bit % 8);
}

/// Every file of the download that Microsoft signs or lists, by its path.
fn signed_or_listed(download: &Download) -> Vec<String> {
    let names = ["ConfigMgr.Manifest.cab", "ConfigMgr.LN.Manifest.cab", "SQLSysClrTypes.msi", "LanguagePack/a.cab"];
    let mut paths: Vec<String> = names.into_iter().map(redist).collect();
    paths.push(payload());
    paths.push("ConfigMgr.Update.Manifest.cab".to_owned());
    for path in &paths {
        assert!(download.root().join(path).is_file(), "{path}");
    }
    paths
}

#[test]
fn no_file_that_was_cut_anywhere_is_usable() {
    let mut download = Download::good();
    let request = download.prepare();
    for path in signed_or_listed(&download) {
        let whole = download.bytes(&path);
        let (places, ends) = if cfg!(windows) { (4, 3) } else { (250, 20) };
        let step = 1 + whole.len() / places;
        for length in (0..whole.len()).step_by(step).chain(whole.len().saturating_sub(ends)..whole.len()) {
            download.file(&path, &whole[..length]);
            let report = cmverify::verify::download(&request).expect("a good request");
            assert_ne!(report.verdict, Usable, "{path} cut at {length} of {}", whole.len());
        }
        download.file(&path, &whole);
    }
    assert_eq!(download.verdict(), (Usable, vec![]));
}

#[test]
fn no_single_bit_goes_unnoticed() {
    // Under wine every file costs many times as much, and the code is the same.
    let asked = std::env::var("CMVERIFY_BITS").ok().map(|bits| bits.parse::<u32>().expect("a number"));
    let each = if cfg!(windows) { 50 } else { asked.unwrap_or(10_000) / 2 };
    let unnoticed: Vec<String> = std::thread::scope(|scope| {
        let halves = [0x2026_1122_u64, 0x2026_1123].map(|seed| scope.spawn(move || unnoticed_bits(seed, each)));
        halves.into_iter().flat_map(|half| half.join().expect("no panic")).collect()
    });
    assert!(unnoticed.is_empty(), "{unnoticed:#?}");
}

/// Changes single bits at random, and tells those with which the download is usable.
fn unnoticed_bits(mut random: u64, count: u32) -> std::collections::BTreeSet<String> {
    let mut download = Download::good();
    let request = download.prepare();
    let paths = signed_or_listed(&download);
    let files: Vec<Vec<u8>> = paths.iter().map(|path| download.bytes(path)).collect();
    let bits: Vec<usize> = files.iter().map(|file| file.len() * 8).collect();
    let mut unnoticed = std::collections::BTreeSet::new();
    for _ in 0..count {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let mut bit = usize::try_from(random >> 16).expect("64 bits") % bits.iter().sum::<usize>();
        let which = bits.iter().position(|of_file| {
            let is_here = bit < *of_file;
            if !is_here {
                bit -= of_file;
            }
            is_here
        });
        let which = which.expect("within all files");
        let mut changed = files[which].clone();
        flip(&mut changed, bit);
        download.file(&paths[which], &changed);
        let report = cmverify::verify::download(&request).expect("a good request");
        if report.verdict == Usable {
            unnoticed.insert(format!("{} of {} bytes: {}", paths[which], changed.len(), bit / 8));
        }
        download.file(&paths[which], &files[which]);
    }
    unnoticed
}

#[test]
fn a_signature_is_not_lost_by_one_bit() {
    // Alone in a Redist folder: each look is at this one file.
    let download = Download::empty();
    let root = download.root().join("Redist").to_string_lossy().into_owned();
    let request = Request { download_path: Some(root), ..Request::default() };
    let program = content_of("extra.exe");
    let layout = cmverify::formats::pe::layout(&mut std::io::Cursor::new(&program), program.len() as u64);
    let layout = layout.expect("readable").expect("whole").expect("a program");
    let table = layout.certificates.expect("signed");
    let checksum = layout.signed.expect("signed").covered[0].end;
    let table = usize::try_from(table.start).expect("small")..usize::try_from(table.end).expect("small");
    // The headers, the head of the certificate table, and the block to its end.
    let (coarse, fine) = if cfg!(windows) { (211, 17) } else { (7, 1) };
    let rest = (table.start + 40..table.end).step_by(coarse);
    let head = (table.start..table.start + 40).step_by(fine);
    for at in (0..512).step_by(fine).chain(head).chain(rest) {
        for bit in 0..8 {
            let mut changed = program.clone();
            changed[at] ^= 1 << bit;
            download.file("Redist/extra.exe", &changed);
            let report = cmverify::verify::redist(&request).expect("a good request");
            let is_left_out = (checksum..checksum + 4).contains(&(at as u64));
            // Padding behind the last byte of the block counts as well.
            assert!(report.verdict != Usable || is_left_out, "byte {at} of {}, bit {bit}", program.len());
        }
    }
}

/// The download with its logs lost.
fn without_logs() -> Download {
    let mut download = Download::good();
    download.tool = None;
    download.setup = None;
    download.request.without_logs = true;
    download
}

#[test]
fn without_logs_only_what_proves_itself_is_usable() {
    let report = without_logs().verify();
    assert_eq!(crate::common::outcome(&report), (Usable, vec![]), "{}", report.summary);
    assert!(report.summary.contains("log"), "it says on what it rests: {}", report.summary);

    let weaker: &[Row] = &[
        ("an unsigned payload", |d| d.file(&payload(), &make::stored(&[("a", b"b")])), Inconclusive, &["CMV0503"]),
        ("an extra unsigned redist", |d| d.file(&redist("x.dat"), b"data"), Inconclusive, &["CMV0404"]),
        (
            "an entry of the manifest that cannot be read",
            |d| {
                let own = d.bytes(&redist("SQLSysClrTypes.msi"));
                d.entries(&[("SQLSysClrTypes.msi", &own), ("gone.msi:stream", b"gone")]);
            },
            Inconclusive,
            &["CMV0403"],
        ),
        ("no payload", |d| d.remove(&payload()), Inconclusive, &[]),
        ("no main manifest", |d| d.remove(&redist("ConfigMgr.Manifest.cab")), Inconclusive, &["CMV0403"]),
        ("no manifest of languages", |d| d.remove(&redist("ConfigMgr.LN.Manifest.cab")), Inconclusive, &["CMV0404"]),
        (
            "an unsigned manifest",
            |d| {
                let own = d.bytes(&redist("SQLSysClrTypes.msi"));
                let xml = make::manifest(&[("All", &[("SQLSysClrTypes.msi", &own)])], Form::Attributes);
                d.file(&redist("ConfigMgr.Manifest.cab"), &make::stored(&[("ConfigMgr.Manifest.xml", &xml)]));
            },
            Inconclusive,
            &["CMV0503"],
        ),
        (
            "a group of which nothing is there",
            |d| {
                let own = d.bytes(&redist("SQLSysClrTypes.msi"));
                d.manifest(
                    "ConfigMgr.Manifest",
                    &make::manifest(
                        &[("Here", &[("SQLSysClrTypes.msi", &own)]), ("Never", &[("x.msi", b"x")])],
                        Form::Elements,
                    ),
                );
            },
            Inconclusive,
            &[],
        ),
        ("an unknown update without redists", |d| d.valid(&format!("{X}.cab")), Inconclusive, &[]),
        ("a release without redists", |d| d.remove(&format!("{G}/Redist")), NotUsable, &["CMV0302"]),
        ("a listed redist is gone", |d| d.remove(&redist("LanguagePack/a.cab")), Usable, &[]),
    ];
    let mut wrong = Vec::new();
    #[cfg(not(windows))]
    let mut told = crate::told::Told::default();
    for (what, change, verdict, rules) in weaker {
        let mut download = without_logs();
        change(&download);
        let report = download.verify();
        #[cfg(not(windows))]
        told.row(what, &download.home, &report);
        let found = crate::common::outcome(&report);
        // A language is a choice: of its group nothing is there, and nothing says that it should be.
        if found != (*verdict, rules.to_vec()) {
            let messages: Vec<&str> = report.findings.iter().map(|finding| finding.message.as_str()).collect();
            wrong.push(format!(
                "{what}: {found:?}, expected {:?}: {}\n    {}",
                (verdict, rules),
                report.summary,
                messages.join("\n    ")
            ));
        }
        let names_what =
            report.verdict != Inconclusive || !report.summary.is_empty() && report.next_action.contains("log");
        assert!(names_what, "{what}: {} {}", report.summary, report.next_action);
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    #[cfg(not(windows))]
    told.assert("without logs");
}

#[test]
fn without_logs_the_unproved_files_are_listed() {
    let mut download = without_logs();
    download.file(&redist("x.dat"), b"data");
    let report = download.verify();
    assert_eq!(report.updates[0].unproved, [redist("x.dat").replace('/', std::path::MAIN_SEPARATOR_STR)]);
    assert!(report.summary.contains("x.dat"), "{}", report.summary);
    // In less depth nothing is proved at all.
    let mut download = without_logs();
    download.request.depth = Depth::Quick;
    let report = download.verify();
    assert_eq!(report.verdict, Inconclusive);
    assert!(report.next_action.contains("Full"), "{}", report.next_action);
}

#[test]
fn of_very_many_updates_fewer_files_are_named_the_same_in_every_run() {
    let json = |report: &Report| serde_json::to_value(&report.updates).unwrap();
    // Under wine every file costs many times as much, and the code is the same.
    let cases: &[(usize, usize)] = if cfg!(windows) { &[(9, 60)] } else { &[(2, 60), (9, 60), (80, 10)] };
    for &(updates, named) in cases {
        let mut download = Download::empty();
        for update in 0..updates {
            for file in 0..60 {
                download.file(&format!("{update:08}-0000-0000-0000-000000000000/SMSSETUP/{file:02}.dat"), b"x");
            }
        }
        download.request.depth = Depth::Quick;
        let first = download.verify();
        assert_eq!(first.updates[0].file_evidence.len(), named);
        assert!(first.updates.iter().all(|update| update.evidence.present == 60));
        let in_all: usize = first.updates.iter().map(|update| update.file_evidence.len()).sum();
        assert_eq!(in_all, (updates * named).min(500));
        for _ in 0..if cfg!(windows) { 1 } else { 5 } {
            assert_eq!(json(&download.verify()), json(&first));
        }
    }
}

#[test]
fn a_grade_for_every_file_and_every_update() {
    let mut download = Download::good_new();
    let unlisted = format!("{}/Redist/LanguagePack/a.cab", crate::common::H);
    let report = download.verify();
    let update = &report.updates[1];
    assert_eq!((update.evidence.signature, update.evidence.present), (5, 0), "{update:?}");
    assert_eq!(update.grade, Some(Grade::Signature));
    assert!(update.file_evidence.iter().all(|file| file.signer.is_some() && file.grade == Grade::Signature));

    // Unsigned: proved by the list.
    download.file(&unlisted, &make::stored(&[("a", b"b")]));
    download.rewrite_manifests();
    let report = download.verify();
    assert_eq!(report.updates[1].grade, Some(Grade::ManifestHash));
    assert_eq!(report.updates[1].file_evidence[0].grade, Grade::ManifestHash, "the weakest first");

    // In quick depth, what the logs say is all there is.
    download.request.depth = Depth::Quick;
    let report = download.verify();
    let grades = report.updates[1].evidence;
    assert_eq!((grades.signature, grades.manifest_hash), (0, 0));
    assert!(grades.logged_hash >= 3 && grades.logged_size == 1, "{grades:?}");
    assert_eq!(report.files.hashed_bytes, 0);
    assert_eq!(report.files.evidence.logged_size, 3, "both payloads and the manifest of updates");
}

#[test]
fn the_same_folder_gives_the_same_report_whoever_reads_first() {
    let mut download = Download::good();
    for n in 0..300 {
        download.file(&redist(&format!("{n:03}.cab")), if n % 2 == 0 { b"<html>" } else { b"MSCF" });
        download.file(&redist(&format!("deep/{n:03}.dat")), b"x");
    }
    let mut first = download.verify();
    first.elapsed_ms = 0;
    let first = serde_json::to_string(&first).expect("JSON");
    for _ in 0..if cfg!(windows) { 5 } else { 20 } {
        let mut again = download.verify();
        again.elapsed_ms = 0;
        assert_eq!(serde_json::to_string(&again).expect("JSON"), first);
    }
}

#[test]
fn names_in_a_manifest_lead_nowhere() {
    let secret = Download::empty();
    let outside = secret.root().join("ConfigMgr.Update.Manifest.cab");
    let names = [
        "../../../secret.cab",
        r"..\..\secret.cab",
        "/etc/passwd",
        r"C:\Windows\System32\kernel32.dll",
        "C:kernel32.dll",
        r"\\server\share\x.cab",
        r"\\?\C:\x.cab",
        r"\\.\NUL",
        "NUL",
        "com1.cab",
        "SQLSysClrTypes.msi:stream",
        "SQLSysClrTypes.msi.",
        "LanguagePack./a.cab",
        "a\u{202E}b.cab/../x",
        outside.to_str().expect("UTF-8"),
    ];
    for name in names {
        let mut download = Download::good();
        let own = download.bytes(&redist("SQLSysClrTypes.msi"));
        download.entries(&[("SQLSysClrTypes.msi", &own), (name, b"something else")]);
        let report = download.verify();
        let rules: Vec<&str> = report.findings.iter().map(|finding| finding.rule).collect();
        assert_eq!(rules, ["CMV0403"], "{name}");
        assert!(report.findings[0].message.contains('1'), "{name}: {}", report.findings[0].message);
    }
}

#[test]
fn language_packs_that_were_exchanged_are_noticed_where_the_run_only_verified_them() {
    let mut download = Download::good();
    let [one, other] = ["LanguagePack/a.cab", "LanguagePack/b.cab"].map(redist);
    download.valid(&other);
    download.rewrite_manifests();
    // What is there already is not downloaded again, and the list names no folder.
    download.setup_text(|text| {
        let verified =
            text.lines().find(|line| line.contains(r"Verifying hash") && line.contains("a.cab")).expect("a line");
        let also = verified.replace("a.cab", "b.cab");
        let kept = text.lines().filter(|line| !line.contains(" as a.cab")).map(|line| format!("{line}\r\n"));
        kept.collect::<String>().replacen(verified, &format!("{verified}\r\n{also}"), 1)
    });
    assert_eq!(download.verdict(), (Usable, vec![]));
    let (a, b) = (download.bytes(&one), download.bytes(&other));
    download.file(&one, &b);
    download.file(&other, &a);
    assert_eq!(download.verdict(), (NotUsable, vec!["CMV0401"]));
}

#[cfg(unix)]
#[test]
fn a_listed_name_never_answers_for_two_files() {
    // Names that are one to Windows: by case, and by how an accent is written.
    for (listed, other) in [("Setup.msi", "SETUP.MSI"), ("caf\u{E9}.msi", "cafe\u{301}.msi")] {
        let mut download = Download::good();
        let own = content_of("own.msi");
        download.file(&redist(listed), &own);
        download.rewrite_manifests();
        download.file(&redist(other), &own);
        assert_eq!(download.verdict(), (Usable, vec!["CMV0404"]), "{other}: the same content, and one too many");
        download.file(&redist(other), &content_of("other.msi"));
        let (verdict, rules) = download.verdict();
        assert_eq!((verdict, rules.contains(&"CMV0401")), (NotUsable, true), "{other}: which of the two is imported?");
        // Alone under the other name it is the listed file.
        download.remove(&redist(listed));
        download.file(&redist(other), &own);
        assert_eq!(download.verdict(), (Usable, vec![]), "{other}");
    }
}

#[test]
fn a_path_of_more_than_260_characters_is_read_like_others() {
    let mut download = Download::good();
    let deep: PathBuf = std::iter::repeat_n("a folder with a name of forty characters", 8).collect();
    let path = redist(&format!("LanguagePack/{}/deep.cab", deep.to_string_lossy().replace('\\', "/")));
    let content = content_of("deep.cab");
    assert!(path.len() > 300);
    download.file(&path, &content);
    download.rewrite_manifests();
    assert_eq!(download.verdict(), (Usable, vec![]));
    let mut changed = content;
    flip(&mut changed, 8 * 100);
    download.file(&path, &changed);
    let report = download.verify();
    assert_eq!(report.verdict, NotUsable);
    let file = report.findings[0].file.clone().expect("a path");
    assert!(file.ends_with("deep.cab") && !file.contains(r"\\?\"), "{file}");
}

#[test]
fn what_a_tree_does_while_it_is_read_is_noticed() {
    // A file that grows between its two looks.
    let mut download = Download::good();
    let request = download.prepare();
    let path = download.root().join(redist("growing.dat"));
    fs::write(&path, vec![1; 3 << 20]).expect("a file");
    let stop = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                use std::io::Write;
                let mut file = fs::OpenOptions::new().append(true).open(&path).expect("a file");
                file.write_all(&[1; 4096]).expect("written");
            }
        });
        let seen = (0..20).any(|_| {
            let report = cmverify::verify::download(&request).expect("a good request");
            report.findings.iter().any(|finding| finding.rule == "CMV0307")
        });
        stop.store(true, std::sync::atomic::Ordering::Relaxed);
        assert!(seen);
    });
}

/// The real files with Microsoft's signatures, where they lie beside the checkout.
fn samples() -> Option<Vec<PathBuf>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/samples/signed");
    let files: Vec<PathBuf> = folder
        .read_dir()
        .ok()?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|e| e == "dll"))
        .collect();
    (!files.is_empty()).then_some(files)
}

#[test]
fn real_files_of_microsoft_prove_themselves() {
    let Some(samples) = samples() else {
        println!("SKIPPED: no signed files beside the checkout");
        return;
    };
    for sample in samples {
        let name = sample.file_name().expect("a name").to_string_lossy().into_owned();
        let bytes = fs::read(&sample).expect("a file");
        let mut download = without_logs();
        download.file(&redist(&name), &bytes);
        let report = download.verify();
        assert_eq!(crate::common::outcome(&report), (Usable, vec!["CMV0404"]), "{name}");
        let shown = report.updates[0].file_evidence.iter().find(|file| file.file.ends_with(&name)).expect("listed");
        assert!(shown.grade == Grade::Signature && shown.signed_at.is_some(), "{shown:?}");
        // One bit in each KB, outside the checksum, which a signature leaves out.
        for at in (1024..bytes.len()).step_by(if cfg!(windows) { 16_384 } else { 1024 }) {
            let mut changed = bytes.clone();
            changed[at] ^= 0x10;
            download.file(&redist(&name), &changed);
            assert_ne!(download.verify().verdict, Usable, "{name}: byte {at}");
        }
    }
}
