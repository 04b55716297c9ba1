//! Faults of what is in the files: cut, flipped, exchanged, another thing altogether.

use super::{Fault, Hit, Place};
use crate::common::make;
use crate::logs::{SetupSays, ToolSays};
use crate::random::Random;
use crate::scene::Scene;
use crate::stock::{Piece, stock};
use cmverify::report::Verdict::NotUsable;

#[rustfmt::skip]
pub const FAULTS: &[Fault] = &[
    // Files that Microsoft lists.
    Fault { name: "a redist of another build", verdict: NotUsable, rules: &["CMV0401"], may: &[], change: |scene, random| listed(scene, random, |_| true, |piece, _| piece.rival.to_vec()) },
    Fault { name: "two redists exchanged", verdict: NotUsable, rules: &["CMV0401"], may: &[], change: exchanged },
    Fault { name: "a flipped bit in a redist", verdict: NotUsable, rules: &["CMV0401"], may: OF_STRUCTURE, change: |scene, random| listed(scene, random, |_| true, |piece, random| flip(&piece.content, 0..piece.content.len(), random)) },
    Fault { name: "a flipped bit in what a redist is signed for", verdict: NotUsable, rules: &["CMV0401", "CMV0501"], may: &["CMV0306"], change: |scene, random| listed(scene, random, is_signed, |piece, random| flip_words(&piece.content, random)) },
    Fault { name: "a redist that is cut", verdict: NotUsable, rules: &["CMV0305", "CMV0401"], may: &["CMV0306", "CMV0501", "CMV0503"], change: |scene, random| listed(scene, random, is_signed, |piece, random| piece.content[..cut_within(&piece.content, random)].to_vec()) },
    Fault { name: "a redist that is cut anywhere", verdict: NotUsable, rules: &["CMV0401"], may: OF_STRUCTURE, change: |scene, random| listed(scene, random, |_| true, |piece, random| piece.content[..random.within(1, piece.content.len())].to_vec()) },
    Fault { name: "a redist that is too long", verdict: NotUsable, rules: &["CMV0401"], may: OF_STRUCTURE, change: |scene, random| listed(scene, random, |_| true, |piece, random| [&piece.content, &vec![0; random.within(1, 5_000)][..]].concat()) },
    Fault { name: "a proxy's page for a redist", verdict: NotUsable, rules: &["CMV0306", "CMV0401"], may: &[], change: |scene, random| listed(scene, random, is_signed, |_, random| random.pick(PAGES).as_bytes().to_vec()) },
    Fault { name: "another kind of file for a redist", verdict: NotUsable, rules: &["CMV0306", "CMV0401"], may: &["CMV0503"], change: |scene, random| listed(scene, random, is_signed, other_kind) },
    Fault { name: "zeros for a redist", verdict: NotUsable, rules: &["CMV0306", "CMV0401"], may: &["CMV0305"], change: |scene, random| listed(scene, random, is_signed, |piece, _| vec![0; piece.content.len()]) },
    Fault { name: "a redist whose end is zeros", verdict: NotUsable, rules: &["CMV0401"], may: OF_STRUCTURE, change: |scene, random| listed(scene, random, is_signed, ends_in_zeros) },
    Fault { name: "a page for a file that no list has", verdict: NotUsable, rules: &["CMV0306"], may: &["CMV0404"], change: extra_page },
    // The lists.
    Fault { name: "a listed file is missing", verdict: NotUsable, rules: &["CMV0402"], may: &["CMV0208"], change: listed_missing },
    Fault { name: "the list of a release with more files", verdict: NotUsable, rules: &["CMV0402"], may: &[], change: longer_list },
    Fault { name: "the list of another release", verdict: NotUsable, rules: &["CMV0401"], may: &["CMV0402", "CMV0404"], change: other_list },
    Fault { name: "a flipped bit in a list", verdict: NotUsable, rules: &["CMV0501"], may: &["CMV0306", "CMV0401", "CMV0402", "CMV0403", "CMV0404"], change: list_flipped },
    Fault { name: "a list that is cut", verdict: NotUsable, rules: &["CMV0305"], may: &["CMV0306", "CMV0403", "CMV0404", "CMV0501", "CMV0503"], change: list_cut },
    Fault { name: "a page for a list", verdict: NotUsable, rules: &["CMV0306"], may: &["CMV0403", "CMV0404"], change: list_page },
    // Payloads, and what else is signed.
    Fault { name: "a flipped bit in a payload", verdict: NotUsable, rules: &["CMV0501"], may: &["CMV0306"], change: |scene, random| payload(scene, random, flip_words) },
    Fault { name: "a flipped bit in a payload's signature", verdict: NotUsable, rules: &[], may: OF_STRUCTURE, change: |scene, random| payload(scene, random, |bytes, random| flip(bytes, size_in_header(bytes)..bytes.len(), random)) },
    Fault { name: "a payload that is cut", verdict: NotUsable, rules: &["CMV0305"], may: &["CMV0110", "CMV0306", "CMV0501", "CMV0503"], change: |scene, random| payload(scene, random, |bytes, random| bytes[..cut_within(bytes, random)].to_vec()) },
    Fault { name: "a payload that lost its end", verdict: NotUsable, rules: &[], may: &["CMV0110", "CMV0305", "CMV0306", "CMV0501"], change: |scene, random| payload(scene, random, |bytes, random| bytes[..random.within(1, bytes.len())].to_vec()) },
    Fault { name: "a proxy's page for a payload", verdict: NotUsable, rules: &["CMV0306"], may: &["CMV0110"], change: |scene, random| payload(scene, random, |_, random| random.pick(PAGES).as_bytes().to_vec()) },
    Fault { name: "a program for a payload", verdict: NotUsable, rules: &["CMV0306"], may: &["CMV0110"], change: |scene, random| payload(scene, random, |_, _| make::content("setup.exe", "wrong")) },
    Fault { name: "two payloads exchanged", verdict: NotUsable, rules: &["CMV0110"], may: &[], change: payloads_exchanged },
    Fault { name: "a flipped bit in the manifest of updates", verdict: NotUsable, rules: &["CMV0501"], may: &["CMV0306"], change: manifest_flipped },
    Fault { name: "a manifest of updates that is cut", verdict: NotUsable, rules: &["CMV0305"], may: &["CMV0110", "CMV0306", "CMV0501"], change: manifest_cut },
    Fault { name: "a page for the manifest of updates", verdict: NotUsable, rules: &["CMV0306"], may: &["CMV0110"], change: manifest_page },
    Fault { name: "a flipped bit in the console's content", verdict: NotUsable, rules: &["CMV0501"], may: &["CMV0306"], change: console_flipped },
    Fault { name: "a flipped bit in an unpacked payload", verdict: NotUsable, rules: &["CMV0501"], may: &["CMV0306"], change: unpacked_flipped },
    Fault { name: "an unpacked payload that is cut", verdict: NotUsable, rules: &["CMV0305"], may: &["CMV0306", "CMV0501", "CMV0503"], change: unpacked_cut },
];

