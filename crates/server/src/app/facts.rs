//! What a file's bytes say about it, as the store keeps it.
//!
//! The media room finds the facts; this file only fetches the bytes for it and decides whom to believe:
//! the client, or the bytes.

use jiff::tz::TimeZone;
use leporello_blob::BlobError;
use leporello_media::Facts;
use leporello_model::{BlobId, FileType, Millis, SpaceId};
use leporello_store::{FileRow, User};
use serde::{Deserialize, Serialize};

use super::{App, Failure};

/// What the metadata of a picture or video says, but for its shooting time: JSON in the store.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct MediaInfo {
    /// Width in pixels, upright.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// Height in pixels, upright.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
    /// How the stored picture is turned, 1 to 8 as in EXIF.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub orientation: Option<u8>,
    /// Playing time in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_ms: Option<i64>,
    /// Degrees north.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latitude: Option<f64>,
    /// Degrees east.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub longitude: Option<f64>,
    /// The camera's maker.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub make: Option<String>,
    /// The camera's model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
}

/// What a file is, after the client's word and the bytes' were weighed.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    pub(crate) file_type: FileType,
    pub(crate) mime_type: String,
    pub(crate) taken_at: Option<Millis>,
    pub(crate) media: Option<String>,
}

impl Known {
    /// Weighs what was found in the bytes against what was claimed, if anything was.
    pub(crate) fn new(found: &Facts, claimed: Option<FileType>, claimed_mime: Option<&str>) -> Self {
        let info = MediaInfo {
            width: found.width,
            height: found.height,
            orientation: found.orientation,
            duration_ms: found.duration_ms,
            latitude: found.latitude,
            longitude: found.longitude,
            make: found.make.clone(),
            model: found.model.clone(),
        };
        // Numbers and texts always make JSON.
        let media = (info != MediaInfo::default()).then(|| serde_json::to_string(&info).ok()).flatten();
        Self {
            file_type: claimed.map_or(found.file_type, |claimed| leporello_media::reconcile(claimed, found)),
            mime_type: mime_type(found.file_type, &found.mime, claimed_mime),
            taken_at: found.taken,
            media,
        }
    }

    /// The same for bytes that a file of the same space has already.
    pub(crate) fn again(file: &FileRow, claimed: FileType, claimed_mime: Option<&str>) -> Self {
        let found = Facts { file_type: file.file_type, mime: file.mime_type.clone(), ..Facts::default() };
        let known = Self::new(&found, Some(claimed), claimed_mime);
        Self { taken_at: file.taken_at, media: file.media.clone(), ..known }
    }
}

/// Pictures, videos and sound are recognised reliably; of anything else the client knows more.
fn mime_type(found: FileType, found_mime: &str, claimed: Option<&str>) -> String {
    let reliable = matches!(found, FileType::Image | FileType::Video | FileType::Audio);
    claimed.filter(|_| !reliable).unwrap_or(found_mime).to_owned()
}

/// The zone in which local times of a user's pictures are read.
pub(crate) fn zone_of(user: Option<&User>) -> TimeZone {
    user.and_then(|user| TimeZone::get(&user.zone).ok()).unwrap_or(TimeZone::UTC)
}

impl App {
    /// The facts of a stored object.
    pub(crate) async fn facts(&self, space: SpaceId, blob: BlobId, zone: TimeZone) -> Result<Facts, Failure> {
        let blobs = self.blobs.clone();
        let found = tokio::task::spawn_blocking(move || {
            let (mut reader, length) = blobs.open_reader(space, blob)?;
            leporello_media::facts(&mut reader, length, &zone).map_err(BlobError::from)
        });
        Ok(found.await.map_err(|stopped| BlobError::Io(std::io::Error::other(stopped)))??)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bytes_are_believed_about_pictures_and_the_client_about_the_rest() {
        let jpeg =
            Facts { file_type: FileType::Image, mime: "image/jpeg".to_owned(), width: Some(4), ..Facts::default() };
        let known = Known::new(&jpeg, Some(FileType::Other), Some("text/html"));
        assert_eq!((known.file_type, known.mime_type.as_str()), (FileType::Image, "image/jpeg"));
        assert_eq!(known.media.as_deref(), Some(r#"{"width":4}"#));

        let known = Known::new(&Facts::default(), Some(FileType::Word), Some("application/msword"));
        assert_eq!((known.file_type, known.mime_type.as_str()), (FileType::Word, "application/msword"));
        assert_eq!(known.media, None);
        let known = Known::new(&Facts::default(), Some(FileType::Image), None);
        assert_eq!((known.file_type, known.mime_type.as_str()), (FileType::Other, "application/octet-stream"));
    }

    #[test]
    fn an_unknown_zone_is_utc() {
        let user = |zone: &str| User {
            id: leporello_model::UserId::new(1),
            name: String::new(),
            mobile: None,
            zone: zone.to_owned(),
            frozen: false,
            created_at: Millis(0),
        };
        assert_eq!(zone_of(Some(&user("Middle-earth/Shire"))), TimeZone::UTC);
        assert_eq!(zone_of(Some(&user("Europe/Lisbon"))).iana_name(), Some("Europe/Lisbon"));
    }
}
