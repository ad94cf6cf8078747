//! JPEGs that are cut off, made whole enough to be decoded: what is missing becomes grey.

use std::io::{self, Read};

/// A file that ends as a JPEG does, over and over, however it ended before.
///
/// A JPEG with restart marks is decoded only if all of them come, each in its turn; if it had any, they come first, more
/// than any picture has.
pub(super) struct Endless<R> {
    inner: R,
    ended: bool,
    /// The last byte of what was read, since a mark may lie on the edge.
    last: u8,
    /// The number of the last restart mark that was read.
    restart: Option<u8>,
    /// How many bytes were added.
    added: u64,
}

/// As many restart marks as there are blocks of pixels in the largest picture.
const RESTARTS: u64 = super::PIXELS / 64;

impl<R> Endless<R> {
    pub(super) const fn new(inner: R) -> Self {
        Self { inner, ended: false, last: 0, restart: None, added: 0 }
    }

    /// Remembers the last restart mark in what was just read.
    fn note(&mut self, read: &[u8]) {
        let Some(last) = read.last() else { return };
        let mut marks = memchr::memrchr_iter(0xff, read).filter_map(|at| read.get(at + 1));
        let inside = marks.find(|mark| is_restart(**mark)).copied();
        let edge = read.first().copied().filter(|first| self.last == 0xff && is_restart(*first));
        self.restart = inside.or(edge).map(|mark| mark & 7).or(self.restart);
        self.last = *last;
    }

    /// The byte at this place behind the end.
    fn tail(&self, at: u64) -> u8 {
        match (at.is_multiple_of(2), self.restart) {
            (true, _) => 0xff,
            (false, Some(restart)) if at / 2 < RESTARTS => 0xd0 | ((u64::from(restart) + 1 + at / 2) & 7) as u8,
            (false, _) => 0xd9,
        }
    }
}

const fn is_restart(mark: u8) -> bool {
    mark & 0xf8 == 0xd0
}

impl<R: Read> Read for Endless<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if !self.ended {
            let length = self.inner.read(buffer)?;
            self.note(&buffer[..length]);
            if length > 0 || buffer.is_empty() {
                return Ok(length);
            }
            self.ended = true;
        }
        for byte in &mut *buffer {
            *byte = self.tail(self.added);
            self.added += 1;
        }
        Ok(buffer.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Vec<u8> {
        let mut all = vec![0; bytes.len() + 8];
        Endless::new(bytes).read_exact(&mut all).unwrap();
        all.split_off(bytes.len())
    }

    #[test]
    fn what_ends_goes_on() {
        assert_eq!(read(b"abc"), [0xff, 0xd9, 0xff, 0xd9, 0xff, 0xd9, 0xff, 0xd9]);
        assert_eq!(read(b"a\xff\xd5bc\xff\0"), [0xff, 0xd6, 0xff, 0xd7, 0xff, 0xd0, 0xff, 0xd1]);
        let mut endless = Endless::new(&b"ab\xff"[..]);
        endless.note(b"ab\xff");
        endless.note(b"\xd2cd");
        assert_eq!(endless.restart, Some(2));
    }
}
