//! Faults of the folder: what is missing, empty, closed, or not what it should be.

use super::{Fault, Hit, Place};
use crate::logs::{Role, Supply};
use crate::random::Random;
#[cfg(unix)]
use crate::scene::Special;
use crate::scene::{Given, Kind, Scene};
use crate::stock::stock;
use cmverify::report::Verdict::{Inconclusive, NotUsable};

#[rustfmt::skip]
pub const FAULTS: &[Fault] = &[
    Fault { name: "an update is gone", verdict: NotUsable, rules: &["CMV0108"], may: &["CMV0310"], change: update_gone },
    Fault { name: "a payload is gone", verdict: NotUsable, rules: &["CMV0108"], may: &["CMV0310"], change: payload_gone },
    Fault { name: "all updates are gone", verdict: NotUsable, rules: &["CMV0108"], may: &["CMV0302", "CMV0303", "CMV0310"], change: all_gone },
    Fault { name: "an empty redist", verdict: NotUsable, rules: &["CMV0301"], may: &["CMV0401"], change: redist_empty },
    Fault { name: "an empty file in Redist that no list has", verdict: NotUsable, rules: &["CMV0301"], may: &["CMV0404"], change: extra_empty },
    Fault { name: "an empty list", verdict: NotUsable, rules: &["CMV0301"], may: &["CMV0403", "CMV0404"], change: list_empty },
    Fault { name: "Redist is gone", verdict: NotUsable, rules: &["CMV0302"], may: &["CMV0208"], change: redist_gone },
    Fault { name: "nothing is in Redist", verdict: NotUsable, rules: &["CMV0302"], may: &["CMV0208"], change: redist_without_files },
    Fault { name: "a release without redists", verdict: NotUsable, rules: &["CMV0302"], may: &["CMV0211"], change: release_without_redists },
    Fault { name: "no manifest of updates", verdict: NotUsable, rules: &["CMV0303"], may: &[], change: manifest_gone },
    Fault { name: "an empty payload", verdict: NotUsable, rules: &["CMV0304"], may: &["CMV0108", "CMV0110"], change: payload_empty },
    Fault { name: "an empty manifest of updates", verdict: NotUsable, rules: &["CMV0304"], may: &["CMV0110"], change: manifest_empty },
    Fault { name: "an empty content of the console", verdict: NotUsable, rules: &["CMV0304"], may: &[], change: console_empty },
    #[cfg(target_os = "linux")]
    Fault { name: "a file that may not be read", verdict: Inconclusive, rules: &["CMV0307"], may: &["CMV0403", "CMV0404"], change: |scene, random| special(scene, random, Special::Closed, false) },
    #[cfg(target_os = "linux")]
    Fault { name: "a folder that may not be read", verdict: Inconclusive, rules: &["CMV0307"], may: &["CMV0403"], change: |scene, random| special(scene, random, Special::Closed, true) },
    #[cfg(target_os = "linux")]
    Fault { name: "a pipe", verdict: Inconclusive, rules: &["CMV0307"], may: &["CMV0310", "CMV0403", "CMV0404"], change: pipe },
    #[cfg(unix)]
    Fault { name: "a link to a file", verdict: Inconclusive, rules: &["CMV0308"], may: &["CMV0403", "CMV0404"], change: |scene, random| special(scene, random, Special::Link, false) },
    #[cfg(unix)]
    Fault { name: "a link to a folder", verdict: Inconclusive, rules: &["CMV0308"], may: &["CMV0403"], change: |scene, random| special(scene, random, Special::Link, true) },
];

