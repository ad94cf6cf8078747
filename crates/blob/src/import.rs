//! Local files become objects, many at once.

use std::path::PathBuf;

use leporello_model::{BlobId, SpaceId};

use crate::{BlobError, Blobs, Store, Stored};

impl Blobs {
    /// Copies local files into objects and hashes them on the way. Gives one outcome per file, in the
    /// order of `files`; what is `Ok` is durable. An object that has the same bytes already is fine.
    ///
    /// Blocks, and works with a few threads of its own. With an object store it is to be called where
    /// [`Blobs::open_reader`] may be.
    ///
    /// # Errors
    /// For each file: [`BlobError::Io`] when it cannot be read, [`BlobError::Exists`] when the key has
    /// other bytes, [`BlobError::Full`], [`BlobError::SyncFailed`], [`BlobError::Unavailable`],
    /// [`BlobError::Denied`], [`BlobError::NoBucket`].
    pub fn take_files(&self, files: &[(PathBuf, SpaceId, BlobId)]) -> Vec<Result<Stored, BlobError>> {
        match &self.store {
            Store::Disk(disk) => disk.take_files(files),
            Store::S3(s3) => s3.take_files(files),
        }
    }
}
