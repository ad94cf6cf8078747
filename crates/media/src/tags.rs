//! What EXIF says, whichever library read it, and what of it is believed.

use jiff::tz::TimeZone;

use crate::place::{self, LATITUDE, LONGITUDE, Position};
use crate::time::{self, Moment, Shot};

/// The directory of an EXIF block that a tag stands in; the same number means something else in another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Directory {
    /// The picture's own, TIFF's.
    Picture,
    /// That of the shot.
    Shot,
    /// That of the satellite receiver.
    Gps,
}

/// A tag's value; a rational that was divided by zero is a missing number.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    Text(String),
    Numbers(Vec<Option<f64>>),
}

/// The tags that facts are made from, unchecked.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tags {
    original: Option<String>,
    offset: Option<String>,
    fraction: Option<String>,
    gps_date: Option<String>,
    gps_clock: Option<Vec<Option<f64>>>,
    latitude: Option<Vec<Option<f64>>>,
    latitude_ref: Option<String>,
    longitude: Option<Vec<Option<f64>>>,
    longitude_ref: Option<String>,
    orientation: Option<f64>,
    width: Option<f64>,
    height: Option<f64>,
    make: Option<String>,
    model: Option<String>,
}

/// Every tag that [`Tags`] has a use for: its directory and number.
pub(crate) const WANTED: [(Directory, u16); 16] = [
    (Directory::Picture, 0x010f),
    (Directory::Picture, 0x0110),
    (Directory::Picture, 0x0112),
    // TIFF/EP, and with it many a raw file, keeps the time beside the picture's own tags.
    (Directory::Picture, 0x9003),
    (Directory::Shot, 0x9003),
    (Directory::Shot, 0x9011),
    (Directory::Shot, 0x9291),
    (Directory::Shot, 0xa002),
    (Directory::Shot, 0xa003),
    (Directory::Gps, 0x0001),
    (Directory::Gps, 0x0002),
    (Directory::Gps, 0x0003),
    (Directory::Gps, 0x0004),
    (Directory::Gps, 0x0007),
    (Directory::Gps, 0x001d),
    (Directory::Picture, 0x9291),
];

impl Tags {
    /// Takes a tag's value; one that is not wanted, or of the wrong type, is passed over.
    pub(crate) fn set(&mut self, directory: Directory, tag: u16, value: Value) {
        use Directory::{Gps, Picture, Shot};
        match (directory, tag, value) {
            (Picture, 0x010f, Value::Text(text)) => self.make = Some(text),
            (Picture, 0x0110, Value::Text(text)) => self.model = Some(text),
            (Picture, 0x0112, Value::Numbers(numbers)) => self.orientation = first(&numbers),
            (Shot, 0x9003, Value::Text(text)) => self.original = Some(text),
            (Picture, 0x9003, Value::Text(text)) => self.original = self.original.take().or(Some(text)),
            (Shot, 0x9011, Value::Text(text)) => self.offset = Some(text),
            (Shot | Picture, 0x9291, Value::Text(text)) => self.fraction = Some(text),
            (Shot, 0xa002, Value::Numbers(numbers)) => self.width = first(&numbers),
            (Shot, 0xa003, Value::Numbers(numbers)) => self.height = first(&numbers),
            (Gps, 0x0001, Value::Text(text)) => self.latitude_ref = Some(text),
            (Gps, 0x0002, Value::Numbers(numbers)) => self.latitude = Some(numbers),
            (Gps, 0x0003, Value::Text(text)) => self.longitude_ref = Some(text),
            (Gps, 0x0004, Value::Numbers(numbers)) => self.longitude = Some(numbers),
            (Gps, 0x0007, Value::Numbers(numbers)) => self.gps_clock = Some(numbers),
            (Gps, 0x001d, Value::Text(text)) => self.gps_date = Some(text),
            _ => {}
        }
    }

