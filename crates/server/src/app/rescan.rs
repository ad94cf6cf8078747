//! Reading stored files again: after an upgrade of what reads them, or when somebody's zone has changed.
//!
//! Times, places and sizes are told anew, and pictures are made anew; links, orders by hand and times that somebody put
//! right stay as they are. It is the operator's, and may be broken off and begun again at any time.

use jiff::tz::TimeZone;
use leporello_blob::BlobError;
use leporello_model::{BlobId, FileType, SpaceId, UserId};
use leporello_store::{Original, Retold};

use super::facts::{Known, zone_of};
use super::{App, Failure};

/// How many objects are read between two looks into the store.
const PAGE: i64 = 50;

/// What a rescan came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rescanned {
    /// How many objects were read.
    pub objects: u64,
    /// How many files turned out to be something else than was known of them.
    pub changed: usize,
    /// How many objects could not be read.
    pub unreadable: u64,
}

impl App {
    /// How many objects a rescan reads: of `owner`'s space, or of all.
    ///
    /// # Errors
    /// A failure of the store.
    pub async fn rescan_count(&self, owner: Option<UserId>) -> Result<u64, Failure> {
        let count = self.store.read(move |read| Ok::<_, Failure>(read.any_original_count(owner)?)).await?;
        Ok(u64::try_from(count).unwrap_or_default())
    }

    /// Reads all objects of `owner`'s space, or of all spaces, again, and asks for their pictures anew. Calls `progress`
    /// after each object.
    ///
    /// # Errors
    /// A failure of the store. What was done until then stays done.
    pub async fn rescan(&self, owner: Option<UserId>, progress: impl Fn()) -> Result<Rescanned, Failure> {
        let mut sum = Rescanned::default();
        let mut after: Option<(SpaceId, BlobId)> = None;
        loop {
            let page = self.store.read(move |read| Ok::<_, Failure>(read.any_originals(owner, after, PAGE)?)).await?;
            let Some(last) = page.last() else { return Ok(sum) };
            after = Some((last.space, last.blob));
            for original in page {
                let read = self.reread(original).await?;
                sum.objects += 1;
                match read {
                    Some(changed) => sum.changed += changed,
                    None => sum.unreadable += 1,
                }
                progress();
            }
        }
    }

    /// Reads one object again; none if it cannot be read. Gives how many files changed.
    async fn reread(&self, original: Original) -> Result<Option<usize>, Failure> {
        let Original { space, blob, files, .. } = original;
        let owners: Vec<UserId> = files.iter().map(|file| file.owner).collect();
        let zones = self.zones_of(owners).await?;
        let (mut said, mut retold) = (None, Vec::new());
        for (file, zone) in files.into_iter().zip(zones) {
            let facts = match self.facts(space, blob, zone.clone()).await {
                Err(Failure::Blob(BlobError::Missing | BlobError::Io(_))) => return Ok(None),
                outcome => outcome?,
            };
            let known = Known::new(&facts, &zone, Some(file.file_type), Some(&file.mime_type));
            said.get_or_insert(known.said);
            let Known { file_type, mime_type, taken_at, media, .. } = known;
            retold.push(Retold { file: file.id, file_type, mime_type, taken_at, media });
        }
        let pictures = retold.iter().any(|file| matches!(file.file_type, FileType::Image | FileType::Video));
        let said = said.unwrap_or_default();
        let changed = self
            .store
            .write(move |write| {
                let changed = write.retell(space, blob, &said, &retold)?;
                if pictures {
                    write.want_renditions_again(space, &[blob])?;
                }
                Ok::<_, Failure>(changed)
            })
            .await?;
        Ok(Some(changed))
    }

    /// The zones in which local times of these users' pictures are read, in their order.
    async fn zones_of(&self, users: Vec<UserId>) -> Result<Vec<TimeZone>, Failure> {
        self.store
            .read(move |read| {
                users.iter().map(|user| Ok::<_, Failure>(zone_of(read.any_user(*user)?.as_ref()))).collect()
            })
            .await
    }
}
