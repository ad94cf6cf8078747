//! Signing in: an app or a person gets a token for a user.
//!
//! Passwords are kept as Argon2id strings. Nothing here tells an unknown user from a wrong password, by
//! answer or by time, and no secret ever reaches a log.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use leporello_model::{AppId, Refusal, UserId};
use subtle::ConstantTimeEq;

use super::admin::{Issued, TOKEN_TTL};
use super::{App, Failure};

/// The longest password, in bytes.
const LONGEST: usize = 1024;

/// How many passwords are checked at a time: each takes 19 MiB and a core.
pub(super) const AT_ONCE: usize = 2;

/// Why somebody got no token.
#[derive(Debug)]
pub enum Denied {
    /// The app does not exist, or its secret is another.
    App,
    /// There is no such user.
    User,
    /// The user is frozen.
    Frozen,
    /// The user does not exist, has no password, or has another one.
    Password,
    /// The server failed.
    Failed(Failure),
}

impl<F: Into<Failure>> From<F> for Denied {
    fn from(failure: F) -> Self {
        Self::Failed(failure.into())
    }
}

impl App {
    /// A token for `user` that an app asks for, which proves itself by its secret.
    ///
    /// # Errors
    /// [`Denied`], but not `Password`.
    pub async fn sign_in_by_app(&self, app: &str, secret: &str, user: &str) -> Result<(UserId, Issued), Denied> {
        let app: AppId = app.parse().map_err(|_| Denied::App)?;
        let right = bool::from(self.secrets.app_secret(&app).as_bytes().ct_eq(secret.as_bytes()));
        let known = self.store.read(move |read| Ok::<_, Failure>(read.any_app(&app)?)).await?;
        if !right || !known {
            return Err(Denied::App);
        }
        self.issue(user.parse().map_err(|_| Denied::User)?).await
    }

    /// A token for a person: `name` is their user identifier or mobile number.
    ///
    /// # Errors
    /// [`Denied`], but neither `App` nor `User`.
    pub async fn sign_in_by_password(&self, name: &str, password: String) -> Result<(UserId, Issued), Denied> {
        let user = self.person_by_password(name, password).await?;
        self.issue(user).await
    }

    /// Whose name and password they are, frozen or not.
    ///
    /// # Errors
    /// [`Denied::Password`], or a failure of the store.
    pub(super) async fn person_by_password(&self, name: &str, password: String) -> Result<UserId, Denied> {
        let name = name.to_owned();
        let found = self.store.read(move |read| {
            // A number may look like an identifier.
            let user = match name.parse() {
                Ok(id) if read.any_standing(id)?.is_some() => Some(id),
                _ => read.any_user_with_mobile(&name)?,
            };
            let hash = user.map(|user| read.any_password_hash(user)).transpose()?.flatten();
            Ok::<_, Failure>(user.zip(hash))
        });
        let found = found.await?;
        let (user, hash) = found.unzip();
        if !self.verified(password, hash).await? {
            return Err(Denied::Password);
        }
        user.ok_or(Denied::Password)
    }

    async fn issue(&self, user: UserId) -> Result<(UserId, Issued), Denied> {
        let standing = self.store.read(move |read| Ok::<_, Failure>(read.any_standing(user)?)).await?;
        if standing.ok_or(Denied::User)?.frozen {
            return Err(Denied::Frozen);
        }
        Ok((user, self.issue_token(user, Some(TOKEN_TTL)).await?))
    }

    /// The Argon2id string under which a password is kept.
    ///
    /// # Errors
    /// [`Refusal::FieldLength`] for a password that is empty or longer than 1024 bytes.
    pub async fn hash_password(&self, password: &str) -> Result<String, Failure> {
        if password.is_empty() || password.len() > LONGEST {
            return Err(Refusal::FieldLength { field: "password", min: 1, max: LONGEST }.into());
        }
        let (password, salt) = (password.to_owned(), self.ids.secret());
        let _turn = self.passwords.acquire().await.map_err(|_| Refusal::Unavailable)?;
        // 128 of its bits are enough, and the format takes no more than 48 characters.
        let hashed = tokio::task::spawn_blocking(move || hashed(password.as_bytes(), &salt.as_bytes()[..32]));
        Ok(hashed.await.ok().flatten().ok_or(Refusal::Internal)?)
    }

    /// Whether `password` is the one behind `hash`. Without a hash the same work is done for nothing.
    pub(super) async fn verified(&self, password: String, hash: Option<String>) -> Result<bool, Failure> {
        if password.len() > LONGEST {
            return Ok(false);
        }
        let _turn = self.passwords.acquire().await.map_err(|_| Refusal::Unavailable)?;
        let checked = tokio::task::spawn_blocking(move || {
            let password = password.as_bytes();
            let verified = |hash: &PasswordHash| Argon2::default().verify_password(password, hash).is_ok();
            match hash.and_then(|hash| PasswordHash::new(&hash).ok()) {
                Some(hash) => verified(&hash),
                None => {
                    // The result does not matter, the time does.
                    let _ = hashed(password, &[0; 16]);
                    false
                }
            }
        });
        Ok(checked.await.map_err(|_| Refusal::Internal)?)
    }
}

fn hashed(password: &[u8], salt: &[u8]) -> Option<String> {
    let hash: PasswordHash = Argon2::default().hash_password_with_salt(password, salt).ok()?;
    Some(hash.to_string())
}
