//! How often everything happened, so that a run in which something never did proves nothing and says so.

use std::collections::BTreeMap;

/// What was done, or where something was looked at; and what came of it.
type Event = (&'static str, &'static str);

/// A count of events.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally(BTreeMap<Event, u64>);

/// What a step meant to the collections that were there before it.
pub(super) const GAINS: &str = "a collection gains";
pub(super) const LOSES: &str = "a collection loses";
pub(super) const PASSES: &str = "one loses, it or another gains";
pub(super) const UNCHANGED: &str = "every collection keeps what it has";

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
        let expected = EXPECTED.iter().flat_map(|(what, came)| came.iter().map(|came| (*what, *came)));
        expected.filter(|event| !self.0.contains_key(event)).collect()
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|((what, came), times)| writeln!(f, "{times:>8}  {what}: {came}"))
    }
}

/// What must happen in a run.
const EXPECTED: [(&str, &[&str]); 32] = [
    ("upload", &[GAINS, UNCHANGED]),
    ("promise", &[UNCHANGED]),
    ("complete", &[GAINS, UNCHANGED, "its folder is no longer there"]),
    ("upload what is known", &[GAINS, UNCHANGED]),
    ("put", &[GAINS, UNCHANGED]),
    ("make a folder", &[UNCHANGED]),
    ("rename", &[UNCHANGED]),
    ("move", &["several in one job"]),
    ("move files", &[GAINS, LOSES, PASSES, UNCHANGED]),
    ("move folders", &[GAINS, LOSES, PASSES, UNCHANGED]),
    (
        "move folders",
        &[
            "one that a scope names",
            "one that a scope names into another of it",
            "within one scope",
            "with three levels below",
        ],
    ),
    ("trash files", &[LOSES, UNCHANGED]),
    ("trash folders", &[LOSES, UNCHANGED]),
    (
        "trash folders",
        &[
            "one that a scope names",
            "one above one that a scope names",
            "with something below that is in the bin already",
            "and something below it in the same job",
        ],
    ),
    ("restore", &[GAINS, UNCHANGED]),
    (
        "restore",
        &[
            "a folder that a scope names",
            "a folder and something below it in the same job",
            "into the root, because the folder is in the bin",
            "several in one job",
        ],
    ),
    ("purge from the bin", &[UNCHANGED]),
    ("purge past the bin", &[LOSES, UNCHANGED]),
    ("empty the bin", &[UNCHANGED]),
    (
        "purge",
        &[
            "a folder with something below that is in the bin itself",
            "a folder that a scope names",
            "the last folder that a scope names",
        ],
    ),
    ("correct a time", &["of a file in a collection", "it is no longer known", "it was not known", "to before 1970"]),
    ("create an album", &[UNCHANGED]),
    ("delete an album", &[UNCHANGED]),
    ("change a scope", &[GAINS, LOSES, PASSES, UNCHANGED, "only the parent", "only the folders"]),
    ("change a kind", &[GAINS, LOSES, PASSES, UNCHANGED]),
    ("rename an album", &[UNCHANGED]),
    (
        "be refused",
        &[
            "trash what is in the bin",
            "restore what is not in the bin",
            "move a folder into itself",
            "move a file to where it is",
            "move into a folder in the bin",
            "a job with a file of nobody or somebody else",
            "a scope of folders that do not lie side by side",
            "a scope with a file in it",
            "a scope with a folder of nobody or somebody else",
            "a scope of no kind",
            "a scope of no folders or too many",
            "a time of what has none",
            "a time of somebody else's, or of what is in the bin",
            "no time at all",
            "fill a collection by hand",
            "somebody else's collection",
        ],
    ),
    ("restart the writer", &[UNCHANGED]),
    ("restart the reader", &[UNCHANGED]),
    (
        "list",
        &[
            "nothing",
            "a page that is not the last",
            "a last page that is full",
            "a page that ends between equal times",
            "a page that ends before 1970",
            "a file below two folders of the scope",
            "a file whose shooting time is not known",
            "by a server that was not asked for long",
            "on from a cursor of before the change",
        ],
    ),
    ("why", &["it is in", "unknown", "trashed", "kind", "directory", "several reasons", "it is gone"]),
    ("preview", &["of a new album", "some enter", "some leave", "some enter, some leave"]),
];
