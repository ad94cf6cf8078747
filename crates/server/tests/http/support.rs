//! A whole service in a folder of its own, two people in it, and a clock that stands still until it is moved.

use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

pub(crate) mod albums;
pub(crate) mod copies;
pub(crate) mod families;
pub(crate) mod place;

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use leporello_blob::Blobs;
use leporello_media::Workshop;
use leporello_model::{Add, Caller, Clock, Door, FileId, FileType, Millis, Random, SpaceFacts, SpaceId, UserId};
use leporello_server::app::admin::NewUser;
use leporello_server::auth::signature::{self, Signed};
use leporello_server::{App, Parts, Settings, router};
use leporello_store::{FileRow, StoreError};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use serde_json::{Value, json};
use tower::ServiceExt;

use place::Place;

/// When everything begins: 2025-11-03T07:01:40Z.
pub(crate) const START: Millis = Millis(1_762_153_300_000);

/// The bytes of each personal space: one and a half GiB.
pub(crate) const CAPACITY: i64 = 3 << 29;

/// Where the tools are that ./scripts/test installs.
const TOOLS: &str = "/usr/bin";

/// A service.
pub(crate) struct World {
    pub(crate) app: App,
    pub(crate) ann: Person,
    pub(crate) bob: Person,
    clock: Arc<Hand>,
    router: Router,
    pub(crate) place: Place,
}

/// Somebody with a token.
pub(crate) struct Person {
    pub(crate) id: UserId,
    pub(crate) space: SpaceId,
    pub(crate) token: String,
}

/// An answer.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) body: Value,
}

/// A clock that is moved by hand.
struct Hand(AtomicI64);

impl Clock for Hand {
    fn now(&self) -> Millis {
        Millis(self.0.load(Ordering::Relaxed))
    }
}

struct Dice(Mutex<ChaCha20Rng>);

impl Random for Dice {
    fn fill(&self, bytes: &mut [u8]) {
        self.0.lock().unwrap().fill_bytes(bytes);
    }
}

impl World {
    /// A new service with the usual settings.
    pub(crate) async fn new() -> Self {
        Self::with(Settings::default()).await
    }

    /// A new service.
    pub(crate) async fn with(settings: Settings) -> Self {
        Self::with_tools(settings, TOOLS.into()).await
    }

    /// A new service that looks for tools in this folder.
    pub(crate) async fn with_tools(settings: Settings, tools: PathBuf) -> Self {
        let place = Place::new();
        let blobs = Blobs::on_disk(&place.blobs()).unwrap();
        Self::of(settings, tools, place, blobs).await
    }

    /// A new service whose bytes lie in an object store.
    pub(crate) async fn on_object_store() -> Self {
        let place = Place::new();
        let blobs = place.object_store();
        Self::of(Settings::default(), TOOLS.into(), place, blobs).await
    }

    async fn of(settings: Settings, tools: PathBuf, place: Place, blobs: Blobs) -> Self {
        let clock = Arc::new(Hand(AtomicI64::new(START.0)));
        let app = App::new(Parts {
            store: place.store(),
            blobs,
            workshop: workshop_with(tools),
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            random: Arc::new(Dice(Mutex::new(ChaCha20Rng::from_seed([7; 32])))),
            master_key: [9; 32],
            settings,
        });
        let ann = Person::new(&app, "Ann", Some("0027821234567")).await;
        let bob = Person::new(&app, "Bob", None).await;
        Self { router: router(app.clone()), app, ann, bob, clock, place }
    }

    /// Moves the clock on.
    pub(crate) fn later(&self, millis: i64) {
        self.clock.0.fetch_add(millis, Ordering::Relaxed);
    }

    /// What the clock says.
    pub(crate) fn now(&self) -> Millis {
        self.clock.now()
    }

    /// Calls an operation of the contract; `path` is what follows `/koodrive/ose/v1`.
    pub(crate) async fn call(&self, who: &Person, method: Method, path: &str, body: Value) -> Answer {
        let request = self
            .request(who.id, method, &format!("/koodrive/ose/v1{path}"))
            .header(header::AUTHORIZATION, format!("Bearer {}", who.token))
            .body(if body.is_null() { Body::empty() } else { Body::from(body.to_string()) });
        self.send(request.unwrap()).await
    }

