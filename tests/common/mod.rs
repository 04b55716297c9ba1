//! Builds downloads for tests, piece by piece, as the two programs leave them.
#![allow(dead_code, reason = "each test program uses its own part")]

pub mod make;
#[cfg(target_os = "linux")]
pub mod rights;
pub mod sign;

use cmverify::report::{Report, Verdict};
use cmverify::request::Request;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// 2403, the update of the source article.
pub const G: &str = "5B8886C7-F967-4F8A-92AA-009E28368853";
/// 2409.
pub const H: &str = "3B7D84FA-ECCC-4EA0-B8AB-ABBDA1E88E0E";
/// A hotfix that nobody has published.
pub const X: &str = "0A1B2C3D-0000-4000-8000-00000000000A";

/// A download in a folder of its own, removed in the end.
pub struct Download {
    /// The folder that holds `UpdatePacks` and both logs.
    pub home: PathBuf,
    pub tool: Option<Vec<u8>>,
    pub setup: Option<Vec<u8>>,
    pub request: Request,
}

impl Drop for Download {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.home);
    }
}

impl Download {
    /// A folder with nothing but the manifest of updates.
    pub fn empty() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("download-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let home = std::env::temp_dir().join(format!("cmverify-{name}"));
        let download = Self { home, tool: None, setup: None, request: Request::default() };
        download.valid("ConfigMgr.Update.Manifest.cab");
        download
    }

    /// 2403 as the tool leaves it: old wording, one setupdl run, all well.
    pub fn good() -> Self {
        let mut download = Self::empty();
        download.update(G);
        download.tool = Some(
            format!(
                "2024-11-19 11:53:38 INFO:Downloading ConfigMgr.Update.Manifest.cab\r\n\
                 2024-11-19 11:53:40 INFO:downloading redist\r\n\
                 2024-11-19 12:20:42 INFO:Successfully download redist for {G}\r\n"
            )
            .into(),
        );
        download.setup = Some(run(G, "11-19-2024 11:54:00", "").into());
        download
    }

    /// 2409 and a hotfix in the wording since 2509.
    pub fn good_new() -> Self {
        let mut download = Self::empty();
        download.update(H);
        download.valid(&format!("{X}.cab"));
        let [manifest, payload, hotfix] =
            ["ConfigMgr.Update.Manifest.cab", &format!("{H}.cab"), &format!("{X}.cab")].map(|n| content_of(n).len());
        download.tool = Some(
            format!(
                "INFO:ConfigMgr.Update.Manifest.cab (size = {manifest}) downloaded successfully\n\
                 INFO:Downloading Payload {H} version 5.0.9132.1000. More information: https://go.microsoft.com/fwlink/?LinkId=1\n\
                 INFO:Downloaded Payload {H} size = {payload}\n\
                 INFO:Downloading Redists for {H}\n\
                 INFO:Successfully downloaded Redists for {H}\n\
                 INFO:Downloading Payload {X} version 5.0.9132.1011. More information: https://go.microsoft.com/fwlink/?LinkId=2\n\
                 INFO:Downloaded Payload {X} size = {hotfix}\n"
            )
            .into(),
        );
        download.setup = Some(run(H, "02-03-2026 09:00:00", "").into());
        download
    }

    /// Payload and redists of one update, with the manifests that list these.
    pub fn update(&self, guid: &str) {
        self.valid(&format!("{guid}/{guid}.cab"));
        for name in ["SQLSysClrTypes.msi", "LanguagePack/a.cab"] {
            self.valid(&format!("{guid}/Redist/{name}"));
        }
        self.rewrite_manifests();
    }

    /// Writes a valid file of the kind that its name promises.
    pub fn valid(&self, path: &str) {
        self.file(path, &content_of(path));
    }

    /// Makes the two manifests of every Redist folder list what is in it now, as if Microsoft had meant that.
    ///
    /// What is in a folder of language packs is listed in `ConfigMgr.LN.Manifest.cab`, all else in the other one.
    pub fn rewrite_manifests(&self) {
        let folders = fs::read_dir(self.root()).expect("UpdatePacks").flatten().flat_map(|update| {
            let below = fs::read_dir(update.path()).into_iter().flatten().flatten().map(|entry| entry.path());
            below.filter(|path| path.is_dir() && path.file_name().is_some_and(is_redist)).collect::<Vec<_>>()
        });
        for folder in folders {
            let (mut packs, mut others) = (Vec::new(), Vec::new());
            for path in files_below(&folder) {
                let name = path.file_name().expect("a name").to_string_lossy().into_owned();
                if !MANIFESTS.contains(&name.trim_end_matches(".cab")) {
                    let pack = path.strip_prefix(&folder).is_ok_and(|below| below.starts_with("LanguagePack"));
                    let files = if pack { &mut packs } else { &mut others };
                    files.push((name, fs::read(&path).expect("a file")));
                }
            }
            for (name, group, files) in [(MANIFESTS[0], "Redists", others), (MANIFESTS[1], "LN", packs)] {
                let files: Vec<(&str, &[u8])> =
                    files.iter().map(|(n, content)| (n.as_str(), content.as_slice())).collect();
                // No manifest is empty: it lists what was not chosen as well.
                let other: &[(&str, &[u8])] = &[("other.cab", b"never downloaded")];
                let group = if files.is_empty() { ("Not chosen", other) } else { (group, files.as_slice()) };
                let xml = make::manifest(&[group], make::Form::Attributes);
                fs::write(folder.join(format!("{name}.cab")), make::manifest_cab(name, &xml)).expect("a manifest");
            }
        }
    }

