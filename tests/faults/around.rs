//! The lines around a finding's own are read in the end, and are no evidence: without them, all else is as it was.

use super::verdicts::{faults, step};
use super::{Outcome, Tally, brief, case, good, is_usable, said, spoilt};
use crate::common::H;
use crate::verify::Operation;

fn without_neighbours(outcome: &Outcome) -> String {
    let mut report = outcome.as_ref().unwrap().clone();
    for evidence in report.findings.iter_mut().filter_map(|finding| finding.evidence.as_mut()) {
        (evidence.before, evidence.after) = (Vec::new(), Vec::new());
    }
    said(&Ok(report))
}

#[test]
fn lines_around_a_finding_that_cannot_be_read_change_nothing_else() {
    let mut download = good();
    download.tool_text(|text| format!("{text}ERROR:Failed to download Redists for {H}\n"));
    let case = case("a failed download", download, Operation::VerifyDownload, |_| {});
    let log = case.request.service_connection_log.clone().unwrap();
    let (clean, trace) = case.watch();
    assert!(!is_usable(&clean) && said(&clean) != without_neighbours(&clean), "{}", said(&clean));
    let (mut tally, mut lost) = (Tally::default(), 0);
    let places = trace.places();
    // They are few: each of them, under wine too.
    for (at, place) in places.iter().filter(|place| place.1.as_os_str() == &*log).enumerate() {
        for (kind, lasts) in faults(at * step(), place) {
            let outcome = case.run(&spoilt(place, kind, lasts).0);
            tally.add(place, kind);
            let is_same = without_neighbours(&outcome) == without_neighbours(&clean);
            lost += usize::from(is_same && said(&outcome) != said(&clean));
            let is_told = outcome.as_ref().is_ok_and(|report| report.findings.iter().any(|f| f.rule == "CMV0107"));
            assert!(is_same || is_told, "{kind:?} {lasts:?} {place:?}: {}", brief(&outcome));
            assert!(!is_usable(&outcome), "{kind:?} {lasts:?} {place:?}: {}", brief(&outcome));
        }
    }
    tally.print(case.name, places.len());
    assert!(lost > 5, "the lines around were lost {lost} times");
}
