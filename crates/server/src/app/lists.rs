//! Lists of files: a folder's, the bin's, and what a search finds (contract/drive.md §2.9, §2.10).

use std::collections::HashMap;

use leporello_model::{Caller, FileId, FileType, Millis, PageSize, Refusal, SortDirection, View};
use leporello_store::{FileKey, FileRow, FileSort, Listing, Place as After, Read, Search};

use super::files::{About, Folder};
use super::places::{Place, PlaceOf};
use super::{App, Cursors, Failure, page};

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
    /// Whether to tell what became of the making of pictures.
    pub pictures: bool,
}

/// A folder of the personal space, or a part of its bin.
#[derive(Clone, Debug)]
pub struct FolderOf {
    /// Where it is said to lie.
    pub place: PlaceOf,
    /// The folder. Of the bin, the root is all that was put into it.
    pub folder: Folder,
    /// Whether the bin is asked for.
    pub bin: bool,
}

/// What to search for. Nothing in the bin is found.
#[derive(Clone, Debug)]
pub struct SearchFor {
    /// Where to search.
    pub place: PlaceOf,
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
    /// What is told beside them.
    pub about: About,
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
        let cursors = self.cursors;
        self.store
            .read(move |read| {
                let place = of.place.find(read, caller, SPACE)?;
                // The bin is its owner's, also where a family's files are in it.
                let place = if of.bin && place.is_own() { Place::own(caller) } else { place };
                if of.bin && !place.is_whole() {
                    return Err(Failure::from(Refusal::NoRight { field: SPACE }));
                }
                let (grant, folder) = (place.may(View, &[], SPACE)?, place.folder(&of.folder));
                let whole_bin = of.bin && folder == place.root;
                let usual = if whole_bin { FileSort::Recycled } else { FileSort::Name };
                // What lies below went into the bin at one and the same time, which is no order.
                let sort = page.sort.filter(|sort| whole_bin || *sort != FileSort::Recycled).unwrap_or(usual);
                let list = format!("files {} {folder} {}", place.space, of.bin);
                let (list, listing) = listing(cursors, &list, &page, sort)?;
                let files = if whole_bin {
                    read.bin(&grant, &listing)?
                } else {
                    listable(read, &place, &folder, of.bin, "parentFileId")?;
                    read.folder(&grant, &folder, &listing)?
                };
                let about = About::of(read, &files, page.pictures)?;
                Ok(cut(cursors, &list, sort, files, about, page.size))
            })
            .await
    }

    /// One page of what a search finds in the caller's space, or in the folder of a family, usually what was changed last
    /// first.
    ///
    /// # Errors
    /// [`Refusal::SpaceWrong`], [`Refusal::NotFound`], [`Refusal::TargetNotFolder`], [`Refusal::InBin`],
    /// [`Refusal::CursorWrong`], or a failure of the store.
    pub async fn search_files(&self, caller: Caller, wanted: SearchFor, page: PageOf) -> Result<Hits, Failure> {
        let (cursors, sort) = (self.cursors, page.sort.unwrap_or(FileSort::Edited));
        self.store
            .read(move |read| {
                let place = wanted.place.find(read, caller, "filter.containerId")?;
                let grant = place.may(View, &[], "filter.containerId")?;
                let SearchFor { words, folder, from, to, .. } = wanted.clone();
                // A family's folder is searched with all that is below it, as a whole space is.
                let recursive = wanted.recursive || folder.is_none();
                let parent = match folder {
                    None if place.is_whole() => None,
                    folder => Some(place.folder(&folder.unwrap_or(Folder::Root))),
                };
                if let Some(parent) = &parent {
                    listable(read, &place, parent, false, "filter.parentFolder")?;
                }
                let search = Search { words, parent, recursive, from, to };
                let (list, listing) = listing(cursors, &format!("search {} {search:?}", place.space), &page, sort)?;
                let found = read.search(&grant, &search, &listing)?;
                let about = About::of(read, &found.files, page.pictures)?;
                let ids: Vec<FileId> = found.files.iter().map(|file| file.id.clone()).collect();
                let paths = read.paths(place.space, &ids)?;
                let page = cut(cursors, &list, sort, found.files, about, page.size);
                Ok(Hits { page, paths, total: found.total })
            })
            .await
    }
}

/// What a caller sent the space as.
const SPACE: &str = "containerId";

/// The name under which cursors of this list and order are sealed, and where the page starts.
fn listing(cursors: Cursors, list: &str, page: &PageOf, sort: FileSort) -> Result<(String, Listing), Refusal> {
    let direction = page.direction.unwrap_or(match sort {
        FileSort::Name | FileSort::Format => SortDirection::Ascending,
        _ => SortDirection::Descending,
    });
    let name = format!("{list} {:?} {sort:?} {direction:?}", page.file_type);
    let after = cursors.read(&name, &page.cursor, "pageCursor")?.and_then(|(key, id)| {
        let key = match sort {
            FileSort::Name | FileSort::Format => FileKey::Text(key),
            _ => FileKey::Number(key.parse().ok()?),
        };
        Some(After { key, file: id.parse().ok()? })
    });
    Ok((name, Listing { sort, direction, file_type: page.file_type, size: page.size, after }))
}

/// The page out of what the store gave.
fn cut(cursors: Cursors, list: &str, sort: FileSort, files: Vec<FileRow>, about: About, size: PageSize) -> Files {
    let (files, more) = page::cut(files, size);
    let next = files.last().filter(|_| more).map_or_else(String::new, |last| {
        let After { key, file } = After::of(last, sort);
        let key = match key {
            FileKey::Text(text) => text,
            FileKey::Number(number) => number.to_string(),
        };
        cursors.make(list, &key, file.as_str())
    });
    Files { files, about, next }
}

/// Whether the folder can be listed on the side of the bin that is asked for.
fn listable(read: &Read<'_>, place: &Place, folder: &FileId, bin: bool, field: &'static str) -> Result<(), Failure> {
    let folder = place.file(read, folder, field)?;
    match (folder.is_folder(), folder.in_bin, bin) {
        (false, _, _) => Err(Refusal::TargetNotFolder { field }.into()),
        (true, true, false) => Err(Refusal::InBin { field }.into()),
        (true, false, true) => Err(Refusal::NotInBin { field }.into()),
        _ => Ok(()),
    }
}
