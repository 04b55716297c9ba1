//! The two pages over whole logs: which run a line is of, what became of each file, what a log that cannot be read says,
//! and that no log makes a page too long.

use crate::invariants::{self, File, Wish, all_events, all_runs, problem_codes};
use cmverify::language::Language;
use cmverify::pages::events::{self, EventsRequest};
use cmverify::pages::runs::{self, FileKind, FileResult, FileStep, RunResult, RunText, RunsRequest};
use cmverify::report::LogKind;
use cmverify::rules::{Severity, catalogue};
use std::path::{Path, PathBuf};

const G: &str = "5B8886C7-F967-4F8A-92AA-009E28368853";
const H: &str = "3B7D84FA-ECCC-4EA0-B8AB-ABBDA1E88E0E";
const START: &str = "INFO: Setup downloader setupdl.exe: STARTED";
const END: &str = "INFO: Setup downloader setupdl.exe: FINISHED";
const BANNER: &str = "~~===================== Failed Configuration Manager Server Setup =====================";
/// No page may be longer: the JSON reader of .NET Framework takes 2 million characters.
const LONGEST_PAGE: usize = 1_600_000;

fn sample(name: &str, log: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples").join(name).join(log)
}

fn runs_of(path: &Path) -> Vec<RunText> {
    all_runs(&RunsRequest { path: Some(path.to_string_lossy().into_owned()), ..RunsRequest::default() })
}

fn setup(sample_name: &str) -> Vec<RunText> {
    runs_of(&sample(sample_name, "ConfigMgrSetup.log"))
}

/// The one run of a sample's tool log.
fn tool(sample_name: &str) -> RunText {
    let mut runs = runs_of(&sample(sample_name, "ServiceConnectionTool.log"));
    assert_eq!(runs.len(), 1, "the tool replaces its log at every run");
    let run = runs.remove(0);
    assert_eq!((run.program, run.number, run.start_line), ("ServiceConnectionTool", 1, Some(1)));
    run
}

/// The runs of a made-up ConfigMgrSetup.log.
fn runs_in(lines: &[&str]) -> Vec<RunText> {
    File::new((lines.join("\r\n") + "\r\n").as_bytes()).runs(Some(LogKind::Setup))
}

/// What became of a file, and where: result, last step, story.
fn story<'a>(run: &'a RunText, name: &str) -> (FileResult, Option<FileStep>, &'a str) {
    let files: Vec<_> = run.files.iter().filter(|file| file.name.ends_with(name)).collect();
    let [file] = files.as_slice() else { panic!("{} times {name} in {:#?}", files.len(), run.files) };
    (file.result, file.stopped_at, &file.story)
}

fn all_logs() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples");
    let samples = root.read_dir().expect("tests/samples is there").map(|entry| entry.expect("an entry").path());
    let logs =
        samples.flat_map(|sample| ["ServiceConnectionTool.log", "ConfigMgrSetup.log"].map(|log| sample.join(log)));
    let logs: Vec<PathBuf> = logs.filter(|log| log.is_file()).collect();
    assert!(logs.len() > 60, "only {} logs", logs.len());
    logs
}

// ---- Every sample ------------------------------------------------------------------------------------------------------

#[test]
fn every_sample_log_is_told_by_what_is_in_it() {
    for log in all_logs() {
        let expected = if log.ends_with("ConfigMgrSetup.log") { LogKind::Setup } else { LogKind::ServiceConnection };
        let is_empty_of_words = log.components().any(|part| part.as_os_str() == "unclear-log-of-prepare");
        let file = File::new(&std::fs::read(&log).expect("a sample"));
        let kind = invariants::page(&file.asks(None)).log.kind;
        // The log of another mode has no line that only a download has: its name would tell.
        let expected = Some(expected).filter(|kind| !is_empty_of_words || *kind == LogKind::Setup);
        assert_eq!(kind, expected, "{}", log.display());
    }
}

#[test]
fn the_name_tells_where_the_lines_do_not() {
    let log = sample("unclear-log-of-prepare", "ServiceConnectionTool.log");
    let request = EventsRequest { path: Some(log.to_string_lossy().into_owned()), ..EventsRequest::default() };
    assert_eq!(invariants::page(&request).log.kind, Some(LogKind::ServiceConnection));
}

