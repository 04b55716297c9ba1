//! What is odd about a download and no fault: one entry each. A good case has a few of them.

use crate::common::make;
use crate::logs::{Line, Role, Run, SetupSays, Supply, Time, ToolSays};
use crate::random::Random;
use crate::scene::{Scene, run, target};
use crate::stock::{MANIFESTS, stock};
use cmverify::request::Depth;

/// Something that looks wrong and is not.
pub struct Oddity {
    pub name: &'static str,
    /// Rules without effect that must tell of it.
    pub rules: &'static [&'static str],
    /// Rules that may tell of it too.
    pub may: &'static [&'static str],
    /// Changes the scene; false: it does not fit this one.
    pub change: fn(&mut Scene, &mut Random) -> bool,
}

/// Those that leave files and logs in a way that others can be added to.
#[rustfmt::skip]
pub const ODDITIES: &[Oddity] = &[
    // The folder.
    Oddity { name: "placeholders", rules: &["CMV0304"], may: &[], change: placeholders },
    Oddity { name: "an unpacked payload", rules: &[], may: &[], change: unpacked },
    Oddity { name: "a left-over of a transfer", rules: &["CMV0309"], may: &["CMV0404"], change: left_over },
    Oddity { name: "a signed file that no list has", rules: &["CMV0404"], may: &[], change: |scene, random| extra(scene, random, true) },
    Oddity { name: "an unsigned file that no list has", rules: &["CMV0404", "CMV0503"], may: &[], change: |scene, random| extra(scene, random, false) },
    Oddity { name: "files of the shell and of people", rules: &[], may: &[], change: bystanders },
    Oddity { name: "names in another case", rules: &[], may: &[], change: other_case },
    Oddity { name: "an unsigned payload", rules: &["CMV0503"], may: &[], change: unsigned_payload },
    Oddity { name: "a list that cannot be understood", rules: &["CMV0403"], may: &[], change: odd_list },
    Oddity { name: "the logs lie in the folder too", rules: &[], may: &[], change: logs_in_folder },
    // The tool's log.
    Oddity { name: "the console's content failed", rules: &["CMV0105"], may: &[], change: console_failed },
    Oddity { name: "an error that Microsoft calls harmless", rules: &["CMV0111"], may: &[], change: harmless_error },
    Oddity { name: "words like errors", rules: &[], may: &[], change: words },
    // ConfigMgrSetup.log.
    Oddity { name: "a failed download of long ago", rules: &["CMV0211"], may: &[], change: long_ago },
    Oddity { name: "a failed try before the good one", rules: &["CMV0211"], may: &[], change: failed_try },
    Oddity { name: "runs of other downloads", rules: &[], may: &["CMV0211"], change: elsewhere },
    Oddity { name: "an older log that was rolled", rules: &[], may: &["CMV0211"], change: rolled },
    Oddity { name: "verified once more", rules: &[], may: &[], change: once_more },
    Oddity { name: "lines of Setup.exe", rules: &[], may: &[], change: setup_exe },
    Oddity { name: "another source for a hash mismatch", rules: &[], may: &[], change: hash_mismatch },
    Oddity { name: "tildes", rules: &[], may: &[], change: tildes },
    Oddity { name: "columns of CMTrace", rules: &[], may: &[], change: columns },
];

/// Those that come last, since they depend on all that the scene is.
#[rustfmt::skip]
pub const QUESTIONS: &[Oddity] = &[
    Oddity { name: "asked in quick depth", rules: &[], may: &[], change: quick },
    Oddity { name: "asked without logs", rules: &[], may: &[], change: without_logs },
    Oddity { name: "no setup log, where no redists were downloaded", rules: &[], may: &[], change: no_setup_log },
    Oddity { name: "all runs asked, and all are good", rules: &[], may: &[], change: all_runs },
];

/// Rules that only full depth can tell of.
const OF_FULL_DEPTH: [&str; 3] = ["CMV0403", "CMV0404", "CMV0503"];

