//! A new, empty store on either engine, which leaves nothing behind.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use leporello_store::{Address, Read, Store, StoreError, Write, migrate};
use postgres::{Client, NoTls};
use tempfile::TempDir;

pub(crate) use crate::sql::server_address;
use crate::sql::{postgres_rows, sqlite_rows};

/// An empty place for a database: a folder for SQLite, a schema for PostgreSQL.
pub(crate) struct Place {
    pub(crate) address: Address,
    // Held for its folder, which goes with it.
    _folder: Option<TempDir>,
}

/// A migrated and opened store.
pub(crate) struct Fixture {
    pub(crate) store: Store,
    pub(crate) place: Place,
}

impl Place {
    pub(crate) fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { address: Address::Sqlite(folder.path().join("leporello.db")), _folder: Some(folder) }
    }

    pub(crate) fn postgres() -> Self {
        Self::postgres_with("")
    }

    /// A schema on a PostgreSQL whose connections have these options.
    pub(crate) fn postgres_with(options: &str) -> Self {
        static SCHEMAS: AtomicU32 = AtomicU32::new(0);
        let schema = format!("test_{}_{}", std::process::id(), SCHEMAS.fetch_add(1, Ordering::Relaxed));
        server().batch_execute(&format!("DROP SCHEMA IF EXISTS {schema} CASCADE; CREATE SCHEMA {schema}")).unwrap();
        let address = format!("{} options='{options} -c search_path={schema}'", server_address());
        Self { address: Address::Postgres(address), _folder: None }
    }

    /// The address of a PostgreSQL.
    pub(crate) fn url(&self) -> &str {
        match &self.address {
            Address::Postgres(url) => url,
            Address::Sqlite(_) => panic!("no PostgreSQL"),
        }
    }

    /// Runs statements past the store.
    pub(crate) fn batch(&self, sql: &str) {
        match &self.address {
            Address::Sqlite(path) => rusqlite::Connection::open(path).unwrap().execute_batch(sql).unwrap(),
            Address::Postgres(address) => Client::connect(address, NoTls).unwrap().batch_execute(sql).unwrap(),
        }
    }

    /// The rows of an answer, past the store; columns as texts, a null as `-`.
    pub(crate) fn rows(&self, sql: &str) -> Vec<Vec<String>> {
        match &self.address {
            Address::Sqlite(path) => sqlite_rows(path, sql),
            Address::Postgres(address) => postgres_rows(&mut Client::connect(address, NoTls).unwrap(), sql),
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Address::Postgres(address) = &self.address
            && let Some((_, schema)) = address.rsplit_once("search_path=")
        {
            server().batch_execute(&format!("DROP SCHEMA {} CASCADE", schema.trim_end_matches('\''))).unwrap();
        }
    }
}

impl Fixture {
    pub(crate) fn sqlite() -> Self {
        Self::at(Place::sqlite())
    }

    pub(crate) fn postgres() -> Self {
        Self::at(Place::postgres())
    }

    pub(crate) fn at(place: Place) -> Self {
        assert_eq!(migrate(&place.address).unwrap(), 0);
        Self { store: Store::open(&place.address).unwrap(), place }
    }

    /// Reads and waits; a failure ends the test. The store would read again if it lost its connection, but not here.
    pub(crate) fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Read<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> T {
        let work = Mutex::new(Some(work));
        let once = move |read: &Read<'_>| work.lock().unwrap().take().unwrap()(read);
        self.store.read(once).wait().unwrap()
    }

    /// Writes and waits; a failure ends the test.
    pub(crate) fn write<T: Send + 'static>(
        &self,
        work: impl Fn(&Write<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> T {
        self.store.write(work).wait().unwrap()
    }

    /// The number that a query gives, past the store.
    pub(crate) fn number(&self, sql: &str) -> i64 {
        self.place.rows(sql)[0][0].parse().unwrap()
    }
}

/// Waits until something is so, which it has to be soon.
pub(crate) fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let begun = now();
    while !is_so() {
        assert!(begun.elapsed() < Duration::from_secs(20), "{what}: not within 20 seconds");
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// For tests of how long something takes.
#[expect(clippy::disallowed_methods, reason = "a duration is measured here")]
pub(crate) fn now() -> Instant {
    Instant::now()
}

fn server() -> Client {
    Client::connect(&server_address(), NoTls).unwrap()
}
