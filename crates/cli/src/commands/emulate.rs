//! `emulate`: a server for client developers and their tests.
//!
//! It works in a folder that is thrown away. A copy of the seeded state is kept beside the live one,
//! so that a reset is a copy back. Time at the start, chance and keys are fixed, so identifiers and
//! credentials are the same after every start and reset; they are worth nothing anywhere else.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::Router;
use leporello_model::{Clock, FileId, Millis};
use leporello_server::{App, Control};

use super::{import, serve};
use crate::output::say;
use crate::sample::{Account, Library, MOBILES};
use crate::settings::Settings;
use crate::system::{SeededRandom, SettableClock};
use crate::{Failed, open, output, sample};

/// The moment at which everything is seeded.
const SEEDED: &str = "20251103T070140Z";

pub(super) async fn emulate(settings: Settings, seed: Option<String>, clock: Option<Millis>) -> Result<(), Failed> {
    let folder = tempfile::Builder::new().prefix("leporello-emulator-").tempdir()?;
    let emulator = Arc::new(Emulator {
        folder: folder.path().to_owned(),
        settings: Settings { database: None, blobs: None, secret_key: None, ..settings.clone() },
        clock: Arc::new(SettableClock::new(Millis::parse_basic(SEEDED))),
        start: clock,
        starts: AtomicU64::new(0),
    });
    // Stays open: whoever closes a database writes to its files, and these are copied at every reset.
    let seeded = emulator.seeded()?;
    let library = emulator.seed(&seeded, seed.as_deref()).await?;
    let app = emulator.renew()?;
    let listener = serve::listen(&settings).await?;
    let (base, stop) = serve::announce(&listener)?;
    let now = clock.map_or_else(|| "$(date -u +%Y%m%dT%H%M%SZ)".to_owned(), Millis::basic);
    library.print(&base, &now);
    let service = leporello_server::router(app.clone());
    let outcome = serve::run(listener, leporello_server::emulator(emulator, service), app, stop, Duration::ZERO).await;
    drop(seeded);
    outcome
}

struct Emulator {
    folder: PathBuf,
    settings: Settings,
    clock: Arc<SettableClock>,
    start: Option<Millis>,
    /// How often it was started or reset.
    starts: AtomicU64,
}

impl Emulator {
    fn seed_folder(&self) -> PathBuf {
        self.folder.join("seeded")
    }

    /// The service over the folder that every reset starts from, empty at first.
    fn seeded(&self) -> Result<App, Failed> {
        let folder = open::Folder::at(&self.seed_folder());
        folder.create()?;
        leporello_store::migrate(&leporello_store::Address::Sqlite(folder.metadata()))?;
        self.over(self.seed_folder(), 1)
    }

    /// The service over a folder, with chance starting anew from `seed`.
    fn over(&self, data: PathBuf, seed: u64) -> Result<App, Failed> {
        let settings = Settings { data, ..self.settings.clone() };
        let random = Arc::new(SeededRandom::new(seed));
        let address = open::address(&settings)?;
        let clock: Arc<dyn Clock> = self.clock.clone();
        open::over(&settings, &address, clock, random, crate::key::EMULATOR_KEY)
    }

    /// Fills the folder that every reset starts from.
    async fn seed(&self, app: &App, seed: Option<&str>) -> Result<Library, Failed> {
        let mut library = match seed {
            Some("demo") => {
                output::remark("drawing the sample library …");
                sample::family(app).await?
            }
            Some(pictures) if !Path::new(pictures).is_dir() => {
                return Err(format!("--seed {pictures}: give `demo`, or a folder that can be read").into());
            }
            Some(pictures) => {
                let account = Account::new(app, "Emulated user", MOBILES[0]).await?;
                let root = FileId::root_of(account.space);
                import::folder(app, account.caller(), Path::new(pictures), root, &mut import::Progress::silent())
                    .await?;
                Library { accounts: vec![account], app: signer(app).await?, pictures: Vec::new(), family: None }
            }
            None => {
                let account = Account::new(app, "Emulated user", MOBILES[0]).await?;
                Library { accounts: vec![account], app: signer(app).await?, pictures: Vec::new(), family: None }
            }
        };
        if library.accounts.len() == 1 {
            library.accounts.push(Account::new(app, "Another user", MOBILES[1]).await?);
        }
        Ok(library)
    }

    /// Makes a new live folder, a copy of the seeded one, and opens it; the clock starts again. Requests
    /// under way over the last one cannot reach it.
    fn renew(&self) -> Result<App, Failed> {
        let number = self.starts.fetch_add(1, Ordering::Relaxed);
        let live = |number: u64| self.folder.join(format!("live-{number}"));
        copy(&self.seed_folder(), &live(number))?;
        self.clock.set(self.start);
        let app = self.over(live(number), 2)?;
        if let Some(last) = number.checked_sub(1) {
            // What cannot be removed now goes with everything else at the end.
            let _ = fs::remove_dir_all(live(last));
        }
        Ok(app)
    }
}

async fn signer(app: &App) -> Result<leporello_server::app::admin::NewApp, Failed> {
    app.add_app("Emulated app".to_owned()).await.map_err(|failure| say(&failure))
}

/// Copies a folder. Pictures are linked, not copied: they are never changed in place.
fn copy(from: &Path, to: &Path) -> Result<(), Failed> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if entry.file_type()?.is_dir() {
            copy(&source, &target)?;
        } else if source.components().any(|part| part.as_os_str() == "blobs") {
            fs::hard_link(&source, &target)?;
        } else if !entry.file_name().to_string_lossy().ends_with("-shm") {
            // The write-ahead log comes along; the shared memory over it is made anew.
            fs::copy(&source, &target)?;
        }
    }
    Ok(())
}

impl Control for Emulator {
    fn now(&self) -> Millis {
        self.clock.now()
    }

    fn set_clock(&self, at: Option<Millis>) {
        self.clock.set(at);
    }

    fn reset(&self) -> Result<Router, String> {
        self.renew().map(leporello_server::router).map_err(|error| error.to_string())
    }
}
