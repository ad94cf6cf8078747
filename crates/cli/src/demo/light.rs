//! Light: what the hour does to the sky and to the colour of everything under it.

use super::colour::{Colour, hex};
use super::dice::Dice;

/// The hour of a picture, in the order of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Hour {
    /// Around sunrise.
    Dawn,
    /// A clear morning.
    Morning,
    /// A grey, soft forenoon.
    Mist,
    /// The middle of a fine day.
    Day,
    /// Low sun in the afternoon.
    Golden,
    /// Around sunset.
    Sunset,
    /// The blue hour.
    Dusk,
    /// Dark.
    Night,
}

/// The time of the year, as far as plants and snow know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Season {
    Spring,
    Summer,
    Autumn,
    Winter,
}

impl Season {
    /// The colour of open grassland.
    pub(super) const fn grass(self) -> Colour {
        match self {
            Self::Spring => hex(0x93C05A),
            Self::Summer => hex(0x76A94E),
            Self::Autumn => hex(0xB79A4C),
            Self::Winter => hex(0xEEF3F9),
        }
    }

    /// The colour of firs.
    pub(super) const fn fir(self) -> Colour {
        match self {
            Self::Spring => hex(0x3F7A55),
            Self::Summer => hex(0x2F6650),
            Self::Autumn => hex(0x476B4C),
            Self::Winter => hex(0x547C80),
        }
    }
}

/// The light of one picture.
#[derive(Clone, Copy)]
pub(super) struct Light {
    pub(super) hour: Hour,
    /// From the zenith to the horizon.
    pub(super) sky: [Colour; 4],
    /// The colour that distance takes on.
    pub(super) haze: Colour,
    /// The sun, or the moon.
    pub(super) sun: Colour,
    tint: [f32; 3],
}

/// One palette: the sky from the zenith down, the haze.
type Palette = ([u32; 4], u32);

const DAWN: [Palette; 4] = [
    ([0x5B7DB1, 0xA9A8CF, 0xF2C1BE, 0xFCE3C6], 0xF0CBC8),
    ([0x3E5C8A, 0x8E9CC2, 0xE9B7B5, 0xFFD9A8], 0xDDBBC0),
    ([0x6FA3B8, 0xB7CFC9, 0xF7DDC3, 0xFFEBC9], 0xE2DCC9),
    ([0x7A86C2, 0xC3A9D0, 0xF6BFC4, 0xFFE0CF], 0xE9C3D0),
];
const MORNING: [Palette; 3] = [
    ([0x4F9BD6, 0x86BFE6, 0xBFE0F0, 0xEAF4F2], 0xCBE2EE),
    ([0x5AA6C9, 0x93CBD9, 0xCBE7E4, 0xFBF1DC], 0xD3E6E2),
    ([0x6493CF, 0x98BDE4, 0xD3E1EE, 0xFFF3E2], 0xD5DFEC),
];
const MIST: [Palette; 3] = [
    ([0xA9B9C4, 0xBBC8CF, 0xD0D9DC, 0xE4E7E4], 0xD9DFE0),
    ([0xB4B7C6, 0xC6C6D0, 0xD9D5D6, 0xEAE3DC], 0xDEDADB),
    ([0x9DB3B0, 0xB4C7C0, 0xCEDBD2, 0xE6EBDF], 0xD7E1D8),
];
const DAY: [Palette; 3] = [
    ([0x2F7FCB, 0x5FA8E0, 0x9DD0EF, 0xD6EDF5], 0xBCDCEF),
    ([0x1E8FC4, 0x55B7DA, 0x9FDAE6, 0xDFF3EC], 0xC3E4E6),
    ([0x3C78B8, 0x76A9D6, 0xB5D3E8, 0xE8EEF0], 0xCADBE8),
];
const GOLDEN: [Palette; 3] = [
    ([0x5E86B8, 0xA9B3C0, 0xF4CE9A, 0xFFE0A3], 0xF3CF9F),
    ([0x4F7FA8, 0x9FB7B5, 0xF0D39C, 0xFFD27A], 0xEFCE94),
    ([0x7A8FC0, 0xC9B0B8, 0xFAC896, 0xFFDD9B], 0xF5C9A0),
];
const SUNSET: [Palette; 5] = [
    ([0x2E3A78, 0x8A4F8F, 0xE8735F, 0xFFC06B], 0xBC7688),
    ([0x253C6B, 0x5F5A97, 0xD7767E, 0xFFB37A], 0xA87894),
    ([0x3B2C66, 0x9C4A7C, 0xF0705A, 0xFFD07A], 0xB86C7C),
    ([0x1F4D6E, 0x5E8A94, 0xF2A671, 0xFFDC8E], 0xB79686),
    ([0x444E8C, 0xB27FA6, 0xFFA98A, 0xFFE2A0], 0xCF9AA4),
];
const DUSK: [Palette; 4] = [
    ([0x142248, 0x2C3F78, 0x6A629B, 0xD98F8B], 0x736A9A),
    ([0x0F2A4A, 0x23507A, 0x5E86A0, 0xF0B48A], 0x6886A0),
    ([0x1B1E4B, 0x41357A, 0x8A5A94, 0xE58C86], 0x856196),
    ([0x122E50, 0x2F5680, 0x7B8FB0, 0xE8C9B4], 0x788EAE),
];
const NIGHT: [Palette; 4] = [
    ([0x070C22, 0x0E1A3A, 0x1A2C56, 0x2D4673], 0x2A406A),
    ([0x080B1E, 0x151A40, 0x2A2B5E, 0x4A4379], 0x403C70),
    ([0x06141F, 0x0B2636, 0x154052, 0x2A6070], 0x255463),
    ([0x0A1030, 0x122350, 0x1E3C74, 0x355C92], 0x2E5082),
];

impl Light {
    /// The light of that hour, in one of its moods.
    pub(super) fn at(hour: Hour, dice: &mut Dice) -> Self {
        let ((sky, haze), sun, tint) = match hour {
            Hour::Dawn => (dice.pick(DAWN), 0xFFF1D0, [0.80, 0.74, 0.80]),
            Hour::Morning => (dice.pick(MORNING), 0xFFFAE0, [0.98, 0.98, 0.94]),
            Hour::Mist => (dice.pick(MIST), 0xFBF7EA, [0.82, 0.86, 0.88]),
            Hour::Day => (dice.pick(DAY), 0xFFFDF0, [1.0, 1.0, 1.0]),
            Hour::Golden => (dice.pick(GOLDEN), 0xFFF2C4, [1.02, 0.87, 0.68]),
            Hour::Sunset => (dice.pick(SUNSET), 0xFFE9A8, [0.64, 0.46, 0.50]),
            Hour::Dusk => (dice.pick(DUSK), 0xFDF0DC, [0.36, 0.38, 0.58]),
            Hour::Night => (dice.pick(NIGHT), 0xF6F1DC, [0.19, 0.25, 0.42]),
        };
        Self { hour, sky: sky.map(hex), haze: hex(haze), sun: hex(sun), tint }
    }

    /// What `material` looks like in this light, from near (0) to lost in the haze (1).
    pub(super) fn on(&self, material: Colour, distance: f32) -> Colour {
        material.lit(self.tint).mix(self.haze, distance)
    }

    /// Whether lamps are lit.
    pub(super) fn dark(&self) -> bool {
        self.hour >= Hour::Dusk
    }

    /// Whether the sun stands low and colours the air.
    pub(super) fn low_sun(&self) -> bool {
        matches!(self.hour, Hour::Dawn | Hour::Golden | Hour::Sunset)
    }
}
