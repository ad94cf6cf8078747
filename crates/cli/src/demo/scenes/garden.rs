//! The garden: flowers close by, a pond with koi from above.

use crate::demo::colour::{Colour, WHITE, hex};
use crate::demo::dice::{around, sine};
use crate::demo::light::Season;
use crate::demo::shape::Shape;
use crate::demo::stage::Stage;

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Tulip,
    Poppy,
    Sunflower,
    Daisy,
    Lavender,
}

/// Flowers before a soft background.
pub(super) fn flowers(stage: &mut Stage) {
    let (w, h, s) = (stage.canvas.w, stage.canvas.h, stage.canvas.s);
    soft_background(stage);
    let kind = match stage.season {
        Season::Spring => stage.dice.pick([Kind::Tulip, Kind::Daisy]),
        Season::Summer => stage.dice.pick([Kind::Poppy, Kind::Lavender, Kind::Sunflower, Kind::Daisy]),
        _ => stage.dice.pick([Kind::Sunflower, Kind::Daisy]),
    };
    let (size, crowd) = match kind {
        Kind::Sunflower => (1.35, 0.75),
        Kind::Lavender => (1.0, 2.0),
        _ => (1.0, 1.0),
    };
    for layer in 0..3 {
        let near = layer as f32 / 2.0;
        let count = (w / s * (9.0 - 2.6 * layer as f32) * crowd) as usize + 1;
        for index in 0..count {
            let x = w * (index as f32 + stage.dice.between(0.15, 0.85)) / count as f32;
            let top = h * (0.36 + 0.16 * near + stage.dice.between(-0.12, 0.16));
            let bloom = s * size * (0.036 + 0.042 * near) * stage.dice.between(0.85, 1.15);
            stem(stage, (x, top), bloom, kind, 0.34 - 0.32 * near);
            blossom(stage, kind, (x, top), bloom, 0.34 - 0.32 * near);
        }
    }
    let (x, y) = (w * stage.dice.between(0.2, 0.8), h * stage.dice.between(0.12, 0.26));
    butterfly(stage, x, y, s * 0.045);
}

/// Green out of focus, with discs of light.
fn soft_background(stage: &mut Stage) {
    let (w, h, s) = (stage.canvas.w, stage.canvas.h, stage.canvas.s);
    let tones = stage.dice.pick([
        [0xBFDDA6, 0x98C47E, 0x568A50],
        [0xF4E3B8, 0xC6CC7E, 0x5E8A4C],
        [0xBEE0DC, 0x92C8A6, 0x4C8660],
        [0xF7D9CE, 0xCEC890, 0x648C56],
    ]);
    let [top, middle, foot] = tones.map(|tone| stage.on(tone, 0.12));
    stage.canvas.backdrop(0.0, h, &[(0.0, top), (0.5, middle), (1.0, foot)]);
    stage.canvas.glow(w * 0.7, h * 0.1, s * 0.9, stage.light.sun.alpha(0.5));
    for _ in 0..34 {
        let (x, y, radius) = (stage.dice.unit() * w, stage.dice.unit() * h * 0.8, s * stage.dice.between(0.02, 0.085));
        let tone = stage.dice.pick([top.mix(WHITE, 0.6), stage.light.sun, middle.bright(1.15), foot.bright(1.2)]);
        stage.canvas.fill(Shape::circle(x, y, radius), tone.alpha(stage.dice.between(0.08, 0.24)));
    }
}

/// A stem with leaves down to the lower edge.
fn stem(stage: &mut Stage, (x, top): (f32, f32), bloom: f32, kind: Kind, distance: f32) {
    let h = stage.canvas.h;
    let green = stage.one_of([0x588C3E, 0x669A48, 0x4A7C40], distance);
    let bend = bloom * stage.dice.between(-1.0, 1.0);
    let points: Vec<_> =
        (0..=8).map(|i| i as f32 / 8.0).map(|t| (x + bend * t * t, top + (h * 1.02 - top) * t)).collect();
    stage.canvas.line(&points, bloom * if kind == Kind::Sunflower { 0.16 } else { 0.1 }, green);
    let mut leaves = Shape::new();
    let foot = h * 1.02 - top;
    match kind {
        Kind::Tulip => {
            for (side, reach) in [(-1.0, 0.62), (1.0, 0.5)] {
                leaves.add_leaf(
                    (x + bend * 0.8, top + foot * 0.96),
                    (x + side * bloom * 1.3, top + foot * (1.0 - reach)),
                    bloom * 0.5,
                );
            }
        }
        Kind::Lavender => {}
        _ => {
            for (t, side) in [(0.35, -1.0), (0.5, 1.0), (0.72, -1.0)] {
                let from = (x + bend * t * t, top + foot * t);
                leaves.add_leaf(from, (from.0 + side * bloom * 1.5, from.1 - bloom * 0.5), bloom * 0.42);
            }
        }
    }
    stage.canvas.fill(leaves, green.bright(0.92));
}

