//! Uploads under way, and the objects that files claim.

use leporello_model::{Add, BlobId, FileId, FileType, Grant, Millis, SpaceFacts, SpaceId, UploadId, UserId};

use crate::dialect::id_list;
use crate::engine::{Row, params};
use crate::{Read, StoreError, Write};

/// A promised file: recorded before its bytes come, so that nothing is ever lost sight of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// The space it will lie in.
    pub space: SpaceId,
    /// The file it will be.
    pub file: FileId,
    /// The upload itself.
    pub upload: UploadId,
    /// The object its bytes will be.
    pub blob: BlobId,
    /// Who uploads.
    pub owner: UserId,
    /// The folder it will lie in.
    pub parent: FileId,
    /// What it will be called, unless the name is taken by then.
    pub name: String,
    /// What to do when the name is taken: 2 rename, 3 refuse, 4 nothing if the bytes are the same too.
    pub rename_mode: i64,
    /// What the client says it is.
    pub file_type: FileType,
    /// What the client says its content type is.
    pub mime_type: Option<String>,
    /// What somebody wrote about it.
    pub description: Option<String>,
    /// Bytes.
    pub length: i64,
    /// Lower-case hexadecimal SHA-256 that the client announced.
    pub sha256: Option<String>,
    /// The size of each part, in order; the first is part 1.
    pub parts: Vec<i64>,
    /// The file's creation time.
    pub created_at: Millis,
    /// When the upload is given up.
    pub expires_at: Millis,
    /// What an object store that takes the parts itself calls this upload, once links were given.
    pub multipart: Option<String>,
}

/// A stored object that files claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    /// Which.
    pub id: BlobId,
    /// Bytes.
    pub size: i64,
    /// What its bytes say, as JSON, if that was kept.
    pub facts: Option<String>,
}

const COLUMNS: &str = "space_id, file_id, upload_id, blob_id, owner_id, parent_id, name, rename_mode, file_type,
    mime_type, description, length, sha256, parts, created_at, expires_at, multipart";

fn upload(row: &Row<'_>) -> Result<Upload, StoreError> {
    const CORRUPT: fn(usize) -> StoreError = |column| StoreError::Corrupt { column, expected: "an upload's value" };
    Ok(Upload {
        space: row.get(0)?,
        file: row.get(1)?,
        upload: row.get::<String>(2)?.parse().map_err(|_| CORRUPT(2))?,
        blob: row.get(3)?,
        owner: row.get(4)?,
        parent: row.get(5)?,
        name: row.get(6)?,
        rename_mode: row.get(7)?,
        file_type: row.get(8)?,
        mime_type: row.get(9)?,
        description: row.get(10)?,
        length: row.get(11)?,
        sha256: row.get(12)?,
        parts: serde_json::from_str(&row.get::<String>(13)?).map_err(|_| CORRUPT(13))?,
        created_at: row.get(14)?,
        expires_at: row.get(15)?,
        multipart: row.get(16)?,
    })
}

impl Read<'_> {
    /// The upload that will be this file.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn upload(&self, space: SpaceId, file: &FileId) -> Result<Option<Upload>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM upload WHERE space_id = $1 AND file_id = $2");
        self.one(&sql, params![space, file], upload)
    }

    /// Some uploads that expired before `now`.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn any_expired_uploads(&self, now: Millis, most: i64) -> Result<Vec<Upload>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM upload WHERE expires_at < $1 ORDER BY expires_at LIMIT $2");
        self.query(&sql, params![now, most], upload)
    }

    /// Those of `uploads` in `space` that have not ended, in no order.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn uploads_under_way(&self, space: SpaceId, uploads: &[UploadId]) -> Result<Vec<UploadId>, StoreError> {
        self.query(
            "SELECT upload_id FROM upload
             WHERE space_id = $1 AND upload_id IN (SELECT value FROM json_each($2))",
            params![space, &id_list(uploads.iter().map(UploadId::as_str))],
            |row| {
                let corrupt = |_| StoreError::Corrupt { column: 0, expected: "an upload's identifier" };
                row.get::<String>(0)?.parse().map_err(corrupt)
            },
        )
    }

    /// The object in `space` that holds the bytes with this digest.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn blob_with(&self, space: SpaceId, sha256: &str) -> Result<Option<Object>, StoreError> {
        self.one(
            "SELECT id, size, facts FROM blob WHERE space_id = $1 AND sha256 = $2 AND claimed",
            params![space, sha256],
            |row| Ok(Object { id: row.get(0)?, size: row.get(1)?, facts: row.get(2)? }),
        )
    }
}

