//! The folders of one space, as a copy in memory: how they lie in one another, and how much lies in each.
//!
//! A tree is what the database had at one version. It is brought to a later one by the rows that changed since,
//! and must never be asked by a reader that sees another version; `trees` looks after that.

use std::collections::HashMap;
use std::sync::Arc;

use leporello_model::{AlbumSort, FileId, FileType, Reach};

/// The images, or the videos, that lie directly in a folder and are not in the bin themselves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Media {
    /// How many.
    pub(crate) files: i64,
    /// The first and the last sort key among them, in each order: see [`Media::span`].
    pub(crate) spans: [(i64, i64); 3],
}

impl Media {
    /// The first and the last sort key among them in this order.
    pub(crate) const fn span(&self, sort: AlbumSort) -> (i64, i64) {
        match sort {
            AlbumSort::TakeTime => self.spans[0],
            AlbumSort::Created => self.spans[1],
            AlbumSort::Updated => self.spans[2],
        }
    }
}

/// The kinds of media, in the order in which a folder keeps them.
pub(crate) const KINDS: [FileType; 2] = [FileType::Image, FileType::Video];

/// Where `file_type` stands among the [`KINDS`].
pub(crate) fn kind_of(file_type: FileType) -> usize {
    usize::from(file_type == FileType::Video)
}

/// A folder.
#[derive(Clone, Debug)]
pub(crate) struct Folder {
    pub(crate) id: Arc<str>,
    parent: Option<usize>,
    children: Vec<usize>,
    trashed: bool,
    /// By kind.
    pub(crate) media: [Media; 2],
}

/// A folder's row.
pub(crate) struct FolderRow {
    pub(crate) id: String,
    pub(crate) parent: Option<String>,
    pub(crate) trashed: bool,
}

/// A row of what lies in a folder.
pub(crate) struct MediaRow {
    pub(crate) folder: String,
    pub(crate) file_type: FileType,
    pub(crate) media: Media,
}

/// The folders of a space at one version. A folder is named by its place in the list.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tree {
    pub(crate) version: i64,
    pub(crate) folders: Vec<Folder>,
    places: HashMap<Arc<str>, usize>,
    /// How many files of each kind the folders hold, those below folders in the bin included.
    pub(crate) files: [i64; 2],
}

/// Which folders of a tree are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wanted {
    /// Those to start from.
    pub(crate) dirs: Vec<FileId>,
    /// Only those of them that are this folder or lie below it, if one is given.
    pub(crate) within: Option<FileId>,
    /// How far down from there.
    pub(crate) reach: Reach,
}

/// Some folders of a tree.
#[derive(Debug)]
pub(crate) struct Reached {
    /// Their places, each once.
    pub(crate) folders: Vec<usize>,
    /// Of each place in the tree whether it is one of these.
    pub(crate) marks: Vec<bool>,
    /// How many files of each kind lie directly in them.
    pub(crate) files: [i64; 2],
}

impl Tree {
    /// Takes over the rows that changed up to `version`.
    pub(crate) fn catch_up(&mut self, version: i64, folders: Vec<FolderRow>, media: Vec<MediaRow>) {
        for row in folders {
            // A folder may come before the one it lies in.
            let parent = row.parent.map(|parent| self.known_or_new(&parent));
            let place = self.known_or_new(&row.id);
            self.folders[place].trashed = row.trashed;
            self.hang(place, parent);
        }
        for row in media {
            let (place, kind) = (self.known_or_new(&row.folder), kind_of(row.file_type));
            let old = std::mem::replace(&mut self.folders[place].media[kind], row.media);
            self.files[kind] += row.media.files - old.files;
        }
        self.version = version;
    }

    fn known_or_new(&mut self, id: &str) -> usize {
        if let Some(place) = self.places.get(id) {
            return *place;
        }
        let (id, place): (Arc<str>, usize) = (id.into(), self.folders.len());
        let folder = Folder {
            id: Arc::clone(&id),
            parent: None,
            children: Vec::new(),
            trashed: false,
            media: Default::default(),
        };
        self.folders.push(folder);
        self.places.insert(id, place);
        place
    }

    fn hang(&mut self, place: usize, parent: Option<usize>) {
        let old = std::mem::replace(&mut self.folders[place].parent, parent);
        if old == parent {
            return;
        }
        if let Some(old) = old {
            self.folders[old].children.retain(|child| *child != place);
        }
        if let Some(parent) = parent {
            self.folders[parent].children.push(place);
        }
    }

    /// The place of the folder with this identifier.
    pub(crate) fn place(&self, id: &str) -> Option<usize> {
        self.places.get(id).copied()
    }

    /// The folders that are, or lie below, one of those `wanted`; without those in the bin and all that is below them.
    pub(crate) fn below(&self, wanted: &Wanted) -> Reached {
        let mut reached = Reached { folders: Vec::new(), marks: vec![false; self.folders.len()], files: [0; 2] };
        let mut waiting: Vec<usize> = wanted.dirs.iter().filter_map(|dir| self.place(dir.as_str())).collect();
        waiting.retain(|place| !self.is_hidden(*place));
        if let Some(within) = &wanted.within {
            let within = self.place(within.as_str());
            waiting.retain(|place| self.way_up(*place).any(|above| Some(above) == within));
        }
        while let Some(place) = waiting.pop() {
            let folder = &self.folders[place];
            // One of `dirs` may have been moved into another one since they were chosen.
            if folder.trashed || std::mem::replace(&mut reached.marks[place], true) {
                continue;
            }
            reached.folders.push(place);
            reached.files.iter_mut().zip(&folder.media).for_each(|(files, media)| *files += media.files);
            if wanted.reach == Reach::Deep {
                waiting.extend(&folder.children);
            }
        }
        reached
    }

    /// Whether the folder, or one above it, is in the bin.
    fn is_hidden(&self, place: usize) -> bool {
        self.way_up(place).any(|place| self.folders[place].trashed)
    }

    /// The folder and all that it lies in, up to the root.
    fn way_up(&self, place: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(Some(place), |place| self.folders[*place].parent)
    }
}
