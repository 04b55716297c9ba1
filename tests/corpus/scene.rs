//! A download as the tools leave it: the model that oddities and faults change, before anything is on disk.

use crate::logs::{
    Cut, ENCODINGS, Encoding, Line, Role, Run, SetupSays, Shape, Supply, Time, ToolSays, file, setup_line, tool_line,
};
use crate::random::Random;
use crate::stock::{Bytes, Kit, MANIFESTS, Piece, stock};
use cmverify::language::Language;
use cmverify::request::Depth;
use std::collections::{BTreeMap, BTreeSet};

/// Which generation of the tool wrote its log (section 1.3 of the dossier).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Generation {
    /// Before 2509: redists only, their start without a GUID, no sizes.
    Old,
    /// 2509 and later: payloads too, with sizes.
    New,
}

/// What an update brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A major release; the number of its kit.
    Release(usize),
    /// A hotfix: no redists.
    Hotfix,
}

/// A path that is no plain file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(dead_code, reason = "not every system has each of them")]
pub enum Special {
    /// A link to what lay there.
    Link,
    /// A pipe in its place.
    Pipe,
    /// No rights to what lies there.
    Closed,
}

/// One package.
#[derive(Clone, Debug)]
pub struct Update {
    /// In upper case.
    pub guid: String,
    pub kind: Kind,
    /// Microsoft has published the GUID as that of a release.
    pub is_published: bool,
    /// The name of its folder on disk.
    pub folder: String,
    /// Its Redist folder, below the download.
    pub redist: String,
    /// Its payload, below the download.
    pub payload: String,
}

impl Update {
    pub fn kit(&self) -> Option<&'static Kit> {
        match self.kind {
            Kind::Release(kit) => Some(&stock().kits[kit]),
            Kind::Hotfix => None,
        }
    }

    pub fn is_release(&self) -> bool {
        self.kind != Kind::Hotfix
    }
}

/// Which folder the caller gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Given {
    Download,
    /// A path that leads nowhere.
    Nowhere,
    /// The folder above.
    Parent,
    /// A path below the download.
    Below(String),
}

