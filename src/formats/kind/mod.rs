//! What a name promises, what the first bytes are, and whether the two go together.
//!
//! A proxy that answers with a page, a portal that wants a login, a transfer that left zeros: the file has its name
//! and often a likely size, and is something else.

mod text;
mod zeros;

pub use zeros::ZeroTail;

use crate::guid::Guid;

/// How many bytes of the beginning of a file [`content`] wants at most.
pub const HEAD: usize = 4096;

/// A format that a reader of this room can check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A cabinet.
    Cabinet,
    /// A program or a library.
    Program,
    /// A compound file: an MSI and its relatives.
    Compound,
    /// XML.
    Xml,
}

/// What the name of a file says of its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Promise {
    /// A format that can be checked.
    Kind(Kind),
    /// Something for machines, whose format is not documented or not read here: no page, and no file of zeros.
    Binary,
    /// Anything at all.
    Nothing,
}

/// What the first bytes of a file are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Content {
    /// No byte.
    Empty,
    /// A cabinet.
    Cabinet,
    /// A cabinet of InstallShield, which has the same ending and nothing else in common.
    InstallShield,
    /// What begins as a program: for Windows or for DOS.
    Program,
    /// A compound file.
    Compound,
    /// XML, in UTF-8 or UTF-16.
    Xml,
    /// A page for a browser.
    Html,
    /// The head of an answer of a web server, as if it were the content.
    HttpAnswer,
    /// JSON: what a web service says when something went wrong.
    Json,
    /// A certificate or another block of letters that stand for bytes.
    Encoded,
    /// Text of another sort.
    Text,
    /// Zeros only, as far as was looked.
    Nuls,
    /// A ZIP archive, and what is made of one: packages of many sorts.
    Zip,
    /// Compressed by gzip: what a web server may send when nobody unpacks it.
    Gzip,
    /// An image of the Windows imaging format.
    Image,
    /// Something else.
    Other,
}

impl Content {
    /// The reader that can check the file, whatever its name.
    #[must_use]
    pub const fn kind(self) -> Option<Kind> {
        match self {
            Self::Cabinet => Some(Kind::Cabinet),
            Self::Program => Some(Kind::Program),
            Self::Compound => Some(Kind::Compound),
            Self::Xml => Some(Kind::Xml),
            _ => None,
        }
    }

    /// True for what people or browsers read, or a server says in place of the file.
    #[must_use]
    pub const fn is_page(self) -> bool {
        matches!(self, Self::Html | Self::HttpAnswer | Self::Json | Self::Text)
    }
}

/// What the ending of `name` promises; a GUID without an ending is a payload. The case does not matter.
#[must_use]
pub fn promised(name: &str) -> Promise {
    let Some((_, ending)) = name.rsplit_once('.') else {
        return if Guid::parse(name).is_some() { Promise::Binary } else { Promise::Nothing };
    };
    match ending.to_ascii_lowercase().as_str() {
        // The content of the admin console is a cabinet that was given another ending (S8).
        "cab" | "auc" => Promise::Kind(Kind::Cabinet),
        "exe" | "dll" | "sys" | "ocx" | "cpl" | "scr" | "efi" | "mui" | "rll" => Promise::Kind(Kind::Program),
        "msi" | "msp" | "mst" | "msm" => Promise::Kind(Kind::Compound),
        "xml" => Promise::Kind(Kind::Xml),
        // An update for Windows is a cabinet, or since 2024 an image: both are possible, and both are binary.
        "enc" | "msu" | "zip" | "wim" | "esd" | "7z" | "appx" | "msix" | "appxbundle" | "msixbundle" | "nupkg" => {
            Promise::Binary
        }
        // Also `.bin` and `.dat`, which are text, zeros or anything.
        _ => Promise::Nothing,
    }
}

/// What a file that begins with `head` is. `head` is the whole file, or its first bytes: 4,096 are enough.
#[must_use]
pub fn content(head: &[u8]) -> Content {
    const MAGICS: [(&[u8], Content); 9] = [
        (b"MSCF", Content::Cabinet),
        (b"ISc(", Content::InstallShield),
        (b"MZ", Content::Program),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", Content::Compound),
        (b"PK\x03\x04", Content::Zip),
        // An archive without a member, and the first part of a divided one.
        (b"PK\x05\x06", Content::Zip),
        (b"PK\x07\x08", Content::Zip),
        (b"\x1F\x8B\x08", Content::Gzip),
        (b"MSWIM\0\0\0", Content::Image),
    ];
    let head = head.get(..HEAD).unwrap_or(head);
    if head.is_empty() {
        return Content::Empty;
    }
    if head.iter().all(|byte| *byte == 0) {
        return Content::Nuls;
    }
    if let Some((_, content)) = MAGICS.iter().find(|(magic, _)| head.starts_with(magic)) {
        return *content;
    }
    text::content(head)
}

/// True if a file of that content may bear a name with that promise.
///
/// An empty file fits every name: that it is empty is another matter than what is in it.
#[must_use]
pub fn fits(promise: Promise, content: Content) -> bool {
    if content == Content::Empty {
        return true;
    }
    match promise {
        Promise::Kind(Kind::Cabinet) => matches!(content, Content::Cabinet | Content::InstallShield),
        Promise::Kind(kind) => content.kind() == Some(kind),
        // XML can be an encrypted file too, and letters of Base64 a signed one.
        Promise::Binary => !content.is_page() && content != Content::Nuls,
        Promise::Nothing => true,
    }
}

#[cfg(test)]
mod tests;
