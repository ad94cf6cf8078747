//! What families do to albums: links to files that somebody may see only because a family shares them.
//!
//! Such a link stands as long as the right behind it, and goes in the transaction that ends the right: when somebody
//! leaves a family, when a family ends, and when a file leaves a family's folder. Nothing here decides who may do that.

use std::collections::HashMap;

use leporello_model::{AlbumFacts, AlbumId, FamilyFacts, FileId, Grant, GroupId, Manage, MemberFacts, SpaceId, UserId};

use crate::dialect::id_list;
use crate::engine::params;
use crate::links::{SUBTREE, flip};
use crate::{Read, StoreError, Write};

impl Read<'_> {
    /// For each of `files` that lies in `space`, what lies directly in the root folder above it, which may be the file
    /// itself. That is where the folders of families lie.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn tops(&self, space: SpaceId, files: &[FileId]) -> Result<HashMap<FileId, FileId>, StoreError> {
        let (list, root) = (id_list(files.iter().map(FileId::as_str)), FileId::root_of(space));
        let tops = self.query(TOPS, params![space, &list, &root], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(tops.into_iter().collect())
    }

    /// Those of `files`, out of any spaces, that are in shared manual albums of the families of `user` and not in the
    /// bin, in no order, with the space that each lies in and the first such album.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn shared_with(&self, user: UserId, files: &[FileId]) -> Result<Vec<(FileId, SpaceId, AlbumId)>, StoreError> {
        let list = id_list(files.iter().map(FileId::as_str));
        self.query(SHARED_WITH, params![user, &list], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
    }

    /// Those of `files`, out of any spaces, that are in an album and not in the bin, each with its owner.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn shown_in(&self, album: &AlbumFacts, files: &[FileId]) -> Result<HashMap<FileId, UserId>, StoreError> {
        let list = id_list(files.iter().map(FileId::as_str));
        let shown = "SELECT l.file_id, l.file_owner FROM json_each($3) CROSS JOIN link l
                     WHERE l.file_id = value AND l.owner_id = $1 AND l.album_id = $2 AND l.visible = TRUE";
        let shown = self.query(shown, params![album.owner, album.id, &list], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(shown.into_iter().collect())
    }

    /// The folders of families in a space of `owner`, each with its group.
    fn family_folders(&self, owner: UserId, space: SpaceId) -> Result<HashMap<FileId, GroupId>, StoreError> {
        let families = "SELECT folder_id, group_id FROM family WHERE owner_id = $1 AND space_id = $2";
        Ok(self.query(families, params![owner, space], |row| Ok((row.get(0)?, row.get(1)?)))?.into_iter().collect())
    }

    /// Whether `folder` is the folder of a family.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn is_family_folder(&self, space: SpaceId, folder: &FileId) -> Result<bool, StoreError> {
        let families = "SELECT count(*) FROM family WHERE space_id = $1 AND folder_id = $2";
        Ok(self.number(families, params![space, folder])? > 0)
    }

    /// Whether everything at and below `roots` is `user`'s.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn all_of(&self, user: UserId, space: SpaceId, roots: &[FileId]) -> Result<bool, StoreError> {
        let list = id_list(roots.iter().map(FileId::as_str));
        let others = format!(
            "{SUBTREE} SELECT count(*) FROM below CROSS JOIN file f
             WHERE f.space_id = $1 AND f.id = below.id AND f.owner_id <> $3"
        );
        Ok(self.number(&others, params![space, &list, user])? == 0)
    }
}

