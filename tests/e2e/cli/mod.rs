//! The command line: what every command prints, how it fails, and what the server does when it is told to stop.

mod accounts;
mod demo;
mod errors;
mod health;
mod pictures;
mod serve;
mod settings;
