//! The threads over a SQLite file: readers, and the one writer that commits in groups.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use crossbeam_channel::Receiver;

use super::work::{ReadWork, Waiting, WriteWork, attempt};
use super::{Read, Write};
use crate::engine::{Session, SqliteConnection};
use crate::trees::Trees;
use crate::{StoreError, migrate};

/// How many readers: reading is a matter of the processor, and there are few of those.
const READERS: usize = 4;

/// The most pieces of writing that share one sync.
const GROUP: usize = 64;

pub(super) fn start(
    path: &Path,
    reads: Receiver<Waiting<ReadWork>>,
    writes: Receiver<Waiting<WriteWork>>,
    broken: &Arc<AtomicBool>,
    trees: &Arc<Trees>,
) -> Result<(), StoreError> {
    if !path.exists() {
        return Err(StoreError::Version { found: 0, needed: migrate::newest() });
    }
    let writer = SqliteConnection::writer(path)?;
    migrate::check(&Read::over(Session::Sqlite(&writer)))?;
    let broken = Arc::clone(broken);
    spawn("store-write", move || write_groups(&writer, &writes, &broken))?;
    for _ in 0..READERS {
        let reader = SqliteConnection::reader(path)?;
        let (queue, trees) = (reads.clone(), Arc::clone(trees));
        spawn("store-read", move || read_all(&reader, &queue, &trees))?;
    }
    Ok(())
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> Result<(), StoreError> {
    let builder = thread::Builder::new().name(name.to_owned());
    builder.spawn(work).map(drop).map_err(|error| StoreError::Unavailable(error.to_string()))
}

fn read_all(connection: &SqliteConnection, queue: &Receiver<Waiting<ReadWork>>, trees: &Arc<Trees>) {
    while let Ok(Waiting { mut work, .. }) = queue.recv() {
        let read = Read::over(Session::Sqlite(connection)).with(trees);
        let done = connection.step("BEGIN").and_then(|()| attempt(|| work.run(&read)));
        if matches!(done, Err(StoreError::Fault)) {
            tracing::error!("a query panicked");
        }
        work.finish(done);
        if !connection.is_idle()
            && let Err(error) = connection.step("ROLLBACK")
        {
            tracing::error!(%error, "a reader could not end its transaction");
        }
    }
}

fn write_groups(connection: &SqliteConnection, queue: &Receiver<Waiting<WriteWork>>, broken: &AtomicBool) {
    while let Ok(first) = queue.recv() {
        let mut group = vec![first.work];
        while group.len() < GROUP
            && let Ok(next) = queue.try_recv()
        {
            group.push(next.work);
        }
        run(connection, group, broken);
    }
}

/// What became of a group.
enum Outcome {
    /// All that was to be kept is on disk.
    Committed,
    /// SQLite rolled the whole transaction back because a statement of one piece failed.
    Undone,
    /// It could not be started or committed.
    Failed(StoreError),
}

fn run(connection: &SqliteConnection, mut group: Vec<WriteWork>, broken: &AtomicBool) {
    if broken.load(Ordering::Acquire) {
        return group.into_iter().for_each(|piece| piece.finish(Err(StoreError::Broken)));
    }
    let outcome = commit(connection, &mut group);
    if !connection.is_idle()
        && let Err(error) = connection.step("ROLLBACK")
    {
        tracing::error!(%error, "a transaction could not be rolled back");
        broken.store(true, Ordering::Release);
    }
    match outcome {
        Outcome::Committed => group.into_iter().for_each(|piece| piece.finish(Ok(()))),
        // Whoever caused it has its own error to show; the others get a transaction of their own.
        Outcome::Undone | Outcome::Failed(StoreError::Full) if group.len() > 1 => {
            group.into_iter().for_each(|piece| run(connection, vec![piece], broken));
        }
        Outcome::Undone => group.into_iter().for_each(|piece| piece.finish(Ok(()))),
        Outcome::Failed(error) => {
            if matches!(error, StoreError::Broken) {
                tracing::error!("the database could not be synced; no more writes are accepted until a restart");
                broken.store(true, Ordering::Release);
            }
            group.into_iter().for_each(|piece| piece.finish(Err(error.clone())));
        }
    }
}

fn commit(connection: &SqliteConnection, group: &mut [WriteWork]) -> Outcome {
    // Immediate, so that a transaction that reads first and then writes cannot be refused half-way.
    if let Err(error) = connection.step("BEGIN IMMEDIATE") {
        return Outcome::Failed(error);
    }
    let write = Write::new(Session::Sqlite(connection));
    for piece in group {
        if let Err(error) = connection.step("SAVEPOINT piece") {
            return Outcome::Failed(error);
        }
        let kept = match attempt(|| piece.run(&write)) {
            Ok(kept) => kept,
            Err(_) => {
                tracing::error!("a write panicked");
                false
            }
        };
        if connection.is_idle() {
            return Outcome::Undone;
        }
        let end = if kept { "RELEASE piece" } else { "ROLLBACK TO piece; RELEASE piece" };
        if let Err(error) = connection.batch(end) {
            return Outcome::Failed(error);
        }
    }
    match connection.step("COMMIT") {
        Ok(()) => Outcome::Committed,
        Err(error) => Outcome::Failed(error),
    }
}
