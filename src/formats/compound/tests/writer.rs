//! Writes small compound files, as Windows lays them out or with the FAT at the end, and knows where all is in them.

use std::collections::VecDeque;
use std::ops::Range;

const END: u32 = 0xFFFF_FFFE;
const FREE: u32 = 0xFFFF_FFFF;

/// A storage or a stream.
pub struct Node {
    pub name: &'static str,
    pub class: u8,
    pub body: Body,
}

pub enum Body {
    Stream(Vec<u8>),
    Storage(Vec<Node>),
}

pub fn stream(name: &'static str, content: impl Into<Vec<u8>>) -> Node {
    Node { name, class: 0, body: Body::Stream(content.into()) }
}

pub fn storage(name: &'static str, class: u8, nodes: Vec<Node>) -> Node {
    Node { name, class, body: Body::Storage(nodes) }
}

/// Content that is nowhere the same.
pub fn content(length: usize, seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut bytes = Vec::with_capacity(length + 8);
    while bytes.len() < length {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend_from_slice(&state.to_le_bytes());
    }
    bytes.truncate(length);
    bytes
}

/// A file and where its parts are.
pub struct Built {
    pub bytes: Vec<u8>,
    pub sector: usize,
    /// The sectors of the FAT in their order.
    pub fat: Vec<usize>,
    pub difat: Vec<usize>,
    /// Where the directory, the mini FAT and the mini stream begin; each is in one piece.
    pub directory: usize,
    pub mini_fat: usize,
    pub mini_stream: usize,
    /// What the digest is made over; not in its order.
    pub covered: Vec<Range<usize>>,
}

impl Built {
    pub fn put(&mut self, at: usize, value: u32) {
        self.bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
    }

    pub fn get(&self, at: usize) -> u32 {
        u32::from_le_bytes(self.bytes[at..at + 4].try_into().expect("four bytes"))
    }

    /// Where the FAT tells of a sector.
    pub fn entry(&self, sector: usize) -> usize {
        let per_sector = self.sector / 4;
        self.place(self.fat[sector / per_sector]) + 4 * (sector % per_sector)
    }

    /// Where a sector is in the file.
    pub fn place(&self, sector: usize) -> usize {
        (sector + 1) * self.sector
    }

    /// Where a field of a directory entry is; the entries are numbered in the order of the nodes, parents first.
    pub fn field(&self, entry: usize, field: usize) -> usize {
        self.directory + 128 * entry + field
    }

    /// The sector that something at a place of the file begins in.
    pub fn sector_at(&self, place: usize) -> u32 {
        u32::try_from(place / self.sector - 1).expect("a sector")
    }

    /// The first sector of a stream.
    pub fn first(&self, entry: usize) -> u32 {
        self.get(self.field(entry, 116))
    }
}

/// Fields of a directory entry.
pub const NAME_LENGTH: usize = 64;
pub const KIND: usize = 66;
pub const LEFT: usize = 68;
pub const RIGHT: usize = 72;
pub const CHILD: usize = 76;
pub const FIRST: usize = 116;
pub const SIZE: usize = 120;

/// How a file is laid out.
#[derive(Clone, Copy)]
pub struct Shape {
    pub sector: usize,
    /// As free tools do it; Windows has it at the front.
    pub fat_last: bool,
}

pub const V3: Shape = Shape { sector: 512, fat_last: false };
pub const V4: Shape = Shape { sector: 4096, fat_last: false };

struct Writer {
    sector: usize,
    body: Vec<u8>,
    fat: Vec<u32>,
}

impl Writer {
    /// Adds a chain and gives its first sector.
    fn chain(&mut self, bytes: &[u8]) -> u32 {
        let first = self.fat.len();
        let count = bytes.len().div_ceil(self.sector);
        for index in 0..count {
            let next = u32::try_from(first + index + 1).expect("a sector");
            self.fat.push(if index + 1 == count { END } else { next });
        }
        self.body.extend_from_slice(bytes);
        self.body.resize(self.fat.len() * self.sector, 0);
        if count == 0 { END } else { u32::try_from(first).expect("a sector") }
    }
}

