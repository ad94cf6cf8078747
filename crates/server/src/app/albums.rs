//! Albums: make, change, list, fill and empty them (contract/albums.md §3 to §9).

use std::collections::HashMap;

use leporello_model::{
    Add, AlbumFacts, AlbumId, AlbumKind, AlbumSort, AlbumType, Caller, FileId, Grant, Manage, PageSize, Refusal,
    Remove, SortDirection, UserId, View, Wanted,
};
use leporello_store::{After, AlbumRow, Candidate, Content, FileRow, NewAlbum, Read};

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
    /// How it is sorted.
    pub sort: AlbumSort,
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
    /// Makes a personal manual album of the caller's.
    ///
    /// # Errors
    /// A failure of the store.
    pub async fn create_album(&self, caller: Caller, name: String) -> Result<AlbumId, Failure> {
        let owner = caller.may(Manage, caller.user, "X-User-Id")?;
        let id = self.ids.album();
        let album = NewAlbum { id, album_type: AlbumType::Manual, kind: AlbumKind::Personal, name: Some(name) };
        let now = self.clock.now();
        self.store.write(move |write| Ok::<_, Failure>(write.add_album(&owner, &album, now)?)).await?;
        Ok(id)
    }

    /// Gives an album another name; none leaves it as it is.
    ///
    /// # Errors
    /// [`Refusal::NotFound`], or a failure of the store.
    pub async fn update_album(&self, caller: Caller, id: AlbumId, name: Option<String>) -> Result<(), Failure> {
        self.store
            .write(move |write| {
                let (album, _) = granted(write, caller, Manage, id)?;
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
        let list = format!("album {id} {} {}", page.sort.code(), page.direction.code());
        let cursor = self.cursors.read(&list, &page.cursor, "pageCursor")?;
        let after = cursor.and_then(|(key, file)| {
            let key = leporello_model::Millis(key.parse().ok()?);
            Some(After { key, file: file.parse().ok()? })
        });
        let PageOf { sort, direction, size, .. } = page;
        let (entries, total) = self
            .store
            .read(move |read| {
                let (album, row) = granted(read, caller, View, id)?;
                Ok::<_, Failure>((read.contents(&album, sort, direction, size, after.as_ref())?, row.total))
            })
            .await?;
        let (entries, more) = page::cut(entries, size);
        let next = entries
            .last()
            .filter(|_| more)
            .map_or(String::new(), |last| self.cursors.make(&list, &last.key.0.to_string(), last.id.as_str()));
        Ok(Contents { entries, next, total })
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

/// The album and the right to it; without the right it does not exist.
fn granted<W: Wanted>(
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
        match candidate.file_type {
            leporello_model::FileType::Folder => return Err(Refusal::IsFolder { field: FILE }),
            file_type if !file_type.is_media() => return Err(Refusal::NotMedia { field: FILE }),
            _ => {}
        }
    }
    Ok(())
}
