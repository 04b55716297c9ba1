//! Lists in every encoding, lists that were cut, and what was made to do harm.

use super::{ATTRIBUTES, filled, told};
use crate::formats::manifest::{Manifest, ManifestFault, read};
use encoding_rs::SHIFT_JIS;
use memchr::memmem;
use std::fmt::Write;
use std::time::{Duration, Instant};

fn in_utf16(text: &str, bytes: impl Fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

/// The same list in every encoding that Windows programs write, and in none that it declares.
fn encodings() -> Vec<(Vec<u8>, &'static str)> {
    // In code page 932 a backslash is the second half of three of these.
    let list = filled(ATTRIBUTES).replace("SQLSysClrTypes", "ソフト表能");
    let marked = format!("\u{FEFF}{list}");
    let japanese = list.replace("utf-8", "Shift_JIS");
    let no_declaration = list.split_once("?>").expect("a declaration").1.trim_start();
    vec![
        (list.clone().into_bytes(), "UTF-8"),
        (marked.clone().into_bytes(), "UTF-8 with its mark"),
        (no_declaration.as_bytes().to_vec(), "no declaration"),
        (list.replace("utf-8", "utf-16").into_bytes(), "UTF-8 that says UTF-16"),
        (marked.replace("utf-8", "Shift_JIS").into_bytes(), "UTF-8 by its mark, whatever it declares"),
        (in_utf16(&marked, u16::to_le_bytes), "UTF-16"),
        (in_utf16(&marked, u16::to_be_bytes), "UTF-16, the high byte first"),
        (in_utf16(&list, u16::to_le_bytes), "UTF-16 without mark"),
        (in_utf16(&list, u16::to_be_bytes), "UTF-16 without mark, the high byte first"),
        (in_utf16(no_declaration, u16::to_le_bytes), "UTF-16 without anything"),
        (SHIFT_JIS.encode(&japanese).0.into_owned(), "code page 932"),
        ((list.trim_end().to_owned() + "\0").into_bytes(), "NUL at the end"),
    ]
}

#[test]
fn the_same_list_is_read_in_every_encoding() {
    for (bytes, why) in encodings() {
        let manifest = read(&bytes).expect(why);
        let expected = "NDP462-KB3151800-x86-x64-AllOS-ENU.exe=A@Dot_Net_Framework ソフト表能.msi=B@SQL";
        assert_eq!(told(&manifest), expected, "{why}");
    }
}

#[test]
fn a_second_byte_order_mark_hides_no_name() {
    let manifest = read("\u{FEFF}\u{FEFF}<l><File Name=\"a\"/></l>".as_bytes()).expect("a list");
    assert_eq!(told(&manifest), "a=-@");
}

#[test]
fn a_name_in_another_encoding_than_declared_is_not_used_and_the_others_are() {
    let list = filled(ATTRIBUTES).replace("SQLSysClrTypes", "ソフト");
    let bytes = SHIFT_JIS.encode(&list).0.into_owned();
    let manifest = read(&bytes).expect("a list");
    assert_eq!(told(&manifest), "NDP462-KB3151800-x86-x64-AllOS-ENU.exe=A@Dot_Net_Framework +1 bad");
}

#[test]
fn a_list_that_was_cut_anywhere_is_cut() {
    let with_all = filled(ATTRIBUTES)
        .replace("<!-- list of files -->", "<!DOCTYPE ConfigMgr [ <!ENTITY a \"b\"> <!-- x --> ]><?pi x?><!-- y -->")
        + "<!-- end -->";
    let with_all = with_all.replace("</File>", "<Note>a &amp; b <![CDATA[ c ]] ]]></Note></File>");
    let mut lists = encodings();
    lists.push((with_all.into_bytes(), "with all that XML has"));
    for (bytes, why) in lists {
        assert!(read(&bytes).is_ok(), "{why}");
        let root = "</ConfigMgr>";
        let whole_at = [root.into(), in_utf16(root, u16::to_le_bytes), in_utf16(root, u16::to_be_bytes)]
            .iter()
            .filter_map(|root| Some(memmem::find(&bytes, root)? + root.len()))
            .min()
            .expect(why);
        for end in 0..bytes.len() {
            match read(&bytes[..end]) {
                Err(ManifestFault::Cut) => {}
                // What stands behind the last element may be missing: nothing is lost with it.
                Ok(_) if end >= whole_at => {}
                other => panic!("{why}, {end} of {}: {other:?}", bytes.len()),
            }
        }
    }
}

#[test]
fn what_is_no_xml_is_told_from_what_was_cut() {
    let rows: [(&[u8], &str); 14] = [
        (b"", "Cut"),
        (b"  \r\n", "Cut"),
        (b"\0\0\0\0\0\0", "Cut"),
        (b"The requested URL could not be retrieved", "NotXml(\"text outside the root element\")"),
        (b"MSCF\0\0\0\0\x10\x22", "NotXml(\"text outside the root element\")"),
        (b"<a><b></a>", "NotXml(\"an end tag without its start tag\")"),
        (b"<a></a></a>", "NotXml(\"an end tag without its start tag\")"),
        (b"<a/><b/>", "NotXml(\"a second root element\")"),
        (b"<a/>x", "NotXml(\"text outside the root element\")"),
        (b"<a/>&amp;", "NotXml(\"text outside the root element\")"),
        (b"<a b></a>", "NotXml(\"attributes\")"),
        (b"<a><!x></a>", "NotXml(\"markup\")"),
        (b"<\0\0\0a\0\0\0", "NotXml(\"characters of four bytes\")"),
        (b"<a/>", "NoFiles"),
    ];
    for (bytes, expected) in rows {
        let fault = read(bytes).expect_err("no list");
        assert_eq!(format!("{fault:?}"), expected, "{}", String::from_utf8_lossy(bytes));
    }
}

/// Reads what somebody made to do harm; gives the outcome, held to a time that a busy machine has too: what grows with
/// the square takes far longer.
fn soon(bytes: &[u8]) -> Result<Manifest, ManifestFault> {
    let begun = Instant::now();
    let outcome = read(bytes);
    assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", begun.elapsed());
    outcome
}

#[test]
fn a_list_that_was_made_to_do_harm_is_refused_in_time() {
    let mut laughs = "<!DOCTYPE l [<!ENTITY l0 \"ha\">".to_owned();
    for n in 1..50 {
        let _ = write!(laughs, "<!ENTITY l{n} \"{}\">", format!("&l{};", n - 1).repeat(10));
    }
    laughs += "]><l><File CopyName=\"&l49;\" SHA256=\"A\"/><File><CopyName>&l49;</CopyName></File></l>";
    assert_eq!(soon(laughs.as_bytes()).map(|manifest| told(&manifest)), Ok(" +2 bad".to_owned()));

    let attributes: String = (0..1_000_000).map(|n| format!(" a{n}=''")).collect();
    assert!(matches!(soon(format!("<l{attributes}/>").as_bytes()), Err(ManifestFault::NotXml(_))));
    let same = " CopyName='a'".repeat(1_000_000);
    assert!(matches!(soon(format!("<l{same}/>").as_bytes()), Err(ManifestFault::NotXml(_))));

    let deep = "<a>".repeat(1_000_000);
    assert_eq!(soon(deep.as_bytes()), Err(ManifestFault::NotXml("too many elements within elements".to_owned())));

    assert_eq!(soon(&vec![b'a'; 100_000_000]), Err(ManifestFault::TooLarge));
    let long = format!("<l><File><CopyName>{}</CopyName></File></l>", "a".repeat(16_000_000));
    assert_eq!(soon(long.as_bytes()).map(|manifest| told(&manifest)), Ok(" +1 bad".to_owned()));
    // One byte of a code page that takes three in UTF-8.
    let mut kana = b"<?xml version='1.0' encoding='shift_jis'?><l>".to_vec();
    kana.resize(15_000_000, 0xB1);
    assert_eq!(soon(&kana), Err(ManifestFault::TooLarge));

    let shallow = format!("<l>{}</l>", "<a/>".repeat(400_000));
    assert_eq!(soon(shallow.as_bytes()), Err(ManifestFault::NoFiles));
    let references = format!("<l><CopyName>{}</CopyName></l>", "&amp;".repeat(300_000));
    assert_eq!(soon(references.as_bytes()).map(|manifest| told(&manifest)), Ok(" +1 bad".to_owned()));
}

#[test]
fn more_files_than_any_list_has_are_too_many() {
    let list = |n: usize| {
        let files: String = (0..n).map(|n| format!("<g><f CopyName='{n}'/></g>")).collect();
        format!("<l><x Dir='{}'>{files}</x></l>", "d".repeat(250))
    };
    let manifest = soon(list(100_000).as_bytes()).expect("a list");
    assert_eq!((manifest.files.len(), manifest.groups.len()), (100_000, 100_000));
    assert_eq!(soon(list(100_001).as_bytes()), Err(ManifestFault::TooLarge));
    // All of one name: held against each other in no more than their number of steps.
    let same: String = (0..100_000).map(|n| format!("<f CopyName='a' SHA256='{n:064}'/>")).collect();
    assert_eq!(soon(format!("<l>{same}</l>").as_bytes()).expect("a list").files.len(), 100_000);
}
