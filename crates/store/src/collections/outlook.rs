//! How far a page will reach: a guess from how many files lie in each folder, and from when to when.
//!
//! It takes the files of a folder to lie evenly in its time. It decides only which way a page is made, never what is
//! in it.

use crate::tree::Media;

/// Files of one kind in one folder, by the ranks between which they lie. The higher a rank, the earlier it comes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Run {
    pub(super) first: i64,
    pub(super) last: i64,
    files: i64,
}

impl Run {
    /// The run of `media`, whose sort keys lie between the ranks `one` and `other`; none if there are no files.
    pub(super) fn of(media: Media, (one, other): (i64, i64)) -> Option<Self> {
        (media.files > 0).then_some(Self { first: one.max(other), last: one.min(other), files: media.files })
    }

    /// How many of its files are likely to have a rank from `start` down to `end`.
    #[expect(clippy::cast_precision_loss, reason = "a guess")]
    pub(super) fn between(&self, start: i64, end: i64) -> f64 {
        let (from, to) = (self.first.min(start), self.last.max(end));
        if from < to {
            return 0.0;
        }
        // There is one at the very beginning, if that is not left behind.
        let sure = if self.first <= start { 1.0 } else { 0.0 };
        let part = from.saturating_sub(to) as f64 / self.first.saturating_sub(self.last).max(1) as f64;
        sure + (self.files as f64 - sure) * part
    }
}

/// How many folders are looked at to guess at what lies in a whole space.
const SAMPLES: usize = 512;

/// Where a page is likely to end, and what it is likely to cost.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Outlook {
    /// The rank at which it is full.
    pub(super) end: i64,
    /// How many runs a merge would open.
    pub(super) openings: f64,
}

/// How a page looks that takes the next `limit` files of the runs `mine`, from the rank `start` on.
#[expect(clippy::cast_precision_loss, reason = "a guess")]
pub(super) fn outlook(mut mine: Vec<Run>, start: i64, limit: usize) -> Outlook {
    let first = |run: &Run| run.first.min(start);
    let some = limit.clamp(1, mine.len().max(1));
    let mut end = i64::MIN;
    if some < mine.len() {
        mine.select_nth_unstable_by_key(some - 1, |run| std::cmp::Reverse(first(run)));
        // Where each of them has its first file still to come, these fill the page.
        end = Some(first(&mine[some - 1])).filter(|last| *last < start).unwrap_or(end);
    }
    let few = &mine[..some.min(mine.len())];
    let least = few.iter().map(first).min().unwrap_or(0);
    let alike = (mine.iter().filter(|run| first(run) >= least).count() as f64 / some as f64).max(1.0);
    let low = few.iter().map(|run| run.last).min().unwrap_or(0).max(end);
    let end = bisect(low, few.iter().map(first).max().unwrap_or(0).max(low), |place| {
        few.iter().map(|run| run.between(start, place)).sum::<f64>() * alike >= limit as f64
    });
    Outlook { end, openings: mine.iter().filter(|run| first(run) >= end).count() as f64 }
}

/// The sum of what `files` gives for all `folders`. If they are many some stand for the rest.
#[expect(clippy::cast_precision_loss, reason = "a guess")]
pub(super) fn estimate<T>(folders: &[T], files: impl Fn(&T) -> f64) -> f64 {
    let step = folders.len().div_ceil(SAMPLES).max(1);
    folders.iter().step_by(step).map(files).sum::<f64>() * step as f64
}

/// The highest number from `low` to `high` for which `enough` holds, if it holds for all below that; else `low`.
fn bisect(mut low: i64, mut high: i64, enough: impl Fn(i64) -> bool) -> i64 {
    while low < high {
        let middle = low + (high - low) / 2 + 1;
        if enough(middle) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    low
}
