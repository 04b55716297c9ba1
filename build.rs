//! Writes the C header into `OUT_DIR`; `tests/header.rs` holds the committed copy against it. Gives `cmverify.dll` its
//! version resource.

use std::env;
use std::path::PathBuf;

/// Where the functions of the C ABI are.
const SOURCES: [&str; 3] = ["src/ffi.rs", "src/ffi/jobs.rs", "src/ffi/document.rs"];

fn main() {
    // The boundary and the header's own settings: nothing else can change the header.
    for source in SOURCES {
        println!("cargo::rerun-if-changed={source}");
    }
    println!("cargo::rerun-if-changed=cbindgen.toml");
    if let Err(why) = write_header() {
        // Nobody needs the header to build the library: the committed copy is what a C program includes. So a build
        // from a crate package goes on, and in a checkout the test that misses the file fails.
        println!("cargo::warning=the C header could not be made: {why}");
    }
    if env::var("CARGO_CFG_TARGET_OS").is_ok_and(|system| system == "windows") {
        describe_dll();
    }
}

/// What Windows shows of a dll: without it nobody can tell which version lies on a site server.
fn describe_dll() {
    // The same sources give the same bytes: no time in the dll.
    match env::var("CARGO_CFG_TARGET_ENV").as_deref() {
        Ok("gnu") => println!("cargo::rustc-link-arg-cdylib=-Wl,--no-insert-timestamp"),
        Ok("msvc") => println!("cargo::rustc-link-arg-cdylib=/Brepro"),
        _ => {}
    }
    let version = env!("CARGO_PKG_VERSION");
    let mut resource = winresource::WindowsResource::new();
    resource
        .set("CompanyName", "The cmverify authors")
        .set("ProductName", "CMVerify")
        .set("FileDescription", env!("CARGO_PKG_DESCRIPTION"))
        .set("FileVersion", version)
        .set("ProductVersion", version)
        .set("LegalCopyright", "Copyright (c) The cmverify authors. MIT OR Apache-2.0.")
        .set("OriginalFilename", "cmverify.dll")
        .set("InternalName", "cmverify")
        // American English, Unicode.
        .set_language(0x0409)
        // A dll, not a program.
        .set_version_info(winresource::VersionInfo::FILETYPE, 2);
    if let Err(why) = resource.compile() {
        println!("cargo::warning=cmverify.dll gets no version resource: {why}");
    }
}

fn write_header() -> Result<(), Box<dyn std::error::Error>> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let bindings = cbindgen::Builder::new()
        .with_config(cbindgen::Config::from_file(root.join("cbindgen.toml"))?)
        // These files, not the crate: no call of cargo from inside cargo, and the same text on every machine.
        .with_src(root.join(SOURCES[0]))
        .with_src(root.join(SOURCES[1]))
        .with_src(root.join(SOURCES[2]))
        .generate()?;
    bindings.write_to_file(out.join("cmverify.h"));
    Ok(())
}
