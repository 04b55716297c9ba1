//! Faults of the file system to order. Whatever is asked of it, by whichever reader, fails once, for a path, or for good;
//! gives less than was wanted; ends early; takes its time: never usable, never a crash, always the path.
//!
//! These tests are part of the library's own, for a library that is shipped has no such faults. Which touches there are
//! is not written here: a run without a fault is watched, and then each of its touches is spoilt in a run of its own.
//! Readers race, so a touch is named by what it is, its path, and its number among those of the same kind and path.

mod around;
mod changes;
mod pages;
mod seals;
mod verdicts;

use crate::common::{Download, H, X};
use crate::report::{Report, Verdict};
use crate::request::Request;
use crate::verify::{Operation, Stopped, verify};
use crate::work::Touch;
use crate::work::Work;
use crate::work::faults::{Fate, Faults};
use std::collections::BTreeMap;
use std::io::{Error, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Long enough that nothing here is ever too slow.
const LONG: Duration = Duration::from_secs(60);

/// One touch of a run: what, which path, and its number among those of the same kind and path.
type Place = (Touch, PathBuf, u64);

/// What happens to a touch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// The disk, or the share.
    Io,
    Denied,
    /// Nothing of that name is there any more.
    Vanished,
    /// What was open has become something else.
    Stale,
    Full,
    /// A signal came in between.
    Interrupted,
    /// Fewer bytes than were wanted.
    Short,
    /// No byte at all: the file seems to end here.
    End,
}

/// How long it lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lasts {
    Once,
    /// For this path, whatever is asked of it from now on.
    ForPath,
    /// For everything from now on.
    ForGood,
}

impl Kind {
    /// The error as the system tells it.
    fn fate(self) -> Fate {
        let system =
            |unix: i32, windows: i32| Err(Error::from_raw_os_error(if cfg!(windows) { windows } else { unix }));
        match self {
            // EIO and ERROR_IO_DEVICE, EACCES and ERROR_ACCESS_DENIED, and so on.
            Self::Io => system(5, 1117),
            Self::Denied => system(13, 5),
            Self::Vanished => system(2, 2),
            Self::Stale => system(116, 64),
            Self::Full => system(28, 112),
            Self::Interrupted => Err(ErrorKind::Interrupted.into()),
            Self::Short => Ok(3),
            Self::End => Ok(0),
        }
    }

    fn can_happen_to(self, touch: Touch) -> bool {
        let writes = matches!(touch, Touch::Create | Touch::Write | Touch::Sync | Touch::Rename);
        match self {
            Self::Short => matches!(touch, Touch::Read | Touch::Write),
            Self::End => touch == Touch::Read,
            Self::Full => writes,
            _ => true,
        }
    }
}

/// A temporary file has a number of its own in each run.
fn stable(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    match name.strip_suffix(".new").and_then(|name| name.rsplit_once('.')) {
        Some((name, _)) => path.with_file_name(format!("{name}.new")),
        None => path.to_owned(),
    }
}

/// The touches of a run.
#[derive(Default)]
struct Trace {
    counts: BTreeMap<(Touch, PathBuf), u64>,
    /// What was asked of each path, in order: one thread at a time asks for one path.
    by_path: BTreeMap<PathBuf, Vec<Touch>>,
}

impl Trace {
    fn note(&mut self, touch: Touch, path: &Path) -> Place {
        let path = stable(path);
        let count = self.counts.entry((touch, path.clone())).or_default();
        *count += 1;
        self.by_path.entry(path.clone()).or_default().push(touch);
        (touch, path, *count)
    }

    fn places(&self) -> Vec<Place> {
        let all = self.counts.iter().flat_map(|((touch, path), n)| (1..=*n).map(move |k| (*touch, path.clone(), k)));
        all.collect()
    }

    fn has(&self, (touch, path, number): &Place) -> bool {
        self.counts.get(&(*touch, path.clone())).is_some_and(|count| count >= number)
    }

    /// True for a read that finds the end of its file: it goes on from another one, and none follows.
    fn is_end(&self, (touch, path, number): &Place) -> bool {
        let touches = &self.by_path[path];
        let mut reads = touches.iter().enumerate().filter(|(_, touch)| **touch == Touch::Read).map(|(at, _)| at);
        let at = reads.nth(usize::try_from(*number).unwrap() - 1);
        let is_read = |at: usize| touches.get(at) == Some(&Touch::Read);
        *touch == Touch::Read && at.is_some_and(|at| at > 0 && is_read(at - 1) && !is_read(at + 1))
    }
}

/// Work whose touches are watched, and on which `act` decides.
fn watched(limit: Duration, act: impl Fn(&Place, &Path) -> Fate + Send + Sync + 'static) -> (Work, Arc<Mutex<Trace>>) {
    let trace = Arc::new(Mutex::new(Trace::default()));
    let own = Arc::clone(&trace);
    let decide = move |touch: Touch, path: &Path| {
        let place = own.lock().unwrap().note(touch, path);
        act(&place, path)
    };
    (Work::with_faults(limit, Faults::new(decide)), trace)
}

