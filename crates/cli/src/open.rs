//! The data folder, and the service over it.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use leporello_blob::Blobs;
use leporello_media::Workshop;
use leporello_model::{Clock, Random};
use leporello_server::{App, Parts, Settings as Rules};
use leporello_store::{Address, Store, StoreError};

use crate::Failed;
use crate::settings::Settings;
use crate::system::{SystemClock, SystemRandom};

/// The emulator's well-known key. No other mode takes it.
pub(crate) const EMULATOR_KEY: [u8; 32] = *b"leporello emulator: not a secret";

/// The first argument with which this program starts itself to decode a picture.
pub(crate) const WORKER: &str = "worker";

/// The places in a data folder.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn at(path: &Path) -> Self {
        Self(path.to_owned())
    }

    pub(crate) fn metadata(&self) -> PathBuf {
        self.0.join("metadata.sqlite")
    }

    pub(crate) fn blobs(&self) -> PathBuf {
        self.0.join("blobs")
    }

    /// Where tools put pictures for a moment.
    pub(crate) fn scratch(&self) -> PathBuf {
        self.0.join("scratch")
    }

    pub(crate) fn key(&self) -> PathBuf {
        self.0.join("secret.key")
    }

    /// Makes the folder, for its owner only, and durably: its entry in the folder above is synced, and so
    /// are those of all folders that are made with it.
    pub(crate) fn create(&self) -> Result<(), Failed> {
        let named = |error: std::io::Error| format!("the data folder {}: {error}", self.0.display());
        let path = std::path::absolute(&self.0).map_err(named)?;
        let made = path.ancestors().take_while(|folder| !folder.exists()).count();
        fs::create_dir_all(&path).map_err(named)?;
        if made > 0 {
            restrict(&path, 0o700)?;
        }
        // At least the last one, also if it was there: its maker may have been killed before this.
        for above in path.ancestors().skip(1).take(made.max(1)) {
            match fs::File::open(above).and_then(|above| above.sync_all()) {
                // What may not be read was made by somebody else.
                Err(error) if error.kind() == ErrorKind::PermissionDenied => {}
                outcome => outcome.map_err(named)?,
            }
        }
        Ok(())
    }

    /// The master key. One is made for a folder whose database is still to be made, and for no other:
    /// what was given out over a database ends with the key.
    fn master_key(&self, address: &Address, random: &dyn Random) -> Result<[u8; 32], Failed> {
        if self.read_key()?.is_none() && !has_schema(address)? {
            self.make_key(random)?;
        }
        // Read in any case: another process may have made the key, and the database, in between.
        self.read_key()?.ok_or_else(|| self.key_is_gone().into())
    }

    /// The master key, if there is one.
    fn read_key(&self) -> Result<Option<[u8; 32]>, Failed> {
        let path = self.key();
        match fs::read(&path) {
            Ok(bytes) if bytes == EMULATOR_KEY => Err(format!(
                "the key {} is the emulator's, which everybody knows: take it away, and bring the folder's own back from a \
                 backup",
                path.display()
            )
            .into()),
            Ok(bytes) => bytes.try_into().map(Some).map_err(|_| {
                format!(
                    "the key {} is damaged: bring it back from a backup; links and app secrets depend on it",
                    path.display()
                )
                .into()
            }),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(format!("the key {}: {error}", path.display()).into()),
        }
    }

    /// Makes a key, whole and durable, unless another process does so at the same time.
    fn make_key(&self, random: &dyn Random) -> Result<(), Failed> {
        let path = self.key();
        let named = |error: std::io::Error| format!("the key {}: {error}", path.display());
        let mut key = [0; 32];
        random.fill(&mut key);
        // For its owner only from the beginning.
        let mut file = tempfile::Builder::new().prefix("secret.key.").tempfile_in(&self.0).map_err(named)?;
        file.write_all(&key).and_then(|()| file.as_file().sync_all()).map_err(named)?;
        match file.persist_noclobber(&path) {
            Err(taken) if taken.error.kind() == ErrorKind::AlreadyExists => {}
            outcome => drop(outcome.map_err(|error| named(error.error))?),
        }
        Ok(fs::File::open(&self.0).and_then(|folder| folder.sync_all()).map_err(named)?)
    }

    /// What to say, and how to mend it, when there is a database but no key.
    pub(crate) fn key_is_gone(&self) -> String {
        let path = self.key();
        let path = path.display();
        format!(
            "the key {path} is missing, though the database is in use: bring it back from a backup. If it is lost for \
             good, make a new one with `(umask 077; head -c 32 /dev/urandom > '{path}')`: pictures, albums, users and \
             their tokens stay; links that were given out stop working, and every app must be added anew"
        )
    }
}

