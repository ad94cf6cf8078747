//! What is in a manual album: links to files, and the totals and covers that follow from them.

use std::collections::{BTreeMap, BTreeSet};

use leporello_model::{
    Add, AlbumFacts, AlbumId, AlbumSort, Entries, FileId, FileType, Grant, Millis, PageSize, Remove, SortDirection,
    SpaceId, UserId, View,
};

use crate::dialect::id_list;
use crate::engine::{Row, Value, params};
use crate::order::order;
use crate::{Read, StoreError, Write};

/// What adding a file to an album needs to know of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Which file.
    pub id: FileId,
    /// The space it lies in.
    pub space: SpaceId,
    /// Whose it is.
    pub owner: UserId,
    /// What it is.
    pub file_type: FileType,
    /// Whether it, or a folder above it, is in the bin.
    pub in_bin: bool,
}

/// One entry of an album.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// Which file.
    pub id: FileId,
    /// The space it lies in.
    pub space: SpaceId,
    /// Whose it is.
    pub owner: UserId,
    /// What it is.
    pub file_type: FileType,
    /// When it was taken, by its own metadata; of a collection's entries only.
    pub taken_at: Option<Millis>,
    /// The value of the sort key, for the cursor.
    pub key: Millis,
}

/// A place in an album's order: after the entry with this key and file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct After {
    /// The sort key's value.
    pub key: Millis,
    /// The file.
    pub file: FileId,
}

impl Read<'_> {
    /// Those of `files` that lie in `space`, in no order.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn candidates(&self, space: SpaceId, files: &[FileId]) -> Result<Vec<Candidate>, StoreError> {
        let list = id_list(files.iter().map(FileId::as_str));
        self.query(CANDIDATES, params![space, &list], |row| {
            Ok(Candidate { id: row.get(0)?, space, owner: row.get(1)?, file_type: row.get(2)?, in_bin: row.get(3)? })
        })
    }

    /// One page of an album in the order asked for, from the start or from `after`, and one entry more
    /// where there is one: it tells that there is a next page.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn contents(
        &self,
        album: &Grant<View, AlbumFacts>,
        sort: AlbumSort,
        direction: SortDirection,
        size: PageSize,
        after: Option<&After>,
    ) -> Result<Vec<Content>, StoreError> {
        let AlbumFacts { owner, id, .. } = album.on();
        let sql = contents_page(sort, direction, after.is_some());
        let read = |row: &Row<'_>| {
            Ok(Content {
                id: row.get(0)?,
                space: row.get(1)?,
                owner: row.get(2)?,
                file_type: row.get(3)?,
                taken_at: None,
                key: row.get(4)?,
            })
        };
        let mut values = params![owner, id, size.get() + 1].to_vec();
        if let Some(after) = after {
            values.extend([Value::from(after.key), Value::from(&after.file)]);
        }
        self.query(&sql, &values, read)
    }

    /// Whether a file is linked into an album, be it in the bin or not.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn is_linked(&self, album: &Grant<View, AlbumFacts>, file: &FileId) -> Result<bool, StoreError> {
        let AlbumFacts { owner, id, .. } = album.on();
        let links = "SELECT count(*) FROM link WHERE file_id = $1 AND owner_id = $2 AND album_id = $3";
        Ok(self.number(links, params![file, owner, id])? > 0)
    }

    /// Whether of those of `files` that an album shows all were put into it by `user`, or are theirs.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn are_entries_of(
        &self,
        album: &Grant<View, AlbumFacts>,
        user: UserId,
        files: &[FileId],
    ) -> Result<bool, StoreError> {
        let AlbumFacts { owner, id, .. } = album.on();
        let list = id_list(files.iter().map(FileId::as_str));
        Ok(self.number(OF_OTHERS, params![owner, id, user, &list])? == 0)
    }
}

const CANDIDATES: &str = "
    SELECT f.id, f.owner_id, f.file_type, (f.trashed_at IS NOT NULL OR f.hidden OR COALESCE(p.hidden, FALSE))
    FROM json_each($2)
    CROSS JOIN file f
    LEFT JOIN file p ON p.space_id = $1 AND p.id = f.parent_id
    WHERE f.space_id = $1 AND f.id = value";

/// The page of an album: the order's columns are the cursor's columns, so they cannot part.
pub(crate) fn contents_page(sort: AlbumSort, direction: SortDirection, after: bool) -> String {
    let key = match sort {
        AlbumSort::TakeTime => "taken_at",
        AlbumSort::Created => "linked_at",
        AlbumSort::Updated => "edited_at",
    };
    let (order, than) = order(direction);
    let from = if after { format!("AND ({key}, file_id) {than} ($4, $5)") } else { String::new() };
    format!(
        "SELECT file_id, space_id, file_owner, file_type, {key} FROM link
         WHERE owner_id = $1 AND album_id = $2 AND visible = TRUE {from}
         ORDER BY {key} {order}, file_id {order} LIMIT $3"
    )
}

