//! The facts of a picture: its size, its EXIF and, where that has no time, its XMP.

use std::io::{BufReader, ErrorKind, Read, Seek};

use imagesize::ImageError;
use jiff::tz::TimeZone;
use memchr::memmem;

use crate::exif::{self, Outcome};
use crate::fence::fenced;
use crate::kind::{Container, Kind};
use crate::source::Source;
use crate::tags::Tags;
use crate::tiff::{self, Excerpt};
use crate::{Facts, movie, xmp};

/// What may be read to find a picture's size, or to take an excerpt of a TIFF.
const BUDGET: u64 = 16 * 1024 * 1024;

/// The file ends before it has said how large its picture is.
pub(crate) const TRUNCATED: &str = "truncated";
/// It does not say that in a way that can be understood.
pub(crate) const SIZE: &str = "size unreadable";
/// It has metadata, but nobody can read them.
pub(crate) const METADATA: &str = "metadata unreadable";

/// Width and height as stored, or what is wrong.
type Size = Result<(u32, u32), &'static str>;

/// Reads the facts of a picture of this kind.
pub(crate) fn facts<R: Read + Seek>(source: &mut Source<'_, R>, kind: Kind, zone: &TimeZone) -> Facts {
    let mut mime = kind.mime;
    let (size, tags) = match kind.container {
        Container::Tiff => {
            let excerpt = tiff::excerpt(source.with_budget(BUDGET)).unwrap_or_default();
            mime = excerpt.raw.filter(|_| mime == "image/tiff").unwrap_or(mime);
            of_tiff(source, excerpt)
        }
        Container::Cr3 => {
            let movie = movie::movie_atom(source);
            let tags = movie.as_ref().ok().and_then(|movie| exif::canon(movie));
            (noted(tags.as_ref()).map_err(|problem| movie.err().unwrap_or(problem)), tags)
        }
        Container::Raf => {
            let tags = exif::second(source);
            (noted(tags.as_ref()), tags)
        }
        Container::Bmp => (bitmap(source.head()).ok_or(TRUNCATED), Some(Tags::default())),
        Container::Picture => (measured(source), Some(Tags::default())),
        _ => (measured(source), embedded(source, kind.container)),
    };
    let size = size.and_then(believable);
    let problem = size.err().or(if tags.is_none() { Some(METADATA) } else { None });
    let tags = tags.unwrap_or_default();
    let orientation = tags.orientation();
    // HEIF turns the picture by a property of its own, which `imagesize` has followed already.
    let turned = kind.container != Container::Heif && orientation.is_some_and(|orientation| orientation >= 5);
    let size = size.ok().or_else(|| tags.size());
    let size = size.map(|(width, height)| if turned { (height, width) } else { (width, height) });
    let position = tags.position();
    let shot = tags.taken(zone).or_else(|| xmp::taken(source, zone));
    Facts {
        file_type: kind.file_type,
        mime: mime.to_owned(),
        taken: shot.map(|shot| shot.at),
        zone: shot.and_then(|shot| shot.zone),
        width: size.map(|(width, _)| width),
        height: size.map(|(_, height)| height),
        orientation,
        duration_ms: None,
        latitude: position.map(|(latitude, _)| latitude),
        longitude: position.map(|(_, longitude)| longitude),
        make: tags.make(),
        model: tags.model(),
        problem,
    }
}

fn of_tiff<R: Read + Seek>(source: &mut Source<'_, R>, excerpt: Excerpt) -> (Size, Option<Tags>) {
    let tags = match exif::block(excerpt.block) {
        Outcome::Clean(tags) | Outcome::Partial(tags) => Some(tags),
        Outcome::Failed => exif::second(source),
    };
    let missing = if excerpt.found { SIZE } else { TRUNCATED };
    (excerpt.size.or_else(|| tags.as_ref()?.size()).ok_or(missing), tags)
}

/// The size that the camera noted, where nothing else tells it.
fn noted(tags: Option<&Tags>) -> Size {
    tags.and_then(Tags::size).ok_or(SIZE)
}

/// The tags of an EXIF block inside another format; none if there seems to be one and nobody can read it.
fn embedded<R: Read + Seek>(source: &mut Source<'_, R>, container: Container) -> Option<Tags> {
    match exif::first(source) {
        Outcome::Clean(tags) => Some(tags),
        Outcome::Partial(tags) => Some(tags.or(exif::second(source).unwrap_or_default())),
        Outcome::Failed => {
            exif::second(source).or_else(|| (!claims_exif(source.head(), container)).then(Tags::default))
        }
    }
}

/// Whether a picture announces an EXIF block: without one there is nothing wrong in finding none.
fn claims_exif(head: &[u8], container: Container) -> bool {
    let mark: &[u8] = match container {
        Container::Jpeg => b"Exif\0\0",
        Container::Png => b"eXIf",
        Container::Webp => b"EXIF",
        _ => b"Exif",
    };
    memmem::find(head, mark).is_some()
}

/// The size that the format states.
fn measured<R: Read + Seek>(source: &mut Source<'_, R>) -> Size {
    let measured = fenced(|| imagesize::reader_size(BufReader::new(source.with_budget(BUDGET))));
    match measured {
        Some(Ok(size)) => u32::try_from(size.width).ok().zip(u32::try_from(size.height).ok()).ok_or(SIZE),
        Some(Err(ImageError::IoError(error))) if error.kind() == ErrorKind::UnexpectedEof => Err(TRUNCATED),
        _ => Err(SIZE),
    }
}

/// The size of a bitmap. `imagesize` knows neither those of OS/2 nor those that are stored from the top down.
fn bitmap(head: &[u8]) -> Option<(u32, u32)> {
    if head.get(14) == Some(&12) {
        let [width_0, width_1, height_0, height_1] = *head.get(18..)?.first_chunk()?;
        return Some((u16::from_le_bytes([width_0, width_1]).into(), u16::from_le_bytes([height_0, height_1]).into()));
    }
    let number = |at: usize| head.get(at..)?.first_chunk().map(|bytes| i32::from_le_bytes(*bytes).unsigned_abs());
    Some((number(18)?, number(22)?))
}

/// No picture has no pixels, and none is larger than this; such sizes would only mislead those who lay pages out.
fn believable(size: (u32, u32)) -> Size {
    const LARGEST: u32 = 1_000_000;
    let (width, height) = size;
    let believable = (1..=LARGEST).contains(&width) && (1..=LARGEST).contains(&height);
    if believable { Ok(size) } else { Err(SIZE) }
}
