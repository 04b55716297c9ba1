//! Authenticode signatures in their places: at the end of programs and cabinets, in a stream of installers.

use super::program::set_checksum;
use super::{Put, compound_as, get16, get32, streams};
use crate::common::sign::{self, File};
use cmverify::formats::digest::Algorithm;
use std::ops::Range;

/// The stream of an installer that holds its signature.
const SIGNATURE: &str = "\u{5}DigitalSignature";

/// The file with a signature in it, of a certificate that nobody trusts.
///
/// A cabinet, a program or library, or a compound file, none of them signed before.
pub fn signed(file: &[u8], algorithm: Algorithm) -> Vec<u8> {
    match file {
        [b'M', b'S', b'C', b'F', ..] => cabinet(file, algorithm),
        [b'M', b'Z', ..] => program(file, algorithm),
        _ => installer(file, algorithm),
    }
}

/// The block with the signer's certificate and no other: small, as samples should be.
fn block(kind: File, algorithm: Algorithm, digest: &[u8]) -> Vec<u8> {
    sign::signature(algorithm, digest, kind, &sign::Options { root: true, ..sign::Options::default() })
}

fn digest(file: &[u8], algorithm: Algorithm, covered: &[Range<usize>]) -> Vec<u8> {
    let mut hasher = algorithm.hasher();
    for range in covered {
        hasher.update(&file[range.clone()]);
    }
    hasher.finish()
}

/// The header gets a reserve of 20 bytes, which says where behind the cabinet the signature lies.
fn cabinet(file: &[u8], algorithm: Algorithm) -> Vec<u8> {
    const RESERVE: usize = 20;
    const FLAG: usize = 4;
    let flags = get16(file, 30);
    let mut signed = file.to_vec();
    if flags & FLAG == 0 {
        // Two sizes of one byte and one of two come with it, and all that points behind it moves.
        let moved = RESERVE + 4;
        signed.splice(36..36, [vec![u8::try_from(RESERVE).expect("small"), 0, 0, 0], vec![0; RESERVE]].concat());
        signed.set16(30, flags | FLAG);
        for at in [8, 16] {
            let was = get32(&signed, at);
            signed.set32(at, was + moved);
        }
        let folders = folders_at(&signed);
        for at in (0..get16(&signed, 26)).map(|n| folders + 8 * n) {
            let was = get32(&signed, at);
            signed.set32(at, was + moved);
        }
    }
    assert_eq!((get16(&signed, 36), get16(&signed, 38)), (RESERVE, 0), "a header's reserve for a signature, no other");
    let size = get32(&signed, 8);
    assert_eq!(signed.len(), size, "a whole cabinet without a signature");
    signed.set32(40, 0x0010_0000);
    signed.set32(44, size);
    // Left out: the first reserve, the cabinet's number in its set, the sizes of the reserves, the place of the
    // signature.
    let digest = digest(&signed, algorithm, &[0..4, 8..34, 56..60, 60..size]);
    let block = block(File::Cab, algorithm, &digest);
    signed.extend(block);
    let padded = signed.len().next_multiple_of(8);
    signed.set32(48, padded - size);
    signed.resize(padded, 0);
    signed
}

/// Behind the header's reserve and the names of the cabinets before and after.
fn folders_at(file: &[u8]) -> usize {
    let flags = get16(file, 30);
    let mut at = 60;
    for _ in 0..(flags & 1) * 2 + (flags >> 1 & 1) * 2 {
        at += file[at..].iter().position(|byte| *byte == 0).expect("an end") + 1;
    }
    at
}

/// The signature is what the directory's fifth entry calls the certificate table.
fn program(file: &[u8], algorithm: Algorithm) -> Vec<u8> {
    let mut signed = file.to_vec();
    signed.align(8);
    let header = get32(&signed, 0x3C);
    let wide = get16(&signed, header + 24) == 0x020B;
    let checksum = header + 88;
    let entry = header + if wide { 168 } else { 152 };
    let size = signed.len();
    let covered = [0..checksum, checksum + 4..entry, entry + 8..size];
    let block = block(File::Pe, algorithm, &digest(&signed, algorithm, &covered));
    let length = (8 + block.len()).next_multiple_of(8);
    signed.set32(entry, size);
    signed.set32(entry + 4, length);
    signed.put32(length);
    // Revision 2.0, a PKCS#7 block.
    signed.put16(0x0200);
    signed.put16(0x0002);
    signed.extend(block);
    signed.align(8);
    set_checksum(&mut signed);
    signed
}

/// A stream more; what is signed is all other streams, by the bytes of their names, and the root's class.
fn installer(file: &[u8], algorithm: Algorithm) -> Vec<u8> {
    let (mut streams, version, class) = streams(file);
    let mut hasher = algorithm.hasher();
    let mut order: Vec<_> = streams.iter().collect();
    assert!(order.iter().all(|(name, _)| !name.contains('/')), "no storages: their order is another question");
    order.sort_by_key(|(name, _)| name.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>());
    for (_, content) in order {
        hasher.update(content);
    }
    hasher.update(&class);
    let block = block(File::Msi, algorithm, &hasher.finish());
    streams.push((SIGNATURE.to_owned(), block));
    let streams: Vec<(&str, &[u8])> =
        streams.iter().map(|(name, content)| (name.as_str(), content.as_slice())).collect();
    compound_as(&streams, version, super::Tree::Balanced, class)
}
