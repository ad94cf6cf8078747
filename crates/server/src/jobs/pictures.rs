//! Makes the pictures that are wanted: newest first, a few at a time, for as long as the server runs.

use std::sync::Arc;
use std::time::Duration;

use leporello_store::Taken;
use tokio::sync::Semaphore;
use tokio::task::{JoinHandle, JoinSet};

use crate::App;

/// How often it is looked whether another server, or a pause that is over, has left something to do.
const LOOK: Duration = Duration::from_secs(5);

/// How long those who are at work when the server stops may take. What they do not end is free again after a while.
const DRAIN: Duration = Duration::from_secs(10);

/// The makers of pictures, at work until they are told to stop or the runtime ends.
pub struct Makers {
    turns: Arc<Semaphore>,
    at_once: u32,
    task: JoinHandle<()>,
}

impl Makers {
    /// Takes nothing more, and waits a while for what is being made.
    pub async fn stop(self) {
        self.task.abort();
        if tokio::time::timeout(DRAIN, self.turns.acquire_many(self.at_once)).await.is_err() {
            tracing::info!("some pictures were not made in time; they are made later");
        }
    }
}

/// Makes pictures, `at_once` at a time; with 0 there are no makers. Failures are logged; what failed is free again after a
/// while.
#[must_use]
pub fn spawn(app: App, at_once: u32) -> Makers {
    let turns = Arc::new(Semaphore::new(at_once as usize));
    let task = tokio::spawn(work(app, Arc::clone(&turns)));
    Makers { turns, at_once, task }
}

async fn work(app: App, turns: Arc<Semaphore>) {
    loop {
        // The semaphore is never closed.
        let Ok(turn) = Arc::clone(&turns).acquire_owned().await else { return };
        match app.take_pictures(1).await {
            Ok(taken) if !taken.is_empty() => {
                let app = app.clone();
                tokio::spawn(async move {
                    for taken in taken {
                        make(&app, taken).await;
                    }
                    drop(turn);
                });
                continue;
            }
            Ok(_) => {}
            Err(failure) => {
                tracing::warn!(cause = failure.cause(), "pictures that are wanted cannot be looked for")
            }
        }
        drop(turn);
        tokio::select! {
            // Some upload has landed here.
            () = app.wanted.notified() => {}
            () = tokio::time::sleep(LOOK) => {}
        }
    }
}

/// Makes all that is wanted, `at_once` at a time; tells `progress` after each. For commands.
///
/// # Errors
/// A failure of the store.
pub async fn drain(app: &App, at_once: usize, progress: impl Fn()) -> Result<(), crate::Failure> {
    let mut at_work = JoinSet::new();
    loop {
        while at_work.len() < at_once.max(1) {
            let Some(taken) = app.take_pictures(1).await?.pop() else { break };
            let app = app.clone();
            at_work.spawn(async move { make(&app, taken).await });
        }
        if at_work.join_next().await.is_none() {
            return Ok(());
        }
        progress();
    }
}

/// Makes the newest that are wanted, all at once, `most` of them; gives how many there were.
///
/// # Errors
/// A failure of the store.
pub async fn some(app: &App, most: usize) -> Result<usize, crate::Failure> {
    let taken = app.take_pictures(most).await?;
    let tasks: Vec<_> = taken
        .into_iter()
        .map(|taken| {
            let app = app.clone();
            tokio::spawn(async move { make(&app, taken).await })
        })
        .collect();
    let made = tasks.len();
    for task in tasks {
        // One that stopped is free again after a while.
        let _ = task.await;
    }
    Ok(made)
}

async fn make(app: &App, taken: Taken) {
    if let Err(failure) = app.make_pictures(taken).await {
        tracing::warn!(cause = failure.cause(), "pictures could not be made; they are tried again");
    }
}
