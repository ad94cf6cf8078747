//! Several servers over one PostgreSQL and one object store, both real, with ways to them that can be cut.

mod copy;
mod faults;
#[expect(dead_code, reason = "each suite makes only some of the trouble")]
#[path = "../../support/forwarder.rs"]
mod forwarder;
mod installation;
mod restarts;
mod together;

use installation::Installation;
