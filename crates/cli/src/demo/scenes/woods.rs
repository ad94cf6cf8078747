//! Trees: firs in the mist, birch trunks, and one great tree through the year.

use crate::demo::colour::{Colour, WHITE, hex};
use crate::demo::dice::around;
use crate::demo::light::Season;
use crate::demo::shape::{Ridge, Shape};
use crate::demo::stage::Stage;

/// Layers of firs that fade into mist.
pub(super) fn firs(stage: &mut Stage) {
    let (w, h) = (stage.canvas.w, stage.canvas.h);
    stage.sky(h * 0.86);
    let base = Ridge::jagged(w, h * 0.5, h * 0.22, &mut stage.dice);
    let far = stage.on(0x637D88, 0.82);
    stage.canvas.shade_between(base.land(h), (base.top(), far), (h * 0.55, stage.light.haze));
    let fir = stage.season.fir();
    for layer in 0..6 {
        let t = layer as f32 / 5.0;
        let waves = stage.dice.between(0.7, 1.6);
        let ridge = Ridge::rolling(w, h * (0.48 + 0.52 * t), h * 0.06, waves, &mut stage.dice);
        let colour = stage.light.on(fir, 0.8 - 0.8 * t).bright(1.0 - 0.38 * t);
        let height = h * (0.085 + 0.3 * t * t);
        let count = (w / height * (3.2 - 1.2 * t)) as usize;
        stage.firs(&ridge, height, count, colour);
        let foot = colour.mix(stage.light.haze, 0.7 * (1.0 - t));
        stage.canvas.shade_between(ridge.land(h), (ridge.top(), colour), (ridge.top() + h * 0.22, foot));
        if layer < 5 {
            stage.mist(h * (0.44 + 0.5 * t), h * (0.62 + 0.5 * t), 0.42 * (1.0 - t));
        }
        if layer == 2 {
            let x = stage.dice.between(0.25, 0.75) * w;
            stage.birds(x, h * 0.3, 6);
        }
    }
    if stage.season == Season::Winter {
        stage.snowfall(0.6);
    }
}

/// White trunks, one behind the other.
pub(super) fn birches(stage: &mut Stage) {
    let (w, h, s) = (stage.canvas.w, stage.canvas.h, stage.canvas.s);
    let (leaves, ground) = match stage.season {
        Season::Spring => ([0xB5D86A, 0x94C656, 0xD6E98C], 0x84AE54),
        Season::Summer => ([0x78B050, 0x5C9A48, 0xA4CB62], 0x64904A),
        Season::Autumn => ([0xF2B632, 0xE88A2A, 0xF6D25A], 0xC27F3A),
        Season::Winter => ([0xDDE7F2, 0xC8D6E6, 0xEEF4FA], 0xF0F5FB),
    };
    let back = stage.on(leaves[1], 0.55);
    let glow = stage.light.sky[3].mix(hex(leaves[2]), 0.35);
    stage.canvas.backdrop(0.0, h * 0.8, &[(0.0, back.bright(0.9)), (0.6, glow), (1.0, glow.mix(WHITE, 0.3))]);
    let floor = stage.on(ground, 0.1);
    stage.canvas.backdrop(h * 0.76, h, &[(0.0, floor.mix(glow, 0.6)), (0.4, floor), (1.0, floor.bright(0.7))]);
    stage.canvas.glow(w * 0.55, h * 0.5, s * 0.8, stage.light.sun.alpha(0.4));
    for layer in 0..4 {
        let t = layer as f32 / 3.0;
        canopy(stage, t, leaves);
        let count = (w / s * (11.0 - 7.5 * t)) as usize + 1;
        for index in 0..count {
            let x = w * (index as f32 + stage.dice.between(0.1, 0.9)) / count as f32;
            let foot = h * (0.79 + 0.13 * t + stage.dice.between(0.0, 0.05));
            trunk(stage, x, foot, s * (0.007 + 0.032 * t), 0.72 - 0.72 * t);
            tuft(stage, (x, foot), s * (0.012 + 0.06 * t), floor.mix(glow, 0.5 * (1.0 - t)));
        }
        stage.mist(h * 0.6, h * 0.9, 0.25 * (1.0 - t));
    }
    litter(stage, leaves);
}

