//! The recycle bin: into it, out of it, and away for good.

use leporello_model::{Arrange, BlobId, FileId, Grant, Millis, SpaceFacts, SpaceId};

use crate::dialect::id_list;
use crate::engine::params;
use crate::links::SUBTREE;
use crate::{Read, StoreError, Write};

/// A stored object that no file needs any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unclaimed {
    /// The space it belonged to.
    pub space: SpaceId,
    /// Which.
    pub blob: BlobId,
    /// The packs of its pictures that may lie in the blob store, by their numbers: the one in force, and that of a try
    /// which is under way or broke off.
    pub packs: Vec<BlobId>,
}

impl Write<'_> {
    /// Puts files and folders into the bin. What lies below a folder goes out of sight with it.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn trash(&self, space: &Grant<Arrange, SpaceFacts>, files: &[FileId], now: Millis) -> Result<(), StoreError> {
        let (SpaceFacts { space, .. }, roots) = (space.on(), id_list(files.iter().map(FileId::as_str)));
        self.execute(
            "UPDATE file SET trashed_at = $3
             WHERE space_id = $1 AND trashed_at IS NULL AND id IN (SELECT value FROM json_each($2))",
            params![space, &roots, now],
        )?;
        self.hide_folders(space, &roots)?;
        self.refresh_links(space, &roots)
    }

    /// Takes one file or folder out of the bin again, into the folder `parent` under `name`, both of
    /// which the caller has chosen; all links come back in their old places.
    ///
    /// # Errors
    /// [`StoreError::Constraint`] when the name is taken, or a failure of the store.
    pub fn restore(
        &self,
        space: &Grant<Arrange, SpaceFacts>,
        id: &FileId,
        parent: &FileId,
        name: &str,
    ) -> Result<(), StoreError> {
        self.move_file(space, id, parent, name)?;
        self.restore_files(space, std::slice::from_ref(id))
    }

    /// The same for many, which come back where they lay, under their names.
    ///
    /// # Errors
    /// [`StoreError::Constraint`] when a name is taken, or a failure of the store.
    pub fn restore_files(&self, space: &Grant<Arrange, SpaceFacts>, files: &[FileId]) -> Result<(), StoreError> {
        let (SpaceFacts { space, .. }, roots) = (space.on(), id_list(files.iter().map(FileId::as_str)));
        self.execute(
            "UPDATE file SET trashed_at = NULL WHERE space_id = $1 AND id IN (SELECT value FROM json_each($2))",
            params![space, &roots],
        )?;
        self.hide_folders(space, &roots)?;
        self.refresh_links(space, &roots)
    }

    /// Removes files and folders, and all that lies below, for good: rows, links, and the claim on
    /// their bytes, which a sweep deletes later.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn purge(&self, space: &Grant<Arrange, SpaceFacts>, files: &[FileId]) -> Result<(), StoreError> {
        let (SpaceFacts { space, owner, .. }, roots) = (space.on(), id_list(files.iter().map(FileId::as_str)));
        self.purge_links(space, &roots)?;
        let gone = self.query(&format!("{SUBTREE} {PURGE}"), params![space, &roots], |row| {
            Ok((row.get::<i64>(0)?, row.get::<Option<BlobId>>(1)?))
        })?;
        let bytes: i64 = gone.iter().map(|(size, _)| size).sum();
        self.use_space(owner, space, -bytes)?;
        let blobs: Vec<String> = gone.iter().filter_map(|(_, blob)| blob.map(|blob| blob.to_string())).collect();
        self.execute(
            "UPDATE blob SET claimed = FALSE
             WHERE space_id = $1 AND id IN (SELECT CAST(value AS BIGINT) FROM json_each($2))
               AND NOT EXISTS (SELECT 1 FROM file f WHERE f.space_id = $1 AND f.blob_id = blob.id)",
            params![space, &id_list(blobs.iter().map(String::as_str))],
        )?;
        Ok(())
    }

    /// Marks the folders at and below `roots` as hidden or not, from the top down: a folder is
    /// hidden if it is in the bin itself or lies in a hidden one.
    fn hide_folders(&self, space: SpaceId, roots: &[&str]) -> Result<(), StoreError> {
        self.execute(HIDE, params![space, roots])?;
        Ok(())
    }

    /// Forgets unclaimed objects after their bytes and those of their packs are gone, and with each what is known of
    /// its pictures.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn forget_unclaimed(&self, gone: &[Unclaimed]) -> Result<(), StoreError> {
        for Unclaimed { space, blob, .. } in gone {
            let forget = "DELETE FROM blob WHERE space_id = $1 AND id = $2 AND NOT claimed";
            if self.execute(forget, params![*space, *blob])? > 0 {
                let pictures = "DELETE FROM rendition WHERE space_id = $1 AND blob_id = $2";
                self.execute(pictures, params![*space, *blob])?;
            }
        }
        Ok(())
    }
}

impl Read<'_> {
    /// The identifiers of all that was put into the bin of `space`, at most `most`.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn bin_roots(&self, space: SpaceId, most: i64) -> Result<Vec<FileId>, StoreError> {
        self.query(
            "SELECT id FROM file WHERE space_id = $1 AND trashed_at IS NOT NULL ORDER BY trashed_at, id LIMIT $2",
            params![space, most],
            |row| row.get(0),
        )
    }

    /// Some objects that no file needs any more.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn any_unclaimed(&self, most: i64) -> Result<Vec<Unclaimed>, StoreError> {
        self.query(UNCLAIMED, params![most], |row| {
            let packs = [row.get::<Option<BlobId>>(2)?, row.get(3)?];
            Ok(Unclaimed { space: row.get(0)?, blob: row.get(1)?, packs: packs.into_iter().flatten().collect() })
        })
    }
}

/// No try begins at an object that nobody claims, and none ends well: so these are all the packs there can be.
const UNCLAIMED: &str = "
    SELECT b.space_id, b.id, r.pack, r.attempt
    FROM blob b LEFT JOIN rendition r ON r.space_id = b.space_id AND r.blob_id = b.id
    WHERE NOT b.claimed LIMIT $1";

/// Where one root lies below another it is reached twice, and only from above with what is new: from the
/// side it sees a folder that is still hidden. So the smaller answer is the right one. (When things go into
/// the bin, all answers are the same.)
const HIDE: &str = "
    WITH RECURSIVE below(id, hidden) AS (
        SELECT f.id, (f.trashed_at IS NOT NULL OR COALESCE(p.hidden, FALSE))
        FROM json_each($2)
        CROSS JOIN file f LEFT JOIN file p ON p.space_id = $1 AND p.id = f.parent_id
        WHERE f.space_id = $1 AND f.id = value AND f.file_type = 10
        UNION ALL
        SELECT f.id, (f.trashed_at IS NOT NULL OR below.hidden)
        FROM below CROSS JOIN file f WHERE f.space_id = $1 AND f.parent_id = below.id AND f.file_type = 10
    )
    UPDATE file SET hidden = b.hidden
    FROM (SELECT id, min(CASE WHEN hidden THEN 1 ELSE 0 END) = 1 AS hidden FROM below GROUP BY id) AS b
    WHERE file.space_id = $1 AND file.id = b.id AND file.hidden <> b.hidden";

const PURGE: &str = "
    DELETE FROM file WHERE space_id = $1 AND id IN (SELECT id FROM below)
    RETURNING size, blob_id";