#[test]
fn every_sample_log_reads_page_by_page_as_at_once() {
    for (at, log) in all_logs().iter().enumerate() {
        let bytes = std::fs::read(log).expect("a sample");
        invariants::lines(&bytes);
        let severities = Some(vec![Severity::Error, Severity::Warning]);
        let filtered = Wish { limit: 7, severities, tail: Some(3), ..Wish::default() };
        let newest = Wish { limit: 50, last_run: true, ..Wish::default() };
        invariants::pages(&bytes, [&filtered, &newest][at % 2]);
    }
}

#[test]
fn a_good_sample_has_no_error_in_its_newest_run() {
    for log in all_logs() {
        let is_good = log.components().any(|part| part.as_os_str().to_string_lossy().starts_with("good-"));
        let newest = runs_of(&log).pop().expect("a run");
        if is_good {
            assert_eq!(newest.result, RunResult::Succeeded, "{}: {newest:#?}", log.display());
            let errors = EventsRequest {
                path: Some(log.to_string_lossy().into_owned()),
                severities: Some(vec![Severity::Error]),
                last_run: true,
                ..EventsRequest::default()
            };
            assert!(all_events(&errors).is_empty(), "{}", log.display());
        }
    }
}

// ---- Which run -----------------------------------------------------------------------------------------------------------

#[test]
fn the_runs_of_a_year_are_numbered_in_their_order() {
    let runs = setup("good-after-retry");
    let seen: Vec<_> = runs.iter().map(|run| (run.number, run.result, run.name, run.failures.len())).collect();
    let expected = [
        (1, RunResult::Succeeded, Some("2309"), 0),
        (2, RunResult::Failed, Some("2403"), 1),
        (3, RunResult::Failed, Some("2403"), 1),
        (4, RunResult::Succeeded, Some("2403"), 0),
    ];
    assert_eq!(seen, expected);
    let ends: Vec<_> = runs.iter().map(|run| run.end_line.is_some()).collect();
    assert_eq!(ends, [true, false, false, true]);
    assert_eq!(runs[3].summary, "Run 4 ended without an error. Files named in it: 10.");
}

#[test]
fn a_run_can_be_asked_for_by_its_number_and_as_the_newest() {
    let path = Some(sample("good-after-retry", "ConfigMgrSetup.log").to_string_lossy().into_owned());
    let numbers = |runs, last_run| {
        let request = RunsRequest { path: path.clone(), runs, last_run, ..RunsRequest::default() };
        all_runs(&request).iter().map(|run| run.number).collect::<Vec<_>>()
    };
    assert_eq!(numbers(Some(vec![3, 1, 9]), false), [1, 3]);
    assert_eq!(numbers(Some(vec![]), false), [0; 0]);
    assert_eq!(numbers(None, true), [4]);
    let request = EventsRequest {
        path,
        runs: Some(vec![2]),
        rules: Some(vec!["cmv0201".to_owned()]),
        ..EventsRequest::default()
    };
    let events = all_events(&request);
    assert_eq!(events.iter().map(|event| (event.line, event.run)).collect::<Vec<_>>(), [(45, Some(2))]);
}

#[test]
fn a_log_whose_head_was_cut_off_begins_within_run_1() {
    let whole = std::fs::read_to_string(sample("bad-setup-download-failed", "ConfigMgrSetup.log")).expect("a sample");
    let cut: String = whole.split_inclusive('\n').skip(20).collect();
    let file = File::new(cut.as_bytes());
    let runs = file.runs(None);
    assert_eq!(runs.len(), 1);
    let run = &runs[0];
    assert_eq!((run.number, run.start_line, run.first_line, run.end_line), (1, None, Some(1), Some(56)));
    assert_eq!((run.result, run.guid.as_deref()), (RunResult::Failed, Some(H)), "the paths tell the update");
    assert!(file.events(None).iter().all(|event| event.run == Some(1)));
    // The first file's download is not in the log any more, its checks are.
    assert_eq!(story(run, "sqlncli.msi"), (FileResult::Verified, None, "signature"));
}

