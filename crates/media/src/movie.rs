//! The facts of a video: QuickTime and MP4 by their movie atom, Matroska and WebM by nom-exif, AVI by its header.
//!
//! QuickTime is not left to nom-exif, because that one knows neither 64-bit headers nor rotation, and refuses files of
//! many common brands. No stream is ever decoded.

use std::io::{Read, Seek};

use jiff::tz::TimeZone;
use leporello_model::{FileType, Millis};
use nom_exif::{EntryValue, MediaParser, MediaSource, TrackInfo, TrackInfoTag};

use crate::fence::fenced;
use crate::kind::{Container, Kind};
use crate::moov::{self, Movie};
use crate::picture::{METADATA, TRUNCATED};
use crate::source::Source;
use crate::time::Moment;
use crate::{Facts, tags, time};

/// The most of a movie atom that is read; hours of video stay below it.
const MOVIE: u64 = 16 * 1024 * 1024;
/// The most of a Matroska file that is read: its headers come first.
const HEADERS: u64 = 1024 * 1024;
/// The most atoms of a file that are stepped over on the way to it.
const ATOMS: usize = 4096;

/// Reads the facts of a video of this kind.
pub(crate) fn facts<R: Read + Seek>(source: &mut Source<'_, R>, kind: Kind, zone: &TimeZone) -> Facts {
    let empty = Facts { file_type: kind.file_type, mime: kind.mime.to_owned(), ..Facts::default() };
    match kind.container {
        Container::Avi => avi(source.head(), empty),
        Container::Matroska => matroska(source, empty),
        _ => match movie_atom(source) {
            Ok(body) => quicktime(&Movie::read(&body), empty, zone),
            Err(problem) => Facts { problem: Some(problem), ..empty },
        },
    }
}

/// The body of the movie atom, which may stand at the beginning or, after all the streams, at the end; else what is wrong.
pub(crate) fn movie_atom<R: Read + Seek>(source: &mut Source<'_, R>) -> Result<Vec<u8>, &'static str> {
    let mut at: u64 = 0;
    for _ in 0..ATOMS {
        let header = source.section(at, 16);
        let (Some(short), Some(name)) = (header.first_chunk::<4>(), header.get(4..8)) else { break };
        let (skip, length) = match (u32::from_be_bytes(*short), header.get(8..).and_then(|rest| rest.first_chunk())) {
            (0, _) => (8, source.length().saturating_sub(at)),
            (1, Some(long)) => (16, u64::from_be_bytes(*long)),
            (short, _) => (8, short.into()),
        };
        if length < skip {
            return Err(METADATA);
        }
        if name == b"moov" {
            return Ok(source.section(at + skip, (length - skip).min(MOVIE)));
        }
        at = at.checked_add(length).ok_or(METADATA)?;
    }
    Err(if at > source.length() { TRUNCATED } else { METADATA })
}

fn quicktime(movie: &Movie, empty: Facts, zone: &TimeZone) -> Facts {
    let noted = movie.note(moov::DATE).and_then(Moment::read).and_then(|moment| moment.resolve(zone));
    let turned = matches!(movie.orientation, Some(6 | 8));
    let size = movie.size.map(|(width, height)| if turned { (height, width) } else { (width, height) });
    let shot = noted.and_then(time::believable_in_video).or(movie.created);
    let facts = Facts {
        taken: shot.map(|shot| shot.at),
        zone: shot.and_then(|shot| shot.zone),
        width: size.map(|(width, _)| width),
        height: size.map(|(_, height)| height),
        orientation: movie.orientation,
        duration_ms: movie.duration_ms,
        latitude: movie.place.map(|(latitude, _)| latitude),
        longitude: movie.place.map(|(_, longitude)| longitude),
        make: movie.note(moov::MAKE).and_then(tags::name),
        model: movie.note(moov::MODEL).and_then(tags::name),
        ..empty
    };
    if movie.sound && !movie.pictures { heard(facts, "audio/mp4") } else { facts }
}

/// The same facts of what turned out to be nothing but sound.
fn heard(facts: Facts, mime: &str) -> Facts {
    Facts { file_type: FileType::Audio, mime: mime.to_owned(), ..facts }
}

fn matroska<R: Read + Seek>(source: &mut Source<'_, R>, empty: Facts) -> Facts {
    let read = |source: &mut Source<'_, R>| -> Option<TrackInfo> {
        MediaParser::new().parse_track(MediaSource::seekable(source).ok()?).ok()
    };
    let Some(info) = fenced(|| read(source.with_budget(HEADERS))).flatten() else {
        return Facts { problem: Some(METADATA), ..empty };
    };
    let pixels = |tag| info.get(tag).and_then(EntryValue::as_u32).filter(|pixels| *pixels > 0);
    let created = info.get(TrackInfoTag::CreateDate).and_then(EntryValue::as_datetime);
    let shot = created.and_then(|time| time.aware()).and_then(|time| time::header(Millis(time.timestamp_millis())));
    let facts = Facts {
        taken: shot.map(|shot| shot.at),
        zone: shot.and_then(|shot| shot.zone),
        width: pixels(TrackInfoTag::Width),
        height: pixels(TrackInfoTag::Height),
        duration_ms: info
            .get(TrackInfoTag::DurationMs)
            .and_then(EntryValue::as_u64)
            .and_then(|millis| i64::try_from(millis).ok())
            .filter(|millis| *millis > 0),
        ..empty
    };
    if facts.width.is_some() {
        return facts;
    }
    let mime = if facts.mime == "video/webm" { "audio/webm" } else { "audio/x-matroska" };
    heard(facts, mime)
}

/// AVI states size and length in a header at a fixed place.
fn avi(head: &[u8], empty: Facts) -> Facts {
    let number = |at: usize| head.get(at..)?.first_chunk().map(|bytes| u32::from_le_bytes(*bytes));
    if head.get(24..28) != Some(b"avih") {
        return Facts { problem: Some(METADATA), ..empty };
    }
    let pixels = |at| number(at).filter(|pixels| *pixels > 0);
    let micros = number(32).zip(number(48)).and_then(|(frame, frames)| i64::from(frame).checked_mul(frames.into()));
    Facts {
        width: pixels(64),
        height: pixels(68),
        duration_ms: micros.map(|micros| micros / 1000).filter(|millis| *millis > 0),
        ..empty
    }
}
