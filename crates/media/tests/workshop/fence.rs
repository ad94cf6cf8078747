//! What a tool can reach inside of its fence: its input, the file it is to write, its own libraries. Each refusal here has
//! its counterpart without a fence, so that none is refused for another reason.

use std::fs;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::support::{file, worker};

/// A folder with a file of somebody else's and one that the tool may write.
struct Yard {
    folder: TempDir,
}

impl Yard {
    fn new() -> Self {
        let yard = Self { folder: TempDir::new().unwrap() };
        fs::write(yard.path("canary"), "canary").unwrap();
        fs::write(yard.path("output"), "").unwrap();
        yard
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs a program inside of the fence; its input is `input`.
    fn fenced(&self, command: &[&str]) -> Output {
        let output = self.path("output");
        worker(&[&["fence", output.to_str().unwrap(), "--"], command].concat(), file(b"input"))
    }

    /// Runs the same outside of it.
    fn free(&self, command: &[&str]) -> Output {
        Command::new(command[0]).args(&command[1..]).stdin(file(b"input")).output().unwrap()
    }
}

#[test]
fn a_tool_reads_its_input_and_writes_its_output() {
    let yard = Yard::new();
    let read = yard.fenced(&["/bin/cat", "/proc/self/fd/0"]);
    assert_eq!((read.stdout, read.status.code()), (b"input".to_vec(), Some(0)));
    let script = format!("echo made > {}", yard.path("output").display());
    assert!(yard.fenced(&["/bin/sh", "-c", &script]).status.success());
    assert_eq!(fs::read_to_string(yard.path("output")).unwrap(), "made\n");
}

#[test]
fn a_tool_reaches_no_other_file() {
    let yard = Yard::new();
    let (canary, new) = (yard.path("canary"), yard.path("new"));
    let (canary, new) = (canary.to_str().unwrap(), new.to_str().unwrap());
    for command in [
        &["/bin/cat", canary][..],
        &["/bin/cat", "/etc/passwd"],
        &["/bin/cat", "/proc/self/environ"],
        &["/bin/cat", "/proc/version"],
        &["/bin/ls", yard.folder.path().to_str().unwrap()],
        &["/bin/ls", "/etc"],
        &["/bin/sh", "-c", &format!("echo x >> {canary}")],
        &["/bin/sh", "-c", &format!("echo x > {new}")],
        &["/usr/bin/truncate", "-s", "1", canary],
        &["/bin/mkdir", new],
        &["/bin/ln", "-s", "/etc/passwd", new],
        &["/bin/chmod", "777", canary],
        &["/bin/touch", "-d", "2001-01-01", canary],
        &["/bin/mv", canary, new],
        &["/bin/rm", "-f", canary],
    ] {
        let other = Yard::new();
        let command: Vec<_> = command.iter().map(|word| other.renamed(&yard, word)).collect();
        let command: Vec<_> = command.iter().map(String::as_str).collect();
        let fenced = other.fenced(&command);
        assert!(matches!(fenced.status.code(), Some(1 | 2)) && fenced.stdout.is_empty(), "{command:?} {fenced:?}");
        assert_eq!(fs::read_to_string(other.path("canary")).unwrap(), "canary", "{command:?}");
        assert!(!other.path("new").exists(), "{command:?}");
        assert!(other.free(&command).status.success(), "{command:?}");
    }
}

impl Yard {
    /// The same word about this yard instead of another.
    fn renamed(&self, other: &Self, word: &str) -> String {
        word.replace(other.folder.path().to_str().unwrap(), self.folder.path().to_str().unwrap())
    }
}

#[test]
fn a_tool_connects_to_nobody() {
    let yard = Yard::new();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let script = format!("exec 3<>/dev/tcp/127.0.0.1/{} && echo connected", listener.local_addr().unwrap().port());
    let command = ["/bin/bash", "-c", &script];
    assert_eq!(yard.free(&command).stdout, b"connected\n");
    let fenced = yard.fenced(&command);
    assert!(!fenced.status.success() && fenced.stdout.is_empty(), "{fenced:?}");
}

#[test]
fn a_tool_starts_no_process_and_signals_none() {
    let yard = Yard::new();
    let process = format!("kill -0 {}", std::process::id());
    for script in ["(echo started); true", "/bin/echo started; true", process.as_str(), "ulimit -v unlimited"] {
        let command = ["/bin/sh", "-c", &format!("{script} && exit 0")];
        let fenced = yard.fenced(&command);
        assert!(!fenced.status.success() && fenced.stdout.is_empty(), "{script} {fenced:?}");
    }
    for script in ["(echo started); true", process.as_str()] {
        assert!(yard.free(&["/bin/sh", "-c", script]).status.success(), "{script}");
    }
}

#[test]
fn a_tool_finds_nothing_in_its_environment() {
    let yard = Yard::new();
    let output = yard.fenced(&["/usr/bin/env"]);
    let text = String::from_utf8(output.stdout).unwrap();
    let mut names: Vec<_> = text.lines().map(|line| line.split('=').next().unwrap()).collect();
    names.sort_unstable();
    assert_eq!(names, ["LC_ALL", "MALLOC_ARENA_MAX", "MALLOC_MMAP_THRESHOLD_", "MALLOC_TRIM_THRESHOLD_"]);
}

#[test]
fn a_fence_without_a_file_or_a_tool_says_so() {
    let yard = Yard::new();
    // Codes by which the workshop tells these from what a tool does.
    assert_eq!(yard.fenced(&["/nowhere/tool"]).status.code(), Some(203));
    assert_eq!(worker(&["fence", "--"], file(b"")).status.code(), Some(201));
    assert_eq!(worker(&["fence", "--", "/bin/true"], std::process::Stdio::piped()).status.code(), Some(201));
    assert_eq!(worker(&["make"], file(b"")).status.code(), Some(201));
    assert_eq!(worker(&["serve"], file(b"")).status.code(), Some(201));
}
