//! The corpus: downloads as the tools leave them, thousands of them, good ones and bad ones, whose truth is known before
//! they are asked. No good one may be called anything but usable, no bad one may be called usable, and each fault must be
//! told by the rule that is named after it.
//!
//! | file | idea |
//! |---|---|
//! | `scene` | the good download: updates, files, both logs; the model, before anything is on disk |
//! | `stock` | real cabinets, programs, installers and lists in miniature, made once |
//! | `logs` | the writers of both logs: wording, stamps, encodings, cuts |
//! | `oddities` | what looks wrong and is not: one entry each |
//! | `faults` | what is wrong: one entry each, with its truth beside it |
//! | `seal` | faults that a seal finds |
//! | `truth` | what must be said, of one fault or of two; and how a report is held against it |
//! | `disk` | a scene written down, and the question asked |
//! | `run` | all cases on all cores, counted |
//!
//! To add a fault: one entry in the table of its kind, with a function that changes the scene and tells what it changed.
//! The truth comes from the rules' definitions; it is never read off the library. If both disagree, one of them is wrong.
//!
//! `CMVERIFY_CORPUS=full` takes 10,000 good and 100,000 bad cases, `CMVERIFY_CORPUS=100,400,200` so many good ones,
//! single faults and pairs. A case that fails says its name; `CMVERIFY_CORPUS_SEED=pair:17 cargo test --test corpus` asks
//! that one alone, tells all of it, and leaves it on disk.

#![allow(clippy::case_sensitive_file_extension_comparisons, reason = "the names are the corpus's own")]
#![allow(clippy::unnecessary_wraps, reason = "all changes of a table have one form")]

#[path = "../common/mod.rs"]
mod common;
mod disk;
mod faults;
mod logs;
mod oddities;
mod random;
mod run;
mod scene;
mod seal;
mod stock;
mod truth;

use cmverify::rules::catalogue::RULES;
use run::{Group, Tally, result_of};
use std::fmt::Write;

#[test]
fn no_good_download_is_called_anything_else() {
    let tally = result_of(Group::Good);
    println!("{tally}");
    tally.assert_right();
}

#[test]
fn each_single_fault_is_told_by_its_rule() {
    let tally = result_of(Group::Single);
    println!("{tally}");
    tally.assert_right();
    assert!(tally.kinds.len() >= if cfg!(windows) { 60 } else { 80 }, "{} kinds of fault", tally.kinds.len());
}

#[test]
fn of_two_faults_the_worse_counts_and_both_are_told() {
    let tally = result_of(Group::Pair);
    println!("{tally}");
    tally.assert_right();
}

/// Rules that no case here can hit, and why.
const OUT_OF_REACH: [(&str, &str); 1] = [("CMV0502", "trust in a signer is for Windows to say")];

#[test]
fn every_rule_is_hit_and_is_silent_elsewhere() {
    if run::is_one_alone() {
        return;
    }
    let tallies: [&Tally; 2] = [result_of(Group::Good), result_of(Group::Single)];
    let mut table = String::from("rule     required and told   neither permitted nor told\n");
    let mut lacking = Vec::new();
    for rule in RULES {
        let count = |of: fn(&Tally, &str) -> u64| tallies.iter().map(|tally| of(tally, rule.id)).sum::<u64>();
        let (hit, silent) = (count(Tally::hits), count(Tally::silences));
        writeln!(table, "{}  {hit:>18}  {silent:>27}", rule.id).expect("a text takes all");
        let is_known = OUT_OF_REACH.iter().any(|(id, _)| *id == rule.id);
        if silent == 0 || (hit == 0) != is_known {
            lacking.push(rule.id);
        }
    }
    println!("{table}");
    assert!(lacking.is_empty(), "rules without a positive and a negative case, or said to be so and not: {lacking:?}");
}
