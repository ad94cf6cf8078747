//! `add-postgres`: 100 files into an album, over HTTP, through one server on PostgreSQL, against pgbench that inserts the
//! same links.
//!
//! pgbench has as many connections as the server has clients. Each of its transactions is one prepared statement that
//! inserts 100 rows into a copy of the same database: the same tables, indexes and triggers, the same syncs. It checks
//! nothing and counts nothing: no caller, no files, no total and no cover of the album. Both databases get the same links
//! in the same order.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use super::Home;
use crate::adding::{ALBUMS, BATCH, FILES, Plan, Sender};
use crate::postgres::Database;
use crate::report::{Line, Report, Series, Wanted};
use crate::{Bench, Failed, machine};

const CONNECTIONS: u64 = 16;

/// How many requests are sent in a round, and before the first; each connection of pgbench sends as many.
const REQUESTS: u64 = 50 * CONNECTIONS;
const WARM: u64 = 12 * CONNECTIONS;

pub(crate) fn run(bench: &Bench, report: &mut Report) -> Result<(), Failed> {
    let (home, plan) = Home::new(bench, "add", Plan::make)?;
    let mut bare = Bare::new(&home, &plan)?;
    let server = home.program.serve(home.path())?;
    let sender = Sender::new(&plan, home.program.visitor(home.path(), plan.owner.user)?);
    let ours = |requests| sender.round(&[server.address()], CONNECTIONS as usize, requests);
    // Once without counting: connections, statements and caches are made.
    ours(WARM)?;
    bare.round(WARM)?;
    let (mut median, mut late, mut busy) = (Vec::new(), Vec::new(), Vec::new());
    let rates = machine::in_turns(
        bench.rounds,
        || {
            let before = server.processor_time()?;
            let round = ours(REQUESTS)?;
            busy.push((server.processor_time()? - before) / REQUESTS as f64);
            median.push(round.percentile(50));
            late.push(round.percentile(99));
            Ok(round.rate)
        },
        || bare.round(REQUESTS),
    )?;
    let sent = sender.sent() * BATCH;
    server.stop()?;
    for (whose, database) in [("leporello", &home.database), ("pgbench", &bare.database)] {
        let kept = database.links()?;
        if kept != sent {
            return Err(format!("{whose} has {kept} links, sent were {sent}").into());
        }
    }
    let mut alone =
        |name: &str, unit, values| report.add(Line::alone(name, unit, Series::new(values), Wanted::Nothing));
    alone("p50 with 16 connections", "ms", median);
    alone("p99 with 16 connections", "ms", late);
    alone("the server's own processor time for 100 links", "ms", busy);
    report.add(Line::compared("links by 16 connections", "rows/s", rates, Wanted::RatioAtLeast(0.5)));
    Ok(())
}

/// The side of pgbench.
struct Bare {
    database: Database,
    script: PathBuf,
    sent: u64,
}

impl Bare {
    /// A copy of the database, with a list of what there is to link: finding it must not cost more than reading it.
    fn new(home: &Home, plan: &Plan) -> Result<Self, Failed> {
        let database = home.database.copy("bare")?;
        let mut client = database.connect()?;
        client.batch_execute(
            "CREATE TABLE made AS
                SELECT CAST(substr(name, 5, 7) AS BIGINT) AS number, id, file_type,
                       COALESCE(taken_at, created_at) AS taken_at, edited_at
                FROM file WHERE file_type IN (15, 20) ORDER BY 1;
             ALTER TABLE made ADD PRIMARY KEY (number)",
        )?;
        client.batch_execute("VACUUM ANALYZE made")?;
        client.batch_execute("CHECKPOINT")?;
        let script = home.path().join("links.sql");
        fs::write(&script, script_for(plan)?)?;
        Ok(Self { database, script, sent: 0 })
    }

    /// Inserts the links of so many requests; gives rows per second.
    fn round(&mut self, requests: u64) -> Result<f64, Failed> {
        let each = requests / CONNECTIONS;
        let output = Command::new(machine::tool("pgbench")?)
            .args(["--no-vacuum", "--protocol=prepared", "--jobs=2", "--client", &CONNECTIONS.to_string()])
            .args(["--transactions", &each.to_string(), "--define", &format!("sent={}", self.sent)])
            .args(["--define", "turn=0", "--file"])
            .arg(&self.script)
            .arg(self.database.address())
            .output()?;
        self.sent += requests;
        let text = String::from_utf8(output.stdout)?;
        let said = |name: &str| text.lines().find_map(|line| line.strip_prefix(name));
        let all = format!("{requests}/{requests}");
        if !output.status.success() || said("number of transactions actually processed: ") != Some(&all) {
            return Err(format!("pgbench failed:\n{text}{}", String::from_utf8_lossy(&output.stderr)).into());
        }
        // Without the time that it takes to connect, which is not counted for the server either.
        let rate = said("tps = ").and_then(|rest| rest.split(' ').next()).ok_or("pgbench gives no rate")?;
        Ok(rate.parse::<f64>()? * BATCH as f64)
    }
}

/// What every connection of pgbench does again and again: the requests of the plan, dealt out among them.
fn script_for(plan: &Plan) -> Result<String, Failed> {
    let (user, space) = (plan.owner.user.number(), plan.owner.space.number());
    let first = plan.albums.first().ok_or("no albums")?.number();
    if plan.albums.iter().zip(first..).any(|(album, number)| album.number() != number) {
        return Err("the numbers of the albums have gaps".into());
    }
    Ok(format!(
        "\\set request :sent + :client_id + {CONNECTIONS} * :turn\n\
         \\set turn :turn + 1\n\
         \\set place :request % {ALBUMS}\n\
         \\set album {first} + :place\n\
         \\set from (:request / {ALBUMS} * {BATCH} + :place * {each}) % {FILES}\n\
         INSERT INTO link (owner_id, album_id, visible, linked_at, file_id, space_id, file_owner, file_type, \
         taken_at, edited_at, added_by) \
         SELECT {user}, CAST(:album AS BIGINT), TRUE, CAST(extract(epoch FROM now()) * 1000 AS BIGINT), id, {space}, \
         {user}, file_type, taken_at, edited_at, NULL FROM made \
         WHERE number >= CAST(:from AS BIGINT) AND number < CAST(:from AS BIGINT) + {BATCH};\n",
        each = FILES / ALBUMS,
    ))
}