#[test]
fn what_setup_exe_writes_is_of_no_run() {
    let lines =
        ["ERROR: SQL Connection failed.", BANNER, START, "INFO: x", END, "ERROR: of Setup.exe", "", BANNER, START, "y"];
    let file = File::new((lines.join("\r\n") + "\r\n").as_bytes());
    let events = file.events(Some(LogKind::Setup));
    let runs: Vec<_> = events.iter().map(|event| event.run).collect();
    let (outside, first, second) = (None, Some(1), Some(2));
    let expected = [outside, outside, first, first, first, outside, outside, outside, second, second];
    assert_eq!(runs, expected);
    let outside: Vec<_> = events.iter().filter(|event| event.run.is_none()).map(|event| event.rule).collect();
    assert_eq!(outside, [None; 5], "what Setup.exe says is no evidence for a download");
    assert_eq!((events[0].severity, events[5].severity), (Severity::Error, Severity::Error));
    let seen: Vec<_> =
        file.runs(Some(LogKind::Setup)).iter().map(|run| (run.result, run.first_line, run.last_line)).collect();
    assert_eq!(seen, [(RunResult::Succeeded, Some(3), Some(5)), (RunResult::Unfinished, Some(9), Some(10))]);
}

#[test]
fn a_banner_of_setup_exe_ends_a_run_that_has_no_end() {
    let runs = runs_in(&[START, "INFO: x", BANNER, "ERROR: of Setup.exe"]);
    assert_eq!(runs.len(), 1);
    assert_eq!((runs[0].result, runs[0].end_line, runs[0].last_line), (RunResult::Unfinished, None, Some(2)));
}

#[test]
fn the_newest_run_is_followed_into_the_next_one() {
    let file = File::new(format!("{START}\r\nINFO: a\r\n{END}\r\n{START}\r\nINFO: b\r\n").as_bytes());
    let mut request = EventsRequest { last_run: true, follow: true, ..file.asks(Some(LogKind::Setup)) };
    let page = invariants::page(&request);
    let texts: Vec<_> = page.events.iter().map(|event| (event.run, event.line)).collect();
    assert_eq!(texts, [(Some(2), 4), (Some(2), 5)]);
    file.append(format!("{END}\r\nERROR: of Setup.exe\r\n{START}\r\nINFO: c").as_bytes());
    request.cursor = Some(invariants::handed_back(&page.cursor));
    let page = invariants::page(&request);
    let seen: Vec<_> = page.events.iter().map(|event| (event.run, event.line)).collect();
    assert_eq!(seen, [(Some(2), 6), (Some(3), 8)], "no line of no run, and none without an end");
}

// ---- What became of each file ----------------------------------------------------------------------------------------------

#[test]
fn a_file_whose_download_failed() {
    let run = &setup("bad-setup-download-failed")[0];
    assert_eq!((run.result, run.end_line.is_some()), (RunResult::Failed, true), "FINISHED stands there all the same");
    let expected = (FileResult::Failed, Some(FileStep::Download), "download > FAILED");
    assert_eq!(story(run, "SQLSysClrTypes.msi"), expected);
    assert_eq!(story(run, "sqlncli.msi"), (FileResult::Verified, None, "download > 200 OK > hash > signature"));
    assert_eq!(story(run, "ConfigMgr.Manifest.cab"), (FileResult::Downloaded, None, "download > 200 OK"));
    let [failure] = run.failures.as_slice() else { panic!("{:#?}", run.failures) };
    let names = (failure.rule, failure.name, failure.line, failure.file.as_deref());
    assert_eq!(names, ("CMV0201", "SetupDownloadFailed", 32, Some("SQLSysClrTypes.msi")));
    assert_eq!(failure.url.as_deref(), Some("https://go.microsoft.com/fwlink/?LinkId=2115685"));
    assert_eq!(failure.error.as_ref().and_then(|error| error.code.as_deref()), Some("0x80072EE2"));
    assert_eq!(failure.time.as_deref(), Some("2025-01-23 09:22:04.860"));
    assert!(failure.text.contains("ERROR: Download() failed with 0x80072EE2  $$<"), "the line as it was logged");
    assert_eq!(run.next_action, failure.remedy);
}

#[test]
fn a_file_that_failed_its_hash() {
    let run = &setup("bad-hash-check")[0];
    let expected = (FileResult::Failed, Some(FileStep::Hash), "download > 200 OK > hash > FAILED");
    assert_eq!(story(run, "VC_redist.x64.exe"), expected);
    assert_eq!((run.failures[0].rule, run.failures.len()), ("CMV0202", 1));
}

