//! Views and metadata in lists and albums: only where they were asked for.

use axum::http::Method;
use serde_json::{Value, json};

use super::PHOTO;
use crate::support::World;

/// The names of an entry's fields.
fn fields(entry: &Value) -> Vec<&str> {
    entry.as_object().unwrap().keys().map(String::as_str).collect()
}

#[tokio::test]
async fn an_album_tells_more_of_its_files_when_asked() {
    let world = World::new().await;
    let ann = &world.ann;
    let file = world.photo(ann, PHOTO).await;
    let album = world.filled(ann, "Summer", std::slice::from_ref(&file)).await;
    world.make_all().await;
    let entry = async |query: &str| world.contents(ann, &album, query).await["contentList"][0].take();
    assert_eq!(fields(&entry("").await), ["id", "ownerId"]);
    let with_link = entry("?imageProcess=image%2Fresize%2Cw_100").await;
    assert_eq!(fields(&with_link), ["downloadLinks", "fileName", "fileType", "id", "ownerId"]);
    assert_eq!((&with_link["fileName"], &with_link["fileType"]), (&json!("DSCN0010.jpg"), &json!("15")));
    assert_eq!(with_link["downloadLinks"][0]["process"], "image/resize,w_100");
    let link = with_link["downloadLinks"][0]["downloadUrl"].as_str().unwrap();
    assert_eq!(world.fetch(Method::GET, link, &[]).await.size(), (128, 96));
    let with_media = entry("?mediaInfo=true").await;
    assert_eq!(fields(&with_media), ["fileName", "fileType", "id", "mediaInfo", "ownerId"]);
    let media = &with_media["mediaInfo"];
    assert_eq!((&media["width"], &media["height"]), (&json!(640), &json!(480)));
    assert_eq!(media["takeTime"], "2008-10-22T16:28:39.000Z");
    assert!(media["thumbHash"].is_string() && media["latitude"].is_number(), "{media}");
}

#[tokio::test]
async fn lists_tell_the_metadata_when_asked() {
    let world = World::new().await;
    let ann = &world.ann;
    world.photo(ann, PHOTO).await;
    world.make_all().await;
    let list = json!({ "containerId": ann.space, "parentFileId": "root" });
    let search = json!({ "searchType": "personal" });
    for (path, body) in [("/files/0", list), ("/files/search", search)] {
        for (asked, told) in [(Value::Null, false), (json!(false), false), (json!(true), true)] {
            let mut body = body.clone();
            body["mediaInfo"] = asked.clone();
            let page = world.post(ann, path, body).await.ok();
            let media = &page["files"][0]["mediaInfo"];
            assert_eq!(media["thumbHash"].is_string() && media["make"] == "NIKON", told, "{path} {asked}: {page}");
            assert_eq!(media.is_null(), !told);
        }
    }
}

#[tokio::test]
async fn a_cover_is_a_small_picture_and_follows_the_album() {
    let world = World::new().await;
    let ann = &world.ann;
    let files = [world.photo(ann, PHOTO).await, world.photo(ann, "jpg/orientation/portrait_6.jpg").await];
    let album = world.filled(ann, "Summer", &files[..1]).await;
    world.later(1_000);
    world.post(ann, &format!("/album/{album}/add"), crate::support::albums::additions(ann, &files[1..])).await.ok();
    let cover = async || {
        let link = world.albums(ann).await["albumList"][0]["coverImg"].as_str().unwrap().to_owned();
        world.fetch(Method::GET, &link, &[]).await.size()
    };
    assert_eq!(cover().await, (256, 192));
    world.trash(ann, &[&files[0]]).await;
    assert_eq!(cover().await, (192, 256), "upright, as all pictures are");
    world.restore(ann, &[&files[0]]).await;
    assert_eq!(cover().await, (256, 192));
    world.take_out(ann, &album, &files[..1]).await;
    assert_eq!(cover().await, (192, 256));
}
