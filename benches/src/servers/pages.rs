//! `pages-postgres`: the pages of `page` and `collections` on PostgreSQL, against the same on SQLite in the same run.
//!
//! Both engines have the same rows: a library of a million files in 10,000 folders, every one with pictures of all ten
//! years, and one of a hundred thousand. Before it is measured, a page is compared with what the other engine shows.

use super::Home;
use crate::collections::made::{self, Album, Library, Pair};
use crate::collections::pages::{self, Order, PAGE, Page, REPEATS, USUAL};
use crate::http::{Connection, Visitor};
use crate::library::{Times, Writer};
use crate::report::{Line, Report, Series, Wanted, grouped};
use crate::{Bench, Failed};

const LARGE: u64 = 1_000_000;
const SMALL: u64 = 100_000;

/// How many files the small album has.
const FEW: u64 = 1_000;

/// Both directions of creation, shooting time and change.
const ORDERS: [(Order, &str); 6] = [
    ((2, 2), "by creation, newest first"),
    ((2, 1), "by creation, oldest first"),
    ((1, 2), "by shooting, newest first"),
    ((1, 1), "by shooting, oldest first"),
    ((3, 2), "by change, newest first"),
    ((3, 1), "by change, oldest first"),
];

/// The engines, as places in what there is of each.
const SQLITE: usize = 0;
const POSTGRES: usize = 1;

pub(crate) fn run(bench: &Bench, report: &mut Report) -> Result<(), Failed> {
    let (home, (large, small, few)) = Home::new(bench, "pages", |writer: &mut Writer| {
        let large = made::nested(writer, LARGE / bench.scale, Times::Scattered)?;
        let small = made::nested(writer, SMALL / bench.scale, Times::Scattered)?;
        let few = Album { id: writer.album(large.owner, LARGE / bench.scale / 2, FEW)?, total: FEW };
        Ok((large, small, few))
    })?;
    let other = bench.program.scratch()?;
    let with_key = home.program.with(&["--secret-key", &home.key()?]);
    let servers = [bench.program.serve(home.path())?, with_key.serve(other.path())?];
    let visitors = |library: &Library| -> Result<[Visitor; 2], Failed> {
        let user = library.owner.user;
        Ok([bench.program.visitor(home.path(), user)?, home.program.visitor(home.path(), user)?])
    };
    let visitors = [visitors(&large)?, visitors(&small)?];
    let connections = [servers[SQLITE].connect()?, servers[POSTGRES].connect()?];
    let mut run = Run { rounds: bench.rounds, connections, report };
    run.albums(&visitors[0], (large.pairs[0].manual, few))?;
    for (large, small) in large.pairs.iter().zip(&small.pairs) {
        run.collection([&visitors[0], &visitors[1]], (large, small))?;
    }
    servers.into_iter().try_for_each(crate::program::Server::stop)
}

/// What all lines need.
struct Run<'r> {
    rounds: usize,
    connections: [Connection; 2],
    report: &'r mut Report,
}

