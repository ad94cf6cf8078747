//! Trying out a scope: what a collection would hold, and what would change; and that nothing does.

use axum::http::Method;
use leporello_model::Reach;
use leporello_server::Settings;
use serde_json::{Value, json};

use super::{Shelf, UNKNOWN, ours};
use crate::support::Answer;
use crate::support::albums::ids;

async fn preview(shelf: &Shelf, body: &Value) -> Answer {
    ours(&shelf.world, shelf.ann(), Method::POST, "/albums/preview", body.clone(), "").await
}

#[tokio::test]
async fn a_preview_is_what_the_album_would_be() {
    let shelf = Shelf::new().await;
    let dirs = [&shelf.lisbon, &shelf.porto];
    for (dirs, kind) in [(&dirs[..], "1"), (&dirs[..], "1,2"), (&dirs[1..], "2"), (&dirs[..1], "2")] {
        for query in ["", "sortType=2", "sortType=3&sortDirection=1", "pageSize=1", "sortDirection=1&pageSize=2"] {
            let mut body = shelf.scope(dirs, kind);
            for (field, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
                body[field] = json!(value);
            }
            let before = shelf.collections().await;
            let seen = preview(&shelf, &body).await.ok();
            assert_eq!(shelf.collections().await, before);
            let album = shelf.collection(dirs, kind).await;
            let mut page = shelf.world.contents(shelf.ann(), &album, &format!("?{query}")).await;
            page.as_object_mut().unwrap().remove("nextPageCursor");
            assert_eq!(seen, page, "{kind} {query}");
        }
    }
}

#[tokio::test]
async fn with_an_album_it_tells_what_would_come_and_go() {
    let shelf = Shelf::new().await;
    let album = shelf.collection(&[&shelf.lisbon], "1").await;
    let before = (shelf.collections().await, shelf.files(&album).await);
    for (body, total, entering, leaving) in [
        (json!({}), 2, 0, 0),
        (json!({ "scopeKind": "1,2" }), 3, 1, 0),
        (json!({ "scopeKind": 2 }), 1, 1, 2),
        (json!({ "scopeDir": [shelf.porto] }), 1, 1, 2),
        (json!({ "scopeDirList": [shelf.porto, shelf.lisbon] }), 3, 1, 0),
        (json!({ "scopeDirList": [shelf.porto, shelf.lisbon], "scopeKind": "2" }), 1, 1, 2),
        (json!({ "scopeDirList": [shelf.day], "scopeParentFolderId": shelf.lisbon }), 1, 0, 1),
        (json!({ "scopeDirList": [shelf.trips, shelf.home], "scopeParentFolderId": "root" }), 5, 3, 0),
        (json!({ "scopeDirList": [shelf.home], "scopeParentFolderId": "root", "scopeKind": 2 }), 0, 0, 2),
    ] {
        let mut body = body;
        body["albumId"] = json!(album);
        let seen = preview(&shelf, &body).await.ok();
        let numbers = [&seen["total"], &seen["entering"], &seen["leaving"]];
        assert_eq!(numbers, [&json!(total), &json!(entering), &json!(leaving)], "{body}");
        assert_eq!(ids(&seen).len(), total);
        assert_eq!((shelf.collections().await, shelf.files(&album).await), before);
    }
    // An identifier past 2^53 as a number is still the same.
    let number: i64 = album.parse().unwrap();
    assert!(number > 1 << 53);
    assert_eq!(preview(&shelf, &json!({ "albumId": number })).await.ok()["total"], 2);
}

#[tokio::test]
async fn it_reaches_as_far_as_the_album_would() {
    let shelf = Shelf::with(Settings { reach: Reach::Shallow, ..Settings::default() }).await;
    let seen = preview(&shelf, &shelf.scope(&[&shelf.lisbon], "1")).await.ok();
    assert_eq!((&seen["total"], ids(&seen)), (&json!(1), vec![shelf.beach.clone()]));
}

#[tokio::test]
async fn without_an_album_nothing_comes_or_goes() {
    let shelf = Shelf::new().await;
    let seen = preview(&shelf, &shelf.scope(&[&shelf.porto], "1")).await.ok();
    let take_time = super::day(3).to_string();
    let entry = json!({ "id": shelf.bridge, "ownerId": shelf.ann().id, "takeTime": take_time });
    assert_eq!(seen, json!({ "total": 1, "contentList": [entry], "code": 0, "msg": "Success." }));
}

#[tokio::test]
async fn it_is_refused_as_the_change_would_be() {
    let shelf = Shelf::new().await;
    let (world, ann) = (&shelf.world, shelf.ann());
    let album = shelf.collection(&[&shelf.lisbon], "1").await;
    let manual = world.album(ann, "Best").await;
    let whole = shelf.scope(&[&shelf.lisbon], "1");
    let with = |field: &str, value: Value| {
        let mut body = whole.clone();
        body[field] = value;
        body
    };
    let (dir, parent) = ("scopeDir", "scopeParentFolderId");
    for (body, code, field) in [
        (json!({}), 13_000_102, dir),
        (Value::Null, 13_000_102, dir),
        (with(dir, Value::Null), 13_000_102, dir),
        (with(parent, Value::Null), 13_000_102, parent),
        (with("scopeKind", Value::Null), 13_000_102, "scopeKind"),
        (with("scopeKind", json!(3)), 13_000_102, "scopeKind"),
        (with(dir, json!([])), 13_000_102, dir),
        (with(dir, json!(vec![&shelf.lisbon; 31])), 13_000_102, dir),
        (with(dir, json!([UNKNOWN])), 13_000_309, dir),
        (with(dir, json!([shelf.beach])), 13_000_304, dir),
        (with(dir, json!([shelf.day])), 13_000_102, dir),
        (with(parent, json!("root")), 13_000_102, dir),
        (with(parent, json!(UNKNOWN)), 13_000_309, parent),
        (with("containerId", json!(world.bob.space)), 13_000_301, "containerId"),
        (with("albumId", json!("7")), 13_000_309, "albumId"),
        (with("albumId", json!("x")), 13_000_309, "albumId"),
        (with("albumId", json!(manual)), 13_000_102, "albumId"),
        (json!({ "albumId": manual }), 13_000_102, "albumId"),
        (json!({ "albumId": album, "scopeDirList": [UNKNOWN] }), 13_000_309, "scopeDirList"),
        (json!({ "albumId": album, "scopeParentFolderId": "root" }), 13_000_102, dir),
        (with("pageSize", json!(0)), 13_000_102, "pageSize"),
        (with("pageSize", json!("101")), 13_000_102, "pageSize"),
        (with("sortType", json!(4)), 13_000_102, "sortType"),
        (with("sortDirection", json!("x")), 13_000_102, "sortDirection"),
        (with(dir, json!("F1")), 13_000_101, dir),
        (with("albumId", json!([])), 13_000_101, "albumId"),
    ] {
        let answer = preview(&shelf, &body).await;
        assert_eq!(answer.body["code"], code, "{body}: {}", answer.body);
        answer.refused(code, field);
    }
    world.trash(ann, &[&shelf.lisbon]).await;
    preview(&shelf, &whole).await.refused(13_000_306, dir);
    // What is not sent is not looked at.
    assert_eq!(preview(&shelf, &json!({ "albumId": album, "scopeKind": 2 })).await.ok()["total"], 0);
}
