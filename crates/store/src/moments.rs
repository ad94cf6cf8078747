//! What is shown by time: how many images and videos each day has, and those of some days, newest first.
//!
//! A [`Timeline`] is a collection (the whole of a space is one, too) or what is linked into a manual album. Days are
//! counted along an index, one stretch of a zone after the other; nothing here writes, and nothing is kept.

mod collected;
mod linked;
mod walk;

use std::cell::OnceCell;
use std::collections::BTreeMap;

use leporello_model::{AlbumFacts, Day, Grant, Millis, Span, Stretch, View, Zone};

use crate::links::Content;
use crate::{Collection, Read, StoreError};
use collected::Folders;

/// Images and videos in the order of their shooting times, or where one is not known, of their creation.
pub enum Timeline {
    /// Those of a collection, made in the transaction that asks.
    Collected(Collection),
    /// Those linked into a manual album.
    Linked(Grant<View, AlbumFacts>),
}

/// How many files there are on each day that has any.
pub type Days = BTreeMap<Day, i64>;

/// How many entries are read and passed over, rather than counted, before a page begins.
const FEW: i64 = 1000;

/// A timeline, and how it is counted.
enum Counted<'t> {
    Collected(&'t Collection, OnceCell<Folders>),
    Linked(&'t Grant<View, AlbumFacts>),
}

impl Read<'_> {
    /// How many files of a timeline each day has in a zone.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn days(&self, timeline: &Timeline, zone: &Zone) -> Result<Days, StoreError> {
        let (counted, mut days) = (Counted::of(timeline), Days::new());
        let mut newest = counted.newest(self, Span::ALL.until)?;
        while let Some(at) = newest {
            let stretch = zone.stretch(at.plus(1));
            let before = days.len();
            counted.add_days(self, stretch, &mut days)?;
            let from = stretch.span.from;
            newest = match () {
                () if from == Span::ALL.from => None,
                // Where there was something there is mostly something before it.
                () if days.len() > before => Some(from.plus(-1)),
                () => counted.newest(self, from)?,
            };
        }
        days.retain(|_, files| *files > 0);
        Ok(days)
    }

    /// What of a timeline lies in `spans`, newest first, those of the same moment by their identifiers from the last to the
    /// first: `limit` entries, after `offset` that are left out. `spans` are in that order too, and no two of them touch.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn moments(
        &self,
        timeline: &Timeline,
        spans: &[Span],
        mut offset: i64,
        limit: usize,
    ) -> Result<Vec<Content>, StoreError> {
        let (counted, mut page) = (Counted::of(timeline), Vec::with_capacity(limit));
        for span in spans {
            let span = counted.skip(self, *span, &mut offset)?;
            let left_out = usize::try_from(offset).unwrap_or(usize::MAX);
            let entries = match &counted {
                _ if span.from >= span.until => continue,
                Counted::Collected(collection, _) => {
                    self.collected_in(collection, span, left_out.saturating_add(limit - page.len()))?
                }
                Counted::Linked(album) => self.linked_in(album, span, left_out.saturating_add(limit - page.len()))?,
            };
            let left_out = left_out.min(entries.len());
            offset -= i64::try_from(left_out).unwrap_or(offset);
            page.extend(entries.into_iter().skip(left_out));
            if page.len() == limit {
                break;
            }
        }
        Ok(page)
    }
}

impl<'t> Counted<'t> {
    fn of(timeline: &'t Timeline) -> Self {
        match timeline {
            Timeline::Collected(collection) => Self::Collected(collection, OnceCell::new()),
            Timeline::Linked(album) => Self::Linked(album),
        }
    }

    /// A moment before `until` that no file before `until` lies after; none if there are no more files.
    fn newest(&self, read: &Read<'_>, until: Millis) -> Result<Option<Millis>, StoreError> {
        match self {
            Self::Collected(collection, _) => read.newest_collected(collection, until),
            Self::Linked(album) => read.newest_linked(album, until),
        }
    }

    /// A moment from `from` on that no file from there on lies before; none if there are no more files.
    fn oldest(&self, read: &Read<'_>, from: Millis) -> Result<Option<Millis>, StoreError> {
        match self {
            Self::Collected(collection, _) => read.oldest_collected(collection, from),
            Self::Linked(album) => read.oldest_linked(album, from),
        }
    }

    /// Adds the files of each day in a stretch.
    fn add_days(&self, read: &Read<'_>, stretch: Stretch, days: &mut Days) -> Result<(), StoreError> {
        match self {
            Self::Collected(collection, folders) => {
                let folders = folders.get_or_init(|| Folders::of(collection));
                read.days_collected(collection, folders, stretch, days)
            }
            Self::Linked(album) => read.days_linked(album, stretch, days),
        }
    }

    /// How many files there are in a span.
    fn count(&self, read: &Read<'_>, span: Span) -> Result<i64, StoreError> {
        match self {
            Self::Collected(collection, folders) => {
                let folders = folders.get_or_init(|| Folders::of(collection));
                read.count_collected(collection, folders, span)
            }
            Self::Linked(album) => read.count_linked(album, span),
        }
    }

    /// What is left of a span after many of its newest files, at most `offset`, which is lowered by as many.
    ///
    /// Halving the time in which the place has to be, and counting, is a good deal cheaper than reading what lies before it.
    fn skip(&self, read: &Read<'_>, span: Span, offset: &mut i64) -> Result<Span, StoreError> {
        if *offset <= FEW {
            return Ok(span);
        }
        let Some(newest) = self.newest(read, span.until)?.filter(|newest| *newest >= span.from) else {
            return Ok(Span { from: span.until, ..span });
        };
        let (mut from, mut until) = (self.oldest(read, span.from)?.unwrap_or(newest), newest.plus(1));
        let all = self.count(read, Span { from, until })?;
        if all <= *offset {
            *offset -= all;
            return Ok(Span { from: until, until });
        }
        while *offset > FEW && from.plus(1) < until {
            let middle = Millis(from.0.midpoint(until.0));
            let files = self.count(read, Span { from: middle, until })?;
            if files <= *offset {
                *offset -= files;
                until = middle;
            } else {
                from = middle;
            }
        }
        Ok(Span { from: span.from, until })
    }
}
