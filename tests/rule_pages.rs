//! `docs/rules`: a page for each rule, which every finding links to. They are made from the catalogue, like the C
//! header, so that the page says what the module says; `./build.sh rules` accepts what is made.

use cmverify::language::{Language, Text};
use cmverify::pages::events::{EventsRequest, page};
use cmverify::rules::catalogue::RULES;
use cmverify::rules::{Effect, Rule, Severity};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

const HEAD: &str = "<!-- Made from src/rules/catalogue by ./build.sh rules; changes belong there. -->\n";

/// Where a rule looks, by the hundreds of its number.
const PLACES: [(&str, Text); 6] = [
    ("CMV01", Text { en: "`ServiceConnectionTool.log`", ja: "`ServiceConnectionTool.log`" }),
    ("CMV02", Text { en: "`ConfigMgrSetup.log`", ja: "`ConfigMgrSetup.log`" }),
    ("CMV03", Text { en: "the files of the download", ja: "ダウンロードしたファイル" }),
    (
        "CMV04",
        Text {
            en: "Microsoft's manifests in the Redist folder", ja: "Redist フォルダー内の Microsoft のマニフェスト"
        },
    ),
    ("CMV05", Text { en: "the Authenticode signatures of the files", ja: "ファイルの Authenticode 署名" }),
    ("CMV06", Text { en: "the seal that `New-CMOfflineSeal` made", ja: "`New-CMOfflineSeal` で作成したシール" }),
];

/// The three checks of Microsoft's article, which are the least that anybody should look at.
const ADVICE: [(&str, Text); 3] = [
    (
        "CMV0101",
        Text {
            en: "Search `ServiceConnectionTool.log` for `ERROR:Failed to download redist for`. Where it is found, do not \
                use the files; download them again.",
            ja: "`ServiceConnectionTool.log` に `ERROR:Failed to download redist for` が記録されていないかを確認し、記録されて\
                いる場合は、そのファイルを使用せずに、もう一度ダウンロードします。",
        },
    ),
    (
        "CMV0201",
        Text {
            en: "Search `ConfigMgrSetup.log` for `ERROR: Download() failed`. Where it is found, do not use the files; \
                download them again. The log is appended to, so cmverify asks which run the line belongs to; \
                `-AllRuns` takes the advice literally.",
            ja: "`ConfigMgrSetup.log` に `ERROR: Download() failed` が記録されていないかを確認し、記録されている場合は、その\
                ファイルを使用せずに、もう一度ダウンロードします。このログは追記されるため、cmverify は今回の実行に属する\
                行だけを判定します。`-AllRuns` を指定すると、すべての実行が対象になります。",
        },
    ),
    (
        "CMV0301",
        Text {
            en: "Look for files of 0 KB below the Redist folder. Where there is one, do not use the files; download them \
                again.",
            ja: "Redist フォルダー内に 0 KB のファイルがないかを確認し、ある場合は、そのファイルを使用せずに、もう一度\
                ダウンロードします。",
        },
    ),
];

/// What a source is called.
fn source(address: &str) -> Text {
    let known = [
        (
            "jpmem.github.io",
            Text {
                en: "Microsoft Japan's Configuration Manager support team: what to mind when updating offline (Japanese)",
                ja: "Microsoft Japan Configuration Manager サポート チーム: オフラインで更新する場合の注意点",
            },
        ),
        (
            "in-console-update-fail-with-file-missing",
            Text {
                en: "Microsoft: an update fails at Install Files because required files are missing",
                ja: "Microsoft: 必要なファイルがないため、更新プログラムのインストールが失敗する (英語)",
            },
        ),
        (
            "understand-troubleshoot-updates-servicing",
            Text {
                en: "Microsoft: understand and troubleshoot Updates and Servicing",
                ja: "Microsoft: 更新とサービスの仕組みとトラブルシューティング (英語)",
            },
        ),
        (
            "service-connection-tool-not-download-updates",
            Text {
                en: "Microsoft: error when downloading ConfigMgr.AdminUIContent.cab",
                ja: "Microsoft: ConfigMgr.AdminUIContent.cab のダウンロード時のエラー (英語)",
            },
        ),
        (
            "use-the-service-connection-tool",
            Text {
                en: "Microsoft: use the service connection tool", ja: "Microsoft: サービス接続ツールの使用 (英語)"
            },
        ),
        (
            "setup-downloader",
            Text {
                en: "Microsoft: Setup Downloader", ja: "Microsoft: セットアップ ダウンローダー (英語)"
            },
        ),
        (
            "internet-endpoints",
            Text {
                en: "Microsoft: internet access requirements",
                ja: "Microsoft: インターネット アクセスの要件 (英語)",
            },
        ),
        (
            "35877153",
            Text {
                en: "Microsoft: summary of changes in version 2509",
                ja: "Microsoft: バージョン 2509 の変更点 (英語)",
            },
        ),
        (
            "memlabs",
            Text {
                en: "memlabs, a lab builder for Configuration Manager",
                ja: "memlabs: Configuration Manager のラボ構築ツール (英語)",
            },
        ),
        (
            "HydrationKit",
            Text {
                en: "A report of setupdl without the ODBC driver",
                ja: "ODBC ドライバーがない場合の setupdl の報告 (英語)",
            },
        ),
    ];
    known.iter().find(|(part, _)| address.contains(part)).unwrap_or_else(|| panic!("a name for {address}")).1
}

