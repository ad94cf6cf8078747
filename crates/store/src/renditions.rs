//! Renditions: for each stored picture or video whether smaller pictures of it are wanted, being made, made or given up.
//!
//! Who makes them takes an object for a while under a number that was never used before, and the pack that comes of it
//! has that number. A row names every pack that may lie in the blob store, but for those whose numbers it has just given
//! away to be deleted. What a pack holds is not looked at here, and a pack's bytes are never touched.

use leporello_model::{BlobId, FileType, Millis, SpaceId};

use crate::dialect::{SKIP_LOCKED, id_list};
use crate::engine::{Row, params};
use crate::{Read, StoreError, Write};

/// How far an object has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RenditionState {
    /// Its pictures are to be made, for the first time or again.
    Wanted,
    /// They are made.
    Made,
    /// They cannot be made.
    GivenUp,
}

/// What is known of the pictures of one stored object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenditionRow {
    /// The space that the object lies in.
    pub space: SpaceId,
    /// The object.
    pub blob: BlobId,
    /// How far it has come.
    pub state: RenditionState,
    /// From when on a wanted one may be taken: the end of a lease, or of the pause after a failure.
    pub due_at: Millis,
    /// The number of the try that is under way or broke off; a pack with it may lie in the blob store.
    pub attempt: Option<BlobId>,
    /// How many tries were begun since it was wanted.
    pub tries: i64,
    /// The number of the pack that is in force. A wanted or given up one may have one too, from before.
    pub pack: Option<BlobId>,
    /// What lies where in that pack, as JSON.
    pub pictures: Option<String>,
    /// What is shown until a picture has come, in base64.
    pub placeholder: Option<String>,
    /// Why the last try failed: a word.
    pub problem: Option<String>,
}

/// An object that was taken, to make its pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The space that the object lies in.
    pub space: SpaceId,
    /// The object.
    pub blob: BlobId,
    /// The number of this try, and of the pack that comes of it.
    pub attempt: BlobId,
    /// The number of an earlier try that broke off; its pack, if there is one, is the taker's to delete.
    pub broken_off: Option<BlobId>,
    /// Which try this is, counted from 1.
    pub tries: i64,
    /// What the files are that have these bytes.
    pub file_type: FileType,
}

/// What became of a pack that was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PackFate {
    /// It is in force.
    InForce {
        /// The pack that it replaces, which is the maker's to delete.
        replaced: Option<BlobId>,
    },
    /// The try was no longer the one under way, or no file has the object any more: the pack is the maker's to delete.
    Late,
}

const COLUMNS: &str = "r.space_id, r.blob_id, r.state, r.due_at, r.attempt, r.tries, r.pack, r.pictures,
    r.placeholder, r.problem";

fn rendition(row: &Row<'_>) -> Result<RenditionRow, StoreError> {
    Ok(RenditionRow {
        space: row.get(0)?,
        blob: row.get(1)?,
        state: match row.get::<i64>(2)? {
            0 => RenditionState::Wanted,
            1 => RenditionState::Made,
            2 => RenditionState::GivenUp,
            _ => return Err(StoreError::Corrupt { column: 2, expected: "a rendition's state" }),
        },
        due_at: row.get(3)?,
        attempt: row.get(4)?,
        tries: row.get(5)?,
        pack: row.get(6)?,
        pictures: row.get(7)?,
        placeholder: row.get(8)?,
        problem: row.get(9)?,
    })
}

impl Read<'_> {
    /// What is known of the pictures of an object; none if it is no picture or video.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn rendition(&self, space: SpaceId, blob: BlobId) -> Result<Option<RenditionRow>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM rendition r WHERE r.space_id = $1 AND r.blob_id = $2");
        self.one(&sql, params![space, blob], rendition)
    }

    /// The same for each of `blobs` in `space` of which something is known, in no order.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn renditions(&self, space: SpaceId, blobs: &[BlobId]) -> Result<Vec<RenditionRow>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM json_each($2) CROSS JOIN rendition r
             WHERE r.space_id = $1 AND r.blob_id = CAST(value AS BIGINT)"
        );
        let blobs: Vec<String> = blobs.iter().map(ToString::to_string).collect();
        self.query(&sql, params![space, &id_list(blobs.iter().map(String::as_str))], rendition)
    }

    /// How many objects wait for their pictures or are at work, those that wait for another try included.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn any_renditions_wanted(&self) -> Result<i64, StoreError> {
        self.number("SELECT count(*) FROM rendition WHERE state = 0", &[])
    }
}

