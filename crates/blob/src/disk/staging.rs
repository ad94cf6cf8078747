//! Uploads under way: parts come in, are joined into an object, or are forgotten.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io;
use std::path::PathBuf;
use std::pin::pin;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::{Stream, StreamExt, TryStreamExt};
use leporello_model::{BlobId, Millis, SpaceId, UploadId};
use object_store::path::Path as Key;
use object_store::{ObjectStore, ObjectStoreExt};
use tempfile::NamedTempFile;
use tokio::io::{AsyncWrite, AsyncWriteExt, BufWriter};

use super::{Disk, blocking, same, told};
use crate::digest::{Hashing, Stored};
use crate::{BlobError, Staged, keys};

/// How much of a part is gathered before it is written.
const BUFFER: usize = 128 * 1024;

/// A part that is to be joined.
struct Part {
    number: u32,
    length: u64,
    key: Key,
}

impl Disk {
    /// See [`crate::Blobs::stage`].
    pub(crate) async fn stage<E>(
        self: &Arc<Self>,
        space: SpaceId,
        upload: &UploadId,
        part: u32,
        expected: u64,
        body: impl Stream<Item = Result<Bytes, E>>,
    ) -> Result<(), BlobError> {
        let (disk, prefix) = (Arc::clone(self), keys::upload_prefix(upload));
        let temporary = blocking(move || disk.temporary(&keys::staging(space), &prefix)).await?;
        let (file, name) = temporary.into_parts();
        let mut file = BufWriter::with_capacity(BUFFER, tokio::fs::File::from_std(file));
        pour(body, expected, &mut file).await?;
        let file = file.into_inner().into_std().await;
        let (disk, key) = (Arc::clone(self), keys::part(space, upload, part));
        blocking(move || disk.replace(&file, name, &key)).await
    }

    /// See [`crate::Blobs::assemble`]. A single part is not copied: the object is the same file.
    pub(crate) async fn assemble(
        self: &Arc<Self>,
        staged: &Staged<'_>,
        parts: &[(u32, u64)],
    ) -> Result<Stored, BlobError> {
        let &Staged { space, upload, blob, .. } = staged;
        let part = |&(number, length)| Part { number, length, key: keys::part(space, upload, number) };
        let parts: Vec<_> = parts.iter().map(part).collect();
        let (disk, prefix) = (Arc::clone(self), keys::upload_prefix(upload));
        blocking(move || {
            disk.usable()?;
            let folder = disk.folder(&keys::object_folder(space, blob))?;
            let object = keys::object(space, blob);
            let linked = if let [only] = parts.as_slice() { link(&disk, only, &object)? } else { None };
            let stored = match linked {
                Some(stored) => stored,
                None => join(&disk, &parts, disk.temporary(&keys::staging(space), &prefix)?, &object)?,
            };
            disk.sync_folder(&folder)?;
            Ok(stored)
        })
        .await
    }

    /// Forgets all that is staged for an upload.
    pub(crate) async fn discard(&self, space: SpaceId, upload: &UploadId) -> Result<(), BlobError> {
        let prefix = keys::upload_prefix(upload);
        self.remove_staged(&keys::staging(space), |name, _| name.starts_with(&prefix)).await
    }

    /// The uploads of which anything lies in staging, in order.
    pub(crate) async fn uploads(&self) -> Result<Vec<(SpaceId, UploadId)>, BlobError> {
        let staged = self.files.list(Some(&Key::from(keys::STAGING)));
        let uploads = staged.try_filter_map(async |file| Ok(keys::upload_of(&file.location)));
        let uploads: HashSet<_> = uploads.try_collect().await.map_err(told)?;
        let mut uploads: Vec<_> = uploads.into_iter().collect();
        uploads.sort_by(|(space, upload), (other, another)| (space, upload.as_str()).cmp(&(other, another.as_str())));
        Ok(uploads)
    }

    /// Removes what killed imports and checks left in staging and wrote last before `before`.
    pub(crate) async fn sweep(&self, before: Millis) -> Result<(), BlobError> {
        let old = |name: &str, written: Millis| name.starts_with(keys::LOCAL) && written.0 < before.0;
        self.remove_staged(&Key::from(keys::STAGING), old).await
    }

