//! PostgreSQL: one connection, its transactions, and what its errors mean.

use std::cell::RefCell;
use std::collections::HashMap;
use std::error::Error;

use ::postgres::types::ToSql;
use ::postgres::{Client, IsolationLevel, NoTls, Statement, Transaction};

use super::{Row, Value};
use crate::{StoreError, dialect};

/// A connection to a server.
pub(crate) struct PostgresConnection {
    client: Client,
    statements: RefCell<HashMap<String, Statement>>,
}

/// A transaction on it; rolled back when dropped without a commit.
pub(crate) struct PostgresTransaction<'c> {
    inner: RefCell<Transaction<'c>>,
    statements: &'c RefCell<HashMap<String, Statement>>,
}

impl PostgresConnection {
    /// Connects to the server that `address` names, as a URL or as `key=value` pairs.
    pub(crate) fn open(address: &str) -> Result<Self, StoreError> {
        let client = Client::connect(address, NoTls).map_err(|error| meaning(&error))?;
        Ok(Self { client, statements: RefCell::default() })
    }

    /// Whether the connection is gone and has to be made anew.
    pub(crate) fn is_closed(&self) -> bool {
        self.client.is_closed()
    }

    /// Starts a transaction that sees one state of the database and cannot change it.
    pub(crate) fn read(&mut self) -> Result<PostgresTransaction<'_>, StoreError> {
        self.start(IsolationLevel::RepeatableRead, true)
    }

    /// Starts a transaction that behaves as if it ran alone, or fails with a conflict.
    pub(crate) fn write(&mut self) -> Result<PostgresTransaction<'_>, StoreError> {
        self.start(IsolationLevel::Serializable, false)
    }

    fn start(&mut self, level: IsolationLevel, read_only: bool) -> Result<PostgresTransaction<'_>, StoreError> {
        let builder = self.client.build_transaction().isolation_level(level).read_only(read_only);
        let inner = builder.start().map_err(|error| meaning(&error))?;
        Ok(PostgresTransaction { inner: RefCell::new(inner), statements: &self.statements })
    }
}

impl PostgresTransaction<'_> {
    pub(crate) fn commit(self) -> Result<(), StoreError> {
        self.inner.into_inner().commit().map_err(|error| meaning(&error))
    }

    pub(crate) fn query<T>(
        &self,
        sql: &str,
        values: &[Value<'_>],
        mut read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let statement = self.prepared(sql, values)?;
        let rows = self.inner.borrow_mut().query(&statement, &references(values)).map_err(|error| meaning(&error))?;
        rows.iter().map(|row| read(&Row::Postgres(row))).collect()
    }

    pub(crate) fn execute(&self, sql: &str, values: &[Value<'_>]) -> Result<u64, StoreError> {
        let statement = self.prepared(sql, values)?;
        self.inner.borrow_mut().execute(&statement, &references(values)).map_err(|error| meaning(&error))
    }

    pub(crate) fn batch(&self, sql: &str) -> Result<(), StoreError> {
        self.inner.borrow_mut().batch_execute(sql).map_err(|error| meaning(&error))
    }

    fn prepared(&self, sql: &str, values: &[Value<'_>]) -> Result<Statement, StoreError> {
        if let Some(statement) = self.statements.borrow().get(sql) {
            return Ok(statement.clone());
        }
        let (text, types) = (dialect::postgres_text(sql), values.iter().map(Value::postgres_type).collect::<Vec<_>>());
        let statement = self.inner.borrow_mut().prepare_typed(&text, &types).map_err(|error| meaning(&error))?;
        self.statements.borrow_mut().insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }
}

fn references<'v>(values: &'v [Value<'v>]) -> Vec<&'v (dyn ToSql + Sync)> {
    values.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}

fn meaning(error: &::postgres::Error) -> StoreError {
    let Some(state) = error.as_db_error() else {
        let lost = error.is_closed() || error.source().is_some_and(|source| source.is::<std::io::Error>());
        return if lost { StoreError::Unavailable(error.to_string()) } else { StoreError::Driver(error.to_string()) };
    };
    match state.code().code() {
        "40001" | "40P01" => StoreError::Conflict,
        "23505" => StoreError::Constraint(state.constraint().unwrap_or_default().to_owned()),
        "53100" => StoreError::Full,
        code if code.starts_with("08") || code.starts_with("57P") || code.starts_with("53") => {
            StoreError::Unavailable(state.message().to_owned())
        }
        code => StoreError::Driver(format!("{code}: {}", state.message())),
    }
}
