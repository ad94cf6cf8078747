//! Close things: painted tiles on a wall, the cat on the window sill.

use super::mountains::far_ranges;
use super::snow::snowy_fir;
use super::woods::bushes;
use crate::demo::colour::{Colour, WHITE, hex};
use crate::demo::dice::{around, sine};
use crate::demo::light::Season;
use crate::demo::shape::{Ridge, Shape};
use crate::demo::stage::{LAMP, Stage};

/// A wall of painted tiles that repeat one pattern in two or three glazes.
pub(super) fn tiles(stage: &mut Stage) {
    let (w, h, s) = (stage.canvas.w, stage.canvas.h, stage.canvas.s);
    let glazes = stage.dice.pick([
        [0xF6F2E6, 0x1F4E9C, 0x5B8FD0, 0xF0B93A],
        [0xF3EFE2, 0x1E6E74, 0x62B4AC, 0xE88A4A],
        [0xF8F0DC, 0x243F86, 0xE2A63A, 0xC84E3A],
        [0xE9F0F2, 0x163C78, 0x3874BC, 0x9CC4E6],
    ]);
    let glazes = glazes.map(|tone| stage.on(tone, 0.02));
    stage.canvas.backdrop(0.0, h, &[(0.0, stage.on(0xB8B0A2, 0.0)), (1.0, stage.on(0xA8A092, 0.0))]);
    let side = s / stage.dice.pick([4.0, 5.0, 6.0]);
    let motif = stage.dice.below(3);
    let (columns, rows) = ((w / side) as i32 + 1, (h / side) as i32 + 1);
    for row in 0..rows {
        for column in 0..columns {
            let (x, y) = (column as f32 * side, row as f32 * side);
            let tone = 1.0 - stage.dice.unit() * 0.07;
            let glaze = glazes.map(|colour| colour.bright(tone));
            let gap = side * 0.012;
            stage.canvas.fill(Shape::rect(x + gap, y + gap, side - gap * 2.0, side - gap * 2.0), glaze[0]);
            match motif {
                0 => star(stage, (x, y), side, glaze),
                1 => quarter(stage, (x, y), side, glaze),
                _ => rosette(stage, (x, y), side, glaze),
            }
            let joint = stage.on(0x989284, 0.0).alpha(0.7);
            stage.canvas.line(&[(x, y), (x + side, y)], gap, joint);
            stage.canvas.line(&[(x, y), (x, y + side)], gap, joint);
        }
    }
    stage.canvas.glow(w * 0.2, h * 0.08, s * 1.1, stage.light.sun.alpha(0.22));
    let shade = hex(0x202838);
    stage.canvas.shade(Shape::rect(0.0, h * 0.4, w, h * 0.6), shade.alpha(0.0), shade.alpha(0.2));
}

/// An eight-pointed star with leaves in the corners.
fn star(stage: &mut Stage, (x, y): (f32, f32), side: f32, [_, dark, mid, warm]: [Colour; 4]) {
    let (cx, cy) = (x + side / 2.0, y + side / 2.0);
    let points = |outer: f32, inner: f32, turn: f32| -> Vec<(f32, f32)> {
        (0..16).map(|i| around(cx, cy, side * if i % 2 == 0 { outer } else { inner }, turn + i as f32 / 16.0)).collect()
    };
    let mut corners = Shape::new();
    for (dx, dy) in [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)] {
        let (px, py) = (x + side * dx, y + side * dy);
        let fan = (0..=8)
            .map(|i| around(px, py, side * 0.26, [0.0, 0.25, 0.75, 0.5][(dx + dy * 2.0) as usize] + i as f32 / 32.0));
        corners.polygon(&std::iter::once((px, py)).chain(fan).collect::<Vec<_>>());
    }
    stage.canvas.fill(corners, mid);
    stage.canvas.fill(Shape::of(&points(0.47, 0.29, 0.0)), dark);
    stage.canvas.fill(Shape::of(&points(0.36, 0.2, 0.0)), WHITE.mix(mid, 0.2));
    stage.canvas.fill(Shape::of(&points(0.3, 0.13, 0.0625)), warm);
    stage.canvas.fill(Shape::circle(cx, cy, side * 0.08), dark);
}

