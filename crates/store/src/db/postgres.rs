//! The threads over a PostgreSQL server: each with a connection of its own, made anew when it breaks.

use std::panic::AssertUnwindSafe;
use std::sync::{Arc, PoisonError, RwLock};
use std::thread;

use crossbeam_channel::Receiver;

use super::{Read, ReadWork, Write, WriteWork, attempt};
use crate::engine::{PostgresConnection, Session};
use crate::trees::Trees;
use crate::{StoreError, migrate};

const READERS: usize = 4;
const WRITERS: usize = 4;

/// How often a transaction that met another one is tried again before the caller is told. The writers of one server take
/// turns after the first time, but those of two servers on one database may meet many times in a row.
const TRIES: usize = 100;

pub(super) fn start(
    url: &str,
    reads: Receiver<ReadWork>,
    writes: Receiver<Box<dyn WriteWork>>,
    trees: &Arc<Trees>,
) -> Result<(), StoreError> {
    let mut first = PostgresConnection::open(url)?;
    migrate::check(&Read::over(Session::Postgres(first.read()?)))?;
    for _ in 0..READERS {
        let (mut line, queue, trees) = (Line::new(url), reads.clone(), Arc::clone(trees));
        spawn("store-read", move || {
            while let Ok(work) = queue.recv() {
                read(&mut line, work, &trees);
            }
        })?;
    }
    let turn = Arc::new(RwLock::new(()));
    for _ in 0..WRITERS {
        let (mut line, queue, turn) = (Line::new(url), writes.clone(), Arc::clone(&turn));
        spawn("store-write", move || {
            while let Ok(piece) = queue.recv() {
                write(&mut line, piece, &turn);
            }
        })?;
    }
    Ok(())
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> Result<(), StoreError> {
    let builder = thread::Builder::new().name(name.to_owned());
    builder.spawn(work).map(drop).map_err(|error| StoreError::Unavailable(error.to_string()))
}

/// A connection that is opened when it is needed and again when it was lost.
struct Line {
    url: String,
    connection: Option<PostgresConnection>,
}

impl Line {
    fn new(url: &str) -> Self {
        Self { url: url.to_owned(), connection: None }
    }

    fn connection(&mut self) -> Result<&mut PostgresConnection, StoreError> {
        if self.connection.as_ref().is_some_and(PostgresConnection::is_closed) {
            self.connection = None;
        }
        match &mut self.connection {
            Some(connection) => Ok(connection),
            none => Ok(none.insert(PostgresConnection::open(&self.url)?)),
        }
    }
}

fn read(line: &mut Line, work: ReadWork, trees: &Arc<Trees>) {
    match line.connection().and_then(PostgresConnection::read) {
        Err(error) => work(Err(error)),
        Ok(transaction) => {
            let read = Read::over(Session::Postgres(transaction)).with(trees);
            // A panic drops the caller's end of the channel, which tells it; this thread lives on.
            if std::panic::catch_unwind(AssertUnwindSafe(|| work(Ok(&read)))).is_err() {
                tracing::error!("a query panicked");
            }
        }
    }
}

fn write(line: &mut Line, mut piece: Box<dyn WriteWork>, turn: &RwLock<()>) {
    let mut outcome = Err(StoreError::Conflict);
    for again in 0..TRIES {
        // Whoever met another writer goes on alone, so that the two do not meet for ever.
        let _alone = (again > 0).then(|| turn.write().unwrap_or_else(PoisonError::into_inner));
        let _together = (again == 0).then(|| turn.read().unwrap_or_else(PoisonError::into_inner));
        outcome = line.connection().and_then(|connection| once(connection, &mut piece));
        if !matches!(outcome, Err(StoreError::Conflict)) {
            break;
        }
    }
    piece.finish(outcome);
}

fn once(connection: &mut PostgresConnection, piece: &mut Box<dyn WriteWork>) -> Result<(), StoreError> {
    let write = Write::new(Session::Postgres(connection.write()?));
    let kept = attempt(piece, &write)?;
    if matches!(write.failure(), Some(StoreError::Conflict)) {
        return Err(StoreError::Conflict);
    }
    if kept { write.commit_postgres() } else { Ok(()) }
}