    /// Asks with `GET`.
    pub(crate) async fn get(&self, who: &Person, path: &str) -> Answer {
        self.call(who, Method::GET, path, Value::Null).await
    }

    /// Sends a body with `POST`.
    pub(crate) async fn post(&self, who: &Person, path: &str, body: Value) -> Answer {
        self.call(who, Method::POST, path, body).await
    }

    /// Calls an operation as an app that acts for `user`.
    pub(crate) async fn call_as_app(&self, user: UserId, method: Method, path: &str, body: Value) -> Answer {
        let known = self.app.add_app("tests".to_owned()).await.unwrap();
        let path = format!("/koodrive/ose/v1{path}");
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let (user, date) = (user.to_string(), self.now().basic());
        let (route, query) = path.split_once('?').map_or((&*path, None), |(route, query)| (route, Some(query)));
        let signed = Signed {
            method: method.as_str(),
            path: route,
            query,
            headers: &|name| match name {
                "x-date" => Some(date.clone()),
                "x-user-id" => Some(user.clone()),
                _ => None,
            },
            body_sha256: &signature::body_sha256(body.as_bytes()),
        };
        let authorization = signature::sign(known.id.as_str(), &known.secret, &["x-date", "x-user-id"], &signed);
        let request = Request::builder()
            .method(method)
            .uri(&path)
            .header("x-user-id", &user)
            .header("x-date", &date)
            .header(header::AUTHORIZATION, authorization)
            .body(Body::from(body));
        self.send(request.unwrap()).await
    }

    /// A request of `user` at this moment, not yet signed by anything.
    pub(crate) fn request(&self, user: UserId, method: Method, uri: &str) -> axum::http::request::Builder {
        Request::builder()
            .method(method)
            .uri(uri)
            .header(header::HOST, "photos.test")
            .header("x-user-id", user.to_string())
            .header("x-date", self.now().basic())
    }

    /// Sends a request and reads the answer, which is JSON.
    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.raw(request).await;
        let status = response.status();
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        let body = serde_json::from_slice(&bytes)
            .unwrap_or_else(|error| panic!("{status}, not JSON ({error}): {}", String::from_utf8_lossy(&bytes)));
        Answer { status, body }
    }

    /// Sends a request and gives the answer as it is.
    pub(crate) async fn raw(&self, request: Request<Body>) -> axum::response::Response {
        self.router.clone().oneshot(request).await.unwrap()
    }

    /// Makes a folder and gives its identifier.
    pub(crate) async fn folder(&self, who: &Person, parent: &str, name: &str) -> String {
        let body = json!({ "fileName": name, "fileType": "10", "parentFolder": [parent] });
        self.post(who, "/directory", body).await.ok()["id"].as_str().unwrap().to_owned()
    }

    /// Does a job and gives its identifier.
    pub(crate) async fn job(&self, who: &Person, body: Value) -> String {
        self.post(who, "/jobs", body).await.ok()["data"]["taskId"].as_str().unwrap().to_owned()
    }

    /// Puts files into the bin.
    pub(crate) async fn trash(&self, who: &Person, files: &[&str]) {
        self.job(who, job(2, 201, files)).await;
    }

    /// Takes files out of the bin.
    pub(crate) async fn restore(&self, who: &Person, files: &[&str]) {
        self.job(who, json!({ "taskType": 4, "taskInfo": { "fileInfo": file_info(files) } })).await;
    }

    /// A row for an image in the folder `parent` (`root`, or an identifier), not yet added.
    pub(crate) fn image(&self, who: &Person, parent: &str, name: &str) -> FileRow {
        let parent = if parent == "root" { FileId::root_of(who.space) } else { parent.parse().unwrap() };
        FileRow {
            space: who.space,
            id: self.app.ids.file(),
            parent: Some(parent),
            name: name.to_owned(),
            suffix: String::new(),
            file_type: FileType::Image,
            mime_type: "image/jpeg".to_owned(),
            description: None,
            owner: who.id,
            size: 1_000,
            sha256: Some("ab".repeat(32)),
            blob: None,
            taken_at: None,
            media: None,
            created_at: self.now(),
            edited_at: self.now(),
            trashed_at: None,
            in_bin: false,
        }
    }

    /// The same for a row of anybody's that lies in the space of `owner`.
    pub(crate) async fn put_into(&self, owner: &Person, row: FileRow) -> String {
        self.put_for(owner.id, FileRow { space: owner.space, ..row }).await
    }

    /// Adds a row past the uploads, counts its bytes, and gives its identifier.
    pub(crate) async fn put(&self, row: FileRow) -> String {
        self.put_for(row.owner, row).await
    }

    async fn put_for(&self, owner: UserId, row: FileRow) -> String {
        let id = row.id.to_string();
        let caller = Caller { user: owner, space: row.space, door: Door::Token };
        let space = caller.may(Add, SpaceFacts::whole(row.space, owner), "test").unwrap();
        self.app
            .store
            .write(move |write| {
                write.add_file(&space, &row)?;
                write.use_space(owner, row.space, row.size)?;
                Ok::<_, StoreError>(())
            })
            .await
            .unwrap();
        id
    }

    /// All that a person has: the path of everything out of the bin, what is in the bin, how many jobs
    /// there were, and how much room is used. Equal before and after a call that changed nothing.
    pub(crate) async fn everything(&self, who: &Person) -> Value {
        let search = json!({ "searchType": "personal", "sortInfo": { "sortType": 1 } });
        let bin = json!({ "containerId": who.space, "parentFileId": "root" });
        let names = |files: &Value, field: &str| -> Vec<Value> {
            files.as_array().unwrap().iter().map(|file| file[field].clone()).collect()
        };
        json!({
            "paths": names(&self.post(who, "/files/search", search).await.ok()["files"], "namePath"),
            "bin": names(&self.post(who, "/files/1", bin).await.ok()["files"], "fileName"),
            "jobs": self.get(who, "/jobs").await.ok()["data"].as_array().unwrap().len(),
            "used": self.get(who, &format!("/space/{}?type=1", who.id)).await.ok()["data"]["spaceUsed"],
        })
    }

    /// An image in the folder `parent`, added.
    pub(crate) async fn picture(&self, who: &Person, parent: &str, name: &str) -> String {
        self.put(self.image(who, parent, name)).await
    }
}

