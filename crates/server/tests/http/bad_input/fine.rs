//! What looks odd and is fine.

use axum::http::Method;
use serde_json::json;

use super::{Case, Scene};

#[tokio::test]
async fn odd_but_good_requests() {
    let scene = Scene::new().await;
    let owner = scene.world.ann.id;
    let (add, remove) = (format!("/album/{}/add", scene.album), format!("/{}/batchDelete", scene.album));
    let good = r#"{"name":"Winter","type":2,"albumKind":1}"#;
    let create = |what: &str, body: &str| Case::post(what, "/album/create", body);
    let entry = json!({ "fileId": scene.loose, "ownerId": owner.to_string() });
    let nested = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    for case in [
        create("20 emoji", &json!({ "name": "🏖".repeat(20), "type": 2, "albumKind": 1 }).to_string()),
        create("an escaped emoji", r#"{"name":"\ud83c\udfd6","type":2,"albumKind":1}"#),
        create("unknown fields", r#"{"name":"Winter","type":2,"albumKind":1,"a":{"b":[null]},"Name":7}"#),
        create("100,000 brackets in one", &format!(r#"{{"name":"Winter","type":2,"albumKind":1,"a":{nested}}}"#)),
        create("white space around", &format!("\r\n\t {good} \n")),
        create("documented fields that do not matter", &good.replace('}', r#","groupId":"","scopeDir":null}"#)),
        create("no content type", good).header("content-type", None),
        create("plain text", good).header("content-type", Some(b"text/plain")),
        create("a form's content type", good).header("content-type", Some(b"application/x-www-form-urlencoded")),
        create("no content type at all", good).header("content-type", Some(b"\xff")),
        create("JSON in another character set", good).header("content-type", Some(b"application/json; charset=gbk")),
        Case::post("a file twice", &add, json!({ "fileIds": [entry, entry] }).to_string()),
        Case::post("100 times", &add, json!({ "fileIds": vec![&entry; 100] }).to_string()),
        Case::post("again", &add, json!({ "fileIds": [entry] }).to_string()),
        Case::new("numbers", Method::DELETE, &remove, r#"{"ids":[1, 1.5, "", null, "F1"]}"#),
        Case::new("65 characters", Method::DELETE, &remove, json!({ "ids": ["F".repeat(65)] }).to_string()),
        Case::new("1,000 times", Method::DELETE, &remove, json!({ "ids": vec![&scene.loose; 1_000] }).to_string()),
        Case::get("unknown parameters", "/album/list?albumKind=1&albumType=2&x=%ff&&=&albumkind=9"),
        Case::get("escaped parameters", "/album/list?album%4Bind=%31&albumType=2&pageSize=%31%30"),
    ] {
        for language in ["en-US", "zh-CN"] {
            let answer = case.send(&scene, language).await;
            assert_eq!(answer.status, 200, "{}: {}", case.what, answer.body);
            answer.ok();
        }
    }
    let contents = scene.world.contents(&scene.world.ann, &scene.album, "").await;
    assert_eq!(contents["total"], 2, "added once and taken out once");
    let albums = scene.world.albums(&scene.world.ann).await;
    let names: Vec<_> = albums["albumList"].as_array().unwrap().iter().map(|album| &album["name"]).collect();
    assert_eq!(names.iter().filter(|name| **name == "🏖").count(), 0, "on the second page");
    assert_eq!(albums["total"], 23);
}
