//! A pagoda before the great mountain, framed by leaves or blossom.

use crate::demo::colour::{Colour, WHITE, hex};
use crate::demo::dice::{around, sine};
use crate::demo::light::Season;
use crate::demo::shape::{Ridge, Shape};
use crate::demo::stage::{LAMP, Stage};

/// The mountain across the lake, a red pagoda on one side, a bough on the other.
pub(super) fn pagoda(stage: &mut Stage) {
    let (w, h, s) = (stage.canvas.w, stage.canvas.h, stage.canvas.s);
    let shore = h * 0.66;
    stage.sky(shore);
    let side = stage.dice.side();
    let x = w * 0.5 - side * (w - s) * 0.16 + side * s * 0.05;
    volcano(stage, x, shore, (h * 0.46).min(w * 0.5));
    stage.mist(shore - h * 0.16, shore + h * 0.02, 0.65);
    for (rise, distance) in [(0.07, 0.6), (0.035, 0.4)] {
        let ridge = Ridge::rolling(w, shore - h * rise, h * 0.03, 1.7, &mut stage.dice);
        let wood = stage.light.on(stage.season.fir(), distance);
        stage.canvas.shade(ridge.land(shore + 1.0), wood, wood.mix(stage.light.haze, 0.4));
    }
    let water = stage.on(0x346A8C, 0.1);
    stage.canvas.mirror(shore, h, s * 0.003, water.alpha(0.2), &mut stage.dice);
    stage.glitter(shore, h);
    let hill = Ridge::rolling(w, h * 0.95, h * 0.03, 0.8, &mut stage.dice);
    let ground = stage.light.on(stage.season.fir().mix(stage.season.grass(), 0.3), 0.03);
    stage.canvas.shade(hill.land(h), ground, ground.bright(0.7));
    let px = w * 0.5 + side * (w * 0.5 - s * 0.26);
    temple(stage, px, h * 0.97, (h * 0.66).min(w * 0.95));
    thicket(stage, px, h * 0.99);
    bough(stage, side);
}

/// A cone with a snow cap and soft flanks.
fn volcano(stage: &mut Stage, x: f32, base: f32, tall: f32) {
    let flank = |t: f32| tall * (0.075 + 0.5 * t + 0.75 * t * t);
    let outline =
        |side: f32| (0..=24).map(move |i| i as f32 / 24.0).map(move |t| (x + side * flank(t), base - tall * (1.0 - t)));
    let rock = stage.on(0x526C94, 0.36);
    let foot = rock.mix(stage.light.haze, 0.75);
    let cone: Vec<_> = outline(-1.0).chain(outline(1.0).collect::<Vec<_>>().into_iter().rev()).collect();
    stage.canvas.shade(Shape::of(&cone), rock, foot);
    let snow = stage.on(0xFCFCFF, 0.2);
    let snow = if stage.light.low_sun() { snow.mix(stage.light.sky[2], 0.4) } else { snow };
    let line = 0.34;
    let mut cap: Vec<_> =
        (0..=10).map(|i| line * i as f32 / 10.0).rev().map(|t| (x - flank(t), base - tall * (1.0 - t))).collect();
    cap.push((x, base - tall * 0.985));
    cap.extend((0..=10).map(|i| line * i as f32 / 10.0).map(|t| (x + flank(t), base - tall * (1.0 - t))));
    for tooth in 1..18 {
        let t = tooth as f32 / 18.0;
        let reach = if tooth % 2 == 0 { stage.dice.between(0.02, 0.11) } else { stage.dice.between(-0.1, -0.02) };
        cap.push((x + flank(line) * (1.0 - 2.0 * t), base - tall * (1.0 - line) + tall * reach));
    }
    stage.canvas.fill(Shape::of(&cap), snow);
    let turned = if stage.sun.0 < x { 1.0 } else { -1.0 };
    let shade: Vec<_> = (0..=24)
        .map(|i| i as f32 / 24.0)
        .map(|t| (x + turned * flank(t), base - tall * (1.0 - t)))
        .chain(
            (0..=24)
                .rev()
                .map(|i| i as f32 / 24.0)
                .map(|t| (x + turned * flank(t) * (0.24 + 0.1 * sine(t * 2.3)), base - tall * (1.0 - t))),
        )
        .collect();
    stage.canvas.shade(Shape::of(&shade), rock.bright(0.6).alpha(0.3), foot.alpha(0.1));
}

