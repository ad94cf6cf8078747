//! Bearer tokens: spellings, and how long they live.

use axum::body::Body;
use axum::http::{Method, header};
use leporello_model::{Millis, UserId};
use leporello_server::app::token_hash;

use super::{ASK, ask};
use crate::support::World;

const TTL: i64 = 20 * Millis::MINUTE;

/// When the store would let this token expire.
async fn expiry(world: &World, user: UserId, token: &str) -> Option<Millis> {
    let hash = token_hash(token);
    let kept = world.app.store.read(move |read| read.any_token(user, &hash)).await;
    kept.unwrap().unwrap().0.expires_at
}

#[tokio::test]
async fn a_token_is_read_in_every_spelling() {
    let world = World::new().await;
    let token = &world.ann.token;
    for spelling in ["Bearer {}", "bearer {}", "BEARER {}", "Bearer+{}", "bearer+{}", "AT+{}", "at+{}", "AT {}", "{}"] {
        ask(&world, world.ann.id, &spelling.replace("{}", token)).await.ok();
    }
    for spelling in
        ["Bearer  {}", "Bearer{}", "Basic {}", "Bearer-{}", "Bearer {} {}", "Bearer ", "Token {}", "AT  {}", "AT+"]
    {
        ask(&world, world.ann.id, &spelling.replace("{}", token)).await.turned_away("");
    }
    for wrong in [token.to_uppercase(), token[1..].to_owned(), format!("{token}0"), "0".repeat(64)] {
        ask(&world, world.ann.id, &wrong).await.turned_away("unknown");
    }
}

#[tokio::test]
async fn twenty_idle_minutes_end_a_token() {
    let world = World::new().await;
    let user = world.ann.id;
    let unused = world.app.issue_token(user, Some(TTL)).await.unwrap();
    let used = world.app.issue_token(user, Some(TTL)).await.unwrap();
    assert_eq!(unused.expires_at, Some(world.now().plus(TTL)));
    world.later(19 * Millis::MINUTE);
    ask(&world, user, &used.token).await.ok();
    world.later(Millis::MINUTE - 1);
    assert!(world.now() < unused.expires_at.unwrap());
    world.later(1);
    ask(&world, user, &unused.token).await.turned_away("expired");
    for _ in 0..5 {
        ask(&world, user, &used.token).await.ok();
        world.later(TTL - 1);
    }
    ask(&world, user, &used.token).await.ok();
    world.later(TTL + Millis::MINUTE);
    ask(&world, user, &used.token).await.turned_away("expired");
    // To be turned away is no use of it.
    ask(&world, user, &used.token).await.turned_away("expired");
}

/// Whichever use was the last one, written down or not: good for the whole time after it, and for at most a
/// minute more.
#[tokio::test]
async fn no_use_of_a_token_is_cut_short() {
    let world = World::new().await;
    let user = world.ann.id;
    for seconds in 0..=130 {
        let [early, late] = [
            world.app.issue_token(user, Some(TTL)).await.unwrap().token,
            world.app.issue_token(user, Some(TTL)).await.unwrap().token,
        ];
        let mut last = 0;
        for at in (0..seconds).step_by(10).chain([seconds]) {
            world.later((at - last) * Millis::SECOND);
            last = at;
            ask(&world, user, &early).await.ok();
            ask(&world, user, &late).await.ok();
        }
        world.later(TTL - 1);
        ask(&world, user, &early).await.ok();
        world.later(Millis::MINUTE + 1);
        ask(&world, user, &late).await.turned_away("expired");
    }
}

#[tokio::test]
async fn a_token_slides_by_at_most_one_write_a_minute() {
    let world = World::new().await;
    let user = world.ann.id;
    let token = world.app.issue_token(user, Some(TTL)).await.unwrap().token;
    let issued = world.now();
    let mut last = expiry(&world, user, &token).await;
    assert_eq!(last, Some(issued.plus(TTL)));
    let mut written = Vec::new();
    for _ in 0..50 {
        world.later(7 * Millis::SECOND);
        ask(&world, user, &token).await.ok();
        let now = expiry(&world, user, &token).await;
        if now != last {
            assert_eq!(now, Some(world.now().plus(TTL + Millis::MINUTE)));
            written.push(world.now());
            last = now;
        }
    }
    assert!(written.windows(2).all(|pair| pair[1].0 - pair[0].0 >= Millis::MINUTE), "{written:?}");
    assert_eq!(written.len(), 1 + 49 / 9, "the first use, then every ninth, a minute after the last write");
}

/// A token that lives for less than the minute must slide all the same.
#[tokio::test]
async fn a_short_lived_token_slides_too() {
    let world = World::new().await;
    let token = world.app.issue_token(world.ann.id, Some(30 * Millis::SECOND)).await.unwrap().token;
    for _ in 0..5 {
        world.later(30 * Millis::SECOND - 1);
        ask(&world, world.ann.id, &token).await.ok();
    }
    world.later(30 * Millis::SECOND * 21 / 20);
    ask(&world, world.ann.id, &token).await.turned_away("expired");
}

#[tokio::test]
async fn a_token_without_expiry_does_not_expire() {
    let world = World::new().await;
    let token = world.app.issue_token(world.ann.id, None).await.unwrap();
    assert_eq!(token.expires_at, None);
    for _ in 0..3 {
        ask(&world, world.ann.id, &token.token).await.ok();
        world.later(40 * 365 * 24 * Millis::HOUR);
    }
    assert_eq!(expiry(&world, world.ann.id, &token.token).await, None);
}

#[tokio::test]
async fn a_token_is_its_users_alone() {
    let world = World::new().await;
    ask(&world, world.bob.id, &world.ann.token).await.turned_away("belongs to another user");
    ask(&world, UserId::new(1), &world.ann.token).await.turned_away("unknown");
    for id in ["", "0", "abc", "-1", "007", "9223372036854775808", "1e18"] {
        let mut request = world.request(world.ann.id, Method::GET, ASK).header(header::AUTHORIZATION, &world.ann.token);
        request.headers_mut().unwrap().insert("x-user-id", id.parse().unwrap());
        world.send(request.body(Body::empty()).unwrap()).await.turned_away("`X-User-Id`");
    }
}

#[tokio::test]
async fn a_frozen_user_is_refused_until_freed() {
    let world = World::new().await;
    let (ann, frozen) = (world.ann.id, async |frozen| {
        let id = world.ann.id;
        world.app.store.write(move |write| write.freeze_user(id, frozen)).await.unwrap()
    });
    assert!(frozen(true).await);
    ask(&world, ann, &world.ann.token).await.turned_away("frozen");
    world.call_as_app(ann, Method::DELETE, "/album/1", serde_json::Value::Null).await.turned_away("frozen");
    ask(&world, world.bob.id, &world.bob.token).await.ok();
    assert!(frozen(false).await);
    ask(&world, ann, &world.ann.token).await.ok();
}
