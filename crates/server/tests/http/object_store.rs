//! Bytes in an object store: they go straight there and come straight from there, and rights hold all the same.

use std::time::Duration;

use axum::http::{Method, StatusCode, header};
use leporello_model::Millis;
use serde_json::{Value, json};

use crate::downloads::Fetched;
use crate::support::{Person, World};
use crate::uploads::{noise, promise, sha256, with};

/// Where links to this service begin.
const HERE: &str = "http://photos.test/";

/// An answer of the object store.
struct There {
    status: u16,
    headers: ureq::http::HeaderMap,
    bytes: Vec<u8>,
}

/// Asks the object store itself, as any client would.
async fn there(method: &'static str, url: &str, range: Option<&'static str>, body: Vec<u8>) -> There {
    assert!(!url.starts_with(HERE), "{url}");
    let url = url.to_owned();
    let asked = move || {
        let config =
            ureq::Agent::config_builder().http_status_as_error(false).timeout_global(Some(Duration::from_secs(60)));
        let agent: ureq::Agent = config.build().into();
        let mut answer = match method {
            // A store that is busy says 503, and whoever sends to one sends again.
            "PUT" => {
                let put = || agent.put(&url).send(&body[..]).unwrap();
                (0..5).map(|_| put()).find(|answer| answer.status() != 503).unwrap_or_else(put)
            }
            _ => match range {
                Some(range) => agent.get(url).header("range", range).call().unwrap(),
                None => agent.get(url).call().unwrap(),
            },
        };
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        There { status, headers, bytes: answer.body_mut().with_config().limit(64 << 20).read_to_vec().unwrap() }
    };
    tokio::task::spawn_blocking(asked).await.unwrap()
}

fn links(answer: &Value) -> Vec<(String, usize)> {
    let parts = answer["multiParts"].as_array().unwrap().iter();
    parts
        .map(|part| (part["uploadUrl"].as_str().unwrap().to_owned(), part["partSize"].as_u64().unwrap() as usize))
        .collect()
}

impl World {
    /// Uploads a file by the object store's own links and gives its identifier.
    async fn upload_there(&self, who: &Person, body: Value, bytes: &[u8]) -> String {
        let created = self.create(who, body).await.ok();
        let mut rest = bytes;
        for (link, size) in links(&created) {
            let (part, more) = rest.split_at(size);
            assert_eq!(there("PUT", &link, None, part.to_vec()).await.status, 200);
            rest = more;
        }
        let file = created["fileId"].as_str().unwrap().to_owned();
        self.complete(who, &file).await.ok();
        file
    }

