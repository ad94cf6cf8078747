//! The store as its users see it: open it, read, write.
//!
//! Connections live on threads of their own, and work is sent to them as closures, so an async
//! caller awaits and a plain one waits. On SQLite there is one writer; the writes of concurrent
//! requests share one transaction and one sync (group commit), each in its own savepoint, and each
//! is answered only after that sync.

mod postgres;
mod sqlite;

use std::cell::RefCell;
use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use crossbeam_channel::{Sender, TrySendError};
use tokio::sync::oneshot;

use crate::engine::{Row, Session, Value};
use crate::trees::Trees;
use crate::{Plan, StoreError};

/// How much work may wait for a connection before more of it is turned away.
const QUEUE: usize = 4096;

/// A handle to the metadata; cheap to clone. The threads end with the last handle.
#[derive(Clone)]
pub struct Store {
    reads: Sender<ReadWork>,
    writes: Sender<Box<dyn WriteWork>>,
    broken: Arc<AtomicBool>,
}

/// Where the metadata is.
#[derive(Clone, PartialEq, Eq)]
pub enum Address {
    /// A SQLite file.
    Sqlite(PathBuf),
    /// A PostgreSQL server, as a URL or as `key=value` pairs.
    Postgres(String),
}

/// Without the server's address, which may hold a password.
impl std::fmt::Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sqlite(path) => f.debug_tuple("Sqlite").field(path).finish(),
            Self::Postgres(_) => f.write_str("Postgres(…)"),
        }
    }
}

impl Address {
    /// Reads `sqlite:PATH`, `postgres://…` or `postgresql://…`, or `host=…` pairs.
    ///
    /// # Errors
    /// [`StoreError::Address`] for anything else.
    pub fn parse(text: &str) -> Result<Self, StoreError> {
        if let Some(path) = text.strip_prefix("sqlite:") {
            return Ok(Self::Sqlite(PathBuf::from(path)));
        }
        let postgres = ["postgres://", "postgresql://", "host="];
        if postgres.iter().any(|start| text.starts_with(start)) {
            return Ok(Self::Postgres(text.to_owned()));
        }
        Err(StoreError::Address)
    }
}

/// One state of the database, readable. Queries are methods on it, in the file of their noun.
pub struct Read<'c> {
    pub(crate) session: Session<'c>,
    pub(crate) plans: RefCell<Option<Vec<Plan>>>,
    /// Shared by all readers; none where what is seen may yet be undone.
    pub(crate) trees: Option<Arc<Trees>>,
    failure: RefCell<Option<StoreError>>,
}

/// A transaction that changes the database; it can do all that [`Read`] can.
pub struct Write<'c> {
    read: Read<'c>,
}

