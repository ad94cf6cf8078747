//! Asking for pages: each is checked, and none is measured that is wrong.

use super::made::Album;
use crate::http::{Connection, Visitor, number_field, text_field};
use crate::report::Series;
use crate::{Failed, machine};

/// How many entries a page has at most.
pub(crate) const PAGE: u64 = 100;

/// How often each page is asked for in a round.
pub(crate) const REPEATS: usize = 100;

/// `sortType` and `sortDirection`.
pub(crate) type Order = (u8, u8);

/// By shooting time, newest first: the usual order of a collection.
pub(crate) const USUAL: Order = (1, 2);

/// A page to ask for, and what it must hold.
#[derive(Clone)]
pub(crate) struct Page<'v> {
    visitor: &'v Visitor,
    path: String,
    entries: u64,
    total: u64,
}

impl<'v> Page<'v> {
    /// The page of `size` entries at `cursor`, with which none may start that has fewer.
    pub(crate) fn new(visitor: &'v Visitor, album: Album, order: Order, size: u64, cursor: &str) -> Self {
        let (Album { id, total }, (sort, direction)) = (album, order);
        let path =
            format!("/album/{id}/list?pageSize={size}&sortType={sort}&sortDirection={direction}&pageCursor={cursor}");
        Self { visitor, path, entries: size.min(total), total }
    }

    /// The first 100 entries.
    pub(crate) fn first(visitor: &'v Visitor, album: Album, order: Order) -> Self {
        Self::new(visitor, album, order, PAGE, "")
    }

    /// Milliseconds that it takes.
    pub(crate) fn time(&self, connection: &mut Connection) -> Result<f64, Failed> {
        let request = self.visitor.get(&self.path);
        let (answer, spent) = machine::timed(|| connection.send(&request))?;
        self.check(answer)?;
        Ok(machine::milliseconds(spent))
    }

    /// The cursor of the next page; empty after the last.
    pub(crate) fn next(&self, connection: &mut Connection) -> Result<String, Failed> {
        let request = self.visitor.get(&self.path);
        let answer = connection.send(&request)?;
        self.check(answer)?;
        Ok(text_field(answer, "nextPageCursor")?.to_owned())
    }

    /// The identifiers of its entries.
    pub(crate) fn entries(&self, connection: &mut Connection) -> Result<Vec<String>, Failed> {
        let request = self.visitor.get(&self.path);
        let answer = connection.send(&request)?;
        self.check(answer)?;
        let ids = answer.split("\"id\":\"").skip(1).filter_map(|rest| rest.split_once('"'));
        Ok(ids.map(|(id, _)| id.to_owned()).collect())
    }

    fn check(&self, answer: &str) -> Result<(), Failed> {
        let (entries, total) = (answer.matches("\"id\":").count() as u64, number_field(answer, "total")?);
        if (entries, total) == (self.entries, self.total) {
            return Ok(());
        }
        let Self { path, entries: right, total: all, .. } = self;
        Err(format!("{path} has {entries} entries of {total}, and should have {right} of {all}").into())
    }
}

/// The cursors of all pages of an album with full pages; that of the first is empty.
pub(crate) fn walk(connection: &mut Connection, visitor: &Visitor, album: Album) -> Result<Vec<String>, Failed> {
    let mut cursors = vec![String::new()];
    for page in 1..=album.total / PAGE {
        let last = cursors.last().map_or("", String::as_str);
        let next = Page::new(visitor, album, USUAL, PAGE, last).next(connection)?;
        if next.is_empty() != (page == album.total / PAGE) {
            return Err(format!("{} ends with page {page}, or fails to", album.id).into());
        }
        cursors.push(next);
    }
    cursors.pop();
    Ok(cursors)
}

/// The median of the milliseconds that each of these takes, per round. In turns; where there are several pages,
/// another each time.
pub(crate) fn in_turns<const N: usize>(
    connection: &mut Connection,
    rounds: usize,
    asked: [&[Page<'_>]; N],
) -> Result<[Vec<f64>; N], Failed> {
    over(std::slice::from_mut(connection), rounds, asked.map(|pages| (0, pages)))
}

/// The same over several connections: with each goes the place of the one over which it is asked for.
pub(crate) fn over<const N: usize>(
    connections: &mut [Connection],
    rounds: usize,
    asked: [(usize, &[Page<'_>]); N],
) -> Result<[Vec<f64>; N], Failed> {
    let mut medians = [(); N].map(|()| Vec::new());
    for round in 0..rounds {
        let mut times = [(); N].map(|()| Vec::new());
        for repeat in 0..REPEATS {
            for turn in 0..N {
                let which = (turn + round) % N;
                let (connection, pages) = asked[which];
                let page = &pages[repeat % pages.len()];
                times[which].push(page.time(&mut connections[connection])?);
            }
        }
        for (median, times) in medians.iter_mut().zip(times) {
            median.push(Series::new(times).median());
        }
    }
    Ok(medians)
}
