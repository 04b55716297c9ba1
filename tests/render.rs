//! Documents of reports: each format says what the reports say, and shows whatever is in them as text.

use crate::common::{Download, G, run};
use cmverify::render::{Document, DocumentRequest, NoDocument, document};
use cmverify::report::Verdict;
use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::{Value, json};

const FORMATS: [&str; 5] = ["html", "json", "junit", "markdown", "csv"];

fn report_of(mut download: Download) -> Value {
    serde_json::to_value(download.verify()).unwrap()
}

fn good() -> Value {
    report_of(Download::good())
}

/// One whose log says so in a line.
fn bad(line: &str) -> Value {
    let mut download = Download::good();
    download.setup_text(|_| run(G, "11-19-2024 11:54:00", line));
    report_of(download)
}

fn made(format: &str, reports: &[Value]) -> Document {
    made_with(format, reports, &json!({}))
}

fn made_with(format: &str, reports: &[Value], more: &Value) -> Document {
    let mut request = json!({ "format": format, "reports": reports });
    request.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let request: DocumentRequest = serde_json::from_value(request).unwrap();
    document(&request).unwrap_or_else(|why| panic!("{format}: {why}"))
}

/// What PowerShell makes of a report on its way through remoting and a file.
fn as_powershell(value: &Value) -> Value {
    fn capital(text: &str) -> String {
        text[..1].to_uppercase() + &text[1..]
    }
    match value {
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| {
                let words = ["verdict", "severity", "effect", "kind", "depth", "grade"];
                let value = match value {
                    Value::String(word) if words.contains(&name.as_str()) => json!(capital(word)),
                    other => as_powershell(other),
                };
                (if name == "elapsedMs" { "ElapsedMilliseconds".to_owned() } else { capital(name) }, value)
            })
            .collect(),
        Value::Array(items) => items.iter().map(as_powershell).collect(),
        other => other.clone(),
    }
}

#[test]
fn every_format_names_the_verdict_the_rule_the_line_and_what_to_do() {
    let bad = bad("ERROR: Download() failed with 0x80072EE2");
    let finding = &bad["findings"][0];
    for format in FORMATS {
        let document = made(format, std::slice::from_ref(&bad));
        assert_eq!((document.verdict, document.reports, document.next), (Verdict::NotUsable, 1, None), "{format}");
        for member in ["rule", "name"] {
            assert!(document.content.contains(finding[member].as_str().unwrap()), "{format} has no {member}");
        }
        for part in ["ERROR: Download() failed with 0x80072EE2", "Check that proxy and firewall", "ERROR", "CMV0201.md"]
        {
            let found = document.content.replace('\\', "").contains(part);
            assert!(found, "{format} has no {part}: {}", document.content);
        }
        assert!(document.content.ends_with('\n') || format == "html", "{format}");
    }
    // The neighbours of the line, where there is room for them.
    for format in ["html", "junit", "markdown"] {
        assert!(made(format, std::slice::from_ref(&bad)).content.contains("FINISHED"), "{format}");
    }
}

#[test]
fn the_verdict_of_several_is_the_worst() {
    let reports = [good(), bad("ERROR: Download() failed with 0x80072EE2"), good()];
    for format in FORMATS {
        let document = made(format, &reports);
        assert_eq!((document.verdict, document.reports), (Verdict::NotUsable, 3), "{format}");
        assert_eq!(made(format, &reports[..1]).verdict, Verdict::Usable, "{format}");
    }
}

#[test]
fn a_report_is_the_same_document_whoever_had_it_in_hand() {
    let mut reports = [good(), bad("ERROR: Download() failed with 0x80072EE2")];
    let through: Vec<Value> = reports
        .iter()
        .map(|report| {
            let mut through = as_powershell(report);
            through["PSComputerName"] = json!("site01");
            through["RunspaceId"] = json!("5f0c");
            through["PSShowComputerName"] = json!(true);
            through["Path"] = json!("C:\\elsewhere");
            through
        })
        .collect();
    for report in &mut reports {
        report["computer"] = json!("site01");
    }
    for format in FORMATS {
        assert_eq!(made(format, &through).content, made(format, &reports).content, "{format}");
    }
    let list: Value = serde_json::from_str(&made("json", &reports).content).unwrap();
    assert_eq!(list, json!(reports), "JSON is the reports themselves");
    let again = made("json", list.as_array().unwrap());
    assert_eq!(serde_json::from_str::<Value>(&again.content).unwrap(), list);
}