fn blossom(stage: &mut Stage, kind: Kind, at: (f32, f32), size: f32, distance: f32) {
    match kind {
        Kind::Tulip => tulip(stage, at, size, distance),
        Kind::Poppy => poppy(stage, at, size, distance),
        Kind::Sunflower => rays(stage, at, size, (22, 0.36), [0xF8B820, 0xFFD24A, 0x583620], distance),
        Kind::Daisy => {
            let petal = stage.dice.pick([[0xF0EEF4, 0xFFFFFF], [0xF0EEF4, 0xFFFFFF], [0xE6A6C6, 0xF6C8DC]]);
            rays(stage, at, size * 0.85, (15, 0.42), [petal[0], petal[1], 0xF4BC34], distance);
        }
        Kind::Lavender => lavender(stage, at, size, distance),
    }
}

fn tulip(stage: &mut Stage, (x, y): (f32, f32), size: f32, distance: f32) {
    let tone = stage.dice.pick([0xE23E4E, 0xF58AA8, 0xF8C440, 0xB04A9C, 0xFAEEE4, 0xF0763E]);
    let petal = stage.on(tone, distance);
    let mut back = Shape::new();
    back.add_leaf((x, y + size * 0.7), (x - size * 0.28, y - size * 1.02), size * 0.6);
    back.add_leaf((x, y + size * 0.7), (x + size * 0.28, y - size * 1.02), size * 0.6);
    stage.canvas.shade(back, petal.bright(0.86), petal.bright(0.72));
    for side in [-1.0, 1.0] {
        let mut outer = Shape::new();
        outer.add_leaf((x + side * size * 0.06, y + size * 0.76), (x + side * size * 0.6, y - size * 0.9), size * 0.62);
        stage.canvas.shade(outer, petal.mix(WHITE, 0.12), petal.bright(0.88));
    }
    let mut front = Shape::new();
    front.add_leaf((x, y + size * 0.8), (x, y - size * 0.82), size * 0.72);
    stage.canvas.shade(front, petal.mix(WHITE, 0.22), petal);
}

fn poppy(stage: &mut Stage, (x, y): (f32, f32), size: f32, distance: f32) {
    let petal = stage.one_of([0xE03A2E, 0xEA4C34, 0xD62E36], distance);
    let turn = stage.dice.unit();
    for index in 0..5 {
        let (px, py) = around(x, y, size * 0.5, turn + index as f32 / 5.0);
        let top = petal.bright(0.9 + 0.06 * index as f32);
        stage.canvas.shade(
            Shape::oval(px, y + (py - y) * 0.8, size * 0.68, size * 0.56),
            top.mix(WHITE, 0.1),
            top.bright(0.88),
        );
    }
    stage.canvas.fill(Shape::oval(x, y, size * 0.26, size * 0.22), stage.light.on(hex(0x2A2430), distance));
    let mut dust = Shape::new();
    for index in 0..10 {
        let (px, py) = around(x, y, size * 0.34, index as f32 / 10.0);
        dust.add_circle(px, y + (py - y) * 0.8, size * 0.035);
    }
    stage.canvas.fill(dust, stage.light.on(hex(0x483A4A), distance));
}

/// A ring of petals around a disc: daisies and sunflowers. `petals` is how many and how wide.
fn rays(stage: &mut Stage, (x, y): (f32, f32), size: f32, petals: (usize, f32), tones: [u32; 3], distance: f32) {
    let [under, over, disc] = tones.map(|tone| stage.on(tone, distance));
    let turn = stage.dice.unit();
    for (shift, reach, tone) in [(0.5, 1.06, under), (0.0, 0.98, over)] {
        let mut ring = Shape::new();
        for index in 0..petals.0 {
            let angle = turn + (index as f32 + shift) / petals.0 as f32;
            let (tx, ty) = around(x, y, size * reach * stage.dice.between(0.93, 1.05), angle);
            ring.add_leaf((x, y), (tx, y + (ty - y) * 0.94), size * petals.1);
        }
        stage.canvas.fill(ring, tone);
    }
    let middle = size * if petals.0 > 20 { 0.46 } else { 0.27 };
    stage.canvas.shade(Shape::circle(x, y, middle), disc.bright(1.15), disc.bright(0.85));
    let mut seeds = Shape::new();
    for seed in 0..26 {
        let (sx, sy) = around(x, y, middle * 0.92 * (seed as f32 / 26.0).sqrt(), seed as f32 * 0.381_966);
        seeds.add_circle(sx, sy, middle * 0.06);
    }
    stage.canvas.fill(seeds, disc.bright(0.6));
}

