//! The local disk: folders, temporary files, giving a file its name, and syncing all of it.
//!
//! A file has its final name only after its bytes were synced, so whatever is found under a key is
//! complete; and nothing here answers `Ok` before the folder with that name was synced too, except
//! where it says that the caller does that.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use object_store::path::Path as Key;
use tempfile::{NamedTempFile, TempPath};

use crate::digest::{Hashing, Stored};
use crate::error::{BlobError, says_full};
use crate::keys;

/// How many folders are remembered; beyond that, all are forgotten and synced once more.
const REMEMBERED: usize = 65_536;

#[derive(Debug)]
pub(crate) struct Disk {
    root: PathBuf,
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
        let disk = Self { root: root.canonicalize()?, durable: Mutex::default(), failed: AtomicBool::new(false) };
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

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Where `key` lies.
    pub(crate) fn path(&self, key: &Key) -> PathBuf {
        self.root.join(key.as_ref())
    }

    /// Refuses when a sync has failed; every write asks first.
    pub(crate) fn usable(&self) -> Result<(), BlobError> {
        if self.failed.load(Ordering::SeqCst) { Err(BlobError::SyncFailed) } else { Ok(()) }
    }

    /// The folder `key`, which is made when it does not exist, durably with all folders above it.
    pub(crate) fn folder(&self, key: &Key) -> Result<PathBuf, BlobError> {
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
    pub(crate) fn temporary(&self, key: &Key, prefix: &str) -> Result<NamedTempFile, BlobError> {
        self.usable()?;
        let folder = self.folder(key)?;
        Ok(tempfile::Builder::new().prefix(prefix).suffix(".tmp").tempfile_in(folder)?)
    }

    /// Syncs a complete file and puts it under `key`, in place of what lies there.
    pub(crate) fn replace(&self, file: &File, name: TempPath, key: &Key) -> Result<(), BlobError> {
        self.sync_new(file)?;
        let path = self.path(key);
        name.persist(&path).map_err(|refused| refused.error)?;
        self.sync_above(&path)
    }

    /// Syncs a complete file and puts it under `key`, unless the same bytes lie there already.
    /// The caller has made the folder of `key` and syncs it afterwards.
    pub(crate) fn adopt(&self, file: NamedTempFile, key: &Key, stored: &Stored) -> Result<(), BlobError> {
        self.sync_new(file.as_file())?;
        let path = self.path(key);
        match file.into_temp_path().persist_noclobber(&path) {
            Ok(()) => Ok(()),
            Err(refused) if refused.error.kind() == io::ErrorKind::AlreadyExists => same(&path, stored),
            Err(refused) => Err(refused.error.into()),
        }
    }

    /// Makes the entry of `path` in its folder durable, or its absence.
    pub(crate) fn sync_above(&self, path: &Path) -> Result<(), BlobError> {
        path.parent().map_or(Ok(()), |folder| self.sync_folder(folder))
    }

    /// Makes the entries of a folder durable.
    pub(crate) fn sync_folder(&self, folder: &Path) -> Result<(), BlobError> {
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

    /// Writes, syncs and deletes a small object.
    pub(crate) fn probe(&self) -> Result<(), BlobError> {
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
pub(crate) fn same(path: &Path, stored: &Stored) -> Result<(), BlobError> {
    if Hashing::of(File::open(path)?)? == *stored { Ok(()) } else { Err(BlobError::Exists) }
}

/// Does blocking work on a thread that may block.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, BlobError> + Send + 'static,
) -> Result<T, BlobError> {
    tokio::task::spawn_blocking(work).await.map_err(|stopped| BlobError::Io(io::Error::other(stopped)))?
}

#[cfg(test)]
mod tests {
    use std::os::fd::OwnedFd;

    use leporello_model::BlobId;

    use crate::testing::{SPACE, body, files, fresh, upload};
    use crate::{BlobError, Blobs};

    /// Lets a real sync fail: a pipe cannot be synced.
    fn fail_a_sync(blobs: &Blobs) {
        let (_, pipe) = std::io::pipe().unwrap();
        let error = blobs.disk.sync(&OwnedFd::from(pipe).into()).unwrap_err();
        assert!(matches!(error, BlobError::SyncFailed), "{error}");
    }

    #[tokio::test]
    async fn after_a_failed_sync_nothing_is_written_and_all_can_be_read() {
        let (blobs, folder) = fresh();
        let (space, blob) = (SPACE, BlobId::new(1));
        blobs.stage(space, &upload(1), 1, 4, body(b"kept", 4)).await.unwrap();
        blobs.assemble(space, &upload(1), &[1], blob).await.unwrap();
        let before = files(folder.path());

        fail_a_sync(&blobs);
        let clone = blobs.clone();
        let local = [(folder.path().join(&before[0]), space, BlobId::new(3))];
        let refusals = [
            clone.stage(space, &upload(2), 1, 3, body(b"new", 3)).await,
            clone.assemble(space, &upload(1), &[1], BlobId::new(2)).await.map(drop),
            clone.take_files(&local).remove(0).map(drop),
            clone.discard(space, &upload(1)).await,
            clone.delete(space, blob).await,
            clone.check().await,
        ];
        for refusal in refusals {
            assert!(matches!(refusal, Err(BlobError::SyncFailed)), "{refusal:?}");
        }
        assert_eq!(files(folder.path()), before);
        assert_eq!(blobs.open_reader(space, blob).unwrap().1, 4);
    }

    #[tokio::test]
    async fn a_folder_that_somebody_removed_is_made_again() {
        let (blobs, folder) = fresh();
        blobs.stage(SPACE, &upload(1), 1, 4, body(b"kept", 4)).await.unwrap();
        std::fs::remove_dir_all(folder.path().join("blobs/staging")).unwrap();
        blobs.stage(SPACE, &upload(1), 1, 4, body(b"kept", 4)).await.unwrap();
        blobs.assemble(SPACE, &upload(1), &[1], BlobId::new(1)).await.unwrap();
    }
}
