//! Secrets stay secret: in no answer, in no log, on no disk.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Body;
use axum::http::{Method, Request, header};
use http_body_util::BodyExt;
use leporello_server::app::admin::NewApp;
use tracing::Level;

use super::{ASK, sign};
use crate::support::World;

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

/// A request that shows its credentials in every way it can, and fails in one of several ways.
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
    let mut signed = vec![list(""), list(""), post("/koodrive/ose/v1/album/create", "{\"name\": [")];
    signed.iter_mut().for_each(|request| sign(app, &["x-date", "x-user-id"], request));
    signed[1].headers_mut().insert("x-date", "20251103T070000Z".parse().unwrap());
    let mut requests = signed;
    requests.extend([
        list(&ann.token),
        list(&bob.token),
        list("canary-of-an-unknown-token"),
        list(&format!("{} and more", ann.token)),
        post("/koodrive/ose/v1/album/create", r#"{"name":"Summer","type":2,"albumKind":1}"#),
        post("/koodrive/ose/v1/album/create", "{"),
        post("/koodrive/ose/v1/nowhere", ""),
        post("/koodrive/ose/v1/album/1/add", r#"{"fileIds":7}"#),
    ]);
    requests
}

#[tokio::test]
async fn no_secret_is_in_an_answer_in_the_log_or_on_the_disk() {
    let log = Log::default();
    let writer = log.clone();
    let lines = tracing_subscriber::fmt().with_max_level(Level::TRACE).with_writer(move || writer.clone()).finish();
    // For all threads, since the store works on its own. Other tests may add lines; none may take any away.
    tracing::subscriber::set_global_default(lines).unwrap();

    let world = World::new().await;
    let app = world.app.add_app("camera".to_owned()).await.unwrap();
    let mut secrets = vec![
        world.ann.token.clone(),
        world.bob.token.clone(),
        "canary-of-an-unknown-token".to_owned(),
        app.secret.clone(),
    ];
    let mut answers = Vec::new();
    for request in requests(&world, &app) {
        let authorization = request.headers()[header::AUTHORIZATION].to_str().unwrap();
        secrets.extend(authorization.split_once("Signature=").map(|(_, signature)| signature.to_owned()));
        let response = world.raw(request.map(Body::from)).await;
        answers.extend_from_slice(format!("{:?}", response.headers()).as_bytes());
        answers.extend_from_slice(&response.into_body().collect().await.unwrap().to_bytes());
    }
    let log = log.0.lock().unwrap().clone();
    let holds = |place: &[u8], text: &str| place.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(holds(&log, "/koodrive/ose/v1/nowhere"), "the log is not where this test looks");
    assert!(holds(&answers, "13000101") && holds(&world.on_disk(), "camera"));
    assert!(secrets.len() == 7 && secrets.iter().all(|secret| secret.len() > 20));
    for secret in &secrets {
        for (name, place) in [("an answer", &answers), ("the log", &log), ("the disk", &world.on_disk())] {
            assert!(!holds(place, secret), "{name} holds {secret}");
        }
    }
}
