//! Outlines: what scenes hand to the canvas. Coordinates are pixels, y grows downwards.

use tiny_skia::{Path, PathBuilder, Rect};

use super::dice::{Dice, around, sine};

/// Several closed outlines that are filled together, overlaps once.
#[derive(Default)]
pub(super) struct Shape(PathBuilder);

impl Shape {
    /// Nothing yet.
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// One outline through `points`.
    pub(super) fn of(points: &[(f32, f32)]) -> Self {
        Self::new().and(points)
    }

    /// This and the outline through `points`.
    pub(super) fn and(mut self, points: &[(f32, f32)]) -> Self {
        self.polygon(points);
        self
    }

    /// One circle.
    pub(super) fn circle(x: f32, y: f32, radius: f32) -> Self {
        Self::oval(x, y, radius, radius)
    }

    /// One oval with half-axes `across` and `down`.
    pub(super) fn oval(x: f32, y: f32, across: f32, down: f32) -> Self {
        let mut shape = Self::new();
        shape.add_oval(x, y, across, down);
        shape
    }

    /// One rectangle from its upper left corner.
    pub(super) fn rect(x: f32, y: f32, width: f32, height: f32) -> Self {
        let mut shape = Self::new();
        shape.add_rect(x, y, width, height);
        shape
    }

    /// Adds the outline through `points`, always clockwise, so that overlaps never cancel out.
    pub(super) fn polygon(&mut self, points: &[(f32, f32)]) {
        let twice_area: f32 = (0..points.len())
            .map(|i| {
                let (a, b) = (points[i], points[(i + 1) % points.len()]);
                a.0 * b.1 - b.0 * a.1
            })
            .sum();
        let mut join = |index: usize, &(x, y): &(f32, f32)| {
            if index == 0 { self.0.move_to(x, y) } else { self.0.line_to(x, y) }
        };
        if twice_area >= 0.0 {
            points.iter().enumerate().for_each(|(i, point)| join(i, point));
        } else {
            points.iter().rev().enumerate().for_each(|(i, point)| join(i, point));
        }
        self.0.close();
    }

    /// Adds an oval.
    pub(super) fn add_oval(&mut self, x: f32, y: f32, across: f32, down: f32) {
        if let Some(frame) = Rect::from_ltrb(x - across, y - down, x + across, y + down) {
            self.0.push_oval(frame);
        }
    }

    /// Adds a circle.
    pub(super) fn add_circle(&mut self, x: f32, y: f32, radius: f32) {
        self.add_oval(x, y, radius, radius);
    }

    /// Adds a rectangle from its upper left corner.
    pub(super) fn add_rect(&mut self, x: f32, y: f32, width: f32, height: f32) {
        if let Some(rect) = Rect::from_xywh(x, y, width, height) {
            self.0.push_rect(rect);
        }
    }

    /// Adds a leaf from `from` to `to`, `width` wide in the middle.
    pub(super) fn add_leaf(&mut self, from: (f32, f32), to: (f32, f32), width: f32) {
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let length = (dx * dx + dy * dy).sqrt().max(0.01);
        let (nx, ny) = (-dy / length * width, dx / length * width);
        let (mx, my) = (from.0 + dx * 0.5, from.1 + dy * 0.5);
        self.0.move_to(from.0, from.1);
        self.0.quad_to(mx - nx, my - ny, to.0, to.1);
        self.0.quad_to(mx + nx, my + ny, from.0, from.1);
        self.0.close();
    }

    /// Adds a fir: its foot in the middle at (`x`, `y`), ragged boughs in tiers.
    pub(super) fn add_fir(&mut self, x: f32, y: f32, height: f32, dice: &mut Dice) {
        let half = height * dice.between(0.17, 0.23);
        let tiers = if height < 24.0 { 3 } else { 6 };
        let mut left = vec![(x, y - height)];
        let mut right = Vec::with_capacity(tiers * 2);
        for tier in 1..=tiers {
            let t = tier as f32 / tiers as f32;
            let level = y - height * (1.0 - 0.93 * t);
            let droop = height * 0.03 * t;
            left.push((x - half * t * dice.between(0.82, 1.12), level + droop));
            left.push((x - half * t * 0.45, level - droop));
            right.push((x + half * t * dice.between(0.82, 1.12), level + droop));
            right.push((x + half * t * 0.45, level - droop));
        }
        let trunk = height * 0.025;
        left.extend([(x - trunk, y - height * 0.08), (x - trunk, y), (x + trunk, y), (x + trunk, y - height * 0.08)]);
        left.extend(right.into_iter().rev());
        self.polygon(&left);
    }

