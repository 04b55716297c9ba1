//! Authenticode: what the PKCS#7 block of a signed file says, and whether the block itself is whole.
//!
//! Whom the signer is trusted by is not asked here: that is Windows's to say. But a block proves much of itself. The
//! signer signed its attributes, the attributes hold the hash of the content, each certificate is signed by its issuer,
//! and a time stamp is over the signature. All of this is looked at, so that a file that lost a bit on its way does not
//! pass because the bit was in its signature.
//!
//! | file | idea |
//! |---|---|
//! | `der` | values, their tags and lengths |
//! | `names` | object identifiers |
//! | `key` | public keys, and whether a signature is theirs |
//! | `certificate` | certificates, and whether those of a block fit each other |
//! | `signed_data` | SignedData and its signer, which signatures and time stamps have in common |
//! | `stamp` | both kinds of time stamp |

mod certificate;
mod der;
mod key;
mod names;
mod roots;
mod signed_data;
mod stamp;

use super::digest::Algorithm;
use certificate::{Bag, Certificate};
use der::{OBJECT, OCTET_STRING, Reader, SEQUENCE, Value};
use signed_data::{ContentType, SignedData, Signer};
use stamp::Stamps;

/// The longest block that is looked at, in bytes. Real ones have 5 to 30 KiB.
const LONGEST: usize = 4 * 1024 * 1024;
/// The most signatures of one file that are looked at. Real files have one or two.
const MOST: usize = 8;

/// One signature of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// The hash function that the file's digest is made with.
    pub algorithm: Algorithm,
    /// The digest that the file must have.
    pub digest: Vec<u8>,
    /// Who signed: the common name of the certificate, else the organisation, fit to be shown. Not to be trusted for
    /// that alone: anybody can make a certificate of this name.
    pub signer: String,
    /// When it was signed, as somebody else confirms.
    pub time: Option<TimeStamp>,
}

/// A time stamp over a signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeStamp {
    /// The time, `YYYY-MM-DD HH:MM:SS` in UTC.
    pub at: String,
    /// Who stamped, as in [`Signature::signer`].
    pub by: String,
}

/// Why a block gives no signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignatureFault {
    /// It is not what was signed: what does not fit, in the words of the format.
    Broken(String),
    /// It may be whole, but something in it is not known here.
    NotUnderstood(String),
}

/// Reads the PKCS#7 block of a signed file, which may be padded with NUL bytes. Gives its own signature first, then
/// those that are nested in it.
///
/// # Errors
/// [`SignatureFault`]: of a block with several signatures already when one of them is not whole.
pub fn read(block: &[u8]) -> Result<Vec<Signature>, SignatureFault> {
    if block.len() > LONGEST {
        return Err(SignatureFault::NotUnderstood(format!("block of {} bytes", block.len())));
    }
    let mut reader = Reader::new(block);
    refuse_unknown_length(block)?;
    let content = reader.one(SEQUENCE, "PKCS#7 block")?;
    if !der::is_sound(content) {
        return Err(broken("lengths in the PKCS#7 block"));
    }
    if reader.rest().iter().any(|&byte| byte != 0) {
        return Err(broken("bytes after the PKCS#7 block"));
    }
    let mut signatures = Vec::new();
    collect(content, &mut signatures, &mut Work { left: Work::MOST })?;
    Ok(signatures)
}

/// Reads one signature and those that are nested in it.
fn collect(content: Value<'_>, signatures: &mut Vec<Signature>, work: &mut Work) -> Result<(), SignatureFault> {
    if signatures.len() == MOST {
        return Err(SignatureFault::NotUnderstood(format!("more than {MOST} signatures")));
    }
    let place = if signatures.is_empty() { "" } else { "nested signature" };
    let (signature, nested) = one(content, work).map_err(|fault| fault.within(place))?;
    signatures.push(signature);
    for content in nested {
        collect(content, signatures, work)?;
    }
    Ok(())
}

/// Reads one signature; gives the ones that are nested in it too.
fn one<'a>(content: Value<'a>, work: &mut Work) -> Result<(Signature, Vec<Value<'a>>), SignatureFault> {
    let data = SignedData::read(content, &[1])?;
    if data.content_type != names::INDIRECT_DATA {
        return Err(broken("type of the content"));
    }
    let content = data.content.ok_or_else(|| broken("SpcIndirectDataContent"))?;
    if content.tag == OCTET_STRING {
        // CMS wraps its content, Authenticode is older.
        return Err(SignatureFault::NotUnderstood("content in an octet string".to_owned()));
    }
    let (algorithm, digest) = indirect_data(content)?;
    let signer = data.signer()?;

    let certificate = signer.certificate_in(&data.bag).ok_or_else(|| broken("certificate of the signer"))?;
    signer.check(certificate, ContentType::Is(names::INDIRECT_DATA), content.content, work)?;
    data.bag.check(work)?;
    let (time, nested) = unsigned(&signer, &data.bag, work)?;
    Ok((Signature { algorithm, digest, signer: certificate.shown(), time }, nested))
}