#[rustfmt::skip]
pub const LONE: &[Fault] = &[
    Fault { name: "the folder is not there", verdict: Inconclusive, rules: &["CMV0310"], may: &[], change: |scene, _| given(scene, Given::Nowhere) },
    Fault { name: "a file for the folder", verdict: Inconclusive, rules: &["CMV0310"], may: &[], change: a_file },
    Fault { name: "the folder above", verdict: NotUsable, rules: &["CMV0310"], may: &["CMV0108", "CMV0302"], change: above },
    Fault { name: "the folder of one update", verdict: NotUsable, rules: &["CMV0310"], may: &["CMV0108", "CMV0109", "CMV0302"], change: one_update },
    Fault { name: "the Redist folder", verdict: NotUsable, rules: &["CMV0310"], may: &["CMV0108", "CMV0302"], change: redist },
    Fault { name: "an update without a file", verdict: Inconclusive, rules: &["CMV0310"], may: &["CMV0109"], change: update_without_file },
    Fault { name: "without logs: a payload that nobody signed", verdict: Inconclusive, rules: &[], may: &["CMV0503"], change: |scene, random| without_logs(scene, random, "payload") },
    Fault { name: "without logs: a file that nothing proves", verdict: Inconclusive, rules: &[], may: &["CMV0404"], change: |scene, random| without_logs(scene, random, "extra") },
    Fault { name: "without logs: in quick depth", verdict: Inconclusive, rules: &[], may: &[], change: |scene, random| without_logs(scene, random, "quick") },
    Fault { name: "without logs: no payload", verdict: Inconclusive, rules: &[], may: &[], change: |scene, random| without_logs(scene, random, "no payload") },
    Fault { name: "without logs: a redist that is not the listed one", verdict: NotUsable, rules: &["CMV0401"], may: &[], change: |scene, random| without_logs(scene, random, "rival") },
    Fault { name: "without logs: but they are there, and bad", verdict: NotUsable, rules: &["CMV0104"], may: &[], change: |scene, random| without_logs(scene, random, "bad logs") },
];

/// The tool's log names the update and says that it was downloaded.
fn is_reported(scene: &Scene, at: usize) -> bool {
    use crate::logs::ToolSays::{PayloadDone, RedistDone};
    scene.tool.iter().any(|line| line.says == PayloadDone(at) || line.says == RedistDone(at))
}

fn update_gone(scene: &mut Scene, random: &mut Random) -> Option<Hit> {
    let at = (0..scene.updates.len()).filter(|at| is_reported(scene, *at)).collect::<Vec<_>>();
    let at = *at.get(random.below(at.len()))?;
    let update = scene.updates[at].clone();
    if !scene.files.contains_key(&update.payload) {
        return None;
    }
    scene.remove(&update.folder);
    scene.remove(&update.payload);
    scene.folders.remove(&update.folder);
    gone(scene, Hit::tool().needs(Place::Folder).needs(Place::Update(at)).hides(Place::Update(at)).of(at))
}

fn payload_gone(scene: &mut Scene, random: &mut Random) -> Option<Hit> {
    let at = (0..scene.updates.len()).filter(|at| is_reported(scene, *at)).collect::<Vec<_>>();
    let at = *at.get(random.below(at.len()))?;
    let update = scene.updates[at].clone();
    // What else lies in the update's folder may be its payload: nobody has described its place.
    let own = format!("{}/", update.folder);
    let redist = format!("{}/", update.redist);
    let is_note = |path: &String| path.ends_with(".txt") || path.ends_with(".db");
    let is_else = |path: &String| path.starts_with(&own) && !path.starts_with(&redist) && !is_note(path);
    scene.files.remove(&update.payload)?;
    scene.files.retain(|path, _| !is_else(path));
    gone(scene, Hit::tool().needs(Place::Folder).needs(Place::Update(at)).hides(Place::Update(at)).of(at))
}

/// A folder without any update is none that anything else could be said of.
fn gone(scene: &Scene, hit: Hit) -> Option<Hit> {
    let is_there = |update: &crate::scene::Update| {
        let inside = format!("{}/", update.folder);
        scene.files.keys().any(|path| *path == update.payload || path.starts_with(&inside))
    };
    if scene.updates.iter().any(is_there) { hit } else { hit.hides(Place::Folder) }.some()
}

fn all_gone(scene: &mut Scene, _: &mut Random) -> Option<Hit> {
    if !(0..scene.updates.len()).any(|at| is_reported(scene, at)) {
        return None;
    }
    for update in scene.updates.clone() {
        scene.remove(&update.folder);
        scene.remove(&update.payload);
        scene.folders.remove(&update.folder);
    }
    Hit::tool().needs(Place::Folder).hides(Place::Folder).some()
}

fn redist_empty(scene: &mut Scene, random: &mut Random) -> Option<Hit> {
    let at = scene.release(random)?;
    let (_, path) = scene.piece(at, random, |_| true)?;
    scene.put(path.clone(), Vec::new());
    Hit::file(&path).of(at).some()
}

