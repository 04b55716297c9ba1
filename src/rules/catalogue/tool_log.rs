//! CMV01xx: what the log of the service connection tool says.

use super::shared::{COPY_OR_AGAIN, COPY_THEN_AGAIN, DOWNLOAD_AGAIN, WHY_REDIST};
use super::sources::{S1, S5, S6, S8, S9, S11, S13};
use crate::language::Text;
use crate::rules::{Effect, Rule, Severity};

/// CMV0101: the tool says that a redist download failed (S1).
pub static REDIST_DOWNLOAD_FAILED: Rule = Rule {
    id: "CMV0101",
    name: "RedistDownloadFailed",
    severity: Severity::Error,
    effect: Effect::NotUsable,
    title: Text {
        en: "Redistributable files could not be downloaded",
        ja: "再頒布可能ファイル (Redist) のダウンロードに失敗",
    },
    message: Text {
        en: "The tool failed to download the redistributable files of {update}.",
        ja: "「{update}」の再頒布可能ファイル (Redist) のダウンロードに失敗しています。",
    },
    why: WHY_REDIST,
    remedy: Text {
        en: "Do not import. ConfigMgrSetup.log names the file and the error code. Check proxy and firewall, empty \
            the download folder, then download again with -connect.",
        ja: "インポートしないでください。失敗したファイルとエラー コードは ConfigMgrSetup.log に記録されています。\
            プロキシとファイアウォールの設定を確認し、ダウンロード先のフォルダーを空にしてから、-connect でもう一度\
            ダウンロードしてください。",
    },
    example: "2026-02-25 16:43:11 ERROR:Failed to download Redists for 420E3E18-73C5-4BE9-88B0-6F1E30A012CA",
    sources: &[S1, S5, S11],
};

/// CMV0102: a redist download was started, and neither success nor failure follows (our inference from S1 and S5).
pub static REDIST_DOWNLOAD_UNFINISHED: Rule = Rule {
    id: "CMV0102",
    name: "RedistDownloadUnfinished",
    severity: Severity::Error,
    effect: Effect::NotUsable,
    title: Text {
        en: "Download of redistributable files did not finish",
        ja: "再頒布可能ファイル (Redist) のダウンロードが未完了",
    },
    message: Text {
        en: "The tool began to download the redistributable files of {update}, and its log shows neither success \
            nor failure.",
        ja: "「{update}」の再頒布可能ファイル (Redist) のダウンロードは開始されていますが、成功も失敗も\
            記録されていません。",
    },
    why: Text {
        en: "A run that is stopped halfway (closed window, restart, sleep) leaves no error text. Only a success \
            line proves that the files are complete.",
        ja: "ウィンドウを閉じた、再起動した、スリープ状態になったなどの理由で実行が途中で止まると、エラーは\
            記録されません。ファイルがそろっていることは、成功の記録によってのみ確認できます。",
    },
    remedy: Text {
        en: "If the tool is still running, wait until it ends and verify again. Otherwise empty the download folder \
            and download again with -connect.",
        ja: "ツールが実行中の場合は、終了を待ってからもう一度確認してください。実行中でない場合は、ダウンロード先の\
            フォルダーを空にしてから、-connect でもう一度ダウンロードしてください。",
    },
    example: "2026-02-25 16:26:58 INFO:Downloading Redists for 420E3E18-73C5-4BE9-88B0-6F1E30A012CA",
    sources: &[S1, S5],
};

