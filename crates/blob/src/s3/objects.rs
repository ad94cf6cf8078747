//! Objects: read as a stream, taken in, copied into a file, deleted.

use std::fs::File;
use std::io::{Seek, Write};
use std::ops::Range;
use std::pin::pin;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::stream::{self, BoxStream};
use futures_util::{Stream, StreamExt, TryStreamExt};
use leporello_model::{BlobId, SpaceId};
use object_store::path::Path as Key;
use object_store::{GetOptions, GetRange, GetResult, ObjectStore, ObjectStoreExt};

use super::S3;
use super::errors::told;
use super::reader::{Ranges, runtime};
use super::writer::Writer;
use crate::digest::Hashing;
use crate::objects::PIECE;
use crate::{BlobError, Stored, keys};

impl S3 {
    /// See [`crate::Blobs::read`].
    pub(crate) async fn read(
        &self,
        space: SpaceId,
        blob: BlobId,
        range: Option<Range<u64>>,
    ) -> Result<BoxStream<'static, Result<Bytes, BlobError>>, BlobError> {
        let found = self.get(&self.below(&keys::object(space, blob)), range).await?;
        Ok(found.into_stream().map(|piece| piece.map_err(told)).map_ok(pieces).try_flatten().boxed())
    }

    /// See [`crate::Blobs::open_reader`].
    pub(crate) fn open_reader(self: &Arc<Self>, space: SpaceId, blob: BlobId) -> Result<Ranges, BlobError> {
        Ranges::open(self, self.below(&keys::object(space, blob)))
    }

    /// See [`crate::Blobs::open_file`].
    pub(crate) fn open_file(&self, space: SpaceId, blob: BlobId) -> Result<File, BlobError> {
        let runtime = runtime()?;
        let mut body = runtime.block_on(self.read(space, blob, None))?;
        let mut file = tempfile::tempfile_in(&self.scratch)?;
        while let Some(piece) = runtime.block_on(body.try_next())? {
            file.write_all(&piece)?;
        }
        file.rewind()?;
        Ok(file)
    }

    /// See [`crate::Blobs::receive`].
    pub(crate) async fn receive<E>(
        &self,
        space: SpaceId,
        blob: BlobId,
        body: impl Stream<Item = Result<Bytes, E>> + Send,
    ) -> Result<Stored, BlobError> {
        let mut writer = Writer::begin(self, self.below(&keys::object(space, blob))).await?;
        let mut body = pin!(body);
        while let Some(piece) = body.next().await {
            let written = match piece {
                Ok(piece) => writer.write(&piece).await,
                Err(_) => Err(BlobError::Interrupted),
            };
            if let Err(error) = written {
                writer.give_up().await;
                return Err(error);
            }
        }
        writer.finish().await
    }

    /// See [`crate::Blobs::digest`].
    pub(crate) async fn digest(&self, space: SpaceId, blob: BlobId) -> Result<Stored, BlobError> {
        self.digest_of(&self.below(&keys::object(space, blob))).await
    }

    /// See [`crate::Blobs::delete`].
    pub(crate) async fn delete(&self, space: SpaceId, blob: BlobId) -> Result<(), BlobError> {
        self.remove(&self.below(&keys::object(space, blob))).await
    }

    /// Reads what lies at a place of the bucket, in bounded memory.
    pub(super) async fn digest_of(&self, key: &Key) -> Result<Stored, BlobError> {
        let mut body = self.get(key, None).await?.into_stream();
        let mut hashing = Hashing::new();
        while let Some(piece) = body.try_next().await.map_err(told)? {
            hashing.update(&piece);
        }
        Ok(hashing.finish())
    }

    /// Begins to read what lies at a place of the bucket, or a range of it, which must be within.
    pub(super) async fn get(&self, key: &Key, range: Option<Range<u64>>) -> Result<GetResult, BlobError> {
        let Some(Range { start, end }) = range else { return self.store.get(key).await.map_err(told) };
        let outside = |length| BlobError::OutOfRange { end, length };
        if start < end {
            let options = GetOptions { range: Some(GetRange::Bounded(start..end)), ..GetOptions::default() };
            match self.store.get_opts(key, options).await {
                Ok(found) if found.range == (start..end) => return Ok(found),
                Ok(found) => return Err(outside(found.meta.size)),
                // A range that begins behind the object is refused in ways that differ from store to store.
                Err(error) => match told(error) {
                    BlobError::Unavailable(why) => {
                        let length = self.store.head(key).await.map_err(told)?.size;
                        return Err(if end > length { outside(length) } else { BlobError::Unavailable(why) });
                    }
                    error => return Err(error),
                },
            }
        }
        Err(outside(self.store.head(key).await.map_err(told)?.size))
    }
}

/// Cuts bytes into pieces that are not too long, without copying them.
fn pieces(bytes: Bytes) -> impl Stream<Item = Result<Bytes, BlobError>> + Send {
    let starts = (0..bytes.len()).step_by(PIECE);
    stream::iter(starts.map(move |start| Ok(bytes.slice(start..bytes.len().min(start + PIECE)))))
}
