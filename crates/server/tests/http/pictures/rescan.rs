//! Reading files again: what follows from their bytes is told anew, and nothing else is touched.

use axum::http::Method;
use serde_json::{Value, json};

use super::PHOTO;
use crate::support::World;
use crate::support::albums::{additions, ids};

const ORDERS: [&str; 3] = ["?sortType=1", "?sortType=2", "?sortType=3"];

#[tokio::test]
async fn a_new_zone_moves_local_times_and_nothing_else() {
    let world = World::new().await;
    let ann = &world.ann;
    let names = ["jpg/Canon_40D.jpg", "jpg/hdr/canon_hdr_NO.jpg", "jpg/Nikon_D70.jpg"];
    let mut files = Vec::new();
    for name in names {
        world.later(1_000);
        files.push(world.photo(ann, name).await);
    }
    let album = world.album(ann, "Summer").await;
    for file in files.iter().rev() {
        world.later(1_000);
        world.post(ann, &format!("/album/{album}/add"), additions(ann, std::slice::from_ref(file))).await.ok();
    }
    let by_hand = "2001-01-01T00:00:00.000Z";
    let corrected = world.request(ann.id, Method::PUT, &format!("/api/files/{}/takeTime", files[2]));
    let corrected =
        corrected.header("authorization", &ann.token).body(json!({ "takeTime": by_hand }).to_string().into());
    world.send(corrected.unwrap()).await.ok();
    world.make_all().await;
    let orders = async || {
        let mut orders = Vec::new();
        for order in ORDERS {
            orders.push(ids(&world.contents(ann, &album, order).await));
        }
        orders
    };
    let seen = async |file: &str| {
        let shown = world.shown(ann, file, json!({})).await;
        let text = |value: &Value| value.as_str().map(ToOwned::to_owned);
        (
            text(&shown["mediaInfo"]["takeTime"]).unwrap(),
            text(&shown["editedTime"]),
            text(&shown["mediaInfo"]["thumbHash"]),
        )
    };
    let before = (orders().await, seen(&files[0]).await, seen(&files[2]).await);
    assert_eq!(before.1.0, "2008-05-30T15:56:01.000Z");

    world.later(60_000);
    world.app.set_zone(ann.id, "Asia/Shanghai".to_owned()).await.unwrap();
    let told = world.app.rescan(Some(ann.id), || ()).await.unwrap();
    assert_eq!((told.objects, told.changed, told.unreadable), (3, 2, 0));
    assert_eq!(world.app.pictures_wanted().await.unwrap(), 3);
    world.make_all().await;
    let after = (orders().await, seen(&files[0]).await, seen(&files[2]).await);
    assert_eq!(after.0, before.0);
    assert_eq!(after.1, ("2008-05-30T07:56:01.000Z".to_owned(), before.1.1, before.1.2));
    assert_eq!((after.2.0.as_str(), &after.2), (by_hand, &before.2), "what somebody put right stays");
    let again = world.app.rescan(None, || ()).await.unwrap();
    assert_eq!((again.objects, again.changed), (3, 0));
}

#[tokio::test]
async fn the_pictures_there_are_stay_until_the_new_ones_come() {
    let world = World::new().await;
    let ann = &world.ann;
    let file = world.photo(ann, PHOTO).await;
    world.make_all().await;
    let tag = async || world.view(ann, &file, "image/resize,w_128").await.header("etag").to_owned();
    let before = tag().await;
    world.app.rescan(None, || ()).await.unwrap();
    assert_eq!(tag().await, before);
    world.make_all().await;
    assert_ne!(tag().await, before, "a cache learns that there is another");
}

#[tokio::test]
async fn what_cannot_be_read_is_counted_and_keeps_what_is_known() {
    let world = World::new().await;
    let ann = &world.ann;
    let file = world.photo(ann, PHOTO).await;
    std::fs::remove_dir_all(world.place.blobs().join("originals")).unwrap();
    let told = world.app.rescan(None, || ()).await.unwrap();
    assert_eq!((told.objects, told.changed, told.unreadable), (1, 0, 1));
    assert_eq!(world.shown(ann, &file, json!({})).await["mediaInfo"]["width"], 640);
}
