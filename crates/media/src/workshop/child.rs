//! Starting one process, waiting for it and no longer than that, and telling why it ended. Whatever happens, it is dead
//! and reaped afterwards.
//!
//! What it writes is never logged: it may hold anything that stands in the file.

use std::io::{self, Read};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Sender};
use std::thread::{Builder, Scope};
use std::time::Duration;

use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, waitid};

use crate::order::Trouble;

/// The most that is kept of what a process complains, in bytes.
const COMPLAINTS: u64 = 4 * 1024;

/// Exit codes by which the process says that it did not get as far as the file.
pub(super) const HINDERED: u8 = 201;
pub(super) const NO_FENCE: u8 = 202;
pub(super) const NO_PROGRAM: u8 = 203;

/// How ffmpeg ends when it is asked to.
const INTERRUPTED: i32 = 255;
/// How a tool ends whose libraries are not found.
const NO_LIBRARY: i32 = 127;

/// All that a process finds in its environment. With one arena of memory for all threads, its limit is one on what it
/// uses and not on what it reserves. What it frees it keeps until it ends, which is soon: to give memory back and ask for it again
/// row by row takes a twentieth of a decoder's time.
pub(super) const ENVIRONMENT: [(&str, &str); 4] = [
    ("LC_ALL", "C"),
    ("MALLOC_ARENA_MAX", "1"),
    ("MALLOC_TRIM_THRESHOLD_", "67108864"),
    ("MALLOC_MMAP_THRESHOLD_", "33554432"),
];

/// What programs say when they get no more memory.
const NO_MEMORY: [&[u8]; 4] =
    [b"memory allocation of ", b"std::bad_alloc", b"Cannot allocate memory", b"Memory allocation error"];

/// How a process ended.
pub(super) struct Ended {
    /// Nothing if it was killed because it took too long.
    status: Option<ExitStatus>,
    /// It wrote more than was asked for.
    flooded: bool,
    /// What it wrote.
    pub(super) output: Vec<u8>,
    complaints: Vec<u8>,
}

/// What ends the waiting.
enum Event {
    Ended,
    Flooded,
}

/// Starts `command` on `input`, waits until it ends or `patience` is over, and kills it then. Takes at most `most` bytes
/// of its output; none at all if that is 0.
///
/// # Errors
/// If it cannot be started.
pub(super) fn run(mut command: Command, input: impl Into<Stdio>, most: u64, patience: Duration) -> io::Result<Ended> {
    let output = if most == 0 { Stdio::null() } else { Stdio::piped() };
    // A group of its own: what is typed at the server's terminal is not meant for it.
    command.env_clear().envs(ENVIRONMENT).process_group(0);
    let mut child = command.stdin(input).stdout(output).stderr(Stdio::piped()).spawn()?;
    let (output, complaints) = (child.stdout.take(), child.stderr.take());
    std::thread::scope(|scope| {
        let (tell, told) = mpsc::channel();
        let watcher = watch(scope, &child, tell.clone());
        let output = spawn(scope, move || output.map(|pipe| collect(pipe, most, Some(&tell))));
        let complaints = spawn(scope, move || complaints.map(|pipe| collect(pipe, COMPLAINTS, None)));
        let event = match (&watcher, &output, &complaints) {
            (Ok(_), Ok(_), Ok(_)) => told.recv_timeout(patience).ok(),
            _ => None,
        };
        if !matches!(event, Some(Event::Ended)) {
            let _ = child.kill();
        }
        // The watcher first: as long as it waits, nobody else may get this process's number.
        let watched = watcher.map(|watcher| watcher.join());
        let status = child.wait()?;
        let output = output?.join().ok().flatten().unwrap_or_default();
        let complaints = complaints?.join().ok().flatten().unwrap_or_default();
        let _ = watched?;
        let flooded = matches!(event, Some(Event::Flooded)) || output.len() as u64 > most;
        Ok(Ended { status: event.map(|_| status), flooded, output, complaints })
    })
}

type Thread<'scope, T> = io::Result<std::thread::ScopedJoinHandle<'scope, T>>;

fn spawn<'scope, T: Send + 'scope>(
    scope: &'scope Scope<'scope, '_>,
    work: impl FnOnce() -> T + Send + 'scope,
) -> Thread<'scope, T> {
    Builder::new().name("workshop".to_owned()).spawn_scoped(scope, work)
}

/// Tells when the child has ended, and leaves it to be reaped by somebody else.
fn watch<'scope>(scope: &'scope Scope<'scope, '_>, child: &Child, tell: Sender<Event>) -> Thread<'scope, ()> {
    let pid = Pid::from_child(child);
    spawn(scope, move || {
        while let Err(rustix::io::Errno::INTR) = waitid(WaitId::Pid(pid), WaitIdOptions::EXITED | WaitIdOptions::NOWAIT)
        {
        }
        // Nobody listens any more if it took too long.
        let _ = tell.send(Event::Ended);
    })
}

