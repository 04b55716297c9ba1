//! Packs the staged module. `./build.sh package` calls it twice: `module` makes the folder that is published, `archives`
//! packs that folder. Between the two its files may be signed (docs/signing.md).
//!
//! The same input gives the same bytes: names are sorted, and times and rights are set, not taken over. The only time in
//! the output is `SOURCE_DATE_EPOCH`.

mod archive;
mod crates;
mod date;
mod files;
mod licences;
mod manifest;
mod nupkg;
mod sbom;

use crates::Library;
use files::Files;
use licences::Notice;
use manifest::Manifest;
use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, process};

/// What can go wrong here is told to the person who packs.
pub type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// The module's name, and that of its folder.
pub const MODULE: &str = "CMVerify";
const INSTALLER: &str = "Install-CMVerify.ps1";
const SUMS: &str = "SHA256SUMS";

const USAGE: &str = "pack module --root CHECKOUT --staged MODULE --out FOLDER --library RID,TARGET,RUSTC... [--notice RIDS;NAME;VERSION;LICENCE;FILE...]
pack archives --out FOLDER";

fn main() {
    if let Err(why) = run() {
        eprintln!("pack: {why}");
        process::exit(1);
    }
}

fn run() -> Result<()> {
    let mut arguments = env::args().skip(1);
    let command = arguments.next().unwrap_or_default();
    let (mut root, mut staged, mut out) = (None, None, None);
    let (mut libraries, mut notices) = (Vec::new(), Vec::new());
    while let Some(option) = arguments.next() {
        let value = arguments.next().ok_or_else(|| format!("{option} needs a value\n{USAGE}"))?;
        match option.as_str() {
            "--root" => root = Some(PathBuf::from(value)),
            "--staged" => staged = Some(PathBuf::from(value)),
            "--out" => out = Some(PathBuf::from(value)),
            "--library" => libraries.push(Library::parse(&value)?),
            "--notice" => notices.push(Notice::parse(&value)?),
            _ => return Err(format!("unknown option {option}\n{USAGE}").into()),
        }
    }
    match (command.as_str(), root, staged, out) {
        ("module", Some(root), Some(staged), Some(out)) => module(&root, &staged, &out, libraries, notices),
        ("archives", None, None, Some(out)) => archives(&out),
        _ => Err(USAGE.into()),
    }
}

/// The folder that is published: what was staged, the licences, and the list of what is linked into the libraries.
fn module(root: &Path, staged: &Path, out: &Path, mut libraries: Vec<Library>, notices: Vec<Notice>) -> Result<()> {
    let mut files = Files::read(staged)?;
    let manifest = Manifest::from_files(&files)?;
    libraries.sort_by(|a, b| a.rid.cmp(&b.rid));
    let found: Vec<&str> = files.names().filter_map(|name| name.strip_prefix("runtimes/")?.split('/').next()).collect();
    let asked: Vec<&str> = libraries.iter().map(|library| library.rid.as_str()).collect();
    if found != asked {
        return Err(format!("the libraries staged are {found:?}, those to be packed {asked:?}").into());
    }
    for library in &mut libraries {
        let name = files.names().find(|name| name.starts_with(&format!("runtimes/{}/", library.rid)));
        name.unwrap_or_default().clone_into(&mut library.file);
        tells_no_place(root, &library.file, files.get(&library.file)?)?;
        library.read_crates(root)?;
        if library.version != manifest.version {
            return Err(format!("the module is {}, the library {}", manifest.version, library.version).into());
        }
    }
    let mut all = notices;
    for library in &libraries {
        all.push(library.standard_library_notice()?);
    }
    for licence in ["LICENSE-APACHE", "LICENSE-MIT"] {
        files.add(licence, fs::read(root.join(licence)).map_err(|e| format!("{licence}: {e}"))?)?;
    }
    files.add(
        "THIRD-PARTY-LICENSES.txt",
        licences::text(&libraries, &all, std::str::from_utf8(files.get("LICENSE-APACHE")?)?)?.into_bytes(),
    )?;
    files.add(&format!("{MODULE}.cdx.json"), sbom::json(&manifest, &libraries, &all, date::epoch()?)?.into_bytes())?;

    let folder = out.join(MODULE);
    files::clear(&folder)?;
    files.write(&folder)?;
    fs::copy(root.join("powershell").join(INSTALLER), out.join(INSTALLER)).map_err(|e| format!("{INSTALLER}: {e}"))?;
    println!("{}: {} files, version {}", folder.display(), files.names().count(), manifest.version);
    Ok(())
}

/// The NuGet package, the zip for a site without network, the SBOM beside them, and the sums of all three.
fn archives(out: &Path) -> Result<()> {
    let time = date::epoch()?;
    let module = Files::read(&out.join(MODULE))?;
    let manifest = Manifest::from_files(&module)?;
    let version = &manifest.version;

    let mut airgapped = Files::default();
    for name in module.names() {
        airgapped.add(&format!("{MODULE}/{name}"), module.get(name)?.to_vec())?;
    }
    airgapped.add(INSTALLER, fs::read(out.join(INSTALLER)).map_err(|e| format!("{INSTALLER}: {e}"))?)?;
    let sums = sums(&airgapped)?;
    airgapped.add(SUMS, sums.into_bytes())?;

    let mut made = Files::default();
    made.add(&format!("{MODULE}.{version}.nupkg"), archive::zip(&nupkg::parts(&manifest, &module)?, "", time)?)?;
    made.add(&format!("{MODULE}-{version}.zip"), archive::zip(&airgapped, &format!("{MODULE}-{version}/"), time)?)?;
    made.add(&format!("{MODULE}-{version}.cdx.json"), module.get(&format!("{MODULE}.cdx.json"))?.to_vec())?;
    let sums = self::sums(&made)?;
    print!("{sums}");
    made.add(SUMS, sums.into_bytes())?;
    // What an earlier version left would stand beside sums that do not know it.
    for entry in fs::read_dir(out)? {
        let (path, name) = {
            let entry = entry?;
            (entry.path(), entry.file_name())
        };
        if name
            .to_str()
            .is_some_and(|name| name.starts_with(&format!("{MODULE}.")) || name.starts_with(&format!("{MODULE}-")))
        {
            fs::remove_file(path)?;
        }
    }
    made.write(out)
}

/// What `sha256sum --check --strict` reads.
fn sums(files: &Files) -> Result<String> {
    let mut text = String::new();
    for name in files.names() {
        writeln!(text, "{}  {name}", files::sha256(files.get(name)?))?;
    }
    Ok(text)
}

/// A path of the machine that built a library tells who built it, and is another one on the next machine.
fn tells_no_place(root: &Path, name: &str, content: &[u8]) -> Result<()> {
    let root = root.canonicalize()?;
    let cargo =
        env::var("CARGO_HOME").or_else(|_| env::var("HOME").map(|home| format!("{home}/.cargo"))).unwrap_or_default();
    let places =
        [root.to_str().unwrap_or_default(), &cargo, "/home/", "/.cargo/", "/rustup/", "/.rustup/", "rustlib/src/"];
    for place in places.into_iter().filter(|place| place.len() > 3) {
        if let Some(at) = content.windows(place.len()).position(|window| window == place.as_bytes()) {
            let around =
                String::from_utf8_lossy(&content[at.saturating_sub(40)..content.len().min(at + 80)]).into_owned();
            return Err(
                format!("{name} holds the path of a machine, {place}: {around:?}. Build it with ./build.sh").into()
            );
        }
    }
    Ok(())
}
