//! PostgreSQL: one connection and its transactions.
//!
//! A connection belongs to one thread, which waits for each answer, and never longer than the connection's limit. What is
//! wrong with a connection is kept with it: whoever meets an error asks [`PostgresConnection::is_worn`] and makes a new one.

mod address;
mod hosts;
mod meaning;
mod server;
mod tls;

pub(crate) use self::server::{PostgresServer, Refused};

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::time::Duration;

use tokio::runtime::Runtime;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Error, SimpleQueryMessage, Statement};

use super::{Row, Value};
use crate::{StoreError, dialect};

/// A connection to a server.
pub(crate) struct PostgresConnection {
    client: Client,
    runtime: Runtime,
    statements: RefCell<HashMap<String, Statement>>,
    /// How long a statement may take before the server counts as hanging.
    limit: Option<Duration>,
    worn: Cell<bool>,
    hung: Cell<bool>,
    /// Whether the engine can be asked what became of a transaction.
    remembers: bool,
}

/// A transaction on it; rolled back when dropped without a commit.
pub(crate) struct PostgresTransaction<'c> {
    connection: &'c PostgresConnection,
    /// The statement that begins it, as long as it has not been sent.
    begin: Cell<Option<&'static str>>,
    done: Cell<bool>,
}

/// How a commit ended.
pub(crate) enum Commit {
    /// All is kept.
    Kept,
    /// Nothing is kept.
    Refused(StoreError),
    /// The connection was lost in it; by what the transaction can be asked for, if that is known.
    Unknown(StoreError, Option<Mark>),
}

/// By what a transaction can be asked for.
pub(crate) struct Mark {
    /// Its number.
    transaction: String,
    /// When the server started that gave it. To another, or to one that lost what it had not written, the number may mean
    /// something else.
    started: String,
}

/// What gives the mark of the transaction in which it is asked; the number is null where nothing was written.
const MARK: &str =
    "SELECT pg_current_xact_id_if_assigned(), CAST(extract(epoch FROM pg_postmaster_start_time()) AS TEXT)";

const READ: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY";
/// Without `READ WRITE`: a server that is for reading only is to say so.
const WRITE: &str = "BEGIN ISOLATION LEVEL SERIALIZABLE";

impl PostgresConnection {
    /// Whether it is of no more use and has to be made anew: lost, or its statements are of an older schema, or its server has
    /// become one that only reads.
    pub(crate) fn is_worn(&self) -> bool {
        self.worn.get() || self.client.is_closed()
    }

    /// Whether the server let it wait for longer than any statement may take.
    pub(crate) fn is_hung(&self) -> bool {
        self.hung.get()
    }

    /// Never waits longer than this for an answer.
    pub(crate) fn limited_to(self, limit: Duration) -> Self {
        Self { limit: Some(limit), ..self }
    }

    /// Waits for answers as long as they take.
    pub(crate) fn unlimited(self) -> Self {
        Self { limit: None, ..self }
    }

    /// Starts a transaction that sees one state of the database and cannot change it. Its beginning is sent together with
    /// its first statement.
    pub(crate) fn read(&self) -> PostgresTransaction<'_> {
        PostgresTransaction { connection: self, begin: Cell::new(Some(READ)), done: Cell::new(false) }
    }

    /// Starts a transaction that behaves as if it ran alone, or fails with a conflict.
    pub(crate) fn write(&self) -> Result<PostgresTransaction<'_>, StoreError> {
        // Not sent together with anything: a write must never run outside its transaction, even if this is refused.
        self.batch(WRITE)?;
        Ok(PostgresTransaction { connection: self, begin: Cell::new(None), done: Cell::new(false) })
    }

    /// Runs statements without values, outside a transaction or in the one that is open.
    pub(crate) fn batch(&self, sql: &str) -> Result<(), StoreError> {
        self.wait(self.client.batch_execute(sql))
    }

    /// Takes locks that the engine keeps for its clients by running `sql`; whether it has such locks.
    pub(crate) fn lock(&self, sql: &str) -> Result<bool, StoreError> {
        let asked = self.wait(async {
            match self.client.batch_execute(sql).await {
                // Before it counts as the end of the connection, which it is where statements were prepared.
                Err(error) if meaning::is_unsupported(&error) => Ok(false),
                outcome => outcome.map(|()| true),
            }
        });
        match asked {
            Err(StoreError::Driver(_)) => Ok(false),
            outcome => outcome,
        }
    }

    /// What became of a transaction whose commit was not answered: whether it is kept, if that is known yet.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] also when this is not the server that was to keep it as it ran then, and says that it has.
    pub(crate) fn fate(&self, mark: &Mark) -> Result<Option<bool>, StoreError> {
        let sql = "SELECT pg_xact_status(CAST(CAST($1 AS TEXT) AS XID8)),
                          CAST(extract(epoch FROM pg_postmaster_start_time()) AS TEXT)";
        let row = self.wait(self.client.query_one(sql, &[&mark.transaction]))?;
        let same = row.try_get(1).ok() == Some(mark.started.as_str());
        match row.try_get(0).ok().flatten() {
            Some("committed") if same => Ok(Some(true)),
            Some("committed") => Err(StoreError::Unavailable("it is not the server that it was".to_owned())),
            Some("aborted") => Ok(Some(false)),
            _ => Ok(None),
        }
    }

    fn wait<T>(&self, answer: impl Future<Output = Result<T, Error>>) -> Result<T, StoreError> {
        let limit = self.limit.unwrap_or(Duration::MAX);
        match self.runtime.block_on(async { tokio::time::timeout(limit, answer).await }) {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => {
                self.worn.set(self.worn.get() || meaning::wears(&error));
                Err(meaning::of(&error))
            }
            Err(_) => {
                self.worn.set(true);
                self.hung.set(true);
                Err(StoreError::Unavailable("it does not answer".to_owned()))
            }
        }
    }

    async fn prepared(&self, sql: &str, values: &[Value<'_>]) -> Result<Statement, Error> {
        if let Some(statement) = self.statements.borrow().get(sql) {
            return Ok(statement.clone());
        }
        let (text, types) = (dialect::postgres_text(sql), values.iter().map(Value::postgres_type).collect::<Vec<_>>());
        let statement = self.client.prepare_typed(&text, &types).await?;
        self.statements.borrow_mut().insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }
}