#[test]
fn json_keeps_the_order_of_the_library() {
    let report = Download::good().verify();
    let written = serde_json::to_string_pretty(&[&report]).unwrap();
    assert_eq!(made("json", &[serde_json::to_value(&report).unwrap()]).content.trim_end(), written);
}

#[test]
fn what_is_no_report_is_refused() {
    let try_one = |value: Value| {
        let request = json!({ "format": "html", "reports": [good(), value] });
        document(&serde_json::from_value::<DocumentRequest>(request).unwrap()).map(|_| ())
    };
    let mut newer = good();
    newer["schema"] = json!("cmverify.report.v2");
    let mut verdictless = good();
    verdictless.as_object_mut().unwrap().remove("verdict");
    let mut strange = good();
    strange["verdict"] = json!("Great");
    let mut without_findings = good();
    without_findings.as_object_mut().unwrap().remove("findings");
    let mut deep = json!([]);
    for _ in 0..40 {
        deep = json!([deep]);
    }
    let mut nested = good();
    nested["inputs"] = deep;
    let values = [
        json!(null),
        json!("text"),
        json!([]),
        json!({}),
        json!({ "verdict": "usable" }),
        newer,
        verdictless,
        strange,
        without_findings,
        nested,
    ];
    for value in values {
        let refused = try_one(value.clone());
        assert!(matches!(refused, Err(NoDocument::Report(2, _))), "{value}: {refused:?}");
    }
    let nothing: DocumentRequest = serde_json::from_value(json!({ "format": "csv", "reports": [] })).unwrap();
    assert_eq!(document(&nothing).unwrap_err(), NoDocument::Nothing);
    for wrong in [
        json!({ "format": "pdf", "reports": [] }),
        json!({ "reports": [] }),
        json!({ "format": "csv", "reports": [], "Redact": {} }),
    ] {
        assert!(serde_json::from_value::<DocumentRequest>(wrong).is_err());
    }
}

#[test]
fn a_verdict_that_its_findings_contradict_is_not_believed() {
    let mut report = bad("ERROR: Download() failed with 0x80072EE2");
    report["verdict"] = json!("usable");
    for format in FORMATS {
        let document = made(format, std::slice::from_ref(&report));
        assert_eq!(document.verdict, Verdict::NotUsable, "{format}");
        assert!(!document.content.contains("\"verdict\": \"usable\"") || format != "json", "{format}");
        if ["html", "junit", "markdown"].contains(&format) {
            assert!(document.content.contains("better than its own findings"), "{format}");
        }
    }
    let mut report = good();
    report["updates"][0]["verdict"] = json!("inconclusive");
    assert_eq!(made("csv", &[report]).verdict, Verdict::Inconclusive);
}

/// Whatever a log may hold that means something to a browser, a parser, a spreadsheet or a ticket.
const HOSTILE: &str = "ERROR: Download() failed </pre><script>alert(1)</script> ]]> --> \"' &lt; `` ``` | =cmd|'/c calc'!A1 \
    [x](javascript:alert(1)) ![i](http://e.invalid/i.png) <img src=x onerror=alert(1)> @everyone {{7*7}} ${x} \u{1b}[2J \
    \u{202E}gnp.exe \u{FFFE} <!-- 0x80072EE2";

