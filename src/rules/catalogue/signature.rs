//! CMV05xx: what the Authenticode signatures inside the files say.

use super::shared::COPY_THEN_AGAIN;
use super::sources::{S6, S9, S14};
use crate::language::Text;
use crate::rules::{Effect, Rule, Severity};

/// CMV0501: a file that its own signature does not fit (S6: payload and redists should carry valid signatures).
pub static SIGNATURE_DIGEST_MISMATCH: Rule = Rule {
    id: "CMV0501",
    name: "SignatureDigestMismatch",
    severity: Severity::Error,
    effect: Effect::NotUsable,
    title: Text { en: "A file does not fit its own signature", ja: "ファイルの内容と署名が一致しない" },
    message: Text {
        en: "The check of {file} against its own signature failed: {detail}.",
        ja: "「{file}」の署名の検証に失敗しました: {detail}。",
    },
    why: Text {
        en: "The signature holds a digest of the content. A file that does not fit it was damaged, cut or changed \
            after it was signed. The site checks signatures too.",
        ja: "署名には、ファイルの内容から計算されたハッシュが含まれています。署名と一致しないファイルは、署名された後に\
            破損したか、途中で切れたか、変更されています。署名はサイト サーバーでも検証されます。",
    },
    remedy: COPY_THEN_AGAIN,
    example: r"E:\UpdatePacks\420E3E18-73C5-4BE9-88B0-6F1E30A012CA\Redist\msodbcsql.msi",
    sources: &[S6, S14],
};

/// CMV0502: Windows does not trust the chain of the signature (S6 shows the site's own check, "signed and trusted").
pub static SIGNATURE_NOT_TRUSTED: Rule = Rule {
    id: "CMV0502",
    name: "SignatureNotTrusted",
    severity: Severity::Error,
    effect: Effect::NotUsable,
    title: Text {
        en: "Windows does not trust the signature of a file",
        ja: "ファイルの署名が Windows で信頼されていない",
    },
    message: Text {
        en: "Windows does not trust the signature of {file}: {detail}.",
        ja: "「{file}」の署名は Windows で信頼されていません: {detail}。",
    },
    why: Text {
        en: "The file is not Microsoft's, or this PC lacks the root certificates to tell. No revocation server was \
            asked: the check needs no network. The site checks signatures too.",
        ja: "Microsoft のファイルではないか、検証に必要なルート証明書がこのコンピューターにないことが考えられます。\
            この確認はネットワークを使用しないため、失効確認用のサーバーには接続していません。署名はサイト サーバー\
            でも検証されます。",
    },
    remedy: Text {
        en: "Do not import. Bring the root certificates of this PC up to date, or verify on the connected PC. If the \
            result is the same, make sure that no proxy alters the files, empty the download folder and download \
            again with -connect.",
        ja: "インポートしないでください。このコンピューターのルート証明書を最新の状態にするか、インターネットに接続した\
            コンピューターで、もう一度確認してください。結果が変わらない場合は、プロキシがファイルを書き換えて\
            いないことを確認し、ダウンロード先のフォルダーを空にして、-connect でもう一度ダウンロードしてください。",
    },
    example: r"E:\UpdatePacks\420E3E18-73C5-4BE9-88B0-6F1E30A012CA\Redist\msodbcsql.msi",
    sources: &[S6],
};

/// CMV0503: a file without a signature, of a kind that Microsoft signs (S6).
pub static SIGNATURE_MISSING: Rule = Rule {
    id: "CMV0503",
    name: "SignatureMissing",
    severity: Severity::Warning,
    effect: Effect::None,
    title: Text { en: "A file carries no signature", ja: "署名があるはずのファイルに署名がない" },
    message: Text {
        en: "{file} carries no signature, although Microsoft signs files of this kind.",
        ja: "「{file}」に署名がありません。この種類のファイルには通常、Microsoft の署名があります。",
    },
    why: Text {
        en: "Microsoft says that payloads and redistributable files should have valid signatures. A file without one \
            does not show by itself that it is Microsoft's and whole.",
        ja: "Microsoft は、ペイロードと再頒布可能ファイルには有効な署名が必要であると案内しています。署名がないと、\
            Microsoft の完全なファイルであることをファイル自体から確認できません。",
    },
    remedy: Text {
        en: "Compare the file with the one on the connected PC. If in doubt, copy the whole folder again, or empty it \
            and download again with -connect.",
        ja: "インターネットに接続したコンピューターにある同じファイルと比較してください。判断できない場合は、\
            フォルダー全体をコピーし直すか、フォルダーを空にしてから -connect でもう一度ダウンロードしてください。",
    },
    example: r"E:\UpdatePacks\420E3E18-73C5-4BE9-88B0-6F1E30A012CA\Redist\msodbcsql.msi",
    sources: &[S6, S9],
};
