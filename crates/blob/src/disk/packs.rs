//! Packs: the pictures that were made of an object, one after the other in one file, which is synced once.

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use leporello_model::{BlobId, SpaceId};

use super::{Disk, blocking};
use crate::{BlobError, keys};

impl Disk {
    /// See [`crate::Blobs::keep_pack`].
    pub(crate) async fn keep_pack(
        self: &Arc<Self>,
        space: SpaceId,
        blob: BlobId,
        number: BlobId,
        pack: Vec<u8>,
    ) -> Result<(), BlobError> {
        let disk = Arc::clone(self);
        blocking(move || {
            // On the same file system as its place, and swept if a crash leaves it.
            let (mut file, name) = disk.temporary(&keys::staging(space), keys::LOCAL)?.into_parts();
            file.write_all(&pack)?;
            disk.folder(&keys::pack_folder(space, blob))?;
            disk.replace(&file, name, &keys::pack(space, blob, number))
        })
        .await
    }

    /// See [`crate::Blobs::read_pack`]; without a range, all of it.
    pub(crate) async fn read_pack(
        self: &Arc<Self>,
        space: SpaceId,
        blob: BlobId,
        number: BlobId,
        range: Option<Range<u64>>,
    ) -> Result<Bytes, BlobError> {
        let disk = Arc::clone(self);
        blocking(move || {
            let mut file = match File::open(disk.path(&keys::pack(space, blob, number))) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(BlobError::Missing),
                outcome => outcome?,
            };
            let length = file.metadata()?.len();
            let wanted = range.clone().unwrap_or(0..length);
            if range.is_some_and(|range| range.is_empty() || range.end > length) {
                return Err(BlobError::OutOfRange { end: wanted.end, length });
            }
            let mut bytes = Vec::with_capacity(usize::try_from(wanted.end - wanted.start).unwrap_or_default());
            file.seek(SeekFrom::Start(wanted.start))?;
            file.take(wanted.end - wanted.start).read_to_end(&mut bytes)?;
            Ok(Bytes::from(bytes))
        })
        .await
    }

    /// See [`crate::Blobs::delete_pack`]. Not synced: what a power cut brings back is in nobody's way.
    pub(crate) async fn delete_pack(
        self: &Arc<Self>,
        space: SpaceId,
        blob: BlobId,
        number: BlobId,
    ) -> Result<(), BlobError> {
        let disk = Arc::clone(self);
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