impl Write<'_> {
    /// Records an upload.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn add_upload(&self, space: &Grant<Add, SpaceFacts>, upload: &Upload) -> Result<(), StoreError> {
        let SpaceFacts { space, .. } = space.on();
        let parts = format!("{:?}", upload.parts);
        self.execute(
            "INSERT INTO upload (space_id, file_id, upload_id, blob_id, owner_id, parent_id, name, rename_mode,
                 file_type, mime_type, description, length, sha256, parts, created_at, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
            params![
                space,
                &upload.file,
                &upload.upload,
                upload.blob,
                upload.owner,
                &upload.parent,
                &upload.name,
                upload.rename_mode,
                upload.file_type,
                upload.mime_type.as_ref(),
                upload.description.as_ref(),
                upload.length,
                upload.sha256.as_ref(),
                &parts,
                upload.created_at,
                upload.expires_at,
            ],
        )?;
        Ok(())
    }

    /// Replaces the plan of an upload's parts.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn plan_parts(&self, space: SpaceId, file: &FileId, parts: &[i64]) -> Result<(), StoreError> {
        let parts = format!("{parts:?}");
        self.execute(
            "UPDATE upload SET parts = $3 WHERE space_id = $1 AND file_id = $2",
            params![space, file, &parts],
        )?;
        Ok(())
    }

    /// Keeps what the object store calls an upload, unless another name was kept before; gives the one that is in force,
    /// none if the upload has ended or has another object by now.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn begin_multipart(
        &self,
        space: SpaceId,
        file: &FileId,
        blob: BlobId,
        multipart: &str,
    ) -> Result<Option<String>, StoreError> {
        self.one(
            "UPDATE upload SET multipart = COALESCE(multipart, $4) WHERE space_id = $1 AND file_id = $2 AND blob_id = $3
             RETURNING multipart",
            params![space, file, blob, multipart],
            |row| row.get(0),
        )
    }

    /// Gives an upload another object, because the one it had holds bytes that are not wanted, or its parts are gone; that
    /// one is left to the sweep.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn renew_blob(&self, space: SpaceId, file: &FileId, old: BlobId, new: BlobId) -> Result<(), StoreError> {
        let renewed = self.execute(
            "UPDATE upload SET blob_id = $4, multipart = NULL WHERE space_id = $1 AND file_id = $2 AND blob_id = $3",
            params![space, file, old, new],
        )?;
        if renewed > 0 { self.leave_blob(space, old) } else { Ok(()) }
    }

    /// Forgets an upload: it has become a file, or was given up.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn remove_upload(&self, space: SpaceId, file: &FileId) -> Result<(), StoreError> {
        self.execute("DELETE FROM upload WHERE space_id = $1 AND file_id = $2", params![space, file])?;
        Ok(())
    }

    /// Records an object whose bytes are on disk, and what they say as JSON. Claims it for a file, unless the space has
    /// these bytes already: then gives the object that holds them, and leaves the new one to the sweep.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn claim_blob(
        &self,
        space: SpaceId,
        blob: BlobId,
        sha256: &str,
        size: i64,
        facts: &str,
    ) -> Result<BlobId, StoreError> {
        let known = self.blob_with(space, sha256)?.filter(|known| known.id != blob);
        self.execute(
            "INSERT INTO blob (space_id, id, sha256, size, claimed, facts) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT DO NOTHING",
            params![space, blob, sha256, size, known.is_none(), facts],
        )?;
        let Some(known) = known else { return Ok(blob) };
        if known.facts.is_none() {
            let keep = "UPDATE blob SET facts = $3 WHERE space_id = $1 AND id = $2";
            self.execute(keep, params![space, known.id, facts])?;
        }
        Ok(known.id)
    }

    /// Leaves an object to the sweep that was never claimed: its upload was given up.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn leave_blob(&self, space: SpaceId, blob: BlobId) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO blob (space_id, id, sha256, size, claimed) VALUES ($1, $2, '', 0, FALSE)
             ON CONFLICT DO NOTHING",
            params![space, blob],
        )?;
        Ok(())
    }
}
