//! The store over a PostgreSQL server: what is done with a piece of work when writers meet or a connection is lost.

mod health;
mod line;
mod pool;
mod turns;

pub(super) use self::health::Watch;

use std::sync::Arc;

use crossbeam_channel::Receiver;

use self::health::Health;
use self::line::Line;
use self::pool::Post;
use self::turns::{Entered, Lanes, Turns};
use super::work::{ReadWork, Waiting, WriteWork, attempt};
use super::{Pool, Read, Write, overloaded};
use crate::engine::{Commit, Mark, PostgresServer, Session};
use crate::trees::Trees;
use crate::{StoreError, migrate};

/// How often it is asked again what became of a commit whose transaction the server has not ended yet.
const ASK_AGAIN: u32 = 20;

pub(super) fn start(
    url: &str,
    pool: Pool,
    reads: Receiver<Waiting<ReadWork>>,
    writes: Receiver<Waiting<WriteWork>>,
    trees: &Arc<Trees>,
) -> Result<Watch, StoreError> {
    let server = Arc::new(PostgresServer::parse(url)?);
    {
        let first = server.open()?;
        migrate::check(&Read::over(Session::Postgres(first.read())))?;
    }
    let (health, suspicions) = Health::new(trees);
    let lines = |many: u32| (0..many).map(|_| Line::new(&server, &health)).collect();
    // One is for looking whether the server is there.
    let writers = (pool.connections / 2).max(1);
    let readers = pool.connections.saturating_sub(writers + 1).max(1);
    let trees = Arc::clone(trees);
    Post::new(reads, &health).start("store-read", lines(readers), move |line, work| read(line, work, &trees))?;
    let lanes = Arc::new(Lanes::default());
    Post::new(writes, &health).start("store-write", lines(writers), move |line, piece| write(line, piece, &lanes))?;
    let (watch, asked) = Watch::new(&health);
    pool::spawn("store-watch", move || health::watch(&server, &health, &asked, &suspicions))?;
    Ok(watch)
}

/// Reads; once more, from the beginning, if the connection was lost or the engine broke it off for somebody who writes.
fn read(line: &mut Line, mut work: ReadWork, trees: &Arc<Trees>) {
    for last in [false, true] {
        match line.connection() {
            Err(refused) => return work.finish(Err(refused.into())),
            Ok(connection) => {
                let read = Read::over(Session::Postgres(connection.read())).with(trees);
                let ran = attempt(|| work.run(&read));
                if ran.is_err() {
                    tracing::error!("a query panicked");
                }
                let met = matches!(read.failure(), Some(StoreError::Conflict));
                if last || read.failure().is_none() || !(met || connection.is_worn()) {
                    // Before the transaction is ended, which nobody has to wait for.
                    return work.finish(ran.map(drop));
                }
            }
        }
    }
}

/// A piece of writing, and what it has met.
struct Job {
    piece: WriteWork,
    turns: Turns,
    lost: bool,
}

/// How one try ended.
enum Tried {
    /// As the caller is to be told.
    Ended(Result<(), StoreError>),
    /// It met somebody over this key.
    Met(Option<i32>),
    /// The connection was lost, and nothing is kept.
    Lost(StoreError),
}

fn write(line: &mut Line, piece: WriteWork, lanes: &Lanes<Job>) {
    let job = Job { piece, turns: Turns::new(), lost: false };
    let Some(job) = try_until(line, job, lanes, |turns| turns.lane().is_some()) else { return };
    let Some(key) = job.turns.lane() else { return };
    let (mut job, mut lane) = match lanes.enter(key, job) {
        Entered::First(job, lane) => (job, lane),
        Entered::Waits => return,
        Entered::Full(job) => return job.piece.finish(Err(overloaded())),
    };
    loop {
        try_until(line, job, lanes, |_| false);
        match lane.next() {
            Some(next) => job = next,
            None => return,
        }
    }
}

/// Tries until the work is done, or has met somebody and is to `wait` for its turn: then it comes back.
fn try_until(line: &mut Line, mut job: Job, lanes: &Lanes<Job>, wait: impl Fn(&Turns) -> bool) -> Option<Job> {
    let outcome = loop {
        let tried = match job.turns.take(line, lanes.locks()) {
            Ok(()) => once(line, &mut job.piece),
            Err(error) if line.is_lost() => Tried::Lost(error),
            Err(error) => Tried::Ended(Err(error)),
        };
        match tried {
            Tried::Ended(outcome) => break outcome,
            Tried::Met(key) if !job.turns.met(key) => break Err(StoreError::Conflict),
            Tried::Met(_) if wait(&job.turns) => return Some(job),
            Tried::Lost(error) if job.lost => break Err(error),
            Tried::Lost(_) => {
                job.lost = true;
                job.turns.lost();
            }
            Tried::Met(_) => {}
        }
    };
    job.turns.give(line);
    job.piece.finish(outcome);
    None
}

fn once(line: &mut Line, piece: &mut WriteWork) -> Tried {
    let connection = match line.connection() {
        Ok(connection) => connection,
        Err(refused) => return Tried::Ended(Err(refused.into())),
    };
    let session = match connection.write() {
        Ok(transaction) => Session::Postgres(transaction),
        Err(StoreError::Conflict) => return Tried::Met(None),
        Err(error) if connection.is_worn() => return Tried::Lost(error),
        Err(error) => return Tried::Ended(Err(error)),
    };
    let write = Write::new(session);
    let kept = match attempt(|| piece.run(&write)) {
        Ok(kept) => kept,
        Err(fault) => {
            tracing::error!("a write panicked");
            return Tried::Ended(Err(fault));
        }
    };
    match write.failure() {
        Some(StoreError::Conflict) => return Tried::Met(write.met_over()),
        Some(error) if connection.is_worn() => return Tried::Lost(error),
        _ if !kept => return Tried::Ended(Ok(())),
        _ => {}
    }
    let key = write.met_over();
    match write.commit_postgres() {
        Commit::Kept => Tried::Ended(Ok(())),
        Commit::Refused(StoreError::Conflict) => Tried::Met(key),
        Commit::Refused(error) if line.is_lost() => Tried::Lost(error),
        Commit::Refused(error) => Tried::Ended(Err(error)),
        Commit::Unknown(error, mark) => find_out(line, error, mark.as_ref()),
    }
}

/// Asks what became of a transaction whose commit was not answered. Where nobody can tell, the caller hears that the
/// database is not available, and the work may have been kept.
fn find_out(line: &mut Line, error: StoreError, mark: Option<&Mark>) -> Tried {
    let Some(mark) = mark else { return Tried::Ended(Err(error)) };
    for again in 0..ASK_AGAIN {
        match line.fate(mark) {
            Ok(Some(true)) => return Tried::Ended(Ok(())),
            Ok(Some(false)) => return Tried::Lost(error),
            // The server has not noticed yet that we are gone.
            Ok(None) => std::thread::sleep(std::time::Duration::from_millis(u64::from(again) * 10)),
            Err(_) => break,
        }
    }
    Tried::Ended(Err(error))
}
