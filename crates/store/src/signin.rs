//! What proves who somebody is: tokens, kept as hashes, and apps.

use leporello_model::{AppId, Millis, SpaceId, UserId};

use crate::engine::params;
use crate::{Read, StoreError, Write};

/// A token as it is kept; the token itself is nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Whose it is.
    pub user: UserId,
    /// Lower-case hexadecimal SHA-256 of the token.
    pub hash: String,
    /// How many milliseconds of disuse it survives; none: it does not expire.
    pub ttl: Option<i64>,
    /// When it expires unless it is used.
    pub expires_at: Option<Millis>,
}

/// What signing in needs to know of a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Whether the account is frozen.
    pub frozen: bool,
    /// The personal space.
    pub space: SpaceId,
}

impl Read<'_> {
    /// The token with this hash, if it is `user`'s, and how the user stands.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn any_token(&self, user: UserId, hash: &str) -> Result<Option<(Token, Standing)>, StoreError> {
        self.one(
            "SELECT t.ttl, t.expires_at, a.status,
                    (SELECT min(s.id) FROM space s WHERE s.owner_id = t.user_id)
             FROM token t JOIN account a ON a.id = t.user_id
             WHERE t.user_id = $1 AND t.hash = $2",
            params![user, hash],
            |row| {
                let token = Token { user, hash: hash.to_owned(), ttl: row.get(0)?, expires_at: row.get(1)? };
                Ok((token, Standing { frozen: row.get::<i64>(2)? != 0, space: row.get(3)? }))
            },
        )
    }

    /// How `user` stands.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn any_standing(&self, user: UserId) -> Result<Option<Standing>, StoreError> {
        self.one(
            "SELECT a.status, (SELECT min(s.id) FROM space s WHERE s.owner_id = a.id) FROM account a WHERE a.id = $1",
            params![user],
            |row| Ok(Standing { frozen: row.get::<i64>(0)? != 0, space: row.get(1)? }),
        )
    }

    /// Whether there is an app with this identifier.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn any_app(&self, app: &AppId) -> Result<bool, StoreError> {
        Ok(self.number("SELECT count(*) FROM app WHERE id = $1", params![app])? > 0)
    }
}

impl Write<'_> {
    /// Keeps a token, and forgets the user's tokens that expired before `now`.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn add_token(&self, token: &Token, now: Millis) -> Result<(), StoreError> {
        self.execute("DELETE FROM token WHERE user_id = $1 AND expires_at < $2", params![token.user, now])?;
        self.execute(
            "INSERT INTO token (user_id, hash, ttl, expires_at, created_at) VALUES ($1, $2, $3, $4, $5)",
            params![token.user, &token.hash, token.ttl, token.expires_at, now],
        )?;
        Ok(())
    }

    /// Moves a token's expiry on.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn slide_token(&self, user: UserId, hash: &str, expires_at: Millis) -> Result<(), StoreError> {
        self.execute(
            "UPDATE token SET expires_at = $3 WHERE user_id = $1 AND hash = $2 AND expires_at < $3",
            params![user, hash, expires_at],
        )?;
        Ok(())
    }

    /// Keeps an app. Its secret is derived, not kept.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn add_app(&self, app: &AppId, name: &str, now: Millis) -> Result<(), StoreError> {
        self.execute("INSERT INTO app (id, name, created_at) VALUES ($1, $2, $3)", params![app, name, now])?;
        Ok(())
    }
}
