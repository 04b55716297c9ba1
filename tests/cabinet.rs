//! Cabinets: what a whole one tells, and that no break of it goes unseen.

use crate::formats::cabinet as anything;
use crate::formats::cabinet_writer::{Cabinet, Folder, Method, noise, shapes};
use cmverify::formats::cabinet::{Blocks, Compression, ExtractFault, Layout, extract, layout};
use cmverify::formats::{Fault, SignedRanges};
use std::io::Cursor;
use std::time::{Duration, Instant};

fn layout_of(bytes: &[u8]) -> Result<Layout, Fault> {
    layout(&mut Cursor::new(bytes), bytes.len() as u64).expect("a slice can be read")
}

/// What the whole of it shows: first the layout, then the blocks.
fn fault(bytes: &[u8]) -> Option<Fault> {
    let layout = match layout_of(bytes) {
        Ok(layout) => layout,
        Err(fault) => return Some(fault),
    };
    let mut blocks = Blocks::new(&layout);
    blocks.feed(0, bytes);
    blocks.finish()
}

fn is_damaged(bytes: &[u8]) -> bool {
    matches!(fault(bytes), Some(Fault::Damaged(_)))
}

fn members(bytes: &[u8], most: u64) -> Result<Vec<(String, Vec<u8>)>, ExtractFault> {
    extract(&mut Cursor::new(bytes), bytes.len() as u64, &|_| true, most).expect("a slice can be read")
}

fn place(at: u64) -> usize {
    usize::try_from(at).expect("a place in a slice")
}

fn put(bytes: &mut [u8], at: usize, value: u32) {
    bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
}

const SIGNATURE: &[u8] = b"0\x82 a block of PKCS#7, as far as a cabinet knows";

#[test]
fn a_whole_cabinet_has_no_fault_and_gives_its_files() {
    for (shape, cabinet) in shapes() {
        let bytes = cabinet.bytes();
        assert_eq!(fault(&bytes), None, "{shape}");
        anything::cabinet(&bytes);
        let layout = layout_of(&bytes).expect("a layout");
        assert_eq!((layout.size, layout.folders.len()), (bytes.len() as u64, cabinet.folders.len()), "{shape}");
        assert_eq!((layout.is_spanned, layout.signed), (shape == "one of several", None), "{shape}");
        if layout.has_previous {
            let expected = ExtractFault::NotUnderstood("a file that goes on in another cabinet");
            assert_eq!(members(&bytes, 1 << 20), Err(expected));
            continue;
        }
        let names = cabinet.folders.iter().flat_map(|folder| &folder.files);
        let files = members(&bytes, 1 << 20).expect("members");
        assert_eq!(layout.files as usize, files.len(), "{shape}");
        for ((name, size, _), (got, content)) in names.zip(&files) {
            assert_eq!(
                (&String::from_utf8_lossy(name), *size as usize),
                (&got.as_str().into(), content.len()),
                "{shape}"
            );
            match got.as_str() {
                "a.xml" => assert_eq!(content, b"<a/>"),
                "b.txt" => assert_eq!(content, b"beta"),
                "c" | "d" => assert_eq!(*content, noise(70_000)),
                _ => {}
            }
        }
        // Whatever follows is no part of it.
        assert_eq!(fault(&[&bytes[..], b"overlay"].concat()), None, "{shape}");
    }
}

#[test]
fn only_what_is_wanted_comes_out() {
    let bytes = shapes().swap_remove(2).1.bytes();
    let files = extract(&mut Cursor::new(&bytes), bytes.len() as u64, &|name| name == "e", 70_001);
    assert_eq!(files.unwrap(), Ok(vec![("e".to_owned(), b"e".to_vec())]));
    // The folder is uncompressed from its start on: that is what is bounded.
    let files = extract(&mut Cursor::new(&bytes), bytes.len() as u64, &|name| name == "e", 70_000);
    assert_eq!(files.unwrap(), Err(ExtractFault::TooLarge));
}

