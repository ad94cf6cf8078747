//! Objects: read as a stream, read with seeking, copied from another store, deleted.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::ops::Range;
use std::time::Duration;

use bytes::Bytes;
use futures_util::Stream;
use futures_util::stream::BoxStream;
use leporello_model::{BlobId, SpaceId};

use crate::s3::Ranges;
use crate::{BlobError, Blobs, Store, Stored};

/// How long the pieces of an object are at most, in bytes.
pub(crate) const PIECE: usize = 128 * 1024;

impl Blobs {
    /// The bytes of an object, or of a range of it, in pieces of at most 128 KiB.
    ///
    /// `range` counts bytes from 0, its end is exclusive.
    ///
    /// # Errors
    /// [`BlobError::Missing`], [`BlobError::OutOfRange`] when the range is empty or ends behind the
    /// object, [`BlobError::Io`], [`BlobError::Unavailable`], [`BlobError::Denied`], [`BlobError::NoBucket`]. The
    /// stream ends with [`BlobError::Io`] or [`BlobError::Unavailable`] when the store fails or the object turns out to
    /// be shorter than it was.
    pub async fn read(
        &self,
        space: SpaceId,
        blob: BlobId,
        range: Option<Range<u64>>,
    ) -> Result<BoxStream<'static, Result<Bytes, BlobError>>, BlobError> {
        match &self.store {
            Store::Disk(disk) => disk.read(space, blob, range).await,
            Store::S3(s3) => s3.read(space, blob, range).await,
        }
    }

    /// The store's own link to an object, by GET and with ranges, which is served with this content type and content
    /// disposition; valid for a week at most. Nothing on a disk. Nobody looks whether the object is there. Some stores
    /// (Garage) say neither when they are asked for a range.
    ///
    /// # Errors
    /// [`BlobError::Place`] when no link can be made.
    pub async fn link(
        &self,
        space: SpaceId,
        blob: BlobId,
        content_type: &str,
        disposition: &str,
        valid: Duration,
    ) -> Result<Option<String>, BlobError> {
        match &self.store {
            Store::Disk(_) => Ok(None),
            Store::S3(s3) => s3.link(space, blob, content_type, disposition, valid).await.map(Some),
        }
    }

    /// A reader over an object, and its length in bytes. For reading metadata; blocks. An object store is asked for
    /// 256 KiB at a time, wherever the reader happens to be.
    ///
    /// To be called where a tokio runtime can be found and blocking is allowed, as in `spawn_blocking`. An error of
    /// the store comes out of the reader inside of one of the system's; `BlobError::from` finds it again.
    ///
    /// # Errors
    /// [`BlobError::Missing`], [`BlobError::Io`], [`BlobError::Unavailable`], [`BlobError::Denied`],
    /// [`BlobError::NoBucket`].
    pub fn open_reader(
        &self,
        space: SpaceId,
        blob: BlobId,
    ) -> Result<(impl BufRead + Seek + Send + use<>, u64), BlobError> {
        match &self.store {
            Store::Disk(disk) => {
                let file = disk.open_file(space, blob)?;
                let length = file.metadata()?.len();
                Ok((Reader::Disk(BufReader::new(file)), length))
            }
            Store::S3(s3) => {
                let ranges = s3.open_reader(space, blob)?;
                let length = ranges.length();
                Ok((Reader::S3(ranges), length))
            }
        }
    }

    /// An object as a file that another process may be given, at its beginning. Blocks. Out of an object store it is
    /// copied into a temporary file, which goes when it is closed.
    ///
    /// To be called where [`Blobs::open_reader`] may be.
    ///
    /// # Errors
    /// Those of [`Blobs::open_reader`], and [`BlobError::Full`].
    pub fn open_file(&self, space: SpaceId, blob: BlobId) -> Result<File, BlobError> {
        match &self.store {
            Store::Disk(disk) => disk.open_file(space, blob),
            Store::S3(s3) => s3.open_file(space, blob),
        }
    }

    /// Copies a stream into an object, for taking a library from one store to another. Durable on return. An object
    /// that has the same bytes already is fine, one with other bytes stays.
    ///
    /// # Errors
    /// [`BlobError::Interrupted`] when `body` gives an error, [`BlobError::Exists`] when the key has other bytes,
    /// [`BlobError::Full`], [`BlobError::SyncFailed`], [`BlobError::Io`], [`BlobError::Unavailable`],
    /// [`BlobError::Denied`], [`BlobError::NoBucket`].
    pub async fn receive<E>(
        &self,
        space: SpaceId,
        blob: BlobId,
        body: impl Stream<Item = Result<Bytes, E>> + Send,
    ) -> Result<Stored, BlobError> {
        match &self.store {
            Store::Disk(disk) => disk.receive(space, blob, body).await,
            Store::S3(s3) => s3.receive(space, blob, body).await,
        }
    }

    /// Reads an object through and says its length and digest.
    ///
    /// # Errors
    /// Those of [`Blobs::read`].
    pub async fn digest(&self, space: SpaceId, blob: BlobId) -> Result<Stored, BlobError> {
        match &self.store {
            Store::Disk(disk) => disk.digest(space, blob).await,
            Store::S3(s3) => s3.digest(space, blob).await,
        }
    }

    /// Deletes an object, durably. An object that is not known is fine.
    ///
    /// # Errors
    /// [`BlobError::SyncFailed`], [`BlobError::Io`], [`BlobError::Unavailable`], [`BlobError::Denied`],
    /// [`BlobError::NoBucket`].
    pub async fn delete(&self, space: SpaceId, blob: BlobId) -> Result<(), BlobError> {
        match &self.store {
            Store::Disk(disk) => disk.delete(space, blob).await,
            Store::S3(s3) => s3.delete(space, blob).await,
        }
    }
}

/// A reader over an object of either store.
enum Reader {
    Disk(BufReader<File>),
    S3(Ranges),
}

impl Read for Reader {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Disk(file) => file.read(into),
            Self::S3(ranges) => ranges.read(into),
        }
    }
}

impl BufRead for Reader {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        match self {
            Self::Disk(file) => file.fill_buf(),
            Self::S3(ranges) => ranges.fill_buf(),
        }
    }

    fn consume(&mut self, count: usize) {
        match self {
            Self::Disk(file) => file.consume(count),
            Self::S3(ranges) => ranges.consume(count),
        }
    }
}

impl Seek for Reader {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match self {
            Self::Disk(file) => file.seek(to),
            Self::S3(ranges) => ranges.seek(to),
        }
    }
}
