//! Object identifiers, as their DER content has them.

use crate::formats::digest::Algorithm;

/// PKCS#7 data.
pub(super) const DATA: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x01];
/// PKCS#7 signedData.
pub(super) const SIGNED_DATA: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02];
/// SpcIndirectDataContent, 1.3.6.1.4.1.311.2.1.4.
pub(super) const INDIRECT_DATA: &[u8] = &[0x2B, 0x06, 0x01, 0x04, 0x01, 0x82, 0x37, 0x02, 0x01, 0x04];
/// TSTInfo, 1.2.840.113549.1.9.16.1.4.
pub(super) const STAMP_INFO: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x10, 0x01, 0x04];

/// The attributes of PKCS#9.
pub(super) const CONTENT_TYPE: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x03];
pub(super) const MESSAGE_DIGEST: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x04];
pub(super) const SIGNING_TIME: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x05];
pub(super) const COUNTERSIGNATURE: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x06];
/// The time stamp of CMS, 1.2.840.113549.1.9.16.2.14.
pub(super) const CMS_STAMP: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x10, 0x02, 0x0E];
/// Microsoft's attribute for the same, 1.3.6.1.4.1.311.3.3.1.
pub(super) const STAMP: &[u8] = &[0x2B, 0x06, 0x01, 0x04, 0x01, 0x82, 0x37, 0x03, 0x03, 0x01];
/// One more signature of the same file, 1.3.6.1.4.1.311.2.4.1.
pub(super) const NESTED: &[u8] = &[0x2B, 0x06, 0x01, 0x04, 0x01, 0x82, 0x37, 0x02, 0x04, 0x01];

/// Extensions of certificates.
pub(super) const SUBJECT_KEY: &[u8] = &[0x55, 0x1D, 0x0E];
pub(super) const AUTHORITY_KEY: &[u8] = &[0x55, 0x1D, 0x23];

/// Parts of a name.
pub(super) const COMMON_NAME: &[u8] = &[0x55, 0x04, 0x03];
pub(super) const ORGANISATION: &[u8] = &[0x55, 0x04, 0x0A];
pub(super) const UNIT: &[u8] = &[0x55, 0x04, 0x0B];

/// Mask generation by a hash, 1.2.840.113549.1.1.8.
pub(super) const MASK: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x08];
const PKCS_1: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01];
/// 1.3.14.3.2: old names, which Microsoft's own certificates of the 1990s use.
const OIW: &[u8] = &[0x2B, 0x0E, 0x03, 0x02];
/// 1.2.840.10045: elliptic curves.
const CURVES: &[u8] = &[0x2A, 0x86, 0x48, 0xCE, 0x3D];
/// 1.2.840.10040.4: DSA.
const DSA: &[u8] = &[0x2A, 0x86, 0x48, 0xCE, 0x38, 0x04];

const HASHES: [(Algorithm, &[u8]); 5] = [
    (Algorithm::Md5, &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x02, 0x05]),
    (Algorithm::Sha1, &[0x2B, 0x0E, 0x03, 0x02, 0x1A]),
    (Algorithm::Sha256, &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01]),
    (Algorithm::Sha384, &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02]),
    (Algorithm::Sha512, &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x03]),
];

/// The hash function of a name.
pub(super) fn hash(name: &[u8]) -> Option<Algorithm> {
    HASHES.iter().find(|(_, known)| *known == name).map(|(algorithm, _)| *algorithm)
}

/// The name of a hash function.
pub(super) fn name_of(algorithm: Algorithm) -> &'static [u8] {
    HASHES.iter().find(|(known, _)| *known == algorithm).map_or(&[], |(_, name)| name)
}

/// A way to sign, or the kind of key that can.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scheme {
    /// RSA as in PKCS#1 1.5. Without a hash function of its own, the signer names one elsewhere.
    Rsa(Option<Algorithm>),
    /// RSASSA-PSS: its parameters say more.
    Pss,
    /// RSA with a hash function that is not worked with here: MD2, MD4, SHA-224.
    RsaOther,
    /// Elliptic curves or DSA: known, and not worked with.
    Other,
    /// A name that nothing is known of.
    Unknown,
}

/// The way to sign that a name stands for.
pub(super) fn scheme(name: &[u8]) -> Scheme {
    if let Some([last]) = name.strip_prefix(PKCS_1) {
        return match last {
            1 => Scheme::Rsa(None),
            4 => Scheme::Rsa(Some(Algorithm::Md5)),
            5 => Scheme::Rsa(Some(Algorithm::Sha1)),
            10 => Scheme::Pss,
            11 => Scheme::Rsa(Some(Algorithm::Sha256)),
            12 => Scheme::Rsa(Some(Algorithm::Sha384)),
            13 => Scheme::Rsa(Some(Algorithm::Sha512)),
            2 | 3 | 14 => Scheme::RsaOther,
            _ => Scheme::Unknown,
        };
    }
    if let Some([last]) = name.strip_prefix(OIW) {
        return match last {
            3 => Scheme::Rsa(Some(Algorithm::Md5)),
            15 | 29 => Scheme::Rsa(Some(Algorithm::Sha1)),
            _ => Scheme::Unknown,
        };
    }
    if name.starts_with(CURVES) || name.starts_with(DSA) { Scheme::Other } else { Scheme::Unknown }
}

/// True where one changed bit makes the one name of the other.
pub(super) fn one_bit_apart(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len() && one.iter().zip(other).map(|(a, b)| (a ^ b).count_ones()).sum::<u32>() == 1
}
