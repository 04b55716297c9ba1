//! What several rules say in the same words.

use crate::language::Text;

/// Why a rule about missing or unfinished redistributable files exists.
pub(super) const WHY_REDIST: Text = Text {
    en: "The tool's console does not show this. When redistributable files are missing, the site installs the \
        update only up to the point where it needs them, and then fails.",
    ja: "ダウンロードの結果はツールの画面には表示されません。再頒布可能ファイルが不足したままインポートすると、\
        サイト サーバーで更新プログラムをインストールする段階になって失敗します。",
};

/// The remedy that most failures have in common.
pub(super) const DOWNLOAD_AGAIN: Text = Text {
    en: "Do not import. Empty the download folder, then download again with -connect. The folder must be empty: \
        setupdl does not fetch again what it finds there.",
    ja: "インポートせずに、ダウンロード先のフォルダーを空にしてから、-connect でもう一度ダウンロードしてください。\
        ファイルが残っていると setupdl.exe がそのファイルをダウンロードし直さないため、必ず空のフォルダーを\
        指定してください。",
};

/// The remedy for a failure that the network causes.
pub(super) const NETWORK_THEN_AGAIN: Text = Text {
    en: "Check that proxy and firewall let the connected PC reach every host that Microsoft lists for updates and \
        servicing, on ports 443 and 80. Then empty the download folder and download again with -connect.",
    ja: "インターネットに接続したコンピューターから、更新とサービスに必要なエンドポイント (ポート 443 と 80) に\
        接続できるよう、プロキシとファイアウォールの設定を確認してください。そのうえで、ダウンロード先のフォルダーを\
        空にし、-connect でもう一度ダウンロードしてください。",
};

/// The remedy for something that the log knows and the folder lacks.
pub(super) const COPY_OR_AGAIN: Text = Text {
    en: "If this is a copy, copy the whole folder again from the connected PC. If it is missing there too, empty \
        the folder and download again with -connect.",
    ja: "コピーしたフォルダーを確認している場合は、インターネットに接続したコンピューターからフォルダー全体を\
        コピーし直してください。コピー元にも存在しない場合は、フォルダーを空にしてから -connect でもう一度\
        ダウンロードしてください。",
};

/// The remedy for a file whose content is not what it should be: a damaged file that stays is not fetched again (S14).
pub(super) const COPY_THEN_AGAIN: Text = Text {
    en: "Do not import. If this is a copy, copy the whole folder again from the connected PC and verify again. If the \
        file is the same there, empty the folder and download again with -connect. The folder must be empty: setupdl \
        does not fetch again what it finds there.",
    ja: "インポートしないでください。コピーしたフォルダーを確認している場合は、インターネットに接続した\
        コンピューターからフォルダー全体をコピーし直し、もう一度確認してください。コピー元のファイルも同じ状態の\
        場合は、フォルダーを空にしてから -connect でもう一度ダウンロードしてください。ファイルが残っていると \
        setupdl.exe がそのファイルをダウンロードし直さないため、必ず空のフォルダーを指定してください。",
};
