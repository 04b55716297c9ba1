//! Faults of ServiceConnectionTool.log.

use super::{Fault, Hit, Place};
use crate::logs::{Cut, Line, Supply, Time, ToolSays, tool_line};
use crate::random::Random;
use crate::scene::{Kind, Scene};
use crate::stock::stock;
use cmverify::report::Verdict::{Inconclusive, NotUsable};

#[rustfmt::skip]
pub const FAULTS: &[Fault] = &[
    Fault { name: "redist failed", verdict: NotUsable, rules: &["CMV0101"], may: &[], change: redist_failed },
    Fault { name: "redist failed and was tried again", verdict: NotUsable, rules: &["CMV0101"], may: &[], change: redist_failed_first },
    Fault { name: "redist without an end", verdict: NotUsable, rules: &["CMV0102"], may: &[], change: redist_open },
    Fault { name: "redist said for another update", verdict: NotUsable, rules: &["CMV0108"], may: &["CMV0102", "CMV0109", "CMV0206"], change: redist_of_another },
    Fault { name: "payload without an end", verdict: NotUsable, rules: &["CMV0103"], may: &[], change: payload_open },
    Fault { name: "an error of the tool", verdict: NotUsable, rules: &["CMV0104"], may: &[], change: tool_error },
    Fault { name: "log of another mode", verdict: Inconclusive, rules: &["CMV0106"], may: &[], change: other_mode },
    Fault { name: "no log of the tool", verdict: Inconclusive, rules: &["CMV0107"], may: &[], change: no_log },
    Fault { name: "the tool's log is no text", verdict: Inconclusive, rules: &["CMV0107"], may: &[], change: no_text },
    Fault { name: "the tool's log cut", verdict: NotUsable, rules: &[], may: &[], change: cut },
    Fault { name: "log of another download", verdict: NotUsable, rules: &["CMV0108"], may: &["CMV0109", "CMV0206"], change: of_another_download },
    Fault { name: "an update of another download", verdict: Inconclusive, rules: &["CMV0109"], may: &["CMV0206"], change: foreign_update },
    Fault { name: "a hotfix of another download", verdict: Inconclusive, rules: &["CMV0109"], may: &[], change: foreign_hotfix },
    Fault { name: "a size that the log does not state", verdict: NotUsable, rules: &["CMV0110"], may: &[], change: other_size },
    Fault { name: "a manifest of another size", verdict: NotUsable, rules: &["CMV0110"], may: &[], change: other_manifest_size },
    Fault { name: "both logs exchanged", verdict: Inconclusive, rules: &[], may: &["CMV0104", "CMV0106", "CMV0107", "CMV0109", "CMV0206", "CMV0207"], change: exchanged },
    #[cfg(target_os = "linux")]
    Fault { name: "the tool's log may not be read", verdict: Inconclusive, rules: &["CMV0107"], may: &[], change: closed },
];

fn redist_failed(scene: &mut Scene, random: &mut Random) -> Option<Hit> {
    let at = scene.release(random)?;
    let line = scene.tool_at(ToolSays::RedistDone(at))?;
    let guid = scene.updates[at].guid.clone();
    let text = failure(&guid, random);
    scene.tool[line].text = text;
    scene.tool[line].says = ToolSays::Noise;
    // Where the tool itself says that it failed, setupdl may never have been started.
    Hit::tool().hides(Place::Word(at)).of(at).some()
}

/// Either wording, any case, singular or plural.
fn failure(guid: &str, random: &mut Random) -> String {
    let text = match random.below(6) {
        0 | 1 => format!("ERROR:Failed to download redist for {guid}"),
        2 => format!("ERROR:Failed to download Redists for {guid}"),
        3 => format!("ERROR: Failed to download redists for {}.", guid.to_lowercase()),
        4 => format!(
            "ERROR:Failed to download redist for {guid} with command  /RedistUrl http://go.microsoft.com/fwlink/?LinkID=724436"
        ),
        _ => format!("Failed to download redist for {guid}"),
    };
    if random.chance(15) { text.to_uppercase() } else { text }
}

fn redist_failed_first(scene: &mut Scene, random: &mut Random) -> Option<Hit> {
    let at = scene.release(random)?;
    let done = scene.tool_at(ToolSays::RedistDone(at))?;
    let start = scene.tool_at(ToolSays::RedistStarts(at))?;
    let again = scene.tool[start].text.clone();
    let text = failure(&scene.updates[at].guid, random);
    scene.tell_tool(done, &again);
    scene.tell_tool(done, &text);
    Hit::tool().of(at).some()
}

fn redist_open(scene: &mut Scene, random: &mut Random) -> Option<Hit> {
    let at = scene.release(random)?;
    let line = scene.tool_at(ToolSays::RedistDone(at))?;
    scene.tool.remove(line);
    let hit = Hit::tool().needs(Place::Redist(at)).hides(Place::Word(at));
    // The old wording does not say whose start it was: the folder tells it where one update alone is left.
    if scene.is_new() { hit.of(at).some() } else { hit.some() }
}