#[test]
fn a_file_that_failed_its_signature() {
    let run = &setup("bad-signature-check")[0];
    let expected = (FileResult::Failed, Some(FileStep::Signature), "download > 200 OK > hash > signature > FAILED");
    assert_eq!(story(run, "sqlncli.msi"), expected);
    let file = run.files.iter().find(|file| file.name == "sqlncli.msi").expect("the file");
    assert_eq!(file.failure_line, Some(run.failures[0].line), "the first words tell the cause");
}

#[test]
fn a_file_that_the_run_broke_off_at() {
    let run = &setup("bad-redist-unfinished")[0];
    assert_eq!((run.result, run.end_line, run.last_line), (RunResult::Unfinished, None, Some(40)));
    let expected = (FileResult::Stopped, Some(FileStep::Hash), "download > 200 OK > hash > STOPPED");
    assert_eq!(story(run, "SQLEXPR_x64_ENU.exe"), expected);
    assert!(run.failures.is_empty());
}

#[test]
fn a_run_that_waits_for_the_odbc_driver_says_what_to_install() {
    let run = &setup("bad-odbc-hang")[0];
    assert_eq!((run.result, run.files.len()), (RunResult::Unfinished, 0));
    assert!(run.last_text.as_ref().is_some_and(|text| text.contains("MSODBCSQL18")), "{run:#?}");
    assert!(run.next_action.contains("ODBC"), "{}", run.next_action);
    let other = &setup("bad-redist-unfinished")[0];
    assert_ne!(run.next_action, other.next_action);
}

#[test]
fn a_run_that_waited_for_the_odbc_driver_still_says_so_after_the_next_one() {
    let probe = r"Failed to open registry key SOFTWARE\Microsoft\MSODBCSQL18\CurrentVersion. Error = 2";
    let runs = runs_in(&[START, probe, "INFO: Attempting to load resource DLL...", START, END]);
    assert_eq!((runs[0].result, runs[0].last_text.as_deref()), (RunResult::Unfinished, Some(probe)));
    assert!(runs[0].next_action.contains("ODBC"), "{}", runs[0].next_action);
    // The line before a start is the next run's, or nobody's: the one before it has not ended when that one began.
    let run = &setup("good-after-retry")[1];
    assert_eq!((run.last_line, run.end_time.as_deref().map(|time| &time[..13])), (Some(45), Some("2024-12-03 11")));
}

#[test]
fn a_refused_manifest_is_no_files_failure() {
    let run = &setup("bad-manifest-verification")[0];
    assert_eq!(run.result, RunResult::Failed);
    assert_eq!((run.failures[0].rule, run.failures[0].file.as_deref()), ("CMV0204", None));
}

#[test]
fn a_file_is_one_file_below_its_language_pack_too() {
    let run = &setup("bad-setup-download-failed")[0];
    assert_eq!(
        story(run, "ClientLangPack_JPN.cab"),
        (FileResult::Verified, None, "download > 200 OK > hash > signature")
    );
    let target = format!(r"D:\x\{G}\Redist");
    let runs = runs_in(&[
        START,
        &format!("INFO: Downloading files to {target}"),
        "INFO: Downloading https://a/b as a.cab",
        &format!(r"INFO: Verifying hash for file '{target}\LanguagePack\JPN\a.cab'"),
        &format!(r"INFO: Verifying signature for file '{target}\LanguagePack\JPN\a.cab'"),
        END,
    ]);
    let files: Vec<_> = runs[0]
        .files
        .iter()
        .map(|file| (file.name.as_str(), file.result, file.download_line, file.signature_line))
        .collect();
    assert_eq!(files, [("a.cab", FileResult::Verified, Some(3), Some(5))]);
}

#[test]
fn a_file_that_came_at_the_second_try_is_verified_and_its_failure_stays() {
    let runs = runs_in(&[
        START,
        "INFO: Downloading https://a/1 as a.cab",
        "ERROR: Download() failed with 0x80072EE2",
        "INFO: Downloading https://a/2 as a.cab",
        "INFO: WinHttpQueryHeaders() in Download() returned OK (200)",
        r"INFO: Verifying hash for file 'C:\Windows\TEMP\a.cab'",
        r"INFO: Verifying signature for file 'C:\Windows\TEMP\a.cab'",
        END,
    ]);
    let run = &runs[0];
    // Section 9, 8 of the dossier: any such line in a run means that its download is to be repeated.
    assert_eq!((run.result, run.failures.len()), (RunResult::Failed, 1));
    assert_eq!(story(run, "a.cab"), (FileResult::Verified, None, "download > 200 OK > hash > signature"));
    assert_eq!(run.files[0].url.as_deref(), Some("https://a/2"));
    assert_eq!((run.failures[0].line, run.failures[0].url.as_deref()), (3, Some("https://a/1")));
}

