//! Pictures that are made of files: thumbnails, posters, previews, covers (contract/drive.md §2.1).
//!
//! They are made once, in the background, newest first; what somebody asks for earlier is made then. Making happens in
//! processes of the media room; nothing here ever decodes. Whatever cannot be made has a drawn stand-in.

mod make;
mod pack;

use std::collections::HashMap;

use bytes::Bytes;
use leporello_blob::BlobError;
use leporello_media::{Format, Order, Rendition, SIDES, StandIn, View, kept, stand_in};
use leporello_model::{BlobId, FileType, Way};
use leporello_store::{FileRow, Read, RenditionState, StoreError};

use super::links::FileLink;
use super::{App, Failure};
use pack::{Index, Kept};
pub(crate) use pack::{Memory, memory};

/// How many pictures are made at a time for somebody who waits; beside those that are made in the background.
pub(crate) const ASKED_AT_ONCE: usize = 2;

/// A picture that somebody with a link may see.
#[derive(Clone, Debug)]
pub struct Shown {
    /// What the file is called that it was made of.
    pub name: String,
    /// How it is written.
    pub format: Format,
    /// The picture.
    pub bytes: Bytes,
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

impl App {
    /// The view behind a link. Whatever keeps it from being seen looks the same from outside; what cannot be made has a
    /// stand-in.
    ///
    /// # Errors
    /// [`Refusal::LinkWrong`](leporello_model::Refusal::LinkWrong), or a failure of the store or the disk.
    pub async fn picture(&self, link: &FileLink, view: Rendition) -> Result<Shown, Failure> {
        let rendition = |read: &Read<'_>, file: &FileRow| {
            Ok(file.blob.map(|blob| read.rendition(file.space, blob)).transpose()?.flatten())
        };
        let ((file, facts), row) = self.behind(link, rendition).await?;
        let row = match row {
            Some(row) if row.state == RenditionState::Wanted && row.pack.is_none() => self.made_now(row).await?,
            row => row,
        };
        let left = link.expires.0.saturating_sub(self.clock.now().0);
        let keep = if facts.way == Way::Own { left } else { 0 };
        let name = file.name.clone();
        let found = match &row {
            Some(row) => self.view_of(row, view).await?,
            None => None,
        };
        Ok(match found {
            Some((bytes, format, tag)) => Shown { name, format, bytes, tag, keep },
            None => {
                let (bytes, format) = drawn(file.file_type, view);
                // Asked for again each time: there may be a picture by then.
                Shown { name, format, bytes, tag: format!("none-{view}"), keep: 0 }
            }
        })
    }

    /// The view of an object, if there is one; with what tells it from others.
    async fn view_of(
        &self,
        row: &leporello_store::Rendition,
        view: Rendition,
    ) -> Result<Option<(Bytes, Format, String)>, Failure> {
        let (space, blob) = (row.space, row.blob);
        let Some((number, index)) = row.pack.zip(row.pictures.as_deref().and_then(Index::read)) else {
            return Ok(None);
        };
        let side = match view {
            Rendition::Kept(side) | Rendition::Anew(side, _) => Some(side),
            Rendition::Preview => None,
        };
        let Some(place) = index.place(side) else { return Ok(None) };
        let key = Kept { space, blob, number, at: place.at };
        let bytes = match self.pictures.get(&key) {
            Some(bytes) => bytes,
            None => match self.blobs.read_pack(space, blob, number, place.at..place.at + place.length).await {
                // Lost, or replaced since the row was read: it is made again.
                Err(BlobError::Missing) => {
                    self.store
                        .write(move |write| Ok::<_, Failure>(write.want_renditions_again(space, &[blob])?))
                        .await?;
                    self.wanted.notify_one();
                    return Ok(None);
                }
                outcome => {
                    let bytes = outcome?;
                    self.pictures.insert(key, bytes.clone());
                    bytes
                }
            },
        };
        let tag = format!("{number}-{view}");
        match view {
            Rendition::Kept(_) => Ok(Some((bytes, Format::Jpeg, tag))),
            Rendition::Preview => Ok(Some((bytes, Format::Webp, tag))),
            Rendition::Anew(_, view) => Ok(self.anew(bytes, view).await?.map(|bytes| (bytes, view.format, tag))),
        }
    }

    /// Another view, made of a kept one.
    async fn anew(&self, from: Bytes, view: View) -> Result<Option<Bytes>, Failure> {
        let order = Order { views: vec![view], placeholder: false, upright: true };
        let _turn = self.asked.acquire().await;
        let workshop = self.workshop.clone();
        let made = tokio::task::spawn_blocking(move || workshop.make_from(&from, &order)).await;
        match made.map_err(|stopped| BlobError::Io(std::io::Error::other(stopped)))? {
            Ok(made) => Ok(made.pictures.into_iter().next().map(|picture| picture.bytes.into())),
            Err(trouble) => {
                tracing::warn!(%trouble, "a view could not be made of a kept picture");
                Ok(None)
            }
        }
    }
}

/// What stands for a view that there is not, and how it is written.
fn drawn(file_type: FileType, view: Rendition) -> (Bytes, Format) {
    let kind = if file_type == FileType::Video { StandIn::Video } else { StandIn::Picture };
    let view = match view {
        Rendition::Kept(side) => kept(side),
        Rendition::Anew(_, view) => view,
        Rendition::Preview => View { format: Format::Webp, ..kept(SIDES[1]) },
    };
    let picture = stand_in(kind, &view);
    (picture.bytes.into(), picture.format)
}
