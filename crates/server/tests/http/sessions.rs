//! Sessions of browsers: signing in, the cookie that proves it, and all that follows from it.

mod account;
mod door;
mod ends;
mod tokens;

use axum::body::Body;
use axum::http::request::Builder;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use leporello_model::{Millis, UserId};
use leporello_server::Settings;
use leporello_server::app::sessions::Proof;
use serde_json::{Value, json};

use crate::support::{Answer, Person, World};

/// How long a session lives after its last use.
const TTL: i64 = 30 * Millis::DAY;

/// A password, and one that it is not.
pub(crate) const PASSWORD: &str = "correct horse battery";
const WRONG: &str = "correct horse batterz";

/// Somebody who is signed in, as their browser sends requests.
pub(crate) struct Browser<'w> {
    pub(crate) world: &'w World,
    pub(crate) user: UserId,
    /// User and secret.
    pub(crate) cookie: String,
}

impl World {
    /// Somebody's browser, signed in by their token.
    pub(crate) async fn browser(&self, who: &Person) -> Browser<'_> {
        let proof = Proof::Token { user: who.id.to_string(), token: who.token.clone() };
        let secret = self.app.sign_in(proof, "Firefox").await.unwrap().secret;
        Browser { world: self, user: who.id, cookie: format!("{}.{secret}", who.id) }
    }

    /// Gives somebody [`PASSWORD`].
    pub(crate) async fn give_password(&self, who: &Person) {
        let hash = self.app.hash_password(PASSWORD).await.unwrap();
        self.place.batch(&format!("UPDATE account SET password_hash = '{hash}' WHERE id = {}", who.id));
    }

    /// Signs in; gives the answer and its headers.
    async fn sign_in_with(&self, more: &[(&str, &str)], body: &Value) -> (Answer, HeaderMap) {
        let mut request = Request::post("/api/session");
        if !more.iter().any(|(name, _)| *name == "content-type") {
            request = request.header(header::CONTENT_TYPE, "application/json; charset=utf-8");
        }
        for (name, value) in more {
            request = request.header(*name, *value);
        }
        self.whole(request.body(Body::from(body.to_string())).unwrap()).await
    }

    /// Who somebody is that has signed in.
    pub(crate) async fn signed_in(&self, body: &Value) -> Value {
        self.sign_in(body).await.ok()
    }

    async fn sign_in(&self, body: &Value) -> Answer {
        self.sign_in_with(&[], body).await.0
    }

    async fn whole(&self, request: Request<Body>) -> (Answer, HeaderMap) {
        let response = self.raw(request).await;
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        (Answer { status, body: serde_json::from_slice(&bytes).unwrap() }, headers)
    }
}

impl Browser<'_> {
    /// A request as the gallery sends it: with the cookie and the user, and without a date.
    pub(crate) fn request(&self, method: Method, path: &str) -> Builder {
        self.without_user(method, path).header("x-user-id", self.user.to_string())
    }

    /// The same without the user.
    fn without_user(&self, method: Method, path: &str) -> Builder {
        let cookie = format!("theme=dark; leporello_session={}", self.cookie);
        Request::builder().method(method).uri(path).header(header::HOST, "photos.test").header(header::COOKIE, cookie)
    }

    /// Calls an operation.
    pub(crate) async fn call(&self, method: Method, path: &str, body: Value) -> Answer {
        self.whole(method, path, body).await.0
    }

    async fn whole(&self, method: Method, path: &str, body: Value) -> (Answer, HeaderMap) {
        let body = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
        self.world.whole(self.request(method, path).body(body).unwrap()).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.call(Method::GET, path, Value::Null).await
    }

    /// Whether it still opens the door.
    async fn works(&self) -> bool {
        let answer = self.get("/api/session").await;
        assert!(answer.status == StatusCode::OK || answer.status == StatusCode::UNAUTHORIZED, "{}", answer.body);
        answer.status == StatusCode::OK
    }
}

/// The value of the cookie that is set, and its attributes.
fn cookie_of(headers: &HeaderMap) -> (String, String) {
    let mut set = headers.get_all(header::SET_COOKIE).iter();
    let cookie = set.next().unwrap().to_str().unwrap();
    assert!(set.next().is_none(), "one cookie");
    let (pair, attributes) = cookie.split_once("; ").unwrap();
    (pair.strip_prefix("leporello_session=").unwrap().to_owned(), attributes.to_owned())
}