    /// The link of the object store that a link of ours leads to.
    async fn led(&self, link: &str) -> String {
        let answer = self.fetch(Method::GET, link, &[]).await;
        assert_eq!(answer.status, StatusCode::TEMPORARY_REDIRECT);
        assert_eq!(answer.header(header::CACHE_CONTROL), "private, no-cache", "the right is looked up each time");
        answer.header(header::LOCATION).to_owned()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_go_straight_there_and_come_straight_from_there() {
    let world = World::on_object_store().await;
    let bytes = noise(11 << 20, 1);
    let parts = json!([{ "partNumber": 1, "partSize": 5 << 20 }, { "partNumber": 2, "partSize": 6 << 20 }]);
    let body = with(promise("夏 100%.bin", bytes.len()), json!({ "multiParts": parts }));
    let file = world.upload_there(&world.ann, body, &bytes).await;
    let shown =
        world.post(&world.ann, &format!("/files/{file}/detail"), json!({ "containerId": world.ann.space })).await.ok();
    assert_eq!(shown["sha256"], sha256(&bytes), "{shown}");

    let link = world.link(&world.ann, &file).await;
    assert!(link.starts_with(HERE), "{link}");
    let store = world.led(&link).await;
    let fetched = there("GET", &store, None, Vec::new()).await;
    assert!(fetched.status == 200 && fetched.bytes == bytes);
    let named = fetched.headers["content-disposition"].to_str().unwrap();
    assert!(named.starts_with("attachment") && named.contains("%E5%A4%8F%20100%25.bin"), "{named}");
    let part = there("GET", &store, Some("bytes=5-8"), Vec::new()).await;
    assert_eq!((part.status, &part.bytes[..]), (206, &bytes[5..9]));

    // What needs no bytes is said here.
    let head = world.fetch(Method::HEAD, &link, &[]).await;
    assert_eq!((head.status, head.header(header::CONTENT_LENGTH)), (StatusCode::OK, bytes.len().to_string().as_str()));
    let tag = format!("\"{}\"", sha256(&bytes));
    let known = world.fetch(Method::GET, &link, &[(header::IF_NONE_MATCH, &tag)]).await;
    assert_eq!(known.status, StatusCode::NOT_MODIFIED);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_file_is_a_file() {
    let world = World::on_object_store().await;
    let file = world.upload_there(&world.ann, promise("empty", 0), b"").await;
    let store = world.led(&world.link(&world.ann, &file).await).await;
    assert!(there("GET", &store, None, Vec::new()).await.bytes.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_last_part_need_not_be_sent_and_may_be() {
    let world = World::on_object_store().await;
    let bytes = noise(5 << 20, 6);
    for (name, sends) in [("a", true), ("b", false)] {
        let parts = json!([{ "partNumber": 1, "partSize": 5 << 20 }, { "partNumber": 2, "partSize": 0 }]);
        let body = with(promise(name, bytes.len()), json!({ "multiParts": parts }));
        let created = world.create(&world.ann, body).await.ok();
        let [(first, _), (second, _)] = links(&created).try_into().unwrap();
        assert_eq!(there("PUT", &first, None, bytes.clone()).await.status, 200);
        if sends {
            world.send_part(&second, Vec::new()).await.ok();
        }
        world.complete(&world.ann, created["fileId"].as_str().unwrap()).await.ok();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_plan_begins_anew_where_the_digest_was_announced() {
    let world = World::on_object_store().await;
    let bytes = noise((5 << 20) + 7, 7);
    let body = with(promise("a", bytes.len()), json!({ "sha256": sha256(&bytes) }));
    let created = world.create(&world.ann, body).await.ok();
    let file = created["fileId"].as_str().unwrap();
    let parts = json!([{ "partNumber": 1, "partSize": 5 << 20 }, { "partNumber": 2, "partSize": 7 }]);
    let planned = json!({ "fileId": file, "multiParts": parts });
    let again = world.post(&world.ann, "/files/multipart/uploadUrl", planned).await.ok();
    let mut rest = &bytes[..];
    for (link, size) in links(&again) {
        let (part, more) = rest.split_at(size);
        assert_eq!(there("PUT", &link, None, part.to_vec()).await.status, 200);
        rest = more;
    }
    world.complete(&world.ann, file).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn other_bytes_than_announced_are_no_file_and_can_be_sent_again() {
    let world = World::on_object_store().await;
    let (right, wrong) = (noise(70_000, 2), noise(70_000, 3));
    for announced in [true, false] {
        let more = if announced { json!({ "sha256": sha256(&right) }) } else { json!({}) };
        let created = world.create(&world.ann, with(promise(&format!("{announced}"), right.len()), more)).await.ok();
        let file = created["fileId"].as_str().unwrap();
        let [(link, _)] = links(&created).try_into().unwrap();
        // A store that can tell the digest refuses them at once; another leaves it to the completion.
        there("PUT", &link, None, wrong.clone()).await;
        let claimed = json!({ "fileId": file, "sha256": sha256(&right) });
        let refused = world.post(&world.ann, "/files/complete", claimed.clone()).await;
        assert_ne!(refused.body["code"], 0, "{}", refused.body);
        let asked = json!({ "fileId": file, "multiParts": [{ "partNumber": 1, "partSize": right.len() }] });
        let again = world.post(&world.ann, "/files/multipart/uploadUrl", asked).await.ok();
        let [(link, _)] = links(&again).try_into().unwrap();
        assert_eq!(there("PUT", &link, None, right.clone()).await.status, 200);
        world.post(&world.ann, "/files/complete", claimed.clone()).await.ok();
        world.post(&world.ann, "/files/complete", claimed).await.ok();
        // A link to a part is worth nothing once the file is whole.
        assert_ne!(there("PUT", &link, None, wrong.clone()).await.status, 200);
        let store = world.led(&world.link(&world.ann, file).await).await;
        assert!(there("GET", &store, None, Vec::new()).await.bytes == right);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn parts_are_never_too_small_for_the_store() {
    let world = World::on_object_store().await;
    let parts = |size: usize| json!([{ "partNumber": 1, "partSize": size }, { "partNumber": 2, "partSize": 3 }]);
    let body = |size: usize| with(promise("a", size + 3), json!({ "smallParts": true, "multiParts": parts(size) }));
    let refused = world.create(&world.ann, body((5 << 20) - 1)).await;
    let message = refused.body["msg"].as_str().unwrap();
    assert!(message.contains("`multiParts.partSize`") && message.contains("5242880"), "{message}");
    refused.refused(13_000_102, "multiParts.partSize");
    let bytes = noise((5 << 20) + 3, 6);
    world.upload_there(&world.ann, body(5 << 20), &bytes).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_that_is_missing_or_of_another_size_is_named() {
    let world = World::on_object_store().await;
    let bytes = noise(5 << 20, 4);
    let parts = json!([{ "partNumber": 1, "partSize": 5 << 20 }, { "partNumber": 2, "partSize": 3 }]);
    let created =
        world.create(&world.ann, with(promise("a", bytes.len() + 3), json!({ "multiParts": parts }))).await.ok();
    let file = created["fileId"].as_str().unwrap();
    let [(first, _), (second, _)] = links(&created).try_into().unwrap();
    there("PUT", &first, None, bytes.clone()).await;
    let missing = world.complete(&world.ann, file).await;
    assert!(missing.body["msg"].as_str().unwrap().contains('2'), "{}", missing.body);
    assert_ne!(there("PUT", &second, None, b"four".to_vec()).await.status, 200, "a link takes what was announced");
    assert_ne!(world.complete(&world.ann, file).await.body["code"], 0);
    assert_eq!(there("PUT", &second, None, b"abc".to_vec()).await.status, 200);
    world.complete(&world.ann, file).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_has_lost_its_right_leads_nowhere() {
    let world = World::on_object_store().await;
    let file = world.upload_there(&world.ann, promise("a.txt", 5), b"hello").await;
    let link = world.link(&world.ann, &file).await;
    world.led(&link).await;
    world.trash(&world.ann, &[&file]).await;
    let answer = world.fetch(Method::GET, &link, &[]).await;
    assert_eq!((answer.status, answer.header(header::LOCATION)), (StatusCode::UNAUTHORIZED, ""));
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_are_made_of_what_lies_there_and_kept_there() {
    let world = World::on_object_store().await;
    let photo = crate::pictures::sample(crate::pictures::PHOTO);
    let file =
        world.upload_there(&world.ann, with(promise("p.jpg", photo.len()), json!({ "fileType": "15" })), &photo).await;
    world.make_all().await;
    let view: Fetched = world.view(&world.ann, &file, "image/resize,w_256").await;
    assert_eq!((view.status, view.size()), (StatusCode::OK, (256, 192)));
    let shown = world.shown(&world.ann, &file, json!({})).await;
    assert!(shown.to_string().contains("2008-10-22"), "its facts were read there: {shown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_that_expires_is_forgotten_there_too() {
    let world = World::on_object_store().await;
    let created = world.create(&world.ann, promise("late", 3)).await.ok();
    let [(link, _)] = links(&created).try_into().unwrap();
    assert_eq!(there("PUT", &link, None, b"abc".to_vec()).await.status, 200);
    world.later(26 * Millis::HOUR);
    assert_eq!(leporello_server::jobs::sweep::sweep(&world.app).await.unwrap().uploads, 1);
    assert_eq!(there("PUT", &link, None, b"abc".to_vec()).await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_library_moves_there_and_back() {
    let (disk, bucket) = (World::new().await, World::on_object_store().await);
    let photo = crate::pictures::sample(crate::pictures::PHOTO);
    disk.photo(&disk.ann, crate::pictures::PHOTO).await;
    let other = disk.upload(&disk.ann, "a.bin", &noise(300_000, 5)).await;
    disk.make_all().await;
    let copy = async |from: &World, to: &World| {
        leporello_server::app::copy::copy_bytes(&disk.app.store, &from.app.blobs, &to.app.blobs, |_| ()).await.unwrap()
    };
    let moved = copy(&disk, &bucket).await;
    assert_eq!((moved.objects, moved.written, moved.packs), (2, 2, 1));
    assert_eq!(moved.bytes, photo.len() as u64 + 300_000);
    assert_eq!(copy(&disk, &bucket).await.written, 0, "what is there is left alone");
    let home = World::new().await;
    assert_eq!(copy(&bucket, &home).await.written, 2);

    // An object that is damaged at the source is named and not copied; at the target, it is put right.
    let row = disk.place.rows(&format!("SELECT space_id, blob_id FROM file WHERE id = '{other}'")).remove(0);
    let numbers: Vec<i64> = row.iter().map(|number| number.parse().unwrap()).collect();
    let path = |world: &World| {
        world.place.blobs().join(format!("originals/{}/{:02}/{}", numbers[0], numbers[1] % 100, numbers[1]))
    };
    std::fs::write(path(&home), b"damaged").unwrap();
    assert_eq!(copy(&disk, &home).await.written, 1);
    std::fs::write(path(&home), b"damaged").unwrap();
    let fresh = World::new().await;
    let partly = copy(&home, &fresh).await;
    assert_eq!((partly.objects, partly.damaged.len(), partly.damaged[0].1.number()), (1, 1, numbers[1]));
    assert!(!path(&fresh).exists());
}
