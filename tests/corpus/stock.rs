//! Real files in miniature, made once for all cases: cabinets, programs, installers, Microsoft's lists; all signed.

use crate::common::make::{self, Compression, Form, Listed, Options};
use crate::random::Random;
use std::sync::{Arc, OnceLock};

/// What is in a file; one copy for all cases that hold it.
pub type Bytes = Arc<[u8]>;

/// Everything that cases are made of.
pub struct Stock {
    /// Contents of Redist folders, each as one release of the tool would bring it.
    pub kits: Vec<Kit>,
    /// Payloads, no two of one size.
    pub payloads: Vec<Bytes>,
    pub update_manifests: Vec<Bytes>,
    /// ConfigMgr.AdminUIContent.auc
    pub consoles: Vec<Bytes>,
    /// A cabinet that nobody signed.
    pub unsigned: Bytes,
    /// A list that is no XML, one without a file, one under another name: signed, and not to be understood.
    pub odd_manifests: Vec<Bytes>,
}

/// A Redist folder.
pub struct Kit {
    pub pieces: Vec<Piece>,
    /// ConfigMgr.Manifest.cab, ConfigMgr.LN.Manifest.cab
    pub manifests: [Bytes; 2],
    /// The first of them, with one file more in a group of which files are there.
    pub longer: Bytes,
    /// The main list names a group of which nothing is there.
    pub lists_more_groups: bool,
}

/// A file that Microsoft lists.
pub struct Piece {
    pub name: &'static str,
    pub group: &'static str,
    /// Where below Redist it lies, with `/` at the end; it is of a language pack where this is not empty.
    pub folder: &'static str,
    pub content: Bytes,
    /// The same file of another build: as valid, as signed, and not the one that is listed.
    pub rival: Bytes,
}

impl Piece {
    /// The path below Redist.
    pub fn below(&self) -> String {
        format!("{}{}", self.folder, self.name)
    }

    pub fn is_language(&self) -> bool {
        !self.folder.is_empty()
    }
}

/// The lists' names, in the order of [`Kit::manifests`].
pub const MANIFESTS: [&str; 2] = ["ConfigMgr.Manifest", "ConfigMgr.LN.Manifest"];

const JAPANESE: &str = "LanguagePack/JPN/SMSSETUP/LANGPACK/";
const FRENCH: &str = "LanguagePack/FRA/SMSSETUP/LANGPACK/";

/// Group, name, folder; those of one group are downloaded together.
const PIECES: [(&str, &[&str], &str); 9] = [
    ("Scripts", &["ConfigMgr.AutoUpgradeScripts.cab"], ""),
    ("SQL_Express", &["SQLSysClrTypes.msi", "SQLEXPR_x64_ENU.exe"], ""),
    ("VC_Redist", &["VC_redist.x64.exe", "VC_redist.x86.exe"], ""),
    ("ODBC", &["msodbcsql.msi", "msoledbsql.msi"], ""),
    ("SQL_Native_Client", &["sqlncli.msi"], ""),
    ("MMA", &["MMASetup-AMD64.exe", "MMAHelper.dll"], ""),
    ("Terms", &["LicenseTerms.rtf", "Readme notes.txt"], ""),
    ("JPN", &["ClientLangPack_JPN.cab", "ServerLangPack_JPN.cab"], JAPANESE),
    ("FRA", &["ClientLangPack_FRA.cab", "ServerLangPack_FRA.cab"], FRENCH),
];

const KITS: usize = 8;

