//! Uploads under way: parts come in, are joined into an object, or are forgotten.
//!
//! The two stores take parts in different ways, and this is the one place where a caller sees which one there is:
//! [`Blobs::begin_upload`] gives nothing on a disk, where parts go through [`Blobs::stage`].

use std::time::Duration;

use bytes::Bytes;
use futures_util::Stream;
use leporello_model::{BlobId, Millis, SpaceId, UploadId};

use crate::{BlobError, Blobs, Store, Stored};

/// An upload, and the object it is to become.
#[derive(Clone, Copy, Debug)]
pub struct Staged<'a> {
    /// The space both are in.
    pub space: SpaceId,
    /// What it is called here.
    pub upload: &'a UploadId,
    /// The object.
    pub blob: BlobId,
    /// What the object store calls it, as [`Blobs::begin_upload`] gave it.
    pub multipart: Option<&'a str>,
}

/// The smallest part that all object stores take.
const SMALLEST_THERE: i64 = 5 << 20;

impl Blobs {
    /// The bytes that every part of an upload has to have at least, but for the last. A disk takes any.
    #[must_use]
    pub const fn smallest_part(&self) -> i64 {
        match &self.store {
            Store::Disk(_) => 0,
            Store::S3(_) => SMALLEST_THERE,
        }
    }

    /// Streams one part of an upload into staging, in place of an earlier sending of this part. On a disk only.
    ///
    /// `body` must give exactly `expected` bytes; it is dropped as soon as it gives more. Durable on
    /// return. After an error, or when the future is dropped, nothing of this sending is kept and an
    /// earlier one stays.
    ///
    /// # Errors
    /// [`BlobError::Length`], [`BlobError::Interrupted`] when `body` gives an error,
    /// [`BlobError::Full`], [`BlobError::SyncFailed`], [`BlobError::Io`]; [`BlobError::Unsupported`] with an object
    /// store, which takes the parts itself.
    pub async fn stage<E>(
        &self,
        space: SpaceId,
        upload: &UploadId,
        part: u32,
        expected: u64,
        body: impl Stream<Item = Result<Bytes, E>>,
    ) -> Result<(), BlobError> {
        match &self.store {
            Store::Disk(disk) => disk.stage(space, upload, part, expected, body).await,
            Store::S3(_) => Err(BlobError::Unsupported("parts are sent to the object store itself, not through here")),
        }
    }

    /// Begins an upload of which the parts are sent straight to the store, and gives the store's name for it, which
    /// has to be kept. Nothing on a disk.
    ///
    /// # Errors
    /// [`BlobError::Unavailable`], [`BlobError::Denied`], [`BlobError::NoBucket`].
    pub async fn begin_upload(&self, space: SpaceId, blob: BlobId) -> Result<Option<String>, BlobError> {
        match &self.store {
            Store::Disk(_) => Ok(None),
            Store::S3(s3) => s3.begin_upload(space, blob, false).await.map(Some),
        }
    }

    /// Does the same for a file that comes in a single part and whose digest is announced: where the store can check
    /// it, other bytes are refused when they are sent, and [`Blobs::assemble`] need not read the object. All links to
    /// this upload have to be asked for with the digest.
    ///
    /// # Errors
    /// Those of [`Blobs::begin_upload`].
    pub async fn begin_checked_upload(&self, space: SpaceId, blob: BlobId) -> Result<Option<String>, BlobError> {
        match &self.store {
            Store::Disk(_) => Ok(None),
            Store::S3(s3) => s3.begin_upload(space, blob, true).await.map(Some),
        }
    }