/// A good scene with up to so many oddities.
pub fn odd(random: &mut Random, most: usize, with_questions: bool) -> (Scene, Vec<&'static Oddity>) {
    let mut scene = Scene::good(random);
    let mut chosen: Vec<&Oddity> = Vec::new();
    for _ in 0..random.below(most + 1) {
        let oddity = random.pick(ODDITIES);
        if !chosen.iter().any(|other| other.name == oddity.name) && (oddity.change)(&mut scene, random) {
            chosen.push(oddity);
        }
    }
    if with_questions && random.chance(40) {
        let question = random.pick(QUESTIONS);
        let needs_full = chosen.iter().any(|oddity| oddity.rules.iter().any(|rule| OF_FULL_DEPTH.contains(rule)));
        let is_possible = match question.name {
            "asked in quick depth" => !needs_full,
            "asked without logs" => chosen.is_empty(),
            _ => true,
        };
        if is_possible && (question.change)(&mut scene, random) {
            chosen.push(question);
        }
    }
    (scene, chosen)
}

fn placeholders(scene: &mut Scene, random: &mut Random) -> bool {
    let Some(at) = scene.update(random, |_| true) else { return false };
    let folder = scene.updates[at].folder.clone();
    let inside = [
        "SMSSETUP/BIN/X64/a.dll",
        "SMSSETUP/REDIST/SQLSysClrTypes.msi",
        "smssetup/CLIENT/x64/vc_redist.x64.exe",
        "SMSSETUP/empty",
    ];
    for name in &inside[..random.within(1, inside.len() + 1)] {
        scene.put(format!("{folder}/{name}"), Vec::new());
    }
    true
}

fn unpacked(scene: &mut Scene, random: &mut Random) -> bool {
    let Some(at) = scene.update(random, |_| true) else { return false };
    let folder = scene.updates[at].folder.clone();
    scene.put(format!("{folder}/SMSSETUP/BIN/X64/cmupdate.exe"), make::content("cmupdate.exe", "unpacked"));
    scene.put(format!("{folder}/SMSSETUP/update.map.cab"), make::content("update.map.cab", "unpacked"));
    scene.put(format!("{folder}/SMSSETUP/BIN/X64/manifest.xml"), make::content("manifest.xml", "unpacked"));
    scene.put(format!("{folder}/メモ 2403.txt"), "更新プログラム\r\n".as_bytes());
    true
}

fn left_over(scene: &mut Scene, random: &mut Random) -> bool {
    let name = *random.pick(&["BIT1A2B.tmp", "SQLSysClrTypes.msi.part", "x.cab.crdownload", "copy.partial"]);
    let folder = match (random.below(3), scene.release(random)) {
        (0, Some(at)) => format!("{}/", scene.updates[at].redist),
        (1, _) => format!("{}/", scene.updates[0].folder),
        _ => String::new(),
    };
    scene.put(format!("{folder}{name}"), b"half of it".as_slice());
    true
}

fn extra(scene: &mut Scene, random: &mut Random, is_signed: bool) -> bool {
    let Some(at) = scene.release(random) else { return false };
    // Where a list cannot be understood, nobody knows what it does not list.
    if !scene.has_lists(at) {
        return false;
    }
    let folder = random.pick(&["", "LanguagePack/", "From a colleague/"]);
    let (name, content) = if is_signed {
        let name = *random.pick(&["extra.msi", "extra.cab", "extra.exe"]);
        (name, make::content(name, "extra"))
    } else {
        ("unsigned.cab", stock().unsigned.to_vec())
    };
    let path = format!("{}/{folder}{name}", scene.updates[at].redist);
    scene.put(path, content);
    true
}

fn bystanders(scene: &mut Scene, random: &mut Random) -> bool {
    for name in ["Thumbs.db", "desktop.ini", "download finished.txt", "notes/2024.txt"] {
        if random.chance(50) {
            scene.put(name, b"x".as_slice());
        }
    }
    scene.put("done.txt", Vec::new());
    true
}

fn other_case(scene: &mut Scene, random: &mut Random) -> bool {
    let Some(at) = scene.release(random) else { return false };
    let inside = format!("{}/", scene.updates[at].redist);
    let paths: Vec<String> = scene.files.keys().filter(|path| path.starts_with(&inside)).cloned().collect();
    for path in paths {
        if random.chance(50) {
            let below = &path[inside.len()..];
            let below = if random.chance(50) { below.to_uppercase() } else { below.to_lowercase() };
            // One folder of two spellings would be two folders on one system and one on another.
            if !below.contains('/') {
                let content = scene.files.remove(&path).expect("it is there");
                scene.put(format!("{inside}{below}"), content);
            }
        }
    }
    true
}

