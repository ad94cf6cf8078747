//! The bytes of pictures and videos: staged, joined, read by ranges, deleted.
//!
//! This is the only room that builds keys and the only one that decides when bytes are safe. It must
//! never see a name that a user chose, never hold an object in memory, and never let an object be
//! seen under its key before all of its bytes are on the disk, nor replace one by other bytes.
//!
//! **Durable** means: the file's data, its entry in its folder, and the entry of every new folder
//! above it were synced before the method returned. Reading, listing and deleting go through
//! `object_store`. Writing does not: the local store there can sync, but it takes a folder that exists
//! for one that was synced (whoever made it may have been killed since, or be about to sync it), it
//! reports a failed sync as any other failure, and it never syncs a deletion.
//!
//! ```text
//! staging/{space}/{upload}.{part}            a part that was sent completely
//! staging/{space}/{upload}.{chance}.tmp      being written for this upload; goes with it
//! staging/{space}/local.{chance}.tmp         being imported; `sweep` removes what a crash left
//! originals/{space}/{last two digits}/{blob} an object
//! renditions/{space}/{last two digits}/{blob}.{number} the pictures that were made of it, one after the other
//! ```
//!
//! All of it has to lie on one file system. Files are readable by the server's user only.

mod digest;
mod disk;
mod error;
mod import;
mod keys;
mod objects;
mod packs;
mod staging;

use std::path::Path;
use std::sync::Arc;

use object_store::local::LocalFileSystem;

pub use digest::Stored;
pub use error::BlobError;

use disk::Disk;

/// The store of all objects. Cheap to clone; the clones share one state.
///
/// After a sync that failed, every further write is refused with [`BlobError::SyncFailed`] until the
/// program is started again: the system may report such a failure once and then forget it.
#[derive(Clone, Debug)]
pub struct Blobs {
    disk: Arc<Disk>,
    store: Arc<LocalFileSystem>,
}

impl Blobs {
    /// Opens the store in the folder `root`, which is made (durably) when it does not exist.
    ///
    /// # Errors
    /// [`BlobError::Io`] when the folder cannot be made or read, [`BlobError::SyncFailed`] when it
    /// cannot be synced, [`BlobError::Full`].
    pub fn open(root: &Path) -> Result<Self, BlobError> {
        let disk = Disk::open(root)?;
        let store = LocalFileSystem::new_with_prefix(disk.root())?;
        Ok(Self { disk: Arc::new(disk), store: Arc::new(store) })
    }

    /// Whether objects can be written, synced and deleted at this moment; leaves nothing behind.
    ///
    /// It syncs the disk three times, so nobody should be able to make the server run it at will.
    ///
    /// # Errors
    /// What a write would meet: [`BlobError::Full`], [`BlobError::SyncFailed`], [`BlobError::Io`].
    pub async fn check(&self) -> Result<(), BlobError> {
        let disk = Arc::clone(&self.disk);
        disk::blocking(move || disk.probe()).await
    }
}

/// What the tests of this room share.
#[cfg(test)]
mod testing {
    use std::convert::Infallible;
    use std::fs;
    use std::path::{Path, PathBuf};

    use bytes::Bytes;
    use futures_util::{Stream, stream};
    use leporello_model::{SpaceId, UploadId};
    use tempfile::TempDir;

    use crate::Blobs;

    pub(crate) const SPACE: SpaceId = SpaceId::new(1_645_841_408_025_905_537);

    pub(crate) fn upload(seed: u8) -> UploadId {
        UploadId::from_bits([seed; 16])
    }

    /// A store in a folder of its own, which lives as long as the second value.
    pub(crate) fn fresh() -> (Blobs, TempDir) {
        let folder = tempfile::tempdir().unwrap();
        (Blobs::open(&folder.path().join("blobs")).unwrap(), folder)
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
    use leporello_model::{BlobId, Millis};

    use super::*;
    use crate::testing::{SPACE, body, files, fresh, upload};

    #[test]
    fn every_future_can_be_awaited_by_a_server() {
        fn sendable(_: impl Send) {}
        let ((blobs, _folder), upload, blob) = (fresh(), upload(1), BlobId::new(1));
        sendable(blobs.stage(SPACE, &upload, 1, 1, body(b"a", 1)));
        sendable(blobs.assemble(SPACE, &upload, &[1], blob));
        sendable(blobs.discard(SPACE, &upload));
        sendable(blobs.uploads());
        sendable(blobs.sweep(Millis(0)));
        sendable(blobs.read(SPACE, blob, None));
        sendable(blobs.delete(SPACE, blob));
        sendable(blobs.keep_pack(SPACE, blob, blob, Vec::new()));
        sendable(blobs.read_pack(SPACE, blob, blob, 0..1));
        sendable(blobs.delete_pack(SPACE, blob, blob));
        sendable(blobs.check());
    }

    #[tokio::test]
    async fn a_check_leaves_nothing_behind() {
        let (blobs, folder) = fresh();
        blobs.check().await.unwrap();
        assert!(files(folder.path()).is_empty());
    }

    #[tokio::test]
    async fn a_store_that_was_opened_again_has_its_objects() {
        let (blobs, folder) = fresh();
        blobs.stage(SPACE, &upload(1), 1, 4, body(b"kept", 4)).await.unwrap();
        let stored = blobs.assemble(SPACE, &upload(1), &[1], BlobId::new(7)).await.unwrap();
        drop(blobs);
        let again = Blobs::open(&folder.path().join("blobs")).unwrap();
        assert_eq!(again.assemble(SPACE, &upload(1), &[1], BlobId::new(7)).await.unwrap(), stored);
        assert_eq!(again.open_reader(SPACE, BlobId::new(7)).unwrap().1, 4);
    }

    #[tokio::test]
    async fn nothing_lies_outside_the_root_and_no_name_is_a_users() {
        let (blobs, folder) = fresh();
        let local = folder.path().join("..\u{202e} photo'; name.jpg");
        std::fs::write(&local, b"local").unwrap();
        blobs.stage(SPACE, &upload(0xAB), 1, 2, body(b"ab", 1)).await.unwrap();
        blobs.stage(SPACE, &upload(0xAB), 2, 2, body(b"cd", 1)).await.unwrap();
        blobs.assemble(SPACE, &upload(0xAB), &[1, 2], BlobId::new(1_805_929_618_625_036_417)).await.unwrap();
        blobs.take_files(&[(local.clone(), SPACE, BlobId::new(3))]).remove(0).unwrap();
        std::fs::remove_file(local).unwrap();
        let found: Vec<_> = files(folder.path()).iter().map(|path| path.to_str().unwrap().to_owned()).collect();
        assert_eq!(
            found,
            [
                "blobs/originals/1645841408025905537/03/3",
                "blobs/originals/1645841408025905537/17/1805929618625036417",
                "blobs/staging/1645841408025905537/ABABABABABABABABABABABABABABABAB.1",
                "blobs/staging/1645841408025905537/ABABABABABABABABABABABABABABABAB.2",
            ]
        );
    }
}
