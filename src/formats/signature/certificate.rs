//! Certificates: what is needed of them to find the one that belongs to a signature, and to see whether it is whole.

use super::der::{
    self, BIT_STRING, BOOLEAN, FIELD_0, FIELD_3, INTEGER, OBJECT, OCTET_STRING, PLAIN_0, Reader, SEQUENCE, SET, Value,
};
use super::key::{Method, Outcome, PublicKey, bit_string};
use super::roots::{EXPONENT, ROOTS};
use super::{SignatureFault, Work, broken, names};
use crate::text::shown_name;

/// More than any signature brings along.
const MOST: usize = 100;

/// Names up to this length, in bytes, are compared as texts: it takes time, and somebody may have made many of them.
const LONGEST_NAME: usize = 1024;

const WHAT: &str = "certificate";

/// A certificate.
pub(super) struct Certificate<'a> {
    /// The part that its issuer signed.
    signed: &'a [u8],
    method: Method,
    signature: &'a [u8],
    serial: &'a [u8],
    issuer: Value<'a>,
    subject: Value<'a>,
    pub(super) key: PublicKey<'a>,
    key_id: Option<&'a [u8]>,
    issuer_key_id: Option<&'a [u8]>,
}

impl<'a> Certificate<'a> {
    fn read(value: Value<'a>) -> Result<Self, SignatureFault> {
        let mut parts = value.inside();
        let signed = parts.one(SEQUENCE, WHAT)?;
        let algorithm = parts.one(SEQUENCE, WHAT)?;
        let signature = bit_string(parts.one(BIT_STRING, WHAT)?, WHAT)?;
        parts.end(WHAT)?;

        let mut fields = signed.inside();
        // The version: left out for 1.
        fields.maybe(FIELD_0, WHAT)?;
        let serial = fields.one(INTEGER, WHAT)?.content;
        if fields.one(SEQUENCE, WHAT)?.whole != algorithm.whole {
            return Err(broken("signature algorithm of a certificate"));
        }
        let issuer = fields.one(SEQUENCE, WHAT)?;
        fields.one(SEQUENCE, WHAT)?;
        let subject = fields.one(SEQUENCE, WHAT)?;
        let key = PublicKey::read(fields.one(SEQUENCE, WHAT)?, "public key of a certificate")?;
        let mut extensions = Extensions::default();
        while !fields.is_empty() {
            let field = fields.any(WHAT)?;
            match field.tag {
                FIELD_3 => extensions = Extensions::read(field)?,
                // Unique identifiers of issuer and subject, which nobody uses any more.
                0x81 | 0x82 => {}
                _ => return Err(broken(WHAT)),
            }
        }
        Ok(Self {
            signed: signed.whole,
            method: Method::read(algorithm, None, "signature algorithm of a certificate")?,
            signature,
            serial,
            issuer,
            subject,
            key,
            key_id: extensions.key_id,
            issuer_key_id: extensions.issuer_key_id,
        })
    }

    /// What the subject is called: its common name, else what there is.
    pub(super) fn shown(&self) -> String {
        let parts = parts_of(self.subject).unwrap_or_default();
        let wanted = [names::COMMON_NAME, names::ORGANISATION, names::UNIT];
        let found = wanted.iter().find_map(|name| parts.iter().find(|(part, _)| part == name));
        let (_, text) = found.or(parts.first()).unwrap_or(&(&[], None));
        shown_name(text.as_deref().unwrap_or_default())
    }

    /// Holds its signature against another certificate's key.
    fn is_signed_by(&self, issuer: &Self, digest: &[u8], work: &mut Work) -> Result<Outcome, SignatureFault> {
        issuer.key.verify(self.method, digest, self.signature, work)
    }
}

/// The extensions that name keys.
#[derive(Default)]
struct Extensions<'a> {
    key_id: Option<&'a [u8]>,
    issuer_key_id: Option<&'a [u8]>,
}

impl<'a> Extensions<'a> {
    fn read(field: Value<'a>) -> Result<Self, SignatureFault> {
        let mut extensions = Self::default();
        let mut list = der::only(field.content, SEQUENCE, WHAT)?.inside();
        while !list.is_empty() {
            let mut parts = list.one(SEQUENCE, WHAT)?.inside();
            let name = parts.one(OBJECT, WHAT)?.content;
            parts.maybe(BOOLEAN, WHAT)?;
            let content = parts.one(OCTET_STRING, WHAT)?.content;
            parts.end(WHAT)?;
            // Of another shape they are no help, and no fault: the issuer's signature is over them.
            match name {
                names::SUBJECT_KEY => {
                    extensions.key_id = der::only(content, OCTET_STRING, WHAT).ok().map(|id| id.content);
                }
                names::AUTHORITY_KEY => {
                    let id = der::only(content, SEQUENCE, WHAT).and_then(|id| id.inside().maybe(PLAIN_0, WHAT));
                    extensions.issuer_key_id = id.ok().flatten().map(|id| id.content);
                }
                _ => {}
            }
        }
        Ok(extensions)
    }
}

/// The certificates that a signature brings along.
#[derive(Default)]
pub(super) struct Bag<'a>(Vec<Certificate<'a>>);

