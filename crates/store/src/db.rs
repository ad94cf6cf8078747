//! The store as its users see it: open it, read, write.
//!
//! Connections live on threads of their own, and work is sent to them as closures, so an async
//! caller awaits and a plain one waits. On SQLite there is one writer; the writes of concurrent
//! requests share one transaction and one sync (group commit), each in its own savepoint, and each
//! is answered only after that sync.

mod deadline;
mod postgres;
mod sqlite;
mod work;

pub use self::work::Reply;

use std::cell::{Cell, RefCell};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crossbeam_channel::{Sender, TrySendError};
use tokio::sync::oneshot;

pub(crate) use self::deadline::Deadline;
use self::work::{Piece, ReadWork, Refuse, Waiting, WriteWork};
use crate::engine::{Commit, Row, Session, Value};
use crate::trees::Trees;
use crate::{Plan, StoreError, engine};

/// How much work may wait for a connection before more of it is turned away.
const QUEUE: usize = 4096;

/// A handle to the metadata; cheap to clone. The threads end with the last handle.
#[derive(Clone)]
pub struct Store {
    reads: Sender<Waiting<ReadWork>>,
    writes: Sender<Waiting<WriteWork>>,
    /// Who looks whether the server is there, if there is one.
    watch: Option<postgres::Watch>,
    broken: Arc<AtomicBool>,
    patience: Duration,
}

/// What a store may ask of a PostgreSQL server. It means nothing to SQLite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pool {
    /// How many connections there may be at once, three at least: half of them are for writing, one is for looking whether the
    /// server is there, the others are for reading. Each is opened when it is needed.
    pub connections: u32,
    /// How long work may wait to be begun before it is refused.
    pub patience: Duration,
}

impl Default for Pool {
    fn default() -> Self {
        Self { connections: 16, patience: Duration::from_secs(5) }
    }
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
    /// The key of the statement in which it met somebody.
    met: Cell<Option<i32>>,
    /// The key of the first statement that wrote.
    first: Cell<Option<i32>>,
}

/// A transaction that changes the database; it can do all that [`Read`] can.
pub struct Write<'c> {
    read: Read<'c>,
}

impl Store {
    /// Opens a database whose schema is up to date; it never migrates.
    ///
    /// # Errors
    /// [`StoreError::Version`] when [`migrate`](crate::migrate) has to run first, or whatever keeps
    /// the database from being opened.
    pub fn open(address: &Address) -> Result<Self, StoreError> {
        Self::open_with(address, Pool::default())
    }

    /// The same, with as many connections as `pool` says.
    ///
    /// # Errors
    /// Those of [`open`](Self::open).
    pub fn open_with(address: &Address, pool: Pool) -> Result<Self, StoreError> {
        let (broken, trees) = (Arc::new(AtomicBool::new(false)), Arc::new(Trees::default()));
        let (reads, read_queue) = crossbeam_channel::bounded(QUEUE);
        let (writes, write_queue) = crossbeam_channel::bounded(QUEUE);
        let watch = match address {
            Address::Sqlite(path) => {
                sqlite::start(path, read_queue, write_queue, &broken, &trees)?;
                None
            }
            Address::Postgres(url) => {
                Some(engine::aside(|| postgres::start(url, pool, read_queue, write_queue, &trees))?)
            }
        };
        Ok(Self { reads, writes, watch, broken, patience: pool.patience })
    }

    /// Runs `work` over one state of the database. On PostgreSQL it runs once more, from the beginning, if the connection was
    /// lost in it, so it must not have effects outside the store.
    ///
    /// # Errors
    /// What `work` gives, or a [`StoreError`] of the store itself.
    pub fn read<T, E>(&self, work: impl Fn(&Read<'_>) -> Result<T, E> + Send + 'static) -> Reply<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (piece, reply) = Piece::new(work);
        self.send::<ReadWork>(&self.reads, Box::new(piece));
        reply
    }

