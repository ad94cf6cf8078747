//! A service whose database can be got at: two servers over it, of which one writes, and which can be started anew.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use leporello_blob::Blobs;
use leporello_model::{Add, Caller, Clock, Door, FileId, FileType, Millis, Random, SpaceFacts};
use leporello_server::app::admin::NewUser;
use leporello_server::{App, Parts, Settings, router};
use leporello_store::{FileRow, StoreError};
use serde_json::{Value, json};
use tower::ServiceExt;

use super::dice::Dice;
use super::model::{Kind, Node};
use crate::support::place::Place;
use crate::support::{Answer, CAPACITY, Person, START, workshop};

/// What holds, or a sentence that says what does not.
pub(super) type Checked<T = ()> = Result<T, String>;

/// Which of the servers is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Server {
    /// The one that does all the writing; it is asked all the time.
    Writer,
    /// One that is asked now and then, when much has changed.
    Reader,
}

/// A service and two people in it.
pub(super) struct Service {
    pub(super) place: Place,
    clock: Arc<Hand>,
    random: Arc<Stream>,
    writer: (App, Router),
    reader: (App, Router),
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

impl Service {
    /// A new one, whose identifiers follow from `seed`.
    pub(super) async fn new(seed: u64, place: Place) -> Self {
        let clock = Arc::new(Hand(AtomicI64::new(START.0)));
        let random = Arc::new(Stream(Mutex::new(Dice::new(!seed))));
        let writer = start(&place, &clock, &random);
        let mut people = Vec::new();
        for name in ["Ann", "Bob"] {
            let (name, zone) = (name.to_owned(), "UTC".to_owned());
            let new = NewUser { name, mobile: None, password_hash: None, capacity: CAPACITY, zone };
            let (id, space) = writer.0.add_user(new).await.unwrap();
            let token = writer.0.issue_token(id, None).await.unwrap().token;
            people.push(Person { id, space, token });
        }
        let reader = start(&place, &clock, &random);
        Self { place, clock, random, writer, reader, people }
    }

    /// Starts one of the servers anew: it remembers nothing but what is in the database.
    pub(super) fn restart(&mut self, server: Server) {
        let new = start(&self.place, &self.clock, &self.random);
        match server {
            Server::Writer => self.writer = new,
            Server::Reader => self.reader = new,
        }
    }

    /// Moves the clock on.
    pub(super) fn later(&self, millis: i64) {
        self.clock.0.fetch_add(millis, Ordering::Relaxed);
    }

    pub(super) fn now(&self) -> i64 {
        self.clock.now().0
    }

    /// Asks a server for something on behalf of one of the people.
    pub(super) async fn call(&self, server: Server, who: usize, method: Method, path: &str, body: &Value) -> Answer {
        let Person { id, token, .. } = &self.people[who];
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "photos.test")
            .header("x-user-id", id.to_string())
            .header("x-date", self.clock.now().basic())
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .body(if body.is_null() { Body::empty() } else { Body::from(body.to_string()) });
        self.send(server, request.unwrap()).await
    }

    async fn send(&self, server: Server, request: Request<Body>) -> Answer {
        let (_, router) = if server == Server::Writer { &self.writer } else { &self.reader };
        let response = router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        let text = || json!({ "not JSON": String::from_utf8_lossy(&bytes) });
        Answer { status, body: serde_json::from_slice(&bytes).unwrap_or_else(|_| text()) }
    }

    /// Asks for something of the contract that must succeed; `path` follows `/koodrive/ose/v1`.
    pub(super) async fn done(&self, who: usize, path: &str, body: &Value) -> Checked<Value> {
        let path = format!("/koodrive/ose/v1{path}");
        done(self.call(Server::Writer, who, Method::POST, &path, body).await, &path)
    }

    /// Sends bytes to a link.
    pub(super) async fn send_part(&self, url: &str, bytes: Vec<u8>) -> Checked {
        let request = Request::put(url).header(header::CONTENT_LENGTH, bytes.len()).body(Body::from(bytes)).unwrap();
        done(self.send(Server::Writer, request).await, "the part").map(drop)
    }

    /// Adds files of one person past the uploads, and gives their identifiers.
    pub(super) async fn put(&self, files: &[Node]) -> Vec<String> {
        let rows: Vec<FileRow> = files.iter().map(|file| self.row(file)).collect();
        let ids = rows.iter().map(|row| row.id.to_string()).collect();
        let Some(person) = files.first().map(|file| &self.people[file.owner]) else { return ids };
        let caller = Caller { user: person.id, space: person.space, door: Door::Token };
        let space = caller.may(Add, SpaceFacts::whole(person.space, person.id), "test").unwrap();
        let added = self.writer.0.store.write(move |write| {
            for row in &rows {
                write.add_file(&space, row)?;
                write.use_space(row.owner, row.space, row.size)?;
            }
            Ok::<_, StoreError>(())
        });
        added.await.unwrap();
        ids
    }

    fn row(&self, file: &Node) -> FileRow {
        let person = &self.people[file.owner];
        let (file_type, mime_type) = match file.kind {
            Kind::Image => (FileType::Image, "image/jpeg"),
            Kind::Video => (FileType::Video, "video/mp4"),
            Kind::Document | Kind::Folder => (FileType::Other, "text/plain"),
        };
        FileRow {
            space: person.space,
            id: self.writer.0.ids.file(),
            parent: file.parent.as_ref().map(|parent| parent.parse::<FileId>().unwrap()),
            name: file.name.clone(),
            suffix: String::new(),
            file_type,
            mime_type: mime_type.to_owned(),
            description: None,
            owner: person.id,
            size: 1,
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

fn start(place: &Place, clock: &Arc<Hand>, random: &Arc<Stream>) -> (App, Router) {
    let app = App::new(Parts {
        store: place.store(),
        blobs: Blobs::on_disk(&place.blobs()).unwrap(),
        workshop: workshop(),
        clock: Arc::clone(clock) as Arc<dyn Clock>,
        random: Arc::clone(random) as Arc<dyn Random>,
        master_key: [9; 32],
        settings: Settings::default(),
    });
    (app.clone(), router(app))
}

/// The body of a success.
pub(super) fn done(answer: Answer, asked: &str) -> Checked<Value> {
    if answer.status == StatusCode::OK && answer.body["code"] == 0 {
        return Ok(answer.body);
    }
    Err(format!("{asked} answered {}: {}", answer.status, answer.body))
}

/// Holds if the service refused, for a reason that the caller may mend.
pub(super) fn refused(answer: &Answer, asked: &str) -> Checked {
    if answer.status.is_client_error() && answer.body["code"].as_i64().is_some_and(|code| code > 0) {
        return Ok(());
    }
    Err(format!("{asked} should be refused and answered {}: {}", answer.status, answer.body))
}
