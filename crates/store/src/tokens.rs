//! A user's sessions and personal access tokens, as they find and end them. Nothing here gives out a hash.

use leporello_model::{Grant, Manage, Millis, TokenId, UserId};

use crate::engine::params;
use crate::{Read, StoreError, TokenKind, Write};

/// A session or a personal access token, as its user sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenRow {
    /// Which.
    pub id: TokenId,
    /// Of a session the browser, of a personal access token what its user calls it.
    pub name: String,
    /// When it was made.
    pub created_at: Millis,
    /// When it was used last, to within a minute; not known of a token whose end does not move.
    pub used_at: Option<Millis>,
    /// When it ends, unless it is used where its end moves; none: never.
    pub expires_at: Option<Millis>,
}

impl Read<'_> {
    /// The tokens of one kind that `user` has and that have not expired, newest first. There is no list of short-lived ones.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn tokens_of(&self, user: UserId, kind: TokenKind, now: Millis) -> Result<Vec<TokenRow>, StoreError> {
        self.query(
            "SELECT id, COALESCE(name, ''), created_at, used_at, expires_at FROM token
             WHERE user_id = $1 AND kind = $2 AND id IS NOT NULL AND COALESCE(expires_at > $3, TRUE)
             ORDER BY created_at DESC, id DESC",
            params![user, kind.code(), now],
            |row| {
                let (created_at, used_at, expires_at) = (row.get(2)?, row.get(3)?, row.get(4)?);
                Ok(TokenRow { id: row.get(0)?, name: row.get(1)?, created_at, used_at, expires_at })
            },
        )
    }
}

impl Write<'_> {
    /// Ends a session or a personal access token of the user's own; gives whether there was one.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn end_token(&self, own: &Grant<Manage, UserId>, kind: TokenKind, id: TokenId) -> Result<bool, StoreError> {
        let sql = "DELETE FROM token WHERE user_id = $1 AND kind = $2 AND id = $3";
        Ok(self.execute(sql, params![own.on(), kind.code(), id])? > 0)
    }

    /// Ends all of the user's own sessions and short-lived tokens, but for the one with the hash `keep`, if one is given.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn sign_out(&self, own: &Grant<Manage, UserId>, keep: Option<&str>) -> Result<(), StoreError> {
        self.sign_out_user(own.on(), keep)
    }

    /// Ends all sessions and short-lived tokens of a user but for one.
    pub(crate) fn sign_out_user(&self, user: UserId, keep: Option<&str>) -> Result<(), StoreError> {
        self.execute(
            "DELETE FROM token WHERE user_id = $1 AND kind <> 2 AND hash <> $2",
            params![user, keep.unwrap_or_default()],
        )?;
        Ok(())
    }
}