impl Write<'_> {
    /// Asks for the pictures of an object, unless that was done before.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn want_rendition(&self, space: SpaceId, blob: BlobId) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO rendition (space_id, blob_id, state, due_at, tries) VALUES ($1, $2, 0, 0, 0)
             ON CONFLICT DO NOTHING",
            params![space, blob],
        )?;
        Ok(())
    }

    /// Asks anew for the pictures of those of `blobs` that are pictures or videos, or were; those that there are stay in
    /// force until the new ones come. A try that is under way does not count any more.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn want_renditions_again(&self, space: SpaceId, blobs: &[BlobId]) -> Result<(), StoreError> {
        let blobs: Vec<String> = blobs.iter().map(ToString::to_string).collect();
        let list = id_list(blobs.iter().map(String::as_str));
        self.execute(AGAIN, params![space, &list])?;
        self.execute(FOR_THE_FIRST_TIME, params![space, &list])?;
        Ok(())
    }

    /// Takes the newest objects that are due at `now`, one for each of `attempts`, which are numbers that nothing has.
    /// Until `until`, a time after 1970, nobody else gets them.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn any_take_renditions(
        &self,
        now: Millis,
        until: Millis,
        attempts: &[BlobId],
    ) -> Result<Vec<Taken>, StoreError> {
        let newest = format!("{DUE} ORDER BY r.blob_id DESC LIMIT $2 {SKIP_LOCKED}");
        let most = i64::try_from(attempts.len()).unwrap_or(i64::MAX);
        let due = self.query(&newest, params![now, most], taken)?;
        due.into_iter().zip(attempts).map(|(taken, attempt)| self.hold(taken, until, *attempt)).collect()
    }

    /// Takes one object whose pictures somebody asks for now; none if they are not wanted, or not due.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn take_rendition(
        &self,
        space: SpaceId,
        blob: BlobId,
        now: Millis,
        until: Millis,
        attempt: BlobId,
    ) -> Result<Option<Taken>, StoreError> {
        let this = format!("{DUE} AND r.space_id = $2 AND r.blob_id = $3 {SKIP_LOCKED}");
        let due = self.one(&this, params![now, space, blob], taken)?;
        due.map(|taken| self.hold(taken, until, attempt)).transpose()
    }

    /// Lets whoever makes the pictures of an object go on until then, if it is still theirs.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn hold_rendition(
        &self,
        space: SpaceId,
        blob: BlobId,
        attempt: BlobId,
        until: Millis,
    ) -> Result<(), StoreError> {
        self.execute(
            "UPDATE rendition SET due_at = $4 WHERE space_id = $1 AND blob_id = $2 AND attempt = $3 AND state = 0",
            params![space, blob, attempt, until],
        )?;
        Ok(())
    }

    fn hold(&self, taken: Taken, until: Millis, attempt: BlobId) -> Result<Taken, StoreError> {
        self.execute(
            "UPDATE rendition SET due_at = $3, attempt = $4, tries = tries + 1 WHERE space_id = $1 AND blob_id = $2",
            params![taken.space, taken.blob, until, attempt],
        )?;
        Ok(Taken { attempt, tries: taken.tries + 1, ..taken })
    }

    /// Puts the pack in force that a try made, with what lies where in it and with what is shown until it comes.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn rendition_made(
        &self,
        space: SpaceId,
        blob: BlobId,
        attempt: BlobId,
        pictures: &str,
        placeholder: Option<&str>,
    ) -> Result<PackFate, StoreError> {
        let held = self.one(HELD, params![space, blob, attempt], |row| row.get::<Option<BlobId>>(0))?;
        let Some(replaced) = held else { return Ok(PackFate::Late) };
        self.execute(
            "UPDATE rendition SET state = 1, pack = $3, attempt = NULL, pictures = $4, placeholder = $5, problem = NULL
             WHERE space_id = $1 AND blob_id = $2",
            params![space, blob, attempt, pictures, placeholder],
        )?;
        Ok(PackFate::InForce { replaced })
    }

    /// Asks for pictures anew whose pack was found to be lost, if it still is the one in force. What is wanted already is left
    /// alone, so that whoever is at work on it comes to an end.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn pack_lost(&self, space: SpaceId, blob: BlobId, pack: BlobId) -> Result<(), StoreError> {
        self.execute(
            "UPDATE rendition SET state = 0, due_at = 0, tries = 0, pack = NULL, pictures = NULL, problem = NULL
             WHERE space_id = $1 AND blob_id = $2 AND pack = $3 AND state <> 0",
            params![space, blob, pack],
        )?;
        Ok(())
    }

    /// Notes that a try failed, and why: it is wanted again from `again_at` on, or given up. Pictures from before stay in
    /// force. What the try wrote is the maker's to delete first. Gives whether the try was the one under way; otherwise
    /// nothing changes.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn rendition_failed(
        &self,
        space: SpaceId,
        blob: BlobId,
        attempt: BlobId,
        problem: &str,
        again_at: Option<Millis>,
    ) -> Result<bool, StoreError> {
        let (state, due_at) = again_at.map_or((2, Millis(0)), |again_at| (0, again_at));
        let noted = self.execute(
            "UPDATE rendition SET state = $4, due_at = $5, attempt = NULL, problem = $6
             WHERE space_id = $1 AND blob_id = $2 AND state = 0 AND attempt = $3 AND due_at > 0",
            params![space, blob, attempt, state, due_at, problem],
        )?;
        Ok(noted > 0)
    }
}

