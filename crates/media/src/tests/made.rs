//! Pictures made by hand: what cameras write wrongly, and what nobody should believe.

use exif::experimental::Writer;
use exif::{Field, In, Rational, Tag, Value};

use super::*;

pub(super) fn ascii(tag: Tag, text: &str) -> Field {
    Field { tag, ifd_num: In::PRIMARY, value: Value::Ascii(vec![text.as_bytes().to_vec()]) }
}

pub(super) fn short(tag: Tag, number: u16) -> Field {
    Field { tag, ifd_num: In::PRIMARY, value: Value::Short(vec![number]) }
}

pub(super) fn rational(tag: Tag, parts: &[(u32, u32)]) -> Field {
    let parts = parts.iter().map(|(num, denom)| Rational { num: *num, denom: *denom }).collect();
    Field { tag, ifd_num: In::PRIMARY, value: Value::Rational(parts) }
}

pub(super) fn block(fields: &[Field]) -> Vec<u8> {
    let mut writer = Writer::new();
    fields.iter().for_each(|field| writer.push_field(field));
    let mut block = Cursor::new(Vec::new());
    writer.write(&mut block, false).unwrap();
    block.into_inner()
}

/// A JPEG with this EXIF block and a picture of 40 by 30 pixels, of which only the header is there.
pub(super) fn jpeg(block: &[u8]) -> Vec<u8> {
    let length = u16::try_from(block.len() + 8).unwrap().to_be_bytes();
    let frame = b"\xff\xc0\0\x11\x08\0\x1e\0\x28\x03\x01\x11\0\x02\x11\x01\x03\x11\x01\xff\xd9";
    [b"\xff\xd8\xff\xe1", &length[..], b"Exif\0\0", block, frame].concat()
}

fn with(fields: &[Field]) -> Facts {
    of(&jpeg(&block(fields)))
}

fn taken(fields: &[Field]) -> Option<String> {
    with(fields).taken.map(|time| time.to_string())
}

fn gps_time() -> [Field; 2] {
    [ascii(Tag::GPSDateStamp, "2020:02:29"), rational(Tag::GPSTimeStamp, &[(23, 1), (59, 1), (5925, 100)])]
}

fn place(latitude: &[(u32, u32)], longitude: &[(u32, u32)]) -> Option<(f64, f64)> {
    let facts = with(&[
        ascii(Tag::GPSLatitudeRef, "S"),
        rational(Tag::GPSLatitude, latitude),
        ascii(Tag::GPSLongitudeRef, "E"),
        rational(Tag::GPSLongitude, longitude),
    ]);
    assert_eq!(facts.latitude.is_some(), facts.longitude.is_some());
    facts.latitude.zip(facts.longitude)
}

#[test]
fn zone_and_fraction_belong_to_the_time() {
    let time = ascii(Tag::DateTimeOriginal, "2025:09:01 10:34:57");
    let fraction = ascii(Tag::SubSecTimeOriginal, "815");
    let zone = |text| ascii(Tag::OffsetTimeOriginal, text);
    assert_eq!(taken(&[time.clone(), fraction.clone()]).as_deref(), Some("2025-09-01T10:34:57.815Z"));
    assert_eq!(taken(&[time.clone(), fraction, zone("+08:00")]).as_deref(), Some("2025-09-01T02:34:57.815Z"));
    assert_eq!(taken(&[time.clone(), zone("-09:30")]).as_deref(), Some("2025-09-01T20:04:57.000Z"));
    assert_eq!(taken(&[time, zone("+99:00")]).as_deref(), Some("2025-09-01T10:34:57.000Z"));
}

#[test]
fn nonsense_gives_way_to_the_satellites() {
    for nonsense in ["0000:00:00 00:00:00", "0001:01:01 00:00:00", "2025:02:31 10:00:00", "    :  :     :  :  "] {
        let camera = ascii(Tag::DateTimeOriginal, nonsense);
        assert_eq!(taken(std::slice::from_ref(&camera)), None, "{nonsense}");
        let [date, clock] = gps_time();
        assert_eq!(taken(&[camera, date, clock]).as_deref(), Some("2020-02-29T23:59:59.250Z"), "{nonsense}");
    }
    let [date, _] = gps_time();
    assert_eq!(taken(&[date, rational(Tag::GPSTimeStamp, &[(23, 0), (0, 1), (0, 1)])]), None);
}

#[test]
fn the_cameras_clock_comes_before_the_satellites() {
    let [date, clock] = gps_time();
    let camera = ascii(Tag::DateTimeOriginal, "2025:09:01 10:34:57");
    assert_eq!(taken(&[camera, date, clock]).as_deref(), Some("2025-09-01T10:34:57.000Z"));
}

#[test]
fn orientations_that_do_not_exist_turn_nothing() {
    for (written, orientation, width) in [(0, None, 40), (9, None, 40), (3, Some(3), 40), (5, Some(5), 30)] {
        let facts = with(&[short(Tag::Orientation, written)]);
        assert_eq!((facts.orientation, facts.width), (orientation, Some(width)), "{written}");
    }
}

