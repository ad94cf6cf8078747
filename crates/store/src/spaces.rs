//! Spaces: where the files of a user lie, and how much of it is used.

use leporello_model::{FileId, FileType, Millis, SpaceId, UserId};

use crate::engine::{Row, params};
use crate::{Read, StoreError, Write};

/// A personal space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Space {
    /// Whose it is.
    pub owner: UserId,
    /// Which.
    pub id: SpaceId,
    /// Whether it is switched off: allocated but not to be used.
    pub disabled: bool,
    /// How many bytes fit.
    pub capacity: i64,
    /// How many bytes are in it, those in the bin included.
    pub used: i64,
    /// When it was made.
    pub created_at: Millis,
}

const COLUMNS: &str = "owner_id, id, status, capacity, used, created_at";

fn space(row: &Row<'_>) -> Result<Space, StoreError> {
    Ok(Space {
        owner: row.get(0)?,
        id: row.get(1)?,
        disabled: row.get::<i64>(2)? != 0,
        capacity: row.get(3)?,
        used: row.get(4)?,
        created_at: row.get(5)?,
    })
}

impl Read<'_> {
    /// The first space of `owner`: the personal one.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn space_of(&self, owner: UserId) -> Result<Option<Space>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM space WHERE owner_id = $1 ORDER BY id LIMIT 1");
        self.one(&sql, params![owner], space)
    }
}

impl Read<'_> {
    /// What the engine finds damaged in its own files; none where all is well. PostgreSQL looks
    /// after that itself.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn any_damage(&self) -> Result<Option<String>, StoreError> {
        match self.integrity_check() {
            Some(check) => Ok(self.one(check, &[], |row| row.get::<String>(0))?.filter(|verdict| verdict != "ok")),
            None => Ok(None),
        }
    }
}

impl Write<'_> {
    /// Adds a space and its root folder.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn add_space(&self, space: &Space) -> Result<(), StoreError> {
        let status = i64::from(space.disabled);
        self.execute(
            "INSERT INTO space (owner_id, id, status, capacity, used, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
            params![space.owner, space.id, status, space.capacity, space.used, space.created_at],
        )?;
        let root = FileId::root_of(space.id);
        let name = format!("root{}", space.id);
        self.execute(
            "INSERT INTO file (space_id, id, parent_id, name, name_folded, suffix, file_type, mime_type,
                               owner_id, size, created_at, edited_at, shot_at, hidden)
             VALUES ($1, $2, NULL, $3, $3, '', $4, '', $5, 0, $6, $6, $6, FALSE)",
            params![space.id, &root, &name, FileType::Folder, space.owner, space.created_at],
        )?;
        Ok(())
    }

    /// Counts `bytes` more (or, below zero, fewer) as used, if they fit; gives whether they do.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn use_space(&self, owner: UserId, space: SpaceId, bytes: i64) -> Result<bool, StoreError> {
        let changed = self.execute(
            "UPDATE space SET used = used + $3
             WHERE owner_id = $1 AND id = $2 AND ($3 <= 0 OR used + $3 <= capacity)",
            params![owner, space, bytes],
        )?;
        Ok(changed > 0)
    }
}
