//! Albums: make, change, list, fill and empty them (contract/albums.md §3 to §9).

use std::collections::{BTreeMap, HashMap};

use leporello_model::{
    Add, AlbumFacts, AlbumId, AlbumKind, AlbumSort, AlbumType, Caller, Entries, FileId, Grant, GroupId, Manage, Millis,
    PageSize, Refusal, Remove, SortDirection, SpaceId, View, Wanted,
};
use leporello_store::{After, AlbumRow, Content, FamilyKey, FileRow, NewAlbum, Read};

use super::additions;
use super::pictures::{self, Pictures};
use super::places::Place;
use super::scopes::{GROUP, ScopeWish, SharedWith, collection, scope_of};
use super::{App, Failure, page};

/// The most files one add may name.
pub const MAX_ADD: usize = 100;
/// The most files one removal may name.
pub const MAX_REMOVE: usize = 1000;

/// An album of a list, with its cover.
pub struct Listed {
    /// The album.
    pub album: AlbumRow,
    /// The image that is its cover.
    pub cover: Option<FileRow>,
}

/// An album that a caller wants made.
#[derive(Clone, Debug)]
pub struct AlbumWish {
    /// What it is to be called.
    pub name: Option<String>,
    /// What a collection is to hold; a manual album has none.
    pub scope: Option<ScopeWish>,
    /// The family that is to share it; it is the caller's own without one.
    pub family: Option<SharedWith>,
}

/// Which albums a list is of.
#[derive(Clone, Copy, Debug)]
pub struct AlbumsOf {
    /// Who they are for.
    pub kind: AlbumKind,
    /// How contents come into them.
    pub album_type: AlbumType,
    /// Of shared ones only those of this group.
    pub group: Option<GroupId>,
    /// How many albums a page has.
    pub size: PageSize,
    /// Which page, from 1.
    pub page: i64,
}

/// What part of an album is asked for.
#[derive(Clone, Debug)]
pub struct PageOf {
    /// How it is sorted, if not as its type usually is.
    pub sort: Option<AlbumSort>,
    /// Which way.
    pub direction: SortDirection,
    /// How much.
    pub size: PageSize,
    /// Where the last page ended; empty for the first.
    pub cursor: String,
    /// What is to be told of the files beside that they are in it.
    pub tell: Tell,
}

/// What is to be told of the files of a page.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tell {
    /// Their rows.
    pub files: bool,
    /// What became of the making of their pictures, and what goes with it.
    pub pictures: bool,
}

/// A page of an album.
pub struct Contents {
    /// The entries.
    pub entries: Vec<Content>,
    /// Where the next page starts; empty on the last.
    pub next: String,
    /// How many there are in all.
    pub total: i64,
    /// The space that goes without saying: of a personal album, the caller's own.
    pub home: Option<SpaceId>,
    /// Their rows, where these were to be told.
    pub files: HashMap<FileId, FileRow>,
    /// What became of the making of their pictures, where that was to be told.
    pub pictures: Pictures,
    /// The album by which the caller comes to what lies in another's space, unless it is by a family.
    pub by: Option<AlbumId>,
}

impl Contents {
    /// The album by which the caller, whose space is `own`, comes to an entry.
    #[must_use]
    pub fn by(&self, entry: &Content, own: SpaceId) -> Option<AlbumId> {
        self.by.filter(|_| entry.space != own)
    }
}

impl App {
    /// Makes an album.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] or [`Refusal::FamiliesDiffer`] for the family, what is wrong with the scope (see
    /// [`ScopeWish`]), or a failure of the store.
    pub async fn create_album(&self, caller: Caller, wish: AlbumWish) -> Result<AlbumId, Failure> {
        let AlbumWish { name, scope, family } = wish;
        let (id, now) = (self.ids.album(), self.clock.now());
        self.store
            .write(move |write| {
                let family = family.map(|family| family.find(write, caller)).transpose()?;
                let place = match &family {
                    Some(family) => Place::family(caller, family.facts, family.folder.clone()),
                    None => Place::own(caller),
                };
                let scope = scope.as_ref().map(|wish| wish.on(write, &place, None)).transpose()?;
                let album_type = if scope.is_some() { AlbumType::Collection } else { AlbumType::Manual };
                let album = NewAlbum { id, album_type, name: name.clone(), scope };
                match family {
                    Some(family) => write.add_shared_album(&caller.may(Add, family.facts, GROUP)?, &album, now)?,
                    None => write.add_album(&caller.may(Manage, caller.user, "X-User-Id")?, &album, now)?,
                }
                Ok(id)
            })
            .await
    }

