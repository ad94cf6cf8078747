//! Albums: make, change, list, fill and empty them (contract/albums.md §3 to §9).

use std::collections::HashMap;

use leporello_model::{
    Add, AlbumFacts, AlbumId, AlbumKind, AlbumSort, AlbumType, Caller, FileId, Grant, Manage, Millis, PageSize,
    Refusal, Remove, SortDirection, UserId, View, Wanted,
};
use leporello_store::{After, AlbumRow, Candidate, Content, FileRow, NewAlbum, Read};

use super::files::media_only;
use super::scopes::{ScopeWish, collection, scope_of};
use super::{App, Failure, page};

/// The most files one add may name.
pub const MAX_ADD: usize = 100;
/// The most files one removal may name.
pub const MAX_REMOVE: usize = 1000;

/// One file to be added, with the owner that the caller claims it has.
#[derive(Clone, Debug)]
pub struct Addition {
    /// Which file.
    pub file: FileId,
    /// Whose it is said to be.
    pub owner: UserId,
}

/// An album of a list, with its cover.
pub struct Listed {
    /// The album.
    pub album: AlbumRow,
    /// The image that is its cover.
    pub cover: Option<FileRow>,
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
}

/// A page of an album.
pub struct Contents {
    /// The entries.
    pub entries: Vec<Content>,
    /// Where the next page starts; empty on the last.
    pub next: String,
    /// How many there are in all.
    pub total: i64,
}

impl App {
    /// Makes a personal album of the caller's: a collection if there is a `scope`, else a manual one.
    ///
    /// # Errors
    /// What is wrong with the scope (see [`ScopeWish`]), or a failure of the store.
    pub async fn create_album(
        &self,
        caller: Caller,
        name: Option<String>,
        scope: Option<ScopeWish>,
    ) -> Result<AlbumId, Failure> {
        let owner = caller.may(Manage, caller.user, "X-User-Id")?;
        let (id, now) = (self.ids.album(), self.clock.now());
        self.store
            .write(move |write| {
                let scope = scope.as_ref().map(|wish| wish.on(write, caller, None)).transpose()?;
                let album_type = if scope.is_some() { AlbumType::Collection } else { AlbumType::Manual };
                let album = NewAlbum { id, album_type, kind: AlbumKind::Personal, name: name.clone(), scope };
                Ok(write.add_album(&owner, &album, now)?)
            })
            .await
            .map(|()| id)
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
                    write.set_scope(&album, &scope.on(write, caller, Some(old))?)?;
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

    /// One page of the caller's personal albums of one type, newest first, and how many there are.
    ///
    /// # Errors
    /// A failure of the store.
    pub async fn list_albums(
        &self,
        caller: Caller,
        album_type: AlbumType,
        size: PageSize,
        page: i64,
    ) -> Result<(Vec<Listed>, i64), Failure> {
        self.store
            .read(move |read| {
                let (albums, total) = read.albums(caller.user, AlbumKind::Personal, album_type, size, page)?;
                let ids: Vec<FileId> = albums.iter().filter_map(|album| album.cover.clone()).collect();
                let covers = read.files(caller.space, &ids)?.into_iter().map(|file| (file.id.clone(), file));
                let covers: HashMap<FileId, FileRow> = covers.collect();
                let listed = albums.into_iter().map(|album| {
                    let cover = album.cover.as_ref().and_then(|id| covers.get(id)).cloned();
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
                        let collection = collection(read, caller, scope, reach)?;
                        let entries = read.collected(&collection, sort, direction, size, after.as_ref())?;
                        (entries, collection.total())
                    }
                    None => (read.contents(&album, sort, direction, size, after.as_ref())?, row.total),
                };
                let (entries, more) = page::cut(entries, size);
                let last = entries.last().filter(|_| more);
                let next = last.map(|last| cursors.make(&list, &last.key.0.to_string(), last.id.as_str()));
                Ok(Contents { entries, next: next.unwrap_or_default(), total })
            })
            .await
    }

    /// Links files into an album: all of them, or none.
    ///
    /// # Errors
    /// [`Refusal::NotFound`], [`Refusal::OwnerWrong`], [`Refusal::InBin`], [`Refusal::IsFolder`],
    /// [`Refusal::NotMedia`], [`Refusal::IsCollection`], or a failure of the store.
    pub async fn add_to_album(&self, caller: Caller, id: AlbumId, additions: Vec<Addition>) -> Result<(), Failure> {
        let now = self.clock.now();
        let files: Vec<FileId> = additions.iter().map(|addition| addition.file.clone()).collect();
        self.store
            .write(move |write| {
                let (album, _) = granted(write, caller, Add, id)?;
                manual(&album)?;
                check_additions(&additions, write.candidates(caller.space, &files)?)?;
                Ok(write.add_links(&album, caller.space, &files, now)?)
            })
            .await
    }

    /// Takes files out of an album; those that are not in it do not matter.
    ///
    /// # Errors
    /// [`Refusal::NotFound`], [`Refusal::IsCollection`], or a failure of the store.
    pub async fn remove_from_album(&self, caller: Caller, id: AlbumId, files: Vec<FileId>) -> Result<(), Failure> {
        self.store
            .write(move |write| {
                let (album, _) = granted(write, caller, Remove, id)?;
                manual(&album)?;
                Ok(write.remove_links(&album, &files)?)
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

fn manual<W>(album: &Grant<W, AlbumFacts>) -> Result<(), Refusal> {
    match album.on().album_type {
        AlbumType::Manual => Ok(()),
        AlbumType::Collection => Err(Refusal::IsCollection),
    }
}

/// Checks every file in the order sent, so that the first wrong one is the one reported.
fn check_additions(additions: &[Addition], candidates: Vec<Candidate>) -> Result<(), Refusal> {
    const FILE: &str = "fileIds.fileId";
    let known: HashMap<&FileId, &Candidate> = candidates.iter().map(|candidate| (&candidate.id, candidate)).collect();
    for Addition { file, owner } in additions {
        let candidate = known.get(file).ok_or(Refusal::NotFound { field: FILE })?;
        if candidate.owner != *owner {
            return Err(Refusal::OwnerWrong { field: "fileIds.ownerId" });
        }
        if candidate.in_bin {
            return Err(Refusal::InBin { field: FILE });
        }
        media_only(candidate.file_type, FILE)?;
    }
    Ok(())
}
