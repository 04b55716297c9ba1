//! The cabinets, installers and programs in `tests/samples`, and those that `tests/powershell` copies, are what
//! `common::make` makes, and nothing else.
//!
//! Which files a sample holds, and which of them have 0 bytes, is said by the folder itself; this file says what is in
//! the others. `cargo test --test suite samples_made::bless -- --ignored` writes them anew, and the sizes in the tools' logs.

use crate::common::make::{self, Compression, Form, Listed, Options};
use std::fs;
use std::path::{Path, PathBuf};

/// The updates of the samples: package, name, version.
const UPDATES: [(&str, &str, &str); 7] = [
    ("5B8886C7-F967-4F8A-92AA-009E28368853", "2403", "5.0.9128.1000"),
    ("A02D38C5-021E-4144-8249-E7CDE48DA83F", "2403 HFRU", "5.0.9128.1024"),
    ("3B7D84FA-ECCC-4EA0-B8AB-ABBDA1E88E0E", "2409", "5.0.9132.1000"),
    ("345A6BE1-3D07-43ED-B6E5-FAC0889DA04C", "2409 HFRU", "5.0.9132.1023"),
    ("AA928926-5C76-4DE0-B51F-0FE4D365DFE2", "2503", "5.0.9135.1000"),
    ("420E3E18-73C5-4BE9-88B0-6F1E30A012CA", "2509", "5.0.9141.1000"),
    ("7C1F4A52-9E0B-4D63-8A17-2B5D90C3E6F1", "2509 HFRU", "5.0.9141.1011"),
];

/// What the manifests list: group, name, link, the updates that have it.
const REDISTS: [(&str, &str, u32, &str); 11] = [
    ("SQL_Native_Client", "sqlncli.msi", 2_148_531, "2403 2409"),
    ("ODBC", "msodbcsql.msi", 2_307_162, "2403 2409 2503 2509"),
    ("SQL_Express", "SQLSysClrTypes.msi", 2_115_685, "2403 2409 2503 2509"),
    ("SQL_Express", "SQLEXPR_x64_ENU.exe", 2_216_017, "2403 2409 2503 2509"),
    ("VC_Redist", "VC_redist.x64.exe", 2_208_012, "2403 2409 2503 2509"),
    ("VC_Redist", "VC_redist.x86.exe", 2_208_013, "2409 2503 2509"),
    ("Dot_Net_Framework", "NDP462-KB3151800-x86-x64-AllOS-ENU.exe", 2_171_070, "2403 2409 2503"),
    ("MMA", "MMASetup-AMD64.exe", 2_190_347, "2403 2509"),
    ("Scripts", "ConfigMgr.AutoUpgradeScripts.cab", 2_190_402, "2403 2409 2503 2509"),
    ("LN", "DeviceClient_WinCE7.0_X86.CAB", 2_298_751, "2403 2503"),
    ("LN", "ClientLangPack_JPN.cab", 2_298_752, "2403 2409 2503 2509"),
];

/// Samples of builds whose manifests list less, and what these list.
const SHORTER: [&str; 6] = [
    "bad-one-of-two",
    "bad-payload-unfinished",
    "good-two-majors-lowercase",
    "good-utf16-logs",
    "unclear-binary-log",
    "unclear-other-download",
];
const SHORT: [&str; 6] = [
    "msodbcsql.msi",
    "SQLEXPR_x64_ENU.exe",
    "VC_redist.x64.exe",
    "NDP462-KB3151800-x86-x64-AllOS-ENU.exe",
    "ConfigMgr.AutoUpgradeScripts.cab",
    "ClientLangPack_JPN.cab",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples")
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        if entry.is_dir() { files.extend(files_below(&entry)) } else { files.push(entry) }
    }
    files.sort();
    files
}

