//! What lists of files take and give, in the contract's spelling.

use crate::app::{FileRow, FileSort};
use leporello_model::{FileId, FileType, Millis, Refusal, SortDirection};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::extract::Inside;
use super::super::loose::{First, Loose};
use super::super::reply::{DONE, Done};
use super::super::views::{DownloadLink, MediaInfo, Viewer, Views};
use super::object::{FileObject, Person};
use super::wire::{joined, required_space, time};
use crate::app::files::About;
use crate::app::lists::{Files, FolderOf, Hits, PageOf, SearchFor};

/// The longest `keyWord`, in code points.
const WORDS: usize = 80;

/// How much of a list, and from where.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PageInfo {
    /// 1 to 100; 100 unless given.
    #[serde(default)]
    page_size: Loose,
    /// Where the last page ended; empty for the first page.
    #[serde(default)]
    page_cursor: Loose,
}

/// How a list is sorted.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SortInfo {
    /// 1 name, 2 size, 3 creation time, 4 time of change, 5 time it was put into the bin (there only), 6 extension.
    #[serde(default)]
    sort_type: Loose,
    /// 1 ascending, 2 descending; names and extensions ascend unless told otherwise, the rest descends.
    #[serde(default)]
    sort_direction: Loose,
}

/// The page that is asked for; `bin` allows what is sorted there alone.
fn page(
    page: Option<PageInfo>,
    sort: Option<SortInfo>,
    file_type: &Loose,
    media: Option<bool>,
    bin: bool,
) -> Result<PageOf, Refusal> {
    let (page, order) = (page.unwrap_or_default(), sort.unwrap_or_default());
    let choices = if bin { "1, 2, 3, 4, 5, 6" } else { "1, 2, 3, 4, 6" };
    let known = |code| FileSort::from_code(code).filter(|sort| bin || *sort != FileSort::Recycled);
    let types = "10, 15, 20, 26, 27, 28, 30, 35, 40, 45";
    Ok(PageOf {
        sort: order.sort_type.choice("sortType", choices, known)?,
        direction: order.sort_direction.choice("sortDirection", "1, 2", SortDirection::from_code)?,
        file_type: file_type.choice("fileType", types, FileType::from_code)?,
        size: page.page_size.page_size(100)?,
        cursor: page.page_cursor.text().unwrap_or_default().to_owned(),
        pictures: media.unwrap_or(false),
    })
}

/// The body of getPersonalFiles.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct GetPersonalFiles {
    /// The caller's space, or the one that a family's folder lies in. Mandatory.
    #[serde(default)]
    container_id: Loose,
    /// The folder: its identifier, or `root`. Of the bin, `root` is all that was put into it. Mandatory.
    #[serde(default)]
    parent_file_id: Loose,
    #[serde(default)]
    page_info: Option<PageInfo>,
    /// By name unless given; the bin by the time things were put into it, newest first.
    #[serde(default)]
    sort_info: Option<SortInfo>,
    /// Only files of this type.
    #[serde(default)]
    file_type: Loose,
    /// `image/resize,m_lfit,h_128,w_128`, at most 300 characters: adds `downloadLinks` to images.
    #[serde(default)]
    image_process: Loose,
    /// Some of `minThumbnail`, `midThumbnail`, `largeThumbnail`, `superLargeThumbnail`, `preview`: adds `downloadLinks`
    /// to images and videos.
    #[serde(default)]
    usage: Loose,
    /// `true`: adds `mediaInfo`. Ours.
    #[serde(default)]
    media_info: Option<bool>,
}

impl GetPersonalFiles {
    /// What is to be told of pictures.
    pub(super) fn views(&self) -> Result<Views, Refusal> {
        Views::read(&self.image_process, &self.usage, self.media_info.unwrap_or(false))
    }

    /// The folder and the page of it; `list` is the last part of the path.
    pub(super) fn read(self, list: &str, inside: Inside) -> Result<(FolderOf, PageOf), Refusal> {
        const PARENT: &str = "parentFileId";
        let bin = match list {
            "0" => false,
            "1" => true,
            _ => return Err(Refusal::NoSuchOperation),
        };
        let place = inside.place(required_space(&self.container_id)?);
        let folder = self.parent_file_id.folder(PARENT)?.ok_or(Refusal::FieldMissing { field: PARENT })?;
        Ok((
            FolderOf { place, folder, bin },
            page(self.page_info, self.sort_info, &self.file_type, self.media_info, bin)?,
        ))
    }
}

/// The answer of getPersonalFiles.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct FileList {
    /// `drive#fileList`.
    category: &'static str,
    /// One page of files and folders.
    files: Vec<FileObject>,
    /// Where the next page starts; empty on the last.
    next_cursor: String,
    #[serde(flatten)]
    done: Done,
}

impl FileList {
    pub(super) fn new(page: Files, viewer: &Viewer<'_>) -> Self {
        Self {
            category: "drive#fileList",
            files: page.files.iter().map(|file| viewer.show(file, &page.about)).collect(),
            next_cursor: page.next,
            done: DONE,
        }
    }
}

/// The body of Search.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct SearchFiles {
    /// `personal`. Mandatory.
    #[serde(default)]
    search_type: Loose,
    #[serde(default)]
    page_info: Option<PageInfo>,
    #[serde(default)]
    filter: Option<Filter>,
    /// By time of change, newest first, unless given.
    #[serde(default)]
    sort_info: Option<SortInfo>,
    /// Whether folders below `filter.parentFolder` are searched too; not unless given.
    #[serde(default)]
    recursived: Option<bool>,
    /// `image/resize,m_lfit,h_128,w_128`, at most 300 characters: adds `downloadLinks` to images.
    #[serde(default)]
    image_process: Loose,
    /// Some of `minThumbnail`, `midThumbnail`, `largeThumbnail`, `superLargeThumbnail`, `preview`: adds `downloadLinks`
    /// to images and videos.
    #[serde(default)]
    usage: Loose,
    /// `true`: adds `mediaInfo`. Ours.
    #[serde(default)]
    media_info: Option<bool>,
}