#[test]
fn places_are_on_earth_or_nowhere() {
    assert_eq!(place(&[(40, 1), (30, 1), (36, 1)], &[(5, 1), (15, 1)]), Some((-40.51, 5.25)));
    assert_eq!(place(&[(40, 1), (30, 1), (0, 0)], &[(5, 1), (1500, 100), (0, 1)]), Some((-40.5, 5.25)));
    assert_eq!(place(&[(90, 1), (1, 1)], &[(5, 1), (15, 1)]), None);
    assert_eq!(place(&[(40, 1), (30, 1)], &[(180, 1), (1, 60)]), None);
    assert_eq!(place(&[(40, 0), (30, 1)], &[(5, 1), (15, 1)]), None);
    assert_eq!(place(&[(0, 1), (0, 1), (0, 1)], &[(0, 1), (0, 1), (0, 1)]), None);
    let latitude_alone = [ascii(Tag::GPSLatitudeRef, "N"), rational(Tag::GPSLatitude, &[(40, 1), (30, 1)])];
    assert_eq!(with(&latitude_alone).latitude, None);
}

#[test]
fn cameras_have_tidy_names() {
    let facts = with(&[ascii(Tag::Make, " ACME \n"), ascii(Tag::Model, &"é".repeat(100))]);
    assert_eq!(facts.make.as_deref(), Some("ACME"));
    assert_eq!(facts.model, Some("é".repeat(64)));
    assert_eq!(with(&[ascii(Tag::Make, "   ")]).make, None);
}

#[test]
fn tiffs_are_read_wherever_their_directory_lies() {
    let tags = block(&[
        ascii(Tag::Make, "SONY"),
        short(Tag::ImageWidth, 40),
        short(Tag::ImageLength, 30),
        short(Tag::Orientation, 8),
        ascii(Tag::DateTimeOriginal, "2025:09:01 10:34:57"),
    ]);
    let facts = of(&tags);
    assert_eq!((facts.mime.as_str(), facts.width, facts.height), ("image/tiff", Some(30), Some(40)));
    assert_eq!(facts.taken.unwrap().to_string(), "2025-09-01T10:34:57.000Z");

    let far = moved(&tags, 20 * 1024 * 1024);
    assert_eq!(of(&far), facts);
}

/// The same TIFF, big-endian, with everything after its head moved back by `distance` bytes.
fn moved(tiff: &[u8], distance: u32) -> Vec<u8> {
    let mut bytes = tiff.to_vec();
    let mut directories = vec![4];
    while let Some(pointer) = directories.pop() {
        let u16_at = |bytes: &[u8], at: usize| u16::from_be_bytes([bytes[at], bytes[at + 1]]);
        let u32_at = |bytes: &[u8], at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
        let offset = u32_at(&bytes, pointer);
        bytes[pointer..pointer + 4].copy_from_slice(&(offset + distance).to_be_bytes());
        for entry in 0..usize::from(u16_at(&bytes, offset as usize)) {
            let at = offset as usize + 2 + entry * 12;
            let (tag, kind, count) = (u16_at(&bytes, at), u16_at(&bytes, at + 2), u32_at(&bytes, at + 4));
            if matches!(tag, 0x8769 | 0x8825) {
                directories.push(at + 8);
            } else if kind == 2 && count > 4 {
                let value = u32_at(&bytes, at + 8) + distance;
                bytes[at + 8..at + 12].copy_from_slice(&value.to_be_bytes());
            }
        }
    }
    [&bytes[..8], &vec![0; distance as usize], &bytes[8..]].concat()
}

#[test]
fn raw_files_are_more_than_tiff() {
    let preview = short(Tag(exif::Context::Tiff, 0x00fe), 1);
    let beneath = short(Tag(exif::Context::Tiff, 0x014a), 0);
    let dng = short(Tag(exif::Context::Tiff, 0xc612), 1);
    let nikon = ascii(Tag::Make, "NIKON CORPORATION");
    assert_eq!(of(&block(&[dng])).mime, "image/x-adobe-dng");
    assert_eq!(of(&block(&[preview, nikon.clone(), beneath])).mime, "image/x-nikon-nef");
    assert_eq!(of(&block(&[nikon])).mime, "image/tiff");
}

#[test]
fn bitmaps_of_every_age_have_a_size() {
    let windows = b"BM\0\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x28\0\0\0\xe2\xff\xff\xff";
    let os2 = b"BM\0\0\0\0\0\0\0\0\x1a\0\0\0\x0c\0\0\0\x28\0\x1e\0\x01\0\x18\0";
    for bytes in [&windows[..], os2] {
        let facts = of(bytes);
        assert_eq!((facts.width, facts.height), (Some(40), Some(30)));
    }
}

#[test]
fn what_is_no_media_has_no_facts_but_its_kind() {
    for (bytes, mime) in [
        (&b""[..], "application/octet-stream"),
        (b"Dear diary", "text/plain"),
        (b"\0\x01\x02", "application/octet-stream"),
    ] {
        assert_eq!(of(bytes), Facts { mime: mime.to_owned(), ..Facts::default() });
    }
}
