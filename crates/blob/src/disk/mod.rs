//! A folder of the local disk: folders, temporary files, giving a file its name, and syncing all of it.
//!
//! **Durable** means here: the file's data, its entry in its folder, and the entry of every new folder
//! above it were synced before the method returned. Reading, listing and deleting go through
//! `object_store`. Writing does not: the local store there can sync, but it takes a folder that exists
//! for one that was synced (whoever made it may have been killed since, or be about to sync it), it
//! reports a failed sync as any other failure, and it never syncs a deletion.
//!
//! Besides the objects and packs, which every store has, there lie here:
//!
//! ```text
//! staging/{space}/{upload}.{part}            a part that was sent completely
//! staging/{space}/{upload}.{chance}.tmp      being written for this upload; goes with it
//! staging/{space}/local.{chance}.tmp         being imported; `sweep` removes what a crash left
//! ```
//!
//! All of it has to lie on one file system. Files are readable by the server's user only.
//!
//! A file has its final name only after its bytes were synced, so whatever is found under a key is
//! complete; and nothing here answers `Ok` before the folder with that name was synced too, except
//! where it says that the caller does that.

mod import;
mod objects;
mod packs;
mod staging;

use std::collections::HashSet;
use std::error::Error;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use object_store::local::LocalFileSystem;
use object_store::path::Path as Key;
use tempfile::{NamedTempFile, TempPath};

use crate::digest::{Hashing, Stored};
use crate::error::{BlobError, says_full};
use crate::keys;

/// How many folders are remembered; beyond that, all are forgotten and synced once more.
const REMEMBERED: usize = 65_536;

/// The store in a folder.
#[derive(Debug)]
pub(crate) struct Disk {
    root: PathBuf,
    /// For reading, listing and deleting.
    files: LocalFileSystem,
    /// Folders that this process knows to be durable. That a folder exists proves nothing: whoever
    /// made it may have been killed, or be about to sync it.
    durable: Mutex<HashSet<PathBuf>>,
    /// A sync failed; nothing can be promised any more.
    failed: AtomicBool,
}

impl Disk {
    pub(crate) fn open(root: &Path) -> Result<Self, BlobError> {
        let root = std::path::absolute(root)?;
        let missing: Vec<_> = root.ancestors().take_while(|folder| !folder.exists()).collect();
        fs::create_dir_all(&root)?;
        let root = root.canonicalize()?;
        let files = LocalFileSystem::new_with_prefix(&root).map_err(told)?;
        let disk = Self { root, files, durable: Mutex::default(), failed: AtomicBool::new(false) };
        for folder in missing {
            disk.sync_above(folder)?;
        }
        // Also when the root was there: its maker may have been killed before this. What may not even be
        // read was made by somebody else.
        match disk.sync_above(&disk.root) {
            Err(BlobError::Io(error)) if error.kind() == io::ErrorKind::PermissionDenied => {}
            outcome => outcome?,
        }
        disk.folder(&Key::from(keys::STAGING))?;
        disk.folder(&Key::from(keys::ORIGINALS))?;
        Ok(disk)
    }

    /// Writes, syncs and deletes a small object.
    pub(crate) async fn check(self: &Arc<Self>) -> Result<(), BlobError> {
        let disk = Arc::clone(self);
        blocking(move || disk.probe()).await
    }

    /// How many bytes there is room for, if the system tells.
    pub(crate) fn free(&self) -> Option<i64> {
        let told = rustix::fs::statvfs(&self.root).ok()?;
        i64::try_from(told.f_bavail.checked_mul(told.f_frsize)?).ok()
    }

    /// Where `key` lies.
    fn path(&self, key: &Key) -> PathBuf {
        self.root.join(key.as_ref())
    }

    /// Refuses when a sync has failed; every write asks first.
    fn usable(&self) -> Result<(), BlobError> {
        if self.failed.load(Ordering::SeqCst) { Err(BlobError::SyncFailed) } else { Ok(()) }
    }

