//! What operations on albums themselves take and give, in the contract's spelling.

use leporello_model::{AlbumKind, AlbumType, NameError, Refusal, album_name};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::super::loose::Loose;
use super::super::reply::Done;
use super::super::scope::Sent;
use crate::app::albums::{AlbumWish, AlbumsOf, Listed};
use crate::app::scopes::{FAMILY, GROUP, ScopeWish, SharedWith};

/// The longest name of an album, in code points.
const NAME: usize = 20;

/// The body of CreateAlbum.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CreateAlbum {
    /// 1 to 20 characters; mandatory for a manual album.
    #[serde(default)]
    name: Loose,
    /// 1 collection album, 2 manual album.
    #[serde(default, rename = "type")]
    #[schema(required)]
    album_type: Loose,
    /// 1 personal album, 2 shared album.
    #[serde(default)]
    #[schema(required)]
    album_kind: Loose,
    /// 1 to 30 folders that lie side by side; mandatory for a collection album, and for no other.
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>, min_items = 1, max_items = 30)]
    scope_dir: Option<Vec<Loose>>,
    /// As UpdateAlbum calls `scopeDir`.
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>, min_items = 1, max_items = 30)]
    scope_dir_list: Option<Vec<Loose>>,
    /// The folder that they lie in, or `root`; mandatory for a collection album, and for no other.
    #[serde(default)]
    scope_parent_folder_id: Loose,
    /// `1` images, `2` videos, `1,2` both; mandatory for a collection album, and for no other.
    #[serde(default)]
    scope_kind: Loose,
    /// The space that the folders lie in: the caller's, or the family's.
    #[serde(default)]
    container_id: Loose,
    /// The group of the family that shares the album; mandatory for a shared album.
    #[serde(default)]
    group_id: Loose,
    /// The primary key of that family's shared folder; mandatory for a shared album.
    #[serde(default)]
    share_folder_id: Loose,
}

impl CreateAlbum {
    pub(super) fn read(&self) -> Result<AlbumWish, Refusal> {
        let album_type = self.album_type.choice("type", "1, 2", AlbumType::from_code)?;
        let kind = self.album_kind.choice("albumKind", "1, 2", AlbumKind::from_code)?;
        let album_type = album_type.ok_or(Refusal::FieldMissing { field: "type" })?;
        let kind = kind.ok_or(Refusal::FieldMissing { field: "albumKind" })?;
        let family = match kind {
            AlbumKind::Personal => None,
            AlbumKind::Shared => Some(shared_with(&self.group_id, &self.share_folder_id)?),
        };
        if album_type == AlbumType::Collection {
            let name = self.name.text().map(name).transpose()?;
            let scope = ScopeWish { space: self.container_id.space_id()?, ..self.scope().read()? };
            return Ok(AlbumWish { name, scope: Some(scope), family });
        }
        match self.scope().first() {
            Some(field) => Err(Refusal::NoScope { field }),
            None => Ok(AlbumWish { name: Some(name(self.name.required("name")?)?), scope: None, family }),
        }
    }

    fn scope(&self) -> Sent<'_> {
        Sent {
            dirs: [("scopeDir", self.scope_dir.as_deref()), ("scopeDirList", self.scope_dir_list.as_deref())],
            parent: &self.scope_parent_folder_id,
            kind: &self.scope_kind,
        }
    }
}

/// The family that `groupId` and `shareFolderId` name; both are mandatory.
pub(super) fn shared_with(group: &Loose, family: &Loose) -> Result<SharedWith, Refusal> {
    // What is missing is told before what is unknown.
    group.required(GROUP)?;
    family.required(FAMILY)?;
    let (no_group, no_family) = (Refusal::NotFound { field: GROUP }, Refusal::NotFound { field: FAMILY });
    Ok(SharedWith { group: group.id(GROUP)?.ok_or(no_group)?, family: family.id(FAMILY)?.ok_or(no_family)? })
}

fn name(text: &str) -> Result<String, Refusal> {
    album_name(text).map_err(|error| match error {
        NameError::Length => Refusal::FieldLength { field: "name", min: 1, max: NAME },
        NameError::Characters => Refusal::FieldCharacters { field: "name" },
    })
}

/// The answer of CreateAlbum.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AlbumCreated {
    /// The new album.
    pub(super) album_id: String,
    #[serde(flatten)]
    pub(super) done: Done,
}

/// The body of UpdateAlbum.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct UpdateAlbum {
    /// 1 to 20 characters.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    name: Option<serde_json::Value>,
    /// The folder that the folders lie in, or `root`. Only for collection albums.
    #[serde(default)]
    scope_parent_folder_id: Loose,
    /// 1 to 30 folders that lie side by side. Only for collection albums.
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>, min_items = 1, max_items = 30)]
    scope_dir_list: Option<Vec<Loose>>,
    /// As CreateAlbum calls `scopeDirList`.
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>, min_items = 1, max_items = 30)]
    scope_dir: Option<Vec<Loose>>,
    /// `1` images, `2` videos, `1,2` both. Only for collection albums.
    #[serde(default)]
    scope_kind: Loose,
}

