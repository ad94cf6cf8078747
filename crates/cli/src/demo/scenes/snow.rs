//! The far north: a cabin in the snow, northern lights over a fjord, a sledging slope.

use super::figures::dog;
use super::mountains::{far_ranges, massif};
use crate::demo::canvas::Curtain;
use crate::demo::colour::{WHITE, hex};
use crate::demo::dice::sine;
use crate::demo::light::Hour;
use crate::demo::shape::{Ridge, Shape};
use crate::demo::stage::{LAMP, Stage};

/// A wooden cabin among snowy firs.
pub(super) fn cabin(stage: &mut Stage) {
    let (w, h, s) = (stage.canvas.w, stage.canvas.h, stage.canvas.s);
    stage.sky(h * 0.72);
    far_ranges(stage, h * 0.6, h * 0.24);
    for (level, distance, size) in [(0.62, 0.55, 0.12), (0.67, 0.34, 0.2)] {
        let ridge = Ridge::rolling(w, h * level, h * 0.03, 1.3, &mut stage.dice);
        let snow = stage.on(0xE9F0FA, distance);
        stage.canvas.shade(ridge.land(h), snow, snow.bright(0.9));
        let colour = stage.light.on(stage.season.fir(), distance);
        stage.firs(&ridge, h * size, (w / h * 22.0) as usize, colour);
    }
    stage.mist(h * 0.5, h * 0.76, 0.4);
    let ridge = Ridge::rolling(w, h * 0.76, h * 0.04, 0.9, &mut stage.dice);
    let snow = stage.on(0xF4F8FF, 0.04);
    stage.canvas.shade(ridge.land(h), snow, snow.bright(0.86).mix(stage.light.haze, 0.2));
    let (x, size) = (w * stage.dice.between(0.34, 0.66), s * 0.2);
    let y = ridge.at(x) + h * 0.05;
    if stage.light.dark() {
        stage.canvas.glow(x, y, size * 2.0, LAMP.alpha(0.4));
    }
    snowy_firs(stage, &ridge, x, size);
    hut(stage, x, y, size);
    path_to(stage, x - size * 0.12, y);
    stage.snowfall(0.8);
}

/// Large firs with snow on their boughs, left and right of the cabin.
fn snowy_firs(stage: &mut Stage, ridge: &Ridge, x: f32, size: f32) {
    let h = stage.canvas.h;
    for (offset, tall) in
        [(-1.15, 0.5), (1.2, 0.42), (-1.9, 0.36), (1.75, 0.56), (2.5, 0.4), (-2.6, 0.52), (3.2, 0.5), (-3.3, 0.42)]
    {
        let (fx, height) = (x + offset * size * 1.1, h * tall * stage.dice.between(0.85, 1.1));
        snowy_fir(stage, fx, ridge.at(fx) + h * 0.05, height);
    }
}

/// One fir whose tiers carry snow.
pub(super) fn snowy_fir(stage: &mut Stage, x: f32, y: f32, height: f32) {
    let green = stage.light.on(hex(0x3A6866), 0.06);
    let snow = stage.on(0xF2F7FF, 0.03);
    let trunk = stage.on(0x5A4438, 0.0);
    stage.canvas.fill(Shape::rect(x - height * 0.02, y - height * 0.24, height * 0.04, height * 0.24), trunk);
    for tier in (0..5).rev() {
        let t = tier as f32 / 5.0;
        let (top, foot) = (y - height * (1.0 - t * 0.8), y - height * (0.68 - t * 0.71));
        let half = height * (0.09 + 0.17 * t) * stage.dice.between(0.92, 1.08);
        stage.canvas.fill(Shape::of(&[(x, top), (x + half, foot), (x - half, foot)]), green.bright(0.8 + 0.2 * t));
        let (a, b) = (half * 0.74, top + (foot - top) * 0.72);
        let drape = [
            (x, top),
            (x + a, b),
            (x + a * 0.55, b - height * 0.015),
            (x + a * 0.2, b + height * 0.03),
            (x - a * 0.2, b - height * 0.02),
            (x - a * 0.6, b + height * 0.025),
            (x - a, b),
        ];
        stage.canvas.fill(Shape::of(&drape), snow);
    }
}

