//! SQLite: one connection, its pragmas, and what its errors mean.

use std::path::Path;

use rusqlite::ffi::{SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_UNIQUE};
use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::{Row, Value};
use crate::{StoreError, dialect};

/// How many prepared statements a connection keeps.
const STATEMENTS: usize = 256;

/// A connection to a database file.
pub(crate) struct SqliteConnection {
    inner: Connection,
}

impl SqliteConnection {
    /// Opens the file for writing, creating it if it is missing.
    ///
    /// Every commit is synced (`synchronous=FULL`): what is answered is on disk.
    pub(crate) fn writer(path: &Path) -> Result<Self, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Self::open(path, flags)?;
        connection.batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000;
             PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -24576;",
        )?;
        Ok(connection)
    }

    /// Opens an existing file for reading only.
    pub(crate) fn reader(path: &Path) -> Result<Self, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Self::open(path, flags)?;
        connection.batch("PRAGMA query_only = TRUE; PRAGMA cache_size = -12288;")?;
        Ok(connection)
    }

    fn open(path: &Path, flags: OpenFlags) -> Result<Self, StoreError> {
        let inner = Connection::open_with_flags(path, flags).map_err(|error| meaning(&error))?;
        inner.set_prepared_statement_cache_capacity(STATEMENTS);
        // Admin commands write to the same file while the server runs; both wait for each other.
        inner.busy_timeout(std::time::Duration::from_secs(10)).map_err(|error| meaning(&error))?;
        Ok(Self { inner })
    }

    /// Whether no transaction is open: after an error SQLite may have rolled back all of it.
    pub(crate) fn is_idle(&self) -> bool {
        self.inner.is_autocommit()
    }

    pub(crate) fn query<T>(
        &self,
        sql: &str,
        values: &[Value<'_>],
        mut read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let mut statement = self.inner.prepare_cached(&text(sql)).map_err(|error| meaning(&error))?;
        let mut rows = statement.query(rusqlite::params_from_iter(values)).map_err(|error| meaning(&error))?;
        let mut found = Vec::new();
        while let Some(row) = rows.next().map_err(|error| meaning(&error))? {
            found.push(read(&Row::Sqlite(row))?);
        }
        Ok(found)
    }

    pub(crate) fn execute(&self, sql: &str, values: &[Value<'_>]) -> Result<u64, StoreError> {
        let mut statement = self.inner.prepare_cached(&text(sql)).map_err(|error| meaning(&error))?;
        let changed = statement.execute(rusqlite::params_from_iter(values)).map_err(|error| meaning(&error))?;
        Ok(changed as u64)
    }

    /// Runs one statement without values or rows that comes again and again: the beginning or end of a transaction.
    pub(crate) fn step(&self, sql: &str) -> Result<(), StoreError> {
        let mut statement = self.inner.prepare_cached(sql).map_err(|error| meaning(&error))?;
        statement.execute([]).map(drop).map_err(|error| meaning(&error))
    }

    pub(crate) fn batch(&self, sql: &str) -> Result<(), StoreError> {
        self.inner.execute_batch(sql).map_err(|error| meaning(&error))
    }
}

/// `$n` in the shared text is `?n` here: a `$n` would be a *name*, numbered by first appearance.
fn text(sql: &str) -> String {
    sql.replace('$', "?")
}

fn meaning(error: &rusqlite::Error) -> StoreError {
    let code = match error {
        rusqlite::Error::SqliteFailure(failure, message) => {
            if matches!(failure.extended_code, SQLITE_CONSTRAINT_UNIQUE | SQLITE_CONSTRAINT_PRIMARYKEY) {
                // UNIQUE constraint failed: file.space_id, file.parent_id, file.name
                let columns = message.as_deref().and_then(|message| message.split_once(": "));
                return StoreError::Constraint(dialect::constraint(columns.map_or("", |(_, columns)| columns)));
            }
            failure.code
        }
        _ => return StoreError::Driver(error.to_string()),
    };
    match code {
        ErrorCode::DiskFull => StoreError::Full,
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => {
            StoreError::Unavailable("another process is writing".to_owned())
        }
        ErrorCode::SystemIoFailure => StoreError::Broken,
        _ => StoreError::Driver(error.to_string()),
    }
}
