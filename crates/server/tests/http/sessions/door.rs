//! The third door: who is let in by the cookie, and what keeps other sites out.

use axum::body::Body;
use axum::http::{Method, header};
use leporello_model::Millis;
use serde_json::{Value, json};

use super::{Browser, TTL, cookie_of};
use crate::support::{Answer, World};

const LIST: &str = "/koodrive/ose/v1/album/list?albumKind=1&albumType=2";
const CREATE: &str = "/koodrive/ose/v1/album/create";

fn album() -> Value {
    json!({ "name": "Summer", "type": 2, "albumKind": 1 })
}

/// Sends a request with headers of one's own.
async fn send(world: &World, request: axum::http::request::Builder, more: &[(&str, &str)], body: Value) -> Answer {
    let request = more.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    world.send(request.body(if body.is_null() { Body::empty() } else { Body::from(body.to_string()) }).unwrap()).await
}

async fn albums(world: &World) -> Value {
    world.albums(&world.ann).await["total"].clone()
}

#[tokio::test]
async fn a_session_opens_what_a_token_opens() {
    let world = World::new().await;
    let browser = world.browser(&world.ann).await;
    browser.call(Method::POST, CREATE, album()).await.ok();
    assert_eq!(browser.get(LIST).await.ok()["total"], 1);
    assert_eq!(world.albums(&world.bob).await["total"], 0);
    let other = world.browser(&world.bob).await;
    assert_eq!(other.get(LIST).await.ok()["total"], 0);
    // It is a person's door: only an app may freeze somebody.
    let freeze = format!("/koodrive/ose/v1/users/{}", world.bob.id);
    browser.call(Method::PUT, &freeze, json!({ "status": 7 })).await.refused(13_000_309, "userId");
}

#[tokio::test]
async fn whatever_may_change_something_names_the_user() {
    let world = World::new().await;
    let browser = world.browser(&world.ann).await;
    assert_eq!(send(&world, browser.without_user(Method::GET, LIST), &[], Value::Null).await.ok()["total"], 0);
    let head = world.raw(browser.without_user(Method::HEAD, LIST).body(Body::empty()).unwrap()).await;
    assert_eq!(head.status().as_u16(), 200);
    for (method, path) in [
        (Method::POST, CREATE),
        (Method::DELETE, "/api/session"),
        (Method::DELETE, "/api/sessions"),
        (Method::PATCH, "/api/account"),
        (Method::PUT, "/api/account/password"),
        (Method::POST, "/api/tokens"),
    ] {
        let request = browser.without_user(method, path);
        send(&world, request, &[], album()).await.turned_away("`X-User-Id`");
    }
    assert_eq!(albums(&world).await, 0);
    assert!(browser.works().await);
}

#[tokio::test]
async fn another_user_is_not_who_has_the_session() {
    let world = World::new().await;
    let browser = world.browser(&world.ann).await;
    for other in [world.bob.id.to_string(), "1".to_owned(), "ann".to_owned(), String::new()] {
        for (method, path) in [(Method::GET, LIST), (Method::POST, CREATE)] {
            let request = browser.without_user(method, path);
            send(&world, request, &[("x-user-id", &other)], album()).await.turned_away("session has ended");
        }
    }
    let twice = browser.request(Method::POST, CREATE);
    let named = world.ann.id.to_string();
    send(&world, twice, &[("x-user-id", &named)], album()).await.turned_away("`X-User-Id`");
    assert_eq!(albums(&world).await, 0);
    // Bob's name before Ann's secret is nobody's session.
    let (_, secret) = browser.cookie.split_once('.').unwrap();
    let forged = Browser { world: &world, user: world.bob.id, cookie: format!("{}.{secret}", world.bob.id) };
    forged.get(LIST).await.turned_away("session has ended");
}

#[tokio::test]
async fn no_other_site_uses_a_session() {
    let world = World::new().await;
    let browser = world.browser(&world.ann).await;
    for site in ["cross-site", "same-site", "anything", ""] {
        for (method, path) in [(Method::GET, LIST), (Method::POST, CREATE), (Method::DELETE, "/api/session")] {
            let request = browser.request(method, path);
            send(&world, request, &[("sec-fetch-site", site)], album()).await.turned_away("another site");
        }
    }
    let twice = [("sec-fetch-site", "same-origin"), ("sec-fetch-site", "cross-site")];
    send(&world, browser.request(Method::POST, CREATE), &twice, album()).await.turned_away("another site");
    assert_eq!(albums(&world).await, 0);
    for site in ["same-origin", "none"] {
        send(&world, browser.request(Method::POST, CREATE), &[("sec-fetch-site", site)], album()).await.ok();
    }
    assert_eq!(albums(&world).await, 2);
}

