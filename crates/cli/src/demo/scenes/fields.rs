//! Open country: balloons, vineyards, hills with farms.

use super::woods::bushes;
use crate::demo::colour::{Colour, WHITE, hex};
use crate::demo::dice::{around, sine};
use crate::demo::light::Season;
use crate::demo::shape::{Ridge, Shape};
use crate::demo::stage::{LAMP, Stage};

/// Hot-air balloons over soft hills.
pub(super) fn balloons(stage: &mut Stage) {
    let (w, h, s) = (stage.canvas.w, stage.canvas.h, stage.canvas.s);
    stage.sky(h * 0.82);
    for (level, distance) in [(0.68, 0.8), (0.74, 0.62), (0.81, 0.42), (0.88, 0.22), (0.95, 0.05)] {
        let ridge = Ridge::rolling(w, h * level, h * 0.05, 1.3, &mut stage.dice);
        let ground = stage.light.on(stage.season.grass().mix(stage.season.fir(), 0.3), distance);
        stage.canvas.shade(ridge.land(h), ground, ground.mix(stage.light.haze, 0.35));
        let wood = stage.light.on(stage.season.fir(), distance).bright(0.95);
        bushes(stage, &ridge, s * (0.008 + 0.03 * (1.0 - distance)), wood);
        stage.mist(h * (level - 0.02), h * (level + 0.1), 0.3 * distance);
    }
    let count = 5 + stage.dice.below(4);
    let first = stage.dice.unit();
    for index in 0..count {
        let t = index as f32 / (count - 1) as f32;
        let x = w * (0.1 + 0.8 * ((first + 0.618 * index as f32) % 1.0));
        let y = h * (0.58 - 0.3 * t) + h * stage.dice.between(-0.07, 0.05);
        balloon(stage, x, y, s * (0.022 + 0.1 * t * t), 0.55 * (1.0 - t));
    }
}

/// One balloon with upright stripes; `radius` is half its width.
fn balloon(stage: &mut Stage, x: f32, y: f32, radius: f32, distance: f32) {
    let schemes = [
        [0xE84A3C, 0xF7B733, 0xFFF1D0],
        [0x2E86AB, 0xF6F5F0, 0xE84A5F],
        [0xF47B3E, 0xFFD98A, 0xB03A5B],
        [0x6A4C93, 0xF7AEF8, 0xFFF0F8],
        [0x247B6B, 0xF4D35E, 0xEE964B],
        [0xC83349, 0xFFF6E9, 0x2B4570],
    ];
    let scheme = stage.dice.pick(schemes);
    let stripes = 7;
    for stripe in 0..stripes {
        let (from, to) = (stripe as f32 / stripes as f32, (stripe + 1) as f32 / stripes as f32);
        let edge = |share: f32| sine(0.25 * (share * 2.0 - 1.0));
        let gore = |share: f32| {
            let k = edge(share);
            (0..=14)
                .map(move |i| i as f32 / 14.0)
                .map(move |t| (x + radius * k * envelope(t), y + radius * (2.35 * t - 1.0)))
        };
        let outline: Vec<_> = gore(from).chain(gore(to).collect::<Vec<_>>().into_iter().rev()).collect();
        let side = 1.0 - 0.28 * (((from + to) / 2.0 - if stage.sun.0 < x { 0.2 } else { 0.8 }).abs());
        let colour = stage.on(scheme[stripe % 3], distance).bright(side * 1.06);
        stage.canvas.fill(Shape::of(&outline), colour);
    }
    if stage.light.dark() {
        stage.canvas.glow(x, y + radius * 0.5, radius * 1.2, LAMP.alpha(0.6));
    }
    let wicker = stage.on(0x754E30, distance);
    for side in [-1.0, 1.0] {
        stage.canvas.line(
            &[(x + side * radius * 0.2, y + radius * 1.33), (x + side * radius * 0.13, y + radius * 1.72)],
            radius * 0.025,
            wicker,
        );
    }
    stage.canvas.fill(Shape::rect(x - radius * 0.16, y + radius * 1.68, radius * 0.32, radius * 0.24), wicker);
    stage
        .canvas
        .fill(Shape::rect(x - radius * 0.18, y + radius * 1.66, radius * 0.36, radius * 0.06), wicker.bright(1.3));
}

