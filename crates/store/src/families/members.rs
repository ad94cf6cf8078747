//! Who belongs to which family, its owner included.

use leporello_model::{FamilyFacts, FamilyId, Grant, GroupId, Manage, MemberFacts, Membership, Millis, UserId, View};

use super::standing;
use crate::engine::params;
use crate::files::folded;
use crate::{Read, StoreError, Write};

/// Somebody who belongs to a family.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberRow {
    /// Who.
    pub user: UserId,
    /// The name to show.
    pub name: String,
    /// The mobile number with its four-digit country prefix, if known.
    pub mobile: Option<String>,
    /// Whether it is the family's owner.
    pub owner: bool,
    /// When they joined it, or made it.
    pub joined_at: Millis,
}

impl Read<'_> {
    /// Some of a family's people, and how many there are in all: its owner first, then in the order in which they
    /// joined. With `words`, only those in whose name these are, in any case.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn members(
        &self,
        family: &Grant<View, FamilyFacts>,
        words: Option<&str>,
        limit: i64,
        offset: i64,
    ) -> Result<(Vec<MemberRow>, i64), StoreError> {
        let family = family.on();
        let mut members = self.query(
            "SELECT u.id, u.name, u.mobile, m.joined_at FROM member m CROSS JOIN account u
             WHERE m.group_id = $1 AND u.id = m.user_id ORDER BY m.joined_at, m.user_id",
            params![family.group],
            |row| {
                let user = row.get(0)?;
                let (name, mobile, joined_at) = (row.get(1)?, row.get(2)?, row.get(3)?);
                Ok(MemberRow { user, name, mobile, owner: user == family.owner, joined_at })
            },
        )?;
        // A family is small, and no engine folds the letters of every script.
        if let Some(words) = words.map(folded) {
            members.retain(|member| folded(&member.name).contains(&words));
        }
        members.sort_by_key(|member| !member.owner);
        let total = i64::try_from(members.len()).unwrap_or(i64::MAX);
        let (limit, offset) = (usize::try_from(limit).unwrap_or(0), usize::try_from(offset).unwrap_or(usize::MAX));
        Ok((members.into_iter().skip(offset).take(limit).collect(), total))
    }

    /// How `user` stands to `family`.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn membership(&self, family: FamilyFacts, user: UserId) -> Result<Membership, StoreError> {
        let found = self
            .number("SELECT count(*) FROM member WHERE user_id = $1 AND group_id = $2", params![user, family.group])?;
        Ok(standing(family.owner, user, found > 0))
    }

    /// How many people belong to `family`, its owner included.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn member_count(&self, family: FamilyFacts) -> Result<i64, StoreError> {
        self.number("SELECT count(*) FROM member WHERE group_id = $1", params![family.group])
    }

    /// Whether somebody who belongs to the family has this mobile number.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn has_member_with(&self, family: &Grant<Manage, FamilyFacts>, mobile: &str) -> Result<bool, StoreError> {
        let found = self.number(
            "SELECT count(*) FROM account u CROSS JOIN member m
             WHERE u.mobile = $2 AND m.user_id = u.id AND m.group_id = $1",
            params![family.on().group, mobile],
        )?;
        Ok(found > 0)
    }

    /// Whether there is a family that both of them belong to.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn share_a_family(&self, one: UserId, other: UserId) -> Result<bool, StoreError> {
        let found = self.number(
            "SELECT count(*) FROM member a CROSS JOIN member b
             WHERE a.user_id = $1 AND b.user_id = $2 AND b.group_id = a.group_id",
            params![one, other],
        )?;
        Ok(found > 0)
    }
}

impl Write<'_> {
    /// Takes somebody out of a family. That it is not the owner is the caller's to see to.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn remove_member(&self, member: &Grant<Manage, MemberFacts>) -> Result<(), StoreError> {
        let MemberFacts { family, user } = member.on();
        self.execute("DELETE FROM member WHERE user_id = $1 AND group_id = $2", params![user, family.group])?;
        Ok(())
    }

    /// Writes down that somebody belongs to a family.
    pub(super) fn add_to_group(
        &self,
        user: UserId,
        group: GroupId,
        owner: UserId,
        family: FamilyId,
        now: Millis,
    ) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO member (user_id, group_id, owner_id, family_id, joined_at) VALUES ($1, $2, $3, $4, $5)",
            params![user, group, owner, family, now],
        )?;
        Ok(())
    }
}
