//! Mountains: far ranges in haze, faceted peaks, a lake that mirrors them, a camp, a family on a ridge.

use super::figures::{dog, person};
use crate::demo::colour::{Colour, WHITE, hex};
use crate::demo::light::{Hour, Season};
use crate::demo::shape::{Ridge, Shape};
use crate::demo::stage::{LAMP, Stage};

/// Ranges one behind the other, firs in front.
pub(super) fn peaks(stage: &mut Stage) {
    let (w, h) = (stage.canvas.w, stage.canvas.h);
    stage.sky(h * 0.74);
    far_ranges(stage, h * 0.6, h * 0.22);
    massif(stage, h * 0.72, h * 0.44, 0.3);
    stage.mist(h * 0.56, h * 0.8, 0.55);
    stage.birds(w * 0.35, h * 0.25, 5);
    let grass = stage.season.grass();
    let fir = stage.season.fir();
    for (layer, distance) in [(0.74, 0.5), (0.81, 0.3), (0.89, 0.12)] {
        let waves = stage.dice.between(0.8, 1.8);
        let ridge = Ridge::rolling(w, h * layer, h * 0.045, waves, &mut stage.dice);
        let ground = stage.light.on(grass.mix(fir, 0.45), distance);
        stage.canvas.shade(ridge.land(h), ground, ground.bright(0.82));
        let height = h * (0.035 + 0.12 * (layer - 0.7));
        let count = (w / height * 1.7) as usize;
        let colour = stage.light.on(fir, distance).bright(0.86);
        stage.firs(&ridge, height, count, colour);
    }
    foreground(stage, 0.965);
}

/// Two or three faint ranges below `level`, up to `swell` high.
pub(super) fn far_ranges(stage: &mut Stage, level: f32, swell: f32) {
    let (w, h) = (stage.canvas.w, stage.canvas.h);
    for (step, distance) in [(0.0, 0.84), (0.35, 0.7), (0.7, 0.56)] {
        let ridge = Ridge::jagged(w, level + swell * step, swell * (1.0 - step * 0.4), &mut stage.dice);
        let rock = stage.on(0x5E7590, distance);
        let foot = rock.mix(stage.light.haze, 0.75);
        stage.canvas.shade_between(ridge.land(h), (ridge.top(), rock), (level + swell * 0.8, foot));
    }
}

/// A group of faceted peaks standing on `base`, the highest `height` high, `distance` away in haze.
pub(super) fn massif(stage: &mut Stage, base: f32, height: f32, distance: f32) {
    let w = stage.canvas.w;
    let wide = (w / height).max(1.0);
    let count = (wide * 1.5) as usize + 3;
    let shift = stage.dice.unit();
    let mut summits: Vec<(f32, f32)> = (0..count)
        .map(|index| {
            let x = (index as f32 + 0.7 * shift + stage.dice.between(-0.2, 0.2)) / (count as f32 - 0.4) * w;
            let tall = if index % 2 == 0 { (0.72, 1.0) } else { (0.42, 0.72) };
            (x, height * stage.dice.between(tall.0, tall.1))
        })
        .collect();
    summits.sort_by(|a, b| b.1.total_cmp(&a.1));
    for (x, tall) in summits {
        let nearer = distance * (0.7 + 0.5 * tall / height);
        peak(stage, (x, base - tall), base, nearer);
    }
}

