//! How large renditions are, which part they show, and which side is up.

use super::*;
use crate::rendition::plan::Plan;
use crate::rendition::raster::{Layout, Raster};
use crate::rendition::resize;

/// Mode, stored size, box, expected size.
type Row = (Mode, (u32, u32), (u32, u32), (u32, u32));

const SIZES: [Row; 26] = [
    (Mode::Lfit, (400, 300), (100, 100), (100, 75)),
    (Mode::Lfit, (300, 400), (100, 100), (75, 100)),
    (Mode::Lfit, (400, 300), (100, 20), (27, 20)),
    (Mode::Lfit, (40, 30), (100, 100), (40, 30)),
    (Mode::Lfit, (100, 100), (100, 100), (100, 100)),
    (Mode::Lfit, (101, 100), (100, 100), (100, 99)),
    (Mode::Lfit, (10_000, 1), (256, 256), (256, 1)),
    (Mode::Lfit, (1, 10_000), (256, 256), (1, 256)),
    (Mode::Lfit, (1, 1), (4096, 4096), (1, 1)),
    (Mode::Mfit, (400, 300), (100, 100), (133, 100)),
    (Mode::Mfit, (300, 400), (100, 100), (100, 133)),
    (Mode::Mfit, (400, 300), (200, 20), (200, 150)),
    (Mode::Mfit, (40, 300), (100, 100), (40, 300)),
    (Mode::Mfit, (10_000, 1), (256, 256), (10_000, 1)),
    (Mode::Mfit, (40_000, 2), (256, 256), (16_383, 1)),
    (Mode::Fill, (400, 300), (100, 100), (100, 100)),
    (Mode::Fill, (40, 30), (100, 200), (100, 200)),
    (Mode::Fill, (10_000, 1), (256, 256), (256, 256)),
    (Mode::Fill, (1, 10_000), (256, 2), (256, 2)),
    (Mode::Pad, (400, 300), (100, 100), (100, 100)),
    (Mode::Pad, (40, 30), (100, 200), (100, 200)),
    (Mode::Pad, (10_000, 1), (256, 256), (256, 256)),
    (Mode::Fixed, (400, 300), (100, 100), (100, 100)),
    (Mode::Fixed, (40, 30), (100, 200), (100, 200)),
    (Mode::Fixed, (10_000, 1), (1, 256), (1, 256)),
    (Mode::Fixed, (1, 1), (300, 200), (300, 200)),
];

#[test]
fn every_mode_gives_the_size_it_should() {
    for (mode, (width, height), (box_width, box_height), expected) in SIZES {
        let row = format!("{mode:?} {width}x{height} {box_width}x{box_height}");
        let png = written(drawn(width, height), ImageFormat::Png);
        let mut files = vec![png];
        if let (Ok(width), Ok(height)) = (u16::try_from(width), u16::try_from(height)) {
            files.push(jpeg(width, height));
        }
        for bytes in files {
            let order = Order {
                placeholder: true,
                ..order(&[
                    view(box_width, box_height, mode, Format::Png),
                    view(box_width, box_height, mode, Format::Jpeg),
                    view(box_width, box_height, mode, Format::Webp),
                ])
            };
            let made = made(&bytes, &order).unwrap();
            assert_eq!(made.pictures.len(), 3, "{row}");
            for picture in &made.pictures {
                assert_eq!((picture.width, picture.height), expected, "{row}");
                decoded(picture);
            }
            assert!(made.placeholder.is_some_and(|bytes| (5..40).contains(&bytes.len())), "{row}");
        }
    }
}

#[test]
fn views_keep_the_order_they_were_asked_for() {
    let sizes = [64, 300, 8, 301, 128, 300];
    let views = sizes.map(|side| view(side, side, Mode::Lfit, Format::Jpeg));
    let made = made(&jpeg(900, 600), &order(&views)).unwrap();
    assert_eq!(made.pictures.iter().map(|picture| picture.width).collect::<Vec<_>>(), sizes);
    assert_eq!(made.placeholder, None);
}

