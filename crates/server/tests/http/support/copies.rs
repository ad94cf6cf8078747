//! Copies of a whole service: what takes many calls to set up is set up once.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use leporello_blob::Blobs;
use leporello_model::Clock;
use leporello_server::{App, Parts, router};
use leporello_store::{Address, Store};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;

use super::{AtomicI64, Dice, Hand, Person, World, workshop};

impl World {
    /// The same service at the same moment, in a folder of its own. What it draws by chance is other than what this one
    /// drew; nothing may be under way.
    pub(crate) fn copy(&self) -> Self {
        let folder = tempfile::tempdir().unwrap();
        copied(self._folder.path(), folder.path());
        let clock = Arc::new(Hand(AtomicI64::new(self.now().0)));
        let app = App::new(Parts {
            store: Store::open(&Address::Sqlite(folder.path().join("leporello.db"))).unwrap(),
            blobs: Blobs::open(&folder.path().join("blobs")).unwrap(),
            workshop: workshop(),
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            random: Arc::new(Dice(Mutex::new(ChaCha20Rng::from_seed([8; 32])))),
            master_key: [9; 32],
            settings: self.app.settings.clone(),
        });
        Self { router: router(app.clone()), app, ann: self.ann.again(), bob: self.bob.again(), clock, _folder: folder }
    }

    /// The file that the metadata is in.
    pub(crate) fn database(&self) -> PathBuf {
        self._folder.path().join("leporello.db")
    }
}

impl Person {
    /// The same person.
    pub(crate) fn again(&self) -> Self {
        Self { id: self.id, space: self.space, token: self.token.clone() }
    }
}

fn copied(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            fs::create_dir_all(&target).unwrap();
            copied(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
