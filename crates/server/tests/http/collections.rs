//! Collection albums: what their scope may be, what is in them, and what is ours beside the contract.

mod contents;
mod preview;
mod scopes;
mod take_time;
mod updates;
mod why;

use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use leporello_model::{FileType, Millis};
use leporello_server::Settings;
use leporello_store::FileRow;
use serde_json::{Value, json};

use crate::support::albums::{additions, ids};
use crate::support::{Answer, Person, World, file_info};

/// A small library of Ann's.
struct Shelf {
    world: World,
    /// In the root.
    trips: String,
    /// In `trips`, with `beach`, `film` and `notes` in it.
    lisbon: String,
    /// In `trips`, with `bridge` in it.
    porto: String,
    /// In `lisbon`, with `tram` in it.
    day: String,
    /// In the root, with `cat` in it.
    home: String,
    /// Taken on the first day.
    beach: String,
    /// A video; nobody knows when it was taken.
    film: String,
    /// A document.
    notes: String,
    /// Taken on the third day.
    bridge: String,
    /// Taken on the second day.
    tram: String,
    /// In `trips` itself.
    map: String,
    cat: String,
}

/// A time long before the files were made: the start of the given day of January 2025.
fn day(number: i64) -> Millis {
    Millis(1_735_689_600_000 + (number - 1) * 24 * Millis::HOUR)
}

impl Shelf {
    async fn new() -> Self {
        Self::with(Settings::default()).await
    }

    async fn with(settings: Settings) -> Self {
        let world = World::with(settings).await;
        let ann = &world.ann;
        let trips = world.folder(ann, "root", "trips").await;
        let lisbon = world.folder(ann, &trips, "Lisbon").await;
        let porto = world.folder(ann, &trips, "Porto").await;
        let inner = world.folder(ann, &lisbon, "day").await;
        let home = world.folder(ann, "root", "home").await;
        let taken = async |parent: &str, name: &str, taken: Option<i64>| {
            world.later(1_000);
            world.put(FileRow { taken_at: taken.map(day), ..world.image(ann, parent, name) }).await
        };
        let (beach, tram, bridge) = (
            taken(&lisbon, "beach.jpg", Some(1)).await,
            taken(&inner, "tram.jpg", Some(2)).await,
            taken(&porto, "bridge.jpg", Some(3)).await,
        );
        let (map, cat) = (taken(&trips, "map.jpg", None).await, taken(&home, "cat.jpg", None).await);
        world.later(1_000);
        let film = world.put_kind(ann, &lisbon, "film.mp4", FileType::Video).await;
        let notes = world.put_kind(ann, &lisbon, "notes.txt", FileType::Other).await;
        world.later(1_000);
        Self { trips, lisbon, porto, day: inner, home, beach, film, notes, bridge, tram, map, cat, world }
    }

    fn ann(&self) -> &Person {
        &self.world.ann
    }

    /// A body of CreateAlbum.
    fn scope(&self, dirs: &[&String], kind: &str) -> Value {
        json!({ "type": 1, "albumKind": 1, "scopeDir": dirs, "scopeParentFolderId": self.trips, "scopeKind": kind })
    }

    /// A new collection of Ann's.
    async fn collection(&self, dirs: &[&String], kind: &str) -> String {
        self.create(&self.scope(dirs, kind)).await.ok()["albumId"].as_str().unwrap().to_owned()
    }

    async fn create(&self, body: &Value) -> Answer {
        self.world.post(self.ann(), "/album/create", body.clone()).await
    }

    async fn update(&self, album: &str, body: &Value) -> Answer {
        self.world.post(self.ann(), &format!("/{album}/update"), body.clone()).await
    }

    /// Ann's first hundred collections.
    async fn collections(&self) -> Vec<Value> {
        let list = self.world.get(self.ann(), "/album/list?albumKind=1&albumType=1&pageSize=100").await.ok();
        let albums = list["albumList"].as_array().unwrap().clone();
        assert_eq!(list["total"], albums.len());
        albums
    }

    /// What is in an album of Ann's, as it is usually sorted.
    async fn files(&self, album: &str) -> Vec<String> {
        let page = self.world.contents(self.ann(), album, "").await;
        assert_eq!((&page["total"], &page["nextPageCursor"]), (&json!(ids(&page).len()), &json!("")));
        ids(&page)
    }