    /// The store's own link that takes part number `part`, counted from 1, by a PUT without further headers. It
    /// takes a body of exactly `size` bytes, which the client has to announce (`Content-Length`). Nothing on a disk.
    ///
    /// `sha256` is the announced digest of the whole in hexadecimal, if this part is all of it; it counts where the
    /// upload is one of [`Blobs::begin_checked_upload`]. No bytes can only be all there is: some stores take no empty
    /// parts, so the link is another one then. A link is valid for a week at most, and, but for that of an empty file, in
    /// no case after the upload was joined or discarded.
    ///
    /// # Errors
    /// [`BlobError::Place`] when no link can be made.
    #[expect(clippy::too_many_arguments, reason = "a link is bound to all of them")]
    pub async fn part_link(
        &self,
        space: SpaceId,
        blob: BlobId,
        multipart: &str,
        part: u32,
        size: u64,
        sha256: Option<&str>,
        valid: Duration,
    ) -> Result<Option<String>, BlobError> {
        match &self.store {
            Store::Disk(_) => Ok(None),
            Store::S3(s3) => s3.part_link(space, blob, (multipart, part, size), sha256, valid).await.map(Some),
        }
    }

    /// Joins the parts, number and size in bytes each, in ascending order, into the object; no parts are an empty
    /// object. Parts that were sent and are not among them are left out. An empty part beside others need not have been
    /// sent to an object store, as some take none. Durable on return.
    ///
    /// The same call can be repeated, also after it went well. A disk keeps the staged parts until [`Blobs::discard`];
    /// an object store gives them up for the object. An object that is not wanted after all (its digest is not the
    /// announced one) has to be deleted before its key can be used for other bytes.
    ///
    /// # Errors
    /// [`BlobError::PartMissing`], [`BlobError::Length`] when a part has another size, [`BlobError::Exists`] when the
    /// key has other bytes, [`BlobError::UploadGone`] when an object store has neither the parts nor the object,
    /// [`BlobError::Full`], [`BlobError::SyncFailed`], [`BlobError::Io`], [`BlobError::Unavailable`],
    /// [`BlobError::Denied`], [`BlobError::NoBucket`].
    pub async fn assemble(&self, staged: &Staged<'_>, parts: &[(u32, u64)]) -> Result<Stored, BlobError> {
        match &self.store {
            Store::Disk(disk) => disk.assemble(staged, parts).await,
            Store::S3(s3) => s3.assemble(staged, parts).await,
        }
    }

    /// Forgets all that is staged for an upload. An upload that is not known is fine, an object stays.
    ///
    /// # Errors
    /// [`BlobError::SyncFailed`] after an earlier failure, [`BlobError::Io`], [`BlobError::Unavailable`],
    /// [`BlobError::Denied`], [`BlobError::NoBucket`].
    pub async fn discard(&self, staged: &Staged<'_>) -> Result<(), BlobError> {
        match &self.store {
            Store::Disk(disk) => disk.discard(staged.space, staged.upload).await,
            Store::S3(s3) => s3.discard(staged).await,
        }
    }

    /// The uploads of which anything lies in staging, in order. Always none with an object store: it does not know
    /// what its uploads are called here, and [`Blobs::sweep`] gives up all that are old.
    ///
    /// # Errors
    /// [`BlobError::Io`].
    pub async fn uploads(&self) -> Result<Vec<(SpaceId, UploadId)>, BlobError> {
        match &self.store {
            Store::Disk(disk) => disk.uploads().await,
            Store::S3(_) => Ok(Vec::new()),
        }
    }

    /// Removes what nobody will ask for any more. On a disk: what killed imports and checks left and wrote last
    /// before `before`; uploads are not touched, they are listed by [`Blobs::uploads`] and forgotten by
    /// [`Blobs::discard`]. In an object store: every upload of an object or a pack that was begun
    /// before `before`. What others do in the same bucket is left alone.
    ///
    /// # Errors
    /// [`BlobError::SyncFailed`] after an earlier failure, [`BlobError::Io`], [`BlobError::Unavailable`],
    /// [`BlobError::Denied`], [`BlobError::NoBucket`].
    pub async fn sweep(&self, before: Millis) -> Result<(), BlobError> {
        match &self.store {
            Store::Disk(disk) => disk.sweep(before).await,
            Store::S3(s3) => s3.sweep(before).await,
        }
    }
}
