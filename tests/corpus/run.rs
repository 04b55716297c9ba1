//! All cases on all cores, counted.

use crate::disk::{Disk, scratch};
use crate::faults::{Fault, faults, lone_faults};
use crate::oddities::{self, Oddity};
use crate::random::Random;
use crate::scene::Scene;
use crate::truth::Truth;
use cmverify::report::Report;
use cmverify::rules::catalogue::RULES;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::PathBuf;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// What is counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    Good,
    Single,
    Pair,
}

impl Group {
    const ALL: [Self; 3] = [Self::Good, Self::Single, Self::Pair];

    fn name(self) -> &'static str {
        ["good", "single", "pair"][self as usize]
    }

    /// How many cases.
    fn count(self) -> u64 {
        let counts = match std::env::var("CMVERIFY_CORPUS") {
            Ok(word) if word == "full" => [10_000, 70_000, 30_000],
            Ok(numbers) => {
                let numbers: Vec<u64> = numbers.split(',').map(|n| n.trim().parse().expect("a number")).collect();
                numbers.try_into().expect("full, or three numbers: good, single, pairs")
            }
            // Under wine each file costs many times as much, and the code is the same.
            Err(_) if cfg!(windows) => [50, 150, 50],
            Err(_) => [2_000, 7_000, 3_000],
        };
        counts[self as usize]
    }
}

/// A case before it is asked.
struct Case {
    scene: Scene,
    truth: Truth,
    /// What it is counted as.
    kinds: Vec<&'static str>,
    oddities: Vec<&'static Oddity>,
    random: Random,
}

/// Every tenth good download is sealed and asked by its seal.
const SEALED_EVERY: u64 = 10;

fn case(group: Group, number: u64) -> Case {
    let build = |attempt: u64| {
        let mut random = Random::new(number << 16 | attempt << 2 | group as u64);
        match group {
            Group::Good => Some(good(number, random)),
            Group::Single => {
                let all: Vec<&Fault> = [faults(), lone_faults()].concat();
                let fault = all[usize::try_from(number % all.len() as u64).expect("small")];
                single(fault, random)
            }
            Group::Pair => {
                let all = faults();
                let pair = [*random.pick(&all), *random.pick(&all)];
                two(pair, random)
            }
        }
    };
    (0..2_000).find_map(build).unwrap_or_else(|| panic!("{}:{number} fits no scene", group.name()))
}

fn good(number: u64, mut random: Random) -> Case {
    let (mut scene, oddities) = oddities::odd(&mut random, 4, true);
    let mut truth = Truth::of_good(&oddities);
    let is_question =
        oddities.iter().any(|oddity| oddities::QUESTIONS.iter().any(|question| question.name == oddity.name));
    if number % SEALED_EVERY == 0 && !is_question {
        scene.seal = Some(crate::seal::untouched);
        // A seal tells of files alone.
        truth.required.clear();
        truth.permitted.clear();
    }
    Case { scene, truth, kinds: oddities.iter().map(|oddity| oddity.name).collect(), oddities, random }
}

fn single(fault: &'static Fault, mut random: Random) -> Option<Case> {
    let is_alone = lone_faults().iter().any(|lone| lone.name == fault.name);
    let (mut scene, oddities) = oddities::odd(&mut random, if is_alone { 0 } else { 2 }, false);
    let hit = (fault.change)(&mut scene, &mut random)?;
    let truth = Truth::of_fault(fault, &hit, &oddities, &scene.updates);
    Some(Case { scene, truth, kinds: vec![fault.name], oddities, random })
}

