//! Where a service keeps what it has: a folder, and in it a SQLite file, or beside it a schema on a PostgreSQL.
//!
//! Every test runs on both. Which one it is stands in the environment, because a test need not know.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use leporello_blob::Blobs;
use leporello_store::{Address, Store, migrate};
use postgres::{Client, NoTls};
use tempfile::TempDir;

use crate::sql::{postgres_rows, server_address, sqlite_rows};

/// A place for metadata and bytes that goes with it.
pub(crate) struct Place {
    folder: TempDir,
    schema: Option<Schema>,
}

/// A schema of its own on the PostgreSQL of the run, and a look into it past the store.
struct Schema {
    name: String,
    client: Mutex<Option<Client>>,
}

impl Place {
    /// An empty one with the newest schema.
    pub(crate) fn new() -> Self {
        Self::in_folder(tempfile::tempdir().unwrap(), false)
    }

    /// The same, in memory where the system has a place for that: for many small writes. With `sqlite` it is on SQLite,
    /// whatever the run is on.
    pub(crate) fn in_memory(sqlite: bool) -> Self {
        Self::in_folder(tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap(), sqlite)
    }

    fn in_folder(folder: TempDir, sqlite: bool) -> Self {
        let postgres = !sqlite && setting("LEPORELLO_TEST_METADATA").as_deref() == Some("postgres");
        let place = Self { folder, schema: postgres.then(Schema::new) };
        let address = place.address();
        aside(move || migrate(&address).unwrap());
        place
    }

    /// Where the metadata is.
    pub(crate) fn address(&self) -> Address {
        match &self.schema {
            None => Address::Sqlite(self.database()),
            Some(schema) => Address::Postgres(schema.address()),
        }
    }

    /// A store over it. Its threads connect when there is something to do.
    pub(crate) fn store(&self) -> Store {
        let address = self.address();
        aside(move || Store::open(&address).unwrap())
    }

    /// Where the bytes are.
    pub(crate) fn blobs(&self) -> PathBuf {
        self.folder.path().join("blobs")
    }

    /// A place for bytes in the bucket of the run.
    pub(crate) fn object_store(&self) -> Blobs {
        let Some(url) = setting("LEPORELLO_TEST_S3") else {
            panic!("run ./scripts/test, which starts an object store for the tests, or set LEPORELLO_TEST_S3")
        };
        let (bucket, parameters) = url.split_once('?').unwrap();
        let prefix = self.folder.path().file_name().unwrap().to_str().unwrap();
        let credentials = leporello_blob::Credentials {
            access_key_id: setting("AWS_ACCESS_KEY_ID").unwrap(),
            secret_access_key: setting("AWS_SECRET_ACCESS_KEY").unwrap(),
            session_token: None,
        };
        let place =
            leporello_blob::Place::parse(&format!("{bucket}/{prefix}?{parameters}"), Some(credentials)).unwrap();
        Blobs::open(&place, self.folder.path()).unwrap()
    }

    /// The folder that holds everything but what is on a PostgreSQL.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The SQLite file.
    pub(crate) fn database(&self) -> PathBuf {
        self.folder.path().join("leporello.db")
    }

    /// Another one with the same in it; nothing may be under way.
    pub(crate) fn copy(&self) -> Self {
        let folder = tempfile::tempdir().unwrap();
        copied(self.folder.path(), folder.path());
        let Some(schema) = &self.schema else { return Self { folder, schema: None } };
        let copy = Self { folder, schema: Some(Schema::new()) };
        let address = copy.address();
        aside(move || migrate(&address).unwrap());
        let into =
            |table: &String| format!("DELETE FROM {table}; INSERT INTO {table} SELECT * FROM {}.{table};", schema.name);
        let fill: String = self.tables().iter().map(into).collect();
        // Triggers rest: what they would make is copied too.
        copy.batch(&format!("SET session_replication_role = replica; {fill} RESET session_replication_role"));
        copy
    }

    /// Runs statements past the store.
    pub(crate) fn batch(&self, sql: &str) {
        match &self.schema {
            None => self.sqlite().execute_batch(sql).unwrap(),
            Some(schema) => schema.with(|client| client.batch_execute(sql).unwrap()),
        }
    }

