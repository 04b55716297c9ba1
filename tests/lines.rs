//! Frozen readings of ambiguous lines: each row is a line, the reading that counts, and why it is that one.
//!
//! A line is read twice, as one of ServiceConnectionTool.log and as one inside a setupdl run of ConfigMgrSetup.log: its
//! frame is the same in both, what it means is not. A row says only what differs from a plain line of text that is no
//! evidence for anything.

use crate::invariants::{self, File};
use cmverify::guid::Guid;
use cmverify::logs::record::Record;
use cmverify::logs::setup::{Check, Fact as SetupFact, FailureKind};
use cmverify::logs::tool::Fact as ToolFact;
use cmverify::logs::{Events, setup, tool};
use cmverify::pages::events::EventText;
use cmverify::report::LogKind;
use cmverify::rules::Severity;

const G: &str = "5B8886C7-F967-4F8A-92AA-009E28368853";
const START: &str = "INFO: Setup downloader setupdl.exe: STARTED\n";

fn g() -> Guid {
    Guid::parse(G).expect("a GUID")
}

/// The reading of one line.
struct Row {
    line: Vec<u8>,
    why: &'static str,
    lines: u64,
    encoding: &'static str,
    shape: &'static str,
    time: Option<&'static str>,
    utc: Option<&'static str>,
    bias: Option<i16>,
    level: Option<&'static str>,
    component: Option<&'static str>,
    thread: Option<u64>,
    text: String,
    /// What the line means in either log.
    tool: Meaning,
    setup: Meaning,
    /// The run that it is of in ConfigMgrSetup.log, where one is open.
    run: Option<u64>,
    /// What its first part says.
    tool_fact: ToolFact,
    setup_fact: SetupFact<'static>,
}

/// The rule that it is evidence for, and the severity.
type Meaning = (Option<&'static str>, Severity);
const NOTHING: Meaning = (None, Severity::Information);
const WARNING: Meaning = (None, Severity::Warning);
const HARMLESS: Meaning = (Some("CMV0111"), Severity::Information);
const TOOL_ERROR: Meaning = (Some("CMV0104"), Severity::Error);
const SETUP_ERROR: Meaning = (Some("CMV0209"), Severity::Error);
const ADMIN_UI: Meaning = (Some("CMV0105"), Severity::Warning);
const REDIST_FAILED: Meaning = (Some("CMV0101"), Severity::Error);
const DOWNLOAD_FAILED: Meaning = (Some("CMV0201"), Severity::Error);
const HASH_FAILED: Meaning = (Some("CMV0202"), Severity::Error);
const SIGNATURE_FAILED: Meaning = (Some("CMV0203"), Severity::Error);
const MANIFEST_FAILED: Meaning = (Some("CMV0204"), Severity::Error);
const OTHER_FAILED: SetupFact<'static> = SetupFact::Failed(FailureKind::Other, None);

impl Row {
    fn new(line: impl Into<Vec<u8>>, why: &'static str) -> Self {
        Self {
            line: line.into(),
            why,
            lines: 1,
            encoding: "utf-8",
            shape: "plain",
            time: None,
            utc: None,
            bias: None,
            level: None,
            component: None,
            thread: None,
            text: String::new(),
            tool: NOTHING,
            setup: NOTHING,
            run: Some(1),
            tool_fact: ToolFact::Other,
            setup_fact: SetupFact::Other,
        }
    }

    /// As it comes from setupdl in full: the frame of its lines is behind the text.
    fn framed(text: &str, why: &'static str) -> Self {
        Self {
            shape: "simple",
            time: Some("2016-08-22 04:15:01.917"),
            utc: Some("2016-08-22 11:15:01.917"),
            bias: Some(420),
            component: Some("Configuration Manager Setup"),
            thread: Some(2868),
            ..Self::new(framed(text), why)
        }
    }

    /// An error that nobody knows more of, in either log.
    fn error(self) -> Self {
        let (tool_fact, setup_fact) = (ToolFact::Error, OTHER_FAILED);
        Self { tool: TOOL_ERROR, setup: SETUP_ERROR, tool_fact, setup_fact, ..self }
    }

    fn holds(&self) {
        let tool = only(&File::new(&self.line).events(Some(LogKind::ServiceConnection)));
        let in_run = [START.as_bytes(), &self.line].concat();
        let events = File::new(&in_run).events(Some(LogKind::Setup));
        let setup = only(&events[1..]);
        for event in [&tool, &setup] {
            let frame = (event.lines, event.encoding, event.shape, event.bias, event.thread);
            assert_eq!(frame, (self.lines, self.encoding, self.shape, self.bias, self.thread), "{self}{event:#?}");
            let times = (event.time.as_deref(), event.utc.as_deref());
            assert_eq!(times, (self.time, self.utc), "{self}{event:#?}");
            let words = (event.level.as_deref(), event.component.as_deref(), event.text.as_str());
            assert_eq!(words, (self.level, self.component, self.text.as_str()), "{self}{event:#?}");
        }
        assert_eq!((tool.rule, tool.severity, tool.run), (self.tool.0, self.tool.1, Some(1)), "{self}{tool:#?}");
        assert_eq!((setup.rule, setup.severity, setup.run), (self.setup.0, self.setup.1, self.run), "{self}{setup:#?}");

        let mut lines = Events::new(self.line.as_slice());
        let event = lines.next().expect("memory can be read").expect("a line");
        let first = event.record.parts().next();
        assert_eq!(first.map_or(ToolFact::Other, tool::Fact::of), self.tool_fact, "{self}");
        assert_eq!(first.map_or(SetupFact::Other, setup::Fact::of), self.setup_fact, "{self}");
        invariants::lines(&self.line);
    }
}

impl std::fmt::Display for Row {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{}\n  because {}", String::from_utf8_lossy(&self.line).escape_debug(), self.why)
    }
}

fn only(events: &[EventText]) -> EventText {
    assert_eq!(events.len(), 1, "one line, one event: {events:#?}");
    events[0].clone()
}

fn framed(text: &str) -> String {
    format!("{text}  $$<Configuration Manager Setup><08-22-2016 04:15:01.917+420><thread=2868 (0xB34)>")
}

fn cmtrace(text: &str, kind: &str) -> String {
    format!(
        "<![LOG[{text}]LOG]!><time=\"04:15:01.917+420\" date=\"08-22-2016\" component=\"S\" context=\"\" type=\"{kind}\" thread=\"2868\" file=\"x.cpp:1\">"
    )
}

/// One test for each row, under the name of the row.
macro_rules! rows {
    ($($name:ident: $row:expr, $({ $($field:ident: $value:expr),* $(,)? })?)*) => {
        $(#[test]
        fn $name() {
            #[allow(clippy::needless_update, reason = "a row may say everything")]
            let row = Row { $($($field: $value.into(),)*)? ..$row };
            row.holds();
        })*
    };
}

// ---- The level: a word and a colon at the start, and nothing else -------------------------------------------------------

