//! Uploads: promise a file, send its parts, complete it (contract/drive.md §2.3 to §2.5).
//!
//! A promise is a row with an expiry, written before any byte comes. Bytes are durable before the
//! transaction that makes a file of them, and nothing is thrown away before it. An upload's object
//! never has a row of its own while the upload has one, so whatever is left over can be found.

mod complete;
mod landing;
mod plan;
mod promise;
mod sending;

use std::sync::atomic::{AtomicI64, Ordering};

use bytes::Bytes;
use futures_util::{Stream, TryStreamExt};
use jiff::tz::TimeZone;
use leporello_blob::BlobError;
use leporello_model::{Add, Caller, NameError, Refusal, file_name};
use leporello_store::{Upload, Write};

pub(crate) use landing::{Landing, land};
pub use plan::{Asked, MAX_PARTS, Part};
pub(crate) use promise::room;
pub use promise::{NewFile, Next, Promised};
pub use sending::planned;
pub(crate) use sending::staged;

use self::sending::announced;
use super::facts::zone_of;
use super::files::{Clash, FileOf};
use super::links::PartLink;
use super::places::{PlaceOf, other_spaces};
use super::{App, Failure};

/// The longest file: 200 GiB.
pub const MAX_LENGTH: i64 = 200 << 30;

/// `autoRename`: what to do when the name is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AutoRename {
    /// 2: take another name.
    Rename,
    /// 3: refuse.
    Refuse,
    /// 4: do nothing if the bytes are the same too, otherwise take another name.
    UnlessSame,
}

impl AutoRename {
    /// The mode with this code.
    #[must_use]
    pub const fn from_code(code: i64) -> Option<Self> {
        match code {
            2 => Some(Self::Rename),
            3 => Some(Self::Refuse),
            4 => Some(Self::UnlessSame),
            _ => None,
        }
    }

    pub(crate) const fn code(self) -> i64 {
        match self {
            Self::Rename => 2,
            Self::Refuse => 3,
            Self::UnlessSame => 4,
        }
    }

    const fn clash(self) -> Clash {
        match self {
            Self::Rename | Self::UnlessSame => Clash::Rename,
            Self::Refuse => Clash::Refuse,
        }
    }
}

impl App {
    /// The upload and those of its parts that links are asked for. Parts that are a whole plan become the plan.
    ///
    /// # Errors
    /// [`Refusal::UploadUnknown`], what is wrong with the parts, or a failure of the store.
    pub async fn plan_parts(
        &self,
        caller: Caller,
        of: FileOf,
        asked: Vec<Asked>,
        small: bool,
    ) -> Result<(Upload, Vec<Part>), Failure> {
        let (upload, _) = self.under_way(caller, &of).await?.ok_or(UNKNOWN)?;
        let (parts, new) =
            plan::asked_of(&upload.parts, &asked, upload.length, plan::smallest(small, self.blobs.smallest_part()))?;
        let upload = match new {
            Some(new) => self.plan_anew(upload, new).await?,
            None => upload,
        };
        Ok((upload, parts))
    }