/// One peak: a bright and a shaded face, both snow-clad above a ragged line.
fn peak(stage: &mut Stage, (x, top): (f32, f32), base: f32, distance: f32) {
    const STEPS: usize = 14;
    let tall = base - top;
    let half = tall * stage.dice.between(0.75, 1.05);
    let drift = stage.dice.between(-0.25, 0.25);
    let (mut left, mut spine, mut right) = (vec![(x, top)], vec![(x, top)], vec![(x, top)]);
    for step in 1..=STEPS {
        let t = step as f32 / STEPS as f32;
        let y = top + tall * t;
        let jag = half * 0.08 * (t * 2.2).min(1.0);
        left.push((
            x - half * t * (0.86 + 0.14 * t) + stage.dice.between(-jag, jag),
            y + tall * stage.dice.between(-0.015, 0.015),
        ));
        right.push((
            x + half * t * (0.86 + 0.14 * t) + stage.dice.between(-jag, jag),
            y + tall * stage.dice.between(-0.015, 0.015),
        ));
        spine.push((x + half * drift * t + stage.dice.between(-jag, jag) * 1.6, y));
    }
    let rock = if stage.season == Season::Winter { 0x677D98 } else { 0x6B7584 };
    let bright = stage.on(rock, distance).mix(stage.light.sun, if stage.light.low_sun() { 0.16 } else { 0.05 });
    let dark = stage.on(rock, distance).bright(0.74).mix(stage.light.haze, distance * 0.3);
    let snow = snow_line(stage);
    let (lit, shaded) = if stage.sun.0 < x { (bright, dark) } else { (dark, bright) };
    for (edge, face) in [(&left, lit), (&right, shaded)] {
        let outline: Vec<_> = edge.iter().copied().chain(spine.iter().rev().copied()).collect();
        let foot = face.mix(stage.light.haze, 0.5);
        stage.canvas.shade_between(Shape::of(&outline), (top, face), (base, foot));
        let white = snow_colour(stage, face == bright, distance);
        let cap = cap(stage, edge, &spine, snow);
        stage.canvas.fill(cap, white);
    }
}

/// How far down, from 0 to 1, the snow lies on a peak.
fn snow_line(stage: &mut Stage) -> f32 {
    match stage.season {
        Season::Winter => stage.dice.between(0.7, 0.88),
        Season::Spring => stage.dice.between(0.4, 0.6),
        Season::Summer => stage.dice.between(0.22, 0.42),
        Season::Autumn => stage.dice.between(0.26, 0.46),
    }
}

fn snow_colour(stage: &Stage, bright: bool, distance: f32) -> Colour {
    let white = stage.on(if bright { 0xFAFBFF } else { 0xBFCFE4 }, distance * 0.75);
    match (stage.light.hour, bright) {
        (Hour::Dawn | Hour::Golden, true) => white.mix(stage.light.sky[2], 0.4).bright(1.12),
        (Hour::Sunset, true) => stage.light.sky[3].mix(stage.light.sky[2], 0.35).mix(stage.light.haze, distance * 0.4),
        (Hour::Night, _) => white.bright(1.35),
        _ => white,
    }
}

/// The part of a face between `edge` and `spine` above `line`, with tongues of snow running down.
fn cap(stage: &mut Stage, edge: &[(f32, f32)], spine: &[(f32, f32)], line: f32) -> Shape {
    let last = ((edge.len() - 1) as f32 * line) as usize;
    let (from, to) = (edge[last], spine[last]);
    let tall = from.1 - edge[0].1;
    let mut outline: Vec<_> = edge[..=last].to_vec();
    for tooth in 1..8 {
        let t = tooth as f32 / 8.0;
        let reach = if tooth % 2 == 0 { stage.dice.between(0.02, 0.2) } else { stage.dice.between(-0.26, -0.08) };
        outline.push((from.0 + (to.0 - from.0) * t, from.1 + (to.1 - from.1) * t + tall * reach));
    }
    outline.extend(spine[..=last].iter().rev());
    Shape::of(&outline)
}

/// The dark ground at the viewer's feet with tall firs on both sides.
fn foreground(stage: &mut Stage, level: f32) {
    let (w, h) = (stage.canvas.w, stage.canvas.h);
    let ridge = Ridge::rolling(w, h * level, h * 0.03, 1.0, &mut stage.dice);
    let ground = stage.light.on(stage.season.grass().mix(stage.season.fir(), 0.5), 0.0).bright(0.62);
    stage.canvas.shade(ridge.land(h), ground, ground.bright(0.7));
    let mut firs = Shape::new();
    for index in 0..7 {
        let out = stage.dice.between(0.0, 0.26);
        let x = if index % 2 == 0 { w * out } else { w * (1.0 - out) };
        let height = h * (0.42 - out) * stage.dice.between(0.7, 1.05);
        firs.add_fir(x, ridge.at(x) + h * 0.03, height, &mut stage.dice);
    }
    let colour = stage.light.on(stage.season.fir(), 0.0).bright(0.52);
    stage.canvas.fill(firs, colour);
}