    /// Adds a heap of circles: a round tree's crown, a bush, a cloud of smoke.
    pub(super) fn add_crown(&mut self, x: f32, y: f32, radius: f32, dice: &mut Dice) {
        self.add_circle(x, y, radius * 0.72);
        for lobe in 0..9 {
            let (cx, cy) = around(x, y, radius * dice.between(0.48, 0.72), lobe as f32 / 9.0 + dice.between(0.0, 0.08));
            self.add_circle(cx, cy, radius * dice.between(0.26, 0.42));
        }
    }

    /// The finished path; nothing when it is empty or has no extent.
    pub(super) fn path(self) -> Option<Path> {
        self.0.finish()
    }
}

/// A skyline of land: heights (pixels from the top) at even steps across the picture.
#[derive(Clone)]
pub(super) struct Ridge {
    heights: Vec<f32>,
    width: f32,
}

impl Ridge {
    /// Soft hills around `level`, `swell` high, about `waves` of them across `width`.
    pub(super) fn rolling(width: f32, level: f32, swell: f32, waves: f32, dice: &mut Dice) -> Self {
        let phases = [dice.unit(), dice.unit(), dice.unit()];
        let heights = (0..=96)
            .map(|step| {
                let t = step as f32 / 96.0 * waves;
                let sum = 0.6 * sine(t + phases[0]) + 0.3 * sine(t * 1.9 + phases[1]) + 0.1 * sine(t * 4.3 + phases[2]);
                level - swell * sum
            })
            .collect();
        Self { heights, width }
    }

    /// Broken rock from `level` up to `swell` above it, by halving and shifting midpoints.
    pub(super) fn jagged(width: f32, level: f32, swell: f32, dice: &mut Dice) -> Self {
        const STEPS: usize = 256;
        let mut heights = vec![0.5f32; STEPS + 1];
        for end in [0, STEPS / 4, STEPS / 2, STEPS * 3 / 4, STEPS] {
            heights[end] = dice.between(0.15, 0.95);
        }
        let (mut span, mut reach) = (STEPS / 4, 0.26);
        while span > 1 {
            for middle in (span / 2..STEPS).step_by(span) {
                let mean = (heights[middle - span / 2] + heights[middle + span / 2]) / 2.0;
                heights[middle] = (mean + dice.between(-reach, reach)).clamp(0.0, 1.0);
            }
            span /= 2;
            reach *= 0.55;
        }
        heights.iter_mut().for_each(|height| *height = level - swell * *height);
        Self { heights, width }
    }

    /// The height above which there is sky at `x`.
    pub(super) fn at(&self, x: f32) -> f32 {
        let steps = self.heights.len() - 1;
        let position = (x / self.width).clamp(0.0, 1.0) * steps as f32;
        let index = (position as usize).min(steps - 1);
        let t = position - index as f32;
        self.heights[index] * (1.0 - t) + self.heights[index + 1] * t
    }

    /// The highest point's y.
    pub(super) fn top(&self) -> f32 {
        self.heights.iter().fold(f32::MAX, |top, height| top.min(*height))
    }

    /// The land below the ridge, down to `bottom`.
    pub(super) fn land(&self, bottom: f32) -> Shape {
        let step = self.width / (self.heights.len() - 1) as f32;
        let mut points: Vec<_> = self.heights.iter().enumerate().map(|(i, y)| (i as f32 * step, *y)).collect();
        points.extend([(self.width + 1.0, bottom), (-1.0, bottom)]);
        points[0].0 = -1.0;
        Shape::of(&points)
    }

    /// The same line moved down by `by`.
    pub(super) fn lowered(&self, by: f32) -> Self {
        Self { heights: self.heights.iter().map(|y| y + by).collect(), width: self.width }
    }
}
