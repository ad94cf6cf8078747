//! The first user of an empty server: made through a link that works once, for an hour.
//!
//! There is no default password. Whoever starts the server sees the link, and nobody else does.

use leporello_model::{Millis, Refusal, UserId};
use leporello_store::Read;

use super::account::check_password;
use super::admin::{NewUser, add};
use super::secrets::token_hash;
use super::{App, Failure};

/// How long the link works.
const TTL: i64 = Millis::HOUR;

/// Under what name a link's end is kept, before the hash of its key.
const LINK: &str = "first-user ";

/// The first user, who is signed in.
pub struct Welcomed {
    /// Who they are.
    pub user: UserId,
    /// What proves their session. It is kept nowhere.
    pub secret: String,
}

impl App {
    /// Makes the key of a link, if there is no user yet. It is not kept, only its hash, and by all servers over the
    /// database: whichever of them is asked knows it.
    ///
    /// # Errors
    /// A failure of the store.
    pub async fn invite_first_user(&self) -> Result<Option<String>, Failure> {
        if self.store.read(|read| Ok::<_, Failure>(read.any_user_exists()?)).await? {
            return Ok(None);
        }
        let key = self.ids.secret();
        let (name, until) = (name(&key), self.clock.now().plus(TTL).0.to_string());
        self.store.write(move |write| Ok::<_, Failure>(write.put_setting(&name, &until)?)).await?;
        Ok(Some(key))
    }

    /// Whether the link with this key still works.
    ///
    /// # Errors
    /// A failure of the store.
    pub async fn first_user_key_works(&self, key: &str) -> Result<bool, Failure> {
        let (name, now) = (name(key), self.clock.now());
        self.store.read(move |read| works(read, &name, now)).await
    }

    /// Makes the first user and begins a session for them; `device` is what their browser calls itself. All links are used
    /// up, unless something was wrong with what was entered.
    ///
    /// # Errors
    /// [`Refusal::LinkWrong`], [`Refusal::FieldLength`], or a failure of the store.
    pub async fn welcome_first_user(
        &self,
        key: &str,
        user: &str,
        password: &str,
        device: &str,
    ) -> Result<Welcomed, Failure> {
        let user = user.trim();
        if !(1..=80).contains(&user.chars().count()) {
            return Err(Refusal::FieldLength { field: "name", min: 1, max: 80 }.into());
        }
        check_password("password", password)?;
        let new = NewUser {
            name: user.to_owned(),
            mobile: None,
            password_hash: Some(self.hash_password(password).await?),
            capacity: 100 << 30,
            zone: "UTC".to_owned(),
        };
        let (id, space, name, now) = (self.ids.user(), self.ids.space(), name(key), self.clock.now());
        self.store
            .write(move |write| {
                // Only now, and by one request alone: there is no second first user.
                if !works(write, &name, now)? {
                    return Err(Refusal::LinkWrong.into());
                }
                add(write, &new, id, space, now)?;
                Ok::<_, Failure>(write.remove_settings(LINK)?)
            })
            .await?;
        Ok(Welcomed { user: id, secret: self.open_session(id, device).await? })
    }
}

/// Under what name the end of the link with this key is kept.
fn name(key: &str) -> String {
    format!("{LINK}{}", token_hash(key))
}

/// Whether the link that is kept under `name` still works.
fn works(read: &Read<'_>, name: &str, now: Millis) -> Result<bool, Failure> {
    let until = read.any_setting(name)?.and_then(|until| until.parse().ok());
    Ok(until.is_some_and(|until: i64| until > now.0) && !read.any_user_exists()?)
}
