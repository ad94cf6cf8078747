//! Folders and files: the tree of a space.

use std::collections::HashMap;

use leporello_model::{Add, Arrange, BlobId, FileId, FileType, Grant, Millis, SpaceFacts, SpaceId, UserId};

use crate::engine::{Row, params};
use crate::{Read, StoreError, Write};

mod lists;

pub(crate) use lists::pattern;
pub use lists::{FileKey, FileSort, Found, Listing, Place, Search};

/// A file or a folder.
#[derive(Clone, Debug, PartialEq)]
pub struct FileRow {
    /// The space it lies in.
    pub space: SpaceId,
    /// Which.
    pub id: FileId,
    /// The folder it lies in; none for a root.
    pub parent: Option<FileId>,
    /// What it is called.
    pub name: String,
    /// The last extension of the name, without its dot.
    pub suffix: String,
    /// What it is.
    pub file_type: FileType,
    /// Its content type; empty for a folder.
    pub mime_type: String,
    /// What somebody wrote about it.
    pub description: Option<String>,
    /// Who put it there.
    pub owner: UserId,
    /// Bytes; 0 for a folder.
    pub size: i64,
    /// Lower-case hexadecimal SHA-256 of the bytes.
    pub sha256: Option<String>,
    /// Where the bytes are.
    pub blob: Option<BlobId>,
    /// When the picture was taken, by its own metadata.
    pub taken_at: Option<Millis>,
    /// What else the metadata says, as JSON.
    pub media: Option<String>,
    /// When it was created, by the client's word or the server's clock.
    pub created_at: Millis,
    /// When it was last changed.
    pub edited_at: Millis,
    /// When it itself was put into the bin.
    pub trashed_at: Option<Millis>,
    /// Whether it, or a folder above it, is in the bin.
    pub in_bin: bool,
}

impl FileRow {
    /// Whether it is a folder.
    #[must_use]
    pub fn is_folder(&self) -> bool {
        self.file_type == FileType::Folder
    }
}

/// The columns of a [`FileRow`]: `f` is the file, `p` the folder it lies in.
pub(crate) const COLUMNS: &str = "f.space_id, f.id, f.parent_id, f.name, f.suffix, f.file_type, f.mime_type,
    f.description, f.owner_id, f.size, f.sha256, f.blob_id, f.taken_at, f.media, f.created_at, f.edited_at,
    f.trashed_at, (f.trashed_at IS NOT NULL OR f.hidden OR COALESCE(p.hidden, FALSE))";

/// The tables that [`COLUMNS`] are of.
pub(crate) const TABLES: &str = "file f LEFT JOIN file p ON p.space_id = f.space_id AND p.id = f.parent_id";

pub(crate) fn file(row: &Row<'_>) -> Result<FileRow, StoreError> {
    Ok(FileRow {
        space: row.get(0)?,
        id: row.get(1)?,
        parent: row.get(2)?,
        name: row.get(3)?,
        suffix: row.get(4)?,
        file_type: row.get(5)?,
        mime_type: row.get(6)?,
        description: row.get(7)?,
        owner: row.get(8)?,
        size: row.get(9)?,
        sha256: row.get(10)?,
        blob: row.get(11)?,
        taken_at: row.get(12)?,
        media: row.get(13)?,
        created_at: row.get(14)?,
        edited_at: row.get(15)?,
        trashed_at: row.get(16)?,
        in_bin: row.get(17)?,
    })
}

