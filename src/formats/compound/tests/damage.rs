//! Files that are cut, flipped, and tied in knots.

use super::writer::{CHILD, FIRST, KIND, LEFT, NAME_LENGTH, RIGHT, SIZE};
use super::*;

#[test]
fn a_file_cut_anywhere_before_its_last_byte_of_content_is_cut() {
    for package in packages() {
        let needed = usize::try_from(layout(&package.bytes).expect("a layout").size).expect("small");
        // Every byte near the ends of sectors, and some between.
        let sizes = (0..package.bytes.len()).filter(|size| {
            let within = size % package.sector;
            within < 2 || within > package.sector - 2 || size % 61 == 0
        });
        for size in sizes {
            if size >= needed {
                assert!(hashed(&package.bytes[..size]) == Ok(hashed_of_package(9)), "{size}");
                continue;
            }
            let (least, told) = cut(&package.bytes[..size]);
            assert_eq!(told, size as u64);
            assert!(least > size as u64 && least <= needed as u64, "{least} for {size} of {needed}");
        }
    }
}

#[test]
fn a_cut_file_tells_the_size_that_it_needs_where_its_fat_is_left() {
    let package = build(V3, 9, &package());
    let needed = layout(&package.bytes).expect("a layout").size;
    let content = package.place(package.sector_at(package.mini_stream) as usize);
    for size in content..usize::try_from(needed).expect("small") {
        assert_eq!(cut(&package.bytes[..size]), (needed, size as u64));
    }
    let package = build(Shape { fat_last: true, ..V3 }, 9, &super::package());
    let whole = package.bytes.len();
    assert_eq!(cut(&package.bytes[..2000]), (whole as u64, 2000));
}

#[test]
fn every_byte_that_the_digest_covers_counts() {
    for package in packages() {
        let whole = hashed(&package.bytes).expect("a layout");
        let layout = layout(&package.bytes).expect("a layout");
        let signature = package.mini_stream + 512..package.mini_stream + 512 + 300;
        let is_in_directory = |at: usize| (package.directory..package.directory + 10 * 128).contains(&at);
        let mut bytes = package.bytes.clone();
        let mut count = 0;
        for at in package.covered.iter().cloned().flatten().filter(|at| !signature.contains(at)) {
            bytes[at] ^= 1 << (at % 8);
            if is_in_directory(at) {
                assert!(hashed(&bytes).as_ref() != Ok(&whole), "{at}");
            } else {
                let mut all = Vec::with_capacity(whole.len());
                super::super::digest(&mut Cursor::new(&bytes), &layout, &mut |piece| all.extend_from_slice(piece))
                    .expect("in memory")
                    .expect("a digest");
                assert!(all != whole, "{at}");
            }
            bytes[at] = package.bytes[at];
            count += 1;
        }
        assert_eq!(count, whole.len());
    }
}

#[test]
fn a_bit_that_flips_anywhere_is_harmless_or_told() {
    for (package, step) in [(build(V3, 9, &package()), 1), (build(V4, 9, &package()), 7)] {
        let whole = hashed(&package.bytes).expect("a layout");
        let (mut told, mut other) = (0, 0);
        let mut bytes = package.bytes.clone();
        // Content and its padding are looked at above.
        for at in (0..package.mini_stream).chain((package.mini_stream..bytes.len()).step_by(89)).step_by(step) {
            bytes[at] ^= 1 << (at % 8);
            match hashed(&bytes) {
                Err(_) => told += 1,
                Ok(all) if all != whole => other += 1,
                Ok(_) => {}
            }
            bytes[at] = package.bytes[at];
        }
        assert!(told > 40 && other > 20, "{told} told, {other} with another digest");
    }
}