/// Quarter circles that join to rings across four tiles.
fn quarter(stage: &mut Stage, (x, y): (f32, f32), side: f32, [white, dark, mid, warm]: [Colour; 4]) {
    for (radius, colour) in [(0.48, dark), (0.4, white), (0.34, mid), (0.22, white), (0.16, warm)] {
        let mut rings = Shape::new();
        for (corner, turn) in [((0.0, 0.0), 0.0), ((1.0, 0.0), 0.25), ((1.0, 1.0), 0.5), ((0.0, 1.0), 0.75)] {
            let (px, py) = (x + side * corner.0, y + side * corner.1);
            let arc = (0..=10).map(|i| around(px, py, side * radius, turn + i as f32 / 40.0));
            rings.polygon(&std::iter::once((px, py)).chain(arc).collect::<Vec<_>>());
        }
        stage.canvas.fill(rings, colour);
    }
    let (cx, cy) = (x + side / 2.0, y + side / 2.0);
    let mut cross = Shape::new();
    for turn in [0.0, 0.25, 0.5, 0.75] {
        cross.add_leaf((cx, cy), around(cx, cy, side * 0.3, turn), side * 0.12);
    }
    stage.canvas.fill(cross, dark);
    stage.canvas.fill(Shape::circle(cx, cy, side * 0.06), warm);
}

/// A rose of petals in a frame of lozenges.
fn rosette(stage: &mut Stage, (x, y): (f32, f32), side: f32, [white, dark, mid, warm]: [Colour; 4]) {
    let (cx, cy) = (x + side / 2.0, y + side / 2.0);
    let frame = [(cx, y), (x + side, cy), (cx, y + side), (x, cy)];
    stage.canvas.fill(Shape::rect(x + side * 0.015, y + side * 0.015, side * 0.97, side * 0.97), mid);
    stage.canvas.fill(Shape::of(&frame), dark);
    let inner = frame.map(|(px, py)| (cx + (px - cx) * 0.86, cy + (py - cy) * 0.86));
    stage.canvas.fill(Shape::of(&inner), white);
    for (reach, wide, shift, colour) in [(0.36, 0.16, 0.0, dark), (0.3, 0.1, 0.0, mid), (0.25, 0.12, 0.5, warm)] {
        let mut petals = Shape::new();
        for index in 0..8 {
            petals.add_leaf((cx, cy), around(cx, cy, side * reach, (index as f32 + shift) / 8.0), side * wide);
        }
        stage.canvas.fill(petals, colour);
    }
    stage.canvas.fill(Shape::circle(cx, cy, side * 0.055), white);
    let mut dots = Shape::new();
    for turn in [0.125, 0.375, 0.625, 0.875] {
        let (px, py) = around(cx, cy, side * 0.57, turn);
        dots.add_circle(px, py, side * 0.07);
    }
    stage.canvas.fill(dots, white);
}

