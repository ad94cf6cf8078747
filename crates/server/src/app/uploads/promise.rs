//! The promise of a file: a row before any byte comes, or at once a file whose bytes are there.

use leporello_model::{Arrange, Caller, FileId, FileType, Millis, Refusal, SpaceId, UploadId};
use leporello_store::{Read, SpaceOf, Upload, Write};

use super::AutoRename;
use super::landing::{Landing, land, upload_target};
use super::plan::{self, Asked, Part};
use crate::app::facts::Known;
use crate::app::files::{Folder, free_name};
use crate::app::spaces::own;
use crate::app::{App, Failure};

/// A file to be uploaded.
#[derive(Clone, Debug)]
pub struct NewFile {
    /// The space that it is said to lie in.
    pub space: Option<SpaceId>,
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
    /// To send these parts.
    Send(UploadId, Vec<Part>),
    /// Nothing: the bytes were there, and the file is complete.
    Nothing,
    /// Nothing: this very file was there.
    Same,
}

impl App {
    /// Promises a file; if its bytes are in the space already, makes it.
    ///
    /// # Errors
    /// [`Refusal::SpaceWrong`], [`Refusal::SpaceDisabled`], [`Refusal::NotFound`],
    /// [`Refusal::TargetNotFolder`], [`Refusal::UploadTargetInBin`], [`Refusal::NameTaken`],
    /// [`Refusal::SpaceFull`], what is wrong with the planned parts, or a failure of the store.
    pub async fn create_file(&self, caller: Caller, new: NewFile) -> Result<Promised, Failure> {
        let grant = own(caller, Arrange, new.space, "containerId")?;
        let now = self.clock.now();
        let upload = Upload {
            space: caller.space,
            file: self.ids.file(),
            upload: self.ids.upload(),
            blob: self.ids.blob(),
            owner: caller.user,
            parent: new.parent.id(caller.space),
            name: new.name,
            rename_mode: new.auto_rename.code(),
            file_type: new.file_type,
            mime_type: new.mime_type,
            description: new.description,
            length: new.length,
            sha256: new.sha256,
            parts: new.parts.map_or_else(|| Ok(plan::usual(new.length)), |asked| plan::checked(&asked, new.length))?,
            created_at: new.created_at.unwrap_or(now),
            expires_at: now.plus(self.settings.upload_ttl),
        };
        self.store
            .write(move |write| {
                upload_target(write, &upload)?;
                if let Some(promised) = same(write, &upload)? {
                    return Ok(promised);
                }
                let clash = new.auto_rename.clash();
                let name = free_name(write, upload.space, &upload.parent, &upload.name, clash, now, "fileName")?;
                let upload = Upload { name, ..upload.clone() };
                room(write, grant.on(), upload.length)?;
                let next = if let Some(landing) = rapid(write, &upload, now)? {
                    land(write, &grant, &upload, landing)?;
                    Next::Nothing
                } else {
                    write.add_upload(&grant, &upload)?;
                    Next::Send(upload.upload.clone(), plan::parts(&upload.parts))
                };
                Ok(promised(upload, next))
            })
            .await
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
pub(crate) fn room(read: &Read<'_>, (space, owner): SpaceOf, bytes: i64) -> Result<(), Failure> {
    let found = read.space_of(owner)?.filter(|found| found.id == space);
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
    let blob = write.blob_with(upload.space, &sha256)?.filter(|(_, size)| *size == upload.length);
    let Some((blob, _)) = blob else { return Ok(None) };
    let Some(file) = write.with_blob(upload.space, blob)? else { return Ok(None) };
    let known = Known::again(&file, upload.file_type, upload.mime_type.as_deref());
    Ok(Some(Landing { blob, sha256, known, edited_at: now }))
}
