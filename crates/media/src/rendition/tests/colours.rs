//! Colour profiles, inks and transparency.

use image::{ImageEncoder, Rgba};
use moxcms::ColorProfile;

use super::*;

const GREEN: [u8; 3] = [60, 200, 60];

fn jpeg_with(profile: &[u8], colour: [u8; 3]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, 100);
    encoder.add_icc_profile(profile).unwrap();
    encoder.encode(&colour.repeat(64 * 64), 64, 64, ColorType::Rgb).unwrap();
    bytes
}

fn png_with(profile: &[u8], pixels: &[u8], kind: image::ExtendedColorType) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = image::codecs::png::PngEncoder::new(&mut bytes);
    encoder.set_icc_profile(profile.to_vec()).unwrap();
    encoder.write_image(pixels, 64, 64, kind).unwrap();
    bytes
}

/// The colour in the middle of what is made of a file.
fn middle(bytes: &[u8]) -> [u8; 4] {
    let pixels = decoded(&one(bytes, 32).unwrap());
    pixels.get_pixel(pixels.width() / 2, pixels.height() / 2).0
}

fn near(found: [u8; 4], expected: [u8; 3]) -> bool {
    found.iter().zip(expected).all(|(a, b)| a.abs_diff(b) <= 3)
}

#[test]
fn profiles_change_colours_as_they_must() {
    // What these colours are in sRGB was calculated from the primaries, white points and curves of these spaces.
    for (profile, stored, expected) in [
        (ColorProfile::new_srgb(), GREEN, GREEN),
        (ColorProfile::new_display_p3(), GREEN, [0, 203, 11]),
        (ColorProfile::new_display_p3(), [200, 120, 90], [213, 115, 83]),
        (ColorProfile::new_display_p3(), [128, 128, 128], [128, 128, 128]),
        (ColorProfile::new_adobe_rgb(), [150, 180, 150], [137, 181, 150]),
    ] {
        let profile = profile.encode().unwrap();
        let jpeg = middle(&jpeg_with(&profile, stored));
        let png = middle(&png_with(&profile, &stored.repeat(64 * 64), image::ExtendedColorType::Rgb8));
        assert!(near(jpeg, expected), "{stored:?} {jpeg:?} {expected:?}");
        assert!(near(png, expected), "{stored:?} {png:?} {expected:?}");
    }
}

#[test]
fn grey_profiles_and_transparency_go_together() {
    let profile = ColorProfile::new_gray_with_gamma(1.0).encode().unwrap();
    let grey = middle(&png_with(&profile, &[55; 64 * 64], image::ExtendedColorType::L8));
    assert!(near(grey, [128; 3]), "{grey:?}");
    let half = middle(&png_with(&profile, &[55, 100].repeat(64 * 64), image::ExtendedColorType::La8));
    assert!(near(half, [128; 3]) && half[3] == 100, "{half:?}");
    let profile = ColorProfile::new_display_p3().encode().unwrap();
    let [r, g, b] = GREEN;
    let half = middle(&png_with(&profile, &[r, g, b, 100].repeat(64 * 64), image::ExtendedColorType::Rgba8));
    // Half transparent colours are a little coarser.
    assert!(half[0] == 0 && half[1].abs_diff(203) < 4 && half[2].abs_diff(11) < 8 && half[3] == 100, "{half:?}");
}

#[test]
fn absurd_profiles_are_passed_over() {
    let p3 = ColorProfile::new_display_p3().encode().unwrap();
    let grey = ColorProfile::new_gray_with_gamma(1.0).encode().unwrap();
    let mut altered = p3.clone();
    altered[128..].fill(0xff);
    for profile in [&b"no profile"[..], &p3[..130], &p3[..p3.len() / 2], &altered, &grey, &vec![0; 60_000]] {
        let jpeg = middle(&jpeg_with(profile, GREEN));
        assert!(near(jpeg, GREEN), "{jpeg:?}");
    }
    let mut at = 0;
    while at < p3.len() {
        let mut altered = p3.clone();
        altered[at] ^= 0xff;
        middle(&png_with(&altered, &GREEN.repeat(64 * 64), image::ExtendedColorType::Rgb8));
        at += 7;
    }
}

#[test]
fn inks_become_light() {
    // (cyan, magenta, yellow, black) from none to all, and what that looks like.
    for (inks, colour) in [
        ([0, 0, 0, 0], [255, 255, 255]),
        ([255, 0, 0, 0], [0, 255, 255]),
        ([0, 255, 0, 0], [255, 0, 255]),
        ([0, 0, 255, 0], [255, 255, 0]),
        ([0, 0, 0, 255], [0, 0, 0]),
        ([0, 128, 255, 51], [204, 102, 0]),
    ] {
        // The encoder stores the paper that is left white, as Adobe does, and says so.
        let stored = inks.repeat(64 * 64);
        for kind in [ColorType::Cmyk, ColorType::CmykAsYcck] {
            let mut bytes = Vec::new();
            Encoder::new(&mut bytes, 100).encode(&stored, 64, 64, kind).unwrap();
            let found = middle(&bytes);
            assert!(near(found, colour), "{kind:?} {inks:?} {found:?} {colour:?}");
        }
        let mut bytes = Vec::new();
        Encoder::new(&mut bytes, 100)
            .encode(&inks.map(|ink: u8| 255 - ink).repeat(64 * 64), 64, 64, ColorType::Cmyk)
            .unwrap();
        let mark = memchr::memmem::find(&bytes, b"\xff\xee").unwrap();
        bytes.drain(mark..mark + 16);
        let found = middle(&bytes);
        assert!(near(found, colour), "without the mark {inks:?} {found:?} {colour:?}");
    }
}

#[test]
fn what_is_transparent_stays_so_or_becomes_white() {
    // Red on the left, and on the right nothing, which is stored as green.
    let picture =
        image::RgbaImage::from_fn(200, 200, |x, _| Rgba(if x < 100 { [255, 0, 0, 255] } else { [0, 255, 0, 0] }));
    let bytes = written(picture, ImageFormat::Png);
    let views = [Format::Png, Format::Webp, Format::Jpeg].map(|format| view(50, 50, Mode::Lfit, format));
    let made = made(&bytes, &Order { placeholder: true, ..order(&views) }).unwrap();
    for picture in &made.pictures {
        let pixels = decoded(picture);
        let jpeg = picture.format == Format::Jpeg;
        let (left, right) = (pixels.get_pixel(5, 25).0, pixels.get_pixel(45, 25).0);
        assert!(near(left, [if jpeg { 254 } else { 255 }, 0, 0]) && left[3] == 255, "{left:?}");
        assert_eq!(right[3], if jpeg { 255 } else { 0 });
        assert!(!jpeg || near(right, [255; 3]), "{right:?}");
        // Nothing of the green shines through, not even on the edge.
        let green = |pixel: &Rgba<u8>| pixel[3] > 0 && pixel[1] > pixel[0].saturating_add(8);
        assert!(!pixels.pixels().any(green), "{:?}", picture.format);
    }
    let (.., rgba) = thumbhash::thumb_hash_to_rgba(&made.placeholder.unwrap()).unwrap();
    assert!(rgba.chunks_exact(4).any(|pixel| pixel[3] < 50) && rgba.chunks_exact(4).any(|pixel| pixel[3] > 200));
}
