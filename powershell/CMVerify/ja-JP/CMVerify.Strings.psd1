@{
    LibraryMissing         = 'CMVerify のネイティブ ライブラリが見つかりません。検索したパス: {0}。このプロセスは {1} で、ランタイム {2} が必要です。モジュールにあるランタイム: {3}。リリースからモジュール フォルダー全体をコピーし直すか、./build.sh (Windows では build.ps1) でビルドしてください。別の種類のコンピューターでは、モジュールが対応するアーキテクチャの PowerShell を起動してください。'
    LibraryUnloadable      = 'CMVerify のネイティブ ライブラリを読み込めないか、別のライブラリが置かれています。検索したパス: {0}。このプロセスは {1} で、ランタイム {2} が必要です。システムのメッセージ: {3} リリースからモジュール フォルダー全体をコピーし直してください。別のアーキテクチャや別の製品のライブラリを置かないでください。'
    LibraryForeign         = 'このシステムのライブラリではありません。'
    LibraryOtherProcessor  = '別のプロセッサ アーキテクチャ用のライブラリです。'
    LibraryCut             = 'ファイルがヘッダーに記録されたサイズより短くなっています。'
    LibraryAbiMismatch     = 'CMVerify のネイティブ ライブラリとモジュールの ABI が一致しません。{0} は ABI {1} ですが、モジュールには ABI {2} が必要です。同じリリースからモジュール フォルダー全体をコピーし直し、PowerShell を起動し直してください。'
    LibraryVersionMismatch = 'CMVerify のネイティブ ライブラリとモジュールのバージョンが一致しません。{0} はバージョン {1}、モジュールはバージョン {2} です。同じリリースからモジュール フォルダー全体をコピーし直し、PowerShell を起動し直してください。'
    AnswerUnreadable       = 'CMVerify のネイティブ ライブラリが {0} に返した応答 (状態 {1}) を読み取れません。ダウンロードの状態は不明です。インポートしないでください。エラーの対象 (TargetObject) にある応答を添えて報告してください。'
    PathEmpty              = 'パスが空です。-updatepackdest に指定したフォルダーを指定してください。'
    PathInvalid            = "パス '{0}' を解決できません: {1}"
    PathNotFileSystem      = "パス '{0}' はファイル システムではなく、プロバイダー {1} のものです。ファイル システムのパスを指定してください。"
    LogsUsed               = "ダウンロード '{0}'、ServiceConnectionTool.log '{1}'、ConfigMgrSetup.log '{2}'。"
    Verifying              = "'{0}' を検証しています"
    NothingChecked         = 'ダウンロードが 1 つも確認されていないため、使用できると判断できるものがありません。-updatepackdest に指定したフォルダーを指定してください。'
    FurtherFindings        = 'ほか {0} 件。すべて見るには Test-CMOfflineDownload を実行してください。'
    PatternFitsNothing     = "'{0}' に一致するファイルがありません。何も読み取っていません。"
    RunsAmbiguous          = '-Run と -LastRun は同時に指定できません。どちらか一方を指定してください。'
    LogRestarted           = "'{0}' が短くなったか置き換えられたため、先頭から読み取ります。"
    LogOutOfReach          = "'{0}' に現在アクセスできません。読み取れるようになるまで待機します。{1}"
    RuleNotFound           = "ルール '{0}' はありません。ID を指定せずに Get-CMOfflineRule を実行すると一覧が表示されます。"
    NotACode               = "'{0}' はエラー コードではありません。HRESULT (0x80072EE2、-2147012894)、Win32 コード (12002)、HTTP 状態コード (407)、またはエラーのテキストを指定してください。"
}
