//! What each rule says: one place to find a rule by its id, in English and Japanese.
//!
//! Ids, names and effects are fixed by the contract; ids are never reused and never change meaning. The first three
//! checks of the source article (S1) are CMV0101, CMV0201 and CMV0301. The knowledge behind each rule is at the
//! addresses in its `sources`; the short names S1 … S27 are those of the dossier.
//!
//! A message is a template. `{update}` stands for a noun phrase such as `2403 (5B8886C7-…)` or [`UNNAMED_UPDATE`],
//! `{file}` for a path or [`UNKNOWN_FILE`], `{detail}` for a phrase of [`detail`] or for a log's own words, `{count}`
//! for a number.

use super::{Effect, Rule, Severity};
use crate::language::Text;

/// S1: the article of the Japanese support blog whose three checks are the minimum.
const S1: &str = "https://jpmem.github.io/blog/mecm/20250207_01/";
/// S5: an update that fails at "Install Files" because redistributable files are missing.
const S5: &str = "https://github.com/MicrosoftDocs/SupportArticles-docs/blob/main/support/mem/configmgr/setup-migrate-backup-recovery/in-console-update-fail-with-file-missing.md";
/// S6: how Updates and Servicing works, stage by stage.
const S6: &str = "https://github.com/MicrosoftDocs/SupportArticles-docs/blob/main/support/mem/configmgr/setup-migrate-backup-recovery/understand-troubleshoot-updates-servicing.md";
/// S8: the admin console content that cannot be downloaded.
const S8: &str = "https://github.com/MicrosoftDocs/SupportArticles-docs/blob/main/support/mem/configmgr/setup-migrate-backup-recovery/service-connection-tool-not-download-updates.md";
/// S9: the manual of the service connection tool.
const S9: &str = "https://learn.microsoft.com/intune/configmgr/core/servers/manage/use-the-service-connection-tool";
/// S10: the manual of setupdl.
const S10: &str = "https://github.com/MicrosoftDocs/memdocs/blob/main/intune/configmgr/core/servers/deploy/install/setup-downloader.md";
/// S11: the hosts that the connected PC must reach.
const S11: &str = "https://github.com/MicrosoftDocs/memdocs/blob/main/intune/configmgr/core/plan-design/network/internet-endpoints.md";
/// S13: the changes in 2509, among them the tool's new wording.
const S13: &str = "https://github.com/MicrosoftDocs/memdocs/blob/main/intune/configmgr/hotfix/2509/35877153.md";
/// S14: a lab builder that knows how setupdl ends and how it hangs.
const S14: &str = "https://github.com/vinaypamnani-msft/memlabs";
/// S20: setupdl on a PC without the ODBC driver.
const S20: &str = "https://github.com/DeploymentResearch/HydrationKitWS2025/issues/5";

/// Why a rule about missing or unfinished redistributable files exists.
const WHY_REDIST: Text = Text {
    en: "The tool's console does not show this. When redistributable files are missing, the site installs the \
        update only up to the point where it needs them, and then fails.",
    ja: "ダウンロードの結果はツールの画面には表示されません。再頒布可能ファイルが不足したままインポートすると、\
        サイト サーバーで更新プログラムをインストールする段階になって失敗します。",
};

/// The remedy that most failures have in common.
const DOWNLOAD_AGAIN: Text = Text {
    en: "Do not import. Empty the download folder, then download again with -connect. The folder must be empty: \
        setupdl does not fetch again what it finds there.",
    ja: "インポートせずに、ダウンロード先のフォルダーを空にしてから、-connect でもう一度ダウンロードしてください。\
        ファイルが残っていると setupdl.exe がそのファイルをダウンロードし直さないため、必ず空のフォルダーを\
        指定してください。",
};

/// The remedy for a failure that the network causes.
const NETWORK_THEN_AGAIN: Text = Text {
    en: "Check that proxy and firewall let the connected PC reach every host that Microsoft lists for updates and \
        servicing, on ports 443 and 80. Then empty the download folder and download again with -connect.",
    ja: "インターネットに接続したコンピューターから、更新とサービスに必要なエンドポイント (ポート 443 と 80) に\
        接続できるよう、プロキシとファイアウォールの設定を確認してください。そのうえで、ダウンロード先のフォルダーを\
        空にし、-connect でもう一度ダウンロードしてください。",
};

/// The remedy for something that the log knows and the folder lacks.
const COPY_OR_AGAIN: Text = Text {
    en: "If this is a copy, copy the whole folder again from the connected PC. If it is missing there too, empty \
        the folder and download again with -connect.",
    ja: "コピーしたフォルダーを確認している場合は、インターネットに接続したコンピューターからフォルダー全体を\
        コピーし直してください。コピー元にも存在しない場合は、フォルダーを空にしてから -connect でもう一度\
        ダウンロードしてください。",
};

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
    sources: &[S9, S5],
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
    sources: &[S9],
};

