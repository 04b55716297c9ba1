//! Single faults in a good download, each with the rule that must find it; and good downloads that look odd.
#![allow(clippy::too_many_lines, reason = "a table is as long as it has rows")]

use crate::common::{Download, G, H, X, content_of, outcome, run, sms, utf16};
use cmverify::report::Report;
use cmverify::report::Verdict::{self, Inconclusive, NotUsable, Usable};
use cmverify::request::Depth;
use std::fs;

/// A change to a good download, its verdict, the rules it must be found by, and what happened.
type Row = (&'static str, fn(&mut Download), Verdict, &'static [&'static str]);

/// The same log in another shape.
type Recoding = (&'static str, fn(&[u8]) -> Vec<u8>);

/// Shapes that say the same.
const RECODINGS: &[Recoding] = &[
    ("UTF-16 LE", utf16),
    ("UTF-16 BE", |log| utf16(log).chunks_exact(2).flat_map(|unit| [unit[1], unit[0]]).collect()),
    ("UTF-16 LE without a mark", |log| utf16(log)[2..].to_vec()),
    ("UTF-8 with a mark", |log| [b"\xEF\xBB\xBF", log].concat()),
    ("LF", |log| String::from_utf8_lossy(log).replace("\r\n", "\n").into()),
    ("tildes", |log| {
        let text = String::from_utf8_lossy(log);
        text.split_inclusive('\n').map(|l| format!("~~{}", l.replace("  $$<", "~  $$<"))).collect::<String>().into()
    }),
    ("a Japanese line before", |log| {
        let line = encoding_rs::SHIFT_JIS.encode("2024-11-19 11:53:37 INFO:D:\\更新プログラム\\表\r\n").0;
        [&*line, log.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(log)].concat()
    }),
];

fn check(table: &str, base: fn() -> Download, rows: &[Row]) {
    let mut wrong = Vec::new();
    #[cfg(not(windows))]
    let mut told = crate::told::Told::default();
    // Files are slow to make where wine stands in for Windows: there each row comes in one other shape, by turns.
    let shapes = if cfg!(windows) { 1 } else { RECODINGS.len() };
    for (at, (what, change, verdict, rules)) in rows.iter().enumerate() {
        let mut download = base();
        change(&mut download);
        let report = download.verify();
        #[cfg(not(windows))]
        told.row(what, &download.home, &report);
        let found = outcome(&report);
        if found != (*verdict, rules.to_vec()) {
            let messages: Vec<&str> = report.findings.iter().map(|finding| finding.message.as_str()).collect();
            wrong.push(format!("{what}: {found:?}, expected {:?}\n    {}", (verdict, rules), messages.join("\n    ")));
        }
        for (name, recode) in RECODINGS.iter().cycle().skip(at).take(shapes) {
            let (tool, setup) = (download.tool.clone(), download.setup.clone());
            let is_text = |log: &Option<Vec<u8>>| {
                log.as_ref().is_none_or(|log| !log.is_empty() && !log.contains(&0) && std::str::from_utf8(log).is_ok())
            };
            if is_text(&tool) && is_text(&setup) {
                download.tool = tool.as_deref().map(recode);
                download.setup = setup.as_deref().map(recode);
                let recoded = download.verdict();
                if recoded != found {
                    wrong.push(format!("{what}, {name}: {recoded:?}, but {found:?} as it was"));
                }
            }
            (download.tool, download.setup) = (tool, setup);
        }
        assert!(!report.summary.is_empty() && !report.next_action.is_empty());
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    #[cfg(not(windows))]
    told.assert(table);
    let _ = table;
}

#[test]
fn good_downloads_stay_good_whatever_their_looks() {
    check(
        "looks that mean nothing",
        Download::good,
        &[
            ("as it is", |_| {}, Usable, &[]),
            ("quick", |d| d.request.depth = Depth::Quick, Usable, &[]),
            (
                "UTF-16",
                |d| {
                    d.tool = d.tool.as_deref().map(utf16);
                    d.setup = d.setup.as_deref().map(utf16);
                },
                Usable,
                &[],
            ),
            ("a byte order mark", |d| d.tool_text(|t| format!("\u{FEFF}{t}")), Usable, &[]),
            ("LF only", |d| d.tool_text(|t| t.replace('\r', "")), Usable, &[]),
            ("CR only", |d| d.setup_text(|t| t.replace('\n', "")), Usable, &[]),
            ("no line end at the end", |d| d.tool_text(|t| t.trim_end().to_owned()), Usable, &[]),
            ("lower case", |d| d.tool_text(|t| t.to_lowercase()), Usable, &[]),
            (
                "folder in lower case",
                |d| {
                    fs::rename(d.root().join(G), d.root().join("x")).unwrap();
                    fs::rename(d.root().join("x"), d.root().join(G.to_lowercase())).unwrap();
                },
                Usable,
                &[],
            ),
            (
                "Redists",
                |d| {
                    fs::rename(d.root().join(G).join("Redist"), d.root().join(G).join("Redists")).unwrap();
                },
                Usable,
                &[],
            ),
            (
                "the payload beside the folder",
                |d| {
                    d.remove(&format!("{G}/{G}.cab"));
                    d.valid(&format!("{G}.cab"));
                },
                Usable,
                &[],
            ),
            (
                "a payload of a name nobody knows",
                |d| {
                    d.remove(&format!("{G}/{G}.cab"));
                    d.file("package.bin", &content_of("package.cab"));
                },
                Usable,
                &[],
            ),
            (
                "the manifest as .enc",
                |d| {
                    d.remove("ConfigMgr.Update.Manifest.cab");
                    d.file("CONFIGMGR.update.manifest.enc", b"\x8F\x03\xC2\x00\x1E");
                },
                Usable,
                &[],
            ),
            (
                "no times in the tool's log",
                |d| {
                    d.tool_text(|t| t.lines().map(|l| format!("{}\n", &l[20..])).collect());
                },
                Usable,
                &[],
            ),
            (
                "words that look like errors",
                |d| {
                    d.tool_text(|t| {
                        format!("{t}2024-11-19 12:20:43 INFO:Finished with 0 errors, see C:\\Error\\Failed.txt\r\n")
                    });
                    d.file(&format!("{G}/Redist/Error.txt"), b"ERROR: Download() failed");
                    d.rewrite_manifests();
                },
                Usable,
                &[],
            ),
            (
                "history of another update",
                |d| d.setup_text(|t| run(H, "05-01-2024 09:00:00", "ERROR: Download() failed with 0x80072EE2") + &t),
                Usable,
                &["CMV0211"],
            ),
            (
                "a failed try an hour before",
                |d| d.setup_text(|t| run(G, "11-19-2024 10:53:00", "ERROR: Download() failed with 0x80072EE2") + &t),
                Usable,
                &["CMV0211"],
            ),
            (
                "a run by hand into another folder afterwards",
                |d| {
                    d.setup_text(|t| {
                        t + &run(G, "11-20-2024 10:53:00", "ERROR: Download() failed with 0x80072EE2")
                            .replace(G, "other")
                    });
                },
                Usable,
                &[],
            ),
            (
                "errors of Setup.exe afterwards",
                |d| {
                    d.setup_text(|t| {
                        let banner =
                            "~~===================== Failed Configuration Manager Server Setup =====================";
                        t + &sms("ERROR: SQL Connection failed.", "11-20-2024 09:00:00")
                            + &sms(banner, "11-20-2024 09:00:01")
                    });
                },
                Usable,
                &[],
            ),
            ("a hotfix that the old log is silent about", |d| d.valid(&format!("{X}/{X}.cab")), Usable, &[]),
            (
                "placeholders of an unpacked payload",
                |d| {
                    d.file(&format!("{G}/SMSSETUP/BIN/X64/a.dll"), b"");
                    d.file(&format!("{G}/SMSSETUP/REDIST/a.cab"), b"");
                },
                Usable,
                &["CMV0304"],
            ),
            ("an empty text file that belongs to nobody", |d| d.file("done.txt", b""), Usable, &[]),
            ("a left-over of a transfer", |d| d.file(&format!("{G}/Redist/BIT1234.tmp"), b"x"), Usable, &["CMV0309"]),
            (
                "the admin console's content failed",
                |d| {
                    d.tool_text(|t| {
                t + "2024-11-19 12:20:43 ERROR:AdminUIContentDownloadDownload:DownloadManifestCab exception: The underlying \
                     connection was closed: An unexpected error occurred on a send..\r\n"
            });
                },
                Usable,
                &["CMV0105"],
            ),
            (
                "the error that Microsoft says to ignore",
                |d| {
                    d.tool_text(|t| {
                        t + "Unhandled Exception: System.UnauthorizedAccessException: Access to the path \
                     'C:\\Users\\a\\AppData\\Local\\Temp\\extractmanifestcab\\95F8A562.sql' is denied.\r\n"
                    });
                },
                Usable,
                &["CMV0111"],
            ),
            (
                "a hash mismatch with another source",
                |d| {
                    d.setup_text(|t| {
                        t.replacen(
                            "INFO: Setup downloader setupdl.exe: FINISHED",
                            "WARNING: File hash mismatch for E:\\a.EXE",
                            1,
                        ) + &sms("INFO: Setup downloader setupdl.exe: FINISHED", "11-19-2024 12:00:00")
                    });
                },
                Usable,
                &[],
            ),
        ],
    );
    check("the wording since 2509", Download::good_new, &[("as it is", |_| {}, Usable, &[])]);
}

#[test]
fn each_single_fault_is_found_by_its_rule() {
    check(
        "single faults",
        Download::good,
        &[
            // The tool's log.
            (
                "redist failed",
                |d| {
                    d.tool_text(|t| t.replace("INFO:Successfully", "ERROR:Failed to"));
                },
                NotUsable,
                &["CMV0101"],
            ),
            (
                "redist failed, later fetched",
                |d| {
                    d.tool_text(|t| {
                t.replacen("2024-11-19 12:20:42", &format!("2024-11-19 12:00:00 ERROR:Failed to download Redists for {G}\n2024-11-19 12:00:01 INFO:downloading redist\n2024-11-19 12:20:42"), 1)
            });
                },
                NotUsable,
                &["CMV0101"],
            ),
            (
                "redist cut",
                |d| d.tool_text(|t| t.lines().take(2).map(|l| format!("{l}\n")).collect()),
                NotUsable,
                &["CMV0102"],
            ),
            ("success line cut in its GUID", |d| d.tool_text(|t| t[..t.len() - 6].to_owned()), NotUsable, &["CMV0102"]),
            (
                "another error",
                |d| d.tool_text(|t| t + "2024-11-19 12:20:43 ERROR:Disk full\r\n"),
                NotUsable,
                &["CMV0104"],
            ),
            (
                "the tool died",
                |d| d.tool_text(|t| t + "Unhandled Exception: System.IO.IOException: x\r\n"),
                NotUsable,
                &["CMV0104"],
            ),
            ("empty log", |d| d.tool = Some(Vec::new()), Inconclusive, &["CMV0106"]),
            (
                "log of -import",
                |d| d.tool = Some(b"2024-11-20 08:00:00 INFO:Importing\n".to_vec()),
                Inconclusive,
                &["CMV0106"],
            ),
            (
                "ConfigMgrSetup.log in its place, with an old failure in it",
                |d| {
                    d.setup_text(|t| run(H, "05-01-2024 09:00:00", "ERROR: Download() failed with 0x80072EE2") + &t);
                    d.tool.clone_from(&d.setup);
                },
                Inconclusive,
                &["CMV0107", "CMV0211"],
            ),
            (
                "no tool log, a hotfix, and the end of a run of long ago",
                |d| {
                    d.tool = None;
                    d.valid(&format!("{X}.cab"));
                    let old = sms("ERROR: File hash check failed: 0x80091007", "05-01-2024 09:00:00");
                    d.setup_text(|t| {
                        format!(
                            "{}{old}{t}",
                            sms("INFO: File hash check successfully for a.msi", "05-01-2024 09:00:00")
                        )
                    });
                },
                Inconclusive,
                &["CMV0107", "CMV0211"],
            ),
            ("no tool log", |d| d.tool = None, Inconclusive, &["CMV0107"]),
            ("a NUL in the tool's log", |d| d.tool_text(|t| t + "\0"), Inconclusive, &["CMV0107"]),
            ("the update is gone", |d| d.remove(G), NotUsable, &["CMV0108", "CMV0310"]),
            ("the payload is gone", |d| d.remove(&format!("{G}/{G}.cab")), NotUsable, &["CMV0108"]),
            (
                "the payload is gone, and notes lie where it was",
                |d| {
                    d.remove(&format!("{G}/{G}.cab"));
                    for path in ["Thumbs.db", "notes/2024.txt", &format!("{G}/readme.txt"), &format!("{G}/old/run.log")]
                    {
                        d.file(path, b"x");
                    }
                },
                NotUsable,
                &["CMV0108"],
            ),
            ("another update with redists", |d| d.update(H), Inconclusive, &["CMV0109"]),
            (
                "a release the log is silent about, without redists",
                |d| d.valid(&format!("{H}/{H}.cab")),
                NotUsable,
                &["CMV0302"],
            ),
            (
                "an empty payload of a name nobody knows",
                |d| {
                    d.remove(&format!("{G}/{G}.cab"));
                    d.file(&format!("{G}/payload"), b"");
                },
                NotUsable,
                &["CMV0108"],
            ),
            (
                "an error after a stamp of another shape",
                |d| d.tool_text(|t| t + "11/19/2024 12:20:43 PM ERROR:x\n"),
                NotUsable,
                &["CMV0104"],
            ),
            // ConfigMgrSetup.log.
            (
                "download failed",
                |d| d.setup_text(|_| run(G, "11-19-2024 11:54:00", "ERROR: Download() failed with 0x80072EE2")),
                NotUsable,
                &["CMV0201"],
            ),
            (
                "download failed, CMTrace columns",
                |d| {
                    d.setup_text(|t| {
                t + "INFO: Setup downloader setupdl.exe: STARTED\tConfiguration Manager Setup\t2024/11/19 11:55:00\t1 (0x1)\n\
                     ERROR: Download() failed with 0x80072EE2\tConfiguration Manager Setup\t2024/11/19 11:55:00\t1 (0x1)\n\
                     INFO: Setup downloader setupdl.exe: FINISHED\tConfiguration Manager Setup\t2024/11/19 11:55:00\t1 (0x1)\n"
            });
                },
                NotUsable,
                &["CMV0201"],
            ),
            (
                "hash check",
                |d| d.setup_text(|_| run(G, "11-19-2024 11:54:00", "File hash check failed")),
                NotUsable,
                &["CMV0202"],
            ),
            (
                "signature",
                |d| {
                    d.setup_text(|_| {
                        run(G, "11-19-2024 11:54:00", "Error: failed to verify 'd:\\a.msi' authenticode signature.")
                    });
                },
                NotUsable,
                &["CMV0203"],
            ),
            (
                "manifest",
                |d| d.setup_text(|_| run(G, "11-19-2024 11:54:00", "ERROR: Manifest verification failed")),
                NotUsable,
                &["CMV0204"],
            ),
            ("run cut", |d| d.setup_text(|t| t[..t.len() / 2].to_owned()), NotUsable, &["CMV0205"]),
            (
                "the newest of two runs did not end",
                |d| d.setup_text(|t| t + &sms("INFO: Setup downloader setupdl.exe: STARTED", "11-19-2024 12:10:00")),
                NotUsable,
                &["CMV0205"],
            ),
            (
                "parked on the driver",
                |d| {
                    d.setup_text(|t| {
                        t.replace(
                            "INFO: Setup downloader setupdl.exe: FINISHED",
                            "Failed to open MSODBCSQL18. Error = 2",
                        )
                    });
                },
                NotUsable,
                &["CMV0205", "CMV0210"],
            ),
            ("only an older run", |d| d.setup_text(|_| run(G, "11-18-2024 11:54:00", "")), Inconclusive, &["CMV0206"]),
            ("no run", |d| d.setup = Some(Vec::new()), Inconclusive, &["CMV0206"]),
            ("no setup log", |d| d.setup = None, Inconclusive, &["CMV0207"]),
            ("a NUL in the setup log", |d| d.setup_text(|t| t + "\0"), Inconclusive, &["CMV0207"]),
            (
                "a file of the run is gone",
                |d| {
                    d.remove(&format!("{G}/Redist/SQLSysClrTypes.msi"));
                    d.rewrite_manifests();
                },
                NotUsable,
                &["CMV0208"],
            ),
            (
                "another error of setupdl",
                |d| d.setup_text(|_| run(G, "11-19-2024 11:54:00", "ERROR: VerifyExternalFile failed: 0x80070002")),
                NotUsable,
                &["CMV0209"],
            ),
            // The folder.
            (
                "a Redist folder with nothing but a left-over",
                |d| {
                    d.remove(&format!("{G}/Redist"));
                    d.file(&format!("{G}/Redist/BIT1234.tmp"), b"x");
                },
                NotUsable,
                &["CMV0302", "CMV0309"],
            ),
            ("an empty redist", |d| d.file(&format!("{G}/Redist/SQLSysClrTypes.msi"), b""), NotUsable, &["CMV0301"]),
            (
                "an empty redist far below",
                |d| {
                    d.file(&format!("{G}/Redist/LanguagePack/SMSSETUP/BIN/X64/a.dll"), b"");
                    d.rewrite_manifests();
                },
                NotUsable,
                &["CMV0301"],
            ),
            ("no Redist folder", |d| d.remove(&format!("{G}/Redist")), NotUsable, &["CMV0302"]),
            (
                "a Redist folder without a file",
                |d| {
                    d.remove(&format!("{G}/Redist"));
                    fs::create_dir(d.root().join(G).join("Redist")).unwrap();
                },
                NotUsable,
                &["CMV0302"],
            ),
            ("no manifest of updates", |d| d.remove("ConfigMgr.Update.Manifest.cab"), NotUsable, &["CMV0303"]),
            ("an empty manifest of updates", |d| d.file("ConfigMgr.Update.Manifest.cab", b""), NotUsable, &["CMV0304"]),
            ("an empty payload", |d| d.file(&format!("{G}/{G}.cab"), b""), NotUsable, &["CMV0304"]),
            ("empty content of the console", |d| d.file("ConfigMgr.AdminUIContent.auc", b""), NotUsable, &["CMV0304"]),
            ("an empty folder of an update", |d| fs::create_dir(d.root().join(X)).unwrap(), Inconclusive, &["CMV0310"]),
        ],
    );
    check(
        "single faults in the wording since 2509",
        Download::good_new,
        &[
            (
                "redist failed",
                |d| {
                    d.tool_text(|t| {
                        t.replace("INFO:Successfully downloaded Redists", "ERROR:Failed to download Redists")
                    });
                },
                NotUsable,
                &["CMV0101"],
            ),
            (
                "redist cut",
                |d| d.tool_text(|t| t.replace("INFO:Successfully downloaded Redists", "INFO:x")),
                NotUsable,
                &["CMV0102"],
            ),
            (
                "payload cut",
                |d| d.tool_text(|t| t.replace(&format!("Downloaded Payload {X}"), "x")),
                NotUsable,
                &["CMV0103"],
            ),
            (
                "stopped after the payload",
                |d| {
                    d.tool_text(|t| t.lines().filter(|l| !l.contains("Redists")).map(|l| format!("{l}\n")).collect());
                },
                Inconclusive,
                &["CMV0109"],
            ),
            (
                "stopped after the payload, before Redist was made",
                |d| {
                    d.tool_text(|t| t.lines().filter(|l| !l.contains("Redists")).map(|l| format!("{l}\n")).collect());
                    d.remove(&format!("{H}/Redist"));
                },
                NotUsable,
                &["CMV0302"],
            ),
            ("the hotfix is gone", |d| d.remove(&format!("{X}.cab")), NotUsable, &["CMV0108"]),
            ("a hotfix that the log should name", |d| d.valid(&format!("{G}.cab")), Inconclusive, &["CMV0109"]),
        ],
    );
}

#[test]
fn a_path_that_leads_nowhere_is_inconclusive_and_says_why() {
    let rows: [(&str, fn(&Download) -> std::path::PathBuf, &str); 5] = [
        ("missing", |d| d.home.join("nothing"), "no such folder"),
        ("a file", |d| d.root().join("ConfigMgr.Update.Manifest.cab"), "is a file"),
        ("one level up", |d| d.home.clone(), "UpdatePacks holds"),
        ("the update", |d| d.root().join(G), "folder of a single update"),
        ("the Redist folder", |d| d.root().join(G).join("Redist"), "Redist folder of an update"),
    ];
    for (what, path, words) in rows {
        let mut download = Download::good();
        download.tool = None;
        download.setup = None;
        download.request.download_path = Some(path(&download).to_string_lossy().into_owned());
        let report = download.verify();
        assert_eq!(report.verdict, Inconclusive, "{what}");
        let finding =
            report.findings.iter().find(|f| f.rule == "CMV0310").unwrap_or_else(|| panic!("{what}: {report:?}"));
        let said = finding.message.replace("does: give that path", "holds");
        assert!(said.contains(words), "{what}: {}", finding.message);
    }
}

#[cfg(unix)]
#[test]
fn a_link_is_not_followed_and_nothing_behind_it_is_called_missing() {
    use std::os::unix::fs::symlink;
    for what in ["Redist", "", "Redist/SQLSysClrTypes.msi"] {
        let mut download = Download::good();
        let path = if what.is_empty() { download.root().join(G) } else { download.root().join(G).join(what) };
        let elsewhere = download.home.join("elsewhere");
        fs::rename(&path, &elsewhere).unwrap();
        symlink(&elsewhere, &path).unwrap();
        assert_eq!(download.verdict(), (Inconclusive, vec!["CMV0308"]), "{what}");
    }
    // The download folder itself may be one: the caller chose it.
    let mut download = Download::good();
    let link = download.home.join("link");
    symlink(download.root(), &link).unwrap();
    download.request.download_path = Some(link.to_string_lossy().into_owned());
    assert_eq!(download.verdict(), (Usable, vec![]));
}

#[cfg(target_os = "linux")]
#[test]
fn what_is_no_file_is_never_waited_for() {
    let mut download = Download::good();
    let pipe = download.root().join(G).join("Redist/pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status().unwrap();
    assert!(made.success());
    assert_eq!(download.verdict(), (Inconclusive, vec!["CMV0307"]));
    for path in
        [pipe.to_string_lossy().into_owned(), "/dev/zero".to_owned(), download.home.to_string_lossy().into_owned()]
    {
        let mut download = Download::good();
        download.request.service_connection_log = Some(path.clone());
        assert_eq!(download.verdict(), (Inconclusive, vec!["CMV0107"]), "{path}");
        let mut download = Download::good();
        download.request.setup_log = Some(path.clone());
        assert_eq!(download.verdict(), (Inconclusive, vec!["CMV0207"]), "{path}");
    }
}

#[test]
fn a_log_that_is_one_endless_line_is_inconclusive() {
    let mut download = Download::good();
    download.tool = Some(vec![b'x'; 100 * 1024 * 1024]);
    let (verdict, rules) = download.verdict();
    assert_eq!((verdict, rules), (Inconclusive, vec!["CMV0107"]));
}

#[test]
fn every_cut_of_the_logs_is_never_usable_until_the_last_word() {
    // A log that ends early has lost its last words; only the whole one may be usable. The setup log's frame after
    // FINISHED carries nothing, so it may be cut there.
    let whole = Download::good();
    let (tool, setup) = (whole.tool.clone().unwrap(), whole.setup.clone().unwrap());
    let last = tool.len() - 2;
    // What is read depends on no system, and wine takes its time.
    let step = if cfg!(windows) { 23 } else { 1 };
    for at in (0..last).step_by(step) {
        let mut download = Download::good();
        download.tool = Some(tool[..at].to_vec());
        assert_ne!(download.verdict().0, Usable, "the tool's log cut at {at} of {last}");
    }
    // Since 2509 the last word may be the size of a payload.
    let new = Download::good_new().tool.clone().unwrap();
    for at in (0..new.len() - 1).step_by(step) {
        let mut download = Download::good_new();
        download.tool = Some(new[..at].to_vec());
        assert_ne!(download.verdict().0, Usable, "the tool's log since 2509 cut at {at} of {}", new.len());
    }
    let end = String::from_utf8(setup.clone()).unwrap().find("FINISHED").unwrap() + 6;
    for at in (0..end).step_by(7 * step) {
        let mut download = Download::good();
        download.setup = Some(setup[..at].to_vec());
        assert_ne!(download.verdict().0, Usable, "ConfigMgrSetup.log cut at {at} of {end}");
    }
}

#[test]
fn logs_that_are_lost_may_be_excused_where_the_depth_proves_nothing() {
    let mut download = Download::good();
    download.tool = None;
    download.setup = None;
    download.request.without_logs = true;
    download.request.depth = Depth::Quick;
    let report = download.verify();
    assert_eq!(report.verdict, Inconclusive);
    assert!(report.findings.is_empty());
    assert_eq!(report.updates[0].unproved.len(), 5);
    // Logs that are there are judged as ever.
    let mut download = Download::good();
    download.request.without_logs = true;
    assert_eq!(download.verdict(), (Usable, vec![]));
    // The setup log is one of them where there are redists,
    let mut download = Download::good();
    download.setup = None;
    download.request.without_logs = true;
    download.request.depth = Depth::Quick;
    assert_eq!(download.verdict(), (Inconclusive, vec![]));
    // and nothing without it is in doubt where there are none.
    let mut download = hotfix();
    download.setup = None;
    download.request.without_logs = true;
    download.request.depth = Depth::Quick;
    assert_eq!(download.verdict(), (Usable, vec![]));
}

/// A hotfix and nothing else: it has no redists.
fn hotfix() -> Download {
    let mut download = Download::good_new();
    download.remove(H);
    download.tool_text(|t| t.split_inclusive('\n').filter(|line| !line.contains(H)).collect());
    download
}

#[test]
fn a_hotfix_needs_no_setup_log() {
    let mut download = hotfix();
    download.setup = None;
    assert_eq!(download.verdict(), (Usable, vec![]));
    download.tool = None;
    assert_eq!(download.verdict(), (Inconclusive, vec!["CMV0107"]));
}

#[test]
fn many_findings_are_bounded_and_counted() {
    let mut download = Download::good();
    for n in 0..350 {
        download.file(&format!("{G}/Redist/{n:04}.cab"), b"");
    }
    download.rewrite_manifests();
    download.tool_text(|t| t + &"2024-11-19 12:20:43 ERROR:x\u{1b}[31m更\r\n".repeat(20_000));
    let report = download.verify();
    let of = |rule: &str| report.findings.iter().filter(|f| f.rule == rule).count() as u64;
    assert_eq!((of("CMV0301"), of("CMV0104")), (100, 100));
    let omitted: Vec<_> = report.omitted.iter().map(|o| (o.rule, o.count)).collect();
    assert_eq!(omitted, [("CMV0104", 19_900), ("CMV0301", 250)]);
    let json = serde_json::to_string(&report).unwrap();
    assert!(json.len() < 2_000_000 && !json.contains("\\u001b"), "{}", json.len());
}

#[test]
fn each_update_with_redists_needs_a_run_of_its_own() {
    let mut download = Download::good();
    download.update(H);
    download.tool_text(|t| {
        t + &format!("2024-11-19 12:21:00 INFO:downloading redist\n2024-11-19 12:40:00 INFO:Successfully download redist for {H}\n")
    });
    let report = download.verify();
    assert_eq!(outcome(&report), (Inconclusive, vec!["CMV0206"]));
    assert_eq!(report.findings[0].guid.as_deref(), Some(H));
    let of = |guid: &str| report.updates.iter().find(|u| u.guid == guid).map(|u| u.verdict);
    assert_eq!((of(G), of(H)), (Some(Usable), Some(Inconclusive)));
    // A run that does not name its target may be the one.
    download.setup_text(|t| {
        let unnamed = "INFO: Setup downloader setupdl.exe: STARTED\nINFO: Setup downloader setupdl.exe: FINISHED\n";
        t + &unnamed.lines().map(|l| sms(l, "11-19-2024 12:22:00")).collect::<String>()
    });
    assert_eq!(download.verdict(), (Usable, vec![]));
    // Of one only: which of the others lacks its run, nobody can tell.
    download.update(X);
    download.tool_text(|t| {
        t + &format!("2024-11-19 12:41:00 INFO:downloading redist\n2024-11-19 12:50:00 INFO:Successfully download redist for {X}\n")
    });
    let report = download.verify();
    assert_eq!(outcome(&report), (Inconclusive, vec!["CMV0206"]));
    let [finding] = report.findings.as_slice() else { panic!("{report:?}") };
    let path = download.prepare().setup_log;
    assert_eq!((finding.guid.as_deref(), finding.evidence.as_ref().map(|e| e.path.clone())), (None, path));
}

#[test]
fn a_failure_without_a_name_accounts_for_one_update_that_the_log_does_not_name() {
    let mut download = Download::good();
    download.update(H);
    let failure = "2024-11-19 12:21:00 ERROR:Failed to download Redists\n";
    download.tool_text(|t| t + failure);
    let (verdict, rules) = download.verdict();
    assert_eq!(
        (verdict, rules.contains(&"CMV0101"), rules.contains(&"CMV0109")),
        (NotUsable, true, false),
        "{rules:?}"
    );
    download.update(X);
    assert!(download.verdict().1.contains(&"CMV0109"), "and for no second one");
}

#[test]
fn an_empty_folder_is_no_update_that_the_log_should_name() {
    let mut download = Download::good_new();
    fs::create_dir(download.root().join(G)).unwrap();
    assert_eq!(download.verdict(), (Inconclusive, vec!["CMV0310"]));
    download.valid(&format!("{G}/{G}.cab"));
    assert_eq!(download.verdict(), (Inconclusive, vec!["CMV0109"]));

    // Nor one whose redists are missed, where the log names no payload.
    let mut download = Download::good();
    fs::create_dir(download.root().join(H)).unwrap();
    assert_eq!(download.verdict(), (Inconclusive, vec!["CMV0310"]));
}

#[test]
fn redists_that_only_the_log_knows_need_the_setup_log_all_the_same() {
    let mut download = Download::good();
    download.remove(&format!("{G}/Redist"));
    download.setup = None;
    assert_eq!(download.verdict(), (NotUsable, vec!["CMV0207", "CMV0302"]));
}

#[test]
fn what_is_not_listed_still_counts_for_its_update() {
    let mut download = Download::good_new();
    // The first hundred by path are of the other update.
    for n in 0..150 {
        download.file(&format!("{H}/Redist/{n:04}.cab"), b"");
    }
    let other = "FFFFFFFF-0000-4000-8000-000000000000";
    download.file(&format!("{other}/{other}.cab"), b"");
    download.file(&format!("{other}/Redist/a.cab"), b"");
    download.rewrite_manifests();
    let report = download.verify();
    let of = |guid: &str| report.updates.iter().find(|u| u.guid == guid).map(|u| (u.verdict, u.errors));
    assert_eq!(of(H), Some((NotUsable, 150)));
    assert_eq!(of(other), Some((NotUsable, 2)), "{:#?}", report.updates);
    assert_eq!(of(X), Some((Usable, 0)));
    assert!(report.summary.contains("152"), "{}", report.summary);
}

#[test]
fn a_run_with_more_files_than_are_kept_is_not_known_whole() {
    let many: String = (0..5_001).map(|n| format!("INFO: Downloading https://example.com/ as {n}.cab\n")).collect();
    for (all_runs, repeated) in [(false, (Usable, vec![])), (true, (NotUsable, vec!["CMV0208"]))] {
        let mut download = Download::good();
        download.request.all_runs = all_runs;
        download.setup_text(|_| run(G, "11-19-2024 11:54:00", &many));
        assert_eq!(download.verdict(), (NotUsable, vec!["CMV0207", "CMV0208"]), "all runs: {all_runs}");
        download.setup_text(|text| text + &run(G, "11-19-2024 12:00:00", ""));
        assert_eq!(download.verdict(), repeated, "all runs: {all_runs}");
    }
}

#[test]
fn earlier_failures_are_counted_also_where_their_runs_are_not_kept() {
    let mut download = Download::good();
    let failed = run(G, "11-18-2024 11:54:00", "ERROR: Download() failed with 0x80072EE2");
    download.setup_text(|text| failed.repeat(1_150) + &text);
    let report = download.verify();
    assert_eq!(outcome(&report), (Usable, vec!["CMV0211"]));
    assert!(report.findings[0].message.contains("1150"), "{}", report.findings[0].message);
}

#[test]
fn a_setup_log_without_a_run_is_named() {
    let mut download = Download::good();
    download.setup_text(|_| "INFO: nothing\r\n".to_owned());
    let request = download.prepare();
    let report = cmverify::verify::setup_log(&request).unwrap();
    assert_eq!(outcome(&report), (Inconclusive, vec!["CMV0206"]));
    assert_eq!(report.findings[0].evidence.as_ref().map(|evidence| &evidence.path), request.setup_log.as_ref());
}

#[test]
fn the_longest_report_can_still_be_read_by_windows_powershell() {
    let mut download = Download::good();
    let long = "ERROR:".to_owned() + &"\u{1b}\"更".repeat(3000) + "\r\n";
    download.tool_text(|t| t + &long.repeat(200));
    download.setup_text(|_| run(G, "11-19-2024 11:54:00", &long.repeat(200)));
    let json = serde_json::to_string(&download.verify()).unwrap();
    assert!(json.chars().count() < 2_000_000, "{}", json.len());
}

#[test]
fn findings_come_by_effect_then_rule_then_place() {
    let mut download = Download::good();
    download.tool_text(|t| t + "2024-11-19 12:20:43 ERROR:b\r\n2024-11-19 12:20:44 ERROR:a\r\n");
    download.file(&format!("{G}/Redist/z.tmp"), b"");
    download.file(&format!("{G}/Redist/a.cab"), b"");
    download.rewrite_manifests();
    download.setup = None;
    let report = download.verify();
    let order: Vec<_> = report.findings.iter().map(|f| (f.rule, f.evidence.as_ref().and_then(|e| e.line))).collect();
    assert_eq!(
        order,
        [
            ("CMV0104", Some(4)),
            ("CMV0104", Some(5)),
            ("CMV0301", None),
            ("CMV0301", None),
            ("CMV0207", None),
            ("CMV0309", None)
        ]
    );
}

#[test]
fn the_line_of_a_finding_can_be_found_again_by_its_offset() {
    let mut download = Download::good();
    download.setup_text(|_| run(G, "11-19-2024 11:54:00", "ERROR: Download() failed with 0x80072EE2"));
    for wide in [false, true] {
        if wide {
            download.setup = download.setup.as_deref().map(utf16);
        }
        let report = download.verify();
        let evidence = report.findings[0].evidence.clone().unwrap();
        let offset = usize::try_from(evidence.offset.unwrap()).unwrap();
        let needle = if wide { utf16(b"ERROR: D")[2..].to_vec() } else { b"ERROR: D".to_vec() };
        assert_eq!(download.setup.as_ref().unwrap()[offset..offset + needle.len()], needle);
        assert_eq!(report.findings[0].error.as_ref().unwrap().symbol, "ERROR_WINHTTP_TIMEOUT");
        assert_eq!(report.findings[0].file.as_deref().unwrap().rsplit('\\').next(), Some("a.cab"));
        // What stands around it is shown with it.
        assert_eq!((evidence.before.len(), evidence.after.len()), (2, 1), "{evidence:?}");
        assert!(evidence.before[1].starts_with("INFO: Verifying signature "), "{evidence:?}");
        assert!(evidence.after[0].contains("FINISHED"), "{evidence:?}");
    }
}

fn guids(report: &Report) -> Vec<&str> {
    report.updates.iter().map(|update| update.guid.as_str()).collect()
}

#[test]
fn a_part_alone_is_judged_as_a_part() {
    let mut download = Download::good();
    download.setup_text(|t| run(H, "05-01-2024 09:00:00", "ERROR: Download() failed with 0x80072EE2") + &t);
    let request = download.prepare();
    let tool = cmverify::verify::service_connection_log(&request).unwrap();
    assert_eq!(outcome(&tool), (Usable, vec![]));
    let setup = cmverify::verify::setup_log(&request).unwrap();
    assert_eq!(outcome(&setup), (Usable, vec!["CMV0211"]));
    assert_eq!(guids(&setup), [G]);
    let mut unread = request.clone();
    unread.service_connection_log = Some(download.home.join("none.log").to_string_lossy().into_owned());
    let setup = cmverify::verify::setup_log(&unread).unwrap();
    assert_eq!((outcome(&setup), guids(&setup)), ((Inconclusive, vec!["CMV0107", "CMV0211"]), vec![G]), "the newest");
    let mut all = request.clone();
    all.all_runs = true;
    assert_eq!(outcome(&cmverify::verify::setup_log(&all).unwrap()), (NotUsable, vec!["CMV0201"]));
    for path in [download.root(), download.root().join(G), download.root().join(G).join("Redist")] {
        let mut request = request.clone();
        request.download_path = Some(path.to_string_lossy().into_owned());
        assert_eq!(outcome(&cmverify::verify::redist(&request).unwrap()), (Usable, vec![]), "{path:?}");
        download.file(&format!("{G}/Redist/LanguagePack/empty.cab"), b"");
        download.rewrite_manifests();
        assert_eq!(outcome(&cmverify::verify::redist(&request).unwrap()), (NotUsable, vec!["CMV0301"]), "{path:?}");
        download.remove(&format!("{G}/Redist/LanguagePack/empty.cab"));
        download.rewrite_manifests();
    }
    let mut request = request;
    request.download_path = Some(download.home.to_string_lossy().into_owned());
    download.remove(&format!("{G}/Redist"));
    assert_eq!(outcome(&cmverify::verify::redist(&request).unwrap()), (Inconclusive, vec!["CMV0310"]));
}
