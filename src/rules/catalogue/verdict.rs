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

/// Everything fits a seal of `{created}` (UTC) that says usable: `{files}` files, `{size}` with its unit.
pub static SUMMARY_SEALED: Text = Text {
    en: "Usable: {files} file(s), {size}, are exactly those that were verified and sealed at {created} UTC. Nothing is \
        missing, changed or added.",
    ja: "インポートできます。ファイル {files} 個 ({size}) は、{created} (UTC) に確認してシールに記録したものと\
        すべて一致します。不足、変更、追加はありません。",
};
/// Everything fits a seal of `{created}` (UTC) that was made although the download was not usable; `{first}` is what
/// was said of it then.
pub static SUMMARY_SEALED_ANYWAY: Text = Text {
    en: "The files are exactly those that were sealed at {created} UTC, but the download was not found usable then: \
        {first}",
    ja: "ファイルは {created} (UTC) に作成されたシールとすべて一致しますが、作成時の判定は「使用可」では\
        ありませんでした: {first}",
};
/// Not as sealed: `{errors}` differences, and the message of the first.
pub static SUMMARY_SEAL_BROKEN: Text = Text {
    en: "Not usable: {errors} difference(s) from the seal. The first: {first}",
    ja: "インポートできません。シールと一致しない点が {errors} 件あります。最初の項目: {first}",
};
/// The sizes fit; nothing was read.
pub static SUMMARY_SEAL_SIZES: Text = Text {
    en: "Cannot tell: all names and sizes are those of the seal, but the contents were not compared.",
    ja: "判定できません。ファイルの名前とサイズはすべてシールと一致しますが、内容は比較していません。",
};
/// After a difference from the seal.
pub static NEXT_SEAL_BROKEN: Text = Text {
    en: "Do not import this copy. Copy the whole folder again from the connected PC into an empty folder, then test it \
        against the seal again.",
    ja: "このコピーはインポートしないでください。インターネットに接続したコンピューターから、フォルダー全体を空の\
        フォルダーにコピーし直し、シールともう一度照合してください。",
};
/// After a seal that was forced.
pub static NEXT_SEALED_ANYWAY: Text = Text {
    en: "Do not import. The seal was made with -Force over a download that was not usable. Download again on the \
        connected PC, verify, and seal what is usable.",
    ja: "インポートしないでください。このシールは、使用可と判定されなかったダウンロードに対して -Force を指定して作成\
        されたものです。インターネットに接続したコンピューターでもう一度ダウンロードし、使用可であることを確認して\
        から、シールを作成してください。",
};

/// No seal: `{read}` of `{all}` files were read.
pub static NO_SEAL_UNREAD: Text = Text {
    en: "No seal was written: only {read} of {all} files could be read to their ends.",
    ja: "シールは作成されませんでした。最後まで読み取れたファイルは {all} 個のうち {read} 個です。",
};
/// What to do then.
pub static NO_SEAL_UNREAD_REMEDY: Text = Text {
    en: "Verify the download to see which, and seal it when all of it can be read and nothing writes to it.",
    ja: "ダウンロードを確認して読み取れないファイルを特定し、すべてのファイルを読み取れて、書き込み中のファイルがない状態で\
        シールを作成してください。",
};
/// No seal: `{all}` files are more than one lists.
pub static NO_SEAL_TOO_MANY: Text = Text {
    en: "No seal was written: the folder has {all} files, more than a seal lists.",
    ja: "シールは作成されませんでした。フォルダーのファイルが多すぎます ({all} 個)。",
};
/// What to do then.
pub static NO_SEAL_FOLDER_REMEDY: Text = Text {
    en: "Give the folder that was named with -updatepackdest, and nothing above it.",
    ja: "-updatepackdest に指定したフォルダーを指定してください。その上位のフォルダーは指定できません。",
};
/// No seal: the name of `{file}`.
pub static NO_SEAL_NAME: Text = Text {
    en: "No seal was written: Windows cannot store the name of {file}, so it could not be checked where it goes.",
    ja: "シールは作成されませんでした。「{file}」は Windows で使用できない名前のため、コピー先で照合できません。",
};
/// What to do then.
pub static NO_SEAL_NAME_REMEDY: Text = Text {
    en: "The tool did not download it: remove the file or rename it, then seal again.",
    ja: "ツールがダウンロードしたファイルではありません。ファイルを削除するか名前を変更して、もう一度シールを作成して\
        ください。",
};
/// No seal: `{file}` is something else.
pub static NO_SEAL_OCCUPIED: Text = Text {
    en: "No seal was written: {file} exists and is no seal.",
    ja: "シールは作成されませんでした。「{file}」は既に存在し、シールではありません。",
};
/// What to do then, also for the copy of a log.
pub static NO_SEAL_OCCUPIED_REMEDY: Text = Text {
    en: "Give another -OutFile, or move that file away.",
    ja: "-OutFile に別のパスを指定するか、そのファイルを移動してください。",
};
/// No seal: the log `{file}` could not be read.
pub static NO_SEAL_LOG: Text = Text {
    en: "No seal was written: the log {file} could not be read: {os}.",
    ja: "シールは作成されませんでした。ログ「{file}」を読み取れません: {os}。",
};
/// No seal: the log `{file}` is another now.
pub static NO_SEAL_LOG_CHANGED: Text = Text {
    en: "No seal was written: the log {file} changed while the download was verified.",
    ja: "シールは作成されませんでした。確認中にログ「{file}」の内容が変わりました。",
};
/// What to do then.
pub static NO_SEAL_LOG_REMEDY: Text = Text {
    en: "Wait until no tool writes to the log, and seal again.",
    ja: "ログへの書き込みが終わるのを待って、もう一度シールを作成してください。",
};
/// No seal: another `{file}` lies where the copy of a log would go.
pub static NO_SEAL_LOG_OCCUPIED: Text = Text {
    en: "No seal was written: {file} lies where the copy of the log would go, and is another log.",
    ja: "シールは作成されませんでした。ログのコピー先に、内容の異なる「{file}」が既に存在します。",
};
/// No seal: `{file}` could not be written.
pub static NO_SEAL_WRITE: Text =
    Text { en: "No seal was written to {file}: {os}.", ja: "シール「{file}」に書き込めません: {os}。" };
/// What to do then.
pub static NO_SEAL_WRITE_REMEDY: Text = Text {
    en: "Give an -OutFile in a folder that exists, has room and may be written to.",
    ja: "空き領域があり、書き込みが許可されている既存のフォルダーを -OutFile に指定してください。",
};
