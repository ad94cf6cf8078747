//! The seven album operations: what they answer, where they are found, what they take, and to whom.

mod contents;
mod covers;
mod lists;
mod names;

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::World;
use crate::support::albums::{additions, ids};

/// The names of an object's fields, sorted.
fn fields(object: &Value) -> Vec<&str> {
    let mut fields: Vec<&str> = object.as_object().unwrap().keys().map(String::as_str).collect();
    fields.sort_unstable();
    fields
}

#[tokio::test]
async fn answers_have_the_documented_fields_and_no_others() {
    let world = World::new().await;
    let done = json!({ "code": 0, "msg": "Success." });
    let made =
        world.post(&world.ann, "/album/create", json!({ "name": "Summer", "type": "2", "albumKind": "1" })).await;
    let made = made.ok();
    assert_eq!(fields(&made), ["albumId", "code", "msg"]);
    let album = made["albumId"].as_str().unwrap();
    let picture = [world.picture(&world.ann, "root", "a.jpg").await];
    let add = world.post(&world.ann, &format!("/album/{album}/add"), additions(&world.ann, &picture)).await;
    assert_eq!(add.ok(), done);

    let albums = world.albums(&world.ann).await;
    assert_eq!(fields(&albums), ["albumList", "code", "msg", "total"]);
    let item = &albums["albumList"][0];
    assert_eq!(fields(item), ["albumKind", "albumType", "coverImg", "id", "name"]);
    assert_eq!((&item["id"], &item["name"]), (&json!(album), &json!("Summer")));
    assert_eq!((&item["albumType"], &item["albumKind"], &albums["total"]), (&json!(2), &json!(1), &json!(1)));

    let contents = world.contents(&world.ann, album, "").await;
    assert_eq!(fields(&contents), ["code", "contentList", "msg", "nextPageCursor", "total"]);
    let entry = json!({ "id": picture[0], "ownerId": world.ann.id.to_string() });
    assert_eq!((&contents["contentList"], &contents["total"]), (&json!([entry]), &json!(1)));
    assert_eq!(contents["nextPageCursor"], "");

    let update = world.post(&world.ann, &format!("/{album}/update"), json!({ "name": "Autumn" })).await;
    assert_eq!(update.ok(), done);
    assert_eq!(world.take_out(&world.ann, album, &picture).await, done);
    let delete = world.call(&world.ann, Method::DELETE, &format!("/album/{album}"), Value::Null).await;
    assert_eq!(delete.ok(), done);
}

#[tokio::test]
async fn update_and_batch_delete_are_found_at_the_odd_paths_and_where_one_would_look() {
    let world = World::new().await;
    let files = world.pictures(&world.ann, 2).await;
    let album = world.filled(&world.ann, "Summer", &files).await;
    for (prefix, name, file) in [("", "odd", &files[0]), ("/album", "even", &files[1])] {
        let update = world.post(&world.ann, &format!("{prefix}/{album}/update"), json!({ "name": name })).await;
        update.ok();
        assert_eq!(world.albums(&world.ann).await["albumList"][0]["name"], name);
        let remove = format!("{prefix}/{album}/batchDelete");
        world.call(&world.ann, Method::DELETE, &remove, json!({ "ids": [file] })).await.ok();
        assert!(!ids(&world.contents(&world.ann, &album, "").await).contains(file));
    }
    // `album` in the place of an identifier is no album.
    let update = world.post(&world.ann, "/album/update", json!({ "name": "x" })).await;
    assert_eq!((update.status, &update.body["code"]), (StatusCode::NOT_FOUND, &json!(13_000_309)));
    let remove = world.call(&world.ann, Method::DELETE, "/album/batchDelete", json!({ "ids": [files[0]] })).await;
    remove.refused(13_000_309, "albumId");
}

#[tokio::test]
async fn numbers_and_strings_stand_for_each_other() {
    let world = World::new().await;
    let picture = world.picture(&world.ann, "root", "a.jpg").await;
    for (album_type, kind) in [(json!(2), json!(1)), (json!("2"), json!("1")), (json!(2), json!("1"))] {
        let body = json!({ "name": 2025, "type": album_type, "albumKind": kind });
        world.post(&world.ann, "/album/create", body).await.ok();
    }
    let albums = world.albums(&world.ann).await;
    assert_eq!((&albums["total"], &albums["albumList"][2]["name"]), (&json!(3), &json!("2025")));
    let album = albums["albumList"][0]["id"].as_str().unwrap();
    world.post(&world.ann, &format!("/{album}/update"), json!({ "name": 2026 })).await.ok();
    assert_eq!(world.albums(&world.ann).await["albumList"][0]["name"], "2026");
    let owner = world.ann.id.number();
    assert!(owner > 1 << 53, "a number that a double cannot hold");
    let body = json!({ "fileIds": [{ "fileId": picture, "ownerId": owner }] });
    world.post(&world.ann, &format!("/album/{album}/add"), body).await.ok();
    // What can be no file is in no album: taking it out is no mistake.
    let remove = format!("/{album}/batchDelete");
    world.call(&world.ann, Method::DELETE, &remove, json!({ "ids": [12, ""] })).await.ok();
    assert_eq!(world.contents(&world.ann, album, "").await["total"], 1);
}

