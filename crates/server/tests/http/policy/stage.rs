//! Where one cell after the other is played: a copy of the prepared service, which is changed for another as soon as
//! something in it has changed.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::path::Path;

use axum::body::Body;
use axum::http::{HeaderMap, StatusCode, header};
use http_body_util::BodyExt;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};
use serde_json::Value;

use super::family::Prepared;
use super::people::Who;
use super::requests::Sent;
use crate::support::World;

/// A whole answer.
#[derive(Debug)]
pub(super) struct Heard {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Value,
}

impl Heard {
    /// All of it that may tell something: without the moment and the trace, and with `instead` for what was asked for.
    pub(super) fn told(&self, instead: &[(String, String)]) -> (StatusCode, Vec<(String, String)>, String) {
        let untold = |name: &header::HeaderName| *name == header::DATE || name.as_str().contains("trace");
        let headers = self.headers.iter().filter(|(name, _)| !untold(name));
        let headers = headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()));
        let mut body = self.body.clone();
        body.as_object_mut().map(|fields| fields.remove("traceId"));
        let body = instead.iter().fold(body.to_string(), |body, (sent, real)| body.replace(sent, real));
        (self.status, headers.collect(), body)
    }
}

/// A service that is as it was prepared.
pub(super) struct Stage<'p> {
    prepared: &'p Prepared,
    contents: u64,
    world: World,
    database: Connection,
    version: i64,
    /// How many copies were needed.
    pub(super) copies: usize,
}

impl<'p> Stage<'p> {
    pub(super) fn new(prepared: &'p Prepared) -> Self {
        let world = prepared.world.copy();
        let database = open(&world.database());
        let (contents, version) = (contents(&database), version(&database));
        Self { prepared, contents, world, database, version, copies: 1 }
    }

    /// What `who` hears.
    pub(super) async fn ask(&self, who: Who, sent: &Sent) -> Heard {
        let person = self.prepared.people.get(who);
        let body = if sent.body.is_null() { String::new() } else { sent.body.to_string() };
        let mut request = self.world.request(person.id, sent.method.clone(), &sent.uri);
        if let Some(proof) = self.prepared.people.proof(&self.world, who, &sent.method, &sent.uri, &body) {
            request = request.header(header::AUTHORIZATION, proof);
        }
        if let Some(family) = &sent.family {
            request = request.header("x-hw-share-folder-id", family);
        }
        let request = request.header(header::CONTENT_TYPE, "application/json").body(Body::from(body));
        let response = self.world.raw(request.unwrap()).await;
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        Heard { status, headers, body: serde_json::from_slice(&bytes).unwrap() }
    }

    /// Whether anything has changed since it was prepared. What slides or signs in is no change.
    pub(super) fn has_changed(&mut self) -> bool {
        let now = version(&self.database);
        if now == self.version {
            return false;
        }
        self.version = now;
        contents(&self.database) != self.contents
    }

    /// Whether a file of anybody else than `who` has changed or is gone.
    pub(super) fn has_changed_for_others(&self, who: Who) -> bool {
        let files = |world: &World| {
            let owner = self.prepared.people.get(who).id.number();
            rows(&open(&world.database()), &format!("SELECT * FROM file WHERE owner_id <> {owner} ORDER BY id"))
        };
        files(&self.world) != files(&self.prepared.world)
    }

    /// Takes a fresh copy.
    pub(super) fn renew(&mut self) {
        self.world = self.prepared.world.copy();
        self.database = open(&self.world.database());
        self.version = version(&self.database);
        self.copies += 1;
    }
}

fn open(path: &Path) -> Connection {
    Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap()
}

/// A number that another connection's commit changes.
fn version(database: &Connection) -> i64 {
    database.query_row("PRAGMA data_version", [], |row| row.get(0)).unwrap()
}

/// All rows of a query, in one number.
fn rows(database: &Connection, sql: &str) -> u64 {
    let mut statement = database.prepare(sql).unwrap();
    let columns = statement.column_count();
    let (mut rows, mut sum) = (statement.query([]).unwrap(), 0_u64);
    while let Some(row) = rows.next().unwrap() {
        let mut hasher = DefaultHasher::new();
        for column in 0..columns {
            match row.get_ref(column).unwrap() {
                ValueRef::Null => 0.hash(&mut hasher),
                ValueRef::Integer(number) => number.hash(&mut hasher),
                ValueRef::Real(number) => number.to_bits().hash(&mut hasher),
                ValueRef::Text(bytes) | ValueRef::Blob(bytes) => bytes.hash(&mut hasher),
            }
        }
        // In any order.
        sum = sum.wrapping_add(hasher.finish());
    }
    sum
}

/// All that is kept but for tokens, in one number.
fn contents(database: &Connection) -> u64 {
    let tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name <> 'token'";
    let mut statement = database.prepare(tables).unwrap();
    let names: Vec<String> = statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let mut hasher = DefaultHasher::new();
    for name in names {
        (&name, rows(database, &format!("SELECT * FROM {name}"))).hash(&mut hasher);
    }
    hasher.finish()
}
