//! Evenings out: fireworks over the bay, lights in the rain.

use super::city::{LAMPS, bank_lights};
use crate::demo::colour::{Colour, WHITE, hex};
use crate::demo::dice::around;
use crate::demo::shape::{Ridge, Shape};
use crate::demo::stage::{LAMP, Stage};

/// Fireworks over the bay.
pub(super) fn fireworks(stage: &mut Stage) {
    let (w, h, s) = (stage.canvas.w, stage.canvas.h, stage.canvas.s);
    let shore = h * 0.62;
    stage.sky(shore);
    let sparks = [0xFFD36B, 0xFF6B7A, 0x72D8FF, 0xB78CFF, 0x86F7B4, 0xFF9E5C, 0xFFF3D6];
    let count = 3 + stage.dice.below(3);
    for index in 0..count {
        let x = w * (index as f32 + stage.dice.between(0.2, 0.8)) / count as f32;
        let (y, radius) = (h * stage.dice.between(0.16, 0.38), s * stage.dice.between(0.12, 0.22));
        let tones = [stage.dice.pick(sparks), stage.dice.pick(sparks)];
        burst(stage, (x, y), radius, tones);
    }
    let ridge = Ridge::rolling(w, shore - h * 0.05, h * 0.02, 1.6, &mut stage.dice);
    let hill = stage.on(0x304A58, 0.25);
    stage.canvas.fill(ridge.land(shore), hill);
    let mut lit = Shape::new();
    for _ in 0..(w / s * 90.0) as usize {
        let x = stage.dice.between(0.0, w);
        let y = ridge.at(x) + (shore - ridge.at(x)) * stage.dice.unit();
        lit.add_rect(x, y, s * 0.004, s * 0.004);
    }
    stage.canvas.fill(lit, LAMP.alpha(0.85));
    bank_lights(stage, shore - h * 0.004);
    let water = stage.on(0x123048, 0.03);
    stage.canvas.mirror(shore, h, s * 0.006, water.alpha(0.2), &mut stage.dice);
    crowd(stage);
}

/// One shell: rays that sink under their own weight, sparks at their ends.
fn burst(stage: &mut Stage, (x, y): (f32, f32), radius: f32, tones: [u32; 2]) {
    stage.canvas.glow(x, y, radius * 1.5, hex(tones[0]).alpha(0.4));
    let rays = 30 + stage.dice.below(20);
    for (ring, tone) in tones.into_iter().enumerate() {
        let reach = radius * (1.0 - 0.42 * ring as f32);
        let mut stars = Shape::new();
        for ray in 0..rays {
            let turn = (ray as f32 + stage.dice.between(-0.3, 0.3)) / rays as f32;
            let length = reach * stage.dice.between(0.86, 1.08);
            let at = |t: f32| {
                let (px, py) = around(x, y, length * t, turn);
                (px, py + length * 0.16 * t * t)
            };
            for (from, to, width, alpha) in
                [(0.24, 0.6, 0.006, 0.35), (0.55, 0.85, 0.009, 0.65), (0.8, 1.0, 0.012, 0.95)]
            {
                stage.canvas.line(
                    &[at(from), at((from + to) / 2.0), at(to)],
                    radius * width,
                    hex(tone).mix(WHITE, 0.25).alpha(alpha),
                );
            }
            let (px, py) = at(1.02);
            stars.add_circle(px, py, radius * 0.017);
        }
        stage.canvas.fill(stars, hex(tone).mix(WHITE, 0.6));
    }
    stage.canvas.glow(x, y, radius * 0.26, hex(tones[1]).mix(WHITE, 0.5).alpha(0.6));
}

/// Heads and shoulders of people who watch.
fn crowd(stage: &mut Stage) {
    let (w, h, s) = (stage.canvas.w, stage.canvas.h, stage.canvas.s);
    let dark = stage.on(0x101826, 0.0).bright(0.8);
    let mut people = Shape::rect(-2.0, h * 0.975, w + 4.0, h * 0.03);
    let mut x = -s * 0.02;
    while x < w {
        let (size, y) = (s * stage.dice.between(0.02, 0.034), h * stage.dice.between(0.93, 0.965));
        people.add_circle(x, y, size * 0.62);
        people.add_oval(x, y + size * 1.9, size * 1.15, size * 1.35);
        if stage.dice.chance(0.16) {
            people.add_leaf((x + size * 0.6, y + size), (x + size * 1.3, y - size * 1.6), size * 0.3);
        }
        x += size * stage.dice.between(1.9, 3.4);
    }
    stage.canvas.fill(people, dark);
}

