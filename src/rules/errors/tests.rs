//! Tests of what codes and texts mean, and of the tables.

use super::*;
use crate::language::Language::{En, Ja};

fn symbol(input: &str) -> Option<String> {
    resolve(input, En).map(|found| found.symbol)
}

fn code(input: &str) -> Option<String> {
    resolve(input, En).and_then(|found| found.code)
}

fn found(line: &str) -> Option<String> {
    find_in_text(line, En).map(|found| found.symbol)
}

#[test]
fn the_tables_are_sorted_and_no_code_or_symbol_is_in_them_twice() {
    let codes: Vec<u32> = entries().map(|entry| entry.code).collect();
    assert!(codes.windows(2).all(|pair| pair[0] < pair[1]), "sorted by code");
    let mut symbols: Vec<&str> =
        entries().flat_map(|entry| entry.aliases.iter().copied().chain([entry.symbol])).collect();
    let count = symbols.len();
    symbols.sort_unstable();
    symbols.dedup();
    assert_eq!(symbols.len(), count);
    assert!(codes.len() > 160, "{}", codes.len());
}

#[test]
fn every_entry_speaks_both_languages() {
    let is_japanese = |text: &str| text.chars().any(|c| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}'));
    for entry in entries() {
        for text in [entry.meaning, *entry.remedy] {
            assert!(text.en.is_ascii() && text.en.ends_with('.') && !text.en.contains("  "), "{}", entry.symbol);
            assert!(is_japanese(text.ja) && text.ja.ends_with('。') && !text.ja.contains("  "), "{}", entry.symbol);
        }
    }
}

#[test]
fn the_codes_of_the_dossier_have_their_symbols() {
    let expected = [
        (0x8007_2EE2, "ERROR_WINHTTP_TIMEOUT"),
        (0x8007_2EE7, "ERROR_WINHTTP_NAME_NOT_RESOLVED"),
        (0x8007_2EFD, "ERROR_WINHTTP_CANNOT_CONNECT"),
        (0x8007_2EFE, "ERROR_WINHTTP_CONNECTION_ERROR"),
        (0x8007_2EFF, "ERROR_INTERNET_CONNECTION_RESET"),
        (0x8007_2F05, "ERROR_WINHTTP_SECURE_CERT_DATE_INVALID"),
        (0x8007_2F06, "ERROR_WINHTTP_SECURE_CERT_CN_INVALID"),
        (0x8007_2F0D, "ERROR_WINHTTP_SECURE_INVALID_CA"),
        (0x8007_2F19, "ERROR_WINHTTP_SECURE_CERT_REV_FAILED"),
        (0x8007_2F78, "ERROR_WINHTTP_INVALID_SERVER_RESPONSE"),
        (0x8007_2F7D, "ERROR_WINHTTP_SECURE_CHANNEL_ERROR"),
        (0x8007_2F89, "ERROR_WINHTTP_SECURE_INVALID_CERT"),
        (0x8007_2F8A, "ERROR_WINHTTP_SECURE_CERT_REVOKED"),
        (0x8007_2F8F, "ERROR_WINHTTP_SECURE_FAILURE"),
        (0x8007_2F94, "ERROR_WINHTTP_AUTODETECTION_FAILED"),
        (0x8007_0002, "ERROR_FILE_NOT_FOUND"),
        (0x8007_0005, "E_ACCESSDENIED"),
        (0x8007_0070, "ERROR_DISK_FULL"),
        (0x8000_4005, "E_FAIL"),
        (0x8019_0193, "HTTP_E_STATUS_FORBIDDEN"),
        (0x8019_0194, "HTTP_E_STATUS_NOT_FOUND"),
        (0x8019_0197, "HTTP_E_STATUS_PROXY_AUTH_REQ"),
        (0x8019_01F6, "HTTP_E_STATUS_BAD_GATEWAY"),
        (0x8019_01F7, "HTTP_E_STATUS_SERVICE_UNAVAIL"),
        (0x8009_1007, "CRYPT_E_HASH_VALUE"),
        (0x8009_6010, "TRUST_E_BAD_DIGEST"),
        (0x800B_0100, "TRUST_E_NOSIGNATURE"),
        (0x800B_0109, "CERT_E_UNTRUSTEDROOT"),
        (0x800B_010A, "CERT_E_CHAINING"),
        (0x800B_010E, "CERT_E_REVOCATION_FAILURE"),
        (0x8013_1509, "COR_E_INVALIDOPERATION"),
        (0x8000_4003, "E_POINTER"),
    ];
    for (value, name) in expected {
        let found = resolve_hresult(value, En);
        assert_eq!((found.symbol.as_str(), found.known), (name, true), "{value:08X}");
        assert_eq!(found.code, Some(format!("0x{value:08X}")));
    }
}

