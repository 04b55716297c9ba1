//! What really happens to a download while it is read, each at every touch: files that are cut, that grow, that go, a
//! folder that gets another name; and a touch that takes its time.

use super::verdicts::step;
use super::{Case, LONG, Outcome, Place, Trace, brief, case, good, is_usable, names, said, watched};
#[cfg(unix)]
use crate::common::H;
use crate::verify::Operation;
use crate::work::Touch;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
#[cfg(unix)]
use std::sync::Arc;
#[cfg(unix)]
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::time::Duration;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    Cut,
    Grow,
    /// Other bytes of the same number, as when a download goes on into space that was set aside.
    Rewrite,
    Remove,
}

impl Change {
    fn happen(self, path: &Path) {
        let length = fs::metadata(path).unwrap().len();
        let mut file = OpenOptions::new().append(self == Self::Grow).write(true).open(path).unwrap();
        match self {
            Self::Cut => file.set_len(length / 2).unwrap(),
            Self::Grow => file.write_all(b"more\r\n").unwrap(),
            Self::Rewrite => file.write_all(&vec![b'#'; usize::try_from(length).unwrap()]).unwrap(),
            // wine keeps the name until nobody has the file open any more: there it is moved away.
            Self::Remove if cfg!(windows) => fs::rename(path, std::env::temp_dir().join("taken away")).unwrap(),
            Self::Remove => fs::remove_file(path).unwrap(),
        }
        if self != Self::Remove {
            // The clock of a file system ticks every few milliseconds.
            file.set_modified(std::time::SystemTime::now() + Duration::from_secs(1)).unwrap();
        }
    }
}

/// True where the change comes before anybody knows what was there: it is just another file then, and may be as good.
fn is_too_early(change: Change, place: &Place, trace: &Trace) -> bool {
    let touches = &trace.by_path[&place.1];
    let mut of_kind = touches.iter().enumerate().filter(|(_, touch)| **touch == place.0).map(|(at, _)| at);
    let before = &touches[..of_kind.nth(usize::try_from(place.2).unwrap() - 1).unwrap()];
    let asked = before.iter().filter(|touch| **touch == Touch::Metadata).count();
    let is = |name: &str| place.1.ends_with(name);
    match change {
        // A line more or less at the end of a log that nobody has opened; elsewhere its size was told by the first walk.
        Change::Grow => asked < if is("ServiceConnectionTool.log") || is("ConfigMgrSetup.log") { 2 } else { 1 },
        Change::Cut => asked < 1,
        // Nobody knows what should be in it.
        Change::Rewrite => is("readme.txt") && asked < 3,
        Change::Remove => false,
    }
}

/// The same case once more, in a folder of its own, with something that happens at a touch: `act` is given that path.
fn happens(at: &Place, home: &Path, act: impl Fn(&Path) + Send + Sync + 'static) -> (Case, PathBuf, Outcome, Trace) {
    let case = case("changed", good(), Operation::VerifyDownload, |_| {});
    let path = case.download.home.join(at.1.strip_prefix(home).unwrap());
    let wanted = (at.0, path.clone(), at.2);
    let (work, met) = watched(LONG, move |place, path| {
        if *place == wanted {
            act(path);
        }
        Ok(usize::MAX)
    });
    let outcome = case.run(&work);
    let met = std::mem::take(&mut *met.lock().unwrap());
    assert!(met.has(&(at.0, path.clone(), at.2)), "{at:?}");
    (case, path, outcome, met)
}

fn clean() -> (Case, Trace) {
    let case = case("as it was", good(), Operation::VerifyDownload, |_| {});
    let (outcome, trace) = case.watch();
    assert!(is_usable(&outcome), "{}", said(&outcome));
    (case, trace)
}

