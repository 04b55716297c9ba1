//! The logs page by page: what could not be read is a problem of the page, never an end.

use super::verdicts::{Due, due, faults};
use super::{Kind, LONG, Tally, good, spoilt, watched};
use crate::pages::events::{self, EventsRequest};
use crate::pages::runs::{self, RunsRequest};
use crate::work::{Io, Touch, Work};
use serde_json::{Value, json};

/// What a page says, and whether it tells of a problem.
fn answer(of_runs: bool, request: &Value, work: &Work) -> (String, bool) {
    let (bytes, io) = (request.to_string().into_bytes(), Io::new(work));
    let page = if of_runs {
        let request: RunsRequest = crate::request::read(&bytes).unwrap();
        serde_json::to_value(runs::page_by(&request, &io).unwrap()).unwrap()
    } else {
        let request: EventsRequest = crate::request::read(&bytes).unwrap();
        serde_json::to_value(events::page_by(&request, &io).unwrap()).unwrap()
    };
    assert_eq!(page["log"]["path"], request["path"]);
    (page.to_string(), !page["log"]["problem"].is_null())
}

#[test]
fn no_fault_on_a_page_of_a_log_is_taken_for_its_end() {
    let mut download = good();
    let prepared = download.prepare();
    let (tool, setup) = (prepared.service_connection_log.unwrap(), prepared.setup_log.unwrap());
    let rows = [
        (false, json!({"path": tool})),
        (false, json!({"path": setup, "lastRun": true})),
        (false, json!({"path": setup, "tail": 3})),
        (true, json!({"path": tool})),
        (true, json!({"path": setup})),
    ];
    for (of_runs, request) in rows {
        let (work, trace) = watched(LONG, |_, _| Ok(usize::MAX));
        let clean = answer(of_runs, &request, &work);
        assert!(!clean.1, "{}", clean.0);
        let (trace, mut tally) = (std::mem::take(&mut *trace.lock().unwrap()), Tally::default());
        // The end of the page itself.
        let last = trace.places().into_iter().rfind(|(touch, ..)| *touch == Touch::Read).unwrap();
        for (at, place) in trace.places().iter().enumerate() {
            for (kind, lasts) in faults(at, place) {
                let seen = answer(of_runs, &request, &spoilt(place, kind, lasts).0);
                tally.add(place, kind);
                let is_right = match due(place, kind, lasts, &trace) {
                    // Two readers of one log take turns: which of the reads finds the end is not told by their order.
                    _ if kind == Kind::End => seen == clean || seen.1,
                    Due::Same => seen == clean,
                    // Which log it is shows in its first lines: what could not be read behind them is read again.
                    Due::Told => seen.1 || seen == clean && *place != last,
                    Due::Either => seen == clean || seen.1,
                };
                assert!(is_right, "{request}: {kind:?} {lasts:?} {place:?}: {}", seen.0);
            }
        }
        tally.print(&request.to_string(), trace.places().len());
    }
}
