//! docs/what-usable-means.md: every promise names a test, every test that it names exists, every rule in it exists.

use cmverify::rules::{Effect, catalogue};
use std::fs;
use std::path::Path;

const PAGE: &str = "docs/what-usable-means.md";

fn page() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(PAGE)).unwrap()
}

/// The promises: number, and the names of tests below it.
fn promises() -> Vec<(usize, Vec<String>)> {
    let page = page();
    let (_, promises) = page.split_once("\n## The promises\n").unwrap();
    let (promises, _) = promises.split_once("\n## ").unwrap();
    let mut found: Vec<(usize, Vec<String>)> = Vec::new();
    for line in promises.lines() {
        let number = line.split_once(". **").and_then(|(number, _)| number.parse().ok());
        if let Some(number) = number {
            found.push((number, Vec::new()));
        } else if let Some(named) = line.trim_start().strip_prefix("- `") {
            found.last_mut().unwrap().1.push(named.strip_suffix('`').expect(line).to_owned());
        }
    }
    found
}

#[test]
fn every_promise_has_a_number_and_a_test() {
    let promises = promises();
    assert!(promises.len() > 15);
    for (place, (number, tests)) in promises.iter().enumerate() {
        assert_eq!(*number, place + 1, "the promises are numbered in their order");
        assert!(!tests.is_empty(), "promise {number} names no test");
    }
}

#[test]
fn every_test_that_a_promise_names_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (number, tests) in promises() {
        for named in tests {
            let (place, name) = named.split_once(' ').expect(&named);
            let (path, wanted) = if let Some(sentence) = name.strip_prefix('\'') {
                (format!("tests/powershell/{place}"), format!("It '{}'", sentence.strip_suffix('\'').expect(&named)))
            } else {
                (place.to_owned(), format!("fn {name}("))
            };
            let text = fs::read_to_string(root.join(&path)).unwrap_or_else(|e| panic!("promise {number}: {path}: {e}"));
            let at = text.find(&wanted).unwrap_or_else(|| panic!("promise {number}: {path} has no {wanted}"));
            // A function that nobody calls holds nothing.
            if !name.starts_with('\'') {
                let (_, between) = text[..at].rsplit_once("#[test]").expect(&named);
                assert!(!between.contains("fn "), "promise {number}: {path} {name} is no test");
            }
        }
    }
}

#[test]
fn every_rule_that_the_page_names_exists_and_each_that_forbids_an_import_is_in_the_table() {
    let page = page();
    let (_, table) = page.split_once("\n## Which fault is found by what\n").unwrap();
    let ids: Vec<_> = page.match_indices("CMV0").filter_map(|(at, _)| page.get(at..at + 7)).collect();
    for id in &ids {
        assert!(catalogue::RULES.iter().any(|rule| rule.id == *id), "{id} is no rule");
    }
    // Words that nobody expected in a log are found by their own rules, whatever the fault behind them is.
    let by_words = ["CMV0104", "CMV0204", "CMV0209"];
    for rule in catalogue::RULES.iter().filter(|rule| rule.effect == Effect::NotUsable) {
        let told = table.contains(rule.id) || by_words.contains(&rule.id);
        assert!(told, "{} stands in no row of the table", rule.id);
    }
}
