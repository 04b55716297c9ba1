//! Which setupdl runs belong to a download (section 3 of the contract).
//!
//! ConfigMgrSetup.log is appended to: yesterday's failure is history, not this download. A run belongs that does not
//! name another target, and, where both logs carry times, that does not begin before the tool's log does. Among those
//! the newest for each update counts. Both programs write local time, so their stamps can be compared as they are.

use crate::guid::Guid;
use crate::logs::setup::{Run, SetupLog};
use crate::logs::time::LocalTime;
use std::collections::BTreeSet;

/// What is known of the download that runs are held against.
#[derive(Clone, Debug, Default)]
pub struct Download {
    /// Its updates; empty: not known, as where only ConfigMgrSetup.log is looked at.
    pub updates: BTreeSet<Guid>,
    /// When the tool's log begins.
    pub begins: Option<LocalTime>,
    /// How many redist downloads the tool's log started, else how many updates there are; none: not known.
    pub redists: Option<u64>,
    /// How many runs can be of it that name no update, if those are fewer: without the tool's log, a run of long ago
    /// would else be taken for that of a hotfix, which has none. None: as many as `redists`.
    pub unnamed: Option<u64>,
}

impl Download {
    /// A run that names a target of its own, and that target is no update of this download.
    fn is_elsewhere(&self, run: &Run) -> bool {
        match &run.target {
            Some(target) if !self.updates.is_empty() => !target.guid.is_some_and(|guid| self.updates.contains(&guid)),
            _ => false,
        }
    }
}

/// The runs that belong, by their place in the log's list, oldest first.
#[must_use]
pub fn select(log: &SetupLog, download: &Download, all_runs: bool) -> Vec<usize> {
    if all_runs {
        return (0..log.runs.len()).collect();
    }
    let candidates: Vec<usize> = (0..log.runs.len()).filter(|at| !download.is_elsewhere(&log.runs[*at])).collect();
    let most = download.redists.unwrap_or(1);
    let has_times = download.begins.is_some() && candidates.iter().any(|at| log.runs[*at].time.is_some());
    let mut chosen = if has_times {
        let begins = |at: &usize| began_after(log, *at, download.begins);
        newest(log, candidates.iter().copied().filter(begins), |is_named, kept| is_named || kept < most)
    } else {
        let unnamed = download.unnamed.map_or(most, |unnamed| unnamed.min(most));
        newest(log, candidates.into_iter(), |is_named, kept| kept < if is_named { most } else { unnamed })
    };
    chosen.reverse();
    chosen
}

/// A run without a time of its own began after the last one before it that has one.
fn began_after(log: &SetupLog, at: usize, begins: Option<LocalTime>) -> bool {
    let time = (0..=at).rev().find_map(|earlier| log.runs[earlier].time);
    time.zip(begins).is_some_and(|(time, begins)| time >= begins)
}