/// Work with one fault.
fn spoilt(place: &Place, kind: Kind, lasts: Lasts) -> (Work, Arc<Mutex<Trace>>) {
    let (place, is_on) = (place.clone(), Mutex::new(false));
    watched(LONG, move |at, _| {
        let mut is_on = is_on.lock().unwrap();
        let hit = *at == place;
        *is_on |= hit;
        let meant = match lasts {
            Lasts::Once => hit,
            Lasts::ForPath => *is_on && at.1 == place.1,
            Lasts::ForGood => *is_on,
        };
        if meant && kind.can_happen_to(at.0) { kind.fate() } else { Ok(usize::MAX) }
    })
}

/// What somebody may ask for.
struct Case {
    name: &'static str,
    download: Download,
    operation: Operation,
    request: Request,
}

fn case(name: &'static str, mut download: Download, operation: Operation, change: impl FnOnce(&mut Request)) -> Case {
    let mut request = download.prepare();
    change(&mut request);
    Case { name, download, operation, request }
}

type Outcome = Result<Report, Stopped>;

impl Case {
    fn run(&self, work: &Work) -> Outcome {
        verify(self.operation, &self.request, work)
    }

    /// A run without a fault, with all that it touches.
    fn watch(&self) -> (Outcome, Trace) {
        let (work, trace) = watched(LONG, |_, _| Ok(usize::MAX));
        let outcome = self.run(&work);
        let trace = std::mem::take(&mut *trace.lock().unwrap());
        (outcome, trace)
    }
}

/// The path that has to be named for a fault at `path`: nobody knows a temporary file by its name.
fn named(path: &Path) -> Vec<PathBuf> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let own = name.strip_suffix(".new").and_then(|name| name.strip_prefix('.'));
    own.map_or_else(|| vec![path.to_owned()], |name| vec![path.with_file_name(name), path.to_owned()])
}

fn is_usable(outcome: &Outcome) -> bool {
    outcome.as_ref().is_ok_and(|report| report.verdict == Verdict::Usable)
}

/// True where a finding, or the error, names one of these paths.
fn names(outcome: &Outcome, paths: &[PathBuf]) -> bool {
    let shown: Vec<String> = paths.iter().map(|path| crate::text::shown_path(path)).collect();
    match outcome {
        Ok(report) => report.findings.iter().any(|finding| {
            let evidence = finding.evidence.as_ref().map(|evidence| &evidence.path);
            finding.file.iter().chain(evidence).any(|path| shown.contains(path))
        }),
        Err(stopped) => {
            let said = format!("{stopped:?}").replace("\\\\", "\\");
            shown.iter().any(|path| said.contains(&**path))
        }
    }
}

/// What a report says, but for the time that it took.
fn said(outcome: &Outcome) -> String {
    match outcome {
        Ok(report) => {
            let mut report = serde_json::to_value(report).unwrap();
            report["elapsedMs"] = 0.into();
            report.to_string()
        }
        Err(stopped) => format!("{stopped:?}"),
    }
}

/// What failed, in a few words.
fn brief(outcome: &Outcome) -> String {
    match outcome {
        Ok(report) => {
            let found = report.findings.iter().map(|f| format!("{} {:?} {}", f.rule, f.file, f.message));
            format!("{:?} {:?}", report.verdict, found.collect::<Vec<_>>())
        }
        Err(stopped) => format!("{stopped:?}"),
    }
}

/// Two updates with files of each kind, without as much as a warning.
fn good() -> Download {
    let download = Download::good_new();
    download.valid(&format!("{H}/Redist/setup.exe"));
    download.valid(&format!("{H}/Redist/LanguagePack/b.cab"));
    download.valid(&format!("{H}/SMSSETUP/BIN/X64/part.dll"));
    download.file("EmptyAsItShouldBe/readme.txt", b"nothing to see");
    download.rewrite_manifests();
    assert!(download.root().join(format!("{X}.cab")).exists());
    download
}

/// How many were tried of each kind, to be told in the end.
#[derive(Default)]
struct Tally(BTreeMap<(Touch, Kind), u64>);

impl Tally {
    fn add(&mut self, place: &Place, kind: Kind) {
        *self.0.entry((place.0, kind)).or_default() += 1;
    }

    fn print(&self, name: &str, touches: usize) {
        let total: u64 = self.0.values().sum();
        println!("{name}: {touches} touches, {total} faults");
        let mut by_touch: BTreeMap<Touch, Vec<String>> = BTreeMap::new();
        for ((touch, kind), count) in &self.0 {
            by_touch.entry(*touch).or_default().push(format!("{kind:?} {count}"));
        }
        for (touch, counts) in by_touch {
            println!("  {touch:?}: {}", counts.join(", "));
        }
    }
}