impl Write<'_> {
    /// Takes out of albums what was only there because somebody belongs to a family that they are about to leave: the
    /// files of their own space out of its albums, and the family's files out of theirs.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn end_membership(&self, member: &Grant<Manage, MemberFacts>) -> Result<(), StoreError> {
        let MemberFacts { family, user } = member.on();
        let gone = self.query(OWN_OF, params![family.owner, family.group, user], flip)?;
        self.settle_gone(&gone)?;
        self.forget_family(family, user)
    }

    /// Removes the albums of a family that is about to end, and takes its files out of its members' own albums.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn end_family(&self, family: &Grant<Manage, FamilyFacts>) -> Result<(), StoreError> {
        let family = family.on();
        let members = self.query(MEMBERS, params![family.group, family.owner], |row| row.get(0))?;
        members.into_iter().try_for_each(|member| self.forget_family(family, member))?;
        let of = params![family.owner, family.group];
        self.execute(
            "DELETE FROM link WHERE owner_id = $1
                 AND album_id IN (SELECT id FROM album WHERE owner_id = $1 AND group_id = $2)",
            of,
        )?;
        self.execute("DELETE FROM album WHERE owner_id = $1 AND group_id = $2", of)?;
        Ok(())
    }

    /// Takes the files in a family's folder out of the personal albums of `user`, who is not its owner.
    fn forget_family(&self, family: FamilyFacts, user: UserId) -> Result<(), StoreError> {
        let linked: Vec<FileId> = self.query(FOREIGN, params![user, family.space], |row| row.get(0))?;
        if linked.is_empty() {
            return Ok(());
        }
        let folder = self.one(
            "SELECT folder_id FROM family WHERE owner_id = $1 AND id = $2",
            params![family.owner, family.id],
            |row| row.get::<FileId>(0),
        )?;
        let tops = self.tops(family.space, &linked)?;
        let theirs = tops.iter().filter(|(_, top)| Some(*top) == folder.as_ref()).map(|(file, _)| file.as_str());
        let gone = self.query(FORGET, params![user, &id_list(theirs), family.space], flip)?;
        self.settle_gone(&gone)
    }

    /// Does what moves `files` within a space to `parent`, and takes those that leave the folder of a family by it out
    /// of the albums that they were in only because of that family.
    pub(crate) fn moving(
        &self,
        space: SpaceId,
        owner: UserId,
        files: &[FileId],
        parent: &FileId,
        work: impl FnOnce() -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let families = self.family_folders(owner, space)?;
        if families.is_empty() {
            return work();
        }
        let before = self.tops(space, files)?;
        let after = self.tops(space, std::slice::from_ref(parent))?.remove(parent);
        work()?;
        let left = before.iter().filter(|(_, top)| families.contains_key(top) && Some(*top) != after.as_ref());
        let left: Vec<&str> = left.map(|(file, _)| file.as_str()).collect();
        if left.is_empty() {
            return Ok(());
        }
        let group = after.and_then(|folder| families.get(&folder).copied()).map_or(0, GroupId::number);
        let gone = self.query(&format!("{SUBTREE} {LEFT}"), params![space, &left, owner, group], flip)?;
        self.settle_gone(&gone)
    }
}

/// From each file upwards, as far as the root folder `$3`.
const TOPS: &str = "
    WITH RECURSIVE up(leaf, id, parent_id) AS (
        SELECT f.id, f.id, f.parent_id FROM json_each($2) CROSS JOIN file f WHERE f.space_id = $1 AND f.id = value
        UNION
        SELECT up.leaf, f.id, f.parent_id FROM up CROSS JOIN file f WHERE f.space_id = $1 AND f.id = up.parent_id
    ) SELECT leaf, id FROM up WHERE parent_id = $3";

const SHARED_WITH: &str = "
    SELECT l.file_id, l.space_id, min(l.album_id)
    FROM json_each($2) CROSS JOIN link l
    JOIN album a ON a.owner_id = l.owner_id AND a.id = l.album_id
    JOIN member m ON m.user_id = $1 AND m.group_id = a.group_id AND m.owner_id = a.owner_id
    WHERE l.file_id = value AND l.visible = TRUE
    GROUP BY l.file_id, l.space_id";

const MEMBERS: &str = "SELECT user_id FROM member WHERE group_id = $1 AND user_id <> $2";

/// What lies in the spaces of the user `$3` goes out of the albums of the group `$2`.
const OWN_OF: &str = "
    DELETE FROM link
    WHERE owner_id = $1 AND added_by IS NOT NULL
      AND space_id IN (SELECT id FROM space WHERE owner_id = $3)
      AND album_id IN (SELECT id FROM album WHERE owner_id = $1 AND group_id = $2)
    RETURNING owner_id, album_id, visible, file_type";

/// What is in the personal albums of `$1` out of the space `$2`, which is another's.
const FOREIGN: &str = "
    SELECT DISTINCT l.file_id FROM link l CROSS JOIN album a
    WHERE l.owner_id = $1 AND l.space_id = $2 AND l.added_by IS NOT NULL
      AND a.owner_id = l.owner_id AND a.id = l.album_id AND a.group_id IS NULL";

const FORGET: &str = "
    DELETE FROM link
    WHERE owner_id = $1 AND file_id IN (SELECT value FROM json_each($2))
      AND space_id = $3 AND album_id IN (SELECT id FROM album WHERE owner_id = $1 AND group_id IS NULL)
    RETURNING owner_id, album_id, visible, file_type";

/// Of the links to files that lie in the folder of the group `$4` now, or in none's, those stay that are the space
/// owner's own (`$3`), and those in albums of this group or of its members.
const LEFT: &str = "
    DELETE FROM link
    WHERE space_id = $1 AND file_id IN (SELECT id FROM below) AND NOT EXISTS (
        SELECT 1 FROM album a
        WHERE a.owner_id = link.owner_id AND a.id = link.album_id AND (
            a.group_id = $4
            OR (a.group_id IS NULL AND a.owner_id = $3)
            OR (a.group_id IS NULL
                AND EXISTS (SELECT 1 FROM member m WHERE m.user_id = a.owner_id AND m.group_id = $4))
            OR (a.group_id IS NOT NULL AND link.file_owner = $3 AND link.added_by = $3)))
    RETURNING owner_id, album_id, visible, file_type";
