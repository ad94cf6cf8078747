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

use crate::digest::{Hashing, Stored};
use crate::disk::{Disk, blocking, same};
use crate::{BlobError, Blobs, keys};

/// How much of a part is gathered before it is written.
const BUFFER: usize = 128 * 1024;

impl Blobs {
    /// Streams one part of an upload into staging, in place of an earlier sending of this part.
    ///
    /// `body` must give exactly `expected` bytes; it is dropped as soon as it gives more. Durable on
    /// return. After an error, or when the future is dropped, nothing of this sending is kept and an
    /// earlier one stays.
    ///
    /// # Errors
    /// [`BlobError::Length`], [`BlobError::Interrupted`] when `body` gives an error,
    /// [`BlobError::Full`], [`BlobError::SyncFailed`], [`BlobError::Io`].
    pub async fn stage<E>(
        &self,
        space: SpaceId,
        upload: &UploadId,
        part: u32,
        expected: u64,
        body: impl Stream<Item = Result<Bytes, E>>,
    ) -> Result<(), BlobError> {
        let (disk, prefix) = (Arc::clone(&self.disk), keys::upload_prefix(upload));
        let temporary = blocking(move || disk.temporary(&keys::staging(space), &prefix)).await?;
        let (file, name) = temporary.into_parts();
        let mut file = BufWriter::with_capacity(BUFFER, tokio::fs::File::from_std(file));
        pour(body, expected, &mut file).await?;
        let file = file.into_inner().into_std().await;
        let (disk, key) = (Arc::clone(&self.disk), keys::part(space, upload, part));
        blocking(move || disk.replace(&file, name, &key)).await
    }

