//! Downloads: links to files, and the bytes behind a link (contract/drive.md §2.6).

use std::collections::HashMap;
use std::io;
use std::ops::Range;
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::{BoxStream, StreamExt};
use leporello_model::{BlobId, Caller, Download, FileId, Millis, Refusal, SpaceFacts, SpaceId, Way};
use leporello_store::{FileRow, Read};

use super::links::{FileLink, bearer};
use super::places::{PlaceOf, by};
use super::{App, Failure};

/// For how many milliseconds an object store's link works to what lies in another's space.
const SHARED: i64 = 5 * Millis::MINUTE;

/// The most files one request may name.
pub const MAX_DOWNLOADS: usize = 100;

/// A file that somebody with a link may fetch.
#[derive(Clone, Debug)]
pub struct Fetched {
    /// What it is called.
    pub name: String,
    /// What it is stored as.
    pub mime_type: String,
    /// Bytes.
    pub size: u64,
    /// Lower-case hexadecimal SHA-256 of them.
    pub sha256: String,
    /// When it was last changed.
    pub edited_at: Millis,
    /// For how many milliseconds it may be kept without asking again: as long as the link works, but of what lies in
    /// another's space not at all, because that right may end before.
    pub keep: i64,
    space: SpaceId,
    blob: BlobId,
}

impl App {
    /// Looks for files that are to be downloaded; none stands for what cannot be a file. Gives what came of
    /// each, in that order, with how the caller comes to it.
    ///
    /// # Errors
    /// [`Refusal::SpaceWrong`], or a failure of the store; of each file [`Refusal::NotFound`],
    /// [`Refusal::IsFolder`], [`Refusal::InBin`] or [`Refusal::NoDownload`].
    pub async fn downloads(
        &self,
        caller: Caller,
        place: PlaceOf,
        files: &[Option<FileId>],
    ) -> Result<Vec<Result<(FileRow, SpaceFacts), Refusal>>, Failure> {
        let asked: Vec<FileId> = files.iter().flatten().cloned().collect();
        let rows = self.store.read(move |read| place.visible(read, caller, &asked, "containerId")).await?;
        let may = |facts: SpaceFacts| caller.may(Download, facts, FILES).is_ok();
        let rows = rows.into_iter().filter(|(_, facts)| may(*facts));
        let rows: HashMap<FileId, (FileRow, SpaceFacts)> = rows.map(|found| (found.0.id.clone(), found)).collect();
        let found = |id: &Option<FileId>| {
            let found = id.as_ref().and_then(|id| rows.get(id)).ok_or(Refusal::NotFound { field: FILES })?;
            fetchable(&found.0).map(|_| found.clone())
        };
        Ok(files.iter().map(found).collect())
    }

    /// The file behind a link. Whatever keeps it from being fetched looks the same from outside.
    ///
    /// # Errors
    /// [`Refusal::LinkWrong`], or a failure of the store.
    pub async fn fetch(&self, link: &FileLink) -> Result<Fetched, Failure> {
        let (file, facts) = self.behind(link, |_, _| Ok(())).await?.0;
        let left = link.expires.0.saturating_sub(self.clock.now().0);
        Ok(Fetched {
            name: file.name,
            mime_type: file.mime_type,
            size: u64::try_from(file.size).unwrap_or_default(),
            sha256: file.sha256.unwrap_or_default(),
            edited_at: file.edited_at,
            keep: if facts.way == Way::Own { left } else { 0 },
            space: file.space,
            blob: file.blob.ok_or(Refusal::LinkWrong)?,
        })
    }

    /// The file behind a link and how its user comes to it, with what `more` reads of it in the same transaction.
    pub(super) async fn behind<T: Send + 'static>(
        &self,
        link: &FileLink,
        more: impl Fn(&Read<'_>, &FileRow) -> Result<T, Failure> + Send + 'static,
    ) -> Result<((FileRow, SpaceFacts), T), Failure> {
        self.sealed(link)?;
        let FileLink { user, space, file: id, by: album, .. } = link.clone();
        self.store
            .read(move |read| {
                let caller = bearer(read, user)?;
                let row = read.file(space, &id)?.ok_or(Refusal::LinkWrong)?;
                let (file, facts) = by(read, caller, album, row)?.ok_or(Refusal::LinkWrong)?;
                if caller.may(Download, facts, FILES).is_err() || fetchable(&file).is_err() {
                    return Err(Failure::from(Refusal::LinkWrong));
                }
                let more = more(read, &file)?;
                Ok(((file, facts), more))
            })
            .await
    }

    /// The object store's own link to a fetched file, if there is one: the bytes then need not pass through this server. It
    /// ends with the link that was followed; of what lies in another's space after five minutes, because that right may
    /// end before. `content_type` and `disposition` are what a browser is to be told.
    ///
    /// # Errors
    /// A failure of the object store.
    pub async fn elsewhere(
        &self,
        fetched: &Fetched,
        content_type: &str,
        disposition: &str,
    ) -> Result<Option<String>, Failure> {
        let valid = if fetched.keep > 0 { fetched.keep } else { SHARED };
        let valid = Duration::from_millis(u64::try_from(valid).unwrap_or_default());
        Ok(self.blobs.link(fetched.space, fetched.blob, content_type, disposition, valid).await?)
    }

    /// The bytes of a fetched file, or of a range of them, which must lie within and not be empty.
    ///
    /// # Errors
    /// A failure of the disk, before the first byte or on the way.
    pub async fn bytes(
        &self,
        fetched: &Fetched,
        range: Option<Range<u64>>,
    ) -> Result<BoxStream<'static, io::Result<Bytes>>, Failure> {
        let bytes = self.blobs.read(fetched.space, fetched.blob, range).await?;
        let told = bytes.map(|piece| {
            piece.map_err(|error| {
                tracing::error!(%error, "a download broke off");
                io::Error::other(error)
            })
        });
        Ok(told.boxed())
    }
}

/// What a caller sent the files as.
const FILES: &str = "fileIds";

/// The file, if there are bytes to fetch.
fn fetchable(file: &FileRow) -> Result<&FileRow, Refusal> {
    if file.is_folder() {
        return Err(Refusal::IsFolder { field: FILES });
    }
    if file.in_bin {
        return Err(Refusal::InBin { field: FILES });
    }
    if file.blob.is_none() {
        return Err(Refusal::NoDownload { field: FILES });
    }
    Ok(file)
}