/// Leaves in the upper part of the picture, closer ones larger.
fn canopy(stage: &mut Stage, near: f32, leaves: [u32; 3]) {
    let (w, h, s) = (stage.canvas.w, stage.canvas.h, stage.canvas.s);
    for tone in leaves {
        let mut heap = Shape::new();
        for _ in 0..(46.0 * w / s) as usize {
            let depth = stage.dice.unit();
            let y = h * (0.42 - 0.2 * near) * depth * depth - h * 0.02;
            let radius = s * (0.008 + 0.022 * near) * stage.dice.between(0.6, 1.4);
            heap.add_oval(stage.dice.between(0.0, w), y, radius * 1.3, radius);
        }
        let colour = stage.on(tone, 0.5 - 0.4 * near);
        stage.canvas.fill(heap, colour.alpha(0.85));
    }
}

/// One birch trunk with its dark marks; `wide` is half its width.
fn trunk(stage: &mut Stage, x: f32, foot: f32, wide: f32, distance: f32) {
    let h = stage.canvas.h;
    let lean = wide * stage.dice.between(-3.0, 3.0);
    let bark = stage.on(0xF4F0E8, distance * 0.8);
    let outline = [(x - wide, foot), (x + lean - wide * 0.8, -2.0), (x + lean + wide * 0.8, -2.0), (x + wide, foot)];
    stage.canvas.fill(Shape::of(&outline), bark);
    let shade =
        [(x + wide * 0.3, foot), (x + lean + wide * 0.3, -2.0), (x + lean + wide * 0.8, -2.0), (x + wide, foot)];
    stage.canvas.fill(Shape::of(&shade), bark.bright(0.84));
    let mut marks = Shape::new();
    let count = (h / wide * 0.42) as usize;
    for _ in 0..count.min(40) {
        let y = stage.dice.between(0.0, foot);
        let middle = x + lean * (1.0 - y / foot);
        let side = stage.dice.side();
        let length = wide * stage.dice.between(0.3, 1.1);
        let from = (middle + side * wide * 0.92, y);
        marks.add_leaf(from, (from.0 - side * length, y + wide * 0.1), wide * stage.dice.between(0.08, 0.24));
    }
    stage.canvas.fill(marks, stage.light.on(hex(0x363230), distance));
}

/// Grass that hides where a trunk meets the ground.
fn tuft(stage: &mut Stage, (x, y): (f32, f32), size: f32, colour: Colour) {
    let mut blades = Shape::new();
    blades.add_oval(x, y + size * 0.06, size * 1.1, size * 0.2);
    for blade in 0..11 {
        let from = (x + size * (blade as f32 - 5.0) * 0.17, y + size * 0.12);
        let (lean, tall) = (stage.dice.between(-0.3, 0.3), stage.dice.between(0.3, 0.75));
        blades.add_leaf(from, (from.0 + size * lean, from.1 - size * tall), size * 0.07);
    }
    stage.canvas.fill(blades, colour.bright(0.86));
}

/// Fallen leaves on the ground.
fn litter(stage: &mut Stage, leaves: [u32; 3]) {
    let (w, h, s) = (stage.canvas.w, stage.canvas.h, stage.canvas.s);
    for tone in leaves {
        let mut heap = Shape::new();
        for _ in 0..90 {
            let t = stage.dice.unit();
            let (x, y) = (stage.dice.between(0.0, w), h * (0.8 + 0.2 * t));
            let size = s * (0.004 + 0.01 * t);
            heap.add_leaf((x - size, y), (x + size, y + size * stage.dice.between(-0.6, 0.6)), size * 0.7);
        }
        let colour = stage.on(tone, 0.05);
        stage.canvas.fill(heap, colour.alpha(0.9));
    }
}

