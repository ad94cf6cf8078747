//! Files that are made to hurt, cut off or altered.

use super::*;

/// A PNG's chunk.
pub(super) fn chunk(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let mut sum = !0_u32;
    for byte in name.iter().chain(body) {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = if sum & 1 == 1 { (sum >> 1) ^ 0xedb8_8320 } else { sum >> 1 };
        }
    }
    [&u32::try_from(body.len()).unwrap().to_be_bytes()[..], name, body, &(!sum).to_be_bytes()].concat()
}

/// A PNG in true colour of this size, with these chunks.
pub(super) fn png_header(width: u32, height: u32, chunks: &[Vec<u8>]) -> Vec<u8> {
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    [b"\x89PNG\r\n\x1a\n".to_vec(), chunk(b"IHDR", &header), chunks.concat()].concat()
}

fn jpeg_header(width: u16, height: u16) -> Vec<u8> {
    let mut bytes = jpeg(16, 16);
    let frame = memchr::memmem::find(&bytes, b"\xff\xc0").unwrap();
    bytes[frame + 5..frame + 7].copy_from_slice(&height.to_be_bytes());
    bytes[frame + 7..frame + 9].copy_from_slice(&width.to_be_bytes());
    bytes
}

#[test]
fn what_announces_too_much_is_not_begun() {
    let data = chunk(b"IDAT", b"\x78\x9c\x03\0\0\0\0\x01");
    for (width, height) in [(65_000, 65_000), (20_000, 10_001), (1 << 30, 1 << 30), (200_000_001, 1)] {
        let bytes = png_header(width, height, &[data.clone(), chunk(b"IEND", b"")]);
        assert!(bytes.len() < 1024);
        assert_eq!(made(&bytes, &usual()), Err(Trouble::TooLarge), "{width}x{height}");
    }
    assert_eq!(made(&jpeg_header(65_535, 65_535), &usual()), Err(Trouble::TooLarge));
    let gif = b"GIF89a\xff\xff\xff\xff\0\0\0,\0\0\0\0\xff\xff\xff\xff\0\x02\x02\x4c\x01\0;";
    assert_eq!(made(gif, &usual()), Err(Trouble::TooLarge));
    let bmp = b"BM\x40\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\xff\xff\0\0\xff\xff\0\0\x01\0\x18\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
    assert_eq!(made(bmp, &usual()), Err(Trouble::TooLarge));
    // WebP without loss: 14 bits for each side, less one.
    let webp = b"RIFF\x18\0\0\0WEBPVP8L\x0b\0\0\0\x2f\xfe\xbf\xff\x0f\0\0\0\0\0\0\0";
    assert_eq!(made(webp, &usual()), Err(Trouble::TooLarge));
    // Within the number of pixels, and yet more than fits into the memory.
    let bytes = png_header(19_000, 10_000, &[data, chunk(b"IEND", b"")]);
    assert_eq!(made(&bytes, &usual()), Err(Trouble::OutOfMemory));
}

#[test]
fn pictures_without_pixels_are_none() {
    assert_eq!(made(&jpeg_header(16, 0), &usual()), Err(Trouble::Undecodable));
    assert_eq!(made(&jpeg_header(0, 16), &usual()), Err(Trouble::Undecodable));
    for (width, height) in [(0, 16), (16, 0), (0, 0)] {
        assert_eq!(made(&png_header(width, height, &[]), &usual()), Err(Trouble::Undecodable));
    }
}

#[test]
fn directories_that_go_in_circles_come_to_an_end() {
    // Two directories that are each other's successors, and a picture beneath that is the first one again.
    let entry = |tag: u16, kind: u16, value: u32| {
        [&tag.to_le_bytes()[..], &kind.to_le_bytes(), &1_u32.to_le_bytes(), &value.to_le_bytes()].concat()
    };
    let directory = |next: u32| {
        let entries = [entry(0x100, 4, 40), entry(0x101, 4, 30), entry(0x14a, 4, 8)].concat();
        [&3_u16.to_le_bytes()[..], &entries, &next.to_le_bytes()].concat()
    };
    let bytes = [b"II\x2a\0\x08\0\0\0".to_vec(), directory(50), directory(8)].concat();
    let trouble = made(&bytes, &usual()).unwrap_err();
    assert!(matches!(trouble, Trouble::Undecodable | Trouble::Unsupported), "{trouble:?}");
}

#[test]
fn ten_thousand_marks_do_no_harm() {
    let plain = jpeg(64, 48);
    let expected = made(&plain, &usual()).unwrap();
    for mark in [&b"\xff\xfe\0\x04hm"[..], b"\xff\xe5\0\x04hm", b"\xff\xed\0\x04hm", b"\xff\xff\xff\xff"] {
        let bytes = [&plain[..2], &mark.repeat(10_000), &plain[2..]].concat();
        assert_eq!(made(&bytes, &usual()).unwrap(), expected, "{mark:?}");
    }
    // Pieces of a profile that does not end.
    let bytes = [&plain[..2], &b"\xff\xe2\0\x12ICC_PROFILE\0\x01\x02hm".repeat(10_000), &plain[2..]].concat();
    assert_eq!(made(&bytes, &usual()).unwrap(), expected);
}

