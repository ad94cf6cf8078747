//! What album operations take and give, in the contract's spelling.

use leporello_model::{
    AlbumKind, AlbumSort, AlbumType, FileId, NameError, PageSize, Refusal, SortDirection, UserId, album_name,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::super::extract::Object;
use super::super::loose::Loose;
use super::super::reply::{DONE, Done};
use crate::app::albums::{Addition, Contents, Listed, MAX_ADD, MAX_REMOVE, PageOf};

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
}

impl CreateAlbum {
    /// The name of the manual, personal album that is asked for.
    pub(super) fn manual_name(&self) -> Result<String, Refusal> {
        let album_type = self.album_type.choice("type", "1, 2", AlbumType::from_code)?;
        let kind = self.album_kind.choice("albumKind", "1, 2", AlbumKind::from_code)?;
        let album_type = album_type.ok_or(Refusal::FieldMissing { field: "type" })?;
        let kind = kind.ok_or(Refusal::FieldMissing { field: "albumKind" })?;
        only_personal(kind)?;
        match album_type {
            AlbumType::Manual => name(self.name.required("name")?),
            AlbumType::Collection => Err(Refusal::NotImplemented { what: "CreateAlbum with type 1" }),
        }
    }
}

fn only_personal(kind: AlbumKind) -> Result<(), Refusal> {
    match kind {
        AlbumKind::Personal => Ok(()),
        AlbumKind::Shared => Err(Refusal::NotImplemented { what: "albumKind 2" }),
    }
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
    /// Only for collection albums.
    #[serde(default)]
    scope_parent_folder_id: Loose,
    /// Only for collection albums.
    #[serde(default)]
    scope_dir_list: Option<Vec<Loose>>,
    /// Only for collection albums.
    #[serde(default)]
    scope_kind: Loose,
}

impl UpdateAlbum {
    /// The new name, if one is given. An empty one is given, and wrong.
    pub(super) fn new_name(&self) -> Result<Option<String>, Refusal> {
        let scoped = [
            ("scopeParentFolderId", self.scope_parent_folder_id.text().is_some()),
            ("scopeDirList", self.scope_dir_list.is_some()),
            ("scopeKind", self.scope_kind.text().is_some()),
        ];
        if let Some((field, _)) = scoped.into_iter().find(|(_, given)| *given) {
            return Err(Refusal::NoScope { field });
        }
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
    /// The group of a family; ignored for personal albums.
    #[expect(dead_code, reason = "documented; personal albums ignore it")]
    group_id: Option<String>,
    /// 1 to 100; 10 unless given.
    page_size: Option<String>,
    /// From 1; 1 unless given.
    page_num: Option<String>,
}

impl ListAlbums {
    /// The type, the size of a page, and which page.
    pub(super) fn read(self) -> Result<(AlbumType, PageSize, i64), Refusal> {
        let kind = Loose::of_query(self.album_kind).choice("albumKind", "1, 2", AlbumKind::from_code)?;
        let album_type = Loose::of_query(self.album_type).choice("albumType", "1, 2", AlbumType::from_code)?;
        let kind = kind.ok_or(Refusal::FieldMissing { field: "albumKind" })?;
        let album_type = album_type.ok_or(Refusal::FieldMissing { field: "albumType" })?;
        let size = Loose::of_query(self.page_size).page_size(10)?;
        let page = Loose::of_query(self.page_num).whole("pageNum", 1, i64::MAX)?.unwrap_or(1);
        only_personal(kind)?;
        Ok((album_type, size, page))
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
}

impl AlbumItem {
    pub(super) fn new(listed: &Listed, cover_img: Option<String>) -> Self {
        let facts = listed.album.facts;
        Self {
            id: facts.id.to_string(),
            name: listed.album.name.clone(),
            cover_img,
            album_type: facts.album_type.code(),
            album_kind: facts.kind.code(),
        }
    }
}

/// The query of ListAlbumContent.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(super) struct ListContents {
    /// 1 to 100; 100 unless given.
    page_size: Option<String>,
    /// Where the last page ended; empty for the first page.
    page_cursor: Option<String>,
    /// 1 shooting time, 2 creation time (the default), 3 update time.
    sort_type: Option<String>,
    /// 1 ascending, 2 descending (the default).
    sort_direction: Option<String>,
}

impl ListContents {
    pub(super) fn read(self) -> Result<PageOf, Refusal> {
        let sort = Loose::of_query(self.sort_type).choice("sortType", "1, 2, 3", AlbumSort::from_code)?;
        let direction =
            Loose::of_query(self.sort_direction).choice("sortDirection", "1, 2", SortDirection::from_code)?;
        Ok(PageOf {
            sort: sort.unwrap_or(AlbumSort::Created),
            direction: direction.unwrap_or(SortDirection::Descending),
            size: Loose::of_query(self.page_size).page_size(100)?,
            cursor: self.page_cursor.unwrap_or_default(),
        })
    }
}

/// The answer of ListAlbumContent.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AlbumContents {
    /// One page of files.
    content_list: Vec<AlbumContent>,
    /// Where the next page starts; empty on the last.
    next_page_cursor: String,
    /// How many files there are on all pages.
    total: i64,
    #[serde(flatten)]
    done: Done,
}