#[tokio::test]
async fn no_date_is_needed_and_a_wrong_clock_does_not_matter() {
    let world = World::new().await;
    let browser = world.browser(&world.ann).await;
    let at = |minutes: i64| world.now().plus(minutes * Millis::MINUTE).basic();
    for date in [at(0), at(5), at(-5), at(-60), at(60 * 24 * 365), "yesterday".to_owned()] {
        send(&world, browser.request(Method::POST, CREATE), &[("x-date", &date)], album()).await.ok();
    }
    let token = |date: &str| {
        let request = world.request(world.ann.id, Method::GET, LIST).header(header::AUTHORIZATION, &world.ann.token);
        let mut request = request.body(Body::empty()).unwrap();
        request.headers_mut().insert("x-date", date.parse().unwrap());
        request
    };
    world.send(token(&at(5))).await.turned_away("future");
}

#[tokio::test]
async fn where_both_are_sent_the_header_counts() {
    let world = World::new().await;
    let browser = world.browser(&world.ann).await;
    let date = world.now().basic();
    let with = async |authorization: &str, date: &str| {
        let more = [("authorization", authorization), ("x-date", date)];
        send(&world, browser.request(Method::GET, LIST), &more, Value::Null).await
    };
    with(&world.ann.token, &date).await.ok();
    with("Bearer wrong", &date).await.turned_away("unknown");
    with(&world.ann.token, "yesterday").await.turned_away("`X-Date`");
}

#[tokio::test]
async fn a_session_is_no_token_and_a_token_no_session() {
    let world = World::new().await;
    let browser = world.browser(&world.ann).await;
    let (_, secret) = browser.cookie.split_once('.').unwrap();
    let hash = world.place.rows("SELECT hash FROM token WHERE kind = 1").remove(0).remove(0);
    for wrong in [secret, &browser.cookie, &format!("session {secret}"), &hash] {
        let request = world.request(world.ann.id, Method::GET, LIST).header(header::AUTHORIZATION, wrong);
        let answer = world.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status.as_u16(), 401, "{}", answer.body);
    }
    let id = world.ann.id;
    let token = &world.ann.token;
    for cookie in [
        format!("{id}.{token}"),
        format!("{id}.{hash}"),
        format!("{id}."),
        format!("{id}"),
        format!(".{secret}"),
        format!("{id}.{}", secret.to_uppercase()),
        format!("{id}.{secret}0"),
        format!("{id}.{id}.{secret}"),
        "x".repeat(4_000),
    ] {
        let forged = Browser { world: &world, user: id, cookie };
        forged.get(LIST).await.turned_away("session has ended");
    }
    let none = Browser { world: &world, user: id, cookie: String::new() };
    none.get(LIST).await.turned_away("`Authorization`");
}

#[tokio::test]
async fn thirty_idle_days_end_a_session() {
    let world = World::new().await;
    let (unused, used) = (world.browser(&world.ann).await, world.browser(&world.ann).await);
    for _ in 0..3 {
        world.later(TTL - 1);
        assert!(used.works().await);
    }
    assert!(!unused.works().await);
    world.later(TTL - 1);
    assert!(used.works().await);
    // A written end serves the uses of a minute.
    world.later(TTL + Millis::MINUTE);
    used.get(LIST).await.turned_away("session has ended");
    let late = world.browser(&world.ann).await;
    world.later(TTL);
    late.get(LIST).await.turned_away("session has ended");
}

/// The browser has to keep the cookie as long as the server keeps the session.
#[tokio::test]
async fn the_cookie_is_set_again_when_the_end_moves() {
    let world = World::new().await;
    let browser = world.browser(&world.ann).await;
    let mut set = Vec::new();
    for second in 0..150 {
        let (answer, headers) = browser.whole(Method::GET, LIST, Value::Null).await;
        answer.ok();
        if headers.contains_key(header::SET_COOKIE) {
            let (cookie, attributes) = cookie_of(&headers);
            assert_eq!(cookie, browser.cookie);
            assert_eq!(attributes, "Path=/; Max-Age=2592000; HttpOnly; SameSite=Strict");
            set.push(second);
        }
        world.later(Millis::SECOND);
    }
    assert_eq!(set, [1, 62, 123], "at most once a minute");
}

#[tokio::test]
async fn a_frozen_user_is_refused_until_freed() {
    let world = World::new().await;
    let browser = world.browser(&world.bob).await;
    world.freeze(&world.bob, true).await;
    browser.get(LIST).await.turned_away("frozen");
    browser.get("/api/session").await.turned_away("frozen");
    browser.call(Method::POST, CREATE, album()).await.turned_away("frozen");
    world.freeze(&world.bob, false).await;
    assert!(browser.works().await);
}