/// The cabin itself: `size` is half its width, (`x`, `y`) the middle of its foot.
fn hut(stage: &mut Stage, x: f32, y: f32, size: f32) {
    let wood = stage.one_of([0x8C3B32, 0x795540, 0xA04A38, 0x6B4A3A], 0.0);
    let snow = stage.on(0xFBFDFF, 0.0);
    let wall = size * 0.62;
    chimney(stage, x + size * 0.48, y - wall - size * 0.42, size);
    stage.canvas.shade(Shape::rect(x - size * 0.85, y - wall, size * 1.7, wall), wood, wood.bright(0.75));
    for plank in 1..7 {
        let level = y - wall + wall * plank as f32 / 7.0;
        stage.canvas.line(&[(x - size * 0.85, level), (x + size * 0.85, level)], size * 0.012, wood.bright(0.62));
    }
    let roof = [
        (x - size * 1.08, y - wall * 0.94),
        (x - size * 0.62, y - wall - size * 0.62),
        (x + size * 0.62, y - wall - size * 0.62),
        (x + size * 1.08, y - wall * 0.94),
    ];
    stage.canvas.shade(Shape::of(&roof), snow, snow.bright(0.88));
    stage.canvas.fill(Shape::rect(x - size * 1.08, y - wall * 0.97, size * 2.16, size * 0.06), snow.bright(0.78));
    let lit = !matches!(stage.light.hour, Hour::Day | Hour::Morning);
    let glass = if lit { LAMP.mix(WHITE, 0.25) } else { stage.on(0x344A5C, 0.1) };
    for (dx, wide) in [(-0.6, 0.3), (0.3, 0.34)] {
        let (left, top) = (x + size * dx, y - wall * 0.72);
        if lit {
            stage.canvas.glow(left + size * wide / 2.0, top + size * 0.13, size * 0.5, LAMP.alpha(0.6));
        }
        stage.canvas.fill(
            Shape::rect(left - size * 0.03, top - size * 0.03, size * (wide + 0.06), size * 0.34),
            snow.bright(0.9),
        );
        stage.canvas.fill(Shape::rect(left, top, size * wide, size * 0.28), glass);
        stage
            .canvas
            .fill(Shape::rect(left + size * (wide / 2.0 - 0.01), top, size * 0.02, size * 0.28), wood.bright(0.6));
        stage.canvas.fill(Shape::rect(left, top + size * 0.13, size * wide, size * 0.02), wood.bright(0.6));
    }
    stage.canvas.fill(Shape::rect(x - size * 0.19, y - wall * 0.78, size * 0.27, wall * 0.78), wood.bright(0.45));
    stage.canvas.fill(Shape::circle(x + size * 0.03, y - wall * 0.38, size * 0.016), LAMP);
}

/// A chimney and its smoke.
fn chimney(stage: &mut Stage, x: f32, y: f32, size: f32) {
    let stone = stage.on(0x756E70, 0.0);
    stage.canvas.fill(Shape::rect(x - size * 0.09, y - size * 0.38, size * 0.18, size * 0.6), stone);
    stage.canvas.fill(Shape::rect(x - size * 0.11, y - size * 0.43, size * 0.22, size * 0.07), stage.on(0xF6FAFF, 0.0));
    for puff in 0..7 {
        let t = puff as f32 / 7.0;
        let colour = stage.light.haze.mix(WHITE, 0.4).alpha(0.34 * (1.0 - t));
        let drift = size * (t * t * 0.9 + 0.08 * sine(t * 1.3));
        stage.canvas.fill(Shape::circle(x + drift, y - size * (0.5 + t * 1.5), size * (0.08 + 0.2 * t)), colour);
    }
}

