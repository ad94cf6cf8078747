//! Bringing a database to the schema of this program. `open` never does it; this does.

use std::time::Duration;
use std::{fs, io};

use crate::db::{Address, Deadline};
use crate::engine::{Commit, PostgresConnection, PostgresServer, Session, SqliteConnection, params};
use crate::{Read, StoreError, Write, engine};

/// One step, in both dialects.
struct Step {
    sqlite: &'static str,
    postgres: &'static str,
    /// The oldest schema whose programs may go on serving when it has been done.
    oldest: i64,
}

macro_rules! step {
    ($file:literal, $oldest:literal) => {
        Step {
            sqlite: include_str!(concat!("migrations/sqlite/", $file)),
            postgres: include_str!(concat!("migrations/postgres/", $file)),
            oldest: $oldest,
        }
    };
}

/// The steps; a step's version is its place, counted from 1. Steps are only ever added.
const STEPS: &[Step] = &[
    step!("0001_albums.sql", 1),
    step!("0002_collections.sql", 2),
    step!("0003_families.sql", 3),
    step!("0004_pictures.sql", 4),
    step!("0005_servers.sql", 4),
    step!("0006_sessions.sql", 5),
];

/// What SQLite is told of the tables; PostgreSQL finds out by itself.
const STATISTICS: &str = include_str!("migrations/sqlite/statistics.sql");

/// On PostgreSQL one migrates a schema at a time; the lock goes with the connection. The number is ours.
const ALONE: &str = "SELECT pg_advisory_lock(1281716336, hashtext(COALESCE(current_schema(), '')))";

/// How long servers that go on meanwhile may keep us from the tables at one time: they wait behind us as long as we wait.
const WAIT: &str = "500ms";

/// The pause until we try again, and how long we do.
const PAUSE: Duration = Duration::from_millis(100);
const LONG: Duration = Duration::from_secs(60);

/// The version that this program needs.
#[must_use]
pub(crate) const fn newest() -> i64 {
    STEPS.len() as i64
}

/// Fails unless this program may serve on the schema: it is its own, or a newer one on which programs like this may go on.
pub(crate) fn check(read: &Read<'_>) -> Result<(), StoreError> {
    let found = version(read)?;
    if found == newest() || is_served(read, found)? { Ok(()) } else { Err(other(found)) }
}

/// The version of the schema; 0 in an empty database.
fn version(read: &Read<'_>) -> Result<i64, StoreError> {
    if read.has_table("schema_version")? { read.number("SELECT version FROM schema_version", &[]) } else { Ok(0) }
}

/// Whether the schema is newer than this program and lets it serve. 0 stands where nobody said so.
fn is_served(read: &Read<'_>, found: i64) -> Result<bool, StoreError> {
    Ok(found > newest() && (1..=newest()).contains(&read.number("SELECT oldest FROM schema_version", &[])?))
}

/// Whether nothing is to be done.
///
/// # Errors
/// [`StoreError::Version`] when the schema is too new.
fn is_done(read: &Read<'_>, found: i64) -> Result<bool, StoreError> {
    if found > newest() && !is_served(read, found)? { Err(other(found)) } else { Ok(found >= newest()) }
}

const fn other(found: i64) -> StoreError {
    StoreError::Version { found, needed: newest() }
}

