//! Accounts: who there is.

use leporello_model::{Grant, Manage, Millis, UserId};

use crate::engine::{Row, params};
use crate::{Read, StoreError, Write};

/// An account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// Who.
    pub id: UserId,
    /// The name to show.
    pub name: String,
    /// The mobile number with its four-digit country prefix, if known.
    pub mobile: Option<String>,
    /// The IANA name of the zone in which local times of this user's pictures are read.
    pub zone: String,
    /// The tag of the language that they want to read; empty: that of their browser.
    pub language: String,
    /// Whether the account is frozen: then nothing is allowed.
    pub frozen: bool,
    /// When it was made.
    pub created_at: Millis,
}

const COLUMNS: &str = "id, name, mobile, zone, status, created_at, language";

fn user(row: &Row<'_>) -> Result<User, StoreError> {
    Ok(User {
        id: row.get(0)?,
        name: row.get(1)?,
        mobile: row.get(2)?,
        zone: row.get(3)?,
        frozen: row.get::<i64>(4)? == FROZEN,
        created_at: row.get(5)?,
        language: row.get(6)?,
    })
}

/// `status` of a frozen account; 0 is an enabled one (contract/drive.md §6).
const FROZEN: i64 = 7;

impl Read<'_> {
    /// The account with this identifier.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn any_user(&self, id: UserId) -> Result<Option<User>, StoreError> {
        self.one(&format!("SELECT {COLUMNS} FROM account WHERE id = $1"), params![id], user)
    }

    /// The account with this mobile number, if exactly one has it.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn any_user_with_mobile(&self, mobile: &str) -> Result<Option<UserId>, StoreError> {
        let users =
            self.query("SELECT id FROM account WHERE mobile = $1 LIMIT 2", params![mobile], |row| row.get(0))?;
        Ok(if let [only] = *users { Some(only) } else { None })
    }

    /// Whether an account, or more than one, has this mobile number.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn any_user_has_mobile(&self, mobile: &str) -> Result<bool, StoreError> {
        let found =
            self.one("SELECT id FROM account WHERE mobile = $1 LIMIT 1", params![mobile], |row| row.get::<UserId>(0));
        Ok(found?.is_some())
    }

    /// The Argon2id string of this account's password, if it has one.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn any_password_hash(&self, id: UserId) -> Result<Option<String>, StoreError> {
        let hash = self.one("SELECT password_hash FROM account WHERE id = $1", params![id], |row| row.get(0))?;
        Ok(hash.flatten())
    }

    /// Whether there is a user at all.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn any_user_exists(&self) -> Result<bool, StoreError> {
        Ok(self.number("SELECT id FROM account LIMIT 1", &[])? != 0)
    }

    /// How many accounts there are.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn any_user_count(&self) -> Result<i64, StoreError> {
        self.number("SELECT count(*) FROM account", &[])
    }
}

impl Write<'_> {
    /// Adds an account; `password_hash` is an Argon2id string.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn add_user(&self, user: &User, password_hash: Option<&str>) -> Result<(), StoreError> {
        let status = if user.frozen { FROZEN } else { 0 };
        let mobile = user.mobile.as_deref();
        self.execute(
            "INSERT INTO account (id, name, mobile, zone, status, password_hash, created_at, language)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            params![user.id, &user.name, mobile, &user.zone, status, password_hash, user.created_at, &user.language],
        )?;
        Ok(())
    }

    /// Sets the time zone of an account, an IANA name; gives whether there is one.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn set_zone(&self, id: UserId, zone: &str) -> Result<bool, StoreError> {
        Ok(self.execute("UPDATE account SET zone = $2 WHERE id = $1", params![id, zone])? > 0)
    }

    /// Changes what a user may change of their own account: name, language and time zone, each where it is given.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn change_account(
        &self,
        own: &Grant<Manage, UserId>,
        name: Option<&str>,
        language: Option<&str>,
        zone: Option<&str>,
    ) -> Result<(), StoreError> {
        self.execute(
            "UPDATE account SET name = COALESCE($2, name), language = COALESCE($3, language), zone = COALESCE($4, zone)
             WHERE id = $1",
            params![own.on(), name, language, zone],
        )?;
        Ok(())
    }

    /// Sets the password of the user's own account; `hash` is an Argon2id string.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn set_own_password(&self, own: &Grant<Manage, UserId>, hash: &str) -> Result<(), StoreError> {
        self.set_password(own.on(), hash).map(drop)
    }

    /// Sets the password of an account; gives whether there is one.
    pub(crate) fn set_password(&self, id: UserId, hash: &str) -> Result<bool, StoreError> {
        Ok(self.execute("UPDATE account SET password_hash = $2 WHERE id = $1", params![id, hash])? > 0)
    }

    /// Freezes or enables an account; gives whether there is one. Only an app that administers users
    /// and the operator come here.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn freeze_user(&self, id: UserId, frozen: bool) -> Result<bool, StoreError> {
        let status = if frozen { FROZEN } else { 0 };
        Ok(self.execute("UPDATE account SET status = $2 WHERE id = $1", params![id, status])? > 0)
    }
}