/// A trodden path from the door to the viewer.
fn path_to(stage: &mut Stage, x: f32, y: f32) {
    let (h, s) = (stage.canvas.h, stage.canvas.s);
    let shade = stage.on(0xA9BCD6, 0.05);
    let mut prints = Shape::new();
    for step in 0..16 {
        let t = step as f32 / 16.0;
        let (side, wind) = (if step % 2 == 0 { -1.0 } else { 1.0 }, s * 0.1 * sine(t * 0.6));
        let size = s * (0.006 + 0.012 * t);
        prints.add_oval(x + wind + side * size * 1.1, y + (h - y) * t + s * 0.01, size, size * 0.55);
    }
    stage.canvas.fill(prints, shade.alpha(0.8));
}

/// Northern lights over a fjord with red cabins on the shore.
pub(super) fn aurora(stage: &mut Stage) {
    let (w, h, s) = (stage.canvas.w, stage.canvas.h, stage.canvas.s);
    let shore = h * stage.dice.between(0.66, 0.74);
    stage.sky(shore);
    let (low, high) = stage.dice.pick([(0x49F2A0, 0x7A4FD0), (0x62F5B8, 0x2F7FD8), (0x40E8C0, 0xC04FA8)]);
    for _ in 0..(2 + stage.dice.below(2)) {
        let columns = veil(stage, shore);
        stage.canvas.curtain(&columns, hex(low), hex(high));
    }
    far_ranges(stage, shore - h * 0.06, h * 0.12);
    let grown = h * stage.dice.between(0.24, 0.34);
    massif(stage, shore + h * 0.01, grown, 0.16);
    let bank = Ridge::rolling(w, shore - h * 0.012, h * 0.01, 2.2, &mut stage.dice);
    let snow = stage.on(0xE4EEFB, 0.1).bright(1.25);
    stage.canvas.fill(bank.land(shore + 1.0), snow);
    let from = stage.dice.between(0.08, 0.5) * w;
    for index in 0..(3 + stage.dice.below(3)) {
        let x = from + s * 0.14 * index as f32 * stage.dice.between(0.9, 1.1);
        let grown = s * stage.dice.between(0.042, 0.058);
        fishing_hut(stage, x, shore, grown);
    }
    let water = stage.on(0x183A52, 0.05);
    stage.canvas.mirror(shore, h, s * 0.004, water.alpha(0.2), &mut stage.dice);
    stones(stage, shore);
}

/// The columns of one curtain: folds, a wandering foot, bright and faint places.
fn veil(stage: &mut Stage, shore: f32) -> Vec<Curtain> {
    let (w, h) = (stage.canvas.w, stage.canvas.h);
    let phases: Vec<f32> = (0..6).map(|_| stage.dice.unit()).collect();
    let level = shore * stage.dice.between(0.5, 0.82);
    let tilt = stage.dice.between(-0.22, 0.22) * h;
    let pleats: Vec<f32> = (0..64).map(|_| stage.dice.unit()).collect();
    (0..w as usize)
        .map(|column| {
            let t = column as f32 / w;
            let wave =
                0.6 * sine(t * 1.1 + phases[0]) + 0.3 * sine(t * 2.7 + phases[1]) + 0.06 * sine(t * 9.0 + phases[2]);
            let place = t * 62.0;
            let (index, part) = (place as usize, place - (place as usize) as f32);
            let pleat = pleats[index] + (pleats[index + 1] - pleats[index]) * part;
            let strength = (0.55 + 0.45 * sine(t * 0.9 + phases[3])) * (0.55 + 0.45 * pleat);
            let reach = h * (0.3 + 0.1 * sine(t * 1.7 + phases[4]) + 0.08 * pleat);
            Curtain { foot: level + tilt * (t - 0.5) + h * 0.08 * wave, reach, strength: strength * 0.85 }
        })
        .collect()
}