/// What is searched for.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Filter {
    /// A part of the name in any letter case, at most 80 characters.
    #[serde(default)]
    key_word: Loose,
    /// The caller's space, or the one that a family's folder lies in.
    #[serde(default)]
    container_id: Loose,
    /// Only in this folder: its identifier, or `root`.
    #[serde(default)]
    parent_folder: First,
    /// Only files of this type.
    #[serde(default)]
    file_type: Loose,
    /// Only what was changed in this time.
    #[serde(default)]
    update_time_range: Option<TimeRange>,
}

/// A time: `{"startTime": …, "endTime": …}` or `[from, to]`, both ends included, either left out.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct TimeRange {
    /// `yyyy-MM-ddTHH:mm:ss.sssZ`.
    #[serde(default)]
    start_time: Loose,
    /// `yyyy-MM-ddTHH:mm:ss.sssZ`.
    #[serde(default)]
    end_time: Loose,
}

impl TimeRange {
    fn read(&self) -> Result<(Option<Millis>, Option<Millis>), Refusal> {
        const FIELD: &str = "filter.updateTimeRange";
        Ok((time(FIELD, &self.start_time)?, time(FIELD, &self.end_time)?))
    }
}

impl SearchFiles {
    /// What is to be told of pictures.
    pub(super) fn views(&self) -> Result<Views, Refusal> {
        Views::read(&self.image_process, &self.usage, self.media_info.unwrap_or(false))
    }

    pub(super) fn read(self, inside: Inside) -> Result<(SearchFor, PageOf), Refusal> {
        match self.search_type.text() {
            Some("personal") => {}
            Some(_) => return Err(Refusal::SearchTypeWrong),
            None => return Err(Refusal::SearchTypeMissing),
        }
        let filter = self.filter.unwrap_or_default();
        let words = filter.key_word.text().map(ToOwned::to_owned);
        if words.as_ref().is_some_and(|words| words.chars().count() > WORDS) {
            return Err(Refusal::FieldLength { field: "filter.keyWord", min: 1, max: WORDS });
        }
        let (from, to) = filter.update_time_range.unwrap_or_default().read()?;
        let wanted = SearchFor {
            place: inside.place(filter.container_id.space("filter.containerId")?),
            words,
            folder: filter.parent_folder.0.folder("filter.parentFolder")?,
            recursive: self.recursived.unwrap_or(false),
            from,
            to,
        };
        Ok((wanted, page(self.page_info, self.sort_info, &filter.file_type, self.media_info, false)?))
    }
}

/// The answer of Search.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct SearchResult {
    /// One page of files and folders.
    files: Vec<Hit>,
    /// How many there are on all pages.
    total: i64,
    /// Where the next page starts; empty on the last.
    next_page_cursor: String,
    #[serde(flatten)]
    done: Done,
}

impl SearchResult {
    pub(super) fn new(hits: Hits, viewer: &Viewer<'_>) -> Self {
        let way = |file: &FileRow| hits.paths.get(&file.id).map_or(&[][..], Vec::as_slice);
        let show = |file| Hit::new(file, way(file), &hits.page.about, viewer);
        let files = hits.page.files.iter().map(show).collect();
        Self { files, total: hits.total, next_page_cursor: hits.page.next, done: DONE }
    }
}

/// A file or folder that was found.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Hit {
    /// The file or folder.
    id: String,
    /// What it is called.
    file_name: String,
    /// What follows the last dot of its name.
    #[serde(skip_serializing_if = "String::is_empty")]
    file_suffix: String,
    /// 10 folder, 15 image, 20 video, 26 word, 27 excel, 28 ppt, 30 audio, 35 archive, 40 application, 45 other.
    file_type: String,
    /// Bytes, as a string here.
    size: String,
    /// When it was last changed: UTC with milliseconds.
    update_time: String,
    /// The names from the root folder to it, each after a slash.
    name_path: String,
    /// The identifiers from the root folder to it, each after a slash.
    id_path: String,
    /// The space it lies in.
    container_id: String,
    /// 1: a personal space.
    container_type: i64,
    /// Whether the caller has starred it: not yet possible, so false.
    favorite: bool,
    /// Whose it is.
    owner: Person,
    /// What its own metadata says, when `mediaInfo` was given. Ours.
    #[serde(skip_serializing_if = "Option::is_none")]
    media_info: Option<MediaInfo>,
    /// When `imageProcess` or `usage` was given: links to those views of an image or video.
    #[serde(skip_serializing_if = "Option::is_none")]
    download_links: Option<Vec<DownloadLink>>,
}

impl Hit {
    fn new(file: &FileRow, way: &[(FileId, String)], about: &About, viewer: &Viewer<'_>) -> Self {
        let (id_path, name_path) = joined(way);
        Self {
            id: file.id.to_string(),
            file_name: file.name.clone(),
            file_suffix: if file.is_folder() { String::new() } else { file.suffix.clone() },
            file_type: file.file_type.code().to_string(),
            size: file.size.to_string(),
            update_time: file.edited_at.to_string(),
            name_path,
            id_path,
            container_id: file.space.to_string(),
            container_type: 1,
            favorite: false,
            owner: Person::new(file.owner, &about.people),
            media_info: viewer.views.media.then(|| MediaInfo::new(file, about.pictured(file))).flatten(),
            download_links: viewer.links(file, about.by),
        }
    }
}