/// Entries of a directory, each with what is in its stream.
fn flatten(nodes: &[Node], class: u8) -> Vec<(Vec<u8>, Option<Vec<u8>>)> {
    fn entry(name: &str, kind: u8, class: u8) -> Vec<u8> {
        let mut bytes: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let length = u16::try_from(bytes.len() + 2).expect("a name");
        bytes.resize(128, 0);
        bytes[NAME_LENGTH..KIND].copy_from_slice(&length.to_le_bytes());
        bytes[KIND] = kind;
        bytes[LEFT..80].fill(0xFF);
        bytes[80..96].fill(class);
        bytes
    }
    let mut entries = vec![(entry("Root Entry", 5, class), None)];
    let mut storages = VecDeque::from([(0, nodes)]);
    while let Some((parent, nodes)) = storages.pop_front() {
        let from = entries.len();
        for (index, node) in nodes.iter().enumerate() {
            // The first hangs from the parent, the others from each other: to the left and to the right in turn.
            let index = from + index;
            let number = u32::try_from(index).expect("an entry").to_le_bytes();
            let (above, field) =
                if index == from { (parent, CHILD) } else { (index - 1, if index % 2 == 0 { LEFT } else { RIGHT }) };
            entries[above].0[field..field + 4].copy_from_slice(&number);
            match &node.body {
                Body::Stream(content) => entries.push((entry(node.name, 2, node.class), Some(content.clone()))),
                Body::Storage(inner) => {
                    entries.push((entry(node.name, 1, node.class), None));
                    storages.push_back((index, inner));
                }
            }
        }
    }
    entries
}

/// Writes a file whose root storage has this class and these nodes. The stream that ends the file is the last of them
/// that has 4096 bytes or more.
pub fn build(shape: Shape, class: u8, nodes: &[Node]) -> Built {
    let Shape { sector, fat_last } = shape;
    let mut entries = flatten(nodes, class);
    let mut writer = Writer { sector, body: Vec::new(), fat: Vec::new() };
    // The mini stream first: what it holds tells how long the tables are.
    let (mut mini, mut mini_fat) = (Vec::new(), Vec::<u32>::new());
    let mut large = 0;
    for (entry, content) in &mut entries {
        let Some(content) = content.as_ref().filter(|content| !content.is_empty()) else { continue };
        entry[SIZE..SIZE + 4].copy_from_slice(&u32::try_from(content.len()).expect("a size").to_le_bytes());
        if content.len() >= 4096 {
            large += content.len().div_ceil(sector);
            continue;
        }
        let first = mini_fat.len();
        let count = content.len().div_ceil(64);
        entry[FIRST..SIZE].copy_from_slice(&u32::try_from(first).expect("a sector").to_le_bytes());
        let next = |index| u32::try_from(first + index + 1).expect("a sector");
        mini_fat.extend((0..count).map(|index| if index + 1 == count { END } else { next(index) }));
        mini.extend_from_slice(content);
        mini.resize(mini_fat.len() * 64, 0);
    }
    let table = |numbers: &[u32]| -> Vec<u8> {
        let mut bytes: Vec<u8> = numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
        bytes.resize(bytes.len().next_multiple_of(sector), 0xFF);
        bytes
    };
    let mini_fat = table(&mini_fat);
    let used = large + (mini.len().div_ceil(sector)) + mini_fat.len() / sector + (entries.len() * 128).div_ceil(sector);
    let (mut fats, mut difats) = (1, 0);
    while fats * sector / 4 < used + fats + difats {
        fats += 1;
        difats = fats.saturating_sub(109_usize).div_ceil(sector / 4 - 1);
    }
    let add_tables = |writer: &mut Writer| {
        let first = writer.fat.len();
        writer.fat.extend(std::iter::repeat_n(0xFFFF_FFFD, fats));
        writer.fat.extend(std::iter::repeat_n(0xFFFF_FFFC, difats));
        writer.body.resize(writer.fat.len() * sector, 0);
        first
    };
    let mut first_table = 0;
    if !fat_last {
        first_table = add_tables(&mut writer);
    }
    let directory = writer.chain(&vec![0; entries.len() * 128]);
    let first_mini_fat = writer.chain(&mini_fat);
    let mini_stream = writer.chain(&mini);
    entries[0].0[FIRST..SIZE].copy_from_slice(&mini_stream.to_le_bytes());
    entries[0].0[SIZE..SIZE + 4].copy_from_slice(&u32::try_from(mini.len()).expect("a size").to_le_bytes());
    for (entry, content) in &mut entries {
        let Some(content) = content.as_ref().filter(|content| content.len() >= 4096) else { continue };
        let first = writer.chain(content);
        entry[FIRST..SIZE].copy_from_slice(&first.to_le_bytes());
    }
    if fat_last {
        first_table = add_tables(&mut writer);
    }
    finish(writer, &entries, [directory, first_mini_fat, mini_stream], [first_table, fats, difats])
}

