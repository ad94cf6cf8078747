//! What operations on shared folders take and give, in the contract's spelling. A shared folder's `id` is its primary
//! key, and only the answer of CreateShareFolder calls the folder's file ID `shareFolderId`.

use leporello_model::{FamilyId, NameError, Refusal, SpaceId, family_name};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::super::loose::{Loose, list};
use super::super::reply::{DONE, Done};
use super::sent::{OneOrMore, path_id, query_whole, required_id};
use crate::app::{FamiliesOf, FamilyRow};

/// The longest name of a family, in code points.
const NAME: usize = 31;
/// The longest word that is searched for, in code points.
const WORDS: usize = 32;
/// The longest text that may stand for a shared folder in a path.
const MAX_ID: usize = 100;

/// `tenantId`: there are no tenants here.
const TENANT: &str = "0";

/// The shared folder in a path.
pub(super) fn share_folder_id(text: &str) -> Result<FamilyId, Refusal> {
    const FIELD: &str = "shareFolderId";
    if text.chars().count() > MAX_ID {
        return Err(Refusal::FieldLength { field: FIELD, min: 1, max: MAX_ID });
    }
    path_id(text, FIELD)
}

fn name(field: &'static str, sent: &Loose) -> Result<String, Refusal> {
    family_name(sent.required(field)?).map_err(|error| match error {
        NameError::Length => Refusal::FieldLength { field, min: 1, max: NAME },
        NameError::Characters => Refusal::FieldCharacters { field },
    })
}

/// The body of CreateShareFolder.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CreateShareFolder {
    /// 0: a family.
    #[serde(default)]
    #[schema(required)]
    share_type: Loose,
    /// The caller's space.
    #[serde(default)]
    #[schema(required)]
    container_id: Loose,
    /// 1 to 31 characters, none of `< > | : " * ? / \`, no emoji, neither `.` nor `..`.
    #[serde(default)]
    #[schema(required)]
    name: Loose,
}

impl CreateShareFolder {
    /// The space that the folder is to lie in, and the family's name.
    pub(super) fn read(&self) -> Result<(SpaceId, String), Refusal> {
        let family = self.share_type.choice("shareType", "0", |code| (code == 0).then_some(()))?;
        family.ok_or(Refusal::FieldMissing { field: "shareType" })?;
        let space = self.container_id.space_id()?.ok_or(Refusal::FieldMissing { field: "containerId" })?;
        Ok((space, name("name", &self.name)?))
    }
}

/// The answer of CreateShareFolder.
#[derive(Serialize, ToSchema)]
pub(super) struct ShareFolderCreated {
    /// The new shared folder's primary key.
    id: String,
    data: NewShareFolder,
    #[serde(flatten)]
    done: Done,
}

/// A new shared folder.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct NewShareFolder {
    /// `0`.
    tenant_id: &'static str,
    /// Who made it.
    creator: String,
    /// When it was made: UTC with milliseconds.
    create_time: String,
    /// The group of its people: a number here, which a client must not read as a double, and a string elsewhere.
    group_id: i64,
    /// Its primary key.
    id: String,
    /// The file ID of the folder.
    share_folder_id: String,
}

impl ShareFolderCreated {
    pub(super) fn new(family: &FamilyRow) -> Self {
        let facts = family.facts;
        let data = NewShareFolder {
            tenant_id: TENANT,
            creator: facts.owner.to_string(),
            create_time: family.created_at.to_string(),
            group_id: facts.group.number(),
            id: facts.id.to_string(),
            share_folder_id: family.folder.to_string(),
        };
        Self { id: facts.id.to_string(), data, done: DONE }
    }
}

/// The body of DeleteShareFolder.
#[derive(Deserialize, ToSchema)]
pub(super) struct DeleteShareFolder {
    /// The shared folder, or a list of 1 to 100 of them.
    #[serde(default)]
    #[schema(required, schema_with = OneOrMore::schema)]
    id: OneOrMore,
}

impl DeleteShareFolder {
    pub(super) fn families(&self) -> Result<Vec<FamilyId>, Refusal> {
        const FIELD: &str = "id";
        list(FIELD, self.id.entries(), OneOrMore::MAX)?.iter().map(|id| required_id(id, FIELD)).collect()
    }
}