/// CMV0103: the payload was started and is not reported as downloaded (our inference from S5).
pub static PAYLOAD_UNFINISHED: Rule = Rule {
    id: "CMV0103",
    name: "PayloadUnfinished",
    severity: Severity::Error,
    effect: Effect::NotUsable,
    title: Text {
        en: "Download of the payload did not finish",
        ja: "更新プログラム本体 (ペイロード) のダウンロードが未完了",
    },
    message: Text {
        en: "The tool began to download the payload of {update}, and its log does not report the end.",
        ja: "「{update}」の本体 (ペイロード) のダウンロードは開始されていますが、完了が記録されていません。",
    },
    why: Text {
        en: "A payload that was cut off can lie in the folder under its right name. The site finds out only when it \
            verifies or unpacks it.",
        ja: "途中で切れたペイロードでも、正しい名前でフォルダーに残ることがあります。その場合、サイト サーバーで\
            検証または展開を行うまで問題に気付けません。",
    },
    remedy: DOWNLOAD_AGAIN,
    example: "2026-02-25 16:11:22 INFO:Downloading Payload 420E3E18-73C5-4BE9-88B0-6F1E30A012CA version 5.0.9141.1000. More information: https://go.microsoft.com/fwlink/?LinkId=2298746",
    sources: &[S5, S6],
};

/// CMV0104: any other error line of the tool (S1 asks for a log without failures; the breadth is ours).
pub static TOOL_ERROR: Rule = Rule {
    id: "CMV0104",
    name: "ToolError",
    severity: Severity::Error,
    effect: Effect::NotUsable,
    title: Text { en: "The tool logged an error", ja: "サービス接続ツールのエラー" },
    message: Text {
        en: "The tool logged an error: {detail}",
        ja: "サービス接続ツールのログにエラーが記録されています: {detail}",
    },
    why: Text {
        en: "The wording of the tool's errors changes from version to version. An error that is not known to be \
            harmless is taken as a failed download.",
        ja: "エラーの文言はツールのバージョンによって異なります。このため、無害であることが分かっていないエラーは、\
            ダウンロードの失敗として扱います。",
    },
    remedy: Text {
        en: "Remove the cause that the text names. Then empty the download folder and download again with -connect.",
        ja: "エラーに示された原因を取り除いてください。そのうえで、ダウンロード先のフォルダーを空にし、-connect \
            でもう一度ダウンロードしてください。",
    },
    example: "2026-02-25 16:12:40 ERROR:The remote name could not be resolved: 'configmgrbits.azureedge.net'",
    sources: &[S1, S13],
};

/// CMV0105: the admin console content failed; the update itself is not concerned (S8).
pub static ADMIN_UI_CONTENT_FAILED: Rule = Rule {
    id: "CMV0105",
    name: "AdminUIContentFailed",
    severity: Severity::Warning,
    effect: Effect::None,
    title: Text {
        en: "Admin console content could not be downloaded",
        ja: "管理コンソール用コンテンツのダウンロードに失敗",
    },
    message: Text {
        en: "The content for the admin console (ConfigMgr.AdminUIContent) could not be downloaded: {detail}",
        ja: "管理コンソール用のコンテンツ (ConfigMgr.AdminUIContent) をダウンロードできませんでした: {detail}",
    },
    why: Text {
        en: "This content is for the console and is no part of the update, so the verdict does not depend on it. \
            Without it, the console may not show new releases.",
        ja: "このコンテンツは管理コンソールで使用されるもので、更新プログラムには含まれないため、判定には\
            影響しません。ただし、取得できないと、新しいリリースがコンソールに表示されないことがあります。",
    },
    remedy: Text {
        en: "Turn on TLS 1.2 for .NET on the connected PC (SystemDefaultTlsVersions = 1 and SchUseStrongCrypto = 1, \
            then restart), allow the endpoints in proxy and firewall, and run -connect again into an empty folder \
            when you need the content.",
        ja: "このコンテンツが必要な場合は、インターネットに接続したコンピューターで .NET Framework の TLS 1.2 を\
            有効にして再起動し (SystemDefaultTlsVersions = 1、SchUseStrongCrypto = 1)、プロキシとファイアウォールで\
            必要なエンドポイントを許可してから、空のフォルダーを指定して -connect をもう一度実行してください。",
    },
    example: "2026-02-25 16:11:21 ERROR:AdminUIContentDownloadDownload:DownloadManifestCab exception: The underlying connection was closed: An unexpected error occurred on a send.",
    sources: &[S8, S6],
};

