//! The lists of redistributable files, in the form that `domain.md` infers (4.2), and their cabinets.

use super::{Compression, Options, cabinet, sha256, sign};
use std::fmt::Write;

/// How a file's members are written: no source tells which of the two Microsoft uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Attributes,
    Elements,
}

/// A file as a manifest lists it.
#[derive(Clone, Debug)]
pub struct Listed {
    pub name: String,
    pub source: String,
    /// SHA-256 in hex.
    pub hash: String,
}

/// The manifest of these files: groups, each with names and contents.
pub fn manifest(groups: &[(&str, &[(&str, &[u8])])], form: Form) -> Vec<u8> {
    let file = |(name, content): &(&str, &[u8])| Listed {
        name: (*name).to_owned(),
        source: "https://go.microsoft.com/fwlink/?LinkId=2115685".to_owned(),
        hash: sha256(content),
    };
    let groups: Vec<_> =
        groups.iter().map(|(name, files)| ((*name).to_owned(), files.iter().map(file).collect())).collect();
    listed(&groups, form)
}

/// The manifest of files whose hashes are given.
pub fn listed(groups: &[(String, Vec<Listed>)], form: Form) -> Vec<u8> {
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n<ConfigMgr>\r\n");
    for (name, files) in groups {
        write!(xml, "  <Group Name=\"{}\">\r\n", escaped(name)).expect("a text takes all");
        for file in files {
            let (name, source, hash) = (escaped(&file.name), escaped(&file.source), &file.hash);
            match form {
                Form::Attributes => {
                    write!(xml, "    <File CopyName=\"{name}\" Source=\"{source}\" SHA256=\"{hash}\" />\r\n")
                }
                Form::Elements => write!(
                    xml,
                    "    <File>\r\n      <CopyName>{name}</CopyName>\r\n      <Source>{source}</Source>\r\n      \
                     <SHA256>{hash}</SHA256>\r\n    </File>\r\n"
                ),
            }
            .expect("a text takes all");
        }
        xml += "  </Group>\r\n";
    }
    (xml + "</ConfigMgr>\r\n").into_bytes()
}

/// A signed cabinet with the manifest in it, compressed as Microsoft's are; `name` is `ConfigMgr.Manifest` or another.
pub fn manifest_cab(name: &str, xml: &[u8]) -> Vec<u8> {
    let options = Options { compression: Compression::MsZip, ..Options::default() };
    sign(&cabinet(&[(&format!("{name}.xml"), xml)], &options))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}