pub fn stock() -> &'static Stock {
    static STOCK: OnceLock<Stock> = OnceLock::new();
    STOCK.get_or_init(|| {
        let mut random = Random::new(20_261_123);
        let console = |n: usize| bytes(make::content("ConfigMgr.AdminUIContent.auc", &format!("console {n}")));
        let odd = |name: &str, xml: &[u8]| bytes(make::manifest_cab(name, xml));
        Stock {
            kits: (0..KITS).map(|number| kit(number, &mut random)).collect(),
            payloads: (0..16).map(|n| bytes(payload(n))).collect(),
            update_manifests: (0..4).map(|n| bytes(update_manifest(n))).collect(),
            consoles: (0..2).map(console).collect(),
            unsigned: bytes(make::stored(&[("readme.txt", b"nobody signed this")])),
            odd_manifests: vec![
                odd(MANIFESTS[0], b"not at all"),
                odd(MANIFESTS[0], b"<ConfigMgr/>"),
                odd("Other", b"<ConfigMgr/>"),
            ],
        }
    })
}

fn bytes(file: Vec<u8>) -> Bytes {
    file.into()
}

fn payload(number: usize) -> Vec<u8> {
    let text = format!("payload {number}, made up for a test{}\r\n", ".".repeat(number * 3));
    make::sign(&make::stored(&[("SMSSETUP\\readme.txt", text.as_bytes())]))
}

fn update_manifest(number: usize) -> Vec<u8> {
    let xml = format!("<?xml version=\"1.0\"?>\r\n<Manifest>\r\n<Update>24{number:02}</Update>\r\n</Manifest>\r\n");
    let options = Options { compression: Compression::MsZip, ..Options::default() };
    make::sign(&make::cabinet(&[("Manifest.xml", xml.as_bytes())], &options))
}

fn kit(number: usize, random: &mut Random) -> Kit {
    let mut groups: Vec<usize> = (1..PIECES.len()).filter(|_| random.chance(22)).collect();
    // In every kit: one group of two programs or installers, and one language.
    groups.extend([1 + number % 3, 7]);
    groups.push(0);
    groups.sort_unstable();
    groups.dedup();
    let mut pieces = Vec::new();
    for at in &groups {
        let (group, names, folder) = PIECES[*at];
        for name in names {
            let content = bytes(make::content(name, &format!("kit {number}")));
            let rival = bytes(make::content(name, &format!("of another build {number}")));
            pieces.push(Piece { name, group, folder, content, rival });
        }
    }
    // Every other kit of which a list tells that there is more to choose.
    let lists_more_groups = number % 2 == 1;
    let form = if number % 4 < 2 { Form::Attributes } else { Form::Elements };
    let list = |languages: bool, more: &[(&'static str, &'static str)]| {
        let mut lists: Vec<(String, Vec<Listed>)> = Vec::new();
        let mut add = |group: &str, name: &str, hash: String| {
            let listed =
                Listed { name: name.to_owned(), source: format!("https://go.microsoft.com/fwlink/?{name}"), hash };
            match lists.iter_mut().find(|(known, _)| known == group) {
                Some((_, files)) => files.push(listed),
                None => lists.push((group.to_owned(), vec![listed])),
            }
        };
        for piece in pieces.iter().filter(|piece| piece.is_language() == languages) {
            add(piece.group, piece.name, make::sha256(&piece.content));
        }
        for (group, name) in more {
            add(group, name, make::sha256(name.as_bytes()));
        }
        let name = MANIFESTS[usize::from(languages)];
        bytes(make::manifest_cab(name, &make::listed(&lists, form)))
    };
    let other: &[_] =
        if lists_more_groups { &[("WinCE", "DeviceClient_WinCE7.0_X86.CAB"), ("WinCE", "WinCE.msi")] } else { &[] };
    let missing = [("SQL_Express", "SqlLocalDB.msi"), ("Scripts", "Scripts2.cab")][number % 2];
    let missing =
        if pieces.iter().any(|piece| piece.group == missing.0) { missing } else { ("Scripts", "Scripts2.cab") };
    let longer = list(false, &[other, &[missing]].concat());
    let manifests =
        [list(false, other), list(true, &[("KOR", "ClientLangPack_KOR.cab"), ("KOR", "ServerLangPack_KOR.cab")])];
    Kit { pieces, manifests, longer, lists_more_groups }
}