/// CMV0201: `ERROR: Download() failed` in a setupdl run that belongs to this download (S1).
pub static SETUP_DOWNLOAD_FAILED: Rule = Rule {
    id: "CMV0201",
    name: "SetupDownloadFailed",
    severity: Severity::Error,
    effect: Effect::NotUsable,
    title: Text {
        en: "setupdl could not download a file", ja: "setupdl.exe によるファイルのダウンロードに失敗"
    },
    message: Text {
        en: "setupdl could not download {file}: {detail}.",
        ja: "setupdl.exe が「{file}」をダウンロードできませんでした: {detail}。",
    },
    why: Text {
        en: "The file is missing or not complete in the Redist folder. The site needs it to install the update.",
        ja: "Redist フォルダー内のファイルが不足しているか、完全ではありません。このファイルは、サイトで更新\
            プログラムをインストールするときに必要です。",
    },
    remedy: NETWORK_THEN_AGAIN,
    sources: &[S1, S11],
};

/// CMV0202: setupdl's own hash check failed (S14; S5 shows the same library's text).
pub static SETUP_HASH_CHECK_FAILED: Rule = Rule {
    id: "CMV0202",
    name: "SetupHashCheckFailed",
    severity: Severity::Error,
    effect: Effect::NotUsable,
    title: Text { en: "setupdl's hash check failed", ja: "setupdl.exe によるハッシュの検証に失敗" },
    message: Text {
        en: "The hash check of setupdl failed for {file}.",
        ja: "「{file}」に対する setupdl.exe のハッシュの検証が失敗しています。",
    },
    why: Text {
        en: "The file is missing, or its content is not what Microsoft published. A file that stays in the folder \
            fails the same way at every try.",
        ja: "ファイルが存在しないか、内容が Microsoft の公開したものと一致しません。問題のあるファイルがフォルダーに\
            残っていると、何度実行しても同じように失敗します。",
    },
    remedy: DOWNLOAD_AGAIN,
    sources: &[S14, S5, S10],
};

/// CMV0203: setupdl's signature check failed (S6: payload and redists should carry valid signatures).
pub static SETUP_SIGNATURE_CHECK_FAILED: Rule = Rule {
    id: "CMV0203",
    name: "SetupSignatureCheckFailed",
    severity: Severity::Error,
    effect: Effect::NotUsable,
    title: Text { en: "setupdl's signature check failed", ja: "setupdl.exe による署名の検証に失敗" },
    message: Text {
        en: "The signature check of setupdl failed for {file}.",
        ja: "「{file}」に対する setupdl.exe の署名の検証が失敗しています。",
    },
    why: Text {
        en: "The file is damaged or is not Microsoft's, or the connected PC lacks the root certificates to tell. \
            The site checks signatures too.",
        ja: "ファイルが破損しているか Microsoft のものではない、または検証に必要なルート証明書が\
            コンピューターにないことが考えられます。署名はサイト サーバーでも検証されます。",
    },
    remedy: Text {
        en: "Bring the root certificates of the connected PC up to date, and make sure that no proxy alters the \
            files. Then empty the download folder and download again with -connect.",
        ja: "インターネットに接続したコンピューターのルート証明書を最新の状態にし、プロキシがファイルを書き\
            換えていないことを確認してください。そのうえで、ダウンロード先のフォルダーを空にし、-connect でもう一度\
            ダウンロードしてください。",
    },
    sources: &[S6],
};

/// CMV0204: the verification of a redist manifest failed (S14).
pub static SETUP_MANIFEST_VERIFICATION_FAILED: Rule = Rule {
    id: "CMV0204",
    name: "SetupManifestVerificationFailed",
    severity: Severity::Error,
    effect: Effect::NotUsable,
    title: Text {
        en: "setupdl could not verify the list of redistributable files",
        ja: "再頒布可能ファイルのマニフェストの検証に失敗",
    },
    message: Text {
        en: "setupdl could not verify the manifest of the redistributable files of {update}.",
        ja: "「{update}」の再頒布可能ファイルのマニフェストを setupdl.exe が検証できませんでした。",
    },
    why: Text {
        en: "The manifest lists the files and their hashes. Without a good manifest, nothing in the Redist folder \
            is proved.",
        ja: "マニフェストには、必要なファイルとそのハッシュが記載されています。マニフェストが正しくないと、Redist \
            フォルダーの内容が正しいことを確認できません。",
    },
    remedy: DOWNLOAD_AGAIN,
    sources: &[S14, S6],
};

/// CMV0205: a run that belongs has no end (S14 takes the FINISHED line as the only success).
pub static SETUP_RUN_UNFINISHED: Rule = Rule {
    id: "CMV0205",
    name: "SetupRunUnfinished",
    severity: Severity::Error,
    effect: Effect::NotUsable,
    title: Text { en: "A setupdl run did not finish", ja: "setupdl.exe の実行が未完了" },
    message: Text {
        en: "The setupdl run for {update} is not complete: {detail}.",
        ja: "「{update}」に対する setupdl.exe の実行が完了していません: {detail}。",
    },
    why: Text {
        en: "setupdl writes a line when it is done. Without that line, files are missing or were not verified, even \
            when no error is logged.",
        ja: "setupdl.exe は処理が終わると終了の行を記録します。終了の記録がない場合は、エラーが\
            記録されていなくても、ファイルが不足しているか、検証されていない可能性があります。",
    },
    remedy: Text {
        en: "If setupdl is still running, wait until it ends and verify again. Otherwise empty the download folder \
            and download again with -connect.",
        ja: "setupdl.exe が実行中の場合は、終了を待ってからもう一度確認してください。実行中でない場合は、\
            ダウンロード先のフォルダーを空にしてから、-connect でもう一度ダウンロードしてください。",
    },
    sources: &[S6, S14],
};