/// The query of ListShareFolder.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(super) struct ListShareFolder {
    /// How many to skip. Mandatory.
    offset: Option<String>,
    /// 1 to 1,000. Mandatory.
    limit: Option<String>,
    /// A part of the name in any letter case, at most 32 characters.
    key_word: Option<String>,
    /// 0, the default: only those that were not deleted are listed.
    status: Option<String>,
    /// 0 all (the default), 1 those that the caller made, 2 those that the caller joined.
    query_type: Option<String>,
}

impl ListShareFolder {
    fn words(&self) -> Result<Option<String>, Refusal> {
        let words = self.key_word.clone().filter(|words| !words.is_empty());
        if words.as_ref().is_some_and(|words| words.chars().count() > WORDS) {
            return Err(Refusal::FieldLength { field: "keyWord", min: 1, max: WORDS });
        }
        Ok(words)
    }

    pub(super) fn read(self) -> Result<FamiliesOf, Refusal> {
        let created = |code| match code {
            0 => Some(None),
            1 => Some(Some(true)),
            2 => Some(Some(false)),
            _ => None,
        };
        let words = self.words()?;
        let of = FamiliesOf {
            offset: query_whole(self.offset, "offset", 0, i64::MAX)?,
            limit: query_whole(self.limit, "limit", 1, 1_000)?,
            words,
            created: Loose::of_query(self.query_type).choice("queryType", "0, 1, 2", created)?.flatten(),
        };
        Loose::of_query(self.status).choice("status", "0", |code| (code == 0).then_some(()))?;
        Ok(of)
    }
}

/// The answer of ListShareFolder.
#[derive(Serialize, ToSchema)]
pub(super) struct ShareFolderList {
    /// Shared folders, newest first.
    folders: Vec<ShareFolder>,
    #[serde(flatten)]
    done: Done,
}

/// The answer of GetShareFolderMetadata.
#[derive(Serialize, ToSchema)]
pub(super) struct ShareFolderShown {
    sharefolder: ShareFolder,
    #[serde(flatten)]
    done: Done,
}

/// A shared folder.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ShareFolder {
    /// `0`.
    tenant_id: &'static str,
    /// Who made it.
    creator: String,
    /// When it was made: UTC with milliseconds.
    create_time: String,
    /// Whose it is: a number, which a client must not read as a double.
    owner_id: i64,
    /// 0: it was not deleted.
    status: i64,
    /// Its primary key.
    id: String,
    /// The owner's space, in which the folder lies.
    container_id: String,
    /// The file ID of the folder.
    share_folder_file_id: String,
    /// What it is called.
    name: String,
    /// The group of its people.
    group_id: String,
    /// How many people it may have, its owner included.
    max_member: i64,
}

impl ShareFolder {
    fn new(family: FamilyRow, max_member: i64) -> Self {
        let facts = family.facts;
        Self {
            tenant_id: TENANT,
            creator: facts.owner.to_string(),
            create_time: family.created_at.to_string(),
            owner_id: facts.owner.number(),
            status: 0,
            id: facts.id.to_string(),
            container_id: facts.space.to_string(),
            share_folder_file_id: family.folder.to_string(),
            name: family.name,
            group_id: facts.group.to_string(),
            max_member,
        }
    }
}

impl ShareFolderList {
    pub(super) fn new(families: Vec<FamilyRow>, max_member: i64) -> Self {
        let folders = families.into_iter().map(|family| ShareFolder::new(family, max_member)).collect();
        Self { folders, done: DONE }
    }
}

impl ShareFolderShown {
    pub(super) fn new(family: FamilyRow, max_member: i64) -> Self {
        Self { sharefolder: ShareFolder::new(family, max_member), done: DONE }
    }
}

/// The body of RenameShareFolder.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct RenameShareFolder {
    /// The shared folder's primary key.
    #[serde(default)]
    #[schema(required)]
    id: Loose,
    /// 1 to 31 characters, none of `< > | : " * ? / \`, no emoji, neither `.` nor `..`.
    #[serde(default)]
    #[schema(required)]
    file_name: Loose,
}

impl RenameShareFolder {
    /// Which, and its new name.
    pub(super) fn read(&self) -> Result<(FamilyId, String), Refusal> {
        Ok((required_id(&self.id, "id")?, name("fileName", &self.file_name)?))
    }
}

/// The answer of RenameShareFolder.
#[derive(Serialize, ToSchema)]
pub(super) struct ShareFolderRenamed {
    /// The shared folder's primary key.
    pub(super) id: String,
    #[serde(flatten)]
    pub(super) done: Done,
}