#[test]
fn nothing_in_a_report_is_more_than_text() {
    let mut report = bad(HOSTILE);
    for member in ["summary", "nextAction"] {
        report[member] = json!(HOSTILE);
    }
    report["computer"] = json!(HOSTILE);
    report["inputs"]["downloadPath"] = json!(HOSTILE);
    report["findings"][0]["link"] = json!("javascript:alert(1)");
    report["findings"][0]["rule"] = json!(HOSTILE);
    report["findings"][0]["message"] = json!(HOSTILE);
    report["findings"][0]["evidence"]["before"] = json!([HOSTILE, HOSTILE]);
    report["updates"][0]["name"] = json!(HOSTILE);
    let title = json!({ "title": HOSTILE, "created": HOSTILE });

    let html = made_with("html", std::slice::from_ref(&report), &title).content;
    let lower = html.to_lowercase();
    for bad in ["<script", "<img", "href=\"javascript", "onerror=alert(1)>", " src=\"", "url(", "@import", "<!-- 0x"] {
        assert!(!lower.contains(bad), "{bad}");
    }
    assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "it is shown");
    assert!(!html.contains('\u{202E}') && !html.contains('\u{1b}'));

    let junit = made_with("junit", std::slice::from_ref(&report), &title).content;
    let mut reader = Reader::from_str(&junit);
    let mut depth = 0;
    loop {
        match reader.read_event().unwrap() {
            Event::Start(element) => {
                depth += 1;
                assert!(element.attributes().all(|attribute| attribute.is_ok()));
                let name = String::from_utf8(element.name().as_ref().to_vec()).unwrap();
                assert!(
                    ["testsuites", "testsuite", "testcase", "failure", "error", "properties", "system-out"]
                        .contains(&name.as_str()),
                    "{name}"
                );
            }
            Event::End(_) => depth -= 1,
            Event::Eof => break,
            Event::Comment(_) | Event::CData(_) | Event::PI(_) | Event::DocType(_) => panic!("nothing but elements"),
            _ => {}
        }
    }
    assert_eq!(depth, 0);
    assert!(junit.chars().all(|c| c == '\n' || c >= ' ' && c != '\u{FFFE}'), "only what XML may hold");

    let csv = made_with("csv", std::slice::from_ref(&report), &title).content;
    let mut rows = csv::ReaderBuilder::new().from_reader(csv.as_bytes());
    for row in rows.records() {
        for cell in &row.unwrap() {
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell}");
        }
    }

    let markdown = made_with("markdown", std::slice::from_ref(&report), &title).content;
    let mut fence: Option<String> = None;
    for line in markdown.lines() {
        let ticks: String = line.chars().take_while(|c| *c == '`').collect();
        match &fence {
            Some(open) => {
                if line == open {
                    fence = None;
                }
                continue;
            }
            None if ticks.len() >= 3 && line[ticks.len()..] == *"text" => {
                fence = Some(ticks);
                continue;
            }
            None => {}
        }
        assert!(!line.contains("<script") || line.contains('`'), "{line}");
        assert!(!line.contains("@everyone") || line.contains('`'), "{line}");
        let links = line.replace("\\](", "");
        assert!(!links.contains("](") || links.contains("](https://github.com/cmverify/"), "{line}");
    }
    assert_eq!(fence, None, "every fence is closed by its own");

    let list: Value = serde_json::from_str(&made_with("json", &[report], &title).content).unwrap();
    assert!(list[0]["summary"].as_str().unwrap().contains("<script>"));
}

#[test]
fn a_formula_in_a_log_is_a_text_in_a_spreadsheet() {
    let mut report = bad("ERROR: Download() failed with 0x80072EE2");
    for (member, text) in [("message", "=1+1"), ("remedy", "@SUM(A1)"), ("expected", "-2+3"), ("actual", "+4")] {
        report["findings"][0][member] = json!(text);
    }
    let csv = made("csv", &[report]).content;
    for text in ["'=1+1", "'@SUM(A1)", "'-2+3", "'+4"] {
        assert!(csv.contains(text), "{text}: {csv}");
    }
}

#[test]
fn no_download_vanishes_from_a_spreadsheet() {
    let csv = made("csv", &[good(), bad("ERROR: Download() failed with 0x80072EE2"), good()]).content;
    let mut reader = csv::ReaderBuilder::new().from_reader(csv.as_bytes());
    let verdicts: Vec<_> = reader.records().map(|row| row.unwrap()[2].to_owned()).collect();
    assert_eq!(verdicts.first().map(String::as_str), Some("Usable"));
    assert!(verdicts.contains(&"NotUsable".to_owned()));
    assert_eq!(verdicts.last().map(String::as_str), Some("Usable"));
    assert_eq!(reader.headers().unwrap().len(), 20);
}

/// The numbers of a suite, and of its cases.
fn counts(junit: &str, name: &str) -> Vec<u64> {
    let mut reader = Reader::from_str(junit);
    let mut found = Vec::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Start(element) if element.name().as_ref() == name.as_bytes() => {
                for wanted in ["tests", "failures", "errors"] {
                    let value = element.try_get_attribute(wanted).unwrap().unwrap();
                    found.push(String::from_utf8(value.value.to_vec()).unwrap().parse().unwrap());
                }
            }
            Event::Eof => return found,
            _ => {}
        }
    }
}

