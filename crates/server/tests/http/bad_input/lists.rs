//! Albums that are not there, and pages that cannot be.

use axum::http::Method;
use http_body_util::BodyExt;
use serde_json::json;

use super::{Case, Scene};

#[tokio::test]
async fn pages_and_orders() {
    let scene = Scene::new().await;
    let mut cases = Vec::new();
    let albums = "/album/list?albumKind=1&albumType=2".to_owned();
    let contents = format!("/album/{}/list?a=b", scene.album);
    let mut wrong = |path: &str, field: &'static str, values: &[&str]| {
        for value in values {
            let path = format!("{path}&{}={value}", field.trim_matches('`'));
            cases.push(Case::get(&path, &path).refused(13_000_102, field));
        }
    };
    let sizes = ["0", "101", "x", "-1", "1.5", "1e1", "%20", "10%2C", "9223372036854775808", "99999999999999999999"];
    wrong(&albums, "`pageSize`", &sizes);
    wrong(&contents, "`pageSize`", &sizes);
    wrong(&albums, "`pageNum`", &["0", "-1", "x", "1.5", "9223372036854775808"]);
    wrong(&contents, "`sortType`", &["0", "4", "x", "-1", "1,2"]);
    wrong(&contents, "`sortDirection`", &["0", "3", "x", "asc"]);
    wrong("/album/list?albumType=2", "`albumKind`", &["", "0", "3", "x"]);
    wrong("/album/list?albumKind=1", "`albumType`", &["", "0", "3", "x"]);
    cases.push(Case::get("no kind", "/album/list?albumType=2").refused(13_000_102, "`albumKind`"));
    cases.push(Case::get("no type", "/album/list?albumKind=1").refused(13_000_102, "`albumType`"));
    cases.push(Case::get("twice", &format!("{albums}&pageSize=1&pageSize=2")).refused(13_000_102, "`query`"));
    scene.check(cases).await;
}

#[tokio::test]
async fn cursors() {
    let scene = Scene::new().await;
    let page = scene.world.contents(&scene.world.ann, &scene.album, "?pageSize=1").await;
    let cursor = page["nextPageCursor"].as_str().unwrap();
    let other = scene.world.filled(&scene.world.ann, "Other", &scene.pictures).await;
    let page = scene.world.contents(&scene.world.ann, &other, "?pageSize=1").await;
    let foreign = page["nextPageCursor"].as_str().unwrap();
    let mut cases = Vec::new();
    let mut wrong = |what: &str, cursor: &str| {
        let path = format!("/album/{}/list?pageCursor={cursor}", scene.album);
        cases.push(Case::get(what, &path).refused(13_000_102, "`pageCursor`"));
    };
    wrong("a foreign cursor", foreign);
    wrong("an old one that is not ours", "eyJpZCI6MX0=");
    wrong("no cursor at all", "abc");
    wrong("white space", "%20");
    wrong("something behind it", &format!("{cursor}A"));
    wrong("twice itself", &format!("{cursor}{cursor}"));
    for cut in 1..cursor.len() {
        wrong("a cursor cut short", &cursor[..cut]);
    }
    for place in 0..cursor.len() {
        let other = if &cursor[place..=place] == "A" { "B" } else { "A" };
        wrong("an altered cursor", &format!("{}{other}{}", &cursor[..place], &cursor[place + 1..]));
    }
    scene.check(cases).await;
}

/// The five operations on an album.
fn operations(album: &str, scene: &Scene) -> Vec<Case> {
    let entry = json!({ "fileId": scene.loose, "ownerId": scene.world.ann.id.to_string() });
    vec![
        Case::get("list", &format!("/album/{album}/list")),
        Case::post("update", &format!("/{album}/update"), r#"{"name":"Winter"}"#),
        Case::post("add", &format!("/album/{album}/add"), json!({ "fileIds": [entry] }).to_string()),
        Case::new("remove", Method::DELETE, &format!("/{album}/batchDelete"), r#"{"ids":["F1"]}"#),
        Case::new("delete", Method::DELETE, &format!("/album/{album}"), ""),
    ]
}

#[tokio::test]
async fn albums_that_are_not_there() {
    let scene = Scene::new().await;
    let mut cases = Vec::new();
    let padded = format!("0{}", scene.album);
    for album in [
        "1795607640592646273",
        &scene.bobs_album,
        "albumName",
        "0",
        "-1",
        "%2B1",
        "1.0",
        "1e18",
        "9223372036854775807",
        "9223372036854775808",
        "18446744073709551616",
        &padded,
        &"9".repeat(1_000),
        "%20",
        "%00",
        "%E7%9B%B8",
        "..%2F..%2F",
        "'%20OR%201=1--",
    ] {
        for case in operations(album, &scene) {
            let what = format!("{} of {album}", case.what);
            cases.push(Case { what, ..case.refused(13_000_309, "`albumId`") });
        }
    }
    scene.check(cases).await;
}

/// Nobody learns that a thing exists which they may not see: not by a code, a text, a header or a length.
#[tokio::test]
async fn what_is_anothers_and_what_is_not_there_are_told_in_the_same_bytes() {
    let scene = Scene::new().await;
    let (world, unknown) = (&scene.world, "1795607640592646273");
    let told = async |case: &Case| {
        let request = world
            .request(world.ann.id, case.method.clone(), &format!("/koodrive/ose/v1{}", case.path))
            .header("authorization", &world.ann.token)
            .header("x-traceid", "t".repeat(58));
        let response = world.raw(request.body(case.body.clone().into()).unwrap()).await;
        let head = format!("{} {:?}", response.status(), response.headers());
        (head, response.into_body().collect().await.unwrap().to_bytes())
    };
    for (theirs, nobodys) in operations(&scene.bobs_album, &scene).iter().zip(operations(unknown, &scene)) {
        assert_eq!(told(theirs).await, told(&nobodys).await, "{}", nobodys.what);
    }
    let path = format!("/album/{}/add", scene.album);
    for owner in [world.ann.id.to_string(), world.bob.id.to_string(), "1".to_owned(), "nobody".to_owned()] {
        let add = |file: &str| {
            let entry = json!({ "fileId": file, "ownerId": owner });
            Case::post("add", &path, json!({ "fileIds": [entry] }).to_string())
        };
        let (theirs, nobodys) = (add(&scene.bobs_picture), add("FsCjgqsA1KCDDMPOsOkNDFKhXmUNCNrkg"));
        assert_eq!(told(&theirs).await, told(&nobodys).await, "a file, said to be of {owner}");
    }
}
