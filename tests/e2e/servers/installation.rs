//! A database and a bucket prefix of its own, and servers over them.

use std::path::PathBuf;
use std::process::Command;

use postgres::{Client as Database, NoTls};

use super::forwarder::Forwarder;
use crate::support::{Done, Home, Person, Server, finish, text};

/// What several servers share.
pub(super) struct Installation {
    /// Where the first server works; the key lies there.
    pub(super) home: Home,
    database: String,
    /// To PostgreSQL.
    pub(super) metadata: Forwarder,
    /// To the object store.
    pub(super) bytes: Forwarder,
    blobs: String,
}

impl Installation {
    /// One whose database is still empty.
    pub(super) fn empty() -> Self {
        let home = Home::new();
        let server = setting("LEPORELLO_TEST_POSTGRES");
        let database = home.path().file_name().unwrap().to_str().unwrap().replace('-', "_").to_lowercase();
        Database::connect(&server, NoTls).unwrap().batch_execute(&format!("CREATE DATABASE {database}")).unwrap();
        let socket = server.split(' ').find_map(|pair| pair.strip_prefix("host=")).unwrap();
        let metadata = Forwarder::to_socket(PathBuf::from(socket).join(".s.PGSQL.5432"));
        let store = setting("LEPORELLO_TEST_S3");
        let (bucket, parameters) = store.split_once('?').unwrap();
        let endpoint = parameters.split('&').find_map(|pair| pair.strip_prefix("endpoint=http://")).unwrap();
        let bytes = Forwarder::to_address(endpoint);
        let through = parameters.replace(endpoint, &bytes.address());
        let blobs = format!("{bucket}/{database}?{through}");
        Self { home, database, metadata, bytes, blobs }
    }

    /// One that servers can be started on.
    pub(super) fn new() -> Self {
        let installation = Self::empty();
        installation.run("migrate").ok();
        installation
    }

    /// The address of the database.
    pub(super) fn address(&self) -> String {
        format!("postgres://postgres@{}/{}", self.metadata.address(), self.database)
    }

    /// The place of the bytes.
    pub(super) fn blobs(&self) -> &str {
        &self.blobs
    }

    /// A command with all settings, in a data folder of this name.
    pub(super) fn command(&self, data: &str, words: &str) -> Command {
        let mut command = crate::support::program();
        command.current_dir(self.home.path()).args(words.split(' '));
        command.arg("--data").arg(self.home.path().join(data));
        command.args(["--database", &self.address(), "--blobs", &self.blobs]);
        command.arg("--secret-key").arg(self.home.path().join("secret.key"));
        self.with_keys(command)
    }

    /// A command with the keys to the object store.
    pub(super) fn with_keys(&self, mut command: Command) -> Command {
        for name in ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"] {
            command.env(name, setting(name));
        }
        command
    }

    /// Runs a command to its end.
    pub(super) fn run(&self, words: &str) -> Done {
        finish(self.command("data", words), "")
    }

    /// Starts a server with a data folder of its own.
    #[track_caller]
    pub(super) fn serve(&self, name: &str) -> Server {
        Server::start(self.command(name, "serve --listen 127.0.0.1:0"))
    }

    /// Makes a user with a token that never expires.
    #[track_caller]
    pub(super) fn person(&self, name: &str) -> Person {
        let user = self.run(&format!("user add --name {name} --json")).json();
        let id = text(&user["userId"]);
        let token = self.run(&format!("token issue --user {id} --ttl never --json")).json();
        Person { space: text(&user["containerId"]), token: text(&token["accessToken"]), id }
    }

    /// Runs a statement past the servers.
    pub(super) fn execute(&self, sql: &str) {
        let address =
            format!("{} dbname={}", setting("LEPORELLO_TEST_POSTGRES").replace("dbname=postgres", ""), self.database);
        Database::connect(&address, NoTls).unwrap().batch_execute(sql).unwrap();
    }
}

impl Drop for Installation {
    fn drop(&mut self) {
        let server = setting("LEPORELLO_TEST_POSTGRES");
        let drop = format!("DROP DATABASE {} WITH (FORCE)", self.database);
        // A test that fails for another reason must not fail for this one too.
        if let Ok(mut database) = Database::connect(&server, NoTls) {
            let _ = database.batch_execute(&drop);
        }
    }
}

fn setting(name: &str) -> String {
    std::env::var(name)
        .unwrap_or_else(|_| panic!("run ./scripts/test, which starts the servers for the tests and sets {name}"))
}
