//! What operations on one folder or file take and give, in the contract's spelling.

use crate::app::FileRow;
use leporello_model::{FileId, Millis, NameError, Refusal, SpaceId, file_name};
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::super::extract::Inside;
use super::super::loose::{First, Loose};
use super::super::reply::{DONE, Done};
use super::super::views::Views;
use super::object::FileObject;
use crate::app::files::{Clash, FileOf, Folder, NewFolder};

/// The longest name of a file or folder, in code points.
const NAME: usize = 250;

/// The file in a path.
pub(super) fn file_id(text: String) -> Result<FileId, Refusal> {
    Loose::of_query(Some(text)).file_id("fileId")
}

/// The space of an operation that cannot do without one.
pub(super) fn required_space(space: &Loose) -> Result<Option<SpaceId>, Refusal> {
    space.required("containerId")?;
    space.space_id()
}

fn name(field: &'static str, sent: &Loose) -> Result<String, Refusal> {
    file_name(sent.required(field)?).map_err(|error| match error {
        NameError::Length => Refusal::FieldLength { field, min: 1, max: NAME },
        NameError::Characters => Refusal::FieldCharacters { field },
    })
}

fn clash(rename_mode: &Loose) -> Result<Clash, Refusal> {
    Ok(rename_mode.choice("renameMode", "2, 3", Clash::from_code)?.unwrap_or(Clash::Refuse))
}

pub(super) fn time(field: &'static str, sent: &Loose) -> Result<Option<Millis>, Refusal> {
    sent.text().map(|text| Millis::parse_body(text).ok_or(Refusal::FieldFormat { field })).transpose()
}

/// The body of createDirectory.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CreateDirectory {
    /// 1 to 250 characters, none of `< > | : " * ? / \`, neither `.` nor `..`. Mandatory.
    #[serde(default)]
    file_name: Loose,
    /// `10`. Mandatory.
    #[serde(default)]
    file_type: Loose,
    /// The folder it is to lie in: its identifier, or `root`. Only the first entry counts; the root unless given.
    #[serde(default)]
    parent_folder: First,
    /// The space it lies in.
    #[serde(default)]
    container_id: Loose,
    /// When the name is taken: 2 adds the time to it, 3 (the default) refuses.
    #[serde(default)]
    rename_mode: Loose,
    /// `yyyy-MM-ddTHH:mm:ss.sssZ`; now unless given.
    #[serde(default)]
    created_time: Loose,
    /// `yyyy-MM-ddTHH:mm:ss.sssZ`; now unless given.
    #[serde(default)]
    edited_time: Loose,
    /// At most 512 characters, no emoji.
    #[serde(default)]
    description: Loose,
}

impl CreateDirectory {
    pub(super) fn read(self, inside: Inside) -> Result<NewFolder, Refusal> {
        let name = name("fileName", &self.file_name)?;
        if self.file_type.required("fileType")? != "10" {
            return Err(Refusal::FieldChoice { field: "fileType", choices: "10" });
        }
        Ok(NewFolder {
            place: inside.place(self.container_id.space_id()?),
            parent: self.parent_folder.0.folder("parentFolder")?.unwrap_or(Folder::Root),
            name,
            clash: clash(&self.rename_mode)?,
            description: self.description.description()?,
            created_at: time("createdTime", &self.created_time)?,
            edited_at: time("editedTime", &self.edited_time)?,
        })
    }
}

/// The answer of createDirectory.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct DirectoryCreated {
    /// The new folder.
    id: String,
    /// What it is called.
    file_name: String,
    /// The folder it lies in.
    parent_folder: Vec<String>,
    #[serde(flatten)]
    done: Done,
}

impl DirectoryCreated {
    pub(super) fn new(folder: &FileRow) -> Self {
        Self {
            id: folder.id.to_string(),
            file_name: folder.name.clone(),
            parent_folder: folder.parent.iter().map(ToString::to_string).collect(),
            done: DONE,
        }
    }
}

/// The body of getFile.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct GetFile {
    /// The space it lies in. Mandatory.
    #[serde(default)]
    pub(super) container_id: Loose,
    /// `image/resize,m_lfit,h_128,w_128`, at most 300 characters: adds `downloadLinks` to an image.
    #[serde(default)]
    image_process: Loose,
    /// Some of `minThumbnail`, `midThumbnail`, `largeThumbnail`, `superLargeThumbnail`, `preview`: adds `downloadLinks` to
    /// an image or video.
    #[serde(default)]
    usage: Loose,
}

impl GetFile {
    /// What is to be told of a picture.
    pub(super) fn views(&self) -> Result<Views, Refusal> {
        Views::read(&self.image_process, &self.usage, true)
    }
}

/// The answer of getFile.
#[derive(Serialize, ToSchema)]
pub(super) struct FileShown {
    #[serde(flatten)]
    pub(super) file: FileObject,
    #[serde(flatten)]
    pub(super) done: Done,
}

/// The body of renameFile.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct RenameFile {
    /// The space it lies in.
    #[serde(default)]
    container_id: Loose,
    /// 1 to 250 characters, none of `< > | : " * ? / \`, neither `.` nor `..`. Mandatory.
    #[serde(default)]
    name: Loose,
    /// When the name is taken: 2 adds the time to it, 3 (the default) refuses.
    #[serde(default)]
    rename_mode: Loose,
}

impl RenameFile {
    /// Which file, its new name, and what to do when that is taken.
    pub(super) fn read(self, file: String, inside: Inside) -> Result<(FileOf, String, Clash), Refusal> {
        let of = FileOf { place: inside.place(self.container_id.space_id()?), file: file_id(file)? };
        Ok((of, name("name", &self.name)?, clash(&self.rename_mode)?))
    }
}

/// The body of correctTakeTime.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CorrectTakeTime {
    /// `yyyy-MM-ddTHH:mm:ss.sssZ`, or with another offset; `null` or empty when it is not known. Mandatory.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    take_time: Option<Loose>,
}

/// What is there, be it `null`.
fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Loose>, D::Error> {
    Loose::deserialize(deserializer).map(Some)
}

impl CorrectTakeTime {
    pub(super) fn taken_at(&self) -> Result<Option<Millis>, Refusal> {
        const FIELD: &str = "takeTime";
        time(FIELD, self.take_time.as_ref().ok_or(Refusal::FieldMissing { field: FIELD })?)
    }
}

/// The query of GetFullPath.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(super) struct GetFullPath {
    /// The file or folder. Mandatory.
    file_id: Option<String>,
    /// The space it lies in. Mandatory.
    container_id: Option<String>,
}

impl GetFullPath {
    pub(super) fn read(self, inside: Inside) -> Result<FileOf, Refusal> {
        let file = Loose::of_query(self.file_id).file_id("fileId")?;
        Ok(FileOf { place: inside.place(required_space(&Loose::of_query(self.container_id))?), file })
    }
}

/// The answer of GetFullPath.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct FullPath {
    /// The identifiers from the root folder to the file, each after a slash.
    file_id_path: String,
    /// Their names, each after a slash; a root folder is called `root` and its space.
    name_path: String,
    #[serde(flatten)]
    done: Done,
}

impl FullPath {
    pub(super) fn new(path: &[(FileId, String)]) -> Self {
        let (file_id_path, name_path) = joined(path);
        Self { file_id_path, name_path, done: DONE }
    }
}

/// The identifiers and the names of a path, each after a slash.
pub(super) fn joined(path: &[(FileId, String)]) -> (String, String) {
    path.iter().map(|(id, name)| (format!("/{id}"), format!("/{name}"))).unzip()
}
