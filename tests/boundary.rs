//! The boundary under fire: requests that nobody would write, from one thread and from eight, and jobs that threads take
//! from each other.
//!
//! `CMVERIFY_FIRE_SECONDS=600 cargo test --test boundary -- --nocapture` goes on for so long; without it, for seconds.

#[path = "common/boundary.rs"]
mod boundary;
mod common;

use boundary::{FUNCTIONS, assert_held, assert_job_held, call, end, requests, result, start, wait};
use cmverify::ffi::CMV_OK;
use common::{Download, G};
use serde_json::{Value, json};
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// Repeatable chance: the same requests in every run of one thread.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound.max(1) as u64).expect("below a usize")
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

/// Words of requests, and of what breaks readers of them.
const WORDS: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\\",
    "\\u0000",
    "\\ud800",
    "null",
    "true",
    "1e999",
    "-1",
    "0.5",
    "18446744073709551616",
    "\"path\"",
    "\"depth\":\"quick\"",
    "\"withoutLogs\":true",
    "\"operation\":\"makeSeal\"",
    "\"limit\":0",
    "\"tail\":9223372036854775807",
    "\"cursor\":{}",
    "\"language\":\"ja\"",
    "\"kind\":\"setup\"",
    "\"rules\":[\"CMV*\"]",
    "\"from\":4294967295",
    "\"compact\":true",
    "\u{202E}",
    "\u{FEFF}",
    "..",
    "/",
    "\0",
    "日本",
];

fn value(chance: &mut Chance, depth: usize) -> Value {
    match chance.below(if depth == 0 { 9 } else { 11 }) {
        0 => Value::Null,
        1 => json!(chance.below(2) == 0),
        2 => json!(chance.next()),
        3 => json!(-1),
        4 => json!(1.5),
        5 => json!(""),
        6 => json!("x".repeat(chance.below(70_000))),
        7 => json!(chance.pick(WORDS)),
        8 => json!("\u{7}\u{202E}\r\n]]><script>"),
        9 => (0..chance.below(4)).map(|_| value(chance, depth - 1)).collect(),
        _ => json!({ *chance.pick(&["path", "code", "cursor", "line", "reports", "x"]): value(chance, depth - 1) }),
    }
}

/// A request that was right once.
fn broken(seeds: &[Value], at: usize, chance: &mut Chance) -> Vec<u8> {
    let mut request = seeds[at].clone();
    let mut bytes = request.to_string().into_bytes();
    match chance.below(10) {
        0 => {}
        1 => bytes = (0..chance.below(300)).map(|_| u8::try_from(chance.next() & 0xFF).expect("a byte")).collect(),
        2 => {
            for _ in 0..=chance.below(4) {
                let place = chance.below(bytes.len());
                bytes[place] ^= 1 << chance.below(8);
            }
        }
        3 => bytes.truncate(chance.below(bytes.len())),
        4 => {
            let from = chance.below(bytes.len());
            let to = (from + chance.below(20)).min(bytes.len());
            bytes.drain(from..to);
        }
        5 => {
            let (from, place) = (chance.below(bytes.len()), chance.below(bytes.len()));
            let piece = bytes[from..].to_vec();
            bytes.splice(place..place, piece);
        }
        6 => {
            let place = chance.below(bytes.len());
            bytes.splice(place..place, chance.pick(WORDS).bytes());
        }
        7 => bytes = chance.pick(&["[", "{\"a\":"]).repeat(chance.below(100_000)).into_bytes(),
        8 => bytes = seeds[chance.below(seeds.len())].to_string().into_bytes(),
        _ => {
            let members: Vec<String> = request.as_object().expect("an object").keys().cloned().collect();
            let member = chance.pick(&members).clone();
            // What is looked at stays: another path would be another question.
            if !member.to_lowercase().ends_with("path") && member != "seal" {
                request[&member] = value(chance, 3);
            }
            bytes = request.to_string().into_bytes();
        }
    }
    bytes
}

/// One release with an empty file among its redists: not usable, whatever else is asked.
fn bad_download() -> Download {
    let mut download = Download::good();
    download.file(&format!("{G}/Redist/LanguagePack/empty.cab"), b"");
    download.prepare();
    download
}