fn two(pair: [&'static Fault; 2], mut random: Random) -> Option<Case> {
    let (mut scene, oddities) = oddities::odd(&mut random, 1, false);
    let first = (pair[0].change)(&mut scene, &mut random)?;
    let second = (pair[1].change)(&mut scene, &mut random)?;
    let truth = Truth::of_pair(&scene, [(pair[0], &first), (pair[1], &second)], &oddities);
    Some(Case { scene, truth, kinds: pair.map(|fault| fault.name).to_vec(), oddities, random })
}

/// What came of a group.
#[derive(Default)]
pub struct Tally {
    group: &'static str,
    cases: u64,
    took: Duration,
    pub kinds: BTreeMap<&'static str, u64>,
    hits: BTreeMap<&'static str, u64>,
    silences: BTreeMap<&'static str, u64>,
    /// Said of a bad download that it is usable; said of a good one that it is not.
    false_usable: u64,
    false_alarms: u64,
    failures: Vec<Failure>,
}

struct Failure {
    number: u64,
    kinds: Vec<&'static str>,
    /// What is wrong with it.
    text: String,
}

impl Tally {
    /// How many cases had to be told by this rule, and were.
    pub fn hits(&self, rule: &str) -> u64 {
        self.hits.get(rule).copied().unwrap_or(0)
    }

    /// How many cases must not be told by this rule, and were not.
    pub fn silences(&self, rule: &str) -> u64 {
        self.silences.get(rule).copied().unwrap_or(0)
    }

    fn add(&mut self, other: Self) {
        self.cases += other.cases;
        self.false_usable += other.false_usable;
        self.false_alarms += other.false_alarms;
        self.failures.extend(other.failures);
        let sum = |into: &mut BTreeMap<&'static str, u64>, from: BTreeMap<&'static str, u64>| {
            for (key, count) in from {
                *into.entry(key).or_default() += count;
            }
        };
        sum(&mut self.kinds, other.kinds);
        sum(&mut self.hits, other.hits);
        sum(&mut self.silences, other.silences);
    }

    fn note(&mut self, group: Group, number: u64, case: &Case, answer: &Result<Report, String>) {
        use cmverify::report::Verdict::Usable;
        self.cases += 1;
        for kind in &case.kinds {
            *self.kinds.entry(kind).or_default() += 1;
        }
        let report = match answer {
            Ok(report) => report,
            Err(text) => return self.failures.push(Failure { number, kinds: case.kinds.clone(), text: text.clone() }),
        };
        self.false_usable += u64::from(group != Group::Good && report.verdict == Usable);
        self.false_alarms += u64::from(group == Group::Good && report.verdict != Usable);
        let found: BTreeSet<&str> = report.findings.iter().map(|finding| finding.rule).collect();
        for rule in RULES {
            if case.truth.required.contains(rule.id) && found.contains(rule.id) {
                *self.hits.entry(rule.id).or_default() += 1;
            } else if !case.truth.permitted.contains(rule.id) && !found.contains(rule.id) {
                *self.silences.entry(rule.id).or_default() += 1;
            }
        }
        if let Some(text) = case.truth.differs(report) {
            self.failures.push(Failure { number, kinds: case.kinds.clone(), text });
        }
    }

    /// Fails where a case was not told right; says which, and leaves some of them on disk.
    pub fn assert_right(&self) {
        const SHOWN: usize = 12;
        if self.failures.is_empty() {
            return;
        }
        let mut by_kind: BTreeMap<String, u64> = BTreeMap::new();
        for failure in &self.failures {
            *by_kind.entry(failure.kinds.join(" + ")).or_default() += 1;
        }
        let mut text = vec![format!("{} of {} cases", self.failures.len(), self.cases)];
        text.extend(by_kind.iter().map(|(kinds, count)| format!("{count:>6}  {kinds}")));
        let group = Group::ALL.into_iter().find(|group| group.name() == self.group).expect("a group");
        let mut shown = BTreeSet::new();
        for failure in self.failures.iter().filter(|failure| shown.insert(&failure.kinds)).take(SHOWN) {
            text.push(format!("\n{}:{}: {}", self.group, failure.number, failure.text));
            text.push(tell(group, failure.number));
        }
        panic!("{}", text.join("\n"));
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let each = self.took.as_secs_f64() * 1_000.0 / f64::from(u32::try_from(self.cases.max(1)).unwrap_or(u32::MAX));
        writeln!(f, "{}: {} cases in {:.1} s, {each:.2} ms each", self.group, self.cases, self.took.as_secs_f64())?;
        writeln!(
            f,
            "false usable: {}; false alarms: {}; wrong in all: {}",
            self.false_usable,
            self.false_alarms,
            self.failures.len()
        )?;
        for (kind, count) in &self.kinds {
            writeln!(f, "{count:>8}  {kind}")?;
        }
        Ok(())
    }
}

/// The one case that was asked for, where one was.
fn one_alone() -> Option<(Group, u64)> {
    let name = std::env::var("CMVERIFY_CORPUS_SEED").ok()?;
    let (group, number) = name.split_once(':').expect("good:NUMBER, single:NUMBER or pair:NUMBER");
    let group = Group::ALL.into_iter().find(|known| known.name() == group).expect("good, single or pair");
    Some((group, number.parse().expect("a number")))
}

pub fn is_one_alone() -> bool {
    one_alone().is_some()
}

/// Asks all cases of a group, once in a process.
pub fn result_of(group: Group) -> &'static Tally {
    static RESULTS: [OnceLock<Tally>; 3] = [OnceLock::new(), OnceLock::new(), OnceLock::new()];
    RESULTS[group as usize].get_or_init(|| match one_alone() {
        Some((wanted, number)) if wanted == group => {
            println!("{}", tell(group, number));
            ask_all(group, &[number])
        }
        Some(_) => Tally { group: group.name(), ..Tally::default() },
        None => ask_all(group, &(0..group.count()).collect::<Vec<_>>()),
    })
}

