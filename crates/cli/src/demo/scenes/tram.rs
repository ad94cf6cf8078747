//! A street with tiled house fronts and the yellow tram.

use super::figures::person;
use crate::demo::colour::{Colour, WHITE, hex};
use crate::demo::shape::Shape;
use crate::demo::stage::{LAMP, Stage};

/// A yellow tram before tiled house fronts.
pub(super) fn tram(stage: &mut Stage) {
    let (w, h, s) = (stage.canvas.w, stage.canvas.h, stage.canvas.s);
    let street = h * 0.8;
    stage.sky(h * 0.5);
    let mut x = -s * 0.1 * stage.dice.unit();
    while x < w {
        let wide = s * stage.dice.between(0.26, 0.38);
        let top = h * stage.dice.between(0.06, 0.2);
        front(stage, (x, top), wide, street);
        x += wide;
    }
    let paving = stage.on(0xC9BFB2, 0.04);
    stage.canvas.shade(Shape::rect(0.0, street, w, h * 0.05), paving.bright(1.08), paving);
    let cobble = stage.on(0x928C8C, 0.0);
    stage.canvas.shade(Shape::rect(0.0, h * 0.85, w, h * 0.15 + 2.0), cobble, cobble.bright(0.72));
    cobbles(stage, h * 0.85, cobble);
    for level in [0.89, 0.955] {
        stage.canvas.fill(Shape::rect(0.0, h * level, w, s * 0.007), stage.light.on(hex(0x505258), 0.0));
        stage.canvas.fill(Shape::rect(0.0, h * level, w, s * 0.0022), stage.light.on(hex(0xE4E4E8), 0.0));
    }
    let x = w * stage.dice.between(0.42, 0.58);
    for (at, tall) in [(0.06, 0.17), (0.1, 0.16), (0.94, 0.165)] {
        let colour = stage.one_of([0x3A4A6A, 0xA84A44, 0x485A4A], 0.0);
        person(stage, w * at, h * 0.85, s * tall, colour);
    }
    car(stage, x, h * 0.93, s * 0.27);
    let wire = stage.on(0x30343C, 0.1);
    stage.canvas.line(&[(0.0, h * 0.3), (w, h * 0.285)], s * 0.002, wire);
    stage.canvas.line(&[(x, h * 0.93 - s * 0.5), (x + s * 0.1, h * 0.292)], s * 0.004, wire);
}

/// Setts in the street, as short dark joints.
fn cobbles(stage: &mut Stage, from: f32, colour: Colour) {
    let (w, h, s) = (stage.canvas.w, stage.canvas.h, stage.canvas.s);
    let mut joints = Shape::new();
    for _ in 0..420 {
        let t = stage.dice.unit();
        joints.add_oval(stage.dice.between(0.0, w), from + (h - from) * t, s * (0.006 + 0.006 * t), s * 0.0018);
    }
    stage.canvas.fill(joints, colour.bright(0.8).alpha(0.6));
}

/// A house front with tall windows, shutters and balconies.
fn front(stage: &mut Stage, (x, top): (f32, f32), wide: f32, street: f32) {
    let s = stage.canvas.s;
    let tone = stage.dice.pick([0x6FA3BF, 0xF2D9A0, 0xE9A58C, 0xF3E9DA, 0x8FBBA4, 0xD88FA0, 0xF0C25A, 0x88A9D0]);
    let (wall, trim) = (stage.on(tone, 0.06), stage.on(0xFBF5EA, 0.04));
    stage.canvas.shade(Shape::rect(x, top, wide, street - top), wall, wall.bright(0.88));
    if stage.dice.chance(0.5) {
        let mut glazes = Shape::new();
        let side = s * 0.024;
        for row in 0..((street - top) / side) as usize {
            for column in 0..(wide / side) as usize {
                let (cx, cy) = (x + side * (column as f32 + 0.5), top + side * (row as f32 + 0.5));
                glazes.polygon(&[
                    (cx, cy - side * 0.3),
                    (cx + side * 0.3, cy),
                    (cx, cy + side * 0.3),
                    (cx - side * 0.3, cy),
                ]);
            }
        }
        stage.canvas.fill(glazes, wall.mix(WHITE, 0.4).alpha(0.55));
    }
    stage.canvas.fill(Shape::rect(x - s * 0.006, top - s * 0.018, wide + s * 0.012, s * 0.024), trim);
    let roof = stage.on(0xC06444, 0.06);
    stage.canvas.fill(
        Shape::of(&[
            (x, top - s * 0.018),
            (x + wide * 0.06, top - s * 0.05),
            (x + wide * 0.94, top - s * 0.05),
            (x + wide, top - s * 0.018),
        ]),
        roof,
    );
    stage.canvas.fill(Shape::rect(x, top, s * 0.006, street - top), wall.bright(0.75));
    let columns = if wide > s * 0.32 { 3 } else { 2 };
    let floors = ((street - top) / (s * 0.2)) as usize;
    let shutter = stage.one_of([0x3E6B58, 0x465E86, 0x8A4A3C, 0xF6F0E4], 0.04);
    for floor in 0..floors {
        for column in 0..columns {
            let cx = x + wide * (column as f32 + 0.5) / columns as f32;
            let level = top + s * 0.04 + s * 0.2 * floor as f32;
            window(stage, (cx, level), s * 0.05, trim, shutter);
        }
    }
}

