//! Dates, places and turns that do not exist: none of them makes a wrong fact. The photographer lives in Shanghai.

use exif::{Field, In, SRational, Tag, Value};

use super::made::{ascii, block, jpeg, rational, short};
use super::movies::{MADE, UPRIGHT, apple, header, movie, track};
use super::*;

const ZONE: &str = "Asia/Shanghai";

fn shot(fields: &[Field]) -> Facts {
    of_somebody_in(ZONE, &jpeg(&block(fields)))
}

/// The time in UTC, and the zone that the file itself states.
fn told(facts: &Facts) -> (Option<String>, Option<i32>) {
    (facts.taken.map(|time| time.to_string()), facts.zone)
}

const NEVER: [&str; 15] = [
    "0000:00:00 00:00:00",
    "0000:01:01 00:00:00",
    "0001:01:01 00:00:00",
    "9999:12:31 23:59:59",
    "9999:99:99 99:99:99",
    "2025:02:31 10:00:00",
    "2023:02:29 10:00:00",
    "2025:13:01 10:00:00",
    "2025:00:01 10:00:00",
    "2025:01:00 10:00:00",
    "2025:01:01 24:00:00",
    "2025:01:01 -1:00:00",
    "2025:01:01 10:60:00",
    "2025:01:01 10:00:99",
    "\u{0}\u{0}\u{0}\u{0}",
];

#[test]
fn days_that_never_were_are_no_times() {
    for text in NEVER {
        let facts = shot(&[ascii(Tag::DateTimeOriginal, text), ascii(Tag::OffsetTimeOriginal, "+08:00")]);
        assert_eq!(told(&facts), (None, None), "{text:?}");
        // The satellites still know.
        let clock = rational(Tag::GPSTimeStamp, &[(23, 1), (59, 1), (5925, 100)]);
        let gps = [ascii(Tag::GPSDateStamp, "2020:02:29"), clock.clone()];
        let facts = shot(&[&[ascii(Tag::DateTimeOriginal, text)], &gps[..]].concat());
        assert_eq!(told(&facts), (Some("2020-02-29T23:59:59.250Z".to_owned()), Some(0)), "{text:?}");
        // Unless it is them who say so.
        if let Some(date) = text.get(..10).filter(|date| !date.starts_with("2025:01:01")) {
            assert_eq!(told(&shot(&[ascii(Tag::GPSDateStamp, date), clock])), (None, None), "{text:?}");
        }
        let packet = format!("<x:xmpmeta><a xmp:CreateDate=\"{}\"/></x:xmpmeta>", text.replace('\0', " "));
        let bytes = [jpeg(&block(&[short(Tag::Orientation, 1)])), packet.into_bytes()].concat();
        assert_eq!(told(&of_somebody_in(ZONE, &bytes)), (None, None), "{text:?}");
        let notes = apple(&[("com.apple.quicktime.creationdate", text)]);
        let facts = of_somebody_in(ZONE, &movie(b"qt  ", &[&header(0), &track(b"vide", UPRIGHT), &notes]));
        assert_eq!(told(&facts), (None, None), "{text:?}");
    }
}

#[test]
fn hours_that_satellites_do_not_know_are_no_times() {
    for clock in
        [[(24, 1), (0, 1), (0, 1)], [(1, 1), (60, 1), (0, 1)], [(1, 1), (0, 1), (61, 1)], [(0, 0), (0, 1), (0, 1)]]
    {
        let facts = shot(&[ascii(Tag::GPSDateStamp, "2020:02:29"), rational(Tag::GPSTimeStamp, &clock)]);
        assert_eq!(told(&facts), (None, None), "{clock:?}");
    }
}

#[test]
fn zones_that_no_place_has_are_as_if_absent() {
    let local = (Some("2025-09-01T02:34:57.000Z".to_owned()), None);
    for zone in ["+99:00", "-99:00", "+14:01", "+08:60", "+8", "08:00", "CEST", "", " "] {
        let time = [ascii(Tag::DateTimeOriginal, "2025:09:01 10:34:57"), ascii(Tag::OffsetTimeOriginal, zone)];
        assert_eq!(told(&shot(&time)), local, "{zone}");
        let text = format!("2025-09-01T10:34:57{zone}");
        let packet = format!("<x:xmpmeta><a xmp:CreateDate=\"{text}\"/></x:xmpmeta>");
        let bytes = [jpeg(&block(&[short(Tag::Orientation, 1)])), packet.into_bytes()].concat();
        assert_eq!(told(&of_somebody_in(ZONE, &bytes)), local, "{zone}");
        let notes = apple(&[("com.apple.quicktime.creationdate", &text)]);
        let facts = of_somebody_in(ZONE, &movie(b"qt  ", &[&header(MADE), &track(b"vide", UPRIGHT), &notes]));
        assert_eq!(told(&facts), local, "{zone}");
    }
    let time = [ascii(Tag::DateTimeOriginal, "2025:09:01 10:34:57"), ascii(Tag::OffsetTimeOriginal, "-03:30")];
    assert_eq!(told(&shot(&time)), (Some("2025-09-01T14:04:57.000Z".to_owned()), Some(-210)));
}

