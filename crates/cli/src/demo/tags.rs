//! What the camera of the sample pictures writes into a file: time with its zone, place, make, model, turn.

use std::io::Cursor;

use exif::experimental::Writer;
use exif::{Error, Field, In, Rational, Tag, Value};
use leporello_model::Millis;

/// What goes into one picture's EXIF block.
pub(super) struct Tags<'a> {
    pub(super) title: &'a str,
    pub(super) taken: Millis,
    /// Minutes the local clock is ahead of UTC.
    pub(super) zone: i64,
    /// Degrees north and degrees east.
    pub(super) place: (f64, f64),
    /// The EXIF orientation: 1 upright, 6 and 8 lying on a side.
    pub(super) orientation: u16,
}

impl Tags<'_> {
    /// The TIFF block that follows `Exif\0\0` in an APP1 segment.
    ///
    /// # Errors
    /// Only those of the writer, which has none for memory and these fields.
    pub(super) fn block(&self) -> Result<Vec<u8>, Error> {
        let local = exif_time(self.taken.plus(self.zone * Millis::MINUTE));
        let offset = format!("{:+03}:{:02}", self.zone / 60, self.zone % 60);
        let (latitude, longitude) = self.place;
        let fields: Vec<Field> = [
            (Tag::ImageDescription, text(self.title)),
            (Tag::Make, text("Leporello")),
            (Tag::Model, text("Demo camera")),
            (Tag::Orientation, Value::Short(vec![self.orientation])),
            (Tag::DateTime, text(&local)),
            (Tag::DateTimeOriginal, text(&local)),
            (Tag::OffsetTimeOriginal, text(&offset)),
            (Tag::GPSLatitudeRef, text(if latitude < 0.0 { "S" } else { "N" })),
            (Tag::GPSLatitude, degrees(latitude)),
            (Tag::GPSLongitudeRef, text(if longitude < 0.0 { "W" } else { "E" })),
            (Tag::GPSLongitude, degrees(longitude)),
        ]
        .into_iter()
        .map(|(tag, value)| Field { tag, ifd_num: In::PRIMARY, value })
        .collect();
        let mut writer = Writer::new();
        fields.iter().for_each(|field| writer.push_field(field));
        let mut block = Cursor::new(Vec::new());
        writer.write(&mut block, false)?;
        Ok(block.into_inner())
    }
}

fn text(value: &str) -> Value {
    Value::Ascii(vec![value.as_bytes().to_vec()])
}

/// A time as EXIF writes it: `yyyy:MM:dd HH:mm:ss`.
fn exif_time(local: Millis) -> String {
    let basic = local.basic();
    let part = |from: usize, to: usize| basic.get(from..to).unwrap_or_default();
    format!("{}:{}:{} {}:{}:{}", part(0, 4), part(4, 6), part(6, 8), part(9, 11), part(11, 13), part(13, 15))
}

/// Degrees, minutes and seconds to a thousandth.
fn degrees(angle: f64) -> Value {
    let thousandths = (angle.abs() * 3_600_000.0).round() as u32;
    Value::Rational(vec![
        Rational { num: thousandths / 3_600_000, denom: 1 },
        Rational { num: thousandths / 60_000 % 60, denom: 1 },
        Rational { num: thousandths % 60_000, denom: 1000 },
    ])
}
