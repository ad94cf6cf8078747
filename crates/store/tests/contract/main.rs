//! What the store promises, on SQLite and on PostgreSQL: one function per promise.
//!
//! A promise is a function that takes a [`Fixture`](fixture::Fixture), a new and empty store; `promises!` makes two
//! tests of it, one per engine. No promise may be skipped: without a PostgreSQL its tests fail.
#![cfg(test)]

/// Makes of each promise a test on SQLite and one on PostgreSQL.
macro_rules! promises {
    ($($promise:ident),+ $(,)?) => {
        mod sqlite {
            $(#[test] fn $promise() { super::$promise(&crate::fixture::Fixture::sqlite()); })+
        }
        mod postgres {
            $(#[test] fn $promise() { crate::placement::on_postgres(super::$promise); })+
        }
    };
}

mod accounts;
mod albums;
mod bin;
mod clashes;
mod cluster;
mod collections;
mod copies;
mod covers;
mod differential;
mod failover;
mod families;
mod faults;
mod fixture;
mod forwarder;
mod jobs;
mod links;
mod lists;
mod moments;
#[expect(dead_code, reason = "each suite makes only some of the trouble")]
#[path = "../../../../tests/support/forwarder.rs"]
mod network;
mod paging;
mod people;
mod placement;
mod plans;
mod purge;
mod renditions;
mod rescan;
mod schema;
mod search;
mod sessions;
mod shared_at_once;
mod sharing;
#[path = "../../../../tests/support/sql.rs"]
mod sql;
mod tls;
mod tree;
mod turns;
mod uploads;
mod writes;
