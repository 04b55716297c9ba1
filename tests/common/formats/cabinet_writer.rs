//! Writes small cabinets for tests: stored, MSZIP or ready-made data, with every optional part of the format.
#![allow(dead_code, reason = "each program uses its own part")]

/// How a folder's data is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Method {
    Stored,
    MsZip,
}

/// One folder: its files, or blocks that somebody else made.
#[derive(Clone)]
pub struct Folder {
    /// As the table of folders states it.
    pub kind: u16,
    /// Name, content, and the number of the folder that the table of files states.
    pub files: Vec<(Vec<u8>, u32, u16)>,
    /// Data and how much of it there is when uncompressed.
    pub blocks: Vec<(Vec<u8>, u16)>,
}

/// A cabinet to be written.
#[derive(Clone, Default)]
pub struct Cabinet {
    pub folders: Vec<Folder>,
    /// What the header reserves; none and no other reserve: no field for it.
    pub header_reserve: Option<Vec<u8>>,
    pub folder_reserve: u8,
    pub data_reserve: u8,
    pub previous: Option<(String, String)>,
    pub next: Option<(String, String)>,
    /// No sums in the data blocks.
    pub without_sums: bool,
    /// The sums leave out what blocks reserve.
    pub bare_sums: bool,
}

impl Cabinet {
    /// Adds a folder with files in it.
    pub fn folder(mut self, method: Method, files: &[(&str, &[u8])]) -> Self {
        let index = u16::try_from(self.folders.len()).expect("a folder's number");
        let all: Vec<u8> = files.iter().flat_map(|(_, content)| content.iter().copied()).collect();
        let blocks = all.chunks(32_768).enumerate().map(|(n, plain)| {
            let data = match method {
                Method::Stored => plain.to_vec(),
                Method::MsZip => deflate(&all[..n * 32_768], plain),
            };
            (data, u16::try_from(plain.len()).expect("a block"))
        });
        let size = |content: &[u8]| u32::try_from(content.len()).expect("a small file");
        self.folders.push(Folder {
            kind: u16::from(method == Method::MsZip),
            blocks: blocks.collect(),
            files: files.iter().map(|(name, content)| (name.as_bytes().to_vec(), size(content), index)).collect(),
        });
        self
    }

    /// Keeps room for a signature.
    pub fn with_room(mut self) -> Self {
        let mut room = vec![0; 20];
        room[2] = 0x10;
        self.header_reserve = Some(room);
        self
    }

    /// The cabinet's bytes.
    pub fn bytes(&self) -> Vec<u8> {
        let has_reserve = self.header_reserve.is_some() || self.folder_reserve > 0 || self.data_reserve > 0;
        let mut optional = Vec::new();
        if has_reserve {
            let reserve = self.header_reserve.clone().unwrap_or_default();
            optional.extend(u16::try_from(reserve.len()).expect("a reserve").to_le_bytes());
            optional.extend([self.folder_reserve, self.data_reserve]);
            optional.extend(reserve);
        }
        for (name, disk) in self.previous.iter().chain(&self.next) {
            optional.extend([name.as_bytes(), b"\0", disk.as_bytes(), b"\0"].concat());
        }
        let mut files = Vec::new();
        for folder in &self.folders {
            let mut start = 0u32;
            for (name, size, index) in &folder.files {
                files.extend(size.to_le_bytes());
                files.extend(start.to_le_bytes());
                files.extend(index.to_le_bytes());
                let attributes = if name.is_ascii() { 0x20u16 } else { 0xA0 };
                files.extend([0, 0, 0, 0]);
                files.extend(attributes.to_le_bytes());
                files.extend([&name[..], b"\0"].concat());
                start += size;
            }
        }
        let files_at = 36 + optional.len() + self.folders.len() * (8 + usize::from(self.folder_reserve));
        let mut at = files_at + files.len();
        let (mut table, mut data) = (Vec::new(), Vec::new());
        for folder in &self.folders {
            table.extend(u32::try_from(at).expect("a place").to_le_bytes());
            table.extend(u16::try_from(folder.blocks.len()).expect("blocks").to_le_bytes());
            table.extend(folder.kind.to_le_bytes());
            table.extend(vec![0xF0; usize::from(self.folder_reserve)]);
            let blocks: Vec<u8> = folder.blocks.iter().flat_map(|(bytes, size)| self.block(bytes, *size)).collect();
            at += blocks.len();
            data.extend(blocks);
        }
        let count: usize = self.folders.iter().map(|folder| folder.files.len()).sum();
        let flags =
            u16::from(self.previous.is_some()) | u16::from(self.next.is_some()) << 1 | u16::from(has_reserve) << 2;
        let mut out = b"MSCF\0\0\0\0".to_vec();
        out.extend(u32::try_from(at).expect("a size").to_le_bytes());
        out.extend([0; 4]);
        out.extend(u32::try_from(files_at).expect("a place").to_le_bytes());
        out.extend([0, 0, 0, 0, 3, 1]);
        for number in [self.folders.len(), count, usize::from(flags), 0x1234, 0] {
            out.extend(u16::try_from(number).expect("a number").to_le_bytes());
        }
        [out, optional, table, files, data].concat()
    }

