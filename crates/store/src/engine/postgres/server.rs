//! A server as its address describes it, and connecting to it.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio_postgres::config::{Host, SslMode, SslNegotiation};
use tokio_postgres::tls::{MakeTlsConnect, TlsConnect};
use tokio_postgres::{Client, Config, Error, NoTls, SimpleQueryMessage, Socket};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::address::Parts;
use super::tls::Trust;
use super::{PostgresConnection, address, hosts, meaning, tls};
use crate::StoreError;

/// How long connecting to one address may take, unless the operator says otherwise.
const CONNECT: Duration = Duration::from_secs(3);

/// How long the network may keep what was sent, and how long nothing may come before we ask whether the other side is there.
const SILENCE: Duration = Duration::from_secs(10);

/// How much longer than the server itself would let a statement run we wait for its answer.
const GRACE: Duration = Duration::from_secs(5);

/// What every connection is to have unless the operator says something: in the address, for the role, the database or the
/// whole server. Keepalives and time-outs are for the server's end, which otherwise keeps the locks of a machine that is gone for
/// hours. Whole tables are not read where an index will do, however small they are: a serializable transaction that reads a
/// table whole has read what everybody else writes to it, and meets them all.
const SETTINGS: &str = "
    SELECT set_config(s.name, w.value, FALSE) FROM (VALUES
        ('statement_timeout', '30s'), ('idle_in_transaction_session_timeout', '30s'),
        ('tcp_keepalives_idle', '10'), ('tcp_keepalives_interval', '5'), ('tcp_keepalives_count', '3'),
        ('tcp_user_timeout', '10s'), ('enable_seqscan', 'off')) AS w (name, value)
    JOIN pg_settings s ON s.name = w.name WHERE s.source = 'default';
    SELECT setting FROM pg_settings WHERE name = 'statement_timeout'";

/// A server, by its address.
pub(crate) struct PostgresServer {
    config: Config,
    /// None where nothing is encrypted.
    tls: Option<MakeRustlsConnect>,
    /// Whether it may also do without.
    or_plain: bool,
    /// How long connecting to one address may take.
    patience: Duration,
}

/// Why there is no connection.
pub(crate) enum Refused {
    /// The server has as many as it takes; those there are go on.
    Crowded(StoreError),
    /// It is away, or does not work yet or any more.
    Away(StoreError),
    /// It will say the same the next time.
    Never(StoreError),
}

impl From<Refused> for StoreError {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Crowded(error) | Refused::Away(error) | Refused::Never(error) => error,
        }
    }
}

impl PostgresServer {
    /// Reads an address, a URL or `key=value` pairs, and the certificates that it names.
    ///
    /// # Errors
    /// [`StoreError::Address`], which repeats nothing of it: what cannot be read may be a part of the password.
    pub(crate) fn parse(address: &str) -> Result<Self, StoreError> {
        let Parts { rest, mode, root } = address::split(address);
        let mut config: Config = rest.parse().map_err(|_| StoreError::Address)?;
        let (ssl, trust) = match mode.as_deref() {
            Some("disable") => (SslMode::Disable, Trust::Anybody),
            None | Some("allow" | "prefer") => (SslMode::Prefer, Trust::Anybody),
            // As libpq has it: whoever names the signers wants them looked at.
            Some("require") if root.is_none() => (SslMode::Require, Trust::Anybody),
            Some("require" | "verify-ca") => (SslMode::Require, Trust::Signer),
            Some("verify-full") => (SslMode::Require, Trust::Host),
            Some(_) => return Err(StoreError::Address),
        };
        // Nobody listens on a socket in the file system.
        let local =
            config.get_hosts().iter().all(|host| matches!(host, Host::Unix(_))) && config.get_hostaddrs().is_empty();
        let ssl = if local { SslMode::Disable } else { ssl };
        if !local && trust == Trust::Signer && root.is_none() {
            // Anybody may have a certificate of those whom browsers trust: without the host it would say nothing.
            let text =
                "sslmode=verify-ca needs sslrootcert, the file with the certificates of who signs; or say verify-full";
            return Err(StoreError::Setting(text));
        }
        let direct = config.get_ssl_negotiation() == SslNegotiation::Direct;
        let tls = match ssl {
            SslMode::Disable => None,
            _ => Some(tls::connector(trust, root.as_deref(), direct)?),
        };
        config.ssl_mode(ssl);
        complete(&mut config);
        let patience = config.get_connect_timeout().copied().unwrap_or(CONNECT);
        Ok(Self { config, tls, or_plain: ssl == SslMode::Prefer, patience })
    }

