//! Videos made by hand: headers of both sizes, turned pictures, notes of every maker, headers at the end.

use exif::{Context, Field, In, Tag, Value};

use super::made::{ascii, block};
use super::*;

fn atom(name: &[u8; 4], parts: &[&[u8]]) -> Vec<u8> {
    let body = parts.concat();
    [&u32::try_from(body.len() + 8).unwrap().to_be_bytes()[..], name, &body].concat()
}

const QUARTER: [i32; 4] = [0, 1, -1, 0];
pub(super) const UPRIGHT: [i32; 4] = [1, 0, 0, 1];

/// A movie header of version 0, made at `created`, one and a half seconds long.
pub(super) fn header(created: u32) -> Vec<u8> {
    let mut body = vec![0; 100];
    body[4..8].copy_from_slice(&created.to_be_bytes());
    body[12..16].copy_from_slice(&600_u32.to_be_bytes());
    body[16..20].copy_from_slice(&900_u32.to_be_bytes());
    atom(b"mvhd", &[&body])
}

/// The same of version 1.
fn long_header(created: u64) -> Vec<u8> {
    let mut body = vec![0; 112];
    body[0] = 1;
    body[4..12].copy_from_slice(&created.to_be_bytes());
    body[20..24].copy_from_slice(&600_u32.to_be_bytes());
    body[24..32].copy_from_slice(&900_u64.to_be_bytes());
    atom(b"mvhd", &[&body])
}

/// A track of 640 by 360 pixels, or of sound.
pub(super) fn track(handler: &[u8; 4], [a, b, c, d]: [i32; 4]) -> Vec<u8> {
    let fixed = |number: i32| (number << 16).to_be_bytes();
    let matrix = [fixed(a), fixed(b), [0; 4], fixed(c), fixed(d), [0; 4], [0; 4], [0; 4], fixed(1 << 14)].concat();
    let head = atom(b"tkhd", &[&[0; 40], &matrix, &fixed(640), &fixed(360)]);
    let media = atom(b"mdia", &[&atom(b"hdlr", &[&[0; 8], handler, &[0; 12]])]);
    atom(b"trak", &[&head, &media])
}

pub(super) fn apple(notes: &[(&str, &str)]) -> Vec<u8> {
    let (mut keys, mut values) = (vec![0; 8], Vec::new());
    for (index, (key, value)) in notes.iter().enumerate() {
        keys.extend(atom(b"mdta", &[key.as_bytes()]));
        let data = atom(b"data", &[&[0; 8], value.as_bytes()]);
        values.extend(atom(&u32::try_from(index + 1).unwrap().to_be_bytes(), &[&data]));
    }
    atom(b"meta", &[&atom(b"hdlr", &[&[0; 24]]), &atom(b"keys", &[&keys]), &atom(b"ilst", &[&values])])
}

/// A file whose header comes after four thousand bytes of streams.
pub(super) fn movie(brand: &[u8; 4], parts: &[&[u8]]) -> Vec<u8> {
    [atom(b"ftyp", &[brand, &[0; 4]]), atom(b"mdat", &[&[7; 4000]]), atom(b"moov", parts)].concat()
}

/// 2024-02-02T08:09:57Z, as QuickTime counts.
pub(super) const MADE: u32 = 3_789_706_197;

#[test]
fn headers_of_both_sizes_are_read() {
    for header in [header(MADE), long_header(MADE.into())] {
        let facts = of(&movie(b"isom", &[&header, &track(b"soun", UPRIGHT), &track(b"vide", UPRIGHT)]));
        assert_eq!((facts.file_type, facts.mime.as_str()), (FileType::Video, "video/mp4"));
        assert_eq!(facts.taken.unwrap().to_string(), "2024-02-02T08:09:57.000Z");
        assert_eq!((facts.width, facts.height, facts.orientation), (Some(640), Some(360), None));
        assert_eq!((facts.duration_ms, facts.problem), (Some(1500), None));
    }
}

#[test]
fn cameras_without_a_clock_have_no_time() {
    for created in [0, 12_345, 2_082_844_800] {
        assert_eq!(of(&movie(b"isom", &[&header(created)])).taken, None, "{created}");
    }
}

#[test]
fn turned_videos_stand_upright() {
    for (matrix, orientation, width) in
        [(QUARTER, Some(6), 360), ([-1, 0, 0, -1], Some(3), 640), ([0, -1, 1, 0], Some(8), 360)]
    {
        let facts = of(&movie(b"qt  ", &[&header(MADE), &track(b"vide", matrix)]));
        assert_eq!((facts.orientation, facts.width), (orientation, Some(width)));
    }
}

