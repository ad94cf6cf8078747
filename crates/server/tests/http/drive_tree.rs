//! Folders and files one by one: made, looked at, renamed, and the way to them.

use axum::http::{Method, StatusCode};
use leporello_model::{Millis, SpaceId};
use leporello_server::Settings;
use leporello_store::FileRow;
use serde_json::{Value, json};

use crate::support::{Person, World};

async fn detail(world: &World, who: &Person, file: &str) -> Value {
    world.post(who, &format!("/files/{file}/detail"), json!({ "containerId": who.space })).await.ok()
}

fn rename(name: &str) -> Value {
    json!({ "name": name })
}

#[tokio::test]
async fn a_folder_is_made_with_all_that_was_said_of_it() {
    let world = World::new().await;
    let body = json!({
        "fileName": "Lisbon", "fileType": "10", "parentFolder": ["root", "ignored"], "containerId": world.ann.space,
        "renameMode": "3", "createdTime": "2025-09-01T02:34:57.815Z", "editedTime": "2025-09-02T00:00:00.000Z",
        "description": "Three days in spring", "mimeType": "", "hidden": false,
    });
    let made = world.post(&world.ann, "/directory", body).await.ok();
    assert_eq!(made["fileName"], "Lisbon");
    assert_eq!(made["parentFolder"], json!([world.ann.root()]));
    let folder = detail(&world, &world.ann, made["id"].as_str().unwrap()).await;
    let ann = json!({ "userId": world.ann.id, "name": "Ann" });
    assert_eq!(
        folder,
        json!({
            "category": "drive#file", "id": made["id"], "fileName": "Lisbon", "fileType": "10",
            "description": "Three days in spring", "recycled": false, "parentFolder": [world.ann.root()],
            "containers": [world.ann.space], "createdTime": "2025-09-01T02:34:57.815Z",
            "editedTime": "2025-09-02T00:00:00.000Z", "owners": [ann], "lastEditor": ann, "size": 0,
            "favorite": false, "code": 0, "msg": "Success.",
        })
    );
}

#[tokio::test]
async fn a_folder_without_a_parent_lies_in_the_root() {
    let world = World::new().await;
    for parent in [json!([]), json!([""]), json!(""), Value::Null, json!(["root"]), json!([world.ann.root()])] {
        let body = json!({
            "fileName": "Lisbon", "fileType": 10, "parentFolder": parent, "renameMode": 2, "description": "",
            "createdTime": "", "containerId": "",
        });
        let made = world.post(&world.ann, "/directory", body).await.ok();
        assert_eq!(made["parentFolder"], json!([world.ann.root()]), "{parent}");
        let folder = detail(&world, &world.ann, made["id"].as_str().unwrap()).await;
        assert_eq!(folder["createdTime"], world.now().to_string());
        assert_eq!(folder["description"], Value::Null);
    }
}

#[tokio::test]
async fn a_name_that_is_taken_is_refused_or_changed() {
    let world = World::new().await;
    let body = |mode: Value| json!({ "fileName": "a.b", "fileType": "10", "renameMode": mode });
    world.post(&world.ann, "/directory", body(Value::Null)).await.ok();
    world.post(&world.ann, "/directory", body(Value::Null)).await.refused(13_000_405, "fileName");
    world.post(&world.ann, "/directory", body(json!(3))).await.refused(13_000_405, "fileName");
    for name in ["a_20251103_070140.b", "a_20251103_070140_2.b", "a_20251103_070140_3.b"] {
        assert_eq!(world.post(&world.ann, "/directory", body(json!(2))).await.ok()["fileName"], name);
    }
    // In another space, and in another folder, it is free; so is the same in other letters.
    assert_eq!(world.post(&world.bob, "/directory", body(json!(3))).await.ok()["fileName"], "a.b");
    let folder = world.folder(&world.ann, "root", "other").await;
    world.folder(&world.ann, &folder, "a.b").await;
    world.folder(&world.ann, "root", "A.b").await;
}

