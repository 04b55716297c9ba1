mod whole;

use super::{Manifest, read};
use crate::formats::digest::Algorithm;

const A: &str = "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855";
const B: &str = "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD";

/// As the script of 2013 leaves it open: here the members are attributes.
const ATTRIBUTES: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<!-- list of files -->
<ConfigMgr Version="5.00">
  <Group Name="Dot_Net_Framework">
    <File Name=".NET Framework Extended 4.6.2 RTM" Source="https://go.microsoft.com/fwlink/?LinkId=1&amp;x=y"
          CopyName="NDP462-KB3151800-x86-x64-AllOS-ENU.exe" SHA256="A" />
  </Group>
  <Group Name="SQL">
    <File CopyName="SQLSysClrTypes.msi" SHA256="B"></File>
  </Group>
</ConfigMgr>
"#;

/// With the hashes that `A` and `B` stand for.
fn filled(text: &str) -> String {
    let text = [("\"A\"", "\"$A\""), (">A<", ">$A<"), ("\"B\"", "\"$B\"")]
        .iter()
        .fold(text.to_owned(), |text, (short, sign)| text.replace(short, sign));
    text.replace("$A", A).replace("$B", B)
}

/// `path=A@group`, with `-` for no hash and `directory!` before the path.
fn told(manifest: &Manifest) -> String {
    let files: Vec<String> = manifest
        .files
        .iter()
        .map(|file| {
            let hash = match file.sha256.map(|hash| crate::formats::digest::hex(&hash)).as_deref() {
                None => "-",
                Some(A) => "A",
                Some(B) => "B",
                Some(_) => "?",
            };
            let directory = file.directory.as_ref().map(|directory| format!("{directory}!")).unwrap_or_default();
            let group = &manifest.groups[file.group as usize];
            format!("{directory}{}={hash}@{group}", file.path)
        })
        .collect();
    let bad = if manifest.not_understood > 0 { format!(" +{} bad", manifest.not_understood) } else { String::new() };
    files.join(" ") + &bad
}

fn told_of(text: &str) -> String {
    read(filled(text).as_bytes()).map_or_else(|fault| format!("{fault:?}"), |manifest| told(&manifest))
}