#[test]
fn an_answer_of_the_proxy_is_told_as_the_cause() {
    let lines = [
        START,
        "INFO: Downloading https://a/1 as a.cab",
        "WinHttpQueryHeaders() in Download() returned Proxy Authentication Required (407)",
        "ERROR: Download() failed",
        "INFO: Downloading https://a/1 as b.cab",
        "INFO: WinHttpQueryHeaders() in Download() returned Forbidden (403)",
        END,
    ];
    let runs = runs_in(&lines);
    let run = &runs[0];
    let expected =
        (FileResult::Failed, Some(FileStep::Answer), "download > 407 Proxy Authentication Required > FAILED");
    assert_eq!(story(run, "a.cab"), expected);
    let refused = (FileResult::Failed, Some(FileStep::Answer), "download > 403 Forbidden > FAILED");
    assert_eq!(story(run, "b.cab"), refused);
    let error = run.failures[0].error.as_ref().expect("the status explains it");
    assert!(error.meaning.contains("407") || error.meaning.to_lowercase().contains("proxy"), "{error:?}");
    assert_eq!(run.files[0].http_status, Some(407));
    let severities: Vec<_> = File::new(lines.join("\n").as_bytes())
        .events(Some(LogKind::Setup))
        .iter()
        .map(|event| event.severity)
        .collect();
    assert_eq!((severities[2], severities[5]), (Severity::Warning, Severity::Warning));
}

#[test]
fn a_path_with_an_apostrophe_is_one_path() {
    let target = format!(r"C:\Users\O'Brien\{G}\Redist");
    let runs = runs_in(&[
        START,
        &format!("INFO: Downloading files to {target}"),
        "INFO: Downloading https://a/b as a.msi",
        &format!(r"INFO: Verifying hash for file '{target}\a.msi'"),
        &format!(r"INFO: Verifying signature for file '{target}\a.msi'"),
        END,
    ]);
    assert_eq!(story(&runs[0], "a.msi"), (FileResult::Verified, None, "download > hash > signature"));
    assert_eq!(runs[0].target.as_deref(), Some(target.as_str()));
}

#[test]
fn a_story_is_told_in_both_languages() {
    let path = Some(sample("bad-hash-check", "ConfigMgrSetup.log").to_string_lossy().into_owned());
    let request = RunsRequest { path, language: Language::Ja, ..RunsRequest::default() };
    let run = &all_runs(&request)[0];
    assert!(run.files.iter().any(|file| file.story == "ダウンロード > 200 OK > ハッシュ > 失敗"), "{:#?}", run.files);
    assert!(run.summary.contains("失敗"), "{}", run.summary);
}

// ---- The tool's log ------------------------------------------------------------------------------------------------------

#[test]
fn the_tools_log_in_the_old_wording_is_one_run() {
    let run = tool("good-2403-old-wording");
    assert_eq!((run.result, run.name), (RunResult::Succeeded, Some("2403")));
    let [file] = run.files.as_slice() else { panic!("{:#?}", run.files) };
    assert_eq!((file.name.as_str(), file.kind, file.result), (G, FileKind::Redist, FileResult::Downloaded));
    assert!(file.download_line < file.status_line, "the start that names no update is its start");
    assert!(run.end_line.is_some() && run.start_time < run.end_time);
}

#[test]
fn the_tools_log_in_the_new_wording_names_files_payloads_and_redists() {
    let run = tool("good-2509-new-wording");
    assert_eq!((run.result, run.name, run.failures.len()), (RunResult::Succeeded, Some("2509"), 0));
    let kinds: Vec<_> = run.files.iter().map(|file| (file.kind, file.size.is_some(), file.story.as_str())).collect();
    let done = "download > done";
    assert_eq!(kinds, [(FileKind::File, true, done), (FileKind::Payload, true, done), (FileKind::Redist, false, done)]);
}

