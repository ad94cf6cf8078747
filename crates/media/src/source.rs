//! The bytes of a file, read sparingly: the head is kept in memory, and every reader gets a budget.
//!
//! Parsers are handed a [`Source`] instead of the file, because they trust the lengths that a file states: past its
//! budget a parser is told that the file has ended. A real failure to read is kept aside, since parsers tend to
//! swallow it.

use std::io::{self, Read, Seek, SeekFrom};

/// How much of the file's beginning is read at once and kept: nearly always all of a picture's metadata.
const HEAD: u64 = 256 * 1024;

/// A file with a position, a budget and a memory for failures.
pub(crate) struct Source<'a, R> {
    inner: &'a mut R,
    length: u64,
    head: Vec<u8>,
    position: u64,
    budget: u64,
    failure: Option<io::Error>,
}

impl<'a, R: Read + Seek> Source<'a, R> {
    /// Reads the head of `inner`, which is `length` bytes long.
    pub(crate) fn open(inner: &'a mut R, length: u64) -> io::Result<Self> {
        inner.seek(SeekFrom::Start(0))?;
        let mut head = Vec::new();
        inner.take(length.min(HEAD)).read_to_end(&mut head)?;
        Ok(Self { inner, length, head, position: 0, budget: 0, failure: None })
    }

    /// The file's beginning: all of it, or the first 256 KiB.
    pub(crate) fn head(&self) -> &[u8] {
        &self.head
    }

    /// The file's length in bytes.
    pub(crate) const fn length(&self) -> u64 {
        self.length
    }

    /// The same file at its beginning, with leave to read `budget` bytes in all.
    pub(crate) const fn with_budget(&mut self, budget: u64) -> &mut Self {
        self.position = 0;
        self.budget = budget;
        self
    }

    /// Up to `length` bytes from `offset` on; fewer where the file ends or cannot be read.
    pub(crate) fn section(&mut self, offset: u64, length: u64) -> Vec<u8> {
        let there = self.length.saturating_sub(offset).min(length);
        let mut bytes = Vec::with_capacity(usize::try_from(there).unwrap_or_default());
        self.with_budget(length).position = offset;
        // A failure is kept in `self.failure`; what came before it is as good as a shorter file.
        let _ = self.read_to_end(&mut bytes);
        bytes
    }

    /// Ends the work.
    ///
    /// # Errors
    /// The first failure to read that happened on the way.
    pub(crate) fn finish(self) -> io::Result<()> {
        self.failure.map_or(Ok(()), Err)
    }

    fn read_inner(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.inner.seek(SeekFrom::Start(self.position))?;
        self.inner.read(buffer)
    }
}

impl<R: Read + Seek> Read for Source<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.length.saturating_sub(self.position).min(self.budget);
        let wanted = usize::try_from(left).unwrap_or(usize::MAX).min(buffer.len());
        if wanted == 0 || self.failure.is_some() {
            return Ok(0);
        }
        let buffer = &mut buffer[..wanted];
        let start = usize::try_from(self.position).unwrap_or(usize::MAX);
        let read = match self.head.get(start..) {
            Some(mut rest) if !rest.is_empty() => rest.read(buffer)?,
            _ => match self.read_inner(buffer) {
                Err(error) if error.kind() != io::ErrorKind::Interrupted => {
                    let kind = error.kind();
                    self.failure = Some(error);
                    return Err(kind.into());
                }
                read => read?,
            },
        };
        self.position += read as u64;
        self.budget -= read as u64;
        Ok(read)
    }
}

impl<R> Seek for Source<'_, R> {
    fn seek(&mut self, target: SeekFrom) -> io::Result<u64> {
        let target = match target {
            SeekFrom::Start(offset) => Some(offset),
            SeekFrom::Current(distance) => self.position.checked_add_signed(distance),
            SeekFrom::End(distance) => self.length.checked_add_signed(distance),
        };
        self.position = target.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.position)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    #[test]
    fn head_and_rest_read_as_one_file() {
        let bytes: Vec<u8> = (0..600_000_u32).map(|n| (n % 251) as u8).collect();
        let mut cursor = Cursor::new(bytes.clone());
        let mut source = Source::open(&mut cursor, 600_000).unwrap();
        assert_eq!(source.head().len(), 256 * 1024);
        assert_eq!(source.section(0, 1_000_000), bytes);
        assert_eq!(source.section(262_000, 1_000), bytes[262_000..263_000]);
        assert_eq!(source.section(599_990, 1_000), bytes[599_990..]);
        assert_eq!(source.section(u64::MAX, 10), [0; 0]);
    }

    #[test]
    fn a_spent_budget_looks_like_the_end_of_the_file() {
        let mut cursor = Cursor::new(vec![1; 1_000]);
        let mut source = Source::open(&mut cursor, 1_000).unwrap();
        let mut read = Vec::new();
        source.with_budget(10).read_to_end(&mut read).unwrap();
        assert_eq!(read.len(), 10);
    }
}