/// Half the width of a balloon at `t` from its top (0) to its mouth (1), as a share of the greatest.
fn envelope(t: f32) -> f32 {
    if t < 0.42 {
        sine(0.25 * (t / 0.42).sqrt().min(1.0))
    } else {
        1.0 - 0.8 * ((t - 0.42) / 0.58) * ((t - 0.42) / 0.58) * (1.2 - 0.2 * t)
    }
}

/// Rows of vines that run to the horizon, a village with a church behind.
pub(super) fn vineyard(stage: &mut Stage) {
    let (w, h, s) = (stage.canvas.w, stage.canvas.h, stage.canvas.s);
    let horizon = h * 0.5;
    stage.sky(horizon + h * 0.06);
    for (level, distance) in [(0.4, 0.78), (0.46, 0.56)] {
        let ridge = Ridge::rolling(w, h * level, h * 0.05, 1.2, &mut stage.dice);
        let colour = stage.light.on(stage.season.fir(), distance);
        stage.canvas.shade(ridge.land(h), colour, colour.mix(stage.light.haze, 0.5));
    }
    stage.mist(h * 0.4, h * 0.56, 0.4);
    let x = w * stage.dice.between(0.2, 0.8);
    village(stage, x, horizon + h * 0.01, s * 0.05);
    let leaf = match stage.season {
        Season::Spring => 0x93BF4E,
        Season::Summer => 0x62993C,
        _ => stage.dice.pick([0xDE9A2C, 0xC86A2A, 0xE6B63E]),
    };
    let soil = stage.on(0xB88E5E, 0.04).mix(stage.light.on(stage.season.grass(), 0.0), 0.45);
    let ground = Ridge::rolling(w, horizon + h * 0.02, h * 0.012, 0.8, &mut stage.dice);
    stage.canvas.shade(ground.land(h), soil.mix(stage.light.haze, 0.35), soil.bright(0.9));
    let vanish = (w * stage.dice.between(0.3, 0.7), horizon - h * 0.03);
    rows(stage, vanish, ground.at(vanish.0), leaf);
}

/// The vines themselves, from the far end to the near one, row by row.
fn rows(stage: &mut Stage, vanish: (f32, f32), start: f32, leaf: u32) {
    let (w, h, s) = (stage.canvas.w, stage.canvas.h, stage.canvas.s);
    let half = (w / s * 9.0) as i32;
    for step in 0..30 {
        let t = step as f32 / 29.0;
        let y = start + (h * 1.06 - start) * t * t * (0.75 + 0.25 * t) + h * 0.008;
        let scale = (y - vanish.1) / (h - vanish.1);
        let (mut shade, mut green, mut tips) = (Shape::new(), Shape::new(), Shape::new());
        for row in -half..=half {
            let x = vanish.0 + (row as f32 + 0.5) * s * 0.34 * scale;
            if x < -s * 0.1 || x > w + s * 0.1 {
                continue;
            }
            let size = s * 0.062 * scale;
            shade.add_oval(x + size * 0.5, y + size * 0.5, size * 1.1, size * 0.35);
            for _ in 0..3 {
                let (dx, dy) = (stage.dice.between(-0.5, 0.5), stage.dice.between(-0.9, 0.2));
                green.add_circle(x + dx * size, y + dy * size, size * stage.dice.between(0.5, 0.8));
                tips.add_circle(x + (dx - 0.2) * size, y + (dy - 0.35) * size, size * stage.dice.between(0.14, 0.4));
            }
        }
        let far = 0.4 * (1.0 - t);
        let colour = stage.on(leaf, far);
        stage.canvas.fill(shade, stage.light.on(hex(0x483A28), far).alpha(0.35));
        stage.canvas.fill(green, colour.bright(0.78));
        stage.canvas.fill(tips, colour.bright(1.12));
    }
}

