//! What is shown where a picture should be and none can be made: drawn by simple arithmetic, in two greys.

use crate::order::{Picture, View};
use crate::rendition::encode;
use crate::rendition::raster::{Layout, Raster};

/// What there is no rendition of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StandIn {
    /// A picture: a frame with mountains and the sun.
    Picture,
    /// A video: a strip of film with a triangle.
    Video,
}

const PAPER: u8 = 0xee;
const INK: u8 = 0xc4;

/// How many times each pixel is tried in either direction, for smooth edges.
const TRIES: u32 = 3;

/// What is shown in the place of a picture or video that has no rendition: drawn, neutral, light grey.
///
/// It is exactly as large as the view's box, whatever its mode, and of its format and quality.
#[must_use]
pub fn stand_in(kind: StandIn, view: &View) -> Picture {
    let (width, height) = (view.width.clamp(1, 4096), view.height.clamp(1, 4096));
    let mut pixels = Vec::with_capacity(width as usize * height as usize * 3);
    for y in 0..height {
        for x in 0..width {
            pixels.extend([shade(kind, x, y, (width, height)); 3]);
        }
    }
    let raster = Raster { width, height, layout: Layout::Rgb, pixels };
    let empty = Picture { width, height, format: view.format, bytes: Vec::new() };
    encode::encode(&raster, view.format, view.quality).unwrap_or(empty)
}

/// The grey of one pixel.
fn shade(kind: StandIn, x: u32, y: u32, (width, height): (u32, u32)) -> u8 {
    let unit = f64::from(width.min(height));
    let mut inked = 0;
    for try_number in 0..TRIES * TRIES {
        let within = |number: u32| (f64::from(number) + 0.5) / f64::from(TRIES);
        // The middle is 0, and the shorter side goes from -1 to 1.
        let across = (f64::from(x) + within(try_number % TRIES)) * 2.0 - f64::from(width);
        let down = (f64::from(y) + within(try_number / TRIES)) * 2.0 - f64::from(height);
        let at = (across / unit, down / unit);
        inked += u32::from(match kind {
            StandIn::Picture => frame(at) || sketch(at),
            StandIn::Video => film(at),
        });
    }
    let (paper, ink) = (u32::from(PAPER), u32::from(INK));
    let tries = TRIES * TRIES;
    u8::try_from((paper * (tries - inked) + ink * inked) / tries).unwrap_or(PAPER)
}

/// Whether a point is in a box around the middle, with round corners.
fn rounded((x, y): (f64, f64), half_width: f64, half_height: f64, radius: f64) -> bool {
    let beyond = |at: f64, half: f64| (at.abs() - (half - radius)).max(0.0);
    beyond(x, half_width).hypot(beyond(y, half_height)) <= radius
}

fn frame(at: (f64, f64)) -> bool {
    rounded(at, 0.6, 0.46, 0.12) && !rounded(at, 0.54, 0.40, 0.06)
}

/// Two mountains, and the sun above them.
fn sketch((x, y): (f64, f64)) -> bool {
    let mountain = |peak: f64, top: f64| y > top + (x - peak).abs() * 1.1;
    let ground = y < 0.32 && x.abs() < 0.46;
    (ground && (mountain(-0.12, -0.14) || mountain(0.24, 0.06))) || (x - 0.27).hypot(y + 0.17) < 0.09
}

/// A strip of film with a triangle that points to the right.
fn film((x, y): (f64, f64)) -> bool {
    let holes = (0.42..0.52).contains(&x.abs()) && ((y + 0.5) * 6.0).rem_euclid(1.0) < 0.55 && y.abs() < 0.4;
    let triangle = x > -0.14 && x < 0.22 && y.abs() < (0.22 - x) * 0.6;
    rounded((x, y), 0.6, 0.46, 0.1) && !holes && !triangle
}