#[test]
fn a_suite_is_as_red_as_its_report() {
    let mut lost = Download::good();
    lost.tool = None;
    let reports = [good(), bad("ERROR: Download() failed with 0x80072EE2"), report_of(lost)];
    let junit = made("junit", &reports).content;
    let suites = counts(&junit, "testsuite");
    assert_eq!(suites.len(), 9);
    assert_eq!(suites[1..3], [0, 0], "usable is green");
    assert!(suites[4] >= 1, "not usable fails: {suites:?}");
    assert!(suites[8] >= 1 && suites[7] == 0, "inconclusive is an error: {suites:?}");
    let sums: Vec<u64> = (0..3).map(|at| suites.iter().skip(at).step_by(3).sum()).collect();
    assert_eq!(counts(&junit, "testsuites"), sums);
    assert_eq!(junit.matches("<testcase").count() as u64, sums[0]);
    assert_eq!(junit.matches("<failure").count() as u64, sums[1]);
    assert_eq!(junit.matches("<error").count() as u64, sums[2]);
    // Findings that concern only what is not listed among the updates still count.
    let mut stray = good();
    stray["verdict"] = json!("notUsable");
    assert_eq!(counts(&made("junit", &[stray]).content, "testsuites")[1], 1);
}

#[test]
fn a_page_is_whole_by_itself_and_says_its_language() {
    let reports = [good(), bad("ERROR: Download() failed with 0x80072EE2")];
    for (language, words) in [("en", ["Not usable", "What to do now"]), ("ja", ["使用不可", "次に行うこと"])]
    {
        let html = made_with("html", &reports, &json!({ "language": language })).content;
        assert!(html.starts_with("<!DOCTYPE html><html lang=\"") && html.contains(&format!("lang=\"{language}\"")));
        for word in words {
            assert!(html.contains(word), "{word}");
        }
        for part in ["src=", "<link", "<script", "url(", "@import"] {
            assert!(!html.contains(part), "{part}");
        }
        for part in
            ["default-src 'none'", "name=\"viewport\"", "<main>", "<h1>", "scope=\"col\"", "prefers-color-scheme"]
        {
            assert!(html.contains(part), "{part}");
        }
        // Every link within the page has its end.
        for target in html.split("href=\"#").skip(1).map(|rest| rest.split('"').next().unwrap()) {
            assert!(html.contains(&format!("id=\"{target}\"")), "{target}");
        }
    }
}

#[test]
fn names_are_taken_out_of_every_format() {
    let mut report =
        bad(r"ERROR: Download() failed for CONTOSO\svc-mecm via proxy7.contoso.local:8080 at \\FILESRV1\x, 0x80072EE2");
    report["computer"] = json!("SITE-01");
    report["inputs"]["downloadPath"] = json!(r"C:\Users\jdoe\UpdatePacks");
    report["findings"][0]["evidence"]["path"] = json!(r"\\filesrv1\logs\ConfigMgrSetup.log");
    report["summary"] = json!("Not usable on site-01 for JDOE.");
    for format in FORMATS {
        let names = json!({ "redact": { "users": ["somebody"] }, "title": "For jdoe", "created": "today" });
        let content = made_with(format, std::slice::from_ref(&report), &names).content;
        let lower = content.to_lowercase();
        for name in ["jdoe", "svc-mecm", "filesrv1", "site-01", "contoso", "proxy7"] {
            assert!(!lower.contains(name), "{format}: {name}");
        }
        for kept in ["CMV0201", "0x80072EE2", G] {
            assert!(content.replace('\\', "").contains(kept), "{format}: {kept}");
        }
        assert!(lower.contains("user2"), "{format}: the one that is given is the first");
        assert!(
            made_with(format, std::slice::from_ref(&report), &json!({})).content.to_lowercase().contains("filesrv1")
        );
    }
}

#[test]
fn a_long_document_comes_in_parts() {
    let reports = [good(), bad("ERROR: Download() failed with 0x80072EE2")];
    let whole = made("html", &reports).content;
    let (mut from, mut text) = (Some(0), String::new());
    while let Some(at) = from {
        let part = made_with("html", &reports, &json!({ "from": at, "most": 1000 }));
        assert!(part.content.len() <= 1000);
        text.push_str(&part.content);
        from = part.next;
    }
    assert_eq!(text, whole);
    let beyond: DocumentRequest =
        serde_json::from_value(json!({ "format": "html", "reports": reports, "from": whole.len() + 1 })).unwrap();
    assert_eq!(document(&beyond).unwrap_err(), NoDocument::Place(whole.len() + 1));
}
