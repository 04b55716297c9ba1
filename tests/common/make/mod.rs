//! Writes real miniature files of the kinds that a download holds: cabinets, programs, installers, manifests, and
//! their signatures.
//!
//! The same input gives the same bytes, on every machine, and no program but this one takes part. What these files are
//! was tried with other people's readers: see `tests/samples/README.md`.

#![allow(unused_imports, reason = "each test program uses its own part")]

mod cabinet;
mod compound;
mod installer;
mod manifest;
mod mszip;
mod program;
mod signed;

pub use cabinet::{Compression, Options, cabinet, stored};
pub use compound::{INSTALLER_CLASS, Tree, Version, compound, compound_as, streams};
pub use installer::installer;
pub use manifest::{Form, Listed, listed, manifest, manifest_cab};
pub use program::{library, program};
pub use signed::signed;

use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::{Mutex, OnceLock};

/// SHA-256 in upper-case hex, as Microsoft's manifests write it.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02X}")).collect()
}

/// A valid, signed file of the kind that its name promises; empty: no kind that has a form.
///
/// Files of other names have other content, and `words` tells two of one name apart.
pub fn content(name: &str, words: &str) -> Vec<u8> {
    static MADE: OnceLock<Mutex<BTreeMap<(String, String), Vec<u8>>>> = OnceLock::new();
    let made = MADE.get_or_init(Mutex::default);
    let key = (name.to_owned(), words.to_owned());
    if let Some(known) = made.lock().expect("no test panics in here").get(&key) {
        return known.clone();
    }
    let bare = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let text = format!("{bare} {words}, made up for a test\r\n");
    let bits = if bare.to_ascii_lowercase().contains("x86") { 32 } else { 64 };
    let ending = bare.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    let file = match ending.as_str() {
        "cab" | "auc" => sign(&stored(&[("readme.txt", text.as_bytes())])),
        "msi" | "msp" => sign(&installer(bare, words)),
        "exe" => sign(&program(bits, text.as_bytes())),
        "dll" => sign(&library(bits, text.as_bytes())),
        "xml" => format!("<?xml version=\"1.0\"?>\r\n<File Name=\"{bare}\" Words=\"{words}\" />\r\n").into_bytes(),
        _ => text.into_bytes(),
    };
    made.lock().expect("no test panics in here").insert(key, file.clone());
    file
}

/// The file with a signature over SHA-256; each file is signed once in a process, since signing takes its time.
pub fn sign(file: &[u8]) -> Vec<u8> {
    static SIGNED: OnceLock<Mutex<BTreeMap<Vec<u8>, Vec<u8>>>> = OnceLock::new();
    let key = Sha256::digest(file).to_vec();
    let all = SIGNED.get_or_init(Mutex::default);
    if let Some(known) = all.lock().expect("no test panics in here").get(&key) {
        return known.clone();
    }
    let made = signed(file, cmverify::formats::digest::Algorithm::Sha256);
    all.lock().expect("no test panics in here").insert(key, made.clone());
    made
}

/// Numbers as all these formats store them: little-endian.
trait Put {
    fn put16(&mut self, number: usize);
    fn put32(&mut self, number: usize);
    fn set16(&mut self, at: usize, number: usize);
    fn set32(&mut self, at: usize, number: usize);
    /// Fills with zeros up to a multiple.
    fn align(&mut self, to: usize);
}

impl Put for Vec<u8> {
    fn put16(&mut self, number: usize) {
        self.extend(u16::try_from(number).expect("16 bits").to_le_bytes());
    }

    fn put32(&mut self, number: usize) {
        self.extend(u32::try_from(number).expect("32 bits").to_le_bytes());
    }

    fn set16(&mut self, at: usize, number: usize) {
        self[at..at + 2].copy_from_slice(&u16::try_from(number).expect("16 bits").to_le_bytes());
    }

    fn set32(&mut self, at: usize, number: usize) {
        self[at..at + 4].copy_from_slice(&u32::try_from(number).expect("32 bits").to_le_bytes());
    }

    fn align(&mut self, to: usize) {
        self.resize(self.len().next_multiple_of(to), 0);
    }
}

fn get16(bytes: &[u8], at: usize) -> usize {
    usize::from(u16::from_le_bytes([bytes[at], bytes[at + 1]]))
}

fn get32(bytes: &[u8], at: usize) -> usize {
    get16(bytes, at) | get16(bytes, at + 2) << 16
}