#[test]
fn a_failed_redist_fails_the_tools_run() {
    for name in ["bad-redist-download-failed", "bad-redist-download-failed-2509", "bad-one-of-two"] {
        let run = tool(name);
        assert_eq!((run.result, run.failures[0].rule), (RunResult::Failed, "CMV0101"), "{name}");
        let failed = run.files.iter().filter(|file| file.result == FileResult::Failed).collect::<Vec<_>>();
        let [file] = failed.as_slice() else { panic!("{name}: {:#?}", run.files) };
        assert_eq!((file.kind, file.story.as_str()), (FileKind::Redist, "download > FAILED"));
        assert_eq!(file.failure_line, Some(run.failures[0].line));
    }
}

#[test]
fn a_redist_without_an_end_leaves_the_tools_run_unfinished() {
    let run = tool("bad-redist-unfinished");
    assert_eq!((run.result, run.end_line, run.guid), (RunResult::Unfinished, None, None));
    assert_eq!((run.files[0].result, run.files[0].stopped_at), (FileResult::Stopped, Some(FileStep::Download)));
    let run = tool("bad-payload-unfinished");
    assert_eq!(run.result, RunResult::Unfinished);
    let open: Vec<_> =
        run.files.iter().filter(|file| file.result == FileResult::Stopped).map(|file| file.kind).collect();
    assert_eq!(open, [FileKind::Payload]);
    assert_eq!(run.next_action, catalogue::PAYLOAD_UNFINISHED.remedy.get(Language::En));
}

#[test]
fn a_run_of_another_mode_downloads_nothing() {
    let run = tool("unclear-log-of-prepare");
    assert_eq!((run.result, run.files.len()), (RunResult::NoDownload, 0));
}

#[test]
fn what_is_wrong_with_the_console_alone_does_not_fail_the_run() {
    let run = tool("good-adminui-failed");
    assert_eq!((run.result, run.failures[0].rule), (RunResult::Succeeded, "CMV0105"));
    let run = tool("good-benign-error");
    assert_eq!((run.result, run.failures.len()), (RunResult::Succeeded, 0));
}

#[test]
fn an_empty_log_has_no_run() {
    for kind in [LogKind::Setup, LogKind::ServiceConnection] {
        let file = File::new(b"");
        assert!(file.runs(Some(kind)).is_empty() && file.events(Some(kind)).is_empty());
        assert_eq!(problem_codes(&file.path(), Some(kind)), (None, None));
    }
}

// ---- Logs that cannot be read, or not be believed ------------------------------------------------------------------------

