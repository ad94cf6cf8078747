//! What the operator's operations take and give.

use leporello_model::{Refusal, UserId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::super::loose::Loose;
use super::super::reply::{DONE, Done};
use crate::app::AccountRow;
use crate::app::operator::{MOST_GB, Overview, UserChange, WantedUser};

/// The answer of GetOverview.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct OperatorOverview {
    /// The server's version.
    version: &'static str,
    /// When it was started.
    started_time: String,
    /// Where the metadata is: `sqlite` or `postgresql`.
    database: &'static str,
    /// Where the bytes are: `disk` or `s3`.
    blobs: &'static str,
    /// Whether it can answer requests.
    healthy: bool,
    /// How many users there are.
    users: i64,
    /// How many bytes lie in all spaces, the bins included.
    used_bytes: i64,
    /// How many bytes fit into all spaces.
    capacity_bytes: i64,
    /// How many files there are, those in bins included.
    files: i64,
    pictures: PictureWork,
    uploads: UploadWork,
    jobs: JobWork,
    /// How many bytes the disk has left; left out where the bytes are in an object store, or the system does not tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    free_bytes: Option<i64>,
    #[serde(flatten)]
    done: Done,
}

/// How it stands with the making of pictures.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PictureWork {
    /// For how many files they are still to be made.
    waiting: i64,
    /// Of how many none could be made.
    given_up: i64,
}

/// How it stands with uploads.
#[derive(Serialize, ToSchema)]
struct UploadWork {
    /// How many are under way.
    pending: i64,
}

/// What the server has to do by itself. What people ask for in jobs is done before they are answered.
#[derive(Serialize, ToSchema)]
struct JobWork {
    /// How many stored objects nobody claims any more, which the next sweep removes.
    unclaimed: i64,
}

impl OperatorOverview {
    pub(super) fn new(overview: Overview) -> Self {
        let Overview { started, on_postgres, in_object_store, healthy, totals, free } = overview;
        Self {
            version: env!("CARGO_PKG_VERSION"),
            started_time: started.to_string(),
            database: if on_postgres { "postgresql" } else { "sqlite" },
            blobs: if in_object_store { "s3" } else { "disk" },
            healthy,
            users: totals.users,
            used_bytes: totals.used,
            capacity_bytes: totals.capacity,
            files: totals.files,
            pictures: PictureWork { waiting: totals.pictures_waiting, given_up: totals.pictures_given_up },
            uploads: UploadWork { pending: totals.uploads },
            jobs: JobWork { unclaimed: totals.unclaimed },
            free_bytes: free,
            done: DONE,
        }
    }
}

/// The query of ListUsers.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct ListUsers {
    /// How many users to pass over; 0 unless given.
    offset: Option<String>,
    /// How many to show, 1 to 500; 100 unless given.
    limit: Option<String>,
}

impl ListUsers {
    /// Offset and limit.
    pub(super) fn read(self) -> Result<(i64, i64), Refusal> {
        let offset = Loose::of_query(self.offset).whole("offset", 0, i64::MAX)?;
        let limit = Loose::of_query(self.limit).whole("limit", 1, 500)?;
        Ok((offset.unwrap_or(0), limit.unwrap_or(100)))
    }
}

/// The answer of ListUsers.
#[derive(Serialize, ToSchema)]
pub(super) struct OperatorUserList {
    /// Some of the users.
    users: Vec<OperatorUserItem>,
    /// How many there are.
    total: i64,
    #[serde(flatten)]
    done: Done,
}

/// A user, as the operator sees them.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct OperatorUserItem {
    /// The user.
    user_id: String,
    /// The name to show.
    name: String,
    /// The mobile number with its four-digit country prefix; left out when it is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    mobile: Option<String>,
    /// Whether the account is frozen.
    frozen: bool,
    /// How many bytes the personal space holds, the bin included.
    used_bytes: i64,
    /// How many bytes fit into it.
    capacity_bytes: i64,
    /// When the account was made.
    created_time: String,
}

impl OperatorUserList {
    pub(super) fn new(users: Vec<AccountRow>, total: i64) -> Self {
        let item = |row: AccountRow| OperatorUserItem {
            user_id: row.id.to_string(),
            name: row.name,
            mobile: row.mobile,
            frozen: row.frozen,
            used_bytes: row.used,
            capacity_bytes: row.capacity,
            created_time: row.created_at.to_string(),
        };
        Self { users: users.into_iter().map(item).collect(), total, done: DONE }
    }
}

/// The body of CreateUser.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CreateUser {
    /// The name to show, 1 to 80 characters. Mandatory.
    #[serde(default)]
    name: Loose,
    /// A mobile number with its four-digit country prefix, which nobody else has.
    #[serde(default)]
    mobile: Loose,
    /// The password to begin with, 8 to 200 characters. Mandatory.
    #[serde(default)]
    password: Loose,
    /// How many GiB fit into the space; 100 unless given.
    #[serde(default)]
    capacity_gb: Loose,
    /// The IANA name of the zone in which local times of pictures are read; UTC unless given.
    #[serde(default)]
    zone: Loose,
}

impl CreateUser {
    pub(super) fn read(&self) -> Result<WantedUser, Refusal> {
        Ok(WantedUser {
            name: self.name.required("name")?.to_owned(),
            mobile: self.mobile.text().map(ToOwned::to_owned),
            password: self.password.required("password")?.to_owned(),
            capacity_gb: capacity(&self.capacity_gb)?,
            zone: self.zone.text().map(ToOwned::to_owned),
        })
    }
}

/// The answer of CreateUser.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct UserCreated {
    /// The user.
    user_id: String,
    #[serde(flatten)]
    done: Done,
}

impl UserCreated {
    pub(super) fn new(user: UserId) -> Self {
        Self { user_id: user.to_string(), done: DONE }
    }
}

/// The body of UpdateUserAccount.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct UpdateUserAccount {
    /// `true`: every request of theirs is refused until it is `false` again. Nothing is lost.
    #[serde(default)]
    frozen: Option<bool>,
    /// How many GiB fit into the space. What is in it stays, also when it is more.
    #[serde(default)]
    capacity_gb: Loose,
    /// Another password, 8 to 200 characters.
    #[serde(default)]
    password: Loose,
}

impl UpdateUserAccount {
    pub(super) fn read(&self) -> Result<UserChange, Refusal> {
        let password = self.password.text().map(ToOwned::to_owned);
        Ok(UserChange { frozen: self.frozen, capacity_gb: capacity(&self.capacity_gb)?, password })
    }
}

fn capacity(sent: &Loose) -> Result<Option<i64>, Refusal> {
    sent.whole("capacityGb", 1, MOST_GB)
}
