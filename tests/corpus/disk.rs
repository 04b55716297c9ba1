//! A scene on disk, and the question asked.

use crate::common::outcome;
use crate::logs::Supply;
use crate::random::Random;
use crate::scene::{Given, Scene, Special};
use crate::seal::Sealed;
use cmverify::report::{Report, Verdict};
use cmverify::request::Request;
use cmverify::verify::{Operation, verify_unwatched};
use std::fs;
use std::path::{Path, PathBuf};

/// Where cases are written: in memory, where the system has such a place.
pub fn scratch() -> PathBuf {
    let memory = Path::new("/dev/shm");
    if cfg!(target_os = "linux") && memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() }
}

/// A scene on disk, removed in the end.
pub struct Disk {
    pub home: PathBuf,
    keep: bool,
}

impl Drop for Disk {
    fn drop(&mut self) {
        if !self.keep {
            let _ = fs::remove_dir_all(&self.home);
        }
    }
}

fn text(path: &Path) -> String {
    path.to_str().expect("UTF-8").to_owned()
}

impl Disk {
    pub fn new(home: PathBuf, keep: bool) -> Self {
        let _ = fs::remove_dir_all(&home);
        Self { home, keep }
    }

    fn root(&self) -> PathBuf {
        self.home.join("UpdatePacks")
    }

    /// Writes the scene down, asks, and gives the answer.
    pub fn ask(&self, scene: &Scene, random: &mut Random) -> Result<Report, String> {
        self.write(scene);
        let request = self.request(scene);
        if let Some(change) = scene.seal {
            return self.ask_seal(scene, request, change, random);
        }
        let operation = Operation::VerifyDownload;
        let closed = self.set_specials(scene);
        let answer = if closed.is_empty() {
            verify_unwatched(operation, &request)
        } else {
            self::closed::ask(&closed, operation, &request)
        };
        answer.map_err(|stopped| format!("{stopped:?}"))
    }

    fn write(&self, scene: &Scene) {
        let root = self.root();
        let mut made = std::collections::BTreeSet::new();
        fs::create_dir_all(&root).expect("a folder");
        for folder in &scene.folders {
            fs::create_dir_all(root.join(folder)).expect("a folder");
        }
        for (path, content) in &scene.files {
            if let Some((parent, _)) = path.rsplit_once('/') {
                if made.insert(parent) {
                    fs::create_dir_all(root.join(parent)).expect("a folder");
                }
            }
            fs::write(root.join(path), content).unwrap_or_else(|e| panic!("{path}: {e}"));
        }
    }

    /// Both logs beside the folder, and the question.
    fn request(&self, scene: &Scene) -> Request {
        let log = |name: &str,
                   supply: &Supply,
                   own: &dyn Fn(Option<crate::logs::Cut>) -> Vec<u8>,
                   other: &dyn Fn(Option<crate::logs::Cut>) -> Vec<u8>| {
            let path = self.home.join(name);
            let bytes = match supply {
                Supply::NotGiven => return None,
                Supply::Missing => return Some(text(&path)),
                Supply::Folder => {
                    fs::create_dir(&path).expect("a folder");
                    return Some(text(&path));
                }
                Supply::Whole => own(None),
                #[cfg(target_os = "linux")]
                Supply::Closed => own(None),
                Supply::Cut(cut) => own(Some(*cut)),
                Supply::Bytes(bytes) => bytes.clone(),
                Supply::Other => other(None),
            };
            fs::write(&path, bytes).expect("a log");
            Some(text(&path))
        };
        let (tool, setup) = (|cut| scene.tool_bytes(cut), |cut| scene.setup_bytes(cut));
        let path = match &scene.given {
            Given::Download => self.root(),
            Given::Nowhere => self.home.join("nothing"),
            Given::Parent => self.home.clone(),
            Given::Below(path) => self.root().join(path),
        };
        Request {
            download_path: Some(text(&path)),
            service_connection_log: log("ServiceConnectionTool.log", &scene.tool_supply, &tool, &setup),
            setup_log: log("ConfigMgrSetup.log", &scene.setup_supply, &setup, &tool),
            depth: scene.depth,
            all_runs: scene.all_runs,
            without_logs: scene.without_logs,
            language: scene.language,
            ..Request::default()
        }
    }

    /// Makes links and pipes; gives what is to be closed.
    fn set_specials(&self, scene: &Scene) -> Vec<PathBuf> {
        let mut closed = Vec::new();
        for (number, (path, special)) in scene.specials.iter().enumerate() {
            let path = self.root().join(path);
            // Another fault may have taken it away.
            if !path.exists() {
                continue;
            }
            match special {
                Special::Closed => closed.push(path),
                Special::Pipe => {
                    fs::remove_file(&path).expect("a file");
                    let made = std::process::Command::new("mkfifo").arg(&path).status();
                    assert!(made.is_ok_and(|status| status.success()), "mkfifo");
                }
                Special::Link => {
                    let elsewhere = self.home.join(format!("elsewhere {number}"));
                    fs::rename(&path, &elsewhere).expect("moved");
                    #[cfg(unix)]
                    std::os::unix::fs::symlink(&elsewhere, &path).expect("a link");
                }
            }
        }
        #[cfg(target_os = "linux")]
        for (name, supply) in
            [("ServiceConnectionTool.log", &scene.tool_supply), ("ConfigMgrSetup.log", &scene.setup_supply)]
        {
            if matches!(supply, Supply::Closed) {
                closed.push(self.home.join(name));
            }
        }
        closed
    }

    /// Seals the download, lets something happen, and asks the seal where there are no logs.
    fn ask_seal(
        &self,
        scene: &Scene,
        request: Request,
        change: fn(&mut Sealed<'_>, &mut Random) -> bool,
        random: &mut Random,
    ) -> Result<Report, String> {
        let seal = self.home.join("UpdatePacks.seal.sha256");
        let request = Request { seal: Some(text(&seal)), ..request };
        let made =
            verify_unwatched(Operation::MakeSeal, &request).map_err(|stopped| format!("no seal: {stopped:?}"))?;
        if made.seal.is_none() || made.verdict != Verdict::Usable {
            return Err(format!("no seal of a good download: {:?}", outcome(&made)));
        }
        let mut sealed = Sealed { scene, root: self.root(), seal };
        assert!(change(&mut sealed, random), "what should happen did not");
        let asked = Request {
            download_path: request.download_path,
            seal: request.seal,
            language: request.language,
            ..Request::default()
        };
        verify_unwatched(Operation::VerifySeal, &asked).map_err(|stopped| format!("{stopped:?}"))
    }
}

#[cfg(target_os = "linux")]
mod closed {
    use crate::common::rights::{set_mode, without_privileges};
    use cmverify::report::Report;
    use cmverify::request::Request;
    use cmverify::verify::{Operation, Stopped, verify_unwatched};
    use std::path::PathBuf;

    /// Asks while nobody may read these.
    pub fn ask(closed: &[PathBuf], operation: Operation, request: &Request) -> Result<Report, Stopped> {
        for path in closed {
            set_mode(path, 0o000);
        }
        let answer = without_privileges(|| verify_unwatched(operation, request));
        for path in closed.iter().rev() {
            set_mode(path, 0o755);
        }
        answer
    }
}

#[cfg(not(target_os = "linux"))]
mod closed {
    use cmverify::report::Report;
    use cmverify::request::Request;
    use cmverify::verify::{Operation, Stopped, verify_unwatched};
    use std::path::PathBuf;

    pub fn ask(_: &[PathBuf], operation: Operation, request: &Request) -> Result<Report, Stopped> {
        verify_unwatched(operation, request)
    }
}
