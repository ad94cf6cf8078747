//! Databases of tests, asked past the store: rows as texts, whatever the engine.

use std::path::Path;

use postgres::{Client, SimpleQueryMessage};
use rusqlite::types::ValueRef;

/// The PostgreSQL of the run.
#[expect(clippy::disallowed_methods, reason = "tests are told from outside where the server is")]
pub(crate) fn server_address() -> String {
    std::env::var("LEPORELLO_TEST_POSTGRES").unwrap_or_else(|_| {
        panic!("run ./scripts/test, which starts a PostgreSQL for the tests, or set LEPORELLO_TEST_POSTGRES")
    })
}

/// The rows of an answer, a null as `-`.
pub(crate) fn sqlite_rows(path: &Path, sql: &str) -> Vec<Vec<String>> {
    let connection = rusqlite::Connection::open(path).unwrap();
    let mut statement = connection.prepare(sql).unwrap();
    let columns = statement.column_count();
    let rows = statement.query_map([], |row| {
        (0..columns).map(|column| Ok(text(row.get_ref(column)?))).collect::<rusqlite::Result<_>>()
    });
    rows.unwrap().map(Result::unwrap).collect()
}

/// The same on PostgreSQL.
pub(crate) fn postgres_rows(client: &mut Client, sql: &str) -> Vec<Vec<String>> {
    let answer = client.simple_query(sql).unwrap();
    let rows = answer.iter().filter_map(|message| match message {
        SimpleQueryMessage::Row(row) => Some(row),
        _ => None,
    });
    rows.map(|row| (0..row.len()).map(|column| row.get(column).unwrap_or("-").to_owned()).collect()).collect()
}

fn text(value: ValueRef<'_>) -> String {
    match value {
        ValueRef::Null => "-".to_owned(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
        ValueRef::Blob(bytes) => format!("{bytes:?}"),
    }
}
