//! What operations on the contents of albums take and give, in the contract's spelling.

use leporello_model::{AlbumSort, FileId, Refusal, SortDirection, SpaceId, UserId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::super::extract::Object;
use super::super::loose::{Loose, list};
use super::super::reply::{DONE, Done};
use super::super::views::{DownloadLink, MediaInfo, Viewer, Views};
use crate::app::albums::{Contents, MAX_ADD, MAX_REMOVE, PageOf, Tell};
use crate::app::{Addition, Content};

/// The query of ListAlbumContent.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(super) struct ListContents {
    /// 1 to 100; 100 unless given.
    page_size: Option<String>,
    /// Where the last page ended; empty for the first page.
    page_cursor: Option<String>,
    /// 1 shooting time (the default of a collection), 2 creation time (of a manual album), 3 update time.
    sort_type: Option<String>,
    /// 1 ascending, 2 descending (the default).
    sort_direction: Option<String>,
    /// `image/resize,m_lfit,h_128,w_128`, at most 300 characters: adds `fileName`, `fileType` and `downloadLinks`. Ours.
    image_process: Option<String>,
    /// Some of `minThumbnail`, `midThumbnail`, `largeThumbnail`, `superLargeThumbnail`, `preview`: the same. Ours.
    usage: Option<String>,
    /// `true`: adds `fileName`, `fileType` and `mediaInfo`. Ours.
    media_info: Option<String>,
}

impl ListContents {
    /// The page, and what is to be told of pictures.
    pub(super) fn read(self) -> Result<(PageOf, Views), Refusal> {
        let [sort, direction, size] = [self.sort_type, self.sort_direction, self.page_size].map(Loose::of_query);
        let [process, usage, media] = [self.image_process, self.usage, self.media_info].map(Loose::of_query);
        let views = Views::read(&process, &usage, media.flag("mediaInfo")?.unwrap_or(false))?;
        let tell = Tell { files: views.links() || views.media, pictures: views.media };
        let page = page_of(&sort, &direction, &size, self.page_cursor.unwrap_or_default())?;
        Ok((PageOf { tell, ..page }, views))
    }
}

/// What part of an album is asked for: `sortType`, `sortDirection`, `pageSize` and a cursor.
pub(super) fn page_of(sort: &Loose, direction: &Loose, size: &Loose, cursor: String) -> Result<PageOf, Refusal> {
    let sort = sort.choice("sortType", "1, 2, 3", AlbumSort::from_code)?;
    let direction = direction.choice("sortDirection", "1, 2", SortDirection::from_code)?;
    let direction = direction.unwrap_or(SortDirection::Descending);
    Ok(PageOf { sort, direction, size: size.page_size(100)?, cursor, tell: Tell::default() })
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
    /// In a collection: when it was taken, UTC with milliseconds; left out when that is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    take_time: Option<String>,
    /// The space it lies in, which getFile and getDownLoadUrl ask for; left out in a personal album where it is the
    /// caller's.
    #[serde(skip_serializing_if = "Option::is_none")]
    container_id: Option<String>,
    /// What it is called, when `imageProcess`, `usage` or `mediaInfo` was given. Ours, as is all that follows.
    #[serde(skip_serializing_if = "Option::is_none")]
    file_name: Option<String>,
    /// 15 image, 20 video; with `fileName`.
    #[serde(skip_serializing_if = "Option::is_none")]
    file_type: Option<String>,
    /// What its own metadata says, when `mediaInfo` was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    media_info: Option<MediaInfo>,
    /// Links to the views that were asked for; of a video to its poster.
    #[serde(skip_serializing_if = "Option::is_none")]
    download_links: Option<Vec<DownloadLink>>,
}

impl AlbumContent {
    pub(super) fn new(entry: &Content, home: Option<SpaceId>) -> Self {
        Self {
            id: entry.id.to_string(),
            owner_id: entry.owner.to_string(),
            take_time: entry.taken_at.map(|time| time.to_string()),
            container_id: (home != Some(entry.space)).then(|| entry.space.to_string()),
            file_name: None,
            file_type: None,
            media_info: None,
            download_links: None,
        }
    }

    /// The same with what is told of its file.
    fn told(entry: &Content, contents: &Contents, viewer: &Viewer<'_>) -> Self {
        let plain = Self::new(entry, contents.home);
        let Some(file) = contents.files.get(&entry.id) else { return plain };
        let pictured = file.blob.and_then(|blob| contents.pictures.get(&blob));
        Self {
            file_name: Some(file.name.clone()),
            file_type: Some(file.file_type.code().to_string()),
            media_info: viewer.views.media.then(|| MediaInfo::new(file, pictured)).flatten(),
            download_links: viewer.album_links(file, contents.by(entry, viewer.caller.space)),
            ..plain
        }
    }
}

impl AlbumContents {
    pub(super) fn new(contents: Contents, viewer: &Viewer<'_>) -> Self {
        Self {
            content_list: contents.entries.iter().map(|entry| AlbumContent::told(entry, &contents, viewer)).collect(),
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