/// A still lake under peaks.
pub(super) fn lake(stage: &mut Stage) {
    let (w, h, s) = (stage.canvas.w, stage.canvas.h, stage.canvas.s);
    let shore = h * stage.dice.between(0.54, 0.62);
    stage.sky(shore);
    far_ranges(stage, shore - h * 0.1, h * 0.2);
    massif(stage, shore + h * 0.02, shore * 0.72, 0.22);
    stage.mist(shore - h * 0.13, shore + h * 0.02, 0.6);
    for (lift, distance, size) in [(0.03, 0.34, 0.06), (0.012, 0.14, 0.085)] {
        let ridge = Ridge::rolling(w, shore - h * lift, h * 0.02, 1.4, &mut stage.dice);
        let colour = stage.light.on(stage.season.fir(), distance);
        stage.canvas.fill(ridge.land(shore), colour);
        stage.firs(&ridge, h * size, (w / (h * size) * 2.2) as usize, colour);
    }
    let water = stage.on(0x2F6F86, 0.1);
    stage.canvas.mirror(shore, h, s * 0.0022, water.alpha(0.16), &mut stage.dice);
    let bank = stage.light.haze.mix(WHITE, 0.3);
    stage.canvas.fill(Shape::rect(0.0, shore - 1.0, w, s * 0.003), bank.alpha(0.5));
    if stage.dice.chance(0.5) { rowing_boat(stage, shore) } else { jetty(stage) }
}

fn rowing_boat(stage: &mut Stage, shore: f32) {
    let (w, h, s) = (stage.canvas.w, stage.canvas.h, stage.canvas.s);
    let (x, y, half) = (w * stage.dice.between(0.3, 0.7), shore + (h - shore) * 0.5, s * 0.085);
    let shadow = stage.on(0x102A33, 0.0).alpha(0.4);
    stage.canvas.fill(Shape::oval(x, y + half * 0.3, half * 1.05, half * 0.1), shadow);
    let hull: Vec<_> = [
        (-1.0, -0.16),
        (-0.8, 0.12),
        (-0.5, 0.26),
        (0.5, 0.26),
        (0.82, 0.1),
        (1.06, -0.2),
        (0.7, -0.06),
        (-0.6, -0.04),
    ]
    .iter()
    .map(|(dx, dy)| (x + dx * half, y + dy * half))
    .collect();
    let paint = stage.dice.pick([0xB53F33, 0x2E6A8E, 0xD9A441]);
    let colour = stage.on(paint, 0.04);
    stage.canvas.shade(Shape::of(&hull), colour.mix(WHITE, 0.18), colour.bright(0.7));
    let figure = stage.on(0x282F3A, 0.0);
    stage.canvas.fill(Shape::oval(x - half * 0.1, y - half * 0.2, half * 0.12, half * 0.22), figure);
    stage.canvas.fill(Shape::circle(x - half * 0.1, y - half * 0.5, half * 0.1), stage.light.on(hex(0xD9A98A), 0.0));
    stage.canvas.line(&[(x + half * 0.1, y - half * 0.2), (x + half * 0.55, y + half * 0.42)], s * 0.004, figure);
    stage.canvas.line(&[(x - half * 0.25, y - half * 0.2), (x - half * 0.8, y + half * 0.42)], s * 0.004, figure);
}

