//! How large every view becomes and which part of the picture it shows, before a pixel is decoded.

use std::borrow::Cow;

use crate::order::{Mode, Order, View};
use crate::rendition::raster::{Layout, Raster};

/// The largest side of any rendition: what WebP can hold. Only [`Mode::Mfit`] of a very long picture reaches it.
const SIDE: u32 = 16_383;
/// The side of what a placeholder is made from; more is slow and adds nothing.
const PLACEHOLDER: u32 = 100;

/// What is made of one picture, which stands upright.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    /// The size that the whole picture is scaled to first: enough for every cut.
    pub(crate) base: (u32, u32),
    /// One for each view, in their order, and one more if there is to be a placeholder.
    pub(crate) cuts: Vec<Cut>,
}

/// A part of the picture, from its middle, at some size.
#[derive(Clone, Debug)]
pub(crate) struct Cut {
    /// How much of the picture's width and height it shows, up to 1.
    pub(crate) part: (f64, f64),
    /// How large that becomes, in pixels.
    pub(crate) size: (u32, u32),
    /// The larger white field in whose middle it is put, if any.
    pub(crate) field: Option<(u32, u32)>,
}

impl Plan {
    /// Plans what is ordered of a picture of this upright size, which is not empty.
    pub(crate) fn new(order: &Order, size: (u32, u32)) -> Self {
        let mut cuts: Vec<Cut> = order.views.iter().map(|view| Cut::new(view, size)).collect();
        if order.placeholder {
            cuts.push(Cut::of_all(inside(size, (PLACEHOLDER, PLACEHOLDER), false)));
        }
        let most = |needed: fn(&Cut) -> f64, limit: u32| {
            let needed = cuts.iter().map(needed).fold(1.0, f64::max);
            // What is off by less than this is a rounding error, not a pixel.
            ((needed - 1e-6).ceil() as u32).clamp(1, limit)
        };
        let base = (most(|cut| cut.needed().0, size.0), most(|cut| cut.needed().1, size.1));
        Self { base, cuts }
    }

    /// The numbers of the cuts, the largest first.
    pub(crate) fn by_size(&self) -> Vec<usize> {
        let mut numbers: Vec<usize> = (0..self.cuts.len()).collect();
        numbers.sort_by_key(|number| {
            let (width, height) = self.cuts[*number].size;
            std::cmp::Reverse(u64::from(width) * u64::from(height))
        });
        numbers
    }
}

impl Cut {
    fn new(view: &View, size: (u32, u32)) -> Self {
        let field = (view.width.clamp(1, SIDE), view.height.clamp(1, SIDE));
        match view.mode {
            Mode::Lfit => Self::of_all(inside(size, field, false)),
            Mode::Mfit => Self::of_all(outside(size, field)),
            Mode::Fixed => Self::of_all(field),
            Mode::Pad => Self { field: Some(field), ..Self::of_all(inside(size, field, true)) },
            Mode::Fill => Self { part: covering(size, field), size: field, field: None },
        }
    }

    const fn of_all(size: (u32, u32)) -> Self {
        Self { part: (1.0, 1.0), size, field: None }
    }

    /// Whether it shows the whole picture.
    pub(crate) fn whole(&self) -> bool {
        self.part == (1.0, 1.0)
    }

    /// How large the whole picture has to be for this cut to be made without enlarging.
    pub(crate) fn needed(&self) -> (f64, f64) {
        (f64::from(self.size.0) / self.part.0, f64::from(self.size.1) / self.part.1)
    }

    /// The picture in the middle of its white field, or as it is if it has none.
    pub(crate) fn framed<'a>(&self, picture: &'a Raster) -> Cow<'a, Raster> {
        let Some((width, height)) = self.field.filter(|field| *field != picture.size()) else {
            return Cow::Borrowed(picture);
        };
        let channels = picture.layout.channels();
        let (width_in, row) = (picture.width as usize * channels, width as usize * channels);
        let left = (width - picture.width) as usize / 2 * channels;
        let top = (height - picture.height) as usize / 2;
        let mut pixels = vec![u8::MAX; row * height as usize];
        let rows = pixels.chunks_exact_mut(row).skip(top);
        for (to, from) in rows.zip(picture.pixels.chunks_exact(width_in)) {
            to[left..left + width_in].copy_from_slice(from);
        }
        debug_assert!(matches!(picture.layout, Layout::Rgb | Layout::Rgba));
        Cow::Owned(Raster { width, height, layout: picture.layout, pixels })
    }
}

/// The largest size of this shape that fits into `field`; no larger than `size` itself unless it may be enlarged.
fn inside(size: (u32, u32), field: (u32, u32), enlarge: bool) -> (u32, u32) {
    if !enlarge && size.0 <= field.0 && size.1 <= field.1 {
        return size;
    }
    if wider(size, field) {
        (field.0, scaled(size.1, field.0, size.0))
    } else {
        (scaled(size.0, field.1, size.1), field.1)
    }
}

/// The smallest size of this shape that covers `field`; no larger than `size` itself.
fn outside(size: (u32, u32), field: (u32, u32)) -> (u32, u32) {
    let covering = if size.0 <= field.0 || size.1 <= field.1 {
        size
    } else if wider(size, field) {
        (scaled(size.0, field.1, size.1), field.1)
    } else {
        (field.0, scaled(size.1, field.0, size.0))
    };
    inside(covering, (SIDE, SIDE), false)
}

/// The part of a picture of this size that has the shape of `field`.
fn covering(size: (u32, u32), field: (u32, u32)) -> (f64, f64) {
    let ratio = f64::from(size.0) * f64::from(field.1) / (f64::from(size.1) * f64::from(field.0));
    if wider(size, field) { (1.0 / ratio, 1.0) } else { (1.0, ratio) }
}

/// Whether a picture of this size is wider for its height than `field`, or just as wide.
fn wider(size: (u32, u32), field: (u32, u32)) -> bool {
    u64::from(size.0) * u64::from(field.1) >= u64::from(size.1) * u64::from(field.0)
}

/// `side` times `numerator / denominator`, rounded, at least 1.
fn scaled(side: u32, numerator: u32, denominator: u32) -> u32 {
    let (side, numerator, denominator) = (u64::from(side), u64::from(numerator), u64::from(denominator));
    let rounded = (side * numerator + denominator / 2) / denominator;
    u32::try_from(rounded).unwrap_or(u32::MAX).max(1)
}
