//! Writes DER.

use cmverify::formats::digest::Algorithm;

/// A value of this tag.
pub fn tagged(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let mut value = vec![tag];
    if length < 0x80 {
        value.push(u8::try_from(length).expect("short"));
    } else {
        let digits: Vec<u8> = length.to_be_bytes().into_iter().skip_while(|&digit| digit == 0).collect();
        value.push(0x80 | u8::try_from(digits.len()).expect("at most 8"));
        value.extend(digits);
    }
    value.extend(content);
    value
}

pub fn sequence(parts: &[Vec<u8>]) -> Vec<u8> {
    tagged(0x30, &parts.concat())
}

/// A set, in the order that DER asks for.
pub fn set_of(parts: &[Vec<u8>]) -> Vec<u8> {
    let mut parts = parts.to_vec();
    parts.sort();
    tagged(0x31, &parts.concat())
}

pub fn octets(content: &[u8]) -> Vec<u8> {
    tagged(0x04, content)
}

/// A bit string of whole bytes.
pub fn bits(content: &[u8]) -> Vec<u8> {
    tagged(0x03, &[&[0], content].concat())
}

/// An object identifier, from its numbers.
pub fn object(numbers: &str) -> Vec<u8> {
    let numbers: Vec<u32> = numbers.split('.').map(|number| number.parse().expect("a number")).collect();
    let mut content = Vec::new();
    let first = numbers[0] * 40 + numbers[1];
    for &number in std::iter::once(&first).chain(&numbers[2..]) {
        let groups = (0..5).rev().map(|n| number >> (7 * n) & 0x7F);
        let mut groups: Vec<u32> = groups.skip_while(|&group| group == 0).collect();
        if groups.is_empty() {
            groups.push(0);
        }
        let last = groups.len() - 1;
        content.extend(groups.iter().enumerate().map(|(n, &group)| {
            let more = if n == last { 0 } else { 0x80 };
            u8::try_from(group).expect("seven bits") | more
        }));
    }
    tagged(0x06, &content)
}

/// A number that is not negative, from its big-endian digits.
pub fn integer(digits: &[u8]) -> Vec<u8> {
    let first = digits.iter().position(|&digit| digit != 0).unwrap_or(digits.len());
    let digits = &digits[first..];
    let sign = digits.first().is_none_or(|first| first & 0x80 != 0);
    tagged(0x02, &[if sign { &[0][..] } else { &[] }, digits].concat())
}

/// The AlgorithmIdentifier of a hash function.
pub fn hash_name(algorithm: Algorithm) -> Vec<u8> {
    sequence(&[hash_object(algorithm), tagged(0x05, &[])])
}

pub fn hash_object(algorithm: Algorithm) -> Vec<u8> {
    object(match algorithm {
        Algorithm::Md5 => "1.2.840.113549.2.5",
        Algorithm::Sha1 => "1.3.14.3.2.26",
        Algorithm::Sha256 => "2.16.840.1.101.3.4.2.1",
        Algorithm::Sha384 => "2.16.840.1.101.3.4.2.2",
        Algorithm::Sha512 => "2.16.840.1.101.3.4.2.3",
    })
}

/// The content of the value that `value` is.
pub fn inside(value: &[u8]) -> &[u8] {
    let first = usize::from(value[1]);
    &value[2 + if first < 0x80 { 0 } else { first & 0x7F }..]
}
