//! What is said of a run of either program, in both languages.

use crate::language::Text;

/// A run that ended, and nothing in it went wrong.
pub static SUCCEEDED: Text = Text {
    en: "Run {number} ended without an error. Files named in it: {files}.",
    ja: "{number} 回目の実行はエラーなしで終了しました。記録されたファイル: {files} 個。",
};
/// A run in which something went wrong.
pub static FAILED: Text = Text {
    en: "Run {number} failed. Errors: {failures}, the first in line {line}.",
    ja: "{number} 回目の実行は失敗しました。エラー: {failures} 件 (最初のエラーは {line} 行目)。",
};
/// A run without an end.
pub static UNFINISHED: Text = Text {
    en: "Run {number} has no end. Its last line is line {line}.",
    ja: "{number} 回目の実行には終了の記録がありません。最後の行は {line} 行目です。",
};
/// A run of the tool in which nothing was downloaded.
pub static NO_DOWNLOAD: Text = Text {
    en: "This run of ServiceConnectionTool.exe downloaded nothing: it is not one of -connect.",
    ja: "この ServiceConnectionTool.exe の実行では何もダウンロードされていません (-connect の実行ではありません)。",
};
/// A run in a log that cannot be believed.
pub static UNKNOWN: Text = Text {
    en: "How run {number} ended is not known: the log could not be read as a whole.",
    ja: "ログ全体を正しく読み取れないため、{number} 回目の実行の結果は不明です。",
};

/// After a run in which nothing went wrong.
pub static NEXT: Text = Text {
    en: "Nothing to do for this run. Test-CMOfflineDownload says whether the download may be imported.",
    ja: "この実行について必要な操作はありません。インポートしてよいかどうかは Test-CMOfflineDownload で確認してください。",
};

/// The steps of a file's story.
pub mod step {
    use crate::language::Text;

    /// The download was started.
    pub static DOWNLOAD: Text = Text { en: "download", ja: "ダウンロード" };
    /// The hash was verified.
    pub static HASH: Text = Text { en: "hash", ja: "ハッシュ" };
    /// The signature was verified.
    pub static SIGNATURE: Text = Text { en: "signature", ja: "署名" };
    /// It ended well.
    pub static DONE: Text = Text { en: "done", ja: "完了" };
    /// It failed.
    pub static FAILED: Text = Text { en: "FAILED", ja: "失敗" };
    /// The run broke off here.
    pub static STOPPED: Text = Text { en: "STOPPED", ja: "中断" };
}
