//! What to do about an error: one text for each kind of cause, shared by the codes that have it.
//!
//! Facts: TLS from S2 and S8, endpoints from S11, roots and revocation from S25, rights from S10, space from S3, the
//! empty folder from S9, S10 and S1.

use crate::language::Text;

/// The network failed for a moment, or a proxy or firewall is in the way (S1, S11).
pub(super) static RETRY: Text = Text {
    en: "Check the network, the proxy and the firewall, then empty the download folder and download again. If it \
        fails every time, allow the endpoints that Microsoft lists for updates and servicing (ports 443 and 80).",
    ja: "ネットワーク、プロキシ、ファイアウォールの状態を確認し、フォルダーを空にしてからもう一度\
        ダウンロードしてください。繰り返し失敗する場合は、更新とサービスに必要なエンドポイント (ポート 443 と 80) を\
        許可してください。",
};
/// No connection can be made (S11).
pub(super) static CONNECT: Text = Text {
    en: "Allow the connected PC to reach the endpoints that Microsoft lists for updates and servicing, on ports 443 \
        and 80, directly or with -proxyserveruri. Then download again into an empty folder.",
    ja: "インターネットに接続したコンピューターから、更新とサービスに必要なエンドポイント (ポート 443 と 80) に、\
        直接または -proxyserveruri で指定したプロキシ経由で接続できるようにしてください。そのうえで、空の\
        フォルダーにもう一度ダウンロードしてください。",
};
/// A host name cannot be resolved (S24).
pub(super) static DNS: Text = Text {
    en: "Check the DNS settings of the connected PC. If names are resolved by a proxy only, give it with \
        -proxyserveruri host:port. Then download again into an empty folder.",
    ja: "インターネットに接続したコンピューターの DNS の設定を確認してください。名前解決がプロキシでのみ行われる\
        環境では、-proxyserveruri でプロキシ (ホスト:ポート) を指定してください。そのうえで、空のフォルダーにもう\
        一度ダウンロードしてください。",
};
/// The proxy answers in place of the server (S7, S9, S15).
pub(super) static PROXY: Text = Text {
    en: "Check the proxy: its address and port (-proxyserveruri host:port), the account (-proxyusername), and \
        whether it lets the listed endpoints pass. Then download again into an empty folder.",
    ja: "プロキシのアドレスとポート (-proxyserveruri ホスト:ポート)、アカウント (-proxyusername)、および必要な\
        エンドポイントへの通信が許可されているかどうかを確認してください。そのうえで、空のフォルダーにもう一度\
        ダウンロードしてください。",
};
/// The proxy's account is wrong, locked or expired (S15).
pub(super) static PROXY_ACCOUNT: Text = Text {
    en: "Check the account for the proxy (-proxyusername): its password, and whether it is locked, disabled or \
        expired. Then download again into an empty folder.",
    ja: "プロキシの認証に使用するアカウント (-proxyusername) のパスワードと、アカウントがロックアウト、無効、\
        期限切れになっていないことを確認してください。そのうえで、空のフォルダーにもう一度ダウンロードしてください。",
};
/// The automatic proxy settings do not work.
pub(super) static AUTO_PROXY: Text = Text {
    en: "Automatic proxy detection does not work here. Correct the automatic configuration, or give the proxy with \
        -proxyserveruri host:port.",
    ja: "プロキシの自動検出が機能していません。自動構成の設定を修正するか、-proxyserveruri でプロキシ (ホスト:\
        ポート) を直接指定してください。",
};
/// TLS 1.2 is off, or no cipher suite is shared (S2, S8).
pub(super) static TLS: Text = Text {
    en: "Turn on TLS 1.2 on the connected PC: set SystemDefaultTlsVersions and SchUseStrongCrypto to 1 (DWORD) \
        under HKLM\\SOFTWARE\\Microsoft\\.NETFramework\\v4.0.30319 and the same key below Wow6432Node, allow the \
        cipher suites TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384 and _128_GCM_SHA256, and restart. Also check that no \
        proxy or firewall blocks or inspects the endpoints.",
    ja: "インターネットに接続したコンピューターで TLS 1.2 を有効にしてください。\
        HKLM\\SOFTWARE\\Microsoft\\.NETFramework\\v4.0.30319 と Wow6432Node 配下の同じキーで、\
        SystemDefaultTlsVersions と SchUseStrongCrypto (DWORD) を 1 に設定し、暗号スイート \
        TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384 および _128_GCM_SHA256 を有効にしてから再起動します。また、プロキシや\
        ファイアウォールがエンドポイントへの通信をブロックまたは TLS 検査していないことも確認してください。",
};
/// A root certificate is missing, or TLS inspection replaces the certificate (S25).
pub(super) static ROOTS: Text = Text {
    en: "Install the current root certificates on the connected PC (DigiCert Global Root G2 among them), or allow \
        their automatic update. If a proxy inspects TLS, exclude the listed endpoints.",
    ja: "インターネットに接続したコンピューターに最新のルート証明書 (DigiCert Global Root G2 など) を\
        インストールするか、ルート証明書の自動更新を許可してください。プロキシで TLS 検査を行っている場合は、必要な\
        エンドポイントを検査の対象から除外してください。",
};
/// The clock is wrong, or a certificate has expired.
pub(super) static CLOCK: Text = Text {
    en: "Set date, time and time zone of the connected PC right. If they are, a proxy that inspects TLS may present \
        an expired certificate.",
    ja: "インターネットに接続したコンピューターの日付、時刻、タイム ゾーンを確認してください。正しい場合は、TLS \
        検査を行うプロキシが有効期限の切れた証明書を提示している可能性があります。",
};
/// Revocation lists cannot be reached (S25).
pub(super) static REVOCATION: Text = Text {
    en: "Allow the connected PC to reach the revocation servers, such as crl3.digicert.com, crl4.digicert.com, \
        ocsp.digicert.com, mscrl.microsoft.com, crl.microsoft.com, oneocsp.microsoft.com and \
        ctldl.windowsupdate.com.",
    ja: "インターネットに接続したコンピューターから、失効確認用のサーバー (crl3.digicert.com、crl4.digicert.com、\
        ocsp.digicert.com、mscrl.microsoft.com、crl.microsoft.com、oneocsp.microsoft.com、ctldl.windowsupdate.com \
        など) に接続できるようにしてください。",
};
/// The server has another certificate than it should.
pub(super) static INTERCEPTED: Text = Text {
    en: "Something between the connected PC and Microsoft presents its own certificate. Exclude the listed \
        endpoints from TLS inspection, and check DNS.",
    ja: "インターネットに接続したコンピューターと Microsoft のサーバーの間で、別の証明書が提示されています。必要な\
        エンドポイントを TLS 検査の対象から除外し、DNS の設定も確認してください。",
};
/// Content is not what it should be (S14: a damaged file stays damaged until the folder is empty).
pub(super) static HASH: Text = Text {
    en: "Do not use the file. Empty the download folder and download again: a damaged file that stays there is not \
        fetched again.",
    ja: "このファイルは使用しないでください。破損したファイルが残っているとダウンロードし直されないため、\
        フォルダーを空にしてからもう一度ダウンロードしてください。",
};
/// A signature is missing or wrong.
pub(super) static SIGNATURE: Text = Text {
    en: "Open the file's properties: if it is short or a web page, a proxy blocked it or the download was cut. \
        Empty the download folder and download again.",
    ja: "ファイルのサイズと内容を確認してください。極端に小さい場合や内容が Web ページの場合は、プロキシによる\
        ブロックやダウンロードの中断が考えられます。フォルダーを空にしてからもう一度ダウンロードしてください。",
};
/// A file that should be there is not (S5).
pub(super) static MISSING_FILE: Text = Text {
    en: "The file named in the lines before is missing. Copy the whole folder again from the connected PC, or \
        download again into an empty folder.",
    ja: "直前の行に記録されているファイルが存在しません。インターネットに接続したコンピューターからフォルダー全体を\
        コピーし直すか、空のフォルダーにもう一度ダウンロードしてください。",
};
/// A path is wrong.
pub(super) static PATH: Text = Text {
    en: "Check the path that was given: it must exist, be spelled right, and be short. A folder such as \
        C:\\UpdatePacks is safe.",
    ja: "指定したパスが存在し、正しく、長すぎないことを確認してください。C:\\UpdatePacks のような短いパスをお\
        勧めします。",
};
/// Rights (S10).
pub(super) static RIGHTS: Text = Text {
    en: "Run the tool in a command prompt that was started as administrator, with Full Control on the download \
        folder. An antivirus program can also refuse access.",
    ja: "管理者として起動したコマンド プロンプトでツールを実行し、ダウンロード先のフォルダーにフル コントロールの\
        アクセス許可があることを確認してください。ウイルス対策ソフトウェアがアクセスを拒否している場合もあります。",
};
/// Space (S3).
pub(super) static DISK: Text = Text {
    en: "Free space on the drive, or use another one. Without -downloadsiteversion a download can exceed 30 GB. \
        Then download again into an empty folder.",
    ja: "ドライブの空き領域を増やすか、別のドライブを使用してください。-downloadsiteversion を指定しない場合、\
        ダウンロードは 30 GB を超えることがあります。そのうえで、空のフォルダーにもう一度ダウンロードしてください。",
};
/// The drive fails.
pub(super) static DEVICE: Text = Text {
    en: "Check the drive and its cable or slot (chkdsk), and copy or download again to another drive. Do not use \
        what was written to this one.",
    ja: "ドライブと接続を確認し (chkdsk など)、別のドライブにもう一度コピーまたはダウンロードしてください。\
        問題のあるドライブに書き込まれたファイルは使用しないでください。",
};
/// A network share fails.
pub(super) static SHARE: Text = Text {
    en: "The network share is not reliable or not reachable. Use a local folder, and download or copy again.",
    ja: "ネットワーク共有に接続できないか、接続が不安定です。ローカルのフォルダーを使用して、もう一度\
        ダウンロードまたはコピーしてください。",
};
/// Another program uses the file.
pub(super) static IN_USE: Text = Text {
    en: "Close the programs that use the folder (Explorer, a second run of the tool, an antivirus scan), then \
        download again into an empty folder.",
    ja: "フォルダーを使用しているプログラム (エクスプローラー、二重に実行したツール、ウイルス対策ソフトウェアの\
        スキャンなど) を終了し、空のフォルダーにもう一度ダウンロードしてください。",
};
/// An antivirus program took the file.
pub(super) static ANTIVIRUS: Text = Text {
    en: "An antivirus program blocked or removed the file. Let your security team check it, exclude the download \
        folder from the scan if they agree, and download again.",
    ja: "ウイルス対策ソフトウェアがファイルをブロックまたは削除しました。セキュリティ担当者に確認し、必要に応じて\
        ダウンロード先のフォルダーをスキャンの対象から除外したうえで、もう一度ダウンロードしてください。",
};
/// Something that the connected PC needs is not installed (S9, S20).
pub(super) static INSTALL: Text = Text {
    en: "Check what the connected PC needs: Visual C++ 2015-2019 redistributable (x86 and x64), .NET Framework \
        4.6.2 or later, ODBC Driver 18 for SQL Server (x64), and all files of the tool's folder, in the version of \
        the site.",
    ja: "インターネットに接続したコンピューターの要件を確認してください: Visual C++ 2015-2019 再頒布可能パッケージ \
        (x86 と x64)、.NET Framework 4.6.2 以降、ODBC Driver 18 for SQL Server (x64)、およびサイトと同じバージョンの\
        ツールのフォルダーにあるすべてのファイル。",
};
/// Memory, handles, a stuck system.
pub(super) static RESTART: Text = Text {
    en: "Close other programs or restart the connected PC, then download again into an empty folder.",
    ja: "ほかのプログラムを終了するか、インターネットに接続したコンピューターを再起動してから、空のフォルダーにもう\
        一度ダウンロードしてください。",
};
/// The run was stopped.
pub(super) static STOPPED: Text = Text {
    en: "The run was stopped. Download again into an empty folder and let it finish; keep the PC from sleeping.",
    ja: "処理が中断されました。空のフォルダーにもう一度ダウンロードし、完了するまで待ってください。コンピューターが\
        スリープ状態にならないように設定してください。",
};
/// The address is gone, or a proxy says so (S9: the tool's version must fit the site's).
pub(super) static GONE: Text = Text {
    en: "The address no longer exists, or a proxy hides it. Use the service connection tool of the site's own \
        version, check the proxy, and try again later.",
    ja: "アドレスが存在しないか、プロキシによって遮断されています。サイトと同じバージョンのサービス接続ツールを\
        使用していることとプロキシの設定を確認し、時間をおいてもう一度お試しください。",
};
/// The server is busy or in trouble.
pub(super) static BUSY: Text = Text {
    en: "The server or the proxy is busy or in trouble. Wait a while, then download again into an empty folder.",
    ja: "サーバーまたはプロキシが混雑しているか、問題が発生しています。しばらく待ってから、空のフォルダーにもう一度\
        ダウンロードしてください。",
};
/// The code itself says little.
pub(super) static LOOK_BEFORE: Text = Text {
    en: "The code alone does not name the cause. Read the lines before it in the log: they name the file and the \
        step. Then download again into an empty folder.",
    ja: "このコードだけでは原因を特定できません。ログの直前の行で、対象のファイルと処理を確認してください。\
        そのうえで、空のフォルダーにもう一度ダウンロードしてください。",
};
/// No error.
pub(super) static NONE: Text = Text { en: "Nothing to do.", ja: "対処は不要です。" };
