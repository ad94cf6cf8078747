//! The libraries of this part: many folders in two levels, or one folder with all.

use leporello_model::{AlbumId, FileId};

use crate::Failed;
use crate::library::{self, Owner, Shape, Times, Writer, low_folder, top_folder};
use crate::report::{Wanted, grouped};

/// How many folders lie in the root of a nested library.
const TOPS: u64 = 10;

/// How many files lie in one folder of a nested library.
const FOLDER: u64 = 100;

/// How many folders a scope may name.
const SCOPE: u64 = 30;

/// How many collections a user has.
const COLLECTIONS: u64 = 200;

/// An album, and how many files are in it.
#[derive(Clone, Copy)]
pub(crate) struct Album {
    pub(crate) id: AlbumId,
    pub(crate) total: u64,
}

/// A collection and a manual album with as many files.
pub(crate) struct Pair {
    /// What the collection takes.
    pub(crate) name: String,
    pub(crate) collection: Album,
    pub(crate) manual: Album,
    /// What the first page of the collection may cost against that of the manual album.
    pub(crate) wanted: Wanted,
}

/// Folders in the root that a folder can be moved between.
pub(crate) struct Moves {
    /// The one that is moved, and how many files are below it.
    pub(crate) folder: FileId,
    pub(crate) files: u64,
    /// The two that it is moved between, with the collection over each before.
    pub(crate) homes: [(FileId, Album); 2],
}

/// A user's library.
pub(crate) struct Library {
    pub(crate) owner: Owner,
    /// How it differs from the others.
    pub(crate) name: &'static str,
    pub(crate) pairs: Vec<Pair>,
    /// Nothing where there is but one folder.
    pub(crate) moves: Option<Moves>,
}

/// Ten folders in the root, and in each a tenth of the `files`, in folders of 100.
pub(crate) fn nested(writer: &mut Writer, files: u64, times: Times) -> Result<Library, Failed> {
    let top = files / TOPS;
    let owner = writer.owner(files, times, Shape { top, folder: FOLDER })?;
    let root = FileId::root_of(owner.space);
    let tops: Vec<FileId> = (0..TOPS).map(|number| top_folder(number * top)).collect();
    let scope = SCOPE.min(top / FOLDER);
    // In the smallest library the folders in the root have none below them, and stand for these.
    let above = |of: u64| if top > FOLDER { &tops[of as usize] } else { &root };
    let lows = |of: u64, count: u64| -> Vec<FileId> {
        if top <= FOLDER {
            return vec![tops[of as usize].clone()];
        }
        let step = top / FOLDER / count * FOLDER;
        (0..count).map(|number| low_folder(of * top + number * step)).collect()
    };
    let names = |folders: u64, files: u64| format!("{} folders with {} files", grouped(folders), grouped(files));
    let one = tops[4].clone();
    let mut pairs = Vec::new();
    for (name, parent, folders, total, wanted) in [
        (names(files / FOLDER, files), &root, tops.clone(), files, Wanted::RatioAtMost(10.0)),
        (names(top / FOLDER, top), &root, vec![one], top, Wanted::RatioAtMost(3.0)),
        (names(scope, scope * FOLDER), above(6), lows(6, scope), scope * FOLDER, Wanted::Nothing),
        (format!("1 folder with {FOLDER} files"), above(7), lows(7, 1), FOLDER, Wanted::Nothing),
    ] {
        let collection = Album { id: writer.collection(owner, parent, &folders)?, total };
        let manual = Album { id: writer.album(owner, 0, total)?, total };
        pairs.push(Pair { name, collection, manual, wanted });
    }
    let mut home = |number: usize| -> Result<(FileId, Album), Failed> {
        let id = writer.collection(owner, &root, &tops[number..=number])?;
        Ok((tops[number].clone(), Album { id, total: top }))
    };
    let homes = [home(0)?, home(1)?];
    for number in pairs.len() as u64 + 2..COLLECTIONS {
        let (count, of) = (1 + library::mixed(number) % scope, number % TOPS);
        writer.collection(owner, above(of), &lows(of, count))?;
    }
    let name = if times == Times::Scattered { "scattered" } else { "events" };
    let moves = Moves { folder: tops[9].clone(), files: top, homes };
    Ok(Library { owner, name, pairs, moves: Some(moves) })
}

/// One folder in the root, and in it all `files`.
pub(crate) fn flat(writer: &mut Writer, files: u64) -> Result<Library, Failed> {
    let owner = writer.owner(files, Times::Scattered, Shape { top: files, folder: files })?;
    let (root, folder) = (FileId::root_of(owner.space), top_folder(0));
    let manual = Album { id: writer.album(owner, 0, files)?, total: files };
    let collection = Album { id: writer.collection(owner, &root, std::slice::from_ref(&folder))?, total: files };
    for _ in 1..COLLECTIONS {
        writer.collection(owner, &root, std::slice::from_ref(&folder))?;
    }
    let name = format!("1 folder with {} files", grouped(files));
    let pairs = vec![Pair { name, collection, manual, wanted: Wanted::RatioAtMost(1.5) }];
    Ok(Library { owner, name: "flat", pairs, moves: None })
}