#[tokio::test]
async fn a_folder_that_cannot_be_made_says_why() {
    let world = World::new().await;
    let picture = world.picture(&world.ann, "root", "a.jpg").await;
    let binned = world.folder(&world.ann, "root", "binned").await;
    let below = world.folder(&world.ann, &binned, "below").await;
    world.trash(&world.ann, &[&binned]).await;
    let bobs = world.folder(&world.bob, "root", "his").await;
    let before = world.everything(&world.ann).await;
    let cases = [
        (json!({ "fileName": null }), 13_000_102, "fileName"),
        (json!({ "fileName": "" }), 13_000_102, "fileName"),
        (json!({ "fileName": "x".repeat(251) }), 13_000_102, "fileName"),
        (json!({ "fileName": ".." }), 13_000_102, "fileName"),
        (json!({ "fileName": "a/b" }), 13_000_102, "fileName"),
        (json!({ "fileName": ["a"] }), 13_000_101, "fileName"),
        (json!({ "fileType": null }), 13_000_102, "fileType"),
        (json!({ "fileType": "15" }), 13_000_102, "fileType"),
        (json!({ "renameMode": 4 }), 13_000_102, "renameMode"),
        (json!({ "createdTime": "yesterday" }), 13_000_102, "createdTime"),
        (json!({ "editedTime": "2025-02-31T00:00:00Z" }), 13_000_102, "editedTime"),
        (json!({ "description": "d".repeat(513) }), 13_000_102, "description"),
        (json!({ "containerId": world.bob.space }), 13_000_301, "containerId"),
        (json!({ "containerId": "IAA1" }), 13_000_301, "containerId"),
        (json!({ "containerId": "root" }), 13_000_301, "containerId"),
        (json!({ "parentFolder": { "id": 1 } }), 13_000_101, "parentFolder"),
        (json!({ "parentFolder": ["F0000"] }), 13_000_309, "parentFolder"),
        (json!({ "parentFolder": ["F".repeat(65)] }), 13_000_102, "parentFolder"),
        (json!({ "parentFolder": [bobs] }), 13_000_309, "parentFolder"),
        (json!({ "parentFolder": [world.bob.root()] }), 13_000_309, "parentFolder"),
        (json!({ "parentFolder": [picture] }), 13_000_304, "parentFolder"),
        (json!({ "parentFolder": [binned] }), 13_000_305, "parentFolder"),
        (json!({ "parentFolder": [below] }), 13_000_305, "parentFolder"),
    ];
    for (change, code, field) in cases {
        let mut body = json!({ "fileName": "new", "fileType": "10" });
        body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        world.post(&world.ann, "/directory", body).await.refused(code, field);
    }
    assert_eq!(world.everything(&world.ann).await, before);
    assert_eq!(world.get(&world.ann, "/directory").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn folders_nest_as_deep_as_the_setting_says() {
    let world = World::with(Settings { max_depth: 2, ..Settings::default() }).await;
    let one = world.folder(&world.ann, "root", "one").await;
    let two = world.folder(&world.ann, &one, "two").await;
    let body = json!({ "fileName": "three", "fileType": "10", "parentFolder": [two] });
    let answer = world.post(&world.ann, "/directory", body).await;
    assert_eq!((answer.status, &answer.body["code"]), (StatusCode::BAD_REQUEST, &json!(13_000_310)));
    assert!(answer.body["msg"].as_str().unwrap().contains("at most 2 deep"), "{}", answer.body);
}

#[tokio::test]
async fn a_file_shows_what_its_metadata_says_and_a_link_when_asked() {
    let world = World::new().await;
    let media = r#"{"width":4032,"height":3024,"orientation":6,"latitude":38.7139,"longitude":-9.1394,"make":"Acme"}"#;
    let row = FileRow {
        taken_at: Some(Millis(1_756_694_097_815)),
        media: Some(media.to_owned()),
        ..world.image(&world.ann, "root", "Tram 28.JPG")
    };
    let id = world.put(row).await;
    let file = detail(&world, &world.ann, &id).await;
    assert_eq!((&file["fileType"], &file["mimeType"]), (&json!("15"), &json!("image/jpeg")));
    assert_eq!((&file["fileSuffix"], &file["size"]), (&json!("JPG"), &json!(1_000)));
    assert_eq!(file["sha256"], "ab".repeat(32));
    assert_eq!(
        file["mediaInfo"],
        json!({
            "takeTime": "2025-09-01T02:34:57.815Z", "width": 4032, "height": 3024, "orientation": 6,
            "latitude": 38.7139, "longitude": -9.1394, "make": "Acme",
        })
    );
    assert_eq!(file["downloadLinks"], Value::Null);

    let process = "image/resize,m_lfit,h_128,w_128";
    let body = json!({ "containerId": world.ann.space, "imageProcess": process });
    let file = world.post(&world.ann, &format!("/files/{id}/detail"), body.clone()).await.ok();
    assert_eq!(file["downloadLinks"][0]["process"], process);
    let link = file["downloadLinks"][0]["downloadUrl"].as_str().unwrap();
    assert!(link.starts_with(&format!("http://photos.test/links/files/{}/{id}/", world.ann.space)), "{link}");
    let folder = world.folder(&world.ann, "root", "folder").await;
    let folder = world.post(&world.ann, &format!("/files/{folder}/detail"), body).await.ok();
    assert_eq!((&folder["downloadLinks"], &folder["mediaInfo"]), (&Value::Null, &Value::Null));
}

#[tokio::test]
async fn a_root_folder_can_be_looked_at() {
    let world = World::new().await;
    let root = detail(&world, &world.ann, &world.ann.root()).await;
    assert_eq!(root["fileName"], format!("root{}", world.ann.space));
    assert_eq!(root["parentFolder"], json!([]));
}

#[tokio::test]
async fn looking_at_a_file_needs_its_space_and_the_right() {
    let world = World::new().await;
    let file = world.picture(&world.ann, "root", "a.jpg").await;
    let path = format!("/files/{file}/detail");
    let ann = world.ann.space;
    world.post(&world.ann, &path, json!({})).await.refused(13_000_102, "containerId");
    world.post(&world.ann, &path, json!({ "containerId": world.bob.space })).await.refused(13_000_301, "containerId");
    world.post(&world.bob, &path, json!({ "containerId": ann })).await.refused(13_000_301, "containerId");
    world.post(&world.bob, &path, json!({ "containerId": world.bob.space })).await.refused(13_000_309, "fileId");
    let unknown = SpaceId::new(7);
    world.post(&world.ann, &path, json!({ "containerId": unknown })).await.refused(13_000_301, "containerId");
    let long = format!("/files/{}/detail", "F".repeat(65));
    world.post(&world.ann, &long, json!({ "containerId": ann })).await.refused(13_000_102, "fileId");
    world.post(&world.ann, "/files/F~/detail", json!({ "containerId": ann })).await.refused(13_000_309, "fileId");
    for process in ["resize,w_1".to_owned(), "image/".to_owned(), format!("image/{}", "x".repeat(295))] {
        let body = json!({ "containerId": ann, "imageProcess": process });
        world.post(&world.ann, &path, body).await.refused(13_000_102, "imageProcess");
    }
}

#[tokio::test]
async fn a_renamed_file_has_a_new_name_suffix_and_time_of_change() {
    let world = World::new().await;
    let file = world.picture(&world.ann, "root", "a.jpg").await;
    world.later(Millis::MINUTE);
    let body = json!({ "containerId": world.ann.space, "name": "b.PNG", "renameMode": "" });
    world.post(&world.ann, &format!("/files/rename/{file}"), body).await.ok();
    let shown = detail(&world, &world.ann, &file).await;
    assert_eq!((&shown["fileName"], &shown["fileSuffix"]), (&json!("b.PNG"), &json!("PNG")));
    assert_eq!(shown["editedTime"], world.now().to_string());

    world.later(Millis::MINUTE);
    world.post(&world.ann, &format!("/files/rename/{file}"), rename("b.PNG")).await.ok();
    assert_eq!(detail(&world, &world.ann, &file).await, shown, "the same name is no change");
}

#[tokio::test]
async fn a_rename_into_a_taken_name_is_refused_or_changed() {
    let world = World::new().await;
    let file = world.picture(&world.ann, "root", "a.jpg").await;
    let other = world.picture(&world.ann, "root", "b.jpg").await;
    let path = format!("/files/rename/{file}");
    world.post(&world.ann, &path, rename("b.jpg")).await.refused(13_000_405, "name");
    world.post(&world.ann, &path, json!({ "name": "b.jpg", "renameMode": 2 })).await.ok();
    assert_eq!(detail(&world, &world.ann, &file).await["fileName"], "b_20251103_070140.jpg");
    world.trash(&world.ann, &[&other]).await;
    world.post(&world.ann, &path, rename("b.jpg")).await.ok();
}

#[tokio::test]
async fn a_rename_that_cannot_be_says_why() {
    let world = World::new().await;
    let file = world.picture(&world.ann, "root", "a.jpg").await;
    let binned = world.folder(&world.ann, "root", "binned").await;
    let below = world.picture(&world.ann, &binned, "below.jpg").await;
    world.trash(&world.ann, &[&binned]).await;
    let before = world.everything(&world.ann).await;
    let path = |file: &str| format!("/files/rename/{file}");
    let ann = &world.ann;
    for body in [json!({}), rename(""), rename("."), rename("a\\b"), rename(&"x".repeat(251))] {
        world.post(ann, &path(&file), body).await.refused(13_000_102, "name");
    }
    let mode = json!({ "name": "b.jpg", "renameMode": 1 });
    world.post(ann, &path(&file), mode).await.refused(13_000_102, "renameMode");
    let space = json!({ "name": "b.jpg", "containerId": world.bob.space });
    world.post(ann, &path(&file), space).await.refused(13_000_301, "containerId");
    world.post(ann, &path("F0"), rename("b")).await.refused(13_000_309, "fileId");
    world.post(ann, &path(&ann.root()), rename("b")).await.refused(13_000_309, "fileId");
    world.post(&world.bob, &path(&file), rename("b")).await.refused(13_000_309, "fileId");
    world.post(ann, &path(&binned), rename("b")).await.refused(13_000_306, "fileId");
    world.post(ann, &path(&below), rename("b")).await.refused(13_000_306, "fileId");
    assert_eq!(world.everything(ann).await, before);
}

#[tokio::test]
async fn the_way_to_a_file_goes_from_the_root_to_itself() {
    let world = World::new().await;
    let (root, space) = (world.ann.root(), world.ann.space);
    let seven = world.folder(&world.ann, "root", "007").await;
    let one = world.folder(&world.ann, &seven, "001").await;
    let file = world.picture(&world.ann, &one, "a b.jpg").await;
    let path = world.get(&world.ann, &format!("/files/path?fileId={file}&containerId={space}")).await.ok();
    assert_eq!(path["fileIdPath"], format!("/{root}/{seven}/{one}/{file}"));
    assert_eq!(path["namePath"], format!("/root{space}/007/001/a b.jpg"));
    let path = world.get(&world.ann, &format!("/files/path?fileId={root}&containerId={space}")).await.ok();
    assert_eq!((&path["fileIdPath"], &path["namePath"]), (&json!(format!("/{root}")), &json!(format!("/root{space}"))));

    world.get(&world.ann, &format!("/files/path?fileId={file}")).await.refused(13_000_102, "containerId");
    world.get(&world.ann, &format!("/files/path?containerId={space}")).await.refused(13_000_102, "fileId");
    world.get(&world.ann, &format!("/files/path?fileId=F0&containerId={space}")).await.refused(13_000_309, "fileId");
    let bobs = format!("/files/path?fileId={file}&containerId={}", world.bob.space);
    world.get(&world.bob, &bobs).await.refused(13_000_309, "fileId");
    world.get(&world.ann, &bobs).await.refused(13_000_301, "containerId");
}

#[tokio::test]
async fn a_path_that_no_operation_has_is_not_found() {
    let world = World::new().await;
    for (method, path) in
        [(Method::POST, "/files/2"), (Method::POST, "/files/recent"), (Method::GET, "/files/0"), (Method::GET, "/nope")]
    {
        let answer = world.call(&world.ann, method, path, json!({})).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(answer.body["code"], 13_000_309);
    }
}

#[tokio::test]
async fn a_description_has_no_emoji() {
    let world = World::new().await;
    let described = |text: &str| json!({ "fileName": "Trip", "fileType": "10", "description": text });
    world.post(&world.ann, "/directory", described("At the beach 🏖")).await.refused(13_000_102, "description");
    let file = json!({ "fileName": "a.jpg", "fileType": "15", "parentFolder": ["root"], "length": 1,
        "uploadMode": "multipart", "description": "👍🏽" });
    world.post(&world.ann, "/files/create", file).await.refused(13_000_102, "description");
    world.post(&world.ann, "/directory", described("Am Meer © 1999\n家")).await.ok();
}
