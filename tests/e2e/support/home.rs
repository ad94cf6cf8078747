//! The program, and a folder to run it in.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use super::client::Person;
use super::lines::Lines;
use super::server::Server;

/// The built binary with nothing in its environment but the way to other programs.
pub(crate) fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_leporello"));
    command.env_clear();
    if let Some(path) = std::env::var_os("PATH") {
        command.env("PATH", path);
    }
    command
}

/// What became of a command.
#[derive(Debug)]
pub(crate) struct Done {
    /// None if a signal ended it.
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Done {
    /// Waits for a child that is about to end. One that is not is killed.
    #[track_caller]
    pub(crate) fn of(child: &mut Child, stdout: &Lines, stderr: &Lines) -> Self {
        let Some(stdout) = stdout.rest() else {
            child.kill().unwrap();
            panic!("it does not end; it said: {:?}", stderr.rest());
        };
        let code = child.wait().unwrap().code();
        Self { code, stdout, stderr: stderr.rest().unwrap() }
    }

    /// What a success printed.
    #[track_caller]
    pub(crate) fn ok(self) -> String {
        assert_eq!(self.code, Some(0), "{self:?}");
        self.stdout
    }

    /// The one JSON object that a success printed, and nothing else.
    #[track_caller]
    pub(crate) fn json(self) -> Value {
        let stdout = self.ok();
        serde_json::from_str(&stdout).unwrap_or_else(|error| panic!("{error}: {stdout}"))
    }

    /// Holds if the command failed with exit code 1, printed no data, and said all of `words`.
    #[track_caller]
    pub(crate) fn failed(&self, words: &[&str]) {
        assert_eq!((self.code, self.stdout.as_str()), (Some(1), ""), "{self:?}");
        self.says(words);
    }

    /// Holds if the command line was not understood and the error says all of `words`.
    #[track_caller]
    pub(crate) fn misused(&self, words: &[&str]) {
        assert_eq!((self.code, self.stdout.as_str()), (Some(2), ""), "{self:?}");
        self.says(words);
    }

    #[track_caller]
    fn says(&self, words: &[&str]) {
        for word in words {
            assert!(self.stderr.contains(word), "no {word:?} in {:?}", self.stderr);
        }
    }
}

/// Runs a command to its end.
#[track_caller]
pub(crate) fn finish(mut command: Command, input: &str) -> Done {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // It may not want to read.
    drop(child.stdin.take().unwrap().write_all(input.as_bytes()));
    let (stdout, stderr) = (Lines::of(child.stdout.take().unwrap()), Lines::of(child.stderr.take().unwrap()));
    Done::of(&mut child, &stdout, &stderr)
}

/// A folder with a data folder in it.
pub(crate) struct Home(TempDir);

impl Home {
    pub(crate) fn new() -> Self {
        Self(tempfile::Builder::new().prefix("leporello-e2e-").tempdir().unwrap())
    }

    /// Where the program runs, and what is not its data may lie.
    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// The data folder; the first command makes it.
    pub(crate) fn data(&self) -> PathBuf {
        self.0.path().join("data")
    }

    /// A command over the data folder.
    pub(crate) fn command<'a>(&self, words: impl IntoIterator<Item = &'a str>) -> Command {
        let mut command = program();
        command.current_dir(self.path()).args(words).arg("--data").arg(self.data());
        command
    }

    /// Runs a command to its end; its words are parted by blanks.
    pub(crate) fn run(&self, words: &str) -> Done {
        finish(self.command(words.split(' ')), "")
    }

    /// Starts `serve`.
    #[track_caller]
    pub(crate) fn serve(&self) -> Server {
        Server::start(self.command(["serve", "--listen", "127.0.0.1:0"]))
    }

    /// Makes a user with a token that never expires.
    #[track_caller]
    pub(crate) fn person(&self, name: &str) -> Person {
        let user = self.run(&format!("user add --name {name} --json")).json();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let id = text(&user["userId"]);
        let token = self.run(&format!("token issue --user {id} --ttl never --json")).json();
        Person { space: text(&user["containerId"]), token: text(&token["accessToken"]), id }
    }

    /// Imports a folder and gives the report.
    #[track_caller]
    pub(crate) fn import(&self, person: &Person, from: &Path, more: &[&str]) -> Value {
        let mut command = self.command(["import", "--json", "--user", &person.id]);
        command.arg(from).args(more);
        finish(command, "").json()
    }

    /// Imports `count` pictures, each different, and gives the files.
    #[track_caller]
    pub(crate) fn pictures(&self, person: &Person, into: &str, count: usize) -> Value {
        let from = self.path().join("pictures");
        super::write_gifs(&from, 0, count);
        let report = self.import(person, &from, &["--into", into]);
        fs::remove_dir_all(from).unwrap();
        assert_eq!(report["images"], count, "{report}");
        report
    }
}