/// Goes from the newest run back and takes the first of each update; a run that names no update is taken while
/// `is_wanted` has room, for nobody can tell which update it was for.
fn newest(
    log: &SetupLog,
    candidates: impl DoubleEndedIterator<Item = usize>,
    is_wanted: impl Fn(bool, u64) -> bool,
) -> Vec<usize> {
    let mut seen = BTreeSet::new();
    let mut chosen = Vec::new();
    for at in candidates.rev() {
        let guid = log.runs[at].guid();
        if guid.is_some_and(|guid| seen.contains(&guid)) || !is_wanted(guid.is_some(), chosen.len() as u64) {
            continue;
        }
        seen.extend(guid);
        chosen.push(at);
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::logs::setup::Target;

    const G: &str = "5B8886C7-F967-4F8A-92AA-009E28368853";
    const H: &str = "3B7D84FA-ECCC-4EA0-B8AB-ABBDA1E88E0E";

    fn time(minute: u32) -> Option<LocalTime> {
        LocalTime::new((2024, 11, 19), (11, minute, 0))
    }

    /// Runs as (target, minute): `G`, `H`, `elsewhere`, or none.
    fn log(runs: &[(&str, Option<u32>)]) -> SetupLog {
        let run = |(target, minute): &(&str, Option<u32>)| Run {
            time: minute.and_then(time),
            target: match *target {
                "" => None,
                "G" => Some(Target { path: G.into(), guid: Guid::parse(G) }),
                "H" => Some(Target { path: H.into(), guid: Guid::parse(H) }),
                other => Some(Target { path: other.into(), guid: None }),
            },
            ..Run::default()
        };
        SetupLog { runs: runs.iter().map(run).collect(), ..SetupLog::default() }
    }

    fn download(updates: &[&str], begins: Option<u32>, redists: u64) -> Download {
        let guids = updates.iter().filter_map(|g| Guid::parse(if *g == "G" { G } else { H }));
        Download { updates: guids.collect(), begins: begins.and_then(time), redists: Some(redists), unnamed: None }
    }

    /// Frozen table: runs in the log, the download, the runs that belong, why.
    #[test]
    fn runs_belong_by_target_time_and_age() {
        let t = Some;
        #[rustfmt::skip]
        let rows = [
            (&[("G", t(1)), ("G", t(20))][..], download(&["G"], t(10), 1), &[1][..], "the first began before the tool's log"),
            (&[("G", t(11)), ("G", t(20))], download(&["G"], t(10), 1), &[1], "the second try supersedes the first"),
            (&[("G", t(1))], download(&["G"], t(10), 1), &[], "history only"),
            (&[("G", t(10))], download(&["G"], t(10), 1), &[0], "began in the same second"),
            (&[("G", t(11)), ("H", t(20))], download(&["G", "H"], t(10), 2), &[0, 1], "one for each update"),
            (&[("G", t(11)), ("H", t(20))], download(&["G"], t(10), 1), &[0], "H is another download"),
            (&[("G", t(11)), ("C:\\temp\\redist", t(20))], download(&["G"], t(10), 1), &[0], "a run by hand into another folder"),
            (&[("", t(11)), ("", t(20))], download(&["G", "H"], t(10), 2), &[0, 1], "unnamed, and two were started"),
            (&[("", t(11)), ("", t(20))], download(&["G"], t(10), 1), &[1], "unnamed, and one was started"),
            (&[("G", t(11)), ("", t(20))], download(&["G"], t(10), 1), &[0, 1], "the newest died before it named its target"),
            (&[("", t(11)), ("G", t(20))], download(&["G"], t(10), 1), &[1], "the unnamed one is older than what was started"),
            (&[("G", None), ("G", None)], download(&["G"], t(10), 1), &[1], "no times: the newest"),
            (&[("G", t(1)), ("H", t(2))], download(&["G", "H"], None, 2), &[0, 1], "no times in the tool's log: the newest two"),
            (&[("H", t(1)), ("G", t(2))], download(&["G", "H"], None, 1), &[1], "no times: as many as were started"),
            (&[("G", t(20)), ("G", None)], download(&["G"], t(10), 1), &[1], "without a time it is younger than the one before"),
        ];
        for (runs, download, expected, why) in rows {
            assert_eq!(select(&log(runs), &download, false), expected, "{why}");
            assert_eq!(select(&log(runs), &download, true).len(), runs.len());
        }
    }

    #[test]
    fn a_run_of_nobody_s_is_not_taken_for_that_of_a_hotfix() {
        let known = Download { unnamed: Some(1), ..download(&["G", "H"], None, 2) };
        assert_eq!(select(&log(&[("", Some(1)), ("G", Some(2))]), &known, false), [1]);
        assert_eq!(select(&log(&[("G", Some(1)), ("", Some(2))]), &known, false), [0, 1], "the newest died early");
        assert_eq!(select(&log(&[("G", Some(1)), ("H", Some(2))]), &known, false), [0, 1]);
        let none = Download { unnamed: Some(0), ..known };
        assert_eq!(select(&log(&[("", Some(1)), ("G", Some(2))]), &none, false), [1]);
    }

    #[test]
    fn alone_the_newest_run_is_judged() {
        let runs = log(&[("G", Some(1)), ("H", Some(2)), ("C:\\temp", Some(3))]);
        assert_eq!(select(&runs, &Download::default(), false), [2]);
    }
}
