//! A city on hills by a wide river: its roofs and the bridge.

use crate::demo::colour::{Colour, WHITE, hex};
use crate::demo::light::Hour;
use crate::demo::shape::{Ridge, Shape};
use crate::demo::stage::{LAMP, Stage};

const WALLS: [u32; 10] =
    [0xFAF1E2, 0xF6D9A8, 0xF2B8A0, 0xF8E6B8, 0xA9CBD6, 0xF0C7C4, 0xFDF8EE, 0xE8A87A, 0xC7DDCF, 0xF5CE74];

/// Houses climbing a hill to a castle.
pub(super) fn old_town(stage: &mut Stage) {
    let (w, h, s) = (stage.canvas.w, stage.canvas.h, stage.canvas.s);
    stage.sky(h * 0.62);
    far_ranges_over_river(stage);
    let crest = Ridge::rolling(w, h * 0.46, h * 0.09, 0.9, &mut stage.dice);
    let wood = stage.light.on(hex(0x688A58), 0.3);
    stage.canvas.fill(crest.land(h), wood);
    let x = w * stage.dice.between(0.3, 0.7);
    castle(stage, x, crest.at(x) + h * 0.02, s * 0.19);
    trees_on(stage, &crest, wood);
    for row in 0..7 {
        let t = row as f32 / 6.0;
        let size = s * (0.05 + 0.085 * t);
        let mut hx = -size * stage.dice.unit();
        while hx < w + size {
            let wide = size * stage.dice.between(0.75, 1.3);
            let y = crest.at(hx + wide / 2.0) * (1.0 - t)
                + h * 1.12 * t
                + h * 0.07 * (1.0 - t)
                + size * stage.dice.between(-0.22, 0.22);
            let grown = size * stage.dice.between(0.9, 1.5);
            town_house(stage, (hx, y), wide, grown, 0.34 * (1.0 - t));
            hx += wide * stage.dice.between(0.86, 1.04);
        }
        if row == 3 || row == 5 {
            greenery(stage, &crest, t);
        }
    }
    stage.birds(w * 0.3, h * 0.14, 5);
}

fn far_ranges_over_river(stage: &mut Stage) {
    let (w, h) = (stage.canvas.w, stage.canvas.h);
    let ridge = Ridge::rolling(w, h * 0.5, h * 0.03, 2.0, &mut stage.dice);
    let far = stage.on(0x6C86A0, 0.66);
    stage.canvas.shade(ridge.land(h), far, far.mix(stage.light.haze, 0.6));
}

/// Walls with battlements and towers.
fn castle(stage: &mut Stage, x: f32, y: f32, size: f32) {
    let stone = stage.on(0xC9AE8C, 0.22);
    for (dx, wide, tall) in
        [(-1.0, 2.0, 0.34), (-1.05, 0.3, 0.62), (-0.34, 0.34, 0.84), (0.3, 0.26, 0.56), (0.8, 0.3, 0.66)]
    {
        let (left, top) = (x + size * dx, y - size * tall);
        stage.canvas.shade(Shape::rect(left, top, size * wide, size * (tall + 0.2)), stone, stone.bright(0.84));
        let teeth = (wide / 0.1) as usize;
        let mut merlons = Shape::new();
        for tooth in 0..teeth {
            merlons.add_rect(
                left + size * (wide * (tooth as f32 + 0.2) / teeth as f32),
                top - size * 0.05,
                size * wide / teeth as f32 * 0.6,
                size * 0.06,
            );
        }
        stage.canvas.fill(merlons, stone);
        stage.canvas.fill(
            Shape::rect(left + size * wide * 0.44, top + size * 0.12, size * 0.035, size * 0.1),
            stone.bright(0.5),
        );
    }
    let pole = (x - size * 0.17, y - size * 0.84);
    stage.canvas.line(&[pole, (pole.0, pole.1 - size * 0.34)], size * 0.014, stone.bright(0.5));
    let flag =
        [(pole.0, pole.1 - size * 0.34), (pole.0 + size * 0.24, pole.1 - size * 0.29), (pole.0, pole.1 - size * 0.2)];
    let red = stage.on(0xCC3A3A, 0.15);
    stage.canvas.fill(Shape::of(&flag), red);
}