/// A great tree on a meadow: blossom, full leaf, autumn or snow.
pub(super) fn tree(stage: &mut Stage) {
    let (w, h, s) = (stage.canvas.w, stage.canvas.h, stage.canvas.s);
    stage.sky(h * 0.72);
    for (level, distance) in [(0.62, 0.66), (0.67, 0.46)] {
        let ridge = Ridge::rolling(w, h * level, h * 0.04, 1.5, &mut stage.dice);
        let colour = stage.light.on(stage.season.grass().mix(stage.season.fir(), 0.35), distance);
        stage.canvas.shade(ridge.land(h), colour, colour.mix(stage.light.haze, 0.4));
        let wood = stage.light.on(stage.season.fir(), distance);
        bushes(stage, &ridge, s * 0.022, wood);
    }
    let ridge = Ridge::rolling(w, h * 0.76, h * 0.04, 0.8, &mut stage.dice);
    let ground = stage.light.on(stage.season.grass(), 0.02);
    stage.canvas.shade(ridge.land(h), ground, ground.bright(0.74));
    let x = w * stage.dice.between(0.36, 0.64);
    let (y, tall) = (ridge.at(x) + h * 0.06, (h * 0.66).min(w * 0.78));
    let shadow = ground.bright(0.62).alpha(0.6);
    stage.canvas.fill(Shape::oval(x + s * 0.03, y, tall * 0.42, tall * 0.05), shadow);
    let tones = foliage(stage);
    let bark = stage.on(0x634B40, 0.0);
    limbs(stage, x, y, tall, bark);
    crown(stage, x, y - tall * 0.66, tall * 0.4, tones);
    if stage.dice.chance(0.6) {
        swing(stage, x + tall * 0.2, y - tall * 0.5, tall * 0.48, bark);
    }
    petals(stage, (x, y), tall, tones);
}

/// Low bushes and far trees on a ridge.
pub(super) fn bushes(stage: &mut Stage, ridge: &Ridge, size: f32, colour: Colour) {
    let w = stage.canvas.w;
    let mut heap = Shape::new();
    for _ in 0..(w / size * 0.55) as usize {
        let x = stage.dice.between(0.0, w);
        let radius = size * stage.dice.between(0.4, 1.2);
        if radius < 7.0 {
            heap.add_oval(x, ridge.at(x), radius, radius * 0.85);
        } else {
            heap.add_crown(x, ridge.at(x) + radius * 0.3, radius, &mut stage.dice);
        }
    }
    stage.canvas.fill(heap, colour);
}

/// Four tones of leaves, from the shade to the light.
fn foliage(stage: &mut Stage) -> [Colour; 4] {
    let tones = match stage.season {
        Season::Spring => {
            stage.dice.pick([[0xC86A94, 0xE08CB0, 0xF2B0CA, 0xFDDCE8], [0xD08AA0, 0xEBAFC0, 0xF8CFD8, 0xFFF0F2]])
        }
        Season::Summer => [0x3C7A44, 0x549A4C, 0x78B858, 0xA9D470],
        Season::Autumn => stage.dice.pick([
            [0xA83E2A, 0xD05A2C, 0xEC8434, 0xF8B44A],
            [0xB86A1E, 0xDC9428, 0xF2B83C, 0xFBDA6E],
            [0x8E2A34, 0xBC3A38, 0xDC5A44, 0xF28A5C],
        ]),
        Season::Winter => [0xA8BCD2, 0xC4D4E6, 0xDEE9F4, 0xF6FAFF],
    };
    tones.map(|tone| stage.on(tone, 0.02))
}

