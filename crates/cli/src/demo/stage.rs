//! The stage: a canvas in some light, and what many scenes share: skies, clouds, birds, water, woods.

use super::canvas::Canvas;
use super::colour::{Colour, WHITE, hex};
use super::dice::{Dice, around};
use super::light::{Hour, Light, Season};
use super::shape::{Ridge, Shape};

/// Everything a scene draws with.
pub(super) struct Stage {
    pub(super) canvas: Canvas,
    pub(super) light: Light,
    pub(super) season: Season,
    pub(super) dice: Dice,
    /// Where the sun or moon stands; beyond the edge when it is not to be seen.
    pub(super) sun: (f32, f32),
}

/// The colour of lamplight.
pub(super) const LAMP: Colour = hex(0xFFD48A);

impl Stage {
    /// `material` in this picture's light (see [`Light::on`]).
    pub(super) fn on(&self, material: u32, distance: f32) -> Colour {
        self.light.on(hex(material), distance)
    }

    /// One of `materials` in this picture's light.
    pub(super) fn one_of<const N: usize>(&mut self, materials: [u32; N], distance: f32) -> Colour {
        let material = self.dice.pick(materials);
        self.on(material, distance)
    }

    /// The whole sky down to `horizon`: gradient, stars, sun or moon, clouds.
    pub(super) fn sky(&mut self, horizon: f32) {
        let [zenith, upper, lower, edge] = self.light.sky;
        self.canvas.backdrop(0.0, horizon, &[(0.0, zenith), (0.42, upper), (0.76, lower), (1.0, edge)]);
        self.canvas.backdrop(horizon, self.canvas.h, &[(0.0, edge)]);
        if self.light.dark() {
            self.stars(horizon);
        }
        self.heavens(horizon);
        self.clouds(horizon);
    }

    fn stars(&mut self, horizon: f32) {
        let area = self.canvas.w * horizon / 960_000.0;
        let (count, share) = if self.light.hour == Hour::Night { (420.0, 1.0) } else { (90.0, 0.6) };
        let mut layers = [Shape::new(), Shape::new(), Shape::new()];
        for _ in 0..(count * area) as usize {
            let height = self.dice.unit();
            let (x, y) = (self.dice.between(0.0, self.canvas.w), horizon * height * (0.5 + 0.4 * height));
            let layer = self.dice.pick([0, 0, 0, 1, 1, 2]);
            let radius = [0.55, 0.9, 1.35][layer] * self.canvas.s / 800.0;
            layers[layer].add_rect(x, y, radius * 1.8, radius * 1.8);
        }
        for (layer, alpha) in layers.into_iter().zip([0.45, 0.7, 0.95]) {
            self.canvas.fill(layer, WHITE.alpha(alpha * share));
        }
    }

    /// The sun, or the moon, with its glow.
    fn heavens(&mut self, horizon: f32) {
        let (w, s) = (self.canvas.w, self.canvas.s);
        let x = w * self.dice.pick([0.24, 0.32, 0.5, 0.62, 0.7, 0.78]) + s * self.dice.between(-0.04, 0.04);
        let (height, radius, strength) = match self.light.hour {
            Hour::Dawn => (0.84, 0.045, 0.75),
            Hour::Morning => (0.28, 0.035, 0.55),
            Hour::Mist => (0.42, 0.04, 0.5),
            Hour::Day => (-0.12, 0.05, 0.5),
            Hour::Golden => (0.62, 0.052, 0.8),
            Hour::Sunset => (0.86, 0.075, 0.85),
            Hour::Dusk => (0.34, 0.024, 0.2),
            Hour::Night => (0.27, 0.035, 0.26),
        };
        let (y, radius) = (horizon * (height + self.dice.between(-0.05, 0.05)), s * radius);
        self.sun = (x, y);
        let sun = self.light.sun;
        if self.light.dark() {
            if self.dice.chance(0.3) {
                return;
            }
            self.canvas.glow(x, y, s * 0.26, sun.alpha(strength));
            self.moon(x, y, radius);
        } else {
            self.canvas.glow(x, y, s * 0.62, sun.alpha(strength));
            self.canvas.glow(x, y, radius * 2.6, sun.alpha(strength * 0.8));
            self.canvas.fill(Shape::circle(x, y, radius), sun.mix(WHITE, 0.4));
        }
    }

