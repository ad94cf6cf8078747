//! The trees that are kept in memory, one for each space that was looked into of late.
//!
//! A reader gets the tree of exactly the version that its transaction sees. What a writing transaction sees may yet
//! be undone, so it must never get into a tree that others use.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use leporello_model::SpaceId;
use lru::LruCache;

use crate::engine::params;
use crate::tree::{FolderRow, Media, MediaRow, Reached, Tree, Wanted};
use crate::{Read, StoreError};

/// How much is kept in all, in folders of some 400 bytes each. The tree that was used last stays, however large.
const MOST: usize = 100_000;

/// What a space costs beside its folders, in folders.
const SPACE: usize = 2;

/// How many scopes are kept with a tree: what they reach is the same until the tree changes.
const SCOPES: usize = 8;

/// One space's tree; whoever brings it up to date has it locked meanwhile.
type Slot = Arc<Mutex<Known>>;

#[derive(Default)]
struct Known {
    tree: Arc<Tree>,
    /// What scopes reach in this tree, the one used last at the end.
    scopes: Vec<(Wanted, Arc<Reached>)>,
}

impl Known {
    fn below(&mut self, wanted: &Wanted) -> Arc<Reached> {
        let scope = match self.scopes.iter().position(|(known, _)| known == wanted) {
            Some(place) => self.scopes.remove(place),
            None => (wanted.clone(), Arc::new(self.tree.below(wanted))),
        };
        let reached = Arc::clone(&scope.1);
        if self.scopes.len() == SCOPES {
            self.scopes.remove(0);
        }
        self.scopes.push(scope);
        reached
    }
}

/// The trees of the spaces.
pub(crate) struct Trees {
    kept: Mutex<Kept>,
}

struct Kept {
    /// Each with what it costs.
    slots: LruCache<SpaceId, (Slot, usize)>,
    cost: usize,
}

impl Default for Trees {
    fn default() -> Self {
        Self { kept: Mutex::new(Kept { slots: LruCache::unbounded(), cost: 0 }) }
    }
}

impl Trees {
    /// The slot of a space; a new one holds an empty tree of version 0.
    fn slot(&self, space: SpaceId) -> Slot {
        let mut kept = lock(&self.kept);
        Arc::clone(&kept.slots.get_or_insert_mut(space, || (Slot::default(), 0)).0)
    }

    /// Forgets all of them: what they were made from may not have happened.
    pub(crate) fn forget(&self) {
        let mut kept = lock(&self.kept);
        kept.slots.clear();
        kept.cost = 0;
    }

    /// Notes how large a tree has become, and forgets those that were not used for longest while there are too many.
    fn grown(&self, space: SpaceId, folders: usize) {
        let mut kept = lock(&self.kept);
        // It may have been forgotten meanwhile.
        let Some((_, cost)) = kept.slots.get_mut(&space) else { return };
        let old = std::mem::replace(cost, folders + SPACE);
        kept.cost = kept.cost - old + folders + SPACE;
        while kept.cost > MOST && kept.slots.len() > 1 {
            let forgotten = kept.slots.pop_lru().map_or(0, |(_, (_, cost))| cost);
            kept.cost -= forgotten;
        }
    }
}

/// A panic while a lock is held leaves what it guards as good as it was: trees change only when all rows are read.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Read<'_> {
    /// The tree of a space as this transaction sees it, and what of it is `wanted`.
    pub(crate) fn reached(&self, space: SpaceId, wanted: &Wanted) -> Result<(Arc<Tree>, Arc<Reached>), StoreError> {
        let version = self.one(VERSION, params![space], |row| Ok((row.get::<i64>(0)?, row.get::<i64>(1)?)))?;
        let (version, purged) = version.unwrap_or_default();
        let slot = self.trees.as_ref().map(|trees| trees.slot(space));
        let mut known = match &slot {
            Some(slot) => lock(slot),
            None => return self.alone(space, version, wanted),
        };
        if known.tree.version > version {
            // This reader began before others, and is still looking at what was.
            return self.alone(space, version, wanted);
        }
        if known.tree.version < version {
            known.scopes.clear();
            if known.tree.version == 0 || known.tree.version < purged {
                known.tree = Arc::new(self.whole_tree(space, version)?);
            } else {
                let (folders, media) = self.tree_rows(space, Some(known.tree.version))?;
                Arc::make_mut(&mut known.tree).catch_up(version, folders, media);
            }
            if let Some(trees) = &self.trees {
                trees.grown(space, known.tree.folders.len());
            }
        }
        Ok((Arc::clone(&known.tree), known.below(wanted)))
    }

    /// The same for a reader who shares nothing.
    fn alone(&self, space: SpaceId, version: i64, wanted: &Wanted) -> Result<(Arc<Tree>, Arc<Reached>), StoreError> {
        let tree = self.whole_tree(space, version)?;
        let reached = tree.below(wanted);
        Ok((Arc::new(tree), Arc::new(reached)))
    }

    fn whole_tree(&self, space: SpaceId, version: i64) -> Result<Tree, StoreError> {
        let (folders, media) = self.tree_rows(space, None)?;
        let mut tree = Tree::default();
        tree.catch_up(version, folders, media);
        Ok(tree)
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
            let span = |first| Ok::<_, StoreError>((row.get(first)?, row.get(first + 1)?));
            let media = Media { files: row.get(2)?, spans: [span(3)?, span(5)?, span(7)?] };
            Ok(MediaRow { folder: row.get(0)?, file_type: row.get(1)?, media })
        })?;
        Ok((folders, media))
    }
}

const VERSION: &str = "SELECT version, purged FROM tree WHERE space_id = $1";
const FOLDERS: &str = "SELECT id, parent_id, trashed FROM folder WHERE space_id = $1";
const MEDIA: &str = "
    SELECT folder_id, file_type, files, COALESCE(oldest_shot, 0), COALESCE(newest_shot, 0),
           COALESCE(oldest_created, 0), COALESCE(newest_created, 0), COALESCE(oldest_edited, 0), COALESCE(newest_edited, 0)
    FROM folder_media WHERE space_id = $1";