/// Where pictures are made, in real processes.
pub(crate) fn workshop() -> Workshop {
    workshop_with(TOOLS.into())
}

fn workshop_with(tools: PathBuf) -> Workshop {
    let program = env!("CARGO_BIN_EXE_server-test-worker").into();
    Workshop::new(program, Vec::new(), vec![tools], std::env::temp_dir())
}

/// The body of a job that names files and nothing else.
pub(crate) fn job(task_type: i64, action_type: i64, files: &[&str]) -> Value {
    json!({ "taskType": task_type, "actionType": action_type, "taskInfo": { "fileInfo": file_info(files) } })
}

/// The files of a job.
pub(crate) fn file_info(files: &[&str]) -> Value {
    files.iter().map(|file| json!({ "fileId": file })).collect()
}

impl Person {
    async fn new(app: &App, name: &str, mobile: Option<&str>) -> Self {
        let new = NewUser {
            name: name.to_owned(),
            mobile: mobile.map(ToOwned::to_owned),
            password_hash: None,
            capacity: CAPACITY,
            zone: "UTC".to_owned(),
        };
        let (id, space) = app.add_user(new).await.unwrap();
        let token = app.issue_token(id, None).await.unwrap().token;
        Self { id, space, token }
    }

    /// The root folder of the personal space.
    pub(crate) fn root(&self) -> String {
        self.space.root_folder()
    }
}

impl Answer {
    /// The body of a success.
    #[track_caller]
    pub(crate) fn ok(self) -> Value {
        assert_eq!(self.status, StatusCode::OK, "{}", self.body);
        assert_eq!(self.body["code"], 0, "{}", self.body);
        assert_eq!(self.body["msg"], "Success.");
        self.body
    }

    /// Holds if the answer is the documented error `code`, and names `field`.
    #[track_caller]
    pub(crate) fn refused(self, code: i64, field: &str) {
        assert_eq!(self.body["code"], code, "{}", self.body);
        assert_eq!(self.status, StatusCode::BAD_REQUEST);
        let message = self.body["msg"].as_str().unwrap();
        assert!(message.contains(&format!("`{field}`")), "{message}");
    }
}
