//! What download operations take and give, in the contract's spelling.

use leporello_model::{Millis, Refusal};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::error::on_the_wire;
use super::super::extract::Inside;
use super::super::loose::Loose;
use super::super::reply::{DONE, Done};
use crate::app::downloads::MAX_DOWNLOADS;
use crate::app::links::FileLink;
use crate::app::places::PlaceOf;
use crate::messages::{self, Language};

/// The body of getDownLoadUrl.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct GetDownLoadUrl {
    /// The space the files lie in. Mandatory.
    #[serde(default)]
    container_id: Loose,
    /// 1 to 100 files. Mandatory.
    #[serde(default)]
    #[schema(min_items = 1, max_items = 100)]
    file_ids: Option<Vec<Loose>>,
}

impl GetDownLoadUrl {
    /// The place, and each file as it was asked for, whether it can be one or not.
    pub(super) fn read(self, inside: Inside) -> Result<(PlaceOf, Vec<String>), Refusal> {
        const FIELD: &str = "fileIds";
        self.container_id.required("containerId")?;
        let place = inside.place(self.container_id.space_id()?);
        let files = self.file_ids.ok_or(Refusal::FieldMissing { field: FIELD })?;
        if files.is_empty() || files.len() > MAX_DOWNLOADS {
            return Err(Refusal::ListLength { field: FIELD, min: 1, max: MAX_DOWNLOADS });
        }
        Ok((place, files.iter().map(|sent| sent.text().unwrap_or_default().to_owned()).collect()))
    }
}

/// The answer of getDownLoadUrl.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Links {
    /// 0 some files have a link, 1 all have, 2 none has.
    batch_code: i64,
    /// What came of each file, in the order asked.
    downloads: Vec<Download>,
    #[serde(flatten)]
    done: Done,
}

impl Links {
    pub(super) fn new(downloads: Vec<Download>) -> Self {
        let linked = downloads.iter().filter(|download| download.url.is_some()).count();
        let batch_code = match linked {
            0 => 2,
            _ if linked == downloads.len() => 1,
            _ => 0,
        };
        Self { batch_code, downloads, done: DONE }
    }
}

/// What came of one file.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Download {
    /// The file, as it was asked for.
    file_id: String,
    /// What it is called; left out without a link.
    #[serde(skip_serializing_if = "Option::is_none")]
    file_name: Option<String>,
    /// The link.
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    /// `0`, or the code of what went wrong.
    code: String,
    /// `Success.`, or what went wrong.
    msg: String,
}

impl Download {
    pub(super) fn link(file_id: String, url: String, file_name: String) -> Self {
        let (code, msg) = ("0".to_owned(), "Success.".to_owned());
        Self { file_id, file_name: Some(file_name), url: Some(url), code, msg }
    }

    pub(super) fn refused(file_id: String, language: Language, refusal: &Refusal) -> Self {
        let (code, msg) = (on_the_wire(refusal).1.to_string(), messages::refusal(language, refusal));
        Self { file_id, file_name: None, url: None, code, msg }
    }
}

/// The query of a link to a file. Nothing of a link is mandatory by name: it is right as a whole, or wrong.
#[derive(Deserialize)]
pub(super) struct LinkOfFile {
    #[serde(default)]
    user: String,
    #[serde(default)]
    expires: String,
    #[serde(default)]
    album: Option<String>,
    #[serde(default)]
    view: Option<String>,
    #[serde(default)]
    seal: String,
}

impl LinkOfFile {
    /// The link; the name at the end of its path is for people only.
    pub(super) fn read(self, (space, file, _name): (String, String, String)) -> Result<FileLink, Refusal> {
        let link = || {
            Some(FileLink {
                user: self.user.parse().ok()?,
                space: space.parse().ok()?,
                file: file.parse().ok()?,
                by: self.album.as_deref().map(str::parse).transpose().ok()?,
                view: self.view.as_deref().map(str::parse).transpose().ok()?,
                expires: Millis(self.expires.parse().ok()?),
                seal: self.seal.clone(),
            })
        };
        link().ok_or(Refusal::LinkWrong)
    }
}
