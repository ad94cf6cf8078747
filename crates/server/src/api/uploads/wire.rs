//! What upload operations take and give, in the contract's spelling.

use axum::http::{HeaderMap, header};
use leporello_model::{FileId, FileType, Millis, Refusal};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::extract::Inside;
use super::super::loose::{First, Loose};
use super::super::reply::{DONE, Done};
use crate::app::links::PartLink;
use crate::app::uploads::{Asked, AutoRename, MAX_LENGTH, MAX_PARTS, NewFile, Next, Part, Promised, checked_name};

/// The longest content type.
const MIME_TYPE: usize = 255;
/// The kinds of files that are uploaded.
const FILE_TYPES: &str = "15, 20, 26, 27, 28, 30, 35, 40, 45";

/// The body of createFile.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CreateFile {
    /// 1 to 250 characters, none of `< > | : " * ? / \`, neither `.` nor `..`. Mandatory.
    #[serde(default)]
    file_name: Loose,
    /// 15 image, 20 video, 26 word, 27 excel, 28 ppt, 30 audio, 35 archive, 40 application, 45 other. Mandatory;
    /// corrected when the bytes say otherwise.
    #[serde(default)]
    file_type: Loose,
    /// The folder it is to lie in: its identifier, or `root`. Only the first entry counts. Mandatory.
    #[serde(default)]
    parent_folder: First,
    /// Bytes, up to 200 GiB. Mandatory.
    #[serde(default)]
    length: Loose,
    /// `multipart`. Mandatory.
    #[serde(default)]
    upload_mode: Loose,
    /// 1 (multipart), the only one there is.
    #[serde(default)]
    upload_type: Loose,
    /// When the name is taken: 2 adds the time to it, 3 (the default) refuses, 4 does nothing if the bytes are the
    /// same too, and otherwise as 2.
    #[serde(default)]
    auto_rename: Loose,
    /// The digest of the whole file: 64 hexadecimal digits.
    #[serde(default)]
    sha256: Loose,
    /// `yyyy-MM-dd HH:mm:ss` or `yyyy-MM-ddTHH:mm:ssZ`, UTC; now unless given.
    #[serde(default)]
    created_time: Loose,
    /// At most 512 characters, no emoji.
    #[serde(default)]
    description: Loose,
    /// The content type.
    #[serde(default)]
    mime_type: Loose,
    /// The parts that the client plans; planned by the server unless given.
    #[serde(default)]
    multi_parts: Option<Vec<MultiPartPlan>>,
    /// Ours: planned parts may have 256 KiB and more each, for a client that shows how far it is. With an object store they
    /// need 5 MiB all the same.
    #[serde(default)]
    small_parts: Option<bool>,
    /// The caller's space, or the one that a family's folder lies in; it follows from the folder.
    #[serde(default)]
    container_id: Loose,
}

impl CreateFile {
    pub(super) fn read(self, inside: Inside) -> Result<NewFile, Refusal> {
        let name = checked_name(self.file_name.required("fileName")?)?;
        self.file_type.required("fileType")?;
        let file_type = self.file_type.choice("fileType", FILE_TYPES, file_type)?;
        let parent = self.parent_folder.0.folder("parentFolder")?;
        let length = self.length.whole("length", 0, MAX_LENGTH)?;
        if self.upload_mode.required("uploadMode")? != "multipart" {
            return Err(Refusal::FieldChoice { field: "uploadMode", choices: "multipart" });
        }
        self.upload_type.choice("uploadType", "1", |code| (code == 1).then_some(()))?;
        let auto_rename = self.auto_rename.choice("autoRename", "2, 3, 4", AutoRename::from_code)?;
        let planned = self.multi_parts.filter(|parts| !parts.is_empty());
        let created = self.created_time.text();
        let created = created.map(|text| Millis::parse_body(text).ok_or(Refusal::FieldFormat { field: "createdTime" }));
        Ok(NewFile {
            place: inside.place(self.container_id.space_id()?),
            parent: parent.ok_or(Refusal::FieldMissing { field: "parentFolder" })?,
            name,
            file_type: file_type.ok_or(Refusal::FieldMissing { field: "fileType" })?,
            mime_type: short("mimeType", &self.mime_type, MIME_TYPE)?,
            description: self.description.description()?,
            length: length.ok_or(Refusal::FieldMissing { field: "length" })?,
            sha256: self.sha256.sha256("sha256")?,
            parts: planned.as_deref().map(asked).transpose()?,
            small_parts: self.small_parts.unwrap_or(false),
            auto_rename: auto_rename.unwrap_or(AutoRename::Refuse),
            created_at: created.transpose()?,
        })
    }
}