    /// The cabinet with a signature behind it: only its place counts here.
    pub fn signed(&self, signature: &[u8]) -> Vec<u8> {
        let mut bytes = self.bytes();
        let at = u32::try_from(bytes.len()).expect("a place");
        bytes[44..48].copy_from_slice(&at.to_le_bytes());
        bytes[48..52].copy_from_slice(&u32::try_from(signature.len()).expect("a size").to_le_bytes());
        bytes.extend(signature);
        bytes
    }

    fn block(&self, data: &[u8], uncompressed: u16) -> Vec<u8> {
        let length = u16::try_from(data.len()).expect("a block");
        let mut head = [length.to_le_bytes(), uncompressed.to_le_bytes()].concat();
        let bare = sum(&head);
        head.extend((1..=self.data_reserve).map(|n| n.wrapping_mul(37)));
        let own = if self.bare_sums { bare } else { sum(&head) };
        let stated = if self.without_sums { 0 } else { own ^ sum(data) };
        [&stated.to_le_bytes()[..], &head, data].concat()
    }
}

/// The sum of a block as the format's description has it.
fn sum(bytes: &[u8]) -> u32 {
    let words = bytes.chunks_exact(4);
    let odd = words.remainder().iter().fold(0, |word, byte| word << 8 | u32::from(*byte));
    words.fold(odd, |sum, word| sum ^ u32::from_le_bytes([word[0], word[1], word[2], word[3]]))
}

/// An MSZIP block in the fixed codes of deflate. Where the data repeats what is exactly 32 KiB back, a match says so:
/// that reaches into the block before.
fn deflate(before: &[u8], plain: &[u8]) -> Vec<u8> {
    let all = [before, plain].concat();
    let mut bits = Bits { out: b"CK".to_vec(), used: 0 };
    bits.put(0b011, 3);
    let mut at = before.len();
    while at < all.len() {
        let most = (all.len() - at).min(258);
        let length =
            if at < 32_768 { 0 } else { (0..most).take_while(|n| all[at + n] == all[at + n - 32_768]).count() };
        if length == 258 {
            bits.code(0b1100_0101, 8);
            bits.code(29, 5);
            bits.put(0x1FFF, 13);
            at += 258;
        } else {
            let byte = u32::from(all[at]);
            if byte < 144 {
                bits.code(0x30 + byte, 8);
            } else {
                bits.code(0x190 + byte - 144, 9);
            }
            at += 1;
        }
    }
    bits.code(0, 7);
    bits.out
}

struct Bits {
    out: Vec<u8>,
    used: u32,
}

impl Bits {
    /// Lowest bit first.
    fn put(&mut self, value: u32, count: u32) {
        for n in 0..count {
            if self.used == 0 {
                self.out.push(0);
            }
            let bit = u8::try_from(value >> n & 1).expect("a bit");
            *self.out.last_mut().expect("a byte") |= bit << self.used;
            self.used = (self.used + 1) % 8;
        }
    }

    /// Highest bit first.
    fn code(&mut self, value: u32, count: u32) {
        (0..count).rev().for_each(|n| self.put(value >> n & 1, 1));
    }
}

/// Bytes without a pattern.
pub fn noise(count: usize) -> Vec<u8> {
    let mut state = 1u32;
    let step = |_| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    (0..count).map(step).collect()
}

/// Cabinets of every shape that is read here, with their data.
pub fn shapes() -> Vec<(&'static str, Cabinet)> {
    let big = noise(70_000);
    let plain = || Cabinet::default().folder(Method::Stored, &[("a.xml", b"<a/>"), ("b.txt", b"beta")]);
    let zip = || Cabinet::default().folder(Method::MsZip, &[("a.xml", b"<a/>"), ("empty", b""), ("b.txt", b"beta")]);
    let names = ("other.cab".to_owned(), String::new());
    vec![
        ("stored", plain()),
        ("MSZIP", zip()),
        (
            "several folders",
            zip().folder(Method::Stored, &[("c", &big)]).folder(Method::MsZip, &[("d", &big), ("e", b"e")]),
        ),
        ("reserves", Cabinet { header_reserve: Some(vec![7; 300]), folder_reserve: 3, data_reserve: 9, ..zip() }),
        ("sums without the reserve", Cabinet { data_reserve: 6, bare_sums: true, ..zip() }),
        ("the largest reserve", Cabinet { header_reserve: Some(vec![1; 60_000]), ..plain() }),
        ("one of several", Cabinet { previous: Some(names.clone()), next: Some(names), ..zip() }),
        ("room for a signature", plain().with_room()),
        ("a name in UTF-8", Cabinet::default().folder(Method::Stored, &[("更新.xml", b"x")])),
        ("only empty files", Cabinet::default().folder(Method::Stored, &[("empty", b"")])),
        ("nothing", Cabinet::default()),
    ]
}
