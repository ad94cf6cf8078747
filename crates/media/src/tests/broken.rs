//! Files that are cut off, altered or made to hurt, and sources that fail.

use std::io::{self, Read, Seek, SeekFrom};

use super::made::{ascii, block, jpeg};
use super::*;

const SOME: [&str; 6] = [
    "jpg/hdr/canon_hdr_YES.jpg",
    "jpg/mobile/jolla.jpg",
    "jpg/xmp/BlueSquare.jpg",
    "heic/IMG_5195.HEIC",
    "heic/samplefilehub.heif",
    "tiff/Tless0.tiff",
];

fn sane(facts: &Facts) {
    assert!(facts.orientation.is_none_or(|orientation| (1..=8).contains(&orientation)));
    assert!(facts.latitude.is_none_or(|latitude| latitude.abs() <= 90.0));
    assert!(facts.longitude.is_none_or(|longitude| longitude.abs() <= 180.0));
    assert!(facts.width != Some(0) && facts.height != Some(0));
    let media = facts.file_type.is_media();
    assert!(!media || facts.width.is_some() || facts.problem.is_some(), "{facts:?}");
}

#[test]
fn a_picture_cut_off_anywhere_stays_a_picture() {
    for name in SOME {
        let whole = sample(name);
        for part in 1..16 {
            let facts = of(&whole[..whole.len() * part / 16]);
            assert_eq!(facts.file_type, FileType::Image, "{name} {part}/16");
            sane(&facts);
        }
        for length in 0..300 {
            sane(&of(&whole[..length]));
        }
    }
}

#[test]
fn what_is_missing_is_named() {
    let whole = jpeg(&block(&[ascii(exif::Tag::Make, "ACME")]));
    assert_eq!(of(&whole).problem, None);
    assert_eq!(of(&whole[..whole.len() - 20]).problem, Some("truncated"));
    assert_eq!(of(&jpeg(b"no TIFF at all, and long enough")).problem, Some("metadata unreadable"));
    assert_eq!(of(b"\xff\xd8\xff\0\0\0\0\0\0\0\0\0\0\0\0").problem, Some("size unreadable"));
    assert_eq!(of(b"II\x2a\0\xff\xff\0\0").problem, Some("truncated"));
}

/// A small generator of numbers that look random, the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }
}

#[test]
fn altered_pictures_have_sane_facts() {
    let mut dice = Dice(7);
    for name in ["jpg/Canon_40D.jpg", "jpg/Kodak_CX7530.jpg", "heic/samplefilehub.heif", "tiff/Arbitro.tiff"] {
        let whole = sample(name);
        for _ in 0..200 {
            let mut altered = whole.clone();
            for _ in 0..=dice.roll(8) {
                // Metadata come first: that is where changes matter.
                let at = dice.roll(altered.len().min(4096));
                altered[at] = [0, 1, 0x7f, 0x80, 0xff, dice.roll(256) as u8][dice.roll(6)];
            }
            sane(&of(&altered));
        }
    }
}

/// A PNG with an EXIF block of this kind of values, each as long as the whole block, under one and the same tag.
fn bomb(kind: u16, unit: usize) -> Vec<u8> {
    const ENTRIES: u16 = 40_000;
    let length = 14 + usize::from(ENTRIES) * 12;
    let mut tiff = [b"II\x2a\0\x08\0\0\0", &ENTRIES.to_le_bytes()[..]].concat();
    for _ in 0..ENTRIES {
        tiff.extend(0x0110_u16.to_le_bytes());
        tiff.extend(kind.to_le_bytes());
        tiff.extend(u32::try_from((length - 8) / unit).unwrap().to_le_bytes());
        tiff.extend(8_u32.to_le_bytes());
    }
    tiff.extend([0; 4]);
    let chunk = |name: &[u8; 4], body: &[u8]| {
        [&u32::try_from(body.len()).unwrap().to_be_bytes()[..], name, body, &[0; 4]].concat()
    };
    let header = chunk(b"IHDR", b"\0\0\0\x28\0\0\0\x1e\x08\x02\0\0\0");
    [b"\x89PNG\r\n\x1a\n".to_vec(), header, chunk(b"eXIf", &tiff), chunk(b"IEND", b"")].concat()
}

#[test]
fn overlapping_values_are_not_copied_over_and_over() {
    for (kind, unit) in [(2, 1), (3, 2), (5, 8), (7, 1)] {
        assert_eq!(of(&bomb(kind, unit)).width, Some(40), "{kind}");
    }
}

/// A file on a disk that fails from some byte on.
struct Failing {
    bytes: Cursor<Vec<u8>>,
    from: u64,
}

impl Read for Failing {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.bytes.position() >= self.from {
            return Err(io::Error::other("the disk is gone"));
        }
        let left = usize::try_from(self.from - self.bytes.position()).unwrap();
        let length = buffer.len().min(left);
        self.bytes.read(&mut buffer[..length])
    }
}

impl Seek for Failing {
    fn seek(&mut self, target: SeekFrom) -> io::Result<u64> {
        self.bytes.seek(target)
    }
}

#[test]
fn only_a_source_that_fails_is_an_error() {
    let bytes = sample("heic/mobile/iphone_13_pro_max.HEIC");
    let length = bytes.len() as u64;
    let mut reached = 0;
    for from in [0, 1_000, 300_000, length] {
        let mut source = Failing { bytes: Cursor::new(bytes.clone()), from };
        match facts(&mut source, length, &TimeZone::UTC) {
            Ok(facts) => {
                assert!(from > 256 * 1024 && facts.taken.is_some());
                reached += 1;
            }
            Err(error) => assert_eq!(error.to_string(), "the disk is gone"),
        }
    }
    assert!(reached > 0);

    // Its movie header lies beyond what can be read.
    let mut video = b"\0\0\0\x10ftypisom\0\0\0\0\0\x0f\xff\xffmdat".to_vec();
    video.resize(2_000_000, 0);
    let mut source = Failing { bytes: Cursor::new(video), from: 500_000 };
    assert_eq!(facts(&mut source, 2_000_000, &TimeZone::UTC).unwrap_err().to_string(), "the disk is gone");
}

#[test]
fn a_source_shorter_than_it_says_is_a_truncated_file() {
    let bytes = sample("jpg/Canon_40D.jpg");
    let facts = facts(&mut Cursor::new(&bytes[..1000]), bytes.len() as u64, &TimeZone::UTC).unwrap();
    assert_eq!((facts.file_type, facts.problem), (FileType::Image, Some("truncated")));
}