rows! {
    zero_errors_are_no_error: Row::new("Finished with 0 errors", "the word stands in the text, not before a colon"),
        { text: "Finished with 0 errors" }
    zero_errors_of_a_line_with_a_level_are_information: Row::new("INFO:Finished with 0 errors", "INFO says what it is"),
        { level: Some("INFO"), text: "Finished with 0 errors" }
    a_count_of_errors_is_no_level: Row::new("Errors: 0", "ERRORS is another word than ERROR"),
        { text: "Errors: 0" }
    the_plural_is_no_level_in_capitals_either: Row::new("ERRORS: 3", "no program writes such a level; it is a count"),
        { text: "ERRORS: 3" }
    a_file_named_error_is_no_error: Row::new(r"INFO:Exported C:\data\Error.txt", "the word is part of a name"),
        { level: Some("INFO"), text: r"Exported C:\data\Error.txt" }
    a_line_that_begins_with_a_file_named_error_is_text: Row::new("Error.txt: copied", "a dot follows the word, no colon"),
        { text: "Error.txt: copied" }
    the_word_alone_is_text: Row::new("ERROR", "without a colon it is no level"),
        { text: "ERROR" }
    the_word_without_a_colon_is_text: Row::new("FATAL ERROR x", "without a colon it is no level"),
        { text: "FATAL ERROR x" }
    an_error_with_nothing_behind_it_is_an_error: Row::new("ERROR:", "the level is there; what went wrong was lost").error(),
        { level: Some("ERROR") }
    an_information_with_nothing_behind_it_is_one: Row::new("INFO:", "a level and no text"),
        { level: Some("INFO") }
    a_blank_may_stand_before_the_colon: Row::new("Error : x", "older texts of setup have it so").error(),
        { level: Some("Error"), text: "x" }
    a_tab_may_stand_before_the_colon: Row::new("ERROR\t: x", "a tab is a blank").error(),
        { level: Some("ERROR"), text: "x" }
    an_error_within_an_information_is_a_quotation: Row::new("INFO: ERROR: is what this line quotes", "the first level counts"),
        { level: Some("INFO"), text: "ERROR: is what this line quotes" }
    an_error_within_a_warning_is_a_quotation: Row::framed("WARNING: ERROR: quoted", "the first level counts"),
        { level: Some("WARNING"), text: "ERROR: quoted", tool: WARNING, setup: WARNING }
    an_information_within_an_error_does_not_soften_it: Row::new("ERROR: INFO: x", "the first level counts").error(),
        { level: Some("ERROR"), text: "INFO: x" }
    a_level_in_the_middle_of_japanese_text_is_text: Row::new("INFO:更新 ERROR: ではありません", "the first level counts"),
        { level: Some("INFO"), text: "更新 ERROR: ではありません" }
    a_fatal_error_is_an_error: Row::new("FATAL ERROR: x", "one level of two words").error(),
        { level: Some("FATAL ERROR"), text: "x" }
    a_small_level_is_the_same_level: Row::new("error: x", "case does not matter; it is given as written").error(),
        { level: Some("error"), text: "x" }
    blanks_before_a_level_do_not_hide_it: Row::new("\t  ERROR: x", "a pasted line is often indented").error(),
        { level: Some("ERROR"), text: "x" }
    a_full_width_colon_is_no_colon: Row::new("INFO：x", "both programs write ASCII; such a line is a person's note"),
        { text: "INFO：x" }
}

// ---- A program that died -----------------------------------------------------------------------------------------------