    /// Runs `work` in a transaction and answers once it is synced to disk. If `work` fails, or any
    /// statement in it, nothing of it is kept. It may run several times, so it must not have effects
    /// outside the store.
    ///
    /// # Errors
    /// What `work` gives, or a [`StoreError`] of the store itself. After [`StoreError::Unavailable`] the work may have been
    /// kept, if the connection to a PostgreSQL server was lost in the very commit and nobody could say how that ended: not the
    /// server, or one that is another by then or was started anew.
    pub fn write<T, E>(&self, work: impl Fn(&Write<'_>) -> Result<T, E> + Send + 'static) -> Reply<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (piece, reply) = Piece::new(work);
        let piece: WriteWork = Box::new(piece);
        if self.is_broken() {
            piece.finish(Err(StoreError::Broken));
        } else {
            self.send(&self.writes, piece);
        }
        reply
    }

    fn send<W: Refuse>(&self, queue: &Sender<Waiting<W>>, work: W) {
        // The threads may all be waiting for the server, and nobody is to wait for them.
        if let Some(error) = self.watch.as_ref().and_then(postgres::Watch::away) {
            return work.refuse(error);
        }
        match queue.try_send(Waiting { work, late: Deadline::after(self.patience) }) {
            Ok(()) => {}
            Err(TrySendError::Full(waiting) | TrySendError::Disconnected(waiting)) => waiting.work.refuse(overloaded()),
        }
    }

    /// Whether the database answers. On PostgreSQL this has a connection of its own, so it does not wait behind other work, and
    /// is told within about two seconds: while that connection is being opened, which may take longer where an address has
    /// several hosts, the answer is what was known before. On SQLite it waits for a reader like any other read.
    ///
    /// # Errors
    /// Why it does not answer.
    pub fn is_reachable(&self) -> Reply<(), StoreError> {
        let Some(watch) = &self.watch else { return self.read(|read| read.any_answer()) };
        let (ask, receiver) = oneshot::channel();
        watch.ask(ask);
        Reply::of(receiver)
    }

    /// Whether the metadata is on a PostgreSQL server, and not in a SQLite file.
    #[must_use]
    pub const fn is_on_postgres(&self) -> bool {
        self.watch.is_some()
    }

    /// Whether a sync failed: then nothing more is acknowledged until the server was started anew,
    /// because the system may report a lost write once and then forget it.
    #[must_use]
    pub fn is_broken(&self) -> bool {
        self.broken.load(Ordering::Acquire)
    }
}

/// What a statement is about: the owner or space that it names first.
fn key(values: &[Value<'_>]) -> Option<i32> {
    values.first().and_then(Value::key)
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
        self.writes(values);
        self.noted(values, self.session.execute(sql, values))
    }

    pub(crate) fn batch(&self, sql: &str) -> Result<(), StoreError> {
        self.session.batch(sql)
    }

    /// Commits a transaction that is not on SQLite, where the writer thread commits.
    pub(crate) fn commit_postgres(self) -> Commit {
        match self.read.session {
            Session::Postgres(transaction) => transaction.commit(),
            Session::Sqlite(_) => Commit::Refused(StoreError::Fault),
        }
    }

    /// Forgets what failed in the work before, which was undone.
    fn begins_anew(&self) {
        self.failure.replace(None);
        self.met.set(None);
        self.first.set(None);
    }

    /// Over what it met somebody: the key of the statement that said so, or if the commit did, of the first that wrote.
    fn met_over(&self) -> Option<i32> {
        self.met.get().or(self.first.get())
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
        Self {
            session,
            plans: RefCell::default(),
            trees: None,
            failure: RefCell::default(),
            met: Cell::default(),
            first: Cell::default(),
        }
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
        if sql.contains("RETURNING") {
            self.writes(values);
        }
        let rows = self.noted(values, self.session.query(sql, values, read))?;
        self.counted(rows.len());
        Ok(rows)
    }

    /// Notes what a statement that writes is about, if it is the first.
    fn writes(&self, values: &[Value<'_>]) {
        self.first.set(self.first.get().or_else(|| key(values)));
    }

    /// Why the first statement that failed did.
    fn failure(&self) -> Option<StoreError> {
        self.failure.borrow().clone()
    }

    fn noted<T>(&self, values: &[Value<'_>], outcome: Result<T, StoreError>) -> Result<T, StoreError> {
        outcome.inspect_err(|error| {
            let mut failure = self.failure.borrow_mut();
            if failure.is_none() {
                self.met.set(key(values).filter(|_| matches!(error, StoreError::Conflict)));
                *failure = Some(error.clone());
            }
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
