//! UpdateAlbum on a collection: what it changes, what it leaves, and that it does all or nothing.

use serde_json::{Value, json};

use super::{Shelf, UNKNOWN};

#[tokio::test]
async fn each_part_changes_alone_and_the_others_stay() {
    let shelf = Shelf::new().await;
    let album = shelf.collection(&[&shelf.lisbon], "1").await;
    let mut shown = shelf.collections().await[0].clone();
    let trips = json!(shelf.trips);
    for (body, field, value) in [
        (json!({}), "albumType", json!(1)),
        (Value::Null, "albumType", json!(1)),
        (json!({ "coverImageUrl": "https://a.test/b.jpg", "scopeDirList": null, "name": null }), "albumType", json!(1)),
        (json!({ "scopeKind": "", "scopeParentFolderId": "" }), "albumType", json!(1)),
        (json!({ "name": "Portugal" }), "name", json!("Portugal")),
        (json!({ "scopeKind": "2,1" }), "scopeKind", json!("1,2")),
        (json!({ "scopeDirList": [shelf.porto, shelf.lisbon] }), "scopeDir", json!([shelf.porto, shelf.lisbon])),
        (json!({ "scopeDir": [shelf.porto, shelf.porto] }), "scopeDir", json!([shelf.porto])),
        (json!({ "scopeParentFolderId": trips }), "scopeParentFolderId", trips.clone()),
        (json!({ "scopeKind": 2, "type": 2, "albumKind": 2 }), "scopeKind", json!("2")),
    ] {
        assert_eq!(shelf.update(&album, &body).await.ok(), json!({ "code": 0, "msg": "Success." }), "{body}");
        shown[field] = value;
        assert_eq!(shelf.collections().await, [shown.clone()], "{body}");
    }
    let other = format!("/album/{album}/update");
    shelf.world.post(shelf.ann(), &other, json!({ "scopeKind": 1 })).await.ok();
    assert_eq!(shelf.collections().await[0]["scopeKind"], "1");
}

#[tokio::test]
async fn the_contents_follow_at_once() {
    let shelf = Shelf::new().await;
    let album = shelf.collection(&[&shelf.lisbon], "1").await;
    assert_eq!(shelf.files(&album).await, [shelf.tram.clone(), shelf.beach.clone()]);
    shelf.update(&album, &json!({ "scopeKind": 2 })).await.ok();
    assert_eq!(shelf.files(&album).await, std::slice::from_ref(&shelf.film));
    shelf.update(&album, &json!({ "scopeDirList": [shelf.porto], "scopeKind": "1,2" })).await.ok();
    assert_eq!(shelf.files(&album).await, std::slice::from_ref(&shelf.bridge));
    let elsewhere = json!({ "scopeDirList": [shelf.home], "scopeParentFolderId": "root" });
    shelf.update(&album, &elsewhere).await.ok();
    assert_eq!(shelf.files(&album).await, std::slice::from_ref(&shelf.cat));
    assert_eq!(shelf.collections().await[0]["scopeParentFolderId"], shelf.ann().root());
}

#[tokio::test]
async fn one_error_and_nothing_is_changed() {
    let shelf = Shelf::new().await;
    let album = shelf.collection(&[&shelf.lisbon], "1").await;
    let before = (shelf.collections().await, shelf.files(&album).await);
    let (list, parent) = ("scopeDirList", "scopeParentFolderId");
    for (body, code, field) in [
        (json!({ "scopeDirList": [] }), 13_000_102, list),
        (json!({ "scopeDir": [] }), 13_000_102, "scopeDir"),
        (json!({ "scopeDirList": vec![&shelf.porto; 31] }), 13_000_102, list),
        (json!({ "scopeDirList": [""] }), 13_000_102, list),
        (json!({ "scopeDirList": {} }), 13_000_101, list),
        (json!({ "scopeDirList": [shelf.porto, UNKNOWN] }), 13_000_309, list),
        (json!({ "scopeDir": [shelf.porto, UNKNOWN] }), 13_000_309, "scopeDir"),
        (json!({ "scopeDir": [UNKNOWN], "scopeDirList": [shelf.home] }), 13_000_102, list),
        (json!({ "scopeDirList": [shelf.porto, shelf.beach] }), 13_000_304, list),
        (json!({ "scopeDirList": [shelf.porto, shelf.home] }), 13_000_102, list),
        (json!({ "scopeDirList": [shelf.porto, shelf.home], "scopeParentFolderId": "root" }), 13_000_102, list),
        // The folders it has already do not lie there.
        (json!({ "scopeParentFolderId": "root" }), 13_000_102, list),
        (json!({ "scopeParentFolderId": UNKNOWN }), 13_000_309, parent),
        (json!({ "scopeParentFolderId": shelf.beach }), 13_000_304, parent),
        (json!({ "scopeKind": 3 }), 13_000_102, "scopeKind"),
        (json!({ "scopeKind": [1, 2] }), 13_000_101, "scopeKind"),
        (json!({ "name": "" }), 13_000_102, "name"),
        (json!({ "name": "a".repeat(21) }), 13_000_102, "name"),
    ] {
        // Everything else in it is good.
        let mut mixed = json!({ "name": "Portugal", "scopeKind": "1,2", "scopeDirList": [shelf.porto] });
        if body.get("scopeDir").is_some() {
            mixed["scopeDirList"] = Value::Null;
        }
        if body == json!({ "scopeParentFolderId": "root" }) {
            mixed = json!({ "name": "Portugal", "scopeKind": "1,2" });
        }
        for (field, value) in body.as_object().unwrap() {
            mixed[field] = value.clone();
        }
        for sent in [&body, &mixed] {
            shelf.update(&album, sent).await.refused(code, field);
            assert_eq!((shelf.collections().await, shelf.files(&album).await), before, "{sent}");
        }
    }
    shelf.update("7", &json!({ "scopeKind": 2 })).await.refused(13_000_309, "albumId");
}

#[tokio::test]
async fn a_manual_album_takes_no_scope() {
    let shelf = Shelf::new().await;
    let album = shelf.world.filled(shelf.ann(), "Best", std::slice::from_ref(&shelf.beach)).await;
    let before = shelf.world.dump().await;
    for (field, value) in [
        ("scopeDirList", json!([shelf.lisbon])),
        ("scopeDir", json!([shelf.lisbon])),
        ("scopeParentFolderId", json!(shelf.trips)),
        ("scopeKind", json!("1")),
    ] {
        shelf.update(&album, &json!({ "name": "Better", field: value })).await.refused(13_000_102, field);
        assert_eq!(shelf.world.dump().await, before);
    }
}

/// The rule may be older than where the folders lie now; only what is sent is looked at.
#[tokio::test]
async fn a_scope_whose_folders_moved_apart_may_be_changed_in_kind_and_name() {
    let shelf = Shelf::new().await;
    let album = shelf.collection(&[&shelf.lisbon, &shelf.porto], "1").await;
    shelf.move_to(&shelf.porto, &shelf.home).await;
    shelf.world.trash(shelf.ann(), &[&shelf.lisbon]).await;
    shelf.update(&album, &json!({ "scopeKind": 2, "name": "Portugal" })).await.ok();
    assert_eq!(shelf.collections().await[0]["scopeKind"], "2");
    let same = json!({ "scopeParentFolderId": shelf.trips });
    shelf.update(&album, &same).await.refused(13_000_306, "scopeDirList");
    shelf.world.restore(shelf.ann(), &[&shelf.lisbon]).await;
    shelf.update(&album, &same).await.refused(13_000_102, "scopeDirList");
}