/// CMV0206: redists were downloaded, and no setupdl run in the log belongs to this download (our inference from S9).
pub static NO_SETUP_RUN: Rule = Rule {
    id: "CMV0206",
    name: "NoSetupRun",
    severity: Severity::Warning,
    effect: Effect::Inconclusive,
    title: Text {
        en: "No setupdl run belongs to this download",
        ja: "このダウンロードに対応する setupdl.exe の記録がない",
    },
    message: Text {
        en: "ConfigMgrSetup.log holds no setupdl run that belongs to the download of {update}.",
        ja: "ConfigMgrSetup.log に、「{update}」のダウンロードに対応する setupdl.exe の実行が記録されていません。",
    },
    why: Text {
        en: "Which redistributable files were downloaded and verified is written in this log only. A log of another \
            PC or of another day says nothing about this download.",
        ja: "再頒布可能ファイルのダウンロードと検証の結果は、このログにのみ記録されます。別のコンピューターや別の\
            日のログでは、このダウンロードの結果を確認できません。",
    },
    remedy: Text {
        en: "Give the ConfigMgrSetup.log of the PC that ran -connect, from the root of its system drive. If it is \
            lost, verify without logs (-WithoutLogs) or download again.",
        ja: "-connect を実行したコンピューターのシステム ドライブ直下にある ConfigMgrSetup.log を指定してください。\
            ログが失われている場合は、ログなしで確認する (-WithoutLogs) か、もう一度ダウンロードしてください。",
    },
    sources: &[S9, S1],
};

/// CMV0207: ConfigMgrSetup.log is missing, unreadable or not text, while redists were downloaded.
pub static SETUP_LOG_UNAVAILABLE: Rule = Rule {
    id: "CMV0207",
    name: "SetupLogUnavailable",
    severity: Severity::Warning,
    effect: Effect::Inconclusive,
    title: Text { en: "ConfigMgrSetup.log could not be checked", ja: "ConfigMgrSetup.log を確認できない" },
    message: Text {
        en: "ConfigMgrSetup.log could not be checked: {detail}.",
        ja: "ConfigMgrSetup.log を確認できませんでした: {detail}。",
    },
    why: Text {
        en: "setupdl downloads the redistributable files, and writes its errors to this log only.",
        ja: "再頒布可能ファイルは setupdl.exe によってダウンロードされ、そのエラーはこのログにのみ記録されます。",
    },
    remedy: Text {
        en: "Copy ConfigMgrSetup.log from the root of the system drive of the connected PC, and give its path. If \
            it is lost, verify without logs (-WithoutLogs) or download again.",
        ja: "インターネットに接続したコンピューターのシステム ドライブ直下にある ConfigMgrSetup.log をコピーし、その\
            パスを指定してください。ログが失われている場合は、ログなしで確認する (-WithoutLogs) か、もう一度\
            ダウンロードしてください。",
    },
    sources: &[S1, S9],
};

/// CMV0208: a file that the run downloaded or verified is not on disk (our inference from S5).
pub static LOGGED_FILE_MISSING: Rule = Rule {
    id: "CMV0208",
    name: "LoggedFileMissing",
    severity: Severity::Error,
    effect: Effect::NotUsable,
    title: Text {
        en: "A file that setupdl downloaded is not in the folder",
        ja: "setupdl.exe がダウンロードしたファイルがフォルダーにない",
    },
    message: Text {
        en: "setupdl logged {file} for {update}, but the folder does not hold it.",
        ja: "setupdl.exe のログに「{update}」のファイルとして「{file}」が記録されていますが、フォルダーに\
            存在しません。",
    },
    why: Text {
        en: "A file can be lost after the download: an incomplete copy, a full USB drive, an antivirus program. The \
            site stops at the first file that it cannot find.",
        ja: "ダウンロードの後でも、コピーの中断、USB メモリの容量不足、ウイルス対策ソフトウェアなどの理由で\
            ファイルが失われることがあります。必要なファイルが 1 つでも見つからないと、更新プログラムの\
            インストールは失敗します。",
    },
    remedy: COPY_OR_AGAIN,
    sources: &[S5],
};

/// CMV0209: any other error line in a run that belongs (the breadth is ours).
pub static SETUP_ERROR: Rule = Rule {
    id: "CMV0209",
    name: "SetupError",
    severity: Severity::Error,
    effect: Effect::NotUsable,
    title: Text { en: "setupdl logged an error", ja: "setupdl.exe のエラー" },
    message: Text {
        en: "setupdl logged an error: {detail}",
        ja: "ConfigMgrSetup.log に setupdl.exe のエラーが記録されています: {detail}",
    },
    why: Text {
        en: "Not every error of setupdl is documented. One that is not known to be harmless is taken as a failed \
            download.",
        ja: "setupdl.exe のエラーはすべてが公開されているわけではありません。このため、無害であることが\
            分かっていないエラーは、ダウンロードの失敗として扱います。",
    },
    remedy: Text {
        en: "Read the lines around it in ConfigMgrSetup.log and remove the cause. Then empty the download folder \
            and download again with -connect.",
        ja: "ConfigMgrSetup.log の前後の行を確認し、原因を取り除いてください。そのうえで、ダウンロード先の\
            フォルダーを空にし、-connect でもう一度ダウンロードしてください。",
    },
    sources: &[S1, S5],
};

