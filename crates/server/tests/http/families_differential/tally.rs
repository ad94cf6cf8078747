//! How often everything happened, so that a run in which something never did proves nothing and says so.

use std::collections::BTreeMap;

/// What was done, or where something was looked at; and what came of it.
type Event = (&'static str, &'static str);

/// A count of events, and of refusals by their code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    events: BTreeMap<Event, u64>,
    refusals: BTreeMap<i64, u64>,
}

impl Tally {
    pub(super) fn note(&mut self, what: &'static str, came: &'static str) {
        *self.events.entry((what, came)).or_default() += 1;
    }

    pub(super) fn note_if(&mut self, happened: bool, what: &'static str, came: &'static str) {
        if happened {
            self.note(what, came);
        }
    }

    pub(super) fn note_refusal(&mut self, code: i64) {
        *self.refusals.entry(code).or_default() += 1;
    }

    pub(super) fn add(&mut self, other: &Self) {
        other.events.iter().for_each(|(event, times)| *self.events.entry(*event).or_default() += times);
        other.refusals.iter().for_each(|(code, times)| *self.refusals.entry(*code).or_default() += times);
    }

    /// What should have happened and never did; in a `long` run what is rare too.
    pub(super) fn missing(&self, long: bool) -> Vec<String> {
        let rare = RARE.iter().filter(|_| long);
        let expected =
            EXPECTED.iter().flat_map(|(what, came)| came.iter().map(|came| (*what, *came))).chain(rare.copied());
        let events = expected.filter(|event| !self.events.contains_key(event));
        let refusals = REFUSALS.iter().filter(|code| !self.refusals.contains_key(code));
        events.map(|event| format!("{event:?}")).chain(refusals.map(|code| format!("refusal {code}"))).collect()
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.events.iter().try_for_each(|((what, came), times)| writeln!(f, "{times:>8}  {what}: {came}"))?;
        self.refusals.iter().try_for_each(|(code, times)| writeln!(f, "{times:>8}  refused with {code}"))
    }
}

/// Codes that must come in a run.
const REFUSALS: [i64; 12] = [101, 102, 301, 302, 303, 304, 305, 306, 307, 309, 406, 410];

/// What must happen in a run.
const EXPECTED: [(&str, &[&str]); 21] = [
    ("invite", &["a number that may still answer", "once more", "a number that nobody has"]),
    (
        "answer",
        &[
            "accepted",
            "refused",
            "accepted after an earlier refusal",
            "once more the same",
            "not for the number of who answers",
            "joined again",
        ],
    ),
    ("let expire", &["an invitation that was open"]),
    (
        "leave",
        &[
            "by oneself",
            "taken out by the owner",
            "while a file of theirs was in a shared album",
            "while a family's file was in an album of theirs",
            "and what they put into the family's folder stays in its album",
            "and what they added of the family's stays in its album",
            "and still belongs to another family of the same owner",
        ],
    ),
    ("end", &["with a shared album", "while a family's file was in an album of a member's"]),
    ("freeze", &["a member whose file is in a shared album", "and its file is still there when enabled again"]),
    ("put", &["into a family's folder, by a member"]),
    ("make a folder", &["in a family, by a member"]),
    ("complete", &["in a family, by a member"]),
    (
        "move",
        &[
            "within a family, what is in a shared album",
            "out of a family, what a member linked",
            "out of a family, what a member has in an album of theirs",
            "out of a family, what its owner added of their own, which stays",
            "between two families of one owner, what a member linked",
            "into a family",
            "by a member",
        ],
    ),
    (
        "trash",
        &["what is in a shared album", "by a member, their own in a family", "what is another member's, in vain"],
    ),
    ("restore", &["by a member", "what is in a shared album"]),
    ("purge", &["what was in a shared album"]),
    ("empty the bin", &["of a family by a member, and something stays"]),
    (
        "create an album",
        &[
            "a personal manual one",
            "a personal collection",
            "a shared manual one, by a member",
            "a shared collection, by a member",
        ],
    ),
    ("change an album", &["a shared one by who made it", "a shared one by the family's owner"]),
    (
        "add",
        &[
            "an own file to a shared album",
            "a family's file to its album",
            "a family's file to a personal album",
            "what is linked already",
            "what is another's own and shown already",
            "another member's own file, in vain",
            "another family's file, in vain",
            "with a wrong owner, in vain",
            "an own file that lies in another family's folder",
        ],
    ),
    (
        "take out",
        &[
            "what one added",
            "what is one's own and somebody else added",
            "another's, as who made the album",
            "another's, as the family's owner",
            "another's, in vain",
        ],
    ),
    ("fall out", &["of a shared album", "of a personal album"]),
    (
        "look",
        &[
            "at a page that is not the last",
            "at an album that is not to be seen",
            "at an album with a file of somebody who is frozen",
            "at a shared collection whose folder left the family",
            "at a cover in somebody else's space",
            "at a family's folder with files of several people",
        ],
    ),
    (
        "download",
        &[
            "what only a shared album shows",
            "what lies in a family",
            "what is unknown",
            "by a link",
            "by a link that outlived the right",
        ],
    ),
];

/// What must happen in a long run.
const RARE: [(&str, &str); 8] = [
    ("move", "a folder out of a family, with linked files below"),
    ("move", "between two families of one owner, what a member of both has in an album of theirs, which stays"),
    ("restore", "into the top of a family's folder"),
    ("end", "two at once"),
    ("answer", "too late"),
    ("move", "a folder that a shared collection names out of the family"),
    ("complete", "in a family that one has left meanwhile"),
    ("empty the bin", "of a family by a member, and something goes"),
];
