//! What a report tells, word for word: of each row in the tables of faults, every sentence, line, size and count. That
//! the right rule is found says nothing of what a reader is told about it.
//!
//! `UPDATE_EXPECT=1 cargo test --test suite` writes the texts anew after a change that was meant; each of them is to be
//! read then, as a reader of the report would.

use crate::common::{Download, G, H, X, content_of, run, sms};
use cmverify::language::Language;
use cmverify::report::{Evidence, EvidenceGrades, Files, Finding, Report, Verdict};
use cmverify::request::{Depth, Request};
use cmverify::verify::{Operation, verify_unwatched};
use expect_test::{Expect, expect};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

/// One table's rows, in their order.
#[derive(Default)]
pub struct Told {
    text: String,
    /// What was said to do last: most rows say the same.
    to_do: String,
}

impl Told {
    /// Adds what is told of one row.
    pub fn row(&mut self, what: &str, home: &Path, report: &Report) {
        let mut text = format!("== {what}\n{}\n", report.summary);
        if self.to_do != report.next_action {
            text.push_str("  do: ");
            text.push_str(&report.next_action);
            text.push('\n');
            self.to_do.clone_from(&report.next_action);
        }
        tell(&mut text, report).expect("a text");
        text = text.replace(&format!("{}/", home.display()), "").replace(home.to_str().expect("UTF-8"), "~");
        for (guid, letter) in [(G, "<G>"), (H, "<H>"), (X, "<X>")] {
            text = text.replace(guid, letter);
        }
        self.text += &text;
    }

    /// Holds it against what was read and found good.
    pub fn assert(&self, table: &str) {
        expected(table).assert_eq(&self.text);
    }
}

fn tell(text: &mut String, report: &Report) -> std::fmt::Result {
    for update in &report.updates {
        let grades = grades(&update.evidence);
        write!(text, "  {}: {:?}, {} files", update.guid, update.verdict, update.files)?;
        write!(text, ", {} redists, {}/{}", update.redist_files, update.errors, update.warnings)?;
        write!(text, ", {:?} {grades:?}", update.grade)?;
        writeln!(text, ", named {}, unproved {:?}", update.file_evidence.len(), update.unproved)?;
    }
    if report.files != Files::default() {
        let Files { count, bytes, empty, read_bytes, hashed_bytes, evidence } = &report.files;
        write!(text, "  {count} files, {empty} empty; bytes: {bytes}, {read_bytes} read, {hashed_bytes} hashed; ")?;
        writeln!(text, "{:?}", grades(evidence))?;
    }
    for finding in &report.findings {
        tell_finding(text, finding)?;
    }
    for omitted in &report.omitted {
        writeln!(text, "  and {omitted:?}")?;
    }
    // Of a good report, the logs are as they were written.
    if report.verdict != Verdict::Usable {
        for log in &report.logs {
            write!(
                text,
                "  {:?}: {:?}, {} lines, {} of {} runs",
                log.kind, log.encoding, log.lines, log.runs_judged, log.runs
            )?;
            writeln!(text, ", {:?} to {:?}", log.first_time, log.last_time)?;
        }
    }
    Ok(())
}

fn grades(of: &EvidenceGrades) -> [u64; 5] {
    [of.signature, of.manifest_hash, of.logged_hash, of.logged_size, of.present]
}

fn tell_finding(text: &mut String, finding: &Finding) -> std::fmt::Result {
    write!(text, "  {} {:?}/{:?}", finding.rule, finding.severity, finding.effect)?;
    if let Some(guid) = &finding.guid {
        write!(text, " {guid}")?;
    }
    if let Some(file) = &finding.file {
        write!(text, " {file}")?;
    }
    writeln!(text, ": {}", finding.message)?;
    if finding.expected.is_some() || finding.actual.is_some() {
        writeln!(text, "    expected {:?}, was {:?}", finding.expected, finding.actual)?;
    }
    if let Some(error) = &finding.error {
        writeln!(text, "    error {:?} {}", error.code, error.symbol)?;
    }
    if let Some(Evidence { path, line, offset, text: shown, before, after }) = &finding.evidence {
        write!(text, "    at {path}")?;
        if let (Some(line), Some(offset)) = (line, offset) {
            write!(text, ":{line}+{offset} ({}, {})", before.len(), after.len())?;
        }
        writeln!(text, " {}", shown.as_deref().unwrap_or("-"))?;
    }
    Ok(())
}

