//! Packs: the pictures that were made of an object, one after the other.

use std::ops::Range;

use bytes::Bytes;
use leporello_model::{BlobId, SpaceId};
use object_store::ObjectStoreExt;

use super::S3;
use super::errors::told;
use crate::{BlobError, keys};

impl S3 {
    /// See [`crate::Blobs::keep_pack`].
    pub(crate) async fn keep_pack(
        &self,
        space: SpaceId,
        blob: BlobId,
        number: BlobId,
        pack: Vec<u8>,
    ) -> Result<(), BlobError> {
        let key = self.below(&keys::pack(space, blob, number));
        self.store.put(&key, pack.into()).await.map(drop).map_err(told)
    }

    /// See [`crate::Blobs::read_pack`]; without a range, all of it.
    pub(crate) async fn read_pack(
        &self,
        space: SpaceId,
        blob: BlobId,
        number: BlobId,
        range: Option<Range<u64>>,
    ) -> Result<Bytes, BlobError> {
        let found = self.get(&self.below(&keys::pack(space, blob, number)), range).await?;
        found.bytes().await.map_err(told)
    }

    /// See [`crate::Blobs::delete_pack`].
    pub(crate) async fn delete_pack(&self, space: SpaceId, blob: BlobId, number: BlobId) -> Result<(), BlobError> {
        self.remove(&self.below(&keys::pack(space, blob, number))).await
    }
}
