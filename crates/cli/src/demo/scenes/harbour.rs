//! A small harbour: gabled houses along the quay, boats, everything twice in the water.

use crate::demo::colour::{Colour, WHITE, hex};
use crate::demo::light::Season;
use crate::demo::shape::{Ridge, Shape};
use crate::demo::stage::{LAMP, Stage};

const PAINTS: [u32; 9] = [0xE25B45, 0xF4B63E, 0x2F7E9E, 0xF6EEDD, 0x6FA86B, 0xE88A62, 0x8C4A5E, 0xF0D28A, 0x476C8C];

/// The quay with its houses and boats.
pub(super) fn harbour(stage: &mut Stage) {
    let (w, h, s) = (stage.canvas.w, stage.canvas.h, stage.canvas.s);
    let quay = h * stage.dice.between(0.62, 0.7);
    stage.sky(quay);
    let ridge = Ridge::rolling(w, quay - h * 0.16, h * 0.05, 1.1, &mut stage.dice);
    let hill = stage.light.on(stage.season.fir().mix(stage.season.grass(), 0.4), 0.5);
    stage.canvas.shade(ridge.land(quay), hill, hill.mix(stage.light.haze, 0.4));
    let mut x = -s * 0.1 * stage.dice.unit();
    let mut last = usize::MAX;
    while x < w {
        let wide = s * stage.dice.between(0.11, 0.165);
        let mut paint = stage.dice.below(PAINTS.len());
        if paint == last {
            paint = (paint + 4) % PAINTS.len();
        }
        last = paint;
        let grown = s * stage.dice.between(0.22, 0.34);
        gabled(stage, (x, quay - h * 0.03), wide, grown, PAINTS[paint]);
        x += wide;
    }
    let stone = stage.on(0x8E8880, 0.06);
    stage.canvas.shade(Shape::rect(0.0, quay - h * 0.035, w, h * 0.048), stone.bright(1.1), stone.bright(0.5));
    if stage.light.dark() {
        street_lamps(stage, quay - h * 0.035);
    }
    for index in 0..(w / s * 4.0) as usize {
        let x = w * (index as f32 + stage.dice.between(0.2, 0.8)) / (w / s * 4.0);
        let grown = s * stage.dice.between(0.2, 0.32);
        moored(stage, x, quay + h * 0.012, grown, 0.08);
    }
    let water = stage.on(0x2C6478, 0.04);
    stage.canvas.mirror(quay + h * 0.012, h, s * 0.0045, water.alpha(0.24), &mut stage.dice);
    for side in [0.26, 0.74] {
        if stage.dice.chance(0.75) {
            let (x, y) = (w * (side + stage.dice.between(-0.1, 0.1)), h * stage.dice.between(0.86, 0.93));
            rowing(stage, x, y, s * 0.15);
        }
    }
    stage.birds(w * 0.5, h * 0.16, 6);
}

/// A narrow house with a stepped, pointed or flat gable.
fn gabled(stage: &mut Stage, (x, y): (f32, f32), wide: f32, tall: f32, paint: u32) {
    let (wall, trim) = (stage.on(paint, 0.08), stage.on(0xFBF6EC, 0.08));
    let roofs =
        if stage.season == Season::Winter { [0xEEF4FC, 0xE4ECF6, 0xF6FAFF] } else { [0x9C4E3C, 0x555A66, 0xB86044] };
    let roof = stage.one_of(roofs, 0.1);
    let (left, right, top) = (x, x + wide, y - tall);
    let peak = wide * stage.dice.between(0.5, 0.75);
    let gable = match stage.dice.below(3) {
        0 => vec![(left, top), (x + wide / 2.0, top - peak), (right, top)],
        1 => {
            let mut steps = Vec::new();
            for step in 0..5 {
                let (dx, dy) = (wide * 0.1 * step as f32, peak * 0.22 * step as f32);
                steps.extend([(left + dx, top - dy), (left + dx, top - dy - peak * 0.22)]);
            }
            let mirrored: Vec<_> = steps.iter().rev().map(|(px, py)| (left + right - px, *py)).collect();
            steps.extend(mirrored);
            steps
        }
        _ => vec![
            (left, top),
            (left + wide * 0.1, top - peak * 0.5),
            (right - wide * 0.1, top - peak * 0.5),
            (right, top),
        ],
    };
    let colour = if gable.len() == 4 { roof } else { wall };
    stage.canvas.fill(Shape::of(&gable), colour);
    if gable.len() == 3 {
        stage.canvas.line(&gable, wide * 0.07, roof);
    }
    stage.canvas.shade(Shape::rect(left, top - 0.5, wide, tall + 1.0), wall, wall.bright(0.86));
    stage.canvas.fill(Shape::rect(right - wide * 0.04, top, wide * 0.04, tall), wall.bright(0.76));
    let floors = (tall / (wide * 0.62)) as usize;
    for floor in 0..floors {
        for column in 0..3 {
            let (cx, cy) =
                (x + wide * (0.22 + 0.28 * column as f32), top + tall * (floor as f32 + 0.22) / floors as f32);
            pane(stage, (cx, cy), wide * 0.15, trim);
        }
    }
    if gable.len() != 4 {
        pane(stage, (x + wide / 2.0, top - peak * 0.42), wide * 0.14, trim);
    }
    let door = stage.one_of([0x344E5E, 0x6A3A32, 0x3C5A48], 0.05);
    stage.canvas.fill(Shape::rect(x + wide * 0.42, y - wide * 0.4, wide * 0.18, wide * 0.42), door);
}

