//! Values outside their ranges: names, types, and files that cannot be in an album.

use axum::http::Method;
use serde_json::{Value, json};

use super::{Case, Scene};

#[tokio::test]
async fn names_types_and_kinds() {
    let scene = Scene::new().await;
    let mut cases = Vec::new();
    for (what, name) in [
        ("no name", Value::Null),
        ("an empty name", json!("")),
        ("white space for a name", json!(" \u{3000}\t")),
        ("21 characters", json!("a".repeat(21))),
        ("21 emoji", json!("🏖".repeat(21))),
        ("a control character", json!("a\u{7}b")),
        ("a NUL", json!("a\0b")),
        ("a number of 21 digits", json!("100000000000000000000")),
    ] {
        cases.push(Case::create(what, "name", name.clone()).refused(13_000_102, "`name`"));
        if !name.is_null() {
            let (path, body) = (format!("/{}/update", scene.album), json!({ "name": name }).to_string());
            cases.push(Case::post(what, &path, body).refused(13_000_102, "`name`"));
        }
    }
    for (field, names) in [("type", "`type`"), ("albumKind", "`albumKind`")] {
        for value in [json!(null), json!(""), json!(0), json!(3), json!(-1), json!("x"), json!(1.5), json!("1,2")] {
            let what = format!("{field} {value}");
            cases.push(Case::create(&what, field, value).refused(13_000_102, names));
        }
    }
    let update = format!("/{}/update", scene.album);
    for (field, names) in [("scopeKind", "`scopeKind`"), ("scopeDirList", "`scopeDirList`")] {
        let body = json!({ "name": "Winter", field: [] }).to_string().replace(r#""scopeKind":[]"#, r#""scopeKind":1"#);
        cases.push(Case::post(field, &update, body).refused(13_000_102, names));
    }
    scene.check(cases).await;
}

#[tokio::test]
async fn files_that_cannot_be_added() {
    let scene = Scene::new().await;
    let (ann, bob) = (scene.world.ann.id.to_string(), scene.world.bob.id.to_string());
    let path = format!("/album/{}/add", scene.album);
    let unknown = "FsCjgqsA1KCDDMPOsOkNDFKhXmUNCNrkg";
    // A good entry stands before the bad one, so that a batch that is not whole would be seen.
    let add = |what: &str, file: Value, owner: Value| {
        let good = json!({ "fileId": scene.loose, "ownerId": ann });
        let bad = json!({ "fileId": file, "ownerId": owner });
        Case::post(what, &path, json!({ "fileIds": [good, bad] }).to_string())
    };
    let (file, owner) = ("`fileIds.fileId`", "`fileIds.ownerId`");
    let root = scene.world.ann.root();
    let double: f64 = ann.parse().unwrap();
    scene
        .check(vec![
            add("no file", json!(null), json!(ann)).refused(13_000_102, file),
            add("an empty file", json!(""), json!(ann)).refused(13_000_102, file),
            add("65 characters", json!("F".repeat(65)), json!(ann)).refused(13_000_102, file),
            add("64 characters", json!("F".repeat(64)), json!(ann)).refused(13_000_309, file),
            add("65 characters in fewer letters", json!("é".repeat(33)), json!(ann)).refused(13_000_309, file),
            add("no identifier", json!("../etc/passwd"), json!(ann)).refused(13_000_309, file),
            add("a number", json!(7), json!(ann)).refused(13_000_309, file),
            add("an unknown file", json!(unknown), json!(ann)).refused(13_000_309, file),
            add("an unknown file of another", json!(unknown), json!(bob)).refused(13_000_309, file),
            add("an unknown file of nobody", json!(unknown), json!("nobody")).refused(13_000_309, file),
            add("another's file", json!(scene.bobs_picture), json!(bob)).refused(13_000_309, file),
            add("another's file as one's own", json!(scene.bobs_picture), json!(ann)).refused(13_000_309, file),
            add("another's file as nobody's", json!(scene.bobs_picture), json!("nobody")).refused(13_000_309, file),
            add("a trashed file", json!(scene.trashed), json!(ann)).refused(13_000_306, file),
            add("below a trashed folder", json!(scene.below_trashed), json!(ann)).refused(13_000_306, file),
            add("a folder", json!(scene.folder), json!(ann)).refused(13_000_406, file),
            add("the root folder", json!(root), json!(ann)).refused(13_000_406, file),
            add("a text", json!(scene.text), json!(ann)).refused(13_000_102, file),
            add("another owner", json!(scene.pictures[0]), json!(bob)).refused(13_000_302, owner),
            add("an unknown owner", json!(scene.pictures[0]), json!("1")).refused(13_000_302, owner),
            add("no number for an owner", json!(scene.pictures[0]), json!("ann")).refused(13_000_302, owner),
            add("an owner with a zero before", json!(scene.pictures[0]), json!(format!("0{ann}")))
                .refused(13_000_302, owner),
            add("an owner as a double", json!(scene.pictures[0]), json!(double)).refused(13_000_302, owner),
            add("an owner past 63 bits", json!(scene.pictures[0]), json!(u64::MAX)).refused(13_000_302, owner),
            add("no owner", json!(scene.pictures[0]), json!(null)).refused(13_000_102, owner),
            add("an empty owner", json!(scene.pictures[0]), json!("")).refused(13_000_102, owner),
        ])
        .await;
}

#[tokio::test]
async fn lists_of_the_wrong_length() {
    let scene = Scene::new().await;
    let add = format!("/album/{}/add", scene.album);
    let remove = format!("/{}/batchDelete", scene.album);
    let entry = json!({ "fileId": scene.loose, "ownerId": scene.world.ann.id.to_string() });
    let add = |what: &str, list: Value| {
        Case::post(what, &add, json!({ "fileIds": list }).to_string()).refused(13_000_102, "`fileIds`")
    };
    let remove = |what: &str, list: Value| {
        Case::new(what, Method::DELETE, &remove, json!({ "ids": list }).to_string()).refused(13_000_102, "`ids`")
    };
    scene
        .check(vec![
            add("no list", json!(null)),
            add("no files", json!([])),
            add("101 files", json!(vec![&entry; 101])),
            remove("no list", json!(null)),
            remove("no identifiers", json!([])),
            remove("1,001 identifiers", json!(vec![&scene.pictures[0]; 1_001])),
            Case::post("no body", &format!("/album/{}/add", scene.album), "").refused(13_000_102, "`fileIds`"),
            Case::new("no body", Method::DELETE, &format!("/{}/batchDelete", scene.album), "")
                .refused(13_000_102, "`ids`"),
        ])
        .await;
}
