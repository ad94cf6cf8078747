//! The trees that are kept in memory, one for each space that was looked into of late.
//!
//! A reader gets the tree of exactly the version that its transaction sees. What a writing transaction sees may yet
//! be undone, so it must never get into a tree that others use.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use leporello_model::SpaceId;

use crate::engine::params;
use crate::tree::{FolderRow, MediaRow, Tree};
use crate::{Read, StoreError};

/// How many folders are kept in all; some 200 bytes each. The tree that was used last stays, however large.
const MOST_FOLDERS: usize = 100_000;

/// One space's tree; whoever brings it up to date has it locked meanwhile.
type Slot = Arc<Mutex<Arc<Tree>>>;

/// The trees of the spaces.
#[derive(Default)]
pub(crate) struct Trees {
    slots: Mutex<Slots>,
}

#[derive(Default)]
struct Slots {
    by_space: HashMap<SpaceId, Kept>,
    clock: u64,
}

struct Kept {
    slot: Slot,
    folders: usize,
    used: u64,
}

impl Trees {
    /// The slot of a space; a new one holds an empty tree of version 0.
    fn slot(&self, space: SpaceId) -> Slot {
        let mut slots = lock(&self.slots);
        slots.clock += 1;
        let used = slots.clock;
        let new = || Kept { slot: Slot::default(), folders: 0, used };
        let kept = slots.by_space.entry(space).or_insert_with(new);
        kept.used = used;
        Arc::clone(&kept.slot)
    }

    /// Notes how large a tree has become, and forgets those that were not used for longest while there are too many.
    fn grown(&self, space: SpaceId, folders: usize) {
        let mut slots = lock(&self.slots);
        if let Some(kept) = slots.by_space.get_mut(&space) {
            kept.folders = folders;
        }
        while slots.by_space.values().map(|kept| kept.folders).sum::<usize>() > MOST_FOLDERS {
            let others = slots.by_space.iter().filter(|(other, _)| **other != space);
            let Some(oldest) = others.min_by_key(|(_, kept)| kept.used).map(|(other, _)| *other) else { return };
            slots.by_space.remove(&oldest);
        }
    }
}

/// A panic while a lock is held leaves what it guards as good as it was: trees change only when all rows are read.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Read<'_> {
    /// The tree of a space as this transaction sees it.
    pub(crate) fn tree(&self, space: SpaceId) -> Result<Arc<Tree>, StoreError> {
        let version = self.one(VERSION, params![space], |row| Ok((row.get::<i64>(0)?, row.get::<i64>(1)?)))?;
        let Some((version, purged)) = version else { return Ok(Arc::default()) };
        let Some(trees) = &self.trees else { return self.whole_tree(space, version) };
        let slot = trees.slot(space);
        let mut known = lock(&slot);
        if known.version > version {
            // This reader began before others, and is still looking at what was.
            return self.whole_tree(space, version);
        }
        if known.version < version {
            if known.version == 0 || known.version < purged {
                *known = self.whole_tree(space, version)?;
            } else {
                let (folders, media) = self.tree_rows(space, Some(known.version))?;
                Arc::make_mut(&mut known).catch_up(version, folders, media);
            }
            trees.grown(space, known.folders.len());
        }
        Ok(Arc::clone(&known))
    }

    fn whole_tree(&self, space: SpaceId, version: i64) -> Result<Arc<Tree>, StoreError> {
        let (folders, media) = self.tree_rows(space, None)?;
        let mut tree = Tree::default();
        tree.catch_up(version, folders, media);
        Ok(Arc::new(tree))
    }

    /// The rows of a tree; only those that changed after the version `since`, if one is given.
    fn tree_rows(&self, space: SpaceId, since: Option<i64>) -> Result<(Vec<FolderRow>, Vec<MediaRow>), StoreError> {
        let (later, since) = if since.is_some() { ("AND version > $2", since) } else { ("", None) };
        let mut values = params![space].to_vec();
        values.extend(since.map(crate::engine::Value::from));
        let folders = self.query(&format!("{FOLDERS} {later}"), &values, |row| {
            Ok(FolderRow { id: row.get(0)?, parent: row.get(1)?, trashed: row.get(2)? })
        })?;
        let media = self.query(&format!("{MEDIA} {later}"), &values, |row| {
            Ok(MediaRow {
                folder: row.get(0)?,
                file_type: row.get(1)?,
                files: row.get(2)?,
                oldest: row.get(3)?,
                newest: row.get(4)?,
            })
        })?;
        Ok((folders, media))
    }
}

const VERSION: &str = "SELECT version, purged FROM tree WHERE space_id = $1";
const FOLDERS: &str = "SELECT id, parent_id, trashed FROM folder WHERE space_id = $1";
const MEDIA: &str = "SELECT folder_id, file_type, files, oldest, newest FROM folder_media WHERE space_id = $1";
