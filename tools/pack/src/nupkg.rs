//! The parts of a NuGet package (an Open Packaging Conventions archive) of a PowerShell module: the module's files, and
//! what the installers of packages read and drop.

use crate::files::{Files, sha256};
use crate::manifest::Manifest;
use crate::{MODULE, Result};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

const XML: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";
const RELATIONS: &str = "application/vnd.openxmlformats-package.relationships+xml";
const CORE: &str = "application/vnd.openxmlformats-package.core-properties+xml";

pub fn parts(manifest: &Manifest, module: &Files) -> Result<Files> {
    let mut parts = Files::default();
    for name in module.names() {
        parts.add(name, module.get(name)?.to_vec())?;
    }
    let nuspec = nuspec(manifest)?;
    // Elsewhere it is named by chance.
    let core_name = format!("package/services/metadata/core-properties/{}.psmdcp", &sha256(nuspec.as_bytes())[..32]);
    parts.add(&format!("{MODULE}.nuspec"), nuspec.into_bytes())?;
    parts.add(&core_name, core(manifest)?.into_bytes())?;
    parts.add("_rels/.rels", relations(&core_name)?.into_bytes())?;
    let types = types(&parts)?;
    parts.add("[Content_Types].xml", types.into_bytes())?;
    Ok(parts)
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Installers find modules by these tags, and commands by those of each function.
fn tags(manifest: &Manifest) -> String {
    let mut tags: Vec<String> = manifest.tags.clone();
    tags.push("PSModule".to_owned());
    tags.extend(manifest.editions.iter().map(|edition| format!("PSEdition_{edition}")));
    tags.push("PSIncludes_Function".to_owned());
    for function in &manifest.functions {
        tags.push(format!("PSFunction_{function}"));
        tags.push(format!("PSCommand_{function}"));
    }
    let mut seen = BTreeSet::new();
    tags.retain(|tag| seen.insert(tag.clone()));
    tags.join(" ")
}

fn nuspec(manifest: &Manifest) -> Result<String> {
    let mut text = String::from(XML);
    text.push_str("<package xmlns=\"http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd\">\n  <metadata>\n");
    for (name, value) in [
        ("id", MODULE),
        ("version", &manifest.version),
        ("authors", &manifest.author),
        ("owners", &manifest.company),
        ("requireLicenseAcceptance", "false"),
    ] {
        writeln!(text, "    <{name}>{}</{name}>", escape(value))?;
    }
    // NuGet takes an expression only together with the address that it makes of it.
    text.push_str("    <license type=\"expression\">MIT OR Apache-2.0</license>\n");
    text.push_str("    <licenseUrl>https://licenses.nuget.org/MIT%20OR%20Apache-2.0</licenseUrl>\n");
    for (name, value) in [
        ("projectUrl", manifest.project.as_str()),
        ("description", &manifest.description),
        ("releaseNotes", &manifest.release_notes),
        ("copyright", &manifest.copyright),
        ("tags", &tags(manifest)),
    ] {
        writeln!(text, "    <{name}>{}</{name}>", escape(value))?;
    }
    writeln!(text, "    <repository type=\"git\" url=\"{}\" />", escape(&manifest.project))?;
    text.push_str("  </metadata>\n</package>\n");
    Ok(text)
}

fn core(manifest: &Manifest) -> Result<String> {
    let mut text = String::from(XML);
    text.push_str(concat!(
        "<coreProperties xmlns:dc=\"http://purl.org/dc/elements/1.1/\"",
        " xmlns=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\">\n"
    ));
    for (name, value) in [
        ("dc:creator", manifest.author.as_str()),
        ("dc:description", &manifest.description),
        ("dc:identifier", MODULE),
        ("version", &manifest.version),
        ("keywords", &tags(manifest)),
        ("lastModifiedBy", "cmverify-pack"),
    ] {
        writeln!(text, "  <{name}>{}</{name}>", escape(value))?;
    }
    text.push_str("</coreProperties>\n");
    Ok(text)
}

fn relations(core_name: &str) -> Result<String> {
    let mut text = String::from(XML);
    text.push_str("<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\n");
    for (number, kind, target) in [
        (1, "http://schemas.microsoft.com/packaging/2010/07/manifest", format!("{MODULE}.nuspec").as_str()),
        (2, "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties", core_name),
    ] {
        writeln!(text, "  <Relationship Type=\"{kind}\" Target=\"/{target}\" Id=\"R{number}\" />")?;
    }
    text.push_str("</Relationships>\n");
    Ok(text)
}

/// Every part has a type: by its extension, or by its name where it has none.
fn types(parts: &Files) -> Result<String> {
    let mut extensions = BTreeMap::from([("rels".to_owned(), RELATIONS), ("psmdcp".to_owned(), CORE)]);
    let mut names = Vec::new();
    for name in parts.names() {
        match name.rsplit('/').next().and_then(|file| file.rsplit_once('.')) {
            Some((_, extension)) => {
                extensions.entry(extension.to_ascii_lowercase()).or_insert("application/octet-stream");
            }
            None => names.push(name),
        }
    }
    let mut text = String::from(XML);
    text.push_str("<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\n");
    for (extension, kind) in extensions {
        writeln!(text, "  <Default Extension=\"{extension}\" ContentType=\"{kind}\" />")?;
    }
    for name in names {
        writeln!(text, "  <Override PartName=\"/{name}\" ContentType=\"application/octet-stream\" />")?;
    }
    text.push_str("</Types>\n");
    Ok(text)
}
