//! `page`: 100 entries of an album of a million, against 100 of an album of a thousand; and in the middle
//! of the million, against its start. In every order that there is.

use leporello_model::AlbumId;

use crate::http::{Connection, Visitor, text_field};
use crate::library::{Shape, Times, Writer};
use crate::report::{Line, Report, Series, Wanted};
use crate::{Bench, Failed, machine};

const LARGE: u64 = 1_000_000;
const SMALL: u64 = 1_000;
const PAGE: usize = 100;

/// How many pages are walked to the depth.
const DEPTH: usize = 500_000 / PAGE;

/// How often each page is asked for in a round.
const REPEATS: usize = 100;

/// Both directions of shooting time, creation and change.
const ORDERS: [(u8, u8, &str); 6] = [
    (2, 2, "by creation, newest first"),
    (2, 1, "by creation, oldest first"),
    (1, 2, "by shooting, newest first"),
    (1, 1, "by shooting, oldest first"),
    (3, 2, "by change, newest first"),
    (3, 1, "by change, oldest first"),
];

pub(crate) fn run(bench: &Bench, report: &mut Report) -> Result<(), Failed> {
    let data = bench.program.scratch()?;
    let mut writer = Writer::new(data.path())?;
    let owner = writer.owner(LARGE, Times::Scattered, Shape::PLAIN)?;
    let small = writer.album(owner, LARGE / 2, SMALL)?;
    let large = writer.album(owner, 0, LARGE)?;
    writer.end()?;
    let server = bench.program.serve(data.path())?;
    let visitor = bench.program.visitor(data.path(), owner.user)?;
    let mut pages = Pages { visitor, connection: server.connect()? };
    for order in ORDERS {
        compare(bench.rounds, &mut pages, (small, large), order, report)?;
    }
    let memory = Series::new(vec![server.memory()?.proportional]);
    report.add(Line::alone("memory of the server after all this, PSS", "MiB", memory, Wanted::Nothing));
    server.stop()
}

fn compare(
    rounds: usize,
    pages: &mut Pages,
    (small, large): (AlbumId, AlbumId),
    (sort, direction, order): (u8, u8, &str),
    report: &mut Report,
) -> Result<(), Failed> {
    let path = |album: AlbumId, cursor: &str| {
        format!("/album/{album}/list?pageSize={PAGE}&sortType={sort}&sortDirection={direction}&pageCursor={cursor}")
    };
    // Another page each time, so that none is met again until all were.
    let cursors = pages.walk(DEPTH, REPEATS, |cursor| path(large, cursor))?;
    let mut medians: [Vec<f64>; 3] = Default::default();
    for round in 0..rounds {
        let mut times: [Vec<f64>; 3] = Default::default();
        for cursor in &cursors {
            let asked = [path(small, ""), path(large, ""), path(large, cursor)];
            for turn in 0..asked.len() {
                let which = (turn + round) % asked.len();
                times[which].push(pages.time(&asked[which])?);
            }
        }
        for (median, times) in medians.iter_mut().zip(times) {
            median.push(Series::new(times).median());
        }
    }
    let [small, first, deep] = medians;
    let again = first.clone();
    report.add(Line::compared(
        format!("first page of 1,000,000 against 1,000, {order}, p50"),
        "ms",
        (Series::new(first), Series::new(small)),
        Wanted::RatioAtMost(1.5),
    ));
    report.add(Line::compared(
        format!("page behind 500,000 against the first, {order}, p50"),
        "ms",
        (Series::new(deep), Series::new(again)),
        Wanted::RatioAtMost(1.3),
    ));
    Ok(())
}

struct Pages {
    visitor: Visitor,
    connection: Connection,
}

impl Pages {
    /// Milliseconds that a page takes.
    fn time(&mut self, path: &str) -> Result<f64, Failed> {
        let request = self.visitor.get(path);
        let ((), spent) = machine::timed(|| self.connection.send(&request).map(drop))?;
        Ok(machine::milliseconds(spent))
    }

    /// Walks over `skip` pages, and gives the cursors of the `count` pages after them.
    fn walk(&mut self, skip: usize, count: usize, path: impl Fn(&str) -> String) -> Result<Vec<String>, Failed> {
        let (mut cursor, mut cursors) = (String::new(), Vec::new());
        for page in 1..skip + count {
            let request = self.visitor.get(&path(&cursor));
            let answer = self.connection.send(&request)?;
            let entries = answer.matches("\"id\":").count();
            if entries != PAGE {
                return Err(format!("page {page} has {entries} entries").into());
            }
            text_field(answer, "nextPageCursor")?.clone_into(&mut cursor);
            if page >= skip {
                cursors.push(cursor.clone());
            }
        }
        Ok(cursors)
    }
}