    /// The folder `key`, which is made when it does not exist, durably with all folders above it.
    fn folder(&self, key: &Key) -> Result<PathBuf, BlobError> {
        let mut path = self.root.clone();
        for part in key.parts() {
            let above = path.clone();
            path.push(part.as_ref());
            let known = match fs::create_dir(&path) {
                // Somebody may have removed it since it was remembered.
                Ok(()) => {
                    self.durable().remove(&path);
                    false
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => self.durable().contains(&path),
                Err(error) => return Err(error.into()),
            };
            if known {
                continue;
            }
            self.sync_folder(&above)?;
            let mut durable = self.durable();
            if durable.len() >= REMEMBERED {
                durable.clear();
            }
            durable.insert(path.clone());
        }
        Ok(path)
    }

    fn durable(&self) -> MutexGuard<'_, HashSet<PathBuf>> {
        self.durable.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A new file in the folder `key` whose name begins with `prefix`. It goes when it is dropped.
    fn temporary(&self, key: &Key, prefix: &str) -> Result<NamedTempFile, BlobError> {
        self.usable()?;
        let folder = self.folder(key)?;
        Ok(tempfile::Builder::new().prefix(prefix).suffix(".tmp").tempfile_in(folder)?)
    }

    /// Syncs a complete file and puts it under `key`, in place of what lies there.
    fn replace(&self, file: &File, name: TempPath, key: &Key) -> Result<(), BlobError> {
        self.sync_new(file)?;
        let path = self.path(key);
        name.persist(&path).map_err(|refused| refused.error)?;
        self.sync_above(&path)
    }

    /// Syncs a complete file and puts it under `key`, unless the same bytes lie there already.
    /// The caller has made the folder of `key` and syncs it afterwards.
    fn adopt(&self, file: NamedTempFile, key: &Key, stored: &Stored) -> Result<(), BlobError> {
        self.sync_new(file.as_file())?;
        let path = self.path(key);
        match file.into_temp_path().persist_noclobber(&path) {
            Ok(()) => Ok(()),
            Err(refused) if refused.error.kind() == io::ErrorKind::AlreadyExists => same(&path, stored),
            Err(refused) => Err(refused.error.into()),
        }
    }

    /// Makes the entry of `path` in its folder durable, or its absence.
    fn sync_above(&self, path: &Path) -> Result<(), BlobError> {
        path.parent().map_or(Ok(()), |folder| self.sync_folder(folder))
    }

    /// Makes the entries of a folder durable.
    fn sync_folder(&self, folder: &Path) -> Result<(), BlobError> {
        // A folder that cannot be opened (no descriptors left) was not tried: nothing is forgotten.
        self.sync(&File::open(folder)?)
    }

    /// Syncs a file that has only a temporary name. A lack of room that shows only now (network disks,
    /// thin volumes) concerns this file alone, which is thrown away.
    fn sync_new(&self, file: &File) -> Result<(), BlobError> {
        match file.sync_all() {
            Err(error) if says_full(&error) => Err(BlobError::Full),
            outcome => self.judge(outcome),
        }
    }

    fn sync(&self, file: &File) -> Result<(), BlobError> {
        self.judge(file.sync_all())
    }

    /// After a failure nothing more is promised. Asked after every sync, also of a sync that went well:
    /// the failure may have been told to another thread that waited for the same bytes.
    fn judge(&self, outcome: io::Result<()>) -> Result<(), BlobError> {
        if let Err(error) = outcome {
            self.failed.store(true, Ordering::SeqCst);
            tracing::error!(%error, "a sync failed: nothing is written until the program is started again");
        }
        self.usable()
    }

    fn probe(&self) -> Result<(), BlobError> {
        let (mut file, name) = self.temporary(&Key::from(keys::STAGING), keys::LOCAL)?.into_parts();
        file.write_all(b"probe")?;
        let key = Key::from(keys::ORIGINALS).join("probe");
        self.replace(&file, name, &key)?;
        let path = self.path(&key);
        match fs::remove_file(&path) {
            // Two checks at a time: the other one removed it.
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            outcome => outcome.map_err(BlobError::from),
        }?;
        self.sync_above(&path)
    }
}

/// Refuses when other bytes than `stored` lie at `path`.
fn same(path: &Path, stored: &Stored) -> Result<(), BlobError> {
    if Hashing::of(File::open(path)?)? == *stored { Ok(()) } else { Err(BlobError::Exists) }
}

/// Does blocking work on a thread that may block.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, BlobError> + Send + 'static,
) -> Result<T, BlobError> {
    tokio::task::spawn_blocking(work).await.map_err(|stopped| BlobError::Io(io::Error::other(stopped)))?
}