/// The digest of the file out of SpcIndirectDataContent.
fn indirect_data(content: Value<'_>) -> Result<(Algorithm, Vec<u8>), SignatureFault> {
    const WHAT: &str = "SpcIndirectDataContent";
    if content.tag != SEQUENCE {
        return Err(broken(WHAT));
    }
    let mut parts = content.inside();
    // What kind of file it is, page hashes, flags: all of it is signed, none of it is needed.
    let mut kind = parts.one(SEQUENCE, WHAT)?.inside();
    kind.one(OBJECT, WHAT)?;
    let mut info = parts.one(SEQUENCE, WHAT)?.inside();
    parts.end(WHAT)?;
    let algorithm = key::hash(info.one(SEQUENCE, WHAT)?, WHAT)?.ok_or_else(|| broken("algorithm of the digest"))?;
    let digest = info.one(OCTET_STRING, WHAT)?.content;
    info.end(WHAT)?;
    if digest.len() != algorithm.of(&[]).len() {
        return Err(broken("length of the digest"));
    }
    Ok((algorithm, digest.to_vec()))
}

/// Looks at what was added to a signature after it was made: time stamps, and more signatures, which are given.
fn unsigned<'a>(
    signer: &Signer<'a>,
    bag: &Bag<'a>,
    work: &mut Work,
) -> Result<(Option<TimeStamp>, Vec<Value<'a>>), SignatureFault> {
    const WHAT: &str = "unsigned attribute";
    let mut stamps = Stamps::new(signer.signature, bag);
    let mut nested = Vec::new();
    for attribute in &signer.unsigned {
        let mut values = attribute.values.inside();
        if values.is_empty() {
            return Err(broken(WHAT));
        }
        while !values.is_empty() {
            let value = values.any(WHAT)?;
            match attribute.name {
                names::NESTED if nested.len() < MOST => nested.push(value),
                names::NESTED => return Err(SignatureFault::NotUnderstood(format!("more than {MOST} signatures"))),
                names::STAMP | names::CMS_STAMP => stamps.token(value, work)?,
                names::COUNTERSIGNATURE => stamps.countersignature(value, work)?,
                name if is_mistaken(name, value) => return Err(broken(WHAT)),
                // Others put in what they like: it is no part of the signature.
                _ => {}
            }
        }
    }
    Ok((stamps.best(), nested))
}

/// Whether an attribute of an unknown name is a known one whose name lost a bit. Names near a known one are in use, so
/// the content has to speak for it too.
fn is_mistaken(name: &[u8], value: Value<'_>) -> bool {
    let near = |known: &[u8]| names::one_bit_apart(name, known);
    let mut parts = value.inside();
    if near(names::COUNTERSIGNATURE) {
        let shape = [der::INTEGER, SEQUENCE, SEQUENCE];
        return value.tag == SEQUENCE && shape.iter().all(|&tag| parts.one(tag, "").is_ok());
    }
    [names::NESTED, names::STAMP, names::CMS_STAMP].into_iter().any(near)
        && value.tag == SEQUENCE
        && parts.one(OBJECT, "").is_ok_and(|name| name.content == names::SIGNED_DATA)
}

/// Refuses BER whose end is marked instead of its length told. Other programs' tokens may look so; no single bit makes
/// this of a length.
fn refuse_unknown_length(block: &[u8]) -> Result<(), SignatureFault> {
    if block.starts_with(&[SEQUENCE, 0x80, OBJECT, 9]) {
        return Err(SignatureFault::NotUnderstood("BER without lengths".to_owned()));
    }
    Ok(())
}

/// A fault, told with what does not fit.
fn broken(what: &str) -> SignatureFault {
    SignatureFault::Broken(what.to_owned())
}

impl SignatureFault {
    /// The same, told with where in the block it is.
    fn within(self, place: &str) -> Self {
        let told = |what: String| if place.is_empty() { what } else { format!("{place}: {what}") };
        match self {
            Self::Broken(what) => Self::Broken(told(what)),
            Self::NotUnderstood(what) => Self::NotUnderstood(told(what)),
        }
    }
}

/// How much may still be calculated for one block: somebody may have filled it with keys of the largest kind.
struct Work {
    left: u64,
}

impl Work {
    /// About 0.3 s. A signature with a key of 2,048 bits costs 4; a real block costs 50 in all.
    const MOST: u64 = 4096;

    fn spend_on_key(&mut self, bits: u64) -> Result<(), SignatureFault> {
        let size = bits.div_ceil(1024);
        self.spend(size.saturating_mul(size))
    }

    fn spend_on_bytes(&mut self, bytes: usize) -> Result<(), SignatureFault> {
        self.spend(bytes as u64 / 16384)
    }

    fn spend(&mut self, cost: u64) -> Result<(), SignatureFault> {
        self.left = self
            .left
            .checked_sub(cost)
            .ok_or_else(|| SignatureFault::NotUnderstood("too many signatures and keys".to_owned()))?;
        Ok(())
    }
}
