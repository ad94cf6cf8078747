//! Signing out, here and everywhere.

use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use leporello_model::Millis;
use serde_json::{Value, json};

use super::{Browser, cookie_of};
use crate::support::World;

const CLEARED: &str = "Path=/; Max-Age=0; HttpOnly; SameSite=Strict";

/// The sessions that somebody sees.
async fn sessions(browser: &Browser<'_>) -> Vec<Value> {
    browser.get("/api/sessions").await.ok()["sessions"].as_array().unwrap().clone()
}

/// The identifier of the session that the browser has.
async fn own(browser: &Browser<'_>) -> String {
    let current = sessions(browser).await.into_iter().find(|session| session["current"] == true);
    current.unwrap()["id"].as_str().unwrap().to_owned()
}

/// Whether a token opens the door for Ann.
async fn opens(world: &World, token: &str) -> bool {
    let request = world.request(world.ann.id, Method::GET, "/api/session").header(header::AUTHORIZATION, token);
    world.send(request.body(Body::empty()).unwrap()).await.status == StatusCode::OK
}

#[tokio::test]
async fn who_signs_out_is_out_here_and_nowhere_else() {
    let world = World::new().await;
    let (here, there) = (world.browser(&world.ann).await, world.browser(&world.ann).await);
    let (answer, headers) = here.whole(Method::DELETE, "/api/session", Value::Null).await;
    answer.ok();
    assert_eq!(cookie_of(&headers), (String::new(), CLEARED.to_owned()));
    here.get("/api/session").await.turned_away("session has ended");
    here.call(Method::DELETE, "/api/session", Value::Null).await.turned_away("session has ended");
    assert!(there.works().await && opens(&world, &world.ann.token).await);
    // A token has no session to end, and stays.
    let request = world.request(world.ann.id, Method::DELETE, "/api/session");
    let request = request.header(header::AUTHORIZATION, &world.ann.token).body(Body::empty()).unwrap();
    world.send(request).await.ok();
    assert!(there.works().await && opens(&world, &world.ann.token).await);
}

#[tokio::test]
async fn the_list_tells_where_one_is_signed_in() {
    let world = World::new().await;
    let first = world.browser(&world.ann).await;
    world.later(10 * Millis::MINUTE);
    let agent = "Mozilla/5.0 ".repeat(30);
    let body = json!({ "userId": world.ann.id, "accessToken": world.ann.token });
    let (_, headers) = world.sign_in_with(&[("user-agent", &agent)], &body).await;
    let second = Browser { world: &world, user: world.ann.id, cookie: cookie_of(&headers).0 };
    world.browser(&world.bob).await;
    world.later(5 * Millis::MINUTE);
    let seen = sessions(&second).await;
    assert_eq!(seen.len(), 2, "not Bob's, and no tokens: {seen:?}");
    let expected = json!({ "id": seen[0]["id"], "device": agent[..200], "createdTime": "2025-11-03T07:11:40.000Z",
        "usedTime": "2025-11-03T07:16:40.000Z", "current": true });
    assert_eq!(seen[0], expected);
    let expected = json!({ "id": seen[1]["id"], "device": "Firefox", "createdTime": "2025-11-03T07:01:40.000Z",
        "usedTime": "2025-11-03T07:01:40.000Z", "current": false });
    assert_eq!(seen[1], expected);
    assert_eq!(own(&first).await, seen[1]["id"]);
    // Who asks with a token has no current one.
    let request = world.request(world.ann.id, Method::GET, "/api/sessions");
    let request = request.header(header::AUTHORIZATION, &world.ann.token).body(Body::empty()).unwrap();
    let told = world.send(request).await.ok();
    assert!(told["sessions"].as_array().unwrap().iter().all(|session| session["current"] == false), "{told}");
    // What has ended is not shown.
    world.later(super::TTL + Millis::MINUTE);
    assert_eq!(sessions(&world.browser(&world.ann).await).await.len(), 1);
}

#[tokio::test]
async fn a_session_is_ended_from_another() {
    let world = World::new().await;
    let (here, there) = (world.browser(&world.ann).await, world.browser(&world.ann).await);
    let bobs = world.browser(&world.bob).await;
    let (id, bobs_id) = (own(&there).await, own(&bobs).await);
    let end = async |browser: &Browser<'_>, id: &str| {
        browser.whole(Method::DELETE, &format!("/api/sessions/{id}"), Value::Null).await
    };
    for wrong in [bobs_id.as_str(), "1", "x"] {
        end(&here, wrong).await.0.refused(13_000_309, "id");
    }
    end(&bobs, &id).await.0.refused(13_000_309, "id");
    assert!(there.works().await && bobs.works().await);
    let (answer, headers) = end(&here, &id).await;
    answer.ok();
    assert!(!headers.contains_key(header::SET_COOKIE) || cookie_of(&headers).0 == here.cookie);
    assert!(!there.works().await && here.works().await);
    end(&here, &id).await.0.refused(13_000_309, "id");
    let mine = own(&here).await;
    let (answer, headers) = end(&here, &mine).await;
    answer.ok();
    assert_eq!(cookie_of(&headers).1, CLEARED);
    assert!(!here.works().await && bobs.works().await);
}

#[tokio::test]
async fn signing_out_everywhere_leaves_only_personal_access_tokens() {
    let world = World::new().await;
    let (here, there) = (world.browser(&world.ann).await, world.browser(&world.ann).await);
    let bobs = world.browser(&world.bob).await;
    let short = world.app.issue_token(world.ann.id, Some(20 * Millis::MINUTE)).await.unwrap().token;
    let made = here.call(Method::POST, "/api/tokens", json!({ "name": "frame" })).await.ok();
    let personal = made["accessToken"].as_str().unwrap();
    assert!(opens(&world, &short).await && opens(&world, personal).await);
    let (answer, headers) = here.whole(Method::DELETE, "/api/sessions", Value::Null).await;
    answer.ok();
    assert_eq!(cookie_of(&headers).1, CLEARED);
    assert!(!here.works().await && !there.works().await && !opens(&world, &short).await);
    assert!(opens(&world, personal).await && opens(&world, &world.ann.token).await && bobs.works().await);
}
