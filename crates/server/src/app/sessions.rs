//! Sessions: how a person is known in a browser, and how they end that, here and elsewhere.
//!
//! The secret of a session is given out once, for a cookie, and kept as a hash that no token can have. Why somebody was
//! not let in is told in the same words for every reason.

use leporello_model::{Caller, Door, Manage, Millis, Refusal, SpaceId, TokenId, UserId};
use leporello_store::{Standing, Token, TokenKind, TokenRow, User};

use super::secrets::{session_hash, token_hash};
use super::sign_in::Denied;
use super::{App, Failure};

/// How long a session survives without being used.
pub const SESSION_TTL: i64 = 30 * Millis::DAY;

/// How much is kept of what a browser calls itself, in characters.
const DEVICE: usize = 200;

/// With what somebody proves who they are, to be known by a session from then on.
pub enum Proof {
    /// A mobile number or user identifier, and a password.
    Password {
        /// The number or identifier.
        name: String,
        /// The password.
        password: String,
    },
    /// A token of theirs.
    Token {
        /// Whose it is said to be.
        user: String,
        /// The token.
        token: String,
    },
}

/// Somebody who has a session now.
pub struct SignedIn {
    /// Who.
    pub caller: Caller,
    /// What proves it. It is kept nowhere.
    pub secret: String,
}

/// By which of their sessions or tokens somebody asks, so that it can be told from their others.
#[derive(Clone, Default)]
pub struct Current {
    /// The session, if it is one.
    pub session: Option<TokenId>,
    /// The hash of session or token; none of an app.
    pub(crate) hash: Option<String>,
}

/// Who somebody is, as they are told themselves.
pub struct Me {
    /// The account.
    pub user: User,
    /// Whether they operate the server.
    pub operator: bool,
    /// The server's time.
    pub now: Millis,
}

impl App {
    /// Begins a session for whoever proves who they are; `device` is what the browser calls itself.
    ///
    /// # Errors
    /// [`Refusal::SignInWrong`] for every reason that lies with who asks, or a failure of the store.
    pub async fn sign_in(&self, proof: Proof, device: &str) -> Result<SignedIn, Failure> {
        let proved = match proof {
            Proof::Password { name, password } => match self.person_by_password(&name, password).await {
                Ok(user) => self.store.read(move |read| in_order(user, read.any_standing(user)?)).await?,
                Err(Denied::Failed(failure)) => return Err(failure),
                Err(_) => None,
            },
            Proof::Token { user, token } => self.person_by_token(&user, &token).await?,
        };
        let (user, space) = proved.ok_or(Refusal::SignInWrong)?;
        let secret = self.open_session(user, device).await?;
        Ok(SignedIn { caller: Caller { user, space, door: Door::Token }, secret })
    }

    /// Begins a session for somebody who is known already, and gives its secret.
    pub(super) async fn open_session(&self, user: UserId, device: &str) -> Result<String, Failure> {
        let (secret, id, now) = (self.ids.secret(), self.ids.token(), self.clock.now());
        let device: String = device.chars().take(DEVICE).collect();
        let session = Token {
            user,
            id: Some(id),
            hash: session_hash(&secret),
            ttl: Some(SESSION_TTL),
            expires_at: Some(now.plus(SESSION_TTL)),
        };
        self.store
            .write(move |write| Ok::<_, Failure>(write.add_token(&session, TokenKind::Session, Some(&device), now)?))
            .await?;
        Ok(secret)
    }

    /// Whose token it is, if it works for whom it is said to be.
    async fn person_by_token(&self, user: &str, token: &str) -> Result<Option<(UserId, SpaceId)>, Failure> {
        let Ok(user) = user.parse::<UserId>() else { return Ok(None) };
        let (hash, now) = (token_hash(token), self.clock.now());
        let works = move |(token, standing): (Token, Standing)| {
            let over = token.expires_at.is_some_and(|expires_at| expires_at <= now);
            (!over).then_some(standing)
        };
        self.store.read(move |read| in_order(user, read.any_token(user, &hash)?.and_then(works))).await
    }

    /// Who the caller is.
    ///
    /// # Errors
    /// A failure of the store.
    pub async fn me(&self, caller: Caller) -> Result<Me, Failure> {
        let now = self.clock.now();
        self.store
            .read(move |read| {
                let user = read.any_user(caller.user)?.ok_or(Refusal::CredentialsUnknown)?;
                Ok(Me { user, operator: caller.operates(read.any_server()?).is_ok(), now })
            })
            .await
    }

    /// The caller's sessions, newest first.
    ///
    /// # Errors
    /// A failure of the store.
    pub async fn sessions(&self, caller: Caller) -> Result<Vec<TokenRow>, Failure> {
        let now = self.clock.now();
        self.store.read(move |read| Ok(read.tokens_of(caller.user, TokenKind::Session, now)?)).await
    }

    /// Ends one of the caller's sessions.
    ///
    /// # Errors
    /// [`Refusal::NotFound`], or a failure of the store.
    pub async fn end_session(&self, caller: Caller, id: TokenId) -> Result<(), Failure> {
        let own = caller.may(Manage, caller.user, "id")?;
        let ended =
            self.store.write(move |write| Ok::<_, Failure>(write.end_token(&own, TokenKind::Session, id)?)).await?;
        if ended { Ok(()) } else { Err(Refusal::NotFound { field: "id" }.into()) }
    }

    /// Ends all of the caller's sessions and short-lived tokens.
    ///
    /// # Errors
    /// A failure of the store.
    pub async fn sign_out_everywhere(&self, caller: Caller) -> Result<(), Failure> {
        let own = caller.may(Manage, caller.user, "userId")?;
        self.store.write(move |write| Ok(write.sign_out(&own, None)?)).await
    }
}

/// Who it is and where their files are, unless they are nobody or frozen.
fn in_order(user: UserId, standing: Option<Standing>) -> Result<Option<(UserId, SpaceId)>, Failure> {
    Ok(standing.filter(|standing| !standing.frozen).map(|standing| (user, standing.space)))
}