/// What a damage that nobody aimed may be called besides.
const OF_STRUCTURE: &[&str] = &["CMV0305", "CMV0306", "CMV0307", "CMV0501", "CMV0503"];

const PAGES: &[&str] = &[
    "<!DOCTYPE html><html><head><title>Access denied</title></head><body>Blocked by policy</body></html>",
    "\r\n  <html><body>Sign in</body></html>",
    "HTTP/1.1 403 Forbidden\r\nContent-Type: text/html\r\n\r\n<html>",
    "{\"error\":{\"code\":\"AuthenticationFailed\",\"message\":\"The specified resource does not exist.\"}}",
    "<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>BlobNotFound</Code></Error>",
    "404 page not found\n",
];

fn is_signed(piece: &Piece) -> bool {
    !piece.name.ends_with(".rtf") && !piece.name.ends_with(".txt")
}

/// One bit of these bytes.
fn flip(bytes: &[u8], within: std::ops::Range<usize>, random: &mut Random) -> Vec<u8> {
    let mut flipped = bytes.to_vec();
    flipped[random.within(within.start, within.end)] ^= 1 << random.below(8);
    flipped
}

/// One bit of what was written into the file, and of nothing that its form is made of.
fn flip_words(bytes: &[u8], random: &mut Random) -> Vec<u8> {
    let at = words_in(bytes).expect("the maker's words");
    flip(bytes, at..at + 15, random)
}