/// Five roofs, one above the other; (`x`, `y`) is the middle of the foot.
fn temple(stage: &mut Stage, x: f32, y: f32, tall: f32) {
    let (red, dark) = (stage.on(0xD04A38, 0.02), stage.on(0x3E4652, 0.02));
    let (gold, cream) = (stage.on(0xE8B450, 0.02), stage.on(0xF8ECD8, 0.02));
    let storey = tall * 0.155;
    for level in 0..5 {
        let shrink = 1.0 - 0.13 * level as f32;
        let (half, foot) = (tall * 0.13 * shrink, y - storey * level as f32);
        let top = foot - storey * 0.62;
        let front = if stage.light.dark() { LAMP.mix(hex(0xF08A4A), 0.3) } else { cream };
        stage.canvas.fill(Shape::rect(x - half, top, half * 2.0, storey * 0.64), front);
        for post in 0..5 {
            stage
                .canvas
                .fill(Shape::rect(x - half + half * 2.0 * post as f32 / 4.4, top, half * 0.17, storey * 0.64), red);
        }
        stage
            .canvas
            .fill(Shape::rect(x - half * 1.15, foot - storey * 0.16, half * 2.3, storey * 0.07), red.bright(0.85));
        let eave = half * 1.85;
        let roof = [
            (x - eave, top - storey * 0.02),
            (x - eave * 1.04, top - storey * 0.14),
            (x - eave * 0.6, top - storey * 0.2),
            (x - half * 0.6, top - storey * 0.42),
            (x + half * 0.6, top - storey * 0.42),
            (x + eave * 0.6, top - storey * 0.2),
            (x + eave * 1.04, top - storey * 0.14),
            (x + eave, top - storey * 0.02),
            (x, top + storey * 0.06),
        ];
        stage.canvas.shade(Shape::of(&roof), dark.bright(1.25), dark);
        stage.canvas.line(
            &[(x - eave, top - storey * 0.015), (x, top + storey * 0.05), (x + eave, top - storey * 0.015)],
            tall * 0.0065,
            red,
        );
    }
    let peak = y - storey * 4.9;
    stage.canvas.line(&[(x, peak), (x, peak - tall * 0.2)], tall * 0.009, gold);
    for ring in 0..6 {
        let (level, half) = (peak - tall * (0.04 + 0.022 * ring as f32), tall * (0.02 - 0.002 * ring as f32));
        stage.canvas.line(&[(x - half, level), (x + half, level)], tall * 0.006, gold);
    }
    if stage.light.dark() {
        stage.canvas.glow(x, y - tall * 0.4, tall * 0.6, LAMP.alpha(0.3));
    }
}

/// Tones of the leaves or blossom of the season.
fn tones(stage: &Stage) -> [Colour; 3] {
    let tones = match stage.season {
        Season::Spring => [0xE894B4, 0xF6BCD0, 0xFFE2EA],
        Season::Summer => [0x3E8048, 0x5CA052, 0x86C068],
        Season::Autumn => [0xC23A2C, 0xE25A30, 0xF48C3C],
        Season::Winter => [0xC8D6E6, 0xE0EAF4, 0xFAFCFF],
    };
    tones.map(|tone| stage.on(tone, 0.02))
}

/// Trees around the pagoda's foot.
fn thicket(stage: &mut Stage, x: f32, y: f32) {
    let s = stage.canvas.s;
    let leaves = tones(stage);
    for (layer, tone) in leaves.into_iter().enumerate() {
        let mut heap = Shape::new();
        for _ in 0..10 {
            let cx = x + s * stage.dice.between(-0.34, 0.34);
            heap.add_crown(
                cx,
                y - s * (0.015 + 0.03 * layer as f32) * stage.dice.between(0.5, 1.5),
                s * (0.062 - 0.014 * layer as f32),
                &mut stage.dice,
            );
        }
        stage.canvas.fill(heap, tone.bright(0.86 + 0.07 * layer as f32));
    }
}

/// A bough that reaches in from the upper corner opposite the pagoda.
fn bough(stage: &mut Stage, side: f32) {
    let (w, s) = (stage.canvas.w, stage.canvas.s);
    let root = if side > 0.0 { -s * 0.02 } else { w + s * 0.02 };
    let bark = stage.on(0x4A3830, 0.0);
    let leaves = tones(stage);
    let mut tips = Vec::new();
    for (reach, drop, lift) in [(0.54, 0.12, 0.02), (0.34, 0.28, 0.07), (0.44, 0.03, 0.0)] {
        let branch: Vec<_> = (0..=10)
            .map(|i| i as f32 / 10.0)
            .map(|t| (root + side * s * reach * t, s * (lift + drop * t * t + 0.012 * sine(t * 2.1 + reach))))
            .collect();
        stage.canvas.line(&branch, s * 0.011, bark);
        stage.canvas.line(&branch[5..], s * 0.006, bark);
        tips.extend(branch.into_iter().skip(2));
    }
    let pointed = stage.season == Season::Autumn;
    for (layer, tone) in leaves.into_iter().enumerate() {
        let mut heap = Shape::new();
        for (x, y) in &tips {
            for _ in 0..(9 - layer * 2) {
                let (cx, cy) = around(*x, *y, s * 0.05 * stage.dice.unit(), stage.dice.unit());
                let size = s * stage.dice.between(0.009, 0.017);
                if pointed {
                    maple(&mut heap, (cx, cy), size * 1.3, stage.dice.unit())
                } else {
                    heap.add_crown(cx, cy, size, &mut stage.dice)
                }
            }
        }
        stage.canvas.fill(heap, tone);
    }
    let mut falling = Shape::new();
    for _ in 0..16 {
        let (x, y) = (root + side * s * stage.dice.between(0.05, 0.9), s * stage.dice.between(0.25, 0.9));
        falling.add_leaf((x, y), (x + s * 0.01, y + s * 0.006), s * 0.006);
    }
    stage.canvas.fill(falling, leaves[1].mix(WHITE, 0.1));
}

/// A maple leaf: five pointed lobes.
fn maple(heap: &mut Shape, (x, y): (f32, f32), size: f32, turn: f32) {
    for (angle, reach) in [(0.0, 1.0), (0.13, 0.86), (-0.13, 0.86), (0.28, 0.56), (-0.28, 0.56)] {
        heap.add_leaf((x, y), around(x, y, size * reach, turn + angle), size * 0.34);
    }
}