fn unsigned_payload(scene: &mut Scene, random: &mut Random) -> bool {
    let Some(at) = scene.update(random, |_| true) else { return false };
    scene.set_payload(at, stock().unsigned.clone());
    true
}

fn odd_list(scene: &mut Scene, random: &mut Random) -> bool {
    let Some(at) = scene.release(random) else { return false };
    let path = format!("{}/{}.cab", scene.updates[at].redist, MANIFESTS[0]);
    let is_extra = |path: &String| path.contains("/extra.") || path.contains("/unsigned.");
    if !scene.has_lists(at) || scene.files.keys().any(is_extra) {
        return false;
    }
    scene.put(path, random.pick(&stock().odd_manifests).clone());
    true
}

fn logs_in_folder(scene: &mut Scene, _: &mut Random) -> bool {
    scene.put("ServiceConnectionTool.log", scene.tool_bytes(None));
    scene.put("ConfigMgrSetup.log", scene.setup_bytes(None));
    true
}

fn console_failed(scene: &mut Scene, random: &mut Random) -> bool {
    let text = *random.pick(&[
        "ERROR:AdminUIContentDownloadDownload:DownloadManifestCab exception: The underlying connection was closed: An \
         unexpected error occurred on a send.. There may be an issue with internet connection or the download link",
        "ERROR: Failed to download Admin UI content payload with exception: The underlying connection was closed: Could \
         not establish trust relationship for the SSL/TLS secure channel.",
    ]);
    let at = random.within(1, scene.tool.len() + 1);
    scene.tell_tool(at, text);
    scene.files.remove("ConfigMgr.AdminUIContent.auc");
    true
}

fn harmless_error(scene: &mut Scene, random: &mut Random) -> bool {
    let users = ["jqpublic", "管理者", "ﾃｽﾄ", "Jürgen"];
    let users: Vec<_> = users.into_iter().filter(|user| scene.tool_shape.encoding.holds(user)).collect();
    let user = *random.pick(&users);
    let text = format!(
        "Unhandled Exception: System.UnauthorizedAccessException: Access to the path \
         'C:\\Users\\{user}\\AppData\\Local\\Temp\\extractmanifestcab\\95F8A562.sql' is denied."
    );
    let at = random.within(1, scene.tool.len() + 1);
    scene.tell_tool(at, &text);
    true
}

fn words(scene: &mut Scene, random: &mut Random) -> bool {
    for text in ["INFO:0 errors so far, see C:\\Error\\Failed.txt", "INFO:Using the proxy failed.contoso.com:8080", ""]
    {
        let at = random.within(1, scene.tool.len() + 1);
        scene.tell_tool(at, text);
    }
    true
}

/// What a run says of its failure.
pub const FAILURES: [&str; 7] = [
    "ERROR: Download() failed with 0x80072EE2",
    "ERROR: Download() failed with 0x80072F8F",
    "ERROR: File hash check failed: 0x80091007",
    "Manifest verification failed",
    "Error: failed to verify 'd:\\redist\\sqlncli.msi' authenticode signature.",
    "ERROR: VerifyExternalFile failed: 0x80070002",
    "ERROR: Failed to find file: c:\\temp\\redist\\msxml6_x64.msi.",
];

/// A run that went wrong: it says so, or breaks off, or both.
pub fn failed_run(role: Role, kit: usize, target: &str, begins: Time, random: &mut Random) -> Run {
    let mut now = begins;
    let mut run = run(role, &stock().kits[kit], target, &mut now, random);
    let at = random.within(3, run.lines.len());
    let way = random.below(3);
    if way > 0 {
        let time = run.lines[at].time;
        let text = (*random.pick(&FAILURES)).to_owned();
        run.lines.insert(at, Line { says: SetupSays::Noise, text, time });
    }
    if way < 2 {
        run.lines.truncate(at + 1);
        run.lines.retain(|line| line.says != SetupSays::Ends);
    }
    run
}

