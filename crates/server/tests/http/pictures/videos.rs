//! Videos: a poster, a preview that moves, and what there is without the tool that makes them.

use std::path::PathBuf;
use std::process::Command;

use axum::http::{Method, header};
use leporello_server::Settings;
use serde_json::{Value, json};

use crate::support::World;

/// A video of two seconds, 320 by 240 pixels: red for one second, then blue.
fn video() -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("video.mp4");
    let source =
        "color=red:size=320x240:duration=0.9:rate=10[a];color=blue:size=320x240:duration=1.1:rate=10[b];[a][b]concat";
    let made = Command::new("ffmpeg")
        .args(["-v", "error", "-f", "lavfi", "-i", source, "-pix_fmt", "yuv420p", "-metadata", "title=secret"])
        .arg(&file)
        .status();
    assert!(made.expect("ffmpeg, which ./scripts/test installs").success());
    std::fs::read(file).unwrap()
}

const EVERY: &str = "minThumbnail,superLargeThumbnail,preview";

#[tokio::test]
async fn a_video_has_a_poster_and_a_preview() {
    let world = World::new().await;
    let ann = &world.ann;
    let file = world.upload(ann, "video.mp4", &video()).await;
    let album = world.filled(ann, "Films", std::slice::from_ref(&file)).await;
    world.make_all().await;
    let shown = world.shown(ann, &file, json!({ "usage": EVERY, "imageProcess": "image/resize,w_128" })).await;
    assert_eq!((&shown["fileType"], &shown["mediaInfo"]["durationMs"]), (&json!("20"), &json!(2_000)));
    assert!(shown["mediaInfo"]["thumbHash"].is_string());
    let links = shown["downloadLinks"].as_array().unwrap();
    let names: Vec<&str> = links.iter().map(|link| link["process"].as_str().unwrap()).collect();
    assert_eq!(names.join(","), EVERY, "`imageProcess` is for images");
    let fetch = async |link: &Value| world.fetch(Method::GET, link["downloadUrl"].as_str().unwrap(), &[]).await;
    assert_eq!(fetch(&links[0]).await.size(), (128, 96));
    let large = fetch(&links[1]).await;
    assert_eq!(large.size(), (320, 240));
    let mut decoder = jpeg_decoder::Decoder::new(&large.bytes[..]);
    let pixels = decoder.decode().unwrap();
    assert!(pixels[0] < 60 && pixels[2] > 190, "it shows what is to be seen after a second: {:?}", &pixels[..3]);
    let preview = fetch(&links[2]).await;
    assert_eq!((preview.size(), preview.header(header::CONTENT_TYPE)), ((256, 192), "image/webp"));
    assert!(preview.bytes.windows(4).any(|bytes| bytes == b"ANIM"), "it moves");
    assert!(!preview.bytes.windows(6).any(|bytes| bytes == b"secret"));

    let entry = world.contents(ann, &album, "?imageProcess=image%2Fresize%2Cw_128").await["contentList"][0].take();
    assert_eq!(fetch(&entry["downloadLinks"][0]).await.size(), (128, 96), "in an album it is for videos too");
}

#[tokio::test]
async fn without_the_tool_a_video_has_a_stand_in_and_works() {
    let world = World::with_tools(Settings::default(), PathBuf::from("/nowhere")).await;
    let ann = &world.ann;
    let bytes = video();
    let file = world.upload(ann, "video.mp4", &bytes).await;
    world.make_all().await;
    let shown = world.shown(ann, &file, json!({ "usage": "minThumbnail,preview" })).await;
    assert_eq!((&shown["mediaInfo"]["problem"], &shown["mediaInfo"]["width"]), (&json!("noTool"), &json!(320)));
    for link in shown["downloadLinks"].as_array().unwrap() {
        let view = world.fetch(Method::GET, link["downloadUrl"].as_str().unwrap(), &[]).await;
        assert!(view.is_stand_in() && view.size().0 > 0);
        assert_eq!(view.header(header::CACHE_CONTROL), "private, no-cache");
    }
    let links = world.post(ann, "/files/download", json!({ "containerId": ann.space, "fileIds": [file] })).await.ok();
    let link = links["downloads"][0]["url"].as_str().unwrap();
    let part = world.fetch(Method::GET, link, &[(header::RANGE, "bytes=4-7")]).await;
    assert_eq!((part.status.as_u16(), &part.bytes[..]), (206, &bytes[4..8]));
}
