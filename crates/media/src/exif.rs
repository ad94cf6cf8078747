//! EXIF through two libraries: together they read more files than either alone.
//!
//! kamadak-exif reads first. nom-exif reads what the first cannot (RAF, the older forms in PNG, blocks behind the
//! pixels, containers that the first rejects), and only then. Neither is given much to read: both copy what overlapping
//! entries of a hostile file point at, so the budget bounds that work too.

use std::io::{BufReader, Cursor, Read, Seek};

use exif::{Context, Error, Exif, In, Reader, Tag};
use nom_exif::{EntryValue, ExifIterEntry, IfdIndex, IfdKind, MediaParser, MediaSource};

use crate::fence::fenced;
use crate::source::Source;
use crate::tags::{Directory, Tags, Value, WANTED};
use crate::{moov, tiff};

/// What the first reader may read on its way to the EXIF block: as much as is in memory anyway.
const FIRST_BUDGET: u64 = 256 * 1024;
/// What the second one may: it holds the largest block of a JPEG. Its work can grow with the square of this, and takes a
/// second or two at worst.
const SECOND_BUDGET: u64 = 96 * 1024;
/// An EXIF block up to this size, the most that fits into a JPEG, is parsed as it is; a larger one is excerpted first.
const BLOCK: usize = 64 * 1024;
/// A text longer than this is none of those wanted.
const TEXT: usize = 1024;

/// What came of reading.
pub(crate) enum Outcome {
    /// Everything was read without complaint.
    Clean(Tags),
    /// Something was read; more may be there.
    Partial(Tags),
    /// Nothing was.
    Failed,
}

/// Reads the EXIF block of a JPEG, PNG, WebP or HEIF file with kamadak-exif.
pub(crate) fn first<R: Read + Seek>(source: &mut Source<'_, R>) -> Outcome {
    let result = fenced(|| {
        let mut reader = BufReader::new(source.with_budget(FIRST_BUDGET));
        distil(Reader::new().continue_on_error(true).read_from_container(&mut reader))
    });
    match result.flatten() {
        Some((exif, _)) if exif.buf().len() > BLOCK => {
            tiff::excerpt(&mut Cursor::new(exif.buf())).map_or(Outcome::Failed, |excerpt| block(excerpt.block))
        }
        Some((exif, clean)) => gather(&exif, clean, None),
        None => Outcome::Failed,
    }
}

/// Reads an EXIF block that stands alone with kamadak-exif.
pub(crate) fn block(bytes: Vec<u8>) -> Outcome {
    parse(bytes, None)
}

/// Reads the EXIF blocks of a CR3 file out of its movie atom: one for each directory, which stands there as the first.
pub(crate) fn canon(movie: &[u8]) -> Option<Tags> {
    const CANON: &[u8] = b"\x85\xc0\xb6\x87\x82\x0f\x11\xe0\x81\x11\xf4\xce\x46\x2b\x6a\x48";
    let mut own = moov::atoms(movie).filter(|(name, _)| name == b"uuid").map(|(_, body)| body);
    let blocks = own.find_map(|body| body.strip_prefix(CANON))?;
    let directories = [(b"CMT1", Directory::Picture), (b"CMT2", Directory::Shot), (b"CMT4", Directory::Gps)];
    let tags = directories.into_iter().filter_map(|(name, directory)| {
        let bytes = moov::find(blocks, name).filter(|bytes| bytes.len() <= BLOCK)?;
        match parse(bytes.to_vec(), Some(directory)) {
            Outcome::Clean(tags) | Outcome::Partial(tags) => Some(tags),
            Outcome::Failed => None,
        }
    });
    tags.reduce(Tags::or)
}

fn parse(bytes: Vec<u8>, only: Option<Directory>) -> Outcome {
    let result = fenced(|| distil(Reader::new().continue_on_error(true).read_raw(bytes)));
    result.flatten().map_or(Outcome::Failed, |(exif, clean)| gather(&exif, clean, only))
}