/// The trunk and its boughs.
fn limbs(stage: &mut Stage, x: f32, y: f32, tall: f32, bark: Colour) {
    let trunk = [
        (x - tall * 0.055, y),
        (x - tall * 0.03, y - tall * 0.2),
        (x - tall * 0.032, y - tall * 0.5),
        (x + tall * 0.032, y - tall * 0.5),
        (x + tall * 0.03, y - tall * 0.2),
        (x + tall * 0.065, y),
    ];
    stage.canvas.fill(Shape::of(&trunk), bark);
    let shade = [
        (x + tall * 0.008, y),
        (x + tall * 0.01, y - tall * 0.5),
        (x + tall * 0.032, y - tall * 0.5),
        (x + tall * 0.03, y - tall * 0.2),
        (x + tall * 0.065, y),
    ];
    stage.canvas.fill(Shape::of(&shade), bark.bright(0.78));
    for (dx, dy, from) in [
        (-0.2, -0.62, 0.32),
        (0.2, -0.6, 0.34),
        (-0.1, -0.78, 0.42),
        (0.12, -0.78, 0.44),
        (0.22, -0.52, 0.36),
        (-0.22, -0.54, 0.34),
    ] {
        let points = [
            (x, y - tall * from),
            (x + tall * dx * 0.5, y - tall * (from - dy) * 0.5 - tall * 0.02),
            (x + tall * dx, y + tall * dy),
        ];
        stage.canvas.line(&points, tall * 0.022, bark.bright(0.92));
    }
}

/// The crown: clumps of leaves, darker below, lighter where the light falls.
fn crown(stage: &mut Stage, x: f32, y: f32, radius: f32, tones: [Colour; 4]) {
    let lean = if stage.sun.0 < x { -0.16 } else { 0.16 };
    for (layer, (tone, count)) in tones.into_iter().zip([22, 30, 44, 46]).enumerate() {
        let level = layer as f32;
        let mut heap = Shape::new();
        for _ in 0..count {
            let out = radius * (0.98 - 0.11 * level) * (1.0 - stage.dice.unit() * stage.dice.unit());
            let (cx, cy) = around(x + radius * lean * level * 0.6, y - radius * 0.09 * level, out, stage.dice.unit());
            let size = radius * (0.25 - 0.055 * level) * stage.dice.between(0.7, 1.25);
            heap.add_crown(cx, y + (cy - y) * 0.74, size, &mut stage.dice);
        }
        stage.canvas.fill(heap, tone.alpha(if layer == 0 { 1.0 } else { 0.88 }));
    }
}

/// A swing on two ropes.
fn swing(stage: &mut Stage, x: f32, y: f32, length: f32, wood: Colour) {
    let (way, seat) = (length * stage.dice.between(-0.12, 0.12), length * 0.09);
    let foot = y + length * 0.86;
    stage.canvas.line(&[(x - seat, y), (x - seat + way, foot)], length * 0.008, wood);
    stage.canvas.line(&[(x + seat, y), (x + seat + way, foot)], length * 0.008, wood);
    stage.canvas.line(&[(x - seat * 1.3 + way, foot), (x + seat * 1.3 + way, foot)], length * 0.03, wood.bright(1.2));
}

/// Petals or leaves in the air and on the grass.
fn petals(stage: &mut Stage, (x, y): (f32, f32), tall: f32, tones: [Colour; 4]) {
    for tone in [tones[1], tones[2], tones[3]] {
        let mut heap = Shape::new();
        for _ in 0..70 {
            let t = stage.dice.unit() + stage.dice.unit() - 1.0;
            let (px, py) = (x + t * tall * 0.8, y + tall * stage.dice.between(-0.03, 0.16));
            heap.add_oval(px, py, tall * 0.007, tall * 0.0035);
        }
        for _ in 0..12 {
            let (px, py) = (x + tall * stage.dice.between(-0.7, 0.7), y - tall * stage.dice.between(0.0, 0.5));
            heap.add_leaf((px, py), (px + tall * 0.014, py + tall * 0.009), tall * 0.006);
        }
        stage.canvas.fill(heap, tone);
    }
}
