//! The page behind the first user's link, and what follows when it is filled in.

use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::BodyExt;

use crate::support::World;

/// A service without users, and the key of its link.
async fn empty() -> (World, String) {
    let world = World::new().await;
    world.place.batch("DELETE FROM account; DELETE FROM space; DELETE FROM token");
    let key = world.app.invite_first_user().await.unwrap().unwrap();
    (world, key)
}

async fn page(world: &World, request: Request<Body>) -> (StatusCode, HeaderMap, String) {
    let response = world.raw(request).await;
    let (status, headers) = (response.status(), response.headers().clone());
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    (status, headers, String::from_utf8(bytes.to_vec()).unwrap())
}

async fn filled_in(world: &World, form: String) -> (StatusCode, HeaderMap, String) {
    let request = Request::post("/first-user")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::USER_AGENT, "Firefox");
    page(world, request.body(Body::from(form)).unwrap()).await
}

#[tokio::test]
async fn the_page_has_relative_addresses_alone() {
    let (world, key) = empty().await;
    let request = Request::get(format!("/first-user?key={key}")).body(Body::empty()).unwrap();
    let (status, _, html) = page(&world, request).await;
    assert_eq!(status, StatusCode::OK);
    for address in ["action=\"first-user\"", "href=\"first-user.css\""] {
        assert!(html.contains(address), "{html}");
    }
    assert!(!html.contains("=\"/") && !html.contains("://"), "{html}");
}

#[tokio::test]
async fn the_first_user_comes_into_the_gallery_signed_in() {
    let (world, key) = empty().await;
    let (status, headers, html) = filled_in(&world, format!("key={key}&name=Ada&password=short")).await;
    assert!(status == StatusCode::BAD_REQUEST && html.contains("<form"), "{html}");
    assert!(!headers.contains_key(header::SET_COOKIE));

    let form = format!("key={key}&name=Ada&password=correct+horse+battery");
    let (status, headers, body) = filled_in(&world, form.clone()).await;
    assert_eq!((status, body.as_str()), (StatusCode::SEE_OTHER, ""));
    assert_eq!(headers[header::LOCATION], "./");
    assert_eq!(headers[header::CACHE_CONTROL], "no-store");
    let cookie = headers[header::SET_COOKIE].to_str().unwrap();
    let (pair, attributes) = cookie.split_once("; ").unwrap();
    assert_eq!(attributes, "Path=/; Max-Age=2592000; HttpOnly; SameSite=Strict");

    let request = Request::builder().method(Method::GET).uri("/api/session").header(header::COOKIE, pair);
    let me = world.send(request.body(Body::empty()).unwrap()).await.ok();
    assert_eq!((&me["name"], &me["operator"]), (&"Ada".into(), &true.into()));
    let by_password = serde_json::json!({ "username": me["userId"], "password": "correct horse battery" });
    assert_eq!(world.signed_in(&by_password).await["userId"], me["userId"]);
    let request = Request::get("/api/sessions").header(header::COOKIE, pair).body(Body::empty()).unwrap();
    let sessions = world.send(request).await.ok();
    let first = sessions["sessions"].as_array().unwrap().iter().find(|session| session["current"] == true).unwrap();
    assert_eq!(first["device"], "Firefox");

    let (status, headers, html) = filled_in(&world, form).await;
    assert!(status == StatusCode::UNAUTHORIZED && !headers.contains_key(header::SET_COOKIE), "{html}");
    assert_eq!(world.place.number("SELECT count(*) FROM account"), 1);
}
