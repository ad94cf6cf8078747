//! Files of this machine come into a space: what `leporello import` does.
//!
//! Safe to repeat and to break off: what is there already is left alone, and before a byte is copied
//! every file of a batch is promised like any upload, so that nothing is ever lost sight of. It must
//! never change or move a file that it imports.

mod look;

use std::io::{self, ErrorKind};
use std::path::PathBuf;

use futures_util::{StreamExt, TryStreamExt, stream};
use jiff::tz::TimeZone;
use leporello_blob::{BlobError, Stored};
use leporello_model::{Add, Caller, FileId, FileType, Grant, Millis, Refusal, SpaceFacts, View};
use leporello_store::{FileRow, Upload, Write};

use super::facts::{Known, zone_of};
use super::files::{Clash, Folder, NewFolder, free_name, target};
use super::places::{Place, PlaceOf};
use super::spaces::own;
use super::uploads::{Landing, checked_name, land, room};
use super::{App, Failure};

/// How many files are looked into at a time.
const AT_ONCE: usize = 8;

/// A file of this machine.
#[derive(Clone, Debug)]
pub struct Source {
    /// Where it is.
    pub path: PathBuf,
    /// The folder that it goes into.
    pub parent: FileId,
    /// What it will be called there.
    pub name: String,
    /// When it was last changed.
    pub modified: Millis,
}

/// A file that was imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// Which it is now.
    pub file: FileId,
    /// What it is called now.
    pub name: String,
    /// What it is.
    pub file_type: FileType,
    /// Bytes.
    pub size: i64,
}

/// Why a file was not imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Skipped {
    /// The same bytes lie in the same folder under the same name, or under the one that they got when
    /// that name was taken.
    AlreadyThere,
    /// No file may have this name.
    Name,
    /// The space has not room enough.
    SpaceFull,
    /// The folder that it was to go into is no more, or in the bin.
    FolderGone,
    /// It cannot be read.
    Unreadable(ErrorKind),
}

/// A file on its way, or why it is not.
type Lane<T> = Result<T, Skipped>;

/// A file that is to be copied, with the row that promises it.
#[derive(Clone, Debug)]
struct Coming {
    path: PathBuf,
    upload: Upload,
}

/// A file whose bytes are durable.
#[derive(Clone, Debug)]
struct Copied {
    upload: Upload,
    stored: Stored,
    known: Known,
}

impl App {
    /// The folder `name` in the folder `parent`, which is made if it is not there; and whether it was made.
    ///
    /// # Errors
    /// [`Refusal::FieldLength`] or [`Refusal::FieldCharacters`] for a name that no folder may have,
    /// [`Refusal::NameTaken`] by a file, [`Refusal::NotFound`], [`Refusal::TargetNotFolder`],
    /// [`Refusal::TargetInBin`], [`Refusal::TooDeep`], or a failure of the store.
    pub async fn import_folder(&self, caller: Caller, parent: &FileId, name: &str) -> Result<(FileId, bool), Failure> {
        own(caller, View, None, "containerId")?;
        let name = checked_name(name)?;
        let (space, folder, wanted) = (caller.space, parent.clone(), name.clone());
        let there = self.store.read(move |read| Ok::<_, Failure>(read.named(space, &folder, &wanted)?)).await?;
        if let Some(there) = there.filter(FileRow::is_folder) {
            return Ok((there.id, false));
        }
        let new = NewFolder {
            place: PlaceOf::default(),
            parent: Folder::Id(parent.clone()),
            name,
            clash: Clash::Refuse,
            description: None,
            created_at: None,
            edited_at: None,
        };
        Ok((self.create_folder(caller, new).await?.id, true))
    }

    /// Imports a batch of files with one settling of the disk and one transaction that makes them files;
    /// some dozens are a good batch. Gives what became of each, in the order of `sources`.
    ///
    /// # Errors
    /// What keeps all files from being imported: a failure of the store or of the server's own disk.
    /// Then none of the batch was, and it can be repeated.
    pub async fn import_files(&self, caller: Caller, sources: Vec<Source>) -> Result<Vec<Lane<Imported>>, Failure> {
        let grant = own(caller, Add, None, "containerId")?;
        let user = self.store.read(move |read| Ok::<_, Failure>(read.any_user(caller.user)?)).await?;
        let zone = zone_of(user.as_ref());
        // Identifiers are drawn here, in the order of the batch: with seeded chance they are always the same.
        let looks = sources.into_iter().map(|source| {
            let drawn = (self.ids.file(), self.ids.upload(), self.ids.blob());
            self.look(caller, source, drawn)
        });
        let lanes: Vec<Lane<Coming>> = stream::iter(looks).buffered(AT_ONCE).try_collect().await?;
        let lanes = self.promise(grant, lanes).await?;
        let promised: Vec<Upload> = lanes.iter().flatten().map(|coming| coming.upload.clone()).collect();
        let finished = match self.copy(lanes, zone).await {
            Ok(lanes) => self.settle(grant, lanes).await,
            Err(failure) => Err(failure),
        };
        if finished.is_err() {
            let given_up = self.store.write(move |write| promised.iter().try_for_each(|upload| give_up(write, upload)));
            if let Err(failure) = given_up.await {
                tracing::warn!(cause = failure.cause(), "a broken import stays until its promises expire");
            }
        }
        finished
    }

