//! Every report fits the committed JSON Schema, and the schema allows nothing else.

use crate::common::{Download, G, run};
use serde_json::Value;

fn schema() -> jsonschema::Validator {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/report.schema.json")).unwrap();
    jsonschema::validator_for(&serde_json::from_str(&text).unwrap()).unwrap()
}

fn json(download: &mut Download) -> Value {
    serde_json::to_value(download.verify()).unwrap()
}

fn reports() -> Vec<Value> {
    let changes: [fn(&mut Download); 8] = [
        |_| {},
        |d| d.request.without_logs = true,
        |d| {
            d.tool = None;
            d.setup = None;
            d.request.without_logs = true;
        },
        |d| d.setup_text(|t| run(G, "01-01-2024 00:00:00", "ERROR: Download() failed with 0x80072EE2") + &t),
        |d| {
            d.setup_text(|_| run(G, "11-19-2024 11:54:00", "ERROR: Download() failed with 0x8FFF0001\r\nERROR: x"));
            d.tool_text(|t| t + "ERROR:The remote name could not be resolved: 'a'\r\n");
        },
        |d| d.file(&format!("{G}/Redist/a.cab"), b""),
        |d| d.request.download_path = Some("/nowhere".to_owned()),
        |d| d.request.explain = true,
    ];
    let all = changes.iter().flat_map(|change| {
        [cmverify::language::Language::En, cmverify::language::Language::Ja].map(|language| {
            let mut download = Download::good();
            change(&mut download);
            download.request.language = language;
            json(&mut download)
        })
    });
    all.chain(sealed()).collect()
}

/// What comes of making a seal, and of holding a download against it.
fn sealed() -> Vec<Value> {
    use cmverify::verify::{Operation, verify_unwatched};
    let mut download = Download::good();
    let mut request = download.prepare();
    request.seal = Some(download.home.join("x.seal.sha256").to_string_lossy().into_owned());
    request.include_logs = true;
    let mut reports = vec![verify_unwatched(Operation::MakeSeal, &request).unwrap()];
    request.include_logs = false;
    reports.push(verify_unwatched(Operation::VerifySeal, &request).unwrap());
    download.file("new.txt", b"new");
    download.remove("ConfigMgr.Update.Manifest.cab");
    reports.push(verify_unwatched(Operation::VerifySeal, &request).unwrap());
    request.explain = true;
    reports.push(verify_unwatched(Operation::VerifySeal, &request).unwrap());
    request.seal = Some("/nowhere".to_owned());
    reports.push(verify_unwatched(Operation::VerifySeal, &request).unwrap());
    reports.into_iter().map(|report| serde_json::to_value(report).unwrap()).collect()
}

#[test]
fn every_report_fits_the_schema() {
    let schema = schema();
    for report in reports() {
        let errors: Vec<String> = schema.iter_errors(&report).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert!(errors.is_empty(), "{errors:#?}\n{report:#}");
    }
}

#[test]
fn the_schema_refuses_what_no_report_has() {
    let schema = schema();
    let report = json(&mut Download::good());
    assert!(schema.is_valid(&report));
    for member in report.as_object().unwrap().keys() {
        let mut less = report.clone();
        less.as_object_mut().unwrap().remove(member);
        assert!(!schema.is_valid(&less), "without {member}");
    }
    let mut more = report.clone();
    more["more"] = Value::Null;
    assert!(!schema.is_valid(&more));
    let mut other = report;
    other["verdict"] = "Usable".into();
    assert!(!schema.is_valid(&other));
}
