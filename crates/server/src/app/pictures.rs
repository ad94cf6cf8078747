//! Pictures that are made of files: thumbnails, posters, previews, covers (contract/drive.md §2.1).
//!
//! They are made once, in the background, newest first; what somebody asks for earlier is made then. Making happens in
//! processes of the media room; nothing here ever decodes. Whatever cannot be made has a drawn stand-in.

mod make;
mod pack;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use leporello_blob::BlobError;
use leporello_media::{Format, Order, Rendition, SIDES, StandIn, View, kept, stand_in};
use leporello_model::{BlobId, FileType, Way};
use leporello_store::{FileRow, Read, RenditionRow, StoreError};

use super::links::FileLink;
use super::{App, Failure};
use pack::{Index, Kept, Place};
pub(crate) use pack::{Memory, StandIns, memory, stand_ins};

/// How many pictures are made at a time for somebody who waits; beside those that are made in the background.
pub(crate) const ASKED_AT_ONCE: usize = 2;

/// How long somebody waits for a picture before they get a stand-in.
const PATIENCE: Duration = Duration::from_secs(10);

/// A picture that somebody with a link may see.
#[derive(Clone, Debug)]
pub struct Shown {
    /// What the file is called that it was made of.
    pub name: String,
    /// How it is written.
    pub format: Format,
    /// The picture; none if the client has it.
    pub bytes: Option<Bytes>,
    /// What tells it from any other picture behind the same link.
    pub tag: String,
    /// For how many milliseconds it may be kept without asking again; see [`Fetched`](super::downloads::Fetched).
    pub keep: i64,
}

/// What became of the making of pictures, by object.
pub type Pictures = HashMap<BlobId, Pictured>;

/// What became of the making of pictures of one object.
#[derive(Clone, Debug)]
pub struct Pictured {
    /// What is shown until a picture has come: a ThumbHash in base64.
    pub placeholder: Option<String>,
    /// Why there are none: a word of [`Trouble`](leporello_media::Trouble).
    pub problem: Option<String>,
}

/// What became of the making of the pictures of `files`, which all lie in one space.
pub(crate) fn of(read: &Read<'_>, files: &[FileRow]) -> Result<Pictures, StoreError> {
    let Some(space) = files.first().map(|file| file.space) else { return Ok(Pictures::new()) };
    let blobs: Vec<BlobId> = files.iter().filter_map(|file| file.blob).collect();
    let rows = read.renditions(space, &blobs)?.into_iter();
    Ok(rows.map(|row| (row.blob, Pictured { placeholder: row.placeholder, problem: row.problem })).collect())
}

/// Where a view comes from.
enum Source {
    /// It is one of a pack, or is made of one.
    Pack { row: RenditionRow, number: BlobId, place: Place },
    /// There is none.
    Nowhere,
}