/// When the first line of the tool's log was written.
fn begins(scene: &Scene) -> Time {
    scene.tool[0].time
}

fn long_ago(scene: &mut Scene, random: &mut Random) -> bool {
    let Some(at) = scene.release(random) else { return false };
    for days in (1..=random.within(1, 4)).rev() {
        let path = target(&scene.source, &scene.updates[at].guid, "redist");
        let before = begins(scene).later(-Time::DAY * i64::try_from(days).expect("small"));
        let kit = random.below(stock().kits.len());
        let run = failed_run(Role::Superseded(at), kit, &path, before, random);
        scene.runs.insert(0, run);
    }
    // The newest of long ago comes last.
    scene.runs.sort_by_key(|run| run.lines.first().map(|line| line.time));
    true
}

fn failed_try(scene: &mut Scene, random: &mut Random) -> bool {
    // Where there are no times, the newest runs count, as many as there are redist downloads: of one there is no doubt.
    let Some(at) = scene.release(random) else { return false };
    if scene.releases() > 1 && !(scene.tool_shape.stamps && scene.setup_shape.stamps) {
        return false;
    }
    let Some(place) = scene.run_of(at) else { return false };
    let path = target(&scene.source, &scene.updates[at].guid, "Redist");
    let time = scene.runs[place].lines[0].time;
    let mut run = failed_run(Role::Superseded(at), 0, &path, time, random);
    for line in &mut run.lines {
        line.time = time;
    }
    scene.runs.insert(place, run);
    true
}

fn elsewhere(scene: &mut Scene, random: &mut Random) -> bool {
    for _ in 0..random.within(1, 3) {
        let path = match random.below(3) {
            0 => target(&scene.source, &random.guid(), "Redist"),
            1 => r"C:\temp\redist".to_owned(),
            _ => format!(r"\\CAS.Contoso.com\EasySetupPayload\{}\redist", random.guid()),
        };
        let last = scene.runs.last().and_then(|run| run.lines.last()).map_or(begins(scene), |line| line.time);
        let is_before = random.chance(50);
        let time = if is_before { begins(scene).later(-5 * Time::DAY) } else { last.later(Time::MINUTE) };
        let kit = random.below(stock().kits.len());
        let run = failed_run(Role::Elsewhere, kit, &path, time, random);
        scene.runs.insert(if is_before { front(scene) } else { scene.runs.len() }, run);
    }
    true
}

/// Where older runs may be added: nothing stands before a beginning that was cut off.
fn front(scene: &Scene) -> usize {
    let first = scene.runs.first().and_then(|run| run.lines.first());
    usize::from(first.is_some_and(|line| matches!(line.says, SetupSays::File | SetupSays::Target)))
}

/// The log begins in the middle of a run of long ago.
fn rolled(scene: &mut Scene, random: &mut Random) -> bool {
    if scene.runs.is_empty() || !scene.setup_shape.stamps || !scene.tool_shape.stamps {
        return false;
    }
    let time = begins(scene).later(-20 * Time::DAY);
    let path = target(&scene.source, &random.guid(), "Redist");
    let mut run = failed_run(Role::Elsewhere, 0, &path, time, random);
    run.lines.drain(..random.within(2, run.lines.len()));
    let Some(at) = run.lines.iter().position(|line| line.says == SetupSays::File) else { return false };
    run.lines.drain(..at);
    scene.runs.insert(0, run);
    true
}

fn once_more(scene: &mut Scene, random: &mut Random) -> bool {
    let Some(at) = scene.release(random) else { return false };
    if scene.releases() > 1 && !(scene.tool_shape.stamps && scene.setup_shape.stamps) {
        return false;
    }
    let Some(place) = scene.run_of(at) else { return false };
    let mut again = scene.runs[place].clone();
    for line in &mut again.lines {
        line.time = line.time.later(Time::SECOND);
    }
    scene.runs[place].role = Role::Superseded(at);
    scene.runs.insert(place + 1, again);
    true
}