#[test]
fn a_cabinet_that_is_cut_anywhere_says_so() {
    for (shape, cabinet) in shapes() {
        let bytes = cabinet.bytes();
        // What is read depends on no system, and wine takes its time.
        let step = bytes.len() / if cfg!(windows) { 60 } else { 500 } + 1;
        for end in (0..bytes.len()).step_by(step).chain([35, bytes.len() - 1]) {
            let least = if end < 12 { 36 } else { bytes.len() as u64 };
            let expected = Fault::Truncated { least: Some(least), size: end as u64 };
            assert_eq!(fault(&bytes[..end]), Some(expected), "{shape} of {end} bytes");
            anything::cabinet(&bytes[..end]);
        }
    }
}

#[test]
fn every_bit_of_the_data_counts() {
    for (shape, cabinet) in shapes() {
        let bytes = cabinet.bytes();
        let Some(from) = layout_of(&bytes).expect("a layout").folders.iter().map(|folder| place(folder.at)).min()
        else {
            continue;
        };
        let step = (bytes.len() - from) / if cfg!(windows) { 40 } else { 300 } + 1;
        for at in (from..bytes.len()).step_by(step) {
            for bit in 0..8 {
                let mut broken = bytes.clone();
                broken[at] ^= 1 << bit;
                // Reserved bytes that are in no sum are in no sum.
                let is_reserved = shape == "sums without the reserve" && (from + 8..from + 14).contains(&at);
                assert_eq!(is_damaged(&broken), !is_reserved, "{shape}: bit {bit} of byte {at}");
                let found = members(&broken, 1 << 20);
                let is_found = matches!(found, Err(ExtractFault::Structure(Fault::Damaged(_))));
                assert!(is_found || is_reserved || shape == "one of several", "{shape}: {found:?}");
            }
        }
    }
}

#[test]
fn data_without_a_sum_is_not_checked_and_its_headers_are() {
    let cabinet = Cabinet { without_sums: true, ..Cabinet::default() }.folder(Method::Stored, &[("a", b"abcdef")]);
    let mut bytes = cabinet.bytes();
    *bytes.last_mut().unwrap() ^= 1;
    assert_eq!(fault(&bytes), None);
    let at = place(layout_of(&bytes).unwrap().folders[0].at);
    bytes[at + 6] ^= 1;
    assert!(is_damaged(&bytes));
}

#[test]
fn each_field_that_cannot_be_is_told() {
    let bytes = shapes().swap_remove(0).1.bytes();
    let size = u32::try_from(bytes.len()).unwrap();
    let rows: &[(&str, usize, u32)] = &[
        ("signature MSCF", 0, u32::from_le_bytes(*b"MSCf")),
        ("cbCabinet is 35", 8, 35),
        ("coffFiles is 43", 16, 43),
        ("coffFiles is", 16, size + 1),
        ("version 1.2", 24, 0x0001_0102),
        ("version 2.3", 24, 0x0001_0203),
        ("iFolder of file 0 is 0", 26, 0x0002_0000),
        ("iFolder of file 2 is", 28, 3),
        ("coffCabStart of folder 0 is 43", 36, 43),
        ("coffCabStart of folder 0 is", 36, size - 7),
        ("folder 0 has files and no data", 40, 0),
        ("coffCabStart of folder 0", 40, 0x0000_FFFF),
        ("compression 0x0004 of folder 0", 40, 0x0004_0001),
        ("compression 0x0E03 of folder 0", 40, 0x0E03_0001),
        ("compression 0x1603 of folder 0", 40, 0x1603_0001),
        ("beyond its data", 44, 9),
        ("beyond its data", 48, 5),
        ("iFolder of file 0 is 1", 52, 1),
        ("iFolder of file 0 is 65533", 52, 0xFFFD),
        ("iFolder of file 0 is 65534", 52, 0xFFFE),
        ("iFolder of file 0 is 65535", 52, 0xFFFF),
        ("file 0 has no name", 60, 0),
    ];
    for (what, at, value) in rows {
        let mut broken = bytes.clone();
        put(&mut broken, *at, *value);
        let found = fault(&broken);
        assert!(matches!(&found, Some(Fault::Damaged(text)) if text.contains(what)), "{what}: {found:?}");
        anything::cabinet(&broken);
    }
    let reserve = Cabinet { header_reserve: Some(vec![0; 60_001]), ..shapes().swap_remove(0).1 };
    assert_eq!(fault(&reserve.bytes()), Some(Fault::Damaged("cbCFHeader is 60001".to_owned())));
}