    /// Connects to the first host that lets us, each address of each in its turn.
    pub(crate) fn open(&self) -> Result<PostgresConnection, Refused> {
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| Refused::Never(StoreError::Unavailable(error.to_string())))?;
        match runtime.block_on(self.connect_in_turn()) {
            Ok(opened) => Ok(opened.on(runtime)),
            Err(refused) => {
                // Looking up a name cannot be broken off; nobody is to wait for it.
                runtime.shutdown_background();
                Err(refused)
            }
        }
    }

    /// The driver would let one that accepts us and then says nothing keep us from the next.
    async fn connect_in_turn(&self) -> Result<Opened, Refused> {
        let mut refused = silent();
        for host in hosts::each(&self.config) {
            let addresses = tokio::time::timeout(self.patience, hosts::addresses(host)).await;
            for address in addresses.unwrap_or_default() {
                let limit = self.patience * hosts::tries(&address);
                refused = match tokio::time::timeout(limit, self.connect(&address)).await {
                    Ok(Ok(opened)) => return Ok(opened),
                    Ok(Err(error)) => why(&error),
                    Err(_) => silent(),
                };
            }
        }
        Err(refused)
    }

    async fn connect(&self, config: &Config) -> Result<Opened, Error> {
        let Some(tls) = &self.tls else { return connect(config, NoTls).await };
        match connect(config, tls.clone()).await {
            Err(error) if self.or_plain && (meaning::is_barred(&error) || failed_in_tls(&error)) => {
                connect(config.clone().ssl_mode(SslMode::Disable), NoTls).await
            }
            outcome => outcome,
        }
    }
}

fn silent() -> Refused {
    Refused::Away(StoreError::Unavailable("it does not answer".to_owned()))
}

/// What the address leaves open.
fn complete(config: &mut Config) {
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(CONNECT);
    }
    if config.get_tcp_user_timeout().is_none() {
        config.tcp_user_timeout(SILENCE);
    }
    if config.get_keepalives_idle() == Config::new().get_keepalives_idle() {
        config.keepalives_idle(SILENCE);
    }
    if config.get_keepalives_interval().is_none() {
        config.keepalives_interval(SILENCE / 2);
    }
    if config.get_keepalives_retries().is_none() {
        config.keepalives_retries(3);
    }
    if config.get_application_name().is_none() {
        config.application_name("leporello");
    }
}

fn why(error: &Error) -> Refused {
    match meaning::of(error) {
        crowded if meaning::is_crowded(error) => Refused::Crowded(crowded),
        away @ StoreError::Unavailable(_) => Refused::Away(away),
        other => Refused::Never(other),
    }
}

fn failed_in_tls(error: &Error) -> bool {
    use std::error::Error as _;
    error.source().and_then(|source| source.downcast_ref()).is_some_and(tls::is_ours)
}

struct Opened {
    client: Client,
    remembers: bool,
    limit: Option<Duration>,
}

impl Opened {
    fn on(self, runtime: Runtime) -> PostgresConnection {
        PostgresConnection {
            client: self.client,
            runtime,
            statements: RefCell::default(),
            limit: self.limit,
            worn: Cell::new(false),
            hung: Cell::new(false),
            remembers: self.remembers,
        }
    }
}

async fn connect<T>(config: &Config, tls: T) -> Result<Opened, Error>
where
    T: MakeTlsConnect<Socket>,
    T::Stream: Send + 'static,
    <T::TlsConnect as TlsConnect<Socket>>::Future: Send,
{
    let (client, connection) = config.connect(tls).await?;
    let remembers = remembers(connection.parameter("server_version"), connection.parameter("crdb_version"));
    // It runs whenever its thread waits for an answer. How it ends, whoever waits is told.
    tokio::spawn(async move {
        let _ = connection.await;
    });
    // Not every engine that speaks this protocol has such settings.
    let limit = match client.simple_query(SETTINGS).await {
        Ok(answer) => milliseconds(&answer),
        Err(error) if error.as_db_error().is_some() => None,
        Err(error) => return Err(error),
    };
    Ok(Opened { client, remembers, limit: limit.map(|limit| limit + GRACE) })
}

/// The number in the last row; none if it is 0, which is no limit.
fn milliseconds(answer: &[SimpleQueryMessage]) -> Option<Duration> {
    let last = answer.iter().rev().find_map(|message| match message {
        SimpleQueryMessage::Row(row) => row.get(0).and_then(|text| text.parse().ok()),
        _ => None,
    });
    last.filter(|limit| *limit > 0).map(Duration::from_millis)
}

/// Whether this is PostgreSQL itself, 13 or newer: those that speak as it does differ in what they know of transactions.
fn remembers(version: Option<&str>, cockroach: Option<&str>) -> bool {
    let version = version.filter(|version| cockroach.is_none() && !version.contains("-YB"));
    let major = version.and_then(|version| version.split(|letter: char| !letter.is_ascii_digit()).next());
    major.and_then(|major| major.parse::<u32>().ok()).is_some_and(|major| major >= 13)
}
