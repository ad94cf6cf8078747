//! Running a program under `strace`, and reading what it wrote.
//!
//! Only calls that had an effect become events: what failed, what never returned and what was
//! `(INJECTED)` did nothing to the disk.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// All calls by which bytes, names or answers leave the program, and those by which requests come.
const CALLS: &str = "trace=read,readv,recvfrom,recvmsg,sendto,sendmsg,write,pwrite64,writev,pwritev,pwritev2,\
    ftruncate,fallocate,copy_file_range,sendfile,splice,fsync,fdatasync,syncfs,sync_file_range,\
    ?open,?creat,openat,openat2,?mkdir,mkdirat,?rename,renameat,renameat2,?link,linkat,?unlink,unlinkat";

/// A call of the program and when it was made and returned, in lines of the trace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Event {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) call: Call,
}

/// What a call did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Call {
    /// Changed the contents of a file.
    Write(PathBuf),
    /// Made the contents of a file or folder durable.
    Sync(PathBuf),
    /// Opened a file, which is made if it is not there.
    Create(PathBuf),
    /// Made a folder.
    Folder(PathBuf),
    /// Gave the file at the first path the second as its name, in place of the first.
    Rename(PathBuf, PathBuf),
    /// Gave the file at the first path the second as one more name.
    Link(PathBuf, PathBuf),
    /// Took a name away.
    Unname(PathBuf),
    /// Got bytes from a socket: their beginning, as `strace` shows it.
    Receive(String, String),
    /// Sent bytes to a socket.
    Send(String, String),
    /// Wrote to the standard output.
    Say,
}

/// The same command under `strace`, which writes to `into`. It says its process ID on a line before its own.
pub(super) fn traced(command: &Command, into: &Path, more: &[&str]) -> Command {
    let mut traced = Command::new("strace");
    traced.args(["--follow-forks", "--seccomp-bpf", "-qq", "-y", "-s", "640", "-e", "signal=none", "-e", CALLS]);
    traced.args(more).arg("-o").arg(into);
    traced.args(["sh", "-c", "echo $$; exec \"$@\"", "sh"]).arg(command.get_program()).args(command.get_args());
    traced.env_clear();
    for (name, value) in command.get_envs() {
        traced.env(name, value.unwrap_or_default());
    }
    if let Some(folder) = command.get_current_dir() {
        traced.current_dir(folder);
    }
    traced
}

/// The events of a trace, in the order of its lines.
pub(super) fn read(trace: &Path) -> Vec<Event> {
    // What is not UTF-8 is bytes of pictures, which nobody looks at.
    events(&String::from_utf8_lossy(&fs::read(trace).unwrap()))
}

/// The same of a text.
pub(super) fn events(trace: &str) -> Vec<Event> {
    let mut begun: HashMap<&str, (usize, &str)> = HashMap::new();
    let mut events = Vec::new();
    for (number, line) in trace.lines().enumerate() {
        let Some((thread, call)) = line.split_once(' ') else { continue };
        let call = call.trim_start();
        if let Some(beginning) = call.strip_suffix("<unfinished ...>") {
            begun.insert(thread, (number, beginning));
        } else if let Some((_, ending)) = call.strip_prefix("<... ").and_then(|rest| rest.split_once(" resumed>")) {
            let Some((start, beginning)) = begun.remove(thread) else { continue };
            let call = effect(&format!("{beginning}{ending}"));
            events.extend(call.map(|call| Event { start, end: number, call }));
        } else {
            events.extend(effect(call).map(|call| Event { start: number, end: number, call }));
        }
    }
    events
}