/// A download with both logs and the question that is asked of it.
#[derive(Clone, Debug)]
pub struct Scene {
    pub generation: Generation,
    pub updates: Vec<Update>,
    /// Files below the download folder, by their paths with `/`.
    pub files: BTreeMap<String, Bytes>,
    /// Folders without a file.
    pub folders: BTreeSet<String>,
    pub specials: BTreeMap<String, Special>,
    pub given: Given,
    /// The download folder on the connected PC.
    pub source: String,
    pub tool: Vec<Line<ToolSays>>,
    pub tool_shape: Shape,
    pub tool_supply: Supply,
    pub runs: Vec<Run>,
    pub setup_shape: Shape,
    pub setup_supply: Supply,
    pub bias: i32,
    pub thread: u32,
    pub depth: Depth,
    pub language: Language,
    pub all_runs: bool,
    pub without_logs: bool,
    /// A seal is made of the download as it is, then this happens to it or to the download; and it is the seal that is
    /// asked.
    pub seal: Option<fn(&mut crate::seal::Sealed<'_>, &mut Random) -> bool>,
}

const RELEASES: [&str; 5] = [
    "FD3D0214-F4DC-4664-B6BB-997E381B7C9D",
    "5B8886C7-F967-4F8A-92AA-009E28368853",
    "3B7D84FA-ECCC-4EA0-B8AB-ABBDA1E88E0E",
    "AA928926-5C76-4DE0-B51F-0FE4D365DFE2",
    "420E3E18-73C5-4BE9-88B0-6F1E30A012CA",
];
const HOTFIXES: [&str; 3] = [
    "A02D38C5-021E-4144-8249-E7CDE48DA83F",
    "345A6BE1-3D07-43ED-B6E5-FAC0889DA04C",
    "6B0783D9-B8A2-4848-82F6-8EFE956F4988",
];

/// Where people download to. The last part of some ends in a byte that is a backslash in code page 932, or that begins
/// a character there.
const SOURCES: [&str; 16] = [
    r"C:\temp\UpdatePacks",
    r"E:\ServiceConnectionTool\Update",
    r"E:\",
    r"\\server01\share$\UpdatePacks",
    r"\\?\D:\UpdatePacks",
    r"C:\Users\O'Brien\Desktop\Update Packs",
    r"D:\Backup\{3B7D84FA-ECCC-4EA0-B8AB-ABBDA1E88E0E}\UpdatePacks",
    r"D:\100% [new] & more; ERROR\Redist",
    r"D:\更新プログラム",
    r"D:\ソフト表",
    r"D:\能\構成 マネージャー",
    r"C:\Users\ﾃｽﾄ\ﾀﾞｳﾝﾛｰﾄﾞ",
    r"D:\Müller\Menü",
    r"C:\Téléchargements\Café",
    r"D:\Größe – “neu”",
    r"D:\更新\Größe",
];

impl Scene {
    /// A good download in one of its many looks, without an oddity.
    pub fn good(random: &mut Random) -> Self {
        let generation = if random.chance(50) { Generation::Old } else { Generation::New };
        let encoding = *random.pick(&ENCODINGS);
        let setup_encoding = if random.chance(50) { encoding } else { *random.pick(&ENCODINGS) };
        let sources: Vec<&str> = SOURCES.into_iter().filter(|source| setup_encoding.holds(source)).collect();
        let stamps = random.chance(85);
        let mut scene = Self {
            generation,
            updates: Vec::new(),
            files: BTreeMap::new(),
            folders: BTreeSet::new(),
            specials: BTreeMap::new(),
            given: Given::Download,
            source: (*random.pick(&sources)).to_owned(),
            tool: Vec::new(),
            tool_shape: shape(encoding, stamps, random),
            tool_supply: Supply::Whole,
            runs: Vec::new(),
            setup_shape: shape(setup_encoding, random.chance(if stamps { 95 } else { 60 }), random),
            setup_supply: Supply::Whole,
            bias: *random.pick(&[-540, -540, 0, -60, 300, 420, -330]),
            thread: 1_000 + u32::try_from(random.below(20_000)).expect("small"),
            depth: Depth::Full,
            language: if random.chance(50) { Language::En } else { Language::Ja },
            all_runs: false,
            without_logs: false,
            seal: None,
        };
        scene.choose_updates(random);
        scene.fill_folder(random);
        scene.write_logs(random);
        scene
    }

    fn choose_updates(&mut self, random: &mut Random) {
        let count = *random.pick(&[1, 1, 1, 2, 2, 3, 4, 5]);
        for at in 0..count {
            // The tool of old is silent about hotfixes, so that one release is needed to have a log at all.
            let is_release =
                if at == 0 { self.generation == Generation::Old || random.chance(85) } else { random.chance(45) };
            let published = if is_release { *random.pick(&RELEASES) } else { *random.pick(&HOTFIXES) };
            let is_free = self.updates.iter().all(|update| update.guid != published);
            let guid = if is_free && random.chance(60) { published.to_owned() } else { random.guid() };
            let kind = if is_release { Kind::Release(random.below(stock().kits.len())) } else { Kind::Hotfix };
            let folder = if random.chance(25) { guid.to_lowercase() } else { guid.clone() };
            let redist = format!("{folder}/{}", random.pick(&["Redist", "Redist", "redist", "Redists", "REDIST"]));
            let payload = if random.chance(60) { format!("{guid}.cab") } else { format!("{folder}/{guid}.cab") };
            let is_published = is_release && guid == published;
            self.updates.push(Update { guid, kind, is_published, folder, redist, payload });
        }
        random.shuffle(&mut self.updates);
    }

    fn fill_folder(&mut self, random: &mut Random) {
        let stock = stock();
        let manifest = random.pick(&stock.update_manifests).clone();
        let which = random.below(3);
        if which != 1 {
            self.files.insert("ConfigMgr.Update.Manifest.cab".to_owned(), manifest.clone());
        }
        if which != 0 {
            // Its form is not documented; it is no cabinet.
            let scrambled: Vec<u8> = manifest.iter().map(|byte| byte ^ 0x5A).collect();
            self.files.insert("ConfigMgr.Update.Manifest.enc".to_owned(), scrambled.into());
        }
        if random.chance(70) {
            self.files.insert("ConfigMgr.AdminUIContent.auc".to_owned(), random.pick(&stock.consoles).clone());
        }
        for update in &self.updates {
            self.files.insert(update.payload.clone(), random.pick(&stock.payloads).clone());
            let Some(kit) = update.kit() else { continue };
            for piece in &kit.pieces {
                self.files.insert(format!("{}/{}", update.redist, piece.below()), piece.content.clone());
            }
            for (name, content) in MANIFESTS.iter().zip(&kit.manifests) {
                self.files.insert(format!("{}/{name}.cab", update.redist), content.clone());
            }
        }
    }

