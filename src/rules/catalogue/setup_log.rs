//! CMV02xx: what the log of setupdl says.

use super::shared::{COPY_OR_AGAIN, DOWNLOAD_AGAIN, NETWORK_THEN_AGAIN};
use super::sources::{S1, S5, S6, S9, S10, S11, S14, S20};
use crate::language::Text;
use crate::rules::{Effect, Rule, Severity};

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
    example: "ERROR: Download() failed with 0x80072EE2  $$<Configuration Manager Setup><02-25-2026 09:22:04.860-540><thread=12148 (0x2F74)>",
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
    example: "ERROR: File hash check failed: 0x80091007  $$<Configuration Manager Setup><02-25-2026 09:22:04.860-540><thread=12148 (0x2F74)>",
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
    example: r"Error: failed to verify 'E:\UpdatePacks\420E3E18-73C5-4BE9-88B0-6F1E30A012CA\Redist\msodbcsql.msi' authenticode signature.  $$<Configuration Manager Setup><02-25-2026 09:22:04.860-540><thread=12148 (0x2F74)>",
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
    example: "Manifest verification failed  $$<Configuration Manager Setup><02-25-2026 09:22:04.860-540><thread=12148 (0x2F74)>",
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
    example: "INFO: Setup downloader setupdl.exe: STARTED  $$<Configuration Manager Setup><02-25-2026 09:22:04.860-540><thread=12148 (0x2F74)>",
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
    example: "INFO: Setup downloader setupdl.exe: STARTED  $$<Configuration Manager Setup><02-25-2026 09:22:04.860-540><thread=12148 (0x2F74)>",
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
    example: r"C:\ConfigMgrSetup.log",
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
    example: r"INFO: Verifying hash for file 'E:\UpdatePacks\420E3E18-73C5-4BE9-88B0-6F1E30A012CA\Redist\SQLSysClrTypes.msi'  $$<Configuration Manager Setup><02-25-2026 09:22:04.860-540><thread=12148 (0x2F74)>",
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
    example: r"ERROR: Failed to find file: E:\UpdatePacks\420E3E18-73C5-4BE9-88B0-6F1E30A012CA\Redist\msxml6_x64.msi.  $$<Configuration Manager Setup><02-25-2026 09:22:04.860-540><thread=12148 (0x2F74)>",
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
    example: "INFO: Checking for MSODBCSQL18  $$<Configuration Manager Setup><02-25-2026 09:22:04.860-540><thread=12148 (0x2F74)>",
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
    example: "ERROR: Download() failed with 0x80072EE2  $$<Configuration Manager Setup><02-25-2026 09:22:04.860-540><thread=12148 (0x2F74)>",
    sources: &[S14, S1],
};
