//! Every touch of every verification, spoilt in every way.

use super::{
    Case, Kind, Lasts, Outcome, Place, Tally, Trace, brief, case, good, is_usable, named, names, said, spoilt,
};
use crate::common::{G, H, X};
use crate::request::{Depth, Request};
use crate::verify::Operation;
use crate::work::Touch;
use std::fs;
use std::path::{Path, PathBuf};

/// wine takes its time, and what happens to an error depends on no system.
pub(super) const fn step() -> usize {
    if cfg!(windows) { 23 } else { 1 }
}

/// Each place meets these,
const ALWAYS: [(Kind, Lasts); 6] = [
    (Kind::Io, Lasts::Once),
    (Kind::Vanished, Lasts::Once),
    (Kind::Full, Lasts::Once),
    (Kind::Interrupted, Lasts::Once),
    (Kind::Short, Lasts::Once),
    (Kind::End, Lasts::Once),
];

/// and one after the other of these.
const BY_TURNS: [(Kind, Lasts); 8] = [
    (Kind::Io, Lasts::ForPath),
    (Kind::Denied, Lasts::Once),
    (Kind::Io, Lasts::ForGood),
    (Kind::Short, Lasts::ForGood),
    (Kind::Vanished, Lasts::ForPath),
    (Kind::Interrupted, Lasts::ForGood),
    (Kind::Stale, Lasts::Once),
    (Kind::Denied, Lasts::ForPath),
];

/// What becomes of a place.
pub(super) fn faults(at: usize, place: &Place) -> Vec<(Kind, Lasts)> {
    if at % step() != 0 {
        return Vec::new();
    }
    let turn = |n: usize| BY_TURNS[(2 * at / step() + n) % BY_TURNS.len()];
    let both = ALWAYS.into_iter().chain([turn(0), turn(1)]);
    both.filter(|(kind, _)| kind.can_happen_to(place.0)).collect()
}

/// What must come of a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Due {
    /// The same as without it.
    Same,
    /// It is not usable, and the path is named.
    Told,
    Either,
}

pub(super) fn due(place: &Place, kind: Kind, lasts: Lasts, trace: &Trace) -> Due {
    match (kind, lasts) {
        (Kind::Short, _) => Due::Same,
        // The rest of a folder cannot be asked for again.
        (Kind::Interrupted, Lasts::Once) if matches!(place.0, Touch::Next | Touch::List) => Due::Either,
        (Kind::Interrupted, Lasts::Once) => Due::Same,
        (Kind::End, _) if trace.is_end(place) => Due::Same,
        _ => Due::Told,
    }
}

/// Spoils each touch of a case in each way, or each `step`th.
pub(super) fn spoil(case: &Case, least: usize, step: usize) {
    let (clean, trace) = case.watch();
    assert!(is_usable(&clean), "{}: {}", case.name, said(&clean));
    let places = trace.places();
    assert!(places.len() >= least, "{}: {} touches", case.name, places.len());
    let (mut tally, mut wrong) = (Tally::default(), Vec::new());
    for (at, place) in places.iter().step_by(step).enumerate() {
        for (kind, lasts) in faults(at, place) {
            let (work, met) = spoilt(place, kind, lasts);
            let outcome = case.run(&work);
            let is_met = met.lock().unwrap().has(place);
            tally.add(place, kind);
            let (is_same, is_told) = (said(&outcome) == said(&clean), is_told(place, &outcome));
            let is_right = match due(place, kind, lasts, &trace) {
                Due::Same => is_same,
                Due::Told => is_told,
                Due::Either => is_same || is_told,
            };
            if !is_met || !is_right {
                wrong.push(format!("{kind:?} {lasts:?} {place:?}, met: {is_met}: {}", brief(&outcome)));
            }
        }
    }
    tally.print(case.name, places.len());
    assert!(wrong.is_empty(), "{}: {} wrong\n{}", case.name, wrong.len(), wrong[..wrong.len().min(40)].join("\n"));
    // And in the end a run without a fault, as before.
    assert_eq!(said(&case.watch().0), said(&clean));
}

/// It is not usable, and names what was spoilt.
pub(super) fn is_told(place: &Place, outcome: &Outcome) -> bool {
    !is_usable(outcome) && names(outcome, &paths_of(place))
}

