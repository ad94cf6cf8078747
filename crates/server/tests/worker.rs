//! The worker that decodes pictures, as a program by itself: the tests start it as the server starts its own.
#![forbid(unsafe_code)]

use std::process::ExitCode;

fn main() -> ExitCode {
    leporello_media::worker(std::env::args_os().skip(1))
}