/// CMV0210: the unfinished run is parked on a line naming MSODBCSQL (S14, S20).
pub static ODBC_DRIVER_HANG: Rule = Rule {
    id: "CMV0210",
    name: "OdbcDriverHang",
    severity: Severity::Warning,
    effect: Effect::None,
    title: Text {
        en: "setupdl stopped at the ODBC driver", ja: "ODBC ドライバーの確認で setupdl.exe が停止"
    },
    message: Text {
        en: "The setupdl run for {update} ends at a line about the ODBC driver (MSODBCSQL).",
        ja: "「{update}」に対する setupdl.exe の記録が、ODBC ドライバー (MSODBCSQL) に関する行で止まっています。",
    },
    why: Text {
        en: "setupdl looks for the ODBC driver on the connected PC. Where the driver is missing, the run is known \
            to hang there.",
        ja: "setupdl.exe は、実行しているコンピューターに ODBC ドライバーがあるかどうかを確認します。ドライバーが\
            インストールされていないと、ここで停止することが知られています。",
    },
    remedy: Text {
        en: "On the connected PC, install the Visual C++ 2015-2019 redistributable (x86 and x64) and ODBC Driver 18 \
            for SQL Server (x64). Then empty the download folder and download again with -connect.",
        ja: "インターネットに接続したコンピューターに、Visual C++ 2015-2019 再頒布可能パッケージ (x86 と x64) と \
            ODBC Driver 18 for SQL Server (x64) をインストールしてください。そのうえで、ダウンロード先のフォルダーを\
            空にし、-connect でもう一度ダウンロードしてください。",
    },
    sources: &[S9, S14, S20],
};

/// CMV0211: failures in runs that were superseded (S14: the log is appended, never replaced).
pub static EARLIER_RUN_FAILED: Rule = Rule {
    id: "CMV0211",
    name: "EarlierRunFailed",
    severity: Severity::Information,
    effect: Effect::None,
    title: Text { en: "An earlier setupdl run failed", ja: "以前の setupdl.exe の実行が失敗" },
    message: Text {
        en: "ConfigMgrSetup.log still holds {count} failure(s) of earlier setupdl runs. The first: {detail}",
        ja: "ConfigMgrSetup.log に、以前の setupdl.exe の実行で発生した失敗が {count} 件残っています。最初の記録: \
            {detail}",
    },
    why: Text {
        en: "Every run is appended to this log, so old failures stay in it. They do not concern this download and \
            do not count.",
        ja: "このログには実行のたびに追記されるため、過去の失敗も残ります。今回のダウンロードとは関係がないため、\
            判定には含めません。",
    },
    remedy: Text {
        en: "Nothing to do. To judge every run in the log, ask for all runs (-AllRuns).",
        ja: "対処は不要です。ログに残っているすべての実行を判定の対象にするには、-AllRuns を指定してください。",
    },
    sources: &[S14, S1],
};

/// CMV0301: an empty file below a Redist folder (S1).
pub static EMPTY_REDIST_FILE: Rule = Rule {
    id: "CMV0301",
    name: "EmptyRedistFile",
    severity: Severity::Error,
    effect: Effect::NotUsable,
    title: Text {
        en: "An empty file in the Redist folder", ja: "Redist フォルダーに 0 KB のファイルが存在"
    },
    message: Text {
        en: "{file} is empty (0 bytes).", ja: "Redist フォルダー配下の「{file}」が空 (0 バイト) です。"
    },
    why: Text {
        en: "No redistributable file is empty by design: its download failed, or a proxy blocked it.",
        ja: "再頒布可能ファイルが空になることは本来ありません。ダウンロードに失敗したか、プロキシによって\
            ブロックされたと考えられます。",
    },
    remedy: NETWORK_THEN_AGAIN,
    sources: &[S1],
};

/// CMV0302: the log reports redists, and the Redist folder is missing or empty (our inference from S5 and S6).
pub static REDIST_MISSING: Rule = Rule {
    id: "CMV0302",
    name: "RedistMissing",
    severity: Severity::Error,
    effect: Effect::NotUsable,
    title: Text {
        en: "Redistributable files are missing", ja: "再頒布可能ファイル (Redist) が存在しない"
    },
    message: Text {
        en: "The log reports redistributable files for {update}, but {detail}.",
        ja: "ログには「{update}」の再頒布可能ファイルのダウンロードが記録されていますが、{detail}。",
    },
    why: WHY_REDIST,
    remedy: COPY_OR_AGAIN,
    sources: &[S5, S6],
};