    /// A full moon with faint seas, or a crescent.
    fn moon(&mut self, x: f32, y: f32, radius: f32) {
        let colour = self.light.sun;
        if self.dice.chance(0.5) {
            let (tilt, full) = (self.dice.between(-0.12, 0.12), self.dice.between(0.35, 0.7));
            let edge = |step: i32, depth: f32| {
                let (across, down) = around(0.0, 0.0, radius, step as f32 / 48.0 - 0.25);
                let (cos, sin) = around(0.0, 0.0, 1.0, tilt);
                (x + across * depth * cos - down * sin, y + across * depth * sin + down * cos)
            };
            let outer = (0..=24).map(|step| edge(step, 1.0));
            let inner = (0..=24).rev().map(|step| edge(step, full));
            self.canvas.fill(Shape::of(&outer.chain(inner).collect::<Vec<_>>()), colour);
            return;
        }
        self.canvas.fill(Shape::circle(x, y, radius), colour);
        let mut seas = Shape::oval(x - radius * 0.3, y - radius * 0.2, radius * 0.34, radius * 0.28);
        seas.add_circle(x + radius * 0.28, y - radius * 0.36, radius * 0.2);
        seas.add_oval(x + radius * 0.1, y + radius * 0.34, radius * 0.36, radius * 0.22);
        self.canvas.fill(seas, hex(0xB9B59F).alpha(0.35));
    }

    fn clouds(&mut self, horizon: f32) {
        let (w, s) = (self.canvas.w, self.canvas.s);
        match self.light.hour {
            Hour::Morning | Hour::Day => {
                for _ in 0..(2 + self.dice.below(3)) {
                    let y = horizon * self.dice.between(0.16, 0.72);
                    let size = s * self.dice.between(0.16, 0.34) * (1.15 - 0.6 * y / horizon);
                    let x = self.dice.between(0.0, w);
                    let covers = (x - self.sun.0).abs() < size * 1.2 && (y - self.sun.1).abs() < size * 0.7;
                    let x = if covers { x + size * 2.2 * if self.sun.0 < x { 1.0 } else { -1.0 } } else { x };
                    self.cloud(x, y, size);
                }
            }
            Hour::Night | Hour::Mist => {}
            _ => self.streaks(horizon),
        }
    }

    /// One heaped cloud with a flat foot; `size` is half its width.
    pub(super) fn cloud(&mut self, x: f32, y: f32, size: f32) {
        let mut heap = Shape::new();
        for lobe in 0..6 {
            let t = (lobe as f32 + self.dice.between(-0.3, 0.3)) / 5.0 * 2.0 - 1.0;
            let radius = size * (0.16 + 0.24 * (1.0 - t * t).max(0.0)) * self.dice.between(0.8, 1.15);
            heap.add_circle(x + t * size * 0.8, y - radius * 0.75, radius);
        }
        heap.add_oval(x, y - size * 0.06, size, size * 0.1);
        let top = WHITE.mix(self.light.sun, 0.2);
        let foot = self.light.sky[2].mix(WHITE, 0.25);
        self.canvas.shade(heap, top.alpha(0.92), foot.alpha(0.35));
    }

    /// Long thin clouds that catch the low light.
    fn streaks(&mut self, horizon: f32) {
        let (w, s) = (self.canvas.w, self.canvas.s);
        let warm = self.light.sun.mix(self.light.sky[3], 0.5);
        for _ in 0..(5 + self.dice.below(5)) {
            let height = self.dice.between(0.18, 0.92);
            let (x, y) = (self.dice.between(-0.1, 1.1) * w, horizon * height);
            let length = s * self.dice.between(0.12, 0.5);
            let mut streak = Shape::new();
            for part in 0..3 {
                let shift = length * (part as f32 - 1.0) * self.dice.between(0.3, 0.6);
                let lift = s * 0.009 * self.dice.between(-1.0, 1.0);
                streak.add_oval(
                    x + shift,
                    y + lift,
                    length * self.dice.between(0.4, 0.8),
                    s * self.dice.between(0.003, 0.009),
                );
            }
            let colour = self.light.sky[1].mix(warm, height + 0.05);
            self.canvas.fill(streak, colour.alpha(self.dice.between(0.3, 0.6)));
        }
    }

    /// A few birds, far away.
    pub(super) fn birds(&mut self, x: f32, y: f32, count: usize) {
        let s = self.canvas.s;
        let colour = self.on(0x333A46, 0.25).alpha(0.8);
        for _ in 0..count {
            let (bx, by) = (x + s * self.dice.between(-0.16, 0.16), y + s * self.dice.between(-0.07, 0.07));
            let size = s * self.dice.between(0.008, 0.017);
            let dip = size * self.dice.between(0.2, 0.5);
            let tips = [(-1.0, 0.0), (-0.5, -dip / size), (0.0, 0.1), (0.5, -dip / size), (1.0, 0.0)];
            let wings: Vec<_> = tips.iter().map(|(dx, dy)| (bx + dx * size, by + dy * size)).collect();
            self.canvas.line(&wings, s * 0.0026, colour);
        }
    }

