//! JPEG, decoded at the smallest of four scales that is large enough.

use std::io::{BufReader, Read, Seek};

use exif::{In, Reader, Tag};
use jpeg_decoder::{CodingProcess, Decoder, ImageInfo, PixelFormat};
use memchr::memmem;

use crate::fence::fenced;
use crate::order::Trouble;
use crate::rendition::bitmap::narrow_words;
use crate::rendition::decode::{Decoded, MEMORY, Wanted, plausible};
use crate::rendition::endless::Endless;
use crate::rendition::raster::{Layout, Raster};
use crate::source::Source;

/// The longest file that is read as a whole.
const IN_MEMORY: u64 = 64 * 1024 * 1024;

/// Decodes a JPEG; one that is damaged as far as it goes, or else the thumbnail in its EXIF.
pub(super) fn decode<R: Read + Seek>(source: &mut Source<'_, R>, wanted: Wanted<'_>) -> Result<Decoded, Trouble> {
    // Without Adobe's mark inks are stored as they are; the decoder takes them for inverted ones in any case.
    let inverted = memmem::find(source.head(), b"\xff\xee\0\x0eAdobe").is_some();
    let length = source.length();
    // The decoder takes byte after byte, and from memory it takes a quarter less time.
    let sound = || {
        let bytes = source.section(0, length);
        fenced(|| whole(&mut Decoder::new(bytes.as_slice()), wanted))?.ok()
    };
    if let Some(decoded) = (length <= IN_MEMORY).then(sound).flatten() {
        return Ok(inked(decoded, inverted));
    }
    let reader = BufReader::with_capacity(64 * 1024, Endless::new(source.with_budget(length)));
    let mut decoder = Decoder::new(reader);
    match fenced(|| whole(&mut decoder, wanted)).unwrap_or(Err(Trouble::Undecodable)) {
        Err(Trouble::Undecodable) => {
            let exif = decoder.exif_data().unwrap_or_default().to_vec();
            fenced(|| thumbnail(exif, wanted)).flatten().ok_or(Trouble::Undecodable)
        }
        outcome => outcome.map(|decoded| inked(decoded, inverted)),
    }
}

/// Inks as they are, if they were stored so.
fn inked(mut decoded: Decoded, inverted: bool) -> Decoded {
    if decoded.raster.layout == Layout::Cmyk && !inverted {
        decoded.raster.pixels.iter_mut().for_each(|ink| *ink = u8::MAX - *ink);
    }
    decoded
}

/// Decodes what a decoder was opened on.
pub(super) fn whole<R: Read>(decoder: &mut Decoder<R>, wanted: Wanted<'_>) -> Result<Decoded, Trouble> {
    let undecodable = |_| Trouble::Undecodable;
    decoder.read_info().map_err(undecodable)?;
    let full = decoder.info().ok_or(Trouble::Undecodable)?;
    let size = (u32::from(full.width), u32::from(full.height));
    plausible(size.0, size.1)?;
    decoder.set_max_decoding_buffer_size(usize::try_from(MEMORY).unwrap_or(usize::MAX));
    if full.coding_process != CodingProcess::Lossless {
        let (width, height) = request(full, wanted(size.0, size.1));
        decoder.scale(width, height).map_err(undecodable)?;
    }
    let pixels = decoder.decode().map_err(undecodable)?;
    let info = decoder.info().ok_or(Trouble::Undecodable)?;
    let raster = raster(info, pixels).ok_or(Trouble::Undecodable)?;
    Ok(Decoded { raster, size, profile: decoder.icc_profile() })
}

/// What the decoder is to be asked for so that neither side becomes smaller than wanted.
///
/// It looks for the smallest scale at which *one* of the sides is large enough. So it is asked for the longer side, at
/// the scale that both sides need, and for more than there is of the other one.
fn request(full: ImageInfo, wanted: (u32, u32)) -> (u16, u16) {
    let at = |side: u16, eighths: u32| (u32::from(side) * eighths).div_ceil(8);
    let enough = |eighths: &u32| at(full.width, *eighths) >= wanted.0 && at(full.height, *eighths) >= wanted.1;
    let eighths = [1, 2, 4].into_iter().find(enough).unwrap_or(8);
    let longer = full.width.max(full.height);
    // So short a side is as long at several scales.
    if longer < 8 || eighths == 8 {
        return (u16::MAX, u16::MAX);
    }
    let asked = u16::try_from(at(longer, eighths)).unwrap_or(u16::MAX);
    if full.width >= full.height { (asked, u16::MAX) } else { (u16::MAX, asked) }
}

fn raster(info: ImageInfo, mut pixels: Vec<u8>) -> Option<Raster> {
    let layout = match info.pixel_format {
        PixelFormat::L8 | PixelFormat::L16 => Layout::Grey,
        PixelFormat::RGB24 => Layout::Rgb,
        PixelFormat::CMYK32 => Layout::Cmyk,
    };
    let samples = usize::from(info.width) * usize::from(info.height) * layout.channels();
    // Those without loss may have two bytes for each channel.
    if pixels.len() == samples * 2 {
        narrow_words(&mut pixels);
        pixels.truncate(samples);
    }
    Raster::new(info.width.into(), info.height.into(), layout, pixels)
}

/// The small picture that cameras put into the EXIF of a large one.
fn thumbnail(exif: Vec<u8>, wanted: Wanted<'_>) -> Option<Decoded> {
    let exif =
        Reader::new().continue_on_error(true).read_raw(exif).or_else(|error| error.distill_partial_result(|_| ()));
    let exif = exif.ok()?;
    let number = |tag| usize::try_from(exif.get_field(tag, In::THUMBNAIL)?.value.get_uint(0)?).ok();
    let start = number(Tag::JPEGInterchangeFormat)?;
    let end = start.checked_add(number(Tag::JPEGInterchangeFormatLength)?)?;
    whole(&mut Decoder::new(exif.buf().get(start..end)?), wanted).ok()
}
