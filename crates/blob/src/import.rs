//! Local files become objects, many at once.

use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use leporello_model::{BlobId, SpaceId};

use crate::{BlobError, Blobs, Store, Stored};

/// A local file, and the object it is to become.
pub(crate) type Coming = (PathBuf, SpaceId, BlobId);

impl Blobs {
    /// Copies local files into objects and hashes them on the way. Gives one outcome per file, in the
    /// order of `files`; what is `Ok` is durable. An object that has the same bytes already is fine.
    ///
    /// Blocks, and works with a few threads of its own. With an object store it is to be called where
    /// [`Blobs::open_reader`] may be.
    ///
    /// # Errors
    /// For each file: [`BlobError::Io`] when it cannot be read, [`BlobError::Exists`] when the key has
    /// other bytes, [`BlobError::Full`], [`BlobError::SyncFailed`], [`BlobError::Unavailable`],
    /// [`BlobError::Denied`], [`BlobError::NoBucket`].
    pub fn take_files(&self, files: &[(PathBuf, SpaceId, BlobId)]) -> Vec<Result<Stored, BlobError>> {
        match &self.store {
            Store::Disk(disk) => disk.take_files(files),
            Store::S3(s3) => s3.take_files(files),
        }
    }
}

/// Takes files by several threads, at most `workers`, and gives one outcome per file, in the order of `files`. Each
/// thread makes itself a `worker`, which takes one file after the other.
pub(crate) fn spread<T, W>(files: &[Coming], workers: usize, worker: impl Fn() -> W + Sync) -> Vec<Result<T, BlobError>>
where
    T: Send,
    W: FnMut(&Coming) -> Result<T, BlobError>,
{
    let next = AtomicUsize::new(0);
    let work = || {
        let (mut worker, mut done) = (worker(), Vec::new());
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(file) = files.get(index) else { return done };
            done.push((index, worker(file)));
        }
    };
    let taken: Vec<_> = thread::scope(|scope| {
        // A thread that the system refuses is one fewer; this one works as well.
        let helpers =
            (1..workers.min(files.len())).filter_map(|_| thread::Builder::new().spawn_scoped(scope, work).ok());
        let helpers: Vec<_> = helpers.collect();
        let mine = work();
        helpers.into_iter().flat_map(|helper| helper.join().unwrap_or_default()).chain(mine).collect()
    });
    let stopped = || Err(io::Error::other("the copying thread stopped").into());
    let mut outcomes: Vec<_> = files.iter().map(|_| stopped()).collect();
    for (index, outcome) in taken {
        if let Some(place) = outcomes.get_mut(index) {
            *place = outcome;
        }
    }
    outcomes
}
