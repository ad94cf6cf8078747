//! The examples that the contract prints (contract/albums.md §3, §5, §8, §9), sent as they are printed:
//! paths, bodies, identifiers, the form of the token and the date. Only host and token are ours.

use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use http_body_util::BodyExt;
use leporello_model::{AlbumId, AlbumType, Caller, Door, Manage, Millis, SpaceId, UserId};
use leporello_store::{FileRow, NewAlbum, Space, User};
use serde_json::{Value, json};

use crate::support::albums::ids;
use crate::support::{Answer, CAPACITY, Person, START, World};

const OWNER: UserId = UserId::new(154_663_352_556_663_635);

/// The person whom the examples belong to.
async fn owner(world: &World) -> Person {
    let space = SpaceId::new(1_645_841_408_025_905_537);
    let kept = world.app.store.write(move |write| {
        let (name, zone) = ("Example".to_owned(), "UTC".to_owned());
        let language = String::new();
        let user = User { id: OWNER, name, mobile: None, zone, language, frozen: false, created_at: START };
        write.add_user(&user, None)?;
        let created_at = START;
        write.add_space(&Space { owner: OWNER, id: space, disabled: false, capacity: CAPACITY, used: 0, created_at })
    });
    kept.await.unwrap();
    let token = world.app.issue_token(OWNER, None).await.unwrap().token;
    Person { id: OWNER, space, token }
}

/// Makes the album that an example names.
async fn album(world: &World, who: &Person, id: &str) {
    let owner = Caller { user: who.id, space: who.space, door: Door::Token }.may(Manage, who.id, "test").unwrap();
    let (id, name): (AlbumId, _) = (id.parse().unwrap(), Some("albumName".to_owned()));
    let album = NewAlbum { id, album_type: AlbumType::Manual, name, scope: None };
    let kept = world.app.store.write(move |write| write.add_album(&owner, &album, START));
    kept.await.unwrap();
}

/// Makes the image that an example names.
async fn image(world: &World, who: &Person, id: &str) {
    world.put(FileRow { id: id.parse().unwrap(), ..world.image(who, "root", id) }).await;
}

/// Sends an example as printed, and gives the body of the answer as it came.
async fn send(world: &World, who: &Person, method: Method, uri: &str, body: &'static str) -> String {
    let request = axum::http::Request::builder()
        .method(method)
        .uri(uri)
        .header(header::AUTHORIZATION, format!("Bearer+{}", who.token))
        .header("X-User-Id", who.id.to_string())
        .header("X-Date", "20251103T070140Z")
        .header("language", "en_us")
        .body(Body::from(body));
    let response = world.raw(request.unwrap()).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()[header::CONTENT_TYPE], "application/json");
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[tokio::test]
async fn creating_an_album() {
    let world = World::new().await;
    let who = owner(&world).await;
    let body = r#"{
"name" : "albumName",
"type" : 2,
"albumKind" : 1
}"#;
    let answer = send(&world, &who, Method::POST, "/koodrive/ose/v1/album/create", body).await;
    let answer: Value = serde_json::from_str(&answer).unwrap();
    let album = answer["albumId"].as_str().unwrap().to_owned();
    assert_eq!(answer, json!({ "albumId": album, "code": 0, "msg": "Success." }));
    assert!(album.len() == 19 && album.bytes().all(|byte| byte.is_ascii_digit()), "{album}");
    assert_eq!(world.albums(&who).await["albumList"][0]["name"], "albumName");
}

#[tokio::test]
async fn adding_album_content() {
    let world = World::new().await;
    let who = owner(&world).await;
    album(&world, &who, "1795607640592646273").await;
    image(&world, &who, "FsCjgqsA1KCDDMPOsOkNDFKhXmUNCNrkg").await;
    let body = r#"{
  "fileIds" : [ {
    "fileId" : "FsCjgqsA1KCDDMPOsOkNDFKhXmUNCNrkg",
    "ownerId" : "154663352556663635"
  } ]
}"#;
    let answer = send(&world, &who, Method::POST, "/koodrive/ose/v1/album/1795607640592646273/add", body).await;
    assert_eq!(answer, r#"{"code":0,"msg":"Success."}"#);
    let contents = world.contents(&who, "1795607640592646273", "").await;
    assert_eq!(contents["contentList"][0]["id"], "FsCjgqsA1KCDDMPOsOkNDFKhXmUNCNrkg");
    assert_eq!(contents["contentList"][0]["ownerId"], "154663352556663635");
}

#[tokio::test]
async fn deleting_album_contents_in_batches() {
    let world = World::new().await;
    let who = owner(&world).await;
    let files = ["Fg7cEpaAoh1ZmUxfCPlFEMpvIfUwiKxZW", "Fk-iQUW1a2ZkoUMvqKENGyYuX6bjvWUiZ"];
    album(&world, &who, "1795607640592646273").await;
    for file in files {
        image(&world, &who, file).await;
        let entry = json!({ "fileIds": [{ "fileId": file, "ownerId": OWNER.to_string() }] });
        world.post(&who, "/album/1795607640592646273/add", entry).await.ok();
    }
    let body = r#"{"ids":["Fg7cEpaAoh1ZmUxfCPlFEMpvIfUwiKxZW","Fk-iQUW1a2ZkoUMvqKENGyYuX6bjvWUiZ"]}"#;
    let path = "/koodrive/ose/v1/1795607640592646273/batchDelete";
    assert_eq!(send(&world, &who, Method::DELETE, path, body).await, r#"{"code":0,"msg":"Success."}"#);
    assert_eq!(ids(&world.contents(&who, "1795607640592646273", "").await), [""; 0]);
}

#[tokio::test]
async fn deleting_an_album() {
    let world = World::new().await;
    let who = owner(&world).await;
    album(&world, &who, "1805929618625036417").await;
    let path = "/koodrive/ose/v1/album/1805929618625036417";
    assert_eq!(send(&world, &who, Method::DELETE, path, "").await, r#"{"code":0,"msg":"Success."}"#);
    assert_eq!(world.albums(&who).await["total"], 0);
}

/// The same by the other door: an app that signs body and all.
#[tokio::test]
async fn an_app_sends_the_same_examples() {
    let world = World::new().await;
    let who = owner(&world).await;
    let call = async |method: Method, path: &str, body: Value| -> Answer {
        world.call_as_app(who.id, method, path, body).await
    };
    let body = json!({ "name": "albumName", "type": 2, "albumKind": 1 });
    let made = call(Method::POST, "/album/create", body).await.ok();
    let album = made["albumId"].as_str().unwrap();
    image(&world, &who, "FsCjgqsA1KCDDMPOsOkNDFKhXmUNCNrkg").await;
    let entry = json!({ "fileId": "FsCjgqsA1KCDDMPOsOkNDFKhXmUNCNrkg", "ownerId": "154663352556663635" });
    let done = json!({ "code": 0, "msg": "Success." });
    let body = json!({ "fileIds": [entry] });
    assert_eq!(call(Method::POST, &format!("/album/{album}/add"), body).await.ok(), done);
    let body = json!({ "ids": ["FsCjgqsA1KCDDMPOsOkNDFKhXmUNCNrkg"] });
    assert_eq!(call(Method::DELETE, &format!("/{album}/batchDelete"), body).await.ok(), done);
    assert_eq!(call(Method::DELETE, &format!("/album/{album}"), Value::Null).await.ok(), done);
}

/// The moment that the pages print is the one at which tests begin, so that it can be sent as printed.
#[test]
fn the_printed_date_is_the_beginning() {
    assert_eq!(Millis::parse_basic("20251103T070140Z"), Some(START));
}
