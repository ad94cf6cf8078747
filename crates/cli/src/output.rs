//! What a person or a script sees: data on standard output, logs and progress on standard error.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "this is where printing is done")]

use std::io::Write;

use leporello_server::Failure;
use leporello_server::messages::{Language, refusal};
use serde::Serialize;

use crate::Failed;

/// Starts the log: standard error, level `info`, or what `RUST_LOG` says. One library calls ordinary
/// broken pictures errors; what is wrong with a picture is recorded beside it instead.
pub(crate) fn start_log() {
    use tracing_subscriber::EnvFilter;
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,nom_exif=off"));
    let colour = std::io::IsTerminal::is_terminal(&std::io::stderr());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(colour).init();
}

/// Prints one line of data and sends it off at once, because somebody may be waiting for it.
pub(crate) fn line(text: &str) {
    println!("{text}");
    // Nobody reads any more: that is no reason to stop serving.
    let _ = std::io::stdout().flush();
}

/// Prints one JSON object.
pub(crate) fn json(value: &impl Serialize) -> Result<(), Failed> {
    line(&serde_json::to_string(value)?);
    Ok(())
}

/// Prints why the command failed.
pub(crate) fn error(error: &Failed) {
    eprintln!("leporello: {error}");
}

/// Prints a remark for a person.
pub(crate) fn remark(text: &str) {
    eprintln!("{text}");
}

/// A failure of a use case, as a command says it.
pub(crate) fn say(failure: &Failure) -> Failed {
    match failure.cause() {
        Some(cause) => cause.into(),
        None => refusal(Language::English, &failure.refusal()).into(),
    }
}