fn paths_of((touch, path, _): &Place) -> Vec<PathBuf> {
    let mut paths = named(path);
    if *touch == Touch::Next {
        // The system tells no name: the folder could not be read on.
        paths.push(path.parent().unwrap_or(Path::new("")).to_owned());
    }
    paths
}

#[test]
fn no_fault_in_full_depth_is_usable_and_each_names_its_path() {
    spoil(&case("full depth", good(), Operation::VerifyDownload, |_| {}), 150, 1);
}

#[test]
fn no_fault_in_quick_depth_is_usable_and_each_names_its_path() {
    spoil(&case("quick depth", good(), Operation::VerifyDownload, |r| r.depth = Depth::Quick), 80, 1);
}

#[test]
fn no_fault_without_logs_is_usable_and_each_names_its_path() {
    let mut download = good();
    (download.tool, download.setup) = (None, None);
    // Nobody can tell whether a hotfix should come with redists.
    download.remove(&format!("{X}.cab"));
    spoil(&case("without logs", download, Operation::VerifyDownload, |r| r.without_logs = true), 100, 2);
}

#[test]
fn no_fault_in_a_part_of_a_download_is_usable_and_each_names_its_path() {
    let log = |request: &mut Request| request.download_path = None;
    spoil(&case("the tool's log", good(), Operation::VerifyServiceConnectionLog, log), 5, 1);
    spoil(&case("ConfigMgrSetup.log", good(), Operation::VerifySetupLog, log), 5, 1);
    spoil(&case("Redist folders", good(), Operation::VerifyRedist, |_| {}), 80, 3);
    // A copy of a Redist folder under another name, which is known by what lies in it.
    let download = good();
    let (from, to) = (download.root().join(H).join("Redist"), download.root().join("copied"));
    fs::rename(from, &to).unwrap();
    let to = to.to_str().unwrap().to_owned();
    spoil(&case("a copied Redist folder", download, Operation::VerifyRedist, |r| r.download_path = Some(to)), 50, 2);
}

#[test]
fn no_fault_makes_a_bad_download_usable() {
    let quick = |request: &mut Request| request.depth = Depth::Quick;
    let lost = |request: &mut Request| {
        request.without_logs = true;
        request.service_connection_log = None;
    };
    let mut cases = Vec::new();
    let mut failed = good();
    failed.setup_text(|text| {
        text.replace(
            "INFO: Verifying signature",
            "ERROR: Download() failed with 0x80072EE2\r\nINFO: Verifying signature",
        )
    });
    cases.push(case("a failed run, the tool's log lost", failed, Operation::VerifyDownload, lost));
    let mut failed = good();
    failed.tool_text(|text| format!("{text}ERROR:Failed to download Redists for {H}\n"));
    cases.push(case("a failed download", failed, Operation::VerifyDownload, quick));
    let empty = good();
    empty.file(&format!("{H}/Redist/LanguagePack/a.cab"), b"");
    cases.push(case("an empty file", empty, Operation::VerifyDownload, quick));
    let other = good();
    other.file(
        &format!("{H}/Redist/SQLSysClrTypes.msi"),
        &crate::common::make::content("SQLSysClrTypes.msi", "another"),
    );
    cases.push(case("another file", other, Operation::VerifyDownload, |_| {}));
    let lacking = good();
    lacking.remove(&format!("{H}/Redist/setup.exe"));
    cases.push(case("a file that a list has", lacking, Operation::VerifyDownload, |_| {}));
    let unnamed = good();
    unnamed.update(G);
    cases.push(case("an update that the log does not name", unnamed, Operation::VerifyDownload, quick));
    for case in &cases {
        let (clean, trace) = case.watch();
        assert!(!is_usable(&clean), "{}: {}", case.name, said(&clean));
        let mut tally = Tally::default();
        for (at, place) in trace.places().iter().enumerate().step_by(step()) {
            let turns = [(Kind::Io, Lasts::Once), (Kind::Vanished, Lasts::ForPath), (Kind::End, Lasts::Once)];
            let (kind, lasts) = turns[at % turns.len()];
            let kind = if kind.can_happen_to(place.0) { kind } else { Kind::Io };
            let outcome = case.run(&spoilt(place, kind, lasts).0);
            tally.add(place, kind);
            assert!(!is_usable(&outcome), "{}: {kind:?} {place:?}: {}", case.name, said(&outcome));
        }
        tally.print(case.name, trace.places().len());
    }
}
