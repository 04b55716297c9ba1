//! Names of users, computers and domains out of a document, so that it can be shown to strangers.
//!
//! Names are found by where they stand (a profile folder, a share, an account, an address) and by what the caller knows
//! of its own machine; then they are replaced wherever they occur, each by one stand-in throughout the document. What
//! is Microsoft's stays: hosts that everybody downloads from, accounts that every Windows has. What nobody can know is
//! a name in the middle of a sentence that occurs nowhere else.

use regex::{Captures, Regex};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Names that the caller knows of.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Names {
    /// Of users.
    pub users: Vec<String>,
    /// Of computers.
    pub computers: Vec<String>,
    /// Of domains.
    pub domains: Vec<String>,
}

/// What a name is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    User,
    Host,
    Domain,
    Address,
    Sid,
}

impl Kind {
    const fn word(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Host => "host",
            Self::Domain => "domain",
            Self::Address => "address",
            Self::Sid => "sid",
        }
    }
}

/// Domains whose hosts are the same for everybody.
const PUBLIC: [&str; 26] = [
    "microsoft.com",
    "windows.com",
    "windowsupdate.com",
    "windows.net",
    "azureedge.net",
    "azure.com",
    "azurefd.net",
    "cloudapp.net",
    "akamaiedge.net",
    "akamaitechnologies.com",
    "akamai.net",
    "aka.ms",
    "office.com",
    "office.net",
    "live.com",
    "visualstudio.com",
    "msocsp.com",
    "digicert.com",
    "verisign.com",
    "symcb.com",
    "github.com",
    "github.io",
    "githubusercontent.com",
    "powershellgallery.com",
    "nuget.org",
    "w3.org",
];

/// Accounts and folders that every Windows or Linux has.
const EVERYBODY: [&str; 24] = [
    "public",
    "default",
    "default user",
    "all users",
    "defaultapppool",
    "administrator",
    "system",
    "local service",
    "network service",
    "localservice",
    "networkservice",
    "everyone",
    "guest",
    "root",
    "nt authority",
    "nt service",
    "builtin",
    "authority",
    "localhost",
    "local",
    "users",
    "home",
    "user",
    "username",
];

/// Words that stand before a backslash in upper case and are no domain.
const NO_DOMAIN: [&str; 22] = [
    "SMSSETUP",
    "BIN",
    "X64",
    "X86",
    "I386",
    "HKLM",
    "HKCU",
    "HKCR",
    "HKU",
    "SOFTWARE",
    "SYSTEM",
    "REDIST",
    "REDISTS",
    "SMS",
    "WINDOWS",
    "TEMP",
    "SECURITY",
    "UNC",
    "GLOBALROOT",
    "NT",
    "BUILTIN",
    "LANGUAGEPACK",
];

/// Names that are plain words too: replaced where they stand as names, and nowhere else.
const PLAIN_WORDS: [&str; 40] = [
    "proxy",
    "server",
    "file",
    "files",
    "download",
    "downloads",
    "update",
    "updates",
    "client",
    "admin",
    "temp",
    "tmp",
    "test",
    "install",
    "setup",
    "data",
    "backup",
    "share",
    "shares",
    "public",
    "cas",
    "sccm",
    "mecm",
    "configmgr",
    "sms",
    "site",
    "user",
    "users",
    "www",
    "mail",
    "web",
    "redist",
    "redists",
    "windows",
    "microsoft",
    "cab",
    "log",
    "error",
    "packs",
    "updatepacks",
];

/// Members that hold only words of ours, or what must stay to be of use.
const OURS: [&str; 22] = [
    "schema",
    "verdict",
    "rule",
    "name",
    "severity",
    "effect",
    "remedy",
    "link",
    "kind",
    "encoding",
    "depth",
    "grade",
    "language",
    "code",
    "symbol",
    "meaning",
    "sha256",
    "firstTime",
    "lastTime",
    "created",
    "guid",
    "tool",
];

fn regex(pattern: &str) -> Option<Regex> {
    Regex::new(pattern).ok()
}