/// CMV0303: no update manifest in the folder (S6).
pub static UPDATE_MANIFEST_MISSING: Rule = Rule {
    id: "CMV0303",
    name: "UpdateManifestMissing",
    severity: Severity::Error,
    effect: Effect::NotUsable,
    title: Text {
        en: "The update manifest is missing", ja: "更新プログラムのマニフェストが存在しない"
    },
    message: Text {
        en: "The folder holds neither ConfigMgr.Update.Manifest.cab nor ConfigMgr.Update.Manifest.enc.",
        ja: "フォルダーに ConfigMgr.Update.Manifest.cab と ConfigMgr.Update.Manifest.enc のどちらも存在しません。",
    },
    why: Text {
        en: "The site learns from this manifest which updates there are. Without it, an import brings nothing.",
        ja: "サイトは、このマニフェストから利用可能な更新プログラムを認識します。マニフェストがないと、\
            インポートしても更新プログラムを利用できません。",
    },
    remedy: Text {
        en: "Give the folder that was named with -updatepackdest, not one below it. If the manifest is missing \
            there, empty the folder and download again with -connect.",
        ja: "-updatepackdest に指定したフォルダーそのものを指定してください (その下のフォルダーではありません)。その\
            フォルダーにもマニフェストがない場合は、フォルダーを空にしてから -connect でもう一度\
            ダウンロードしてください。",
    },
    sources: &[S6, S5],
};

/// CMV0304: an empty file that the site needs, outside Redist (our inference from S1 and S6).
pub static EMPTY_PACKAGE_FILE: Rule = Rule {
    id: "CMV0304",
    name: "EmptyPackageFile",
    severity: Severity::Error,
    effect: Effect::NotUsable,
    title: Text {
        en: "An empty cabinet, manifest or payload",
        ja: "0 KB のキャビネット、マニフェスト、またはペイロードが存在",
    },
    message: Text { en: "{file} is empty (0 bytes).", ja: "「{file}」が空 (0 バイト) です。" },
    why: Text {
        en: "Cabinets, manifests and payloads are never empty: the download or the copy failed. Empty files below \
            SMSSETUP are another matter: they are placeholders, and normal.",
        ja: "キャビネット、マニフェスト、ペイロードが空になることはなく、ダウンロードまたはコピーに失敗しています。\
            なお、SMSSETUP 配下の 0 バイトのファイルはプレースホルダーであり、問題ありません。",
    },
    remedy: COPY_OR_AGAIN,
    sources: &[S1, S6],
};

/// The sentence of CMV0302 for a release that must bring redists, where no log speaks of them.
pub static RELEASE_WITHOUT_REDISTS: Text = Text {
    en: "{update} is a release that comes with redistributable files, but {detail}.",
    ja: "「{update}」は再頒布可能ファイル (Redist) を伴うリリースですが、{detail}。",
};

/// The message of [`EMPTY_PACKAGE_FILE`]'s harmless side: placeholders below SMSSETUP (S6), as information only.
/// `{count}` files, the update they are of, and the first `{file}`.
pub static PLACEHOLDERS: Text = Text {
    en: "{count} empty file(s) below SMSSETUP of {update} are placeholders and normal, the first is {file}.",
    ja: "「{update}」の SMSSETUP 配下にある {count} 個の 0 バイトのファイルはプレースホルダーであり、問題ありません \
        (最初のファイル:「{file}」)。",
};

/// CMV0307: something that could not be opened or read to its end.
pub static UNREADABLE_PATH: Rule = Rule {
    id: "CMV0307",
    name: "UnreadablePath",
    severity: Severity::Warning,
    effect: Effect::Inconclusive,
    title: Text {
        en: "A file or folder could not be read", ja: "ファイルまたはフォルダーを読み取れない"
    },
    message: Text {
        en: "{file} could not be read: {detail}.", ja: "「{file}」を読み取れませんでした: {detail}。"
    },
    why: Text {
        en: "What cannot be read cannot be checked, and the import cannot read it either.",
        ja: "読み取れないものは確認できません。また、インポート時にも読み取れない可能性があります。",
    },
    remedy: Text {
        en: "Close programs that use the file, give your account the right to read it, or check the drive. Then \
            verify again.",
        ja: "ファイルを使用しているプログラムの終了、アクセス許可の付与、ドライブの確認を行い、もう\
            一度確認してください。",
    },
    sources: &[S9],
};

/// CMV0308: a symbolic link or another reparse point: it is not followed.
pub static LINK_IN_DOWNLOAD: Rule = Rule {
    id: "CMV0308",
    name: "LinkInDownload",
    severity: Severity::Warning,
    effect: Effect::Inconclusive,
    title: Text { en: "A link in the download", ja: "ダウンロード フォルダー内のリンク" },
    message: Text {
        en: "{file} is a link (symbolic link or reparse point) and was not followed.",
        ja: "「{file}」はリンク (シンボリック リンクまたは再解析ポイント) のため、リンク先を確認していません。",
    },
    why: Text {
        en: "A download does not normally hold links. What a link points to may be missing on the offline \
            site, or may be another file there.",
        ja: "ダウンロードしたフォルダーにリンクが含まれることは通常ありません。オフラインのサイトでは、リンク先が存在しない、\
            または別のファイルになるおそれがあります。",
    },
    remedy: Text {
        en: "Replace the link by a real copy of the file or folder, then verify again.",
        ja: "リンクをファイルまたはフォルダーの実体に置き換えてから、もう一度確認してください。",
    },
    sources: &[S9],
};