    async fn move_to(&self, file: &str, folder: &str) {
        let info = json!({ "fileInfo": file_info(&[file]), "newFilePath": folder });
        self.world.job(self.ann(), json!({ "taskType": 3, "actionType": 301, "taskInfo": info })).await;
    }
}

/// Calls an operation of ours; `path` is what follows `/api`.
async fn ours(world: &World, who: &Person, method: Method, path: &str, body: Value, language: &str) -> Answer {
    let request = world
        .request(who.id, method, &format!("/api{path}"))
        .header(header::AUTHORIZATION, format!("Bearer {}", who.token))
        .header("language", language)
        .body(if body.is_null() { Body::empty() } else { Body::from(body.to_string()) });
    world.send(request.unwrap()).await
}

/// A file identifier that nothing has.
const UNKNOWN: &str = "FsCjgqsA1KCDDMPOsOkNDFKhXmUNCNrkg";

#[tokio::test]
async fn a_collection_is_made_listed_read_and_deleted() {
    let shelf = Shelf::new().await;
    let done = json!({ "code": 0, "msg": "Success." });
    let mut body = shelf.scope(&[&shelf.lisbon, &shelf.porto], "2,1");
    body["name"] = json!("Portugal");
    let made = shelf.create(&body).await.ok();
    let album = made["albumId"].as_str().unwrap();
    assert_eq!(made, json!({ "albumId": album, "code": 0, "msg": "Success." }));
    assert_eq!(
        shelf.collections().await,
        [json!({
            "id": album, "name": "Portugal", "albumType": 1, "albumKind": 1, "scopeDir": [shelf.lisbon, shelf.porto],
            "scopeParentFolderId": shelf.trips, "scopeKind": "1,2", "containerId": shelf.ann().space,
        })]
    );
    let entry = |file: &str, taken: i64| {
        let take_time = day(taken).to_string();
        json!({ "id": file, "ownerId": shelf.ann().id, "takeTime": take_time })
    };
    assert_eq!(
        shelf.world.contents(shelf.ann(), album, "").await,
        json!({
            "contentList": [
                { "id": shelf.film, "ownerId": shelf.ann().id }, entry(&shelf.bridge, 3), entry(&shelf.tram, 2),
                entry(&shelf.beach, 1),
            ],
            "nextPageCursor": "", "total": 4, "code": 0, "msg": "Success.",
        })
    );
    assert_eq!(day(3).to_string(), "2025-01-03T00:00:00.000Z");
    let files = shelf.world.everything(shelf.ann()).await;
    let delete = || shelf.world.call(shelf.ann(), Method::DELETE, "/album/", Value::Null);
    assert_eq!(delete().await.status, StatusCode::NOT_FOUND);
    let path = format!("/album/{album}");
    assert_eq!(shelf.world.call(shelf.ann(), Method::DELETE, &path, Value::Null).await.ok(), done);
    shelf.world.call(shelf.ann(), Method::DELETE, &path, Value::Null).await.refused(13_000_309, "albumId");
    assert_eq!((shelf.collections().await.len(), shelf.world.everything(shelf.ann()).await), (0, files));
}

#[tokio::test]
async fn a_manual_album_beside_it_is_as_before() {
    let shelf = Shelf::new().await;
    shelf.collection(&[&shelf.lisbon], "1").await;
    let manual = shelf.world.filled(shelf.ann(), "Best", std::slice::from_ref(&shelf.beach)).await;
    let albums = shelf.world.albums(shelf.ann()).await;
    let fields: Vec<&String> = albums["albumList"][0].as_object().unwrap().keys().collect();
    assert_eq!(fields, ["albumKind", "albumType", "coverImg", "id", "name"]);
    assert_eq!(albums["total"], 1);
    let entry = json!({ "id": shelf.beach, "ownerId": shelf.ann().id });
    assert_eq!(shelf.world.contents(shelf.ann(), &manual, "").await["contentList"], json!([entry]));
}

