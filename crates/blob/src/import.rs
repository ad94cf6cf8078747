//! Local files become objects, many at once.
//!
//! Every file is synced by the thread that copied it, while the other threads hash and copy. One sync of
//! the whole file system at the end was measured to be no faster, waits for the bytes of strangers too,
//! and cannot say which file failed. The folders are synced once for the batch.

use std::collections::HashMap;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use leporello_model::{BlobId, SpaceId};

use crate::digest::{Hashing, Stored};
use crate::disk::Disk;
use crate::{BlobError, Blobs, keys};

/// How many files are copied at a time; most of that time goes into waiting for the disk.
const WORKERS: usize = 8;

/// What came of a file, and the folder that is to be synced before it may be told.
type Copied = Result<(Stored, PathBuf), BlobError>;

impl Blobs {
    /// Copies local files into objects and hashes them on the way. Gives one outcome per file, in the
    /// order of `files`; what is `Ok` is durable. An object that has the same bytes already is fine.
    ///
    /// Blocks, and works with a few threads of its own.
    ///
    /// # Errors
    /// For each file: [`BlobError::Io`] when it cannot be read, [`BlobError::Exists`] when the key has
    /// other bytes, [`BlobError::Full`], [`BlobError::SyncFailed`].
    pub fn take_files(&self, files: &[(PathBuf, SpaceId, BlobId)]) -> Vec<Result<Stored, BlobError>> {
        let next = AtomicUsize::new(0);
        let work = || {
            let mut hashing = Hashing::new();
            let mut done = Vec::new();
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                let Some((file, space, blob)) = files.get(index) else { return done };
                done.push((index, take(&self.disk, &mut hashing, file, *space, *blob)));
            }
        };
        let copied = thread::scope(|scope| {
            // A thread that the system refuses is one fewer; this one works as well.
            let helpers =
                (1..WORKERS.min(files.len())).filter_map(|_| thread::Builder::new().spawn_scoped(scope, work).ok());
            let helpers: Vec<_> = helpers.collect();
            let mine = work();
            helpers.into_iter().flat_map(|helper| helper.join().unwrap_or_default()).chain(mine).collect()
        });
        self.settle(files.len(), copied)
    }

    /// Syncs each folder once and puts the outcomes into the order of the files.
    fn settle(&self, count: usize, copied: Vec<(usize, Copied)>) -> Vec<Result<Stored, BlobError>> {
        let mut folders: HashMap<PathBuf, bool> = HashMap::new();
        let mut outcomes: Vec<_> =
            (0..count).map(|_| Err(io::Error::other("the copying thread stopped").into())).collect();
        for (index, copied) in copied {
            let outcome = copied.and_then(|(stored, folder)| {
                let durable = folders.entry(folder).or_insert_with_key(|folder| self.disk.sync_folder(folder).is_ok());
                let lost = || Err(io::Error::other("its folder could not be synced").into());
                if *durable { Ok(stored) } else { self.disk.usable().and_then(|()| lost()) }
            });
            if let Some(place) = outcomes.get_mut(index) {
                *place = outcome;
            }
        }
        outcomes
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

    use super::*;
    use crate::testing::{SPACE, files, fresh};

    /// `count` files of different bytes and lengths below `folder`.
    fn pictures(folder: &Path, count: usize) -> Vec<(PathBuf, SpaceId, BlobId)> {
        let picture = |number: usize| {
            let path = folder.join(format!("{number}.jpg"));
            fs::write(&path, vec![number as u8; 1000 * number + 1]).unwrap();
            (path, SPACE, BlobId::new(500 + number as i64))
        };
        (0..count).map(picture).collect()
    }

    #[test]
    fn a_batch_keeps_its_order_and_every_byte() {
        let (blobs, folder) = fresh();
        let batch = pictures(folder.path(), 300);
        let outcomes = blobs.take_files(&batch);
        assert_eq!(outcomes.len(), batch.len());
        for ((file, space, blob), outcome) in batch.iter().zip(outcomes) {
            let original = fs::read(file).unwrap();
            assert_eq!(outcome.unwrap(), Hashing::of(&original[..]).unwrap());
            let (mut object, length) = blobs.open_reader(*space, *blob).unwrap();
            let mut bytes = Vec::new();
            io::Read::read_to_end(&mut object, &mut bytes).unwrap();
            assert_eq!((bytes, length), (original.clone(), original.len() as u64));
        }
        assert!(files(&folder.path().join("blobs/staging")).is_empty());
    }

    #[test]
    fn a_file_that_cannot_be_read_harms_no_other() {
        let (blobs, folder) = fresh();
        let mut batch = pictures(folder.path(), 3);
        fs::remove_file(&batch[1].0).unwrap();
        batch.push((folder.path().to_owned(), SPACE, BlobId::new(900)));
        let outcomes = blobs.take_files(&batch);
        assert_eq!(outcomes.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, false, true, false]);
        assert_eq!(*outcomes[2].as_ref().unwrap(), Hashing::of(File::open(&batch[2].0).unwrap()).unwrap());
        assert_eq!(files(&folder.path().join("blobs")).len(), 2);
    }

    #[test]
    fn a_batch_can_be_repeated_and_replaces_nothing() {
        let (blobs, folder) = fresh();
        let batch = pictures(folder.path(), 2);
        let first: Vec<_> = blobs.take_files(&batch).into_iter().map(Result::unwrap).collect();
        fs::write(&batch[1].0, b"other bytes").unwrap();
        let again = blobs.take_files(&batch);
        assert_eq!(*again[0].as_ref().unwrap(), first[0]);
        assert!(matches!(again[1], Err(BlobError::Exists)), "{:?}", again[1]);
        assert_eq!(blobs.open_reader(SPACE, batch[1].2).unwrap().1, first[1].length);
        assert_eq!(files(&folder.path().join("blobs")).len(), 2);
    }

    #[test]
    fn no_files_are_no_work() {
        assert!(fresh().0.take_files(&[]).is_empty());
    }
}
