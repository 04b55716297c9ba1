//! The certificate table at the end of a signed program.

use super::headers::Headers;
use super::{File, SignedRanges, Stop, damaged, u16_at, u32_at};
use std::ops::Range;

/// The type of a certificate that is an Authenticode signature.
const PKCS7: u16 = 2;
/// The revisions of the table's entries that there are.
const REVISIONS: [u16; 2] = [0x0100, 0x0200];
/// How the PKCS#7 block of a signature goes on after its outer lengths: the object identifier of SignedData.
const SIGNED_DATA: [u8; 11] = [0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02];
/// Length, revision and type, before the certificate itself.
const HEAD: usize = 8;
const LEAST: u64 = HEAD as u64;
/// Certificates begin at multiples of this, counted from the start of the table.
const STEP: u64 = 8;
/// More certificates than any program has: one, rarely two.
const MOST: usize = 64;

impl File<'_> {
    /// The signature in the certificate table; none: the table holds only certificates of other types.
    pub(super) fn signed(&mut self, headers: &Headers, table: &Range<u64>) -> Result<Option<SignedRanges>, Stop> {
        let mut at = table.start;
        for number in 0..MOST {
            let room = table.end.saturating_sub(at);
            // Behind a whole certificate there may be padding of any kind.
            if number > 0 && room < LEAST {
                break;
            }
            let mut head = [0; HEAD];
            if room >= LEAST {
                self.fill(at, &mut head)?;
            }
            let length = u64::from(u32_at(&head, 0));
            // The length of the table may be without the padding that the length of the certificate counts.
            if length <= LEAST || length > room.next_multiple_of(STEP) {
                if number == 0 {
                    return damaged(format!("certificate of {length} bytes in a table of {room}"));
                }
                break;
            }
            let (revision, kind) = (u16_at(&head, 4), u16_at(&head, 6));
            if number == 0 && !REVISIONS.contains(&revision) {
                return damaged(format!("revision 0x{revision:04X} of the certificate table"));
            }
            if kind != PKCS7 && number == 0 && self.is_signature(at + LEAST)? {
                return damaged(format!("type {kind} of a certificate that is a signature"));
            }
            if kind == PKCS7 {
                let block = at + LEAST..table.end.min(at + length);
                return Ok(Some(SignedRanges { block, covered: covered(headers, table, self.size) }));
            }
            at += length.next_multiple_of(STEP);
        }
        Ok(None)
    }
}

impl File<'_> {
    /// True where a PKCS#7 block of signed data begins at `at`.
    fn is_signature(&mut self, at: u64) -> Result<bool, Stop> {
        let mut head = [0; 15];
        if at.saturating_add(head.len() as u64) > self.size {
            return Ok(false);
        }
        self.fill(at, &mut head)?;
        Ok(head.starts_with(&[0x30, 0x82]) && head.ends_with(&SIGNED_DATA))
    }

    /// A signature lies just behind the sections of a program, where signers put it, and no header says so: the place
    /// or the length of the table was lost.
    pub(super) fn has_lost_certificate(&mut self, end_of_sections: u64) -> Result<bool, Stop> {
        self.is_signature(end_of_sections.next_multiple_of(STEP).saturating_add(LEAST))
    }
}

/// All but the checksum, the place of the certificate table and the table itself, in the order of the file.
///
/// The specification speaks of headers and sections one after another; in every file whose sections lie side by side,
/// and linkers make no other, that is the file from its start to its end. Data behind the table counts: a signed
/// program that grew there is another one.
fn covered(headers: &Headers, table: &Range<u64>, size: u64) -> Vec<Range<u64>> {
    let parts = [
        0..headers.checksum,
        headers.checksum + 4..headers.security,
        headers.security + 8..table.start,
        table.end..size,
    ];
    parts.into_iter().filter(|part| part.start < part.end).collect()
}
