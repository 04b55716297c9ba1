//! CMV06xx: what a seal says of a download that was carried.

use super::sources::{S1, S9};
use crate::language::Text;
use crate::rules::{Effect, Rule, Severity};

/// What to do about a copy that is not what was sealed.
const COPY_AGAIN: Text = Text {
    en: "Do not import. Copy the whole folder again from the connected PC and test it against the seal again. If it \
        does not fit there either, download again and make a new seal.",
    ja: "インポートしないでください。インターネットに接続したコンピューターからフォルダー全体をコピーし直し、シールと\
        もう一度照合してください。コピー元でも一致しない場合は、もう一度ダウンロードして、シールを作成し直して\
        ください。",
};

/// Why copies are held against a seal.
const WHY_CARRIED: Text = Text {
    en: "The seal lists what was verified on the connected PC. Between there and the site server lies a copy by hand, \
        which can end early, lose a file or change one. The site notices only in the middle of the upgrade.",
    ja: "シールには、インターネットに接続したコンピューターで確認したときのファイルが記録されています。サイト サーバー\
        までは手作業でコピーするため、コピーが途中で終わったり、ファイルが失われたり、内容が変わったりすることが\
        あります。サイト サーバーでは、アップグレードの途中まで問題が表面化しません。",
};

/// CMV0601: a sealed file that is not there (the tool's manual, S9, has the folder carried by hand).
pub static SEAL_FILE_MISSING: Rule = Rule {
    id: "CMV0601",
    name: "SealFileMissing",
    severity: Severity::Error,
    effect: Effect::NotUsable,
    title: Text { en: "A sealed file is missing", ja: "シールに記録されたファイルが存在しない" },
    message: Text {
        en: "{file} was sealed and is not there: {detail}.",
        ja: "シールに記録されている「{file}」がありません: {detail}。",
    },
    why: WHY_CARRIED,
    remedy: COPY_AGAIN,
    example: r"E:\UpdatePacks\420E3E18-73C5-4BE9-88B0-6F1E30A012CA\Redist\SQLSysClrTypes.msi",
    sources: &[S9, S1],
};

/// CMV0602: a file that is not as it was sealed (S9).
pub static SEAL_FILE_CHANGED: Rule = Rule {
    id: "CMV0602",
    name: "SealFileChanged",
    severity: Severity::Error,
    effect: Effect::NotUsable,
    title: Text { en: "A file is not as it was sealed", ja: "ファイルがシールの記録と異なる" },
    message: Text {
        en: "{file} is not as it was sealed: {detail}.",
        ja: "「{file}」がシールの記録と異なります: {detail}。",
    },
    why: WHY_CARRIED,
    remedy: COPY_AGAIN,
    example: r"E:\UpdatePacks\420E3E18-73C5-4BE9-88B0-6F1E30A012CA\Redist\SQLSysClrTypes.msi",
    sources: &[S9, S1],
};

/// CMV0603: a file that the seal does not know (S9).
pub static SEAL_FILE_ADDED: Rule = Rule {
    id: "CMV0603",
    name: "SealFileAdded",
    severity: Severity::Error,
    effect: Effect::NotUsable,
    title: Text { en: "A file is not in the seal", ja: "シールに記録されていないファイルがある" },
    message: Text {
        en: "{file} is not in the seal: {detail}.",
        ja: "「{file}」はシールに記録されていません: {detail}。",
    },
    why: Text {
        en: "The sealed verdict is about the files that were there then. What came later was not looked at: perhaps two \
            downloads were copied into one folder, or something else wrote into it on the way.",
        ja: "シールに記録された判定は、作成時に存在したファイルに対するものです。後から追加されたファイルは確認されて\
            いません。2 つのダウンロードを同じフォルダーにコピーしたか、途中で別のプログラムが書き込んだことが\
            考えられます。",
    },
    remedy: Text {
        en: "Remove the file if you know where it comes from, and test again. If you do not, copy the whole folder again \
            into an empty one.",
        ja: "ファイルの由来がわかっている場合は、そのファイルを削除して、もう一度照合してください。わからない場合は、\
            フォルダー全体を空のフォルダーにコピーし直してください。",
    },
    example: r"E:\UpdatePacks\Thumbs.db",
    sources: &[S9],
};

/// CMV0604: a seal that cannot be gone by.
pub static SEAL_UNREADABLE: Rule = Rule {
    id: "CMV0604",
    name: "SealUnreadable",
    severity: Severity::Warning,
    effect: Effect::Inconclusive,
    title: Text { en: "The seal cannot be used", ja: "シールを使用できない" },
    message: Text { en: "The seal cannot be used: {detail}.", ja: "シールを使用できません: {detail}。" },
    why: Text {
        en: "A seal travels with the download and can be damaged like any file. One that is not whole, or that names \
            paths outside the folder, proves nothing, and no file was looked at.",
        ja: "シールはダウンロードと一緒に運ばれるため、ほかのファイルと同じように破損することがあります。不完全な\
            シールや、フォルダーの外を指すパスを含むシールでは何も確認できないため、ファイルは読み取られていません。",
    },
    remedy: Text {
        en: "Copy the seal again from the connected PC, as a file and not as text. If it is damaged there too, make a new \
            one where the logs are.",
        ja: "インターネットに接続したコンピューターから、シールをテキストとしてではなくファイルとしてコピーし直して\
            ください。コピー元も破損している場合は、ログのある場所でシールを作成し直してください。",
    },
    example: r"E:\UpdatePacks.seal.sha256, line 12",
    sources: &[S9],
};