/// What an error of the library means.
fn told(error: object_store::Error) -> BlobError {
    if matches!(error, object_store::Error::NotFound { .. }) {
        return BlobError::Missing;
    }
    let causes = std::iter::successors(error.source(), |cause| (*cause).source());
    let kind = causes.filter_map(|cause| cause.downcast_ref::<io::Error>()).map(io::Error::kind).next();
    io::Error::new(kind.unwrap_or(io::ErrorKind::Other), error).into()
}

/// What the tests of this folder share.
#[cfg(test)]
mod testing {
    use std::convert::Infallible;
    use std::fs;
    use std::path::{Path, PathBuf};
    use std::sync::Arc;

    use bytes::Bytes;
    use futures_util::{Stream, stream};
    use leporello_model::{BlobId, SpaceId, UploadId};
    use tempfile::TempDir;

    use super::Disk;
    use crate::Staged;

    pub(crate) const SPACE: SpaceId = SpaceId::new(1_645_841_408_025_905_537);

    pub(crate) fn upload(seed: u8) -> UploadId {
        UploadId::from_bits([seed; 16])
    }

    /// An upload that is to become an object.
    pub(crate) fn staged(upload: &UploadId, blob: BlobId) -> Staged<'_> {
        Staged { space: SPACE, upload, blob, multipart: None }
    }

    /// A store in a folder of its own, which lives as long as the second value.
    pub(crate) fn fresh() -> (Arc<Disk>, TempDir) {
        let folder = tempfile::tempdir().unwrap();
        (Arc::new(Disk::open(&folder.path().join("blobs")).unwrap()), folder)
    }

    /// A body that comes in pieces of `size` bytes.
    pub(crate) fn body(bytes: &[u8], size: usize) -> impl Stream<Item = Result<Bytes, Infallible>> + use<> {
        let bytes = Bytes::copy_from_slice(bytes);
        let starts = (0..bytes.len()).step_by(size);
        let pieces: Vec<_> = starts.map(|at| Ok(bytes.slice(at..bytes.len().min(at + size)))).collect();
        stream::iter(pieces)
    }

    /// Every file below `folder`, relative to it, sorted.
    pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
        let mut found = Vec::new();
        let mut open = vec![folder.to_owned()];
        while let Some(next) = open.pop() {
            for entry in fs::read_dir(next).unwrap().map(Result::unwrap) {
                let path = entry.path();
                if path.is_dir() { open.push(path) } else { found.push(path.strip_prefix(folder).unwrap().to_owned()) }
            }
        }
        found.sort();
        found
    }
}

#[cfg(test)]
mod tests {
    use std::os::fd::OwnedFd;

    use leporello_model::BlobId;

    use super::testing::{SPACE, body, files, fresh, staged, upload};
    use super::*;

    /// Lets a real sync fail: a pipe cannot be synced.
    fn fail_a_sync(disk: &Disk) {
        let (_, pipe) = std::io::pipe().unwrap();
        let error = disk.sync(&OwnedFd::from(pipe).into()).unwrap_err();
        assert!(matches!(error, BlobError::SyncFailed), "{error}");
    }

