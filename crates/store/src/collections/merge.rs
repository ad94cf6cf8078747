//! Many sources in one order: which of them has the next file.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use leporello_model::{FileId, SortDirection};

use super::source::Source;

/// Sources, by what comes next of each.
pub(super) struct Heap {
    direction: SortDirection,
    heads: BinaryHeap<Head>,
    sources: Vec<Source>,
}

impl Heap {
    pub(super) const fn new(direction: SortDirection) -> Self {
        Self { direction, heads: BinaryHeap::new(), sources: Vec::new() }
    }

    /// Adds a source that has nothing before this rank, and of which nothing is read yet.
    pub(super) fn add(&mut self, rank: i64, source: Source) {
        self.heads.push(Head { rank, tie: Tie::Unread, source: self.sources.len() });
        self.sources.push(source);
    }

    /// The rank of what comes next; the lowest there is if nothing does.
    pub(super) fn rank(&self) -> i64 {
        self.heads.peek().map_or(i64::MIN, |head| head.rank)
    }

    /// Takes the source that comes next out of the order, to read it or to take its next file.
    pub(super) fn next(&mut self) -> Option<(usize, Tie)> {
        self.heads.pop().map(|head| (head.source, head.tie))
    }

    pub(super) fn source(&mut self, number: usize) -> &mut Source {
        &mut self.sources[number]
    }

    /// Puts a source back to where it belongs now, if there is anything more in it.
    pub(super) fn put_back(&mut self, number: usize) {
        let source = &self.sources[number];
        let (key, tie) = match (source.waiting.front(), &source.last) {
            (Some(next), _) => (next.key, self.tie(&next.id)),
            (None, Some(last)) if !source.ended => (last.key, Tie::Unread),
            _ => return,
        };
        self.heads.push(Head { rank: rank(self.direction, key.0), tie, source: number });
    }

    fn tie(&self, id: &FileId) -> Tie {
        match self.direction {
            SortDirection::Descending => Tie::Later(id.clone()),
            SortDirection::Ascending => Tie::Earlier(Reverse(id.clone())),
        }
    }
}

/// What comes next of a source; the greatest of all comes first.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Head {
    rank: i64,
    tie: Tie,
    source: usize,
}

/// What decides between files of the same rank.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tie {
    /// The later identifier comes first.
    Later(FileId),
    /// The earlier one does.
    Earlier(Reverse<FileId>),
    /// Not known yet: it is read before anything of this rank is taken.
    Unread,
}

/// A sort key as a number that is the higher, the earlier it comes in the order asked for.
pub(super) const fn rank(direction: SortDirection, key: i64) -> i64 {
    match direction {
        SortDirection::Descending => key,
        SortDirection::Ascending => !key,
    }
}
