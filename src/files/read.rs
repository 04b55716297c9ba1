//! Reading a file, to know that it can be read.

use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::Path;

/// How much is read at once, in bytes: large enough for a disk or a USB stick to stream.
pub(super) const CHUNK: usize = 1024 * 1024;

/// Opens the file and reads its first bytes.
pub(super) fn head(path: &Path, buffer: &mut [u8]) -> io::Result<u64> {
    let mut file = File::open(path)?;
    let most = buffer.len().min(4096);
    some(&mut file, &mut buffer[..most]).map(|n| n as u64)
}

/// Reads the file to its end; gives its length in bytes as it was read.
pub(super) fn to_end(path: &Path, buffer: &mut [u8]) -> io::Result<u64> {
    let mut file = File::open(path)?;
    let mut length = 0;
    loop {
        match some(&mut file, buffer)? {
            0 => return Ok(length),
            n => length += n as u64,
        }
    }
}

fn some(file: &mut File, buffer: &mut [u8]) -> io::Result<usize> {
    loop {
        match file.read(buffer) {
            Err(e) if e.kind() == ErrorKind::Interrupted => {}
            done => return done,
        }
    }
}
