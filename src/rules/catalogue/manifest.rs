//! CMV04xx: what Microsoft's own lists of redistributable files say of the files.

use super::shared::{COPY_OR_AGAIN, COPY_THEN_AGAIN};
use super::sources::{S5, S6, S9, S14};
use crate::language::Text;
use crate::rules::{Effect, Rule, Severity};

/// CMV0401: a file whose SHA-256 is not the listed one (S6 shows the site's own check of these hashes).
pub static MANIFEST_HASH_MISMATCH: Rule = Rule {
    id: "CMV0401",
    name: "ManifestHashMismatch",
    severity: Severity::Error,
    effect: Effect::NotUsable,
    title: Text {
        en: "A file does not have the hash that the manifest lists",
        ja: "ファイルのハッシュがマニフェストと一致しない",
    },
    message: Text {
        en: "The SHA-256 of {file} is not the one that {detail} lists.",
        ja: "「{file}」の SHA-256 ハッシュが、{detail} に記載されている値と一致しません。",
    },
    why: Text {
        en: "Microsoft's manifest lists the redistributable files and their hashes. A file with another hash is \
            damaged, not complete or of another version. The site checks hashes too.",
        ja: "マニフェストには、Microsoft が公開した再頒布可能ファイルのハッシュが記載されています。ハッシュが異なる\
            ファイルは、破損しているか、不完全か、別のバージョンのものと考えられます。ハッシュはサイト サーバーでも\
            検証されます。",
    },
    remedy: COPY_THEN_AGAIN,
    example: r"E:\UpdatePacks\420E3E18-73C5-4BE9-88B0-6F1E30A012CA\Redist\SQLSysClrTypes.msi",
    sources: &[S6, S5, S14],
};

/// CMV0402: a listed file of a group that was downloaded is not there (our inference from S5 and S6).
pub static MANIFEST_FILE_MISSING: Rule = Rule {
    id: "CMV0402",
    name: "ManifestFileMissing",
    severity: Severity::Error,
    effect: Effect::NotUsable,
    title: Text {
        en: "A file that the manifest lists is missing",
        ja: "マニフェストに記載されているファイルが存在しない",
    },
    message: Text {
        en: "{detail} lists {file}, but the folder does not hold it.",
        ja: "{detail} に「{file}」が記載されていますが、フォルダーに存在しません。",
    },
    why: Text {
        en: "The file belongs to a group of files that was downloaded. The site stops at the first file that it \
            cannot find.",
        ja: "このファイルは、ダウンロードされたファイル グループに含まれています。必要なファイルが 1 つでも\
            見つからないと、更新プログラムのインストールは失敗します。",
    },
    remedy: COPY_OR_AGAIN,
    example: r"E:\UpdatePacks\420E3E18-73C5-4BE9-88B0-6F1E30A012CA\Redist\msodbcsql.msi",
    sources: &[S5, S6],
};

/// CMV0403: a manifest that could not be read, or not all of it. No page describes its form, so this condemns nothing.
pub static MANIFEST_NOT_UNDERSTOOD: Rule = Rule {
    id: "CMV0403",
    name: "ManifestNotUnderstood",
    severity: Severity::Warning,
    effect: Effect::None,
    title: Text {
        en: "Hashes could not be checked against the manifest",
        ja: "マニフェストに記載されたハッシュを確認できない",
    },
    message: Text {
        en: "The hashes in {file} could not all be checked: {detail}.",
        ja: "「{file}」に記載されたハッシュの一部またはすべてを確認できませんでした: {detail}。",
    },
    why: Text {
        en: "The manifest lists the redistributable files and their hashes. Microsoft does not document its form, so \
            one that is not understood does not condemn the download. But without the hashes, the files prove less.",
        ja: "マニフェストには、再頒布可能ファイルとそのハッシュが記載されています。形式が公開されていないため、内容を\
            解釈できないだけではインポートできないとは判定しません。ただし、ハッシュを確認できないと、ファイルが\
            正しいことを示す根拠は弱くなります。",
    },
    remedy: Text {
        en: "If the manifest is missing or damaged, copy the whole folder again from the connected PC, or empty it \
            and download again with -connect. Otherwise there is nothing to do: all other checks were made.",
        ja: "マニフェストが存在しないか破損している場合は、インターネットに接続したコンピューターからフォルダー全体を\
            コピーし直すか、フォルダーを空にしてから -connect でもう一度ダウンロードしてください。それ以外の場合、\
            対処は不要です。ほかの項目は通常どおり確認しています。",
    },
    example: r"E:\UpdatePacks\420E3E18-73C5-4BE9-88B0-6F1E30A012CA\Redist\ConfigMgr.Manifest.cab",
    sources: &[S6, S14],
};

/// CMV0404: a file that the manifest does not list: setupdl also unpacks what it downloads (S6).
pub static FILE_NOT_IN_MANIFEST: Rule = Rule {
    id: "CMV0404",
    name: "FileNotInManifest",
    severity: Severity::Information,
    effect: Effect::None,
    title: Text {
        en: "A file that the manifest does not list", ja: "マニフェストに記載されていないファイルが存在"
    },
    message: Text {
        en: "{file} is not listed in the manifest of the redistributable files.",
        ja: "「{file}」は再頒布可能ファイルのマニフェストに記載されていません。",
    },
    why: Text {
        en: "setupdl unpacks some of what it downloads, and a file can be left from an earlier download. The manifest \
            does not prove such a file, but it is no fault either.",
        ja: "setupdl.exe がダウンロード後に展開したファイルや、以前のダウンロードで残ったファイルの可能性があります。\
            マニフェストでは確認できませんが、記載されていないファイルがあること自体は問題ではありません。",
    },
    remedy: Text {
        en: "Nothing to do when you know where the file comes from. If in doubt, empty the folder and download again \
            with -connect.",
        ja: "ファイルの由来が分かっている場合、対処は不要です。判断できない場合は、フォルダーを空にしてから -connect \
            でもう一度ダウンロードしてください。",
    },
    example: r"E:\UpdatePacks\420E3E18-73C5-4BE9-88B0-6F1E30A012CA\Redist\readme.txt",
    sources: &[S6, S9],
};
