use super::look;
use crate::formats::Fault;
use std::io::{Cursor, Error, Read, Result, Seek, SeekFrom};
use std::time::Instant;

const WHOLE: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n\
    <!DOCTYPE x SYSTEM \"a>b\">\r\n<!-- a -- > <b> -->\r\n\
    <r:x a='1 > 2' b = \"'\"><y/><y />t ]]> &undefined; é<z\n c=\"</z>\"></z >\
    <![CDATA[ ]><open> ]] ]]]><更新>x</更新></r:x>\r\n";

fn told(bytes: &[u8]) -> &'static str {
    let size = bytes.len() as u64;
    match look(&mut Cursor::new(bytes), size).expect("no error in memory") {
        None => "-",
        Some(Fault::Truncated { least: None, size: told }) if told == size => "cut",
        Some(Fault::Truncated { .. }) => "a size that is not there",
        Some(Fault::Damaged(_)) => "damaged",
    }
}

fn wide(text: &str, bytes: impl Fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

#[test]
fn a_whole_file_is_whole_and_every_part_of_it_within_the_root_is_cut() {
    // A value of an attribute cannot have `<`; a scan that stops there would say nothing of what follows.
    let whole = WHOLE.replace("</z>\"", "\"");
    let marked = format!("\u{FEFF}{whole}");
    let layouts = [
        (whole.clone().into_bytes(), 1),
        (marked.clone().into_bytes(), 1),
        (wide(&whole, u16::to_le_bytes), 2),
        (wide(&whole, u16::to_be_bytes), 2),
        (wide(&marked, u16::to_le_bytes), 2),
        (wide(&marked, u16::to_be_bytes), 2),
    ];
    for (bytes, width) in layouts {
        assert_eq!(told(&bytes), "-");
        let root = whole.find("<r:x").expect("a root");
        let before = if width == 1 { root } else { whole[..root].encode_utf16().count() * 2 } + 6;
        // The line break, and the last `>`.
        for end in before..bytes.len() - 2 * width {
            assert_eq!(told(&bytes[..end]), "cut", "{end} of {} in {width}", bytes.len());
        }
        for end in bytes.len() - 2 * width..bytes.len() {
            assert_eq!(told(&bytes[..end]), "-", "{end}");
        }
    }
}

#[test]
fn what_ends_within_markup_is_cut() {
    for text in [
        "<",
        "<?xml",
        "<a",
        "<a b",
        "<a b='",
        "<a b='c'",
        "<a/",
        "<a></a",
        "<!",
        "<!-",
        "<!-- x",
        "<!DOC",
        "<!DOCTYPE a",
        "<a><![CDATA[ ]></a>",
        "<a><!-- -></a>",
        "<a><?b ></a>",
        "<a><![CDATA[ ]]",
        "<a>",
        "<a><b/>",
        "<a/><a>",
    ] {
        assert_eq!(told(text.as_bytes()), "cut", "{text}");
    }
}

#[test]
fn what_is_odd_is_left_alone() {
    let rows: [(&[u8], &str); 30] = [
        (b"", "nothing"),
        (b" \r\n", "blanks"),
        (b"  <a/>", "leading blanks"),
        (b"<?xml version='1.0'?>", "no element at all"),
        (b"<a/><b/>", "several roots"),
        (b"<a/>x", "text behind"),
        (b"<a>&undefined; & x</a>", "entities"),
        (b"text", "no XML"),
        (b"text <a", "no XML, with a sign of it"),
        (b"<a><b></a>", "tags that do not fit"),
        (b"<html><br><p>x</html><", "a page: what follows an odd end tag is not looked at"),
        (b"</a><b>", "an end first"),
        (b"<a>1 < 2", "a bare sign"),
        (b"<a b=c>", "no quotes"),
        (b"<a 'b'>", "quotes without a name"),
        (b"<a b='<", "a sign in a value"),
        (b"<a <b", "a tag in a tag"),
        (b"<a<b", "a tag in a name"),
        (b"<a></b c>", "an end tag with more"),
        (b"<a></a<", "a sign in an end tag"),
        (b"<!x", "a declaration that nobody knows"),
        (b"<!-x", "half a comment"),
        (b"<!DOCTYPE a [ <!ENTITY b 'c'> ", "declarations of its own"),
        (b"<1>", "no name"),
        (b"<a>\x1B$B<\x1B(B", "the character sets of e-mail"),
        (b"<?xml version='1.0' encoding='iso-2022-jp'?><a>", "declared ones"),
        (b"<?xml version='1.0' encoding='ebcdic'?><a>", "an encoding that nobody knows"),
        (b"<\0\0\0a\0\0\0>\0\0\0", "four bytes a character"),
        (b"\x4C\x6F\xA7\x94\x93", "EBCDIC"),
        (b"<a/>\0\0", "NUL behind all"),
    ];
    for (bytes, why) in rows {
        assert_eq!(told(bytes), "-", "{why}");
    }
}

#[test]
fn a_code_page_that_is_declared_is_looked_at() {
    let text = "<?xml version=\"1.0\" encoding=\"Shift_JIS\"?><a b='ソ表'><![CDATA[ソ]]>ソフト表能</a>";
    let bytes = encoding_rs::SHIFT_JIS.encode(text).0.into_owned();
    assert_eq!(told(&bytes), "-");
    assert_eq!(told(&bytes[..bytes.len() - 1]), "cut");
    assert_eq!(told(b"<?xml version='1.0' encoding='utf-16'?><a>"), "cut");
}

#[test]
fn nul_in_the_place_of_text_is_damage() {
    let rows: [(&[u8], &str); 6] = [
        (b"\0\0\0\0\0\0\0\0", "nothing else"),
        (b"<a>x\0\0\0</a>", "in a text"),
        (b"<a b='\0'/>", "in a value"),
        (b"<a><!-- \0", "in a comment"),
        (b"<a\0", "in a tag"),
        (b"<\0a\0>\0\0\0", "in UTF-16"),
    ];
    for (bytes, why) in rows {
        assert_eq!(told(bytes), "damaged", "{why}");
    }
}

#[test]
fn a_block_may_end_anywhere() {
    let body = format!("<y a='b'>é<!-- {} --></y>\n", "x".repeat(61));
    for lead in 0..120 {
        let text = format!("<x>{}{}</x>", " ".repeat(lead), body.repeat(2000));
        assert_eq!(told(text.as_bytes()), "-", "{lead}");
        assert_eq!(told(&text.as_bytes()[..text.len() - 4]), "cut", "{lead}");
    }
    let text = format!("\u{FEFF}<x>{}</x>", body.repeat(3000));
    let bytes = wide(&text, u16::to_le_bytes);
    assert_eq!((told(&bytes), told(&bytes[..bytes.len() - 2])), ("-", "cut"));
}

/// So many bytes of one text, again and again, without keeping them.
struct Endless {
    text: &'static [u8],
    at: u64,
    size: u64,
    read: u64,
}

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let left = usize::try_from(self.size.saturating_sub(self.at)).unwrap_or(usize::MAX);
        let n = buffer.len().min(left);
        for (place, byte) in buffer[..n].iter_mut().zip(self.text.iter().cycle()) {
            *place = *byte;
        }
        self.at += n as u64;
        self.read += n as u64;
        Ok(n)
    }
}