rows! {
    an_unhandled_exception_is_an_error: Row::new("Unhandled Exception: System.Net.WebException: x", "the runtime has no level").error(),
        { text: "Unhandled Exception: System.Net.WebException: x" }
    an_unhandled_exception_in_japanese_is_an_error: Row::new(
            "ハンドルされていない例外: System.Net.WebException: x", "the runtime speaks the language of the PC").error(),
        { text: "ハンドルされていない例外: System.Net.WebException: x" }
    a_quoted_exception_is_none: Row::new("INFO: Unhandled Exception: quoted", "the first level counts"),
        { level: Some("INFO"), text: "Unhandled Exception: quoted" }
    the_exception_that_microsoft_calls_harmless_is_harmless: Row::new(
            r"Unhandled Exception: System.UnauthorizedAccessException: Access to the path 'C:\Users\j\AppData\Local\Temp\extractmanifestcab\95F8A562.sql' is denied.",
            "S9: You can safely ignore this error"),
        { text: r"Unhandled Exception: System.UnauthorizedAccessException: Access to the path 'C:\Users\j\AppData\Local\Temp\extractmanifestcab\95F8A562.sql' is denied.",
          tool: HARMLESS, setup: HARMLESS, tool_fact: ToolFact::Harmless, setup_fact: SetupFact::Harmless }
    the_same_in_japanese_is_harmless: Row::new(
            r"ERROR:System.UnauthorizedAccessException: パス 'C:\T\ExtractManifestCab\9.sql' へのアクセスが拒否されました。",
            "the sentence is in the language of the PC, the path is not"),
        { level: Some("ERROR"), text: r"System.UnauthorizedAccessException: パス 'C:\T\ExtractManifestCab\9.sql' へのアクセスが拒否されました。",
          tool: HARMLESS, setup: HARMLESS, tool_fact: ToolFact::Harmless, setup_fact: SetupFact::Harmless }
    no_right_to_another_file_is_not_harmless: Row::new(
            r"ERROR:System.UnauthorizedAccessException: Access to the path 'C:\T\extractmanifestcab.sql' is denied.",
            "only what lies in the folder of that name is the tool's own copy").error(),
        { level: Some("ERROR"), text: r"System.UnauthorizedAccessException: Access to the path 'C:\T\extractmanifestcab.sql' is denied." }
    a_failed_redist_is_never_harmless: Row::new(
            format!(r"ERROR:Failed to download redist for {G}: UnauthorizedAccessException \extractmanifestcab\"),
            "that the redists are not there outweighs why"),
        { level: Some("ERROR"), text: format!(r"Failed to download redist for {G}: UnauthorizedAccessException \extractmanifestcab\"),
          tool: REDIST_FAILED, setup: HARMLESS, tool_fact: ToolFact::RedistFailed(Some(g())), setup_fact: SetupFact::Harmless }
}

// ---- What the tool says ------------------------------------------------------------------------------------------------

rows! {
    a_redist_started_in_the_old_wording_names_no_update: Row::new("2024-11-19 11:53:40 INFO:downloading redist", "S1, before 2509"),
        { shape: "tool", time: Some("2024-11-19 11:53:40"), level: Some("INFO"), text: "downloading redist", tool_fact: ToolFact::RedistStarted(None) }
    a_redist_that_succeeded_in_the_old_wording: Row::new(format!("2024-11-19 12:20:42 INFO:Successfully download redist for {G}"), "S1"),
        { shape: "tool", time: Some("2024-11-19 12:20:42"), level: Some("INFO"), text: format!("Successfully download redist for {G}"),
          tool_fact: ToolFact::RedistSucceeded(g()) }
    a_redist_that_succeeded_in_the_new_wording: Row::new(format!("INFO:Successfully downloaded Redists for {G}"), "S5, since 2509"),
        { level: Some("INFO"), text: format!("Successfully downloaded Redists for {G}"), tool_fact: ToolFact::RedistSucceeded(g()) }
    a_success_in_other_letters_is_the_same_success: Row::new(
            format!("info:SUCCESSFULLY DOWNLOADED REDISTS FOR {{{}}}", G.to_lowercase()), "case and braces do not matter"),
        { level: Some("info"), text: format!("SUCCESSFULLY DOWNLOADED REDISTS FOR {{{}}}", G.to_lowercase()),
          tool_fact: ToolFact::RedistSucceeded(g()) }
    a_success_with_a_point_and_tildes_behind_it_is_one: Row::new(format!("INFO:Successfully download redist for {G}.~~"), "S18"),
        { level: Some("INFO"), text: format!("Successfully download redist for {G}."), tool_fact: ToolFact::RedistSucceeded(g()) }
    a_success_for_a_guid_that_was_cut_is_no_success: Row::new(
            format!("INFO:Successfully downloaded Redists for {}", &G[..35]), "of which update nobody can tell"),
        { level: Some("INFO"), text: format!("Successfully downloaded Redists for {}", &G[..35]), tool_fact: ToolFact::SomeDownload }
    a_success_for_a_longer_name_is_no_success: Row::new(
            format!("INFO:Successfully downloaded Redists for {G}1"), "37 digits are no GUID"),
        { level: Some("INFO"), text: format!("Successfully downloaded Redists for {G}1"), tool_fact: ToolFact::SomeDownload }
    unsuccessfully_is_no_success: Row::new(format!("INFO:Unsuccessfully downloaded Redists for {G}"), "the sentence begins otherwise"),
        { level: Some("INFO"), text: format!("Unsuccessfully downloaded Redists for {G}") }
    a_success_with_the_level_of_an_error_is_an_error: Row::new(
            format!("ERROR:Successfully downloaded Redists for {G}"), "who contradicts himself has not proved anything").error(),
        { level: Some("ERROR"), text: format!("Successfully downloaded Redists for {G}") }
    a_failed_redist_in_the_old_wording: Row::new(format!("2024-11-19 11:10:18 ERROR:Failed to download redist for {G}"), "S1"),
        { shape: "tool", time: Some("2024-11-19 11:10:18"), level: Some("ERROR"), text: format!("Failed to download redist for {G}"),
          tool: REDIST_FAILED, setup: SETUP_ERROR, tool_fact: ToolFact::RedistFailed(Some(g())), setup_fact: OTHER_FAILED }
    a_failed_redist_in_the_plural: Row::new(format!("ERROR:Failed to download Redists for {G}"), "the text to search for of S1 would miss it"),
        { level: Some("ERROR"), text: format!("Failed to download Redists for {G}"),
          tool: REDIST_FAILED, setup: SETUP_ERROR, tool_fact: ToolFact::RedistFailed(Some(g())), setup_fact: OTHER_FAILED }
    a_failed_redist_without_a_level_is_one: Row::new(format!("failed to download redist for {G} with command  /RedistUrl x"), "S18"),
        { text: format!("failed to download redist for {G} with command  /RedistUrl x"),
          tool: REDIST_FAILED, tool_fact: ToolFact::RedistFailed(Some(g())) }
    a_failed_redist_with_the_level_of_information_is_one: Row::new(
            format!("INFO:Failed to download redist for {G}"), "the sentence says it itself"),
        { level: Some("INFO"), text: format!("Failed to download redist for {G}"),
          tool: REDIST_FAILED, tool_fact: ToolFact::RedistFailed(Some(g())) }
    a_failed_redist_that_names_no_update_is_one: Row::new("ERROR:Failed to download redist", "the line was cut"),
        { level: Some("ERROR"), text: "Failed to download redist",
          tool: REDIST_FAILED, setup: SETUP_ERROR, tool_fact: ToolFact::RedistFailed(None), setup_fact: OTHER_FAILED }
    a_failure_in_an_address_is_none: Row::new(
            format!("INFO:Downloading https://contoso.com/failed to download redist for {G}"), "it does not begin the text"),
        { level: Some("INFO"), text: format!("Downloading https://contoso.com/failed to download redist for {G}"), tool_fact: ToolFact::SomeDownload }
    a_redist_file_is_not_the_start_of_the_redists: Row::new("INFO:Downloading redist file x.msi", "another line, if it ever comes"),
        { level: Some("INFO"), text: "Downloading redist file x.msi", tool_fact: ToolFact::SomeDownload }
    a_start_whose_guid_was_cut_is_a_start: Row::new("INFO:Downloading Redists for 5B8886C7-F9", "it needs an end all the same"),
        { level: Some("INFO"), text: "Downloading Redists for 5B8886C7-F9", tool_fact: ToolFact::RedistStarted(None) }
    a_payload_started: Row::new(format!("INFO:Downloading Payload {G} version 5.0.9058.1000. More information: https://x"), "S5"),
        { level: Some("INFO"), text: format!("Downloading Payload {G} version 5.0.9058.1000. More information: https://x"),
          tool_fact: ToolFact::PayloadStarted(Some(g())) }
    a_payload_that_succeeded: Row::new(format!("INFO:Downloaded Payload {G} size = 967280807"), "S5"),
        { level: Some("INFO"), text: format!("Downloaded Payload {G} size = 967280807"), tool_fact: ToolFact::PayloadSucceeded(g()) }
    a_file_with_its_size: Row::new("INFO:ConfigMgr.Update.Manifest.cab (size = 15741046) downloaded successfully", "S5"),
        { level: Some("INFO"), text: "ConfigMgr.Update.Manifest.cab (size = 15741046) downloaded successfully", tool_fact: ToolFact::FileDownloaded }
    a_size_without_a_number_proves_nothing: Row::new("INFO:x.cab (size = ) downloaded successfully", "the sentence is not whole"),
        { level: Some("INFO"), text: "x.cab (size = ) downloaded successfully" }
    the_content_of_the_console_is_a_warning: Row::new(
            "ERROR:AdminUIContentDownloadDownload:DownloadManifestCab exception: The underlying connection was closed",
            "S8: it is no part of an update; setupdl never writes it"),
        { level: Some("ERROR"), text: "AdminUIContentDownloadDownload:DownloadManifestCab exception: The underlying connection was closed",
          tool: ADMIN_UI, setup: SETUP_ERROR, tool_fact: ToolFact::AdminUi, setup_fact: OTHER_FAILED }
    the_content_of_the_console_in_words: Row::new("ERROR: Failed to download Admin UI content payload with exception: x", "S6"),
        { level: Some("ERROR"), text: "Failed to download Admin UI content payload with exception: x",
          tool: ADMIN_UI, setup: SETUP_ERROR, tool_fact: ToolFact::AdminUi, setup_fact: OTHER_FAILED }
    an_error_of_some_other_content_is_an_error: Row::new("ERROR: administrative UI content", "the words are others").error(),
        { level: Some("ERROR"), text: "administrative UI content" }
    an_error_of_no_list_is_an_error: Row::new("ERROR:CAB does not contain telemetry data.", "S9; it is not known to be harmless").error(),
        { level: Some("ERROR"), text: "CAB does not contain telemetry data." }
}

// ---- What setupdl says -------------------------------------------------------------------------------------------------

rows! {
    a_run_starts: Row::framed("INFO: Setup downloader setupdl.exe: STARTED", "S6; the run before it has no end"),
        { level: Some("INFO"), text: "Setup downloader setupdl.exe: STARTED", run: Some(2u64), setup_fact: SetupFact::Started }
    a_run_starts_in_the_wording_of_2016: Row::framed("INFO: setupdl.exe: Start Configuration Manager Setup", "S7"),
        { level: Some("INFO"), text: "setupdl.exe: Start Configuration Manager Setup", run: Some(2u64), setup_fact: SetupFact::Started }
    a_run_ends_in_any_letters: Row::framed("info: SETUP DOWNLOADER SETUPDL.EXE: finished", "case does not matter"),
        { level: Some("info"), text: "SETUP DOWNLOADER SETUPDL.EXE: finished", setup_fact: SetupFact::Finished }
    starting_something_is_no_start: Row::framed("INFO: setupdl.exe: Starting something", "the word goes on"),
        { level: Some("INFO"), text: "setupdl.exe: Starting something" }
    a_banner_of_setup_ends_the_run: Row::framed(
            "~~===================== Completed Configuration Manager Server Setup =====================",
            "Setup.exe writes to the same file; its lines are of no run"),
        { text: "===================== Completed Configuration Manager Server Setup =====================", run: None, setup_fact: SetupFact::SetupBanner }
    words_of_setup_without_a_level_are_text: Row::new(
            "~Setup has encountered fatal errors during database initialization.  $$<Configuration Manager Setup><09-11-2026 03:06:52.311+240>",
            "S14: no level, and the thread was cut off"),
        { shape: "simple", time: Some("2026-09-11 03:06:52.311"), utc: Some("2026-09-11 07:06:52.311"), bias: Some(240),
          component: Some("Configuration Manager Setup"), text: "Setup has encountered fatal errors during database initialization." }
    an_address_with_error_and_fail_in_it_is_an_address: Row::framed(
            "INFO: Downloading https://contoso.com/error:fail/failed as Error.txt", "the words are part of names"),
        { level: Some("INFO"), text: "Downloading https://contoso.com/error:fail/failed as Error.txt",
          tool_fact: ToolFact::SomeDownload, setup_fact: SetupFact::Downloading("https://contoso.com/error:fail/failed", "Error.txt") }
    a_name_may_hold_blanks_and_as: Row::framed("INFO: Downloading https://a/b as my file as it is.cab", "the address ends at the first blank"),
        { level: Some("INFO"), text: "Downloading https://a/b as my file as it is.cab",
          tool_fact: ToolFact::SomeDownload, setup_fact: SetupFact::Downloading("https://a/b", "my file as it is.cab") }
    a_download_without_a_name_is_no_file: Row::framed("INFO: Downloading https://a/b as", "the line was cut"),
        { level: Some("INFO"), text: "Downloading https://a/b as", tool_fact: ToolFact::SomeDownload }
    a_target_on_a_share: Row::framed(r"INFO: Downloading files to \\\CAS.Contoso.com\EasySetupPayload\x\redist", "S7, three backslashes"),
        { level: Some("INFO"), text: r"Downloading files to \\\CAS.Contoso.com\EasySetupPayload\x\redist",
          tool_fact: ToolFact::SomeDownload, setup_fact: SetupFact::Target(r"\\\CAS.Contoso.com\EasySetupPayload\x\redist") }
    the_component_manifest_is_no_file_by_name: Row::framed("INFO: Downloading component manifest...", "S6: no address, no name"),
        { level: Some("INFO"), text: "Downloading component manifest...", tool_fact: ToolFact::SomeDownload }
    the_server_said_yes: Row::framed("INFO: WinHttpQueryHeaders() in Download() returned OK (200)", "S5"),
        { level: Some("INFO"), text: "WinHttpQueryHeaders() in Download() returned OK (200)", setup_fact: SetupFact::Answered("OK", 200) }
    the_server_said_no: Row::framed("INFO: WinHttpQueryHeaders() in Download() returned Forbidden (403)", "a refusal under the level of information"),
        { level: Some("INFO"), text: "WinHttpQueryHeaders() in Download() returned Forbidden (403)",
          setup: WARNING, setup_fact: SetupFact::Answered("Forbidden", 403) }
    the_proxy_said_no: Row::framed("WinHttpQueryHeaders() in Download() returned Proxy Authentication Required (407)", "the same without a level"),
        { text: "WinHttpQueryHeaders() in Download() returned Proxy Authentication Required (407)",
          setup: WARNING, setup_fact: SetupFact::Answered("Proxy Authentication Required", 407) }
    a_hash_is_verified: Row::framed(r"INFO: Verifying hash for file 'E:\x\Redist\a.msi'", "it says what is done, not how it ended"),
        { level: Some("INFO"), text: r"Verifying hash for file 'E:\x\Redist\a.msi'", setup_fact: SetupFact::Verifying(Check::Hash, r"E:\x\Redist\a.msi") }
    a_hash_that_fits_is_no_failure: Row::framed("INFO: File hash check successfully for DeviceClient_WinCE7.0_X86.CAB", "S7: check, but not failed"),
        { level: Some("INFO"), text: "File hash check successfully for DeviceClient_WinCE7.0_X86.CAB",
          setup_fact: SetupFact::HashFits("DeviceClient_WinCE7.0_X86.CAB") }
    a_hash_that_does_not_match_is_normal: Row::framed(r"WARNING: File hash mismatch for E:\x.EXE", "S6: a placeholder that is replaced after it"),
        { level: Some("WARNING"), text: r"File hash mismatch for E:\x.EXE", tool: WARNING, setup: WARNING }
    a_failed_hash_without_a_level: Row::framed("File hash check failed", "S14 searches for these words"),
        { text: "File hash check failed", setup: HASH_FAILED, setup_fact: SetupFact::Failed(FailureKind::HashCheck, None) }
    a_failed_hash_with_a_code: Row::framed("ERROR: File hash check failed: 0x80070002", "S5"),
        { level: Some("ERROR"), text: "File hash check failed: 0x80070002", tool: TOOL_ERROR, tool_fact: ToolFact::Error,
          setup: HASH_FAILED, setup_fact: SetupFact::Failed(FailureKind::HashCheck, None) }
    a_sentence_about_a_failed_hash_is_a_quotation: Row::framed("INFO: the last run said that File hash check failed", "it does not begin the text"),
        { level: Some("INFO"), text: "the last run said that File hash check failed" }
    two_hashes_side_by_side_are_text: Row::framed("Expected hash:6C3C, Actual hash:E3B0", "S6; the failure is the line before it"),
        { text: "Expected hash:6C3C, Actual hash:E3B0" }
    a_failed_signature_names_its_file: Row::framed(r"Error: failed to verify 'd:\x\sqlncli.msi' authenticode signature.", "S18"),
        { level: Some("Error"), text: r"failed to verify 'd:\x\sqlncli.msi' authenticode signature.", tool: TOOL_ERROR, tool_fact: ToolFact::Error,
          setup: SIGNATURE_FAILED, setup_fact: SetupFact::Failed(FailureKind::SignatureCheck, Some(r"d:\x\sqlncli.msi")) }
    a_failed_signature_without_a_closing_quote: Row::framed(r"Error: file signature check failed for 'd:\x\sqlncli.msi", "S18, as quoted there"),
        { level: Some("Error"), text: r"file signature check failed for 'd:\x\sqlncli.msi", tool: TOOL_ERROR, tool_fact: ToolFact::Error,
          setup: SIGNATURE_FAILED, setup_fact: SetupFact::Failed(FailureKind::SignatureCheck, Some(r"d:\x\sqlncli.msi")) }
    a_refused_manifest: Row::framed("Manifest verification failed", "S14 searches for these words"),
        { text: "Manifest verification failed", setup: MANIFEST_FAILED, setup_fact: SetupFact::Failed(FailureKind::ManifestVerification, None) }
    a_failed_download: Row::framed("ERROR: Download() failed with 0x80072EE2", "S1, the one line that everybody searches for"),
        { level: Some("ERROR"), text: "Download() failed with 0x80072EE2", tool: TOOL_ERROR, tool_fact: ToolFact::Error,
          setup: DOWNLOAD_FAILED, setup_fact: SetupFact::Failed(FailureKind::Download, None) }
    a_failed_download_with_the_level_of_information: Row::framed("INFO: Download() failed with 0x80072EE2", "the sentence says it itself"),
        { level: Some("INFO"), text: "Download() failed with 0x80072EE2", tool_fact: ToolFact::SomeDownload,
          setup: DOWNLOAD_FAILED, setup_fact: SetupFact::Failed(FailureKind::Download, None) }
    a_download_that_failed_over_did_not_fail: Row::framed("INFO: Download() failedover", "the word goes on"),
        { level: Some("INFO"), text: "Download() failedover", tool_fact: ToolFact::SomeDownload }
    an_error_of_another_kind_is_one: Row::framed("ERROR: VerifyExternalFile failed: 0x80070002", "S5; whatever says ERROR counts").error(),
        { level: Some("ERROR"), text: "VerifyExternalFile failed: 0x80070002" }
    a_missing_driver_is_information: Row::framed(r"INFO: Failed to open SOFTWARE\ODBC\ODBCINST.INI\MSODBCSQL18. Error = 2",
            "S14: it matters only as the last line of a run without an end"),
        { level: Some("INFO"), text: r"Failed to open SOFTWARE\ODBC\ODBCINST.INI\MSODBCSQL18. Error = 2" }
    no_proxy_is_no_failure: Row::framed("No proxy information is specified. Connect without proxy.", "S5, in every good run"),
        { text: "No proxy information is specified. Connect without proxy." }
}

// ---- The frame of setupdl's lines, whole and cut -----------------------------------------------------------------------

rows! {
    dollars_within_the_text_are_text: Row::framed("INFO: text with $$< inside it", "the last $$< begins the frame"),
        { level: Some("INFO"), text: "text with $$< inside it" }
    two_dollars_alone_are_text: Row::new("INFO: x  $$", "cut before the frame told itself"),
        { level: Some("INFO"), text: "x  $$" }
    a_frame_cut_in_the_component: Row::new("INFO: x  $$<Configuration Manager Se", "half a name is no name"),
        { shape: "simple", level: Some("INFO"), text: "x" }
    a_frame_cut_before_the_stamp: Row::new("INFO: x  $$<Configuration Manager Setup><", "what is whole counts"),
        { shape: "simple", component: Some("Configuration Manager Setup"), level: Some("INFO"), text: "x" }
    a_frame_cut_in_the_minute: Row::new("INFO: x  $$<Configuration Manager Setup><08-22-2016 04:1", "no time is better than a wrong one"),
        { shape: "simple", component: Some("Configuration Manager Setup"), level: Some("INFO"), text: "x" }
    a_frame_cut_in_the_fraction: Row::new("INFO: x  $$<Configuration Manager Setup><08-22-2016 04:15:01.9", "the second is whole"),
        { shape: "simple", time: Some("2016-08-22 04:15:01.900"), component: Some("Configuration Manager Setup"), level: Some("INFO"), text: "x" }
    a_frame_cut_before_the_thread: Row::new("INFO: x  $$<Configuration Manager Setup><08-22-2016 04:15:01.917-540>", "S14; UTC+9 is -540"),
        { shape: "simple", time: Some("2016-08-22 04:15:01.917"), utc: Some("2016-08-21 19:15:01.917"), bias: Some(-540),
          component: Some("Configuration Manager Setup"), level: Some("INFO"), text: "x" }
    a_frame_cut_in_the_thread: Row::new("INFO: x  $$<C><08-22-2016 04:15:01.917+420><thread=28", "28 may be the half of 2868"),
        { shape: "simple", time: Some("2016-08-22 04:15:01.917"), utc: Some("2016-08-22 11:15:01.917"), bias: Some(420),
          component: Some("C"), level: Some("INFO"), text: "x" }
    a_frame_cut_behind_the_number_of_the_thread: Row::new("INFO: x  $$<C><08-22-2016 04:15:01.917+420><thread=2868 (0xB", "the number is whole"),
        { shape: "simple", time: Some("2016-08-22 04:15:01.917"), utc: Some("2016-08-22 11:15:01.917"), bias: Some(420),
          component: Some("C"), thread: Some(2868u64), level: Some("INFO"), text: "x" }
    a_frame_without_a_component: Row::new("INFO: x  $$<><08-22-2016 04:15:01.917+420><thread=2868 (0xB34)>", "an empty name is none"),
        { shape: "simple", time: Some("2016-08-22 04:15:01.917"), utc: Some("2016-08-22 11:15:01.917"), bias: Some(420),
          thread: Some(2868u64), level: Some("INFO"), text: "x" }
    a_day_that_does_not_exist: Row::new("INFO: x  $$<C><02-30-2016 04:15:01.917+420><thread=2868 (0xB34)>", "no time is better than a wrong one; the frame is one"),
        { shape: "simple", component: Some("C"), thread: Some(2868u64), level: Some("INFO"), text: "x" }
    a_frame_with_the_day_first: Row::new("INFO: x  $$<C><22-08-2016 04:15:01.917+420><thread=2868 (0xB34)>", "the format has the month first; the frame is one"),
        { shape: "simple", component: Some("C"), thread: Some(2868u64), level: Some("INFO"), text: "x" }
    a_bias_that_no_zone_has: Row::new("INFO: x  $$<C><08-22-2016 04:15:01.917+9999><thread=2868 (0xB34)>", "the time is good, UTC is not known"),
        { shape: "simple", time: Some("2016-08-22 04:15:01.917"), component: Some("C"), thread: Some(2868u64), level: Some("INFO"), text: "x" }
    a_thread_that_no_number_holds: Row::new("INFO: x  $$<C><08-22-2016 04:15:01.917+420><thread=99999999999999999999 (0x5)>", "none, and no panic"),
        { shape: "simple", time: Some("2016-08-22 04:15:01.917"), utc: Some("2016-08-22 11:15:01.917"), bias: Some(420),
          component: Some("C"), level: Some("INFO"), text: "x" }
    a_thread_column_before_the_text: Row::new("4580 (0x11e4)    INFO: Verifying signature for file 'a'", "S5: pasted out of CMTrace"),
        { thread: Some(4580u64), level: Some("INFO"), text: "Verifying signature for file 'a'", setup_fact: SetupFact::Verifying(Check::Signature, "a") }
    a_thread_column_before_a_whole_frame: Row::framed("4580 (0x11e4)    INFO: x", "the frame is nearer to the writer than the column"),
        { level: Some("INFO"), text: "x" }
    a_line_number_before_the_text: Row::new("12:  ERROR: x", "other tools number the lines; the level counts").error(),
        { shape: "stamped", level: Some("ERROR"), text: "x" }
}

// ---- Tildes ------------------------------------------------------------------------------------------------------------

rows! {
    a_short_name_is_a_name: Row::framed(r"INFO: C:\Users\ADMINI~1\AppData\x", "a letter on both sides, and no level behind it"),
        { level: Some("INFO"), text: r"C:\Users\ADMINI~1\AppData\x" }
    a_tilde_before_a_level_is_a_line_break: Row::framed("INFO: PROGRA~1~ERROR: b", "the error must not hide behind the name"),
        { level: Some("ERROR"), text: "PROGRA~1\nERROR: b", tool: TOOL_ERROR, setup: SETUP_ERROR }
    two_tildes_are_a_line_break: Row::framed("INFO: a~~b~c~~", "one is a letter, two are not, the last are blanks"),
        { level: Some("INFO"), text: "a\nb~c" }
    a_tilde_before_the_stamp_is_none: Row::new("~2024-11-19 11:53:40 INFO:a~", "a line break that leads or trails"),
        { shape: "tool", time: Some("2024-11-19 11:53:40"), level: Some("INFO"), text: "a" }
}

// ---- Columns out of CMTrace --------------------------------------------------------------------------------------------

rows! {
    columns_of_an_american_pc: Row::new("ERROR: Download() failed with 0x80072EE2\tConfiguration Manager Setup\t8/2/2016 2:20:24 PM\t7568 (0x1D90)",
            "a half of the day: month first"),
        { shape: "columns", time: Some("2016-08-02 14:20:24"), component: Some("Configuration Manager Setup"), thread: Some(7568u64), level: Some("ERROR"),
          text: "Download() failed with 0x80072EE2", tool: TOOL_ERROR, tool_fact: ToolFact::Error,
          setup: DOWNLOAD_FAILED, setup_fact: SetupFact::Failed(FailureKind::Download, None) }
    columns_of_a_japanese_pc: Row::new("INFO: x\tConfiguration Manager Setup\t2016/08/02 14:20:24\t7568 (0x1D90)", "year first"),
        { shape: "columns", time: Some("2016-08-02 14:20:24"), component: Some("Configuration Manager Setup"), thread: Some(7568u64), level: Some("INFO"), text: "x" }
    columns_of_a_german_pc: Row::new("INFO: x\tConfiguration Manager Setup\t25.08.2016 14:20:24\t7568 (0x1D90)", "there is no month 25"),
        { shape: "columns", time: Some("2016-08-25 14:20:24"), component: Some("Configuration Manager Setup"), thread: Some(7568u64), level: Some("INFO"), text: "x" }
    columns_of_nobody_knows_which_pc: Row::new("INFO: x\tConfiguration Manager Setup\t02/08/2016 14:20:24\t7568 (0x1D90)",
            "2 August or 8 February: no time is better than a wrong one"),
        { shape: "columns", component: Some("Configuration Manager Setup"), thread: Some(7568u64), level: Some("INFO"), text: "x" }
    columns_with_the_same_day_and_month: Row::new("INFO: x\tConfiguration Manager Setup\t08/08/2016 14:20:24\t7568 (0x1D90)", "either way it is that day"),
        { shape: "columns", time: Some("2016-08-08 14:20:24"), component: Some("Configuration Manager Setup"), thread: Some(7568u64), level: Some("INFO"), text: "x" }
    columns_in_another_order: Row::new("Configuration Manager Setup\t2016/08/02 14:20:24\t4580 (0x11e4)\tERROR: x", "the cell with a level is the text").error(),
        { shape: "columns", time: Some("2016-08-02 14:20:24"), component: Some("Configuration Manager Setup"), thread: Some(4580u64), level: Some("ERROR"), text: "x" }
    columns_whose_tabs_became_blanks: Row::new("INFO: x  Configuration Manager Setup  8/2/2016 2:20:24 PM  7568 (0x1D90)", "a gap parts the columns"),
        { shape: "columns", time: Some("2016-08-02 14:20:24"), component: Some("Configuration Manager Setup"), thread: Some(7568u64), level: Some("INFO"), text: "x" }
    columns_with_single_blanks: Row::new("INFO: x Configuration Manager Setup 8/2/2016 2:20:24 PM 7568 (0x1D90)",
            "where the text ends and the component begins nobody can tell"),
        { shape: "columns", time: Some("2016-08-02 14:20:24"), thread: Some(7568u64), level: Some("INFO"), text: "x Configuration Manager Setup" }
    columns_of_the_site_server: Row::new("text here SMS_DMP_DOWNLOADER 8/2/2016 2:20:24 PM 7568 (0x1D90)", "S25: SMS_ tells the component"),
        { shape: "columns", time: Some("2016-08-02 14:20:24"), component: Some("SMS_DMP_DOWNLOADER"), thread: Some(7568u64), text: "text here" }
    a_line_of_the_tool_in_columns: Row::new("2024-11-19 11:53:40 INFO:downloading redist\t\t2024/11/20 09:00:00\t0", "its own stamp is the writer's; the columns are not its text"),
        { shape: "columns", time: Some("2024-11-19 11:53:40"), thread: Some(0u64), level: Some("INFO"), text: "downloading redist",
          tool_fact: ToolFact::RedistStarted(None) }
    a_line_of_the_tool_that_lost_its_end: Row::new("2024-11-19 11:53:40 INFO:Downloaded Payload 5B8886C7-F967-4F8A-92AA-009E28368853 size = 1432024-11-19 12:00:00 ERROR:x", "the stamp and the level of the next line are right behind it: its error must not be lost"),
        { shape: "tool", time: Some("2024-11-19 11:53:40"), level: Some("ERROR"),
          text: "Downloaded Payload 5B8886C7-F967-4F8A-92AA-009E28368853 size = 143\nERROR:x",
          tool: TOOL_ERROR, setup: SETUP_ERROR, tool_fact: ToolFact::PayloadSucceeded(g()) }
    a_line_of_the_tool_that_quotes_another: Row::new("2024-11-19 11:53:40 INFO:before: 2024-11-18 12:00:00 ERROR:x", "behind a blank it is quoted"),
        { shape: "tool", time: Some("2024-11-19 11:53:40"), level: Some("INFO"), text: "before: 2024-11-18 12:00:00 ERROR:x" }
    numbers_with_a_tab_are_no_columns: Row::new("1\t2", "nothing is left for a text"),
        { text: "1\t2" }
    a_count_with_a_tab_is_no_column: Row::new("1 error(s)\tand a tab", "neither cell is a time or a thread"),
        { text: "1 error(s)\tand a tab" }
    a_date_and_a_clock_apart_are_text: Row::new("The download of 2024-11-19 took until 12:20:42", "they are not one stamp"),
        { text: "The download of 2024-11-19 took until 12:20:42" }
}

// ---- Records of CMTrace ------------------------------------------------------------------------------------------------

rows! {
    a_record_with_type_3_and_the_text_of_an_information: Row::new(cmtrace("INFO: a", "3"), "the text is the writer's own word, the type the frame's"),
        { shape: "cmtrace", time: Some("2016-08-22 04:15:01.917"), utc: Some("2016-08-22 11:15:01.917"), bias: Some(420), component: Some("S"),
          thread: Some(2868u64), level: Some("INFO"), text: "a" }
    a_record_with_type_3_and_no_level_is_an_error: Row::new(cmtrace("a", "3"), "nothing else says what it is").error(),
        { shape: "cmtrace", time: Some("2016-08-22 04:15:01.917"), utc: Some("2016-08-22 11:15:01.917"), bias: Some(420), component: Some("S"),
          thread: Some(2868u64), text: "a" }
    a_record_with_type_2_is_a_warning: Row::new(cmtrace("a", "2"), "nothing else says what it is"),
        { shape: "cmtrace", time: Some("2016-08-22 04:15:01.917"), utc: Some("2016-08-22 11:15:01.917"), bias: Some(420), component: Some("S"),
          thread: Some(2868u64), text: "a", tool: WARNING, setup: WARNING }
    a_record_with_type_1_and_an_error_in_its_text: Row::new(cmtrace("ERROR: a", "1"), "the text is the writer's own word").error(),
        { shape: "cmtrace", time: Some("2016-08-22 04:15:01.917"), utc: Some("2016-08-22 11:15:01.917"), bias: Some(420), component: Some("S"),
          thread: Some(2868u64), level: Some("ERROR"), text: "a" }
    a_record_of_several_lines_with_the_error_in_the_second: Row::new(
            cmtrace("INFO: first\nERROR: Download() failed with 0x80072EE2\r\nthird", "1"), "what matters most is what the record means"),
        { lines: 3u64, shape: "cmtrace", time: Some("2016-08-22 04:15:01.917"), utc: Some("2016-08-22 11:15:01.917"), bias: Some(420),
          component: Some("S"), thread: Some(2868u64), level: Some("ERROR"),
          text: "first\nERROR: Download() failed with 0x80072EE2\nthird", tool: TOOL_ERROR, setup: DOWNLOAD_FAILED }
    a_record_that_closes_on_its_second_line: Row::new(cmtrace("INFO: first\n", "1"), "an empty part is none"),
        { lines: 2u64, shape: "cmtrace", time: Some("2016-08-22 04:15:01.917"), utc: Some("2016-08-22 11:15:01.917"), bias: Some(420),
          component: Some("S"), thread: Some(2868u64), level: Some("INFO"), text: "first" }
    a_record_that_nobody_closed: Row::new("<![LOG[ERROR: unclosed", "the text is all that is there").error(),
        { shape: "cmtrace", level: Some("ERROR"), text: "unclosed" }
    a_record_with_brackets_in_its_text: Row::new(cmtrace("with ] and ]LOG] inside", "1"), "only all seven signs close it"),
        { shape: "cmtrace", time: Some("2016-08-22 04:15:01.917"), utc: Some("2016-08-22 11:15:01.917"), bias: Some(420), component: Some("S"),
          thread: Some(2868u64), text: "with ] and ]LOG] inside" }
    a_record_without_attributes: Row::new("<![LOG[a]LOG]!>", "the text is whole"),
        { shape: "cmtrace", text: "a" }
    a_record_cut_in_its_attributes: Row::new("<![LOG[a]LOG]!><time=\"04:15:01.917", "a time without a date is none"),
        { shape: "cmtrace", text: "a" }
    a_record_with_the_day_first: Row::new("<![LOG[a]LOG]!><time=\"04:15:01.917+420\" date=\"22-08-2016\" component=\"\" type=\"1\" thread=\"x\">",
            "the format has the month first; no time is better than a wrong one"),
        { shape: "cmtrace", text: "a" }
    an_attribute_within_anothers_value_is_none: Row::new("<![LOG[a]LOG]!><component=\"type=\" type=\"2\" file=\"thread=7\">", "a value is a value"),
        { shape: "cmtrace", component: Some("type="), text: "a", tool: WARNING, setup: WARNING }
    a_record_behind_blanks: Row::new(format!("  {}", cmtrace("b", "3")), "blanks before it do not hide it").error(),
        { shape: "cmtrace", time: Some("2016-08-22 04:15:01.917"), utc: Some("2016-08-22 11:15:01.917"), bias: Some(420), component: Some("S"),
          thread: Some(2868u64), text: "b" }
}

// ---- Stamps ------------------------------------------------------------------------------------------------------------

rows! {
    a_stamp_of_iso_8601: Row::new("2024-11-19T11:53:40.5Z ERROR:x", "Z is a bias of nothing").error(),
        { shape: "tool", time: Some("2024-11-19 11:53:40.500"), utc: Some("2024-11-19 11:53:40.500"), bias: Some(0), level: Some("ERROR"), text: "x" }
    a_stamp_with_an_offset: Row::new("2024-11-19T11:53:40+09:00 ERROR:x", "east of Greenwich is to be taken off").error(),
        { shape: "tool", time: Some("2024-11-19 11:53:40"), utc: Some("2024-11-19 02:53:40"), bias: Some(-540), level: Some("ERROR"), text: "x" }
    a_stamp_with_an_offset_of_half_an_hour: Row::new("2024-11-19 11:53:40-03:30 ERROR:x", "Newfoundland").error(),
        { shape: "tool", time: Some("2024-11-19 11:53:40"), utc: Some("2024-11-19 15:23:40"), bias: Some(210), level: Some("ERROR"), text: "x" }
    a_stamp_with_slashes: Row::new("2024/11/19 11:53:40 ERROR:x", "a copy of a Japanese PC").error(),
        { shape: "tool", time: Some("2024-11-19 11:53:40"), level: Some("ERROR"), text: "x" }
    a_stamp_with_a_comma: Row::new("2024-11-19 11:53:40,1234 ERROR:x", "what is finer than a thousandth is left out").error(),
        { shape: "tool", time: Some("2024-11-19 11:53:40.123"), level: Some("ERROR"), text: "x" }
    a_stamp_without_a_blank_behind_it: Row::new("2024-11-19 11:53:40ERROR:x", "nothing else can follow a second").error(),
        { shape: "tool", time: Some("2024-11-19 11:53:40"), level: Some("ERROR"), text: "x" }
    a_stamp_in_brackets: Row::new("[2024-11-19 11:53:40] ERROR:x", "as other tools paste it").error(),
        { shape: "tool", time: Some("2024-11-19 11:53:40"), level: Some("ERROR"), text: "x" }
    a_stamp_with_a_half_of_the_day: Row::new("11/19/2024 11:10:18 AM ERROR:x", "month first").error(),
        { shape: "stamped", time: Some("2024-11-19 11:10:18"), level: Some("ERROR"), text: "x" }
    a_german_stamp_in_brackets: Row::new("[19.11.2024 11:10:18] - ERROR: x", "there is no month 19").error(),
        { shape: "stamped", time: Some("2024-11-19 11:10:18"), level: Some("ERROR"), text: "x" }
    a_stamp_that_two_cultures_read_otherwise: Row::new("02/03/2024 11:10:18 ERROR:x", "the level is sure, the day is not").error(),
        { shape: "stamped", level: Some("ERROR"), text: "x" }
    an_hour_that_does_not_exist: Row::new("2024-11-19 24:53:40 ERROR:x", "the level is sure, the time is none").error(),
        { shape: "stamped", level: Some("ERROR"), text: "x" }
    figures_without_a_level_are_text: Row::new("11/19/2024 11:10:18 AM x", "it may be the text of the line that a day begins it"),
        { text: "11/19/2024 11:10:18 AM x" }
    a_stamp_of_the_tool_without_a_level: Row::new("2024-11-19 11:53:40 x", "the tool's own stamp needs none"),
        { shape: "tool", time: Some("2024-11-19 11:53:40"), text: "x" }
}

// ---- Two records in one line: a line end was lost, and neither may hide the other ---------------------------------------

rows! {
    an_error_behind_another_lines_frame: Row::framed(&framed("INFO: a").replace("(0xB34)>", "(0xB34)>ERROR: Download() failed with 0x80072EE2"),
            "two programs wrote at once: the frame between them parts the line"),
        { level: Some("ERROR"), text: "a\nERROR: Download() failed with 0x80072EE2", tool: TOOL_ERROR, setup: DOWNLOAD_FAILED }
    an_error_behind_the_only_frame: Row::new(framed("INFO: a") + "ERROR: Download() failed with 0x80072EE2", "the second line was cut before its frame"),
        { shape: "simple", time: Some("2016-08-22 04:15:01.917"), utc: Some("2016-08-22 11:15:01.917"), bias: Some(420),
          component: Some("Configuration Manager Setup"), thread: Some(2868u64), level: Some("ERROR"),
          text: "a\nERROR: Download() failed with 0x80072EE2", tool: TOOL_ERROR, setup: DOWNLOAD_FAILED }
    words_behind_a_frame_are_not_lost: Row::new(framed("INFO: a") + "  trailing words", "nothing that was written is left out"),
        { shape: "simple", time: Some("2016-08-22 04:15:01.917"), utc: Some("2016-08-22 11:15:01.917"), bias: Some(420),
          component: Some("Configuration Manager Setup"), thread: Some(2868u64), level: Some("INFO"), text: "a\ntrailing words" }
    two_records_of_cmtrace_in_one_line: Row::new(cmtrace("a", "1") + &cmtrace("ERROR: Download() failed with 0x80072EE2", "1"), "the second is as good as the first"),
        { shape: "cmtrace", time: Some("2016-08-22 04:15:01.917"), utc: Some("2016-08-22 11:15:01.917"), bias: Some(420), component: Some("S"),
          thread: Some(2868u64), level: Some("ERROR"), text: "a\nERROR: Download() failed with 0x80072EE2", tool: TOOL_ERROR, setup: DOWNLOAD_FAILED }
    a_record_with_type_3_before_one_with_type_1: Row::new(cmtrace("a", "3") + &cmtrace("b", "1"), "the worse type is that of the line").error(),
        { shape: "cmtrace", time: Some("2016-08-22 04:15:01.917"), utc: Some("2016-08-22 11:15:01.917"), bias: Some(420), component: Some("S"),
          thread: Some(2868u64), text: "a\nb" }
    a_record_with_its_closing_in_its_text: Row::new(cmtrace("a]LOG]!> b", "1"), "the last one has the attributes; the text is whole"),
        { shape: "cmtrace", time: Some("2016-08-22 04:15:01.917"), utc: Some("2016-08-22 11:15:01.917"), bias: Some(420), component: Some("S"),
          thread: Some(2868u64), text: "a\nb" }
    a_record_behind_something_else: Row::new(format!("junk {}", cmtrace("b", "3")), "the start of the line is another's, and not known to be good").error(),
        { shape: "cmtrace", time: Some("2016-08-22 04:15:01.917"), utc: Some("2016-08-22 11:15:01.917"), bias: Some(420), component: Some("S"),
          thread: Some(2868u64), text: "junk\nb" }
    a_record_without_a_text_is_what_its_type_says: Row::new(cmtrace("", "3"), "something failed, and nobody says what").error(),
        { shape: "cmtrace", time: Some("2016-08-22 04:15:01.917"), utc: Some("2016-08-22 11:15:01.917"), bias: Some(420), component: Some("S"),
          thread: Some(2868u64) }
    a_line_of_the_tool_within_the_frame_of_setup: Row::framed("2024-11-19 11:53:40 ERROR:x", "the level is read behind the stamp; the frame's time counts").error(),
        { level: Some("ERROR"), text: "x" }
}

// ---- Paths with an apostrophe, and other things that only look like an end ----------------------------------------------

rows! {
    an_apostrophe_in_a_path_is_a_letter: Row::framed(r"INFO: Verifying hash for file 'C:\Users\O'Brien\Redist\a.msi'", "the last quote closes"),
        { level: Some("INFO"), text: r"Verifying hash for file 'C:\Users\O'Brien\Redist\a.msi'",
          setup_fact: SetupFact::Verifying(Check::Hash, r"C:\Users\O'Brien\Redist\a.msi") }
    an_apostrophe_in_a_path_that_failed: Row::framed(r"Error: failed to verify 'C:\Users\O'Brien\x.msi' authenticode signature.", "the last quote closes"),
        { level: Some("Error"), text: r"failed to verify 'C:\Users\O'Brien\x.msi' authenticode signature.", tool: TOOL_ERROR, tool_fact: ToolFact::Error,
          setup: SIGNATURE_FAILED, setup_fact: SetupFact::Failed(FailureKind::SignatureCheck, Some(r"C:\Users\O'Brien\x.msi")) }
    an_apostrophe_and_no_closing_quote: Row::framed(r"Error: file signature check failed for 'C:\Users\O'Brien\x.msi", "no quote ends the text: nothing closes"),
        { level: Some("Error"), text: r"file signature check failed for 'C:\Users\O'Brien\x.msi", tool: TOOL_ERROR, tool_fact: ToolFact::Error,
          setup: SIGNATURE_FAILED, setup_fact: SetupFact::Failed(FailureKind::SignatureCheck, Some(r"C:\Users\O'Brien\x.msi")) }
    dollars_before_a_word_in_angle_brackets_are_text: Row::new("INFO: text with $$<x> inside and no frame", "behind a component comes a stamp, or nothing"),
        { level: Some("INFO"), text: "text with $$<x> inside and no frame" }
    a_frame_cut_behind_its_first_signs: Row::new("INFO: x  $$<", "the shortest beginning of a frame"),
        { shape: "simple", level: Some("INFO"), text: "x" }
    a_time_at_the_end_of_a_sentence_is_text: Row::new("The time is 8/2/2016 2:20:24 PM", "columns have a component or a thread"),
        { text: "The time is 8/2/2016 2:20:24 PM" }
    columns_in_another_order_without_a_level: Row::new("Configuration Manager Setup\t8/2/2016 2:20:24 PM\t7568 (0x1D90)\tNo proxy information is specified.",
            "what stands behind time and thread is the text"),
        { shape: "columns", time: Some("2016-08-02 14:20:24"), component: Some("Configuration Manager Setup"), thread: Some(7568u64),
          text: "No proxy information is specified." }
}

// ---- Bytes -------------------------------------------------------------------------------------------------------------

rows! {
    a_mark_within_a_line_is_made_visible: Row::new("INFO: a\u{FEFF}b", "it must not stay unseen"),
        { level: Some("INFO"), text: "a\\u{FEFF}b" }
    two_marks_do_not_hide_a_level: Row::new("\u{FEFF}\u{FEFF}ERROR: x", "files put together with copy /b have them").error(),
        { level: Some("ERROR"), text: "x" }
    a_nul_is_made_visible: Row::new("INFO: a\0b", "the line is read all the same; the log's problem says notText"),
        { level: Some("INFO"), text: "a\\u{0}b" }
    an_escape_sequence_is_made_visible: Row::new("INFO: \u{1b}[2J\u{202E}x", "a log must not write to a console"),
        { level: Some("INFO"), text: "\\u{1B}[2J\\u{202E}x" }
    a_japanese_path_in_the_code_page: Row::new([b"INFO: C:\\".as_slice(), b"\x83\x5C\x83\x74\x83\x67\\x"].concat(), "ソ ends with a backslash"),
        { encoding: "shift_jis", level: Some("INFO"), text: r"C:\ソフト\x" }
    a_western_path_in_the_code_page: Row::new(b"INFO: C:\\T\xE9l\xE9charg\xE9\\x".as_slice(), "one such byte between two letters is no kanji"),
        { encoding: "windows-1252", level: Some("INFO"), text: r"C:\Téléchargé\x" }
    a_line_of_64_kib_is_whole: Row::new(format!("INFO: {}", "x".repeat(64 * 1024 - 6)), "the longest that is read"),
        { level: Some("INFO"), text: "x".repeat(64 * 1024 - 6) }
    a_line_of_70_000_characters_is_cut: Row::new(format!("ERROR: {}", "x".repeat(70_000)), "its first 64 KiB say what it is").error(),
        { level: Some("ERROR"), text: "x".repeat(64 * 1024 - 7) }
}

fn texts(bytes: &[u8]) -> Vec<(String, u64)> {
    let events = File::new(bytes).events(Some(LogKind::Setup));
    events.into_iter().map(|event| (event.text, event.length)).collect()
}

#[test]
fn a_lone_cr_ends_a_line() {
    assert_eq!(
        texts(b"INFO: a\rERROR: b\r\n\rc"),
        [("a", 8), ("b", 10), ("", 1), ("c", 1)].map(|(t, n)| (t.into(), n))
    );
}

#[test]
fn an_empty_line_and_one_of_blanks_or_tildes_is_a_line_without_a_text() {
    for line in ["\n", "  \n", "\t\n", "~\n", "~~~\n", "\u{FEFF} \n", "  "] {
        assert_eq!(texts(line.as_bytes()).iter().map(|(text, _)| text.as_str()).collect::<Vec<_>>(), [""], "{line:?}");
    }
    assert!(texts(b"").is_empty(), "no byte, no line");
    let in_run = format!("{START}\n~\n2024-11-19 11:53:40\nINFO: x\n");
    let runs: Vec<_> =
        File::new(in_run.as_bytes()).events(Some(LogKind::Setup)).iter().map(|event| event.run).collect();
    assert_eq!(runs, [Some(1); 5], "within a run it is of the run");
}

#[test]
fn utf_16_with_an_odd_byte_at_its_end_keeps_what_is_whole() {
    let mut bytes: Vec<u8> = "ERROR: x\nINFO: y".encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.push(b'z');
    assert_eq!(texts(&bytes), [("x".to_owned(), 18), ("y\u{FFFD}".to_owned(), 15)]);
    invariants::lines(&bytes);
}

#[test]
fn two_records_that_follow_one_another_are_two_events() {
    let log = format!("{}\n{}", cmtrace("a\nb", "1"), cmtrace("c", "3"));
    let events = File::new(log.as_bytes()).events(Some(LogKind::Setup));
    let seen: Vec<_> = events.iter().map(|event| (event.line, event.lines, event.text.as_str())).collect();
    assert_eq!(seen, [(1, 2, "a\nb"), (3, 1, "c")]);
}

#[test]
fn an_opening_that_nobody_closes_takes_no_other_line_with_it() {
    let log = format!("<![LOG[a\nERROR: b\n{}", cmtrace("c", "1"));
    let events = File::new(log.as_bytes()).events(Some(LogKind::Setup));
    let seen: Vec<_> = events.iter().map(|event| (event.line, event.severity, event.text.as_str())).collect();
    let expected = [(1, Severity::Information, "a"), (2, Severity::Error, "b"), (3, Severity::Information, "c")];
    assert_eq!(seen, expected);
}

/// One stamp behind another: each was taken off by a call of its own, until there was no more stack for it.
#[test]
fn columns_behind_columns_behind_columns_do_not_overflow_the_stack() {
    let line = format!("x{}", " 1/1/1 1:11:11".repeat(4_600));
    let read = move || Record::parse(&line).parts().count();
    let thread = std::thread::Builder::new().stack_size(256 * 1024).spawn(read).expect("a thread");
    assert_eq!(thread.join().ok(), Some(1));
}

#[test]
fn a_record_may_be_read_without_a_log() {
    let record = Record::parse("2024-11-19 11:53:40 ERROR:a~~WARNING: b");
    let levels: Vec<_> = record.parts().map(|part| (part.written, part.text)).collect();
    assert_eq!(levels, [(Some("ERROR"), "a"), (Some("WARNING"), "b")]);
    assert_eq!(record.head().map(|part| part.whole), Some("ERROR:a"));
}
