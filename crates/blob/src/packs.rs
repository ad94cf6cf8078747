//! Packs: the pictures that were made of an object, one after the other in one file.
//!
//! One file instead of one for each size: it is synced once, and an object store has one thing to keep. Where each picture
//! begins is the database's to know. A pack is never changed: what is made again gets another number.

use std::ops::Range;

use bytes::Bytes;
use leporello_model::{BlobId, SpaceId};

use crate::{BlobError, Blobs, Store};

impl Blobs {
    /// Keeps a pack, durably. `number` must not have been used for this object before, or by a try that was broken off.
    ///
    /// # Errors
    /// [`BlobError::Full`], [`BlobError::SyncFailed`], [`BlobError::Io`], [`BlobError::Unavailable`],
    /// [`BlobError::Denied`], [`BlobError::NoBucket`].
    pub async fn keep_pack(
        &self,
        space: SpaceId,
        blob: BlobId,
        number: BlobId,
        pack: Vec<u8>,
    ) -> Result<(), BlobError> {
        match &self.store {
            Store::Disk(disk) => disk.keep_pack(space, blob, number, pack).await,
            Store::S3(s3) => s3.keep_pack(space, blob, number, pack).await,
        }
    }

    /// Some bytes of a pack; `range` counts from 0, its end is exclusive.
    ///
    /// # Errors
    /// [`BlobError::Missing`], [`BlobError::OutOfRange`], [`BlobError::Io`], [`BlobError::Unavailable`],
    /// [`BlobError::Denied`], [`BlobError::NoBucket`].
    pub async fn read_pack(
        &self,
        space: SpaceId,
        blob: BlobId,
        number: BlobId,
        range: Range<u64>,
    ) -> Result<Bytes, BlobError> {
        self.pack(space, blob, number, Some(range)).await
    }

    /// A whole pack.
    ///
    /// # Errors
    /// Those of [`Blobs::read_pack`], but for the range.
    pub async fn whole_pack(&self, space: SpaceId, blob: BlobId, number: BlobId) -> Result<Bytes, BlobError> {
        self.pack(space, blob, number, None).await
    }

    async fn pack(
        &self,
        space: SpaceId,
        blob: BlobId,
        number: BlobId,
        range: Option<Range<u64>>,
    ) -> Result<Bytes, BlobError> {
        match &self.store {
            Store::Disk(disk) => disk.read_pack(space, blob, number, range).await,
            Store::S3(s3) => s3.read_pack(space, blob, number, range).await,
        }
    }

    /// Deletes a pack. One that is not known is fine.
    ///
    /// # Errors
    /// [`BlobError::SyncFailed`], [`BlobError::Io`], [`BlobError::Unavailable`], [`BlobError::Denied`],
    /// [`BlobError::NoBucket`].
    pub async fn delete_pack(&self, space: SpaceId, blob: BlobId, number: BlobId) -> Result<(), BlobError> {
        match &self.store {
            Store::Disk(disk) => disk.delete_pack(space, blob, number).await,
            Store::S3(s3) => s3.delete_pack(space, blob, number).await,
        }
    }
}