#[test]
fn what_is_cut_off_shows_what_there_is() {
    let whole = drawn(640, 480);
    let with = |restart: u16, progressive: bool| {
        let mut bytes = Vec::new();
        let mut encoder = Encoder::new(&mut bytes, 90);
        encoder.set_restart_interval(restart);
        encoder.set_progressive(progressive);
        encoder.encode(&whole, 640, 480, ColorType::Rgb).unwrap();
        bytes
    };
    for (restart, progressive) in [(0, false), (3, false), (0, true), (7, true)] {
        let bytes = with(restart, progressive);
        let expected = decoded(&one(&bytes, 160).unwrap());
        let cut = decoded(&one(&bytes[..bytes.len() * 3 / 4], 160).unwrap());
        let top = |picture: &RgbaImage| image::imageops::crop_imm(picture, 0, 0, 160, 60).to_image();
        let off = difference(&top(&expected), &top(&cut));
        assert!(off < if progressive { 8.0 } else { 0.1 }, "{restart} {progressive} {off}");
        // In its headers it is nothing at all.
        assert_eq!(one(&bytes[..100], 160), Err(Trouble::Undecodable));
    }
}

#[test]
fn the_thumbnail_stands_in_for_a_broken_picture() {
    let made = made(&sample("jpg/corrupted.jpg"), &usual()).unwrap();
    let sizes: Vec<_> = made.pictures.iter().map(|picture| (picture.width, picture.height)).collect();
    assert_eq!(sizes, [(128, 96), (160, 120), (160, 120), (160, 120)]);
}

/// Every sixteenth part of every sample: some give pictures, others do not, and none does harm.
#[test]
fn samples_cut_off_anywhere_are_pictures_or_troubles() {
    let order = order(&[view(64, 64, Mode::Lfit, Format::Jpeg)]);
    let mut pictures = 0;
    samples::every_file(&PathBuf::from(SAMPLES), &mut |path| {
        let bytes = fs::read(path).unwrap();
        for part in 0..16 {
            match made(&bytes[..bytes.len() * part / 16], &order) {
                Ok(made) => {
                    let picture = &made.pictures[0];
                    assert!(picture.width <= 64 && picture.height <= 64 && !picture.bytes.is_empty());
                    pictures += 1;
                }
                Err(Trouble::Undecodable | Trouble::Unsupported) => {}
                Err(trouble) => panic!("{path:?} {part}/16 {trouble:?}"),
            }
        }
    });
    assert!(pictures > 700, "{pictures}");
}

#[test]
fn altered_pictures_are_pictures_or_troubles() {
    let mut dice = 7_u64;
    let mut roll = |sides: usize| {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (dice >> 33) as usize % sides
    };
    let picture = drawn(60, 40);
    let mut files = vec![jpeg(60, 40), sample("jpg/Canon_40D.jpg"), sample("jpg/xmp/no_exif.jpg")];
    for format in [ImageFormat::Png, ImageFormat::Gif, ImageFormat::WebP, ImageFormat::Tiff, ImageFormat::Bmp] {
        files.push(written(picture.clone(), format));
    }
    for whole in files {
        for _ in 0..60 {
            let mut altered = whole.clone();
            for _ in 0..=roll(6) {
                let at = roll(altered.len());
                altered[at] = [0, 1, 0x7f, 0x80, 0xff, roll(256) as u8][roll(6)];
            }
            if let Ok(made) = made(&altered, &usual()) {
                assert_eq!(made.pictures.len(), 4);
            }
        }
    }
}

/// A file on a disk that fails from some byte on.
struct Failing(Cursor<Vec<u8>>, u64);

impl std::io::Read for Failing {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.0.position() >= self.1 {
            return Err(std::io::Error::other("the disk is gone"));
        }
        let left = usize::try_from(self.1 - self.0.position()).unwrap();
        let length = buffer.len().min(left);
        self.0.read(&mut buffer[..length])
    }
}

impl std::io::Seek for Failing {
    fn seek(&mut self, target: std::io::SeekFrom) -> std::io::Result<u64> {
        self.0.seek(target)
    }
}

#[test]
fn a_source_that_fails_is_worth_another_try() {
    let bytes = sample("jpg/mobile/HMD_Nokia_8.3_5G.jpg");
    let length = bytes.len() as u64;
    for from in [0, 1_000, 300_000, 1_000_000] {
        let made = make(&mut Failing(Cursor::new(bytes.clone()), from), length, &usual());
        assert_eq!(made, Err(Trouble::NotTried), "{from}");
    }
    assert!(make(&mut Failing(Cursor::new(bytes), length), length, &usual()).is_ok());
}