    /// Promises the files that the space has room for.
    async fn promise(
        &self,
        grant: Grant<Add, SpaceFacts>,
        lanes: Vec<Lane<Coming>>,
    ) -> Result<Vec<Lane<Coming>>, Failure> {
        let add = move |write: &Write<'_>| {
            let mut bytes = 0;
            let promise = |lane: &Lane<Coming>| {
                let Ok(coming) = lane else { return Ok(lane.clone()) };
                match room(write, grant.on(), bytes + coming.upload.length) {
                    Ok(()) => bytes += coming.upload.length,
                    Err(Failure::Refused(Refusal::SpaceFull)) => return Ok(Err(Skipped::SpaceFull)),
                    Err(failure) => return Err(failure),
                }
                write.add_upload(&grant, &coming.upload)?;
                Ok(lane.clone())
            };
            lanes.iter().map(promise).collect()
        };
        self.store.write(add).await
    }

    /// Copies the bytes and looks into them.
    async fn copy(&self, lanes: Vec<Lane<Coming>>, zone: TimeZone) -> Result<Vec<Lane<Copied>>, Failure> {
        let objects = |coming: &Coming| (coming.path.clone(), coming.upload.space, coming.upload.blob);
        let objects: Vec<_> = lanes.iter().flatten().map(objects).collect();
        let blobs = self.blobs.clone();
        let taken = tokio::task::spawn_blocking(move || blobs.take_files(&objects)).await;
        let mut taken = taken.map_err(|stopped| BlobError::Io(io::Error::other(stopped)))?.into_iter();
        let copied = lanes.into_iter().map(|lane| {
            let outcome = lane.map(|coming| (coming.upload, taken.next().unwrap_or(Err(BlobError::Missing))));
            let zone = zone.clone();
            async move {
                let (upload, stored) = match outcome {
                    Ok((upload, Ok(stored))) => (upload, stored),
                    // The disk of the server would have said `Full` or `SyncFailed`.
                    Ok((_, Err(BlobError::Io(error)))) => return Ok(Err(Skipped::Unreadable(error.kind()))),
                    Ok((_, Err(error))) => return Err(Failure::from(error)),
                    Err(skipped) => return Ok(Err(skipped)),
                };
                let facts = self.facts(upload.space, upload.blob, zone.clone()).await?;
                // It may have grown or shrunk since it was promised.
                let length = i64::try_from(stored.length).unwrap_or(i64::MAX);
                let known = Known::new(&facts, &zone, None, None);
                Ok(Ok(Copied { upload: Upload { length, ..upload }, stored, known }))
            }
        });
        let copied: Vec<_> = copied.collect();
        stream::iter(copied).buffered(AT_ONCE).try_collect().await
    }

    /// Makes files of all that was copied.
    async fn settle(
        &self,
        grant: Grant<Add, SpaceFacts>,
        lanes: Vec<Lane<Copied>>,
    ) -> Result<Vec<Lane<Imported>>, Failure> {
        let now = self.clock.now();
        self.store
            .write(move |write| {
                let settle = |lane: &Lane<Copied>| match lane {
                    Ok(copied) => settle(write, &grant, copied, now),
                    Err(skipped) => Ok(Err(*skipped)),
                };
                lanes.iter().map(settle).collect()
            })
            .await
    }
}

/// Makes a file of what was copied, unless something has come in between.
fn settle(
    write: &Write<'_>,
    grant: &Grant<Add, SpaceFacts>,
    copied: &Copied,
    now: Millis,
) -> Result<Lane<Imported>, Failure> {
    let Copied { upload, stored, known } = copied;
    if write.upload(upload.space, &upload.file)?.is_none() {
        // The copying took longer than a promise lasts.
        return Err(Refusal::Unavailable.into());
    }
    if let Some(skipped) = hindrance(write, grant, upload, &stored.sha256)? {
        give_up(write, upload)?;
        return Ok(Err(skipped));
    }
    let name = free_name(write, upload.space, &upload.parent, &upload.name, Clash::Rename, now, "fileName")?;
    let blob = write.claim_blob(upload.space, upload.blob, &stored.sha256, upload.length, &known.said)?;
    let upload = Upload { name, ..upload.clone() };
    let landing = Landing { blob, sha256: stored.sha256.clone(), known: known.clone(), edited_at: upload.created_at };
    land(write, grant, &upload, landing)?;
    write.remove_upload(upload.space, &upload.file)?;
    Ok(Ok(Imported { file: upload.file, name: upload.name, file_type: known.file_type, size: upload.length }))
}

/// Why a copied file cannot come in after all.
fn hindrance(
    write: &Write<'_>,
    grant: &Grant<Add, SpaceFacts>,
    upload: &Upload,
    sha256: &str,
) -> Result<Option<Skipped>, Failure> {
    match target(write, &Place::own(grant.caller()), &upload.parent, "parentFolder") {
        Ok(_) => {}
        Err(Failure::Refused(_)) => return Ok(Some(Skipped::FolderGone)),
        Err(failure) => return Err(failure),
    }
    if look::already_there(write, upload, sha256)? {
        return Ok(Some(Skipped::AlreadyThere));
    }
    match room(write, grant.on(), upload.length) {
        Ok(()) => Ok(None),
        Err(Failure::Refused(Refusal::SpaceFull)) => Ok(Some(Skipped::SpaceFull)),
        Err(failure) => Err(failure),
    }
}

/// Ends a promise and leaves its bytes, if there are any, to the sweep.
fn give_up(write: &Write<'_>, upload: &Upload) -> Result<(), Failure> {
    write.remove_upload(upload.space, &upload.file)?;
    Ok(write.leave_blob(upload.space, upload.blob)?)
}