/// Reads up to `most` bytes and one more. What comes after that is read and thrown away, or told to whoever then ends it.
fn collect(mut pipe: impl Read, most: u64, tell: Option<&Sender<Event>>) -> Vec<u8> {
    let mut bytes = Vec::new();
    // A pipe that fails is one that has ended.
    let _ = pipe.by_ref().take(most + 1).read_to_end(&mut bytes);
    if bytes.len() as u64 > most {
        let _ = match tell {
            Some(tell) => tell.send(Event::Flooded).map_err(|_| ()),
            None => io::copy(&mut pipe, &mut io::sink()).map(|_| ()).map_err(|_| ()),
        };
    }
    bytes
}

impl Ended {
    /// Why it ended before it had done its work, if so. `failed` is what a failure means that it reports itself.
    pub(super) fn check(&self, failed: Trouble) -> Result<(), Trouble> {
        let Some(status) = self.status else { return Err(Trouble::TimedOut) };
        if self.flooded {
            return Err(Trouble::Crashed);
        }
        let signal = |signal: Signal| status.signal() == Some(signal.as_raw());
        let memory = self.complains_of_memory();
        Err(match status.code() {
            Some(0) => return Ok(()),
            // The kernel does this when the computing time is used up.
            None if signal(Signal::XCPU) || signal(Signal::KILL) => Trouble::TimedOut,
            // Somebody ends the whole service: that says nothing about the file.
            None if [Signal::TERM, Signal::INT, Signal::HUP, Signal::QUIT].into_iter().any(signal) => Trouble::NotTried,
            None if signal(Signal::ABORT) && memory => Trouble::OutOfMemory,
            None => Trouble::Crashed,
            Some(code) if code == i32::from(HINDERED) => Trouble::NotTried,
            Some(INTERRUPTED) => Trouble::NotTried,
            Some(code) if code == i32::from(NO_FENCE) || code == i32::from(NO_PROGRAM) || code == NO_LIBRARY => {
                Trouble::NoTool
            }
            Some(_) if memory => Trouble::OutOfMemory,
            Some(_) => failed,
        })
    }

    /// What is wrong if it ended well and yet has made nothing: tools do so when they skip all that they cannot decode.
    pub(super) fn without_result(&self) -> Trouble {
        if self.complains_of_memory() { Trouble::OutOfMemory } else { Trouble::Undecodable }
    }

    fn complains_of_memory(&self) -> bool {
        NO_MEMORY.iter().any(|words| memchr::memmem::find(&self.complaints, words).is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn script(text: &str, most: u64) -> Ended {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", text]);
        run(command, Stdio::null(), most, Duration::from_secs(60)).unwrap()
    }

    #[test]
    fn every_end_is_told_from_the_others() {
        for (text, expected) in [
            ("exit 0", Ok(())),
            ("exit 1", Err(Trouble::Undecodable)),
            ("exit 201", Err(Trouble::NotTried)),
            ("exit 202", Err(Trouble::NoTool)),
            ("exit 203", Err(Trouble::NoTool)),
            ("exit 127", Err(Trouble::NoTool)),
            ("exit 255", Err(Trouble::NotTried)),
            ("kill -TERM $$", Err(Trouble::NotTried)),
            ("kill -INT $$", Err(Trouble::NotTried)),
            ("kill -XCPU $$", Err(Trouble::TimedOut)),
            ("kill -KILL $$", Err(Trouble::TimedOut)),
            ("kill -ABRT $$", Err(Trouble::Crashed)),
            ("kill -SEGV $$", Err(Trouble::Crashed)),
            ("echo memory allocation of 7 bytes failed >&2; kill -ABRT $$", Err(Trouble::OutOfMemory)),
            ("echo memory allocation of 7 bytes failed >&2; kill -SEGV $$", Err(Trouble::Crashed)),
            ("echo x: Cannot allocate memory >&2; exit 1", Err(Trouble::OutOfMemory)),
            ("echo 123456789", Err(Trouble::Crashed)),
        ] {
            assert_eq!(script(text, 9).check(Trouble::Undecodable), expected, "{text}");
        }
        assert_eq!(script("echo what terminate called: std::bad_alloc >&2", 0).without_result(), Trouble::OutOfMemory);
        assert_eq!(script("echo what >&2", 0).without_result(), Trouble::Undecodable);
    }

    #[test]
    fn a_full_pipe_holds_nobody_up() {
        let ended = script("head -c 9000000 /dev/zero >&2; head -c 1000000 /dev/zero", 1_000_000);
        assert_eq!(ended.check(Trouble::Undecodable), Ok(()));
        assert_eq!((ended.output.len(), ended.complaints.len()), (1_000_000, 4097));
    }
}
