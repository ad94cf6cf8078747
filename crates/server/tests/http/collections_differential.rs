//! Collections after many random changes, against the plainest reckoning of what they should be: after every step, in
//! every order, page by page.
//!
//! The steps go round in walks, each with a world, a seed and a number of steps of its own; a walk does the same each
//! time. `LEPORELLO_TEST_STEPS` sets how many steps are made in all (5,000 unless given), `LEPORELLO_TEST_SEED` the seed
//! of the first walk, whose followers have the next ones: a failure names the seed with which it comes again at once.

pub(crate) mod bytes;
mod changes;
mod checks;
pub(crate) mod dice;
mod model;
mod refusals;
mod scopes;
mod service;
mod tables;
mod tally;
mod uploads;
mod variants;
mod walk;

use crate::support::place::Place;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use service::Service;
use tally::Tally;
use variants::Variant;
use walk::{Failure, Walk};

/// How many steps a walk has.
const STEPS: usize = 500;

/// How many walk at a time.
const WALKERS: usize = 2;

/// A broken store has to be noticed within so many steps, which is far less than a run has.
const SOON: usize = 1_500;

/// How often that is tried, each time from another seed on.
const TRIES: u64 = 2;

/// Tells of a walk in which something panicked.
pub(crate) struct Told(pub(crate) u64);

impl Drop for Told {
    fn drop(&mut self) {
        if thread::panicking() {
            eprintln!("in the walk of LEPORELLO_TEST_SEED={}", self.0);
        }
    }
}

/// Walks so many steps in a world of its own, whose store is broken if a way to break it is given.
fn walk(seed: u64, steps: usize, broken: Option<&Variant>) -> Result<Walk, Failure> {
    let (runtime, _told) = (tokio::runtime::Builder::new_current_thread().build().unwrap(), Told(seed));
    runtime.block_on(async {
        let prepare = |service: &Service| broken.iter().for_each(|variant| variant.apply(&service.place));
        let mut walk = Walk::new(seed, Place::in_memory(broken.is_some()), prepare)
            .await
            .map_err(|story| Failure { step: 0, story })?;
        walk.go(steps).await.map(|()| walk)
    })
}

/// Does something with each of these numbers, some at a time.
pub(crate) fn each(numbers: std::ops::Range<u64>, work: impl Fn(u64) + Sync) {
    let next = AtomicU64::new(numbers.start);
    thread::scope(|scope| {
        for _ in 0..WALKERS {
            scope.spawn(|| {
                while let Some(number) = Some(next.fetch_add(1, Ordering::Relaxed)).filter(|n| numbers.contains(n)) {
                    work(number);
                }
            });
        }
    });
}

#[test]
fn collections_agree_with_the_plainest_reckoning_after_every_step() {
    let (steps, first) = (setting("LEPORELLO_TEST_STEPS", 5_000), setting("LEPORELLO_TEST_SEED", 1));
    let walks = steps.div_ceil(STEPS as u64);
    let (tally, failures) = (Mutex::new(Tally::default()), Mutex::new(Vec::new()));
    each(first..first + walks, |seed| {
        if !failures.lock().unwrap().is_empty() {
            return;
        }
        match walk(seed, STEPS, None) {
            Ok(walk) => tally.lock().unwrap().add(&walk.tally),
            Err(failure) => failures.lock().unwrap().push((seed, failure)),
        }
    });
    let mut failures = failures.into_inner().unwrap();
    failures.sort_by_key(|(seed, _)| *seed);
    if let Some((seed, Failure { step, story })) = failures.into_iter().next() {
        panic!("LEPORELLO_TEST_SEED={seed}, step {step}: {story}");
    }
    let tally = tally.into_inner().unwrap();
    let missing = tally.missing();

    if steps >= 5_000 && !missing.is_empty() {
        panic!("what never happened in {steps} steps from seed {first} on: {missing:?}");
    }
}

#[test]
fn a_walk_does_the_same_each_time() {
    let trace = || walk(20_251_103, 40, None).map(|walk| walk.trace).map_err(|failure| failure.story);
    let (one, two) = (trace().unwrap(), trace().unwrap());
    assert_eq!(one, two);
    assert!(one.lines().count() == 40, "{one}");
}

/// After how many steps, from this seed on, a broken store is noticed.
fn noticed(broken: &Variant, first: u64) -> Option<usize> {
    const WALK: usize = 100;
    let walks = (first..).zip((0..SOON).step_by(WALK));
    walks.filter_map(|(seed, before)| walk(seed, WALK, Some(broken)).err().map(|failure| before + failure.step)).next()
}

/// Would the test notice? Everything that keeps the tree of folders in step is left out in turn, or weakened.
#[test]
fn a_store_that_is_broken_in_any_way_is_noticed() {
    let service = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap()
        .block_on(Service::new(0, Place::in_memory(true)));
    let variants = Variant::all(&service.place);
    let found: Vec<Mutex<Vec<Option<usize>>>> = variants.iter().map(|_| Mutex::default()).collect();
    each(0..variants.len() as u64 * TRIES, |number| {
        let variant = (number / TRIES) as usize;
        let steps = noticed(&variants[variant], 1_000 * (number % TRIES));
        found[variant].lock().unwrap().push(steps);
    });
    let mut all = Vec::new();
    for (variant, steps) in variants.iter().zip(found) {
        let mut steps = steps.into_inner().unwrap();
        steps.sort_unstable();
        eprintln!("{variant}: noticed after {steps:?} steps");
        assert!(steps.iter().all(Option::is_some), "{variant}");
        all.extend(steps.into_iter().flatten());
    }
    all.sort_unstable();
    eprintln!("the median of {} is {}", all.len(), all[all.len() / 2]);
}

#[expect(clippy::disallowed_methods, reason = "a run may be made longer, and a failure repeated")]
pub(crate) fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().unwrap())
}
