//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use leporello_model::{Millis, UserId};

/// Leporello: a self-hosted album server, compatible with the KooDrive album API (carrier edition).
///
/// It is not affiliated with that service.
#[derive(Parser)]
#[command(version, about, max_term_width = 100)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) options: Options,
}

/// Settings: flag, then environment, then `leporello.toml`, then default.
#[derive(Args, Clone, Default)]
pub(crate) struct Options {
    /// Where to listen; port 0 takes a free one [default: 127.0.0.1:8686]
    #[arg(long, global = true, value_name = "ADDR", env = "LEPORELLO_LISTEN")]
    pub(crate) listen: Option<String>,
    /// The folder that holds everything [default: ./leporello-data]
    #[arg(long, global = true, value_name = "DIR", env = "LEPORELLO_DATA")]
    pub(crate) data: Option<PathBuf>,
    /// Where the metadata is: sqlite:PATH or postgres://… [default: a SQLite file in the data folder]
    #[arg(long, global = true, value_name = "URL", env = "LEPORELLO_DATABASE", hide_env_values = true)]
    pub(crate) database: Option<String>,
    /// How many connections to PostgreSQL one server holds, 2 to 500 [default: 16]
    #[arg(long, global = true, value_name = "N", env = "LEPORELLO_DATABASE_CONNECTIONS",
        value_parser = clap::value_parser!(u32).range(database::CONNECTIONS))]
    pub(crate) database_connections: Option<u32>,
    /// Where the bytes are: file:PATH, or s3://BUCKET?endpoint=URL&region=NAME with AWS_ACCESS_KEY_ID and
    /// AWS_SECRET_ACCESS_KEY in the environment [default: plain files in the data folder]
    #[arg(long, global = true, value_name = "URL", env = "LEPORELLO_BLOBS", hide_env_values = true)]
    pub(crate) blobs: Option<String>,
    /// The file with the key that all servers over one database share [default: secret.key in the data folder]
    #[arg(long, global = true, value_name = "FILE", env = "LEPORELLO_SECRET_KEY")]
    pub(crate) secret_key: Option<PathBuf>,
    /// The address that links start with [default: the host of each request]
    #[arg(long, global = true, value_name = "URL", env = "LEPORELLO_PUBLIC_URL")]
    pub(crate) public_url: Option<String>,
    /// By how many seconds X-Date may lie in the future [default: 0]
    #[arg(long, global = true, value_name = "SECONDS", env = "LEPORELLO_MAX_FUTURE_SKEW")]
    pub(crate) max_future_skew: Option<u32>,
    /// Whether a collection album also takes what lies in the folders below its own [default: true]
    #[arg(long, global = true, value_name = "true|false", env = "LEPORELLO_COLLECTION_RECURSIVE")]
    pub(crate) collection_recursive: Option<bool>,
    /// How many people a family may have, its owner and those who are invited included, 2 to 1000 [default: 20]
    #[arg(long, global = true, value_name = "N", env = "LEPORELLO_FAMILY_MAX_MEMBERS",
        value_parser = clap::value_parser!(u32).range(family::MAX_MEMBERS))]
    pub(crate) family_max_members: Option<u32>,
    /// How many days an invitation into a family can be answered, 1 to 365 [default: 7]
    #[arg(long, global = true, value_name = "N", env = "LEPORELLO_FAMILY_INVITATION_DAYS",
        value_parser = clap::value_parser!(u32).range(family::INVITATION_DAYS))]
    pub(crate) family_invitation_days: Option<u32>,
    /// How many pictures are made at a time in the background, 0 to 64; with 0 each is made when it is asked for
    /// [default: one for each processor but one, 1 to 8]
    #[arg(long, global = true, value_name = "N", env = "LEPORELLO_MEDIA_WORKERS",
        value_parser = clap::value_parser!(u32).range(media::WORKERS))]
    pub(crate) media_workers: Option<u32>,
    /// For how many seconds a server that is told to stop says that it is not ready, but still takes requests, so that a
    /// load balancer can turn away from it first, 0 to 300 [default: 0]
    #[arg(long, global = true, value_name = "SECONDS", env = "LEPORELLO_LEAVE_SECONDS",
        value_parser = clap::value_parser!(u32).range(serve::LEAVE_SECONDS))]
    pub(crate) leave_seconds: Option<u32>,
    /// A settings file [default: leporello.toml, if there is one]
    #[arg(long, global = true, value_name = "FILE", env = "LEPORELLO_CONFIG")]
    pub(crate) config: Option<PathBuf>,
}

