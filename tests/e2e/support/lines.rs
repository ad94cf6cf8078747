//! The lines that a running program says.

use std::io::{BufRead, BufReader, Read};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

/// How long a line may be waited for.
const PATIENCE: Duration = Duration::from_secs(60);

/// Lines, as they come. They are read all the time, so that the program never waits for a reader.
pub(crate) struct Lines(Mutex<Receiver<String>>);

impl Lines {
    pub(crate) fn of(source: impl Read + Send + 'static) -> Self {
        let (lines, receiver) = channel();
        thread::spawn(move || {
            for line in BufReader::new(source).lines().map_while(Result::ok) {
                // Nobody may want it any more.
                let _ = lines.send(line);
            }
        });
        Self(Mutex::new(receiver))
    }

    /// The next line; none when the program has closed its end or says nothing for too long.
    pub(crate) fn next(&self) -> Option<String> {
        self.0.lock().unwrap().recv_timeout(PATIENCE).ok()
    }

    /// All lines up to the end of the program; none if it does not end and says nothing for too long.
    pub(crate) fn rest(&self) -> Option<String> {
        let lines = self.0.lock().unwrap();
        let mut rest = String::new();
        loop {
            match lines.recv_timeout(PATIENCE) {
                Ok(line) => rest += &(line + "\n"),
                Err(RecvTimeoutError::Disconnected) => return Some(rest),
                Err(RecvTimeoutError::Timeout) => return None,
            }
        }
    }
}
