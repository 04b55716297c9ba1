//! Downloads that were made to be too much: whatever they hold, there is an answer within seconds, in bounded memory, and
//! it is not "usable".
//!
//! `CMVERIFY_ENTRIES=10000000 cargo test --release --test bounds -- --nocapture` makes each of them so large; without it,
//! large enough to tell what grows from what does not. Memory is asked of Linux.
#![cfg(target_os = "linux")]

mod common;

use cmverify::report::{Report, Verdict};
use common::make::{self, Compression, Options};
use common::{Download, G, outcome};
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// One at a time: memory is that of the process.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How many entries a download is given.
fn entries(without_wish: u64) -> u64 {
    std::env::var("CMVERIFY_ENTRIES").map_or(without_wish, |text| text.parse().expect("a number of entries"))
}

fn memory(of: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").expect("Linux tells");
    let line = status.lines().find_map(|line| line.strip_prefix(of)).expect("a line of it");
    line.trim().trim_end_matches(" kB").trim().parse::<u64>().expect("a number") / 1024
}

/// The most that may be held at once, in MiB, whatever the download holds: what 16 readers take, and the evidence.
const MOST_MEMORY: u64 = 256;

/// Asks, and fails where the answer took more than so many MiB or seconds.
fn ask(what: &str, download: &mut Download, memory_bound: u64, seconds: u64) -> Report {
    let request = download.prepare();
    // Forgets the most that was held before.
    fs::write("/proc/self/clear_refs", "5").expect("a process may do that to itself");
    let before = memory("VmRSS:");
    let begun = Instant::now();
    let report = cmverify::verify::download(&request).expect("a good request");
    let took = begun.elapsed();
    let grown = memory("VmHWM:").saturating_sub(before);
    println!("{what}: {:?} after {:.1} s, {grown} MiB more at the most", outcome(&report), took.as_secs_f64());
    assert!(grown <= memory_bound, "{what}: {grown} MiB");
    assert!(took < Duration::from_secs(seconds), "{what}: {took:?}");
    let length = serde_json::to_string(&report).expect("JSON").len();
    assert!(length < 8 << 20, "{what}: a report of {length} bytes");
    report
}

/// Writes a log line by line, so that the test itself holds none of it.
fn write_log(path: &Path, begin: &str, count: u64, mut line: impl FnMut(&mut String, u64), end: &str) {
    let mut file = BufWriter::with_capacity(1 << 20, File::create(path).expect("a log"));
    file.write_all(begin.as_bytes()).expect("written");
    let mut text = String::new();
    for number in 0..count {
        text.clear();
        line(&mut text, number);
        file.write_all(text.as_bytes()).expect("written");
    }
    file.write_all(end.as_bytes()).expect("written");
}

fn guid(number: u64) -> String {
    format!("{number:08X}-0000-4000-8000-{number:012X}")
}

/// Writes the n-th entry of a log.
type Entry = fn(&mut String, u64);

