//! `coverImg`: the earliest linked image that can be seen.

use leporello_model::FileType;
use leporello_server::Settings;
use serde_json::Value;

use crate::support::albums::additions;
use crate::support::{Person, World};

async fn cover(world: &World, who: &Person) -> Value {
    world.albums(who).await["albumList"][0]["coverImg"].clone()
}

/// Holds if the cover is a link to `file` under `base`.
#[track_caller]
fn shows(cover: &Value, base: &str, who: &Person, file: &str) {
    let link = cover.as_str().unwrap_or_else(|| panic!("no cover, but {cover}"));
    assert!(link.starts_with(&format!("{base}/links/files/{}/{file}/", who.space)), "{link}");
}

#[tokio::test]
async fn the_cover_moves_on_and_comes_back() {
    let world = World::new().await;
    let ann = &world.ann;
    let album = world.album(ann, "Summer").await;
    assert_eq!(cover(&world, ann).await, Value::Null, "an empty album");
    let film = world.put_kind(ann, "root", "film.mp4", FileType::Video).await;
    world.post(ann, &format!("/album/{album}/add"), additions(ann, &[film])).await.ok();
    assert_eq!(cover(&world, ann).await, Value::Null, "nothing but videos");

    let mut files = world.pictures(ann, 4).await;
    // The order in which they were linked counts, not the one in which they were made.
    files.reverse();
    for file in &files {
        world.later(1_000);
        world.post(ann, &format!("/album/{album}/add"), additions(ann, std::slice::from_ref(file))).await.ok();
    }
    let host = "http://photos.test";
    shows(&cover(&world, ann).await, host, ann, &files[0]);
    world.trash(ann, &[&files[0]]).await;
    shows(&cover(&world, ann).await, host, ann, &files[1]);
    world.take_out(ann, &album, &files[1..2]).await;
    shows(&cover(&world, ann).await, host, ann, &files[2]);
    world.restore(ann, &[&files[0]]).await;
    shows(&cover(&world, ann).await, host, ann, &files[0]);
    world.purge(ann, &files[0]).await;
    shows(&cover(&world, ann).await, host, ann, &files[2]);
    world.take_out(ann, &album, &files[2..]).await;
    assert_eq!(cover(&world, ann).await, Value::Null);
    assert_eq!(world.contents(ann, &album, "").await["total"], 1, "the video is still there");
}

#[tokio::test]
async fn a_cover_below_a_trashed_folder_is_none() {
    let world = World::new().await;
    let ann = &world.ann;
    let outer = world.put_kind(ann, "root", "outer", FileType::Folder).await;
    let inner = world.put_kind(ann, &outer, "inner", FileType::Folder).await;
    let files = [world.picture(ann, &inner, "a.jpg").await, world.picture(ann, "root", "b.jpg").await];
    let album = world.filled(ann, "Summer", &files[..1]).await;
    world.later(1_000);
    world.post(ann, &format!("/album/{album}/add"), additions(ann, &files[1..])).await.ok();
    world.trash(ann, &[&outer]).await;
    shows(&cover(&world, ann).await, "http://photos.test", ann, &files[1]);
    assert_eq!(world.contents(ann, &album, "").await["total"], 1);
    world.restore(ann, &[&outer]).await;
    shows(&cover(&world, ann).await, "http://photos.test", ann, &files[0]);
    assert_eq!(world.contents(ann, &album, "").await["total"], 2);
}

#[tokio::test]
async fn the_operators_address_comes_before_the_host_that_was_asked() {
    let public_url = Some("https://photos.example.org/".to_owned());
    let world = World::with(Settings { public_url, ..Settings::default() }).await;
    let files = world.pictures(&world.ann, 1).await;
    world.filled(&world.ann, "Summer", &files).await;
    shows(&cover(&world, &world.ann).await, "https://photos.example.org", &world.ann, &files[0]);
}
