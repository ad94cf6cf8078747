//! The thumbnails of the demo's library, `rescan`, and what the doctor says of tools.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use image::{Rgb, RgbImage, imageops};
use serde_json::{Value, json};

use crate::support::{Client, Home, Person, Server, finish, program, text};

/// Side of a picture on the contact sheet, and how many stand in a row.
const CELL: u32 = 128;
const COLUMNS: u32 = 20;

/// The pixels of a JPEG file, no smaller than `side`.
fn decoded(jpeg: &[u8], side: u16) -> RgbImage {
    let mut decoder = jpeg_decoder::Decoder::new(jpeg);
    decoder.read_info().unwrap();
    let (width, height) = decoder.scale(side, side).unwrap();
    RgbImage::from_raw(width.into(), height.into(), decoder.decode().unwrap()).unwrap()
}

/// How far two pictures are apart: the mean difference of their colours on a grid of 8 by 8, 0 to 255.
fn distance(one: &RgbImage, other: &RgbImage) -> f64 {
    let small = |picture: &RgbImage| imageops::resize(picture, 8, 8, imageops::FilterType::Triangle);
    let (one, other) = (small(one), small(other));
    let pairs = one.as_raw().iter().zip(other.as_raw());
    pairs.map(|(one, other)| f64::from(one.abs_diff(*other))).sum::<f64>() / one.as_raw().len() as f64
}

#[test]
fn every_thumbnail_of_the_demo_shows_its_picture() {
    let home = Home::new();
    let mut command = program();
    command.current_dir(home.path()).args(["demo", "--listen", "127.0.0.1:0"]).env("TMPDIR", home.path());
    let server = Server::start(command);
    let person = Person { id: server.value("user"), space: server.value("container"), token: server.value("token") };
    let client = Client::new(&server.base, &person);
    let files = pictures(&client);
    assert_eq!(files.len(), 200);
    let mut sheet = RgbImage::from_pixel(COLUMNS * CELL, 200_u32.div_ceil(COLUMNS) * CELL, Rgb([40, 40, 40]));
    let mut thumbnails = Vec::new();
    for (place, file) in (0..).zip(&files) {
        let thumbnail = client.link(file["downloadLinks"][0]["downloadUrl"].as_str().unwrap()).unwrap().bytes;
        let thumbnail = decoded(&thumbnail, 256);
        let (width, height) = thumbnail.dimensions();
        let (full_width, full_height) = (number(&file["mediaInfo"]["width"]), number(&file["mediaInfo"]["height"]));
        assert_eq!(width.max(height), 256, "{file}");
        assert!((f64::from(width) / f64::from(height) - full_width / full_height).abs() < 0.01, "{file}");
        let original = decoded(&client.download(&text(&file["id"])).unwrap(), 256);
        let original = match file["mediaInfo"]["orientation"].as_u64() {
            Some(3) => imageops::rotate180(&original),
            Some(6) => imageops::rotate90(&original),
            Some(8) => imageops::rotate270(&original),
            _ => original,
        };
        let apart = distance(&thumbnail, &original);
        assert!(apart < 4.0, "{} is {apart} apart from its thumbnail", file["fileName"]);
        let cell =
            imageops::resize(&thumbnail, width * CELL / 256, height * CELL / 256, imageops::FilterType::Triangle);
        let (x, y) = (place % COLUMNS * CELL, place / COLUMNS * CELL);
        imageops::replace(
            &mut sheet,
            &cell,
            (x + (CELL - cell.width()) / 2).into(),
            (y + (CELL - cell.height()) / 2).into(),
        );
        thumbnails.push(thumbnail);
    }
    // The measure tells pictures apart, so it would have told a wrong thumbnail.
    let others = thumbnails.iter().zip(thumbnails.iter().skip(37)).filter(|(one, other)| distance(one, other) < 4.0);
    assert!(others.count() < 10);
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("contact-sheet.png");
    sheet.save(&place).unwrap();
    // Made by now, as each was asked for; so each has its placeholder.
    assert!(pictures(&client).iter().all(|file| file["mediaInfo"]["thumbHash"].is_string()));
    server.terminate();
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

/// All pictures of the personal space, with metadata and a link to the thumbnail of 256 pixels.
fn pictures(client: &Client) -> Vec<Value> {
    let (mut files, mut cursor) = (Vec::new(), String::new());
    loop {
        let body = json!({
            "searchType": "personal", "filter": { "fileType": "15" }, "pageInfo": { "pageCursor": cursor },
            "usage": "midThumbnail", "mediaInfo": true,
        });
        let page = client.post("/files/search", &body).ok();
        files.extend(page["files"].as_array().unwrap().iter().cloned());
        cursor = text(&page["nextPageCursor"]);
        if cursor.is_empty() {
            return files;
        }
    }
}

#[test]
fn an_upload_has_its_thumbnail_without_being_asked_for() {
    let home = Home::new();
    let ada = home.person("Ada");
    let server = home.serve();
    let client = Client::new(&server.base, &ada);
    let photo = fs::read(samples().join("jpg/gps/DSCN0010.jpg")).unwrap();
    let created = client.promise("photo.jpg", &[photo.len()]).unwrap().ok();
    client.put(created["multiParts"][0]["uploadUrl"].as_str().unwrap(), &photo).unwrap().ok();
    client.complete(&text(&created["fileId"]), &photo).unwrap().ok();
    let begun = Instant::now();
    while pictures(&client)[0]["mediaInfo"]["thumbHash"].is_null() {
        assert!(begun.elapsed() < Duration::from_secs(60), "nobody makes it");
    }
}

fn samples() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/photos/exif-samples")
}

