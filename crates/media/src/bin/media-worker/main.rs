//! The worker by itself, for the tests of this room. The product is its own worker.
//!
//! What it can do beyond a worker's work are attempts to break out, in `attempts`.

mod attempts;

use std::env;
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut arguments = env::args_os().skip(1).peekable();
    match arguments.next_if(|first| first == "attempt") {
        Some(_) => attempts::attempt(arguments),
        None => leporello_media::worker(arguments),
    }
}