/// A red hut on stilts with a lit window.
fn fishing_hut(stage: &mut Stage, x: f32, y: f32, size: f32) {
    let paint = stage.dice.pick([0xD04A3C, 0xD04A3C, 0xE2B04A, 0xDDD8CE]);
    let wall = stage.on(paint, 0.0).bright(1.3);
    let snow = stage.on(0xF2F7FF, 0.0).bright(1.15);
    let top = y - size * 1.25;
    for leg in [-0.7, 0.0, 0.66] {
        stage.canvas.fill(Shape::rect(x + size * leg, y - size * 0.4, size * 0.09, size * 0.45), wall.bright(0.35));
    }
    let gable = [
        (x - size * 0.8, top),
        (x, top - size * 0.66),
        (x + size * 0.8, top),
        (x + size * 0.8, y - size * 0.32),
        (x - size * 0.8, y - size * 0.32),
    ];
    stage.canvas.shade(Shape::of(&gable), wall, wall.bright(0.8));
    let roof = [
        (x - size * 0.98, top + size * 0.1),
        (x, top - size * 0.82),
        (x + size * 0.98, top + size * 0.1),
        (x + size * 0.86, top + size * 0.12),
        (x, top - size * 0.6),
        (x - size * 0.86, top + size * 0.12),
    ];
    stage.canvas.fill(Shape::of(&roof), snow);
    stage.canvas.glow(x, y - size * 0.8, size * 1.5, LAMP.alpha(0.55));
    for dx in [-0.46, 0.12] {
        stage.canvas.fill(Shape::rect(x + size * dx, y - size * 1.02, size * 0.34, size * 0.36), LAMP.mix(WHITE, 0.3));
    }
}

/// Snow-capped stones in the shallow water near the viewer.
fn stones(stage: &mut Stage, shore: f32) {
    let (w, h, s) = (stage.canvas.w, stage.canvas.h, stage.canvas.s);
    for _ in 0..9 {
        let t = stage.dice.between(0.5, 1.0);
        let (x, y, size) =
            (stage.dice.between(0.0, w), shore + (h - shore) * t, s * 0.05 * t * stage.dice.between(0.5, 1.4));
        let stone = stage.on(0x465466, 0.0).bright(0.8);
        stage.canvas.fill(Shape::oval(x, y, size, size * 0.42), stone);
        stage.canvas.fill(
            Shape::oval(x - size * 0.05, y - size * 0.14, size * 0.84, size * 0.27),
            stage.on(0xE6EFFA, 0.0).bright(1.5),
        );
    }
}

/// Children on sledges on a bright slope, and a snowman.
pub(super) fn sledge(stage: &mut Stage) {
    let (w, h, s) = (stage.canvas.w, stage.canvas.h, stage.canvas.s);
    stage.sky(h * 0.6);
    far_ranges(stage, h * 0.5, h * 0.2);
    let back = Ridge::rolling(w, h * 0.54, h * 0.04, 1.2, &mut stage.dice);
    let snow = stage.on(0xE2ECF8, 0.35);
    let wood = stage.light.on(stage.season.fir(), 0.35);
    stage.firs(&back, h * 0.14, (w / h * 20.0) as usize, wood);
    stage.canvas.shade(back.land(h), snow, snow.bright(0.93));
    let lean = stage.dice.side();
    let line = |t: f32| if lean > 0.0 { h * (0.56 + 0.3 * t * t) } else { h * (0.56 + 0.3 * (1.0 - t) * (1.0 - t)) };
    let slope: Vec<_> = (0..=40).map(|i| i as f32 / 40.0).map(|t| (t * w, line(t))).chain([(w, h), (0.0, h)]).collect();
    let white = stage.on(0xF8FBFF, 0.0);
    stage.canvas.shade(Shape::of(&slope), white, white.bright(0.84));
    for (t, tall) in [(0.06, 0.34), (0.16, 0.26), (0.9, 0.4), (0.8, 0.24)] {
        let grown = h * tall * stage.dice.between(0.9, 1.1);
        snowy_fir(stage, w * t, line(t) + h * 0.03, grown);
    }
    for (t, down, coat) in [(0.38, 0.06, 0xE24B4B), (0.56, 0.16, 0x2F7FC4), (0.7, 0.02, 0xF0B03A)] {
        let x = w * if lean > 0.0 { t } else { 1.0 - t };
        let y = line(x / w) + h * down;
        rider(stage, (x, y), s * (0.05 + down * 0.14), lean, coat);
    }
    let x = w * if lean > 0.0 { 0.22 } else { 0.76 };
    snowman(stage, x, h * 0.93, s * 0.15);
    let coat = stage.on(0x724A30, 0.0);
    dog(stage, x + s * 0.22, h * 0.93, s * 0.06, coat);
    stage.snowfall(0.5);
}