#[cfg(unix)]
fn restrict(path: &Path, mode: u32) -> Result<(), Failed> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
        .map_err(|error| format!("{}: {error}", path.display()).into())
}

#[cfg(not(unix))]
fn restrict(_: &Path, _: u32) -> Result<(), Failed> {
    Ok(())
}

/// Where the metadata is, by the settings.
pub(crate) fn address(settings: &Settings) -> Result<Address, Failed> {
    match &settings.database {
        None => Ok(Address::Sqlite(Folder::at(&settings.data).metadata())),
        Some(url) => match Address::parse(url)? {
            Address::Postgres(_) => {
                Err("--database: serving on PostgreSQL is not ready in this version; leave the setting out, or give sqlite:PATH".into())
            }
            sqlite @ Address::Sqlite(_) => Ok(sqlite),
        },
    }
}

/// Whether there is a database in use: one with a schema, of whatever version.
pub(crate) fn has_schema(address: &Address) -> Result<bool, Failed> {
    match Store::open(address) {
        Ok(_) => Ok(true),
        Err(StoreError::Version { found, .. }) => Ok(found > 0),
        Err(error) => Err(error.into()),
    }
}

/// Makes the data folder of `settings` and the key in it, where they are still to be made; gives where the
/// metadata is, and the key. Goes before every migration: a database without a key is one that lost it.
pub(crate) fn prepare(settings: &Settings) -> Result<(Address, [u8; 32]), Failed> {
    let folder = Folder::at(&settings.data);
    folder.create()?;
    let address = address(settings)?;
    let key = folder.master_key(&address, &SystemRandom)?;
    Ok((address, key))
}

/// Opens the service over the data folder of `settings`. A new folder is made ready, an existing one
/// of another version is left as it is: `migrate` brings it up to date.
pub(crate) fn service(settings: &Settings) -> Result<App, Failed> {
    let (address, key) = prepare(settings)?;
    if matches!(&address, Address::Sqlite(path) if !path.exists()) {
        leporello_store::migrate(&address)?;
    }
    over(settings, &address, Arc::new(SystemClock), Arc::new(SystemRandom), key)
}

/// Opens the service with a clock, chance and a key of the caller's choice.
pub(crate) fn over(
    settings: &Settings,
    address: &Address,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    master_key: [u8; 32],
) -> Result<App, Failed> {
    let folder = Folder::at(&settings.data);
    let store = Store::open(address).map_err(explain)?;
    let rules = Rules {
        public_url: settings.public_url.clone(),
        max_future_skew: settings.max_future_skew,
        reach: settings.reach,
        max_members: settings.max_members,
        invitation_ttl: settings.invitation_ttl,
        ..Rules::default()
    };
    let blobs = Blobs::open(&folder.blobs())?;
    Ok(App::new(Parts { store, blobs, workshop: workshop(&folder)?, clock, random, master_key, settings: rules }))
}

/// Removes what a killed server left of its jobs. What is being worked on is younger.
pub(crate) fn sweep_scratch(folder: &Folder) {
    const OLD: std::time::Duration = std::time::Duration::from_secs(600);
    for entry in fs::read_dir(folder.scratch()).into_iter().flatten().flatten() {
        let age = entry.metadata().and_then(|metadata| metadata.modified()).ok().and_then(|time| time.elapsed().ok());
        if age.is_some_and(|age| age > OLD) {
            // What cannot be removed is tried again at the next start.
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Where pictures are made: by this very program, started anew for each, and by the tools on the search path.
pub(crate) fn workshop(folder: &Folder) -> Result<Workshop, Failed> {
    let scratch = std::path::absolute(folder.scratch())?;
    fs::create_dir_all(&scratch).map_err(|error| format!("{}: {error}", scratch.display()))?;
    restrict(&scratch, 0o700)?;
    // The running program, also after an upgrade has put another in its place.
    let program = match Path::new("/proc/self/exe").exists() {
        true => PathBuf::from("/proc/self/exe"),
        false => std::env::current_exe().unwrap_or_default(),
    };
    let search = std::env::var_os("PATH").map(|path| std::env::split_paths(&path).collect()).unwrap_or_default();
    Ok(Workshop::new(program, vec![WORKER.into()], search, scratch))
}

fn explain(error: StoreError) -> Failed {
    match error {
        StoreError::Version { found, needed } if found > needed => format!(
            "the database has schema version {found}, newer than this program's {needed}: use the newer program"
        )
        .into(),
        other => other.into(),
    }
}
