//! What operations on accounts take and give, in the contract's spelling.

use crate::app::User;
use leporello_model::{Refusal, UserId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::super::loose::Loose;
use super::super::reply::{DONE, Done};

/// The user in a path. What cannot be a user does not exist.
pub(super) fn user_id(text: &str) -> Result<UserId, Refusal> {
    text.parse().map_err(|_| Refusal::NotFound { field: "userId" })
}

/// `status` of a frozen account; 0 is an enabled one.
const FROZEN: i64 = 7;

/// The answer of GetUser.
#[derive(Serialize, ToSchema)]
pub(super) struct UserShown {
    data: UserInfo,
    #[serde(flatten)]
    done: Done,
}

/// An account.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct UserInfo {
    /// The name to show.
    name: String,
    /// The user.
    user_id: String,
    /// The mobile number with its four-digit country prefix; left out when it is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    mobile: Option<String>,
    /// 0: there is but one role.
    role: i64,
    /// 0 enabled, 7 frozen.
    status: i64,
    /// The user once more: there is no third party that has another name for them.
    id: String,
}

impl UserShown {
    pub(super) fn new(user: User) -> Self {
        let data = UserInfo {
            user_id: user.id.to_string(),
            id: user.id.to_string(),
            name: user.name,
            mobile: user.mobile,
            role: 0,
            status: if user.frozen { FROZEN } else { 0 },
        };
        Self { data, done: DONE }
    }
}

/// The query of GetUserInfo. Without either it is the caller who is asked for.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(super) struct FindUser {
    /// A mobile number with its four-digit country prefix.
    phone: Option<String>,
    /// A user; goes before `phone`.
    user_id: Option<String>,
}

impl FindUser {
    pub(super) fn read(self) -> Result<(Option<UserId>, Option<String>), Refusal> {
        let user = Loose::of_query(self.user_id).id("userId")?;
        Ok((user, self.phone.filter(|phone| !phone.is_empty())))
    }
}

/// The answer of GetUserInfo.
#[derive(Serialize, ToSchema)]
pub(super) struct UserFound {
    data: FoundUser,
    #[serde(flatten)]
    done: Done,
}

/// A user, as those who share a family with them see them.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct FoundUser {
    /// The user.
    user_id: String,
    /// The whole name.
    firstname: String,
    /// Empty: the name is not divided.
    surname: &'static str,
    /// The mobile number: one's own and, for an app, any; of any other one the beginning and the end. Left out where it
    /// is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<String>,
    /// Empty: no addresses are kept.
    email: &'static str,
}

impl UserFound {
    pub(super) fn new(user: User) -> Self {
        let User { id, name, mobile, .. } = user;
        let data = FoundUser { user_id: id.to_string(), firstname: name, surname: "", phone: mobile, email: "" };
        Self { data, done: DONE }
    }
}

/// The body of UpdateUser.
#[derive(Deserialize, ToSchema)]
pub(super) struct UpdateUser {
    /// 0 enabled, 7 frozen. Mandatory.
    #[serde(default)]
    status: Loose,
}

impl UpdateUser {
    /// Whether the account is to be frozen.
    pub(super) fn frozen(&self) -> Result<bool, Refusal> {
        let known = |code| match code {
            0 => Some(false),
            FROZEN => Some(true),
            _ => None,
        };
        self.status.choice("status", "0, 7", known)?.ok_or(Refusal::FieldMissing { field: "status" })
    }
}