/// A cat on a window sill, the country outside.
pub(super) fn cat(stage: &mut Stage) {
    let (w, h, s) = (stage.canvas.w, stage.canvas.h, stage.canvas.s);
    stage.sky(h * 0.56);
    view(stage);
    let wall = stage.dice.pick([0xE9D8C4, 0xC9D8D4, 0xE2C6BC, 0xD6D3E2]);
    let inside = if stage.light.dark() { hex(wall).lit([0.62, 0.48, 0.38]) } else { hex(wall).bright(0.66) };
    let (left, right, top, sill) = (w * 0.5 - s * 0.42, w * 0.5 + s * 0.42, h * 0.08, h * 0.78);
    let mut walls = Shape::rect(-2.0, -2.0, left + 2.0, h + 4.0);
    walls.add_rect(right, -2.0, w - right + 2.0, h + 4.0);
    walls.add_rect(-2.0, -2.0, w + 4.0, top + 2.0);
    walls.add_rect(-2.0, sill, w + 4.0, h - sill + 2.0);
    stage.canvas.shade_between(walls, (0.0, inside), (h, inside.bright(0.84)));
    let frame = stage.on(0xFBF7F0, 0.0).mix(inside, 0.25);
    let bar = s * 0.018;
    for (x, wide) in [(left - bar, bar * 1.6), (right - bar * 0.6, bar * 1.6), (w / 2.0 - bar * 0.4, bar * 0.8)] {
        stage.canvas.fill(Shape::rect(x, top - bar, wide, sill - top + bar), frame);
    }
    for (y, tall) in [(top - bar, bar * 1.6), (top + (sill - top) * 0.34, bar * 0.7)] {
        stage.canvas.fill(Shape::rect(left - bar, y, right - left + bar * 2.0, tall), frame);
    }
    let board = frame.mix(hex(0xB08A64), 0.35);
    stage.canvas.fill(Shape::rect(left - s * 0.05, sill - bar * 0.2, right - left + s * 0.1, s * 0.035), board);
    stage
        .canvas
        .fill(Shape::rect(left - s * 0.05, sill + s * 0.028, right - left + s * 0.1, s * 0.012), board.bright(0.7));
    curtains(stage, (left, right, top));
    let side = stage.dice.side();
    pot(stage, w / 2.0 - side * s * 0.27, sill, s * 0.075);
    sitting_cat(stage, w / 2.0 + side * s * 0.14, sill + s * 0.006, s * 0.25);
    if stage.light.dark() {
        stage.canvas.glow(w * 0.5 - s * 0.52, h * 0.36, s * 0.7, LAMP.alpha(0.3));
    }
}

/// What lies outside the window.
fn view(stage: &mut Stage) {
    let (w, h, s) = (stage.canvas.w, stage.canvas.h, stage.canvas.s);
    if stage.season == Season::Winter {
        far_ranges(stage, h * 0.5, h * 0.16);
    }
    for (level, distance) in [(0.5, 0.62), (0.58, 0.36), (0.68, 0.14)] {
        let ridge = Ridge::rolling(w, h * level, h * 0.04, 1.6, &mut stage.dice);
        let ground = stage.light.on(stage.season.grass(), distance);
        stage.canvas.shade(ridge.land(h), ground, ground.bright(0.86));
        let wood = stage.light.on(stage.season.fir(), distance);
        bushes(stage, &ridge, s * 0.02 * (1.2 - distance), wood);
    }
    if stage.season == Season::Winter {
        for x in [0.3, 0.42, 0.66] {
            let grown = h * stage.dice.between(0.16, 0.28);
            snowy_fir(stage, w * x, h * 0.74, grown);
        }
        stage.snowfall(0.9);
    }
}

/// Curtains drawn to both sides.
fn curtains(stage: &mut Stage, (left, right, top): (f32, f32, f32)) {
    let (h, s) = (stage.canvas.h, stage.canvas.s);
    let tone = stage.dice.pick([0xC95F4E, 0x4E7C8C, 0xD9A85A, 0x7A8C5E, 0xB87A98]);
    let cloth = stage.on(tone, 0.0).mix(hex(tone).bright(0.6), 0.5);
    for (edge, side) in [(left, -1.0), (right, 1.0)] {
        for fold in 0..5 {
            let (from, to) =
                (edge + side * s * (0.15 - 0.055 * fold as f32), edge + side * s * (0.1 - 0.055 * fold as f32));
            let (low_from, low_to) =
                (edge + side * s * (0.16 - 0.03 * fold as f32), edge + side * s * (0.125 - 0.03 * fold as f32));
            let strip = [(from, top - s * 0.05), (to, top - s * 0.05), (low_to, h * 0.92), (low_from, h * 0.92)];
            stage.canvas.fill(Shape::of(&strip), cloth.bright(if fold % 2 == 0 { 1.0 } else { 0.86 }));
        }
    }
    let rod = stage.on(0x544034, 0.0);
    stage.canvas.line(&[(left - s * 0.2, top - s * 0.05), (right + s * 0.2, top - s * 0.05)], s * 0.014, rod);
}

