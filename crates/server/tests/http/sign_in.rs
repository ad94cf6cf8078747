//! Who asks: the doors of tokens and apps, and what every answer and every refusal at them carries.

mod apps;
mod secrecy;
mod tokens;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use leporello_model::{Millis, UserId};
use leporello_server::Settings;
use leporello_server::app::admin::NewApp;
use leporello_server::auth::signature::{self, Signed};

use crate::support::{Answer, Person, World};

/// What anybody signed in may ask.
const ASK: &str = "/koodrive/ose/v1/album/list?albumKind=1&albumType=2";

/// Signs a request as `app` over the headers `names`.
pub(crate) fn sign(app: &NewApp, names: &[&str], request: &mut Request<String>) {
    let headers = request.headers().clone();
    let authorization = signature::sign(
        app.id.as_str(),
        &app.secret,
        names,
        &Signed {
            method: request.method().as_str(),
            path: request.uri().path(),
            query: request.uri().query(),
            headers: &|name| headers.get(name).map(|value| value.to_str().unwrap().to_owned()),
            body_sha256: &signature::body_sha256(request.body().as_bytes()),
        },
    );
    request.headers_mut().insert(header::AUTHORIZATION, authorization.parse().unwrap());
}

/// Asks for the list with this value of `Authorization` as `user`.
async fn ask(world: &World, user: UserId, authorization: &str) -> Answer {
    let request = world.request(user, Method::GET, ASK).header(header::AUTHORIZATION, authorization);
    world.send(request.body(Body::empty()).unwrap()).await
}

impl Answer {
    /// Holds if nobody was let in, and the message says `why`.
    #[track_caller]
    pub(crate) fn turned_away(self, why: &str) {
        assert_eq!((self.status, self.body["code"].as_i64()), (StatusCode::UNAUTHORIZED, Some(13_000_101)));
        let message = self.body["msg"].as_str().unwrap();
        assert!(message.contains(why), "{message}");
    }
}

