//! The bytes of pictures and videos: taken in, joined, read by ranges, deleted; on a disk or in an object store.
//!
//! This is the only room that builds keys and the only one that decides when bytes are safe. It must
//! never see a name that a user chose, never hold an object in memory, and never let an object be
//! seen under its key before all of its bytes are safe, nor replace one by other bytes.
//!
//! [`Blobs`] is the whole interface. Behind it are two stores with the same keys: `disk/` is a folder of the local
//! machine, `s3/` a bucket of an object store that speaks S3. What both promise is in `tests/contract/`, which runs on
//! both; how each keeps it stands at the head of its folder.
//!
//! ```text
//! originals/{space}/{last two digits}/{blob} an object
//! renditions/{space}/{last two digits}/{blob}.{number} the pictures that were made of it, one after the other
//! ```
//!
//! On its way to becoming an object, a disk takes the parts of an upload itself ([`Blobs::stage`]); an object store
//! takes them from the client, by links that it gives out ([`Blobs::begin_upload`], [`Blobs::part_link`]).

mod digest;
mod disk;
mod error;
mod import;
mod keys;
mod objects;
mod packs;
mod place;
mod s3;
mod uploads;

use std::path::Path;
use std::sync::Arc;

pub use digest::Stored;
pub use error::BlobError;
pub use place::{Bucket, Credentials, Place};
pub use uploads::Staged;

use disk::Disk;
use s3::S3;

/// The store of all objects. Cheap to clone; the clones share one state.
///
/// On a disk, after a sync that failed, every further write is refused with [`BlobError::SyncFailed`] until the
/// program is started again: the system may report such a failure once and then forget it.
#[derive(Clone, Debug)]
pub struct Blobs {
    store: Store,
}

#[derive(Clone, Debug)]
enum Store {
    Disk(Arc<Disk>),
    S3(Arc<S3>),
}

impl Blobs {
    /// Opens the store at `place`. A folder is made (durably) when it does not exist; an object store is not asked
    /// anything yet: [`Blobs::check`] does that. `scratch` is an existing folder for temporary files, which only an
    /// object store needs.
    ///
    /// # Errors
    /// [`BlobError::Io`] when the folder cannot be made or read, [`BlobError::SyncFailed`] when it
    /// cannot be synced, [`BlobError::Full`], [`BlobError::Place`].
    pub fn open(place: &Place, scratch: &Path) -> Result<Self, BlobError> {
        let store = match place {
            Place::Disk(root) => Store::Disk(Arc::new(Disk::open(root)?)),
            Place::S3(bucket) => Store::S3(Arc::new(S3::open(bucket, scratch)?)),
        };
        Ok(Self { store })
    }

    /// Opens the store in the folder `root`, as [`Blobs::open`] does.
    ///
    /// # Errors
    /// Those of [`Blobs::open`].
    pub fn on_disk(root: &Path) -> Result<Self, BlobError> {
        Ok(Self { store: Store::Disk(Arc::new(Disk::open(root)?)) })
    }

    /// Scheme and host of the addresses that links to the store's own server have; none where the bytes are on a disk.
    #[must_use]
    pub fn link_origin(&self) -> Option<String> {
        match &self.store {
            Store::Disk(_) => None,
            Store::S3(s3) => Some(s3.link_origin()),
        }
    }

    /// Whether the objects are in an object store, and not on a disk.
    #[must_use]
    pub const fn are_in_object_store(&self) -> bool {
        matches!(self.store, Store::S3(_))
    }

    /// How many bytes the disk has left for the server's user; none of an object store, and where the system does not tell.
    #[must_use]
    pub fn free(&self) -> Option<i64> {
        match &self.store {
            Store::Disk(disk) => disk.free(),
            Store::S3(_) => None,
        }
    }

    /// Whether objects can be written, read and deleted at this moment; leaves nothing behind.
    ///
    /// It syncs a disk three times, and asks an object store seven times (also whether uploads can be begun, listed and
    /// given up), so nobody should be able to make the server
    /// run it at will.
    ///
    /// # Errors
    /// What a write would meet: [`BlobError::Full`], [`BlobError::SyncFailed`], [`BlobError::Io`]; with an object store
    /// [`BlobError::Unavailable`], [`BlobError::Denied`], [`BlobError::NoBucket`], [`BlobError::Place`].
    pub async fn check(&self) -> Result<(), BlobError> {
        match &self.store {
            Store::Disk(disk) => disk.check().await,
            Store::S3(s3) => s3.check().await,
        }
    }
}
