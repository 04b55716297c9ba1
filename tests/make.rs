//! The miniature files that other tests are made of are what they are called: the same bytes each time, sizes and
//! checksums that fit.

use crate::common::make::{self, Compression, Options, Tree, Version};
use cmverify::formats::digest::Algorithm;

fn write(name: &str, bytes: &[u8]) {
    if let Some(folder) = std::env::var_os("CMVERIFY_KEEP") {
        std::fs::write(std::path::Path::new(&folder).join(name), bytes).expect("written");
    }
}

fn noise(size: usize) -> Vec<u8> {
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[3]
    };
    (0..size).map(|_| next()).collect()
}

#[test]
fn the_files_can_be_kept_for_other_readers() {
    let text: Vec<u8> = (0..90_000_u32).flat_map(|n| format!("{} ", n * n % 1000).into_bytes()).take(90_000).collect();
    let big = noise(70_001);
    let members: Vec<(&str, &[u8])> =
        vec![("a.txt", b"short"), ("sub\\b.bin", &big), ("c.txt", &text), ("empty", b""), ("é更.txt", b"name")];
    for (name, compression) in [("stored", Compression::None), ("mszip", Compression::MsZip)] {
        let options = Options { compression, ..Options::default() };
        write(&format!("{name}.cab"), &make::cabinet(&members, &options));
        let options = Options {
            folders: 3,
            header_reserve: Some(vec![7; 12]),
            folder_reserve: 5,
            block_reserve: 6,
            block: 1000,
            ..options
        };
        write(&format!("{name}-reserves.cab"), &make::cabinet(&members, &options));
        let options = Options { compression, folders: 2, header_reserve: Some(vec![0; 20]), ..Options::default() };
        write(&format!("{name}-room-signed.cab"), &make::sign(&make::cabinet(&members, &options)));
        let options = Options { compression, folders: 2, ..Options::default() };
        write(&format!("{name}-signed.cab"), &make::sign(&make::cabinet(&members, &options)));
    }
    for bits in [32, 64] {
        write(&format!("p{bits}.exe"), &make::program(bits, b"data"));
        write(&format!("l{bits}.dll"), &make::library(bits, b""));
        write(&format!("p{bits}-signed.exe"), &make::sign(&make::program(bits, &noise(1000))));
        write(&format!("l{bits}-signed.dll"), &make::sign(&make::library(bits, b"")));
    }
    let many: Vec<(String, Vec<u8>)> = (0..41).map(|n| (format!("S{n}"), noise(n * 300))).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|(name, content)| (name.as_str(), content.as_slice())).collect();
    for (name, version) in [("v3", Version::Three), ("v4", Version::Four)] {
        write(&format!("{name}.msi"), &make::compound(&many, version));
        write(&format!("{name}-signed.msi"), &make::sign(&make::compound(&many, version)));
        let list = make::compound_as(&many, version, Tree::List, make::INSTALLER_CLASS);
        write(&format!("{name}-list.msi"), &list);
        assert_eq!(make::streams(&list).0.len(), 41);
    }
    write("nested.msi", &make::compound(&[("A/B/c", b"1"), ("A/d", b"2"), ("e", &noise(5000))], Version::Three));
    write("installer.msi", &make::installer("a.msi", "words"));
    for name in ["x.cab", "x.msi", "x.exe", "x_x86.exe", "x.dll", "x.auc"] {
        write(&format!("content-{name}"), &make::content(name, "words"));
    }
    // What a reader must trust for once, to find all else in order.
    write("root.der", &crate::common::sign::certificate::Authority::new("Example Root").itself());
    let xml = make::manifest(&[("One", &[("x.cab", b"x")])], make::Form::Elements);
    write("manifest.cab", &make::manifest_cab("ConfigMgr.Manifest", &xml));
    for algorithm in [Algorithm::Md5, Algorithm::Sha1, Algorithm::Sha384, Algorithm::Sha512] {
        let name = algorithm.name();
        write(&format!("{name}.cab"), &make::signed(&make::stored(&[("a", b"b")]), algorithm));
        write(&format!("{name}.exe"), &make::signed(&make::program(64, b"b"), algorithm));
        write(&format!("{name}.msi"), &make::signed(&make::installer("a", "b"), algorithm));
    }
}