#[test]
fn what_is_no_compound_file_is_told() {
    let package = build(V3, 9, &package());
    assert_eq!(damage(b"<!DOCTYPE html>"), "header signature");
    assert_eq!(cut(b""), (512, 0));
    assert_eq!(cut(&package.bytes[..511]), (512, 511));
    for (at, value, expected) in [
        (0, 0, "header signature"),
        (26, 5, "version 5 with sector shift 9"),
        (28, 0xFF, "byte order 0xFFFF"),
        (30, 12, "version 3 with sector shift 12"),
        (32, 7, "mini sector shift 7 with mini stream cutoff 4096"),
        (57, 0, "mini sector shift 6 with mini stream cutoff 0"),
    ] {
        let mut bytes = package.bytes.clone();
        bytes[at] = value;
        assert_eq!(damage(&bytes), expected);
    }
}

/// The package of version 3 with one number changed.
fn with(change: impl Fn(&mut Built)) -> String {
    let mut package = build(V3, 9, &package());
    change(&mut package);
    damage(&package.bytes)
}

#[test]
fn a_chain_that_meets_itself_is_told() {
    let stream = with(|package| {
        let first = package.first(6);
        package.put(package.entry(first as usize + 3), first);
    });
    assert!(stream.ends_with("of stream 6 used twice"), "{stream}");
    let directory = with(|package| {
        let first = package.sector_at(package.directory);
        package.put(package.entry(first as usize), first);
    });
    assert!(directory.ends_with("of directory used twice"), "{directory}");
    let mini_fat = with(|package| {
        let first = package.sector_at(package.mini_fat);
        package.put(package.entry(first as usize), first);
    });
    assert!(mini_fat.ends_with("of mini FAT used twice"), "{mini_fat}");
    let mini = with(|package| {
        let at = package.mini_fat;
        package.put(at + 8, 0);
    });
    assert_eq!(mini, "mini sector 0 of stream 1 used twice");
}

#[test]
fn two_streams_in_one_sector_are_told() {
    let sectors = with(|package| {
        let (at, other) = (package.field(3, FIRST), package.first(6));
        package.put(at, other);
    });
    assert!(sectors.ends_with("of stream 6 used twice"), "{sectors}");
    let of_fat = with(|package| {
        let at = package.field(3, FIRST);
        package.put(at, 0);
    });
    assert!(of_fat.starts_with("sector 0x00000000 in the chain of stream 3"), "{of_fat}");
    let marked_as_another = with(|package| {
        let (at, second) = (package.field(3, FIRST), package.first(3) + 1);
        package.put(at, 0);
        package.put(package.entry(0), second);
    });
    assert_eq!(marked_as_another, "sector 0 of stream 3 used twice");
    let mini = with(|package| {
        let (at, other) = (package.field(1, FIRST), package.first(2));
        package.put(at, other);
    });
    assert!(mini.contains("used twice"), "{mini}");
}

#[test]
fn fat_sectors_that_are_listed_twice_are_told() {
    let mut package = build(V3, 9, &[stream("large", content(16_000_000, 1))]);
    let whole = package.bytes.clone();
    let (first, second) = (package.get(76), package.get(package.place(package.difat[0])));
    package.put(80, first);
    assert_eq!(damage(&package.bytes), format!("FAT sector {first} used twice"));
    package.bytes.clone_from(&whole);
    package.put(package.place(package.difat[1]), second);
    assert_eq!(damage(&package.bytes), format!("FAT sector {second} used twice"));
    // A DIFAT sector that is the next of itself.
    package.bytes.clone_from(&whole);
    let at = package.place(package.difat[0]) + 508;
    package.put(at, u32::try_from(package.difat[0]).expect("a sector"));
    assert_eq!(damage(&package.bytes), format!("DIFAT sector {} used twice", package.difat[0]));
    // And one that is not in the file.
    package.put(at, 0x00FF_FFFF);
    assert_eq!(cut(&package.bytes).0, 0x0100_0001 * 512);
}

