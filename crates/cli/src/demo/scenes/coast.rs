//! The sea: sails, a lighthouse, dunes.

use super::figures::{dog, person};
use crate::demo::colour::{Colour, WHITE, hex};
use crate::demo::dice::sine;
use crate::demo::light::Hour;
use crate::demo::shape::{Ridge, Shape};
use crate::demo::stage::{LAMP, Stage};

const DEEP: [u32; 3] = [0x1F6F96, 0x237F93, 0x2B6490];

/// Sailing boats on open water.
pub(super) fn sails(stage: &mut Stage) {
    let (w, h, s) = (stage.canvas.w, stage.canvas.h, stage.canvas.s);
    let shore = h * stage.dice.between(0.5, 0.64);
    stage.sky(shore);
    if stage.dice.chance(0.6) {
        headland(stage, shore);
    }
    let deep = stage.dice.pick(DEEP);
    stage.sea(shore, deep);
    let count = 2 + stage.dice.below(4);
    for index in 0..count {
        let t = (index as f32 + 0.4) / count as f32;
        let y = shore + (h - shore) * (0.03 + 0.42 * t * t);
        let x = w * stage.dice.between(0.1, 0.9);
        sailing_boat(stage, x, y, s * (0.06 + 0.3 * t * t), 0.4 * (1.0 - t));
    }
    let x = w * stage.dice.between(0.2, 0.8);
    stage.birds(x, shore * 0.5, 6);
}

/// A blue coast on the horizon, rising to one side.
fn headland(stage: &mut Stage, shore: f32) {
    let (w, h) = (stage.canvas.w, stage.canvas.h);
    for (rise, distance) in [(0.09, 0.72), (0.05, 0.5)] {
        let ridge = Ridge::jagged(w * 1.4, shore + h * 0.02, h * rise, &mut stage.dice);
        let rock = stage.on(0x547284, distance);
        stage.canvas.shade(ridge.land(shore + 2.0), rock, rock.mix(stage.light.haze, 0.5));
    }
}

/// One boat: hull, mast, main sail and jib, with its image in the water.
fn sailing_boat(stage: &mut Stage, x: f32, y: f32, tall: f32, distance: f32) {
    let cloth = stage.dice.pick([0xFFFDF5, 0xFFFDF5, 0xF8F0DC, 0xE86A4A, 0xF4C64E]);
    let (side, tilt) = (stage.dice.side(), tall * 0.05);
    let sail = stage.on(cloth, distance);
    let hull = stage.one_of([0x294058, 0xF5F1E8, 0x8C3B32, 0x5A4636], distance);
    let place = |dx: f32, dy: f32| (x + side * (dx * tall) + tilt * dy * side, y - dy * tall);
    let image = [place(-0.34, 0.0), place(0.04, -0.55), place(0.3, 0.0)];
    stage.canvas.shade(Shape::of(&image), sail.alpha(0.42), sail.alpha(0.05));
    stage.canvas.fill(Shape::oval(x, y + tall * 0.012, tall * 0.42, tall * 0.025), hull.bright(0.6).alpha(0.6));
    let boat = [place(-0.38, 0.1), place(-0.32, 0.0), place(0.28, 0.0), place(0.44, 0.12)];
    stage.canvas.fill(Shape::of(&boat), hull);
    stage.canvas.line(&[place(-0.36, 0.095), place(0.42, 0.115)], tall * 0.018, sail.bright(0.95));
    stage.canvas.line(&[place(0.03, 0.1), place(0.03, 1.0)], tall * 0.014, hull.bright(0.7));
    let mut main = Shape::new();
    let belly: Vec<_> = (0..=8)
        .map(|i| i as f32 / 8.0)
        .map(|t| place(0.0 - 0.36 * (1.0 - t) - 0.05 * sine(t * 0.5), 0.16 + 0.8 * t))
        .chain([place(0.01, 0.97), place(0.01, 0.16)])
        .collect();
    main.polygon(&belly);
    stage.canvas.shade(main, sail, sail.bright(0.86));
    let jib = [place(0.06, 0.82), place(0.06, 0.16), place(0.22, 0.2), place(0.4, 0.14)];
    stage.canvas.fill(Shape::of(&jib), sail.bright(0.92));
}