/// CMV0309: a left-over temporary or partial file (our inference).
pub static PARTIAL_FILE: Rule = Rule {
    id: "CMV0309",
    name: "PartialFile",
    severity: Severity::Warning,
    effect: Effect::None,
    title: Text {
        en: "A left-over of an unfinished download or copy",
        ja: "ダウンロードまたはコピー途中のファイルが残存",
    },
    message: Text {
        en: "{file} looks like a temporary or partial file.",
        ja: "「{file}」は一時ファイル、またはダウンロードやコピーが途中のファイルと思われます。",
    },
    why: Text {
        en: "Such a file can mean that a download or a copy was stopped, or still runs.",
        ja: "ダウンロードやコピーが中断されたか、まだ終了していない可能性があります。",
    },
    remedy: Text {
        en: "Make sure that no download or copy is still running, and verify again. If in doubt, empty the folder \
            and download again with -connect.",
        ja: "ダウンロードやコピーが実行中でないことを確認し、もう一度確認してください。判断できない場合は、\
            フォルダーを空にしてから -connect でもう一度ダウンロードしてください。",
    },
    sources: &[S9],
};

/// CMV0310: the folder is missing, is a file, or holds no update.
pub static DOWNLOAD_FOLDER_UNAVAILABLE: Rule = Rule {
    id: "CMV0310",
    name: "DownloadFolderUnavailable",
    severity: Severity::Warning,
    effect: Effect::Inconclusive,
    title: Text {
        en: "The download folder could not be checked", ja: "ダウンロード フォルダーを確認できない"
    },
    message: Text {
        en: "The download folder could not be checked: {detail}.",
        ja: "ダウンロード フォルダーを確認できませんでした: {detail}。",
    },
    why: Text {
        en: "Without the files, there is nothing that could be called usable.",
        ja: "ファイルを確認できないと、インポートしてよいかどうかを判定できません。",
    },
    remedy: Text {
        en: "Give the folder that was named with -updatepackdest at -connect.",
        ja: "-connect の実行時に -updatepackdest に指定したフォルダーを指定してください。",
    },
    sources: &[S9],
};

/// Every rule, by id.
pub static RULES: &[&Rule] = &[
    &REDIST_DOWNLOAD_FAILED,
    &REDIST_DOWNLOAD_UNFINISHED,
    &PAYLOAD_UNFINISHED,
    &TOOL_ERROR,
    &ADMIN_UI_CONTENT_FAILED,
    &NOT_A_CONNECT_LOG,
    &TOOL_LOG_UNAVAILABLE,
    &LOGGED_UPDATE_MISSING,
    &UPDATE_NOT_IN_LOG,
    &KNOWN_HARMLESS_ERROR,
    &SETUP_DOWNLOAD_FAILED,
    &SETUP_HASH_CHECK_FAILED,
    &SETUP_SIGNATURE_CHECK_FAILED,
    &SETUP_MANIFEST_VERIFICATION_FAILED,
    &SETUP_RUN_UNFINISHED,
    &NO_SETUP_RUN,
    &SETUP_LOG_UNAVAILABLE,
    &LOGGED_FILE_MISSING,
    &SETUP_ERROR,
    &ODBC_DRIVER_HANG,
    &EARLIER_RUN_FAILED,
    &EMPTY_REDIST_FILE,
    &REDIST_MISSING,
    &UPDATE_MANIFEST_MISSING,
    &EMPTY_PACKAGE_FILE,
    &UNREADABLE_PATH,
    &LINK_IN_DOWNLOAD,
    &PARTIAL_FILE,
    &DOWNLOAD_FOLDER_UNAVAILABLE,
];

/// The rule with this id, in whatever case it is written; `None` for an id that there is not.
#[must_use]
pub fn find(id: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.id.eq_ignore_ascii_case(id))
}

/// What stands for `{update}` where no GUID is known.
pub static UNNAMED_UPDATE: Text =
    Text { en: "an update that the log does not name", ja: "ログに GUID の記録がない更新プログラム" };

/// What stands for `{file}` where no name is known.
pub static UNKNOWN_FILE: Text =
    Text { en: "a file that the log does not name", ja: "ログに名前の記録がないファイル" };

/// Phrases for `{detail}`: each completes the message of the rule that it is named with.
pub mod detail {
    use crate::language::Text;

    // Of a log: CMV0107 and CMV0207.

    /// No path was given, and no log was found beside the download.
    pub static NOT_GIVEN: Text = Text {
        en: "no path was given, and there is none beside the download folder or in it",
        ja: "パスが指定されておらず、ダウンロード フォルダー内にも同じ階層にも見つかりません",
    };
    /// Nothing is at the path.
    pub static MISSING: Text =
        Text { en: "there is no file at this path", ja: "指定されたパスにファイルが存在しません" };
    /// A folder is at the path.
    pub static IS_FOLDER: Text = Text {
        en: "the path is a folder, not a file",
        ja: "指定されたパスはファイルではなくフォルダーです",
    };
    /// The operating system refuses to open it.
    pub static ACCESS_DENIED: Text = Text { en: "access is denied", ja: "アクセスが拒否されました" };
    /// Reading it failed; `{os}` is the operating system's text.
    pub static READ_FAILED: Text =
        Text { en: "it could not be read ({os})", ja: "読み取り中にエラーが発生しました ({os})" };
    /// It is not text.
    pub static NOT_TEXT: Text = Text {
        en: "it is not a text file: it holds binary data",
        ja: "バイナリ データが含まれており、テキスト ファイルではありません",
    };
    /// Between two looks it became another file, as when the tool replaces its log.
    pub static CHANGED: Text = Text {
        en: "it became another file while it was read",
        ja: "読み取り中に別のファイルに置き換えられました",
    };
    /// A line is longer than any that these programs write.
    pub static LINE_TOO_LONG: Text = Text {
        en: "a line is longer than any that this program writes: it is another file, or it is damaged",
        ja: "このログでは考えられない長さの行があります。別のファイルであるか、破損している可能性があります",
    };
    /// It names more different updates or files than a real log has.
    pub static TOO_MUCH: Text = Text {
        en: "it names more updates or files than a real log does, and was not understood",
        ja: "記録されている更新プログラムまたはファイルの数が通常のログでは考えられないほど多く、内容を\
            解釈できません",
    };

