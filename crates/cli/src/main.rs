//! The program `leporello`: reads the command line and the settings, and wires the rooms together.
//!
//! This is the only room that asks the system for the time, for chance and for the environment, and
//! the only one that prints.

mod args;
mod commands;
mod demo;
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
