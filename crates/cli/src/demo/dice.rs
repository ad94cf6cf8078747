//! The chance in a sample picture: a fixed stream for every picture, so that each start draws the same.
//!
//! Sine is computed here, not by the system's mathematics, whose last bit may differ.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// Dice that fall the same way for the same seed.
pub(super) struct Dice(ChaCha8Rng);

impl Dice {
    /// The dice of one seed.
    pub(super) fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// From 0 up to, not including, 1.
    pub(super) fn unit(&mut self) -> f32 {
        (self.0.next_u32() >> 8) as f32 / 16_777_216.0
    }

    /// From `low` to `high`.
    pub(super) fn between(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * self.unit()
    }

    /// From 0 to `count` - 1; 0 for no `count`.
    pub(super) fn below(&mut self, count: usize) -> usize {
        (self.unit() * count as f32) as usize
    }

    /// True in `share` of all throws.
    pub(super) fn chance(&mut self, share: f32) -> bool {
        self.unit() < share
    }

    /// One of `choices`, which may not be empty.
    pub(super) fn pick<T: Copy, const N: usize>(&mut self, choices: [T; N]) -> T {
        choices[self.below(N)]
    }

    /// -1 or 1.
    pub(super) fn side(&mut self) -> f32 {
        if self.chance(0.5) { 1.0 } else { -1.0 }
    }

    /// Chance bytes.
    pub(super) fn fill(&mut self, bytes: &mut [u8]) {
        self.0.fill_bytes(bytes);
    }
}

/// The sine of an angle in whole turns (1 is a full circle), good to a thousandth.
pub(super) fn sine(turns: f32) -> f32 {
    let t = turns - turns.floor() - 0.5;
    let coarse = 16.0 * t * (t.abs() - 0.5);
    coarse * (0.775 + 0.225 * coarse.abs())
}

/// The point at `turns` of the circle around (`x`, `y`); 0 lies to the right, 0.25 below.
pub(super) fn around(x: f32, y: f32, radius: f32, turns: f32) -> (f32, f32) {
    (x + radius * sine(turns + 0.25), y + radius * sine(turns))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sine_is_a_sine() {
        for step in -40..40 {
            let turns = step as f32 / 16.0;
            assert!((sine(turns) - (turns * std::f32::consts::TAU).sin()).abs() < 0.0015, "{turns}");
        }
    }
}
