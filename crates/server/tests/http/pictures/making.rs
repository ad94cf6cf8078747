//! When pictures are made, and what becomes of them and of those who make them.

use axum::http::Method;
use leporello_model::{BlobId, Millis};
use leporello_server::jobs::sweep::sweep;
use serde_json::{Value, json};

use super::{PHOTO, sample};
use crate::support::World;

impl World {
    /// The files of all packs, by name: the object and the number.
    fn packs(&self) -> Vec<String> {
        let (mut found, mut folders) = (Vec::new(), vec![self.place.blobs().join("renditions")]);
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).into_iter().flatten().map(Result::unwrap) {
                if entry.path().is_dir() {
                    folders.push(entry.path());
                } else {
                    found.push(entry.file_name().into_string().unwrap());
                }
            }
        }
        found.sort();
        found
    }

    async fn object(&self, file: &str) -> BlobId {
        self.row(&self.ann, file).await.unwrap().blob.unwrap()
    }
}

#[tokio::test]
async fn every_size_is_made_once_in_the_background() {
    let world = World::new().await;
    let file = world.photo(&world.ann, PHOTO).await;
    assert_eq!(world.app.pictures_wanted().await.unwrap(), 1);
    let before = world.shown(&world.ann, &file, json!({})).await;
    assert_eq!((&before["mediaInfo"]["thumbHash"], &before["downloadLinks"]), (&Value::Null, &Value::Null));
    world.make_all().await;
    let packs = world.packs();
    assert_eq!(packs.len(), 1);
    for (side, size) in [(128, (128, 96)), (256, (256, 192)), (720, (640, 480)), (1440, (640, 480))] {
        let view = world.view(&world.ann, &file, &format!("image/resize,w_{side},h_{side}")).await;
        assert_eq!(view.size(), if side == 1440 { (640, 480) } else { size }, "{side}");
        assert!(view.bytes.starts_with(b"\xff\xd8\xff") && !view.is_stand_in());
    }
    assert_eq!(world.packs(), packs, "nothing is made twice");
    let after = world.shown(&world.ann, &file, json!({})).await;
    assert!(after["mediaInfo"]["thumbHash"].as_str().unwrap().len() > 20, "{after}");
    assert_eq!(after["mediaInfo"]["problem"], Value::Null);
}

#[tokio::test]
async fn what_is_asked_for_earlier_is_made_then() {
    let world = World::new().await;
    let file = world.photo(&world.ann, PHOTO).await;
    let views = (0..8).map(|_| world.view(&world.ann, &file, "image/resize,w_128"));
    for view in futures_util::future::join_all(views).await {
        assert_eq!(view.size(), (128, 96));
        assert!(!view.is_stand_in());
    }
    assert_eq!(world.app.pictures_wanted().await.unwrap(), 0);
    assert_eq!(world.packs().len(), 1, "eight asked, and it was made once");
}

#[tokio::test]
async fn the_newest_comes_first() {
    let world = World::new().await;
    let mut files = Vec::new();
    for turn in 1..=3 {
        world.later(1_000);
        files.push(world.photo(&world.ann, &format!("jpg/orientation/portrait_{turn}.jpg")).await);
    }
    let hash = async |file: &str| {
        let shown = world.shown(&world.ann, file, json!({})).await;
        shown["mediaInfo"]["thumbHash"].is_string()
    };
    let mut order = Vec::new();
    for _ in 0..3 {
        leporello_server::jobs::pictures::some(&world.app, 1).await.unwrap();
        let mut made = Vec::new();
        for file in &files {
            made.push(hash(file).await);
        }
        order.push(made);
    }
    assert_eq!(order, [[false, false, true], [false, true, true], [true, true, true]]);
}

#[tokio::test]
async fn equal_bytes_are_made_into_pictures_once() {
    let world = World::new().await;
    let (one, two) = (world.photo(&world.ann, PHOTO).await, world.upload(&world.ann, "copy.jpg", &sample(PHOTO)).await);
    world.make_all().await;
    assert_eq!(world.packs().len(), 1);
    for file in [one, two] {
        assert_eq!(world.view(&world.ann, &file, "image/resize,w_128").await.size(), (128, 96));
    }
}