/// CMV0106: the log holds no download activity (our inference from S9: every run replaces the log).
pub static NOT_A_CONNECT_LOG: Rule = Rule {
    id: "CMV0106",
    name: "NotAConnectLog",
    severity: Severity::Warning,
    effect: Effect::Inconclusive,
    title: Text {
        en: "The tool's log is not the log of a download",
        ja: "ServiceConnectionTool.log が -connect のログではない",
    },
    message: Text {
        en: "ServiceConnectionTool.log shows no download: it is not the log of a -connect run.",
        ja: "ServiceConnectionTool.log にダウンロードの記録がありません。-connect を実行したときのログではない\
            可能性があります。",
    },
    why: Text {
        en: "Every run of the tool replaces its log. After -prepare, -export or -import from the same folder, the \
            log of -connect is gone, and a log without errors proves nothing.",
        ja: "このログはツールを実行するたびに置き換えられます。同じフォルダーで -prepare、-export、-import を\
            実行すると -connect のログは失われるため、エラーの記録がないことだけではダウンロードの成功を\
            確認できません。",
    },
    remedy: Text {
        en: "Give the log of the -connect run that made this download. If it was replaced, verify without logs \
            (-WithoutLogs), or download again into an empty folder and keep a copy of the log.",
        ja: "このダウンロードを行った -connect のログを指定してください。ログが既に置き換えられている場合は、\
            ログなしで確認する (-WithoutLogs) か、空のフォルダーにもう一度ダウンロードし、ログのコピーを\
            保存してください。",
    },
    example: r"2026-02-25 16:05:02 INFO:Usage data was written to E:\Usage\UsageData.cab",
    sources: &[S9, S1],
};

/// CMV0107: the tool's log is missing, unreadable or not text.
pub static TOOL_LOG_UNAVAILABLE: Rule = Rule {
    id: "CMV0107",
    name: "ToolLogUnavailable",
    severity: Severity::Warning,
    effect: Effect::Inconclusive,
    title: Text {
        en: "ServiceConnectionTool.log could not be checked",
        ja: "ServiceConnectionTool.log を確認できない",
    },
    message: Text {
        en: "ServiceConnectionTool.log could not be checked: {detail}.",
        ja: "ServiceConnectionTool.log を確認できませんでした: {detail}。",
    },
    why: Text {
        en: "Only this log tells which updates were to be downloaded and whether each download succeeded.",
        ja: "どの更新プログラムのダウンロードが行われ、それぞれが成功したかどうかは、このログにしか\
            記録されていません。",
    },
    remedy: Text {
        en: "Copy ServiceConnectionTool.log from the folder of the tool on the connected PC, and give its path. If \
            it is lost, verify without logs (-WithoutLogs) or download again.",
        ja: "インターネットに接続したコンピューターの、ツールと同じフォルダーにある ServiceConnectionTool.log を\
            コピーし、そのパスを指定してください。ログが失われている場合は、ログなしで確認する (-WithoutLogs) か、\
            もう一度ダウンロードしてください。",
    },
    example: r"E:\ServiceConnectionTool.log",
    sources: &[S1, S9],
};

/// CMV0108: an update whose download the log reports is not in the folder (our inference from S5).
pub static LOGGED_UPDATE_MISSING: Rule = Rule {
    id: "CMV0108",
    name: "LoggedUpdateMissing",
    severity: Severity::Error,
    effect: Effect::NotUsable,
    title: Text {
        en: "An update that was downloaded is not in the folder",
        ja: "ダウンロードした更新プログラムがフォルダーにない",
    },
    message: Text {
        en: "The log reports the download of {update}, but {detail}.",
        ja: "ログには「{update}」のダウンロードが記録されていますが、{detail}。",
    },
    why: Text {
        en: "The folder does not hold all that was downloaded: the copy is not complete, or files were removed.",
        ja: "ダウンロードした内容がフォルダーにそろっていません。コピーが完了していないか、ファイルが\
            削除されています。",
    },
    remedy: COPY_OR_AGAIN,
    example: "2026-02-25 16:26:58 INFO:Downloaded Payload 420E3E18-73C5-4BE9-88B0-6F1E30A012CA size = 967280807",
    sources: &[S5, S9],
};

