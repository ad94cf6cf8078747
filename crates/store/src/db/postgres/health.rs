//! Whether the server is there. While it is away all work is refused at once, and one thread looks for it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender, never, select};
use tokio::sync::oneshot;

use crate::StoreError;
use crate::db::deadline::Deadline;
use crate::engine::{PostgresConnection, PostgresServer, Refused};
use crate::trees::Trees;

/// How long we wait before we look again for a server that is away.
const LOOK_AGAIN: Duration = Duration::from_millis(500);

/// How long a server that is there may take to say so.
const GLANCE: Duration = Duration::from_millis(1500);

/// Somebody who asks whether the server is there.
type Ask = oneshot::Sender<Result<(), StoreError>>;

/// What the threads of a store know of its server.
pub(super) struct Health {
    away: Mutex<Option<StoreError>>,
    trees: Arc<Trees>,
    suspicion: Sender<()>,
}

impl Health {
    /// With what comes out when somebody has reason to think that the server is away.
    pub(super) fn new(trees: &Arc<Trees>) -> (Arc<Self>, Receiver<()>) {
        let (suspicion, suspicions) = crossbeam_channel::bounded(1);
        (Arc::new(Self { away: Mutex::new(None), trees: Arc::clone(trees), suspicion }), suspicions)
    }

    /// Why it is away, if it is.
    pub(super) fn away(&self) -> Option<StoreError> {
        self.lock().clone()
    }

    /// It could not be reached.
    pub(super) fn lost(&self, error: &StoreError) {
        self.set(Some(error.clone()));
        self.suspect();
    }

    /// A connection was lost: the next one may be to another server, which never had what this one had committed last.
    pub(super) fn forget(&self) {
        self.trees.forget();
    }

    /// It may be away: somebody is to look.
    pub(super) fn suspect(&self) {
        // One suspicion is as good as many.
        let _ = self.suspicion.try_send(());
    }

    fn set(&self, away: Option<StoreError>) {
        let mut known = self.lock();
        match (&*known, &away) {
            (None, Some(error)) => tracing::error!(%error, "the database is away; looking for it"),
            (Some(_), None) => tracing::info!("the database is back"),
            _ => {}
        }
        *known = away;
    }

    fn lock(&self) -> MutexGuard<'_, Option<StoreError>> {
        self.away.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What those who bring work know of the server. The watch ends with the last of them.
#[derive(Clone)]
pub(crate) struct Watch {
    health: Arc<Health>,
    asks: Sender<Ask>,
}

impl Watch {
    /// With where the questions come out.
    pub(super) fn new(health: &Arc<Health>) -> (Self, Receiver<Ask>) {
        let (asks, asked) = crossbeam_channel::unbounded();
        (Self { health: Arc::clone(health), asks }, asked)
    }

    /// Why the server is away, if it is known to be.
    pub(crate) fn away(&self) -> Option<StoreError> {
        self.health.away()
    }

    /// Asks whether it is there.
    pub(crate) fn ask(&self, ask: Ask) {
        // Without anybody to answer it, the question is dropped, which is a fault.
        let _ = self.asks.send(ask);
    }
}

/// Looks for the server when somebody thinks that it is away, and answers who asks, until nobody can ask any more.
pub(super) fn watch(server: &PostgresServer, health: &Health, asks: &Receiver<Ask>, suspicions: &Receiver<()>) {
    let (mut eye, mut next) = (Eye { server, connection: None }, Deadline::after(Duration::ZERO));
    loop {
        let again = if health.away().is_some() { next.signal() } else { never() };
        select! {
            recv(asks) -> ask => {
                let Ok(ask) = ask else { return };
                let answer = match health.away() {
                    Some(error) => Err(error),
                    None => eye.look().map_err(StoreError::from),
                };
                for ask in std::iter::once(ask).chain(asks.try_iter()) {
                    // Whoever asked may have gone away.
                    let _ = ask.send(answer.clone());
                }
            }
            recv(suspicions) -> _ => {
                // Whoever still thinks so says it again.
                if next.passed() {
                    next = eye.report(health);
                }
            }
            recv(again) -> _ => next = eye.report(health),
        }
    }
}

/// Looks at the server over a connection of its own, which does not wait behind anybody.
struct Eye<'s> {
    server: &'s PostgresServer,
    connection: Option<PostgresConnection>,
}

impl Eye<'_> {
    /// Says whether the server is away; gives when to look again.
    fn report(&mut self, health: &Health) -> Deadline {
        health.set(match self.look() {
            Err(Refused::Away(error)) => Some(error),
            Ok(()) | Err(Refused::Crowded(_) | Refused::Never(_)) => None,
        });
        Deadline::after(LOOK_AGAIN)
    }

    fn look(&mut self) -> Result<(), Refused> {
        if let Some(connection) = self.connection.take() {
            match connection.batch("SELECT 1") {
                Ok(()) => {
                    self.connection = Some(connection);
                    return Ok(());
                }
                Err(error) if connection.is_hung() => return Err(Refused::Away(error)),
                // Perhaps only the connection is gone.
                Err(_) => {}
            }
        }
        let connection = self.server.open_within(GLANCE)?.limited_to(GLANCE);
        self.connection = Some(connection);
        Ok(())
    }
}
