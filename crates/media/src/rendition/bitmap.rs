//! PNG, GIF, WebP, TIFF and BMP: formats that can only be decoded whole.

use std::io::{BufRead, BufReader, Read, Seek};

use image::codecs::bmp::BmpDecoder;
use image::codecs::gif::GifDecoder;
use image::codecs::png::PngDecoder;
use image::codecs::tiff::TiffDecoder;
use image::codecs::webp::WebPDecoder;
use image::error::LimitErrorKind;
use image::{ColorType, ImageDecoder, ImageError, Limits};

use crate::fence::fenced;
use crate::order::Trouble;
use crate::rendition::decode::{Decoded, MEMORY, plausible};
use crate::rendition::raster::{Layout, Raster};
use crate::source::Source;

/// Decodes the first picture of a file of this media type.
pub(super) fn decode<R: Read + Seek>(source: &mut Source<'_, R>, mime: &str) -> Result<Decoded, Trouble> {
    // Decoders go back and forth, and how often depends on the file; time is limited outside.
    let reader = BufReader::with_capacity(64 * 1024, source.with_budget(u64::MAX));
    fenced(|| open(reader, mime)).unwrap_or(Err(Trouble::Undecodable))
}

fn open<R: BufRead + Seek>(reader: R, mime: &str) -> Result<Decoded, Trouble> {
    match mime {
        "image/png" => whole(PngDecoder::with_limits(reader, limits()).map_err(|error| opening(&error))?, 1),
        "image/gif" => whole(GifDecoder::new(reader).map_err(|error| trouble(&error))?, 1),
        "image/webp" => whole(WebPDecoder::new(reader).map_err(|error| trouble(&error))?, 1),
        "image/bmp" => whole(BmpDecoder::new(reader).map_err(|error| trouble(&error))?, 1),
        // This one decodes into a buffer of its own first.
        "image/tiff" => whole(TiffDecoder::new(reader).map_err(|error| trouble(&error))?, 2),
        _ => Err(Trouble::Unsupported),
    }
}

fn limits() -> Limits {
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MEMORY);
    limits
}

/// Decodes a picture whose decoder holds it this many times.
fn whole<D: ImageDecoder>(mut decoder: D, times: u64) -> Result<Decoded, Trouble> {
    let size = decoder.dimensions();
    plausible(size.0, size.1)?;
    let total = decoder.total_bytes();
    if total.saturating_mul(times) > MEMORY {
        return Err(Trouble::OutOfMemory);
    }
    decoder.set_limits(limits()).map_err(|error| trouble(&error))?;
    let (layout, sample) = layout(decoder.color_type())?;
    let profile = decoder.icc_profile().ok().flatten();
    let total = usize::try_from(total).map_err(|_| Trouble::OutOfMemory)?;
    let mut pixels = Vec::new();
    pixels.try_reserve_exact(total).map_err(|_| Trouble::OutOfMemory)?;
    pixels.resize(total, 0);
    decoder.read_image(&mut pixels).map_err(|error| trouble(&error))?;
    narrow(&mut pixels, sample);
    let raster = Raster::new(size.0, size.1, layout, pixels).ok_or(Trouble::Undecodable)?;
    Ok(Decoded { raster, size, profile })
}

/// How a channel of a pixel is stored.
#[derive(Clone, Copy)]
enum Sample {
    Byte,
    Word,
    Float,
}

const fn layout(colour: ColorType) -> Result<(Layout, Sample), Trouble> {
    Ok(match colour {
        ColorType::L8 => (Layout::Grey, Sample::Byte),
        ColorType::La8 => (Layout::GreyAlpha, Sample::Byte),
        ColorType::Rgb8 => (Layout::Rgb, Sample::Byte),
        ColorType::Rgba8 => (Layout::Rgba, Sample::Byte),
        ColorType::L16 => (Layout::Grey, Sample::Word),
        ColorType::La16 => (Layout::GreyAlpha, Sample::Word),
        ColorType::Rgb16 => (Layout::Rgb, Sample::Word),
        ColorType::Rgba16 => (Layout::Rgba, Sample::Word),
        ColorType::Rgb32F => (Layout::Rgb, Sample::Float),
        ColorType::Rgba32F => (Layout::Rgba, Sample::Float),
        _ => return Err(Trouble::Unsupported),
    })
}

/// Brings all channels to eight bits, in the memory that they have.
fn narrow(pixels: &mut Vec<u8>, sample: Sample) {
    let length = match sample {
        Sample::Byte => return,
        Sample::Word => {
            narrow_words(pixels);
            pixels.len() / 2
        }
        Sample::Float => {
            for index in 0..pixels.len() / 4 {
                let at = index * 4;
                let value = f32::from_ne_bytes([pixels[at], pixels[at + 1], pixels[at + 2], pixels[at + 3]]);
                // What is no number becomes black.
                pixels[index] = (value.clamp(0.0, 1.0) * 255.0 + 0.5) as u8;
            }
            pixels.len() / 4
        }
    };
    pixels.truncate(length);
    pixels.shrink_to_fit();
}

/// Writes the upper eight bits of the words in `bytes`, rounded, into its first half.
pub(super) fn narrow_words(bytes: &mut [u8]) {
    for index in 0..bytes.len() / 2 {
        let value = u32::from(u16::from_ne_bytes([bytes[index * 2], bytes[index * 2 + 1]]));
        bytes[index] = u8::try_from((value * 255 + 32_767) / 65_535).unwrap_or(u8::MAX);
    }
}

/// Before anything is decoded only a monstrous size can ask for too much.
fn opening(error: &ImageError) -> Trouble {
    match trouble(error) {
        Trouble::OutOfMemory => Trouble::TooLarge,
        other => other,
    }
}

fn trouble(error: &ImageError) -> Trouble {
    match error {
        ImageError::Unsupported(_) => Trouble::Unsupported,
        ImageError::Limits(limit) if matches!(limit.kind(), LimitErrorKind::DimensionError) => Trouble::TooLarge,
        ImageError::Limits(_) => Trouble::OutOfMemory,
        _ => Trouble::Undecodable,
    }
}
