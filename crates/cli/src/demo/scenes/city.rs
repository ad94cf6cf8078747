//! The great city by the bay: towers and the big wheel.

use crate::demo::colour::{Colour, WHITE, hex};
use crate::demo::dice::{around, sine};
use crate::demo::light::Hour;
use crate::demo::shape::Shape;
use crate::demo::stage::{LAMP, Stage};

/// The colours of a city's lamps.
pub(super) const LAMPS: [u32; 8] = [0xFFD48A, 0xFFB35C, 0xFF7A6B, 0x8CD6FF, 0xFFE7BC, 0xF78FD0, 0x98F0D0, 0xFFC24A];

/// Towers along the water.
pub(super) fn skyline(stage: &mut Stage) {
    let (w, h, s) = (stage.canvas.w, stage.canvas.h, stage.canvas.s);
    let shore = h * stage.dice.between(0.68, 0.76);
    stage.sky(shore);
    if stage.light.dark() {
        stage.canvas.glow(w * 0.5, shore, s * 0.9, stage.light.sky[3].alpha(0.4));
    }
    let masts = stage.dice.between(0.25, 0.75) * w;
    for layer in 0..3 {
        let near = layer as f32 / 2.0;
        if layer == 1 {
            lattice_tower(stage, masts, shore, h * 0.52);
        }
        towers(stage, shore, near);
    }
    let bank = stage.on(0x303A44, 0.04);
    stage.canvas.fill(Shape::rect(0.0, shore - h * 0.012, w, h * 0.014), bank);
    bank_lights(stage, shore - h * 0.012);
    let water = stage.on(0x1E4664, 0.06);
    stage.canvas.mirror(shore, h, s * 0.006, water.alpha(0.2), &mut stage.dice);
    stage.glitter(shore, h);
    ferry(stage, shore);
}

/// One layer of towers, from the far one (`near` 0) to the close one (1).
fn towers(stage: &mut Stage, shore: f32, near: f32) {
    let (w, h, s) = (stage.canvas.w, stage.canvas.h, stage.canvas.s);
    let distance = 0.66 - 0.5 * near;
    let mut x = -s * 0.05;
    let phase = stage.dice.unit();
    while x < w {
        let wide = s * stage.dice.between(0.04, 0.1) * (0.75 + 0.4 * near);
        let swell = 0.62 + 0.38 * sine(x / w * 1.3 + phase);
        let tall = h * (0.12 + (0.34 - 0.14 * near) * swell * stage.dice.between(0.45, 1.2));
        tower(stage, (x, shore), wide, tall, distance);
        x += wide * stage.dice.between(0.94, 1.25);
    }
}

/// One tower with its roof and windows.
fn tower(stage: &mut Stage, (x, y): (f32, f32), wide: f32, tall: f32, distance: f32) {
    let tone = stage.dice.pick([0x586A82, 0x748296, 0x48586E, 0x8C8A92, 0x667088, 0x9A8478]);
    let wall = stage.on(tone, distance);
    let top = y - tall;
    match stage.dice.below(5) {
        0 => stage.canvas.fill(Shape::of(&[(x, top), (x + wide, top - wide * 0.5), (x + wide, top + 1.0)]), wall),
        1 => stage.canvas.line(&[(x + wide / 2.0, top), (x + wide / 2.0, top - wide * 1.1)], wide * 0.04, wall),
        2 => {
            stage.canvas.fill(Shape::rect(x + wide * 0.2, top - wide * 0.26, wide * 0.6, wide * 0.3), wall.bright(0.92))
        }
        3 => stage.canvas.fill(Shape::oval(x + wide / 2.0, top, wide * 0.5, wide * 0.3), wall),
        _ => {}
    }
    stage.canvas.shade(Shape::rect(x, top, wide, tall), wall.bright(1.06), wall.mix(stage.light.haze, 0.28));
    stage.canvas.fill(Shape::rect(x + wide * 0.7, top, wide * 0.3, tall), wall.bright(0.8).alpha(0.5));
    windows(stage, (x, top), wide, tall, (wall, distance));
}