/// A handful of red roofs around a church tower; `size` is the size of a house.
fn village(stage: &mut Stage, x: f32, y: f32, size: f32) {
    let glass = if stage.light.dark() { LAMP } else { stage.on(0x4A5868, 0.3) };
    let (wall, roof) = (stage.on(0xF4EADA, 0.3), stage.on(0xB45A42, 0.3));
    let spire = [(x - size * 0.3, y - size * 1.7), (x, y - size * 3.0), (x + size * 0.3, y - size * 1.7)];
    stage.canvas.fill(Shape::rect(x - size * 0.25, y - size * 1.75, size * 0.5, size * 1.8), wall);
    stage.canvas.fill(Shape::of(&spire), stage.on(0x546478, 0.3));
    stage.canvas.fill(Shape::rect(x - size * 0.06, y - size * 1.5, size * 0.12, size * 0.26), glass);
    for index in 0..9 {
        let hx = x + size * (index as f32 - 4.0) * 0.85 + size * stage.dice.between(-0.2, 0.2);
        let tall = size * stage.dice.between(0.45, 0.75);
        let foot = y + size * stage.dice.between(0.0, 0.2);
        cottage(
            stage,
            (hx, foot),
            size * 0.75,
            tall,
            [wall.bright(shade_of(index)), roof.bright(shade_of(index + 1)), glass],
        );
    }
    let trees = stage.light.on(stage.season.fir(), 0.32);
    let mut heap = Shape::new();
    for _ in 0..16 {
        heap.add_circle(
            x + size * stage.dice.between(-5.0, 5.0),
            y + size * 0.05,
            size * stage.dice.between(0.15, 0.4),
        );
    }
    stage.canvas.fill(heap, trees);
}

/// Neighbouring houses differ a little.
fn shade_of(index: usize) -> f32 {
    [1.0, 0.93, 1.04, 0.88][index % 4]
}

/// A house with a gable roof: walls, roof and glass in `tones`.
fn cottage(stage: &mut Stage, (x, y): (f32, f32), wide: f32, tall: f32, [wall, roof, glass]: [Colour; 3]) {
    stage.canvas.fill(Shape::rect(x - wide / 2.0, y - tall, wide, tall), wall);
    let top = [
        (x - wide * 0.6, y - tall * 0.96),
        (x - wide * 0.3, y - tall - wide * 0.34),
        (x + wide * 0.3, y - tall - wide * 0.34),
        (x + wide * 0.6, y - tall * 0.96),
    ];
    stage.canvas.fill(Shape::of(&top), roof);
    for dx in [-0.28, 0.12] {
        stage.canvas.fill(Shape::rect(x + wide * dx, y - tall * 0.7, wide * 0.16, tall * 0.34), glass);
    }
}

/// Rolling fields in strips, cypresses along a lane, a farm, sheep; now and then a rainbow.
pub(super) fn hills(stage: &mut Stage) {
    let (w, h, s) = (stage.canvas.w, stage.canvas.h, stage.canvas.s);
    stage.sky(h * 0.6);
    if !stage.light.low_sun() && !stage.light.dark() && stage.dice.chance(0.45) {
        rainbow(stage, h * 0.66);
    }
    let farm = w * stage.dice.between(0.28, 0.72);
    let crops = match stage.season {
        Season::Spring => [0x9CC85C, 0xF0D84A, 0x7EB850, 0xB4D670],
        Season::Summer => [0x86B050, 0xE6C766, 0xA8BC5A, 0x6C9C4A],
        Season::Autumn => [0xC8A050, 0x9C8444, 0xDEB45E, 0xA8643A],
        Season::Winter => [0xEEF3F9, 0xDDE6F0, 0xF6F9FC, 0xD2DEEC],
    };
    for (index, level) in [0.5, 0.56, 0.63, 0.72, 0.84].into_iter().enumerate() {
        let distance = 0.66 - 0.15 * index as f32;
        let waves = stage.dice.between(0.7, 1.4);
        let ridge = Ridge::rolling(w, h * level, h * 0.05, waves, &mut stage.dice);
        let field = stage.one_of([crops[index % 4], crops[(index + 1) % 4]], distance);
        stage.canvas.shade(ridge.land(h), field, field.bright(0.82));
        furrows(stage, &ridge, field, 0.016 + 0.012 * index as f32);
        let wood = stage.light.on(stage.season.fir(), distance).bright(0.92);
        match index {
            0 | 1 => bushes(stage, &ridge, s * 0.014, wood),
            2 => {
                cypresses(stage, &ridge, farm, wood);
                let (wall, roof) = (stage.on(0xF0E0C6, distance), stage.on(0xBA6446, distance));
                let glass = if stage.light.dark() { LAMP } else { stage.on(0x505C66, distance) };
                cottage(
                    stage,
                    (farm + s * 0.05, ridge.at(farm) + s * 0.012),
                    s * 0.06,
                    s * 0.05,
                    [wall.bright(0.92), roof.bright(0.9), glass],
                );
                cottage(stage, (farm, ridge.at(farm) + s * 0.014), s * 0.08, s * 0.068, [wall, roof, glass]);
            }
            3 => flock(stage, &ridge),
            _ => bloom(stage, &ridge),
        }
    }
}

