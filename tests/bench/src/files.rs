//! Measures the verifier on files beside the programs that people hash with: in one run, on one tree, taking turns.
//!
//! `files [<folder>]` makes its trees below the folder (2.1 GiB) and leaves them for the next run.

use cmverify::request::{Depth, Request};
use cmverify::verify::{self, Operation};
use cmverify::work::Work;
use cmverify::work::jobs::{JobState, Jobs};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};
use walkdir::WalkDir;

const G: &str = "5B8886C7-F967-4F8A-92AA-009E28368853";
const ROUNDS: usize = 5;
const BIG: (usize, usize) = (8, 240 << 20);
const SMALL: (usize, usize) = (5_000, 24 << 10);
const MANY: usize = 100_000;

/// Verifies and seals the tree, or holds it against the seal of the round before.
fn seal(operation: Operation, root: &Path) {
    let text = |path: &Path| Some(path.to_string_lossy().into_owned());
    let seal = root.with_extension("seal.sha256");
    let force = operation == Operation::MakeSeal;
    let request = Request { download_path: text(root), seal: text(&seal), force, ..Request::default() };
    let report = verify::verify_unwatched(operation, &request).expect("a report");
    assert!(report.seal.is_some() && (force || report.findings.is_empty()), "{}", report.summary);
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let first = arguments.next();
    if first.as_deref() == Some("--memory") {
        let (root, depth) = (arguments.next().expect("a folder"), arguments.next());
        let before = peak();
        verify_plain(Path::new(&root), if depth.as_deref() == Some("quick") { Depth::Quick } else { Depth::Full });
        println!("{}", peak() - before);
        return;
    }
    let home = first.map_or_else(|| std::env::temp_dir().join("cmverify-bench-files"), PathBuf::from);
    let (large, many) = (home.join("large"), home.join("many"));
    make_large(&large);
    make_many(&many);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    println!("{cores} cores; medians of {ROUNDS} rounds that take turns; everything in the cache\n");

    let bytes = total(&large);
    let large_path = large.clone();
    println!(
        "{:.2} GiB: {} files of {} MiB, {} of {} KiB, every one listed in a manifest",
        bytes as f64 / (1u64 << 30) as f64,
        BIG.0,
        BIG.1 >> 20,
        SMALL.0,
        SMALL.1 >> 10
    );
    let mut contenders: Vec<(&str, Box<dyn FnMut()>)> = vec![
        ("cmverify, full depth", Box::new(|| verify_plain(&large, Depth::Full))),
        ("the same as a job", Box::new(|| verify_as_job(&large))),
        ("sealed", Box::new(|| seal(Operation::MakeSeal, &large))),
        ("held against the seal", Box::new(|| seal(Operation::VerifySeal, &large))),
        ("openssl dgst -sha256", Box::new(|| hash_with("xargs -0 openssl dgst -sha256", &large))),
        ("sha256sum", Box::new(|| hash_with("xargs -0 sha256sum", &large))),
    ];
    if Command::new("hashdeep").arg("-V").output().is_ok() {
        contenders.push((
            "hashdeep -c sha256 -r",
            Box::new(|| shell(&format!("hashdeep -c sha256 -r '{}'", large.display()))),
        ));
    }
    // Who runs PowerShell from somewhere else says so.
    let shell_of_windows = std::env::var("CMVERIFY_PWSH").unwrap_or_else(|_| "pwsh".to_owned());
    if Command::new(&shell_of_windows).args(["-NoProfile", "-Command", "exit"]).output().is_ok() {
        contenders.push((
            "Get-FileHash",
            Box::new(move || {
                let script = format!(
                    "$null = Get-ChildItem -LiteralPath '{}' -Recurse -File | Get-FileHash",
                    large_path.display()
                );
                let status = Command::new(&shell_of_windows).args(["-NoProfile", "-Command", &script]).status();
                assert!(status.expect("PowerShell").success());
            }),
        ));
    }
    let times = rounds(&mut contenders);
    let rate = |seconds: f64| bytes as f64 / seconds / 1e9;
    let openssl = rate(times.iter().find(|(name, _)| name.starts_with("openssl")).expect("it took part").1);
    println!("| command | seconds | GB/s | of {cores} x openssl |\n|---|--:|--:|--:|");
    for (name, seconds) in &times {
        println!(
            "| {name} | {seconds:.2} | {:.2} | {:.2} |",
            rate(*seconds),
            rate(*seconds) / (openssl * cores as f64)
        );
    }

    println!("\n{MANY} files in folders of 500");
    let mut contenders: Vec<(&str, Box<dyn FnMut()>)> = vec![
        (
            "walkdir and metadata",
            Box::new(|| {
                total(&many);
            }),
        ),
        ("cmverify, quick depth", Box::new(|| verify_plain(&many, Depth::Quick))),
        ("cmverify, full depth", Box::new(|| verify_plain(&many, Depth::Full))),
    ];
    let times = rounds(&mut contenders);
    println!("| command | seconds | of walkdir |\n|---|--:|--:|");
    for (name, seconds) in &times {
        println!("| {name} | {seconds:.3} | {:.2} |", seconds / times[0].1);
    }

    println!("\npeak memory above the start, MiB");
    for (name, root, depth) in
        [("large, full", &large, "full"), ("many, quick", &many, "quick"), ("many, full", &many, "full")]
    {
        let own = std::env::current_exe().expect("a path");
        let output = Command::new(own).arg("--memory").arg(root).arg(depth).output().expect("itself");
        let kib: f64 = String::from_utf8_lossy(&output.stdout).trim().parse().unwrap_or(f64::NAN);
        println!("| {name} | {:.1} |", kib / 1024.0);
    }
}

