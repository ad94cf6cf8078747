//! The first user of an empty server: made through a link that works once, for an hour.
//!
//! There is no default password. Whoever starts the server sees the link, and nobody else does.

use std::sync::{Mutex, PoisonError};

use leporello_model::{Millis, Refusal, SpaceId, UserId};
use subtle::ConstantTimeEq;

use super::admin::{Issued, NewUser};
use super::secrets::token_hash;
use super::{App, Failure};

/// How long the link works.
const TTL: i64 = Millis::HOUR;

/// How long the token survives without use that the first user is shown.
const TOKEN_TTL: i64 = 12 * Millis::HOUR;

/// The hash of the link's key, and when it ends.
#[derive(Default)]
pub struct FirstUser(Mutex<Option<(String, Millis)>>);

/// The first user, and how they sign in.
pub struct Welcomed {
    /// Who they are.
    pub user: UserId,
    /// Their space.
    pub space: SpaceId,
    /// Their first token.
    pub token: Issued,
}

impl App {
    /// Makes the key of the link, if there is no user yet. It is not kept, only its hash.
    ///
    /// # Errors
    /// A failure of the store.
    pub async fn invite_first_user(&self) -> Result<Option<String>, Failure> {
        if self.store.read(|read| Ok::<_, Failure>(read.any_user_count()?)).await? > 0 {
            return Ok(None);
        }
        let key = self.ids.secret();
        *self.first_user_link() = Some((token_hash(&key), self.clock.now().plus(TTL)));
        Ok(Some(key))
    }

    /// Whether the link with this key still works.
    #[must_use]
    pub fn first_user_key_works(&self, key: &str) -> bool {
        let hash = token_hash(key);
        let now = self.clock.now();
        self.first_user_link()
            .as_ref()
            .is_some_and(|(right, until)| *until > now && bool::from(right.as_bytes().ct_eq(hash.as_bytes())))
    }

    /// Makes the first user. The link is used up, unless something was wrong with what was entered.
    ///
    /// # Errors
    /// [`Refusal::LinkWrong`], [`Refusal::FieldLength`], or a failure of the store.
    pub async fn welcome_first_user(&self, key: &str, name: &str, password: &str) -> Result<Welcomed, Failure> {
        let name = name.trim();
        if !(1..=80).contains(&name.chars().count()) {
            return Err(Refusal::FieldLength { field: "name", min: 1, max: 80 }.into());
        }
        if !(8..=200).contains(&password.chars().count()) {
            return Err(Refusal::FieldLength { field: "password", min: 8, max: 200 }.into());
        }
        let password_hash = Some(self.hash_password(password).await?);
        // Taken only now, and by one request alone.
        if !self.first_user_key_works(key) || self.first_user_link().take().is_none() {
            return Err(Refusal::LinkWrong.into());
        }
        let (user, space) = self
            .add_user(NewUser {
                name: name.to_owned(),
                mobile: None,
                password_hash,
                capacity: 100 << 30,
                zone: "UTC".to_owned(),
            })
            .await?;
        Ok(Welcomed { user, space, token: self.issue_token(user, Some(TOKEN_TTL)).await? })
    }

    fn first_user_link(&self) -> std::sync::MutexGuard<'_, Option<(String, Millis)>> {
        self.first_user.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
