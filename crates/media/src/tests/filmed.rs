//! Videos as ffmpeg writes them, made when the test runs: what each container can say is read, and nothing else.

use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use super::*;

/// Two seconds of 176 by 144 pixels, ten pictures a second.
const PICTURES: [&str; 4] = ["-f", "lavfi", "-i", "testsrc=s=176x144:r=10:d=2"];
/// Two seconds of a tone.
const TONE: [&str; 4] = ["-f", "lavfi", "-i", "sine=d=2"];
const TIME_AND_PLACE: [&str; 4] =
    ["-metadata", "creation_time=2024-02-02T08:09:57.123Z", "-metadata", "location=+48.8577+002.2950/"];

/// The bytes of `folder/name`, which ffmpeg makes out of the input that the first arguments name.
fn film(folder: &Path, arguments: &[&[&str]], name: &str) -> Vec<u8> {
    let path = folder.join(name);
    let mut ffmpeg = Command::new("ffmpeg");
    ffmpeg.args(["-nostdin", "-v", "error", "-y"]).args(arguments.concat()).arg(&path);
    let output = ffmpeg.output().expect("ffmpeg: install the Debian package of that name");
    assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    fs::read(path).unwrap()
}

fn near(facts: &Facts, place: (f64, f64)) -> bool {
    // 3GPP counts in 65,536ths of a degree.
    let close = |found: Option<f64>, expected: f64| found.is_some_and(|found| (found - expected).abs() < 2e-5);
    close(facts.latitude, place.0) && close(facts.longitude, place.1)
}

#[test]
fn every_container_says_what_it_can() {
    let folder = TempDir::new().unwrap();
    let (second, exact) = (Some("2024-02-02T08:09:57.000Z"), Some("2024-02-02T08:09:57.123Z"));
    for (name, codec, mime, taken, has_place) in [
        ("a.mp4", "mpeg4", "video/mp4", second, true),
        ("a.mov", "mpeg4", "video/quicktime", second, true),
        ("a.m4v", "mpeg4", "video/x-m4v", second, true),
        ("a.3gp", "h263", "video/3gpp", second, true),
        ("a.3g2", "mpeg4", "video/3gpp2", second, true),
        // Places are kept by neither of these, and AVI keeps no time.
        ("a.mkv", "mpeg4", "video/x-matroska", exact, false),
        ("a.webm", "libvpx", "video/webm", exact, false),
        ("a.avi", "mpeg4", "video/x-msvideo", None, false),
    ] {
        let facts = of(&film(folder.path(), &[&PICTURES, &["-c:v", codec], &TIME_AND_PLACE], name));
        assert_eq!((facts.file_type, facts.mime.as_str(), facts.problem), (FileType::Video, mime, None), "{name}");
        assert_eq!((facts.width, facts.height, facts.orientation), (Some(176), Some(144), None), "{name}");
        assert_eq!(facts.duration_ms, Some(2000), "{name}");
        assert_eq!(facts.taken.map(|time| time.to_string()).as_deref(), taken, "{name}");
        assert_eq!(facts.zone, taken.map(|_| 0), "{name}");
        assert_eq!(near(&facts, (48.8577, 2.295)), has_place, "{name} {facts:?}");
        assert_eq!(facts.latitude.is_some(), has_place, "{name}");
    }
}

