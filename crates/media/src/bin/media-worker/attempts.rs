//! What a file that takes over the worker would try next. Each is done after the worker has shut itself in.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Write};
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::os::unix::net::{UnixDatagram, UnixStream};
use std::process::{Command, ExitCode};
use std::{hint, thread};

use rustix::process::{Pid, Resource, Rlimit, Signal};

/// Makes the attempt that the first argument names and writes what came of it: `done`, or how the kernel refused.
pub(crate) fn attempt(mut arguments: impl Iterator<Item = OsString>) -> ExitCode {
    let name = arguments.next().and_then(|name| name.into_string().ok()).unwrap_or_default();
    let about = arguments.next().unwrap_or_default();
    if name != "nothing" && leporello_media::shut_in().is_err() {
        return ExitCode::FAILURE;
    }
    let outcome = match tried(&name, &about) {
        Ok(()) => "done".to_owned(),
        Err(error) => format!("refused {}", error.raw_os_error().unwrap_or_default()),
    };
    match writeln!(io::stdout(), "{outcome}") {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn tried(name: &str, about: &OsString) -> io::Result<()> {
    match name {
        "open" => File::open(about).map(drop),
        "list" => fs::read_dir(about).map(drop),
        "write" => fs::write(about, "x"),
        "remove" => fs::remove_file(about),
        "truncate" => File::options().write(true).truncate(true).open(about).map(drop),
        "connect" => TcpStream::connect(about.to_string_lossy().as_ref()).map(drop),
        "listen" => TcpListener::bind("127.0.0.1:0").map(drop),
        "datagram" => UdpSocket::bind("127.0.0.1:0").map(drop),
        "unix" => UnixDatagram::unbound().map(drop),
        "pair" => UnixStream::pair().map(drop),
        "spawn" => Command::new(about).status().map(drop),
        "thread" => thread::Builder::new().spawn(|| {}).map(|thread| drop(thread.join())),
        "kill" => kill(about),
        "limits" => unlimited(),
        "allocate" => allocate(about),
        "spin" => spin(),
        "abort" => std::process::abort(),
        "sleep" => block(),
        "flood" => flood(),
        "garbage" | "nothing" => Ok(()),
        _ => Err(io::ErrorKind::InvalidInput.into()),
    }
}

/// Asks whether it could send that process a signal.
fn kill(about: &OsString) -> io::Result<()> {
    let number = about.to_string_lossy().parse().ok().and_then(Pid::from_raw).ok_or(io::ErrorKind::InvalidInput)?;
    rustix::process::test_kill_process(number)?;
    Ok(rustix::process::kill_process(number, Signal::CONT)?)
}

fn unlimited() -> io::Result<()> {
    Ok(rustix::process::setrlimit(Resource::As, Rlimit { current: None, maximum: None })?)
}

/// Uses so many MiB of memory.
fn allocate(about: &OsString) -> io::Result<()> {
    let mebibytes: usize = about.to_string_lossy().parse().map_err(io::Error::other)?;
    let bytes = vec![7_u8; mebibytes * 1024 * 1024];
    hint::black_box(&bytes);
    Ok(())
}

fn spin() -> io::Result<()> {
    loop {
        hint::black_box(0);
    }
}

/// Says so, and waits for ever without computing anything.
fn block() -> io::Result<()> {
    writeln!(io::stdout(), "waiting")?;
    loop {
        thread::park();
    }
}

fn flood() -> io::Result<()> {
    let line = [b'x'; 65_536];
    loop {
        io::stdout().write_all(&line)?;
    }
}
