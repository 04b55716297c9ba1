//! Files that are whole, however unusual, and what the layout says of them.

use super::writer::{FIRST, SIZE};
use super::*;
use std::io::{Error, ErrorKind, Read, Seek, SeekFrom};

#[test]
fn the_layout_tells_sizes_and_counts() {
    for package in packages() {
        let layout = layout(&package.bytes).expect("a layout");
        assert_eq!(u64::from(layout.sector_size), package.sector as u64);
        assert_eq!((layout.sectors + 1) * u64::from(layout.sector_size), package.bytes.len() as u64);
        assert_eq!(layout.streams, 7);
    }
}

#[test]
fn a_file_may_end_with_the_last_byte_of_its_last_stream() {
    for shape in [V3, V4] {
        let package = build(shape, 9, &package());
        let end = package.covered.iter().map(|range| range.end).max().expect("content");
        assert_eq!(layout(&package.bytes).expect("a layout").size, end as u64);
        assert!(hashed(&package.bytes[..end]) == Ok(hashed_of_package(9)));
    }
}

#[test]
fn a_file_may_end_with_the_last_byte_of_its_mini_stream() {
    for shape in [V3, V4] {
        let package = build(shape, 9, &[stream("a", content(100, 1)), stream("b", content(70, 2))]);
        let end = package.mini_stream + 128 + 70;
        let expected = [content(100, 1), content(70, 2), vec![9; 16]].concat();
        assert!(hashed(&package.bytes[..end]) == Ok(expected));
        assert_eq!(cut(&package.bytes[..end - 1]), (end as u64, end as u64 - 1));
    }
}

#[test]
fn a_file_may_be_longer_than_it_needs_to_be() {
    for package in packages() {
        for more in [1, 511, 512, 5000] {
            let mut bytes = package.bytes.clone();
            bytes.resize(bytes.len() + more, 0x20);
            assert!(hashed(&bytes) == Ok(hashed_of_package(9)), "{more} more");
        }
    }
}

/// Large packages of real products mark sectors behind their end as the FAT's and the DIFAT's; other writers fill up
/// with zeros.
#[test]
fn the_fat_may_mark_sectors_behind_the_end_that_nothing_uses() {
    for mark in [0xFFFF_FFFC, 0xFFFF_FFFD, 0xFFFF_FFFE, 0] {
        for mut package in packages() {
            let sectors = package.bytes.len() / package.sector - 1;
            for behind in sectors..sectors + 3 {
                package.put(package.entry(behind), mark);
            }
            assert!(hashed(&package.bytes) == Ok(hashed_of_package(9)), "{mark:#X}");
        }
    }
}

#[test]
fn a_fat_of_many_sectors_is_listed_behind_the_header() {
    for (shape, length, listed) in [(V3, 16_000_000, 2), (Shape { fat_last: true, ..V3 }, 8_000_000, 1)] {
        let large = content(length, 1);
        let package = build(shape, 9, &[stream("large", large.clone()), stream("small", *b"small")]);
        assert_eq!(package.difat.len(), listed);
        assert!(hashed(&package.bytes) == Ok([&large[..], b"small", &[9; 16]].concat()));
        // Handed over in pieces.
        let whole = layout(&package.bytes).expect("a layout");
        let mut longest = 0;
        super::super::digest(&mut Cursor::new(&package.bytes), &whole, &mut |piece| longest = longest.max(piece.len()))
            .expect("in memory")
            .expect("a digest");
        assert_eq!(longest, 128 * 1024);
        // Some end this chain with the mark for a free sector.
        let mut package = package;
        let last = package.place(package.difat[listed - 1]) + 508;
        package.put(last, 0xFFFF_FFFF);
        assert!(layout(&package.bytes).is_ok());
        // Or count wrongly.
        package.put(44, 1);
        assert!(hashed(&package.bytes) == Ok([&large[..], b"small", &[9; 16]].concat()));
        // A FAT sector that is not listed leaves its sectors without an entry.
        let first = package.place(package.difat[0]);
        package.put(first, 0xFFFF_FFFF);
        assert!(damage(&package.bytes).contains("in the chain of"));
    }
}

#[test]
fn what_a_chain_has_beyond_its_stream_does_no_harm() {
    let nodes = [stream("a", content(9000, 1)), stream("b", *b"small")];
    let mut package = build(V3, 9, &nodes);
    let size = package.field(1, SIZE);
    package.put(size, 5000);
    assert!(hashed(&package.bytes) == Ok([&content(9000, 1)[..5000], b"small", &[9; 16]].concat()));
}