#[test]
fn a_name_is_as_long_as_the_format_allows_and_no_longer() {
    let name = "n".repeat(256);
    assert_eq!(fault(&Cabinet::default().folder(Method::Stored, &[(&name[1..], b"x")]).bytes()), None);
    assert!(is_damaged(&Cabinet::default().folder(Method::Stored, &[(&name, &noise(300))]).bytes()));
}

#[test]
fn a_signature_is_where_the_header_says() {
    let cabinet = shapes().swap_remove(2).1.with_room();
    let end = cabinet.bytes().len() as u64;
    let bytes = cabinet.signed(SIGNATURE);
    let size = bytes.len() as u64;
    assert_eq!(fault(&bytes), None);
    anything::cabinet(&bytes);
    let signed = layout_of(&bytes).expect("a layout").signed;
    assert_eq!(signed, Some(SignedRanges { block: end..size, covered: vec![0..4, 8..34, 56..end] }));
    // Cut in the signature, and before it.
    for cut in [end, end + 1, size - 1, end - 1, 60] {
        let expected = Fault::Truncated { least: Some(size), size: cut };
        assert_eq!(fault(&bytes[..place(cut)]), Some(expected));
    }
    let mut inside = bytes.clone();
    put(&mut inside, 44, u32::try_from(end - 1).unwrap());
    assert!(is_damaged(&inside));
    // A reserve of another use, and one of several cabinets.
    let mut other = bytes.clone();
    other[42] = 0x20;
    assert!(is_damaged(&other), "a signature follows, and its mark has lost a bit");
    put(&mut other, 44, 0);
    assert_eq!(layout_of(&other).unwrap().signed, None);
    // The fields that the digest leaves out.
    for at in [4, 7, 34, 35, 40, 43, 52, 55] {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        assert!(is_damaged(&changed), "byte {at}");
    }
    let names = Some(("b.cab".to_owned(), "disk".to_owned()));
    assert_eq!(layout_of(&Cabinet { next: names, ..cabinet }.signed(SIGNATURE)).unwrap().signed, None);
}

#[test]
fn folders_come_in_any_order_and_share_no_data() {
    let bytes = shapes().swap_remove(2).1.bytes();
    let mut swapped = bytes.clone();
    // Folders 0 and 1 change places in the table; their files must follow them.
    let (first, second) = (bytes[36..44].to_vec(), bytes[44..52].to_vec());
    swapped[36..52].copy_from_slice(&[second, first].concat());
    assert!(is_damaged(&swapped), "a file of 70,000 bytes in a folder of eight");
    let files_at = place(layout_of(&bytes).unwrap().files_at);
    for at in [0, 22, 44].map(|entry| files_at + entry + 8) {
        swapped[at] = 1;
    }
    swapped[files_at + 66 + 8] = 0;
    assert_eq!(fault(&swapped), None);
    let twins = Cabinet::default().folder(Method::Stored, &[("a", b"twin")]).folder(Method::Stored, &[("b", b"twin")]);
    let mut shared = twins.bytes();
    assert_eq!(fault(&shared), None);
    shared.copy_within(36..44, 44);
    let expected = Fault::Damaged("folder 1 begins inside the data of another".to_owned());
    assert_eq!(fault(&shared), Some(expected));
    anything::cabinet(&shared);
}