/// A tall window with a balcony rail; `size` is its width.
fn window(stage: &mut Stage, (x, y): (f32, f32), size: f32, trim: Colour, shutter: Colour) {
    let lit = stage.light.dark() && stage.dice.chance(0.6);
    let glass = if lit { LAMP } else { stage.on(0x4E6274, 0.08) };
    stage.canvas.fill(Shape::rect(x - size * 0.62, y - size * 0.12, size * 1.24, size * 2.3), trim);
    stage.canvas.shade(
        Shape::rect(x - size * 0.5, y, size, size * 2.14),
        glass.mix(stage.light.sky[1], if lit { 0.0 } else { 0.35 }),
        glass,
    );
    stage.canvas.fill(Shape::rect(x - size * 0.03, y, size * 0.06, size * 2.14), trim);
    stage.canvas.fill(Shape::rect(x - size * 0.5, y + size * 0.7, size, size * 0.06), trim);
    if stage.dice.chance(0.45) {
        for side in [-1.0, 1.0] {
            stage.canvas.fill(
                Shape::rect(x + side * size * 0.82 - size * 0.22, y - size * 0.06, size * 0.44, size * 2.2),
                shutter,
            );
        }
    }
    let iron = stage.on(0x2E3238, 0.05);
    if stage.dice.chance(0.6) {
        let rail = y + size * 1.36;
        stage.canvas.fill(Shape::rect(x - size * 0.8, y + size * 2.14, size * 1.6, size * 0.12), trim.bright(0.86));
        let mut bars = Shape::rect(x - size * 0.78, rail, size * 1.56, size * 0.07);
        for bar in 0..9 {
            bars.add_rect(x - size * 0.76 + size * 0.185 * bar as f32, rail, size * 0.035, size * 0.8);
        }
        stage.canvas.fill(bars, iron);
    }
}

/// The tram car: `size` is half its length, (`x`, `y`) the middle of the rail under it.
fn car(stage: &mut Stage, x: f32, y: f32, size: f32) {
    let paint = |tone| if stage.light.dark() { hex(tone).lit([0.84, 0.72, 0.66]) } else { stage.on(tone, 0.0) };
    let (yellow, cream) = (paint(0xF8C02E), paint(0xFDF3DC));
    let dark = stage.on(0x343236, 0.0);
    let glass = if stage.light.dark() { LAMP.mix(WHITE, 0.2) } else { stage.on(0x5A7688, 0.1) };
    stage.canvas.fill(Shape::oval(x, y + size * 0.03, size * 1.08, size * 0.07), dark.alpha(0.5));
    for wheel in [-0.56, -0.3, 0.3, 0.56] {
        stage.canvas.fill(Shape::circle(x + size * wheel, y - size * 0.06, size * 0.13), dark);
    }
    stage.canvas.fill(Shape::rect(x - size * 0.88, y - size * 0.24, size * 1.76, size * 0.13), dark.bright(1.3));
    let mut body = Shape::rect(x - size * 0.96, y - size * 1.3, size * 1.92, size * 1.1);
    body.add_oval(x, y - size * 1.3, size * 0.96, size * 0.16);
    stage.canvas.shade(body, cream, cream.bright(0.92));
    stage.canvas.shade(
        Shape::rect(x - size * 0.98, y - size * 0.74, size * 1.96, size * 0.55),
        yellow,
        yellow.bright(0.86),
    );
    stage.canvas.fill(Shape::rect(x - size * 0.98, y - size * 0.76, size * 1.96, size * 0.035), dark);
    stage.canvas.fill(Shape::rect(x - size * 0.98, y - size * 0.5, size * 1.96, size * 0.05), cream);
    for pane in 0..6 {
        let left = x - size * 0.86 + size * 0.29 * pane as f32;
        stage.canvas.shade(Shape::rect(left, y - size * 1.2, size * 0.25, size * 0.4), glass.mix(WHITE, 0.25), glass);
        if stage.dice.chance(0.5) {
            stage.canvas.fill(Shape::circle(left + size * 0.12, y - size * 0.95, size * 0.055), dark.alpha(0.75));
            stage
                .canvas
                .fill(Shape::oval(left + size * 0.12, y - size * 0.82, size * 0.09, size * 0.08), dark.alpha(0.75));
        }
    }
    stage.canvas.fill(Shape::rect(x - size * 0.9, y - size * 1.4, size * 1.8, size * 0.06), dark.bright(1.5));
    for side in [-1.0, 1.0] {
        stage.canvas.glow(x + side * size * 0.98, y - size * 0.4, size * 0.16, LAMP.alpha(0.5));
        stage.canvas.fill(Shape::circle(x + side * size * 0.95, y - size * 0.4, size * 0.05), WHITE.mix(LAMP, 0.5));
    }
    stage.canvas.fill(Shape::rect(x - size * 0.2, y - size * 1.52, size * 0.4, size * 0.13), dark);
    stage.canvas.fill(Shape::rect(x - size * 0.16, y - size * 1.49, size * 0.32, size * 0.07), LAMP);
}