impl Write<'_> {
    /// Links files of `space` into an album; those that are in it already stay where they are, and whose entries they
    /// were. The caller has looked at the [`candidates`](Read::candidates) in the same transaction.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn add_links(
        &self,
        album: &Grant<Add, AlbumFacts>,
        space: SpaceId,
        files: &[FileId],
        now: Millis,
    ) -> Result<(), StoreError> {
        let (AlbumFacts { owner, id, family, .. }, caller) = (album.on(), album.caller());
        let list = id_list(files.iter().map(FileId::as_str));
        let own = family.is_none() && space == caller.space;
        let added_by = (!own).then_some(caller.user);
        let added = self.query(ADD, params![owner, id, now, space, &list, added_by], |row| {
            Ok((row.get::<FileId>(0)?, row.get::<FileType>(1)?))
        })?;
        if added.is_empty() {
            return Ok(());
        }
        let count = i64::try_from(added.len()).unwrap_or(i64::MAX);
        let images = added.into_iter().filter(|(_, file_type)| *file_type == FileType::Image);
        let first = images.map(|(file, _)| file).min();
        self.execute(COUNT_ADDED, params![owner, id, count, now, first.as_ref(), space])?;
        Ok(())
    }

    /// Takes files out of an album; those that are not in it do not matter. Whoever may take out only what is theirs takes
    /// out nothing else, also not what is in the bin and so not to be seen.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn remove_links(&self, entries: &Grant<Remove, Entries>, files: &[FileId]) -> Result<(), StoreError> {
        let AlbumFacts { owner, id, .. } = entries.on().album;
        let list = id_list(files.iter().map(FileId::as_str));
        let own = entries.on().theirs.then_some(entries.caller().user);
        let removed = self.query(REMOVE, params![owner, id, &list, own], flip)?;
        self.settle_gone(&removed)
    }

    /// Brings the links of all files at or below `roots` into step with the bin, and with it the
    /// totals and covers of their albums.
    pub(crate) fn refresh_links(&self, space: SpaceId, roots: &[&str]) -> Result<(), StoreError> {
        let sql = format!("{SUBTREE} {REFRESH}");
        let flipped = self.query(&sql, params![space, roots], flip)?;
        self.settle(flipped.iter().map(|link| (link, if link.visible { 1 } else { -1 })))
    }

    /// Removes the links of all files at or below `roots`, which are about to be purged.
    pub(crate) fn purge_links(&self, space: SpaceId, roots: &[&str]) -> Result<(), StoreError> {
        let sql = format!("{SUBTREE} {PURGE}");
        let gone = self.query(&sql, params![space, roots], flip)?;
        self.settle_gone(&gone)
    }

    /// Takes a file's new time of change over into its links.
    pub(crate) fn touch_links(&self, space: SpaceId, file: &FileId, edited_at: Millis) -> Result<(), StoreError> {
        self.execute(
            "UPDATE link SET edited_at = $3 WHERE space_id = $1 AND file_id = $2",
            params![space, file, edited_at],
        )?;
        Ok(())
    }

    /// Takes a file's new shooting time over into its links.
    pub(crate) fn retime_links(&self, space: SpaceId, file: &FileId, shot_at: Millis) -> Result<(), StoreError> {
        self.execute(
            "UPDATE link SET taken_at = $3 WHERE space_id = $1 AND file_id = $2 AND taken_at <> $3",
            params![space, file, shot_at],
        )?;
        Ok(())
    }

    /// Takes over into a file's links what it turned out to be, and chooses the covers of their albums anew. It stays
    /// in them, whatever it is.
    pub(crate) fn retype_links(&self, space: SpaceId, file: &FileId, file_type: FileType) -> Result<(), StoreError> {
        let retyped = self.query(RETYPE, params![space, file, file_type], flip)?;
        let mut albums = BTreeMap::<UserId, BTreeSet<AlbumId>>::new();
        for link in retyped {
            albums.entry(link.owner).or_default().insert(link.album);
        }
        self.choose_covers(albums)
    }

    /// Puts right what follows from links that were taken away.
    pub(crate) fn settle_gone(&self, gone: &[Flip]) -> Result<(), StoreError> {
        self.settle(gone.iter().filter(|link| link.visible).map(|link| (link, -1)))
    }

    /// Puts right the totals of albums whose visible links came (1) or went (-1), and where an image was
    /// among them the cover. Albums of one owner that change by the same number share a statement.
    fn settle<'l>(&self, links: impl Iterator<Item = (&'l Flip, i64)>) -> Result<(), StoreError> {
        let (mut totals, mut covers) = (BTreeMap::<_, i64>::new(), BTreeMap::<UserId, BTreeSet<AlbumId>>::new());
        for (link, step) in links {
            *totals.entry((link.owner, link.album)).or_default() += step;
            if link.file_type == FileType::Image {
                covers.entry(link.owner).or_default().insert(link.album);
            }
        }
        let mut steps = BTreeMap::<(UserId, i64), Vec<String>>::new();
        for ((owner, album), by) in totals {
            steps.entry((owner, by)).or_default().push(album.to_string());
        }
        for ((owner, by), albums) in &steps {
            self.execute(TOTALS, params![*owner, &id_list(albums.iter().map(String::as_str)), *by])?;
        }
        self.choose_covers(covers)
    }

    /// Chooses the covers of albums anew, by their owners.
    fn choose_covers(&self, albums: BTreeMap<UserId, BTreeSet<AlbumId>>) -> Result<(), StoreError> {
        for (owner, albums) in albums {
            let albums: Vec<String> = albums.iter().map(ToString::to_string).collect();
            self.execute(COVERS, params![owner, &id_list(albums.iter().map(String::as_str))])?;
        }
        Ok(())
    }
}

