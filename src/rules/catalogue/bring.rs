//! What an inconclusive check needs: noun phrases for the `{detail}` of [`super::verdict::NEXT_INCONCLUSIVE`].

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
/// The depth that reads what proves a file, where the logs do not.
pub static BRING_DEPTH: Text = Text {
    en: "the depth Full (-Depth Full), because the depth Quick reads neither hashes nor signatures",
    ja: "-Depth Full の指定 (Quick ではハッシュと署名を確認しないため)",
};
/// The depth that reads the files, where sizes were compared alone.
pub static BRING_SEAL_DEPTH: Text = Text {
    en: "the depth Full (-Depth Full), because the depth Quick compares sizes only",
    ja: "詳細な確認 (-Depth Full)。簡易な確認 (Quick) では、サイズだけを比較します",
};
/// A seal that can be gone by.
pub static BRING_SEAL: Text = Text {
    en: "the seal as it was made on the connected PC, copied as a file",
    ja: "インターネットに接続したコンピューターで作成したシール (ファイルとしてコピーしたもの)",
};
