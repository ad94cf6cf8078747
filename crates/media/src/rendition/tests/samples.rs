//! Real photographs.

use std::path::Path;

use jiff::tz::TimeZone;
use leporello_model::FileType;

use super::*;
use crate::facts;

pub(super) fn every_file(folder: &Path, visit: &mut impl FnMut(&Path)) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { every_file(&path, visit) } else { visit(&path) }
    }
}

/// What is wrong with the renditions of a picture whose upright size is this.
fn wrong(made: &Made, (width, height): (u32, u32)) -> Option<String> {
    let sizes: Vec<_> = made.pictures.iter().map(|picture| (picture.width, picture.height)).collect();
    let expected = [128_u32, 256, 720, 1440].map(|side| {
        let scale = (f64::from(side) / f64::from(width.max(height))).min(1.0);
        (f64::from(width) * scale, f64::from(height) * scale)
    });
    let fits = sizes.iter().zip(expected).all(|(found, expected)| {
        (f64::from(found.0) - expected.0).abs() <= 0.51 && (f64::from(found.1) - expected.1).abs() <= 0.51
    });
    let placeholder = made.placeholder.as_ref().is_some_and(|bytes| (5..40).contains(&bytes.len()));
    (sizes.len() != 4 || !fits || !placeholder).then(|| format!("{sizes:?} of {width}x{height}"))
}

#[test]
fn every_sample_gives_pictures_of_its_shape() {
    let (mut pictures, mut others) = (0, Vec::new());
    every_file(Path::new(SAMPLES), &mut |path| {
        let bytes = fs::read(path).unwrap();
        let facts = facts(&mut Cursor::new(&bytes), bytes.len() as u64, &TimeZone::UTC).unwrap();
        let name = path.strip_prefix(SAMPLES).unwrap().display();
        match made(&bytes, &usual()) {
            Ok(made) => match wrong(&made, facts.width.zip(facts.height).unwrap()) {
                None => pictures += 1,
                Some(wrong) => others.push(format!("{name}: {wrong}")),
            },
            Err(_) if facts.file_type != FileType::Image => {}
            Err(trouble) => others.push(format!("{name}: {trouble:?}")),
        }
    });
    others.sort();
    insta::assert_snapshot!(format!("{pictures} pictures\n{}", others.join("\n")), @r"
    95 pictures
    heic/IMG_5195.HEIC: Unsupported
    heic/mobile/HMD_Nokia_8.3_5G.heif: Unsupported
    heic/mobile/HMD_Nokia_8.3_5G_hdr.heif: Unsupported
    heic/mobile/iphone_13_pro_max.HEIC: Unsupported
    heic/samplefilehub.heif: Unsupported
    jpg/corrupted.jpg: [(128, 96), (160, 120), (160, 120), (160, 120)] of 3648x2736
    ");
}

#[test]
fn one_decoding_is_as_good_as_several() {
    let bytes = sample("jpg/mobile/HMD_Nokia_8.3_5G.jpg");
    let together = made(&bytes, &usual()).unwrap();
    for (picture, view) in together.pictures.iter().zip(&usual().views) {
        let alone = made(&bytes, &order(&[*view])).unwrap();
        let off = difference(&decoded(picture), &decoded(&alone.pictures[0]));
        assert!(off < 2.5, "{} {off}", view.width);
    }
}