    /// The rows of an answer, past the store; columns as texts, a null as `-`.
    pub(crate) fn rows(&self, sql: &str) -> Vec<Vec<String>> {
        match &self.schema {
            None => sqlite_rows(&self.database(), sql),
            Some(schema) => schema.with(|client| postgres_rows(client, sql)),
        }
    }

    /// The number that a query gives.
    pub(crate) fn number(&self, sql: &str) -> i64 {
        self.rows(sql)[0][0].parse().unwrap()
    }

    /// The names of all tables.
    pub(crate) fn tables(&self) -> Vec<String> {
        let sql = match &self.schema {
            None => "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name",
            Some(_) => "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename",
        };
        self.rows(sql).into_iter().map(|mut row| row.remove(0)).collect()
    }

    /// All that is kept but for short-lived tokens and how long others live, in one number.
    pub(crate) fn state(&self) -> u64 {
        let tables = || self.tables().into_iter().filter(|table| table != "token");
        let mut hasher = DefaultHasher::new();
        self.rows("SELECT user_id, hash, name FROM token WHERE kind <> 0 ORDER BY user_id, hash").hash(&mut hasher);
        if self.schema.is_some() {
            let sum = |table: String| {
                format!("SELECT '{table}', count(*), sum(hashtextextended(CAST(t AS TEXT), 0)) FROM {table} t")
            };
            self.rows(&tables().map(sum).collect::<Vec<_>>().join(" UNION ALL ")).hash(&mut hasher);
        } else {
            for table in tables() {
                let mut rows = sqlite_rows(&self.database(), &format!("SELECT * FROM {table}"));
                rows.sort_unstable();
                (table, rows).hash(&mut hasher);
            }
        }
        hasher.finish()
    }

    fn sqlite(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.database()).unwrap()
    }
}

/// Tells cheaply, where that can be had, that nothing has been written.
pub(crate) struct Watch {
    connection: Option<rusqlite::Connection>,
    version: i64,
}

impl Watch {
    pub(crate) fn over(place: &Place) -> Self {
        let connection = place.schema.is_none().then(|| place.sqlite());
        let mut watch = Self { connection, version: 0 };
        watch.may_have_changed();
        watch
    }

    /// Whether something may have been written since it was asked before.
    pub(crate) fn may_have_changed(&mut self) -> bool {
        let Some(connection) = &self.connection else { return true };
        // A number that another connection's commit changes.
        let now = connection.query_row("PRAGMA data_version", [], |row| row.get(0)).unwrap();
        std::mem::replace(&mut self.version, now) != now
    }
}

impl Schema {
    fn new() -> Self {
        static SCHEMAS: AtomicU32 = AtomicU32::new(0);
        let name = format!("http_{}_{}", std::process::id(), SCHEMAS.fetch_add(1, Ordering::Relaxed));
        let create = format!(
            "DROP SCHEMA IF EXISTS {name} CASCADE; CREATE SCHEMA {name}; SET search_path = {name}; SET client_min_messages = error"
        );
        let client = aside(move || {
            let mut client = Client::connect(&server_address(), NoTls).unwrap();
            client.batch_execute(&create).unwrap();
            client
        });
        Self { name, client: Mutex::new(Some(client)) }
    }

    fn address(&self) -> String {
        format!("{} options='-c search_path={}'", server_address(), self.name)
    }

    fn with<T: Send>(&self, work: impl FnOnce(&mut Client) -> T + Send) -> T {
        aside(|| work(self.client.lock().unwrap().as_mut().unwrap()))
    }
}

impl Drop for Schema {
    fn drop(&mut self) {
        let drop = format!("DROP SCHEMA {} CASCADE", self.name);
        // The client too must go where it may block.
        let client = self.client.get_mut().unwrap().take().unwrap();
        aside(move || {
            let mut client = client;
            client.batch_execute(&drop).unwrap()
        });
    }
}

/// Does something that blocks, which the thread of an async test must not.
fn aside<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    thread::scope(|scope| scope.spawn(work).join().unwrap())
}

#[expect(clippy::disallowed_methods, reason = "what tests are told from outside")]
fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

fn copied(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            fs::create_dir_all(&target).unwrap();
            copied(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
