//! Videos of every container that is read: a poster, and a preview that moves.

use std::io::Cursor;

use jiff::tz::TimeZone;
use leporello_media::{Format, Trouble};

use crate::support::{RED_LEFT, RED_THEN_BLUE, Shop, colour, drawn, made_by};

const H264: [&str; 4] = ["-c:v", "libx264", "-pix_fmt", "yuv420p"];
const MPEG4: [&str; 2] = ["-c:v", "mpeg4"];

#[test]
fn posters_are_taken_at_one_second() {
    let shop = Shop::new();
    for (name, how) in [
        ("end.mp4", &H264[..]),
        ("start.mp4", &[&H264[..], &["-movflags", "+faststart"]].concat()),
        ("pieces.mp4", &[&H264[..], &["-movflags", "+frag_keyframe+empty_moov"]].concat()),
        ("a.mov", &["-c:v", "mjpeg", "-pix_fmt", "yuvj420p"]),
        ("a.mkv", &H264),
        ("a.webm", &["-c:v", "libvpx", "-deadline", "realtime"]),
        ("a.avi", &MPEG4),
        ("a.3gp", &MPEG4),
        ("a.ts", &["-c:v", "mpeg2video", "-r", "25"]),
    ] {
        let picture = shop.picture(&drawn(RED_THEN_BLUE, how, name), 1000).expect(name);
        assert_eq!(picture.dimensions(), (320, 240), "{name}");
        assert_eq!(colour(&picture, 0.5, 0.5), "blue", "{name}");
    }
}

#[test]
fn a_video_of_half_a_second_shows_its_first_picture() {
    let shop = Shop::new();
    let half = RED_THEN_BLUE.replace("d=1", "d=0.2");
    for name in ["a.mp4", "a.mkv"] {
        assert_eq!(colour(&shop.picture(&drawn(&half, &H264, name), 100).unwrap(), 0.5, 0.5), "red", "{name}");
    }
}

#[test]
fn turned_videos_stand_upright() {
    let folder = tempfile::TempDir::new().unwrap();
    let lying = folder.path().join("lying.mov");
    std::fs::write(&lying, drawn(RED_LEFT, &H264, "a.mov")).unwrap();
    let how = ["-v", "error", "-i", lying.to_str().unwrap(), "-c", "copy", "-metadata:s:v:0", "rotate=270"];
    let turned = made_by("ffmpeg", &how, "turned.mov");
    // A quarter clockwise, by the room's own reading and not by ffmpeg's word for it.
    let facts = leporello_media::facts(&mut Cursor::new(&turned), turned.len() as u64, &TimeZone::UTC).unwrap();
    assert_eq!((facts.orientation, facts.width, facts.height), (Some(6), Some(240), Some(320)));
    let shop = Shop::new();
    let picture = shop.picture(&turned, 1000).unwrap();
    assert_eq!(picture.dimensions(), (240, 320));
    assert_eq!((colour(&picture, 0.5, 0.2), colour(&picture, 0.5, 0.8)), ("red", "blue"));
    let preview = shop.preview(&turned).unwrap();
    assert_eq!((preview.width, preview.height), (192, 256));
}

#[test]
fn wide_pixels_are_made_square() {
    let shop = Shop::new();
    let wide = drawn(&format!("{RED_LEFT},setsar=4/3"), &H264, "a.mp4");
    let (width, height) = shop.picture(&wide, 1000).unwrap().dimensions();
    assert!((426..=427).contains(&width) && height == 240, "{width} {height}");
    let preview = shop.preview(&wide).unwrap();
    assert!(preview.width == 256 && (143..=144).contains(&preview.height), "{} {}", preview.width, preview.height);
}

#[test]
fn previews_move_for_ever_and_say_nothing_else() {
    let shop = Shop::new();
    let how = [&H264[..], &["-metadata", "title=canary", "-metadata", "comment=canary"]].concat();
    for (source, size, expected) in
        [("testsrc=s=640x480:r=30:d=3", (256, 192), 9..=11), ("testsrc=s=100x50:d=0.3", (100, 50), 2..=4)]
    {
        let video = drawn(source, &how, "a.mp4");
        assert!(memchr::memmem::find(&video, b"canary").is_some());
        let preview = shop.preview(&video).unwrap();
        assert_eq!((preview.width, preview.height, preview.format), (size.0, size.1, Format::Webp), "{source}");
        let chunks = chunks(&preview.bytes);
        let named = |name: &[u8]| chunks.iter().filter(|(found, _)| found == name).count();
        assert!(expected.contains(&named(b"ANMF")), "{source}: {}", named(b"ANMF"));
        let others = chunks.iter().filter(|(name, _)| !matches!(name, b"VP8X" | b"ANIM" | b"ANMF")).count();
        assert_eq!(others, 0, "{source}: EXIF, XMP or a profile");
        let animation = chunks.iter().find(|(name, _)| name == b"ANIM").unwrap().1;
        assert_eq!(animation[4..6], [0, 0], "it starts over for ever");
        assert!(memchr::memmem::find(&preview.bytes, b"canary").is_none());
    }
}

/// The chunks of a WebP file: name and content.
fn chunks(bytes: &[u8]) -> Vec<([u8; 4], &[u8])> {
    let (mut at, mut chunks) = (12, Vec::new());
    while let Some(head) = bytes.get(at..at + 8) {
        let length = u32::from_le_bytes(head[4..].try_into().unwrap()) as usize;
        chunks.push((head[..4].try_into().unwrap(), &bytes[at + 8..at + 8 + length]));
        at += 8 + length + length % 2;
    }
    chunks
}

#[test]
fn sound_alone_has_no_poster() {
    let shop = Shop::new();
    for name in ["a.m4a", "a.mp4", "a.mkv"] {
        let sound = drawn("sine=d=0.3", &["-c:a", "aac"], name);
        assert!(matches!(shop.picture(&sound, 10), Err(Trouble::Unsupported | Trouble::Undecodable)), "{name}");
    }
}