#[test]
fn a_file_is_found_in_every_shape_that_a_list_may_have() {
    let rows = [
        (
            r#"<ConfigMgr><Group Name="g"><File CopyName="a.msi" Source="http://x" SHA256="A"/></Group></ConfigMgr>"#,
            "a.msi=A@g",
            "attributes",
        ),
        (
            "<l><g><Name>g</Name><File><CopyName>a.msi</CopyName><SHA256>A</SHA256></File></g></l>",
            "a.msi=A@g",
            "elements",
        ),
        (
            r#"<ConfigMgr><Group><File CopyName="a.msi"><SHA256>A</SHA256></File><Name>g</Name></Group></ConfigMgr>"#,
            "a.msi=A@g",
            "both, and the group's name behind its files",
        ),
        (
            r#"<CONFIGMGR><GROUP NAME="g"><FILE COPYNAME="a.msi" sha256="A"/></GROUP></CONFIGMGR>"#,
            "a.msi=A@g",
            "another case",
        ),
        (
            r#"<c:l xmlns:c="urn:x"><c:g xmlns:Name="y" c:Name="g"><c:File c:CopyName="a" c:SHA256="A"/></c:g></c:l>"#,
            "a=A@g",
            "prefixes",
        ),
        (
            r#"<l xmlns="http://schemas.microsoft.com/x"><g Name="g"><File CopyName="a.msi" SHA256="A"/></g></l>"#,
            "a.msi=A@g",
            "a namespace",
        ),
        (
            r#"<x><y><z Name="g"><w CopyName="a.msi" SHA256="A" Later="1"><Other><More/></Other></w></z></y></x>"#,
            "a.msi=A@g",
            "other elements, unknown members",
        ),
        (
            "<l><f><CopyName> <![CDATA[a&b.]]>m<!-- c -->si\n</CopyName><SHA256>A</SHA256></f></l>",
            "a&b.msi=A@",
            "CDATA and a comment within a name",
        ),
        (r#"<l><f CopyName="a&amp;b&#46;m&#x73;i" SHA256="A"/></l>"#, "a&b.msi=A@", "entities in an attribute"),
        (
            "<l><f><CopyName>a&amp;b&#46;m&#x73;i</CopyName><SHA256>A</SHA256></f></l>",
            "a&b.msi=A@",
            "entities in an element",
        ),
        (
            r#"<l><File Description="a" CopyName="a.msi" SHA256="A">text & more</File></l>"#,
            "a.msi=A@",
            "an ampersand that stands alone",
        ),
        (
            r#"<!DOCTYPE l [<!ENTITY n "a.msi"><!-- ]> -->]><l><File CopyName="b.msi" SHA256="A"/></l>"#,
            "b.msi=A@",
            "a DTD is passed over",
        ),
        (r#"<l><File CopyName='a.msi' SHA256=" $A	"/></l>"#, "a.msi=A@", "quotes of both kinds, blanks around a hash"),
        (r#"<File CopyName="a.msi" SHA256="A"/>"#, "a.msi=A@", "a list of one"),
        (r#"<l><f CopyName="LanguagePack\x\a.cab" SHA256="A"/></l>"#, "LanguagePack/x/a.cab=A@", "a path as name"),
    ];
    for (text, expected, why) in rows {
        assert_eq!(told_of(text), expected, "{why}");
    }
}

#[test]
fn a_hash_is_found_under_every_name_that_says_what_it_is() {
    let rows = [
        (r#"<l><File CopyName="a" Sha-256="A"/></l>"#, "a=A@", "a dash in the name"),
        (r#"<l><File CopyName="a" FileSHA256="A"/></l>"#, "a=A@", "a longer name"),
        (
            r#"<l><File CopyName="a"><Hash Algorithm="SHA256">A</Hash></File></l>"#,
            "a=A@",
            "as in the manifest of updates",
        ),
        (r#"<l><File CopyName="a"><Hash Type="sha-256" Value="A"/></File></l>"#, "a=A@", "all in attributes"),
        (
            r#"<l><File CopyName="a"><Hash><Algorithm>SHA256</Algorithm><Value>A</Value></Hash></File></l>"#,
            "a=A@",
            "all in elements",
        ),
        (r#"<l><File CopyName="a" HashAlgorithm="SHA256" Hash="A"/></l>"#, "a=A@", "side by side"),
        (
            r#"<l><File CopyName="a"><HashAlgorithm>SHA256</HashAlgorithm><Hash>A</Hash></File></l>"#,
            "a=A@",
            "side by side",
        ),
        (
            r#"<l><File CopyName="a"><Hash Algorithm="SHA1">A9</Hash><Hash Algorithm="SHA256">A</Hash></File></l>"#,
            "a=A@",
            "two functions",
        ),
        (r#"<l><File CopyName="a"><SHA256 Value="A"/></File></l>"#, "a=A@", "a value of its own"),
        (r#"<l><File CopyName="a" SHA256="A"><SHA256>A</SHA256></File></l>"#, "a=A@", "said twice"),
        (r#"<l><File CopyName="a"><Hash>A</Hash></File></l>"#, "a=-@", "of no function: it may be one over a folder"),
        (r#"<l><File CopyName="a"><Hash Algorithm="SHA1">A</Hash></File></l>"#, "a=-@", "of another function"),
        (r#"<l><File CopyName="a" SHA256=""/></l>"#, "a=-@", "an empty one is none"),
        (r#"<l><File CopyName="a" SHA256="B"><SHA256>A</SHA256></File></l>"#, " +1 bad", "two that differ"),
        (r#"<l><File CopyName="a" SHA256="1234"/></l>"#, " +1 bad", "too short"),
        (r#"<l><File CopyName="a" SHA256="&later;"/></l>"#, " +1 bad", "an entity that nobody knows"),
        (r#"<l><File CopyName="a"><SHA256>&later;</SHA256></File></l>"#, " +1 bad", "an entity that nobody knows"),
    ];
    for (text, expected, why) in rows {
        assert_eq!(told_of(text), expected, "{why}: {text}");
    }
}

#[test]
fn only_a_file_is_one() {
    let rows = [
        (r#"<l><File CopyName="a" FileName="b" Name="c" SHA256="A"/></l>"#, "a=A@", "the name that it is copied to"),
        (r#"<l><File FileName="b" Name="c" SHA256="A"/></l>"#, "b=A@", "else that of the file"),
        (r#"<l><File CopyName=" " Name="c" SHA256="A"/></l>"#, "c=A@", "else any"),
        (r#"<l><File CopyName="a"/></l>"#, "a=-@", "no hash: listed, not provable"),
        (r#"<l><Item CopyName="a"/></l>"#, "a=-@", "what is copied is a file"),
        (r#"<l><File Name="a.cab"/></l>"#, "a.cab=-@", "called a file"),
        (r#"<l><Item Name="a.cab" SHA256="A"/></l>"#, "a.cab=A@", "a hash and an extension"),
        (
            r#"<l><ManifestFile Name="a.cab"/><f CopyName="x"/></l>"#,
            "x=-@",
            "some file, and nothing says that it is copied",
        ),
        (r#"<l><Group Name="Dot_Net 4.6" SHA256="A"/><f CopyName="x"/></l>"#, "x=-@", "a group with a hash of its own"),
        (r#"<l Name="l.xml" SHA256="A"><f CopyName="x"/></l>"#, "x=-@l.xml", "the list with a hash of its own"),
        (r#"<l><Group FileName="x.cab"/><f CopyName="x"/></l>"#, "x=-@", "no hash, no file"),
        (r#"<l><f CopyName="a" CopyName="b"/></l>"#, " +1 bad", "two names, though no XML may say one twice"),
        (r#"<l><File Name="set.cab"><f CopyName="x"/></File></l>"#, "x=-@set.cab", "what holds files is a group"),
        (r#"<l><File CopyName="..\a.cab" SHA256="A"/></l>"#, " +1 bad", "a path out of the folder"),
        (
            r#"<l><File CopyName="a?.cab" SHA256="A"/><File CopyName="b" SHA256="B"/></l>"#,
            "b=B@ +1 bad",
            "no name of a file",
        ),
        (r#"<l><File CopyName="a"><CopyName>b</CopyName><SHA256>A</SHA256></File></l>"#, " +1 bad", "two names"),
        (r#"<l><File SHA256="A"/></l>"#, " +1 bad", "a hash without a name"),
        (r#"<l><File Source="http://x/a.cab"/></l>"#, " +1 bad", "a source without a name"),
        ("<l><File/><f CopyName=\"x\"/></l>", "x=-@", "an empty element is nothing"),
        (
            r#"<Manifest><Content ContentUrl="http://x"><Hash Algorithm="SHA256">A</Hash></Content></Manifest>"#,
            "NoFiles",
            "the manifest of updates lists none",
        ),
        ("<html><body/></html>", "NoFiles", "a page"),
    ];
    for (text, expected, why) in rows {
        assert_eq!(told_of(text), expected, "{why}: {text}");
    }
}

#[test]
fn a_group_is_what_has_a_name_around_files_or_else_what_holds_them() {
    let rows = [
        (
            r#"<l><g Name="x"><f CopyName="a"/></g><g Name="x"><f CopyName="b"/></g></l>"#,
            "a=-@x b=-@x",
            2,
            "two of one name",
        ),
        (
            r#"<l><g Name="x"><Files><f CopyName="a"/></Files><Files><f CopyName="b"/></Files></g></l>"#,
            "a=-@x b=-@x",
            1,
            "what has no name belongs to what has",
        ),
        (
            r#"<l Name="all"><g><f CopyName="a"/></g><g><f CopyName="b"/></g></l>"#,
            "a=-@ b=-@",
            2,
            "the list's own name makes no group",
        ),
        (
            r#"<l Name="all"><f CopyName="a"/><g Id="7"><f CopyName="b"/></g></l>"#,
            "a=-@all b=-@7",
            2,
            "but it is that of the files right in it",
        ),
        (
            r#"<l><g Name="x"><f CopyName="a"/><h Name="y"><f CopyName="b"/></h></g></l>"#,
            "a=-@x b=-@y",
            2,
            "a group in a group",
        ),
        (r#"<l><g LCID="1041" DisplayName="Japanese"><f CopyName="a"/></g></l>"#, "a=-@1041", 1, "a language"),
        (
            r#"<l><g Name="x" SubDir="LanguagePack\"><f CopyName="a"/><f CopyName="b" Folder=".\Z"/></g></l>"#,
            "LanguagePack!a=-@x Z!b=-@x",
            1,
            "a directory, of the group or of the file",
        ),
        (
            r#"<l><g Name="x" Directory="C:\x"><f CopyName="a" Path="..\y"/></g></l>"#,
            "a=-@x",
            1,
            "no directory that leads elsewhere",
        ),
    ];
    for (text, expected, groups, why) in rows {
        let manifest = read(text.as_bytes()).expect(why);
        assert_eq!((told(&manifest).as_str(), manifest.groups.len()), (expected, groups), "{why}");
    }
}

#[test]
fn what_is_listed_twice_is_one_file_unless_anything_differs() {
    let rows = [
        (r#"<l><f CopyName="aa" SHA256="A"/><f CopyName="Aa" SHA256="A"/></l>"#, "aa=A@", "the same"),
        (r#"<l><f CopyName="a"/><f CopyName="a" SHA256="A"/></l>"#, "a=A@", "once without its hash"),
        (r#"<l><f CopyName="a" SHA256="A"/><f CopyName="a" SHA256="B"/></l>"#, "a=A@ a=B@", "another hash"),
        (
            r#"<l><g Name="x"><f CopyName="a" SHA256="A"/></g><g Name="y"><f CopyName="a" SHA256="A"/></g></l>"#,
            "a=A@x a=A@y",
            "another group: either may have been downloaded",
        ),
        (
            r#"<l><f CopyName="a" SHA256="A" Dir="x"/><f CopyName="a" SHA256="A" Dir="y"/></l>"#,
            "x!a=A@ y!a=A@",
            "another directory",
        ),
    ];
    for (text, expected, why) in rows {
        assert_eq!(told_of(text), expected, "{why}");
    }
}

#[test]
fn a_size_is_kept_where_it_is_a_number() {
    let size = |text: &str| read(text.as_bytes()).expect("a list").files[0].size;
    assert_eq!(size(r#"<l><f CopyName="a" Size="61683432"/></l>"#), Some(61_683_432));
    assert_eq!(size("<l><f CopyName=\"a\"><FileSize> 7 </FileSize></f></l>"), Some(7));
    assert_eq!(size(r#"<l><f CopyName="a" Size="61 MB"/></l>"#), None);
    assert_eq!(size(r#"<l><f CopyName="a" Size="99999999999999999999"/></l>"#), None);
}

#[test]
fn names_that_are_shown_are_bounded_and_visible() {
    let long = "x".repeat(5000);
    let text = format!("<l><g Name=\"{long}\"><f CopyName=\"\u{202E}?{long}\"/><f CopyName=\"a\"/></g></l>");
    let manifest = read(text.as_bytes()).expect("a list");
    assert_eq!(manifest.groups[0].chars().count(), 101);
    let first = manifest.first_not_understood.expect("a name");
    assert!(first.starts_with("\\u{202E}?") && first.chars().count() < 120, "{first}");
}

#[test]
fn a_hash_of_the_list_is_that_of_the_content() {
    let content = b"abc";
    let manifest = read(filled(ATTRIBUTES).as_bytes()).expect("a list");
    assert_eq!(manifest.files[1].sha256.map(|hash| hash.to_vec()), Some(Algorithm::Sha256.of(content)));
}
