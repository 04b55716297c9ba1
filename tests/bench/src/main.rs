//! The log readers, side by side over the same bytes in one run: the limit that memory sets, the product, and what one
//! would use without it. The ratios count; the speeds beside them say what machine it was.
//!
//!     cargo run --release --locked --manifest-path tests/bench/Cargo.toml --target-dir target/bench -- \
//!         [--size MiB] [--rounds N] [--only SHAPE] [--markdown]

mod others;
mod ours;
mod shapes;

use others::{Expression, Style};
use shapes::{Log, Shape};
use std::any::Any;
use std::error::Error;
use std::fs;
use std::hint::black_box;
use std::path::PathBuf;
use std::time::{Duration, Instant};

const MIB: usize = 1024 * 1024;

/// How much of a log the peer reads: it keeps every record, over 1 KB for each line.
const PEER_SIZE: usize = 8 * MIB;

const LIMIT: &str = "memchr";
const LINE_ENDS: &str = "line ends";
const PARSE: &str = "ours, parse";
const VERIFY: &str = "ours, verify";
const REGEX: &str = "regex";
const ONE_PASS: &str = "regex, one pass";
const PEER: &str = "cmtraceopen-parser";

struct Options {
    size: usize,
    rounds: usize,
    only: Option<Shape>,
    markdown: bool,
}

impl Options {
    fn read() -> Result<Self, Box<dyn Error>> {
        let mut options = Self { size: 64 * MIB, rounds: 7, only: None, markdown: false };
        let mut words = std::env::args().skip(1);
        while let Some(word) = words.next() {
            if word == "--markdown" {
                options.markdown = true;
                continue;
            }
            let value = words.next().ok_or_else(|| format!("{word} needs a value"))?;
            match word.as_str() {
                "--size" => options.size = value.parse::<usize>()?.max(1) * MIB,
                "--rounds" => options.rounds = value.parse::<usize>()?.max(1),
                "--only" => {
                    let shape = Shape::ALL.into_iter().find(|shape| shape.name() == value);
                    options.only = Some(shape.ok_or_else(|| format!("no shape is named {value}"))?);
                }
                _ => return Err(format!("unknown option {word}").into()),
            }
        }
        Ok(options)
    }
}

/// What a contestant found. What it keeps is dropped outside the clock.
struct Found {
    count: u64,
    note: String,
    kept: Option<Box<dyn Any>>,
}

impl From<u64> for Found {
    fn from(count: u64) -> Self {
        Self { count, note: String::new(), kept: None }
    }
}

struct Contestant<'a> {
    name: &'static str,
    /// How much it reads.
    bytes: usize,
    /// What it should find.
    expected: u64,
    run: Box<dyn FnMut() -> Found + 'a>,
    times: Vec<Duration>,
    note: String,
}

impl<'a> Contestant<'a> {
    fn new<F: Into<Found>>(name: &'static str, bytes: usize, expected: u64, mut run: impl FnMut() -> F + 'a) -> Self {
        let run = Box::new(move || run().into());
        Self { name, bytes, expected, run, times: Vec::new(), note: String::new() }
    }

    /// Bytes per second in the median round.
    fn speed(&self) -> f64 {
        let mut times = self.times.clone();
        times.sort_unstable();
        let half = times.len() / 2;
        let median = if times.len() % 2 == 1 { times[half] } else { (times[half - 1] + times[half]) / 2 };
        #[allow(clippy::cast_precision_loss, reason = "sizes of files")]
        let bytes = self.bytes as f64;
        bytes / median.as_secs_f64()
    }
}

/// A file that is gone afterwards.
struct Scratch(PathBuf);

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// The contestants take turns, so that what else the machine does meets all of them alike.
fn measure<'a>(
    shape: Shape,
    log: &'a Log,
    path: &'a str,
    rounds: usize,
) -> Result<Vec<Contestant<'a>>, Box<dyn Error>> {
    let (bytes, whole, head) = (log.bytes.as_slice(), log.whole, log.head);
    let mut usual = Expression::new(shape, Style::Usual)?;
    let mut one_pass = Expression::new(shape, Style::OnePass)?;
    let mut contestants = vec![
        Contestant::new(LIMIT, whole.bytes, 0, move || others::limit(bytes)),
        Contestant::new(LINE_ENDS, whole.bytes, whole.lines, move || others::line_ends(shape, bytes)),
        Contestant::new(PARSE, whole.bytes, whole.records, move || ours::parse(bytes)),
        Contestant::new(VERIFY, whole.bytes, whole.lines, move || ours::verify(shape, path)),
        Contestant::new(REGEX, whole.bytes, whole.records, move || usual.run(bytes)),
        Contestant::new(ONE_PASS, whole.bytes, whole.records, move || one_pass.run(bytes)),
        Contestant::new(PEER, head.bytes, head.records, move || {
            let result = others::peer(shape, &bytes[..head.bytes]);
            Found {
                count: result.entries.len() as u64,
                note: match result.entries.first().map(|entry| entry.format) {
                    Some(format) => format!("read as {format:?}, {} not understood", result.parse_errors),
                    None => String::new(),
                },
                kept: Some(Box::new(result)),
            }
        }),
    ];
    // The first round fills caches and is thrown away.
    for round in 0..=rounds {
        for contestant in &mut contestants {
            let start = Instant::now();
            let found = (contestant.run)();
            let time = start.elapsed();
            drop(found.kept);
            // The allocator tidies up what was freed when the next large piece is asked for. Its next user is not to pay.
            black_box(Vec::<u8>::with_capacity(MIB));
            if round > 0 {
                contestant.times.push(time);
                continue;
            }
            let (count, expected) = (found.count, contestant.expected);
            let differs = if count == expected { String::new() } else { format!(" (found {count} of {expected})") };
            contestant.note = found.note + &differs;
        }
    }
    Ok(contestants)
}