fn extra_empty(scene: &mut Scene, random: &mut Random) -> Option<Hit> {
    let at = scene.release(random)?;
    let names = [
        "x.cab",
        "LanguagePack/DEU/SMSSETUP/BIN/X64/a.dll",
        "no ending",
        "a/b/c/d/readme.txt",
        "SMSSETUP/x.msi",
        "更新.cab",
    ];
    let path = format!("{}/{}", scene.updates[at].redist, random.pick(&names));
    scene.put(path.clone(), Vec::new());
    Hit::file(&path).of(at).some()
}

fn list_empty(scene: &mut Scene, random: &mut Random) -> Option<Hit> {
    let at = scene.release(random)?;
    let path = scene.list_of(at, random.below(2))?;
    scene.put(path.clone(), Vec::new());
    Hit::file(&path).of(at).hides(Place::Redist(at)).some()
}

fn redist_gone(scene: &mut Scene, random: &mut Random) -> Option<Hit> {
    let at = scene.release(random)?;
    let path = scene.updates[at].redist.clone();
    scene.remove(&path);
    Hit::tool().needs(Place::Word(at)).needs(Place::Update(at)).hides(Place::Redist(at)).of(at).some()
}

fn redist_without_files(scene: &mut Scene, random: &mut Random) -> Option<Hit> {
    let at = scene.release(random)?;
    let path = scene.updates[at].redist.clone();
    scene.remove(&path);
    scene.folders.insert(if random.chance(50) { path } else { format!("{path}/LanguagePack/JPN") });
    Hit::tool().needs(Place::Word(at)).needs(Place::Update(at)).hides(Place::Redist(at)).of(at).some()
}

/// The tool was stopped before it came to them: a release that Microsoft names, and nothing tells of its redists.
fn release_without_redists(scene: &mut Scene, random: &mut Random) -> Option<Hit> {
    use crate::logs::ToolSays::{RedistDone, RedistStarts};
    let at = scene.update(random, |update| update.is_published && matches!(update.kind, Kind::Release(_)))?;
    // Of old, the log names nothing but redists, and a log without any is that of another mode.
    if !scene.is_new() && scene.releases() < 2 {
        return None;
    }
    scene.tool.retain(|line| line.says != RedistStarts(at) && line.says != RedistDone(at));
    let path = scene.updates[at].redist.clone();
    scene.remove(&path);
    for run in (0..scene.runs.len()).rev() {
        if matches!(scene.runs[run].role, Role::Belongs(own) | Role::Superseded(own) if own == at) {
            scene.runs.remove(run);
        }
    }
    // A payload in no other place.
    scene.files.get(&scene.updates[at].payload)?;
    let hit = Hit::tool().needs(Place::Word(at)).needs(Place::Update(at));
    hit.hides(Place::Redist(at)).hides(Place::Run(at)).hides(Place::Word(at)).of(at).some()
}

fn manifest_gone(scene: &mut Scene, _: &mut Random) -> Option<Hit> {
    let before = scene.files.len();
    scene.files.retain(|path, _| !path.starts_with("ConfigMgr.Update.Manifest."));
    (scene.files.len() < before).then(|| Hit::folder().hides(Place::File("ConfigMgr.Update.Manifest.cab".to_owned())))
}

fn payload_empty(scene: &mut Scene, random: &mut Random) -> Option<Hit> {
    let at = scene.update(random, |_| true)?;
    let path = scene.updates[at].payload.clone();
    scene.files.get(&path)?;
    scene.put(path.clone(), Vec::new());
    Hit::file(&path).of(at).some()
}

fn manifest_empty(scene: &mut Scene, random: &mut Random) -> Option<Hit> {
    let path = *random.pick(&["ConfigMgr.Update.Manifest.cab", "ConfigMgr.Update.Manifest.enc"]);
    scene.files.get(path)?;
    scene.put(path, Vec::new());
    Hit::file(path).some()
}

fn console_empty(scene: &mut Scene, _: &mut Random) -> Option<Hit> {
    scene.put("ConfigMgr.AdminUIContent.auc", Vec::new());
    Hit::file("ConfigMgr.AdminUIContent.auc").some()
}

