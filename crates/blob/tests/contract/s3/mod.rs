//! What only an object store does: links for clients, and being away, slow or closed to us.

mod digests;
mod faults;
mod forwarder;
mod links;
mod refusals;
mod sweeps;
