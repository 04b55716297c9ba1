//! A seal is there as a whole or not at all, whatever goes wrong; and what goes wrong while one is checked is told.

use super::verdicts::{Due, due, faults, is_told};
use super::{Case, Kind, Lasts, Tally, brief, case, good, is_usable, said, spoilt};
use crate::verify::{Operation, verify_unwatched};
use crate::work::Touch;
use std::fs;
use std::io::BufReader;
use std::path::{Path, PathBuf};

const OLDER: &[u8] = b"# cmverify seal 1\nolder\n";

/// The stick that the seal goes to, with an older one on it.
fn fresh_stick(case: &Case) -> PathBuf {
    let stick = case.download.home.join("stick");
    let _ = fs::remove_dir_all(&stick);
    fs::create_dir_all(&stick).unwrap();
    fs::write(stick.join("x.seal.sha256"), OLDER).unwrap();
    stick
}

fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap().flatten();
    let mut names: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn to_stick(includes: bool) -> Case {
    let download = good();
    let seal = download.home.join("stick").join("x.seal.sha256").to_str().unwrap().to_owned();
    let name = if includes { "a seal with its logs" } else { "a seal" };
    case(name, download, Operation::MakeSeal, |request| {
        request.seal = Some(seal);
        request.include_logs = includes;
    })
}

/// Whole: the seal reads as one, and the logs beside it are those that it rests on.
fn is_whole(case: &Case, stick: &Path) -> bool {
    let mut file = BufReader::new(fs::File::open(stick.join("x.seal.sha256")).unwrap());
    let Ok(Ok(read)) = crate::seal::read(&mut file) else { return false };
    let mut names = vec!["x.seal.sha256".to_owned()];
    for log in read.seal.about.logs.iter().filter(|log| log.is_included) {
        let same = fs::read(stick.join(&log.name))
            .is_ok_and(|copy| copy == fs::read(case.download.home.join(&log.name)).unwrap());
        if !same {
            return false;
        }
        names.push(log.name.clone());
    }
    names.sort();
    names_in(stick) == names
}

fn spoil_making(includes: bool) {
    let case = to_stick(includes);
    let stick = fresh_stick(&case);
    let (clean, trace) = case.watch();
    assert!(is_usable(&clean) && is_whole(&case, &stick), "{}", said(&clean));
    let (mut tally, mut wrong, mut writes) = (Tally::default(), Vec::new(), 0);
    for (at, place) in trace.places().iter().enumerate() {
        let (touch, path, _) = place;
        let is_of_seal = path.starts_with(&stick);
        writes += usize::from(matches!(touch, Touch::Create | Touch::Write | Touch::Sync | Touch::Rename));
        for (kind, lasts) in faults(at, place) {
            // What the files do is another test's.
            if path.starts_with(case.download.root()) && (kind, lasts) != (Kind::Io, Lasts::Once) {
                continue;
            }
            fresh_stick(&case);
            let (work, met) = spoilt(place, kind, lasts);
            let outcome = case.run(&work);
            tally.add(place, kind);
            let is_made = outcome.as_ref().is_ok_and(|report| report.seal.is_some());
            let due = match due(place, kind, lasts, &trace) {
                // What is to be replaced, or must not be there, may as well be gone.
                _ if is_of_seal && kind == Kind::Vanished && matches!(touch, Touch::Metadata | Touch::Open) => {
                    Due::Either
                }
                due => due,
            };
            let is_as_due = match due {
                Due::Same => is_made,
                Due::Told => !is_made && is_told(place, &outcome),
                Due::Either => is_made || is_told(place, &outcome),
            };
            // What cannot be removed stays.
            let may_leave = lasts != Lasts::Once;
            let is_clean = if is_made {
                is_usable(&outcome) && is_whole(&case, &stick)
            } else {
                fs::read(stick.join("x.seal.sha256")).unwrap() == OLDER && (may_leave || names_in(&stick).len() == 1)
            };
            if !met.lock().unwrap().has(place) || !is_as_due || !is_clean {
                wrong.push(format!("{kind:?} {lasts:?} {place:?}: {} {:?}", brief(&outcome), names_in(&stick)));
            }
        }
    }
    tally.print(case.name, trace.places().len());
    assert!(wrong.is_empty(), "{}: {} wrong\n{}", case.name, wrong.len(), wrong[..wrong.len().min(30)].join("\n"));
    assert!(writes >= if includes { 12 } else { 4 }, "{writes} writes");
}

#[test]
fn a_seal_is_whole_or_the_older_one_is() {
    spoil_making(false);
}

#[test]
fn a_seal_with_its_logs_is_whole_or_leaves_nothing() {
    spoil_making(true);
}

#[test]
fn no_fault_while_a_seal_is_checked_is_usable_and_each_names_its_path() {
    let made = to_stick(true);
    let stick = fresh_stick(&made);
    let report = verify_unwatched(Operation::MakeSeal, &made.request).unwrap();
    assert!(report.seal.is_some());
    let Case { download, request, .. } = made;
    let (download_path, seal) = (request.download_path, request.seal);
    let case = Case {
        name: "a seal that is checked",
        download,
        operation: Operation::VerifySeal,
        request: crate::request::Request { download_path, seal, ..Default::default() },
    };
    super::verdicts::spoil(&case, 100, 1);
    assert_eq!(names_in(&stick).len(), 3);
}
