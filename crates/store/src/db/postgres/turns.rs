//! Turns between writers that met, across all servers over one database.
//!
//! Every statement names its owner or space first. Writers that meet over one are let in one after the other, by a lock that
//! the engine keeps for them; those over different ones never wait for each other. A lock is taken before the transaction
//! begins, because what a transaction sees is settled before it could wait in it.

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::line::Line;
use crate::StoreError;
use crate::db::deadline::Deadline;

/// How long a writer tries before its caller is told that it met others all the time.
const LONG: Duration = Duration::from_secs(10);

/// Ours among the locks of a database.
const LOCKS: i32 = 0x4c65_706f; // "Lepo"

/// The first pause of a writer that has no turns to take, and the longest.
const PAUSES: (Duration, Duration) = (Duration::from_millis(1), Duration::from_millis(250));

/// How often a writer that waits for its turn is let in without a pause before.
const AT_ONCE: u32 = 3;

/// How many pieces of writing may wait in one lane: what a writer does within that time, and a few more.
const IN_LANE: usize = 256;

/// The turns of one piece of writing.
pub(super) struct Turns {
    keys: BTreeSet<i32>,
    until: Option<Deadline>,
    tries: u32,
    held: bool,
    /// Whether it has met others since over something it does not hold.
    wider: bool,
    pause: Duration,
}

impl Turns {
    pub(super) const fn new() -> Self {
        Self { keys: BTreeSet::new(), until: None, tries: 0, held: false, wider: false, pause: PAUSES.0 }
    }

    /// Notes that the work met somebody over `key`; whether it may be tried again.
    pub(super) fn met(&mut self, key: Option<i32>) -> bool {
        self.wider |= key.is_some_and(|key| self.keys.insert(key));
        self.tries += 1;
        !self.until.get_or_insert_with(|| Deadline::after(LONG)).passed()
    }

    /// Waits for the turn, if this is not the first try. `known` is whether the engine has such locks, and is found out.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it has been tried for long enough.
    pub(super) fn take(&mut self, line: &mut Line, known: &AtomicBool) -> Result<(), StoreError> {
        let Some(until) = self.until else { return Ok(()) };
        // It may have waited in its lane.
        if until.passed() {
            return Err(StoreError::Conflict);
        }
        if known.load(Ordering::Relaxed) && !self.keys.is_empty() && (self.wider || !self.held) {
            self.give(line);
            self.wider = false;
            match line.connection()?.lock(&self.locking(until.left())) {
                // The engine gave up waiting, and undid nothing: what it has given us so far has to be given back.
                Err(StoreError::Unavailable(_)) if !line.is_lost() => {
                    self.held = true;
                    return Err(StoreError::Conflict);
                }
                Ok(false) => known.store(false, Ordering::Relaxed),
                outcome => {
                    self.held = outcome.is_ok();
                    outcome?;
                }
            }
        }
        if !self.held || self.tries > AT_ONCE {
            std::thread::sleep(self.pause.min(until.left()));
            self.pause = (self.pause * 2).min(PAUSES.1);
        }
        Ok(())
    }

    /// In the order of the keys, so that nobody waits for somebody who waits for them.
    fn locking(&self, wait: Duration) -> String {
        let wait = wait.as_millis().max(1);
        let locks = self.keys.iter().map(|key| format!("; SELECT pg_advisory_lock({LOCKS}, {key})"));
        format!("SET LOCAL lock_timeout = {wait}{}", locks.collect::<String>())
    }

    /// Gives the turn to the next. A connection that cannot is closed, which does it as well.
    pub(super) fn give(&mut self, line: &mut Line) {
        if std::mem::take(&mut self.held) && line.is_open() && !line.is_lost() {
            let given = line.connection().map_err(StoreError::from);
            if given.and_then(|connection| connection.batch("SELECT pg_advisory_unlock_all()")).is_err() {
                line.close();
            }
        }
    }

    /// The connection was lost, and with it what was held.
    pub(super) fn lost(&mut self) {
        self.held = false;
    }

    /// The lane in which the work waits for its turn within this process; none as long as it has met nobody, or nobody knows
    /// over what.
    pub(super) fn lane(&self) -> Option<i32> {
        self.keys.first().copied()
    }
}

/// What waits for its turn in this process. One thread at a time goes through the work of a lane, so that one space in
/// great demand does not keep all threads waiting while others have work for them.
pub(super) struct Lanes<W> {
    waiting: Mutex<HashMap<i32, VecDeque<W>>>,
    /// Whether the engine has locks for this, as far as we know.
    locks: AtomicBool,
}

impl<W> Default for Lanes<W> {
    fn default() -> Self {
        Self { waiting: Mutex::default(), locks: AtomicBool::new(true) }
    }
}

impl<W> Lanes<W> {
    /// Whether the engine has locks for turns across servers; who finds out that it has none says so here.
    pub(super) const fn locks(&self) -> &AtomicBool {
        &self.locks
    }

    /// Gives the work back, with the lane, if nobody is in it; else it waits there, if there is room.
    pub(super) fn enter(&self, key: i32, work: W) -> Entered<'_, W> {
        match self.lock().entry(key) {
            Entry::Occupied(lane) if lane.get().len() >= IN_LANE => Entered::Full(work),
            Entry::Occupied(mut lane) => {
                lane.get_mut().push_back(work);
                Entered::Waits
            }
            Entry::Vacant(lane) => {
                lane.insert(VecDeque::new());
                Entered::First(work, Lane { lanes: self, key, open: true })
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<i32, VecDeque<W>>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What came of work that was brought to a lane.
pub(super) enum Entered<'l, W> {
    /// Nobody was in it: whoever brought the work goes through the lane.
    First(W, Lane<'l, W>),
    /// It waits there.
    Waits,
    /// Too much work waits there already.
    Full(W),
}

/// The right to go through the work of a lane.
pub(super) struct Lane<'l, W> {
    lanes: &'l Lanes<W>,
    key: i32,
    open: bool,
}

impl<W> Lane<'_, W> {
    /// The next piece; the lane ends when there is none.
    pub(super) fn next(&mut self) -> Option<W> {
        let mut waiting = self.lanes.lock();
        let next = waiting.get_mut(&self.key).and_then(VecDeque::pop_front);
        if next.is_none() {
            waiting.remove(&self.key);
            self.open = false;
        }
        next
    }
}

impl<W> Drop for Lane<'_, W> {
    /// A thread that failed in it leaves nobody waiting: work that is dropped is answered with a fault.
    fn drop(&mut self) {
        if self.open {
            drop(self.lanes.lock().remove(&self.key));
        }
    }
}
