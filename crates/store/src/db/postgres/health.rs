//! Whether the server is there. While it is away all work is refused at once, and one thread looks for it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender, never, select};
use tokio::sync::oneshot;

use super::pool::spawn;
use crate::StoreError;
use crate::db::deadline::Deadline;
use crate::engine::{PostgresConnection, PostgresServer, Refused};
use crate::trees::Trees;

/// How long we wait before we look again for a server that is away.
const LOOK_AGAIN: Duration = Duration::from_millis(500);

/// How long a server that is there may take to say so over a connection, and how long who asks waits at most while one is opened.
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
pub(super) fn watch(server: &Arc<PostgresServer>, health: &Health, asks: &Receiver<Ask>, suspicions: &Receiver<()>) {
    let (mut eye, mut next) = (Eye::new(server), Deadline::after(Duration::ZERO));
    let mut waiting = Waiting { asks: Vec::new(), until: Deadline::after(Duration::ZERO) };
    loop {
        let again = if health.away().is_some() && !eye.is_opening() { next.signal() } else { never() };
        let late = if waiting.asks.is_empty() { never() } else { waiting.until.signal() };
        select! {
            recv(asks) -> ask => {
                let Ok(ask) = ask else { return };
                waiting.add(std::iter::once(ask).chain(asks.try_iter()));
                match health.away() {
                    Some(error) => waiting.answer(&Err(error)),
                    None => if let Some(seen) = eye.look() {
                        waiting.answer(&seen.map_err(StoreError::from));
                    },
                }
            }
            recv(suspicions) -> _ => {
                // Whoever still thinks so says it again.
                if next.passed() && !eye.is_opening() {
                    next = report(health, eye.look());
                }
            }
            recv(again) -> _ => next = report(health, eye.look()),
            recv(eye.opening()) -> opened => {
                let seen = eye.opened(opened.unwrap_or(Err(Refused::Never(StoreError::Fault))));
                next = report(health, Some(seen));
                waiting.answer(&eye.known(health));
            }
            recv(late) -> _ => waiting.answer(&eye.known(health)),
        }
    }
}

/// Notes what was seen of the server, if anything was; gives when to look again.
fn report(health: &Health, seen: Option<Result<(), Refused>>) -> Deadline {
    match seen {
        Some(Err(Refused::Away(error))) => health.set(Some(error)),
        Some(Ok(()) | Err(Refused::Crowded(_) | Refused::Never(_))) => health.set(None),
        None => {}
    }
    Deadline::after(LOOK_AGAIN)
}

/// Those who asked and have no answer yet.
struct Waiting {
    asks: Vec<Ask>,
    /// When they get one in any case.
    until: Deadline,
}

impl Waiting {
    fn add(&mut self, asks: impl Iterator<Item = Ask>) {
        if self.asks.is_empty() {
            self.until = Deadline::after(GLANCE);
        }
        self.asks.extend(asks);
    }

    fn answer(&mut self, answer: &Result<(), StoreError>) {
        for ask in self.asks.drain(..) {
            // Whoever asked may have gone away.
            let _ = ask.send(answer.clone());
        }
    }
}

/// What comes of opening a connection.
type Opened = Result<PostgresConnection, Refused>;

/// Looks at the server over a connection of its own, which does not wait behind anybody.
struct Eye<'s> {
    server: &'s Arc<PostgresServer>,
    connection: Option<PostgresConnection>,
    /// Where a connection comes out that is being opened. That may take as long as all of the hosts may take, so a thread of its
    /// own does it.
    opening: Option<Receiver<Opened>>,
    /// What was wrong when it looked last.
    wrong: Option<StoreError>,
}

impl<'s> Eye<'s> {
    const fn new(server: &'s Arc<PostgresServer>) -> Self {
        Self { server, connection: None, opening: None, wrong: None }
    }

    const fn is_opening(&self) -> bool {
        self.opening.is_some()
    }

    /// Where it comes out what came of opening a connection; nothing does while none is being opened.
    fn opening(&self) -> Receiver<Opened> {
        self.opening.clone().unwrap_or_else(never)
    }

    /// What is known without looking.
    fn known(&self, health: &Health) -> Result<(), StoreError> {
        health.away().or_else(|| self.wrong.clone()).map_or(Ok(()), Err)
    }

    /// Whether the server is there; none when a connection has to be opened first, which is then under way.
    fn look(&mut self) -> Option<Result<(), Refused>> {
        if let Some(connection) = self.connection.take() {
            match connection.batch("SELECT 1") {
                Ok(()) => {
                    self.connection = Some(connection);
                    return Some(Ok(()));
                }
                Err(error) if connection.is_hung() => {
                    self.wrong = Some(error.clone());
                    return Some(Err(Refused::Away(error)));
                }
                // Perhaps only the connection is gone.
                Err(_) => {}
            }
        }
        if self.opening.is_some() {
            return None;
        }
        let (opened, opening) = crossbeam_channel::bounded(1);
        let server = Arc::clone(self.server);
        let started = spawn("store-watch-open", move || {
            // Nobody may look any more.
            let _ = opened.send(server.open().map(|connection| connection.limited_to(GLANCE)));
        });
        match started {
            Ok(()) => {
                self.opening = Some(opening);
                None
            }
            Err(error) => Some(Err(Refused::Never(error))),
        }
    }

    /// Takes what came of opening a connection.
    fn opened(&mut self, opened: Opened) -> Result<(), Refused> {
        self.opening = None;
        match opened {
            Ok(connection) => {
                self.wrong = None;
                self.connection = Some(connection);
                Ok(())
            }
            Err(refused) => {
                let (Refused::Crowded(error) | Refused::Away(error) | Refused::Never(error)) = &refused;
                self.wrong = Some(error.clone());
                Err(refused)
            }
        }
    }
}
