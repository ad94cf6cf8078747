//! Putting right when a picture was taken.

use axum::http::Method;
use serde_json::{Value, json};

use super::{Shelf, UNKNOWN, day, ours};
use crate::support::Answer;
use crate::support::albums::ids;

async fn correct(shelf: &Shelf, file: &str, body: Value) -> Answer {
    ours(&shelf.world, shelf.ann(), Method::PUT, &format!("/files/{file}/takeTime"), body, "").await
}

async fn detail(shelf: &Shelf, file: &str) -> Value {
    let body = json!({ "containerId": shelf.ann().space });
    shelf.world.post(shelf.ann(), &format!("/files/{file}/detail"), body).await.ok()
}

#[tokio::test]
async fn every_order_by_shooting_time_sees_it_at_once() {
    let shelf = Shelf::new().await;
    let (world, ann) = (&shelf.world, shelf.ann());
    let album = shelf.collection(&[&shelf.lisbon], "1,2").await;
    let manual = world.filled(ann, "Best", &[shelf.beach.clone(), shelf.tram.clone()]).await;
    let (beach, tram, film) = (&shelf.beach, &shelf.tram, &shelf.film);
    assert_eq!(shelf.files(&album).await, [film, tram, beach].map(Clone::clone));
    world.later(1_000);
    for (sent, shown) in [
        (json!("2025-09-01T02:34:57.815Z"), "2025-09-01T02:34:57.815Z"),
        (json!("2025-09-01T04:34:57.815+02:00"), "2025-09-01T02:34:57.815Z"),
        (json!("2025-09-01T02:34:57Z"), "2025-09-01T02:34:57.000Z"),
    ] {
        world.later(1_000);
        let done = correct(&shelf, beach, json!({ "takeTime": sent })).await.ok();
        assert_eq!(done, json!({ "code": 0, "msg": "Success." }));
        let page = world.contents(ann, &album, "").await;
        assert_eq!(ids(&page), [film, beach, tram].map(Clone::clone));
        assert_eq!(page["contentList"][1]["takeTime"], shown);
        let file = detail(&shelf, beach).await;
        assert_eq!(
            (&file["mediaInfo"]["takeTime"], &file["editedTime"]),
            (&json!(shown), &json!(world.now().to_string()))
        );
        let by_change = world.contents(ann, &album, "?sortType=3").await;
        assert_eq!(&ids(&by_change)[0], beach);
        assert_eq!(&ids(&world.contents(ann, &manual, "?sortType=1").await)[0], beach);
        assert_eq!(&ids(&world.contents(ann, &manual, "?sortType=3").await)[0], beach);
    }
    // Where nobody knows it, the file's creation stands for it.
    for nothing in [Value::Null, json!("")] {
        correct(&shelf, tram, json!({ "takeTime": day(2).to_string() })).await.ok();
        assert_eq!(shelf.files(&album).await, [film, beach, tram].map(Clone::clone));
        correct(&shelf, tram, json!({ "takeTime": nothing })).await.ok();
        let page = world.contents(ann, &album, "").await;
        assert_eq!(ids(&page), [film, tram, beach].map(Clone::clone));
        assert_eq!(page["contentList"][1].get("takeTime"), None);
        assert_eq!(&ids(&world.contents(ann, &manual, "?sortType=1").await)[0], tram);
    }
    correct(&shelf, film, json!({ "takeTime": "1895-12-28T20:00:00Z" })).await.ok();
    let page = world.contents(ann, &album, "").await;
    assert_eq!((&ids(&page)[2], &page["contentList"][2]["takeTime"]), (film, &json!("1895-12-28T20:00:00.000Z")));
}

#[tokio::test]
async fn what_cannot_be_put_right_stays_as_it_is() {
    let shelf = Shelf::new().await;
    let (world, ann) = (&shelf.world, shelf.ann());
    let bobs = world.picture(&world.bob, "root", "his.jpg").await;
    let now = json!({ "takeTime": "2025-09-01T02:34:57.815Z" });
    world.trash(ann, &[&shelf.cat]).await;
    world.trash(ann, &[&shelf.porto]).await;
    let (root, long) = (ann.root(), "F".repeat(65));
    world.later(1_000);
    for (file, code) in [
        (UNKNOWN, 13_000_309),
        (&*bobs, 13_000_309),
        ("root", 13_000_309),
        ("a b", 13_000_309),
        (&*long, 13_000_102),
        (&*shelf.cat, 13_000_306),
        (&*shelf.bridge, 13_000_306),
        (&*shelf.porto, 13_000_306),
        (&*shelf.lisbon, 13_000_406),
        (&*root, 13_000_406),
        (&*shelf.notes, 13_000_102),
    ] {
        correct(&shelf, &file.replace(' ', "%20"), now.clone()).await.refused(code, "fileId");
    }
    let before = detail(&shelf, &shelf.beach).await;
    for (body, code) in [
        (Value::Null, 13_000_102),
        (json!({}), 13_000_102),
        (json!({ "taketime": "2025-09-01T02:34:57.815Z" }), 13_000_102),
        (json!({ "takeTime": "yesterday" }), 13_000_102),
        (json!({ "takeTime": "2025-02-30T00:00:00Z" }), 13_000_102),
        (json!({ "takeTime": "2025-09-01T25:00:00Z" }), 13_000_102),
        (json!({ "takeTime": " " }), 13_000_102),
        (json!({ "takeTime": 1_756_694_097_815_i64 }), 13_000_102),
        (json!({ "takeTime": true }), 13_000_101),
        (json!({ "takeTime": {} }), 13_000_101),
    ] {
        correct(&shelf, &shelf.beach, body).await.refused(code, "takeTime");
    }
    assert_eq!(detail(&shelf, &shelf.beach).await, before);
    let theirs = ours(world, &world.bob, Method::PUT, &format!("/files/{}/takeTime", shelf.beach), now, "").await;
    theirs.refused(13_000_309, "fileId");
    assert_eq!(detail(&shelf, &shelf.beach).await, before);
}
