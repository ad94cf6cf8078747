//! Personal access tokens: made, shown once, and revoked.

use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use leporello_model::Millis;
use serde_json::{Value, json};

use super::Browser;
use crate::support::World;

async fn opens(world: &World, token: &Value) -> bool {
    let bearer = format!("Bearer {}", token.as_str().unwrap());
    let request = world.request(world.ann.id, Method::GET, "/api/session").header(header::AUTHORIZATION, bearer);
    world.send(request.body(Body::empty()).unwrap()).await.status == StatusCode::OK
}

async fn make(browser: &Browser<'_>, body: Value) -> Value {
    let (answer, headers) = browser.whole(Method::POST, "/api/tokens", body).await;
    assert_eq!(headers[header::CACHE_CONTROL], "no-store");
    answer.ok()
}

/// The tokens that somebody sees, but for the one that they had from the beginning.
async fn listed(browser: &Browser<'_>) -> Vec<Value> {
    let told = browser.get("/api/tokens").await.ok();
    let tokens = told["tokens"].as_array().unwrap().clone();
    tokens.into_iter().filter(|token| token["name"] != "leporello token issue").collect()
}

#[tokio::test]
async fn a_token_is_shown_once_and_works_until_it_is_revoked() {
    let world = World::new().await;
    let (ann, bob) = (world.browser(&world.ann).await, world.browser(&world.bob).await);
    let made = make(&ann, json!({ "name": " Photo frame 🖼 " })).await;
    assert_eq!((&made["name"], made.get("expiresAt")), (&json!("Photo frame 🖼"), None));
    assert!(opens(&world, &made["accessToken"]).await);
    let expected = json!({ "id": made["id"], "name": "Photo frame 🖼", "createdTime": "2025-11-03T07:01:40.000Z" });
    assert_eq!(listed(&ann).await, [expected]);
    assert_eq!(listed(&bob).await, [] as [Value; 0]);
    let revoke = format!("/api/tokens/{}", made["id"].as_str().unwrap());
    bob.call(Method::DELETE, &revoke, Value::Null).await.refused(13_000_309, "id");
    assert!(opens(&world, &made["accessToken"]).await);
    // It lives however long it is not used.
    world.later(20 * 365 * Millis::DAY);
    assert!(opens(&world, &made["accessToken"]).await);
    let ann = world.browser(&world.ann).await;
    ann.call(Method::DELETE, &revoke, Value::Null).await.ok();
    assert!(!opens(&world, &made["accessToken"]).await);
    ann.call(Method::DELETE, &revoke, Value::Null).await.refused(13_000_309, "id");
    assert_eq!(listed(&ann).await, [] as [Value; 0]);
}

#[tokio::test]
async fn a_token_ends_on_its_day_however_much_it_is_used() {
    let world = World::new().await;
    let ann = world.browser(&world.ann).await;
    let made = make(&ann, json!({ "name": "week", "days": "7" })).await;
    assert_eq!(made["expiresAt"], "2025-11-10T07:01:40.000Z");
    assert_eq!(listed(&ann).await[0]["expiresAt"], made["expiresAt"]);
    for _ in 0..6 {
        assert!(opens(&world, &made["accessToken"]).await);
        world.later(Millis::DAY);
    }
    world.later(Millis::DAY - 1);
    assert!(opens(&world, &made["accessToken"]).await);
    world.later(1);
    assert!(!opens(&world, &made["accessToken"]).await);
    assert_eq!(listed(&ann).await, [] as [Value; 0]);
}

#[tokio::test]
async fn a_token_needs_a_name_and_may_have_days() {
    let world = World::new().await;
    let ann = world.browser(&world.ann).await;
    let long = "x".repeat(81);
    for (body, field) in [
        (json!({}), "name"),
        (json!({ "name": "  " }), "name"),
        (json!({ "name": long }), "name"),
        (json!({ "name": "a\nb" }), "name"),
        (json!({ "name": "a", "days": 0 }), "days"),
        (json!({ "name": "a", "days": -1 }), "days"),
        (json!({ "name": "a", "days": 3651 }), "days"),
        (json!({ "name": "a", "days": 1.5 }), "days"),
        (json!({ "name": "a", "days": "soon" }), "days"),
    ] {
        ann.call(Method::POST, "/api/tokens", body).await.refused(13_000_102, field);
    }
    assert_eq!(listed(&ann).await, [] as [Value; 0]);
    make(&ann, json!({ "name": "x".repeat(80), "days": 3650 })).await;
}

#[tokio::test]
async fn a_session_is_not_among_tokens_nor_a_token_among_sessions() {
    let world = World::new().await;
    let ann = world.browser(&world.ann).await;
    let made = make(&ann, json!({ "name": "frame" })).await;
    let sessions = ann.get("/api/sessions").await.ok();
    let session = sessions["sessions"][0]["id"].as_str().unwrap();
    let token = made["id"].as_str().unwrap();
    ann.call(Method::DELETE, &format!("/api/tokens/{session}"), Value::Null).await.refused(13_000_309, "id");
    ann.call(Method::DELETE, &format!("/api/sessions/{token}"), Value::Null).await.refused(13_000_309, "id");
    assert!(ann.works().await && opens(&world, &made["accessToken"]).await);
    assert_eq!(sessions["sessions"].as_array().unwrap().len(), 1);
    // A token without an end that a command gave out can be found, and revoked.
    let told = ann.get("/api/tokens").await.ok();
    let issued = told["tokens"].as_array().unwrap().iter().find(|token| token["name"] == "leporello token issue");
    let path = format!("/api/tokens/{}", issued.unwrap()["id"].as_str().unwrap());
    assert!(opens(&world, &json!(world.ann.token)).await);
    ann.call(Method::DELETE, &path, Value::Null).await.ok();
    assert!(!opens(&world, &json!(world.ann.token)).await);
}
