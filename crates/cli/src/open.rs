//! The data folder, and the service over it.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use leporello_blob::{Blobs, Credentials, Place};
use leporello_media::Workshop;
use leporello_model::{Clock, Random};
use leporello_server::{App, Parts, Settings as Rules};
use leporello_store::{Address, Pool, Store, StoreError};

use crate::Failed;
use crate::key::KeyFile;
use crate::output::say;
use crate::settings::Settings;
use crate::system::{SystemClock, SystemRandom};

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
        Some(url) => Ok(Address::parse(url)?),
    }
}

/// Opens a database, with as many connections as the settings say.
pub(crate) fn store(settings: &Settings, address: &Address) -> Result<Store, Failed> {
    let pool = settings.connections.map_or_else(Pool::default, |connections| Pool { connections, ..Pool::default() });
    Ok(Store::open_with(address, pool)?)
}

/// Where the bytes are, by the settings.
pub(crate) fn place(settings: &Settings) -> Result<Place, Failed> {
    match &settings.blobs {
        None => Ok(Place::Disk(Folder::at(&settings.data).blobs())),
        Some(url) => place_of(url),
    }
}

/// The place that a URL names, with what the environment says of keys to object stores.
#[expect(clippy::disallowed_methods, reason = "a secret has no flag, which everybody on the machine could read")]
pub(crate) fn place_of(url: &str) -> Result<Place, Failed> {
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let credentials =
        set("AWS_ACCESS_KEY_ID").zip(set("AWS_SECRET_ACCESS_KEY")).map(|(access_key_id, secret_access_key)| {
            Credentials { access_key_id, secret_access_key, session_token: set("AWS_SESSION_TOKEN") }
        });
    Ok(Place::parse(url, credentials)?)
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
    // What is wrong with the settings is said before anything is made.
    let address = address(settings)?;
    place(settings)?;
    Folder::at(&settings.data).create()?;
    let key = KeyFile::of(settings).master_key(&address, &SystemRandom)?;
    Ok((address, key))
}

/// Opens the service over the data folder of `settings`. A new folder is made ready, an existing one
/// of another version is left as it is: `migrate` brings it up to date.
pub(crate) async fn service(settings: &Settings) -> Result<App, Failed> {
    let (address, key) = prepare(settings)?;
    if matches!(&address, Address::Sqlite(path) if !path.exists()) {
        leporello_store::migrate(&address)?;
    }
    let app = over_system(settings, &address, key)?;
    if app.store.read(|read| read.any_unfinished_copy()).await? {
        return Err("the database is a copy that was not finished: run the same `leporello copy` again".into());
    }
    if !app.agree_on_key(false).await.map_err(|failure| say(&failure))? {
        return Err(KeyFile::of(settings).is_another().into());
    }
    app.store.write(|write| write.open_copy()).await?;
    Ok(app)
}

/// Opens the service with the system's clock and chance, whatever key its database was made with.
pub(crate) fn over_system(settings: &Settings, address: &Address, key: [u8; 32]) -> Result<App, Failed> {
    over(settings, address, Arc::new(SystemClock), Arc::new(SystemRandom), key)
}

/// Opens the service with a clock, chance and a key of the caller's choice.
pub(crate) fn over(
    settings: &Settings,
    address: &Address,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    master_key: [u8; 32],
) -> Result<App, Failed> {
    let store = store(settings, address)?;
    let rules = Rules {
        public_url: settings.public_url.clone(),
        max_future_skew: settings.max_future_skew,
        reach: settings.reach,
        max_members: settings.max_members,
        invitation_ttl: settings.invitation_ttl,
        ..Rules::default()
    };
    let blobs = Blobs::open(&place(settings)?, &scratch(settings)?)?;
    Ok(App::new(Parts { store, blobs, workshop: workshop(settings)?, clock, random, master_key, settings: rules }))
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

/// The folder for what is worked on, made where it is missing.
pub(crate) fn scratch(settings: &Settings) -> Result<PathBuf, Failed> {
    let scratch = std::path::absolute(Folder::at(&settings.data).scratch())?;
    fs::create_dir_all(&scratch).map_err(|error| format!("{}: {error}", scratch.display()))?;
    restrict(&scratch, 0o700)?;
    Ok(scratch)
}

/// Where pictures are made: by this very program, started anew for each, and by the tools on the search path.
pub(crate) fn workshop(settings: &Settings) -> Result<Workshop, Failed> {
    let scratch = scratch(settings)?;
    // The running program, also after an upgrade has put another in its place.
    let program = match Path::new("/proc/self/exe").exists() {
        true => PathBuf::from("/proc/self/exe"),
        false => std::env::current_exe().unwrap_or_default(),
    };
    let search = std::env::var_os("PATH").map(|path| std::env::split_paths(&path).collect()).unwrap_or_default();
    Ok(Workshop::new(program, vec![WORKER.into()], search, scratch))
}
