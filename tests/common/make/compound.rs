//! Compound files, as [MS-CFB] describes them: what MSI and MSP are.

use super::{Put, get16, get32};

/// Sectors of 512 or of 4,096 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    Three,
    Four,
}

/// How the names of a storage are linked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tree {
    Balanced,
    /// A tree without a left side: valid too, and as deep as there are names.
    List,
}

/// The class of a Windows Installer database: 000C1084-0000-0000-C000-000000000046.
pub const INSTALLER_CLASS: [u8; 16] = [0x84, 0x10, 0x0C, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46];

const END: usize = 0xFFFF_FFFE;
const FREE: usize = 0xFFFF_FFFF;
const FAT_SECTOR: usize = 0xFFFF_FFFD;
/// Streams below this size lie in the mini stream.
const CUTOFF: usize = 4096;
const MINI: usize = 64;
const MAGIC: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

/// A compound file of the installer's class; `/` in a name makes storages.
pub fn compound(streams: &[(&str, &[u8])], version: Version) -> Vec<u8> {
    compound_as(streams, version, Tree::Balanced, INSTALLER_CLASS)
}

struct Entry<'a> {
    name: Vec<u16>,
    content: Option<&'a [u8]>,
    parent: usize,
    black: bool,
    left: usize,
    right: usize,
    child: usize,
    start: usize,
}

/// The same with another tree and another class of the root.
pub fn compound_as(streams: &[(&str, &[u8])], version: Version, tree: Tree, class: [u8; 16]) -> Vec<u8> {
    let sector: usize = if version == Version::Three { 512 } else { 4096 };
    let mut entries = entries(streams);
    link(&mut entries, tree);

    // The mini stream and its table.
    let (mut mini, mut mini_fat): (Vec<u8>, Vec<usize>) = (Vec::new(), Vec::new());
    for entry in &mut entries {
        let Some(content) = entry.content.filter(|content| !content.is_empty() && content.len() < CUTOFF) else {
            continue;
        };
        entry.start = mini_fat.len();
        chain(&mut mini_fat, content.len().div_ceil(MINI));
        mini.extend(content);
        mini.align(MINI);
    }

    // The sectors: the table first, then all else; its own size depends on how many those are.
    let directory = (entries.len() * 128).div_ceil(sector);
    let mini_table = (mini_fat.len() * 4).div_ceil(sector);
    let large: usize = entries
        .iter()
        .filter_map(|entry| entry.content)
        .filter(|content| content.len() >= CUTOFF)
        .map(|content| content.len().div_ceil(sector))
        .sum();
    let others = directory + mini_table + mini.len().div_ceil(sector) + large;
    let tables =
        (1..110).find(|tables| tables * sector / 4 >= tables + others).expect("more would need a table of tables");

    let mut fat = vec![FAT_SECTOR; tables];
    let directory_start = chain(&mut fat, directory);
    let mini_table_start = if mini_table == 0 { END } else { chain(&mut fat, mini_table) };
    entries[0].start = if mini.is_empty() { END } else { chain(&mut fat, mini.len().div_ceil(sector)) };
    for entry in &mut entries {
        if let Some(content) = entry.content.filter(|content| content.len() >= CUTOFF) {
            entry.start = chain(&mut fat, content.len().div_ceil(sector));
        }
    }
    fat.resize(tables * sector / 4, FREE);
    mini_fat.resize(mini_table * sector / 4, FREE);

    let mut file = MAGIC.to_vec();
    file.resize(24, 0);
    file.put16(0x3E);
    file.put16(if version == Version::Three { 3 } else { 4 });
    file.put16(0xFFFE);
    file.put16(sector.trailing_zeros() as usize);
    file.put16(MINI.trailing_zeros() as usize);
    file.resize(40, 0);
    file.put32(if version == Version::Three { 0 } else { directory });
    for number in [tables, directory_start, 0, CUTOFF, mini_table_start, mini_table, END, 0] {
        file.put32(number);
    }
    for n in 0..109 {
        file.put32(if n < tables { n } else { FREE });
    }
    file.align(sector);
    for next in &fat {
        file.put32(*next);
    }
    for (index, entry) in entries.iter().enumerate() {
        let size = if index == 0 { mini.len() } else { entry.content.map_or(0, <[u8]>::len) };
        write(&mut file, entry, index == 0, size, class);
    }
    while (file.len() % sector) != 0 {
        // An entry that nobody uses: zeros, and no neighbours.
        let at = file.len();
        file.resize(at + 128, 0);
        for n in 0..3 {
            file.set32(at + 68 + 4 * n, FREE);
        }
    }
    for next in &mini_fat {
        file.put32(*next);
    }
    file.extend(&mini);
    file.align(sector);
    for content in entries.iter().filter_map(|entry| entry.content).filter(|content| content.len() >= CUTOFF) {
        file.extend(content);
        file.align(sector);
    }
    file
}

/// Takes so many sectors in a row; gives the first.
fn chain(table: &mut Vec<usize>, sectors: usize) -> usize {
    let start = table.len();
    table.extend((1..=sectors).map(|n| if n == sectors { END } else { start + n }));
    start
}

