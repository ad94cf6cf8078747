//! Which decoder a picture is given to, and what all of them have in common.

use std::io::{Read, Seek};

use crate::Facts;
use crate::kind::Container;
use crate::order::Trouble;
use crate::rendition::raster::Raster;
use crate::rendition::{PIXELS, bitmap, jpeg, raw};
use crate::source::Source;

/// The memory that a decoder is let have. What it does not ask for may come on top.
pub(super) const MEMORY: u64 = 448 * 1024 * 1024;

/// How large a picture of this stored size is needed, as stored: a decoder may make it larger, but not smaller.
pub(super) type Wanted<'a> = &'a dyn Fn(u32, u32) -> (u32, u32);

/// A decoded picture, as it is stored.
pub(super) struct Decoded {
    /// Its pixels; fewer than it has where the decoder can scale.
    pub(super) raster: Raster,
    /// Its full width and height.
    pub(super) size: (u32, u32),
    /// The ICC profile of its colours.
    pub(super) profile: Option<Vec<u8>>,
}

/// Decodes the picture in `source`, of which so much is known already.
pub(super) fn decode<R: Read + Seek>(
    source: &mut Source<'_, R>,
    container: Container,
    facts: &Facts,
    wanted: Wanted<'_>,
) -> Result<Decoded, Trouble> {
    let raw = matches!(container, Container::Cr3 | Container::Raf) || facts.mime.starts_with("image/x-");
    // The size of a raw file is not that of the preview in it.
    if let (false, Some(width), Some(height)) = (raw, facts.width, facts.height) {
        plausible(width, height)?;
    }
    match (container, facts.mime.as_str()) {
        (Container::Jpeg, _) => jpeg::decode(source, wanted),
        (Container::Png | Container::Webp | Container::Bmp, _) | (Container::Picture, "image/gif" | "image/tiff") => {
            bitmap::decode(source, &facts.mime)
        }
        (Container::Cr3 | Container::Raf, _) => raw::decode(source, wanted),
        (Container::Tiff, _) if raw => raw::decode(source, wanted).or_else(|trouble| {
            // Some have a preview without compression as their first picture.
            bitmap::decode(source, "image/tiff").map_err(|_| trouble)
        }),
        (Container::Tiff, _) => bitmap::decode(source, "image/tiff").or_else(|trouble| match trouble {
            Trouble::Unsupported | Trouble::Undecodable => {
                // A raw file that nobody recognised, or after all a TIFF that is broken or strange.
                raw::decode(source, wanted).map_err(|why| if why == Trouble::Unsupported { trouble } else { why })
            }
            other => Err(other),
        }),
        _ => Err(Trouble::Unsupported),
    }
}

/// Refuses what has no pixels, and what has too many.
pub(super) fn plausible(width: u32, height: u32) -> Result<(), Trouble> {
    match u64::from(width) * u64::from(height) {
        0 => Err(Trouble::Undecodable),
        1..=PIXELS => Ok(()),
        _ => Err(Trouble::TooLarge),
    }
}