    pub fn root(&self) -> PathBuf {
        self.home.join("UpdatePacks")
    }

    /// Writes a file below `UpdatePacks`.
    pub fn file(&self, path: &str, content: &[u8]) {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, content).expect("a file");
    }

    pub fn remove(&self, path: &str) {
        let path = self.root().join(path);
        if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) }.expect("removed");
    }

    /// Changes the tool's log as text.
    pub fn tool_text(&mut self, change: impl FnOnce(String) -> String) {
        let text = String::from_utf8(self.tool.take().expect("a log")).expect("UTF-8");
        self.tool = Some(change(text).into());
    }

    /// Changes ConfigMgrSetup.log as text.
    pub fn setup_text(&mut self, change: impl FnOnce(String) -> String) {
        let text = String::from_utf8(self.setup.take().expect("a log")).expect("UTF-8");
        self.setup = Some(change(text).into());
    }

    /// Writes the logs and fills in the request.
    pub fn prepare(&mut self) -> Request {
        let log = |name: &str, content: &Option<Vec<u8>>| {
            content.as_ref().map(|content| {
                let path = self.home.join(name);
                fs::write(&path, content).expect("a log");
                path.to_string_lossy().into_owned()
            })
        };
        let mut request = self.request.clone();
        request.service_connection_log =
            request.service_connection_log.or_else(|| log("ServiceConnectionTool.log", &self.tool));
        request.setup_log = request.setup_log.or_else(|| log("ConfigMgrSetup.log", &self.setup));
        request.download_path = request.download_path.or_else(|| Some(self.root().to_string_lossy().into_owned()));
        request
    }

    pub fn verify(&mut self) -> Report {
        cmverify::verify::download(&self.prepare()).expect("a good request")
    }

    /// The verdict, and the rules that were found.
    pub fn verdict(&mut self) -> (Verdict, Vec<&'static str>) {
        outcome(&self.verify())
    }
}

/// A valid, signed file of the kind that its name promises, the same wherever it lies.
pub fn content_of(path: &str) -> Vec<u8> {
    make::content(path.rsplit(['/', '\\']).next().unwrap_or(path), "as it should be")
}

const MANIFESTS: [&str; 2] = ["ConfigMgr.Manifest", "ConfigMgr.LN.Manifest"];

fn is_redist(name: &std::ffi::OsStr) -> bool {
    name.eq_ignore_ascii_case("Redist") || name.eq_ignore_ascii_case("Redists")
}

/// All files below a folder, by their paths.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() { files.extend(files_below(&path)) } else { files.push(path) }
    }
    files.sort();
    files
}

/// The verdict of a report, and its rules, each once.
pub fn outcome(report: &Report) -> (Verdict, Vec<&'static str>) {
    let rules: BTreeSet<&str> = report.findings.iter().map(|finding| finding.rule).collect();
    (report.verdict, rules.into_iter().collect())
}

/// One setupdl run for `guid` in the SMS format; `extra` goes before its end.
pub fn run(guid: &str, begins: &str, extra: &str) -> String {
    let target = format!(r"C:\temp\UpdatePacks\{guid}\Redist");
    let mut lines = vec![
        "INFO: Attempting to load resource DLL...".to_owned(),
        "INFO: Setup downloader setupdl.exe: STARTED".to_owned(),
        format!("INFO: Downloading files to {target}"),
    ];
    for name in ["ConfigMgr.LN.Manifest.cab", "ConfigMgr.Manifest.cab", "SQLSysClrTypes.msi", r"LanguagePack\a.cab"] {
        let bare = name.rsplit('\\').next().unwrap_or(name);
        lines.push(format!("INFO: Downloading https://go.microsoft.com/fwlink/?LinkId=2115685 as {bare}"));
        lines.push("INFO: WinHttpQueryHeaders() in Download() returned OK (200)".to_owned());
        lines.push(format!(r"INFO: Verifying hash for file '{target}\{name}'"));
        lines.push(format!(r"INFO: Verifying signature for file '{target}\{name}'"));
    }
    lines.extend(extra.lines().map(str::to_owned));
    lines.push("INFO: Setup downloader setupdl.exe: FINISHED".to_owned());
    lines.into_iter().map(|text| sms(&text, begins)).collect()
}

/// A line in the SMS format.
pub fn sms(text: &str, time: &str) -> String {
    format!("{text}  $$<Configuration Manager Setup><{time}.123-540><thread=4580 (0x11E4)>\r\n")
}

/// A text as UTF-16 LE with its mark.
pub fn utf16(text: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(text);
    let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
    units.flat_map(u16::to_le_bytes).collect()
}
