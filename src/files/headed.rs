//! A file whose beginning was read already: most of what its structure needs is in there.

use crate::formats::Source;
use std::io::{self, Read, Seek, SeekFrom};

/// A file, and its first bytes in memory.
pub(super) struct Headed<'a> {
    head: &'a [u8],
    file: &'a mut dyn Source,
    at: u64,
}

impl<'a> Headed<'a> {
    /// `head` is what the file begins with.
    pub(super) fn new(head: &'a [u8], file: &'a mut dyn Source) -> Self {
        Self { head, file, at: 0 }
    }
}

impl Read for Headed<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let known = usize::try_from(self.at).ok().and_then(|at| self.head.get(at..)).unwrap_or_default();
        let length = if known.is_empty() {
            self.file.seek(SeekFrom::Start(self.at))?;
            self.file.read(buffer)?
        } else {
            let length = known.len().min(buffer.len());
            let (Some(to), Some(from)) = (buffer.get_mut(..length), known.get(..length)) else { return Ok(0) };
            to.copy_from_slice(from);
            length
        };
        self.at += length as u64;
        Ok(length)
    }
}

impl Seek for Headed<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.at = match to {
            SeekFrom::Start(at) => at,
            SeekFrom::Current(by) => {
                let at = self.at.checked_add_signed(by);
                at.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?
            }
            SeekFrom::End(_) => self.file.seek(to)?,
        };
        Ok(self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::Headed;
    use crate::formats::read_at;
    use std::fs::File;

    #[test]
    fn it_reads_as_the_file_does_wherever_the_head_ends() {
        let path = std::env::temp_dir().join(format!("cmverify-headed-{}", std::process::id()));
        let content: Vec<u8> = (0..=255).collect();
        std::fs::write(&path, &content).unwrap();
        for head in [0, 1, 100, 256] {
            let mut file = File::open(&path).unwrap();
            let mut headed = Headed::new(&content[..head], &mut file);
            for (at, length) in [(0, 256), (90, 20), (99, 2), (100, 1), (250, 20), (300, 4)] {
                let mut buffer = vec![0; length];
                let read = read_at(&mut headed, at as u64, &mut buffer).unwrap();
                let expected = content.get(at..(at + length).min(256)).unwrap_or_default();
                assert_eq!(&buffer[..read], expected, "head {head}, {length} at {at}");
            }
        }
        std::fs::remove_file(path).unwrap();
    }
}