impl<'a> Bag<'a> {
    /// Reads them out of the field of SignedData.
    pub(super) fn read(field: Option<Value<'a>>) -> Result<Self, SignatureFault> {
        let mut certificates = Vec::new();
        let mut list = field.map_or(Reader::new(&[]), |field| field.inside());
        while !list.is_empty() {
            if certificates.len() == MOST {
                return Err(SignatureFault::NotUnderstood(format!("more than {MOST} certificates")));
            }
            let value = list.any("list of certificates")?;
            match value.tag {
                SEQUENCE => certificates.push(Certificate::read(value)?),
                // Certificates of attributes: Microsoft's time stamps bring one, signed with a key that nobody has.
                0xA0..=0xA3 => {}
                _ => return Err(broken("list of certificates")),
            }
        }
        Ok(Self(certificates))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The one of this issuer with this serial number.
    pub(super) fn find(&self, issuer: Value<'_>, serial: &[u8]) -> Option<&Certificate<'a>> {
        self.0.iter().find(|certificate| certificate.serial == serial && same_name(certificate.issuer, issuer))
    }

    /// The one with this key.
    pub(super) fn find_key(&self, key_id: &[u8]) -> Option<&Certificate<'a>> {
        self.0.iter().find(|certificate| certificate.key_id == Some(key_id))
    }

    /// Holds the signature of each certificate against its issuer, where that is in the bag too.
    pub(super) fn check(&self, work: &mut Work) -> Result<(), SignatureFault> {
        for certificate in &self.0 {
            // Unknown to us, and not to be told from a right one: the two places that name it agree.
            let Some(hash) = certificate.method.hash() else { continue };
            work.spend_on_bytes(certificate.signed.len())?;
            let digest = hash.of(certificate.signed);
            if !self.is_consistent(certificate, &digest, work)? {
                return Err(broken("signature of a certificate"));
            }
        }
        Ok(())
    }

    fn is_consistent(
        &self,
        certificate: &Certificate<'a>,
        digest: &[u8],
        work: &mut Work,
    ) -> Result<bool, SignatureFault> {
        let (mut named, mut meant) = (false, false);
        for issuer in self.0.iter().filter(|issuer| same_name(issuer.subject, certificate.issuer)) {
            named = true;
            match certificate.is_signed_by(issuer, digest, work)? {
                Outcome::Holds | Outcome::NotVerifiable => return Ok(true),
                Outcome::Changed => return Ok(false),
                // An authority may have had several keys: of another key nothing is to be expected.
                Outcome::Fails => {
                    meant |= match (certificate.issuer_key_id, issuer.key_id) {
                        (Some(asked), Some(own)) => asked == own,
                        _ => true,
                    };
                }
            }
        }
        if named {
            return Ok(!meant);
        }
        // Nobody has the issuer's name. Where somebody has its key, one of the two names is not what it was.
        for issuer in &self.0 {
            if matches!(certificate.is_signed_by(issuer, digest, work)?, Outcome::Holds | Outcome::Changed) {
                return Ok(false);
            }
        }
        is_consistent_with_roots(certificate, digest, work)
    }
}

/// Holds a certificate whose issuer is not in the bag against Microsoft's roots: one of them may be meant.
fn is_consistent_with_roots(
    certificate: &Certificate<'_>,
    digest: &[u8],
    work: &mut Work,
) -> Result<bool, SignatureFault> {
    let parts = parts_of(certificate.issuer).unwrap_or_default();
    let name = parts.iter().find(|(part, _)| *part == names::COMMON_NAME).and_then(|(_, text)| text.as_deref());
    for root in &ROOTS {
        let is_named = name == Some(root.name);
        let modulus = root.modulus();
        let key = PublicKey::Rsa { modulus: &modulus, exponent: &EXPONENT };
        match key.verify(certificate.method, digest, certificate.signature, work)? {
            Outcome::Holds => return Ok(is_named),
            Outcome::Changed => return Ok(false),
            Outcome::Fails if is_named => return Ok(false),
            Outcome::Fails | Outcome::NotVerifiable => {}
        }
    }
    Ok(true)
}

/// Whether two names are the same; a name may be written with other types of string where it is repeated.
fn same_name(one: Value<'_>, other: Value<'_>) -> bool {
    one.whole == other.whole
        || one.whole.len().max(other.whole.len()) <= LONGEST_NAME
            && parts_of(one)
                .is_some_and(|parts| parts.iter().all(|(_, text)| text.is_some()) && parts_of(other) == Some(parts))
}

/// The parts of a name, each with its text where that is one; none where it is no name, or an empty one.
fn parts_of(name: Value<'_>) -> Option<Vec<(&[u8], Option<String>)>> {
    let mut parts = Vec::new();
    let mut sets = name.inside();
    while !sets.is_empty() {
        let mut pairs = sets.one(SET, WHAT).ok()?.inside();
        while !pairs.is_empty() {
            let mut pair = pairs.one(SEQUENCE, WHAT).ok()?.inside();
            let (part, text) = (pair.one(OBJECT, WHAT).ok()?, pair.any(WHAT).ok()?);
            parts.push((part.content, text_of(text)));
        }
    }
    (!parts.is_empty()).then_some(parts)
}

/// The text of a string. Only of the types that names have: an unknown type may be a known one that lost a bit.
fn text_of(value: Value<'_>) -> Option<String> {
    let utf8 = || std::str::from_utf8(value.content).ok().map(str::to_owned);
    match value.tag {
        // UTF8String, PrintableString, IA5String.
        0x0C | 0x13 | 0x16 => utf8(),
        // TeletexString, which everybody writes as Latin 1.
        0x14 => Some(value.content.iter().copied().map(char::from).collect()),
        // BMPString: two bytes a character.
        0x1E => {
            let units = value.content.chunks(2).map(|pair| match pair {
                [high, low] => u16::from_be_bytes([*high, *low]),
                _ => 0xD800,
            });
            char::decode_utf16(units).collect::<Result<_, _>>().ok()
        }
        _ => None,
    }
}