fn trees_on(stage: &mut Stage, ridge: &Ridge, colour: Colour) {
    let (w, s) = (stage.canvas.w, stage.canvas.s);
    let mut heap = Shape::new();
    for _ in 0..(w / s * 26.0) as usize {
        let x = stage.dice.between(0.0, w);
        heap.add_crown(x, ridge.at(x) + s * 0.012, s * stage.dice.between(0.012, 0.026), &mut stage.dice);
    }
    stage.canvas.fill(heap, colour.bright(0.9));
}

/// Tree tops and pines between the houses.
fn greenery(stage: &mut Stage, crest: &Ridge, t: f32) {
    let (w, h, s) = (stage.canvas.w, stage.canvas.h, stage.canvas.s);
    let leaf = stage.light.on(hex(0x5C8A50), 0.2 * (1.0 - t));
    for _ in 0..(w / s * 5.0) as usize {
        let x = stage.dice.between(0.0, w);
        let y = crest.at(x) * (1.0 - t) + h * 1.1 * t - s * 0.01;
        let mut heap = Shape::new();
        heap.add_crown(x, y, s * (0.016 + 0.03 * t) * stage.dice.between(0.7, 1.3), &mut stage.dice);
        stage.canvas.shade(heap, leaf.bright(1.12), leaf.bright(0.8));
    }
}

/// One house of the old town: its left foot at (`x`, `y`).
fn town_house(stage: &mut Stage, (x, y): (f32, f32), wide: f32, tall: f32, distance: f32) {
    let tone = stage.dice.pick(WALLS);
    let wall = stage.on(tone, distance);
    let roof = stage.one_of([0xC86240, 0xD4744A, 0xB85638, 0xDA8456], distance);
    stage.canvas.shade(Shape::rect(x, y - tall, wide, tall * 1.6), wall, wall.bright(0.82));
    if stage.dice.chance(0.5) {
        stage.canvas.fill(Shape::rect(x + wide * 0.78, y - tall, wide * 0.22, tall * 1.6), wall.bright(0.84));
    }
    let pitch = wide * stage.dice.between(0.2, 0.34);
    let top = if stage.dice.chance(0.5) {
        vec![(x - wide * 0.04, y - tall), (x + wide * 0.5, y - tall - pitch), (x + wide * 1.04, y - tall)]
    } else {
        vec![
            (x - wide * 0.04, y - tall),
            (x + wide * 0.12, y - tall - pitch * 0.7),
            (x + wide * 0.88, y - tall - pitch * 0.7),
            (x + wide * 1.04, y - tall),
        ]
    };
    stage.canvas.shade(Shape::of(&top), roof.bright(1.08), roof.bright(0.86));
    let floors = (tall / wide * 2.2).clamp(1.0, 4.0) as usize + 1;
    let columns = 2 + stage.dice.below(2);
    let (mut lit, mut unlit) = (Shape::new(), Shape::new());
    for floor in 0..floors {
        for column in 0..columns {
            let left = x + wide * (column as f32 + 0.5) / columns as f32 - wide * 0.065;
            let level = y - tall * 0.88 + wide * 0.42 * floor as f32;
            let on = stage.light.dark() && stage.dice.chance(0.62);
            let panes = if on { &mut lit } else { &mut unlit };
            panes.add_rect(left, level, wide * 0.13, wide * 0.2);
        }
    }
    let glass = stage.on(0x566878, distance).mix(wall, 0.15);
    stage.canvas.fill(unlit, glass);
    stage.canvas.fill(lit, LAMP.mix(stage.light.haze, distance * 0.5));
}

/// A red suspension bridge over the river.
pub(super) fn bridge(stage: &mut Stage) {
    let (w, h, s) = (stage.canvas.w, stage.canvas.h, stage.canvas.s);
    let shore = h * stage.dice.between(0.66, 0.72);
    stage.sky(shore);
    for (rise, distance) in [(0.05, 0.72), (0.025, 0.5)] {
        let ridge = Ridge::rolling(w, shore - h * rise, h * 0.02, 1.6, &mut stage.dice);
        let colour = stage.on(0x587A78, distance);
        stage.canvas.shade(ridge.land(shore + 2.0), colour, colour.mix(stage.light.haze, 0.4));
    }
    let (deck, distance) = (shore - h * 0.13, stage.dice.pick([0.06, 0.22]));
    spans(stage, shore, deck, distance);
    let water = stage.on(0x386E8A, 0.1);
    stage.canvas.mirror(shore, h, s * 0.004, water.alpha(0.26), &mut stage.dice);
    stage.glitter(shore, h);
    if stage.light.hour == Hour::Mist || stage.dice.chance(0.35) {
        stage.mist(shore - h * 0.2, shore + h * 0.06, 0.85);
    }
    stage.birds(w * 0.5, h * 0.3, 6);
}