    // Of the download folder: CMV0310.

    /// Nothing is at the path.
    pub static FOLDER_MISSING: Text =
        Text { en: "there is no such folder", ja: "フォルダーが存在しません" };
    /// A file is at the path.
    pub static FOLDER_IS_FILE: Text = Text {
        en: "the path is a file, not a folder",
        ja: "指定されたパスはフォルダーではなくファイルです",
    };
    /// It holds no update.
    pub static FOLDER_NO_UPDATE: Text =
        Text { en: "it holds no update", ja: "更新プログラムが見つかりません" };
    /// It holds no redistributable files.
    pub static FOLDER_NO_REDIST: Text = Text {
        en: "there is no Redist folder with a file in it",
        ja: "ファイルを含む Redist フォルダーが見つかりません",
    };
    /// It holds no update, but the folder `{file}` does.
    pub static FOLDER_HINT: Text = Text {
        en: "it holds no update, but {file} does: give that path",
        ja: "更新プログラムは「{file}」にあります。このパスを指定してください",
    };
    /// It is the folder of one update; `{file}` is the folder above.
    pub static FOLDER_IS_UPDATE: Text = Text {
        en: "it is the folder of a single update: give the folder above it, {file}",
        ja: "指定されたパスは 1 つの更新プログラムのフォルダーです。その上の「{file}」を指定してください",
    };
    /// It is a Redist folder.
    pub static FOLDER_IS_REDIST: Text = Text {
        en: "it is the Redist folder of an update: give the folder that was named with -updatepackdest",
        ja: "指定されたパスは更新プログラムの Redist フォルダーです。-updatepackdest に指定したフォルダーを\
            指定してください",
    };
    /// The folder of `{update}` holds no file.
    pub static UPDATE_EMPTY: Text = Text {
        en: "the folder of {update} holds no file",
        ja: "「{update}」のフォルダーにファイルが存在しません",
    };

    // Of an update that the log reports: CMV0108.

    /// Neither a folder nor a cabinet of it is there.
    pub static GUID_ABSENT: Text = Text {
        en: "there is neither a folder nor a cabinet for it",
        ja: "対応するフォルダーもキャビネットも存在しません",
    };
    /// No payload of it is there.
    pub static PAYLOAD_ABSENT: Text = Text {
        en: "there is no payload file for it",
        ja: "本体 (ペイロード) のファイルが存在しません",
    };

    // Of the redistributable files: CMV0302.

    /// No Redist folder.
    pub static FOLDER_ABSENT: Text =
        Text { en: "there is no Redist folder", ja: "Redist フォルダーが存在しません" };
    /// A Redist folder without a file.
    pub static FOLDER_EMPTY: Text = Text {
        en: "the Redist folder holds no file",
        ja: "Redist フォルダーにファイルが存在しません",
    };

    // Of a setupdl run: CMV0205. Of a failed download: CMV0201.

    /// It starts and does not end.
    pub static RUN_OPEN: Text = Text {
        en: "it starts and does not end, so setupdl was stopped or is still running",
        ja: "開始の記録はありますが終了の記録がありません。setupdl.exe が途中で停止したか、まだ実行中です",
    };
    /// Another run starts before it ended.
    pub static RUN_REPLACED: Text = Text {
        en: "another run starts before it ends",
        ja: "終了が記録される前に、次の実行が開始されています",
    };
    /// Its start is not in the log, and it does not end.
    pub static RUN_CUT: Text = Text {
        en: "the log begins in the middle of it, and it does not end",
        ja: "ログが実行の途中から始まっており、終了の記録もありません",
    };
    /// The log gives no error code.
    pub static NO_CODE: Text =
        Text { en: "the log gives no error code", ja: "エラー コードは記録されていません" };

    // Of a path: CMV0307.

    /// A device, a pipe or the like.
    pub static SPECIAL_FILE: Text =
        Text { en: "it is not a regular file", ja: "通常のファイルではありません" };
    /// Its size changed while it was being read.
    pub static FILE_CHANGED: Text = Text {
        en: "its size changed while it was being read",
        ja: "読み取り中にファイルのサイズが変わりました",
    };
    /// It could not be opened or read; `{os}` is the operating system's text.
    pub static OPEN_FAILED: Text = Text { en: "{os}", ja: "{os}" };
}

