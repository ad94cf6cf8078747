//! The program `leporello`: reads the command line and the settings, and wires the rooms together.
//!
//! This is the only room that asks the system for the time, for chance and for the environment, and
//! the only one that prints.

mod args;
mod commands;
mod demo;
mod key;
mod open;
mod output;
mod sample;
mod settings;
mod system;

use std::process::ExitCode;

use clap::Parser;

/// Why a command failed: what went wrong, and how to mend it.
type Failed = Box<dyn std::error::Error + Send + Sync>;

fn main() -> ExitCode {
    // Pictures are decoded by this program too, started anew for each: it reads no settings, writes no log, and must be
    // ready at once. Nobody calls it by hand.
    let mut words = std::env::args_os().skip(1);
    if words.next().is_some_and(|first| first == open::WORKER) {
        return leporello_media::worker(words);
    }
    let arguments = args::Arguments::parse();
    output::start_log();
    let outcome =
        settings::Settings::read(&arguments.options).and_then(|settings| commands::run(arguments.command, settings));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            output::error(&error);
            ExitCode::FAILURE
        }
    }
}