/// What a call did, if it did anything that matters.
fn effect(call: &str) -> Option<Call> {
    let (name, rest) = call.split_once('(')?;
    let (arguments, result) = rest.rsplit_once(") ")?;
    let result = result.trim_start().strip_prefix("= ")?;
    if result.starts_with(['-', '?']) || result.contains("(INJECTED)") {
        return None;
    }
    let mut texts = arguments.split('"').skip(1).step_by(2).map(PathBuf::from);
    match name {
        "fsync" | "fdatasync" => file(arguments).map(Call::Sync),
        "ftruncate" | "fallocate" | "pwrite64" | "pwritev" | "pwritev2" => file(arguments).map(Call::Write),
        // The second descriptor is the one written to.
        "copy_file_range" | "splice" => file(arguments.split_once('>')?.1).map(Call::Write),
        "read" | "readv" | "recvfrom" | "recvmsg" if result != "0" => {
            Some(Call::Receive(socket(arguments)?, quoted(arguments)))
        }
        "write" | "writev" | "sendto" | "sendmsg" | "sendfile" => match socket(arguments) {
            Some(socket) => Some(Call::Send(socket, quoted(arguments))),
            None if arguments.starts_with("1<") => Some(Call::Say),
            None => file(arguments).map(Call::Write),
        },
        "open" | "openat" | "openat2" | "creat" => {
            let makes = name == "creat" || arguments.contains("O_CREAT");
            makes.then(|| texts.next()).flatten().map(Call::Create)
        }
        "mkdir" | "mkdirat" => texts.next().map(Call::Folder),
        "rename" | "renameat" | "renameat2" => Some(Call::Rename(texts.next()?, texts.next()?)),
        "link" | "linkat" => Some(Call::Link(texts.next()?, texts.next()?)),
        "unlink" | "unlinkat" => texts.next().map(Call::Unname),
        _ => None,
    }
}

/// What the first descriptor stands for.
fn descriptor(arguments: &str) -> Option<&str> {
    let (_, rest) = arguments.split_once('<')?;
    rest.split_once('>').map(|(target, _)| target)
}

fn file(arguments: &str) -> Option<PathBuf> {
    descriptor(arguments).filter(|target| target.starts_with('/')).map(PathBuf::from)
}

fn socket(arguments: &str) -> Option<String> {
    descriptor(arguments).filter(|target| target.starts_with("socket:")).map(ToOwned::to_owned)
}

/// The first text among the arguments, with its escapes.
fn quoted(arguments: &str) -> String {
    let Some((_, text)) = arguments.split_once('"') else { return String::new() };
    let mut escaped = false;
    let end = text.find(|c| {
        let end = c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        end
    });
    text[..end.unwrap_or(text.len())].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_read_whole_or_in_two_halves() {
        let trace = "7  pwrite64(5</d/a>, \"\\\"x\"..., 2, 0) = 2\n\
                     8  fsync(6</d> <unfinished ...>\n\
                     7  recvfrom(9<socket:[1]>,  <unfinished ...>\n\
                     8  <... fsync resumed>)    = 0\n\
                     7  <... recvfrom resumed>\"GET /\\\" \", 9, 0, NULL, NULL) = 6\n\
                     7  write(1<pipe:[3]>, \"x\\n\", 2) = 2\n";
        let event = |start, end, call| Event { start, end, call };
        assert_eq!(
            events(trace),
            [
                event(0, 0, Call::Write("/d/a".into())),
                event(1, 3, Call::Sync("/d".into())),
                event(2, 4, Call::Receive("socket:[1]".into(), "GET /\\\" ".into())),
                event(5, 5, Call::Say),
            ]
        );
    }

    #[test]
    fn names_are_read() {
        let trace = "7 renameat2(AT_FDCWD, \"/d/a\", AT_FDCWD, \"/d/b\", RENAME_NOREPLACE) = 0\n\
                     7 linkat(AT_FDCWD, \"/d/b\", AT_FDCWD, \"/d/c\", 0) = 0\n\
                     7 mkdir(\"/d/e\", 0777) = 0\n\
                     7 openat(AT_FDCWD, \"/d/f\", O_RDWR|O_CREAT|O_EXCL, 0600) = 9</d/f>\n\
                     7 openat(AT_FDCWD, \"/d/f\", O_RDONLY) = 9</d/f>\n\
                     7 unlink(\"/d/f\") = 0\n";
        let found: Vec<_> = events(trace).into_iter().map(|event| event.call).collect();
        assert_eq!(
            found,
            [
                Call::Rename("/d/a".into(), "/d/b".into()),
                Call::Link("/d/b".into(), "/d/c".into()),
                Call::Folder("/d/e".into()),
                Call::Create("/d/f".into()),
                Call::Unname("/d/f".into()),
            ]
        );
    }

    #[test]
    fn what_did_nothing_is_no_event() {
        let trace = "7 fsync(5</d/a>) = -1 EIO (Input/output error)\n\
                     7 fdatasync(5</d/a>) = 0 (INJECTED)\n\
                     7 recvfrom(9<socket:[1]>, \"\", 9, 0, NULL, NULL) = 0\n\
                     7 fsync(5</d/a> <unfinished ...>\n\
                     7 +++ exited with 0 +++\n";
        assert_eq!(events(trace), []);
    }
}