/// The update that the path names, the last one where there are several.
fn update_of(path: &str) -> Option<&'static (&'static str, &'static str, &'static str)> {
    let path = path.to_uppercase();
    UPDATES.iter().filter_map(|update| Some((path.rfind(update.0)?, update))).max_by_key(|found| found.0).map(|f| f.1)
}

/// One file that every update or one of them brings.
fn redist(name: &str, update: &str) -> Vec<u8> {
    // Installers are the same in every update, as SQL's and ODBC's are.
    let common = name.to_ascii_lowercase().ends_with(".msi");
    make::content(name, if common { "of every update" } else { update })
}

fn redist_manifest(name: &str, sample: &str, update: &str) -> Vec<u8> {
    let packs = name == "ConfigMgr.LN.Manifest";
    let mut groups: Vec<(String, Vec<Listed>)> = Vec::new();
    for (group, file, link, updates) in REDISTS {
        let here = if SHORTER.contains(&sample) { SHORT.contains(&file) } else { updates.contains(update) };
        if !here || (group == "LN") != packs {
            continue;
        }
        if groups.last().is_none_or(|(last, _)| last != group) {
            groups.push((group.to_owned(), Vec::new()));
        }
        groups.last_mut().expect("a group").1.push(Listed {
            name: file.to_owned(),
            source: format!("https://go.microsoft.com/fwlink/?LinkId={link}"),
            hash: make::sha256(&redist(file, update)),
        });
    }
    make::manifest_cab(name, &make::listed(&groups, Form::Attributes))
}

fn payload((_, name, version): &(&str, &str, &str)) -> Vec<u8> {
    let text = format!("payload {name} {version}, made up for a test\r\n");
    make::sign(&make::stored(&[("SMSSETUP\\readme.txt", text.as_bytes())]))
}

/// The manifest of the updates in the sample and in its tool's log.
fn update_manifest(updates: &[&(&str, &str, &str)]) -> Vec<u8> {
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n<Manifest>\r\n");
    for (_, name, _) in updates {
        let rest = "<MinCMVersion>5.00.9106.1000</MinCMVersion>\r\n\
                    <MoreInfoLink>https://go.microsoft.com/fwlink/?LinkID=2298746</MoreInfoLink>\r\n";
        xml += &["<Update>", name, "</Update>\r\n", rest].concat();
    }
    xml += "</Manifest>\r\n";
    let options = Options { compression: Compression::MsZip, ..Options::default() };
    make::sign(&make::cabinet(&[("Manifest.xml", xml.as_bytes())], &options))
}

/// What a file of a sample holds; nothing: it is not of these kinds.
fn content(sample: &str, path: &str, updates: &[&(&str, &str, &str)]) -> Option<Vec<u8>> {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let lower = name.to_ascii_lowercase();
    let update = update_of(path).map_or("", |update| update.1);
    let newest = updates.last().map_or("", |update| update.1);
    Some(match lower.as_str() {
        "configmgr.update.manifest.cab" => update_manifest(updates),
        "configmgr.adminuicontent.auc" => {
            let xml = format!("<AdminUIContent Version=\"{}\"/>\r\n", newest.trim_end_matches(" HFRU"));
            make::sign(&make::stored(&[("AdminUIContent.xml", xml.as_bytes())]))
        }
        "configmgr.manifest.cab" | "configmgr.ln.manifest.cab" => {
            redist_manifest(name.strip_suffix(".cab")?, sample, update)
        }
        "update.map.cab" => {
            let map = b"BEGIN_COMPONENT_FILELIST\r\nEND_COMPONENT_FILELIST\r\n";
            make::sign(&make::stored(&[("update.map", map)]))
        }
        // The point of that sample: setupdl left it as it was.
        "vc_redist.x64.exe" if sample == "bad-hash-check" => make::content(name, "of an earlier try"),
        _ if !folder.contains('/') && update_of(name).is_some() => payload(update_of(name)?),
        _ if [".cab", ".msi", ".exe", ".dll"].iter().any(|ending| lower.ends_with(ending)) => redist(name, update),
        _ => return None,
    })
}

