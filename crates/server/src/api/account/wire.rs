//! What operations on one's account and tokens take and give.

use leporello_model::Refusal;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::loose::Loose;
use super::super::reply::{DONE, Done};
use crate::app::TokenRow;
use crate::app::account::{AccountChange, MOST_DAYS, PersonalToken};

/// The body of UpdateAccount.
#[derive(Deserialize, ToSchema)]
pub(super) struct UpdateAccount {
    /// The name to show, 1 to 80 characters.
    #[serde(default)]
    name: Option<String>,
    /// `en-US` or `zh-CN`; empty: that of the browser.
    #[serde(default)]
    language: Option<String>,
    /// The IANA name of the zone in which local times of pictures are read from now on.
    #[serde(default)]
    zone: Option<String>,
}

impl UpdateAccount {
    pub(super) fn read(self) -> AccountChange {
        let Self { name, language, zone } = self;
        AccountChange { name, language, zone }
    }
}

/// The body of ChangePassword.
#[derive(Deserialize, ToSchema)]
pub(super) struct ChangePassword {
    /// The password that the caller has. Mandatory.
    #[serde(default)]
    current: Loose,
    /// The new one, 8 to 200 characters. Mandatory.
    #[serde(default)]
    new: Loose,
}

impl ChangePassword {
    /// The present password and the new one.
    pub(super) fn read(&self) -> Result<(String, String), Refusal> {
        Ok((self.current.required("current")?.to_owned(), self.new.required("new")?.to_owned()))
    }
}

/// The answer of ListTokens.
#[derive(Serialize, ToSchema)]
pub(super) struct TokenList {
    /// Newest first.
    tokens: Vec<TokenItem>,
    #[serde(flatten)]
    done: Done,
}

/// A personal access token.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct TokenItem {
    /// Which.
    id: String,
    /// What its user calls it.
    name: String,
    /// When it was made.
    created_time: String,
    /// When it ends; left out: never.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<String>,
}

impl TokenList {
    pub(super) fn new(tokens: Vec<TokenRow>) -> Self {
        let item = |row: TokenRow| TokenItem {
            id: row.id.to_string(),
            name: row.name,
            created_time: row.created_at.to_string(),
            expires_at: row.expires_at.map(|moment| moment.to_string()),
        };
        Self { tokens: tokens.into_iter().map(item).collect(), done: DONE }
    }
}

/// The body of CreateToken.
#[derive(Deserialize, ToSchema)]
pub(super) struct CreateToken {
    /// What to call it, 1 to 80 characters. Mandatory.
    #[serde(default)]
    name: Loose,
    /// After how many days it ends, 1 to 3,650; without it, never.
    #[serde(default)]
    days: Loose,
}

impl CreateToken {
    /// The name, and the days if it is to end.
    pub(super) fn read(&self) -> Result<(String, Option<i64>), Refusal> {
        Ok((self.name.required("name")?.to_owned(), self.days.whole("days", 1, MOST_DAYS)?))
    }
}

/// The answer of CreateToken.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct TokenCreated {
    /// Which it is in the list.
    id: String,
    /// What its user calls it.
    name: String,
    /// To be sent as `Authorization: Bearer <token>`. It is shown this once.
    access_token: String,
    /// When it ends; left out: never.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<String>,
    #[serde(flatten)]
    done: Done,
}

impl TokenCreated {
    pub(super) fn new(made: PersonalToken) -> Self {
        Self {
            id: made.id.to_string(),
            name: made.name,
            access_token: made.token,
            expires_at: made.expires_at.map(|moment| moment.to_string()),
            done: DONE,
        }
    }
}
