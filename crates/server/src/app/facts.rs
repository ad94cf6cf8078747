//! What a file's bytes say about it, as the store keeps it.
//!
//! The media room finds the facts; this file only fetches the bytes for it and decides whom to believe:
//! the client, or the bytes.

use jiff::tz::TimeZone;
use leporello_blob::BlobError;
use leporello_media::Facts;
use leporello_model::{BlobId, FileType, Millis, SpaceId};
use leporello_store::User;
use serde::{Deserialize, Serialize};

use super::{App, Failure};

/// What the metadata of a picture or video says, but for its shooting time: JSON in the store.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct MediaInfo {
    /// The offset from UTC, such as `+08:00`, that the file itself states for its shooting time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub take_zone: Option<String>,
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

/// What bytes say, in the form in which it is kept with their object, so that a file that has the same bytes is told the
/// same, whatever became of the first one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Said {
    file_type: i64,
    mime: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    taken_at: Option<i64>,
    /// The zone in which a local time was read.
    zone: String,
    media: MediaInfo,
}

/// What a file is, after the client's word and the bytes' were weighed.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    pub(crate) file_type: FileType,
    pub(crate) mime_type: String,
    pub(crate) taken_at: Option<Millis>,
    pub(crate) media: Option<String>,
    /// What the bytes alone say, as the store keeps it with their object.
    pub(crate) said: String,
}

impl Known {
    /// Weighs what was found in the bytes, with local times read in `zone`, against what was claimed, if anything was.
    pub(crate) fn new(found: &Facts, zone: &TimeZone, claimed: Option<FileType>, claimed_mime: Option<&str>) -> Self {
        let media = MediaInfo {
            take_zone: found.zone.map(offset),
            width: found.width,
            height: found.height,
            orientation: found.orientation,
            duration_ms: found.duration_ms,
            latitude: found.latitude,
            longitude: found.longitude,
            make: found.make.clone(),
            model: found.model.clone(),
        };
        let said = Said {
            file_type: found.file_type.code(),
            mime: found.mime.clone(),
            taken_at: found.taken.map(|taken| taken.0),
            zone: name_of(zone),
            media,
        };
        Self::weighed(&said, claimed, claimed_mime)
    }

    /// The same for bytes that were looked into before; none if that was not kept, or was done in another zone.
    pub(crate) fn again(said: &str, zone: &TimeZone, claimed: FileType, claimed_mime: Option<&str>) -> Option<Self> {
        let said: Said = serde_json::from_str(said).ok()?;
        (said.zone == name_of(zone)).then(|| Self::weighed(&said, Some(claimed), claimed_mime))
    }

    fn weighed(said: &Said, claimed: Option<FileType>, claimed_mime: Option<&str>) -> Self {
        let file_type = FileType::from_code(said.file_type).unwrap_or(FileType::Other);
        let found = Facts { file_type, mime: said.mime.clone(), ..Facts::default() };
        // Numbers and texts always make JSON.
        let media = (said.media != MediaInfo::default()).then(|| serde_json::to_string(&said.media).ok()).flatten();
        Self {
            file_type: claimed.map_or(file_type, |claimed| leporello_media::reconcile(claimed, &found)),
            mime_type: mime_type(file_type, &said.mime, claimed_mime),
            taken_at: said.taken_at.map(Millis),
            media,
            said: serde_json::to_string(said).unwrap_or_default(),
        }
    }
}

/// Minutes ahead of UTC as ISO 8601 writes them: `+08:00`, `-03:30`.
fn offset(minutes: i32) -> String {
    let (sign, minutes) = (if minutes < 0 { '-' } else { '+' }, minutes.abs());
    format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

fn name_of(zone: &TimeZone) -> String {
    zone.iana_name().unwrap_or("UTC").to_owned()
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
        let known = Known::new(&jpeg, &TimeZone::UTC, Some(FileType::Other), Some("text/html"));
        assert_eq!((known.file_type, known.mime_type.as_str()), (FileType::Image, "image/jpeg"));
        assert_eq!(known.media.as_deref(), Some(r#"{"width":4}"#));

        let known = Known::new(&Facts::default(), &TimeZone::UTC, Some(FileType::Word), Some("application/msword"));
        assert_eq!((known.file_type, known.mime_type.as_str()), (FileType::Word, "application/msword"));
        assert_eq!(known.media, None);
        let known = Known::new(&Facts::default(), &TimeZone::UTC, Some(FileType::Image), None);
        assert_eq!((known.file_type, known.mime_type.as_str()), (FileType::Other, "application/octet-stream"));
    }

    #[test]
    fn the_zone_that_a_file_states_is_told() {
        for (minutes, text) in [(0, "+00:00"), (480, "+08:00"), (-210, "-03:30"), (-30, "-00:30")] {
            let jpeg = Facts { file_type: FileType::Image, zone: Some(minutes), ..Facts::default() };
            let known = Known::new(&jpeg, &TimeZone::UTC, None, None);
            assert_eq!(known.media, Some(format!(r#"{{"takeZone":"{text}"}}"#)));
        }
    }

    #[test]
    fn what_was_kept_is_told_again_in_the_same_zone() {
        let taken = Some(Millis(1_762_153_300_000));
        let jpeg = Facts { file_type: FileType::Image, mime: "image/jpeg".to_owned(), taken, ..Facts::default() };
        let first = Known::new(&jpeg, &TimeZone::UTC, None, None);
        let again = Known::again(&first.said, &TimeZone::UTC, FileType::Other, Some("text/html")).unwrap();
        assert_eq!((again.file_type, again.taken_at, &*again.mime_type), (FileType::Image, taken, "image/jpeg"));
        assert_eq!(again.said, first.said);
        let lisbon = TimeZone::get("Europe/Lisbon").unwrap();
        assert!(Known::again(&first.said, &lisbon, FileType::Image, None).is_none());
        assert!(Known::again("", &TimeZone::UTC, FileType::Image, None).is_none());
    }

    #[test]
    fn an_unknown_zone_is_utc() {
        let user = |zone: &str| User {
            id: leporello_model::UserId::new(1),
            name: String::new(),
            mobile: None,
            zone: zone.to_owned(),
            language: String::new(),
            frozen: false,
            created_at: Millis(0),
        };
        assert_eq!(zone_of(Some(&user("Middle-earth/Shire"))), TimeZone::UTC);
        assert_eq!(zone_of(Some(&user("Europe/Lisbon"))).iana_name(), Some("Europe/Lisbon"));
    }
}