#[test]
fn apples_notes_come_before_the_header() {
    let notes = apple(&[
        ("com.apple.quicktime.location.ISO6709", "+27.1281+100.2508+000.000/"),
        ("com.apple.quicktime.make", "Apple"),
        ("com.apple.quicktime.creationdate", "2019-02-12T15:27:12+0800"),
    ]);
    let facts = of(&movie(b"qt  ", &[&header(MADE), &track(b"vide", UPRIGHT), &notes]));
    assert_eq!(facts.taken.unwrap().to_string(), "2019-02-12T07:27:12.000Z");
    assert_eq!((facts.latitude, facts.longitude), (Some(27.1281), Some(100.2508)));
    assert_eq!(facts.make.as_deref(), Some("Apple"));
}

#[test]
fn zero_in_apples_notes_falls_back_to_the_header() {
    for zero in ["1904-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "soon"] {
        let notes = apple(&[("com.apple.quicktime.creationdate", zero)]);
        let facts = of(&movie(b"qt  ", &[&header(MADE), &notes]));
        assert_eq!(facts.taken.unwrap().to_string(), "2024-02-02T08:09:57.000Z", "{zero}");
    }
}

#[test]
fn androids_places_are_read_in_both_forms() {
    let xyz = atom(b"\xa9xyz", &[&[0, 18, 0x15, 0xc7], b"+48.8577+002.2950/"]);
    let facts = of(&movie(b"mp42", &[&header(MADE), &atom(b"udta", &[&xyz])]));
    assert_eq!((facts.latitude, facts.longitude), (Some(48.8577), Some(2.295)));

    let degrees = |number: f64| ((number * 65_536.0) as i32).to_be_bytes();
    let loci = atom(b"loci", &[&[0; 4], b"\x15\xc7home\0\0", &degrees(-118.25), &degrees(34.0), &[0; 8]]);
    let facts = of(&movie(b"3gp5", &[&header(MADE), &atom(b"udta", &[&loci])]));
    assert_eq!((facts.latitude, facts.longitude), (Some(34.0), Some(-118.25)));
}

#[test]
fn canons_raw_files_are_pictures_built_like_movies() {
    const CANON: &[u8] = b"\x85\xc0\xb6\x87\x82\x0f\x11\xe0\x81\x11\xf4\xce\x46\x2b\x6a\x48";
    // Each directory stands alone, so its tags look like those of a picture.
    let plain = |number| Tag(Context::Tiff, number);
    let size = |number, pixels| Field { tag: plain(number), ifd_num: In::PRIMARY, value: Value::Short(vec![pixels]) };
    let camera = block(&[ascii(Tag::Model, "Canon EOS R6"), size(0x0112, 6)]);
    let shot = block(&[
        ascii(plain(0x9003), "2025:09:06 20:24:47"),
        ascii(plain(0x9011), "-08:00"),
        size(0xa002, 5472),
        size(0xa003, 3648),
    ]);
    let notes = atom(b"uuid", &[CANON, &atom(b"CMT1", &[&camera]), &atom(b"CMT2", &[&shot])]);
    let facts = of(&movie(b"crx ", &[&header(MADE), &notes]));
    assert_eq!((facts.file_type, facts.mime.as_str()), (FileType::Image, "image/x-canon-cr3"));
    assert_eq!(facts.taken.unwrap().to_string(), "2025-09-07T04:24:47.000Z");
    assert_eq!((facts.width, facts.height, facts.orientation), (Some(3648), Some(5472), Some(6)));
    assert_eq!((facts.model.as_deref(), facts.problem), (Some("Canon EOS R6"), None));
}

#[test]
fn sound_alone_is_no_video() {
    let facts = of(&movie(b"isom", &[&header(MADE), &track(b"soun", UPRIGHT)]));
    assert_eq!((facts.file_type, facts.mime.as_str()), (FileType::Audio, "audio/mp4"));
    assert_eq!(facts.duration_ms, Some(1500));
}

