//! Cabinets, as [MS-CAB] describes them.

use super::{Put, mszip};

/// How the members are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compression {
    /// As they are.
    None,
    /// MSZIP, each block with the blocks before it as its window.
    MsZip,
}

/// What else a cabinet may have.
#[derive(Clone, Debug)]
pub struct Options<'a> {
    pub compression: Compression,
    /// Members are dealt to so many folders, one after another.
    pub folders: usize,
    /// The reserve of the header; 20 bytes are what a signature wants.
    pub header_reserve: Option<Vec<u8>>,
    /// Bytes of reserve in each folder's and each block's header.
    pub folder_reserve: usize,
    pub block_reserve: usize,
    /// The most that a block holds, unpacked: 32,768 is the format's own bound.
    pub block: usize,
    /// Whether blocks carry a checksum; 0 is allowed, and means that there is none.
    pub checksums: bool,
    /// Cabinet and disk before and after this one in a set.
    pub before: Option<(&'a str, &'a str)>,
    pub after: Option<(&'a str, &'a str)>,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self {
            compression: Compression::None,
            folders: 1,
            header_reserve: None,
            folder_reserve: 0,
            block_reserve: 0,
            block: 0x8000,
            checksums: true,
            before: None,
            after: None,
        }
    }
}

/// A cabinet with one folder, nothing compressed.
pub fn stored(members: &[(&str, &[u8])]) -> Vec<u8> {
    cabinet(members, &Options::default())
}

/// A cabinet with these members, in this order.
pub fn cabinet(members: &[(&str, &[u8])], options: &Options) -> Vec<u8> {
    let folders = options.folders.clamp(1, members.len().max(1));
    let each = members.len().div_ceil(folders).max(1);
    let deals: Vec<&[(&str, &[u8])]> = members.chunks(each).collect();

    let mut file = header(members.len(), deals.len(), options);
    let folder_at = file.len();
    file.resize(folder_at + deals.len() * (8 + options.folder_reserve), 0);

    let first_member = file.len();
    file.set32(16, first_member);
    for (index, deal) in deals.iter().enumerate() {
        let mut offset = 0;
        for (name, content) in *deal {
            file.put32(content.len());
            file.put32(offset);
            file.put16(index);
            // 1 January 2025, midnight, as DOS counts; and the attribute "archive".
            file.put16((2025 - 1980) << 9 | 1 << 5 | 1);
            file.put16(0);
            file.put16(if name.is_ascii() { 0x20 } else { 0x20 | 0x80 });
            file.extend(name.as_bytes());
            file.push(0);
            offset += content.len();
        }
    }

    for (index, deal) in deals.iter().enumerate() {
        let content: Vec<u8> = deal.iter().flat_map(|(_, content)| content.iter().copied()).collect();
        let at = folder_at + index * (8 + options.folder_reserve);
        let start = file.len();
        let blocks = match options.compression {
            Compression::None => content.chunks(options.block).map(|block| (block.to_vec(), block.len())).collect(),
            Compression::MsZip => mszip::blocks(&content, options.block),
        };
        file.set32(at, start);
        file.set16(at + 4, blocks.len());
        file.set16(at + 6, usize::from(options.compression == Compression::MsZip));
        for (packed, unpacked) in blocks {
            let sizes = packed.len() | unpacked << 16;
            let sum = checksum(&packed) ^ u32::try_from(sizes).expect("two sizes of 16 bits");
            file.extend(if options.checksums { sum } else { 0 }.to_le_bytes());
            file.put32(sizes);
            // Zeros: a reserve that does not change the checksum, whether a reader counts it in or not.
            file.resize(file.len() + options.block_reserve, 0);
            file.extend(packed);
        }
    }
    let size = file.len();
    file.set32(8, size);
    file
}

fn header(members: usize, folders: usize, options: &Options) -> Vec<u8> {
    let reserves = options.header_reserve.is_some() || options.folder_reserve > 0 || options.block_reserve > 0;
    let mut file = b"MSCF".to_vec();
    file.resize(24, 0);
    // Version 1.3.
    file.extend([3, 1]);
    file.put16(folders);
    file.put16(members);
    let neighbours = usize::from(options.before.is_some()) | usize::from(options.after.is_some()) << 1;
    file.put16(neighbours | usize::from(reserves) << 2);
    // The set, and the place in it.
    file.put16(0);
    file.put16(usize::from(options.before.is_some()));
    if reserves {
        let reserve = options.header_reserve.as_deref().unwrap_or_default();
        file.put16(reserve.len());
        file.push(u8::try_from(options.folder_reserve).expect("8 bits"));
        file.push(u8::try_from(options.block_reserve).expect("8 bits"));
        file.extend(reserve);
    }
    for (cabinet, disk) in [options.before, options.after].into_iter().flatten() {
        for name in [cabinet, disk] {
            file.extend(name.as_bytes());
            file.push(0);
        }
    }
    file
}

/// Four bytes at a time, little-endian; the one to three that are left over the other way round.
fn checksum(bytes: &[u8]) -> u32 {
    let (words, rest) = bytes.split_at(bytes.len() / 4 * 4);
    let sum = words.chunks_exact(4).fold(0, |sum, word| sum ^ u32::from_le_bytes([word[0], word[1], word[2], word[3]]));
    sum ^ rest.iter().fold(0, |word, byte| word << 8 | u32::from(*byte))
}