#[tokio::test]
async fn somebody_signs_in_by_password_or_token_and_is_told_who_they_are() {
    let world = World::new().await;
    world.give_password(&world.ann).await;
    let me = json!({
        "userId": world.ann.id, "name": "Ann", "mobile": "0027821234567", "language": "", "zone": "UTC",
        "containerId": world.ann.space, "rootFolderId": world.ann.root(), "operator": true,
        "version": env!("CARGO_PKG_VERSION"), "serverTime": "2025-11-03T07:01:40.000Z", "code": 0, "msg": "Success."
    });
    for body in [
        json!({ "username": world.ann.id, "password": PASSWORD }),
        json!({ "username": "0027821234567", "password": PASSWORD }),
        json!({ "userId": world.ann.id, "accessToken": world.ann.token }),
    ] {
        let (answer, headers) = world.sign_in_with(&[], &body).await;
        assert_eq!(answer.ok(), me);
        assert_eq!(headers[header::CACHE_CONTROL], "no-store");
        let (cookie, attributes) = cookie_of(&headers);
        assert_eq!(attributes, "Path=/; Max-Age=2592000; HttpOnly; SameSite=Strict");
        let secret = cookie.strip_prefix(&format!("{}.", world.ann.id)).unwrap();
        assert!(secret.len() == 64 && secret.bytes().all(|byte| byte.is_ascii_hexdigit()), "{secret}");
        let browser = Browser { world: &world, user: world.ann.id, cookie };
        assert_eq!(browser.get("/api/session").await.ok(), me);
    }
    let (bob, _) = world.sign_in_with(&[], &json!({ "userId": world.bob.id, "accessToken": world.bob.token })).await;
    let bob = bob.ok();
    assert_eq!((&bob["operator"], bob.get("mobile")), (&json!(false), None));
}

#[tokio::test]
async fn the_cookie_is_for_the_address_that_people_use() {
    let public_url = Some("https://photos.test/family/".to_owned());
    let world = World::with(Settings { public_url, ..Settings::default() }).await;
    let (_, headers) =
        world.sign_in_with(&[], &json!({ "userId": world.ann.id, "accessToken": world.ann.token })).await;
    assert_eq!(cookie_of(&headers).1, "Path=/family; Max-Age=2592000; HttpOnly; SameSite=Strict; Secure");
}

#[tokio::test]
async fn whatever_is_wrong_is_told_in_the_same_words() {
    let world = World::new().await;
    world.give_password(&world.ann).await;
    let frozen = world.person("Cleo", "0027820000001").await;
    world.give_password(&frozen).await;
    world.freeze(&frozen, true).await;
    world.person("Dan", "0027820000002").await;
    world.share_number("0027820000002").await;
    let expired = world.app.issue_token(world.ann.id, Some(1_000)).await.unwrap().token;
    let session = world.browser(&world.ann).await.cookie;
    world.later(1_000);
    let password = |name: &str, password: &str| json!({ "username": name, "password": password });
    let token = |user: UserId, token: &str| json!({ "userId": user, "accessToken": token });
    let ann = world.ann.id.to_string();
    let mut told = Vec::new();
    for body in [
        password(&ann, WRONG),
        password(&ann, &"x".repeat(2_000)),
        password("7", PASSWORD),
        password("nobody", PASSWORD),
        password(&world.bob.id.to_string(), PASSWORD),
        password("0027820000002", PASSWORD),
        password(&frozen.id.to_string(), PASSWORD),
        token(world.ann.id, &world.bob.token),
        token(world.ann.id, &expired),
        token(frozen.id, &frozen.token),
        token(UserId::new(7), &world.ann.token),
        json!({ "userId": "ann", "accessToken": world.ann.token }),
        // A session is no token.
        token(world.ann.id, session.split_once('.').unwrap().1),
    ] {
        let (answer, headers) = world.sign_in_with(&[], &body).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{body}");
        assert!(!headers.contains_key(header::SET_COOKIE), "{body}");
        let mut answer = answer.body;
        answer.as_object_mut().unwrap().remove("traceId");
        told.push(answer);
    }
    assert_eq!(told[0]["code"], 13_000_101);
    assert!(told.iter().all(|body| *body == told[0]), "{told:?}");
    world.sign_in(&password(&ann, PASSWORD)).await.ok();
}

#[tokio::test]
async fn what_is_missing_is_named() {
    let world = World::new().await;
    for (body, field) in [
        (json!({}), "username"),
        (json!({ "username": "", "password": "x" }), "username"),
        (json!({ "username": world.ann.id }), "password"),
        (json!({ "accessToken": "x" }), "userId"),
    ] {
        world.sign_in(&body).await.refused(13_000_102, field);
    }
    world.sign_in(&json!({ "username": 7, "password": ["x"] })).await.refused(13_000_101, "password");
}

/// Nobody is to be signed in as somebody else without their knowing.
#[tokio::test]
async fn no_other_site_signs_anybody_in() {
    let world = World::new().await;
    let body = json!({ "userId": world.ann.id, "accessToken": world.ann.token });
    for site in ["cross-site", "same-site", "anything"] {
        let (answer, headers) = world.sign_in_with(&[("sec-fetch-site", site)], &body).await;
        answer.turned_away("another site");
        assert!(!headers.contains_key(header::SET_COOKIE));
    }
    for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""] {
        let (answer, _) = world.sign_in_with(&[("content-type", kind)], &body).await;
        answer.turned_away("`Content-Type`");
    }
    for site in ["same-origin", "none"] {
        world.sign_in_with(&[("sec-fetch-site", site)], &body).await.0.ok();
    }
}
