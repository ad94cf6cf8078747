//! One's own account: name, language, zone and password.

use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use leporello_model::Millis;
use serde_json::{Value, json};

use super::{Browser, PASSWORD, WRONG};
use crate::support::World;

const ACCOUNT: &str = "/api/account";
const NEW: &str = "another password 密码";

async fn change(browser: &Browser<'_>, current: &str, new: &str) -> crate::support::Answer {
    browser.call(Method::PUT, "/api/account/password", json!({ "current": current, "new": new })).await
}

#[tokio::test]
async fn what_is_given_is_changed_and_the_rest_stays() {
    let world = World::new().await;
    let ann = world.browser(&world.ann).await;
    let mut me = ann.get("/api/session").await.ok();
    for (body, more) in [
        (json!({ "name": " Ann Mary " }), json!({ "name": "Ann Mary" })),
        (json!({ "language": "zh-CN" }), json!({ "language": "zh-CN" })),
        (json!({ "zone": "Asia/Shanghai", "language": "" }), json!({ "zone": "Asia/Shanghai", "language": "" })),
        (json!({ "language": "en-US", "mobile": "0027829999999" }), json!({ "language": "en-US" })),
        (json!({ "name": null }), json!({})),
        (json!({}), json!({})),
    ] {
        me.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        assert_eq!(ann.call(Method::PATCH, ACCOUNT, body).await.ok(), me);
        assert_eq!(ann.get("/api/session").await.ok(), me);
    }
    assert_eq!(world.browser(&world.bob).await.get("/api/session").await.ok()["name"], "Bob");
}

#[tokio::test]
async fn what_is_wrong_is_named_and_nothing_is_changed() {
    let world = World::new().await;
    let ann = world.browser(&world.ann).await;
    let me = ann.get("/api/session").await.ok();
    let long = "x".repeat(81);
    for (body, field) in [
        (json!({ "name": "" }), "name"),
        (json!({ "name": "  " }), "name"),
        (json!({ "name": long }), "name"),
        (json!({ "name": "a\u{7}b" }), "name"),
        (json!({ "language": "de-DE", "name": "x" }), "language"),
        (json!({ "language": "zh" }), "language"),
        (json!({ "zone": "" }), "zone"),
        (json!({ "zone": "Middle-earth/Shire", "name": "x" }), "zone"),
        (json!({ "zone": "../../etc/passwd" }), "zone"),
    ] {
        ann.call(Method::PATCH, ACCOUNT, body).await.refused(13_000_102, field);
    }
    ann.call(Method::PATCH, ACCOUNT, json!({ "name": 7 })).await.refused(13_000_101, "name");
    assert_eq!(ann.get("/api/session").await.ok(), me);
}

#[tokio::test]
async fn a_new_password_ends_all_other_sessions_and_short_lived_tokens() {
    let world = World::new().await;
    world.give_password(&world.ann).await;
    let (here, there) = (world.browser(&world.ann).await, world.browser(&world.ann).await);
    let bobs = world.browser(&world.bob).await;
    let short = world.app.issue_token(world.ann.id, Some(20 * Millis::MINUTE)).await.unwrap().token;
    let opens = async |token: &str| {
        let request = world.request(world.ann.id, Method::GET, "/api/session").header(header::AUTHORIZATION, token);
        world.send(request.body(Body::empty()).unwrap()).await.status == StatusCode::OK
    };
    let signs_in = async |password: &str| {
        world.sign_in(&json!({ "username": world.ann.id, "password": password })).await.status == StatusCode::OK
    };
    for wrong in [WRONG, "x"] {
        change(&here, wrong, NEW).await.refused(13_000_102, "current");
    }
    for bad in ["1234567", &"x".repeat(201)] {
        change(&here, PASSWORD, bad).await.refused(13_000_102, "new");
    }
    for (body, field) in [(json!({ "new": NEW }), "current"), (json!({ "current": PASSWORD }), "new")] {
        here.call(Method::PUT, "/api/account/password", body).await.refused(13_000_102, field);
    }
    assert!(there.works().await && opens(&short).await && signs_in(PASSWORD).await);
    change(&here, PASSWORD, NEW).await.ok();
    assert!(here.works().await && bobs.works().await && opens(&world.ann.token).await);
    assert!(!there.works().await && !opens(&short).await);
    assert!(signs_in(NEW).await && !signs_in(PASSWORD).await);
    // Who has none cannot give one themselves.
    change(&bobs, "", NEW).await.refused(13_000_102, "current");
    change(&bobs, PASSWORD, NEW).await.refused(13_000_102, "current");
}

/// Whoever asks with a token keeps that one, and loses every session.
#[tokio::test]
async fn a_new_password_by_a_token_keeps_that_token() {
    let world = World::new().await;
    world.give_password(&world.ann).await;
    let browser = world.browser(&world.ann).await;
    let short = world.app.issue_token(world.ann.id, Some(20 * Millis::MINUTE)).await.unwrap().token;
    let ask = async |method: Method, path: &str, body: Value| {
        let request = world.request(world.ann.id, method, path).header(header::AUTHORIZATION, &short);
        world.send(request.body(Body::from(body.to_string())).unwrap()).await
    };
    let body = json!({ "current": PASSWORD, "new": NEW });
    ask(Method::PUT, "/api/account/password", body).await.ok();
    assert!(!browser.works().await);
    ask(Method::GET, "/api/session", json!({})).await.ok();
}
