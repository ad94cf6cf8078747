//! A server that runs, until it is told to stop, killed, or the test ends in whatever way.

use std::process::{Child, Command, Stdio};

use super::home::Done;
use super::lines::Lines;

/// A running `serve`, `demo` or `emulate`. Its children go with it.
pub(crate) struct Server {
    child: Child,
    /// The server itself, where something like `strace` was started around it.
    pid: u32,
    stdout: Lines,
    stderr: Lines,
    /// `http://HOST:PORT`.
    pub(crate) base: String,
}

impl Server {
    /// Starts a command and waits until it listens. A command that starts the server as its child says
    /// the process ID of that on a line before.
    #[track_caller]
    pub(crate) fn start(mut command: Command) -> Self {
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (stdout, stderr) = (Lines::of(child.stdout.take().unwrap()), Lines::of(child.stderr.take().unwrap()));
        let pid = child.id();
        let mut server = Self { child, pid, stdout, stderr, base: String::new() };
        loop {
            let Some(line) = server.stdout.next() else {
                drop(server.child.kill());
                panic!("the server does not listen; it said: {:?}", server.stderr.rest());
            };
            match (line.strip_prefix("leporello listening on "), line.parse()) {
                (Some(base), _) => {
                    server.base = base.to_owned();
                    return server;
                }
                (None, Ok(pid)) => server.pid = pid,
                (None, Err(_)) => panic!("the first line is {line:?}"),
            }
        }
    }

    /// The next line that it prints.
    #[track_caller]
    pub(crate) fn line(&self) -> String {
        self.stdout.next().unwrap()
    }

    /// The value of the next line that is `key: value`.
    #[track_caller]
    pub(crate) fn value(&self, key: &str) -> String {
        loop {
            if let Some(value) = self.line().strip_prefix(&format!("{key}: ")) {
                return value.to_owned();
            }
        }
    }

    /// The process ID of the server.
    pub(crate) const fn pid(&self) -> u32 {
        self.pid
    }

    /// Ends it as a crash would, at once.
    pub(crate) fn kill(mut self) {
        self.end();
    }

    /// Asks it to stop and waits until it has.
    pub(crate) fn terminate(mut self) -> Done {
        signal("TERM", self.pid);
        self.end_of_itself()
    }

    /// Waits until it ends by itself.
    pub(crate) fn end_of_itself(&mut self) -> Done {
        Done::of(&mut self.child, &self.stdout, &self.stderr)
    }

    fn end(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            if self.pid != self.child.id() {
                signal("KILL", self.pid);
            }
            drop(self.child.kill());
        }
        drop(self.child.wait());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.end();
    }
}

/// Sends a signal to a process.
pub(crate) fn signal(name: &str, pid: u32) {
    drop(Command::new("sh").args(["-c", &format!("kill -{name} {pid}")]).stderr(Stdio::null()).status());
}
