//! Colours of every kind to sRGB.

use moxcms::{ColorProfile, DataColorSpace, Layout as Channels, TransformOptions};

use crate::fence::fenced;
use crate::rendition::raster::{Layout, Raster};

/// A profile larger than this is not looked at; those of printing presses have 2 to 3 MiB.
const PROFILE: usize = 8 * 1024 * 1024;

/// Converts a picture to RGB, or to RGBA if something shines through it, in sRGB.
///
/// A profile that nobody can read, or that is for another kind of colours than the picture has, is passed over.
pub(crate) fn to_srgb(raster: Raster, profile: Option<&[u8]>) -> Raster {
    let raster = if raster.layout.has_alpha() && raster.opaque() { without_alpha(&raster) } else { raster };
    let profile = profile.filter(|bytes| bytes.len() <= PROFILE);
    match profile.and_then(|profile| fenced(|| converted(&raster, profile)).flatten()) {
        Some(converted) => converted,
        None => assumed(raster),
    }
}

fn without_alpha(raster: &Raster) -> Raster {
    match raster.layout {
        Layout::GreyAlpha => raster.map(Layout::Grey, |pixel| [pixel[0]]),
        _ => raster.map(Layout::Rgb, |pixel| [pixel[0], pixel[1], pixel[2]]),
    }
}

/// By the profile, if it can be applied.
fn converted(raster: &Raster, profile: &[u8]) -> Option<Raster> {
    let profile = ColorProfile::new_from_slice(profile).ok()?;
    let grey = matches!(raster.layout, Layout::Grey | Layout::GreyAlpha);
    // A grey picture may well come with the profile of the coloured ones that were made along with it.
    if grey && profile.color_space == DataColorSpace::Rgb {
        return apply(&rgb_of_grey(raster), &profile);
    }
    apply(raster, &profile)
}

fn apply(raster: &Raster, profile: &ColorProfile) -> Option<Raster> {
    use DataColorSpace::{Cmyk, Gray, Rgb};
    let (space, from, to, layout) = match raster.layout {
        Layout::Grey => (Gray, Channels::Gray, Channels::Rgb, Layout::Rgb),
        Layout::GreyAlpha => (Gray, Channels::GrayAlpha, Channels::Rgba, Layout::Rgba),
        Layout::Rgb => (Rgb, Channels::Rgb, Channels::Rgb, Layout::Rgb),
        Layout::Rgba => (Rgb, Channels::Rgba, Channels::Rgba, Layout::Rgba),
        Layout::Cmyk => (Cmyk, Channels::Rgba, Channels::Rgb, Layout::Rgb),
    };
    if profile.color_space != space {
        return None;
    }
    let srgb = ColorProfile::new_srgb();
    let transform = profile.create_transform_8bit(from, &srgb, to, TransformOptions::default()).ok()?;
    let mut pixels = vec![0; raster.count() * layout.channels()];
    transform.transform(&raster.pixels, &mut pixels).ok()?;
    Raster::new(raster.width, raster.height, layout, pixels)
}

fn rgb_of_grey(raster: &Raster) -> Raster {
    match raster.layout {
        Layout::GreyAlpha => raster.map(Layout::Rgba, |pixel| [pixel[0], pixel[0], pixel[0], pixel[1]]),
        _ => raster.map(Layout::Rgb, |pixel| [pixel[0]; 3]),
    }
}

/// Without a profile: sRGB it is, and inks are as dark as they are thick.
fn assumed(raster: Raster) -> Raster {
    let light = |ink: u8, black: u8| {
        let product = u32::from(u8::MAX - ink) * u32::from(u8::MAX - black);
        u8::try_from((product + 127) / 255).unwrap_or(u8::MAX)
    };
    match raster.layout {
        Layout::Rgb | Layout::Rgba => raster,
        Layout::Grey | Layout::GreyAlpha => rgb_of_grey(&raster),
        Layout::Cmyk => {
            raster.map(Layout::Rgb, |inks| [light(inks[0], inks[3]), light(inks[1], inks[3]), light(inks[2], inks[3])])
        }
    }
}
