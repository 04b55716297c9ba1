//! Faults of ConfigMgrSetup.log.

use super::{Fault, Hit, Place};
use crate::logs::{Cut, Line, Role, SetupSays, Supply, Time, setup_line};
use crate::oddities::failed_run;
use crate::random::Random;
use crate::scene::{Scene, target};
use crate::stock::stock;
use cmverify::report::Verdict::{Inconclusive, NotUsable};

#[rustfmt::skip]
pub const FAULTS: &[Fault] = &[
    Fault { name: "a download failed", verdict: NotUsable, rules: &["CMV0201"], may: &[], change: |scene, random| failed(scene, random, DOWNLOAD) },
    Fault { name: "a hash check failed", verdict: NotUsable, rules: &["CMV0202"], may: &[], change: |scene, random| failed(scene, random, HASH) },
    Fault { name: "a signature check failed", verdict: NotUsable, rules: &["CMV0203"], may: &[], change: |scene, random| failed(scene, random, SIGNATURE) },
    Fault { name: "the list was not verified", verdict: NotUsable, rules: &["CMV0204"], may: &[], change: |scene, random| failed(scene, random, LIST) },
    Fault { name: "another error of setupdl", verdict: NotUsable, rules: &["CMV0209"], may: &[], change: |scene, random| failed(scene, random, OTHER) },
    Fault { name: "a download failed, and the run broke off", verdict: NotUsable, rules: &["CMV0201", "CMV0205"], may: &["CMV0209", "CMV0210"], change: failed_and_broken },
    Fault { name: "a run without its end", verdict: NotUsable, rules: &["CMV0205"], may: &["CMV0209", "CMV0210"], change: no_end },
    Fault { name: "the setup log cut within a run", verdict: NotUsable, rules: &[], may: &["CMV0201", "CMV0202", "CMV0203", "CMV0204", "CMV0205", "CMV0206", "CMV0208", "CMV0209", "CMV0210", "CMV0211"], change: cut },
    Fault { name: "the newest try failed", verdict: NotUsable, rules: &["CMV0201"], may: &["CMV0206", "CMV0211"], change: newest_failed },
    Fault { name: "the newest try broke off", verdict: NotUsable, rules: &["CMV0205"], may: &["CMV0206", "CMV0211"], change: newest_broke_off },
    Fault { name: "parked at the ODBC driver", verdict: NotUsable, rules: &["CMV0205", "CMV0210"], may: &["CMV0206"], change: parked },
    Fault { name: "a run of another update", verdict: Inconclusive, rules: &["CMV0206"], may: &["CMV0211"], change: other_target },
    Fault { name: "a run into another folder", verdict: Inconclusive, rules: &["CMV0206"], may: &["CMV0211"], change: other_folder },
    Fault { name: "the run is missing", verdict: Inconclusive, rules: &["CMV0206"], may: &["CMV0211"], change: no_run },
    Fault { name: "a setup log of last week", verdict: Inconclusive, rules: &["CMV0206"], may: &["CMV0211"], change: stale },
    Fault { name: "a setup log without any run", verdict: Inconclusive, rules: &["CMV0206"], may: &[], change: nothing },
    Fault { name: "no setup log", verdict: Inconclusive, rules: &["CMV0207"], may: &[], change: no_log },
    Fault { name: "the setup log is no text", verdict: Inconclusive, rules: &["CMV0207"], may: &["CMV0205", "CMV0206"], change: no_text },
    Fault { name: "an old failure, and all runs asked", verdict: NotUsable, rules: &["CMV0201"], may: &["CMV0206"], change: all_runs },
    Fault { name: "a file of the run is gone", verdict: NotUsable, rules: &["CMV0208"], may: &[], change: file_gone },
    Fault { name: "a list of the run is gone", verdict: NotUsable, rules: &["CMV0208"], may: &["CMV0403", "CMV0404"], change: list_gone },
    #[cfg(target_os = "linux")]
    Fault { name: "the setup log may not be read", verdict: Inconclusive, rules: &["CMV0207"], may: &[], change: closed },
];

