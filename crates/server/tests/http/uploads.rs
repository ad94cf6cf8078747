//! Uploads: promised, sent in parts, completed; and everything that can go wrong on the way.

use std::sync::atomic::{AtomicUsize, Ordering};

use axum::body::{Body, Bytes};
use axum::http::{Method, Request, StatusCode, header};
use futures_util::stream;
use leporello_model::{FileId, Millis};
use leporello_server::Failure;
use leporello_store::FileRow;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::support::{Answer, CAPACITY, Person, World};

/// The smallest part but for the last.
const FIVE_MIB: usize = 5 << 20;

/// `length` bytes that look like nothing and differ with `seed`.
pub(crate) fn noise(length: usize, seed: u8) -> Vec<u8> {
    let mixed = |n: usize| (n as u32).wrapping_mul(2_654_435_761).wrapping_add(u32::from(seed) << 20) >> 19;
    (0..length).map(|n| mixed(n) as u8).collect()
}

pub(crate) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The body of createFile for a file in the root folder.
pub(crate) fn promise(name: &str, length: usize) -> Value {
    json!({
        "fileName": name, "fileType": "45", "parentFolder": ["root"], "length": length,
        "uploadMode": "multipart", "uploadType": 1, "autoRename": 3,
    })
}

/// `body` with these fields too.
pub(crate) fn with(mut body: Value, more: Value) -> Value {
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    body
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

impl World {
    pub(crate) async fn create(&self, who: &Person, body: Value) -> Answer {
        self.post(who, "/files/create", body).await
    }

    pub(crate) async fn complete(&self, who: &Person, file: &str) -> Answer {
        self.post(who, "/files/complete", json!({ "fileId": file })).await
    }

    /// Sends bytes to a link, with the length they have.
    pub(crate) async fn send_part(&self, url: &str, bytes: impl Into<Bytes>) -> Answer {
        let bytes = bytes.into();
        let request = Request::put(url).header(header::CONTENT_LENGTH, bytes.len());
        self.send(request.body(Body::from(bytes)).unwrap()).await
    }

    /// Promises a file and sends its parts; gives its identifier.
    pub(crate) async fn sent(&self, who: &Person, body: Value, bytes: &[u8]) -> String {
        let created = self.create(who, body).await.ok();
        for part in created["multiParts"].as_array().unwrap() {
            let (start, size) = (part["partOffset"].as_u64().unwrap(), part["partSize"].as_u64().unwrap());
            let piece = bytes[start as usize..(start + size) as usize].to_vec();
            self.send_part(part["uploadUrl"].as_str().unwrap(), piece).await.ok();
        }
        text(&created["fileId"])
    }

    /// Uploads a file into the root folder and gives its identifier.
    pub(crate) async fn upload(&self, who: &Person, name: &str, bytes: &[u8]) -> String {
        let file = self.sent(who, promise(name, bytes.len()), bytes).await;
        self.complete(who, &file).await.ok();
        file
    }

    /// A file's row.
    pub(crate) async fn row(&self, who: &Person, file: &str) -> Option<FileRow> {
        let (space, file): (_, FileId) = (who.space, file.parse().unwrap());
        self.app.store.read(move |read| Ok::<_, Failure>(read.file(space, &file)?)).await.unwrap()
    }

    /// How many bytes of a space are used.
    pub(crate) async fn used(&self, who: &Person) -> i64 {
        let user = who.id;
        let space = self.app.store.read(move |read| Ok::<_, Failure>(read.space_of(user)?)).await.unwrap();
        space.unwrap().used
    }

    /// Freezes a user, or enables them.
    pub(crate) async fn freeze(&self, who: &Person, frozen: bool) {
        let user = who.id;
        self.app.store.write(move |write| Ok::<_, Failure>(write.freeze_user(user, frozen)?)).await.unwrap();
    }
}

#[tokio::test]
async fn parts_are_small_where_a_client_says_so() {
    const SMALL: usize = 256 << 10;
    let world = World::new().await;
    let bytes = noise(2 * SMALL + 5, 1);
    let plan = |sizes: &[usize]| -> Value {
        (1..).zip(sizes).map(|(number, size)| json!({ "partNumber": number, "partSize": size })).collect()
    };
    let body = with(promise("small.bin", bytes.len()), json!({ "multiParts": plan(&[SMALL, SMALL, 5]) }));
    for no in [json!({}), json!({ "smallParts": false }), json!({ "smallParts": null })] {
        let refused = world.create(&world.ann, with(body.clone(), no)).await;
        assert!(refused.body["msg"].as_str().unwrap().contains("5242880"), "{}", refused.body);
        refused.refused(13_000_102, "multiParts.partSize");
    }
    let wrong = with(body.clone(), json!({ "smallParts": "true" }));
    world.create(&world.ann, wrong).await.refused(13_000_101, "smallParts");
    let smaller = with(body.clone(), json!({ "smallParts": true, "multiParts": plan(&[SMALL - 1, SMALL + 6]) }));
    world.create(&world.ann, smaller).await.refused(13_000_102, "multiParts.partSize");
    let body = with(body, json!({ "smallParts": true, "sha256": sha256(&bytes) }));
    let file = world.sent(&world.ann, body, &bytes).await;
    // Links are given anew for the same plan.
    let again = json!({ "fileId": file, "multiParts": plan(&[SMALL, SMALL, 5]) });
    let again = world.post(&world.ann, "/files/multipart/uploadUrl", again).await.ok();
    assert_eq!(again["multiParts"].as_array().unwrap().len(), 3);
    // Another plan is held to the same, for a file that is still on its way.
    let other = world.create(&world.ann, promise("other.bin", bytes.len())).await.ok();
    let plan = json!({ "fileId": other["fileId"], "multiParts": plan(&[SMALL + 1, SMALL + 4]) });
    world.post(&world.ann, "/files/multipart/uploadUrl", plan.clone()).await.refused(13_000_102, "multiParts.partSize");
    let plan = with(plan, json!({ "smallParts": true }));
    world.post(&world.ann, "/files/multipart/uploadUrl", plan).await.ok();
    world.complete(&world.ann, &file).await.ok();
    assert_eq!(world.fetch(Method::GET, &world.link(&world.ann, &file).await, &[]).await.bytes, bytes);
}

#[tokio::test]
async fn a_file_comes_in_two_parts() {
    let world = World::new().await;
    let bytes = noise(FIVE_MIB + 123_456, 1);
    let parts = json!([{ "partNumber": 1, "partSize": FIVE_MIB }, { "partNumber": "2", "partSize": "123456" }]);
    let body = with(
        promise("holiday.bin", bytes.len()),
        json!({
            "multiParts": parts, "sha256": sha256(&bytes).to_uppercase(), "createdTime": "2024-01-04 10:54:03",
            "description": "At the sea", "mimeType": "application/x-holiday", "containerId": world.ann.space,
        }),
    );
    let created = world.create(&world.ann, body).await.ok();
    assert_eq!(created["fileName"], "holiday.bin");
    assert_eq!(created["containerId"], world.ann.space.to_string());
    assert_eq!(created["parentFolder"], json!([world.ann.root()]));
    assert_eq!(created["exist"], false);
    assert_eq!(created.get("rapidUpload"), None);
    assert_eq!(created["uploadId"].as_str().unwrap().len(), 32);
    assert_eq!(created["multiParts"][1]["partOffset"], FIVE_MIB);
    assert_eq!(created["multiParts"][1]["partSize"], 123_456);
    let file = text(&created["fileId"]);
    assert!(world.row(&world.ann, &file).await.is_none(), "nobody sees a promise");

    // The second part first, and the first twice.
    let url = |part: usize| text(&created["multiParts"][part]["uploadUrl"]);
    assert!(url(0).starts_with("http://photos.test/links/parts/"));
    world.send_part(&url(1), bytes[FIVE_MIB..].to_vec()).await.ok();
    world.send_part(&url(0), vec![0; FIVE_MIB]).await.ok();
    world.send_part(&url(0), bytes[..FIVE_MIB].to_vec()).await.ok();
    world.later(Millis::MINUTE);
    world.complete(&world.ann, &file).await.ok();

    let row = world.row(&world.ann, &file).await.unwrap();
    assert_eq!((row.size, row.sha256.as_deref()), (bytes.len() as i64, Some(sha256(&bytes).as_str())));
    assert_eq!((row.name.as_str(), row.mime_type.as_str()), ("holiday.bin", "application/x-holiday"));
    assert_eq!(row.description.as_deref(), Some("At the sea"));
    assert_eq!(row.created_at.to_string(), "2024-01-04T10:54:03.000Z");
    assert_eq!(row.edited_at, world.now());
    assert_eq!(world.used(&world.ann).await, bytes.len() as i64);
    assert!(world.app.blobs.uploads().await.unwrap().is_empty(), "nothing is left of the parts");
    // Completed once more, with and without the digest.
    world.complete(&world.ann, &file).await.ok();
    let again = |sha256: String| json!({ "fileId": file, "sha256": sha256 });
    world.post(&world.ann, "/files/complete", again(sha256(&bytes))).await.ok();
    let other = world.post(&world.ann, "/files/complete", again("0".repeat(64))).await;
    assert_eq!(other.body["code"], 13_000_402);
    assert_eq!(world.used(&world.ann).await, bytes.len() as i64);
}

#[tokio::test]
async fn an_empty_file_has_one_empty_part() {
    let world = World::new().await;
    let created = world.create(&world.ann, promise("empty", 0)).await.ok();
    assert_eq!(created["multiParts"].as_array().unwrap().len(), 1);
    let file = text(&created["fileId"]);
    let missing = world.complete(&world.ann, &file).await;
    assert_eq!(missing.body["code"], 13_000_402, "also an empty part must be sent");
    world.send_part(&text(&created["multiParts"][0]["uploadUrl"]), "").await.ok();
    world.complete(&world.ann, &file).await.ok();
    assert_eq!(world.row(&world.ann, &file).await.unwrap().size, 0);
}

#[tokio::test]
async fn each_field_is_checked_and_named() {
    let world = World::new().await;
    let good = promise("a.txt", 10);
    for (change, code, field) in [
        (json!({ "fileName": "" }), 13_000_102, "fileName"),
        (json!({ "fileName": "a/b" }), 13_000_102, "fileName"),
        (json!({ "fileName": "x".repeat(251) }), 13_000_102, "fileName"),
        (json!({ "fileType": "10" }), 13_000_102, "fileType"),
        (json!({ "fileType": null }), 13_000_102, "fileType"),
        (json!({ "parentFolder": [] }), 13_000_102, "parentFolder"),
        (json!({ "parentFolder": ["Fnone"] }), 13_000_309, "parentFolder"),
        (json!({ "parentFolder": [world.bob.root()] }), 13_000_309, "parentFolder"),
        (json!({ "length": null }), 13_000_102, "length"),
        (json!({ "length": -1 }), 13_000_102, "length"),
        (json!({ "length": (200_i64 << 30) + 1 }), 13_000_102, "length"),
        (json!({ "uploadMode": "put" }), 13_000_102, "uploadMode"),
        (json!({ "uploadMode": "" }), 13_000_102, "uploadMode"),
        (json!({ "uploadType": 2 }), 13_000_102, "uploadType"),
        (json!({ "autoRename": 1 }), 13_000_102, "autoRename"),
        (json!({ "sha256": "abc" }), 13_000_102, "sha256"),
        (json!({ "createdTime": "yesterday" }), 13_000_102, "createdTime"),
        (json!({ "description": "x".repeat(513) }), 13_000_102, "description"),
        (json!({ "mimeType": "x".repeat(256) }), 13_000_102, "mimeType"),
        (json!({ "multiParts": [{ "partNumber": 1, "partSize": 9 }] }), 13_000_102, "length"),
        (json!({ "multiParts": [{ "partNumber": 2, "partSize": 10 }] }), 13_000_102, "multiParts.partNumber"),
        (json!({ "multiParts": [{ "partNumber": 1 }] }), 13_000_102, "multiParts.partSize"),
        (json!({ "containerId": world.bob.space }), 13_000_301, "containerId"),
        (json!({ "containerId": "IAA1" }), 13_000_301, "containerId"),
    ] {
        world.create(&world.ann, with(good.clone(), change)).await.refused(code, field);
    }
    world.create(&world.ann, good).await.ok();
}

#[tokio::test]
async fn what_is_no_folder_or_in_the_bin_takes_nothing() {
    let world = World::new().await;
    let picture = world.picture(&world.ann, "root", "a.jpg").await;
    let folder = world.folder(&world.ann, "root", "gone").await;
    let below = world.folder(&world.ann, &folder, "below").await;
    let waiting = world.sent(&world.ann, with(promise("w", 1), json!({ "parentFolder": [below] })), b"w").await;
    world.trash(&world.ann, &[&folder]).await;
    for (parent, code) in [(&picture, 13_000_304), (&folder, 13_000_404), (&below, 13_000_404)] {
        let body = with(promise("b", 1), json!({ "parentFolder": [parent] }));
        world.create(&world.ann, body).await.refused(code, "parentFolder");
    }
    world.complete(&world.ann, &waiting).await.refused(13_000_404, "parentFolder");
    world.restore(&world.ann, &[&folder]).await;
    world.complete(&world.ann, &waiting).await.ok();
}

#[tokio::test]
async fn a_taken_name_is_refused_or_gets_the_time() {
    let world = World::new().await;
    let first = world.upload(&world.ann, "a.txt", b"first").await;
    world.create(&world.ann, promise("a.txt", 6)).await.refused(13_000_405, "fileName");
    let renamed = with(promise("a.txt", 6), json!({ "autoRename": 2 }));
    let created = world.create(&world.ann, renamed.clone()).await.ok();
    assert_eq!(created["fileName"], "a_20251103_070140.txt");

    // Same name and same bytes: nothing is created. One of the two alone: as if 2 had been asked for.
    let same = |sha256: String| with(promise("a.txt", 5), json!({ "autoRename": 4, "sha256": sha256 }));
    let there = world.create(&world.ann, same(sha256(b"first"))).await.ok();
    assert_eq!((&there["exist"], &there["fileId"]), (&json!(true), &json!(first)));
    assert_eq!((there.get("multiParts"), there.get("uploadId")), (None, None));
    let other = world.create(&world.ann, same(sha256(b"other"))).await.ok();
    assert_eq!((&other["exist"], &other["fileName"]), (&json!(false), &json!("a_20251103_070140.txt")));
    let elsewhere = with(same(sha256(b"first")), json!({ "fileName": "b.txt" }));
    let elsewhere = world.create(&world.ann, elsewhere).await.ok();
    assert_eq!((&elsewhere["exist"], &elsewhere["fileName"]), (&json!(false), &json!("b.txt")));
}

#[tokio::test]
async fn a_name_that_was_taken_meanwhile_is_looked_at_again() {
    let world = World::new().await;
    let refusing = world.sent(&world.ann, promise("a.txt", 3), b"one").await;
    let renaming = world.sent(&world.ann, with(promise("a.txt", 3), json!({ "autoRename": 2 })), b"two").await;
    let taker = world.upload(&world.ann, "a.txt", b"taker").await;
    world.complete(&world.ann, &refusing).await.refused(13_000_405, "fileName");
    world.complete(&world.ann, &renaming).await.ok();
    assert_eq!(world.row(&world.ann, &renaming).await.unwrap().name, "a_20251103_070140.txt");
    // The upload is still there, and goes on once the name is free.
    let rename = json!({ "containerId": world.ann.space, "name": "t.txt" });
    world.post(&world.ann, &format!("/files/rename/{taker}"), rename).await.ok();
    world.complete(&world.ann, &refusing).await.ok();
    assert_eq!(world.row(&world.ann, &refusing).await.unwrap().name, "a.txt");
}

#[tokio::test]
async fn known_bytes_need_not_be_sent_but_only_by_whom_they_belong_to() {
    let world = World::new().await;
    let photo = std::fs::read(crate::import::photos().join("jpg/Canon_40D.jpg")).unwrap();
    let first = world.upload(&world.ann, "a.jpg", &photo).await;
    let body = |name: &str| with(promise(name, photo.len()), json!({ "sha256": sha256(&photo) }));

    let rapid = world.create(&world.ann, body("b.jpg")).await.ok();
    assert_eq!(rapid["rapidUpload"], true);
    assert_eq!((rapid.get("multiParts"), rapid.get("uploadId")), (None, None));
    let (first, second) =
        (world.row(&world.ann, &first).await.unwrap(), world.row(&world.ann, &text(&rapid["fileId"])).await.unwrap());
    assert_eq!(second.file_type, leporello_model::FileType::Image);
    let facts = |row: &FileRow| (row.taken_at, row.media.clone(), row.sha256.clone(), row.blob, row.mime_type.clone());
    assert_eq!(facts(&first), facts(&second));
    assert_eq!(world.used(&world.ann).await, 2 * photo.len() as i64);
    world.complete(&world.ann, &text(&rapid["fileId"])).await.ok();

    let wrong_length = with(body("c.jpg"), json!({ "length": photo.len() + 1 }));
    assert_eq!(world.create(&world.ann, wrong_length).await.ok().get("rapidUpload"), None);
    let stranger = world.create(&world.bob, body("b.jpg")).await.ok();
    assert_eq!(stranger.get("rapidUpload"), None, "nobody learns what others have");
    assert!(stranger["multiParts"].is_array());
}

#[tokio::test]
async fn equal_bytes_are_kept_once() {
    let world = World::new().await;
    let first = world.upload(&world.ann, "a", b"the same").await;
    let second = world.upload(&world.ann, "b", b"the same").await;
    let blob = world.row(&world.ann, &first).await.unwrap().blob;
    assert_eq!(world.row(&world.ann, &second).await.unwrap().blob, blob);
}

#[tokio::test]
async fn wrong_bytes_are_refused_and_can_be_sent_again() {
    let world = World::new().await;
    let body = with(promise("a", 5), json!({ "sha256": sha256(b"right") }));
    let created = world.create(&world.ann, body).await.ok();
    let (file, url) = (text(&created["fileId"]), text(&created["multiParts"][0]["uploadUrl"]));
    world.send_part(&url, "wrong").await.ok();
    for _ in 0..2 {
        assert_eq!(world.complete(&world.ann, &file).await.body["code"], 13_000_402);
    }
    assert!(world.row(&world.ann, &file).await.is_none());
    world.send_part(&url, "right").await.ok();
    let claimed = json!({ "fileId": file, "sha256": sha256(b"wrong") });
    assert_eq!(world.post(&world.ann, "/files/complete", claimed).await.body["code"], 13_000_402);
    world.complete(&world.ann, &file).await.ok();
    assert_eq!(world.row(&world.ann, &file).await.unwrap().sha256, Some(sha256(b"right")));
}

#[tokio::test]
async fn a_part_sent_again_between_two_completions_counts() {
    let world = World::new().await;
    let created = world.create(&world.ann, promise("a", 3)).await.ok();
    let (file, url) = (text(&created["fileId"]), text(&created["multiParts"][0]["uploadUrl"]));
    world.send_part(&url, "old").await.ok();
    let taker = world.upload(&world.ann, "a", b"taker").await;
    world.complete(&world.ann, &file).await.refused(13_000_405, "fileName");
    world.send_part(&url, "new").await.ok();
    world.trash(&world.ann, &[&taker]).await;
    world.complete(&world.ann, &file).await.ok();
    assert_eq!(world.row(&world.ann, &file).await.unwrap().sha256, Some(sha256(b"new")));
}

#[tokio::test]
async fn a_part_has_the_length_it_was_promised_with() {
    let world = World::new().await;
    let created = world.create(&world.ann, promise("a", 5)).await.ok();
    let url = text(&created["multiParts"][0]["uploadUrl"]);
    for wrong in ["four", "sixsix"] {
        let refused = world.send_part(&url, wrong).await;
        assert_eq!((refused.status, refused.body["code"].clone()), (StatusCode::BAD_REQUEST, json!(13_000_402)));
    }
    // A header that lies about the body.
    for lie in ["four", "sixsix"] {
        let request = Request::put(&url).header(header::CONTENT_LENGTH, 5).body(Body::from(lie)).unwrap();
        assert_eq!(world.send(request).await.body["code"], 13_000_402, "{lie}");
    }
    world.send(Request::put(&url).body(Body::from("five5")).unwrap()).await.refused(13_000_102, "Content-Length");
    let broken = stream::iter([Ok(Bytes::from_static(b"fi")), Err("gone")]);
    let request = Request::put(&url).header(header::CONTENT_LENGTH, 5).body(Body::from_stream(broken)).unwrap();
    assert_eq!(world.send(request).await.body["code"], 13_000_402);
    assert!(world.app.blobs.uploads().await.unwrap().is_empty(), "nothing of them is kept");

    let file = text(&created["fileId"]);
    let missing = world.complete(&world.ann, &file).await;
    assert_eq!(missing.body["code"], 13_000_402);
    assert!(missing.body["msg"].as_str().unwrap().contains("Part 1 "), "{}", missing.body);
    world.send_part(&url, "five5").await.ok();
    world.complete(&world.ann, &file).await.ok();
    world.send_part(&url, "five5").await.refused(13_000_401, "fileId");
}

#[tokio::test]
async fn links_for_parts_come_again_or_for_another_plan() {
    let world = World::new().await;
    let bytes = noise(FIVE_MIB + 7, 3);
    let created = world.create(&world.ann, promise("a", bytes.len())).await.ok();
    let file = text(&created["fileId"]);
    let ask = |parts: Value| json!({ "fileId": file, "multiParts": parts });
    let again = world.post(&world.ann, "/files/multipart/uploadUrl", ask(json!([{ "partNumber": 1 }]))).await.ok();
    assert_eq!(again["multiParts"], created["multiParts"], "the clock stood still, so even the links are equal");
    for (parts, field) in [
        (json!([]), "multiParts"),
        (json!([{ "partNumber": 2 }]), "multiParts.partNumber"),
        (json!([{ "partNumber": 1, "partSize": 6 }]), "multiParts.partSize"),
    ] {
        world.post(&world.ann, "/files/multipart/uploadUrl", ask(parts)).await.refused(13_000_102, field);
    }
    let two = json!([{ "partNumber": 1, "partSize": FIVE_MIB }, { "partNumber": 2, "partSize": 7 }]);
    let planned = world.post(&world.ann, "/files/multipart/uploadUrl", ask(two)).await.ok();
    let old = world.send_part(&text(&created["multiParts"][0]["uploadUrl"]), bytes.clone()).await;
    assert_eq!(old.status, StatusCode::UNAUTHORIZED, "the link of the plan that was replaced");
    for (part, piece) in planned["multiParts"].as_array().unwrap().iter().zip(bytes.chunks(FIVE_MIB)) {
        world.send_part(part["uploadUrl"].as_str().unwrap(), piece.to_vec()).await.ok();
    }
    world.complete(&world.ann, &file).await.ok();
    world
        .post(&world.ann, "/files/multipart/uploadUrl", ask(json!([{ "partNumber": 1 }])))
        .await
        .refused(13_000_401, "fileId");
}

#[tokio::test]
async fn an_upload_is_its_owner_s_alone() {
    let world = World::new().await;
    let file = world.sent(&world.ann, promise("a", 1), b"a").await;
    world.complete(&world.bob, &file).await.refused(13_000_401, "fileId");
    let ask = json!({ "fileId": file, "multiParts": [{ "partNumber": 1 }] });
    world.post(&world.bob, "/files/multipart/uploadUrl", ask).await.refused(13_000_401, "fileId");
    world.complete(&world.ann, "Fnone").await.refused(13_000_401, "fileId");
    world.complete(&world.ann, "no identifier").await.refused(13_000_401, "fileId");
    world.complete(&world.ann, &world.ann.root()).await.refused(13_000_401, "fileId");
    world.complete(&world.ann, &file).await.ok();
}

#[tokio::test]
async fn a_link_for_a_part_is_good_for_one_part_one_user_and_one_hour() {
    let world = World::new().await;
    let created = world.create(&world.ann, promise("a", 1)).await.ok();
    let url = text(&created["multiParts"][0]["uploadUrl"]);
    for (from, to) in [
        ("size=1", "size=2"),
        ("/1?", "/2?"),
        ("expires=1", "expires=2"),
        (&world.ann.id.to_string(), &world.bob.id.to_string()),
        (&world.ann.space.to_string(), &world.bob.space.to_string()),
        ("seal=", "seal=0"),
        ("&seal=", "&other="),
        ("/links/parts/", "/links/parts/x"),
    ] {
        assert!(url.contains(from), "{from}");
        let answer = world.send_part(&url.replace(from, to), "a").await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{from}: {}", answer.body);
        assert_eq!(answer.body["code"], 13_000_101);
    }
    world.freeze(&world.ann, true).await;
    assert_eq!(world.send_part(&url, "a").await.status, StatusCode::UNAUTHORIZED);
    world.freeze(&world.ann, false).await;
    world.later(Millis::HOUR - 1);
    world.send_part(&url, "a").await.ok();
    world.later(1);
    assert_eq!(world.send_part(&url, "a").await.status, StatusCode::UNAUTHORIZED);
    // The upload outlives its links.
    world.complete(&world.ann, &text(&created["fileId"])).await.ok();
}

#[tokio::test]
async fn an_upload_ends() {
    let world = World::new().await;
    let file = world.sent(&world.ann, promise("a", 1), b"a").await;
    world.later(24 * Millis::HOUR);
    world.complete(&world.ann, &file).await.refused(13_000_401, "fileId");
}

#[tokio::test]
async fn a_space_never_holds_more_than_fits() {
    let world = World::new().await;
    let full = |answer: Answer| {
        assert_eq!((answer.status, &answer.body["code"]), (StatusCode::BAD_REQUEST, &json!(13_000_311)));
    };
    full(world.create(&world.ann, promise("a", CAPACITY as usize + 1)).await);
    // Two that would fit alone, promised at a time.
    let (one, two) = (
        world.sent(&world.ann, promise("one", 6), b"123456").await,
        world.sent(&world.ann, promise("two", 6), b"abcdef").await,
    );
    let mut filler = world.image(&world.ann, "root", "filler");
    filler.size = CAPACITY - 10;
    let filler = world.put(filler).await;
    world.complete(&world.ann, &one).await.ok();
    full(world.complete(&world.ann, &two).await);
    let rapid = with(promise("three", 6), json!({ "sha256": sha256(b"123456") }));
    full(world.create(&world.ann, rapid).await);
    assert_eq!(world.used(&world.ann).await, CAPACITY - 4);
    assert!(world.row(&world.ann, &two).await.is_none());
    world.trash(&world.ann, &[&filler]).await;
    world.job(&world.ann, crate::support::job(2, 202, &[&filler])).await;
    world.complete(&world.ann, &two).await.ok();
    assert_eq!(world.used(&world.ann).await, 12);
}

#[tokio::test]
async fn completing_from_many_sides_makes_one_file() {
    let world = World::new().await;
    let bytes = noise(FIVE_MIB + 1, 9);
    let parts = json!([{ "partNumber": 1, "partSize": FIVE_MIB }, { "partNumber": 2, "partSize": 1 }]);
    let file = world.sent(&world.ann, with(promise("a", bytes.len()), json!({ "multiParts": parts })), &bytes).await;
    let wrong = json!({ "fileId": file, "sha256": "0".repeat(64) });
    let calls = (0..12).map(|call| {
        let (world, file, wrong) = (&world, &file, wrong.clone());
        async move {
            if call % 3 == 2 {
                let refused = world.post(&world.ann, "/files/complete", wrong).await;
                assert_eq!(refused.body["code"], 13_000_402);
            } else {
                world.complete(&world.ann, file).await.ok();
            }
        }
    });
    futures_util::future::join_all(calls).await;
    world.complete(&world.ann, &file).await.ok();
    assert_eq!(world.used(&world.ann).await, bytes.len() as i64);
    leporello_server::jobs::sweep::sweep(&world.app).await.unwrap();
    let row = world.row(&world.ann, &file).await.unwrap();
    let (mut reader, _) = world.app.blobs.open_reader(row.space, row.blob.unwrap()).unwrap();
    let mut kept = Vec::new();
    std::io::Read::read_to_end(&mut reader, &mut kept).unwrap();
    assert!(kept == bytes, "no call took the bytes of another");
}

#[tokio::test]
async fn a_photo_gets_its_own_time_and_kind() {
    let world = World::new().await;
    let photo = std::fs::read(crate::import::photos().join("jpg/Canon_40D.jpg")).unwrap();
    let file = world.upload(&world.ann, "claimed to be something else.doc", &photo).await;
    let row = world.row(&world.ann, &file).await.unwrap();
    assert_eq!(row.file_type, leporello_model::FileType::Image);
    assert_eq!(row.mime_type, "image/jpeg");
    assert_eq!(row.taken_at.unwrap().to_string(), "2008-05-30T15:56:01.000Z");
    let media: Value = serde_json::from_str(&row.media.unwrap()).unwrap();
    assert_eq!((&media["make"], &media["model"]), (&json!("Canon"), &json!("Canon EOS 40D")));
    let detail = json!({ "containerId": world.ann.space });
    let shown = world.post(&world.ann, &format!("/files/{file}/detail"), detail).await.ok();
    assert_eq!(shown["mediaInfo"]["takeTime"], "2008-05-30T15:56:01.000Z");
    assert_eq!(shown["mediaInfo"]["width"], media["width"]);
    let fake = world.sent(&world.ann, with(promise("b.jpg", 4), json!({ "fileType": "15" })), b"text").await;
    world.complete(&world.ann, &fake).await.ok();
    assert_eq!(world.row(&world.ann, &fake).await.unwrap().file_type, leporello_model::FileType::Other);
}

/// The most memory that this process has held, in KiB.
#[cfg(target_os = "linux")]
fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_large_part_passes_through_little_memory() {
    const NAME: &str = "uploads::a_large_part_passes_through_little_memory";
    if !std::env::args().any(|argument| argument == "--exact") {
        // The other tests of this process have their own needs of memory, so it is measured in one of its own.
        let alone = std::process::Command::new(std::env::current_exe().unwrap()).args([NAME, "--exact"]).output();
        let alone = alone.unwrap();
        assert!(alone.status.success(), "{}", String::from_utf8_lossy(&alone.stdout));
        assert!(String::from_utf8_lossy(&alone.stdout).contains("1 passed"));
        return;
    }
    let world = World::new().await;
    let (piece, pieces) = (Bytes::from(noise(64 << 10, 1)), 1024);
    let length = piece.len() * pieces;
    let created = world.create(&world.ann, promise("large", length)).await.ok();
    let (file, url) = (text(&created["fileId"]), text(&created["multiParts"][0]["uploadUrl"]));
    let given = AtomicUsize::new(0);
    let before = peak_memory();
    let body = stream::iter((0..pieces).map(move |_| Ok::<_, std::convert::Infallible>(piece.clone())));
    let request = Request::put(&url).header(header::CONTENT_LENGTH, length).body(Body::from_stream(body)).unwrap();
    world.send(request).await.ok();
    world.complete(&world.ann, &file).await.ok();

    let links = json!({ "containerId": world.ann.space, "fileIds": [file] });
    let links = world.post(&world.ann, "/files/download", links).await.ok();
    let url = text(&links["downloads"][0]["url"]);
    let response = world.raw(Request::builder().method(Method::GET).uri(url).body(Body::empty()).unwrap()).await;
    let mut body = response.into_body().into_data_stream();
    while let Some(piece) = futures_util::StreamExt::next(&mut body).await {
        given.fetch_add(piece.unwrap().len(), Ordering::Relaxed);
    }
    let grown = peak_memory() - before;
    assert_eq!(given.into_inner(), length);
    assert!(grown < 24 * 1024, "grew by {grown} KiB");
}