#[tokio::test]
async fn nothing_is_added_or_taken_out_by_hand() {
    let shelf = Shelf::new().await;
    let album = shelf.collection(&[&shelf.lisbon], "1").await;
    let before = shelf.files(&album).await;
    for file in [&shelf.beach, &shelf.cat] {
        let add = additions(shelf.ann(), std::slice::from_ref(file));
        let remove = json!({ "ids": [file] });
        for (method, path, body) in [
            (Method::POST, format!("/album/{album}/add"), add),
            (Method::DELETE, format!("/{album}/batchDelete"), remove),
        ] {
            let answer = shelf.world.call(shelf.ann(), method, &path, body).await;
            assert_eq!((answer.status, &answer.body["code"]), (StatusCode::BAD_REQUEST, &json!(13_000_102)));
            assert!(answer.body["msg"].as_str().unwrap().contains("collection album"), "{}", answer.body);
        }
    }
    assert_eq!(shelf.files(&album).await, before);
}

#[tokio::test]
async fn what_is_anothers_is_as_good_as_missing() {
    let shelf = Shelf::new().await;
    let (world, bob) = (&shelf.world, &shelf.world.bob);
    let album = shelf.collection(&[&shelf.lisbon], "1").await;
    let before = shelf.collections().await;
    for (method, path, body) in [
        (Method::POST, format!("/{album}/update"), json!({ "scopeKind": 2 })),
        (Method::POST, format!("/{album}/update"), json!({ "scopeDirList": [shelf.porto] })),
        (Method::DELETE, format!("/album/{album}"), Value::Null),
        (Method::GET, format!("/album/{album}/list"), Value::Null),
        (Method::POST, format!("/album/{album}/add"), additions(bob, std::slice::from_ref(&shelf.cat))),
        (Method::DELETE, format!("/{album}/batchDelete"), json!({ "ids": [shelf.cat] })),
    ] {
        world.call(bob, method, &path, body).await.refused(13_000_309, "albumId");
    }
    let why = format!("/albums/{album}/why?fileId={}", shelf.beach);
    ours(world, bob, Method::GET, &why, Value::Null, "").await.refused(13_000_309, "albumId");
    let preview = json!({ "albumId": album, "scopeKind": 1 });
    ours(world, bob, Method::POST, "/albums/preview", preview, "").await.refused(13_000_309, "albumId");
    // Folders of Ann's are no folders to him, and her space is no space.
    let own = world.folder(bob, "root", "own").await;
    for (dir, parent, field) in [
        (&shelf.lisbon, "root", "scopeDir"),
        (&shelf.lisbon, &*shelf.trips, "scopeParentFolderId"),
        (&own, &*shelf.trips, "scopeParentFolderId"),
        (&own, &*shelf.ann().root(), "scopeParentFolderId"),
    ] {
        let mut body = shelf.scope(&[dir], "1");
        body["scopeParentFolderId"] = json!(parent);
        world.post(bob, "/album/create", body.clone()).await.refused(13_000_309, field);
        ours(world, bob, Method::POST, "/albums/preview", body.clone(), "").await.refused(13_000_309, field);
    }
    let mut body = json!({ "type": 1, "albumKind": 1, "scopeDir": [own], "scopeParentFolderId": "root",
        "scopeKind": 1, "containerId": shelf.ann().space });
    world.post(bob, "/album/create", body.clone()).await.refused(13_000_301, "containerId");
    ours(world, bob, Method::POST, "/albums/preview", body.clone(), "").await.refused(13_000_301, "containerId");
    body["containerId"] = json!(bob.space);
    world.post(bob, "/album/create", body).await.ok();
    assert_eq!(shelf.collections().await, before);
}

#[tokio::test]
async fn collections_are_listed_newest_first_in_pages() {
    let shelf = Shelf::new().await;
    let mut newest_first = Vec::new();
    for number in 0..7 {
        shelf.world.later(number % 2);
        newest_first.insert(0, shelf.collection(&[&shelf.porto], "1").await);
        shelf.world.album(shelf.ann(), "Manual").await;
    }
    for size in 1..=3 {
        let mut seen = Vec::new();
        for number in 1..=7 {
            let query = format!("/album/list?albumKind=1&albumType=1&pageSize={size}&pageNum={number}");
            let page = shelf.world.get(shelf.ann(), &query).await.ok();
            assert_eq!(page["total"], 7);
            let albums = page["albumList"].as_array().unwrap();
            seen.extend(albums.iter().map(|album| album["id"].as_str().unwrap().to_owned()));
        }
        assert_eq!(seen, newest_first, "pages of {size}");
    }
    assert_eq!(shelf.world.albums(shelf.ann()).await["total"], 7);
}
