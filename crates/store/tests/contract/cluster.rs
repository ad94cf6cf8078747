//! A PostgreSQL server of a test's own, on TCP, which may be stopped, made a standby, and started again.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use leporello_store::{Address, migrate};
use postgres::{Client, NoTls};
use tempfile::TempDir;

/// The server; it goes with the value.
pub(crate) struct Cluster {
    home: TempDir,
    programs: PathBuf,
    pub(crate) port: u16,
}

impl Cluster {
    /// A running server whose database `postgres` has the schema. What `configure` gives stands in its configuration; it may
    /// put files beside it.
    pub(crate) fn start(configure: impl FnOnce(&Path) -> String) -> Self {
        let home = tempfile::Builder::new().prefix("leporello-cluster").tempdir_in("/tmp").unwrap();
        let cluster = Self { programs: programs(), port: free_port(), home };
        if is_root() {
            assert!(Command::new("chown").arg("postgres").arg(cluster.home.path()).status().unwrap().success());
        }
        cluster
            .run("initdb", &["--pgdata=data", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-sync"]);
        let more = configure(&cluster.data());
        let settings = format!(
            "listen_addresses = '127.0.0.1'\nunix_socket_directories = ''\nport = {}\nfsync = off\n{more}\n",
            cluster.port
        );
        fs::write(cluster.data().join("postgresql.auto.conf"), settings).unwrap();
        if is_root() {
            assert!(Command::new("chown").args(["-R", "postgres"]).arg(cluster.data()).status().unwrap().success());
        }
        cluster.go_on();
        migrate(&Address::Postgres(cluster.url(""))).unwrap();
        cluster
    }

    /// Its address.
    pub(crate) fn url(&self, more: &str) -> String {
        format!("host=127.0.0.1 port={} user=postgres dbname=postgres {more}", self.port)
    }

    /// The folder with its data.
    pub(crate) fn data(&self) -> PathBuf {
        self.home.path().join("data")
    }

    /// Runs statements past the store.
    pub(crate) fn batch(&self, sql: &str) {
        Client::connect(&self.url(""), NoTls).unwrap().batch_execute(sql).unwrap();
    }

    /// The number that a query gives, past the store.
    pub(crate) fn number(&self, sql: &str) -> i64 {
        Client::connect(&self.url(""), NoTls).unwrap().query_one(sql, &[]).unwrap().get(0)
    }

    /// Stops it: `fast` ends all sessions, `immediate` is as if it had crashed.
    pub(crate) fn stop(&self, how: &str) {
        self.run("pg_ctl", &["stop", "--silent", "--pgdata=data", &format!("--mode={how}")]);
    }

    /// Starts it again.
    pub(crate) fn go_on(&self) {
        self.run("pg_ctl", &["start", "--silent", "--wait", "--pgdata=data", "--log=server.log"]);
    }

    /// Makes a server that does not run one that only reads when it is started.
    pub(crate) fn demote(&self) {
        fs::write(self.data().join("standby.signal"), "").unwrap();
    }

    /// Makes a server that only reads one that writes.
    pub(crate) fn promote(&self) {
        self.run("pg_ctl", &["promote", "--silent", "--wait", "--pgdata=data"]);
    }

    /// Runs one of the server's programs; it refuses to run as root.
    fn run(&self, program: &str, arguments: &[&str]) {
        let program = self.programs.join(program);
        let mut command = Command::new(if is_root() { Path::new("runuser") } else { &program });
        if is_root() {
            command.args(["-u", "postgres", "--"]).arg(&program);
        }
        let output = command.args(arguments).current_dir(self.home.path()).stdout(std::process::Stdio::null()).output();
        let output = output.unwrap();
        let log = fs::read_to_string(self.home.path().join("server.log")).unwrap_or_default();
        assert!(output.status.success(), "{arguments:?}: {}{log}", String::from_utf8_lossy(&output.stderr));
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if self.data().join("postmaster.pid").exists() {
            self.stop("immediate");
        }
    }
}

/// The folder of the newest installed server's programs, which Debian keeps off the PATH.
fn programs() -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").unwrap().map(|version| version.unwrap().path().join("bin"));
    versions.filter(|folder| folder.join("initdb").exists()).max().unwrap()
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    fs::metadata("/proc/self").unwrap().uid() == 0
}
