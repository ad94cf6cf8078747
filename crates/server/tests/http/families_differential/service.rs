//! A service with five people in it, whose database can be got at, and a clock that stands still until it is moved.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use leporello_blob::Blobs;
use leporello_model::{Add, Caller, Clock, Door, FileId, FileType, Millis, Random, SpaceFacts, UserId};
use leporello_server::app::admin::{NewApp, NewUser};
use leporello_server::auth::signature::{self, Signed};
use leporello_server::{App, Parts, Settings, router};
use leporello_store::{FileRow, StoreError};
use serde_json::{Value, json};
use tower::ServiceExt;

use super::model::{Kind, Node};
use crate::collections_differential::dice::Dice;
use crate::support::place::Place;
use crate::support::{Answer, CAPACITY, Person, START, workshop};

/// What holds, or a sentence that says what does not.
pub(super) type Checked<T = ()> = Result<T, String>;

/// What everybody is called; of the numbers that they have, each is its own.
pub(super) const NAMES: [&str; 5] = ["Ann", "Bob", "Cleo", "Dan", "Eve"];

/// The mobile number of somebody; who is none of them has a number too, which nobody has.
pub(super) fn mobile(who: usize) -> String {
    format!("00278212345{who:02}")
}

/// The same with its middle hidden.
pub(super) fn masked(mobile: &str) -> String {
    format!("{}****{}", &mobile[..7], &mobile[mobile.len() - 3..])
}

/// A service and the people in it.
pub(super) struct Service {
    pub(super) place: Place,
    clock: Arc<Hand>,
    app: App,
    router: Router,
    /// An app that administers users.
    administrator: NewApp,
    pub(super) people: Vec<Person>,
}

struct Hand(AtomicI64);

impl Clock for Hand {
    fn now(&self) -> Millis {
        Millis(self.0.load(Ordering::Relaxed))
    }
}

struct Stream(Mutex<Dice>);

impl Random for Stream {
    fn fill(&self, bytes: &mut [u8]) {
        self.0.lock().unwrap().fill(bytes);
    }
}

/// Something to be asked for.
pub(super) struct Asked {
    pub(super) method: Method,
    /// What follows `/koodrive/ose/v1`.
    pub(super) path: String,
    pub(super) body: Value,
    /// The family inside of whose folder it is to take place.
    pub(super) inside: Option<String>,
}

impl Asked {
    pub(super) fn post(path: impl Into<String>, body: Value) -> Self {
        Self { method: Method::POST, path: path.into(), body, inside: None }
    }

    pub(super) fn get(path: impl Into<String>) -> Self {
        Self { method: Method::GET, path: path.into(), body: Value::Null, inside: None }
    }
}

impl Service {
    /// A new one, whose identifiers follow from `seed`.
    pub(super) async fn new(seed: u64, place: Place) -> Self {
        let clock = Arc::new(Hand(AtomicI64::new(START.0)));
        let app = App::new(Parts {
            store: place.store(),
            blobs: Blobs::on_disk(&place.blobs()).unwrap(),
            workshop: workshop(),
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            random: Arc::new(Stream(Mutex::new(Dice::new(!seed)))),
            master_key: [9; 32],
            settings: Settings::default(),
        });
        let mut people = Vec::new();
        for (who, name) in NAMES.into_iter().enumerate() {
            let (name, zone, mobile) = (name.to_owned(), "UTC".to_owned(), Some(mobile(who)));
            let new = NewUser { name, mobile, password_hash: None, capacity: CAPACITY, zone };
            let (id, space) = app.add_user(new).await.unwrap();
            let token = app.issue_token(id, None).await.unwrap().token;
            people.push(Person { id, space, token });
        }
        let administrator = app.add_app("tests".to_owned()).await.unwrap();
        Self { place, clock, router: router(app.clone()), app, administrator, people }
    }

    /// Moves the clock on.
    pub(super) fn later(&self, millis: i64) {
        self.clock.0.fetch_add(millis, Ordering::Relaxed);
    }

    pub(super) fn now(&self) -> i64 {
        self.clock.now().0
    }

