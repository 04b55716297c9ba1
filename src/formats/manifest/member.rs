//! The members of an element, attributes and child elements alike: their spellings and their values.

/// The longest name of a member that is known, in letters.
const LONGEST_NAME: usize = 24;

/// What a member is, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Member {
    /// The name that a file is copied to: that under which it lies in Redist.
    CopyName,
    /// The name of a file, of which kind ever.
    FileName,
    /// A name: of a file, a group, a language.
    Name,
    /// What else tells one group from another.
    Label,
    /// A hash that says by its own name that it is SHA-256.
    Sha256,
    /// A hash.
    Hash,
    /// Of which kind a hash is.
    Algorithm,
    /// The value of a hash that has an element of its own.
    Value,
    /// A size.
    Size,
    /// A directory.
    Directory,
    /// Where the file is downloaded from. Only that it is there counts.
    Source,
}

impl Member {
    /// The member of this name; its case, prefix and signs such as `-` and `_` do not matter.
    ///
    /// `in_hash`: within the element of a hash, where more is plain.
    pub(super) fn of(name: &[u8], in_hash: bool) -> Option<Self> {
        let mut letters = [0; LONGEST_NAME];
        let letters = letters_of(name, &mut letters)?;
        Some(match letters {
            b"type" | b"name" if in_hash => Self::Algorithm,
            b"value" if in_hash => Self::Value,
            b"copyname" | b"copyfilename" | b"copyas" => Self::CopyName,
            b"filename" | b"targetfilename" | b"destinationfilename" => Self::FileName,
            b"name" => Self::Name,
            b"groupname" | b"displayname" | b"title" | b"id" | b"groupid" | b"language" | b"culture" | b"lcid" => {
                Self::Label
            }
            b"sha256" | b"sha256hash" | b"hashsha256" | b"filesha256" | b"sha256checksum" | b"filehashsha256" => {
                Self::Sha256
            }
            b"hash" | b"filehash" | b"hashvalue" | b"checksum" | b"digest" => Self::Hash,
            b"algorithm" | b"hashalgorithm" | b"alg" | b"hashtype" | b"algorithmname" => Self::Algorithm,
            b"size" | b"filesize" | b"length" | b"sizeinbytes" | b"bytes" => Self::Size,
            b"directory" | b"dir" | b"folder" | b"subdir" | b"subdirectory" | b"subfolder" | b"targetpath"
            | b"targetdir" | b"targetdirectory" | b"targetfolder" | b"destination" | b"destinationpath"
            | b"destinationfolder" | b"relativepath" | b"copypath" | b"path" => Self::Directory,
            b"source" | b"sourceurl" | b"url" | b"downloadurl" | b"link" => Self::Source,
            _ => return None,
        })
    }
}

/// The letters and digits of a name without its prefix, in lower case. None: too many.
fn letters_of<'a>(name: &[u8], letters: &'a mut [u8; LONGEST_NAME]) -> Option<&'a [u8]> {
    let mut n = 0;
    for byte in name.iter().filter(|byte| !matches!(byte, b'-' | b'_' | b'.')) {
        *letters.get_mut(n)? = byte.to_ascii_lowercase();
        n += 1;
    }
    letters.get(..n)
}

/// The value of a member.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Value {
    /// It is not there, or blank.
    #[default]
    None,
    /// Its text, without blanks around it.
    Text(String),
    /// It is there and cannot be used: too long, an entity that nobody knows, two values that differ.
    Unusable,
}

impl Value {
    pub(super) fn of(text: &str) -> Self {
        match text.trim_matches([' ', '\t', '\r', '\n']) {
            "" => Self::None,
            text => Self::Text(text.to_owned()),
        }
    }

    /// Takes in what the same member says at another place.
    pub(super) fn meet(&mut self, other: Self) {
        match (&*self, &other) {
            (_, Self::None) => {}
            (Self::None, _) => *self = other,
            (Self::Text(one), Self::Text(another)) if one == another => {}
            _ => *self = Self::Unusable,
        }
    }

    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::None | Self::Unusable => None,
        }
    }

    pub(super) fn is_there(&self) -> bool {
        *self != Self::None
    }
}

/// True for `SHA256`, `sha-256`, and the name by which XML signatures call it.
pub(super) fn is_sha256(algorithm: &str) -> bool {
    let name = algorithm.rsplit('#').next().unwrap_or(algorithm);
    let mut letters = [0; LONGEST_NAME];
    letters_of(name.as_bytes(), &mut letters) == Some(b"sha256")
}

