//! Lists of files: a folder's, the bin's, and what a search finds (contract/drive.md §2.9, §2.10).

use std::collections::HashMap;

use leporello_model::{Caller, FileId, FileType, Millis, PageSize, Refusal, SortDirection, SpaceId, View};
use leporello_store::{FileKey, FileRow, FileSort, Listing, Place, Read, Search};

use super::files::{Folder, People, people};
use super::spaces::own;
use super::{App, Failure, page};

/// What part of a list is asked for.
#[derive(Clone, Debug)]
pub struct PageOf {
    /// How it is sorted, if not as usual.
    pub sort: Option<FileSort>,
    /// Which way, if not as usual.
    pub direction: Option<SortDirection>,
    /// Only files of this type.
    pub file_type: Option<FileType>,
    /// How much.
    pub size: PageSize,
    /// Where the last page ended; empty for the first.
    pub cursor: String,
}

/// A folder of the personal space, or a part of its bin.
#[derive(Clone, Debug)]
pub struct FolderOf {
    /// The space that it is said to lie in.
    pub space: Option<SpaceId>,
    /// The folder. Of the bin, the root is all that was put into it.
    pub folder: Folder,
    /// Whether the bin is asked for.
    pub bin: bool,
}

/// What to search for. Nothing in the bin is found.
#[derive(Clone, Debug)]
pub struct SearchFor {
    /// The space that it is said to lie in.
    pub space: Option<SpaceId>,
    /// A part of the name, in any case.
    pub words: Option<String>,
    /// Only in this folder.
    pub folder: Option<Folder>,
    /// Also in the folders below it.
    pub recursive: bool,
    /// Only what was changed at this time or later.
    pub from: Option<Millis>,
    /// Only what was changed at this time or earlier.
    pub to: Option<Millis>,
}

/// A page of files.
pub struct Files {
    /// The files.
    pub files: Vec<FileRow>,
    /// The names of the people they tell of.
    pub people: People,
    /// Where the next page starts; empty on the last.
    pub next: String,
}

/// A page of what a search found.
pub struct Hits {
    /// The page.
    pub page: Files,
    /// The identifiers and names on the way from the root to each file, both ends included.
    pub paths: HashMap<FileId, Vec<(FileId, String)>>,
    /// How many there are in all.
    pub total: i64,
}

impl App {
    /// One page of a folder, or of the bin. Usually a folder is sorted by name, and the bin by the time
    /// things were put into it, newest first.
    ///
    /// # Errors
    /// [`Refusal::SpaceWrong`], [`Refusal::NotFound`], [`Refusal::TargetNotFolder`], [`Refusal::InBin`],
    /// [`Refusal::NotInBin`], [`Refusal::CursorWrong`], or a failure of the store.
    pub async fn personal_files(&self, caller: Caller, of: FolderOf, page: PageOf) -> Result<Files, Failure> {
        let space = own(caller, View, of.space, "containerId")?;
        let folder = of.folder.id(caller.space);
        let whole_bin = of.bin && folder == FileId::root_of(caller.space);
        let usual = if whole_bin { FileSort::Recycled } else { FileSort::Name };
        // What lies below went into the bin at one and the same time, which is no order.
        let sort = page.sort.filter(|sort| whole_bin || *sort != FileSort::Recycled).unwrap_or(usual);
        let (name, listing) = self.listing(&format!("files {} {folder} {}", caller.space, of.bin), &page, sort)?;
        let size = page.size;
        let (files, people) = self
            .store
            .read(move |read| {
                let files = if whole_bin {
                    read.bin(&space, &listing)?
                } else {
                    listable(read, caller.space, &folder, of.bin, "parentFileId")?;
                    read.folder(&space, &folder, &listing)?
                };
                let people = people(read, &files)?;
                Ok::<_, Failure>((files, people))
            })
            .await?;
        Ok(self.page(&name, sort, files, people, size))
    }

    /// One page of what a search finds in the caller's space, usually what was changed last first.
    ///
    /// # Errors
    /// [`Refusal::SpaceWrong`], [`Refusal::NotFound`], [`Refusal::TargetNotFolder`], [`Refusal::InBin`],
    /// [`Refusal::CursorWrong`], or a failure of the store.
    pub async fn search_files(&self, caller: Caller, wanted: SearchFor, page: PageOf) -> Result<Hits, Failure> {
        let space = own(caller, View, wanted.space, "filter.containerId")?;
        let sort = page.sort.unwrap_or(FileSort::Edited);
        let SearchFor { words, folder, recursive, from, to, .. } = wanted;
        let search = Search { words, parent: folder.map(|folder| folder.id(caller.space)), recursive, from, to };
        let (name, listing) = self.listing(&format!("search {} {search:?}", caller.space), &page, sort)?;
        let size = page.size;
        let (found, people, paths) = self
            .store
            .read(move |read| {
                if let Some(parent) = &search.parent {
                    listable(read, caller.space, parent, false, "filter.parentFolder")?;
                }
                let found = read.search(&space, &search, &listing)?;
                let people = people(read, &found.files)?;
                let ids: Vec<FileId> = found.files.iter().map(|file| file.id.clone()).collect();
                Ok::<_, Failure>((found, people, read.paths(caller.space, &ids)?))
            })
            .await?;
        Ok(Hits { page: self.page(&name, sort, found.files, people, size), paths, total: found.total })
    }

    /// The name under which cursors of this list and order are sealed, and where the page starts.
    fn listing(&self, list: &str, page: &PageOf, sort: FileSort) -> Result<(String, Listing), Refusal> {
        let direction = page.direction.unwrap_or(match sort {
            FileSort::Name | FileSort::Format => SortDirection::Ascending,
            _ => SortDirection::Descending,
        });
        let name = format!("{list} {:?} {sort:?} {direction:?}", page.file_type);
        let after = self.cursors.read(&name, &page.cursor, "pageCursor")?.and_then(|(key, id)| {
            let key = match sort {
                FileSort::Name | FileSort::Format => FileKey::Text(key),
                _ => FileKey::Number(key.parse().ok()?),
            };
            Some(Place { key, file: id.parse().ok()? })
        });
        Ok((name, Listing { sort, direction, file_type: page.file_type, size: page.size, after }))
    }

    fn page(&self, list: &str, sort: FileSort, files: Vec<FileRow>, people: People, size: PageSize) -> Files {
        let (files, more) = page::cut(files, size);
        let next = files.last().filter(|_| more).map_or_else(String::new, |last| {
            let Place { key, file } = Place::of(last, sort);
            let key = match key {
                FileKey::Text(text) => text,
                FileKey::Number(number) => number.to_string(),
            };
            self.cursors.make(list, &key, file.as_str())
        });
        Files { files, people, next }
    }
}

/// Whether the folder can be listed on the side of the bin that is asked for.
fn listable(read: &Read<'_>, space: SpaceId, folder: &FileId, bin: bool, field: &'static str) -> Result<(), Failure> {
    let folder = read.file(space, folder)?.ok_or(Refusal::NotFound { field })?;
    match (folder.is_folder(), folder.in_bin, bin) {
        (false, _, _) => Err(Refusal::TargetNotFolder { field }.into()),
        (true, true, false) => Err(Refusal::InBin { field }.into()),
        (true, false, true) => Err(Refusal::NotInBin { field }.into()),
        _ => Ok(()),
    }
}
