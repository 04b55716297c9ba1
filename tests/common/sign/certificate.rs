//! Certificates of an authority that nobody trusts.

use super::der::{bits, integer, object, octets, sequence, set_of, tagged};
use super::keys::{self, Key, ROOT};
use cmverify::formats::digest::Algorithm;

/// Who issues.
pub struct Authority {
    name: Vec<u8>,
}

/// What a certificate is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    Code,
    Time,
}

impl Authority {
    pub fn new(name: &str) -> Self {
        Self { name: name_of(name) }
    }

    /// Its name, as certificates have it.
    pub fn name(&self) -> Vec<u8> {
        self.name.clone()
    }

    /// Its own certificate.
    pub fn itself(&self) -> Vec<u8> {
        let is_authority = extension("2.5.29.19", &sequence(&[tagged(0x01, &[0xFF])]));
        self.certificate(&self.name, &ROOT, 1, is_authority)
    }

    /// A certificate for somebody.
    pub fn issue(&self, name: &str, key: &Key, serial: u8, purpose: Purpose) -> Vec<u8> {
        let purpose = match purpose {
            Purpose::Code => "1.3.6.1.5.5.7.3.3",
            Purpose::Time => "1.3.6.1.5.5.7.3.8",
        };
        let purpose = sequence(&[object("2.5.29.37"), tagged(0x01, &[0xFF]), octets(&sequence(&[object(purpose)]))]);
        self.certificate(&name_of(name), key, serial, purpose)
    }

    fn certificate(&self, subject: &[u8], key: &Key, serial: u8, purpose: Vec<u8>) -> Vec<u8> {
        let method = sequence(&[object("1.2.840.113549.1.1.11"), tagged(0x05, &[])]);
        let validity = [tagged(0x17, b"200101000000Z"), tagged(0x17, b"400101000000Z")];
        let extensions = [
            purpose,
            extension("2.5.29.14", &octets(&key.id())),
            extension("2.5.29.35", &sequence(&[tagged(0x80, &ROOT.id())])),
        ];
        let signed = sequence(&[
            tagged(0xA0, &integer(&[2])),
            integer(&[serial]),
            method.clone(),
            self.name.clone(),
            sequence(&validity),
            subject.to_vec(),
            sequence(&[keys::rsa_name(), bits(&key.public())]),
            tagged(0xA3, &sequence(&extensions)),
        ]);
        let signature = ROOT.sign(Algorithm::Sha256, &signed);
        sequence(&[signed, method, bits(&signature)])
    }
}

fn extension(name: &str, content: &[u8]) -> Vec<u8> {
    sequence(&[object(name), octets(content)])
}

/// A name of a country and a common name.
fn name_of(common: &str) -> Vec<u8> {
    let part = |name: &str, tag: u8, text: &str| {
        let pair = sequence(&[object(name), tagged(tag, text.as_bytes())]);
        set_of(&[pair])
    };
    sequence(&[part("2.5.4.6", 0x13, "JP"), part("2.5.4.3", 0x0C, common)])
}