/// A lighthouse on a cliff.
pub(super) fn lighthouse(stage: &mut Stage) {
    let (w, h, s) = (stage.canvas.w, stage.canvas.h, stage.canvas.s);
    let shore = h * stage.dice.between(0.62, 0.68);
    stage.sky(shore);
    headland(stage, shore);
    let deep = stage.dice.pick(DEEP);
    stage.sea(shore, deep);
    let away = w * stage.dice.between(0.13, 0.33);
    sailing_boat(stage, away, shore + h * 0.015, s * 0.08, 0.35);
    let x = w * stage.dice.between(0.6, 0.74);
    let top = shore - h * 0.07;
    cliff(stage, x, top);
    tower(stage, x, top + h * 0.01, (h * 0.42).min(w * 0.56));
    stage.birds(w * 0.3, h * 0.3, 8);
}

/// The headland the lighthouse stands on: rock faces, grass on top, surf at the foot.
fn cliff(stage: &mut Stage, x: f32, top: f32) {
    let (w, h, s) = (stage.canvas.w, stage.canvas.h, stage.canvas.s);
    let mut edge = vec![(x - s * 0.16, top + h * 0.015)];
    for step in 1..=9 {
        let t = step as f32 / 9.0;
        edge.push((x - s * (0.16 + 0.3 * t * t) + s * stage.dice.between(-0.02, 0.02), top + (h - top) * t * 1.02));
    }
    let rock = stage.on(0x887A70, 0.06);
    let outline: Vec<_> = edge.iter().copied().chain([(w + 2.0, h + 2.0), (w + 2.0, top + h * 0.06)]).collect();
    stage.canvas.shade(Shape::of(&outline), rock, rock.bright(0.5));
    for crack in 0..9 {
        let t = crack as f32 / 9.0;
        let (from, foot) = (x - s * 0.12 + (w - x) * t * 1.3, top + h * 0.04);
        let face = [
            (from, foot),
            (from + s * 0.09, foot),
            (from + s * stage.dice.between(-0.14, 0.0), h),
            (from - s * stage.dice.between(0.15, 0.22), h),
        ];
        stage.canvas.fill(Shape::of(&face), rock.bright(stage.dice.between(0.55, 1.05)).alpha(0.4));
    }
    let mut surf = Shape::new();
    for (px, py) in &edge[5..] {
        for _ in 0..7 {
            surf.add_oval(
                px - s * stage.dice.between(-0.02, 0.07),
                py + s * stage.dice.between(-0.01, 0.03),
                s * stage.dice.between(0.01, 0.04),
                s * 0.006,
            );
        }
    }
    stage.canvas.fill(surf, stage.light.on(WHITE, 0.1).alpha(0.75));
    let grass = stage.light.on(stage.season.grass(), 0.04);
    let mut turf = vec![
        (x - s * 0.17, top + h * 0.018),
        (x - s * 0.06, top - h * 0.002),
        (x + s * 0.12, top),
        (w + 2.0, top + h * 0.03),
        (w + 2.0, top + h * 0.11),
    ];
    for step in 0..16 {
        let t = step as f32 / 16.0;
        turf.push((w - (w - x + s * 0.15) * t, top + h * (0.085 - 0.045 * t) + h * stage.dice.between(-0.012, 0.018)));
    }
    stage.canvas.shade(Shape::of(&turf), grass, grass.bright(0.72));
}