impl UpdateAlbum {
    /// The scope, as far as it is to change.
    pub(super) fn scope(&self) -> Result<ScopeWish, Refusal> {
        let sent = Sent {
            dirs: [("scopeDirList", self.scope_dir_list.as_deref()), ("scopeDir", self.scope_dir.as_deref())],
            parent: &self.scope_parent_folder_id,
            kind: &self.scope_kind,
        };
        sent.read()
    }

    /// The new name, if one is given. An empty one is given, and wrong.
    pub(super) fn new_name(&self) -> Result<Option<String>, Refusal> {
        match &self.name {
            None | Some(serde_json::Value::Null) => Ok(None),
            Some(serde_json::Value::String(text)) => name(text).map(Some),
            Some(serde_json::Value::Number(number)) => name(&number.to_string()).map(Some),
            Some(_) => Err(Refusal::WrongType { field: "name".to_owned(), expected: "string" }),
        }
    }
}

/// The query of ListAlbums.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(super) struct ListAlbums {
    /// 1 personal, 2 shared.
    #[param(required)]
    album_kind: Option<String>,
    /// 1 collection, 2 manual.
    #[param(required)]
    album_type: Option<String>,
    /// The group of a family: only the albums that it shares. Ignored for personal albums.
    group_id: Option<String>,
    /// 1 to 100; 10 unless given.
    page_size: Option<String>,
    /// From 1; 1 unless given.
    page_num: Option<String>,
}

impl ListAlbums {
    pub(super) fn read(self) -> Result<AlbumsOf, Refusal> {
        let kind = Loose::of_query(self.album_kind).choice("albumKind", "1, 2", AlbumKind::from_code)?;
        let album_type = Loose::of_query(self.album_type).choice("albumType", "1, 2", AlbumType::from_code)?;
        let kind = kind.ok_or(Refusal::FieldMissing { field: "albumKind" })?;
        let album_type = album_type.ok_or(Refusal::FieldMissing { field: "albumType" })?;
        let size = Loose::of_query(self.page_size).page_size(10)?;
        let page = Loose::of_query(self.page_num).whole("pageNum", 1, i64::MAX)?.unwrap_or(1);
        let group = match kind {
            AlbumKind::Personal => None,
            AlbumKind::Shared => Loose::of_query(self.group_id).id(GROUP)?,
        };
        Ok(AlbumsOf { kind, album_type, group, size, page })
    }
}

/// The answer of ListAlbums.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AlbumList {
    /// One page of albums.
    pub(super) album_list: Vec<AlbumItem>,
    /// How many there are on all pages.
    pub(super) total: i64,
    #[serde(flatten)]
    pub(super) done: Done,
}

/// An album of a list.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AlbumItem {
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// A link to the thumbnail of the first image; left out when there is no image.
    #[serde(skip_serializing_if = "Option::is_none")]
    cover_img: Option<String>,
    /// 1 collection, 2 manual.
    album_type: i64,
    /// 1 personal, 2 shared.
    album_kind: i64,
    /// Of a collection: the folders whose files it takes.
    #[serde(skip_serializing_if = "Option::is_none")]
    scope_dir: Option<Vec<String>>,
    /// Of a collection: the folder that they lay in when they were chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    scope_parent_folder_id: Option<String>,
    /// Of a collection: `1` images, `2` videos, `1,2` both.
    #[serde(skip_serializing_if = "Option::is_none")]
    scope_kind: Option<&'static str>,
    /// Of a shared album: the group of the family that shares it.
    #[serde(skip_serializing_if = "Option::is_none")]
    group_id: Option<String>,
    /// Of a shared album: the primary key of that family's shared folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    share_folder_id: Option<String>,
    /// Of a collection: the space that the folders lie in. Of a shared album: the family's.
    #[serde(skip_serializing_if = "Option::is_none")]
    container_id: Option<String>,
}

impl AlbumItem {
    pub(super) fn new(listed: &Listed, cover_img: Option<String>) -> Self {
        let (facts, scope) = (listed.album.facts, listed.album.scope.as_ref());
        Self {
            id: facts.id.to_string(),
            name: listed.album.name.clone(),
            cover_img,
            album_type: facts.album_type.code(),
            album_kind: facts.kind().code(),
            scope_dir: scope.map(|scope| scope.dirs.iter().map(ToString::to_string).collect()),
            scope_parent_folder_id: scope.map(|scope| scope.parent.to_string()),
            scope_kind: scope.map(|scope| scope.kind.as_str()),
            group_id: facts.family.map(|family| family.group.to_string()),
            share_folder_id: facts.family.map(|family| family.id.to_string()),
            container_id: scope
                .map(|scope| scope.space)
                .or(facts.family.map(|family| family.space))
                .map(|id| id.to_string()),
        }
    }
}
