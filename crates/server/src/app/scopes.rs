//! Scopes of collection albums: what a caller may make one, and what one holds (contract/albums.md §3, §4).
//!
//! What is in a collection is never stored: it is found anew in each transaction.

use std::collections::{HashMap, HashSet};

use leporello_model::{Caller, FamilyId, FileId, GroupId, Reach, Refusal, Scope, ScopeKind, SpaceId, View};
use leporello_store::{AlbumRow, Collection, FamilyKey, FamilyRow, FileRow, Read};

use super::Failure;
use super::files::Folder;
use super::places::Place;

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

/// The family that an album is shared with, as CreateAlbum names it: both belong together.
#[derive(Clone, Copy, Debug)]
pub struct SharedWith {
    /// `groupId`
    pub group: GroupId,
    /// `shareFolderId`
    pub family: FamilyId,
}

/// What a caller sent the group of a family as.
pub const GROUP: &str = "groupId";
/// What a caller sent the primary key of a family as.
pub const FAMILY: &str = "shareFolderId";

impl SharedWith {
    /// The folder of the family, if the caller belongs to it.
    pub(crate) fn place(self, read: &Read<'_>, caller: Caller) -> Result<Place, Failure> {
        let family = self.find(read, caller)?;
        Ok(Place::family(caller, family.facts, family.folder))
    }

    /// The family, if the caller belongs to it.
    pub(crate) fn find(self, read: &Read<'_>, caller: Caller) -> Result<FamilyRow, Failure> {
        let of_group = read.family(caller.user, &FamilyKey::Group(self.group))?;
        let of_group = of_group.ok_or(Refusal::NotFound { field: GROUP })?;
        let family = read.family(caller.user, &FamilyKey::Id(self.family))?;
        let family = family.ok_or(Refusal::NotFound { field: FAMILY })?;
        if family.facts.id == of_group.facts.id { Ok(family) } else { Err(Refusal::FamiliesDiffer.into()) }
    }
}

impl ScopeWish {
    /// The scope that comes of it at a place, where there is an `old` one or there is none. Its folders are looked at
    /// if any of them was sent.
    pub(crate) fn on(&self, read: &Read<'_>, place: &Place, old: Option<&Scope>) -> Result<Scope, Failure> {
        let missing = |field| Refusal::FieldMissing { field };
        if self.space.is_some_and(|space| space != place.space) {
            return Err(Refusal::SpaceWrong { field: "containerId" }.into());
        }
        let dirs = self.dirs.as_deref().map(each_once).or_else(|| old.map(|old| old.dirs.clone()));
        let parent = self.parent.as_ref().map(|parent| place.folder(parent));
        let scope = Scope {
            dirs: dirs.ok_or(missing(self.field))?,
            parent: parent.or_else(|| old.map(|old| old.parent.clone())).ok_or(missing(PARENT))?,
            kind: self.kind.or(old.map(|old| old.kind)).ok_or(missing(KIND))?,
            space: place.space,
        };
        if self.dirs.is_some() || self.parent.is_some() {
            check(read, place, &scope, self.field)?;
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
fn check(read: &Read<'_>, place: &Place, scope: &Scope, field: &'static str) -> Result<(), Failure> {
    folder(Some(&there(read, place, &scope.parent)?), PARENT)?;
    let rows = place.files(read, &scope.dirs)?;
    let rows: HashMap<&FileId, &FileRow> = rows.iter().map(|row| (&row.id, row)).collect();
    for dir in &scope.dirs {
        let dir = folder(rows.get(dir).copied(), field)?;
        if dir.parent.as_ref() != Some(&scope.parent) {
            return Err(Refusal::NotInParent { field, parent: PARENT }.into());
        }
    }
    Ok(())
}

/// The folder that a scope's folders lie in. Only the owner of the space is told of one that lies outside of the family's
/// folder; for a member there is none.
fn there(read: &Read<'_>, place: &Place, parent: &FileId) -> Result<FileRow, Failure> {
    match place.file(read, parent, PARENT) {
        Err(Failure::Refused(Refusal::NotFound { .. }))
            if place.is_own() && read.file(place.space, parent)?.is_some() =>
        {
            Err(Refusal::OutsideFamily { field: PARENT }.into())
        }
        outcome => outcome,
    }
}

fn folder<'r>(row: Option<&'r FileRow>, field: &'static str) -> Result<&'r FileRow, Refusal> {
    let row = row.ok_or(Refusal::NotFound { field })?;
    if !row.is_folder() {
        return Err(Refusal::TargetNotFolder { field });
    }
    if row.in_bin { Err(Refusal::InBin { field }) } else { Ok(row) }
}

/// What a collection with this scope, which lies at a place, holds at this moment.
pub(crate) fn collection(read: &Read<'_>, place: &Place, scope: &Scope, reach: Reach) -> Result<Collection, Failure> {
    let space = place.may(View, &[], "containerId")?;
    Ok(read.collection(&space, scope, reach, place.within())?)
}

/// The scope of an album of which a caller sent `field`, as if it had one.
pub(crate) fn scope_of<'r>(album: &'r AlbumRow, field: &'static str) -> Result<&'r Scope, Refusal> {
    album.scope.as_ref().ok_or(Refusal::NoScope { field })
}
