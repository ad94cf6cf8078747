//! Completion: the parts become an object, and the object a file.
//!
//! Calls may meet, on this server or on two. What keeps them apart is the upload's row: only who finds it
//! in the last transaction, with the object that was joined, makes the file; everybody else looks again.

use jiff::tz::TimeZone;
use leporello_blob::{BlobError, Stored};
use leporello_model::{Add, Caller, Refusal};
use leporello_store::Upload;

use super::landing::{Landing, land, upload_target};
use super::sending::{sizes, staged};
use super::{AutoRename, FILE, FileOf, UNKNOWN};
use crate::app::facts::Known;
use crate::app::files::free_name;
use crate::app::places::{PlaceOf, anywhere};
use crate::app::{App, Failure};

/// How often a completion starts over because another one came in between.
const TRIES: usize = 5;

impl App {
    /// Makes a file of the parts that were sent; `claimed` is the digest that they must have. What is
    /// complete already is success.
    ///
    /// # Errors
    /// [`Refusal::UploadUnknown`], [`Refusal::PartMissing`], [`Refusal::UploadLength`],
    /// [`Refusal::UploadDigest`], [`Refusal::NotFound`], [`Refusal::UploadTargetInBin`], [`Refusal::NameTaken`],
    /// [`Refusal::SpaceFull`], or a failure of the store or the disk. After each the upload goes on.
    pub async fn complete_file(&self, caller: Caller, of: FileOf, claimed: Option<String>) -> Result<(), Failure> {
        for _ in 0..TRIES {
            let Some((upload, zone)) = self.under_way(caller, &of).await? else {
                return self.completed_before(caller, of, claimed).await;
            };
            if self.complete(caller, &upload, zone, claimed.as_deref()).await? {
                return Ok(());
            }
        }
        Err(Refusal::Unavailable.into())
    }

    /// One try; false if something came in between and all has to be looked at again.
    async fn complete(
        &self,
        caller: Caller,
        upload: &Upload,
        zone: TimeZone,
        claimed: Option<&str>,
    ) -> Result<bool, Failure> {
        let stored = match self.blobs.assemble(&staged(upload), &sizes(upload)).await {
            // A part was sent again after an earlier try.
            Err(BlobError::Exists) => return self.renew(upload).await.map(|()| false),
            // Another call has completed it, and thrown away what this one was working with.
            Err(_) if self.under_way(caller, &FileOf::of(upload)).await?.is_none() => return Ok(false),
            // The object store has lost them. All are to be sent again, through new links.
            Err(BlobError::UploadGone) => {
                self.renew(upload).await?;
                return Err(Refusal::PartMissing { part: 1 }.into());
            }
            Err(BlobError::PartMissing(part)) => return Err(Refusal::PartMissing { part: part.into() }.into()),
            Err(BlobError::Length { expected, got }) => return Err(length(expected, got).into()),
            outcome => outcome?,
        };
        // The object stays, as the parts do: the next try finds it right, or finds that they are others now. An object store
        // has no more parts once they were joined, so there all are sent again, through new links.
        if let Err(refusal) = whole(upload, &stored, claimed) {
            if upload.multipart.is_some() {
                self.renew(upload).await?;
            }
            return Err(refusal.into());
        }
        let facts = match self.facts(upload.space, upload.blob, zone.clone()).await {
            Err(Failure::Blob(BlobError::Missing)) => return Ok(false),
            outcome => outcome?,
        };
        let known = Known::new(&facts, &zone, Some(upload.file_type), upload.mime_type.as_deref());
        let landed = self.land(caller, upload.clone(), stored, known).await?;
        if landed {
            self.wanted.notify_one();
            self.forget_parts(upload).await;
        }
        Ok(landed)
    }

    /// The one transaction that makes the file; false if the upload has ended or has another object by now.
    async fn land(&self, caller: Caller, upload: Upload, stored: Stored, known: Known) -> Result<bool, Failure> {
        let now = self.clock.now();
        let clash = AutoRename::from_code(upload.rename_mode).unwrap_or(AutoRename::Refuse).clash();
        self.store
            .write(move |write| {
                let current = write.upload(upload.space, &upload.file)?;
                if current.is_none_or(|current| current.blob != upload.blob) {
                    write.leave_blob(upload.space, upload.blob)?;
                    return Ok(false);
                }
                let place = PlaceOf { space: Some(upload.space), family: None }.find(write, caller, "containerId")?;
                let grant = place.may(Add, &[], FILE)?;
                upload_target(write, &place, &upload)?;
                let name = free_name(write, upload.space, &upload.parent, &upload.name, clash, now, "fileName")?;
                let blob = write.claim_blob(upload.space, upload.blob, &stored.sha256, upload.length, &known.said)?;
                let sha256 = stored.sha256.clone();
                let landing = Landing { blob, sha256, known: known.clone(), edited_at: now };
                land(write, &grant, &Upload { name, ..upload.clone() }, landing)?;
                write.remove_upload(upload.space, &upload.file)?;
                Ok::<_, Failure>(true)
            })
            .await
    }

    /// Whether what is no upload is a file by now, with the digest that is claimed.
    async fn completed_before(&self, caller: Caller, of: FileOf, claimed: Option<String>) -> Result<(), Failure> {
        let found = self.store.read(move |read| anywhere(read, caller, &of.file)).await?;
        let file = found.filter(|file| file.owner == caller.user);
        let sha256 = file.and_then(|file| file.sha256).ok_or(UNKNOWN)?;
        if claimed.is_some_and(|claimed| claimed != sha256) { Err(Refusal::UploadDigest.into()) } else { Ok(()) }
    }

    /// Gives an upload a fresh object, because the one it has holds bytes that are not wanted, or has lost them.
    async fn renew(&self, upload: &Upload) -> Result<(), Failure> {
        let (space, file, old, new) = (upload.space, upload.file.clone(), upload.blob, self.ids.blob());
        self.store.write(move |write| Ok::<_, Failure>(write.renew_blob(space, &file, old, new)?)).await?;
        if upload.multipart.is_some() {
            self.forget_parts(upload).await;
        }
        Ok(())
    }
}

/// Bytes that are not as many as announced.
fn length(expected: u64, got: u64) -> Refusal {
    let signed = |bytes| i64::try_from(bytes).unwrap_or(i64::MAX);
    Refusal::UploadLength { expected: signed(expected), got: signed(got) }
}

/// Whether the bytes are as many as announced, and have every digest that was claimed.
fn whole(upload: &Upload, stored: &Stored, claimed: Option<&str>) -> Result<(), Refusal> {
    let got = i64::try_from(stored.length).unwrap_or(i64::MAX);
    if got != upload.length {
        return Err(Refusal::UploadLength { expected: upload.length, got });
    }
    let right = [upload.sha256.as_deref(), claimed].into_iter().flatten().all(|sha256| sha256 == stored.sha256);
    if right { Ok(()) } else { Err(Refusal::UploadDigest) }
}
