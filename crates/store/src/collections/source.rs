//! A run of files in order, read piece by piece: those of one kind in one folder, or in a whole space.

use std::collections::VecDeque;

use leporello_model::{AlbumSort, FileId, FileType, Millis, SortDirection};

use super::Collection;
use crate::engine::{Value, params};
use crate::links::{After, Content};
use crate::order::order;
use crate::{Read, StoreError};

/// The most rows of a piece after the first.
const LARGEST: usize = 1000;

/// Where the files of a source lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Within {
    /// In this folder of the tree.
    Folder(usize),
    /// Anywhere in the space; those that the collection does not reach are passed over.
    Space,
}

/// A run of files of one kind.
pub(super) struct Source {
    within: Within,
    file_type: FileType,
    /// What was read and not yet taken.
    pub(super) waiting: VecDeque<Content>,
    /// The last row that was read.
    pub(super) last: Option<Box<After>>,
    /// How many rows the next piece has at most.
    piece: usize,
    /// Whether there is nothing more to read.
    pub(super) ended: bool,
}

impl Source {
    /// A run whose first piece is of `piece` rows; later ones are larger.
    pub(super) const fn new(within: Within, file_type: FileType, piece: usize) -> Self {
        Self { within, file_type, waiting: VecDeque::new(), last: None, piece, ended: false }
    }

    /// Reads the next piece, the first one from `start` on; gives how many rows that were.
    pub(super) fn read(
        &mut self,
        read: &Read<'_>,
        collection: &Collection,
        texts: &Texts,
        start: Option<&After>,
    ) -> Result<usize, StoreError> {
        let last = self.last.take();
        let after = last.as_deref().or(start);
        let mut values = params![collection.space, self.file_type, self.piece as i64].to_vec();
        if let Some(After { key, file }) = after {
            values.extend([Value::from(*key), Value::from(file)]);
        }
        if let Within::Folder(place) = self.within {
            values.push(Value::from(&*collection.tree.folders[place].id));
        }
        values.extend(texts.floor.map(Value::from));
        let (mut rows, mut last_key, mut last_id) = (0, None, String::new());
        read.query(texts.of(self.within, after.is_some()), &values, |row| {
            rows += 1;
            let (key, id) = (row.get(0)?, row.text(1)?);
            last_key = Some(key);
            id.clone_into(&mut last_id);
            let reached = match self.within {
                Within::Folder(_) => true,
                Within::Space => collection.reaches_to(row.text(4)?),
            };
            if reached {
                self.waiting.push_back(Content {
                    id: FileId::from_row(id.to_owned()),
                    space: collection.space,
                    owner: row.get(2)?,
                    file_type: self.file_type,
                    taken_at: row.get(3)?,
                    key,
                });
            }
            Ok(())
        })?;
        self.ended = rows < self.piece;
        // Whoever gives more than was expected is likely to give much more.
        self.piece = self.piece.saturating_mul(8).min(LARGEST);
        self.last = last_key.map(|key| Box::new(After { key, file: FileId::from_row(last_id) }));
        Ok(rows)
    }
}

/// The statements that read the sources of one page.
pub(super) struct Texts {
    folder: [String; 2],
    space: [String; 2],
    /// The lowest sort key that they give.
    floor: Option<Millis>,
}

impl Texts {
    /// With a `floor`, which is for a descending order, they are read from a place on only.
    pub(super) fn new(sort: AlbumSort, direction: SortDirection, floor: Option<Millis>) -> Self {
        let text = |within, after| text(within, sort, direction, after, after && floor.is_some());
        Self {
            floor,
            folder: [false, true].map(|after| text(Within::Folder(0), after)),
            space: [false, true].map(|after| text(Within::Space, after)),
        }
    }

    fn of(&self, within: Within, after: bool) -> &str {
        match within {
            Within::Folder(_) => &self.folder[usize::from(after)],
            Within::Space => &self.space[usize::from(after)],
        }
    }
}

/// The order's columns are the cursor's columns, so they cannot part.
fn text(within: Within, sort: AlbumSort, direction: SortDirection, after: bool, floor: bool) -> String {
    let key = match sort {
        AlbumSort::TakeTime => "shot_at",
        AlbumSort::Created => "created_at",
        AlbumSort::Updated => "edited_at",
    };
    let (order, than) = order(direction);
    let from = if after { format!("AND ({key}, id) {than} ($4, $5)") } else { String::new() };
    let (parent, folder) = match within {
        Within::Folder(_) if after => ("", "AND parent_id = $6"),
        Within::Folder(_) => ("", "AND parent_id = $4"),
        Within::Space => (", parent_id", ""),
    };
    let until = match within {
        _ if !floor => String::new(),
        Within::Folder(_) => format!(" AND {key} >= $7"),
        Within::Space => format!(" AND {key} >= $6"),
    };
    format!(
        "SELECT {key}, id, owner_id, taken_at{parent} FROM file
         WHERE space_id = $1 AND file_type = $2 AND trashed_at IS NULL {folder} {from}{until}
         ORDER BY {key} {order}, id {order} LIMIT $3"
    )
}