/// Towers, main cables, hangers and the deck.
fn spans(stage: &mut Stage, shore: f32, deck: f32, distance: f32) {
    let (w, h, s) = (stage.canvas.w, stage.canvas.h, stage.canvas.s);
    let steel = stage.on(0xC24A36, distance);
    let (left, right) = (w * 0.24, w * 0.76);
    let top = deck - h * 0.3;
    let sag = |x: f32| {
        let t = ((x - left) / (right - left)).clamp(-0.6, 1.6);
        if (0.0..=1.0).contains(&t) {
            let u = t * 2.0 - 1.0;
            top + (deck - h * 0.02 - top) * (1.0 - u * u)
        } else {
            let out = if t < 0.0 { -t / 0.46 } else { (t - 1.0) / 0.46 };
            top + (deck - top) * out.min(1.0)
        }
    };
    let mut hangers = Shape::new();
    let gap = w / (w / s * 48.0);
    for step in 0..=(w / gap) as usize {
        let x = step as f32 * gap;
        let from = sag(x);
        if from < deck {
            hangers.add_rect(x, from, s * 0.0016, deck - from);
        }
    }
    stage.canvas.fill(hangers, steel.alpha(0.75));
    for shift in [0.0, s * 0.008] {
        let cable: Vec<_> = (0..=80).map(|i| w * i as f32 / 80.0).map(|x| (x, sag(x) + shift)).collect();
        stage.canvas.line(&cable, s * 0.0036, steel.bright(0.9));
    }
    stage.canvas.fill(Shape::rect(0.0, deck, w, s * 0.016), steel);
    stage.canvas.fill(Shape::rect(0.0, deck + s * 0.016, w, s * 0.01), steel.bright(0.66));
    let mut truss: Vec<(f32, f32)> = Vec::new();
    for step in 0..=(w / s * 60.0) as usize {
        truss.push((step as f32 * s / 60.0, deck + s * if step % 2 == 0 { 0.018 } else { 0.034 }));
    }
    stage.canvas.line(&truss, s * 0.0022, steel.bright(0.7));
    for x in [left, right] {
        let wide = s * 0.026;
        stage.canvas.fill(
            Shape::rect(x - wide * 2.2, shore - h * 0.012, wide * 4.4, h * 0.02),
            stage.light.on(hex(0xA8A29A), distance),
        );
        for side in [-1.0, 1.0] {
            let leg = [
                (x + side * wide * 1.0, top),
                (x + side * wide * 0.6, top),
                (x + side * wide * 0.8, shore),
                (x + side * wide * 1.5, shore),
            ];
            stage.canvas.shade(Shape::of(&leg), steel, steel.bright(0.8));
        }
        for brace in 0..5 {
            let (y, next) = (top + (shore - top) * brace as f32 / 5.0, top + (shore - top) * (brace + 1) as f32 / 5.0);
            stage.canvas.fill(Shape::rect(x - wide, y, wide * 2.0, s * 0.007), steel);
            stage.canvas.line(&[(x - wide * 0.7, y), (x + wide * 0.8, next)], s * 0.003, steel.bright(0.85));
            stage.canvas.line(&[(x + wide * 0.7, y), (x - wide * 0.8, next)], s * 0.003, steel.bright(0.85));
        }
    }
    if stage.light.dark() {
        lamps(stage, deck, s * 0.07);
    }
}

/// Lamps along the deck.
fn lamps(stage: &mut Stage, deck: f32, gap: f32) {
    let (w, s) = (stage.canvas.w, stage.canvas.s);
    for step in 0..=(w / gap) as usize {
        let x = (step as f32 + 0.5) * gap;
        stage.canvas.glow(x, deck - s * 0.006, s * 0.03, LAMP.alpha(0.8));
        stage.canvas.fill(Shape::circle(x, deck - s * 0.006, s * 0.0032), WHITE.mix(LAMP, 0.4));
    }
}
