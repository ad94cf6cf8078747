//! Tests of the whole way from bytes to renditions.

mod colours;
mod hostile;
mod kinds;
mod raws;
mod samples;
mod shapes;

use std::fs;
use std::io::Cursor;
use std::path::PathBuf;

use image::{ImageFormat, RgbaImage};
use jpeg_encoder::{ColorType, Encoder};

use crate::order::{Format, Made, Mode, Order, Picture, Trouble, View};
use crate::rendition::{StandIn, make, stand_in};

const SAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/photos/exif-samples");

fn sample(name: &str) -> Vec<u8> {
    fs::read(PathBuf::from(SAMPLES).join(name)).unwrap()
}

fn view(width: u32, height: u32, mode: Mode, format: Format) -> View {
    View { width, height, mode, format, quality: 80 }
}

fn order(views: &[View]) -> Order {
    Order { views: views.to_vec(), placeholder: false, upright: false }
}

/// The four views that everybody asks for.
fn usual() -> Order {
    let views = [128, 256, 720, 1440].map(|side| view(side, side, Mode::Lfit, Format::Jpeg));
    Order { placeholder: true, ..order(&views) }
}

fn made(bytes: &[u8], order: &Order) -> Result<Made, Trouble> {
    make(&mut Cursor::new(bytes), bytes.len() as u64, order)
}

/// The one view that fits into a square of this side, without loss.
fn one(bytes: &[u8], side: u32) -> Result<Picture, Trouble> {
    let made = made(bytes, &order(&[view(side, side, Mode::Lfit, Format::Png)]))?;
    Ok(made.pictures.into_iter().next().unwrap())
}

/// The pixels of a rendition, by another way than the one they came.
fn decoded(picture: &Picture) -> RgbaImage {
    let rgba = match picture.format {
        Format::Jpeg => {
            let mut decoder = jpeg_decoder::Decoder::new(&picture.bytes[..]);
            let pixels = decoder.decode().unwrap();
            let info = decoder.info().unwrap();
            assert_eq!(info.pixel_format, jpeg_decoder::PixelFormat::RGB24);
            let rgba = pixels.chunks_exact(3).flat_map(|pixel| [pixel[0], pixel[1], pixel[2], 255]).collect();
            RgbaImage::from_raw(info.width.into(), info.height.into(), rgba).unwrap()
        }
        Format::Png => image::load_from_memory_with_format(&picture.bytes, ImageFormat::Png).unwrap().to_rgba8(),
        Format::Webp => image::load_from_memory_with_format(&picture.bytes, ImageFormat::WebP).unwrap().to_rgba8(),
    };
    assert_eq!(rgba.dimensions(), (picture.width, picture.height));
    rgba
}

/// The mean difference of two pictures of one size, per channel.
fn difference(one: &RgbaImage, other: &RgbaImage) -> f64 {
    assert_eq!(one.dimensions(), other.dimensions());
    let sum: u64 = one.iter().zip(other.iter()).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
    sum as f64 / one.len() as f64
}

/// A picture in soft colours that looks different from every side.
fn drawn(width: u32, height: u32) -> image::RgbImage {
    image::RgbImage::from_fn(width, height, |x, y| {
        let (right, down) = (x * 255 / width, y * 255 / height);
        image::Rgb([right as u8, down as u8, (255 - (right + down) / 2) as u8])
    })
}

fn jpeg(width: u16, height: u16) -> Vec<u8> {
    let mut bytes = Vec::new();
    let picture = drawn(width.into(), height.into());
    Encoder::new(&mut bytes, 95).encode(&picture, width, height, ColorType::Rgb).unwrap();
    bytes
}

fn written(picture: impl Into<image::DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.into().write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

#[test]
fn renditions_have_nothing_in_them_but_the_picture() {
    let orders = [Format::Jpeg, Format::Png, Format::Webp].map(|format| view(64, 64, Mode::Lfit, format));
    // This one has EXIF, XMP and a colour profile.
    for name in ["jpg/hdr/canon_hdr_YES.jpg", "jpg/xmp/BlueSquare.jpg", "jpg/Canon_40D_photoshop_import.jpg"] {
        for picture in made(&sample(name), &order(&orders)).unwrap().pictures {
            let bytes = &picture.bytes;
            let has = |mark: &[u8]| memchr::memmem::find(bytes, mark).is_some();
            for mark in [&b"Exif"[..], b"eXIf", b"EXIF", b"iCCP", b"ICCP", b"ICC_PROFILE", b"tEXt", b"iTXt", b"zTXt"] {
                assert!(!has(mark), "{name} {:?} {mark:?}", picture.format);
            }
            for mark in [&b"http:"[..], b"XMP ", b"tIME", b"Adobe", b"Photoshop", b"Canon"] {
                assert!(!has(mark), "{name} {:?} {mark:?}", picture.format);
            }
            match picture.format {
                Format::Jpeg => assert_eq!(segments(bytes), [0xe0, 0xc0, 0xdb, 0xdb, 0xc4, 0xc4, 0xc4, 0xc4, 0xda]),
                Format::Png => assert_eq!(&bytes[1..4], b"PNG"),
                Format::Webp => assert_eq!(&bytes[8..16], b"WEBPVP8L"),
            }
            decoded(&picture);
        }
    }
}

/// The marks of a JPEG's segments up to its pixels.
fn segments(bytes: &[u8]) -> Vec<u8> {
    let mut marks = Vec::new();
    let mut at = 2;
    while marks.last() != Some(&0xda) {
        assert_eq!(bytes[at], 0xff);
        marks.push(bytes[at + 1]);
        at += 2 + usize::from(u16::from_be_bytes([bytes[at + 2], bytes[at + 3]]));
    }
    marks
}

#[test]
fn stand_ins_are_as_large_as_the_box() {
    for kind in [StandIn::Picture, StandIn::Video] {
        for format in [Format::Jpeg, Format::Png, Format::Webp] {
            for (width, height) in [(256, 256), (720, 100), (1, 1), (3, 1000)] {
                let picture = stand_in(kind, &view(width, height, Mode::Lfit, format));
                assert_eq!((picture.width, picture.height), (width, height));
                let pixels = decoded(&picture);
                let grey = |pixel: &image::Rgba<u8>| pixel[0].abs_diff(pixel[1]) < 4 && pixel[0] > 0xa0;
                assert!(pixels.pixels().all(grey), "{kind:?} {format:?} {width}x{height}");
                if width == 256 {
                    let dark = pixels.pixels().filter(|pixel| pixel[0] < 0xd0).count();
                    assert!((2_000..30_000).contains(&dark), "{kind:?} {dark}");
                }
            }
        }
    }
    let both = [StandIn::Picture, StandIn::Video].map(|kind| stand_in(kind, &view(64, 64, Mode::Lfit, Format::Png)));
    assert!(difference(&decoded(&both[0]), &decoded(&both[1])) > 2.0);
}