const fn severity(severity: Severity) -> Text {
    match severity {
        Severity::Error => Text { en: "error", ja: "エラー" },
        Severity::Warning => Text { en: "warning", ja: "警告" },
        Severity::Information => Text { en: "information", ja: "情報" },
    }
}

const fn effect(effect: Effect) -> Text {
    match effect {
        Effect::NotUsable => Text {
            en: "**not usable**: the download must not be imported",
            ja: "**使用不可** (NotUsable): インポートしないでください",
        },
        Effect::Inconclusive => Text {
            en: "**inconclusive**: something needed could not be looked at, so do not import yet",
            ja: "**判定不能** (Inconclusive): 必要なものを確認できないため、まだインポートしないでください",
        },
        Effect::None => Text { en: "none: worth knowing", ja: "なし (参考情報)" },
    }
}

fn find<T: Copy>(table: &[(&str, T)], id: &str) -> Option<T> {
    table.iter().find(|(start, _)| id.starts_with(start)).map(|(_, found)| *found)
}

/// The sentence of a finding, for whoever looks for it: words stand for what changes.
fn sentence(rule: &Rule, language: Language) -> String {
    let words = [
        ("{update}", Text { en: "*update*", ja: "*更新プログラム*" }),
        ("{file}", Text { en: "*file*", ja: "*ファイル*" }),
        ("{detail}", Text { en: "*detail*", ja: "*詳細*" }),
        ("{count}", Text { en: "*number*", ja: "*件数*" }),
    ];
    words
        .iter()
        .fold(rule.message.get(language).to_owned(), |text, (mark, word)| text.replace(mark, word.get(language)))
}

fn section(page: &mut String, rule: &Rule, language: Language, level: &str) {
    let say = |en: &'static str, ja: &'static str| Text { en, ja }.get(language);
    let stop = say(".", "。");
    let _ = writeln!(page, "**{}{stop}**\n", rule.title.get(language));
    let _ = writeln!(page, "> {}\n", sentence(rule, language));
    let _ = writeln!(page, "| | |\n|---|---|");
    let place = find(&PLACES, rule.id).expect("a place");
    let _ = writeln!(page, "| {} | {} |", say("Looks at", "対象"), place.get(language));
    let _ = writeln!(page, "| {} | {} |", say("Severity", "重大度"), severity(rule.severity).get(language));
    let _ = writeln!(
        page,
        "| {} | {} |\n",
        say("Effect on the verdict", "判定への影響"),
        effect(rule.effect).get(language)
    );
    let _ = writeln!(page, "{level} {}\n\n{}\n", say("Why it matters", "理由"), rule.why.get(language));
    let _ = writeln!(page, "{level} {}\n\n```text\n{}\n```\n", say("Example", "例"), rule.example);
    let _ = writeln!(page, "{level} {}\n\n{}\n", say("What to do", "対処方法"), rule.remedy.get(language));
    if let Some(advice) = find(&ADVICE, rule.id) {
        let _ =
            writeln!(page, "{level} {}\n\n{}\n", say("Microsoft's advice", "Microsoft の推奨"), advice.get(language));
    }
    let _ = writeln!(page, "{level} {}\n", say("Sources", "情報源"));
    for address in rule.sources {
        let _ = writeln!(page, "- [{}]({address})", source(address).get(language));
    }
    page.push('\n');
}

fn rule_page(at: usize) -> String {
    let rule = RULES[at];
    let mut page = format!("{HEAD}\n# {} {}\n\n[All rules](README.md)", rule.id, rule.name);
    for (there, arrow) in [(at.checked_sub(1), "previous"), (Some(at + 1), "next")] {
        if let Some(other) = there.and_then(|there| RULES.get(there)) {
            let _ = write!(page, " · {arrow}: [{}]({}.md)", other.id, other.id);
        }
    }
    page.push_str(" · [日本語](#日本語)\n\n");
    section(&mut page, rule, Language::En, "##");
    let _ = writeln!(
        page,
        "## Without network\n\nThe module has all of this with it:\n\n```powershell\nGet-CMOfflineRule {} | Format-List\n```\n",
        rule.id
    );
    page.push_str("## 日本語\n\n");
    section(&mut page, rule, Language::Ja, "###");
    format!("{}\n", page.trim_end())
}

