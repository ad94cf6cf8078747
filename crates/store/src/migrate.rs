//! Bringing a database to the schema of this program. `open` never does it; this does.

use crate::db::Address;
use crate::engine::{PostgresConnection, Session, SqliteConnection, params};
use crate::{Read, StoreError, Write};

/// One step, in both dialects.
struct Step {
    sqlite: &'static str,
    postgres: &'static str,
}

macro_rules! step {
    ($file:literal) => {
        Step {
            sqlite: include_str!(concat!("migrations/sqlite/", $file)),
            postgres: include_str!(concat!("migrations/postgres/", $file)),
        }
    };
}

/// The steps; a step's version is its place, counted from 1. Steps are only ever added.
const STEPS: &[Step] = &[
    step!("0001_albums.sql"),
    step!("0002_collections.sql"),
    step!("0003_families.sql"),
    step!("0004_pictures.sql"),
    step!("0005_servers.sql"),
];

/// What SQLite is told of the tables; PostgreSQL finds out by itself.
const STATISTICS: &str = include_str!("migrations/sqlite/statistics.sql");

/// The version that this program needs.
#[must_use]
pub(crate) const fn newest() -> i64 {
    STEPS.len() as i64
}

/// Fails unless the schema is the one this program needs.
pub(crate) fn check(read: &Read<'_>) -> Result<(), StoreError> {
    let found = version(read)?;
    if found == newest() { Ok(()) } else { Err(StoreError::Version { found, needed: newest() }) }
}

/// The version of the schema; 0 in an empty database.
fn version(read: &Read<'_>) -> Result<i64, StoreError> {
    if read.has_table("schema_version")? { read.number("SELECT version FROM schema_version", &[]) } else { Ok(0) }
}

/// Brings the database to the newest schema, creating it where it is missing; gives the version it
/// had before, 0 if it was empty. All steps run in one transaction; on SQLite a copy of a database
/// that is about to change is kept beside it as `….before-N`.
///
/// # Errors
/// [`StoreError::Version`] when the database is newer than this program, or what the engine says.
pub fn migrate(address: &Address) -> Result<i64, StoreError> {
    match address {
        Address::Sqlite(path) => {
            let connection = SqliteConnection::writer(path)?;
            let found = version(&Read::over(Session::Sqlite(&connection)))?;
            if found == newest() {
                return Ok(found);
            }
            if found > newest() {
                return Err(StoreError::Version { found, needed: newest() });
            }
            if found > 0 {
                let copy = format!("{}.before-{}", path.display(), newest());
                connection.batch(&format!("VACUUM INTO '{}'", copy.replace('\'', "''")))?;
            }
            connection.batch("BEGIN IMMEDIATE")?;
            let write = Write::new(Session::Sqlite(&connection));
            let outcome = steps(&write, |step| step.sqlite).and_then(|()| write.batch(STATISTICS));
            connection.batch(if outcome.is_ok() { "COMMIT" } else { "ROLLBACK" })?;
            outcome.map(|()| found)
        }
        Address::Postgres(url) => {
            let mut connection = PostgresConnection::open(url)?;
            let found = version(&Read::over(Session::Postgres(connection.read()?)))?;
            if found == newest() {
                return Ok(found);
            }
            let write = Write::new(Session::Postgres(connection.write()?));
            steps(&write, |step| step.postgres)?;
            write.commit_postgres()?;
            Ok(found)
        }
    }
}

fn steps(write: &Write<'_>, text: impl Fn(&Step) -> &'static str) -> Result<(), StoreError> {
    // Asked again in here, where nobody else can be migrating.
    let found = version(write)?;
    if found > newest() {
        return Err(StoreError::Version { found, needed: newest() });
    }
    for step in STEPS.iter().skip(usize::try_from(found).unwrap_or(0)) {
        write.batch(text(step))?;
    }
    write.execute("DELETE FROM schema_version", &[])?;
    write.execute("INSERT INTO schema_version (version) VALUES ($1)", params![newest()])?;
    Ok(())
}