/// A pot with a plant.
fn pot(stage: &mut Stage, x: f32, y: f32, size: f32) {
    let clay = stage.on(0xC46E48, 0.0).mix(hex(0x905038), 0.3);
    let green = stage.on(0x588A4A, 0.0);
    let mut leaves = [Shape::new(), Shape::new()];
    for index in 0..18 {
        let reach = size * stage.dice.between(1.2, 2.4);
        let tip = around(x, y - size * 1.1, reach, 0.53 + 0.44 * index as f32 / 17.0);
        leaves[index % 2].add_leaf((x, y - size * 0.9), tip, size * 0.3);
    }
    let [back, front] = leaves;
    stage.canvas.fill(back, green.bright(0.72));
    stage.canvas.fill(front, green);
    let mut heads = Shape::new();
    for _ in 0..6 {
        let (fx, fy) = around(x, y - size * 1.2, size * stage.dice.between(1.0, 1.9), stage.dice.between(0.57, 0.93));
        heads.add_crown(fx, fy, size * 0.24, &mut stage.dice);
    }
    let tone = stage.dice.pick([0xE85A5A, 0xF6B0C8, 0xFBF0E4]);
    let flower = stage.on(tone, 0.0);
    stage.canvas.fill(heads, flower);
    let body = [(x - size * 0.72, y - size), (x + size * 0.72, y - size), (x + size * 0.5, y), (x - size * 0.5, y)];
    stage.canvas.fill(Shape::of(&body), clay);
    stage.canvas.fill(Shape::rect(x - size * 0.8, y - size * 1.12, size * 1.6, size * 0.26), clay.bright(1.12));
}

/// A cat that sits and looks out; `tall` from the sill to the ears.
fn sitting_cat(stage: &mut Stage, x: f32, y: f32, tall: f32) {
    let [coat, mark] =
        stage.dice.pick([[0xE08A3E, 0xB8642A], [0x343038, 0x222026], [0x9C9AA2, 0x74727C], [0xF2EAE0, 0xD0A070]]);
    let dim = if stage.light.dark() { 0.55 } else { 0.82 };
    let (fur, dark) = (hex(coat).bright(dim), hex(mark).bright(dim));
    let side = if x > stage.canvas.w / 2.0 { -1.0 } else { 1.0 };
    let tail: Vec<_> = (0..=14)
        .map(|i| i as f32 / 14.0)
        .map(|t| (x - side * tall * (0.1 + 0.14 * t + 0.07 * sine(t * 1.1)), y - tall * 0.06 + tall * 0.52 * t))
        .collect();
    stage.canvas.line(&tail, tall * 0.075, fur.bright(0.92));
    let mut body = Shape::new();
    body.add_oval(x, y - tall * 0.22, tall * 0.25, tall * 0.23);
    body.add_oval(x + side * tall * 0.02, y - tall * 0.42, tall * 0.175, tall * 0.27);
    body.add_oval(x + side * tall * 0.03, y - tall * 0.75, tall * 0.155, tall * 0.135);
    for ear in [-1.0, 1.0] {
        let ex = x + side * tall * 0.03 + ear * tall * 0.09;
        body.polygon(&[
            (ex - tall * 0.06, y - tall * 0.81),
            (ex + ear * tall * 0.035, y - tall * 1.0),
            (ex + tall * 0.06, y - tall * 0.79),
        ]);
    }
    stage.canvas.shade(body, fur.mix(stage.light.sun, 0.12), fur.bright(0.86));
    for stripe in 0..4 {
        let level = y - tall * (0.54 - 0.1 * stripe as f32);
        let half = tall * (0.08 + 0.022 * stripe as f32);
        stage.canvas.line(&[(x - half, level), (x, level + tall * 0.018), (x + half, level)], tall * 0.018, dark);
    }
    for stripe in [-0.05, 0.0, 0.05] {
        let cx = x + side * tall * 0.03 + tall * stripe;
        stage.canvas.line(&[(cx, y - tall * 0.88), (cx, y - tall * 0.81)], tall * 0.014, dark);
    }
}
