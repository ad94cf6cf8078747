//! Making pictures of an object: taken from the store, made by the workshop, kept in the blob room, told to the store.
//!
//! Whoever takes one has it for a while only. If they die, it is free again; the number under which they began is on
//! record, so what they left is deleted by whoever comes next.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use leporello_media::{Made, Order, Picture, SIDES, Trouble, kept};
use leporello_model::{BlobId, FileType, Millis, SpaceId};
use leporello_store::{Made as Fate, Rendition, RenditionState, Taken, Write};

use super::pack::Index;
use crate::app::{App, Failure};

/// How long somebody who takes an object has for it: two tools and a decoding, each at its limit, and some air.
const LEASE: i64 = 2 * Millis::MINUTE;
/// How long it rests after a try that may go better another time.
const PAUSE: i64 = Millis::MINUTE;
/// How often something is tried that may go better another time.
const TRIES: i64 = 5;
/// How often something is tried that a worker died of: the machine may have been short of something.
const DEATHS: i64 = 2;
/// How long somebody waits for a picture that another is making.
const PATIENCE: Duration = Duration::from_secs(10);
/// How often they look.
const LOOK: Duration = Duration::from_millis(50);

impl App {
    /// Takes the newest objects that pictures are wanted of, `most` of them.
    pub(crate) async fn take_pictures(&self, most: usize) -> Result<Vec<Taken>, Failure> {
        let now = self.clock.now();
        let attempts: Vec<BlobId> = (0..most).map(|_| self.ids.blob()).collect();
        self.store
            .write(move |write| Ok::<_, Failure>(write.any_take_renditions(now, now.plus(LEASE), &attempts)?))
            .await
    }

    /// Makes the pictures of an object that was taken, or tells why there are none.
    ///
    /// # Errors
    /// A failure of the store or the disk; the object is free again after a while.
    pub(crate) async fn make_pictures(&self, taken: Taken) -> Result<(), Failure> {
        let Taken { space, blob, attempt, broken_off, tries, file_type } = taken;
        if let Some(number) = broken_off {
            self.blobs.delete_pack(space, blob, number).await?;
        }
        match self.pictures_of(space, blob, file_type).await {
            Ok((made, preview)) => {
                let (index, pack) = Index::pack(&SIDES, &made.pictures, preview.as_ref());
                self.blobs.keep_pack(space, blob, attempt, pack).await?;
                let placeholder = made.placeholder.map(|hash| STANDARD.encode(hash));
                self.keep(taken, serde_json::to_string(&index).unwrap_or_default(), placeholder).await
            }
            Err(trouble) => {
                let most = match trouble {
                    Trouble::NotTried => TRIES,
                    Trouble::Crashed | Trouble::TimedOut | Trouble::OutOfMemory => DEATHS,
                    Trouble::Undecodable | Trouble::Unsupported | Trouble::TooLarge | Trouble::NoTool => 0,
                };
                let again = (tries < most).then(|| self.clock.now().plus(PAUSE));
                tracing::debug!(%space, %blob, %trouble, tries, "no pictures");
                let failed = move |write: &Write<'_>| {
                    Ok::<_, Failure>(write.rendition_failed(space, blob, attempt, trouble.code(), again)?)
                };
                self.store.write(failed).await.map(drop)
            }
        }
    }

    /// Tells the store of a pack that is kept, and deletes the one that it replaces; or itself, if it came too late.
    async fn keep(&self, taken: Taken, pictures: String, placeholder: Option<String>) -> Result<(), Failure> {
        let Taken { space, blob, attempt, .. } = taken;
        let fate = self
            .store
            .write(move |write| {
                Ok::<_, Failure>(write.rendition_made(space, blob, attempt, &pictures, placeholder.as_deref())?)
            })
            .await?;
        let useless = match fate {
            Fate::InForce { replaced } => replaced,
            Fate::Late => Some(attempt),
        };
        match useless {
            Some(pack) => Ok(self.blobs.delete_pack(space, blob, pack).await?),
            None => Ok(()),
        }
    }

    async fn pictures_of(
        &self,
        space: SpaceId,
        blob: BlobId,
        file_type: FileType,
    ) -> Result<(Made, Option<Picture>), Trouble> {
        let (blobs, workshop) = (self.blobs.clone(), self.workshop.clone());
        let work = move || {
            let open = || blobs.open_file(space, blob).map_err(|_| Trouble::NotTried);
            let order = Order { views: SIDES.map(kept).to_vec(), placeholder: true, upright: false };
            let made = workshop.make(open()?, &order)?;
            // A video without a preview is still a video with a poster.
            let video = file_type == FileType::Video;
            let preview = if video { workshop.preview(open()?).ok() } else { None };
            Ok((made, preview))
        };
        tokio::task::spawn_blocking(work).await.map_err(|_| Trouble::NotTried)?
    }

    /// The row once its pictures are made, by this call or by whoever has taken it; or as it is when patience ends.
    pub(super) async fn made_now(&self, mut row: Rendition) -> Result<Option<Rendition>, Failure> {
        let (space, blob) = (row.space, row.blob);
        let patience = tokio::time::sleep(PATIENCE);
        tokio::pin!(patience);
        while row.state == RenditionState::Wanted {
            if row.due_at <= self.clock.now() {
                self.make_asked(space, blob).await?;
            } else if row.attempt.is_none() {
                // It rests after a try that failed; nobody is at work.
                return Ok(Some(row));
            } else {
                tokio::select! {
                    () = &mut patience => return Ok(Some(row)),
                    () = tokio::time::sleep(LOOK) => {}
                }
            }
            match self.store.read(move |read| Ok::<_, Failure>(read.rendition(space, blob)?)).await? {
                Some(found) => row = found,
                None => return Ok(None),
            }
        }
        Ok(Some(row))
    }

    /// Makes the pictures of an object, unless somebody has taken it.
    async fn make_asked(&self, space: SpaceId, blob: BlobId) -> Result<(), Failure> {
        let _turn = self.asked.acquire().await;
        let (now, attempt) = (self.clock.now(), self.ids.blob());
        let take = move |write: &Write<'_>| {
            Ok::<_, Failure>(write.take_rendition(space, blob, now, now.plus(LEASE), attempt)?)
        };
        match self.store.write(take).await? {
            Some(taken) => self.make_pictures(taken).await,
            None => Ok(()),
        }
    }

    /// How many objects pictures are still wanted of.
    ///
    /// # Errors
    /// A failure of the store.
    pub async fn pictures_wanted(&self) -> Result<i64, Failure> {
        self.store.read(|read| Ok::<_, Failure>(read.any_renditions_wanted()?)).await
    }
}