    /// Gives an album another name, and a collection another scope. What is none stays as it is.
    ///
    /// # Errors
    /// [`Refusal::NotFound`], [`Refusal::NoScope`], what is wrong with the scope (see [`ScopeWish`]), or a failure
    /// of the store.
    pub async fn update_album(
        &self,
        caller: Caller,
        id: AlbumId,
        name: Option<String>,
        scope: ScopeWish,
    ) -> Result<(), Failure> {
        self.store
            .write(move |write| {
                let (album, row) = granted(write, caller, Manage, id)?;
                if let Some(field) = scope.sent {
                    let old = scope_of(&row, field)?;
                    write.set_scope(&album, &scope.on(write, &Place::of_album(caller, &row), Some(old))?)?;
                }
                if let Some(name) = &name {
                    write.rename_album(&album, name)?;
                }
                Ok(())
            })
            .await
    }

    /// Takes an album away; the files stay.
    ///
    /// # Errors
    /// [`Refusal::NotFound`], or a failure of the store.
    pub async fn delete_album(&self, caller: Caller, id: AlbumId) -> Result<(), Failure> {
        self.store
            .write(move |write| {
                let (album, _) = granted(write, caller, Manage, id)?;
                Ok(write.remove_album(&album)?)
            })
            .await
    }

    /// One page of the albums of one kind and type that the caller may see, newest first, and how many there are.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] for a group that the caller does not belong to, or a failure of the store.
    pub async fn list_albums(&self, caller: Caller, of: AlbumsOf) -> Result<(Vec<Listed>, i64), Failure> {
        let AlbumsOf { kind, album_type, group, size, page } = of;
        self.store
            .read(move |read| {
                let (albums, total) = match kind {
                    AlbumKind::Personal => read.albums(caller.user, album_type, size, page)?,
                    AlbumKind::Shared => match group {
                        None => read.shared_albums(caller.user, album_type, size, page)?,
                        Some(group) => {
                            let family = read.family(caller.user, &FamilyKey::Group(group))?;
                            let family = family.ok_or(Refusal::NotFound { field: GROUP })?.facts;
                            read.albums_of(&caller.may(View, family, GROUP)?, album_type, size, page)?
                        }
                    },
                };
                let covers = covers(read, &albums)?;
                let listed = albums.into_iter().map(|album| {
                    let cover = album.cover.as_ref().and_then(|(_, id)| covers.get(id)).cloned();
                    Listed { album, cover }
                });
                Ok((listed.collect(), total))
            })
            .await
    }

    /// One page of what is in an album.
    ///
    /// # Errors
    /// [`Refusal::NotFound`], [`Refusal::CursorWrong`], or a failure of the store.
    pub async fn album_contents(&self, caller: Caller, id: AlbumId, page: PageOf) -> Result<Contents, Failure> {
        let (cursors, reach) = (self.cursors, self.settings.reach);
        self.store
            .read(move |read| {
                let (album, row) = granted(read, caller, View, id)?;
                let (sort, direction, size) = (page.sort_of(row.facts.album_type), page.direction, page.size);
                let list = format!("album {id} {} {}", sort.code(), direction.code());
                let after = after(cursors.read(&list, &page.cursor, "pageCursor")?);
                let (entries, total) = match &row.scope {
                    Some(scope) => {
                        let collection = collection(read, &Place::of_album(caller, &row), scope, reach)?;
                        let entries = read.collected(&collection, sort, direction, size, after.as_ref())?;
                        (entries, collection.total())
                    }
                    None => (read.contents(&album, sort, direction, size, after.as_ref())?, row.total),
                };
                let (entries, more) = page::cut(entries, size);
                let last = entries.last().filter(|_| more);
                let next = last.map(|last| cursors.make(&list, &last.key.0.to_string(), last.id.as_str()));
                let home = row.facts.family.is_none().then_some(caller.space);
                let by = row.scope.is_none().then_some(id);
                let (files, pictures) = told(read, &entries, page.tell)?;
                Ok(Contents { entries, next: next.unwrap_or_default(), total, home, files, pictures, by })
            })
            .await
    }

