//! A file or folder as answers show it (contract/drive.md §2.1).

use crate::app::FileRow;
use leporello_model::{Caller, FileType, Refusal, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::loose::Loose;
use crate::App;
use crate::app::files::People;

/// The longest `imageProcess`.
const PROCESS: usize = 300;

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
    /// What its own metadata says.
    #[serde(skip_serializing_if = "Option::is_none")]
    media_info: Option<MediaInfo>,
    /// For an image, when `imageProcess` was given: the link to that view of it.
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

/// What the metadata of a picture or video says.
#[derive(Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MediaInfo {
    /// When it was taken: UTC with milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    take_time: Option<String>,
    /// Width in pixels, upright.
    #[serde(skip_serializing_if = "Option::is_none")]
    width: Option<u32>,
    /// Height in pixels, upright.
    #[serde(skip_serializing_if = "Option::is_none")]
    height: Option<u32>,
    /// How the stored picture is turned, 1 to 8 as in EXIF.
    #[serde(skip_serializing_if = "Option::is_none")]
    orientation: Option<u8>,
    /// Playing time in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    duration_ms: Option<i64>,
    /// Degrees north.
    #[serde(skip_serializing_if = "Option::is_none")]
    latitude: Option<f64>,
    /// Degrees east.
    #[serde(skip_serializing_if = "Option::is_none")]
    longitude: Option<f64>,
    /// The camera's maker.
    #[serde(skip_serializing_if = "Option::is_none")]
    make: Option<String>,
    /// The camera's model.
    #[serde(skip_serializing_if = "Option::is_none")]
    model: Option<String>,
}

impl MediaInfo {
    fn new(file: &FileRow) -> Option<Self> {
        let known = file.media.as_deref().and_then(|media| serde_json::from_str::<Self>(media).ok());
        let info = Self { take_time: file.taken_at.map(|time| time.to_string()), ..known.unwrap_or_default() };
        (info != Self::default()).then_some(info)
    }
}

/// A link to a view of an image.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DownloadLink {
    /// The `imageProcess` that was asked for.
    process: String,
    /// Where the view is.
    download_url: String,
}

/// An image expression such as `image/resize,m_lfit,h_128,w_128`.
pub(crate) struct ImageProcess(String);

impl ImageProcess {
    /// Reads `imageProcess`, where it is given.
    pub(crate) fn read(sent: &Loose) -> Result<Option<Self>, Refusal> {
        const FIELD: &str = "imageProcess";
        let Some(text) = sent.text() else { return Ok(None) };
        if text.chars().count() > PROCESS {
            return Err(Refusal::FieldLength { field: FIELD, min: 1, max: PROCESS });
        }
        let shaped = text.strip_prefix("image/").is_some_and(|rest| !rest.is_empty());
        if shaped { Ok(Some(Self(text.to_owned()))) } else { Err(Refusal::FieldFormat { field: FIELD }) }
    }
}

/// Who asks for files, where links for them start, and which view of images they want.
pub(crate) struct Viewer<'a> {
    pub(crate) app: &'a App,
    pub(crate) caller: Caller,
    pub(crate) base: String,
    pub(crate) process: Option<ImageProcess>,
}

impl Viewer<'_> {
    /// The links to the view that was asked for, if it was and `file` is an image.
    pub(crate) fn links(&self, file: &FileRow) -> Option<Vec<DownloadLink>> {
        let ImageProcess(process) = self.process.as_ref()?;
        let link = || DownloadLink {
            process: process.clone(),
            download_url: self.app.cover_link(self.caller, &self.base, file),
        };
        (file.file_type == FileType::Image).then(|| vec![link()])
    }

    /// The file as it is shown.
    pub(crate) fn show(&self, file: &FileRow, people: &People) -> FileObject {
        let owner = Person::new(file.owner, people);
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
            media_info: MediaInfo::new(file),
            download_links: self.links(file),
        }
    }
}