#[test]
fn logs_with_millions_of_entries_are_refused_or_counted_in_bounded_memory() {
    let _alone = alone();
    let count = entries(300_000);
    // A million lines a second at the least, and a log is read up to three times.
    let seconds = 20 + count / 100_000;
    let mut download = Download::good();
    let (tool, setup) = (download.tool.take().expect("a log"), download.setup.take().expect("a log"));
    let (tool, setup) = (String::from_utf8(tool).expect("UTF-8"), String::from_utf8(setup).expect("UTF-8"));
    let whole = |download: &mut Download| {
        download.tool = Some(tool.clone().into());
        download.setup = Some(setup.clone().into());
        (download.request.service_connection_log, download.request.setup_log) = (None, None);
    };
    let other = download.home.join("made to be large.log");
    let given = Some(other.to_string_lossy().into_owned());

    let of_tool: [(&str, Entry); 4] = [
        ("updates", |text, n| write!(text, "INFO:Downloaded Payload {} size = 1\r\n", guid(n)).expect("a text")),
        ("open redists", |text, _| text.push_str("INFO:downloading redist\r\n")),
        ("failures", |text, n| write!(text, "ERROR:Failed to download redist for {}\r\n", guid(n)).expect("a text")),
        ("errors", |text, n| write!(text, "ERROR:The operation has timed out ({n})\r\n").expect("a text")),
    ];
    for (what, entry) in of_tool {
        whole(&mut download);
        write_log(&other, &tool, count, entry, "");
        download.request.service_connection_log.clone_from(&given);
        let report = ask(&format!("{count} {what} in the tool's log"), &mut download, MOST_MEMORY, seconds);
        assert_ne!(report.verdict, Verdict::Usable, "{what}");
    }

    let end = setup.find("FINISHED").expect("an end");
    let end = setup[..end].rfind('\n').map_or(0, |at| at + 1);
    let run = setup.clone();
    whole(&mut download);
    let of_setup: [(&str, Entry); 3] = [
        ("files of one run", |text, n| {
            let name = "x".repeat(60);
            write!(text, "INFO: Downloading https://example.invalid/{name}{n}.cab as {name}{n}.cab\r\n")
                .expect("a text");
        }),
        ("errors of one run", |text, n| write!(text, "ERROR: Download() failed with 0x{n:08X}\r\n").expect("a text")),
        ("lines that say nothing", |text, n| write!(text, "INFO: {n}\r\n").expect("a text")),
    ];
    for (what, entry) in of_setup {
        whole(&mut download);
        write_log(&other, &setup[..end], count, entry, &setup[end..]);
        download.request.setup_log.clone_from(&given);
        let report = ask(&format!("{count} {what} in ConfigMgrSetup.log"), &mut download, MOST_MEMORY, seconds);
        let is_harmless = what.starts_with("lines");
        assert_eq!(report.verdict == Verdict::Usable, is_harmless, "{what}: {:?}", outcome(&report));
    }
    whole(&mut download);
    let runs = count / 20;
    write_log(&other, "", runs, |text, _| text.push_str(&run), "");
    download.request.setup_log.clone_from(&given);
    let report = ask(&format!("{runs} runs"), &mut download, MOST_MEMORY, seconds);
    assert_eq!(report.verdict, Verdict::Usable, "{runs} runs, all of them good: {:?}", outcome(&report));
    write_log(&other, "", runs, |text, _| text.push_str(&run), &run[..end]);
    let report = ask(&format!("{runs} runs and one without its end"), &mut download, MOST_MEMORY, seconds);
    assert_ne!(report.verdict, Verdict::Usable, "{runs} runs and one without its end");
}

#[test]
fn memory_does_not_grow_with_the_folder() {
    let _alone = alone();
    let count = entries(60_000);
    let mut download = Download::good();
    let folder = download.root().join(G).join("Redist");
    let source = folder.join("0.dat");
    fs::write(&source, b"x").expect("a file");
    let mut made = 1;
    let mut grow = |to: u64| {
        // Other names of a few files: what is read is the same, and nothing but names takes room.
        let mut inode = source.clone();
        while made < to {
            let parent = folder.join(format!("{}", made / 10_000));
            if made % 10_000 == 0 || !parent.exists() {
                fs::create_dir_all(&parent).expect("a folder");
            }
            let path = parent.join(format!("{made}.dat"));
            if made % 50_000 == 0 || fs::hard_link(&inode, &path).is_err() {
                fs::write(&path, b"x").expect("a file");
                inode = path;
            }
            made += 1;
        }
    };
    let seconds = 60 + count / 3_000;
    grow(count / 10);
    let few = ask(&format!("{} files", count / 10), &mut download, MOST_MEMORY, seconds);
    fs::write("/proc/self/clear_refs", "5").expect("a process may do that to itself");
    let before = memory("VmRSS:");
    grow(count);
    let many = ask(&format!("{count} files"), &mut download, MOST_MEMORY, seconds);
    let after = memory("VmHWM:");
    // Names of a listed folder are held one folder at a time.
    assert!(after < before + 48, "{before} MiB with a tenth of it, {after} with all");
    for (report, files) in [(&few, count / 10), (&many, count)] {
        assert!(report.files.count >= files, "{} of {files}", report.files.count);
        // No list has them: noted, and no reason not to import, as the logs are good.
        assert!(outcome(report).1.contains(&"CMV0404"), "{:?}", outcome(report));
    }
}