fn lavender(stage: &mut Stage, (x, y): (f32, f32), size: f32, distance: f32) {
    for (tone, seed) in [(0x6A4FA8, 0.0), (0x9074CC, 0.3), (0xB8A0E6, 0.6)] {
        let mut buds = Shape::new();
        for row in 0..9 {
            let t = row as f32 / 9.0;
            for side in [-1.0, 0.0, 1.0] {
                let wide = size * 0.24 * (1.1 - t) * side + size * stage.dice.between(-0.07, 0.07);
                let level = y + size * (0.9 - 2.3 * t) + size * 0.1 * seed;
                buds.add_oval(x + wide, level, size * 0.11 * (1.2 - t * 0.6), size * 0.1);
            }
        }
        let colour = stage.on(tone, distance);
        stage.canvas.fill(buds, colour.alpha(0.8));
    }
}

fn butterfly(stage: &mut Stage, x: f32, y: f32, size: f32) {
    let wing = stage.one_of([0xF58A2E, 0x5A8ED8, 0xFAE27A, 0xF4F0F8], 0.0);
    let tilt = stage.dice.between(-0.06, 0.06);
    for (side, turn, reach, width) in
        [(-1.0, 0.64, 1.0, 0.62), (1.0, 0.86, 1.0, 0.62), (-1.0, 0.4, 0.72, 0.5), (1.0, 0.1, 0.72, 0.5)]
    {
        let tip = around(x, y, size * reach, turn + tilt);
        let mut shape = Shape::new();
        shape.add_leaf((x, y), tip, size * width);
        stage.canvas.fill(shape, wing.bright(if side > 0.0 { 1.0 } else { 0.9 }));
        let (mx, my) = (x + (tip.0 - x) * 0.66, y + (tip.1 - y) * 0.66);
        stage.canvas.fill(Shape::circle(mx, my, size * 0.1), wing.bright(0.55));
    }
    let body = stage.on(0x362C2A, 0.0);
    stage.canvas.line(&[(x - size * 0.02, y - size * 0.34), (x + size * 0.02, y + size * 0.4)], size * 0.1, body);
    stage.canvas.line(
        &[(x - size * 0.16, y - size * 0.62), (x, y - size * 0.3), (x + size * 0.16, y - size * 0.62)],
        size * 0.025,
        body,
    );
}

/// Koi and water lilies from straight above.
pub(super) fn pond(stage: &mut Stage) {
    let (w, h, s) = (stage.canvas.w, stage.canvas.h, stage.canvas.s);
    let [top, foot] = stage
        .dice
        .pick([[0x3F8E8A, 0x1E5A66], [0x488A6C, 0x225448], [0x3C7EA0, 0x1E4A70]])
        .map(|tone| stage.on(tone, 0.05));
    stage.canvas.backdrop(0.0, h, &[(0.0, top), (1.0, foot)]);
    for _ in 0..5 {
        let (x, y) = (stage.dice.unit() * w, stage.dice.unit() * h);
        stage.canvas.glow(x, y, s * 0.4, stage.light.sky[2].alpha(0.22));
    }
    for _ in 0..(w / s * 8.0) as usize {
        let (x, y) = (stage.dice.unit() * w, stage.dice.unit() * h);
        let grown = s * stage.dice.between(0.09, 0.14);
        koi(stage, x, y, grown);
    }
    ripples(stage);
    let clusters = (w / s * 6.5) as usize;
    for _ in 0..clusters {
        let (x, y) = (stage.dice.unit() * w, stage.dice.unit() * h);
        for _ in 0..(2 + stage.dice.below(4)) {
            let (px, py) = (x + s * stage.dice.between(-0.16, 0.16), y + s * stage.dice.between(-0.14, 0.14));
            let grown = s * stage.dice.between(0.035, 0.075);
            pad(stage, px, py, grown);
        }
        if stage.dice.chance(0.7) {
            let grown = s * stage.dice.between(0.034, 0.05);
            lily(stage, x, y, grown);
        }
    }
}

fn ripples(stage: &mut Stage) {
    let (w, h, s) = (stage.canvas.w, stage.canvas.h, stage.canvas.s);
    for _ in 0..5 {
        let (x, y) = (stage.dice.unit() * w, stage.dice.unit() * h);
        for ring in 1..4 {
            let radius = s * 0.035 * ring as f32;
            let circle: Vec<_> = (0..=40).map(|i| around(x, y, radius, i as f32 / 40.0)).collect();
            stage.canvas.line(&circle, s * 0.002, WHITE.alpha(0.24 / ring as f32));
        }
    }
}