#[test]
fn one_code_is_understood_in_all_its_forms() {
    for input in [
        "0x80072EE2",
        "0x80072ee2",
        " 0X80072EE2 ",
        "80072EE2",
        "00002EE2",
        "-2147012894",
        "2147954402",
        "12002",
        "0x2EE2",
        "0xFFFFFFFF80072EE2",
        "ERROR_WINHTTP_TIMEOUT",
        "error_internet_timeout",
        "ERROR: Download() failed with 0x80072EE2",
    ] {
        assert_eq!(code(input).as_deref(), Some("0x80072EE2"), "{input}");
        assert_eq!(resolve(input, Ja).unwrap().symbol, "ERROR_WINHTTP_TIMEOUT", "{input}");
    }
    // An HRESULT whose hex digits are all decimal.
    assert_eq!(symbol("80004005").as_deref(), Some("E_FAIL"));
    // Eight decimal digits that cannot be one are a decimal number.
    assert_eq!(code("00012002").as_deref(), Some("0x80072EE2"));
    assert_eq!(symbol("5").as_deref(), Some("E_ACCESSDENIED"));
    assert_eq!(symbol("0").as_deref(), Some("S_OK"));
}

#[test]
fn an_http_status_is_understood_in_all_its_forms() {
    for input in
        ["404", "HTTP 404", "http/1.1 404 Not Found", "HTTP status code 404", "(404)", "(404) Not Found", "0x80190194"]
    {
        let found = resolve(input, En).unwrap();
        assert_eq!(
            (found.symbol.as_str(), found.kind, found.number),
            ("HTTP_E_STATUS_NOT_FOUND", "http", Some(404)),
            "{input}"
        );
    }
    let unknown = resolve("499", En).unwrap();
    assert_eq!((unknown.symbol.as_str(), unknown.known), ("FACILITY_HTTP 499", false));
    // Hex is how to ask for the Windows error of the same number.
    assert_eq!(symbol("0x241").as_deref(), Some("ERROR_INVALID_IMAGE_HASH"));
}

#[test]
fn what_is_no_error_code_is_refused() {
    for input in [
        "",
        " ",
        "0x",
        "0X",
        "0xZZ",
        "12a",
        "-",
        "--5",
        "99999999999",
        "-99999999999",
        "0x123456789",
        "0x00000000000000001",
        "404.5",
        "(12002)",
        "HTTP",
        "HTTP 200",
        "hello",
        "エラー",
        "\u{0}",
        "+5",
        "1e5",
    ] {
        assert_eq!(resolve(input, En), None, "{input:?}");
    }
}

#[test]
fn an_unknown_code_is_taken_apart() {
    let found = resolve("0x80071234", En).unwrap();
    assert_eq!(found.symbol, "FACILITY_WIN32 4660");
    assert_eq!((found.kind, found.known, found.severity), ("win32", false, Some("error")));
    assert_eq!((found.facility, found.facility_name, found.number), (Some(7), Some("FACILITY_WIN32"), Some(0x1234)));
    assert_eq!(found.meaning, "This code is not in the list of cmverify (error, FACILITY_WIN32, number 4660).");

    let unnamed = resolve_hresult(0x87D0_0215, Ja);
    assert_eq!(unnamed.symbol, "FACILITY 2000 533");
    assert!(unnamed.meaning.contains("FACILITY 2000") && unnamed.meaning.contains("エラー"));
    assert_eq!(unnamed.facility_name, None);

    let success = resolve_hresult(0x0004_0001, En);
    assert_eq!((success.severity, success.facility_name), (Some("success"), Some("FACILITY_ITF")));

    let status = resolve_hresult(0xC000_0005, En);
    assert_eq!((status.symbol.as_str(), status.facility, status.number), ("NTSTATUS 0 5", Some(0), Some(5)));
    assert_eq!((status.severity, status.kind, status.facility_name), (Some("error"), "hresult", None));

    for value in [0, 1, 0xFFFF, 0x1_0000, 0x7FFF_FFFF, 0x8000_0000, u32::MAX] {
        let found = resolve_hresult(value, Ja);
        assert!(!found.symbol.is_empty() && !found.meaning.is_empty() && !found.remedy.is_empty());
        assert!(!found.meaning.contains('{'), "{}", found.meaning);
    }
}

