//! Bad input, case by case: what status, what code, what the message names, and that nothing changes.

mod bodies;
mod doors;
mod fine;
mod lists;
mod values;

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Method, Request};
use leporello_model::{FileType, Millis};
use leporello_server::app::admin::NewApp;
use leporello_store::FileRow;
use serde_json::{Value, json};

use crate::support::{Answer, World};

/// A request of Ann's that is good but for what is set on it, and what should come of it.
struct Case {
    what: String,
    method: Method,
    path: String,
    body: Vec<u8>,
    headers: Vec<(&'static str, Option<Vec<u8>>)>,
    status: u16,
    code: i64,
    names: &'static str,
}

impl Case {
    /// A `path` after the prefix and a body.
    fn new(what: &str, method: Method, path: &str, body: impl Into<Vec<u8>>) -> Self {
        let (what, path, body) = (what.to_owned(), path.to_owned(), body.into());
        Self { what, method, path, body, headers: Vec::new(), status: 0, code: 0, names: "" }
    }

    fn get(what: &str, path: &str) -> Self {
        Self::new(what, Method::GET, path, "")
    }

    fn post(what: &str, path: &str, body: impl Into<Vec<u8>>) -> Self {
        Self::new(what, Method::POST, path, body)
    }

    /// CreateAlbum with one field set to something else; `null` stands for leaving it out.
    fn create(what: &str, field: &str, value: Value) -> Self {
        let mut body = json!({ "name": "Winter", "type": 2, "albumKind": 1 });
        body[field] = value;
        Self::post(what, "/album/create", body.to_string())
    }

    /// Sends another value in a header, or none.
    fn header(mut self, name: &'static str, value: Option<&[u8]>) -> Self {
        self.headers.push((name, value.map(<[u8]>::to_vec)));
        self
    }

    /// 401, and the text that the English message holds.
    fn turned_away(self, names: &'static str) -> Self {
        Self { status: 401, code: 13_000_101, names, ..self }
    }

    /// 400 with this code, and the field that the message names.
    fn refused(self, code: i64, names: &'static str) -> Self {
        Self { status: 400, code, names, ..self }
    }

    async fn send(&self, scene: &Scene, language: &str) -> Answer {
        let uri = format!("/koodrive/ose/v1{}", self.path);
        let mut request = scene.world.request(scene.world.ann.id, self.method.clone(), &uri);
        let headers = request.headers_mut().unwrap();
        headers.insert("authorization", format!("Bearer {}", scene.world.ann.token).parse().unwrap());
        headers.insert("language", language.parse().unwrap());
        for (name, value) in &self.headers {
            headers.remove(*name);
            if let Some(value) = value {
                headers.insert(HeaderName::from_static(name), HeaderValue::from_bytes(value).unwrap());
            }
        }
        let request: Request<Body> = request.body(Body::from(self.body.clone())).unwrap();
        scene.world.send(request).await
    }
}

/// Things of every kind that a request may name.
struct Scene {
    world: World,
    app: NewApp,
    /// Ann's album with two pictures in it.
    album: String,
    pictures: [String; 2],
    /// Ann's too, and in no album.
    loose: String,
    folder: String,
    text: String,
    trashed: String,
    below_trashed: String,
    /// A token of Ann's that was not used for too long.
    expired: String,
    bobs_album: String,
    bobs_picture: String,
}

impl Scene {
    async fn new() -> Self {
        let world = World::new().await;
        let (ann, bob) = (&world.ann, &world.bob);
        let pictures: [String; 2] = world.pictures(ann, 2).await.try_into().unwrap();
        let folder = world.put_kind(ann, "root", "folder", FileType::Folder).await;
        let bin = world.put_kind(ann, "root", "bin", FileType::Folder).await;
        let text = FileRow { file_type: FileType::Other, ..world.image(ann, "root", "a.txt") };
        let scene = Self {
            app: world.app.add_app("camera".to_owned()).await.unwrap(),
            album: world.filled(ann, "Summer", &pictures).await,
            loose: world.picture(ann, "root", "loose.jpg").await,
            text: world.put(text).await,
            trashed: world.picture(ann, "root", "trashed.jpg").await,
            below_trashed: world.picture(ann, &bin, "below.jpg").await,
            expired: world.app.issue_token(ann.id, Some(20 * Millis::MINUTE)).await.unwrap().token,
            bobs_picture: world.picture(bob, "root", "bob.jpg").await,
            bobs_album: world.album(bob, "Bob's").await,
            pictures,
            folder,
            world,
        };
        scene.world.trash(&scene.world.ann, &[&scene.trashed]).await;
        scene.world.trash(&scene.world.ann, &[&bin]).await;
        scene.world.later(20 * Millis::MINUTE);
        scene
    }

    /// Holds if every case comes out as it says, in both languages, and none changes anything.
    async fn check(&self, cases: Vec<Case>) {
        let before = self.world.dump().await;
        for case in cases {
            let what = &case.what;
            for language in ["en-US", "zh-CN"] {
                let Answer { status, body } = case.send(self, language).await;
                assert_eq!((status.as_u16(), body["code"].as_i64()), (case.status, Some(case.code)), "{what}: {body}");
                let message = body["msg"].as_str().unwrap();
                if language == "zh-CN" {
                    assert!(message.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "{what}: {message}");
                }
                // Names stand between back-ticks, and are the same in every language.
                if language == "en-US" || case.names.starts_with('`') {
                    assert!(message.contains(case.names), "{what}: {message}");
                }
            }
            assert_eq!(self.world.dump().await, before, "{what} changed something");
        }
    }
}
