#![allow(clippy::cast_possible_truncation, reason = "the numbers are small")]

use super::{Layout, layout};
use crate::formats::Fault;
use std::fmt::Write as _;
use std::io::Cursor;

/// Where [`Small`] puts its parts.
const PE: usize = 0x80;
const OPTIONAL: usize = PE + 24;
const RAW: usize = 0x400;

/// A program of two sections with nothing in them, field by field.
#[derive(Clone)]
struct Small {
    is_64: bool,
    /// The certificate table.
    table: Vec<u8>,
    /// What somebody appended before the table.
    appended: usize,
    /// Changes at places, made last.
    changes: Vec<(usize, Vec<u8>)>,
}

impl Small {
    fn new(is_64: bool) -> Self {
        Self { is_64, table: Vec::new(), appended: 0, changes: Vec::new() }
    }

    fn signed(is_64: bool) -> Self {
        Self { table: certificate(2, &[0x30; 45]), ..Self::new(is_64) }
    }

    fn directories(&self) -> usize {
        OPTIONAL + if self.is_64 { 112 } else { 96 }
    }

    /// Where a row of the section table is.
    fn section(&self, number: usize) -> usize {
        self.directories() + 16 * 8 + 40 * number
    }

    fn with(mut self, at: usize, bytes: &[u8]) -> Self {
        self.changes.push((at, bytes.to_vec()));
        self
    }

    fn with_u32(self, at: usize, value: u32) -> Self {
        self.with(at, &value.to_le_bytes())
    }

    fn bytes(&self) -> Vec<u8> {
        let mut file = vec![0; RAW + 0x400];
        file[RAW..].fill(0xCC);
        file.resize(file.len() + self.appended, 0xAA);
        let mut put = |at: usize, bytes: &[u8]| file[at..at + bytes.len()].copy_from_slice(bytes);
        put(0, b"MZ");
        put(24, &[0x40]);
        put(60, &[PE as u8]);
        put(PE, b"PE\0\0");
        put(PE + 4, if self.is_64 { &[0x64, 0x86] } else { &[0x4C, 0x01] });
        put(PE + 6, &[2]);
        put(PE + 20, &((self.section(0) - OPTIONAL) as u16).to_le_bytes());
        put(PE + 22, &0x2022_u16.to_le_bytes());
        put(OPTIONAL, if self.is_64 { &[0x0B, 0x02] } else { &[0x0B, 0x01] });
        put(OPTIONAL + 32, &0x1000_u32.to_le_bytes());
        put(OPTIONAL + 36, &0x200_u32.to_le_bytes());
        put(OPTIONAL + 60, &(RAW as u32).to_le_bytes());
        put(OPTIONAL + 64, b"SUM!");
        put(self.directories() - 4, &[16]);
        let end = RAW + 0x400 + self.appended;
        if !self.table.is_empty() {
            put(self.directories() + 32, &(end as u32).to_le_bytes());
            put(self.directories() + 36, &(self.table.len() as u32).to_le_bytes());
        }
        for (number, name) in [".text", ".data"].into_iter().enumerate() {
            let row = self.section(number);
            put(row, name.as_bytes());
            put(row + 8, &0x1F0_u32.to_le_bytes());
            put(row + 12, &(0x1000 * (number as u32 + 1)).to_le_bytes());
            put(row + 16, &0x200_u32.to_le_bytes());
            put(row + 20, &((RAW + 0x200 * number) as u32).to_le_bytes());
            put(row + 36, &(0x20_u32 << number).to_le_bytes());
        }
        file.extend(&self.table);
        for (at, bytes) in &self.changes {
            file[*at..at + bytes.len()].copy_from_slice(bytes);
        }
        file
    }

    fn read(&self) -> Result<Option<Layout>, Fault> {
        read(&self.bytes())
    }
}

/// An entry of the certificate table, with its padding.
fn certificate(kind: u8, content: &[u8]) -> Vec<u8> {
    let length = (8 + content.len() as u32).to_le_bytes();
    let mut entry = [&length[..], &[0, 2, kind, 0], content].concat();
    entry.resize(entry.len().next_multiple_of(8), 0);
    entry
}

