//! Albums themselves; what is in them is `links`.

use leporello_model::{
    AlbumFacts, AlbumId, AlbumKind, AlbumType, FileId, Grant, Manage, Millis, PageSize, Scope, ScopeKind, UserId,
};

use crate::engine::{Row, params};
use crate::{Read, StoreError, Write};

/// An album to be made.
#[derive(Clone, Debug)]
pub struct NewAlbum {
    /// Which.
    pub id: AlbumId,
    /// How contents come into it.
    pub album_type: AlbumType,
    /// Who it is for.
    pub kind: AlbumKind,
    /// What it is called.
    pub name: Option<String>,
    /// The rule of a collection.
    pub scope: Option<Scope>,
}

/// An album as lists show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlbumRow {
    /// What the policy asks for.
    pub facts: AlbumFacts,
    /// What it is called.
    pub name: Option<String>,
    /// How many visible files a manual album holds.
    pub total: i64,
    /// The earliest linked visible image.
    pub cover: Option<FileId>,
    /// When it was made.
    pub created_at: Millis,
    /// The rule of a collection.
    pub scope: Option<Scope>,
}

const COLUMNS: &str = "owner_id, id, album_type, kind, name, total, cover_id, created_at,
    space_id, scope_parent, scope_dirs, scope_kind";

fn album(row: &Row<'_>) -> Result<AlbumRow, StoreError> {
    Ok(AlbumRow {
        facts: AlbumFacts {
            owner: row.get(0)?,
            id: row.get(1)?,
            album_type: AlbumType::from_code(row.get(2)?).ok_or(corrupt(2))?,
            kind: AlbumKind::from_code(row.get(3)?).ok_or(corrupt(3))?,
        },
        name: row.get(4)?,
        total: row.get(5)?,
        cover: row.get(6)?,
        created_at: row.get(7)?,
        scope: scope(row)?,
    })
}

fn scope(row: &Row<'_>) -> Result<Option<Scope>, StoreError> {
    const CORRUPT: fn(usize) -> StoreError = |column| StoreError::Corrupt { column, expected: "a scope" };
    let Some(space) = row.get(8)? else { return Ok(None) };
    Ok(Some(Scope {
        space,
        parent: row.get(9)?,
        dirs: serde_json::from_str(row.text(10)?).map_err(|_| CORRUPT(10))?,
        kind: ScopeKind::parse(row.text(11)?).ok_or_else(|| CORRUPT(11))?,
    }))
}

/// The folders of a scope as their column holds them. Identifiers have no characters that JSON would escape.
fn dirs(scope: &Scope) -> String {
    format!("{:?}", scope.dirs.iter().map(FileId::as_str).collect::<Vec<_>>())
}

const fn corrupt(column: usize) -> StoreError {
    StoreError::Corrupt { column, expected: "an album's type or kind" }
}

impl Read<'_> {
    /// The album with this identifier that `user` owns.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn album(&self, user: UserId, id: AlbumId) -> Result<Option<AlbumRow>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM album WHERE owner_id = $1 AND id = $2");
        self.one(&sql, params![user, id], album)
    }

    /// One page of the personal albums of `user`, newest first, and how many there are in all.
    /// `page` counts from 1; one past the end is empty.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn albums(
        &self,
        user: UserId,
        kind: AlbumKind,
        album_type: AlbumType,
        size: PageSize,
        page: i64,
    ) -> Result<(Vec<AlbumRow>, i64), StoreError> {
        let of = params![user, kind.code(), album_type.code()];
        let total =
            self.number("SELECT count(*) FROM album WHERE owner_id = $1 AND kind = $2 AND album_type = $3", of)?;
        let skip = page.saturating_sub(1).saturating_mul(size.get());
        let mut rows =
            self.query(&albums_page(), params![user, kind.code(), album_type.code(), size.get(), skip], album)?;
        // The statement gives the right albums, in no order.
        rows.sort_unstable_by_key(|album| std::cmp::Reverse((album.created_at, album.facts.id)));
        Ok((rows, total))
    }
}

/// The albums of one page. Those before it are skipped along the index alone, whatever their rows hold.
pub(crate) fn albums_page() -> String {
    format!(
        "SELECT {COLUMNS} FROM album WHERE owner_id = $1 AND id IN (
             SELECT id FROM album WHERE owner_id = $1 AND kind = $2 AND album_type = $3
             ORDER BY created_at DESC, id DESC LIMIT $4 OFFSET $5)"
    )
}

impl Write<'_> {
    /// Makes an album of `owner`.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn add_album(&self, owner: &Grant<Manage, UserId>, album: &NewAlbum, now: Millis) -> Result<(), StoreError> {
        let (owner, kind, album_type) = (owner.on(), album.kind.code(), album.album_type.code());
        let (scope, folders) = (album.scope.as_ref(), album.scope.as_ref().map(dirs));
        self.execute(
            "INSERT INTO album (owner_id, id, album_type, kind, name, total, created_at,
                                space_id, scope_parent, scope_dirs, scope_kind)
             VALUES ($1, $2, $3, $4, $5, 0, $6, $7, $8, $9, $10)",
            params![
                owner,
                album.id,
                album_type,
                kind,
                album.name.as_ref(),
                now,
                scope.map(|scope| scope.space),
                scope.map(|scope| &scope.parent),
                folders.as_ref(),
                scope.map(|scope| scope.kind.as_str()),
            ],
        )?;
        Ok(())
    }

    /// Gives a collection another rule.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn set_scope(&self, album: &Grant<Manage, AlbumFacts>, scope: &Scope) -> Result<(), StoreError> {
        let AlbumFacts { owner, id, .. } = album.on();
        self.execute(
            "UPDATE album SET space_id = $3, scope_parent = $4, scope_dirs = $5, scope_kind = $6
             WHERE owner_id = $1 AND id = $2",
            params![owner, id, scope.space, &scope.parent, &dirs(scope), scope.kind.as_str()],
        )?;
        Ok(())
    }

    /// Gives an album another name.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn rename_album(&self, album: &Grant<Manage, AlbumFacts>, name: &str) -> Result<(), StoreError> {
        let AlbumFacts { owner, id, .. } = album.on();
        self.execute("UPDATE album SET name = $3 WHERE owner_id = $1 AND id = $2", params![owner, id, name])?;
        Ok(())
    }

    /// Takes an album away, and its links; the files stay.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn remove_album(&self, album: &Grant<Manage, AlbumFacts>) -> Result<(), StoreError> {
        let AlbumFacts { owner, id, .. } = album.on();
        self.execute("DELETE FROM link WHERE owner_id = $1 AND album_id = $2", params![owner, id])?;
        self.execute("DELETE FROM album WHERE owner_id = $1 AND id = $2", params![owner, id])?;
        Ok(())
    }
}