    /// Changes the plan of an upload. An object store that was told that it is one part, or that it is not, is told anew.
    async fn plan_anew(&self, old: Upload, parts: Vec<i64>) -> Result<Upload, Failure> {
        let new = Upload { parts, ..old.clone() };
        let anew = old.multipart.is_some() && announced(&old).is_some() != announced(&new).is_some();
        let (blob, before) = (self.ids.blob(), old.blob);
        let planned = move |write: &Write<'_>| {
            write.plan_parts(new.space, &new.file, &new.parts)?;
            if anew {
                write.renew_blob(new.space, &new.file, before, blob)?;
            }
            Ok::<_, Failure>(write.upload(new.space, &new.file)?)
        };
        let planned = self.store.write(planned).await?.ok_or(UNKNOWN)?;
        if anew {
            self.forget_parts(&old).await;
        }
        Ok(planned)
    }

    /// Throws away what was staged for an upload. If that fails, the next sweep does it.
    async fn forget_parts(&self, upload: &Upload) {
        if let Err(error) = self.blobs.discard(&staged(upload)).await {
            tracing::warn!(%error, "parts that are not needed stay until the next sweep");
        }
    }

    /// Takes the bytes of one part, which are `length` by the client's word. Sending it again replaces it.
    ///
    /// # Errors
    /// [`Refusal::LinkWrong`], [`Refusal::UploadUnknown`], [`Refusal::UploadLength`], or a failure of the
    /// store or the disk; then nothing of this sending is kept.
    pub async fn put_part<E>(
        &self,
        link: &PartLink,
        length: i64,
        body: impl Stream<Item = Result<Bytes, E>> + Send,
    ) -> Result<(), Failure> {
        let caller = self.open_part_link(link).await?;
        let of = FileOf { place: PlaceOf::default(), file: link.file.clone() };
        let (upload, _) = self.under_way(caller, &of).await?.ok_or(UNKNOWN)?;
        if link.space != upload.space {
            return Err(Refusal::LinkWrong.into());
        }
        let planned = (link.part as usize).checked_sub(1).and_then(|place| upload.parts.get(place));
        if planned != Some(&link.size) {
            // It was planned anew since.
            return Err(Refusal::LinkWrong.into());
        }
        let expected = link.size;
        if length != expected {
            return Err(Refusal::UploadLength { expected, got: length }.into());
        }
        if expected == 0 && upload.multipart.is_some() {
            return Ok(());
        }
        let seen = AtomicI64::new(0);
        let body = body.inspect_ok(|piece| {
            seen.fetch_add(i64::try_from(piece.len()).unwrap_or(i64::MAX), Ordering::Relaxed);
        });
        let bytes = u64::try_from(expected).unwrap_or_default();
        match self.blobs.stage(upload.space, &upload.upload, link.part, bytes, body).await {
            Err(BlobError::Length { .. } | BlobError::Interrupted) => {
                Err(Refusal::UploadLength { expected, got: seen.into_inner() }.into())
            }
            // It was completed while the part was on its way, and what was staged is gone.
            Err(_) if self.under_way(caller, &of).await?.is_none() => Err(UNKNOWN.into()),
            outcome => Ok(outcome?),
        }
    }

    /// The caller's upload that will be this file, unless it has ended or they may no longer put anything there, and
    /// the zone of the caller's pictures.
    async fn under_way(&self, caller: Caller, of: &FileOf) -> Result<Option<(Upload, TimeZone)>, Failure> {
        let (of, now) = (of.clone(), self.clock.now());
        self.store
            .read(move |read| {
                let spaces = match &of.place.family {
                    Some(_) => vec![of.place.find(read, caller, "containerId")?.space],
                    None => [vec![caller.space], other_spaces(read, caller)?].concat(),
                };
                for space in spaces {
                    let upload = read.upload(space, &of.file)?.filter(|upload| upload.expires_at > now);
                    let Some(upload) = upload.filter(|upload| upload.owner == caller.user) else { continue };
                    let place = PlaceOf { space: Some(space), family: of.place.family.clone() };
                    let place = place.find(read, caller, "containerId")?;
                    place.may(Add, &[], FILE)?;
                    if !place.is_whole() && place.files(read, std::slice::from_ref(&upload.parent))?.is_empty() {
                        continue;
                    }
                    let zone = zone_of(read.any_user(upload.owner)?.as_ref());
                    return Ok(Some((upload, zone)));
                }
                Ok(None)
            })
            .await
    }
}

/// What a caller sent the file as.
const FILE: &str = "fileId";
/// No such upload.
const UNKNOWN: Refusal = Refusal::UploadUnknown { field: FILE };

/// The name, if a file or folder may have it.
pub(crate) fn checked_name(name: &str) -> Result<String, Refusal> {
    const FIELD: &str = "fileName";
    file_name(name).map_err(|error| match error {
        NameError::Length => Refusal::FieldLength { field: FIELD, min: 1, max: 250 },
        NameError::Characters => Refusal::FieldCharacters { field: FIELD },
    })
}
