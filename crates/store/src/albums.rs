//! Albums themselves; what is in them is `links`.

use leporello_model::{
    Add, AlbumFacts, AlbumId, AlbumKind, AlbumType, FamilyFacts, FileId, Grant, Manage, Membership, Millis, PageSize,
    Scope, ScopeKind, SpaceId, UserId, View,
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
    /// Of a shared one, the folder of its family.
    pub folder: Option<FileId>,
    /// What it is called.
    pub name: Option<String>,
    /// How many visible files a manual album holds.
    pub total: i64,
    /// The earliest linked visible image, and the space it lies in.
    pub cover: Option<(SpaceId, FileId)>,
    /// When it was made.
    pub created_at: Millis,
    /// The rule of a collection.
    pub scope: Option<Scope>,
}

/// The columns of an album, all but those of its family.
const COLUMNS: &str = "a.owner_id, a.id, a.album_type, COALESCE(a.creator_id, a.owner_id), a.name, a.total,
    a.cover_space, a.cover_id, a.created_at, a.space_id, a.scope_parent, a.scope_dirs, a.scope_kind";
/// The columns of its family, after those.
const FAMILY: &str = "f.id, f.group_id, f.space_id, f.folder_id";
const NO_FAMILY: &str = "CAST(NULL AS BIGINT), CAST(NULL AS BIGINT), CAST(NULL AS BIGINT), CAST(NULL AS TEXT)";

/// The shared albums of the families that the user `$1` belongs to.
const SHARED: &str = "member m
    JOIN album a ON a.owner_id = m.owner_id AND a.group_id = m.group_id
    JOIN family f ON f.owner_id = m.owner_id AND f.id = m.family_id
    WHERE m.user_id = $1";

/// Reads an album as `user` sees it, who owns it or belongs to its family.
fn album(row: &Row<'_>, user: UserId) -> Result<AlbumRow, StoreError> {
    let owner = row.get(0)?;
    let family = family(row, owner, user)?;
    let (facts_of_family, folder) = family.unzip();
    let cover_space: Option<SpaceId> = row.get(6)?;
    Ok(AlbumRow {
        facts: AlbumFacts {
            owner,
            id: row.get(1)?,
            album_type: AlbumType::from_code(row.get(2)?)
                .ok_or(StoreError::Corrupt { column: 2, expected: "an album's type" })?,
            creator: row.get(3)?,
            family: facts_of_family,
        },
        folder,
        name: row.get(4)?,
        total: row.get(5)?,
        cover: cover_space.zip(row.get(7)?),
        created_at: row.get(8)?,
        scope: scope(row)?,
    })
}

fn family(row: &Row<'_>, owner: UserId, user: UserId) -> Result<Option<(FamilyFacts, FileId)>, StoreError> {
    let Some(id) = row.get(13)? else { return Ok(None) };
    let membership = if owner == user { Membership::Owner } else { Membership::Member };
    let facts = FamilyFacts { id, group: row.get(14)?, owner, space: row.get(15)?, membership };
    Ok(Some((facts, row.get(16)?)))
}

fn scope(row: &Row<'_>) -> Result<Option<Scope>, StoreError> {
    const CORRUPT: fn(usize) -> StoreError = |column| StoreError::Corrupt { column, expected: "a scope" };
    let Some(space) = row.get(9)? else { return Ok(None) };
    Ok(Some(Scope {
        space,
        parent: row.get(10)?,
        dirs: serde_json::from_str(row.text(11)?).map_err(|_| CORRUPT(11))?,
        kind: ScopeKind::parse(row.text(12)?).ok_or_else(|| CORRUPT(12))?,
    }))
}

/// The folders of a scope as their column holds them. Identifiers have no characters that JSON would escape.
fn dirs(scope: &Scope) -> String {
    format!("{:?}", scope.dirs.iter().map(FileId::as_str).collect::<Vec<_>>())
}

