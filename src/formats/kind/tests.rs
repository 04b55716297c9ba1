use super::{Content, HEAD, Kind, Promise, ZeroTail, content, fits, promised};

fn utf16(text: &str, unit: fn(u16) -> [u8; 2], mark: bool) -> Vec<u8> {
    let mark = if mark { "\u{FEFF}" } else { "" };
    format!("{mark}{text}").encode_utf16().flat_map(unit).collect()
}

#[test]
fn a_name_promises_by_its_ending_whatever_the_case() {
    let rows = [
        ("ConfigMgr.Manifest.cab", Promise::Kind(Kind::Cabinet)),
        ("DeviceClient_WinCE7.0_X86.CAB", Promise::Kind(Kind::Cabinet)),
        ("ConfigMgr.AdminUIContent.auc", Promise::Kind(Kind::Cabinet)),
        ("NDP462-KB3151800-x86-x64-AllOS-ENU.exe", Promise::Kind(Kind::Program)),
        ("setupdl.EXE", Promise::Kind(Kind::Program)),
        ("a.b.Dll", Promise::Kind(Kind::Program)),
        ("prepdrv.sys", Promise::Kind(Kind::Program)),
        ("sqlncli.msi", Promise::Kind(Kind::Compound)),
        ("client.msp", Promise::Kind(Kind::Compound)),
        ("1041.mst", Promise::Kind(Kind::Compound)),
        ("ConfigMgr.Manifest.XML", Promise::Kind(Kind::Xml)),
        ("ConfigMgr.Update.Manifest.enc", Promise::Binary),
        ("Windows6.1-KB976932.msu", Promise::Binary),
        ("boot.wim", Promise::Binary),
        ("5B8886C7-F967-4F8A-92AA-009E28368853", Promise::Binary),
        ("5b8886c7-f967-4f8a-92aa-009e28368853", Promise::Binary),
        ("readme", Promise::Nothing),
        ("firmware.bin", Promise::Nothing),
        ("cab", Promise::Nothing),
        (".cab", Promise::Kind(Kind::Cabinet)),
        ("setup.exe.config", Promise::Nothing),
        ("a.xml.part", Promise::Nothing),
        ("", Promise::Nothing),
        ("更新.cab", Promise::Kind(Kind::Cabinet)),
    ];
    for (name, expected) in rows {
        assert_eq!(promised(name), expected, "{name}");
    }
}

