//! The promise of a file: a row before any byte comes, or at once a file whose bytes are there.

use leporello_model::{Add, BlobId, Caller, FileId, FileType, Millis, Refusal, SpaceFacts, SpaceId, UploadId};
use leporello_store::{Object, Read, Upload, Write};

use super::AutoRename;
use super::landing::{Landing, land, upload_target};
use super::plan::{self, Asked};
use crate::app::facts::{Known, zone_of};
use crate::app::files::{Folder, free_name};
use crate::app::places::PlaceOf;
use crate::app::{App, Failure};

/// A file to be uploaded.
#[derive(Clone, Debug)]
pub struct NewFile {
    /// Where it is said to lie.
    pub place: PlaceOf,
    /// The folder it is to lie in.
    pub parent: Folder,
    /// What it is to be called.
    pub name: String,
    /// What it is said to be.
    pub file_type: FileType,
    /// What its content type is said to be.
    pub mime_type: Option<String>,
    /// What somebody wrote about it.
    pub description: Option<String>,
    /// Bytes.
    pub length: i64,
    /// Their lower-case hexadecimal SHA-256, if known already.
    pub sha256: Option<String>,
    /// The parts that the client plans.
    pub parts: Option<Vec<Asked>>,
    /// Whether these may be small ones.
    pub small_parts: bool,
    /// What to do when the name is taken.
    pub auto_rename: AutoRename,
    /// When it was created, if not now.
    pub created_at: Option<Millis>,
}

/// What came of a promise.
#[derive(Clone, Debug)]
pub struct Promised {
    /// The file that will be, or is.
    pub file: FileId,
    /// Its space.
    pub space: SpaceId,
    /// Its folder.
    pub parent: FileId,
    /// Its name, if nobody takes it first.
    pub name: String,
    /// What is left to do.
    pub next: Next,
}

/// What is left to do for a promised file.
#[derive(Clone, Debug)]
pub enum Next {
    /// To send the parts of this.
    Send(Box<Upload>),
    /// Nothing: the bytes were there, and the file is complete.
    Nothing,
    /// Nothing: this very file was there.
    Same,
}

impl App {
    /// Promises a file; if its bytes are in the caller's own space already, makes it.
    ///
    /// # Errors
    /// [`Refusal::SpaceWrong`], [`Refusal::SpaceDisabled`], [`Refusal::NotFound`],
    /// [`Refusal::TargetNotFolder`], [`Refusal::UploadTargetInBin`], [`Refusal::NameTaken`],
    /// [`Refusal::SpaceFull`], what is wrong with the planned parts, or a failure of the store.
    pub async fn create_file(&self, caller: Caller, new: NewFile) -> Result<Promised, Failure> {
        let now = self.clock.now();
        let (drawn, planned) = ((self.ids.file(), self.ids.upload(), self.ids.blob()), new.parts.as_deref());
        let smallest = plan::smallest(new.small_parts, self.blobs.smallest_part());
        let parts =
            planned.map_or_else(|| Ok(plan::usual(new.length)), |asked| plan::checked(asked, new.length, smallest))?;
        let expires_at = now.plus(self.settings.upload_ttl);
        self.store
            .write(move |write| {
                let place = new.place.find_by(write, caller, new.parent.named(), "containerId")?;
                let grant = place.may(Add, &[], "parentFolder")?;
                let upload = Upload {
                    space: place.space,
                    parent: place.folder(&new.parent),
                    expires_at,
                    ..promise_of(caller, &new, &drawn, &parts, now)
                };
                upload_target(write, &place, &upload)?;
                if let Some(promised) = same(write, &upload)? {
                    return Ok(promised);
                }
                let clash = new.auto_rename.clash();
                let name = free_name(write, upload.space, &upload.parent, &upload.name, clash, now, "fileName")?;
                let upload = Upload { name, ..upload };
                room(write, grant.on(), upload.length)?;
                // Of what others put into a space, nobody learns by its digest.
                let rapid = if place.is_own() { rapid(write, &upload, now)? } else { None };
                let next = if let Some(landing) = rapid {
                    land(write, &grant, &upload, landing)?;
                    Next::Nothing
                } else {
                    write.add_upload(&grant, &upload)?;
                    Next::Send(Box::new(upload.clone()))
                };
                Ok(promised(upload, next))
            })
            .await
    }
}

/// What a caller promises, but for where.
fn promise_of(
    caller: Caller,
    new: &NewFile,
    (file, upload, blob): &(FileId, UploadId, BlobId),
    parts: &[i64],
    now: Millis,
) -> Upload {
    Upload {
        space: caller.space,
        file: file.clone(),
        upload: upload.clone(),
        blob: *blob,
        owner: caller.user,
        parent: FileId::root_of(caller.space),
        name: new.name.clone(),
        rename_mode: new.auto_rename.code(),
        file_type: new.file_type,
        mime_type: new.mime_type.clone(),
        description: new.description.clone(),
        length: new.length,
        sha256: new.sha256.clone(),
        parts: parts.to_vec(),
        created_at: new.created_at.unwrap_or(now),
        expires_at: now,
        multipart: None,
    }
}

fn promised(upload: Upload, next: Next) -> Promised {
    Promised { file: upload.file, space: upload.space, parent: upload.parent, name: upload.name, next }
}

/// The file that is there already under this name with these bytes, where that is what is wanted.
fn same(write: &Write<'_>, upload: &Upload) -> Result<Option<Promised>, Failure> {
    if upload.rename_mode != AutoRename::UnlessSame.code() || upload.sha256.is_none() {
        return Ok(None);
    }
    let named = write.named(upload.space, &upload.parent, &upload.name)?;
    let same = named.filter(|file| file.sha256 == upload.sha256);
    Ok(same.map(|file| promised(Upload { file: file.id, ..upload.clone() }, Next::Same)))
}

/// Refuses when the space is off, or has no room for `bytes` at this moment.
pub(crate) fn room(read: &Read<'_>, space: SpaceFacts, bytes: i64) -> Result<(), Failure> {
    let found = read.space_of(space.owner)?.filter(|found| found.id == space.space);
    let space = found.ok_or(Refusal::SpaceWrong { field: "containerId" })?;
    if space.disabled {
        return Err(Refusal::SpaceDisabled.into());
    }
    if space.used.saturating_add(bytes) > space.capacity {
        return Err(Refusal::SpaceFull.into());
    }
    Ok(())
}

/// The announced bytes, if the space has them.
fn rapid(write: &Write<'_>, upload: &Upload, now: Millis) -> Result<Option<Landing>, Failure> {
    let Some(sha256) = upload.sha256.clone() else { return Ok(None) };
    let object = write.blob_with(upload.space, &sha256)?.filter(|object| object.size == upload.length);
    let Some(Object { id: blob, facts: Some(said), .. }) = object else { return Ok(None) };
    let zone = zone_of(write.any_user(upload.owner)?.as_ref());
    let known = Known::again(&said, &zone, upload.file_type, upload.mime_type.as_deref());
    Ok(known.map(|known| Landing { blob, sha256, known, edited_at: now }))
}