/// A link that was taken away, or whose visibility changed.
pub(crate) struct Flip {
    owner: UserId,
    album: AlbumId,
    visible: bool,
    file_type: FileType,
}

/// Reads [`FLIP`].
pub(crate) fn flip(row: &Row<'_>) -> Result<Flip, StoreError> {
    Ok(Flip { owner: row.get(0)?, album: row.get(1)?, visible: row.get(2)?, file_type: row.get(3)? })
}

const ADD: &str = "
    INSERT INTO link (owner_id, album_id, visible, linked_at, file_id, space_id, file_owner, file_type,
                      taken_at, edited_at, added_by)
    SELECT $1, $2, TRUE, $3, f.id, f.space_id, f.owner_id, f.file_type, COALESCE(f.taken_at, f.created_at),
           f.edited_at, CAST($6 AS BIGINT)
    FROM json_each($5) CROSS JOIN file f
    WHERE f.space_id = $4 AND f.id = value
    ON CONFLICT DO NOTHING
    RETURNING file_id, file_type";

/// A new image is the cover if there was none, or if the clock was set back and it comes first now.
const COUNT_ADDED: &str = "
    UPDATE album SET
        total = total + $3,
        cover_id = CASE WHEN $5 < cover_id AND cover_at = $4 OR cover_at > $4 OR cover_id IS NULL
                   THEN COALESCE($5, cover_id) ELSE cover_id END,
        cover_at = CASE WHEN $5 IS NOT NULL AND ($5 < cover_id AND cover_at = $4 OR cover_at > $4 OR cover_id IS NULL)
                   THEN $4 ELSE cover_at END,
        cover_space = CASE WHEN $5 IS NOT NULL AND ($5 < cover_id AND cover_at = $4 OR cover_at > $4 OR cover_id IS NULL)
                      THEN $6 ELSE cover_space END
    WHERE owner_id = $1 AND id = $2";

const REMOVE: &str = "
    DELETE FROM link
    WHERE owner_id = $1 AND album_id = $2 AND file_id IN (SELECT value FROM json_each($3))
      AND (CAST($4 AS BIGINT) IS NULL OR $4 IN (file_owner, added_by))
    RETURNING owner_id, album_id, visible, file_type";

const OF_OTHERS: &str = "
    SELECT count(*) FROM json_each($4) CROSS JOIN link l
    WHERE l.file_id = value AND l.owner_id = $1 AND l.album_id = $2 AND l.visible = TRUE AND l.file_owner <> $3
      AND COALESCE(l.added_by, l.owner_id) <> $3";

/// What lies at or below the roots `$2` of the space `$1`.
pub(crate) const SUBTREE: &str = "
    WITH RECURSIVE below(id, file_type) AS (
        SELECT f.id, f.file_type FROM json_each($2) CROSS JOIN file f WHERE f.space_id = $1 AND f.id = value
        UNION
        SELECT f.id, f.file_type FROM below CROSS JOIN file f
        WHERE below.file_type = 10 AND f.space_id = $1 AND f.parent_id = below.id
    )";

const RETYPE: &str = "
    UPDATE link SET file_type = $3 WHERE space_id = $1 AND file_id = $2 AND file_type <> $3
    RETURNING owner_id, album_id, visible, file_type";

const REFRESH: &str = "
    UPDATE link SET visible = NOT visible
    WHERE space_id = $1 AND file_id IN (SELECT id FROM below)
      AND visible <> (SELECT f.trashed_at IS NULL AND NOT p.hidden
                      FROM file f JOIN file p ON p.space_id = f.space_id AND p.id = f.parent_id
                      WHERE f.space_id = link.space_id AND f.id = link.file_id)
    RETURNING owner_id, album_id, visible, file_type";

const PURGE: &str = "
    DELETE FROM link WHERE space_id = $1 AND file_id IN (SELECT id FROM below)
    RETURNING owner_id, album_id, visible, file_type";

const TOTALS: &str = "
    UPDATE album SET total = total + $3
    WHERE owner_id = $1 AND id IN (SELECT CAST(value AS BIGINT) FROM json_each($2))";

/// The cover is the earliest linked visible image.
const COVERS: &str = "
    UPDATE album SET (cover_id, cover_at, cover_space) = (
        SELECT l.file_id, l.linked_at, l.space_id FROM link l
        WHERE l.owner_id = album.owner_id AND l.album_id = album.id AND l.visible = TRUE AND l.file_type = 15
        ORDER BY l.linked_at, l.file_id LIMIT 1)
    WHERE owner_id = $1 AND id IN (SELECT CAST(value AS BIGINT) FROM json_each($2))";
