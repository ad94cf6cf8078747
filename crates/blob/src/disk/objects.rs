//! Objects: read as a stream, opened, deleted.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::stream::{BoxStream, StreamExt, try_unfold};
use leporello_model::{BlobId, SpaceId};
use object_store::{GetOptions, GetRange, GetResultPayload, ObjectStore, ObjectStoreExt};

use super::{Disk, blocking, told};
use crate::digest::{Hashing, Stored};
use crate::objects::PIECE;
use crate::{BlobError, keys};

impl Disk {
    /// See [`crate::Blobs::read`].
    pub(crate) async fn read(
        &self,
        space: SpaceId,
        blob: BlobId,
        range: Option<Range<u64>>,
    ) -> Result<BoxStream<'static, Result<Bytes, BlobError>>, BlobError> {
        let key = keys::object(space, blob);
        if let Some(Range { start, end }) = range {
            let length = self.files.head(&key).await.map_err(told)?.size;
            if start >= end || end > length {
                return Err(BlobError::OutOfRange { end, length });
            }
        }
        let options = GetOptions { range: range.map(GetRange::Bounded), ..GetOptions::default() };
        let found = self.files.get_opts(&key, options).await.map_err(told)?;
        Ok(match found.payload {
            GetResultPayload::File(file, _) => pieces(file, found.range).boxed(),
            GetResultPayload::Stream(stream) => stream.map(|piece| piece.map_err(told)).boxed(),
        })
    }

    /// See [`crate::Blobs::open_file`].
    pub(crate) fn open_file(&self, space: SpaceId, blob: BlobId) -> Result<File, BlobError> {
        match File::open(self.path(&keys::object(space, blob))) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(BlobError::Missing),
            outcome => Ok(outcome?),
        }
    }

    /// See [`crate::Blobs::digest`].
    pub(crate) async fn digest(self: &Arc<Self>, space: SpaceId, blob: BlobId) -> Result<Stored, BlobError> {
        let disk = Arc::clone(self);
        blocking(move || Ok(Hashing::of(disk.open_file(space, blob)?)?)).await
    }

    /// See [`crate::Blobs::delete`].
    pub(crate) async fn delete(self: &Arc<Self>, space: SpaceId, blob: BlobId) -> Result<(), BlobError> {
        self.usable()?;
        let key = keys::object(space, blob);
        match self.files.delete(&key).await {
            // Synced all the same: an earlier call may have failed between deleting and syncing.
            Err(object_store::Error::NotFound { .. }) => {}
            outcome => outcome.map_err(told)?,
        }
        let disk = Arc::clone(self);
        blocking(move || match disk.sync_above(&disk.path(&key)) {
            Err(BlobError::Io(error)) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            outcome => outcome,
        })
        .await
    }
}

/// The bytes of `file` in `range`. The library's own pieces of 8 KiB cost a change of thread each.
fn pieces(file: File, range: Range<u64>) -> impl futures_util::Stream<Item = Result<Bytes, BlobError>> + Send {
    try_unfold((file, range), async |(mut file, range)| {
        if range.is_empty() {
            return Ok(None);
        }
        blocking(move || {
            let end = range.end.min(range.start + PIECE as u64);
            let mut piece = Vec::new();
            file.seek(SeekFrom::Start(range.start))?;
            (&mut file).take(end - range.start).read_to_end(&mut piece)?;
            if piece.len() as u64 != end - range.start {
                return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into());
            }
            Ok(Some((Bytes::from(piece), (file, end..range.end))))
        })
        .await
    })
}

#[cfg(test)]
mod tests {
    use futures_util::TryStreamExt;

    use super::super::testing::{SPACE, body, files, fresh};
    use super::*;

    #[tokio::test]
    async fn an_object_that_was_cut_ends_in_an_error() {
        let (disk, folder) = fresh();
        let blob = BlobId::new(42);
        disk.receive(SPACE, blob, body(&[7; 1_000_000], 65_536)).await.unwrap();
        let mut stream = disk.read(SPACE, blob, None).await.unwrap();
        let path = folder.path().join(&files(folder.path())[0]);
        File::options().write(true).open(path).unwrap().set_len(200_000).unwrap();
        assert!(stream.try_next().await.unwrap().is_some());
        assert!(matches!(stream.try_next().await, Err(BlobError::Io(_))));
    }
}
