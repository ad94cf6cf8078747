//! Leporello from outside: the built binary on a port of its own, over a folder that goes when the test ends.
//!
//! Every test talks to the program as people do, by command line, HTTP, signals and files, and never
//! calls what is inside. What the tests share is in `support`.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "a test asks the system, says what it measured, and stops where something is wrong"
)]

mod cli;
mod durability;
mod emulator;
mod import;
mod layering;
mod servers;
mod support;
