//! The texts that a .NET program writes in place of a code, in English and in Japanese: a Japanese .NET Framework
//! translates its messages, and the tool logs them as they come.
//!
//! Sources: S7, S8, S9, S15, S24 and S25 for what the tool and its siblings log; the wording of System.Net.WebException
//! and System.Net.Sockets.SocketException for the rest.

use super::remedies::{CONNECT, DNS, PROXY, RETRY, ROOTS, STOPPED, TLS};
use super::{Entry, ErrorText, find_code, win32};
use crate::language::{Language, Text};

/// A known text.
struct Known {
    /// Parts of the message in lower case, of which one suffices.
    patterns: &'static [&'static str],
    /// What it is.
    is: Is,
}

/// What a known text is.
enum Is {
    /// The Windows error of this number, in words.
    Windows(u32),
    /// An exception of .NET, without a code of its own in the text: its name, what happened, what to do.
    Exception(&'static str, Text, &'static Text),
}

/// An [`Is::Exception`].
const fn exception(symbol: &'static str, en: &'static str, ja: &'static str, remedy: &'static Text) -> Is {
    Is::Exception(symbol, Text { en, ja }, remedy)
}

/// The texts, the more telling before the more general.
#[rustfmt::skip]
static TEXTS: &[Known] = &[
    Known {
        patterns: &["could not establish trust relationship for the ssl/tls", "信頼関係を確立できませんでした"],
        is: exception("WebException TrustFailure",
            "The server's certificate is not trusted: a root certificate is missing, or a proxy inspects TLS.",
            "サーバー証明書が信頼されていません。ルート証明書が不足しているか、プロキシで TLS 検査が行われています。", &ROOTS),
    },
    Known {
        patterns: &["the remote certificate is invalid", "リモート証明書は無効です"],
        is: exception("AuthenticationException",
            "The server's certificate was checked and found not valid.",
            "サーバー証明書が無効と判断されました。", &ROOTS),
    },
    Known {
        patterns: &["could not create ssl/tls secure channel", "チャネルを作成できませんでした"],
        is: exception("WebException SecureChannelFailure",
            "No TLS connection could be made: TLS 1.2 is not turned on, or no cipher suite is shared.",
            "TLS で接続できませんでした。TLS 1.2 が有効になっていないか、双方で使用できる暗号スイートがありません。", &TLS),
    },
    Known {
        patterns: &["remote party has closed the transport stream", "トランスポート ストリームを終了したため"],
        is: exception("IOException",
            "The other side ended the connection during the TLS handshake.",
            "TLS のハンドシェイク中に相手から接続が切断されました。", &TLS),
    },
    Known {
        patterns: &["an unexpected error occurred on a send", "送信時に、予期しないエラー", "送信時に予期しないエラー"],
        is: exception("WebException SendFailure",
            "The connection was closed while the request was sent: TLS 1.2 is not turned on for .NET, or the endpoint is blocked.",
            "要求の送信中に接続が閉じられました。.NET Framework で TLS 1.2 が有効になっていないか、エンドポイントがブロックされています。", &TLS),
    },
    Known {
        patterns: &["an unexpected error occurred on a receive", "受信時に、予期しないエラー", "受信時に予期しないエラー"],
        is: exception("WebException ReceiveFailure",
            "The connection was closed while the answer was received.",
            "応答の受信中に接続が閉じられました。", &TLS),
    },
    Known {
        patterns: &["expected to be kept alive was closed", "維持される必要があった接続"],
        is: exception("WebException KeepAliveFailure",
            "The server or a proxy closed a connection that was still needed.",
            "維持されるはずの接続が、サーバーまたはプロキシによって切断されました。", &RETRY),
    },
    Known {
        patterns: &["the proxy name could not be resolved", "プロキシ名を解決できませんでした"],
        is: exception("WebException ProxyNameResolutionFailure",
            "The name of the proxy could not be resolved.",
            "プロキシの名前を解決できませんでした。", &PROXY),
    },
    Known {
        patterns: &["the remote name could not be resolved", "リモート名を解決できませんでした"],
        is: exception("WebException NameResolutionFailure",
            "The name of the server could not be resolved.",
            "サーバー名を解決できませんでした。", &DNS),
    },
    Known {
        patterns: &["actively refused", "拒否されたため、接続できませんでした"],
        is: Is::Windows(10061),
    },
    Known {
        patterns: &["forcibly closed by the remote host", "リモート ホストに強制的に切断されました"],
        is: Is::Windows(10054),
    },
    Known {
        patterns: &["did not properly respond after a period of time", "一定の時間を過ぎても正しく応答しなかった"],
        is: Is::Windows(10060),
    },
    Known {
        patterns: &["unable to connect to the remote server", "リモート サーバーに接続できません"],
        is: exception("WebException ConnectFailure",
            "The connection to the server or the proxy failed.",
            "サーバーまたはプロキシに接続できませんでした。", &CONNECT),
    },
    Known {
        patterns: &["the operation has timed out", "操作がタイムアウト", "操作はタイムアウト"],
        is: exception("WebException Timeout",
            "The request timed out: no answer came in time.",
            "要求がタイムアウトになりました。時間内に応答がありませんでした。", &RETRY),
    },
    Known {
        patterns: &["the request was canceled", "要求がキャンセルされました"],
        is: exception("WebException RequestCanceled",
            "The request was cancelled before it was complete.",
            "要求が完了する前に取り消されました。", &STOPPED),
    },
    Known {
        patterns: &["the server committed a protocol violation", "サーバーによってプロトコル違反が発生しました"],
        is: exception("WebException ServerProtocolViolation",
            "The answer is not proper HTTP.",
            "応答が HTTP として正しくありません。", &PROXY),
    },
    Known {
        patterns: &["there is not enough space on the disk", "ディスクに十分な空き領域がありません"],
        is: Is::Windows(112),
    },
    Known {
        // S9: what the tool reports when the port of the proxy is missing or wrong.
        patterns: &["cab does not contain telemetry data"],
        is: exception("ServiceConnectionTool",
            "The tool did not get through to Microsoft. It reports this when the port of the proxy is missing or wrong.",
            "Microsoft のサービスと通信できませんでした。プロキシのポートの指定がないか誤っている場合に、ツールがこのエラーを出力します。", &PROXY),
    },
    Known {
        patterns: &["unable to read data from the transport connection", "転送接続からデータを読み取れません"],
        is: exception("IOException",
            "The connection broke while data was received.",
            "データの受信中に接続が切断されました。", &RETRY),
    },
    Known {
        patterns: &["unauthorizedaccessexception", "へのアクセスが拒否されました"],
        is: Is::Windows(5),
    },
    Known {
        patterns: &["the underlying connection was closed", "基礎になる接続が閉じられました"],
        is: exception("WebException ConnectionClosed",
            "The connection was closed too early.",
            "接続が予期せず閉じられました。", &RETRY),
    },
];