    /// Links files into an album: all of them, or none.
    ///
    /// # Errors
    /// [`Refusal::NotFound`], [`Refusal::OwnerWrong`], [`Refusal::InBin`], [`Refusal::IsFolder`],
    /// [`Refusal::NotMedia`], [`Refusal::OutsideFamily`], [`Refusal::IsCollection`], or a failure of the store.
    pub async fn add_to_album(
        &self,
        caller: Caller,
        id: AlbumId,
        additions: Vec<additions::Addition>,
    ) -> Result<(), Failure> {
        let now = self.clock.now();
        self.store
            .write(move |write| {
                let (album, row) = granted(write, caller, Add, id)?;
                manual(&row.facts)?;
                let by_space = additions::checked(write, caller, &row, &additions)?;
                for (space, files) in &by_space {
                    write.add_links(&album, *space, files, now)?;
                }
                Ok(())
            })
            .await
    }

    /// Takes files out of an album; those that are not in it do not matter.
    ///
    /// # Errors
    /// [`Refusal::NotFound`], [`Refusal::NoRight`] where one of them is another member's, [`Refusal::IsCollection`], or a
    /// failure of the store.
    pub async fn remove_from_album(&self, caller: Caller, id: AlbumId, files: Vec<FileId>) -> Result<(), Failure> {
        self.store
            .write(move |write| {
                let (album, row) = granted(write, caller, View, id)?;
                manual(&row.facts)?;
                let may = |theirs| caller.may(Remove, Entries { album: row.facts, theirs }, "ids");
                let entries = match may(false) {
                    Err(Refusal::NoRight { .. }) => may(write.are_entries_of(&album, caller.user, &files)?)?,
                    any => any?,
                };
                Ok(write.remove_links(&entries, &files)?)
            })
            .await
    }
}

impl PageOf {
    /// The sort that was asked for, or the usual one of an album of this type.
    pub(crate) const fn sort_of(&self, album_type: AlbumType) -> AlbumSort {
        match (self.sort, album_type) {
            (Some(sort), _) => sort,
            (None, AlbumType::Collection) => AlbumSort::TakeTime,
            (None, AlbumType::Manual) => AlbumSort::Created,
        }
    }
}

/// The place in an album that a cursor carries.
fn after(cursor: Option<(String, String)>) -> Option<After> {
    let (key, file) = cursor?;
    Some(After { key: Millis(key.parse().ok()?), file: file.parse().ok()? })
}

/// The album and the right to it; without the right it does not exist.
pub(crate) fn granted<W: Wanted>(
    read: &Read<'_>,
    caller: Caller,
    right: W,
    id: AlbumId,
) -> Result<(Grant<W, AlbumFacts>, AlbumRow), Failure> {
    let row = read.album(caller.user, id)?.ok_or(Refusal::NotFound { field: "albumId" })?;
    Ok((caller.may(right, row.facts, "albumId")?, row))
}

fn manual(album: &AlbumFacts) -> Result<(), Refusal> {
    match album.album_type {
        AlbumType::Manual => Ok(()),
        AlbumType::Collection => Err(Refusal::IsCollection),
    }
}

/// The covers of albums, whichever spaces they lie in.
fn covers(read: &Read<'_>, albums: &[AlbumRow]) -> Result<HashMap<FileId, FileRow>, Failure> {
    let mut by_space = BTreeMap::<SpaceId, Vec<FileId>>::new();
    for (space, file) in albums.iter().filter_map(|album| album.cover.clone()) {
        by_space.entry(space).or_default().push(file);
    }
    rows(read, by_space)
}

/// What is to be told of the entries of a page, whichever spaces they lie in.
pub(crate) fn told(
    read: &Read<'_>,
    entries: &[Content],
    tell: Tell,
) -> Result<(HashMap<FileId, FileRow>, Pictures), Failure> {
    let mut by_space = BTreeMap::<SpaceId, Vec<FileId>>::new();
    for entry in entries.iter().filter(|_| tell.files) {
        by_space.entry(entry.space).or_default().push(entry.id.clone());
    }
    let files = rows(read, by_space)?;
    let mut told = BTreeMap::<SpaceId, Vec<FileRow>>::new();
    for file in files.values().filter(|_| tell.pictures) {
        told.entry(file.space).or_default().push(file.clone());
    }
    let mut made = Pictures::new();
    for files in told.values() {
        made.extend(pictures::of(read, files)?);
    }
    Ok((files, made))
}

fn rows(read: &Read<'_>, by_space: BTreeMap<SpaceId, Vec<FileId>>) -> Result<HashMap<FileId, FileRow>, Failure> {
    let mut rows = HashMap::new();
    for (space, files) in by_space {
        rows.extend(read.files(space, &files)?.into_iter().map(|file| (file.id.clone(), file)));
    }
    Ok(rows)
}