/// A window with a white frame, its middle at (`x`, `y`).
fn pane(stage: &mut Stage, (x, y): (f32, f32), size: f32, trim: Colour) {
    let lit = stage.light.dark() && stage.dice.chance(0.6);
    let glass = if lit { LAMP } else { stage.on(0x445868, 0.08).mix(stage.light.sky[1], 0.25) };
    stage.canvas.fill(Shape::rect(x - size * 0.6, y - size * 0.12, size * 1.2, size * 1.54), trim);
    stage.canvas.fill(Shape::rect(x - size * 0.46, y, size * 0.92, size * 1.3), glass);
    stage.canvas.fill(Shape::rect(x - size * 0.05, y, size * 0.1, size * 1.3), trim);
    stage.canvas.fill(Shape::rect(x - size * 0.46, y + size * 0.55, size * 0.92, size * 0.1), trim);
}

fn street_lamps(stage: &mut Stage, y: f32) {
    let (w, s) = (stage.canvas.w, stage.canvas.s);
    let iron = stage.on(0x22262C, 0.0);
    let count = (w / s * 5.0) as usize;
    for index in 0..count {
        let x = w * (index as f32 + 0.5) / count as f32;
        stage.canvas.line(&[(x, y), (x, y - s * 0.07)], s * 0.004, iron);
        stage.canvas.glow(x, y - s * 0.075, s * 0.08, LAMP.alpha(0.75));
        stage.canvas.fill(Shape::circle(x, y - s * 0.075, s * 0.008), WHITE.mix(LAMP, 0.4));
    }
}

/// A moored boat with furled sails; `tall` is the height of its mast.
fn moored(stage: &mut Stage, x: f32, y: f32, tall: f32, distance: f32) {
    let hull = stage.one_of([0xFAF6EE, 0x244A6C, 0xB83E36, 0xF4EAD4, 0x2E5A50], distance);
    let (wood, half) = (stage.on(0xEADFC8, distance), tall * stage.dice.between(0.28, 0.36));
    let side = stage.dice.side();
    let place = |dx: f32, dy: f32| (x + side * dx * half, y - dy * half);
    stage.canvas.line(&[place(0.1, 0.2), place(0.1, tall / half)], tall * 0.016, wood);
    let stay = stage.on(0x404A54, distance).alpha(0.7);
    stage.canvas.line(&[place(1.05, 0.36), place(0.1, tall / half), place(-0.95, 0.3)], tall * 0.005, stay);
    stage.canvas.line(&[place(0.1, 0.56), place(-0.8, 0.52)], tall * 0.04, stage.light.on(hex(0x3E5A7A), distance));
    stage.canvas.fill(
        Shape::of(&[place(-0.45, 0.26), place(-0.4, 0.48), place(0.24, 0.48), place(0.36, 0.26)]),
        hull.mix(WHITE, 0.4),
    );
    stage.canvas.fill(
        Shape::of(&[place(-0.2, 0.34), place(-0.18, 0.43), place(0.16, 0.43), place(0.22, 0.34)]),
        stage.light.on(hex(0x3C5668), distance),
    );
    let body = [place(-1.0, 0.3), place(-0.9, 0.0), place(0.74, 0.0), place(1.12, 0.36), place(0.4, 0.27)];
    stage.canvas.shade(Shape::of(&body), hull, hull.bright(0.74));
    stage.canvas.line(&[place(-0.97, 0.22), place(1.0, 0.26)], tall * 0.014, wood.bright(1.2));
}

/// A rowing boat lying near the viewer.
fn rowing(stage: &mut Stage, x: f32, y: f32, half: f32) {
    let paint = stage.one_of([0x2E7A9A, 0xD04A3C, 0xF0B840, 0x448A6A], 0.0);
    let wood = stage.on(0xA4784E, 0.0);
    let place = |dx: f32, dy: f32| (x + dx * half, y + dy * half);
    stage
        .canvas
        .fill(Shape::oval(x, y + half * 0.26, half * 1.05, half * 0.1), stage.light.on(hex(0x102630), 0.0).alpha(0.45));
    let hull = [
        place(-1.05, -0.16),
        place(-0.84, 0.18),
        place(-0.5, 0.3),
        place(0.5, 0.3),
        place(0.88, 0.14),
        place(1.15, -0.24),
    ];
    stage.canvas.shade(Shape::of(&hull), paint, paint.bright(0.66));
    let rim = [
        place(-1.05, -0.16),
        place(-0.6, -0.02),
        place(0.5, -0.03),
        place(1.15, -0.24),
        place(0.5, -0.16),
        place(-0.5, -0.16),
    ];
    stage.canvas.fill(Shape::of(&rim), wood.bright(0.6));
    stage.canvas.line(
        &[place(-1.05, -0.16), place(-0.6, -0.01), place(0.5, -0.02), place(1.15, -0.24)],
        half * 0.045,
        wood.bright(1.15),
    );
    for bench in [-0.5, 0.05, 0.55] {
        stage.canvas.line(&[place(bench, -0.13), place(bench + 0.06, -0.04)], half * 0.07, wood);
    }
    stage.canvas.line(&[place(-0.3, -0.2), place(0.9, 0.36)], half * 0.03, wood.bright(1.2));
    stage.canvas.line(&[place(-0.82, 0.1), place(0.9, 0.06)], half * 0.04, WHITE.mix(paint, 0.35).alpha(0.85));
}
