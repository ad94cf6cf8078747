//! Which files are known by their bytes, and by whom.

use axum::http::Method;
use serde_json::{Value, json};

use crate::policy::upload;
use crate::support::{Person, World};
use crate::uploads::{promise, sha256, with};

impl World {
    /// The names of the files that somebody has of these bytes.
    async fn known(&self, who: &Person, bytes: &[&[u8]]) -> Vec<String> {
        let digests: Vec<String> = bytes.iter().map(|bytes| sha256(bytes).to_uppercase()).collect();
        let answer = self.ours(who, Method::POST, "/files/known", json!({ "sha256": digests })).await.ok();
        let known = answer["known"].as_array().unwrap();
        assert!(known.iter().all(|known| digests.contains(&known["sha256"].as_str().unwrap().to_uppercase())));
        known.iter().map(|known| known["fileName"].as_str().unwrap().to_owned()).collect()
    }
}

const NOTHING: [&str; 0] = [];

#[tokio::test]
async fn what_others_have_nobody_learns_by_a_digest() {
    let world = World::new().await;
    let (ann, cleo) = (&world.ann, world.person("Cleo", "0027820000001").await);
    let own = world.upload(ann, "own.txt", b"own").await;
    assert_eq!(world.known(ann, &[b"own", b"other", b"own"]).await, ["own.txt"]);
    assert_eq!(world.known(&world.bob, &[b"own"]).await, NOTHING);
    // Not even of what a family shows them, nor of an upload that is not complete.
    let family = world.family(ann, "Home").await;
    world.join(ann, &family, &cleo).await;
    let body = with(promise("family.txt", 6), json!({ "parentFolder": [family.folder] }));
    let file = world.sent(ann, body, b"family").await;
    assert_eq!(world.known(ann, &[b"family"]).await, NOTHING);
    world.complete(ann, &file).await.ok();
    assert_eq!(world.known(ann, &[b"family"]).await, ["family.txt"]);
    assert_eq!(world.known(&cleo, &[b"family", b"own"]).await, NOTHING);
    let theirs = upload(&world, &cleo, &family.folder, "theirs.jpg").await;
    let detail = world.shown(ann, &theirs, json!({})).await;
    let ask = async |who: &Person| {
        let body = json!({ "sha256": [detail["sha256"]] });
        world.ours(who, Method::POST, "/files/known", body).await.ok()["known"].take()
    };
    let known = json!([{ "sha256": detail["sha256"], "fileId": theirs, "fileName": "theirs.jpg" }]);
    assert_eq!((ask(ann).await, ask(&cleo).await), (known, json!([])), "it lies in the space of who owns the family");
    assert_eq!(world.known(ann, &[b"own"]).await.len(), 1, "{own}");
}

#[tokio::test]
async fn what_is_in_the_bin_is_not_known() {
    let world = World::new().await;
    let ann = &world.ann;
    let folder = world.folder(ann, "root", "folder").await;
    let first = world.upload(ann, "first.txt", b"same").await;
    let body = with(promise("second.txt", 4), json!({ "parentFolder": [folder], "sha256": sha256(b"same") }));
    assert_eq!(world.create(ann, body).await.ok()["rapidUpload"], Value::Bool(true));
    // One is enough, and either will do.
    assert_eq!(world.known(ann, &[b"same"]).await.len(), 1);
    world.trash(ann, &[&first]).await;
    assert_eq!(world.known(ann, &[b"same"]).await, ["second.txt"]);
    world.trash(ann, &[&folder]).await;
    assert_eq!(world.known(ann, &[b"same"]).await, NOTHING);
    world.restore(ann, &[&folder]).await;
    assert_eq!(world.known(ann, &[b"same"]).await, ["second.txt"]);
}