/// Brings the database to the newest schema, creating it where it is missing; gives the version it
/// had before, 0 if it was empty. A database that is newer and lets this program serve stays as it is. All steps run in one
/// transaction; on SQLite a copy of a database that is about to change is kept beside it as `….before-N`. On PostgreSQL whoever
/// comes second waits and finds it done, and servers may go on meanwhile: they wait for the length of the transaction.
///
/// # Errors
/// [`StoreError::Version`] when the database is too new for this program, or what the engine says.
pub fn migrate(address: &Address) -> Result<i64, StoreError> {
    match address {
        Address::Sqlite(path) => {
            let connection = SqliteConnection::writer(path)?;
            let read = Read::over(Session::Sqlite(&connection));
            let found = version(&read)?;
            if is_done(&read, found)? {
                return Ok(found);
            }
            if found > 0 {
                keep(&connection, &format!("{}.before-{}", path.display(), newest()))?;
            }
            connection.batch("BEGIN IMMEDIATE")?;
            let write = Write::new(Session::Sqlite(&connection));
            // Asked again in here, where nobody else can be migrating.
            let outcome = version(&write).and_then(|found| match is_done(&write, found)? {
                true => Ok(()),
                false => steps(&write, found, |step| step.sqlite).and_then(|()| write.batch(STATISTICS)),
            });
            connection.batch(if outcome.is_ok() { "COMMIT" } else { "ROLLBACK" })?;
            outcome.map(|()| found)
        }
        Address::Postgres(url) => engine::aside(|| {
            let connection = PostgresServer::parse(url)?.open()?.unlimited();
            connection.batch("SET statement_timeout = 0")?;
            // On an engine without such locks two that migrate at once are still serializable.
            connection.lock(ALONE)?;
            migrate_postgres(&connection)
        }),
    }
}

/// Puts a copy of the database at `path`, in place of what an earlier run may have left there. It has that name only when all
/// of it is on the disk.
fn keep(connection: &SqliteConnection, path: &str) -> Result<(), StoreError> {
    let part = format!("{path}.part");
    let failed = |error: io::Error| match error.kind() {
        io::ErrorKind::StorageFull => StoreError::Full,
        _ => StoreError::Driver(format!("{path}: {error}")),
    };
    match fs::remove_file(&part) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(error)),
        _ => {}
    }
    connection.batch(&format!("VACUUM INTO '{}'", part.replace('\'', "''")))?;
    fs::File::open(&part).and_then(|file| file.sync_all()).map_err(failed)?;
    fs::rename(&part, path).map_err(failed)
}

fn migrate_postgres(connection: &PostgresConnection) -> Result<i64, StoreError> {
    let until = Deadline::after(LONG);
    loop {
        let read = Read::over(Session::Postgres(connection.read()));
        let found = version(&read)?;
        if is_done(&read, found)? {
            return Ok(found);
        }
        drop(read);
        match migrate_once(connection, found) {
            Err(StoreError::Unavailable(_) | StoreError::Conflict) if !connection.is_worn() && !until.passed() => {
                std::thread::sleep(PAUSE);
            }
            outcome => return outcome.map(|()| found),
        }
    }
}

/// All steps after `known` in one transaction, or none of them.
fn migrate_once(connection: &PostgresConnection, known: i64) -> Result<(), StoreError> {
    let write = Write::new(Session::Postgres(connection.write()?));
    // Before the first statement that reads: what this transaction sees is settled then, and nobody may write any more.
    let tables = tables(known);
    if !tables.is_empty() {
        let lock = format!("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE", tables.join(", "));
        write.batch(&format!("SET LOCAL lock_timeout = '{WAIT}'; {lock}; SET LOCAL lock_timeout = 0"))?;
    }
    if version(&write)? != known {
        return Err(StoreError::Conflict);
    }
    steps(&write, known, |step| step.postgres)?;
    match write.commit_postgres() {
        Commit::Kept => Ok(()),
        Commit::Refused(error) | Commit::Unknown(error, _) => Err(error),
    }
}

/// The tables of a schema of this version.
fn tables(version: i64) -> Vec<&'static str> {
    let lines = done(version).0.iter().flat_map(|step| step.postgres.lines());
    lines.filter_map(|line| line.strip_prefix("CREATE TABLE ")?.split([' ', '(']).next()).collect()
}

/// The steps that made a schema of this version, and those that are to come.
fn done(version: i64) -> (&'static [Step], &'static [Step]) {
    STEPS.split_at(usize::try_from(version).unwrap_or(0).min(STEPS.len()))
}

/// Runs the steps after version `found`.
fn steps(write: &Write<'_>, found: i64, text: impl Fn(&Step) -> &'static str) -> Result<(), StoreError> {
    for step in done(found).1 {
        write.batch(text(step))?;
    }
    let oldest = STEPS.last().map_or(0, |step| step.oldest);
    write.execute("DELETE FROM schema_version", &[])?;
    write.execute("INSERT INTO schema_version (version, oldest) VALUES ($1, $2)", params![newest(), oldest])?;
    Ok(())
}
