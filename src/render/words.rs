//! The words of a document in both languages.

use crate::language::Text;
use crate::report::Verdict;

pub(super) const TITLE: Text = Text {
    en: "Configuration Manager offline update download",
    ja: "Configuration Manager オフライン更新プログラムのダウンロード",
};

pub(super) const fn verdict(verdict: Verdict) -> Text {
    match verdict {
        Verdict::Usable => Text { en: "Usable", ja: "使用可能" },
        Verdict::Inconclusive => Text { en: "Inconclusive", ja: "判定不能" },
        Verdict::NotUsable => Text { en: "Not usable", ja: "使用不可" },
    }
}

/// The word that scripts compare, as PowerShell shows it.
pub(super) const fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Usable => "Usable",
        Verdict::Inconclusive => "Inconclusive",
        Verdict::NotUsable => "NotUsable",
    }
}

pub(super) fn severity(word: &str) -> Text {
    match word {
        "error" => Text { en: "Error", ja: "エラー" },
        "warning" => Text { en: "Warning", ja: "警告" },
        _ => Text { en: "Information", ja: "情報" },
    }
}

pub(super) fn effect(word: &str) -> Text {
    match word {
        "notUsable" => Text { en: "makes the download not usable", ja: "ダウンロードは使用不可" },
        "inconclusive" => Text { en: "keeps the verdict open", ja: "判定不能" },
        _ => Text { en: "no effect on the verdict", ja: "判定への影響なし" },
    }
}

/// The grades of evidence, the strongest first, as the reports name them.
pub(super) const GRADES: [(&str, Text); 5] = [
    ("signature", Text { en: "Signature", ja: "署名" }),
    ("manifestHash", Text { en: "Manifest hash", ja: "マニフェストのハッシュ" }),
    ("loggedHash", Text { en: "Logged hash", ja: "ログのハッシュ検証" }),
    ("loggedSize", Text { en: "Logged size", ja: "ログのサイズ" }),
    ("present", Text { en: "Present", ja: "存在のみ" }),
];

pub(super) fn grade(word: Option<&str>) -> Text {
    GRADES.iter().find(|(name, _)| Some(*name) == word).map_or(Text { en: "-", ja: "-" }, |(_, text)| *text)
}

macro_rules! words {
    ($($name:ident: $en:literal, $ja:literal;)*) => {
        $(pub(super) const $name: Text = Text { en: $en, ja: $ja };)*
    };
}

words! {
    NEXT: "What to do now", "次に行うこと";
    OVERVIEW: "Overview", "概要";
    DOWNLOAD: "Download", "ダウンロード";
    COMPUTER: "Computer", "コンピューター";
    VERDICT: "Verdict", "判定";
    ERRORS: "Errors", "エラー";
    WARNINGS: "Warnings", "警告";
    UPDATES: "Updates", "更新プログラム";
    UPDATE: "Update", "更新プログラム";
    FILES: "Files", "ファイル数";
    SIZE: "Size", "サイズ";
    REDISTS: "Redistributable files", "再頒布可能ファイル";
    WEAKEST: "Weakest evidence", "最も弱い根拠";
    EVIDENCE_OF_FILES: "How the files are proved", "ファイルの根拠";
    FINDINGS: "Findings", "検出事項";
    NO_FINDINGS: "Nothing was found.", "検出事項はありません。";
    FILE: "File", "ファイル";
    EXPECTED: "Expected", "予期される値";
    ACTUAL: "Actual", "実際の値";
    ERROR: "Error", "エラー";
    EVIDENCE: "Evidence", "根拠";
    REMEDY: "What to do", "対処方法";
    MORE: "Further findings that are counted only", "件数のみの検出事項";
    LOOKED_AT: "What was looked at", "確認した内容";
    LOG: "Log", "ログ";
    ENCODING: "Encoding", "エンコード";
    LINES: "Lines", "行数";
    TIME: "Time", "時刻";
    RUNS: "Runs judged", "判定した実行";
    DEPTH: "Depth", "確認の深さ";
    QUICK: "Quick: names, sizes and headers", "Quick: 名前、サイズ、ヘッダー";
    FULL: "Full: every byte", "Full: すべての内容";
    ALL_RUNS: "every run in ConfigMgrSetup.log", "ConfigMgrSetup.log のすべての実行";
    WITHOUT_LOGS: "without logs", "ログなし";
    SEAL: "Seal", "シール";
    HASHED: "Hashed", "ハッシュ計算済み";
    EMPTY: "Empty files", "空のファイル";
    NOT_AT_HAND: "not at hand", "なし";
    MESSAGES: "Messages", "メッセージの言語";
    OF: "of", "/";
    UNPROVED: "Unproved", "証明されていないもの";
    SMALL_PRINT: "Inconclusive is never good enough to import.", "判定不能の場合は、インポートしないでください。";
    REDACTED: "Names of users, computers and domains were replaced.", "ユーザー名、コンピューター名、ドメイン名は置き換えられています。";
    CONTRADICTED: "This report says that the download is better than its own findings say. Do not rely on it; verify again.", "このレポートの判定は、レポート内の検出事項と矛盾しています。このレポートを信頼せず、もう一度確認してください。";
    CREATED: "Created", "作成日時";
    MADE_BY: "Made with", "作成ツール";
}