#[allow(
    clippy::too_many_lines,
    clippy::needless_raw_string_hashes,
    reason = "texts, as they are written by themselves"
)]
fn expected(table: &str) -> Expect {
    match table {
        "looks that mean nothing" => expect![[r#"
            == as it is
            Usable: 1 update(s), 6 file(s), 13.8 KB. All that is needed was checked, and nothing is missing or wrong.
              do: On the offline site, import it with: ServiceConnectionTool.exe -import -updatepacksrc <folder>. Before you install the update, read the checklist of its release (https://learn.microsoft.com/intune/configmgr/core/servers/manage/prepare-in-console-updates) and back up the site (https://learn.microsoft.com/intune/configmgr/core/servers/manage/backup-and-recovery).
              <G>: Usable, 5 files, 4 redists, 0/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              6 files, 0 empty; bytes: 14232, 14232 read, 14232 hashed; [6, 0, 0, 0, 0]
            == quick
            Usable: 1 update(s), 6 file(s), 13.8 KB. All that is needed was checked, and nothing is missing or wrong.
              <G>: Usable, 5 files, 4 redists, 0/0, Some(Present) [0, 0, 4, 0, 1], named 5, unproved []
              6 files, 0 empty; bytes: 14232, 13208 read, 0 hashed; [0, 0, 4, 0, 2]
            == UTF-16
            Usable: 1 update(s), 6 file(s), 13.8 KB. All that is needed was checked, and nothing is missing or wrong.
              <G>: Usable, 5 files, 4 redists, 0/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              6 files, 0 empty; bytes: 14232, 14232 read, 14232 hashed; [6, 0, 0, 0, 0]
            == a byte order mark
            Usable: 1 update(s), 6 file(s), 13.8 KB. All that is needed was checked, and nothing is missing or wrong.
              <G>: Usable, 5 files, 4 redists, 0/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              6 files, 0 empty; bytes: 14232, 14232 read, 14232 hashed; [6, 0, 0, 0, 0]
            == LF only
            Usable: 1 update(s), 6 file(s), 13.8 KB. All that is needed was checked, and nothing is missing or wrong.
              <G>: Usable, 5 files, 4 redists, 0/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              6 files, 0 empty; bytes: 14232, 14232 read, 14232 hashed; [6, 0, 0, 0, 0]
            == CR only
            Usable: 1 update(s), 6 file(s), 13.8 KB. All that is needed was checked, and nothing is missing or wrong.
              <G>: Usable, 5 files, 4 redists, 0/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              6 files, 0 empty; bytes: 14232, 14232 read, 14232 hashed; [6, 0, 0, 0, 0]
            == no line end at the end
            Usable: 1 update(s), 6 file(s), 13.8 KB. All that is needed was checked, and nothing is missing or wrong.
              <G>: Usable, 5 files, 4 redists, 0/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              6 files, 0 empty; bytes: 14232, 14232 read, 14232 hashed; [6, 0, 0, 0, 0]
            == lower case
            Usable: 1 update(s), 6 file(s), 13.8 KB. All that is needed was checked, and nothing is missing or wrong.
              <G>: Usable, 5 files, 4 redists, 0/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              6 files, 0 empty; bytes: 14232, 14232 read, 14232 hashed; [6, 0, 0, 0, 0]
            == folder in lower case
            Usable: 1 update(s), 6 file(s), 13.8 KB. All that is needed was checked, and nothing is missing or wrong.
              <G>: Usable, 5 files, 4 redists, 0/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              6 files, 0 empty; bytes: 14232, 14232 read, 14232 hashed; [6, 0, 0, 0, 0]
            == Redists
            Usable: 1 update(s), 6 file(s), 13.8 KB. All that is needed was checked, and nothing is missing or wrong.
              <G>: Usable, 5 files, 4 redists, 0/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              6 files, 0 empty; bytes: 14232, 14232 read, 14232 hashed; [6, 0, 0, 0, 0]
            == the payload beside the folder
            Usable: 1 update(s), 6 file(s), 13.8 KB. All that is needed was checked, and nothing is missing or wrong.
              <G>: Usable, 5 files, 4 redists, 0/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              6 files, 0 empty; bytes: 14232, 14232 read, 14232 hashed; [6, 0, 0, 0, 0]
            == a payload of a name nobody knows
            Usable: 1 update(s), 6 file(s), 13.8 KB. All that is needed was checked, and nothing is missing or wrong.
              <G>: Usable, 4 files, 4 redists, 0/0, Some(Signature) [4, 0, 0, 0, 0], named 4, unproved []
              6 files, 0 empty; bytes: 14200, 14200 read, 12472 hashed; [5, 0, 0, 0, 1]
            == the manifest as .enc
            Usable: 1 update(s), 6 file(s), 12.1 KB. All that is needed was checked, and nothing is missing or wrong.
              <G>: Usable, 5 files, 4 redists, 0/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              6 files, 0 empty; bytes: 12485, 12485 read, 12480 hashed; [5, 0, 0, 0, 1]
            == no times in the tool's log
            Usable: 1 update(s), 6 file(s), 13.8 KB. All that is needed was checked, and nothing is missing or wrong.
              <G>: Usable, 5 files, 4 redists, 0/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              6 files, 0 empty; bytes: 14232, 14232 read, 14232 hashed; [6, 0, 0, 0, 0]
            == words that look like errors
            Usable: 1 update(s), 7 file(s), 14.0 KB. All that is needed was checked, and nothing is missing or wrong.
              <G>: Usable, 6 files, 5 redists, 0/0, Some(ManifestHash) [5, 1, 0, 0, 0], named 6, unproved []
              7 files, 0 empty; bytes: 14336, 14336 read, 14336 hashed; [6, 1, 0, 0, 0]
            == history of another update
            Usable: 1 update(s), 6 file(s), 13.8 KB. All that is needed was checked, and nothing is missing or wrong.
              <G>: Usable, 5 files, 4 redists, 0/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              6 files, 0 empty; bytes: 14232, 14232 read, 14232 hashed; [6, 0, 0, 0, 0]
              CMV0211 Information/None <H>: ConfigMgrSetup.log still holds 1 failure(s) of earlier setupdl runs. The first: Download() failed with 0x80072EE2
                at ConfigMgrSetup.log:20+3343 (2, 2) ERROR: Download() failed with 0x80072EE2  $$<Configuration Manager Setup><05-01-2024 09:00:00.123-540><thread=4580 (0x11E4)>
            == a failed try an hour before
            Usable: 1 update(s), 6 file(s), 13.8 KB. All that is needed was checked, and nothing is missing or wrong.
              <G>: Usable, 5 files, 4 redists, 0/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              6 files, 0 empty; bytes: 14232, 14232 read, 14232 hashed; [6, 0, 0, 0, 0]
              CMV0211 Information/None <G>: ConfigMgrSetup.log still holds 1 failure(s) of earlier setupdl runs. The first: Download() failed with 0x80072EE2
                at ConfigMgrSetup.log:20+3343 (2, 2) ERROR: Download() failed with 0x80072EE2  $$<Configuration Manager Setup><11-19-2024 10:53:00.123-540><thread=4580 (0x11E4)>
            == a run by hand into another folder afterwards
            Usable: 1 update(s), 6 file(s), 13.8 KB. All that is needed was checked, and nothing is missing or wrong.
              <G>: Usable, 5 files, 4 redists, 0/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              6 files, 0 empty; bytes: 14232, 14232 read, 14232 hashed; [6, 0, 0, 0, 0]
            == errors of Setup.exe afterwards
            Usable: 1 update(s), 6 file(s), 13.8 KB. All that is needed was checked, and nothing is missing or wrong.
              <G>: Usable, 5 files, 4 redists, 0/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              6 files, 0 empty; bytes: 14232, 14232 read, 14232 hashed; [6, 0, 0, 0, 0]
            == a hotfix that the old log is silent about
            Usable: 2 update(s), 7 file(s), 15.6 KB. All that is needed was checked, and nothing is missing or wrong.
              <X>: Usable, 1 files, 0 redists, 0/0, Some(Signature) [1, 0, 0, 0, 0], named 1, unproved []
              <G>: Usable, 5 files, 4 redists, 0/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              7 files, 0 empty; bytes: 15992, 15992 read, 15992 hashed; [7, 0, 0, 0, 0]
            == placeholders of an unpacked payload
            Usable: 1 update(s), 8 file(s), 13.8 KB. All that is needed was checked, and nothing is missing or wrong.
              <G>: Usable, 7 files, 4 redists, 0/0, Some(Present) [5, 0, 0, 0, 2], named 7, unproved []
              8 files, 2 empty; bytes: 14232, 14232 read, 14232 hashed; [6, 0, 0, 0, 2]
              CMV0304 Information/None <G> UpdatePacks/<G>/SMSSETUP/BIN/X64/a.dll: 2 empty file(s) below SMSSETUP of 2403 (<G>) are placeholders and normal, the first is <G>/SMSSETUP/BIN/X64/a.dll.
                at UpdatePacks/<G>/SMSSETUP/BIN/X64/a.dll -
            == an empty text file that belongs to nobody
            Usable: 1 update(s), 7 file(s), 13.8 KB. All that is needed was checked, and nothing is missing or wrong.
              <G>: Usable, 5 files, 4 redists, 0/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              7 files, 1 empty; bytes: 14232, 14232 read, 14232 hashed; [6, 0, 0, 0, 1]
            == a left-over of a transfer
            Usable: 1 update(s), 7 file(s), 13.8 KB. All that is needed was checked, and nothing is missing or wrong.
              <G>: Usable, 6 files, 4 redists, 0/1, Some(Signature) [5, 0, 0, 0, 1], named 6, unproved []
              7 files, 0 empty; bytes: 14233, 14233 read, 14232 hashed; [6, 0, 0, 0, 1]
              CMV0309 Warning/None <G> UpdatePacks/<G>/Redist/BIT1234.tmp: <G>/Redist/BIT1234.tmp looks like a temporary or partial file.
                at UpdatePacks/<G>/Redist/BIT1234.tmp -
            == the admin console's content failed
            Usable: 1 update(s), 6 file(s), 13.8 KB. All that is needed was checked, and nothing is missing or wrong.
              <G>: Usable, 5 files, 4 redists, 0/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              6 files, 0 empty; bytes: 14232, 14232 read, 14232 hashed; [6, 0, 0, 0, 0]
              CMV0105 Warning/None: The content for the admin console (ConfigMgr.AdminUIContent) could not be downloaded: AdminUIContentDownloadDownload:DownloadManifestCab exception: The underlying connection was closed: An unexpected error occurred on a send..
                error None WebException SendFailure
                at ServiceConnectionTool.log:4+209 (2, 0) 2024-11-19 12:20:43 ERROR:AdminUIContentDownloadDownload:DownloadManifestCab exception: The underlying connection was closed: An unexpected error occurred on a send..
            == the error that Microsoft says to ignore
            Usable: 1 update(s), 6 file(s), 13.8 KB. All that is needed was checked, and nothing is missing or wrong.
              <G>: Usable, 5 files, 4 redists, 0/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              6 files, 0 empty; bytes: 14232, 14232 read, 14232 hashed; [6, 0, 0, 0, 0]
              CMV0111 Information/None: The log holds an error that Microsoft documents as harmless.
                error Some("0x80070005") E_ACCESSDENIED
                at ServiceConnectionTool.log:4+209 (2, 0) Unhandled Exception: System.UnauthorizedAccessException: Access to the path 'C:\Users\a\AppData\Local\Temp\extractmanifestcab\95F8A562.sql' is denied.
            == a hash mismatch with another source
            Usable: 1 update(s), 6 file(s), 13.8 KB. All that is needed was checked, and nothing is missing or wrong.
              <G>: Usable, 5 files, 4 redists, 0/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              6 files, 0 empty; bytes: 14232, 14232 read, 14232 hashed; [6, 0, 0, 0, 0]
        "#]],
        "the wording since 2509" => expect![[r#"
            == as it is
            Usable: 2 update(s), 7 file(s), 15.6 KB. All that is needed was checked, and nothing is missing or wrong.
              do: On the offline site, import it with: ServiceConnectionTool.exe -import -updatepacksrc <folder>. Before you install the update, read the checklist of its release (https://learn.microsoft.com/intune/configmgr/core/servers/manage/prepare-in-console-updates) and back up the site (https://learn.microsoft.com/intune/configmgr/core/servers/manage/backup-and-recovery).
              <X>: Usable, 1 files, 0 redists, 0/0, Some(Signature) [1, 0, 0, 0, 0], named 1, unproved []
              <H>: Usable, 5 files, 4 redists, 0/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              7 files, 0 empty; bytes: 15992, 15992 read, 15992 hashed; [7, 0, 0, 0, 0]
        "#]],
        "single faults" => expect![[r#"
            == redist failed
            Not usable: 1 error(s). The first: The tool failed to download the redistributable files of 2403 (<G>).
              do: Do not import this download. Remove the cause named below, empty the folder, download again, then verify again.
              <G>: NotUsable, 5 files, 4 redists, 1/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              6 files, 0 empty; bytes: 14232, 14232 read, 14232 hashed; [6, 0, 0, 0, 0]
              CMV0101 Error/NotUsable <G>: The tool failed to download the redistributable files of 2403 (<G>).
                at ServiceConnectionTool.log:3+113 (2, 0) 2024-11-19 12:20:42 ERROR:Failed to download redist for <G>
              ServiceConnection: Some("utf-8"), 3 lines, 1 of 1 runs, Some("2024-11-19 11:53:38") to Some("2024-11-19 12:20:42")
              Setup: Some("utf-8"), 20 lines, 1 of 1 runs, Some("2024-11-19 11:54:00") to Some("2024-11-19 11:54:00")
            == redist failed, later fetched
            Not usable: 1 error(s). The first: The tool failed to download the redistributable files of 2403 (<G>).
              <G>: NotUsable, 5 files, 4 redists, 1/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              6 files, 0 empty; bytes: 14232, 14232 read, 14232 hashed; [6, 0, 0, 0, 0]
              CMV0101 Error/NotUsable <G>: The tool failed to download the redistributable files of 2403 (<G>).
                at ServiceConnectionTool.log:3+113 (2, 2) 2024-11-19 12:00:00 ERROR:Failed to download Redists for <G>
              ServiceConnection: Some("utf-8"), 5 lines, 1 of 1 runs, Some("2024-11-19 11:53:38") to Some("2024-11-19 12:20:42")
              Setup: Some("utf-8"), 20 lines, 1 of 1 runs, Some("2024-11-19 11:54:00") to Some("2024-11-19 11:54:00")
            == redist cut
            Not usable: 1 error(s). The first: The tool began to download the redistributable files of 2403 (<G>), and its log shows neither success nor failure.
              <G>: NotUsable, 5 files, 4 redists, 1/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              6 files, 0 empty; bytes: 14232, 14232 read, 14232 hashed; [6, 0, 0, 0, 0]
              CMV0102 Error/NotUsable <G>: The tool began to download the redistributable files of 2403 (<G>), and its log shows neither success nor failure.
                at ServiceConnectionTool.log:2+67 (1, 0) 2024-11-19 11:53:40 INFO:downloading redist
              ServiceConnection: Some("utf-8"), 2 lines, 1 of 1 runs, Some("2024-11-19 11:53:38") to Some("2024-11-19 11:53:40")
              Setup: Some("utf-8"), 20 lines, 1 of 1 runs, Some("2024-11-19 11:54:00") to Some("2024-11-19 11:54:00")
            == success line cut in its GUID
            Not usable: 1 error(s). The first: The tool began to download the redistributable files of 2403 (<G>), and its log shows neither success nor failure.
              <G>: NotUsable, 5 files, 4 redists, 1/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              6 files, 0 empty; bytes: 14232, 14232 read, 14232 hashed; [6, 0, 0, 0, 0]
              CMV0102 Error/NotUsable <G>: The tool began to download the redistributable files of 2403 (<G>), and its log shows neither success nor failure.
                at ServiceConnectionTool.log:2+68 (1, 1) 2024-11-19 11:53:40 INFO:downloading redist
              ServiceConnection: Some("utf-8"), 3 lines, 1 of 1 runs, Some("2024-11-19 11:53:38") to Some("2024-11-19 12:20:42")
              Setup: Some("utf-8"), 20 lines, 1 of 1 runs, Some("2024-11-19 11:54:00") to Some("2024-11-19 11:54:00")
            == another error
            Not usable: 1 error(s). The first: The tool logged an error: Disk full
              <G>: NotUsable, 5 files, 4 redists, 0/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              6 files, 0 empty; bytes: 14232, 14232 read, 14232 hashed; [6, 0, 0, 0, 0]
              CMV0104 Error/NotUsable: The tool logged an error: Disk full
                at ServiceConnectionTool.log:4+209 (2, 0) 2024-11-19 12:20:43 ERROR:Disk full
              ServiceConnection: Some("utf-8"), 4 lines, 1 of 1 runs, Some("2024-11-19 11:53:38") to Some("2024-11-19 12:20:43")
              Setup: Some("utf-8"), 20 lines, 1 of 1 runs, Some("2024-11-19 11:54:00") to Some("2024-11-19 11:54:00")
            == the tool died
            Not usable: 1 error(s). The first: The tool logged an error: Unhandled Exception: System.IO.IOException: x
              <G>: NotUsable, 5 files, 4 redists, 0/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              6 files, 0 empty; bytes: 14232, 14232 read, 14232 hashed; [6, 0, 0, 0, 0]
              CMV0104 Error/NotUsable: The tool logged an error: Unhandled Exception: System.IO.IOException: x
                at ServiceConnectionTool.log:4+209 (2, 0) Unhandled Exception: System.IO.IOException: x
              ServiceConnection: Some("utf-8"), 4 lines, 1 of 1 runs, Some("2024-11-19 11:53:38") to Some("2024-11-19 12:20:42")
              Setup: Some("utf-8"), 20 lines, 1 of 1 runs, Some("2024-11-19 11:54:00") to Some("2024-11-19 11:54:00")
            == empty log
            Cannot tell: 1 thing(s) could not be checked. The first: ServiceConnectionTool.log shows no download: it is not the log of a -connect run.
              do: Do not import yet. Verify again with: ServiceConnectionTool.log of the -connect run (it lies in the folder of the tool, and every run of the tool replaces it).
              <G>: Inconclusive, 5 files, 4 redists, 0/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              6 files, 0 empty; bytes: 14232, 14232 read, 14232 hashed; [6, 0, 0, 0, 0]
              CMV0106 Warning/Inconclusive: ServiceConnectionTool.log shows no download: it is not the log of a -connect run.
                at ServiceConnectionTool.log -
              ServiceConnection: None, 0 lines, 0 of 0 runs, None to None
              Setup: Some("utf-8"), 20 lines, 1 of 1 runs, Some("2024-11-19 11:54:00") to Some("2024-11-19 11:54:00")
            == log of -import
            Cannot tell: 1 thing(s) could not be checked. The first: ServiceConnectionTool.log shows no download: it is not the log of a -connect run.
              <G>: Inconclusive, 5 files, 4 redists, 0/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              6 files, 0 empty; bytes: 14232, 14232 read, 14232 hashed; [6, 0, 0, 0, 0]
              CMV0106 Warning/Inconclusive: ServiceConnectionTool.log shows no download: it is not the log of a -connect run.
                at ServiceConnectionTool.log -
              ServiceConnection: Some("utf-8"), 1 lines, 0 of 0 runs, Some("2024-11-20 08:00:00") to Some("2024-11-20 08:00:00")
              Setup: Some("utf-8"), 20 lines, 1 of 1 runs, Some("2024-11-19 11:54:00") to Some("2024-11-19 11:54:00")
            == ConfigMgrSetup.log in its place, with an old failure in it
            Cannot tell: 1 thing(s) could not be checked. The first: ServiceConnectionTool.log could not be checked: it is not this log, but ConfigMgrSetup.log.
              <G>: Inconclusive, 5 files, 4 redists, 0/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              6 files, 0 empty; bytes: 14232, 14232 read, 14232 hashed; [6, 0, 0, 0, 0]
              CMV0107 Warning/Inconclusive: ServiceConnectionTool.log could not be checked: it is not this log, but ConfigMgrSetup.log.
                at ServiceConnectionTool.log -
              CMV0211 Information/None <H>: ConfigMgrSetup.log still holds 1 failure(s) of earlier setupdl runs. The first: Download() failed with 0x80072EE2
                at ConfigMgrSetup.log:20+3343 (2, 2) ERROR: Download() failed with 0x80072EE2  $$<Configuration Manager Setup><05-01-2024 09:00:00.123-540><thread=4580 (0x11E4)>
              ServiceConnection: Some("utf-8"), 2 lines, 0 of 0 runs, Some("2024-05-01 09:00:00") to Some("2024-05-01 09:00:00")
              Setup: Some("utf-8"), 41 lines, 1 of 2 runs, Some("2024-05-01 09:00:00") to Some("2024-11-19 11:54:00")
            == no tool log, a hotfix, and the end of a run of long ago
            Cannot tell: 1 thing(s) could not be checked. The first: ServiceConnectionTool.log could not be checked: no path was given, and there is none beside the download folder or in it.
              <X>: Inconclusive, 1 files, 0 redists, 0/0, Some(Signature) [1, 0, 0, 0, 0], named 1, unproved []
              <G>: Inconclusive, 5 files, 4 redists, 0/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              7 files, 0 empty; bytes: 15992, 15992 read, 15992 hashed; [7, 0, 0, 0, 0]
              CMV0107 Warning/Inconclusive: ServiceConnectionTool.log could not be checked: no path was given, and there is none beside the download folder or in it.
              CMV0211 Information/None: ConfigMgrSetup.log still holds 2 failure(s) of earlier setupdl runs. The first: File hash check failed: 0x80091007
                at ConfigMgrSetup.log:2+130 (1, 2) ERROR: File hash check failed: 0x80091007  $$<Configuration Manager Setup><05-01-2024 09:00:00.123-540><thread=4580 (0x11E4)>
              Setup: Some("utf-8"), 22 lines, 1 of 2 runs, Some("2024-05-01 09:00:00") to Some("2024-11-19 11:54:00")
            == no tool log
            Cannot tell: 1 thing(s) could not be checked. The first: ServiceConnectionTool.log could not be checked: no path was given, and there is none beside the download folder or in it.
              <G>: Inconclusive, 5 files, 4 redists, 0/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              6 files, 0 empty; bytes: 14232, 14232 read, 14232 hashed; [6, 0, 0, 0, 0]
              CMV0107 Warning/Inconclusive: ServiceConnectionTool.log could not be checked: no path was given, and there is none beside the download folder or in it.
              Setup: Some("utf-8"), 20 lines, 1 of 1 runs, Some("2024-11-19 11:54:00") to Some("2024-11-19 11:54:00")
            == a NUL in the tool's log
            Cannot tell: 1 thing(s) could not be checked. The first: ServiceConnectionTool.log could not be checked: it is not a text file: it holds binary data.
              <G>: Inconclusive, 5 files, 4 redists, 0/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              6 files, 0 empty; bytes: 14232, 14232 read, 14232 hashed; [6, 0, 0, 0, 0]
              CMV0107 Warning/Inconclusive: ServiceConnectionTool.log could not be checked: it is not a text file: it holds binary data.
                at ServiceConnectionTool.log -
              ServiceConnection: Some("utf-8"), 4 lines, 1 of 1 runs, Some("2024-11-19 11:53:38") to Some("2024-11-19 12:20:42")
              Setup: Some("utf-8"), 20 lines, 1 of 1 runs, Some("2024-11-19 11:54:00") to Some("2024-11-19 11:54:00")
            == the update is gone
            Not usable: 1 error(s). The first: The log reports the download of 2403 (<G>), but there is neither a folder nor a cabinet for it.
              do: Do not import this download. Remove the cause named below, empty the folder, download again, then verify again.
              <G>: NotUsable, 0 files, 0 redists, 1/0, None [0, 0, 0, 0, 0], named 0, unproved []
              1 files, 0 empty; bytes: 1752, 1752 read, 1752 hashed; [1, 0, 0, 0, 0]
              CMV0108 Error/NotUsable <G>: The log reports the download of 2403 (<G>), but there is neither a folder nor a cabinet for it.
                at ServiceConnectionTool.log:3+113 (2, 0) 2024-11-19 12:20:42 INFO:Successfully download redist for <G>
              CMV0310 Warning/Inconclusive: The download folder could not be checked: it holds no update.
                at UpdatePacks -
              ServiceConnection: Some("utf-8"), 3 lines, 1 of 1 runs, Some("2024-11-19 11:53:38") to Some("2024-11-19 12:20:42")
              Setup: Some("utf-8"), 20 lines, 1 of 1 runs, Some("2024-11-19 11:54:00") to Some("2024-11-19 11:54:00")
            == the payload is gone
            Not usable: 1 error(s). The first: The log reports the download of 2403 (<G>), but there is no payload file for it.
              <G>: NotUsable, 4 files, 4 redists, 1/0, Some(Signature) [4, 0, 0, 0, 0], named 4, unproved []
              5 files, 0 empty; bytes: 12472, 12472 read, 12472 hashed; [5, 0, 0, 0, 0]
              CMV0108 Error/NotUsable <G>: The log reports the download of 2403 (<G>), but there is no payload file for it.
                at ServiceConnectionTool.log:3+113 (2, 0) 2024-11-19 12:20:42 INFO:Successfully download redist for <G>
              ServiceConnection: Some("utf-8"), 3 lines, 1 of 1 runs, Some("2024-11-19 11:53:38") to Some("2024-11-19 12:20:42")
              Setup: Some("utf-8"), 20 lines, 1 of 1 runs, Some("2024-11-19 11:54:00") to Some("2024-11-19 11:54:00")
            == the payload is gone, and notes lie where it was
            Not usable: 1 error(s). The first: The log reports the download of 2403 (<G>), but there is no payload file for it.
              <G>: NotUsable, 6 files, 4 redists, 1/0, Some(Present) [4, 0, 0, 0, 2], named 6, unproved []
              9 files, 0 empty; bytes: 12476, 12476 read, 12472 hashed; [5, 0, 0, 0, 4]
              CMV0108 Error/NotUsable <G>: The log reports the download of 2403 (<G>), but there is no payload file for it.
                at ServiceConnectionTool.log:3+113 (2, 0) 2024-11-19 12:20:42 INFO:Successfully download redist for <G>
              ServiceConnection: Some("utf-8"), 3 lines, 1 of 1 runs, Some("2024-11-19 11:53:38") to Some("2024-11-19 12:20:42")
              Setup: Some("utf-8"), 20 lines, 1 of 1 runs, Some("2024-11-19 11:54:00") to Some("2024-11-19 11:54:00")
            == another update with redists
            Cannot tell: 1 thing(s) could not be checked. The first: The folder holds 2409 (<H>), but the log does not name it.
              do: Do not import yet. Verify again with: ServiceConnectionTool.log of the -connect run (it lies in the folder of the tool, and every run of the tool replaces it).
              <H>: Inconclusive, 5 files, 4 redists, 0/1, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              <G>: Usable, 5 files, 4 redists, 0/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              11 files, 0 empty; bytes: 26712, 26712 read, 26712 hashed; [11, 0, 0, 0, 0]
              CMV0109 Warning/Inconclusive <H>: The folder holds 2409 (<H>), but the log does not name it.
                at ServiceConnectionTool.log -
              ServiceConnection: Some("utf-8"), 3 lines, 1 of 1 runs, Some("2024-11-19 11:53:38") to Some("2024-11-19 12:20:42")
              Setup: Some("utf-8"), 20 lines, 1 of 1 runs, Some("2024-11-19 11:54:00") to Some("2024-11-19 11:54:00")
            == a release the log is silent about, without redists
            Not usable: 1 error(s). The first: 2409 (<H>) is a release that comes with redistributable files, but there is no Redist folder.
              do: Do not import this download. Remove the cause named below, empty the folder, download again, then verify again.
              <H>: NotUsable, 1 files, 0 redists, 1/0, Some(Signature) [1, 0, 0, 0, 0], named 1, unproved []
              <G>: Usable, 5 files, 4 redists, 0/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              7 files, 0 empty; bytes: 15992, 15992 read, 15992 hashed; [7, 0, 0, 0, 0]
              CMV0302 Error/NotUsable <H>: 2409 (<H>) is a release that comes with redistributable files, but there is no Redist folder.
              ServiceConnection: Some("utf-8"), 3 lines, 1 of 1 runs, Some("2024-11-19 11:53:38") to Some("2024-11-19 12:20:42")
              Setup: Some("utf-8"), 20 lines, 1 of 1 runs, Some("2024-11-19 11:54:00") to Some("2024-11-19 11:54:00")
            == an empty payload of a name nobody knows
            Not usable: 1 error(s). The first: The log reports the download of 2403 (<G>), but there is no payload file for it.
              <G>: NotUsable, 5 files, 4 redists, 1/0, Some(Present) [4, 0, 0, 0, 1], named 5, unproved []
              6 files, 1 empty; bytes: 12472, 12472 read, 12472 hashed; [5, 0, 0, 0, 1]
              CMV0108 Error/NotUsable <G>: The log reports the download of 2403 (<G>), but there is no payload file for it.
                at ServiceConnectionTool.log:3+113 (2, 0) 2024-11-19 12:20:42 INFO:Successfully download redist for <G>
              ServiceConnection: Some("utf-8"), 3 lines, 1 of 1 runs, Some("2024-11-19 11:53:38") to Some("2024-11-19 12:20:42")
              Setup: Some("utf-8"), 20 lines, 1 of 1 runs, Some("2024-11-19 11:54:00") to Some("2024-11-19 11:54:00")
            == an error after a stamp of another shape
            Not usable: 1 error(s). The first: The tool logged an error: x
              <G>: NotUsable, 5 files, 4 redists, 0/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              6 files, 0 empty; bytes: 14232, 14232 read, 14232 hashed; [6, 0, 0, 0, 0]
              CMV0104 Error/NotUsable: The tool logged an error: x
                at ServiceConnectionTool.log:4+209 (2, 0) 11/19/2024 12:20:43 PM ERROR:x
              ServiceConnection: Some("utf-8"), 4 lines, 1 of 1 runs, Some("2024-11-19 11:53:38") to Some("2024-11-19 12:20:43")
              Setup: Some("utf-8"), 20 lines, 1 of 1 runs, Some("2024-11-19 11:54:00") to Some("2024-11-19 11:54:00")
            == download failed
            Not usable: 1 error(s). The first: setupdl could not download C:\temp\UpdatePacks\<G>\Redist\LanguagePack\a.cab: 0x80072EE2 ERROR_WINHTTP_TIMEOUT.
              <G>: NotUsable, 5 files, 4 redists, 1/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              6 files, 0 empty; bytes: 14232, 14232 read, 14232 hashed; [6, 0, 0, 0, 0]
              CMV0201 Error/NotUsable <G> C:\temp\UpdatePacks\<G>\Redist\LanguagePack\a.cab: setupdl could not download C:\temp\UpdatePacks\<G>\Redist\LanguagePack\a.cab: 0x80072EE2 ERROR_WINHTTP_TIMEOUT.
                error Some("0x80072EE2") ERROR_WINHTTP_TIMEOUT
                at ConfigMgrSetup.log:20+3343 (2, 1) ERROR: Download() failed with 0x80072EE2  $$<Configuration Manager Setup><11-19-2024 11:54:00.123-540><thread=4580 (0x11E4)>
              ServiceConnection: Some("utf-8"), 3 lines, 1 of 1 runs, Some("2024-11-19 11:53:38") to Some("2024-11-19 12:20:42")
              Setup: Some("utf-8"), 21 lines, 1 of 1 runs, Some("2024-11-19 11:54:00") to Some("2024-11-19 11:54:00")
            == download failed, CMTrace columns
            Not usable: 1 error(s). The first: setupdl could not download a file that the log does not name: 0x80072EE2 ERROR_WINHTTP_TIMEOUT.
              <G>: NotUsable, 5 files, 4 redists, 0/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              6 files, 0 empty; bytes: 14232, 14232 read, 14232 hashed; [6, 0, 0, 0, 0]
              CMV0201 Error/NotUsable: setupdl could not download a file that the log does not name: 0x80072EE2 ERROR_WINHTTP_TIMEOUT.
                error Some("0x80072EE2") ERROR_WINHTTP_TIMEOUT
                at ConfigMgrSetup.log:22+3573 (2, 1) ERROR: Download() failed with 0x80072EE2	Configuration Manager Setup	2024/11/19 11:55:00	1 (0x1)
              ServiceConnection: Some("utf-8"), 3 lines, 1 of 1 runs, Some("2024-11-19 11:53:38") to Some("2024-11-19 12:20:42")
              Setup: Some("utf-8"), 23 lines, 2 of 2 runs, Some("2024-11-19 11:54:00") to Some("2024-11-19 11:55:00")
            == hash check
            Not usable: 1 error(s). The first: The hash check of setupdl failed for C:\temp\UpdatePacks\<G>\Redist\LanguagePack\a.cab.
              <G>: NotUsable, 5 files, 4 redists, 1/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              6 files, 0 empty; bytes: 14232, 14232 read, 14232 hashed; [6, 0, 0, 0, 0]
              CMV0202 Error/NotUsable <G> C:\temp\UpdatePacks\<G>\Redist\LanguagePack\a.cab: The hash check of setupdl failed for C:\temp\UpdatePacks\<G>\Redist\LanguagePack\a.cab.
                at ConfigMgrSetup.log:20+3343 (2, 1) File hash check failed  $$<Configuration Manager Setup><11-19-2024 11:54:00.123-540><thread=4580 (0x11E4)>
              ServiceConnection: Some("utf-8"), 3 lines, 1 of 1 runs, Some("2024-11-19 11:53:38") to Some("2024-11-19 12:20:42")
              Setup: Some("utf-8"), 21 lines, 1 of 1 runs, Some("2024-11-19 11:54:00") to Some("2024-11-19 11:54:00")
            == signature
            Not usable: 1 error(s). The first: The signature check of setupdl failed for d:\a.msi.
              <G>: NotUsable, 5 files, 4 redists, 1/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              6 files, 0 empty; bytes: 14232, 14232 read, 14232 hashed; [6, 0, 0, 0, 0]
              CMV0203 Error/NotUsable <G> d:\a.msi: The signature check of setupdl failed for d:\a.msi.
                at ConfigMgrSetup.log:20+3343 (2, 1) Error: failed to verify 'd:\a.msi' authenticode signature.  $$<Configuration Manager Setup><11-19-2024 11:54:00.123-540><thread=4580 (0x11E4)>
              ServiceConnection: Some("utf-8"), 3 lines, 1 of 1 runs, Some("2024-11-19 11:53:38") to Some("2024-11-19 12:20:42")
              Setup: Some("utf-8"), 21 lines, 1 of 1 runs, Some("2024-11-19 11:54:00") to Some("2024-11-19 11:54:00")
            == manifest
            Not usable: 1 error(s). The first: setupdl could not verify the manifest of the redistributable files of 2403 (<G>).
              <G>: NotUsable, 5 files, 4 redists, 1/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              6 files, 0 empty; bytes: 14232, 14232 read, 14232 hashed; [6, 0, 0, 0, 0]
              CMV0204 Error/NotUsable <G>: setupdl could not verify the manifest of the redistributable files of 2403 (<G>).
                at ConfigMgrSetup.log:20+3343 (2, 1) ERROR: Manifest verification failed  $$<Configuration Manager Setup><11-19-2024 11:54:00.123-540><thread=4580 (0x11E4)>
              ServiceConnection: Some("utf-8"), 3 lines, 1 of 1 runs, Some("2024-11-19 11:53:38") to Some("2024-11-19 12:20:42")
              Setup: Some("utf-8"), 21 lines, 1 of 1 runs, Some("2024-11-19 11:54:00") to Some("2024-11-19 11:54:00")
            == run cut
            Not usable: 1 error(s). The first: The setupdl run for 2403 (<G>) is not complete: it starts and does not end, so setupdl was stopped or is still running.
              <G>: NotUsable, 5 files, 4 redists, 1/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              6 files, 0 empty; bytes: 14232, 14232 read, 14232 hashed; [6, 0, 0, 0, 0]
              CMV0205 Error/NotUsable <G>: The setupdl run for 2403 (<G>) is not complete: it starts and does not end, so setupdl was stopped or is still running.
                at ConfigMgrSetup.log:11+1701 (2, 0) INFO: Verifying signature for file 
              ServiceConnection: Some("utf-8"), 3 lines, 1 of 1 runs, Some("2024-11-19 11:53:38") to Some("2024-11-19 12:20:42")
              Setup: Some("utf-8"), 11 lines, 1 of 1 runs, Some("2024-11-19 11:54:00") to Some("2024-11-19 11:54:00")
            == the newest of two runs did not end
            Not usable: 1 error(s). The first: The setupdl run for an update that the log does not name is not complete: it starts and does not end, so setupdl was stopped or is still running.
              <G>: NotUsable, 5 files, 4 redists, 0/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              6 files, 0 empty; bytes: 14232, 14232 read, 14232 hashed; [6, 0, 0, 0, 0]
              CMV0205 Error/NotUsable: The setupdl run for an update that the log does not name is not complete: it starts and does not end, so setupdl was stopped or is still running.
                at ConfigMgrSetup.log:21+3473 (2, 0) INFO: Setup downloader setupdl.exe: STARTED  $$<Configuration Manager Setup><11-19-2024 12:10:00.123-540><thread=4580 (0x11E4)>
              ServiceConnection: Some("utf-8"), 3 lines, 1 of 1 runs, Some("2024-11-19 11:53:38") to Some("2024-11-19 12:20:42")
              Setup: Some("utf-8"), 21 lines, 2 of 2 runs, Some("2024-11-19 11:54:00") to Some("2024-11-19 12:10:00")
            == parked on the driver
            Not usable: 1 error(s). The first: The setupdl run for 2403 (<G>) is not complete: it starts and does not end, so setupdl was stopped or is still running.
              <G>: NotUsable, 5 files, 4 redists, 1/1, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              6 files, 0 empty; bytes: 14232, 14232 read, 14232 hashed; [6, 0, 0, 0, 0]
              CMV0205 Error/NotUsable <G>: The setupdl run for 2403 (<G>) is not complete: it starts and does not end, so setupdl was stopped or is still running.
                at ConfigMgrSetup.log:20+3343 (2, 0) Failed to open MSODBCSQL18. Error = 2  $$<Configuration Manager Setup><11-19-2024 11:54:00.123-540><thread=4580 (0x11E4)>
              CMV0210 Warning/None <G>: The setupdl run for 2403 (<G>) ends at a line about the ODBC driver (MSODBCSQL).
                at ConfigMgrSetup.log:20+3343 (2, 0) Failed to open MSODBCSQL18. Error = 2  $$<Configuration Manager Setup><11-19-2024 11:54:00.123-540><thread=4580 (0x11E4)>
              ServiceConnection: Some("utf-8"), 3 lines, 1 of 1 runs, Some("2024-11-19 11:53:38") to Some("2024-11-19 12:20:42")
              Setup: Some("utf-8"), 20 lines, 1 of 1 runs, Some("2024-11-19 11:54:00") to Some("2024-11-19 11:54:00")
            == only an older run
            Cannot tell: 1 thing(s) could not be checked. The first: ConfigMgrSetup.log holds no setupdl run that belongs to the download of 2403 (<G>).
              do: Do not import yet. Verify again with: ConfigMgrSetup.log from the root of the system drive of the connected PC.
              <G>: Inconclusive, 5 files, 4 redists, 0/1, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              6 files, 0 empty; bytes: 14232, 14232 read, 14232 hashed; [6, 0, 0, 0, 0]
              CMV0206 Warning/Inconclusive <G>: ConfigMgrSetup.log holds no setupdl run that belongs to the download of 2403 (<G>).
                at ConfigMgrSetup.log -
              ServiceConnection: Some("utf-8"), 3 lines, 1 of 1 runs, Some("2024-11-19 11:53:38") to Some("2024-11-19 12:20:42")
              Setup: Some("utf-8"), 20 lines, 0 of 1 runs, Some("2024-11-18 11:54:00") to Some("2024-11-18 11:54:00")
            == no run
            Cannot tell: 1 thing(s) could not be checked. The first: ConfigMgrSetup.log holds no setupdl run that belongs to the download of 2403 (<G>).
              <G>: Inconclusive, 5 files, 4 redists, 0/1, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              6 files, 0 empty; bytes: 14232, 14232 read, 14232 hashed; [6, 0, 0, 0, 0]
              CMV0206 Warning/Inconclusive <G>: ConfigMgrSetup.log holds no setupdl run that belongs to the download of 2403 (<G>).
                at ConfigMgrSetup.log -
              ServiceConnection: Some("utf-8"), 3 lines, 1 of 1 runs, Some("2024-11-19 11:53:38") to Some("2024-11-19 12:20:42")
              Setup: None, 0 lines, 0 of 0 runs, None to None
            == no setup log
            Cannot tell: 1 thing(s) could not be checked. The first: ConfigMgrSetup.log could not be checked: no path was given, and there is none beside the download folder or in it.
              <G>: Inconclusive, 5 files, 4 redists, 0/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              6 files, 0 empty; bytes: 14232, 14232 read, 14232 hashed; [6, 0, 0, 0, 0]
              CMV0207 Warning/Inconclusive: ConfigMgrSetup.log could not be checked: no path was given, and there is none beside the download folder or in it.
              ServiceConnection: Some("utf-8"), 3 lines, 1 of 1 runs, Some("2024-11-19 11:53:38") to Some("2024-11-19 12:20:42")
            == a NUL in the setup log
            Cannot tell: 1 thing(s) could not be checked. The first: ConfigMgrSetup.log could not be checked: it is not a text file: it holds binary data.
              <G>: Inconclusive, 5 files, 4 redists, 0/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              6 files, 0 empty; bytes: 14232, 14232 read, 14232 hashed; [6, 0, 0, 0, 0]
              CMV0207 Warning/Inconclusive: ConfigMgrSetup.log could not be checked: it is not a text file: it holds binary data.
                at ConfigMgrSetup.log -
              ServiceConnection: Some("utf-8"), 3 lines, 1 of 1 runs, Some("2024-11-19 11:53:38") to Some("2024-11-19 12:20:42")
              Setup: Some("utf-8"), 21 lines, 1 of 1 runs, Some("2024-11-19 11:54:00") to Some("2024-11-19 11:54:00")
            == a file of the run is gone
            Not usable: 1 error(s). The first: setupdl logged SQLSysClrTypes.msi for 2403 (<G>), but the folder does not hold it.
              do: Do not import this download. Remove the cause named below, empty the folder, download again, then verify again.
              <G>: NotUsable, 4 files, 3 redists, 1/0, Some(Signature) [4, 0, 0, 0, 0], named 4, unproved []
              5 files, 0 empty; bytes: 9112, 9112 read, 9112 hashed; [5, 0, 0, 0, 0]
              CMV0208 Error/NotUsable <G> SQLSysClrTypes.msi: setupdl logged SQLSysClrTypes.msi for 2403 (<G>), but the folder does not hold it.
                at ConfigMgrSetup.log:12+1910 (2, 2) INFO: Downloading https://go.microsoft.com/fwlink/?LinkId=2115685 as SQLSysClrTypes.msi  $$<Configuration Manager Setup><11-19-2024 11:54:00.123-540><thread=4580 (0x11E4)>
              ServiceConnection: Some("utf-8"), 3 lines, 1 of 1 runs, Some("2024-11-19 11:53:38") to Some("2024-11-19 12:20:42")
              Setup: Some("utf-8"), 20 lines, 1 of 1 runs, Some("2024-11-19 11:54:00") to Some("2024-11-19 11:54:00")
            == another error of setupdl
            Not usable: 1 error(s). The first: setupdl logged an error: VerifyExternalFile failed: 0x80070002
              <G>: NotUsable, 5 files, 4 redists, 1/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              6 files, 0 empty; bytes: 14232, 14232 read, 14232 hashed; [6, 0, 0, 0, 0]
              CMV0209 Error/NotUsable <G> C:\temp\UpdatePacks\<G>\Redist\LanguagePack\a.cab: setupdl logged an error: VerifyExternalFile failed: 0x80070002
                error Some("0x80070002") ERROR_FILE_NOT_FOUND
                at ConfigMgrSetup.log:20+3343 (2, 1) ERROR: VerifyExternalFile failed: 0x80070002  $$<Configuration Manager Setup><11-19-2024 11:54:00.123-540><thread=4580 (0x11E4)>
              ServiceConnection: Some("utf-8"), 3 lines, 1 of 1 runs, Some("2024-11-19 11:53:38") to Some("2024-11-19 12:20:42")
              Setup: Some("utf-8"), 21 lines, 1 of 1 runs, Some("2024-11-19 11:54:00") to Some("2024-11-19 11:54:00")
            == a Redist folder with nothing but a left-over
            Not usable: 1 error(s). The first: The log reports redistributable files for 2403 (<G>), but the Redist folder holds no file.
              <G>: NotUsable, 2 files, 0 redists, 1/1, Some(Signature) [1, 0, 0, 0, 1], named 2, unproved []
              3 files, 0 empty; bytes: 3513, 3513 read, 3512 hashed; [2, 0, 0, 0, 1]
              CMV0302 Error/NotUsable <G>: The log reports redistributable files for 2403 (<G>), but the Redist folder holds no file.
                at ServiceConnectionTool.log:3+113 (2, 0) 2024-11-19 12:20:42 INFO:Successfully download redist for <G>
              CMV0309 Warning/None <G> UpdatePacks/<G>/Redist/BIT1234.tmp: <G>/Redist/BIT1234.tmp looks like a temporary or partial file.
                at UpdatePacks/<G>/Redist/BIT1234.tmp -
              ServiceConnection: Some("utf-8"), 3 lines, 1 of 1 runs, Some("2024-11-19 11:53:38") to Some("2024-11-19 12:20:42")
              Setup: Some("utf-8"), 20 lines, 1 of 1 runs, Some("2024-11-19 11:54:00") to Some("2024-11-19 11:54:00")
            == an empty redist
            Not usable: 1 error(s). The first: <G>/Redist/SQLSysClrTypes.msi is empty (0 bytes).
              <G>: NotUsable, 5 files, 4 redists, 1/0, Some(LoggedHash) [4, 0, 1, 0, 0], named 5, unproved []
              6 files, 1 empty; bytes: 9112, 9112 read, 9112 hashed; [5, 0, 1, 0, 0]
              CMV0301 Error/NotUsable <G> UpdatePacks/<G>/Redist/SQLSysClrTypes.msi: <G>/Redist/SQLSysClrTypes.msi is empty (0 bytes).
                at UpdatePacks/<G>/Redist/SQLSysClrTypes.msi -
              ServiceConnection: Some("utf-8"), 3 lines, 1 of 1 runs, Some("2024-11-19 11:53:38") to Some("2024-11-19 12:20:42")
              Setup: Some("utf-8"), 20 lines, 1 of 1 runs, Some("2024-11-19 11:54:00") to Some("2024-11-19 11:54:00")
            == an empty redist far below
            Not usable: 1 error(s). The first: <G>/Redist/LanguagePack/SMSSETUP/BIN/X64/a.dll is empty (0 bytes).
              <G>: NotUsable, 6 files, 5 redists, 1/0, Some(Present) [5, 0, 0, 0, 1], named 6, unproved []
              7 files, 1 empty; bytes: 14312, 14312 read, 14312 hashed; [6, 0, 0, 0, 1]
              CMV0301 Error/NotUsable <G> UpdatePacks/<G>/Redist/LanguagePack/SMSSETUP/BIN/X64/a.dll: <G>/Redist/LanguagePack/SMSSETUP/BIN/X64/a.dll is empty (0 bytes).
                at UpdatePacks/<G>/Redist/LanguagePack/SMSSETUP/BIN/X64/a.dll -
              ServiceConnection: Some("utf-8"), 3 lines, 1 of 1 runs, Some("2024-11-19 11:53:38") to Some("2024-11-19 12:20:42")
              Setup: Some("utf-8"), 20 lines, 1 of 1 runs, Some("2024-11-19 11:54:00") to Some("2024-11-19 11:54:00")
            == no Redist folder
            Not usable: 1 error(s). The first: The log reports redistributable files for 2403 (<G>), but there is no Redist folder.
              <G>: NotUsable, 1 files, 0 redists, 1/0, Some(Signature) [1, 0, 0, 0, 0], named 1, unproved []
              2 files, 0 empty; bytes: 3512, 3512 read, 3512 hashed; [2, 0, 0, 0, 0]
              CMV0302 Error/NotUsable <G>: The log reports redistributable files for 2403 (<G>), but there is no Redist folder.
                at ServiceConnectionTool.log:3+113 (2, 0) 2024-11-19 12:20:42 INFO:Successfully download redist for <G>
              ServiceConnection: Some("utf-8"), 3 lines, 1 of 1 runs, Some("2024-11-19 11:53:38") to Some("2024-11-19 12:20:42")
              Setup: Some("utf-8"), 20 lines, 1 of 1 runs, Some("2024-11-19 11:54:00") to Some("2024-11-19 11:54:00")
            == a Redist folder without a file
            Not usable: 1 error(s). The first: The log reports redistributable files for 2403 (<G>), but the Redist folder holds no file.
              <G>: NotUsable, 1 files, 0 redists, 1/0, Some(Signature) [1, 0, 0, 0, 0], named 1, unproved []
              2 files, 0 empty; bytes: 3512, 3512 read, 3512 hashed; [2, 0, 0, 0, 0]
              CMV0302 Error/NotUsable <G>: The log reports redistributable files for 2403 (<G>), but the Redist folder holds no file.
                at ServiceConnectionTool.log:3+113 (2, 0) 2024-11-19 12:20:42 INFO:Successfully download redist for <G>
              ServiceConnection: Some("utf-8"), 3 lines, 1 of 1 runs, Some("2024-11-19 11:53:38") to Some("2024-11-19 12:20:42")
              Setup: Some("utf-8"), 20 lines, 1 of 1 runs, Some("2024-11-19 11:54:00") to Some("2024-11-19 11:54:00")
            == no manifest of updates
            Not usable: 1 error(s). The first: The folder holds neither ConfigMgr.Update.Manifest.cab nor ConfigMgr.Update.Manifest.enc.
              <G>: NotUsable, 5 files, 4 redists, 0/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              5 files, 0 empty; bytes: 12480, 12480 read, 12480 hashed; [5, 0, 0, 0, 0]
              CMV0303 Error/NotUsable: The folder holds neither ConfigMgr.Update.Manifest.cab nor ConfigMgr.Update.Manifest.enc.
                at UpdatePacks -
              ServiceConnection: Some("utf-8"), 3 lines, 1 of 1 runs, Some("2024-11-19 11:53:38") to Some("2024-11-19 12:20:42")
              Setup: Some("utf-8"), 20 lines, 1 of 1 runs, Some("2024-11-19 11:54:00") to Some("2024-11-19 11:54:00")
            == an empty manifest of updates
            Not usable: 1 error(s). The first: ConfigMgr.Update.Manifest.cab is empty (0 bytes).
              <G>: NotUsable, 5 files, 4 redists, 0/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              6 files, 1 empty; bytes: 12480, 12480 read, 12480 hashed; [5, 0, 0, 0, 1]
              CMV0304 Error/NotUsable UpdatePacks/ConfigMgr.Update.Manifest.cab: ConfigMgr.Update.Manifest.cab is empty (0 bytes).
                at UpdatePacks/ConfigMgr.Update.Manifest.cab -
              ServiceConnection: Some("utf-8"), 3 lines, 1 of 1 runs, Some("2024-11-19 11:53:38") to Some("2024-11-19 12:20:42")
              Setup: Some("utf-8"), 20 lines, 1 of 1 runs, Some("2024-11-19 11:54:00") to Some("2024-11-19 11:54:00")
            == an empty payload
            Not usable: 1 error(s). The first: <G>/<G>.cab is empty (0 bytes).
              <G>: NotUsable, 5 files, 4 redists, 1/0, Some(Present) [4, 0, 0, 0, 1], named 5, unproved []
              6 files, 1 empty; bytes: 12472, 12472 read, 12472 hashed; [5, 0, 0, 0, 1]
              CMV0304 Error/NotUsable <G> UpdatePacks/<G>/<G>.cab: <G>/<G>.cab is empty (0 bytes).
                at UpdatePacks/<G>/<G>.cab -
              ServiceConnection: Some("utf-8"), 3 lines, 1 of 1 runs, Some("2024-11-19 11:53:38") to Some("2024-11-19 12:20:42")
              Setup: Some("utf-8"), 20 lines, 1 of 1 runs, Some("2024-11-19 11:54:00") to Some("2024-11-19 11:54:00")
            == empty content of the console
            Not usable: 1 error(s). The first: ConfigMgr.AdminUIContent.auc is empty (0 bytes).
              <G>: NotUsable, 5 files, 4 redists, 0/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              7 files, 1 empty; bytes: 14232, 14232 read, 14232 hashed; [6, 0, 0, 0, 1]
              CMV0304 Error/NotUsable UpdatePacks/ConfigMgr.AdminUIContent.auc: ConfigMgr.AdminUIContent.auc is empty (0 bytes).
                at UpdatePacks/ConfigMgr.AdminUIContent.auc -
              ServiceConnection: Some("utf-8"), 3 lines, 1 of 1 runs, Some("2024-11-19 11:53:38") to Some("2024-11-19 12:20:42")
              Setup: Some("utf-8"), 20 lines, 1 of 1 runs, Some("2024-11-19 11:54:00") to Some("2024-11-19 11:54:00")
            == an empty folder of an update
            Cannot tell: 1 thing(s) could not be checked. The first: The download folder could not be checked: the folder of <X> holds no file.
              do: Do not import yet. Verify again with: the folder that was named with -updatepackdest, readable and complete.
              <X>: Inconclusive, 0 files, 0 redists, 0/1, None [0, 0, 0, 0, 0], named 0, unproved []
              <G>: Usable, 5 files, 4 redists, 0/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              6 files, 0 empty; bytes: 14232, 14232 read, 14232 hashed; [6, 0, 0, 0, 0]
              CMV0310 Warning/Inconclusive <X>: The download folder could not be checked: the folder of <X> holds no file.
              ServiceConnection: Some("utf-8"), 3 lines, 1 of 1 runs, Some("2024-11-19 11:53:38") to Some("2024-11-19 12:20:42")
              Setup: Some("utf-8"), 20 lines, 1 of 1 runs, Some("2024-11-19 11:54:00") to Some("2024-11-19 11:54:00")
        "#]],
        "single faults in the wording since 2509" => expect![[r#"
            == redist failed
            Not usable: 1 error(s). The first: The tool failed to download the redistributable files of 2409 (<H>).
              do: Do not import this download. Remove the cause named below, empty the folder, download again, then verify again.
              <X>: Usable, 1 files, 0 redists, 0/0, Some(Signature) [1, 0, 0, 0, 0], named 1, unproved []
              <H>: NotUsable, 5 files, 4 redists, 1/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              7 files, 0 empty; bytes: 15992, 15992 read, 15992 hashed; [7, 0, 0, 0, 0]
              CMV0101 Error/NotUsable <H>: The tool failed to download the redistributable files of 2409 (<H>).
                at ServiceConnectionTool.log:5+357 (2, 2) ERROR:Failed to download Redists for <H>
              ServiceConnection: Some("utf-8"), 7 lines, 1 of 1 runs, None to None
              Setup: Some("utf-8"), 20 lines, 1 of 1 runs, Some("2026-02-03 09:00:00") to Some("2026-02-03 09:00:00")
            == redist cut
            Not usable: 1 error(s). The first: The tool began to download the redistributable files of 2409 (<H>), and its log shows neither success nor failure.
              <X>: Usable, 1 files, 0 redists, 0/0, Some(Signature) [1, 0, 0, 0, 0], named 1, unproved []
              <H>: NotUsable, 5 files, 4 redists, 1/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              7 files, 0 empty; bytes: 15992, 15992 read, 15992 hashed; [7, 0, 0, 0, 0]
              CMV0102 Error/NotUsable <H>: The tool began to download the redistributable files of 2409 (<H>), and its log shows neither success nor failure.
                at ServiceConnectionTool.log:4+291 (2, 2) INFO:Downloading Redists for <H>
              ServiceConnection: Some("utf-8"), 7 lines, 1 of 1 runs, None to None
              Setup: Some("utf-8"), 20 lines, 1 of 1 runs, Some("2026-02-03 09:00:00") to Some("2026-02-03 09:00:00")
            == payload cut
            Not usable: 1 error(s). The first: The tool began to download the payload of <X>, and its log does not report the end.
              <X>: NotUsable, 1 files, 0 redists, 1/0, Some(Signature) [1, 0, 0, 0, 0], named 1, unproved []
              <H>: Usable, 5 files, 4 redists, 0/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              7 files, 0 empty; bytes: 15992, 15992 read, 15992 hashed; [7, 0, 0, 0, 0]
              CMV0103 Error/NotUsable <X>: The tool began to download the payload of <X>, and its log does not report the end.
                at ServiceConnectionTool.log:6+435 (2, 1) INFO:Downloading Payload <X> version 5.0.9132.1011. More information: https://go.microsoft.com/fwlink/?LinkId=2
              ServiceConnection: Some("utf-8"), 7 lines, 1 of 1 runs, None to None
              Setup: Some("utf-8"), 20 lines, 1 of 1 runs, Some("2026-02-03 09:00:00") to Some("2026-02-03 09:00:00")
            == stopped after the payload
            Cannot tell: 1 thing(s) could not be checked. The first: The folder holds 2409 (<H>), but the log does not name it.
              do: Do not import yet. Verify again with: ServiceConnectionTool.log of the -connect run (it lies in the folder of the tool, and every run of the tool replaces it).
              <X>: Usable, 1 files, 0 redists, 0/0, Some(Signature) [1, 0, 0, 0, 0], named 1, unproved []
              <H>: Inconclusive, 5 files, 4 redists, 0/1, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              7 files, 0 empty; bytes: 15992, 15992 read, 15992 hashed; [7, 0, 0, 0, 0]
              CMV0109 Warning/Inconclusive <H>: The folder holds 2409 (<H>), but the log does not name it.
                at ServiceConnectionTool.log -
              ServiceConnection: Some("utf-8"), 5 lines, 1 of 1 runs, None to None
              Setup: Some("utf-8"), 20 lines, 0 of 1 runs, Some("2026-02-03 09:00:00") to Some("2026-02-03 09:00:00")
            == stopped after the payload, before Redist was made
            Not usable: 1 error(s). The first: 2409 (<H>) is a release that comes with redistributable files, but there is no Redist folder.
              do: Do not import this download. Remove the cause named below, empty the folder, download again, then verify again.
              <X>: Usable, 1 files, 0 redists, 0/0, Some(Signature) [1, 0, 0, 0, 0], named 1, unproved []
              <H>: NotUsable, 1 files, 0 redists, 1/0, Some(Signature) [1, 0, 0, 0, 0], named 1, unproved []
              3 files, 0 empty; bytes: 5272, 5272 read, 5272 hashed; [3, 0, 0, 0, 0]
              CMV0302 Error/NotUsable <H>: 2409 (<H>) is a release that comes with redistributable files, but there is no Redist folder.
              ServiceConnection: Some("utf-8"), 5 lines, 1 of 1 runs, None to None
              Setup: Some("utf-8"), 20 lines, 0 of 1 runs, Some("2026-02-03 09:00:00") to Some("2026-02-03 09:00:00")
            == the hotfix is gone
            Not usable: 1 error(s). The first: The log reports the download of <X>, but there is neither a folder nor a cabinet for it.
              <X>: NotUsable, 0 files, 0 redists, 1/0, None [0, 0, 0, 0, 0], named 0, unproved []
              <H>: Usable, 5 files, 4 redists, 0/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              6 files, 0 empty; bytes: 14232, 14232 read, 14232 hashed; [6, 0, 0, 0, 0]
              CMV0108 Error/NotUsable <X>: The log reports the download of <X>, but there is neither a folder nor a cabinet for it.
                at ServiceConnectionTool.log:7+580 (2, 0) INFO:Downloaded Payload <X> size = 1760
              ServiceConnection: Some("utf-8"), 7 lines, 1 of 1 runs, None to None
              Setup: Some("utf-8"), 20 lines, 1 of 1 runs, Some("2026-02-03 09:00:00") to Some("2026-02-03 09:00:00")
            == a hotfix that the log should name
            Cannot tell: 1 thing(s) could not be checked. The first: The folder holds 2403 (<G>), but the log does not name it.
              do: Do not import yet. Verify again with: ServiceConnectionTool.log of the -connect run (it lies in the folder of the tool, and every run of the tool replaces it).
              <X>: Usable, 1 files, 0 redists, 0/0, Some(Signature) [1, 0, 0, 0, 0], named 1, unproved []
              <H>: Usable, 5 files, 4 redists, 0/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              <G>: Inconclusive, 1 files, 0 redists, 0/1, Some(Signature) [1, 0, 0, 0, 0], named 1, unproved []
              8 files, 0 empty; bytes: 17752, 17752 read, 17752 hashed; [8, 0, 0, 0, 0]
              CMV0109 Warning/Inconclusive <G>: The folder holds 2403 (<G>), but the log does not name it.
                at ServiceConnectionTool.log -
              ServiceConnection: Some("utf-8"), 7 lines, 1 of 1 runs, None to None
              Setup: Some("utf-8"), 20 lines, 1 of 1 runs, Some("2026-02-03 09:00:00") to Some("2026-02-03 09:00:00")
        "#]],
        "faults in content" => expect![[r#"
            == nothing
            Usable: 1 update(s), 6 file(s), 13.8 KB. All that is needed was checked, and nothing is missing or wrong.
              do: On the offline site, import it with: ServiceConnectionTool.exe -import -updatepacksrc <folder>. Before you install the update, read the checklist of its release (https://learn.microsoft.com/intune/configmgr/core/servers/manage/prepare-in-console-updates) and back up the site (https://learn.microsoft.com/intune/configmgr/core/servers/manage/backup-and-recovery).
              <G>: Usable, 5 files, 4 redists, 0/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              6 files, 0 empty; bytes: 14232, 14232 read, 14232 hashed; [6, 0, 0, 0, 0]
            == a bit of a listed file
            Not usable: 2 error(s). The first: The SHA-256 of <G>/Redist/SQLSysClrTypes.msi is not the one that ConfigMgr.Manifest.xml lists.
              do: Do not import this download. Remove the cause named below, empty the folder, download again, then verify again.
              <G>: NotUsable, 5 files, 4 redists, 2/0, Some(Present) [4, 0, 0, 0, 1], named 5, unproved []
              6 files, 0 empty; bytes: 14232, 14232 read, 14232 hashed; [5, 0, 0, 0, 1]
              CMV0401 Error/NotUsable <G> UpdatePacks/<G>/Redist/SQLSysClrTypes.msi: The SHA-256 of <G>/Redist/SQLSysClrTypes.msi is not the one that ConfigMgr.Manifest.xml lists.
                expected Some("0A82E02595B124413F432B8551767541EEDC81B2827F2D3FF65FE87B5A721684"), was Some("4FA749AFDC39DF12CEC0F0AAE0CCA4D5310052F6C0328AF369BB22522736994C")
                at UpdatePacks/<G>/Redist/SQLSysClrTypes.msi -
              CMV0501 Error/NotUsable <G> UpdatePacks/<G>/Redist/SQLSysClrTypes.msi: The check of <G>/Redist/SQLSysClrTypes.msi against its own signature failed: its SHA256 digest is not the one that Example Signer signed.
                expected Some("7C8687E2BFC4F4A57F99D0C62103BA7505231E30F9E51D4A051CDB017707A455"), was Some("0167A5A759ADDBD8C57E9AC913E7E941BCCF0FA18DC08C88176B07B3727E8CE1")
                at UpdatePacks/<G>/Redist/SQLSysClrTypes.msi -
              ServiceConnection: Some("utf-8"), 3 lines, 1 of 1 runs, Some("2024-11-19 11:53:38") to Some("2024-11-19 12:20:42")
              Setup: Some("utf-8"), 20 lines, 1 of 1 runs, Some("2024-11-19 11:54:00") to Some("2024-11-19 11:54:00")
            == a bit of a listed cabinet in a subfolder
            Not usable: 3 error(s). The first: <G>/Redist/LanguagePack/a.cab does not hold what its name says: its content is damaged (block 0 of folder 0: data checksum).
              <G>: NotUsable, 5 files, 4 redists, 3/0, Some(Present) [4, 0, 0, 0, 1], named 5, unproved []
              6 files, 0 empty; bytes: 14232, 14232 read, 14232 hashed; [5, 0, 0, 0, 1]
              CMV0306 Error/NotUsable <G> UpdatePacks/<G>/Redist/LanguagePack/a.cab: <G>/Redist/LanguagePack/a.cab does not hold what its name says: its content is damaged (block 0 of folder 0: data checksum).
                at UpdatePacks/<G>/Redist/LanguagePack/a.cab -
              CMV0401 Error/NotUsable <G> UpdatePacks/<G>/Redist/LanguagePack/a.cab: The SHA-256 of <G>/Redist/LanguagePack/a.cab is not the one that ConfigMgr.LN.Manifest.xml lists.
                expected Some("71361D3B9E90B894D13831B81368081C000AB29647426F38C6C3B4A199FDE50D"), was Some("AC7BB9D63953853CC0D7415E5139B034A1ABFD4BB0BD9E423A1758A2F127A2BC")
                at UpdatePacks/<G>/Redist/LanguagePack/a.cab -
              CMV0501 Error/NotUsable <G> UpdatePacks/<G>/Redist/LanguagePack/a.cab: The check of <G>/Redist/LanguagePack/a.cab against its own signature failed: its SHA256 digest is not the one that Example Signer signed.
                expected Some("C58E85E74A8AD36DA3D79E3BCD3CD7F2998C91935A8B9AC0D1F32CAF67A879E2"), was Some("8593A69DC14D0E3C09EBDFBA11135F050A48952ED36E16364515BB6932673B3B")
                at UpdatePacks/<G>/Redist/LanguagePack/a.cab -
              ServiceConnection: Some("utf-8"), 3 lines, 1 of 1 runs, Some("2024-11-19 11:53:38") to Some("2024-11-19 12:20:42")
              Setup: Some("utf-8"), 20 lines, 1 of 1 runs, Some("2024-11-19 11:54:00") to Some("2024-11-19 11:54:00")
            == a bit of the signed payload
            Not usable: 2 error(s). The first: <G>/<G>.cab does not hold what its name says: its content is damaged (block 0 of folder 0: data checksum).
              <G>: NotUsable, 5 files, 4 redists, 2/0, Some(Present) [4, 0, 0, 0, 1], named 5, unproved []
              6 files, 0 empty; bytes: 14232, 14232 read, 14232 hashed; [5, 0, 0, 0, 1]
              CMV0306 Error/NotUsable <G> UpdatePacks/<G>/<G>.cab: <G>/<G>.cab does not hold what its name says: its content is damaged (block 0 of folder 0: data checksum).
                at UpdatePacks/<G>/<G>.cab -
              CMV0501 Error/NotUsable <G> UpdatePacks/<G>/<G>.cab: The check of <G>/<G>.cab against its own signature failed: its SHA256 digest is not the one that Example Signer signed.
                expected Some("96F5DB20F79ADC952CD046B6480793FCC5FA246551A7D332099E8B2758D544A4"), was Some("CC65427B282721F6847D02E5BCC6F19BE8D4AA53E77B004E424F4C293E4BE10E")
                at UpdatePacks/<G>/<G>.cab -
              ServiceConnection: Some("utf-8"), 3 lines, 1 of 1 runs, Some("2024-11-19 11:53:38") to Some("2024-11-19 12:20:42")
              Setup: Some("utf-8"), 20 lines, 1 of 1 runs, Some("2024-11-19 11:54:00") to Some("2024-11-19 11:54:00")
            == a cut payload
            Not usable: 1 error(s). The first: <G>/<G>.cab is cut short: its own header asks for at least 1760 bytes, and it has 1759.
              <G>: NotUsable, 5 files, 4 redists, 1/0, Some(Present) [4, 0, 0, 0, 1], named 5, unproved []
              6 files, 0 empty; bytes: 14231, 14231 read, 12472 hashed; [5, 0, 0, 0, 1]
              CMV0305 Error/NotUsable <G> UpdatePacks/<G>/<G>.cab: <G>/<G>.cab is cut short: its own header asks for at least 1760 bytes, and it has 1759.
                expected Some("1760"), was Some("1759")
                at UpdatePacks/<G>/<G>.cab -
              ServiceConnection: Some("utf-8"), 3 lines, 1 of 1 runs, Some("2024-11-19 11:53:38") to Some("2024-11-19 12:20:42")
              Setup: Some("utf-8"), 20 lines, 1 of 1 runs, Some("2024-11-19 11:54:00") to Some("2024-11-19 11:54:00")
            == a cut installer
            Not usable: 2 error(s). The first: <G>/Redist/SQLSysClrTypes.msi is cut short: its own header asks for at least 2048 bytes, and it has 1536.
              <G>: NotUsable, 5 files, 4 redists, 2/0, Some(Present) [4, 0, 0, 0, 1], named 5, unproved []
              6 files, 0 empty; bytes: 10648, 10648 read, 10648 hashed; [5, 0, 0, 0, 1]
              CMV0305 Error/NotUsable <G> UpdatePacks/<G>/Redist/SQLSysClrTypes.msi: <G>/Redist/SQLSysClrTypes.msi is cut short: its own header asks for at least 2048 bytes, and it has 1536.
                expected Some("2048"), was Some("1536")
                at UpdatePacks/<G>/Redist/SQLSysClrTypes.msi -
              CMV0401 Error/NotUsable <G> UpdatePacks/<G>/Redist/SQLSysClrTypes.msi: The SHA-256 of <G>/Redist/SQLSysClrTypes.msi is not the one that ConfigMgr.Manifest.xml lists.
                expected Some("0A82E02595B124413F432B8551767541EEDC81B2827F2D3FF65FE87B5A721684"), was Some("8AA8FD113FC1A12D08E1CAF5031262CDD3EDC57AE0C27C4920BA5984BAA99A97")
                at UpdatePacks/<G>/Redist/SQLSysClrTypes.msi -
              ServiceConnection: Some("utf-8"), 3 lines, 1 of 1 runs, Some("2024-11-19 11:53:38") to Some("2024-11-19 12:20:42")
              Setup: Some("utf-8"), 20 lines, 1 of 1 runs, Some("2024-11-19 11:54:00") to Some("2024-11-19 11:54:00")
            == a page for a cabinet
            Not usable: 1 error(s). The first: <G>/<G>.cab does not hold what its name says: it is a web page, as a proxy or a sign-in page sends it.
              <G>: NotUsable, 5 files, 4 redists, 1/0, Some(Present) [4, 0, 0, 0, 1], named 5, unproved []
              6 files, 0 empty; bytes: 12520, 12520 read, 12472 hashed; [5, 0, 0, 0, 1]
              CMV0306 Error/NotUsable <G> UpdatePacks/<G>/<G>.cab: <G>/<G>.cab does not hold what its name says: it is a web page, as a proxy or a sign-in page sends it.
                at UpdatePacks/<G>/<G>.cab -
              ServiceConnection: Some("utf-8"), 3 lines, 1 of 1 runs, Some("2024-11-19 11:53:38") to Some("2024-11-19 12:20:42")
              Setup: Some("utf-8"), 20 lines, 1 of 1 runs, Some("2024-11-19 11:54:00") to Some("2024-11-19 11:54:00")
            == an answer of a proxy
            Not usable: 1 error(s). The first: <G>/Redist/extra.exe does not hold what its name says: it is data of another kind.
              <G>: NotUsable, 6 files, 5 redists, 1/0, Some(Present) [5, 0, 0, 0, 1], named 6, unproved []
              7 files, 0 empty; bytes: 14258, 14258 read, 14232 hashed; [6, 0, 0, 0, 1]
              CMV0306 Error/NotUsable <G> UpdatePacks/<G>/Redist/extra.exe: <G>/Redist/extra.exe does not hold what its name says: it is data of another kind.
                at UpdatePacks/<G>/Redist/extra.exe -
              CMV0404 Information/None <G> UpdatePacks/<G>/Redist/extra.exe: <G>/Redist/extra.exe is not listed in the manifest of the redistributable files.
                at UpdatePacks/<G>/Redist/extra.exe -
              ServiceConnection: Some("utf-8"), 3 lines, 1 of 1 runs, Some("2024-11-19 11:53:38") to Some("2024-11-19 12:20:42")
              Setup: Some("utf-8"), 20 lines, 1 of 1 runs, Some("2024-11-19 11:54:00") to Some("2024-11-19 11:54:00")
            == zeros for a cabinet
            Not usable: 1 error(s). The first: <G>/<G>.cab does not hold what its name says: it holds nothing but NUL bytes.
              <G>: NotUsable, 5 files, 4 redists, 1/0, Some(Present) [4, 0, 0, 0, 1], named 5, unproved []
              6 files, 0 empty; bytes: 82472, 82472 read, 12472 hashed; [5, 0, 0, 0, 1]
              CMV0306 Error/NotUsable <G> UpdatePacks/<G>/<G>.cab: <G>/<G>.cab does not hold what its name says: it holds nothing but NUL bytes.
                at UpdatePacks/<G>/<G>.cab -
              ServiceConnection: Some("utf-8"), 3 lines, 1 of 1 runs, Some("2024-11-19 11:53:38") to Some("2024-11-19 12:20:42")
              Setup: Some("utf-8"), 20 lines, 1 of 1 runs, Some("2024-11-19 11:54:00") to Some("2024-11-19 11:54:00")
            == an installer whose end never came
            Not usable: 1 error(s). The first: <G>/Redist/extra.msi does not hold what its name says: its last 300080 bytes are NUL, as after a copy that was broken off.
              <G>: NotUsable, 6 files, 5 redists, 1/1, Some(Present) [5, 0, 0, 0, 1], named 6, unproved []
              7 files, 0 empty; bytes: 317848, 317848 read, 14232 hashed; [6, 0, 0, 0, 1]
              CMV0306 Error/NotUsable <G> UpdatePacks/<G>/Redist/extra.msi: <G>/Redist/extra.msi does not hold what its name says: its last 300080 bytes are NUL, as after a copy that was broken off.
                at UpdatePacks/<G>/Redist/extra.msi -
              CMV0404 Information/None <G> UpdatePacks/<G>/Redist/extra.msi: <G>/Redist/extra.msi is not listed in the manifest of the redistributable files.
                at UpdatePacks/<G>/Redist/extra.msi -
              CMV0503 Warning/None <G> UpdatePacks/<G>/Redist/extra.msi: <G>/Redist/extra.msi carries no signature, although Microsoft signs files of this kind.
                at UpdatePacks/<G>/Redist/extra.msi -
              ServiceConnection: Some("utf-8"), 3 lines, 1 of 1 runs, Some("2024-11-19 11:53:38") to Some("2024-11-19 12:20:42")
              Setup: Some("utf-8"), 20 lines, 1 of 1 runs, Some("2024-11-19 11:54:00") to Some("2024-11-19 11:54:00")
            == a cabinet under the name of a program
            Not usable: 1 error(s). The first: <G>/Redist/extra.exe does not hold what its name says: it is a cabinet.
              <G>: NotUsable, 6 files, 5 redists, 1/0, Some(Present) [5, 0, 0, 0, 1], named 6, unproved []
              7 files, 0 empty; bytes: 15960, 15960 read, 14232 hashed; [6, 0, 0, 0, 1]
              CMV0306 Error/NotUsable <G> UpdatePacks/<G>/Redist/extra.exe: <G>/Redist/extra.exe does not hold what its name says: it is a cabinet.
                at UpdatePacks/<G>/Redist/extra.exe -
              CMV0404 Information/None <G> UpdatePacks/<G>/Redist/extra.exe: <G>/Redist/extra.exe is not listed in the manifest of the redistributable files.
                at UpdatePacks/<G>/Redist/extra.exe -
              ServiceConnection: Some("utf-8"), 3 lines, 1 of 1 runs, Some("2024-11-19 11:53:38") to Some("2024-11-19 12:20:42")
              Setup: Some("utf-8"), 20 lines, 1 of 1 runs, Some("2024-11-19 11:54:00") to Some("2024-11-19 11:54:00")
            == a listed file is gone
            Not usable: 1 error(s). The first: ConfigMgr.Manifest.xml lists <G>/Redist/b.msi, but the folder does not hold it.
              <G>: NotUsable, 5 files, 4 redists, 1/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              6 files, 0 empty; bytes: 14304, 14304 read, 14304 hashed; [6, 0, 0, 0, 0]
              CMV0402 Error/NotUsable <G> UpdatePacks/<G>/Redist/b.msi: ConfigMgr.Manifest.xml lists <G>/Redist/b.msi, but the folder does not hold it.
                at UpdatePacks/<G>/Redist/b.msi -
              ServiceConnection: Some("utf-8"), 3 lines, 1 of 1 runs, Some("2024-11-19 11:53:38") to Some("2024-11-19 12:20:42")
              Setup: Some("utf-8"), 20 lines, 1 of 1 runs, Some("2024-11-19 11:54:00") to Some("2024-11-19 11:54:00")
            == a group of which nothing is there
            Usable: 1 update(s), 6 file(s), 14.0 KB. All that is needed was checked, and nothing is missing or wrong.
              do: On the offline site, import it with: ServiceConnectionTool.exe -import -updatepacksrc <folder>. Before you install the update, read the checklist of its release (https://learn.microsoft.com/intune/configmgr/core/servers/manage/prepare-in-console-updates) and back up the site (https://learn.microsoft.com/intune/configmgr/core/servers/manage/backup-and-recovery).
              <G>: Usable, 5 files, 4 redists, 0/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              6 files, 0 empty; bytes: 14424, 14424 read, 14424 hashed; [6, 0, 0, 0, 0]
            == a manifest that is no XML
            Usable: 1 update(s), 6 file(s), 13.6 KB. All that is needed was checked, and nothing is missing or wrong.
              <G>: Usable, 5 files, 4 redists, 0/1, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              6 files, 0 empty; bytes: 13992, 13992 read, 13992 hashed; [6, 0, 0, 0, 0]
              CMV0403 Warning/None <G> UpdatePacks/<G>/Redist/ConfigMgr.Manifest.cab: The hashes in <G>/Redist/ConfigMgr.Manifest.cab could not all be checked: its XML could not be read (text outside the root element).
                at UpdatePacks/<G>/Redist/ConfigMgr.Manifest.cab -
            == a manifest without a file
            Usable: 1 update(s), 6 file(s), 13.6 KB. All that is needed was checked, and nothing is missing or wrong.
              <G>: Usable, 5 files, 4 redists, 0/1, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              6 files, 0 empty; bytes: 14000, 14000 read, 14000 hashed; [6, 0, 0, 0, 0]
              CMV0403 Warning/None <G> UpdatePacks/<G>/Redist/ConfigMgr.Manifest.cab: The hashes in <G>/Redist/ConfigMgr.Manifest.cab could not all be checked: it lists no file with a SHA-256.
                at UpdatePacks/<G>/Redist/ConfigMgr.Manifest.cab -
            == a manifest cabinet with another member
            Usable: 1 update(s), 6 file(s), 13.6 KB. All that is needed was checked, and nothing is missing or wrong.
              <G>: Usable, 5 files, 4 redists, 0/1, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              6 files, 0 empty; bytes: 13984, 13984 read, 13984 hashed; [6, 0, 0, 0, 0]
              CMV0403 Warning/None <G> UpdatePacks/<G>/Redist/ConfigMgr.Manifest.cab: The hashes in <G>/Redist/ConfigMgr.Manifest.cab could not all be checked: there is no ConfigMgr.Manifest.xml in it.
                at UpdatePacks/<G>/Redist/ConfigMgr.Manifest.cab -
            == one cabinet of a set
            Cannot tell: 1 thing(s) could not be checked. The first: <G>/Redist/extra.cab could not be read: it continues in another cabinet.
              do: Do not import yet. Verify again with: the right to read the files and folders named below.
              <G>: Inconclusive, 6 files, 5 redists, 0/2, Some(Present) [5, 0, 0, 0, 1], named 6, unproved []
              7 files, 0 empty; bytes: 14314, 14314 read, 14232 hashed; [6, 0, 0, 0, 1]
              CMV0307 Warning/Inconclusive <G> UpdatePacks/<G>/Redist/extra.cab: <G>/Redist/extra.cab could not be read: it continues in another cabinet.
                at UpdatePacks/<G>/Redist/extra.cab -
              CMV0404 Information/None <G> UpdatePacks/<G>/Redist/extra.cab: <G>/Redist/extra.cab is not listed in the manifest of the redistributable files.
                at UpdatePacks/<G>/Redist/extra.cab -
              CMV0503 Warning/None <G> UpdatePacks/<G>/Redist/extra.cab: <G>/Redist/extra.cab carries no signature, although Microsoft signs files of this kind.
                at UpdatePacks/<G>/Redist/extra.cab -
              ServiceConnection: Some("utf-8"), 3 lines, 1 of 1 runs, Some("2024-11-19 11:53:38") to Some("2024-11-19 12:20:42")
              Setup: Some("utf-8"), 20 lines, 1 of 1 runs, Some("2024-11-19 11:54:00") to Some("2024-11-19 11:54:00")
            == a file of which no list tells
            Usable: 1 update(s), 7 file(s), 18.8 KB. All that is needed was checked, and nothing is missing or wrong.
              do: On the offline site, import it with: ServiceConnectionTool.exe -import -updatepacksrc <folder>. Before you install the update, read the checklist of its release (https://learn.microsoft.com/intune/configmgr/core/servers/manage/prepare-in-console-updates) and back up the site (https://learn.microsoft.com/intune/configmgr/core/servers/manage/backup-and-recovery).
              <G>: Usable, 6 files, 5 redists, 0/0, Some(Signature) [6, 0, 0, 0, 0], named 6, unproved []
              7 files, 0 empty; bytes: 19352, 19352 read, 19352 hashed; [7, 0, 0, 0, 0]
              CMV0404 Information/None <G> UpdatePacks/<G>/Redist/extra.msi: <G>/Redist/extra.msi is not listed in the manifest of the redistributable files.
                at UpdatePacks/<G>/Redist/extra.msi -
            == an unsigned file of which no list tells
            Usable: 1 update(s), 7 file(s), 13.9 KB. All that is needed was checked, and nothing is missing or wrong.
              <G>: Usable, 6 files, 5 redists, 0/1, Some(Present) [5, 0, 0, 0, 1], named 6, unproved []
              7 files, 0 empty; bytes: 14303, 14303 read, 14232 hashed; [6, 0, 0, 0, 1]
              CMV0404 Information/None <G> UpdatePacks/<G>/Redist/extra.cab: <G>/Redist/extra.cab is not listed in the manifest of the redistributable files.
                at UpdatePacks/<G>/Redist/extra.cab -
              CMV0503 Warning/None <G> UpdatePacks/<G>/Redist/extra.cab: <G>/Redist/extra.cab carries no signature, although Microsoft signs files of this kind.
                at UpdatePacks/<G>/Redist/extra.cab -
            == an unsigned payload
            Usable: 1 update(s), 6 file(s), 12.2 KB. All that is needed was checked, and nothing is missing or wrong.
              <G>: Usable, 5 files, 4 redists, 0/1, Some(Present) [4, 0, 0, 0, 1], named 5, unproved []
              6 files, 0 empty; bytes: 12543, 12543 read, 12472 hashed; [5, 0, 0, 0, 1]
              CMV0503 Warning/None <G> UpdatePacks/<G>/<G>.cab: <G>/<G>.cab carries no signature, although Microsoft signs files of this kind.
                at UpdatePacks/<G>/<G>.cab -
            == zeros under a name that promises nothing
            Usable: 1 update(s), 8 file(s), 111.5 KB. All that is needed was checked, and nothing is missing or wrong.
              <G>: Usable, 7 files, 4 redists, 0/0, Some(Present) [5, 0, 0, 0, 2], named 7, unproved []
              8 files, 0 empty; bytes: 114248, 114248 read, 14232 hashed; [6, 0, 0, 0, 2]
            == a program with long zeros in its last section
            Usable: 1 update(s), 7 file(s), 210.3 KB. All that is needed was checked, and nothing is missing or wrong.
              <G>: Usable, 6 files, 4 redists, 0/0, Some(Present) [5, 0, 0, 0, 1], named 6, unproved []
              7 files, 0 empty; bytes: 215448, 215448 read, 14232 hashed; [6, 0, 0, 0, 1]
            == a program whose last section never came
            Not usable: 1 error(s). The first: <G>/SMSSETUP/a.dll does not hold what its name says: its last 200808 bytes are NUL, as after a copy that was broken off.
              do: Do not import this download. Remove the cause named below, empty the folder, download again, then verify again.
              <G>: NotUsable, 6 files, 4 redists, 1/0, Some(Present) [5, 0, 0, 0, 1], named 6, unproved []
              7 files, 0 empty; bytes: 215448, 215448 read, 14232 hashed; [6, 0, 0, 0, 1]
              CMV0306 Error/NotUsable <G> UpdatePacks/<G>/SMSSETUP/a.dll: <G>/SMSSETUP/a.dll does not hold what its name says: its last 200808 bytes are NUL, as after a copy that was broken off.
                at UpdatePacks/<G>/SMSSETUP/a.dll -
              ServiceConnection: Some("utf-8"), 3 lines, 1 of 1 runs, Some("2024-11-19 11:53:38") to Some("2024-11-19 12:20:42")
              Setup: Some("utf-8"), 20 lines, 1 of 1 runs, Some("2024-11-19 11:54:00") to Some("2024-11-19 11:54:00")
            == text under a name that promises nothing
            Usable: 1 update(s), 7 file(s), 13.9 KB. All that is needed was checked, and nothing is missing or wrong.
              do: On the offline site, import it with: ServiceConnectionTool.exe -import -updatepacksrc <folder>. Before you install the update, read the checklist of its release (https://learn.microsoft.com/intune/configmgr/core/servers/manage/prepare-in-console-updates) and back up the site (https://learn.microsoft.com/intune/configmgr/core/servers/manage/backup-and-recovery).
              <G>: Usable, 6 files, 4 redists, 0/0, Some(Present) [5, 0, 0, 0, 1], named 6, unproved []
              7 files, 0 empty; bytes: 14238, 14238 read, 14232 hashed; [6, 0, 0, 0, 1]
        "#]],
        "without logs" => expect![[r#"
            == an unsigned payload
            Cannot tell: without the logs, nothing proves 1 file(s), the first is <G>/<G>.cab.
              do: Do not import yet. Verify again with: both logs (ServiceConnectionTool.log and ConfigMgrSetup.log), because the files alone do not prove everything.
              <G>: Inconclusive, 5 files, 4 redists, 0/1, Some(Present) [4, 0, 0, 0, 1], named 5, unproved ["<G>/<G>.cab"]
              6 files, 0 empty; bytes: 12543, 12543 read, 12472 hashed; [5, 0, 0, 0, 1]
              CMV0503 Warning/None <G> UpdatePacks/<G>/<G>.cab: <G>/<G>.cab carries no signature, although Microsoft signs files of this kind.
                at UpdatePacks/<G>/<G>.cab -
            == an extra unsigned redist
            Cannot tell: without the logs, nothing proves 1 file(s), the first is <G>/Redist/x.dat.
              <G>: Inconclusive, 6 files, 5 redists, 0/0, Some(Present) [5, 0, 0, 0, 1], named 6, unproved ["<G>/Redist/x.dat"]
              7 files, 0 empty; bytes: 14236, 14236 read, 14232 hashed; [6, 0, 0, 0, 1]
              CMV0404 Information/None <G> UpdatePacks/<G>/Redist/x.dat: <G>/Redist/x.dat is not listed in the manifest of the redistributable files.
                at UpdatePacks/<G>/Redist/x.dat -
            == an entry of the manifest that cannot be read
            Cannot tell: without the logs, the manifest of the redistributable files of 2403 (<G>) is missing or was not understood, so files may be missing.
              <G>: Inconclusive, 5 files, 4 redists, 0/1, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              6 files, 0 empty; bytes: 14312, 14312 read, 14312 hashed; [6, 0, 0, 0, 0]
              CMV0403 Warning/None <G> UpdatePacks/<G>/Redist/ConfigMgr.Manifest.cab: The hashes in <G>/Redist/ConfigMgr.Manifest.cab could not all be checked: 1 of its entries could not be used, the first is gone.msi:stream.
                at UpdatePacks/<G>/Redist/ConfigMgr.Manifest.cab -
            == no payload
            Cannot tell: without the logs, no payload of 2403 (<G>) was found.
              <G>: Inconclusive, 4 files, 4 redists, 0/0, Some(Signature) [4, 0, 0, 0, 0], named 4, unproved []
              5 files, 0 empty; bytes: 12472, 12472 read, 12472 hashed; [5, 0, 0, 0, 0]
            == no main manifest
            Cannot tell: without the logs, the manifest of the redistributable files of 2403 (<G>) is missing or was not understood, so files may be missing.
              <G>: Inconclusive, 4 files, 3 redists, 0/1, Some(Signature) [4, 0, 0, 0, 0], named 4, unproved []
              5 files, 0 empty; bytes: 12288, 12288 read, 12288 hashed; [5, 0, 0, 0, 0]
              CMV0403 Warning/None <G> UpdatePacks/<G>/Redist/ConfigMgr.Manifest.cab: The hashes in <G>/Redist/ConfigMgr.Manifest.cab could not all be checked: it is not in the Redist folder.
                at UpdatePacks/<G>/Redist/ConfigMgr.Manifest.cab -
            == no manifest of languages
            Cannot tell: without the logs, the manifest of the redistributable files of 2403 (<G>) is missing or was not understood, so files may be missing.
              <G>: Inconclusive, 4 files, 3 redists, 0/0, Some(Signature) [4, 0, 0, 0, 0], named 4, unproved []
              5 files, 0 empty; bytes: 12304, 12304 read, 12304 hashed; [5, 0, 0, 0, 0]
              CMV0404 Information/None <G> UpdatePacks/<G>/Redist/LanguagePack/a.cab: <G>/Redist/LanguagePack/a.cab is not listed in the manifest of the redistributable files.
                at UpdatePacks/<G>/Redist/LanguagePack/a.cab -
            == an unsigned manifest
            Cannot tell: without the logs, nothing proves 1 file(s), the first is <G>/Redist/ConfigMgr.Manifest.cab.
              <G>: Inconclusive, 5 files, 4 redists, 0/1, Some(Present) [4, 0, 0, 0, 1], named 5, unproved ["<G>/Redist/ConfigMgr.Manifest.cab"]
              6 files, 0 empty; bytes: 12655, 12655 read, 12288 hashed; [5, 0, 0, 0, 1]
              CMV0503 Warning/None <G> UpdatePacks/<G>/Redist/ConfigMgr.Manifest.cab: <G>/Redist/ConfigMgr.Manifest.cab carries no signature, although Microsoft signs files of this kind.
                at UpdatePacks/<G>/Redist/ConfigMgr.Manifest.cab -
            == a group of which nothing is there
            Cannot tell: without the logs, the manifest of 2403 (<G>) lists a group of files of which none is there (Never).
              <G>: Inconclusive, 5 files, 4 redists, 0/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              6 files, 0 empty; bytes: 14336, 14336 read, 14336 hashed; [6, 0, 0, 0, 0]
            == an unknown update without redists
            Cannot tell: without the logs, nobody can tell whether <X> comes with redistributable files (there is no Redist folder).
              <X>: Inconclusive, 1 files, 0 redists, 0/0, Some(Signature) [1, 0, 0, 0, 0], named 1, unproved []
              <G>: Usable, 5 files, 4 redists, 0/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              7 files, 0 empty; bytes: 15992, 15992 read, 15992 hashed; [7, 0, 0, 0, 0]
            == a release without redists
            Not usable: 1 error(s). The first: 2403 (<G>) is a release that comes with redistributable files, but there is no Redist folder.
              do: Do not import this download. Remove the cause named below, empty the folder, download again, then verify again.
              <G>: NotUsable, 1 files, 0 redists, 1/0, Some(Signature) [1, 0, 0, 0, 0], named 1, unproved []
              2 files, 0 empty; bytes: 3512, 3512 read, 3512 hashed; [2, 0, 0, 0, 0]
              CMV0302 Error/NotUsable <G>: 2403 (<G>) is a release that comes with redistributable files, but there is no Redist folder.
            == a listed redist is gone
            Usable: 1 update(s), 5 file(s), 12.2 KB. There were no logs, but the files prove themselves: every redistributable file by Microsoft's manifest or by its own signature, every payload by its signature. Nothing is missing or wrong.
              do: On the offline site, import it with: ServiceConnectionTool.exe -import -updatepacksrc <folder>. Before you install the update, read the checklist of its release (https://learn.microsoft.com/intune/configmgr/core/servers/manage/prepare-in-console-updates) and back up the site (https://learn.microsoft.com/intune/configmgr/core/servers/manage/backup-and-recovery).
              <G>: Usable, 4 files, 3 redists, 0/0, Some(Signature) [4, 0, 0, 0, 0], named 4, unproved []
              5 files, 0 empty; bytes: 12504, 12504 read, 12504 hashed; [5, 0, 0, 0, 0]
        "#]],
        "a part alone" => expect![[r#"
            == the tool's log
            Nothing wrong was found in this part of the download.
              do: This is only a part of the download. Before you import, verify all of it: both logs and the folder.
              <G>: Usable, 0 files, 0 redists, 0/0, None [0, 0, 0, 0, 0], named 0, unproved []
            == the tool's log is not there
            Cannot tell: 1 thing(s) could not be checked. The first: ServiceConnectionTool.log could not be checked: there is no file at this path.
              do: Do not import yet. Verify again with: ServiceConnectionTool.log of the -connect run (it lies in the folder of the tool, and every run of the tool replaces it).
              CMV0107 Warning/Inconclusive: ServiceConnectionTool.log could not be checked: there is no file at this path.
                at nowhere.log -
              ServiceConnection: None, 0 lines, 0 of 0 runs, None to None
            == the other log in its place
            Cannot tell: 1 thing(s) could not be checked. The first: ServiceConnectionTool.log could not be checked: it is not this log, but ConfigMgrSetup.log.
              CMV0107 Warning/Inconclusive: ServiceConnectionTool.log could not be checked: it is not this log, but ConfigMgrSetup.log.
                at ConfigMgrSetup.log -
              ServiceConnection: Some("utf-8"), 2 lines, 0 of 0 runs, Some("2024-05-01 09:00:00") to Some("2024-05-01 09:00:00")
            == the setup log, the last run
            Nothing wrong was found in this part of the download.
              do: This is only a part of the download. Before you import, verify all of it: both logs and the folder.
              <G>: Usable, 0 files, 0 redists, 0/0, None [0, 0, 0, 0, 0], named 0, unproved []
              CMV0211 Information/None <H>: ConfigMgrSetup.log still holds 1 failure(s) of earlier setupdl runs. The first: Download() failed with 0x80072EE2
                at ConfigMgrSetup.log:20+3343 (2, 2) ERROR: Download() failed with 0x80072EE2  $$<Configuration Manager Setup><05-01-2024 09:00:00.123-540><thread=4580 (0x11E4)>
            == the setup log, all runs
            Not usable: 1 error(s). The first: setupdl could not download C:\temp\UpdatePacks\<H>\Redist\LanguagePack\a.cab: 0x80072EE2 ERROR_WINHTTP_TIMEOUT.
              do: Do not import this download. Remove the cause named below, empty the folder, download again, then verify again.
              <H>: NotUsable, 0 files, 0 redists, 1/0, None [0, 0, 0, 0, 0], named 0, unproved []
              <G>: Usable, 0 files, 0 redists, 0/0, None [0, 0, 0, 0, 0], named 0, unproved []
              CMV0201 Error/NotUsable <H> C:\temp\UpdatePacks\<H>\Redist\LanguagePack\a.cab: setupdl could not download C:\temp\UpdatePacks\<H>\Redist\LanguagePack\a.cab: 0x80072EE2 ERROR_WINHTTP_TIMEOUT.
                error Some("0x80072EE2") ERROR_WINHTTP_TIMEOUT
                at ConfigMgrSetup.log:20+3343 (2, 2) ERROR: Download() failed with 0x80072EE2  $$<Configuration Manager Setup><05-01-2024 09:00:00.123-540><thread=4580 (0x11E4)>
              Setup: Some("utf-8"), 41 lines, 2 of 2 runs, Some("2024-05-01 09:00:00") to Some("2024-11-19 11:54:00")
            == the other setup log in its place
            Cannot tell: 1 thing(s) could not be checked. The first: ConfigMgrSetup.log holds no setupdl run that belongs to the download of an update that the log does not name.
              do: Do not import yet. Verify again with: ConfigMgrSetup.log from the root of the system drive of the connected PC.
              CMV0206 Warning/Inconclusive: ConfigMgrSetup.log holds no setupdl run that belongs to the download of an update that the log does not name.
                at ServiceConnectionTool.log -
              Setup: Some("utf-8"), 3 lines, 0 of 0 runs, Some("2024-11-19 11:53:38") to Some("2024-11-19 12:20:42")
            == a folder in the place of a log
            Cannot tell: 1 thing(s) could not be checked. The first: ConfigMgrSetup.log could not be checked: the path is a folder, not a file.
              CMV0207 Warning/Inconclusive: ConfigMgrSetup.log could not be checked: the path is a folder, not a file.
                at UpdatePacks -
              Setup: None, 0 lines, 0 of 0 runs, None to None
            == UpdatePacks
            Nothing wrong was found in this part of the download.
              do: This is only a part of the download. Before you import, verify all of it: both logs and the folder.
              <G>: Usable, 5 files, 4 redists, 0/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              6 files, 0 empty; bytes: 14232, 14232 read, 14232 hashed; [6, 0, 0, 0, 0]
            == UpdatePacks, quick
            Nothing wrong was found in this part of the download.
              <G>: Usable, 5 files, 4 redists, 0/0, Some(Present) [0, 0, 0, 0, 5], named 5, unproved []
              6 files, 0 empty; bytes: 14232, 13208 read, 0 hashed; [0, 0, 0, 0, 6]
            == an update
            Nothing wrong was found in this part of the download.
              <G>: Usable, 5 files, 4 redists, 0/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              5 files, 0 empty; bytes: 12480, 12480 read, 12480 hashed; [5, 0, 0, 0, 0]
            == an update, quick
            Nothing wrong was found in this part of the download.
              <G>: Usable, 5 files, 4 redists, 0/0, Some(Present) [0, 0, 0, 0, 5], named 5, unproved []
              5 files, 0 empty; bytes: 12480, 11456 read, 0 hashed; [0, 0, 0, 0, 5]
            == an empty file
            Not usable: 1 error(s). The first: <G>/Redist/LanguagePack/empty.cab is empty (0 bytes).
              do: Do not import this download. Remove the cause named below, empty the folder, download again, then verify again.
              <G>: NotUsable, 6 files, 5 redists, 1/0, Some(Present) [5, 0, 0, 0, 1], named 6, unproved []
              7 files, 1 empty; bytes: 14232, 14232 read, 14232 hashed; [6, 0, 0, 0, 1]
              CMV0301 Error/NotUsable <G> UpdatePacks/<G>/Redist/LanguagePack/empty.cab: <G>/Redist/LanguagePack/empty.cab is empty (0 bytes).
                at UpdatePacks/<G>/Redist/LanguagePack/empty.cab -
              CMV0404 Information/None <G> UpdatePacks/<G>/Redist/LanguagePack/empty.cab: <G>/Redist/LanguagePack/empty.cab is not listed in the manifest of the redistributable files.
                at UpdatePacks/<G>/Redist/LanguagePack/empty.cab -
            == no folder of redists
            Cannot tell: 1 thing(s) could not be checked. The first: The download folder could not be checked: there is no Redist folder with a file in it.
              do: Do not import yet. Verify again with: the folder that was named with -updatepackdest, readable and complete.
              <G>: Inconclusive, 1 files, 0 redists, 0/0, Some(Signature) [1, 0, 0, 0, 0], named 1, unproved []
              2 files, 0 empty; bytes: 3512, 3512 read, 3512 hashed; [2, 0, 0, 0, 0]
              CMV0310 Warning/Inconclusive: The download folder could not be checked: there is no Redist folder with a file in it.
                at UpdatePacks -
            == no folder
            Cannot tell: 1 thing(s) could not be checked. The first: The download folder could not be checked: there is no such folder.
              CMV0310 Warning/Inconclusive: The download folder could not be checked: there is no such folder.
                at nowhere -
            == no folder at all
            Cannot tell: 1 thing(s) could not be checked. The first: The download folder could not be checked: there is no such folder.
              <G>: Inconclusive, 0 files, 0 redists, 0/0, None [0, 0, 0, 0, 0], named 0, unproved []
              CMV0310 Warning/Inconclusive: The download folder could not be checked: there is no such folder.
                at nowhere -
              CMV0211 Information/None <H>: ConfigMgrSetup.log still holds 1 failure(s) of earlier setupdl runs. The first: Download() failed with 0x80072EE2
                at ConfigMgrSetup.log:20+3343 (2, 2) ERROR: Download() failed with 0x80072EE2  $$<Configuration Manager Setup><05-01-2024 09:00:00.123-540><thread=4580 (0x11E4)>
              ServiceConnection: Some("utf-8"), 3 lines, 1 of 1 runs, Some("2024-11-19 11:53:38") to Some("2024-11-19 12:20:42")
              Setup: Some("utf-8"), 41 lines, 1 of 2 runs, Some("2024-05-01 09:00:00") to Some("2024-11-19 11:54:00")
            == a file in its place
            Cannot tell: 1 thing(s) could not be checked. The first: The download folder could not be checked: the path is a file, not a folder.
              <G>: Inconclusive, 0 files, 0 redists, 0/0, None [0, 0, 0, 0, 0], named 0, unproved []
              CMV0310 Warning/Inconclusive: The download folder could not be checked: the path is a file, not a folder.
                at ConfigMgrSetup.log -
              CMV0211 Information/None <H>: ConfigMgrSetup.log still holds 1 failure(s) of earlier setupdl runs. The first: Download() failed with 0x80072EE2
                at ConfigMgrSetup.log:20+3343 (2, 2) ERROR: Download() failed with 0x80072EE2  $$<Configuration Manager Setup><05-01-2024 09:00:00.123-540><thread=4580 (0x11E4)>
              ServiceConnection: Some("utf-8"), 3 lines, 1 of 1 runs, Some("2024-11-19 11:53:38") to Some("2024-11-19 12:20:42")
              Setup: Some("utf-8"), 41 lines, 1 of 2 runs, Some("2024-05-01 09:00:00") to Some("2024-11-19 11:54:00")
        "#]],
        "seals" => expect![[r#"
            == nothing, Full
            Usable: 7 file(s), 15.6 KB, are exactly those that were verified and sealed at (then) UTC. Nothing is missing, changed or added.
              do: On the offline site, import it with: ServiceConnectionTool.exe -import -updatepacksrc <folder>. Before you install the update, read the checklist of its release (https://learn.microsoft.com/intune/configmgr/core/servers/manage/prepare-in-console-updates) and back up the site (https://learn.microsoft.com/intune/configmgr/core/servers/manage/backup-and-recovery).
              <X>: Usable, 1 files, 0 redists, 0/0, Some(Signature) [1, 0, 0, 0, 0], named 0, unproved []
              <H>: Usable, 5 files, 4 redists, 0/0, Some(Signature) [5, 0, 0, 0, 0], named 0, unproved []
              7 files, 0 empty; bytes: 15992, 15992 read, 15992 hashed; [7, 0, 0, 0, 0]
            == a byte, Full
            Not usable: 1 difference(s) from the seal. The first: <H>/<H>.cab is not as it was sealed: it has its size, but another SHA-256.
              do: Do not import this copy. Copy the whole folder again from the connected PC into an empty folder, then test it against the seal again.
              <X>: Usable, 1 files, 0 redists, 0/0, Some(Signature) [1, 0, 0, 0, 0], named 0, unproved []
              <H>: NotUsable, 5 files, 4 redists, 1/0, Some(Signature) [5, 0, 0, 0, 0], named 0, unproved []
              7 files, 0 empty; bytes: 15992, 15992 read, 15992 hashed; [7, 0, 0, 0, 0]
              CMV0602 Error/NotUsable <H> UpdatePacks/<H>/<H>.cab: <H>/<H>.cab is not as it was sealed: it has its size, but another SHA-256.
                expected Some("22bd3db3502d709b1b252f91787ca376e6735649e2de2a097ea12467cf014319"), was Some("4a3a96a8dc4147abf48cc95f9e06688f1463cfcb92eb475f451351d956d0105f")
                at UpdatePacks/<H>/<H>.cab -
            == a size, Full
            Not usable: 1 difference(s) from the seal. The first: <H>/<H>.cab is not as it was sealed: it has 5 bytes, and had 1760.
              <X>: Usable, 1 files, 0 redists, 0/0, Some(Signature) [1, 0, 0, 0, 0], named 0, unproved []
              <H>: NotUsable, 5 files, 4 redists, 1/0, Some(Signature) [5, 0, 0, 0, 0], named 0, unproved []
              7 files, 0 empty; bytes: 14237, 14232 read, 14232 hashed; [7, 0, 0, 0, 0]
              CMV0602 Error/NotUsable <H> UpdatePacks/<H>/<H>.cab: <H>/<H>.cab is not as it was sealed: it has 5 bytes, and had 1760.
                expected Some("1760"), was Some("5")
                at UpdatePacks/<H>/<H>.cab -
            == an empty file, Full
            Not usable: 1 difference(s) from the seal. The first: <X>.cab is not as it was sealed: it has 0 bytes, and had 1760.
              <X>: NotUsable, 1 files, 0 redists, 1/0, Some(Signature) [1, 0, 0, 0, 0], named 0, unproved []
              <H>: Usable, 5 files, 4 redists, 0/0, Some(Signature) [5, 0, 0, 0, 0], named 0, unproved []
              7 files, 1 empty; bytes: 14232, 14232 read, 14232 hashed; [7, 0, 0, 0, 0]
              CMV0602 Error/NotUsable <X> UpdatePacks/<X>.cab: <X>.cab is not as it was sealed: it has 0 bytes, and had 1760.
                expected Some("1760"), was Some("0")
                at UpdatePacks/<X>.cab -
            == gone, Full
            Not usable: 1 difference(s) from the seal. The first: <H>/Redist/LanguagePack/a.cab was sealed and is not there: no other file has its content.
              <X>: Usable, 1 files, 0 redists, 0/0, Some(Signature) [1, 0, 0, 0, 0], named 0, unproved []
              <H>: NotUsable, 5 files, 4 redists, 1/0, Some(Signature) [5, 0, 0, 0, 0], named 0, unproved []
              6 files, 0 empty; bytes: 14264, 14264 read, 14264 hashed; [7, 0, 0, 0, 0]
              CMV0601 Error/NotUsable <H> UpdatePacks/<H>/Redist/LanguagePack/a.cab: <H>/Redist/LanguagePack/a.cab was sealed and is not there: no other file has its content.
                at UpdatePacks/<H>/Redist/LanguagePack/a.cab -
            == more, Full
            Not usable: 1 difference(s) from the seal. The first: <H>/Redist/more.cab is not in the seal: it came later.
              <X>: Usable, 1 files, 0 redists, 0/0, Some(Signature) [1, 0, 0, 0, 0], named 0, unproved []
              <H>: NotUsable, 5 files, 4 redists, 1/0, Some(Signature) [5, 0, 0, 0, 0], named 0, unproved []
              8 files, 0 empty; bytes: 15996, 15992 read, 15992 hashed; [7, 0, 0, 0, 0]
              CMV0603 Error/NotUsable <H> UpdatePacks/<H>/Redist/more.cab: <H>/Redist/more.cab is not in the seal: it came later.
                at UpdatePacks/<H>/Redist/more.cab -
            == another name, Full
            Not usable: 2 difference(s) from the seal. The first: <H>/Redist/SQLSysClrTypes.msi was sealed and is not there: its content is now in <H>/Redist/SQLSysClrTypes (1).msi.
              <X>: Usable, 1 files, 0 redists, 0/0, Some(Signature) [1, 0, 0, 0, 0], named 0, unproved []
              <H>: NotUsable, 5 files, 4 redists, 2/0, Some(Signature) [5, 0, 0, 0, 0], named 0, unproved []
              7 files, 0 empty; bytes: 15992, 15992 read, 15992 hashed; [7, 0, 0, 0, 0]
              CMV0601 Error/NotUsable <H> UpdatePacks/<H>/Redist/SQLSysClrTypes.msi: <H>/Redist/SQLSysClrTypes.msi was sealed and is not there: its content is now in <H>/Redist/SQLSysClrTypes (1).msi.
                at UpdatePacks/<H>/Redist/SQLSysClrTypes.msi -
              CMV0603 Error/NotUsable <H> UpdatePacks/<H>/Redist/SQLSysClrTypes (1).msi: <H>/Redist/SQLSysClrTypes (1).msi is not in the seal: it is what was sealed as <H>/Redist/SQLSysClrTypes.msi.
                at UpdatePacks/<H>/Redist/SQLSysClrTypes (1).msi -
            == two files exchanged, Full
            Not usable: 2 difference(s) from the seal. The first: <X>.cab is not as it was sealed: it has the content that was sealed as <H>/<H>.cab.
              <X>: NotUsable, 1 files, 0 redists, 1/0, Some(Signature) [1, 0, 0, 0, 0], named 0, unproved []
              <H>: NotUsable, 5 files, 4 redists, 1/0, Some(Signature) [5, 0, 0, 0, 0], named 0, unproved []
              7 files, 0 empty; bytes: 15992, 15992 read, 15992 hashed; [7, 0, 0, 0, 0]
              CMV0602 Error/NotUsable <X> UpdatePacks/<X>.cab: <X>.cab is not as it was sealed: it has the content that was sealed as <H>/<H>.cab.
                expected Some("fbad34eb723f949b902efd4df9211501d113d466663ecf3814efb2bd611b0373"), was Some("22bd3db3502d709b1b252f91787ca376e6735649e2de2a097ea12467cf014319")
                at UpdatePacks/<X>.cab -
              CMV0602 Error/NotUsable <H> UpdatePacks/<H>/<H>.cab: <H>/<H>.cab is not as it was sealed: it has the content that was sealed as <X>.cab.
                expected Some("22bd3db3502d709b1b252f91787ca376e6735649e2de2a097ea12467cf014319"), was Some("fbad34eb723f949b902efd4df9211501d113d466663ecf3814efb2bd611b0373")
                at UpdatePacks/<H>/<H>.cab -
            == several things, Full
            Not usable: 3 difference(s) from the seal. The first: <X>.cab was sealed and is not there: no other file has its content.
              <X>: NotUsable, 1 files, 0 redists, 1/0, Some(Signature) [1, 0, 0, 0, 0], named 0, unproved []
              <H>: NotUsable, 5 files, 4 redists, 1/0, Some(Signature) [5, 0, 0, 0, 0], named 0, unproved []
              7 files, 0 empty; bytes: 12513, 12504 read, 12504 hashed; [7, 0, 0, 0, 0]
              CMV0601 Error/NotUsable <X> UpdatePacks/<X>.cab: <X>.cab was sealed and is not there: no other file has its content.
                at UpdatePacks/<X>.cab -
              CMV0602 Error/NotUsable <H> UpdatePacks/<H>/Redist/LanguagePack/a.cab: <H>/Redist/LanguagePack/a.cab is not as it was sealed: it has 5 bytes, and had 1728.
                expected Some("1728"), was Some("5")
                at UpdatePacks/<H>/Redist/LanguagePack/a.cab -
              CMV0603 Error/NotUsable UpdatePacks/more.txt: more.txt is not in the seal: it came later.
                at UpdatePacks/more.txt -
            == a seal with a line less, Full
            Cannot tell: 1 thing(s) could not be checked. The first: The seal cannot be used: line 16 is not the one that must stand there; a line was lost or changed.
              do: Do not import yet. Verify again with: the seal as it was made on the connected PC, copied as a file.
              CMV0604 Warning/Inconclusive UpdatePacks.seal.sha256: The seal cannot be used: line 16 is not the one that must stand there; a line was lost or changed.
                at UpdatePacks.seal.sha256 -
            == a seal of nothing, Full
            Cannot tell: 1 thing(s) could not be checked. The first: The seal cannot be used: the file is no seal of cmverify.
              CMV0604 Warning/Inconclusive UpdatePacks.seal.sha256: The seal cannot be used: the file is no seal of cmverify.
                at UpdatePacks.seal.sha256 -
            == no seal, Full
            Cannot tell: 1 thing(s) could not be checked. The first: The seal cannot be used: there is none of that name.
              CMV0604 Warning/Inconclusive UpdatePacks.seal.sha256: The seal cannot be used: there is none of that name.
                at UpdatePacks.seal.sha256 -
            == no folder, Full
            Cannot tell: 1 thing(s) could not be checked. The first: The download folder could not be checked: there is no such folder.
              do: Do not import yet. Verify again with: the folder that was named with -updatepackdest, readable and complete.
              CMV0310 Warning/Inconclusive: The download folder could not be checked: there is no such folder.
                at UpdatePacks -
            == nothing, Quick
            Cannot tell: all names and sizes are those of the seal, but the contents were not compared.
              do: Do not import yet. Verify again with: the depth Full (-Depth Full), because the depth Quick compares sizes only.
              <X>: Inconclusive, 1 files, 0 redists, 0/0, Some(Signature) [1, 0, 0, 0, 0], named 0, unproved []
              <H>: Inconclusive, 5 files, 4 redists, 0/0, Some(Signature) [5, 0, 0, 0, 0], named 0, unproved []
              7 files, 0 empty; bytes: 15992, 0 read, 0 hashed; [7, 0, 0, 0, 0]
            == a byte, Quick
            Cannot tell: all names and sizes are those of the seal, but the contents were not compared.
              <X>: Inconclusive, 1 files, 0 redists, 0/0, Some(Signature) [1, 0, 0, 0, 0], named 0, unproved []
              <H>: Inconclusive, 5 files, 4 redists, 0/0, Some(Signature) [5, 0, 0, 0, 0], named 0, unproved []
              7 files, 0 empty; bytes: 15992, 0 read, 0 hashed; [7, 0, 0, 0, 0]
            == a size, Quick
            Not usable: 1 difference(s) from the seal. The first: <H>/<H>.cab is not as it was sealed: it has 5 bytes, and had 1760.
              do: Do not import this copy. Copy the whole folder again from the connected PC into an empty folder, then test it against the seal again.
              <X>: Usable, 1 files, 0 redists, 0/0, Some(Signature) [1, 0, 0, 0, 0], named 0, unproved []
              <H>: NotUsable, 5 files, 4 redists, 1/0, Some(Signature) [5, 0, 0, 0, 0], named 0, unproved []
              7 files, 0 empty; bytes: 14237, 0 read, 0 hashed; [7, 0, 0, 0, 0]
              CMV0602 Error/NotUsable <H> UpdatePacks/<H>/<H>.cab: <H>/<H>.cab is not as it was sealed: it has 5 bytes, and had 1760.
                expected Some("1760"), was Some("5")
                at UpdatePacks/<H>/<H>.cab -
            == an empty file, Quick
            Not usable: 1 difference(s) from the seal. The first: <X>.cab is not as it was sealed: it has 0 bytes, and had 1760.
              <X>: NotUsable, 1 files, 0 redists, 1/0, Some(Signature) [1, 0, 0, 0, 0], named 0, unproved []
              <H>: Usable, 5 files, 4 redists, 0/0, Some(Signature) [5, 0, 0, 0, 0], named 0, unproved []
              7 files, 1 empty; bytes: 14232, 0 read, 0 hashed; [7, 0, 0, 0, 0]
              CMV0602 Error/NotUsable <X> UpdatePacks/<X>.cab: <X>.cab is not as it was sealed: it has 0 bytes, and had 1760.
                expected Some("1760"), was Some("0")
                at UpdatePacks/<X>.cab -
            == gone, Quick
            Not usable: 1 difference(s) from the seal. The first: <H>/Redist/LanguagePack/a.cab was sealed and is not there: no other file has its content.
              <X>: Usable, 1 files, 0 redists, 0/0, Some(Signature) [1, 0, 0, 0, 0], named 0, unproved []
              <H>: NotUsable, 5 files, 4 redists, 1/0, Some(Signature) [5, 0, 0, 0, 0], named 0, unproved []
              6 files, 0 empty; bytes: 14264, 0 read, 0 hashed; [7, 0, 0, 0, 0]
              CMV0601 Error/NotUsable <H> UpdatePacks/<H>/Redist/LanguagePack/a.cab: <H>/Redist/LanguagePack/a.cab was sealed and is not there: no other file has its content.
                at UpdatePacks/<H>/Redist/LanguagePack/a.cab -
            == more, Quick
            Not usable: 1 difference(s) from the seal. The first: <H>/Redist/more.cab is not in the seal: it came later.
              <X>: Usable, 1 files, 0 redists, 0/0, Some(Signature) [1, 0, 0, 0, 0], named 0, unproved []
              <H>: NotUsable, 5 files, 4 redists, 1/0, Some(Signature) [5, 0, 0, 0, 0], named 0, unproved []
              8 files, 0 empty; bytes: 15996, 0 read, 0 hashed; [7, 0, 0, 0, 0]
              CMV0603 Error/NotUsable <H> UpdatePacks/<H>/Redist/more.cab: <H>/Redist/more.cab is not in the seal: it came later.
                at UpdatePacks/<H>/Redist/more.cab -
            == another name, Quick
            Not usable: 2 difference(s) from the seal. The first: <H>/Redist/SQLSysClrTypes.msi was sealed and is not there: no other file has its content.
              <X>: Usable, 1 files, 0 redists, 0/0, Some(Signature) [1, 0, 0, 0, 0], named 0, unproved []
              <H>: NotUsable, 5 files, 4 redists, 2/0, Some(Signature) [5, 0, 0, 0, 0], named 0, unproved []
              7 files, 0 empty; bytes: 15992, 0 read, 0 hashed; [7, 0, 0, 0, 0]
              CMV0601 Error/NotUsable <H> UpdatePacks/<H>/Redist/SQLSysClrTypes.msi: <H>/Redist/SQLSysClrTypes.msi was sealed and is not there: no other file has its content.
                at UpdatePacks/<H>/Redist/SQLSysClrTypes.msi -
              CMV0603 Error/NotUsable <H> UpdatePacks/<H>/Redist/SQLSysClrTypes (1).msi: <H>/Redist/SQLSysClrTypes (1).msi is not in the seal: it came later.
                at UpdatePacks/<H>/Redist/SQLSysClrTypes (1).msi -
            == two files exchanged, Quick
            Cannot tell: all names and sizes are those of the seal, but the contents were not compared.
              do: Do not import yet. Verify again with: the depth Full (-Depth Full), because the depth Quick compares sizes only.
              <X>: Inconclusive, 1 files, 0 redists, 0/0, Some(Signature) [1, 0, 0, 0, 0], named 0, unproved []
              <H>: Inconclusive, 5 files, 4 redists, 0/0, Some(Signature) [5, 0, 0, 0, 0], named 0, unproved []
              7 files, 0 empty; bytes: 15992, 0 read, 0 hashed; [7, 0, 0, 0, 0]
            == several things, Quick
            Not usable: 3 difference(s) from the seal. The first: <X>.cab was sealed and is not there: no other file has its content.
              do: Do not import this copy. Copy the whole folder again from the connected PC into an empty folder, then test it against the seal again.
              <X>: NotUsable, 1 files, 0 redists, 1/0, Some(Signature) [1, 0, 0, 0, 0], named 0, unproved []
              <H>: NotUsable, 5 files, 4 redists, 1/0, Some(Signature) [5, 0, 0, 0, 0], named 0, unproved []
              7 files, 0 empty; bytes: 12513, 0 read, 0 hashed; [7, 0, 0, 0, 0]
              CMV0601 Error/NotUsable <X> UpdatePacks/<X>.cab: <X>.cab was sealed and is not there: no other file has its content.
                at UpdatePacks/<X>.cab -
              CMV0602 Error/NotUsable <H> UpdatePacks/<H>/Redist/LanguagePack/a.cab: <H>/Redist/LanguagePack/a.cab is not as it was sealed: it has 5 bytes, and had 1728.
                expected Some("1728"), was Some("5")
                at UpdatePacks/<H>/Redist/LanguagePack/a.cab -
              CMV0603 Error/NotUsable UpdatePacks/more.txt: more.txt is not in the seal: it came later.
                at UpdatePacks/more.txt -
            == a seal with a line less, Quick
            Cannot tell: 1 thing(s) could not be checked. The first: The seal cannot be used: line 16 is not the one that must stand there; a line was lost or changed.
              do: Do not import yet. Verify again with: the seal as it was made on the connected PC, copied as a file.
              CMV0604 Warning/Inconclusive UpdatePacks.seal.sha256: The seal cannot be used: line 16 is not the one that must stand there; a line was lost or changed.
                at UpdatePacks.seal.sha256 -
            == a seal of nothing, Quick
            Cannot tell: 1 thing(s) could not be checked. The first: The seal cannot be used: the file is no seal of cmverify.
              CMV0604 Warning/Inconclusive UpdatePacks.seal.sha256: The seal cannot be used: the file is no seal of cmverify.
                at UpdatePacks.seal.sha256 -
            == no seal, Quick
            Cannot tell: 1 thing(s) could not be checked. The first: The seal cannot be used: there is none of that name.
              CMV0604 Warning/Inconclusive UpdatePacks.seal.sha256: The seal cannot be used: there is none of that name.
                at UpdatePacks.seal.sha256 -
            == no folder, Quick
            Cannot tell: 1 thing(s) could not be checked. The first: The download folder could not be checked: there is no such folder.
              do: Do not import yet. Verify again with: the folder that was named with -updatepackdest, readable and complete.
              CMV0310 Warning/Inconclusive: The download folder could not be checked: there is no such folder.
                at UpdatePacks -
            == sealed by force: not usable
            The files are exactly those that were sealed at (then) UTC, but the download was not found usable then: Not usable: 1 error(s). The first: The folder holds neither ConfigMgr.Update.Manifest.cab nor ConfigMgr.Update.Manifest.enc.
              do: Do not import. The seal was made with -Force over a download that was not usable. Download again on the connected PC, verify, and seal what is usable.
              <X>: NotUsable, 1 files, 0 redists, 0/0, Some(Signature) [1, 0, 0, 0, 0], named 0, unproved []
              <H>: NotUsable, 5 files, 4 redists, 0/0, Some(Signature) [5, 0, 0, 0, 0], named 0, unproved []
              6 files, 0 empty; bytes: 14240, 14240 read, 14240 hashed; [6, 0, 0, 0, 0]
            == sealed by force: inconclusive
            The files are exactly those that were sealed at (then) UTC, but the download was not found usable then: Cannot tell: 1 thing(s) could not be checked. The first: ConfigMgrSetup.log could not be checked: no path was given, and there is none beside the download folder or in it.
              <X>: Inconclusive, 1 files, 0 redists, 0/0, Some(Signature) [1, 0, 0, 0, 0], named 0, unproved []
              <H>: Inconclusive, 5 files, 4 redists, 0/0, Some(Signature) [5, 0, 0, 0, 0], named 0, unproved []
              7 files, 0 empty; bytes: 15992, 15992 read, 15992 hashed; [7, 0, 0, 0, 0]
            == sealed by force: a warning
            Usable: 8 file(s), 15.6 KB, are exactly those that were verified and sealed at (then) UTC. Nothing is missing, changed or added.
              do: On the offline site, import it with: ServiceConnectionTool.exe -import -updatepacksrc <folder>. Before you install the update, read the checklist of its release (https://learn.microsoft.com/intune/configmgr/core/servers/manage/prepare-in-console-updates) and back up the site (https://learn.microsoft.com/intune/configmgr/core/servers/manage/backup-and-recovery).
              <X>: Usable, 1 files, 0 redists, 0/0, Some(Signature) [1, 0, 0, 0, 0], named 0, unproved []
              <H>: Usable, 6 files, 5 redists, 0/0, Some(Signature) [5, 0, 0, 0, 1], named 0, unproved []
              8 files, 0 empty; bytes: 15993, 15993 read, 15993 hashed; [7, 0, 0, 0, 1]
        "#]],
        "left open by the logs" => expect![[r#"
            == a download failed, and no code is told
            Not usable: 1 error(s). The first: setupdl could not download C:\temp\UpdatePacks\<G>\Redist\LanguagePack\a.cab: the log gives no error code.
              do: Do not import this download. Remove the cause named below, empty the folder, download again, then verify again.
              <G>: NotUsable, 5 files, 4 redists, 1/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              6 files, 0 empty; bytes: 14232, 14232 read, 14232 hashed; [6, 0, 0, 0, 0]
              CMV0201 Error/NotUsable <G> C:\temp\UpdatePacks\<G>\Redist\LanguagePack\a.cab: setupdl could not download C:\temp\UpdatePacks\<G>\Redist\LanguagePack\a.cab: the log gives no error code.
                at ConfigMgrSetup.log:20+3343 (2, 1) ERROR: Download() failed  $$<Configuration Manager Setup><11-19-2024 11:54:00.123-540><thread=4580 (0x11E4)>
              ServiceConnection: Some("utf-8"), 3 lines, 1 of 1 runs, Some("2024-11-19 11:53:38") to Some("2024-11-19 12:20:42")
              Setup: Some("utf-8"), 21 lines, 1 of 1 runs, Some("2024-11-19 11:54:00") to Some("2024-11-19 11:54:00")
            == a harmless line in a run
            Usable: 1 update(s), 6 file(s), 13.8 KB. All that is needed was checked, and nothing is missing or wrong.
              do: On the offline site, import it with: ServiceConnectionTool.exe -import -updatepacksrc <folder>. Before you install the update, read the checklist of its release (https://learn.microsoft.com/intune/configmgr/core/servers/manage/prepare-in-console-updates) and back up the site (https://learn.microsoft.com/intune/configmgr/core/servers/manage/backup-and-recovery).
              <G>: Usable, 5 files, 4 redists, 0/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              6 files, 0 empty; bytes: 14232, 14232 read, 14232 hashed; [6, 0, 0, 0, 0]
              CMV0111 Information/None <G>: The log holds an error that Microsoft documents as harmless.
                at ConfigMgrSetup.log:20+3343 (2, 1) System.UnauthorizedAccessException: Access to the path 'C:\Tool\ExtractManifestCab\a.xml' is denied.  $$<Configuration Manager Setup><11-19-2024 11:54:00.123-540><thread=4580 (0x11E4)>
            == redists failed, and setupdl was never started
            Not usable: 1 error(s). The first: The tool failed to download the redistributable files of 2403 (<G>).
              do: Do not import this download. Remove the cause named below, empty the folder, download again, then verify again.
              <G>: NotUsable, 5 files, 4 redists, 1/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              6 files, 0 empty; bytes: 14232, 14232 read, 14232 hashed; [6, 0, 0, 0, 0]
              CMV0101 Error/NotUsable <G>: The tool failed to download the redistributable files of 2403 (<G>).
                error Some("0x80072EE2") ERROR_WINHTTP_TIMEOUT
                at ServiceConnectionTool.log:3+113 (2, 0) 2024-11-19 12:10:00 ERROR:Failed to download redist for <G> with error 0x80072EE2
              ServiceConnection: Some("utf-8"), 3 lines, 1 of 1 runs, Some("2024-11-19 11:53:38") to Some("2024-11-19 12:10:00")
              Setup: Some("utf-8"), 1 lines, 0 of 0 runs, Some("2024-11-19 12:00:00") to Some("2024-11-19 12:00:00")
            == redists began, and setupdl was never started
            Not usable: 1 error(s). The first: The tool began to download the redistributable files of 2403 (<G>), and its log shows neither success nor failure.
              <G>: NotUsable, 5 files, 4 redists, 1/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              6 files, 0 empty; bytes: 14232, 14232 read, 14232 hashed; [6, 0, 0, 0, 0]
              CMV0102 Error/NotUsable <G>: The tool began to download the redistributable files of 2403 (<G>), and its log shows neither success nor failure.
                at ServiceConnectionTool.log:2+68 (1, 0) 2024-11-19 11:53:40 INFO:downloading redist
              CMV0206 Warning/Inconclusive: ConfigMgrSetup.log holds no setupdl run that belongs to the download of an update that the log does not name.
                at ConfigMgrSetup.log -
              ServiceConnection: Some("utf-8"), 2 lines, 1 of 1 runs, Some("2024-11-19 11:53:38") to Some("2024-11-19 11:53:40")
              Setup: Some("utf-8"), 1 lines, 0 of 0 runs, Some("2024-11-19 12:00:00") to Some("2024-11-19 12:00:00")
            == two updates and one run
            Cannot tell: 1 thing(s) could not be checked. The first: ConfigMgrSetup.log holds no setupdl run that belongs to the download of 2409 (<H>).
              do: Do not import yet. Verify again with: ConfigMgrSetup.log from the root of the system drive of the connected PC.
              <H>: Inconclusive, 5 files, 4 redists, 0/1, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              <G>: Usable, 5 files, 4 redists, 0/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              11 files, 0 empty; bytes: 26712, 26712 read, 26712 hashed; [11, 0, 0, 0, 0]
              CMV0206 Warning/Inconclusive <H>: ConfigMgrSetup.log holds no setupdl run that belongs to the download of 2409 (<H>).
                at ConfigMgrSetup.log -
              ServiceConnection: Some("utf-8"), 5 lines, 1 of 1 runs, Some("2024-11-19 11:53:38") to Some("2024-11-19 12:40:00")
              Setup: Some("utf-8"), 20 lines, 1 of 1 runs, Some("2024-11-19 11:54:00") to Some("2024-11-19 11:54:00")
            == a payload began that has no name
            Not usable: 1 error(s). The first: The tool began to download the payload of an update that the log does not name, and its log does not report the end.
              do: Do not import this download. Remove the cause named below, empty the folder, download again, then verify again.
              <G>: NotUsable, 5 files, 4 redists, 0/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              6 files, 0 empty; bytes: 14232, 14232 read, 14232 hashed; [6, 0, 0, 0, 0]
              CMV0103 Error/NotUsable: The tool began to download the payload of an update that the log does not name, and its log does not report the end.
                at ServiceConnectionTool.log:4+209 (2, 0) 2024-11-19 12:30:00 INFO:Downloading Payload
              ServiceConnection: Some("utf-8"), 4 lines, 1 of 1 runs, Some("2024-11-19 11:53:38") to Some("2024-11-19 12:30:00")
              Setup: Some("utf-8"), 20 lines, 1 of 1 runs, Some("2024-11-19 11:54:00") to Some("2024-11-19 11:54:00")
            == without logs, a file that nothing proves
            Cannot tell: without the logs, nothing proves 1 file(s), the first is loose.cab.
              do: Do not import yet. Verify again with: both logs (ServiceConnectionTool.log and ConfigMgrSetup.log), because the files alone do not prove everything.
              <G>: Inconclusive, 5 files, 4 redists, 0/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              7 files, 0 empty; bytes: 14303, 14303 read, 14232 hashed; [6, 0, 0, 0, 1]
              CMV0503 Warning/None UpdatePacks/loose.cab: loose.cab carries no signature, although Microsoft signs files of this kind.
                at UpdatePacks/loose.cab -
        "#]],
        "more than is listed" => expect![[r#"
            == a lot of everything
            Not usable: 530 error(s). The first: The tool logged an error: x
              do: Do not import this download. Remove the cause named below, empty the folder, download again, then verify again.
              <G>: NotUsable, 235 files, 234 redists, 230/0, Some(Present) [5, 0, 0, 0, 230], named 100, unproved []
              236 files, 230 empty; bytes: 14232, 14232 read, 14232 hashed; [6, 0, 0, 0, 230]
              and Omitted { rule: "CMV0104", count: 200 }
              and Omitted { rule: "CMV0301", count: 130 }
              and Omitted { rule: "CMV0404", count: 130 }
              ServiceConnection: Some("utf-8"), 303 lines, 1 of 1 runs, Some("2024-11-19 11:53:38") to Some("2024-11-19 12:20:43")
              Setup: Some("utf-8"), 20 lines, 1 of 1 runs, Some("2024-11-19 11:54:00") to Some("2024-11-19 11:54:00")
        "#]],
        "something else" => expect![[r#"
            == a.cab: a page
            Not usable: 2 error(s). The first: <G>/Redist/a.cab does not hold what its name says: it is a web page, as a proxy or a sign-in page sends it.
              do: Do not import this download. Remove the cause named below, empty the folder, download again, then verify again.
              <G>: NotUsable, 6 files, 5 redists, 2/0, Some(Present) [5, 0, 0, 0, 1], named 6, unproved []
              7 files, 0 empty; bytes: 14286, 14286 read, 14286 hashed; [6, 0, 0, 0, 1]
              CMV0306 Error/NotUsable <G> UpdatePacks/<G>/Redist/a.cab: <G>/Redist/a.cab does not hold what its name says: it is a web page, as a proxy or a sign-in page sends it.
                at UpdatePacks/<G>/Redist/a.cab -
              CMV0401 Error/NotUsable <G> UpdatePacks/<G>/Redist/a.cab: The SHA-256 of <G>/Redist/a.cab is not the one that ConfigMgr.LN.Manifest.xml lists.
                expected Some("71361D3B9E90B894D13831B81368081C000AB29647426F38C6C3B4A199FDE50D"), was Some("DF335170E3E8B1E3ECCAB7F27E41183E887F203A12EAF3CBA428C647D538D608")
                at UpdatePacks/<G>/Redist/a.cab -
              ServiceConnection: Some("utf-8"), 3 lines, 1 of 1 runs, Some("2024-11-19 11:53:38") to Some("2024-11-19 12:20:42")
              Setup: Some("utf-8"), 20 lines, 1 of 1 runs, Some("2024-11-19 11:54:00") to Some("2024-11-19 11:54:00")
            == a.cab: a text
            Not usable: 2 error(s). The first: <G>/Redist/a.cab does not hold what its name says: it is text.
              <G>: NotUsable, 6 files, 5 redists, 2/0, Some(Present) [5, 0, 0, 0, 1], named 6, unproved []
              7 files, 0 empty; bytes: 14264, 14264 read, 14264 hashed; [6, 0, 0, 0, 1]
              CMV0306 Error/NotUsable <G> UpdatePacks/<G>/Redist/a.cab: <G>/Redist/a.cab does not hold what its name says: it is text.
                at UpdatePacks/<G>/Redist/a.cab -
              CMV0401 Error/NotUsable <G> UpdatePacks/<G>/Redist/a.cab: The SHA-256 of <G>/Redist/a.cab is not the one that ConfigMgr.LN.Manifest.xml lists.
                expected Some("71361D3B9E90B894D13831B81368081C000AB29647426F38C6C3B4A199FDE50D"), was Some("6FCE840DC447FE5BD9DDE6CEDC53B2F8307E695734400861F4BB79025CC07F87")
                at UpdatePacks/<G>/Redist/a.cab -
              ServiceConnection: Some("utf-8"), 3 lines, 1 of 1 runs, Some("2024-11-19 11:53:38") to Some("2024-11-19 12:20:42")
              Setup: Some("utf-8"), 20 lines, 1 of 1 runs, Some("2024-11-19 11:54:00") to Some("2024-11-19 11:54:00")
            == a.cab: zeros
            Not usable: 2 error(s). The first: <G>/Redist/a.cab does not hold what its name says: it holds nothing but NUL bytes.
              <G>: NotUsable, 6 files, 5 redists, 2/0, Some(Present) [5, 0, 0, 0, 1], named 6, unproved []
              7 files, 0 empty; bytes: 19232, 19232 read, 19232 hashed; [6, 0, 0, 0, 1]
              CMV0306 Error/NotUsable <G> UpdatePacks/<G>/Redist/a.cab: <G>/Redist/a.cab does not hold what its name says: it holds nothing but NUL bytes.
                at UpdatePacks/<G>/Redist/a.cab -
              CMV0401 Error/NotUsable <G> UpdatePacks/<G>/Redist/a.cab: The SHA-256 of <G>/Redist/a.cab is not the one that ConfigMgr.LN.Manifest.xml lists.
                expected Some("71361D3B9E90B894D13831B81368081C000AB29647426F38C6C3B4A199FDE50D"), was Some("7CA5BD879F393D9DD05B14F38ADD9C0FC6B67928F7F2D261B2E47A32EE8219E3")
                at UpdatePacks/<G>/Redist/a.cab -
              ServiceConnection: Some("utf-8"), 3 lines, 1 of 1 runs, Some("2024-11-19 11:53:38") to Some("2024-11-19 12:20:42")
              Setup: Some("utf-8"), 20 lines, 1 of 1 runs, Some("2024-11-19 11:54:00") to Some("2024-11-19 11:54:00")
            == a.cab: a program
            Not usable: 2 error(s). The first: <G>/Redist/a.cab does not hold what its name says: it is a program.
              <G>: NotUsable, 6 files, 5 redists, 2/0, Some(Present) [5, 0, 0, 0, 1], named 6, unproved []
              7 files, 0 empty; bytes: 17360, 17360 read, 17360 hashed; [6, 0, 0, 0, 1]
              CMV0306 Error/NotUsable <G> UpdatePacks/<G>/Redist/a.cab: <G>/Redist/a.cab does not hold what its name says: it is a program.
                at UpdatePacks/<G>/Redist/a.cab -
              CMV0401 Error/NotUsable <G> UpdatePacks/<G>/Redist/a.cab: The SHA-256 of <G>/Redist/a.cab is not the one that ConfigMgr.LN.Manifest.xml lists.
                expected Some("71361D3B9E90B894D13831B81368081C000AB29647426F38C6C3B4A199FDE50D"), was Some("6CA486DFC6BFAEADB2FD237D02ACDA17E37E0695F3C8113725467F5CC1D31EB9")
                at UpdatePacks/<G>/Redist/a.cab -
              ServiceConnection: Some("utf-8"), 3 lines, 1 of 1 runs, Some("2024-11-19 11:53:38") to Some("2024-11-19 12:20:42")
              Setup: Some("utf-8"), 20 lines, 1 of 1 runs, Some("2024-11-19 11:54:00") to Some("2024-11-19 11:54:00")
            == a.cab: an installer
            Not usable: 2 error(s). The first: <G>/Redist/a.cab does not hold what its name says: it is an installer database (compound file).
              <G>: NotUsable, 6 files, 5 redists, 2/0, Some(Present) [5, 0, 0, 0, 1], named 6, unproved []
              7 files, 0 empty; bytes: 19352, 19352 read, 19352 hashed; [6, 0, 0, 0, 1]
              CMV0306 Error/NotUsable <G> UpdatePacks/<G>/Redist/a.cab: <G>/Redist/a.cab does not hold what its name says: it is an installer database (compound file).
                at UpdatePacks/<G>/Redist/a.cab -
              CMV0401 Error/NotUsable <G> UpdatePacks/<G>/Redist/a.cab: The SHA-256 of <G>/Redist/a.cab is not the one that ConfigMgr.LN.Manifest.xml lists.
                expected Some("71361D3B9E90B894D13831B81368081C000AB29647426F38C6C3B4A199FDE50D"), was Some("2FC2922B1D2B78D1786745B52202EB2F4EBCFFD5AABC168800A4F3F5435BBF83")
                at UpdatePacks/<G>/Redist/a.cab -
              ServiceConnection: Some("utf-8"), 3 lines, 1 of 1 runs, Some("2024-11-19 11:53:38") to Some("2024-11-19 12:20:42")
              Setup: Some("utf-8"), 20 lines, 1 of 1 runs, Some("2024-11-19 11:54:00") to Some("2024-11-19 11:54:00")
            == a.cab: a zip
            Not usable: 2 error(s). The first: <G>/Redist/a.cab does not hold what its name says: it is a ZIP archive.
              <G>: NotUsable, 6 files, 5 redists, 2/0, Some(Present) [5, 0, 0, 0, 1], named 6, unproved []
              7 files, 0 empty; bytes: 14742, 14742 read, 14742 hashed; [6, 0, 0, 0, 1]
              CMV0306 Error/NotUsable <G> UpdatePacks/<G>/Redist/a.cab: <G>/Redist/a.cab does not hold what its name says: it is a ZIP archive.
                at UpdatePacks/<G>/Redist/a.cab -
              CMV0401 Error/NotUsable <G> UpdatePacks/<G>/Redist/a.cab: The SHA-256 of <G>/Redist/a.cab is not the one that ConfigMgr.LN.Manifest.xml lists.
                expected Some("71361D3B9E90B894D13831B81368081C000AB29647426F38C6C3B4A199FDE50D"), was Some("B6893A34073F7FB1AA1B8EBCB2A78C67E28812E508063F6FBED1EF09D3CA0D37")
                at UpdatePacks/<G>/Redist/a.cab -
              ServiceConnection: Some("utf-8"), 3 lines, 1 of 1 runs, Some("2024-11-19 11:53:38") to Some("2024-11-19 12:20:42")
              Setup: Some("utf-8"), 20 lines, 1 of 1 runs, Some("2024-11-19 11:54:00") to Some("2024-11-19 11:54:00")
            == a.cab: XML
            Not usable: 2 error(s). The first: <G>/Redist/a.cab does not hold what its name says: it is XML.
              <G>: NotUsable, 6 files, 5 redists, 2/0, Some(Present) [5, 0, 0, 0, 1], named 6, unproved []
              7 files, 0 empty; bytes: 14257, 14257 read, 14257 hashed; [6, 0, 0, 0, 1]
              CMV0306 Error/NotUsable <G> UpdatePacks/<G>/Redist/a.cab: <G>/Redist/a.cab does not hold what its name says: it is XML.
                at UpdatePacks/<G>/Redist/a.cab -
              CMV0401 Error/NotUsable <G> UpdatePacks/<G>/Redist/a.cab: The SHA-256 of <G>/Redist/a.cab is not the one that ConfigMgr.LN.Manifest.xml lists.
                expected Some("71361D3B9E90B894D13831B81368081C000AB29647426F38C6C3B4A199FDE50D"), was Some("70378D64D3057BE0720BEC4A4DD9C4BD0099808C14AEE608C63844FC3C96EBD5")
                at UpdatePacks/<G>/Redist/a.cab -
              ServiceConnection: Some("utf-8"), 3 lines, 1 of 1 runs, Some("2024-11-19 11:53:38") to Some("2024-11-19 12:20:42")
              Setup: Some("utf-8"), 20 lines, 1 of 1 runs, Some("2024-11-19 11:54:00") to Some("2024-11-19 11:54:00")
            == a.exe: a cabinet
            Not usable: 1 error(s). The first: <G>/Redist/a.exe does not hold what its name says: it is a cabinet.
              <G>: NotUsable, 6 files, 5 redists, 1/0, Some(Present) [5, 0, 0, 0, 1], named 6, unproved []
              7 files, 0 empty; bytes: 15960, 15960 read, 14232 hashed; [6, 0, 0, 0, 1]
              CMV0306 Error/NotUsable <G> UpdatePacks/<G>/Redist/a.exe: <G>/Redist/a.exe does not hold what its name says: it is a cabinet.
                at UpdatePacks/<G>/Redist/a.exe -
              CMV0404 Information/None <G> UpdatePacks/<G>/Redist/a.exe: <G>/Redist/a.exe is not listed in the manifest of the redistributable files.
                at UpdatePacks/<G>/Redist/a.exe -
              ServiceConnection: Some("utf-8"), 3 lines, 1 of 1 runs, Some("2024-11-19 11:53:38") to Some("2024-11-19 12:20:42")
              Setup: Some("utf-8"), 20 lines, 1 of 1 runs, Some("2024-11-19 11:54:00") to Some("2024-11-19 11:54:00")
            == a.msi: noise
            Not usable: 1 error(s). The first: <G>/Redist/a.msi does not hold what its name says: it is text.
              <G>: NotUsable, 6 files, 5 redists, 1/0, Some(Present) [5, 0, 0, 0, 1], named 6, unproved []
              7 files, 0 empty; bytes: 16232, 16232 read, 14232 hashed; [6, 0, 0, 0, 1]
              CMV0306 Error/NotUsable <G> UpdatePacks/<G>/Redist/a.msi: <G>/Redist/a.msi does not hold what its name says: it is text.
                at UpdatePacks/<G>/Redist/a.msi -
              CMV0404 Information/None <G> UpdatePacks/<G>/Redist/a.msi: <G>/Redist/a.msi is not listed in the manifest of the redistributable files.
                at UpdatePacks/<G>/Redist/a.msi -
              ServiceConnection: Some("utf-8"), 3 lines, 1 of 1 runs, Some("2024-11-19 11:53:38") to Some("2024-11-19 12:20:42")
              Setup: Some("utf-8"), 20 lines, 1 of 1 runs, Some("2024-11-19 11:54:00") to Some("2024-11-19 11:54:00")
        "#]],
        "Japanese" => expect![[r#"
            == usable
            インポートできます。更新プログラム 1 件 (ファイル 6 個、13.8 KB) について必要な項目をすべて確認し、不足や問題は見つかりませんでした。
              do: オフラインのサイトで ServiceConnectionTool.exe -import -updatepacksrc <フォルダー> を実行し、インポートしてください。更新プログラムをインストールする前に、該当するリリースのチェックリスト (https://learn.microsoft.com/intune/configmgr/core/servers/manage/prepare-in-console-updates) を確認し、サイトのバックアップ (https://learn.microsoft.com/intune/configmgr/core/servers/manage/backup-and-recovery) を取得することをお勧めします。
              <G>: Usable, 5 files, 4 redists, 0/0, Some(Signature) [5, 0, 0, 0, 0], named 5, unproved []
              6 files, 0 empty; bytes: 14232, 14232 read, 14232 hashed; [6, 0, 0, 0, 0]
            == not proved
            判定できません。ログがないため、次の点を確認できません: 「<X>」が再頒布可能ファイルを伴うかどうか (Redist フォルダーが存在しません)、「2403 (<G>)」の本体 (ペイロード) がダウンロードされていること (ファイルが見つかりません)。
              do: まだインポートしないでください。次のものを用意して、もう一度確認してください: ServiceConnectionTool.log と ConfigMgrSetup.log の両方 (ファイルだけではすべてを確認できないため)。
              <X>: Inconclusive, 1 files, 0 redists, 0/0, Some(Signature) [1, 0, 0, 0, 0], named 1, unproved []
              <G>: Inconclusive, 4 files, 4 redists, 0/0, Some(Signature) [4, 0, 0, 0, 0], named 4, unproved []
              6 files, 0 empty; bytes: 14232, 14232 read, 14232 hashed; [6, 0, 0, 0, 0]
            == both logs lost
            判定できません。確認できなかった項目が 2 件あります。最初の項目: ServiceConnectionTool.log を確認できませんでした: パスが指定されておらず、ダウンロード フォルダー内にも同じ階層にも見つかりません。
              do: まだインポートしないでください。次のものを用意して、もう一度確認してください: -connect を実行したときの ServiceConnectionTool.log (ツールと同じフォルダーに作成され、ツールを実行するたびに置き換えられます)、インターネットに接続したコンピューターのシステム ドライブ直下にある ConfigMgrSetup.log。
              <X>: Inconclusive, 1 files, 0 redists, 0/0, Some(Signature) [1, 0, 0, 0, 0], named 1, unproved []
              <G>: Inconclusive, 4 files, 4 redists, 0/0, Some(Signature) [4, 0, 0, 0, 0], named 4, unproved []
              6 files, 0 empty; bytes: 14232, 14232 read, 14232 hashed; [6, 0, 0, 0, 0]
              CMV0107 Warning/Inconclusive: ServiceConnectionTool.log を確認できませんでした: パスが指定されておらず、ダウンロード フォルダー内にも同じ階層にも見つかりません。
              CMV0207 Warning/Inconclusive: ConfigMgrSetup.log を確認できませんでした: パスが指定されておらず、ダウンロード フォルダー内にも同じ階層にも見つかりません。
            == no payload
            インポートできません。エラーが 1 件あります。最初のエラー: ログには「2403 (<G>)」のダウンロードが記録されていますが、本体 (ペイロード) のファイルが存在しません。
              do: このダウンロードはインポートしないでください。以下に示す原因を取り除き、フォルダーを空にしてからもう一度ダウンロードし、改めて確認してください。
              <X>: Usable, 1 files, 0 redists, 0/0, Some(Signature) [1, 0, 0, 0, 0], named 1, unproved []
              <G>: NotUsable, 4 files, 4 redists, 1/0, Some(Signature) [4, 0, 0, 0, 0], named 4, unproved []
              6 files, 0 empty; bytes: 14232, 14232 read, 14232 hashed; [6, 0, 0, 0, 0]
              CMV0108 Error/NotUsable <G>: ログには「2403 (<G>)」のダウンロードが記録されていますが、本体 (ペイロード) のファイルが存在しません。
                at ServiceConnectionTool.log:3+113 (2, 0) 2024-11-19 12:20:42 INFO:Successfully download redist for <G>
              ServiceConnection: Some("utf-8"), 3 lines, 1 of 1 runs, Some("2024-11-19 11:53:38") to Some("2024-11-19 12:20:42")
              Setup: Some("utf-8"), 20 lines, 1 of 1 runs, Some("2024-11-19 11:54:00") to Some("2024-11-19 11:54:00")
        "#]],
        _ => panic!("there is no table {table}"),
    }
}

fn text(path: &Path) -> String {
    path.to_str().expect("UTF-8").to_owned()
}

#[test]
fn what_is_told_of_a_part_alone() {
    let mut told = Told::default();
    let mut download = Download::good();
    download.setup_text(|t| run(H, "05-01-2024 09:00:00", "ERROR: Download() failed with 0x80072EE2") + &t);
    let request = download.prepare();
    let asked = |operation, change: &dyn Fn(&mut Request)| {
        let mut request = request.clone();
        change(&mut request);
        verify_unwatched(operation, &request).expect("a good request")
    };
    let mut row = |what: &str, operation, change: &dyn Fn(&mut Request)| {
        told.row(what, &download.home, &asked(operation, change));
    };
    row("the tool's log", Operation::VerifyServiceConnectionLog, &|_| {});
    row("the tool's log is not there", Operation::VerifyServiceConnectionLog, &|r| {
        r.service_connection_log = Some(text(&download.home.join("nowhere.log")));
    });
    row("the other log in its place", Operation::VerifyServiceConnectionLog, &|r| {
        r.service_connection_log.clone_from(&r.setup_log);
    });
    row("the setup log, the last run", Operation::VerifySetupLog, &|_| {});
    row("the setup log, all runs", Operation::VerifySetupLog, &|r| r.all_runs = true);
    row("the other setup log in its place", Operation::VerifySetupLog, &|r| {
        r.setup_log.clone_from(&r.service_connection_log);
    });
    row("a folder in the place of a log", Operation::VerifySetupLog, &|r| r.setup_log = Some(text(&download.root())));
    for (what, folder) in [("UpdatePacks", download.root()), ("an update", download.root().join(G))] {
        row(what, Operation::VerifyRedist, &|r| r.download_path = Some(text(&folder)));
        row(&format!("{what}, quick"), Operation::VerifyRedist, &|r| {
            r.download_path = Some(text(&folder));
            r.depth = Depth::Quick;
        });
    }
    download.file(&format!("{G}/Redist/LanguagePack/empty.cab"), b"");
    row("an empty file", Operation::VerifyRedist, &|_| {});
    download.remove(&format!("{G}/Redist"));
    row("no folder of redists", Operation::VerifyRedist, &|_| {});
    row("no folder", Operation::VerifyRedist, &|r| r.download_path = Some(text(&download.home.join("nowhere"))));
    row("no folder at all", Operation::VerifyDownload, &|r| {
        r.download_path = Some(text(&download.home.join("nowhere")));
    });
    row("a file in its place", Operation::VerifyDownload, &|r| r.download_path.clone_from(&r.setup_log));
    told.assert("a part alone");
}

#[test]
fn what_is_told_of_a_file_that_is_something_else() {
    let mut told = Told::default();
    for (what, name, content) in [
        ("a page", "a.cab", b"<!DOCTYPE html><html><body>Access denied</body></html>".to_vec()),
        ("a text", "a.cab", b"The proxy does not allow this.\r\n".to_vec()),
        ("zeros", "a.cab", vec![0; 5000]),
        ("a program", "a.cab", content_of("x.exe")),
        ("an installer", "a.cab", content_of("x.msi")),
        ("a zip", "a.cab", [b"PK\x03\x04\x14\0\0\0\x08\0".as_slice(), &[7; 500]].concat()),
        ("XML", "a.cab", b"<?xml version=\"1.0\"?><a/>".to_vec()),
        ("a cabinet", "a.exe", content_of("x.cab")),
        ("noise", "a.msi", (0..2000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8 | 0x80).collect()),
    ] {
        let mut download = Download::good();
        download.file(&format!("{G}/Redist/{name}"), &content);
        let report = download.verify();
        told.row(&format!("{name}: {what}"), &download.home, &report);
    }
    told.assert("something else");
}

#[test]
fn what_is_told_in_japanese() {
    let mut told = Told::default();
    let mut download = Download::good();
    download.request.language = Language::Ja;
    told.row("usable", &download.home.clone(), &download.verify());
    download.valid(&format!("{X}.cab"));
    download.remove(&format!("{G}/{G}.cab"));
    download.request.without_logs = true;
    let logs = (download.tool.take(), download.setup.take());
    told.row("not proved", &download.home.clone(), &download.verify());
    download.request.without_logs = false;
    told.row("both logs lost", &download.home.clone(), &download.verify());
    (download.tool, download.setup) = logs;
    told.row("no payload", &download.home.clone(), &download.verify());
    told.assert("Japanese");
}

/// What one log says and the other, or the folder, does not answer.
#[test]
fn what_is_told_of_what_the_logs_leave_open() {
    const REFUSED: &str = "2024-11-19 12:10:00 ERROR:Failed to download redist for {G} with error 0x80072EE2\r\n";
    const HARMLESS: &str =
        r"System.UnauthorizedAccessException: Access to the path 'C:\Tool\ExtractManifestCab\a.xml' is denied.";
    fn refused(download: &mut Download) {
        download.tool_text(|t| {
            let kept = t.split_inclusive('\n').filter(|line| !line.contains("redist for"));
            kept.chain([REFUSED.replace("{G}", G).as_str()]).collect()
        });
    }
    let rows: &[(&str, fn(&mut Download))] = &[
        ("a download failed, and no code is told", |d| {
            d.setup_text(|_| run(G, "11-19-2024 11:54:00", "ERROR: Download() failed"));
        }),
        ("a harmless line in a run", |d| d.setup_text(|_| run(G, "11-19-2024 11:54:00", HARMLESS))),
        ("redists failed, and setupdl was never started", |d| {
            refused(d);
            d.setup = Some(sms("INFO: nothing", "11-19-2024 12:00:00").into());
        }),
        ("redists began, and setupdl was never started", |d| {
            d.tool_text(|t| t.split_inclusive('\n').filter(|line| !line.contains("redist for")).collect());
            d.setup = Some(sms("INFO: nothing", "11-19-2024 12:00:00").into());
        }),
        ("two updates and one run", |d| {
            d.update(H);
            d.tool_text(|t| {
                let of_other = format!("2024-11-19 12:21:00 INFO:downloading redist\r\n2024-11-19 12:40:00 INFO:Successfully download redist for {H}\r\n");
                t + &of_other
            });
        }),
        ("a payload began that has no name", |d| {
            d.tool_text(|t| t + "2024-11-19 12:30:00 INFO:Downloading Payload\r\n");
        }),
        ("without logs, a file that nothing proves", |d| {
            (d.tool, d.setup, d.request.without_logs) = (None, None, true);
            d.file("loose.cab", &crate::common::make::stored(&[("a", b"b")]));
        }),
    ];
    let mut told = Told::default();
    for (what, change) in rows {
        let mut download = Download::good();
        change(&mut download);
        let report = download.verify();
        assert_ne!((report.verdict, report.findings.len()), (Verdict::Usable, 0), "{what}");
        told.row(what, &download.home, &report);
    }
    told.assert("left open by the logs");
}

#[test]
fn what_is_told_of_more_than_is_listed() {
    let mut told = Told::default();
    let mut download = Download::good();
    for n in 0..230 {
        download.file(&format!("{G}/Redist/{n:04}.cab"), b"");
    }
    download.tool_text(|t| t + &"2024-11-19 12:20:43 ERROR:x\r\n".repeat(300));
    let mut report = download.verify();
    let counts = report.findings.iter().fold(BTreeMap::new(), |mut counts: BTreeMap<&str, usize>, finding| {
        *counts.entry(finding.rule).or_default() += 1;
        counts
    });
    assert_eq!(counts, BTreeMap::from([("CMV0104", 100), ("CMV0301", 100), ("CMV0404", 100)]));
    report.findings.clear();
    told.row("a lot of everything", &download.home, &report);
    told.assert("more than is listed");
}

#[test]
fn what_is_told_of_a_seal() {
    let rows: &[(&str, fn(&Download))] = &[
        ("nothing", |_| {}),
        ("a byte", |d| {
            let mut bytes = fs::read(d.root().join(format!("{H}/{H}.cab"))).unwrap();
            bytes[100] ^= 1;
            d.file(&format!("{H}/{H}.cab"), &bytes);
        }),
        ("a size", |d| d.file(&format!("{H}/{H}.cab"), b"short")),
        ("an empty file", |d| d.file(&format!("{X}.cab"), b"")),
        ("gone", |d| d.remove(&format!("{H}/Redist/LanguagePack/a.cab"))),
        ("more", |d| d.file(&format!("{H}/Redist/more.cab"), b"more")),
        ("another name", |d| {
            let folder = d.root().join(H).join("Redist");
            fs::rename(folder.join("SQLSysClrTypes.msi"), folder.join("SQLSysClrTypes (1).msi")).unwrap();
        }),
        ("two files exchanged", |d| {
            let (one, other) = (d.root().join(format!("{X}.cab")), d.root().join(format!("{H}/{H}.cab")));
            fs::rename(&one, d.home.join("x")).unwrap();
            fs::rename(&other, one).unwrap();
            fs::rename(d.home.join("x"), other).unwrap();
        }),
        ("several things", |d| {
            d.remove(&format!("{X}.cab"));
            d.file(&format!("{H}/Redist/LanguagePack/a.cab"), b"other");
            d.file("more.txt", b"more");
        }),
        ("a seal with a line less", |d| {
            let path = d.home.join("UpdatePacks.seal.sha256");
            let lines = fs::read_to_string(&path).unwrap();
            let kept: Vec<&str> = lines.lines().filter(|line| !line.contains("a.cab")).collect();
            fs::write(path, kept.join("\n") + "\n").unwrap();
        }),
        ("a seal of nothing", |d| fs::write(d.home.join("UpdatePacks.seal.sha256"), "").unwrap()),
        ("no seal", |d| fs::remove_file(d.home.join("UpdatePacks.seal.sha256")).unwrap()),
        ("no folder", |d| fs::remove_dir_all(d.root()).unwrap()),
    ];
    let mut told = Told::default();
    for depth in [Depth::Full, Depth::Quick] {
        for (what, change) in rows {
            let (download, request) = sealed(|_| {});
            change(&download);
            let request = Request { depth, ..request };
            told.row(&format!("{what}, {depth:?}"), &download.home, &check(&request));
        }
    }
    let spoilt: [(&str, fn(&mut Download)); 3] = [
        ("sealed by force: not usable", |d| d.remove("ConfigMgr.Update.Manifest.cab")),
        ("sealed by force: inconclusive", |d| d.setup = None),
        ("sealed by force: a warning", |d| d.file(&format!("{H}/Redist/x.tmp"), b"x")),
    ];
    for (what, change) in spoilt {
        let (download, request) = sealed(change);
        told.row(what, &download.home, &check(&request));
    }
    told.assert("seals");
}

/// A download with its seal, and what a site server asks of it.
fn sealed(change: fn(&mut Download)) -> (Download, Request) {
    let mut download = Download::good_new();
    change(&mut download);
    let seal = Some(text(&download.home.join("UpdatePacks.seal.sha256")));
    let request = Request { seal: seal.clone(), force: true, include_logs: true, ..download.prepare() };
    verify_unwatched(Operation::MakeSeal, &request).expect("a good request").seal.expect("a seal");
    (download, Request { download_path: request.download_path, seal, ..Request::default() })
}

fn check(request: &Request) -> Report {
    let mut report = verify_unwatched(Operation::VerifySeal, request).expect("a good request");
    // The day on which the test runs.
    if let Some(seal) = &report.seal {
        report.summary = report.summary.replace(&seal.created, "(then)");
        report.next_action = report.next_action.replace(&seal.created, "(then)");
    }
    report
}