    #[tokio::test]
    async fn after_a_failed_sync_nothing_is_written_and_all_can_be_read() {
        let (disk, folder) = fresh();
        let (blob, first, second) = (BlobId::new(1), upload(1), upload(2));
        disk.stage(SPACE, &first, 1, 4, body(b"kept", 4)).await.unwrap();
        disk.assemble(&staged(&first, blob), &[(1, 4)]).await.unwrap();
        let before = files(folder.path());

        fail_a_sync(&disk);
        let local = [(folder.path().join(&before[0]), SPACE, BlobId::new(3))];
        let refusals = [
            disk.stage(SPACE, &second, 1, 3, body(b"new", 3)).await,
            disk.assemble(&staged(&first, BlobId::new(2)), &[(1, 4)]).await.map(drop),
            disk.receive(SPACE, BlobId::new(4), body(b"new", 3)).await.map(drop),
            disk.take_files(&local).remove(0).map(drop),
            disk.discard(SPACE, &first).await,
            disk.delete(SPACE, blob).await,
            disk.check().await,
        ];
        for refusal in refusals {
            assert!(matches!(refusal, Err(BlobError::SyncFailed)), "{refusal:?}");
        }
        assert_eq!(files(folder.path()), before);
        assert_eq!(disk.digest(SPACE, blob).await.unwrap().length, 4);
    }

    #[tokio::test]
    async fn a_folder_that_somebody_removed_is_made_again() {
        let (disk, folder) = fresh();
        let upload = upload(1);
        disk.stage(SPACE, &upload, 1, 4, body(b"kept", 4)).await.unwrap();
        fs::remove_dir_all(folder.path().join("blobs/staging")).unwrap();
        disk.stage(SPACE, &upload, 1, 4, body(b"kept", 4)).await.unwrap();
        disk.assemble(&staged(&upload, BlobId::new(1)), &[(1, 4)]).await.unwrap();
    }

    #[tokio::test]
    async fn a_check_leaves_nothing_behind() {
        let (disk, folder) = fresh();
        disk.check().await.unwrap();
        assert!(files(folder.path()).is_empty());
    }

    #[tokio::test]
    async fn nothing_lies_outside_the_root_and_no_name_is_a_users() {
        let (disk, folder) = fresh();
        let (upload, joined) = (upload(0xAB), BlobId::new(1_805_929_618_625_036_417));
        let local = folder.path().join("..\u{202e} photo'; name.jpg");
        fs::write(&local, b"local").unwrap();
        disk.stage(SPACE, &upload, 1, 2, body(b"ab", 1)).await.unwrap();
        disk.stage(SPACE, &upload, 2, 2, body(b"cd", 1)).await.unwrap();
        disk.assemble(&staged(&upload, joined), &[(1, 2), (2, 2)]).await.unwrap();
        disk.keep_pack(SPACE, joined, BlobId::new(9), b"pack".to_vec()).await.unwrap();
        disk.take_files(&[(local.clone(), SPACE, BlobId::new(3))]).remove(0).unwrap();
        fs::remove_file(local).unwrap();
        let found: Vec<_> = files(folder.path()).iter().map(|path| path.to_str().unwrap().to_owned()).collect();
        assert_eq!(
            found,
            [
                "blobs/originals/1645841408025905537/03/3",
                "blobs/originals/1645841408025905537/17/1805929618625036417",
                "blobs/renditions/1645841408025905537/17/1805929618625036417.9",
                "blobs/staging/1645841408025905537/ABABABABABABABABABABABABABABABAB.1",
                "blobs/staging/1645841408025905537/ABABABABABABABABABABABABABABABAB.2",
            ]
        );
    }

    #[test]
    fn the_library_s_errors_keep_their_cause() {
        let generic = |source| object_store::Error::Generic { store: "test", source };
        let full = generic(Box::new(io::Error::from_raw_os_error(28)));
        assert!(matches!(told(full), BlobError::Full));
        let other = generic("something".into());
        assert!(matches!(told(other), BlobError::Io(_)));
    }
}