/// What the settings of the database may be.
pub(crate) mod database {
    use std::ops::RangeInclusive;

    /// How many connections one server holds.
    pub(crate) const CONNECTIONS: RangeInclusive<i64> = 2..=500;
}

/// What the settings of listening may be.
pub(crate) mod serve {
    use std::ops::RangeInclusive;

    /// How long a server that stops still takes requests.
    pub(crate) const LEAVE_SECONDS: RangeInclusive<i64> = 0..=300;
}

/// What the settings of families may be.
pub(crate) mod family {
    use std::ops::RangeInclusive;

    /// How many people a family may have.
    pub(crate) const MAX_MEMBERS: RangeInclusive<i64> = 2..=1_000;
    /// How many days an invitation can be answered.
    pub(crate) const INVITATION_DAYS: RangeInclusive<i64> = 1..=365;
}

/// What the settings of pictures may be.
pub(crate) mod media {
    use std::ops::RangeInclusive;

    /// How many pictures are made at a time.
    pub(crate) const WORKERS: RangeInclusive<i64> = 0..=64;
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Start a server over a sample family library, in a folder that is thrown away at the end
    Demo,
    /// Start a server for client developers and their tests: a clock that can be set, known credentials
    Emulate {
        /// What it holds at the start: `demo`, or a folder of pictures [default: nothing]
        #[arg(long, value_name = "DIR|demo")]
        seed: Option<String>,
        /// The moment at which its clock stands still, such as 20251103T070140Z [default: the system's clock]
        #[arg(long, value_name = "TIME", value_parser = moment)]
        clock: Option<Millis>,
    },
    /// Start the server
    Serve,
    /// Manage users
    #[command(subcommand)]
    User(UserCommand),
    /// Manage access tokens
    #[command(subcommand)]
    Token(TokenCommand),
    /// Manage apps, which sign their requests
    #[command(subcommand)]
    App(AppCommand),
    /// Bring a folder of pictures into a user's space, with its folders; safe to repeat
    Import {
        /// Whose space
        #[arg(long, value_name = "USER_ID")]
        user: UserId,
        /// The folder to bring in
        path: PathBuf,
        /// The folder of the space to put it into, made when it is missing [default: the root]
        #[arg(long, value_name = "FOLDER")]
        into: Option<String>,
        /// Print one JSON object and nothing else
        #[arg(long)]
        json: bool,
    },
    /// Read stored files again and make their pictures anew: after an upgrade, or when a zone or tool has changed
    Rescan {
        /// Only what lies in this user's space [default: everybody's]
        #[arg(long, value_name = "USER_ID")]
        user: Option<UserId>,
        /// The IANA time zone in which local times of this user's pictures are read from now on
        #[arg(long, value_name = "ZONE", value_parser = zone, requires = "user")]
        zone: Option<String>,
        /// Print one JSON object and nothing else
        #[arg(long)]
        json: bool,
    },
    /// Bring the database to the schema of this version
    Migrate {
        /// Take the key at hand as this database's from now on, because the one it had is lost
        #[arg(long)]
        accept_key: bool,
    },
    /// Copy a library to another database, another blob store, or both, or back; stop its servers first. Safe to repeat:
    /// goes on where it was broken off, and compares every row and every byte at the end
    Copy {
        /// The database to copy from: sqlite:PATH or postgres://… [default: the one of the settings]
        #[arg(long, value_name = "URL")]
        from: Option<String>,
        /// The database to copy to, made when it is empty
        #[arg(long, value_name = "URL")]
        to: Option<String>,
        /// Where the bytes are: file:PATH or s3://… [default: the place of the settings]
        #[arg(long, value_name = "URL", requires = "blobs_to")]
        blobs_from: Option<String>,
        /// Where to copy the bytes
        #[arg(long, value_name = "URL")]
        blobs_to: Option<String>,
        /// Replace a library that is in use at the target: all of it that the source does not have is gone
        #[arg(long)]
        replace: bool,
        /// End the copy also when objects are missing or damaged at the source
        #[arg(long)]
        despite_damage: bool,
        /// Print one JSON object and nothing else
        #[arg(long)]
        json: bool,
    },
    /// Check that everything is in order, and say how to mend what is not
    Doctor,
    /// Print the OpenAPI document
    Openapi,
}

