//! Several servers over one PostgreSQL and one object store, both real, with wires to them that can be cut.

mod copy;
mod faults;
mod installation;
mod restarts;
mod together;
mod wire;

use installation::Installation;