fn jetty(stage: &mut Stage) {
    let (w, h, s) = (stage.canvas.w, stage.canvas.h, stage.canvas.s);
    let x = w * stage.dice.between(0.3, 0.7);
    let (far, near) = (h * 0.77, h * 1.02);
    let wood = stage.on(0x8A6A4C, 0.02);
    let outline = [(x - s * 0.05, far), (x + s * 0.05, far), (x + s * 0.19, near), (x - s * 0.15, near)];
    for (side, foot) in [(-0.05, far + s * 0.05), (0.05, far + s * 0.05), (-0.1, h * 0.93), (0.115, h * 0.93)] {
        stage.canvas.fill(
            Shape::rect(x + s * side - s * 0.006, far - s * 0.02, s * 0.012, foot - far + s * 0.05),
            wood.bright(0.5),
        );
    }
    stage.canvas.shade(Shape::of(&outline), wood.mix(stage.light.haze, 0.25), wood.bright(0.85));
    for plank in 1..16 {
        let t = (plank as f32 / 16.0) * (plank as f32 / 16.0);
        let y = far + (near - far) * t;
        let (left, right) = (x - s * (0.05 + 0.1 * t), x + s * (0.05 + 0.14 * t));
        stage.canvas.line(&[(left, y), (right, y)], s * (0.001 + 0.002 * t), wood.bright(0.55));
    }
}

/// A tent below the Milky Way.
pub(super) fn camp(stage: &mut Stage) {
    let (w, h, s) = (stage.canvas.w, stage.canvas.h, stage.canvas.s);
    stage.sky(h * 0.8);
    if stage.light.hour == Hour::Night {
        milky_way(stage);
    }
    far_ranges(stage, h * 0.66, h * 0.2);
    massif(stage, h * 0.82, h * 0.3, 0.4);
    stage.mist(h * 0.66, h * 0.86, 0.4);
    let ridge = Ridge::rolling(w, h * 0.84, h * 0.03, 1.1, &mut stage.dice);
    let ground = stage.light.on(stage.season.grass(), 0.05);
    let fir = stage.light.on(stage.season.fir(), 0.1).bright(0.7);
    stage.firs(&ridge, h * 0.12, (w / h * 13.0) as usize, fir);
    stage.canvas.shade(ridge.land(h), ground, ground.bright(0.5));
    let (x, y, size) = (w * stage.dice.between(0.32, 0.68), h * 0.91, s * 0.16);
    stage.canvas.glow(x, y - size * 0.2, size * 2.6, LAMP.alpha(0.5));
    let cloth = hex(stage.dice.pick([0xF28C38, 0xE85D4A, 0xF4B942, 0x58B0A8]));
    let top = (x + size * 0.06, y - size * 0.78);
    let side = [(x - size * 0.9, y), top, (x + size * 0.5, y)];
    stage.canvas.shade(Shape::of(&side), cloth.bright(0.72), cloth.mix(LAMP, 0.62));
    let end = [top, (x + size * 0.5, y), (x + size * 0.95, y - size * 0.06)];
    stage.canvas.shade(Shape::of(&end), cloth.bright(0.42), cloth.bright(0.6));
    let door = [(x - size * 0.02, y - size * 0.52), (x - size * 0.24, y), (x + size * 0.2, y)];
    stage.canvas.shade(Shape::of(&door), LAMP.mix(cloth, 0.3), WHITE.mix(LAMP, 0.7));
    fire(stage, x + size * towards_middle(x, w) * 1.7, y + size * 0.22, size * 0.22);
}

/// 1 for what stands left of the middle, -1 for the rest.
fn towards_middle(x: f32, w: f32) -> f32 {
    if x < w / 2.0 { 1.0 } else { -1.0 }
}

/// A small camp fire with sparks.
fn fire(stage: &mut Stage, x: f32, y: f32, size: f32) {
    stage.canvas.glow(x, y - size * 0.5, size * 5.0, hex(0xFF9A3D).alpha(0.6));
    for (scale, colour) in [(1.0, 0xF26B2B), (0.68, 0xFFB347), (0.36, 0xFFF0B0)] {
        let mut flame = Shape::new();
        flame.add_leaf((x, y), (x + size * 0.1, y - size * 1.7 * scale), size * 0.95 * scale);
        flame.add_leaf((x - size * 0.2, y), (x - size * 0.35, y - size * 1.1 * scale), size * 0.5 * scale);
        flame.add_leaf((x + size * 0.2, y), (x + size * 0.4, y - size * 1.2 * scale), size * 0.5 * scale);
        stage.canvas.fill(flame, hex(colour));
    }
    let log = stage.on(0x704A30, 0.0);
    stage.canvas.line(&[(x - size * 0.7, y + size * 0.1), (x + size * 0.7, y - size * 0.05)], size * 0.22, log);
    stage.canvas.line(
        &[(x - size * 0.7, y - size * 0.05), (x + size * 0.7, y + size * 0.1)],
        size * 0.22,
        log.bright(0.7),
    );
    let mut sparks = Shape::new();
    for _ in 0..14 {
        let rise = stage.dice.unit();
        sparks.add_circle(x + size * stage.dice.between(-0.8, 0.8), y - size * (1.2 + 3.0 * rise), size * 0.04);
    }
    stage.canvas.fill(sparks, hex(0xFFC070).alpha(0.8));
}