impl Read<'_> {
    /// The album with this identifier that `user` owns, or that is shared with a family of theirs.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn album(&self, user: UserId, id: AlbumId) -> Result<Option<AlbumRow>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS}, {NO_FAMILY} FROM album a WHERE a.owner_id = $1 AND a.id = $2 AND a.group_id IS NULL
             UNION ALL
             SELECT {COLUMNS}, {FAMILY} FROM {SHARED} AND a.id = $2"
        );
        self.one(&sql, params![user, id], |row| album(row, user))
    }

    /// One page of the personal albums of `user`, newest first, and how many there are in all.
    /// `page` counts from 1; one past the end is empty.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn albums(
        &self,
        user: UserId,
        album_type: AlbumType,
        size: PageSize,
        page: i64,
    ) -> Result<(Vec<AlbumRow>, i64), StoreError> {
        let total = self.number(
            "SELECT count(*) FROM album WHERE owner_id = $1 AND kind = 1 AND album_type = $2",
            params![user, album_type.code()],
        )?;
        let values = params![user, album_type.code(), size.get(), skipped(size, page)];
        let mut rows = self.query(&albums_page(), values, |row| album(row, user))?;
        // The statement gives the right albums, in no order.
        rows.sort_unstable_by_key(|album| std::cmp::Reverse((album.created_at, album.facts.id)));
        Ok((rows, total))
    }

    /// The same of the albums that a family shares.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn albums_of(
        &self,
        family: &Grant<View, FamilyFacts>,
        album_type: AlbumType,
        size: PageSize,
        page: i64,
    ) -> Result<(Vec<AlbumRow>, i64), StoreError> {
        let (FamilyFacts { owner, group, .. }, user) = (family.on(), family.caller().user);
        let total = self.number(
            "SELECT count(*) FROM album WHERE owner_id = $1 AND group_id = $2 AND album_type = $3",
            params![owner, group, album_type.code()],
        )?;
        let values = params![owner, group, album_type.code(), size.get(), skipped(size, page)];
        let mut rows = self.query(&family_page(), values, |row| album(row, user))?;
        rows.sort_unstable_by_key(|album| std::cmp::Reverse((album.created_at, album.facts.id)));
        Ok((rows, total))
    }

    /// The same of the albums that all families of `user` share.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn shared_albums(
        &self,
        user: UserId,
        album_type: AlbumType,
        size: PageSize,
        page: i64,
    ) -> Result<(Vec<AlbumRow>, i64), StoreError> {
        let count = format!("SELECT count(*) FROM {SHARED} AND a.album_type = $2");
        let total = self.number(&count, params![user, album_type.code()])?;
        let sql = format!(
            "SELECT {COLUMNS}, {FAMILY} FROM {SHARED} AND a.album_type = $2
             ORDER BY a.created_at DESC, a.id DESC LIMIT $3 OFFSET $4"
        );
        let values = params![user, album_type.code(), size.get(), skipped(size, page)];
        Ok((self.query(&sql, values, |row| album(row, user))?, total))
    }
}

/// How many albums stand before a page.
fn skipped(size: PageSize, page: i64) -> i64 {
    page.saturating_sub(1).saturating_mul(size.get())
}

/// The albums of one page. Those before it are skipped along the index alone, whatever their rows hold.
pub(crate) fn albums_page() -> String {
    format!(
        "SELECT {COLUMNS}, {NO_FAMILY} FROM album a WHERE a.owner_id = $1 AND a.id IN (
             SELECT id FROM album WHERE owner_id = $1 AND kind = 1 AND album_type = $2
             ORDER BY created_at DESC, id DESC LIMIT $3 OFFSET $4)"
    )
}

/// The same of the albums that a family shares.
fn family_page() -> String {
    format!(
        "SELECT {COLUMNS}, {FAMILY} FROM album a JOIN family f ON f.owner_id = a.owner_id AND f.id = a.family_id
         WHERE a.owner_id = $1 AND a.id IN (
             SELECT id FROM album WHERE owner_id = $1 AND group_id = $2 AND album_type = $3
             ORDER BY created_at DESC, id DESC LIMIT $4 OFFSET $5)"
    )
}

impl Write<'_> {
    /// Makes a personal album.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn add_album(&self, owner: &Grant<Manage, UserId>, album: &NewAlbum, now: Millis) -> Result<(), StoreError> {
        self.insert_album(owner.on(), None, album, now)
    }

    /// Makes an album that a family shares; who makes it is who was granted that.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn add_shared_album(
        &self,
        family: &Grant<Add, FamilyFacts>,
        album: &NewAlbum,
        now: Millis,
    ) -> Result<(), StoreError> {
        let facts = family.on();
        self.insert_album(facts.owner, Some((facts, family.caller().user)), album, now)
    }

    fn insert_album(
        &self,
        owner: UserId,
        shared: Option<(FamilyFacts, UserId)>,
        album: &NewAlbum,
        now: Millis,
    ) -> Result<(), StoreError> {
        let kind = if shared.is_some() { AlbumKind::Shared } else { AlbumKind::Personal };
        let (scope, folders) = (album.scope.as_ref(), album.scope.as_ref().map(dirs));
        self.execute(
            "INSERT INTO album (owner_id, id, album_type, kind, name, total, created_at,
                                space_id, scope_parent, scope_dirs, scope_kind, creator_id, group_id, family_id)
             VALUES ($1, $2, $3, $4, $5, 0, $6, $7, $8, $9, $10, $11, $12, $13)",
            params![
                owner,
                album.id,
                album.album_type.code(),
                kind.code(),
                album.name.as_ref(),
                now,
                scope.map(|scope| scope.space),
                scope.map(|scope| &scope.parent),
                folders.as_ref(),
                scope.map(|scope| scope.kind.as_str()),
                shared.map(|(_, creator)| creator),
                shared.map(|(family, _)| family.group),
                shared.map(|(family, _)| family.id),
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
