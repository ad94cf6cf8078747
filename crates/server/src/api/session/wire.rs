//! What operations on sessions take and give.

use leporello_model::{Caller, Refusal, TokenId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::loose::Loose;
use super::super::reply::{DONE, Done};
use crate::app::sessions::Proof;
use crate::app::{TokenRow, User, sessions};

/// The session or token in a path. What cannot be one does not exist.
pub(in crate::api) fn token_id(text: &str) -> Result<TokenId, Refusal> {
    text.parse().map_err(|_| Refusal::NotFound { field: "id" })
}

/// The body of SignIn: `username` and `password`, or `userId` and `accessToken`.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct SignIn {
    /// A mobile number or user identifier.
    #[serde(default)]
    username: Loose,
    /// The password.
    #[serde(default)]
    password: Loose,
    /// Whose token it is.
    #[serde(default)]
    user_id: Loose,
    /// A token.
    #[serde(default)]
    access_token: Loose,
}

impl SignIn {
    pub(super) fn read(&self) -> Result<Proof, Refusal> {
        let needed = |field, sent: &Loose| sent.required(field).map(ToOwned::to_owned);
        if self.access_token.text().is_some() {
            let user = needed("userId", &self.user_id)?;
            return Ok(Proof::Token { user, token: needed("accessToken", &self.access_token)? });
        }
        let name = needed("username", &self.username)?;
        Ok(Proof::Password { name, password: needed("password", &self.password)? })
    }
}

/// Who somebody is.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(in crate::api) struct Me {
    /// The user: to be sent as `X-User-Id`.
    user_id: String,
    /// The name to show.
    name: String,
    /// The mobile number with its four-digit country prefix; left out when it is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    mobile: Option<String>,
    /// `en-US` or `zh-CN`; empty: that of the browser.
    language: String,
    /// The IANA name of the zone in which local times of pictures are read.
    zone: String,
    /// The personal space.
    container_id: String,
    /// Its root folder.
    root_folder_id: String,
    /// Whether they operate the server.
    operator: bool,
    /// The server's version.
    version: &'static str,
    /// The server's time.
    server_time: String,
    #[serde(flatten)]
    done: Done,
}

impl Me {
    pub(in crate::api) fn new(me: sessions::Me, caller: Caller) -> Self {
        let sessions::Me { user: User { id, name, mobile, zone, language, .. }, operator, now } = me;
        Self {
            user_id: id.to_string(),
            name,
            mobile,
            language,
            zone,
            container_id: caller.space.to_string(),
            root_folder_id: caller.space.root_folder(),
            operator,
            version: env!("CARGO_PKG_VERSION"),
            server_time: now.to_string(),
            done: DONE,
        }
    }
}

/// The answer of ListSessions.
#[derive(Serialize, ToSchema)]
pub(super) struct SessionList {
    /// Newest first.
    sessions: Vec<SessionItem>,
    #[serde(flatten)]
    done: Done,
}

/// A session.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SessionItem {
    /// Which.
    id: String,
    /// What the browser called itself when it signed in, at most 200 characters.
    device: String,
    /// When it was begun.
    created_time: String,
    /// When it was used last, to within a minute.
    used_time: String,
    /// Whether it is the one by which the list was asked for.
    current: bool,
}

impl SessionList {
    pub(super) fn new(sessions: Vec<TokenRow>, current: Option<TokenId>) -> Self {
        let item = |row: TokenRow| SessionItem {
            id: row.id.to_string(),
            device: row.name,
            created_time: row.created_at.to_string(),
            used_time: row.used_at.unwrap_or(row.created_at).to_string(),
            current: current == Some(row.id),
        };
        Self { sessions: sessions.into_iter().map(item).collect(), done: DONE }
    }
}