type ReadWork = Box<dyn FnOnce(Result<&Read<'_>, StoreError>) + Send>;

/// A piece of writing: it may run more than once before it is told how it ended.
trait WriteWork: Send {
    /// Does the work and says whether it is to be kept.
    fn run(&mut self, write: &Write<'_>) -> bool;
    /// Answers the caller: the work's own result if all was committed, else why not.
    fn finish(self: Box<Self>, committed: Result<(), StoreError>);
}

impl Store {
    /// Opens a database whose schema is up to date; it never migrates.
    ///
    /// # Errors
    /// [`StoreError::Version`] when [`migrate`](crate::migrate) has to run first, or whatever keeps
    /// the database from being opened.
    pub fn open(address: &Address) -> Result<Self, StoreError> {
        let (broken, trees) = (Arc::new(AtomicBool::new(false)), Arc::new(Trees::default()));
        let (reads, read_queue) = crossbeam_channel::bounded(QUEUE);
        let (writes, write_queue) = crossbeam_channel::bounded(QUEUE);
        match address {
            Address::Sqlite(path) => sqlite::start(path, read_queue, write_queue, &broken, &trees)?,
            Address::Postgres(url) => postgres::start(url, read_queue, write_queue, &trees)?,
        }
        Ok(Self { reads, writes, broken })
    }

    /// Runs `work` over one state of the database.
    ///
    /// # Errors
    /// What `work` gives, or a [`StoreError`] of the store itself.
    pub fn read<T, E>(&self, work: impl FnOnce(&Read<'_>) -> Result<T, E> + Send + 'static) -> Reply<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (answer, receiver) = oneshot::channel();
        let work: ReadWork = Box::new(move |read| {
            // Nobody may be waiting any more; then the answer has nowhere to go.
            let _ = answer.send(read.map_err(E::from).and_then(work));
        });
        match self.reads.try_send(work) {
            Ok(()) => {}
            Err(TrySendError::Full(work) | TrySendError::Disconnected(work)) => work(Err(overloaded())),
        }
        Reply { receiver }
    }

    /// Runs `work` in a transaction and answers once it is synced to disk. If `work` fails, or any
    /// statement in it, nothing of it is kept. It may run several times, so it must not have effects
    /// outside the store.
    ///
    /// # Errors
    /// What `work` gives, or a [`StoreError`] of the store itself.
    pub fn write<T, E>(&self, work: impl Fn(&Write<'_>) -> Result<T, E> + Send + 'static) -> Reply<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (answer, receiver) = oneshot::channel();
        let piece: Box<dyn WriteWork> = Box::new(Piece { work, result: None, answer });
        if self.is_broken() {
            piece.finish(Err(StoreError::Broken));
        } else {
            match self.writes.try_send(piece) {
                Ok(()) => {}
                Err(TrySendError::Full(piece) | TrySendError::Disconnected(piece)) => piece.finish(Err(overloaded())),
            }
        }
        Reply { receiver }
    }

    /// Whether a sync failed: then nothing more is acknowledged until the server was started anew,
    /// because the system may report a lost write once and then forget it.
    #[must_use]
    pub fn is_broken(&self) -> bool {
        self.broken.load(Ordering::Acquire)
    }
}

/// Runs a piece; a panic in it is a fault of that piece alone.
fn attempt(piece: &mut Box<dyn WriteWork>, write: &Write<'_>) -> Result<bool, StoreError> {
    std::panic::catch_unwind(AssertUnwindSafe(|| piece.run(write))).map_err(|_| StoreError::Fault)
}

fn overloaded() -> StoreError {
    StoreError::Unavailable("too much work is waiting".to_owned())
}

impl<'c> Write<'c> {
    pub(crate) fn new(session: Session<'c>) -> Self {
        Self { read: Read::over(session) }
    }

    pub(crate) fn execute(&self, sql: &str, values: &[Value<'_>]) -> Result<u64, StoreError> {
        self.watched(sql, values)?;
        self.noted(self.session.execute(sql, values))
    }

    pub(crate) fn batch(&self, sql: &str) -> Result<(), StoreError> {
        self.session.batch(sql)
    }

    /// Commits a transaction that is not on SQLite, where the writer thread commits.
    pub(crate) fn commit_postgres(self) -> Result<(), StoreError> {
        match self.read.session {
            Session::Postgres(transaction) => transaction.commit(),
            Session::Sqlite(_) => Err(StoreError::Fault),
        }
    }
}

impl<'c> std::ops::Deref for Write<'c> {
    type Target = Read<'c>;
    fn deref(&self) -> &Read<'c> {
        &self.read
    }
}

impl<'c> Read<'c> {
    pub(crate) fn over(session: Session<'c>) -> Self {
        Self { session, plans: RefCell::default(), trees: None, failure: RefCell::default() }
    }

    /// The same, with the trees that readers share.
    pub(crate) fn with(self, trees: &Arc<Trees>) -> Self {
        Self { trees: Some(Arc::clone(trees)), ..self }
    }

    pub(crate) fn query<T>(
        &self,
        sql: &str,
        values: &[Value<'_>],
        read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        self.watched(sql, values)?;
        let rows = self.noted(self.session.query(sql, values, read))?;
        self.counted(rows.len());
        Ok(rows)
    }

    /// Why the first statement that failed did.
    fn failure(&self) -> Option<StoreError> {
        self.failure.borrow().clone()
    }

    fn noted<T>(&self, outcome: Result<T, StoreError>) -> Result<T, StoreError> {
        outcome.inspect_err(|error| {
            self.failure.borrow_mut().get_or_insert_with(|| error.clone());
        })
    }

    pub(crate) fn has_table(&self, name: &str) -> Result<bool, StoreError> {
        self.session.has_table(name)
    }

    /// Whether the database answers at all.
    ///
    /// # Errors
    /// Why it does not.
    pub fn any_answer(&self) -> Result<(), StoreError> {
        self.number("SELECT CAST(1 AS BIGINT)", &[]).map(drop)
    }

    /// The statement with which the engine examines its own files, if it has one.
    pub(crate) fn integrity_check(&self) -> Option<&'static str> {
        matches!(self.session, Session::Sqlite(_)).then_some("PRAGMA quick_check")
    }

    /// The first row of an answer, if there is one.
    pub(crate) fn one<T>(
        &self,
        sql: &str,
        values: &[Value<'_>],
        read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        Ok(self.query(sql, values, read)?.into_iter().next())
    }

    /// The number in the first column of the first row; 0 when there is none.
    pub(crate) fn number(&self, sql: &str, values: &[Value<'_>]) -> Result<i64, StoreError> {
        Ok(self.one(sql, values, |row| row.get(0))?.unwrap_or(0))
    }
}

/// The answer to come. Await it, or [`wait`](Self::wait) for it where nothing is async.
pub struct Reply<T, E> {
    receiver: oneshot::Receiver<Result<T, E>>,
}

impl<T, E: From<StoreError>> Reply<T, E> {
    /// Waits for the answer on this thread.
    ///
    /// # Errors
    /// What the work gave.
    pub fn wait(self) -> Result<T, E> {
        self.receiver.blocking_recv().unwrap_or_else(|_| Err(E::from(StoreError::Fault)))
    }
}

impl<T, E: From<StoreError>> Future for Reply<T, E> {
    type Output = Result<T, E>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        // A dropped sender means that the work panicked; its thread says so in the log.
        Pin::new(&mut self.receiver)
            .poll(context)
            .map(|answer| answer.unwrap_or_else(|_| Err(E::from(StoreError::Fault))))
    }
}

struct Piece<W, T, E> {
    work: W,
    result: Option<Result<T, E>>,
    answer: oneshot::Sender<Result<T, E>>,
}

impl<W, T, E> WriteWork for Piece<W, T, E>
where
    W: Fn(&Write<'_>) -> Result<T, E> + Send,
    T: Send,
    E: From<StoreError> + Send,
{
    fn run(&mut self, write: &Write<'_>) -> bool {
        self.result = None; // An earlier run's must not be what a panic leaves behind.
        write.failure.replace(None);
        let result = (self.work)(write);
        // Whoever took no notice of a failed statement must not be told that the work was kept:
        // PostgreSQL turns the commit of such a transaction into a rollback without a word.
        let result = match write.failure() {
            Some(failure) if result.is_ok() => Err(E::from(failure)),
            _ => result,
        };
        self.result.insert(result).is_ok()
    }

    fn finish(self: Box<Self>, committed: Result<(), StoreError>) {
        let answer = match (committed, self.result) {
            (Ok(()), Some(result)) => result,
            (Ok(()), None) => Err(E::from(StoreError::Fault)),
            (Err(error), _) => Err(E::from(error)),
        };
        // Nobody may be waiting any more; what is committed stays committed.
        let _ = self.answer.send(answer);
    }
}