/// Fills in directory, FAT, DIFAT and header.
fn finish(
    writer: Writer,
    entries: &[(Vec<u8>, Option<Vec<u8>>)],
    [directory, mini_fat, mini_stream]: [u32; 3],
    [first_table, fats, difats]: [usize; 3],
) -> Built {
    let Writer { sector, body, fat } = writer;
    let place = |number: u32| (number as usize).wrapping_add(1).wrapping_mul(sector);
    let mut built = Built {
        bytes: vec![0; sector],
        sector,
        fat: (first_table..first_table + fats).collect(),
        difat: (first_table + fats..first_table + fats + difats).collect(),
        directory: place(directory),
        mini_fat: place(mini_fat),
        mini_stream: place(mini_stream),
        covered: Vec::new(),
    };
    built.bytes.extend_from_slice(&body);
    for number in 0..fats * sector / 4 {
        let value = fat.get(number).copied().unwrap_or(FREE);
        built.put(built.entry(number), value);
    }
    for (number, (entry, content)) in entries.iter().enumerate() {
        let at = built.field(number, 0);
        built.bytes[at..at + 128].copy_from_slice(entry);
        let first = u32::from_le_bytes(entry[FIRST..SIZE].try_into().expect("four bytes"));
        match content {
            Some(content) if content.len() >= 4096 => built.covered.push(place(first)..place(first) + content.len()),
            Some(content) => {
                let from = built.mini_stream.wrapping_add(64 * first as usize);
                built.covered.push(from..from.wrapping_add(content.len()));
            }
            None => built.covered.push(at + 80..at + 96),
        }
    }
    for (number, at) in built.difat.clone().into_iter().enumerate() {
        let per_sector = sector / 4 - 1;
        for index in 0..per_sector {
            let listed = built.fat.get(109 + number * per_sector + index).copied();
            built.put(
                built.place(at) + 4 * index,
                listed.map_or(FREE, |listed| u32::try_from(listed).expect("a sector")),
            );
        }
        let next = built.difat.get(number + 1).map_or(END, |&next| u32::try_from(next).expect("a sector"));
        built.put(built.place(at) + 4 * per_sector, next);
    }
    header(&mut built, directory, mini_fat);
    built.covered.retain(|range| !range.is_empty());
    built
}

fn header(built: &mut Built, directory: u32, mini_fat: u32) {
    built.bytes[..8].copy_from_slice(&super::super::header::MAGIC);
    let (version, shift) = if built.sector == 512 { (3, 9) } else { (4, 12) };
    for (at, value) in [(24, 0x3E_u16), (26, version), (28, 0xFFFE), (30, shift), (32, 6)] {
        built.bytes[at..at + 2].copy_from_slice(&value.to_le_bytes());
    }
    let number = |number: usize| u32::try_from(number).expect("a number");
    let difat = built.difat.first().map_or(END, |&first| number(first));
    let fields = [(44, number(built.fat.len())), (48, directory), (56, 4096), (60, mini_fat), (68, difat)];
    for (at, value) in fields {
        built.put(at, value);
    }
    built.put(72, number(built.difat.len()));
    for index in 0..109 {
        built.put(76 + 4 * index, built.fat.get(index).map_or(FREE, |&fat| number(fat)));
    }
}
