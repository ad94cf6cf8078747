//! `emulate`: a server for client developers and their tests.
//!
//! It works in a folder that is thrown away. A copy of the seeded state is kept beside the live one,
//! so that a reset is a copy back. Time at the start, chance and keys are fixed, so identifiers and
//! credentials are the same after every start and reset; they are worth nothing anywhere else.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use leporello_model::{Clock, FileId, Millis};
use leporello_server::{App, Control};

use super::{import, say, serve};
use crate::sample::{Account, Library};
use crate::settings::Settings;
use crate::system::{SeededRandom, SettableClock};
use crate::{Failed, open, output, sample};

/// The moment at which everything is seeded.
const SEEDED: &str = "20251103T070140Z";

/// The emulator's well-known key. No other mode takes it.
const KEY: [u8; 32] = *b"leporello emulator: not a secret";

pub(super) async fn emulate(settings: Settings, seed: Option<String>, clock: Option<Millis>) -> Result<(), Failed> {
    let folder = tempfile::Builder::new().prefix("leporello-emulator-").tempdir()?;
    let emulator = Arc::new(Emulator {
        folder: folder.path().to_owned(),
        settings: Settings { database: None, ..settings.clone() },
        clock: Arc::new(SettableClock::new(Millis::parse_basic(SEEDED))),
        start: clock,
    });
    let library = emulator.seed(seed.as_deref()).await?;
    let app = emulator.renew()?;
    let listener = serve::listen(&settings).await?;
    let base = serve::base(&listener)?;
    output::line(&format!("leporello listening on {base}"));
    let now = clock.map_or_else(|| "$(date -u +%Y%m%dT%H%M%SZ)".to_owned(), Millis::basic);
    library.print(&base, &now);
    let service = leporello_server::router(app.clone());
    serve::run(listener, leporello_server::emulator(emulator, service), app).await
}

struct Emulator {
    folder: PathBuf,
    settings: Settings,
    clock: Arc<SettableClock>,
    start: Option<Millis>,
}

impl Emulator {
    fn seeded(&self) -> PathBuf {
        self.folder.join("seeded")
    }

    fn live(&self) -> PathBuf {
        self.folder.join("live")
    }

    /// The service over a folder, with chance starting anew from `seed`.
    fn over(&self, data: PathBuf, seed: u64) -> Result<App, Failed> {
        let settings = Settings { data, ..self.settings.clone() };
        let random = Arc::new(SeededRandom::new(seed));
        let address = open::address(&settings)?;
        let clock: Arc<dyn Clock> = self.clock.clone();
        open::over(&settings, &address, clock, random, Some(KEY))
    }

    /// Fills the folder that every reset starts from.
    async fn seed(&self, seed: Option<&str>) -> Result<Library, Failed> {
        let data = self.seeded();
        open::Folder::at(&data).create()?;
        leporello_store::migrate(&leporello_store::Address::Sqlite(open::Folder::at(&data).metadata()))?;
        let app = self.over(data, 1)?;
        let mut library = match seed {
            Some("demo") => {
                output::remark("drawing the sample library …");
                sample::family(&app).await?
            }
            Some(pictures) => {
                let account = Account::new(&app, "Emulated user").await?;
                let root = FileId::root_of(account.space);
                import::folder(&app, account.caller(), Path::new(pictures), root, &mut import::Progress::silent())
                    .await?;
                Library { accounts: vec![account], app: signer(&app).await?, pictures: Vec::new() }
            }
            None => {
                let account = Account::new(&app, "Emulated user").await?;
                Library { accounts: vec![account], app: signer(&app).await?, pictures: Vec::new() }
            }
        };
        library.accounts.push(Account::new(&app, "Another user").await?);
        Ok(library)
    }

    /// Makes the live folder a copy of the seeded one and opens it; the clock starts again.
    fn renew(&self) -> Result<App, Failed> {
        let live = self.live();
        if live.exists() {
            fs::remove_dir_all(&live)?;
        }
        copy(&self.seeded(), &live)?;
        self.clock.set(self.start);
        self.over(live, 2)
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
