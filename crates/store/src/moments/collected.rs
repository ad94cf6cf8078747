//! What a collection holds, by shooting time.
//!
//! It is counted in one of two ways: along the index of the whole space, without what lies in folders that the collection
//! does not reach (those in the bin, mostly); or folder by folder.

use leporello_model::{AlbumSort, FileType, Millis, Span, Stretch};

use super::Days;
use super::walk::{Line, day, shift};
use crate::collections::Filled;
use crate::engine::{Value, params};
use crate::{Collection, Read, StoreError};

/// All files of one kind in a space, but for what is in the bin itself.
const FILES: Line = Line {
    table: "file",
    of: "f.space_id = $1 AND f.file_type = $2 AND f.trashed_at IS NULL",
    key: "shot_at",
    only: "",
};

/// How many rows can be counted in a folder in the time that it takes to find its first one.
const OPENING: i64 = 40;

/// How many rows can be counted along the index of a space in the time that one takes in a folder.
const ALONG: i64 = 4;

/// The folders that are counted one by one, and what for.
pub(super) struct Folders {
    filled: Vec<Filled>,
    /// Whether these are what the collection does not hold, while all else of the space is.
    are_left_out: bool,
}

impl Folders {
    /// What is cheaper to count of a collection: what it holds, or what it does not.
    pub(super) fn of(collection: &Collection) -> Self {
        let (held, left_out) = collection.filled();
        let rows = |filled: &[Filled]| filled.iter().map(|folder| folder.media.files + OPENING).sum::<i64>();
        let all: i64 = held.iter().chain(&left_out).map(|folder| folder.media.files).sum();
        let are_left_out = all / ALONG + rows(&left_out) <= rows(&held);
        Self { filled: if are_left_out { left_out } else { held }, are_left_out }
    }

    /// Those that may have something of a kind in a span, by their identifiers.
    fn within<'c>(&self, collection: &'c Collection, kind: FileType, span: Span) -> Vec<&'c str> {
        let reach = |folder: &&Filled| {
            let (oldest, newest) = folder.media.span(AlbumSort::TakeTime);
            folder.kind == kind && newest >= span.from.0 && oldest < span.until.0
        };
        self.filled.iter().filter(reach).map(|folder| collection.folder(folder.place)).collect()
    }

    /// Whether what lies in them comes to the files that are counted, or is taken from them.
    const fn sign(&self) -> i64 {
        if self.are_left_out { -1 } else { 1 }
    }
}

fn of(collection: &Collection, kind: FileType) -> [Value<'static>; 2] {
    [collection.space().into(), kind.into()]
}

impl Read<'_> {
    /// Also of what the collection does not hold: this only has to be quick.
    pub(super) fn newest_collected(
        &self,
        collection: &Collection,
        until: Millis,
    ) -> Result<Option<Millis>, StoreError> {
        let mut newest = None;
        if collection.total() == 0 {
            return Ok(newest);
        }
        for kind in collection.kinds() {
            newest = newest.max(self.newest(&FILES, of(collection, *kind), until)?);
        }
        Ok(newest)
    }

    /// As of the newest.
    pub(super) fn oldest_collected(&self, collection: &Collection, from: Millis) -> Result<Option<Millis>, StoreError> {
        let mut oldest = None;
        for kind in collection.kinds() {
            let found = self.oldest(&FILES, of(collection, *kind), from)?;
            oldest = oldest.into_iter().chain(found).min();
        }
        Ok(oldest)
    }

    pub(super) fn days_collected(
        &self,
        collection: &Collection,
        folders: &Folders,
        stretch: Stretch,
        days: &mut Days,
    ) -> Result<(), StoreError> {
        let Span { from, until } = stretch.span;
        for kind in collection.kinds() {
            if folders.are_left_out {
                for (day, files) in self.days_along(&FILES, of(collection, *kind), stretch)? {
                    *days.entry(day).or_default() += files;
                }
            }
            let list = folders.within(collection, *kind, stretch.span);
            if !list.is_empty() {
                let values = params![collection.space(), *kind, from, until, shift(stretch.offset), &list];
                for (day, files) in self.query(DAYS, values, |row| Ok((day(row.get(0)?), row.get::<i64>(1)?)))? {
                    *days.entry(day).or_default() += folders.sign() * files;
                }
            }
        }
        Ok(())
    }

    pub(super) fn count_collected(
        &self,
        collection: &Collection,
        folders: &Folders,
        span: Span,
    ) -> Result<i64, StoreError> {
        let mut files = 0;
        for kind in collection.kinds() {
            if folders.are_left_out {
                files += self.count(&FILES, of(collection, *kind), span)?;
            }
            let list = folders.within(collection, *kind, span);
            if !list.is_empty() {
                let values = params![collection.space(), *kind, span.from, span.until, &list];
                files += folders.sign() * self.number(COUNT, values)?;
            }
        }
        Ok(files)
    }
}

const DAYS: &str = "
    SELECT (f.shot_at + $5) / 86400000, count(*) FROM json_each($6) CROSS JOIN file f
    WHERE f.space_id = $1 AND f.parent_id = value AND f.file_type = $2 AND f.trashed_at IS NULL
      AND f.shot_at >= $3 AND f.shot_at < $4
    GROUP BY 1";

const COUNT: &str = "
    SELECT count(*) FROM json_each($5) CROSS JOIN file f
    WHERE f.space_id = $1 AND f.parent_id = value AND f.file_type = $2 AND f.trashed_at IS NULL
      AND f.shot_at >= $3 AND f.shot_at < $4";
