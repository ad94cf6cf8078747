//! Objects: read as a stream, read with seeking, deleted.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::stream::{BoxStream, StreamExt, TryStreamExt, try_unfold};
use leporello_model::{BlobId, SpaceId};
use object_store::{GetOptions, GetRange, GetResultPayload, ObjectStore, ObjectStoreExt};

use crate::disk::blocking;
use crate::{BlobError, Blobs, keys};

/// How much of an object is read at a time. The library's own pieces of 8 KiB cost a change of thread each.
const PIECE: u64 = 128 * 1024;

impl Blobs {
    /// The bytes of an object, or of a range of it, in pieces of at most 128 KiB.
    ///
    /// `range` counts bytes from 0, its end is exclusive.
    ///
    /// # Errors
    /// [`BlobError::Missing`], [`BlobError::OutOfRange`] when the range is empty or ends behind the
    /// object, [`BlobError::Io`]; the stream ends with [`BlobError::Io`] when the disk fails or the
    /// object turns out to be shorter than it was.
    pub async fn read(
        &self,
        space: SpaceId,
        blob: BlobId,
        range: Option<Range<u64>>,
    ) -> Result<BoxStream<'static, Result<Bytes, BlobError>>, BlobError> {
        let key = keys::object(space, blob);
        if let Some(Range { start, end }) = range {
            let length = self.store.head(&key).await?.size;
            if start >= end || end > length {
                return Err(BlobError::OutOfRange { end, length });
            }
        }
        let options = GetOptions { range: range.map(GetRange::Bounded), ..GetOptions::default() };
        let found = self.store.get_opts(&key, options).await?;
        Ok(match found.payload {
            GetResultPayload::File(file, _) => pieces(file, found.range).boxed(),
            GetResultPayload::Stream(stream) => stream.map_err(BlobError::from).boxed(),
        })
    }

    /// A reader over an object, and its length in bytes. For reading metadata; blocks.
    ///
    /// # Errors
    /// [`BlobError::Missing`], [`BlobError::Io`].
    pub fn open_reader(
        &self,
        space: SpaceId,
        blob: BlobId,
    ) -> Result<(impl BufRead + Seek + Send + use<>, u64), BlobError> {
        let file = self.open_file(space, blob)?;
        let length = file.metadata()?.len();
        Ok((BufReader::new(file), length))
    }

    /// An object as a file that another process may be given. Blocks.
    ///
    /// # Errors
    /// [`BlobError::Missing`], [`BlobError::Io`].
    pub fn open_file(&self, space: SpaceId, blob: BlobId) -> Result<File, BlobError> {
        match File::open(self.disk.path(&keys::object(space, blob))) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(BlobError::Missing),
            outcome => Ok(outcome?),
        }
    }

    /// Deletes an object, durably. An object that is not known is fine.
    ///
    /// # Errors
    /// [`BlobError::SyncFailed`], [`BlobError::Io`].
    pub async fn delete(&self, space: SpaceId, blob: BlobId) -> Result<(), BlobError> {
        self.disk.usable()?;
        let key = keys::object(space, blob);
        match self.store.delete(&key).await {
            // Synced all the same: an earlier call may have failed between deleting and syncing.
            Err(object_store::Error::NotFound { .. }) => {}
            outcome => outcome?,
        }
        let disk = Arc::clone(&self.disk);
        blocking(move || match disk.sync_above(&disk.path(&key)) {
            Err(BlobError::Io(error)) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            outcome => outcome,
        })
        .await
    }
}