#[test]
fn a_file_that_changes_while_it_is_read_is_never_usable() {
    let (plain, trace) = clean();
    let home = &plain.download.home;
    let places: Vec<Place> = trace.places().into_iter().filter(|place| place.1.is_file()).collect();
    let (mut tried, mut early, mut wrong) = (0, 0, Vec::new());
    for (turn, change) in [Change::Cut, Change::Grow, Change::Rewrite, Change::Remove].into_iter().enumerate() {
        for (at, place) in places.iter().enumerate() {
            let is_log = place.1.extension().is_some_and(|ending| ending == "log");
            // Each costs a download of its own: all touches of the logs, and half of the others.
            if !is_log && (at + turn) % 2 == 0 || at % step() != 0 {
                continue;
            }
            let (case, path, outcome, _) = happens(place, home, move |path| change.happen(path));
            tried += 1;
            early += usize::from(is_usable(&outcome));
            let told = [path.clone(), path.parent().unwrap().to_owned(), case.download.root()];
            let is_told = !is_usable(&outcome) && names(&outcome, &told);
            if !is_told && !is_too_early(change, place, &trace) {
                wrong.push(format!("{change:?} {place:?}: {}", brief(&outcome)));
            }
        }
    }
    println!("{tried} changes at {} touches of files, {early} too early to be one", places.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(tried * step() > 200 && early * 10 < tried, "{tried} {early}");
}

#[test]
#[cfg(unix)]
fn a_folder_that_gets_another_name_while_it_is_read_is_never_usable() {
    let (plain, trace) = clean();
    let home = &plain.download.home;
    let (mut tried, mut late) = (0, 0);
    for (at, place) in trace.places().iter().enumerate() {
        for folder in ["UpdatePacks".to_owned(), format!("UpdatePacks/{H}/Redist")] {
            if (at % 2 == 0) == folder.ends_with("Redist") {
                continue;
            }
            // What was opened before goes on; whoever opens anything below it after that must notice.
            let is_gone = Arc::new(AtomicBool::new(false));
            let gone = Arc::clone(&is_gone);
            let name = folder.clone();
            let (case, _, outcome, met) = happens(place, home, move |path| {
                let home = path.ancestors().find(|above| above.join("ServiceConnectionTool.log").exists()).unwrap();
                gone.store(fs::rename(home.join(&name), home.join("elsewhere")).is_ok(), SeqCst);
            });
            assert!(is_gone.load(SeqCst));
            tried += 1;
            let folder = case.download.home.join(&folder);
            // Itself, what is in it, or the log that speaks of it.
            let is_near = |path: &&PathBuf| {
                path.starts_with(&folder)
                    || folder.starts_with(path)
                    || path.extension().is_some_and(|ending| ending == "log")
            };
            let named: Vec<PathBuf> = met.by_path.keys().filter(is_near).cloned().collect();
            if is_usable(&outcome) {
                // Every file was open or read by then.
                let is_late =
                    matches!(place.0, Touch::Read | Touch::Metadata | Touch::Seek) || !place.1.starts_with(&folder);
                late += 1;
                assert!(is_late, "{place:?}: {}", brief(&outcome));
            } else {
                assert!(names(&outcome, &named), "{place:?}: {}", brief(&outcome));
            }
        }
    }
    println!("{tried} times another name, {late} times too late");
    assert!(tried > 150 && late * 5 < tried, "{tried} {late}");
}

#[test]
fn what_takes_too_long_is_told_and_what_takes_a_while_is_not() {
    let (plain, trace) = clean();
    let (usual, _) = plain.watch();
    let mut tried = 0;
    for (at, place) in trace.places().into_iter().enumerate().filter(|(_, place)| place.2 == 1) {
        // A number in memory is all that a seek moves.
        if place.0 == Touch::Seek || at % (3 * step()) != 0 {
            continue;
        }
        for (limit, pause) in
            [(LONG, Duration::from_millis(2)), (Duration::from_millis(40), Duration::from_millis(400))]
        {
            let wanted = place.clone();
            let (work, _) = watched(limit, move |place, _| {
                if *place == wanted {
                    std::thread::sleep(pause);
                }
                Ok(usize::MAX)
            });
            let outcome = plain.run(&work);
            tried += 1;
            if limit == LONG {
                assert_eq!(said(&outcome), said(&usual), "{place:?}");
            } else {
                // Where the walk itself waits, nobody knows for which name.
                let mut told = vec![place.1.clone()];
                if matches!(place.0, Touch::Next | Touch::List) || place.1.is_dir() {
                    told.push(plain.download.root());
                }
                assert!(!is_usable(&outcome) && names(&outcome, &told), "{place:?}: {}", brief(&outcome));
            }
        }
    }
    println!("{tried} pauses");
    assert!(tried * step() > 20, "{tried}");
}