/// The first known text in `lower`, which is in lower case.
pub(super) fn find(lower: &str, language: Language) -> Option<ErrorText> {
    let known = TEXTS.iter().find(|known| known.patterns.iter().any(|pattern| lower.contains(pattern)))?;
    match &known.is {
        Is::Windows(number) => find_code(win32(*number)).map(|entry: &Entry| entry.text(language)),
        Is::Exception(symbol, meaning, remedy) => Some(ErrorText {
            code: None,
            symbol: (*symbol).to_owned(),
            meaning: meaning.get(language).to_owned(),
            remedy: remedy.get(language).to_owned(),
            kind: "dotnet",
            known: true,
            severity: None,
            facility: None,
            facility_name: None,
            number: None,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_in_lower_case_and_find_what_they_stand_for() {
        for known in TEXTS {
            for pattern in known.patterns {
                assert_eq!(*pattern, pattern.to_lowercase());
                let found = find(pattern, Language::En).expect("a pattern finds itself");
                match &known.is {
                    Is::Windows(number) => assert_eq!(found.number, Some(*number), "{pattern}"),
                    Is::Exception(symbol, meaning, _) => {
                        assert_eq!((found.symbol.as_str(), found.meaning.as_str()), (*symbol, meaning.en), "{pattern}");
                    }
                }
            }
        }
    }
}
