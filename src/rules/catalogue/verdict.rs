//! The verdict in a sentence, and what to do with it.

use crate::language::Text;

/// The page that leads to the checklist of each release.
pub static CHECKLIST_URL: &str =
    "https://learn.microsoft.com/intune/configmgr/core/servers/manage/prepare-in-console-updates";
/// The page about backing up a site.
pub static BACKUP_URL: &str = "https://learn.microsoft.com/intune/configmgr/core/servers/manage/backup-and-recovery";

/// Usable: `{count}` updates, `{files}` files, `{size}` with its unit.
pub static SUMMARY_USABLE: Text = Text {
    en: "Usable: {count} update(s), {files} file(s), {size}. All that is needed was checked, and nothing is \
        missing or wrong.",
    ja: "インポートできます。更新プログラム {count} 件 (ファイル {files} 個、{size}) について必要な項目をすべて\
        確認し、不足や問題は見つかりませんでした。",
};
/// Usable without logs, by the files alone: `{count}` updates, `{files}` files, `{size}` with its unit.
pub static SUMMARY_USABLE_WITHOUT_LOGS: Text = Text {
    en: "Usable: {count} update(s), {files} file(s), {size}. There were no logs, but the files prove themselves: every \
        redistributable file by Microsoft's manifest or by its own signature, every payload by its signature. Nothing \
        is missing or wrong.",
    ja: "インポートできます。ログはありませんが、更新プログラム {count} 件 (ファイル {files} 個、{size}) について、\
        再頒布可能ファイルはすべて Microsoft のマニフェストまたはファイル自体の署名によって、本体 (ペイロード) は\
        すべて署名によって、正しいことを確認しました。不足や問題は見つかりませんでした。",
};
/// A log or the Redist folders alone show nothing wrong.
pub static SUMMARY_PART_USABLE: Text = Text {
    en: "Nothing wrong was found in this part of the download.",
    ja: "確認した範囲では、問題は見つかりませんでした。",
};
/// Not usable: `{errors}` errors, and the message of the first.
pub static SUMMARY_NOT_USABLE: Text = Text {
    en: "Not usable: {errors} error(s). The first: {first}",
    ja: "インポートできません。エラーが {errors} 件あります。最初のエラー: {first}",
};
/// Inconclusive: `{count}` findings, and the message of the first.
pub static SUMMARY_INCONCLUSIVE: Text = Text {
    en: "Cannot tell: {count} thing(s) could not be checked. The first: {first}",
    ja: "判定できません。確認できなかった項目が {count} 件あります。最初の項目: {first}",
};
/// Inconclusive without logs: `{detail}` is one or more phrases of [`super::detail`] that say what is not proved.
pub static SUMMARY_UNPROVED: Text = Text {
    en: "Cannot tell: without the logs, {detail}.",
    ja: "判定できません。ログがないため、次の点を確認できません: {detail}。",
};

/// After usable: the import, and what the source article (S1) advises before the update is installed.
pub static NEXT_USABLE: Text = Text {
    en: "On the offline site, import it with: ServiceConnectionTool.exe -import -updatepacksrc <folder>. Before \
        you install the update, read the checklist of its release \
        (https://learn.microsoft.com/intune/configmgr/core/servers/manage/prepare-in-console-updates) and back \
        up the site (https://learn.microsoft.com/intune/configmgr/core/servers/manage/backup-and-recovery).",
    ja: "オフラインのサイトで ServiceConnectionTool.exe -import -updatepacksrc <フォルダー> を実行し、\
        インポートしてください。更新プログラムをインストールする前に、該当するリリースのチェックリスト \
        (https://learn.microsoft.com/intune/configmgr/core/servers/manage/prepare-in-console-updates) を確認し、\
        サイトのバックアップ \
        (https://learn.microsoft.com/intune/configmgr/core/servers/manage/backup-and-recovery) を\
        取得することをお勧めします。",
};
/// After a part of a download that shows nothing wrong.
pub static NEXT_PART_USABLE: Text = Text {
    en: "This is only a part of the download. Before you import, verify all of it: both logs and the folder.",
    ja: "これはダウンロードの一部だけを確認した結果です。インポートする前に、2 つのログとダウンロード先の\
        フォルダーをすべて確認してください。",
};
/// After not usable.
pub static NEXT_NOT_USABLE: Text = Text {
    en: "Do not import this download. Remove the cause named below, empty the folder, download again, then \
        verify again.",
    ja: "このダウンロードはインポートしないでください。以下に示す原因を取り除き、フォルダーを空にしてからもう\
        一度ダウンロードし、改めて確認してください。",
};
/// After inconclusive: `{detail}` is one or more phrases of [`super::bring`].
pub static NEXT_INCONCLUSIVE: Text = Text {
    en: "Do not import yet. Verify again with: {detail}.",
    ja: "まだインポートしないでください。次のものを用意して、もう一度確認してください: {detail}。",
};