    /// Copies a body into the object `blob`, unless it has the same bytes already. Durable on return.
    pub(crate) async fn receive<E>(
        self: &Arc<Self>,
        space: SpaceId,
        blob: BlobId,
        body: impl Stream<Item = Result<Bytes, E>>,
    ) -> Result<Stored, BlobError> {
        let disk = Arc::clone(self);
        let temporary = blocking(move || disk.temporary(&keys::staging(space), keys::LOCAL)).await?;
        let (file, name) = temporary.into_parts();
        let mut file = BufWriter::with_capacity(BUFFER, tokio::fs::File::from_std(file));
        let (mut body, mut hashing) = (pin!(body), Hashing::new());
        while let Some(piece) = body.next().await {
            let piece = piece.map_err(|_| BlobError::Interrupted)?;
            hashing.update(&piece);
            file.write_all(&piece).await?;
        }
        file.flush().await?;
        let file = file.into_inner().into_std().await;
        let disk = Arc::clone(self);
        blocking(move || {
            let folder = disk.folder(&keys::object_folder(space, blob))?;
            let stored = hashing.finish();
            disk.adopt(NamedTempFile::from_parts(file, name), &keys::object(space, blob), &stored)?;
            disk.sync_folder(&folder)?;
            Ok(stored)
        })
        .await
    }

    /// Removes the files below `folder` whose name and time of writing are `wanted`. Not synced: what
    /// comes back after a power cut is swept again.
    async fn remove_staged(&self, folder: &Key, wanted: impl Fn(&str, Millis) -> bool) -> Result<(), BlobError> {
        self.usable()?;
        let mut staged = self.files.list(Some(folder));
        while let Some(file) = staged.try_next().await.map_err(told)? {
            let name = file.location.filename().unwrap_or_default();
            if wanted(name, Millis(file.last_modified.timestamp_millis())) {
                match self.files.delete(&file.location).await {
                    Err(object_store::Error::NotFound { .. }) => {}
                    outcome => outcome.map_err(told)?,
                }
            }
        }
        Ok(())
    }
}

/// Writes exactly `expected` bytes of `body` to `file`.
async fn pour<E>(
    body: impl Stream<Item = Result<Bytes, E>>,
    expected: u64,
    file: &mut (impl AsyncWrite + Unpin),
) -> Result<(), BlobError> {
    let mut body = pin!(body);
    let mut got = 0;
    while let Some(piece) = body.next().await {
        let piece = piece.map_err(|_| BlobError::Interrupted)?;
        got += piece.len() as u64;
        if got > expected {
            return Err(BlobError::Length { expected, got });
        }
        file.write_all(&piece).await?;
    }
    if got < expected {
        return Err(BlobError::Length { expected, got });
    }
    Ok(file.flush().await?)
}

fn open_part(disk: &Disk, part: &Part) -> Result<(File, PathBuf), BlobError> {
    let path = disk.path(&part.key);
    let file = match File::open(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(BlobError::PartMissing(part.number)),
        outcome => outcome?,
    };
    let (expected, got) = (part.length, file.metadata()?.len());
    if got == expected { Ok((file, path)) } else { Err(BlobError::Length { expected, got }) }
}

/// Copies the parts one after the other into `file`, which becomes the object. The caller syncs its folder.
fn join(disk: &Disk, parts: &[Part], file: NamedTempFile, object: &Key) -> Result<Stored, BlobError> {
    let mut hashing = Hashing::new();
    for part in parts {
        hashing.copy(open_part(disk, part)?.0, file.as_file())?;
    }
    let stored = hashing.finish();
    disk.adopt(file, object, &stored)?;
    Ok(stored)
}

