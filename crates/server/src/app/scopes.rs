//! Scopes of collection albums: what a caller may make one, and what one holds (contract/albums.md §3, §4).
//!
//! What is in a collection is never stored: it is found anew in each transaction.

use std::collections::{HashMap, HashSet};

use leporello_model::{Caller, FileId, Reach, Refusal, Scope, ScopeKind, SpaceId, View};
use leporello_store::{AlbumRow, Collection, FileRow, Read};

use super::Failure;
use super::files::Folder;
use super::spaces::own;

/// What a caller wants the scope of a collection to be. What is none stays as it is.
#[derive(Clone, Debug)]
pub struct ScopeWish {
    /// One field of it that was sent; none when nothing is wished for.
    pub sent: Option<&'static str>,
    /// The space that the folders are said to lie in.
    pub space: Option<SpaceId>,
    /// What the caller sent the folders as, or would have.
    pub field: &'static str,
    /// The folders, as often as they were sent.
    pub dirs: Option<Vec<FileId>>,
    /// The folder that they lie in.
    pub parent: Option<Folder>,
    /// What is taken of their files.
    pub kind: Option<ScopeKind>,
}

/// What a caller sent the parent of a scope's folders as.
pub const PARENT: &str = "scopeParentFolderId";
/// What a caller sent the kinds of a scope as.
pub const KIND: &str = "scopeKind";

impl ScopeWish {
    /// The scope that comes of it, where there is an `old` one or there is none. Its folders are looked at if any
    /// of them was sent.
    pub(crate) fn on(&self, read: &Read<'_>, caller: Caller, old: Option<&Scope>) -> Result<Scope, Failure> {
        let missing = |field| Refusal::FieldMissing { field };
        let dirs = self.dirs.as_deref().map(each_once).or_else(|| old.map(|old| old.dirs.clone()));
        let parent = self.parent.clone().map(|parent| parent.id(caller.space));
        let scope = Scope {
            dirs: dirs.ok_or(missing(self.field))?,
            parent: parent.or_else(|| old.map(|old| old.parent.clone())).ok_or(missing(PARENT))?,
            kind: self.kind.or(old.map(|old| old.kind)).ok_or(missing(KIND))?,
            space: own(caller, View, self.space.or(old.map(|old| old.space)), "containerId")?.on().0,
        };
        if self.dirs.is_some() || self.parent.is_some() {
            check(read, &scope, self.field)?;
        }
        Ok(scope)
    }
}

fn each_once(ids: &[FileId]) -> Vec<FileId> {
    let mut seen = HashSet::new();
    ids.iter().filter(|id| seen.insert(*id)).cloned().collect()
}

/// Holds if the folders of a scope, and the one they lie in, are there. That one comes first: without it none of them
/// could be right.
fn check(read: &Read<'_>, scope: &Scope, field: &'static str) -> Result<(), Failure> {
    folder(read.file(scope.space, &scope.parent)?.as_ref(), PARENT)?;
    let rows = read.files(scope.space, &scope.dirs)?;
    let rows: HashMap<&FileId, &FileRow> = rows.iter().map(|row| (&row.id, row)).collect();
    for dir in &scope.dirs {
        let dir = folder(rows.get(dir).copied(), field)?;
        if dir.parent.as_ref() != Some(&scope.parent) {
            return Err(Refusal::NotInParent { field, parent: PARENT }.into());
        }
    }
    Ok(())
}

fn folder<'r>(row: Option<&'r FileRow>, field: &'static str) -> Result<&'r FileRow, Refusal> {
    let row = row.ok_or(Refusal::NotFound { field })?;
    if !row.is_folder() {
        return Err(Refusal::TargetNotFolder { field });
    }
    if row.in_bin { Err(Refusal::InBin { field }) } else { Ok(row) }
}

/// What a collection with this scope holds at this moment.
pub(crate) fn collection(read: &Read<'_>, caller: Caller, scope: &Scope, reach: Reach) -> Result<Collection, Failure> {
    let space = own(caller, View, Some(scope.space), "containerId")?;
    Ok(read.collection(&space, scope, reach)?)
}

/// The scope of an album of which a caller sent `field`, as if it had one.
pub(crate) fn scope_of<'r>(album: &'r AlbumRow, field: &'static str) -> Result<&'r Scope, Refusal> {
    album.scope.as_ref().ok_or(Refusal::NoScope { field })
}
