//! Bodies that are not what they should be, before anybody looks at the values in them.

use axum::http::Method;

use super::{Case, Scene};

const CREATE: &str = "/album/create";

#[tokio::test]
async fn bodies_that_are_not_json() {
    let scene = Scene::new().await;
    let body = |what: &str, body: &[u8]| Case::post(what, CREATE, body).refused(13_000_101, "not valid JSON at line 1");
    let nested = |before: &str, after: &str| format!("{before}{}{after}", "[".repeat(100_000)).into_bytes();
    scene
        .check(vec![
            body("half an object", b"{"),
            body("no value", br#"{"name":}"#),
            body("single quotes", b"{'name':'Winter'}"),
            body("a comma too many", br#"{"name":"Winter","type":2,"albumKind":1,}"#),
            body("a field twice", br#"{"name":"Winter","type":2,"albumKind":1,"name":"Autumn"}"#),
            body("something behind it", br#"{"name":"Winter","type":2,"albumKind":1} {}"#),
            body("white space alone", b" "),
            body("a form", b"name=Winter&type=2&albumKind=1"),
            body("not a number", br#"{"name":NaN,"type":2,"albumKind":1}"#),
            body("a control character", b"{\"name\":\"Win\x07ter\",\"type\":2,\"albumKind\":1}"),
            body("half a surrogate pair", br#"{"name":"\ud83d","type":2,"albumKind":1}"#),
            body("a surrogate pair the wrong way round", br#"{"name":"\ude00\ud83d","type":2,"albumKind":1}"#),
            body("a byte that is not UTF-8", b"{\"name\":\"Win\xffter\",\"type\":2,\"albumKind\":1}"),
            body("the same where nobody looks", b"{\"name\":\"Winter\",\"type\":2,\"albumKind\":1,\"a\":\"\xc3\x28\"}"),
            body("the same in a field's name", b"{\"name\":\"Winter\",\"type\":2,\"albumKind\":1,\"\xff\":1}"),
            body("a surrogate as bytes", b"{\"name\":\"\xed\xa0\xbd\",\"type\":2,\"albumKind\":1}"),
            body("UTF-16", b"\xff\xfe{\0}\0"),
            body("a byte order mark", b"\xef\xbb\xbf{\"name\":\"Winter\",\"type\":2,\"albumKind\":1}"),
            body("100,000 brackets where nobody looks", &nested(r#"{"a":"#, "")),
        ])
        .await;
}

#[tokio::test]
async fn bodies_of_the_wrong_shape() {
    let scene = Scene::new().await;
    let body = |what: &str, body: &str| Case::post(what, CREATE, body).refused(13_000_101, "`body`");
    let add = |what: &str, body: &str| Case::post(what, &format!("/album/{}/add", scene.album), body);
    let remove =
        |what: &str, body: &str| Case::new(what, Method::DELETE, &format!("/{}/batchDelete", scene.album), body);
    let picture = &scene.loose;
    let owner = scene.world.ann.id;
    let brackets = "[".repeat(100_000);
    scene
        .check(vec![
            body("nothing", "null"),
            body("a string", "\"Winter\""),
            body("a number", "7"),
            body("an empty array", "[]"),
            body("the values in an array", r#"["Winter",2,1]"#),
            body("100,000 brackets", &brackets),
            add("a number for a list", r#"{"fileIds":7}"#).refused(13_000_101, "`fileIds`"),
            add("a string for a list", &format!(r#"{{"fileIds":"{picture}"}}"#)).refused(13_000_101, "`fileIds`"),
            add("a string in the list", &format!(r#"{{"fileIds":["{picture}"]}}"#)).refused(13_000_101, "`fileIds[0]`"),
            add("an array in the list", &format!(r#"{{"fileIds":[["{picture}","{owner}"]]}}"#))
                .refused(13_000_101, "`fileIds[0]`"),
            add("an array for an identifier", &format!(r#"{{"fileIds":[{{"fileId":["{picture}"],"ownerId":"1"}}]}}"#))
                .refused(13_000_101, "`fileIds[0].fileId`"),
            add("true for an owner", &format!(r#"{{"fileIds":[{{"fileId":"{picture}","ownerId":true}}]}}"#))
                .refused(13_000_101, "`fileIds[0].ownerId`"),
            add("100,000 brackets for a list", &format!(r#"{{"fileIds":{brackets}"#))
                .refused(13_000_101, "`fileIds[0]`"),
            remove("an object for a list", r#"{"ids":{}}"#).refused(13_000_101, "`ids`"),
            remove("an object in the list", r#"{"ids":["F1",{"fileId":"F2"}]}"#).refused(13_000_101, "`ids[1]`"),
        ])
        .await;
}

#[tokio::test]
async fn fields_of_the_wrong_type() {
    let scene = Scene::new().await;
    let mut cases = Vec::new();
    for value in ["[]", "{}", "true", r#"["Winter"]"#, r#"{"a":"b"}"#] {
        for (field, names) in [("name", "`name`"), ("type", "`type`"), ("albumKind", "`albumKind`")] {
            let body = format!(r#"{{"{field}":{value}}}"#);
            cases.push(Case::post(&format!("{field} {value}"), CREATE, body).refused(13_000_101, names));
        }
        let update = format!("/{}/update", scene.album);
        let body = format!(r#"{{"name":{value}}}"#);
        cases.push(Case::post(&format!("update to {value}"), &update, body).refused(13_000_101, "`name`"));
    }
    scene.check(cases).await;
}

#[tokio::test]
async fn bodies_that_are_too_large() {
    let scene = Scene::new().await;
    let large = |size: usize| format!(r#"{{"name":"Winter","type":2,"albumKind":1,"a":"{}"}}"#, "a".repeat(size));
    let too_large = |what: &str, body: String| Case::post(what, CREATE, body).refused(13_000_101, "1048576 bytes");
    scene
        .check(vec![
            too_large("5 MiB", large(5 << 20)),
            too_large("a byte too many", large((1 << 20) + 1 - large(0).len())),
        ])
        .await;
    let just = Case::post("just small enough", CREATE, large((1 << 20) - large(0).len()));
    just.send(&scene, "en-US").await.ok();
}