fn redist_of_another(scene: &mut Scene, random: &mut Random) -> Option<Hit> {
    let at = scene.release(random)?;
    let line = scene.tool_at(ToolSays::RedistDone(at))?;
    let (own, other) = (scene.updates[at].guid.clone(), random.guid());
    let line = &mut scene.tool[line];
    line.text = line.text.replace(&own, &other).replace(&own.to_lowercase(), &other);
    line.says = ToolSays::Noise;
    Hit::tool().needs(Place::Folder).hides(Place::Word(at)).some()
}

fn payload_open(scene: &mut Scene, random: &mut Random) -> Option<Hit> {
    let at = scene.update(random, |_| true)?;
    let line = scene.tool_at(ToolSays::PayloadDone(at))?;
    scene.tool.remove(line);
    Hit::tool().of(at).some()
}

fn tool_error(scene: &mut Scene, random: &mut Random) -> Option<Hit> {
    let text = *random.pick(&[
        "ERROR:CAB does not contain telemetry data.",
        "ERROR:The remote name could not be resolved: 'configmgrbits.azureedge.net'",
        "ERROR: The operation has timed out",
        "error:There is not enough space on the disk.",
        "ERROR:",
        "ERROR:0x80072EE2",
        "Unhandled Exception: System.Net.WebException: The remote server returned an error: (407) Proxy Authentication Required.",
        "Unhandled Exception: System.UnauthorizedAccessException: Access to the path 'D:\\UpdatePacks\\x.cab' is denied.",
        "ERROR:Failed to download payload",
    ]);
    let line = random.within(1, scene.tool.len() + 1);
    scene.tell_tool(line, text);
    Hit::tool().some()
}

fn other_mode(scene: &mut Scene, random: &mut Random) -> Option<Hit> {
    let time = Time::of(2026, 30);
    let texts: &[&str] = match random.below(4) {
        0 => &[],
        1 => &["INFO:Preparing usage data", "INFO:Usage data was written to E:\\Usage\\UsageData.cab"],
        2 => {
            &["INFO:Importing data is in progress. Please wait...", "INFO: Successfully Dropped the state message 4~~"]
        }
        _ => &["INFO:Exported to E:\\Usage\\UsageData.csv"],
    };
    let line = |text: &&str| Line { says: ToolSays::Noise, text: (*text).to_owned(), time };
    scene.tool = texts.iter().map(line).collect();
    Hit::tool().hides(Place::Tool).some()
}

fn no_log(scene: &mut Scene, random: &mut Random) -> Option<Hit> {
    scene.tool_supply = random.pick(&[Supply::NotGiven, Supply::Missing, Supply::Folder]).clone();
    Hit::tool().hides(Place::Tool).some()
}

fn no_text(scene: &mut Scene, random: &mut Random) -> Option<Hit> {
    let bytes = match random.below(3) {
        0 => stock().payloads[0].to_vec(),
        1 => vec![0; random.within(1, 5_000)],
        // A NUL among the text, as after a crash of the PC.
        _ => {
            let mut bytes = scene.tool_bytes(None);
            bytes.extend(vec![0; random.within(2, 2_000) * 2]);
            bytes
        }
    };
    scene.tool_supply = Supply::Bytes(bytes);
    // What was read of it before is evidence all the same.
    Hit::tool().hides(Place::Tool).some()
}

