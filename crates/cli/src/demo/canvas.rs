//! The canvas: fills, gradients, glows and reflections on opaque pixels, and the film grain at the end.
//!
//! Gradients run straight down or out from a point only and are blended here in whole numbers: the
//! general ones of the rasteriser take ten times as long. Nothing here knows what is being drawn.

use tiny_skia::{Color, FillRule, LineCap, LineJoin, Mask, Paint, Path, PathBuilder, Pixmap, Stroke, Transform};

use super::colour::Colour;
use super::dice::Dice;
use super::shape::Shape;

/// Opaque pixels to draw on.
pub(super) struct Canvas {
    pixels: Pixmap,
    mask: Mask,
    /// Width in pixels.
    pub(super) w: f32,
    /// Height in pixels.
    pub(super) h: f32,
    /// The shorter side in pixels: the measure for the size of things.
    pub(super) s: f32,
}

/// The finished picture: rows of pixels of four bytes: red, green, blue and one without a meaning.
pub(super) struct Raster {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) pixels: Vec<u8>,
}

impl Canvas {
    /// A canvas of that many pixels; nothing for no pixels.
    pub(super) fn new(width: u32, height: u32) -> Option<Self> {
        let mut pixels = Pixmap::new(width, height)?;
        pixels.fill(Color::BLACK);
        let (w, h) = (width as f32, height as f32);
        Some(Self { pixels, mask: Mask::new(width, height)?, w, h, s: w.min(h) })
    }

    /// Fills `shape` with one colour.
    pub(super) fn fill(&mut self, shape: Shape, colour: Colour) {
        if let Some(path) = shape.path() {
            self.pixels.fill_path(&path, &paint(colour), FillRule::Winding, Transform::identity(), None);
        }
    }

    /// Fills `shape` with `top` at its upper edge, turning into `bottom` at its lower edge.
    pub(super) fn shade(&mut self, shape: Shape, top: Colour, bottom: Colour) {
        if let Some(path) = shape.path() {
            let bounds = path.bounds();
            self.shade_path(&path, (bounds.top(), top), (bounds.bottom(), bottom));
        }
    }

    /// Fills `shape` with a gradient between two heights, whatever its own extent.
    pub(super) fn shade_between(&mut self, shape: Shape, top: (f32, Colour), bottom: (f32, Colour)) {
        if let Some(path) = shape.path() {
            self.shade_path(&path, top, bottom);
        }
    }

    fn shade_path(&mut self, path: &Path, (from, top): (f32, Colour), (to, bottom): (f32, Colour)) {
        let bounds = path.bounds();
        let (first, last) = (row(bounds.top(), self.h), row(bounds.bottom() + 1.0, self.h));
        let (left, right) = (row(bounds.left(), self.w), row(bounds.right() + 1.0, self.w));
        if first >= last || left >= right {
            return;
        }
        self.mask.fill_path(path, FillRule::Winding, true, Transform::identity());
        let width = self.w as usize;
        for y in first..last {
            let colour = top.mix(bottom, (y as f32 + 0.5 - from) / (to - from).max(1.0));
            let cover = &mut self.mask.data_mut()[y * width + left..y * width + right];
            let pixels = &mut self.pixels.data_mut()[(y * width + left) * 4..(y * width + right) * 4];
            let (target, strength) = (opaque(colour), (colour.alpha.clamp(0.0, 1.0) * 257.0) as u16);
            for (pixel, cover) in pixels.as_chunks_mut().0.iter_mut().zip(cover.iter()) {
                blend(pixel, target, (u16::from(*cover) * strength) >> 8);
            }
            cover.fill(0);
        }
    }

    /// Blends a gradient into all rows between two heights.
    pub(super) fn veil(&mut self, (from, top): (f32, Colour), (to, bottom): (f32, Colour)) {
        let width = self.w as usize;
        for y in row(from, self.h)..row(to, self.h) {
            let colour = top.mix(bottom, (y as f32 + 0.5 - from) / (to - from).max(1.0));
            let (target, share) = (opaque(colour), (colour.alpha * 256.0) as u16);
            let line = &mut self.pixels.data_mut()[y * width * 4..(y + 1) * width * 4];
            line.as_chunks_mut().0.iter_mut().for_each(|pixel| blend(pixel, target, share));
        }
    }

    /// Fills whole rows from height `from` to `to` with colours that follow `stops` (0 to 1, rising).
    pub(super) fn backdrop(&mut self, from: f32, to: f32, stops: &[(f32, Colour)]) {
        let width = self.w as usize;
        for y in row(from, self.h)..row(to, self.h) {
            let t = (y as f32 - from) / (to - from).max(1.0);
            let colour = along(stops, t);
            let [red, green, blue] = colour.bytes();
            self.pixels.data_mut()[y * width * 4..(y + 1) * width * 4].as_chunks_mut().0.fill([red, green, blue, 255]);
        }
    }