/// The bytes of `file` in `range`.
fn pieces(file: File, range: Range<u64>) -> impl futures_util::Stream<Item = Result<Bytes, BlobError>> + Send {
    try_unfold((file, range), async |(mut file, range)| {
        if range.is_empty() {
            return Ok(None);
        }
        blocking(move || {
            let end = range.end.min(range.start + PIECE);
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
    use tempfile::TempDir;

    use super::*;
    use crate::testing::{SPACE, body, files, fresh, upload};

    const BLOB: BlobId = BlobId::new(42);

    /// A store with one object of one million bytes, and these bytes.
    async fn filled() -> (Blobs, TempDir, Vec<u8>) {
        let (blobs, folder) = fresh();
        let bytes: Vec<u8> =
            (0..1_000_000_u32).map(|number| (number.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        blobs.stage(SPACE, &upload(1), 1, 1_000_000, body(&bytes, 65_536)).await.unwrap();
        blobs.assemble(SPACE, &upload(1), &[1], BLOB).await.unwrap();
        blobs.discard(SPACE, &upload(1)).await.unwrap();
        (blobs, folder, bytes)
    }

    #[tokio::test]
    async fn any_range_is_read_as_it_was_written() {
        let (blobs, _folder, bytes) = filled().await;
        for range in [0..1, 0..1_000_000, 131_071..131_073, 999_999..1_000_000, 5..700_000] {
            let stream = blobs.read(SPACE, BLOB, Some(range.clone())).await.unwrap();
            let pieces: Vec<Bytes> = stream.try_collect().await.unwrap();
            assert!(pieces.concat() == bytes[range.start as usize..range.end as usize], "{range:?}");
        }
        let pieces: Vec<Bytes> = blobs.read(SPACE, BLOB, None).await.unwrap().try_collect().await.unwrap();
        assert!(pieces.concat() == bytes);
        assert!(pieces.iter().all(|piece| piece.len() as u64 <= PIECE));
    }

    #[tokio::test]
    #[expect(clippy::reversed_empty_ranges, reason = "it is the point")]
    async fn a_range_must_lie_within_the_object() {
        let (blobs, _folder, _) = filled().await;
        for range in [0..1_000_001, 1_000_000..1_000_001, 7..7, 8..7, u64::MAX - 1..u64::MAX] {
            let error = blobs.read(SPACE, BLOB, Some(range.clone())).await.err().unwrap();
            assert!(matches!(error, BlobError::OutOfRange { length: 1_000_000, .. }), "{range:?}: {error}");
        }
    }

    #[tokio::test]
    async fn an_object_that_was_cut_ends_in_an_error() {
        let (blobs, folder, _) = filled().await;
        let mut stream = blobs.read(SPACE, BLOB, None).await.unwrap();
        let path = folder.path().join(&files(folder.path())[0]);
        File::options().write(true).open(path).unwrap().set_len(200_000).unwrap();
        assert!(stream.try_next().await.unwrap().is_some());
        assert!(matches!(stream.try_next().await, Err(BlobError::Io(_))));
    }

    #[tokio::test]
    async fn a_reader_seeks() {
        let (blobs, _folder, bytes) = filled().await;
        let (mut reader, length) = blobs.open_reader(SPACE, BLOB).unwrap();
        assert_eq!(length, 1_000_000);
        let mut four = [0; 4];
        for at in [999_996, 0, 500_000] {
            reader.seek(SeekFrom::Start(at)).unwrap();
            reader.read_exact(&mut four).unwrap();
            assert_eq!(four, bytes[at as usize..at as usize + 4]);
        }
    }

    #[tokio::test]
    async fn a_deleted_object_is_missing_and_can_be_deleted_again() {
        let (blobs, folder, _) = filled().await;
        for _ in 0..2 {
            blobs.delete(SPACE, BLOB).await.unwrap();
        }
        blobs.delete(SpaceId::new(99), BLOB).await.unwrap();
        assert!(files(folder.path()).is_empty());
        assert!(matches!(blobs.read(SPACE, BLOB, None).await.err(), Some(BlobError::Missing)));
        assert!(matches!(blobs.read(SPACE, BLOB, Some(0..1)).await.err(), Some(BlobError::Missing)));
        assert!(matches!(blobs.open_reader(SPACE, BLOB).err(), Some(BlobError::Missing)));
    }

    #[tokio::test]
    async fn a_space_has_its_own_objects() {
        let (blobs, _folder, _) = filled().await;
        assert!(matches!(blobs.open_reader(SpaceId::new(99), BLOB).err(), Some(BlobError::Missing)));
        blobs.delete(SpaceId::new(99), BLOB).await.unwrap();
        assert_eq!(blobs.open_reader(SPACE, BLOB).unwrap().1, 1_000_000);
    }
}
