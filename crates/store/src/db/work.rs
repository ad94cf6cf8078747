//! Work on its way to a connection, and its answer on the way back.

use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::sync::oneshot;

use super::deadline::Deadline;
use super::{Read, Write};
use crate::StoreError;

/// A piece of reading: it may run more than once before it is told how it ended.
pub(super) trait ReadPiece: Send {
    /// Does the work.
    fn run(&mut self, read: &Read<'_>);
    /// Answers the caller: the work's own result if it could be done, else why not.
    fn finish(self: Box<Self>, done: Result<(), StoreError>);
}

/// A piece of writing: it may run more than once before it is told how it ended.
pub(super) trait WritePiece: Send {
    /// Does the work and says whether it is to be kept.
    fn run(&mut self, write: &Write<'_>) -> bool;
    /// Answers the caller: the work's own result if all was committed, else why not.
    fn finish(self: Box<Self>, committed: Result<(), StoreError>);
}

pub(super) type ReadWork = Box<dyn ReadPiece>;
pub(super) type WriteWork = Box<dyn WritePiece>;

/// What can be turned away without having been begun.
pub(super) trait Refuse {
    fn refuse(self, error: StoreError);
}

impl Refuse for ReadWork {
    fn refuse(self, error: StoreError) {
        self.finish(Err(error));
    }
}

impl Refuse for WriteWork {
    fn refuse(self, error: StoreError) {
        self.finish(Err(error));
    }
}

/// Work in a queue, and until when it is to have begun.
pub(super) struct Waiting<W> {
    pub(super) work: W,
    pub(super) late: Deadline,
}

/// Runs a piece; a panic in it is a fault of that piece alone.
pub(super) fn attempt<T>(run: impl FnOnce() -> T) -> Result<T, StoreError> {
    std::panic::catch_unwind(AssertUnwindSafe(run)).map_err(|_| StoreError::Fault)
}

/// The work of a caller, and where its answer goes.
pub(super) struct Piece<W, T, E> {
    work: W,
    result: Option<Result<T, E>>,
    answer: oneshot::Sender<Result<T, E>>,
}

impl<W, T, E> Piece<W, T, E> {
    /// With the answer to come.
    pub(super) fn new(work: W) -> (Self, Reply<T, E>) {
        let (answer, receiver) = oneshot::channel();
        (Self { work, result: None, answer }, Reply { receiver })
    }
}

impl<W, T, E: From<StoreError>> Piece<W, T, E> {
    fn answer(self, outcome: Result<(), StoreError>) {
        let answer = match (outcome, self.result) {
            (Ok(()), Some(result)) => result,
            (Ok(()), None) => Err(E::from(StoreError::Fault)),
            (Err(error), _) => Err(E::from(error)),
        };
        // Nobody may be waiting any more; what is committed stays committed.
        let _ = self.answer.send(answer);
    }
}

impl<W, T, E> ReadPiece for Piece<W, T, E>
where
    W: Fn(&Read<'_>) -> Result<T, E> + Send,
    T: Send,
    E: From<StoreError> + Send,
{
    fn run(&mut self, read: &Read<'_>) {
        self.result = None;
        self.result = Some((self.work)(read));
    }

    fn finish(self: Box<Self>, done: Result<(), StoreError>) {
        self.answer(done);
    }
}

impl<W, T, E> WritePiece for Piece<W, T, E>
where
    W: Fn(&Write<'_>) -> Result<T, E> + Send,
    T: Send,
    E: From<StoreError> + Send,
{
    fn run(&mut self, write: &Write<'_>) -> bool {
        self.result = None; // An earlier run's must not be what a panic leaves behind.
        write.begins_anew();
        let result = (self.work)(write);
        // Whoever took no notice of a failed statement must not be told that the work was kept:
        // PostgreSQL turns the commit of such a transaction into a rollback without a word.
        let result = match write.failure() {
            Some(failure) if result.is_ok() => Err(E::from(failure)),
            _ => result,
        };
        self.result.insert(result).is_ok()
    }

    fn finish(self: Box<Self>, committed: Result<(), StoreError>) {
        self.answer(committed);
    }
}

/// The answer to come. Await it, or [`wait`](Self::wait) for it where nothing is async.
pub struct Reply<T, E> {
    receiver: oneshot::Receiver<Result<T, E>>,
}

impl<T, E> Reply<T, E> {
    pub(super) fn of(receiver: oneshot::Receiver<Result<T, E>>) -> Self {
        Self { receiver }
    }
}

impl<T, E: From<StoreError>> Reply<T, E> {
    /// Waits for the answer on this thread.
    ///
    /// # Errors
    /// What the work gave.
    pub fn wait(self) -> Result<T, E> {
        self.receiver.blocking_recv().unwrap_or_else(|_| Err(E::from(StoreError::Fault)))
    }
}

impl<T, E: From<StoreError>> Future for Reply<T, E> {
    type Output = Result<T, E>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        // A dropped sender means that the work panicked; its thread says so in the log.
        Pin::new(&mut self.receiver)
            .poll(context)
            .map(|answer| answer.unwrap_or_else(|_| Err(E::from(StoreError::Fault))))
    }
}
