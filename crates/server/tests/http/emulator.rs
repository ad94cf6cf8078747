//! The emulator's switches: the clock that everything goes by, and back to the start.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use leporello_model::{AlbumId, Millis};
use leporello_server::{Control, emulator, router};
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::support::{START, World};

/// What the clock shows that runs by itself.
const SYSTEM: Millis = START.plus(365 * 24 * Millis::HOUR);

/// Switches over the clock of one world, and the worlds that follow it, one for each reset.
struct Switches {
    world: Arc<World>,
    following: Vec<World>,
    resets: AtomicUsize,
}

impl Control for Switches {
    fn now(&self) -> Millis {
        self.world.now()
    }

    fn set_clock(&self, at: Option<Millis>) {
        self.world.later(at.unwrap_or(SYSTEM).0 - self.world.now().0);
    }

    fn reset(&self) -> Result<Router, String> {
        let next = self.following.get(self.resets.fetch_add(1, Ordering::Relaxed)).ok_or("the canary is out")?;
        self.set_clock(Some(START));
        Ok(router(next.app.clone()))
    }
}

/// An emulator, and the world that it starts with.
async fn start(resets: usize) -> (Router, Arc<World>) {
    let world = Arc::new(World::new().await);
    let mut following = Vec::new();
    for _ in 0..resets {
        following.push(World::new().await);
    }
    let switches = Switches { world: Arc::clone(&world), following, resets: AtomicUsize::new(0) };
    (emulator(Arc::new(switches), router(world.app.clone())), world)
}

async fn send(emulator: &Router, request: Request<Body>) -> (StatusCode, Value) {
    let response = emulator.clone().oneshot(request).await.unwrap();
    let (status, body) = (response.status(), response.into_body().collect().await.unwrap().to_bytes());
    (status, serde_json::from_slice(&body).unwrap_or_else(|_| json!(String::from_utf8_lossy(&body))))
}

async fn switch(emulator: &Router, method: Method, path: &str, body: &str) -> (StatusCode, Value) {
    let request = Request::builder().method(method).uri(format!("/_emulator/{path}")).body(body.to_owned().into());
    send(emulator, request.unwrap()).await
}

/// Asks for Ann's albums through the emulator, dated `date`.
async fn ask(emulator: &Router, world: &World, date: Millis) -> (StatusCode, Value) {
    let uri = "/koodrive/ose/v1/album/list?albumKind=1&albumType=2";
    let mut request = world.request(world.ann.id, Method::GET, uri).header(header::AUTHORIZATION, &world.ann.token);
    request.headers_mut().unwrap().insert("x-date", date.basic().parse().unwrap());
    send(emulator, request.body(Body::empty()).unwrap()).await
}

fn shows(clock: &str) -> (StatusCode, Value) {
    (StatusCode::OK, json!({ "code": 0, "msg": "Success.", "clock": clock }))
}

