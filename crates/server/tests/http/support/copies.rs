//! Copies of a whole service: what takes many calls to set up is set up once.

use std::sync::{Arc, Mutex};

use leporello_blob::Blobs;
use leporello_model::Clock;
use leporello_server::{App, Parts, router};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;

use super::{AtomicI64, Dice, Hand, Person, World, workshop};

impl World {
    /// The same service at the same moment, in a folder of its own. What it draws by chance is other than what this one
    /// drew; nothing may be under way.
    pub(crate) fn copy(&self) -> Self {
        let place = self.place.copy();
        let clock = Arc::new(Hand(AtomicI64::new(self.now().0)));
        let app = App::new(Parts {
            store: place.store(),
            blobs: Blobs::on_disk(&place.blobs()).unwrap(),
            workshop: workshop(),
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            random: Arc::new(Dice(Mutex::new(ChaCha20Rng::from_seed([8; 32])))),
            master_key: [9; 32],
            settings: self.app.settings.clone(),
        });
        Self { router: router(app.clone()), app, ann: self.ann.again(), bob: self.bob.again(), clock, place }
    }
}

impl Person {
    /// The same person.
    pub(crate) fn again(&self) -> Self {
        Self { id: self.id, space: self.space, token: self.token.clone() }
    }
}