/// The bright band across a night sky: veils of light and crowds of stars.
fn milky_way(stage: &mut Stage) {
    let (w, h, s) = (stage.canvas.w, stage.canvas.h, stage.canvas.s);
    let lean = stage.dice.side();
    let foot = w * 0.5 - lean * w * 0.22;
    for step in 0..16 {
        let t = step as f32 / 15.0;
        let (x, y) = (foot + lean * w * 0.5 * t, h * (0.78 - 0.9 * t));
        let tone = stage.dice.pick([0x8E9BE0, 0xB79AD8, 0x70A8D8, 0xD8B0C8]);
        let radius = s * stage.dice.between(0.13, 0.24);
        stage.canvas.glow(x + s * stage.dice.between(-0.05, 0.05), y, radius, hex(tone).alpha(0.2));
    }
    let mut stars = [Shape::new(), Shape::new()];
    for _ in 0..700 {
        let t = stage.dice.unit();
        let scatter = stage.dice.unit() + stage.dice.unit() + stage.dice.unit() - 1.5;
        let (x, y) = (foot + lean * w * 0.5 * t + s * 0.2 * scatter, h * (0.78 - 0.9 * t));
        let size = stage.dice.between(0.7, 1.9) * s / 800.0;
        stars[stage.dice.below(2)].add_rect(x, y, size, size);
    }
    let [faint, clear] = stars;
    stage.canvas.fill(faint, WHITE.alpha(0.45));
    stage.canvas.fill(clear, hex(0xFFF4E0).alpha(0.8));
}

/// Two grown-ups, two children and a dog on a hill before a great sky.
pub(super) fn walkers(stage: &mut Stage) {
    let (w, h, s) = (stage.canvas.w, stage.canvas.h, stage.canvas.s);
    stage.sky(h * 0.8);
    if !stage.light.dark() {
        let (x, y) = stage.sun;
        let disc = stage.light.sun.mix(WHITE, 0.2);
        stage.canvas.glow(x, y, s * 0.55, disc.alpha(0.5));
        stage.canvas.fill(Shape::circle(x, y, s * 0.16), disc.alpha(0.94));
    }
    stage.birds(w * 0.7, h * 0.22, 7);
    far_ranges(stage, h * 0.7, h * 0.16);
    stage.mist(h * 0.62, h * 0.86, 0.4);
    let ridge = Ridge::rolling(w, h * 0.8, h * 0.06, 0.7, &mut stage.dice);
    let ground = stage.light.on(stage.season.grass(), 0.0).bright(0.5);
    let dark = ground.bright(0.55);
    let start = w * stage.dice.between(0.2, 0.5);
    for (step, size) in [(0.0, 0.115), (0.075, 0.105), (0.14, 0.072), (0.19, 0.06)] {
        let x = start + s * step;
        person(stage, x, ridge.at(x) + s * 0.008, s * size, dark);
    }
    let x = start + s * 0.26;
    dog(stage, x, ridge.at(x) + s * 0.006, s * 0.036, dark);
    stage.canvas.shade(ridge.land(h), ground, dark);
    let mut tufts = Shape::new();
    for _ in 0..240 {
        let x = stage.dice.between(0.0, w);
        let (y, tip) = (ridge.at(x) + s * 0.006, s * stage.dice.between(0.008, 0.024));
        tufts.add_leaf((x, y), (x + tip * stage.dice.between(-0.5, 0.8), y - tip), s * 0.0022);
    }
    stage.canvas.fill(tufts, ground);
}
