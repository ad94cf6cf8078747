//! The app's signature, from the first byte to the last (contract/albums.md §11).

use axum::body::Body;
use axum::http::{HeaderName, Method, Request, header};
use leporello_model::{AppId, UserId};
use leporello_server::app::admin::NewApp;
use serde_json::json;

use super::sign;
use crate::support::albums::ids;
use crate::support::{Answer, World};

const NAMES: [&str; 3] = ["host", "x-date", "x-user-id"];

fn request(world: &World, user: UserId, method: Method, path: &str, body: &str) -> Request<String> {
    world.request(user, method, &format!("/koodrive/ose/v1{path}")).body(body.to_owned()).unwrap()
}

async fn send(world: &World, request: Request<String>) -> Answer {
    world.send(request.map(Body::from)).await
}

/// A request that makes an album, signed.
fn making(world: &World, app: &NewApp) -> Request<String> {
    let body = json!({ "name": "Summer", "type": 2, "albumKind": 1 }).to_string();
    let mut request = request(world, world.ann.id, Method::POST, "/album/create", &body);
    sign(app, &NAMES, &mut request);
    request
}

#[tokio::test]
async fn an_app_does_for_a_user_what_the_user_could() {
    let world = World::new().await;
    let app = world.app.add_app("camera".to_owned()).await.unwrap();
    let album = send(&world, making(&world, &app)).await.ok()["albumId"].as_str().unwrap().to_owned();
    assert_eq!(world.albums(&world.ann).await["albumList"][0]["id"], album, "it is Ann's");

    let picture = world.picture(&world.ann, "root", "a.jpg").await;
    let body = json!({ "fileIds": [{ "fileId": picture, "ownerId": world.ann.id.to_string() }] }).to_string();
    let mut add = request(&world, world.ann.id, Method::POST, &format!("/album/{album}/add"), &body);
    sign(&app, &["x-date", "x-user-id"], &mut add);
    send(&world, add).await.ok();

    // Parameters in any order and spelling are the same parameters, and signed.
    let path = format!("/album/{album}/list?sortType=%32&pageCursor=&pageSize=7&sortDirection=1");
    let mut list = request(&world, world.ann.id, Method::GET, &path, "");
    sign(&app, &NAMES, &mut list);
    assert_eq!(ids(&send(&world, list).await.ok()), std::slice::from_ref(&picture));

    let body = json!({ "ids": [picture] }).to_string();
    let mut remove = request(&world, world.ann.id, Method::DELETE, &format!("/{album}/batchDelete"), &body);
    sign(&app, &NAMES, &mut remove);
    send(&world, remove).await.ok();
    assert_eq!(world.contents(&world.ann, &album, "").await["total"], 0);
}

#[tokio::test]
async fn a_change_after_signing_is_noticed() {
    let world = World::new().await;
    let app = world.app.add_app("camera".to_owned()).await.unwrap();
    let changes: [fn(&mut Request<String>); 8] = [
        |request| *request.method_mut() = Method::PUT,
        |request| *request.uri_mut() = "/koodrive/ose/v1/1/update".parse().unwrap(),
        |request| *request.uri_mut() = "/koodrive/ose/v1/album/create?a=1".parse().unwrap(),
        |request| request.body_mut().push(' '),
        |request| request.body_mut().clear(),
        |request| *request.body_mut() = request.body().replace("Summer", "Winter"),
        |request| drop(request.headers_mut().insert("x-date", "20251103T070139Z".parse().unwrap())),
        |request| drop(request.headers_mut().insert("host", "elsewhere.test".parse().unwrap())),
    ];
    for (number, change) in changes.into_iter().enumerate() {
        let mut request = making(&world, &app);
        change(&mut request);
        // The first change leads to a route that is not there; nobody gets past the door to find out.
        let answer = send(&world, request).await;
        if number > 0 {
            answer.turned_away("signature does not match");
        } else {
            assert_ne!(answer.body["code"], 0);
        }
    }
    let mut other = making(&world, &app);
    other.headers_mut().insert("x-user-id", world.bob.id.to_string().parse().unwrap());
    send(&world, other).await.turned_away("signature does not match");

    let mut list = request(&world, world.ann.id, Method::GET, "/album/list?albumKind=1&albumType=2", "");
    sign(&app, &NAMES, &mut list);
    *list.uri_mut() = "/koodrive/ose/v1/album/list?albumKind=1&albumType=1".parse().unwrap();
    send(&world, list).await.turned_away("signature does not match");
    assert_eq!(world.albums(&world.ann).await["total"], 0);
}

#[tokio::test]
async fn date_and_user_must_be_signed_and_every_signed_header_sent_once() {
    let world = World::new().await;
    let app = world.app.add_app("camera".to_owned()).await.unwrap();
    for (names, missing) in [(["host", "x-date"], "x-user-id"), (["host", "x-user-id"], "x-date")] {
        let mut request = making(&world, &app);
        sign(&app, &names, &mut request);
        send(&world, request).await.turned_away(&format!("`{missing}`"));
    }
    let mut request = making(&world, &app);
    sign(&app, &["x-date", "x-user-id", "x-custom"], &mut request);
    send(&world, request).await.turned_away("signature does not match");
    let mut request = making(&world, &app);
    request.headers_mut().append(HeaderName::from_static("host"), "photos.test".parse().unwrap());
    send(&world, request).await.turned_away("signature does not match");
}

#[tokio::test]
async fn unknown_apps_users_and_secrets_open_nothing() {
    let world = World::new().await;
    let app = world.app.add_app("camera".to_owned()).await.unwrap();
    let wrong = NewApp { id: app.id.clone(), secret: "0".repeat(64) };
    send(&world, making(&world, &wrong)).await.turned_away("signature does not match");

    // The right secret of an app that was never made.
    let id: AppId = "ab".repeat(32).parse().unwrap();
    let secret = world.app.secrets.app_secret(&id);
    send(&world, making(&world, &NewApp { id, secret })).await.turned_away("unknown");

    let mut request = request(&world, UserId::new(1), Method::GET, "/album/list?albumKind=1&albumType=2", "");
    sign(&app, &NAMES, &mut request);
    send(&world, request).await.turned_away("unknown");

    for (from, to) in [("AppId=", "AppId=x"), ("HMAC-SHA256 ", "HMAC-SHA256  "), ("Signature=", "Signature=A")] {
        let mut request = making(&world, &app);
        let changed = request.headers()[header::AUTHORIZATION].to_str().unwrap().replace(from, to);
        request.headers_mut().insert(header::AUTHORIZATION, changed.parse().unwrap());
        send(&world, request).await.turned_away("");
    }
    assert_eq!(world.albums(&world.ann).await["total"], 0);
}

#[tokio::test]
async fn a_signature_lives_as_long_as_its_date() {
    let world = World::new().await;
    let app = world.app.add_app("camera".to_owned()).await.unwrap();
    let (head, body) = making(&world, &app).into_parts();
    world.later(15 * 60_000);
    send(&world, Request::from_parts(head.clone(), body.clone())).await.ok();
    world.later(1_000);
    send(&world, Request::from_parts(head, body)).await.turned_away("more than 15 minutes old");
}
