//! What operations on spaces take and give, in the contract's spelling.

use crate::app::Space;
use leporello_model::{FileId, Refusal, SpaceId, UserId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::super::loose::Loose;
use super::super::reply::{DONE, Done};

const KB: i64 = 1 << 10;
const GB: i64 = 1 << 30;

/// The owner in a path. What cannot be a user does not exist.
pub(super) fn owner_id(text: &str) -> Result<UserId, Refusal> {
    text.parse().map_err(|_| Refusal::NotFound { field: "ownerId" })
}

/// The query of GetSpace.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(super) struct GetSpace {
    /// 1: a personal space. Mandatory.
    #[serde(rename = "type")]
    space_type: Option<String>,
    /// The space, where a user has several.
    container_id: Option<String>,
}

impl GetSpace {
    /// The space that is asked for, if it is named.
    pub(super) fn read(self) -> Result<Option<SpaceId>, Refusal> {
        let personal = Loose::of_query(self.space_type).choice("type", "1", |code| (code == 1).then_some(()))?;
        personal.ok_or(Refusal::FieldMissing { field: "type" })?;
        Loose::of_query(self.container_id).space_id()
    }
}

/// The answer of GetSpace.
#[derive(Serialize, ToSchema)]
pub(super) struct SpaceShown {
    data: SpaceInfo,
    #[serde(flatten)]
    done: Done,
}

/// A personal space. Numbers are strings here.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SpaceInfo {
    /// 1: a personal space.
    #[serde(rename = "type")]
    space_type: &'static str,
    /// 0 normal, 1 disabled.
    status: &'static str,
    /// Whose it is.
    owner_id: String,
    /// The space.
    container_id: String,
    /// Its root folder.
    root_file_id: String,
    /// Its root folder for ordinary files, which is the same.
    biz_root_file_id: String,
    /// How much fits, in whole GB (1024³ bytes); the rest is in `capacityKb`.
    capacity: String,
    /// How much fits besides `capacity`, in whole KB (1024 bytes).
    capacity_kb: String,
    /// How much is in it, what is in the recycle bin included: KB (1024 bytes), rounded up.
    space_used: String,
    /// Who made it: its owner.
    creator: String,
    /// When it was made: UTC with milliseconds.
    create_time: String,
}

impl SpaceShown {
    pub(super) fn new(space: &Space) -> Self {
        let root = FileId::root_of(space.id).to_string();
        let data = SpaceInfo {
            space_type: "1",
            status: if space.disabled { "1" } else { "0" },
            owner_id: space.owner.to_string(),
            container_id: space.id.to_string(),
            root_file_id: root.clone(),
            biz_root_file_id: root,
            capacity: (space.capacity / GB).to_string(),
            capacity_kb: (space.capacity % GB / KB).to_string(),
            space_used: ((space.used + KB - 1) / KB).to_string(),
            creator: space.owner.to_string(),
            create_time: space.created_at.to_string(),
        };
        Self { data, done: DONE }
    }
}