#[test]
fn the_kind_says_which_family_a_code_is_of() {
    let kind = |input: &str| resolve(input, En).unwrap().kind;
    assert_eq!(kind("0x80072EE2"), "win32");
    assert_eq!(kind("503"), "http");
    assert_eq!(kind("-2146233079"), "dotnet");
    assert_eq!(kind("The remote name could not be resolved: 'go.microsoft.com'"), "dotnet");
    assert_eq!(kind("0x800B0109"), "hresult");
}

#[test]
fn the_lines_that_these_programs_write_are_explained() {
    let lines = [
        ("ERROR: Download() failed with 0x80072EE2", "ERROR_WINHTTP_TIMEOUT"),
        ("ERROR: File hash check failed: 0x80070002", "ERROR_FILE_NOT_FOUND"),
        ("ERROR: VerifyExternalFile failed: 0x80070002", "ERROR_FILE_NOT_FOUND"),
        (
            "ERROR:AdminUIContentDownloadDownload:DownloadManifestCab exception: The underlying connection was closed: \
             An unexpected error occurred on a send.. There may be an issue with internet connection or the download \
             link",
            "WebException SendFailure",
        ),
        (
            "ERROR: Failed to download Admin UI content payload with exception: The underlying connection was closed: \
             Could not establish trust relationship for the SSL/TLS secure channel.",
            "WebException TrustFailure",
        ),
        ("CAB does not contain telemetry data.", "ServiceConnectionTool"),
        ("Failed to call AdminUIContentDownload. error = Error -2146233079~", "COR_E_INVALIDOPERATION"),
        (
            "Failed to call AdminUIContentDownload. error = [error code: -2147467261, error message: Invalid pointer]",
            "E_POINTER",
        ),
        ("The remote name could not be resolved: 'configmgrbits.azureedge.net'", "WebException NameResolutionFailure"),
        ("The remote server returned an error: (400) Bad Request.", "HTTP_E_STATUS_BAD_REQUEST"),
        ("The remote server returned an error: (403) Forbidden.", "HTTP_E_STATUS_FORBIDDEN"),
        (
            "Unhandled Exception: System.UnauthorizedAccessException: Access to the path \
             'C:\\Users\\jqpublic\\AppData\\Local\\Temp\\extractmanifestcab\\95F8A562.sql' is denied.",
            "E_ACCESSDENIED",
        ),
    ];
    for (line, name) in lines {
        assert_eq!(found(line).as_deref(), Some(name), "{line}");
        assert_eq!(symbol(line).as_deref(), Some(name), "a whole line resolves too: {line}");
    }
}

#[test]
fn a_japanese_dotnet_says_the_same_in_japanese() {
    let lines = [
        ("基礎になる接続が閉じられました: 送信時に、予期しないエラーが発生しました。", "WebException SendFailure"),
        (
            "基礎になる接続が閉じられました: SSL/TLS のセキュリティで保護されているチャネルに対する信頼関係を確立できませんでした。",
            "WebException TrustFailure",
        ),
        (
            "要求は中止されました: SSL/TLS のセキュリティで保護されているチャネルを作成できませんでした。",
            "WebException SecureChannelFailure",
        ),
        ("リモート名を解決できませんでした。: 'configmgrbits.azureedge.net'", "WebException NameResolutionFailure"),
        ("リモート サーバーがエラーを返しました: (403) 使用不可能", "HTTP_E_STATUS_FORBIDDEN"),
        ("既存の接続はリモート ホストに強制的に切断されました。", "WSAECONNRESET"),
    ];
    for (line, name) in lines {
        assert_eq!(found(line).as_deref(), Some(name), "{line}");
    }
}