    /// These tags, completed by those of another reader of the same file.
    pub(crate) fn or(self, other: Self) -> Self {
        Self {
            original: self.original.or(other.original),
            offset: self.offset.or(other.offset),
            fraction: self.fraction.or(other.fraction),
            gps_date: self.gps_date.or(other.gps_date),
            gps_clock: self.gps_clock.or(other.gps_clock),
            latitude: self.latitude.or(other.latitude),
            latitude_ref: self.latitude_ref.or(other.latitude_ref),
            longitude: self.longitude.or(other.longitude),
            longitude_ref: self.longitude_ref.or(other.longitude_ref),
            orientation: self.orientation.or(other.orientation),
            width: self.width.or(other.width),
            height: self.height.or(other.height),
            make: self.make.or(other.make),
            model: self.model.or(other.model),
        }
    }

    /// When the picture was taken: the camera's clock, else the satellites'.
    pub(crate) fn taken(&self, zone: &TimeZone) -> Option<Shot> {
        let original = self.original.as_deref().and_then(Moment::read).and_then(|moment| {
            let moment = self.fraction.as_deref().map_or(moment, |digits| moment.with_fraction(digits));
            self.offset.as_deref().map_or(moment, |text| moment.with_offset(text)).resolve(zone)
        });
        original.or_else(|| time::satellite(self.gps_date.as_deref()?.trim(), self.gps_clock.as_deref()?))
    }

    /// Where it was taken.
    pub(crate) fn position(&self) -> Option<Position> {
        let latitude = place::degrees(self.latitude.as_deref()?, self.latitude_ref.as_deref()?, LATITUDE)?;
        let longitude = place::degrees(self.longitude.as_deref()?, self.longitude_ref.as_deref()?, LONGITUDE)?;
        place::position(latitude, longitude)
    }

    /// How the stored picture is turned, 1 to 8.
    pub(crate) fn orientation(&self) -> Option<u8> {
        whole(self.orientation?).and_then(|n| u8::try_from(n).ok()).filter(|n| (1..=8).contains(n))
    }

    /// Width and height in pixels that the camera noted, as stored.
    pub(crate) fn size(&self) -> Option<(u32, u32)> {
        Some((whole(self.width?)?, whole(self.height?)?)).filter(|(width, height)| *width > 0 && *height > 0)
    }

    /// The camera's maker.
    pub(crate) fn make(&self) -> Option<String> {
        name(self.make.as_deref()?)
    }

    /// The camera's model.
    pub(crate) fn model(&self) -> Option<String> {
        name(self.model.as_deref()?)
    }
}

/// A maker's or model's name: trimmed, without control characters, at most 64 characters long.
pub(crate) fn name(text: &str) -> Option<String> {
    let text: String = text.chars().filter(|c| !c.is_control()).collect();
    let name: String = text.trim().chars().take(64).collect();
    let name = name.trim_end();
    (!name.is_empty()).then(|| name.to_owned())
}

fn first(numbers: &[Option<f64>]) -> Option<f64> {
    numbers.first().copied().flatten()
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked just before")]
fn whole(number: f64) -> Option<u32> {
    let whole = (0.0..=f64::from(u32::MAX)).contains(&number) && number.fract() == 0.0;
    whole.then_some(number as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_tidied() {
        assert_eq!(name(" NIKON\0\0 \r\n").as_deref(), Some("NIKON"));
        assert_eq!(name(" \0 "), None);
        assert_eq!(name(&"é".repeat(100)), Some("é".repeat(64)));
    }

    #[test]
    fn only_eight_orientations_exist() {
        for (written, expected) in
            [(0.0, None), (1.0, Some(1)), (6.5, None), (8.0, Some(8)), (9.0, None), (262.0, None), (f64::NAN, None)]
        {
            let tags = Tags { orientation: Some(written), ..Tags::default() };
            assert_eq!(tags.orientation(), expected, "{written}");
        }
    }
}