#[test]
fn turns_that_do_not_exist_turn_nothing() {
    let whole = |value| Field { tag: Tag::Orientation, ifd_num: In::PRIMARY, value };
    for field in [
        short(Tag::Orientation, 0),
        short(Tag::Orientation, 9),
        short(Tag::Orientation, u16::MAX),
        whole(Value::Long(vec![262])),
        whole(Value::SByte(vec![-6])),
        ascii(Tag::Orientation, "6"),
        rational(Tag::Orientation, &[(13, 2)]),
        rational(Tag::Orientation, &[(0, 0)]),
    ] {
        let facts = shot(std::slice::from_ref(&field));
        assert_eq!((facts.orientation, facts.width, facts.height), (None, Some(40), Some(30)), "{field:?}");
    }
}

/// Degrees, minutes and seconds as fractions.
type Parts<'a> = &'a [(u32, u32)];

fn place(latitude: Parts<'_>, longitude: Parts<'_>, [north, east]: [&str; 2]) -> Option<(f64, f64)> {
    let facts = shot(&[
        ascii(Tag::GPSLatitudeRef, north),
        rational(Tag::GPSLatitude, latitude),
        ascii(Tag::GPSLongitudeRef, east),
        rational(Tag::GPSLongitude, longitude),
    ]);
    assert_eq!(facts.latitude.is_some(), facts.longitude.is_some());
    facts.latitude.zip(facts.longitude)
}

#[test]
fn places_that_are_not_on_earth_are_none() {
    let (good, fine) = ([(40, 1), (30, 1), (0, 1)], [(5, 1), (15, 1), (0, 1)]);
    assert_eq!(place(&good, &fine, ["N", "W"]), Some((40.5, -5.25)));
    let bad: [Parts<'_>; 8] = [
        &[(91, 1), (0, 1), (0, 1)],
        &[(90, 1), (0, 1), (1, 1)],
        &[(0, 0), (0, 0), (0, 0)],
        &[(1, 0), (0, 1), (0, 1)],
        &[(u32::MAX, 1), (0, 1), (0, 1)],
        &[(1, 1), (3000, 1), (0, 1)],
        &[(1, 1), (0, 1), (100_000, 1)],
        &[(181, 1)],
    ];
    for parts in bad {
        assert_eq!(place(parts, &fine, ["N", "E"]), None, "{parts:?}");
    }
    for parts in [&[(181, 1), (0, 1), (0, 1)][..], &[(180, 1), (0, 1), (1, 1)], &[(0, 0), (0, 0), (0, 0)]] {
        assert_eq!(place(&good, parts, ["N", "E"]), None, "{parts:?}");
    }
    for letters in [["", "E"], ["N", ""], ["X", "E"], ["E", "N"], ["\0", "\0"]] {
        assert_eq!(place(&good, &fine, letters), None, "{letters:?}");
    }
    let negative = SRational { num: -40, denom: 1 };
    let signed = Field { tag: Tag::GPSLatitude, ifd_num: In::PRIMARY, value: Value::SRational(vec![negative]) };
    let rest = [ascii(Tag::GPSLatitudeRef, "N"), ascii(Tag::GPSLongitudeRef, "E"), rational(Tag::GPSLongitude, &fine)];
    assert_eq!(shot(&[&[signed], &rest[..]].concat()).latitude, None);
}

#[test]
fn places_in_films_are_on_earth_too() {
    for text in
        ["+91.0+000.0/", "-90.1+010.0/", "+48.0+181.0/", "+48.0-180.5/", "+NaN+NaN/", "+0.0+0.0/", "+48.0", "///"]
    {
        let notes = apple(&[("com.apple.quicktime.location.ISO6709", text)]);
        let facts = of(&movie(b"qt  ", &[&header(MADE), &track(b"vide", UPRIGHT), &notes]));
        assert_eq!((facts.latitude, facts.longitude), (None, None), "{text}");
    }
}