fn read(bytes: &[u8]) -> Result<Option<Layout>, Fault> {
    layout(&mut Cursor::new(bytes), bytes.len() as u64).expect("a slice can be read")
}

/// One line: what the reader says.
fn told(result: &Result<Option<Layout>, Fault>) -> String {
    match result {
        Ok(None) => "nothing to say".to_owned(),
        Ok(Some(layout)) => {
            let mut text = format!("ends at {}", layout.end);
            if let Some(signed) = &layout.signed {
                write!(text, ", signature at {:?}", signed.block).expect("a string takes all");
            }
            text
        }
        Err(Fault::Truncated { least, size }) => format!("{size} of {}", least.expect("programs state a size")),
        Err(Fault::Damaged(what)) => what.clone(),
    }
}

#[test]
fn a_program_without_a_signature_ends_with_its_last_section() {
    for (is_64, machine) in [(false, 0x14C), (true, 0x8664)] {
        let expected = Layout {
            machine,
            is_64,
            is_library: true,
            sections: 2,
            end: 0x800,
            last_section: Some(0x600..0x800),
            certificates: None,
            signed: None,
        };
        assert_eq!(Small::new(is_64).read(), Ok(Some(expected)));
    }
}

#[test]
fn a_signature_covers_all_but_the_checksum_its_place_and_itself() {
    for is_64 in [false, true] {
        let mut program = Small { appended: 16, ..Small::signed(is_64) };
        let security = program.directories() as u64 + 32;
        let mut covered = vec![0..0x98 + 64, 0x98 + 68..security, security + 8..0x810];
        let layout = program.read().expect("whole").expect("a program");
        let signed = layout.signed.expect("signed");
        assert_eq!(layout.certificates, Some(0x810..0x848));
        assert_eq!(signed.block, 0x818..0x818 + 45);
        assert_eq!(signed.covered, covered);

        // Who appends behind the table changes what the digest is made over.
        let table = program.table.len() as u32;
        program.table.extend([0; 3]);
        let longer = program.clone().with_u32(program.directories() + 36, table);
        covered.push(0x848..0x84B);
        assert_eq!(longer.read().expect("whole").expect("a program").signed.expect("signed").covered, covered);
    }
}

#[test]
fn a_program_that_is_cut_anywhere_is_never_whole() {
    for is_64 in [false, true] {
        let whole = Small::signed(is_64).bytes();
        for length in 2..whole.len() {
            match read(&whole[..length]) {
                Err(Fault::Truncated { least: Some(least), size }) => {
                    assert!(size == length as u64 && size < least && least <= whole.len() as u64, "{least} {length}");
                    // As soon as the headers are there, the size of the whole is known.
                    let is_known = length >= Small::new(is_64).section(2);
                    assert!(!is_known || least == whole.len() as u64, "{least} at {length}");
                }
                other => panic!("{other:?} at {length}"),
            }
        }
        // Without a signature the last bytes can be the ones that a linker need not write.
        let whole = Small::new(is_64).bytes();
        for length in 2..whole.len() {
            let is_rounding = length >= 0x600 + 0x1F0;
            assert_eq!(read(&whole[..length]).is_ok(), is_rounding, "{length}");
        }
    }
}

#[test]
fn what_is_not_there_is_an_error_of_reading_and_no_fault() {
    let bytes = Small::signed(true).bytes();
    for there in 0..0x860.min(bytes.len()) {
        let result = layout(&mut Cursor::new(&bytes[..there]), bytes.len() as u64);
        // What lies between the headers and the table is not looked at here.
        let is_seen = there < Small::new(true).section(2) || there < 0x808;
        assert_eq!(result.is_err(), is_seen, "{there}");
    }
}