fn words_in(bytes: &[u8]) -> Option<usize> {
    let words = [&b"made up for a test"[..], b"Installation Database"];
    words.iter().find_map(|words| bytes.windows(words.len()).position(|part| part == *words))
}

/// How long a cabinet's header says that it is, without its signature.
fn size_in_header(cabinet: &[u8]) -> usize {
    let size = cabinet[8..12].try_into().map(u32::from_le_bytes).expect("four bytes");
    usize::try_from(size).expect("small")
}

/// A cabinet that is as long as it says.
fn is_whole(bytes: &[u8]) -> bool {
    bytes.starts_with(b"MSCF") && bytes.len() > 36 && bytes.len() >= size_in_header(bytes)
}

/// A length at which something is lost that the file's own header promises.
fn cut_within(bytes: &[u8], random: &mut Random) -> usize {
    match bytes {
        [b'M', b'S', b'C', b'F', ..] => random.within(36, size_in_header(bytes)),
        [b'M', b'Z', ..] => random.within(0x200, 0x600),
        _ => random.within(1_024, bytes.len() / 2),
    }
}

/// Changes one listed file of a release.
fn listed(
    scene: &mut Scene,
    random: &mut Random,
    fits: impl Fn(&Piece) -> bool,
    change: impl Fn(&Piece, &mut Random) -> Vec<u8>,
) -> Option<Hit> {
    let at = with_list(scene, random)?;
    let (piece, path) = scene.piece(at, random, fits)?;
    let bytes = change(piece, random);
    if bytes[..] == piece.content[..] {
        return None;
    }
    scene.put(path.clone(), bytes);
    told_by_list(Hit::file(&path), at, piece).some()
}

/// A list names language packs without their folder. Where no file of a group is what it should be, the run tells that
/// the group was downloaded at all.
fn told_by_list(hit: Hit, at: usize, piece: &Piece) -> Hit {
    let hit = hit.needs(Place::Redist(at)).of(at);
    if piece.is_language() { hit.needs(Place::Run(at)).may(&["CMV0404"]) } else { hit }
}

/// A release whose lists are as they should be.
fn with_list(scene: &Scene, random: &mut Random) -> Option<usize> {
    let at = scene.release(random)?;
    scene.has_lists(at).then_some(at)
}

fn exchanged(scene: &mut Scene, random: &mut Random) -> Option<Hit> {
    let at = with_list(scene, random)?;
    let (one, path) = scene.piece(at, random, |_| true)?;
    let ending = |name: &str| name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    let (other, other_path) =
        scene.piece(at, random, |piece| piece.name != one.name && ending(piece.name) == ending(one.name))?;
    scene.put(path.clone(), other.content.clone());
    scene.put(other_path.clone(), one.content.clone());
    told_by_list(Hit::file(&path).hides(Place::File(other_path)), at, one).some()
}

fn other_kind(piece: &Piece, random: &mut Random) -> Vec<u8> {
    let names = ["x.cab", "x.msi", "x.exe"];
    let ending = |name: &str| name.rsplit('.').next().unwrap_or_default().to_owned();
    let others: Vec<&str> = names
        .into_iter()
        .filter(|name| ending(name) != ending(piece.name) && !(ending(piece.name) == "dll" && *name == "x.exe"))
        .collect();
    match random.below(3) {
        0 => [b"PK\x03\x04\x14\0\0\0\x08\0".as_slice(), &[7; 900]].concat(),
        _ => make::content(random.pick::<&str>(&others), "another kind"),
    }
}

