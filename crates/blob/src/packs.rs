//! Packs: the pictures that were made of an object, one after the other in one file.
//!
//! One file instead of one for each size: it is synced once, and an object store has one thing to keep. Where each picture
//! begins is the database's to know. A pack is never changed: what is made again gets another number.

use std::fs;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use leporello_model::{BlobId, SpaceId};

use crate::disk::blocking;
use crate::{BlobError, Blobs, keys};

impl Blobs {
    /// Keeps a pack, durably. `number` must not have been used for this object before, or by a try that was broken off.
    ///
    /// # Errors
    /// [`BlobError::Full`], [`BlobError::SyncFailed`], [`BlobError::Io`].
    pub async fn keep_pack(
        &self,
        space: SpaceId,
        blob: BlobId,
        number: BlobId,
        pack: Vec<u8>,
    ) -> Result<(), BlobError> {
        let disk = Arc::clone(&self.disk);
        blocking(move || {
            // On the same file system as its place, and swept if a crash leaves it.
            let (mut file, name) = disk.temporary(&keys::staging(space), keys::LOCAL)?.into_parts();
            file.write_all(&pack)?;
            disk.folder(&keys::pack_folder(space, blob))?;
            disk.replace(&file, name, &keys::pack(space, blob, number))
        })
        .await
    }

    /// Some bytes of a pack; `range` counts from 0, its end is exclusive.
    ///
    /// # Errors
    /// [`BlobError::Missing`], [`BlobError::OutOfRange`], [`BlobError::Io`].
    pub async fn read_pack(
        &self,
        space: SpaceId,
        blob: BlobId,
        number: BlobId,
        range: Range<u64>,
    ) -> Result<Bytes, BlobError> {
        let disk = Arc::clone(&self.disk);
        blocking(move || {
            let mut file = match fs::File::open(disk.path(&keys::pack(space, blob, number))) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(BlobError::Missing),
                outcome => outcome?,
            };
            let length = file.metadata()?.len();
            if range.start >= range.end || range.end > length {
                return Err(BlobError::OutOfRange { end: range.end, length });
            }
            let mut bytes = Vec::with_capacity(usize::try_from(range.end - range.start).unwrap_or_default());
            file.seek(SeekFrom::Start(range.start))?;
            file.take(range.end - range.start).read_to_end(&mut bytes)?;
            Ok(Bytes::from(bytes))
        })
        .await
    }

    /// Deletes a pack. One that is not known is fine. Not synced: what a power cut brings back is in nobody's way.
    ///
    /// # Errors
    /// [`BlobError::SyncFailed`], [`BlobError::Io`].
    pub async fn delete_pack(&self, space: SpaceId, blob: BlobId, number: BlobId) -> Result<(), BlobError> {
        let disk = Arc::clone(&self.disk);
        blocking(move || {
            disk.usable()?;
            match fs::remove_file(disk.path(&keys::pack(space, blob, number))) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
                outcome => Ok(outcome?),
            }
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{SPACE, files, fresh};

    #[tokio::test]
    async fn a_pack_is_kept_read_in_parts_and_deleted() {
        let (blobs, folder) = fresh();
        let (blob, number) = (BlobId::new(107), BlobId::new(9));
        blobs.keep_pack(SPACE, blob, number, b"smalllarge".to_vec()).await.unwrap();
        let [only] = files(folder.path()).try_into().unwrap();
        assert_eq!(only.to_str(), Some("blobs/renditions/1645841408025905537/07/107.9"));
        assert_eq!(blobs.read_pack(SPACE, blob, number, 5..10).await.unwrap(), "large");
        #[expect(clippy::reversed_empty_ranges, reason = "it is the point")]
        for range in [5..11, 5..5, 6..5] {
            let error = blobs.read_pack(SPACE, blob, number, range).await.unwrap_err();
            assert!(matches!(error, BlobError::OutOfRange { length: 10, .. }), "{error}");
        }
        for _ in 0..2 {
            blobs.delete_pack(SPACE, blob, number).await.unwrap();
        }
        assert!(matches!(blobs.read_pack(SPACE, blob, number, 0..1).await.err(), Some(BlobError::Missing)));
        assert!(files(folder.path()).is_empty());
    }
}