#[test]
fn a_file_is_decoded_no_larger_than_needed() {
    let base = |views: &[View], size| Plan::new(&order(views), size).base;
    let png = |width, height, mode| view(width, height, mode, Format::Png);
    assert_eq!(base(&[png(100, 100, Mode::Lfit), png(50, 50, Mode::Fill)], (400, 300)), (100, 75));
    assert_eq!(base(&[png(100, 100, Mode::Fill)], (400, 300)), (134, 100));
    assert_eq!(base(&[png(100, 200, Mode::Fixed), png(120, 120, Mode::Lfit)], (400, 300)), (120, 200));
    assert_eq!(base(&[png(4096, 4096, Mode::Fill)], (400, 300)), (400, 300));
    assert_eq!(base(&[], (400, 300)), (1, 1));
}

#[test]
fn fill_shows_the_middle_and_pad_all_of_it() {
    // Red on the left, green in the middle, blue on the right.
    let stripes = image::RgbImage::from_fn(300, 100, |x, _| {
        image::Rgb([0, 1, 2].map(|stripe| if x / 100 == stripe { 255 } else { 0 }))
    });
    let bytes = written(stripes, ImageFormat::Png);
    let views = [Mode::Fill, Mode::Pad, Mode::Fixed].map(|mode| view(60, 60, mode, Format::Png));
    let pictures: Vec<_> = made(&bytes, &order(&views)).unwrap().pictures.iter().map(decoded).collect();
    let is = |number: usize, at: (u32, u32), expected: [u8; 3]| {
        let pixel = pictures[number].get_pixel(at.0, at.1).0;
        let near = pixel.iter().zip(expected).all(|(a, b)| a.abs_diff(b) < 30);
        assert!(near && pixel[3] == 255, "{number} {at:?} {pixel:?}");
    };
    for at in [(2, 2), (30, 30), (57, 57)] {
        is(0, at, [0, 255, 0]);
    }
    for (x, colour) in [(5, [255, 0, 0]), (30, [0, 255, 0]), (55, [0, 0, 255])] {
        is(1, (x, 30), colour);
        is(1, (x, 5), [255; 3]);
        is(1, (x, 55), [255; 3]);
        is(2, (x, 5), colour);
    }
}

#[test]
fn turned_samples_all_look_alike() {
    for shape in ["landscape", "portrait"] {
        let bytes = |orientation| sample(&format!("jpg/orientation/{shape}_{orientation}.jpg"));
        let upright = decoded(&one(&bytes(1), 300).unwrap());
        for orientation in 2..=8 {
            let turned = decoded(&one(&bytes(orientation), 300).unwrap());
            let off = difference(&upright, &turned);
            assert!(off < 5.0, "{shape} {orientation} {off}");

            // As it is stored it looks like no other turning of it.
            let stored = made(
                &bytes(orientation),
                &Order { upright: true, ..order(&[view(300, 300, Mode::Lfit, Format::Png)]) },
            );
            let stored = decoded(&stored.unwrap().pictures[0]);
            assert_eq!(stored.dimensions() == upright.dimensions(), orientation < 5);
            if orientation < 5 {
                assert!(difference(&upright, &stored) > 10.0, "{shape} {orientation}");
            }
        }
    }
}

#[test]
fn each_turning_is_its_own() {
    // Stored:  1 2 3
    //          4 5 6
    for (orientation, width, expected) in [
        (1, 3, [1, 2, 3, 4, 5, 6]),
        (2, 3, [3, 2, 1, 6, 5, 4]),
        (3, 3, [6, 5, 4, 3, 2, 1]),
        (4, 3, [4, 5, 6, 1, 2, 3]),
        (5, 2, [1, 4, 2, 5, 3, 6]),
        (6, 2, [4, 1, 5, 2, 6, 3]),
        (7, 2, [6, 3, 5, 2, 4, 1]),
        (8, 2, [3, 6, 2, 5, 1, 4]),
        (0, 3, [1, 2, 3, 4, 5, 6]),
        (9, 3, [1, 2, 3, 4, 5, 6]),
    ] {
        for layout in [Layout::Grey, Layout::GreyAlpha, Layout::Rgb, Layout::Rgba] {
            let repeated = |pixels: [u8; 6]| pixels.into_iter().flat_map(|n| vec![n; layout.channels()]).collect();
            let turned = resize::turn(Raster::new(3, 2, layout, repeated([1, 2, 3, 4, 5, 6])).unwrap(), orientation);
            let expected: Vec<u8> = repeated(expected);
            assert_eq!((turned.width, turned.pixels), (width, expected), "{orientation} {layout:?}");
        }
    }
}
