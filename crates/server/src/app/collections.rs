//! Questions about collection albums: what one would hold, and why an album holds a file or does not
//! (contract/albums.md §7).

use leporello_model::{AlbumId, AlbumType, Caller, FileId, Reach, Scope, ScopeKind, SpaceId, View};
use leporello_store::{Content, FileRow, Read};

use super::albums::{PageOf, granted};
use super::places::{Place, anywhere};
use super::scopes::{ScopeWish, SharedWith, collection, scope_of};
use super::{App, Failure, page};

/// Why a file is not in an album: one of the conditions that it does not meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clause {
    /// There is no such file, or the caller may not know of it.
    Unknown,
    /// Nobody added it to the manual album.
    Unlinked,
    /// It, or a folder above it, is in the bin.
    Trashed,
    /// It is not of a kind that the scope takes.
    Kind,
    /// It lies where the scope does not reach.
    Directory,
}

/// Why a file is in an album, or why not.
#[derive(Clone, Debug)]
pub struct Why {
    /// Every condition that it does not meet; it is in the album if there is none.
    pub kept_out_by: Vec<Clause>,
    /// The kinds that the album takes, if it is a collection.
    pub kind: Option<ScopeKind>,
    /// The folder of the scope by which it is reached.
    pub dir: Option<FileId>,
}

/// Whose collection is tried out.
#[derive(Clone, Copy, Debug, Default)]
pub struct PreviewOf {
    /// An album that there is, and whose scope stands for what is not wished for.
    pub album: Option<AlbumId>,
    /// The family that a new one would be shared with; an album has its own.
    pub family: Option<SharedWith>,
}

/// What a collection with some scope would hold.
pub struct Preview {
    /// The first page.
    pub entries: Vec<Content>,
    /// How many files there are in all.
    pub total: i64,
    /// How many would come into the album that was named, and how many would go out of it.
    pub change: Option<(i64, i64)>,
    /// The space that goes without saying, as of an album's [contents](super::albums::Contents).
    pub home: Option<SpaceId>,
}

impl App {
    /// Why a file is in an album, or why not; none is what cannot be a file.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] for the album, or a failure of the store.
    pub async fn why(&self, caller: Caller, album: AlbumId, file: Option<FileId>) -> Result<Why, Failure> {
        let reach = self.settings.reach;
        self.store
            .read(move |read| {
                let (album, row) = granted(read, caller, View, album)?;
                let kind = row.scope.as_ref().map(|scope| scope.kind);
                let file = file.as_ref().map(|file| anywhere(read, caller, file)).transpose()?.flatten();
                let Some(file) = file else { return Ok(Why { kept_out_by: vec![Clause::Unknown], kind, dir: None }) };
                let (kept_out_by, dir) = match &row.scope {
                    Some(scope) => why_collected(read, &Place::of_album(caller, &row), scope, reach, &file)?,
                    None if !read.is_linked(&album, &file.id)? => (vec![Clause::Unlinked], None),
                    None => (file.in_bin.then_some(Clause::Trashed).into_iter().collect(), None),
                };
                Ok(Why { kept_out_by, kind, dir })
            })
            .await
    }

    /// What a collection would hold whose scope is as wished for, and what would change in the album that is named if
    /// it got that scope. Nothing is changed.
    ///
    /// # Errors
    /// [`Refusal::NotFound`], [`Refusal::FamiliesDiffer`], [`Refusal::NoScope`] for a manual album, what is wrong with the scope (see
    /// [`ScopeWish`]), or a failure of the store.
    pub async fn preview(
        &self,
        caller: Caller,
        wish: ScopeWish,
        of: PreviewOf,
        page: PageOf,
    ) -> Result<Preview, Failure> {
        const ALBUM: &str = "albumId";
        let reach = self.settings.reach;
        self.store
            .read(move |read| {
                let row = of.album.map(|album| granted(read, caller, View, album)).transpose()?.map(|(_, row)| row);
                let old = row.as_ref().map(|row| scope_of(row, ALBUM)).transpose()?;
                let place = match (&row, of.family) {
                    (Some(row), _) => Place::of_album(caller, row),
                    (None, Some(family)) => family.place(read, caller)?,
                    (None, None) => Place::own(caller),
                };
                let new = collection(read, &place, &wish.on(read, &place, old)?, reach)?;
                let old = old.map(|old| collection(read, &place, old, reach)).transpose()?;
                let sort = page.sort_of(AlbumType::Collection);
                let (entries, _) = page::cut(read.collected(&new, sort, page.direction, page.size, None)?, page.size);
                let change = old.map(|old| old.change_to(&new));
                Ok(Preview { entries, total: new.total(), change, home: place.is_whole().then_some(caller.space) })
            })
            .await
    }
}

/// Every condition of a collection that a file does not meet, and the folder of the scope by which it is reached.
fn why_collected(
    read: &Read<'_>,
    place: &Place,
    scope: &Scope,
    reach: Reach,
    file: &FileRow,
) -> Result<(Vec<Clause>, Option<FileId>), Failure> {
    let above = read.path(scope.space, &file.id)?.into_iter().rev().skip(1).map(|(folder, _)| folder);
    let dir = above.take(if reach == Reach::Deep { usize::MAX } else { 1 }).find(|folder| scope.dirs.contains(folder));
    // A collection does not reach into the bin; whether it would otherwise, the way to the file tells.
    let reached = match &file.parent {
        Some(parent) if !file.in_bin => collection(read, place, scope, reach)?.reaches(parent),
        _ => dir.is_some(),
    };
    let conditions = [
        (Clause::Trashed, !file.in_bin),
        (Clause::Kind, scope.kind.takes(file.file_type)),
        (Clause::Directory, reached),
    ];
    let failed = conditions.into_iter().filter(|(_, met)| !met).map(|(clause, _)| clause);
    Ok((failed.collect(), dir))
}