/// A disk that was full: the size is right, and the rest was never written.
fn ends_in_zeros(piece: &Piece, random: &mut Random) -> Vec<u8> {
    let mut bytes = piece.content.to_vec();
    let at = random.within(bytes.len() / 4, bytes.len() - 64);
    bytes[at..].fill(0);
    bytes
}

fn extra_page(scene: &mut Scene, random: &mut Random) -> Option<Hit> {
    let at = scene.release(random)?;
    let name = random.pick(&["new.cab", "new.msi", "new.exe", "NEW.DLL", "LanguagePack/new.cab"]);
    let path = format!("{}/{name}", scene.updates[at].redist);
    scene.put(path.clone(), random.pick(PAGES).as_bytes());
    Hit::file(&path).of(at).some()
}

/// Neither the folder nor the run has it, and the rest of its group is there.
fn listed_missing(scene: &mut Scene, random: &mut Random) -> Option<Hit> {
    let at = with_list(scene, random)?;
    let kit = scene.updates[at].kit()?;
    let others = |piece: &Piece| {
        kit.pieces.iter().filter(|other| other.group == piece.group && other.name != piece.name).count()
    };
    let (piece, path) = scene.piece(at, random, |piece| others(piece) > 0)?;
    let rest = kit.pieces.iter().filter(|other| other.group == piece.group && other.name != piece.name);
    if !rest.clone().any(|other| scene.path_of(at, other).is_some_and(|path| scene.is_plain(&path))) {
        return None;
    }
    scene.files.remove(&path);
    for run in &mut scene.runs {
        run.lines.retain(|line| line.says != SetupSays::File || !line.text.contains(piece.name));
    }
    Hit::default().needs(Place::Redist(at)).hides(Place::File(path)).of(at).some()
}

fn longer_list(scene: &mut Scene, random: &mut Random) -> Option<Hit> {
    let at = with_list(scene, random)?;
    let path = scene.list_of(at, 0)?;
    scene.put(path.clone(), scene.updates[at].kit()?.longer.clone());
    Hit::file(&path).needs(Place::Redist(at)).of(at).some()
}

fn other_list(scene: &mut Scene, random: &mut Random) -> Option<Hit> {
    let at = with_list(scene, random)?;
    let own = scene.updates[at].kit()?;
    let others: Vec<_> = stock().kits.iter().filter(|kit| !std::ptr::eq(*kit, own)).collect();
    let path = scene.list_of(at, 0)?;
    scene.put(path.clone(), random.pick(&others).manifests[0].clone());
    // Which of the files are wrong now is another question.
    Hit::file(&path).needs(Place::Redist(at)).hides(Place::Redist(at)).of(at).some()
}

/// One bit at the end of the cabinet's data, which its signature is over.
fn flip_data(bytes: &[u8], random: &mut Random) -> Vec<u8> {
    let end = size_in_header(bytes);
    flip(bytes, end - 32..end, random)
}

fn list(scene: &mut Scene, random: &mut Random, change: impl Fn(&[u8], &mut Random) -> Vec<u8>) -> Option<Hit> {
    let at = with_list(scene, random)?;
    let path = scene.list_of(at, random.below(2))?;
    let bytes = change(scene.files.get(&path)?, random);
    scene.put(path.clone(), bytes);
    Hit::file(&path).needs(Place::Redist(at)).hides(Place::Redist(at)).of(at).some()
}

fn list_flipped(scene: &mut Scene, random: &mut Random) -> Option<Hit> {
    list(scene, random, flip_data)
}

fn list_cut(scene: &mut Scene, random: &mut Random) -> Option<Hit> {
    list(scene, random, |bytes, random| bytes[..cut_within(bytes, random)].to_vec())
}

fn list_page(scene: &mut Scene, random: &mut Random) -> Option<Hit> {
    list(scene, random, |_, random| random.pick(PAGES).as_bytes().to_vec())
}

