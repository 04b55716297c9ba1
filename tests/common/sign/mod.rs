//! Makes the PKCS#7 blocks of Authenticode signatures, as signtool leaves them, with keys that are for tests only.
#![allow(dead_code, reason = "each test program uses its own part")]

pub mod certificate;
pub mod der;
pub mod keys;
pub mod stamp;

use certificate::{Authority, Purpose};
use cmverify::formats::digest::Algorithm;
use der::{hash_name, object, octets, sequence, set_of, tagged};
use keys::{Key, LEAF};

/// What kind of file is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum File {
    Pe,
    Cab,
    Msi,
}

/// Who confirms when it was signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stamp {
    None,
    /// A token of RFC 3161, in Microsoft's attribute.
    Token,
    /// A countersignature of PKCS#9.
    Countersignature,
}

/// How a signature is made. The default has no time stamp and no other signature in it.
#[derive(Clone, Debug)]
pub struct Options {
    /// The common name of the signer.
    pub signer: &'static str,
    pub stamp: Stamp,
    /// The time in it, `YYYYMMDDHHMMSSZ`.
    pub at: &'static str,
    /// Whole signatures to be nested in this one.
    pub nested: Vec<Vec<u8>>,
    /// The issuer's certificate is in the block too. It proves the other ones.
    pub root: bool,
    /// Signed as RSASSA-PSS.
    pub pss: bool,
    /// More certificates, each whole, before the others.
    pub certificates: Vec<Vec<u8>>,
    /// More unsigned attributes, each whole.
    pub unsigned: Vec<Vec<u8>>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            signer: "Example Signer",
            stamp: Stamp::None,
            at: "20240229123456Z",
            nested: Vec::new(),
            root: true,
            pss: false,
            certificates: Vec::new(),
            unsigned: Vec::new(),
        }
    }
}

/// The block of a signature over a file of this digest. Whoever puts it into a file pads it to 8 bytes.
pub fn signature(algorithm: Algorithm, digest: &[u8], kind: File, options: &Options) -> Vec<u8> {
    let content = indirect_data(algorithm, digest, kind);
    let authority = Authority::new("Example Root");
    let leaf = authority.issue(options.signer, &LEAF, 7, Purpose::Code);
    let mut certificates = options.certificates.clone();
    certificates.push(leaf);
    if options.root {
        certificates.push(authority.itself());
    }
    if options.stamp == Stamp::Countersignature {
        certificates.push(authority.issue(stamp::NAME, &keys::STAMPER, 8, Purpose::Time));
    }
    let attributes = [
        attribute("1.2.840.113549.1.9.3", &object("1.3.6.1.4.1.311.2.1.4")),
        attribute("1.3.6.1.4.1.311.2.1.11", &sequence(&[object("1.3.6.1.4.1.311.2.1.21")])),
        attribute("1.3.6.1.4.1.311.2.1.12", &sequence(&[])),
        attribute("1.2.840.113549.1.9.4", &octets(&algorithm.of(der::inside(&content)))),
    ];
    let made = sign(&authority, &LEAF, 7, algorithm, &attributes, options.pss);
    let mut unsigned = options.unsigned.clone();
    for nested in &options.nested {
        unsigned.push(attribute("1.3.6.1.4.1.311.2.4.1", nested));
    }
    match options.stamp {
        Stamp::None => {}
        Stamp::Token => {
            let token = stamp::token(&authority, algorithm, &made.signature, options.at, options.root);
            unsigned.push(attribute("1.3.6.1.4.1.311.3.3.1", &token));
        }
        Stamp::Countersignature => {
            let signer = stamp::countersignature(&authority, algorithm, &made.signature, options.at);
            unsigned.push(attribute("1.2.840.113549.1.9.6", &signer));
        }
    }
    let signer = made.signer(&unsigned);
    signed_data(1, algorithm, "1.3.6.1.4.1.311.2.1.4", &content, &certificates, &signer)
}

/// SpcIndirectDataContent.
fn indirect_data(algorithm: Algorithm, digest: &[u8], kind: File) -> Vec<u8> {
    let obsolete: Vec<u8> = "<<<Obsolete>>>".encode_utf16().flat_map(u16::to_be_bytes).collect();
    let link = tagged(0xA2, &tagged(0x80, &obsolete));
    let (name, value) = match kind {
        File::Pe => {
            let image = sequence(&[tagged(0x03, &[0]), tagged(0xA0, &link)]);
            ("1.3.6.1.4.1.311.2.1.15", image)
        }
        File::Cab => ("1.3.6.1.4.1.311.2.1.25", link),
        File::Msi => {
            // The class of MSI in Windows's list of signed formats.
            let class = [0xF1, 0x10, 0x0C, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46];
            let mut fields = vec![tagged(0x02, &[1]), octets(&class)];
            fields.extend((0..5).map(|_| tagged(0x02, &[0])));
            ("1.3.6.1.4.1.311.2.1.30", sequence(&fields))
        }
    };
    sequence(&[sequence(&[object(name), value]), sequence(&[hash_name(algorithm), octets(digest)])])
}

/// An attribute with one value.
pub fn attribute(name: &str, value: &[u8]) -> Vec<u8> {
    sequence(&[object(name), set_of(&[value.to_vec()])])
}

/// A signer before anything is added to it.
pub struct Made {
    head: Vec<Vec<u8>>,
    pub signature: Vec<u8>,
}

impl Made {
    /// The SignerInfo.
    pub fn signer(&self, unsigned: &[Vec<u8>]) -> Vec<u8> {
        let mut parts = self.head.clone();
        parts.push(octets(&self.signature));
        if !unsigned.is_empty() {
            parts.push(tagged(0xA1, der::inside(&set_of(unsigned))));
        }
        sequence(&parts)
    }
}

/// Signs attributes with the key of the certificate that `authority` gave this number.
pub fn sign(
    authority: &Authority,
    key: &Key,
    serial: u8,
    algorithm: Algorithm,
    attributes: &[Vec<u8>],
    pss: bool,
) -> Made {
    let set = set_of(attributes);
    let (method, signature) = if pss {
        (keys::pss_name(algorithm), key.sign_pss(algorithm, &set))
    } else {
        (keys::rsa_name(), key.sign(algorithm, &set))
    };
    let head = vec![
        tagged(0x02, &[1]),
        sequence(&[authority.name(), tagged(0x02, &[serial])]),
        hash_name(algorithm),
        tagged(0xA0, der::inside(&set)),
        method,
    ];
    Made { head, signature }
}

/// A ContentInfo with a SignedData.
pub fn signed_data(
    version: u8,
    algorithm: Algorithm,
    content_type: &str,
    content: &[u8],
    certificates: &[Vec<u8>],
    signer: &[u8],
) -> Vec<u8> {
    let mut parts = vec![
        tagged(0x02, &[version]),
        set_of(&[hash_name(algorithm)]),
        sequence(&[object(content_type), tagged(0xA0, content)]),
    ];
    if !certificates.is_empty() {
        parts.push(tagged(0xA0, &certificates.concat()));
    }
    parts.push(set_of(&[signer.to_vec()]));
    sequence(&[object("1.2.840.113549.1.7.2"), tagged(0xA0, &sequence(&parts))])
}