fn distil(result: Result<Exif, Error>) -> Option<(Exif, bool)> {
    match result {
        Ok(exif) => Some((exif, true)),
        Err(error) => Some((error.distill_partial_result(|_| ()).ok()?, false)),
    }
}

/// Picks the wanted tags: from their directories, or those of `only` one from the first directory.
fn gather(exif: &Exif, clean: bool, only: Option<Directory>) -> Outcome {
    let tags = fenced(|| {
        let mut tags = Tags::default();
        for (directory, number) in WANTED {
            let context = match (only, directory) {
                (Some(only), directory) if only != directory => continue,
                (Some(_), _) | (None, Directory::Picture) => Context::Tiff,
                (None, Directory::Shot) => Context::Exif,
                (None, Directory::Gps) => Context::Gps,
            };
            let field = exif.get_field(Tag(context, number), In::PRIMARY);
            if let Some(value) = field.and_then(|field| value_of(&field.value)) {
                tags.set(directory, number, value);
            }
        }
        tags
    });
    match tags {
        Some(tags) if clean => Outcome::Clean(tags),
        Some(tags) => Outcome::Partial(tags),
        None => Outcome::Failed,
    }
}

fn value_of(value: &exif::Value) -> Option<Value> {
    let ratio = |num: f64, denom: f64| (denom != 0.0).then(|| num / denom);
    Some(match value {
        exif::Value::Ascii(texts) => text(texts.iter().find(|text| !text.is_empty())?),
        exif::Value::Byte(bytes) | exif::Value::Undefined(bytes, _) => text(bytes),
        exif::Value::Rational(parts) => {
            Value::Numbers(parts.iter().take(3).map(|part| ratio(part.num.into(), part.denom.into())).collect())
        }
        exif::Value::SRational(parts) => {
            Value::Numbers(parts.iter().take(3).map(|part| ratio(part.num.into(), part.denom.into())).collect())
        }
        other => Value::Numbers(vec![Some(other.get_uint(0)?.into())]),
    })
}

fn text(bytes: &[u8]) -> Value {
    Value::Text(String::from_utf8_lossy(&bytes[..bytes.len().min(TEXT)]).into_owned())
}

/// Reads the EXIF tags of any picture with nom-exif.
pub(crate) fn second<R: Read + Seek>(source: &mut Source<'_, R>) -> Option<Tags> {
    fenced(|| {
        let media = MediaSource::seekable(source.with_budget(SECOND_BUDGET)).ok()?;
        let entries = MediaParser::new().parse_exif(media).ok()?;
        let mut tags = Tags::default();
        for entry in entries.filter(|entry| entry.ifd() == IfdIndex::MAIN) {
            take(&mut tags, &entry);
        }
        Some(tags)
    })
    .flatten()
}

fn take(tags: &mut Tags, entry: &ExifIterEntry) -> Option<()> {
    let directory = match entry.ifd_kind() {
        IfdKind::Exif => Directory::Shot,
        IfdKind::Gps => Directory::Gps,
        IfdKind::Tiff => Directory::Picture,
        _ => return None,
    };
    let number = entry.tag().code();
    let ratio = |part: Option<f64>| part.filter(|part| part.is_finite());
    let value = match entry.value()? {
        EntryValue::Text(text) => Value::Text(text.chars().take(TEXT).collect()),
        // The zone is read from its own tag, as with the first reader.
        EntryValue::DateTime(time) => Value::Text(time.naive_local().to_string()),
        EntryValue::NaiveDateTime(time) => Value::Text(time.to_string()),
        EntryValue::URationalArray(parts) => Value::Numbers(parts.iter().map(|part| ratio(part.to_f64())).collect()),
        EntryValue::IRationalArray(parts) => Value::Numbers(parts.iter().map(|part| ratio(part.to_f64())).collect()),
        other => Value::Numbers(vec![ratio(other.try_as_float().or_else(|| integer(other)))]),
    };
    tags.set(directory, number, value);
    Some(())
}

fn integer(value: &EntryValue) -> Option<f64> {
    value.try_as_integer().and_then(|number| u32::try_from(number).ok()).map(f64::from)
}