/// CMV0109: an update in the folder that the log does not name (our inference from S5 and S9).
pub static UPDATE_NOT_IN_LOG: Rule = Rule {
    id: "CMV0109",
    name: "UpdateNotInLog",
    severity: Severity::Warning,
    effect: Effect::Inconclusive,
    title: Text {
        en: "The log does not name an update in the folder",
        ja: "フォルダー内の更新プログラムがログに記録されていない",
    },
    message: Text {
        en: "The folder holds {update}, but the log does not name it.",
        ja: "フォルダーに「{update}」がありますが、ログには記録されていません。",
    },
    why: Text {
        en: "The log belongs to another run, or the folder was not empty before the download. What the log says \
            does not hold for this update.",
        ja: "別の実行のログであるか、ダウンロード前のフォルダーが空でなかったと考えられます。このログからは、この\
            更新プログラムのダウンロード結果を確認できません。",
    },
    remedy: Text {
        en: "Give the log of the run that downloaded this update. If there is none, empty the folder and download \
            again with -connect.",
        ja: "この更新プログラムをダウンロードしたときのログを指定してください。ログがない場合は、フォルダーを\
            空にしてから -connect でもう一度ダウンロードしてください。",
    },
    example: r"E:\UpdatePacks\420E3E18-73C5-4BE9-88B0-6F1E30A012CA.cab",
    sources: &[S9, S5],
};

/// CMV0110: a size that the log states is not the file's (S5 shows the sizes; holding them against it is ours).
pub static LOGGED_SIZE_MISMATCH: Rule = Rule {
    id: "CMV0110",
    name: "LoggedSizeMismatch",
    severity: Severity::Error,
    effect: Effect::NotUsable,
    title: Text {
        en: "A file does not have the size that the log states",
        ja: "ファイルのサイズがログの記録と一致しない",
    },
    message: Text {
        en: "{file} does not have the size that the tool's log states.",
        ja: "「{file}」のサイズが、サービス接続ツールのログに記録されているサイズと一致しません。",
    },
    why: Text {
        en: "The tool logs the size of what it downloaded. A file of another size was cut short while it was copied, \
            was replaced later, or is of another download.",
        ja: "サービス接続ツールは、ダウンロードしたファイルのサイズをログに記録します。サイズが異なるファイルは、\
            コピーの途中で切れたか、後から置き換えられたか、別のダウンロードのものと考えられます。",
    },
    remedy: COPY_THEN_AGAIN,
    example: "2026-02-25 16:26:58 INFO:Downloaded Payload 420E3E18-73C5-4BE9-88B0-6F1E30A012CA size = 967280807",
    sources: &[S5, S9],
};

/// CMV0111: an error text that Microsoft documents as harmless (S9).
pub static KNOWN_HARMLESS_ERROR: Rule = Rule {
    id: "CMV0111",
    name: "KnownHarmlessError",
    severity: Severity::Information,
    effect: Effect::None,
    title: Text {
        en: "An error that is known to be harmless", ja: "無害であることが分かっているエラー"
    },
    message: Text {
        en: "The log holds an error that Microsoft documents as harmless.",
        ja: "Microsoft が無視して問題ないと案内しているエラーがログに記録されています。",
    },
    why: Text {
        en: "It is shown so that nobody has to look it up. It does not touch the download.",
        ja: "ダウンロードには影響しません。ログを調べる手間を省くために表示しています。",
    },
    remedy: Text { en: "Nothing to do.", ja: "対処は不要です。" },
    example: r"2026-02-25 16:44:30 ERROR:Unhandled Exception: System.UnauthorizedAccessException: Access to the path 'C:\Users\jqpublic\AppData\Local\Temp\extractmanifestcab\95F8A562.sql' is denied.",
    sources: &[S9],
};