    /// Joins staged parts, in the order of `parts`, into the object `blob`; no parts are an empty object.
    /// Durable on return.
    ///
    /// The staged parts stay until [`Blobs::discard`], so the same call can be repeated, also after it
    /// went well. A single part is not copied: the object is the same file. An object that is not
    /// wanted after all (its digest is not the announced one) has to be deleted before its key can be
    /// used for other bytes.
    ///
    /// # Errors
    /// [`BlobError::PartMissing`], [`BlobError::Exists`] when the key has other bytes,
    /// [`BlobError::Full`], [`BlobError::SyncFailed`], [`BlobError::Io`].
    pub async fn assemble(
        &self,
        space: SpaceId,
        upload: &UploadId,
        parts: &[u32],
        blob: BlobId,
    ) -> Result<Stored, BlobError> {
        let parts: Vec<_> = parts.iter().map(|&part| (part, keys::part(space, upload, part))).collect();
        let (disk, prefix) = (Arc::clone(&self.disk), keys::upload_prefix(upload));
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

    /// Forgets all that is staged for an upload. An upload that is not known is fine.
    ///
    /// # Errors
    /// [`BlobError::SyncFailed`] after an earlier failure, [`BlobError::Io`].
    pub async fn discard(&self, space: SpaceId, upload: &UploadId) -> Result<(), BlobError> {
        let prefix = keys::upload_prefix(upload);
        self.remove_staged(&keys::staging(space), |name, _| name.starts_with(&prefix)).await
    }

    /// The uploads of which anything lies in staging, in order.
    ///
    /// # Errors
    /// [`BlobError::Io`].
    pub async fn uploads(&self) -> Result<Vec<(SpaceId, UploadId)>, BlobError> {
        let staged = self.store.list(Some(&Key::from(keys::STAGING)));
        let uploads = staged.try_filter_map(async |file| Ok(keys::upload_of(&file.location)));
        let mut uploads: Vec<_> = uploads.try_collect::<HashSet<_>>().await?.into_iter().collect();
        uploads.sort_by(|(space, upload), (other, another)| (space, upload.as_str()).cmp(&(other, another.as_str())));
        Ok(uploads)
    }

    /// Removes what killed imports and checks left in staging and wrote last before `before`. Uploads are not
    /// touched: they are listed by [`Blobs::uploads`] and forgotten by [`Blobs::discard`].
    ///
    /// # Errors
    /// [`BlobError::SyncFailed`] after an earlier failure, [`BlobError::Io`].
    pub async fn sweep(&self, before: Millis) -> Result<(), BlobError> {
        let old = |name: &str, written: Millis| name.starts_with(keys::LOCAL) && written.0 < before.0;
        self.remove_staged(&Key::from(keys::STAGING), old).await
    }

    /// Removes the files below `folder` whose name and time of writing are `wanted`. Not synced: what
    /// comes back after a power cut is swept again.
    async fn remove_staged(&self, folder: &Key, wanted: impl Fn(&str, Millis) -> bool) -> Result<(), BlobError> {
        self.disk.usable()?;
        let mut staged = self.store.list(Some(folder));
        while let Some(file) = staged.try_next().await? {
            let name = file.location.filename().unwrap_or_default();
            if wanted(name, Millis(file.last_modified.timestamp_millis())) {
                match self.store.delete(&file.location).await {
                    Err(object_store::Error::NotFound { .. }) => {}
                    outcome => outcome?,
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

fn open_part(disk: &Disk, (part, key): &(u32, Key)) -> Result<(File, PathBuf), BlobError> {
    let path = disk.path(key);
    match File::open(&path) {
        Ok(file) => Ok((file, path)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(BlobError::PartMissing(*part)),
        Err(error) => Err(error.into()),
    }
}

/// Copies the parts one after the other into `file`, which becomes the object. The caller syncs its folder.
fn join(disk: &Disk, parts: &[(u32, Key)], file: NamedTempFile, object: &Key) -> Result<Stored, BlobError> {
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
fn link(disk: &Disk, part: &(u32, Key), object: &Key) -> Result<Option<Stored>, BlobError> {
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

    use super::*;
    use crate::testing::{SPACE, body, files, fresh, upload};

    const BLOB: BlobId = BlobId::new(1_805_929_618_625_036_417);

    async fn content(blobs: &Blobs, blob: BlobId) -> Vec<u8> {
        let pieces: Vec<Bytes> = blobs.read(SPACE, blob, None).await.unwrap().try_collect().await.unwrap();
        pieces.concat()
    }

    #[tokio::test]
    async fn one_part_becomes_the_object() {
        let (blobs, _folder) = fresh();
        blobs.stage(SPACE, &upload(1), 1, 3, body(b"abc", 2)).await.unwrap();
        let stored = blobs.assemble(SPACE, &upload(1), &[1], BLOB).await.unwrap();
        assert_eq!(stored, Hashing::of(&b"abc"[..]).unwrap());
        assert_eq!(content(&blobs, BLOB).await, b"abc");
    }

    #[tokio::test]
    async fn three_parts_are_joined_in_the_order_that_is_asked_for() {
        let (blobs, _folder) = fresh();
        for (part, bytes) in [(3, b"EF"), (1, b"AB"), (2, b"CD")] {
            blobs.stage(SPACE, &upload(1), part, 2, body(bytes, 1)).await.unwrap();
        }
        let stored = blobs.assemble(SPACE, &upload(1), &[2, 1, 3], BLOB).await.unwrap();
        assert_eq!(stored, Hashing::of(&b"CDABEF"[..]).unwrap());
        assert_eq!(content(&blobs, BLOB).await, b"CDABEF");
    }

    #[tokio::test]
    async fn an_upload_may_be_empty() {
        let (blobs, _folder) = fresh();
        blobs.stage(SPACE, &upload(1), 1, 0, body(b"", 1)).await.unwrap();
        let stored = blobs.assemble(SPACE, &upload(1), &[1], BLOB).await.unwrap();
        assert_eq!(stored.sha256, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assert_eq!(content(&blobs, BLOB).await, b"");
    }

    #[tokio::test]
    async fn too_few_or_too_many_bytes_leave_nothing() {
        let (blobs, folder) = fresh();
        for (expected, got) in [(4, 3), (2, 3)] {
            let error = blobs.stage(SPACE, &upload(1), 1, expected, body(b"abc", 3)).await.unwrap_err();
            assert!(matches!(error, BlobError::Length { expected: e, got: g } if (e, g) == (expected, got)), "{error}");
            assert_eq!(error.kind(), ErrorKind::Conflict);
            assert!(files(folder.path()).is_empty());
        }
    }

    #[tokio::test]
    async fn a_stream_that_breaks_off_leaves_nothing() {
        let (blobs, folder) = fresh();
        let broken = stream::iter([Ok(Bytes::from_static(b"ab")), Err("gone")]);
        let error = blobs.stage(SPACE, &upload(1), 1, 3, broken).await.unwrap_err();
        assert!(matches!(error, BlobError::Interrupted), "{error}");
        assert!(files(folder.path()).is_empty());
    }

    #[tokio::test]
    async fn a_client_that_goes_away_leaves_nothing() {
        let (blobs, folder) = fresh();
        let (upload, seen) = (upload(1), std::cell::Cell::new(0));
        let endless = stream::unfold((), async |()| {
            seen.set(files(folder.path()).len());
            if seen.get() > 0 {
                std::future::pending::<()>().await;
            }
            Some((Ok::<_, ()>(Bytes::from_static(b"ab")), ()))
        });
        let mut staging = Box::pin(blobs.stage(SPACE, &upload, 1, 9, endless));
        while seen.get() == 0 {
            assert!(futures_util::poll!(staging.as_mut()).is_pending());
            tokio::task::yield_now().await;
        }
        drop(staging);
        assert_eq!((seen.get(), files(folder.path()).len()), (1, 0));
    }

    #[tokio::test]
    async fn a_part_that_is_sent_again_replaces_the_earlier_one_unless_it_fails() {
        let (blobs, _folder) = fresh();
        blobs.stage(SPACE, &upload(1), 1, 3, body(b"old", 3)).await.unwrap();
        blobs.stage(SPACE, &upload(1), 1, 5, body(b"newer", 3)).await.unwrap();
        blobs.stage(SPACE, &upload(1), 1, 9, body(b"short", 3)).await.unwrap_err();
        blobs.assemble(SPACE, &upload(1), &[1], BLOB).await.unwrap();
        assert_eq!(content(&blobs, BLOB).await, b"newer");
    }

    #[tokio::test]
    async fn an_object_does_not_change_when_its_part_is_sent_again() {
        let (blobs, _folder) = fresh();
        blobs.stage(SPACE, &upload(1), 1, 3, body(b"old", 3)).await.unwrap();
        blobs.assemble(SPACE, &upload(1), &[1], BLOB).await.unwrap();
        blobs.stage(SPACE, &upload(1), 1, 3, body(b"new", 3)).await.unwrap();
        let error = blobs.assemble(SPACE, &upload(1), &[1], BLOB).await.unwrap_err();
        assert!(matches!(error, BlobError::Exists), "{error}");
        assert_eq!(content(&blobs, BLOB).await, b"old");
    }

    #[tokio::test]
    async fn joining_twice_is_harmless() {
        let (blobs, folder) = fresh();
        for part in [1, 2] {
            blobs.stage(SPACE, &upload(1), part, 2, body(b"ab", 2)).await.unwrap();
        }
        for (parts, blob) in [(&[1][..], BlobId::new(1)), (&[1, 2][..], BlobId::new(2))] {
            let first = blobs.assemble(SPACE, &upload(1), parts, blob).await.unwrap();
            let before = files(folder.path());
            assert_eq!(blobs.assemble(SPACE, &upload(1), parts, blob).await.unwrap(), first);
            assert_eq!(files(folder.path()), before);
        }
    }

    #[tokio::test]
    async fn a_missing_part_is_named_and_the_others_stay() {
        let (blobs, folder) = fresh();
        blobs.stage(SPACE, &upload(1), 1, 2, body(b"ab", 2)).await.unwrap();
        let before = files(folder.path());
        for parts in [&[7][..], &[1, 7][..]] {
            let error = blobs.assemble(SPACE, &upload(1), parts, BLOB).await.unwrap_err();
            assert!(matches!(error, BlobError::PartMissing(7)), "{error}");
            assert_eq!(files(folder.path()), before);
        }
    }

    #[tokio::test]
    async fn joining_never_replaces_other_bytes() {
        let (blobs, folder) = fresh();
        for (part, bytes) in [(1, b"ab"), (2, b"cd"), (3, b"ef")] {
            blobs.stage(SPACE, &upload(1), part, 2, body(bytes, 2)).await.unwrap();
        }
        blobs.assemble(SPACE, &upload(1), &[1, 2], BLOB).await.unwrap();
        let before = files(folder.path());
        for parts in [&[3][..], &[1, 3][..]] {
            let error = blobs.assemble(SPACE, &upload(1), parts, BLOB).await.unwrap_err();
            assert!(matches!(error, BlobError::Exists), "{error}");
        }
        assert_eq!(content(&blobs, BLOB).await, b"abcd");
        assert_eq!(files(folder.path()), before);
    }

    #[tokio::test]
    async fn discarding_forgets_one_upload_and_no_object() {
        let (blobs, _folder) = fresh();
        for seed in [2, 1] {
            for part in [1, 2] {
                blobs.stage(SPACE, &upload(seed), part, 2, body(b"ab", 2)).await.unwrap();
            }
        }
        assert_eq!(blobs.uploads().await.unwrap(), [(SPACE, upload(1)), (SPACE, upload(2))]);
        blobs.assemble(SPACE, &upload(1), &[1], BLOB).await.unwrap();
        for _ in 0..2 {
            blobs.discard(SPACE, &upload(1)).await.unwrap();
            assert_eq!(blobs.uploads().await.unwrap(), [(SPACE, upload(2))]);
        }
        blobs.discard(SpaceId::new(99), &upload(2)).await.unwrap();
        assert_eq!(blobs.uploads().await.unwrap(), [(SPACE, upload(2))]);
        assert_eq!(content(&blobs, BLOB).await, b"ab");
    }

    #[tokio::test]
    async fn what_a_killed_process_left_is_found_and_removed() {
        let (blobs, folder) = fresh();
        let half = blobs.disk.temporary(&keys::staging(SPACE), &keys::upload_prefix(&upload(1))).unwrap();
        let import = blobs.disk.temporary(&keys::staging(SPACE), keys::LOCAL).unwrap();
        half.keep().unwrap();
        let (_, import) = import.keep().unwrap();
        let written = import.metadata().unwrap().modified().unwrap();
        let written = written.duration_since(std::time::UNIX_EPOCH).unwrap().as_millis() as i64;

        assert_eq!(blobs.uploads().await.unwrap(), [(SPACE, upload(1))]);
        blobs.discard(SPACE, &upload(1)).await.unwrap();
        blobs.sweep(Millis(written)).await.unwrap();
        assert_eq!(files(folder.path()).len(), 1);
        blobs.sweep(Millis(written + 1)).await.unwrap();
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

    /// The most memory that this process has held, in KiB.
    #[cfg(target_os = "linux")]
    fn peak_memory() -> u64 {
        let status = fs::read_to_string("/proc/self/status").unwrap();
        let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }

    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn two_hundred_mebibytes_pass_through_little_memory() {
        let (blobs, _folder) = fresh();
        let piece = Bytes::from(vec![7; 64 * 1024]);
        let before = peak_memory();
        for part in [1, 2] {
            let pieces = stream::iter(std::iter::repeat_n(piece.clone(), 1600)).map(Ok::<_, ()>);
            blobs.stage(SPACE, &upload(1), part, 100 << 20, pieces).await.unwrap();
        }
        assert_eq!(blobs.assemble(SPACE, &upload(1), &[1, 2], BLOB).await.unwrap().length, 200 << 20);
        let mut length = 0;
        let mut object = blobs.read(SPACE, BLOB, None).await.unwrap();
        while let Some(piece) = object.try_next().await.unwrap() {
            length += piece.len();
        }
        let grown = peak_memory() - before;
        assert_eq!(length, 200 << 20);
        assert!(grown < 32 * 1024, "grew by {grown} KiB");
    }
}
