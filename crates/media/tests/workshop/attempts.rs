//! What a worker cannot do any more once it has shut itself in, tried from inside.

use std::fs;
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use crate::support::{Shop, WORKER, worker};

/// What came of an attempt.
fn attempt(name: &str, about: &str) -> String {
    let output = worker(&["attempt", name, about], Stdio::null());
    assert!(output.status.success(), "{name}: {output:?}");
    String::from_utf8(output.stdout).unwrap().trim_end().to_owned()
}

/// `EPERM`: the call is not on the list.
const REFUSED: &str = "refused 1";

#[test]
fn files_are_out_of_reach() {
    let folder = TempDir::new().unwrap();
    let canary = folder.path().join("canary");
    fs::write(&canary, "bytes of somebody else").unwrap();
    let (path, folder) = (canary.to_str().unwrap(), folder.path().to_str().unwrap());
    assert_eq!(attempt("nothing", ""), "done");
    for (name, about) in [
        ("open", path),
        ("open", "/etc/passwd"),
        ("open", "/proc/self/environ"),
        ("open", "/dev/stdin"),
        ("list", folder),
        ("write", path),
        ("write", &format!("{folder}/new")),
        ("truncate", path),
        ("remove", path),
    ] {
        assert_eq!(attempt(name, about), REFUSED, "{name} {about}");
    }
    assert_eq!(fs::read_to_string(path).unwrap(), "bytes of somebody else");
    assert_eq!(fs::read_dir(folder).unwrap().count(), 1);
}

#[test]
fn the_network_is_out_of_reach() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    for name in ["connect", "listen", "datagram", "unix", "pair"] {
        assert_eq!(attempt(name, &address), REFUSED, "{name}");
    }
    listener.set_nonblocking(true).unwrap();
    assert_eq!(listener.accept().unwrap_err().kind(), std::io::ErrorKind::WouldBlock);
}

/// A process of ours that waits for ever, and is gone afterwards.
struct Other(Child);

impl Drop for Other {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

#[test]
fn other_programs_and_processes_are_out_of_reach() {
    let other = Command::new("/bin/cat").stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    let other = Other(other);
    // Its own threads are its own affair.
    assert_eq!(attempt("thread", ""), "done");
    for (name, about) in [
        ("spawn", "/bin/true"),
        ("spawn", WORKER),
        ("kill", &other.0.id().to_string()),
        ("kill", &std::process::id().to_string()),
        ("limits", ""),
    ] {
        assert_eq!(attempt(name, about), REFUSED, "{name} {about}");
    }
}

#[test]
fn the_kernel_of_this_machine_can_enforce_all_of_it() {
    let tools = Shop::new().workshop.tools();
    assert!(tools.landlock && tools.seccomp, "{tools:?}");
    assert!(tools.ffmpeg.is_some_and(|path| path.ends_with("ffmpeg")));
    assert!(tools.heif_convert.is_some_and(|path| path.ends_with("heif-convert")));
}
