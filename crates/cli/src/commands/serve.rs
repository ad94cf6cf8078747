//! `serve` and `demo`: listening, and stopping in order.

use std::time::Duration;

use axum::Router;
use axum::serve::ListenerExt;
use leporello_server::App;
use leporello_server::jobs::{pictures, sweep};
use leporello_store::Address;
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::output::say;
use crate::settings::Settings;
use crate::{Failed, open, output, sample};

/// How long requests under way may take once the server is told to stop.
const DRAIN: Duration = Duration::from_secs(30);

/// How often expired uploads and unclaimed objects are looked for.
const SWEEP: Duration = Duration::from_secs(600);

pub(super) async fn serve(settings: Settings) -> Result<(), Failed> {
    let (address, _) = open::prepare(&settings)?;
    if let Address::Sqlite(_) = &address {
        leporello_store::migrate(&address)?;
    }
    let app = open::service(&settings).await?;
    open::sweep_scratch(&open::Folder::at(&settings.data));
    let listener = listen(&settings).await?;
    // Before it says that it listens: from then on nothing that is away for a moment ends it.
    let first_user = app.invite_first_user().await.map_err(|failure| say(&failure))?;
    let (_, stop) = announce(&listener)?;
    if let Some(key) = first_user {
        output::line(&format!("first user: {}/first-user?key={key}", public(&settings, &listener)?));
    }
    sweep::spawn(app.clone(), SWEEP);
    let makers = pictures::spawn(app.clone(), settings.media_workers);
    let outcome = run(listener, leporello_server::router(app.clone()), app, stop, settings.leave).await;
    makers.stop().await;
    outcome
}

pub(super) async fn demo(mut settings: Settings) -> Result<(), Failed> {
    let folder = tempfile::Builder::new().prefix("leporello-demo-").tempdir()?;
    settings.data = folder.path().to_owned();
    (settings.database, settings.blobs, settings.secret_key) = (None, None, None);
    let app = open::service(&settings).await?;
    output::remark("drawing the sample library …");
    let library = sample::family(&app).await?;
    let listener = listen(&settings).await?;
    let (base, stop) = announce(&listener)?;
    library.print(&base, "$(date -u +%Y%m%dT%H%M%SZ)");
    let makers = pictures::spawn(app.clone(), settings.media_workers);
    let outcome = run(listener, leporello_server::router(app.clone()), app, stop, settings.leave).await;
    makers.stop().await;
    outcome
}

/// Takes the address of the settings; port 0 is a free one.
pub(super) async fn listen(settings: &Settings) -> Result<TcpListener, Failed> {
    TcpListener::bind(&settings.listen).await.map_err(|error| {
        format!("--listen {}: {error}; choose another address, or port 0 for a free one", settings.listen).into()
    })
}

/// The address that people use: the public one where there is one.
fn public(settings: &Settings, listener: &TcpListener) -> Result<String, Failed> {
    settings.public_url.clone().map_or_else(|| base(listener), Ok)
}

/// The address of a listener as a URL.
fn base(listener: &TcpListener) -> Result<String, Failed> {
    Ok(format!("http://{}", listener.local_addr()?))
}

/// What tells the server to stop.
pub(super) struct Stop {
    terminate: Signal,
    interrupt: Signal,
}

impl Stop {
    /// Waits until it is told to stop; gives whether somebody sits there and waits.
    async fn asked(&mut self) -> bool {
        tokio::select! {
            _ = self.terminate.recv() => false,
            _ = self.interrupt.recv() => true,
        }
    }
}

/// Says that it listens, and where. Whoever has heard that can already tell it to stop.
pub(super) fn announce(listener: &TcpListener) -> Result<(String, Stop), Failed> {
    let stop = Stop { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? };
    let base = base(listener)?;
    output::line(&format!("leporello listening on {base}"));
    Ok((base, stop))
}

/// Serves until told to stop; then says for `leave` that it is not ready, and lets requests under way end. Stops with an
/// error by itself when the database could not be synced, because nothing may be acknowledged after that.
pub(super) async fn run(
    listener: TcpListener,
    router: Router,
    app: App,
    mut stop: Stop,
    leave: Duration,
) -> Result<(), Failed> {
    let (stopping, mut stopped) = tokio::sync::watch::channel(false);
    let mut drained = stopping.subscribe();
    let listener = listener.tap_io(|stream| {
        // Answers are small and complete; waiting to fill packets only makes them late.
        let _ = stream.set_nodelay(true);
    });
    let server = axum::serve(listener, router).with_graceful_shutdown(async move {
        let _ = stopped.changed().await;
    });
    let watch = async move {
        let outcome = tokio::select! {
            waited_for = stop.asked() => {
                app.leave();
                if !waited_for {
                    // Told once more, it does not wait any longer.
                    let _ = tokio::time::timeout(leave, stop.asked()).await;
                }
                Ok(())
            }
            () = broken(&app) => Err("the disk could not be synced, so nothing more is acknowledged; check the disk, then start again"),
        };
        let _ = stopping.send(true);
        outcome
    };
    let deadline = async move {
        let _ = drained.changed().await;
        tokio::time::sleep(DRAIN).await;
    };
    let watch = tokio::spawn(watch);
    tokio::select! {
        served = server.into_future() => served?,
        () = deadline => tracing::warn!("some requests did not end in time"),
    }
    Ok(watch.await??)
}

async fn broken(app: &App) {
    while !app.store.is_broken() {
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
}