    /// Light that fades out from (`x`, `y`) to nothing at `radius`; the colour's opacity is the strength.
    pub(super) fn glow(&mut self, x: f32, y: f32, radius: f32, colour: Colour) {
        let (width, target) = (self.w as usize, opaque(colour));
        let (strength, inverse) = (colour.alpha * 256.0, 1.0 / (radius * radius));
        for line in row(y - radius, self.h)..row(y + radius, self.h) {
            let dy = line as f32 + 0.5 - y;
            let reach = (1.0 - dy * dy * inverse).max(0.0);
            let half = radius * reach.sqrt();
            let (left, right) = (row(x - half, self.w), row(x + half, self.w));
            let pixels = &mut self.pixels.data_mut()[(line * width + left) * 4..(line * width + right) * 4];
            for (step, pixel) in pixels.as_chunks_mut().0.iter_mut().enumerate() {
                let dx = (left + step) as f32 + 0.5 - x;
                let fade = (reach - dx * dx * inverse).max(0.0);
                blend(pixel, target, (fade * fade * fade * strength) as u16);
            }
        }
    }

    /// Draws a line with round ends through `points`.
    pub(super) fn line(&mut self, points: &[(f32, f32)], width: f32, colour: Colour) {
        let mut builder = PathBuilder::new();
        for (index, &(x, y)) in points.iter().enumerate() {
            if index == 0 { builder.move_to(x, y) } else { builder.line_to(x, y) }
        }
        let stroke = Stroke { width, line_cap: LineCap::Round, line_join: LineJoin::Round, ..Stroke::default() };
        if let Some(path) = builder.finish() {
            self.pixels.stroke_path(&path, &paint(colour), &stroke, Transform::identity(), None);
        }
    }

    /// Mirrors what lies above `shore` into the water below it, down to `end`, broken by ripples of `ripple`
    /// pixels and blended into `tint` (its opacity at the shore; twice that near the viewer).
    pub(super) fn mirror(&mut self, shore: f32, end: f32, ripple: f32, tint: Colour, dice: &mut Dice) {
        let (width, first, last) = (self.w as usize, row(shore, self.h), row(end, self.h));
        let (above, below) = self.pixels.data_mut().split_at_mut(first * width * 4);
        let target = opaque(tint);
        let (mut drift, mut lift) = (0.0f32, 0.0f32);
        for y in first..last.min(first * 2) {
            let near = (y - first) as f32 / (last - first).max(1) as f32;
            drift = drift * 0.6 + dice.between(-1.0, 1.0) * ripple * (0.25 + near);
            lift = lift * 0.7 + dice.between(-1.0, 1.0) * ripple * (0.2 + near);
            let source = (first as f32 - 1.0 - (y - first) as f32 + lift).clamp(0.0, first as f32 - 1.0) as usize;
            let shift = (drift.clamp(-60.0, 60.0) as isize).unsigned_abs().min(width - 1) * 4;
            let from = &above[source * width * 4..(source + 1) * width * 4];
            let to = &mut below[(y - first) * width * 4..(y - first + 1) * width * 4];
            let length = from.len();
            if drift >= 0.0 {
                to[shift..].copy_from_slice(&from[..length - shift]);
                to[..shift].copy_from_slice(&from[..shift]);
            } else {
                to[..length - shift].copy_from_slice(&from[shift..]);
                to[length - shift..].copy_from_slice(&from[length - shift..]);
            }
            let share = (tint.alpha * (1.0 + near) * 256.0).min(256.0) as u16;
            to.as_chunks_mut().0.iter_mut().for_each(|pixel| blend(pixel, target, share));
        }
    }

    /// A curtain of light: at every column it stands on `foot`, reaches `reach` up and has `strength` 0 to 1;
    /// `low` at the foot turns into `high` and fades out.
    pub(super) fn curtain(&mut self, columns: &[Curtain], low: Colour, high: Colour) {
        let width = self.w as usize;
        let top = columns.iter().fold(self.h, |top, c| top.min(c.foot - c.reach));
        let bottom = columns.iter().fold(0.0f32, |bottom, c| bottom.max(c.foot));
        let inverse: Vec<f32> = columns.iter().map(|column| 1.0 / column.reach.max(1.0)).collect();
        for y in row(top, self.h)..row(bottom, self.h) {
            let line = &mut self.pixels.data_mut()[y * width * 4..(y + 1) * width * 4];
            for ((pixel, column), inverse) in line.chunks_exact_mut(4).zip(columns).zip(&inverse) {
                let t = (column.foot - y as f32) * inverse;
                if (0.0..1.0).contains(&t) {
                    let rise = (t * 9.0).min(1.0);
                    let fade = (1.0 - t) * (1.0 - t);
                    let strength = column.strength * rise * fade;
                    let light = low.mix(high, t * 1.3);
                    for (channel, glow) in pixel.iter_mut().zip([light.red, light.green, light.blue]) {
                        *channel = (f32::from(*channel) + glow * strength).min(255.0) as u8;
                    }
                }
            }
        }
    }