/// The tool's log with the sizes that the files have, or would have.
fn with_sizes(log: &[u8], updates: &[&(&str, &str, &str)]) -> Vec<u8> {
    let mut log = log.to_vec();
    let manifest = ("ConfigMgr.Update.Manifest.cab (size = ".to_owned(), update_manifest(updates).len());
    let payloads =
        updates.iter().map(|update| (format!("Downloaded Payload {} size = ", update.0), payload(update).len()));
    for (before, size) in std::iter::once(manifest).chain(payloads) {
        if let Some(at) = log.windows(before.len()).position(|window| window == before.as_bytes()) {
            let at = at + before.len();
            let digits = log[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
            log.splice(at..at + digits, size.to_string().into_bytes());
        }
    }
    log
}

/// Every file that is made here: where it is, and what it should hold.
fn made() -> Vec<(PathBuf, Vec<u8>)> {
    let mut made = Vec::new();
    let mut samples: Vec<PathBuf> = root().read_dir().expect("samples").map(|e| e.expect("an entry").path()).collect();
    samples.sort();
    for folder in samples.iter().filter(|path| path.is_dir()) {
        let sample = folder.file_name().expect("a name").to_string_lossy().into_owned();
        let log_path = folder.join("ServiceConnectionTool.log");
        let log = fs::read(&log_path).unwrap_or_default();
        let plain: Vec<u8> = log.iter().copied().filter(|byte| *byte != 0).collect();
        let files = files_below(&folder.join("UpdatePacks"));
        let named: String = files.iter().map(|path| path.to_string_lossy().to_uppercase()).collect();
        let named = named + &String::from_utf8_lossy(&plain).to_uppercase();
        let updates: Vec<_> = UPDATES.iter().filter(|update| named.contains(update.0)).collect();
        for path in files {
            let below =
                path.strip_prefix(folder.join("UpdatePacks")).expect("below").to_string_lossy().replace('\\', "/");
            let empty = fs::metadata(&path).expect("a file").len() == 0;
            if let Some(content) = content(&sample, &below, &updates).filter(|_| !empty) {
                made.push((path, content));
            }
        }
        if !log.is_empty() {
            let sized = with_sizes(&log, &updates);
            made.push((log_path, sized));
        }
    }
    made
}

/// The download that the tests in PowerShell copy: 2509 with one redist, which its manifest lists.
fn made_for_powershell() -> Vec<(PathBuf, Vec<u8>)> {
    let update = update_of("420E3E18-73C5-4BE9-88B0-6F1E30A012CA").expect("2509");
    let scripts = "ConfigMgr.AutoUpgradeScripts.cab";
    let content = redist(scripts, update.1);
    let xml = make::manifest(&[("Scripts", &[(scripts, content.as_slice())])], Form::Attributes);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/powershell/download");
    vec![
        (folder.join("ConfigMgr.Update.Manifest.cab"), update_manifest(&[update])),
        (folder.join(format!("{}.cab", update.0)), payload(update)),
        (folder.join("ConfigMgr.Manifest.cab"), make::manifest_cab("ConfigMgr.Manifest", &xml)),
        (folder.join(scripts), content),
    ]
}

#[test]
fn the_samples_are_as_they_were_made() {
    let made = [made(), made_for_powershell()].concat();
    assert!(made.len() > 400, "only {}", made.len());
    let changed: Vec<_> = made.iter().filter(|(path, content)| fs::read(path).ok().as_ref() != Some(content)).collect();
    let names: Vec<_> = changed.iter().map(|(path, _)| path.display()).collect();
    assert!(names.is_empty(), "other content than `bless` writes: {names:#?}");
}

#[test]
#[ignore = "writes: accepts what common::make makes as the new samples"]
fn bless() {
    for (path, content) in [made(), made_for_powershell()].concat() {
        fs::write(path, content).expect("written");
    }
}
