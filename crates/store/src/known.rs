//! Which files are known by the digests of their bytes.

use leporello_model::{FileId, Grant, SpaceFacts, View};

use crate::dialect::id_list;
use crate::engine::params;
use crate::{Read, StoreError};

/// A file that has some bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownFile {
    /// Lower-case hexadecimal SHA-256 of the bytes.
    pub sha256: String,
    /// The file.
    pub file: FileId,
    /// What it is called.
    pub name: String,
}

impl Read<'_> {
    /// For each of `digests`, in lower case, that files in a space have which are not in the bin: the first of these by its
    /// identifier. In the order of the digests.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn known_files(
        &self,
        space: &Grant<View, SpaceFacts>,
        digests: &[String],
    ) -> Result<Vec<KnownFile>, StoreError> {
        let list = id_list(digests.iter().map(String::as_str));
        let mut known = self.query(KNOWN, params![space.on().space, &list], |row| {
            Ok(KnownFile { sha256: row.get(0)?, file: row.get(1)?, name: row.get(2)? })
        })?;
        known.sort_by(|one, other| one.sha256.cmp(&other.sha256));
        // A digest that was named twice is told once.
        known.dedup();
        Ok(known)
    }
}

const KNOWN: &str = "
    SELECT b.sha256, f.id, f.name FROM json_each($2) CROSS JOIN blob b CROSS JOIN file f
    WHERE b.space_id = $1 AND b.sha256 = value AND b.claimed AND f.space_id = $1 AND f.id = (
        SELECT c.id FROM file c JOIN file p ON p.space_id = c.space_id AND p.id = c.parent_id
        WHERE c.space_id = $1 AND c.blob_id = b.id AND c.trashed_at IS NULL AND NOT p.hidden
        ORDER BY c.id LIMIT 1)";