fn ask_all(group: Group, numbers: &[u64]) -> Tally {
    let begins = Instant::now();
    let next = AtomicU64::new(0);
    let workers = std::thread::available_parallelism().map_or(1, usize::from).min(numbers.len().max(1));
    let work = || {
        let mut tally = Tally::default();
        while let Some(number) = numbers.get(usize::try_from(next.fetch_add(1, Ordering::Relaxed)).expect("small")) {
            let mut case = case(group, *number);
            let disk = Disk::new(
                scratch().join(format!("cmverify-corpus-{}-{}-{number}", std::process::id(), group.name())),
                false,
            );
            let answer = disk.ask(&case.scene, &mut case.random);
            tally.note(group, *number, &case, &answer);
        }
        tally
    };
    let mut all = Tally { group: group.name(), ..Tally::default() };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        for thread in threads {
            all.add(thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
    });
    all.failures.sort_by_key(|failure| failure.number);
    all.took = begins.elapsed();
    all
}

/// All of one case in words; it stays on disk.
fn tell(group: Group, number: u64) -> String {
    let mut case = case(group, number);
    let home: PathBuf = std::env::temp_dir().join("cmverify-corpus").join(format!("{}-{number}", group.name()));
    let disk = Disk::new(home.clone(), true);
    let answer = disk.ask(&case.scene, &mut case.random);
    let (scene, truth) = (&case.scene, &case.truth);
    let oddities: Vec<_> = case.oddities.iter().map(|oddity| oddity.name).collect();
    let name = format!("{}:{number}", group.name());
    let mut lines = vec![
        format!("\n{name}: {}", case.kinds.join(" + ")),
        format!("  oddities: {}", oddities.join(", ")),
        format!("  {:?}, depth {:?}", scene.generation, scene.depth),
        format!("  expected {:?}, {:?}, at most {:?}", truth.verdicts, truth.required, truth.permitted),
    ];
    match answer {
        Ok(report) => {
            let wrong = truth.differs(&report).unwrap_or_else(|| "as expected".to_owned());
            lines.push(format!("  actual   {:?}: {wrong}", report.verdict));
            let told = report.findings.iter();
            lines.extend(told.map(|f| format!("    {} {} {}", f.rule, f.guid.as_deref().unwrap_or("-"), f.message)));
        }
        Err(error) => lines.push(format!("  {error}")),
    }
    lines.push(format!("  on disk: {}", home.display()));
    lines.push(format!("  again: CMVERIFY_CORPUS_SEED={name} cargo test --test corpus -- --nocapture\n"));
    lines.join("\n")
}
