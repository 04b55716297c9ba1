//! SignedData of PKCS#7 and CMS, and its signer: the file's, or that of a time stamp.

use super::der::{FIELD_0, FIELD_1, INTEGER, OBJECT, OCTET_STRING, PLAIN_0, Reader, SEQUENCE, SET, Value};
use super::key::{self, Method, Outcome};
use super::names::Scheme;
use super::{Bag, Certificate, SignatureFault, Work, broken, names};
use crate::formats::digest::Algorithm;

/// More attributes than any signer has.
const MOST: usize = 100;

/// A SignedData.
pub(super) struct SignedData<'a> {
    pub(super) content_type: &'a [u8],
    pub(super) content: Option<Value<'a>>,
    pub(super) bag: Bag<'a>,
    /// The hash functions that it names in front.
    hashes: Value<'a>,
    signers: Value<'a>,
}

impl<'a> SignedData<'a> {
    /// Reads a ContentInfo that holds one; `versions` are those that are known of its kind.
    pub(super) fn read(info: Value<'a>, versions: &[u8]) -> Result<Self, SignatureFault> {
        const WHAT: &str = "SignedData";
        if info.tag != SEQUENCE {
            return Err(broken(WHAT));
        }
        let mut parts = info.inside();
        let name = parts.one(OBJECT, WHAT)?.content;
        let field = parts.one(FIELD_0, WHAT)?;
        parts.end(WHAT)?;
        if name != names::SIGNED_DATA {
            return Err(broken("type of the PKCS#7 block"));
        }
        let mut field = field.inside();
        let mut parts = field.one(SEQUENCE, WHAT)?.inside();
        field.end(WHAT)?;
        version(parts.one(INTEGER, WHAT)?, versions)?;
        let hashes = parts.one(SET, WHAT)?;
        let mut content = parts.one(SEQUENCE, WHAT)?.inside();
        let bag = Bag::read(parts.maybe(FIELD_0, WHAT)?)?;
        // Lists of revoked certificates: nobody is asked about those here. Alone they would be the certificates, under
        // a tag that lost a bit.
        if parts.maybe(FIELD_1, WHAT)?.is_some() && bag.is_empty() {
            return Err(broken("list of certificates"));
        }
        let signers = parts.one(SET, WHAT)?;
        parts.end(WHAT)?;

        let content_type = content.one(OBJECT, WHAT)?.content;
        let inner = match content.maybe(FIELD_0, WHAT)? {
            Some(field) => {
                let mut field = field.inside();
                let inner = field.any(WHAT)?;
                field.end(WHAT)?;
                Some(inner)
            }
            None => None,
        };
        content.end(WHAT)?;
        Ok(Self { content_type, content: inner, bag, hashes, signers })
    }

    /// Its only signer.
    pub(super) fn signer(&self) -> Result<Signer<'a>, SignatureFault> {
        let mut list = self.signers.inside();
        let signer = Signer::read(list.one(SEQUENCE, "signer")?, Some(self.hashes))?;
        if !list.is_empty() {
            return Err(SignatureFault::NotUnderstood("several signers".to_owned()));
        }
        Ok(signer)
    }
}

/// How a signer names its certificate.
enum Identity<'a> {
    Serial(Value<'a>, &'a [u8]),
    Key(&'a [u8]),
}

/// A SignerInfo.
pub(super) struct Signer<'a> {
    identity: Identity<'a>,
    hash: Algorithm,
    signed: Option<Value<'a>>,
    method: Method,
    pub(super) signature: &'a [u8],
    pub(super) unsigned: Vec<Attribute<'a>>,
}

/// An attribute of a signer.
pub(super) struct Attribute<'a> {
    pub(super) name: &'a [u8],
    pub(super) values: Value<'a>,
}

impl<'a> Signer<'a> {
    /// Reads a SignerInfo. `hashes` are the hash functions that the SignedData around it names: the same function
    /// unknown in both places is one that is not known here, in one place it is a fault.
    pub(super) fn read(info: Value<'a>, hashes: Option<Value<'a>>) -> Result<Self, SignatureFault> {
        const WHAT: &str = "signer";
        if info.tag != SEQUENCE {
            return Err(broken(WHAT));
        }
        let mut parts = info.inside();
        let number = parts.one(INTEGER, WHAT)?;
        let identity = if let Some(id) = parts.maybe(PLAIN_0, WHAT)? {
            version(number, &[3])?;
            Identity::Key(id.content)
        } else {
            version(number, &[1])?;
            let mut id = parts.one(SEQUENCE, WHAT)?.inside();
            let identity = Identity::Serial(id.one(SEQUENCE, WHAT)?, id.one(INTEGER, WHAT)?.content);
            id.end(WHAT)?;
            identity
        };
        let algorithm = parts.one(SEQUENCE, WHAT)?;
        let signed = parts.maybe(FIELD_0, WHAT)?;
        let method = parts.one(SEQUENCE, WHAT)?;
        let signature = parts.one(OCTET_STRING, WHAT)?.content;
        let unsigned = attributes(parts.maybe(FIELD_1, WHAT)?)?;
        parts.end(WHAT)?;

        if let Some(hashes) = hashes {
            if !lists(hashes, algorithm)? {
                return Err(broken("hash function of the signer"));
            }
        }
        let hash = key::hash(algorithm, WHAT)?.ok_or_else(|| match hashes {
            Some(_) => SignatureFault::NotUnderstood("hash function of the signer".to_owned()),
            None => broken("hash function of the signer"),
        })?;
        let method = Method::read(method, Some(hash), "signature algorithm of the signer")?;
        Ok(Self { identity, hash, signed, method, signature, unsigned })
    }