#[test]
fn whatever_the_bytes_there_is_an_answer_and_it_is_never_usable() {
    let download = bad_download();
    let seeds = requests(&download.home);
    for (at, (name, function, is_of_files)) in FUNCTIONS.into_iter().enumerate() {
        let whole = seeds[at].to_string();
        let answer = assert_held(name, whole.as_bytes(), &call(function, whole.as_bytes()), is_of_files);
        // A request that is refused as it is would make all that follows too easy.
        assert!(answer["error"].get("status").is_none(), "{name}: {answer}");
        for length in 0..whole.len() {
            let part = &whole.as_bytes()[..length];
            assert_held(name, part, &call(function, part), is_of_files);
        }
    }
    let mut chance = Chance(20_261_123);
    for _ in 0..if cfg!(windows) { 1_000 } else { 10_000 } {
        let at = chance.below(FUNCTIONS.len());
        let request = broken(&seeds, at, &mut chance);
        let (name, function, is_of_files) = FUNCTIONS[at];
        assert_held(name, &request, &call(function, &request), is_of_files);
    }
}

/// Jobs that were started by any thread and closed by none.
type Open = Mutex<Vec<u64>>;

fn fire(seed: u64, seeds: &[Value], open: &Open, until: Instant) -> u64 {
    let mut chance = Chance(seed);
    let mut calls = 0;
    let numbers = || open.lock().expect("no thread panics with it").clone();
    while Instant::now() < until {
        calls += 1;
        match chance.below(8) {
            0 => {
                let mut request = seeds[chance.below(6)].clone();
                let operation = ["verifyDownload", "verifyRedist", "verifySeal", "makeSeal", "verifySetupLog", "x"];
                request["operation"] = json!(chance.pick(&operation));
                let bytes = request.to_string().into_bytes();
                let (outcome, job) = start(&bytes);
                assert_held("cmv_job_start", &bytes, &outcome, false);
                assert_eq!(outcome.0 == CMV_OK, job != 0, "a job's number and its status");
                if job != 0 {
                    open.lock().expect("no thread panics with it").push(job);
                }
            }
            1..=3 => {
                let numbers = numbers();
                let job = if numbers.is_empty() { chance.next() } else { *chance.pick(&numbers) };
                // Of logs alone a verdict may be "usable": they are good.
                match chance.below(4) {
                    0 => end(job, false),
                    1 => assert_job_held(&result(job), false),
                    _ => assert_job_held(&wait(job, u32::try_from(chance.below(4)).expect("small")), false),
                }
                if numbers.len() > 20 || chance.below(3) == 0 {
                    open.lock().expect("no thread panics with it").retain(|number| *number != job);
                    end(job, true);
                }
            }
            _ => {
                let at = chance.below(FUNCTIONS.len());
                let request = broken(seeds, at, &mut chance);
                let (name, function, is_of_files) = FUNCTIONS[at];
                assert_held(name, &request, &call(function, &request), is_of_files);
            }
        }
    }
    calls
}

/// What the process holds in memory, in KiB.
#[cfg(target_os = "linux")]
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux tells");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("resident memory");
    line.trim().trim_end_matches(" kB").trim().parse().expect("a number")
}

#[cfg(not(target_os = "linux"))]
fn resident() -> u64 {
    0
}

#[test]
fn eight_threads_take_jobs_from_each_other_and_ask_nonsense_meanwhile() {
    let seconds = std::env::var("CMVERIFY_FIRE_SECONDS").map_or(4, |text| text.parse().expect("a number of seconds"));
    let download = bad_download();
    let seeds = requests(&download.home);
    let open = Open::default();
    let volley = |seed: u64, length: Duration| {
        let until = Instant::now() + length;
        std::thread::scope(|scope| {
            let (seeds, open) = (&seeds, &open);
            let threads: Vec<_> = (0..8).map(|n| scope.spawn(move || fire(seed + n, seeds, open, until))).collect();
            threads.into_iter().map(|thread| thread.join().expect("no panic")).sum::<u64>()
        })
    };
    let mut calls = volley(1, Duration::from_secs(2));
    let before = resident();
    calls += volley(100, Duration::from_secs(seconds));
    let after = resident();
    for job in open.into_inner().expect("no thread panicked with it") {
        end(job, true);
    }
    println!("{calls} calls in {} s; {before} KiB held after 2 s, {after} in the end", seconds + 2);
    assert!(calls > 100, "{calls}");
    // Room for what the allocator keeps of eight threads; a leak of a few bytes in each call would be more.
    assert!(after < before + 64 * 1024, "memory grew from {before} to {after} KiB in {calls} calls");
    // And then it answers as ever.
    let request = seeds[0].to_string();
    let report = assert_held("the last", request.as_bytes(), &call(FUNCTIONS[0].1, request.as_bytes()), true);
    assert!(report["findings"].to_string().contains("CMV0301"), "{report}");
}
