//! The software bill of materials: CycloneDX 1.5, JSON.

use crate::crates::{Crate, Library};
use crate::files::sha256;
use crate::licences::{Notice, merged};
use crate::manifest::Manifest;
use crate::{MODULE, Result, date};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

pub fn json(manifest: &Manifest, libraries: &[Library], notices: &[Notice], epoch: u64) -> Result<String> {
    let mut components = Vec::new();
    let mut needs: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (id, (part, rids)) in merged(libraries) {
        components.push(of_crate(&part, &rids));
        needs.entry(id).or_default();
    }
    let mut parts: BTreeMap<String, (&Notice, Vec<&str>)> = BTreeMap::new();
    for notice in notices {
        parts
            .entry(notice.id())
            .or_insert_with(|| (notice, Vec::new()))
            .1
            .extend(notice.rids.iter().map(String::as_str));
    }
    for (id, (notice, rids)) in &parts {
        let mut component = json!({
            "type": "library",
            "bom-ref": id,
            "name": notice.name,
            "version": notice.version,
            "scope": "required",
            "licenses": [{ "expression": notice.licence }],
            "properties": in_libraries(rids),
        });
        if let Some(address) = &notice.address {
            component["purl"] = json!(address);
        }
        components.push(component);
        needs.entry(id.clone()).or_default();
    }
    let mut files = Vec::new();
    for library in libraries {
        files.push(json!({
            "type": "library",
            "bom-ref": library.file,
            "name": library.file,
            "version": library.version,
            "licenses": [{ "expression": "MIT OR Apache-2.0" }],
        }));
        needs.entry(MODULE.to_owned()).or_default().insert(library.file.clone());
        // All of them, so that nobody has to follow the crates' own needs, which differ from target to target.
        let inside = needs.entry(library.file.clone()).or_default();
        inside.extend(library.crates.iter().map(Crate::id));
        inside.extend(
            parts.iter().filter(|(_, (_, rids))| rids.contains(&library.rid.as_str())).map(|(id, _)| id.clone()),
        );
        for (of, these) in library.needs.iter().filter(|(of, _)| !of.is_empty()) {
            needs.entry(of.clone()).or_default().extend(these.iter().cloned());
        }
    }
    let dependencies: Vec<Value> =
        needs.into_iter().map(|(of, these)| json!({ "ref": of, "dependsOn": these })).collect();
    let mut bom = json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "timestamp": date::iso(epoch),
            "component": {
                "type": "library",
                "bom-ref": MODULE,
                "name": MODULE,
                "version": manifest.version,
                "description": manifest.description,
                "supplier": { "name": manifest.company },
                "licenses": [{ "expression": "MIT OR Apache-2.0" }],
                "purl": format!("pkg:nuget/{MODULE}@{}", manifest.version),
                "externalReferences": [
                    { "type": "vcs", "url": manifest.project },
                    { "type": "license", "url": manifest.licence },
                ],
                "components": files,
            },
        },
        "components": components,
        "dependencies": dependencies,
    });
    // A number of its own for every content, and the same for the same.
    let hash = sha256(bom.to_string().as_bytes());
    bom["serialNumber"] = json!(format!(
        "urn:uuid:{}-{}-8{}-8{}-{}",
        &hash[..8],
        &hash[8..12],
        &hash[13..16],
        &hash[17..20],
        &hash[20..32]
    ));
    Ok(serde_json::to_string_pretty(&bom)? + "\n")
}

fn of_crate(part: &Crate, rids: &[&str]) -> Value {
    let mut component = json!({
        "type": "library",
        "bom-ref": part.id(),
        "name": part.name,
        "version": part.version,
        "description": part.description,
        "scope": "required",
        "hashes": [{ "alg": "SHA-256", "content": part.checksum }],
        "licenses": [{ "expression": part.licence }],
        "purl": part.id(),
        "properties": in_libraries(rids),
    });
    if let Some(repository) = &part.repository {
        component["externalReferences"] = json!([{ "type": "vcs", "url": repository }]);
    }
    component
}

fn in_libraries(rids: &[&str]) -> Vec<Value> {
    rids.iter().map(|rid| json!({ "name": "cmverify:library", "value": rid })).collect()
}
