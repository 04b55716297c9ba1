//! Pages to look at: `look <folder>` writes a report of every kind that changes how a page looks, from the sample
//! downloads. `./build.sh look` takes pictures of them.

use cmverify::language::Language;
use cmverify::render::{DocumentRequest, document};
use cmverify::request::Request;
use serde_json::{Value, json};
use std::error::Error;
use std::path::Path;

fn report(sample: &str, language: Language) -> Result<Value, Box<dyn Error>> {
    let folder = Path::new("tests/samples").join(sample);
    let log = |name: &str| Some(folder.join(name)).filter(|path| path.exists()).map(|path| path.display().to_string());
    let request: Request = serde_json::from_value(json!({
        "downloadPath": folder.join("UpdatePacks").display().to_string(),
        "serviceConnectionLog": log("ServiceConnectionTool.log"),
        "setupLog": log("ConfigMgrSetup.log"),
        "language": language,
    }))?;
    let mut report = serde_json::to_value(cmverify::verify::download(&request).map_err(|why| why.to_string())?)?;
    // As on a real PC, where every path is longer than here.
    report["inputs"]["downloadPath"] = json!(format!("E:\\Offline servicing\\2026-01\\{sample}\\UpdatePacks"));
    Ok(report)
}

const HOSTILE: &str = "ERROR: Download() failed </pre><script>alert(1)</script> ]]> --> \" ' &lt; ``` | =cmd|'/c calc'!A1 \
    [x](javascript:alert(1)) <img src=x onerror=alert(1)> \u{1b}[2J \u{202E}gnp.exe 0x80072EE2";

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("look <folder>")?;
    std::fs::create_dir_all(&folder)?;
    let mut samples: Vec<String> = std::fs::read_dir("tests/samples")?
        .filter_map(|entry| entry.ok().filter(|entry| entry.path().is_dir()))
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    samples.sort();
    let mut pages = Vec::new();
    for (language, ending) in [(Language::En, ""), (Language::Ja, "-ja")] {
        for (page, sample) in [
            ("usable", "good-two-updates"),
            ("not-usable", "bad-setup-download-failed"),
            ("inconclusive", "unclear-log-of-prepare"),
        ] {
            pages.push((format!("{page}{ending}"), language, vec![report(sample, language)?], Value::Null));
        }
        let mut all = samples.iter().map(|name| report(name, language)).collect::<Result<Vec<_>, _>>()?;
        for (at, report) in all.iter_mut().enumerate() {
            report["computer"] = json!(format!("site{:02}.emea.contoso-corporation.example", at % 4));
        }
        pages.push((format!("several{ending}"), language, all, Value::Null));
    }

    let mut hostile = report("bad-setup-download-failed", Language::En)?;
    let long = "a-folder-with-a-name-that-nobody-would-choose-".repeat(9);
    hostile["inputs"]["downloadPath"] = json!(format!("\\\\server\\share\\{long}\\UpdatePacks"));
    hostile["updates"][0]["name"] = json!(HOSTILE);
    for member in ["message", "remedy", "expected", "actual", "file"] {
        hostile["findings"][0][member] = json!(HOSTILE);
    }
    hostile["findings"][0]["evidence"]["text"] = json!(format!("{HOSTILE} {}", "x".repeat(400)));
    hostile["verdict"] = json!("usable");
    pages.push(("hostile".into(), Language::En, vec![hostile], json!({ "title": HOSTILE })));

    let mut many = report("bad-setup-download-failed", Language::En)?;
    let first = many["findings"][0].clone();
    many["findings"] = (0..500)
        .map(|number| {
            let mut finding = first.clone();
            finding["evidence"]["line"] = json!(number * 7 + 3);
            finding
        })
        .collect();
    many["omitted"] = json!([{ "rule": first["rule"], "count": 12_345 }]);
    pages.push(("many".into(), Language::En, vec![many], Value::Null));

    for (name, language, reports, more) in pages {
        let mut request = json!({
            "format": "html", "language": language, "reports": reports, "created": "2026-01-14 09:31 +09:00",
        });
        if let (Value::Object(request), Value::Object(more)) = (&mut request, more) {
            request.extend(more);
        }
        let request: DocumentRequest = serde_json::from_value(request)?;
        let made = document(&request).map_err(|why| why.to_string())?;
        std::fs::write(Path::new(&folder).join(format!("{name}.html")), made.content)?;
    }
    Ok(())
}