/// The windows of a tower; lit ones only in the dark.
fn windows(stage: &mut Stage, (x, top): (f32, f32), wide: f32, tall: f32, (wall, distance): (Colour, f32)) {
    let s = stage.canvas.s;
    let (step, rise) = (s * 0.0105, s * 0.0145);
    let (columns, rows) = ((wide / step) as usize, ((tall - s * 0.02) / rise) as usize);
    let share = if stage.light.hour == Hour::Night { 0.5 } else { 0.4 };
    let (mut lit, mut cold, mut unlit) = (Shape::new(), Shape::new(), Shape::new());
    for row in 0..rows {
        let busy = stage.dice.between(0.5, 1.4);
        for column in 0..columns {
            let (left, level) = (x + step * (column as f32 + 0.3), top + s * 0.01 + rise * row as f32);
            if !stage.light.dark() {
                unlit.add_rect(left, level, step * 0.6, rise * 0.5);
            } else if stage.dice.chance(share * busy * (1.0 - distance * 0.6)) {
                let panes = if stage.dice.chance(0.2) { &mut cold } else { &mut lit };
                panes.add_rect(left, level, step * 0.62, rise * 0.52);
            }
        }
    }
    stage.canvas.fill(unlit, wall.mix(stage.light.sky[1], 0.5).alpha(0.75));
    stage.canvas.fill(lit, LAMP.mix(stage.light.haze, distance * 0.4));
    stage.canvas.fill(cold, hex(0xD8ECFF).mix(stage.light.haze, distance * 0.4));
}

/// A tall mast of steel, lit from below.
fn lattice_tower(stage: &mut Stage, x: f32, y: f32, tall: f32) {
    let steel = if stage.light.dark() { hex(0xFF8A4A) } else { stage.on(0xE25A3A, 0.25) };
    if stage.light.dark() {
        stage.canvas.glow(x, y - tall * 0.5, tall * 0.6, hex(0xFF7A3A).alpha(0.42));
    }
    let half = |t: f32| tall * (0.012 + 0.12 * (1.0 - t) * (1.0 - t) * (1.0 - t));
    for side in [-1.0, 1.0] {
        let leg: Vec<_> = (0..=14).map(|i| i as f32 / 14.0).map(|t| (x + side * half(t), y - tall * 0.9 * t)).collect();
        stage.canvas.line(&leg, tall * 0.014, steel);
    }
    for brace in 0..12 {
        let (t, u) = (brace as f32 / 12.0, (brace + 1) as f32 / 12.0);
        stage.canvas.line(&[(x - half(t), y - tall * 0.9 * t), (x + half(u), y - tall * 0.9 * u)], tall * 0.006, steel);
        stage.canvas.line(&[(x + half(t), y - tall * 0.9 * t), (x - half(u), y - tall * 0.9 * u)], tall * 0.006, steel);
    }
    stage.canvas.line(&[(x, y - tall * 0.88), (x, y - tall)], tall * 0.008, steel);
    for (t, wide) in [(0.42, 0.05), (0.74, 0.026)] {
        stage
            .canvas
            .fill(Shape::rect(x - tall * wide, y - tall * t, tall * wide * 2.0, tall * 0.032), WHITE.mix(steel, 0.3));
    }
}

/// Lamps along the water's edge.
pub(super) fn bank_lights(stage: &mut Stage, y: f32) {
    let (w, s) = (stage.canvas.w, stage.canvas.s);
    if !stage.light.dark() {
        return;
    }
    for _ in 0..(w / s * 22.0) as usize {
        let (x, tone) = (stage.dice.between(0.0, w), stage.dice.pick(LAMPS));
        stage.canvas.glow(x, y, s * 0.02, hex(tone).alpha(0.8));
        stage.canvas.fill(Shape::circle(x, y, s * 0.003), hex(tone).mix(WHITE, 0.4));
    }
}

/// A small ferry with lit decks.
fn ferry(stage: &mut Stage, shore: f32) {
    let (w, h, s) = (stage.canvas.w, stage.canvas.h, stage.canvas.s);
    let (x, y, half) = (w * stage.dice.between(0.2, 0.8), shore + (h - shore) * 0.4, s * 0.075);
    let (hull, deck) = (stage.on(0x243C58, 0.05), stage.on(0xF6F2EA, 0.08));
    let glass = if stage.light.dark() { LAMP } else { stage.on(0x4A6478, 0.1) };
    stage.canvas.fill(Shape::oval(x, y + half * 0.04, half * 1.3, half * 0.07), WHITE.alpha(0.22));
    stage.canvas.fill(Shape::rect(x - half * 0.75, y - half * 0.56, half * 1.4, half * 0.3), deck);
    stage.canvas.fill(Shape::rect(x - half * 0.4, y - half * 0.78, half * 0.8, half * 0.24), deck.bright(0.94));
    for pane in 0..7 {
        stage.canvas.fill(
            Shape::rect(x - half * 0.68 + half * 0.19 * pane as f32, y - half * 0.48, half * 0.12, half * 0.13),
            glass,
        );
    }
    let body =
        [(x - half, y - half * 0.28), (x + half * 1.1, y - half * 0.3), (x + half * 0.85, y), (x - half * 0.9, y)];
    stage.canvas.fill(Shape::of(&body), hull);
    if stage.light.dark() {
        stage.canvas.glow(x, y - half * 0.4, half * 1.6, LAMP.alpha(0.35));
    }
}