#[test]
fn words_make_a_plain_number_an_error() {
    for (line, name) in [
        ("error code: 12029", "ERROR_WINHTTP_CANNOT_CONNECT"),
        ("Win32 error 5", "E_ACCESSDENIED"),
        ("failed with 0x5", "E_ACCESSDENIED"),
        ("checking MSODBCSQL18, Error = 2", "ERROR_FILE_NOT_FOUND"),
        ("hr=80072EE2 is no hex without 0x, HTTP status 502 is one", "HTTP_E_STATUS_BAD_GATEWAY"),
        ("error code 2147954402", "ERROR_WINHTTP_TIMEOUT"),
        ("verification ended with CRYPT_E_HASH_VALUE", "CRYPT_E_HASH_VALUE"),
    ] {
        assert_eq!(found(line).as_deref(), Some(name), "{line}");
    }
}

#[test]
fn other_numbers_in_a_line_are_no_errors() {
    for line in [
        "",
        "0 errors",
        "INFO: finished with 0 errors, error code: 0, failed with 0x0",
        "https://go.microsoft.com/fwlink/?LinkId=0x80072EE2",
        "ERROR: https://download.microsoft.com/80072EE2/status/404/0x80070005.cab was not downloaded",
        "INFO: WinHttpQueryHeaders() in Download() returned OK (200)",
        "4580 (0x11e4)    INFO: Verifying signature for file 'E:\\Update\\248DC1EB-4B98-4483-BAF3-08C678C1CD0A\\Redist\\a.msi'",
        "ERROR:Failed to download redist for 80072EE2-F967-4F8A-92AA-009E28368853",
        "INFO:Downloaded Payload 248DC1EB-4B98-4483-BAF3-08C678C1CD0A size = 967280807",
        "ERROR: 5 files were not downloaded",
        "Error: file signature check failed for 'd:\\redist\\sqlncli.msi",
        " INFO: SQL Connection failed.  $$<Configuration Manager Setup><08-22-2016 04:15:01.917-540><thread=2868 (0xB34)>",
        "Expected hash:0x80072EE2AB",
        "ERROR: Failed to find file: c:\\temp\\redist\\msxml6_x64.msi.",
    ] {
        assert_eq!(find_in_text(line, En), None, "{line}");
    }
}

#[test]
fn an_unknown_code_in_a_line_is_still_found_and_a_known_text_goes_first() {
    assert_eq!(found("ERROR: Download() failed with 0x80AB1234").as_deref(), Some("FACILITY 171 4660"));
    assert_eq!(
        found("exception 0x80131509: The underlying connection was closed: An unexpected error occurred on a send.")
            .as_deref(),
        Some("WebException SendFailure")
    );
    assert_eq!(
        found("0x80072EE7: Unable to connect to the remote server").as_deref(),
        Some("ERROR_WINHTTP_NAME_NOT_RESOLVED")
    );
}

#[test]
fn a_very_long_line_is_cut_between_characters() {
    let line = format!("{}0x80072EE2", "あ".repeat(10_000));
    assert_eq!(found(&line), None);
    assert_eq!(found(&format!("{} 0x80072EE2", "あ".repeat(5_000))).as_deref(), Some("ERROR_WINHTTP_TIMEOUT"));
    assert_eq!(found(&format!("0x80072EE2 {line}")).as_deref(), Some("ERROR_WINHTTP_TIMEOUT"));
}

#[test]
fn an_error_is_written_as_json_in_camel_case() {
    let json = serde_json::to_value(resolve("0x80072EE2", Ja).unwrap()).unwrap();
    assert_eq!(json["code"], "0x80072EE2");
    assert_eq!(json["facilityName"], "FACILITY_WIN32");
    assert_eq!(json["number"], 12002);
    let text = serde_json::to_value(resolve("The operation has timed out", En).unwrap()).unwrap();
    assert!(text["code"].is_null());
}