/// Reads [`DUE`]: as it stands before the try.
fn taken(row: &Row<'_>) -> Result<Taken, StoreError> {
    let (space, blob, broken_off) = (row.get(0)?, row.get(1)?, row.get(2)?);
    Ok(Taken { space, blob, attempt: blob, broken_off, tries: row.get(3)?, file_type: row.get(4)? })
}

/// What may be taken at `$1`: wanted, not leased, and claimed by a file.
const DUE: &str = "
    SELECT r.space_id, r.blob_id, r.attempt, r.tries,
           COALESCE((SELECT max(f.file_type) FROM file f
                     WHERE f.space_id = r.space_id AND f.blob_id = r.blob_id AND f.file_type IN (15, 20)), 45)
    FROM rendition r CROSS JOIN blob b
    WHERE r.state = 0 AND r.due_at <= $1 AND b.space_id = r.space_id AND b.id = r.blob_id AND b.claimed";

/// The pack in force, if the try `$3` is under way. After a lease's end it still is, until somebody else begins one; it is
/// not after the pictures were asked for anew, which sets the lease to 0. An object that lost its files may be swept at
/// this moment, with the packs that were known of when the sweep began: so no other may come into force.
const HELD: &str = "
    SELECT r.pack FROM rendition r CROSS JOIN blob b
    WHERE r.space_id = $1 AND r.blob_id = $2 AND r.state = 0 AND r.attempt = $3 AND r.due_at > 0
      AND b.space_id = $1 AND b.id = $2 AND b.claimed";

const AGAIN: &str = "
    UPDATE rendition SET state = 0, due_at = 0, tries = 0, problem = NULL
    WHERE space_id = $1 AND blob_id IN (SELECT CAST(value AS BIGINT) FROM json_each($2))";

const FOR_THE_FIRST_TIME: &str = "
    INSERT INTO rendition (space_id, blob_id, state, due_at, tries)
    SELECT b.space_id, b.id, 0, 0, 0 FROM json_each($2) CROSS JOIN blob b
    WHERE b.space_id = $1 AND b.id = CAST(value AS BIGINT) AND b.claimed
      AND EXISTS (SELECT 1 FROM file f WHERE f.space_id = $1 AND f.blob_id = b.id AND f.file_type IN (15, 20))
    ON CONFLICT DO NOTHING";
