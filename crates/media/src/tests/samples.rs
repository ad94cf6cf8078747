//! Real photographs; what is expected of them was found out with exiftool.

use std::path::Path;

use super::*;

fn every_file(folder: &Path, visit: &mut impl FnMut(&Path)) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { every_file(&path, visit) } else { visit(&path) }
    }
}

#[test]
fn every_sample_has_a_kind_and_every_picture_a_size() {
    let mut pictures = 0;
    every_file(Path::new(SAMPLES), &mut |path| {
        let facts = of(&fs::read(path).unwrap());
        let text = path.extension().is_none_or(|extension| extension == "rst");
        if text {
            assert_eq!((facts.file_type, facts.mime.as_str()), (FileType::Other, "text/plain"), "{path:?}");
        } else {
            assert_eq!(facts.file_type, FileType::Image, "{path:?}");
            assert!(facts.width.is_some() && facts.height.is_some() && facts.problem.is_none(), "{path:?} {facts:?}");
            pictures += 1;
        }
    });
    assert_eq!(pictures, 101);
}

/// Name, time, orientation, upright size, camera.
type Expected = (&'static str, Option<&'static str>, Option<u8>, (u32, u32), Option<&'static str>);

const EXPECTED: [Expected; 20] = [
    ("jpg/Canon_40D.jpg", Some("2008-05-30T15:56:01.000Z"), Some(1), (100, 68), Some("Canon EOS 40D")),
    ("jpg/Ricoh_Caplio_RR330.jpg", Some("2004-08-31T19:52:58.000Z"), None, (100, 75), Some("RR330")),
    ("jpg/hdr/iphone_hdr_YES.jpg", Some("2015-04-10T20:12:23.550Z"), Some(1), (3264, 2448), Some("iPhone 6")),
    (
        "jpg/hdr/canon_hdr_NO.jpg",
        Some("2015-02-09T22:47:44.000Z"),
        Some(6),
        (1536, 2048),
        Some("Canon PowerShot SX60 HS"),
    ),
    ("jpg/mobile/HMD_Nokia_8.3_5G.jpg", Some("2022-08-14T11:12:31.000Z"), Some(1), (4608, 1976), Some("Nokia 8.3 5G")),
    ("jpg/gps/DSCN0010.jpg", Some("2008-10-22T16:28:39.000Z"), Some(1), (640, 480), Some("COOLPIX P6000")),
    ("jpg/tests/32-lens_data.jpeg", Some("2012-07-14T16:30:12.680Z"), Some(1), (200, 133), Some("NIKON D300")),
    ("jpg/tests/67-0_length_string.jpg", None, Some(1), (4032, 2012), Some("SM-G930F")),
    ("jpg/tests/87_OSError.jpg", Some("2005-12-14T14:39:47.000Z"), Some(1), (1488, 2240), Some("NIKON D70s")),
    ("jpg/corrupted.jpg", Some("2015-09-08T11:02:17.000Z"), Some(1), (3648, 2736), Some("u1020,S1020")),
    ("jpg/xmp/BlueSquare.jpg", Some("2005-09-07T22:07:40.000Z"), Some(1), (360, 216), None),
    ("jpg/xmp/no_exif.jpg", Some("2013-09-23T08:09:46.000Z"), Some(1), (322, 466), None),
    ("jpg/invalid/image00971.jpg", Some("2010-04-13T07:37:22.000Z"), None, (636, 227), None),
    ("jpg/long_description.jpg", Some("2003-08-31T00:00:00.000Z"), Some(1), (100, 73), None),
    ("jpg/Canon_40D_photoshop_import.jpg", None, Some(1), (100, 77), None),
    ("heic/IMG_5195.HEIC", Some("2021-04-11T20:47:53.054Z"), None, (2566, 3313), Some("iPhone 11 Pro Max")),
    (
        "heic/mobile/iphone_13_pro_max.HEIC",
        Some("2022-02-16T11:55:41.762Z"),
        Some(6),
        (3024, 4032),
        Some("iPhone 13 Pro Max"),
    ),
    ("heic/mobile/HMD_Nokia_8.3_5G.heif", Some("2022-02-03T14:44:09.000Z"), Some(1), (3456, 4608), None),
    ("heic/samplefilehub.heif", None, Some(1), (640, 426), None),
    ("tiff/BSG1.tiff", None, Some(1), (635, 348), None),
];

#[test]
fn samples_tell_what_their_cameras_wrote() {
    for (name, taken, orientation, size, model) in EXPECTED {
        let facts = of(&sample(name));
        assert_eq!(facts.taken.map(|time| time.to_string()).as_deref(), taken, "{name}");
        assert_eq!(facts.orientation, orientation, "{name}");
        assert_eq!(facts.width.zip(facts.height), Some(size), "{name}");
        assert_eq!(facts.model.as_deref(), model, "{name}");
    }
}

#[test]
fn samples_tell_where_they_were_taken() {
    for (name, place) in [
        ("jpg/gps/DSCN0010.jpg", Some((43.467_448_3, 11.885_126_7))),
        ("jpg/hdr/iphone_hdr_YES.jpg", Some((40.446_972_2, -3.724_752_8))),
        ("jpg/Kodak_CX7530.jpg", Some((-0.371_3, 36.056_416_7))),
        ("jpg/tests/67-0_length_string.jpg", Some((51.025, 7.591_944_4))),
        ("jpg/mobile/HMD_Nokia_8.3_5G.jpg", Some((60.146_705_6, 24.906_772_2))),
        ("heic/IMG_5195.HEIC", Some((39.051_344_4, -94.288_772_2))),
        ("jpg/Canon_40D.jpg", None),
    ] {
        let facts = of(&sample(name));
        match (facts.latitude.zip(facts.longitude), place) {
            (Some(found), Some(place)) => {
                assert!((found.0 - place.0).abs() < 1e-6 && (found.1 - place.1).abs() < 1e-6, "{name} {found:?}");
            }
            (found, place) => assert_eq!(found, place, "{name}"),
        }
    }
}

#[test]
fn a_clock_without_a_zone_is_read_in_the_users() {
    let bytes = sample("jpg/Canon_40D.jpg");
    let zone = TimeZone::get("Europe/Berlin").unwrap();
    let facts = facts(&mut Cursor::new(&bytes), bytes.len() as u64, &zone).unwrap();
    assert_eq!(facts.taken.unwrap().to_string(), "2008-05-30T13:56:01.000Z");
}

#[test]
fn turned_pictures_stand_upright() {
    for orientation in 1..=8 {
        for (shape, width, height) in [("portrait", 450, 600), ("landscape", 600, 450)] {
            let facts = of(&sample(&format!("jpg/orientation/{shape}_{orientation}.jpg")));
            assert_eq!(facts.orientation, Some(orientation), "{shape}");
            assert_eq!((facts.width, facts.height), (Some(width), Some(height)), "{shape}_{orientation}");
        }
    }
}
