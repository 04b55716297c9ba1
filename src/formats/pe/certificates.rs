//! The certificate table at the end of a signed program.

use super::headers::Headers;
use super::{File, SignedRanges, Stop, damaged, u16_at, u32_at};
use std::ops::Range;

/// The type of a certificate that is an Authenticode signature.
const PKCS7: u16 = 2;
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
            if u16_at(&head, 6) == PKCS7 {
                let block = at + LEAST..table.end.min(at + length);
                return Ok(Some(SignedRanges { block, covered: covered(headers, table, self.size) }));
            }
            at += length.next_multiple_of(STEP);
        }
        Ok(None)
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