/// A fish bent along a curve; `size` is half its length.
fn koi(stage: &mut Stage, x: f32, y: f32, size: f32) {
    let (heading, bend) = (stage.dice.unit(), stage.dice.between(-0.09, 0.09));
    let [body, patch] =
        stage.dice.pick([[0xFFFAF2, 0xF05A2E], [0xF47A32, 0xFFD8A0], [0xFFF6E6, 0xD83E30], [0xF6C24A, 0xFBE6A0]]);
    let (body, patch) = (stage.on(body, 0.1), stage.on(patch, 0.1));
    let spine: Vec<(f32, f32, f32)> = (0..=16)
        .map(|i| i as f32 / 16.0)
        .map(|t| {
            let (px, py) = around(x, y, size * (t * 2.0 - 1.0), heading + bend * (t - 0.5) * 2.0);
            let girth = if t > 0.1 { sine(0.5 * (0.08 + 0.92 * t)) } else { 0.3 };
            (px, py, size * 0.25 * girth * (0.35 + 0.65 * t.min(0.8) / 0.8))
        })
        .collect();
    let shadow = stage.on(0x0C3038, 0.0).alpha(0.35);
    let (mut shade, mut shape) = (Shape::new(), Shape::new());
    for (px, py, girth) in &spine {
        shade.add_circle(px + size * 0.14, py + size * 0.2, *girth);
        shape.add_circle(*px, *py, *girth);
    }
    stage.canvas.fill(shade, shadow);
    let fin = body.alpha(0.7);
    for (at, turn, reach) in [(12, 0.33, 0.5), (12, 0.67, 0.5), (8, 0.38, 0.34), (8, 0.62, 0.34)] {
        let (px, py, _) = spine[at];
        let mut leaf = Shape::new();
        leaf.add_leaf((px, py), around(px, py, size * reach, heading + turn), size * 0.16);
        stage.canvas.fill(leaf, fin);
    }
    let (tx, ty, _) = spine[1];
    for turn in [0.44, 0.56] {
        let mut leaf = Shape::new();
        leaf.add_leaf((tx, ty), around(tx, ty, size * 0.62, heading - bend * 1.6 + turn), size * 0.16);
        stage.canvas.fill(leaf, fin);
    }
    stage.canvas.fill(shape, body);
    let mut spots = Shape::new();
    for at in [4, 5, 9, 10, 11, 14, 15] {
        let (px, py, girth) = spine[at];
        spots.add_circle(
            px + girth * stage.dice.between(-0.3, 0.3),
            py + girth * stage.dice.between(-0.3, 0.3),
            girth * 0.66,
        );
    }
    stage.canvas.fill(spots, patch);
}

/// A round leaf with a cleft.
fn pad(stage: &mut Stage, x: f32, y: f32, radius: f32) {
    let green = stage.one_of([0x58A05A, 0x74B85E, 0x4A8C58, 0x92C468], 0.03);
    let turn = stage.dice.unit();
    let leaf = |cx: f32, cy: f32| {
        let arc = (0..=30).map(move |i| around(cx, cy, radius, turn + 0.05 + i as f32 / 33.0));
        Shape::of(&std::iter::once((cx, cy)).chain(arc).collect::<Vec<_>>())
    };
    stage.canvas.fill(leaf(x + radius * 0.1, y + radius * 0.14), stage.light.on(hex(0x0E343A), 0.0).alpha(0.4));
    stage.canvas.shade(leaf(x, y), green.bright(1.1), green.bright(0.86));
    for vein in 0..7 {
        let tip = around(x, y, radius * 0.82, turn + 0.12 + vein as f32 / 8.2);
        stage.canvas.line(&[(x, y), tip], radius * 0.02, green.bright(1.25).alpha(0.7));
    }
}

/// A water lily from above.
fn lily(stage: &mut Stage, x: f32, y: f32, size: f32) {
    let tone = stage.dice.pick([0xF6A8C8, 0xFBF4F8, 0xF3C6DC, 0xF9E3A4]);
    let petal: Colour = stage.on(tone, 0.0);
    let turn = stage.dice.unit();
    for (reach, shade) in [(1.0, 0.84), (0.76, 0.95), (0.5, 1.06)] {
        let mut ring = Shape::new();
        for index in 0..8 {
            let tip = around(x, y, size * reach, turn + (index as f32 + reach) / 8.0);
            ring.add_leaf((x, y), tip, size * 0.36);
        }
        stage.canvas.fill(ring, petal.bright(shade));
    }
    stage.canvas.fill(Shape::circle(x, y, size * 0.16), stage.light.on(hex(0xF8C848), 0.0));
}
