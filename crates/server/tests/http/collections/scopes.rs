//! CreateAlbum with a scope: what it takes, and every way to get it wrong.

use leporello_model::FileId;
use serde_json::{Value, json};

use super::{Shelf, UNKNOWN};

#[tokio::test]
async fn kinds_are_read_in_every_form_and_shown_in_one() {
    let shelf = Shelf::new().await;
    for (sent, shown) in [
        (json!(1), "1"),
        (json!("1"), "1"),
        (json!(1.0), "1"),
        (json!(2), "2"),
        (json!("2"), "2"),
        (json!("1,2"), "1,2"),
        (json!("2,1"), "1,2"),
        (json!(" 2 , 1 "), "1,2"),
    ] {
        shelf.world.later(1);
        let mut body = shelf.scope(&[&shelf.lisbon], "1");
        body["scopeKind"] = sent;
        shelf.create(&body).await.ok();
        assert_eq!(shelf.collections().await[0]["scopeKind"], shown);
    }
    for wrong in ["0", "3", "1,1", "1,2,1", "1;2", "12", ",", "both"] {
        shelf.create(&shelf.scope(&[&shelf.lisbon], wrong)).await.refused(13_000_102, "scopeKind");
    }
    for wrong in [json!([1, 2]), json!({}), json!(true)] {
        let mut body = shelf.scope(&[&shelf.lisbon], "1");
        body["scopeKind"] = wrong;
        shelf.create(&body).await.refused(13_000_101, "scopeKind");
    }
}

#[tokio::test]
async fn the_root_may_be_the_parent_by_its_word_or_its_identifier() {
    let shelf = Shelf::new().await;
    for parent in [json!("root"), json!(shelf.ann().root())] {
        let mut body = shelf.scope(&[&shelf.home, &shelf.trips], "1");
        body["scopeParentFolderId"] = parent;
        let album = shelf.create(&body).await.ok();
        let album = album["albumId"].as_str().unwrap();
        let shown = shelf.collections().await.into_iter().find(|shown| shown["id"] == album).unwrap();
        assert_eq!(shown["scopeParentFolderId"], shelf.ann().root());
        assert_eq!(shelf.files(album).await.len(), 5);
    }
    // The root lies in nothing, so it is in no scope.
    for dir in ["root".to_owned(), shelf.ann().root()] {
        let mut body = shelf.scope(&[&dir], "1");
        body["scopeParentFolderId"] = json!("root");
        let answer = shelf.create(&body).await;
        let code = if dir == "root" { 13_000_309 } else { 13_000_102 };
        answer.refused(code, "scopeDir");
    }
}

#[tokio::test]
async fn a_name_may_be_left_out_and_the_folders_may_have_the_other_name() {
    let shelf = Shelf::new().await;
    for name in [Value::Null, json!("")] {
        let mut body = shelf.scope(&[&shelf.lisbon], "1");
        body["name"] = name;
        shelf.create(&body).await.ok();
        assert_eq!(shelf.collections().await[0].get("name"), None);
    }
    for name in [json!("a".repeat(21)), json!(" "), json!("a\u{7}b")] {
        let mut body = shelf.scope(&[&shelf.lisbon], "1");
        body["name"] = name;
        shelf.create(&body).await.refused(13_000_102, "name");
    }
    let mut body = shelf.scope(&[], "1");
    body["scopeDir"] = Value::Null;
    body["scopeDirList"] = json!([shelf.porto]);
    body["coverImageUrl"] = json!("https://a.test/b.jpg");
    let album = shelf.create(&body).await.ok();
    assert_eq!(shelf.files(album["albumId"].as_str().unwrap()).await, std::slice::from_ref(&shelf.bridge));
    body["scopeDirList"] = json!([UNKNOWN]);
    shelf.create(&body).await.refused(13_000_309, "scopeDirList");
    // Where both are sent, the one of the operation's own page counts.
    body["scopeDir"] = json!([shelf.porto]);
    shelf.create(&body).await.ok();
}

#[tokio::test]
async fn thirty_folders_are_taken_and_each_counts_once() {
    let shelf = Shelf::new().await;
    let ann = shelf.ann();
    let mut dirs = Vec::new();
    for number in 0..31 {
        dirs.push(shelf.world.folder(ann, &shelf.trips, &format!("{number}")).await);
        shelf.world.picture(ann, &dirs[number], "a.jpg").await;
    }
    let all: Vec<&String> = dirs.iter().collect();
    let album = shelf.collection(&all[..30], "1,2").await;
    assert_eq!(shelf.files(&album).await.len(), 30);
    shelf.create(&shelf.scope(&all, "1,2")).await.refused(13_000_102, "scopeDir");
    shelf.create(&shelf.scope(&[all[0]; 31], "1,2")).await.refused(13_000_102, "scopeDir");
    shelf.create(&shelf.scope(&[], "1,2")).await.refused(13_000_102, "scopeDir");

    shelf.world.later(1);
    let thrice = shelf.collection(&[&shelf.porto, &shelf.lisbon, &shelf.porto, &shelf.lisbon, &shelf.porto], "1").await;
    assert_eq!(shelf.collections().await[0]["scopeDir"], json!([shelf.porto, shelf.lisbon]));
    assert_eq!(shelf.files(&thrice).await.len(), 3);
}