fn rounds(contenders: &mut [(&str, Box<dyn FnMut() + '_>)]) -> Vec<(String, f64)> {
    let mut times = vec![Vec::new(); contenders.len()];
    for round in 0..=ROUNDS {
        for (at, (_, run)) in contenders.iter_mut().enumerate() {
            let begun = Instant::now();
            run();
            // The first round only fills the cache.
            if round > 0 {
                times[at].push(begun.elapsed().as_secs_f64());
            }
        }
    }
    let median = |mut times: Vec<f64>| {
        times.sort_by(f64::total_cmp);
        times[times.len() / 2]
    };
    contenders.iter().zip(times).map(|((name, _), times)| ((*name).to_owned(), median(times))).collect()
}

fn verify_plain(root: &Path, depth: Depth) {
    let request = Request { download_path: Some(root.display().to_string()), depth, ..Request::default() };
    let report = verify::download(&request).expect("a good request");
    assert!(report.files.count > 1000);
    if depth == Depth::Full && root.ends_with("large") {
        assert!(report.files.evidence.manifest_hash as usize == BIG.0 + SMALL.0, "{:?}", report.files);
    }
}

/// The same by way of a job, asked how far it is as often as a person can read.
fn verify_as_job(root: &Path) {
    let request = Request { download_path: Some(root.display().to_string()), ..Request::default() };
    let jobs = Jobs::new();
    let run = move |work: &Work| verify::verify(Operation::VerifyDownload, &request, work).is_ok();
    let job = jobs.start(run).expect("a job");
    while jobs.wait(job, Duration::from_millis(40)).expect("the job").state == JobState::Running {}
    assert!(jobs.result(job).expect("a result"));
}

fn total(root: &Path) -> u64 {
    let files = WalkDir::new(root).into_iter().flatten().filter(|entry| entry.file_type().is_file());
    files.map(|entry| entry.metadata().map_or(0, |metadata| metadata.len())).sum()
}

fn hash_with(command: &str, root: &Path) {
    shell(&format!("find '{}' -type f -print0 | {command} >/dev/null", root.display()));
}

fn shell(command: &str) {
    let status = Command::new("sh").arg("-c").arg(format!("{command} >/dev/null")).status().expect("sh");
    assert!(status.success(), "{command}");
}

/// The most memory that this process ever had, in KiB.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("VmHWM");
    line.trim().trim_end_matches(" kB").parse().expect("a number")
}

fn make_large(root: &Path) {
    let redist = root.join(G).join("Redist");
    if redist.join("ConfigMgr.Manifest.cab").exists() {
        return;
    }
    fs::create_dir_all(&redist).expect("a folder");
    let mut xml = String::from("<ConfigMgr><Group Name=\"All\">");
    let mut seed = 1_u64;
    let sizes = std::iter::repeat_n(BIG.1, BIG.0).chain(std::iter::repeat_n(SMALL.1, SMALL.0));
    for (n, size) in sizes.enumerate() {
        let mut content = Vec::with_capacity(size);
        while content.len() < size {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            content.extend(seed.to_le_bytes());
        }
        let name = format!("{n:05}.dat");
        fs::write(redist.join(&name), &content).expect("a file");
        let hash: String = Sha256::digest(&content).iter().map(|byte| format!("{byte:02X}")).collect();
        write!(xml, "<File CopyName=\"{name}\" SHA256=\"{hash}\"/>").expect("a text");
    }
    xml += "</Group></ConfigMgr>";
    fs::write(redist.join("ConfigMgr.Manifest.cab"), cabinet("ConfigMgr.Manifest.xml", xml.as_bytes()))
        .expect("a file");
}

fn make_many(root: &Path) {
    let payload = root.join(G).join("SMSSETUP");
    if payload.join("done").exists() {
        return;
    }
    for n in 0..MANY {
        let folder = payload.join(format!("{:03}", n / 500));
        fs::create_dir_all(&folder).expect("a folder");
        // A third of them programs, as in a payload: here the shortest that there are.
        let mut content = vec![0; 64];
        content[..2].copy_from_slice(b"MZ");
        fs::write(folder.join(format!("{n:06}.{}", ["dll", "dat", "txt"][n % 3])), &content).expect("a file");
    }
    fs::write(payload.join("done"), b"").expect("a file");
}

/// A cabinet with one file as it is.
fn cabinet(name: &str, content: &[u8]) -> Vec<u8> {
    let blocks: Vec<&[u8]> = content.chunks(32_768).collect();
    let tables = 36 + 8 + 16 + name.len() + 1;
    let size = tables + content.len() + 8 * blocks.len();
    let number = |n: usize| u32::try_from(n).expect("32 bits").to_le_bytes();
    let short = |n: usize| u16::try_from(n).expect("16 bits").to_le_bytes();
    let mut bytes =
        [b"MSCF".to_vec(), number(0).into(), number(size).into(), number(0).into(), number(44).into()].concat();
    bytes.extend([number(0).to_vec(), vec![3, 1], short(1).into(), short(1).into(), vec![0; 6]].concat());
    bytes.extend([number(tables).to_vec(), short(blocks.len()).into(), short(0).into()].concat());
    bytes.extend([number(content.len()).to_vec(), number(0).into(), vec![0; 6], short(0x20).into()].concat());
    bytes.extend([name.as_bytes(), b"\0"].concat());
    for block in blocks {
        bytes.extend(
            [number(0).to_vec(), short(block.len()).into(), short(block.len()).into(), block.to_vec()].concat(),
        );
    }
    bytes
}