/// ffmpeg 5 turns a picture only where it copies it; by which sign it has changed over the years, so exiftool tells.
#[test]
fn turned_films_stand_upright() {
    let folder = TempDir::new().unwrap();
    film(folder.path(), &[&PICTURES, &["-c:v", "mpeg4"]], "upright.mp4");
    let upright = folder.path().join("upright.mp4");
    let source = ["-i", upright.to_str().unwrap(), "-c", "copy"];
    for container in ["mp4", "mov", "m4v", "3gp"] {
        let mut turns = Vec::new();
        for turn in ["rotate=90", "rotate=180", "rotate=270"] {
            let name = format!("turned.{container}");
            let facts = of(&film(folder.path(), &[&source, &["-metadata:s:v:0", turn]], &name));
            let orientation = match exiftool(&folder.path().join(name), "-Rotation").as_str() {
                "90" => 6,
                "180" => 3,
                "270" => 8,
                other => panic!("{container}, {turn}: {other}"),
            };
            assert_eq!(facts.orientation, Some(orientation), "{container}, {turn}");
            let size = if orientation == 3 { (176, 144) } else { (144, 176) };
            assert_eq!(facts.width.zip(facts.height), Some(size), "{container}, {turn}");
            turns.push(orientation);
        }
        turns.sort_unstable();
        assert_eq!(turns, [3, 6, 8], "{container}");
    }
}

fn exiftool(path: &Path, tag: &str) -> String {
    let output = Command::new("exiftool").args(["-n", "-s3", tag]).arg(path).output();
    let output = output.expect("exiftool: install the Debian package libimage-exiftool-perl");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

#[test]
fn apples_notes_tell_the_zone() {
    let folder = TempDir::new().unwrap();
    let notes = [
        "-movflags",
        "use_metadata_tags",
        "-metadata",
        "com.apple.quicktime.creationdate=2024-02-02T16:09:58+0800",
        "-metadata",
        "com.apple.quicktime.location.ISO6709=+27.1281+100.2508+000.000/",
        "-metadata",
        "com.apple.quicktime.make=Apple",
    ];
    for name in ["a.mov", "a.mp4"] {
        let facts = of(&film(folder.path(), &[&PICTURES, &["-c:v", "mpeg4"], &TIME_AND_PLACE[..2], &notes], name));
        let taken = facts.taken.map(|time| time.to_string());
        assert_eq!((taken.as_deref(), facts.zone), (Some("2024-02-02T08:09:58.000Z"), Some(480)), "{name}");
        assert!(near(&facts, (27.1281, 100.2508)), "{name} {facts:?}");
        assert_eq!(facts.make.as_deref(), Some("Apple"), "{name}");
    }
}

#[test]
fn it_does_not_matter_how_a_film_was_recorded() {
    let folder = TempDir::new().unwrap();
    let shot = [&PICTURES[..], &["-c:v", "mpeg4"], &TIME_AND_PLACE].concat();
    let plain = of(&film(folder.path(), &[&shot], "a.mp4"));
    let first = of(&film(folder.path(), &[&shot, &["-movflags", "faststart"]], "a.mp4"));
    assert_eq!(first, plain);
    // In fragments, ffmpeg says nowhere how many there will be.
    let fragments = of(&film(folder.path(), &[&shot, &["-movflags", "frag_keyframe+empty_moov"]], "a.mp4"));
    assert_eq!(fragments, Facts { duration_ms: None, ..plain });

    let shot = [&PICTURES[..], &["-c:v", "libvpx"], &TIME_AND_PLACE].concat();
    let whole = of(&film(folder.path(), &[&shot], "a.webm"));
    let live = of(&film(folder.path(), &[&shot, &["-live", "1"]], "a.webm"));
    assert_eq!(live, Facts { duration_ms: None, ..whole });
}

#[test]
fn sound_in_a_films_container_is_sound() {
    let folder = TempDir::new().unwrap();
    for (name, codec, mime) in [
        ("a.mp4", "aac", "audio/mp4"),
        ("a.m4a", "aac", "audio/mp4"),
        ("a.webm", "libopus", "audio/webm"),
        ("a.mkv", "libopus", "audio/x-matroska"),
    ] {
        let facts = of(&film(folder.path(), &[&TONE, &["-c:a", codec]], name));
        assert_eq!((facts.file_type, facts.mime.as_str(), facts.width), (FileType::Audio, mime, None), "{name}");
        assert!(facts.duration_ms.is_some_and(|millis| (1990..2100).contains(&millis)), "{name} {facts:?}");
    }
}