#[test]
fn each_field_that_is_broken_is_told() {
    let small = || Small::signed(true);
    let (security, section) = (small().directories() + 32, small().section(1));
    let rows = [
        ("as it is", small(), "ends at 2104, signature at 2056..2101"),
        ("no MZ", small().with(0, b"ZM"), "nothing to say"),
        ("the place of the PE is lost", small().with_u32(60, 0), "the place of the PE header is lost"),
        ("a program for DOS", small().with_u32(60, 0).with(0x80, b"\0\0"), "nothing to say"),
        ("the place of the PE is behind the end", small().with_u32(60, 0x9000), "2104 of 36868"),
        ("the same where DOS has words of its own", small().with_u32(60, 0x9000).with(28, b"DOS"), "nothing to say"),
        ("the PE is elsewhere", small().with_u32(60, 0x84), "no PE signature where the DOS header says"),
        ("the same where DOS has words of its own", small().with_u32(60, 0x84).with(28, b"DOS"), "nothing to say"),
        ("the same where DOS is content", small().with(28, b"DOS"), "ends at 2104, signature at 2056..2101"),
        ("zeros for the PE", small().with_u32(PE, 0), "no PE signature where the DOS header says"),
        ("16-bit Windows", small().with(PE, b"NE"), "nothing to say"),
        ("a driver of Windows 9x", small().with(PE, b"LE"), "nothing to say"),
        ("OS/2", small().with(PE, b"LX"), "nothing to say"),
        ("sections behind the end", small().with(PE + 6, &[200]), "2104 of 8392"),
        ("no sections", small().with(PE + 6, &[0]), "ends at 2104, signature at 2056..2101"),
        ("no optional header", small().with(PE + 20, &[0, 0]), "magic of the optional header"),
        (
            "half an optional header",
            small().with(PE + 20, &[150, 0]),
            "optional header shorter than its data directories",
        ),
        ("an optional header behind the end", small().with(PE + 20, &[0, 0xFF]), "2104 of 65512"),
        ("the image of a ROM", small().with(OPTIONAL, &[7, 1]), "nothing to say"),
        ("a magic that nobody knows", small().with(OPTIONAL, &[0x0C, 1]), "magic of the optional header"),
        ("headers behind the end", small().with_u32(OPTIONAL + 60, 0x1_0000), "2104 of 65536"),
        ("four directories", small().with_u32(small().directories() - 4, 4), "ends at 2048"),
        (
            "more directories than there are",
            small().with_u32(small().directories() - 4, u32::MAX),
            "ends at 2104, signature at 2056..2101",
        ),
        ("no length of the table", small().with_u32(security + 4, 0), "ends at 2048"),
        ("no place of the table", small().with_u32(security, 0), "certificate table inside the headers"),
        (
            "a table in the headers",
            small().with_u32(security, security as u32 + 7),
            "certificate table inside the headers",
        ),
        ("a table behind the end", small().with_u32(security, 0x1000), "2104 of 4152"),
        ("a table at the end of all numbers", small().with_u32(security, u32::MAX), "2104 of 4294967351"),
        ("a longer table", small().with_u32(security + 4, 0x39), "2104 of 2105"),
        ("a table of nearly nothing", small().with_u32(security + 4, 7), "certificate of 0 bytes in a table of 7"),
        ("a certificate of zeros", small().with(0x800, &[0; 56]), "certificate of 0 bytes in a table of 56"),
        ("a certificate without content", small().with_u32(0x800, 8), "certificate of 8 bytes in a table of 56"),
        ("a certificate that is padded", small().with_u32(0x800, 56), "ends at 2104, signature at 2056..2104"),
        (
            "a certificate longer than its table",
            small().with_u32(0x800, 57),
            "certificate of 57 bytes in a table of 56",
        ),
        (
            "a length that counts the padding of the table",
            small().with_u32(security + 4, 53).with_u32(0x800, 56),
            "ends at 2101, signature at 2056..2101",
        ),
        ("a certificate of another type", small().with(0x806, &[1]), "ends at 2104"),
        ("a section behind the end", small().with_u32(section + 20, 0x8_0000), "2104 of 524800"),
        (
            "a section at the end of all numbers",
            small().with_u32(section + 20, u32::MAX).with_u32(section + 16, u32::MAX),
            "2104 of 8589934590",
        ),
        ("a section that is too long", small().with_u32(section + 16, 0x800), "2104 of 3584"),
        (
            "a section without a place",
            small().with_u32(section + 20, 0).with_u32(section + 16, 0x8_0000),
            "ends at 2104, signature at 2056..2101",
        ),
        (
            "room that is filled with zeros",
            small().with_u32(section + 20, 0x8_0000).with_u32(section + 36, 0x80),
            "ends at 2104, signature at 2056..2101",
        ),
        (
            "an empty section",
            small().with_u32(section + 20, 0x8_0000).with_u32(section + 16, 0),
            "ends at 2104, signature at 2056..2101",
        ),
    ];
    for (why, program, expected) in rows {
        assert_eq!(told(&program.read()), expected, "{why}");
    }
}