impl Read<'_> {
    /// The file or folder with this identifier in `space`.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn file(&self, space: SpaceId, id: &FileId) -> Result<Option<FileRow>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM {TABLES} WHERE f.space_id = $1 AND f.id = $2");
        self.one(&sql, params![space, id], file)
    }

    /// Those of `ids` that lie in `space`, in no order.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn files(&self, space: SpaceId, ids: &[FileId]) -> Result<Vec<FileRow>, StoreError> {
        let list = crate::dialect::id_list(ids.iter().map(FileId::as_str));
        let sql =
            format!("SELECT {COLUMNS} FROM json_each($2) CROSS JOIN {TABLES} WHERE f.space_id = $1 AND f.id = value");
        self.query(&sql, params![space, &list], file)
    }

    /// What is called `name` in the folder `parent` and is not in the bin.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn named(&self, space: SpaceId, parent: &FileId, name: &str) -> Result<Option<FileRow>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM {TABLES}
             WHERE f.space_id = $1 AND f.parent_id = $2 AND f.name = $3 AND f.trashed_at IS NULL"
        );
        self.one(&sql, params![space, parent, name], file)
    }

    /// The files in the folder `parent` whose bytes are the object `blob`, without those in the bin.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn copies(&self, space: SpaceId, parent: &FileId, blob: BlobId) -> Result<Vec<FileRow>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM {TABLES}
             WHERE f.space_id = $1 AND f.blob_id = $2 AND f.parent_id = $3 AND f.trashed_at IS NULL"
        );
        self.query(&sql, params![space, blob, parent], file)
    }

    /// Those of `names` that something in the folder `parent` has which is not in the bin itself.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn taken_names(&self, space: SpaceId, parent: &FileId, names: &[&str]) -> Result<Vec<String>, StoreError> {
        let list = crate::dialect::id_list(names.iter().copied());
        self.query(
            "SELECT f.name FROM json_each($3) CROSS JOIN file f
             WHERE f.space_id = $1 AND f.parent_id = $2 AND f.name = value AND f.trashed_at IS NULL",
            params![space, parent, &list],
            |row| row.get(0),
        )
    }

    /// The identifiers and names on the way from the root to `id`, both ends included; empty if there is
    /// no such file.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn path(&self, space: SpaceId, id: &FileId) -> Result<Vec<(FileId, String)>, StoreError> {
        Ok(self.paths(space, std::slice::from_ref(id))?.remove(id).unwrap_or_default())
    }

    /// The same for each of `ids` that lies in `space`.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn paths(&self, space: SpaceId, ids: &[FileId]) -> Result<HashMap<FileId, Vec<(FileId, String)>>, StoreError> {
        let mut paths: HashMap<FileId, Vec<(FileId, String)>> = HashMap::new();
        let list = crate::dialect::id_list(ids.iter().map(FileId::as_str));
        let steps = self.query(PATHS, params![space, &list], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))))?;
        steps.into_iter().for_each(|(of, step)| paths.entry(of).or_default().push(step));
        Ok(paths)
    }

    /// How many folders stand one below the other from `folder` down, itself included.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn height(&self, space: SpaceId, folder: &FileId) -> Result<i64, StoreError> {
        self.number(
            "WITH RECURSIVE below(id, depth) AS (
                 SELECT id, 1 FROM file WHERE space_id = $1 AND id = $2 AND file_type = 10
                 UNION ALL
                 SELECT f.id, below.depth + 1
                 FROM below CROSS JOIN file f WHERE f.space_id = $1 AND f.parent_id = below.id AND f.file_type = 10
             ) SELECT CAST(COALESCE(max(depth), 0) AS BIGINT) FROM below",
            params![space, folder],
        )
    }
}

/// From each file upwards, and back in order from the root down.
const PATHS: &str = "
    WITH RECURSIVE up(leaf, id, parent_id, name, steps) AS (
        SELECT f.id, f.id, f.parent_id, f.name, 0
        FROM json_each($2) CROSS JOIN file f WHERE f.space_id = $1 AND f.id = value
        UNION
        SELECT up.leaf, f.id, f.parent_id, f.name, up.steps + 1
        FROM up CROSS JOIN file f WHERE f.space_id = $1 AND f.id = up.parent_id
    ) SELECT leaf, id, name FROM up ORDER BY leaf, steps DESC";