/// Gives a part, which was synced when it was staged, the object's name as its second one. `None` when
/// the file system knows no second names. The caller syncs the object's folder.
fn link(disk: &Disk, part: &Part, object: &Key) -> Result<Option<Stored>, BlobError> {
    let (file, path) = open_part(disk, part)?;
    let object = disk.path(object);
    match fs::hard_link(path, &object) {
        // The object is read and not the part, which may have been replaced in between.
        Ok(()) => Ok(Some(Hashing::of(File::open(object)?)?)),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            let stored = Hashing::of(file)?;
            same(&object, &stored)?;
            Ok(Some(stored))
        }
        Err(_) => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use futures_util::stream;
    use leporello_model::ErrorKind;

    use super::super::testing::{SPACE, body, files, fresh, staged, upload};
    use super::*;

    const BLOB: BlobId = BlobId::new(1_805_929_618_625_036_417);

    async fn content(disk: &Arc<Disk>, blob: BlobId) -> Vec<u8> {
        let pieces: Vec<Bytes> = disk.read(SPACE, blob, None).await.unwrap().try_collect().await.unwrap();
        pieces.concat()
    }

    #[tokio::test]
    async fn too_few_or_too_many_bytes_leave_nothing() {
        let (disk, folder) = fresh();
        for (expected, got) in [(4, 3), (2, 3)] {
            let error = disk.stage(SPACE, &upload(1), 1, expected, body(b"abc", 3)).await.unwrap_err();
            assert!(matches!(error, BlobError::Length { expected: e, got: g } if (e, g) == (expected, got)), "{error}");
            assert_eq!(error.kind(), ErrorKind::Conflict);
            assert!(files(folder.path()).is_empty());
        }
    }

    #[tokio::test]
    async fn a_stream_that_breaks_off_leaves_nothing() {
        let (disk, folder) = fresh();
        let broken = stream::iter([Ok(Bytes::from_static(b"ab")), Err("gone")]);
        let error = disk.stage(SPACE, &upload(1), 1, 3, broken).await.unwrap_err();
        assert!(matches!(error, BlobError::Interrupted), "{error}");
        assert!(files(folder.path()).is_empty());
    }

    #[tokio::test]
    async fn a_client_that_goes_away_leaves_nothing() {
        let (disk, folder) = fresh();
        let (upload, seen) = (upload(1), std::cell::Cell::new(0));
        let endless = stream::unfold((), async |()| {
            seen.set(files(folder.path()).len());
            if seen.get() > 0 {
                std::future::pending::<()>().await;
            }
            Some((Ok::<_, ()>(Bytes::from_static(b"ab")), ()))
        });
        let mut staging = Box::pin(disk.stage(SPACE, &upload, 1, 9, endless));
        while seen.get() == 0 {
            assert!(futures_util::poll!(staging.as_mut()).is_pending());
            tokio::task::yield_now().await;
        }
        drop(staging);
        assert_eq!((seen.get(), files(folder.path()).len()), (1, 0));
    }

    #[tokio::test]
    async fn an_object_does_not_change_when_its_part_is_sent_again() {
        let (disk, _folder) = fresh();
        disk.stage(SPACE, &upload(1), 1, 3, body(b"old", 3)).await.unwrap();
        disk.assemble(&staged(&upload(1), BLOB), &[(1, 3)]).await.unwrap();
        disk.stage(SPACE, &upload(1), 1, 3, body(b"new", 3)).await.unwrap();
        let error = disk.assemble(&staged(&upload(1), BLOB), &[(1, 3)]).await.unwrap_err();
        assert!(matches!(error, BlobError::Exists), "{error}");
        assert_eq!(content(&disk, BLOB).await, b"old");
    }

    #[tokio::test]
    async fn joining_twice_is_harmless() {
        let (disk, folder) = fresh();
        for part in [1, 2] {
            disk.stage(SPACE, &upload(1), part, 2, body(b"ab", 2)).await.unwrap();
        }
        for (parts, blob) in [(&[(1, 2)][..], BlobId::new(1)), (&[(1, 2), (2, 2)][..], BlobId::new(2))] {
            let first = disk.assemble(&staged(&upload(1), blob), parts).await.unwrap();
            let before = files(folder.path());
            assert_eq!(disk.assemble(&staged(&upload(1), blob), parts).await.unwrap(), first);
            assert_eq!(files(folder.path()), before);
        }
    }

    #[tokio::test]
    async fn joining_never_replaces_other_bytes() {
        let (disk, folder) = fresh();
        for (part, bytes) in [(1, b"ab"), (2, b"cd"), (3, b"ef")] {
            disk.stage(SPACE, &upload(1), part, 2, body(bytes, 2)).await.unwrap();
        }
        disk.assemble(&staged(&upload(1), BLOB), &[(1, 2), (2, 2)]).await.unwrap();
        let before = files(folder.path());
        for parts in [&[(3, 2)][..], &[(1, 2), (3, 2)][..]] {
            let error = disk.assemble(&staged(&upload(1), BLOB), parts).await.unwrap_err();
            assert!(matches!(error, BlobError::Exists), "{error}");
        }
        assert_eq!(content(&disk, BLOB).await, b"abcd");
        assert_eq!(files(folder.path()), before);
    }

    #[tokio::test]
    async fn what_a_killed_process_left_is_found_and_removed() {
        let (disk, folder) = fresh();
        let half = disk.temporary(&keys::staging(SPACE), &keys::upload_prefix(&upload(1))).unwrap();
        let import = disk.temporary(&keys::staging(SPACE), keys::LOCAL).unwrap();
        half.keep().unwrap();
        let (_, import) = import.keep().unwrap();
        let written = import.metadata().unwrap().modified().unwrap();
        let written = written.duration_since(std::time::UNIX_EPOCH).unwrap().as_millis() as i64;

        assert_eq!(disk.uploads().await.unwrap(), [(SPACE, upload(1))]);
        disk.discard(SPACE, &upload(1)).await.unwrap();
        disk.sweep(Millis(written)).await.unwrap();
        assert_eq!(files(folder.path()).len(), 1);
        disk.sweep(Millis(written + 1)).await.unwrap();
        assert!(files(folder.path()).is_empty());
    }

    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn a_full_device_is_told_from_other_failures() {
        let full = tokio::fs::File::options().write(true).open("/dev/full").await.unwrap();
        let mut full = BufWriter::with_capacity(BUFFER, full);
        let error = pour(body(b"abc", 3), 3, &mut full).await.unwrap_err();
        assert!(matches!(error, BlobError::Full), "{error}");
    }
}