#[tokio::test]
async fn an_update_changes_the_name_and_nothing_else() {
    let world = World::new().await;
    let files = world.pictures(&world.ann, 2).await;
    let album = world.filled(&world.ann, "Summer", &files).await;
    let before = world.dump().await;
    let path = format!("/{album}/update");
    for body in [Value::Null, json!({}), json!({ "name": null }), json!({ "coverImageUrl": "https://a.test/b.jpg" })] {
        world.post(&world.ann, &path, body).await.ok();
        assert_eq!(world.dump().await, before);
    }
    for (field, value) in
        [("scopeParentFolderId", json!("root")), ("scopeDirList", json!([])), ("scopeKind", json!("1,2"))]
    {
        let body = json!({ "name": "Autumn", field: value });
        world.post(&world.ann, &path, body).await.refused(13_000_102, field);
        assert_eq!(world.dump().await, before);
    }
    world.post(&world.ann, &path, json!({ "name": "Autumn", "type": 1, "albumKind": 2 })).await.ok();
    let mut expected = before;
    expected[1]["albumList"][0]["name"] = json!("Autumn");
    assert_eq!(world.dump().await, expected);
}

#[tokio::test]
async fn repeating_a_call_is_harmless() {
    let world = World::new().await;
    let files = world.pictures(&world.ann, 3).await;
    let album = world.filled(&world.ann, "Summer", &files).await;
    let before = world.dump().await;
    world.later(1_000);
    world.post(&world.ann, &format!("/album/{album}/add"), additions(&world.ann, &files)).await.ok();
    let twice = [files[1].clone(), files[1].clone()];
    world.post(&world.ann, &format!("/album/{album}/add"), additions(&world.ann, &twice)).await.ok();
    assert_eq!(world.dump().await, before, "what is there stays in its place");

    for _ in 0..2 {
        let unknown = "FsCjgqsA1KCDDMPOsOkNDFKhXmUNCNrkg".to_owned();
        world.take_out(&world.ann, &album, &[files[0].clone(), unknown, files[0].clone()]).await;
        assert_eq!(world.contents(&world.ann, &album, "").await["total"], 2);
    }
    world.call(&world.ann, Method::DELETE, &format!("/album/{album}"), Value::Null).await.ok();
    for _ in 0..2 {
        let gone = world.call(&world.ann, Method::DELETE, &format!("/album/{album}"), Value::Null).await;
        gone.refused(13_000_309, "albumId");
    }
    assert_eq!(world.get(&world.ann, &format!("/album/{album}/list")).await.body["code"], 13_000_309);
    // The files stay, and another album can hold them.
    let other = world.filled(&world.ann, "Autumn", &files).await;
    assert_eq!(world.contents(&world.ann, &other, "").await["total"], 3);
}

#[tokio::test]
async fn a_batch_is_all_or_nothing() {
    let world = World::new().await;
    let (files, theirs) = (world.pictures(&world.ann, 3).await, world.picture(&world.bob, "root", "b.jpg").await);
    let album = world.filled(&world.ann, "Summer", &files[..1]).await;
    let before = world.dump().await;
    let batch = [files[1].clone(), theirs, files[2].clone()];
    let add = world.post(&world.ann, &format!("/album/{album}/add"), additions(&world.ann, &batch)).await;
    add.refused(13_000_309, "fileIds.fileId");
    assert_eq!(world.dump().await, before);
}

#[tokio::test]
async fn the_limits_of_batches_are_exact() {
    let world = World::new().await;
    let files = world.pictures(&world.ann, 100).await;
    let album = world.album(&world.ann, "Summer").await;
    world.post(&world.ann, &format!("/album/{album}/add"), additions(&world.ann, &files)).await.ok();
    assert_eq!(world.contents(&world.ann, &album, "").await["total"], 100);
    let mut thousand = vec!["FsCjgqsA1KCDDMPOsOkNDFKhXmUNCNrkg".to_owned(); 950];
    thousand.extend_from_slice(&files[..50]);
    world.take_out(&world.ann, &album, &thousand).await;
    assert_eq!(world.contents(&world.ann, &album, "").await["total"], 50);
}

#[tokio::test]
async fn two_people_do_not_see_each_other() {
    let world = World::new().await;
    let (anns, bobs) = (world.pictures(&world.ann, 2).await, world.pictures(&world.bob, 1).await);
    let (summer, winter) =
        (world.filled(&world.ann, "Summer", &anns).await, world.filled(&world.bob, "Winter", &bobs).await);
    for (who, name, files, album) in [(&world.ann, "Summer", &anns, &summer), (&world.bob, "Winter", &bobs, &winter)] {
        let albums = world.albums(who).await;
        assert_eq!((&albums["total"], &albums["albumList"][0]["name"]), (&json!(1), &json!(name)));
        assert_eq!(world.contents(who, album, "").await["total"], files.len());
    }
    let before = world.dump().await;
    for (method, path, body) in [
        (Method::POST, format!("/{summer}/update"), json!({ "name": "Mine" })),
        (Method::DELETE, format!("/album/{summer}"), Value::Null),
        (Method::GET, format!("/album/{summer}/list"), Value::Null),
        (Method::POST, format!("/album/{summer}/add"), additions(&world.bob, &bobs)),
        (Method::DELETE, format!("/{summer}/batchDelete"), json!({ "ids": anns })),
    ] {
        world.call(&world.bob, method, &path, body).await.refused(13_000_309, "albumId");
    }
    assert_eq!(world.dump().await, before);
}

#[tokio::test]
async fn who_has_none_of_a_kind_or_type_has_an_empty_list() {
    let world = World::new().await;
    world.album(&world.ann, "Summer").await;
    for (kind, album_type) in [(1, 1), (2, 1), (2, 2)] {
        let list = format!("/album/list?albumKind={kind}&albumType={album_type}");
        let albums = world.get(&world.ann, &list).await.ok();
        assert_eq!((&albums["albumList"], &albums["total"]), (&json!([]), &json!(0)), "{list}");
    }
}