#[tokio::test]
async fn the_clock_is_read_set_moved_and_let_go() {
    let (emulator, _world) = start(0).await;
    let clock = async |method: Method, body: &str| switch(&emulator, method, "clock", body).await;
    assert_eq!(clock(Method::GET, "").await, shows("20251103T070140Z"));
    assert_eq!(clock(Method::PUT, r#"{"clock":"20300101T000000Z"}"#).await, shows("20300101T000000Z"));
    assert_eq!(clock(Method::POST, r#"{"clock":"20200229T235959Z"}"#).await, shows("20200229T235959Z"));
    assert_eq!(clock(Method::PUT, r#"{"advanceSeconds":1}"#).await, shows("20200301T000000Z"));
    assert_eq!(clock(Method::PUT, r#"{"advanceSeconds":-86400}"#).await, shows("20200229T000000Z"));
    assert_eq!(clock(Method::GET, "").await, shows("20200229T000000Z"));
    assert_eq!(clock(Method::PUT, r#"{"clock":null}"#).await, shows(&SYSTEM.basic()));
}

#[tokio::test]
async fn a_clock_that_cannot_be_is_refused_and_stays() {
    let (emulator, _world) = start(0).await;
    let both = r#"{"clock":"20300101T000000Z","advanceSeconds":1}"#;
    for body in ["", "{", "7", "null", "[]", "{}", r#"{"clock":7}"#, r#"{"clock":"now"}"#, r#"{"clock":""}"#, both]
        .into_iter()
        .chain([r#"{"clock":"20250231T000000Z"}"#, r#"{"clock":"2030-01-01T00:00:00Z"}"#])
        .chain([r#"{"advanceSeconds":"1"}"#, r#"{"advanceSeconds":1.5}"#, r#"{"advanceSeconds":null}"#])
        .chain([r#"{"advanceSeconds":9223372036854775807}"#, r#"{"advanceSeconds":-9223372036854775808}"#])
        .chain([r#"{"clock":"99991231T235959Z"}"#, r#"{"clock":"19691231T235959Z"}"#])
    {
        let (status, answer) = switch(&emulator, Method::PUT, "clock", body).await;
        assert_eq!((status, &answer["code"]), (StatusCode::BAD_REQUEST, &json!(13_000_102)), "{body}");
        assert!(answer["msg"].as_str().unwrap().contains("20251103T070140Z"), "an example of what to send");
        assert_eq!(switch(&emulator, Method::GET, "clock", "").await, shows("20251103T070140Z"), "{body}");
    }
}

#[tokio::test]
async fn dates_are_checked_against_the_clock_and_rows_carry_it() {
    let (emulator, world) = start(0).await;
    let moment = Millis::parse_basic("20300101T000000Z").unwrap();
    assert_eq!(ask(&emulator, &world, moment).await.1["code"], 13_000_101, "the future, as yet");
    switch(&emulator, Method::PUT, "clock", r#"{"clock":"20300101T000000Z"}"#).await;
    assert_eq!(ask(&emulator, &world, moment).await.0, StatusCode::OK);
    let (_, late) = ask(&emulator, &world, START).await;
    assert_eq!((&late["code"], &late["serverTime"]), (&json!(13_000_101), &json!("20300101T000000Z")));

    let album: AlbumId = world.album(&world.ann, "Summer").await.parse().unwrap();
    let ann = world.ann.id;
    let row = world.app.store.read(move |read| read.album(ann, album)).await.unwrap();
    assert_eq!(row.unwrap().created_at, moment);
    assert_eq!(album.number() >> 20, moment.0);
}

#[tokio::test]
async fn a_reset_puts_another_service_in_place() {
    let (emulator, world) = start(1).await;
    world.album(&world.ann, "Summer").await;
    assert_eq!(ask(&emulator, &world, world.now()).await.1["total"], 1);
    switch(&emulator, Method::PUT, "clock", r#"{"advanceSeconds":600}"#).await;
    assert_eq!(switch(&emulator, Method::POST, "reset", "").await, shows("20251103T070140Z"));
    let (status, empty) = ask(&emulator, &world, world.now()).await;
    assert_eq!((status, &empty["total"]), (StatusCode::OK, &json!(0)), "the same people, none of their albums");

    // A reset that fails says so without saying why, and leaves the service as it was.
    let (status, failed) = switch(&emulator, Method::POST, "reset", "").await;
    assert_eq!((status, &failed["code"]), (StatusCode::INTERNAL_SERVER_ERROR, &json!(13_000_201)));
    assert!(!failed["msg"].as_str().unwrap().contains("canary"));
    assert_eq!(ask(&emulator, &world, world.now()).await.0, StatusCode::OK);
}

#[tokio::test]
async fn everything_else_is_the_service_and_the_service_has_no_switches() {
    let (emulator, world) = start(0).await;
    let get = |path: &str| Request::builder().uri(path.to_owned()).body(Body::empty()).unwrap();
    assert_eq!(send(&emulator, get("/healthz")).await, (StatusCode::OK, json!("ok\n")));
    for (service, path) in [(&emulator, "/_emulator/nothing"), (&router(world.app.clone()), "/_emulator/clock")] {
        let (status, body) = send(service, get(path)).await;
        assert_eq!((status, &body["code"]), (StatusCode::NOT_FOUND, &json!(13_000_309)), "{path}");
    }
}
