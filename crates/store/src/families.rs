//! Families: shared folders, and the people who share them (contract/drive.md §5).
//!
//! A family is found from somebody's own memberships, so nobody comes upon one that is not theirs. Who may do what to
//! it is the policy's to say, and what becomes of albums and links is another file's.

use leporello_model::{
    Add, FamilyFacts, FamilyId, FileId, Grant, GroupId, Manage, Membership, Millis, SpaceFacts, SpaceId, UserId,
};

use crate::engine::{Row, Value, params};
use crate::files::pattern;
use crate::{Read, StoreError, Write};

mod invitations;
mod members;

pub use invitations::{InvitationRow, NewInvitation};
pub use members::MemberRow;

/// How a family is named in requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FamilyKey {
    /// By its primary key.
    Id(FamilyId),
    /// By the group of its people.
    Group(GroupId),
    /// By its folder.
    Folder(FileId),
}

/// A family, as one of its people sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FamilyRow {
    /// Which, whose, and how the person who asks stands to it.
    pub facts: FamilyFacts,
    /// The folder that is shared.
    pub folder: FileId,
    /// What the folder, and so the family, is called.
    pub name: String,
    /// When it was made.
    pub created_at: Millis,
}

/// Which of somebody's families.
#[derive(Clone, Debug, Default)]
pub struct FamiliesOf {
    /// Only those that they made, or only those that they joined.
    pub created: Option<bool>,
    /// A part of the name, in any case.
    pub words: Option<String>,
    /// How many.
    pub limit: i64,
    /// How many are skipped.
    pub offset: i64,
}

/// A family to be made.
#[derive(Clone, Debug)]
pub struct NewFamily {
    /// Its primary key.
    pub id: FamilyId,
    /// The group of its people.
    pub group: GroupId,
    /// The folder that is shared.
    pub folder: FileId,
    /// When it is made.
    pub created_at: Millis,
}

/// The columns of a [`FamilyRow`]: `a` is the family, `f` its folder.
const COLUMNS: &str = "a.id, a.group_id, a.owner_id, a.space_id, a.folder_id, f.name, a.created_at";

/// The families that `$1` belongs to: `m` is the membership.
const OWN: &str = "member m CROSS JOIN family a CROSS JOIN file f
     WHERE m.user_id = $1 AND a.owner_id = m.owner_id AND a.id = m.family_id
       AND f.space_id = a.space_id AND f.id = a.folder_id";

fn family(row: &Row<'_>, user: UserId) -> Result<FamilyRow, StoreError> {
    let owner = row.get(2)?;
    let facts = FamilyFacts {
        id: row.get(0)?,
        group: row.get(1)?,
        owner,
        space: row.get(3)?,
        membership: standing(owner, user, true),
    };
    Ok(FamilyRow { facts, folder: row.get(4)?, name: row.get(5)?, created_at: row.get(6)? })
}

/// How `user` stands to a family of `owner`, if they are among its people or are not.
fn standing(owner: UserId, user: UserId, belongs: bool) -> Membership {
    match belongs {
        true if owner == user => Membership::Owner,
        true => Membership::Member,
        false => Membership::Nobody,
    }
}

impl Read<'_> {
    /// The family with this key, if `user` belongs to it.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn family(&self, user: UserId, key: &FamilyKey) -> Result<Option<FamilyRow>, StoreError> {
        let (column, key) = match key {
            FamilyKey::Id(id) => ("m.family_id", Value::from(*id)),
            FamilyKey::Group(group) => ("m.group_id", Value::from(*group)),
            FamilyKey::Folder(folder) => ("a.folder_id", Value::from(folder)),
        };
        let sql = format!("SELECT {COLUMNS} FROM {OWN} AND {column} = $2");
        self.one(&sql, &[Value::from(user), key], |row| family(row, user))
    }

    /// The families that `user` belongs to, newest first.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn families(&self, user: UserId, of: &FamiliesOf) -> Result<Vec<FamilyRow>, StoreError> {
        let words = of.words.as_deref().map(pattern);
        let mut values = params![user, of.limit, of.offset].to_vec();
        let whose = match of.created {
            None => "",
            Some(true) => "AND m.owner_id = $1",
            Some(false) => "AND m.owner_id <> $1",
        };
        let named = if words.is_some() { "AND f.name_folded LIKE $4 ESCAPE '!'" } else { "" };
        values.extend(words.as_ref().map(Value::from));
        // Groups are numbered in the order in which they are made.
        let sql = format!("SELECT {COLUMNS} FROM {OWN} {whose} {named} ORDER BY m.group_id DESC LIMIT $2 OFFSET $3");
        self.query(&sql, &values, |row| family(row, user))
    }

    /// Those of the families that `user` belongs to whose folder lies in `space`, newest first.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn families_in(&self, user: UserId, space: SpaceId) -> Result<Vec<FamilyRow>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM {OWN} AND a.space_id = $2 ORDER BY m.group_id DESC");
        self.query(&sql, params![user, space], |row| family(row, user))
    }
}

impl Write<'_> {
    /// Adds a family, whose folder is there already, with its owner as the first of its people.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn add_family(&self, space: &Grant<Add, SpaceFacts>, family: &NewFamily) -> Result<(), StoreError> {
        let SpaceFacts { space, owner, .. } = space.on();
        let NewFamily { id, group, folder, created_at } = family;
        self.execute(
            "INSERT INTO family (owner_id, id, group_id, space_id, folder_id, created_at)
             VALUES ($1, $2, $3, $4, $5, $6)",
            params![owner, *id, *group, space, folder, *created_at],
        )?;
        self.add_to_group(owner, *group, owner, *id, *created_at)
    }

    /// Removes a family with its members and invitations. Its folder stays, and is one like any other.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn remove_family(&self, family: &Grant<Manage, FamilyFacts>) -> Result<(), StoreError> {
        let FamilyFacts { id, group, owner, .. } = family.on();
        self.execute("DELETE FROM invitation WHERE owner_id = $1 AND group_id = $2", params![owner, group])?;
        self.execute("DELETE FROM member WHERE group_id = $1", params![group])?;
        self.execute("DELETE FROM family WHERE owner_id = $1 AND id = $2", params![owner, id])?;
        Ok(())
    }
}
