//! What is shown by time: the days of the caller's own space or of an album, and what was taken on them.
//!
//! The right is looked up once for each call. Nothing here counts or sorts: the store does.

use leporello_model::{AlbumId, Caller, Day, FileId, Reach, Refusal, Scope, ScopeKind, SpaceId, View, Zone};
use leporello_store::{AlbumRow, Content, Days, FileRow, KnownFile, Read, Timeline};

use super::albums::{Tell, granted, told};
use super::files::{People, people};
use super::places::Place;
use super::scopes::collection;
use super::{App, Failure};
use crate::app::pictures::Pictured;

/// The most moments of a page.
pub const MAX_PAGE: i64 = 500;
/// The most digests that one question may name.
pub const MAX_DIGESTS: usize = 100;

/// What is shown by time.
#[derive(Clone, Debug)]
pub struct MomentsOf {
    /// The album; none is the caller's own space without what is in the bin.
    pub album: Option<AlbumId>,
    /// The zone that says what a day is; none is the one of the caller's account.
    pub zone: Option<Zone>,
}

/// Which part of it.
#[derive(Clone, Copy, Debug)]
pub struct PartOf {
    /// The first day, if there is to be one.
    pub from: Option<Day>,
    /// The last day, if there is to be one.
    pub to: Option<Day>,
    /// How many of the newest are left out.
    pub offset: i64,
    /// How many are shown.
    pub limit: i64,
}

/// An image or video with all that is told of it.
pub struct Moment {
    /// Its place in time.
    pub entry: Content,
    /// Its row.
    pub file: FileRow,
    /// What became of the making of its pictures.
    pub pictured: Option<Pictured>,
    /// The album by which the caller comes to it, if that is how.
    pub by: Option<AlbumId>,
}

/// Some of what is shown by time.
pub struct Moments {
    /// Newest first.
    pub moments: Vec<Moment>,
    /// The names of those whose files these are, in albums that a family shares.
    pub people: People,
}

impl App {
    /// How many images and videos each day has, and the zone in which days were counted.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] for the album, or a failure of the store.
    pub async fn moment_days(&self, caller: Caller, of: MomentsOf) -> Result<(Days, Zone), Failure> {
        let reach = self.settings.reach;
        self.store
            .read(move |read| {
                let (timeline, _) = timeline(read, caller, of.album, reach)?;
                let zone = zone(read, caller, of.zone.as_ref())?;
                Ok((read.days(&timeline, &zone)?, zone))
            })
            .await
    }

    /// The images and videos of some days, newest first.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] for the album, [`Refusal::DaysReversed`], or a failure of the store.
    pub async fn moments(&self, caller: Caller, of: MomentsOf, part: PartOf) -> Result<Moments, Failure> {
        let (reach, PartOf { from, to, offset, limit }) = (self.settings.reach, part);
        if from.zip(to).is_some_and(|(from, to)| from > to) {
            return Err(Refusal::DaysReversed { field: "from", until: "to" }.into());
        }
        let limit = usize::try_from(limit).unwrap_or(0);
        self.store
            .read(move |read| {
                let (timeline, album) = timeline(read, caller, of.album, reach)?;
                let spans = zone(read, caller, of.zone.as_ref())?.spans(from, to);
                let entries = read.moments(&timeline, &spans, offset, limit)?;
                shown(read, caller, entries, album.as_ref())
            })
            .await
    }

    /// Which of these digests files in the caller's own space have that are not in the bin, each with one such file. Of
    /// other spaces nobody learns by a digest.
    ///
    /// # Errors
    /// A failure of the store.
    pub async fn known_files(&self, caller: Caller, digests: Vec<String>) -> Result<Vec<KnownFile>, Failure> {
        self.store
            .read(move |read| {
                let space = Place::own(caller).may(View, &[], "containerId")?;
                Ok(read.known_files(&space, &digests)?)
            })
            .await
    }
}

/// What is shown by time, and the album if it is one.
fn timeline(
    read: &Read<'_>,
    caller: Caller,
    album: Option<AlbumId>,
    reach: Reach,
) -> Result<(Timeline, Option<AlbumRow>), Failure> {
    let Some(id) = album else {
        let everything = collection(read, &Place::own(caller), &everything(caller.space), Reach::Deep)?;
        return Ok((Timeline::Collected(everything), None));
    };
    let (grant, row) = granted(read, caller, View, id)?;
    let timeline = match &row.scope {
        Some(scope) => Timeline::Collected(collection(read, &Place::of_album(caller, &row), scope, reach)?),
        None => Timeline::Linked(grant),
    };
    Ok((timeline, Some(row)))
}

/// All images and videos of a space.
fn everything(space: SpaceId) -> Scope {
    let root = FileId::root_of(space);
    Scope { space, parent: root.clone(), dirs: vec![root], kind: ScopeKind::Both }
}

/// The zone that was asked for, or the one of the caller's account.
fn zone(read: &Read<'_>, caller: Caller, asked: Option<&Zone>) -> Result<Zone, Failure> {
    if let Some(asked) = asked {
        return Ok(asked.clone());
    }
    let known = read.any_user(caller.user)?.and_then(|user| Zone::named(&user.zone));
    Ok(known.unwrap_or(Zone::UTC))
}

/// The entries with all that is told of them.
fn shown(read: &Read<'_>, caller: Caller, entries: Vec<Content>, album: Option<&AlbumRow>) -> Result<Moments, Failure> {
    let (mut files, pictures) = told(read, &entries, Tell { files: true, pictures: true })?;
    let shared = album.is_some_and(|album| album.facts.family.is_some());
    let people = if shared { people(read, files.values())? } else { People::new() };
    let by = album.filter(|album| album.scope.is_none()).map(|album| album.facts.id);
    let moment = |entry: Content| {
        let file = files.remove(&entry.id)?;
        let pictured = file.blob.and_then(|blob| pictures.get(&blob).cloned());
        Some(Moment { by: by.filter(|_| entry.space != caller.space), entry, file, pictured })
    };
    Ok(Moments { moments: entries.into_iter().filter_map(moment).collect(), people })
}
