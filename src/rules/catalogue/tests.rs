//! Every text of the catalogue in both languages, and what they must have in common.

use super::sources::S1;
use super::*;
use crate::language::Language;
use crate::rules::{Effect, Severity};

/// The placeholders in `text`, sorted.
fn placeholders(text: &str) -> Vec<&str> {
    let mut found: Vec<&str> =
        text.split('{').skip(1).map(|tail| tail.split_once('}').expect("an open brace is closed").0).collect();
    found.sort_unstable();
    found
}

/// What the judge fills in for each rule that has placeholders.
fn allowed(id: &str) -> &'static [&'static str] {
    match id {
        "CMV0101" | "CMV0102" | "CMV0103" | "CMV0109" | "CMV0204" | "CMV0206" | "CMV0210" => &["update"],
        "CMV0104" | "CMV0105" | "CMV0107" | "CMV0207" | "CMV0209" | "CMV0310" | "CMV0604" => &["detail"],
        "CMV0108" | "CMV0205" | "CMV0302" => &["detail", "update"],
        "CMV0201" | "CMV0305" | "CMV0306" | "CMV0307" | "CMV0401" | "CMV0402" | "CMV0403" | "CMV0501" | "CMV0502"
        | "CMV0601" | "CMV0602" | "CMV0603" => &["detail", "file"],
        "CMV0110" | "CMV0202" | "CMV0203" | "CMV0301" | "CMV0304" | "CMV0308" | "CMV0309" | "CMV0404" | "CMV0503" => {
            &["file"]
        }
        "CMV0208" => &["file", "update"],
        "CMV0211" => &["count", "detail"],
        _ => &[],
    }
}

fn is_japanese(text: &str) -> bool {
    text.chars().any(|c| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}'))
}