/// The hash that a text states: hex as Microsoft's manifests have it, also in the two other forms that .NET writes,
/// with dashes and as Base64; and after the name of the function, as the logs of the site server have it.
pub(super) fn sha256(text: &str) -> Option<[u8; 32]> {
    let text = match text.split_once(':') {
        Some((name, value)) if is_sha256(name) => value.trim_start(),
        Some(_) => return None,
        None => text,
    };
    match text.len() {
        64 => hex(text.as_bytes().iter().copied()),
        95 => {
            let is_dashed = text.bytes().skip(2).step_by(3).all(|byte| byte == b'-');
            let digits = text.bytes().enumerate().filter(|(n, _)| n % 3 != 2).map(|(_, byte)| byte);
            if is_dashed { hex(digits) } else { None }
        }
        44 => base64(text.as_bytes()),
        _ => None,
    }
}

fn hex(digits: impl Iterator<Item = u8>) -> Option<[u8; 32]> {
    let mut digits = digits.map(|digit| char::from(digit).to_digit(16).and_then(|digit| u8::try_from(digit).ok()));
    let mut hash = [0; 32];
    for byte in &mut hash {
        *byte = digits.next()?? << 4 | digits.next()??;
    }
    digits.next().is_none().then_some(hash)
}

/// 43 digits and one `=`: 32 bytes and two bits that must be zero.
fn base64(text: &[u8]) -> Option<[u8; 32]> {
    let digits = text.strip_suffix(b"=")?;
    let mut hash = [0; 32];
    let mut places = hash.iter_mut();
    let (mut bits, mut count) = (0u32, 0u32);
    for digit in digits {
        let value = match digit {
            b'A'..=b'Z' => digit - b'A',
            b'a'..=b'z' => digit - b'a' + 26,
            b'0'..=b'9' => digit - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = (bits & 0xFF) << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            *places.next()? = u8::try_from(bits >> count & 0xFF).ok()?;
        }
    }
    (places.next().is_none() && bits % 4 == 0).then_some(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEX: &str = "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855";

    #[test]
    fn a_hash_is_read_in_every_form_that_a_program_of_microsoft_writes() {
        let dashed: Vec<&str> = (0..32).map(|n| &HEX[2 * n..2 * n + 2]).collect();
        let expected = sha256(HEX);
        assert_eq!(expected.map(|hash| crate::formats::digest::hex(&hash)), Some(HEX.to_owned()));
        let rows = [
            (HEX.to_lowercase(), "lower case"),
            (dashed.join("-"), "BitConverter"),
            ("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=".to_owned(), "Convert.ToBase64String"),
            (format!("SHA256:{HEX}"), "the logs"),
            (format!("sha-256: {HEX}"), "the logs, spelt another way"),
        ];
        for (text, why) in rows {
            assert_eq!(sha256(&text), expected, "{why}");
        }
    }

    #[test]
    fn what_is_no_sha256_is_none() {
        let rows = [
            (String::new(), "nothing"),
            (HEX[..63].to_owned(), "a digit is missing"),
            (format!("{HEX}0"), "a digit too many"),
            (HEX.replace('E', "G"), "no digit"),
            (HEX[..40].to_owned(), "SHA-1"),
            (format!("SHA1:{HEX}"), "says another function"),
            (format!("{}é", &HEX[..62]), "64 bytes, one no digit"),
            ("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=".to_owned(), "bits after the last byte"),
            ("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFUA".to_owned(), "33 bytes"),
            ("47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU=".to_owned(), "Base64 for addresses"),
            (format!("{}+{}", &HEX[..2], &HEX[3..]), "a sign before digits"),
        ];
        for (text, why) in rows {
            assert_eq!(sha256(&text), None, "{text}: {why}");
        }
    }

    #[test]
    fn spellings_of_a_member_are_one() {
        let rows = [
            ("CopyName", Some(Member::CopyName)),
            ("COPYNAME", Some(Member::CopyName)),
            ("copy-name", Some(Member::CopyName)),
            ("SHA256", Some(Member::Sha256)),
            ("Sha-256", Some(Member::Sha256)),
            ("sha_256", Some(Member::Sha256)),
            ("SHA2561", None),
            ("Value", None),
            ("Type", None),
            ("Description", None),
            ("CopyNameOfTheFileOnSomeOtherComputer", None),
            ("", None),
        ];
        for (name, expected) in rows {
            assert_eq!(Member::of(name.as_bytes(), false), expected, "{name}");
        }
        assert_eq!(Member::of(b"Value", true), Some(Member::Value));
        assert_eq!(Member::of(b"Type", true), Some(Member::Algorithm));
    }

    #[test]
    fn an_algorithm_is_sha256_only_by_its_full_name() {
        for name in ["SHA256", "sha-256", "http://www.w3.org/2001/04/xmlenc#sha256"] {
            assert!(is_sha256(name), "{name}");
        }
        for name in ["", "SHA1", "SHA2", "SHA512", "HMACSHA256", "32780", "sha256withrsa"] {
            assert!(!is_sha256(name), "{name}");
        }
    }
}
