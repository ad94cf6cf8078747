//! Colours of the sample pictures: red, green and blue from 0 to 255, and how opaque they are.

/// A colour; the arithmetic on it is plain multiplication and addition, so it is the same everywhere.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Colour {
    pub(super) red: f32,
    pub(super) green: f32,
    pub(super) blue: f32,
    /// 0 is invisible, 1 covers what lies below.
    pub(super) alpha: f32,
}

/// White.
pub(super) const WHITE: Colour = hex(0xFFFFFF);

/// The opaque colour written as `0xRRGGBB`.
pub(super) const fn hex(rgb: u32) -> Colour {
    Colour { red: (rgb >> 16 & 255) as f32, green: (rgb >> 8 & 255) as f32, blue: (rgb & 255) as f32, alpha: 1.0 }
}

impl Colour {
    /// The same hue at another opacity.
    pub(super) const fn alpha(self, alpha: f32) -> Self {
        Self { alpha, ..self }
    }

    /// This colour at `share` 0, the other one at 1, a blend in between.
    pub(super) fn mix(self, other: Self, share: f32) -> Self {
        let t = share.clamp(0.0, 1.0);
        let blend = |a: f32, b: f32| a + (b - a) * t;
        Self {
            red: blend(self.red, other.red),
            green: blend(self.green, other.green),
            blue: blend(self.blue, other.blue),
            alpha: blend(self.alpha, other.alpha),
        }
    }

    /// Lit by a lamp whose red, green and blue are strengths around 1.
    pub(super) fn lit(self, [red, green, blue]: [f32; 3]) -> Self {
        let times = |channel: f32, strength: f32| (channel * strength).clamp(0.0, 255.0);
        Self {
            red: times(self.red, red),
            green: times(self.green, green),
            blue: times(self.blue, blue),
            alpha: self.alpha,
        }
    }

    /// Brighter above 1, darker below.
    pub(super) fn bright(self, strength: f32) -> Self {
        self.lit([strength; 3])
    }

    /// Red, green and blue as the bytes of a pixel.
    pub(super) fn bytes(self) -> [u8; 3] {
        [self.red, self.green, self.blue].map(|channel| (channel + 0.5) as u8)
    }
}