#[test]
fn what_cannot_be_read_says_why() {
    let both = |code| (Some(code), Some(code));
    assert_eq!(problem_codes("no such log.log", None), both("missing"));
    assert_eq!(problem_codes(env!("CARGO_MANIFEST_DIR"), None), both("isFolder"));
    assert_eq!(problem_codes(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml/x"), None), both("missing"));
    let page = events::page(&EventsRequest { path: Some("no such log.log".to_owned()), ..EventsRequest::default() });
    let page = page.expect("an answer");
    assert!(page.at_end && page.events.is_empty() && page.log.encoding.is_none());
}

#[test]
fn what_is_no_text_is_given_all_the_same() {
    let both = |code| (Some(code), Some(code));
    for kind in [LogKind::Setup, LogKind::ServiceConnection] {
        let file = File::new(b"INFO: a\r\n\0\0\0\0ERROR: b\r\n");
        assert_eq!(problem_codes(&file.path(), Some(kind)), both("notText"));
        assert_eq!(file.events(Some(kind)).len(), 2);
        let file = File::new(format!("ERROR: {}\nINFO: b\n", "x".repeat(70_000)).as_bytes());
        assert_eq!(problem_codes(&file.path(), Some(kind)), both("lineTooLong"));
        let events = file.events(Some(kind));
        assert_eq!((events[0].length, events[1].offset, events[1].line), (70_008, 70_008, 2));
        assert_eq!(events[0].severity, Severity::Error);
    }
    let sample = sample("unclear-binary-log", "ServiceConnectionTool.log");
    assert_eq!(problem_codes(&sample.to_string_lossy(), None), both("notText"));
}

#[test]
#[cfg(unix)]
fn what_is_neither_file_nor_folder_is_special() {
    assert_eq!(problem_codes("/dev/null", None), (Some("special"), Some("special")));
}

// ---- Following ---------------------------------------------------------------------------------------------------------------

#[test]
fn who_follows_an_empty_file_finds_out_its_encoding_when_there_is_one() {
    for is_little in [true, false] {
        let units = "\u{FEFF}INFO: Setup downloader setupdl.exe: STARTED\r\nERROR: x\r\n".encode_utf16();
        let bytes: Vec<u8> =
            units.flat_map(|unit| if is_little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect();
        for steps in [&[1][..], &[2], &[3], &[5, 1], &[1000]] {
            let (given, finished) = invariants::grows(&bytes, LogKind::Setup, steps);
            assert_eq!(given, finished, "{steps:?}");
            assert_eq!(given.iter().map(|event| event.text.as_str()).collect::<Vec<_>>()[1..], ["x"]);
        }
    }
}

#[test]
fn another_file_under_the_same_name_is_read_from_its_start() {
    let file = File::new(b"INFO: a\r\nINFO: b\r\n");
    let mut request = EventsRequest { follow: true, ..file.asks(Some(LogKind::ServiceConnection)) };
    request.cursor = Some(invariants::page(&request).cursor);
    for (content, is_other) in [
        (&b"INFO: a\r\nINFO: b\r\nINFO: c\r\n"[..], false),
        (b"INFO: a\r\n", true),
        (b"INFO: x\r\nINFO: y\r\nINFO: z\r\n", true),
    ] {
        file.write(content);
        let page = invariants::page(&request);
        assert_eq!(page.restarted, is_other, "{}", String::from_utf8_lossy(content));
        let first = page.events.first().expect("an event");
        assert_eq!((first.line, first.offset), if is_other { (1, 0) } else { (3, 18) });
        request.cursor = Some(page.cursor);
    }
}

// ---- No log makes a page too long, or a reader too slow --------------------------------------------------------------------

/// The lengths of all pages, as JSON; and how many events and runs they hold.
fn page_lengths(bytes: &[u8], kind: LogKind) -> (usize, usize, usize) {
    let file = File::new(bytes);
    let (mut longest, mut lines, mut count) = (0, 0, 0);
    let mut request = file.asks(Some(kind));
    loop {
        let page = events::page(&request).expect("a good request");
        longest = longest.max(serde_json::to_vec(&page).expect("JSON").len());
        lines += page.events.len();
        request.cursor = Some(page.cursor);
        if page.at_end {
            break;
        }
    }
    let mut request = RunsRequest { path: Some(file.path()), kind: Some(kind), ..RunsRequest::default() };
    loop {
        let page = runs::page(&request).expect("a good request");
        longest = longest.max(serde_json::to_vec(&page).expect("JSON").len());
        assert!(page.runs.iter().map(|run| run.number).eq(count as u64 + 1..=(count + page.runs.len()) as u64));
        count += page.runs.len();
        request.cursor = Some(page.cursor);
        if page.at_end {
            break;
        }
    }
    assert!(longest < LONGEST_PAGE, "a page of {longest} bytes");
    (longest, lines, count)
}

#[test]
fn many_runs_with_many_files_come_over_many_pages_each_once() {
    let files: String = (0..40)
        .map(|n| format!("INFO: Downloading https://go.microsoft.com/fwlink/?LinkId={n} as file-{n}.msi\r\n"))
        .collect();
    let (_, _, ended) = page_lengths(format!("{START}\r\n{files}{END}\r\n").repeat(300).as_bytes(), LogKind::Setup);
    assert_eq!(ended, 300);
    let (_, _, broken) = page_lengths(format!("{START}\r\n{files}").repeat(300).as_bytes(), LogKind::Setup);
    assert_eq!(broken, 300, "runs without an end fill pages too");
    let (_, lines, tiny) = page_lengths(format!("{START}\n").repeat(10_000).as_bytes(), LogKind::Setup);
    assert_eq!((lines, tiny), (10_000, 10_000));
}

#[test]
fn signs_that_take_many_bytes_in_json_make_no_page_too_long() {
    for sign in ["\u{1}", "更", "\"", "\u{202E}"] {
        let word = sign.repeat(1_000);
        let line = format!("{word}  $$<{word}><08-22-2016 04:15:01.917+420><thread=1 (0x1)>\n");
        page_lengths(line.repeat(300).as_bytes(), LogKind::Setup);
        let long = format!("INFO: {}\n", sign.repeat(60_000 / sign.len()));
        page_lengths(long.repeat(8).as_bytes(), LogKind::Setup);
        let file = |n| format!("INFO: Downloading http://{word} as {n}{word}\nERROR: Download() failed {word}\n");
        let run = (0..300).map(file).collect::<String>();
        let (_, _, runs) = page_lengths(format!("{START}\n{run}").as_bytes(), LogKind::Setup);
        assert_eq!(runs, 1);
        let tool =
            format!("ERROR:Failed to download redist for {G} {word}\nINFO:{word} (size = 7) downloaded successfully\n");
        page_lengths(tool.repeat(150).as_bytes(), LogKind::ServiceConnection);
    }
}

#[test]
fn files_that_a_page_has_no_room_for_are_counted() {
    let files: String = (0..3_000).map(|n| format!("INFO: Downloading https://a/b as {n}.msi\n")).collect();
    let runs = File::new(format!("{START}\n{files}{END}\n").as_bytes()).runs(Some(LogKind::Setup));
    let run = &runs[0];
    assert!(run.files_omitted > 0);
    assert_eq!(run.files.len() as u64 + run.files_omitted, 3_000);
    let failures = "ERROR: x\n".repeat(500);
    let runs = File::new(format!("{START}\n{failures}{END}\n").as_bytes()).runs(Some(LogKind::Setup));
    assert_eq!(runs[0].failures.len() as u64 + runs[0].failures_omitted, 500);
}

#[test]
fn who_follows_a_log_finds_out_which_one_it_is_when_its_lines_tell() {
    let begins: [&[u8]; 3] = [b"", b"\xEF\xBB\xBF", b"\xEF\xBB\xBFsome words\n"];
    for begin in begins {
        let file = File::new(begin);
        let mut request = EventsRequest { follow: true, ..file.asks(None) };
        let first = events::page(&request).unwrap();
        assert_eq!((first.log.kind, first.at_end), (None, true), "{begin:?}");
        file.append(b"INFO: Setup downloader setupdl.exe: STARTED\nERROR: Download() failed with 0x80072EE2\n");
        request.cursor = Some(first.cursor);
        let next = events::page(&request).unwrap();
        assert_eq!((next.log.kind, next.restarted), (Some(LogKind::Setup), false), "{begin:?}");
        let last = next.events.last().unwrap();
        assert_eq!((last.run, last.rule), (Some(1), Some("CMV0201")), "{begin:?}");
    }
}

/// Each of these took minutes, or all memory, in one reader or another. The sizes are small here, for a debug build; what
/// grows with the square of a line's length would still be felt.
#[test]
fn logs_made_to_be_slow_are_read() {
    let line = |start: &str, piece: &str| format!("{start}{}\n", piece.repeat(60_000 / piece.len()));
    let logs = [
        "<![LOG[\n".repeat(20_000),
        format!("<![LOG[\n{}", "]\n".repeat(20_000)),
        line("<![LOG[", "]").repeat(4),
        line("", "~").repeat(4),
        line("", "~ERROR:").repeat(2),
        line("2024-11-19 11:53:40 INFO:a", "~~:12:").repeat(4),
        line("2024-11-19 11:53:40 INFO:a", "2024-11-19 11:53:40 INFO:a").repeat(4),
        line("", "$").repeat(4),
        line("", "$$<").repeat(4),
        line("", "$$<C><08-22-2016 04:15:01.917+420><thread=1 (0x1)>").repeat(4),
        line("<![LOG[", "]LOG]!><").repeat(4),
        line("ERROR: ", "failed to verify x ").repeat(4),
        line("ERROR: ", "hash check faile").repeat(4),
        line("ERROR: ", "admin ").repeat(4),
        line("INFO: ", "(size = ").repeat(4),
        line("x", " 1/1/1 1:11:11").repeat(4),
        line("", "1\t").repeat(4),
        line("", "\u{1}").repeat(4),
        line("INFO: Verifying hash for file '", "5B8886C7-\\").repeat(4),
        "ERROR: \n".repeat(10_000),
        "x".repeat(4 << 20),
        "\n".repeat(20_000),
        "INFO:downloading redist\n".repeat(5_000)
            + &format!("INFO:Successfully download redist for {G}\n").repeat(5_000),
    ];
    for (at, log) in logs.iter().enumerate() {
        for kind in [LogKind::Setup, LogKind::ServiceConnection] {
            let (_, lines, _) = page_lengths(log.as_bytes(), kind);
            assert!(lines > 0, "log {at}");
        }
    }
}
