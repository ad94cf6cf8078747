//! The inside of a worker: a process that shuts itself in, does one job, and ends. It touches the file only afterwards.
//!
//! To be called before anything else in its process, by the only thread of it.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};
use std::os::fd::AsFd;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use super::answer;
use super::child::{ENVIRONMENT, HINDERED, NO_FENCE, NO_PROGRAM};
use super::confine::{Confined, confine, fence};
use crate::fence::fenced;
use crate::order::{Order, Trouble};
use crate::rendition::{make, stay_on_this_thread};

/// Does one job of a [`Workshop`](crate::Workshop), which starts its own program with these `arguments`, and gives the
/// code with which the program is to end.
///
/// * `make ORDER`: makes of the file on standard input what the order (JSON) wants, and writes it to standard output.
/// * `fence FILE… -- TOOL ARGUMENT…`: becomes a tool that can read its standard input and write these files, no others.
/// * `check`: says on standard output what the kernel can enforce here.
///
/// The calling process is shut in for good. It must not have started threads yet.
pub fn worker(mut arguments: impl Iterator<Item = OsString>) -> ExitCode {
    let form = arguments.next();
    let done = match form.as_deref().and_then(|form| form.to_str()) {
        Some("make") => make_one(arguments.next()),
        Some("fence") => become_tool(arguments),
        Some("check") => check(),
        _ => Err(io::ErrorKind::InvalidInput.into()),
    };
    done.unwrap_or(ExitCode::from(HINDERED))
}

/// Shuts this process in, as a worker does before it looks at a file: no file can be opened, nothing sent, no program
/// started, 512 MiB of memory, ten seconds of computing. It cannot be undone. Where the kernel lacks landlock or seccomp,
/// only the limits hold; [`Workshop::tools`](crate::Workshop::tools) tells.
///
/// # Errors
/// If the limits cannot be set.
pub fn shut_in() -> io::Result<()> {
    confine().map(|_| ())
}

fn make_one(order: Option<OsString>) -> io::Result<ExitCode> {
    let order = order.ok_or(io::ErrorKind::InvalidInput)?;
    let order: Order = serde_json::from_slice(order.as_encoded_bytes())?;
    let mut input = File::from(io::stdin().as_fd().try_clone_to_owned()?);
    let mut output = io::stdout().lock();
    if !stay_on_this_thread() {
        return Err(io::ErrorKind::Other.into());
    }
    confine()?;
    let length = input.seek(SeekFrom::End(0))?;
    input.rewind()?;
    let made = fenced(|| make(&mut input, length, &order)).unwrap_or(Err(Trouble::Crashed));
    answer::write(&mut output, made.as_ref().map_err(|trouble| *trouble))?;
    Ok(ExitCode::SUCCESS)
}

fn become_tool(mut arguments: impl Iterator<Item = OsString>) -> io::Result<ExitCode> {
    let writable: Vec<PathBuf> =
        arguments.by_ref().take_while(|argument| argument != "--").map(PathBuf::from).collect();
    let tool = PathBuf::from(arguments.next().ok_or(io::ErrorKind::InvalidInput)?);
    let mut command = Command::new(&tool);
    command.args(arguments).env_clear().envs(ENVIRONMENT);
    if !fence(&tool, &writable)? {
        return Ok(ExitCode::from(NO_FENCE));
    }
    // Only comes back if it fails.
    let _ = command.exec();
    Ok(ExitCode::from(NO_PROGRAM))
}

fn check() -> io::Result<ExitCode> {
    let mut output = io::stdout().lock();
    let Confined { landlock, seccomp } = confine()?;
    serde_json::to_writer(&mut output, &(landlock, seccomp))?;
    output.flush()?;
    Ok(ExitCode::SUCCESS)
}
