//! Every sample download gets the verdict and the rules that its `expected.json` names.

use cmverify::report::{Report, Verdict};
use cmverify::request::Request;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn samples() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples");
    let mut samples: Vec<PathBuf> = root
        .read_dir()
        .expect("tests/samples is there")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.join("expected.json").is_file())
        .collect();
    samples.sort();
    assert!(samples.len() >= 30, "only {} samples", samples.len());
    samples
}

fn verify(sample: &Path) -> Report {
    let log = |name: &str| {
        let path = sample.join(name);
        path.exists().then(|| path.to_string_lossy().into_owned())
    };
    cmverify::verify::download(&Request {
        download_path: Some(sample.join("UpdatePacks").to_string_lossy().into_owned()),
        service_connection_log: log("ServiceConnectionTool.log"),
        setup_log: log("ConfigMgrSetup.log"),
        ..Request::default()
    })
    .expect("a good request")
}

#[test]
fn every_sample_has_its_verdict_and_its_rules() {
    let mut wrong = Vec::new();
    for sample in samples() {
        let text = std::fs::read_to_string(sample.join("expected.json")).expect("expected.json");
        let expected: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        let report = verify(&sample);
        let rules: BTreeSet<&str> = report.findings.iter().map(|finding| finding.rule).collect();
        let wanted: BTreeSet<&str> =
            expected["rules"].as_array().expect("rules").iter().map(|rule| rule.as_str().expect("a text")).collect();
        let verdict = serde_json::to_value(report.verdict).expect("a verdict");
        if verdict != expected["verdict"] || rules != wanted {
            let messages: Vec<&str> = report.findings.iter().map(|finding| finding.message.as_str()).collect();
            wrong.push(format!(
                "{}: {verdict} {rules:?}, expected {} {wanted:?}\n  {}",
                sample.file_name().unwrap_or_default().to_string_lossy(),
                expected["verdict"],
                messages.join("\n  "),
            ));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    for sample in samples() {
        let text = || {
            let mut report = verify(&sample);
            report.elapsed_ms = 0;
            serde_json::to_string(&report).expect("JSON")
        };
        assert_eq!(text(), text());
    }
}

#[test]
fn all_runs_is_the_literal_rule_of_the_article() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples/good-after-retry");
    let path = |name: &str| Some(sample.join(name).to_string_lossy().into_owned());
    let report = cmverify::verify::download(&Request {
        download_path: path("UpdatePacks"),
        service_connection_log: path("ServiceConnectionTool.log"),
        setup_log: path("ConfigMgrSetup.log"),
        all_runs: true,
        ..Request::default()
    })
    .expect("a good request");
    assert_eq!(report.verdict, Verdict::NotUsable);
    assert!(report.findings.iter().any(|finding| finding.rule == "CMV0201"));
}
