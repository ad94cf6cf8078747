//! Raw files of cameras, by the JPEG that the camera itself put into them.

use std::io::{BufReader, Read, Seek, SeekFrom};

use jpeg_decoder::{CodingProcess, Decoder};
use memchr::memmem;

use crate::fence::fenced;
use crate::order::Trouble;
use crate::rendition::decode::{Decoded, Wanted};
use crate::rendition::jpeg;
use crate::source::Source;

/// How every JPEG begins.
const START: &[u8] = b"\xff\xd8\xff";
/// How much of the file is looked through at once.
const CHUNK: u64 = 1024 * 1024;
/// What may be read of a JPEG to learn its size: its EXIF and colour profile come first.
const HEADER: u64 = 1024 * 1024;
/// The most beginnings that are looked at. Few raw files have more than four; those that are met by accident are rare.
const TRIES: usize = 128;
/// How many of those that were found are decoded, the largest first, until one is whole.
const DECODED: usize = 3;

/// Decodes the largest JPEG in the file that can be decoded to its end.
pub(super) fn decode<R: Read + Seek>(source: &mut Source<'_, R>, wanted: Wanted<'_>) -> Result<Decoded, Trouble> {
    let mut found = previews(source);
    found.sort_by_key(|(pixels, _)| std::cmp::Reverse(*pixels));
    let mut trouble = Trouble::Unsupported;
    for (_, offset) in found.into_iter().take(DECODED) {
        let Some(reader) = at(source, offset, u64::MAX) else { continue };
        match fenced(|| jpeg::whole(&mut Decoder::new(reader), wanted)).unwrap_or(Err(Trouble::Undecodable)) {
            Ok(decoded) => return Ok(decoded),
            Err(why) => trouble = why,
        }
    }
    Err(trouble)
}

/// The JPEGs in the file: how many pixels they have, and where they begin.
fn previews<R: Read + Seek>(source: &mut Source<'_, R>) -> Vec<(u64, u64)> {
    let mut found = Vec::new();
    let mut tries = 0;
    let mut offset = 0;
    while offset < source.length() {
        // Enough more to hold a beginning that lies on the edge.
        let chunk = source.section(offset, CHUNK + START.len() as u64 - 1);
        for index in memmem::find_iter(&chunk, START) {
            let start = offset + index as u64;
            found.extend(pixels(source, start).map(|pixels| (pixels, start)));
            tries += 1;
            if tries >= TRIES {
                return found;
            }
        }
        offset += CHUNK;
    }
    found
}

/// The pixels of the JPEG at this place, unless it is none, or holds what the sensor saw and not a picture.
fn pixels<R: Read + Seek>(source: &mut Source<'_, R>, offset: u64) -> Option<u64> {
    let reader = at(source, offset, HEADER)?;
    let info = fenced(|| {
        let mut decoder = Decoder::new(reader);
        decoder.read_info().ok()?;
        decoder.info()
    });
    let info = info.flatten().filter(|info| info.coding_process != CodingProcess::Lossless)?;
    Some(u64::from(info.width) * u64::from(info.height))
}

/// The file from this place on.
fn at<'s, 'a, R: Read + Seek>(
    source: &'s mut Source<'a, R>,
    offset: u64,
    budget: u64,
) -> Option<BufReader<&'s mut Source<'a, R>>> {
    let source = source.with_budget(budget);
    source.seek(SeekFrom::Start(offset)).ok()?;
    Some(BufReader::with_capacity(16 * 1024, source))
}
