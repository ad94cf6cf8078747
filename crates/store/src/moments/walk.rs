//! Counting along an index that is sorted by time: files of one kind in a space, or what is linked into an album.
//!
//! Each statement is about one offset from UTC, so that a day is a division, and reads nothing but the index.

use leporello_model::{Day, Millis, Span, Stretch};

use crate::engine::Value;
use crate::{Read, StoreError};

/// An index to count along, whose owner is given as `$1` and `$2`.
pub(super) struct Line {
    pub(super) table: &'static str,
    /// What all of it has in common.
    pub(super) of: &'static str,
    /// The column that it is sorted by.
    pub(super) key: &'static str,
    /// What of it is counted.
    pub(super) only: &'static str,
}

/// How many days before 1970 days are counted from in SQL, where dividing rounds towards zero: no calendar begins before.
pub(super) const EARLY: i64 = 10_000_000;

/// What is added to a time so that dividing it by the length of a day gives the day, counted from [`EARLY`] days before 1970.
pub(super) const fn shift(offset: i64) -> i64 {
    EARLY * Millis::DAY + offset
}

/// The day that SQL counted.
pub(super) const fn day(number: i64) -> Day {
    Day(number - EARLY)
}

impl Read<'_> {
    /// The last time before `until`.
    pub(super) fn newest(&self, line: &Line, of: [Value<'_>; 2], until: Millis) -> Result<Option<Millis>, StoreError> {
        let Line { table, of: scope, key, .. } = line;
        let sql = format!("SELECT max(f.{key}) FROM {table} f WHERE {scope} AND f.{key} < $3");
        Ok(self.one(&sql, &[of[0], of[1], until.into()], |row| row.get(0))?.flatten())
    }

    /// The first time from `from` on.
    pub(super) fn oldest(&self, line: &Line, of: [Value<'_>; 2], from: Millis) -> Result<Option<Millis>, StoreError> {
        let Line { table, of: scope, key, .. } = line;
        let sql = format!("SELECT min(f.{key}) FROM {table} f WHERE {scope} AND f.{key} >= $3");
        Ok(self.one(&sql, &[of[0], of[1], from.into()], |row| row.get(0))?.flatten())
    }

    /// How many there are in a span.
    pub(super) fn count(&self, line: &Line, of: [Value<'_>; 2], span: Span) -> Result<i64, StoreError> {
        let Line { table, of: scope, key, only } = line;
        let sql = format!("SELECT count(*) FROM {table} f WHERE {scope} AND f.{key} >= $3 AND f.{key} < $4 {only}");
        self.number(&sql, &[of[0], of[1], span.from.into(), span.until.into()])
    }

    /// How many there are on each day in a stretch, newest first.
    pub(super) fn days_along(
        &self,
        line: &Line,
        of: [Value<'_>; 2],
        Stretch { span, offset }: Stretch,
    ) -> Result<Vec<(Day, i64)>, StoreError> {
        let values = [of[0], of[1], span.from.into(), span.until.into(), shift(offset).into()];
        self.query(&days(line), &values, |row| Ok((day(row.get(0)?), row.get(1)?)))
    }
}

fn days(Line { table, of, key, only }: &Line) -> String {
    format!(
        "SELECT (f.{key} + $5) / 86400000, count(*) FROM {table} f
         WHERE {of} AND f.{key} >= $3 AND f.{key} < $4 {only} GROUP BY 1"
    )
}
