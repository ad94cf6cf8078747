//! Bytes of a picture to renditions: upright, in sRGB, without metadata.
//!
//! The only place where pixels are decoded. A picture is decoded once, as small as its format allows; scaled down to the
//! largest view; and only then turned, its colours converted, and the smaller views made. It is meant for a process of
//! its own, whose memory and time are limited from outside: here nothing larger than [`PIXELS`] is begun, but a picture
//! below that may still need more than there is. Videos and HEIF are left to others.

use std::borrow::Cow;
use std::io::{Read, Seek};

use jiff::tz::TimeZone;
use leporello_model::FileType;

use crate::fence::fenced;
use crate::kind;
use crate::order::{Made, Order, Picture, Trouble};
use crate::picture;
use crate::rendition::plan::{Cut, Plan};
use crate::rendition::raster::Raster;
use crate::source::Source;

mod bitmap;
mod colour;
mod decode;
mod encode;
mod endless;
mod jpeg;
mod plan;
mod raster;
mod raw;
mod resize;
mod stand_in;

pub use stand_in::{StandIn, stand_in};

/// The most pixels that a picture may have by its own account.
pub(crate) const PIXELS: u64 = 200_000_000;

/// Decodes the picture that `source` holds from position 0 on, `length` bytes long, once, and makes what is ordered.
///
/// The position of `source` is undefined afterwards. No view is larger than 16,383 pixels on a side, whatever its mode.
///
/// # Errors
/// [`Trouble::Unsupported`] if it is no picture, or of a kind that is not decoded here; [`Trouble::Undecodable`] if it is
/// damaged; [`Trouble::TooLarge`] and [`Trouble::OutOfMemory`] if it is too much; [`Trouble::NotTried`] if `source` fails.
pub(crate) fn make<R: Read + Seek>(source: &mut R, length: u64, order: &Order) -> Result<Made, Trouble> {
    let mut source = Source::open(source, length).map_err(|_| Trouble::NotTried)?;
    let made = attempt(&mut source, order);
    source.finish().map_err(|_| Trouble::NotTried)?;
    made
}

/// Keeps all that [`make`] does on the thread that calls this, so that no other one is ever started, and tells whether it
/// could: only before the first call of `make`.
///
/// It is for a process that makes renditions and does nothing else. Nobody may call `make` on another thread afterwards.
#[must_use]
pub(crate) fn stay_on_this_thread() -> bool {
    // The JPEG decoder would share out its work among threads, which costs more than it saves where others work beside.
    rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build_global().is_ok()
}

fn attempt<R: Read + Seek>(source: &mut Source<'_, R>, order: &Order) -> Result<Made, Trouble> {
    let kind = kind::of(source);
    if kind.file_type != FileType::Image {
        return Err(Trouble::Unsupported);
    }
    let facts = picture::facts(source, kind, &TimeZone::UTC);
    let orientation = facts.orientation.filter(|_| !order.upright).unwrap_or(1);
    let turned = orientation >= 5;
    let wanted = |width, height| flip(turned, Plan::new(order, flip(turned, (width, height))).base);
    let decoded = decode::decode(source, kind.container, &facts, &wanted)?;
    let plan = Plan::new(order, flip(turned, decoded.size));
    let small = resize::shrink(decoded.raster, flip(turned, plan.base))?;
    let coloured = colour::to_srgb(small, decoded.profile.as_deref());
    render(&resize::turn(coloured, orientation), &plan, order)
}

/// Width and height of a picture that lies on its side, if it does so.
const fn flip(turned: bool, (width, height): (u32, u32)) -> (u32, u32) {
    if turned { (height, width) } else { (width, height) }
}

/// Makes every view from `base`, the largest first, so that smaller ones can be made from larger ones.
fn render(base: &Raster, plan: &Plan, order: &Order) -> Result<Made, Trouble> {
    let mut scaled: Vec<Raster> = Vec::new();
    let mut pictures: Vec<Option<Picture>> = vec![None; order.views.len()];
    let mut placeholder = None;
    for index in plan.by_size() {
        let cut = &plan.cuts[index];
        let picture = match nearest(base, &scaled, cut) {
            Some(same) => Cow::Borrowed(same),
            None => Cow::Owned(resize::cut(best(base, &scaled, cut), cut)?),
        };
        match order.views.get(index) {
            Some(view) => pictures[index] = Some(encode::encode(&cut.framed(&picture), view.format, view.quality)?),
            None => placeholder = fenced(|| encode::placeholder(&picture)),
        }
        if let (Cow::Owned(picture), true) = (picture, cut.whole()) {
            scaled.push(picture);
        }
    }
    Ok(Made { pictures: pictures.into_iter().flatten().collect(), placeholder })
}

/// A picture that is what this cut asks for already.
fn nearest<'a>(base: &'a Raster, scaled: &'a [Raster], cut: &Cut) -> Option<&'a Raster> {
    let mut all = scaled.iter().chain([base]);
    all.find(|raster| cut.whole() && raster.size() == cut.size)
}

/// The smallest picture that is still twice as large as this cut, so that scaling twice loses nothing visible.
fn best<'a>(base: &'a Raster, scaled: &'a [Raster], cut: &Cut) -> &'a Raster {
    let (width, height) = cut.needed();
    let enough = |raster: &&Raster| f64::from(raster.width) >= 2.0 * width && f64::from(raster.height) >= 2.0 * height;
    scaled.iter().filter(enough).min_by_key(|raster| raster.width).unwrap_or(base)
}

#[cfg(test)]
mod tests;
