//! Copying bytes and hashing them on the way.

use std::io::{self, Read, Write};

use sha2::{Digest, Sha256};

/// What an object is: enough to recognise it and to notice damage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// The SHA-256 digest of all bytes, as 64 lower-case hexadecimal digits.
    pub sha256: String,
    /// How many bytes there are.
    pub length: u64,
}

/// How much is read and written at a time.
const BUFFER: usize = 256 * 1024;

/// Hashes what passes through.
pub(crate) struct Hashing {
    digest: Sha256,
    length: u64,
    /// Made when it is first needed.
    buffer: Vec<u8>,
}

impl Hashing {
    pub(crate) fn new() -> Self {
        Self { digest: Sha256::new(), length: 0, buffer: Vec::new() }
    }

    /// Copies all of `from` into `to`.
    pub(crate) fn copy(&mut self, mut from: impl Read, mut to: impl Write) -> io::Result<()> {
        self.buffer.resize(BUFFER, 0);
        loop {
            let count = match from.read(&mut self.buffer) {
                Ok(0) => return Ok(()),
                Ok(count) => count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            let piece = self.buffer.get(..count).unwrap_or_default();
            self.digest.update(piece);
            to.write_all(piece)?;
            self.length += count as u64;
        }
    }

    /// Lets a piece pass through.
    pub(crate) fn update(&mut self, piece: &[u8]) {
        self.digest.update(piece);
        self.length += piece.len() as u64;
    }

    /// What passed through since the last time, or since the beginning.
    pub(crate) fn finish(&mut self) -> Stored {
        let sha256 = self.digest.finalize_reset().iter().map(|byte| format!("{byte:02x}")).collect();
        Stored { sha256, length: std::mem::take(&mut self.length) }
    }

    /// Reads all of `from` and says what it is.
    pub(crate) fn of(from: impl Read) -> io::Result<Stored> {
        let mut hashing = Self::new();
        hashing.copy(from, io::sink())?;
        Ok(hashing.finish())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_is_the_standard_s() {
        let stored = Hashing::of(&b"abc"[..]).unwrap();
        assert_eq!(stored.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(stored.length, 3);
    }

    #[test]
    fn one_copy_does_not_colour_the_next() {
        let mut hashing = Hashing::new();
        hashing.copy(&b"first"[..], io::sink()).unwrap();
        hashing.finish();
        hashing.copy(&b"abc"[..], io::sink()).unwrap();
        assert_eq!(hashing.finish(), Hashing::of(&b"abc"[..]).unwrap());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_device_is_noticed() {
        let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
        let error = Hashing::new().copy(&b"abc"[..], full).unwrap_err();
        assert!(matches!(crate::BlobError::from(error), crate::BlobError::Full));
    }
}
