//! How often everything happened, so that a run in which something never did proves nothing and says so.

use std::collections::BTreeMap;

/// What was done, or where something was looked at; and what came of it.
type Event = (&'static str, &'static str);

/// A count of events.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally(BTreeMap<Event, u64>);

impl Tally {
    pub(super) fn note(&mut self, what: &'static str, came: &'static str) {
        *self.0.entry((what, came)).or_default() += 1;
    }

    pub(super) fn note_if(&mut self, happened: bool, what: &'static str, came: &'static str) {
        if happened {
            self.note(what, came);
        }
    }

    pub(super) fn add(&mut self, other: &Self) {
        other.0.iter().for_each(|(event, times)| *self.0.entry(*event).or_default() += times);
    }

    /// What should have happened and never did.
    pub(super) fn missing(&self) -> Vec<Event> {
        EXPECTED.iter().flat_map(|(what, came)| came.iter().map(|came| (*what, *came))).filter(|event| !self.0.contains_key(event)).collect()
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|((what, came), times)| writeln!(f, "{times:>8}  {what}: {came}"))
    }
}

/// A change after which some collection has more, less, or one of them what another had.
const GAINS: &str = "a collection gains";
const LOSES: &str = "a collection loses";
const PASSES: &str = "one loses, another gains";
const NOTHING: &str = "no collection changes";
const RETIMES: &str = "in a collection";

pub(super) use GAINS as A_COLLECTION_GAINS;