#[test]
fn a_block_goes_on_only_in_a_cabinet_that_goes_on() {
    let other = Some(("x".to_owned(), "y".to_owned()));
    for kind in [0, 1] {
        let mut cabinet = Cabinet::default();
        let files = vec![(b"a".to_vec(), 40_000, 0xFFFE)];
        let blocks = vec![(noise(32_768), 32_768), (noise(100), 0)];
        cabinet.folders.push(Folder { kind, files, blocks });
        cabinet.next = other.clone();
        let bytes = cabinet.bytes();
        assert_eq!(fault(&bytes), None);
        assert_eq!(
            members(&bytes, 1 << 20),
            Err(ExtractFault::NotUnderstood("a file that goes on in another cabinet"))
        );
        cabinet.folders[0].files[0].2 = 0;
        cabinet.next = None;
        assert!(is_damaged(&cabinet.bytes()));
        // The rest, in the next cabinet.
        cabinet.previous = other.clone();
        cabinet.folders[0].files[0].2 = 0xFFFD;
        cabinet.folders[0].blocks = vec![(noise(200), 7_232)];
        assert_eq!(fault(&cabinet.bytes()), None);
    }
}

#[test]
fn blocks_that_the_cabinet_has_no_room_for_are_told() {
    let files = [("a", &noise(20)[..])];
    let mut bytes = Cabinet::default().folder(Method::Stored, &files).bytes();
    // Two blocks, of which the first is all there is; what follows the cabinet is none of it.
    bytes[40] = 2;
    let expected = Fault::Damaged("block 1 of folder 0: beyond the end of the cabinet".to_owned());
    assert_eq!(fault(&bytes), Some(expected.clone()));
    bytes.extend([0; 100]);
    assert_eq!(fault(&bytes), Some(expected));
    anything::cabinet(&bytes);
}

#[test]
fn pieces_that_are_left_out_are_missing() {
    let bytes = shapes().swap_remove(2).1.bytes();
    let layout = layout_of(&bytes).unwrap();
    let mut blocks = Blocks::new(&layout);
    blocks.feed(0, &bytes[..70_000]);
    blocks.feed(60_000, &bytes[60_000..80_000]);
    blocks.feed(80_001, &bytes[80_001..]);
    let expected = Fault::Truncated { least: Some(layout.size), size: 80_000 };
    assert_eq!(blocks.finish(), Some(expected));
}

#[test]
fn mszip_refers_to_the_blocks_before() {
    let block = noise(32_768);
    let content = [&block[..], &block, &block, b"end"].concat();
    let cabinet = Cabinet::default().folder(Method::MsZip, &[("a", &content)]);
    assert!(cabinet.folders[0].blocks[1].0.len() < 1000, "the second block is nothing but matches");
    assert_eq!(members(&cabinet.bytes(), 1 << 20), Ok(vec![("a".to_owned(), content)]));
    // The same block as the first of its folder reaches to before the beginning.
    let mut alone = cabinet;
    alone.folders[0].blocks.remove(0);
    alone.folders[0].files[0].1 = 10;
    assert_eq!(fault(&alone.bytes()), None);
    assert!(matches!(members(&alone.bytes(), 1 << 20), Err(ExtractFault::Structure(Fault::Damaged(_)))));
}

/// One block of LZX, made for this test: a part in codes, one of 15 bytes as they are with a call in it, and one with
/// aligned offsets. libmspack reads the same out of it.
const LZX: &str = "\
    0080f4010010420500000000010000550c43f3cf73a7c32fa4c8a650fefe807100000000800019000404778766832bc8e7f7\
    0010000000000000111935e0fefbbe5f8afb250c47c2f960b5c5c80eaa74690184ea624fc74dbb08decacacfc090020000c0\
    430000002a000000170000006f64643a20e83c0000002e0000406d0b9b86406600000000600044007d0bc1bc80e27ea162fd\
    00400000000000240b321df2893f031e6fc48cdf00600000000006004764c0aff773cfef4b7e5ce9307b5cf3c564424ce39f\
    002a";

