//! A beach from straight above: surf, parasols, swimmers.

use crate::demo::colour::{WHITE, hex};
use crate::demo::dice::{around, sine};
use crate::demo::shape::Shape;
use crate::demo::stage::Stage;

/// Sand, surf and shallow water from straight above.
pub(super) fn beach(stage: &mut Stage) {
    let (w, h, s) = (stage.canvas.w, stage.canvas.h, stage.canvas.s);
    let sand = stage.on(0xF4DFB4, 0.0);
    stage.canvas.backdrop(0.0, h, &[(0.0, sand), (1.0, sand.bright(0.95))]);
    let lean = stage.dice.between(-0.3, 0.3) * h / w;
    let level = h * stage.dice.between(0.44, 0.54);
    let phases = [stage.dice.unit(), stage.dice.unit()];
    let edge = |x: f32, shift: f32| {
        level
            + lean * (x - w / 2.0)
            + shift
            + s * 0.022 * sine(x / s * 0.9 + phases[0])
            + s * 0.012 * sine(x / s * 2.1 + phases[1] + shift / s)
    };
    let bands = [
        (0.075, 0xE2C795, 1.0),
        (0.045, 0xFFFFFF, 0.75),
        (0.03, 0xC8EFE6, 1.0),
        (-0.03, 0x8FE0DC, 1.0),
        (-0.1, 0x58C8D0, 1.0),
        (-0.2, 0x34AEC4, 1.0),
        (-0.33, 0x228FB4, 1.0),
    ];
    for (shift, tone, alpha) in bands {
        let outline: Vec<_> = (0..=60)
            .map(|i| w * i as f32 / 60.0)
            .map(|x| (x, edge(x, s * shift)))
            .chain([(w, -2.0), (0.0, -2.0)])
            .collect();
        let colour = stage.on(tone, 0.0);
        stage.canvas.fill(Shape::of(&outline), colour.alpha(alpha));
    }
    foam(stage, edge);
    let mut pebbles = Shape::new();
    for _ in 0..260 {
        let x = stage.dice.between(0.0, w);
        pebbles.add_circle(x, edge(x, s * stage.dice.between(0.1, 0.6)), s * stage.dice.between(0.0008, 0.002));
    }
    stage.canvas.fill(pebbles, sand.bright(0.82));
    let columns = (w / s * 3.6) as usize;
    for row in 0..3 {
        for column in 0..columns {
            if stage.dice.chance(0.28) {
                continue;
            }
            let x = w * (column as f32 + stage.dice.between(0.3, 0.7)) / columns as f32;
            let y = edge(x, s * (0.19 + 0.17 * row as f32 + stage.dice.between(-0.03, 0.03)));
            let grown = s * stage.dice.between(0.045, 0.062);
            parasol(stage, x, y, grown);
        }
    }
    for _ in 0..7 {
        let x = stage.dice.between(0.05, 0.95) * w;
        let y = edge(x, -s * stage.dice.between(0.03, 0.24));
        swimmer(stage, x, y, s * 0.012);
    }
}

/// Lines of foam where waves break.
fn foam(stage: &mut Stage, edge: impl Fn(f32, f32) -> f32) {
    let (w, s) = (stage.canvas.w, stage.canvas.s);
    for (shift, width, alpha) in [(0.042, 0.009, 0.9), (-0.012, 0.005, 0.7), (-0.08, 0.004, 0.5), (-0.17, 0.003, 0.4)] {
        let mut from = -w * stage.dice.between(0.0, 0.1);
        while from < w {
            let length = w * stage.dice.between(0.12, 0.4);
            let points: Vec<_> =
                (0..=16).map(|i| from + length * i as f32 / 16.0).map(|x| (x, edge(x, s * shift))).collect();
            stage.canvas.line(&points, s * width, stage.light.on(WHITE, 0.0).alpha(alpha));
            from += length * stage.dice.between(1.05, 1.4);
        }
    }
}

/// A striped parasol from above, its shadow and a towel.
fn parasol(stage: &mut Stage, x: f32, y: f32, radius: f32) {
    let shade = stage.on(0xA88F66, 0.0).alpha(0.45);
    let towel = stage.dice.pick([0xF26D5E, 0x4AA3C8, 0xF7C85A, 0x78C49A, 0xE89AB8]);
    let side = stage.dice.side();
    let (tx, ty) = (x + side * radius * 1.5, y + radius * 0.2);
    stage.canvas.fill(Shape::rect(tx - radius * 0.3, ty - radius * 0.7, radius * 0.66, radius * 1.46), shade);
    let cloth = stage.on(towel, 0.0);
    stage.canvas.fill(Shape::rect(tx - radius * 0.36, ty - radius * 0.75, radius * 0.66, radius * 1.46), cloth);
    for band in [0.1, 0.5, 1.1] {
        stage.canvas.fill(
            Shape::rect(tx - radius * 0.36, ty + radius * (band - 0.75), radius * 0.66, radius * 0.14),
            cloth.mix(WHITE, 0.6),
        );
    }
    stage.canvas.fill(Shape::oval(x + radius * 0.35, y + radius * 0.4, radius, radius), shade);
    let [first, second] = stage.dice.pick([
        [0xE85546, 0xFFF8EC],
        [0x2F86B8, 0xFFF8EC],
        [0xF4B63A, 0xFFF4D8],
        [0xE26F8E, 0xFFEEF0],
        [0x3CA88C, 0xF4FBEF],
    ]);
    let turn = stage.dice.unit();
    let (base, stripe) = (stage.on(second, 0.0), stage.on(first, 0.0));
    stage.canvas.fill(Shape::circle(x, y, radius), base);
    let mut stripes = Shape::new();
    for wedge in 0..6 {
        let start = turn + wedge as f32 / 6.0;
        let arc = (0..=4).map(|i| around(x, y, radius, start + i as f32 / 48.0));
        stripes.polygon(&std::iter::once((x, y)).chain(arc).collect::<Vec<_>>());
    }
    stage.canvas.fill(stripes, stripe);
    stage.canvas.fill(Shape::circle(x, y, radius * 0.09), base.bright(0.9));
}

/// A head and arms in the water with rings around.
fn swimmer(stage: &mut Stage, x: f32, y: f32, size: f32) {
    stage.canvas.fill(Shape::circle(x, y, size * 2.6), WHITE.alpha(0.16));
    stage.canvas.fill(Shape::circle(x, y, size * 1.8), WHITE.alpha(0.18));
    let skin = stage.on(0xC68A62, 0.0);
    stage.canvas.line(&[(x - size * 1.4, y - size * 0.5), (x, y), (x + size * 1.4, y - size * 0.4)], size * 0.42, skin);
    stage.canvas.fill(Shape::circle(x, y - size * 0.2, size * 0.62), stage.light.on(hex(0x503A2E), 0.0));
}