    fn write_logs(&mut self, random: &mut Random) {
        let (year, days) = if self.generation == Generation::Old { (2024, 600) } else { (2025, 400) };
        let morning = Time::of(year, i64::try_from(random.below(days)).expect("small"));
        let mut now = morning.later(i64::try_from(random.below(86_400_000)).expect("a day"));
        let some = |random: &mut Random, from: usize, to: usize| i64::try_from(random.within(from, to)).expect("small");
        let mut tool = Vec::new();
        let mut say = |says: ToolSays, text: String, now: Time| tool.push(Line { says, text, time: now });
        if random.chance(60) {
            say(ToolSays::Noise, "INFO:Uploading usage data".to_owned(), now);
            now = now.later(some(random, 500, 20_000));
        }
        let is_new = self.generation == Generation::New;
        if is_new {
            // Where only the .enc stays, the cabinet had the same size as ever.
            let size = self.files.get("ConfigMgr.Update.Manifest.cab").map_or(15_741_046, |file| file.len());
            let text = format!("INFO:ConfigMgr.Update.Manifest.cab (size = {size}) downloaded successfully");
            say(ToolSays::Manifest, text, now);
        }
        for (at, update) in self.updates.iter().enumerate() {
            let guid = if random.chance(10) { update.guid.to_lowercase() } else { update.guid.clone() };
            now = now.later(some(random, 500, 20_000));
            if is_new {
                let size = self.files[&update.payload].len();
                let more = "More information: https://go.microsoft.com/fwlink/?LinkId=2166085";
                let text =
                    format!("INFO:Downloading Payload {guid} version 5.0.9{}.1000. {more}", random.within(100, 999));
                say(ToolSays::PayloadStarts(at), text, now);
                now = now.later(some(random, 60_000, 3_000_000));
                say(ToolSays::PayloadDone(at), format!("INFO:Downloaded Payload {guid} size = {size}"), now);
            }
            let Some(kit) = update.kit() else { continue };
            let text = if is_new {
                format!("INFO:Downloading Redists for {guid}")
            } else {
                "INFO:downloading redist".to_owned()
            };
            say(ToolSays::RedistStarts(at), text, now);
            // The run may begin within the same second.
            now = now.later(some(random, 0, 3_000));
            let run = run(Role::Belongs(at), kit, &target(&self.source, &update.guid, "Redist"), &mut now, random);
            self.runs.push(run);
            now = now.later(some(random, 0, 5_000));
            let words = if is_new { "downloaded Redists" } else { "download redist" };
            say(ToolSays::RedistDone(at), format!("INFO:Successfully {words} for {guid}"), now);
        }
        if random.chance(20) {
            say(ToolSays::Noise, "INFO:Finished with 0 errors".to_owned(), now.later(400));
        }
        self.tool = tool;
    }

    /// The tool's log as a file.
    pub fn tool_bytes(&self, cut: Option<Cut>) -> Vec<u8> {
        let lines: Vec<_> = self.tool.iter().map(|line| (tool_line(line, &self.tool_shape), String::new())).collect();
        file(&lines, &self.tool_shape, cut)
    }

    /// ConfigMgrSetup.log as a file; lines are counted over all runs.
    pub fn setup_bytes(&self, cut: Option<Cut>) -> Vec<u8> {
        let lines: Vec<_> = self
            .runs
            .iter()
            .flat_map(|run| &run.lines)
            .map(|line| setup_line(line, &self.setup_shape, self.bias, self.thread))
            .collect();
        file(&lines, &self.setup_shape, cut)
    }

    // What faults ask for.

    pub fn is_new(&self) -> bool {
        self.generation == Generation::New
    }

    /// One of the updates that fit.
    pub fn update(&self, random: &mut Random, fits: impl Fn(&Update) -> bool) -> Option<usize> {
        let fit: Vec<usize> = (0..self.updates.len()).filter(|at| fits(&self.updates[*at])).collect();
        (!fit.is_empty()).then(|| *random.pick(&fit))
    }

