//! The way to the server of the tests, with trouble on it.

use std::path::PathBuf;

use leporello_store::Address;
use postgres::config::Host;

pub(crate) use crate::network::Forwarder;

use crate::fixture::{Place, server_address};

impl Forwarder {
    /// The way to the server of the tests.
    pub(crate) fn new() -> Self {
        Self::to_socket(socket())
    }

    /// The place as it is seen through here; `more` are pairs for the address.
    pub(crate) fn to(&self, place: &Place, more: &str) -> Address {
        let (_, options) = place.url().split_once(" options=").unwrap();
        let config: postgres::Config = place.url().parse().unwrap();
        let (user, name) = (config.get_user().unwrap(), config.get_dbname().unwrap());
        Address::Postgres(format!(
            "host=127.0.0.1 port={} user={user} dbname={name} {more} options={options}",
            self.port()
        ))
    }

    /// The same place with this as its first host, which is tried before the one that `next` names.
    pub(crate) fn before(&self, next: &Address) -> Address {
        let Address::Postgres(url) = next else { panic!("no PostgreSQL") };
        let hosts = format!("host=127.0.0.1,127.0.0.1 port={},", self.port());
        Address::Postgres(url.replacen("host=127.0.0.1 port=", &hosts, 1))
    }
}

/// The address of a place, whose functions are then found before the engine's own.
pub(crate) fn own_functions_first(address: &Address) -> Address {
    let Address::Postgres(url) = address else { panic!("no PostgreSQL") };
    Address::Postgres(format!("{},pg_catalog'", url.strip_suffix('\'').unwrap()))
}

/// The socket of the server of the tests.
fn socket() -> PathBuf {
    let config: postgres::Config = server_address().parse().unwrap();
    let port = config.get_ports().first().copied().unwrap_or(5432);
    match config.get_hosts().first() {
        Some(Host::Unix(folder)) => folder.join(format!(".s.PGSQL.{port}")),
        other => panic!("these tests need the server's socket in the file system, not {other:?}"),
    }
}
