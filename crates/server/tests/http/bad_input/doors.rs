//! Credentials and the other common headers.

use axum::body::Body;
use axum::http::{Method, header};

use super::{Case, Scene};
use crate::sign_in::sign;
use crate::support::Answer;

const LIST: &str = "/album/list?albumKind=1&albumType=2";

#[tokio::test]
async fn credentials() {
    let scene = Scene::new().await;
    let token = |what: &str, value: Option<&str>| {
        let value = value.map(str::as_bytes);
        let body = r#"{"name":"Winter","type":2,"albumKind":1}"#;
        Case::post(what, "/album/create", body).header("authorization", value)
    };
    let bearer = |token: &str| format!("Bearer {token}");
    scene
        .check(vec![
            token("no token", None).turned_away("`Authorization`"),
            token("an empty header", Some("")).turned_away("`Authorization`"),
            token("another scheme", Some("Basic YTpi")).turned_away("`Authorization`"),
            token("two tokens", Some("Bearer a b")).turned_away("`Authorization`"),
            token("an unknown token", Some("Bearer abc")).turned_away("unknown"),
            token("an expired token", Some(&bearer(&scene.expired))).turned_away("expired"),
            token("another's token", Some(&bearer(&scene.world.bob.token))).turned_away("belongs to another user"),
            token("half a signature", Some("HMAC-SHA256 AppId=a")).turned_away("`Authorization`"),
            Case::get("no user", LIST).header("x-user-id", None).turned_away("`X-User-Id`"),
            Case::get("no number for a user", LIST).header("x-user-id", Some(b"ann")).turned_away("`X-User-Id`"),
        ])
        .await;
}

#[tokio::test]
async fn signatures() {
    let scene = Scene::new().await;
    let before = scene.world.dump().await;
    let names = ["x-date", "x-user-id"];
    let signed = |names: &[&str]| {
        let uri = format!("/koodrive/ose/v1/{}/update", scene.album);
        let request = scene.world.request(scene.world.ann.id, Method::POST, &uri);
        let mut request = request.body(r#"{"name":"Winter"}"#.to_owned()).unwrap();
        sign(&scene.app, names, &mut request);
        request
    };
    let mut changed_body = signed(&names);
    *changed_body.body_mut() = r#"{"name":"Spring"}"#.to_owned();
    let mut changed_signature = signed(&names);
    let authorization = changed_signature.headers()[header::AUTHORIZATION].to_str().unwrap().to_owned();
    let last = if authorization.ends_with('0') { "1" } else { "0" };
    let other = format!("{}{last}", &authorization[..authorization.len() - 1]);
    changed_signature.headers_mut().insert(header::AUTHORIZATION, other.parse().unwrap());
    let mut dropped_header = signed(&names);
    dropped_header.headers_mut().remove("x-date");
    for (request, names) in [
        (changed_signature, "signature"),
        (changed_body, "signature"),
        (signed(&["x-date"]), "`x-user-id`"),
        (signed(&["x-user-id"]), "`x-date`"),
        (signed(&["x-date", "x-user-id", "x-traceid"]), "signature"),
        (dropped_header, "`X-Date`"),
    ] {
        for (language, names) in [("en-US", names), ("zh-CN", if names.starts_with('`') { names } else { "签名" })] {
            let mut request = request.clone().map(Body::from);
            request.headers_mut().insert("language", language.parse().unwrap());
            let Answer { status, body } = scene.world.send(request).await;
            assert_eq!((status.as_u16(), body["code"].as_i64()), (401, Some(13_000_101)));
            assert!(body["msg"].as_str().unwrap().contains(names), "{body}");
            assert_eq!(scene.world.dump().await, before);
        }
    }
}

#[tokio::test]
async fn dates() {
    let scene = Scene::new().await;
    let world = &scene.world;
    let date = |what: &str, value: Option<&str>| {
        Case::get(what, LIST).header("x-date", value.map(str::as_bytes)).turned_away("`X-Date`")
    };
    let at = |seconds: i64| world.now().plus(seconds * 1_000).basic();
    scene
        .check(vec![
            date("no date", None),
            date("an empty date", Some("")),
            date("31 February", Some("20250231T072140Z")),
            date("month 13", Some("20251303T072140Z")),
            date("hour 24", Some("20251103T240000Z")),
            date("second 60", Some("20251103T072160Z")),
            date("a lower-case t", Some("20251103t072140Z")),
            date("a lower-case z", Some("20251103T072140z")),
            date("digits that are not ASCII", Some("２０２５1103T072140Z")),
            date("digits that are not ASCII, in as many bytes", Some("٢0251103T07214Z")),
            date("the extended form", Some("2025-11-03T07:21:40Z")),
            date("an HTTP date", Some("Mon, 03 Nov 2025 07:21:40 GMT")),
            date("seconds since 1970", Some("1762154500")),
            date("another zone", Some("20251103T082140+0100")),
            date("white space", Some("20251103T072140Z ")),
            date("15:01 old", Some(&at(-901))),
            date("a day old", Some(&at(-86_400))),
            date("one second ahead", Some(&at(1))),
            date("a day ahead", Some(&at(86_400))),
        ])
        .await;
}

#[tokio::test]
async fn trace_ids() {
    let scene = Scene::new().await;
    let trace = |what: &str, value: &str| {
        Case::get(what, LIST).header("x-traceid", Some(value.as_bytes())).refused(13_000_102, "`X-Traceid`")
    };
    scene
        .check(vec![
            trace("an empty trace", ""),
            trace("57 characters", &"a".repeat(57)),
            trace("59 characters", &"a".repeat(59)),
            trace("58 bytes of other characters", &"é".repeat(29)),
            trace("58 other characters", &"é".repeat(58)),
            trace("a space in it", &format!("{} {}", "a".repeat(28), "b".repeat(29))),
        ])
        .await;
}
