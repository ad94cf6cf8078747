//! The one seam over the two drivers: one value type, one row type, one connection type.
//!
//! Nothing outside this folder may name a driver. SQL comes in once, with `$1…$n`, and each engine's
//! module turns it into what its driver takes.

mod postgres;
mod sqlite;
mod value;

pub(crate) use self::postgres::{Commit, Mark, PostgresConnection, PostgresServer, Refused};
pub(crate) use self::sqlite::SqliteConnection;
pub(crate) use self::value::{Row, Value, params};

use std::collections::HashMap;

use crate::{StoreError, dialect};

/// Does what may block for long, and waits for it, on a thread where that is allowed also when this one does async work.
pub(crate) fn aside<T: Send>(work: impl FnOnce() -> Result<T, StoreError> + Send) -> Result<T, StoreError> {
    std::thread::scope(|scope| scope.spawn(work).join().unwrap_or(Err(StoreError::Fault)))
}

/// A transaction in which statements run, on either engine.
pub(crate) enum Session<'c> {
    Sqlite(&'c SqliteConnection),
    Postgres(self::postgres::PostgresTransaction<'c>),
}

impl Session<'_> {
    /// Runs a statement that returns rows; `read` makes a value of each.
    pub(crate) fn query<T>(
        &self,
        sql: &str,
        values: &[Value<'_>],
        read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        match self {
            Self::Sqlite(connection) => connection.query(sql, values, read),
            Self::Postgres(transaction) => transaction.query(sql, values, read),
        }
    }

    /// Runs a statement that changes rows; gives how many.
    pub(crate) fn execute(&self, sql: &str, values: &[Value<'_>]) -> Result<u64, StoreError> {
        match self {
            Self::Sqlite(connection) => connection.execute(sql, values),
            Self::Postgres(transaction) => transaction.execute(sql, values),
        }
    }

    /// Whether the database has a table of this name.
    pub(crate) fn has_table(&self, name: &str) -> Result<bool, StoreError> {
        let sql = match self {
            Self::Sqlite(_) => dialect::SQLITE_HAS_TABLE,
            Self::Postgres(_) => dialect::POSTGRES_HAS_TABLE,
        };
        let found = self.query(sql, params![name], |row| row.get(0))?;
        Ok(found.contains(&true))
    }

    /// How the engine would run a statement: one line for each step, those below another indented.
    pub(crate) fn explain(&self, sql: &str, values: &[Value<'_>]) -> Result<Vec<String>, StoreError> {
        match self {
            Self::Sqlite(connection) => {
                let mut depths = HashMap::from([(0, 0)]);
                connection.query(&format!("EXPLAIN QUERY PLAN {sql}"), values, |row| {
                    let depth = depths.get(&row.get::<i64>(1)?).copied().unwrap_or(0);
                    depths.insert(row.get::<i64>(0)?, depth + 1);
                    Ok(format!("{:indent$}{}", "", row.get::<String>(3)?, indent = depth * 2))
                })
            }
            Self::Postgres(transaction) => {
                transaction.query(&format!("EXPLAIN (COSTS OFF) {sql}"), values, |row| row.get(0))
            }
        }
    }

    /// Runs a text of several statements without values: a migration.
    pub(crate) fn batch(&self, sql: &str) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(connection) => connection.batch(sql),
            Self::Postgres(transaction) => transaction.batch(sql),
        }
    }
}