/// A big wheel on the waterfront.
pub(super) fn wheel(stage: &mut Stage) {
    let (w, h, s) = (stage.canvas.w, stage.canvas.h, stage.canvas.s);
    let shore = h * 0.76;
    stage.sky(shore);
    towers(stage, shore, 0.0);
    let (x, y, radius) = (w * stage.dice.between(0.36, 0.64), shore - s * 0.36, s * 0.32);
    let steel = if stage.light.dark() { hex(0xE8E4FF) } else { stage.on(0xF2F2F6, 0.05) };
    let hue = hex(stage.dice.pick([0xFF5A9A, 0x5AC8FF, 0xA86AFF, 0xFFA84A]));
    if stage.light.dark() {
        stage.canvas.glow(x, y, radius * 1.9, hue.alpha(0.42));
    }
    for side in [-1.0, 1.0] {
        stage.canvas.line(&[(x, y), (x + side * radius * 0.62, shore)], s * 0.014, steel.bright(0.7));
        stage.canvas.line(&[(x, y), (x + side * radius * 0.4, shore)], s * 0.006, steel.bright(0.6));
    }
    let cars = 24;
    for spoke in 0..cars {
        let rim = around(x, y, radius, spoke as f32 / cars as f32);
        stage.canvas.line(&[(x, y), rim], s * 0.002, steel.mix(hue, 0.5).alpha(0.8));
    }
    for (share, width, tone) in [(1.0, 0.007, hue.mix(WHITE, 0.3)), (0.92, 0.004, steel), (0.5, 0.003, hue)] {
        let ring: Vec<_> = (0..=72).map(|i| around(x, y, radius * share, i as f32 / 72.0)).collect();
        stage.canvas.line(&ring, s * width, tone);
    }
    for car in 0..cars {
        let (cx, cy) = around(x, y, radius * 1.04, car as f32 / cars as f32);
        let paint = hex([0xF45A5A, 0xF8B83E, 0x4AB0E0, 0x6AC88A][car % 4]);
        let paint = if stage.light.dark() { paint.mix(WHITE, 0.15) } else { stage.light.on(paint, 0.03) };
        if stage.light.dark() {
            stage.canvas.glow(cx, cy, s * 0.03, paint.alpha(0.5));
        }
        stage.canvas.fill(Shape::oval(cx, cy + s * 0.01, s * 0.0145, s * 0.016), paint);
    }
    stage.canvas.fill(Shape::circle(x, y, s * 0.026), steel);
    stage.canvas.fill(Shape::circle(x, y, s * 0.016), hue);
    fair(stage, shore);
    let water = stage.on(0x1E3C5C, 0.05);
    stage.canvas.mirror(shore, h, s * 0.006, water.alpha(0.18), &mut stage.dice);
}

/// Stalls with striped awnings along the waterfront.
fn fair(stage: &mut Stage, shore: f32) {
    let (w, s) = (stage.canvas.w, stage.canvas.s);
    let bank = stage.on(0x464A56, 0.05);
    let mut x = -s * 0.03 * stage.dice.unit();
    while x < w {
        let wide = s * stage.dice.between(0.06, 0.09);
        let cloth = hex(stage.dice.pick([0xE85546, 0x3A8EC0, 0xF0B23A, 0x3EA487, 0xD06AA0]));
        let lit = if stage.light.dark() { cloth.bright(0.8) } else { stage.light.on(cloth, 0.05) };
        let (top, foot) = (shore - s * 0.06, shore - s * 0.01);
        let inside = if stage.light.dark() { LAMP } else { stage.on(0x604A3C, 0.05) };
        stage.canvas.fill(Shape::rect(x + wide * 0.08, top, wide * 0.84, foot - top), inside);
        stage.canvas.fill(
            Shape::of(&[
                (x + wide * 0.14, top - s * 0.022),
                (x + wide * 0.86, top - s * 0.022),
                (x + wide, top + s * 0.008),
                (x, top + s * 0.008),
            ]),
            lit,
        );
        for stripe in [0.18, 0.46, 0.74] {
            stage
                .canvas
                .fill(Shape::rect(x + wide * stripe, top - s * 0.022, wide * 0.11, s * 0.03), WHITE.mix(lit, 0.25));
        }
        stage.canvas.fill(Shape::rect(x + wide * 0.05, foot - s * 0.016, wide * 0.9, s * 0.018), lit.bright(0.6));
        x += wide * stage.dice.between(1.1, 1.8);
    }
    stage.canvas.fill(Shape::rect(0.0, shore - s * 0.01, w, s * 0.012), bank);
    bank_lights(stage, shore - s * 0.012);
}