#[tokio::test]
async fn every_part_of_a_scope_is_mandatory() {
    let shelf = Shelf::new().await;
    for field in ["scopeDir", "scopeParentFolderId", "scopeKind"] {
        for nothing in [Value::Null, json!("")] {
            let mut body = shelf.scope(&[&shelf.lisbon], "1");
            body[field] = nothing.clone();
            let code = if field == "scopeDir" && nothing != Value::Null { 13_000_101 } else { 13_000_102 };
            shelf.create(&body).await.refused(code, field);
        }
    }
    shelf.create(&json!({ "type": 1, "albumKind": 1 })).await.refused(13_000_102, "scopeDir");
    for entry in [Value::Null, json!("")] {
        let mut body = shelf.scope(&[&shelf.lisbon], "1");
        body["scopeDir"] = json!([shelf.lisbon, entry]);
        shelf.create(&body).await.refused(13_000_102, "scopeDir");
    }
    for (dirs, field) in
        [(json!({}), "scopeDir"), (json!("F1"), "scopeDir"), (json!([{}]), "scopeDir[0]"), (json!([[]]), "scopeDir[0]")]
    {
        let mut body = shelf.scope(&[], "1");
        body["scopeDir"] = dirs;
        shelf.create(&body).await.refused(13_000_101, field);
    }
    assert_eq!(shelf.collections().await, [json!(null); 0]);
}

#[tokio::test]
async fn the_folders_have_to_be_there_side_by_side() {
    let shelf = Shelf::new().await;
    let (world, ann) = (&shelf.world, shelf.ann());
    let binned = world.folder(ann, &shelf.trips, "binned").await;
    let below = world.folder(ann, &binned, "below").await;
    world.trash(ann, &[&binned]).await;
    let (root, bobs) = (ann.root(), world.folder(&world.bob, "root", "his").await);
    let long = "F".repeat(FileId::MAX_LENGTH + 1);
    let (trips, lisbon) = (&*shelf.trips, &*shelf.lisbon);
    let (dir, parent) = ("scopeDir", "scopeParentFolderId");
    for (what, bad, under, code, field) in [
        ("unknown", UNKNOWN, trips, 13_000_309, dir),
        ("no identifier", "../etc", trips, 13_000_309, dir),
        ("too long", &*long, trips, 13_000_102, dir),
        ("another's", &*bobs, trips, 13_000_309, dir),
        ("a file", &*shelf.beach, trips, 13_000_304, dir),
        ("in the bin", &*binned, trips, 13_000_306, dir),
        ("below the bin", &*below, trips, 13_000_306, dir),
        ("a grandchild", &*shelf.day, trips, 13_000_102, dir),
        ("an uncle", &*shelf.home, trips, 13_000_102, dir),
        ("the parent itself", trips, trips, 13_000_102, dir),
        ("the root", &*root, trips, 13_000_102, dir),
        ("an unknown parent", lisbon, UNKNOWN, 13_000_309, parent),
        ("no identifier of a parent", lisbon, "a b", 13_000_309, parent),
        ("too long a parent", lisbon, &*long, 13_000_102, parent),
        ("another's parent", lisbon, &*bobs, 13_000_309, parent),
        ("a file for a parent", lisbon, &*shelf.beach, 13_000_304, parent),
        ("a parent in the bin", &*below, &*binned, 13_000_306, parent),
    ] {
        // A good one stands before the bad one, and a worse one after it.
        let dirs = if field == dir { json!([lisbon, bad, UNKNOWN]) } else { json!([bad]) };
        let body = json!({ "type": 1, "albumKind": 1, "scopeDir": dirs, parent: under, "scopeKind": 1 });
        let answer = shelf.create(&body).await;
        assert_eq!(answer.body["code"], code, "{what}: {}", answer.body);
        answer.refused(code, field);
        assert_eq!(shelf.collections().await, [json!(null); 0], "{what}");
    }
    // A number is an identifier too: of nothing.
    let mut body = shelf.scope(&[], "1");
    body["scopeDir"] = json!([9_007_199_254_740_993_i64]);
    shelf.create(&body).await.refused(13_000_309, dir);
}

#[tokio::test]
async fn a_folder_that_is_elsewhere_is_told_from_its_parent() {
    let shelf = Shelf::new().await;
    let answer = shelf.create(&shelf.scope(&[&shelf.lisbon, &shelf.day], "1")).await;
    let told = answer.body["msg"].as_str().unwrap();
    assert!(told.contains("`scopeDir`") && told.contains("`scopeParentFolderId`"), "{told}");
}

#[tokio::test]
async fn the_space_may_be_named_if_it_is_the_callers() {
    let shelf = Shelf::new().await;
    for (space, code) in [
        (json!(shelf.ann().space), 0),
        (json!(""), 0),
        (json!(shelf.world.bob.space), 13_000_301),
        (json!("nowhere"), 13_000_301),
    ] {
        let mut body = shelf.scope(&[&shelf.lisbon], "1");
        body["containerId"] = space;
        let answer = shelf.create(&body).await;
        if code == 0 { drop(answer.ok()) } else { answer.refused(code, "containerId") }
    }
}

#[tokio::test]
async fn a_manual_album_has_no_scope() {
    let shelf = Shelf::new().await;
    for (field, value) in [
        ("scopeDir", json!([shelf.lisbon])),
        ("scopeDir", json!([])),
        ("scopeDirList", json!([UNKNOWN])),
        ("scopeParentFolderId", json!("root")),
        ("scopeKind", json!(3)),
    ] {
        let body = json!({ "name": "Best", "type": 2, "albumKind": 1, field: value });
        shelf.create(&body).await.refused(13_000_102, field);
    }
    let empty = json!({ "name": "Best", "type": 2, "albumKind": 1, "scopeDir": null, "scopeParentFolderId": "",
        "scopeKind": "", "containerId": "" });
    shelf.create(&empty).await.ok();
    assert_eq!(shelf.collections().await, [json!(null); 0]);
}
