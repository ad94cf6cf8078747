//! One's own account: its name, language and zone, its password, and tokens for programs of one's own.

use jiff::tz::TimeZone;
use leporello_model::{Caller, Manage, Millis, Refusal, TokenId};
use leporello_store::{Token, TokenKind, TokenRow};

use super::sessions::Current;
use super::{App, Failure};

/// The tags of the languages that somebody may choose; the empty one is that of their browser.
pub const LANGUAGES: [&str; 3] = ["en-US", "zh-CN", ""];

/// The longest name of a person or a token, in characters.
const NAME: usize = 80;

/// The longest life of a token that has an end, in days.
pub const MOST_DAYS: i64 = 3650;

/// What is to be changed of an account; none is left as it is.
#[derive(Clone, Debug, Default)]
pub struct AccountChange {
    /// The name to show.
    pub name: Option<String>,
    /// One of [`LANGUAGES`].
    pub language: Option<String>,
    /// The IANA name of the zone in which local times of pictures are read from now on.
    pub zone: Option<String>,
}

/// A token that was made for a program, shown once.
pub struct PersonalToken {
    /// Which it is among its user's.
    pub id: TokenId,
    /// What its user calls it.
    pub name: String,
    /// The token itself. It is kept nowhere.
    pub token: String,
    /// When it ends; none: never.
    pub expires_at: Option<Millis>,
}

impl App {
    /// Changes the caller's account.
    ///
    /// # Errors
    /// [`Refusal::FieldLength`], [`Refusal::FieldCharacters`], [`Refusal::FieldChoice`] or [`Refusal::FieldFormat`] naming
    /// what is wrong, or a failure of the store.
    pub async fn change_account(&self, caller: Caller, change: AccountChange) -> Result<(), Failure> {
        let own = caller.may(Manage, caller.user, "userId")?;
        let AccountChange { name, language, zone } = change;
        let name = name.map(|name| checked_name(&name)).transpose()?;
        if language.as_deref().is_some_and(|language| !LANGUAGES.contains(&language)) {
            return Err(Refusal::FieldChoice { field: "language", choices: "en-US, zh-CN, \"\"" }.into());
        }
        zone.as_deref().map_or(Ok(()), check_zone)?;
        self.store
            .write(move |write| {
                Ok(write.change_account(&own, name.as_deref(), language.as_deref(), zone.as_deref())?)
            })
            .await
    }

    /// Gives the caller another password, and ends all of their sessions and short-lived tokens but for the one by which
    /// they ask.
    ///
    /// # Errors
    /// [`Refusal::FieldLength`] for a new password that is too short or too long, [`Refusal::PasswordWrong`] where `present`
    /// is not the one they have, or a failure of the store.
    pub async fn change_password(
        &self,
        caller: Caller,
        current: Current,
        present: String,
        new: &str,
    ) -> Result<(), Failure> {
        const FIELD: &str = "current";
        let own = caller.may(Manage, caller.user, "userId")?;
        check_password("new", new)?;
        let user = caller.user;
        let kept = self.store.read(move |read| Ok::<_, Failure>(read.any_password_hash(user)?)).await?;
        if !self.verified(present, kept.clone()).await? {
            return Err(Refusal::PasswordWrong { field: FIELD }.into());
        }
        let hash = self.hash_password(new).await?;
        self.store
            .write(move |write| {
                // Somebody else may have changed it since it was looked at.
                if write.any_password_hash(user)? != kept {
                    return Err(Refusal::PasswordWrong { field: FIELD }.into());
                }
                write.set_own_password(&own, &hash)?;
                Ok(write.sign_out(&own, current.hash.as_deref())?)
            })
            .await
    }

    /// The caller's tokens for programs, newest first.
    ///
    /// # Errors
    /// A failure of the store.
    pub async fn tokens(&self, caller: Caller) -> Result<Vec<TokenRow>, Failure> {
        let now = self.clock.now();
        self.store.read(move |read| Ok(read.tokens_of(caller.user, TokenKind::Personal, now)?)).await
    }

    /// Makes a token for a program of the caller's; it ends after so many days, or never.
    ///
    /// # Errors
    /// [`Refusal::FieldLength`] or [`Refusal::FieldCharacters`] for its name, or a failure of the store.
    pub async fn make_token(&self, caller: Caller, name: &str, days: Option<i64>) -> Result<PersonalToken, Failure> {
        let own = caller.may(Manage, caller.user, "userId")?;
        let name = checked_name(name)?;
        let (token, id, now) = (self.ids.secret(), self.ids.token(), self.clock.now());
        let expires_at = days.map(|days| now.plus(days * Millis::DAY));
        let kept = Token { user: own.on(), id: Some(id), hash: super::token_hash(&token), ttl: None, expires_at };
        let called = name.clone();
        self.store
            .write(move |write| Ok::<_, Failure>(write.add_token(&kept, TokenKind::Personal, Some(&called), now)?))
            .await?;
        Ok(PersonalToken { id, name, token, expires_at })
    }

    /// Revokes one of the caller's tokens for programs.
    ///
    /// # Errors
    /// [`Refusal::NotFound`], or a failure of the store.
    pub async fn revoke_token(&self, caller: Caller, id: TokenId) -> Result<(), Failure> {
        let own = caller.may(Manage, caller.user, "id")?;
        let ended =
            self.store.write(move |write| Ok::<_, Failure>(write.end_token(&own, TokenKind::Personal, id)?)).await?;
        if ended { Ok(()) } else { Err(Refusal::NotFound { field: "id" }.into()) }
    }
}

/// The name of a person or a token, without blanks around it.
pub(super) fn checked_name(name: &str) -> Result<String, Refusal> {
    let name = name.trim();
    if !(1..=NAME).contains(&name.chars().count()) {
        return Err(Refusal::FieldLength { field: "name", min: 1, max: NAME });
    }
    if name.chars().any(char::is_control) {
        return Err(Refusal::FieldCharacters { field: "name" });
    }
    Ok(name.to_owned())
}

/// Refuses a password that is too short to be safe, or too long.
pub(super) fn check_password(field: &'static str, password: &str) -> Result<(), Refusal> {
    let fits = (8..=200).contains(&password.chars().count());
    if fits { Ok(()) } else { Err(Refusal::FieldLength { field, min: 8, max: 200 }) }
}

/// Refuses what is not the IANA name of a time zone.
pub(super) fn check_zone(zone: &str) -> Result<(), Refusal> {
    TimeZone::get(zone).map(drop).map_err(|_| Refusal::FieldFormat { field: "zone" })
}
