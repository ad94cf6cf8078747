//! A page of a collection: two ways to the same answer, and the choice of the cheaper one.
//!
//! **Walk**: go along the files of the whole space in the order asked for, and take those in the collection's folders.
//! Good when the collection is a fair part of the space. **Merge**: read each folder's files in that order, and always
//! take the next one of all. Good when the folders are few; and where they are many, a folder whose files lie all
//! further on than the page reaches is never opened. A walk that finds too little ends, and a merge goes on from there.

use leporello_model::{AlbumSort, Millis, SortDirection};

use super::Collection;
use super::merge::{Heap, Tie, rank};
use super::outlook::{Outlook, Run, estimate, outlook};
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
    /// Where there is one, no entry has a lower sort key, the direction is descending, and there is a place to start after.
    pub(super) floor: Option<Millis>,
}

impl Paging<'_, '_> {
    #[expect(clippy::cast_precision_loss, reason = "a guess")]
    pub(super) fn page(&self, mut after: Option<After>) -> Result<Vec<Content>, StoreError> {
        let mut page = Vec::new();
        let (mine, all) = self.share();
        // Where every other file is taken there is nothing to think about.
        let mut outlook = (2 * mine <= all).then(|| self.outlook(after.as_ref()));
        let evenly = self.limit as f64 * all as f64 / mine.max(1) as f64;
        if let Some(rows) = outlook.map_or(Some(evenly), |outlook| self.rows_to_walk(after.as_ref(), outlook)) {
            if self.walk(after.as_ref(), rows, &mut page)? {
                return Ok(page);
            }
            after = page.last().map(|last| After { key: last.key, file: last.id.clone() }).or(after);
            outlook = None;
        }
        let outlook = outlook.unwrap_or_else(|| self.outlook(after.as_ref()));
        self.merge(after.as_ref(), outlook, &mut page)?;
        Ok(page)
    }

    /// How many files of its kinds are in the collection, and how many the space has.
    fn share(&self) -> (i64, i64) {
        let shares = self.collection.kind.types().iter().map(|kind| self.collection.share(*kind));
        shares.fold((0, 0), |(mine, all), (some, of)| (mine + some, all + of))
    }

    fn outlook(&self, after: Option<&After>) -> Outlook {
        let (collection, start) = (self.collection, self.start(after));
        let mine = collection.reached.folders.iter().flat_map(|place| collection.media(*place));
        let mine = mine.filter_map(|(_, media)| self.run(media)).filter(|run| run.last <= start).collect();
        let outlook = outlook(mine, start, self.limit);
        Outlook { end: outlook.end.max(self.end()), ..outlook }
    }

    /// How many rows a walk would pass until the page is full; none if a merge is the better way.
    #[expect(clippy::cast_precision_loss, reason = "a guess")]
    fn rows_to_walk(&self, after: Option<&After>, Outlook { end, openings }: Outlook) -> Option<f64> {
        // No walk is shorter than the page; what costs little more than that needs no thinking.
        if OPENING * openings <= 4.0 * self.limit as f64 {
            return None;
        }
        let (collection, start) = (self.collection, self.start(after));
        let rows = estimate(&collection.tree.folders, |folder| {
            let runs = collection.taken(folder.media).filter_map(|(_, media)| self.run(media));
            runs.map(|run| run.between(start, end)).sum()
        });
        (rows <= LONGEST_WALK && rows < OPENING * openings).then_some(rows)
    }

    /// Goes along the files of the space until the page is full, which is expected after so many `rows`; gives up after
    /// twice as many. Gives whether the page is all that it can be.
    #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, clippy::cast_sign_loss, reason = "a guess")]
    fn walk(&self, after: Option<&After>, rows: f64, page: &mut Vec<Content>) -> Result<bool, StoreError> {
        let (budget, mut passed) = (2 * rows as usize + self.limit, 0);
        let (mut heap, (_, all)) = (Heap::new(self.direction), self.share());
        for kind in self.collection.kind.types() {
            let (mine, of_kind) = self.collection.share(*kind);
            if mine > 0 {
                let piece = (rows * 1.1 * of_kind as f64 / all as f64) as usize + 8;
                heap.add(self.start(after), Source::new(Within::Space, *kind, piece));
            }
        }
        let texts = Texts::new(self.sort, self.direction, self.floor);
        while page.len() < self.limit
            && let Some((source, tie)) = heap.next()
        {
            match tie {
                // What is not looked at yet may hold the rest of the page.
                Tie::Unread if passed >= budget && heap.source(source).last.is_some() => return Ok(false),
                Tie::Unread => passed += heap.source(source).read(self.read, self.collection, &texts, after)?,
                Tie::Later(_) | Tie::Earlier(_) => page.extend(heap.source(source).waiting.pop_front()),
            }
            heap.put_back(source);
        }
        Ok(true)
    }

    /// Takes the next file of all folders until the page is full. Those that begin after its expected end are looked at
    /// together, when the page gets so far.
    fn merge(&self, after: Option<&After>, outlook: Outlook, page: &mut Vec<Content>) -> Result<(), StoreError> {
        let (mut heap, texts, mut all) =
            (Heap::new(self.direction), Texts::new(self.sort, self.direction, self.floor), false);
        let end = outlook.end;
        self.folders(after, outlook).filter(|(rank, _)| *rank >= end).for_each(|(rank, source)| heap.add(rank, source));
        while page.len() < self.limit {
            if !all && heap.rank() < end {
                self.folders(after, outlook)
                    .filter(|(rank, _)| *rank < end)
                    .for_each(|(rank, source)| heap.add(rank, source));
                all = true;
            }
            let Some((source, tie)) = heap.next() else { break };
            match tie {
                Tie::Unread => drop(heap.source(source).read(self.read, self.collection, &texts, after)?),
                Tie::Later(_) | Tie::Earlier(_) => page.extend(heap.source(source).waiting.pop_front()),
            }
            heap.put_back(source);
        }
        Ok(())
    }

    /// Every folder and kind that may still matter, with the rank that it begins with at the earliest. The first piece
    /// is what is expected of it, and some to spare.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a guess above zero")]
    fn folders(&self, after: Option<&After>, outlook: Outlook) -> impl Iterator<Item = (i64, Source)> {
        let (start, even) = (self.start(after), self.limit / (outlook.openings as usize).max(1));
        let media = |place| self.collection.media(place).map(move |media| (place, media));
        self.collection.reached.folders.iter().copied().flat_map(media).filter_map(move |(place, (kind, media))| {
            let run = self.run(media).filter(|run| run.last <= start)?;
            let piece = (run.between(start, outlook.end) * 1.25) as usize + 2;
            let piece = piece.max(even).min(self.limit);
            Some((run.first.min(start), Source::new(Within::Folder(place), kind, piece)))
        })
    }

    /// The files of a folder in the order asked for, if any of them may be on the page.
    fn run(&self, media: Media) -> Option<Run> {
        let (oldest, newest) = media.span(self.sort);
        let run = Run::of(media, (rank(self.direction, oldest), rank(self.direction, newest)));
        run.filter(|run| run.first >= self.end())
    }

    /// The rank with which pages end at the latest.
    fn end(&self) -> i64 {
        self.floor.map_or(i64::MIN, |floor| floor.0)
    }

    /// The rank from which on a page takes entries.
    fn start(&self, after: Option<&After>) -> i64 {
        after.map_or(i64::MAX, |after| rank(self.direction, after.key.0))
    }
}