fn file_type(code: i64) -> Option<FileType> {
    FileType::from_code(code).filter(|file_type| *file_type != FileType::Folder)
}

fn short(field: &'static str, sent: &Loose, max: usize) -> Result<Option<String>, Refusal> {
    match sent.text() {
        Some(text) if text.chars().count() > max => Err(Refusal::FieldLength { field, min: 0, max }),
        text => Ok(text.map(ToOwned::to_owned)),
    }
}

/// A part that a client plans or asks about.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct MultiPartPlan {
    /// 1 to 10,000, without gaps in a plan.
    #[serde(default)]
    part_number: Loose,
    /// 5 MiB to 5 GiB, with `smallParts` from 256 KiB on; the last may be smaller.
    #[serde(default)]
    part_size: Loose,
}

fn asked(parts: &[MultiPartPlan]) -> Result<Vec<Asked>, Refusal> {
    const NUMBER: &str = "multiParts.partNumber";
    const SIZE: &str = "multiParts.partSize";
    if parts.len() > MAX_PARTS {
        return Err(Refusal::ListLength { field: "multiParts", min: 1, max: MAX_PARTS });
    }
    let max = i64::try_from(MAX_PARTS).unwrap_or(i64::MAX);
    let one = |part: &MultiPartPlan| {
        let number = part.part_number.whole(NUMBER, 1, max)?.ok_or(Refusal::FieldMissing { field: NUMBER })?;
        Ok(Asked { number, size: part.part_size.whole(SIZE, 0, MAX_LENGTH)? })
    };
    parts.iter().map(one).collect()
}

/// The answer of createFile.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct FileCreated {
    /// The file.
    file_id: String,
    /// True when the bytes were known: there is nothing to send.
    #[serde(skip_serializing_if = "Option::is_none")]
    rapid_upload: Option<bool>,
    /// Its space.
    container_id: String,
    /// What it will be called.
    file_name: String,
    /// The upload; left out when there is nothing to send.
    #[serde(skip_serializing_if = "Option::is_none")]
    upload_id: Option<String>,
    /// The folder it lies in.
    parent_folder: Vec<String>,
    /// Whether this very file was there: then nothing was created.
    exist: bool,
    /// Its parts; left out when there is nothing to send.
    #[serde(skip_serializing_if = "Option::is_none")]
    multi_parts: Option<Vec<MultiPart>>,
    #[serde(flatten)]
    done: Done,
}

impl FileCreated {
    /// `parts`: what is to be sent where, if anything is.
    pub(super) fn new(promised: Promised, parts: Vec<(Part, String)>) -> Self {
        let (rapid_upload, exist) = match promised.next {
            Next::Send(..) => (None, false),
            Next::Nothing => (Some(true), false),
            Next::Same => (None, true),
        };
        let (upload_id, multi_parts) = match promised.next {
            Next::Send(upload) => {
                (Some(upload.upload.to_string()), Some(parts.into_iter().map(MultiPart::new).collect()))
            }
            Next::Nothing | Next::Same => (None, None),
        };
        Self {
            file_id: promised.file.to_string(),
            rapid_upload,
            container_id: promised.space.to_string(),
            file_name: promised.name,
            upload_id,
            parent_folder: vec![promised.parent.to_string()],
            exist,
            multi_parts,
            done: DONE,
        }
    }
}