#[tokio::test]
async fn pictures_go_with_the_last_file_that_has_the_bytes() {
    let world = World::new().await;
    let (one, two) = (world.photo(&world.ann, PHOTO).await, world.upload(&world.ann, "copy.jpg", &sample(PHOTO)).await);
    world.make_all().await;
    world.trash(&world.ann, &[&one, &two]).await;
    for (file, left) in [(&one, 1), (&two, 0)] {
        world.purge(&world.ann, file).await;
        sweep(&world.app).await.unwrap();
        assert_eq!(world.packs().len(), left);
    }
}

#[tokio::test]
async fn a_maker_that_died_holds_nothing_up_and_leaves_nothing() {
    let world = World::new().await;
    let file = world.photo(&world.ann, PHOTO).await;
    let (space, object) = (world.ann.space, world.object(&file).await);
    // Somebody takes it, writes a pack, and is killed before anybody hears of it.
    let (now, attempt) = (world.now(), world.app.ids.blob());
    let taken =
        world.app.store.write(move |write| write.any_take_renditions(now, now.plus(Millis::MINUTE), &[attempt]));
    assert_eq!(taken.await.unwrap().len(), 1);
    world.app.blobs.keep_pack(space, object, attempt, b"half".to_vec()).await.unwrap();
    leporello_server::jobs::pictures::drain(&world.app, 2, || panic!("it is taken")).await.unwrap();
    world.later(Millis::MINUTE);
    world.make_all().await;
    let packs = world.packs();
    assert_eq!(packs.len(), 1);
    assert_ne!(packs[0], format!("{object}.{attempt}"));
    assert_eq!(world.view(&world.ann, &file, "image/resize,w_128").await.size(), (128, 96));
}

#[tokio::test]
async fn a_pack_that_was_lost_is_made_again_once() {
    let world = World::new().await;
    let file = world.photo(&world.ann, PHOTO).await;
    world.make_all().await;
    let before = world.packs();
    // Nothing of it is remembered.
    let world = world.copy();
    let renditions = world.place.blobs().join("renditions");
    for spoil in [true, false] {
        let packs = world.packs();
        if spoil {
            let space = renditions.join(world.ann.space.number().to_string());
            let hundredth = std::fs::read_dir(space).unwrap().next().unwrap().unwrap().path();
            std::fs::write(hundredth.join(&packs[0]), b"cut").unwrap();
        } else {
            std::fs::remove_dir_all(&renditions).unwrap();
        }
        let world = world.copy();
        let views = (0..6).map(|_| world.view(&world.ann, &file, "image/resize,w_256,h_256"));
        for view in futures_util::future::join_all(views).await {
            assert_eq!(view.size(), (256, 192));
            assert!(!view.is_stand_in());
        }
        assert!(world.packs().iter().any(|pack| !packs.contains(pack)) && !before.is_empty());
        assert_eq!(world.app.pictures_wanted().await.unwrap(), 0);
    }
}

#[tokio::test]
async fn what_was_begun_is_finished_when_nobody_waits_any_more() {
    let world = World::new().await;
    let file = world.photo(&world.ann, PHOTO).await;
    let links = world.view_links(&world.ann, &file, json!({ "usage": "minThumbnail" })).await;
    let impatient = world.fetch(Method::GET, &links[0].1, &[]);
    // It is dropped as soon as somebody has taken the work.
    tokio::select! {
        _ = impatient => panic!("a worker is not that fast"),
        () = world.taken(&file) => {}
    }
    // The clock stands still, so the lease does not end.
    while world.app.pictures_wanted().await.unwrap() > 0 {
        tokio::task::yield_now().await;
    }
    assert_eq!(world.fetch(Method::GET, &links[0].1, &[]).await.size(), (128, 96));
}

impl World {
    /// Waits until somebody has taken the pictures of a file.
    async fn taken(&self, file: &str) {
        let (space, object) = (self.ann.space, self.object(file).await);
        loop {
            let row = self.app.store.read(move |read| read.rendition(space, object)).await.unwrap();
            if row.unwrap().attempt.is_some() {
                return;
            }
            tokio::task::yield_now().await;
        }
    }
}
