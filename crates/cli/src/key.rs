//! The master key: a file of 32 bytes that all servers over one database have.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use leporello_model::Random;
use leporello_store::Address;

use crate::settings::Settings;
use crate::{Failed, open};

/// The emulator's well-known key. No other mode takes it.
pub(crate) const EMULATOR_KEY: [u8; 32] = *b"leporello emulator: not a secret";

/// The file that holds the master key.
pub(crate) struct KeyFile(PathBuf);

impl KeyFile {
    /// The file of the settings: in the data folder, unless they name another.
    pub(crate) fn of(settings: &Settings) -> Self {
        Self(settings.secret_key.clone().unwrap_or_else(|| settings.data.join("secret.key")))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// The master key. One is made for a database that is still to be made, and for no other:
    /// what was given out over a database ends with the key.
    pub(crate) fn master_key(&self, address: &Address, random: &dyn Random) -> Result<[u8; 32], Failed> {
        if self.read_key()?.is_none() && !open::has_schema(address)? {
            self.make_key(random)?;
        }
        // Read in any case: another process may have made the key, and the database, in between.
        self.read_key()?.ok_or_else(|| self.is_gone().into())
    }

    /// The master key, if there is one.
    pub(crate) fn read_key(&self) -> Result<Option<[u8; 32]>, Failed> {
        let path = &self.0;
        match fs::read(path) {
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
        let path = &self.0;
        let named = |error: std::io::Error| format!("the key {}: {error}", path.display());
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut key = [0; 32];
        random.fill(&mut key);
        // For its owner only from the beginning.
        let mut file = tempfile::Builder::new().prefix("secret.key.").tempfile_in(folder).map_err(named)?;
        file.write_all(&key).and_then(|()| file.as_file().sync_all()).map_err(named)?;
        match file.persist_noclobber(path) {
            Err(taken) if taken.error.kind() == ErrorKind::AlreadyExists => {}
            outcome => drop(outcome.map_err(|error| named(error.error))?),
        }
        Ok(fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(named)?)
    }

    /// What to say, and how to mend it, when there is a database but no key.
    pub(crate) fn is_gone(&self) -> String {
        let path = self.0.display();
        format!(
            "the key {path} is missing, though the database is in use: bring it back from a backup, or \
             from another server of this database (--secret-key names the file). If it is lost for good, make a new one with `(umask 077; head -c 32 /dev/urandom > '{path}')`: pictures, albums, users and \
             their tokens stay; then run `leporello migrate --accept-key`: links that were given out stop working, and every app must be \
             added anew"
        )
    }

    /// What to say, and how to mend it, when the database was made with another key.
    pub(crate) fn is_another(&self) -> String {
        format!(
            "the key {} is not the one of this database: bring that one back from a backup, or take it from another server \
             of this database. If it is lost for good, `leporello migrate --accept-key` takes this one: links that were \
             given out stop working, and every app must be added anew",
            self.0.display()
        )
    }
}
