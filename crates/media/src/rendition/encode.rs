//! Pixels to files, with nothing in them but the picture, and to placeholders.

use std::borrow::Cow;

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::codecs::webp::WebPEncoder;
use image::{ExtendedColorType, ImageEncoder};
use jpeg_encoder::{ChromaSubsamplingMethod, ColorType, Encoder, SamplingFactor};

use crate::order::{Format, Picture, Trouble};
use crate::rendition::raster::{Layout, Raster};

/// Writes a picture in RGB or RGBA.
pub(crate) fn encode(raster: &Raster, format: Format, quality: u8) -> Result<Picture, Trouble> {
    let bytes = match format {
        Format::Jpeg => jpeg(&over_white(raster), quality),
        Format::Png => {
            let mut bytes = Vec::new();
            let encoder = PngEncoder::new_with_quality(&mut bytes, CompressionType::Default, FilterType::Adaptive);
            encoder.write_image(&raster.pixels, raster.width, raster.height, channels(raster)).ok().map(|()| bytes)
        }
        Format::Webp => {
            let mut bytes = Vec::new();
            let encoder = WebPEncoder::new_lossless(&mut bytes);
            encoder.write_image(&raster.pixels, raster.width, raster.height, channels(raster)).ok().map(|()| bytes)
        }
    };
    let bytes = bytes.ok_or(Trouble::NotTried)?;
    Ok(Picture { width: raster.width, height: raster.height, format, bytes })
}

const fn channels(raster: &Raster) -> ExtendedColorType {
    match raster.layout {
        Layout::Rgba => ExtendedColorType::Rgba8,
        _ => ExtendedColorType::Rgb8,
    }
}

fn jpeg(raster: &Raster, quality: u8) -> Option<Vec<u8>> {
    let (width, height) = (u16::try_from(raster.width).ok()?, u16::try_from(raster.height).ok()?);
    let mut bytes = Vec::with_capacity(raster.count() / 4 + 1024);
    let mut encoder = Encoder::new(&mut bytes, quality.clamp(1, 100));
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    encoder.set_chroma_subsampling_method(ChromaSubsamplingMethod::Average);
    encoder.encode(&raster.pixels, width, height, ColorType::Rgb).ok()?;
    Some(bytes)
}

/// The picture without transparency: white shines through.
fn over_white(raster: &Raster) -> Cow<'_, Raster> {
    if raster.layout != Layout::Rgba {
        return Cow::Borrowed(raster);
    }
    let over = |colour: u8, alpha: u8| {
        let sum = u32::from(colour) * u32::from(alpha) + 255 * u32::from(u8::MAX - alpha);
        u8::try_from((sum + 127) / 255).unwrap_or(u8::MAX)
    };
    Cow::Owned(
        raster.map(Layout::Rgb, |pixel| [over(pixel[0], pixel[3]), over(pixel[1], pixel[3]), over(pixel[2], pixel[3])]),
    )
}

/// A ThumbHash of a picture in RGB or RGBA whose sides are at most 100.
pub(crate) fn placeholder(raster: &Raster) -> Vec<u8> {
    let rgba = match raster.layout {
        Layout::Rgba => Cow::Borrowed(&raster.pixels),
        _ => Cow::Owned(raster.map(Layout::Rgba, |pixel| [pixel[0], pixel[1], pixel[2], u8::MAX]).pixels),
    };
    thumbhash::rgba_to_thumb_hash(raster.width as usize, raster.height as usize, &rgba)
}
