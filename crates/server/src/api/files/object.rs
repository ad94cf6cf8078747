//! A file or folder as answers show it (contract/drive.md §2.1).

use leporello_model::UserId;
use serde::Serialize;
use utoipa::ToSchema;

use super::super::views::{DownloadLink, MediaInfo, Viewer};
use crate::app::FileRow;
use crate::app::files::{About, People};

/// A file or folder. What it has no value for is left out.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FileObject {
    /// `drive#file`.
    category: &'static str,
    /// The file or folder.
    id: String,
    /// What it is called.
    file_name: String,
    /// 10 folder, 15 image, 20 video, 26 word, 27 excel, 28 ppt, 30 audio, 35 archive, 40 application, 45 other.
    file_type: String,
    /// Its content type; left out for a folder.
    #[serde(skip_serializing_if = "String::is_empty")]
    mime_type: String,
    /// What somebody wrote about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    /// Whether it, or a folder above it, is in the recycle bin.
    recycled: bool,
    /// The folder it lies in; empty for a root folder.
    parent_folder: Vec<String>,
    /// The space it lies in.
    containers: Vec<String>,
    /// When it was created: UTC with milliseconds.
    created_time: String,
    /// When it was last changed: UTC with milliseconds.
    edited_time: String,
    /// Whose it is.
    owners: Vec<Person>,
    /// Who changed it last.
    last_editor: Person,
    /// What follows the last dot of its name.
    #[serde(skip_serializing_if = "String::is_empty")]
    file_suffix: String,
    /// Bytes; 0 for a folder.
    size: i64,
    /// Lower-case hexadecimal SHA-256 of its bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    sha256: Option<String>,
    /// Whether the caller has starred it: not yet possible, so false.
    favorite: bool,
    /// What its own metadata says: in lists when `mediaInfo` was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    media_info: Option<MediaInfo>,
    /// When `imageProcess` or `usage` was given: links to those views of an image or video.
    #[serde(skip_serializing_if = "Option::is_none")]
    download_links: Option<Vec<DownloadLink>>,
}

/// Somebody.
#[derive(Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Person {
    /// Who.
    user_id: String,
    /// The name to show.
    name: String,
}

impl Person {
    pub(crate) fn new(id: UserId, people: &People) -> Self {
        Self { user_id: id.to_string(), name: people.get(&id).cloned().unwrap_or_default() }
    }
}

impl Viewer<'_> {
    /// The file as it is shown.
    pub(crate) fn show(&self, file: &FileRow, about: &About) -> FileObject {
        let owner = Person::new(file.owner, &about.people);
        FileObject {
            category: "drive#file",
            id: file.id.to_string(),
            file_name: file.name.clone(),
            file_type: file.file_type.code().to_string(),
            mime_type: file.mime_type.clone(),
            description: file.description.clone(),
            recycled: file.in_bin,
            parent_folder: file.parent.iter().map(ToString::to_string).collect(),
            containers: vec![file.space.to_string()],
            created_time: file.created_at.to_string(),
            edited_time: file.edited_at.to_string(),
            owners: vec![owner.clone()],
            last_editor: owner,
            file_suffix: if file.is_folder() { String::new() } else { file.suffix.clone() },
            size: file.size,
            sha256: file.sha256.clone(),
            favorite: false,
            media_info: self.views.media.then(|| MediaInfo::new(file, about.pictured(file))).flatten(),
            download_links: self.links(file, about.by),
        }
    }
}
