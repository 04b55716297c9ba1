//! Public keys, and whether a signature is theirs.

use super::der::{self, BIT_STRING, FIELD_0, FIELD_1, FIELD_2, FIELD_3, INTEGER, NULL, OBJECT, SEQUENCE, Value};
use super::names::{self, Scheme};
use super::{SignatureFault, Work, broken};
use crate::formats::digest::Algorithm;
use num_bigint::BigUint;

/// The lengths of keys that are worked with, in bits. Microsoft's have 1,024 to 4,096.
const SHORTEST: u64 = 512;
const LONGEST: u64 = 8192;

/// A public key.
#[derive(Clone, Copy, Debug)]
pub(super) enum PublicKey<'a> {
    /// Modulus and exponent.
    Rsa { modulus: &'a [u8], exponent: &'a [u8] },
    /// Of another kind.
    Other(Scheme),
}

/// How something was signed.
#[derive(Clone, Copy, Debug)]
pub(super) enum Method {
    /// RSA as in PKCS#1 1.5.
    Plain(Algorithm),
    /// RSASSA-PSS: hash function, that of the mask, and bytes of salt.
    Pss(Algorithm, Algorithm, usize),
    /// With something that is not worked with here.
    Other(Scheme),
}

/// What holding a signature against a key gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Holds,
    /// It is this key's, but over something else: what was signed has changed since.
    Changed,
    Fails,
    /// It takes mathematics that are not here.
    NotVerifiable,
}

impl<'a> PublicKey<'a> {
    /// Reads a SubjectPublicKeyInfo.
    pub(super) fn read(info: Value<'a>, what: &str) -> Result<Self, SignatureFault> {
        let mut parts = info.inside();
        let (name, parameters) = algorithm(parts.one(SEQUENCE, what)?, what)?;
        let bits = bit_string(parts.one(BIT_STRING, what)?, what)?;
        parts.end(what)?;
        let scheme = names::scheme(name);
        match scheme {
            Scheme::Rsa(None) => nothing(parameters, what)?,
            Scheme::Pss => {}
            _ => return Ok(Self::Other(scheme)),
        }
        let mut numbers = der::only(bits, SEQUENCE, what)?.inside();
        let modulus = numbers.one(INTEGER, what)?.content;
        let exponent = numbers.one(INTEGER, what)?.content;
        numbers.end(what)?;
        Ok(Self::Rsa { modulus, exponent })
    }

    /// Holds a signature of `digest` against this key.
    pub(super) fn verify(
        &self,
        method: Method,
        digest: &[u8],
        signature: &[u8],
        work: &mut Work,
    ) -> Result<Outcome, SignatureFault> {
        let (modulus, exponent) = match (self, method) {
            (Self::Rsa { modulus, exponent }, Method::Plain(_) | Method::Pss(..)) => (modulus, exponent),
            (Self::Rsa { .. }, Method::Other(Scheme::RsaOther)) => return Ok(Outcome::NotVerifiable),
            (Self::Other(key), Method::Other(method)) if *key == method => return Ok(Outcome::NotVerifiable),
            _ => return Ok(Outcome::Fails),
        };
        // A negative number is no key.
        if [modulus, exponent].iter().any(|number| number.first().is_none_or(|first| first & 0x80 != 0)) {
            return Ok(Outcome::Fails);
        }
        // Before any large number is made of it.
        if modulus.len() as u64 > LONGEST / 8 + 1 {
            return Ok(Outcome::NotVerifiable);
        }
        let modulus = BigUint::from_bytes_be(modulus);
        let exponent = BigUint::from_bytes_be(exponent.get(..exponent.len().min(64)).unwrap_or_default());
        let bits = modulus.bits();
        let length = usize::try_from(bits.div_ceil(8)).unwrap_or(usize::MAX);
        if bits > LONGEST {
            return Ok(Outcome::NotVerifiable);
        }
        // What no key is: too short, even, an exponent that changes nothing or is longer than anybody's.
        if bits < SHORTEST || !modulus.bit(0) || !exponent.bit(0) || !(2..=33).contains(&exponent.bits()) {
            return Ok(Outcome::Fails);
        }
        if signature.len() > length {
            return Ok(Outcome::Fails);
        }
        let number = BigUint::from_bytes_be(signature);
        if number >= modulus {
            return Ok(Outcome::Fails);
        }
        work.spend_on_key(bits)?;
        let opened = power(&number, &exponent, &modulus).to_bytes_be();
        let mut message = vec![0; length.saturating_sub(opened.len())];
        message.extend(opened);
        let holds = match method {
            Method::Plain(hash) => is_plain(&message, hash, digest),
            Method::Pss(hash, mask, salt) => is_pss(&message, bits, hash, mask, salt, digest),
            Method::Other(_) => false,
        };
        Ok(match method {
            _ if holds => Outcome::Holds,
            // Of another key's signature nothing comes out that is padded so.
            Method::Plain(_) if message.starts_with(&[0, 1, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]) => {
                Outcome::Changed
            }
            _ => Outcome::Fails,
        })
    }
}