/// A part with its link.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct MultiPart {
    /// From 1.
    part_number: u32,
    /// Bytes; the `Content-Length` that the link takes.
    part_size: i64,
    /// Bytes before it.
    part_offset: i64,
    /// Where to send it with `PUT`; for an hour.
    upload_url: String,
}

impl MultiPart {
    /// Makes parts out of what is planned and the links that `link` gives.
    pub(super) fn new((part, link): (Part, String)) -> Self {
        Self { upload_url: link, part_number: part.number, part_size: part.size, part_offset: part.offset }
    }
}

/// The body of uploadUrl.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct UploadUrl {
    /// The file that will be. Mandatory.
    #[serde(default)]
    file_id: Loose,
    /// 1 to 10,000 parts. Mandatory.
    #[serde(default)]
    multi_parts: Option<Vec<MultiPartPlan>>,
    /// Ours: as in createFile, for a new plan.
    #[serde(default)]
    small_parts: Option<bool>,
}

impl UploadUrl {
    pub(super) fn read(self) -> Result<(FileId, Vec<Asked>, bool), Refusal> {
        const FIELD: &str = "multiParts";
        let file = file_id(&self.file_id)?;
        let parts = self.multi_parts.ok_or(Refusal::FieldMissing { field: FIELD })?;
        if parts.is_empty() {
            return Err(Refusal::ListLength { field: FIELD, min: 1, max: MAX_PARTS });
        }
        Ok((file, asked(&parts)?, self.small_parts.unwrap_or(false)))
    }
}

/// The answer of uploadUrl.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct UploadUrls {
    /// The parts that were asked for, in that order.
    pub(super) multi_parts: Vec<MultiPart>,
    #[serde(flatten)]
    pub(super) done: Done,
}

/// The body of completeFile.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CompleteFile {
    /// The file that will be. Mandatory.
    #[serde(default)]
    file_id: Loose,
    /// The digest that the whole file must have.
    #[serde(default)]
    sha256: Loose,
}

impl CompleteFile {
    pub(super) fn read(self) -> Result<(FileId, Option<String>), Refusal> {
        Ok((file_id(&self.file_id)?, self.sha256.sha256("sha256")?))
    }
}

/// What cannot be a file is no upload either.
fn file_id(sent: &Loose) -> Result<FileId, Refusal> {
    const FIELD: &str = "fileId";
    sent.file_id(FIELD).map_err(|refusal| match refusal {
        Refusal::NotFound { field } => Refusal::UploadUnknown { field },
        refusal => refusal,
    })
}

/// The query of a link to a part. Nothing of a link is mandatory by name: it is right as a whole, or wrong.
#[derive(Deserialize)]
pub(super) struct LinkOfPart {
    #[serde(default)]
    user: String,
    #[serde(default)]
    size: String,
    #[serde(default)]
    expires: String,
    #[serde(default)]
    seal: String,
}

impl LinkOfPart {
    pub(super) fn read(self, (space, file, part): (String, String, String)) -> Result<PartLink, Refusal> {
        let link = || {
            Some(PartLink {
                user: self.user.parse().ok()?,
                space: space.parse().ok()?,
                file: file.parse().ok()?,
                part: part.parse().ok()?,
                size: self.size.parse().ok()?,
                expires: Millis(self.expires.parse().ok()?),
                seal: self.seal.clone(),
            })
        };
        link().ok_or(Refusal::LinkWrong)
    }
}

/// How many bytes a body has by its header.
pub(super) fn content_length(headers: &HeaderMap) -> Result<i64, Refusal> {
    const FIELD: &str = "Content-Length";
    let text = headers.get(header::CONTENT_LENGTH).ok_or(Refusal::FieldMissing { field: FIELD })?;
    text.to_str().ok().and_then(|text| text.parse().ok()).ok_or(Refusal::FieldFormat { field: FIELD })
}