#[test]
fn version_3_has_sizes_of_32_bits_whatever_is_behind_them() {
    let mut package = build(V3, 9, &package());
    let size = package.field(3, SIZE);
    package.put(size + 4, 0xDEAD_BEEF);
    assert!(hashed(&package.bytes) == Ok(hashed_of_package(9)));
    let mut package = build(V4, 9, &super::package());
    let size = package.field(3, SIZE);
    package.put(size + 4, 1);
    assert_eq!(damage(&package.bytes), "2 sectors for the 4294972296 bytes of stream 3");
}

#[test]
fn a_stream_of_4096_bytes_has_sectors_of_its_own() {
    let sizes = [1, 63, 64, 65, 512, 513, 4095, 4096, 4097, 8192];
    let names = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"];
    let contents: Vec<Vec<u8>> = sizes.iter().map(|&size| content(size, size as u64)).collect();
    let nodes: Vec<Node> = names.iter().zip(&contents).map(|(name, content)| stream(name, content.clone())).collect();
    for shape in [V3, V4] {
        assert!(hashed(&build(shape, 9, &nodes).bytes) == Ok([contents.concat(), vec![9; 16]].concat()));
    }
}

#[test]
fn a_stream_without_content_may_begin_anywhere() {
    let mut package = build(V3, 9, &package());
    let first = package.field(5, FIRST);
    package.put(first, 0x1234_5678);
    assert!(hashed(&package.bytes) == Ok(hashed_of_package(9)));
}

#[test]
fn a_package_may_hold_nothing() {
    for shape in [V3, V4] {
        let package = build(shape, 7, &[]);
        assert_eq!(hashed(&package.bytes), Ok(vec![7; 16]));
        // The directory's sector is needed whole.
        assert_eq!(layout(&package.bytes).expect("a layout").size, package.bytes.len() as u64);
    }
}

#[test]
fn a_package_may_hold_storages_very_deep_in_each_other() {
    let mut nodes = vec![stream("deep", *b"deep")];
    for _ in 0..5_000 {
        nodes = vec![storage("in", 1, nodes)];
    }
    let all = hashed(&build(V3, 1, &nodes).bytes).expect("a layout");
    assert_eq!(all.len(), 4 + 5_001 * 16);
    // A tree of this depth is not given back by recursion either.
    while let Some(node) = nodes.pop() {
        if let writer::Body::Storage(inner) = node.body {
            nodes = inner;
        }
    }
}

/// A disk that fails behind some bytes.
struct Failing(Cursor<Vec<u8>>, u64);

impl Read for Failing {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let to = self.0.position() + buffer.len() as u64;
        if to > self.1 { Err(Error::from(ErrorKind::TimedOut)) } else { self.0.read(buffer) }
    }
}

impl Seek for Failing {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.0.seek(to)
    }
}

#[test]
fn a_disk_that_fails_is_no_fault_of_the_file() {
    let package = build(V3, 9, &package());
    let size = package.bytes.len() as u64;
    for fails in [0, 512, package.directory as u64, package.mini_fat as u64] {
        let mut source = Failing(Cursor::new(package.bytes.clone()), fails);
        let error = super::super::layout(&mut source, size).expect_err("a failure");
        assert_eq!(error.kind(), ErrorKind::TimedOut, "at {fails}");
    }
    let mut source = Failing(Cursor::new(package.bytes.clone()), size - 1000);
    let layout = super::super::layout(&mut source, size).expect("readable").expect("a layout");
    let error = super::super::digest(&mut source, &layout, &mut |_| {}).expect_err("a failure");
    assert_eq!(error.kind(), ErrorKind::TimedOut);
}

#[test]
fn a_file_that_became_shorter_after_its_layout_was_read_is_cut() {
    let package = build(V3, 9, &package());
    let layout = layout(&package.bytes).expect("a layout");
    let shorter = &package.bytes[..package.bytes.len() - 2000];
    let result = super::super::digest(&mut Cursor::new(shorter), &layout, &mut |_| {}).expect("in memory");
    assert!(matches!(result, Err(Fault::Truncated { size, .. }) if size == shorter.len() as u64), "{result:?}");
}
