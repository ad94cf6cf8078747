//! The sweep: takes what nobody needs, and nothing else.

use std::fs;

use leporello_model::{BlobId, FileId, Millis, SpaceFacts};
use leporello_server::jobs::sweep::{Swept, sweep};
use leporello_store::Upload;
use serde_json::json;

use crate::support::{World, job};
use crate::uploads::{promise, sha256, with};

impl World {
    async fn swept(&self) -> Swept {
        sweep(&self.app).await.unwrap()
    }

    fn has_object(&self, blob: BlobId) -> bool {
        self.app.blobs.open_reader(self.ann.space, blob).is_ok()
    }

    async fn promised(&self, file: &str) -> Option<Upload> {
        let (space, file): (_, FileId) = (self.ann.space, file.parse().unwrap());
        self.app.store.read(move |read| read.upload(space, &file)).await.unwrap()
    }
}

const NOTHING: Swept = Swept { uploads: 0, objects: 0, leftovers: 0 };

#[tokio::test]
async fn a_busy_service_loses_nothing() {
    let world = World::new().await;
    let file = world.upload(&world.ann, "kept", b"kept").await;
    let trashed = world.upload(&world.ann, "trashed", b"trashed").await;
    world.trash(&world.ann, &[&trashed]).await;
    let coming = world.sent(&world.ann, promise("coming", 6), b"coming").await;
    world.later(Millis::HOUR);
    assert_eq!(world.swept().await, NOTHING);
    for file in [&file, &trashed] {
        assert!(world.has_object(world.row(&world.ann, file).await.unwrap().blob.unwrap()));
    }
    world.complete(&world.ann, &coming).await.ok();
    assert_eq!(world.swept().await, NOTHING);
}

#[tokio::test]
async fn an_upload_that_was_given_up_goes_with_all_it_sent() {
    let world = World::new().await;
    let taker = world.upload(&world.ann, "taken", b"taker").await;
    let given_up = world.sent(&world.ann, with(promise("taken", 8), json!({ "autoRename": 2 })), b"given up").await;
    // A completion that fails at the end leaves an object too.
    let joined = world.sent(&world.ann, promise("joined", 6), b"joined").await;
    let rename = json!({ "containerId": world.ann.space, "name": "joined" });
    world.post(&world.ann, &format!("/files/rename/{taker}"), rename).await.ok();
    world.complete(&world.ann, &joined).await.refused(13_000_405, "fileName");
    let object = world.promised(&joined).await.unwrap().blob;
    assert!(world.has_object(object));

    world.later(25 * Millis::HOUR);
    assert_eq!(world.swept().await, NOTHING, "a completion may still be under way");
    world.later(1);
    assert_eq!(world.swept().await, Swept { uploads: 2, objects: 2, leftovers: 0 });
    assert!(!world.has_object(object));
    assert!(world.app.blobs.uploads().await.unwrap().is_empty());
    for file in [&given_up, &joined] {
        assert_eq!(world.promised(file).await, None);
        world.complete(&world.ann, file).await.refused(13_000_401, "fileId");
    }
    assert_eq!(world.swept().await, NOTHING);
    assert!(world.has_object(world.row(&world.ann, &taker).await.unwrap().blob.unwrap()));
}

#[tokio::test]
async fn purged_bytes_go_when_no_file_has_them_any_more() {
    let world = World::new().await;
    let (one, two) = (world.upload(&world.ann, "one", b"same").await, world.upload(&world.ann, "two", b"same").await);
    let blob = world.row(&world.ann, &one).await.unwrap().blob.unwrap();
    // The second upload's own object, which nobody needed.
    assert_eq!(world.swept().await, Swept { objects: 1, ..NOTHING });
    assert!(world.has_object(blob));
    world.job(&world.ann, job(2, 202, &[&one])).await;
    assert_eq!(world.swept().await, NOTHING);
    assert!(world.has_object(blob), "the other file has them");
    world.job(&world.ann, job(2, 202, &[&two])).await;
    // Between the purge and the sweep the same bytes come again: they are not given what is about to go.
    let again = world.upload(&world.ann, "again", b"same").await;
    assert_eq!(world.swept().await, Swept { objects: 1, ..NOTHING });
    assert!(!world.has_object(blob));
    assert!(world.has_object(world.row(&world.ann, &again).await.unwrap().blob.unwrap()));
    let rapid = with(promise("rapid", 4), json!({ "sha256": sha256(b"same") }));
    assert_eq!(world.create(&world.ann, rapid).await.ok()["rapidUpload"], true);
}

#[tokio::test]
async fn parts_that_came_too_late_go() {
    let world = World::new().await;
    let file = world.sent(&world.ann, promise("a", 1), b"a").await;
    let upload = world.promised(&file).await.unwrap().upload;
    world.complete(&world.ann, &file).await.ok();
    // As if it had been under way when the upload ended.
    let body = futures_util::stream::iter([Ok::<_, ()>(axum::body::Bytes::from_static(b"late"))]);
    world.app.blobs.stage(world.ann.space, &upload, 1, 4, body).await.unwrap();
    assert_eq!(world.swept().await, Swept { leftovers: 1, ..NOTHING });
    assert!(world.app.blobs.uploads().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_broken_import_is_found() {
    let (world, folder) = (World::new().await, tempfile::tempdir().unwrap());
    let path = folder.path().join("a");
    fs::write(&path, "a").unwrap();
    // As if the program had been killed between the copy and the last transaction.
    let upload = Upload {
        space: world.ann.space,
        file: world.app.ids.file(),
        upload: world.app.ids.upload(),
        blob: world.app.ids.blob(),
        owner: world.ann.id,
        parent: FileId::root_of(world.ann.space),
        name: "a".to_owned(),
        rename_mode: 2,
        file_type: leporello_model::FileType::Other,
        mime_type: None,
        description: None,
        length: 1,
        sha256: None,
        parts: Vec::new(),
        created_at: world.now(),
        expires_at: world.now(),
        multipart: None,
    };
    let caller =
        leporello_model::Caller { user: world.ann.id, space: world.ann.space, door: leporello_model::Door::Command };
    let grant = caller.may(leporello_model::Add, SpaceFacts::whole(world.ann.space, world.ann.id), "test").unwrap();
    let row = upload.clone();
    world.app.store.write(move |write| write.add_upload(&grant, &row)).await.unwrap();
    world.app.blobs.take_files(&[(path, upload.space, upload.blob)]).remove(0).unwrap();
    assert!(world.has_object(upload.blob));
    world.later(Millis::HOUR + 1);
    assert_eq!(world.swept().await, Swept { uploads: 1, objects: 1, leftovers: 0 });
    assert!(!world.has_object(upload.blob));
}
