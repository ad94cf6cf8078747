//! A reader over an object, for code that blocks and seeks.

use std::io::{self, BufRead, Read, Seek, SeekFrom};
use std::sync::Arc;

use bytes::Bytes;
use object_store::ObjectStoreExt;
use object_store::path::Path as Key;
use tokio::runtime::Handle;

use super::S3;
use super::errors::told;
use crate::BlobError;

/// How much is asked for at a time.
const WINDOW: u64 = 256 * 1024;

/// Reads an object range by range, on demand. Seeking asks nothing, and what was asked for last is kept.
pub(crate) struct Ranges {
    s3: Arc<S3>,
    runtime: Handle,
    key: Key,
    length: u64,
    position: u64,
    window: Bytes,
    /// Where `window` lies in the object.
    window_start: u64,
}

/// The runtime that does the waiting. There is one wherever blocking work was started from it.
pub(super) fn runtime() -> Result<Handle, BlobError> {
    Handle::try_current().map_err(|_| BlobError::Unsupported("an object store can be used below a tokio runtime only"))
}

impl Ranges {
    pub(super) fn open(s3: &Arc<S3>, key: Key) -> Result<Self, BlobError> {
        let runtime = runtime()?;
        let length = runtime.block_on(s3.store.head(&key)).map_err(told)?.size;
        let (s3, window) = (Arc::clone(s3), Bytes::new());
        Ok(Self { s3, runtime, key, length, position: 0, window, window_start: 0 })
    }

    pub(crate) fn length(&self) -> u64 {
        self.length
    }

    /// What of the window lies at and behind the position.
    fn rest(&self) -> &[u8] {
        let offset = self.position.checked_sub(self.window_start).and_then(|offset| usize::try_from(offset).ok());
        offset.and_then(|offset| self.window.get(offset..)).unwrap_or_default()
    }
}

impl BufRead for Ranges {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.rest().is_empty() && self.position < self.length {
            let end = self.length.min(self.position + WINDOW);
            let range = self.position..end;
            let got = async { self.s3.get(&self.key, Some(range)).await?.bytes().await.map_err(told) };
            self.window = self.runtime.block_on(got).map_err(io::Error::other)?;
            self.window_start = self.position;
        }
        Ok(self.rest())
    }

    fn consume(&mut self, count: usize) {
        self.position += count as u64;
    }
}

impl Read for Ranges {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(into)?;
        self.consume(count);
        Ok(count)
    }
}

impl Seek for Ranges {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let position = match to {
            SeekFrom::Start(position) => Some(position),
            SeekFrom::End(offset) => self.length.checked_add_signed(offset),
            SeekFrom::Current(offset) => self.position.checked_add_signed(offset),
        };
        self.position = position.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.position)
    }
}
