//! Faults that a seal finds: it is made of a good download, and then something happens to one of them.

use crate::faults::{Fault, Hit};
use crate::random::Random;
use crate::scene::Scene;
use cmverify::report::Verdict::{Inconclusive, NotUsable};
use std::fs;
use std::path::PathBuf;

/// A download that was sealed, on disk.
pub struct Sealed<'a> {
    pub scene: &'a Scene,
    pub root: PathBuf,
    pub seal: PathBuf,
}

#[rustfmt::skip]
pub const FAULTS: &[Fault] = &[
    Fault { name: "sealed: a file is gone", verdict: NotUsable, rules: &["CMV0601"], may: &[], change: |scene, _| sealed(scene, gone) },
    Fault { name: "sealed: a file has another name", verdict: NotUsable, rules: &["CMV0601", "CMV0603"], may: &[], change: |scene, _| sealed(scene, renamed) },
    Fault { name: "sealed: a flipped bit", verdict: NotUsable, rules: &["CMV0602"], may: &[], change: |scene, _| sealed(scene, flipped) },
    Fault { name: "sealed: a file is cut", verdict: NotUsable, rules: &["CMV0602"], may: &[], change: |scene, _| sealed(scene, cut) },
    Fault { name: "sealed: two files exchanged", verdict: NotUsable, rules: &["CMV0602"], may: &[], change: |scene, _| sealed(scene, exchanged) },
    Fault { name: "sealed: a file was added", verdict: NotUsable, rules: &["CMV0603"], may: &[], change: |scene, _| sealed(scene, added) },
    Fault { name: "sealed: the seal is gone", verdict: Inconclusive, rules: &["CMV0604"], may: &[], change: |scene, _| sealed(scene, seal_gone) },
    Fault { name: "sealed: the seal is cut", verdict: Inconclusive, rules: &["CMV0604"], may: &[], change: |scene, _| sealed(scene, seal_cut) },
    Fault { name: "sealed: a flipped bit in the seal", verdict: Inconclusive, rules: &["CMV0604"], may: &[], change: |scene, _| sealed(scene, seal_flipped) },
    Fault { name: "sealed: a line of the seal is lost", verdict: Inconclusive, rules: &["CMV0604"], may: &[], change: |scene, _| sealed(scene, seal_line_lost) },
    Fault { name: "sealed: the seal of a version to come", verdict: Inconclusive, rules: &["CMV0604"], may: &[], change: |scene, _| sealed(scene, seal_of_the_future) },
];

/// Nothing happens to it: for good cases.
pub fn untouched(_: &mut Sealed<'_>, _: &mut Random) -> bool {
    true
}

fn sealed(scene: &mut Scene, change: fn(&mut Sealed<'_>, &mut Random) -> bool) -> Option<Hit> {
    scene.seal = Some(change);
    Some(Hit::default())
}

impl Sealed<'_> {
    /// One of the files, by its path in the scene.
    fn any(&self, random: &mut Random, fits: impl Fn(&str, &[u8]) -> bool) -> Option<String> {
        let all: Vec<&String> =
            self.scene.files.iter().filter(|(path, bytes)| fits(path, bytes)).map(|(path, _)| path).collect();
        (!all.is_empty()).then(|| (*random.pick(&all)).clone())
    }

    fn write(&self, path: &str, bytes: &[u8]) -> bool {
        fs::write(self.root.join(path), bytes).is_ok()
    }
}

fn gone(sealed: &mut Sealed<'_>, random: &mut Random) -> bool {
    sealed.any(random, |_, _| true).is_some_and(|path| fs::remove_file(sealed.root.join(path)).is_ok())
}

fn renamed(sealed: &mut Sealed<'_>, random: &mut Random) -> bool {
    let Some(path) = sealed.any(random, |_, _| true) else { return false };
    fs::rename(sealed.root.join(&path), sealed.root.join(format!("{path}.moved"))).is_ok()
}

fn flipped(sealed: &mut Sealed<'_>, random: &mut Random) -> bool {
    let Some(path) = sealed.any(random, |_, bytes| !bytes.is_empty()) else { return false };
    let mut bytes = sealed.scene.files[&path].to_vec();
    let at = random.below(bytes.len());
    bytes[at] ^= 1 << random.below(8);
    sealed.write(&path, &bytes)
}

fn cut(sealed: &mut Sealed<'_>, random: &mut Random) -> bool {
    let Some(path) = sealed.any(random, |_, bytes| !bytes.is_empty()) else { return false };
    let bytes = &sealed.scene.files[&path];
    sealed.write(&path, &bytes[..random.below(bytes.len())])
}

fn exchanged(sealed: &mut Sealed<'_>, random: &mut Random) -> bool {
    let Some(one) = sealed.any(random, |_, _| true) else { return false };
    let own = &sealed.scene.files[&one];
    let Some(other) = sealed.any(random, |_, bytes| bytes != &own[..]) else { return false };
    sealed.write(&one, &sealed.scene.files[&other]) && sealed.write(&other, own)
}

fn added(sealed: &mut Sealed<'_>, random: &mut Random) -> bool {
    let folder = sealed.scene.updates[0].folder.clone();
    let name = random.pick(&["added.cab", "added.txt", ".hidden", "追加.exe"]);
    let path = if random.chance(50) { (*name).to_owned() } else { format!("{folder}/{name}") };
    let path = sealed.root.join(path);
    path.parent().is_some_and(|parent| fs::create_dir_all(parent).is_ok())
        && fs::write(path, b"nobody knows it").is_ok()
}

fn seal_gone(sealed: &mut Sealed<'_>, _: &mut Random) -> bool {
    fs::remove_file(&sealed.seal).is_ok()
}

fn change_seal(sealed: &Sealed<'_>, change: impl FnOnce(Vec<u8>) -> Vec<u8>) -> bool {
    fs::read(&sealed.seal).is_ok_and(|bytes| fs::write(&sealed.seal, change(bytes)).is_ok())
}

fn seal_cut(sealed: &mut Sealed<'_>, random: &mut Random) -> bool {
    change_seal(sealed, |mut bytes| {
        bytes.truncate(random.below(bytes.len()));
        bytes
    })
}

fn seal_flipped(sealed: &mut Sealed<'_>, random: &mut Random) -> bool {
    change_seal(sealed, |mut bytes| {
        let at = random.below(bytes.len());
        bytes[at] ^= 1 << random.below(8);
        bytes
    })
}

fn seal_line_lost(sealed: &mut Sealed<'_>, random: &mut Random) -> bool {
    change_seal(sealed, |bytes| {
        let mut lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
        lines.remove(random.below(lines.len()));
        lines.concat()
    })
}

fn seal_of_the_future(sealed: &mut Sealed<'_>, _: &mut Random) -> bool {
    change_seal(sealed, |bytes| String::from_utf8_lossy(&bytes).replacen("seal 1", "seal 2", 1).into_bytes())
}
