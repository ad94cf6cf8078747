//! The data folder, and the service over it.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use leporello_blob::Blobs;
use leporello_model::{Clock, Random};
use leporello_server::{App, Parts, Settings as Rules};
use leporello_store::{Address, Store, StoreError};

use crate::Failed;
use crate::settings::Settings;
use crate::system::{SystemClock, SystemRandom};

/// The emulator's well-known key. No other mode takes it.
pub(crate) const EMULATOR_KEY: [u8; 32] = *b"leporello emulator: not a secret";

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

    /// The master key, made the first time.
    pub(crate) fn master_key(&self, random: &dyn Random) -> Result<[u8; 32], Failed> {
        let path = self.key();
        let named = |error: std::io::Error| format!("the key {}: {error}", path.display());
        match fs::read(&path) {
            Ok(bytes) if bytes == EMULATOR_KEY => Err(format!(
                "the key {} is the emulator's, which everybody knows: take it away, and a new one is made",
                path.display()
            )
            .into()),
            Ok(bytes) => bytes.try_into().map_err(|_| {
                format!(
                    "the key {} is damaged: bring it back from a backup; links and app secrets depend on it",
                    path.display()
                )
                .into()
            }),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let mut key = [0; 32];
                random.fill(&mut key);
                let mut file = fs::OpenOptions::new().write(true).create_new(true).open(&path).map_err(named)?;
                restrict(&path, 0o600)?;
                file.write_all(&key).and_then(|()| file.sync_all()).map_err(named)?;
                fs::File::open(&self.0).and_then(|folder| folder.sync_all()).map_err(named)?;
                Ok(key)
            }
            Err(error) => Err(named(error).into()),
        }
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

/// Opens the service over the data folder of `settings`. A new folder is made ready, an existing one
/// of another version is left as it is: `migrate` brings it up to date.
pub(crate) fn service(settings: &Settings) -> Result<App, Failed> {
    let folder = Folder::at(&settings.data);
    folder.create()?;
    let address = address(settings)?;
    if matches!(&address, Address::Sqlite(path) if !path.exists()) {
        leporello_store::migrate(&address)?;
    }
    over(settings, &address, Arc::new(SystemClock), Arc::new(SystemRandom), None)
}

/// Opens the service with a clock, chance and a key of the caller's choice.
pub(crate) fn over(
    settings: &Settings,
    address: &Address,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    key: Option<[u8; 32]>,
) -> Result<App, Failed> {
    let folder = Folder::at(&settings.data);
    let master_key = key.map_or_else(|| folder.master_key(random.as_ref()), Ok)?;
    let store = Store::open(address).map_err(explain)?;
    let rules = Rules {
        public_url: settings.public_url.clone(),
        max_future_skew: settings.max_future_skew,
        ..Rules::default()
    };
    let blobs = Blobs::open(&folder.blobs())?;
    Ok(App::new(Parts { store, blobs, clock, random, master_key, settings: rules }))
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
