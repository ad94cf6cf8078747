//! Settings: a flag, else the environment, else `leporello.toml`, else the default.

use std::path::{Path, PathBuf};
use std::time::Duration;

use leporello_model::{Millis, Reach};
use serde::Deserialize;

use crate::Failed;
use crate::args::{Options, database, family, media, serve};

/// The settings file. A key it does not know is an error, because it is most likely a misspelt one.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    listen: Option<String>,
    data: Option<PathBuf>,
    database: Option<String>,
    database_connections: Option<u32>,
    blobs: Option<String>,
    secret_key: Option<PathBuf>,
    public_url: Option<String>,
    leave_seconds: Option<u32>,
    max_future_skew: Option<u32>,
    #[serde(default)]
    collection: Collection,
    #[serde(default)]
    family: Family,
    #[serde(default)]
    media: Media,
}

/// `[collection]`
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Collection {
    recursive: Option<bool>,
}

/// `[family]`
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Family {
    max_members: Option<u32>,
    invitation_days: Option<u32>,
}

/// `[media]`
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Media {
    workers: Option<u32>,
}

/// The settings in force.
#[derive(Clone)]
pub(crate) struct Settings {
    /// Where to listen.
    pub(crate) listen: String,
    /// The data folder.
    pub(crate) data: PathBuf,
    /// The metadata, if not in the data folder.
    pub(crate) database: Option<String>,
    /// How many connections to a database server.
    pub(crate) connections: Option<u32>,
    /// The bytes, if not in the data folder.
    pub(crate) blobs: Option<String>,
    /// The file with the master key, if not in the data folder.
    pub(crate) secret_key: Option<PathBuf>,
    /// How long a server that is told to stop still takes requests.
    pub(crate) leave: Duration,
    /// The address that links start with.
    pub(crate) public_url: Option<String>,
    /// Milliseconds.
    pub(crate) max_future_skew: i64,
    /// How far down a collection album reaches.
    pub(crate) reach: Reach,
    /// How many people a family may have.
    pub(crate) max_members: i64,
    /// Milliseconds.
    pub(crate) invitation_ttl: i64,
    /// How many pictures are made at a time in the background.
    pub(crate) media_workers: u32,
}

impl Settings {
    /// Puts together what flags and environment (`options`), the file and the defaults say.
    pub(crate) fn read(options: &Options) -> Result<Self, Failed> {
        let file = match &options.config {
            Some(path) => parse(path)?,
            None if Path::new("leporello.toml").exists() => parse(Path::new("leporello.toml"))?,
            None => File::default(),
        };
        let options = options.clone();
        let public_url = options.public_url.or(file.public_url);
        if let Some(url) =
            public_url.as_deref().filter(|url| !url.starts_with("http://") && !url.starts_with("https://"))
        {
            return Err(format!("public-url {url}: give a whole address such as https://photos.example.org").into());
        }
        let recursive = options.collection_recursive.or(file.collection.recursive).unwrap_or(true);
        let members = options.family_max_members.or(file.family.max_members).unwrap_or(20);
        let days = options.family_invitation_days.or(file.family.invitation_days).unwrap_or(7);
        let workers = options.media_workers.or(file.media.workers);
        let skew = options.max_future_skew.or(file.max_future_skew).unwrap_or(0);
        Ok(Self {
            listen: options.listen.or(file.listen).unwrap_or_else(|| "127.0.0.1:8686".to_owned()),
            data: options.data.or(file.data).unwrap_or_else(|| PathBuf::from("leporello-data")),
            database: options.database.or(file.database),
            connections: options.database_connections.or(file.database_connections),
            blobs: options.blobs.or(file.blobs),
            secret_key: options.secret_key.or(file.secret_key),
            leave: Duration::from_secs(options.leave_seconds.or(file.leave_seconds).unwrap_or(0).into()),
            public_url,
            max_future_skew: i64::from(skew) * Millis::SECOND,
            reach: if recursive { Reach::Deep } else { Reach::Shallow },
            max_members: i64::from(members),
            invitation_ttl: i64::from(days) * Millis::DAY,
            media_workers: workers.unwrap_or_else(makers),
        })
    }
}

/// One for each processor but one, which is left to those who ask; no more than eight, since each may take half a GiB of
/// memory.
fn makers() -> u32 {
    std::thread::available_parallelism()
        .ok()
        .and_then(|count| u32::try_from(count.get()).ok())
        .unwrap_or(1)
        .saturating_sub(1)
        .clamp(1, 8)
}

/// Reads the settings file. Of numbers it also looks whether they may be that large; of flags and environment that has
/// been done.
fn parse(path: &Path) -> Result<File, Failed> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let file: File = toml::from_str(&text).map_err(|error| {
        // Not the whole line: there may be a password in it.
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        let number = before.matches('\n').count();
        let key = text.lines().nth(number).and_then(|line| line.split_once('=')).map_or("", |(key, _)| key.trim());
        format!("{}, line {}: {key}: {}", path.display(), number + 1, error.message())
    })?;
    let Family { max_members, invitation_days } = file.family;
    for (key, number, range) in [
        ("family.max_members", max_members, family::MAX_MEMBERS),
        ("family.invitation_days", invitation_days, family::INVITATION_DAYS),
        ("media.workers", file.media.workers, media::WORKERS),
        ("database_connections", file.database_connections, database::CONNECTIONS),
        ("leave_seconds", file.leave_seconds, serve::LEAVE_SECONDS),
    ] {
        if let Some(number) = number.filter(|number| !range.contains(&i64::from(*number))) {
            let (least, most) = (range.start(), range.end());
            return Err(format!("{}: {key} = {number}: give {least} to {most}", path.display()).into());
        }
    }
    Ok(file)
}
