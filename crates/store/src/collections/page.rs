//! A page of a collection: two ways to the same answer, and the choice of the cheaper one.
//!
//! **Walk**: go along the files of the whole space in the order asked for, and take those in the collection's folders.
//! Good when the collection is a fair part of the space. **Merge**: read each folder's files in that order, and always
//! take the next one of all. Good when the folders are few; and where they are many, a folder whose files lie all
//! further on than the page reaches is never opened. A walk that finds too little ends, and a merge goes on from there.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use leporello_model::{AlbumSort, FileId, SortDirection};

use super::Collection;
use super::outlook::{Outlook, Run, outlook};
use super::source::{Source, Texts, Within};
use crate::links::{After, Content};
use crate::tree::Media;
use crate::{Read, StoreError};

/// How many rows can be read in the time that it takes to open a folder, whose page of the index is seldom in memory.
const OPENING: f64 = 40.0;

/// The most rows that a walk is tried for.
const LONGEST_WALK: f64 = 10_000.0;

/// A page to be made.
pub(super) struct Paging<'p, 'c> {
    pub(super) read: &'p Read<'c>,
    pub(super) collection: &'p Collection,
    pub(super) sort: AlbumSort,
    pub(super) direction: SortDirection,
    /// How many entries.
    pub(super) limit: usize,
}

impl Paging<'_, '_> {
    pub(super) fn page(&self, mut after: Option<After>) -> Result<Vec<Content>, StoreError> {
        let mut page = Vec::new();
        if let Some(rows) = self.walk(after.as_ref()) {
            let budget = 2 * rows + self.limit;
            if self.merge(self.space(after.as_ref()), after.as_ref(), budget, &mut page)? {
                return Ok(page);
            }
            after = page.last().map(|last| After { key: last.key, file: last.id.clone() }).or(after);
        }
        self.merge(self.folders(after.as_ref()).collect(), after.as_ref(), usize::MAX, &mut page)?;
        Ok(page)
    }

    /// How many rows a walk would pass until the page is full; none if a merge is the better way.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is below the longest walk")]
    fn walk(&self, after: Option<&After>) -> Option<usize> {
        let shares = self.collection.kind.types().iter().map(|kind| self.collection.share(*kind));
        let (mine, all) = shares.fold((0, 0), |(mine, all), (some, of)| (mine + some, all + of));
        if 2 * mine > all {
            // Every other file is taken: nothing to think about.
            return Some(2 * self.limit);
        }
        let runs = self.collection.reached.folders.iter().flat_map(|place| self.collection.media(*place));
        let start = self.start(after);
        let mine = runs.filter_map(|(_, media)| self.run(media)).filter(|run| run.last <= start).collect();
        let space = self.collection.tree.folders.iter().flat_map(|folder| self.collection.taken(folder.media));
        let Outlook { openings, rows } =
            outlook(mine, space.filter_map(|(_, media)| self.run(media)), start, self.limit);
        (rows <= LONGEST_WALK && rows < OPENING * openings).then_some(rows as usize)
    }

    /// The files of a folder in the order asked for.
    fn run(&self, media: Media) -> Option<Run> {
        let (oldest, newest) = media.span(self.sort);
        Run::of(media, (self.rank(oldest), self.rank(newest)))
    }

    /// The rank from which on a page takes entries.
    fn start(&self, after: Option<&After>) -> i64 {
        after.map_or(i64::MAX, |after| self.rank(after.key.0))
    }

    /// The sources of a walk, each with the rank that it starts with at the earliest.
    fn space(&self, after: Option<&After>) -> Vec<(i64, Source)> {
        let shares = self.collection.kind.types().iter().map(|kind| (*kind, self.collection.share(*kind)));
        let sources = shares.filter(|(_, (mine, _))| *mine > 0).map(|(kind, (mine, all))| {
            // As many rows as are expected to hold this kind's part of the page, and some to spare.
            let rows = self.part(mine).saturating_mul(all) / mine;
            let piece = usize::try_from(rows + rows / 8 + 8).unwrap_or(usize::MAX);
            (self.start(after), Source::new(Within::Space, kind, piece))
        });
        sources.collect()
    }

    /// The sources of a merge: every folder and kind that may still matter, with the rank that it starts with at the
    /// earliest.
    fn folders(&self, after: Option<&After>) -> impl Iterator<Item = (i64, Source)> {
        let start = self.start(after);
        let media = |place| self.collection.media(place).map(move |media| (place, media));
        self.collection.reached.folders.iter().copied().flat_map(media).filter_map(move |(place, (kind, media))| {
            let run = self.run(media).filter(|run| run.last <= start)?;
            let piece = usize::try_from(self.part(media.files) + 2).unwrap_or(usize::MAX).min(self.limit);
            Some((run.first.min(start), Source::new(Within::Folder(place), kind, piece)))
        })
    }

    /// How many entries of a page are likely to come from `some` of the collection's files.
    fn part(&self, some: i64) -> i64 {
        i64::try_from(self.limit).unwrap_or(i64::MAX).saturating_mul(some) / self.collection.total().max(1)
    }

    /// A sort key as a number that is the higher, the earlier it comes in the order asked for.
    const fn rank(&self, key: i64) -> i64 {
        match self.direction {
            SortDirection::Descending => key,
            SortDirection::Ascending => !key,
        }
    }

    /// Takes the next entry of all `sources` until the page is full; gives up after reading `budget` rows. Gives
    /// whether the page is all that it can be.
    fn merge(
        &self,
        sources: Vec<(i64, Source)>,
        after: Option<&After>,
        budget: usize,
        page: &mut Vec<Content>,
    ) -> Result<bool, StoreError> {
        let texts = Texts::new(self.sort, self.direction);
        let (ranks, mut sources): (Vec<i64>, Vec<Source>) = sources.into_iter().unzip();
        let mut heads: BinaryHeap<Head> =
            ranks.into_iter().enumerate().map(|(source, rank)| Head { rank, tie: Tie::Unread, source }).collect();
        let mut rows = 0;
        while page.len() < self.limit
            && let Some(Head { source: number, tie, .. }) = heads.pop()
        {
            let source = &mut sources[number];
            match tie {
                Tie::Unread if rows >= budget => return Ok(false),
                Tie::Unread => rows += source.read(self.read, self.collection, &texts, after)?,
                Tie::Later(_) | Tie::Earlier(_) => page.extend(source.waiting.pop_front()),
            }
            heads.extend(self.head(source, number));
        }
        Ok(true)
    }

    /// Where a source stands among the others.
    fn head(&self, of: &Source, source: usize) -> Option<Head> {
        match of.waiting.front() {
            Some(next) => Some(Head { rank: self.rank(next.key.0), tie: self.tie(&next.id), source }),
            None if of.ended => None,
            None => {
                let reached = of.last.as_ref().map_or(i64::MAX, |last| self.rank(last.key.0));
                Some(Head { rank: reached, tie: Tie::Unread, source })
            }
        }
    }

    fn tie(&self, id: &FileId) -> Tie {
        match self.direction {
            SortDirection::Descending => Tie::Later(id.clone()),
            SortDirection::Ascending => Tie::Earlier(Reverse(id.clone())),
        }
    }
}

/// The next entry of a source; the greatest of all comes next.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Head {
    rank: i64,
    tie: Tie,
    source: usize,
}

/// What decides between entries of the same rank.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Tie {
    /// The later identifier comes first.
    Later(FileId),
    /// The earlier one does.
    Earlier(Reverse<FileId>),
    /// Not known yet: it is read before anything of this rank is taken.
    Unread,
}