    /// Open water from `shore` to the lower edge, with the sun's path on it and waves.
    pub(super) fn sea(&mut self, shore: f32, deep: u32) {
        let (w, h) = (self.canvas.w, self.canvas.h);
        let far = self.light.on(hex(deep), 0.62).mix(self.light.sky[3], 0.3);
        let near = self.light.on(hex(deep), 0.06);
        self.canvas.backdrop(shore, h, &[(0.0, far), (0.35, far.mix(near, 0.6)), (1.0, near)]);
        let mut waves = [Shape::new(), Shape::new()];
        for _ in 0..170 {
            let t = self.dice.unit();
            let (x, y) = (self.dice.between(0.0, w), shore + (h - shore) * (t * t * 0.98 + 0.01));
            let length = self.canvas.s * (0.012 + 0.07 * t) * self.dice.between(0.5, 1.5);
            waves[self.dice.below(2)].add_oval(x, y, length, 0.6 + 2.2 * t * t);
        }
        let [crests, troughs] = waves;
        self.canvas.fill(crests, self.light.sky[2].mix(WHITE, 0.2).alpha(0.26));
        self.canvas.fill(troughs, near.bright(0.7).alpha(0.3));
        self.glitter(shore, h);
    }

    /// The sun's or moon's path on water.
    pub(super) fn glitter(&mut self, shore: f32, end: f32) {
        let (x, s) = (self.sun.0, self.canvas.s);
        if self.light.hour == Hour::Mist || (self.light.hour == Hour::Day && self.dice.chance(0.5)) {
            return;
        }
        let mut path = [Shape::new(), Shape::new()];
        for step in 0..120 {
            let t = step as f32 / 120.0;
            let y = shore + (end - shore) * (t * 0.9 + 0.008);
            let spread = s * (0.03 + 0.11 * t);
            let length = s * (0.006 + 0.03 * t) * self.dice.between(0.3, 1.4);
            let offset = spread * (self.dice.unit() + self.dice.unit() - 1.0);
            path[step % 2].add_oval(x + offset, y, length, 0.7 + 2.6 * t);
        }
        let strength = if self.light.dark() { 0.45 } else { 0.6 };
        let [strong, weak] = path;
        self.canvas.fill(strong, self.light.sun.alpha(strength));
        self.canvas.fill(weak, self.light.sun.alpha(strength * 0.55));
    }

    /// Mist lying over the picture between two heights, densest in the middle.
    pub(super) fn mist(&mut self, top: f32, bottom: f32, strength: f32) {
        let middle = (top + bottom) / 2.0;
        let haze = self.light.haze.mix(self.light.sky[3], 0.35);
        let (clear, dense) = (haze.alpha(0.0), haze.alpha(strength));
        self.canvas.veil((top, clear), (middle, dense));
        self.canvas.veil((middle, dense), (bottom, clear));
    }

    /// Firs along `ridge`, `height` high on average, `count` of them.
    pub(super) fn firs(&mut self, ridge: &Ridge, height: f32, count: usize, colour: Colour) {
        let mut wood = Shape::new();
        let w = self.canvas.w;
        for index in 0..count {
            let x = (index as f32 + self.dice.between(-0.4, 1.4)) / count as f32 * w;
            let grown = height * self.dice.between(0.55, 1.2);
            wood.add_fir(x, ridge.at(x) + height * 0.12, grown, &mut self.dice);
        }
        self.canvas.fill(wood, colour);
    }

    /// Falling snow: many small flakes, some large ones close by.
    pub(super) fn snowfall(&mut self, density: f32) {
        let (w, h, s) = (self.canvas.w, self.canvas.h, self.canvas.s);
        for (count, radius, alpha) in [(240.0, 0.0016, 0.6), (110.0, 0.0028, 0.7), (26.0, 0.006, 0.38)] {
            let mut flakes = Shape::new();
            for _ in 0..(count * density) as usize {
                let size = s * radius * self.dice.between(0.7, 1.4);
                flakes.add_circle(self.dice.between(0.0, w), self.dice.between(0.0, h), size);
            }
            self.canvas.fill(flakes, WHITE.alpha(alpha));
        }
    }
}