#[cfg(unix)]
fn special(scene: &mut Scene, random: &mut Random, what: Special, is_folder: bool) -> Option<Hit> {
    let at = scene.update(random, |_| true)?;
    let update = scene.updates[at].clone();
    let (path, hidden) = if is_folder {
        let is_there = |folder: &str| scene.files.keys().any(|path| path.starts_with(&format!("{folder}/")));
        match random.below(3) {
            0 if is_there(&update.folder) => (update.folder, Place::Update(at)),
            1 if is_there(&format!("{}/LanguagePack", update.redist)) => {
                (format!("{}/LanguagePack", update.redist), Place::Update(at))
            }
            _ if is_there(&update.redist) => (update.redist, Place::Update(at)),
            _ => return None,
        }
    } else {
        match random.below(4) {
            0 => (update.payload.clone(), Place::Update(at)),
            1 => ("ConfigMgr.Update.Manifest.cab".to_owned(), Place::Folder),
            _ => (scene.piece(at, random, |_| true)?.1, Place::Update(at)),
        }
    };
    let is_there = scene.files.keys().any(|file| *file == path || file.starts_with(&format!("{path}/")));
    if !is_there || !scene.is_plain(&path) {
        return None;
    }
    // Nothing behind it can be called missing, and nothing in it is seen.
    let at_top = !path.contains('/');
    scene.specials.insert(path.clone(), what);
    let hit = Hit { needs: vec![Place::File(path.clone())], ..Hit::default() };
    let hit = hit.hides(hidden).hides(Place::File(path));
    if at_top { hit.hides(Place::Folder).some() } else { hit.some() }
}

/// It could not be read; and a file of that name there is none either.
#[cfg(target_os = "linux")]
fn pipe(scene: &mut Scene, random: &mut Random) -> Option<Hit> {
    let hit = special(scene, random, Special::Pipe, false)?;
    hit.or(NotUsable).may(&["CMV0108", "CMV0208", "CMV0303", "CMV0402"]).some()
}

fn given(scene: &mut Scene, given: Given) -> Option<Hit> {
    scene.given = given;
    Hit::folder().hides(Place::Folder).some()
}

fn a_file(scene: &mut Scene, random: &mut Random) -> Option<Hit> {
    let paths: Vec<String> = scene.files.keys().cloned().collect();
    given(scene, Given::Below(random.pick(&paths).clone()))
}

fn above(scene: &mut Scene, _: &mut Random) -> Option<Hit> {
    given(scene, Given::Parent).map(|hit| hit.or(Inconclusive))
}

fn one_update(scene: &mut Scene, random: &mut Random) -> Option<Hit> {
    let at = scene.release(random)?;
    let folder = scene.updates[at].folder.clone();
    given(scene, Given::Below(folder)).map(|hit| hit.or(Inconclusive))
}

fn redist(scene: &mut Scene, random: &mut Random) -> Option<Hit> {
    let at = scene.release(random)?;
    let folder = scene.updates[at].redist.clone();
    given(scene, Given::Below(folder)).map(|hit| hit.or(Inconclusive))
}

fn update_without_file(scene: &mut Scene, random: &mut Random) -> Option<Hit> {
    let guid = random.guid();
    scene.folders.insert(guid);
    Hit::folder().some()
}

fn without_logs(scene: &mut Scene, random: &mut Random, what: &str) -> Option<Hit> {
    let fits = scene.updates.iter().all(|update| update.kit().is_some_and(|kit| !kit.lists_more_groups));
    let at = scene.release(random)?;
    let signs = |path: &String| {
        path.starts_with("ConfigMgr.")
            || scene.updates.iter().any(|update| path.starts_with(&update.guid) || path.starts_with(&update.folder))
    };
    if !fits || !scene.files.keys().all(signs) {
        return None;
    }
    scene.without_logs = true;
    (scene.tool_supply, scene.setup_supply) = (Supply::NotGiven, Supply::NotGiven);
    let update = scene.updates[at].clone();
    match what {
        "payload" => scene.put(update.payload, stock().unsigned.clone()),
        "extra" => scene.put(format!("{}/x.dat", update.redist), b"data".as_slice()),
        "quick" => scene.depth = cmverify::request::Depth::Quick,
        "no payload" => {
            let (own, redist) = (format!("{}/", update.folder), format!("{}/", update.redist));
            scene.files.retain(|path, _| !path.starts_with(&own) || path.starts_with(&redist));
            scene.files.remove(&update.payload);
        }
        "rival" => {
            let (piece, path) = scene.piece(at, random, |_| true)?;
            scene.put(path, piece.rival.clone());
        }
        _ => {
            (scene.tool_supply, scene.setup_supply) = (Supply::Whole, Supply::Whole);
            scene.tell_tool(1, "ERROR:The operation has timed out");
        }
    }
    Hit::folder().some()
}