impl Seek for Endless {
    fn seek(&mut self, to: SeekFrom) -> Result<u64> {
        match to {
            SeekFrom::Start(at) => self.at = at,
            _ => return Err(Error::other("not needed")),
        }
        Ok(self.at)
    }
}

#[test]
fn a_huge_file_is_not_looked_at_and_a_big_one_without_keeping_it() {
    let mut huge = Endless { text: b"<a>", at: 0, size: 1 << 30, read: 0 };
    assert_eq!(look(&mut huge, 1 << 30).expect("no error"), None);
    assert_eq!(huge.read, 0);
    let begun = Instant::now();
    let mut big = Endless { text: b"<a/>", at: 0, size: 8 << 20, read: 0 };
    assert_eq!(look(&mut big, 8 << 20).expect("no error"), None);
    assert_eq!(big.read, 8 << 20);
    println!("8 MiB of tags in {:?}", begun.elapsed());
    // A text that grows without end while it is read.
    let mut growing = Endless { text: b"<a/>", at: 0, size: u64::MAX, read: 0 };
    assert_eq!(look(&mut growing, 100).expect("no error"), None);
    assert!(growing.read < 1 << 20, "{}", growing.read);
}

#[test]
fn elements_without_end_are_left_alone() {
    assert_eq!(told("<a>".repeat(1_000_000).as_bytes()), "-");
}

#[test]
fn what_the_system_says_is_passed_on() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> Result<usize> {
            Err(Error::other("broken"))
        }
    }
    impl Seek for Broken {
        fn seek(&mut self, _: SeekFrom) -> Result<u64> {
            Ok(0)
        }
    }
    assert!(look(&mut Broken, 10).is_err());
}
