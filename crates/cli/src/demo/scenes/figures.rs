//! Small figures: people and a dog.

use crate::demo::colour::Colour;
use crate::demo::shape::Shape;
use crate::demo::stage::Stage;

/// A standing figure, feet at (`x`, `y`).
pub(super) fn person(stage: &mut Stage, x: f32, y: f32, tall: f32, colour: Colour) {
    let lean = tall * stage.dice.between(-0.02, 0.02);
    let mut body = Shape::circle(x + lean, y - tall * 0.9, tall * 0.085);
    body.add_oval(x + lean * 0.6, y - tall * 0.62, tall * 0.12, tall * 0.22);
    body.polygon(&[
        (x - tall * 0.1, y - tall * 0.5),
        (x + tall * 0.1, y - tall * 0.5),
        (x + tall * 0.13, y),
        (x + tall * 0.05, y),
        (x, y - tall * 0.3),
        (x - tall * 0.06, y),
        (x - tall * 0.14, y),
    ]);
    let hand = stage.dice.side();
    body.add_leaf((x + hand * tall * 0.08, y - tall * 0.76), (x + hand * tall * 0.22, y - tall * 0.42), tall * 0.05);
    body.add_leaf((x - hand * tall * 0.08, y - tall * 0.76), (x - hand * tall * 0.2, y - tall * 0.4), tall * 0.05);
    stage.canvas.fill(body, colour);
}

/// A small dog that looks to the right.
pub(super) fn dog(stage: &mut Stage, x: f32, y: f32, tall: f32, colour: Colour) {
    let mut body = Shape::oval(x, y - tall * 0.62, tall * 0.6, tall * 0.24);
    body.add_circle(x + tall * 0.66, y - tall * 0.92, tall * 0.22);
    body.add_oval(x + tall * 0.86, y - tall * 0.86, tall * 0.18, tall * 0.1);
    for leg in [-0.46, -0.28, 0.3, 0.46] {
        body.add_rect(x + tall * leg - tall * 0.06, y - tall * 0.55, tall * 0.12, tall * 0.56);
    }
    body.add_leaf((x - tall * 0.5, y - tall * 0.7), (x - tall * 0.95, y - tall * 1.15), tall * 0.1);
    body.add_leaf((x + tall * 0.55, y - tall * 1.0), (x + tall * 0.5, y - tall * 1.32), tall * 0.1);
    stage.canvas.fill(body, colour);
}