/// Asks with headers of one's own beside the token.
async fn with_headers(world: &World, who: &Person, date: &str, more: &[(&str, &str)]) -> Answer {
    let mut request = world.request(who.id, Method::GET, ASK).header(header::AUTHORIZATION, &who.token);
    request.headers_mut().unwrap().insert("x-date", date.parse().unwrap());
    for (name, value) in more {
        request = request.header(*name, *value);
    }
    world.send(request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn a_date_is_good_for_fifteen_minutes_to_the_second() {
    let world = World::new().await;
    for past_the_second in [0, 999] {
        let now = world.now().plus(past_the_second);
        world.later(past_the_second);
        let at = |seconds: i64| now.plus(seconds * Millis::SECOND).basic();
        for good in [0, -1, -60, -15 * 60 + 1, -15 * 60] {
            with_headers(&world, &world.ann, &at(good), &[]).await.ok();
        }
        with_headers(&world, &world.ann, &at(-15 * 60 - 1), &[]).await.turned_away("more than 15 minutes old");
        with_headers(&world, &world.ann, &at(1), &[]).await.turned_away("lies in the future");
    }
}

#[tokio::test]
async fn the_operator_may_allow_for_clocks_that_are_ahead() {
    let world = World::with(Settings { max_future_skew: 5 * Millis::SECOND, ..Settings::default() }).await;
    let at = |seconds: i64| world.now().plus(seconds * Millis::SECOND).basic();
    with_headers(&world, &world.ann, &at(5), &[]).await.ok();
    with_headers(&world, &world.ann, &at(6), &[]).await.turned_away("lies in the future");
    with_headers(&world, &world.ann, &at(-15 * 60), &[]).await.ok();
    with_headers(&world, &world.ann, &at(-15 * 60 - 1), &[]).await.turned_away("15 minutes");
}

#[tokio::test]
async fn a_header_that_is_sent_twice_is_refused() {
    let world = World::new().await;
    let (token, id, date) = (world.ann.token.clone(), world.ann.id.to_string(), world.now().basic());
    let trace = "t".repeat(58);
    for (name, value) in [("Authorization", &token), ("X-User-Id", &id), ("X-Date", &date)] {
        with_headers(&world, &world.ann, &date, &[(name, value)]).await.turned_away(&format!("`{name}`"));
    }
    with_headers(&world, &world.ann, &date, &[("X-Traceid", &trace)]).await.ok();
    let twice = [("X-Traceid", trace.as_str()), ("X-Traceid", trace.as_str())];
    with_headers(&world, &world.ann, &date, &twice).await.turned_away("`X-Traceid`");
}

#[tokio::test]
async fn messages_are_in_the_language_asked_for() {
    let world = World::new().await;
    let wrong = world.now().plus(60_000).basic();
    for chinese in ["zh-CN", "zh_cn", "ZH_CN", "zh"] {
        let told = with_headers(&world, &world.ann, &wrong, &[("language", chinese)]).await;
        told.turned_away("晚于当前时间");
    }
    for english in ["en-US", "en_us", "EN_US", "fr-FR", ""] {
        with_headers(&world, &world.ann, &wrong, &[("language", english)]).await.turned_away("in the future");
    }
    with_headers(&world, &world.ann, &wrong, &[]).await.turned_away("in the future");
    let right = with_headers(&world, &world.ann, &world.now().basic(), &[("language", "zh-CN")]).await;
    assert_eq!(right.ok()["msg"], "Success.", "as the examples print it");
}

#[tokio::test]
async fn errors_carry_the_trace_that_was_sent_or_one_made_for_them() {
    let world = World::new().await;
    let wrong = world.now().plus(60_000).basic();
    let sent = "0123456789abcdefghijABCDEFGHIJ-_.~!$%&'()*+,;=:@/?#[]{}|x5";
    assert_eq!(sent.len(), 58);
    let told = with_headers(&world, &world.ann, &wrong, &[("X-Traceid", sent)]).await;
    assert_eq!(told.body["traceId"], sent);
    let mut made = Vec::new();
    for other in [None, None, Some("short"), Some(&*"é".repeat(29))] {
        let header = other.map(|other| ("x-traceid", other));
        let told = with_headers(&world, &world.ann, &wrong, header.as_slice()).await;
        let trace = told.body["traceId"].as_str().unwrap().to_owned();
        assert!(trace.len() == 58 && trace.bytes().all(|byte| byte.is_ascii_hexdigit()), "{trace}");
        assert!(!made.contains(&trace), "every request has a trace of its own");
        made.push(trace);
    }
}

#[tokio::test]
async fn whoever_is_turned_away_learns_the_time() {
    let world = World::new().await;
    world.later(61_234);
    for authorization in ["", "Bearer x y", "Bearer unknown", "HMAC-SHA256 AppId=a", &world.bob.token] {
        let request = world.request(world.ann.id, Method::GET, ASK).header(header::AUTHORIZATION, authorization);
        let response = world.raw(request.body(Body::empty()).unwrap()).await;
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
        assert_eq!(response.headers()[header::DATE], "Mon, 03 Nov 2025 07:02:41 GMT");
        assert_eq!(response.headers()[header::CONTENT_TYPE], "application/json");
        let body = response.into_body().collect().await.unwrap().to_bytes();
        let body: serde_json::Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(body["serverTime"], "20251103T070241Z");
    }
    // Who was let in gets the date, and no other error has the other field.
    let request = world.request(world.ann.id, Method::GET, "/koodrive/ose/v1/album/list");
    let response =
        world.raw(request.header(header::AUTHORIZATION, &world.ann.token).body(Body::empty()).unwrap()).await;
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
    assert_eq!(response.headers()[header::DATE], "Mon, 03 Nov 2025 07:02:41 GMT");
    let body = response.into_body().collect().await.unwrap().to_bytes();
    assert!(!String::from_utf8_lossy(&body).contains("serverTime"));
}
