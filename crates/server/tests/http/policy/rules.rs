//! The rules below the table: what it says of a thing in another state, or named in another way.

use super::people::Who;
use super::requests::{Lies, Manner};
use super::table::{Row, State, Turn};
use super::words::Word;

/// It does not exist, for who asks.
const UNKNOWN: Word = Word::Code(309);
/// There is no such space, for who asks.
const NO_SPACE: Word = Word::Code(301);
/// They may see it, and not do this to it.
const NO_RIGHT: Word = Word::Code(410);

/// One cell.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cell<'r> {
    pub(super) row: &'r Row,
    pub(super) who: Who,
    pub(super) state: State,
    pub(super) manner: Manner,
    pub(super) lies: Lies,
}

impl Cell<'_> {
    /// What the table says of it.
    pub(super) fn word(&self) -> Word {
        let Self { row, who, state, manner, .. } = *self;
        if who.is_unproven() {
            return if row.open { Cell { who: Who::Stranger, ..*self }.word() } else { Word::Unproven };
        }
        match (self.in_state(state), manner) {
            // What lies outside of the family's folder does not exist inside of it, and no more does the family for others.
            (_, Manner::Inside | Manner::InFolder) if !who.is_in_family() || state == State::Deleted => UNKNOWN,
            (NO_SPACE, Manner::Unsaid) => UNKNOWN,
            (word, _) => word,
        }
    }

    fn in_state(&self, state: State) -> Word {
        let (base, stranger) = (self.row.cell(self.who), self.row.cell(Who::Stranger));
        let turn = self.row.turn(state).unwrap();
        match (state, turn) {
            (_, Turn::Same) => base,
            // To an app, and to another family, this one is nothing.
            (State::Deleted, _) if matches!(self.who, Who::App | Who::Neighbour) => base,
            (State::Deleted, Turn::Kept) if self.who == Who::Contributor => base,
            (State::Deleted, Turn::To(word)) if self.who == Who::Owner => word,
            (State::Deleted, _) => stranger,
            // Who does not know of it does not learn its state.
            (_, Turn::To(_)) if base.is_unknown() => base,
            (State::Bin, Turn::To(_)) if base == NO_RIGHT => base,
            // No album shows what is in the bin.
            (State::Bin, Turn::To(_)) if self.lies == Lies::Shown && self.who != Who::Contributor => {
                self.in_state(State::Never)
            }
            (State::Never, Turn::To(_)) if stranger == NO_SPACE && !self.has_something_there() => NO_SPACE,
            (_, Turn::To(word)) => word,
            (_, Turn::Gone | Turn::Kept) => panic!("{self:?}"),
        }
    }

    /// Whether the space that the thing lies in has something of theirs.
    fn has_something_there(&self) -> bool {
        match self.lies {
            Lies::Nowhere => true,
            Lies::WithOwner | Lies::InFamily => self.who.is_in_family() || self.who == Who::Neighbour,
            Lies::Shown | Lies::Private => self.who == Who::Contributor,
        }
    }

    /// Whether they know nothing of whatever the request names.
    pub(super) fn knows_nothing(&self) -> bool {
        let left = self.state == State::Deleted && matches!(self.who, Who::Member | Who::Creator);
        let outside = !self.who.is_in_family() && self.who != Who::Neighbour;
        outside || left || self.word() == NO_SPACE
    }
}