/// The log ends within a line or behind it. What must then be missed is told by the lines that are left.
fn cut(scene: &mut Scene, random: &mut Random) -> Option<Hit> {
    if !matches!(scene.tool_supply, Supply::Whole) || scene.tool.is_empty() {
        return None;
    }
    let at = random.below(scene.tool.len());
    let line = tool_line(&scene.tool[at], &scene.tool_shape);
    let length = line.chars().count();
    let characters = random.below(length + 1);
    // Only what the verdict rests on is a loss.
    let is_step = |says: ToolSays| !matches!(says, ToolSays::Noise | ToolSays::Manifest);
    let lost =
        scene.tool[at + 1..].iter().map(|line| line.says).chain((characters < length).then_some(scene.tool[at].says));
    if !lost.into_iter().any(is_step) {
        return None;
    }
    let bytes = usize::from(characters > 0 && random.chance(30));
    scene.tool_supply = Supply::Cut(Cut { line: at, characters, bytes });
    let whole = scene.tool[..at].iter().map(|line| line.says);
    let is_whole = characters == length && bytes == 0;
    let whole: Vec<ToolSays> = whole.chain(is_whole.then_some(scene.tool[at].says)).collect();
    let stamp = if scene.tool_shape.stamps { 20 } else { 0 };
    let shown = characters.saturating_sub(bytes);
    let text: String = line.chars().take(shown).skip(stamp).collect();

    let hit = Hit::tool()
        .hides(Place::Tool)
        .may(&["CMV0102", "CMV0103", "CMV0104", "CMV0109", "CMV0206", "CMV0211", "CMV0302"]);
    let has = |says: ToolSays| whole.contains(&says);
    let any = |open: fn(usize) -> (ToolSays, ToolSays)| {
        (0..scene.updates.len()).find(|at| has(open(*at).0) && !has(open(*at).1))
    };
    if any(|at| (ToolSays::RedistStarts(at), ToolSays::RedistDone(at))).is_some() {
        return hit.also(&["CMV0102"]).some();
    }
    if let Some(update) = any(|at| (ToolSays::PayloadStarts(at), ToolSays::PayloadDone(at))) {
        // With the GUID and a part of the size, it says that it is there, and of another size.
        let is_said = text.to_uppercase().contains(&scene.updates[update].guid);
        let hit = if is_said { hit.may(&["CMV0103", "CMV0110"]).or(Inconclusive) } else { hit.also(&["CMV0103"]) };
        return hit.some();
    }
    // The line that is left in part may be taken for a start, or for nothing.
    let hit = hit.or(Inconclusive).may(&["CMV0102", "CMV0103", "CMV0106"]);
    if whole.iter().any(|says| is_step(*says)) || !text.is_empty() || has(ToolSays::Manifest) {
        return hit.some();
    }
    hit.also(&["CMV0106"]).some()
}

fn of_another_download(scene: &mut Scene, random: &mut Random) -> Option<Hit> {
    let guids: Vec<(String, String)> =
        scene.updates.iter().map(|update| (update.guid.clone(), random.guid())).collect();
    for line in &mut scene.tool {
        for (own, other) in &guids {
            line.text = line.text.replace(own, other).replace(&own.to_lowercase(), other);
        }
        line.says = ToolSays::Noise;
    }
    Hit::tool().needs(Place::Folder).hides(Place::Tool).some()
}

fn foreign_update(scene: &mut Scene, random: &mut Random) -> Option<Hit> {
    let guid = random.guid();
    let kit = &stock().kits[random.below(stock().kits.len())];
    scene.put(format!("{guid}.cab"), random.pick(&stock().payloads).clone());
    for piece in &kit.pieces {
        scene.put(format!("{guid}/Redist/{}", piece.below()), piece.content.clone());
    }
    for (name, content) in crate::stock::MANIFESTS.iter().zip(&kit.manifests) {
        scene.put(format!("{guid}/Redist/{name}.cab"), content.clone());
    }
    Hit::tool().needs(Place::Folder).some()
}

/// The old log is silent about hotfixes; the new one names every payload.
fn foreign_hotfix(scene: &mut Scene, random: &mut Random) -> Option<Hit> {
    if !scene.is_new() {
        return None;
    }
    let guid = random.guid();
    let path = if random.chance(50) { format!("{guid}.cab") } else { format!("{guid}/{guid}.cab") };
    scene.put(path, random.pick(&stock().payloads).clone());
    Hit::tool().needs(Place::Folder).some()
}

/// Another payload, as whole and as signed, of another size.
fn other_size(scene: &mut Scene, random: &mut Random) -> Option<Hit> {
    let at = scene.update(random, |update| update.kind == Kind::Hotfix || update.is_release())?;
    scene.tool_at(ToolSays::PayloadDone(at))?;
    let path = scene.updates[at].payload.clone();
    let size = scene.files.get(&path)?.len();
    let other = stock().payloads.iter().filter(|payload| payload.len() != size).collect::<Vec<_>>();
    let other = (*random.pick(&other)).clone();
    scene.put(path.clone(), other);
    Hit::file(&path).needs(Place::Tool).of(at).some()
}

fn other_manifest_size(scene: &mut Scene, random: &mut Random) -> Option<Hit> {
    let line = scene.tool_at(ToolSays::Manifest)?;
    let path = "ConfigMgr.Update.Manifest.cab";
    let size = scene.files.get(path)?.len();
    let other = if random.chance(50) { size - 1 } else { size * 10 };
    let line = &mut scene.tool[line];
    line.text = line.text.replace(&format!("size = {size}"), &format!("size = {other}"));
    Hit::file(path).needs(Place::Tool).some()
}

fn exchanged(scene: &mut Scene, _: &mut Random) -> Option<Hit> {
    if scene.releases() == 0 {
        return None;
    }
    scene.tool_supply = Supply::Other;
    scene.setup_supply = Supply::Other;
    Hit::default().hides(Place::Tool).hides(Place::Setup).or(NotUsable).some()
}

#[cfg(target_os = "linux")]
fn closed(scene: &mut Scene, _: &mut Random) -> Option<Hit> {
    scene.tool_supply = Supply::Closed;
    Hit::tool().hides(Place::Tool).some()
}