const DOWNLOAD: &[&str] = &[
    "ERROR: Download() failed with 0x80072EE2",
    "ERROR: Download() failed with 0x80072EE7",
    "ERROR: Download() failed with 0x80072f8f",
    "ERROR: Download() failed with 0x80190193",
    "Error: Download() failed with 12029",
    "ERROR: Download() failed",
    "Download() failed with 0x80072EFD",
];
const HASH: &[&str] = &[
    "File hash check failed",
    "ERROR: File hash check failed: 0x80070002",
    "ERROR: File hash check failed for 'E:\\a b.msi': 0x80091007",
];
const SIGNATURE: &[&str] = &[
    "Error: failed to verify 'd:\\ConfigMgr\\redist\\sqlncli.msi' authenticode signature.",
    "Error: file signature check failed for 'd:\\ConfigMgr\\redist\\sqlncli.msi",
    "ERROR: failed to verify 'C:\\O'Brien\\a.msi' authenticode signature.",
];
const LIST: &[&str] =
    &["Manifest verification failed", "ERROR: Manifest verification failed", "Error: manifest verification failed."];
const OTHER: &[&str] = &[
    "ERROR: VerifyExternalFile failed: 0x80070002",
    "ERROR: Failed to find valid source for required file 'MMASetup-AMD64.exe'. Aborting setup.",
    "ERROR: Failed to find folder of SQL Server assembly setup msi.",
    "Error: unknown",
    "ERROR: WinHttpSendRequest failed 12007",
];

fn failed(scene: &mut Scene, random: &mut Random, texts: &[&str]) -> Option<Hit> {
    let at = scene.release(random)?;
    let run = scene.run_of(at)?;
    let line = scene.within_run(run, random);
    let text = *random.pick(texts);
    scene.tell_run(run, line, text);
    Hit::setup().needs(Place::Run(at)).of(at).some()
}

/// The lines of a run up to one of them, and nothing of it behind that.
fn break_off(scene: &mut Scene, run: usize, line: usize) {
    scene.runs[run].lines.truncate(line);
    scene.runs[run].lines.retain(|line| line.says != SetupSays::Ends);
}

fn failed_and_broken(scene: &mut Scene, random: &mut Random) -> Option<Hit> {
    let at = scene.release(random)?;
    let run = scene.run_of(at)?;
    let line = scene.within_run(run, random);
    scene.tell_run(run, line, "ERROR: Download() failed with 0x80072EE2");
    break_off(scene, run, line + 1);
    Hit::setup().needs(Place::Run(at)).hides(Place::Run(at)).of(at).some()
}

fn no_end(scene: &mut Scene, random: &mut Random) -> Option<Hit> {
    let at = scene.release(random)?;
    let run = scene.run_of(at)?;
    let line = if random.chance(50) { scene.runs[run].lines.len() } else { scene.within_run(run, random) };
    break_off(scene, run, line);
    Hit::setup().needs(Place::Run(at)).hides(Place::Run(at)).of(at).some()
}

fn cut(scene: &mut Scene, random: &mut Random) -> Option<Hit> {
    if !matches!(scene.setup_supply, Supply::Whole) {
        return None;
    }
    let at = scene.release(random)?;
    let run = scene.run_of(at)?;
    let lines = &scene.runs[run].lines;
    let starts = lines.iter().position(|line| line.says == SetupSays::Starts)?;
    let ends = lines.iter().position(|line| line.says == SetupSays::Ends)?;
    let line = random.within(starts + 1, ends + 1);
    let (text, frame) = setup_line(&lines[line], &scene.setup_shape, scene.bias, scene.thread);
    let (own, all) = (text.chars().count(), text.chars().count() + frame.chars().count());
    // The last word of the run is what counts; a cut behind it takes nothing.
    let characters = if line == ends { random.below(own) } else { random.below(all) };
    let is_target = lines[line].says == SetupSays::Target && characters > 0;
    let bytes = usize::from(characters > 1 && random.chance(30));
    let line = scene.first_line_of(run) + line;
    scene.setup_supply = Supply::Cut(Cut { line, characters: characters.min(own), bytes });
    let hit = Hit::setup().needs(Place::Run(at)).hides(Place::Setup);
    // A path that is cut may be another folder's.
    if is_target { hit.or(Inconclusive).some() } else { hit.also(&["CMV0205"]).some() }
}

/// When the log ends.
fn last_time(scene: &Scene) -> Option<Time> {
    Some(scene.runs.last()?.lines.last()?.time.later(Time::SECOND))
}

fn newest_failed(scene: &mut Scene, random: &mut Random) -> Option<Hit> {
    let at = scene.release(random)?;
    let path = target(&scene.source, &scene.updates[at].guid, "Redist");
    let mut now = last_time(scene)?;
    let mut run = crate::scene::run(Role::Belongs(at), &stock().kits[0], &path, &mut now, random);
    // It fetches nothing that the folder does not have.
    run.lines.retain(|line| line.says != SetupSays::File);
    let line = run.lines.iter().position(|line| line.says == SetupSays::Target)? + 1;
    scene.runs.push(run);
    scene.tell_run(scene.runs.len() - 1, line, "ERROR: Download() failed with 0x80072EE2");
    Hit::setup().needs(Place::Run(at)).hides(Place::Run(at)).of(at).some()
}