/// A file of an album.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AlbumContent {
    /// The file.
    id: String,
    /// Whose it is.
    owner_id: String,
}

impl AlbumContents {
    pub(super) fn new(contents: Contents) -> Self {
        let entry =
            |entry: crate::app::Content| AlbumContent { id: entry.id.to_string(), owner_id: entry.owner.to_string() };
        Self {
            content_list: contents.entries.into_iter().map(entry).collect(),
            next_page_cursor: contents.next,
            total: contents.total,
            done: DONE,
        }
    }
}

/// The body of BatchAddContent2Album.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AddContent {
    /// 1 to 100 files.
    #[serde(default)]
    #[schema(value_type = Vec<FileMap>, required, min_items = 1, max_items = 100)]
    file_ids: Option<Vec<Object<FileMap>>>,
}

/// A file to be added.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct FileMap {
    /// The file; at most 64 characters.
    #[serde(default)]
    #[schema(required)]
    file_id: Loose,
    /// Its owner.
    #[serde(default)]
    #[schema(required)]
    owner_id: Loose,
}

/// Stands for what cannot be a user. Nobody owns anything, but whether there is such a file is asked first.
const NOBODY: UserId = UserId::new(0);

impl AddContent {
    pub(super) fn additions(&self) -> Result<Vec<Addition>, Refusal> {
        let files = list("fileIds", self.file_ids.as_deref(), MAX_ADD)?;
        files
            .iter()
            .map(|Object(entry)| {
                let file = entry.file_id.file_id("fileIds.fileId")?;
                entry.owner_id.required("fileIds.ownerId")?;
                let owner = entry.owner_id.id("fileIds.ownerId").ok().flatten().unwrap_or(NOBODY);
                Ok(Addition { file, owner })
            })
            .collect()
    }
}

/// The body of BatchDeleteAlbumContent.
#[derive(Deserialize, ToSchema)]
pub(super) struct RemoveContent {
    /// 1 to 1,000 files.
    #[serde(default)]
    #[schema(value_type = Vec<Loose>, required, min_items = 1, max_items = 1000)]
    ids: Option<Vec<Loose>>,
}

impl RemoveContent {
    /// The files; what cannot be one is in no album, and left out.
    pub(super) fn files(&self) -> Result<Vec<FileId>, Refusal> {
        let ids = list("ids", self.ids.as_deref(), MAX_REMOVE)?;
        Ok(ids.iter().filter_map(|id| id.file_id("ids").ok()).collect())
    }
}

fn list<'a, T>(field: &'static str, entries: Option<&'a [T]>, max: usize) -> Result<&'a [T], Refusal> {
    let entries = entries.ok_or(Refusal::FieldMissing { field })?;
    if entries.is_empty() || entries.len() > max {
        return Err(Refusal::ListLength { field, min: 1, max });
    }
    Ok(entries)
}
