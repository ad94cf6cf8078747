//! Reading stored objects again: which there are, with the files that have their bytes, and what they say now.
//!
//! It is the operator's: nobody asks for it over the wire. It never changes what somebody did by hand, and never when a
//! file was last changed.

use std::collections::BTreeMap;

use leporello_model::{BlobId, FileId, FileType, Millis, SpaceId, UserId};

use crate::engine::{Row, params};
use crate::files::{COLUMNS, FileRow, TABLES, file};
use crate::{Read, StoreError, Write};

/// A stored object and the files that have its bytes.
#[derive(Clone, Debug, PartialEq)]
pub struct Original {
    /// The space it lies in.
    pub space: SpaceId,
    /// Which.
    pub blob: BlobId,
    /// What its bytes said when they were last read, as JSON, if that was kept.
    pub facts: Option<String>,
    /// The files, by their identifiers, also those in the bin; there is at least one.
    pub files: Vec<FileRow>,
}

/// What a file turned out to be when its bytes were read again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retold {
    /// Which file.
    pub file: FileId,
    /// What it is.
    pub file_type: FileType,
    /// Its content type.
    pub mime_type: String,
    /// When the picture was taken, by its own metadata. It is not taken over where somebody put that right by hand.
    pub taken_at: Option<Millis>,
    /// What else the metadata says, as JSON.
    pub media: Option<String>,
}

impl Read<'_> {
    /// The next `most` objects that files have, in the order of spaces and numbers, from the start or from `after`; only
    /// those in the space of `owner` where one is given, whoever put the files there.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn any_originals(
        &self,
        owner: Option<UserId>,
        after: Option<(SpaceId, BlobId)>,
        most: i64,
    ) -> Result<Vec<Original>, StoreError> {
        let (space, blob) = after.unwrap_or((SpaceId::new(0), BlobId::new(0)));
        let rows = match owner {
            None => self.query(&page("(b.space_id, b.id) > ($1, $2)"), params![space, blob, most], original)?,
            Some(owner) => {
                let Some(own) = self.space_of(owner)?.map(|own| own.id) else { return Ok(Vec::new()) };
                let blob = if after.is_some_and(|_| space == own) { blob } else { BlobId::new(0) };
                self.query(&page("b.space_id = $1 AND b.id > $2"), params![own, blob, most], original)?
            }
        };
        let mut originals = BTreeMap::<(SpaceId, BlobId), Original>::new();
        for (blob, facts, file) in rows {
            let space = file.space;
            let none = || Original { space, blob, facts, files: Vec::new() };
            originals.entry((space, blob)).or_insert_with(none).files.push(file);
        }
        originals.values_mut().for_each(|original| original.files.sort_by(|one, other| one.id.cmp(&other.id)));
        Ok(originals.into_values().collect())
    }

    /// How many objects [`any_originals`](Self::any_originals) gives in all. It looks at each of them.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn any_original_count(&self, owner: Option<UserId>) -> Result<i64, StoreError> {
        match owner {
            None => self.number(&format!("SELECT count(*) FROM blob b WHERE {HAS_FILES}"), &[]),
            Some(owner) => {
                let Some(own) = self.space_of(owner)? else { return Ok(0) };
                let count = format!("SELECT count(*) FROM blob b WHERE b.space_id = $1 AND {HAS_FILES}");
                self.number(&count, params![own.id])
            }
        }
    }
}

impl Write<'_> {
    /// Keeps what the bytes of an object say, as JSON, and what each of `files` turned out to be that still has these
    /// bytes. Every order, album, cover and total that follows from it sees it; when the files were changed and when they
    /// were linked stays. A file that is no picture any more stays in its albums. Gives how many files changed; one that
    /// did not costs no write.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn retell(&self, space: SpaceId, blob: BlobId, facts: &str, files: &[Retold]) -> Result<usize, StoreError> {
        let keep = "UPDATE blob SET facts = $3 WHERE space_id = $1 AND id = $2 AND facts IS DISTINCT FROM $3";
        self.execute(keep, params![space, blob, facts])?;
        let mut changed = 0;
        for retold in files {
            let Retold { file, file_type, mime_type, taken_at, media } = retold;
            let values = params![space, file, blob, *file_type, mime_type, *taken_at, media.as_ref()];
            let Some(shot_at) = self.one(RETELL, values, |row| row.get::<Millis>(0))? else { continue };
            self.retime_links(space, file, shot_at)?;
            self.retype_links(space, file, *file_type)?;
            changed += 1;
        }
        Ok(changed)
    }
}

/// An object that a file has. An unclaimed one has none.
const HAS_FILES: &str =
    "b.claimed AND EXISTS (SELECT 1 FROM file f WHERE f.space_id = b.space_id AND f.blob_id = b.id)";

/// The objects that are `from`, at most `$3`, once for each file that has them.
fn page(from: &str) -> String {
    format!(
        "SELECT {COLUMNS}, b.id, b.facts
         FROM (SELECT b.space_id, b.id, b.facts FROM blob b WHERE {from} AND {HAS_FILES}
               ORDER BY b.space_id, b.id LIMIT $3) AS b
         CROSS JOIN {TABLES} WHERE f.space_id = b.space_id AND f.blob_id = b.id"
    )
}

fn original(row: &Row<'_>) -> Result<(BlobId, Option<String>, FileRow), StoreError> {
    Ok((row.get(18)?, row.get(19)?, file(row)?))
}

const RETELL: &str = "
    UPDATE file SET
        file_type = $4, mime_type = $5, media = $7,
        taken_at = CASE WHEN taken_by_hand THEN taken_at ELSE CAST($6 AS BIGINT) END,
        shot_at = CASE WHEN taken_by_hand THEN shot_at ELSE COALESCE(CAST($6 AS BIGINT), created_at) END
    WHERE space_id = $1 AND id = $2 AND blob_id = $3
      AND (file_type <> $4 OR mime_type <> $5 OR media IS DISTINCT FROM CAST($7 AS TEXT)
           OR NOT taken_by_hand AND taken_at IS DISTINCT FROM CAST($6 AS BIGINT))
    RETURNING shot_at";