fn speed_of(contestants: &[Contestant<'_>], name: &str) -> f64 {
    contestants.iter().find(|contestant| contestant.name == name).map_or(f64::NAN, Contestant::speed)
}

/// Three figures, whatever the size.
fn ratio(value: f64) -> String {
    match value {
        v if v < 9.995 => format!("{v:.2}"),
        v if v < 99.95 => format!("{v:.1}"),
        v => format!("{v:.0}"),
    }
}

fn print_table(shape: Shape, contestants: &[Contestant<'_>]) {
    let (limit, parse) = (speed_of(contestants, LIMIT), speed_of(contestants, PARSE));
    for contestant in contestants {
        let speed = contestant.speed();
        println!(
            "{:<9}{:<20}{:>6} MiB{:>9.0} MB/s{:>12}{:>12}",
            shape.name(),
            contestant.name,
            contestant.bytes / MIB,
            speed / 1e6,
            ratio(limit / speed),
            ratio(parse / speed),
        );
    }
    println!();
}

fn print_row(shape: Shape, contestants: &[Contestant<'_>]) {
    let speed = |name| speed_of(contestants, name);
    let mega = |name| format!("{:.0}", speed(name) / 1e6);
    let times = |of, to| ratio(speed(of) / speed(to));
    println!(
        "| {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |",
        shape.name(),
        mega(LIMIT),
        mega(LINE_ENDS),
        mega(PARSE),
        mega(VERIFY),
        mega(REGEX),
        mega(ONE_PASS),
        mega(PEER),
        times(LIMIT, PARSE),
        times(PARSE, REGEX),
        times(PARSE, ONE_PASS),
        times(PARSE, PEER),
    );
}

fn main() -> Result<(), Box<dyn Error>> {
    let options = Options::read()?;
    let shapes: Vec<Shape> =
        Shape::ALL.into_iter().filter(|shape| options.only.is_none_or(|only| only == *shape)).collect();
    println!(
        "Logs of {} MiB, medians of {} rounds, MB = 10^6 bytes. Everything reads from memory, but \"{VERIFY}\" reads a file.",
        options.size / MIB,
        options.rounds
    );
    println!(
        "{PEER} keeps all records in memory and reads the first {} MiB only; dropping them is not counted.\n",
        PEER_SIZE.min(options.size) / MIB
    );
    if options.markdown {
        println!(
            "| shape | {LIMIT} | {LINE_ENDS} | {PARSE} | {VERIFY} | {REGEX} | {ONE_PASS} | {PEER} | memchr ÷ parse | parse ÷ {REGEX} | parse ÷ {ONE_PASS} | parse ÷ {PEER} |"
        );
        println!("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
    } else {
        println!(
            "{:<9}{:<20}{:>10}{:>14}{:>12}{:>12}",
            "shape", "contestant", "reads", "speed", "memchr/it", "parse/it"
        );
    }
    let mut notes = Vec::new();
    for shape in shapes {
        let log = shapes::log(shape, options.size, PEER_SIZE);
        let name = format!("cmverify-bench-{}-{}", std::process::id(), shape.file_name());
        let scratch = Scratch(std::env::temp_dir().join(name));
        fs::write(&scratch.0, &log.bytes)?;
        let (complete, records) = (ours::complete(shape, &log.bytes), log.whole.records);
        if complete != records {
            return Err(format!("{}: {complete} of {records} records have all fields", shape.name()).into());
        }
        let path = scratch.0.to_string_lossy();
        let contestants = measure(shape, &log, &path, options.rounds)?;
        if options.markdown {
            print_row(shape, &contestants);
        } else {
            print_table(shape, &contestants);
        }
        notes.push(format!("{}: {} lines, {records} records", shape.name(), log.whole.lines));
        let of_note = contestants.iter().filter(|contestant| !contestant.note.is_empty());
        notes.extend(of_note.map(|contestant| format!("  {}: {}", contestant.name, contestant.note)));
    }
    if options.markdown {
        println!();
    }
    for note in notes {
        println!("{note}");
    }
    Ok(())
}