/// The tower itself, its foot at (`x`, `y`).
fn tower(stage: &mut Stage, x: f32, y: f32, tall: f32) {
    let band = stage.dice.pick([0xD2443C, 0x2E5C8A, 0xD2443C, 0x303A48]);
    let (white, colour) = (stage.on(0xFBF7EF, 0.02), stage.on(band, 0.02));
    if stage.light.dark() {
        beam(stage, x, y - tall * 0.88, tall);
    }
    house(stage, x + tall * 0.2, y + tall * 0.02, tall * 0.15);
    let half = |t: f32| tall * (0.1 - 0.038 * t);
    for ring in 0..5 {
        let (t, u) = (ring as f32 * 0.16, ring as f32 * 0.16 + 0.16);
        let outline = [
            (x - half(t), y - tall * t),
            (x - half(u), y - tall * u),
            (x + half(u), y - tall * u),
            (x + half(t), y - tall * t),
        ];
        let paint = if ring % 2 == 0 { white } else { colour };
        stage.canvas.fill(Shape::of(&outline), paint);
        let shade = [(x + half(t) * 0.25, y - tall * t), (x + half(u) * 0.25, y - tall * u), outline[2], outline[3]];
        stage.canvas.fill(Shape::of(&shade), paint.bright(0.8));
    }
    let dark = stage.on(0x343C48, 0.0);
    let lamp = if stage.light.dark() || stage.light.hour == Hour::Sunset { LAMP } else { stage.on(0xCFE6EE, 0.0) };
    stage.canvas.fill(Shape::rect(x - tall * 0.08, y - tall * 0.82, tall * 0.16, tall * 0.022), dark);
    stage.canvas.fill(Shape::rect(x - tall * 0.045, y - tall * 0.92, tall * 0.09, tall * 0.1), lamp);
    for bar in [-0.045, -0.004, 0.037] {
        stage.canvas.fill(Shape::rect(x + tall * bar, y - tall * 0.92, tall * 0.008, tall * 0.1), dark);
    }
    let roof = [(x - tall * 0.06, y - tall * 0.915), (x, y - tall * 1.0), (x + tall * 0.06, y - tall * 0.915)];
    stage.canvas.fill(Shape::of(&roof), colour);
    if stage.light.dark() {
        stage.canvas.glow(x, y - tall * 0.87, tall * 0.3, LAMP.alpha(0.85));
    }
    for level in [0.24, 0.55] {
        stage
            .canvas
            .fill(Shape::rect(x - tall * 0.014, y - tall * level - tall * 0.03, tall * 0.028, tall * 0.05), dark);
    }
    stage.canvas.fill(Shape::rect(x - tall * 0.022, y - tall * 0.075, tall * 0.044, tall * 0.075), dark);
}

/// Two cones of light.
fn beam(stage: &mut Stage, x: f32, y: f32, tall: f32) {
    for (side, reach, width) in [(-1.0, 3.4, 0.3), (1.0, 2.2, 0.2)] {
        for (scale, alpha) in [(1.0, 0.1), (0.72, 0.1), (0.45, 0.12)] {
            let far = x + side * tall * reach;
            let lift = tall * 0.22;
            let cone = [(x, y), (far, y - lift - tall * width * scale), (far, y - lift + tall * width * scale)];
            stage.canvas.fill(Shape::of(&cone), LAMP.alpha(alpha));
        }
    }
}

/// The keeper's house beside it.
fn house(stage: &mut Stage, x: f32, y: f32, size: f32) {
    let (wall, roof) = (stage.on(0xF6F0E4, 0.03), stage.on(0xB55440, 0.03));
    let glass = if stage.light.dark() { LAMP } else { stage.on(0x486478, 0.0) };
    stage.canvas.fill(Shape::rect(x, y - size * 0.62, size * 1.5, size * 0.62), wall);
    let top = [
        (x - size * 0.1, y - size * 0.6),
        (x + size * 0.16, y - size * 1.05),
        (x + size * 1.34, y - size * 1.05),
        (x + size * 1.6, y - size * 0.6),
    ];
    stage.canvas.shade(Shape::of(&top), roof, roof.bright(0.85));
    for dx in [0.25, 1.0] {
        stage.canvas.fill(Shape::rect(x + size * dx, y - size * 0.45, size * 0.22, size * 0.22), glass);
    }
    stage.canvas.fill(Shape::rect(x + size * 0.63, y - size * 0.4, size * 0.2, size * 0.4), roof.bright(0.7));
}

