//! Package GUIDs.

use memchr::memrchr2;
use std::fmt;

/// The GUID of one update, compared by value: its case in a log or a folder name does not matter.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Guid(u128);

/// The value of each hexadecimal digit; 0x80 for what is none.
static HEX: [u8; 256] = {
    let mut table = [0x80; 256];
    let mut digit = 0;
    while digit < 16 {
        table[b"0123456789ABCDEF"[digit as usize] as usize] = digit;
        table[b"0123456789abcdef"[digit as usize] as usize] = digit;
        digit += 1;
    }
    table
};

/// Characters of a GUID without braces.
const LEN: usize = 36;

impl Guid {
    /// Reads a text that is a GUID and nothing else, with or without braces.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bare = text.strip_prefix('{').and_then(|t| t.strip_suffix('}')).unwrap_or(text);
        let bytes = bare.as_bytes();
        if bytes.len() != LEN {
            return None;
        }
        if [8, 13, 18, 23].iter().any(|at| bytes[*at] != b'-') {
            return None;
        }
        // A table, and one look at the end: a text that is no GUID is seldom asked.
        let mut wrong = 0;
        let mut hex = |from: usize, to: usize| {
            bytes[from..to].iter().fold(0u64, |value, byte| {
                let digit = HEX[usize::from(*byte)];
                wrong |= digit;
                value << 4 | u64::from(digit & 0x0F)
            })
        };
        let high = hex(0, 8) << 32 | hex(9, 13) << 16 | hex(14, 18);
        let low = hex(19, 23) << 48 | hex(24, 36);
        (wrong < 0x10).then_some(Self(u128::from(high) << 64 | u128::from(low)))
    }

    /// Reads the GUID that `text` begins with, after blanks; nothing that could belong to it may follow.
    #[must_use]
    pub fn at_start(text: &str) -> Option<Self> {
        let text = text.trim_start();
        let text = text.strip_prefix('{').unwrap_or(text);
        let guid = Self::parse(text.get(..LEN)?)?;
        match text[LEN..].chars().next() {
            Some(c) if c.is_ascii_alphanumeric() || c == '-' || c == '_' => None,
            _ => Some(guid),
        }
    }

    /// The last part of a Windows or Unix path that is a GUID, and what follows it.
    #[must_use]
    pub fn in_path(path: &str) -> Option<(Self, &str)> {
        let mut end = path.len();
        loop {
            let start = memrchr2(b'\\', b'/', &path.as_bytes()[..end]).map_or(0, |at| at + 1);
            if let Some(guid) = Self::parse(&path[start..end]) {
                return Some((guid, path[end..].trim_start_matches(['\\', '/'])));
            }
            end = start.checked_sub(1)?;
        }
    }
}

impl fmt::Display for Guid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let v = self.0;
        write!(
            f,
            "{:08X}-{:04X}-{:04X}-{:04X}-{:012X}",
            v >> 96,
            v >> 80 & 0xFFFF,
            v >> 64 & 0xFFFF,
            v >> 48 & 0xFFFF,
            v & 0xFFFF_FFFF_FFFF
        )
    }
}

impl fmt::Debug for Guid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::Guid;

    const G: &str = "5B8886C7-F967-4F8A-92AA-009E28368853";

    #[test]
    fn case_and_braces_do_not_matter() {
        let guid = Guid::parse(G).unwrap();
        assert_eq!(Guid::parse(&G.to_lowercase()), Some(guid));
        assert_eq!(Guid::parse(&format!("{{{G}}}")), Some(guid));
        assert_eq!(guid.to_string(), G);
    }

    #[test]
    fn what_is_not_a_whole_guid_is_none() {
        for text in [
            "",
            "{",
            &G[..35],
            &format!("{G}0"),
            &G.replace('-', "0"),
            &G.replace('F', "G"),
            "更新更新更新更新更新更新",
        ] {
            assert_eq!(Guid::parse(text), None, "{text}");
        }
    }

    #[test]
    fn at_start_refuses_a_longer_word() {
        assert!(Guid::at_start(&format!(" {G} version 5.0")).is_some());
        assert!(Guid::at_start(&format!("{{{G}}}.")).is_some());
        assert_eq!(Guid::at_start(&format!("{G}A")), None);
        assert_eq!(Guid::at_start(&G[..30]), None);
    }

    #[test]
    fn in_path_takes_the_last_one_and_what_follows() {
        let path = format!(r"\\\CAS.Contoso.com\Payload\{}\redist\a.msi", G.to_lowercase());
        let (guid, rest) = Guid::in_path(&path).unwrap();
        assert_eq!((guid.to_string().as_str(), rest), (G, r"redist\a.msi"));
        assert_eq!(Guid::in_path(r"C:\temp\redist"), None);
        assert_eq!(Guid::in_path(&format!("/x/{G}")).unwrap().1, "");
    }
}