/// Lines that follow the swell of a field.
fn furrows(stage: &mut Stage, ridge: &Ridge, field: Colour, gap: f32) {
    let (w, h) = (stage.canvas.w, stage.canvas.h);
    let slant = stage.dice.between(-0.5, 0.5);
    for line in 1..9 {
        let down = h * gap * line as f32;
        let points: Vec<_> = (0..=30)
            .map(|i| w * i as f32 / 30.0)
            .map(|x| (x, ridge.at(x) + down * (1.0 + slant * (x / w - 0.5))))
            .collect();
        stage.canvas.line(&points, h * gap * 0.16, field.bright(if line % 2 == 0 { 1.1 } else { 0.86 }).alpha(0.55));
    }
}

/// A row of cypresses on both sides of the farm.
fn cypresses(stage: &mut Stage, ridge: &Ridge, farm: f32, colour: Colour) {
    let s = stage.canvas.s;
    let mut row = Shape::new();
    for index in 0..12 {
        let x = farm - s * 0.09 - s * 0.034 * index as f32 + if index > 6 { s * 0.46 } else { 0.0 };
        let tall = s * stage.dice.between(0.06, 0.1);
        row.add_leaf((x, ridge.at(x) + s * 0.008), (x, ridge.at(x) - tall), tall * 0.26);
    }
    stage.canvas.fill(row, colour.bright(0.85));
}

/// Sheep on a meadow.
fn flock(stage: &mut Stage, ridge: &Ridge) {
    let (w, s) = (stage.canvas.w, stage.canvas.s);
    let (wool, face) = (stage.on(0xFAF6EC, 0.1), stage.on(0x403A38, 0.1));
    let middle = w * stage.dice.between(0.25, 0.75);
    for _ in 0..9 {
        let x = middle + s * stage.dice.between(-0.3, 0.3);
        let (y, size) = (ridge.at(x) + s * stage.dice.between(0.02, 0.09), s * 0.012);
        let side = stage.dice.side();
        stage.canvas.fill(Shape::oval(x, y + size * 0.9, size * 1.3, size * 0.3), face.alpha(0.25));
        for leg in [-0.5, 0.4] {
            stage.canvas.fill(Shape::rect(x + size * leg, y, size * 0.2, size * 0.95), face);
        }
        let mut coat = Shape::new();
        coat.add_crown(x, y - size * 0.1, size * 0.95, &mut stage.dice);
        stage.canvas.fill(coat, wool);
        stage.canvas.fill(Shape::oval(x + side * size * 1.05, y - size * 0.3, size * 0.36, size * 0.44), face);
    }
}

/// Flowers in the grass close by.
fn bloom(stage: &mut Stage, ridge: &Ridge) {
    let (w, s) = (stage.canvas.w, stage.canvas.s);
    let tones = match stage.season {
        Season::Spring => [0xFFF6D8, 0xF8D84A, 0xE88AB8],
        Season::Summer => [0xE24A3A, 0xF6F0E0, 0x6A78D0],
        Season::Autumn => [0xE6B04A, 0xA85A3A, 0xF2DEA0],
        Season::Winter => [0xFFFFFF, 0xDCE8F4, 0xF4F8FC],
    };
    for tone in tones {
        let mut heads = Shape::new();
        for _ in 0..90 {
            let x = stage.dice.between(0.0, w);
            let near = stage.dice.unit();
            heads.add_oval(
                x,
                ridge.at(x) + s * (0.012 + 0.2 * near),
                s * (0.003 + 0.006 * near),
                s * (0.002 + 0.005 * near),
            );
        }
        let colour = stage.on(tone, 0.04);
        stage.canvas.fill(heads, colour);
    }
}

/// A rainbow standing on `level`.
fn rainbow(stage: &mut Stage, level: f32) {
    let (w, s) = (stage.canvas.w, stage.canvas.s);
    let (x, radius) = (w * stage.dice.between(0.3, 0.7), s * 0.52);
    for (band, tone) in [0xF26B6B, 0xF7A55C, 0xF9E27A, 0x84D08A, 0x6AB0E8, 0x9A84D8].into_iter().enumerate() {
        let ring = radius - s * 0.011 * band as f32;
        let arc: Vec<_> = (0..=40).map(|i| around(x, level, ring, 0.5 + i as f32 / 80.0)).collect();
        stage.canvas.line(&arc, s * 0.012, hex(tone).mix(WHITE, 0.2).alpha(0.42));
    }
}