    fn request(&self, user: UserId, method: Method, path: &str) -> axum::http::request::Builder {
        Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "photos.test")
            .header("x-user-id", user.to_string())
            .header("x-date", self.clock.now().basic())
    }

    /// Asks for something on behalf of one of the people.
    pub(super) async fn call(&self, who: usize, asked: &Asked) -> Answer {
        let Person { id, token, .. } = &self.people[who];
        // Ours begin elsewhere.
        let ours = asked.path.starts_with("/api/");
        let path = if ours { asked.path.clone() } else { format!("/koodrive/ose/v1{}", asked.path) };
        let mut request =
            self.request(*id, asked.method.clone(), &path).header(header::AUTHORIZATION, format!("Bearer {token}"));
        if let Some(family) = &asked.inside {
            request = request.header("x-hw-share-folder-id", family);
        }
        let body = if asked.body.is_null() { Body::empty() } else { Body::from(asked.body.to_string()) };
        self.send(request.body(body).unwrap()).await
    }

    /// Freezes somebody or enables them again, as an app that acts for `acting`.
    pub(super) async fn freeze(&self, acting: usize, who: usize, frozen: bool) -> Answer {
        let path = format!("/koodrive/ose/v1/users/{}", self.people[who].id);
        let body = json!({ "status": if frozen { 7 } else { 0 } }).to_string();
        let (user, date) = (self.people[acting].id, self.clock.now().basic());
        let id = user.to_string();
        let signed = Signed {
            method: "PUT",
            path: &path,
            query: None,
            headers: &|name| match name {
                "x-date" => Some(date.clone()),
                "x-user-id" => Some(id.clone()),
                _ => None,
            },
            body_sha256: &signature::body_sha256(body.as_bytes()),
        };
        let NewApp { id, secret } = &self.administrator;
        let authorization = signature::sign(id.as_str(), secret, &["x-date", "x-user-id"], &signed);
        let request = self.request(user, Method::PUT, &path).header(header::AUTHORIZATION, authorization);
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    pub(super) async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        let text = || json!({ "not JSON": String::from_utf8_lossy(&bytes) });
        Answer { status, body: serde_json::from_slice(&bytes).unwrap_or_else(|_| text()) }
    }

    /// Sends bytes to a link.
    pub(super) async fn send_part(&self, url: &str, bytes: Vec<u8>) -> Answer {
        let request = Request::put(url).header(header::CONTENT_LENGTH, bytes.len()).body(Body::from(bytes));
        self.send(request.unwrap()).await
    }

    /// Whether a link to a file still gives it.
    pub(super) async fn fetch(&self, url: &str) -> StatusCode {
        let request = Request::get(url).body(Body::empty()).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        response.status()
    }

    /// Adds a file past the uploads, and gives its identifier.
    pub(super) async fn put(&self, file: &Node) -> String {
        let (row, space_owner) = (self.row(file), self.people[file.space].id);
        let id = row.id.to_string();
        let caller = Caller { user: space_owner, space: row.space, door: Door::Token };
        let space = caller.may(Add, SpaceFacts::whole(row.space, space_owner), "test").unwrap();
        let added = self.app.store.write(move |write| {
            write.add_file(&space, &row)?;
            write.use_space(space_owner, row.space, row.size)?;
            Ok::<_, StoreError>(())
        });
        added.await.unwrap();
        id
    }

    fn row(&self, file: &Node) -> FileRow {
        let (file_type, mime_type) = match file.kind {
            Kind::Image => (FileType::Image, "image/jpeg"),
            Kind::Video => (FileType::Video, "video/mp4"),
            Kind::Document | Kind::Folder => (FileType::Other, "text/plain"),
        };
        FileRow {
            space: self.people[file.space].space,
            id: self.app.ids.file(),
            parent: file.parent.as_ref().map(|parent| parent.parse::<FileId>().unwrap()),
            name: file.name.clone(),
            suffix: String::new(),
            file_type,
            mime_type: mime_type.to_owned(),
            description: None,
            owner: self.people[file.owner].id,
            size: file.size,
            sha256: Some("ab".repeat(32)),
            blob: None,
            taken_at: file.taken.map(Millis),
            media: None,
            created_at: Millis(file.created),
            edited_at: Millis(file.edited),
            trashed_at: None,
            in_bin: false,
        }
    }
}