#[test]
fn the_same_input_gives_the_same_bytes_whatever_was_made_before() {
    for name in ["a.cab", "a.msi", "a.exe", "a.dll", "a.auc", "a.txt"] {
        let first = make::content(name, "one");
        assert_ne!(first, make::content(name, "two"), "{name}");
        assert_eq!(first, make::content(name, "one"), "{name}");
    }
    let file = make::stored(&[("a", b"b")]);
    let sign = || make::signed(&file, Algorithm::Sha256);
    assert_eq!(sign(), sign());
}

#[test]
fn what_a_compound_file_was_made_of_is_in_it() {
    let (small, large) = (noise(100), noise(9000));
    let wanted: Vec<(&str, &[u8])> = vec![("a", b""), ("Bb", &small), ("C", &large), ("D/e", &small)];
    for version in [Version::Three, Version::Four] {
        for tree in [Tree::Balanced, Tree::List] {
            let (found, _, class) = make::streams(&make::compound_as(&wanted, version, tree, make::INSTALLER_CLASS));
            let found: Vec<(&str, &[u8])> =
                found.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
            assert_eq!(found, wanted);
            assert_eq!(class, make::INSTALLER_CLASS);
        }
    }
}

#[test]
fn a_signed_file_says_where_its_signature_is_and_ends_with_it() {
    let number = |file: &[u8], at: usize| u32::from_le_bytes(file[at..at + 4].try_into().expect("4 bytes")) as usize;
    let options = Options { compression: Compression::MsZip, ..Options::default() };
    for plain in [make::stored(&[("a", b"b")]), make::cabinet(&[("a", &noise(40_000))], &options)] {
        assert_eq!(number(&plain, 8), plain.len());
        let signed = make::sign(&plain);
        let (at, size) = (number(&signed, 44), number(&signed, 48));
        assert_eq!((at, at + size), (plain.len() + 24, signed.len()));
        assert_eq!(signed[at], 0x30);
        // The first member's content begins where the folder says, and that has moved along.
        assert_eq!(number(&signed, 60), number(&plain, 36) + 24);
    }
    for (bits, entry) in [(32, 0x40 + 152), (64, 0x40 + 168)] {
        let plain = make::program(bits, b"x");
        let signed = make::sign(&plain);
        let (at, size) = (number(&signed, entry), number(&signed, entry + 4));
        assert_eq!((at, at + size), (plain.len(), signed.len()));
        assert_eq!((number(&signed, at), signed[at + 8]), (size, 0x30));
    }
    let plain = make::installer("a.msi", "b");
    let (streams, ..) = make::streams(&make::sign(&plain));
    let (last, before) = streams.split_last().expect("streams");
    assert_eq!((last.0.as_str(), last.1[0]), ("\u{5}DigitalSignature", 0x30));
    assert_eq!(before, make::streams(&plain).0);
}

#[test]
fn a_manifest_lists_the_hash_of_each_file_in_either_form() {
    let groups: [(&str, &[(&str, &[u8])]); 1] = [("A & B", &[("a.cab", b"abc")])];
    let hash = "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD";
    let text = |form| String::from_utf8(make::manifest(&groups, form)).expect("UTF-8");
    let (attributes, elements) = (text(make::Form::Attributes), text(make::Form::Elements));
    assert!(attributes.contains(&format!(" SHA256=\"{hash}\"")) && attributes.contains("<Group Name=\"A &amp; B\">"));
    assert!(elements.contains(&format!("<SHA256>{hash}</SHA256>")) && elements.contains("<CopyName>a.cab</CopyName>"));
}
