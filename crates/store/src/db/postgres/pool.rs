//! The threads of a pool. Each has a connection; work goes to whichever is free, and what waits for too long is refused.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender, TryRecvError, select};

use super::health::Health;
use super::line::Line;
use crate::StoreError;
use crate::db::work::{Refuse, Waiting};
use crate::engine::Refused;

/// How often it is looked whether work waits that nobody takes.
const TICK: Duration = Duration::from_millis(250);

/// How long a thread that gets no connection keeps work before it hands it on: the next one may get none either.
const CROWDED: Duration = Duration::from_millis(100);

/// Where the work of a pool waits.
pub(super) struct Post<W> {
    queue: Receiver<Waiting<W>>,
    /// From hand to hand: work that somebody took and cannot do.
    offers: (Sender<Waiting<W>>, Receiver<Waiting<W>>),
    health: Arc<Health>,
}

impl<W: Refuse + Send + 'static> Post<W> {
    pub(super) fn new(queue: Receiver<Waiting<W>>, health: &Arc<Health>) -> Arc<Self> {
        Arc::new(Self { queue, offers: crossbeam_channel::bounded(0), health: Arc::clone(health) })
    }

    /// Starts a thread for each of `lines` and one for what waits too long. They end when nobody can bring work any more.
    pub(super) fn start(
        self: Arc<Self>,
        name: &str,
        lines: Vec<Line>,
        serve: impl Fn(&mut Line, W) + Clone + Send + 'static,
    ) -> Result<(), StoreError> {
        for line in lines {
            let (post, serve) = (Arc::clone(&self), serve.clone());
            spawn(name, move || post.work(line, serve))?;
        }
        spawn(name, move || self.hurry())
    }

    fn work(&self, mut line: Line, serve: impl Fn(&mut Line, W)) {
        while let Some(waiting) = self.next() {
            let served = std::panic::catch_unwind(AssertUnwindSafe(|| self.one(&mut line, waiting, &serve)));
            if served.is_err() {
                // Whoever waits for the work is told, because it was dropped; of the connection nobody knows how it is.
                tracing::error!("a thread of the store failed");
                line.close();
            }
        }
    }

    fn next(&self) -> Option<Waiting<W>> {
        select! {
            recv(self.offers.1) -> waiting => waiting.ok(),
            recv(self.queue) -> waiting => waiting.ok(),
        }
    }

    fn one(&self, line: &mut Line, waiting: Waiting<W>, serve: impl Fn(&mut Line, W)) {
        if waiting.late.passed() {
            return self.refuse(waiting.work, late());
        }
        match line.connection() {
            Ok(_) => serve(line, waiting.work),
            // The others have connections: let one of them do it.
            Err(Refused::Crowded(error)) => {
                thread::sleep(CROWDED.min(waiting.late.left()));
                self.hand_on(waiting, error);
            }
            Err(refused) => waiting.work.refuse(refused.into()),
        }
        line.tidy();
    }

    /// Takes care of work that waits while all threads are busy.
    fn hurry(&self) {
        loop {
            match self.queue.try_recv() {
                Ok(waiting) => self.hand_on(waiting, late()),
                Err(TryRecvError::Empty) => thread::sleep(TICK),
                Err(TryRecvError::Disconnected) => return,
            }
        }
    }

    /// Gives work to the next thread that is free; refuses it when it is late by then.
    fn hand_on(&self, waiting: Waiting<W>, refusal: StoreError) {
        let left = waiting.late.left();
        if let Err(unsent) = self.offers.0.send_timeout(waiting, left) {
            self.refuse(unsent.into_inner().work, refusal);
        }
    }

    fn refuse(&self, work: W, error: StoreError) {
        // Perhaps the others wait for a server that hangs.
        self.health.suspect();
        work.refuse(error);
    }
}

fn late() -> StoreError {
    StoreError::Unavailable("no connection was free for too long".to_owned())
}

/// Starts a thread of the store.
pub(super) fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> Result<(), StoreError> {
    let builder = thread::Builder::new().name(name.to_owned());
    builder.spawn(work).map(drop).map_err(|error| StoreError::Unavailable(error.to_string()))
}
