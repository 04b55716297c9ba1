//! What is hashed, and in which order.

use super::super::{Signed, metadata};
use super::*;

#[test]
fn content_is_hashed_by_name_and_each_storage_ends_with_its_class() {
    for package in packages() {
        assert!(hashed(&package.bytes) == Ok(hashed_of_package(9)));
    }
}

#[test]
fn the_order_of_names_is_that_of_their_bytes_in_utf_16_le() {
    // U+0141 is 41 01 and comes before B, 42 00; a name comes before those that begin with it.
    let names = ["\u{141}", "B", "B\u{100}", "BA", "\u{4840}\u{3B3F}", "a"];
    let mut sorted: Vec<_> = names.to_vec();
    sorted.sort_by_key(|name| name.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>());
    assert_eq!(sorted, ["\u{4840}\u{3B3F}", "\u{141}", "B", "B\u{100}", "BA", "a"]);
    let nodes: Vec<Node> = names.iter().map(|name| stream(name, name.as_bytes())).collect();
    let mut expected = sorted.concat().into_bytes();
    expected.extend([0; 16]);
    assert!(hashed(&build(V3, 0, &nodes).bytes) == Ok(expected));
}

#[test]
fn the_signature_is_read_and_left_out() {
    for package in packages() {
        let signed = layout(&package.bytes).expect("a layout").signed;
        assert_eq!(signed, Some(Signed { block: content(300, 2), extended: None }));
    }
    let unsigned = build(V4, 0, &[stream("table", content(500, 1))]);
    assert_eq!(layout(&unsigned.bytes).expect("a layout").signed, None);
}

#[test]
fn a_digest_of_metadata_is_hashed_first_as_it_is() {
    let mut nodes = package();
    nodes.insert(2, stream("\u{5}MsiDigitalSignatureEx", content(32, 6)));
    let package = build(V3, 9, &nodes);
    assert!(hashed(&package.bytes) == Ok([content(32, 6), hashed_of_package(9)].concat()));
    let signed = layout(&package.bytes).expect("a layout").signed.expect("a signature");
    assert_eq!(signed.extended, Some(content(32, 6)));
}

#[test]
fn names_of_a_signature_mean_nothing_outside_the_root_storage() {
    let inside = vec![stream("\u{5}DigitalSignature", *b"inside")];
    let package = build(V3, 1, &[storage("Transform", 2, inside)]);
    assert_eq!(hashed(&package.bytes), Ok([&b"inside"[..], &[2; 16], &[1; 16]].concat()));
    assert_eq!(layout(&package.bytes).expect("a layout").signed, None);
}

#[test]
fn metadata_is_names_sizes_classes_and_times() {
    let mut package = build(V3, 9, &[stream("b", *b"12345"), storage("a", 2, vec![stream("c", [])])]);
    for (entry, time) in [(0, 0x10), (1, 0x11), (2, 0x12), (3, 0x13)] {
        let at = package.field(entry, 96);
        package.bytes[at..at + 20].fill(time);
    }
    let mut all = Vec::new();
    metadata(&layout(&package.bytes).expect("a layout"), &mut |piece| all.extend_from_slice(piece));
    let root = [&[9; 16][..], &[0x10; 4]].concat();
    let inner = [&b"a\0"[..], &[2; 16], &[0x12; 20], b"c\0", &[0; 4], &[0x13; 20]].concat();
    let outer = [&b"b\0"[..], &[5, 0, 0, 0], &[0x11; 20]].concat();
    assert_eq!(all, [root, inner, outer].concat());
}

/// The numbers are those that `osslsigncode verify` 2.9 prints for the same packages.
#[test]
fn another_program_makes_the_same_digests() {
    for shape in [V3, V4] {
        let package = build(shape, 9, &package());
        let content = hashed(&package.bytes).expect("a layout");
        let expected = "8D317CA8D592BE495013CE829513F519B209A1A5211E72375F215131B5899AD5";
        assert_eq!(hex(&Algorithm::Sha256.of(&content)), expected);
        let mut hasher = Algorithm::Sha256.hasher();
        metadata(&layout(&package.bytes).expect("a layout"), &mut |piece| hasher.update(piece));
        let metadata = hasher.finish();
        assert_eq!(hex(&metadata), "3B70927AE68BF0803B278308833D53D34341A854352E95594481E70F7ED14455");
        let mut nodes = super::package();
        nodes.push(stream("\u{5}MsiDigitalSignatureEx", metadata));
        let both = hashed(&build(shape, 9, &nodes).bytes).expect("a layout");
        let expected = "2AA32A2123F9FA720A0DDA47203C9DB6BC75F99189DDA033E42CB298CAB6DC68";
        assert_eq!(hex(&Algorithm::Sha256.of(&both)), expected);
    }
}