/// `base` to the power of a short, odd `exponent`, modulo `modulus`. The crate's own power is made for exponents as long
/// as the modulus: it works out sixteen powers before it begins, of which 65537 needs none.
fn power(base: &BigUint, exponent: &BigUint, modulus: &BigUint) -> BigUint {
    let mut result = base.clone();
    for bit in (0..exponent.bits().saturating_sub(1)).rev() {
        result = &result * &result % modulus;
        if exponent.bit(bit) {
            result = result * base % modulus;
        }
    }
    result
}

impl Method {
    /// Reads an AlgorithmIdentifier; `hash` is what a signer names beside it.
    pub(super) fn read(value: Value<'_>, hash: Option<Algorithm>, what: &str) -> Result<Self, SignatureFault> {
        let (name, parameters) = algorithm(value, what)?;
        Ok(match names::scheme(name) {
            Scheme::Rsa(own) => {
                nothing(parameters, what)?;
                match own.or(hash) {
                    Some(hash) => Self::Plain(hash),
                    None => Self::Other(Scheme::RsaOther),
                }
            }
            Scheme::Pss => pss(parameters, what)?,
            other => Self::Other(other),
        })
    }

    /// The hash function that the signature is made over.
    pub(super) const fn hash(self) -> Option<Algorithm> {
        match self {
            Self::Plain(hash) | Self::Pss(hash, ..) => Some(hash),
            Self::Other(_) => None,
        }
    }
}

/// Name and parameters of an AlgorithmIdentifier.
pub(super) fn algorithm<'a>(value: Value<'a>, what: &str) -> Result<(&'a [u8], Option<Value<'a>>), SignatureFault> {
    let mut parts = value.inside();
    let name = parts.one(OBJECT, what)?.content;
    let parameters = if parts.is_empty() { None } else { Some(parts.any(what)?) };
    parts.end(what)?;
    Ok((name, parameters))
}

/// The hash function of an AlgorithmIdentifier; none: an unknown one.
pub(super) fn hash(value: Value<'_>, what: &str) -> Result<Option<Algorithm>, SignatureFault> {
    let (name, parameters) = algorithm(value, what)?;
    let hash = names::hash(name);
    if hash.is_some() {
        nothing(parameters, what)?;
    }
    Ok(hash)
}

/// The bytes of a bit string that is made of whole bytes.
pub(super) fn bit_string<'a>(value: Value<'a>, what: &str) -> Result<&'a [u8], SignatureFault> {
    match value.content.split_first() {
        Some((0, bytes)) => Ok(bytes),
        _ => Err(broken(what)),
    }
}

/// Parameters of an algorithm that has none: left out, or NULL.
fn nothing(parameters: Option<Value<'_>>, what: &str) -> Result<(), SignatureFault> {
    match parameters {
        None => Ok(()),
        Some(value) if value.tag == NULL && value.content.is_empty() => Ok(()),
        Some(_) => Err(broken(what)),
    }
}

