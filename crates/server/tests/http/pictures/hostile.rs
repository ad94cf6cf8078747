//! Files that were made to do harm, or are broken: each is kept, tells what is wrong with it, and holds nothing up.

use axum::http::Method;
use leporello_model::FileType;
use serde_json::{Value, json};

use super::{PHOTO, sample};
use crate::support::World;
use crate::support::albums::ids;

/// A PNG that says it is `side` pixels wide and high, and has hardly any bytes.
fn png_of(side: u32) -> Vec<u8> {
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    let header = [&side.to_be_bytes()[..], &side.to_be_bytes(), &[8, 6, 0, 0, 0]].concat();
    for (name, body) in [(b"IHDR", &header[..]), (b"IDAT", b"\x78\x9c\x03\0\0\0\0\x01"), (b"IEND", b"")] {
        png.extend((body.len() as u32).to_be_bytes());
        let start = png.len();
        png.extend_from_slice(name);
        png.extend_from_slice(body);
        png.extend(crc(&png[start..]).to_be_bytes());
    }
    png
}

/// The sum that PNG has behind every chunk.
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 })
    })
}

/// A lossless WebP of 16,384 by 16,384 pixels in some bytes.
fn webp_flood() -> Vec<u8> {
    let mut webp = b"RIFF\x1a\0\0\0WEBPVP8L\x0d\0\0\0\x2f".to_vec();
    webp.extend([0xff, 0xff, 0xff, 0x0f, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    webp
}

/// A GIF in which 50,000 tiny frames follow one another.
fn frame_flood() -> Vec<u8> {
    let mut gif = b"GIF89a\x10\0\x10\0\x80\0\0\0\0\0\xff\xff\xff".to_vec();
    for _ in 0..50_000 {
        gif.extend(b"\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0");
    }
    gif.push(b';');
    gif
}

/// A TIFF whose directory is followed by itself.
fn looping_tiff() -> Vec<u8> {
    b"II*\0\x08\0\0\0\x01\0\0\x01\x04\0\x01\0\0\0\x40\0\0\0\x08\0\0\0".to_vec()
}

/// A JPEG in which 10,000 markers come before anything else.
fn marker_flood() -> Vec<u8> {
    let photo = sample("jpg/Canon_40D.jpg");
    [&photo[..2], &b"\xff\xe5\0\x04ab".repeat(10_000), &photo[2..]].concat()
}

/// An MP4 whose sample tables say they have four thousand million entries.
fn table_flood() -> Vec<u8> {
    let boxed = |name: &[u8; 4], body: &[u8]| [&(body.len() as u32 + 8).to_be_bytes()[..], name, body].concat();
    let table = |name| boxed(name, &[&[0; 4][..], &u32::MAX.to_be_bytes(), &[0; 16]].concat());
    let tables = [table(b"stts"), table(b"stsz"), table(b"stco"), table(b"stsc")].concat();
    let track = boxed(b"trak", &boxed(b"mdia", &boxed(b"minf", &boxed(b"stbl", &tables))));
    [boxed(b"ftyp", b"isom\0\0\0\0isom"), boxed(b"moov", &track)].concat()
}

/// Name, bytes, what it is, and what is told of its pictures: none where there are some.
fn harmful() -> Vec<(&'static str, Vec<u8>, FileType, Option<&'static str>)> {
    use FileType::{Image, Other, Video};
    let photo = sample(PHOTO);
    let html = [&photo[..], b"<html><script>alert(1)</script></html>PK\x05\x06"].concat();
    vec![
        ("flood.png", png_of(65_000), Image, Some("tooLarge")),
        ("broken.png", png_of(64), Image, Some("undecodable")),
        ("flood.webp", webp_flood(), Image, Some("tooLarge")),
        ("frames.gif", frame_flood(), Image, None),
        ("loop.tiff", looping_tiff(), Image, Some("undecodable")),
        ("markers.jpg", marker_flood(), Image, None),
        ("tables.mp4", table_flood(), Video, Some("undecodable")),
        ("polyglot.html", html, Image, None),
        ("video.jpg", table_flood(), Video, Some("undecodable")),
        ("empty.jpg", Vec::new(), Other, None),
        ("text.jpg", b"no picture at all".to_vec(), Other, None),
    ]
}

#[tokio::test]
async fn a_harmful_file_harms_nobody() {
    let world = World::new().await;
    let ann = &world.ann;
    let mut files = Vec::new();
    for (name, bytes, kind, problem) in harmful() {
        let file = world.upload(ann, name, &bytes).await;
        assert_eq!(world.row(ann, &file).await.unwrap().file_type, kind, "{name}");
        files.push((name, file, kind, problem));
    }
    let pictures = files.iter().filter(|(.., kind, _)| matches!(kind, FileType::Image | FileType::Video));
    let mut pictures: Vec<String> = pictures.map(|(_, file, ..)| file.clone()).collect();
    let album = world.filled(ann, "Harm", &pictures).await;
    world.settle().await;
    for (name, file, kind, problem) in &files {
        let shown = world.shown(ann, file, json!({ "usage": "minThumbnail" })).await;
        let told = shown["mediaInfo"]["problem"].as_str();
        // What a tool makes of tables that cannot be is the tool's affair: it fails, or asks for memory that it does not get.
        let told = if *kind == FileType::Video && told == Some("outOfMemory") { Some("undecodable") } else { told };
        assert_eq!(told, *problem, "{name}: {shown}");
        let link = &shown["downloadLinks"][0]["downloadUrl"];
        assert_eq!(link.is_string(), matches!(kind, FileType::Image | FileType::Video), "{name}");
        if let Some(link) = link.as_str() {
            let view = world.fetch(Method::GET, link, &[]).await;
            assert!(view.size().0 <= 128 && view.is_stand_in() == problem.is_some(), "{name}");
        }
    }
    let mut kept = ids(&world.contents(ann, &album, "").await);
    kept.sort();
    pictures.sort();
    assert_eq!(kept, pictures, "each keeps its place");
}

#[tokio::test]
async fn a_photo_cut_anywhere_is_a_photo_still() {
    let world = World::new().await;
    let ann = &world.ann;
    let photo = sample(PHOTO);
    let mut files = Vec::new();
    for part in 1..16 {
        let name = format!("{part}.jpg");
        files.push(world.upload(ann, &name, &photo[..photo.len() * part / 16]).await);
    }
    world.settle().await;
    for (part, file) in (1..).zip(files) {
        let row = world.row(ann, &file).await.unwrap();
        assert_eq!((row.file_type, row.mime_type.as_str()), (FileType::Image, "image/jpeg"));
        let view = world.view(ann, &file, "image/resize,w_128").await;
        assert!(view.size().0 <= 128);
        assert!(part < 4 || !view.is_stand_in(), "{part}/16: what there is of it is shown");
    }
}

#[tokio::test]
async fn every_sample_that_is_broken_on_purpose_goes_through() {
    let world = World::new().await;
    let ann = &world.ann;
    let mut files = Vec::new();
    for folder in ["jpg/invalid", "jpg/tests"] {
        for entry in std::fs::read_dir(crate::import::photos().join(folder)).unwrap().map(Result::unwrap) {
            let name = entry.file_name().into_string().unwrap();
            let file = world.upload(ann, &name, &std::fs::read(entry.path()).unwrap()).await;
            files.push((name, file));
        }
    }
    assert!(files.len() > 18);
    world.settle().await;
    for (name, file) in files.iter().filter(|(name, _)| name.contains('.')) {
        let shown = world.shown(ann, file, json!({})).await;
        assert_eq!(shown["fileType"], "15", "{name}");
        let problem = &shown["mediaInfo"]["problem"];
        let told = [Value::Null, json!("undecodable"), json!("unsupported")].contains(problem);
        assert!(told && problem.is_string() == shown["mediaInfo"]["thumbHash"].is_null(), "{name}: {shown}");
    }
}

impl World {
    /// Makes all pictures, and again after each pause, until nothing is wanted any more.
    async fn settle(&self) {
        for _ in 0..6 {
            leporello_server::jobs::pictures::drain(&self.app, 2, || ()).await.unwrap();
            self.later(leporello_model::Millis::MINUTE);
        }
        assert_eq!(self.app.pictures_wanted().await.unwrap(), 0, "nothing holds up the queue");
    }
}