/// Dunes before the sea, grass on their crests.
pub(super) fn dunes(stage: &mut Stage) {
    let (w, h, s) = (stage.canvas.w, stage.canvas.h, stage.canvas.s);
    let shore = h * 0.46;
    stage.sky(shore);
    let deep = stage.dice.pick(DEEP);
    stage.sea(shore, deep);
    let x = w * stage.dice.between(0.3, 0.8);
    sailing_boat(stage, x, shore + h * 0.02, s * 0.07, 0.3);
    stage.birds(w * 0.6, h * 0.2, 6);
    let sand = hex(stage.dice.pick([0xEED9A8, 0xF2DEB4, 0xE8CE9A]));
    for (index, level) in [0.58, 0.68, 0.82].into_iter().enumerate() {
        let near = index as f32 / 2.0;
        let waves = stage.dice.between(0.7, 1.3);
        let ridge = Ridge::rolling(w, h * level, h * 0.07, waves, &mut stage.dice);
        let lit = stage
            .light
            .on(sand, 0.26 - 0.24 * near)
            .mix(stage.light.sun, if stage.light.low_sun() { 0.2 } else { 0.06 });
        stage.canvas.shade(ridge.land(h), lit, lit.bright(0.8));
        lee(stage, &ridge, lit);
        if index == 1 {
            let x = w * stage.dice.between(0.25, 0.7);
            for (step, tall, coat) in
                [(0.0, 0.1, 0x484E68), (0.05, 0.066, 0xD05A4A), (0.1, 0.094, 0x386078), (0.145, 0.058, 0xE0A840)]
            {
                let colour = stage.on(coat, 0.1);
                person(stage, x + s * step, ridge.at(x + s * step) + s * 0.005, s * tall, colour);
            }
            let coat = stage.on(0x6A4A34, 0.1);
            dog(stage, x + s * 0.21, ridge.at(x + s * 0.21) + s * 0.004, s * 0.032, coat);
        }
        grasses(stage, &ridge, 0.02 + 0.07 * near, 24 + 30 * index);
    }
}

/// The shaded side of a dune: bands that follow its crest further down.
fn lee(stage: &mut Stage, ridge: &Ridge, sand: Colour) {
    let (w, h, s) = (stage.canvas.w, stage.canvas.h, stage.canvas.s);
    let from = w * stage.dice.between(0.05, 0.6);
    let length = w * stage.dice.between(0.3, 0.5);
    let mut outline: Vec<_> = (0..=20).map(|i| from + length * i as f32 / 20.0).map(|x| (x, ridge.at(x))).collect();
    for step in (0..=20).rev() {
        let t = step as f32 / 20.0;
        let x = from + length * t;
        outline.push((x - length * 0.16 * (1.0 - t), ridge.at(x) + h * 0.11 * sine(t * 0.5) + h * 0.02 * t));
    }
    stage.canvas.fill(Shape::of(&outline), sand.bright(0.8).alpha(0.7));
    for band in 1..7 {
        let down = h * 0.03 * band as f32;
        let lowered = ridge.lowered(down);
        let start = w * stage.dice.unit();
        let line: Vec<_> = (0..12).map(|i| start + s * 0.03 * i as f32).map(|x| (x, lowered.at(x))).collect();
        stage.canvas.line(&line, s * 0.0016, sand.bright(0.88));
    }
}

/// Tufts of marram grass.
fn grasses(stage: &mut Stage, ridge: &Ridge, tall: f32, count: usize) {
    let (w, s) = (stage.canvas.w, stage.canvas.s);
    let mut blades = [Shape::new(), Shape::new(), Shape::new()];
    for _ in 0..count {
        let x = stage.dice.between(0.0, w);
        let y = ridge.at(x) + s * tall * stage.dice.between(0.05, 1.4);
        for _ in 0..9 {
            let (dx, dy) = (stage.dice.between(-0.5, 0.7), stage.dice.between(0.5, 1.1));
            let from = (x + s * tall * stage.dice.between(-0.14, 0.14), y);
            blades[stage.dice.below(3)].add_leaf(from, (from.0 + dx * s * tall, y - dy * s * tall), s * tall * 0.035);
        }
    }
    for (shape, tone) in blades.into_iter().zip([0x798A4A, 0xA2A45C, 0x546E44]) {
        let colour = stage.on(tone, 0.05);
        stage.canvas.fill(shape, colour);
    }
}