fn entries<'a>(streams: &[(&str, &'a [u8])]) -> Vec<Entry<'a>> {
    let new = |name: &str, content, parent| {
        let name = name.encode_utf16().collect();
        Entry { name, content, parent, black: true, left: FREE, right: FREE, child: FREE, start: 0 }
    };
    let mut entries = vec![new("Root Entry", None, FREE)];
    for (path, content) in streams {
        let mut parent = 0;
        let (storages, name) = path.rsplit_once('/').unwrap_or(("", path));
        for storage in storages.split('/').filter(|name| !name.is_empty()) {
            let wanted: Vec<u16> = storage.encode_utf16().collect();
            let known = entries.iter().position(|e| e.parent == parent && e.content.is_none() && e.name == wanted);
            parent = known.unwrap_or_else(|| {
                entries.push(new(storage, None, parent));
                entries.len() - 1
            });
        }
        let mut entry = new(name, Some(*content), parent);
        entry.start = if content.is_empty() { END } else { 0 };
        entries.push(entry);
    }
    entries
}

/// Links the names of every storage: shorter ones first, then by their letters, all in upper case.
fn link(entries: &mut [Entry], tree: Tree) {
    for parent in 0..entries.len() {
        let mut names: Vec<usize> = (1..entries.len()).filter(|index| entries[*index].parent == parent).collect();
        let upper = |unit: &u16| {
            char::from_u32(u32::from(*unit))
                .map_or(u32::from(*unit), |letter| letter.to_uppercase().next().map_or(0, u32::from))
        };
        names.sort_by_key(|index| {
            let name = &entries[*index].name;
            (name.len(), name.iter().map(upper).collect::<Vec<_>>())
        });
        // The last level is red: then every way down meets as many black ones.
        let red = names.len().checked_ilog2().unwrap_or(0);
        entries[parent].child = match tree {
            Tree::Balanced => balanced(entries, &names, 0, red),
            Tree::List => {
                for pair in names.windows(2) {
                    entries[pair[0]].right = pair[1];
                }
                names.first().copied().unwrap_or(FREE)
            }
        };
    }
}

fn balanced(entries: &mut [Entry], names: &[usize], depth: u32, red: u32) -> usize {
    let Some(middle) = names.get(names.len() / 2).copied() else { return FREE };
    entries[middle].left = balanced(entries, &names[..names.len() / 2], depth + 1, red);
    entries[middle].right = balanced(entries, &names[names.len() / 2 + 1..], depth + 1, red);
    entries[middle].black = depth == 0 || depth < red;
    middle
}

fn write(file: &mut Vec<u8>, entry: &Entry, root: bool, size: usize, class: [u8; 16]) {
    let at = file.len();
    file.extend(entry.name.iter().flat_map(|unit| unit.to_le_bytes()));
    file.resize(at + 64, 0);
    file.put16(entry.name.len() * 2 + 2);
    file.push(if root {
        5
    } else if entry.content.is_some() {
        2
    } else {
        1
    });
    file.push(u8::from(entry.black));
    for number in [entry.left, entry.right, entry.child] {
        file.put32(number);
    }
    file.extend(if root { class } else { [0; 16] });
    file.resize(at + 116, 0);
    file.put32(entry.start);
    file.put32(size);
    file.put32(0);
}

/// The streams of a compound file that was written here, in the order of the directory, and the class of its root.
pub fn streams(file: &[u8]) -> (Vec<(String, Vec<u8>)>, Version, [u8; 16]) {
    let sector = 1 << get16(file, 30);
    let at = |number: usize| (number + 1) * sector;
    let table = |start: usize| -> Vec<usize> {
        (at(start)..at(start) + sector).step_by(4).map(|place| get32(file, place)).collect()
    };
    let fat: Vec<usize> = (0..get32(file, 44)).flat_map(|n| table(get32(file, 76 + 4 * n))).collect();
    let read = |mut next: usize| {
        let mut content = Vec::new();
        while next < FAT_SECTOR {
            content.extend(&file[at(next)..at(next) + sector]);
            next = fat[next];
        }
        content
    };
    let directory = read(get32(file, 48));
    let mini_table = read(get32(file, 60));
    let mini = read(get32(&directory, 116));
    let content = |entry: &[u8]| {
        let (mut next, size) = (get32(entry, 116), get32(entry, 120));
        let mut content = Vec::new();
        if size >= CUTOFF {
            content = read(next);
        }
        while content.len() < size {
            content.extend(&mini[next * MINI..(next + 1) * MINI]);
            next = get32(&mini_table, next * 4);
        }
        content.truncate(size);
        content
    };
    let entries: Vec<&[u8]> = directory.chunks_exact(128).collect();
    let mut found = Vec::new();
    let mut open = vec![(String::new(), get32(&directory, 76))];
    while let Some((prefix, index)) = open.pop() {
        let Some(entry) = entries.get(index) else { continue };
        let units: Vec<u16> =
            (0..get16(entry, 64) / 2 - 1).map(|n| u16::try_from(get16(entry, 2 * n)).expect("16 bits")).collect();
        let name = format!("{prefix}{}", String::from_utf16(&units).expect("UTF-16"));
        open.push((prefix.clone(), get32(entry, 72)));
        open.push((prefix, get32(entry, 68)));
        if entry[66] == 1 {
            open.push((format!("{name}/"), get32(entry, 76)));
        } else {
            found.push((index, name, content(entry)));
        }
    }
    found.sort();
    let version = if sector == 512 { Version::Three } else { Version::Four };
    let class = directory[80..96].try_into().expect("16 bytes");
    (found.into_iter().map(|(_, name, content)| (name, content)).collect(), version, class)
}