#[test]
fn a_rescan_reads_everything_again_and_may_change_the_zone() {
    let home = Home::new();
    let (ada, bob) = (home.person("Ada"), home.person("Bob"));
    home.import(&ada, &samples().join("jpg/gps"), &[]);
    home.import(&bob, &samples().join("jpg/hdr"), &[]);
    let rescan = |words: &str| home.run(&format!("rescan --json{words}")).json();
    let all = rescan("");
    assert_eq!((&all["objects"], &all["changed"], &all["unreadable"]), (&15.into(), &0.into(), &0.into()), "{all}");
    assert_eq!(all["pictures"], 13, "{all}");
    let server = home.serve();
    let client = Client::new(&server.base, &ada);
    let before = pictures(&client);
    assert!(before.iter().all(|file| file["mediaInfo"]["thumbHash"].is_string()), "the command has made them");
    let moved = rescan(&format!(" --user {} --zone Asia/Tokyo", ada.id));
    // The server that runs beside it takes its share of the pictures.
    assert!(moved["objects"] == 10 && moved["pictures"].as_u64().unwrap() <= 9, "{moved}");
    assert!(moved["changed"].as_u64().unwrap() >= 9, "{moved}");
    for (before, after) in before.iter().zip(pictures(&client)) {
        let hours = |file: &Value| file["mediaInfo"]["takeTime"].as_str().unwrap()[11..13].parse::<i64>().unwrap();
        assert_eq!((hours(before) - hours(&after)).rem_euclid(24), 9, "{after}");
        assert_eq!(before["updateTime"], after["updateTime"]);
    }
    home.run("rescan --user 12345").failed(&["--user 12345", "no such user"]);
    home.run("rescan --zone Asia/Tokyo").misused(&["--user"]);
    home.run(&format!("rescan --user {} --zone Middle-earth/Shire", ada.id)).misused(&["IANA"]);
    let said = home.run(&format!("rescan --user {}", bob.id)).ok();
    assert!(said.starts_with("read again: 5 stored files, 0 changed, 0 unreadable"), "{said}");
}

#[test]
fn the_doctor_tells_what_pictures_are_made_with() {
    let home = Home::new();
    home.person("Ada");
    let report = home.run("doctor").ok();
    for line in ["decoding: ok: workers are fenced off", "heif-convert: ok: /usr/bin/", "ffmpeg: ok: /usr/bin/ffmpeg"] {
        assert!(report.contains(line), "{line} in {report}");
    }
    let mut command = home.command(["doctor"]);
    command.env("PATH", home.path());
    let report = finish(command, "").ok();
    assert!(
        report.contains("ffmpeg: ok: not installed: videos have a drawn stand-in; install ffmpeg, then run"),
        "{report}"
    );
    assert!(report.contains("install libheif-examples"), "{report}");
}