fn newest_broke_off(scene: &mut Scene, random: &mut Random) -> Option<Hit> {
    let at = scene.release(random)?;
    let path = target(&scene.source, &scene.updates[at].guid, "Redist");
    let mut now = last_time(scene)?;
    let mut run = crate::scene::run(Role::Belongs(at), &stock().kits[0], &path, &mut now, random);
    run.lines.retain(|line| !matches!(line.says, SetupSays::File | SetupSays::Ends));
    let is_named = random.chance(70);
    if !is_named {
        let line = run.lines.iter().position(|line| line.says == SetupSays::Target)?;
        run.lines.truncate(line);
    }
    scene.runs.push(run);
    // A run that names no target may be that of any update.
    let hit = Hit::setup().needs(Place::Run(at));
    if is_named { hit.hides(Place::Run(at)).of(at).some() } else { hit.hides(Place::Setup).some() }
}

fn parked(scene: &mut Scene, random: &mut Random) -> Option<Hit> {
    let run = scene.runs.iter().rposition(|run| matches!(run.role, Role::Belongs(_)))?;
    let Role::Belongs(at) = scene.runs[run].role else { return None };
    let line = scene.within_run(run, random);
    break_off(scene, run, line);
    let text = *random.pick(&[
        "INFO: Checking for MSODBCSQL18",
        "Failed to open MSODBCSQL18. Error = 2",
        "INFO: msodbcsql18 probe, Error = 2",
    ]);
    scene.tell_run(run, line, text);
    scene.runs.truncate(run + 1);
    Hit::setup().needs(Place::Run(at)).hides(Place::Setup).of(at).some()
}

/// All runs for an update, whatever became of them.
fn runs_for(scene: &Scene, update: usize) -> Vec<usize> {
    let is_for = |role: &Role| matches!(role, Role::Belongs(at) | Role::Superseded(at) if *at == update);
    (0..scene.runs.len()).filter(|run| is_for(&scene.runs[*run].role)).collect()
}