#[test]
fn what_unpacks_to_more_than_it_should_is_refused_before_it_is_unpacked() {
    let _alone = alone();
    let bomb = |xml: &[u8]| {
        let options = Options { compression: Compression::MsZip, ..Options::default() };
        make::sign(&make::cabinet(&[("ConfigMgr.Manifest.xml", xml)], &options))
    };
    let nested = [b"<a>".repeat(500_000), b"</a>".repeat(500_000)].concat();
    let laughs = {
        let mut text = String::from("<!DOCTYPE l [<!ENTITY l0 \"haha\">");
        for n in 1..30 {
            write!(text, "<!ENTITY l{n} \"{}\">", format!("&l{};", n - 1).repeat(10)).expect("a text");
        }
        format!("{text}]><l><File CopyName=\"&l29;\" SHA256=\"&l29;\"/></l>").into_bytes()
    };
    let wide = {
        let mut text = String::from("<l><File ");
        for n in 0..100_000 {
            write!(text, "a{n}=\"{n}\" ").expect("a text");
        }
        format!("{text}/></l>").into_bytes()
    };
    let many = format!("<l>{}</l>", "<File CopyName=\"a.cab\" SHA256=\"A\"/>".repeat(50_000)).into_bytes();
    let zeros = vec![0; 24 << 20];
    let blanks = vec![b' '; 16 << 20];
    for (what, xml) in [
        ("24 MB of zeros", &zeros),
        ("16 MB of blanks", &blanks),
        ("elements in each other", &nested),
        ("a billion laughs", &laughs),
        ("attributes", &wide),
        ("files of one name", &many),
    ] {
        let mut download = Download::good();
        let cabinet = bomb(xml);
        download.file(&format!("{G}/Redist/ConfigMgr.Manifest.cab"), &cabinet);
        let what = format!("a list of {what}, packed to {} KiB", cabinet.len() >> 10);
        let report = ask(&what, &mut download, 128, 30);
        let (verdict, rules) = outcome(&report);
        // The logs are good, and a list that is not understood is one kind of evidence less; it is told, and proves nothing.
        assert!(rules.contains(&"CMV0403") || verdict == Verdict::NotUsable, "{what}: {verdict:?} {rules:?}");
        let without = cmverify::request::Request { without_logs: true, ..download.prepare() };
        let without = cmverify::request::Request { service_connection_log: None, setup_log: None, ..without };
        let report = cmverify::verify::download(&without).expect("a good request");
        assert_ne!(report.verdict, Verdict::Usable, "{what}: nothing else proves it");
    }
}

#[test]
fn a_folder_in_a_folder_in_a_folder_ends_somewhere() {
    let _alone = alone();
    let mut download = Download::good();
    let top = download.root().join(G).join("Redist");
    // Deeper than a path can be long: pieces that are not, each moved into the deepest folder of the next.
    let piece = |name: &str| {
        let folder = top.join(name);
        let deepest = (0..400).fold(folder.clone(), |path, _| path.join("dddddd"));
        fs::create_dir_all(&deepest).expect("folders");
        (folder, deepest)
    };
    let pieces = ["one", "two", "three"].map(piece);
    fs::write(pieces[0].1.join("deepest.cab"), b"").expect("a file");
    for pair in pieces.windows(2) {
        fs::rename(&pair[0].0, pair[1].1.join("inside")).expect("moved");
    }
    let report = ask("1200 folders in each other", &mut download, MOST_MEMORY, 60);
    assert_ne!(report.verdict, Verdict::Usable, "an empty file lies in the last of them");
    let told =
        report.findings.iter().find(|finding| finding.file.as_deref().is_some_and(|file| file.contains("dddddd")));
    let told = told.and_then(|finding| finding.file.as_deref()).unwrap_or_else(|| panic!("{:?}", outcome(&report)));
    assert!(told.chars().count() <= 1_001, "{} characters", told.chars().count());
}

/// Lines that begin like what the readers look for, again and again, and never are it.
#[test]
fn no_line_takes_more_than_its_length() {
    let _alone = alone();
    let pieces = [
        "(size = 1",
        "$$<",
        "<![LOG[",
        "<![LOG[x]LOG]!",
        "as a as ",
        "'a' '",
        "0x80072EE2 ",
        "admin ui ",
        "size = ",
        "{5B8886C7-F967-4F8A-92AA-",
        "INFO: INFO:",
        "~~",
        "error: ",
        "\t\t",
        "Failed to download redist for ",
        "11-19-2024 11:53:40.123-540",
        "C:\\Users\\a\\",
        "authenticode signature",
        "a@b.",
        "\\\\s\\",
    ];
    let time = |piece: &str, length: usize| {
        let mut download = Download::good();
        // As many lines as there are bytes in a line: what is asked of each of them would be asked of the square.
        let line = format!("INFO: {}\r\n", piece.repeat(length / piece.len()));
        let log = line.repeat((3 << 20) / line.len());
        download.tool_text(|text| format!("{log}{text}"));
        download.setup_text(|text| format!("{log}{text}"));
        let request = download.prepare();
        let begun = Instant::now();
        let report = cmverify::verify::download(&request).expect("a good request");
        assert!(!report.findings.is_empty() || report.verdict == Verdict::Usable);
        begun.elapsed().as_secs_f64()
    };
    for piece in pieces {
        // The same number of bytes in lines that are a hundred times as long.
        let (short, long) = (time(piece, 500), time(piece, 50_000));
        println!("{piece:?}: {short:.2} s in short lines, {long:.2} s in long ones");
        assert!(long < 4.0 * short + 2.0, "{piece:?}: {short:.2} s, {long:.2} s");
    }
}
