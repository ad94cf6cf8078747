//! Secrets stay secret: in no answer, in no log, on no disk.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Body;
use axum::http::{Method, Request, header};
use http_body_util::BodyExt;
use leporello_server::app::admin::NewApp;
use leporello_server::app::token_hash;
use serde_json::json;
use tracing::Level;

use super::{ASK, sign};
use crate::sessions::Browser;
use crate::support::World;

const PASSWORD: &str = "canary-of-a-password";
const UNKNOWN: &str = "canary-of-an-unknown-token";

/// What the log said so far.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Log {
    /// A log of everything on all threads, since the store works on its own. Other tests may add lines; none
    /// may take any away.
    fn start() -> Self {
        let log = Self::default();
        let writer = log.clone();
        let lines = tracing_subscriber::fmt().with_max_level(Level::TRACE).with_writer(move || writer.clone()).finish();
        tracing::subscriber::set_global_default(lines).unwrap();
        log
    }
}

/// Requests that show credentials in every way there is, most of which fail in one way or another.
fn requests(world: &World, app: &NewApp) -> Vec<Request<String>> {
    let (ann, bob) = (&world.ann, &world.bob);
    let list = |token: &str| {
        let request = world.request(ann.id, Method::GET, ASK).header(header::AUTHORIZATION, format!("Bearer+{token}"));
        request.body(String::new()).unwrap()
    };
    let post = |path: &str, body: &str| {
        let request = world.request(ann.id, Method::POST, path).header(header::AUTHORIZATION, ann.token.as_str());
        request.body(body.to_owned()).unwrap()
    };
    let mut requests = vec![list(""), list(""), post("/koodrive/ose/v1/album/create", "{\"name\": [")];
    requests.iter_mut().for_each(|request| sign(app, &["x-date", "x-user-id"], request));
    requests[1].headers_mut().insert("x-date", "20251103T070000Z".parse().unwrap());
    requests.extend([
        list(&ann.token),
        list(&bob.token),
        list(UNKNOWN),
        list(&format!("{} and more", ann.token)),
        post("/koodrive/ose/v1/album/create", r#"{"name":"Summer","type":2,"albumKind":1}"#),
        post("/koodrive/ose/v1/album/create", "{"),
        post("/koodrive/ose/v1/nowhere", ""),
        post("/koodrive/ose/v1/album/1/add", r#"{"fileIds":7}"#),
    ]);
    let form = [
        format!("grant_type=password&username={}&password={PASSWORD}", ann.id),
        format!("grant_type=client_credentials&client_id={}&client_secret={}0&user_id={}", app.id, app.secret, ann.id),
    ];
    requests.extend(form.map(|form| {
        let request = Request::post("/oauth2/token").header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        request.body(form).unwrap()
    }));
    requests
}

/// Secrets that answers do hold, since somebody asked for them: new tokens, a session, and the seal of a link.
async fn told(world: &World, app: &NewApp) -> Vec<String> {
    let form = json!({ "grant_type": "client_credentials", "client_id": app.id.as_str(),
        "client_secret": app.secret, "user_id": world.ann.id });
    let request = Request::post("/oauth2/token").header(header::CONTENT_TYPE, "application/json");
    let issued = world.send(request.body(form.to_string().into()).unwrap()).await.body;
    let session = world.browser(&world.ann).await;
    let made = session.call(Method::POST, "/api/tokens", json!({ "name": "frame" })).await.ok();
    session.get("/api/sessions").await.ok();
    let forged = Browser { cookie: format!("{}0", session.cookie), ..session };
    forged.get("/api/session").await.turned_away("session has ended");
    let secret = forged.cookie.split_once('.').unwrap().1[..64].to_owned();
    let wrong = json!({ "username": world.ann.id, "password": PASSWORD });
    let request = Request::post("/api/session").header(header::CONTENT_TYPE, "application/json");
    world.send(request.body(wrong.to_string().into()).unwrap()).await.turned_away("Signing in failed");
    let picture = world.pictures(&world.ann, 1).await;
    world.filled(&world.ann, "With a cover", &picture).await;
    let albums = world.albums(&world.ann).await;
    let link = albums["albumList"][0]["coverImg"].as_str().unwrap();
    world.raw(Request::get(link).body(Body::empty()).unwrap()).await;
    let seal = link.split_once("seal=").unwrap().1;
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    vec![text(&issued["access_token"]), text(&made["accessToken"]), secret, seal.to_owned()]
}

#[tokio::test]
async fn no_secret_is_in_an_answer_in_the_log_or_on_the_disk() {
    let log = Log::start();
    let world = World::new().await;
    let app = world.app.add_app("camera".to_owned()).await.unwrap();
    let mut secrets = [&world.ann.token, &world.bob.token, &app.secret, PASSWORD, UNKNOWN].map(str::to_owned).to_vec();
    let mut answers = Vec::new();
    for request in requests(&world, &app) {
        let authorization = request.headers().get(header::AUTHORIZATION).map(|value| value.to_str().unwrap());
        let signature = authorization.and_then(|authorization| authorization.split_once("Signature="));
        secrets.extend(signature.map(|(_, signature)| signature.to_owned()));
        let response = world.raw(request.map(Body::from)).await;
        answers.extend_from_slice(format!("{:?}", response.headers()).as_bytes());
        answers.extend_from_slice(&response.into_body().collect().await.unwrap().to_bytes());
    }
    let told = told(&world, &app).await;
    let (log, disk) = (log.0.lock().unwrap().clone(), world.on_disk());
    let holds = |place: &[u8], text: &str| place.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(holds(&log, "/koodrive/ose/v1/nowhere"), "the log is not where this test looks");
    assert!(holds(&answers, "13000101") && holds(&disk, "camera") && holds(&disk, &token_hash(&world.ann.token)));
    assert_eq!((secrets.len(), told.len()), (8, 4));
    for secret in &secrets {
        assert!(secret.len() >= 20 && !holds(&answers, secret), "an answer holds {secret}");
    }
    for secret in secrets.iter().chain(&told) {
        assert!(!holds(&log, secret), "the log holds {secret}");
        assert!(!holds(&disk, secret), "the disk holds {secret}");
    }
}
