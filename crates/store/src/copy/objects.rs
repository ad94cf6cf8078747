//! What lies in the blob store, as a copy of it needs to know: object by object, pack by pack.

use leporello_model::{BlobId, SpaceId};

use crate::engine::params;
use crate::{Read, StoreError};

/// An object that files have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptObject {
    /// The space it belongs to.
    pub space: SpaceId,
    /// Its number.
    pub blob: BlobId,
    /// Bytes.
    pub size: i64,
    /// Lower-case hexadecimal SHA-256 of them.
    pub sha256: String,
}

/// A pack of pictures that is in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeptPack {
    /// The space it belongs to.
    pub space: SpaceId,
    /// The object that its pictures were made of.
    pub blob: BlobId,
    /// Its own number.
    pub number: BlobId,
}

impl Read<'_> {
    /// The first objects behind `after`, by space and number.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn any_objects(&self, after: (SpaceId, BlobId), most: i64) -> Result<Vec<KeptObject>, StoreError> {
        self.query(
            "SELECT space_id, id, size, sha256 FROM blob WHERE claimed AND (space_id, id) > ($1, $2)
             ORDER BY space_id, id LIMIT $3",
            params![after.0, after.1, most],
            |row| Ok(KeptObject { space: row.get(0)?, blob: row.get(1)?, size: row.get(2)?, sha256: row.get(3)? }),
        )
    }

    /// The first packs behind `after`, by space and the object they were made of.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn any_packs(&self, after: (SpaceId, BlobId), most: i64) -> Result<Vec<KeptPack>, StoreError> {
        self.query(
            "SELECT space_id, blob_id, pack FROM rendition WHERE pack IS NOT NULL AND (space_id, blob_id) > ($1, $2)
             ORDER BY space_id, blob_id LIMIT $3",
            params![after.0, after.1, most],
            |row| Ok(KeptPack { space: row.get(0)?, blob: row.get(1)?, number: row.get(2)? }),
        )
    }
}
