//! What must be said of a case, known before it is asked.

use crate::faults::{Fault, Hit, Place};
use crate::oddities::Oddity;
use crate::scene::{Scene, Update};
use cmverify::report::{Report, Verdict};
use std::collections::BTreeSet;

/// Verdict and rules of one case.
#[derive(Clone, Debug)]
pub struct Truth {
    /// One of these.
    pub verdicts: BTreeSet<Verdict>,
    /// Each of these rules must be there.
    pub required: BTreeSet<&'static str>,
    /// And none but these.
    pub permitted: BTreeSet<&'static str>,
    /// Each required rule must name this update.
    pub guid: Option<String>,
}

impl Truth {
    pub fn of_good(oddities: &[&'static Oddity]) -> Self {
        let required: BTreeSet<_> = oddities.iter().flat_map(|oddity| oddity.rules).copied().collect();
        let permitted =
            required.iter().copied().chain(oddities.iter().flat_map(|oddity| oddity.may).copied()).collect();
        Self { verdicts: [Verdict::Usable].into(), required, permitted, guid: None }
    }

    /// The truth of a fault in a download with these oddities, which may go unsaid beside it.
    pub fn of_fault(fault: &Fault, hit: &Hit, oddities: &[&'static Oddity], updates: &[Update]) -> Self {
        let good = Self::of_good(oddities);
        let required: BTreeSet<_> = fault.rules.iter().chain(&hit.also).copied().collect();
        let may = fault.may.iter().chain(&hit.may).copied();
        Self {
            verdicts: [fault.verdict].into_iter().chain(hit.or).collect(),
            permitted: good.permitted.into_iter().chain(may).chain(required.iter().copied()).collect(),
            required,
            guid: hit.update.map(|at| updates[at].guid.clone()),
        }
    }

    /// Two faults, one after the other: the verdict is the worst, and both are told, unless one hides what tells of the
    /// other.
    pub fn of_pair(scene: &Scene, pair: [(&Fault, &Hit); 2], oddities: &[&'static Oddity]) -> Self {
        let [one, other] = pair.map(|(fault, hit)| Self::of_fault(fault, hit, oddities, &scene.updates));
        let is_silent = |a: usize, b: usize| {
            SILENCED.contains(&(pair[a].0.name, pair[b].0.name)) || is_hidden(scene, pair[a].1, pair[b].1)
        };
        let hidden = [is_silent(0, 1), is_silent(1, 0)];
        let verdicts = |truth: &Self, is_hidden: bool| {
            let nothing = is_hidden.then_some(Verdict::Usable);
            truth.verdicts.iter().copied().chain(nothing).collect::<Vec<_>>()
        };
        let mut worst = BTreeSet::new();
        for a in verdicts(&one, hidden[0]) {
            worst.extend(verdicts(&other, hidden[1]).into_iter().map(|b| a.max(b)));
        }
        worst.remove(&Verdict::Usable);
        let told = [(&one, hidden[0]), (&other, hidden[1])].into_iter().filter(|(_, is_hidden)| !is_hidden);
        let required: BTreeSet<_> = told.flat_map(|(truth, _)| truth.required.iter().copied()).collect();
        let permitted = one.permitted.union(&other.permitted).copied().collect();
        Self { verdicts: worst, required, permitted, guid: None }
    }

    /// What is wrong with a report, in words; nothing where it says the truth.
    pub fn differs(&self, report: &Report) -> Option<String> {
        let found: BTreeSet<&str> = report.findings.iter().map(|finding| finding.rule).collect();
        let mut wrong = Vec::new();
        if !self.verdicts.contains(&report.verdict) {
            wrong.push(format!("verdict {:?}, expected {:?}", report.verdict, self.verdicts));
        }
        let missing: Vec<_> = self.required.difference(&found).collect();
        if !missing.is_empty() {
            wrong.push(format!("not told: {missing:?}"));
        }
        let unexpected: Vec<_> = found.difference(&self.permitted).collect();
        if !unexpected.is_empty() {
            wrong.push(format!("told for no reason: {unexpected:?}"));
        }
        if let Some(guid) = &self.guid {
            let names = |rule: &str| report.findings.iter().any(|f| f.rule == rule && f.guid.as_ref() == Some(guid));
            let unnamed: Vec<_> = self.required.iter().filter(|rule| found.contains(**rule) && !names(rule)).collect();
            if !unnamed.is_empty() {
                wrong.push(format!("{unnamed:?} without the update {guid}"));
            }
            // Of the other updates nothing is wrong.
            let is_own = |finding: &cmverify::report::Finding| finding.guid.as_ref() == Some(guid);
            let all_own = report.findings.iter().filter(|f| f.effect != cmverify::rules::Effect::None).all(is_own);
            let others =
                report.updates.iter().filter(|update| update.guid != *guid && update.verdict != Verdict::Usable);
            let others: Vec<_> = others.map(|update| (&update.guid, update.verdict)).collect();
            if all_own && !others.is_empty() && report.verdict != Verdict::Usable {
                wrong.push(format!("updates that nothing is wrong with: {others:?}"));
            }
        }
        (!wrong.is_empty()).then(|| wrong.join("; "))
    }
}

/// Faults that another one may leave nothing to tell of, though it touches another place: a folder that may not be read and
/// is gone, a file of another size than a log states that was cut before it states one. The other is told, and the
/// download stays what that makes it.
const SILENCED: [(&str, &str); 19] = [
    ("a folder that may not be read", "Redist is gone"),
    ("a folder that may not be read", "an update is gone"),
    ("a link to a folder", "Redist is gone"),
    ("a link to a folder", "an update is gone"),
    ("a list of the run is gone", "a download failed"),
    ("a list of the run is gone", "the setup log cut within a run"),
    ("a listed file is missing", "the setup log is no text"),
    ("a payload is gone", "payload without an end"),
    ("a payload is gone", "redist failed"),
    ("a payload is gone", "redist without an end"),
    ("a program for a payload", "payload without an end"),
    ("a proxy's page for a payload", "payload without an end"),
    ("a release without redists", "redist without an end"),
    ("a run into another folder", "an old failure, and all runs asked"),
    ("a size that the log does not state", "payload without an end"),
    ("an empty manifest of updates", "no manifest of updates"),
    ("an update is gone", "payload without an end"),
    ("payload without an end", "the tool's log cut"),
    ("the tool's log cut", "payload without an end"),
];

/// True where the other fault may have taken away what tells of this one.
fn is_hidden(scene: &Scene, hit: &Hit, by: &Hit) -> bool {
    hit.needs.iter().any(|need| by.hides.iter().any(|hidden| covers(scene, hidden, need)))
}

fn covers(scene: &Scene, hidden: &Place, need: &Place) -> bool {
    let is_inside = |path: &str, folder: &str| path.starts_with(&format!("{folder}/"));
    match (hidden, need) {
        (Place::Tool, Place::Word(_)) | (Place::Setup, Place::Run(_)) => true,
        (Place::Folder, Place::Update(_) | Place::Redist(_) | Place::File(_)) => true,
        (Place::Update(at), Place::Redist(of)) => at == of,
        (Place::Update(at), Place::File(path)) => {
            let update = &scene.updates[*at];
            *path == update.payload || is_inside(path, &update.folder)
        }
        (Place::Redist(at), Place::File(path)) => is_inside(path, &scene.updates[*at].redist),
        _ => hidden == need,
    }
}

#[test]
fn each_silenced_fault_is_one() {
    let names: BTreeSet<&str> = crate::faults::faults().iter().map(|fault| fault.name).collect();
    for (one, other) in SILENCED {
        assert!(names.contains(one) && names.contains(other), "{one} + {other}");
    }
}
