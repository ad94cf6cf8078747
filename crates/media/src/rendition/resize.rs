//! Scaling and turning. What is transparent has no colour that could bleed into its neighbours.

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, MulDiv, ResizeAlg, ResizeOptions, Resizer};

use crate::order::Trouble;
use crate::rendition::plan::Cut;
use crate::rendition::raster::{Layout, Raster};

/// Scales a picture that may be huge down to this size; its memory is used up.
pub(crate) fn shrink(mut raster: Raster, size: (u32, u32)) -> Result<Raster, Trouble> {
    if raster.size() == size {
        return Ok(raster);
    }
    let kind = raster.layout.pixel_type();
    // In place, since the library by itself would make a copy of the huge picture first.
    let transparent = raster.layout.has_alpha() && !raster.opaque();
    if transparent {
        let (width, height) = raster.size();
        let mut image = Image::from_slice_u8(width, height, &mut raster.pixels, kind).map_err(|_| Trouble::NotTried)?;
        MulDiv::new().multiply_alpha_inplace(&mut image).map_err(|_| Trouble::NotTried)?;
    }
    let mut small = resized(&raster, size, &options().use_alpha(false))?;
    if transparent {
        MulDiv::new().divide_alpha_inplace(&mut small).map_err(|_| Trouble::NotTried)?;
    }
    Ok(Raster { width: size.0, height: size.1, layout: raster.layout, pixels: small.into_vec() })
}

/// Makes a cut of a picture that is as large as needed, or as large as there is.
pub(crate) fn cut(raster: &Raster, cut: &Cut) -> Result<Raster, Trouble> {
    let along = |side: u32, part: f64| {
        let length = (f64::from(side) * part).clamp(1.0, f64::from(side));
        ((f64::from(side) - length) / 2.0, length)
    };
    let ((left, width), (top, height)) = (along(raster.width, cut.part.0), along(raster.height, cut.part.1));
    let options = if cut.whole() { options() } else { options().crop(left, top, width, height) };
    let pixels = resized(raster, cut.size, &options.use_alpha(raster.layout.has_alpha()))?.into_vec();
    Ok(Raster { width: cut.size.0, height: cut.size.1, layout: raster.layout, pixels })
}

fn options() -> ResizeOptions {
    ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3))
}

fn resized(raster: &Raster, size: (u32, u32), options: &ResizeOptions) -> Result<Image<'static>, Trouble> {
    let kind = raster.layout.pixel_type();
    let from = ImageRef::new(raster.width, raster.height, &raster.pixels, kind).map_err(|_| Trouble::NotTried)?;
    let mut to = Image::new(size.0, size.1, kind);
    Resizer::new().resize(&from, &mut to, options).map_err(|_| Trouble::NotTried)?;
    Ok(to)
}

/// Turns a stored picture as its EXIF orientation says, 1 to 8, so that it stands upright.
pub(crate) fn turn(raster: Raster, orientation: u8) -> Raster {
    if !(2..=8).contains(&orientation) {
        return raster;
    }
    match raster.layout.channels() {
        1 => turned::<1>(&raster, orientation),
        2 => turned::<2>(&raster, orientation),
        3 => turned::<3>(&raster, orientation),
        _ => turned::<4>(&raster, orientation),
    }
}

fn turned<const N: usize>(raster: &Raster, orientation: u8) -> Raster {
    let (stored_width, stored_height) = (raster.width as usize, raster.height as usize);
    let (right, bottom) = (stored_width - 1, stored_height - 1);
    let lying = orientation >= 5;
    let (width, height) = if lying { (stored_height, stored_width) } else { (stored_width, stored_height) };
    let stored = raster.pixels.as_chunks::<N>().0;
    let mut pixels = Vec::with_capacity(raster.pixels.len());
    for y in 0..height {
        for x in 0..width {
            let (column, row) = match orientation {
                2 => (right - x, y),
                3 => (right - x, bottom - y),
                4 => (x, bottom - y),
                5 => (y, x),
                6 => (y, bottom - x),
                7 => (right - y, bottom - x),
                8 => (right - y, x),
                _ => (x, y),
            };
            pixels.extend_from_slice(&stored[row * stored_width + column]);
        }
    }
    let layout: Layout = raster.layout;
    Raster { width: width as u32, height: height as u32, layout, pixels }
}
