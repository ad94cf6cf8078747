//! What proves who somebody is: tokens and sessions, kept as hashes, and apps.

use leporello_model::{AppId, Millis, SpaceId, TokenId, UserId};

use crate::engine::params;
use crate::{Read, StoreError, Write};

/// What a token is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// Short-lived, and sent as `Authorization`.
    Bearer,
    /// In the cookie of a browser, and nowhere else.
    Session,
    /// For a program of its user's; sent as `Authorization`.
    Personal,
}

impl TokenKind {
    /// The number in its column.
    pub(crate) const fn code(self) -> i64 {
        match self {
            Self::Bearer => 0,
            Self::Session => 1,
            Self::Personal => 2,
        }
    }
}

/// A token as it is kept; the token itself is nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Whose it is.
    pub user: UserId,
    /// What its user finds it by; none of a short-lived one.
    pub id: Option<TokenId>,
    /// Lower-case hexadecimal SHA-256 of the token.
    pub hash: String,
    /// How many milliseconds of disuse it survives; none: its end does not move.
    pub ttl: Option<i64>,
    /// When it expires unless it is used; none: never.
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
    /// The token with this hash, if it is `user`'s and no session, and how the user stands.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn any_token(&self, user: UserId, hash: &str) -> Result<Option<(Token, Standing)>, StoreError> {
        self.proof(user, hash, false)
    }

    /// The session with this hash, if it is `user`'s, and how the user stands.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn any_session(&self, user: UserId, hash: &str) -> Result<Option<(Token, Standing)>, StoreError> {
        self.proof(user, hash, true)
    }

    fn proof(&self, user: UserId, hash: &str, session: bool) -> Result<Option<(Token, Standing)>, StoreError> {
        self.one(
            "SELECT t.ttl, t.expires_at, a.status,
                    (SELECT min(s.id) FROM space s WHERE s.owner_id = t.user_id), t.id
             FROM token t JOIN account a ON a.id = t.user_id
             WHERE t.user_id = $1 AND t.hash = $2 AND (t.kind = 1) = $3",
            params![user, hash, session],
            |row| {
                let (ttl, expires_at, id) = (row.get(0)?, row.get(1)?, row.get(4)?);
                let token = Token { user, id, hash: hash.to_owned(), ttl, expires_at };
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
    /// Keeps a token of some kind, with the name that its user knows it by, and forgets the user's tokens that expired
    /// before `now`.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn add_token(&self, token: &Token, kind: TokenKind, name: Option<&str>, now: Millis) -> Result<(), StoreError> {
        self.execute("DELETE FROM token WHERE user_id = $1 AND expires_at < $2", params![token.user, now])?;
        let Token { user, id, hash, ttl, expires_at } = token;
        self.execute(
            "INSERT INTO token (user_id, hash, ttl, expires_at, created_at, kind, id, name)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            params![*user, hash, *ttl, *expires_at, now, kind.code(), *id, name],
        )?;
        Ok(())
    }

    /// Moves a token's expiry on, and notes that it was used `now`.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn slide_token(&self, user: UserId, hash: &str, expires_at: Millis, now: Millis) -> Result<(), StoreError> {
        self.execute(
            "UPDATE token SET expires_at = $3, used_at = $4 WHERE user_id = $1 AND hash = $2 AND expires_at < $3",
            params![user, hash, expires_at, now],
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
