//! What is in a collection album: not stored, but found in the files each time.
//!
//! A [`Collection`] is a scope as one transaction sees it: the folders it reaches, and how much lies in each.
//! Counting is a sum over these, in memory; a page is made by `page`.

mod merge;
mod outlook;
mod page;
mod source;

use std::sync::Arc;

use leporello_model::{
    AlbumSort, FileId, FileType, Grant, PageSize, Reach, Scope, ScopeKind, SortDirection, SpaceFacts, SpaceId, Span,
    View,
};

use crate::links::{After, Content};
use crate::tree::{KINDS, Media, Reached, Tree, Wanted, kind_of};
use crate::{Read, StoreError};

/// A scope, and what the transaction that it was made in sees of it.
pub struct Collection {
    space: SpaceId,
    kind: ScopeKind,
    tree: Arc<Tree>,
    reached: Arc<Reached>,
}

/// What a folder has of one kind: at least one file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Filled {
    /// The folder's place in the tree.
    pub(crate) place: usize,
    pub(crate) kind: FileType,
    pub(crate) media: Media,
}

impl Collection {
    /// How many files are in it.
    #[must_use]
    pub fn total(&self) -> i64 {
        self.kind.types().iter().map(|kind| self.reached.files[kind_of(*kind)]).sum()
    }

    /// Whether it reaches into this folder.
    #[must_use]
    pub fn reaches(&self, folder: &FileId) -> bool {
        self.reaches_to(folder.as_str())
    }

    /// How many files would come and how many would go if `self` became `new`, which the same transaction made.
    #[must_use]
    pub fn change_to(&self, new: &Self) -> (i64, i64) {
        (new.without(self), self.without(new))
    }

    /// How many files are in this one and not in `other`.
    fn without(&self, other: &Self) -> i64 {
        let mut files = 0;
        for place in &self.reached.folders {
            let new = self.media(*place).filter(|(kind, _)| !(other.reached.marks[*place] && other.kind.takes(*kind)));
            files += new.map(|(_, media)| media.files).sum::<i64>();
        }
        files
    }

    /// What it takes of a folder, by kind.
    fn media(&self, place: usize) -> impl Iterator<Item = (FileType, Media)> {
        self.taken(self.tree.folders[place].media)
    }

    /// What it would take of a folder that holds `media`, were it reached.
    fn taken(&self, media: [Media; 2]) -> impl Iterator<Item = (FileType, Media)> {
        KINDS.into_iter().zip(media).filter(|(kind, _)| self.kind.takes(*kind))
    }

    fn reaches_to(&self, folder: &str) -> bool {
        self.tree.place(folder).is_some_and(|place| self.reached.marks[place])
    }

    /// The space that its folders lie in.
    pub(crate) const fn space(&self) -> SpaceId {
        self.space
    }

    /// The types of files that it takes.
    pub(crate) const fn kinds(&self) -> &'static [FileType] {
        self.kind.types()
    }

    /// The identifier of the folder at a place in the tree.
    pub(crate) fn folder(&self, place: usize) -> &str {
        &self.tree.folders[place].id
    }

    /// What folders have of the kinds that it takes: those that it reaches, and those that it does not.
    pub(crate) fn filled(&self) -> (Vec<Filled>, Vec<Filled>) {
        let filled = self.tree.folders.iter().enumerate().flat_map(|(place, folder)| {
            let media = self.taken(folder.media).filter(|(_, media)| media.files > 0);
            media.map(move |(kind, media)| Filled { place, kind, media })
        });
        filled.partition(|filled| self.reached.marks[filled.place])
    }

    /// How many files of a kind are in it, and how many the whole space has.
    fn share(&self, kind: FileType) -> (i64, i64) {
        (self.reached.files[kind_of(kind)], self.tree.files[kind_of(kind)])
    }
}

impl Read<'_> {
    /// What `scope` is at this moment. What it names and is no more, is in the bin, or lies neither at nor below the
    /// folder `within`, holds nothing.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn collection(
        &self,
        space: &Grant<View, SpaceFacts>,
        scope: &Scope,
        reach: Reach,
        within: Option<&FileId>,
    ) -> Result<Collection, StoreError> {
        let SpaceFacts { space, .. } = space.on();
        let (tree, reached) =
            self.reached(space, &Wanted { dirs: scope.dirs.clone(), within: within.cloned(), reach })?;
        Ok(Collection { space, kind: scope.kind, tree, reached })
    }

    /// One page of a collection in the order asked for, from the start or from `after`, and one entry more where
    /// there is one: it tells that there is a next page. `collection` was made in this transaction.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn collected(
        &self,
        collection: &Collection,
        sort: AlbumSort,
        direction: SortDirection,
        size: PageSize,
        after: Option<&After>,
    ) -> Result<Vec<Content>, StoreError> {
        let limit = usize::try_from(size.get() + 1).unwrap_or(usize::MAX);
        page::Paging { read: self, collection, sort, direction, limit, floor: None }.page(after.cloned())
    }

    /// The first `limit` entries of a collection in a span, by shooting time, newest first.
    pub(crate) fn collected_in(
        &self,
        collection: &Collection,
        span: Span,
        limit: usize,
    ) -> Result<Vec<Content>, StoreError> {
        let (sort, direction) = (AlbumSort::TakeTime, SortDirection::Descending);
        // No identifier is empty, so nothing of that moment itself comes after it.
        let after = After { key: span.until, file: FileId::from_row(String::new()) };
        let paging = page::Paging { read: self, collection, sort, direction, limit, floor: Some(span.from) };
        paging.page(Some(after))
    }
}
