//! The shape of every error. The table of all of them is a snapshot beside `api/error.rs`.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use serde_json::Value;

use crate::support::World;

/// Sends a request that fails, and gives the body, which has the fields of an error and no others.
async fn failed(world: &World, request: Request<Body>, status: StatusCode) -> Value {
    let what = format!("{} {}", request.method(), request.uri());
    let response = world.raw(request).await;
    assert_eq!(response.status(), status, "{what}");
    assert_eq!(response.headers()[header::CONTENT_TYPE], "application/json", "{what}");
    assert!(response.headers().contains_key(header::DATE), "{what}");
    let body = response.into_body().collect().await.unwrap().to_bytes();
    let body: Value = serde_json::from_slice(&body).unwrap();
    let fields: Vec<&String> = body.as_object().unwrap().keys().collect();
    let mut expected = vec!["code", "msg", "traceId"];
    if status == StatusCode::UNAUTHORIZED {
        expected.insert(2, "serverTime");
    }
    assert_eq!(fields, expected, "{what}");
    assert!(body["code"].is_i64() && body["msg"].is_string() && body["traceId"].is_string(), "{body}");
    body
}

#[tokio::test]
async fn what_does_not_exist_is_told_as_json() {
    let world = World::new().await;
    for (method, path) in [
        (Method::GET, "/nowhere"),
        (Method::GET, "/koodrive/ose/v1"),
        (Method::GET, "/koodrive/ose/v2/album/list"),
        (Method::POST, "/koodrive/ose/v1/album/create/"),
        (Method::GET, "/koodrive/ose/v1//album/list"),
        (Method::GET, "/KooDrive/ose/v1/album/list"),
        (Method::POST, "/koodrive/ose/v1/nowhere/at/all"),
        (Method::GET, "/koodrive/ose/v1/album/1/add"),
        (Method::GET, "/koodrive/ose/v1/album/%ff/list"),
        (Method::POST, "/koodrive/ose/v1/%E7%9B/update"),
        (Method::GET, "/docs/nothing"),
        (Method::GET, "/docs/%ff"),
    ] {
        for token in [None, Some(&world.ann.token)] {
            let mut request = world.request(world.ann.id, method.clone(), path);
            if let Some(token) = token {
                request = request.header(header::AUTHORIZATION, token);
            }
            let body = failed(&world, request.body(Body::empty()).unwrap(), StatusCode::NOT_FOUND).await;
            assert_eq!(body["code"], 13_000_309);
        }
    }
}

#[tokio::test]
async fn a_method_that_a_path_does_not_have_is_told_as_json() {
    let world = World::new().await;
    for (method, path) in [
        (Method::GET, "/koodrive/ose/v1/album/create"),
        (Method::PUT, "/koodrive/ose/v1/album/create"),
        (Method::POST, "/koodrive/ose/v1/album/list"),
        (Method::GET, "/koodrive/ose/v1/1/update"),
        (Method::POST, "/koodrive/ose/v1/1/batchDelete"),
        (Method::PATCH, "/koodrive/ose/v1/album/1/add"),
        (Method::OPTIONS, "/koodrive/ose/v1/album/1/list"),
        (Method::POST, "/healthz"),
        (Method::DELETE, "/openapi.json"),
    ] {
        let request = world.request(world.ann.id, method, path).header(header::AUTHORIZATION, &world.ann.token);
        let body = failed(&world, request.body(Body::empty()).unwrap(), StatusCode::NOT_FOUND).await;
        assert_eq!(body["code"], 13_000_309);
    }
}

#[tokio::test]
async fn errors_of_every_status_have_one_shape() {
    let world = World::new().await;
    for (token, path, body, status) in [
        ("wrong", "/album/create", "{}", StatusCode::UNAUTHORIZED),
        (&world.ann.token, "/album/create", "{", StatusCode::BAD_REQUEST),
        (&world.ann.token, "/album/create", "{}", StatusCode::BAD_REQUEST),
        (&world.ann.token, "/album/1/add", r#"{"fileIds":[]}"#, StatusCode::BAD_REQUEST),
        (&world.ann.token, "/star/batch", "{}", StatusCode::NOT_IMPLEMENTED),
    ] {
        let uri = format!("/koodrive/ose/v1{path}");
        let request = world.request(world.ann.id, Method::POST, &uri).header(header::AUTHORIZATION, token);
        failed(&world, request.body(Body::from(body)).unwrap(), status).await;
    }
}
