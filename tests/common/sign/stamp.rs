//! Time stamps of both kinds.

use super::certificate::{Authority, Purpose};
use super::der::{hash_name, integer, object, octets, sequence, tagged};
use super::keys::STAMPER;
use super::{attribute, sign, signed_data};
use cmverify::formats::digest::Algorithm;

/// Who stamps.
pub const NAME: &str = "Example Stamper";

/// A token of RFC 3161 over a signature.
pub fn token(authority: &Authority, algorithm: Algorithm, signature: &[u8], at: &str, root: bool) -> Vec<u8> {
    const INFO: &str = "1.2.840.113549.1.9.16.1.4";
    let info = sequence(&[
        integer(&[1]),
        object("1.3.6.1.4.1.99999.1"),
        sequence(&[hash_name(algorithm), octets(&algorithm.of(signature))]),
        integer(&[42]),
        tagged(0x18, at.as_bytes()),
    ]);
    let mut certificates = vec![authority.issue(NAME, &STAMPER, 8, Purpose::Time)];
    let own = sequence(&[octets(&Algorithm::Sha256.of(&certificates[0]))]);
    let attributes = [
        attribute("1.2.840.113549.1.9.3", &object(INFO)),
        attribute("1.2.840.113549.1.9.4", &octets(&algorithm.of(&info))),
        attribute("1.2.840.113549.1.9.16.2.47", &sequence(&[sequence(&[own])])),
    ];
    let signer = sign(authority, &STAMPER, 8, algorithm, &attributes, false).signer(&[]);
    if root {
        certificates.push(authority.itself());
    }
    signed_data(3, algorithm, INFO, &octets(&info), &certificates, &signer)
}

/// A countersignature of PKCS#9 over a signature. Its certificate goes with those of the signature.
pub fn countersignature(authority: &Authority, algorithm: Algorithm, signature: &[u8], at: &str) -> Vec<u8> {
    let attributes = [
        attribute("1.2.840.113549.1.9.3", &object("1.2.840.113549.1.7.1")),
        attribute("1.2.840.113549.1.9.5", &tagged(0x17, &at.as_bytes()[2..])),
        attribute("1.2.840.113549.1.9.4", &octets(&algorithm.of(signature))),
    ];
    sign(authority, &STAMPER, 8, algorithm, &attributes, false).signer(&[])
}
