//! Bytes to facts and to pictures: what a file is, when and where it was taken, how large it is; thumbnails and posters.
//!
//! The only room that looks inside a file. It never looks at names and never lets a hostile file panic it: see `fence`.
//! The facts are read without decoding a pixel, sparingly and in little memory: see `source`. Pixels are decoded in
//! `rendition` only, which runs in a process of its own whose memory and time are limited: see `workshop`.

mod document;
mod exif;
mod fence;
mod image_process;
mod kind;
mod moov;
mod movie;
mod order;
mod picture;
mod place;
mod rendition;
mod source;
mod tags;
mod tiff;
mod time;
mod workshop;
mod xmp;

use std::io::{self, Read, Seek};

use jiff::tz::TimeZone;
use leporello_model::{FileType, Millis};

pub use crate::image_process::{Process, Rendition, SIDES, kept, usage};
pub use crate::order::{Format, Made, Mode, Order, Picture, Trouble, View};
pub use crate::rendition::{StandIn, stand_in};
pub use crate::workshop::{Tools, Workshop, shut_in, worker};

use crate::kind::Container;
use crate::source::Source;

/// What the bytes of a file say about it. Whatever they do not say, or say nonsensically, is `None`.
#[derive(Clone, Debug, PartialEq)]
pub struct Facts {
    /// What it is; never a folder.
    pub file_type: FileType,
    /// Its media type, such as `image/jpeg`; `application/octet-stream` where unknown.
    pub mime: String,
    /// When it was shot.
    pub taken: Option<Millis>,
    /// How many minutes the clock that told so was ahead of UTC, by the file's own word, from -840 to 840: 0 where the time
    /// is that of satellites, or of a header that counts in UTC. None where the file does not say: then the time was read
    /// in the zone that [`facts()`] was given, and depends on it.
    pub zone: Option<i32>,
    /// Width in pixels of the picture as it is to be shown, upright.
    pub width: Option<u32>,
    /// Height in pixels of the picture as it is to be shown, upright.
    pub height: Option<u32>,
    /// How the stored picture is to be turned, 1 to 8 as in EXIF; `width` and `height` already take it into account. In
    /// HEIF it is for information only: there the format has its own way to turn a picture, and that one counts.
    pub orientation: Option<u8>,
    /// Playing time in milliseconds, of videos and sound.
    pub duration_ms: Option<i64>,
    /// Degrees north, -90 to 90; there whenever `longitude` is.
    pub latitude: Option<f64>,
    /// Degrees east, -180 to 180; there whenever `latitude` is.
    pub longitude: Option<f64>,
    /// The camera's maker, at most 64 characters.
    pub make: Option<String>,
    /// The camera's model, at most 64 characters.
    pub model: Option<String>,
    /// Why some of the above may be missing although the file is a picture or a video: `truncated`,
    /// `size unreadable` or `metadata unreadable`.
    pub problem: Option<&'static str>,
}

/// The facts of a file about which nothing is known.
impl Default for Facts {
    fn default() -> Self {
        Self {
            file_type: FileType::Other,
            mime: kind::UNKNOWN.to_owned(),
            taken: None,
            zone: None,
            width: None,
            height: None,
            orientation: None,
            duration_ms: None,
            latitude: None,
            longitude: None,
            make: None,
            model: None,
            problem: None,
        }
    }
}

/// Reads the facts of the file that `source` holds from its position 0 on, `length` bytes long.
///
/// A local time without a zone is read as one of `zone`. The position of `source` is undefined afterwards. At most a few
/// tens of MiB are read and held, however large the file is.
///
/// # Errors
/// Only what `source` itself fails with; a file that cannot be understood has facts too.
pub fn facts<R: Read + Seek>(source: &mut R, length: u64, zone: &TimeZone) -> io::Result<Facts> {
    let mut source = Source::open(source, length)?;
    let kind = kind::of(&mut source);
    let facts = match kind.container {
        Container::Opaque => Facts { file_type: kind.file_type, mime: kind.mime.to_owned(), ..Facts::default() },
        Container::Movie | Container::Matroska | Container::Avi => movie::facts(&mut source, kind, zone),
        _ => picture::facts(&mut source, kind, zone),
    };
    source.finish()?;
    Ok(facts)
}

/// The type a file is given, from the type its uploader claimed and from what was found in it.
///
/// Pictures, videos and sound are recognised reliably: what is found to be one is one, and a claim to be one that the
/// bytes do not bear out gives way to what they say. Other claims stand, since a document or an archive may have many
/// forms that nobody here knows.
#[must_use]
pub fn reconcile(claimed: FileType, found: &Facts) -> FileType {
    const fn recognised(kind: FileType) -> bool {
        matches!(kind, FileType::Image | FileType::Video | FileType::Audio)
    }
    if recognised(found.file_type) || recognised(claimed) || claimed == FileType::Folder {
        found.file_type
    } else {
        claimed
    }
}

#[cfg(test)]
mod tests;
