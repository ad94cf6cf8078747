//! Coordinates as cameras write them.

use iso6709parse::ISO6709Coord;

use crate::fence::fenced;

/// Latitude and longitude in degrees, north and east positive.
pub(crate) type Position = (f64, f64);

/// The letters that stand for north and south.
pub(crate) const LATITUDE: [u8; 2] = *b"NS";
/// The letters that stand for east and west.
pub(crate) const LONGITUDE: [u8; 2] = *b"EW";

/// The degrees that EXIF's parts (degrees, minutes, seconds) and reference letter stand for, which is one of `letters`.
///
/// A part that was divided by zero is `None` and left out, except the degrees themselves. Parts that no circle has, such
/// as 70 minutes, or degrees that are negative beside their letter, make no degrees.
pub(crate) fn degrees(parts: &[Option<f64>], reference: &str, letters: [u8; 2]) -> Option<f64> {
    let letter = reference.trim().bytes().next()?.to_ascii_uppercase();
    let sign = if letters.iter().position(|known| *known == letter)? == 0 { 1.0 } else { -1.0 };
    let (degrees, rest) = parts.split_first()?;
    let degrees = (*degrees)?;
    let sound = degrees >= 0.0 && rest.iter().flatten().all(|part| (0.0..=60.0).contains(part));
    let fractions = rest.iter().zip([60.0, 3600.0]).filter_map(|(part, unit)| Some((*part)? / unit));
    sound.then(|| sign * (degrees + fractions.sum::<f64>()))
}

/// A position that exists on Earth. Where equator and prime meridian cross there is only sea, and what phones note
/// before their receiver has found itself.
pub(crate) fn position(latitude: f64, longitude: f64) -> Option<Position> {
    let exists = (-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude);
    (exists && (latitude, longitude) != (0.0, 0.0)).then_some((latitude, longitude))
}

/// Reads a position as videos carry it, ISO 6709: `+27.1281+100.2508+000.000/`.
pub(crate) fn iso6709(text: &str) -> Option<Position> {
    let parsed = fenced(|| iso6709parse::parse_string_representation::<ISO6709Coord>(text))?.ok()?;
    position(parsed.lat, parsed.lon)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_or_three_parts_make_degrees() {
        assert_eq!(degrees(&[Some(40.0), Some(30.0)], "S", LATITUDE), Some(-40.5));
        assert_eq!(degrees(&[Some(40.0), Some(30.0), Some(36.0)], "n\0", LATITUDE), Some(40.51));
        assert_eq!(degrees(&[Some(40.0), None, Some(36.0)], "E", LONGITUDE), Some(40.01));
        assert_eq!(degrees(&[None, Some(30.0)], "E", LONGITUDE), None);
        assert_eq!(degrees(&[Some(40.0)], "", LATITUDE), None);
        assert_eq!(degrees(&[Some(40.0)], "N", LONGITUDE), None);
        assert_eq!(degrees(&[], "W", LONGITUDE), None);
        for [whole, minutes, seconds] in [[-40.0, 0.0, 0.0], [40.0, 60.5, 0.0], [40.0, -1.0, 0.0], [40.0, 0.0, 3600.0]]
        {
            let parts = [whole, minutes, seconds].map(Some);
            assert_eq!(degrees(&parts, "S", LATITUDE), None, "{parts:?}");
        }
    }

    #[test]
    fn positions_lie_on_earth() {
        assert_eq!(position(90.0, -180.0), Some((90.0, -180.0)));
        assert_eq!(position(0.0, 1.0), Some((0.0, 1.0)));
        assert_eq!(position(0.0, -0.0), None);
        assert_eq!(position(90.1, 0.0), None);
        assert_eq!(position(0.0, 180.1), None);
        assert_eq!(position(f64::NAN, 0.0), None);
        assert_eq!(position(0.0, f64::INFINITY), None);
    }

    #[test]
    fn videos_carry_positions_as_text() {
        assert_eq!(iso6709("+27.1281+100.2508+000.000/"), Some((27.1281, 100.2508)));
        assert_eq!(iso6709("-33.8577-002.2950/"), Some((-33.8577, -2.295)));
        assert_eq!(iso6709("+48.8577+002.2950"), Some((48.8577, 2.295)));
        assert_eq!(iso6709("+4830.00-00230.00/"), Some((48.5, -2.5)));
        for bad in ["", "somewhere", "+99.0+000.0/", "+1", "+é+é/"] {
            assert_eq!(iso6709(bad), None, "{bad}");
        }
    }
}