    /// The picture with a darker rim and fine grain, which also hides the steps of wide gradients.
    pub(super) fn finish(self, dice: &mut Dice) -> Raster {
        const SPAN: usize = 16_384;
        let (width, height) = (self.w as usize, self.h as usize);
        let mut noise = vec![0u8; SPAN * 2];
        dice.fill(&mut noise);
        // Four equal entries a pixel, so that the loop below is one sweep over bytes.
        let grain: Vec<i16> = noise
            .as_chunks()
            .0
            .iter()
            .flat_map(|[a, b]| [((i16::from(*a) + i16::from(*b) - 255) * GRAIN) >> 8; 4])
            .collect();
        let rim = |position: usize, length: usize| {
            let t = position as f32 / length as f32 * 2.0 - 1.0;
            (t * t * t * t * 20.0) as u16
        };
        let columns: Vec<u16> = (0..width).flat_map(|x| [rim(x, width); 4]).collect();
        let mut pixels = self.pixels.take();
        for (y, line) in pixels.chunks_exact_mut(width * 4).enumerate() {
            let start = dice.below(SPAN - width) * 4;
            let keep = 256 - rim(y, height);
            for ((channel, column), grain) in line.iter_mut().zip(&columns).zip(&grain[start..start + width * 4]) {
                let shaded = (u16::from(*channel) * (keep - column)) >> 8;
                *channel = (shaded as i16 + grain).clamp(0, 255) as u8;
            }
        }
        Raster { width, height, pixels }
    }
}

/// How coarse the grain is: the greatest change of a channel.
const GRAIN: i16 = 6;

/// One column of a [`Canvas::curtain`].
#[derive(Clone, Copy)]
pub(super) struct Curtain {
    pub(super) foot: f32,
    pub(super) reach: f32,
    pub(super) strength: f32,
}

/// The colour at `t` of rising `stops`.
fn along(stops: &[(f32, Colour)], t: f32) -> Colour {
    let after = stops.iter().position(|(at, _)| *at > t).unwrap_or(stops.len());
    match (after.checked_sub(1).and_then(|before| stops.get(before)), stops.get(after)) {
        (Some((from, low)), Some((to, high))) => low.mix(*high, (t - from) / (to - from)),
        (Some((_, colour)), None) | (None, Some((_, colour))) => *colour,
        (None, None) => super::colour::WHITE,
    }
}

/// A coordinate as a row or column number within the canvas.
fn row(coordinate: f32, limit: f32) -> usize {
    coordinate.clamp(0.0, limit) as usize
}

fn paint(colour: Colour) -> Paint<'static> {
    let [red, green, blue] = colour.bytes();
    let mut paint = Paint::default();
    paint.set_color_rgba8(red, green, blue, (colour.alpha.clamp(0.0, 1.0) * 255.0 + 0.5) as u8);
    paint
}

/// The bytes of a pixel in that colour.
fn opaque(colour: Colour) -> [u16; 4] {
    let [red, green, blue] = colour.bytes().map(u16::from);
    [red, green, blue, 255]
}

/// Blends `share` of 256 of `target` into one pixel.
fn blend(pixel: &mut [u8; 4], target: [u16; 4], share: u16) {
    for (channel, target) in pixel.iter_mut().zip(target) {
        *channel = ((u16::from(*channel) * (256 - share) + target * share + 128) >> 8) as u8;
    }
}

impl Raster {
    /// The picture turned a quarter: clockwise, or against the clock.
    pub(super) fn turned(&self, clockwise: bool) -> Self {
        let (width, height) = (self.height, self.width);
        let mut pixels = Vec::with_capacity(self.pixels.len());
        for y in 0..height {
            for x in 0..width {
                let (column, row) = if clockwise { (y, width - 1 - x) } else { (height - 1 - y, x) };
                let from = (row * self.width + column) * 4;
                pixels.extend_from_slice(&self.pixels[from..from + 4]);
            }
        }
        Self { width, height, pixels }
    }
}
