//! What exiftool reads in the sample photographs, and what we do: under our rules the same, but for what is listed here
//! with its reason.
//!
//! The rules: the camera's time, with the fraction and the zone that stand beside it, else that of the satellites, else
//! XMP's; without a zone it is the user's. The turn and the place are those of EXIF.

use std::collections::BTreeMap;
use std::process::Command;

use jiff::civil::{DateTime, Time};
use jiff::fmt::temporal::Pieces;
use jiff::tz::Offset;
use serde_json::{Map, Value};

use super::*;

/// File, what differs, and why.
const DIFFERENCES: [(&str, &str, &str); 1] = [(
    "jpg/tests/30-type_error.jpg",
    "zone",
    "its pointer to the camera's tags is written as a text: exiftool does not follow it, and takes XMP's time with a zone",
)];

/// What is compared, as texts.
type Compared = BTreeMap<&'static str, String>;

#[test]
fn we_read_what_exiftool_reads() {
    let mut differences = Vec::new();
    let all = exiftool();
    assert_eq!(all.len(), 101);
    for tags in &all {
        let path = tags["SourceFile"].as_str().unwrap();
        let name = path.strip_prefix(SAMPLES).unwrap().trim_start_matches('/');
        let (expected, found) = (theirs(tags), ours(&of(&sample(name))));
        for (what, expected) in expected {
            if found[what] != expected {
                differences.push((name.to_owned(), what, format!("exiftool {expected}, we {}", found[what])));
            }
        }
    }
    let explained = |name: &str, what: &str| DIFFERENCES.iter().any(|(file, which, _)| *file == name && *which == what);
    let unexplained: Vec<_> = differences.iter().filter(|(name, what, _)| !explained(name, what)).collect();
    assert!(unexplained.is_empty(), "{unexplained:#?}");
    for (file, which, _) in DIFFERENCES {
        assert!(
            differences.iter().any(|(name, what, _)| name == file && *what == which),
            "{file} {which}: no difference"
        );
    }
}

/// The tags of every sample, by their groups and names.
fn exiftool() -> Vec<Map<String, Value>> {
    let output = Command::new("exiftool").args(["-j", "-n", "-G1", "-r", "-all", SAMPLES]).output();
    let output = output.expect("exiftool: install the Debian package libimage-exiftool-perl");
    let all: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    all.into_iter().map(|tags| tags.as_object().unwrap().clone()).collect()
}

fn ours(facts: &Facts) -> Compared {
    let (latitude, longitude) = (facts.latitude.map(rounded), facts.longitude.map(rounded));
    BTreeMap::from([
        ("taken", shown(facts.taken.map(|time| time.to_string()))),
        ("zone", shown(facts.zone)),
        ("orientation", shown(facts.orientation)),
        ("place", shown(latitude.zip(longitude).map(|(latitude, longitude)| format!("{latitude} {longitude}")))),
    ])
}

fn theirs(tags: &Map<String, Value>) -> Compared {
    let camera = text(tags, "ExifIFD:DateTimeOriginal").or_else(|| text(tags, "IFD0:DateTimeOriginal"));
    let camera = camera.and_then(|time| {
        let fraction = text(tags, "ExifIFD:SubSecTimeOriginal").map_or(String::new(), |digits| format!(".{digits}"));
        moment(&format!("{time}{fraction}{}", text(tags, "ExifIFD:OffsetTimeOriginal").unwrap_or_default()))
    });
    let satellites = || moment(&format!("{} {}Z", text(tags, "GPS:GPSDateStamp")?, text(tags, "GPS:GPSTimeStamp")?));
    let properties = ["XMP-exif:DateTimeOriginal", "XMP-photoshop:DateCreated", "XMP-xmp:CreateDate"];
    let editor = || properties.iter().find_map(|property| moment(&text(tags, property)?));
    let taken = camera.or_else(satellites).or_else(editor);
    let turned = tags.get("IFD0:Orientation").and_then(Value::as_i64).filter(|turned| (1..=8).contains(turned));
    let degrees = |name: &str| tags.get(name).and_then(Value::as_f64).map(rounded);
    let place = degrees("Composite:GPSLatitude").zip(degrees("Composite:GPSLongitude"));
    BTreeMap::from([
        ("taken", shown(taken.map(|(utc, _)| format!("{utc:.3}")))),
        ("zone", shown(taken.and_then(|(_, zone)| zone).map(|zone| zone.seconds() / 60))),
        ("orientation", shown(turned)),
        ("place", shown(place.map(|(latitude, longitude)| format!("{latitude} {longitude}")))),
    ])
}

/// A time as exiftool writes it: in UTC, and the zone that it states.
fn moment(text: &str) -> Option<(jiff::Timestamp, Option<Offset>)> {
    let text = text.replacen(':', "-", 2);
    let pieces = Pieces::parse(&text).ok()?;
    let local = DateTime::from_parts(pieces.date(), pieces.time().unwrap_or(Time::midnight()));
    let zone = pieces.to_numeric_offset();
    Some((zone.unwrap_or(Offset::UTC).to_timestamp(local).ok()?, zone))
}

/// A tag's value; exiftool writes what looks like a number as one.
fn text(tags: &Map<String, Value>, name: &str) -> Option<String> {
    match tags.get(name)? {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        other => Some(other.to_string()),
    }
}

fn rounded(degrees: f64) -> String {
    format!("{degrees:.6}")
}

fn shown<T: ToString>(value: Option<T>) -> String {
    value.map_or_else(|| "nothing".to_owned(), |value| value.to_string())
}
