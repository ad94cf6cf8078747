//! What the operator sees and does: how the server stands, and who its users are.
//!
//! Every use case asks the policy for the operator's grant, in the transaction in which it works. Nobody else hears that
//! there is anything here.

use leporello_model::{Caller, Grant, Manage, Millis, Refusal, ServerFacts, UserId};
use leporello_store::{AccountRow, Read, Totals};

use super::account::{check_password, check_zone, checked_name};
use super::admin::{NewUser, add};
use super::sessions::Current;
use super::{App, Failure};

/// The bytes of a space unless said otherwise.
const CAPACITY: i64 = 100 << 30;

/// The most that a space may hold, in GiB.
pub const MOST_GB: i64 = 1 << 20;

/// How the server stands.
pub struct Overview {
    /// When it was started.
    pub started: Millis,
    /// Whether the metadata is on PostgreSQL, and not in a SQLite file.
    pub on_postgres: bool,
    /// Whether the bytes are in an object store, and not on a disk.
    pub in_object_store: bool,
    /// Whether it can answer requests.
    pub healthy: bool,
    /// How much there is.
    pub totals: Totals,
    /// How many bytes the disk has left for files, where they are on one and it tells.
    pub free: Option<i64>,
}

/// A user that the operator wants to be made.
pub struct WantedUser {
    /// The name to show.
    pub name: String,
    /// The mobile number with its four-digit country prefix.
    pub mobile: Option<String>,
    /// The password to begin with.
    pub password: String,
    /// How many GiB fit into the space; none: a hundred.
    pub capacity_gb: Option<i64>,
    /// The IANA name of the zone in which local times of pictures are read; none: UTC.
    pub zone: Option<String>,
}

/// What is to be changed of somebody's account; none is left as it is.
pub struct UserChange {
    /// Whether it is frozen.
    pub frozen: Option<bool>,
    /// How many GiB fit into the space.
    pub capacity_gb: Option<i64>,
    /// Another password.
    pub password: Option<String>,
}

impl App {
    /// Whether the caller operates the server.
    ///
    /// # Errors
    /// [`Refusal::NoSuchOperation`] if they do not, or a failure of the store.
    pub(crate) async fn check_operator(&self, caller: Caller) -> Result<(), Failure> {
        self.store.read(move |read| operator(read, caller).map(drop)).await
    }

    /// How the server stands.
    ///
    /// # Errors
    /// [`Refusal::NoSuchOperation`], or a failure of the store.
    pub async fn overview(&self, caller: Caller) -> Result<Overview, Failure> {
        let totals = self.store.read(move |read| Ok::<_, Failure>(read.totals(&operator(read, caller)?)?)).await?;
        Ok(Overview {
            started: self.started,
            on_postgres: self.store.is_on_postgres(),
            in_object_store: self.blobs.are_in_object_store(),
            healthy: self.ready().await.is_ok(),
            totals,
            free: self.blobs.free(),
        })
    }

    /// Some users in the order in which they were made, and how many there are.
    ///
    /// # Errors
    /// [`Refusal::NoSuchOperation`], or a failure of the store.
    pub async fn accounts(&self, caller: Caller, offset: i64, limit: i64) -> Result<(Vec<AccountRow>, i64), Failure> {
        self.store.read(move |read| Ok(read.accounts(&operator(read, caller)?, offset, limit)?)).await
    }

    /// Makes a user with a space.
    ///
    /// # Errors
    /// [`Refusal::NoSuchOperation`], a refusal naming what is wrong, [`Refusal::NameTaken`] naming `mobile`, or a failure of
    /// the store.
    pub async fn make_user(&self, caller: Caller, wanted: WantedUser) -> Result<UserId, Failure> {
        let WantedUser { name, mobile, password, capacity_gb, zone } = wanted;
        let name = checked_name(&name)?;
        mobile.as_deref().map_or(Ok(()), check_mobile)?;
        check_password("password", &password)?;
        zone.as_deref().map_or(Ok(()), check_zone)?;
        let new = NewUser {
            name,
            mobile,
            password_hash: Some(self.hash_password(&password).await?),
            capacity: capacity_gb.map_or(CAPACITY, |gb| gb << 30),
            zone: zone.unwrap_or_else(|| "UTC".to_owned()),
        };
        let (id, space, now) = (self.ids.user(), self.ids.space(), self.clock.now());
        self.store
            .write(move |write| {
                operator(write, caller)?;
                add(write, &new, id, space, now)
            })
            .await?;
        Ok(id)
    }

    /// Changes somebody's account. Another password ends their sessions and short-lived tokens, but for the one by which
    /// the operator asks.
    ///
    /// # Errors
    /// [`Refusal::NoSuchOperation`], [`Refusal::NotFound`], [`Refusal::OperatorStays`] where they would freeze themselves,
    /// [`Refusal::FieldLength`], or a failure of the store.
    pub async fn change_user(
        &self,
        caller: Caller,
        current: Current,
        user: UserId,
        change: UserChange,
    ) -> Result<(), Failure> {
        let UserChange { frozen, capacity_gb, password } = change;
        if let Some(password) = &password {
            check_password("password", password)?;
        }
        if frozen == Some(true) && user == caller.user {
            return Err(Refusal::OperatorStays { field: "frozen" }.into());
        }
        let hash = match password {
            Some(password) => Some(self.hash_password(&password).await?),
            None => None,
        };
        self.store
            .write(move |write| {
                let grant = operator(write, caller)?;
                write.any_user(user)?.ok_or(Refusal::NotFound { field: "userId" })?;
                if let Some(frozen) = frozen {
                    write.freeze_account(&grant, user, frozen)?;
                }
                if let Some(gb) = capacity_gb {
                    write.set_capacity(&grant, user, gb << 30)?;
                }
                if let Some(hash) = &hash {
                    write.reset_password(&grant, user, hash, current.hash.as_deref())?;
                }
                Ok(())
            })
            .await
    }
}

/// The operator's right, if the caller has it.
fn operator(read: &Read<'_>, caller: Caller) -> Result<Grant<Manage, ServerFacts>, Failure> {
    Ok(caller.operates(read.any_server()?)?)
}

/// Refuses what is not a mobile number with its country's prefix.
fn check_mobile(mobile: &str) -> Result<(), Refusal> {
    let shaped = (6..=20).contains(&mobile.len()) && mobile.bytes().all(|byte| byte.is_ascii_digit());
    if shaped { Ok(()) } else { Err(Refusal::FieldFormat { field: "mobile" }) }
}