#[test]
fn a_header_behind_gigabytes_is_found_without_reading_them() {
    struct Sparse {
        head: Vec<u8>,
        tail: Vec<u8>,
        length: u64,
        at: u64,
        read: usize,
    }
    impl std::io::Read for Sparse {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let tail = self.length - self.tail.len() as u64;
            for (byte, at) in buffer.iter_mut().zip(self.at..) {
                let early = usize::try_from(at).ok().and_then(|at| self.head.get(at));
                let late = at.checked_sub(tail).and_then(|at| self.tail.get(at as usize));
                *byte = early.or(late).copied().unwrap_or(0);
            }
            let read = buffer.len().min((self.length - self.at) as usize);
            self.at += read as u64;
            self.read += read;
            Ok(read)
        }
    }
    impl std::io::Seek for Sparse {
        fn seek(&mut self, target: std::io::SeekFrom) -> std::io::Result<u64> {
            let std::io::SeekFrom::Start(at) = target else { panic!("only absolute seeks are needed") };
            self.at = at.min(self.length);
            Ok(at)
        }
    }
    let gap: u64 = 5 << 30;
    let large = [&1_u32.to_be_bytes()[..], b"mdat", &gap.to_be_bytes()].concat();
    let head = [atom(b"ftyp", &[b"isom", &[0; 4]]), large].concat();
    let tail = atom(b"moov", &[&header(MADE), &track(b"vide", UPRIGHT)]);
    let length = 16 + gap + tail.len() as u64;
    let mut source = Sparse { head, tail, length, at: 0, read: 0 };
    let facts = facts(&mut source, length, &TimeZone::UTC).unwrap();
    assert_eq!((facts.width, facts.problem), (Some(640), None));
    assert!(source.read < 1 << 20, "{}", source.read);
}

#[test]
fn a_video_without_its_header_says_so() {
    let whole = movie(b"isom", &[&header(MADE)]);
    let cut = of(&whole[..2000]);
    assert_eq!((cut.file_type, cut.problem), (FileType::Video, Some("truncated")));
    let headless = of(&atom(b"ftyp", &[b"isom", &[0; 4]]));
    assert_eq!(headless.problem, Some("metadata unreadable"));
}

#[test]
fn other_videos_state_their_size_too() {
    let mut avi = vec![0; 88];
    avi[..12].copy_from_slice(b"RIFF\0\0\0\0AVI ");
    avi[12..32].copy_from_slice(b"LIST\0\0\0\0hdrlavih\x38\0\0\0");
    for (at, number) in [(32, 40_000_u32), (48, 50), (64, 320), (68, 240)] {
        avi[at..at + 4].copy_from_slice(&number.to_le_bytes());
    }
    let facts = of(&avi);
    assert_eq!((facts.width, facts.height, facts.duration_ms), (Some(320), Some(240), Some(2000)));

    let facts =
        of(&matroska(&[&element(&[0xe0], &[&element(&[0xb0], &[&[2, 128]]), &element(&[0xba], &[&[1, 104]])])]));
    assert_eq!((facts.file_type, facts.mime.as_str()), (FileType::Video, "video/x-matroska"));
    assert_eq!((facts.width, facts.height, facts.duration_ms), (Some(640), Some(360), Some(1500)));
    assert_eq!(facts.taken.unwrap().to_string(), "2001-01-01T00:00:10.000Z");
    assert_eq!(of(&matroska(&[])).mime, "audio/x-matroska");
}

fn element(id: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    let body = parts.concat();
    [id, &[0x40 | (body.len() >> 8) as u8, body.len() as u8], &body].concat()
}

/// A Matroska file of one and a half seconds with one track, made ten seconds into the millennium.
fn matroska(track: &[&[u8]]) -> Vec<u8> {
    let head = element(&[0x1a, 0x45, 0xdf, 0xa3], &[&element(&[0x42, 0x82], &[b"matroska"])]);
    let scale = element(&[0x2a, 0xd7, 0xb1], &[&1_000_000_u32.to_be_bytes()]);
    let duration = element(&[0x44, 0x89], &[&1500_f64.to_be_bytes()]);
    let date = element(&[0x44, 0x61], &[&10_000_000_000_i64.to_be_bytes()]);
    let info = element(&[0x15, 0x49, 0xa9, 0x66], &[&scale, &duration, &date]);
    let tracks = element(&[0x16, 0x54, 0xae, 0x6b], &[&element(&[0xae], track)]);
    let clusters = element(&[0x1f, 0x43, 0xb6, 0x75], &[&[0; 9000]]);
    [head, element(&[0x18, 0x53, 0x80, 0x67], &[&info, &tracks, &clusters])].concat()
}
