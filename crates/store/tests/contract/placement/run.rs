//! Runs every promise on the partitioned schema, in a process of its own, and watches what the store's statements do.
//!
//! The tests that `promises!` makes for PostgreSQL come here for their store. Where a variable is set, they get one
//! behind the tap; otherwise a plain one.

use std::path::PathBuf;
use std::process::Command;
use std::sync::Mutex;

use leporello_store::{Address, Store};
use postgres::{Client, NoTls};

use super::plan::Observed;
use super::tables::partitioned;
use super::tap::Tap;
use crate::fixture::{Fixture, Place, server_address};

/// Tells a process that its stores are to be partitioned: the folder of the tap, and the database to be copied.
const VARIABLE: &str = "LEPORELLO_TEST_PLACED";

/// How many promises are kept at a time.
const THREADS: &str = "4";

/// Every statement is told of, also those of triggers. Other ways of joining would read all partitions of a small table
/// where the owner of each row is known.
const WATCHED: &str = "-c session_preload_libraries=auto_explain -c auto_explain.log_min_duration=0 \
    -c auto_explain.log_analyze=on -c auto_explain.log_timing=off -c auto_explain.log_nested_statements=on \
    -c auto_explain.log_format=json -c auto_explain.log_level=notice -c client_min_messages=notice \
    -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c enable_memoize=off -c jit=off";

/// Databases that are ready to be used again.
static READY: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Keeps a promise on PostgreSQL.
#[expect(clippy::disallowed_methods, reason = "tests are told from outside where they run")]
pub(crate) fn on_postgres(promise: fn(&Fixture)) {
    let Ok(told) = std::env::var(VARIABLE) else { return promise(&Fixture::postgres()) };
    let (folder, template) = told.split_once(' ').unwrap();
    let ready = READY.lock().unwrap().pop();
    let database = ready.unwrap_or_else(|| copy_of(template));
    let direct = address(&format!("dbname={database}"), None);
    let watched = address(&format!("dbname={database} options='{WATCHED}'"), Some(folder));
    let mut place = Place::sqlite();
    place.address = Address::Postgres(direct.clone());
    let store = Store::open(&Address::Postgres(watched)).unwrap();
    promise(&Fixture { store, place });
    Client::connect(&direct, NoTls).unwrap().batch_execute(EMPTY).unwrap();
    READY.lock().unwrap().push(database);
}

/// As it was when it was made. Triggers stay out of it.
const EMPTY: &str = "
    SET session_replication_role = replica;
    DO $$ DECLARE name TEXT; BEGIN
        FOR name IN SELECT relname FROM pg_class
                    WHERE relnamespace = CAST('public' AS REGNAMESPACE) AND relkind IN ('r', 'p')
        LOOP EXECUTE format('DELETE FROM %I', name); END LOOP;
    END $$;
    INSERT INTO schema_version SELECT * FROM made_with;";

/// Keeps every promise on the partitioned schema; gives what the statements did.
pub(super) fn every_promise() -> Observed {
    let template = format!("placed_{}", std::process::id());
    let made = Fixture::postgres().place.rows("SELECT version, oldest FROM schema_version").remove(0).join(", ");
    let mut server = client("");
    server.batch_execute(&format!("CREATE DATABASE {template}")).unwrap();
    client(&format!("dbname={template}"))
        .batch_execute(&format!(
            "{} INSERT INTO schema_version (version, oldest) VALUES ({made});
             CREATE SCHEMA kept; CREATE TABLE kept.made_with AS SELECT * FROM schema_version;
             ALTER DATABASE {template} SET search_path = public, kept;",
            partitioned(),
        ))
        .unwrap();
    let tap = Tap::on(socket());
    // Those of many writers at once need many locks, more so with partitions; they are kept alone.
    let (crowd, variable) = ("shared_at_once::postgres::", format!("{} {template}", tap.folder().display()));
    let promises = |arguments: &[&str]| {
        let mut program = Command::new(std::env::current_exe().unwrap());
        program.args(arguments).env(VARIABLE, &variable).output().unwrap()
    };
    let kept = [
        promises(&["::postgres::", "--skip", crowd, "--test-threads", THREADS]),
        promises(&[crowd, "--test-threads", "1"]),
    ];
    let observed = tap.end();
    for row in server.query("SELECT datname FROM pg_database WHERE starts_with(datname, $1)", &[&template]).unwrap() {
        server.batch_execute(&format!("DROP DATABASE {} WITH (FORCE)", row.get::<_, String>(0))).unwrap();
    }
    for promises in kept {
        assert!(promises.status.success(), "{}", String::from_utf8_lossy(&promises.stdout));
    }
    observed
}

fn copy_of(template: &str) -> String {
    static COPIES: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
    let number = COPIES.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let copy = format!("{template}_{}_{number}", std::process::id());
    let mut server = client("");
    server.batch_execute(&format!("CREATE DATABASE {copy} TEMPLATE {template}")).unwrap();
    server.batch_execute(&format!("ALTER DATABASE {copy} SET search_path = public, kept")).unwrap();
    copy
}

fn client(more: &str) -> Client {
    Client::connect(&address(more, None), NoTls).unwrap()
}

/// The address of the test server with these pairs beside its own, at another host if one is given.
fn address(more: &str, host: Option<&str>) -> String {
    let own = server_address();
    let own = own.split_whitespace().filter(|pair| host.is_none() || !pair.starts_with("host="));
    let host = host.map(|host| format!("host={host} ")).unwrap_or_default();
    format!("{host}{} {more}", own.collect::<Vec<_>>().join(" "))
}

/// The socket of the test server.
fn socket() -> PathBuf {
    let server = server_address();
    let value = |key| server.split_whitespace().find_map(|pair| pair.strip_prefix(key));
    let host = value("host=").filter(|host| host.starts_with('/'));
    let host = host.unwrap_or_else(|| panic!("the test server has to be named by the folder of its socket"));
    PathBuf::from(host).join(format!(".s.PGSQL.{}", value("port=").unwrap_or("5432")))
}
