//! `add`: 100 files into an album, over HTTP, against a bare loop that inserts the same links.
//!
//! The loop is one thread, one prepared statement, one synced transaction per 100 rows, in a database with
//! the same tables, the same indexes and the same settings of SQLite. It checks nothing: no caller, no album,
//! no files. Both databases get the same links in the same order, so that both grow alike.

use std::path::Path;

use leporello_model::AlbumId;
use rusqlite::Connection as Database;
use tempfile::TempDir;

use crate::adding::{BATCH, Plan, Sender};
use crate::library::{self, Made, Writer};
use crate::program::Server;
use crate::report::{Line, Report, Series, Wanted};
use crate::{Bench, Failed, machine};

const SCHEMA: &str = include_str!("../../crates/store/src/migrations/sqlite/0001_albums.sql");

/// How many requests are sent in a round, by the number of connections.
const REQUESTS: [(usize, u64); 2] = [(16, 600), (1, 200)];

pub(crate) fn run(bench: &Bench, report: &mut Report) -> Result<(), Failed> {
    let data = bench.program.scratch()?;
    let mut writer = Writer::new(data.path())?;
    let plan = Plan::make(&mut writer)?;
    writer.end()?;
    let server = bench.program.serve(data.path())?;
    let visitor = bench.program.visitor(data.path(), plan.owner.user)?;
    let ours = Ours { sender: Sender::new(&plan, visitor), server };
    let mut bare = Bare::new(&plan, bench.program.scratch()?)?;
    for (connections, requests) in REQUESTS {
        let wanted = if connections == 1 { 0.35 } else { 0.5 };
        compare(bench.rounds, &ours, &mut bare, (connections, requests), wanted, report)?;
    }
    let sent = ours.sender.sent() * BATCH;
    ours.server.stop()?;
    for (whose, path) in [("leporello", data.path()), ("the bare loop", bare.folder.path())] {
        let kept = count(path)?;
        if kept != sent {
            return Err(format!("{whose} has {kept} links, sent were {sent}").into());
        }
    }
    Ok(())
}

fn compare(
    rounds: usize,
    ours: &Ours<'_>,
    bare: &mut Bare<'_>,
    (connections, requests): (usize, u64),
    wanted: f64,
    report: &mut Report,
) -> Result<(), Failed> {
    // Once without counting: connections, statements and caches are made.
    ours.sender.round(&[ours.server.address()], connections, requests / 4)?;
    bare.round(requests / 4)?;
    let (mut median, mut late, mut ours_busy, mut bare_busy) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let rates = machine::in_turns(
        rounds,
        || {
            let before = ours.server.processor_time()?;
            let round = ours.sender.round(&[ours.server.address()], connections, requests)?;
            ours_busy.push((ours.server.processor_time()? - before) / requests as f64);
            median.push(round.percentile(50));
            late.push(round.percentile(99));
            Ok(round.rate)
        },
        || {
            let round = bare.round(requests)?;
            bare_busy.push(round.busy);
            Ok(round.rate)
        },
    )?;
    let busy = (Series::new(ours_busy), Series::new(bare_busy));
    let requests: Vec<f64> = rates.0.values().map(|rows| rows / BATCH as f64).collect();
    let with = format!("{connections} connection{}", if connections == 1 { "" } else { "s" });
    report.add(Line::compared(format!("links by {with}"), "rows/s", rates, Wanted::RatioAtLeast(wanted)));
    report.add(Line::compared(format!("processor time for 100 links by {with}"), "ms", busy, Wanted::Nothing));
    report.add(Line::alone(format!("requests by {with}"), "1/s", Series::new(requests), Wanted::Nothing));
    report.add(Line::alone(format!("p50 with {with}"), "ms", Series::new(median), Wanted::Nothing));
    report.add(Line::alone(format!("p99 with {with}"), "ms", Series::new(late), Wanted::Nothing));
    Ok(())
}

/// The server's side.
struct Ours<'p> {
    sender: Sender<'p>,
    server: Server,
}

/// The bare loop.
struct Bare<'p> {
    plan: &'p Plan,
    folder: TempDir,
    database: Database,
    next: u64,
}

/// What a round of the loop's gave.
struct BareRound {
    /// Rows per second.
    rate: f64,
    /// Milliseconds of processor time for 100 rows.
    busy: f64,
}

impl<'p> Bare<'p> {
    fn new(plan: &'p Plan, folder: TempDir) -> Result<Self, Failed> {
        let database = Database::open(folder.path().join("metadata.sqlite"))?;
        // What the server's own connection is set to.
        database.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000;
             PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -65536;",
        )?;
        database.execute_batch(SCHEMA)?;
        Ok(Self { plan, folder, database, next: 0 })
    }

    /// Inserts the links of so many requests.
    fn round(&mut self, requests: u64) -> Result<BareRound, Failed> {
        let batches: Vec<(AlbumId, Vec<Made>)> = (self.next..self.next + requests)
            .map(|request| self.plan.batch(request))
            .map(|(album, files)| (album, files.collect()))
            .collect();
        self.next += requests;
        let (database, owner) = (&self.database, self.plan.owner);
        let before = machine::processor_time(std::process::id())?;
        let ((), spent) = machine::timed(|| {
            for (album, files) in &batches {
                database.execute_batch("BEGIN IMMEDIATE")?;
                let now = machine::now().0;
                for file in files {
                    library::link(database, owner, album.number(), now, file)?;
                }
                database.execute_batch("COMMIT")?;
            }
            Ok(())
        })?;
        let busy = (machine::processor_time(std::process::id())? - before) / requests as f64;
        Ok(BareRound { rate: (requests * BATCH) as f64 / spent.as_secs_f64(), busy })
    }
}

fn count(folder: &Path) -> Result<u64, Failed> {
    let database = Database::open(folder.join("metadata.sqlite"))?;
    Ok(database.query_row("SELECT count(*) FROM link", [], |row| row.get::<_, i64>(0))?.try_into()?)
}