fn retarget(scene: &mut Scene, update: usize, to: &str) {
    let own = format!(r"\{}\", scene.updates[update].guid);
    for run in runs_for(scene, update) {
        for line in &mut scene.runs[run].lines {
            line.text = line.text.replace(&own, &format!(r"\{to}\"));
        }
        scene.runs[run].role = Role::Elsewhere;
    }
}

/// Nothing tells of how the redists came there.
fn no_run_for(at: usize) -> Option<Hit> {
    Hit::setup().needs(Place::Word(at)).needs(Place::Run(at)).hides(Place::Run(at)).of(at).some()
}

fn other_target(scene: &mut Scene, random: &mut Random) -> Option<Hit> {
    let at = scene.release(random)?;
    scene.run_of(at)?;
    let other = random.guid();
    retarget(scene, at, &other);
    no_run_for(at)
}

fn other_folder(scene: &mut Scene, random: &mut Random) -> Option<Hit> {
    let at = scene.release(random)?;
    scene.run_of(at)?;
    // In the folder's path another GUID may stand; the last one counts.
    if scene.source.contains('{') {
        return None;
    }
    retarget(scene, at, "by hand");
    no_run_for(at)
}

fn no_run(scene: &mut Scene, random: &mut Random) -> Option<Hit> {
    let at = scene.release(random)?;
    for run in runs_for(scene, at).into_iter().rev() {
        scene.runs.remove(run);
    }
    no_run_for(at)
}

fn no_run_at_all(scene: &Scene) -> Option<Hit> {
    let releases = (0..scene.updates.len()).filter(|at| scene.updates[*at].is_release());
    let needs = releases.flat_map(|at| [Place::Word(at), Place::Run(at)]);
    needs.fold(Hit::setup().hides(Place::Setup), Hit::needs).some()
}

/// A download of the same updates, copied too early: its log is that of a run before this one.
fn stale(scene: &mut Scene, random: &mut Random) -> Option<Hit> {
    if scene.releases() == 0 || !scene.tool_shape.stamps || !scene.setup_shape.stamps {
        return None;
    }
    let days = Time::DAY * i64::try_from(random.within(1, 400)).ok()?;
    for line in scene.runs.iter_mut().flat_map(|run| &mut run.lines) {
        line.time = line.time.later(-days);
    }
    no_run_at_all(scene)
}

fn nothing(scene: &mut Scene, random: &mut Random) -> Option<Hit> {
    if scene.releases() == 0 {
        return None;
    }
    let time = last_time(scene)?;
    scene.runs.clear();
    if random.chance(50) {
        let text =
            "~~===================== Completed Configuration Manager Server Setup =====================".to_owned();
        scene
            .runs
            .push(crate::logs::Run { role: Role::Elsewhere, lines: vec![Line { says: SetupSays::Noise, text, time }] });
    }
    no_run_at_all(scene)
}

fn no_log(scene: &mut Scene, random: &mut Random) -> Option<Hit> {
    if scene.releases() == 0 {
        return None;
    }
    scene.setup_supply = random.pick(&[Supply::NotGiven, Supply::Missing, Supply::Folder]).clone();
    no_run_at_all(scene)
}

fn no_text(scene: &mut Scene, random: &mut Random) -> Option<Hit> {
    if scene.releases() == 0 {
        return None;
    }
    let bytes = match random.below(3) {
        0 => stock().payloads[1].to_vec(),
        1 => vec![0; random.within(1, 5_000)],
        _ => {
            let mut bytes = scene.setup_bytes(None);
            bytes.extend(vec![0; random.within(2, 2_000) * 2]);
            bytes
        }
    };
    scene.setup_supply = Supply::Bytes(bytes);
    no_run_at_all(scene)
}

/// The article's literal rule.
fn all_runs(scene: &mut Scene, random: &mut Random) -> Option<Hit> {
    let at = scene.release(random)?;
    let path = target(&scene.source, &scene.updates[at].guid, "Redist");
    let before = scene.tool.first()?.time.later(-Time::DAY);
    let mut run = failed_run(Role::Superseded(at), 0, &path, before, random);
    run.lines.retain(|line| !matches!(line.says, SetupSays::File | SetupSays::Ends));
    let time = run.lines.last()?.time;
    let text = "ERROR: Download() failed with 0x80072EE2".to_owned();
    run.lines.push(Line { says: SetupSays::Noise, text, time });
    let is_first = scene.runs.first().and_then(|run| run.lines.first()).is_none_or(|line| line.says != SetupSays::File);
    // All that ever went wrong is said now: runs of other oddities too.
    if !is_first || scene.runs.iter().any(|run| !matches!(run.role, Role::Belongs(_))) {
        return None;
    }
    scene.runs.insert(0, run);
    scene.all_runs = true;
    Hit::setup()
        .needs(Place::Run(at))
        .hides(Place::Run(at))
        .of(at)
        .may(&["CMV0202", "CMV0203", "CMV0204", "CMV0205", "CMV0209"])
        .some()
}

fn file_gone(scene: &mut Scene, random: &mut Random) -> Option<Hit> {
    let at = scene.release(random)?;
    scene.run_of(at)?;
    let (piece, path) = scene.piece(at, random, |_| true)?;
    let kit = scene.updates[at].kit()?;
    scene.files.remove(&path);
    let rest = kit.pieces.iter().filter(|other| other.group == piece.group && other.name != piece.name);
    let is_group_there = rest.clone().any(|other| scene.path_of(at, other).is_some());
    let hit = Hit::setup().needs(Place::Run(at)).needs(Place::Redist(at)).hides(Place::File(path)).of(at);
    // The rest of its group is there, so that the list misses it too, where the list can be read.
    let which = usize::from(piece.is_language());
    let is_listed = scene.list_of(at, which).is_some_and(|path| scene.files[&path] == kit.manifests[which]);
    if is_group_there && is_listed { hit.also(&["CMV0402"]) } else { hit.may(&["CMV0402"]) }.some()
}

fn list_gone(scene: &mut Scene, random: &mut Random) -> Option<Hit> {
    let at = scene.release(random)?;
    scene.run_of(at)?;
    let path = scene.list_of(at, random.below(2))?;
    scene.files.remove(&path)?;
    Hit::setup().needs(Place::Run(at)).needs(Place::Redist(at)).hides(Place::Redist(at)).of(at).some()
}

#[cfg(target_os = "linux")]
fn closed(scene: &mut Scene, _: &mut Random) -> Option<Hit> {
    if scene.releases() == 0 {
        return None;
    }
    scene.setup_supply = Supply::Closed;
    no_run_at_all(scene)
}