/// The parameters of RSASSA-PSS (RFC 4055): each has a default.
fn pss(parameters: Option<Value<'_>>, what: &str) -> Result<Method, SignatureFault> {
    let other = Ok(Method::Other(Scheme::RsaOther));
    let Some(parameters) = parameters.filter(|parameters| parameters.tag == SEQUENCE) else { return other };
    let mut parts = parameters.inside();
    let (mut digest, mut mask, mut salt) = (Some(Algorithm::Sha1), Some(Algorithm::Sha1), 20);
    if let Some(field) = parts.maybe(FIELD_0, what)? {
        digest = hash(der::only(field.content, SEQUENCE, what)?, what)?;
    }
    if let Some(field) = parts.maybe(FIELD_1, what)? {
        let (name, inner) = algorithm(der::only(field.content, SEQUENCE, what)?, what)?;
        mask = match inner {
            Some(inner) if name == names::MASK && inner.tag == SEQUENCE => hash(inner, what)?,
            _ => None,
        };
    }
    if let Some(field) = parts.maybe(FIELD_2, what)? {
        salt = match der::only(field.content, INTEGER, what)?.content {
            [salt] | [0, salt] => usize::from(*salt),
            _ => return Err(broken(what)),
        };
    }
    parts.maybe(FIELD_3, what)?;
    parts.end(what)?;
    match (digest, mask) {
        (Some(digest), Some(mask)) => Ok(Method::Pss(digest, mask, salt)),
        _ => other,
    }
}

/// Whether `message` is a digest as PKCS#1 1.5 pads it, with or without the NULL that some leave out.
fn is_plain(message: &[u8], hash: Algorithm, digest: &[u8]) -> bool {
    let name = names::name_of(hash);
    [&[NULL, 0][..], &[]].iter().any(|parameters| {
        let tail = [
            &wrapped(SEQUENCE, &[wrapped(OBJECT, name), parameters.to_vec()].concat())[..],
            &wrapped(der::OCTET_STRING, digest),
        ];
        let tail = wrapped(SEQUENCE, &tail.concat());
        let Some((head, end)) = message.len().checked_sub(tail.len()).and_then(|at| message.split_at_checked(at))
        else {
            return false;
        };
        matches!(head, [0, 1, padding @ .., 0] if padding.len() >= 8 && padding.iter().all(|&byte| byte == 0xFF))
            && end == tail
    })
}

/// A short value: names and digests have less than 128 bytes.
fn wrapped(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut value = vec![tag, u8::try_from(content.len()).unwrap_or(u8::MAX)];
    value.extend(content);
    value
}

/// Whether `message` is a digest as RSASSA-PSS encodes it (RFC 8017, 9.1.2).
fn is_pss(message: &[u8], bits: u64, hash: Algorithm, mask: Algorithm, salt: usize, digest: &[u8]) -> bool {
    // The encoded message is one bit shorter than the modulus: with 8n+1 bits it is a byte shorter.
    let message = match message.split_first() {
        Some((0, rest)) if bits % 8 == 1 => rest,
        Some(_) if bits % 8 == 1 => return false,
        _ => message,
    };
    let Some((rest, [0xBC])) = message.len().checked_sub(1).and_then(|at| message.split_at_checked(at)) else {
        return false;
    };
    let Some((masked, seal)) = rest.len().checked_sub(digest.len()).and_then(|at| rest.split_at_checked(at)) else {
        return false;
    };
    let unused = (8 - (bits + 7) % 8) % 8;
    let keep = 0xFF_u8 >> unused;
    if masked.first().is_none_or(|first| first & !keep != 0) {
        return false;
    }
    let mut block: Vec<u8> = masked.iter().zip(mask_of(mask, seal, masked.len())).map(|(a, b)| a ^ b).collect();
    if let Some(first) = block.first_mut() {
        *first &= keep;
    }
    let Some((padding, salt)) = block.len().checked_sub(salt).and_then(|at| block.split_at_checked(at)) else {
        return false;
    };
    let mut hasher = hash.hasher();
    hasher.update(&[0; 8]);
    hasher.update(digest);
    hasher.update(salt);
    matches!(padding, [zeros @ .., 1] if zeros.iter().all(|&byte| byte == 0)) && hasher.finish() == seal
}

/// MGF1 of RFC 8017.
fn mask_of(hash: Algorithm, seed: &[u8], length: usize) -> Vec<u8> {
    let mut mask = Vec::with_capacity(length + 64);
    for count in 0_u32.. {
        if mask.len() >= length {
            break;
        }
        let mut hasher = hash.hasher();
        hasher.update(seed);
        hasher.update(&count.to_be_bytes());
        mask.extend(hasher.finish());
    }
    mask.truncate(length);
    mask
}