impl Run<'_> {
    /// First pages of two albums in every order, and pages deep in the larger one.
    fn albums(&mut self, visitors: &[Visitor; 2], (large, few): (Album, Album)) -> Result<(), Failed> {
        let names = [grouped(large.total), grouped(few.total)];
        for (order, by) in ORDERS {
            let first = |engine: usize, album| [Page::first(&visitors[engine], album, order)];
            let deep = self.behind_half(visitors, large, order)?;
            let asked = [first(SQLITE, large), first(POSTGRES, large), first(SQLITE, few), first(POSTGRES, few)];
            self.agree(&asked[0][0], &asked[1][0])?;
            self.agree(&asked[2][0], &asked[3][0])?;
            let [sqlite, ours, sqlite_few, ours_few, deep] = pages::over(
                &mut self.connections,
                self.rounds,
                [
                    (SQLITE, &asked[0]),
                    (POSTGRES, &asked[1]),
                    (SQLITE, &asked[2]),
                    (POSTGRES, &asked[3]),
                    (POSTGRES, &deep),
                ],
            )?;
            let [many, few] = &names;
            self.line(format!("first page of {many}, {by}, against SQLite"), &ours, &sqlite, AS_SQLITE);
            self.line(format!("first page of {few}, {by}, against SQLite"), &ours_few, &sqlite_few, AS_SQLITE);
            self.line(format!("first page of {many} against {few}, {by}"), &ours, &ours_few, Wanted::RatioAtMost(1.5));
            self.line(
                format!("page behind half of {many} against the first, {by}"),
                &deep,
                &ours,
                Wanted::RatioAtMost(1.3),
            );
        }
        Ok(())
    }

    /// The first page of a collection, against SQLite, a manual album, a page of one entry and a smaller library; and a page
    /// deep in it.
    fn collection(
        &mut self,
        [visitors, others]: [&[Visitor; 2]; 2],
        (Pair { name, collection, manual, wanted }, small): (&Pair, &Pair),
    ) -> Result<(), Failed> {
        let first = |engine: usize, album| [Page::first(&visitors[engine], album, USUAL)];
        let deep = self.behind_half(visitors, *collection, USUAL)?;
        let asked = [first(SQLITE, *collection), first(POSTGRES, *collection), first(POSTGRES, *manual)];
        let one = [Page::new(&visitors[POSTGRES], *collection, USUAL, 1, "")];
        let other = [SQLITE, POSTGRES].map(|engine| Page::first(&others[engine], small.collection, USUAL));
        self.agree(&asked[0][0], &asked[1][0])?;
        self.agree(&other[SQLITE], &other[POSTGRES])?;
        let [sqlite, ours, manual, one, other, deep] = pages::over(
            &mut self.connections,
            self.rounds,
            [
                (SQLITE, &asked[0]),
                (POSTGRES, &asked[1]),
                (POSTGRES, &asked[2]),
                (POSTGRES, &one),
                (POSTGRES, &other[POSTGRES..]),
                // Where there is nothing behind half, the first page again; it is not shown then.
                (POSTGRES, if deep.is_empty() { &asked[1] } else { &deep }),
            ],
        )?;
        let first = format!("collection of {name}: first page");
        self.line(format!("{first} against SQLite"), &ours, &sqlite, AS_SQLITE);
        self.line(format!("{first} against a manual album"), &ours, &manual, *wanted);
        let tenth = format!("{first} against {} in a library of a tenth", small.name);
        self.line(tenth, &ours, &other, Wanted::RatioAtMost(1.5));
        if collection.total > PAGE {
            let behind = format!("collection of {name}: page behind half against the first");
            self.line(behind, &deep, &ours, Wanted::RatioAtMost(2.0));
        }
        let measure = format!("collection of {name}: page of 1 against page of 100");
        self.line(measure, &one, &ours, Wanted::RatioAtMost(1.0));
        Ok(())
    }

    /// Pages of PostgreSQL's behind the middle of an album, another for each time that one is asked for. SQLite is the
    /// quicker to walk there, and a cursor is good on every server with the same key.
    fn behind_half<'v>(
        &mut self,
        visitors: &'v [Visitor; 2],
        album: Album,
        order: Order,
    ) -> Result<Vec<Page<'v>>, Failed> {
        let (half, all) = (album.total / 2 / PAGE, album.total / PAGE);
        let at = |engine: usize, cursor: &str| Page::new(&visitors[engine], album, order, PAGE, cursor);
        let (mut cursor, mut cursors) = (String::new(), Vec::new());
        for page in 1..all.min(half + REPEATS as u64) {
            cursor = at(SQLITE, &cursor).next(&mut self.connections[SQLITE])?;
            if page >= half {
                cursors.push(cursor.clone());
            }
        }
        if let Some(cursor) = cursors.first() {
            self.agree(&at(SQLITE, cursor), &at(POSTGRES, cursor))?;
        }
        Ok(cursors.iter().map(|cursor| at(POSTGRES, cursor)).collect())
    }

    /// Whether both engines show the same.
    fn agree(&mut self, sqlite: &Page<'_>, postgres: &Page<'_>) -> Result<(), Failed> {
        let [left, right] = &mut self.connections;
        if sqlite.entries(left)? == postgres.entries(right)? {
            Ok(())
        } else {
            Err("the engines show different pages".into())
        }
    }

    fn line(&mut self, measure: String, ours: &[f64], baseline: &[f64], wanted: Wanted) {
        let both = (Series::new(ours.to_vec()), Series::new(baseline.to_vec()));
        self.report.add(Line::compared(format!("{measure}, p50"), "ms", both, wanted));
    }
}

/// What a page may cost on PostgreSQL against the same on SQLite.
const AS_SQLITE: Wanted = Wanted::RatioAtMost(3.0);
