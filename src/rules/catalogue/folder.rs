//! CMV03xx: what lies in the download folder.

use super::shared::{COPY_OR_AGAIN, COPY_THEN_AGAIN, NETWORK_THEN_AGAIN, WHY_REDIST};
use super::sources::{S1, S5, S6, S9, S11};
use crate::language::Text;
use crate::rules::{Effect, Rule, Severity};

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
    example: r"E:\UpdatePacks\420E3E18-73C5-4BE9-88B0-6F1E30A012CA\Redist\SQLSysClrTypes.msi  0 bytes",
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
    example: r"E:\UpdatePacks\420E3E18-73C5-4BE9-88B0-6F1E30A012CA\Redist",
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
    example: r"E:\UpdatePacks\ConfigMgr.Update.Manifest.cab",
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
    example: r"E:\UpdatePacks\420E3E18-73C5-4BE9-88B0-6F1E30A012CA.cab  0 bytes",
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

/// CMV0305: a file that is shorter than its own header says (our inference from S6 and S9).
pub static TRUNCATED_FILE: Rule = Rule {
    id: "CMV0305",
    name: "TruncatedFile",
    severity: Severity::Error,
    effect: Effect::NotUsable,
    title: Text { en: "A file is cut short", ja: "途中で切れているファイルが存在" },
    message: Text {
        en: "{file} is cut short: {detail}.", ja: "「{file}」が途中で切れています: {detail}。"
    },
    why: Text {
        en: "A download or a copy was stopped before its end. Such a file lies in the folder under its right name, \
            and the site finds out only when it verifies or unpacks it.",
        ja: "ダウンロードまたはコピーが途中で止まったと考えられます。このようなファイルは正しい名前でフォルダーに\
            残るため、サイト サーバーで検証または展開を行うまで問題に気付けません。",
    },
    remedy: COPY_THEN_AGAIN,
    example: r"E:\UpdatePacks\420E3E18-73C5-4BE9-88B0-6F1E30A012CA.cab  655360000 bytes, 967280807 in its header",
    sources: &[S6, S9],
};

/// CMV0306: a file whose content is another thing than its name says (our inference from S1 and S11).
pub static WRONG_CONTENT: Rule = Rule {
    id: "CMV0306",
    name: "WrongContent",
    severity: Severity::Error,
    effect: Effect::NotUsable,
    title: Text {
        en: "The content of a file is not what its name says",
        ja: "ファイルの内容が正しくない (種類の不一致または破損)",
    },
    message: Text {
        en: "{file} does not hold what its name says: {detail}.",
        ja: "「{file}」の内容が正しくありません: {detail}。",
    },
    why: Text {
        en: "A proxy can send a page of its own in place of the file, and a copy or a drive can damage it. The file \
            then has its right name, but the site cannot use it.",
        ja: "プロキシがファイルの代わりに独自のページを返したり、コピーやドライブの問題によってファイルが破損したり\
            することがあります。この場合、ファイル名は正しくても、サイトではファイルを使用できません。",
    },
    remedy: Text {
        en: "Do not import. If this is a copy, copy the whole folder again from the connected PC and verify again. \
            If the file is the same there, check that proxy and firewall let the connected PC reach every host that \
            Microsoft lists for updates and servicing, on ports 443 and 80. Then empty the download folder and \
            download again with -connect.",
        ja: "インポートしないでください。コピーしたフォルダーを確認している場合は、インターネットに接続した\
            コンピューターからフォルダー全体をコピーし直し、もう一度確認してください。コピー元のファイルも同じ状態の\
            場合は、更新とサービスに必要なエンドポイント (ポート 443 と 80) に接続できるよう、プロキシと\
            ファイアウォールの設定を確認してください。そのうえで、ダウンロード先のフォルダーを空にし、-connect で\
            もう一度ダウンロードしてください。",
    },
    example: r"E:\UpdatePacks\420E3E18-73C5-4BE9-88B0-6F1E30A012CA\Redist\SQLSysClrTypes.msi  <!DOCTYPE html><html><head><title>Access denied</title>",
    sources: &[S1, S11],
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
    example: r"E:\UpdatePacks\420E3E18-73C5-4BE9-88B0-6F1E30A012CA.cab  access denied",
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
    example: r"E:\UpdatePacks\420E3E18-73C5-4BE9-88B0-6F1E30A012CA -> D:\Archive\420E3E18-73C5-4BE9-88B0-6F1E30A012CA",
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
    example: r"E:\UpdatePacks\420E3E18-73C5-4BE9-88B0-6F1E30A012CA\Redist\SQLSysClrTypes.msi.part",
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
    example: r"E:\UpdatePacks",
    sources: &[S9],
};