    /// Its certificate in a bag.
    pub(super) fn certificate_in<'b>(&self, bag: &'b Bag<'a>) -> Option<&'b Certificate<'a>> {
        match self.identity {
            Identity::Serial(issuer, serial) => bag.find(issuer, serial),
            Identity::Key(id) => bag.find_key(id),
        }
    }

    /// The values of a signed attribute, which may be there once.
    pub(super) fn attribute(&self, name: &[u8]) -> Result<Option<Value<'a>>, SignatureFault> {
        const WHAT: &str = "signed attribute";
        let all = attributes(self.signed)?;
        let mut found = all.iter().filter(|attribute| attribute.name == name);
        let Some(attribute) = found.next() else { return Ok(None) };
        let mut values = attribute.values.inside();
        let value = values.any(WHAT)?;
        values.end(WHAT)?;
        if found.next().is_some() {
            return Err(broken(WHAT));
        }
        Ok(Some(value))
    }

    /// Holds what is signed against the content, and the signature against what is signed.
    ///
    /// The content is given with its type; a countersignature need not name one.
    pub(super) fn check(
        &self,
        certificate: &Certificate<'a>,
        content_type: ContentType<'_>,
        content: &[u8],
        work: &mut Work,
    ) -> Result<(), SignatureFault> {
        work.spend_on_bytes(content.len())?;
        let digest = match self.signed {
            Some(signed) => {
                self.check_attributes(content_type, content)?;
                work.spend_on_bytes(signed.whole.len())?;
                self.method.hash().map(|hash| {
                    // Signed as the set that it is, though it stands as a numbered field.
                    let mut hasher = hash.hasher();
                    hasher.update(&[SET]);
                    hasher.update(signed.whole.get(1..).unwrap_or_default());
                    hasher.finish()
                })
            }
            None if matches!(content_type, ContentType::Open) => self.method.hash().map(|hash| hash.of(content)),
            None => return Err(broken("signed attributes")),
        };
        // RSA with a hash function that the signer cannot have meant.
        if matches!(self.method, Method::Other(Scheme::RsaOther)) {
            return Err(broken("signature algorithm of the signer"));
        }
        match certificate.key.verify(self.method, &digest.unwrap_or_default(), self.signature, work)? {
            Outcome::Holds => Ok(()),
            // Elliptic curves: what they sign is known, and fits the content.
            Outcome::NotVerifiable if matches!(self.method, Method::Other(Scheme::Other)) => Ok(()),
            Outcome::NotVerifiable => {
                Err(SignatureFault::NotUnderstood("signature algorithm of the signer".to_owned()))
            }
            Outcome::Changed | Outcome::Fails => Err(broken("signature")),
        }
    }

    fn check_attributes(&self, content_type: ContentType<'_>, content: &[u8]) -> Result<(), SignatureFault> {
        let named = self.attribute(names::CONTENT_TYPE)?.filter(|name| name.tag == OBJECT).map(|name| name.content);
        let fits = match content_type {
            ContentType::Is(name) => named == Some(name),
            ContentType::Open => named.is_none_or(|name| name == names::DATA),
        };
        if !fits {
            return Err(broken("type of the content"));
        }
        let digest = self.attribute(names::MESSAGE_DIGEST)?;
        if digest.is_none_or(|digest| digest.tag != OCTET_STRING || digest.content != self.hash.of(content)) {
            return Err(broken("message digest"));
        }
        Ok(())
    }
}

/// What a signer has to say of its content.
#[derive(Clone, Copy)]
pub(super) enum ContentType<'a> {
    /// This type.
    Is(&'a [u8]),
    /// Data, or nothing: a countersignature.
    Open,
}

/// Attributes out of their field.
fn attributes(field: Option<Value<'_>>) -> Result<Vec<Attribute<'_>>, SignatureFault> {
    const WHAT: &str = "attributes of the signer";
    let mut list = field.map_or(Reader::new(&[]), |field| field.inside());
    let mut attributes = Vec::new();
    while !list.is_empty() {
        if attributes.len() == MOST {
            return Err(SignatureFault::NotUnderstood(format!("more than {MOST} attributes")));
        }
        let mut parts = list.one(SEQUENCE, WHAT)?.inside();
        attributes.push(Attribute { name: parts.one(OBJECT, WHAT)?.content, values: parts.one(SET, WHAT)? });
        parts.end(WHAT)?;
    }
    Ok(attributes)
}

/// Whether a set of hash functions has this one. Its parameters may be NULL in one place and left out in the other.
fn lists(set: Value<'_>, algorithm: Value<'_>) -> Result<bool, SignatureFault> {
    const WHAT: &str = "hash functions";
    let (wanted, _) = key::algorithm(algorithm, WHAT)?;
    let (mut list, mut found) = (set.inside(), false);
    while !list.is_empty() {
        let entry = list.one(SEQUENCE, WHAT)?;
        key::hash(entry, WHAT)?;
        found |= key::algorithm(entry, WHAT)?.0 == wanted;
    }
    Ok(found)
}

fn version(number: Value<'_>, known: &[u8]) -> Result<(), SignatureFault> {
    match number.content {
        [number] if known.contains(number) => Ok(()),
        _ => Err(broken("version")),
    }
}