fn index() -> String {
    let mut page = format!(
        "{HEAD}\n# The rules\n\nEvery finding of cmverify names the rule that it comes from and links to its page. \
         Ids are never reused and never change meaning. `Get-CMOfflineRule` gives the same without network.\n"
    );
    for (start, place) in PLACES {
        let _ = writeln!(page, "\n## {start}xx: {}\n\n| rule | name | effect | |\n|---|---|---|---|", place.en);
        for rule in RULES.iter().filter(|rule| rule.id.starts_with(start)) {
            let effect = match rule.effect {
                Effect::NotUsable => "not usable",
                Effect::Inconclusive => "inconclusive",
                Effect::None => "none",
            };
            let _ = writeln!(page, "| [{}]({}.md) | {} | {effect} | {} |", rule.id, rule.id, rule.name, rule.title.en);
        }
    }
    page
}

#[test]
fn the_committed_pages_are_those_that_the_catalogue_makes() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join("rules");
    let mut made: BTreeMap<PathBuf, String> =
        (0..RULES.len()).map(|at| (folder.join(format!("{}.md", RULES[at].id)), rule_page(at))).collect();
    made.insert(folder.join("README.md"), index());
    let there: Vec<PathBuf> =
        fs::read_dir(&folder).map(|all| all.map(|entry| entry.unwrap().path()).collect()).unwrap_or_default();
    // `./build.sh rules` sets this; nothing else writes into the checkout.
    if std::env::var_os("CMVERIFY_BLESS_RULES").is_some() {
        fs::create_dir_all(&folder).unwrap();
        for old in there.iter().filter(|path| !made.contains_key(*path)) {
            fs::remove_file(old).unwrap();
        }
        for (path, text) in &made {
            fs::write(path, text).unwrap();
        }
        return;
    }
    for path in &there {
        assert!(made.contains_key(path), "{} is the page of no rule. ./build.sh rules removes it", path.display());
    }
    for (path, text) in &made {
        // A checkout on Windows may have turned its line ends.
        let committed = fs::read_to_string(path).unwrap_or_default().replace("\r\n", "\n");
        assert!(
            committed == *text,
            "{} is not what the catalogue makes now. To accept it: ./build.sh rules",
            path.display()
        );
    }
}

#[test]
fn every_link_leads_to_a_page() {
    for rule in RULES {
        let link = rule.link();
        let (base, name) = link.rsplit_once('/').unwrap();
        assert_eq!(name, format!("{}.md", rule.id));
        assert!(base.ends_with("/blob/main/docs/rules") && base.starts_with("https://"), "{link}");
        assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules").join(name).exists(), "{link}");
    }
}

/// The example of a rule about one line of a log is a line that the reader takes for evidence of that rule.
#[test]
fn an_example_is_read_as_what_it_is_an_example_of() {
    // What shows these is not one line: it is that another line does not follow, or lies with the whole log.
    let by_more_than_a_line = [
        "CMV0102", "CMV0103", "CMV0106", "CMV0107", "CMV0108", "CMV0109", "CMV0110", "CMV0205", "CMV0206", "CMV0207",
        "CMV0208", "CMV0210", "CMV0211",
    ];
    let folder = std::env::temp_dir().join(format!("cmverify-examples-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    for rule in RULES {
        assert!(!rule.example.is_empty() && !rule.example.contains('\n'), "{}", rule.id);
        let name = match &rule.id[..5] {
            "CMV01" => "ServiceConnectionTool.log",
            "CMV02" => "ConfigMgrSetup.log",
            _ => continue,
        };
        let path = folder.join(name);
        let start = "INFO: Setup downloader setupdl.exe: STARTED";
        let head = if name.starts_with("Config") { start } else { "INFO:downloading redist" };
        fs::write(&path, format!("{head}\r\n{}\r\n", rule.example)).unwrap();
        let request = EventsRequest { path: Some(path.to_str().unwrap().to_owned()), ..EventsRequest::default() };
        let events = page(&request).unwrap().events;
        let found = events.last().unwrap();
        assert_eq!(found.line, 2, "{}", rule.id);
        if by_more_than_a_line.contains(&rule.id) {
            continue;
        }
        assert_eq!(found.rule, Some(rule.id), "{}: {}", rule.id, rule.example);
        if rule.severity == Severity::Error {
            assert_eq!(found.severity, Severity::Error, "{}", rule.id);
        }
    }
    fs::remove_dir_all(&folder).unwrap();
}
