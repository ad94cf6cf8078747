//! The use cases: one function per thing somebody wants done.
//!
//! A use case checks the right, does its work in one transaction, and knows nothing of HTTP or JSON.

pub mod account;
mod additions;
pub mod admin;
pub mod albums;
pub mod collections;
pub mod copy;
mod cursor;
pub mod downloads;
pub mod facts;
mod failure;
pub mod families;
pub mod files;
pub mod first_user;
pub mod import;
pub mod invitations;
pub mod jobs;
pub mod links;
pub mod lists;
pub mod moments;
pub mod operator;
mod page;
pub mod pictures;
pub mod places;
pub mod rescan;
pub mod scopes;
mod secrets;
pub mod sessions;
pub mod sign_in;
pub mod spaces;
pub mod uploads;
pub mod users;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use leporello_blob::Blobs;
use leporello_media::Workshop;
use leporello_model::{Clock, IdSource, Millis, Random, Reach};
use leporello_store::Store;
use tokio::sync::{Notify, Semaphore};

pub use additions::Addition;
pub use cursor::Cursors;
pub use failure::Failure;
// What use cases give are rows as the store has them; whoever shows them need not know the store.
pub use leporello_store::{
    AccountRow, Content, Days, FamiliesOf, FamilyKey, FamilyRow, FileRow, FileSort, InvitationRow, KnownFile,
    MemberRow, Space, TokenRow, User,
};
pub(crate) use secrets::session_hash;
pub use secrets::{Secrets, token_hash};

/// What the operator may decide.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The address that links start with, such as `https://photos.example.org`; none: the `Host` of
    /// each request.
    pub public_url: Option<String>,
    /// By how many milliseconds `X-Date` may lie in the future.
    pub max_future_skew: i64,
    /// How many milliseconds an upload may take from its creation to its completion.
    pub upload_ttl: i64,
    /// How many milliseconds a download link works, at least.
    pub link_ttl: i64,
    /// How many folders may stand inside one another, the root not counted.
    pub max_depth: usize,
    /// How far below the folders of its scope a collection album reaches.
    pub reach: Reach,
    /// How many people a family may have, its owner and those who are invited included.
    pub max_members: i64,
    /// How many milliseconds an invitation into a family can be answered.
    pub invitation_ttl: i64,
    /// Whether this is the emulator, whose clock can be set.
    pub emulator: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            public_url: None,
            max_future_skew: 0,
            upload_ttl: 24 * Millis::HOUR,
            link_ttl: Millis::HOUR,
            max_depth: 64,
            reach: Reach::Deep,
            max_members: 20,
            invitation_ttl: 7 * Millis::DAY,
            emulator: false,
        }
    }
}

/// What the service is made of.
pub struct Parts {
    /// The metadata.
    pub store: Store,
    /// The bytes.
    pub blobs: Blobs,
    /// Where pictures are made.
    pub workshop: Workshop,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Chance.
    pub random: Arc<dyn Random>,
    /// The key that links, cursors and app secrets are derived from: 32 random bytes.
    pub master_key: [u8; 32],
    /// What the operator decided.
    pub settings: Settings,
}

/// The service: the use cases are methods on it. Cheap to clone.
#[derive(Clone)]
pub struct App {
    inner: Arc<Inner>,
}

/// What an [`App`] holds.
pub struct Inner {
    /// The metadata.
    pub store: Store,
    /// The bytes.
    pub blobs: Blobs,
    /// Where pictures are made.
    pub workshop: Workshop,
    /// Pictures that were fetched last.
    pub(crate) pictures: Arc<pictures::Memory>,
    /// Tells that pictures are wanted.
    pub(crate) wanted: Notify,
    /// Stand-ins that were drawn last.
    pub(crate) stand_ins: Arc<pictures::StandIns>,
    /// Whose turn it is to have a picture made while they wait.
    pub(crate) asked: Semaphore,
    /// Whose turn it is to have a view made of a picture.
    pub(crate) anew: Arc<Semaphore>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// When this server was started.
    pub(crate) started: Millis,
    /// New identifiers.
    pub ids: IdSource,
    /// Keys derived from the master key.
    pub secrets: Secrets,
    /// Makes and reads cursors.
    pub cursors: Cursors,
    /// What the operator decided.
    pub settings: Settings,
    /// What the operator is shown.
    pub metrics: crate::Metrics,
    /// Whether this server is about to stop.
    leaving: AtomicBool,
    /// Whose turn it is to have a password checked.
    passwords: Semaphore,
}

impl App {
    /// Puts the service together.
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        let secrets = Secrets::new(parts.master_key);
        Self {
            inner: Arc::new(Inner {
                cursors: Cursors::new(secrets.cursor_key()),
                ids: IdSource::new(Arc::clone(&parts.clock), parts.random),
                store: parts.store,
                blobs: parts.blobs,
                workshop: parts.workshop,
                pictures: pictures::memory(),
                wanted: Notify::new(),
                stand_ins: pictures::stand_ins(),
                asked: Semaphore::new(pictures::ASKED_AT_ONCE),
                anew: Arc::new(Semaphore::new(pictures::ASKED_AT_ONCE)),
                started: parts.clock.now(),
                clock: parts.clock,
                secrets,
                settings: parts.settings,
                metrics: crate::Metrics::default(),
                leaving: AtomicBool::new(false),
                passwords: Semaphore::new(sign_in::AT_ONCE),
            }),
        }
    }
}

impl App {
    /// From now on says that it is not ready, and asks clients to connect anew, which a load balancer lets them do
    /// elsewhere; still answers whatever comes.
    pub fn leave(&self) {
        self.leaving.store(true, Ordering::Release);
    }

    /// Whether this server is about to stop.
    #[must_use]
    pub fn is_leaving(&self) -> bool {
        self.leaving.load(Ordering::Acquire)
    }
}

impl std::ops::Deref for App {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.inner
    }
}
