//! What the operator sees of the server and decides over its users. All of it asks for the operator's grant.

use leporello_model::{FileType, Grant, Manage, Millis, ServerFacts, UserId};

use crate::engine::params;
use crate::{Read, StoreError, Write};

/// How much there is, in all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// How many accounts.
    pub users: i64,
    /// How many bytes lie in all spaces, the bins included.
    pub used: i64,
    /// How many bytes fit into all spaces.
    pub capacity: i64,
    /// How many files, the bins included and folders not.
    pub files: i64,
    /// How many objects wait for their pictures.
    pub pictures_waiting: i64,
    /// Of how many objects no picture could be made.
    pub pictures_given_up: i64,
    /// How many uploads are under way.
    pub uploads: i64,
    /// How many objects nobody claims, which a sweep will remove.
    pub unclaimed: i64,
}

/// An account with its space, as the operator sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountRow {
    /// Who.
    pub id: UserId,
    /// The name to show.
    pub name: String,
    /// The mobile number, if known.
    pub mobile: Option<String>,
    /// Whether the account is frozen.
    pub frozen: bool,
    /// When it was made.
    pub created_at: Millis,
    /// How many bytes the personal space holds.
    pub used: i64,
    /// How many bytes fit into it.
    pub capacity: i64,
}

impl Read<'_> {
    /// What the policy has to know of the server: the operator is whoever was its first user.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn any_server(&self) -> Result<ServerFacts, StoreError> {
        let operator = self.one("SELECT id FROM account ORDER BY id LIMIT 1", &[], |row| row.get(0))?;
        Ok(ServerFacts { operator })
    }

    /// How much there is, in all.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn totals(&self, _: &Grant<Manage, ServerFacts>) -> Result<Totals, StoreError> {
        let sums = self.one(
            "SELECT CAST(COALESCE(sum(used), 0) AS BIGINT), CAST(COALESCE(sum(capacity), 0) AS BIGINT) FROM space",
            &[],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        let (used, capacity) = sums.unwrap_or_default();
        Ok(Totals {
            users: self.any_user_count()?,
            used,
            capacity,
            files: self.number("SELECT count(*) FROM file WHERE file_type <> $1", params![FileType::Folder])?,
            pictures_waiting: self.any_renditions_wanted()?,
            pictures_given_up: self.number("SELECT count(*) FROM rendition WHERE state = 2", &[])?,
            uploads: self.number("SELECT count(*) FROM upload", &[])?,
            unclaimed: self.number("SELECT count(*) FROM blob WHERE NOT claimed", &[])?,
        })
    }

    /// Some accounts in the order in which they were made, and how many there are.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn accounts(
        &self,
        _: &Grant<Manage, ServerFacts>,
        offset: i64,
        limit: i64,
    ) -> Result<(Vec<AccountRow>, i64), StoreError> {
        let rows = self.query(
            "SELECT a.id, a.name, a.mobile, a.status, a.created_at, s.used, s.capacity
             FROM account a JOIN space s ON s.owner_id = a.id
             WHERE s.id = (SELECT min(p.id) FROM space p WHERE p.owner_id = a.id)
             ORDER BY a.id LIMIT $1 OFFSET $2",
            params![limit, offset],
            |row| {
                let (id, name, mobile, frozen) = (row.get(0)?, row.get(1)?, row.get(2)?, row.get::<i64>(3)? != 0);
                let (created_at, used, capacity) = (row.get(4)?, row.get(5)?, row.get(6)?);
                Ok(AccountRow { id, name, mobile, frozen, created_at, used, capacity })
            },
        )?;
        Ok((rows, self.any_user_count()?))
    }
}

impl Write<'_> {
    /// Freezes or enables anybody's account; gives whether there is one.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn freeze_account(
        &self,
        _: &Grant<Manage, ServerFacts>,
        user: UserId,
        frozen: bool,
    ) -> Result<bool, StoreError> {
        self.freeze_user(user, frozen)
    }

    /// Sets how many bytes fit into anybody's personal space; gives whether there is one. What is in it stays.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn set_capacity(
        &self,
        _: &Grant<Manage, ServerFacts>,
        user: UserId,
        capacity: i64,
    ) -> Result<bool, StoreError> {
        let changed = self.execute(
            "UPDATE space SET capacity = $2
             WHERE owner_id = $1 AND id = (SELECT min(p.id) FROM space p WHERE p.owner_id = $1)",
            params![user, capacity],
        )?;
        Ok(changed > 0)
    }

    /// Sets anybody's password, and ends all of their sessions and short-lived tokens but for the one with the hash `keep`;
    /// gives whether there is such an account. `hash` is an Argon2id string.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn reset_password(
        &self,
        _: &Grant<Manage, ServerFacts>,
        user: UserId,
        hash: &str,
        keep: Option<&str>,
    ) -> Result<bool, StoreError> {
        self.sign_out_user(user, keep)?;
        self.set_password(user, hash)
    }
}