impl App {
    /// The view behind a link. Whatever keeps it from being seen looks the same from outside; what cannot be made, or not
    /// in time, has a stand-in. `has` tells whether the client has what is called so; then no bytes are given.
    ///
    /// # Errors
    /// [`Refusal::LinkWrong`](leporello_model::Refusal::LinkWrong), or a failure of the store or the disk.
    pub async fn picture(
        &self,
        link: &FileLink,
        view: Rendition,
        has: impl Fn(&str) -> bool,
    ) -> Result<Shown, Failure> {
        let rendition = |read: &Read<'_>, file: &FileRow| {
            Ok(file.blob.map(|blob| read.rendition(file.space, blob)).transpose()?.flatten())
        };
        let ((file, facts), row) = self.behind(link, rendition).await?;
        let left = link.expires.0.saturating_sub(self.clock.now().0);
        let keep = if facts.way == Way::Own { left } else { 0 };
        let shown = tokio::time::timeout(PATIENCE, self.view_of(row, view, has)).await;
        let (format, bytes, tag) = match shown.unwrap_or(Ok(None))? {
            Some(found) => found,
            None => {
                let (format, bytes) = self.stand_in(file.file_type, view).await;
                // Asked for again each time: there may be a picture by then.
                return Ok(Shown { name: file.name, format, bytes: Some(bytes), tag: format!("none-{view}"), keep: 0 });
            }
        };
        Ok(Shown { name: file.name, format, bytes, tag, keep })
    }

    /// The view of an object, if there is one, with what tells it from others.
    async fn view_of(
        &self,
        mut row: Option<RenditionRow>,
        view: Rendition,
        has: impl Fn(&str) -> bool,
    ) -> Result<Option<(Format, Option<Bytes>, String)>, Failure> {
        // Twice, because a pack may be replaced, or turn out to be lost, after the row was read.
        for _ in 0..2 {
            let Some(known) = row else { return Ok(None) };
            let Source::Pack { row: known, number, place } = self.source(known, view).await? else { return Ok(None) };
            let (tag, key) = (format!("{number}-{view}"), Kept { space: known.space, blob: known.blob, number, view });
            if has(&tag) {
                return Ok(Some((format_of(view), None, tag)));
            }
            if let Some(bytes) = self.pictures.get(&key) {
                return Ok(Some((format_of(view), Some(bytes), tag)));
            }
            let range = place.at..place.at + place.length;
            match self.blobs.read_pack(known.space, known.blob, number, range).await {
                Err(BlobError::Missing | BlobError::OutOfRange { .. }) => row = self.after_loss(&known, number).await?,
                outcome => {
                    let bytes = match view {
                        Rendition::Kept(_) | Rendition::Preview => Some(outcome?),
                        Rendition::Anew(_, view) => self.anew(outcome?, view).await?,
                    };
                    let Some(bytes) = bytes else { return Ok(None) };
                    self.pictures.insert(key, bytes.clone());
                    return Ok(Some((format_of(view), Some(bytes), tag)));
                }
            }
        }
        Ok(None)
    }

    /// Where the view lies, after what is wanted and not there yet was made.
    async fn source(&self, row: RenditionRow, view: Rendition) -> Result<Source, Failure> {
        let row = if row.pack.is_none() { self.made_now(row).await? } else { Some(row) };
        let side = match view {
            Rendition::Kept(side) | Rendition::Anew(side, _) => Some(side),
            Rendition::Preview => None,
        };
        let Some(row) = row else { return Ok(Source::Nowhere) };
        let place = row.pictures.as_deref().and_then(Index::read).and_then(|index| index.place(side));
        Ok(match row.pack.zip(place) {
            Some((number, place)) => Source::Pack { row, number, place },
            None => Source::Nowhere,
        })
    }

    /// The row as it is after a pack was not found: with another one, or wanted again.
    async fn after_loss(&self, row: &RenditionRow, pack: BlobId) -> Result<Option<RenditionRow>, Failure> {
        let (space, blob) = (row.space, row.blob);
        self.store
            .write(move |write| {
                write.pack_lost(space, blob, pack)?;
                Ok::<_, Failure>(write.rendition(space, blob)?)
            })
            .await
    }

    /// Another view, made of a kept one.
    async fn anew(&self, from: Bytes, view: View) -> Result<Option<Bytes>, Failure> {
        let order = Order { views: vec![view], placeholder: false, upright: true };
        // The turn goes with the work, also when nobody waits for it any more. It is never closed.
        let Ok(turn) = Arc::clone(&self.anew).acquire_owned().await else { return Ok(None) };
        let workshop = self.workshop.clone();
        let work = move || {
            let made = workshop.make_from(&from, &order);
            drop(turn);
            made
        };
        match tokio::task::spawn_blocking(work).await {
            Ok(Ok(made)) => Ok(made.pictures.into_iter().next().map(|picture| picture.bytes.into())),
            Ok(Err(trouble)) => {
                tracing::warn!(%trouble, "a view could not be made of a kept picture");
                Ok(None)
            }
            Err(_) => Ok(None),
        }
    }

    /// What stands for a view that there is not, and how it is written.
    async fn stand_in(&self, file_type: FileType, view: Rendition) -> (Format, Bytes) {
        let video = file_type == FileType::Video;
        let format = format_of(view);
        if let Some(bytes) = self.stand_ins.get(&(video, view)) {
            return (format, bytes);
        }
        let drawn = tokio::task::spawn_blocking(move || {
            let box_of_view = match view {
                Rendition::Kept(side) => kept(side),
                Rendition::Anew(_, view) => view,
                Rendition::Preview => View { format: Format::Webp, ..kept(SIDES[1]) },
            };
            Bytes::from(stand_in(if video { StandIn::Video } else { StandIn::Picture }, &box_of_view).bytes)
        });
        let bytes = drawn.await.unwrap_or_default();
        self.stand_ins.insert((video, view), bytes.clone());
        (format, bytes)
    }
}

/// How a view is written.
const fn format_of(view: Rendition) -> Format {
    match view {
        Rendition::Kept(_) => Format::Jpeg,
        Rendition::Anew(_, view) => view.format,
        Rendition::Preview => Format::Webp,
    }
}
