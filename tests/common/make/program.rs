//! Programs and libraries: PE32 and PE32+.

use super::{Put, get16};

/// Where the headers end, and what sections are padded to.
const FILE_ALIGNMENT: usize = 0x200;
const PAGE: usize = 0x1000;
/// Where the PE header begins, and its checksum field in it.
const PE: usize = 0x40;
const CHECKSUM: usize = PE + 88;

/// A program that does nothing, with `payload` as its data.
pub fn program(bits: u32, payload: &[u8]) -> Vec<u8> {
    image(bits, payload, 0x0022)
}

/// A library that does nothing, with `payload` as its data.
pub fn library(bits: u32, payload: &[u8]) -> Vec<u8> {
    image(bits, payload, 0x2022)
}

fn image(bits: u32, payload: &[u8], flags: usize) -> Vec<u8> {
    let wide = bits == 64;
    // xor eax, eax; ret
    let mut sections: Vec<(&[u8; 8], Vec<u8>, usize)> = vec![(b".text\0\0\0", vec![0x31, 0xC0, 0xC3], 0x6000_0020)];
    if !payload.is_empty() {
        sections.push((b".data\0\0\0", payload.to_vec(), 0xC000_0040));
    }
    let pages = |size: usize| size.next_multiple_of(PAGE);
    let data: usize = sections[1..].iter().map(|(_, content, _)| content.len().next_multiple_of(FILE_ALIGNMENT)).sum();

    let mut file = b"MZ".to_vec();
    file.resize(PE, 0);
    file.set32(0x3C, PE);
    file.extend(b"PE\0\0");
    file.put16(if wide { 0x8664 } else { 0x014C });
    file.put16(sections.len());
    // 1 January 2025.
    file.put32(0x6774_8580);
    file.resize(file.len() + 8, 0);
    file.put16(if wide { 0xF0 } else { 0xE0 });
    file.put16(if wide { flags } else { flags | 0x0100 });

    file.put16(if wide { 0x020B } else { 0x010B });
    file.extend([14, 0]);
    for number in [FILE_ALIGNMENT, data, 0, PAGE, PAGE] {
        file.put32(number);
    }
    if wide {
        file.extend(0x0000_0001_4000_0000_u64.to_le_bytes());
    } else {
        // Where the data begin is a field of 32-bit programs only.
        file.put32(if payload.is_empty() { 0 } else { 2 * PAGE });
        file.put32(0x0040_0000);
    }
    file.put32(PAGE);
    file.put32(FILE_ALIGNMENT);
    for number in [6, 0, 0, 0, 6, 0] {
        file.put16(number);
    }
    file.put32(0);
    file.put32(PAGE + sections.iter().map(|(_, content, _)| pages(content.len())).sum::<usize>());
    file.put32(FILE_ALIGNMENT);
    file.put32(0);
    // A console program that may be moved and whose data are no code.
    file.put16(3);
    file.put16(if wide { 0x8160 } else { 0x8140 });
    for number in [0x0010_0000, 0x1000, 0x0010_0000, 0x1000] {
        file.put32(number);
        file.resize(file.len() + if wide { 4 } else { 0 }, 0);
    }
    file.put32(0);
    // No directory has anything in it.
    file.put32(16);
    file.resize(file.len() + 16 * 8, 0);

    let (mut page, mut place) = (PAGE, FILE_ALIGNMENT);
    for (name, content, kind) in &sections {
        let size = content.len().next_multiple_of(FILE_ALIGNMENT);
        file.extend(*name);
        for number in [content.len(), page, size, place, 0, 0, 0, *kind] {
            file.put32(number);
        }
        page += pages(content.len());
        place += size;
    }
    for (_, content, _) in &sections {
        file.align(FILE_ALIGNMENT);
        file.extend(content);
    }
    file.align(FILE_ALIGNMENT);
    set_checksum(&mut file);
    file
}

/// Writes the checksum that Windows asks of drivers and that signing renews.
pub fn set_checksum(file: &mut Vec<u8>) {
    let at = get16(file, 0x3C) + CHECKSUM - PE;
    file.set32(at, 0);
    let padded = [file.as_slice(), &[0; 1][..file.len() % 2]].concat();
    let sum = padded.chunks_exact(2).fold(0_usize, |sum, pair| {
        let sum = sum + get16(pair, 0);
        (sum & 0xFFFF) + (sum >> 16)
    });
    let size = file.len();
    file.set32(at, sum + size);
}