impl PostgresTransaction<'_> {
    /// Keeps all that was done in it. Asks in the same breath for the transaction's mark, by which a commit whose answer
    /// got lost can be asked for.
    pub(crate) fn commit(self) -> Commit {
        self.done.set(true);
        let (connection, client) = (self.connection, &self.connection.client);
        let (mark, ended) = (RefCell::new(None), Cell::new(false));
        let outcome = connection.wait(async {
            let ask = async {
                if !connection.remembers {
                    return Ok(());
                }
                client.simple_query(MARK).await.map(|answer| *mark.borrow_mut() = mark_in(&answer))
            };
            let (asked, committed) = tokio::join!(biased; ask, client.batch_execute("COMMIT"));
            ended.set(committed.is_ok());
            // Where asking failed, the transaction had failed before its end, which was a rollback without a word.
            committed.and(asked)
        });
        match outcome {
            Ok(()) => Commit::Kept,
            Err(error) if connection.is_worn() && !ended.get() => Commit::Unknown(error, mark.into_inner()),
            Err(error) => Commit::Refused(error),
        }
    }

    pub(crate) fn query<T>(
        &self,
        sql: &str,
        values: &[Value<'_>],
        mut read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let connection = self.connection;
        let rows = connection.wait(self.begun(async {
            let statement = connection.prepared(sql, values).await?;
            connection.client.query(&statement, &references(values)).await
        }))?;
        rows.iter().map(|row| read(&Row::Postgres(row))).collect()
    }

    pub(crate) fn execute(&self, sql: &str, values: &[Value<'_>]) -> Result<u64, StoreError> {
        let connection = self.connection;
        connection.wait(self.begun(async {
            let statement = connection.prepared(sql, values).await?;
            connection.client.execute(&statement, &references(values)).await
        }))
    }

    pub(crate) fn batch(&self, sql: &str) -> Result<(), StoreError> {
        self.connection.wait(self.begun(self.connection.client.batch_execute(sql)))
    }

    /// Sends the beginning of the transaction first, if that has not been done, without waiting in between.
    async fn begun<T>(&self, statement: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        let Some(begin) = self.begin.take() else {
            return statement.await;
        };
        let (begun, answer) = tokio::join!(biased; self.connection.client.batch_execute(begin), statement);
        begun.and(answer)
    }
}

impl Drop for PostgresTransaction<'_> {
    fn drop(&mut self) {
        let begun = self.begin.take().is_none();
        if begun && !self.done.get() && !self.connection.is_worn() && self.connection.batch("ROLLBACK").is_err() {
            self.connection.worn.set(true);
        }
    }
}

fn mark_in(answer: &[SimpleQueryMessage]) -> Option<Mark> {
    answer.iter().find_map(|message| match message {
        SimpleQueryMessage::Row(row) => {
            Some(Mark { transaction: row.get(0)?.to_owned(), started: row.get(1)?.to_owned() })
        }
        _ => None,
    })
}

fn references<'v>(values: &'v [Value<'v>]) -> Vec<&'v (dyn ToSql + Sync)> {
    values.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}
