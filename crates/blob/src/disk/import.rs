//! Local files become objects, many at once.
//!
//! Every file is synced by the thread that copied it, while the other threads hash and copy. One sync of
//! the whole file system at the end was measured to be no faster, waits for the bytes of strangers too,
//! and cannot say which file failed. The folders are synced once for the batch.

use std::collections::HashMap;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use leporello_model::{BlobId, SpaceId};

use super::Disk;
use crate::digest::{Hashing, Stored};
use crate::import::{Coming, spread};
use crate::{BlobError, keys};

/// How many files are copied at a time; most of that time goes into waiting for the disk.
const WORKERS: usize = 8;

/// What came of a file, and the folder that is to be synced before it may be told.
type Copied = Result<(Stored, PathBuf), BlobError>;

impl Disk {
    /// See [`crate::Blobs::take_files`]; works with a few threads of its own.
    pub(crate) fn take_files(&self, files: &[Coming]) -> Vec<Result<Stored, BlobError>> {
        let copied = spread(files, WORKERS, || {
            let mut hashing = Hashing::new();
            move |(file, space, blob): &Coming| take(self, &mut hashing, file, *space, *blob)
        });
        self.settle(copied)
    }

    /// Syncs each folder once, before what became of the files in it is told.
    fn settle(&self, copied: Vec<Copied>) -> Vec<Result<Stored, BlobError>> {
        let mut folders: HashMap<PathBuf, bool> = HashMap::new();
        let mut settle = |copied: Copied| {
            let (stored, folder) = copied?;
            let durable = folders.entry(folder).or_insert_with_key(|folder| self.sync_folder(folder).is_ok());
            let lost = || Err(io::Error::other("its folder could not be synced").into());
            if *durable { Ok(stored) } else { self.usable().and_then(|()| lost()) }
        };
        copied.into_iter().map(&mut settle).collect()
    }
}

fn take(disk: &Disk, hashing: &mut Hashing, file: &Path, space: SpaceId, blob: BlobId) -> Copied {
    let temporary = disk.temporary(&keys::staging(space), keys::LOCAL)?;
    let copied = File::open(file).and_then(|source| hashing.copy(source, temporary.as_file()));
    // Asked for also after a failure: the next file must not begin with the rest of this one.
    let stored = hashing.finish();
    copied?;
    let folder = disk.folder(&keys::object_folder(space, blob))?;
    disk.adopt(temporary, &keys::object(space, blob), &stored)?;
    Ok((stored, folder))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::super::testing::{SPACE, files, fresh};
    use super::*;

    #[test]
    fn a_batch_leaves_objects_only() {
        let (disk, folder) = fresh();
        let local = folder.path().join("local.jpg");
        fs::write(&local, b"local").unwrap();
        let unreadable = folder.path().join("gone.jpg");
        let batch = [(local, SPACE, BlobId::new(1)), (unreadable, SPACE, BlobId::new(2))];
        let outcomes = disk.take_files(&batch);
        assert_eq!(outcomes.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, false]);
        assert_eq!(files(&folder.path().join("blobs")).len(), 1);
    }
}
