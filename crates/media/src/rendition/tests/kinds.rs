//! Every kind of picture that is decoded here, and those that are not.

use super::*;
use crate::rendition::tests::hostile::{chunk, png_header};

#[test]
fn every_format_looks_the_same() {
    let picture = drawn(160, 120);
    let expected = decoded(&one(&written(picture.clone(), ImageFormat::Png), 80).unwrap());
    let rgb16 = image::DynamicImage::from(picture.clone()).into_rgb16();
    let rgb32 = image::DynamicImage::from(picture.clone()).into_rgb32f();
    let rgba16 = image::DynamicImage::from(picture.clone()).into_rgba16();
    for (name, bytes, allowed) in [
        ("jpeg", jpeg(160, 120), 2.0),
        ("webp", written(picture.clone(), ImageFormat::WebP), 0.1),
        ("bmp", written(picture.clone(), ImageFormat::Bmp), 0.1),
        ("tiff", written(picture.clone(), ImageFormat::Tiff), 0.1),
        ("gif", written(picture, ImageFormat::Gif), 12.0),
        ("png of 16 bits", written(rgb16.clone(), ImageFormat::Png), 0.1),
        ("png of 16 bits with alpha", written(rgba16, ImageFormat::Png), 0.1),
        ("tiff of 16 bits", written(rgb16, ImageFormat::Tiff), 0.1),
        ("tiff of fractions", written(rgb32, ImageFormat::Tiff), 0.1),
    ] {
        let off = difference(&expected, &decoded(&one(&bytes, 80).unwrap()));
        assert!(off <= allowed, "{name} {off}");
    }
}

#[test]
fn grey_pictures_are_grey() {
    let grey = image::GrayImage::from_fn(160, 120, |x, _| image::Luma([(x * 255 / 160) as u8]));
    let grey16 = image::DynamicImage::from(grey.clone()).into_luma16();
    let mut of_jpeg = Vec::new();
    Encoder::new(&mut of_jpeg, 95).encode(&grey, 160, 120, ColorType::Luma).unwrap();
    let png = written(grey.clone(), ImageFormat::Png);
    let expected = decoded(&one(&png, 40).unwrap());
    assert!(expected.pixels().all(|pixel| pixel[0] == pixel[1] && pixel[1] == pixel[2]));
    assert!(expected.get_pixel(1, 20)[0] < 20 && expected.get_pixel(38, 20)[0] > 235);
    for bytes in [of_jpeg, written(grey16.clone(), ImageFormat::Png), written(grey16, ImageFormat::Tiff)] {
        assert!(difference(&expected, &decoded(&one(&bytes, 40).unwrap())) < 1.0);
    }
}

/// A JPEG without loss, of 16 bits, whose pixels are all of one grey: a single difference, and then none.
#[test]
fn greys_of_sixteen_bits_are_read_without_loss() {
    // Two codes of one bit each: 0 for no difference, 1 for one of 15 bits.
    let head =
        b"\xff\xd8\xff\xc4\0\x15\0\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x0f\xff\xc3\0\x0b\x10\0\x08\0\x08\x01\x01\x11\0";
    let scan = b"\xff\xda\0\x08\x01\x01\0\x01\0\0";
    // One bit for the code, 15 for the difference of 16,384 + 8,191, and 63 zeroes.
    let pixels = b"\xdf\xff\0\0\0\0\0\0\0\0\0";
    let bytes = [&head[..], scan, pixels, b"\xff\xd9"].concat();
    let found = decoded(&one(&bytes, 8).unwrap());
    assert_eq!(found.dimensions(), (8, 8));
    assert!(found.pixels().all(|pixel| pixel.0 == found.get_pixel(0, 0).0), "{found:?}");
    // 32,768 and 24,575, of 65,535.
    assert_eq!(found.get_pixel(0, 0).0, [223, 223, 223, 255]);
}

#[test]
fn only_the_first_frame_is_decoded() {
    let (red, blue) = (image::Rgba([255, 0, 0, 255]), image::Rgba([0, 0, 255, 255]));
    let mut bytes = Vec::new();
    let mut encoder = image::codecs::gif::GifEncoder::new(&mut bytes);
    for colour in [red, blue] {
        encoder.encode_frame(image::Frame::new(RgbaImage::from_pixel(40, 30, colour))).unwrap();
    }
    drop(encoder);
    // Whatever follows the first frame is not even looked at.
    let whole = decoded(&one(&bytes, 40).unwrap());
    assert!(whole.pixels().all(|pixel| *pixel == red));
    let second = memchr::memmem::rfind(&bytes, b"\x21\xf9").unwrap();
    bytes.truncate(second);
    bytes.extend(b"this is no frame at all".repeat(100_000));
    assert_eq!(decoded(&one(&bytes, 40).unwrap()), whole);
}

#[test]
fn animated_webp_shows_its_first_frame() {
    let still = written(image::RgbImage::from_pixel(40, 30, image::Rgb([255, 0, 0])), ImageFormat::WebP);
    let other = written(image::RgbImage::from_pixel(40, 30, image::Rgb([0, 0, 255])), ImageFormat::WebP);
    let riff = |name: &[u8], body: &[u8]| {
        let padding = vec![0; body.len() % 2];
        [name, &u32::try_from(body.len()).unwrap().to_le_bytes(), body, &padding].concat()
    };
    let frame =
        |still: &[u8]| riff(b"ANMF", &[&[0; 6][..], &[39, 0, 0, 29, 0, 0, 100, 0, 0, 0], &still[12..]].concat());
    let body = [
        b"WEBP".to_vec(),
        riff(b"VP8X", &[2, 0, 0, 0, 39, 0, 0, 29, 0, 0]),
        riff(b"ANIM", &[0; 6]),
        frame(&still),
        frame(&other),
    ];
    let found = decoded(&one(&riff(b"RIFF", &body.concat()), 40).unwrap());
    assert!(
        found.pixels().all(|pixel| pixel[0] >= 254 && pixel[1] == 0 && pixel[2] == 0),
        "{:?}",
        found.get_pixel(0, 0)
    );
}

#[test]
fn what_is_made_elsewhere_or_is_no_picture_is_not_supported() {
    let unsupported = |bytes: &[u8]| assert_eq!(made(bytes, &usual()), Err(Trouble::Unsupported), "{bytes:?}");
    unsupported(b"");
    unsupported(b"Dear diary");
    unsupported(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3");
    unsupported(b"\0\0\0\x14ftypisom\0\0\0\0isom\0\0\0\0");
    unsupported(b"\0\0\0\x14ftypavif\0\0\0\0mif1\0\0\0\0");
    unsupported(b"8BPS\0\x01\0\0\0\0\0\0\0\x03\0\0\0\x10\0\0\0\x10\0\x08\0\x03");
    assert_eq!(made(&sample("heic/samplefilehub.heif"), &usual()), Err(Trouble::Unsupported));
    // A name is nothing, and neither is a beginning without the rest.
    let undecodable = |bytes: &[u8]| assert_eq!(made(bytes, &usual()), Err(Trouble::Undecodable), "{bytes:?}");
    undecodable(b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xff\xd9");
    undecodable(&png_header(10, 10, &[chunk(b"IEND", b"")]));
    undecodable(b"GIF89a\x01\0\x01\0\0\0\0;");
}
