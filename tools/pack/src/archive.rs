//! Zip archives whose bytes depend on nothing but the files in them.

use crate::files::Files;
use crate::{Result, date};
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

pub fn zip(files: &Files, prefix: &str, epoch: u64) -> Result<Vec<u8>> {
    let (year, month, day, hour, minute, second) = date::civil(epoch);
    let time = DateTime::from_date_and_time(
        year.try_into()?,
        month.try_into()?,
        day.try_into()?,
        hour.try_into()?,
        minute.try_into()?,
        second.try_into()?,
    )?;
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(9))
        .last_modified_time(time)
        .unix_permissions(0o644);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for name in files.names() {
        writer.start_file(format!("{prefix}{name}"), options)?;
        writer.write_all(files.get(name)?)?;
    }
    Ok(writer.finish()?.into_inner())
}

#[cfg(test)]
mod tests {
    use super::zip;
    use crate::files::Files;

    #[test]
    fn the_same_files_give_the_same_bytes_in_whatever_order_they_come() {
        let names = ["a/b.txt", "a.txt", "[c].xml"];
        let (mut forth, mut back) = (Files::default(), Files::default());
        for name in names {
            forth.add(name, name.repeat(100).into_bytes()).unwrap();
        }
        for name in names.iter().rev() {
            back.add(name, name.repeat(100).into_bytes()).unwrap();
        }
        assert_eq!(zip(&forth, "x/", 1_700_000_000).unwrap(), zip(&back, "x/", 1_700_000_000).unwrap());
        assert_ne!(zip(&forth, "x/", 1_700_000_000).unwrap(), zip(&forth, "x/", 1_700_086_400).unwrap());
    }
}
