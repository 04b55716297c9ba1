//! Windows Installer databases with one table, `Property`.

use super::{Put, Version, compound};

/// An installer of this name; `words` is its subject.
pub fn installer(name: &str, words: &str) -> Vec<u8> {
    let properties = [("Manufacturer", "nobody"), ("ProductName", name), ("ProductVersion", "1.0.0")];
    // Strings are numbered from 1, and tables hold the numbers.
    let mut strings = vec!["Property", "Value"];
    strings.extend(properties.iter().flat_map(|(key, value)| [*key, *value]));
    let number = |text: &str| 1 + strings.iter().position(|known| *known == text).expect("a string of the table");

    // Code page 1252; then length and uses of each string.
    let mut pool = Vec::new();
    pool.put32(1252);
    for (index, text) in strings.iter().enumerate() {
        pool.put16(text.len());
        // The table's name is also a column's, in each of its rows.
        pool.put16(if index == 0 { 4 } else { 1 });
    }
    let mut tables = Vec::new();
    tables.put16(number("Property"));
    // Table, number, name and type of each column; numbers are stored with their top bit turned.
    let mut columns = Vec::new();
    for value in [1, 1, 0x8001, 0x8002, number("Property"), number("Value"), 0x8000 ^ 0x2D48, 0x8000 ^ 0x0F00] {
        columns.put16(value);
    }
    let mut rows = Vec::new();
    for (key, _) in properties {
        rows.put16(number(key));
    }
    for (_, value) in properties {
        rows.put16(number(value));
    }

    let summary = summary(name, words);
    let data = strings.concat();
    let names = ["_StringPool", "_StringData", "_Tables", "_Columns", "Property"].map(table_name);
    let contents = [&pool, data.as_bytes(), &tables, &columns, &rows];
    let mut streams = vec![("\u{5}SummaryInformation", summary.as_slice())];
    streams.extend(names.iter().zip(contents).map(|(name, content)| (name.as_str(), content)));
    compound(&streams, Version::Three)
}

/// A table's name as the installer stores it: a mark, then two letters in each unit.
fn table_name(name: &str) -> String {
    const LETTERS: &[u8; 64] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._";
    let code = |byte: u8| LETTERS.iter().position(|letter| *letter == byte).expect("a letter of a table's name");
    let unit = |number: usize| char::from_u32(u32::try_from(number).expect("16 bits")).expect("no half of a pair");
    let pairs = name.as_bytes().chunks(2).map(|pair| match pair {
        [one, two] => unit(0x3800 + code(*one) + (code(*two) << 6)),
        one => unit(0x4800 + code(one[0])),
    });
    std::iter::once('\u{4840}').chain(pairs).collect()
}

/// The property set that every installer needs.
fn summary(name: &str, words: &str) -> Vec<u8> {
    const TEXT: usize = 30;
    let text = |text: &str| {
        let mut value = Vec::new();
        value.put32(TEXT);
        value.put32(text.len() + 1);
        value.extend(text.as_bytes());
        value.push(0);
        value.align(4);
        value
    };
    let number = |kind: usize, number: usize| {
        let mut value = Vec::new();
        value.put32(kind);
        value.put32(number);
        value
    };
    let properties = [
        (1, number(2, 1252)),
        (2, text("Installation Database")),
        (3, text(&format!("{name} {words}"))),
        (7, text("x64;1033")),
        (9, text("{00000000-0000-4000-8000-000000000001}")),
        (14, number(3, 200)),
        (15, number(3, 2)),
    ];
    let mut set = vec![0xFE, 0xFF, 0, 0, 5, 0, 2, 0];
    set.resize(24, 0);
    set.put32(1);
    // F29F85E0-4FF9-1068-AB91-08002B27B3D9
    set.extend([0xE0, 0x85, 0x9F, 0xF2, 0xF9, 0x4F, 0x68, 0x10, 0xAB, 0x91, 0x08, 0x00, 0x2B, 0x27, 0xB3, 0xD9]);
    set.put32(48);
    let mut offset = 8 + properties.len() * 8;
    set.put32(offset + properties.iter().map(|(_, value)| value.len()).sum::<usize>());
    set.put32(properties.len());
    for (id, value) in &properties {
        set.put32(*id);
        set.put32(offset);
        offset += value.len();
    }
    set.extend(properties.iter().flat_map(|(_, value)| value));
    set
}
