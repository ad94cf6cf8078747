//! The program under test, as a process: its commands, and a server that it runs.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use leporello_model::UserId;
use serde_json::Value;
use tempfile::TempDir;

use crate::http::{Connection, Visitor};
use crate::{Failed, machine};

/// The built `leporello`.
pub(crate) struct Program {
    binary: PathBuf,
    settings: Vec<String>,
}

impl Program {
    /// The one that was built together with this program.
    pub(crate) fn beside_this_one() -> Result<Self, Failed> {
        let binary = std::env::current_exe()?.with_file_name("leporello");
        if !binary.is_file() {
            return Err(format!("{} is missing; run scripts/bench, which builds it", binary.display()).into());
        }
        Ok(Self { binary, settings: Vec::new() })
    }

    /// The same with these settings, as flags, for every command.
    pub(crate) fn with(&self, settings: &[&str]) -> Self {
        let more = settings.iter().map(|setting| (*setting).to_owned());
        Self { binary: self.binary.clone(), settings: self.settings.iter().cloned().chain(more).collect() }
    }

    /// Where it is.
    pub(crate) fn path(&self) -> PathBuf {
        self.binary.clone()
    }

    /// How large it is, in bytes.
    pub(crate) fn size(&self) -> Result<u64, Failed> {
        Ok(fs::metadata(&self.binary)?.len())
    }

    /// A folder that goes away by itself. It lies beside the program, because a folder of the system may
    /// be in memory, where a sync costs nothing.
    pub(crate) fn scratch(&self) -> Result<TempDir, Failed> {
        let beside = self.binary.parent().ok_or("the program lies nowhere")?;
        Ok(tempfile::Builder::new().prefix("bench-").tempdir_in(beside)?)
    }

    /// A command over the data folder `data`, with nothing from the environment.
    pub(crate) fn command(&self, data: &Path) -> Command {
        let mut command = Command::new(&self.binary);
        command.env_clear().current_dir(data).arg("--data").arg(data).args(&self.settings);
        command.stdin(Stdio::null()).stderr(Stdio::inherit());
        command
    }

    /// Runs a command to its end and gives the JSON object that it prints.
    pub(crate) fn json(&self, data: &Path, arguments: &[&str]) -> Result<Value, Failed> {
        let output = self.command(data).args(arguments).arg("--json").output()?;
        if !output.status.success() {
            return Err(format!("leporello {}: {}", arguments.join(" "), output.status).into());
        }
        Ok(serde_json::from_slice(&output.stdout)?)
    }

    /// Brings the database of the settings to the program's schema.
    pub(crate) fn migrate(&self, data: &Path) -> Result<(), Failed> {
        let status = self.command(data).arg("migrate").stdout(Stdio::null()).status()?;
        if status.success() { Ok(()) } else { Err(format!("leporello migrate: {status}").into()) }
    }

    /// Somebody with a token that does not expire.
    pub(crate) fn visitor(&self, data: &Path, user: UserId) -> Result<Visitor, Failed> {
        let issued = self.json(data, &["token", "issue", "--ttl", "never", "--user", &user.to_string()])?;
        let token = issued["accessToken"].as_str().ok_or("no token was issued")?;
        Ok(Visitor::new(user, token.to_owned()))
    }

    /// Starts a server on a free port and waits until it says that it is ready.
    pub(crate) fn serve(&self, data: &Path) -> Result<Server, Failed> {
        self.serve_at(data, SocketAddr::from(([127, 0, 0, 1], 0)))
    }

    /// The same on a port of the caller's choice.
    pub(crate) fn serve_at(&self, data: &Path, address: SocketAddr) -> Result<Server, Failed> {
        let mut command = self.command(data);
        command.args(["serve", "--listen", &address.to_string()]).stdout(Stdio::piped());
        let (mut server, spent) = machine::timed(|| {
            let mut child = command.spawn()?;
            let mut output = BufReader::new(child.stdout.take().ok_or("no standard output")?);
            let mut line = String::new();
            output.read_line(&mut line)?;
            let address = line.trim().rsplit("http://").next().unwrap_or_default().parse();
            let server = Server { address: address?, child, ready_after: Duration::ZERO, _output: output };
            server.connect()?.send(b"GET /readyz HTTP/1.1\r\nHost: bench\r\n\r\n")?;
            Ok(server)
        })?;
        server.ready_after = spent;
        Ok(server)
    }
}

/// A server that runs until it is stopped.
pub(crate) struct Server {
    address: SocketAddr,
    child: Child,
    ready_after: Duration,
    /// Kept, so that the server can still write to it.
    _output: BufReader<ChildStdout>,
}

/// How much memory a process has, in mebibytes.
pub(crate) struct Memory {
    /// All its pages.
    pub(crate) resident: f64,
    /// Its own pages, and its share of those that others have too.
    pub(crate) proportional: f64,
}

impl Server {
    /// How long it took from the start of the process to the first answer that it is ready.
    pub(crate) const fn ready_after(&self) -> Duration {
        self.ready_after
    }

    /// Where it listens.
    pub(crate) const fn address(&self) -> SocketAddr {
        self.address
    }

    /// A new connection.
    pub(crate) fn connect(&self) -> Result<Connection, Failed> {
        Connection::open(self.address)
    }

    /// The processor time that it has taken until now, in milliseconds.
    pub(crate) fn processor_time(&self) -> Result<f64, Failed> {
        machine::processor_time(self.child.id())
    }

    /// How much memory it has now.
    pub(crate) fn memory(&self) -> Result<Memory, Failed> {
        let of = |file: &str, name: &str| {
            let value = machine::field(&format!("/proc/{}/{file}", self.child.id()), name);
            let size = value.as_deref().and_then(machine::kibibytes).map(|size| size / 1024.0);
            size.ok_or_else(|| Failed::from(format!("no {name} of the server")))
        };
        Ok(Memory { resident: of("status", "VmRSS")?, proportional: of("smaps_rollup", "Pss")? })
    }

    /// Tells it to stop, and waits until it has, which must be in order.
    pub(crate) fn stop(mut self) -> Result<(), Failed> {
        Command::new("kill").arg(self.child.id().to_string()).status()?;
        let status = self.child.wait()?;
        if status.success() { Ok(()) } else { Err(format!("a server stopped with {status}").into()) }
    }
}

/// For the paths on which a measurement failed: no server stays behind.
impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