/// Changes a payload, and nothing that the log says of it.
fn payload(scene: &mut Scene, random: &mut Random, change: impl Fn(&[u8], &mut Random) -> Vec<u8>) -> Option<Hit> {
    let at = scene.update(random, |_| true)?;
    let path = scene.updates[at].payload.clone();
    let bytes = scene.files.get(&path)?;
    if !scene.is_plain(&path) || !stock().payloads.contains(bytes) {
        return None;
    }
    let changed = change(bytes, random);
    // Where the log states the size, another one is told as well.
    let is_stated = scene.tool_at(ToolSays::PayloadDone(at)).is_some();
    let is_told = is_stated && changed.len() != bytes.len();
    scene.put(path.clone(), changed);
    let hit = Hit::file(&path).of(at);
    if is_told { hit.also(&["CMV0110"]).needs(Place::Tool) } else { hit }.some()
}

/// Each is whole and signed; the sizes in the log tell.
fn payloads_exchanged(scene: &mut Scene, random: &mut Random) -> Option<Hit> {
    let one = scene.update(random, |_| true)?;
    let other = scene.update(random, |_| true)?;
    scene.tool_at(ToolSays::PayloadDone(one))?;
    scene.tool_at(ToolSays::PayloadDone(other))?;
    let (path, other_path) = (scene.updates[one].payload.clone(), scene.updates[other].payload.clone());
    let (a, b) = (scene.files.get(&path)?.clone(), scene.files.get(&other_path)?.clone());
    if one == other || a.len() == b.len() {
        return None;
    }
    scene.put(path.clone(), b);
    scene.put(other_path.clone(), a);
    Hit::file(&path).needs(Place::Tool).hides(Place::File(other_path)).some()
}

const UPDATE_MANIFEST: &str = "ConfigMgr.Update.Manifest.cab";

fn at_top(
    scene: &mut Scene,
    path: &str,
    random: &mut Random,
    change: impl Fn(&[u8], &mut Random) -> Vec<u8>,
) -> Option<Hit> {
    let bytes = scene.files.get(path)?;
    // Not what another fault has spoilt before.
    if !is_whole(bytes) || !scene.is_plain(path) {
        return None;
    }
    let changed = change(bytes, random);
    scene.put(path, changed);
    Hit::file(path).some()
}

fn manifest_flipped(scene: &mut Scene, random: &mut Random) -> Option<Hit> {
    at_top(scene, UPDATE_MANIFEST, random, flip_data)
}

fn manifest_cut(scene: &mut Scene, random: &mut Random) -> Option<Hit> {
    at_top(scene, UPDATE_MANIFEST, random, |bytes, random| bytes[..cut_within(bytes, random)].to_vec())
}

fn manifest_page(scene: &mut Scene, random: &mut Random) -> Option<Hit> {
    at_top(scene, UPDATE_MANIFEST, random, |_, random| random.pick(PAGES).as_bytes().to_vec())
}

fn console_flipped(scene: &mut Scene, random: &mut Random) -> Option<Hit> {
    let path = "ConfigMgr.AdminUIContent.auc";
    scene.files.get(path).and_then(|bytes| words_in(bytes))?;
    at_top(scene, path, random, flip_words)
}

fn unpacked(scene: &mut Scene, random: &mut Random, change: impl Fn(&[u8], &mut Random) -> Vec<u8>) -> Option<Hit> {
    let at = scene.update(random, |_| true)?;
    scene.files.get(&scene.updates[at].payload)?;
    let name = *random.pick(&["SMSSETUP/BIN/X64/cmupdate.exe", "SMSSETUP/update.map.cab", "SMSSETUP/BIN/X64/ccm.msi"]);
    let path = format!("{}/{name}", scene.updates[at].folder);
    let bytes = change(&make::content(name, "unpacked"), random);
    scene.put(path.clone(), bytes);
    Hit::file(&path).of(at).some()
}

fn unpacked_flipped(scene: &mut Scene, random: &mut Random) -> Option<Hit> {
    unpacked(scene, random, flip_words)
}

fn unpacked_cut(scene: &mut Scene, random: &mut Random) -> Option<Hit> {
    unpacked(scene, random, |bytes, random| bytes[..cut_within(bytes, random)].to_vec())
}
