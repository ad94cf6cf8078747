//! The store's answers that the library has no types for.

use serde::Deserialize;

use crate::BlobError;

/// The name of a new multipart upload.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Begun {
    pub(crate) upload_id: String,
}

/// One page of the parts of a multipart upload.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Parts {
    #[serde(default)]
    pub(crate) is_truncated: bool,
    pub(crate) next_part_number_marker: Option<u32>,
    #[serde(default)]
    pub(crate) part: Vec<Part>,
}

/// A part that the store has.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Part {
    pub(crate) part_number: u32,
    /// What the store calls these very bytes.
    #[serde(rename = "ETag")]
    pub(crate) e_tag: String,
    pub(crate) size: u64,
    /// In base64, where the store keeps it.
    #[serde(rename = "ChecksumSHA256")]
    pub(crate) sha256: Option<String>,
}

/// One page of the multipart uploads below the prefix.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Uploads {
    #[serde(default)]
    pub(crate) is_truncated: bool,
    pub(crate) next_key_marker: Option<String>,
    pub(crate) next_upload_id_marker: Option<String>,
    #[serde(default)]
    pub(crate) upload: Vec<Upload>,
}

/// A multipart upload under way.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Upload {
    pub(crate) key: String,
    pub(crate) upload_id: String,
    pub(crate) initiated: jiff::Timestamp,
}

/// Reads an answer.
pub(crate) fn read<T: for<'text> Deserialize<'text>>(body: &[u8]) -> Result<T, BlobError> {
    quick_xml::de::from_reader(body).map_err(|_| BlobError::Unavailable("its answer cannot be read".to_owned()))
}