/// The verdict in a sentence, and what to do with it.
pub mod verdict {
    use crate::language::Text;

    /// The page that leads to the checklist of each release.
    pub static CHECKLIST_URL: &str =
        "https://learn.microsoft.com/intune/configmgr/core/servers/manage/prepare-in-console-updates";
    /// The page about backing up a site.
    pub static BACKUP_URL: &str =
        "https://learn.microsoft.com/intune/configmgr/core/servers/manage/backup-and-recovery";

    /// Usable: `{count}` updates, `{files}` files, `{size}` with its unit.
    pub static SUMMARY_USABLE: Text = Text {
        en: "Usable: {count} update(s), {files} file(s), {size}. All that is needed was checked, and nothing is \
            missing or wrong.",
        ja: "インポートできます。更新プログラム {count} 件 (ファイル {files} 個、{size}) について必要な項目をすべて\
            確認し、不足や問題は見つかりませんでした。",
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
    /// Inconclusive without logs: nothing proves `{count}` files, of which `{first}` is one.
    pub static SUMMARY_UNPROVED: Text = Text {
        en: "Cannot tell: without the logs, nothing proves {count} file(s). The first: {first}",
        ja: "判定できません。ログがないため、正しいことを確認できないファイルが {count} 個あります。最初のファイル: \
            {first}",
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
}

/// What an inconclusive check needs: noun phrases for the `{detail}` of [`verdict::NEXT_INCONCLUSIVE`].
pub mod bring {
    use crate::language::Text;

    /// The tool's log (S9: every run of the tool replaces it).
    pub static BRING_TOOL_LOG: Text = Text {
        en: "ServiceConnectionTool.log of the -connect run (it lies in the folder of the tool, and every run of the \
            tool replaces it)",
        ja: "-connect を実行したときの ServiceConnectionTool.log (ツールと同じフォルダーに作成され、ツールを\
            実行するたびに置き換えられます)",
    };
    /// setupdl's log.
    pub static BRING_SETUP_LOG: Text = Text {
        en: "ConfigMgrSetup.log from the root of the system drive of the connected PC",
        ja: "インターネットに接続したコンピューターのシステム ドライブ直下にある ConfigMgrSetup.log",
    };
    /// The download itself.
    pub static BRING_FOLDER: Text = Text {
        en: "the folder that was named with -updatepackdest, readable and complete",
        ja: "-updatepackdest に指定したフォルダー (すべて読み取れる状態のもの)",
    };
    /// Rights on what could not be read.
    pub static BRING_RIGHTS: Text = Text {
        en: "the right to read the files and folders named below",
        ja: "以下に示すファイルとフォルダーに対する読み取りのアクセス許可",
    };
    /// The logs, where files are not proved without them.
    pub static BRING_PROOF: Text = Text {
        en: "both logs (ServiceConnectionTool.log and ConfigMgrSetup.log), because the files alone do not prove \
            everything",
        ja: "ServiceConnectionTool.log と ConfigMgrSetup.log の両方 (ファイルだけではすべてを確認できないため)",
    };
    /// Real files in place of links.
    pub static NO_LINKS: Text = Text {
        en: "real copies of files and folders in place of links",
        ja: "リンクを実体のファイルまたはフォルダーに置き換えたダウンロード フォルダー",
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

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
            "CMV0104" | "CMV0105" | "CMV0107" | "CMV0207" | "CMV0209" | "CMV0310" => &["detail"],
            "CMV0108" | "CMV0205" | "CMV0302" => &["detail", "update"],
            "CMV0201" | "CMV0307" => &["detail", "file"],
            "CMV0202" | "CMV0203" | "CMV0301" | "CMV0304" | "CMV0308" | "CMV0309" => &["file"],
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
            (&detail::NOT_TEXT, &[]),
            (&detail::LINE_TOO_LONG, &[]),
            (&detail::TOO_MUCH, &[]),
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
            (&verdict::SUMMARY_USABLE, &["count", "files", "size"]),
            (&verdict::SUMMARY_NOT_USABLE, &["errors", "first"]),
            (&verdict::SUMMARY_INCONCLUSIVE, &["count", "first"]),
            (&verdict::SUMMARY_UNPROVED, &["count", "first"]),
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
        ]
    }

    fn parts(rule: &'static Rule) -> [Text; 4] {
        [rule.title, rule.message, rule.why, rule.remedy]
    }

    #[test]
    fn ids_are_those_of_the_contract_sorted_and_unique() {
        let ids: Vec<&str> = RULES.iter().map(|rule| rule.id).collect();
        let numbers = (101..=109).chain([111]).chain(201..=211).chain(301..=304).chain(307..=310);
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
        let information: Vec<&str> =
            RULES.iter().filter(|r| r.severity == Severity::Information).map(|r| r.id).collect();
        assert_eq!(information, ["CMV0111", "CMV0211"]);
        let harmless: Vec<&str> = RULES.iter().filter(|r| r.effect == Effect::None).map(|r| r.id).collect();
        assert_eq!(harmless, ["CMV0105", "CMV0111", "CMV0210", "CMV0211", "CMV0309"]);
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
        for (text, _) in loose_texts() {
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
        for (text, names) in loose_texts() {
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
    }
}