/// Frozen: what a head is, and why the row is here.
#[test]
fn the_first_bytes_tell_what_a_file_is() {
    let rows: [(&str, &[u8], Content); 53] = [
        ("nothing", b"", Content::Empty),
        ("room that was never filled", &[0; 512], Content::Nuls),
        ("one zero", b"\0", Content::Nuls),
        ("a cabinet", b"MSCF\0\0\0\0\x12\x34", Content::Cabinet),
        ("a cabinet that is cut behind its mark", b"MSCF", Content::Cabinet),
        ("a cabinet of InstallShield", b"ISc(\x4c\x10\0\x01", Content::InstallShield),
        ("a program", b"MZ\x90\0\x03\0\0\0", Content::Program),
        ("a program that is cut behind its mark", b"MZ", Content::Program),
        ("an MSI", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0\0", Content::Compound),
        ("half the mark of an MSI", b"\xD0\xCF\x11\xE0", Content::Other),
        ("a package that is an archive", b"PK\x03\x04\x14\0", Content::Zip),
        ("an archive without a member", b"PK\x05\x06\0\0", Content::Zip),
        ("what nobody unpacked", b"\x1F\x8B\x08\0\0\0", Content::Gzip),
        ("an update of 2024", b"MSWIM\0\0\0\xD0", Content::Image),
        ("bytes of a cipher", b"\x8F\x12\x00\xE4\x9C\x01\x77\xFE", Content::Other),
        ("a block in DER", b"\x30\x82\x0A\x12\x06\x09\x2A\x86\x48\x86\xF7", Content::Other),
        ("a page", b"<!DOCTYPE html><html><head>", Content::Html),
        ("a page of 1999", b"<!doctype HTML PUBLIC \"-//W3C//DTD HTML 4.01//EN\">", Content::Html),
        ("a page without a type", b"\r\n  <HTML lang=ja>", Content::Html),
        ("a page with a mark", b"\xEF\xBB\xBF<html>", Content::Html),
        ("a page of a proxy, declared as XML", b"<?xml version=\"1.0\"?>\n<!DOCTYPE html PUBLIC", Content::Html),
        (
            "the same without a type",
            b"<?xml version=\"1.0\"?><html xmlns=\"http://www.w3.org/1999/xhtml\">",
            Content::Html,
        ),
        ("a page behind a comment", b"<!-- Blocked --><!-- by > policy -->\n<html>", Content::Html),
        ("a page behind a comment with tags", b"<!-- > <ConfigMgr> --><html>", Content::Html),
        ("a page of a portal", b"<meta http-equiv=\"refresh\" content=\"0;url=https://login\">", Content::Html),
        ("a page that is only a heading", b"<h1>Access Denied</h1>", Content::Html),
        ("a page in a Japanese code page", b"<html><title>\x83G\x83\x89\x81[</title>", Content::Html),
        ("XML", b"<?xml version=\"1.0\" encoding=\"utf-8\"?><ConfigMgr>", Content::Xml),
        ("XML with a mark and blanks", b"\xEF\xBB\xBF \n<ConfigMgr>", Content::Xml),
        ("XML without a declaration", b"<Manifest>\n<Update>2409</Update>", Content::Xml),
        ("XML whose root begins like a page's", b"<htmlhelp>", Content::Xml),
        ("XML whose root is a heading, declared", b"<?xml version='1.0'?><head>", Content::Xml),
        ("XML with a prefix", b"<s:Envelope xmlns:s=\"a\">", Content::Xml),
        ("XML whose prefix is a page's name", b"<html:form>", Content::Xml),
        ("XML with a type of its own", b"<!DOCTYPE plist PUBLIC \"-//Apple\">", Content::Xml),
        ("XML that is a comment so far", b"<!-- a comment that does not end in", Content::Xml),
        ("XML that ends behind its declaration", b"<?xml version=\"1.0\"?>", Content::Xml),
        ("a file that says nothing", b"<", Content::Text),
        ("a remark", b"< 3 files", Content::Text),
        ("the head of an answer", b"HTTP/1.1 403 Forbidden\r\nServer: proxy\r\n", Content::HttpAnswer),
        ("the head of an answer of HTTP/2", b"HTTP/2 502\r\n", Content::HttpAnswer),
        ("a service's error", b"{\"error\":{\"code\":\"Blocked\"}}", Content::Json),
        ("a service's error over lines", b"{\r\n  \"message\": \"no\"}", Content::Json),
        ("a list of errors", b"[{\"code\":1}]", Content::Json),
        ("a section of an INI file is no list", b"[Version]\r\nSignature=x", Content::Text),
        ("a GUID is no object", b"{5B8886C7-F967-4F8A-92AA-009E28368853}", Content::Text),
        ("plain words", b"Access denied by policy.\r\n", Content::Text),
        ("blanks", b" \r\n", Content::Text),
        ("words cut inside a character", "ブロックされました".as_bytes().split_at(25).0, Content::Text),
        ("a certificate", b"-----BEGIN CERTIFICATE-----\r\nMIIC\r\n", Content::Encoded),
        ("letters that stand for bytes", &[b'Q'; 4096], Content::Encoded),
        ("a short word is a word", b"Unauthorized", Content::Text),
        ("zeros behind words", b"Error\0\0\0", Content::Other),
    ];
    for (why, head, expected) in rows {
        assert_eq!(content(head), expected, "{why}");
    }
}

#[test]
fn text_in_utf_16_is_told_apart_like_any_other() {
    let rows = [
        ("<?xml version=\"1.0\" encoding=\"utf-16\"?><ConfigMgr/>", Content::Xml),
        ("<!DOCTYPE html><html>", Content::Html),
        ("HTTP/1.1 502 Bad Gateway", Content::HttpAnswer),
        ("{\"error\": 1}", Content::Json),
        ("Access denied", Content::Text),
    ];
    for (text, expected) in rows {
        for mark in [true, false] {
            for unit in [u16::to_le_bytes, u16::to_be_bytes] {
                assert_eq!(content(&utf16(text, unit, mark)), expected, "{text} {mark}");
            }
        }
    }
    assert_eq!(content(&utf16("更新プログラム", u16::to_le_bytes, true)), Content::Text);
    // Cut between the halves of a character, and inside one.
    let long = utf16("𠮷野家", u16::to_le_bytes, true);
    assert_eq!(content(&long[..7]), Content::Text);
    assert_eq!(content(&utf16("a𠮷", u16::to_le_bytes, true)[..6]), Content::Text);
    assert_eq!(content(b"\xFF\xFE\x00\xD8\x41\x00"), Content::Other, "half a character with others behind it");
    assert_eq!(content(b"\xFF\xFE"), Content::Other, "a mark and nothing else");
}

#[test]
fn only_the_head_is_looked_at() {
    let mut page = vec![b' '; HEAD - 6];
    page.extend(b"<html>");
    assert_eq!(content(&page), Content::Html);
    page.push(0);
    assert_eq!(content(&page), Content::Html, "what is behind the head does not count");
    page.insert(0, b' ');
    assert_eq!(content(&page), Content::Html, "the name of a page is there, and its end is not");
    page.splice(..0, *b"   ");
    assert_eq!(content(&page), Content::Xml, "a name that is cut can be any");
}

#[test]
fn what_a_name_promises_must_be_there() {
    use Content::{
        Cabinet, Compound, Empty, Encoded, Gzip, Html, HttpAnswer, Image, InstallShield, Json, Nuls, Other, Program,
        Text, Xml, Zip,
    };
    let all = [
        Empty,
        Cabinet,
        InstallShield,
        Program,
        Compound,
        Xml,
        Html,
        HttpAnswer,
        Json,
        Encoded,
        Text,
        Nuls,
        Zip,
        Gzip,
        Image,
        Other,
    ];
    let rows: [(&str, &[Content]); 7] = [
        ("a.cab", &[Empty, Cabinet, InstallShield]),
        ("a.auc", &[Empty, Cabinet, InstallShield]),
        ("a.exe", &[Empty, Program]),
        ("a.msi", &[Empty, Compound]),
        ("a.xml", &[Empty, Xml]),
        ("a.enc", &[Empty, Cabinet, InstallShield, Program, Compound, Xml, Encoded, Zip, Gzip, Image, Other]),
        ("a.txt", &all),
    ];
    for (name, good) in rows {
        for content in all {
            assert_eq!(fits(promised(name), content), good.contains(&content), "{content:?} as {name}");
        }
    }
}

#[test]
fn the_content_names_its_reader_whatever_the_name() {
    assert_eq!(content(b"MSCF").kind(), Some(Kind::Cabinet));
    assert_eq!(content(b"MZ").kind(), Some(Kind::Program));
    assert_eq!(content(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1").kind(), Some(Kind::Compound));
    assert_eq!(content(b"<a/>").kind(), Some(Kind::Xml));
    assert_eq!(content(b"<html>").kind(), None);
    assert_eq!(content(b"ISc(").kind(), None);
}

#[test]
fn zeros_at_the_end_are_counted_over_all_chunks() {
    let mut file = vec![7; 1000];
    file.extend([0; 3000]);
    file[500] = 0;
    for size in [1, 2, 255, 256, 257, 999, 1000, 1001, 4000] {
        let mut tail = ZeroTail::new();
        for chunk in file.chunks(size) {
            tail.feed(chunk);
        }
        assert_eq!(tail.len(), 3000, "chunks of {size}");
        tail.feed(&[]);
        assert_eq!(tail.len(), 3000, "nothing changes nothing");
        tail.feed(&[0, 0, 1]);
        assert_eq!(tail.len(), 0);
        tail.feed(&[1, 0]);
        assert_eq!(tail.len(), 1);
    }
    assert_eq!(ZeroTail::default().len(), 0);
}

#[test]
fn the_last_byte_that_is_not_zero_is_found_at_every_place() {
    for at in 0..700 {
        let mut chunk = [0; 700];
        chunk[at] = 1;
        let mut tail = ZeroTail::new();
        tail.feed(&chunk);
        assert_eq!(tail.len(), (699 - at) as u64);
    }
}