#[test]
fn a_chain_that_ends_early_is_told() {
    let ends = with(|package| {
        let first = package.first(6);
        package.put(package.entry(first as usize + 3), 0xFFFF_FFFE);
    });
    assert_eq!(ends, "4 sectors for the 9000 bytes of stream 6");
    for mark in [0xFFFF_FFFF, 0xFFFF_FFFD, 0xFFFF_FFFC, 0xFFFF_FFFB] {
        let free = with(|package| {
            let first = package.first(6);
            package.put(package.entry(first as usize + 3), mark);
        });
        assert!(free.ends_with("in the chain of stream 6"), "{free}");
    }
    let beyond = with(|package| {
        let first = package.first(6);
        package.put(package.entry(first as usize + 3), 0x0012_3456);
    });
    assert_eq!(beyond, "sector 0x00123456 in the chain of stream 6");
    let mini = with(|package| {
        let at = package.mini_fat;
        package.put(at + 8, 0xFFFF_FFFE);
    });
    assert_eq!(mini, "mini sector 0xFFFFFFFE in the chain of stream 1");
}

#[test]
fn sizes_that_lie_are_told() {
    let large = with(|package| {
        let at = package.field(6, SIZE);
        package.put(at, 0xFFFF_FFFF);
    });
    assert_eq!(large, "18 sectors for the 4294967295 bytes of stream 6");
    let mini = with(|package| {
        let at = package.field(1, SIZE);
        package.put(at, 4095);
    });
    assert!(mini.starts_with("mini sector"), "{mini}");
    let root = with(|package| {
        let at = package.field(0, SIZE);
        package.put(at, 64);
    });
    assert!(root.ends_with("bytes of the mini stream, 902 in use"), "{root}");
    let root = with(|package| {
        let at = package.field(0, SIZE);
        package.put(at, 1 << 20);
    });
    assert!(root.starts_with("2 sectors for the 1048576 bytes of the mini stream"), "{root}");
}

#[test]
fn counts_that_lie_cost_nothing() {
    for sectors in [0, 2, 1_000, u32::MAX] {
        let mut package = build(V3, 9, &package());
        package.put(44, sectors);
        assert!(hashed(&package.bytes) == Ok(hashed_of_package(9)), "{sectors} FAT sectors");
    }
    let mut package = build(V3, 9, &package());
    package.put(76, 0xFFFF_FFFF);
    assert!(damage(&package.bytes).contains("in the chain of directory"));
}

#[test]
fn a_directory_in_knots_is_told() {
    for (entry, field, value, expected) in [
        (1, LEFT, 1, "directory entry 1 reached twice"),
        (6, RIGHT, 1, "directory entry 1 reached twice"),
        (4, CHILD, 4, "directory entry 4 reached twice"),
        (8, CHILD, 0, "directory entry 0 reached twice"),
        (4, CHILD, 1, "directory entry 1 reached twice"),
        (6, LEFT, 0x00FF_FFFF, "directory entry 16777215 beyond the directory"),
        (6, LEFT, 11, "directory entry 11 of type 0"),
        (1, NAME_LENGTH, 0x0002_0000, "name length 0 in directory entry 1"),
        (1, NAME_LENGTH, 0x0002_0042, "name length 66 in directory entry 1"),
        (1, NAME_LENGTH, 0x0002_0007, "name length 7 in directory entry 1"),
        (0, NAME_LENGTH, 0x0001_0016, "root storage of type 1"),
    ] {
        let told = with(|package| {
            let at = package.field(entry, field);
            package.put(at, value);
        });
        assert_eq!(told, expected);
    }
    let kind = with(|package| {
        let at = package.field(3, KIND);
        package.bytes[at] = 5;
    });
    assert_eq!(kind, "directory entry 3 of type 5");
}

#[test]
fn two_siblings_of_one_name_are_told() {
    let package = build(V3, 9, &[stream("same", *b"1"), stream("other", *b"2"), stream("same", *b"3")]);
    assert!(damage(&package.bytes).starts_with("two siblings with the name of directory entry"));
}

#[test]
fn a_signature_of_many_megabytes_is_none() {
    let package = build(V4, 9, &[stream("\u{5}DigitalSignature", vec![0; 4 * 1024 * 1024 + 1])]);
    assert_eq!(damage(&package.bytes), "DigitalSignature of 4194305 bytes");
    let package = build(V4, 9, &[stream("\u{5}DigitalSignature", vec![0; 4 * 1024 * 1024])]);
    assert!(layout(&package.bytes).is_ok());
}