#[derive(Subcommand)]
pub(crate) enum UserCommand {
    /// Add a user with a personal space
    Add {
        /// The name to show
        #[arg(long)]
        name: String,
        /// The mobile number with its four-digit country prefix, such as 008613800000000
        #[arg(long, value_parser = mobile)]
        mobile: Option<String>,
        /// Read a password from standard input
        #[arg(long)]
        password_stdin: bool,
        /// The size of the space
        #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=104_857_600))]
        capacity_gb: u32,
        /// The IANA time zone in which local times of this user's pictures are read
        #[arg(long, value_name = "ZONE", default_value = "UTC", value_parser = zone)]
        zone: String,
        /// Print one JSON object and nothing else
        #[arg(long)]
        json: bool,
    },
}

#[derive(Subcommand)]
pub(crate) enum TokenCommand {
    /// Issue a token; it is shown once
    Issue {
        /// Whose token
        #[arg(long, value_name = "USER_ID")]
        user: UserId,
        /// How long it survives without being used: 20m, 12h, 7d, never
        #[arg(long, default_value = "20m", value_parser = ttl)]
        ttl: Ttl,
        /// Print one JSON object and nothing else
        #[arg(long)]
        json: bool,
    },
}

#[derive(Subcommand)]
pub(crate) enum AppCommand {
    /// Add an app that may act for any user; its secret is shown once
    Add {
        /// What it is called
        #[arg(long)]
        name: String,
        /// Print one JSON object and nothing else
        #[arg(long)]
        json: bool,
    },
}

/// How long a token lives: milliseconds, or for ever.
#[derive(Clone, Copy)]
pub(crate) struct Ttl(pub(crate) Option<i64>);

fn moment(text: &str) -> Result<Millis, String> {
    Millis::parse_basic(text).ok_or_else(|| "give a UTC time such as 20251103T070140Z".to_owned())
}

fn ttl(text: &str) -> Result<Ttl, String> {
    const HELP: &str = "give a time such as 20m, 12h or 7d, or `never`";
    if text == "never" {
        return Ok(Ttl(None));
    }
    let mut number = text.chars();
    let unit = match number.next_back() {
        Some('s') => Millis::SECOND,
        Some('m') => Millis::MINUTE,
        Some('h') => Millis::HOUR,
        Some('d') => 24 * Millis::HOUR,
        _ => return Err(HELP.to_owned()),
    };
    let number: i64 = number.as_str().parse().map_err(|_| HELP.to_owned())?;
    if !(1..=1_000_000).contains(&number) {
        return Err(HELP.to_owned());
    }
    Ok(Ttl(Some(number * unit)))
}

fn mobile(text: &str) -> Result<String, String> {
    let shaped = (6..=20).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if shaped {
        Ok(text.to_owned())
    } else {
        Err("give digits with a four-digit country prefix, such as 008613800000000".to_owned())
    }
}

fn zone(text: &str) -> Result<String, String> {
    match jiff::tz::TimeZone::get(text) {
        Ok(_) => Ok(text.to_owned()),
        Err(_) => Err("give an IANA time zone such as Europe/Berlin or Asia/Shanghai".to_owned()),
    }
}