/// Setup.exe writes to the same file, before and after the runs, and its errors are its own.
fn setup_exe(scene: &mut Scene, random: &mut Random) -> bool {
    for is_before in [true, false] {
        let time = if is_before {
            begins(scene).later(-Time::DAY)
        } else {
            scene.runs.last().and_then(|run| run.lines.last()).map_or(begins(scene), |line| line.time)
        };
        let bars = "=====================";
        let word = random.pick(&["Failed", "Completed"]);
        let texts = [
            "ERROR: SQL Connection failed. Connection: SMS ACCESS, Type: Secure".to_owned(),
            "*** Failed to connect to the SQL Server, connection type: SMS ACCESS.".to_owned(),
            "~Setup has encountered fatal errors during database initialization.".to_owned(),
            format!("~~{bars} {word} Configuration Manager Server Setup {bars}"),
        ];
        let lines = texts.into_iter().map(|text| Line { says: SetupSays::Noise, text, time }).collect();
        let at = if is_before { front(scene) } else { scene.runs.len() };
        scene.runs.insert(at, Run { role: Role::Elsewhere, lines });
    }
    true
}

fn hash_mismatch(scene: &mut Scene, random: &mut Random) -> bool {
    let Some(run) = scene.release(random).and_then(|at| scene.run_of(at)) else { return false };
    let at = scene.within_run(run, random);
    scene.tell_run(run, at, r"INFO: Found valid source in folder: 'E:\redist\'");
    scene.tell_run(run, at, r"WARNING: File hash mismatch for E:\redist\NDP462-KB3151800-x86-x64-AllOS-ENU.EXE");
    true
}

fn tildes(scene: &mut Scene, _: &mut Random) -> bool {
    for line in scene.runs.iter_mut().flat_map(|run| &mut run.lines) {
        line.text = if line.says == SetupSays::File { format!("{}~", line.text) } else { format!("~~{}", line.text) };
    }
    true
}

/// Who copies lines from CMTrace gets its columns before the text, and no frame.
fn columns(scene: &mut Scene, _: &mut Random) -> bool {
    if scene.setup_shape.stamps {
        return false;
    }
    for line in scene.runs.iter_mut().flat_map(|run| &mut run.lines) {
        line.text = format!("4580 (0x11e4)    {}", line.text);
    }
    true
}

fn quick(scene: &mut Scene, _: &mut Random) -> bool {
    scene.depth = Depth::Quick;
    true
}

fn without_logs(scene: &mut Scene, random: &mut Random) -> bool {
    // A hotfix of which nothing tells that it has no redists is not proved, nor a group that may have been chosen.
    let fits = scene.updates.iter().all(|update| update.kit().is_some_and(|kit| !kit.lists_more_groups));
    let signs = |path: &str| [".cab", ".msi", ".exe", ".dll", ".auc", ".enc"].iter().any(|end| path.ends_with(end));
    let listed = |path: &str| ["LicenseTerms.rtf", "Readme notes.txt"].iter().any(|end| path.ends_with(end));
    if !fits || !scene.files.keys().all(|path| signs(path) || listed(path)) {
        return false;
    }
    scene.without_logs = true;
    let lost = || [Supply::NotGiven, Supply::Missing];
    scene.tool_supply = random.pick(&lost()).clone();
    scene.setup_supply = random.pick(&lost()).clone();
    true
}

fn no_setup_log(scene: &mut Scene, random: &mut Random) -> bool {
    if scene.releases() > 0 {
        return false;
    }
    scene.setup_supply = random.pick(&[Supply::NotGiven, Supply::Missing, Supply::Bytes(Vec::new())]).clone();
    true
}

fn all_runs(scene: &mut Scene, _: &mut Random) -> bool {
    scene.all_runs = scene.runs.iter().all(|run| matches!(run.role, Role::Belongs(_)));
    scene.all_runs
}

impl Scene {
    /// Another payload, downloaded as it is.
    fn set_payload(&mut self, at: usize, content: crate::stock::Bytes) {
        if let Some(line) = self.tool_at(ToolSays::PayloadDone(at)) {
            let text = &mut self.tool[line].text;
            let end = text.rfind("= ").map_or(text.len(), |at| at + 2);
            text.truncate(end);
            text.push_str(&content.len().to_string());
        }
        let path = self.updates[at].payload.clone();
        self.put(path, content);
    }
}