    /// A release whose Redist folder is there as it should be.
    pub fn release(&self, random: &mut Random) -> Option<usize> {
        let is_there = |update: &Update| self.files.keys().any(|path| path.starts_with(&format!("{}/", update.redist)));
        self.update(random, |update| update.is_release() && is_there(update))
    }

    pub fn releases(&self) -> usize {
        self.updates.iter().filter(|update| update.is_release()).count()
    }

    /// Where a line of the tool's log stands that says so.
    pub fn tool_at(&self, says: ToolSays) -> Option<usize> {
        self.tool.iter().position(|line| line.says == says)
    }

    /// Puts a line into the tool's log, at the time of the line before.
    pub fn tell_tool(&mut self, at: usize, text: &str) {
        let at = at.min(self.tool.len());
        let time = self.tool.get(at.saturating_sub(1)).map_or(Time::of(2026, 30), |line| line.time);
        self.tool.insert(at, Line { says: ToolSays::Noise, text: text.to_owned(), time });
    }

    /// The newest run that made this update's Redist folder.
    pub fn run_of(&self, update: usize) -> Option<usize> {
        self.runs.iter().rposition(|run| run.role == Role::Belongs(update))
    }

    /// The number of the first line of a run, counted over all runs.
    pub fn first_line_of(&self, run: usize) -> usize {
        self.runs[..run].iter().map(|run| run.lines.len()).sum()
    }

    /// Puts a line into a run, at the time of the line before.
    pub fn tell_run(&mut self, run: usize, at: usize, text: &str) {
        let time = self.runs[run].lines[at.saturating_sub(1)].time;
        self.runs[run].lines.insert(at, Line { says: SetupSays::Noise, text: text.to_owned(), time });
    }

    /// A place in a run behind its target line and before its end.
    pub fn within_run(&self, run: usize, random: &mut Random) -> usize {
        let lines = &self.runs[run].lines;
        // One that broke off early names no target, but it has begun.
        let place = |says: SetupSays| lines.iter().position(|line| line.says == says);
        let from = place(SetupSays::Target).or_else(|| place(SetupSays::Starts)).map_or(1, |at| at + 1);
        let to = lines.iter().position(|line| line.says == SetupSays::Ends).unwrap_or(lines.len());
        random.within(from, to.max(from + 1))
    }

    /// The path of a listed file on disk, in whatever case it is written there.
    pub fn path_of(&self, update: usize, piece: &Piece) -> Option<String> {
        let path = format!("{}/{}", self.updates[update].redist, piece.below());
        if self.files.contains_key(&path) {
            return Some(path);
        }
        self.files.keys().find(|other| other.eq_ignore_ascii_case(&path)).cloned()
    }

    /// A listed file of an update that is on disk as it should be.
    pub fn piece(
        &self,
        update: usize,
        random: &mut Random,
        fits: impl Fn(&Piece) -> bool,
    ) -> Option<(&'static Piece, String)> {
        let kit = self.updates[update].kit()?;
        let pieces = kit.pieces.iter().filter(|piece| fits(piece));
        let there = |piece: &&'static Piece| {
            let path = self.path_of(update, piece)?;
            (self.files[&path] == piece.content && self.is_plain(&path)).then_some((*piece, path))
        };
        let all: Vec<_> = pieces.filter_map(|piece| there(&piece)).collect();
        (!all.is_empty()).then(|| random.pick(&all).clone())
    }

    /// The path of one of an update's two lists on disk.
    pub fn list_of(&self, update: usize, which: usize) -> Option<String> {
        let path = format!("{}/{}.cab", self.updates[update].redist, MANIFESTS[which]);
        self.files.keys().find(|other| other.eq_ignore_ascii_case(&path)).cloned()
    }

    /// The lists of an update are as they should be.
    pub fn has_lists(&self, update: usize) -> bool {
        let Some(kit) = self.updates[update].kit() else { return false };
        let is_whole = |(which, list): (usize, &Bytes)| {
            self.list_of(update, which).is_some_and(|path| self.files[&path] == *list && self.is_plain(&path))
        };
        kit.manifests.iter().enumerate().all(is_whole)
    }

