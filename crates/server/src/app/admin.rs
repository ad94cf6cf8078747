//! What an operator does: users, tokens, apps, and whether all is well.

use leporello_model::{AppId, Millis, Refusal, SpaceId, UserId};
use leporello_store::{Space, Token, TokenKind, User, Write};

use super::secrets::token_hash;
use super::{App, Failure};

/// How long a token survives without being used, unless said otherwise.
pub const TOKEN_TTL: i64 = 20 * Millis::MINUTE;

/// What a token without an end is called by which a command was asked for it.
const BY_COMMAND: &str = "leporello token issue";

/// Under what name the fingerprint of the master key is kept.
pub const KEY: &str = "key";

/// A user to be made.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// The name to show.
    pub name: String,
    /// The mobile number with its four-digit country prefix.
    pub mobile: Option<String>,
    /// An Argon2id hash.
    pub password_hash: Option<String>,
    /// The bytes of the personal space.
    pub capacity: i64,
    /// The IANA name of the zone in which local times of pictures are read.
    pub zone: String,
}

/// A token, shown once.
pub struct Issued {
    /// The token itself. It is kept nowhere.
    pub token: String,
    /// When it expires unless it is used; none: never.
    pub expires_at: Option<Millis>,
}

/// An app and its secret.
pub struct NewApp {
    /// The identifier.
    pub id: AppId,
    /// The secret: 64 lower-case hexadecimal digits.
    pub secret: String,
}

impl App {
    /// Makes a user and their personal space. A mobile number is one person's: invitations and sign-in go by it.
    ///
    /// # Errors
    /// [`Refusal::NameTaken`] naming `mobile` where another account has the number, or a failure of the store.
    pub async fn add_user(&self, new: NewUser) -> Result<(UserId, SpaceId), Failure> {
        let (id, space, now) = (self.ids.user(), self.ids.space(), self.clock.now());
        self.store
            .write(move |write| {
                add(write, &new, id, space, now)?;
                Ok((id, space))
            })
            .await
    }

    /// Sets the zone, an IANA name, in which local times of a user's pictures are read from now on.
    ///
    /// # Errors
    /// [`Refusal::NotFound`], or a failure of the store.
    pub async fn set_zone(&self, user: UserId, zone: String) -> Result<(), Failure> {
        let known = self.store.write(move |write| Ok::<_, Failure>(write.set_zone(user, &zone)?)).await?;
        if known { Ok(()) } else { Err(Refusal::NotFound { field: "user_id" }.into()) }
    }

    /// The personal space of `user`, if there is such a user.
    ///
    /// # Errors
    /// A failure of the store.
    pub async fn space_of(&self, user: UserId) -> Result<Option<SpaceId>, Failure> {
        let space = self.store.read(move |read| Ok::<_, Failure>(read.space_of(user)?)).await?;
        Ok(space.map(|space| space.id))
    }

    /// Issues a token for `user` that survives `ttl` milliseconds of disuse; none: for ever. That one is among the personal
    /// access tokens of the user, who can revoke it.
    ///
    /// # Errors
    /// [`Refusal::NotFound`], or a failure of the store.
    pub async fn issue_token(&self, user: UserId, ttl: Option<i64>) -> Result<Issued, Failure> {
        let (token, now) = (self.ids.secret(), self.clock.now());
        let expires_at = ttl.map(|ttl| now.plus(ttl));
        let (kind, id, name) = match ttl {
            Some(_) => (TokenKind::Bearer, None, None),
            None => (TokenKind::Personal, Some(self.ids.token()), Some(BY_COMMAND)),
        };
        let kept = Token { user, id, hash: token_hash(&token), ttl, expires_at };
        self.store
            .write(move |write| {
                write.any_user(user)?.ok_or(Refusal::NotFound { field: "user_id" })?;
                Ok::<_, Failure>(write.add_token(&kept, kind, name, now)?)
            })
            .await?;
        Ok(Issued { token, expires_at })
    }

    /// Makes an app that may act for any user.
    ///
    /// # Errors
    /// A failure of the store.
    pub async fn add_app(&self, name: String) -> Result<NewApp, Failure> {
        let (id, now) = (self.ids.app(), self.clock.now());
        let secret = self.secrets.app_secret(&id);
        let kept = id.clone();
        self.store.write(move |write| Ok::<_, Failure>(write.add_app(&kept, &name, now)?)).await?;
        Ok(NewApp { id, secret })
    }

    /// Makes sure that this server has the master key that the others over its database have; the first one's is it. With
    /// `accept` this one's is it from now on. Gives whether they agree.
    ///
    /// # Errors
    /// A failure of the store.
    pub async fn agree_on_key(&self, accept: bool) -> Result<bool, Failure> {
        let mine = self.secrets.fingerprint();
        let known = self.store.read(|read| Ok::<_, Failure>(read.any_setting(KEY)?)).await?;
        if known.as_ref() == Some(&mine) {
            return Ok(true);
        }
        self.store
            .write(move |write| match write.any_setting(KEY)? {
                Some(known) if known != mine && !accept => Ok(false),
                _ => Ok::<_, Failure>(write.put_setting(KEY, &mine).map(|()| true)?),
            })
            .await
    }

    /// Whether requests can be answered: cheap, because anybody may ask for it as often as they like.
    ///
    /// # Errors
    /// [`Refusal::Unavailable`], or a failure of the store.
    pub async fn ready(&self) -> Result<(), Failure> {
        if self.store.is_broken() || self.is_leaving() {
            return Err(Refusal::Unavailable.into());
        }
        Ok(self.store.is_reachable().await?)
    }
}

/// Adds a user and their space, unless somebody has the number already.
pub(super) fn add(write: &Write<'_>, new: &NewUser, id: UserId, space: SpaceId, now: Millis) -> Result<(), Failure> {
    let NewUser { name, mobile, password_hash, capacity, zone } = new.clone();
    if let Some(mobile) = &mobile
        && write.any_user_has_mobile(mobile)?
    {
        return Err(Refusal::NameTaken { field: "mobile" }.into());
    }
    let user = User { id, name, mobile, zone, language: String::new(), frozen: false, created_at: now };
    write.add_user(&user, password_hash.as_deref())?;
    write.add_space(&Space { owner: id, id: space, disabled: false, capacity, used: 0, created_at: now })?;
    Ok(())
}
