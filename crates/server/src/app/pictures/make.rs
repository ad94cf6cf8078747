//! Making pictures of an object: taken from the store, made by the workshop, kept in the blob room, told to the store.
//!
//! Whoever takes one has it for a while only. If they die, it is free again; the number under which they began is on
//! record, so what they left is deleted by whoever comes next. What was begun goes on when nobody waits for it any more.

use std::io::Seek;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use leporello_media::{Made, Order, Picture, SIDES, Trouble, kept};
use leporello_model::{BlobId, FileType, Millis, SpaceId};
use leporello_store::{PackFate, RenditionRow, RenditionState, Taken, Write};

use super::pack::Index;
use crate::app::{App, Failure};

/// How long somebody who takes an object has for it without a word: two tools and a decoding, each at its limit, and some
/// air. Fetching a large video out of an object store may take longer, so whoever is at work says so now and then.
const LEASE: i64 = 2 * Millis::MINUTE;
/// How often they say so.
const WORD: Duration = Duration::from_secs(40);
/// How long it rests after the first try that may go better another time; after the next ones twice, three times as long.
const PAUSE: i64 = Millis::MINUTE;
/// The longest rest, in pauses.
const LONGEST: i64 = 60;
/// How often something is tried that a worker, or the whole server, died of: the machine may have been short of something.
const DEATHS: i64 = 2;
/// After how many tries of which nobody heard again an object is suspected of being what makes them die.
const SUSPECT: i64 = 6;
/// How often somebody who waits for a picture that another makes looks for it.
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
    /// A failure of the store or the disk; the object is tried again after a while.
    pub(crate) async fn make_pictures(&self, taken: Taken) -> Result<(), Failure> {
        let Taken { space, blob, broken_off, tries, file_type, .. } = taken;
        if let Some(number) = broken_off {
            self.blobs.delete_pack(space, blob, number).await?;
        }
        if broken_off.is_some() && tries > SUSPECT {
            return self.none(taken, Trouble::Crashed).await;
        }
        let mut work = std::pin::pin!(self.pictures_of(space, blob, file_type));
        let pictures = loop {
            tokio::select! {
                pictures = &mut work => break pictures,
                () = tokio::time::sleep(WORD) => self.hold_on(taken).await,
            }
        };
        match pictures {
            Ok((made, preview)) => match self.keep(taken, &made, preview.as_ref()).await {
                Ok(()) => Ok(()),
                Err(failure) => {
                    // The disk may be full: that says nothing about the file.
                    self.none(taken, Trouble::NotTried).await?;
                    Err(failure)
                }
            },
            Err(trouble) => self.none(taken, trouble).await,
        }
    }

    /// Says that somebody is still at work.
    async fn hold_on(&self, taken: Taken) {
        let Taken { space, blob, attempt, .. } = taken;
        let until = self.clock.now().plus(LEASE);
        let held = move |write: &Write<'_>| Ok::<_, Failure>(write.hold_rendition(space, blob, attempt, until)?);
        if let Err(failure) = self.store.write(held).await {
            tracing::warn!(cause = failure.cause(), "another server may take what is being made here");
        }
    }

    /// Keeps what was made as a pack, tells the store, and deletes the pack that it replaces; or itself, if it is late.
    async fn keep(&self, taken: Taken, made: &Made, preview: Option<&Picture>) -> Result<(), Failure> {
        let Taken { space, blob, attempt, .. } = taken;
        let (index, pack) = Index::pack(&SIDES, &made.pictures, preview);
        self.blobs.keep_pack(space, blob, attempt, pack).await?;
        // Numbers always make JSON.
        let pictures = serde_json::to_string(&index).unwrap_or_default();
        let placeholder = made.placeholder.as_ref().map(|hash| STANDARD.encode(hash));
        let told = move |write: &Write<'_>| {
            Ok::<_, Failure>(write.rendition_made(space, blob, attempt, &pictures, placeholder.as_deref())?)
        };
        let useless = match self.store.write(told).await? {
            PackFate::InForce { replaced } => replaced,
            PackFate::Late => Some(attempt),
        };
        match useless {
            Some(pack) => Ok(self.blobs.delete_pack(space, blob, pack).await?),
            None => Ok(()),
        }
    }

    /// Tells the store why there are no pictures, and whether it is worth another try.
    async fn none(&self, taken: Taken, trouble: Trouble) -> Result<(), Failure> {
        let Taken { space, blob, attempt, tries, .. } = taken;
        let worth = match trouble {
            Trouble::NotTried => true,
            Trouble::Crashed | Trouble::TimedOut | Trouble::OutOfMemory => tries < DEATHS,
            Trouble::Undecodable | Trouble::Unsupported | Trouble::TooLarge | Trouble::NoTool => false,
        };
        let again = worth.then(|| self.clock.now().plus(PAUSE * tries.clamp(1, LONGEST)));
        tracing::debug!(%space, %blob, %trouble, tries, "no pictures");
        let failed = move |write: &Write<'_>| {
            Ok::<_, Failure>(write.rendition_failed(space, blob, attempt, trouble.code(), again)?)
        };
        self.store.write(failed).await.map(drop)
    }

    async fn pictures_of(
        &self,
        space: SpaceId,
        blob: BlobId,
        file_type: FileType,
    ) -> Result<(Made, Option<Picture>), Trouble> {
        let (blobs, workshop) = (self.blobs.clone(), self.workshop.clone());
        let work = move || {
            // Fetched once: it may come from far.
            let file = blobs.open_file(space, blob).map_err(|_| Trouble::NotTried)?;
            let mut again = file.try_clone().map_err(|_| Trouble::NotTried)?;
            let order = Order { views: SIDES.map(kept).to_vec(), placeholder: true, upright: false };
            let made = workshop.make(file, &order)?;
            // A video without a preview is still a video with a poster.
            let video = file_type == FileType::Video && again.rewind().is_ok();
            let preview = if video { workshop.preview(again).ok() } else { None };
            Ok((made, preview))
        };
        tokio::task::spawn_blocking(work).await.map_err(|_| Trouble::NotTried)?
    }

    /// The row once its pictures are made, by this call or by whoever has taken it; none if it is gone, and as it is if
    /// nobody is at work. Whoever waits says for how long.
    pub(super) async fn made_now(&self, mut row: RenditionRow) -> Result<Option<RenditionRow>, Failure> {
        let (space, blob) = (row.space, row.blob);
        while row.state == RenditionState::Wanted {
            let due = row.due_at <= self.clock.now();
            // It rests after a try that failed.
            if !due && row.attempt.is_none() {
                break;
            }
            if !due || !self.make_asked(space, blob).await? {
                tokio::time::sleep(LOOK).await;
            }
            match self.store.read(move |read| Ok::<_, Failure>(read.rendition(space, blob)?)).await? {
                Some(found) => row = found,
                None => return Ok(None),
            }
        }
        Ok(Some(row))
    }

    /// Makes the pictures of an object, unless somebody has taken it; tells whether it did. The work goes on, and keeps
    /// its turn, when nobody waits for it any more.
    async fn make_asked(&self, space: SpaceId, blob: BlobId) -> Result<bool, Failure> {
        let app = self.clone();
        let work = async move {
            let _turn = app.asked.acquire().await;
            let (now, attempt) = (app.clock.now(), app.ids.blob());
            let take = move |write: &Write<'_>| {
                Ok::<_, Failure>(write.take_rendition(space, blob, now, now.plus(LEASE), attempt)?)
            };
            let Some(taken) = app.store.write(take).await? else { return Ok(false) };
            if let Err(failure) = app.make_pictures(taken).await {
                tracing::warn!(cause = failure.cause(), "pictures could not be made; they are tried again");
            }
            Ok(true)
        };
        tokio::spawn(work).await.unwrap_or(Ok(false))
    }

    /// How many objects pictures are still wanted of.
    ///
    /// # Errors
    /// A failure of the store.
    pub async fn pictures_wanted(&self) -> Result<i64, Failure> {
        self.store.read(|read| Ok::<_, Failure>(read.any_renditions_wanted()?)).await
    }
}