#[test]
fn a_last_section_may_be_rounded_up_past_the_end_and_not_more() {
    let cut = |length: usize, virtual_size: u32, alignment: u32| {
        let small = Small::new(true);
        let row = small.section(1);
        let bytes = small.with_u32(row + 8, virtual_size).with_u32(OPTIONAL + 36, alignment).bytes();
        told(&read(&bytes[..length]))
    };
    // The section begins at 1536 and states 512 bytes.
    assert_eq!(cut(1600, 64, 512), "ends at 1600", "what is missing is not counted by VirtualSize");
    assert_eq!(cut(1599, 64, 512), "1599 of 2048", "a byte is missing that is counted");
    assert_eq!(cut(1600, 0, 512), "1600 of 2048", "old linkers leave VirtualSize empty: all counts");
    assert_eq!(cut(1600, 512, 512), "1600 of 2048", "all counts");
    assert_eq!(cut(1600, 0x9000, 512), "1600 of 2048", "more room than content: all counts");
    assert_eq!(cut(1600, 64, 448), "1600 of 2048", "rounding never adds a whole step");
    assert_eq!(cut(1600, 64, u32::MAX), "ends at 1600", "a step that no file has is no more than the greatest");
    let small = Small::new(true).with_u32(OPTIONAL + 36, u32::MAX);
    let row = small.section(1);
    let rounded = |size: u32| told(&small.clone().with_u32(row + 16, size).read());
    assert_eq!(rounded(0x200 + 0xFFFF), "ends at 2048");
    assert_eq!(rounded(0x200 + 0x1_0000), "2048 of 67584");
}

#[test]
fn the_first_certificate_that_is_a_signature_is_taken() {
    let table = |entries: &[Vec<u8>]| told(&Small { table: entries.concat(), ..Small::new(false) }.read());
    let (other, signature) = (certificate(1, &[1; 10]), certificate(2, &[0x30; 16]));
    assert_eq!(table(&[other.clone(), signature.clone()]), "ends at 2096, signature at 2080..2096");
    assert_eq!(table(&[signature.clone(), signature.clone()]), "ends at 2096, signature at 2056..2072");
    assert_eq!(table(std::slice::from_ref(&other)), "ends at 2072", "no signature");
    // Padding of any kind may follow a whole certificate.
    assert_eq!(table(&[other.clone(), vec![0; 8]]), "ends at 2080");
    assert_eq!(table(&[other.clone(), vec![0xFF; 5]]), "ends at 2077");
    assert_eq!(table(&[signature, vec![0xFF; 80]]), "ends at 2152, signature at 2056..2072");
    // Nobody has that many, and each look is a read.
    let many = vec![certificate(1, &[0]); 64].concat();
    assert_eq!(table(&[many, certificate(2, &[0x30; 16])]), "ends at 3096");
}

#[test]
fn a_table_of_65535_sections_is_read_to_its_end() {
    let small = Small::new(true).with(PE + 6, &[0xFF, 0xFF]);
    let mut bytes = small.bytes();
    let end = small.section(65535);
    // Rows of zeros from the third on; the last one gets a place behind the end.
    bytes.truncate(small.section(2));
    bytes.resize(end, 0);
    bytes[end - 24..end - 16].copy_from_slice(&[0, 1, 0, 0, 0, 0, 0, 8]);
    assert_eq!(told(&read(&bytes)), format!("{end} of {}", 0x0800_0000 + 0x100));
}

/// Whatever one byte becomes, there is an answer, and it never lies behind the file.
#[test]
fn any_byte_of_the_headers_may_be_any_other() {
    for is_64 in [false, true] {
        let whole = Small::signed(is_64).bytes();
        for at in (0..0x200).chain(0x800..0x810) {
            for value in 0..=255 {
                let mut bytes = whole.clone();
                bytes[at] = value;
                if let Ok(Some(layout)) = read(&bytes) {
                    assert!(layout.end <= bytes.len() as u64);
                }
            }
        }
    }
}