#[test]
fn lzx_gives_what_was_written() {
    let data: Vec<u8> = (0..LZX.len()).step_by(2).map(|n| u8::from_str_radix(&LZX[n..n + 2], 16).unwrap()).collect();
    let plain = [
        b"A cabinet holds folders, a folder holds files, and files hold what a cabinet holds. odd: \xE8",
        &(60i32 - 89).to_le_bytes()[..],
        b".A folder holds files, folders hold cabinets, a cabinet of cabinets holds what files hold.\r\n",
    ]
    .concat();
    let size = u16::try_from(plain.len()).unwrap();
    for window in 15..=21 {
        let files = vec![(b"a".to_vec(), u32::from(size), 0)];
        let blocks = vec![(data.clone(), size)];
        let mut cabinet = Cabinet::default();
        cabinet.folders.push(Folder { kind: 3 | window << 8, files, blocks });
        let bytes = cabinet.bytes();
        assert_eq!(layout_of(&bytes).unwrap().folders[0].compression, Compression::Lzx(u8::try_from(window).unwrap()));
        if window == 15 {
            assert_eq!(members(&bytes, 1 << 20), Ok(vec![("a".to_owned(), plain.clone())]));
        } else {
            // A larger window has more codes: this stream is none for it, and that is told.
            assert!(matches!(members(&bytes, 1 << 20), Err(ExtractFault::Structure(_))), "window {window}");
        }
        anything::cabinet(&bytes);
        cabinet.folders[0].blocks[0].0.truncate(data.len() - 20);
        assert!(matches!(members(&cabinet.bytes(), 1 << 20), Err(ExtractFault::Structure(Fault::Damaged(_)))));
    }
}

#[test]
fn what_is_not_read_here_is_no_damage() {
    let mut cabinet = shapes().swap_remove(0).1;
    cabinet.folders[0].kind = 0x1272;
    assert_eq!(fault(&cabinet.bytes()), None);
    assert_eq!(members(&cabinet.bytes(), 1 << 20), Err(ExtractFault::NotUnderstood("Quantum compression")));
}

#[test]
fn a_cabinet_made_to_be_large_is_refused_at_once() {
    // As many files as there can be, all of one place, and as many folders.
    let mut cabinet = Cabinet { without_sums: true, ..Cabinet::default() };
    let names = (0..65_535).map(|n| (format!("{n}").into_bytes(), 1, 0));
    cabinet.folders.push(Folder { kind: 0, files: names.collect(), blocks: vec![(vec![b'x'], 1); 65_535] });
    let mut all_of_one_place = cabinet.bytes();
    let layout = layout_of(&all_of_one_place).unwrap();
    let mut at = place(layout.files_at);
    while at < place(layout.folders[0].at) {
        put(&mut all_of_one_place, at + 4, 0);
        at += 17 + all_of_one_place[at + 16..].iter().position(|byte| *byte == 0).unwrap();
    }
    for bytes in [all_of_one_place, cabinet.bytes()] {
        let begin = Instant::now();
        assert_eq!(members(&bytes, 1 << 20).map(|files| files.len()), Ok(65_535));
        assert_eq!(fault(&bytes), None);
        assert!(begin.elapsed() < Duration::from_secs(5), "{:?}", begin.elapsed());
        assert_eq!(members(&bytes, 65_534), Err(ExtractFault::TooLarge));
    }
    // A file of 4 GiB costs nothing before its data is there.
    cabinet.folders[0].files = vec![(b"a".to_vec(), u32::MAX, 0)];
    assert_eq!(
        members(&cabinet.bytes(), u64::MAX),
        Err(ExtractFault::Structure(Fault::Damaged("a file of folder 0 reaches beyond its data".to_owned(),)))
    );
    assert_eq!(members(&cabinet.bytes(), 1 << 20), Err(ExtractFault::TooLarge));
}