    /// Nothing on the way to this path is a link or closed.
    pub fn is_plain(&self, path: &str) -> bool {
        self.specials.keys().all(|special| special != path && !path.starts_with(&format!("{special}/")))
    }

    /// Removes a file, or a folder with all that is in it. Its parents stay.
    pub fn remove(&mut self, path: &str) {
        let inside = format!("{path}/");
        self.files.retain(|file, _| file != path && !file.starts_with(&inside));
        self.folders.retain(|folder| folder != path && !folder.starts_with(&inside));
        self.specials.retain(|special, _| special != path && !special.starts_with(&inside));
        if let Some((parent, _)) = path.rsplit_once('/') {
            self.folders.insert(parent.to_owned());
        }
    }

    pub fn put(&mut self, path: impl Into<String>, content: impl Into<Bytes>) {
        self.files.insert(path.into(), content.into());
    }
}

fn shape(encoding: Encoding, stamps: bool, random: &mut Random) -> Shape {
    let line_end = if random.chance(75) { "\r\n" } else { "\n" };
    Shape { encoding, line_end, ends: random.chance(85), stamps }
}

/// A Redist folder on the connected PC.
pub fn target(source: &str, guid: &str, redist: &str) -> String {
    format!(r"{}\{guid}\{redist}", source.trim_end_matches('\\'))
}

/// A run of setupdl that fetches a kit, all well.
pub fn run(role: Role, kit: &Kit, target: &str, now: &mut Time, random: &mut Random) -> Run {
    let is_old_era = random.chance(10);
    let (starts, ends) = if is_old_era {
        ("INFO: setupdl.exe: Start Configuration Manager Setup", "INFO: setupdl.exe: Finish")
    } else {
        ("INFO: Setup downloader setupdl.exe: STARTED", "INFO: Setup downloader setupdl.exe: FINISHED")
    };
    let mut lines: Vec<Line<SetupSays>> = Vec::new();
    let mut say = |says, text: String, random: &mut Random| {
        lines.push(Line { says, text, time: *now });
        *now = now.later(i64::try_from(random.within(2, 2_500)).expect("small"));
    };
    if !is_old_era {
        say(SetupSays::Loads, "INFO: Attempting to load resource DLL...".to_owned(), random);
    }
    say(SetupSays::Starts, starts.to_owned(), random);
    let slash = if random.chance(15) { r"\" } else { "" };
    say(SetupSays::Target, format!("INFO: Downloading files to {target}{slash}"), random);
    say(SetupSays::Noise, "INFO: Downloading component manifest...".to_owned(), random);
    // What is on disk already is verified and not downloaded again (S10).
    let is_again = random.chance(15);
    let mut names: Vec<(String, bool)> = MANIFESTS.iter().rev().map(|name| (format!("{name}.cab"), true)).collect();
    names.extend(kit.pieces.iter().map(|piece| (piece.below(), false)));
    for (below, is_list) in names {
        let bare = below.rsplit('/').next().unwrap_or(&below).to_owned();
        let path = format!(r"{target}\{}", below.replace('/', r"\"));
        if !is_again || is_list {
            let link = 2_100_000 + random.below(200_000);
            say(
                SetupSays::File,
                format!("INFO: Downloading https://go.microsoft.com/fwlink/?LinkId={link} as {bare}"),
                random,
            );
            if random.chance(30) {
                say(SetupSays::Noise, "INFO: set additional flag.".to_owned(), random);
                say(SetupSays::Noise, "No proxy information is specified. Connect without proxy.".to_owned(), random);
            }
            say(SetupSays::File, "INFO: WinHttpQueryHeaders() in Download() returned OK (200)".to_owned(), random);
        }
        if is_list {
            say(
                SetupSays::Noise,
                format!(r"INFO: Extracted file C:\Windows\TEMP\{}", bare.replace(".cab", ".xml")),
                random,
            );
            continue;
        }
        say(SetupSays::File, format!("INFO: Verifying hash for file '{path}'"), random);
        if random.chance(40) {
            say(SetupSays::File, format!("INFO: File hash check successfully for {bare}"), random);
        }
        say(SetupSays::File, format!("INFO: Verifying signature for file '{path}'"), random);
    }
    say(SetupSays::Ends, ends.to_owned(), random);
    Run { role, lines }
}