macro_rules! patterns {
    ($($(#[$note:meta])* $name:ident = $pattern:expr;)*) => {
        $($(#[$note])* static $name: LazyLock<Option<Regex>> = LazyLock::new(|| regex($pattern));)*

        static ALL: &[(&str, &LazyLock<Option<Regex>>)] = &[$((stringify!($name), &$name)),*];
    };
}

patterns! {
    SID = r"S-1-5-21(?:-\d{1,10}){3,5}";
    MAIL = r"(?i)([\p{L}\p{N}._%+-]+)@((?:[\p{L}\p{N}-]+\.)+\p{L}{2,})";
    /// A profile's folder: up to the next separator, or to what cannot be in a name.
    PROFILE = r#"(?i)((?:\b[a-z]:|\\)\\{1,2}(?:users|documents and settings)\\{1,2}|/(?:home|users)/)([^\\/:*?"<>|'\r\n\t]+?)([\\/:*?"<>|'\r\n\t]|\s{2}|\.{3}|\s+(?:is|was|has|could|cannot|and|to|for)\b|$)"#;
    SHARE = r"(^|[^\\\w])(\\{2,4})(?:(\?\\UNC\\)|)([\p{L}\p{N}][\p{L}\p{N}._-]*)([\\])";
    LINK_HOST = r"(?i)\b([a-z][a-z0-9+.-]*://)(?:[^/@\s]+@)?(\[[0-9a-f:.]+\]|[^/:\s'\x22<>?#]+)";
    /// An account behind a word that says so: either case.
    ACCOUNT = r#"(?i)\b((?:user|account|logon|login|identity|owner|as|credentials?)(?:\s?name)?\b(?:\s+(?:for|of|is|as)\b)?\s*[:=]?\s*['"(]?)([\p{L}\p{N}][\p{L}\p{N}.-]*)\\([\p{L}\p{N}._$-]+)"#;
    /// An account anywhere: the domain as Windows writes it.
    UPPER_ACCOUNT = r#"(^|[\s'"(,;=\[])([A-Z][A-Z0-9-]{1,14})\\([\p{L}\p{N}._$-]+)"#;
    COMPUTER = r#"(?i)\b((?:computer|machine|host|server|workstation)(?:\s?name)?\s*[:=]\s*['"]?)([\p{L}\p{N}][\p{L}\p{N}_.-]{0,62})"#;
    USER = r#"(?i)\b((?:user|account|logon|login)(?:\s?name)?\s*[:=]\s*['"]?)([\p{L}\p{N}][\p{L}\p{N}_.-]{0,62})"#;
    HOST = r"(?i)(?:[\p{L}\p{N}](?:[\p{L}\p{N}_-]*[\p{L}\p{N}])?\.)+(?:local|lan|corp|internal|intern|intra|intranet|home|private|localdomain|test|example|invalid|ad|com|net|org|edu|gov|mil|int|info|biz|io|cloud|eu|jp|de|uk|fr|it|es|nl|be|ch|at|pl|cz|se|no|fi|dk|us|ca|mx|br|ar|au|nz|cn|kr|tw|hk|sg|in|ru|tr|za|il|ae|sa|pt|gr|hu|ro|bg|sk|ie|lu|co)\b";
    IPV4 = r"\b(?:\d{1,3}\.){3}\d{1,3}\b";
    IPV6 = r"(?i)(?:\b[0-9a-f]{1,4}|:):(?:[0-9a-f]{0,4}:){1,6}[0-9a-f]{0,4}";
}

/// Replaces names in whole reports and in some texts beside them, each name by one stand-in throughout.
///
/// # Errors
/// Says which pattern is none: names would stay then, and nobody would know. Tests do not see it, because what they are
/// built with can read more patterns than what is shipped.
pub fn redact(known: &Names, reports: &mut [Value], texts: &mut [&mut String]) -> Result<(), String> {
    if let Some((name, _)) = ALL.iter().find(|(_, pattern)| pattern.is_none()) {
        return Err(format!("names cannot be taken out: the pattern {name} cannot be read"));
    }
    let mut names = Found::default();
    for (kind, given) in [(Kind::Host, &known.computers), (Kind::Domain, &known.domains), (Kind::User, &known.users)] {
        for name in given {
            names.learn(kind, name.trim(), true);
        }
    }
    for report in reports.iter() {
        if let Some(computer) = report.get("computer").and_then(Value::as_str) {
            names.learn_host(computer, true);
        }
    }
    // A name may stand plainly in an early line and only later where it is known for one.
    let mut each = |text: &mut String| {
        names.in_place(text);
    };
    for report in reports.iter_mut() {
        walk(report, "", &mut each);
    }
    for text in texts.iter_mut() {
        each(text);
    }
    let everywhere = names.everywhere();
    let mut each = |text: &mut String| {
        if let Some(everywhere) = &everywhere {
            everywhere.replace(text, &names);
        }
    };
    for report in reports.iter_mut() {
        walk(report, "", &mut each);
    }
    for text in texts.iter_mut() {
        each(text);
    }
    Ok(())
}

fn walk(value: &mut Value, name: &str, each: &mut impl FnMut(&mut String)) {
    match value {
        Value::String(text) if !OURS.contains(&name) => each(text),
        Value::Array(items) => items.iter_mut().for_each(|item| walk(item, name, each)),
        Value::Object(members) => members.iter_mut().for_each(|(name, value)| walk(value, name, each)),
        _ => {}
    }
}

fn is_public(host: &str) -> bool {
    let host = host.to_lowercase();
    PUBLIC.iter().any(|public| host == *public || host.ends_with(&format!(".{public}")))
}

/// A name that a file or a part of .NET has, and that only looks like a host.
fn is_no_host(host: &str) -> bool {
    let lower = host.to_lowercase();
    lower.starts_with("system.") || ["asp.net", "ado.net", "vb.net", "microsoft.net"].contains(&lower.as_str())
}

fn is_guid(text: &str) -> bool {
    let parts: Vec<_> = text.split('-').map(str::len).collect();
    parts == [8, 4, 4, 4, 12]
}

/// Names and their stand-ins.
#[derive(Default)]
struct Found {
    /// By the name in lower case: what it is of, its number, and whether it may be replaced wherever it stands.
    names: BTreeMap<String, (Kind, usize, bool)>,
    counts: BTreeMap<Kind, usize>,
}

impl Found {
    /// The stand-in for a name; the name itself where it is nobody's.
    fn learn(&mut self, kind: Kind, name: &str, is_sure: bool) -> Option<String> {
        let key = name.to_lowercase();
        let is_stand_in = name.starts_with('<') || name.is_empty();
        if is_stand_in || EVERYBODY.contains(&key.as_str()) || is_guid(name) {
            return None;
        }
        let is_plain = PLAIN_WORDS.contains(&key.as_str()) || key.chars().count() < 3;
        let counts = &mut self.counts;
        let (kind, number, everywhere) = self.names.entry(key).or_insert_with(|| {
            let count = counts.entry(kind).or_default();
            *count += 1;
            (kind, *count, false)
        });
        *everywhere |= is_sure && !is_plain;
        Some(format!("<{}{number}>", kind.word()))
    }

    /// A host alone or with its domain.
    fn learn_host(&mut self, host: &str, is_sure: bool) -> Option<String> {
        if is_public(host) || is_no_host(host) {
            return None;
        }
        if host.parse::<std::net::IpAddr>().is_ok() {
            return self.learn_address(host);
        }
        let Some((label, domain)) = host.split_once('.') else { return self.learn(Kind::Host, host, is_sure) };
        if domain.contains('.') {
            let label = self.learn(Kind::Host, label, is_sure)?;
            Some(match self.learn(Kind::Domain, domain, true) {
                Some(domain) => format!("{label}.{domain}"),
                None => label,
            })
        } else {
            // `contoso.local`: a domain itself.
            self.learn(Kind::Domain, host, true)
        }
    }

    fn learn_address(&mut self, address: &str) -> Option<String> {
        let is_nobody = address.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback() || ip.is_unspecified());
        if is_nobody { None } else { self.learn(Kind::Address, address, true) }
    }

    /// Names where they stand as names.
    fn in_place(&mut self, text: &mut String) {
        let at = |pattern: &'static LazyLock<Option<Regex>>| pattern.as_ref();
        let mut put = |pattern: Option<&Regex>, change: &mut dyn FnMut(&mut Self, &Captures<'_>) -> Option<String>| {
            let Some(pattern) = pattern.filter(|pattern| pattern.is_match(text)) else { return };
            let changed = pattern
                .replace_all(text, |found: &Captures<'_>| change(self, found).unwrap_or_else(|| found[0].to_owned()));
            *text = changed.into_owned();
        };
        put(at(&SID), &mut |names, found| names.learn(Kind::Sid, &found[0], true));
        put(at(&MAIL), &mut |names, found| {
            let user = names.learn(Kind::User, &found[1], true).unwrap_or_else(|| found[1].to_owned());
            let domain = if is_public(&found[2]) { None } else { names.learn(Kind::Domain, &found[2], true) };
            Some(format!("{user}@{}", domain.unwrap_or_else(|| found[2].to_owned())))
        });
        put(at(&PROFILE), &mut |names, found| {
            let user = names.learn(Kind::User, found[2].trim_end(), true)?;
            Some(format!("{}{user}{}", &found[1], &found[3]))
        });
        put(at(&SHARE), &mut |names, found| {
            let host = names.learn_host(&found[4], true)?;
            let long = found.get(3).map_or("", |long| long.as_str());
            Some(format!("{}{}{long}{host}{}", &found[1], &found[2], &found[5]))
        });
        put(at(&LINK_HOST), &mut |names, found| {
            let host = found[2].trim_matches(['[', ']']);
            // An account in an address goes with whatever host it is for.
            let host = names.learn_host(host, true).or_else(|| found[0].contains('@').then(|| found[2].to_owned()))?;
            Some(format!("{}{host}", &found[1]))
        });
        put(at(&ACCOUNT), &mut |names, found| {
            // A path behind such a word has a drive or more than one backslash; these have neither.
            let domain = names.learn(Kind::Domain, &found[2], true)?;
            let user = names.learn(Kind::User, &found[3], true).unwrap_or_else(|| found[3].to_owned());
            Some(format!("{}{domain}\\{user}", &found[1]))
        });
        put(at(&UPPER_ACCOUNT), &mut |names, found| {
            let is_path = found[3].contains('.')
                && found[3].rsplit('.').next().is_some_and(|end| {
                    ["cab", "msi", "exe", "dll", "xml", "log", "txt", "enc", "auc", "msp", "msu", "sql", "tmp"]
                        .contains(&end.to_lowercase().as_str())
                });
            if is_path || NO_DOMAIN.contains(&&found[2]) {
                return None;
            }
            let domain = names.learn(Kind::Domain, &found[2], true)?;
            let user = names.learn(Kind::User, &found[3], true).unwrap_or_else(|| found[3].to_owned());
            Some(format!("{}{domain}\\{user}", &found[1]))
        });
        put(at(&COMPUTER), &mut |names, found| {
            let host = names.learn_host(&found[2], true)?;
            Some(format!("{}{host}", &found[1]))
        });
        put(at(&USER), &mut |names, found| {
            let user = names.learn(Kind::User, &found[2], true)?;
            Some(format!("{}{user}", &found[1]))
        });
        put(at(&HOST), &mut |names, found| names.learn_host(&found[0], true));
        // A version has four numbers too, and says so before them.
        let whole = text.clone();
        put_addresses(text, &whole, self);
        let Some(pattern) = at(&IPV6) else { return };
        let changed = pattern.replace_all(text, |found: &Captures<'_>| {
            let is_one = found[0].parse::<std::net::Ipv6Addr>().is_ok();
            if is_one { self.learn_address(&found[0]) } else { None }.unwrap_or_else(|| found[0].to_owned())
        });
        *text = changed.into_owned();
    }

    /// All names that may be replaced wherever they stand, the longest first.
    fn everywhere(&self) -> Option<Everywhere> {
        let mut all: Vec<_> = self.names.iter().filter(|(_, (.., everywhere))| *everywhere).map(|(n, _)| n).collect();
        all.sort_by_key(|name| std::cmp::Reverse(name.len()));
        let any: Vec<_> = all.iter().map(|name| regex::escape(name)).collect();
        if any.is_empty() {
            return None;
        }
        regex(&format!("(?i){}", any.join("|"))).map(Everywhere)
    }
}

fn put_addresses(text: &mut String, whole: &str, names: &mut Found) {
    let Some(pattern) = IPV4.as_ref() else { return };
    let changed = pattern.replace_all(text, |found: &Captures<'_>| {
        let begin = found.get(0).map_or(0, |found| found.start());
        let before = whole[..begin].trim_end_matches([' ', ':', '=', '(', '"', '\'']).to_lowercase();
        let is_version = ["version", "ver", "ver.", "build", "release"].iter().any(|word| before.ends_with(word))
            || whole[..begin].ends_with(['v', 'V', '-', '_', '.']);
        let is_address = !is_version && found[0].parse::<std::net::Ipv4Addr>().is_ok();
        if is_address { names.learn_address(&found[0]) } else { None }.unwrap_or_else(|| found[0].to_owned())
    });
    *text = changed.into_owned();
}

/// The second way through: names wherever they stand.
struct Everywhere(Regex);

impl Everywhere {
    fn replace(&self, text: &mut String, names: &Found) {
        if !self.0.is_match(text) {
            return;
        }
        let whole = text.clone();
        let changed = self.0.replace_all(&whole, |found: &Captures<'_>| {
            let name = &found[0];
            let (begin, end) = found.get(0).map_or((0, 0), |found| (found.start(), found.end()));
            // Within a longer word it is another word: but only where words have ends.
            let is_part = name.is_ascii()
                && (whole[..begin].chars().next_back().is_some_and(|c| c.is_ascii_alphanumeric())
                    || whole[end..].chars().next().is_some_and(|c| c.is_ascii_alphanumeric()));
            let stand_in = names.names.get(&name.to_lowercase()).filter(|_| !is_part);
            stand_in.map_or_else(|| name.to_owned(), |(kind, number, _)| format!("<{}{number}>", kind.word()))
        });
        *text = changed.into_owned();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn redacted(text: &str) -> String {
        let mut reports = [json!({ "text": text })];
        redact(&Names::default(), &mut reports, &mut []).unwrap();
        reports[0]["text"].as_str().unwrap().to_owned()
    }

    #[test]
    fn every_pattern_is_one() {
        for (name, pattern) in ALL {
            assert!(pattern.is_some(), "{name}");
        }
    }

    #[test]
    fn names_are_found_where_they_stand() {
        let rows = [
            (r"\\FILESRV01\packs$\UpdatePacks", r"\\<host1>\packs$\UpdatePacks"),
            (r"\\?\UNC\filesrv\a", r"\\?\UNC\<host1>\a"),
            (
                r"INFO: Downloading files to \\\CAS.Contoso.com\EasySetupPayload",
                r"INFO: Downloading files to \\\<host1>.<domain1>\EasySetupPayload",
            ),
            (r"C:\Users\jqpublic\AppData\Local\Temp\x.sql", r"C:\Users\<user1>\AppData\Local\Temp\x.sql"),
            (r"C:\Users\Jane Q. Public\Downloads", r"C:\Users\<user1>\Downloads"),
            (r"path 'C:\Users\jdoe' is denied", r"path 'C:\Users\<user1>' is denied"),
            ("/home/taro/UpdatePacks", "/home/<user1>/UpdatePacks"),
            (r"running as CONTOSO\sccm-admin here", r"running as <domain1>\<user1> here"),
            (r"user: contoso\jane.doe", r"user: <domain1>\<user1>"),
            ("proxy.contoso.local:8080", "<host1>.<domain1>:8080"),
            ("http://proxy.corp.example.com:3128/x", "http://<host1>.<domain1>:3128/x"),
            ("https://jane:secret@go.microsoft.com/fwlink", "https://go.microsoft.com/fwlink"),
            ("mail to jane.doe@contoso.com now", "mail to <user1>@<domain1> now"),
            ("S-1-5-21-1111111111-222222222-333333333-1001", "<sid1>"),
            ("connect to 10.1.2.3 failed", "connect to <address1> failed"),
            ("connect to fe80::1:2%eth0 failed", "connect to <address1>%eth0 failed"),
            ("Computer name: WIN-8A7F", "Computer name: <host1>"),
            (
                "The remote name could not be resolved: 'dl.contoso.jp'",
                "The remote name could not be resolved: '<host1>.<domain1>'",
            ),
        ];
        for (text, expected) in rows {
            assert_eq!(redacted(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_nobodys_stays() {
        let rows = [
            "https://go.microsoft.com/fwlink/?LinkId=2298744",
            "The remote name could not be resolved: 'configmgrbits.azureedge.net'",
            r"C:\Windows\Temp\extractmanifestcab",
            r"C:\Users\Public\Downloads",
            r"NT AUTHORITY\SYSTEM",
            r"E:\UpdatePacks\420E3E18-73C5-4BE9-88B0-6F1E30A012CA\Redist\SQLSysClrTypes.msi",
            r"420E3E18-73C5-4BE9-88B0-6F1E30A012CA\Redist\LanguagePack\MobileDevice\SMSSETUP\BIN\X64\a.cab",
            r"REDIST\SETUP.EXE",
            "version 5.0.9141.1000, ODBC version 18.4.1.1, 11.4.7001.0",
            "System.Net.WebException, ASP.NET, ConfigMgr.Manifest.cab, v4.0.30319",
            "2026-02-25 16:11:22, 01-23-2025 09:22:04.860-540, thread=12148 (0x2F74)",
            "ERROR: Download() failed with 0x80072EE2",
            "127.0.0.1 and ::1 and localhost",
            "Check that proxy and firewall let the connected PC reach every host",
        ];
        for text in rows {
            assert_eq!(redacted(text), text);
        }
    }

    #[test]
    fn one_name_has_one_stand_in_wherever_it_stands() {
        let mut reports = [
            json!({ "computer": "SITE01", "text": r"copied by jdoe42 from \\fs-9\x", "list": ["FS-9 is down", "jdoe42's"] }),
            json!({ "computer": "site02.contoso.com", "text": r"C:\Users\JDOE42\x on SITE01", "rule": "CMV0101" }),
        ];
        let mut title = "For jdoe42 of Contoso.com".to_owned();
        redact(&Names::default(), &mut reports, &mut [&mut title]).unwrap();
        assert_eq!(
            reports[0],
            json!({ "computer": "<host1>", "text": r"copied by <user1> from \\<host3>\x", "list": ["<host3> is down", "<user1>'s"] })
        );
        assert_eq!(
            reports[1],
            json!({ "computer": "<host2>.<domain1>", "text": r"C:\Users\<user1>\x on <host1>", "rule": "CMV0101" })
        );
        assert_eq!(title, "For <user1> of <domain1>");
    }

    #[test]
    fn what_the_caller_knows_is_found_anywhere() {
        let names =
            Names {
                users: vec!["更新太郎".into()], computers: vec!["PC-7".into()], domains: vec!["KAISHA".into()]
            };
        let mut reports = [json!({ "text": "更新太郎のPC PC-7 (kaisha), PC-77 and KAISHAX stay" })];
        redact(&names, &mut reports, &mut []).unwrap();
        assert_eq!(reports[0]["text"], "<user1>のPC <host1> (<domain1>), PC-77 and KAISHAX stay");
    }

    #[test]
    fn no_name_survives_wherever_it_was_planted() {
        // Every way in which a name is known for one, together with every place where it may stand again.
        let ways = [
            (r"C:\Users\{}\AppData", "user"),
            ("/home/{}/x", "user"),
            (r"\\{}\share\x", "host"),
            ("Computer name: {}", "host"),
            (r"user: CONTOSO\{}", "user"),
        ];
        let places = ["{} alone", "at the end {}", "({})", "'{}'", "a\t{}\tb", r"D:\{}\x", "x={};", "{}: y"];
        for name in ["jdoe42", "svc-sccm", "taro.yamada", "ws_0815", "zürich7"] {
            for (way, kind) in ways {
                for place in places {
                    let mut reports = [json!({ "a": place.replace("{}", name), "b": way.replace("{}", name) })];
                    redact(&Names::default(), &mut reports, &mut []).unwrap();
                    let text = reports[0].to_string();
                    assert!(!text.contains(name), "{kind} {name}: {text}");
                }
            }
        }
    }
}
