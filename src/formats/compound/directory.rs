//! The directory: storages and streams, in the order in which they are hashed ([MS-CFB] 2.6).

use super::Stop;
use super::header::{long, short};
use super::sectors::Taken;

/// The length of an entry, in bytes.
const LENGTH: usize = 128;
/// No entry.
const NONE: u32 = 0xFFFF_FFFF;
/// The root storage; an entry of this kind is nowhere else.
const ROOT: u8 = 5;
const STORAGE: u8 = 1;
const STREAM: u8 = 2;

/// A storage or a stream.
pub(super) struct Entry {
    /// Its place in the directory.
    pub(super) number: u32,
    /// The name in UTF-16 LE, without its end; 64 bytes with it.
    name: [u8; 62],
    name_length: usize,
    kind: u8,
    /// It is in the root storage itself.
    is_at_top: bool,
    left: u32,
    right: u32,
    child: u32,
    /// The CLSID of a storage.
    pub(super) class: [u8; 16],
    /// Bits of the program that wrote it.
    pub(super) state: [u8; 4],
    /// When it was made and last changed.
    pub(super) times: [u8; 16],
    /// Where a stream begins: a sector or a mini sector; of the root storage the mini stream.
    pub(super) first: u32,
    /// The size of a stream, in bytes.
    pub(super) size: u64,
}

impl Entry {
    fn read(directory: &[u8], number: u32, has_long_sizes: bool) -> Option<Self> {
        let from = usize::try_from(number).ok()?.checked_mul(LENGTH)?;
        let bytes = directory.get(from..from.checked_add(LENGTH)?)?;
        // In version 3 the upper half may be anything.
        let upper = if has_long_sizes { u64::from(long(bytes, 124)) << 32 } else { 0 };
        Some(Self {
            number,
            name: *bytes.first_chunk()?,
            name_length: usize::from(short(bytes, 64)),
            kind: *bytes.get(66)?,
            is_at_top: false,
            left: long(bytes, 68),
            right: long(bytes, 72),
            child: long(bytes, 76),
            class: *bytes.get(80..)?.first_chunk()?,
            state: *bytes.get(96..)?.first_chunk()?,
            times: *bytes.get(100..)?.first_chunk()?,
            first: long(bytes, 116),
            size: upper | u64::from(long(bytes, 120)),
        })
    }

    /// The name in UTF-16 LE.
    pub(super) fn name(&self) -> &[u8] {
        self.name_length.checked_sub(2).and_then(|length| self.name.get(..length)).unwrap_or_default()
    }

    pub(super) const fn is_root(&self) -> bool {
        self.kind == ROOT
    }

    pub(super) const fn is_stream(&self) -> bool {
        self.kind == STREAM
    }

    /// It is the stream of this name in the root storage. Elsewhere the names of a signature mean nothing.
    pub(super) fn is_stream_at_top(&self, name: &str) -> bool {
        let name = name.encode_utf16();
        self.is_at_top && self.is_stream() && self.name().chunks_exact(2).map(|unit| short(unit, 0)).eq(name)
    }
}

/// One step through the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Visit {
    /// Into a storage.
    Enter(usize),
    /// Past a stream.
    Stream(usize),
    /// Out of a storage.
    Leave(usize),
}

/// All entries that the tree reaches, and the way through them.
pub(super) struct Tree {
    /// The root storage is the first.
    pub(super) entries: Vec<Entry>,
    pub(super) visits: Vec<Visit>,
}

impl Tree {
    /// Reads the tree. Whether siblings stand in the order of a search tree is not asked: all of them are found.
    pub(super) fn read(directory: &[u8], has_long_sizes: bool) -> Result<Self, Stop> {
        let read = |number| {
            Entry::read(directory, number, has_long_sizes)
                .ok_or_else(|| Stop::damaged(format!("directory entry {number} beyond the directory")))
        };
        let mut taken = Taken::none_of(directory.len() / LENGTH);
        let root = read(0)?;
        if !root.is_root() {
            return Err(Stop::damaged(format!("root storage of type {}", root.kind)));
        }
        taken.take(0);
        let (mut entries, mut visits) = (vec![root], Vec::new());
        let mut ahead = vec![Visit::Enter(0)];
        while let Some(visit) = ahead.pop() {
            visits.push(visit);
            let Visit::Enter(index) = visit else { continue };
            ahead.push(Visit::Leave(index));
            let from = entries.len();
            let mut numbers = vec![entries.get(index).map_or(NONE, |storage| storage.child)];
            while let Some(number) = numbers.pop() {
                if number == NONE {
                    continue;
                }
                let mut entry = read(number)?;
                if !taken.take(number) {
                    return Err(Stop::damaged(format!("directory entry {number} reached twice")));
                }
                if !matches!(entry.kind, STORAGE | STREAM) {
                    return Err(Stop::damaged(format!("directory entry {number} of type {}", entry.kind)));
                }
                if !(2..=64).contains(&entry.name_length) || entry.name_length % 2 != 0 {
                    let length = entry.name_length;
                    return Err(Stop::damaged(format!("name length {length} in directory entry {number}")));
                }
                entry.is_at_top = index == 0;
                numbers.extend([entry.left, entry.right]);
                entries.push(entry);
            }
            let siblings = entries.get_mut(from..).unwrap_or_default();
            // Bytes, not characters: so Windows orders what it hashes.
            siblings.sort_unstable_by(|one, other| one.name().cmp(other.name()));
            if let Some([_, same]) =
                siblings.windows(2).find(|pair| matches!(pair, [one, other] if one.name() == other.name()))
            {
                return Err(Stop::damaged(format!("two siblings with the name of directory entry {}", same.number)));
            }
            let steps = siblings.iter().enumerate().map(|(at, entry)| {
                let index = from + at;
                if entry.is_stream() { Visit::Stream(index) } else { Visit::Enter(index) }
            });
            ahead.extend(steps.rev());
        }
        Ok(Self { entries, visits })
    }
}
