//! What the server does by itself, from time to time. A job can be broken off anywhere and run again;
//! several servers may run the same one at once.

pub mod pictures;
pub mod sweep;