/// A child on a sledge, going down to the side that `lean` tells.
fn rider(stage: &mut Stage, (x, y): (f32, f32), size: f32, lean: f32, coat: u32) {
    let (wood, skin) = (stage.on(0x9A6B3F, 0.0), stage.on(0xEBBF9A, 0.0));
    let place = |dx: f32, dy: f32| (x + dx * size * lean, y + (dy + dx * 0.3) * size);
    let track = [place(-4.5, 0.1), place(-0.8, 0.12)];
    let groove = stage.on(0xB4C6DE, 0.0);
    stage.canvas.line(&track, size * 0.1, groove.alpha(0.8));
    stage.canvas.line(&[place(-0.9, 0.0), place(0.8, 0.0), place(1.1, -0.3)], size * 0.12, wood);
    stage.canvas.line(&[place(-0.75, -0.25), place(0.7, -0.25)], size * 0.14, wood.bright(1.2));
    let coat = stage.on(coat, 0.0);
    let (bx, by) = place(-0.25, -0.75);
    stage.canvas.fill(Shape::oval(bx, by, size * 0.36, size * 0.5), coat);
    stage.canvas.line(&[place(-0.1, -0.42), place(0.75, -0.4)], size * 0.26, stage.light.on(hex(0x333E55), 0.0));
    stage.canvas.line(&[place(-0.2, -0.9), place(0.4, -0.62)], size * 0.18, coat.bright(0.85));
    let (hx, hy) = place(-0.2, -1.4);
    stage.canvas.fill(Shape::circle(hx, hy, size * 0.27), skin);
    stage.canvas.fill(Shape::oval(hx, hy - size * 0.13, size * 0.29, size * 0.2), coat.bright(0.8));
    stage.canvas.fill(Shape::circle(hx, hy - size * 0.36, size * 0.09), stage.light.on(WHITE, 0.0));
}

/// A snowman of three balls with a carrot and a scarf.
fn snowman(stage: &mut Stage, x: f32, y: f32, tall: f32) {
    let white = stage.on(0xFFFFFF, 0.0);
    let shade = stage.on(0xC2D2E8, 0.0);
    for (level, radius) in [(0.24, 0.27), (0.6, 0.2), (0.88, 0.14)] {
        stage.canvas.shade(Shape::circle(x, y - tall * level, tall * radius), white, shade);
    }
    let scarf = stage.on(0xD84040, 0.0);
    stage.canvas.fill(Shape::rect(x - tall * 0.15, y - tall * 0.79, tall * 0.3, tall * 0.06), scarf);
    stage.canvas.fill(Shape::rect(x + tall * 0.05, y - tall * 0.78, tall * 0.07, tall * 0.22), scarf.bright(0.85));
    let mut coal = Shape::circle(x - tall * 0.05, y - tall * 0.92, tall * 0.018);
    coal.add_circle(x + tall * 0.05, y - tall * 0.92, tall * 0.018);
    coal.add_circle(x, y - tall * 0.64, tall * 0.018);
    coal.add_circle(x, y - tall * 0.55, tall * 0.018);
    coal.add_rect(x - tall * 0.13, y - tall * 1.02, tall * 0.26, tall * 0.025);
    coal.add_rect(x - tall * 0.085, y - tall * 1.17, tall * 0.17, tall * 0.16);
    stage.canvas.fill(coal, stage.light.on(hex(0x22262E), 0.0));
    let nose = [(x, y - tall * 0.9), (x + tall * 0.14, y - tall * 0.87), (x, y - tall * 0.86)];
    stage.canvas.fill(Shape::of(&nose), stage.light.on(hex(0xF08A2E), 0.0));
    let twig = stage.on(0x5C4332, 0.0);
    stage.canvas.line(&[(x - tall * 0.18, y - tall * 0.62), (x - tall * 0.42, y - tall * 0.76)], tall * 0.02, twig);
    stage.canvas.line(&[(x + tall * 0.18, y - tall * 0.62), (x + tall * 0.42, y - tall * 0.72)], tall * 0.02, twig);
}