/// Every text that is no part of a rule, with its placeholders.
fn loose_texts() -> Vec<(&'static Text, &'static [&'static str])> {
    vec![
        (&UNNAMED_UPDATE, &[]),
        (&UNKNOWN_FILE, &[]),
        (&PLACEHOLDERS, &["count", "file", "update"]),
        (&RELEASE_WITHOUT_REDISTS, &["detail", "update"]),
        (&detail::NOT_GIVEN, &[]),
        (&detail::MISSING, &[]),
        (&detail::IS_FOLDER, &[]),
        (&detail::ACCESS_DENIED, &[]),
        (&detail::READ_FAILED, &["os"]),
        (&detail::NO_ANSWER, &["seconds"]),
        (&detail::NOT_TEXT, &[]),
        (&detail::LINE_TOO_LONG, &[]),
        (&detail::TOO_MUCH, &[]),
        (&detail::OTHER_LOG, &[]),
        (&detail::CHANGED, &[]),
        (&detail::FOLDER_MISSING, &[]),
        (&detail::FOLDER_IS_FILE, &[]),
        (&detail::FOLDER_NO_UPDATE, &[]),
        (&detail::FOLDER_NO_REDIST, &[]),
        (&detail::FOLDER_HINT, &["file"]),
        (&detail::FOLDER_IS_UPDATE, &["file"]),
        (&detail::FOLDER_IS_REDIST, &[]),
        (&detail::UPDATE_EMPTY, &["update"]),
        (&detail::GUID_ABSENT, &[]),
        (&detail::PAYLOAD_ABSENT, &[]),
        (&detail::FOLDER_ABSENT, &[]),
        (&detail::FOLDER_EMPTY, &[]),
        (&detail::RUN_OPEN, &[]),
        (&detail::RUN_REPLACED, &[]),
        (&detail::RUN_CUT, &[]),
        (&detail::NO_CODE, &[]),
        (&detail::SPECIAL_FILE, &[]),
        (&detail::FILE_CHANGED, &[]),
        (&detail::TREE_CHANGED, &[]),
        (&detail::CUT_SHORT, &["actual", "expected"]),
        (&detail::CUT_OPEN, &[]),
        (&detail::IS_HTML, &[]),
        (&detail::IS_TEXT, &[]),
        (&detail::IS_NULS, &[]),
        (&detail::IS_OTHER, &["kind"]),
        (&detail::KIND_CABINET, &[]),
        (&detail::KIND_PROGRAM, &[]),
        (&detail::KIND_COMPOUND, &[]),
        (&detail::KIND_ZIP, &[]),
        (&detail::KIND_XML, &[]),
        (&detail::KIND_UNKNOWN, &[]),
        (&detail::ENDS_IN_NULS, &["count"]),
        (&detail::DAMAGED, &["what"]),
        (&detail::MANIFEST_ABSENT, &[]),
        (&detail::MANIFEST_DAMAGED, &["what"]),
        (&detail::MANIFEST_NO_XML, &["name"]),
        (&detail::MANIFEST_XML, &["what"]),
        (&detail::MANIFEST_NO_FILES, &[]),
        (&detail::MANIFEST_TOO_LARGE, &[]),
        (&detail::MANIFEST_PARTS, &["count", "first"]),
        (&detail::MANIFEST_METHOD, &["what"]),
        (&detail::MANIFEST_SPANNED, &[]),
        (&detail::DIGEST_DIFFERS, &["algorithm", "signer"]),
        (&detail::SIGNATURE_BROKEN, &["what"]),
        (&detail::UNPROVED_FILES, &["count", "first"]),
        (&detail::UNPROVED_MANIFEST, &["update"]),
        (&detail::UNPROVED_PAYLOAD, &["update"]),
        (&detail::UNPROVED_REDISTS, &["update"]),
        (&detail::UNPROVED_GROUPS, &["first", "update"]),
        (&detail::QUICK_PROVES_NOTHING, &[]),
        (&verdict::SUMMARY_USABLE, &["count", "files", "size"]),
        (&verdict::SUMMARY_USABLE_WITHOUT_LOGS, &["count", "files", "size"]),
        (&verdict::SUMMARY_NOT_USABLE, &["errors", "first"]),
        (&verdict::SUMMARY_INCONCLUSIVE, &["count", "first"]),
        (&verdict::SUMMARY_UNPROVED, &["detail"]),
        (&verdict::SUMMARY_PART_USABLE, &[]),
        (&verdict::NEXT_PART_USABLE, &[]),
        (&verdict::NEXT_USABLE, &[]),
        (&verdict::NEXT_NOT_USABLE, &[]),
        (&verdict::NEXT_INCONCLUSIVE, &["detail"]),
        (&bring::BRING_TOOL_LOG, &[]),
        (&bring::BRING_SETUP_LOG, &[]),
        (&bring::BRING_FOLDER, &[]),
        (&bring::BRING_RIGHTS, &[]),
        (&bring::BRING_PROOF, &[]),
        (&bring::NO_LINKS, &[]),
        (&bring::BRING_DEPTH, &[]),
    ]
}

/// The same for seals.
fn texts_of_seals() -> Vec<(&'static Text, &'static [&'static str])> {
    vec![
        (&detail::SEALED_GONE, &[]),
        (&detail::SEALED_MOVED, &["file"]),
        (&detail::SEALED_SIZE, &["actual", "expected"]),
        (&detail::SEALED_HASH, &[]),
        (&detail::SEALED_SWAPPED, &["file"]),
        (&detail::SEALED_NEW, &[]),
        (&detail::SEALED_AS, &["file"]),
        (&detail::SEAL_MISSING, &[]),
        (&detail::SEAL_IS_NONE, &[]),
        (&detail::SEAL_VERSION, &["what"]),
        (&detail::SEAL_ABOUT, &["line", "what"]),
        (&detail::SEAL_PATH, &["line", "what"]),
        (&detail::SEAL_TWICE, &["line", "what"]),
        (&detail::SEAL_UNEXPECTED, &["line"]),
        (&detail::SEAL_CHANGED, &["line"]),
        (&detail::SEAL_CUT, &["line"]),
        (&detail::SEAL_BEHIND, &["line"]),
        (&detail::SEAL_TOO_LONG, &["line"]),
        (&detail::SEAL_NOT_TEXT, &["line"]),
        (&detail::SEAL_LINE_ENDS, &[]),
        (&verdict::SUMMARY_SEALED, &["created", "files", "size"]),
        (&verdict::SUMMARY_SEALED_ANYWAY, &["created", "first"]),
        (&verdict::SUMMARY_SEAL_BROKEN, &["errors", "first"]),
        (&verdict::SUMMARY_SEAL_SIZES, &[]),
        (&verdict::NEXT_SEAL_BROKEN, &[]),
        (&verdict::NEXT_SEALED_ANYWAY, &[]),
        (&bring::BRING_SEAL_DEPTH, &[]),
        (&bring::BRING_SEAL, &[]),
        (&verdict::NO_SEAL_UNREAD, &["all", "read"]),
        (&verdict::NO_SEAL_UNREAD_REMEDY, &[]),
        (&verdict::NO_SEAL_TOO_MANY, &["all"]),
        (&verdict::NO_SEAL_FOLDER_REMEDY, &[]),
        (&verdict::NO_SEAL_NAME, &["file"]),
        (&verdict::NO_SEAL_NAME_REMEDY, &[]),
        (&verdict::NO_SEAL_OCCUPIED, &["file"]),
        (&verdict::NO_SEAL_OCCUPIED_REMEDY, &[]),
        (&verdict::NO_SEAL_LOG, &["file", "os"]),
        (&verdict::NO_SEAL_LOG_CHANGED, &["file"]),
        (&verdict::NO_SEAL_LOG_REMEDY, &[]),
        (&verdict::NO_SEAL_LOG_OCCUPIED, &["file"]),
        (&verdict::NO_SEAL_WRITE, &["file", "os"]),
        (&verdict::NO_SEAL_WRITE_REMEDY, &[]),
    ]
}

fn parts(rule: &'static Rule) -> [Text; 4] {
    [rule.title, rule.message, rule.why, rule.remedy]
}

#[test]
fn ids_are_those_of_the_contract_sorted_and_unique() {
    let ids: Vec<&str> = RULES.iter().map(|rule| rule.id).collect();
    let numbers = (101..=111).chain(201..=211).chain(301..=310).chain(401..=404).chain(501..=503).chain(601..=604);
    let expected: Vec<String> = numbers.map(|n| format!("CMV{n:04}")).collect();
    assert_eq!(ids, expected);
    let mut names: Vec<&str> = RULES.iter().map(|rule| rule.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), RULES.len());
}

#[test]
fn severity_follows_from_the_effect() {
    for rule in RULES {
        let expected: &[Severity] = match rule.effect {
            Effect::NotUsable => &[Severity::Error],
            Effect::Inconclusive => &[Severity::Warning],
            Effect::None => &[Severity::Warning, Severity::Information],
        };
        assert!(expected.contains(&rule.severity), "{}", rule.id);
    }
    let information: Vec<&str> = RULES.iter().filter(|r| r.severity == Severity::Information).map(|r| r.id).collect();
    assert_eq!(information, ["CMV0111", "CMV0211", "CMV0404"]);
    let harmless: Vec<&str> = RULES.iter().filter(|r| r.effect == Effect::None).map(|r| r.id).collect();
    assert_eq!(harmless, ["CMV0105", "CMV0111", "CMV0210", "CMV0211", "CMV0309", "CMV0403", "CMV0404", "CMV0503"]);
}

#[test]
fn every_rule_speaks_both_languages() {
    for rule in RULES {
        for text in parts(rule) {
            assert!(!text.en.is_empty() && text.en.is_ascii(), "{}: {}", rule.id, text.en);
            assert!(is_japanese(text.ja), "{}: {}", rule.id, text.ja);
            assert!(!text.en.contains("  ") && !text.ja.contains("  "), "{}: {}", rule.id, text.en);
        }
    }
    for (text, _) in loose_texts().into_iter().chain(texts_of_seals()) {
        assert!(!text.en.is_empty() && text.en.is_ascii(), "{}", text.en);
        assert!(is_japanese(text.ja), "{}", text.ja);
        assert!(!text.en.contains("  ") && !text.ja.contains("  "), "{}", text.en);
    }
}

#[test]
fn a_message_has_the_placeholders_that_the_judge_fills_in_both_languages() {
    for rule in RULES {
        assert_eq!(placeholders(rule.message.en), allowed(rule.id), "{}", rule.id);
        assert_eq!(placeholders(rule.message.ja), allowed(rule.id), "{}", rule.id);
        for text in [rule.title, rule.why, rule.remedy] {
            assert!(!text.en.contains(['{', '}']) && !text.ja.contains(['{', '}']), "{}", rule.id);
        }
    }
    for (text, names) in loose_texts().into_iter().chain(texts_of_seals()) {
        assert_eq!(placeholders(text.en), names, "{}", text.en);
        assert_eq!(placeholders(text.ja), names, "{}", text.ja);
    }
}

#[test]
fn every_rule_names_a_public_page() {
    for rule in RULES {
        assert!(!rule.sources.is_empty(), "{}", rule.id);
        for source in rule.sources {
            assert!(source.starts_with("https://") && !source.contains(' '), "{}: {source}", rule.id);
        }
    }
    for id in ["CMV0101", "CMV0201", "CMV0301"] {
        assert!(find(id).unwrap().sources.contains(&S1), "{id}");
    }
}

#[test]
fn a_rule_is_found_by_its_id_in_any_case() {
    assert_eq!(find("cmv0301").unwrap().name, "EmptyRedistFile");
    assert!(find("CMV0999").is_none());
    assert!(find("").is_none());
}

#[test]
fn a_usable_download_leads_to_the_checklist_and_the_backup() {
    for language in [Language::En, Language::Ja] {
        let next = verdict::NEXT_USABLE.get(language);
        assert!(next.contains(verdict::CHECKLIST_URL) && next.contains(verdict::BACKUP_URL));
        assert!(next.contains("-import -updatepacksrc"));
    }
}

#[test]
fn a_filled_message_reads_as_a_sentence() {
    let message = |rule: &Rule, language, values: &[(&str, &str)]| rule.message.fill(language, values);
    assert_eq!(
        message(&REDIST_DOWNLOAD_FAILED, Language::En, &[("update", UNNAMED_UPDATE.en)]),
        "The tool failed to download the redistributable files of an update that the log does not name."
    );
    assert_eq!(
        message(&LOGGED_UPDATE_MISSING, Language::Ja, &[("update", "2403"), ("detail", detail::PAYLOAD_ABSENT.ja)]),
        "ログには「2403」のダウンロードが記録されていますが、本体 (ペイロード) のファイルが存在しません。"
    );
    assert_eq!(
        message(
            &MANIFEST_HASH_MISMATCH,
            Language::En,
            &[("file", "sqlncli.msi"), ("detail", "ConfigMgr.Manifest.xml")]
        ),
        "The SHA-256 of sqlncli.msi is not the one that ConfigMgr.Manifest.xml lists."
    );
    let kind = detail::IS_OTHER.fill(Language::Ja, &[("kind", detail::KIND_ZIP.ja)]);
    assert_eq!(
        message(&WRONG_CONTENT, Language::Ja, &[("file", "sqlncli.msi"), ("detail", &kind)]),
        "「sqlncli.msi」の内容が正しくありません: 実際の内容は「ZIP アーカイブ」です。"
    );
}

#[test]
fn a_summary_without_logs_reads_as_a_sentence() {
    let payload = |language| detail::UNPROVED_PAYLOAD.fill(language, &[("update", "2403")]);
    assert_eq!(
        verdict::SUMMARY_UNPROVED.fill(Language::En, &[("detail", &payload(Language::En))]),
        "Cannot tell: without the logs, no payload of 2403 was found."
    );
    assert_eq!(
        verdict::SUMMARY_UNPROVED.fill(Language::Ja, &[("detail", &payload(Language::Ja))]),
        "判定できません。ログがないため、次の点を確認できません: 「2403」の本体 (ペイロード) がダウンロードされている\
         こと (ファイルが見つかりません)。"
    );
}

#[test]
fn no_loose_text_is_left_out_of_the_list() {
    let files = [
        include_str!("mod.rs"),
        include_str!("folder.rs"),
        include_str!("detail.rs"),
        include_str!("verdict.rs"),
        include_str!("bring.rs"),
    ];
    let texts: usize = files.iter().map(|file| file.matches(": Text =").count()).sum();
    // `detail::OPEN_FAILED` is the operating system's words in either language, and nothing of ours.
    assert_eq!(loose_texts().len() + texts_of_seals().len(), texts - 1);
}