impl Write<'_> {
    /// Adds a file or folder. Its name must be free in its folder; the space's use is counted apart.
    ///
    /// # Errors
    /// [`StoreError::Constraint`] when the name is taken, or a failure of the store.
    pub fn add_file(&self, space: &Grant<Add, SpaceFacts>, file: &FileRow) -> Result<(), StoreError> {
        let SpaceFacts { space, .. } = space.on();
        self.execute(
            "INSERT INTO file (space_id, id, parent_id, name, name_folded, suffix, file_type, mime_type, description,
                 owner_id, size, sha256, blob_id, taken_at, media, created_at, edited_at, shot_at, hidden)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, FALSE)",
            params![
                space,
                &file.id,
                file.parent.as_ref(),
                &file.name,
                &folded(&file.name),
                suffix(&file.name),
                file.file_type,
                &file.mime_type,
                file.description.as_ref(),
                file.owner,
                file.size,
                file.sha256.as_ref(),
                file.blob,
                file.taken_at,
                file.media.as_ref(),
                file.created_at,
                file.edited_at,
                file.taken_at.unwrap_or(file.created_at),
            ],
        )?;
        Ok(())
    }

    /// Puts right when a picture was taken; none is not known. Every order by shooting time sees it, and reading the
    /// bytes again leaves it alone from then on.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn correct_taken(
        &self,
        space: &Grant<Arrange, SpaceFacts>,
        file: &FileRow,
        taken_at: Option<Millis>,
        now: Millis,
    ) -> Result<(), StoreError> {
        let (SpaceFacts { space, .. }, shot_at) = (space.on(), taken_at.unwrap_or(file.created_at));
        self.execute(
            "UPDATE file SET taken_at = $3, shot_at = $4, edited_at = $5, taken_by_hand = TRUE
             WHERE space_id = $1 AND id = $2",
            params![space, &file.id, taken_at, shot_at, now],
        )?;
        self.retime_links(space, &file.id, shot_at)?;
        self.touch_links(space, &file.id, now)
    }

    /// Gives a file or folder another name, which must be free, and another time of change.
    ///
    /// # Errors
    /// [`StoreError::Constraint`] when the name is taken, or a failure of the store.
    pub fn rename_file(
        &self,
        space: &Grant<Arrange, SpaceFacts>,
        id: &FileId,
        name: &str,
        now: Millis,
    ) -> Result<(), StoreError> {
        let SpaceFacts { space, .. } = space.on();
        self.execute(
            "UPDATE file SET name = $3, name_folded = $4, suffix = $5, edited_at = $6 WHERE space_id = $1 AND id = $2",
            params![space, id, name, &folded(name), suffix(name), now],
        )?;
        self.touch_links(space, id, now)
    }

    /// Moves a file or folder, with all that is below it, into the folder `parent` under `name`:
    /// one row, however much that is. Where it lies is no part of a link, so albums do not notice, unless it leaves the
    /// folder of a family by it.
    ///
    /// # Errors
    /// [`StoreError::Constraint`] when the name is taken, or a failure of the store.
    pub fn move_file(
        &self,
        space: &Grant<Arrange, SpaceFacts>,
        id: &FileId,
        parent: &FileId,
        name: &str,
    ) -> Result<(), StoreError> {
        let SpaceFacts { space, owner, .. } = space.on();
        self.moving(space, owner, std::slice::from_ref(id), parent, || {
            self.execute(
                "UPDATE file SET parent_id = $3, name = $4, name_folded = $5, suffix = $6
                 WHERE space_id = $1 AND id = $2",
                params![space, id, parent, name, &folded(name), suffix(name)],
            )?;
            Ok(())
        })
    }

    /// The same for many, which keep their names.
    ///
    /// # Errors
    /// [`StoreError::Constraint`] when a name is taken, or a failure of the store.
    pub fn move_files(
        &self,
        space: &Grant<Arrange, SpaceFacts>,
        files: &[FileId],
        parent: &FileId,
    ) -> Result<(), StoreError> {
        let SpaceFacts { space, owner, .. } = space.on();
        let list = crate::dialect::id_list(files.iter().map(FileId::as_str));
        self.moving(space, owner, files, parent, || {
            self.execute(
                "UPDATE file SET parent_id = $3 WHERE space_id = $1 AND id IN (SELECT value FROM json_each($2))",
                params![space, &list, parent],
            )?;
            Ok(())
        })
    }
}

/// The name as searching sees it.
pub(crate) fn folded(name: &str) -> String {
    name.to_lowercase()
}

/// The last extension, without its dot; empty if there is none.
fn suffix(name: &str) -> &str {
    name.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()).map_or("", |(_, suffix)| suffix)
}
