//! Files that want something: to have other files read, to have too much done.

use std::fs;
use std::process::{Command, Stdio};

use leporello_media::Trouble;
use tempfile::TempDir;

use crate::support::{RED_THEN_BLUE, Shop, WORKER, colour, drawn, file, made_by, sample};

const MPEG4: [&str; 2] = ["-c:v", "mpeg4"];

#[test]
fn playlists_are_not_videos() {
    let folder = TempDir::new().unwrap();
    let canary = folder.path().join("canary.avi");
    fs::write(&canary, drawn(RED_THEN_BLUE, &MPEG4, "a.avi")).unwrap();
    let path = canary.to_str().unwrap();
    let hls = format!("#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:2.0,\n{path}\n#EXT-X-ENDLIST\n");
    let concat = format!("ffconcat version 1.0\nfile '{path}'\n");
    let shop = Shop::new();
    for playlist in [&hls, &concat] {
        for before in [
            &b""[..],
            b"RIFF\x40\0\0\0AVI ",
            b"\0\0\0\x10ftypisom\0\0\0\0",
            b"\x1a\x45\xdf\xa3\x8b\x42\x82\x88matroska",
        ] {
            let bytes = [before, playlist.as_bytes()].concat();
            let made = shop.picture(&bytes, 10);
            assert!(matches!(made, Err(Trouble::Unsupported | Trouble::Undecodable)), "{before:?} {made:?}");
            assert!(shop.preview(&bytes).is_err(), "{before:?}");
        }
    }
}

/// Were a demuxer to follow a playlist after all, the fence is still there.
#[test]
fn a_tool_that_follows_a_playlist_gets_nowhere() {
    let folder = TempDir::new().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    fs::write(path("canary.avi"), drawn(RED_THEN_BLUE, &MPEG4, "a.avi")).unwrap();
    fs::write(path("out.png"), "").unwrap();
    let concat = format!("ffconcat version 1.0\nfile '{}'\n", path("canary.avi"));
    let how =
        ["-nostdin", "-v", "error", "-y", "-f", "concat", "-safe", "0", "-i", "/proc/self/fd/0", "-frames:v", "1"];
    let run = |program: &str, before: &[&str]| {
        let output = path("out.png");
        let mut command = Command::new(program);
        command.args(before).args(how).args(["-update", "1", &output]).stdin(file(concat.as_bytes()));
        let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap();
        (status.success(), fs::metadata(output).unwrap().len() > 0)
    };
    assert_eq!(run(WORKER, &["fence", &path("out.png"), "--", "/usr/bin/ffmpeg"]), (false, false));
    assert_eq!(run("/usr/bin/ffmpeg", &[]), (true, true));
}

#[test]
fn what_is_cut_off_never_takes_long() {
    let shop = Shop::new();
    let avif = {
        let folder = TempDir::new().unwrap();
        let png = folder.path().join("in.png");
        fs::write(&png, drawn("testsrc=s=320x240", &["-frames:v", "1"], "a.png")).unwrap();
        made_by("heif-enc", &["-A", png.to_str().unwrap(), "-o"], "a.avif")
    };
    for (name, bytes) in [
        ("heic", sample("heic/samplefilehub.heif")),
        ("avif", avif),
        ("mp4", drawn(RED_THEN_BLUE, &[&MPEG4[..], &["-movflags", "+faststart"]].concat(), "a.mp4")),
        ("mkv", drawn(RED_THEN_BLUE, &MPEG4, "a.mkv")),
    ] {
        for part in 0..16 {
            let made = shop.picture(&bytes[..bytes.len() * part / 16], 100);
            let fine = matches!(made, Ok(_) | Err(Trouble::Undecodable | Trouble::Unsupported));
            assert!(fine, "{name} {part}/16: {made:?}");
        }
        assert!(shop.picture(&bytes, 100).is_ok(), "{name}");
    }
}

#[test]
fn tables_of_four_gibibytes_are_not_believed() {
    let shop = Shop::new();
    let whole = drawn(RED_THEN_BLUE, &MPEG4, "a.mp4");
    assert_eq!(colour(&shop.picture(&whole, 100).unwrap(), 0.5, 0.5), "blue");
    // Behind each name: version and flags, then (of stsz after the size of each) how many entries there are.
    for (table, at) in [(b"stsz", 12), (b"stts", 8), (b"stsc", 8), (b"stco", 8), (b"elst", 8)] {
        let mut bytes = whole.clone();
        let place = bytes.windows(4).position(|name| name == table).unwrap() + at;
        bytes[place..place + 4].fill(0xff);
        let made = shop.picture(&bytes, 100);
        let told = matches!(made, Ok(_) | Err(Trouble::Undecodable | Trouble::OutOfMemory));
        assert!(told, "{}: {made:?}", String::from_utf8_lossy(table));
    }
}

#[test]
fn a_video_of_huge_pictures_stays_within_its_memory() {
    let how = ["-c:v", "mjpeg", "-pix_fmt", "yuvj444p"];
    let mut bytes = drawn("color=red:s=64x64:d=0.2", &how, "a.avi");
    // The size stands in each picture's own header: of 16,000 by 16,000 pixels now, three bytes each.
    let mut at = 0;
    while let Some(found) = bytes[at..].windows(4).position(|mark| mark == [0xff, 0xc0, 0, 17]) {
        at += found + 5;
        bytes[at..at + 4].copy_from_slice(&[0x3e, 0x80, 0x3e, 0x80]);
    }
    assert!(at > 0);
    let made = Shop::new().picture(&bytes, 100).map(drop);
    assert!(matches!(made, Err(Trouble::Undecodable | Trouble::OutOfMemory)), "{made:?}");
}