/// A wet street at night: lights out of focus, people under umbrellas.
pub(super) fn rain(stage: &mut Stage) {
    let (w, h, s) = (stage.canvas.w, stage.canvas.h, stage.canvas.s);
    let ground = h * 0.7;
    let [top, middle, low] = stage.dice.pick([
        [0x0E1428, 0x262A4E, 0x543A5A],
        [0x0A1A26, 0x183A4A, 0x2E5A60],
        [0x161024, 0x3A2244, 0x6A3A4A],
    ]);
    stage.canvas.backdrop(0.0, ground, &[(0.0, hex(top)), (0.6, hex(middle)), (1.0, hex(low))]);
    let mut x = -s * 0.05;
    while x < w {
        let wide = s * stage.dice.between(0.12, 0.26);
        let wall = hex(top).mix(hex(middle), stage.dice.between(0.3, 0.8));
        let top = h * stage.dice.between(-0.05, 0.24);
        stage.canvas.shade(Shape::rect(x, top, wide + 1.0, ground - top), wall.alpha(0.8), wall.alpha(0.3));
        x += wide;
    }
    for (count, least, most, alpha) in [(60, 0.006, 0.016, 0.55), (44, 0.018, 0.04, 0.34), (16, 0.045, 0.08, 0.2)] {
        for _ in 0..(count as f32 * w / s * 0.8) as usize {
            let (x, y) = (stage.dice.unit() * w, ground * (0.18 + 0.8 * stage.dice.unit()));
            let (radius, tone) = (s * stage.dice.between(least, most), hex(stage.dice.pick(LAMPS)));
            stage.canvas.fill(Shape::circle(x, y, radius), tone.alpha(alpha * stage.dice.between(0.5, 1.0)));
            stage.canvas.fill(Shape::circle(x, y, radius * 0.86), tone.mix(WHITE, 0.2).alpha(alpha * 0.4));
        }
    }
    let dark = hex(top).bright(0.55);
    let count = 3 + stage.dice.below(3);
    for index in 0..count {
        let x = w * (index as f32 + stage.dice.between(0.3, 0.7)) / count as f32;
        let grown = s * stage.dice.between(0.26, 0.36);
        umbrella(stage, x, ground + h * 0.004, grown, dark);
    }
    stage.canvas.mirror(ground, h, s * 0.012, hex(low).bright(0.5).alpha(0.2), &mut stage.dice);
    let mut drops = Shape::new();
    for _ in 0..240 {
        let (x, y, length) = (stage.dice.unit() * w, stage.dice.unit() * h, s * stage.dice.between(0.012, 0.03));
        drops.add_leaf((x, y), (x - length * 0.16, y + length), s * 0.0011);
    }
    stage.canvas.fill(drops, hex(0xD8E6FF).alpha(0.3));
}

/// Someone under an umbrella, seen from behind.
fn umbrella(stage: &mut Stage, x: f32, y: f32, tall: f32, dark: Colour) {
    let tone = hex(stage.dice.pick([0xD83A44, 0xF2B23A, 0x3886B8, 0xF0EDE6, 0x6A4A9A, 0x2A3048]));
    let mut body = Shape::circle(x, y - tall * 0.74, tall * 0.06);
    body.add_oval(x, y - tall * 0.52, tall * 0.1, tall * 0.17);
    body.polygon(&[
        (x - tall * 0.1, y - tall * 0.52),
        (x + tall * 0.1, y - tall * 0.52),
        (x + tall * 0.13, y - tall * 0.2),
        (x - tall * 0.13, y - tall * 0.2),
    ]);
    for side in [-1.0, 1.0] {
        body.polygon(&[
            (x + side * tall * 0.015, y - tall * 0.22),
            (x + side * tall * 0.085, y - tall * 0.22),
            (x + side * tall * 0.075, y),
            (x + side * tall * 0.02, y),
        ]);
    }
    stage.canvas.fill(body, dark);
    stage.canvas.line(
        &[(x + tall * 0.1, y - tall * 0.5), (x + tall * 0.02, y - tall * 1.02)],
        tall * 0.01,
        dark.bright(1.6),
    );
    let (cx, cy, radius) = (x + tall * 0.02, y - tall * 0.76, tall * 0.3);
    let mut cover: Vec<_> = (0..=20)
        .map(|i| around(cx, cy, radius, 0.5 + i as f32 / 40.0))
        .map(|(px, py)| (px, cy + (py - cy) * 0.78))
        .collect();
    for scallop in 0..6 {
        let right = cx + radius - radius * scallop as f32 / 3.0;
        cover.push((right - radius / 6.0, cy - tall * 0.035));
        cover.push((right - radius / 3.0, cy));
    }
    stage.canvas.shade(Shape::of(&cover), tone.bright(1.05), tone.bright(0.6));
    for rib in [-0.5, 0.0, 0.5] {
        stage.canvas.line(
            &[(cx, cy - radius * 0.78), (cx + radius * rib * 0.8, cy - radius * 0.4), (cx + radius * rib * 1.33, cy)],
            tall * 0.004,
            tone.bright(0.55),
        );
    }
}
